"""The map of France: who stands where, who beside it and why, and what is drawn."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser

from ecomap.errors import GraphError
from ecomap.formats import io
from ecomap.page import pictures
from ecomap.page.geography import ASIDE, geography
from ecomap.page.map import Map
from ecomap.page.svg import svg


def _graph(**actors: dict[str, Any]) -> nx.MultiDiGraph:
    G = nx.MultiDiGraph()
    for node, data in actors.items():
        G.add_node(node, **{"name": node, "kind": "organisation", **data})
    return G


def _inside(point: tuple[float, float], ring: list[float]) -> bool:
    """Tell whether a point is in a ring, by counting the sides that a ray crosses."""
    corners = list(zip(ring[::2], ring[1::2], strict=True))
    x, y = point
    crossed = 0
    for (a, b), (c, d) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (b > y) != (d > y) and x < a + (y - b) / (d - b) * (c - a):
            crossed += 1
    return crossed % 2 == 1


def _land(G: nx.MultiDiGraph, node: str) -> list[int]:
    """List the territories that a node stands on, by their place."""
    layout = geography(G)
    assert layout
    return [
        place
        for place, land in enumerate(layout["lands"])
        if any(_inside(layout["pos"][node], ring) for ring in land["rings"])
    ]


@pytest.mark.parametrize(
    ("latitude", "longitude", "department"),
    [
        (50.63, 3.06, "Nord"),  # Lille
        (43.61, 3.88, "Hérault"),  # Montpellier
        (48.39, -4.49, "Finistère"),  # Brest
        (48.58, 7.75, "Bas-Rhin"),  # Strasbourg
        (43.48, -1.48, "Pyrénées-Atlantiques"),  # Bayonne
        (45.78, 3.08, "Puy-de-Dôme"),  # Clermont-Ferrand
        (42.15, 9.1, "Haute-Corse"),  # Corte, a little south
        (43.7, 7.25, "Alpes-Maritimes"),  # Nice
    ],
)
def test_coordinates_stand_in_their_department(
    latitude: float, longitude: float, department: str
) -> None:
    named = _graph(a={"territory": department})
    exact = _graph(a={"latitude": latitude, "longitude": longitude})
    assert _land(exact, "a") == _land(named, "a") != []


@pytest.mark.parametrize("name", ["Hauts-de-France", "hauts de france", "HAUTS-DE-FRANCE"])
def test_a_region_is_known_however_it_is_typed(name: str) -> None:
    assert geography(_graph(a={"territory": name})) is not None


@pytest.mark.parametrize(
    ("one", "other"), [("Lille", "Nord"), ("59", "Nord"), ("Les Mureaux", "Yvelines")]
)
def test_towns_and_numbers_stand_in_their_department(one: str, other: str) -> None:
    assert _land(_graph(a={"territory": one}), "a") == _land(_graph(a={"territory": other}), "a")


def test_a_name_that_two_towns_have_is_not_guessed() -> None:
    assert geography(_graph(a={"territory": "Saint-Denis"})) is None


def test_whoever_is_nowhere_is_listed_with_the_reason() -> None:
    G = _graph(
        here={"territory": "Paris"},
        country={"territory": "France"},
        level={"territory": "Une zone", "territory_level": "national"},
        two={"territory": "Nord|Hérault"},
        abroad={"latitude": 40.7, "longitude": -74.0},
        odd={"territory": "Atlantide"},
        silent={},
    )
    layout = geography(G)
    assert layout
    counts = {caption["key"]: caption["count"] for caption in layout["captions"]}
    assert counts == {"wider": 4, "unrecognised": 1, "not_given": 1}
    assert set(counts) == set(ASIDE)
    assert set(layout["pos"]) == set(G)
    edge = max(x for land in layout["lands"] for ring in land["rings"] for x in ring[::2])
    aside = {node for node, (x, _) in layout["pos"].items() if x > edge}
    assert aside == set(G) - {"here"}


def test_a_meeting_place_stands_among_its_actors() -> None:
    G = _graph(a={"territory": "Nord"}, b={"territory": "Hérault"}, fair={"kind": "event"})
    G.add_edge("a", "fair", key="a")
    G.add_edge("b", "fair", key="b")
    layout = geography(G)
    assert layout
    pos = layout["pos"]
    assert pos["a"][1] < pos["fair"][1] < pos["b"][1]
    assert not layout["captions"]


def test_actors_of_one_territory_do_not_hide_each_other() -> None:
    layout = geography(_graph(**{f"a{i}": {"territory": "Rhône"} for i in range(30)}))
    assert layout
    points = list(layout["pos"].values())
    least = min(math.dist(p, q) for i, p in enumerate(points) for q in points[:i])
    assert least > 8


def test_numbers_are_finite_and_all_is_in_the_bounds(odd17: Path) -> None:
    layout = geography(io.read(odd17))
    assert layout
    left, top, right, bottom = layout["bounds"]
    rings = [ring for land in layout["lands"] for ring in land["rings"]]
    points = [(x, y) for ring in rings for x, y in zip(ring[::2], ring[1::2], strict=True)]
    for x, y in [*layout["pos"].values(), *points]:
        assert left <= x <= right
        assert top <= y <= bottom
    assert len(layout["lands"]) == 101


def test_the_page_offers_it_only_where_it_tells_something(odd17: Path) -> None:
    G = io.read(odd17)
    keys = [layout["key"] for layout in Map(G).data()["layouts"]]
    assert "geography" not in keys  # nearly all are national
    asked = Map(G, layout="geography").data()
    assert "geography" in [layout["key"] for layout in asked["layouts"]]
    assert {"key": "outlines"} in asked["foot"]["notes"]  # their licence asks to be named
    local = _graph(**{f"a{i}": {"territory": "Gard"} for i in range(5)})
    assert "geography" in [layout["key"] for layout in Map(local).data()["layouts"]]


def test_without_any_territory_it_is_refused() -> None:
    with pytest.raises(GraphError, match="map of France"):
        Map(_graph(a={}), layout="geography")


def test_hostile_territories_are_text() -> None:
    G = _graph(a={"territory": "Nord"}, b={"territory": "</script>|__proto__|\u2028"})
    assert geography(G)
    assert "</script>|__proto__" not in Map(G, layout="geography").html()


def test_its_picture_names_the_source_of_the_outlines(odd17: Path) -> None:
    source = svg(pictures.compose(Map(io.read(odd17), layout="geography").data()))
    assert "CC BY 4.0" in source
    assert "France entière ou au-delà" in source
    assert "Guadeloupe" in source


@pytest.mark.browser
def test_the_page_draws_it(browser: Browser, odd17: Path, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    Map(io.read(odd17), layout="geography", engine="canvas").save(path)
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready='1']")
    source = page.evaluate("eco.svg()")
    assert "Guadeloupe" in source
    assert "France entière ou au-delà" in source
    page.locator("#lang").click()
    assert "Whole of France or beyond" in page.evaluate("eco.svg()")
    context.close()
    assert not faults
