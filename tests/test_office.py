"""Sheets that another program saves again: LibreOffice loses nothing of ours, nor we of its."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ecomap.formats import io
from ecomap.graph import from_tables
from ecomap.reading.review import write_review
from ecomap.reading.sheets import read_input, write_template

pytestmark = pytest.mark.office

Office = Callable[..., Path]

# What spreadsheets like to take for something else.
TEXTS = [
    "=1+1", "+33 6 00", "-x", "@SUM(A1)", "'quoted", "''twice", "00552", "1e5", "TRUE", "VRAI",
    "2023-10-18", "18/10/2023", "1,5", "12 350 000 €", "two\nlines", "tab\there", "a  b",
    "<b>&amp;", "_x0041_", "« été »\u00a0x", "😀", "#N/A or so", "{=1}", "50 %", "10:30", "1/2",
    "JAN1", "123456789012345678", "x" * 3000,
]  # fmt: skip


def hostile(path: Path) -> Path:
    """Write an ecosystem of which every text looks like something else."""
    actors = pd.DataFrame(
        {
            "name": TEXTS,
            "model": "people",
            "siren": "005520135",
            "budget_eur": [0.1 + n for n in range(len(TEXTS))],
            "Remarque": TEXTS[::-1],
        },
        index=pd.Index([f"00{n}" for n in range(len(TEXTS))], name="id"),
    )
    alliances = pd.DataFrame(
        {
            "source": ["000", "001"],
            "target": ["001", "002"],
            "directed": [True, False],
            "start": ["2023", "2023-10-18"],
            "weight": [1.5, 2.0],
        },
        index=pd.Index(["1", "1e3"], name="id"),
    )
    assert io.write(from_tables(actors, alliances), path) == []
    return path


def chosen(path: Path) -> Path:
    """Write a workbook of corrections for a sheet of two types, and choose one."""
    sheet = path.with_name("acteurs.csv")
    sheet.write_text("Nom;Type;Budget\nA;Guilde;x\nB;Cénacle;2\nC;Guilde;3\n", encoding="utf-8")
    write_review(read_input(sheet), path, "fr")
    book = openpyxl.load_workbook(path)
    for row in book["Types"].iter_rows(min_row=2):
        row[-1].value = "Économie productive" if row[0].value == "Guilde" else None
    book.save(path)
    return sheet


@pytest.mark.parametrize("suffix", ["ods", "xlsx"])
def test_workbooks_saved_again_say_the_same(
    suffix: str, office: Office, odd17: Path, tmp_path: Path
) -> None:
    books = {name: tmp_path / f"{name}.xlsx" for name in ("hostile", "odd17", "empty", "choices")}
    hostile(books["hostile"])
    io.write(io.read(odd17), books["odd17"])
    write_template(books["empty"], "fr")
    sheet = chosen(books["choices"])
    again = office(suffix, tmp_path / "again", *books.values())
    for name in ("hostile", "odd17", "empty"):
        before, after = read_input(books[name]), read_input(again / f"{name}.{suffix}")
        pd.testing.assert_frame_equal(after["actors"], before["actors"])
        pd.testing.assert_frame_equal(after["alliances"], before["alliances"])
        assert [one.code for one in after["issues"]] == [one.code for one in before["issues"]]
    corrected = read_input(sheet, corrected=again / f"choices.{suffix}")
    models = corrected["actors"]["model"].fillna("").tolist()
    assert models == ["productive_economy", "", "productive_economy"]
    assert "correction_stale" not in [one.code for one in corrected["issues"]]


def test_a_csv_of_ours_opened_and_saved_is_read_and_what_was_lost_is_told(
    office: Office, odd17: Path, tmp_path: Path
) -> None:
    io.write(io.read(odd17), tmp_path / "odd17.csv")
    io.write(io.read(hostile(tmp_path / "hostile.xlsx")), tmp_path / "hostile.csv")
    files = [tmp_path / f"{name}-actors.csv" for name in ("odd17", "hostile")]
    # separator, quotation mark, UTF-8, first line: what each column is, LibreOffice guesses
    again = office("ods", tmp_path / "again", *files, options=["--infilter=CSV:44,34,76,1"])
    before, after = (read_input(actors=path) for path in (files[0], again / "odd17-actors.ods"))
    pd.testing.assert_frame_equal(after["actors"], before["actors"])
    # a zero that a spreadsheet takes away is told, for every row, and given back to none
    damaged = read_input(actors=again / "hostile-actors.ods")
    codes = [one.code for one in damaged["issues"]]
    assert codes.count("identifier_leading_zero") == len(TEXTS)
    assert damaged["actors"]["siren"].unique().tolist() == ["5520135"]
