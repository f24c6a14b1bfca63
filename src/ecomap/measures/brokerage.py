"""
Who brokers between whom: the roles of Gould and Fernandez, and what chance would give.

An actor brokers between two of its partners who are not partners of each
other; the role follows from the groups of the three.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.measures.engine import Ints, Matrix, Ties, open_pairs, ties, triangles_of
from ecomap.measures.memberships import shares
from ecomap.measures.nulls import label_orders

__all__ = ["ROLES", "brokerage_by_chance", "brokerage_roles"]

ROLES: Final = ("coordinator", "itinerant", "gatekeeper_representative", "liaison")


def brokerage_roles(H: nx.Graph, by: str = "model") -> pd.DataFrame:
    """
    Count the brokerage roles of each actor, after Gould and Fernandez.

    An actor brokers between two of its partners who are not partners of each
    other. The role follows from the groups of the three [1]_: all the same
    (coordinator), the two partners alike and the broker not (itinerant), the
    broker like one of them (gatekeeper or representative, one on undirected
    ties), all different (liaison).

    Parameters
    ----------
    H
        A reading of an ecosystem; ties are taken as undirected and binary.
    by
        Attribute that holds the groups; ``model`` reads memberships, a
        hybrid actor playing roles by products of shares.

    Returns
    -------
    roles
        One row per actor, one column per role: a number of unordered pairs of
        partners, all three actors classified. Half of what R ``sna`` counts as
        w_I, w_O, b_O, and b_IO + b_OI. nan for unclassified actors.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Gould, R. V. and Fernandez, R. M. (1989). Structures of mediation: a
       formal approach to brokerage in transaction networks. Sociological
       Methodology, 19, 89-126. https://doi.org/10.2307/270949

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "y", "c": "z"}, "type")
    >>> brokerage_roles(H, "type").loc["b"].tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    rows, _ = shares(H, by)
    T, corners = _circles(H, rows)
    counts = _roles(open_pairs(T, corners, rows))
    counts[rows.sum(axis=1) == 0] = np.nan
    return pd.DataFrame(counts, index=_index(H), columns=_columns())


def brokerage_by_chance(
    H: nx.Graph, by: str = "model", *, draws: int = 999, seed: int = 0
) -> pd.DataFrame:
    """
    Compare brokerage roles with what shuffled groups would give.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups.
    draws
        Number of shufflings of the groups among the classified actors.
    seed
        Seed of chance.

    Returns
    -------
    chance
        One row per actor; for each role ``role_expected``, the mean over the
        draws, and ``role_z``, the distance of the count from it in standard
        deviations: nan where the count never varies. Not comparable with the z
        of R ``sna``, whose null also redraws the ties.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "y", "c": "z"}, "type")
    >>> float(brokerage_by_chance(H, "type", draws=10).loc["b", "liaison_expected"])
    1.0
    """
    rows, _ = shares(H, by)
    known = rows.sum(axis=1) > 0
    T, corners = _circles(H, rows)
    total, squares = np.zeros((2, len(H), len(ROLES)))
    for orders in label_orders(known, draws, seed):
        for order in orders:
            counts = _roles(open_pairs(T, corners, rows[order]))
            total += counts
            squares += counts**2
    expected = total / draws
    variance = np.maximum(squares / draws - expected**2, 0)
    # sums of squares leave a trace where nothing varies
    spread = np.sqrt(np.where(variance > 1e-9 * (1 + expected**2), variance, np.nan))
    observed = _roles(open_pairs(T, corners, rows))
    observed[~known] = np.nan
    z = (observed - expected) / spread
    expected[~known] = np.nan
    columns = {}
    for role, name in enumerate(ROLES):
        columns[f"{name}_expected"] = expected[:, role]
        columns[f"{name}_z"] = z[:, role]
    return pd.DataFrame(columns, index=_index(H))


def _index(H: nx.Graph) -> pd.Index:
    """Give the actors as the index of a table."""
    index: pd.Index = pd.Index(list(H), name="id", dtype="str")
    return index


@cache
def _columns() -> pd.Index:
    """Give the roles as columns of a table."""
    return pd.Index(ROLES)


def _circles(H: nx.Graph, rows: Matrix) -> tuple[Ties, Ints]:
    """Give the ties between classified actors, and their triangles."""
    known = rows.sum(axis=1) > 0
    T = ties(H)
    if not known.all():
        T = T.only(known[T.pairs].all(axis=1))
    return T, triangles_of(T)


def _roles(likeness: Matrix) -> Matrix:
    """Tell the roles apart by how alike the three actors are, per broker."""
    all_same, ends_same, one_same, pairs = likeness.T
    played = (
        all_same,
        ends_same - all_same,
        one_same - 2 * all_same,
        pairs - ends_same - one_same + 2 * all_same,
    )
    return np.column_stack(played)
