"""
The map as a picture, without a browser: SVG, PNG, PDF.

The data of the page is composed once, as a list of shapes with title, legend
and foot; then it is written. SVG needs nothing; PNG and PDF need the extra
``pictures``. Colours of models are data; those of ink and paper are read from
the style of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ecomap.errors import EcomapError
from ecomap.files import replacing, write_text
from ecomap.letters import wrap
from ecomap.page.ground import paint_ground, paint_ties
from ecomap.page.legend import notes_of, paint_findings, paint_foot, paint_legend
from ecomap.page.naming import paint_marks
from ecomap.page.paper import need_matplotlib, write_pdf, write_png
from ecomap.page.shapes import (
    MARGIN,
    SCREEN,
    SIDE,
    UNWRITABLE,
    Data,
    Picture,
    Shape,
    Sheet,
    Words,
    theme_of_day,
)
from ecomap.page.svg import svg
from ecomap.text import say

__all__ = ["SUFFIXES", "compose", "write"]

SUFFIXES: Final = (".svg", ".png", ".pdf")


def compose(
    data: Data, layout: str | None = None, *, bare: bool = False, paper: bool = False
) -> Picture:
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
    paper
        Whether what the map shows is said in sentences too: who reads a sheet
        of paper cannot ask.

    Returns
    -------
    picture
        Shapes in the order in which they are drawn.
    """
    chosen = _chosen(data, layout)
    left, top, right, bottom = chosen["bounds"]
    unit = max(1.0, (right - left) / SCREEN)
    theme = theme_of_day()
    margin = (MARGIN if not bare else 4.0) * unit
    side = 0.0 if bare else (SIDE + MARGIN) * unit
    title = [] if bare else _title(data, unit, theme, margin, side + right - left)
    head = title[-1].y + 40 * unit if title else margin
    shift = (margin + side - left, head - top)
    sheet = Sheet(data, chosen, data["lang"], theme, unit, shift)
    marks, silent = paint_marks(sheet)
    drawing: list[Shape] = [*paint_ground(sheet), *paint_ties(sheet), *marks]
    wide, low = 2 * margin + side + right - left, head + bottom - top
    if not bare:
        legend, end = paint_legend(sheet, margin, head)
        notes = notes_of(data, sheet.lang)
        if silent:
            notes.append(say("pictures.too_many_names", sheet.lang, n=silent))
        place = (margin, max(low, end) + 22 * unit)
        said, end = paint_findings(sheet, place, wide - 2 * margin) if paper else ([], place[1])
        foot, low = paint_foot(sheet, notes, (margin, end), wide - 2 * margin)
        drawing += [*title, *legend, *said, *foot]
    return Picture(
        UNWRITABLE.sub("\ufffd", data["title"][data["lang"]]),
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
    picture = compose(data, paper=suffix == ".pdf")
    if suffix == ".svg":
        write_text(path, svg(picture))
        return
    need_matplotlib(path)
    with replacing(path) as beside:
        if suffix == ".png":
            write_png(picture, beside, scale)
        else:
            write_pdf(picture, beside)
