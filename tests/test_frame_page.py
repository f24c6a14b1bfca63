"""The frame beside the map: only where the data state it, in both languages, with its figures."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from playwright.sync_api import Browser

import ecomap as em
from ecomap.page.frame import frame
from ecomap.page.map import Map
from ecomap.text import LANGUAGES, say

ROOT = Path(__file__).parents[1]
HOSTILE = "</svg><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def synthetic() -> nx.MultiDiGraph:
    return em.read(ROOT / "datasets" / "synthetic_territory")


@pytest.fixture
def small() -> nx.MultiDiGraph:
    """Make six alliances that state a lever, a kilometre and an effect."""
    G = nx.MultiDiGraph()
    for n in range(6):
        G.add_node(f"b{n}", name=HOSTILE, model="people")
        said = {"lever": "regulation", "horizon": "tactical", "impact": "trust", "pillar": "money"}
        G.add_edge("a", f"b{n}", key=str(n), kilometre="first" if n else "first|last", **said)
    G.nodes["a"].update(name=HOSTILE, model="public_action")
    return G


def test_a_map_that_states_nothing_has_no_frame(worked: nx.MultiDiGraph, odd17: Path) -> None:
    assert Map(worked).data()["frame"] == []
    # of the notebook's own ecosystem, types are only proposed
    assert Map(em.read(odd17)).data()["frame"] == []
    page = Map(worked).html()
    assert "frameView" not in page


def test_the_scenario_stands_under_its_banner(synthetic: nx.MultiDiGraph) -> None:
    told = {chapter["title"]["en"]: chapter for chapter in frame(synthetic, list(synthetic))}
    banner = told[say("report_more.scenario", "en")]["sentences"][0]
    for lang in LANGUAGES:
        assert banner[lang] == [say("report_more.scenario_banner", lang)]
    # amounts alone are no frame: nobody asked for a scenario
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", amount_eur=1000.0)
    assert frame(G, list(G)) == []
    G.add_edge("a", "b", key="2", engineering_eur=100.0)
    assert [chapter["title"]["en"] for chapter in frame(G, list(G))] == [
        say("report_more.scenario", "en")
    ]


def test_chapters_come_in_both_languages(small: nx.MultiDiGraph) -> None:
    told = frame(small, list(small))
    titles = [chapter["title"]["fr"] for chapter in told]
    assert titles[0] == "Leviers et trajectoires"
    for chapter in told:
        assert chapter["title"]["fr"] != chapter["title"]["en"]
        for said in [*chapter["sentences"], *chapter["notes"]]:
            runs = [said[lang] for lang in LANGUAGES]
            assert all(runs)
            assert runs[0] != runs[1]
            for run in runs[0] + runs[1]:
                assert isinstance(run, str) or list(small)[run[0]] in small
        for figure in chapter["figures"]:
            for lang in LANGUAGES:
                ET.fromstring(figure["svg"][lang])  # noqa: S314 - ours: is it well formed?


def test_a_hostile_name_stays_text(small: nx.MultiDiGraph) -> None:
    page = Map(small).html()
    assert HOSTILE not in page
    told = json.dumps(frame(small, list(small)))
    assert "<img" not in re.sub(r'\["?\d+"?, "[^"]*"\]', "", told)


@pytest.mark.browser
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tab_tells_the_frame(
    lang: str, synthetic: nx.MultiDiGraph, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    Map(synthetic, size="uniform").save(path)
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    page.goto(f"{path.as_uri()}#tab=frame&lang={lang}")
    page.wait_for_selector("body[data-ready]")
    assert page.locator(".frame section").count() == 7
    assert page.locator(".frame figure svg[role=img]").count() == 13
    chapter = {"fr": "Des ressources aux impacts", "en": "From resources to impacts"}[lang]
    assert page.locator(".frame h3", has_text=chapter).count() == 1
    box = page.locator(".frame figure svg").first.bounding_box()
    assert box is not None
    assert box["width"] > 300
    name = page.locator(".frame .told").first
    words = name.inner_text()
    name.click()
    assert page.locator("#record h2").inner_text() == words
    assert not problems
    page.close()
