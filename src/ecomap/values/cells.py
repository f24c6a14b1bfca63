"""
What a cell is: one text into one number, date, boolean, web address or list.

A cell reaches this room as text, whatever the program that saved it. Each
reader answers in the canonical form of the tables or raises ValueError; none
guesses. Which column wants which reader is decided in `tables`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import numpy as np
import pandas as pd

from ecomap.text import join_values
from ecomap.typology import standard

__all__ = [
    "DecimalMark",
    "boolean",
    "by_value",
    "coordinate",
    "date",
    "decimal_mark",
    "is_ambiguous",
    "is_blank",
    "number",
    "split_list",
    "text",
    "url",
    "values",
]

DecimalMark = Literal[",", ".", ""]

# Excel keeps 15 digits: beyond, a float no longer says which integer was typed.
_EXACT: Final = 1e15

# No word for nothing is as long, nor a number that needs no second look.
_LONGER: Final = 24

_NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_GROUPED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?")
_POINTED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d*)?")
_EITHER: Final = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_UNIT: Final = re.compile(r"^(?:€|\$|£|eur\b)|(?:€|\$|£|euros?|eur)$", re.IGNORECASE)

_ISO: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ][\d:.]+Z?)?")
_SLASHED: Final = re.compile(r"(\d{4})/(\d{1,2})(?:/(\d{1,2}))?")
# A day of the week may stand first; "1er" and "1st" are the first.
_WORDED: Final = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?:(\d{1,2})(?:er|st|nd|rd|th)?[\s-]+)?(?:de\s+|of\s+)?"
    r"([^\W\d]+\.?)[\s,-]+(\d{4})",
    re.IGNORECASE,
)
_ENGLISH: Final = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?([^\W\d]+\.?)\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})",
    re.IGNORECASE,
)
_FRENCH: Final = re.compile(r"(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})")

_DEGREES: Final = re.compile(
    r"(\d{1,3}(?:[.,]\d+)?)°"
    r"(?:(\d{1,2}(?:[.,]\d+)?)['’\u2032](?:(\d{1,2}(?:[.,]\d+)?)(?:''|[\"”\u2033]))?)?([NSEWO])?",
    re.IGNORECASE,
)

_MARK: Final = re.compile(r"[|;\n]")


def text(value: object) -> str:
    """
    Write a cell of any type as the text that a person would have typed.

    Parameters
    ----------
    value
        A cell as a spreadsheet reader or pandas gives it.

    Returns
    -------
    text
        Whole floats lose their ``.0``, dates are ISO, blanks are empty.

    Examples
    --------
    >>> text(12345.0), text(True), text(dt.datetime(2023, 10, 18)), text(" a ")
    ('12345', 'true', '2023-10-18', 'a')
    """
    if value is None or value != value:  # noqa: PLR0124 - nan is the one value that differs from itself
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return str(value).strip()


def by_value(column: pd.Series[Any], meaning: Callable[[str], Any]) -> pd.Series[Any]:
    """
    Map the cells of a column, asking once what each distinct one means.

    Parameters
    ----------
    column
        Cells of text; those that are missing stay so.
    meaning
        What a cell becomes.

    Returns
    -------
    column
        As `pandas.Series.map` gives it, in a fraction of the time where cells repeat.

    Examples
    --------
    >>> by_value(pd.Series(["a", "b", "a"]), str.upper).tolist()
    ['A', 'B', 'A']
    """
    codes, distinct = pd.factorize(column)
    meant = [meaning(cell) for cell in distinct.tolist()]
    if (codes < 0).any():
        meant.append(np.nan)  # the last value is that of the code -1
    return pd.Series(meant).take(codes).set_axis(column.index)


def is_blank(cell: str) -> bool:
    """
    Tell whether a cell says that there is nothing to say.

    Parameters
    ----------
    cell
        A text.

    Returns
    -------
    blank
        True for an empty cell, a dash, ``Sans objet``, ``n/a`` and their like
        in ``data/blanks.csv``.

    Examples
    --------
    >>> is_blank("Néant"), is_blank("0")
    (True, False)
    """
    return not cell or (len(cell) < _LONGER and standard().code("blanks", cell) is not None)


def decimal_mark(cells: Iterable[str]) -> DecimalMark:
    """
    Tell which mark a column of numbers uses for decimals.

    ``1,234`` is 1.234 in Paris and 1234 in London: the other cells of the
    column decide.

    Parameters
    ----------
    cells
        The cells of one column.

    Returns
    -------
    mark
        ``","`` or ``"."``; empty if the cells do not tell.

    Examples
    --------
    >>> decimal_mark(["1,234", "2,5"]), decimal_mark(["1,234", "1,234,567"])
    (',', '.')
    """
    for cell in cells:
        plain = _plain(cell) if "," in cell else ""
        if plain.count(",") == 1 and not _EITHER.fullmatch(plain) and not _GROUPED.fullmatch(plain):
            return ","
        if plain.count(",") > 1 or (_GROUPED.fullmatch(plain) and "." in plain):
            return "."
    return ""


def number(cell: str, mark: DecimalMark = "") -> float:
    """
    Read a number written in French or in English.

    Parameters
    ----------
    cell
        Digits with any blanks between thousands; a sign for euros is allowed,
        and a percent sign divides by a hundred.
    mark
        Decimal mark of the column, for ``1,234``; without it, thousands.

    Returns
    -------
    number
        A finite number.

    Raises
    ------
    ValueError
        If the cell is not a number.

    Examples
    --------
    >>> number("12 350 000 €"), number("1.234,5"), number("1,234.5"), number("12 %")
    (12350000.0, 1234.5, 1234.5, 0.12)
    """
    if len(cell) < _LONGER and cell.isascii() and cell.replace(".", "", 1).isdigit():
        return float(cell)  # most are written so, and large tables have many
    plain = _plain(cell)
    percent = plain.endswith("%")
    plain = plain.removesuffix("%")
    if "," in plain or plain.count(".") > 1:
        plain = _pointed(plain, mark)
    if not _NUMBER.fullmatch(plain):
        raise ValueError(cell)
    result = float(plain)
    if abs(result) == float("inf"):
        raise ValueError(cell)
    return result / 100 if percent else result


def _pointed(plain: str, mark: DecimalMark) -> str:
    """Write a number with a point for decimals and no mark between thousands."""
    if _EITHER.fullmatch(plain):
        return plain.replace(",", "." if mark == "," else "")
    if _GROUPED.fullmatch(plain) and mark != ",":
        return plain.replace(",", "")
    if _POINTED.fullmatch(plain):
        return plain.replace(".", "").replace(",", ".")
    return plain.replace(",", ".") if plain.count(",") == 1 else plain


def is_ambiguous(cell: str) -> bool:
    """
    Tell whether a number reads differently in French and in English.

    Parameters
    ----------
    cell
        A number as written.

    Returns
    -------
    ambiguous
        True for ``1,234``.

    Examples
    --------
    >>> is_ambiguous("1,234"), is_ambiguous("0,125")
    (True, False)
    """
    return "," in cell and bool(_EITHER.fullmatch(_plain(cell)))


def _plain(cell: str) -> str:
    """Take blanks (no-break and narrow ones too), quote marks and euro signs away."""
    plain = "".join(cell.split()).replace("'", "").replace("’", "")
    return _UNIT.sub("", plain).replace("\u2212", "-")


def boolean(cell: str) -> bool:
    """
    Read a yes or a no.

    Parameters
    ----------
    cell
        A key, label or alias of ``data/booleans.csv``.

    Returns
    -------
    answer
        True for ``oui``, ``yes``, ``vrai``, ``1``, ``x``.

    Raises
    ------
    ValueError
        If the cell is neither.

    Examples
    --------
    >>> boolean("Oui"), boolean("FAUX")
    (True, False)
    """
    code = standard().code("booleans", cell)
    if code is None:
        raise ValueError(cell)
    return code == "true"


def date(cell: str) -> str:
    """
    Read a date of any precision, in figures or in words, as ISO text.

    Parameters
    ----------
    cell
        ``2023``, ``2023-10``, ``2023-10-18``, ``10/2023``, ``18/10/2023``; in
        figures the day stands before the month. ``18 octobre 2023``, ``Oct 18,
        2023``. A time after an ISO date is let go.

    Returns
    -------
    date
        ISO text of the precision given.

    Raises
    ------
    ValueError
        If there is no such day.

    Examples
    --------
    >>> date("18/10/2023"), date("10/2023"), date("2023"), date("2023-10-18 00:00:00")
    ('2023-10-18', '2023-10', '2023', '2023-10-18')
    >>> date("1er août 2023"), date("Oct 18, 2023"), date("octobre 2023")
    ('2023-08-01', '2023-10-18', '2023-10')
    """
    plain = " ".join(cell.split())
    if match := _ISO.fullmatch(plain) or _SLASHED.fullmatch(plain):
        year, month, day = match.groups()
    elif match := _FRENCH.fullmatch(plain) or _WORDED.fullmatch(plain):
        day, month, year = match.groups()
    elif match := _ENGLISH.fullmatch(plain):
        month, day, year = match.groups()
    else:
        raise ValueError(cell)
    month = _month(month)
    whole = dt.date(int(year), int(month or 1), int(day or 1)).isoformat()
    return whole if day else whole[:7] if month else whole[:4]


def _month(written: str | None) -> str | None:
    """Give the number of a month written in figures or in words."""
    if written is None or written.isdigit():
        return written
    number = standard().code("months", written)
    if number is None:
        raise ValueError(written)
    return number


def coordinate(cell: str, mark: DecimalMark = "") -> float:
    """
    Read a latitude or a longitude in degrees.

    Parameters
    ----------
    cell
        Degrees with decimals, or with minutes and seconds; north and east are
        positive, ``S``, ``W`` and ``O`` (*ouest*) negative.
    mark
        Decimal mark of the column; a coordinate has no thousands.

    Returns
    -------
    degrees
        A number.

    Raises
    ------
    ValueError
        If the cell is no such thing.

    Examples
    --------
    >>> coordinate("43,611"), coordinate("43° 36' 36'' N"), coordinate("3°30' O")
    (43.611, 43.61, -3.5)
    """
    if match := _DEGREES.fullmatch("".join(cell.split())):
        degrees, minutes, seconds, side = match.groups()
        parts = [float((part or "0").replace(",", ".")) for part in (degrees, minutes, seconds)]
        value = parts[0] + parts[1] / 60 + parts[2] / 3600
        return -value if side and side.upper() in "SWO" else value
    plain = _plain(cell)
    return number(plain.replace(",", ".") if plain.count(",") == 1 else cell, mark)


def url(cell: str) -> str:
    """
    Read a web address, which pages will make a link of.

    Parameters
    ----------
    cell
        An address; ``www.example.org`` is taken as ``https``.

    Returns
    -------
    url
        Always ``http`` or ``https``.

    Raises
    ------
    ValueError
        If it is no such address: another scheme, blanks, no host.

    Examples
    --------
    >>> url("www.example.org/a")
    'https://www.example.org/a'
    """
    address = cell if "://" in cell else f"https://{cell}"
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme.lower() not in {"http", "https"} or "." not in host or len(cell.split()) != 1:
        raise ValueError(cell)
    return address


def split_list(cell: str) -> list[str]:
    r"""
    Split a cell of several values on ``|``, ``;`` or line breaks.

    Commas are left alone: names hold them.

    Parameters
    ----------
    cell
        A cell as written.

    Returns
    -------
    parts
        The values, stripped, each once, in the order written.

    Examples
    --------
    >>> split_list("water; air\nwater")
    ['water', 'air']
    """
    return list(dict.fromkeys(part for raw in _MARK.split(cell) if (part := raw.strip())))


def values(cell: str) -> str:
    """
    Read a cell of several values in canonical form.

    Parameters
    ----------
    cell
        A cell as written.

    Returns
    -------
    cell
        ``a|b|c``.

    Examples
    --------
    >>> values("water; air")
    'water|air'
    """
    return join_values(split_list(cell))
