"""
How wide words are, when no font is at hand to measure them.

The widths are those of a wide sans serif, so that what is wrapped here also
fits in the narrower fonts of other systems.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

__all__ = ["shorten", "width", "wrap"]

# Width of a character as a share of the font's size.
_WIDTHS: Final = {
    **dict.fromkeys("ijlIJ.,;:'’|/ \u00a0\u202f", 0.32),
    **dict.fromkeys("frt()[]!-", 0.4),
    **dict.fromkeys("ckvxyzs", 0.57),
    **dict.fromkeys("wGOQDHU", 0.79),
    **dict.fromkeys("mMW@%—…œŒ", 0.98),
}
_CAPITAL: Final = 0.69
_OTHER: Final = 0.635
_BOLD: Final = 1.09
_CLOSED: Final = "…"
_BREAKS: Final = re.compile(r"[ \t\r\n\f\v]+")


def width(text: str, size: float = 1.0, *, bold: bool = False) -> float:
    """
    Estimate the width of a text, on the wide side.

    Parameters
    ----------
    text
        The text, on one line.
    size
        Size of the font.
    bold
        Whether it is written in bold.

    Returns
    -------
    width
        In the unit of `size`.

    Examples
    --------
    >>> width("mot") < width("mots") < width("mots", bold=True)
    True
    """
    return size * sum(map(_share, text)) * (_BOLD if bold else 1.0)


@cache
def _share(character: str) -> float:
    """Give the width of a character as a share of the font's size."""
    return _WIDTHS.get(character, _CAPITAL if character.isupper() else _OTHER)


def shorten(text: str, most: float, size: float = 1.0, *, bold: bool = False) -> str:
    """
    Cut a text that is too wide, and show that it is cut.

    Parameters
    ----------
    text
        The text, on one line.
    most
        The width there is.
    size
        Size of the font.
    bold
        Whether it is written in bold.

    Returns
    -------
    text
        The text, or its beginning and an ellipsis.

    Examples
    --------
    >>> shorten("Association", 5.0)
    'Associa…'
    """
    if width(text, size, bold=bold) <= most:
        return text
    room = most - width(_CLOSED, size, bold=bold)
    used, kept = 0.0, 0
    for letter in text:
        used += width(letter, size, bold=bold)
        if used > room:
            break
        kept += 1
    return text[:kept].rstrip() + _CLOSED


def wrap(text: str, most: float, lines: int, size: float = 1.0) -> list[str]:
    """
    Wrap a text by words; what finds no room on the last line is cut.

    Parameters
    ----------
    text
        The text; its runs of spaces and ends of lines count as one space. It is not cut at a
        no-break space.
    most
        The width there is.
    lines
        The most lines.
    size
        Size of the font.

    Returns
    -------
    lines
        At least one.

    Examples
    --------
    >>> wrap("Association des amis du fleuve", 7.5, 3)
    ['Association', 'des amis du', 'fleuve']
    """
    rows = [""]
    # signs that a space precedes never begin a line, nor does a quotation end with its mark
    # `str.split` would cut at no-break spaces too
    for word in _tied(_BREAKS.sub(" ", text.strip())).split(" "):
        longer = f"{rows[-1]} {word}" if rows[-1] else word
        if rows[-1] and width(longer, size) > most and len(rows) < lines:
            rows.append(word)
        else:
            rows[-1] = longer
    return [shorten(row, most, size) for row in rows]


def _tied(text: str) -> str:
    """Tie signs to the words that they belong to."""
    for sign in "«(":
        text = text.replace(f"{sign} ", f"{sign}\u00a0")
    for sign in "»:;!?)":
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    return text
