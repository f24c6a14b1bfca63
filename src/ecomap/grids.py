"""
What a file holds: sheets of text cells, numbered as a spreadsheet numbers them.

CSV files may be in any usual encoding, with any usual separator; workbooks are
read by calamine, which runs no macro and no formula. What a cell or a heading
means is decided elsewhere.
"""

from __future__ import annotations

import csv
import io
import itertools
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypedDict

import python_calamine

from ecomap.cells import text
from ecomap.errors import Issue, SheetError

__all__ = ["SUFFIXES", "Grid", "read_grids"]

SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods")

# The first bytes of a zip archive (xlsx, ods) and of the older Excel format.
_WORKBOOK: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

_SEPARATORS: Final = ";,\t|"

# A separator parts more than this share of the rows alike.
_MOST: Final = 0.5

# Rows that the separator is judged on, and the cell that is surely no cell any more.
_SAMPLE: Final = 200
_LONGEST_CELL: Final = 10_000_000


class Grid(TypedDict):
    """
    One sheet of a file.

    `file` and `sheet` are their names (a CSV file has no sheet), `rows` its
    cells as text, from the first row and column of the sheet, `encoding` and
    `separator` those of a CSV file, `ragged` whether rows keep the number of
    fields they were written with.
    """

    file: str
    sheet: str
    rows: list[list[str]]
    encoding: str
    separator: str
    ragged: bool
    issues: list[Issue]


def read_grids(path: Path, known: Callable[[list[str]], int]) -> list[Grid]:
    """
    Read every sheet of a file.

    Parameters
    ----------
    path
        A CSV or TSV file, or a workbook (XLSX, XLSM, XLS, ODS); its content
        tells which, whatever its suffix.
    known
        Counts the headings that a row holds; the separator of a CSV file is the
        one that lets them appear.

    Returns
    -------
    grids
        One per sheet that holds something.

    Raises
    ------
    SheetError
        If the file is missing, empty or cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        code = "file_missing" if isinstance(error, FileNotFoundError) else "file_unreadable"
        raise _unreadable(path, code, reason=error.strerror or str(error)) from error
    if content.startswith(_WORKBOOK):
        grids = _read_workbook(path, content)
    else:
        grids = [_read_csv(path, content, known)]
    grids = [grid for grid in grids if any(any(row) for row in grid["rows"])]
    if not grids:
        raise _unreadable(path, "file_empty")
    return grids


def _unreadable(path: Path, code: str, **facts: object) -> SheetError:
    """Say that nothing can be read from a file."""
    return SheetError(issues=[Issue(code=code, severity="error", file=path.name, facts=facts)])


# --------------------------------------------------------------------------- workbooks


def _read_workbook(path: Path, content: bytes) -> list[Grid]:
    """Read the sheets of a workbook."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            Grid(
                file=path.name,
                sheet=name,
                rows=[
                    [text(cell) for cell in row]
                    for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
                ],
                encoding="",
                separator="",
                ragged=False,
                issues=[],
            )
            for name in workbook.sheet_names
        ]
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        raise _unreadable(path, "workbook_unreadable", reason=str(error)) from error


# --------------------------------------------------------------------------- CSV


def _read_csv(path: Path, content: bytes, known: Callable[[list[str]], int]) -> Grid:
    """Read a CSV file; a line break between quotes stays in its row."""
    written, encoding = _decoded(content)
    issues: list[Issue] = []
    first, _, rest = written.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        separator, written = first.strip()[-1], rest
    else:
        tabs = path.suffix.lower() == ".tsv" and "\t" in written
        separator = "\t" if tabs else _separator(written, known)
    try:
        rows = [[cell.strip() for cell in row] for row in _records(written, separator)]
    except csv.Error as error:
        raise _unreadable(path, "csv_broken", reason=str(error)) from error
    if written.count('"') % 2 and rows and any("\n" in cell for cell in rows[-1]):
        issues.append(
            Issue(
                code="open_quote",
                severity="error",
                file=path.name,
                row=len(rows),
                value=rows[-1][-1],
            )
        )
    return Grid(
        file=path.name,
        sheet="",
        rows=rows,
        encoding=encoding,
        separator=separator,
        ragged=True,
        issues=issues,
    )


def _decoded(content: bytes) -> tuple[str, str]:
    """Decode a text file; give the encoding too."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    start = content[:_SAMPLE]
    if start.count(0) * 3 > len(start):
        encoding = "utf-16-be" if start.startswith(b"\0") else "utf-16-le"
        return content.decode(encoding, errors="replace"), encoding
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\0", ""), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    # Latin-1 accepts every byte: the last resort, for files with the five bytes cp1252 lacks
    return content.decode("latin-1").replace("\0", ""), "latin-1"


def _records(written: str, separator: str) -> Iterator[list[str]]:
    """Split a text into records."""
    # The default bound, 131072, is less than a long description; none at all would be a trap.
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(written, newline=""), delimiter=separator)


def _separator(written: str, known: Callable[[list[str]], int]) -> str:
    """Find the separator: it parts known headings, and most rows in the same number of fields."""
    scores = {mark: _score(written, mark, known) for mark in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda mark: scores[mark])
    headings, share, width = scores[best]
    if width > 1 and (headings > 1 or share > _MOST):
        return best
    # a file of one column: any mark that it does not hold
    return next((mark for mark in "\t|;," if mark not in written), "\t")


def _score(
    written: str, separator: str, known: Callable[[list[str]], int]
) -> tuple[int, float, int]:
    """Count the headings that a separator shows, the share of rows it parts alike, their fields."""
    rows = _first_rows(written, separator)
    headings = max((known(row) for row in rows if len(row) > 1), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0, 1
    width, alike = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return headings, alike / len(rows), width


def _first_rows(written: str, separator: str) -> list[list[str]]:
    """Give the first rows that hold something."""
    try:
        return list(itertools.islice(filter(any, _records(written, separator)), _SAMPLE))
    except csv.Error:
        return []
