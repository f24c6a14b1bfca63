"""
What to read and how: an input as people give it, and the project file ``ecomap.toml``.

A plan names the files of each table and what was decided about them: sheet, row
of the headings, columns, values and constants. It opens no table.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypedDict

from ecomap.errors import Issue, SheetError
from ecomap.sources.grids import SUFFIXES
from ecomap.text import LANGUAGES
from ecomap.typology import standard
from ecomap.values.cells import text
from ecomap.values.columns import TABLES

__all__ = [
    "MERGES_FILE",
    "PROJECT_FILE",
    "PUBLISH",
    "Options",
    "Plan",
    "add_decisions",
    "make_plan",
]

PROJECT_FILE: Final = "ecomap.toml"

# Decisions on actors that are one (`merging`): no table of a folder.
MERGES_FILE: Final = "merges.csv"

_SETTINGS: Final = {
    "title": str,
    "lang": str,
    "seed": int,
    "licence": str,
    "map": dict,
    "publish": dict,
    "targets": dict,
}
_MAP: Final = dict.fromkeys(("color", "size", "layout", "source", "date"), str)

# What a publisher withholds: the arguments of `graph.public`.
PUBLISH: Final[Mapping[str, type | tuple[type, ...]]] = {
    "drop": list,
    "kinds": list,
    "min_size": str,
    "min_degree": int,
    "pseudonyms": (bool, list),
}
_OPTIONS: Final = {
    "file": str,
    "files": list,
    "sheet": str,
    "header": int,
    "columns": dict,
    "constants": dict,
    "values": dict,
}


class Options(TypedDict):
    """What was decided about one table; empty or 0 where nothing was."""

    sheet: str
    header: int
    columns: dict[str, list[str]]
    constants: dict[str, str]
    values: dict[str, dict[str, str]]


class Plan(TypedDict):
    """
    What to read.

    `inputs` are files, each with its table or an empty text; `options` are by
    table; `columns` are decisions for whichever table has the heading;
    `settings` are those of the project file.
    """

    inputs: list[tuple[Path, str]]
    options: dict[str, Options]
    columns: dict[str, list[str]]
    settings: dict[str, Any]
    issues: list[Issue]


def make_plan(
    paths: Iterable[Path],
    named: Mapping[str, Path | None],
    columns: Mapping[str, Any],
    sets: Iterable[str],
    constants: Iterable[str],
) -> Plan:
    """
    Plan what to read.

    Parameters
    ----------
    paths
        Files, a project file, or the folder that holds it.
    named
        Files whose table is known, by table.
    columns
        Headings and their columns; or the same by table.
    sets
        ``table.heading=column``, as typed on a command line.
    constants
        ``table.column=value``.

    Returns
    -------
    plan
        Files and decisions.

    Raises
    ------
    SheetError
        If a folder or a project file names no table, or a decision has no form.
    """
    plan = Plan(
        inputs=[],
        options={table: _no_options() for table in TABLES},
        columns={},
        settings={},
        issues=[],
    )
    # as typed, a mistake in them is told before any file is looked at
    typed_columns = [_parsed(entry, last=True) for entry in sets]
    typed_constants = [_parsed(entry, last=False) for entry in constants]
    for path in paths:
        if path.is_dir() or path.suffix.lower() == ".toml":
            _add_project(plan, path)
        else:
            plan["inputs"].append((path, ""))
    plan["inputs"] += [(path, table) for table, path in named.items() if path]
    for heading, column in columns.items():
        if heading in TABLES and isinstance(column, Mapping):
            plan["options"][heading]["columns"] |= _lists(column)
        else:
            plan["columns"] |= _lists({heading: column})
    for table, heading, column in typed_columns:
        plan["options"][table]["columns"][heading] = column.split(",")
    for table, column, value in typed_constants:
        plan["options"][table]["constants"][column] = value
    return plan


def _no_options() -> Options:
    """Decide nothing about a table."""
    return Options(sheet="", header=0, columns={}, constants={}, values={})


def _lists(columns: Mapping[str, Any]) -> dict[str, list[str]]:
    """Write each mapping of a heading as a list of columns."""
    return {
        str(heading): [column] if isinstance(column, str) else [str(one) for one in column]
        for heading, column in columns.items()
    }


def _parsed(entry: str, *, last: bool) -> tuple[str, str, str]:
    """Read ``table.key=value``; a heading may hold ``=``, a constant too."""
    table, dot, rest = entry.partition(".")
    key, equals, value = rest.rpartition("=") if last else rest.partition("=")
    if table not in TABLES or not (dot and equals and key.strip()):
        form = "actors.NomAsso=name" if last else "alliances.source=Ville"
        raise SheetError(
            issues=[Issue(code="bad_option", severity="error", value=entry, expected=form)]
        )
    return table, key.strip(), value.strip()


# --------------------------------------------------------------------------- the project file


def _add_project(plan: Plan, path: Path) -> None:
    """Add what a project file, or a folder with or without one, says."""
    folder = path if path.is_dir() else path.parent
    file = path / PROJECT_FILE if path.is_dir() else path
    project = _read_toml(file) if file.exists() or file == path else {}
    issues = plan["issues"]
    known = {**_SETTINGS, **dict.fromkeys(TABLES, dict)}
    checked = _checked(project, known, file, "", issues)
    sections = {table: checked.pop(table, {}) for table in TABLES}
    for name, keys in (("map", _MAP), ("publish", PUBLISH)):
        if name in checked:
            checked[name] = _checked(checked[name], keys, file, f"{name}.", issues)
    if checked.get("lang", "fr") not in LANGUAGES:
        issues.append(_bad_setting(file, "lang", checked.pop("lang"), " | ".join(LANGUAGES)))
    plan["settings"] |= checked
    found = []
    for table, section in sections.items():
        options = _checked(section, _OPTIONS, file, f"{table}.", issues)
        names = [*options.get("files", []), *filter(None, [options.get("file")])]
        found += [(folder / str(name), table) for name in names]
        plan["options"][table] = _options(options, plan["options"][table])
    plan["inputs"] += found or _tables_of(folder)


def add_decisions(plan: Plan, file: Path) -> None:
    """
    Add the columns, constants and values of a TOML file to a plan; they win.

    Parameters
    ----------
    plan
        What to read and how; changed.
    file
        A file such as ``import --suggest-models`` writes.

    Raises
    ------
    SheetError
        If it cannot be read.
    """
    project = _read_toml(file)
    for table in TABLES:
        section = project.get(table, {})
        checked = _checked(section, _OPTIONS, file, f"{table}.", plan["issues"])
        before = plan["options"][table]
        plan["options"][table] = _options({**before, **_decisions_of(checked)}, before)


def _decisions_of(section: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a section decides, without the files that it names."""
    return {key: section[key] for key in ("columns", "constants", "values") if key in section}


def _read_toml(file: Path) -> dict[str, Any]:
    """Read the project file."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise _failed(file, "file_missing") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise _failed(file, "file_unreadable", reason=reason) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _failed(file, "toml_broken", reason=str(error)) from error


def _failed(file: Path, code: str, **facts: object) -> SheetError:
    """Say that nothing can be read."""
    return SheetError(issues=[Issue(code=code, severity="error", file=file.name, facts=facts)])


def _checked(
    section: Mapping[str, Any],
    known: Mapping[str, type | tuple[type, ...]],
    file: Path,
    prefix: str,
    issues: list[Issue],
) -> dict[str, Any]:
    """Keep the settings that exist and are of their type; say the others."""
    kept = {}
    for key, value in section.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            issues.append(
                Issue(
                    code="unknown_setting",
                    severity="warning",
                    file=file.name,
                    value=prefix + key,
                    expected=", ".join(known),
                    suggestion=near[0] if near else "",
                )
            )
        elif type(value) not in (types := _types(known[key])):
            expected = " | ".join(each.__name__ for each in types)
            issues.append(_bad_setting(file, prefix + key, value, expected))
        else:
            kept[key] = value
    return kept


def _types(known: type | tuple[type, ...]) -> tuple[type, ...]:
    """Give the types that a setting may have; true is no number."""
    return known if isinstance(known, tuple) else (known,)


def _bad_setting(file: Path, key: str, value: object, expected: str) -> Issue:
    """Say that a setting has a value that it cannot have."""
    return Issue(
        code="bad_setting",
        severity="warning",
        file=file.name,
        value=str(value),
        expected=expected,
        facts={"key": key},
    )


def _options(section: Mapping[str, Any], before: Options) -> Options:
    """Take the options of a table out of its section."""
    values = {
        column: {str(theirs): text(ours) for theirs, ours in mapped.items()}
        for column, mapped in section.get("values", {}).items()
        if isinstance(mapped, dict)
    }
    constants = {
        column: "|".join(map(text, value)) if isinstance(value, list) else text(value)
        for column, value in section.get("constants", {}).items()
    }
    return Options(
        sheet=section.get("sheet", ""),
        header=max(section.get("header", 0), 0),
        columns=before["columns"] | _lists(section.get("columns", {})),
        constants=before["constants"] | constants,
        values={
            column: before["values"].get(column, {}) | values.get(column, {})
            for column in before["values"] | values
        },
    )


def _tables_of(folder: Path) -> list[tuple[Path, str]]:
    """Find the tables of a folder whose project file, if any, names none."""
    there = sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() in SUFFIXES and file.is_file() and file.name != MERGES_FILE
    )
    named = [(file, table) for file in there if (table := standard().code("tables", file.stem))]
    if named:
        return named
    if len(there) == 1:
        return [(there[0], "")]
    raise SheetError(
        issues=[
            Issue(
                code="folder_unclear" if there else "folder_empty",
                severity="error",
                file=folder.name,
                facts={"n": len(there), "files": ", ".join(file.name for file in there)},
            )
        ]
    )
