"""
Spreadsheets into the two tables, with every fault located in its cell.

A file becomes grids of text (`grids`), a grid a raw table (`raw`), raw tables
are judged (`tables`), and what the judge says of a position is said here of a
file, a sheet, a row and a column. Rows in the files = rows used + set aside +
merged, always.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypedDict

import pandas as pd

from ecomap.errors import Issue, SheetError
from ecomap.garbage import later
from ecomap.reading import corrections, merging, tables
from ecomap.reading.plan import Plan, add_decisions, make_plan
from ecomap.reading.raw import Raw, columns_found, in_dialect, raw_table, unclear
from ecomap.reading.template import write_template
from ecomap.sources.crosstabs import read_crosstab
from ecomap.sources.grids import Grid, read_grids
from ecomap.sources.locate import is_pivot, located, sections
from ecomap.text import fold
from ecomap.typology import standard
from ecomap.values.columns import TABLES, columns_of, fold_heading, is_column, letters, suits

__all__ = ["Reading", "Source", "read_input", "read_tables", "write_template"]

# Rows that are none of the table's: no error of the file, which people write so.
_NO_ROW: Final = frozenset({"block_title", "footnote", "repeated_headings", "total_row"})

# Notes that set a row aside: somebody asked for it, so it is no error.
_SETTING_ASIDE: Final = frozenset({"left_out", "merged_self_link", "partner_left_out"}) | _NO_ROW

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

    `settings` are those of ``ecomap.toml`` (title, lang, seed, map, publish, targets; only
    those given), `sources` the sheets, `made` the number of actors that only the
    alliances name, `rejects` the rows set aside as they were written (file,
    sheet, row, code, message, then their cells); `raws` and `plan` are what the
    sheets held and what was decided about them.
    """

    actors: pd.DataFrame
    alliances: pd.DataFrame
    issues: list[Issue]
    settings: dict[str, Any]
    sources: list[Source]
    made: int
    rejects: pd.DataFrame
    raws: list[Raw]
    plan: Plan


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


@later()
def read_input(  # noqa: PLR0913 - each is a way in which somebody decides
    path: str | Path | None = None,
    *second: str | Path,
    actors: str | Path | None = None,
    alliances: str | Path | None = None,
    columns: Mapping[str, Any] | None = None,
    sets: Iterable[str] = (),
    constants: Iterable[str] = (),
    merges: Iterable[Path] | None = None,
    corrected: str | Path | None = None,
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
    merges
        Files of decisions on actors that are one (`merging`); None for the
        ``merges.csv`` that stand beside the files given, if any.
    corrected
        A workbook of corrections, as `corrections.write_corrections` writes it and
        somebody filled it in; or a TOML file whose columns and values are to be added.
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
    told = _told(Path(corrected), plan) if corrected else corrections.no_corrections()
    raws = _raw_tables(plan, told)
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
    issues = plan["issues"] + _said_of_sheets(raws)
    given = [Path(one) for one in (path, *second, actors, alliances) if one is not None]
    issues += [_located(issue, by_position) for issue in judged["issues"]]
    decisions = _decisions(_beside(given) if merges is None else merges, issues)
    decisions += _decided(told)
    merged = _merged(judged, decisions, by_position, issues)
    issues = _in_order(issues, raws)
    fates = judged["fates"]["actors"] | judged["fates"]["alliances"]
    return Reading(
        actors=merged["actors"],
        alliances=merged["alliances"],
        issues=issues,
        settings=plan["settings"],
        sources=[_source(raw, fates) for raw in raws],
        made=judged["made"],
        rejects=_rejects(raws, fates, issues, lang),
        raws=raws,
        plan=plan,
    )


# --------------------------------------------------------------------------- corrections


def _told(path: Path, plan: Plan) -> corrections.Corrections:
    """Read what was decided in a workbook, or in a TOML file, and add it to the plan."""
    if path.suffix.lower() == ".toml":
        add_decisions(plan, path)
        return corrections.no_corrections()
    told = corrections.read_corrections(path)
    corrections.correct_plan(plan, told)
    plan["issues"] += told["issues"]
    return told


def _decided(told: corrections.Corrections) -> list[merging.Decision]:
    """Give the actors that a workbook says are one, as decisions."""
    return [
        merging.Decision(
            left=pair.left,
            right=pair.right,
            decision=pair.decision,
            left_name=pair.left_name,
            right_name=pair.right_name,
            reason=pair.because,
            score=pair.score,
            file=told["file"],
            row=pair.row,
        )
        for pair in told["pairs"]
    ]


def _said_of_sheets(raws: list[Raw]) -> list[Issue]:
    """Give what is said of the sheets; a decision that fits another of them is not absent."""
    there = {(raw["table"], fold_heading(heading)) for raw in raws for heading in raw["headings"]}
    return [
        issue
        for raw in raws
        for issue in raw["issues"]
        if issue.code != "heading_absent" or (raw["table"], fold_heading(issue.value)) not in there
    ]


# --------------------------------------------------------------------------- who is one


def _beside(paths: Iterable[Path]) -> list[Path]:
    """Give the files of decisions that stand beside the files given."""
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in paths)
    files = [folder / merging.MERGES_FILE for folder in folders]
    return [file for file in files if file.is_file()]


def _decisions(files: Iterable[Path], issues: list[Issue]) -> list[merging.Decision]:
    """Read what somebody decided."""
    decisions: list[merging.Decision] = []
    for file in files:
        read, doubtful = merging.read_merges(file)
        decisions += read
        issues += doubtful
    return decisions


def _merged(
    judged: tables.Judgement,
    decisions: list[merging.Decision],
    raws: Mapping[int, Raw],
    issues: list[Issue],
) -> merging.Merged:
    """Make one of the actors that somebody decided are one, and account for their rows."""
    merged = merging.merge(judged["actors"], judged["alliances"], decisions)
    issues += merged["issues"]
    rows, ties = judged["ids"]["actors"], judged["ids"]["alliances"]
    for gone in set(merged["kept"]) & set(rows):
        judged["fates"]["actors"][rows[gone]] = "merged"
    alone = merged["alone"]
    left = {ties[key] for key in merged["alliances"].index if key in ties} if alone else set()
    for key in alone:
        if ties[key] not in left:
            judged["fates"]["alliances"][ties[key]] = "aside"
        said = Issue(code="merged_self_link", severity="note", row=ties[key])
        issues.append(_located(said, raws))
    return merged


# --------------------------------------------------------------------------- which sheets


def _raw_tables(plan: Plan, told: corrections.Corrections) -> list[Raw]:
    """Read the files of a plan, each once, and take the tables out of them."""
    grids: dict[Path, list[Grid]] = {}
    positions = itertools.count(1)
    raws = []
    for path, table in plan["inputs"]:
        if path not in grids:
            read = read_grids(path, _known_headings)
            corrections.correct_cells(read, told, plan["issues"])
            grids[path] = _tables_of(read, table, plan)
        for grid, found in _chosen(grids[path], path, table, plan):
            raws.append(raw_table(grid, found, plan, positions))
    if not raws:
        raise SheetError(issues=[Issue(code="nothing_to_read", severity="error")])
    return raws


def _tables_of(grids: list[Grid], table: str, plan: Plan) -> list[Grid]:
    """Find the tables of the sheets of a file, and the rows that are none of theirs."""
    decided = {fold_heading(heading) for heading in plan["columns"]}
    options = [plan["options"][name] for name in ([table] if table else TABLES)]
    decided |= {fold_heading(heading) for one in options for heading in one["columns"]}
    header = max(one["header"] for one in options)

    def known(row: list[str]) -> int:
        return _known_headings(row) + sum(fold_heading(cell) in decided for cell in row if cell)

    wanted = any(one["sheet"] for one in options)
    whole = [grid for grid in grids if wanted or not is_pivot(grid)]
    if not whole:
        raise unclear(grids, "pivot_sheet", table)
    found = []
    for grid in whole:
        if header:
            at = grid["lines"].index(header) if header in grid["lines"] else None
            found.append(grid if at is None else located(grid, known, at))
            continue
        crossed = None if table == "actors" or decided else read_crosstab(grid, known, table)
        found += crossed or ([located(grid, known)] if table else _parts(grid, known, plan))
    return found


def _parts(grid: Grid, known: Callable[[list[str]], int], plan: Plan) -> list[Grid]:
    """Locate the tables of a sheet, parted if each is read as one: no row is lost between two."""
    parts = sections(grid, known)
    filled = (sum(map(any, part["rows"])) for part in parts)
    if len(parts) > 1 and all(rows > 1 for rows in filled):
        found = [located(part, known) for part in parts]
        if all(_recognised(part, plan) for part in found):
            return found
    return [located(grid, known)]


def _known_headings(row: list[str]) -> int:
    """Count the headings that a row holds, of whichever table knows more of them."""
    return max(suits(row, table) for table in TABLES)


def _chosen(grids: list[Grid], path: Path, table: str, plan: Plan) -> list[tuple[Grid, str]]:
    """Choose the sheets of a file that hold a table; refuse to choose between two alike."""
    if table and (wanted := plan["options"][table]["sheet"]):
        return [(_sheet_named(grids, wanted), table)]
    if len(grids) == 1 and table:
        return [(grids[0], table)]
    named: dict[str, list[Grid]] = defaultdict(list)
    others: dict[str, list[Grid]] = defaultdict(list)
    for grid in grids:
        called = standard().code("tables", grid["sheet"] or path.stem) or ""
        if called and _fits(grid, called, plan):
            named[called].append(grid)
        elif what := _recognised(grid, plan):
            others[what].append(grid)
    chosen = []
    for what in [what for what in TABLES if table in ("", what)]:
        candidates = named[what] or others[what]
        # a sheet that somebody hid is read if no other can be
        alike = [grid for grid in candidates if not grid["hidden"]] or candidates
        if len({grid["sheet"] for grid in alike}) > 1:
            raise unclear(alike, "several_sheets", what)
        chosen += [(grid, what) for grid in alike]
    if not chosen:
        raise unclear(grids, "no_table", table)
    return [(_unhidden(grid), what) for grid, what in chosen]


def _unhidden(grid: Grid) -> Grid:
    """Say of a hidden sheet that it is read."""
    if grid["hidden"]:
        file, sheet = grid["file"], grid["sheet"]
        said = Issue(code="hidden_sheet", severity="note", file=file, sheet=sheet)
        grid["issues"] = [*grid["issues"], said]
    return grid


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


def _recognised(grid: Grid, plan: Plan) -> str:
    """Tell which table a sheet holds, by its columns; empty if none."""
    if in_dialect(grid, "alliances", plan):
        return "alliances"
    if _fits(grid, "alliances", plan):
        columns = columns_found(grid, "alliances", plan)
        if {"source", "target"} <= columns:
            return "alliances"
        # an actor may have a column *members*, their number
        theirs = set(columns_of("actors")) - set(columns_of("alliances"))
        if not theirs & columns_found(grid, "actors", plan):
            return "alliances"
    return "actors" if _fits(grid, "actors", plan) else ""


def _fits(grid: Grid, table: str, plan: Plan) -> bool:
    """Tell whether a sheet has the columns without which it is not such a table."""
    columns = columns_found(grid, table, plan)
    if table == "actors":
        if in_dialect(grid, "alliances", plan):
            return False
        return bool(columns & {"name", "id"})
    return "partners" in columns or columns >= {"source", "target"}


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
        column="" if at is None or raw["grid"]["made"] else letters(at),
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
        header=raw["grid"]["lines"][raw["header"]],
        rows=len(raw["lines"]),
        used=became["used"],
        aside=became["aside"],
        merged=became["merged"],
        columns={
            heading: [name for name in names if is_column(name, raw["table"])]
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
        gone = {p: line for p, line in raw["lines"].items() if fates.get(p, "aside") == "aside"}
        if not gone:
            continue
        file, sheet = raw["grid"]["file"], raw["grid"]["sheet"]
        written = dict(zip(raw["grid"]["lines"], raw["grid"]["rows"], strict=True))
        written |= {line: cells for line, cells, _ in raw["grid"]["aside"]}
        for line in gone.values():
            issue = why[file, sheet, line]
            facts = [file, sheet, line, issue.code, issue.message(lang)]
            cells = written[line]
            headings = [heading or letters(at) for at, heading in enumerate(raw["headings"])]
            headings += map(letters, range(len(headings), len(cells)))
            record = dict(zip(_REJECTED, facts, strict=True))
            records.append(record | dict(zip(headings, cells, strict=False)))
    return pd.DataFrame(records, columns=None if records else list(_REJECTED))
