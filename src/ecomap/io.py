"""
G to and from files.

Node-link JSON holds everything. GEXF and GraphML hold what Gephi and others
understand: texts, numbers and booleans; the few nested attributes of G travel
in them as JSON text. A workbook or a pair of CSV files holds the two tables.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import networkx as nx
import pandas as pd

from ecomap import files, sheets
from ecomap.errors import Issue, SheetError
from ecomap.graph import from_networkx, from_tables, to_tables, validate_graph

__all__ = ["GRAPH_SUFFIXES", "WRITTEN_SUFFIXES", "from_reading", "read", "read_graph", "write"]

Attributes = dict[str, Any]

# Names with a meaning of their own in a format: a column so named is written
# under a prefix, and found again under its own name.
_PREFIX: Final = "column:"
_OF_JSON: Final = frozenset(
    {"ecomap_graph", "ecomap_key", "id", "key", "label", "source", "target", "viz"}
    # arguments of networkx, whose own readers stumble over them
    | {"node_for_adding", "u_for_edge", "v_for_edge"}
)
_OF_XML: Final = _OF_JSON | {
    "type",
    "end",
    "networkx_key",
    "parents",
    "pid",
    "slices",
    "spells",
    "start",
}

# XML 1.0 has no way to write these.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# What the readers raise on a file that is not what its suffix says.
_UNREADABLE: Final = (
    AttributeError,
    KeyError,
    OSError,
    ParseError,
    TypeError,
    ValueError,
    nx.NetworkXException,
)

# The graph's own attributes that a file keeps.
_KEPT: Final = ("title", "lang", "sources", "order", "left_out", "withheld")


def read(path: str | Path) -> nx.MultiDiGraph:
    r"""
    Read an ecosystem: sheets, a project file or folder, or a graph file.

    Parameters
    ----------
    path
        A workbook, a CSV file, an ``ecomap.toml`` or its folder, or a graph in
        ``.json``, ``.gexf`` or ``.graphml``.

    Returns
    -------
    G
        The graph; what was found wrong or doubtful is in ``G.graph["issues"]``.

    Raises
    ------
    SheetError
        If no table, or no graph, can be read.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "links.csv"
    >>> _ = file.write_text("source,target\na,b\n", encoding="utf-8")
    >>> sorted(read(file))
    ['a', 'b']
    """
    path = Path(path)
    if path.suffix.lower() in GRAPH_SUFFIXES:
        return read_graph(path)
    return from_reading(sheets.read_input(path))


def from_reading(reading: sheets.Reading) -> nx.MultiDiGraph:
    r"""
    Build the graph of what was read, with its title, language and issues.

    Parameters
    ----------
    reading
        What `sheets.read_input` gives.

    Returns
    -------
    G
        The graph; ``G.graph["sources"]`` names the files.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "links.csv"
    >>> _ = file.write_text("source;target\na;b\n", encoding="utf-8")
    >>> from_reading(sheets.read_input(file)).graph["sources"]
    ['links.csv']
    """
    G = from_tables(reading["actors"], reading["alliances"])
    settings = reading["settings"]
    G.graph.update({name: settings[name] for name in ("title", "lang") if settings.get(name)})
    G.graph["issues"] = reading["issues"]
    G.graph["sources"] = list(dict.fromkeys(source["file"] for source in reading["sources"]))
    return G


# --------------------------------------------------------------------------- reading graphs


def read_graph(path: str | Path) -> nx.MultiDiGraph:
    """
    Read a graph file, of ecomap or of another program.

    Parameters
    ----------
    path
        A file in ``.json`` (node-link), ``.gexf`` or ``.graphml``.

    Returns
    -------
    G
        The graph, under the contract of `graph.validate_graph`.

    Raises
    ------
    SheetError
        If the file cannot be read as a graph.
    GraphError
        If what it holds breaks the contract.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "g.graphml"
    >>> nx.write_graphml(nx.path_graph(3), file)
    >>> len(read_graph(file))
    3
    """
    path = Path(path)
    readers: dict[str, Callable[[Path], nx.Graph]] = {
        ".json": _read_json,
        ".gexf": _read_gexf,
        ".graphml": nx.read_graphml,
    }
    try:
        H = readers[path.suffix.lower()](path)
    except _UNREADABLE as fault:
        issue = Issue(code="graph_unreadable", severity="error", file=path.name)
        raise SheetError(issues=[issue]) from fault
    G = _restored(H) if "ecomap" in H.graph else from_networkx(_from_foreign(H))
    G.graph.setdefault("issues", [])
    G.graph.setdefault("sources", [path.name])
    return G


def _read_json(path: Path) -> nx.Graph:
    """Read node-link JSON; before networkx 3.6 its edges were under ``links``."""
    data = json.loads(path.read_text(encoding="utf-8-sig"))
    edges = "edges" if "edges" in data else "links"
    return nx.node_link_graph(data, edges=edges)


def _read_gexf(path: Path) -> nx.Graph:
    """Read GEXF; what ecomap says of the whole graph stands on its first node."""
    H = nx.read_gexf(path)
    for _, data in H.nodes(data=True):
        if "ecomap_graph" in data:
            H.graph["ecomap"] = data.pop("ecomap_graph")
    return H


def _from_foreign(H: nx.Graph) -> nx.Graph:
    """Drop what drawing programs add to a graph, on a copy."""
    H = H.copy()
    for _, data in H.nodes(data=True):
        data.pop("viz", None)
    for *_, data in H.edges(data=True):
        data.pop("viz", None)
    return H


def _restored(H: nx.Graph) -> nx.MultiDiGraph:
    """Make again the graph that ecomap wrote."""
    G = nx.MultiDiGraph()
    stored = H.graph["ecomap"]
    G.graph.update(json.loads(stored) if isinstance(stored, str) else stored)
    G.graph["issues"] = [Issue(**issue) for issue in G.graph.get("issues", ())]
    for node, data in H.nodes(data=True):
        G.add_nodes_from([(str(node), _unpacked(data))])
    # networkx gives back a simple graph where no two edges are parallel
    for source, target, key, data in nx.MultiDiGraph(H).edges(keys=True, data=True):
        name = str(data.get("ecomap_key", key))
        G.add_edges_from([(str(source), str(target), name, _unpacked(data))])
    validate_graph(G)
    return G


def _unpacked(data: Mapping[str, Any]) -> Attributes:
    """Give attributes their own names and nesting again."""
    added = {"ecomap_key", "id", "label", "viz"}
    plain = {name.removeprefix(_PREFIX): v for name, v in data.items() if name not in added}
    if isinstance(plain.get("rows"), str):
        plain["rows"] = json.loads(plain["rows"])
    return plain


# --------------------------------------------------------------------------- writing


def write(G: nx.MultiDiGraph, path: str | Path) -> None:
    """
    Write an ecosystem to a file; the format follows the suffix.

    Parameters
    ----------
    G
        A graph under the contract.
    path
        ``.json`` (node-link, lossless), ``.gexf``, ``.graphml``, ``.xlsx`` (the
        two tables), or ``.csv`` (two files, ``-actors`` and ``-alliances``).
        An existing file is replaced, at once or not at all.

    Raises
    ------
    ValueError
        If the suffix is not one of them.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "g.json"
    >>> write(from_networkx(nx.path_graph(["a", "b"])), file)
    >>> sorted(read_graph(file))
    ['a', 'b']
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        msg = f"Cannot write {path.suffix!r}; one of {', '.join(_WRITERS)}."
        raise ValueError(msg)
    writer(G, path)


def _graph_facts(G: nx.MultiDiGraph) -> Attributes:
    """Give the graph's own attributes as plain data."""
    kept = {name: G.graph[name] for name in _KEPT if name in G.graph}
    issues = [{**vars(issue), "facts": dict(issue.facts)} for issue in G.graph.get("issues", ())]
    return {**kept, "issues": issues}


def _packed(data: Mapping[str, Any], reserved: Collection[str]) -> Attributes:
    """Put a prefix before the names that a format keeps for itself."""
    return {
        f"{_PREFIX}{name}" if name in reserved or name.startswith(_PREFIX) else name: value
        for name, value in data.items()
    }


def _write_json(G: nx.MultiDiGraph, path: Path) -> None:
    """Write node-link JSON."""
    copy = nx.MultiDiGraph(ecomap=_graph_facts(G))
    copy.add_nodes_from((node, _packed(d, _OF_JSON)) for node, d in G.nodes(data=True))
    for source, target, key, data in G.edges(keys=True, data=True):
        copy.add_edges_from([(source, target, key, _packed(data, _OF_JSON))])
    data = nx.node_link_data(copy, edges="edges")
    files.write_text(path, json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def _flat_copy(G: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Copy G with texts, numbers and booleans only, each attribute of one type."""
    copy = nx.MultiDiGraph()
    copy.add_nodes_from((node, _flat(d)) for node, d in G.nodes(data=True))
    for source, target, key, data in G.edges(keys=True, data=True):
        copy.add_edges_from([(source, target, key, {**_flat(data), "ecomap_key": key})])
    _make_uniform([data for _, data in copy.nodes(data=True)])
    _make_uniform([data for *_, data in copy.edges(data=True)])
    return copy


def _flat(data: Mapping[str, Any]) -> Attributes:
    """Write nested attributes as JSON text, and leave out what XML cannot hold."""
    flat: Attributes = {}
    for name, value in _packed(data, _OF_XML).items():
        plain = value if isinstance(value, (str, bool, int, float)) else _as_json(value)
        flat[_xml(name)] = _xml(plain) if isinstance(plain, str) else plain
    return flat


def _as_json(value: object) -> str:
    """Write a value as JSON text."""
    return json.dumps(value, ensure_ascii=False)


def _xml(text: str) -> str:
    """Remove the characters that XML has no way to write."""
    return _NOT_XML.sub("", text)


def _make_uniform(records: list[Attributes]) -> None:
    """Write an attribute of several types as text: GEXF declares one type for each."""
    types: dict[str, set[type]] = defaultdict(set)
    for record in records:
        for name, value in record.items():
            types[name].add(type(value))
    for record in records:
        record.update({name: str(v) for name, v in record.items() if len(types[name]) > 1})


def _write_gexf(G: nx.MultiDiGraph, path: Path) -> None:
    """Write GEXF, with each actor's name as the label that Gephi shows."""
    copy = _flat_copy(G)
    for node, data in copy.nodes(data=True):
        data["label"] = data.get("name", node)
    # networkx keeps no attribute of the whole graph in GEXF: they travel on the first node
    for node in list(copy)[:1]:
        copy.nodes[node]["ecomap_graph"] = _xml(_as_json(_graph_facts(G)))
    with files.replacing(path) as beside:
        nx.write_gexf(copy, beside, encoding="utf-8", version="1.3")


def _write_graphml(G: nx.MultiDiGraph, path: Path) -> None:
    """Write GraphML."""
    copy = _flat_copy(G)
    copy.graph["ecomap"] = _xml(_as_json(_graph_facts(G)))
    with files.replacing(path) as beside:
        nx.write_graphml(copy, beside, encoding="utf-8")


def _write_workbook(G: nx.MultiDiGraph, path: Path) -> None:
    """Write the two tables as a workbook."""
    actors, alliances = to_tables(G)
    with files.replacing(path) as beside, pd.ExcelWriter(beside, engine="openpyxl") as book:
        actors.to_excel(book, sheet_name="Actors", freeze_panes=(1, 1))
        alliances.to_excel(book, sheet_name="Alliances", freeze_panes=(1, 1))


def _write_csv(G: nx.MultiDiGraph, path: Path) -> None:
    """Write the two tables as a pair of CSV files."""
    for name, table in zip(("actors", "alliances"), to_tables(G), strict=True):
        text = table.to_csv(lineterminator="\n")
        files.write_text(path.with_name(f"{path.stem}-{name}.csv"), text)


_WRITERS: Final[dict[str, Callable[[nx.MultiDiGraph, Path], None]]] = {
    ".json": _write_json,
    ".gexf": _write_gexf,
    ".graphml": _write_graphml,
    ".xlsx": _write_workbook,
    ".csv": _write_csv,
}
GRAPH_SUFFIXES: Final = (".json", ".gexf", ".graphml")
WRITTEN_SUFFIXES: Final = tuple(_WRITERS)
