"""
What was read, put to somebody: the workbook of corrections and the project file.

It gathers what `sheets` read, what `guesses` proposes and what `matching` finds,
and gives it to those who write it (`corrections`, `config`).
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from ecomap.errors import Issue, Severity
from ecomap.reading import corrections
from ecomap.reading.config import Mapped, config_text, types_of
from ecomap.reading.corrections import Column, Faulty, Pair, Row, Type
from ecomap.reading.guesses import propose_model
from ecomap.reading.matching import match_actors
from ecomap.reading.raw import Raw
from ecomap.reading.sheets import Reading
from ecomap.text import fold, say
from ecomap.typology import standard
from ecomap.values.columns import end_column

__all__ = ["config_of", "types_in", "write_review"]

# Faults that another sheet of the workbook puts better than the row itself.
_ELSEWHERE = frozenset({"unknown_model", "partner_absent", "name_folded", "identical_alliance"})
_NOT_AN_ACTOR = "-"


def config_of(reading: Reading, folder: Path, lang: str = "en", *, types: bool = False) -> str:
    """
    Write how an input was read, as a project file.

    Parameters
    ----------
    reading
        What `sheets.read_input` gave.
    folder
        Where the file will stand.
    lang
        Language of the comments.
    types
        Whether to list the types, each with a proposal.

    Returns
    -------
    text
        TOML.
    """
    by_name: dict[str, list[Path]] = defaultdict(list)
    for path, _ in reading["plan"]["inputs"]:
        if path not in by_name[path.name]:
            by_name[path.name].append(path)
    sheets = [
        Mapped(
            path=_path_of(raw, by_name),
            sheet=raw["grid"]["sheet"],
            table=raw["table"],
            # the columns of a table made of a cross table are no headings of the file
            columns={} if raw["grid"]["made"] else source["columns"],
        )
        for raw, source in zip(reading["raws"], reading["sources"], strict=True)
    ]
    listed = types_in(reading) if types else None
    return config_text(sheets, reading["plan"], folder, listed, lang)


def _path_of(raw: Raw, by_name: Mapping[str, list[Path]]) -> Path:
    """Give the path of the file of a sheet; of two of one name, the one not given yet."""
    paths = by_name[raw["grid"]["file"]]
    return paths.pop(0) if len(paths) > 1 else paths[0]


def types_in(reading: Reading) -> dict[str, int]:
    """
    Count the types of the actors that were read.

    Parameters
    ----------
    reading
        What `sheets.read_input` gave.

    Returns
    -------
    types
        The most frequent first, as written in the sheets.
    """
    return types_of(cell for raw in reading["raws"] for cell in _types_told(raw))


def _types_told(raw: Raw) -> Iterator[str]:
    """Give the type of each row of actors; of links, that of each actor at an end, once."""
    place = {name: at for at, names in enumerate(raw["names"]) for name in names}
    if raw["table"] == "actors" and "model" in place:
        yield from (row[place["model"]].strip() for row in _rows(raw) if place["model"] < len(row))
    for name, at in place.items():
        end = end_column(name)
        if end and end[1] == "model":
            who = [place[one] for one in (f"{end[0]}.id", end[0]) if one in place]
            rows = (row for row in _rows(raw) if at < len(row))
            told = {(next(filter(None, map(row.__getitem__, who)), ""), row[at]) for row in rows}
            yield from (words.strip() for _, words in sorted(told))


def _rows(raw: Raw) -> Iterator[list[str]]:
    """Give the rows of a sheet below its headings."""
    lines = set(raw["lines"].values())
    for line, row in zip(raw["grid"]["lines"], raw["grid"]["rows"], strict=True):
        if line in lines:
            yield row


def write_review(reading: Reading, path: Path, lang: str = "en") -> None:
    """
    Write the workbook of corrections of what was read.

    Parameters
    ----------
    reading
        What `sheets.read_input` gave.
    path
        The file to make or replace, ``.xlsx``.
    lang
        Language of the workbook.
    """
    corrections.write_corrections(
        path,
        faulty=_faulty(reading, lang),
        types=_types(reading, lang),
        pairs=_pairs(reading, lang),
        columns=[column for raw in reading["raws"] for column in _columns(raw, lang)],
        lang=lang,
    )


def _faulty(reading: Reading, lang: str) -> list[Faulty]:
    """Gather the rows at fault of each sheet."""
    faults: dict[tuple[str, str], dict[int, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for issue in reading["issues"]:
        if issue.row and issue.severity != "note" and issue.code not in _ELSEWHERE:
            faults[issue.file, issue.sheet][issue.row].append(issue)
    return [
        Faulty(
            file=raw["grid"]["file"],
            sheet=raw["grid"]["sheet"],
            headings=raw["headings"],
            rows=list(_rows_at_fault(raw, faults[raw["grid"]["file"], raw["grid"]["sheet"]], lang)),
        )
        for raw in reading["raws"]
        if not raw["grid"]["made"]
    ]


def _rows_at_fault(raw: Raw, faults: Mapping[int, list[Issue]], lang: str) -> Iterator[Row]:
    """Give the rows at fault of one sheet, with their sentences."""
    for line, cells in zip(raw["grid"]["lines"], raw["grid"]["rows"], strict=True):
        if line in faults and line != raw["grid"]["lines"][raw["header"]]:
            said = [
                (_position(issue), issue.severity, _bare(issue, lang)) for issue in faults[line]
            ]
            yield Row(line, cells, sorted(said, key=lambda fault: _rank(fault[1])))


def _rank(severity: Severity) -> int:
    """Order the faults of a cell so that the worst gives its colour."""
    return 1 if severity == "error" else 0


def _position(issue: Issue) -> int | None:
    """Give the position of the column of an issue."""
    if not issue.column:
        return None
    position = 0
    for letter in issue.column:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def _bare(issue: Issue, lang: str) -> str:
    """Say an issue without its place: it stands there."""
    return dataclasses.replace(issue, file="", sheet="", row=None, column="").message(lang)


def _types(reading: Reading, lang: str) -> list[Type]:
    """Gather the types, what each is read as, and what is proposed."""
    values = reading["plan"]["options"]["actors"]["values"].get("model", {})
    mapped = {fold(theirs): ours for theirs, ours in values.items()}
    found = []
    for value, times in types_in(reading).items():
        proposal = propose_model(value)
        ours = mapped.get(fold(value), "")
        model = ours or (proposal.model if proposal and proposal.certain else "")
        kind = standard().code("kinds", value)
        read_as = standard().label("models", model, lang) if model in standard().models else ""
        if ours == _NOT_AN_ACTOR:
            read_as = say("corrections.not_an_actor", lang)
        elif not read_as and kind:
            read_as = standard().label("kinds", kind, lang)
        open_ = proposal if proposal and not read_as else None
        found.append(
            Type(
                value=value,
                times=times,
                read_as=read_as,
                proposal=standard().label("models", open_.model, lang) if open_ else "",
                because=say("corrections.holds", lang, word=open_.word) if open_ else "",
            )
        )
    return found


def _pairs(reading: Reading, lang: str) -> list[Pair]:
    """Gather the probable duplicates."""
    actors = reading["actors"]
    names = actors["name"].to_dict()
    pairs = match_actors(actors, lang=lang) if len(actors) > 1 else None
    if pairs is None:
        return []
    return [
        Pair(left, right, names[left], names[right], str(score), because)
        for left, right, score, because in pairs.itertuples(index=False)
    ]


def _columns(raw: Raw, lang: str) -> Iterator[Column]:
    """Gather the headings of a sheet, what each is read as, and what is proposed."""
    if raw["grid"]["made"]:
        return
    guesses = {issue.heading: issue for issue in raw["issues"] if issue.code in _GUESSED}
    terms = standard().terms("columns")
    for heading, names in zip(raw["headings"], raw["names"], strict=True):
        ours = [name for name in names if name in terms or "." in name]
        guess = guesses.get(heading)
        if heading:
            yield Column(
                file=raw["grid"]["file"],
                sheet=raw["grid"]["sheet"],
                table=raw["table"],
                heading=heading,
                read_as=", ".join(
                    terms[name][f"label_{lang}"] if name in terms else name for name in ours
                ),
                proposal=terms[guess.facts["column"]][f"label_{lang}"] if guess else "",
                because=_reason(guess, lang) if guess else "",
            )


_GUESSED = frozenset({"column_guessed", "column_guessed_by_cells"})


def _reason(guess: Issue, lang: str) -> str:
    """Say why a heading may be a column."""
    said = [say("corrections.recalls", lang, **guess.facts)] if guess.facts["like"] else []
    return ", ".join([*said, say("corrections.fits", lang, **guess.facts)])
