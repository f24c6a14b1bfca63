"""
How an input was read, written as an ``ecomap.toml`` that reads it the same way.

Every heading that feeds a column is written with it, every constant and every
translated value too; a person can then correct the file. The same file may list
the types that the sheets hold, each with its count and a proposal.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ecomap.reading.guesses import propose_model
from ecomap.reading.plan import Plan
from ecomap.text import fold, say
from ecomap.typology import standard
from ecomap.values.columns import TABLES, quoted

__all__ = ["Mapped", "config_text", "types_of"]


class Mapped(NamedTuple):
    """One sheet that was read: its file, its sheet, its table, and the columns of each heading."""

    path: Path
    sheet: str
    table: str
    columns: Mapping[str, list[str]]


def config_text(
    sheets: Iterable[Mapped],
    plan: Plan,
    folder: Path,
    types: Mapping[str, int] | None = None,
    lang: str = "en",
) -> str:
    """
    Write how an input was read.

    Parameters
    ----------
    sheets
        The sheets that were read.
    plan
        What was decided beforehand; it is kept.
    folder
        Where the file will stand: it names the others from there.
    types
        Types with their counts, to be listed with a proposal each; None to list none.
    lang
        Language of the comments.

    Returns
    -------
    text
        TOML.
    """
    lines = [f"# {say('commands.config_comment', lang)}"]
    lines += [f"{key} = {_value(value)}" for key, value in plan["settings"].items()]
    read = list(sheets)
    for table in TABLES:
        theirs = [one for one in read if one.table == table]
        if theirs:
            lines += ["", f"[{table}]", *_section(theirs, table, plan, folder)]
        if table == "actors" and types is not None:
            lines += ["", *_listed(types, plan["options"]["actors"]["values"], lang)]
    return "\n".join(lines) + "\n"


def _section(theirs: list[Mapped], table: str, plan: Plan, folder: Path) -> Iterator[str]:
    """Write the section of one table."""
    options = plan["options"][table]
    files = [Path(os.path.relpath(one.path, folder)).as_posix() for one in theirs]
    yield f"file = {quoted(files[0])}" if len(files) == 1 else f"files = {_value(files)}"
    if len(theirs) == 1 and theirs[0].sheet:
        yield f"sheet = {quoted(theirs[0].sheet)}"
    if options["header"]:
        yield f"header = {options['header']}"
    columns: dict[str, list[str]] = {}
    for one in theirs:
        columns |= {heading: names for heading, names in one.columns.items() if names}
        # a heading that was to be kept as it is, or under another name, feeds no column of ours
        columns |= {h: names for h, names in options["columns"].items() if not columns.get(h)}
    for heading, names in columns.items():
        value = quoted(names[0]) if len(names) == 1 else _value(names)
        yield f"columns.{quoted(heading)} = {value}"
    for column, value in options["constants"].items():
        yield f"constants.{quoted(column)} = {quoted(value)}"
    for column, mapped in options["values"].items():
        for theirs_, ours in mapped.items():
            yield f"values.{quoted(column)}.{quoted(theirs_)} = {quoted(ours)}"


def _value(value: Any) -> str:  # noqa: ANN401 - what a setting may hold
    """Write a value of TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        pairs = (f"{quoted(str(key))} = {_value(one)}" for key, one in value.items())
        return f"{{ {', '.join(pairs)} }}"
    return str(value)


def types_of(cells: Iterable[str]) -> dict[str, int]:
    """
    Count the types of a column, the most frequent first.

    Parameters
    ----------
    cells
        The cells of the column.

    Returns
    -------
    types
        Spellings that differ by case, accents and spaces are one, as first written.

    Examples
    --------
    >>> types_of(["Société anonyme", "", "société anonyme", "ONG"])
    {'Société anonyme': 2, 'ONG': 1}
    """
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for cell in cells:
        if cell:
            counts[first.setdefault(fold(cell), cell)] += 1
    return dict(counts.most_common())


def _listed(
    types: Mapping[str, int], values: Mapping[str, Mapping[str, str]], lang: str
) -> Iterator[str]:
    """List the types: those decided, those known, and those that a person must decide."""
    yield f"# {say('commands.types_comment', lang)}"
    yield f"# {', '.join(standard().models)}"
    decided = {fold(theirs) for theirs in values.get("model", {})}
    for value, count in types.items():
        if fold(value) in decided:
            continue
        proposal = propose_model(value)
        said = say("commands.type_count", lang, n=count)
        if standard().code("kinds", value) and not (proposal and proposal.certain):
            # a kind of node is no model: it is read as such already
            yield f"# {quoted(value)}  {said}"
        elif proposal and proposal.certain:
            yield f"# values.model.{quoted(value)} = {quoted(proposal.model)}  # {said}"
        else:
            hint = (
                say("commands.type_proposal", lang, model=proposal.model, word=proposal.word)
                if proposal
                else ""
            )
            yield f'values.model.{quoted(value)} = ""  # {said} {hint}'.rstrip()
