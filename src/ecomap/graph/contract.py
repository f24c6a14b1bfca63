"""The contract of G, and what of it a graph does not keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from math import inf
from typing import Any, Final

import networkx as nx

from ecomap.errors import GraphError, Issue
from ecomap.typology import standard

Attributes = dict[str, Any]


# What G says of itself under a name that a sheet may use too: the sheet's gets another.
_TAKEN: Final = "rows"


def _is_place(G: nx.Graph, node: str) -> bool:
    """Tell whether a node is a meeting place."""
    return standard().is_place(G.nodes[node].get("kind", "organisation"))


def has_models(G: nx.Graph) -> bool:
    """
    Tell whether somebody of a graph is classified.

    Parameters
    ----------
    G
        A graph under the contract, a part or a reading of it.

    Returns
    -------
    known
        False if no measure by model has anything to speak of.

    Examples
    --------
    >>> has_models(nx.Graph([("a", "b")]))
    False
    """
    return any("model" in data or "membership" in data for _, data in G.nodes(data=True))


def _edges(G: nx.MultiDiGraph) -> Iterator[tuple[str, str, str, Attributes]]:
    """Give what `G.edges` gives with keys and data, without a view of each node and edge."""
    for source, reached in G.adjacency():
        for target, between in reached.items():
            for key, data in between.items():
                yield source, target, key, data


def validate_graph(G: nx.MultiDiGraph) -> None:
    """
    Check that a graph keeps the contract of ecomap.

    Parameters
    ----------
    G
        The graph to check.

    Raises
    ------
    GraphError
        With one issue per fault: not an `nx.MultiDiGraph`; an id or a key that
        is not text; a key used twice; a kind or a model that the vocabulary
        does not have; a model on a meeting place; shares that do not sum to 1;
        a weight that is not positive and finite; an attribute that is empty
        instead of absent; an edge from a node to itself.

    Examples
    --------
    >>> validate_graph(nx.MultiDiGraph([("a", "b", "a--b")]))
    """
    if not isinstance(G, nx.MultiDiGraph):
        raise GraphError(issues=[_fault("graph_class", value=type(G).__name__)])
    faults = [fault for node, data in G.nodes(data=True) for fault in _node_faults(node, data)]
    keys = []
    for source, target, key, data in _edges(G):
        keys.append(key)
        faults += _edge_faults(source, target, key, data)
    if len(set(keys)) < len(keys):
        twice = (key for key, n in Counter(keys).items() if n > 1)
        faults += [_fault("graph_key_twice", value=key) for key in twice]
    if faults:
        raise GraphError(issues=faults)


def _fault(code: str, value: object, **facts: object) -> Issue:
    """Make the issue of a broken contract."""
    return Issue(code=code, severity="error", value=str(value), facts=facts)


def _node_faults(node: Hashable, data: Attributes) -> list[Issue]:
    """Find what is wrong with a node."""
    types = standard()
    faults = []
    if not isinstance(node, str) or not node:
        faults.append(_fault("graph_id", value=node))
    kind = data.get("kind", "organisation")
    if kind not in types.terms("kinds"):
        faults.append(_fault("graph_kind", value=kind, node=node))
    elif "model" in data and types.is_place(kind):
        faults.append(_fault("graph_place_model", value=data["model"], node=node))
    if "model" in data and data["model"] not in types.terms("models"):
        faults.append(_fault("graph_model", value=data["model"], node=node))
    if "membership" in data:
        try:
            types.membership(data["membership"])
        except ValueError:
            faults.append(_fault("graph_membership", value=data["membership"], node=node))
    return faults + _empty(node, data)


def _edge_faults(source: str, target: str, key: Hashable, data: Attributes) -> list[Issue]:
    """Find what is wrong with an edge."""
    faults = []
    if not isinstance(key, str) or not key:
        faults.append(_fault("graph_key", value=key, node=f"{source} – {target}"))
    if source == target:
        faults.append(_fault("graph_self_link", value=source, node=key))
    weight = data.get("weight", 1.0)
    if not isinstance(weight, (int, float)) or not 0 < weight < inf:
        faults.append(_fault("graph_weight", value=weight, node=key))
    return faults + _empty(key, data) if data else faults


def _empty(owner: Hashable, data: Attributes) -> list[Issue]:
    """Find attributes that are empty instead of absent."""
    faults = []
    if "rows" in data and not (isinstance(data["rows"], list) and all(map(_is_row, data["rows"]))):
        faults.append(_fault("graph_rows", value=owner))
    for name, value in data.items():
        if value is None or value != value or (not value and isinstance(value, str)):  # noqa: PLR0124 - nan
            faults.append(_fault("graph_empty", value=name, node=owner))
    return faults


def _is_row(row: object) -> bool:
    """Tell whether something is a row of the table, with its id."""
    return isinstance(row, dict) and "id" in row
