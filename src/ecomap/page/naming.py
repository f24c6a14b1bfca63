"""
Marks and their names: in the cells of the poster, else wherever a name finds room.

Titles take their room first, then names, the most important first; a name that
finds none is told by the mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from ecomap.letters import width, wrap
from ecomap.page.shapes import (
    Mark,
    Shape,
    Sheet,
    Words,
    by_weight,
    color_of,
    names_of,
    polar,
    radii_of,
)
from ecomap.text import say

__all__ = ["paint_marks"]

_TITLES: Final = -1  # the owner of what is no node's
_CROWD: Final = 300
_FIRST: Final = 60  # names that a crowd should not hide


def paint_marks(sheet: Sheet) -> tuple[list[Shape], int]:
    """
    Draw the marks, group by group, then their names; count those that find no room.

    Parameters
    ----------
    sheet
        What is drawn.

    Returns
    -------
    shapes
        Marks, then words.
    silent
        How many names are not written.
    """
    data = sheet.data
    radii = radii_of(sheet)
    names = names_of(data, sheet.lang)
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
            color_of(sheet, group),
            ground,
            names[node] if node in lost else "",
        )
        for node, group in sorted(enumerate(data["nodes"]["group"]), key=lambda item: item[1])
    ]
    return [*marks, *written], silent


def _cell_names(sheet: Sheet, names: Sequence[str]) -> tuple[list[Words], set[int]]:
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

    def of(self, owner: int) -> set[tuple[float, ...]]:
        """List the rectangles of an owner."""
        return {box for held in self.squares.values() for by, box in held if by == owner}

    def add(self, box: tuple[float, ...], owner: int = _TITLES) -> None:
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
    sheet: Sheet, names: Sequence[str], radii: Sequence[float]
) -> tuple[list[Words], list[Words], set[int]]:
    """Write the titles, then the names that find room, the most important first."""
    taken, marks = _Taken(40 * sheet.unit), _Taken(40 * sheet.unit)
    squares = [_square(sheet.at(node), 0.8 * radius) for node, radius in enumerate(radii)]
    for node, square in enumerate(squares):
        marks.add(square, node)
    titles = [
        *_hull_titles(sheet, marks),
        *_sector_titles(sheet, marks),
        *_captions(sheet, marks),
    ]
    for box in marks.of(_TITLES):
        taken.add(box)
    written = []
    lost = set()
    for rank, node in enumerate(by_weight(sheet.data)):
        taken.add(squares[node], node)
        # in a crowd the first names may cover the marks of lesser actors, as on the page
        may_cover = rank < _FIRST and len(names) > _CROWD
        tries = [(taken, marks), (taken,)] if may_cover else [(taken, marks)]
        found = (_beside(sheet, others, node, names[node], radii[node]) for others in tries)
        words = next(filter(None, found), None)
        if words is None or words.rows[0] != names[node]:
            lost.add(node)
        if words is not None:
            written.append(words)
    return titles, written, lost


def _captions(sheet: Sheet, taken: _Taken) -> Iterator[Words]:
    """Say over each list beside the outlines why its actors are on none."""
    for caption in sheet.layout.get("captions", ()):
        text = say(f"pictures.aside_{caption['key']}", sheet.lang, n=caption["count"])
        x, y = caption["x"] + sheet.shift[0], caption["y"] + sheet.shift[1]
        size = 13 * sheet.unit
        taken.add((x, y - 0.6 * size, x + width(text, size, bold=True), y + 0.6 * size))
        yield Words([text], x, y, size, sheet.theme["ink"], bold=True)


def _hull_titles(sheet: Sheet, taken: _Taken) -> Iterator[Words]:
    """Write the name of each group over its hull, or under it, where no other title stands."""
    size = 14 * sheet.unit
    others = _Taken(40 * sheet.unit)
    for hull in sheet.layout.get("hulls", ()):
        if not hull["points"]:
            continue
        across = [x + sheet.shift[0] for x, _ in hull["points"]]
        down = [y + sheet.shift[1] for _, y in hull["points"]]
        text = sheet.say(sheet.data["groups"][hull["group"]]["label"])
        half = width(text, size, bold=True) / 2
        ends = (min(across), max(across))
        rows = (min(down) - 0.6 * size, max(down) + 0.6 * size)
        boxes = [
            (middle - half, y - 0.7 * size, middle + half, y + 0.7 * size)
            for middle in (sum(ends) / 2, *ends)
            for y in rows
        ]
        boxes[2:] = [box for box in boxes[2:] if _on_sheet(sheet, box)]
        free = (box for held in (taken, others) for box in boxes if held.is_free(box))
        box = next(free, boxes[0])
        taken.add(box)
        others.add(box)
        yield Words(
            [text],
            (box[0] + box[2]) / 2,
            (box[1] + box[3]) / 2,
            size,
            sheet.theme["ink"],
            bold=True,
            anchor="middle",
            halo=sheet.theme["ground"],
        )


def _sector_titles(sheet: Sheet, taken: _Taken) -> Iterator[Words]:
    """Write the name of each group outside its sector."""
    size = 14 * sheet.unit
    step = 1.2 * size
    bounds = sheet.layout["bounds"]
    for sector in sheet.layout.get("sectors", ()):
        angle = (sector["start"] + sector["end"]) / 2
        x, y = polar(angle, sector["outer"] + 0.9 * size)
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


def _square(middle: tuple[float, float], half: float) -> tuple[float, ...]:
    """Give the rectangle around a mark."""
    x, y = middle
    return (x - half, y - half, x + half, y + half)


def _beside(
    sheet: Sheet, others: Sequence[_Taken], node: int, name: str, radius: float
) -> Words | None:
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
            if _on_sheet(sheet, box) and all(taken.is_free(box, node) for taken in others):
                others[0].add(box, node)
                ground = sheet.theme["ground"]
                return Words([text], x + dx, y + dy, size, sheet.theme["ink"], halo=ground)
    return None


def _on_sheet(sheet: Sheet, box: tuple[float, ...]) -> bool:
    """Tell whether a rectangle stands within the bounds of the map."""
    left, top, right, bottom = map(float, sheet.layout["bounds"])
    across, down = sheet.shift
    return (
        box[0] >= left + across
        and box[2] <= right + across
        and box[1] >= top + down
        and box[3] <= bottom + down
    )
