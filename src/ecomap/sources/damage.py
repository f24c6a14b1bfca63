"""
What happened to cells before they came to us: errors of formulas, misread letters, lost digits.

Nothing is repaired by a guess. A cell of error holds nothing and says so; letters
misread stay as they are, with what they probably were; an identifier that a
spreadsheet has damaged stays as it is, and is no longer one that matches.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pandas as pd

from ecomap.errors import Issue
from ecomap.sources.grids import Grid
from ecomap.text import join_values
from ecomap.values import cells, identifiers
from ecomap.values.columns import columns_of, letters

__all__ = ["ERRORS", "looked_over", "unscrambled"]

# What spreadsheets write into a cell whose formula fails, in English and in French.
ERRORS: Final = frozenset(
    {"#N/A", "#N/D", "#REF!", "#DIV/0!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#NUM!"}
    | {"#NOMBRE!", "#NULL!", "#NUL!", "#SPILL!", "#PROPAGATION!", "#CALC!", "#FIELD!"}
    | {f"Err:{number}" for number in range(501, 541)}
)

# UTF-8 read as if it were one byte per letter: a capital with a mark, then a sign.
_SCRAMBLED: Final = re.compile(
    "[\u00c2-\u00f4](?:[\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160"
    "\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153"
    "\u017e\u0178]){1,3}"
)
_LOST: Final = "\ufffd"

# A misreading of a misreading is seen; a third one nobody has made.
_TIMES: Final = 2

_SPLIT: Final = re.compile(r"[;\n]")
_SEVERAL: Final = frozenset({"values", "terms"})


def unscrambled(cell: str) -> str:
    """
    Give what a text probably was before it was read in another encoding.

    Parameters
    ----------
    cell
        A text.

    Returns
    -------
    text
        Empty if nothing tells that it was misread.

    Examples
    --------
    >>> unscrambled("Ã‰cole d’Ã©tÃ©"), unscrambled("École")
    ('École d’été', '')
    """
    text = cell
    for _ in range(_TIMES):
        text = _SCRAMBLED.sub(_unscrambled, text)
    return "" if text == cell else text


def _unscrambled(run: re.Match[str]) -> str:
    """Read some letters again; keep them where they make no letter."""
    try:
        letter = _bytes(run[0]).decode("utf-8")
    except UnicodeError:
        return run[0]
    # a rare pair of letters may happen to be a sign of a far alphabet
    return letter if all(one < "\u0250" or "\u2000" < one < "\u20d0" for one in letter) else run[0]


def _bytes(text: str) -> bytes:
    """Give the bytes that one byte per letter stands for; cp1252 lacks five, Latin-1 none."""
    return b"".join(
        letter.encode("latin-1" if "\x80" <= letter <= "\x9f" else "cp1252") for letter in text
    )


def looked_over(
    frame: pd.DataFrame, names: list[list[str]], grid: Grid, headings: list[str], table: str
) -> tuple[pd.DataFrame, list[Issue]]:
    """
    Look over the cells of a table for damage.

    Parameters
    ----------
    frame
        Cells as text, by position.
    names
        For each heading, the columns of the frame that it feeds.
    grid
        The sheet.
    headings
        Its headings.
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    frame, issues
        The cells without those of error, identifiers without blanks; what was found, each
        with the position of its row.
    """
    frame = frame.copy()
    issues: list[Issue] = []
    for at, columns in enumerate(names):
        column = "" if grid["made"] else letters(at)
        place: dict[str, Any] = {"column": column, "heading": headings[at]}
        place |= {"file": grid["file"], "sheet": grid["sheet"]}
        for name in columns:
            issues += [Issue(**place, **one) for one in _damages(frame, name, table)]
    place = {"file": grid["file"], "sheet": grid["sheet"]}
    for row in dict.fromkeys(issue.row for issue in issues if issue.code == "error_cell"):
        if not frame.loc[row].any():
            issues.append(Issue(code="row_of_errors", severity="error", row=row, **place))
    return frame, issues


def _damages(frame: pd.DataFrame, name: str, table: str) -> Iterator[dict[str, Any]]:
    """Find the damage of a column; take its cells of error out."""
    distinct = set(frame[name].unique().tolist())
    yield from _errors(frame, name, distinct & ERRORS)
    ascii_alone = "".join(distinct).isascii()
    beyond = set() if ascii_alone else {cell for cell in distinct if not cell.isascii()}
    yield from _each(frame, name, beyond, "letters_lost", lambda cell: _LOST in cell and "?")
    misread = {cell for cell in beyond if _SCRAMBLED.search(cell)}
    yield from _each(frame, name, misread, "letters_misread", unscrambled, suggests=True)
    key = name.rpartition(".")[2]
    if key in identifiers.KEYS:
        yield from _identifiers(frame, name, key, distinct)
    term = columns_of(table).get(name)
    if term and term["type"] in _SEVERAL:
        yield from _split(frame, name, {cell for cell in distinct if _SPLIT.search(cell)})


def _errors(frame: pd.DataFrame, name: str, words: set[str]) -> Iterator[dict[str, Any]]:
    """Say each cell of error, and empty it."""
    if not words:
        return
    rows = frame[name].isin(list(words))
    for row, word in frame.loc[rows, name].items():
        yield {"code": "error_cell", "severity": "warning", "row": row, "value": word}
    frame.loc[rows, name] = ""


def _each(
    frame: pd.DataFrame,
    name: str,
    distinct: set[str],
    code: str,
    tell: Callable[[str], str | bool],
    *,
    suggests: bool = False,
) -> Iterator[dict[str, Any]]:
    """Say each cell of which something is to be told."""
    told = {cell: told for cell in distinct if (told := tell(cell))}
    if not told:
        return
    for row, cell in frame.loc[frame[name].isin(list(told)), name].items():
        one = {"code": code, "severity": "warning", "row": row, "value": cell}
        yield one | ({"suggestion": told[cell]} if suggests else {})


def _identifiers(
    frame: pd.DataFrame, name: str, key: str, distinct: set[str]
) -> Iterator[dict[str, Any]]:
    """Clean identifiers, and say those that are damaged."""
    blank = {cell for cell in distinct if cells.is_blank(cell)}
    clean = {cell: identifiers.clean(cell) for cell in distinct - blank}
    changed = {cell: plain for cell, plain in clean.items() if cell != plain}
    rows = frame[name].isin(list(changed))
    if rows.any():
        cell = frame.loc[rows, name].iloc[0]
        facts = {"n": int(rows.sum()), "clean": changed[cell]}
        yield {
            "code": "identifier_cleaned",
            "severity": "note",
            "row": rows.idxmax(),
            "value": cell,
            "facts": facts,
        }
    faults = {
        cell: fault for cell, plain in clean.items() if (fault := identifiers.check(key, plain))
    }
    for row, cell in frame.loc[frame[name].isin(list(faults)), name].items():
        yield {
            "code": f"identifier_{faults[cell]}",
            "severity": "warning",
            "row": row,
            "value": cell,
            "facts": {"key": key.upper()},
        }
    frame[name] = frame[name].replace(changed | dict.fromkeys(blank, ""))


def _split(frame: pd.DataFrame, name: str, several: set[str]) -> Iterator[dict[str, Any]]:
    """Say once how the cells of several values are split."""
    rows = frame[name].isin(list(several))
    if rows.any():
        cell = frame.loc[rows, name].iloc[0]
        facts = {"n": int(rows.sum()), "parts": join_values(cells.split_list(cell))}
        yield {
            "code": "values_split",
            "severity": "note",
            "row": rows.idxmax(),
            "value": cell,
            "facts": facts,
        }
