"""Spreadsheets as people have them: what is read, what is said, and every row accounted for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from ecomap.errors import SheetError
from ecomap.sheets import Reading, read_input, read_tables, write_template
from ecomap.tables import normalise

SHEETS = Path(__file__).parent / "sheets"
MESSES = sorted(path.name for path in SHEETS.iterdir())
LANGUAGES = ("fr", "en")


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading["issues"]]


def accounted(reading: Reading) -> None:
    for source in reading["sources"]:
        assert source["rows"] == source["used"] + source["aside"] + source["merged"]
    assert sum(source["aside"] for source in reading["sources"]) == len(reading["rejects"])


def told(name: str, lang: str) -> Iterator[str]:
    """Tell what the reading of a mess says, and what it made."""
    yield f"# {name}"
    try:
        reading = read_input(SHEETS / name, lang=lang)
    except SheetError as error:
        yield from (f"stop     {line}" for line in error.message(lang).splitlines())
        return
    accounted(reading)
    for source in reading["sources"]:
        counts = ", ".join(f"{key} {source[key]}" for key in ("rows", "used", "aside", "merged"))
        yield f"{source['file']}: {source['table']}, {counts}"
    yield from (f"{issue.severity:<8} {issue.message(lang)}" for issue in reading["issues"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_mess_says_what_was_found(lang: str, golden: Callable[[str, str], None]) -> None:
    golden(
        f"issues.{lang}.txt", "\n".join(line for name in MESSES for line in [*told(name, lang), ""])
    )


def test_each_mess_makes_its_tables(golden: Callable[[str, str], None]) -> None:
    lines = []
    for name in MESSES:
        try:
            actors, alliances, _ = read_tables(SHEETS / name)
        except SheetError:
            continue
        lines += [
            f"# {name}",
            actors.to_csv(lineterminator="\n"),
            alliances.to_csv(lineterminator="\n"),
        ]
    golden("tables.txt", "\n".join(lines))
