"""What leaves the page: without scripts, as a picture, on paper, inside another page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page

from ecomap import io
from ecomap.graph import public
from ecomap.map import Map

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return io.read(odd17)


@pytest.fixture(scope="module")
def drawn(G: nx.MultiDiGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "map.html"
    Map(G, engine="canvas", source="odd17", date="mars 2026").save(path)
    return path


@pytest.fixture
def still(browser: Browser, drawn: Path) -> Iterator[Page]:
    """Open the page where no script runs."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(drawn.as_uri())
    yield page
    context.close()
    assert not faults


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_without_scripts_the_drawing_has_every_name(still: Page, G: nx.MultiDiGraph) -> None:
    held = still.locator("#still text, #still title").all_text_contents()
    names = {_plain(str(name)) for _, name in public(G).nodes(data="name")}
    assert names <= {_plain(text) for text in held}
    written = still.locator("#still text").all_text_contents()
    cut = [text for text in written if "…" in text]
    assert len(cut) < len(names) / 5  # the others can be read without a pointer


def test_without_scripts_nothing_else_stands_in_the_way(still: Page) -> None:
    assert still.locator("h1").is_visible()
    assert still.locator("#still").is_visible()
    assert still.locator("#noscript").is_visible()
    for hidden in ("#side", "#map", "#tools", "footer", ".skip"):
        assert not still.locator(hidden).is_visible(), hidden
    box = still.locator("#still").bounding_box()
    assert box is not None
    assert box["width"] > 800
    assert "sans orientation" in still.locator("body").inner_text()


def test_without_scripts_a_large_map_names_its_actors(browser: Browser, tmp_path: Path) -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from(
        (f"a{i}", {"name": f"Acteur <b>{i}</b>", "kind": "organisation", "model": "people"})
        for i in range(5200)
    )
    path = tmp_path / "large.html"
    Map(G, engine="canvas").save(path)
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    said = page.locator("body").inner_text()
    assert len(re.findall(r"Acteur <b>\d+</b>", said)) == 5000
    assert "200 autres noms" in said
    context.close()
