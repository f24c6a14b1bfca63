"""
The map as a picture, without a browser: SVG, PNG, PDF.

The data of the page is composed once, as a list of paths, marks and words in
the units of the layout, with title, legend and foot; then it is written. SVG
needs nothing; PNG and PDF are drawn by matplotlib (the extra ``pictures``),
which brings a font with the accents of European languages. Colours of models
are data; those of ink and paper are read from the style of the page.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import escape

from ecomap.errors import EcomapError, Issue
from ecomap.files import replacing, write_text
from ecomap.letters import shorten, width, wrap
from ecomap.text import number, say

__all__ = ["SUFFIXES", "Line", "Mark", "Picture", "Words", "compose", "still", "svg", "write"]

SUFFIXES: Final = (".svg", ".png", ".pdf")

Data = Mapping[str, Any]
Points = Sequence[tuple[float, float]]
Command = tuple[str, tuple[float, ...]]

FONT: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans',"
    " 'DejaVu Sans', Arial, sans-serif"
)

# The painters of the page (paint.js) have the same numbers; a test compares them.
LEAST: Final = 4.8
MOST: Final = 10.5
PLACE: Final = 5.6
UNIFORM: Final = 6.0
_FREE: Final = 1.45
_TITLE: Final = 14.5
_MOST_LINES: Final = 12_000

_SCREEN: Final = 1150.0  # a map this wide is drawn as on a laptop, a wider one from farther
_SIDE: Final = 232.0
_MARGIN: Final = 28.0
_DIAMOND: Final = 1.2
_SQUARE: Final = 0.88

# Points of paper: an A4 page lying down, as long as names stay readable on it, else A3.
_A4: Final = (841.89, 595.28)
_A3: Final = (1190.55, 841.89)
_READABLE: Final = 6.0

# Nodes that a page draws where no script runs, and that it names: beyond, it would be too heavy.
_DRAWN_STILL: Final = 600
_NAMED_STILL: Final = 5000

# What XML cannot hold: control characters and halves of characters.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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


class _Sheet(NamedTuple):
    """What the painters need: data, layout, and where the map stands on the sheet."""

    data: Data
    layout: Data
    lang: str
    theme: Mapping[str, str]
    unit: float  # of the layout, for a pixel of a laptop's screen
    shift: tuple[float, float]

    def at(self, place: int) -> tuple[float, float]:
        """Give the point of a node on the sheet."""
        x, y = self.layout["xy"][2 * place : 2 * place + 2]
        return x + self.shift[0], y + self.shift[1]

    def say(self, words: Mapping[str, str]) -> str:
        """Give words in the language of the picture."""
        return words[self.lang]


# --------------------------------------------------------------------------- composing


def compose(data: Data, layout: str | None = None, *, bare: bool = False) -> Picture:
    """
    Compose the picture of a map.

    Parameters
    ----------
    data
        What `ecomap.page.map.Map.data` gives.
    layout
        Key of a layout of the data; the one shown first if None.
    bare
        Whether the map stands alone, without title, legend and foot.

    Returns
    -------
    picture
        Shapes in the order in which they are drawn.
    """
    chosen = _chosen(data, layout)
    left, top, right, bottom = chosen["bounds"]
    unit = max(1.0, (right - left) / _SCREEN)
    theme = _theme()
    margin = (_MARGIN if not bare else 4.0) * unit
    side = 0.0 if bare else (_SIDE + _MARGIN) * unit
    title = [] if bare else _title(data, unit, theme, margin, side + right - left)
    head = title[-1].y + 40 * unit if title else margin
    shift = (margin + side - left, head - top)
    sheet = _Sheet(data, chosen, data["lang"], theme, unit, shift)
    marks, silent = _marks(sheet)
    drawing: list[Shape] = [*_ground(sheet), *_ties(sheet), *marks]
    wide, low = 2 * margin + side + right - left, head + bottom - top
    if not bare:
        legend, end = _legend(sheet, margin, head)
        notes = _notes(data, sheet.lang)
        if silent:
            notes.append(say("pictures.too_many_names", sheet.lang, n=silent))
        place = (margin, max(low, end) + 22 * unit)
        foot, low = _foot(sheet, notes, place, wide - 2 * margin)
        drawing += [*title, *legend, *foot]
    return Picture(
        _UNWRITABLE.sub("\ufffd", data["title"][data["lang"]]),
        data["lang"],
        theme["ground"],
        wide / unit,
        (low + margin) / unit,
        unit,
        drawing,
    )


def _chosen(data: Data, layout: str | None) -> Data:
    """Find a layout by its key."""
    wanted = layout or data["layout"]
    found: Data = next(item for item in data["layouts"] if item["key"] == wanted)
    return found


@cache
def _theme() -> dict[str, str]:
    """Read the colours of ink and paper that the page has by day."""
    style = (files("ecomap.page") / "web" / "map.css").read_text(encoding="utf-8")
    light = style[: style.index("}")]
    return dict(re.findall(r"--(\w+):\s*(#[0-9a-f]{6})", light))


def _title(
    data: Data, unit: float, theme: Mapping[str, str], margin: float, room: float
) -> list[Words]:
    """Write the title, and over it that a map is internal."""
    lang = data["lang"]
    size, y = 24 * unit, margin + 14 * unit
    rows = wrap(data["title"][lang], room / 1.09, 2, size)
    band = [Words([say("page.internal", lang)], margin, y, 15 * unit, theme["alert"], bold=True)]
    band = band if data["internal"] else []
    y += 28 * unit * len(band)
    step = 30 * unit
    lines = [
        Words([row], margin, y + k * step, size, theme["ink"], bold=True)
        for k, row in enumerate(rows)
    ]
    return band + lines


def _color(sheet: _Sheet, group: int) -> str:
    """Give the colour of a group by day."""
    return str(sheet.data["groups"][group]["color"][0])


# --------------------------------------------------------------------------- ground


def _ground(sheet: _Sheet) -> Iterator[Shape]:
    """Draw what stands behind the actors."""
    for land in sheet.layout.get("lands", ()):
        yield from _land(sheet, land)
    for box in sheet.layout.get("boxes", ()):
        yield from _box(sheet, box)
    for head in sheet.layout.get("heads", ()):
        yield from _head(sheet, head)
    for hull in sheet.layout.get("hulls", ()):
        if hull["points"]:
            yield Line(_polygon(sheet, hull["points"]), _color(sheet, hull["group"]), alpha=0.07)
    for sector in sheet.layout.get("sectors", ()):
        path = _polygon(sheet, _around(sector))
        yield Line(path, _color(sheet, sector["group"]), alpha=0.07)


def _around(sector: Data) -> list[tuple[float, float]]:
    """Give the outline of a sector: out along its outer arc, back along the inner one."""
    steps = max(1, math.ceil((sector["end"] - sector["start"]) / 0.05))
    turn = (sector["end"] - sector["start"]) / steps
    angles = [sector["start"] + turn * k for k in range(steps + 1)]
    outer = [_polar(angle, sector["outer"]) for angle in angles]
    return outer + [_polar(angle, sector["inner"]) for angle in reversed(angles)]


def _polar(angle: float, radius: float) -> tuple[float, float]:
    """Give the point at an angle, clockwise from the east, and a distance from the middle."""
    return radius * math.cos(angle), radius * math.sin(angle)


def _land(sheet: _Sheet, land: Data) -> Iterator[Shape]:
    """Draw the outline of a territory, and its name if it is an inset."""
    theme, (across, down) = sheet.theme, sheet.shift
    for ring in land["rings"]:
        path = _polygon(sheet, list(zip(ring[::2], ring[1::2], strict=True)))
        yield Line(path, theme["line"], theme["muted"], 0.7 * sheet.unit, 0.4)
    if "name" in land:
        left, bottom = land["rings"][0][0], land["rings"][0][5]
        yield Words([land["name"]], left + across, bottom + 9 + down, 11, theme["ink"])


def _captions(sheet: _Sheet, taken: _Taken) -> Iterator[Words]:
    """Say over each list beside the outlines why its actors are on none."""
    for caption in sheet.layout.get("captions", ()):
        text = say(f"pictures.aside_{caption['key']}", sheet.lang, n=caption["count"])
        x, y = caption["x"] + sheet.shift[0], caption["y"] + sheet.shift[1]
        size = 13 * sheet.unit
        taken.add((x, y - 0.6 * size, x + width(text, size, bold=True), y + 0.6 * size))
        yield Words([text], x, y, size, sheet.theme["ink"], bold=True)


def _box(sheet: _Sheet, box: Data) -> Iterator[Shape]:
    """Draw the frame of a group, and its title."""
    color, large = _color(sheet, box["group"]), sheet.layout["large"]
    x, y = box["x"] + sheet.shift[0], box["y"] + sheet.shift[1]
    path = _rounded(x, y, box["width"], box["height"], 9)
    yield Line(path, color, alpha=0.055)
    yield Line(path, "", color, 1.0, 0.32)
    if box["titled"]:
        label = sheet.say(sheet.data["groups"][box["group"]]["label"])
        count = sheet.data["nodes"]["group"].count(box["group"])
        room = box["width"] - 24
        yield from _counted(sheet, label, count, (x + 12, y + 20 * large, room))


def _head(sheet: _Sheet, head: Data) -> Iterator[Shape]:
    """Draw the heading of a family, and the rule under it."""
    family, large = sheet.data["families"][head["family"]], sheet.layout["large"]
    x, y = head["x"] + sheet.shift[0], head["y"] + sheet.shift[1]
    count = sum(sheet.data["nodes"]["group"].count(group) for group in family["groups"])
    place = (x + 1, y + 18 * large, head["width"] - 2)
    yield from _counted(sheet, sheet.say(family["label"]), count, place)
    rule = y + 32.8 * large
    path = [("M", (x, rule)), ("L", (x + head["width"], rule))]
    yield Line(path, "", sheet.theme["ink"], 1.6 * large)


def _counted(
    sheet: _Sheet, label: str, count: int, place: tuple[float, float, float]
) -> Iterator[Words]:
    """Write a title from the left and its count to the right, in the room there is."""
    x, y, room = place
    size = _TITLE * sheet.layout["large"]
    shown = number(count, sheet.lang)
    left = room - width(shown, size) - 8
    fitting = max(0.78 * size, min(size, size * left / width(label, size, bold=True)))
    yield Words([shown], x + room, y, size, sheet.theme["muted"], anchor="end")
    yield Words(
        [shorten(label, left, fitting, bold=True)], x, y, fitting, sheet.theme["ink"], bold=True
    )


def _polygon(sheet: _Sheet, points: Points) -> list[Command]:
    """Give the path around some points of the layout."""
    across, down = sheet.shift
    moved = [(x + across, y + down) for x, y in points]
    return [("M", moved[0]), *(("L", point) for point in moved[1:]), ("Z", ())]


def _rounded(x: float, y: float, wide: float, high: float, r: float) -> list[Command]:
    """Give the path of a rectangle with round corners."""
    right, bottom = x + wide, y + high
    return [
        ("M", (x + r, y)),
        ("L", (right - r, y)),
        ("Q", (right, y, right, y + r)),
        ("L", (right, bottom - r)),
        ("Q", (right, bottom, right - r, bottom)),
        ("L", (x + r, bottom)),
        ("Q", (x, bottom, x, bottom - r)),
        ("L", (x, y + r)),
        ("Q", (x, y, x + r, y)),
        ("Z", ()),
    ]


# --------------------------------------------------------------------------- ties and marks


def _ties(sheet: _Sheet) -> Iterator[Line]:
    """Draw the lines, all in two paths: whole ones, and broken ones."""
    lines = sheet.data["lines"]
    count = len(lines["from"])
    every = max(1, math.ceil(count / _MOST_LINES))
    crowd = math.sqrt(max(1, count))
    alpha = min(0.1, 1.6 / crowd) if "boxes" in sheet.layout else min(0.34, 7 / crowd)
    thick = (0.6 if count > 3000 else 1.0) * sheet.unit  # noqa: PLR2004 - as paint.js
    bends, dashed = _bends(lines), set(lines["dashed"])
    for broken in (False, True):
        path = [
            command
            for line in range(0, count, every)
            if (line in dashed) is broken
            for command in _curve(sheet, line, bends[line])
        ]
        if path:
            dash = (4 * sheet.unit, 3.5 * sheet.unit) if broken else ()
            yield Line(path, "", sheet.theme["ink"], thick, round(alpha, 3), dash)


def _bends(lines: Data) -> list[float]:
    """Bend alliances between the same two partners apart, so that each is seen."""
    met: dict[tuple[int, int], int] = {}
    bends = []
    for u, v in zip(lines["from"], lines["to"], strict=True):
        pair = (min(u, v), max(u, v))
        k = met.get(pair, 0)
        met[pair] = k + 1
        bend = 0.1 + 0.07 * math.ceil(k / 2)
        bends.append((1 if u < v else -1) * (-bend if k % 2 else bend))
    return bends


def _curve(sheet: _Sheet, line: int, bend: float) -> list[Command]:
    """Give the path of a line."""
    (x, y), (u, v) = (sheet.at(sheet.data["lines"][end][line]) for end in ("from", "to"))
    if "sectors" in sheet.layout:  # bundled towards the middle of the ring, as paint.js does
        pull, (across, down) = 0.35 - 0.5 * abs(bend), sheet.shift
        bundled = ((x + u - 2 * across) * pull, (y + v - 2 * down) * pull)
        middle = (bundled[0] + across - (v - y) * 0.06, bundled[1] + down + (u - x) * 0.06)
    else:
        middle = ((x + u) / 2 - (v - y) * bend, (y + v) / 2 + (u - x) * bend)
    return [("M", (x, y)), ("Q", (*middle, u, v))]


def _radii(sheet: _Sheet) -> list[float]:
    """Give the radius of each mark: its area grows with the measure."""
    nodes = sheet.data["nodes"]
    measure = _measure(sheet.data)
    values = measure["values"] if measure else [None] * len(nodes["id"])
    low, high = _range(values)
    free = 1.0 if "boxes" in sheet.layout else _FREE
    return [
        max(2 * sheet.unit, free * (PLACE if place else _radius(value, low, high)))
        for place, value in zip(nodes["place"], values, strict=True)
    ]


def _measure(data: Data) -> Data | None:
    """Find the measure that gives the sizes."""
    return next((item for item in data["measures"] if item["key"] == data["size"]), None)


def _range(values: Iterable[float | None]) -> tuple[float, float]:
    """Give the lowest and the highest value of a scale; it begins at 0 if it can."""
    known = [value for value in values if value is not None]
    return (min(0.0, *known, 0.0), max(known)) if known else (0.0, 0.0)


def _radius(value: float | None, low: float, high: float) -> float:
    """Give the radius for a value on a scale; the least where it is not known."""
    if low == high:
        return UNIFORM if value is None else LEAST
    share = ((low if value is None else value) - low) / (high - low)
    return math.sqrt(LEAST**2 + (MOST**2 - LEAST**2) * share)


def _marks(sheet: _Sheet) -> tuple[list[Shape], int]:
    """Draw the marks, group by group, then their names; count those that find no room."""
    data = sheet.data
    radii = _radii(sheet)
    names = _names(data, sheet.lang)
    if "boxes" in sheet.layout:
        written, lost = _cell_names(sheet, names)
        silent = 0
    else:
        titles, written, lost = _free_names(sheet, names, radii)
        silent = len(names) - len(written)
        written = titles + written
    ground = sheet.theme["ground"]
    marks = [
        Mark(
            data["groups"][group]["shape"],
            *sheet.at(node),
            radii[node],
            _color(sheet, group),
            ground,
            names[node] if node in lost else "",
        )
        for node, group in sorted(enumerate(data["nodes"]["group"]), key=lambda item: item[1])
    ]
    return [*marks, *written], silent


def _names(data: Data, lang: str) -> list[str]:
    """Give the names of the nodes in a language."""
    english = data["nodes"].get("name_en") if lang == "en" else None
    named = data["nodes"]["name"]
    return [en or name for en, name in zip(english, named, strict=True)] if english else named


def _cell_names(sheet: _Sheet, names: Sequence[str]) -> tuple[list[Words], set[int]]:
    """Write each name in its cell of the poster; tell which had to be cut."""
    layout = sheet.layout
    room = {box["group"]: box["text"] for box in layout["boxes"]}
    font, step = layout["font"], layout["line"]
    written, cut = [], set()
    for node, group in enumerate(sheet.data["nodes"]["group"]):
        x, y = sheet.at(node)
        rows = wrap(names[node], room[group], max(1, layout["lines"][node]), font)
        if " ".join(" ".join(rows).split()) != " ".join(names[node].split()):
            cut.add(node)
        first = y - (len(rows) - 1) / 2 * step
        left = x + layout["indent"] / 2 + 1.5
        written.append(Words(rows, left, first, font, sheet.theme["ink"], step=step))
    return written, cut


# --------------------------------------------------------------------------- free names


class _Taken:
    """Rectangles sorted into the squares of a grid, so that asking costs little."""

    def __init__(self, step: float) -> None:
        self.step = step
        self.squares: dict[tuple[int, int], list[tuple[int, tuple[float, ...]]]] = {}

    def _under(self, box: tuple[float, ...]) -> Iterator[tuple[int, int]]:
        """List the squares under a rectangle: left, top, right, bottom."""
        left, top, right, bottom = (math.floor(side / self.step) for side in box)
        for u in range(left, right + 1):
            for v in range(top, bottom + 1):
                yield u, v

    def add(self, box: tuple[float, ...], owner: int = -1) -> None:
        """Take a rectangle."""
        for square in self._under(box):
            self.squares.setdefault(square, []).append((owner, box))

    def is_free(self, box: tuple[float, ...], owner: int = -2) -> bool:
        """Tell whether nothing of another owner stands in a rectangle."""
        return not any(
            by != owner
            and other[0] < box[2]
            and other[2] > box[0]
            and other[1] < box[3]
            and other[3] > box[1]
            for square in self._under(box)
            for by, other in self.squares.get(square, ())
        )


def _free_names(
    sheet: _Sheet, names: Sequence[str], radii: Sequence[float]
) -> tuple[list[Words], list[Words], set[int]]:
    """Write the titles, then the names that find room, the most important first."""
    taken = _Taken(40 * sheet.unit)
    for node, radius in enumerate(radii):
        x, y = sheet.at(node)
        r = 0.8 * radius
        taken.add((x - r, y - r, x + r, y + r), node)
    titles = [
        *_hull_titles(sheet, taken),
        *_sector_titles(sheet, taken),
        *_captions(sheet, taken),
    ]
    written = []
    lost = set()
    for node in _by_weight(sheet.data):
        words = _beside(sheet, taken, node, names[node], radii[node])
        if words is None or words.rows[0] != names[node]:
            lost.add(node)
        if words is not None:
            written.append(words)
    return titles, written, lost


def _by_weight(data: Data) -> list[int]:
    """List the nodes, the highest measure first, then the most lines."""
    measure = _measure(data)
    count = [0] * len(data["nodes"]["id"])
    for end in (*data["lines"]["from"], *data["lines"]["to"]):
        count[end] += 1
    values = measure["values"] if measure else [None] * len(count)
    weight = [c * 1e-9 if v is None else v for v, c in zip(values, count, strict=True)]
    return sorted(range(len(count)), key=lambda node: -weight[node])


def _hull_titles(sheet: _Sheet, taken: _Taken) -> Iterator[Words]:
    """Write the name of each group over its hull, or under it."""
    size = 14 * sheet.unit
    for hull in sheet.layout.get("hulls", ()):
        if not hull["points"]:
            continue
        across = [x + sheet.shift[0] for x, _ in hull["points"]]
        down = [y + sheet.shift[1] for _, y in hull["points"]]
        text = sheet.say(sheet.data["groups"][hull["group"]]["label"])
        half = width(text, size, bold=True) / 2
        middle = (min(across) + max(across)) / 2
        rows = (min(down) - 0.6 * size, max(down) + 0.6 * size)
        boxes = [(middle - half, y - 0.7 * size, middle + half, y + 0.7 * size) for y in rows]
        box = next((box for box in boxes if taken.is_free(box)), boxes[0])
        taken.add(box)
        yield Words(
            [text],
            middle,
            (box[1] + box[3]) / 2,
            size,
            sheet.theme["ink"],
            bold=True,
            anchor="middle",
            halo=sheet.theme["ground"],
        )


def _sector_titles(sheet: _Sheet, taken: _Taken) -> Iterator[Words]:
    """Write the name of each group outside its sector."""
    size = 14 * sheet.unit
    step = 1.2 * size
    bounds = sheet.layout["bounds"]
    for sector in sheet.layout.get("sectors", ()):
        angle = (sector["start"] + sector["end"]) / 2
        x, y = _polar(angle, sector["outer"] + 0.9 * size)
        right = x >= 0
        # above and below there is room on both sides, beside only up to the edge
        room = max(6 * size, (bounds[2] - x if right else x - bounds[0]) - 6 * sheet.unit)
        text = sheet.say(sheet.data["groups"][sector["group"]]["label"])
        rows = wrap(text, room / 1.09, 3, size)
        high = step * (len(rows) - 1)
        first = y + sheet.shift[1] - high * (0.5 - 0.5 * math.sin(angle))
        left = x + sheet.shift[0]
        long = max(width(row, size, bold=True) for row in rows)
        ends = (left, left + long) if right else (left - long, left)
        taken.add((ends[0], first - 0.7 * size, ends[1], first + high + 0.7 * size))
        anchor = "start" if right else "end"
        ink = sheet.theme["ink"]
        yield Words(rows, left, first, size, ink, bold=True, step=step, anchor=anchor)


def _beside(sheet: _Sheet, taken: _Taken, node: int, name: str, radius: float) -> Words | None:
    """Find room for a name right, left, below or above its mark, shorter if need be."""
    size = 12 * sheet.unit
    x, y = sheet.at(node)
    away, half = radius + 5 * sheet.unit, 0.62 * size
    name = " ".join(name.split())
    for most in (36, 18):
        text = name if len(name) <= most else name[: most - 2].rstrip() + "…"
        long = width(text, size)
        corners = (
            (away, 0.0),
            (-away - long, 0.0),
            (-long / 2, away + half),
            (-long / 2, -away - half),
        )
        for dx, dy in corners:
            box = (x + dx, y + dy - half, x + dx + long, y + dy + half)
            if _on_sheet(sheet, box) and taken.is_free(box, node):
                taken.add(box, node)
                ground = sheet.theme["ground"]
                return Words([text], x + dx, y + dy, size, sheet.theme["ink"], halo=ground)
    return None


def _on_sheet(sheet: _Sheet, box: tuple[float, ...]) -> bool:
    """Tell whether a rectangle stands within the bounds of the map."""
    left, top, right, bottom = map(float, sheet.layout["bounds"])
    across, down = sheet.shift
    return (
        box[0] >= left + across
        and box[2] <= right + across
        and box[1] >= top + down
        and box[3] <= bottom + down
    )


# --------------------------------------------------------------------------- legend and foot


def _legend(sheet: _Sheet, x: float, y: float) -> tuple[list[Shape], float]:
    """Write the legend in a column: groups by family, counts, sizes, strokes."""
    unit, data = sheet.unit, sheet.data
    shapes: list[Shape] = []
    y += 8 * unit
    for family in data["families"]:
        label = sheet.say(family["label"])
        labels = [sheet.say(data["groups"][group]["label"]) for group in family["groups"]]
        if labels != [label]:  # one group of the same name needs no heading
            y = _heading(sheet, shapes, label, x, y)
        for group, text in zip(family["groups"], labels, strict=True):
            y = _row(sheet, shapes, group, text, (x, y))
        y += 8 * unit
    shapes += _plain(sheet, _counts(sheet), x, y, bold=True)
    y += 22 * unit * _lines_of(sheet, _counts(sheet))
    for part in (_scale, _strokes):
        y = part(sheet, shapes, x, y + 8 * unit)
    return shapes, y


def _heading(sheet: _Sheet, shapes: list[Shape], text: str, x: float, y: float) -> float:
    """Write a heading of the legend; give where the next line stands."""
    rows = wrap(text, _SIDE * sheet.unit / 1.09, 2, 12 * sheet.unit)
    step = 15 * sheet.unit
    shapes.append(Words(rows, x, y, 12 * sheet.unit, sheet.theme["muted"], bold=True, step=step))
    return y + step * (len(rows) - 1) + 21 * sheet.unit


def _row(
    sheet: _Sheet, shapes: list[Shape], group: int, text: str, at: tuple[float, float]
) -> float:
    """Write a group of the legend: its mark, its name, how many it has."""
    (x, y), unit, theme = at, sheet.unit, sheet.theme
    given = sheet.data["groups"][group]
    shown = number(sheet.data["nodes"]["group"].count(group), sheet.lang)
    size, step = 13.5 * unit, 17 * unit
    rows = wrap(text, (_SIDE - 26) * unit - width(shown, size) - 8 * unit, 2, size)
    shapes += [
        Mark(given["shape"], x + 8 * unit, y, 6 * unit, _color(sheet, group), theme["ground"]),
        Words(rows, x + 26 * unit, y, size, theme["ink"], step=step),
        Words([shown], x + _SIDE * unit, y, size, theme["muted"], anchor="end"),
    ]
    return y + step * (len(rows) - 1) + 24 * unit


def _counts(sheet: _Sheet) -> str:
    """Count what is drawn, as the page does."""
    places = sum(sheet.data["nodes"]["place"])
    actors = len(sheet.data["nodes"]["id"]) - places
    parts = [say("page.actors", sheet.lang, n=actors)]
    if places:
        parts.append(say("page.places", sheet.lang, n=places))
    return ", ".join([*parts, say("page.alliances", sheet.lang, n=_alliances(sheet.data))])


def _alliances(data: Data) -> int:
    """Count alliances: lines between two actors, and places where two actors meet."""
    place = data["nodes"]["place"]
    met: dict[int, set[int]] = {}
    pairs = 0
    for u, v in zip(data["lines"]["from"], data["lines"]["to"], strict=True):
        if not place[u] and not place[v]:
            pairs += 1
        for here, there in ((u, v), (v, u)):
            if place[here] and not place[there]:
                met.setdefault(here, set()).add(there)
    return pairs + sum(len(actors) > 1 for actors in met.values())


def _plain(sheet: _Sheet, text: str, x: float, y: float, *, bold: bool = False) -> list[Words]:
    """Write a sentence of the legend in its column."""
    size, step = 13 * sheet.unit, 18 * sheet.unit
    rows = wrap(text, _SIDE * sheet.unit / 1.09, 4, size)
    return [Words(rows, x, y, size, sheet.theme["ink"], bold=bold, step=step)]


def _lines_of(sheet: _Sheet, text: str) -> int:
    """Count the lines of a sentence of the legend."""
    return len(wrap(text, _SIDE * sheet.unit / 1.09, 4, 13 * sheet.unit))


def _scale(sheet: _Sheet, shapes: list[Shape], x: float, y: float) -> float:
    """Draw three marks of the sizes that they have, with the numbers they mean."""
    measure, unit = _measure(sheet.data), sheet.unit
    low, high = _range(measure["values"]) if measure else (0.0, 0.0)
    if measure is None or low == high:
        return y
    label = say("page.size_of", sheet.lang, measure=sheet.say(measure["label"]))
    y = _heading(sheet, shapes, label, x, y)
    free = 1.0 if "boxes" in sheet.layout else _FREE
    for k, value in enumerate((low, (low + high) / 2, high)):
        middle = x + (20 + 66 * k) * unit
        radius = free * _radius(value, low, high)
        muted, ground = sheet.theme["muted"], sheet.theme["ground"]
        text = number(float(f"{value:.3g}"), sheet.lang, 6)
        shapes += [
            Mark("circle", middle, y + 4 * unit, radius, muted, ground),
            Words([text], middle, y + 27 * unit, 12 * unit, muted, anchor="middle"),
        ]
    return y + 48 * unit


def _strokes(sheet: _Sheet, shapes: list[Shape], x: float, y: float) -> float:
    """Tell what broken lines mean, where there are."""
    unit, ink = sheet.unit, sheet.theme["ink"]
    if not sheet.data["lines"]["dashed"]:
        return y
    y = _heading(sheet, shapes, say("page.strokes", sheet.lang), x, y)
    for key, dash in (("stroke_plain", ()), ("stroke_dashed", (4 * unit, 3.5 * unit))):
        path = [("M", (x, y)), ("L", (x + 26 * unit, y))]
        shapes += [
            Line(path, "", ink, 1.6 * unit, 1.0, dash),
            Words([say(f"page.{key}", sheet.lang)], x + 36 * unit, y, 12.5 * unit, ink),
        ]
        y += 20 * unit
    return y


def _foot(
    sheet: _Sheet, notes: list[str], place: tuple[float, float], room: float
) -> tuple[list[Words], float]:
    """Write source, date, filters, and what the reader must know of the picture."""
    lang, unit = sheet.lang, sheet.unit
    x, y = place
    data = sheet.data
    facts = [
        data.get("source") and say("pictures.source", lang, names=data["source"]),
        data.get("date") and say("pictures.date", lang, date=data["date"]),
        say("pictures.no_filter", lang),
        say("pictures.made_with", lang),
    ]
    lines = [" · ".join(fact for fact in facts if fact), " ".join(notes)]
    size, step = 11.5 * unit, 16 * unit
    rows = [row for line in lines if line for row in wrap(line, room, 4, size)]
    written = [
        Words([row], x, y + k * step, size, sheet.theme["muted"]) for k, row in enumerate(rows)
    ]
    return written, y + step * (len(rows) - 1)


def _notes(data: Data, lang: str) -> list[str]:
    """Say how it is measured and what is left out, as the foot of the page does."""
    withheld = data["foot"]["withheld"]
    columns = withheld["columns"]
    notes = [
        say(f"page.{note['key']}", lang, **{k: v for k, v in note.items() if k != "key"})
        for note in data["foot"]["notes"]
    ]
    if withheld["persons"]:
        notes.append(say("page.persons_withheld", lang, n=withheld["persons"]) + ".")
    if columns:
        names = ", ".join(columns)
        notes.append(say("page.columns_withheld", lang, n=len(columns), names=names) + ".")
    return notes


# --------------------------------------------------------------------------- SVG


def svg(picture: Picture, *, name: str = "") -> str:
    """
    Write a picture as SVG, its text as text.

    Parameters
    ----------
    picture
        What `compose` gives.
    name
        What the element is called where it stands in a page, as an ``id``.

    Returns
    -------
    source
        One element without a reference to anything; the same picture gives the
        same bytes.

    Examples
    --------
    >>> empty = Picture("No one", "en", "#ffffff", 10, 10, 1.0, [])
    >>> svg(empty).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    wide, high, unit = picture.width, picture.height, picture.unit
    called = f'id="{name}" ' if name else ""
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {called}'
        f'viewBox="0 0 {_n(wide * unit)} {_n(high * unit)}" width="{_n(wide)}"'
        f' height="{_n(high)}" lang="{picture.lang}" role="img" font-family="{FONT}">'
    )
    parts = [
        opening,
        f"<title>{_text(picture.title)}</title>",
        f'<rect width="100%" height="100%" fill="{picture.ground}"/>',
    ]
    for style, shapes in groupby(picture.shapes, _style):
        parts += [f"<g {style}>", *(_element(shape) for shape in shapes), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def _n(value: float) -> str:
    """Write a number shortly; a tenth of a unit is less than one sees."""
    return f"{value:z.1f}".removesuffix(".0")


def _text(text: str) -> str:
    """Write a text so that it is one, whatever it holds."""
    return escape(_UNWRITABLE.sub("\ufffd", text))


def _style(shape: Shape) -> str:
    """Give the attributes that shapes which follow each other share."""
    if isinstance(shape, Line):
        alpha = f' opacity="{shape.alpha:g}"' if shape.alpha < 1 else ""
        dash = f' stroke-dasharray="{" ".join(map(_n, shape.dash))}"' if shape.dash else ""
        stroke = (
            f' stroke="{shape.stroke}" stroke-width="{shape.thick:.2g}" stroke-linecap="round"'
            if shape.stroke
            else ""
        )
        return f'fill="{shape.fill or "none"}"{stroke}{dash}{alpha}'
    if isinstance(shape, Mark):
        if shape.shape == "ring":
            return f'fill="{shape.ground}" stroke="{shape.color}"'
        return f'fill="{shape.color}" stroke="{shape.ground}"'
    bold = ' font-weight="650"' if shape.bold else ""
    anchor = f' text-anchor="{shape.anchor}"' if shape.anchor != "start" else ""
    halo = (
        f' stroke="{shape.halo}" stroke-width="{_n(shape.size / 4)}" stroke-linejoin="round"'
        ' paint-order="stroke"'
        if shape.halo
        else ""
    )
    return f'font-size="{_n(shape.size)}" fill="{shape.color}"{bold}{anchor}{halo}'


def _element(shape: Shape) -> str:
    """Write one shape."""
    if isinstance(shape, Line):
        path = "".join(command + " ".join(map(_n, values)) for command, values in shape.path)
        return f'<path d="{path}"/>'
    if isinstance(shape, Mark):
        return _mark(shape)
    base = shape.y + 0.35 * shape.size  # the middle of small letters, without baseline tricks
    if len(shape.rows) == 1:
        return f'<text x="{_n(shape.x)}" y="{_n(base)}">{_text(shape.rows[0])}</text>'
    # a space ends each line, so that who copies the text copies words
    rows = " ".join(
        f'<tspan x="{_n(shape.x)}" y="{_n(base + k * shape.step)}">{_text(row)}</tspan>'
        for k, row in enumerate(shape.rows)
    )
    return f"<text>{rows}</text>"


def _mark(mark: Mark) -> str:
    """Write a mark in the shape of its family."""
    x, y, r = mark.x, mark.y, mark.radius
    thick = f' stroke-width="{_n(r * 0.36)}"' if mark.shape == "ring" else ""
    if mark.shape == "square":
        side = r * _SQUARE
        start = f'<rect x="{_n(x - side)}" y="{_n(y - side)}" width="{_n(2 * side)}"'
        start += f' height="{_n(2 * side)}"'
    elif mark.shape == "diamond":
        d = r * _DIAMOND
        start = (
            f'<path d="M{_n(x)} {_n(y - d)}l{_n(d)} {_n(d)} {_n(-d)} {_n(d)} {_n(-d)} {_n(-d)}z"'
        )
    else:
        start = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"{thick}'
    tag = start[1 : start.index(" ")]
    return f"{start}><title>{_text(mark.name)}</title></{tag}>" if mark.name else f"{start}/>"


def still(data: Data) -> str:
    """
    Draw what a page shows where no script runs: mail previews, telephones.

    Parameters
    ----------
    data
        What `ecomap.page.map.Map.data` gives.

    Returns
    -------
    source
        The poster as SVG; of a large map the names, group by group, and the
        number of those left out.

    Examples
    --------
    >>> groups = [{"label": {"en": "Public action"}}]
    >>> nodes = {"id": ["a"] * 700, "name": ["Town"] * 700, "group": [0] * 700, "place": [0] * 700}
    >>> none = {"lang": "en", "measures": [], "size": "", "lines": {"from": [], "to": []}}
    >>> foot = {"foot": {"notes": [], "withheld": {"persons": 0, "columns": []}}}
    >>> still({"groups": groups, "nodes": nodes, **none, **foot})[:48]
    '<h2>Public action</h2><p>Town · Town · Town · To'
    """
    foot = f"<p>{_text(' '.join(_notes(data, data['lang'])))}</p>"
    if len(data["nodes"]["id"]) <= _DRAWN_STILL:
        return svg(compose(data, "poster", bare=True), name="still") + foot
    lang = data["lang"]
    first = _by_weight(data)[:_NAMED_STILL]
    names, groups = _names(data, lang), data["nodes"]["group"]
    parts = []
    for group, described in enumerate(data["groups"]):
        if inside := " · ".join(names[node] for node in first if groups[node] == group):
            parts.append(f"<h2>{_text(described['label'][lang])}</h2><p>{_text(inside)}</p>")
    if rest := len(names) - len(first):
        parts.append(f"<p>{_text(say('pictures.more_names', lang, n=rest))}</p>")
    return "".join([*parts, foot])


# --------------------------------------------------------------------------- files


def write(data: Data, path: Path, *, scale: int = 2) -> None:
    """
    Write the picture of a map to a file; its suffix says how.

    Parameters
    ----------
    data
        What `ecomap.page.map.Map.data` gives.
    path
        A file that ends in ``.svg``, ``.png`` or ``.pdf``; one that exists is
        replaced, whole or not at all.
    scale
        Pixels of a PNG for one of a laptop's screen, 1 to 4.

    Raises
    ------
    EcomapError
        If PNG or PDF is asked for and matplotlib is not installed.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        msg = f"{path.name}: a picture ends in {', '.join(SUFFIXES)}."
        raise EcomapError(msg)
    picture = compose(data)
    if suffix == ".svg":
        write_text(path, svg(picture))
        return
    _need_matplotlib(path)
    with replacing(path) as beside:
        if suffix == ".png":
            _write_png(picture, beside, scale)
        else:
            _write_pdf(picture, beside)


def _need_matplotlib(path: Path) -> None:
    """Say how to install what PNG and PDF need, if it is missing."""
    try:
        import matplotlib  # noqa: F401, ICN001, PLC0415 - large, and few need it: an extra
    except ImportError as error:
        install = 'pip install "ecomap[pictures]"'
        facts = {"format": path.suffix.removeprefix(".").upper(), "install": install}
        raise EcomapError(
            issues=[Issue(code="extra_missing", severity="error", facts=facts)]
        ) from error


def _write_png(picture: Picture, path: Path, scale: int) -> None:
    """Write a picture as PNG."""
    figure = _figure(picture, (picture.width, picture.height), 0.0)
    # a file without a date or a version: the same map gives the same bytes
    with _any_script():
        figure.savefig(path, format="png", dpi=72 * scale, metadata={"Software": None})


def _write_pdf(picture: Picture, path: Path) -> None:
    """Write a picture as a PDF of one page lying down, with text that can be searched."""
    import matplotlib as mpl  # noqa: PLC0415 - an extra

    size = _A4 if _shrunk(picture, _A4) * 13 >= _READABLE else _A3
    with mpl.rc_context({"pdf.fonttype": 42}), _any_script():
        figure = _figure(picture, size, 20.0)
        about = {"Title": picture.title, "Creator": "ecomap", "Producer": None}
        figure.savefig(path, format="pdf", metadata={**about, "CreationDate": None})


@contextmanager
def _any_script() -> Iterator[None]:
    """Let letters that the font lacks be drawn as boxes; an SVG has them all."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield


def _shrunk(picture: Picture, size: tuple[float, float], margin: float = 20.0) -> float:
    """Give how much a picture shrinks to fit a page."""
    return min((size[0] - 2 * margin) / picture.width, (size[1] - 2 * margin) / picture.height)


def _figure(picture: Picture, size: tuple[float, float], margin: float) -> Any:  # noqa: ANN401 - an extra's
    """Draw a picture on a figure of a size in points, in its middle."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra

    figure = Figure(figsize=(size[0] / 72, size[1] / 72), facecolor=picture.ground)
    shrink = _shrunk(picture, size, margin)
    wide, high = (side / shrink * picture.unit for side in size)
    left = (wide - picture.width * picture.unit) / 2
    top = (high - picture.height * picture.unit) / 2
    axes = figure.add_axes((0, 0, 1, 1), frame_on=False)
    axes.set(xlim=(-left, wide - left), ylim=(high - top, -top), xticks=[], yticks=[])
    for order, shape in enumerate(picture.shapes):
        for artist in _artists(shape, shrink / picture.unit):
            artist.set_zorder(order)
            axes.add_artist(artist)
    return figure


def _artists(shape: Shape, point: float) -> list[Any]:
    """Give what matplotlib draws for a shape; `point` is the points of a unit."""
    if isinstance(shape, Words):
        # a text with an effect is drawn as outlines: the halo apart, the text stays text
        return [
            _written(shape, row, shape.y + k * shape.step, point, halo=halo)
            for halo in ([True, False] if shape.halo else [False])
            for k, row in enumerate(shape.rows)
        ]
    from matplotlib.patches import PathPatch  # noqa: PLC0415 - an extra

    if isinstance(shape, Line):
        dash = (0, [part / shape.thick for part in shape.dash]) if shape.dash else "-"
        return [
            PathPatch(
                _mpl_path(shape.path),
                facecolor=shape.fill or "none",
                edgecolor=shape.stroke or "none",
                linewidth=shape.thick * point,
                linestyle=dash,
                alpha=shape.alpha,
                capstyle="round",
            )
        ]
    ring = shape.shape == "ring"
    return [
        PathPatch(
            _outline(shape),
            facecolor=shape.ground if ring else shape.color,
            edgecolor=shape.color if ring else shape.ground,
            linewidth=(shape.radius * 0.36 if ring else 1.0) * point,
        )
    ]


def _mpl_path(path: Sequence[Command]) -> Any:  # noqa: ANN401 - an extra's
    """Turn commands into a path of matplotlib."""
    from matplotlib.path import Path as Trace  # noqa: PLC0415 - an extra

    code = {"M": Trace.MOVETO, "L": Trace.LINETO, "Q": Trace.CURVE3, "Z": Trace.CLOSEPOLY}
    points, codes = [], []
    for command, values in path:
        pairs = list(zip(values[::2], values[1::2], strict=True)) or [(0.0, 0.0)]
        points += pairs
        codes += [code[command]] * len(pairs)
    return Trace(points, codes)


def _outline(mark: Mark) -> Any:  # noqa: ANN401 - an extra's
    """Give the outline of a mark as a path of matplotlib."""
    from matplotlib.path import Path as Trace  # noqa: PLC0415 - an extra

    x, y, r = mark.x, mark.y, mark.radius
    if mark.shape not in {"square", "diamond"}:
        return Trace.circle((x, y), r)
    side, d = r * _SQUARE, r * _DIAMOND
    corners = {
        "square": [(-side, -side), (side, -side), (side, side), (-side, side)],
        "diamond": [(0, -d), (d, 0), (0, d), (-d, 0)],
    }[mark.shape]
    moved = [(x + dx, y + dy) for dx, dy in corners]
    return Trace([*moved, moved[0]], closed=True)


def _written(words: Words, row: str, y: float, point: float, *, halo: bool) -> Any:  # noqa: ANN401 - an extra's
    """Give one line of a text for matplotlib."""
    from matplotlib.patheffects import Stroke  # noqa: PLC0415 - an extra
    from matplotlib.text import Text  # noqa: PLC0415 - an extra

    size = words.size * point
    return Text(
        words.x,
        y + 0.35 * words.size,
        _UNWRITABLE.sub("\ufffd", row),
        fontsize=size,
        fontfamily="DejaVu Sans",
        fontweight="bold" if words.bold else "normal",
        color=words.color,
        ha={"start": "left", "middle": "center", "end": "right"}[words.anchor],
        va="baseline",
        parse_math=False,  # no cell is a formula
        path_effects=[Stroke(linewidth=size / 4, foreground=words.halo)] if halo else [],
    )
