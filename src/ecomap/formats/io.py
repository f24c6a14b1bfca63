"""
G to and from files.

Node-link JSON holds everything. GEXF, GraphML and CX2 hold what other programs
understand: texts, numbers and booleans; the few nested attributes of G travel
in them as JSON text. Parquet, a workbook or a pair of CSV files hold the two
tables. The formats of Kumu and Gephi hold nodes and ties. What a format cannot
hold is told by `write`. A double suffix says whose format it is
(``.kumu.json``, ``.gephi.csv``); on reading, the content does.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

import networkx as nx
import pandas as pd

from ecomap import files
from ecomap.errors import Issue, SheetError
from ecomap.formats.cx2 import read_cx2, written_cx2
from ecomap.formats.elements import nodes_and_ties, renamed_apart
from ecomap.formats.flat import (
    OF_ALL,
    OF_CX2,
    OF_XML,
    facts_of,
    flat_copy,
    lost,
    packed,
    restored,
    xml_text,
)
from ecomap.formats.gexf import read_gexf, write_gexf
from ecomap.formats.manifest import manifest_of
from ecomap.formats.workbook import Cut, write_workbook
from ecomap.graph import from_networkx, from_tables, to_tables
from ecomap.reading import sheets
from ecomap.sources import kumu
from ecomap.text import shield

__all__ = [
    "GRAPH_SUFFIXES",
    "WRITTEN_SUFFIXES",
    "files_of",
    "from_reading",
    "holds_graph",
    "read",
    "read_graph",
    "suffix_of",
    "write",
]

Attributes = dict[str, Any]

# What the readers raise on a file that is not what its suffix says.
# Half of a character: a whole one is a single sign once the text is read.
_HALF: Final = re.compile("[\ud800-\udfff]")

_UNREADABLE: Final = (
    AttributeError,
    IndexError,
    KeyError,
    OSError,
    ParseError,
    RecursionError,
    TypeError,
    ValueError,
    nx.NetworkXException,
)

_TABLES: Final = ("actors", "alliances")

# Headings of Gephi, whatever their case.
_GEPHI: Final = frozenset({"id", "kind", "label", "source", "target", "type", "weight"})


def read(path: str | Path) -> nx.MultiDiGraph:
    r"""
    Read an ecosystem: sheets, a project file or folder, or a graph file.

    Parameters
    ----------
    path
        A workbook, a CSV file, an ``ecomap.toml`` or its folder, or a graph in
        ``.json``, ``.gexf``, ``.graphml``, ``.cx2`` or a folder of Parquet files.

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
    if holds_graph(path):
        return read_graph(path)
    reading = sheets.read_input(path)
    reading["raws"].clear()  # the cells as written are as large as G
    G = from_reading(reading)
    G.graph["manifest"] = manifest_of(reading, [path])
    return G


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
    told = ("title", "lang", "targets")
    G.graph.update({name: settings[name] for name in told if settings.get(name)})
    G.graph["issues"] = reading["issues"]
    G.graph["sources"] = list(dict.fromkeys(source["file"] for source in reading["sources"]))
    return G


# --------------------------------------------------------------------------- reading graphs


def holds_graph(path: str | Path) -> bool:
    """
    Tell whether a file is a graph, rather than sheets.

    Parameters
    ----------
    path
        A file or a folder.

    Returns
    -------
    graph
        By the suffix; a folder of Parquet files is one.

    Examples
    --------
    >>> holds_graph("a.gexf"), holds_graph("a.csv")
    (True, False)
    """
    path = Path(path)
    suffix = path.suffix.lower()
    return suffix in GRAPH_SUFFIXES or (suffix == ".parquet" and path.is_dir())


def read_graph(path: str | Path) -> nx.MultiDiGraph:
    """
    Read a graph file, of ecomap or of another program.

    Parameters
    ----------
    path
        A file in ``.json`` (node-link, or a Kumu blueprint), ``.gexf``,
        ``.graphml`` or ``.cx2``, or a folder of Parquet files.

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
    try:
        if path.is_dir():
            return _read_parquet(path)
        if path.suffix.lower() in {".json", ".cx2"}:
            text = path.read_text(encoding="utf-8-sig")
            if kumu.sheets_of(text) is not None:
                return from_reading(sheets.read_input(path))
            H, reserved = _parsed(json.loads(_whole(text)))
        else:
            reader = {".gexf": read_gexf, ".graphml": nx.read_graphml}[path.suffix.lower()]
            H, reserved = reader(path), OF_XML
    except SheetError:
        raise
    except _UNREADABLE as fault:
        issue = Issue(code="graph_unreadable", severity="error", file=path.name)
        raise SheetError(issues=[issue]) from fault
    try:
        G = restored(H, reserved) if "ecomap" in H.graph else from_networkx(_from_foreign(H))
    except (TypeError, KeyError, json.JSONDecodeError) as fault:
        # somebody has changed what ecomap wrote about the graph
        issue = Issue(code="graph_unreadable", severity="error", file=path.name)
        raise SheetError(issues=[issue]) from fault
    G.graph.setdefault("issues", [])
    G.graph.setdefault("sources", [path.name])
    return G


def _whole(text: str) -> str:
    """Put U+FFFD for the halves of characters, which only the escapes of JSON can write."""
    if "\\ud" not in text.lower():
        return text
    return _HALF.sub("\ufffd", json.dumps(json.loads(text), ensure_ascii=False))


def _parsed(data: Any) -> tuple[nx.Graph, frozenset[str]]:  # noqa: ANN401 - whatever JSON holds
    """Read JSON: CX2 is a list; node-link had its edges under ``links`` before networkx 3.6."""
    if isinstance(data, list):
        return read_cx2(data), OF_CX2
    edges = "edges" if "edges" in data else "links"
    return nx.node_link_graph(data, edges=edges), OF_ALL


def _from_foreign(H: nx.Graph) -> nx.Graph:
    """Drop what drawing programs add to a graph, on a copy."""
    H = H.copy()
    for _, data in H.nodes(data=True):
        data.pop("viz", None)
    for *_, data in H.edges(data=True):
        data.pop("viz", None)
    return H


def _read_parquet(folder: Path) -> nx.MultiDiGraph:
    """Read the two tables that ecomap wrote in a folder, and what it says of the graph."""
    pa, pq = _pyarrow()
    try:
        stored = [pq.read_table(folder / f"{name}.parquet") for name in _TABLES]
        facts = json.loads((stored[0].schema.metadata or {})[b"ecomap"])
        tables = [table.to_pandas() for table in stored]
    except pa.ArrowException as fault:
        raise ValueError(str(fault)) from fault
    G = from_tables(*[table.set_index("id") for table in tables])
    G.graph.update(facts)
    G.graph["issues"] = [Issue(**issue) for issue in facts["issues"]]
    G.graph.setdefault("sources", [folder.name])
    return G


def _pyarrow() -> tuple[Any, Any]:
    """Import what reads and writes Parquet."""
    try:
        # large, and few need it: an extra
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as fault:
        install = 'pip install "ecomap[parquet]"'
        facts = {"format": "Parquet", "install": install}
        issue = Issue(code="extra_missing", severity="error", facts=facts)
        raise SheetError(issues=[issue]) from fault
    return pa, pq


# --------------------------------------------------------------------------- writing


def write(G: nx.MultiDiGraph, path: str | Path) -> list[Issue]:
    """
    Write an ecosystem to a file; the format follows the suffix.

    Parameters
    ----------
    G
        A graph under the contract.
    path
        ``.json`` (node-link, lossless), ``.gexf``, ``.graphml``, ``.cx2``;
        ``.xlsx`` (the two tables), ``.csv`` (two files, ``-actors`` and
        ``-alliances``), ``.parquet`` (a folder); ``.kumu.json``,
        ``.kumu.xlsx``, ``.gephi.csv`` (two files, ``-nodes`` and ``-edges``).
        An existing file is replaced, at once or not at all.

    Returns
    -------
    lost
        What the format cannot hold of this graph, a remark each.

    Raises
    ------
    ValueError
        If the suffix is not one of them.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "g.json"
    >>> write(from_networkx(nx.path_graph(["a", "b"])), file)
    []
    >>> sorted(read_graph(file))
    ['a', 'b']
    """
    path = Path(path)
    writer = _WRITERS.get(suffix_of(path))
    if writer is None:
        msg = f"Cannot write {path.suffix!r}; one of {', '.join(_WRITERS)}."
        raise ValueError(msg)
    return writer(G, path)


def suffix_of(path: Path) -> str:
    """
    Give the suffix that tells a format, which may be double.

    Parameters
    ----------
    path
        The name of a file.

    Returns
    -------
    suffix
        In lower case.

    Examples
    --------
    >>> suffix_of(Path("my.map.kumu.json")), suffix_of(Path("my.map.json"))
    ('.kumu.json', '.json')
    """
    double = "".join(path.suffixes[-2:]).lower()
    return double if double in _WRITERS else path.suffix.lower()


def files_of(path: Path) -> list[Path]:
    """
    Give the files that `write` makes for a path.

    Parameters
    ----------
    path
        What `write` is given.

    Returns
    -------
    files
        One, or the two of a pair of CSV files.

    Examples
    --------
    >>> [file.name for file in files_of(Path("eco.csv"))]
    ['eco-actors.csv', 'eco-alliances.csv']
    """
    stem = path.name[: -len(suffix_of(path))]
    names = {".csv": _TABLES, ".gephi.csv": ("nodes", "edges")}.get(suffix_of(path))
    return [path.with_name(f"{stem}-{name}.csv") for name in names] if names else [path]


def _write_json(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write node-link JSON."""
    copy = nx.MultiDiGraph(ecomap=facts_of(G))
    copy.add_nodes_from((node, packed(d)) for node, d in G.nodes(data=True))
    for source, target, key, data in G.edges(keys=True, data=True):
        copy.add_edges_from([(source, target, key, packed(data))])
    data = nx.node_link_data(copy, edges="edges")
    files.write_text(path, json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    return []


def _write_gexf(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write GEXF."""
    with files.replacing(path) as beside:
        return write_gexf(G, beside).lost


def _write_graphml(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write GraphML."""
    flat = flat_copy(G)
    flat.H.graph["ecomap"] = xml_text(json.dumps(facts_of(G), ensure_ascii=False))
    with files.replacing(path) as beside:
        nx.write_graphml(flat.H, beside, encoding="utf-8")
    return flat.lost


def _write_cx2(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write CX2."""
    text, flat = written_cx2(G)
    files.write_text(path, text)
    return flat.lost


def _write_parquet(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write the two tables as a folder of Parquet files, what G says of itself in the first."""
    pa, pq = _pyarrow()
    facts = {b"ecomap": json.dumps(facts_of(G), ensure_ascii=False).encode()}
    mixed: set[str] = set()
    with files.replacing_folder(path) as beside:
        for name, table in zip(_TABLES, to_tables(G), strict=True):
            plain, odd = _uniform(table.reset_index())
            mixed |= odd
            stored = pa.Table.from_pandas(plain, preserve_index=False)
            stored = stored.replace_schema_metadata({**(stored.schema.metadata or {}), **facts})
            pq.write_table(stored, beside / f"{name}.parquet")
    return lost("lost_types", columns=mixed)


def _uniform(table: pd.DataFrame) -> tuple[pd.DataFrame, set[str]]:
    """Write as text the columns whose cells are of several types; give their names."""
    odd = {
        str(column)
        for column in table.columns
        if len(met := {type(value) for value in table[column].dropna().tolist()}) > 1
        and met != {int, float}
    }
    texts = {column: table[column].map(str, na_action="ignore") for column in odd}
    return table.assign(**texts), odd


def _write_workbook(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write the two tables as a workbook."""
    actors, alliances = _as_sheets(G)
    sheets_ = {"Actors": actors, "Alliances": alliances}
    with files.replacing(path) as beside:
        cut = write_workbook(sheets_, beside, title=G.graph.get("title", ""))
    return [*_untold(G), *_cut(cut)]


def _cut(cut: Cut) -> list[Issue]:
    """Say what a workbook left out."""
    return [*lost("cut_cells", n=cut.long), *lost("lost_characters", n=cut.marred)]


def _write_csv(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write the two tables as a pair of CSV files."""
    return [*_untold(G), *_write_pair(_as_sheets(G), files_of(path))]


def _as_sheets(G: nx.MultiDiGraph) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the two tables of G as they are written in sheets."""
    actors, alliances = (table.reset_index() for table in to_tables(G))
    if "sources" in actors and "reference" not in actors:
        # else the heading *sources* would be read as where it is written
        actors["reference"] = None
    return actors, alliances


def _write_pair(tables: Iterable[pd.DataFrame], paths: Sequence[Path]) -> list[Issue]:
    """Write two tables as CSV, both or none."""
    nulls = 0
    with files.replacing_all(paths) as besides:
        for table, beside in zip(tables, besides, strict=True):
            # no program reads a null character from a text file
            nulls += sum(
                "\0" in cell
                for _, column in table.items()
                for cell in column
                if isinstance(cell, str)
            )
            shielded = table.map(_shielded)
            headings = [shield(str(column)) for column in table.columns]
            # the csv module leaves a lone carriage return bare: it would cut the row
            text = shielded.to_csv(
                index=False,
                header=headings,
                lineterminator="\n",
                quoting=csv.QUOTE_ALL if _returns(table) else csv.QUOTE_MINIMAL,
            )
            beside.write_text(text, encoding="utf-8", newline="\n")
    return lost("lost_characters", n=nulls)


def _returns(table: pd.DataFrame) -> bool:
    """Tell whether a cell holds a carriage return."""
    return any(
        "\r" in cell for _, column in table.items() for cell in column if isinstance(cell, str)
    )


def _shielded(cell: object) -> object:
    """Keep a spreadsheet from running a text."""
    return shield(cell.replace("\0", "")) if isinstance(cell, str) else cell


def _untold(G: nx.MultiDiGraph) -> list[Issue]:
    """Say what tables do not hold of what G says of itself."""
    silent = {"sources", "issues", "order", "left_out"}
    facts = {name for name, value in facts_of(G).items() if value and name not in silent}
    remarks = len(G.graph.get("issues", ()))
    return [*lost("lost_facts", columns=facts), *lost("lost_issues", n=remarks)]


def _write_kumu(G: nx.MultiDiGraph, path: Path, *, sheet: bool) -> list[Issue]:
    """Write elements and connections for Kumu, as a workbook or a blueprint."""
    found = nodes_and_ties(G)
    nodes, odd = renamed_apart(found.nodes, kumu.WORDS)
    ties, more = renamed_apart(found.ties, kumu.WORDS)
    renamed = odd | more
    elements, connections = kumu.elements_and_connections(nodes, ties, G.graph.get("lang", "en"))
    said = [*_untold(G), *lost("lost_rows", n=found.unsaid), *lost("renamed", columns=renamed)]
    if not sheet:
        files.write_text(path, kumu.blueprint(elements, connections))
        return said
    with files.replacing(path) as beside:
        cut = write_workbook({"Elements": elements, "Connections": connections}, beside)
    return [*said, *_cut(cut)]


def _write_gephi(G: nx.MultiDiGraph, path: Path) -> list[Issue]:
    """Write nodes and edges for the spreadsheet import of Gephi."""
    found = nodes_and_ties(G)
    nodes, odd = renamed_apart(found.nodes, _GEPHI)
    ties, more = renamed_apart(found.ties, _GEPHI)
    nodes = nodes.reset_index().rename(columns={"id": "Id", "name": "Label"})
    ties = ties.reset_index()
    directed = ties["directed"].eq(True) if "directed" in ties else pd.Series(data=False, index=ties.index)  # noqa: FBT003, E501  # fmt: skip
    # Gephi takes whatever is not "Undirected" for an arrow, an empty cell too
    ties["Type"] = directed.map({True: "Directed", False: "Undirected"})
    ties = ties.drop(columns="directed", errors="ignore").rename(
        columns={
            "id": "Id", "source": "Source", "target": "Target",
            "name": "Label", "relation": "Kind", "weight": "Weight",
        }
    )  # fmt: skip
    first = [c for c in ("Id", "Source", "Target", "Type", "Kind", "Label", "Weight") if c in ties]
    ties = ties[first + [column for column in ties if column not in first]]
    cut = _write_pair((nodes, ties), files_of(path))
    renamed = lost("renamed", columns=odd | more)
    return [*_untold(G), *lost("lost_rows", n=found.unsaid), *renamed, *cut]


_WRITERS: Final[dict[str, Callable[[nx.MultiDiGraph, Path], list[Issue]]]] = {
    ".json": _write_json,
    ".gexf": _write_gexf,
    ".graphml": _write_graphml,
    ".cx2": _write_cx2,
    ".xlsx": _write_workbook,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".kumu.json": partial(_write_kumu, sheet=False),
    ".kumu.xlsx": partial(_write_kumu, sheet=True),
    ".gephi.csv": _write_gephi,
}
GRAPH_SUFFIXES: Final = (".json", ".gexf", ".graphml", ".cx2")
WRITTEN_SUFFIXES: Final = tuple(_WRITERS)
