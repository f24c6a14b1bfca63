"""
H as flat arrays, and measures that walk it many actors at a time.

Actors are numbered from 0 in the order of H; ties are rows of two numbers.
Breadth-first searches from many actors travel together, one bit each, in words
of 64: a level of the search is one pass over the ties. Nothing here knows
models, tables or words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray

__all__ = [
    "Ints",
    "Matrix",
    "adjacency",
    "distances",
    "flows",
    "neighbours",
    "reach",
    "ties",
]

Matrix = NDArray[np.float64]
Ints = NDArray[np.intp]
Words = NDArray[np.uint64]

_WORD: Final = 64

# Words of sources that travel together: their bits for 10,000 actors stay in the cache.
_BLOCK: Final = 16

# Actors × sources that a search of paths holds at once: 8 MB an array.
_CELLS: Final = 1_000_000


def ties(H: nx.Graph, weight: str | None = None) -> tuple[Ints, Matrix]:
    """
    Give the ties of H as pairs of numbers, and their weights.

    Parameters
    ----------
    H
        A simple undirected graph.
    weight
        Attribute of the ties; 1 where it is absent, everywhere if None.

    Returns
    -------
    pairs, weights
        One row of two numbers, and one weight, per tie.

    Examples
    --------
    >>> ties(nx.path_graph("abc"))[0].tolist()
    [[0, 1], [1, 2]]
    """
    position = {node: i for i, node in enumerate(H)}
    pairs = np.array([(position[u], position[v]) for u, v in H.edges()], dtype=np.intp)
    if weight is None:
        return pairs.reshape(-1, 2), np.ones(len(pairs))
    weights = [float(value) for *_, value in H.edges(data=weight, default=1.0)]
    return pairs.reshape(-1, 2), np.array(weights)


def adjacency(H: nx.Graph, weight: str | None = "weight") -> scipy.sparse.csr_array:
    """
    Give the ties of H as a sparse symmetric matrix.

    Parameters
    ----------
    H
        A simple undirected graph.
    weight
        Attribute of the ties; 1 where it is absent, everywhere if None.

    Returns
    -------
    A
        Square, in the order of the actors, 0 on the diagonal.

    Examples
    --------
    >>> adjacency(nx.path_graph("ab")).toarray().tolist()
    [[0.0, 1.0], [1.0, 0.0]]
    """
    pairs, weights = ties(H, weight)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    cells = np.concatenate([weights, weights])
    return scipy.sparse.csr_array((cells, (both[:, 0], both[:, 1])), shape=(len(H), len(H)))


def neighbours(n: int, pairs: Ints) -> tuple[Ints, Ints]:
    """
    Give the neighbours of every actor, one after the other.

    Parameters
    ----------
    n
        Number of actors.
    pairs
        Ties without repetition or self-link.

    Returns
    -------
    starts, others
        The neighbours of i are ``others[starts[i]:starts[i + 1]]``, sorted.

    Examples
    --------
    >>> starts, others = neighbours(3, np.array([[0, 1], [1, 2]]))
    >>> others[starts[1]:starts[2]].tolist()
    [0, 2]
    """
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    starts = np.zeros(n + 1, dtype=np.intp)
    np.cumsum(np.bincount(both[:, 0], minlength=n), out=starts[1:])
    return starts, both[:, 1]


def _bits(members: NDArray[np.bool_]) -> Words:
    """Write a set of actors as bits, actor i in word i // 64."""
    padded = np.zeros(-(-len(members) // _WORD) * _WORD, dtype=bool)
    padded[: len(members)] = members
    return np.packbits(padded, bitorder="little").view(np.uint64)


def _levels(n: int, pairs: Ints) -> Iterator[tuple[int, int, Words]]:
    """
    Search from every actor at once, by blocks of sources.

    Each item is a level of the search: its distance, the first word of the
    block of sources, and for every actor the sources that reach it just then.
    """
    starts, others = neighbours(n, pairs)
    tied = np.flatnonzero(np.diff(starts))
    if not len(tied):
        return
    identity = np.zeros((n, -(-n // _WORD)), dtype=np.uint64)
    identity[np.arange(n), np.arange(n) // _WORD] = np.uint64(1) << (
        np.arange(n, dtype=np.uint64) % np.uint64(_WORD)
    )
    for first in range(0, identity.shape[1], _BLOCK):
        front = np.ascontiguousarray(identity[:, first : first + _BLOCK])
        seen = front.copy()
        distance = 0
        while True:
            distance += 1
            arriving = np.zeros_like(front)
            arriving[tied] = np.bitwise_or.reduceat(front[others], starts[tied], axis=0)
            front = arriving & ~seen
            if not front.any():
                break
            seen |= front
            yield distance, first, front


def reach(n: int, pairs: Ints, groups: Ints, k: int) -> Matrix:
    """
    Sum 1 / distance from every actor to the actors of each group.

    Parameters
    ----------
    n
        Number of actors.
    pairs
        Ties without repetition or self-link.
    groups
        Group of each actor, 0 to `k` - 1; -1 for one that is never an end.
    k
        Number of groups.

    Returns
    -------
    sums
        One row per actor, one column per group; an actor out of reach counts 0.

    Examples
    --------
    >>> reach(3, np.array([[0, 1], [1, 2]]), np.array([0, 0, 1]), 2).tolist()
    [[1.0, 0.5], [1.0, 1.0], [1.5, 0.0]]
    """
    masks = [_bits(groups == group) for group in range(k)]
    sums = np.zeros((n, k))
    for distance, first, front in _levels(n, pairs):
        for group, mask in enumerate(masks):
            block = mask[first : first + front.shape[1]]
            if block.any():
                sums[:, group] += np.bitwise_count(front & block).sum(axis=1) / distance
    return sums


def distances(n: int, pairs: Ints) -> Matrix:
    """
    Give the distance in steps between every two actors.

    Parameters
    ----------
    n
        Number of actors.
    pairs
        Ties without repetition or self-link.

    Returns
    -------
    steps
        A square matrix; ``inf`` where there is no path, 0 on the diagonal.

    Examples
    --------
    >>> distances(3, np.array([[0, 1]])).tolist()
    [[0.0, 1.0, inf], [1.0, 0.0, inf], [inf, inf, 0.0]]
    """
    steps = np.full((n, n), np.inf)
    np.fill_diagonal(steps, 0)
    for distance, first, front in _levels(n, pairs):
        bits = np.unpackbits(front.view(np.uint8), axis=1, bitorder="little").astype(bool)
        width = min(bits.shape[1], n - first * _WORD)
        block = steps[:, first * _WORD : first * _WORD + width]
        block[bits[:, :width]] = distance
    return steps


def flows(n: int, pairs: Ints, worths: Sequence[tuple[Ints, Matrix]]) -> tuple[Matrix, Matrix]:
    """
    Sum what passes through every actor and every tie on shortest paths.

    Between each two actors s and t a worth w(s, t) is shared equally by their
    shortest paths, in steps [1]_. Several worths are followed in one search.

    Parameters
    ----------
    n
        Number of actors.
    pairs
        Ties without repetition or self-link.
    worths
        Each a group per actor, -1 for one that is never an end, and a
        symmetric square table of the worth of two groups.

    Returns
    -------
    through, along
        One row per worth; a column per actor (paths that end there are not
        counted), and per tie. Every unordered pair counts once.

    References
    ----------
    .. [1] Brandes, U. (2008). On variants of shortest-path betweenness
       centrality and their generic computation. Social Networks, 30, 136-145.
       https://doi.org/10.1016/j.socnet.2007.11.001

    Examples
    --------
    >>> everyone = (np.zeros(3, dtype=np.intp), np.ones((1, 1)))
    >>> through, along = flows(3, np.array([[0, 1], [1, 2]]), [everyone])
    >>> through.tolist(), along.tolist()
    ([[0.0, 1.0, 0.0]], [[2.0, 2.0]])
    """
    through, along = np.zeros((len(worths), n)), np.zeros((len(worths), len(pairs)))
    if not len(pairs):
        return through, along
    both = np.concatenate([pairs, pairs[:, ::-1]])
    joined = scipy.sparse.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(n, n))
    width = max(1, min(n, _CELLS // n))
    for first in range(0, n, width):
        sources = np.arange(first, min(n, first + width))
        steps, paths = _search(joined, sources)
        for kind, (groups, table) in enumerate(worths):
            worth = table[np.ix_(groups, groups[sources])]
            worth[groups < 0] = 0
            worth[:, groups[sources] < 0] = 0
            share = _gather(joined, steps, paths, worth)
            # an actor's own worth is what ends there, not what passes
            passing = share * paths - worth
            passing[steps < 1] = 0
            through[kind] += passing.sum(axis=1)
            for a, b in ((0, 1), (1, 0)):
                down = steps[pairs[:, b]] == steps[pairs[:, a]] + 1
                carried = paths[pairs[:, a]] * share[pairs[:, b]]
                along[kind] += np.where(down, carried, 0).sum(axis=1)
    return through / 2, along / 2


def _search(joined: scipy.sparse.csr_array, sources: Ints) -> tuple[Ints, Matrix]:
    """Give the steps from each source (-1 out of reach) and the number of shortest paths."""
    n = joined.shape[0]
    steps = np.full((n, len(sources)), -1, dtype=np.intp)
    paths = np.zeros((n, len(sources)))
    steps[sources, np.arange(len(sources))] = 0
    paths[sources, np.arange(len(sources))] = 1
    front, level = paths.copy(), 0
    while True:
        level += 1
        front = np.where(steps < 0, joined @ front, 0)
        new = front > 0
        if not new.any():
            return steps, paths
        steps[new] = level
        paths += front


def _gather(joined: scipy.sparse.csr_array, steps: Ints, paths: Matrix, worth: Matrix) -> Matrix:
    """Give, per path to an actor, the worth that ends there or passes on, farthest first."""
    share = np.zeros_like(paths)
    for level in range(int(steps.max()), 0, -1):
        here = steps == level
        beyond = joined @ np.where(steps == level + 1, share, 0)
        np.divide(worth, paths, out=share, where=here)
        share[here] += beyond[here]
    return share
