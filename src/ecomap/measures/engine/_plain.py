"""
The walks in numpy and scipy, for where there was no compiler.

The same functions as in `_kernels.c`, with the same arguments: arrays as
`engine.ties` makes them, then the arrays to fill or to add to. Searches from
many actors travel together, one bit each, in words of 64: a level of the
search is one pass over the ties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import chain, combinations_with_replacement, compress, pairwise
from typing import Any, Final

import numpy as np
import scipy
from numpy.typing import NDArray

__all__ = [
    "Ints",
    "Matrix",
    "cores",
    "cuts",
    "distances",
    "flows",
    "flows_by_length",
    "groups",
    "holds",
    "losses",
    "meetings",
    "mixed",
    "moves",
    "neighbours",
    "open_pairs",
    "pack",
    "pagerank",
    "pairs",
    "reach",
    "trade",
    "triangles",
    "weights",
]

Matrix = NDArray[np.float64]
Ints = NDArray[Any]
Words = NDArray[np.uint64]

_WORD: Final = 64

# Words of sources that travel together: their bits for 10,000 actors stay in the cache.
_BLOCK: Final = 16

# Members of most alliances, and in how many ways two of them can be dealt.
_FEW: Final = 2
_WAYS: Final = 6

# Actors × sources that a search of paths holds at once: 8 MB an array.
_CELLS: Final = 1_000_000


# --------------------------------------------------------------------------- dictionaries


def pairs(
    around: Sequence[Mapping[Any, Any]], actors: Sequence[Any], once: Ints, pairs: Ints
) -> int:
    """Write the ties that dictionaries of neighbours tell, each where it is met first."""
    number = {actor: i for i, actor in enumerate(actors)}
    sizes = np.fromiter(map(len, around), dtype=np.intp, count=len(around))
    first = np.repeat(np.arange(len(around)), sizes)
    others = map(number.__getitem__, chain.from_iterable(around))
    second = np.fromiter(others, dtype=np.intp, count=len(first))
    once[:] = first < second
    count = int(once.sum())
    pairs[:count] = np.column_stack([first[once], second[once]])
    return count


def weights(
    around: Sequence[Mapping[Any, Mapping[str, Any]]], once: Ints, name: str, weights: Matrix
) -> int:
    """Write the weight of each tie: 1 where it has none."""
    told = compress(chain.from_iterable(others.values() for others in around), once.tolist())
    weights[:] = [float(tie.get(name, 1.0)) for tie in told]
    return len(weights)


def groups(
    actors: Sequence[Mapping[str, Any]],
    name: str,
    numbers: Mapping[Any, int],
    other: str,
    group: Ints,
    has: Ints,
) -> int:
    """Write the group of each actor, -1 for one without that attribute, and who has the other."""
    told = [attributes.get(name) for attributes in actors]
    if not set(told) <= numbers.keys():
        return -1
    group[:] = [numbers[value] for value in told]
    has[:] = [other in attributes for attributes in actors]
    return 0


# --------------------------------------------------------------------------- order


def neighbours(ends: Ints, starts: Ints, others: Ints, ties: Ints) -> None:
    """Give where the neighbours of each actor start, who they are, sorted, and by which tie."""
    row, other = ends.ravel(), ends[:, ::-1].ravel()
    order = np.lexsort((other, row))
    np.cumsum(np.bincount(row, minlength=len(starts) - 1), out=starts[1:])
    others[:] = other[order]
    ties[:] = order // 2


def pack(ends: Ints, order: Ints, starts: Ints, others: Ints, ties: Ints, walk: Ints) -> None:
    """Give the neighbours under other numbers, those of most ties first; no walk is nearer."""
    order[:] = np.argsort(-np.bincount(ends.ravel(), minlength=len(order)), kind="stable")
    number = np.empty_like(order)
    number[order] = walk[:] = np.arange(len(order))
    neighbours(number[ends], starts, others, ties)


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


def flows_by_length(
    starts: Ints,
    others: Ints,
    lengths: Matrix,
    sources: Ints,
    through: Matrix,
    squares: Matrix | None,
) -> None:
    """Sum what passes through actors on the shortest paths by length (Dijkstra, Brandes)."""
    around = _around(starts, others, lengths)
    for source in sources.tolist():
        far, paths = _nearest_first(around, source)
        passing = dict.fromkeys(far, 0.0)
        for v in reversed(list(far)[1:]):
            share = (1 + passing[v]) / paths[v]
            for w, length in around[v]:
                if far[w] + length == far[v]:
                    passing[w] += paths[w] * share
            through[v] += passing[v]
            if squares is not None:
                squares[v] += passing[v] ** 2


def _around(starts: Ints, others: Ints, beside: NDArray[Any]) -> list[list[tuple[int, Any]]]:
    """List the neighbours of each actor with what stands beside them."""
    entries = list(zip(others.tolist(), beside.tolist(), strict=True))
    return [entries[a:b] for a, b in pairwise(starts.tolist())]


def _nearest_first(
    around: list[list[tuple[int, float]]], source: int
) -> tuple[dict[int, float], dict[int, float]]:
    """Give the distance of those in reach, the nearest first, and their shortest paths."""
    far: dict[int, float] = {}
    nearest, paths = {source: 0.0}, {source: 1.0}
    heap = [(0.0, source)]
    while heap:
        arrival, v = heappop(heap)
        if v in far:
            continue
        far[v] = arrival
        for w, length in around[v]:
            arrival = far[v] + length
            if w not in far and arrival < nearest.get(w, np.inf):
                nearest[w], paths[w] = arrival, paths[v]
                heappush(heap, (arrival, w))
            elif w not in far and arrival == nearest[w]:
                paths[w] += paths[v]
    return far, paths


# --------------------------------------------------------------------------- losses


def losses(
    starts: Ints,
    others: Ints,
    ties: Ints,
    ends: Ints,
    sources: Ints,
    kinds: Ints,
    contrast: Matrix,
    size: int,
    set_starts: Ints,
    set_ties: Ints,
    member_starts: Ints,
    members: Ints,
    lost: Matrix,
    squares: Matrix | None,
) -> None:
    """Sum what nearness loses without each set of ties, by how many ends are members."""
    n, m = len(starts) - 1, len(ends)
    rows = np.repeat(np.arange(n), np.diff(starts))
    known = kinds >= 0
    for first in range(0, len(sources), _BLOCK * _WORD):
        block = sources[first : first + _BLOCK * _WORD]
        block = block[known[block]]
        before = _steps(starts, others, block)
        worth = contrast[np.ix_(kinds, kinds[block])] * known[:, None]
        for one in range(len(set_starts) - 1):
            gone = np.zeros(m, dtype=bool)
            gone[set_ties[set_starts[one] : set_starts[one + 1]]] = True
            # from elsewhere, no shortest path leads along these ties
            along = (before[ends[gone, 0]] != before[ends[gone, 1]]).any(axis=0)
            kept = ~gone[ties]
            left = np.concatenate([[0], np.cumsum(np.bincount(rows[kept], minlength=n))])
            after = _steps(left, others[kept], block[along])
            nearer = _inverse(before[:, along]) - _inverse(after)
            inside = np.zeros(n, dtype=bool)
            inside[members[member_starts[one] : member_starts[one + 1]]] = True
            outside = (~inside).astype(int)[:, None] + ~inside[block[along]]
            for part in range(3):
                by_source = (worth[:, along] * nearer * (outside == part)).sum(axis=0)
                lost[one, part] += by_source.sum()
                if squares is not None:
                    squares[one, part] += (by_source**2).sum()


def _steps(starts: Ints, others: Ints, sources: Ints) -> Ints:
    """Give the distance of every actor from each source, -1 out of reach."""
    steps = np.full((len(starts) - 1, len(sources)), -1, dtype=np.int32)
    steps[sources, np.arange(len(sources))] = 0
    for distance, first, front in _levels(starts, others, sources):
        bits = np.unpackbits(front.view(np.uint8), axis=1, bitorder="little").astype(bool)
        block = steps[:, first : first + _BLOCK * _WORD]
        block[bits[:, : block.shape[1]]] = distance
    return steps


def _inverse(steps: Ints) -> Matrix:
    """Give 1 / distance; 0 out of reach, and for an actor and itself."""
    return np.divide(1.0, steps, out=np.zeros(steps.shape), where=steps > 0)


# --------------------------------------------------------------------------- circles


def triangles(starts: Ints, others: Ints, counts: Ints, corners: Ints) -> None:
    """Count the triangles of each actor, and list as many as there is room for."""
    n = len(starts) - 1
    rows = np.repeat(np.arange(n), np.diff(starts))
    back = others < rows
    upper, lower = rows[back], others[back].astype(np.intp)
    # every two neighbours of an actor that come before it: are they neighbours?
    size = np.bincount(upper, minlength=n)
    first = np.concatenate([[0], np.cumsum(size)])
    ahead = first[upper + 1] - np.arange(len(upper)) - 1
    one = np.repeat(np.arange(len(upper)), ahead)
    within = np.arange(len(one)) - np.repeat(np.cumsum(ahead) - ahead, ahead)
    two = one + 1 + within
    keys = upper.astype(np.int64) * n + lower
    wanted = np.maximum(lower[one], lower[two]) * n + np.minimum(lower[one], lower[two])
    at = np.searchsorted(keys, wanted)
    closed = keys[np.minimum(at, len(keys) - 1)] == wanted if len(keys) else at < 0
    found = np.column_stack([lower[one[closed]], upper[one[closed]], lower[two[closed]]])
    counts += np.bincount(found.ravel(), minlength=n)
    room = min(len(corners), len(found))
    corners[:room] = found[:room]


def mixed(ends: Ints, weights: Matrix, rows: Matrix, k: int, sums: Matrix) -> None:
    """Sum the weight from each group to each, a tie seen from its first end."""
    known = (rows.sum(axis=1) > 0)[ends].all(axis=1)
    one, other = rows[ends[known, 0]], rows[ends[known, 1]]
    sums += ((one * weights[known, None]).T @ other).reshape(k, k)


def open_pairs(
    starts: Ints, others: Ints, corners: Ints, rows: Matrix, k: int, counts: Matrix
) -> None:
    """Tell how alike the open pairs of partners of each actor are, and like it."""
    n = len(starts) - 1
    joined = scipy.sparse.csr_array((np.ones(len(others)), others, starts), shape=(n, n))
    sums, squares = joined @ rows, joined @ rows**2
    degree = np.diff(starts).astype(float)
    alike = (sums**2 - squares) / 2
    counts[:, 0] += (rows * alike).sum(axis=1)
    counts[:, 1] += alike.sum(axis=1)
    counts[:, 2] += (degree - 1) * (rows * sums).sum(axis=1)
    counts[:, 3] += degree * (degree - 1) / 2
    x = [rows[corners[:, corner]] for corner in range(3)]
    together = x[0] * x[1] * x[2]
    pair = [(x[corner - 2] * x[corner - 1]).sum(axis=1) for corner in range(3)]
    for corner in range(3):
        actor = corners[:, corner]
        own = pair[corner - 2] + pair[corner - 1]
        for column, closed in enumerate(
            (together.sum(axis=1), pair[corner], own, np.ones(len(own)))
        ):
            counts[:, column] -= np.bincount(actor, closed, minlength=n)


def holds(
    starts: Ints, others: Ints, weights: Matrix, constraint: Matrix, effective: Matrix
) -> None:
    """Measure Burt's constraint and effective size; 0 for who has no tie."""
    n = len(starts) - 1
    A = scipy.sparse.csr_array((weights, others, starts), shape=(n, n))
    P = _by_row(A, np.asarray(A.sum(axis=1)).ravel())
    held = (P + P @ P).multiply(A > 0)
    constraint += np.asarray(held.power(2).sum(axis=1)).ravel()
    most = A.max(axis=1).toarray().ravel() if A.nnz else np.zeros(n)
    repeated = np.asarray((P @ _by_row(A, most).T).multiply(A > 0).sum(axis=1)).ravel()
    effective += np.diff(starts) - repeated


def _by_row(A: scipy.sparse.csr_array, totals: Matrix) -> scipy.sparse.csr_array:
    """Divide each row by its total; a row of zeros stays so."""
    inverse = np.divide(1.0, totals, out=np.zeros(len(totals)), where=totals > 0)
    return scipy.sparse.csr_array(scipy.sparse.diags_array(inverse) @ A)


def cores(starts: Ints, others: Ints, core: Ints) -> None:
    """Take away, for each k, whoever has fewer than k partners left."""
    n = len(starts) - 1
    rows = np.repeat(np.arange(n), np.diff(starts))
    degree = np.diff(starts)
    here = np.ones(n, dtype=bool)
    k = 0
    while here.any():
        leaving = here & (degree <= k)
        if not leaving.any():
            k += 1
            continue
        core[leaving] = k
        here &= ~leaving
        degree = degree - np.bincount(others[leaving[rows]], minlength=n)


def cuts(starts: Ints, others: Ints, ties: Ints, holding: Ints, bridges: Ints) -> None:
    """Find who holds a component together, and which ties do (Tarjan's low points)."""
    n = len(starts) - 1
    around = _around(starts, others, ties)
    met, low = [0] * n, [0] * n
    when = 0
    for root in range(n):
        if met[root]:
            continue
        when += 1
        met[root] = low[root] = when
        branches = 0
        stack = [(root, -1, iter(around[root]))]
        while stack:
            v, by, coming = stack[-1]
            step = next(coming, None)
            if step is None:
                stack.pop()
                if stack:
                    u = stack[-1][0]
                    low[u] = min(low[u], low[v])
                    bridges[by] |= low[v] > met[u]
                    holding[u] |= low[v] >= met[u] and u != root
            elif not met[step[0]]:
                when += 1
                met[step[0]] = low[step[0]] = when
                branches += v == root
                stack.append((*step, iter(around[step[0]])))
            elif step[1] != by:
                low[v] = min(low[v], met[step[0]])
        holding[root] |= branches > 1


def pagerank(starts: Ints, others: Ints, weights: Matrix, damping: float, shares: Matrix) -> None:
    """Follow the walk by conjugate gradients: its equations, divided by roots, are symmetric."""
    n = len(starts) - 1
    A = scipy.sparse.csr_array((weights, others, starts), shape=(n, n))
    strength = np.asarray(A.sum(axis=1)).ravel()
    root = np.sqrt(np.where(strength > 0, strength, 1.0))
    x, rest = np.zeros(n), 1 / root
    way, left = rest.copy(), rest @ rest
    goal = left * 1e-26
    for _ in range(500):
        if left <= goal:
            break
        image = way - damping * (A @ (way / root)) / root
        step = left / (way @ image)
        x += step * way
        rest = rest - step * image
        left, before = rest @ rest, left
        way = rest + left / before * way
    shares[:] = x * root / (x * root).sum()


# --------------------------------------------------------------------------- chance


def paired(starts: Ints, order: Ints) -> tuple[Ints, NDArray[np.bool_], Ints]:
    """Pair alliances in that order; tell which are two of two, and what numbers each pair asks."""
    # two alliances of two can be dealt in six ways: one number tells which
    pairs = order[: len(order) // 2 * 2].reshape(-1, 2)
    sizes = np.diff(starts)[pairs]
    few = (sizes == _FEW).all(axis=1)
    return pairs, few, np.where(few, 1, sizes.sum(axis=1))


def trade(starts: Ints, tables: Ints, order: Ints, drawn: Ints) -> None:
    """Let every two alliances in that order throw members together and deal again, by table."""
    pairs, few, asked = paired(starts, order)
    places = [np.arange(starts[a], starts[a + 1]) for a in pairs[~few].ravel().tolist()]
    # the first number of each pair
    first = np.cumsum(asked) - asked
    _deal_four(starts[pairs[few]], tables, drawn[first[few]])
    if places:
        rows = np.concatenate([np.arange(at, at + n) for at, n in zip(first, asked, strict=True)])
        at = np.concatenate(places)
        pair = np.repeat(np.flatnonzero(~few), asked[~few])
        tables[at] = _dealt(tables[at].T, pair, drawn[rows[np.repeat(~few, asked)]].T).T


def _deal_four(firsts: Ints, tables: Ints, drawn: Ints) -> None:
    """Deal alliances of two: in one of six ways, or the two others of those who share one."""
    places = np.stack([firsts[:, 0], firsts[:, 0] + 1, firsts[:, 1], firsts[:, 1] + 1])
    a, b, c, d = tables[places]
    way = drawn.view(np.uint32).astype(np.uint64) * _WAYS >> np.uint64(32)
    a_stays, b_stays, c_stays = (a == c) | (a == d), (b == c) | (b == d), (c == a) | (c == b)
    shared = a_stays | b_stays
    every = ~shared & (way == 1)
    one = np.where(shared, ~(a_stays & b_stays) & (way > _WAYS // 2 - 1), way > 1)
    of_b = np.where(shared, a_stays, way > _WAYS // 2)
    of_d = np.where(shared, c_stays, way % 2 == 1)
    leaves, comes = np.where(of_b, b, a), np.where(of_d, d, c)
    tables[places[0]] = np.where(every, c, np.where(one & ~of_b, comes, a))
    tables[places[1]] = np.where(every, d, np.where(one & of_b, comes, b))
    tables[places[2]] = np.where(every, a, np.where(one & ~of_d, leaves, c))
    tables[places[3]] = np.where(every, b, np.where(one & of_d, leaves, d))


def _dealt(tables: Ints, pair: Ints, chance: Ints) -> Ints:
    """Deal the members of pairs of alliances, one row per table, by the ranks of their chances."""
    pair = np.broadcast_to(pair, tables.shape)
    stays = _shared(tables, pair)
    # those who stay are sorted before the others of their pair, and keep their
    # place: sorting by chance alone would move them too
    dealt = np.lexsort((np.where(stays, 0, chance), ~stays, pair), axis=1)
    position = np.broadcast_to(np.arange(tables.shape[1]), tables.shape)
    places = np.lexsort((position, ~stays, pair), axis=1)
    # lexsort is stable: those who stay come in the same order in both
    found = np.empty_like(tables)
    np.put_along_axis(found, places, np.take_along_axis(tables, dealt, axis=1), axis=1)
    return found


def _shared(tables: Ints, pair: Ints) -> NDArray[np.bool_]:
    """Tell which memberships are of an actor that is in both alliances of its pair."""
    order = np.lexsort((tables, pair), axis=1)
    actors = np.take_along_axis(tables, order, axis=1)
    pairs = np.take_along_axis(pair, order, axis=1)
    same = (actors[:, 1:] == actors[:, :-1]) & (pairs[:, 1:] == pairs[:, :-1])
    twice = np.zeros(tables.shape, dtype=bool)
    twice[:, 1:] |= same
    twice[:, :-1] |= same
    shared = np.empty_like(twice)
    np.put_along_axis(shared, order, twice, axis=1)
    return shared


def meetings(starts: Ints, tables: Ints, rows: Matrix, k: int, met: Matrix) -> None:
    """Count, in each table, the alliances in which each two groups meet."""
    if not tables.shape[0]:
        return
    members = rows[tables]
    plain = bool(((rows == 0) | (rows == 1)).all())
    present = np.add.reduceat(members, starts[:-1], axis=0)
    for cell, (a, b) in enumerate(combinations_with_replacement(range(k), 2)):
        pairs = present[:, :, a] * present[:, :, b]
        if a == b or not plain:
            # an actor does not meet itself
            own = members[:, :, a] * members[:, :, b]
            pairs = pairs - np.add.reduceat(own, starts[:-1], axis=0)
        met[:, cell] += np.minimum(pairs / 2 if a == b else pairs, 1).sum(axis=0)


# --------------------------------------------------------------------------- communities


def moves(
    starts: Ints,
    others: Ints,
    weights: Matrix,
    strength: Matrix,
    order: Ints,
    total: float,
    square: float,
    resolution: float,
    community: Ints,
    made: Ints,
) -> None:
    """Move each node to the best community around it, until none moves (Louvain)."""
    around = _around(starts, others, weights)
    own, held, strengths = community.tolist(), strength.tolist(), strength.tolist()
    moved = True
    while moved:
        moved = False
        for v in order.tolist():
            here = best = own[v]
            towards: dict[int, float] = {}
            for w, weight in around[v]:
                towards[own[w]] = towards.get(own[w], 0.0) + weight
            towards.setdefault(here, 0.0)
            held[here] -= strengths[v]
            leaving = -towards[here] / total + resolution * (held[here] * strengths[v]) / square
            most = 0.0
            for c, weight in towards.items():
                gain = leaving + weight / total - resolution * (held[c] * strengths[v]) / square
                if gain > most:
                    most, best = gain, c
            held[best] += strengths[v]
            if best != here:
                own[v], moved = best, True
                made += 1
    community[:] = own
