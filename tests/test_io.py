"""G to and from files: lossless in JSON, GEXF and GraphML, and clear when a file is not a graph."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ndex2.cx2 import RawCX2NetworkFactory

import ecomap
from ecomap import cli
from ecomap.errors import EcomapError, Issue, SheetError
from ecomap.formats.elements import nodes_and_ties
from ecomap.formats.io import (
    GRAPH_SUFFIXES,
    WRITTEN_SUFFIXES,
    files_of,
    from_reading,
    read,
    read_graph,
    write,
)
from ecomap.graph import from_networkx, from_tables, project, public, to_tables
from ecomap.reading.sheets import read_input
from ecomap.reading.tables import normalise


def ecosystem() -> nx.MultiDiGraph:
    """Make a graph that has every kind of attribute, and names that formats keep for themselves."""
    actors = pd.DataFrame(
        {
            "name": ["Mairie d’Été", "B", "C", "Salon"],
            "kind": ["organisation", "organisation", "network", "event"],
            "model": ["public_action", None, "people", None],
            "fte": [12.5, None, 3.0, None],
            "label": ["x", None, None, None],
            "start": ["2001", None, None, None],
            "viz": ["=1+1", None, None, None],
        },
        index=pd.Index(["a", "b", "c", "fair"], name="id"),
    )
    alliances = pd.DataFrame(
        {
            "source": ["a", None, "b"],
            "target": ["b", None, "fair"],
            "partners": [None, "a|b|c", None],
            "directed": [True, None, False],
            "weight": [2.0, None, None],
            "start": ["2020-05", "2021", None],
            "type": ["grant", None, None],
            "key": ["k", None, "é"],
            "u_for_edge": ["k", None, "é"],
        },
        index=pd.Index(["1", "2", "3"], name="id"),
    )
    G = from_tables(actors, alliances)
    G.graph["title"] = "Un essai"
    G.graph["issues"] = [
        Issue(code="unknown_measure", severity="note", value="x", expected="y", facts={"n": 1})
    ]
    return G


def content(G: nx.MultiDiGraph) -> tuple[dict[Any, Any], ...]:
    """Give all that a graph holds, ready to compare."""
    edges = {(u, v, key): data for u, v, key, data in G.edges(keys=True, data=True)}
    return dict(G.nodes(data=True)), edges, G.graph


@pytest.mark.parametrize("suffix", GRAPH_SUFFIXES)
def test_write_then_read_is_the_same_graph(suffix: str, tmp_path: Path) -> None:
    G = ecosystem()
    file = tmp_path / f"eco{suffix}"
    write(G, file)
    again = read(file)
    G.graph.setdefault("sources", [file.name])
    assert content(again) == content(G)
    for left, right in zip(to_tables(again), to_tables(G), strict=True):
        pd.testing.assert_frame_equal(left, right)


@pytest.mark.parametrize("suffix", GRAPH_SUFFIXES)
def test_writing_leaves_the_graph_as_it_was(suffix: str, tmp_path: Path) -> None:
    G = ecosystem()
    before = repr(content(G))
    write(G, tmp_path / f"eco{suffix}")
    assert repr(content(G)) == before


def test_other_programs_read_what_is_written(tmp_path: Path) -> None:
    G = ecosystem()
    write(G, tmp_path / "eco.gexf")
    write(G, tmp_path / "eco.graphml")
    write(G, tmp_path / "eco.json")
    assert nx.read_gexf(tmp_path / "eco.gexf").nodes["a"]["label"] == "Mairie d’Été"
    assert nx.read_graphml(tmp_path / "eco.graphml").nodes["a"]["fte"] == 12.5
    data = json.loads((tmp_path / "eco.json").read_text(encoding="utf-8"))
    assert nx.node_link_graph(data, edges="edges").number_of_edges() == G.number_of_edges()


@pytest.mark.parametrize("writer", [nx.write_gexf, nx.write_graphml])
def test_graphs_of_other_programs_are_read(writer: object, tmp_path: Path) -> None:
    H = nx.Graph([("a", "b", {"weight": 3.0})])
    H.nodes["a"]["label"] = "Alpha"
    file = tmp_path / ("g.gexf" if writer is nx.write_gexf else "g.graphml")
    assert callable(writer)
    writer(H, file)
    G = read_graph(file)
    assert G.nodes["a"]["name"] == "Alpha"
    assert [data["weight"] for *_, data in G.edges(data=True)] == [3.0]


def test_json_of_networkx_before_3_6_is_read(tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    data = nx.node_link_data(nx.path_graph(["a", "b"]), edges="links")
    file.write_text(json.dumps(data), encoding="utf-8")
    assert read_graph(file).number_of_edges() == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", "not json"),
        ("b.json", "[1, 2]"),
        ("c.json", '{"nodes": []}'),
        ("d.gexf", "<gexf"),
        ("e.graphml", "<html></html>"),
        ("f.gexf", '<?xml version="1.0"?><svg/>'),
    ],
)
def test_a_file_that_is_not_a_graph_is_a_sentence(name: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SheetError) as caught:
        read_graph(file)
    assert caught.value.message("fr").startswith(
        f"{name}\u00a0: Ce fichier ne se lit pas comme un graphe"
    )


def test_what_xml_cannot_write_is_left_out_of_it(tmp_path: Path) -> None:
    G = from_networkx(nx.path_graph(["a", "b"]))
    G.nodes["a"]["note"] = "bell \x07 & <b>"
    for suffix, expected in ((".gexf", "bell  & <b>"), (".json", "bell \x07 & <b>")):
        write(G, tmp_path / f"g{suffix}")
        assert read_graph(tmp_path / f"g{suffix}").nodes["a"]["note"] == expected


def test_an_attribute_of_two_types_becomes_text_in_gexf(tmp_path: Path) -> None:
    G = from_networkx(nx.path_graph(["a", "b"]))
    G.nodes["a"]["size_class"] = 3
    G.nodes["b"]["size_class"] = "large"
    write(G, tmp_path / "g.gexf")
    assert read_graph(tmp_path / "g.gexf").nodes["a"]["size_class"] == "3"


def test_unknown_suffix_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"Cannot write '\.docx'; one of \.json, \.gexf"):
        write(nx.MultiDiGraph(), tmp_path / "a.docx")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_tables_are_written_and_read_back(suffix: str, tmp_path: Path) -> None:
    G = ecosystem()
    write(G, tmp_path / f"eco{suffix}")
    if suffix == ".xlsx":
        sheets = pd.read_excel(tmp_path / "eco.xlsx", sheet_name=None, engine="openpyxl")
        assert list(sheets) == ["Actors", "Alliances", "Lists"]
    else:
        table = pd.read_csv(tmp_path / "eco-actors.csv", index_col="id")
        assert list(table.index) == ["a", "b", "c", "fair"]


def test_a_failed_writing_leaves_the_old_file(tmp_path: Path) -> None:
    G = from_networkx(nx.path_graph(["a", "b"]))
    file = tmp_path / "g.json"
    file.write_text("old", encoding="utf-8")
    G.nodes["a"]["note"] = object()
    with pytest.raises(TypeError):
        write(G, file)
    assert file.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["g.json"]


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
)
VALUES = st.one_of(WORDS, st.booleans(), st.floats(allow_nan=False, allow_infinity=False))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        WORDS.filter(lambda w: w not in {"kind", "model", "membership", "rows"}), VALUES
    )
)
def test_any_attribute_survives_in_json(tmp_path: Path, attributes: dict[str, object]) -> None:
    G = nx.MultiDiGraph(issues=[], order={}, sources=["g.json"])
    G.add_node("a", kind="organisation")
    G.add_nodes_from([("b", attributes)])
    G.add_edges_from([("a", "b", "1", {k: v for k, v in attributes.items() if k != "weight"})])
    write(G, tmp_path / "g.json")
    assert content(read_graph(tmp_path / "g.json")) == content(G)


# --------------------------------------------------------------------------- any ecosystem

TABLES = (".csv", ".xlsx", ".parquet")
EXCHANGED = (".kumu.json", ".kumu.xlsx", ".gephi.csv")
LOSSLESS = (*GRAPH_SUFFIXES, *TABLES)

# Hostile cells: formulas, markup, control characters, line ends, escapes of workbooks.
HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="#"), max_size=8),
    st.sampled_from(
        [
            *("=1+1", "'=1+1", "-2", "@SUM(A1)", "+33", "a\r\nb", "a\rb", "a\tb", "_x0041_"),
            *("</script><b>", "]]>", "&amp;", "a;b", '"', "\x00", "\x0b", "\ufffe", "1,5", "TRUE"),
            *("2020-01-01", "007", "1e5", "a|b", "é" * 300),
        ]
    ),
)
DATES = st.sampled_from([None, "2020", "2021-02", "2019-05-06"])


@st.composite
def ecosystems(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Make the graph of an import: every way of writing an alliance, hostile cells."""
    keys = list("abcdef")
    kinds = st.sampled_from(["organisation", "network", "event"])
    models = st.sampled_from([None, "people", "public_action"])
    actors = pd.DataFrame(
        {
            "id": keys,
            "name": [draw(HOSTILE) for _ in keys],
            "kind": [draw(kinds) for _ in keys],
            "model": [draw(models) for _ in keys],
            "fte": [draw(st.sampled_from([None, 1.0, 12.5])) for _ in keys],
            "note": [draw(HOSTILE) for _ in keys],
        }
    )
    rows = []
    for n in range(draw(st.integers(1, 5))):
        ends = draw(st.lists(st.sampled_from(keys), min_size=2, max_size=5, unique=True))
        row: dict[str, object] = {"id": f"r{n}", "comment": draw(HOSTILE), "start": draw(DATES)}
        row["alliance_group"] = draw(st.sampled_from([None, "g1", "a"]))
        row["weight"] = draw(st.sampled_from([None, 1.0, 2.5]))
        row["directed"] = draw(st.sampled_from([None, True, False]))
        row["relation"] = draw(st.sampled_from([None, "funds", "meets for tea"]))
        if len(ends) > 2:
            row["partners"] = "|".join(ends)
        else:
            row["source"], row["target"] = ends
        rows.append(row)
    normal_actors, normal_alliances, _ = normalise(actors, pd.DataFrame(rows))
    return from_tables(normal_actors, normal_alliances)


def back(G: nx.MultiDiGraph, folder: Path, suffix: str) -> tuple[nx.MultiDiGraph, list[Issue]]:
    """Write a graph and read it again."""
    file = folder / f"eco{suffix}"
    lost = write(G, file)
    if suffix in {*GRAPH_SUFFIXES, ".parquet", ".kumu.json"}:
        return read(file), lost
    return from_reading(read_input(*files_of(file))), lost


def codes(issues: list[Issue]) -> set[str]:
    """Give the codes of remarks."""
    return {issue.code for issue in issues}


@pytest.mark.parametrize("suffix", LOSSLESS)
@settings(max_examples=12)
@given(G=ecosystems())
def test_import_of_an_export_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, G: nx.MultiDiGraph
) -> None:
    again, lost = back(G, tmp_path_factory.mktemp("eco"), suffix)
    if "lost_characters" in codes(lost):
        assert suffix in {".gexf", ".graphml", ".csv", ".xlsx"}
        assert set(again) == set(G)
        assert {key for *_, key in again.edges(keys=True)} == {
            key for *_, key in G.edges(keys=True)
        }
        return
    assert codes(lost) <= {"lost_issues"}
    assert content(again)[:2] == content(G)[:2]
    if suffix in GRAPH_SUFFIXES or suffix == ".parquet":
        assert to_facts(again) == to_facts(G)


def to_facts(G: nx.MultiDiGraph) -> dict[str, Any]:
    """Give what a graph says of itself, its sources aside."""
    return {name: value for name, value in G.graph.items() if name != "sources"}


def plain(G: nx.MultiDiGraph) -> list[dict[str, dict[str, object]]]:
    """Give the nodes and ties as other programs hold them; not directed is said by silence."""
    return [
        {
            str(key): {
                str(column): float(value) if column == "weight" else value
                for column, value in row.items()
                if pd.notna(value) and value is not False and column != "alliance_group"
            }
            for key, row in table.to_dict("index").items()
        }
        for table in nodes_and_ties(G)[:2]
    ]


@pytest.mark.parametrize("suffix", EXCHANGED)
@settings(max_examples=8)
@given(G=ecosystems())
def test_nodes_and_ties_come_back_from_kumu_and_gephi(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, G: nx.MultiDiGraph
) -> None:
    again, lost = back(G, tmp_path_factory.mktemp("eco"), suffix)
    if "lost_characters" not in codes(lost):
        assert plain(again) == plain(G)
    ties = {frozenset((u, v)): w for u, v, w in project(G).edges(data="weight")}
    assert {frozenset((u, v)): w for u, v, w in project(again).edges(data="weight")} == ties


# --------------------------------------------------------------------------- other programs


def test_igraph_reads_graphml(tmp_path: Path) -> None:
    G = ecosystem()
    write(G, tmp_path / "eco.graphml")
    g = igraph.Graph.Read_GraphML(str(tmp_path / "eco.graphml"))
    assert (g.vcount(), g.ecount()) == (len(G), G.number_of_edges())
    assert set(g.vs["name"]) >= {"Mairie d’Été", "Salon"}


def test_gephi_finds_colours_sizes_labels_and_days_in_gexf(tmp_path: Path) -> None:
    write(ecosystem(), tmp_path / "eco.gexf")
    H = nx.read_gexf(tmp_path / "eco.gexf")
    assert H.nodes["a"]["viz"]["color"] == {"r": 58, "g": 14, "b": 177, "a": 1.0}
    assert H.nodes["b"]["viz"]["size"] > H.nodes["fair"]["viz"]["size"] > 0
    days = [(data.get("start"), data.get("end")) for *_, data in H.edges(data=True)]
    assert ("2020-05-01", None) in days
    assert H.nodes["2"]["start"] == "2021-01-01"
    text = (tmp_path / "eco.gexf").read_text(encoding="utf-8")
    assert 'version="1.3"' in text
    assert 'timeformat="date"' in text


def test_a_graph_without_arrows_is_written_without(tmp_path: Path) -> None:
    G = from_networkx(nx.path_graph(["b", "a", "c"]))
    for suffix, reader in ((".gexf", nx.read_gexf), (".graphml", nx.read_graphml)):
        write(G, tmp_path / f"g{suffix}")
        assert not reader(tmp_path / f"g{suffix}").is_directed()
        assert sorted(read(tmp_path / f"g{suffix}").edges()) == sorted(G.edges())
    G.edges["b", "a", "b--a"]["directed"] = True
    write(G, tmp_path / "g.gexf")
    assert nx.read_gexf(tmp_path / "g.gexf").is_directed()


def test_gephi_takes_only_alliances_with_a_direction_for_arrows(tmp_path: Path) -> None:
    write(ecosystem(), tmp_path / "eco.gephi.csv")
    edges = pd.read_csv(tmp_path / "eco-edges.csv")
    assert list(edges.columns[:4]) == ["Id", "Source", "Target", "Type"]
    assert edges["Type"].value_counts().to_dict() == {"Undirected": 4, "Directed": 1}
    nodes = pd.read_csv(tmp_path / "eco-nodes.csv")
    assert list(nodes.columns[:2]) == ["Id", "Label"]
    assert set(edges["Source"]) | set(edges["Target"]) <= set(nodes["Id"])


def test_a_blueprint_has_what_kumu_asks_for(tmp_path: Path) -> None:
    write(ecosystem(), tmp_path / "eco.kumu.json")
    data = json.loads((tmp_path / "eco.kumu.json").read_text(encoding="utf-8"))
    assert set(data) == {"elements", "connections"}
    first = data["elements"][0]
    assert [first[name] for name in ("id", "label", "type")] == [
        "a",
        "Mairie d’Été",
        "Public action",
    ]
    keys = {element["id"] for element in data["elements"]}
    assert all({link["from"], link["to"]} <= keys for link in data["connections"])
    assert {link.get("direction") for link in data["connections"]} == {
        "directed",
        "undirected",
        None,
    }


def test_a_blueprint_of_kumu_is_read(tmp_path: Path) -> None:
    file = tmp_path / "project.json"
    made = {
        "elements": [
            {"id": "e1", "label": "Ville", "type": "commune", "tags": ["eau", "air"]},
            {"id": "e2", "label": "École", "attributes": {"fte": 3}},
        ],
        "connections": [
            {"id": "c1", "from": "e1", "to": "e2", "type": "funds", "direction": "directed"}
        ],
        "loops": [],
    }
    file.write_text(json.dumps(made), encoding="utf-8")
    G = read(file)
    assert G.nodes["e1"]["model"] == "public_action"
    assert G.nodes["e1"]["tags"] == "eau|air"
    assert G.nodes["e2"]["fte"] == 3.0
    assert G.edges["e1", "e2", "c1"]["relation"] == "funds"
    assert G.edges["e1", "e2", "c1"]["directed"] is True


def test_cx2_has_the_aspects_of_cytoscape(tmp_path: Path) -> None:
    G = ecosystem()
    write(G, tmp_path / "eco.cx2")
    aspects = json.loads((tmp_path / "eco.cx2").read_text(encoding="utf-8"))
    assert aspects[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert aspects[-1] == {"status": [{"error": "", "success": True}]}
    counts = {one["name"]: one["elementCount"] for one in aspects[1]["metaData"]}
    parts = {name: value for aspect in aspects[2:-1] for name, value in aspect.items()}
    assert counts == {name: len(elements) for name, elements in parts.items()}
    declared = parts["attributeDeclarations"][0]
    types = {"string": str, "double": float, "boolean": bool, "long": int}
    for aspect in ("nodes", "edges"):
        for element in parts[aspect]:
            assert isinstance(element["id"], int)
            for name, value in element["v"].items():
                assert isinstance(value, types[declared[aspect][name]["d"]])
    numbers = {node["id"] for node in parts["nodes"]}
    assert all({edge["s"], edge["t"]} <= numbers for edge in parts["edges"])


def test_ndex_reads_cx2(tmp_path: Path) -> None:
    G = ecosystem()
    write(G, tmp_path / "eco.cx2")
    net = RawCX2NetworkFactory().get_cx2network(str(tmp_path / "eco.cx2"))
    names = {key: node["v"]["id"] for key, node in net.get_nodes().items()}
    assert set(names.values()) == set(G)
    ties = Counter((names[tie["s"]], names[tie["t"]]) for tie in net.get_edges().values())
    assert ties == Counter(G.edges())
    assert net.get_network_attributes()["name"] == "Un essai"
    for node in net.get_nodes().values():
        said = G.nodes[node["v"]["id"]]
        for column in ("kind", "model", "budget_eur"):
            assert node["v"].get(column) == said.get(column)
        # Cytoscape shows names: who has none is called by its identifier
        assert node["v"]["name"] == said.get("name", node["v"]["id"])


def test_cx2_of_another_program_is_read(tmp_path: Path) -> None:
    aspects = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"nodes": [{"id": 7, "v": {"name": "Ville"}}, {"id": 9, "v": {}}]},
        {"edges": [{"id": 0, "s": 7, "t": 9, "v": {"interaction": "funds"}}]},
        {"status": [{"error": "", "success": True}]},
    ]
    (tmp_path / "g.cx2").write_text(json.dumps(aspects), encoding="utf-8")
    G = read(tmp_path / "g.cx2")
    assert dict(G.nodes(data="name")) == {"7": "Ville", "9": "9"}
    assert G.edges["7", "9", "0"]["interaction"] == "funds"


def test_a_workbook_freezes_headings_offers_lists_and_runs_no_formula(tmp_path: Path) -> None:
    G = ecosystem()
    G.nodes["b"]["name"] = "=HYPERLINK(1)"
    write(G, tmp_path / "eco.xlsx")
    book = openpyxl.load_workbook(tmp_path / "eco.xlsx")
    sheet = book["Actors"]
    assert sheet.freeze_panes == "B2"
    heads = [cell.value for cell in sheet[1]]
    cell = sheet.cell(3, heads.index("name") + 1)
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)
    offers = {str(offer.sqref): offer.formula1 for offer in sheet.data_validations.dataValidation}
    column = openpyxl.utils.get_column_letter(heads.index("model") + 1)
    assert offers[f"{column}2:{column}504"].startswith("'Lists'!")
    models = [row[0].value for row in book["Lists"].iter_rows(max_col=1)]
    assert models[0] in {"kinds", "models"}
    frames = pd.read_excel(tmp_path / "eco.xlsx", sheet_name="Actors", engine="openpyxl")
    assert list(frames["id"]) == ["a", "b", "c", "fair"]


def test_csv_runs_no_formula(tmp_path: Path) -> None:
    G = from_networkx(nx.path_graph(["a", "b"]))
    G.nodes["a"].update({"name": "=1+1", "=x": "@y", "note": "'-z"})
    write(G, tmp_path / "g.csv")
    with (tmp_path / "g-actors.csv").open(encoding="utf-8", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@"}]
    again = from_reading(read_input(*files_of(tmp_path / "g.csv")))
    assert again.nodes["a"] == G.nodes["a"]


def test_pandas_reads_parquet(tmp_path: Path) -> None:
    write(ecosystem(), tmp_path / "eco.parquet")
    assert pd.read_parquet(tmp_path / "eco.parquet" / "actors.parquet")["fte"].tolist()[0] == 12.5
    assert len(pd.read_parquet(tmp_path / "eco.parquet" / "alliances.parquet")) == 3


def test_parquet_without_its_extra_gives_the_install_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    G = ecosystem()  # before pyarrow goes, which pandas may need for text
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SheetError) as caught:
        write(G, tmp_path / "eco.parquet")
    assert 'pip install "ecomap[parquet]"' in caught.value.message("fr")
    assert list(tmp_path.iterdir()) == []


# --------------------------------------------------------------------------- what is lost is told


def test_what_a_format_cannot_hold_is_told(tmp_path: Path) -> None:
    G = ecosystem()
    G.nodes["a"]["note"] = "bell \x07"
    G.nodes["b"]["note"] = 3
    G.nodes["c"]["long"] = "x" * 40_000
    told = {suffix: codes(write(G, tmp_path / f"e{suffix}")) for suffix in WRITTEN_SUFFIXES}
    tables = {"lost_facts", "lost_issues"}
    assert told == {
        ".json": set(),
        ".gexf": {"lost_characters", "lost_types"},
        ".graphml": {"lost_characters", "lost_types"},
        ".cx2": {"lost_types"},
        ".parquet": {"lost_types"},
        ".csv": tables,
        ".xlsx": {*tables, "cut_cells"},
        ".kumu.json": {*tables, "renamed"},
        ".kumu.xlsx": {*tables, "cut_cells", "renamed"},
        ".gephi.csv": {*tables, "renamed"},
    }
    for lang in ("fr", "en"):
        assert all(issue.message(lang) for issue in write(G, tmp_path / "e.gexf"))


def test_rows_that_one_tie_stands_for_are_told(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "source": "a", "target": "b", "alliance_group": "g", "role": "lead"},
        {"id": "2", "source": "b", "target": "a", "alliance_group": "g", "role": "guest"},
    ]
    G = from_tables(pd.DataFrame({"name": ["a", "b"]}), pd.DataFrame(rows))
    lost = write(G, tmp_path / "g.kumu.json")
    assert [(issue.code, issue.facts["n"]) for issue in lost] == [("lost_rows", 1)]


def test_a_column_named_as_what_the_graph_says_of_itself_is_kept(tmp_path: Path) -> None:
    for text in ("name,rows\nA,12\n", "from,to,rows\nA,B,12\n"):
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        G = read(tmp_path / "a.csv")
        held = [*dict(G.nodes(data=True)).values(), *[data for *_, data in G.edges(data=True)]]
        assert [data["rows_"] for data in held if "rows_" in data] == ["12"]
        assert content(back(G, tmp_path, ".gexf")[0])[:2] == content(G)[:2]
    H = nx.path_graph(["a", "b"])
    H.nodes["a"]["rows"] = 3
    assert from_networkx(H).nodes["a"]["rows_"] == 3


@pytest.mark.parametrize("rows", ["12", '"x"', '[{"source": "a"}]', "{"])
def test_a_graph_file_that_somebody_spoiled_is_a_sentence(tmp_path: Path, rows: str) -> None:
    file = tmp_path / "g.json"
    write(ecosystem(), file)
    data = json.loads(file.read_text(encoding="utf-8"))
    data["nodes"][0]["rows"] = rows
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(EcomapError) as caught:
        read(file)
    assert caught.value.message("fr") != caught.value.message("en")


# --------------------------------------------------------------------------- safe, accounted for


@pytest.mark.parametrize("suffix", WRITTEN_SUFFIXES)
def test_a_full_disk_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    write(ecosystem(), tmp_path / f"eco{suffix}")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    chmod = Path.chmod

    def full(path: Path, mode: int) -> None:
        # the last step before the renaming: everything has been written by then
        if path.name.startswith(".eco"):
            raise OSError(errno.ENOSPC, "No space left on device")
        chmod(path, mode)

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OSError, match="No space left"):
        write(from_networkx(nx.path_graph(["x", "y"])), tmp_path / f"eco{suffix}")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_both_files_of_a_pair_are_claimed_before_the_work(tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text("source,target\na,b\n", encoding="utf-8")
    (tmp_path / "eco-alliances.csv").write_text("mine", encoding="utf-8")
    assert cli.main(["export", str(links), "-o", str(tmp_path / "eco.csv")]) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["eco-alliances.csv", "links.csv"]
    assert (tmp_path / "eco-alliances.csv").read_text(encoding="utf-8") == "mine"
    assert cli.main(["export", str(links), "-o", str(tmp_path / "eco.csv"), "--force"]) == 0


def test_the_manifest_knows_files_options_and_rows_but_no_place_nor_day(tmp_path: Path) -> None:
    told = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        links = folder / "links.csv"
        links.write_text("from;à\na;b\na;\n", encoding="utf-8")
        words = ["--constant", "alliances.weight=2", "--manifest", str(folder / "m.json")]
        out = folder / "eco.json"
        assert cli.main(["import", str(links), "-o", str(out), *words]) == 0
        told.append((folder / "m.json").read_bytes())
        manifest = json.loads(told[-1])
        assert read(out).graph["manifest"] == manifest
    assert told[0] == told[1]
    digest = hashlib.sha256(b"from;\xc3\xa0\na;b\na;\n").hexdigest()
    assert manifest["inputs"] == [{"file": "links.csv", "bytes": 15, "sha256": digest}]
    assert manifest["rows"] == {"rows": 2, "used": 1, "aside": 1, "merged": 0}
    assert manifest["options"] == {"constants": ["alliances.weight=2"]}
    assert manifest["programs"]["ecomap"] == ecomap.__version__
    assert manifest["issues"]["error"] == 1


def test_the_manifest_of_the_library_is_that_of_the_file(odd17: Path, tmp_path: Path) -> None:
    G = read(odd17)
    names = [one["file"] for one in G.graph["manifest"]["inputs"]]
    assert set(names) >= {"actors.csv", "alliances.csv"}
    rows = G.graph["manifest"]["rows"]
    assert rows["rows"] == rows["used"] + rows["aside"] + rows["merged"]
    for suffix in (".json", ".gexf", ".cx2", ".parquet"):
        write(G, tmp_path / f"odd17{suffix}")
        assert read(tmp_path / f"odd17{suffix}").graph["manifest"] == G.graph["manifest"]


def test_half_a_character_becomes_a_sign_that_can_be_written(tmp_path: Path) -> None:
    nodes = '[{"id": "a", "name": "x\\ud800y"}, {"id": "b", "name": "\\ud83d\\ude00"}]'
    edges = '[{"source": "a", "target": "b"}]'
    file = tmp_path / "g.json"
    file.write_text(f'{{"graph": {{}}, "nodes": {nodes}, "edges": {edges}}}', encoding="utf-8")
    G = public(read_graph(file))
    assert dict(G.nodes(data="name")) == {"a": "x\ufffdy", "b": "\U0001f600"}
