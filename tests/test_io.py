"""G to and from files: lossless in JSON, GEXF and GraphML, and clear when a file is not a graph."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomap.errors import Issue, SheetError
from ecomap.graph import from_networkx, from_tables, to_tables
from ecomap.io import GRAPH_SUFFIXES, read, read_graph, write


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
