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

from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.graph import Alliance, project
from ecomap.measures.engine import Ints, Matrix, Ties, losses, reach, sample, ties
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
    ties: Ties
    makers: list[tuple[str, ...]]
    alliances: list[Alliance]
    groups: Ints
    contrast: Matrix
    total: float

    @property
    def members(self) -> list[Ints]:
        """The actors of each alliance, by position."""
        position = {node: i for i, node in enumerate(self.nodes)}
        return [np.array([position[node] for node in a["members"]]) for a in self.alliances]


def _game(G: nx.Graph) -> _Game:
    """Prepare an ecosystem, or its projection, to be valued."""
    H = G if G.graph.get("reading") == "project" else project(G)
    kinds, contrast = contrasts(H)
    return _Game(
        nodes=list(H),
        ties=ties(H),
        makers=[made for *_, made in H.edges(data="alliances")],
        alliances=H.graph["alliances"],
        groups=kinds,
        contrast=contrast,
        total=pair_worths(kinds, contrast)[1],
    )


def _by_actor(game: _Game, T: Ties) -> Matrix:
    """Give the value that each actor shares in: v_i = (1 / 2N) Σ_j c_ij / d_ij."""
    if not game.total:
        return np.full(T.n, np.nan)
    sums = reach(T, game.groups, len(game.contrast))
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
    return float(_by_actor(game, game.ties).sum()) if game.total else float("nan")


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
    shared = np.array([len(made) for made in game.makers], dtype=float)
    alone = float(_direct(game, game.ties.pairs) @ shared)
    names = ["value", "direct", "indirect", "duplicated", "systemic"]
    parts = _parts(game, game.ties, alone)
    return pd.Series(parts, names, dtype=float, name="value").rename_axis("indicator")


def _direct(game: _Game, pairs: Ints) -> Matrix:
    """Give c of each two actors; 0 if one is not classified."""
    kinds = game.groups[pairs]
    known: Matrix = (kinds >= 0).all(axis=1) * game.contrast[kinds[:, 0], kinds[:, 1]]
    return known


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
    groups = game.members
    if draws is None:
        draws = int(np.clip(_VALUED // max(1, game.ties.n * len(game.ties.pairs)), 99, 999))
    starts = np.concatenate([[0], np.cumsum([len(group) for group in groups], dtype=np.intp)])
    members = np.concatenate([np.zeros(0, dtype=np.intp), *groups])
    rows = []
    for batch in degree_tables(starts, members, draws, seed) if groups else ():
        for table in batch.T:
            pairs = _pairs_within(starts, table)
            T = Ties(game.ties.n, np.unique(np.sort(pairs, axis=1), axis=0))
            rows.append(_parts(game, T, float(_direct(game, pairs).sum())))
    columns = ["value", "value_direct", "value_indirect", "value_duplicated", "systemic_premium"]
    return pd.DataFrame(rows, columns=columns)


def _pairs_within(starts: Ints, members: Ints) -> Ints:
    """List every two members of each group, group sizes one after the other."""
    sizes = np.diff(starts)
    found = [np.zeros((0, 2), dtype=np.intp)]
    for size in np.unique(sizes).tolist():
        table = members[starts[:-1][sizes == size][:, None] + np.arange(size)]
        found += [table[:, [one, two]] for one, two in combinations(range(size), 2)]
    return np.concatenate(found)


def _parts(game: _Game, T: Ties, alone: float) -> tuple[float, ...]:
    """Give V and its parts; `alone` is the sum over alliances of the contrasts of their pairs."""
    total = game.total or np.nan
    value = float(_by_actor(game, T).sum())
    direct = float(_direct(game, T.pairs).sum()) / total
    return value, direct, value - direct, alone / total - direct, value - alone / total


# --------------------------------------------------------------------------- what is lost without


def alliance_premium(G: nx.Graph, *, sources: int | None = None) -> pd.DataFrame:
    """
    Measure what the ecosystem loses without each alliance.

    The whole alliance is removed: its edge, or its place with its memberships.
    Two alliances that make the same ties both score 0, so that premiums are
    never added up; `shapley_premium` shares the value instead.

    Parameters
    ----------
    G
        A graph under the contract, or its projection.
    sources
        Follow the paths of as many actors, drawn by chance, instead of all:
        an estimate, with its largest standard error in ``attrs["error"]``.

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
    value = float(_by_actor(game, game.ties).sum())
    ids = [alliance["id"] for alliance in game.alliances]
    alone: dict[str, list[int]] = {name: [] for name in ids}
    for tie, made in enumerate(game.makers):
        if len(set(made)) == 1:
            alone[made[0]].append(tie)
    lost, error = _lost(game, [np.array(alone[name]) for name in ids], game.members, sources)
    index: pd.Index = pd.Index(ids, name="id", dtype="str")
    table = pd.DataFrame(_split(lost, value), index=index)
    table.attrs["error"] = error
    return table


def _lost(
    game: _Game, removed: list[Ints], members: list[Ints], sources: int | None
) -> tuple[Matrix, float]:
    """
    Give the value of the pairs that is lost without each set of ties.

    By pairs with both ends among its members, with one, with none; and the
    largest standard error, 0 if every actor's paths were followed.
    """
    if not game.total:
        return np.full((len(removed), 3), np.nan), 0.0
    drawn = sample(np.flatnonzero(game.groups >= 0), sources)
    lost, error = losses(game.ties, (game.groups, game.contrast), removed, members, sources=drawn)
    return lost / game.total, float(error.max(initial=0)) / game.total


def _split(lost: Matrix, value: float) -> dict[str, Matrix]:
    """Split losses between the partners and the others, half of each pair to each end."""
    both, one, none = lost.T
    total = both + one + none
    return {
        "premium": total,
        "relative": total / (value or np.nan),
        "partners": both + one / 2,
        "others": none + one / 2,
        "both_ends": both,
        "one_end": one,
        "no_end": none,
    }


def actor_premium(G: nx.Graph, *, sources: int | None = None) -> pd.DataFrame:
    """
    Measure what the ecosystem loses without each actor.

    Parameters
    ----------
    G
        A graph under the contract, or its projection.
    sources
        As for `alliance_premium`.

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
    T = game.ties
    removed = np.split(T.ties, T.starts[1:-1])
    lost, error = _lost(game, removed, list(np.arange(T.n)[:, None]), sources)
    return _own_and_others(lost, pd.Index(game.nodes, name="id"), error)


def _own_and_others(lost: Matrix, index: pd.Index, error: float) -> pd.DataFrame:
    """Tell the pairs that have a removed actor as an end from those that do not."""
    own, others = lost[:, 0] + lost[:, 1], lost[:, 2]
    table = pd.DataFrame({"premium": own + others, "own": own, "others": others}, index=index)
    table.attrs["error"] = error
    return table


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
    own = np.array([G.nodes[node].get("model", "") for node in game.nodes], dtype=str)
    models = [model for model in standard().models if model in own]
    whole = _by_actor(game, game.ties)
    rows = {}
    for model in models:
        gone = own == model
        inside = replace(game, groups=np.where(gone, game.groups, -1))
        mine = float(2 * whole[gone].sum() - _by_actor(inside, game.ties).sum())
        left = game.ties.only(~gone[game.ties.pairs].any(axis=1))
        lost = float(whole.sum() - _by_actor(game, left).sum())
        rows[model] = {"premium": lost, "own": mine, "others": lost - mine}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["premium", "own", "others"])
    return table.rename_axis("model")


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
    members = [group.tolist() for group in game.members]
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
        subset: _by_actor(game, _cliques(game.ties.n, [members[a] for a in subset]))
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


def _cliques(n: int, groups: list[list[int]]) -> Ties:
    """Give the ties between the members of each group, once."""
    made = {tuple(sorted(pair)) for group in groups for pair in combinations(group, 2)}
    return Ties(n, np.array(sorted(made), dtype=np.intp).reshape(-1, 2))


def _drawn_shares(game: _Game, members: list[list[int]], orders: int, seed: int) -> Matrix:
    """Average the gains over random orders."""
    rng = np.random.default_rng(seed)
    count = len(members)
    gains = np.zeros((orders, count, 2))
    known = game.groups >= 0
    contrast = game.contrast[np.ix_(game.groups, game.groups)] * np.outer(known, known)
    for drawn in gains:
        steps = np.full((game.ties.n, game.ties.n), np.inf)
        np.fill_diagonal(steps, 0)
        before = np.zeros(game.ties.n)
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
