"""
The form of each column: the cells of a table brought to it, or the fault of each that cannot be.

A cell is text when it comes in. What its column admits is told by
``data/columns.csv``; how one cell is read, by `cells`. A cell that cannot be
read is a warning and is not kept, or an error that sets its row aside where
the column is essential.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from ecomap.errors import Issue, Severity
from ecomap.text import join_values
from ecomap.typology import Term, standard
from ecomap.values import cells
from ecomap.values.columns import columns_of

__all__ = ["SUGGESTED", "Table", "cells_at", "issue_at", "read_cells", "typed"]

Table = Literal["actors", "alliances"]

# Columns in which a cell that cannot be read makes the whole row unusable (contract section 2).
_ESSENTIAL: Final = frozenset({"kind", "membership", "weight"})

# Shown to people as what was expected, the same in both languages.
_EXPECTED: Final = {
    "number": "1234.5 | 1 234,5",
    "boolean": "oui | non | yes | no",
    "date": "2023 | 2023-10 | 2023-10-18 | 18/10/2023 | 18 octobre 2023 | Oct 18, 2023",
    "url": "https://example.org",
    "membership": "engagement_economy:0.7|knowledge_economy:0.3",
}
_TERMS: Final = frozenset({"term", "terms", "term_or_text"})
_RANGES: Final = {"latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0)}

# Values that come with a suggestion: beyond, the file is another file, and comparing is slow.
SUGGESTED: Final = 100
_LONGEST_TERM: Final = 80


def issue_at(
    table: Table,
    code: str,
    severity: Severity,
    row: int,
    column: str = "",
    value: str = "",
    *,
    expected: str = "",
    suggestion: str = "",
    **facts: object,
) -> Issue:
    """
    Say something of a row of a table.

    Parameters
    ----------
    table
        ``"actors"`` or ``"alliances"``.
    code, severity
        As in `Issue`.
    row
        Position of the row.
    column
        Column of ours.
    value, expected, suggestion
        As in `Issue`.
    **facts
        Further words for the sentence.

    Returns
    -------
    issue
        Its `sheet` is the table and its `heading` the column, until somebody who
        knows the file says better.

    Examples
    --------
    >>> issue_at("actors", "no_name", "error", 3, "name").place
    'actors!3'
    """
    return Issue(
        code=code,
        severity=severity,
        sheet=table,
        row=row,
        heading=column,
        value=value,
        expected=expected,
        suggestion=suggestion,
        facts=facts,
    )


def cells_at(column: pd.Series[Any], rows: pd.Series[bool]) -> list[tuple[int, Any]]:
    """
    Give some cells of a column, each with its position.

    Parameters
    ----------
    column
        A column of a table.
    rows
        Which of its rows.

    Returns
    -------
    cells
        Pairs of position and cell, in the order of the table.

    Examples
    --------
    >>> column = pd.Series(["a", "b"], index=[2, 3])
    >>> cells_at(column, column == "b")
    [(3, 'b')]
    """
    chosen = column[rows]
    return list(zip(chosen.index.tolist(), chosen.tolist(), strict=True))


def read_cells(raw: pd.DataFrame, table: Table, issues: list[Issue], lang: str) -> pd.DataFrame:
    """
    Bring each cell of a table to the form of its column.

    Parameters
    ----------
    raw
        A table of text, indexed by position.
    table
        ``"actors"`` or ``"alliances"``.
    issues
        Where to add what is found.
    lang
        Language of the suggestions.

    Returns
    -------
    table
        Without the rows in which an essential cell cannot be read.

    Examples
    --------
    >>> issues: list[Issue] = []
    >>> raw = pd.DataFrame({"name": ["A", "B"], "kind": ["réseau", "?!"]})
    >>> read_cells(raw, "actors", issues, "en")["kind"].tolist(), issues[0].code
    (['network'], 'unknown_kind')
    """
    found: list[Issue] = []
    known = columns_of(table)
    read = {
        column: _read_column(raw[column], known[column], table, found, lang)
        if column in known
        else raw[column]
        for column in raw.columns
    }
    issues += found
    faulty = {issue.row for issue in found if issue.severity == "error"}
    whole = pd.DataFrame(read, index=raw.index)
    return whole[~raw.index.isin(list(faulty))] if faulty else whole


def _read_column(
    column: pd.Series[Any], term: Term, table: Table, issues: list[Issue], lang: str
) -> pd.Series[Any]:
    """Read the distinct cells of a column, once each, and report those that cannot be."""
    if term["type"] in {"text", "identifier", "end", "ends"} and term["key"] != "name":
        return column
    if term["type"] == "text":
        return _plain(column)
    codes, found = pd.factorize(column)
    distinct = found.tolist()
    mark = cells.decimal_mark(distinct) if term["type"] == "number" else ""
    if term["type"] == "number" and not mark and term["key"] not in _RANGES:
        issues.extend(_ambiguous_numbers(column, distinct, term, table))
    values: list[Any] = []
    faulty: dict[str, tuple[str, str]] = {}
    for cell in distinct:
        value, faults = _read_cell(cell, term, mark)
        values.append(value)
        if faults:
            faulty[cell] = (", ".join(faults), _suggested(faults[0], term, len(faulty), lang))
    expected = _expected(term)
    for row, cell in cells_at(column, column.isin(list(faulty))):
        issues.append(_fault(table, term, row, *faulty[cell], expected))
    # a missing cell has the code -1: the last value
    read = pd.Series([*values, np.nan], dtype="object").take(codes)
    return typed(read.set_axis(column.index), term)


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    """Make runs of blanks one space, none at the ends."""
    plain = [" ".join(cell.split()) if isinstance(cell, str) else cell for cell in column.tolist()]
    return pd.Series(plain, index=column.index, dtype="str")


def _read_cell(cell: str, term: Term, mark: cells.DecimalMark) -> tuple[Any, list[str]]:
    """Read one cell; give its value, and the parts of it that cannot be read."""
    if term["type"] in _TERMS:
        return _read_terms(cell, term)
    try:
        if term["type"] == "number":
            return _number(cell, term["key"], mark), []
        if term["type"] in {"url", "values"} and cells.is_blank(cell):
            return np.nan, []
        return _READERS[term["type"]](cell), []
    except ValueError:
        return np.nan, [] if cells.is_blank(cell) else [cell]


def _number(cell: str, column: str, mark: cells.DecimalMark) -> float:
    """Read a number, and refuse one that its column cannot hold."""
    if column not in _RANGES:
        value = cells.number(cell, mark)
        if column == "weight" and value <= 0:
            raise ValueError(cell)
        return value
    value = cells.coordinate(cell, mark)
    low, high = _RANGES[column]
    if not low <= value <= high:
        raise ValueError(cell)
    return value


def _shares(cell: str) -> str:
    """Write a membership in canonical form."""
    shares = standard().membership(cell)
    return join_values([f"{model}:{share:g}" for model, share in shares.items()])


_READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "boolean": cells.boolean,
    "date": cells.date,
    "membership": _shares,
    "url": cells.url,
    "values": cells.values,
}


def _read_terms(cell: str, term: Term) -> tuple[Any, list[str]]:
    """Read one term of a vocabulary or, where several are allowed, all of them."""
    vocabulary = term["vocabulary"]
    if code := standard().code(vocabulary, cell):
        return code, []
    if cells.is_blank(cell):
        return np.nan, []
    if term["type"] == "term_or_text":
        return cell, []
    if term["type"] == "term":
        return np.nan, [cell]
    parts = cells.split_list(cell.replace(",", "|"))
    codes = [code for part in parts if (code := standard().code(vocabulary, part))]
    unknown = [part for part in parts if standard().code(vocabulary, part) is None]
    return join_values(list(dict.fromkeys(codes))) or np.nan, unknown


def _suggested(value: str, term: Term, already: int, lang: str) -> str:
    """Suggest a term, within the bounds that keep it cheap."""
    if not term["vocabulary"] or already >= SUGGESTED or len(value) > _LONGEST_TERM:
        return ""
    return standard().nearest(term["vocabulary"], value, lang)


def _expected(term: Term) -> str:
    """Show what a column admits."""
    column = term["key"]
    if column in _RANGES:
        return "{:g} … {:g}".format(*_RANGES[column])
    if column == "weight":
        return "> 0"
    if term["type"] in {"term", "terms"}:
        return ", ".join(standard().terms(term["vocabulary"]))
    return _EXPECTED.get(term["type"], "")


def _fault(table: Table, term: Term, row: int, value: str, suggestion: str, expected: str) -> Issue:
    """Say that a cell cannot be read."""
    column = term["key"]
    code = {
        "number": "bad_weight" if column == "weight" else "bad_number",
        "boolean": "bad_boolean",
        "date": "bad_date",
        "url": "bad_url",
        "membership": "bad_membership",
        "term": {"model": "unknown_model", "kind": "unknown_kind"}.get(column, "unknown_value"),
        "terms": "unknown_value",
    }[term["type"]]
    severity: Severity = "error" if column in _ESSENTIAL else "warning"
    return issue_at(
        table, code, severity, row, column, value, expected=expected, suggestion=suggestion
    )


def _ambiguous_numbers(
    column: pd.Series[Any], distinct: list[str], term: Term, table: Table
) -> list[Issue]:
    """Say once where ``1,234`` was read as thousands though nothing told."""
    doubtful = [cell for cell in distinct if cells.is_ambiguous(cell)]
    if not doubtful:
        return []
    found = cells_at(column, column.isin(doubtful))
    (row, cell), n = found[0], len(found)
    read = cells.number(cell)
    return [issue_at(table, "ambiguous_number", "warning", row, term["key"], cell, read=read, n=n)]


def typed(column: pd.Series[Any], term: Term | None) -> pd.Series[Any]:
    """
    Give a column its type, the same whether it holds something or not.

    Parameters
    ----------
    column
        Cells in the form of their column.
    term
        Row of ``data/columns.csv``; None for a column that is not ours.

    Returns
    -------
    column
        Floats for numbers; booleans, as objects where one is missing; else text.

    Examples
    --------
    >>> typed(pd.Series([None, "3"]), columns_of("alliances")["weight"]).tolist()
    [nan, 3.0]
    """
    if term and term["type"] == "number":
        return column.astype("float64")
    if term and term["type"] == "boolean":
        return column.astype("object") if column.hasnans else column.astype("bool")
    return column.astype("str")
