"""
The figures of a report: SVG that needs no script, no style attribute, no font of its own.

Each function takes numbers, and words already said in the reader's language,
and gives one ``<svg>`` with a title and a description for those who hear it.
Every mark stands beside its words or its number, so that a figure printed in
black and white says the same. Colours are classes that ``web/figures.css``
paints: a model has its own (``m-people``), see `ecomap.report.marks`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from ecomap.letters import shorten, width, wrap
from ecomap.report import marks
from ecomap.text import number

__all__ = [
    "Bar",
    "Cell",
    "Flow",
    "Point",
    "Stop",
    "bars",
    "flows",
    "heat",
    "lines",
    "ternary",
]

Shares = tuple[float, float, float]
Scale = Callable[[float], float]
Place = Callable[[Shares], tuple[float, float]]
Plane = Callable[[tuple[float, float]], tuple[float, float]]

# A cell shaded more than so is written in the colour of the ground.
_DARK: Final = 0.65


class Bar(NamedTuple):
    """
    A row of `bars`.

    `value` is None where it is unknown; `written` says it, `reference` is a
    mark to compare it with, `band` the range that chance alone would give.
    `color` is a model, or nothing.
    """

    label: str
    value: float | None
    written: str = ""
    reference: float | None = None
    band: tuple[float, float] | None = None
    color: str = ""


class Cell(NamedTuple):
    """A cell of `heat`: what shades it, None for no shade, and what is written in it."""

    value: float | None
    written: str = ""


class Point(NamedTuple):
    """A point of `ternary`: its name, its three shares, its model; named if `shown`."""

    label: str
    shares: Shares
    color: str = ""
    shown: bool = True


class Stop(NamedTuple):
    """A stop of `flows`: its key, its words, and its model if it has one."""

    key: str
    label: str
    color: str = ""


class Flow(NamedTuple):
    """A band of `flows`: from which stop, to which one of the next column, how much."""

    source: str
    target: str
    value: float


# --------------------------------------------------------------------------- bars


def bars(
    rows: Sequence[Bar],
    *,
    title: str,
    desc: str = "",
    low: float = 0.0,
    high: float | None = None,
    reference: str = "",
    band: str = "",
) -> str:
    """
    Draw values as bars, one row each, beside marks of reference.

    Parameters
    ----------
    rows
        In the order of reading.
    title, desc
        What is drawn, and what there is to see.
    low, high
        Ends of the scale; bars start from 0, or from `low` above it. The
        largest value if `high` is None.
    reference, band
        Words of the legend for marks and bands, if there are any.

    Returns
    -------
    svg
        The drawing.

    Examples
    --------
    >>> "<rect" in bars([Bar("Mécénat", 0.4, "40 %", reference=0.25)], title="Types")
    True
    """
    known = [
        v for row in rows for v in (row.value, row.reference, *(row.band or ())) if v is not None
    ]
    top = max([v for v in known if math.isfinite(v)], default=1.0) if high is None else high
    left, right = 232.0, marks.WIDTH - 84.0
    span = (top - low) or 1.0

    def at(value: float) -> float:
        return left + (right - left) * min(max((value - low) / span, 0), 1)

    step, zero = 36.0, at(max(low, 0.0))
    body = [marks.line(zero, 4, zero, 4 + step * len(rows), "axis")]
    # beside a band or a mark the number could be taken for its own: all stand at the right
    marked = any(row.band or row.reference is not None for row in rows)
    for i, row in enumerate(rows):
        y = 4 + step * (i + 0.5)
        body += _bar(row, y, zero, at)
        ends = [zero, *map(at, [row.value] if row.value is not None else [])]
        body.append(marks.words(row.written, (right if marked else max(ends)) + 7, y, kind="value"))
    height = 8 + step * len(rows)
    for word, kind in ((reference, "reference"), (band, "band")):
        if word:
            body += _key(word, kind, left, height + 12)
            height += 22
    return marks.svg(height, body, title, desc)


def _bar(row: Bar, y: float, zero: float, at: Scale) -> list[str]:
    """Draw one row of bars, without its number."""
    body = [marks.words(wrap(row.label, 222, 2, marks.SIZE), 224, y, anchor="end")]
    if row.band:
        low, high = map(at, row.band)
        body.append(marks.rect(low, y - 12, max(high - low, 2), 24, "band"))
    if row.value is not None:
        x = at(row.value)
        body.append(marks.rect(min(x, zero), y - 8, abs(x - zero), 16, marks.color_of(row.color)))
    if row.reference is not None:
        x = at(row.reference)
        body.append(marks.line(x, y - 13, x, y + 13, "reference"))
    return body


def _key(words: str, kind: str, x: float, y: float) -> list[str]:
    """Say in the legend what a mark is."""
    mark = (
        marks.line(x + 8, y - 8, x + 8, y + 8, kind)
        if kind == "reference"
        else marks.rect(x, y - 7, 16, 14, kind)
    )
    return [
        mark,
        marks.words(
            shorten(words, marks.WIDTH - x - 26, marks.SMALL),
            x + 24,
            y,
            kind="soft",
            size=marks.SMALL,
        ),
    ]


# --------------------------------------------------------------------------- heat map


def heat(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    *,
    title: str,
    desc: str = "",
) -> str:
    """
    Draw a table whose cells are shaded by their value; the number is written in each.

    Parameters
    ----------
    rows, columns
        Their words. Where they are the same, rows are numbered and columns
        bear the numbers.
    cells
        One list per row. A cell without value or words is left out.
    title, desc
        What is drawn, and what there is to see.

    Returns
    -------
    svg
        The drawing.

    Examples
    --------
    >>> heat(["a"], ["b"], [[Cell(3.0, "3")]], title="Who meets whom").count("<rect")
    1
    """
    same = list(rows) == list(columns) and len(rows) > 1
    left = 210.0
    wide = min((marks.WIDTH - left) / max(len(columns), 1), 130.0)
    heads, top = _heads([str(i + 1) for i in range(len(rows))] if same else columns, left, wide)
    body, step = list(heads), 40.0
    largest = (
        max([c.value for row in cells for c in row if c.value is not None], default=0.0) or 1.0
    )
    for i, (label, row) in enumerate(zip(rows, cells, strict=True)):
        y = top + step * (i + 0.5)
        words = wrap(f"{i + 1}. {label}" if same else label, left - 12, 2, marks.SIZE)
        body.append(marks.words(words, left - 10, y, anchor="end"))
        for j, cell in enumerate(row):
            body += _cell(cell, left + wide * j, y - step / 2, (wide, step), largest)
    return marks.svg(top + step * len(rows) + 4, body, title, desc)


def _heads(words: Sequence[str], left: float, wide: float) -> tuple[list[str], float]:
    """Write the headings of columns: on lines, or leaning where a word is too long."""
    fits = all(width(part, marks.SMALL) <= wide - 4 for word in words for part in word.split())
    if fits:
        rows = [wrap(word, wide - 4, 3, marks.SMALL) for word in words]
        high = 10 + marks.LINE * max(map(len, rows), default=1)
        middle = high / 2
        return [
            marks.words(
                row, left + wide * (j + 0.5), middle, anchor="middle", size=marks.SMALL, kind="soft"
            )
            for j, row in enumerate(rows)
        ], high
    cut = [shorten(word, 150, marks.SMALL) for word in words]
    high = 16 + 0.64 * max(width(word, marks.SMALL) for word in cut)
    turned = (
        f'<g transform="{_leaning(left + wide * (j + 0.5), high - 6)}">'
        f"{marks.words(word, 0, 0, size=marks.SMALL, kind='soft')}</g>"
        for j, word in enumerate(cut)
    )
    return list(turned), high


def _leaning(x: float, y: float) -> str:
    """Place words that lean on a point."""
    return f"translate({marks.shortly(x)} {marks.shortly(y)}) rotate(-38)"


def _cell(cell: Cell, x: float, y: float, size: tuple[float, float], largest: float) -> list[str]:
    """Draw a cell of a heat map."""
    if cell.value is None and not cell.written:
        return []
    wide, high = size
    shade = 0.0 if cell.value is None else 0.85 * max(cell.value, 0) / largest
    kind = "shade" if cell.value is not None else "void"
    words = "over" if shade > _DARK else "value"
    return [
        marks.rect(x + 1, y + 1, wide - 2, high - 2, kind, f' fill-opacity="{shade:.2f}"'),
        marks.words(
            _fitted(cell.written, wide - 8), x + wide / 2, y + high / 2, anchor="middle", kind=words
        ),
    ]


def _fitted(words: str, most: float) -> list[str]:
    """Write words on one line, or on two where they find no room on one."""
    if width(words, marks.SIZE, bold=True) <= most:
        return [words]
    # `wrap` measures plain letters, and these are bold
    return wrap(words, most * width(words) / width(words, bold=True), 2, marks.SIZE)


# --------------------------------------------------------------------------- ternary plot

_SIDE: Final = 400.0


def ternary(
    points: Sequence[Point],
    corners: tuple[str, str, str],
    *,
    title: str,
    desc: str = "",
    barycentre: tuple[str, Shares] | None = None,
    reference: tuple[str, Shares] | None = None,
) -> str:
    """
    Draw shares of three things as points of a triangle.

    Parameters
    ----------
    points
        Their shares need not sum to 1: only their proportions count. A point
        whose three shares are 0 is nowhere, and is not drawn.
    corners
        Words of the three corners: below left, below right, above.
    title, desc
        What is drawn, and what there is to see.
    barycentre, reference
        Two further points with the words of the legend: a ring with a cross,
        and a square.

    Returns
    -------
    svg
        The drawing.

    Examples
    --------
    >>> ternary([Point("a", (1, 0, 0))], ("x", "y", "z"), title="t").count("<circle")
    1
    """
    left, top = (marks.WIDTH - _SIDE) / 2, 46.0
    base = top + _SIDE * math.sqrt(3) / 2

    def at(shares: Shares) -> tuple[float, float]:
        whole = sum(shares)
        _, right, up = (share / whole for share in shares)
        return left + _SIDE * (right + up / 2), base - (base - top) * up

    body = [*_grid(at), *_corners(corners, left, base)]
    for place, found in _gathered(points, at).items():
        body += _dot(found, *place)
    height = base + 48
    for mark, kind in ((barycentre, "barycentre"), (reference, "target")):
        if mark and sum(mark[1]) > 0:
            body.append(_sign(kind, *at(mark[1])))
            body.append(_sign(kind, left + 8, height + 10))
            words = shorten(mark[0], marks.WIDTH - left - 26, marks.SMALL)
            body.append(marks.words(words, left + 26, height + 10, kind="soft", size=marks.SMALL))
            height += 24
    return marks.svg(height + 4, body, title, desc)


def _grid(at: Place) -> list[str]:
    """Draw the triangle, and lines at each quarter."""
    body = []
    for quarter in (0.25, 0.5, 0.75):
        rest = 1 - quarter
        for a, b in (
            ((quarter, rest, 0.0), (quarter, 0.0, rest)),
            ((rest, quarter, 0.0), (0.0, quarter, rest)),
            ((rest, 0.0, quarter), (0.0, rest, quarter)),
        ):
            body.append(marks.line(*at(a), *at(b), "grid"))
    sides = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    return [*body, *(marks.line(*at(sides[i]), *at(sides[i - 1]), "axis") for i in range(3))]


def _corners(corners: tuple[str, str, str], left: float, base: float) -> list[str]:
    """Write the words of the corners."""
    below_left, below_right, above = (wrap(word, 250, 2, marks.SIZE) for word in corners)
    return [
        marks.words(below_left, left, base + 24, anchor="middle", kind="value"),
        marks.words(below_right, left + _SIDE, base + 24, anchor="middle", kind="value"),
        marks.words(above, left + _SIDE / 2, 22, anchor="middle", kind="value"),
    ]


def _gathered(points: Sequence[Point], at: Place) -> dict[tuple[float, float], list[Point]]:
    """Gather the points that stand in the same place."""
    found: dict[tuple[float, float], list[Point]] = {}
    for point in points:
        if sum(point.shares) > 0:
            x, y = at(point.shares)
            found.setdefault((round(x), round(y)), []).append(point)
    return found


def _dot(found: Sequence[Point], x: float, y: float) -> list[str]:
    """Draw the points of one place, and name those that are to be named."""
    named = [point.label for point in found if point.shown]
    words = shorten(", ".join(named[:1]), 170, marks.SMALL) if named else ""
    if len(found) > 1:
        words = f"{words} (×{len(found)})" if words else f"×{len(found)}"
    radius = 4.5 + min(len(found) - 1, 9) * 0.7
    told = ", ".join(point.label for point in found)
    dot = marks.circle(x, y, radius, f"{marks.color_of(found[0].color)} dot", told)
    right = x < marks.WIDTH / 2 + _SIDE / 4
    side = radius + 4 if right else -radius - 4
    anchor = "start" if right else "end"
    return [dot, marks.words(words, x + side, y, anchor=anchor, size=marks.SMALL, kind="named")]


def _sign(kind: str, x: float, y: float) -> str:
    """Draw the sign of the barycentre or of the reference."""
    if kind == "target":
        return marks.rect(x - 6, y - 6, 12, 12, "target")
    cross = marks.line(x - 8, y, x + 8, y, "barycentre") + marks.line(
        x, y - 8, x, y + 8, "barycentre"
    )
    return marks.circle(x, y, 8, "barycentre") + cross


# --------------------------------------------------------------------------- flows


def flows(
    columns: Sequence[Sequence[Stop]],
    bands: Sequence[Flow],
    *,
    title: str,
    desc: str = "",
    heads: Sequence[str] = (),
    lang: str = "en",
) -> str:
    """
    Draw what goes from stop to stop, column after column; widths are amounts.

    Parameters
    ----------
    columns
        The stops of each column, from top to bottom.
    bands
        From a stop to one of the next column; a stop that none touches is
        not drawn.
    title, desc
        What is drawn, and what there is to see.
    heads
        Words above the columns.
    lang
        Language that numbers are written in.

    Returns
    -------
    svg
        The drawing.

    Examples
    --------
    >>> stops = [[Stop("a", "A")], [Stop("b", "B")]]
    >>> flows(stops, [Flow("a", "b", 2.0)], title="From A to B").count("<path")
    1
    """
    sizes = _sizes(columns, bands)
    count = max((sum(stop.key in sizes for stop in column) for column in columns), default=0)
    whole = (
        max((sum(sizes.get(s.key, 0) for s in column) for column in columns), default=0.0) or 1.0
    )
    inner, gap, top = max(220.0, 34.0 * count), 22.0, 34.0 if heads else 8.0
    height = top + inner + gap * max(count - 1, 0) + 10
    scale, body = inner / whole, []
    places: dict[str, tuple[float, float]] = {}
    for i, column in enumerate(columns):
        x = _column_at(i, len(columns))
        if heads:
            anchor = _anchor(i, len(columns))
            edge = x + (11 if anchor == "end" else 0)
            body.append(
                marks.words(heads[i], edge, 14, anchor=anchor, kind="soft", size=marks.SMALL)
            )
        y = top
        for stop in column:
            if stop.key in sizes:
                places[stop.key] = (x, y)
                y += sizes[stop.key] * scale + gap
    drawn = _bands(bands, places, scale)
    for i, column in enumerate(columns):
        for stop in (stop for stop in column if stop.key in sizes):
            drawn += _stop(stop, places[stop.key], sizes[stop.key], scale, (i, len(columns), lang))
    return marks.svg(height, [*body, *drawn], title, desc)


def _sizes(columns: Sequence[Sequence[Stop]], bands: Sequence[Flow]) -> dict[str, float]:
    """Give the size of each stop: what comes or what goes, whichever is more."""
    comes: dict[str, float] = {}
    goes: dict[str, float] = {}
    for band in bands:
        goes[band.source] = goes.get(band.source, 0) + band.value
        comes[band.target] = comes.get(band.target, 0) + band.value
    keys = [stop.key for column in columns for stop in column]
    return {k: max(comes.get(k, 0), goes.get(k, 0)) for k in keys if k in comes or k in goes}


def _column_at(i: int, count: int) -> float:
    """Give the place of a column: the outer ones leave room for their words inside."""
    return 2.0 + (marks.WIDTH - 15) * i / max(count - 1, 1)


def _anchor(i: int, count: int) -> str:
    """Tell on which side the words of a column are: the last one writes to its left."""
    return "end" if i and i == count - 1 else "start"


def _bands(
    bands: Sequence[Flow], places: Mapping[str, tuple[float, float]], scale: float
) -> list[str]:
    """Draw the bands, those of a stop one below another."""
    out = {key: y for key, (_, y) in places.items()}
    into = dict(out)
    body = []
    for band in bands:
        thick = band.value * scale
        x, to_x = places[band.source][0] + 11, places[band.target][0]
        y, to_y = out[band.source] + thick / 2, into[band.target] + thick / 2
        out[band.source] += thick
        into[band.target] += thick
        middle = (x + to_x) / 2
        bends = [(middle, y), (middle, to_y), (to_x, to_y)]
        path = f"M{_at(x, y)}C{' '.join(_at(*point) for point in bends)}"
        body.append(
            f'<path d="{path}" class="flow" stroke-width="{marks.shortly(max(thick, 1))}"/>'
        )
    return body


def _at(x: float, y: float) -> str:
    """Write a point of a path."""
    return f"{marks.shortly(x)} {marks.shortly(y)}"


def _stop(
    stop: Stop,
    place: tuple[float, float],
    size: float,
    scale: float,
    where: tuple[int, int, str],
) -> list[str]:
    """Draw a stop, its words and its amount."""
    (x, y), (i, count, lang) = place, where
    anchor = _anchor(i, count)
    high = max(size * scale, 2)
    room = (marks.WIDTH - 15) / max(count - 1, 1) * (0.5 if count > 2 else 0.46)  # noqa: PLR2004
    words = shorten(f"{stop.label} · {number(size, lang, 1)}", room * 1.7, marks.SMALL)
    side = -6 if anchor == "end" else 17
    return [
        marks.rect(x, y, 11, high, marks.color_of(stop.color)),
        marks.words(words, x + side, y + high / 2, anchor=anchor, size=marks.SMALL, kind="named"),
    ]


# --------------------------------------------------------------------------- lines


def lines(
    series: Mapping[str, Sequence[tuple[int, float | None]]],
    *,
    title: str,
    desc: str = "",
    lang: str = "en",
) -> str:
    """
    Draw values year by year, a line each, told apart by their dashes and their words.

    Parameters
    ----------
    series
        Words of each line, and its values by year; None cuts the line.
    title, desc
        What is drawn, and what there is to see.
    lang
        Language that numbers are written in.

    Returns
    -------
    svg
        The drawing; from 0 up, or from the lowest value below it.

    Examples
    --------
    >>> lines({"V": [(2020, 1.0), (2021, None), (2022, 2.0)]}, title="V").count("<circle")
    2
    """
    known = [(x, y) for values in series.values() for x, y in values if y is not None]
    years = sorted({x for x, _ in known}) or [0]
    low = min([y for _, y in known] + [0.0])
    high = max([y for _, y in known] + [low]) or 1.0
    left, right, top, base = 56.0, marks.WIDTH - 190.0, 14.0, 254.0

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x = left + (right - left) * (point[0] - years[0]) / ((years[-1] - years[0]) or 1)
        return x, base - (base - top) * (point[1] - low) / ((high - low) or 1)

    body = _axes(years, (low, high), at, lang)
    ends = []
    for i, (label, values) in enumerate(series.items()):
        body += _trace(values, at, i)
        if last := [(x, y) for x, y in values if y is not None]:
            ends.append((at(last[-1])[1], i, label))
    body += _ends(sorted(ends), right)
    return marks.svg(base + 34, body, title, desc)


def _axes(years: Sequence[int], ends: tuple[float, float], at: Plane, lang: str) -> list[str]:
    """Draw the axis of years, and lines at a few values."""
    body = []
    for part in range(5):
        value = ends[0] + (ends[1] - ends[0]) * part / 4
        (x, y), (to_x, _) = at((years[0], value)), at((years[-1], value))
        body.append(marks.line(x, y, to_x, y, "axis" if not part else "grid"))
        body.append(
            marks.words(
                number(value, lang, 2), x - 8, y, anchor="end", kind="soft", size=marks.SMALL
            )
        )
    step = max(1, math.ceil(len(years) / 8))
    for year in years[::step]:
        x, y = at((year, ends[0]))
        body.append(
            marks.words(str(year), x, y + 16, anchor="middle", kind="soft", size=marks.SMALL)
        )
    return body


def _trace(values: Sequence[tuple[int, float | None]], at: Plane, i: int) -> list[str]:
    """Draw one line, cut where a value is missing."""
    path, body, pen = "", [], "M"
    for x, y in values:
        if y is None:
            pen = "M"
            continue
        left, top = at((x, y))
        path += f"{pen}{marks.shortly(left)} {marks.shortly(top)}"
        body.append(marks.circle(left, top, 3, "mark"))
        pen = "L"
    return [f'<path d="{path}" class="trace dash-{i % 6}"/>', *body] if path else []


def _ends(ends: Sequence[tuple[float, int, str]], right: float) -> list[str]:
    """Name the lines at their end, none over another, each beside a piece of its dashes."""
    body, free = [], 0.0
    for wanted, i, label in ends:
        y, rows = max(wanted, free), wrap(label, 142, 2, marks.SMALL)
        free = y + marks.LINE * len(rows) + 4
        path = f"M{marks.shortly(right + 8)} {marks.shortly(y)}h24"
        body.append(f'<path d="{path}" class="trace dash-{i % 6}"/>')
        body.append(marks.words(rows, right + 38, y, size=marks.SMALL))
    return body
