"""
What a page shows where no script runs: mail previews, telephones.

The poster as SVG, or the names alone where marks would be too many. It stands
in the page beside the data and cannot be packed, so that it is written shortly:
what looks alike shares a path or a group, and lengths are whole units. `svg`
writes the files that are read for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from ecomap.page.legend import notes_of
from ecomap.page.pictures import compose
from ecomap.page.shapes import (
    DIAMOND,
    SQUARE,
    Command,
    Data,
    Line,
    Mark,
    Picture,
    Words,
    by_weight,
    names_of,
)
from ecomap.page.svg import as_text
from ecomap.text import say

__all__ = ["still"]

# Nodes that a page draws where no script runs, and that it names: beyond, it would be too heavy.
_DRAWN: Final = 600
_NAMED: Final = 5000

_BARE: Final = re.compile(r"[\w.,#()-]+")


def still(data: Data) -> str:
    """
    Draw what a page shows where no script runs.

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
    foot = f"<p>{as_text(' '.join(notes_of(data, data['lang'])))}</p>"
    few = len(data["nodes"]["id"]) <= _DRAWN
    return (_drawing(compose(data, "poster", bare=True)) if few else _names(data)) + foot


def _names(data: Data) -> str:
    """List the first names, group by group, and say how many others there are."""
    lang = data["lang"]
    names, groups = names_of(data, lang), data["nodes"]["group"]
    first = by_weight(data)[:_NAMED]
    inside: dict[int, list[str]] = {}
    for node in first:
        inside.setdefault(groups[node], []).append(names[node])
    parts = [
        f"<h2>{as_text(data['groups'][group]['label'][lang])}</h2>"
        f"<p>{as_text(' · '.join(inside[group]))}</p>"
        for group in sorted(inside)
    ]
    if rest := len(names) - len(first):
        parts.append(f"<p>{as_text(say('pictures.more_names', lang, n=rest))}</p>")
    return "".join(parts)


def _drawing(picture: Picture) -> str:
    """Write a picture: lines, then marks, then words; what looks alike together."""
    drawn: dict[str, list[str]] = {}
    for opening, source in (
        *_lines(shape for shape in picture.shapes if isinstance(shape, Line)),
        *(_mark(shape) for shape in picture.shapes if isinstance(shape, Mark)),
        *(_words(shape) for shape in picture.shapes if isinstance(shape, Words)),
    ):
        drawn.setdefault(opening, []).append(source)
    parts = [
        opening + "".join(sources) + ('"/>' if opening.endswith('"') else "</g>")
        for opening, sources in drawn.items()
    ]
    box = f"0 0 {_n(picture.width * picture.unit)} {_n(picture.height * picture.unit)}"
    head = _tag("svg", id="still", viewBox=box, role="img", font_family="system-ui,sans-serif")
    return f"{head}<title>{as_text(picture.title)}</title>{''.join(parts)}</svg>"


# --------------------------------------------------------------------------- shapes


def _lines(lines: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """Write each line, and how it looks: what fills an outline and what frames it are one."""
    looks: dict[str, dict[str, str]] = {}
    for line in lines:
        look = looks.setdefault(_steps(line.path), {"fill": "none"})
        alpha = f"{line.alpha:g}" if line.alpha < 1 else ""
        if line.fill:
            look |= {"fill": line.fill, "fill_opacity": alpha}
        if line.stroke:
            look |= {"stroke": line.stroke, "stroke_opacity": alpha}
            look |= {"stroke_width": f"{line.thick:.2g}", "stroke_dasharray": _joined(line.dash)}
    for steps, look in looks.items():
        yield _path(**look), steps


def _steps(path: Sequence[Command]) -> str:
    """Write a path by steps from each point to the next."""
    x, y = 0, 0
    written = []
    for command, values in path:
        points = [round(value) for value in values]
        if command == "M":
            written.append("M" + _joined(points))
        else:
            steps = (point - (y if at % 2 else x) for at, point in enumerate(points))
            written.append(command.lower() + _joined(steps))
        x, y = points[-2:] or (x, y)
    return "".join(written)


def _mark(mark: Mark) -> tuple[str, str]:
    """Write a mark, with the name that is not written in full, and how it looks."""
    ring = mark.shape == "ring"
    fill, stroke = (mark.ground, mark.color) if ring else (mark.color, mark.ground)
    look = {"fill": fill, "stroke": stroke, "stroke_width": "2" if ring else ""}
    if mark.shape in {"circle", "ring"}:
        start = f"<circle cx={_n(mark.x)} cy={_n(mark.y)} r={_n(mark.radius)}"
        title = f"><title>{as_text(mark.name)}</title></circle>" if mark.name else " />"
        return _tag("g", **look), start + title
    half = mark.radius * (SQUARE if mark.shape == "square" else DIAMOND)
    side, d = _n(2 * half), _n(half)
    if mark.shape == "square":
        outline = f"M{_joined((mark.x - half, mark.y - half))}h{side}v{side}h-{side}z"
    else:
        outline = f"M{_joined((mark.x, mark.y - half))}l{d} {d}-{d} {d}-{d}-{d}z"
    if not mark.name:
        return _path(**look), outline
    return _tag("g", **look), f'<path d="{outline}"><title>{as_text(mark.name)}</title></path>'


def _words(words: Words) -> tuple[str, str]:
    """Write words, row under row, and how they look."""
    opening = _tag(
        "g",
        transform=f"translate({_n(words.x)})" if words.step else "",
        font_size=f"{words.size:.3g}",
        fill=words.color,
        font_weight="650" if words.bold else "",
        text_anchor=words.anchor if words.anchor != "start" else "",
    )
    x = "" if words.step else f" x={_n(words.x)}"
    base = words.y + 0.35 * words.size
    first, *more = (as_text(row) for row in words.rows)
    # a space ends each row, so that who copies the text copies words
    rows = "".join(
        f" <tspan x=0 y={_n(base + k * words.step)}>{row}</tspan>"
        for k, row in enumerate(more, start=1)
    )
    return opening, f"<text{x} y={_n(base)}>{first}{rows}</text>"


# --------------------------------------------------------------------------- signs


def _tag(name: str, **attributes: str) -> str:
    """Open an element, without the attributes that are empty."""
    told = (
        f" {key.replace('_', '-')}={_value(value)}" for key, value in attributes.items() if value
    )
    return f"<{name}{''.join(told)}>"


def _value(text: str) -> str:
    """Write the value of an attribute, between quotation marks if it needs them."""
    return text if _BARE.fullmatch(text) else f'"{escape(text)}"'


def _path(**attributes: str) -> str:
    """Open a path, up to where its commands go."""
    return f'{_tag("path", **attributes)[:-1]} d="'


def _n(value: float) -> str:
    """Write a length: half a unit is less than one sees."""
    return f"{value:.0f}"


def _joined(numbers: Iterable[float]) -> str:
    """Write numbers one after the other: a minus parts them too."""
    return " ".join(map(_n, numbers)).replace(" -", "-")
