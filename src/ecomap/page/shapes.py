"""
What a picture of the map is made of: paths, marks and words, in the units of a layout.

The painters (`ground`, `naming`, `legend`) give shapes; `svg` and `paper` write
them. What the painters share is here too: the sheet on which the map stands,
the colours of ink and paper that the page has by day, the sizes of marks.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

__all__ = [
    "DIAMOND",
    "FREE",
    "LEAST",
    "MARGIN",
    "MOST",
    "PLACE",
    "SCREEN",
    "SIDE",
    "SQUARE",
    "UNIFORM",
    "UNWRITABLE",
    "Command",
    "Data",
    "Line",
    "Mark",
    "Picture",
    "Points",
    "Shape",
    "Sheet",
    "Words",
    "by_weight",
    "color_of",
    "names_of",
    "polar",
    "radii_of",
    "radius_of",
    "scale_of",
    "sizing",
    "theme_of_day",
]

Data = Mapping[str, Any]
Points = Sequence[tuple[float, float]]
Command = tuple[str, tuple[float, ...]]


# The painters of the page (paint.js) have the same numbers; a test compares them.
LEAST: Final = 4.8
MOST: Final = 10.5
PLACE: Final = 5.6
UNIFORM: Final = 6.0
FREE: Final = 1.45

SCREEN: Final = 1150.0  # a map this wide is drawn as on a laptop, a wider one from farther
SIDE: Final = 232.0
MARGIN: Final = 28.0
DIAMOND: Final = 1.2
SQUARE: Final = 0.88

# What XML cannot hold: control characters and halves of characters.
UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Line(NamedTuple):
    """A path: commands M, L, Q and Z with their numbers, and how it is drawn."""

    path: Sequence[Command]
    fill: str = ""
    stroke: str = ""
    thick: float = 1.0
    alpha: float = 1.0
    dash: tuple[float, ...] = ()


class Mark(NamedTuple):
    """The mark of a node; `name` says what the picture does not write in full."""

    shape: str
    x: float
    y: float
    radius: float
    color: str
    ground: str
    name: str = ""


class Words(NamedTuple):
    """A text of one or several lines, `y` being the middle of the first."""

    rows: list[str]
    x: float
    y: float
    size: float
    color: str
    bold: bool = False
    step: float = 0.0
    anchor: str = "start"
    halo: str = ""


Shape = Line | Mark | Words


class Picture(NamedTuple):
    """What is drawn, in units, and its size in pixels of a laptop."""

    title: str
    lang: str
    ground: str
    width: float
    height: float
    unit: float
    shapes: list[Shape]


class Sheet(NamedTuple):
    """What the painters need: data, layout, and where the map stands on the sheet."""

    data: Data
    layout: Data
    lang: str
    theme: Mapping[str, str]
    unit: float  # of the layout, for a pixel of a laptop's screen
    shift: tuple[float, float]

    def at(self, place: int) -> tuple[float, float]:
        """
        Give the point of a node on the sheet.

        Parameters
        ----------
        place
            Number of a node.

        Returns
        -------
        point
            On the sheet, x and y, in units.
        """
        x, y = self.layout["xy"][2 * place : 2 * place + 2]
        return x + self.shift[0], y + self.shift[1]

    def say(self, words: Mapping[str, str]) -> str:
        """
        Give words in the language of the picture.

        Parameters
        ----------
        words
            The same in each language.

        Returns
        -------
        text
            In that of the picture.
        """
        return words[self.lang]


@cache
def theme_of_day() -> dict[str, str]:
    """
    Read the colours of ink and paper that the page has by day.

    Returns
    -------
    theme
        Colours by the name that the style gives them.
    """
    style = (files("ecomap.page") / "web" / "map.css").read_text(encoding="utf-8")
    light = style[: style.index("}")]
    return dict(re.findall(r"--(\w+):\s*(#[0-9a-f]{6})", light))


def color_of(sheet: Sheet, group: int) -> str:
    """
    Give the colour of a group by day.

    Parameters
    ----------
    sheet
        What is drawn.
    group
        Number of the group.

    Returns
    -------
    color
        ``#rrggbb``.
    """
    return str(sheet.data["groups"][group]["color"][0])


def polar(angle: float, radius: float) -> tuple[float, float]:
    """
    Give the point at an angle, clockwise from the east, and a distance from the middle.

    Parameters
    ----------
    angle
        In radians.
    radius
        In units.

    Returns
    -------
    point
        x and y, y growing downward.
    """
    return radius * math.cos(angle), radius * math.sin(angle)


def radii_of(sheet: Sheet) -> list[float]:
    """
    Give the radius of each mark: its area grows with the measure.

    Parameters
    ----------
    sheet
        What is drawn.

    Returns
    -------
    radii
        One per node, in units.
    """
    nodes = sheet.data["nodes"]
    measure = sizing(sheet.data)
    values = measure["values"] if measure else [None] * len(nodes["id"])
    low, high = scale_of(values)
    free = 1.0 if "boxes" in sheet.layout else FREE
    return [
        max(2 * sheet.unit, free * (PLACE if place else radius_of(value, low, high)))
        for place, value in zip(nodes["place"], values, strict=True)
    ]


def sizing(data: Data) -> Data | None:
    """
    Find the measure that gives the sizes.

    Parameters
    ----------
    data
        What `ecomap.page.map.Map.data` gives.

    Returns
    -------
    measure
        Its words and values; None if marks are all alike.
    """
    return next((item for item in data["measures"] if item["key"] == data["size"]), None)


def scale_of(values: Iterable[float | None]) -> tuple[float, float]:
    """
    Give the lowest and the highest value of a scale; it begins at 0 if it can.

    Parameters
    ----------
    values
        Of the nodes; None where not known.

    Returns
    -------
    ends
        Both 0 if nothing is known.
    """
    known = [value for value in values if value is not None]
    return (min(0.0, *known, 0.0), max(known)) if known else (0.0, 0.0)


def radius_of(value: float | None, low: float, high: float) -> float:
    """
    Give the radius for a value on a scale; the least where it is not known.

    Parameters
    ----------
    value
        None where it is not known.
    low, high
        Ends of the scale.

    Returns
    -------
    radius
        From `LEAST` to `MOST`; `UNIFORM` if the scale has no length.
    """
    if low == high:
        return UNIFORM if value is None else LEAST
    share = ((low if value is None else value) - low) / (high - low)
    return math.sqrt(LEAST**2 + (MOST**2 - LEAST**2) * share)


def names_of(data: Data, lang: str) -> list[str]:
    """
    Give the names of the nodes in a language.

    Parameters
    ----------
    data
        What `ecomap.page.map.Map.data` gives.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    names
        One per node.
    """
    english = data["nodes"].get("name_en") if lang == "en" else None
    named = data["nodes"]["name"]
    return [en or name for en, name in zip(english, named, strict=True)] if english else named


def by_weight(data: Data) -> list[int]:
    """
    List the nodes, the highest measure first, then the most lines.

    Parameters
    ----------
    data
        What `ecomap.page.map.Map.data` gives.

    Returns
    -------
    nodes
        Their numbers.
    """
    measure = sizing(data)
    count = Counter(data["lines"]["from"])
    count.update(data["lines"]["to"])
    values = measure["values"] if measure else [None] * len(data["nodes"]["id"])
    weight = [-count[node] * 1e-9 if v is None else -v for node, v in enumerate(values)]
    return sorted(range(len(weight)), key=weight.__getitem__)
