"""
CX2, the exchange format of Cytoscape: a JSON list of aspects.

Nodes and edges have whole numbers there; the identifiers of ecomap are columns
of theirs. Cytoscape shows the names and colours the marks by model.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import networkx as nx

from ecomap.formats.flat import Flat, facts_of, flat_copy
from ecomap.typology import standard

__all__ = ["read_cx2", "written_cx2"]

_TYPES: Final = {str: "string", bool: "boolean", int: "long", float: "double"}
_FACTS: Final = "ecomap"
_SIZE: Final = 35


def written_cx2(G: nx.MultiDiGraph) -> tuple[str, Flat]:
    """
    Write a graph as CX2.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    text
        The content of the file.
    flat
        What was written, and what was lost.

    Examples
    --------
    >>> text, _ = written_cx2(nx.MultiDiGraph([("a", "b", "a--b")]))
    >>> json.loads(text)[0]
    {'CXVersion': '2.0', 'hasFragments': False}
    """
    flat = flat_copy(G, xml=False)
    number = {node: at for at, node in enumerate(flat.H)}
    nodes = [
        {"id": number[node], "v": {**data, "id": node, "name": data.get("name", node)}}
        for node, data in flat.H.nodes(data=True)
    ]
    edges = [
        {"id": at, "s": number[source], "t": number[target], "v": _edge(data, source)}
        for at, (source, target, data) in enumerate(flat.H.edges(data=True))
    ]
    facts = {
        "name": G.graph.get("title", "ecomap"),
        "directed": flat.H.is_directed(),
        # which marks had no name of their own, so that none is made up on the way back
        "nameless": json.dumps([n for n, d in G.nodes(data=True) if "name" not in d]),
        _FACTS: json.dumps(facts_of(G), ensure_ascii=False),
    }
    aspects: list[dict[str, Any]] = [
        {"attributeDeclarations": [_declared(facts, nodes, edges)]},
        {"networkAttributes": [facts]},
        {"nodes": nodes},
        {"edges": edges},
        {"visualProperties": [_style()]},
    ]
    counts = [
        {"name": name, "elementCount": len(elements)}
        for aspect in aspects
        for name, elements in aspect.items()
    ]
    whole = [{"CXVersion": "2.0", "hasFragments": False}, {"metaData": counts}, *aspects]
    whole.append({"status": [{"error": "", "success": True}]})
    return json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n", flat


def _edge(data: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Give the columns of an edge; Cytoscape calls its kind an interaction."""
    label = standard().label("relations", data.get("relation", "partner_of"), "en")
    # the ends are numbers: which partner was written first is a column
    return {**data, "ecomap_source": data.get("ecomap_source", source), "interaction": label}


def _declared(
    facts: Mapping[str, Any], nodes: Iterable[dict[str, Any]], edges: Iterable[dict[str, Any]]
) -> dict[str, Any]:
    """Declare the type of each column."""
    declared: dict[str, Any] = {
        "networkAttributes": {name: {"d": _TYPES[type(value)]} for name, value in facts.items()}
    }
    for aspect, elements in (("nodes", nodes), ("edges", edges)):
        declared[aspect] = {
            name: {"d": _TYPES[type(value)]}
            for element in elements
            for name, value in element["v"].items()
        }
    return declared


def _style() -> dict[str, Any]:
    """Say how Cytoscape draws: names as labels, the colours of the models."""
    colours = [
        {"v": model, "vp": term["color_light"]}
        for model, term in standard().terms("models").items()
    ]
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#FFFFFF"},
            "node": {
                "NODE_BACKGROUND_COLOR": "#9aa0a6",
                "NODE_SHAPE": "ellipse",
                "NODE_WIDTH": _SIZE,
                "NODE_HEIGHT": _SIZE,
            },
            "edge": {"EDGE_WIDTH": 1},
        },
        "nodeMapping": {
            "NODE_LABEL": {
                "type": "PASSTHROUGH",
                "definition": {"attribute": "name", "type": "string"},
            },
            "NODE_BACKGROUND_COLOR": {
                "type": "DISCRETE",
                "definition": {"attribute": "model", "type": "string", "map": colours},
            },
        },
        "edgeMapping": {},
    }


def read_cx2(aspects: Iterable[Mapping[str, Any]]) -> nx.Graph:
    """
    Read CX2, of ecomap or of another program.

    Parameters
    ----------
    aspects
        The list that the file holds.

    Returns
    -------
    H
        The graph; what ecomap said of it is in ``H.graph["ecomap"]``.

    Raises
    ------
    KeyError
        If an edge has no ends, or a node no number.
    """
    parts: dict[str, list[Any]] = {}
    for aspect in aspects:
        for name, elements in aspect.items():
            if isinstance(elements, list):
                parts.setdefault(name, []).extend(elements)
    facts = dict(*parts.get("networkAttributes", [])[:1])
    ours = _FACTS in facts
    H = nx.MultiDiGraph() if facts.get("directed", not ours) else nx.MultiGraph()
    if ours:
        H.graph["ecomap"] = facts[_FACTS]
    nameless = set(json.loads(facts.get("nameless", "[]")))
    keys = {}
    for node in parts.get("nodes", []):
        data = dict(node.get("v", {}))
        key = keys[node["id"]] = str(data.pop("id", node["id"]) if ours else node["id"])
        if key in nameless:
            del data["name"]
        H.add_nodes_from([(key, data)])
    for edge in parts.get("edges", []):
        ends = (keys[edge["s"]], keys[edge["t"]])
        H.add_edges_from([(*ends, str(edge["id"]), dict(edge.get("v", {})))])
    return H
