"""
What an old Excel file (XLS) is before it is opened: its records walked, its cells counted.

The format is a small file system of sectors that holds a stream of records.
Only where cells stand is read here, and what calamine does not tell: cells of
error and hidden rows. The cells themselves are calamine's to read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from ecomap.sources.packages import MOST_CELLS, Look, no_look, refusal

__all__ = ["MOST_BYTES", "look_at_old"]

# Such a file holds 65,536 rows of 256 columns at most.
MOST_BYTES: Final = 64 * 2**20

_HEADER: Final = 512
_ENTRY: Final = 128
_NO_SECTOR: Final = 0xFFFFFFFA
_IN_HEADER: Final = 109
_STREAM: Final = 2
_ROOT: Final = 5

_BOF: Final = 0x809
_BOUNDSHEET: Final = 0x85
_ROW: Final = 0x208
_FORMULA: Final = 0x06
_BOOLERR: Final = 0x205
_MULRK: Final = 0xBD

# Records that begin with the row and the column of a cell that holds something.
_CELLS: Final = frozenset({_FORMULA, 0x203, 0x204, 0xFD, 0x27E, _BOOLERR, _MULRK, 0xD6, 0x207})

_HIDDEN: Final = 0x20
_IS_ERROR: Final = 2

_ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def look_at_old(file: str, content: bytes) -> tuple[bytes, dict[str, Look]]:
    """
    Look at an XLS file.

    Parameters
    ----------
    file
        Name of the file, for what is said.
    content
        Its bytes.

    Returns
    -------
    content, looks
        The same bytes; what was seen, by sheet.

    Raises
    ------
    SheetError
        If a bound is passed, or the file cannot be walked.
    """
    if len(content) > MOST_BYTES:
        size, most = len(content) // 2**20, MOST_BYTES // 2**20
        raise refusal(file, "file_too_large", size=size, most=most)
    try:
        records = list(_records(_stream(content)))
        looks, cells = _walked(records)
    except (struct.error, IndexError, StopIteration, ValueError) as error:
        raise refusal(file, "workbook_unreadable", reason="XLS") from error
    if cells > MOST_CELLS:
        raise refusal(file, "too_many_cells", n=cells, most=MOST_CELLS)
    return content, looks


# --------------------------------------------------------------------------- sectors


def _stream(content: bytes) -> bytes:
    """Give the stream of the workbook out of its file system."""
    size = 1 << _number(content, 0x1E, "H")
    small = 1 << _number(content, 0x20, "H")
    cutoff = _number(content, 0x38, "I")
    if size not in {512, 4096}:
        msg = "sectors"
        raise ValueError(msg)

    def sector(number: int) -> bytes:
        start = size * (number + 1) if size > _HEADER else _HEADER + size * number
        if start + size > len(content):
            raise ValueError(number)
        return content[start : start + size]

    table = [link for at in _table_sectors(content, sector, size) for link in _numbers(sector(at))]
    directory = b"".join(sector(at) for at in _chain(_number(content, 0x30, "I"), table))
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory), _ENTRY)]
    root = next(entry for entry in entries if len(entry) == _ENTRY and entry[66] == _ROOT)
    for entry in entries:
        if len(entry) < _ENTRY or entry[66] != _STREAM:
            continue
        name = entry[: max(_number(entry, 64, "H") - 2, 0)].decode("utf-16-le")
        if name not in {"Workbook", "Book"}:
            continue
        start, length = _number(entry, 116, "I"), _number(entry, 120, "I")
        if length >= cutoff:
            return b"".join(sector(at) for at in _chain(start, table))[:length]
        links = [
            link
            for at in _chain(_number(content, 0x3C, "I"), table)
            for link in _numbers(sector(at))
        ]
        inner = b"".join(sector(at) for at in _chain(_number(root, 116, "I"), table))
        parts = (inner[small * at : small * (at + 1)] for at in _chain(start, links))
        return b"".join(parts)[:length]
    msg = "no workbook"
    raise ValueError(msg)


def _table_sectors(content: bytes, sector: object, size: int) -> list[int]:
    """Give the sectors that hold the table of the sectors."""
    found = [at for at in _numbers(content[0x4C:_HEADER]) if at < _NO_SECTOR]
    further, seen = _number(content, 0x44, "I"), set()
    while further < _NO_SECTOR and callable(sector):
        if further in seen:
            msg = "circle"
            raise ValueError(msg)
        seen.add(further)
        *numbers, further = _numbers(sector(further))
        found += [at for at in numbers if at < _NO_SECTOR]
    if len(found) * size > len(content):
        msg = "table"
        raise ValueError(msg)
    return found


def _chain(start: int, table: list[int]) -> Iterator[int]:
    """Follow sectors from link to link."""
    steps = 0
    while start < _NO_SECTOR:
        yield start
        steps += 1
        if steps > len(table):
            msg = "circle"
            raise ValueError(msg)
        start = table[start]


def _number(content: bytes, at: int, form: str) -> int:
    """Read one number."""
    return int(struct.unpack_from("<" + form, content, at)[0])


def _numbers(content: bytes) -> tuple[int, ...]:
    """Read the numbers that fill a sector."""
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


# --------------------------------------------------------------------------- records


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give the records of a stream: where each begins, its kind, its content."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _walked(records: list[tuple[int, int, bytes]]) -> tuple[dict[str, Look], int]:
    """Look at the sheets, and count the cells of their rectangles."""
    names = {
        _number(body, 0, "I"): _name(body[6:]) for _, kind, body in records if kind == _BOUNDSHEET
    }
    looks: dict[str, Look] = {}
    extents: dict[int, tuple[int, int]] = {}
    look, sheet = no_look(), -1
    for at, kind, body in records:
        if kind == _BOF:
            look, sheet = no_look(), at
            looks[names.get(at, "")] = look
        elif kind == _ROW and body[12] & _HIDDEN:
            look["hidden"].append(_number(body, 0, "H"))
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            last = _number(body, len(body) - 2, "H") if kind == _MULRK else column
            rows, columns = extents.get(sheet, (0, 0))
            extents[sheet] = (max(rows, row + 1), max(columns, last + 1))
            if word := _error(kind, body):
                look["errors"][row, column] = word
    return looks, sum(rows * columns for rows, columns in extents.values())


def _name(body: bytes) -> str:
    """Read the name of a sheet."""
    length, wide = body[0], body[1] & 1
    return body[2 : 2 + length * (2 if wide else 1)].decode("utf-16-le" if wide else "latin-1")


def _error(kind: int, body: bytes) -> str:
    """Give the word of a cell of error; empty for another cell."""
    if kind == _BOOLERR and body[7]:
        return _ERRORS.get(body[6], "#N/A")
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == _IS_ERROR:
        return _ERRORS.get(body[8], "#N/A")
    return ""
