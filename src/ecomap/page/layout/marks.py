"""Marks in the plane: which are near each other, forces between them, an outline around them."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["GOLDEN", "Floats", "Indices", "between", "close", "outline", "push_apart", "runs"]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

GOLDEN: Final = math.pi * (3 - math.sqrt(5))  # turned by it, no two marks stand in one direction

_LOOKS: Final = 10
_ROUNDS: Final = 8  # between two looks at who is near, or comes near meanwhile
_AHEAD: Final = 1.3
_TOUCHING: Final = 1e-6
_CORNERED: Final = 3
_CORNERS: Final = 24  # of the circle that rounds an outline
_Point = tuple[float, float]


def close(points: Floats, reach: float) -> Indices:
    """
    Find the pairs of marks that are near each other.

    Parameters
    ----------
    points
        One row per mark.
    reach
        The largest distance between two marks of a pair.

    Returns
    -------
    pairs
        Each once, as places of rows, the lower first.

    Examples
    --------
    >>> close(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]), 5.0).tolist()
    [[0, 1], [1, 2]]
    """
    x, y = points.T
    # marks of a square as wide as the reach are near those of the eight around it only:
    # numbered row by row, with an empty square between rows, they are two runs of squares
    row, column = (np.floor(axis / reach).astype(np.int64) for axis in (x, y))
    row -= row.min(initial=0)
    column -= column.min(initial=0)
    width = int(column.max(initial=0)) + 3
    number = row * width + column
    order = np.argsort(number, kind="stable")
    x, y, number = x[order], y[order], number[order]
    here = np.arange(len(points))
    after = number + width
    found = [
        runs(here + 1, np.searchsorted(number, number + 1, "right")),
        runs(np.searchsorted(number, after - 1), np.searchsorted(number, after + 1, "right")),
    ]
    one, other = (np.concatenate(side) for side in zip(*found, strict=True))
    near = (x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2 <= reach * reach
    one, other = order[one[near]], order[other[near]]
    return np.stack([np.minimum(one, other), np.maximum(one, other)]).T


def runs(first: Indices, last: Indices) -> tuple[Indices, Indices]:
    """
    Spell runs of numbers out.

    Parameters
    ----------
    first, last
        Where each run begins, and before what it ends.

    Returns
    -------
    run
        The run of each number, by its place.
    number
        The numbers, run after run.

    Examples
    --------
    >>> [side.tolist() for side in runs(np.array([5, 1]), np.array([7, 2]))]
    [[0, 0, 1], [5, 6, 1]]
    """
    counts = np.maximum(last - first, 0)
    run = np.arange(len(first)).repeat(counts)
    return run, np.arange(len(run)) + (first + counts - counts.cumsum())[run]


def between(n: int, pairs: Indices, force: Floats) -> Floats:
    """
    Add up forces by mark: on the first of each pair, and the opposite on the second.

    Parameters
    ----------
    n
        Number of marks.
    pairs
        Two marks per row.
    force
        One row per pair, along x and y.

    Returns
    -------
    total
        One row per mark.

    Examples
    --------
    >>> between(2, np.array([[0, 1]]), np.array([[1.0, 2.0]])).tolist()
    [[1.0, 2.0], [-1.0, -2.0]]
    """
    total = np.empty((n, 2))
    for axis in (0, 1):
        total[:, axis] = np.bincount(pairs[:, 0], force[:, axis], n)
        total[:, axis] -= np.bincount(pairs[:, 1], force[:, axis], n)
    return total


def push_apart(points: Floats, least: float, within: float = math.inf) -> Floats:
    """
    Push marks that stand too near each other apart, round after round.

    Parameters
    ----------
    points
        One row per mark.
    least
        The distance below which two marks push each other.
    within
        The radius around the origin beyond which no mark is pushed; there may
        not be room for all.

    Returns
    -------
    points
        The marks, each moved as little as its neighbours ask for.

    Examples
    --------
    >>> push_apart(np.array([[0.0, 0.0], [2.0, 0.0], [9.0, 0.0]]), 4.0).round(1).tolist()
    [[-1.2, 0.0], [3.2, 0.0], [9.0, 0.0]]
    """
    for _ in range(_LOOKS):
        around = close(points, least * _AHEAD)
        for turn in range(_ROUNDS):
            pairs, push = _pushes(points, around, least)
            if not len(pairs):
                if not turn:
                    return points
                break
            points = points + between(len(points), pairs, push)
            far = np.hypot(points[:, 0], points[:, 1])
            points *= np.minimum(1, within / np.maximum(far, _TOUCHING))[:, None]
    return points


def _pushes(points: Floats, pairs: Indices, least: float) -> tuple[Indices, Floats]:
    """Find who is too near, and half of what parts them, and a little more: the rounds end."""
    x, y = points.T
    one, other = pairs.T
    gap = np.stack([x[one] - x[other], y[one] - y[other]])
    far = np.hypot(*gap)
    near = far <= least
    pairs, gap, far = pairs[near], gap[:, near], far[near]
    same = far < _TOUCHING
    # marks on one spot part along a direction of their own
    turn = pairs[same].sum(axis=1) * GOLDEN
    gap[:, same], far[same] = (np.cos(turn), np.sin(turn)), 1.0
    missing = np.where(same, least, least + 0.5 - far)
    return pairs, (gap * (0.5 * missing / far)).T


def outline(points: Floats, margin: float) -> list[_Point]:
    """
    Draw a line around marks, as a rubber band would, at a distance and with round corners.

    Parameters
    ----------
    points
        One row per mark.
    margin
        The distance.

    Returns
    -------
    corners
        Counterclockwise where y grows upward.

    Examples
    --------
    >>> len(outline(np.array([[0.0, 0.0]]), 10.0))
    24
    """
    angles = np.arange(_CORNERS) * (2 * math.pi / _CORNERS)
    circle = margin * np.column_stack([np.cos(angles), np.sin(angles)])
    inner = np.array(_hull(_rim(points, circle).tolist()))
    # the sides of both, in the order of their directions, from the lowest corner of both
    sides = np.concatenate([np.roll(each, -1, axis=0) - each for each in (inner, circle)])
    sides = sides[sides.any(axis=1)]
    turn = np.arctan2(sides[:, 1], sides[:, 0]) % (2 * math.pi)
    start = sum(each[np.lexsort(each.T)[0]] for each in (inner, circle))
    corners = start + np.cumsum(sides[np.argsort(turn, kind="stable")], axis=0)
    return [(x, y) for x, y in corners.round(1).tolist()]


def _rim(points: Floats, directions: Floats) -> Floats:
    """Leave out the marks that others, the farthest in some directions, surround: no corners."""
    edge = points[(points @ directions.T).argmax(axis=0)]
    side = np.roll(edge, -1, axis=0) - edge
    x, y = (points[:, None] - edge).transpose(2, 0, 1)
    outside = (side[:, 0] * y <= side[:, 1] * x) & side.any(axis=1)
    return np.concatenate([edge, points[outside.any(axis=1)]])


def _hull(points: list[list[float]]) -> list[_Point]:
    """Find the corners of the convex hull of some points, by Andrew's two chains."""
    ordered = sorted({(x, y) for x, y in points})
    if len(ordered) < _CORNERED:
        return ordered
    return [*_chain(ordered)[:-1], *_chain(ordered[::-1])[:-1]]


def _chain(points: list[_Point]) -> list[_Point]:
    """Keep the points at which a walk from the first to the last turns left."""
    kept: list[_Point] = []
    for x, y in points:
        while len(kept) > 1:
            (ax, ay), (bx, by) = kept[-2:]
            if (bx - ax) * (y - ay) > (by - ay) * (x - ax):
                break
            kept.pop()
        kept.append((x, y))
    return kept
