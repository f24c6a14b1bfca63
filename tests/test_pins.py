"""Places that stay: last year's map, and marks that somebody moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser

from ecomap.cli import main
from ecomap.formats import io
from ecomap.graph import public
from ecomap.page.layout import Position
from ecomap.page.map import Engine, Map, read_positions

# Where the mark of a node is on the screen.
WHERE = """(id) => {
    const i = eco.index.get(id);
    const view = eco.camera.view();
    const frame = document.getElementById("map").getBoundingClientRect();
    return [
        (eco.xy[2 * i] - view.x) * view.scale + view.width / 2 + frame.left,
        (eco.xy[2 * i + 1] - view.y) * view.scale + view.height / 2 + frame.top,
    ];
}"""

ENGINES: tuple[Engine, ...] = ("vis", "canvas")


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return public(io.read(odd17))


@pytest.fixture(scope="module")
def larger(G: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Add three actors, one of them linked to nobody."""
    H = G.copy()
    for number, partner in enumerate(("le_rameau", "onu", "")):
        H.add_node(f"new{number}", name="Nouveau", kind="organisation", model="people")
        if partner:
            H.add_edge(f"new{number}", partner, key=f"N{number}")
    return H


def _places(page: Map) -> tuple[Position, float]:
    """Give where the nodes of a map stand in its first layout, and how wide it is."""
    data = page.data()
    first = next(layout for layout in data["layouts"] if layout["key"] == data["layout"])
    left, _, right, _ = first["bounds"]
    points = zip(first["xy"][::2], first["xy"][1::2], strict=True)
    return dict(zip(data["nodes"]["id"], points, strict=True)), right - left


def _moved(before: Position, after: Position) -> float:
    """Give the longest way that a node went, along an axis."""
    return max(
        abs(there - here)
        for node, place in before.items()
        for here, there in zip(place, after[node], strict=True)
    )


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("layout", ["poster", "sectors", "network", "geography"])
def test_who_comes_moves_nobody(
    G: nx.MultiDiGraph, larger: nx.MultiDiGraph, tmp_path: Path, layout: str, engine: Engine
) -> None:
    old, path = Map(G, layout=layout, engine=engine), tmp_path / "old.html"
    old.save(path)
    pos = read_positions(path)
    assert set(pos) == set(G)
    if layout != "poster":
        assert _moved(pos, _places(old)[0]) == 0
    for chosen in ENGINES:
        again, wide = _places(Map(larger, pos=pos, engine=chosen))
        assert set(again) == set(larger)
        assert _moved(pos, again) <= 0.01 * wide


def test_last_years_page_is_given_to_the_command(
    G: nx.MultiDiGraph, larger: nx.MultiDiGraph, tmp_path: Path
) -> None:
    for name, graph in (("old", G), ("new", larger)):
        io.write(graph, tmp_path / f"{name}.json")
    old, new = tmp_path / "old.html", tmp_path / "new.html"
    first = ["map", str(tmp_path / "old.json"), "-o", str(old), "--layout", "sectors", "-q"]
    assert main(first) == 0
    then = ["map", str(tmp_path / "new.json"), "-o", str(new), "--positions", str(old), "-q"]
    assert main(then) == 0
    before, after = read_positions(old), read_positions(new)
    assert _moved(before, after) < 0.11


@pytest.mark.browser
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("layout", ["sectors", "network"])
def test_pins_are_saved_and_given_back_to_the_command(
    G: nx.MultiDiGraph, browser: Browser, tmp_path: Path, layout: str, engine: Engine
) -> None:
    Map(G, engine=engine).save(tmp_path / "map.html")
    context = browser.new_context(
        offline=True, reduced_motion="reduce", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri() + f"#layout={layout}")
    page.wait_for_selector("body[data-ready='1']")
    before: dict[str, Any] = json.loads(page.evaluate("eco.positions()"))
    x, y = page.evaluate(WHERE, "onu")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y + 30, steps=3)
    page.mouse.up()
    with page.expect_download() as download:
        page.locator("#save").click()
    saved = tmp_path / "positions.json"
    download.value.save_as(saved)
    context.close()
    pos = read_positions(saved)
    moved = {node for node in pos if pos[node] != tuple(before["positions"][node])}
    assert moved == {"onu"}
    io.write(G, tmp_path / "eco.json")
    again = tmp_path / "again.html"
    args = ["map", str(tmp_path / "eco.json"), "-o", str(again), "--positions", str(saved)]
    assert main([*args, "--engine", engine, "-q"]) == 0
    assert _moved(pos, read_positions(again)) < 0.06
