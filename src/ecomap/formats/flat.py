"""
G as a copy of texts, numbers and booleans, which most graph formats hold; and back.

What is nested in G travels as JSON text, a name that a format keeps for itself
travels under a prefix, and what G says of itself travels beside. If no alliance
is directed the copy is undirected: another program must not take the order in
which two partners are written for an arrow.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

import networkx as nx

from ecomap.errors import Issue
from ecomap.graph import validate_graph

__all__ = [
    "OF_ALL",
    "OF_CX2",
    "OF_XML",
    "Flat",
    "facts_of",
    "flat_copy",
    "lost",
    "packed",
    "restored",
    "xml_text",
]

Attributes = dict[str, Any]

_PREFIX: Final = "column:"

# Names that ecomap or networkx writes, in every format.
OF_ALL: Final = frozenset(
    {"ecomap_graph", "ecomap_key", "ecomap_source", "id", "key", "label", "source", "target", "viz"}
    # arguments of networkx, whose own readers stumble over them
    | {"node_for_adding", "u_for_edge", "v_for_edge"}
)
# Those of the XML formats.
OF_XML: Final = OF_ALL | {
    "type",
    "end",
    "networkx_key",
    "parents",
    "pid",
    "slices",
    "spells",
    "start",
}
# Those of CX2.
OF_CX2: Final = OF_ALL | {"interaction"}

# XML 1.0 has no way to write these; a carriage return becomes a line feed.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|\r\n?")

# The graph's own attributes that a file keeps.
_KEPT: Final = (
    *("title", "lang", "targets", "sources", "order", "left_out", "withheld", "manifest"),
)


class Flat(NamedTuple):
    """A flat copy, and what it lost: a remark each."""

    H: nx.MultiGraph
    lost: list[Issue]


# --------------------------------------------------------------------------- there


def facts_of(G: nx.MultiDiGraph) -> Attributes:
    """
    Give what a graph says of itself as plain data.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    facts
        Title, language, sources, manifest, issues and their like.
    """
    kept = {name: G.graph[name] for name in _KEPT if name in G.graph}
    issues = [{**vars(issue), "facts": dict(issue.facts)} for issue in G.graph.get("issues", ())]
    return {**kept, "issues": issues}


def packed(data: Mapping[str, Any], reserved: Collection[str] = OF_ALL) -> Attributes:
    """
    Put a prefix before the names that a format keeps for itself.

    Parameters
    ----------
    data
        Attributes of a node or an edge.
    reserved
        The names.

    Returns
    -------
    attributes
        The same values.
    """
    return {
        f"{_PREFIX}{name}" if name in reserved or name.startswith(_PREFIX) else name: value
        for name, value in data.items()
    }


def flat_copy(G: nx.MultiDiGraph, *, xml: bool = True) -> Flat:
    """
    Copy G with texts, numbers and booleans only, each attribute of one type.

    Parameters
    ----------
    G
        A graph under the contract; it is not changed.
    xml
        Whether the copy is to be written in XML.

    Returns
    -------
    flat
        The copy, directed only if an alliance of G is.
    """
    directed = any(data.get("directed") for *_, data in G.edges(data=True))
    H = nx.MultiDiGraph() if directed else nx.MultiGraph()
    cut: list[str] = []
    H.add_nodes_from((node, _flat(d, cut, xml=xml)) for node, d in G.nodes(data=True))
    for source, target, key, data in G.edges(keys=True, data=True):
        ours = {"ecomap_key": key} if directed else {"ecomap_key": key, "ecomap_source": source}
        H.add_edges_from([(source, target, key, {**_flat(data, cut, xml=xml), **ours})])
    mixed = _make_uniform([data for _, data in H.nodes(data=True)])
    mixed |= _make_uniform([data for *_, data in H.edges(data=True)])
    return Flat(H, [*lost("lost_characters", n=len(cut)), *lost("lost_types", columns=mixed)])


def lost(code: str, **facts: Any) -> list[Issue]:  # noqa: ANN401 - facts of a sentence
    """
    Say that a format cannot hold something, if there is any.

    Parameters
    ----------
    code
        Key of the sentence.
    **facts
        One fact: a number, or names.

    Returns
    -------
    remarks
        One note, or none if the fact is zero or empty.
    """
    if not all(facts.values()):
        return []
    told = {
        name: ", ".join(sorted(fact)) if isinstance(fact, (set, frozenset)) else fact
        for name, fact in facts.items()
    }
    return [Issue(code=code, severity="note", facts=told)]


def _flat(data: Mapping[str, Any], cut: list[str], *, xml: bool) -> Attributes:
    """Write nested attributes as JSON text, and leave out what XML cannot hold."""
    flat: Attributes = {}
    for name, value in packed(data, OF_XML if xml else OF_CX2).items():
        plain = value if isinstance(value, (str, bool, int, float)) else _as_json(value)
        if xml:
            kept_name, kept = xml_text(name), xml_text(plain) if isinstance(plain, str) else plain
            if (kept_name, kept) != (name, plain):
                cut.append(name)
            if kept != "":
                flat[kept_name] = kept
        else:
            flat[name] = plain
    return flat


def _as_json(value: object) -> str:
    """Write a value as JSON text."""
    return json.dumps(value, ensure_ascii=False)


def xml_text(text: str) -> str:
    r"""
    Leave out the characters that XML has no way to write.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    kept
        The text without control characters, its line ends as line feeds.

    Examples
    --------
    >>> xml_text("a\x07b\r\nc")
    'ab\nc'
    """
    return _NOT_XML.sub(lambda found: "\n" if found[0].startswith("\r") else "", text)


def _make_uniform(records: list[Attributes]) -> set[str]:
    """Write an attribute of several types as text: formats declare one type for each."""
    types: dict[str, set[type]] = defaultdict(set)
    for record in records:
        for name, value in record.items():
            types[name].add(type(value))
    mixed = {name for name, met in types.items() if len(met) > 1}
    numbers = {name for name in mixed if types[name] == {int, float}}
    for record in records:
        for name in mixed & set(record):
            record[name] = float(record[name]) if name in numbers else str(record[name])
    return mixed - numbers


# --------------------------------------------------------------------------- and back


def restored(H: nx.Graph, reserved: Collection[str] = OF_ALL) -> nx.MultiDiGraph:
    """
    Make again the graph that ecomap wrote.

    Parameters
    ----------
    H
        The flat copy, as a reader of its format gives it, with ``ecomap``
        among its graph attributes.
    reserved
        The names that the format keeps for itself: columns so named travelled
        under a prefix, so that any such name was added.

    Returns
    -------
    G
        A graph under the contract.

    Raises
    ------
    GraphError
        If somebody has changed the file so that it is none.
    """
    G = nx.MultiDiGraph()
    stored = H.graph["ecomap"]
    G.graph.update(json.loads(stored) if isinstance(stored, str) else stored)
    G.graph["issues"] = [Issue(**issue) for issue in G.graph.get("issues", ())]
    for node, data in H.nodes(data=True):
        G.add_nodes_from([(str(node), _unpacked(data, reserved))])
    # networkx gives back a simple graph where no two edges are parallel
    edges = H.edges(keys=True, data=True) if H.is_multigraph() else H.edges(data=True)
    for source, target, *key, data in edges:
        name = str(data.get("ecomap_key", key[0] if key else f"{source}--{target}"))
        ends = [str(source), str(target)]
        if data.get("ecomap_source", ends[0]) != ends[0]:
            ends.reverse()
        G.add_edges_from([(*ends, name, _unpacked(data, reserved))])
    validate_graph(G)
    return G


def _unpacked(data: Mapping[str, Any], reserved: Collection[str]) -> Attributes:
    """Give attributes their own names and nesting again."""
    plain = {name.removeprefix(_PREFIX): v for name, v in data.items() if name not in reserved}
    if isinstance(plain.get("rows"), str):
        plain["rows"] = json.loads(plain["rows"])
    return plain
