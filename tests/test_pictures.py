"""The map without a browser: a true SVG, a PNG of its size, a PDF of one page."""

from __future__ import annotations

import json
import re
import struct
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ecomap.cli import cli, main
from ecomap.errors import EcomapError
from ecomap.formats import io
from ecomap.letters import shorten, width, wrap
from ecomap.page import pictures, shapes
from ecomap.page.map import Map
from ecomap.page.svg import svg
from ecomap.typology import standard

SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS = ("poster", "sectors", "network")
HOSTILE = "</title><script>x()</script>&amp; $\\frac{1}{2}$ \u2028 \x00 {{ 7*7 }} 漢字"


@pytest.fixture(scope="module")
def data(odd17: Path) -> dict[str, Any]:
    found = Map(io.read(odd17), source="odd17", date="mars 2026").data()
    assert {layout["key"] for layout in found["layouts"]} >= set(LAYOUTS)
    return found


@pytest.fixture(scope="module", name="few")
def small_ecosystem() -> nx.MultiDiGraph:
    """Make eight synthetic actors and a meeting place: every mark and stroke, quickly drawn."""
    G = nx.MultiDiGraph(title="Essai", lang="fr")
    for i, model in enumerate([*standard().models, None]):
        facts = {"model": model} if model else {}
        G.add_node(f"a{i}", name=f"Acteur {i}", kind="organisation", **facts)
        if i:
            proof = {"evidence": "proposal"} if i == 1 else {}
            G.add_edge("a0", f"a{i}", key=f"a0--a{i}", **proof)
    G.add_node("p", name="Programme", kind="programme")
    G.add_edges_from([("a1", "p", "a1--p"), ("a2", "p", "a2--p")])
    return G


@pytest.fixture(scope="module")
def sheets(few: nx.MultiDiGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the few actors as a graph file that commands read."""
    path = tmp_path_factory.mktemp("few") / "essai.json"
    io.write(few, path)
    return path


def _parsed(data: dict[str, Any], layout: str) -> ET.Element:
    return ET.fromstring(svg(pictures.compose(data, layout)))  # noqa: S314 - our own


def _texts(root: ET.Element) -> list[str]:
    """Give the text of each text and each tooltip, on one line."""
    found = [*root.iter(f"{SVG}text"), *root.iter(f"{SVG}title")]
    return [" ".join("".join(element.itertext()).split()) for element in found]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_svg_holds_every_name_as_text(data: dict[str, Any], layout: str) -> None:
    texts = _texts(_parsed(data, layout))
    assert {" ".join(name.split()) for name in data["nodes"]["name"]} <= set(texts)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_svg_has_a_mark_for_each_node(data: dict[str, Any], layout: str) -> None:
    picture = pictures.compose(data, layout)
    marks = [shape for shape in picture.shapes if isinstance(shape, shapes.Mark)]
    legend = len(data["groups"]) + 3  # and three sizes
    assert len(marks) == len(data["nodes"]["id"]) + legend


@pytest.mark.parametrize("layout", LAYOUTS)
def test_numbers_are_numbers_and_nothing_is_fetched(data: dict[str, Any], layout: str) -> None:
    source = svg(pictures.compose(data, layout))
    assert not re.search(r"\bnan\b|\binf\b|\bNone\b|undefined", source)
    assert re.findall(r"https?://[^\"]+", source) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"\b(?:href|style|src|on\w+)=|<script|<image|<foreign", source)


def test_title_legend_date_source_and_reading_are_written(data: dict[str, Any]) -> None:
    said = " ".join(_texts(_parsed(data, "poster")))
    assert data["title"]["fr"] in said
    for group in data["groups"]:
        assert group["label"]["fr"] in said
    assert "Source\u00a0: odd17" in said.replace("Source : ", "Source\u00a0: ")
    assert "mars 2026" in said
    assert "Aucun filtre" in said
    assert "sans orientation" in said
    assert "personnes physiques laissées hors" in said


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_sheet_of_paper_says_the_findings(data: dict[str, Any], lang: str) -> None:
    spoken = {**data, "lang": lang}
    on_screen, on_paper = (
        " ".join(_texts(ET.fromstring(svg(picture))))  # noqa: S314 - our own
        for picture in (pictures.compose(spoken), pictures.compose(spoken, paper=True))
    )
    assert len(data["findings"]) >= 5
    for finding in data["findings"]:
        sentence = " ".join(finding["text"][lang].split())
        assert sentence in " ".join(on_paper.split())
        assert sentence not in " ".join(on_screen.split())


def test_no_date_but_the_users(few: nx.MultiDiGraph) -> None:
    found = Map(few).data()
    source = svg(pictures.compose(found))
    assert "Date" not in source
    assert not re.search(r"20(?:2[5-9]|[3-9]\d)-\d\d", source)


def test_everything_stands_on_the_sheet(data: dict[str, Any]) -> None:
    for layout in LAYOUTS:
        picture = pictures.compose(data, layout)
        wide, high = picture.width * picture.unit, picture.height * picture.unit
        for shape in picture.shapes:
            if isinstance(shape, shapes.Line):
                continue
            assert 0 <= shape.x <= wide
            assert 0 <= shape.y <= high
            if isinstance(shape, shapes.Words):
                long = max(width(row, shape.size, bold=shape.bold) for row in shape.rows)
                start = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor]
                assert shape.x - start * long >= -1, shape
                assert shape.x + (1 - start) * long <= wide + 1, shape


def test_names_on_the_poster_keep_to_their_boxes(data: dict[str, Any]) -> None:
    poster = next(layout for layout in data["layouts"] if layout["key"] == "poster")
    for box in poster["boxes"]:
        for node, group in enumerate(data["nodes"]["group"]):
            if group == box["group"]:
                rows = wrap(data["nodes"]["name"][node], box["text"], poster["lines"][node], 13)
                assert max(width(row, 13) for row in rows) <= box["text"]


def test_the_same_seed_gives_the_same_data(data: dict[str, Any], odd17: Path) -> None:
    again = Map(io.read(odd17), source="odd17", date="mars 2026").data()
    assert json.dumps(again) == json.dumps(data)


@pytest.mark.parametrize("suffix", pictures.SUFFIXES)
def test_the_same_map_gives_the_same_bytes(
    few: nx.MultiDiGraph, tmp_path: Path, suffix: str
) -> None:
    first, second = (tmp_path / f"{name}{suffix}" for name in "ab")
    Map(few).save(first)
    Map(few).save(second)
    assert first.read_bytes() == second.read_bytes()


def test_hostile_names_are_text(tmp_path: Path) -> None:
    G = nx.MultiDiGraph()
    G.add_node("a", name=HOSTILE, kind="organisation", model="public_action")
    G.add_node("b", name="b", kind="organisation")
    G.add_edge("a", "b", key="a--b")
    page = Map(G, title=f"{HOSTILE} \ud800", source=HOSTILE, date=HOSTILE)
    for layout in LAYOUTS:
        root = _parsed(page.data(), layout)
        assert {element.tag for element in root.iter()}.isdisjoint({f"{SVG}script"})
        assert any("</title><script>x()</script>&amp;" in text for text in _texts(root))
    for suffix in pictures.SUFFIXES:
        page.save(tmp_path / f"hostile{suffix}")


def test_an_empty_map_can_be_drawn() -> None:
    for layout in LAYOUTS:
        assert _texts(_parsed(Map(nx.MultiDiGraph()).data(), layout))


@pytest.mark.parametrize("scale", [1, 3])
def test_png_has_its_size(few: nx.MultiDiGraph, tmp_path: Path, scale: int) -> None:
    path, data = tmp_path / "map.png", Map(few).data()
    pictures.write(data, path, scale=scale)
    head = path.read_bytes()[:24]
    picture = pictures.compose(data)
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", head[16:24])
    assert wide == pytest.approx(picture.width * scale, abs=2)
    assert high == pytest.approx(picture.height * scale, abs=2)


def test_pdf_is_one_page_lying_down(data: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "map.pdf"
    pictures.write(data, path)
    held = path.read_bytes()
    assert held.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", held)) == 1
    found = re.search(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", held)
    assert found
    wide, high = (float(side) for side in found.groups())
    assert wide / high == pytest.approx(2**0.5, abs=0.01)
    assert b"/FontFile2" in held  # text, in a font that goes with it
    assert b"/CreationDate" not in held


def test_numbers_of_the_painters_are_those_of_the_page() -> None:
    source = (Path(shapes.__file__).parent / "web" / "paint.js").read_text(encoding="utf-8")
    found = re.search(r"RADIUS = \{([^}]+)\}", source)
    assert found
    told = dict(re.findall(r"(\w+): ([\d.]+)", found[1]))
    ours = {
        "least": shapes.LEAST,
        "most": shapes.MOST,
        "place": shapes.PLACE,
        "uniform": shapes.UNIFORM,
    }
    assert {key: float(told[key]) for key in ours} == ours


def test_the_command_draws_each_picture(sheets: Path, tmp_path: Path) -> None:
    for suffix, start in ((".svg", b"<svg"), (".png", b"\x89PNG"), (".pdf", b"%PDF")):
        path = tmp_path / f"map{suffix}"
        done = CliRunner().invoke(cli, ["map", str(sheets), "-o", str(path), "--date", "2026"])
        assert done.exit_code == 0, done.output
        assert path.read_bytes().startswith(start)
    held = (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "Source : essai.json" in held.replace("\u00a0", " ")
    assert "2026" in held


def test_without_matplotlib_the_install_line_is_said(
    sheets: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # as if it were not there
    path = tmp_path / "map.png"
    assert main(["map", str(sheets), "-o", str(path)]) == 1
    assert 'pip install "ecomap[pictures]"' in capsys.readouterr().err
    assert not path.exists()
    assert main(["map", str(sheets), "-o", str(path.with_suffix(".svg"))]) == 0


def test_another_suffix_is_refused(data: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(EcomapError, match=r"\.svg, \.png, \.pdf"):
        pictures.write(data, tmp_path / "map.gif")


@given(st.text(max_size=60), st.floats(2, 200), st.integers(1, 4))
def test_wrapped_lines_fit(text: str, most: float, lines: int) -> None:
    rows = wrap(text, most, lines)
    assert 1 <= len(rows) <= lines
    assert all(width(row) <= most or row in {"", "…"} for row in rows)
    assert shorten(text, most) == text or shorten(text, most).endswith("…")


def test_a_no_break_space_holds_its_words() -> None:
    rows = wrap("Fonds de 300\u202f000\u00a0euros", 9.0, 3)
    assert rows == ["Fonds de", "300\u202f000\u00a0euros"]
    assert wrap("Fonds de 300 000 euros", 9.0, 3) == ["Fonds de 300", "000 euros"]


def test_in_a_crowd_the_first_names_are_written() -> None:
    G = nx.MultiDiGraph(nx.star_graph(399).edges())
    G = nx.MultiDiGraph(((f"a{u}", f"a{v}", f"{u}-{v}") for u, v in G.edges()))
    nx.set_node_attributes(G, {node: f"Acteur {node}" for node in G}, "name")
    nx.set_node_attributes(G, "organisation", "kind")
    picture = pictures.compose(Map(G, layout="network").data())
    written = {shape.rows[0] for shape in picture.shapes if isinstance(shape, shapes.Words)}
    assert "Acteur a0" in written
