"""
The marks that figures are made of: words, lines and boxes of an SVG, and the colours of models.

Colours are classes of ``web/figures.css``: a mark has no style of its own, and
needs no script. What is written is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from ecomap.typology import standard

__all__ = [
    "LINE",
    "SIZE",
    "SMALL",
    "WIDTH",
    "circle",
    "color_of",
    "line",
    "palette",
    "rect",
    "shortly",
    "svg",
    "words",
]

# A figure is as wide as an A4 page between its margins, in pixels of a laptop.
WIDTH: Final = 680.0

# Sizes of letters, and from one line of words to the next.
SIZE: Final = 13.0
SMALL: Final = 11.5
LINE: Final = 15.0


def palette(theme: str = "light") -> str:
    """
    Give the colours of the models, as declarations of a style sheet.

    Parameters
    ----------
    theme
        ``"light"``, on paper too, or ``"dark"``.

    Returns
    -------
    css
        One custom property per model, such as ``--m-people:#ec6f15;``.

    Examples
    --------
    >>> palette().split(";")[1]
    '--m-people:#ec6f15'
    """
    terms = standard().terms("models")
    return "".join(f"--m-{key}:{term[f'color_{theme}']};" for key, term in terms.items())


def svg(height: float, body: Iterable[str], title: str, desc: str) -> str:
    """
    Close a drawing, with what it says to those who hear it.

    Parameters
    ----------
    height
        Its height; its width is `WIDTH`.
    body
        Its marks.
    title, desc
        What is drawn, and what there is to see.

    Returns
    -------
    svg
        The drawing.
    """
    size = f'viewBox="0 0 {shortly(WIDTH)} {shortly(height)}"'
    sides = f'width="{shortly(WIDTH)}" height="{shortly(height)}"'
    told = f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>"
    return f'<svg class="drawn" role="img" {size} {sides}>{told}{"".join(body)}</svg>'


def shortly(value: float) -> str:
    """
    Write a coordinate with one decimal at most.

    Parameters
    ----------
    value
        The coordinate.

    Returns
    -------
    written
        As short as it can be.

    Examples
    --------
    >>> shortly(3.0), shortly(0.25)
    ('3', '0.2')
    """
    return f"{value:.1f}".removesuffix(".0")


def words(
    rows: str | Sequence[str],
    x: float,
    y: float,
    *,
    anchor: str = "start",
    kind: str = "",
    size: float = SIZE,
) -> str:
    """
    Write one or several lines of words.

    Parameters
    ----------
    rows
        The lines.
    x, y
        Where; `y` is the middle of them all.
    anchor
        ``"start"``, ``"middle"`` or ``"end"``.
    kind
        Class of the style sheet.
    size
        Size of the letters.

    Returns
    -------
    svg
        A text per line.

    Examples
    --------
    >>> words("a < b", 0, 0, kind="soft")
    '<text x="0" y="4.5" font-size="13" text-anchor="start" class="soft">a &lt; b</text>'
    """
    rows = [rows] if isinstance(rows, str) else rows
    top = y - (len(rows) - 1) * LINE / 2 + 0.35 * size
    klass = f' class="{kind}"' if kind else ""
    return "".join(
        f'<text x="{shortly(x)}" y="{shortly(top + i * LINE)}" font-size="{shortly(size)}"'
        f' text-anchor="{anchor}"{klass}>{escape(row)}</text>'
        for i, row in enumerate(rows)
    )


def rect(x: float, y: float, wide: float, high: float, kind: str, more: str = "") -> str:
    """
    Draw a rectangle.

    Parameters
    ----------
    x, y, wide, high
        Where, and how large; never less than nothing.
    kind
        Class of the style sheet.
    more
        Further attributes.

    Returns
    -------
    svg
        The rectangle.
    """
    box = f'x="{shortly(x)}" y="{shortly(y)}" width="{shortly(max(wide, 0))}"'
    return f'<rect {box} height="{shortly(high)}" class="{kind}"{more}/>'


def line(x: float, y: float, to_x: float, to_y: float, kind: str) -> str:
    """
    Draw a straight line.

    Parameters
    ----------
    x, y, to_x, to_y
        Its ends.
    kind
        Class of the style sheet.

    Returns
    -------
    svg
        The line.
    """
    ends = f'x1="{shortly(x)}" y1="{shortly(y)}" x2="{shortly(to_x)}" y2="{shortly(to_y)}"'
    return f'<line {ends} class="{kind}"/>'


def color_of(model: str) -> str:
    """
    Give the class of the colour of a model.

    Parameters
    ----------
    model
        A key; anything else has the colour of what has no model.

    Returns
    -------
    kind
        A class of the style sheet.

    Examples
    --------
    >>> color_of("people"), color_of("")
    ('m-people', 'm-none')
    """
    return f"m-{model}" if model in standard().models else "m-none"


def circle(x: float, y: float, radius: float, kind: str, told: str = "") -> str:
    """
    Draw a circle.

    Parameters
    ----------
    x, y, radius
        Where, and how large.
    kind
        Class of the style sheet.
    told
        What it is, for who asks; nothing if empty.

    Returns
    -------
    svg
        The circle.

    Examples
    --------
    >>> circle(1, 2, 3, "mark")
    '<circle cx="1" cy="2" r="3" class="mark"/>'
    """
    place = f'cx="{shortly(x)}" cy="{shortly(y)}" r="{shortly(radius)}"'
    if not told:
        return f'<circle {place} class="{kind}"/>'
    return f'<circle {place} class="{kind}"><title>{escape(told)}</title></circle>'
