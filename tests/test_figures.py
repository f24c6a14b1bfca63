"""The figures of a report: true SVG, numbers where they should be, nothing of a cell but text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from ecomap.report import figures, marks
from ecomap.report.figures import Bar, Cell, Flow, Point, Stop
from ecomap.typology import standard

HOSTILE = "</text><script>x()</script>\" onload='x()' &amp; {{ 7*7 }} 漢字"
NAME = re.compile(r"\{.*\}")


def _bars(words: str = "Mécénat") -> str:
    rows = [Bar(words, 0.5, words, reference=0.25, band=(0.1, 0.2)), Bar("b", None, "–")]
    return figures.bars(rows, title=words, desc=words, reference=words, band=words)


def _heat(words: str = "Mécénat") -> str:
    return figures.heat([words], [words, "b"], [[Cell(1.0, words), Cell(None)]], title=words)


def _ternary(words: str = "Mécénat") -> str:
    points = [Point(words, (1, 1, 2), "people"), Point("b", (0, 0, 0))]
    mark = (words, (1.0, 1.0, 1.0))
    corners = (words, words, words)
    return figures.ternary(points, corners, title=words, barycentre=mark, reference=mark)


def _flows(words: str = "Mécénat") -> str:
    columns = [[Stop("a", words, "people")], [Stop("b", words)], [Stop("c", words)]]
    bands = [Flow("a", "b", 3), Flow("b", "c", 2)]
    return figures.flows(columns, bands, title=words, heads=[words] * 3)


def _lines(words: str = "Mécénat") -> str:
    return figures.lines({words: [(2020, 1), (2021, None), (2022, 4)], "b": []}, title=words)


ALL: list[Callable[..., str]] = [_bars, _heat, _ternary, _flows, _lines]
each = pytest.mark.parametrize("draw", ALL, ids=lambda draw: draw.__name__)


def _parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def _all(svg: str, name: str) -> list[ET.Element]:
    return [found for found in _parsed(svg).iter() if found.tag == name]


@each
def test_a_figure_is_svg_that_a_strict_page_can_hold(draw: Callable[..., str]) -> None:
    for element in _parsed(draw()).iter():
        assert element.tag not in {"script", "style", "image", "use", "foreignObject"}
        assert not {key for key in element.attrib if key == "style" or key.startswith("on")}


@each
def test_a_figure_says_what_it_is(draw: Callable[..., str]) -> None:
    root = _parsed(draw("Alliances"))
    assert root.get("role") == "img"
    assert [root[0].tag, root[0].text, root[1].tag] == ["title", "Alliances", "desc"]


@each
def test_hostile_words_stay_words(draw: Callable[..., str]) -> None:
    svg = draw(HOSTILE)
    assert not _all(svg, "script")
    assert "onload" not in {key for element in _parsed(svg).iter() for key in element.attrib}
    assert "7*7" in "".join(_parsed(svg).itertext())


@each
def test_no_mark_leaves_the_figure(draw: Callable[..., str]) -> None:
    svg = draw("Un nom d’alliance qui est plus long que de raison, et même beaucoup plus long")
    _, _, wide, high = map(float, _parsed(svg).attrib["viewBox"].split())
    for box in _all(svg, "rect"):
        x, y = float(box.attrib["x"]), float(box.attrib["y"])
        assert 0 <= x <= x + float(box.attrib["width"]) <= wide + 0.1
        assert 0 <= y <= y + float(box.attrib["height"]) <= high
    for dot in _all(svg, "circle"):
        assert 0 <= float(dot.attrib["cx"]) <= wide
        assert 0 <= float(dot.attrib["cy"]) <= high


def test_every_model_has_its_colour_in_both_themes() -> None:
    for theme in ("light", "dark"):
        declared = marks.palette(theme)
        for model, term in standard().terms("models").items():
            assert f"--m-{model}:{term[f'color_{theme}']};" in declared


def _box(svg: str, kind: str) -> dict[str, float]:
    """Give the place of the first rectangle of a kind."""
    found = next(box for box in _all(svg, "rect") if kind in box.attrib["class"].split())
    return {key: float(found.attrib[key]) for key in ("x", "width")}


def test_a_bar_is_as_long_as_its_value() -> None:
    svg = figures.bars([Bar("a", 2, color="people"), Bar("b", 4)], title="t", high=4)
    assert _box(svg, "m-none")["width"] == pytest.approx(
        2 * _box(svg, "m-people")["width"], abs=0.2
    )


def test_a_bar_below_zero_goes_to_the_left() -> None:
    svg = figures.bars(
        [Bar("a", -0.5, color="people"), Bar("b", 0.5)], title="t", low=-1.0, high=1.0
    )
    left, right = _box(svg, "m-people"), _box(svg, "m-none")
    assert left["x"] + left["width"] == pytest.approx(right["x"])


def test_an_unknown_value_has_words_and_no_bar() -> None:
    svg = figures.bars([Bar("a", None, "inconnu")], title="t")
    assert not _all(svg, "rect")
    assert "inconnu" in "".join(_parsed(svg).itertext())


def test_shades_grow_with_the_value() -> None:
    svg = figures.heat(["a"], ["x", "y"], [[Cell(1, "1"), Cell(4, "4")]], title="t")
    shades = [float(box.attrib["fill-opacity"]) for box in _all(svg, "rect")]
    assert shades[1] == pytest.approx(4 * shades[0], abs=0.02)


def test_a_table_of_a_thing_by_itself_numbers_its_columns() -> None:
    svg = figures.heat(["a", "b"], ["a", "b"], [[Cell(1)] * 2] * 2, title="t")
    texts = [element.text for element in _all(svg, "text")]
    assert texts[:2] == ["1", "2"]
    assert {"1. a", "2. b"} <= set(texts)


def test_a_point_stands_where_its_shares_say() -> None:
    corners = ("x", "y", "z")
    points = [Point(n, s) for n, s in zip(corners, [(1, 0, 0), (0, 2, 0), (0, 0, 3)], strict=True)]
    svg = figures.ternary([*points, Point("m", (1, 1, 1))], corners, title="t")
    places = [(float(dot.attrib["cx"]), float(dot.attrib["cy"])) for dot in _all(svg, "circle")]
    x, y, z, middle = places
    assert math.dist(x, y) == pytest.approx(math.dist(y, z), abs=1)
    assert middle == pytest.approx(((x[0] + y[0] + z[0]) / 3, (x[1] + y[1] + z[1]) / 3), abs=1)


def test_points_of_one_place_are_one_mark_that_counts_them() -> None:
    svg = figures.ternary(
        [Point("a", (1, 0, 0)), Point("b", (2, 0, 0))], ("x", "y", "z"), title="t"
    )
    assert len(_all(svg, "circle")) == 1
    assert "a (×2)" in "".join(_parsed(svg).itertext())


def test_bands_are_as_wide_as_their_amounts() -> None:
    columns = [[Stop("a", "A")], [Stop("b", "B"), Stop("c", "C")]]
    svg = figures.flows(columns, [Flow("a", "b", 3), Flow("a", "c", 1)], title="t")
    wide = [float(path.attrib["stroke-width"]) for path in _all(svg, "path")]
    assert wide[0] == pytest.approx(3 * wide[1], abs=0.2)


def test_a_missing_year_cuts_the_line() -> None:
    svg = figures.lines({"V": [(2020, 1), (2021, None), (2022, 2)]}, title="t")
    assert _all(svg, "path")[0].attrib["d"].count("M") == 2


def test_words_too_wide_for_a_cell_go_on_two_lines() -> None:
    row = [Cell(1, "12,86 (35)")] * 6
    svg = figures.heat(["a"], [str(n) for n in range(6)], [row], title="t")
    texts = [element.text for element in _all(svg, "text")]
    assert texts.count("12,86") == texts.count("(35)") == 6
