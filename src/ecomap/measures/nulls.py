"""
What chance alone would give: random ecosystems to compare the observed one with.

Two null models, both of the two-mode table of actors × alliances. ``labels``
leaves every alliance as it is and shuffles the models among the classified
actors. ``degrees`` leaves every actor its model and its number of alliances,
and every alliance its size, and draws who is in which. Shuffling the ties of
the projection would destroy the cliques that alliances make: it is not done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ecomap.measures.engine import Ints, Matrix, trade

__all__ = [
    "DRAWS",
    "NULLS",
    "benjamini_hochberg",
    "degree_tables",
    "label_orders",
    "two_sided",
]

NULLS: Final = ("degrees", "labels")

# With 1,000 draws a lone cell among 28 could never pass a correction for 28 tests.
DRAWS: Final = 9_999

# Tables drawn side by side, and trades of everybody with everybody before the
# first draw and between two.
_CHAINS: Final = 100
_FROM_A_CHAIN: Final = 10  # at least, or most of the work would come before the first draw
_HELD: Final = 20_000_000  # members of all tables at most: 80 MB
_BURN: Final = 20
_THIN: Final = 5

# Actors × orders that are held at once: 8 MB.
_CELLS: Final = 1_000_000


def label_orders(known: NDArray[np.bool_], draws: int, seed: int) -> Iterator[Ints]:
    """
    Shuffle the classified actors.

    Parameters
    ----------
    known
        Whether each actor is classified; the others keep their place.
    draws
        Number of orders.
    seed
        Seed of chance.

    Yields
    ------
    orders
        Batches of orders, one row each: actor i takes the model of ``order[i]``.

    Examples
    --------
    >>> batch = next(label_orders(np.array([True, False, True]), 4, seed=0))
    >>> batch.shape, set(batch[:, 1].tolist())
    ((4, 3), {1})
    """
    rng = np.random.default_rng(seed)
    movable = np.flatnonzero(known)
    # rows are shuffled one after the other: smaller batches hold the same orders
    batch = max(1, min(_CHAINS, _CELLS // max(1, len(known))))
    for first in range(0, draws, batch):
        count = min(batch, draws - first)
        orders = np.tile(np.arange(len(known)), (count, 1))
        orders[:, movable] = rng.permuted(np.tile(movable, (count, 1)), axis=1)
        yield orders


def degree_tables(starts: Ints, members: Ints, draws: int, seed: int) -> Iterator[Ints]:
    """
    Draw tables of memberships with the same margins.

    Global curveball trades [1]_: alliances are paired at random, and each two
    of them throw together the members that they do not share, and deal them
    again. Every table with the margins of the observed one is as likely.

    Parameters
    ----------
    starts
        The members of alliance a are ``members[starts[a]:starts[a + 1]]``.
    members
        Actors by number, each at most once in an alliance.
    draws
        Number of tables.
    seed
        Seed of chance.

    Yields
    ------
    tables
        Batches of `members` drawn again, one column each, under the same `starts`.

    References
    ----------
    .. [1] Carstens, C. J., Hamann, M., Meyer, U., Penschuck, M., Tran, H. and
       Wagner, D. (2018). Parallel and I/O-efficient randomisation of massive
       networks using global curveball trades. ESA 2018.
       https://doi.org/10.4230/LIPIcs.ESA.2018.11

    Examples
    --------
    >>> batch = next(degree_tables(np.array([0, 2, 4]), np.array([0, 1, 2, 3]), 5, seed=0))
    >>> np.sort(batch, axis=0).T.tolist()
    [[0, 1, 2, 3]]
    """
    rng = np.random.default_rng(seed)
    starts = np.ascontiguousarray(starts, dtype=np.int64)
    room = max(1, _HELD // max(1, len(members)))
    chains = min(_CHAINS, -(-draws // _FROM_A_CHAIN), room)
    tables = np.tile(members.astype(np.int32)[:, None], (1, chains))
    for _ in range(_BURN):
        trade(starts, tables, rng)
    for first in range(0, draws, chains):
        for _ in range(_THIN):
            trade(starts, tables, rng)
        yield tables[:, : draws - first].copy()


# --------------------------------------------------------------------------- tests


def two_sided(observed: Matrix, drawn: Matrix) -> Matrix:
    """
    Tell how rare the observed values are among those drawn, on either side.

    Parameters
    ----------
    observed
        One value per quantity.
    drawn
        One row per draw, one column per quantity.

    Returns
    -------
    p
        min(1, 2 · min((1 + #≥) / (R + 1), (1 + #≤) / (R + 1))) over R draws:
        the observed ecosystem counts as one of them, so that p is never 0.

    Examples
    --------
    >>> two_sided(np.array([3.0]), np.array([[1.0], [2.0], [1.0]])).tolist()
    [0.5]
    """
    above = 1 + (drawn >= observed).sum(axis=0)
    below = 1 + (drawn <= observed).sum(axis=0)
    p: Matrix = np.minimum(1.0, 2 * np.minimum(above, below) / (len(drawn) + 1))
    return p


def benjamini_hochberg(p: Sequence[float] | Matrix) -> Matrix:
    """
    Correct p-values for the number of tests made.

    Parameters
    ----------
    p
        p-values; nan for what was not tested.

    Returns
    -------
    q
        The least false discovery rate at which each would be called a
        discovery [1]_; nan where p is.

    References
    ----------
    .. [1] Benjamini, Y. and Hochberg, Y. (1995). Controlling the false
       discovery rate. Journal of the Royal Statistical Society B, 57, 289-300.
       https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, float("nan"), 0.03]).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    values = np.asarray(p, dtype=float)
    q = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values[tested], kind="stable")]
    scaled = values[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(1.0, np.minimum.accumulate(scaled[::-1])[::-1])
    return q
