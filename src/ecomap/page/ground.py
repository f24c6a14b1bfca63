"""What stands behind the marks: outlines, boxes, hulls, sectors, and the lines between actors."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from ecomap.letters import shorten, width
from ecomap.page.shapes import Command, Data, Line, Points, Shape, Sheet, Words, color_of, polar
from ecomap.text import number

__all__ = ["paint_ground", "paint_ties"]

_TITLE: Final = 14.5
_MOST_LINES: Final = 12_000


def paint_ground(sheet: Sheet) -> Iterator[Shape]:
    """
    Draw what stands behind the actors.

    Parameters
    ----------
    sheet
        What is drawn.

    Yields
    ------
    shape
        In the order of the layers.
    """
    for land in sheet.layout.get("lands", ()):
        yield from _land(sheet, land)
    for box in sheet.layout.get("boxes", ()):
        yield from _box(sheet, box)
    for head in sheet.layout.get("heads", ()):
        yield from _head(sheet, head)
    for hull in sheet.layout.get("hulls", ()):
        if hull["points"]:
            yield Line(_polygon(sheet, hull["points"]), color_of(sheet, hull["group"]), alpha=0.07)
    for sector in sheet.layout.get("sectors", ()):
        path = _polygon(sheet, _around(sector))
        yield Line(path, color_of(sheet, sector["group"]), alpha=0.07)


def _around(sector: Data) -> list[tuple[float, float]]:
    """Give the outline of a sector: out along its outer arc, back along the inner one."""
    steps = max(1, math.ceil((sector["end"] - sector["start"]) / 0.05))
    turn = (sector["end"] - sector["start"]) / steps
    angles = [sector["start"] + turn * k for k in range(steps + 1)]
    outer = [polar(angle, sector["outer"]) for angle in angles]
    return outer + [polar(angle, sector["inner"]) for angle in reversed(angles)]


def _land(sheet: Sheet, land: Data) -> Iterator[Shape]:
    """Draw the outline of a territory, and its name if it is an inset."""
    theme, (across, down) = sheet.theme, sheet.shift
    for ring in land["rings"]:
        path = _polygon(sheet, list(zip(ring[::2], ring[1::2], strict=True)))
        yield Line(path, theme["line"], theme["muted"], 0.7 * sheet.unit, 0.4)
    if "name" in land:
        left, bottom = land["rings"][0][0], land["rings"][0][5]
        yield Words([land["name"]], left + across, bottom + 9 + down, 11, theme["ink"])


def _box(sheet: Sheet, box: Data) -> Iterator[Shape]:
    """Draw the frame of a group, and its title."""
    color, large = color_of(sheet, box["group"]), sheet.layout["large"]
    x, y = box["x"] + sheet.shift[0], box["y"] + sheet.shift[1]
    path = _rounded(x, y, box["width"], box["height"], 9)
    yield Line(path, color, alpha=0.055)
    yield Line(path, "", color, 1.0, 0.32)
    if box["titled"]:
        label = sheet.say(sheet.data["groups"][box["group"]]["label"])
        count = sheet.data["nodes"]["group"].count(box["group"])
        room = box["width"] - 24
        yield from _counted(sheet, label, count, (x + 12, y + 20 * large, room))


def _head(sheet: Sheet, head: Data) -> Iterator[Shape]:
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
    sheet: Sheet, label: str, count: int, place: tuple[float, float, float]
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


def _polygon(sheet: Sheet, points: Points) -> list[Command]:
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


def paint_ties(sheet: Sheet) -> Iterator[Line]:
    """
    Draw the lines, all in two paths: whole ones, and broken ones.

    Parameters
    ----------
    sheet
        What is drawn.

    Yields
    ------
    line
        One path of whole lines, one of broken ones.
    """
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


def _curve(sheet: Sheet, line: int, bend: float) -> list[Command]:
    """Give the path of a line."""
    (x, y), (u, v) = (sheet.at(sheet.data["lines"][end][line]) for end in ("from", "to"))
    if "sectors" in sheet.layout:  # bundled towards the middle of the ring, as paint.js does
        pull, (across, down) = 0.35 - 0.5 * abs(bend), sheet.shift
        bundled = ((x + u - 2 * across) * pull, (y + v - 2 * down) * pull)
        middle = (bundled[0] + across - (v - y) * 0.06, bundled[1] + down + (u - x) * 0.06)
    else:
        middle = ((x + u) / 2 - (v - y) * bend, (y + v) / 2 + (u - x) * bend)
    return [("M", (x, y)), ("Q", (*middle, u, v))]
