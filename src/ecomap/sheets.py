"""
Spreadsheets into the two tables, with every fault located in its cell.

A file becomes grids of text (`grids`), a grid a raw table (its headings found
and matched, `columns`), raw tables are judged (`tables`), and what the judge
says of a position is said here of a file, a sheet, a row and a column. Rows in
the files = rows used + set aside + merged, always.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypedDict

import pandas as pd

from ecomap import tables
from ecomap.columns import (
    TABLES,
    Matching,
    columns_of,
    fold_heading,
    letters,
    match_columns,
    quoted,
    suits,
    tier,
)
from ecomap.errors import Issue, SheetError
from ecomap.grids import Grid, read_grids
from ecomap.plan import Options, Plan, make_plan
from ecomap.template import write_template
from ecomap.text import fold
from ecomap.typology import standard

__all__ = ["Reading", "Source", "read_input", "read_tables", "write_template"]

# Headings are looked for in the first rows that hold something: below, it is data.
_SEARCHED: Final = 15

# Words of a column *Type* of links that say whether they are oriented (Gephi).
_ORIENTATIONS: Final = frozenset({"directed", "undirected", "mutual"})

# A column *Code* that repeats more than this identifies something else than its rows.
_BY_ALIAS: Final = 2
_REPEATED: Final = 0.1

# What the project file writes for a value that is no actor (contract section 3).
_NOT_AN_ACTOR: Final = "-"

# Notes that set a row aside: somebody asked for it, so it is no error.
_SETTING_ASIDE: Final = frozenset({"left_out", "partner_left_out"})

_LABELS: Final = ("label_fr", "label_en")

_REJECTED: Final = ("file", "sheet", "row", "code", "message")

_SEVERITY: Final = {"error": 0, "warning": 1, "note": 2}


class Source(TypedDict):
    """
    One sheet that was read, and what became of its rows.

    `rows` is `used` + `aside` + `merged`; `columns` gives for each heading the
    columns of ours that it feeds, none if it is kept as it is; `header` is the
    row of the headings; `encoding` and `separator` are those of a CSV file.
    """

    file: str
    sheet: str
    table: str
    header: int
    rows: int
    used: int
    aside: int
    merged: int
    columns: dict[str, list[str]]
    encoding: str
    separator: str


class Reading(TypedDict):
    """
    What was read: the two normal tables, what there is to say, and how it was read.

    `settings` are those of ``ecomap.toml`` (title, lang, seed, map, publish; only
    those given), `sources` the sheets, `made` the number of actors that only the
    alliances name, `rejects` the rows set aside as they were written (file,
    sheet, row, code, message, then their cells).
    """

    actors: pd.DataFrame
    alliances: pd.DataFrame
    issues: list[Issue]
    settings: dict[str, Any]
    sources: list[Source]
    made: int
    rejects: pd.DataFrame


class Raw(TypedDict):
    """A sheet whose headings are known; its rows wait to be judged, by position."""

    grid: Grid
    table: str
    header: int
    headings: list[str]
    names: list[list[str]]
    frame: pd.DataFrame
    lines: dict[int, int]
    left_out: list[int]
    issues: list[Issue]


# --------------------------------------------------------------------------- public


def read_tables(
    path: str | Path,
    *second: str | Path,
    actors: str | Path | None = None,
    alliances: str | Path | None = None,
    columns: Mapping[str, Any] | None = None,
    lang: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
    r"""
    Read actors and alliances from spreadsheets.

    Parameters
    ----------
    path
        A workbook, a CSV file, an ``ecomap.toml`` or the folder that holds it.
    *second
        Further files; their columns tell what each is.
    actors, alliances
        Files whose table is known.
    columns
        Headings and the columns they mean, where aliases do not say.
    lang
        Language of the suggestions; else the project file's, else English.

    Returns
    -------
    actors, alliances, issues
        Both tables in the form that `graph.from_tables` takes, and every fault.

    Raises
    ------
    SheetError
        If no table can be read: a missing or unreadable file, no headings, an
        ambiguous column.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "liens.csv"
    >>> _ = file.write_text("De;À;Montant\nVille;École;1 200,50 €\n", encoding="utf-8")
    >>> actors, alliances, issues = read_tables(file)
    >>> alliances["amount_eur"].to_dict()
    {'ville--ecole': 1200.5}
    """
    reading = read_input(
        path, *second, actors=actors, alliances=alliances, columns=columns, lang=lang
    )
    return reading["actors"], reading["alliances"], reading["issues"]


def read_input(
    path: str | Path | None = None,
    *second: str | Path,
    actors: str | Path | None = None,
    alliances: str | Path | None = None,
    columns: Mapping[str, Any] | None = None,
    sets: Iterable[str] = (),
    constants: Iterable[str] = (),
    lang: str | None = None,
) -> Reading:
    r"""
    Read actors and alliances, and keep the account of every row.

    Parameters
    ----------
    path
        As for `read_tables`; None if the files are all named.
    *second
        Further files.
    actors, alliances
        Files whose table is known.
    columns
        Headings and the columns they mean.
    sets
        The same as typed on a command line, ``actors.NomAsso=name``.
    constants
        Values of columns that the sheets lack, ``alliances.source=Ville``.
    lang
        Language of suggestions and of the messages of the rejects.

    Returns
    -------
    reading
        Tables, issues, settings, sources, rejects.

    Raises
    ------
    SheetError
        If no table can be read.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "links.csv"
    >>> _ = file.write_text("from,to\na,b\na,\n", encoding="utf-8")
    >>> source = read_input(file)["sources"][0]
    >>> source["rows"], source["used"], source["aside"], source["merged"]
    (2, 1, 1, 0)
    """
    plan = make_plan(
        [Path(one) for one in (path, *second) if one is not None],
        {
            "actors": Path(actors) if actors else None,
            "alliances": Path(alliances) if alliances else None,
        },
        columns or {},
        sets,
        constants,
    )
    lang = lang or plan["settings"].get("lang", "en")
    raws = _raw_tables(plan)
    frames = {table: [raw["frame"] for raw in raws if raw["table"] == table] for table in TABLES}
    stacked = {table: pd.concat(found) if found else None for table, found in frames.items()}
    judged = tables.judge(
        stacked["actors"],
        stacked["alliances"],
        left_out={
            table: [row for raw in raws if raw["table"] == table for row in raw["left_out"]]
            for table in TABLES
        },
        lang=lang,
    )
    by_position = {row: raw for raw in raws for row in raw["lines"]}
    issues = plan["issues"] + [issue for raw in raws for issue in raw["issues"]]
    issues += [_located(issue, by_position) for issue in judged["issues"]]
    issues = _in_order(issues, raws)
    fates = judged["fates"]["actors"] | judged["fates"]["alliances"]
    return Reading(
        actors=judged["actors"],
        alliances=judged["alliances"],
        issues=issues,
        settings=plan["settings"],
        sources=[_source(raw, fates) for raw in raws],
        made=judged["made"],
        rejects=_rejects(raws, fates, issues, lang),
    )


# --------------------------------------------------------------------------- which sheets


def _raw_tables(plan: Plan) -> list[Raw]:
    """Read the files of a plan, each once, and take the tables out of them."""
    grids: dict[Path, list[Grid]] = {}
    positions = itertools.count(1)
    raws = []
    for path, table in plan["inputs"]:
        if path not in grids:
            grids[path] = read_grids(path, _known_headings)
        for grid, found in _chosen(grids[path], path, table, plan):
            raws.append(_raw(grid, found, plan, positions))
    if not raws:
        raise SheetError(issues=[Issue(code="nothing_to_read", severity="error")])
    return raws


def _known_headings(row: list[str]) -> int:
    """Count the headings that a row holds, of whichever table knows more of them."""
    return max(suits(row, table) for table in TABLES)


def _chosen(grids: list[Grid], path: Path, table: str, plan: Plan) -> list[tuple[Grid, str]]:
    """Choose the sheets of a file that hold a table; refuse to choose between two alike."""
    if table and (wanted := plan["options"][table]["sheet"]):
        return [(_sheet_named(grids, wanted), table)]
    if len(grids) == 1 and table:
        return [(grids[0], table)]
    code = standard().code
    named = {
        found: grid
        for grid in grids
        if (found := code("tables", grid["sheet"] or path.stem)) and _fits(grid, found, plan)
    }
    if table in named:
        return [(named[table], table)]
    others: dict[str, list[Grid]] = defaultdict(list)
    for grid in grids:
        if grid not in named.values() and (what := _recognised(grid, plan)):
            others[what].append(grid)
    asked = [what for what in TABLES if table in ("", what)]
    for what in asked:
        if what not in named and len(others[what]) > 1:
            raise _unclear(others[what], "several_sheets", what)
    chosen = [
        (named[what] if what in named else others[what][0], what)
        for what in asked
        if what in named or others[what]
    ]
    if not chosen:
        raise _unclear(grids, "no_table", table)
    return chosen


def _sheet_named(grids: list[Grid], wanted: str) -> Grid:
    """Give the sheet that the project file names."""
    for grid in grids:
        if fold(grid["sheet"]) == fold(wanted):
            return grid
    names = ", ".join(grid["sheet"] for grid in grids)
    said = Issue(
        code="sheet_missing",
        severity="error",
        file=grids[0]["file"],
        value=wanted,
        expected=names,
    )
    raise SheetError(issues=[said])


def _unclear(grids: list[Grid], code: str, table: str) -> SheetError:
    """Say that no sheet, or no single one, is the table."""
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
    return SheetError(
        issues=[Issue(code=code, severity="error", file=first["file"], sheet=where, facts=facts)]
    )


def _recognised(grid: Grid, plan: Plan) -> str:
    """Tell which table a sheet holds, by its columns; empty if none."""
    if _fits(grid, "alliances", plan):
        columns = _columns_found(grid, "alliances", plan)
        if {"source", "target"} <= columns:
            return "alliances"
        # an actor may have a column *members*, their number
        theirs = set(columns_of("actors")) - set(columns_of("alliances"))
        if not theirs & _columns_found(grid, "actors", plan):
            return "alliances"
    return "actors" if _fits(grid, "actors", plan) else ""


def _fits(grid: Grid, table: str, plan: Plan) -> bool:
    """Tell whether a sheet has the columns without which it is not such a table."""
    columns = _columns_found(grid, table, plan)
    if table == "actors":
        return bool(columns & {"name", "id"})
    return "partners" in columns or columns >= {"source", "target"}


def _columns_found(grid: Grid, table: str, plan: Plan) -> set[str]:
    """Give the columns that a sheet would have as a table; none if it has no headings."""
    header = _header(grid, table, plan)
    if header is None:
        return set()
    headings = grid["rows"][header]
    constants = plan["options"][table]["constants"]
    matching, _ = match_columns(headings, table, _given(headings, table, plan), constants)
    found = {column for columns in matching.values() for column in columns}
    return found | set(constants) if found else found


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
        return options["header"] - 1 if options["header"] <= len(grid["rows"]) else None
    decided = {fold_heading(h) for h in (*options["columns"], *plan["columns"])}
    filled = (at for at, row in enumerate(grid["rows"]) if any(row))
    best, most = None, 0
    for at in itertools.islice(filled, _SEARCHED):
        row = grid["rows"][at]
        known = suits(row, table) + sum(fold_heading(cell) in decided for cell in row if cell)
        if known > most:
            best, most = at, known
    return best


# --------------------------------------------------------------------------- one sheet


def _raw(grid: Grid, table: str, plan: Plan, positions: Iterator[int]) -> Raw:
    """Match the headings of a sheet, and take its rows."""
    header = _header(grid, table, plan)
    if header is None:
        raise _unclear([grid], "no_table", table)
    options = plan["options"][table]
    headings = _headings(grid, header)
    given = _oriented(grid, header, headings, table) | _given(headings, table, plan)
    matching, found = match_columns(headings, table, given, options["constants"])
    issues = [*grid["issues"], *(_in_heading(issue, grid, header, headings) for issue in found)]
    if any(issue.code == "ambiguous_column" for issue in issues):
        raise SheetError(issues=[issue for issue in issues if issue.severity == "error"])
    matching = _undoubted(matching, given, grid, header, table, issues)
    lines, rows = _numbered(grid, header, len(headings), positions, issues)
    names = _names(grid, header, headings, matching, table, issues)
    frame = _frame(rows, names, options)
    left_out = _apply_values(frame, options["values"])
    for column, value in options["constants"].items():
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


def _headings(grid: Grid, header: int) -> list[str]:
    """Give the headings, as many as the table is wide; in a workbook, cells may have none."""
    row = grid["rows"][header]
    below = [row] if grid["ragged"] else grid["rows"][header:]
    width = max((at + 1 for cells in below for at, cell in enumerate(cells) if cell), default=0)
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
        below = [row[at] for row in grid["rows"][header + 1 :] if at < len(row) and row[at]]
        code = "" if fold_heading(heading) in decided else _belied(heading, columns, table, below)
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


def _belied(heading: str, columns: list[str], table: str, below: list[str]) -> str:
    """Tell whether the cells of a column cannot be what its heading says, and why."""
    if len(columns) > 1 or not below:
        return ""
    (column,) = columns
    how = tier(heading, column, table)
    if column == "id":
        repeated = 1 - len(set(below)) / len(below)
        return "column_repeats" if how == _BY_ALIAS and repeated > _REPEATED else ""
    term = columns_of(table).get(column)
    if not how or not term or term["type"] != "term" or column == "model":
        return ""
    known = any(standard().code(term["vocabulary"], cell) for cell in set(below))
    return "" if known else "column_other_words"


def _in_heading(issue: Issue, grid: Grid, header: int, headings: list[str]) -> Issue:
    """Locate what is said of a heading."""
    at = headings.index(issue.heading) if issue.heading in headings else None
    return dataclasses.replace(
        issue,
        file=grid["file"],
        sheet=grid["sheet"],
        row=None if at is None else header + 1,
        column="" if at is None else letters(at),
    )


def _numbered(
    grid: Grid, header: int, width: int, positions: Iterator[int], issues: list[Issue]
) -> tuple[dict[int, int], dict[int, list[str]]]:
    """Give each row below the headings its line, and the usable ones their cells."""
    lines: dict[int, int] = {}
    rows: dict[int, list[str]] = {}
    broken = {issue.row for issue in issues if issue.severity == "error"}
    for line, row in enumerate(grid["rows"][header + 1 :], start=header + 2):
        if not any(row):
            continue
        position = next(positions)
        lines[position] = line
        if line in broken:
            continue
        fields = len(row) if any(row[width:]) or len(row) < width else width
        if fields != width:
            issues.append(_miscounted(grid, line, fields, width))
        if fields <= width:
            rows[position] = [*row, *[""] * width][:width]
    return lines, rows


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
                    row=header + 1,
                    column=letters(at),
                    heading=heading,
                    facts={"name": name},
                )
            )
    return names


def _worth_keeping(grid: Grid, header: int, at: int, columns: list[str], table: str) -> bool:
    """Tell whether the words of a column say more than the models that they are read as."""
    heading = grid["rows"][header][at]
    if "model" not in columns or tier(heading, "model", table) < _BY_ALIAS:
        return False
    models = standard().terms("models")
    plain = {fold(term[name]) for term in models.values() for name in ("key", *_LABELS)} | {""}
    return any(fold(row[at]) not in plain for row in grid["rows"][header + 1 :] if at < len(row))


def _frame(rows: dict[int, list[str]], names: list[list[str]], options: Options) -> pd.DataFrame:
    """Put the rows in a table whose columns are named as ours or as the sheet's."""
    cells: dict[str, list[str]] = {}
    for columns, column in zip(names, zip(*rows.values(), strict=True), strict=False):
        if len(columns) == 1:
            cells[columns[0]] = list(column)
        else:
            cells |= _shared(column, columns, options)
    frame = pd.DataFrame(cells, index=list(rows), dtype="str")
    return frame.reindex(columns=[name for columns in names for name in columns], fill_value="")


def _shared(column: Iterable[str], names: list[str], options: Options) -> dict[str, list[str]]:
    """Give the cells of one heading to the columns whose words they are; else to the first."""
    known: dict[str, list[bool]] = {}
    split: dict[str, list[str]] = {name: [] for name in names}
    for cell in column:
        if cell not in known:
            known[cell] = [_means(cell, name, options) for name in names]
            terms = [_is_vocabulary(name) for name in names]
            # a word that no column knows is for the first to report
            known[cell][0] |= not any(itertools.compress(known[cell], terms))
        for name, own in zip(names, known[cell], strict=True):
            split[name].append(cell if own else "")
    return split


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
        if column == "model" and "model_basis" not in frame:
            known = frame["model"].map(lambda cell: bool(standard().code("models", cell)))
            basis = changed.map({True: "mapped", False: "given"})
            frame["model_basis"] = basis.where(known.astype(bool), "")
    return sorted(left_out)


# --------------------------------------------------------------------------- what became of it


def _located(issue: Issue, raws: Mapping[int, Raw]) -> Issue:
    """Say of a file, a row and a column what the judge said of a position."""
    if issue.row is None or issue.row not in raws:
        return dataclasses.replace(issue, sheet="")
    raw = raws[issue.row]
    at = next((n for n, names in enumerate(raw["names"]) if issue.heading in names), None)
    return dataclasses.replace(
        issue,
        file=raw["grid"]["file"],
        sheet=raw["grid"]["sheet"],
        row=raw["lines"][issue.row],
        column="" if at is None else letters(at),
        heading=issue.heading if at is None else raw["headings"][at] or issue.heading,
    )


def _in_order(issues: list[Issue], raws: list[Raw]) -> list[Issue]:
    """Sort the issues as one meets them, sheet by sheet, row by row."""
    order = {(raw["grid"]["file"], raw["grid"]["sheet"]): at for at, raw in enumerate(raws)}
    return sorted(
        issues,
        key=lambda issue: (
            order.get((issue.file, issue.sheet), -1),
            issue.row or 0,
            len(issue.column),
            issue.column,
            _SEVERITY[issue.severity],
        ),
    )


def _source(raw: Raw, fates: Mapping[int, tables.Fate]) -> Source:
    """Give the account of a sheet."""
    became = Counter(fates.get(position, "aside") for position in raw["lines"])
    return Source(
        file=raw["grid"]["file"],
        sheet=raw["grid"]["sheet"],
        table=raw["table"],
        header=raw["header"] + 1,
        rows=len(raw["lines"]),
        used=became["used"],
        aside=became["aside"],
        merged=became["merged"],
        columns={
            heading: [name for name in names if name in columns_of(raw["table"])]
            for heading, names in zip(raw["headings"], raw["names"], strict=True)
            if heading
        },
        encoding=raw["grid"]["encoding"],
        separator=raw["grid"]["separator"],
    )


def _rejects(
    raws: list[Raw], fates: Mapping[int, tables.Fate], issues: list[Issue], lang: str
) -> pd.DataFrame:
    """Give the rows set aside as they were written, each with why."""
    why: dict[tuple[str, str, int | None], Issue] = {}
    for issue in issues:
        if issue.severity == "error" or issue.code in _SETTING_ASIDE:
            why.setdefault((issue.file, issue.sheet, issue.row), issue)
    records = []
    for raw in raws:
        file, sheet = raw["grid"]["file"], raw["grid"]["sheet"]
        for position, line in raw["lines"].items():
            if fates.get(position, "aside") == "aside":
                issue = why[file, sheet, line]
                facts = [file, sheet, line, issue.code, issue.message(lang)]
                cells = raw["grid"]["rows"][line - 1]
                headings = [heading or letters(at) for at, heading in enumerate(raw["headings"])]
                headings += map(letters, range(len(headings), len(cells)))
                record = dict(zip(_REJECTED, facts, strict=True))
                records.append(record | dict(zip(headings, cells, strict=False)))
    return pd.DataFrame(records, columns=None if records else list(_REJECTED))
