"""
What a file holds: sheets of text cells, numbered as a spreadsheet numbers them.

CSV files may be in any usual encoding, with any usual separator; workbooks are
read by calamine, which runs no macro and no formula, after `packages` has
looked at them. What a cell or a heading means is decided elsewhere.
"""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypedDict

import pandas as pd
import python_calamine

from ecomap.errors import Issue, Severity, SheetError
from ecomap.sources.biff import look_at_old
from ecomap.sources.kumu import sheets_of
from ecomap.sources.netfiles import read_network
from ecomap.sources.packages import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_UNPACKED,
    Look,
    look_at,
    no_look,
    refusal,
)
from ecomap.text import unshield
from ecomap.values.cells import text

__all__ = ["LONGEST_LINE", "MOST_COLUMNS", "SUFFIXES", "Grid", "plain_grid", "read_grids"]

SUFFIXES: Final = (
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".xls",
    ".ods",
    ".parquet",
    ".dl",
    ".net",
)

# The widest sheet there is, and a line that is surely no line of a table any more.
MOST_COLUMNS: Final = 2**14
LONGEST_LINE: Final = 10_000_000

_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_PARQUET: Final = b"PAR1"

_SEPARATORS: Final = ";,\t|"

# A separator parts more than this share of the rows alike.
_MOST: Final = 0.5

# Rows that the separator is judged on.
_SAMPLE: Final = 200

# What French and English are written with beside ASCII: it tells one byte per letter from another.
_LETTERS: Final = frozenset("éèêëàâäáçôöóîïíûùüúñœæÉÈÊËÀÂÄÁÇÔÖÓÎÏÍÛÙÜÚÑŒÆ’“”«»€–—°²…\u00a0")

# Those of most words, of which so many make sure that a file comes from an old Macintosh.
_COMMON: Final = frozenset("éèàçêôîûùëïÉ")
_SURE: Final = 3

# Quotation marks never closed are told one by one, so far; a file with more is no CSV.
_REOPENED: Final = 20

# Numbers and dates come again; so many are remembered as they are written.
_REMEMBERED: Final = 2**14

# Cells that merged areas fill, at most: beyond, the areas are no table's.
_FILLED: Final = 1_000_000

_NUMERIC: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)


# How other files begin, and control characters that no text holds many of.
_OTHERS: Final = {
    "HTML": ("<html", "<!doctype html", "<table", "<meta"),
    "XML": ("<?xml",),
    "PDF": ("%pdf-",),
    "RTF": ("{\\rtf",),
}
_CONTROLS: Final = [bytes([code]) for code in range(1, 32) if code not in b"\t\n\r\x1a"]
_FEW: Final = 8


class Grid(TypedDict):
    """
    One sheet of a file.

    `file` and `sheet` are their names (a CSV file has no sheet), `rows` its
    cells as text, from the first column of the sheet, `lines` the number that a
    spreadsheet shows for each row, `encoding` and `separator` those of a CSV
    file, `ragged` whether rows keep the number of fields they were written with,
    `hidden` whether the sheet is, `made` what the rows were made from where they
    are not the sheet's own: a cross table, a matrix, a network file; `aside` are
    rows that are none of the table's, each with its line and why.
    """

    file: str
    sheet: str
    rows: list[list[str]]
    lines: list[int]
    encoding: str
    separator: str
    ragged: bool
    hidden: bool
    made: str
    aside: list[tuple[int, list[str], Issue]]
    issues: list[Issue]


def plain_grid(file: str, rows: list[list[str]], **more: Any) -> Grid:  # noqa: ANN401
    """
    Make a grid of rows that follow one another.

    Parameters
    ----------
    file
        Name of the file.
    rows
        Cells as text.
    **more
        Other fields of `Grid`.

    Returns
    -------
    grid
        Its lines count from 1 where none are given.
    """
    grid = Grid(
        file=file,
        sheet="",
        rows=rows,
        lines=list(range(1, len(rows) + 1)),
        encoding="",
        separator="",
        ragged=False,
        hidden=False,
        made="",
        aside=[],
        issues=[],
    )
    return Grid(**{**grid, **more})  # type: ignore[typeddict-item]  # the fields are those of Grid


def read_grids(path: Path, known: Callable[[list[str]], int]) -> list[Grid]:
    """
    Read every sheet of a file.

    Parameters
    ----------
    path
        A CSV or TSV file, a workbook (XLSX, XLSM, XLS, ODS) or a Parquet file;
        its content tells which, whatever its suffix.
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
        If the file is missing, empty, larger than the bounds, or cannot be read.
    """
    try:
        if (size := path.stat().st_size) > MOST_UNPACKED:
            most = MOST_UNPACKED // 2**20
            raise refusal(path.name, "file_too_large", size=size // 2**20, most=most)
        content = path.read_bytes()
    except OSError as error:
        code = "file_missing" if isinstance(error, FileNotFoundError) else "file_unreadable"
        raise refusal(path.name, code, reason=error.strerror or str(error)) from error
    if content.startswith((_ZIP, _OLD_EXCEL)):
        grids = _read_workbook(path, content)
    elif content.startswith(_PARQUET):
        grids = [_read_parquet(path)]
    else:
        grids = _read_text(path, content, known)
    grids = [grid for grid in grids if any(any(row) for row in grid["rows"])]
    if not grids:
        raise refusal(path.name, "file_empty")
    return grids


# --------------------------------------------------------------------------- workbooks


def _read_workbook(path: Path, content: bytes) -> list[Grid]:
    """Read the sheets of a workbook that was looked at."""
    sheets, looks = _opened(path.name, content)
    grids = []
    for about, cells, merged in sheets:
        look = looks.get(about.name, no_look())
        look["merged"] = look["merged"] or merged
        hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        rows = _as_text(cells)
        grids.append(_sheet(plain_grid(path.name, rows, sheet=about.name, hidden=hidden), look))
    return grids


def _opened(file: str, content: bytes) -> tuple[list[tuple[Any, Any, Any]], dict[str, Look]]:
    """Give the cells of each sheet of a workbook and a look at it; let the workbook go."""
    looking = look_at if content.startswith(_ZIP) else look_at_old
    content, looks = looking(file, content)
    try:
        with _quiet():
            workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            sheets = [
                (about, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or [])
                for about in workbook.sheets_metadata
                if about.typ == python_calamine.SheetTypeEnum.WorkSheet
                for sheet in [workbook.get_sheet_by_name(about.name)]
            ]
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    # a panic of calamine is no Exception: it inherits from BaseException alone
    except BaseException as error:
        raise refusal(file, "workbook_unreadable", reason=str(error)) from error
    return sheets, looks


def _as_text(rows: list[list[Any]]) -> list[list[str]]:
    """Write cells as text, in place: there may be millions, and most are texts."""
    # True is 1.0, but is not written as it is
    written = functools.lru_cache(_REMEMBERED, typed=True)(text)
    for row in rows:
        row[:] = [cell.strip() if isinstance(cell, str) else written(cell) for cell in row]
    return rows


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the words of a panic, which Rust writes to the terminal by itself, from it."""
    try:
        kept = os.dup(2)
    except OSError:  # there is no terminal
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _sheet(grid: Grid, look: Look) -> Grid:
    """Put into a sheet what calamine does not tell: cells of error, merged cells, hidden rows."""
    rows = grid["rows"]
    for (row, column), word in look["errors"].items():
        if row < len(rows) and column < MOST_COLUMNS:
            rows[row] += [""] * (column + 1 - len(rows[row]))
            rows[row][column] = rows[row][column] or word
    if max(map(len, itertools.chain.from_iterable(rows)), default=0) > LONGEST_CELL:
        raise refusal(grid["file"], "cell_too_long", most=LONGEST_CELL)
    _spread(grid, look["merged"])
    hidden = [row + 1 for row in look["hidden"] if row < len(rows) and any(rows[row])]
    if hidden:
        grid["issues"].append(_of_sheet(grid, "hidden_rows", rows=_spans(hidden), n=len(hidden)))
    if look["uncomputed"]:
        row, column = look["uncomputed"][0]
        n = len(look["uncomputed"])
        said = _of_sheet(grid, "formula_without_value", "warning", n=n, row=row + 1)
        grid["issues"].append(said)
    return grid


def _of_sheet(grid: Grid, code: str, severity: Severity = "note", **facts: object) -> Issue:
    """Say something of a whole sheet."""
    return Issue(code=code, severity=severity, file=grid["file"], sheet=grid["sheet"], facts=facts)


def _spans(numbers: list[int]) -> str:
    """Write numbers of rows shortly: 3–5, 9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _spread(grid: Grid, areas: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give each row of a merged area its text; a number would be counted several times."""
    rows, filled, texts = grid["rows"], 0, 0
    for (first, column), (last, _) in areas:
        value = rows[first][column] if first < len(rows) and column < len(rows[first]) else ""
        below = rows[first + 1 : last + 1]
        filled += len(below)
        if not value or not below or filled > _FILLED:
            continue
        if _NUMERIC.fullmatch(value):
            said = _of_sheet(
                grid, "merged_number", "warning", first=first + 1, last=first + 1 + len(below)
            )
            grid["issues"].append(_valued(said, value))
            continue
        texts += 1
        for row in below:
            if any(row):
                row[column] = value
    if texts:
        grid["issues"].append(_of_sheet(grid, "merged_cells", n=texts))


def _valued(issue: Issue, value: str) -> Issue:
    """Give an issue the cell it speaks of."""
    return Issue(**{**vars(issue), "value": value})


# --------------------------------------------------------------------------- Parquet


def _read_parquet(path: Path) -> Grid:
    """Read a Parquet file, whose columns are the headings."""
    try:
        # pyarrow is large and few need it: an extra
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        install = 'pip install "ecomap[parquet]"'
        raise refusal(path.name, "extra_missing", format="Parquet", install=install) from error
    try:
        about = pq.ParquetFile(path).metadata
        if (cells := about.num_rows * about.num_columns) > MOST_CELLS:
            raise refusal(path.name, "too_many_cells", n=cells, most=MOST_CELLS)
        frame = pd.read_parquet(path, engine="pyarrow").reset_index(drop=True)
    except SheetError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise refusal(path.name, "file_unreadable", reason=str(error)) from error
    columns = [
        [text(value) if known else "" for value, known in zip(column, column.notna(), strict=True)]
        for _, column in frame.items()
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return plain_grid(path.name, [[str(name) for name in frame.columns], *rows])


# --------------------------------------------------------------------------- CSV


def _read_text(path: Path, content: bytes, known: Callable[[list[str]], int]) -> list[Grid]:
    """Read a text file: a network of another program, else CSV."""
    written, encoding, odd = _decoded(content)
    if other := _other_format(content, written):
        raise refusal(path.name, "no_spreadsheet", format=other)
    try:
        tables = read_network(written)
    except (ValueError, IndexError) as error:
        line = error.args[0] if error.args and isinstance(error.args[0], int) else 1
        said = _of_row(path, line, "network_broken", "error", "")
        raise SheetError(issues=[said]) from error
    if tables is None and (blueprint := sheets_of(written)) is not None:
        return [
            plain_grid(path.name, rows, sheet=sheet, made="kumu", encoding=encoding)
            for sheet, rows in blueprint
        ]
    if tables is None:
        return [_read_csv(path, written, encoding, odd, known)]
    return [
        plain_grid(path.name, rows, lines=lines, made=made, encoding=encoding)
        for made, rows, lines in tables
    ]


def _other_format(content: bytes, written: str) -> str:
    """Name the format of what is no table; what web sites call an Excel file is often HTML."""
    start = written[:_SAMPLE].lstrip("\ufeff \t\r\n").lower()
    for name, starts in _OTHERS.items():
        if start.startswith(starts):
            return name
    signs = sum(content[:_SAMPLE].count(code) for code in _CONTROLS)
    return "?" if signs > _FEW and not content.startswith((b"\xff\xfe", b"\xfe\xff")) else ""


def _read_csv(
    path: Path, written: str, encoding: str, odd: set[int], known: Callable[[list[str]], int]
) -> Grid:
    """Read a CSV file; a line break between quotes stays in its row."""
    first, _, rest = written.partition("\n")
    told = first.strip("\r\n \ufeff")
    if told.lower().startswith("sep=") and len(told) == len("sep=") + 1:
        separator, written = told[-1], rest
        odd = {line - 1 for line in odd}
    else:
        tabs = path.suffix.lower() == ".tsv" and "\t" in written
        separator = "\t" if tabs else _separator(written, known)
    lines = io.StringIO(written, newline="").readlines()
    _check_lines(path.name, lines, separator)
    issues: list[Issue] = []
    rows = []
    try:
        records = list(_rows(lines, separator))
    except csv.Error as error:
        raise refusal(path.name, "csv_broken", reason=str(error)) from error
    for number, (start, end, row, whole) in enumerate(records, start=1):
        rows.append([unshield(cell.strip()) for cell in row])
        if not whole:
            issues.append(_of_row(path, number, "open_quote", "error", row[0]))
        elif odd and not odd.isdisjoint(range(start, end)):
            cell = next((cell for cell in row if not cell.isascii()), "")
            issues.append(_of_row(path, number, "row_encoding", "warning", cell))
    return plain_grid(
        path.name, rows, encoding=encoding, separator=separator, ragged=True, issues=issues
    )


def _of_row(path: Path, number: int, code: str, severity: Severity, value: str) -> Issue:
    """Say something of a row of a file."""
    return Issue(code=code, severity=severity, file=path.name, row=number, value=value)


def _check_lines(file: str, lines: list[str], separator: str) -> None:
    """Refuse what is no table any more, before its cells are made."""
    if max(map(len, lines), default=0) > LONGEST_LINE:
        raise refusal(file, "line_too_long", most=LONGEST_LINE)
    marks = [line.count(separator) + 1 for line in lines]
    if sum(marks) > MOST_CELLS:
        raise refusal(file, "too_many_cells", n=sum(marks), most=MOST_CELLS)
    if max(marks, default=0) > MOST_COLUMNS:
        raise refusal(file, "too_many_columns", n=max(marks), most=MOST_COLUMNS)


def _decoded(content: bytes) -> tuple[str, str, set[int]]:
    """Decode a text file; give the encoding, and the lines that are in another."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16", set()
    start = content[:_SAMPLE]
    if start.count(0) * 3 > len(start):
        encoding = "utf-16-be" if start.startswith(b"\0") else "utf-16-le"
        return content.decode(encoding, errors="replace"), encoding, set()
    try:
        return content.decode("utf-8-sig").replace("\0", ""), "utf-8", set()
    except UnicodeDecodeError:
        pass
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    beyond = [n for n, line in enumerate(lines) if not line.isascii()]
    odd = {n for n in beyond if not _is_utf8(lines[n])}
    mostly = len(odd) * 2 < len(beyond)
    encoding = _one_byte(b"".join(lines[n] for n in odd) if mostly else content)
    if not mostly:
        return content.decode(encoding).replace("\0", ""), encoding.replace("_", "-"), set()
    decoded = [line.decode(encoding if n in odd else "utf-8") for n, line in enumerate(lines)]
    return "".join(decoded).replace("\0", ""), "utf-8", odd


def _is_utf8(line: bytes) -> bool:
    """Tell whether a line is UTF-8."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _one_byte(content: bytes) -> str:
    """Tell which encoding of one byte per letter makes words of a text."""
    beyond = Counter(letter for letter in content.decode("mac_roman") if letter > "\x7f")
    common = sum(times for letter, times in beyond.items() if letter in _COMMON)
    try:
        windows = [letter for letter in content.decode("cp1252") if letter > "\x7f"]
    except UnicodeDecodeError:
        windows = []
    likely = sum(letter in _LETTERS for letter in windows)
    if common >= _SURE and common > _MOST * beyond.total() and likely < _MOST * beyond.total():
        return "mac_roman"
    # Latin-1 accepts every byte: the last resort, for the five bytes that cp1252 lacks
    return "cp1252" if windows else "latin-1"


def _rows(lines: list[str], separator: str) -> Iterator[tuple[int, int, list[str], bool]]:
    """
    Split lines into records: the first line and the one after the last, the cells, whether whole.

    Where a quotation mark is never closed, its line is a record that is not
    whole, and reading goes on below: nothing is swallowed.
    """
    at = reopened = 0
    while at < len(lines):
        start = at
        reader = _records(lines[at:], separator)
        records: list[tuple[int, int, list[str]]] = []
        broken = False
        try:
            for row in reader:
                end = start + reader.line_num
                if broken := end > at + 1 and not _is_closed(lines[at:end], separator):
                    break
                records.append((at, end, row))
                at = end
        except csv.Error:
            broken = True
        if not broken and records:
            first, last, _ = records[-1]
            broken = last - first >= 1 and _is_open(lines[first:last], separator)
            at = first if broken else at
            records = records[:-1] if broken else records
        yield from ((first, last, row, True) for first, last, row in records)
        if broken and reopened == _REOPENED:
            msg = "quotation marks"
            raise csv.Error(msg)
        if broken:
            yield at, at + 1, lines[at].rstrip("\r\n").split(separator), False
            at += 1
            reopened += 1


def _is_closed(lines: list[str], separator: str) -> bool:
    """Tell whether a record of several lines closes its quotation marks where a cell ends."""
    try:
        list(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error as error:
        # one that ends the file open is found otherwise
        return "unexpected end" in str(error)
    return True


def _is_open(lines: list[str], separator: str) -> bool:
    """Tell whether a record still waits for its quotation mark: it swallows one line more."""
    more = ["\n", "\n"]
    return len(list(_records([*lines, *more], separator))) < 1 + len(more)


def _records(lines: list[str], separator: str) -> Any:  # noqa: ANN401 - csv names no type
    """Split lines into records."""
    # The default bound, 131072, is less than a long description; none at all would be a trap.
    csv.field_size_limit(LONGEST_CELL)
    return csv.reader(lines, delimiter=separator)


def _separator(written: str, known: Callable[[list[str]], int]) -> str:
    """Find the separator: it parts known headings, and most rows in the same number of fields."""
    lines = list(itertools.islice(io.StringIO(written, newline=""), _SAMPLE * 4))
    scores = {mark: _score(lines, mark, known) for mark in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda mark: scores[mark])
    headings, share, width = scores[best]
    if width > 1 and (headings > 1 or share > _MOST):
        return best
    # a file of one column: any mark that it does not hold
    return next((mark for mark in "\t|;," if mark not in written), "\t")


def _score(
    lines: list[str], separator: str, known: Callable[[list[str]], int]
) -> tuple[int, float, int]:
    """Count the headings that a separator shows, the share of rows it parts alike, their fields."""
    rows = _first_rows(lines, separator)
    headings = max((known(row) for row in rows if len(row) > 1), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0.0, 1
    width, alike = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    return headings, alike / len(rows), width


def _first_rows(lines: list[str], separator: str) -> list[list[str]]:
    """Give the first rows that hold something."""
    rows: list[list[str]] = []
    # the rows before one that cannot be split tell enough
    with contextlib.suppress(csv.Error):
        for row in filter(any, _records(lines, separator)):
            rows.append(row)
            if len(rows) == _SAMPLE:
                break
    return rows
