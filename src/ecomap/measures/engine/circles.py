"""
What surrounds each actor: its partners, who of them are partners, and how they hold together.

A triangle is three actors who are partners two by two; an open pair, two
partners of an actor who are not.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from ecomap.measures.engine.backend import Ints, Matrix, kernels
from ecomap.measures.engine.ties import Ties

__all__ = [
    "components",
    "cores",
    "cuts",
    "holds",
    "mixed",
    "open_pairs",
    "pagerank",
    "triangles",
    "triangles_of",
]


def triangles(T: Ties) -> Ints:
    """
    Count the triangles each actor is in.

    Parameters
    ----------
    T
        Ties.

    Returns
    -------
    counts
        One number per actor.

    Examples
    --------
    >>> triangles(Ties(4, np.array([[0, 1], [0, 2], [1, 2], [2, 3]]))).tolist()
    [1, 1, 1, 0]
    """
    counts, _ = _listed(T, 0)
    return T.packed.unpack(counts)


def triangles_of(T: Ties) -> Ints:
    """
    List the triangles.

    Parameters
    ----------
    T
        Ties.

    Returns
    -------
    corners
        One row of three actors per triangle.

    Examples
    --------
    >>> triangles_of(Ties(3, np.array([[0, 1], [0, 2], [1, 2]]))).shape
    (1, 3)
    """
    # most ecosystems have fewer triangles than ties
    counts, corners = _listed(T, len(T.pairs))
    found = int(counts.sum()) // 3
    if found > len(corners):
        _, corners = _listed(T, found)
    return T.packed.order.astype(np.int32)[corners[:found]]


def _listed(T: Ties, room: int) -> tuple[Ints, Ints]:
    """Count the triangles of each actor, and list some, by the numbers of `packed`."""
    P = T.packed
    counts, corners = np.zeros(T.n, dtype=np.int64), np.empty((room, 3), dtype=np.int32)
    kernels().triangles(P.starts, P.others, counts, corners)
    return counts, corners


def mixed(T: Ties, weights: Matrix, rows: Matrix) -> Matrix:
    """
    Sum the weight of the ties between each two groups.

    Parameters
    ----------
    T
        Ties.
    weights
        The strength of each tie.
    rows
        The share of each actor (row) in each group (column); a row of zeros
        for one whose ties do not count.

    Returns
    -------
    sums
        Square and symmetric: the diagonal holds the weight inside a group, a
        tie between two groups stands half on each side.

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2]]))
    >>> mixed(T, np.ones(2), np.array([[1.0, 0], [1, 0], [0, 1]])).tolist()
    [[1.0, 0.5], [0.5, 0.0]]
    """
    k = rows.shape[1]
    sums = np.zeros((k, k))
    ends = np.ascontiguousarray(T.pairs, dtype=np.int32)
    kernels().mixed(ends, weights, np.ascontiguousarray(rows), k, sums)
    halved: Matrix = (sums + sums.T) / 2
    return halved


def open_pairs(T: Ties, corners: Ints, rows: Matrix) -> Matrix:
    """
    Tell how alike the open pairs of partners of each actor are, and like it.

    Parameters
    ----------
    T
        Ties.
    corners
        Its triangles, as `triangles_of` lists them.
    rows
        The share of each actor (row) in each group (column).

    Returns
    -------
    counts
        Per actor, over its open pairs: in how many all three are of one group;
        the two partners are; it and a partner are (twice where both); and how
        many there are. Actors of several groups count by products of shares.

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2]]))
    >>> open_pairs(T, triangles_of(T), np.array([[1.0, 0], [0, 1], [0, 1]]))[1].tolist()
    [0.0, 0.0, 1.0, 1.0]
    """
    counts = np.zeros((T.n, 4))
    kernels().open_pairs(
        *(T.starts, T.others, corners, np.ascontiguousarray(rows), rows.shape[1], counts)
    )
    return counts


def holds(T: Ties, weights: Matrix) -> tuple[Matrix, Matrix]:
    """
    Measure how the partners of each actor hold it: Burt's constraint and effective size.

    Parameters
    ----------
    T
        Ties.
    weights
        The strength of each tie, above 0.

    Returns
    -------
    constraint, effective
        Per actor; 0 for who has no tie.

    Examples
    --------
    >>> constraint, effective = holds(Ties(3, np.array([[0, 1], [1, 2]])), np.ones(2))
    >>> constraint.tolist(), effective.tolist()
    ([1.0, 0.5, 1.0], [1.0, 2.0, 1.0])
    """
    constraint, effective = np.zeros((2, T.n))
    kernels().holds(T.starts, T.others, weights[T.ties], constraint, effective)
    return constraint, effective


def cores(T: Ties) -> Ints:
    """
    Tell how deep in the cohesive heart each actor is.

    Parameters
    ----------
    T
        Ties.

    Returns
    -------
    core
        The largest k such that the actor is in a group where everybody has at
        least k partners in the group.

    Examples
    --------
    >>> cores(Ties(4, np.array([[0, 1], [0, 2], [1, 2], [2, 3]]))).tolist()
    [2, 2, 2, 1]
    """
    core = np.zeros(T.n, dtype=np.int32)
    kernels().cores(T.starts, T.others, core)
    return core


def cuts(T: Ties) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """
    Tell which actors, and which ties, hold a component together.

    Parameters
    ----------
    T
        Ties.

    Returns
    -------
    holding, bridges
        Per actor and per tie, whether others lose every path without it.

    Examples
    --------
    >>> holding, bridges = cuts(Ties(4, np.array([[0, 1], [0, 2], [1, 2], [2, 3]])))
    >>> holding.tolist(), bridges.tolist()
    ([False, False, True, False], [False, False, False, True])
    """
    holding, bridges = np.zeros(T.n, dtype=np.int32), np.zeros(len(T.pairs), dtype=np.int32)
    kernels().cuts(T.starts, T.others, T.ties, holding, bridges)
    return holding > 0, bridges > 0


def components(T: Ties) -> Ints:
    """
    Give the component of each actor.

    Parameters
    ----------
    T
        Ties.

    Returns
    -------
    component
        Numbers from 0; two actors have the same if a path leads from one to
        the other.

    Examples
    --------
    >>> components(Ties(4, np.array([[0, 2], [1, 3]]))).tolist()
    [0, 1, 0, 1]
    """
    joined = scipy.sparse.csr_array((np.ones(len(T.pairs)), T.pairs.T), shape=(T.n, T.n))
    component: Ints = scipy.sparse.csgraph.connected_components(joined, directed=False)[1]
    return component


def pagerank(T: Ties, weights: Matrix, damping: float = 0.85) -> Matrix:
    """
    Share a walk from partner to partner between those where it stops.

    Parameters
    ----------
    T
        Ties.
    weights
        The strength of each tie: a stronger one is taken more often.
    damping
        Share of the steps that follow a tie; the others lead anywhere.

    Returns
    -------
    shares
        Per actor, summing to 1.

    Examples
    --------
    >>> pagerank(Ties(3, np.array([[0, 1], [1, 2]])), np.ones(2)).round(3).tolist()
    [0.257, 0.486, 0.257]
    """
    shares = np.zeros(T.n)
    if T.n:
        kernels().pagerank(T.starts, T.others, weights[T.ties], damping, shares)
    return shares
