"""
Tables as a workbook: headings that stay in sight, lists of allowed values, texts that stay texts.

A cell that begins like a formula is written as text and marked so, for Excel to
leave it alone when somebody edits it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from ecomap.typology import standard
from ecomap.values.columns import columns_of

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["LONGEST", "Cut", "write_workbook"]

# Characters of a cell: Excel holds no more.
LONGEST: Final = 32_767

# What a workbook holds under an escape only, and what would be taken for one (ECMA-376).
_ESCAPED: Final = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_NEVER: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_FORMULA: Final = re.compile(r"[=+@\-\t]")

# Types of columns of which a cell holds one term of a vocabulary.
_TERM: Final = frozenset({"term", "term_or_text"})

_LISTS: Final = "Lists"

# Rows below the last one that still offer the lists, and the width of a column.
_MORE_ROWS: Final = 500
_WIDTH: Final = 20


class Cut(NamedTuple):
    """Number of cells `long`er than Excel holds, and of those with characters it never holds."""

    long: int
    marred: int


def write_workbook(tables: Mapping[str, pd.DataFrame], path: Path, *, title: str = "") -> Cut:
    """
    Write tables as the sheets of a workbook.

    Parameters
    ----------
    tables
        Tables by name of sheet; their index is not written. A sheet *Actors* or
        *Alliances* offers the lists of the vocabularies.
    path
        The file to write.
    title
        Title of the workbook, among its properties.

    Returns
    -------
    cut
        What was left out: cells are cut at 32,767 characters.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - a tenth of a second that reading does not need

    book = Workbook(write_only=True)
    book.properties.title = title or None
    ranges = _ranges(tables)
    long = marred = 0
    for name, table in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        for at in range(1, len(table.columns) + 1):
            sheet.column_dimensions[_letter(at)].width = _WIDTH
        _offer(sheet, name.lower(), table, ranges)
        sheet.append([_cell(sheet, str(column), bold=True) for column in table.columns])
        for row in table.astype(object).itertuples(index=False, name=None):
            texts = [value for value in row if isinstance(value, str)]
            long += sum(len(text) > LONGEST for text in texts)
            marred += sum(bool(_NEVER.search(text)) for text in texts)
            sheet.append([_cell(sheet, value) for value in row])
    if ranges:
        sheet = book.create_sheet(_LISTS)
        for terms in _lists(list(ranges)):
            sheet.append(terms)
    book.save(path)
    return Cut(long, marred)


def _letter(at: int) -> str:
    """Give the letters of a column, from 1."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    return str(get_column_letter(at))


def _cell(sheet: Worksheet, value: Any, *, bold: bool = False) -> WriteOnlyCell | None:  # noqa: ANN401 - a cell
    """Make a cell; a text is a text, whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.styles import Font  # noqa: PLC0415

    if value is None or value != value:  # noqa: PLR0124 - nan
        return None
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value=value)
    cell = WriteOnlyCell(sheet)
    plain = _NEVER.sub("", value[:LONGEST])
    cell.value = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", plain)
    cell.data_type = "s"
    if _FORMULA.match(value):
        cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


# --------------------------------------------------------------------------- lists


def _vocabulary(table: str, column: str) -> str:
    """Give the vocabulary of which a cell holds one term; empty if there is none."""
    if table not in {"actors", "alliances"}:
        return ""
    term = columns_of(table).get(column)
    return term["vocabulary"] if term and term["type"] in _TERM else ""


def _ranges(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Give the place of each list on the sheet of lists."""
    used = {
        vocabulary: None
        for name, table in tables.items()
        for column in table.columns
        if (vocabulary := _vocabulary(name.lower(), str(column)))
    }
    places = {}
    for at, vocabulary in enumerate(used, start=1):
        last = len(standard().terms(vocabulary)) + 1
        places[vocabulary] = f"'{_LISTS}'!${_letter(at)}$2:${_letter(at)}${last}"
    return places


def _lists(vocabularies: list[str]) -> Iterator[list[str | None]]:
    """Give the rows of the sheet of lists: the terms of each vocabulary in a column."""
    columns = [[vocabulary, *standard().terms(vocabulary)] for vocabulary in vocabularies]
    for at in range(max(map(len, columns))):
        yield [column[at] if at < len(column) else None for column in columns]


def _offer(sheet: Worksheet, name: str, table: pd.DataFrame, ranges: Mapping[str, str]) -> None:
    """Offer the lists of allowed values under their headings."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415 - as above

    for at, column in enumerate(table.columns, start=1):
        if vocabulary := _vocabulary(name, str(column)):
            # a warning, not a refusal: what is not in the list is reported by the reading
            offer = DataValidation("list", ranges[vocabulary], errorStyle="warning")
            offer.add(f"{_letter(at)}2:{_letter(at)}{len(table) + _MORE_ROWS}")
            sheet.data_validations.append(offer)
