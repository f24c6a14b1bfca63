"""
The ties of H as flat arrays, read once.

networkx keeps what it derives from a graph beside it, and forgets it when a
node or an edge comes or goes: so do we. Attributes are read anew each time,
from the dictionaries of the ties, for these may change without notice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import networkx as nx
import numpy as np
import scipy
from numpy.typing import NDArray

from ecomap.measures.engine import _plain
from ecomap.measures.engine.backend import Ints, Matrix, kernels

__all__ = ["Ties", "labels", "ties"]

# Where what is derived from a graph is kept, and under which name.
_KEPT: Final = "__networkx_cache__"
_NAME: Final = "ecomap ties"


@dataclass(frozen=True)
class _Packed:
    """
    Neighbours under other numbers, so that those who meet stand near in memory.

    `order` gives the actor of each number; those of most ties come first. The
    neighbours of i are ``others[starts[i]:starts[i + 1]]``, sorted, and `ties`
    beside them numbers the ties. `walk` is an order of the actors in which each
    is near to the next.
    """

    order: Ints
    starts: Ints
    others: Ints
    ties: Ints
    walk: Ints

    def unpack(self, packed: NDArray[Any]) -> NDArray[Any]:
        """Give what was found for each number to the actor who bears it."""
        own = np.empty_like(packed)
        own[self.order] = packed
        return own


@dataclass(frozen=True, eq=False)
class Ties:
    """
    Ties between `n` actors numbered from 0: `pairs` has one row of two numbers per tie.

    No tie stands twice, and none leads from an actor to itself.

    Examples
    --------
    >>> T = Ties(3, np.array([[0, 1], [1, 2]]))
    >>> T.others[T.starts[1]:T.starts[2]].tolist()
    [0, 2]
    """

    n: int
    pairs: Ints
    # the dictionaries of the neighbours by actor, and which of their entries tell a tie first
    _told: tuple[list[dict[Any, dict[str, Any]]], NDArray[np.bool_]] | None = field(
        default=None, repr=False
    )

    def weights(self, weight: str | None) -> Matrix:
        """
        Give the weight of each tie.

        Parameters
        ----------
        weight
            Attribute of the ties; 1 where it is absent, everywhere if None.

        Returns
        -------
        weights
            In the order of `pairs`.
        """
        found = np.ones(len(self.pairs))
        if weight is not None and self._told is not None:
            told = (*self._told, weight, found)
            # what is no dictionary, as in a view, is read the long way
            if kernels().weights(*told) < 0:
                _plain.weights(*told)
        return found

    def matrix(self, weight: str | None = None) -> scipy.sparse.csr_array:
        """
        Give the ties as a sparse symmetric matrix.

        Parameters
        ----------
        weight
            As for `weights`.

        Returns
        -------
        A
            Square, in the order of the actors, 0 on the diagonal.
        """
        cells = self.weights(weight)[self.ties]
        return scipy.sparse.csr_array((cells, self.others, self.starts), (self.n, self.n))

    def only(self, kept: NDArray[np.bool_]) -> Ties:
        """
        Keep some of the ties.

        Parameters
        ----------
        kept
            Whether each tie is kept.

        Returns
        -------
        part
            The same actors.
        """
        return self if kept.all() else Ties(self.n, self.pairs[kept])

    @cached_property
    def _rows(self) -> tuple[Ints, Ints, Ints]:
        """Give where the neighbours of each actor start, who they are, and by which tie."""
        return _by_actor(self.n, self.pairs)

    @property
    def starts(self) -> Ints:
        """
        Where the neighbours of each actor start in `others`.

        Returns
        -------
        starts
            One more than there are actors.
        """
        return self._rows[0]

    @property
    def others(self) -> Ints:
        """
        The neighbours of the first actor, then of the second: sorted.

        Returns
        -------
        others
            Two entries per tie.
        """
        return self._rows[1]

    @property
    def ties(self) -> Ints:
        """
        The number of the tie that leads to each of `others`.

        Returns
        -------
        ties
            Two entries per tie.
        """
        return self._rows[2]

    @cached_property
    def packed(self) -> _Packed:
        """
        The same ties under numbers that searches are quick with.

        Returns
        -------
        packed
            Made once.
        """
        order, starts = np.empty(self.n, dtype=np.int64), np.zeros(self.n + 1, dtype=np.int64)
        others, beside = np.empty((2, 2 * len(self.pairs)), dtype=np.int32)
        walk = np.empty(self.n, dtype=np.int32)
        ends = np.ascontiguousarray(self.pairs, dtype=np.int64)
        kernels().pack(ends, order, starts, others, beside, walk)
        return _Packed(order, starts, others, beside, walk)


def _by_actor(n: int, pairs: Ints) -> tuple[Ints, Ints, Ints]:
    """Give where the neighbours of each actor start, who they are, and by which tie."""
    starts = np.zeros(n + 1, dtype=np.int64)
    others, beside = np.empty((2, 2 * len(pairs)), dtype=np.int32)
    kernels().neighbours(np.ascontiguousarray(pairs, dtype=np.int32), starts, others, beside)
    return starts, others, beside


def ties(H: nx.Graph) -> Ties:
    """
    Give the ties of H as flat arrays.

    Parameters
    ----------
    H
        A simple undirected graph.

    Returns
    -------
    T
        Actors in the order of H, ties in the order of ``H.edges``. Read once;
        again when a node or an edge of H has come or gone.

    Examples
    --------
    >>> ties(nx.path_graph("abc")).pairs.tolist()
    [[0, 1], [1, 2]]
    """
    # a view changes with the graph it shows, without being told
    kept = {} if hasattr(H, "_graph") else getattr(H, _KEPT, {})
    if _NAME not in kept:
        kept[_NAME] = _read(H)
    found: Ties = kept[_NAME]
    return found


def _read(H: nx.Graph) -> Ties:
    """Walk the dictionaries of H."""
    around = [others for _, others in H.adjacency()]
    actors = list(H)
    # a tie stands at both its ends; networkx lists it where it meets it first
    once = np.empty(sum(map(len, around)), dtype=bool)
    pairs = np.empty((len(once) // 2, 2), dtype=np.int64)
    count = kernels().pairs(around, actors, once, pairs)
    if count < 0:
        count = _plain.pairs(around, actors, once, pairs)
    return Ties(len(around), pairs[:count], (around, once))


def labels(
    actors: list[dict[str, Any]], name: str, numbers: dict[Any, int], other: str
) -> tuple[Ints, NDArray[np.bool_]]:
    """
    Give the number of what each actor is labelled with.

    Parameters
    ----------
    actors
        The attributes of each.
    name
        Attribute that is the label.
    numbers
        The number of each label.
    other
        Another attribute.

    Returns
    -------
    label, has
        Of each actor the number of its label, -1 if it has none; and whether
        it has the other attribute.

    Raises
    ------
    KeyError
        If a label has no number.

    Examples
    --------
    >>> label, has = labels([{"model": "x"}, {"share": 1}], "model", {"x": 3}, "share")
    >>> label.tolist(), has.tolist()
    ([3, -1], [False, True])
    """
    label = np.empty(len(actors), dtype=np.int32)
    has = np.empty(len(actors), dtype=bool)
    asked = (actors, name, numbers | {None: -1}, other, label, has)
    if kernels().groups(*asked) < 0 and _plain.groups(*asked) < 0:
        raise KeyError(name)
    return label, has
