"""
Deals and moves: tables drawn again, meetings counted in them, groups that ties make.

What is drawn comes from the caller's generator, so that the compiled kernels
and numpy deal the same cards.
"""

from __future__ import annotations

import random

import numpy as np

from ecomap.measures.engine import _plain
from ecomap.measures.engine.backend import Ints, Matrix, kernels
from ecomap.measures.engine.ties import Ties

__all__ = ["louvain", "meetings", "trade"]

# Levels are added as long as they bring so much modularity, as in networkx.
_WORTH_A_LEVEL = 1e-7


def trade(starts: Ints, tables: Ints, rng: np.random.Generator) -> None:
    """
    Pair the alliances at random, and let each two trade, in every table.

    The two throw together the members that they do not share, and deal them
    again. Every table has the same pairs: what each deals is its own affair.

    Parameters
    ----------
    starts
        The members of alliance a are those from ``starts[a]`` to ``starts[a + 1]``.
    tables
        One column of members per table (32-bit); dealt again in place.
    rng
        Whence chance comes.

    Examples
    --------
    >>> tables = np.array([[0], [1], [2], [3]], dtype=np.int32)
    >>> trade(np.array([0, 2, 4]), tables, np.random.default_rng(0))
    >>> sorted(tables.ravel().tolist())
    [0, 1, 2, 3]
    """
    order = rng.permutation(len(starts) - 1)
    asked = int(_plain.paired(starts, order)[2].sum())
    # drawn by two, in half of the time
    count = asked * tables.shape[1]
    drawn = rng.integers(-(2**63), 2**63, -(-count // 2)).view(np.int32)[:count]
    kernels().trade(starts, tables, order, drawn.reshape(asked, tables.shape[1]))


def meetings(starts: Ints, tables: Ints, rows: Matrix) -> Matrix:
    """
    Count the alliances in which each two groups meet.

    Parameters
    ----------
    starts
        As for `trade`.
    tables
        One column of members per table.
    rows
        The share of each actor (row) in each group (column).

    Returns
    -------
    met
        One row per table, one column per unordered pair of groups, a group
        with itself included: per alliance the sum over its pairs of actors of
        products of shares, at most 1.

    Examples
    --------
    >>> meetings(np.array([0, 2]), np.array([[0], [1]]), np.eye(2)).tolist()
    [[0.0, 1.0, 0.0]]
    """
    k = rows.shape[1]
    met = np.zeros((tables.shape[1], k * (k + 1) // 2))
    members = np.ascontiguousarray(tables, dtype=np.int32)
    kernels().meetings(starts, members, np.ascontiguousarray(rows), k, met)
    return met


def louvain(T: Ties, weights: Matrix, *, resolution: float = 1.0, seed: int = 0) -> Ints:
    """
    Find groups that ties make, by Louvain's method, as networkx does.

    Parameters
    ----------
    T
        Ties.
    weights
        The strength of each tie.
    resolution
        Above 1 for smaller groups.
    seed
        Seed of the orders in which actors are moved: the same groups as
        networkx gives with it.

    Returns
    -------
    group
        Of each actor.

    Examples
    --------
    >>> T = Ties(5, np.array([[0, 1], [1, 2], [2, 0], [3, 4]]))
    >>> louvain(T, np.ones(4)).tolist()
    [0, 0, 0, 1, 1]
    """
    rng = random.Random(seed)  # noqa: S311 - no secret, and the orders are those of networkx
    found = np.arange(T.n, dtype=np.int32)
    if not len(T.pairs):
        return found
    n, pairs = T.n, T.pairs
    # as networkx sums: equal gains are told apart by their last digit
    total = sum(np.bincount(pairs.ravel(), np.repeat(weights, 2), n).tolist()) / 2
    reached = _modularity(pairs, weights, found, total, resolution)
    while True:
        group = _moved(n, pairs, weights, resolution, total, rng)
        if len(np.unique(group)) == n and n < T.n:
            return found
        found = group[found]
        gained = _modularity(pairs, weights, group, total, resolution)
        if gained - reached <= _WORTH_A_LEVEL:
            return found
        reached = gained
        n, pairs, weights = _together(pairs, weights, group)


def _moved(
    n: int, pairs: Ints, weights: Matrix, resolution: float, total: float, rng: random.Random
) -> Ints:
    """Move each node to the best group around it, until none moves; number the groups anew."""
    order = list(range(n))
    rng.shuffle(order)
    # of a node, neighbours in the order in which their ties came
    loops = pairs[:, 0] == pairs[:, 1]
    row = pairs.ravel()
    other, beside = pairs[:, ::-1].ravel(), np.repeat(weights, 2)
    once = ~np.repeat(loops, 2) | (np.arange(len(row)) % 2 == 0)
    strength = np.bincount(row[once], beside[once], minlength=n)
    strength += np.bincount(pairs[loops, 0], weights[loops], minlength=n)
    kept = np.flatnonzero(~np.repeat(loops, 2))
    kept = kept[np.argsort(row[kept], kind="stable")]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=n))])
    group, made = np.arange(n, dtype=np.int32), np.zeros(1, dtype=np.int64)
    kernels().moves(
        *(starts.astype(np.int64), other[kept].astype(np.int32), beside[kept], strength),
        *(np.array(order, dtype=np.int32), total, 2 * total**2, resolution, group, made),
    )
    numbered: Ints = np.unique(group, return_inverse=True)[1].astype(np.int32)
    return numbered


def _modularity(
    pairs: Ints, weights: Matrix, group: Ints, total: float, resolution: float
) -> float:
    """Give the share of strength inside groups, less what strengths alone would give."""
    ends = group[pairs]
    inside = weights[ends[:, 0] == ends[:, 1]].sum()
    strength = np.bincount(ends.ravel(), np.repeat(weights, 2))
    return float(inside / total - resolution * ((strength / (2 * total)) ** 2).sum())


def _together(pairs: Ints, weights: Matrix, group: Ints) -> tuple[int, Ints, Matrix]:
    """Make one node of each group; ties come in the order in which networkx would meet them."""
    order = np.argsort(pairs.min(axis=1), kind="stable")
    ends = group[pairs[order]]
    count = int(group.max()) + 1
    keys = ends.min(axis=1).astype(np.int64) * count + ends.max(axis=1)
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    summed: Matrix = np.bincount(which, weights[order]).astype(float)
    met = np.argsort(first)
    return count, ends[first[met]], summed[met]
