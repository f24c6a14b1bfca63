"""
Searches along the ties: who is near whom, and what passes through whom.

Searches travel together, by hundreds, from all the actors or from some of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ecomap.measures.engine.backend import kernels, share_out
from ecomap.measures.engine.ties import Ints, Matrix, Ties

__all__ = ["closeness", "distances", "flows", "reach"]

# The distance of whom no path leads to.
_AWAY: Final = -1


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
    return [_unpacked(T, sums) for sums in found if sums is not None]


def _unpacked(T: Ties, packed: Matrix) -> Matrix:
    """Give back their order to the actors."""
    own = np.empty_like(packed)
    own[T.packed.order] = packed
    return own


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

    Returns
    -------
    through, along
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
    P = T.packed
    kinds = np.ascontiguousarray([groups[P.order] for groups, _ in worths], dtype=np.int32)
    tables = np.concatenate([np.asarray(table, dtype=float).ravel() for _, table in worths])
    sizes = np.array([len(table) for _, table in worths], dtype=np.int64)
    # whom no worth has as an end sends nothing
    sources = P.walk[(kinds[:, P.walk] >= 0).any(axis=0) & (np.diff(P.starts)[P.walk] > 0)]

    def search(some: Ints, through: Matrix, squares: None, carried: Matrix | None) -> None:
        kernels().flows(
            *(P.starts, P.others, P.ties, some, kinds, tables, sizes),
            *(through, squares, carried),
        )

    shapes = [(len(worths), T.n), None, (len(worths), len(T.pairs)) if along else None]
    through, _, carried = share_out(search, sources, shapes, 2 * len(P.others))
    passing = np.empty((len(worths), T.n))
    passing[:, P.order] = through
    none = np.zeros((len(worths), 0))
    return passing / 2, none if carried is None else carried / 2
