"""
Who brokers between whom: the roles of Gould and Fernandez, and what chance would give.

An actor brokers between two of its partners who are not partners of each
other; the role follows from the groups of the three.
"""

from __future__ import annotations

from itertools import combinations
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.measures.engine import Ints, Matrix, ties
from ecomap.measures.memberships import shares
from ecomap.measures.nulls import label_orders

__all__ = ["ROLES", "brokerage_by_chance", "brokerage_roles"]

ROLES: Final = ("coordinator", "itinerant", "gatekeeper_representative", "liaison")

# Cells of the tables of open pairs that are held at once: 40 MB.
_CELLS: Final = 5_000_000


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
    kinds, alike, three = _likeness(H, by)
    counts = _roles(kinds[None, :], _open_pairs(H, kinds), len(H), alike, three)[0]
    counts[kinds < 0] = np.nan
    return pd.DataFrame(counts, index=_index(H), columns=list(ROLES))


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
    kinds, alike, three = _likeness(H, by)
    pairs = _open_pairs(H, kinds)
    total, squares = np.zeros((2, len(H), len(ROLES)))
    for orders in label_orders(kinds >= 0, draws, seed):
        step = max(1, _CELLS // max(1, len(pairs[0])))
        for first in range(0, len(orders), step):
            drawn = kinds[orders[first : first + step]]
            counts = _roles(drawn, pairs, len(H), alike, three)
            total += counts.sum(axis=0)
            squares += (counts**2).sum(axis=0)
    expected = total / draws
    variance = np.maximum(squares / draws - expected**2, 0)
    # sums of squares leave a trace where nothing varies
    spread = np.sqrt(np.where(variance > 1e-9 * (1 + expected**2), variance, np.nan))
    observed = brokerage_roles(H, by).to_numpy()
    z = (observed - expected) / spread
    expected[kinds < 0] = np.nan
    columns = {}
    for role, name in enumerate(ROLES):
        columns[f"{name}_expected"] = expected[:, role]
        columns[f"{name}_z"] = z[:, role]
    return pd.DataFrame(columns, index=_index(H))


def _index(H: nx.Graph) -> pd.Index:
    """Give the actors as the index of a table."""
    index: pd.Index = pd.Index(list(H), name="id", dtype="str")
    return index


def _likeness(H: nx.Graph, by: str) -> tuple[Ints, Matrix, Matrix]:
    """Give the kind of each actor, how alike two kinds are, and three."""
    rows, _ = shares(H, by)
    mixed, kinds = np.unique(rows, axis=0, return_inverse=True)
    kinds = np.asarray(kinds, dtype=np.intp).reshape(-1)
    kinds[rows.sum(axis=1) == 0] = -1
    return kinds, mixed @ mixed.T, np.einsum("am,bm,cm->abc", mixed, mixed, mixed)


def _open_pairs(H: nx.Graph, kinds: Ints) -> tuple[Ints, Ints, Ints]:
    """List the pairs of partners that an actor brokers between: actor, partner, partner."""
    starts, others = ties(H).starts, ties(H).others
    near = [set(others[starts[v] : starts[v + 1]].tolist()) for v in range(len(H))]
    found = [
        (v, a, c)
        for v in range(len(H))
        if kinds[v] >= 0
        for a, c in combinations(sorted(u for u in near[v] if kinds[u] >= 0), 2)
        if c not in near[a]
    ]
    table = np.array(found, dtype=np.intp).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _roles(
    kinds: Ints, pairs: tuple[Ints, Ints, Ints], n: int, alike: Matrix, three: Matrix
) -> Matrix:
    """Count the roles of each actor, for each row of kinds."""
    broker, left, right = (kinds[:, actors] for actors in pairs)
    all_same = three[broker, left, right]
    ends_same = alike[left, right]
    one_same = alike[broker, left] + alike[broker, right]
    played = (
        all_same,
        ends_same - all_same,
        one_same - 2 * all_same,
        1 - ends_same - one_same + 2 * all_same,
    )
    counts = np.zeros((len(kinds), n, len(ROLES)))
    actors, first = np.unique(pairs[0], return_index=True)
    if len(actors):
        for role, by_pair in enumerate(played):
            counts[:, actors, role] = np.add.reduceat(by_pair, first, axis=1)
    return counts
