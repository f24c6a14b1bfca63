"""
One sheet as a raw table: its headings found and matched, its rows numbered, decisions applied.

A raw table is text still: whether a row can be used is judged elsewhere
(`tables`). What is said here is said of a file, a sheet, a row and a column.
"""

from __future__ import annotations

import dataclasses
import heapq
import itertools
import operator
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypedDict

import pandas as pd

from ecomap.errors import Issue, SheetError
from ecomap.reading.dialects import Dialect, find_dialect, two_mode
from ecomap.reading.guesses import guess_columns, guessed
from ecomap.reading.plan import Options, Plan
from ecomap.sources.damage import looked_over
from ecomap.sources.grids import Grid
from ecomap.sources.locate import is_data, rows_above
from ecomap.text import fold
from ecomap.typology import standard
from ecomap.values.cells import by_value, number
from ecomap.values.columns import (
    PARTNERS,
    Matching,
    columns_of,
    end_column,
    fold_heading,
    letters,
    match_columns,
    quoted,
    suits,
    tier,
)

__all__ = ["Raw", "columns_found", "in_dialect", "raw_table", "unclear"]

# Headings are looked for in the first rows that hold something: below, it is data.
_SEARCHED: Final = 15

# Words of a column *Type* of links that say whether they are oriented (Gephi).
_ORIENTATIONS: Final = frozenset({"directed", "undirected", "mutual"})

# A column *Code* that repeats more than this identifies something else than its rows.
_BY_ALIAS: Final = 2
_REPEATED: Final = 0.1

# What the project file writes for a value that is no actor (contract section 3).
_NOT_AN_ACTOR: Final = "-"

_LABELS: Final = ("label_fr", "label_en")


class Raw(TypedDict):
    """
    A sheet whose rows wait to be judged, by position.

    `header` is the index of the row of the headings, `names` give for each heading the
    columns that it feeds, `frame` holds the cells of the rows that can be judged,
    `lines` the row that the spreadsheet shows for each position, `left_out` the
    positions that the project file declares to be no actors.
    """

    grid: Grid
    table: str
    header: int
    headings: list[str]
    names: list[list[str]]
    frame: pd.DataFrame
    lines: dict[int, int]
    left_out: list[int]
    issues: list[Issue]


def columns_found(grid: Grid, table: str, plan: Plan) -> set[str]:
    """
    Give the columns that a sheet would have as a table.

    Parameters
    ----------
    grid
        The sheet.
    table
        ``"actors"`` or ``"alliances"``.
    plan
        What was decided; constants count as columns of a sheet that has headings.

    Returns
    -------
    columns
        Columns of ours; none if no row holds a heading.
    """
    header = _header(grid, table, plan)
    if header is None:
        return set()
    headings = grid["rows"][header]
    given, constants = _decided(headings, table, plan)
    given = _parts_taken(grid, header, table) | given
    matching, _ = match_columns(headings, table, given, constants)
    found = {column for columns in matching.values() for column in columns}
    return found | set(constants) if found else found


def in_dialect(grid: Grid, table: str, plan: Plan) -> bool:
    """
    Tell whether the headings of a sheet are those of a dialect of a table.

    Parameters
    ----------
    grid
        The sheet.
    table
        ``"actors"`` or ``"alliances"``.
    plan
        What was decided.

    Returns
    -------
    known
        False if it has no headings.
    """
    header = _header(grid, table, plan)
    if header is None:
        return False
    dialect = find_dialect(grid["rows"][header], table)
    return dialect is not None or bool(_parts_taken(grid, header, table))


def _parts_taken(grid: Grid, header: int, table: str) -> dict[str, list[str]]:
    """Give the columns of the actors in a list of who takes part in which project."""
    return two_mode(grid["rows"], header) if table == "alliances" else {}


def _decided(
    headings: list[str], table: str, plan: Plan, dialect: Dialect | None = None
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Give the columns and constants decided for a sheet: the user's, then its dialect's."""
    given, constants = _given(headings, table, plan), plan["options"][table]["constants"]
    dialect = dialect or find_dialect(headings, table)
    if not dialect:
        return given, constants
    taken = {column for columns in given.values() for column in columns}
    decided = {fold_heading(heading) for heading in given}
    theirs = {
        heading: columns
        for heading, columns in dialect["columns"].items()
        if fold_heading(heading) not in decided and not taken & set(columns)
    }
    return theirs | given, dialect["constants"] | constants


def _dialect(grid: Grid, header: int, headings: list[str], table: str) -> Dialect | None:
    """Find the dialect of a sheet; its amounts are in euros if its currency is."""
    dialect = find_dialect(headings, table)
    if not dialect or not dialect["euros_if"]:
        return dialect
    at = headings.index(dialect["euros_if"])
    currencies = {row[at].upper() for row in grid["rows"][header + 1 :] if at < len(row)}
    if currencies <= {"EUR", ""}:
        return dialect
    columns = {
        heading: [heading] if names == ["amount_eur"] else names
        for heading, names in dialect["columns"].items()
    }
    return Dialect(
        key=dialect["key"],
        columns=columns,
        constants=dialect["constants"],
        euros_if=dialect["euros_if"],
    )


def _given(headings: list[str], table: str, plan: Plan) -> dict[str, list[str]]:
    """Give the decisions on columns that hold for a sheet."""
    there = {fold_heading(heading) for heading in headings}
    anywhere = {
        heading: column
        for heading, column in plan["columns"].items()
        if fold_heading(heading) in there
    }
    return anywhere | plan["options"][table]["columns"]


def _header(grid: Grid, table: str, plan: Plan) -> int | None:
    """Find the row of the headings: the first of those that know most columns."""
    options = plan["options"][table]
    if options["header"]:
        lines = grid["lines"]
        return lines.index(options["header"]) if options["header"] in lines else None
    decided = {fold_heading(h) for h in (*options["columns"], *plan["columns"])}

    def known(row: list[str]) -> int:
        return suits(row, table) + sum(fold_heading(cell) in decided for cell in row if cell)

    filled = (at for at, row in enumerate(grid["rows"]) if any(row))
    best, most = None, 0
    for at in itertools.islice(filled, _SEARCHED):
        row = grid["rows"][at]
        if (count := known(row)) > most:
            best, most = at, count
    return None if best is None or is_data(grid["rows"], best, known) else best


def raw_table(grid: Grid, table: str, plan: Plan, positions: Iterator[int]) -> Raw:
    """
    Match the headings of a sheet, and take its rows.

    Parameters
    ----------
    grid
        The sheet.
    table
        ``"actors"`` or ``"alliances"``.
    plan
        What was decided.
    positions
        Numbers for the rows, each used once.

    Returns
    -------
    raw
        The raw table, and what there is to say about it.

    Raises
    ------
    SheetError
        If there are no headings, or two of them are the same decisive column.
    """
    header = _header(grid, table, plan)
    if header is None:
        raise unclear([grid], "no_table", table)
    options = plan["options"][table]
    headings = _headings(grid, header)
    dialect = _dialect(grid, header, headings, table)
    given, constants = _decided(headings, table, plan, dialect)
    parts = {} if dialect else _parts_taken(grid, header, table)
    given = _oriented(grid, header, headings, table) | parts | given
    matching, found = match_columns(headings, table, given, constants)
    issues = [*grid["issues"], *rows_above(grid, header)]
    issues += [_in_heading(issue, grid, header, headings) for issue in found]
    if dialect:
        issues.append(_spoken(dialect, grid))
    if parts:
        issues.append(_said(grid, "parts_taken", who=next(iter(parts))))
    if any(issue.code == "ambiguous_column" for issue in issues):
        raise SheetError(issues=[issue for issue in issues if issue.severity == "error"])
    matching = _undoubted(matching, given, grid, header, table, issues)
    lines, rows = _numbered(grid, header, len(headings), positions, issues)
    names = _names(grid, header, headings, matching, table, issues)
    taken = [column for columns in matching.values() for column in columns]
    decided = [headings[at] for at in matching]
    issues += _guesses(grid, header, headings, table, [*taken, *constants, *decided])
    frame = _frame(rows, names, options)
    frame, damaged = looked_over(frame, names, grid, headings, table)
    issues += [dataclasses.replace(issue, row=lines[issue.row]) for issue in damaged if issue.row]
    theirs = plan["options"]["actors"]["values"]
    left_out = _apply_values(frame, options["values"] | _values_of_ends(frame, theirs))
    for column, value in constants.items():
        blank = frame[column] == "" if column in frame else slice(None)
        frame.loc[blank, column] = value
    return Raw(
        grid=grid,
        table=table,
        header=header,
        headings=headings,
        names=names,
        frame=frame,
        lines=lines,
        left_out=left_out,
        issues=issues,
    )


def _spoken(dialect: Dialect, grid: Grid) -> Issue:
    """Say which dialect a sheet is in."""
    return _said(grid, "dialect", name=standard().label("dialects", dialect["key"]))


def _said(grid: Grid, code: str, **facts: object) -> Issue:
    """Say how a sheet is read."""
    return Issue(code=code, severity="note", file=grid["file"], sheet=grid["sheet"], facts=facts)


def unclear(grids: list[Grid], code: str, table: str) -> SheetError:
    """
    Say that no sheet, or no single one, is the table.

    Parameters
    ----------
    grids
        The sheets in question.
    code
        ``"no_table"`` or ``"several_sheets"``.
    table
        The table wanted; empty if it could be either.

    Returns
    -------
    error
        To be raised, with the line of ``ecomap.toml`` to write.
    """
    first = grids[0]
    header = next(row for row in first["rows"] if any(row))
    facts = {
        "table": table or "actors",
        "sheets": ", ".join(grid["sheet"] for grid in grids),
        "sheet": quoted(first["sheet"]),
        "headings": ", ".join(filter(None, header)),
        "heading": quoted(next(filter(None, header))),
    }
    where = first["sheet"] if len(grids) == 1 else ""
    said = Issue(code=code, severity="error", file=first["file"], sheet=where, facts=facts)
    at = first["rows"].index(header)
    headings, wanted = _headings(first, at), table or "actors"
    known = [one for columns in match_columns(headings, wanted)[0].values() for one in columns]
    guesses = _guesses(first, at, headings, wanted, known)
    return SheetError(issues=[said, *(guesses if code == "no_table" else [])])


def _guesses(
    grid: Grid, header: int, headings: list[str], table: str, taken: Iterable[str]
) -> list[Issue]:
    """Say what the headings that nothing knows may be."""
    known = [heading for heading in headings if suits([heading], table)]
    guesses = guess_columns(headings, grid["rows"][header + 1 :], table, [*known, *taken])
    return [_in_heading(guessed(guess, table), grid, header, headings) for guess in guesses]


def _headings(grid: Grid, header: int) -> list[str]:
    """Give the headings, as many as the table is wide; in a workbook, cells may have none."""
    row = grid["rows"][header]
    width = 0
    for cells in [row] if grid["ragged"] else grid["rows"][header:]:
        if any(cells[width:]):
            width = max(at + 1 for at, cell in enumerate(cells) if cell)
    return [*row, *[""] * width][:width]


def _oriented(grid: Grid, header: int, headings: list[str], table: str) -> dict[str, list[str]]:
    """Take the *Type* of links for their orientation where it says nothing else (Gephi)."""
    for at, heading in enumerate(headings):
        if table == "alliances" and fold_heading(heading) == "type":
            words = {fold(row[at]) for row in grid["rows"][header + 1 :] if at < len(row)} - {""}
            if words and words <= _ORIENTATIONS:
                return {heading: ["directed"]}
    return {}


def _undoubted(
    matching: Matching,
    given: Mapping[str, list[str]],
    grid: Grid,
    header: int,
    table: str,
    issues: list[Issue],
) -> Matching:
    """Unmatch the headings whose cells belie what their alias says."""
    decided = {fold_heading(heading) for heading in given}
    kept: Matching = {}
    for at, columns in matching.items():
        heading = grid["rows"][header][at]
        known = len(columns) > 1 or fold_heading(heading) in decided
        code = "" if known else _belied(grid, header, at, columns[0], table)
        if not code:
            kept[at] = columns
            continue
        said = Issue(
            code=code,
            severity="warning" if columns == ["id"] else "note",
            heading=heading,
            facts={"column": columns[0], "table": table, "line": quoted(heading)},
        )
        issues.append(_in_heading(said, grid, header, grid["rows"][header]))
    return kept


def _belied(grid: Grid, header: int, at: int, column: str, table: str) -> str:
    """Tell whether the cells of a column cannot be what its heading says, and why."""
    how = tier(grid["rows"][header][at], column, table)
    term = columns_of(table).get(column)
    listed = column == "partners" and table == "actors"
    told = how and term and term["type"] == "term" and column != "model"
    if not (column == "id" or listed or told):
        return ""
    below = [row[at] for row in grid["rows"][header + 1 :] if at < len(row) and row[at]]
    if not below:
        return ""
    if column == "id":
        repeated = 1 - len(set(below)) / len(below)
        return "column_repeats" if how == _BY_ALIAS and repeated > _REPEATED else ""
    if listed:
        # an actor may have a column that counts its partners
        return "column_other_words" if all(map(_is_number, below)) else ""
    vocabulary = term["vocabulary"] if term else ""
    known = any(standard().code(vocabulary, cell) for cell in set(below))
    return "" if known else "column_other_words"


def _is_number(cell: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        number(cell)
    except ValueError:
        return False
    return True


def _in_heading(issue: Issue, grid: Grid, header: int, headings: list[str]) -> Issue:
    """Locate what is said of a heading."""
    at = headings.index(issue.heading) if issue.heading in headings else None
    return dataclasses.replace(
        issue,
        file=grid["file"],
        sheet=grid["sheet"],
        row=None if at is None else grid["lines"][header],
        column="" if at is None else letters(at),
    )


def _numbered(
    grid: Grid, header: int, width: int, positions: Iterator[int], issues: list[Issue]
) -> tuple[dict[int, int], dict[int, list[str]]]:
    """Give each row below the headings its line, and the usable ones their cells."""
    lines: dict[int, int] = {}
    rows: dict[int, list[str]] = {}
    broken = {issue.row for issue in issues if issue.severity == "error"}
    usual = _usual(grid, header) if grid["ragged"] else width
    first = grid["lines"][header]
    aside = {line: issue for line, _, issue in grid["aside"] if line > first}
    issues += aside.values()
    below = zip(grid["lines"][header + 1 :], grid["rows"][header + 1 :], strict=True)
    told = [(line, row) for line, row, _ in grid["aside"] if line > first]
    by_line = heapq.merge(below, told, key=operator.itemgetter(0)) if told else below
    for line, row in by_line:
        if line in aside:
            lines[next(positions)] = line
            continue
        if not any(row):
            continue
        position = next(positions)
        lines[position] = line
        if line in broken:
            continue
        if len(row) == width:
            rows[position] = row
            continue
        # an empty cell too many may be the one that a decimal comma has pushed
        odd = any(row[width:]) or len(row) < width or (grid["ragged"] and len(row) > usual)
        fields = len(row) if odd else width
        if fields != width:
            issues.append(_miscounted(grid, line, fields, width))
        if fields <= width:
            rows[position] = [*row, *[""] * width][:width]
    return lines, rows


def _usual(grid: Grid, header: int) -> int:
    """Give the number of fields that rows usually have, the headings' at least."""
    widths = Counter(len(row) for row in grid["rows"][header + 1 :] if any(row))
    return max(len(grid["rows"][header]), max(widths, key=lambda n: widths[n], default=0))


def _miscounted(grid: Grid, line: int, fields: int, width: int) -> Issue:
    """Say that a row has not as many fields as there are headings."""
    return Issue(
        code="too_many_fields" if fields > width else "too_few_fields",
        severity="error" if fields > width else "warning",
        file=grid["file"],
        sheet=grid["sheet"],
        row=line,
        facts={"fields": fields, "n": width},
    )


def _names(
    grid: Grid,
    header: int,
    headings: list[str],
    matching: Matching,
    table: str,
    issues: list[Issue],
) -> list[list[str]]:
    """Give the columns that each heading feeds: ours, else its own under a name not taken."""
    taken = {column for columns in matching.values() for column in columns}
    names = []
    for at, heading in enumerate(headings):
        if at in matching and not _worth_keeping(grid, header, at, matching[at], table):
            names.append(matching[at])
            continue
        own = " ".join(heading.split()) or letters(at)
        name = own
        number = 1
        while name in taken or name in columns_of(table):
            number += 1
            name = f"{own} ({number})"
        taken.add(name)
        names.append([*matching.get(at, ()), name])
        code = "no_heading" if not heading else "heading_taken" if name != own else ""
        if code and any(at < len(row) and row[at] for row in grid["rows"][header + 1 :]):
            issues.append(
                Issue(
                    code=code,
                    severity="note",
                    file=grid["file"],
                    sheet=grid["sheet"],
                    row=grid["lines"][header],
                    column=letters(at),
                    heading=heading,
                    facts={"name": name},
                )
            )
    return names


def _worth_keeping(grid: Grid, header: int, at: int, columns: list[str], table: str) -> bool:
    """Tell whether the words of a column say more than the models that they are read as."""
    heading = grid["rows"][header][at]
    if table == "actors" and any(PARTNERS.fullmatch(column) for column in columns):
        return True
    if "model" not in columns or tier(heading, "model", table) < _BY_ALIAS:
        return False
    models = standard().terms("models")
    plain = {fold(term[name]) for term in models.values() for name in ("key", *_LABELS)} | {""}
    return any(fold(row[at]) not in plain for row in grid["rows"][header + 1 :] if at < len(row))


def _frame(rows: dict[int, list[str]], names: list[list[str]], options: Options) -> pd.DataFrame:
    """Put the rows in a table whose columns are named as ours or as the sheet's."""
    cells: dict[str, list[str]] = {}
    for at, columns in enumerate(names):
        column = [row[at] for row in rows.values()]
        if len(columns) == 1:
            cells[columns[0]] = column
        else:
            cells.update(_shared(column, columns, options))
    # told that its positions are numbers, pandas does not look at each
    index = pd.Index(list(rows), dtype="int64" if rows else "object")
    return pd.DataFrame(cells, index=index, dtype="str")


def _shared(
    column: Sequence[str], names: list[str], options: Options
) -> Iterator[tuple[str, list[str]]]:
    """Give the cells of one heading to the columns whose words they are; else to the first."""
    known = {cell: [_means(cell, name, options) for name in names] for cell in set(column)}
    for means in known.values():
        terms = [_is_vocabulary(name) for name in names]
        # a word that no column knows is for the first to report
        means[0] |= not any(itertools.compress(means, terms))
    for at, name in enumerate(names):
        yield name, [cell if known[cell][at] else "" for cell in column]


def _means(cell: str, column: str, options: Options) -> bool:
    """Tell whether a cell is a word of a column; a column without a vocabulary takes all."""
    if not _is_vocabulary(column):
        return True
    if fold(cell) in {fold(value) for value in options["values"].get(column, ())}:
        return True
    vocabulary = standard().terms("columns")[column]["vocabulary"]
    return standard().code(vocabulary, cell) is not None


def _is_vocabulary(column: str) -> bool:
    """Tell whether a column is made of the terms of a vocabulary."""
    return bool(standard().terms("columns").get(column, {}).get("vocabulary"))


def _values_of_ends(
    frame: pd.DataFrame, values: Mapping[str, Mapping[str, str]]
) -> dict[str, Mapping[str, str]]:
    """Give the values decided for actors to the columns that tell of actors at the ends."""
    told = {name: end_column(name) for name in map(str, frame.columns)}
    return {name: values[end[1]] for name, end in told.items() if end and end[1] in values}


def _apply_values(frame: pd.DataFrame, values: Mapping[str, Mapping[str, str]]) -> list[int]:
    """Translate cells as the project file says; give the rows that it declares no actors."""
    left_out: set[int] = set()
    for column, mapped in values.items():
        if column not in frame:
            continue
        folded = {fold(theirs): ours for theirs, ours in mapped.items()}
        told = {cell: folded[fold(cell)] for cell in frame[column].unique() if fold(cell) in folded}
        told |= {cell: ours for cell, ours in mapped.items() if cell in told}
        changed = frame[column].isin(list(told))
        frame[column] = frame[column].replace(told)
        out = changed & (frame[column] == _NOT_AN_ACTOR)
        left_out |= set(frame.index[out])
        what, told_by = column.rpartition(".")[2], f"{column}_basis"
        if what == "model" and told_by not in frame:
            known = by_value(frame[column], lambda cell: bool(standard().code("models", cell)))
            basis = changed.map({True: "mapped", False: "given"})
            frame[told_by] = basis.where(known.astype(bool), "")
    return sorted(left_out)
