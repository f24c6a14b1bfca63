"""
What an office package is before it is opened: looked at, bounded, copied without its traps.

XLSX and ODS files are zip archives of XML. A few bytes of either can ask a
reader for all the memory there is: a member that unpacks to gigabytes, one
cell in the last row of the last column, a long text that every cell repeats.
Each is counted here while its members stream by; what remains is handed on as
a plain copy that holds the XML and nothing else, neither macros nor pictures.
What calamine does not tell is noted on the way: hidden rows, cells of error,
formulas that were never computed.
"""

from __future__ import annotations

import io
import posixpath
import re
import string
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypedDict
from xml.parsers import expat

from ecomap.errors import Issue, SheetError

__all__ = [
    "LONGEST_CELL",
    "MOST_CELLS",
    "MOST_MEMBERS",
    "MOST_RATIO",
    "MOST_UNPACKED",
    "Look",
    "look_at",
    "no_look",
    "refusal",
]

# What a workbook may be: more is another kind of file, and would be read at the machine's expense.
MOST_CELLS: Final = 10_000_000
MOST_UNPACKED: Final = 512 * 2**20
MOST_MEMBERS: Final = 10_000
LONGEST_CELL: Final = 1_000_000

# Sheets of one repeated value are packed a hundred to one; a bomb, a thousand to one. Below the
# size from which the ratio is looked at, a bomb is a firecracker.
MOST_RATIO: Final = 250
_RATIO_FROM: Final = 32 * 2**20

# A spreadsheet has no cell beyond; a repetition that says so is no spreadsheet's.
_ROWS: Final = 2**20
_COLUMNS: Final = 2**14

_CHUNK: Final = 2**20

# A declaration of types is where entities hide; no spreadsheet writes one.
_DECLARATION: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)

# Where a cell or a row says that it stands; "/>" ends one that holds nothing.
_PLACED: Final = re.compile(
    rb"""\sr\s*=\s*["']\s*([A-Za-z]{0,4})(\d{1,12})\s*["']"""
    rb"""(?:(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/)>)?"""
)
# the letter stands first, for a fixed beginning is searched fast
_SOMEWHERE: Final = re.compile(rb"""r(?<=\sr)\s*=\s*["']\s*([A-Za-z]{0,4}\d{1,12})\s*["']""")
_LETTERS: Final = string.ascii_letters.encode()
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s>/]")
_SHARED_CELL: Final = re.compile(rb"""\st\s*=\s*["']s["']""")
_SHARED_INDEX: Final = re.compile(
    rb"""\st\s*=\s*["']s["'][^<>]*>\s*<(?:\w+:)?v[^<>]*>\s*(\d{1,9})\s*<"""
)
_SHARED_END: Final = re.compile(rb"</(?:\w+:)?si\s*>")
_ERROR: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']"""
    rb"""[^<>]*>(?:\s*<(?:\w+:)?f[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]*)<"""
)
_UNCOMPUTED: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?![^<>]*\st\s*=\s*["']str["'])[^<>]*?\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']"""
    rb"""[^<>]*>\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"""
    rb"""\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_HIDDEN_ROW: Final = re.compile(
    rb"""<(?:\w+:)?row\s(?=[^<>]*\shidden\s*=\s*["'](?:1|true)["'])[^<>]*?\br\s*=\s*["'](\d{1,7})"""
)

# Tabs and line breaks within a text of an open document are elements.
_BLANK: Final = re.compile(rb"<text:(tab|line-break)(?:\s[^<>]*)?/>")


class Look(TypedDict):
    """
    What was seen of one sheet; rows and columns count from 0.

    `hidden` are rows, `errors` the words of the cells of error, `uncomputed` the
    formulas without a value, `merged` the first and last cell of each merged area.
    """

    hidden: list[int]
    errors: dict[tuple[int, int], str]
    uncomputed: list[tuple[int, int]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def no_look() -> Look:
    """
    Make the look of a sheet of which nothing is known.

    Returns
    -------
    look
        Empty.
    """
    return Look(hidden=[], errors={}, uncomputed=[], merged=[])


def refusal(file: str, code: str, **facts: object) -> SheetError:
    """
    Say that a file is not read at all.

    Parameters
    ----------
    file
        Its name.
    code
        Key of ``data/words/issues.csv``.
    **facts
        Words of the sentence, such as the bound.

    Returns
    -------
    error
        To be raised.
    """
    return SheetError(issues=[Issue(code=code, severity="error", file=file, facts=facts)])


def look_at(file: str, content: bytes) -> tuple[bytes, dict[str, Look]]:
    """
    Look at a package, and copy what may be read of it.

    Parameters
    ----------
    file
        Name of the file, for what is said.
    content
        An XLSX or ODS file.

    Returns
    -------
    copy, looks
        The package without macros and pictures, not compressed; what was seen, by sheet.

    Raises
    ------
    SheetError
        If a bound is passed, or the package holds what no spreadsheet writes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = _checked(file, package.infolist())
            parts = {info.filename: _unpacked(file, package, info) for info in members}
    except SheetError:
        raise  # a refusal is a ValueError too
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        # RuntimeError is what zipfile raises for a password
        raise refusal(file, "workbook_unreadable", reason=str(error)) from error
    if "content.xml" in parts:
        looks = _looked_open_document(file, parts["content.xml"])
        parts["content.xml"] = _BLANK.sub(_blank, parts["content.xml"])
    else:
        looks = _looked_workbook(file, parts)
    return _plain(parts), looks


def _blank(element: re.Match[bytes]) -> bytes:
    """Write as a character what calamine does not read as one."""
    return b"\t" if element[1] == b"tab" else b"\n"


# --------------------------------------------------------------------------- the archive


def _checked(file: str, members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Check the list of the members; keep those that are read."""
    names = Counter(info.filename for info in members)
    for name, count in names.items():
        if count > 1 or ".." in name.split("/") or name.startswith(("/", "\\")) or ":" in name:
            raise refusal(file, "package_odd", name=name)
    unpacked = sum(info.file_size for info in members)
    packed = max(sum(info.compress_size for info in members), 1)
    if len(members) > MOST_MEMBERS:
        raise refusal(file, "too_many_members", n=len(members), most=MOST_MEMBERS)
    if unpacked > MOST_UNPACKED:
        raise refusal(
            file, "too_large_unpacked", size=_megabytes(unpacked), most=_megabytes(MOST_UNPACKED)
        )
    if unpacked > _RATIO_FROM and unpacked > MOST_RATIO * packed:
        raise refusal(file, "too_packed", ratio=round(unpacked / packed), most=MOST_RATIO)
    return [info for info in members if info.filename.endswith((".xml", ".rels", "mimetype"))]


def _megabytes(size: int) -> int:
    """Give a size in megabytes, rounded up."""
    return -(-size // 2**20)


def _unpacked(file: str, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Unpack a member by pieces; its announced size is a promise that zipfile holds it to."""
    with package.open(info) as stream:
        part = b"".join(iter(lambda: stream.read(_CHUNK), b""))
    if info.filename.endswith("mimetype"):
        return part
    if b"\0" in part[:_CHUNK]:
        # UTF-16 would hide a declaration, and no spreadsheet writes it
        raise refusal(file, "package_odd", name=info.filename)
    if _DECLARATION.search(part):
        raise refusal(file, "xml_entities", name=info.filename)
    return part


def _plain(parts: dict[str, bytes]) -> bytes:
    """Pack the parts again, so that whoever reads them sees what was looked at."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(parts, key=lambda name: name != "mimetype"):
            package.writestr(name, parts[name])
    return copy.getvalue()


# --------------------------------------------------------------------------- Excel


def _looked_workbook(file: str, parts: dict[str, bytes]) -> dict[str, Look]:
    """Count the cells of a workbook, and look at its sheets."""
    if "xl/workbook.xml" not in parts and not any(name.endswith("workbook.xml") for name in parts):
        raise refusal(file, "workbook_unreadable", reason="xl/workbook.xml")
    counts = {name: _count(part) for name, part in parts.items()}
    total = sum(_extent(part, counts[name]) for name, part in parts.items())
    if total > MOST_CELLS:
        raise refusal(file, "too_many_cells", n=total, most=MOST_CELLS)
    _check_shared(file, parts, counts)
    return {name: _looked_sheet(parts[at]) for name, at in _sheets(parts) if at in parts}


def _extent(part: bytes, cells: int) -> int:
    """Count the cells of the rectangle from A1 to the last row and column that hold something."""
    if not cells:
        return 0
    columns, rows = _spanned(_SOMEWHERE.findall(part))
    extent = _rectangle(columns, rows)
    if cells > len(columns):
        # cells without a place follow one another, in rows that may do so too
        following = max(len(_CELL.findall(row)) for row in _ROW.split(part))
        extent = _rectangle(columns, [*rows, b"%d" % len(_ROW.findall(part))], following)
    elif extent > MOST_CELLS:
        # a cell that has but a colour may stand far: only those filled count
        filled = [place + row for place, row, empty in _PLACED.findall(part) if place and not empty]
        extent = _rectangle(*_spanned(filled))
    return extent


def _count(part: bytes) -> int:
    """Count the cells, or more: anything that is called like one."""
    return sum(_called(part, start) for start in (b"<c", b":c") if start in part)


def _called(part: bytes, start: bytes) -> int:
    """Count the elements of one beginning that are called like a cell."""
    usual = part.count(start + b" ")
    # most sheets have cells and columns, and searching a large part again and again takes time
    if part.count(start) == usual + part.count(start + b"o"):
        return usual
    return usual + sum(part.count(start + end) for end in (b">", b"/", b"\t", b"\n", b"\r"))


def _spanned(places: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Part places (``AB12``; of a row, ``12``) into letters and numbers: at once, they are many."""
    together = b" ".join(places)
    return (
        together.translate(None, string.digits.encode()).split(),
        together.translate(None, _LETTERS).split(),
    )


def _rectangle(columns: list[bytes], rows: list[bytes], further: int = 0) -> int:
    """Count the cells of the rectangle that some places span, with some further columns."""
    width = max((_column(one.decode()) + 1 for one in set(columns)), default=0) + further
    return width * max(map(int, set(rows)), default=0)


def _column(letters: str) -> int:
    """Give the number of a column, from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _check_shared(file: str, parts: dict[str, bytes], counts: dict[str, int]) -> None:
    """Bound the texts that cells share: one long text, shared widely, is a flood."""
    shared = next((parts[name] for name in parts if name.endswith("sharedStrings.xml")), b"")
    lengths = [len(one) for one in _SHARED_END.split(shared)]
    longest = max(lengths)
    if longest > LONGEST_CELL:
        raise refusal(file, "cell_too_long", most=LONGEST_CELL)
    for name, part in parts.items():
        if part is shared or counts[name] * longest <= MOST_UNPACKED:
            continue
        uses = len(_SHARED_CELL.findall(part))
        known = [int(index) for index in _SHARED_INDEX.findall(part)]
        size = sum(lengths[index] for index in known if index < len(lengths))
        size += (uses - len(known)) * longest
        if size > MOST_UNPACKED:
            raise refusal(
                file,
                "too_large_unpacked",
                size=_megabytes(size),
                most=_megabytes(MOST_UNPACKED),
                name=name,
            )


def _looked_sheet(part: bytes) -> Look:
    """Note what calamine does not tell of a sheet."""
    look = no_look()
    if b"hidden" in part:
        look["hidden"] = [int(number) - 1 for number in _HIDDEN_ROW.findall(part)]
    if b't="e"' in part or b"t='e'" in part:
        look["errors"] = {
            (int(number) - 1, _column(letters.decode())): word.decode(errors="replace")
            for letters, number, word in _ERROR.findall(part)
        }
    if b"<f" in part or b":f" in part:
        look["uncomputed"] = [
            (int(number) - 1, _column(letters.decode()))
            for letters, number in _UNCOMPUTED.findall(part)
        ]
    return look


def _sheets(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Give the sheets by name, each with the member that holds it."""
    at = next(name for name in parts if name.endswith("workbook.xml"))
    folder, base = posixpath.split(at)
    targets = {
        values.get("Id", ""): values.get("Target", "")
        for name, values in _elements(parts.get(f"{folder}/_rels/{base}.rels", b""))
        if name == "Relationship"
    }
    return [
        (values.get("name", ""), posixpath.normpath(posixpath.join(folder, target)).lstrip("/"))
        for name, values in _elements(parts[at])
        if name == "sheet" and (target := targets.get(values.get("id", "")))
    ]


def _elements(part: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the elements of a small part with their attributes, without prefixes."""
    found: list[tuple[str, dict[str, str]]] = []

    def opened(name: str, values: dict[str, str]) -> None:
        plain = {key.rpartition(":")[2]: value for key, value in values.items()}
        found.append((name.rpartition(":")[2], plain))

    reader = expat.ParserCreate()
    reader.StartElementHandler = opened
    try:
        reader.Parse(part, True)  # noqa: FBT003 - expat takes no keyword
    except expat.ExpatError:
        return iter(())  # a broken part is calamine's to report
    return iter(found)


# --------------------------------------------------------------------------- OpenDocument


class _Table:
    """One table of an open document while its cells stream by."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.row = self.column = 0
        self.rows = self.columns = 0
        self.repeated = 1
        self.hidden = False
        self.look = no_look()


class _OpenDocument:
    """
    The handlers of expat for the cells of an open document.

    A cell holds something if it has a value or a text; only then does its place
    count, for LibreOffice repeats empty rows and columns to the end of the sheet.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.tables: list[_Table] = []
        self.cell: dict[str, str] | None = None
        self.text: list[str] = []
        self.length = 0
        self.flood = 0
        self.inside = 0

    def opened(self, name: str, values: dict[str, str]) -> None:
        """Take an element in."""
        name = name.rpartition(":")[2]
        if name == "table" and not self.inside:
            plain = {key.rpartition(":")[2]: value for key, value in values.items()}
            self.tables.append(_Table(plain.get("name", "")))
        elif not self.tables:
            return
        elif name == "table-row":
            plain = {key.rpartition(":")[2]: value for key, value in values.items()}
            table = self.tables[-1]
            table.repeated = self._repeat(plain.get("number-rows-repeated", "1"), _ROWS)
            table.hidden = plain.get("visibility", "visible") != "visible"
            table.column = 0
        elif name in {"table-cell", "covered-table-cell"}:
            self.cell = {key.rpartition(":")[2]: value for key, value in values.items()}
            self.text, self.length = [], 0
        elif name == "annotation":
            self.inside += 1

    def said(self, words: str) -> None:
        """Take some text in."""
        if self.cell is None or self.inside:
            return
        self.length += len(words)
        if self.length > LONGEST_CELL:
            raise refusal(self.file, "cell_too_long", most=LONGEST_CELL)
        self.text.append(words)

    def closed(self, name: str) -> None:
        """Let an element go."""
        name = name.rpartition(":")[2]
        if name == "annotation" and self.inside:
            self.inside -= 1
        elif not self.tables:
            return
        elif name in {"table-cell", "covered-table-cell"} and self.cell is not None:
            self._place(self.tables[-1], self.cell, "".join(self.text).strip())
            self.cell = None
        elif name == "table-row":
            table = self.tables[-1]
            if table.hidden and table.repeated < _ROWS // 2:
                table.look["hidden"] += range(table.row, table.row + table.repeated)
            table.row += table.repeated

    def _place(self, table: _Table, cell: dict[str, str], text: str) -> None:
        """Note where a cell stands, if it holds something."""
        times = self._repeat(cell.get("number-columns-repeated", "1"), _COLUMNS)
        at = (table.row, table.column)
        table.column += times
        kind = cell.get("value-type", "")
        if not kind and not text:
            return
        table.rows = max(table.rows, table.row + table.repeated)
        table.columns = max(table.columns, table.column)
        if table.rows * table.columns > MOST_CELLS:
            n = table.rows * table.columns
            raise refusal(self.file, "too_many_cells", n=n, most=MOST_CELLS)
        long = self.length + len(cell.get("string-value", "")) + len(cell.get("formula", ""))
        self.flood += long * times * table.repeated
        if self.flood > MOST_UNPACKED:
            size, most = _megabytes(self.flood), _megabytes(MOST_UNPACKED)
            raise refusal(self.file, "too_large_unpacked", size=size, most=most)
        if text.startswith(("#", "Err:")) and "formula" in cell:
            table.look["errors"][at] = text
        down = self._repeat(cell.get("number-rows-spanned", "1"), _ROWS)
        across = self._repeat(cell.get("number-columns-spanned", "1"), _COLUMNS)
        if down > 1 or across > 1:
            table.look["merged"].append((at, (at[0] + down - 1, at[1] + across - 1)))

    def _repeat(self, written: str, most: int) -> int:
        """Read how often something is repeated."""
        if not written.isascii() or not written.isdigit() or not 1 <= int(written[:9]) <= most:
            raise refusal(self.file, "package_odd", name=f"content.xml: {written[:20]}")
        return int(written[:9])


def _looked_open_document(file: str, part: bytes) -> dict[str, Look]:
    """Count the cells of an open document, and look at its sheets."""
    document = _OpenDocument(file)
    reader = expat.ParserCreate()
    reader.buffer_text = True
    reader.StartElementHandler = document.opened
    reader.EndElementHandler = document.closed
    reader.CharacterDataHandler = document.said
    try:
        for piece in _pieces(part):
            reader.Parse(piece)
        reader.Parse(b"", True)  # noqa: FBT003 - expat takes no keyword
    except expat.ExpatError as error:
        raise refusal(file, "workbook_unreadable", reason=str(error)) from error
    total = sum(table.rows * table.columns for table in document.tables)
    if total > MOST_CELLS:
        raise refusal(file, "too_many_cells", n=total, most=MOST_CELLS)
    return {table.name: table.look for table in document.tables}


def _pieces(part: bytes) -> Iterable[Any]:
    """Cut a part into pieces that expat buffers gladly."""
    view = memoryview(part)
    return (view[at : at + _CHUNK] for at in range(0, len(part), _CHUNK))
