"""What a picture says beside the map: its legend, and the foot that a reader must know."""

from __future__ import annotations

import math
from typing import Final

from ecomap.letters import width, wrap
from ecomap.page.shapes import (
    FREE,
    SIDE,
    Data,
    Line,
    Mark,
    Shape,
    Sheet,
    Words,
    color_of,
    radius_of,
    scale_of,
    sizing,
)
from ecomap.text import number, say

__all__ = ["notes_of", "paint_findings", "paint_foot", "paint_legend"]

_COLUMNS: Final = 3  # of the sentences under the map, as export.js


def paint_legend(sheet: Sheet, x: float, y: float) -> tuple[list[Shape], float]:
    """
    Write the legend in a column: groups by family, counts, sizes, strokes.

    Parameters
    ----------
    sheet
        What is drawn.
    x, y
        Where it begins.

    Returns
    -------
    shapes
        Marks, lines and words.
    end
        The y under it.
    """
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


def _heading(sheet: Sheet, shapes: list[Shape], text: str, x: float, y: float) -> float:
    """Write a heading of the legend; give where the next line stands."""
    rows = wrap(text, SIDE * sheet.unit / 1.09, 2, 12 * sheet.unit)
    step = 15 * sheet.unit
    shapes.append(Words(rows, x, y, 12 * sheet.unit, sheet.theme["muted"], bold=True, step=step))
    return y + step * (len(rows) - 1) + 21 * sheet.unit


def _row(
    sheet: Sheet, shapes: list[Shape], group: int, text: str, at: tuple[float, float]
) -> float:
    """Write a group of the legend: its mark, its name, how many it has."""
    (x, y), unit, theme = at, sheet.unit, sheet.theme
    given = sheet.data["groups"][group]
    shown = number(sheet.data["nodes"]["group"].count(group), sheet.lang)
    size, step = 13.5 * unit, 17 * unit
    rows = wrap(text, (SIDE - 26) * unit - width(shown, size) - 8 * unit, 2, size)
    shapes += [
        Mark(given["shape"], x + 8 * unit, y, 6 * unit, color_of(sheet, group), theme["ground"]),
        Words(rows, x + 26 * unit, y, size, theme["ink"], step=step),
        Words([shown], x + SIDE * unit, y, size, theme["muted"], anchor="end"),
    ]
    return y + step * (len(rows) - 1) + 24 * unit


def _counts(sheet: Sheet) -> str:
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


def _plain(sheet: Sheet, text: str, x: float, y: float, *, bold: bool = False) -> list[Words]:
    """Write a sentence of the legend in its column."""
    size, step = 13 * sheet.unit, 18 * sheet.unit
    rows = wrap(text, SIDE * sheet.unit / 1.09, 4, size)
    return [Words(rows, x, y, size, sheet.theme["ink"], bold=bold, step=step)]


def _lines_of(sheet: Sheet, text: str) -> int:
    """Count the lines of a sentence of the legend."""
    return len(wrap(text, SIDE * sheet.unit / 1.09, 4, 13 * sheet.unit))


def _scale(sheet: Sheet, shapes: list[Shape], x: float, y: float) -> float:
    """Draw three marks of the sizes that they have, with the numbers they mean."""
    measure, unit = sizing(sheet.data), sheet.unit
    low, high = scale_of(measure["values"]) if measure else (0.0, 0.0)
    if measure is None or low == high:
        return y
    label = say("page.size_of", sheet.lang, measure=sheet.say(measure["label"]))
    y = _heading(sheet, shapes, label, x, y)
    free = 1.0 if "boxes" in sheet.layout else FREE
    for k, value in enumerate((low, (low + high) / 2, high)):
        middle = x + (20 + 66 * k) * unit
        radius = free * radius_of(value, low, high)
        muted, ground = sheet.theme["muted"], sheet.theme["ground"]
        text = number(float(f"{value:.3g}"), sheet.lang, 6)
        shapes += [
            Mark("circle", middle, y + 4 * unit, radius, muted, ground),
            Words([text], middle, y + 27 * unit, 12 * unit, muted, anchor="middle"),
        ]
    return y + 48 * unit


def _strokes(sheet: Sheet, shapes: list[Shape], x: float, y: float) -> float:
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


def paint_findings(
    sheet: Sheet, place: tuple[float, float], room: float
) -> tuple[list[Words], float]:
    """
    Write what the map shows, in columns.

    Parameters
    ----------
    sheet
        What is drawn.
    place
        Where it begins.
    room
        How wide it may be.

    Returns
    -------
    words
        A heading, and the sentences.
    end
        The y under them.
    """
    (x, y), unit = place, sheet.unit
    told = [sheet.say(finding["text"]) for finding in sheet.data["findings"]]
    if not told:
        return [], y
    ink, size, step = sheet.theme["ink"], 12 * unit, 16 * unit
    wide = (room - (_COLUMNS - 1) * 26 * unit) / _COLUMNS
    written = [Words([say("page.findings", sheet.lang)], x, y, 13 * unit, ink, bold=True)]
    ends = []
    most = math.ceil(len(told) / _COLUMNS)
    for column in range(_COLUMNS):
        at = y + 22 * unit
        for text in told[column * most : (column + 1) * most]:
            rows = wrap(text, wide, 5, size)
            written.append(Words(rows, x + column * (wide + 26 * unit), at, size, ink, step=step))
            at += step * len(rows) + 6 * unit
        ends.append(at)
    return written, max(ends) + 12 * unit


def paint_foot(
    sheet: Sheet, notes: list[str], place: tuple[float, float], room: float
) -> tuple[list[Words], float]:
    """
    Write source, date, filters, and what the reader must know of the picture.

    Parameters
    ----------
    sheet
        What is drawn.
    notes
        Sentences, as `notes_of` gives them.
    place
        Where it begins.
    room
        How wide it may be.

    Returns
    -------
    words
        Its lines.
    end
        The y of the last one.
    """
    lang, unit = sheet.lang, sheet.unit
    x, y = place
    data = sheet.data
    facts = [
        data.get("source") and say("pictures.source", lang, names=data["source"]),
        data.get("date") and say("pictures.date", lang, date=data["date"]),
        data.get("licence") and say("pictures.licence", lang, licence=data["licence"]),
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


def notes_of(data: Data, lang: str) -> list[str]:
    """
    Say how it is measured and what is left out, as the foot of the page does.

    Parameters
    ----------
    data
        What `ecomap.page.map.Map.data` gives.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    notes
        Sentences.
    """
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
