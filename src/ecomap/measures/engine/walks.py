"""
Searches along the ties: who is near whom, and what passes through whom.

Searches travel together, by hundreds, from all the actors or from some of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import scipy

from ecomap.measures.engine.backend import Ints, Matrix, kernels, share_out
from ecomap.measures.engine.ties import Ties

__all__ = [
    "closeness",
    "distances",
    "flows",
    "flows_by_length",
    "flows_from",
    "lengths",
    "losses",
    "reach",
    "sample",
    "scaled",
]

# The distance of whom no path leads to.
_AWAY: Final = -1

# Distances by length that are held at once: 32 MB.
_CELLS: Final = 4_000_000


def reach(T: Ties, groups: Ints, k: int, *, sources: Ints | None = None) -> Matrix:
    """
    Sum 1 / distance from every actor to the actors of each group.

    Parameters
    ----------
    T
        Ties.
    groups
        Group of each actor, 0 to `k` - 1; -1 for one that is never an end.
    k
        Number of groups.
    sources
        Only these are ends; None for all.

    Returns
    -------
    sums
        One row per actor, one column per group; an actor out of reach counts 0.

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2]]))
    >>> reach(T, np.array([0, 0, 1]), 2).tolist()
    [[1.0, 0.5], [1.0, 1.0], [1.5, 0.0]]
    """
    return _searched(T, groups, k, sources, every=False)[0]


def closeness(T: Ties) -> tuple[Matrix, Matrix]:
    """
    Sum the distances from every actor to those within its reach.

    Parameters
    ----------
    T
        Ties.

    Returns
    -------
    total, met
        The sum, and the number of the others within reach.

    Examples
    --------
    >>> total, met = closeness(Ties(3, np.array([[0, 1], [1, 2]])))
    >>> total.tolist(), met.tolist()
    ([3.0, 2.0, 3.0], [2.0, 2.0, 2.0])
    """
    _, total, met = _searched(T, np.zeros(T.n, dtype=np.intp), 1, None, every=True)
    return total, met


def _searched(T: Ties, groups: Ints, k: int, sources: Ints | None, *, every: bool) -> list[Matrix]:
    """Search from all sources of the groups: sums of 1 / distance, then also of distances."""
    P = T.packed
    own = np.ascontiguousarray(groups[P.order], dtype=np.int32)
    asked = np.ones(T.n, dtype=bool)
    if sources is not None:
        asked = np.isin(P.order, sources)
    ends = P.walk[asked[P.walk] & (own[P.walk] >= 0)]
    # those of a group together: most words of bits are then of one group
    ends = ends[np.argsort(own[ends], kind="stable")] if k > 1 else ends

    def search(some: Ints, *found: Matrix | None) -> None:
        kernels().reach(P.starts, P.others, some, own[some], k, *found)

    shapes = [(T.n, k), (T.n,) if every else None, (T.n,) if every else None]
    found = share_out(search, ends, shapes, len(P.others) // 16)
    return [P.unpack(sums) for sums in found if sums is not None]


def distances(T: Ties) -> Matrix:
    """
    Give the distance in steps between every two actors.

    Parameters
    ----------
    T
        Ties.

    Returns
    -------
    steps
        A square matrix; ``inf`` where there is no path, 0 on the diagonal.

    Examples
    --------
    >>> distances(Ties(3, np.array([[0, 1]]))).tolist()
    [[0.0, 1.0, inf], [1.0, 0.0, inf], [inf, inf, 0.0]]
    """
    found = np.empty((T.n, T.n), dtype=np.int32)
    kernels().distances(T.starts, T.others, found)
    steps = found.astype(float)
    steps[found == _AWAY] = np.inf
    return steps


def flows(
    T: Ties,
    worths: Sequence[tuple[Ints, Matrix]],
    *,
    along: bool = False,
    sources: Ints | None = None,
) -> tuple[Matrix, Matrix]:
    """
    Sum what passes through every actor and every tie on shortest paths.

    Between each two actors s and t a worth w(s, t) is shared equally by their
    shortest paths, in steps [1]_. Several worths are followed in one search.

    Parameters
    ----------
    T
        Ties.
    worths
        Each a group per actor, -1 for one that is never an end, and a
        symmetric square table of the worth of two groups.
    along
        Whether ties are asked for.
    sources
        Actors drawn by chance: an estimate from their paths. None for all.

    Returns
    -------
    through, carried
        One row per worth; a column per actor (paths that end there are not
        counted), and per tie if asked for. Every unordered pair counts once.

    References
    ----------
    .. [1] Brandes, U. (2008). On variants of shortest-path betweenness
       centrality and their generic computation. Social Networks, 30, 136-145.
       https://doi.org/10.1016/j.socnet.2007.11.001

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2]]))
    >>> through, carried = flows(T, [(np.zeros(3, dtype=int), np.ones((1, 1)))], along=True)
    >>> through.tolist(), carried.tolist()
    ([[0.0, 1.0, 0.0]], [[2.0, 2.0]])
    """
    drawn = np.arange(T.n) if sources is None else sources
    through, _, carried = _followed(T, worths, drawn, along=along, squares=False)
    # every pair is seen from both ends; a sample stands for all who may be ends
    ends = [((groups >= 0).sum(), (groups[drawn] >= 0).sum()) for groups, _ in worths]
    shares = np.array([every / max(some, 1) / 2 for every, some in ends])[:, None]
    none = np.zeros((len(worths), 0))
    return through * shares, none if carried is None else carried * shares


def flows_from(T: Ties, worth: tuple[Ints, Matrix], sources: Ints) -> tuple[Matrix, Matrix]:
    """
    Estimate what passes through every actor, from the paths of some.

    Parameters
    ----------
    T
        Ties.
    worth
        As one of those of `flows`.
    sources
        Actors drawn by chance among those who may be ends.

    Returns
    -------
    through, error
        What `flows` would give, estimated, and its standard error.

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2]]))
    >>> through, error = flows_from(T, (np.zeros(3, dtype=int), np.ones((1, 1))), np.arange(3))
    >>> through.tolist(), error.tolist()
    ([0.0, 1.0, 0.0], [0.0, 0.0, 0.0])
    """
    through, squares, _ = _followed(T, [worth], sources, along=False, squares=True)
    everyone = int((worth[0] >= 0).sum())
    return scaled(through[0] / 2, squares[0] / 4, len(sources), everyone)


def sample(everyone: Ints, count: int | None, seed: int = 0) -> Ints | None:
    """
    Draw some actors.

    Parameters
    ----------
    everyone
        Those who may be drawn.
    count
        How many; None for all of them.
    seed
        Seed of chance.

    Returns
    -------
    drawn
        None for all of them.

    Examples
    --------
    >>> sample(np.arange(5), 9) is None, len(sample(np.arange(5), 2))
    (True, 2)
    """
    if count is None or count >= len(everyone):
        return None
    return np.sort(np.random.default_rng(seed).choice(everyone, count, replace=False))


def scaled(sums: Matrix, squares: Matrix, drawn: int, everyone: int) -> tuple[Matrix, Matrix]:
    """
    Estimate the sum over everyone from the sum over some, drawn without repetition.

    Parameters
    ----------
    sums, squares
        Of what those drawn bring, and of its squares.
    drawn
        Their number.
    everyone
        How many they were drawn from.

    Returns
    -------
    estimate, error
        The sum over everyone, and its standard error.

    Examples
    --------
    >>> estimate, error = scaled(np.array([6.0]), np.array([20.0]), 2, 4)
    >>> estimate.tolist(), error.round(3).tolist()
    ([12.0], [2.828])
    """
    mean = sums / drawn
    spread = np.maximum(squares / drawn - mean**2, 0) * drawn / max(drawn - 1, 1)
    error = everyone * np.sqrt(spread / drawn * (1 - drawn / everyone))
    return mean * everyone, error


def _followed(
    T: Ties,
    worths: Sequence[tuple[Ints, Matrix]],
    ends: Ints,
    *,
    along: bool,
    squares: bool,
) -> tuple[Matrix, Matrix, Matrix | None]:
    """Follow the paths from some ends: sums through actors, their squares, and along ties."""
    P = T.packed
    kinds = np.ascontiguousarray([groups[P.order] for groups, _ in worths], dtype=np.int32)
    tables = np.concatenate([np.asarray(table, dtype=float).ravel() for _, table in worths])
    sizes = np.array([len(table) for _, table in worths], dtype=np.int64)
    asked = np.zeros(T.n, dtype=bool)
    asked[ends] = True
    # who is no end of any worth, or has no partner, sends nothing
    asked = asked[P.order] & (kinds >= 0).any(axis=0) & (np.diff(P.starts) > 0)

    def search(some: Ints, *found: Matrix | None) -> None:
        kernels().flows(P.starts, P.others, P.ties, some, kinds, tables, sizes, *found)

    k = len(worths)
    shapes = [(k, T.n), (k, T.n) if squares else None, (k, len(T.pairs)) if along else None]
    through, square, carried = share_out(search, P.walk[asked[P.walk]], shapes, 2 * len(P.others))
    none = np.zeros((k, T.n))
    passing, squared = (none if rows is None else P.unpack(rows.T).T for rows in (through, square))
    return passing, squared, carried


def flows_by_length(T: Ties, lengths: Matrix, *, sources: Ints | None = None) -> Matrix:
    """
    Sum what passes through every actor on the shortest paths, by length.

    Parameters
    ----------
    T
        Ties.
    lengths
        The length of each tie, above 0. Two paths are as short if their
        lengths are the same number.
    sources
        Only the paths from these; None for all.

    Returns
    -------
    through
        Per actor, the sum over pairs of others of the share of their shortest
        paths that lead through it; every unordered pair counts once.

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2], [0, 2]]))
    >>> flows_by_length(T, np.array([1.0, 1.0, 3.0])).tolist()
    [0.0, 1.0, 0.0]
    """
    ends = np.arange(T.n, dtype=np.int32) if sources is None else sources.astype(np.int32)
    beside = lengths[T.ties]

    def search(some: Ints, through: Matrix | None) -> None:
        kernels().flows_by_length(T.starts, T.others, beside, some, through, None)

    found = share_out(search, ends, [(T.n,)], 8 * len(T.others))[0]
    return np.zeros(T.n) if found is None else found / 2


def lengths(T: Ties, length: Matrix) -> Iterator[tuple[Ints, Matrix]]:
    """
    Give the distances between actors where ties have lengths.

    Parameters
    ----------
    T
        Ties.
    length
        The length of each tie, above 0.

    Yields
    ------
    sources, far
        Some actors at a time, and a row each of distances; ``inf`` where there
        is no path.

    Examples
    --------
    >>> for sources, far in lengths(Ties(3, np.array([[0, 1], [1, 2]])), np.array([1.0, 0.5])):
    ...     print(far.tolist())
    [[0.0, 1.0, 1.5], [1.0, 0.0, 0.5], [1.5, 0.5, 0.0]]
    """
    A = scipy.sparse.csr_array((length[T.ties], T.others, T.starts), shape=(T.n, T.n))
    for sources in np.array_split(np.arange(T.n), T.n * T.n // _CELLS + 1):
        yield sources, scipy.sparse.csgraph.dijkstra(A, directed=True, indices=sources)


def losses(
    T: Ties,
    worth: tuple[Ints, Matrix],
    removed: Sequence[Ints],
    members: Sequence[Ints],
    *,
    sources: Ints | None = None,
) -> tuple[Matrix, Matrix]:
    """
    Sum what nearness loses without each of several sets of ties.

    Parameters
    ----------
    T
        Ties.
    worth
        A group per actor, -1 for one that is never an end, and a symmetric
        square table of the worth w of two groups.
    removed
        The ties of each set, by number.
    members
        The actors of each set.
    sources
        Actors drawn by chance among those who may be ends: losses are then
        estimated from their paths. None for all, exactly.

    Returns
    -------
    lost, error
        One row per set: Σ w (1 / distance before - 1 / distance after) over
        the unordered pairs with both ends among the members, with one, with
        none; and its standard error, 0 if exact.

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2]]))
    >>> everyone = (np.zeros(3, dtype=int), np.ones((1, 1)))
    >>> losses(T, everyone, [np.array([0])], [np.array([0, 1])])[0].tolist()
    [[1.0, 0.5, 0.0]]
    """
    kinds, table = worth
    ends = np.flatnonzero(kinds >= 0)
    drawn = ends if sources is None else sources
    asked = np.zeros(T.n, dtype=bool)
    asked[drawn] = True
    asked &= np.bincount(T.pairs.ravel(), minlength=T.n) > 0
    P = T.packed
    number = np.empty(T.n, dtype=np.int32)
    number[P.order] = np.arange(T.n, dtype=np.int32)
    own = np.ascontiguousarray(kinds[P.order], dtype=np.int32)
    flat = np.ascontiguousarray(table, dtype=float)
    starts, inside = _flattened(members)
    sets = (*_flattened(removed), starts, number[inside])

    def search(some: Ints, *found: Matrix | None) -> None:
        kernels().losses(
            *(P.starts, P.others, P.ties, number[T.pairs], some, own, flat, len(flat)),
            *sets,
            *found,
        )

    shape = (len(removed), 3)
    lost, squares = share_out(
        search,
        number[np.flatnonzero(asked)],
        [shape, None if sources is None else shape],
        8 * len(T.others),
    )
    if lost is None or squares is None:
        return (np.zeros(shape) if lost is None else lost / 2), np.zeros(shape)
    return scaled(lost / 2, squares / 4, len(drawn), len(ends))


def _flattened(groups: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Put groups one after the other: where each starts, and all of them."""
    starts = np.zeros(len(groups) + 1, dtype=np.int64)
    np.cumsum([len(group) for group in groups], out=starts[1:])
    flat = np.concatenate([np.asarray(group, dtype=np.int32) for group in (*groups, [])])
    return starts, flat
