"""
Who belongs where: the share of each actor in each model, or in any group.

An actor of one model is wholly in it; a hybrid actor is in several by its
shares; an unclassified one is in none. Every statistic by model of ecomap is a
formula on these rows.
"""

from __future__ import annotations

import networkx as nx
import numpy as np

from ecomap.engine import Ints, Matrix, ties
from ecomap.errors import GraphError, Issue
from ecomap.typology import standard

__all__ = ["classified_ties", "shares"]


def shares(H: nx.Graph, by: str = "model") -> tuple[Matrix, list[str]]:
    """
    Give the share of each actor in each group.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups. ``model`` reads ``membership`` first;
        ``family`` follows from models.

    Returns
    -------
    shares, groups
        One row per actor in the order of H, one column per group, summing to 1
        in each row; a row of zeros for an unclassified actor. The groups are in
        the order of the vocabulary, or sorted where there is none.

    Raises
    ------
    GraphError
        If H has actors and none has `by`.

    Examples
    --------
    >>> H = nx.Graph([("a", "b")])
    >>> H.nodes["a"]["model"] = "people"
    >>> rows, models = shares(H)
    >>> rows[:, models.index("people")].tolist()
    [1.0, 0.0]
    """
    types = standard()
    groups = _groups(H, by)
    column = {group: m for m, group in enumerate(groups)}
    rows = np.zeros((len(H), len(groups)))
    for i, (_, data) in enumerate(H.nodes(data=True)):
        if by in {"model", "family"} and "membership" in data:
            for model, share in types.membership(data["membership"]).items():
                rows[i, column[model if by == "model" else types.family(model)]] += share
        elif by == "family" and "model" in data:
            rows[i, column[types.family(data["model"])]] = 1.0
        elif by in data:
            rows[i, column[str(data[by])]] = 1.0
    if len(H) and not rows.any():
        fact = Issue(code="graph_no_values", severity="error", value=by, facts={"n": len(H)})
        raise GraphError(issues=[fact])
    # shares written with two decimals may sum to 0.99
    sums = rows.sum(axis=1, keepdims=True)
    np.divide(rows, sums, out=rows, where=sums > 0)
    return rows, groups


def _groups(H: nx.Graph, by: str) -> list[str]:
    """List the groups in the order of the vocabulary, or sorted where there is none."""
    types = standard()
    if by == "model":
        return list(types.models)
    if by == "family":
        return list(types.families)
    return sorted({str(value) for _, value in H.nodes(data=by) if value is not None})


def classified_ties(
    H: nx.Graph, rows: Matrix, weight: str | None = "weight"
) -> tuple[Ints, Matrix]:
    """
    Give the ties whose two ends are classified.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    rows
        Shares of its actors, as `shares` gives them.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    pairs, weights
        One row of two positions, and one weight, per tie.

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(H, {"a": "people", "b": "public_action"}, "model")
    >>> classified_ties(H, shares(H)[0])[0].tolist()
    [[0, 1]]
    """
    pairs, weights = ties(H, weight)
    known = rows.sum(axis=1) > 0
    kept = known[pairs[:, 0]] & known[pairs[:, 1]]
    return pairs[kept], weights[kept]
