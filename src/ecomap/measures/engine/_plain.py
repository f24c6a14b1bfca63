"""
The walks in numpy and scipy, for where there was no compiler.

The same functions as in `_kernels.c`, with the same arguments: arrays as
`engine.ties` makes them, then the arrays to fill or to add to. Searches from
many actors travel together, one bit each, in words of 64: a level of the
search is one pass over the ties.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import scipy
from numpy.typing import NDArray

from ecomap.measures.engine.ties import Ints, Matrix

__all__ = ["distances", "flows", "reach"]

Words = NDArray[np.uint64]

_WORD: Final = 64

# Words of sources that travel together: their bits for 10,000 actors stay in the cache.
_BLOCK: Final = 16

# Actors × sources that a search of paths holds at once: 8 MB an array.
_CELLS: Final = 1_000_000


# --------------------------------------------------------------------------- bits


def _bits(members: NDArray[np.bool_]) -> Words:
    """Write a set of sources as bits, source i in word i // 64."""
    padded = np.zeros(-(-len(members) // _WORD) * _WORD, dtype=bool)
    padded[: len(members)] = members
    return np.packbits(padded, bitorder="little").view(np.uint64)


def _levels(starts: Ints, others: Ints, sources: Ints) -> Iterator[tuple[int, int, Words]]:
    """
    Search from many sources at once, by blocks.

    Each item is a level of the search: its distance, the first source of the
    block, and for every actor the sources that reach it just then.
    """
    n = len(starts) - 1
    tied = np.flatnonzero(np.diff(starts))
    for first in range(0, len(sources) if len(tied) else 0, _BLOCK * _WORD):
        block = sources[first : first + _BLOCK * _WORD]
        number = np.arange(len(block))
        front = np.zeros((n, -(-len(block) // _WORD)), dtype=np.uint64)
        front[block, number // _WORD] = np.uint64(1) << (number % _WORD).astype(np.uint64)
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


def reach(
    starts: Ints,
    others: Ints,
    sources: Ints,
    groups: Ints,
    k: int,
    inverse: Matrix,
    total: Matrix | None,
    met: Matrix | None,
) -> None:
    """Sum 1 / distance by group of source, and distances and numbers of those met if asked."""
    for distance, first, front in _levels(starts, others, sources):
        block = groups[first : first + front.shape[1] * _WORD]
        for group in np.unique(block).tolist():
            count = np.bitwise_count(front & _bits(block == group)).sum(axis=1)
            inverse[:, group] += count / distance
        if total is not None and met is not None:
            count = np.bitwise_count(front).sum(axis=1)
            total += count * distance
            met += count


def distances(starts: Ints, others: Ints, steps: Ints) -> None:
    """Give the distance between every two actors, -1 out of reach."""
    n = len(starts) - 1
    steps[:] = -1
    np.fill_diagonal(steps, 0)
    for distance, first, front in _levels(starts, others, np.arange(n)):
        bits = np.unpackbits(front.view(np.uint8), axis=1, bitorder="little").astype(bool)
        width = min(bits.shape[1], n - first)
        block = steps[:, first : first + width]
        block[bits[:, :width]] = distance


# --------------------------------------------------------------------------- flows


def flows(
    starts: Ints,
    others: Ints,
    ties: Ints,
    sources: Ints,
    kinds: Ints,
    tables: Matrix,
    sizes: Ints,
    through: Matrix,
    squares: Matrix | None,
    along: Matrix | None,
) -> None:
    """Sum what passes through actors, its squares over the sources, and along ties."""
    n = len(starts) - 1
    joined = scipy.sparse.csr_array((np.ones(len(others)), others, starts), shape=(n, n))
    rows = np.repeat(np.arange(n), np.diff(starts))
    edges = np.cumsum([0, *(sizes**2)])
    width = max(1, min(n, _CELLS // max(1, n)))
    for first in range(0, len(sources), width):
        some = sources[first : first + width]
        steps, paths = _search(joined, some)
        for kind, groups in enumerate(kinds):
            table = tables[edges[kind] : edges[kind + 1]].reshape(sizes[kind], sizes[kind])
            worth = table[np.ix_(groups, groups[some])]
            worth[groups < 0] = 0
            worth[:, groups[some] < 0] = 0
            share = _gather(joined, steps, paths, worth)
            # an actor's own worth is what ends there, not what passes
            passing = share * paths - worth
            passing[steps < 1] = 0
            through[kind] += passing.sum(axis=1)
            if squares is not None:
                squares[kind] += (passing**2).sum(axis=1)
            if along is not None:
                down = steps[others] == steps[rows] + 1
                carried = np.where(down, paths[rows] * share[others], 0).sum(axis=1)
                along[kind] += np.bincount(ties, carried, minlength=along.shape[1])


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
