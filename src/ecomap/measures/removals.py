"""
What would change with a little less: alliances or actors taken away, and all measured again.

Nothing here is a confidence interval: a map is no random sample of alliances.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from ecomap.errors import GraphError, Issue
from ecomap.graph import Alliance, has_models, project
from ecomap.measures.engine import Ints, Matrix, Ties, flows, reach, ties
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.metrics import actor_metrics

__all__ = ["rank_stability", "robustness"]

Booleans = NDArray[np.bool_]

# Measured again from arrays; any other measure goes through a graph at each draw.
_QUICK: Final = frozenset({"betweenness", "degree", "harmonic", "strength"})
_WALKS: Final = frozenset({"betweenness", "harmonic"})

# Draws, the fewest of them, and how much may be walked in all: draws × actors × ties.
_DRAWS: Final = 1000
_FEWEST: Final = 100
_LOAD: Final = 1_500_000_000

# The range of ranks or values that is shown.
_LOW: Final = 0.05
_HIGH: Final = 0.95

# Two scores are a tie if they agree to as many digits of the largest: sums of
# the same terms in another order differ in the last ones.
_DIGITS: Final = 10

_STEPS: Final = 10
_STEP: Final = 0.05


# --------------------------------------------------------------------------- ranks


def rank_stability(
    G: nx.MultiDiGraph,
    name: str = "betweenness",
    *,
    draws: int | None = None,
    keep: float = 0.9,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Tell how the ranks would move if one alliance in ten were missing.

    Each draw keeps every alliance (an edge between two actors, or a whole
    meeting place) with probability `keep`, measures again and ranks. The range
    holds the ranks of nine draws in ten. It is no confidence interval: it says
    what hangs on single alliances, not what the map has missed.

    Parameters
    ----------
    G
        A graph under the contract.
    name
        A measure of `metrics.actor_metrics`.
    draws
        Number of draws. None for 1,000; for 100 at least where a draw is slow,
        that is on large graphs and for measures other than betweenness,
        degree, harmonic and strength.
    keep
        Probability that an alliance is kept, above 0, up to 1.
    seed
        Seed of chance.

    Returns
    -------
    ranks
        One row per actor, indexed by ``id``: ``name``, ``score``, ``rank``,
        ``low`` and ``high`` (the 5th and 95th of 100 ranks, the wider where
        they fall between two), ``defined`` (share of the draws in which the
        measure is defined for the actor). Rank 1 is the highest score; equal
        scores share the best rank and the next ones are skipped: 1, 2, 2, 4. nan
        where the score is. ``ranks.attrs`` holds ``measure``, ``draws``, ``keep``
        and ``seed``.

    Raises
    ------
    GraphError
        If the measure is not known, or `keep` is no probability.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> ranks = rank_stability(from_networkx(nx.star_graph(list("abcdef"))), "degree")
    >>> ranks.loc["a", ["rank", "low", "high"]].tolist()
    [1.0, 1.0, 1.0]
    >>> ranks.loc["b", ["rank", "low", "high"]].tolist()
    [2.0, 2.0, 6.0]
    """
    if not 0 < keep <= 1:
        issue = Issue(code="bad_probability", severity="error", value=str(keep))
        raise GraphError(issues=[issue])
    H = project(G)
    measured = actor_metrics(G, [name])
    draws = draws or _enough(name, H)
    rng = np.random.default_rng(seed)
    kept = rng.random((draws, len(H.graph["alliances"]))) < keep
    again = _quick_scores if name in _QUICK else _slow_scores
    drawn = _ranks(pd.DataFrame(again(G, H, name, kept), columns=measured.index))
    table = pd.DataFrame(
        {
            "name": measured["name"],
            "score": measured[name].astype(float),
            "rank": _ranks(measured[[name]].T).iloc[0],
            "low": drawn.quantile(_LOW, interpolation="lower"),
            "high": drawn.quantile(_HIGH, interpolation="higher"),
            "defined": drawn.notna().mean(),
        },
        index=measured.index,
    )
    table.attrs = {"measure": name, "draws": draws, "keep": keep, "seed": seed}
    return table


def _enough(name: str, H: nx.Graph) -> int:
    """Give the number of draws that can be waited for."""
    if name not in _QUICK:
        return _FEWEST
    walked = len(H) * H.number_of_edges() if name in _WALKS else 0
    return int(np.clip(_LOAD // max(walked, 1), _FEWEST, _DRAWS))


def _ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """Rank each row, the highest first, ties on the best of their ranks."""
    values = scores.to_numpy(dtype=float)
    known = np.abs(values[np.isfinite(values)])
    largest = known.max(initial=0) or 1.0
    rounded = pd.DataFrame(np.round(values / largest, _DIGITS), scores.index, scores.columns)
    return rounded.rank(axis="columns", method="min", ascending=False)


def _quick_scores(_: nx.MultiDiGraph, H: nx.Graph, name: str, kept: Booleans) -> Matrix:
    """Measure the actors of each draw from arrays; in proportion, which is all that ranks need."""
    n, pairs = len(H), ties(H).pairs
    parts = _shares_of_ties(H)
    made = parts.astype(bool).astype(float)
    ends = scipy.sparse.csr_array(
        (np.ones(2 * len(pairs)), (pairs.T.ravel(), np.tile(np.arange(len(pairs)), 2))),
        shape=(n, len(pairs)),
    )
    scores = np.zeros((len(kept), n))
    for draw, chosen in enumerate(kept.astype(float)):
        left = made @ chosen > 0
        if name == "degree":
            scores[draw] = ends @ left.astype(float)
        elif name == "strength":
            scores[draw] = ends @ (parts @ chosen)
        else:
            scores[draw] = _walked(n, pairs[left], name)
    return scores


def _shares_of_ties(H: nx.Graph) -> scipy.sparse.csr_array:
    """Give what each alliance (column) adds to the strength of each tie (row)."""
    position = {frozenset(pair): tie for tie, pair in enumerate(H.edges())}
    entries = [
        (position[frozenset(pair)], column, alliance["weight"] / (len(alliance["members"]) - 1))
        for column, alliance in enumerate(H.graph["alliances"])
        for pair in combinations(alliance["members"], 2)
    ]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(position), len(H.graph["alliances"]))
    places = (np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp))
    return scipy.sparse.csr_array((np.array(values, dtype=float), places), shape=shape)


def _walked(n: int, pairs: Ints, name: str) -> Matrix:
    """Measure every actor by its shortest paths, in proportion."""
    everyone = np.zeros(n, dtype=np.intp)
    if name == "betweenness":
        through: Matrix = flows(Ties(n, pairs), [(everyone, np.ones((1, 1)))])[0][0]
        return through
    return reach(Ties(n, pairs), everyone, 1)[:, 0]


def _slow_scores(G: nx.MultiDiGraph, H: nx.Graph, name: str, kept: Booleans) -> Matrix:
    """Measure the actors of each draw on a graph without the alliances that are missing."""
    alliances: list[Alliance] = H.graph["alliances"]
    edges = {key: (u, v, key) for u, v, key in G.edges(keys=True)}
    scores = np.zeros((len(kept), len(H)))
    for draw, chosen in enumerate(kept):
        part = G.copy()
        missing = [alliance for alliance, here in zip(alliances, chosen, strict=True) if not here]
        part.remove_edges_from([edges[a["id"]] for a in missing if not a["place"]])
        part.remove_nodes_from([a["id"] for a in missing if a["place"]])
        scores[draw] = actor_metrics(part, [name])[name]
    return scores


# --------------------------------------------------------------------------- robustness


def robustness(G: nx.MultiDiGraph, *, draws: int = 20, seed: int = 0) -> pd.DataFrame:
    """
    Follow what is left of an ecosystem as its actors go, one in twenty at each step.

    Actors go at random; or those of most partners first; or those on most
    shortest paths first. The last two are measured again at each step among
    the actors that are left; equal ones go in the order of the graph.

    Parameters
    ----------
    G
        A graph under the contract.
    draws
        Number of random orders.
    seed
        Seed of chance.

    Returns
    -------
    curve
        One row per ``removal`` (``random``, ``degree``, ``betweenness``) and per
        ``share`` of the actors removed, 0 to 0.5: how many are ``removed``; the
        ``value`` V of what is left, N being that of the whole ecosystem
        (`premium.interaction_value`), nan where V is; the ``largest``
        component, as a share of all the actors. Of the random orders these are
        means, with ``value_low``, ``value_high``, ``largest_low`` and
        ``largest_high``, the range of nine orders in ten; of the others low and
        high are the number itself. ``curve.attrs`` holds ``draws`` and ``seed``.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> curve = robustness(from_networkx(nx.star_graph(list("abcdefghij"))))
    >>> curve[curve["removal"] == "degree"]["largest"].iloc[:3].tolist()
    [1.0, 0.1, 0.1]
    """
    H = project(G)
    n, pairs = len(H), ties(H).pairs
    value = _valuing(H)
    steps = [round(step * _STEP, 2) for step in range(_STEPS + 1)]
    numbers = [int(share * n + 0.5) for share in steps]
    rng = np.random.default_rng(seed)
    orders = {
        "random": [rng.permutation(n) for _ in range(draws)],
        "degree": [_targets(n, pairs, numbers, "degree")],
        "betweenness": [_targets(n, pairs, numbers, "betweenness")],
    }
    rows = []
    for removal, chosen in orders.items():
        for share, count in zip(steps, numbers, strict=True):
            left = [_left_pairs(n, pairs, order[:count]) for order in chosen]
            values = _summary("value", [value(rest) for rest in left])
            sizes = _summary("largest", [_largest(n, rest, n - count) for rest in left])
            rows.append({"removal": removal, "share": share, "removed": count, **values, **sizes})
    curve = pd.DataFrame(rows)
    curve.attrs = {"draws": draws, "seed": seed}
    return curve


def _valuing(H: nx.Graph) -> Callable[[Ints], float]:
    """Give the function that values what is left, over the pairs of the whole."""
    n = len(H)
    if not has_models(H):
        return lambda _: float("nan")
    kinds, contrast = contrasts(H)
    total = pair_worths(kinds, contrast)[1]

    def value(pairs: Ints) -> float:
        worth = (contrast[kinds] * reach(Ties(n, pairs), kinds, len(contrast))).sum(axis=1)
        return float(worth[kinds >= 0].sum() / (2 * total)) if total else float("nan")

    return value


def _left_pairs(n: int, pairs: Ints, gone: Ints) -> Ints:
    """Give the ties that are left without some actors."""
    here = np.ones(n, dtype=bool)
    here[gone] = False
    return pairs[here[pairs].all(axis=1)]


def _targets(n: int, pairs: Ints, numbers: list[int], name: str) -> Ints:
    """Choose who goes at each step: the first of a measure taken among those left."""
    gone: list[int] = []
    for count in numbers:
        if count == len(gone):
            continue
        left = _left_pairs(n, pairs, np.array(gone, dtype=np.intp))
        degree = np.bincount(left.ravel(), minlength=n).astype(float)
        scores = degree if name == "degree" else _walked(n, left, name)
        scores = np.round(scores, _DIGITS)
        scores[gone] = -1
        first = np.argsort(-scores, kind="stable")
        gone += first[: count - len(gone)].tolist()
    return np.array(gone, dtype=np.intp)


def _largest(n: int, pairs: Ints, left: int) -> float:
    """Give the share of all the actors in the largest component of those left."""
    if not n or not left:
        return float("nan") if not n else 0.0
    ones = np.ones(len(pairs))
    joined = scipy.sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, labels = scipy.sparse.csgraph.connected_components(joined, directed=False)
    return float(np.bincount(labels).max() / n)


def _summary(name: str, values: list[float]) -> dict[str, float]:
    """Give the mean and the range of what several orders leave."""
    if not values:
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"), float("nan"))
    return {
        name: float(np.mean(values)),
        f"{name}_low": float(np.quantile(values, _LOW, method="lower")),
        f"{name}_high": float(np.quantile(values, _HIGH, method="higher")),
    }
