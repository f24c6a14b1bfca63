"""
Who meets whom: measures of an ecosystem by model, or by any group.

All read memberships (`memberships.shares`): a hybrid actor counts by its
shares. Ties with an unclassified end are left out.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.engine import Ints, Matrix
from ecomap.memberships import classified_ties, shares

__all__ = [
    "actor_ei_index",
    "ei_index",
    "group_ei_index",
    "mixing_matrix",
    "participation",
]

Scores = dict[str, float]


def participation(
    H: nx.Graph, by: str = "model", *, weight: str | None = "weight", min_ties: int = 2
) -> Scores:
    """
    Measure how an actor's ties spread over the groups.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.
    min_ties
        Below as many ties the measure is undefined: with one tie it can only
        be 0.

    Returns
    -------
    scores
        1 - Σ_m (s_im / s_i)² [1]_, from 0 (all ties go to one group) to
        1 - 1/K for K groups; it follows degree, read it beside it. nan for
        unclassified actors and below `min_ties` ties with classified partners.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Guimerà, R. and Amaral, L. A. N. (2005). Functional cartography of
       complex metabolic networks. Nature, 433, 895-900.
       https://doi.org/10.1038/nature03288

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "x", "c": "y"}, "colour")
    >>> participation(H, "colour")["b"]
    0.5
    """
    rows, groups = shares(H, by)
    pairs, weights = classified_ties(H, rows, weight)
    towards = np.zeros((len(H), len(groups)))
    for end, other in ((0, 1), (1, 0)):
        np.add.at(towards, pairs[:, end], weights[:, None] * rows[pairs[:, other]])
    ties = np.bincount(pairs.ravel(), minlength=len(H))
    totals = np.where(ties >= max(min_ties, 1), towards.sum(axis=1), np.nan)
    spread = 1 - ((towards / totals[:, None]) ** 2).sum(axis=1)
    return dict(zip(H, spread.tolist(), strict=True))


def _crossing(rows: Matrix, pairs: Ints) -> Matrix:
    """Give how much each tie crosses: 1 between two groups, 0 inside one, between for hybrids."""
    inside: Matrix = (rows[pairs[:, 0]] * rows[pairs[:, 1]]).sum(axis=1)
    return 1 - inside


def _ei(external: Matrix, internal: Matrix) -> Matrix:
    """Give (E - I) / (E + I); nan where there is no tie."""
    total = external + internal
    index: Matrix = np.full(total.shape, np.nan)
    np.divide(external - internal, total, out=index, where=total > 0)
    return index


def ei_index(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> float:
    """
    Compute the E-I index of an ecosystem: among themselves, or with all.

    The strength of the ties between groups minus that of the ties inside one,
    over their sum [1]_. A tie between hybrid actors counts by how much it
    crosses: two actors half and half in the same two models are half external.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    index
        From -1 (every tie stays within its group) to 1 (every tie crosses);
        nan if no tie has two classified ends. With seven groups most ties
        cross even at random: compare it with a null model, not with 0.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Krackhardt, D. and Stern, R. N. (1988). Informal Networks and
       Organizational Crises: An Experimental Simulation. Social Psychology
       Quarterly, 51(2), 123-140. https://doi.org/10.2307/2786835

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c"), ("c", "a")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> round(ei_index(H, "type"), 3)
    0.333
    """
    rows, _ = shares(H, by)
    pairs, weights = classified_ties(H, rows, weight)
    crossing = _crossing(rows, pairs)
    external = np.array([weights @ crossing])
    return float(_ei(external, np.array([weights.sum()]) - external)[0])


def actor_ei_index(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> Scores:
    """
    Compute the E-I index of each actor, over its own ties.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        From -1 to 1 as `ei_index`; nan for unclassified actors and for those
        without a classified partner.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> actor_ei_index(H, "type")
    {'a': -1.0, 'b': 0.0, 'c': 1.0}
    """
    rows, _ = shares(H, by)
    pairs, weights = classified_ties(H, rows, weight)
    outside = weights * _crossing(rows, pairs)
    external, total = np.zeros(len(H)), np.zeros(len(H))
    for end in (0, 1):
        np.add.at(external, pairs[:, end], outside)
        np.add.at(total, pairs[:, end], weights)
    return dict(zip(H, _ei(external, total - external).tolist(), strict=True))


def group_ei_index(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> Scores:
    """
    Compute the E-I index of each group, over the ties that touch it.

    Each tie inside the group and each tie that leaves it counts once.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        By group, from -1 to 1 as `ei_index`; nan for a group without ties.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> group_ei_index(H, "type")
    {'firm': 0.0, 'ngo': 1.0}
    """
    mixing = mixing_matrix(H, by, weight=weight)
    internal = np.diag(mixing.to_numpy()).copy()
    # between two groups the matrix holds half of the strength on each side
    external = 2 * (mixing.to_numpy().sum(axis=1) - internal)
    return dict(zip(mixing.index, _ei(external, internal).tolist(), strict=True))


def mixing_matrix(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> pd.DataFrame:
    """
    Sum the strength of the ties between each two groups: who meets whom.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    mixing
        Square and symmetric, one row and one column per group. The diagonal
        holds the strength inside a group; a tie between two groups stands half
        on each side of it, so that the whole sums to the strength of the ties
        with two classified ends.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> mixing_matrix(H, "type").values.tolist()
    [[1.0, 0.5], [0.5, 0.0]]
    """
    rows, groups = shares(H, by)
    pairs, weights = classified_ties(H, rows, weight)
    half = (rows[pairs[:, 0]] * weights[:, None]).T @ rows[pairs[:, 1]] / 2
    return pd.DataFrame(half + half.T, index=groups, columns=groups)
