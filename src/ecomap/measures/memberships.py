"""
Who belongs where: the share of each actor in each model, or in any group.

An actor of one model is wholly in it; a hybrid actor is in several by its
shares; an unclassified one is in none. Every statistic by model of ecomap is a
formula on these rows.
"""

from __future__ import annotations

import networkx as nx
import numpy as np

from ecomap.errors import GraphError, Issue
from ecomap.measures.engine import Ints, Matrix, labels, ties
from ecomap.typology import standard

__all__ = ["classified_ties", "contrasts", "pair_worths", "shares"]


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
    if by == "family":
        column = {model: column[types.family(model)] for model in types.models}
    nodes = [data for _, data in H.nodes(data=True)]
    by_model = by in {"model", "family"}
    if not by_model:
        told = {data.get(by) for data in nodes} - {None}
        column = {value: column[str(value)] for value in told}
    label, mixed = labels(nodes, "model" if by_model else by, column, "membership")
    # the row of an actor of no group is the last, of zeros
    rows = np.eye(len(groups) + 1, len(groups))[label]
    hybrids = np.flatnonzero(mixed).tolist() if by_model else []
    for i in hybrids:
        rows[i] = 0.0
        for model, share in types.membership(nodes[i]["membership"]).items():
            rows[i, column[model]] += share
    if len(H) and not rows.any():
        fact = Issue(code="graph_no_values", severity="error", value=by, facts={"n": len(H)})
        raise GraphError(issues=[fact])
    if hybrids:
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
    pairs, weights = ties(H).pairs, ties(H).weights(weight)
    known = rows.sum(axis=1) > 0
    kept = known[pairs[:, 0]] & known[pairs[:, 1]]
    return pairs[kept], weights[kept]


def contrasts(
    H: nx.Graph, by: str = "model", *, source: str | None = None, target: str | None = None
) -> tuple[Ints, Matrix]:
    """
    Tell how different every two actors are, by kinds of actor.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups.
    source, target
        Two groups: tell instead how much a pair goes from one to the other.

    Returns
    -------
    kinds, contrast
        For each actor a kind, -1 if unclassified: actors of the same
        memberships are of one kind. For every two kinds c = 1 - Σ x_im x_jm,
        1 between two models and 0 inside one; with `source` and `target`,
        x_is x_jt + x_it x_js.

    Raises
    ------
    GraphError
        If no actor has `by`, or `source` or `target` is not a group.

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(H, {"a": "people", "b": "public_action"}, "model")
    >>> kinds, contrast = contrasts(H)
    >>> float(contrast[kinds[0], kinds[1]]), int(kinds[2])
    (1.0, -1)
    """
    rows, groups = shares(H, by)
    mixed, kinds = np.unique(rows, axis=0, return_inverse=True)
    kinds = np.asarray(kinds, dtype=np.intp).reshape(-1)
    kinds[rows.sum(axis=1) == 0] = -1
    if source is None or target is None:
        return kinds, 1 - mixed @ mixed.T
    _check_groups([source, target], groups)
    towards = np.outer(mixed[:, groups.index(source)], mixed[:, groups.index(target)])
    return kinds, towards if source == target else towards + towards.T


def _check_groups(wanted: list[str], groups: list[str]) -> None:
    """Refuse names that are no groups."""
    issues = [
        Issue(code="unknown_measure", severity="error", value=name, expected=", ".join(groups))
        for name in wanted
        if name not in groups
    ]
    if issues:
        raise GraphError(issues=issues)


def pair_worths(kinds: Ints, contrast: Matrix) -> tuple[Matrix, float]:
    """
    Sum the contrasts of the pairs of actors.

    Parameters
    ----------
    kinds, contrast
        As `contrasts` gives them.

    Returns
    -------
    own, total
        The sum over the pairs of each actor, and over all unordered pairs.

    Examples
    --------
    >>> own, total = pair_worths(np.array([0, 1, 1]), np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> own.tolist(), total
    ([2.0, 1.0, 1.0], 2.0)
    """
    counts = np.bincount(kinds[kinds >= 0], minlength=len(contrast)).astype(float)
    own = (contrast @ counts - np.diag(contrast))[kinds]
    own[kinds < 0] = 0
    return own, float(own.sum() / 2)
