"""
Who is near whom before anything is drawn: partners pull, members of a group push.

Every group has a sheet of its own, and at first the sheets lie on one another:
partners pull each other, across sheets too, and members of a group push each
other away. Each layout then lays the sheets where its groups are.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecomap.page.layout.marks import Floats, Indices

__all__ = ["NAMED", "unfold"]

# Up to so many marks all names can be read: marks then stand evenly, and few steps are enough.
NAMED: Final = 300

# The forces. A mark is pushed by a few others drawn anew at each step, so that a
# step costs no more than its ties; partners in another group pull less, since
# they will not be neighbours. Found by trying, on synthetic ecosystems.
_DRAWN: Final = 5
_PUSH: Final = 1.0
_ACROSS: Final = 0.2
_SMOOTHED: Final = 30
_SHEET: Final = 20.0  # width of a sheet before the first step
_NOTHING: Final = 1e-9
_STEPS: Final = (70, 220)
_STEPS_NAMED: Final = 30
_WORK: Final = 1_500_000  # ties × steps

_Singles = NDArray[np.float32]


def unfold(ends: Indices, groups: Indices, *, seed: int = 0, steps: int | None = None) -> Floats:
    """
    Lay each group out on a sheet, the sheets on one another.

    The forces are those of UMAP [1]_, between members of a group; a step costs
    no more than the number of marks and of ties.

    Parameters
    ----------
    ends
        Two partners per row.
    groups
        The group of each mark.
    seed
        Of chance; the same seed gives the same sheets.
    steps
        Number of steps; by the number of ties if None.

    Returns
    -------
    sheets
        One row per mark. The last are kept: three layouts of one map ask for
        the same.

    References
    ----------
    .. [1] McInnes, L., Healy, J. and Melville, J. (2018). UMAP: Uniform Manifold
       Approximation and Projection for Dimension Reduction. arXiv:1802.03426.
       https://doi.org/10.48550/arXiv.1802.03426

    Examples
    --------
    >>> sheets = unfold(np.array([[0, 1], [2, 3]]), np.zeros(4, dtype=np.intp))
    >>> near, far = np.abs(sheets[0] - sheets[1:3])
    >>> bool(near.sum() < far.sum())
    True
    """
    told = (np.ascontiguousarray(each, dtype=np.intp).tobytes() for each in (ends, groups))
    return _unfolded(*told, seed, steps).copy()


@lru_cache(maxsize=1)
def _unfolded(ends: bytes, groups: bytes, seed: int, steps: int | None) -> Floats:
    """Let the marks move, less and less far."""
    one, other = np.frombuffer(ends, dtype=np.intp).reshape(-1, 2).T
    of = np.frombuffer(groups, dtype=np.intp)
    n, chance = len(of), np.random.default_rng(seed)
    most = _STEPS_NAMED if n <= NAMED else int(np.clip(_WORK // max(1, len(one)), *_STEPS))
    steps = steps or most
    # an actor goes to the middle of its partners, however many they are
    share = 1 / np.maximum(1, np.bincount(one, minlength=n) + np.bincount(other, minlength=n))
    points = _start((one, other), share, chance).T.astype(np.float32)
    tug = np.where(of[one] == of[other], -2.0, -2 * _ACROSS).astype(np.float32)
    order, counts = np.argsort(of, kind="stable"), np.bincount(of)
    first, size = (np.cumsum(counts) - counts)[of], counts[of].astype(np.float32)
    for step in range(steps):
        drawn = chance.random((_DRAWN, n), dtype=np.float32) * size
        pushed = _pushed(points, order[first + drawn.astype(np.intp)])
        pulled = _pulled(points, one, other, tug)
        points += ((pulled * share + pushed) * (1 - step / steps)).astype(np.float32)
    return points.T.astype(float)


def _pulled(points: _Singles, one: Indices, other: Indices, tug: _Singles) -> Floats:
    """Pull two partners together, much if they are near."""
    n = points.shape[1]
    across, along = (axis[one] - axis[other] for axis in points)
    tug = tug / (1 + across * across + along * along)
    forces = (across * tug, along * tug)
    return np.stack([np.bincount(one, f, n) - np.bincount(other, f, n) for f in forces])


def _pushed(points: _Singles, drawn: Indices) -> _Singles:
    """Push each mark away from some others, much from those that are near."""
    across, along = (axis - axis[drawn] for axis in points)
    far = across * across + along * along
    push = np.float32(_PUSH) / ((np.float32(0.01) + far) * (1 + far))
    return np.stack([(across * push).sum(axis=0), (along * push).sum(axis=0)])


def _start(ends: tuple[Indices, Indices], share: Floats, chance: np.random.Generator) -> Floats:
    """Scatter the marks, then move each towards the middle of its partners, and even them out."""
    n, (one, other) = len(share), ends
    points = chance.standard_normal((n, 2))
    for _ in range(_SMOOTHED):
        for axis in (0, 1):
            x = points[:, axis]
            middle = np.bincount(one, x[other], n) + np.bincount(other, x[one], n)
            points[:, axis] = (x + middle * share) / 2
        points = (points - points.mean(axis=0)) / (points.std(axis=0) + _NOTHING)
        # or both coordinates would come to tell the same
        points[:, 1] -= points[:, 0] * (points[:, 0] @ points[:, 1] / n)
    ranks = points.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    even: Floats = ranks * (_SHEET / n) + chance.normal(scale=0.01, size=(n, 2))
    return even
