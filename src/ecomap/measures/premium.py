"""
The alliance premium: what the interactions of an ecosystem are worth.

The research notebook speaks of a value of interactions that is neither
perceived nor counted, and calls for an alliance premium. Its formula is lost
with a figure: the definitions of this room are ours, and every place that
shows a number of it says so.

The value of a set of alliances is how well it brings different models within
reach of one another. In H, the projection of the alliances, d(i, j) is the
number of steps between two actors and c(i, j) how different their models are: 1
between two models, 0 inside one, 1 - Σ x_im x_jm for actors of several. Then

    V = (1 / N) Σ_{i<j} c(i, j) / d(i, j),        N = Σ_{i<j} c(i, j)

over the classified actors, 1 / ∞ being 0. N is that of the whole ecosystem
whatever is removed from it. V is 1 if everyone works with everyone of another
model, 0 if nobody does; it is not comparable between sets of actors.

The premium of an alliance, an actor or a model is what V loses without it.
Each pair of actors belongs half to each of its ends, so that the premium of an
alliance is the sum of its partners' part and of the others' part: what it is
worth to those who are not in it. That the others' part is the value "neither
perceived nor counted" is our reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap.graph import Alliance, project
from ecomap.measures.engine import Ints, Matrix, Ties, distances, reach, ties
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.nulls import degree_tables
from ecomap.typology import standard

__all__ = [
    "EXACT_UP_TO",
    "actor_premium",
    "alliance_premium",
    "interaction_value",
    "model_premium",
    "shapley_premium",
    "systemic_draws",
    "systemic_premium",
]

# Up to as many alliances, every subset is valued: 256 of them.
EXACT_UP_TO: Final = 8

_ORDERS: Final = 500

# Actors × ties of the random ecosystems that are valued: some seconds of work.
_VALUED: Final = 100_000_000


@dataclass(frozen=True, kw_only=True)
class _Game:
    """What the value of a set of alliances is computed from; positions are those of H."""

    nodes: list[str]
    pairs: Ints
    makers: list[tuple[str, ...]]
    alliances: list[Alliance]
    groups: Ints
    contrast: Matrix
    total: float

    @property
    def n(self) -> int:
        """The number of actors, unclassified ones among them."""
        return len(self.nodes)


def _game(G: nx.MultiDiGraph) -> _Game:
    """Prepare an ecosystem to be valued."""
    H = project(G)
    kinds, contrast = contrasts(H)
    return _Game(
        nodes=list(H),
        pairs=ties(H).pairs,
        makers=[made for *_, made in H.edges(data="alliances")],
        alliances=H.graph["alliances"],
        groups=kinds,
        contrast=contrast,
        total=pair_worths(kinds, contrast)[1],
    )


def _by_actor(game: _Game, pairs: Ints) -> Matrix:
    """Give the value that each actor shares in: v_i = (1 / 2N) Σ_j c_ij / d_ij."""
    if not game.total:
        return np.full(game.n, np.nan)
    sums = reach(Ties(game.n, pairs), game.groups, len(game.contrast))
    worth = (game.contrast[game.groups] * sums).sum(axis=1)
    return np.where(game.groups >= 0, worth, 0.0) / (2 * game.total)


def interaction_value(G: nx.MultiDiGraph) -> float:
    """
    Value the interactions of an ecosystem.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    value
        V of this room, from 0 (no two models within reach) to 1 (every two
        actors of different models work together); nan if all classified
        actors are of one model. A definition of ecomap.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> models = {"a": "people", "b": "public_action", "c": "productive_economy"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> round(interaction_value(G), 4)
    0.8333
    """
    game = _game(G)
    return float(_by_actor(game, game.pairs).sum()) if game.total else float("nan")


def systemic_premium(G: nx.MultiDiGraph) -> pd.Series:
    """
    Compare the value of an ecosystem with that of its alliances taken one by one.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    parts
        ``value`` V, ``direct`` (its pairs at one step), ``indirect`` (the
        rest), ``duplicated`` (what several alliances make twice) and
        ``systemic``: V less the sum of the values of each alliance alone, that
        is indirect less duplicated. On a random graph too it is above 0: its
        sign proves nothing, read it against a null model. nan where V is.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> models = {"a": "people", "b": "public_action", "c": "productive_economy"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> round(float(systemic_premium(G)["systemic"]), 4)
    0.1667
    """
    game = _game(G)
    alone = sum(
        _direct(game, pair) * len(made) for pair, made in zip(game.pairs, game.makers, strict=True)
    )
    names = ["value", "direct", "indirect", "duplicated", "systemic"]
    parts = _parts(game, game.pairs, alone)
    return pd.Series(parts, names, dtype=float, name="value").rename_axis("indicator")


def _direct(game: _Game, pair: Sequence[int] | Ints) -> float:
    """Give c of two actors; 0 if one is not classified."""
    u, v = game.groups[pair[0]], game.groups[pair[1]]
    return float(game.contrast[u, v]) if u >= 0 and v >= 0 else 0.0


def systemic_draws(G: nx.MultiDiGraph, *, draws: int | None = None, seed: int = 0) -> pd.DataFrame:
    """
    Value random ecosystems of the same actors and sizes of alliances.

    Parameters
    ----------
    G
        A graph under the contract.
    draws
        Number of ecosystems; None for 999, or fewer, down to 99, on large ones.
    seed
        Seed of chance.

    Returns
    -------
    drawn
        One row per ecosystem of the null ``degrees`` (`nulls.degree_tables`):
        ``value``, ``value_direct``, ``value_indirect``, ``value_duplicated``
        and ``systemic_premium``, as `systemic_premium` defines them.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("c", "d", "2")])
    >>> models = dict(zip("abcd", ("people", "people", "public_action", "public_action")))
    >>> nx.set_node_attributes(G, models, "model")
    >>> sorted(set(systemic_draws(G, draws=50)["value_direct"]))
    [0.0, 0.5]
    """
    game = _game(G)
    position = {node: i for i, node in enumerate(game.nodes)}
    groups = [[position[node] for node in a["members"]] for a in game.alliances]
    if draws is None:
        draws = int(np.clip(_VALUED // max(1, game.n * len(game.pairs)), 99, 999))
    starts = np.concatenate([[0], np.cumsum([len(group) for group in groups], dtype=np.intp)])
    members = np.array([actor for group in groups for actor in group], dtype=np.intp)
    rows = []
    for batch in degree_tables(starts, members, draws, seed) if groups else ():
        for table in batch:
            dealt = np.split(table, starts[1:-1])
            pairs = _cliques([group.tolist() for group in dealt])
            alone = sum(
                _direct(game, pair) for group in dealt for pair in combinations(group.tolist(), 2)
            )
            rows.append(_parts(game, pairs, alone))
    columns = ["value", "value_direct", "value_indirect", "value_duplicated", "systemic_premium"]
    return pd.DataFrame(rows, columns=columns)


def _parts(game: _Game, pairs: Ints, alone: float) -> tuple[float, ...]:
    """Give V and its parts; `alone` is the sum over alliances of the contrasts of their pairs."""
    total = game.total or np.nan
    value = float(_by_actor(game, pairs).sum())
    direct = sum(_direct(game, pair) for pair in pairs) / total
    return value, direct, value - direct, alone / total - direct, value - alone / total


# --------------------------------------------------------------------------- what is lost without


def alliance_premium(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Measure what the ecosystem loses without each alliance.

    The whole alliance is removed: its edge, or its place with its memberships.
    Two alliances that make the same ties both score 0, so that premiums are
    never added up; `shapley_premium` shares the value instead.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    premiums
        One row per alliance read by `project`, indexed by ``id``: ``premium``
        (V lost, 0 to V) and its share ``relative`` of V; its ``partners`` and
        ``others`` parts; the loss by raw terms, pairs with ``both_ends``,
        ``one_end`` and ``no_end`` in the alliance. nan where V is.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> models = {"a": "people", "b": "public_action", "c": "productive_economy"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> alliance_premium(G).loc["1", ["premium", "partners", "others"]].round(4).tolist()
    [0.5, 0.4167, 0.0833]
    """
    game = _game(G)
    value = float(_by_actor(game, game.pairs).sum())
    position = {node: i for i, node in enumerate(game.nodes)}
    rows = {}
    for alliance in game.alliances:
        inside = np.zeros(game.n, dtype=bool)
        inside[[position[node] for node in alliance["members"]]] = True
        left = np.array([set(made) != {alliance["id"]} for made in game.makers], dtype=bool)
        before = _terms(game, game.pairs, inside)
        lost = before - (before if left.all() else _terms(game, game.pairs[left], inside))
        rows[alliance["id"]] = _split(lost, value)
    columns = ["premium", "relative", "partners", "others", "both_ends", "one_end", "no_end"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns, dtype=float)
    return table.rename_axis("id")


def _terms(game: _Game, pairs: Ints, inside: NDArray[np.bool_]) -> Matrix:
    """Give the value of the pairs with both ends inside a set of actors, with one, with none."""
    if not game.total:
        return np.full(3, np.nan)
    count = len(game.contrast)
    halves = np.where(game.groups >= 0, game.groups + count * inside, -1)
    sums = reach(Ties(game.n, pairs), halves, 2 * count).reshape(game.n, 2, count)
    worth = np.einsum("ik,ihk->ih", game.contrast[game.groups], sums)
    worth[game.groups < 0] = 0
    both, none = worth[inside, 1].sum() / 2, worth[~inside, 0].sum() / 2
    return np.array([both, worth[inside, 0].sum(), none]) / game.total


def _pair_values(game: _Game, pairs: Ints) -> Matrix:
    """Give c_ij / (d_ij N) of every two actors, in a square matrix with 0 on the diagonal."""
    if not game.total:
        return np.full((game.n, game.n), np.nan)
    steps = distances(Ties(game.n, pairs))
    np.fill_diagonal(steps, np.inf)
    known = game.groups >= 0
    contrast = game.contrast[np.ix_(game.groups, game.groups)] * np.outer(known, known)
    values: Matrix = contrast / steps / game.total
    return values


def _split(lost: Matrix, value: float) -> dict[str, float]:
    """Split a loss between the partners and the others, half of each pair to each end."""
    both, one, none = lost.tolist()
    total = both + one + none
    return {
        "premium": total,
        "relative": total / value if value else np.nan,
        "partners": both + one / 2,
        "others": none + one / 2,
        "both_ends": both,
        "one_end": one,
        "no_end": none,
    }


def actor_premium(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Measure what the ecosystem loses without each actor.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    premiums
        One row per actor, indexed by ``id``: ``premium``, and its parts
        ``own`` (the pairs that have the actor as an end) and ``others`` (the
        rest: what it makes possible between others). N is not recomputed
        without the actor. nan where V is.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> models = {"a": "people", "b": "public_action", "c": "productive_economy"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> actor_premium(G).loc["b"].round(4).tolist()
    [0.8333, 0.6667, 0.1667]
    """
    game = _game(G)
    removed = {node: [i] for i, node in enumerate(game.nodes)}
    return _without(game, removed, needed=_on_paths(game))


def model_premium(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Measure what the ecosystem loses without each model.

    Parameters
    ----------
    G
        A graph under the contract. A hybrid actor goes with its `model`.

    Returns
    -------
    premiums
        One row per model that has an actor, indexed by ``model``: ``premium``,
        ``own`` and ``others`` as in `actor_premium`.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> models = {"a": "people", "b": "public_action", "c": "productive_economy"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> round(float(model_premium(G).loc["public_action", "others"]), 4)
    0.1667
    """
    game = _game(G)
    models = [G.nodes[node].get("model") for node in game.nodes]
    removed = {
        model: [i for i, own in enumerate(models) if own == model]
        for model in standard().models
        if model in models
    }
    return _without(game, removed).rename_axis("model")


def _without(
    game: _Game, removed: dict[str, list[int]], needed: set[str] | None = None
) -> pd.DataFrame:
    """Measure what is lost without each set of actors; only those `needed` by others are tried."""
    whole = _by_actor(game, game.pairs)
    rows = {}
    for name, members in removed.items():
        gone = np.zeros(game.n, dtype=bool)
        gone[members] = True
        own = 2 * whole[gone].sum() - _inside(game, members)
        others = 0.0 * own
        if needed is None or name in needed:
            left = ~gone[game.pairs].any(axis=1)
            others = whole.sum() - _by_actor(game, game.pairs[left]).sum() - own
        rows[name] = {"premium": own + others, "own": own, "others": others}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["premium", "own", "others"])
    return table.rename_axis("id")


def _on_paths(game: _Game) -> set[str]:
    """Find the actors with two partners who are not partners: no path needs the others."""
    T = Ties(game.n, game.pairs)
    starts, others = T.starts, T.others
    near = [set(others[starts[i] : starts[i + 1]].tolist()) for i in range(game.n)]
    return {
        game.nodes[i]
        for i, partners in enumerate(near)
        if any(len(partners - near[j]) > 1 for j in partners)
    }


def _inside(game: _Game, members: list[int]) -> float:
    """Give the value of the pairs inside a set of actors: `_without` counts them once."""
    if len(members) == 1:
        return 0.0
    values = _pair_values(game, game.pairs)
    return float(values[np.ix_(members, members)].sum() / 2)


# --------------------------------------------------------------------------- shared value


def shapley_premium(
    G: nx.MultiDiGraph, *, seed: int = 0, orders: int | None = None
) -> pd.DataFrame:
    """
    Share the value of an ecosystem between its alliances.

    The share of an alliance is what it adds to the alliances before it, on
    average over all orders in which they could have come [1]_. Shares add up
    to V.

    Parameters
    ----------
    G
        A graph under the contract.
    seed
        Seed of the orders drawn.
    orders
        Number of orders drawn. None for all of them (as subsets, exactly) up
        to 8 alliances, else 500.

    Returns
    -------
    shares
        One row per alliance read by `project`, indexed by ``id``: ``shapley``,
        its ``partners`` and ``others`` parts, and ``error``, the standard error
        of the share over the orders (0 if exact). nan where V is.
        ``shares.attrs["orders"]`` is the number of orders drawn, 0 if exact.

    Raises
    ------
    GraphError
        If no actor is classified.

    References
    ----------
    .. [1] Shapley, L. S. (1953). A value for n-person games. Contributions to
       the Theory of Games, 2, 307-317.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> models = {"a": "people", "b": "public_action", "c": "productive_economy"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> shapley_premium(G)["shapley"].round(4).tolist()
    [0.4167, 0.4167]
    """
    game = _game(G)
    position = {node: i for i, node in enumerate(game.nodes)}
    members = [[position[node] for node in a["members"]] for a in game.alliances]
    exact = orders is None and len(members) <= EXACT_UP_TO
    shares = (
        _exact_shares(game, members)
        if exact
        else _drawn_shares(game, members, orders or _ORDERS, seed)
    )
    index = pd.Index([a["id"] for a in game.alliances], name="id", dtype="str")
    columns = ["shapley", "partners", "others", "error"]
    table = pd.DataFrame(shares.reshape(-1, 4), index=index, columns=columns)
    table.attrs["orders"] = 0 if exact else orders or _ORDERS
    return table


def _exact_shares(game: _Game, members: list[list[int]]) -> Matrix:
    """Weigh the gain of each alliance over every subset of the others."""
    count = len(members)
    values = {
        subset: _by_actor(game, _cliques(members[a] for a in subset))
        for size in range(count + 1)
        for subset in combinations(range(count), size)
    }
    shares = np.zeros((count, 4))
    for subset, before in values.items():
        size = len(subset)
        chance = (
            factorial(size) * factorial(count - size - 1) / factorial(count) if size < count else 0
        )
        for a in set(range(count)) - set(subset):
            gain = values[tuple(sorted((*subset, a)))] - before
            partners = gain[members[a]].sum()
            shares[a] += chance * np.array([gain.sum(), partners, gain.sum() - partners, 0])
    return shares


def _cliques(groups: Iterable[list[int]]) -> Ints:
    """Give the ties between the members of each group, once."""
    made = {tuple(sorted(pair)) for group in groups for pair in combinations(group, 2)}
    return np.array(sorted(made), dtype=np.intp).reshape(-1, 2)


def _drawn_shares(game: _Game, members: list[list[int]], orders: int, seed: int) -> Matrix:
    """Average the gains over random orders."""
    rng = np.random.default_rng(seed)
    count = len(members)
    gains = np.zeros((orders, count, 2))
    known = game.groups >= 0
    contrast = game.contrast[np.ix_(game.groups, game.groups)] * np.outer(known, known)
    for drawn in gains:
        steps = np.full((game.n, game.n), np.inf)
        np.fill_diagonal(steps, 0)
        before = np.zeros(game.n)
        for a in rng.permutation(count):
            # a new clique shortens a path through two of its members only
            nearest = steps[members[a]].min(axis=0)
            np.minimum(steps, nearest[:, None] + nearest[None, :] + 1, out=steps)
            after = _row_values(contrast, steps)
            gain = after - before
            drawn[a] = gain.sum(), gain[members[a]].sum()
            before = after
    gains /= 2 * game.total or np.nan
    mean = gains.mean(axis=0)
    error = gains[:, :, 0].std(axis=0, ddof=1) / np.sqrt(orders)
    return np.column_stack([mean[:, 0], mean[:, 1], mean[:, 0] - mean[:, 1], error])


def _row_values(contrast: Matrix, steps: Matrix) -> Matrix:
    """Give Σ_j c_ij / d_ij of each actor; an actor is no pair with itself."""
    inverse = np.divide(1.0, steps, out=np.zeros_like(steps), where=steps > 0)
    values: Matrix = np.einsum("ij,ij->i", contrast, inverse)
    return values
