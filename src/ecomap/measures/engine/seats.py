"""Seats: what two marks of a drawing would gain by each standing where the other does."""

from __future__ import annotations

import numpy as np

from ecomap.measures.engine.backend import Ints, Matrix, kernels

__all__ = ["exchanges"]


def exchanges(
    pairs: tuple[Ints, Ints],
    seat: Ints,
    ties: tuple[Ints, Ints, Ints],
    room: tuple[Matrix, Matrix],
    slope: float,
) -> Matrix:
    """
    Tell what each exchange of places alone would gain.

    A tie between two spots is worth to each end, of so many partners,
    (1 / (1 + r²) - `slope` · log(1 + r)) / partners, where r is 1 at the rim of
    the disc in which as many marks stand as the end has partners.

    Parameters
    ----------
    pairs
        The one and the other of each exchange.
    seat
        The spot of each mark.
    ties
        The partners of all marks one after the other; where those of each mark
        start; how many they are.
    room
        The spots, two numbers each, and the room of a mark around each, as r²
        grows with.
    slope
        What a long tie costs.

    Returns
    -------
    gains
        One per exchange; below 0 for a loss.

    Examples
    --------
    >>> spots = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]])
    >>> ties = np.array([2, 0]), np.array([0, 1, 1]), np.array([1, 0, 1])
    >>> first, second = np.array([0]), np.array([1])
    >>> exchanges((first, second), np.arange(3), ties, (spots, np.ones(3)), 0.0).round(3).tolist()
    [0.882]
    """
    gains = np.zeros(len(pairs[0]))
    others, first, many = ties
    given = (*pairs, seat, first, many, others)
    whole = [np.ascontiguousarray(numbers, dtype=np.int64) for numbers in given]
    points, area = (np.ascontiguousarray(numbers, dtype=float) for numbers in room)
    kernels().exchanges(*whole, points, area, slope, gains)
    return gains
