"""A picture as SVG: text stays text, and nothing is fetched."""

from __future__ import annotations

from html import escape
from itertools import groupby
from typing import Final

from ecomap.page.shapes import DIAMOND, SQUARE, UNWRITABLE, Line, Mark, Picture, Shape

__all__ = ["as_text", "svg"]

FONT: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans',"
    " 'DejaVu Sans', Arial, sans-serif"
)


def svg(picture: Picture) -> str:
    """
    Write a picture as SVG, its text as text.

    Parameters
    ----------
    picture
        What `compose` gives.

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
    opening = (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'viewBox="0 0 {_n(wide * unit)} {_n(high * unit)}" width="{_n(wide)}"'
        f' height="{_n(high)}" lang="{picture.lang}" role="img" font-family="{FONT}">'
    )
    parts = [
        opening,
        f"<title>{as_text(picture.title)}</title>",
        f'<rect width="100%" height="100%" fill="{picture.ground}"/>',
    ]
    for style, shapes in groupby(picture.shapes, _style):
        parts += [f"<g {style}>", *(_element(shape) for shape in shapes), "</g>"]
    return "\n".join([*parts, "</svg>\n"])


def _n(value: float) -> str:
    """Write a number shortly; a tenth of a unit is less than one sees."""
    return f"{value:z.1f}".removesuffix(".0")


def as_text(text: str) -> str:
    """
    Write a text so that it is one, whatever it holds.

    Parameters
    ----------
    text
        Whatever a cell holds.

    Returns
    -------
    source
        Without a sign that XML would take for its own, or cannot hold.
    """
    return escape(UNWRITABLE.sub("\ufffd", text), quote=False)


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
        return f'<text x="{_n(shape.x)}" y="{_n(base)}">{as_text(shape.rows[0])}</text>'
    # a space ends each line, so that who copies the text copies words
    rows = " ".join(
        f'<tspan x="{_n(shape.x)}" y="{_n(base + k * shape.step)}">{as_text(row)}</tspan>'
        for k, row in enumerate(shape.rows)
    )
    return f"<text>{rows}</text>"


def _mark(mark: Mark) -> str:
    """Write a mark in the shape of its family."""
    x, y, r = mark.x, mark.y, mark.radius
    thick = f' stroke-width="{_n(r * 0.36)}"' if mark.shape == "ring" else ""
    if mark.shape == "square":
        side = r * SQUARE
        start = f'<rect x="{_n(x - side)}" y="{_n(y - side)}" width="{_n(2 * side)}"'
        start += f' height="{_n(2 * side)}"'
    elif mark.shape == "diamond":
        d = r * DIAMOND
        start = (
            f'<path d="M{_n(x)} {_n(y - d)}l{_n(d)} {_n(d)} {_n(-d)} {_n(d)} {_n(-d)} {_n(-d)}z"'
        )
    else:
        start = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"{thick}'
    tag = start[1 : start.index(" ")]
    return f"{start}><title>{as_text(mark.name)}</title></{tag}>" if mark.name else f"{start}/>"
