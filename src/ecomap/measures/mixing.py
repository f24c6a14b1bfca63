"""
Who meets whom: measures of an ecosystem by model, or by any group.

All read memberships (`memberships.shares`): a hybrid actor counts by its
shares. Ties with an unclassified end are left out.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.graph import alliances_of
from ecomap.measures.engine import Ints, Matrix, mixed, ties
from ecomap.measures.memberships import classified_ties, shares
from ecomap.text import split_values
from ecomap.typology import standard

__all__ = [
    "actor_ei_index",
    "assortativity",
    "ei_index",
    "entropy",
    "group_ei_index",
    "mixing_matrix",
    "modularity",
    "multiplex",
    "participation",
    "rao_stirling",
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
    towards, ties_of = _towards(H, by, weight)
    totals = np.where(ties_of >= max(min_ties, 1), towards.sum(axis=1), np.nan)
    spread = 1 - ((towards / totals[:, None]) ** 2).sum(axis=1)
    return dict(zip(H, spread.tolist(), strict=True))


def _towards(H: nx.Graph, by: str, weight: str | None) -> tuple[Matrix, Ints]:
    """Give the strength of each actor towards each group, and its number of classified ties."""
    rows, groups = shares(H, by)
    pairs, weights = classified_ties(H, rows, weight)
    towards = np.zeros((len(H), len(groups)))
    for end, other in ((0, 1), (1, 0)):
        np.add.at(towards, pairs[:, end], weights[:, None] * rows[pairs[:, other]])
    return towards, np.bincount(pairs.ravel(), minlength=len(H))


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
    T = ties(H)
    names = pd.Index(groups)
    return pd.DataFrame(mixed(T, T.weights(weight), rows), index=names, columns=names)


def rao_stirling(H: nx.Graph, *, weight: str | None = "weight") -> Scores:
    """
    Measure how diverse an actor's partners are, families counting more than models.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        Σ_{a≠b} d_ab p_a p_b over the models a, b of the partners [1]_, p being
        the share of the actor's strength that goes to a model, and d 1 across
        families, 1/2 inside one (a proposal of ecomap). From 0 to below 1; nan
        for unclassified actors and for those without a classified partner.

    Raises
    ------
    GraphError
        If no actor is classified.

    References
    ----------
    .. [1] Stirling, A. (2007). A general framework for analysing diversity in
       science, technology and society. Journal of the Royal Society Interface,
       4, 707-719. https://doi.org/10.1098/rsif.2007.0213

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("a", "c")])
    >>> models = {"a": "people", "b": "public_action", "c": "people"}
    >>> nx.set_node_attributes(H, models, "model")
    >>> rao_stirling(H)["a"]
    0.5
    """
    towards, _ = _towards(H, "model", weight)
    families = [standard().family(model) for model in standard().models]
    apart = np.array([[1.0 if f != g else 0.5 for g in families] for f in families])
    np.fill_diagonal(apart, 0)
    totals = towards.sum(axis=1)
    totals[totals == 0] = np.nan
    p = towards / totals[:, None]
    scores = np.einsum("ia,ab,ib->i", p, apart, p)
    return dict(zip(H, scores.tolist(), strict=True))


def entropy(H: nx.Graph) -> Scores:
    """
    Measure how hybrid an actor itself is.

    Parameters
    ----------
    H
        A reading of an ecosystem.

    Returns
    -------
    scores
        Entropy of its memberships over ln 7: 0 for an actor of one model, 1
        for one that is equally of all seven; nan if unclassified.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> H = nx.Graph()
    >>> H.add_node("a", membership="people:0.5|public_action:0.5")
    >>> round(entropy(H)["a"], 4)
    0.3562
    """
    rows, models = shares(H)
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    scores = np.abs(-(rows * logs).sum(axis=1) / np.log(len(models)))
    scores[rows.sum(axis=1) == 0] = np.nan
    return dict(zip(H, scores.tolist(), strict=True))


def multiplex(G: nx.MultiDiGraph, *, column: str = "partnership") -> Scores:
    """
    Measure how an actor's alliances spread over the types of partnership.

    Parameters
    ----------
    G
        A graph under the contract.
    column
        Column of the alliances that holds their types, several allowed.

    Returns
    -------
    scores
        L / (L - 1) · (1 - Σ (k_a / o)²) over the L types of the vocabulary [1]_,
        k_a being the actor's alliances of a type and o their sum: 0 if all are
        of one type (below 1/3 focused), 1 if equally of all (above 2/3
        multiplex). nan for actors whose alliances have no known type, that is
        for all of them where the sheet types none.

    References
    ----------
    .. [1] Battiston, F., Nicosia, V. and Latora, V. (2014). Structural measures
       for multiplex networks. Physical Review E, 89, 032804.
       https://doi.org/10.1103/PhysRevE.89.032804

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", partnership="patronage|economic_cooperation")
    >>> round(multiplex(G)["a"], 4)
    0.6667
    """
    layers = list(standard().terms("partnerships"))
    counts = {
        node: dict.fromkeys(layers, 0)
        for node, kind in G.nodes(data="kind", default="organisation")
        if not standard().is_place(kind)
    }
    edges = {key: data for *_, key, data in G.edges(keys=True, data=True)}
    for alliance in alliances_of(G):
        data = G.nodes[alliance["id"]] if alliance["place"] else edges[alliance["id"]]
        for layer in set(split_values(data.get(column, ""))) & set(layers):
            for member in alliance["members"]:
                counts[member][layer] += 1
    size = len(layers)
    scores = {}
    for node, by_layer in counts.items():
        total = sum(by_layer.values())
        shared = sum((k / total) ** 2 for k in by_layer.values()) if total else float("nan")
        scores[node] = size / (size - 1) * (1 - shared)
    return scores


def assortativity(H: nx.Graph, by: str = "model", *, weight: str | None = None) -> float:
    """
    Compute whether ties are within groups more than the groups' sizes explain.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once, as published values do.

    Returns
    -------
    r
        (tr e - Σ a²) / (1 - Σ a²), e being the mixing matrix summing to 1 and
        a its row sums [1]_: 1 if every tie stays in its group, 0 as by chance,
        below 0 if ties avoid the group; nan without ties or with one group.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review
       E, 67, 026126. https://doi.org/10.1103/PhysRevE.67.026126

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c", "d"])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "x", "c": "y", "d": "y"}, "type")
    >>> round(assortativity(H, "type"), 4)
    0.3333
    """
    e = mixing_matrix(H, by, weight=weight).to_numpy()
    if not e.sum():
        return float("nan")
    e = e / e.sum()
    by_chance = (e.sum(axis=1) ** 2).sum()
    if np.isclose(by_chance, 1):
        return float("nan")
    return float((np.trace(e) - by_chance) / (1 - by_chance))


def modularity(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> float:
    """
    Compute how much the groups are silos of the ecosystem.

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
    q
        Share of the strength inside groups less what strengths alone would
        give [1]_, from -1/2 to 1, over the ties with two classified ends; nan
        without any.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Newman, M. E. J. and Girvan, M. (2004). Finding and evaluating
       community structure in networks. Physical Review E, 69, 026113.
       https://doi.org/10.1103/PhysRevE.69.026113

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c", "d"])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "x", "c": "y", "d": "y"}, "type")
    >>> round(modularity(H, "type"), 4)
    0.1667
    """
    e = mixing_matrix(H, by, weight=weight).to_numpy()
    if not e.sum():
        return float("nan")
    e = e / e.sum()
    return float(np.trace(e) - (e.sum(axis=1) ** 2).sum())
