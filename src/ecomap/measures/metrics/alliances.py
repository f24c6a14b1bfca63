"""The table of alliances: what each joins, what it carries, what would be lost without it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.graph import alliances_of, has_models, project
from ecomap.measures.engine import Ints, Matrix, Ties, components, cuts, flows, sample, ties
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.metrics import asked
from ecomap.measures.metrics.asked import Sample, check_names
from ecomap.measures.premium import EXACT_UP_TO, alliance_premium, shapley_premium
from ecomap.text import join_values

__all__ = ["ALLIANCE_MEASURES", "alliance_metrics"]

_MARGINAL: Final = [
    *("premium", "premium_relative", "premium_partners", "premium_others"),
    *("both_ends", "one_end", "no_end"),
]
_SHARED: Final = ["shapley", "shapley_partners", "shapley_others", "shapley_error"]
ALLIANCE_MEASURES: Final = (
    *("k", "weight", "models", "tie_class", "edge_betweenness", "cross_edge_betweenness"),
    *("is_bridge", "uniqueness", *_MARGINAL, *_SHARED),
)

# Cells of distances that the shared premium may go through, some ten seconds of
# work, and the fewest orders that are worth an average.
_SHARED_WORK: Final = 3_000_000_000
_LEAST_ORDERS: Final = 50


def alliance_metrics(
    G: nx.MultiDiGraph,
    names: Collection[str] | None = None,
    *,
    weight: str | None = "weight",
    seed: int = 0,
    exact: bool = False,
) -> pd.DataFrame:
    """
    Measure every alliance of an ecosystem.

    Parameters
    ----------
    G
        A graph under the contract.
    names
        Measures wanted; all of `ALLIANCE_MEASURES` if None.
    weight
        Column read as strength; None to count each alliance once.
    seed
        Seed of the orders drawn for the shared premium.
    exact
        As for `actor_metrics`.

    Returns
    -------
    alliances
        One row per edge between two actors and per meeting place with at least
        two: ``id`` (index), ``name``, ``kind``, ``source`` and ``target``
        (empty for a place), ``partners`` (ids joined by ``|``), then the
        measures: ``k`` (number of actors), ``weight`` (its strength),
        ``models`` (among its classified actors), ``tie_class`` (``peers`` one
        model, ``worlds`` two, ``all`` more; empty if fewer than two actors are
        classified), ``edge_betweenness`` and ``cross_edge_betweenness`` (share
        of the shortest paths that pass along the ties it makes), ``is_bridge``
        (without it partners lose every path between them), ``uniqueness``
        (share of its pairs of partners that no other alliance joins), and the
        premiums of `premium`. A place too large to be read as working together
        has its counts only. ``alliances.attrs["orders"]`` is the number of
        orders drawn for the shared premium, 0 if it is exact, None if it was
        too long to compute and is left nan; ``alliances.attrs["sampled"]`` is as
        in `actor_metrics`, its error for the shares of paths an upper bound.

    Raises
    ------
    GraphError
        If a measure is not known.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> G = from_networkx(nx.path_graph(["a", "b"]))
    >>> alliance_metrics(G, ["k"])["partners"].tolist()
    ['a|b']
    """
    wanted = list(ALLIANCE_MEASURES if names is None else names)
    check_names(wanted, ALLIANCE_MEASURES)
    table = _alliance_table(G, weight)
    H = project(G, weight=weight)
    sampled: dict[str, Sample] = {}
    if set(wanted) & {"edge_betweenness", "cross_edge_betweenness", "is_bridge", "uniqueness"}:
        drawn = _drawn(H, asked.FOLLOWED, seed, exact=exact)
        on_ties = _on_ties(H, drawn)
        table = table.join(on_ties)
        if drawn is not None:
            for name, error in on_ties.attrs["errors"].items():
                sampled[name] = Sample(sources=len(drawn), error=error)
    known = has_models(H)
    if known and set(wanted) & set(_MARGINAL):
        some = _drawn(H, asked.VALUED, seed, exact=exact)
        # by the stated strengths, a projection is read once
        premiums = alliance_premium(
            H if weight == "weight" else G, sources=None if some is None else len(some)
        )
        table = table.join(premiums.set_axis(_MARGINAL, axis=1))
        if some is not None:
            found = Sample(sources=len(some), error=premiums.attrs["error"])
            sampled |= dict.fromkeys(_MARGINAL, found)
    orders = None
    if known and set(wanted) & set(_SHARED):
        shared = _shared_premium(G, H, seed)
        orders = shared.attrs.get("orders")
        table = table.join(shared)
    table = table.reindex(columns=[*table.columns[:5], *wanted])
    table.attrs["orders"] = orders
    table.attrs["sampled"] = {name: sampled[name] for name in wanted if name in sampled}
    return table


def _drawn(H: nx.Graph, limit: int, seed: int, *, exact: bool) -> Ints | None:
    """Draw actors where following the paths of all would take long."""
    count = asked.sources(H, limit, exact=exact)
    return None if count is None else sample(np.arange(len(H)), count, seed)


def _alliance_table(G: nx.MultiDiGraph, weight: str | None) -> pd.DataFrame:
    """List the alliances with their partners and what can be counted."""
    edges = {key: data for _, _, key, data in G.edges(keys=True, data=True)}
    records = {}
    for alliance in alliances_of(G, weight=weight):
        key, members = alliance["id"], alliance["members"]
        data = G.nodes[key] if alliance["place"] else edges[key]
        models = [G.nodes[m]["model"] for m in members if "model" in G.nodes[m]]
        records[key] = {
            "name": data.get("name"),
            "kind": data.get("kind") if alliance["place"] else "alliance",
            "source": None if alliance["place"] else members[0],
            "target": None if alliance["place"] else members[1],
            "partners": join_values(list(members)),
            "tie_class": _tie_class(models),
            "k": len(members),
            "weight": alliance["weight"],
            "models": len(set(models)),
        }
    texts = ["name", "kind", "source", "target", "partners", "tie_class"]
    columns = [*texts[:5], "k", "weight", "models", "tie_class"]
    table = pd.DataFrame.from_dict(records, orient="index", columns=columns)
    return table.astype(dict.fromkeys(texts, "str")).rename_axis("id")


def _tie_class(models: list[str]) -> str | None:
    """Tell whether an alliance is between peers, between worlds or between all."""
    if len(models) <= 1:
        return None
    return {1: "peers", 2: "worlds"}.get(len(set(models)), "all")


def _on_ties(H: nx.Graph, drawn: Ints | None) -> pd.DataFrame:
    """Measure alliances by the ties they make, from the paths of all or of those drawn."""
    everyone = (np.zeros(len(H), dtype=np.intp), np.ones((1, 1)))
    known = has_models(H)
    worths = [everyone, contrasts(H)] if known else [everyone]
    _, along = flows(ties(H), worths, along=True, sources=drawn)
    totals = [pair_worths(*worth)[1] or np.nan for worth in worths]
    shares = [flow / total for flow, total in zip(along, totals, strict=True)]
    between = ["edge_betweenness", "cross_edge_betweenness"]
    made: dict[str, list[int]] = {alliance["id"]: [] for alliance in H.graph["alliances"]}
    alone: dict[str, list[int]] = {key: [] for key in made}
    for tie, (_, _, makers) in enumerate(H.edges(data="alliances")):
        for key in set(makers):
            made[key].append(tie)
        if len(set(makers)) == 1:
            alone[makers[0]].append(tie)
    bridges = _bridges(ties(H), alone)
    rows = {
        key: {
            "edge_betweenness": shares[0][own].sum(),
            "cross_edge_betweenness": shares[1][own].sum() if known else np.nan,
            "is_bridge": key in bridges,
            "uniqueness": len(alone[key]) / len(own),
        }
        for key, own in made.items()
    }
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=[*between, "is_bridge", "uniqueness"]
    )
    if drawn is not None:
        found = [table[name].to_numpy(dtype=float) for name in between[: len(worths)]]
        errors = map(_error, worths, found, [drawn] * len(worths))
        table.attrs["errors"] = dict(zip(between, errors, strict=False))
    return table


def _error(worth: tuple[Ints, Matrix], shares: Matrix, drawn: Ints) -> float:
    """
    Bound the standard error of shares of paths, from those of actors drawn.

    Of the paths from one actor a share passes, 0 to 1, and counts by what the
    pairs of that actor are worth. What lies between 0 and `most`, with mean p,
    has a variance of at most p (most - p) (Bhatia and Davis, 2000,
    https://doi.org/10.2307/2589180).
    """
    own, ends = pair_worths(*worth)[0], worth[0] >= 0
    count, everyone = int(ends[drawn].sum()), int(ends.sum())
    if not count or not own.any():
        return float("nan")
    most = own.max() / own[ends].mean()
    variances = np.maximum(shares * (most - shares), 0) / count * (1 - count / everyone)
    return float(np.sqrt(variances.max(initial=0)))


def _bridges(T: Ties, alone: dict[str, list[int]]) -> set[str]:
    """
    Find the alliances without which partners lose every path between them.

    `alone` lists the ties that only an alliance makes. If they hang together,
    they join as an actor would who is tied to all of them: the alliance is a
    bridge if that actor holds a component together.
    """
    shared = np.ones(len(T.pairs), dtype=bool)
    spokes: list[tuple[int, int]] = []
    hubs: dict[str, int] = {}
    found: set[str] = set()
    for key, own in alone.items():
        ends, numbered = np.unique(T.pairs[own], return_inverse=True)
        one = len(own) == 1 or not components(Ties(len(ends), numbered.reshape(-1, 2))).any()
        if own and one:
            hubs[key] = T.n + len(hubs)
            spokes += [(hubs[key], end) for end in ends.tolist()]
            shared[own] = False
        elif own:
            left = np.ones(len(T.pairs), dtype=bool)
            left[own] = False
            rest = components(T.only(left))[T.pairs[own]]
            found |= {key} if (rest[:, 0] != rest[:, 1]).any() else set()
    pairs = np.concatenate([T.pairs[shared], np.array(spokes, dtype=np.intp).reshape(-1, 2)])
    holding, _ = cuts(Ties(T.n + len(hubs), pairs))
    return found | {key for key, hub in hubs.items() if holding[hub]}


def _shared_premium(G: nx.MultiDiGraph, H: nx.Graph, seed: int) -> pd.DataFrame:
    """Share the value between the alliances, in as many orders as time allows."""
    count = len(H.graph["alliances"])
    orders = min(500, _SHARED_WORK // max(1, count * len(H) ** 2))
    if count > EXACT_UP_TO and orders < _LEAST_ORDERS:
        return pd.DataFrame(columns=_SHARED, dtype=float)
    shared = shapley_premium(G, seed=seed, orders=None if count <= EXACT_UP_TO else orders)
    return shared.set_axis(_SHARED, axis=1)
