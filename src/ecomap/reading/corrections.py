"""
Corrections where people work: one workbook of what to decide, and what was decided in it.

The workbook holds the rows at fault, the types, the probable duplicates and the
columns. It is read again whichever program saved it: its sheets are known by an
index, its rows by a print of their cells, so that a row that moved is found and
one that changed is left alone. Every cell is written as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypedDict

from ecomap.errors import Issue, Severity, SheetError
from ecomap.files import replacing
from ecomap.reading.plan import Plan
from ecomap.sources.grids import Grid, read_grids
from ecomap.text import LANGUAGES, fold, say
from ecomap.typology import standard
from ecomap.values.columns import TABLES, columns_of, fold_heading, letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = [
    "Column",
    "Corrections",
    "Faulty",
    "Fix",
    "Pair",
    "Row",
    "Type",
    "correct_cells",
    "correct_plan",
    "no_corrections",
    "read_corrections",
    "write_corrections",
]

_INDEX: Final = "ecomap"
_LONGEST: Final = 32_767  # what a cell of a workbook holds
_MOST_ROWS: Final = 5_000
_FORMULA: Final = ("=", "+", "-", "@", "\t")
_FILLS: Final[Mapping[str, str]] = {"error": "F8C9C4", "warning": "FCE9A9"}
_HEADING_FILL: Final = "E8ECEF"
_WIDTH: Final = 24
_NOT_AN_ACTOR: Final = "-"


class Row(NamedTuple):
    """A row at fault: its line, its cells, and its faults as (position, severity, sentence)."""

    line: int
    cells: Sequence[str]
    faults: Sequence[tuple[int | None, Severity, str]]


class Faulty(NamedTuple):
    """The rows at fault of one sheet."""

    file: str
    sheet: str
    headings: Sequence[str]
    rows: Sequence[Row]


class Type(NamedTuple):
    """A type: how often it occurs, what it is read as, what is proposed and why."""

    value: str
    times: int
    read_as: str
    proposal: str
    because: str


class Column(NamedTuple):
    """A heading: what it is read as, what is proposed and why."""

    file: str
    sheet: str
    table: str
    heading: str
    read_as: str
    proposal: str
    because: str


class Pair(NamedTuple):
    """Two actors that are probably one; in a workbook that was read, what was decided."""

    left: str
    right: str
    left_name: str
    right_name: str
    score: str
    because: str
    decision: str = ""
    row: int | None = None


class Fix(NamedTuple):
    """A row of a workbook: the row of the sheet that it is, and its cells by position."""

    line: int
    print: str
    cells: Mapping[int, str]


class Corrections(TypedDict):
    """What was decided in a workbook; `fixes` are by file and sheet."""

    file: str
    fixes: dict[tuple[str, str], list[Fix]]
    values: dict[str, str]
    kinds: dict[str, str]
    columns: dict[str, dict[str, list[str]]]
    pairs: list[Pair]
    issues: list[Issue]


# --------------------------------------------------------------------------- writing


def write_corrections(
    path: Path,
    *,
    faulty: Iterable[Faulty],
    types: Sequence[Type],
    pairs: Sequence[Pair],
    columns: Sequence[Column],
    lang: str = "en",
) -> None:
    """
    Write the workbook of corrections.

    Parameters
    ----------
    path
        The file to make or replace, ``.xlsx``.
    faulty
        The rows at fault, by sheet.
    types
        Each distinct type.
    pairs
        Probable duplicates.
    columns
        Each heading.
    lang
        Language of the workbook.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - a tenth of a second that reading does not need

    book = Workbook()
    book.remove(book.active)
    _read_me(_new(book, "read_me", lang), path.name, lang)
    index: list[list[str]] = []
    lists = {
        "models": [standard().label("models", key, lang) for key in standard().models]
        + [say("corrections.not_an_actor", lang)],
        "same": [say(f"corrections.{key}", lang) for key in ("same", "different")],
        **{
            table: [
                say("corrections.as_it_is", lang),
                *(term[f"label_{lang}"] for term in columns_of(table).values()),
            ]
            for table in TABLES
        },
    }
    ranges = _ranges(lists, lang)
    for number, sheet in enumerate((one for one in faulty if one.rows), start=1):
        page = book.create_sheet(f"{say('corrections.rows', lang)} {number}")
        index.append([page.title, "rows", sheet.file, sheet.sheet, *_unique(sheet.headings)])
        _write_rows(page, sheet, lang)
    records: dict[str, tuple[tuple[str, ...], list[Sequence[object]], str]] = {
        "types": (Type._fields, list(types), "models"),
        "duplicates": (Pair._fields[:6], [pair[:6] for pair in pairs], "same"),
        "columns": (Column._fields, list(columns), ""),
    }
    for part, (fields, rows, choice) in records.items():
        if rows:
            page = _new(book, part, lang)
            index.append([page.title, part])
            _write_records(page, fields, rows, lang)
            decision = len(fields) + 1
            for at, row in enumerate(rows, start=2):
                _offer(page, at, decision, ranges[choice or str(row[2])])
    page = _new(book, "lists", lang)
    for column, values in enumerate(lists.values(), start=1):
        for at, value in enumerate(values, start=1):
            _put(page.cell(at, column), value)
    page.sheet_state = "hidden"
    page = book.create_sheet(_INDEX)
    page.sheet_state = "hidden"
    for at, entry in enumerate(index, start=1):
        for column, value in enumerate(entry, start=1):
            _put(page.cell(at, column), value)
    with replacing(path) as beside:
        book.save(beside)


def _new(book: Workbook, part: str, lang: str) -> Worksheet:
    """Make a sheet."""
    return book.create_sheet(say(f"corrections.{part}", lang))


def _put(cell: Cell, value: str) -> None:
    """Write a text as a text: never a formula, whatever it begins with."""
    text = _held(value)
    cell.value = text
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(_FORMULA)


def _held(value: str) -> str:
    """Give what a cell of a workbook can hold of a text."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - as `write_corrections`

    plain = value.replace("\r\n", "\n").replace("\r", "\n")
    return str(ILLEGAL_CHARACTERS_RE.sub("", plain))[:_LONGEST]


def _read_me(page: Worksheet, file: str, lang: str) -> None:
    """Say what to do with the workbook."""
    for n in range(1, 7):
        _put(page.cell(n, 1), say(f"corrections.read_me_{n}", lang, file=file))
    page.column_dimensions["A"].width = _WIDTH * 5


def _unique(headings: Sequence[str]) -> list[str]:
    """Give each heading words of its own: its letters where it has none, or not alone."""
    told: list[str] = []
    for at, heading in enumerate(headings):
        words = " ".join(heading.split()) or letters(at)
        told.append(words if words not in told else f"{words} ({letters(at)})")
    return told


def _head(page: Worksheet, headings: Sequence[str]) -> None:
    """Write the headings of a sheet, frozen."""
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - as in `write_corrections`

    for at, heading in enumerate(headings, start=1):
        cell = page.cell(1, at)
        _put(cell, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_HEADING_FILL)
        page.column_dimensions[letters(at - 1)].width = _WIDTH
    page.freeze_panes = "B2"


def _write_rows(page: Worksheet, sheet: Faulty, lang: str) -> None:
    """Write the rows at fault of a sheet, their faulty cells coloured with their sentence."""
    from openpyxl.comments import Comment  # noqa: PLC0415 - as in `write_corrections`
    from openpyxl.styles import PatternFill  # noqa: PLC0415

    width = len(sheet.headings)
    words = {key: say(f"corrections.{key}", lang) for key in ("row", "wrong", "print")}
    _head(page, [words["row"], *_unique(sheet.headings), words["wrong"], words["print"]])
    for at, row in enumerate(sheet.rows[:_MOST_ROWS], start=2):
        cells = [*row.cells, *[""] * width][:width]
        sentences = " ".join(dict.fromkeys(sentence for *_, sentence in row.faults))
        for column, value in enumerate(
            [str(row.line), *cells, sentences, _print(row.cells)], start=1
        ):
            _put(page.cell(at, column), value)
        for position, severity, sentence in row.faults:
            inside = position is not None and position < width
            cell = page.cell(at, position + 2 if inside and position is not None else width + 2)
            cell.fill = PatternFill("solid", fgColor=_FILLS[severity])
            if inside:
                cell.comment = Comment(_held(sentence), "ecomap")
    left = len(sheet.rows) - _MOST_ROWS
    if left > 0:
        _put(page.cell(_MOST_ROWS + 2, 1), say("corrections.more_rows", lang, n=left))


def _print(cells: Sequence[str]) -> str:
    """Give the print of a row, by which it is found again."""
    text = "\x1f".join(map(_plain, cells)).rstrip("\x1f")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _plain(cell: str) -> str:
    """Give what of a cell survives a workbook, whoever saves it."""
    from openpyxl.utils.escape import unescape  # noqa: PLC0415 - as in `write_corrections`

    return " ".join(str(unescape(_held(cell))).split())


def _write_records(
    page: Worksheet, fields: Sequence[str], rows: Iterable[Sequence[object]], lang: str
) -> None:
    """Write a sheet on which somebody decides."""
    _head(page, [say(f"corrections.{field}", lang) for field in (*fields, "decision")])
    for at, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = page.cell(at, column)
            if isinstance(value, int):
                cell.value = value
            else:
                _put(cell, str(value))


def _ranges(lists: Mapping[str, Sequence[str]], lang: str) -> dict[str, str]:
    """Give where each list of choices stands."""
    title = say("corrections.lists", lang)
    return {
        name: f"'{title}'!${letters(at)}$1:${letters(at)}${len(values)}"
        for at, (name, values) in enumerate(lists.items())
    }


def _offer(page: Worksheet, row: int, column: int, choices: str) -> None:
    """Offer a list of choices in a cell."""
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    known = {rule.formula1: rule for rule in page.data_validations.dataValidation}
    rule = known.get(choices)
    if rule is None:
        rule = DataValidation("list", choices, allow_blank=True, errorStyle="warning")
        page.add_data_validation(rule)
    rule.add(f"{letters(column - 1)}{row}")


# --------------------------------------------------------------------------- reading


def no_corrections() -> Corrections:
    """
    Decide nothing.

    Returns
    -------
    corrections
        Without any.
    """
    return Corrections(
        file="",
        fixes={},
        values={},
        kinds={},
        columns={table: {} for table in TABLES},
        pairs=[],
        issues=[],
    )


def read_corrections(path: Path) -> Corrections:
    """
    Read what was decided in a workbook of corrections.

    Parameters
    ----------
    path
        The workbook, as any program saved it (XLSX, ODS).

    Returns
    -------
    corrections
        Decisions that cannot be understood are issues.

    Raises
    ------
    SheetError
        If the file is no workbook of corrections.
    """
    grids = {grid["sheet"]: grid for grid in read_grids(path, len)}
    if _INDEX not in grids:
        raise SheetError(issues=[Issue(code="not_corrections", severity="error", file=path.name)])
    corrections = no_corrections()
    corrections["file"] = path.name
    for entry in grids[_INDEX]["rows"]:
        title, part = (*entry, "", "")[:2]
        about = [*entry[2:], "", ""]
        if title not in grids:
            continue
        if part == "rows":
            key = (about[0], about[1])
            corrections["fixes"].setdefault(key, []).extend(
                _fixes(grids[title], [heading for heading in about[2:] if heading])
            )
        else:
            _READERS[part](grids[title], corrections)
    return corrections


def _fixes(grid: Grid, headings: Sequence[str]) -> list[Fix]:
    """Read the rows of a sheet of rows."""
    head, *rows = grid["rows"]
    places = {heading: at for at, heading in enumerate(map(_plain, head))}
    columns = {
        position: places[_plain(heading)]
        for position, heading in enumerate(headings)
        if _plain(heading) in places
    }
    row_at, print_at = (_place(places, key) for key in ("row", "print"))
    if row_at is None or print_at is None:
        return []
    return [
        Fix(
            line=int(float(row[row_at])),
            print=row[print_at].strip(),
            cells={at: row[place] if place < len(row) else "" for at, place in columns.items()},
        )
        for row in rows
        if max(row_at, print_at) < len(row) and row[row_at].strip().isdigit()
    ]


def _place(places: Mapping[str, int], key: str) -> int | None:
    """Find a heading of ours, in either language."""
    names = (_plain(say(f"corrections.{key}", lang)) for lang in LANGUAGES)
    return next((places[name] for name in names if name in places), None)


def _records(grid: Grid, fields: Iterable[str]) -> list[tuple[int, dict[str, str]]]:
    """Read a sheet on which somebody decided, as its line and its cells by field."""
    head, *rows = grid["rows"]
    places = {heading: at for at, heading in enumerate(map(_plain, head))}
    columns = {key: _place(places, key) for key in (*fields, "decision")}
    return [
        (
            line,
            {
                key: row[at].strip() if at is not None and at < len(row) else ""
                for key, at in columns.items()
            },
        )
        for line, row in zip(grid["lines"][1:], rows, strict=True)
    ]


def _read_types(grid: Grid, corrections: Corrections) -> None:
    """Read the models chosen for types."""
    nobody = {fold(say("corrections.not_an_actor", lang)) for lang in LANGUAGES}
    for line, record in _records(grid, Type._fields):
        value, decision = record["value"], record["decision"]
        if not decision:
            continue
        if fold(decision) in nobody or decision == _NOT_AN_ACTOR:
            corrections["values"][value] = _NOT_AN_ACTOR
        elif model := standard().code("models", decision):
            corrections["values"][value] = model
        elif kind := standard().code("kinds", decision):
            corrections["kinds"][value] = kind
        else:
            expected = ", ".join(standard().models)
            corrections["issues"].append(_unclear(corrections, grid, line, decision, expected))


def _read_pairs(grid: Grid, corrections: Corrections) -> None:
    """Read which actors were said to be one."""
    for line, record in _records(grid, Pair._fields[:6]):
        if not record["decision"]:
            continue
        decision = standard().code("decisions", record["decision"])
        if decision:
            known = {key: record[key] for key in Pair._fields[:6]}
            corrections["pairs"].append(Pair(**known, decision=decision, row=line))
        else:
            said = _unclear(corrections, grid, line, record["decision"], "same, different")
            corrections["issues"].append(said)


def _read_columns(grid: Grid, corrections: Corrections) -> None:
    """Read which column each heading was said to be."""
    kept = {fold(say("corrections.as_it_is", lang)) for lang in LANGUAGES}
    for line, record in _records(grid, Column._fields):
        table, decision = record["table"], record["decision"]
        if not decision or table not in TABLES:
            continue
        column = record["heading"] if fold(decision) in kept else _column(decision, table)
        if column:
            corrections["columns"][table][record["heading"]] = column.split(",")
        else:
            expected = ", ".join(columns_of(table))
            corrections["issues"].append(_unclear(corrections, grid, line, decision, expected))


def _column(words: str, table: str) -> str:
    """Find a column by its key or a label."""
    for key, term in columns_of(table).items():
        if fold_heading(words) in {
            fold_heading(name) for name in (key, term["label_fr"], term["label_en"])
        }:
            return key
    return ""


_READERS: Final[Mapping[str, Any]] = {
    "types": _read_types,
    "duplicates": _read_pairs,
    "columns": _read_columns,
}


def _unclear(
    corrections: Corrections, grid: Grid, line: int, decision: str, expected: str
) -> Issue:
    """Say that a decision cannot be understood."""
    return Issue(
        code="decision_unclear",
        severity="warning",
        file=corrections["file"],
        sheet=grid["sheet"],
        row=line,
        value=decision,
        expected=expected,
    )


# --------------------------------------------------------------------------- applying


def correct_plan(plan: Plan, corrections: Corrections) -> None:
    """
    Add the columns and the values that were decided to a plan.

    Parameters
    ----------
    plan
        What to read and how; changed.
    corrections
        What was decided.
    """
    for table in TABLES:
        plan["options"][table]["columns"] |= corrections["columns"][table]
    values = plan["options"]["actors"]["values"]
    for column, decided in (("model", corrections["values"]), ("kind", corrections["kinds"])):
        if decided:
            again = {fold(value) for value in decided}
            before = values.get(column, {})
            kept = {value: ours for value, ours in before.items() if fold(value) not in again}
            values[column] = kept | decided


def correct_cells(grids: Iterable[Grid], corrections: Corrections, issues: list[Issue]) -> None:
    """
    Write the cells that were corrected into the sheets.

    Parameters
    ----------
    grids
        The sheets as read; changed.
    corrections
        What was decided.
    issues
        Where to add what is found.
    """
    for grid in grids:
        fixes = corrections["fixes"].get((grid["file"], grid["sheet"]), [])
        if not fixes:
            continue
        places = {line: at for at, line in enumerate(grid["lines"])}
        elsewhere: dict[str, list[int]] = {}
        changed = 0
        for fix in fixes:
            at = places.get(fix.line)
            if at is None or _print(grid["rows"][at]) != fix.print:
                # each row has its print taken only if one of them has moved
                elsewhere = elsewhere or _printed(grid["rows"])
                same = elsewhere.get(fix.print, [])
                at = same[0] if len(same) == 1 else None
            if at is None:
                issues.append(
                    Issue(
                        code="correction_stale",
                        severity="warning",
                        file=grid["file"],
                        sheet=grid["sheet"],
                        row=fix.line,
                    )
                )
                continue
            changed += _fix(grid["rows"], at, fix)
        if changed:
            issues.append(
                Issue(
                    code="cells_corrected",
                    severity="note",
                    file=grid["file"],
                    sheet=grid["sheet"],
                    facts={"n": changed, "corrections": corrections["file"]},
                )
            )


def _printed(rows: Sequence[Sequence[str]]) -> dict[str, list[int]]:
    """Give the rows of each print."""
    found: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        found.setdefault(_print(row), []).append(at)
    return found


def _fix(rows: list[list[str]], at: int, fix: Fix) -> int:
    """Correct the cells of a row that differ; give how many do."""
    row = list(rows[at])
    changed = 0
    for position, cell in fix.cells.items():
        before = row[position] if position < len(row) else ""
        if _plain(before) != _plain(cell):
            row += [""] * (position + 1 - len(row))
            row[position] = cell.strip()
            changed += 1
    rows[at] = row
    return changed
