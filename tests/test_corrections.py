"""Corrections where people work: the workbook that is written, saved by another, and applied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from ecomap.cli import cli
from ecomap.errors import SheetError
from ecomap.reading.review import write_review
from ecomap.reading.sheets import Reading, read_input

ROWS = """id,name,Type,Budget
1,Ville,Commune,1000
2,Les Amis,Guilde,12x
3,=cmd|' /C calc'!A0,Guilde,5
4,Le Cercle,Cénacle,7
5,Forum,Rencontre annuelle,
6,"deux
lignes",Cénacle,"1 200,50"
1,Double,Commune,3
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return written(tmp_path / "acteurs.csv", ROWS)


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)), obj="fr")


def review(sheet: Path, lang: str = "fr", **options: Any) -> Path:
    path = sheet.with_name("corrections.xlsx")
    write_review(read_input(sheet, **options), path, lang)
    return path


def page(book: Any, *names: str) -> Any:
    return next(book[name] for name in names if name in book.sheetnames)


def choose(path: Path, decisions: dict[str, str], *names: str) -> None:
    """Choose in the last column of a sheet, by what its rows hold."""
    book = openpyxl.load_workbook(path)
    sheet = page(book, *names)
    for row in sheet.iter_rows(min_row=2):
        for value, decision in decisions.items():
            if value in [cell.value for cell in row]:
                row[-1].value = decision
    book.save(path)


def as_ods(path: Path) -> Path:
    """Save a workbook again as another program would, in another format."""
    book, made = openpyxl.load_workbook(path), OpenDocumentSpreadsheet()
    for sheet in book:
        table = Table(name=sheet.title)
        for row in sheet.iter_rows(values_only=True):
            line = TableRow()
            for value in row:
                if isinstance(value, int):
                    cell = TableCell(valuetype="float", value=value)
                else:
                    cell = TableCell(valuetype="string")
                for paragraph in "" if value is None else str(value).split("\n"):
                    cell.addElement(P(text=paragraph))
                line.addElement(cell)
            table.addElement(line)
        made.spreadsheet.addElement(table)
    out = path.with_suffix(".ods")
    made.save(str(out))
    return out


def as_is(path: Path) -> Path:
    return path


def again(path: Path) -> Path:
    openpyxl.load_workbook(path).save(path)
    return path


def unclassified(reading: Reading) -> int:
    actors = reading["actors"]
    return int(actors["model"].isna().sum())


# --------------------------------------------------------------------------- what is written


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_workbook_has_its_sheets_in_the_language(sheet: Path, lang: str) -> None:
    book = openpyxl.load_workbook(review(sheet, lang))
    shown = [one.title for one in book if one.sheet_state == "visible"]
    assert (
        shown
        == {
            "fr": ["Corriger", "Lignes 1", "Types", "Colonnes"],
            "en": ["Correct", "Rows 1", "Types", "Columns"],
        }[lang]
    )


def test_faulty_cells_are_coloured_with_their_sentence(sheet: Path) -> None:
    rows = openpyxl.load_workbook(review(sheet, "en"))["Rows 1"]
    told = {row[0].value: row for row in rows.iter_rows(min_row=2)}
    assert sorted(told) == ["3", "8"]
    budget, key = told["3"][4], told["8"][1]
    assert budget.value == "12x"
    assert budget.fill.fgColor.rgb == "00FCE9A9"
    assert "is not a number" in budget.comment.text
    assert key.fill.fgColor.rgb == "00F8C9C4"
    assert "acteurs.csv" not in told["3"][5].value
    assert "is not a number" in told["3"][5].value


def test_hostile_text_is_written_as_text(tmp_path: Path) -> None:
    hostile = ["=1+1", "+33", "-x", "@SUM(A1)", "\t=2"]
    rows = "name,Type,Budget\n" + "".join(f'A{n},"{one}",x\n' for n, one in enumerate(hostile))
    path = review(written(tmp_path / "a.csv", rows))
    book = openpyxl.load_workbook(path)
    cells = [cell for one in book for row in one.iter_rows() for cell in row if cell.value]
    assert not [cell for cell in cells if cell.data_type == "f"]
    for text in ("=1+1", "+33", "-x", "@SUM(A1)"):
        (cell, *_) = [one for one in cells if one.value == text]
        assert cell.quotePrefix


def test_types_are_counted_and_offered_the_seven_models(sheet: Path) -> None:
    book = openpyxl.load_workbook(review(sheet, "en"))
    types = book["Types"]
    counts = {row[0]: row[1] for row in types.iter_rows(min_row=2, values_only=True)}
    assert counts == {"Commune": 2, "Guilde": 2, "Cénacle": 2, "Rencontre annuelle": 1}
    (offer,) = types.data_validations.dataValidation
    choices = offer.formula1.replace("'", "").replace("$", "")
    name, _, area = choices.partition("!")
    listed = [row[0].value for row in book[name][area]]
    assert len(listed) == 8
    assert listed[-1] == "Not an actor"
    assert "F2" in str(offer.sqref)


# --------------------------------------------------------------------------- what is applied


@pytest.mark.parametrize("saved", [as_is, again, as_ods])
def test_an_empty_workbook_changes_nothing(sheet: Path, saved: Callable[[Path], Path]) -> None:
    before = read_input(sheet)
    after = read_input(sheet, corrected=saved(review(sheet)))
    assert after["actors"].equals(before["actors"])
    assert [one.code for one in after["issues"]] == [one.code for one in before["issues"]]


@pytest.mark.parametrize("saved", [as_is, again, as_ods])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_two_types_chosen_lower_the_unclassified_by_their_count(
    sheet: Path, saved: Callable[[Path], Path], lang: str
) -> None:
    path = review(sheet, lang)
    before = read_input(sheet)
    label = {"fr": "Économie productive", "en": "Productive economy"}[lang]
    choose(path, {"Guilde": label, "Cénacle": "knowledge_economy"}, "Types")
    after = read_input(sheet, corrected=saved(path))
    assert unclassified(before) - unclassified(after) == 4
    assert after["actors"]["model_basis"].tolist().count("mapped") == 4


@pytest.mark.parametrize("saved", [as_is, again, as_ods])
def test_cells_are_corrected_where_they_stand(sheet: Path, saved: Callable[[Path], Path]) -> None:
    path = review(sheet)
    book = openpyxl.load_workbook(path)
    rows = page(book, "Lignes 1")
    for row in rows.iter_rows(min_row=2):
        if row[0].value == "3":
            row[4].value = "12"
        if row[0].value == "8":
            row[1].value = None
    book.save(path)
    reading = read_input(sheet, corrected=saved(path))
    assert reading["actors"].loc["2", "budget_eur"] == 12
    assert reading["actors"].loc["double", "budget_eur"] == 3
    (note,) = [issue for issue in reading["issues"] if issue.code == "cells_corrected"]
    assert note.facts["n"] == 2
    # every other cell, the one of two lines too, is what it was
    before = read_input(sheet)["actors"]["name"]
    assert reading["actors"]["name"].to_dict()["6"] == before.to_dict()["6"]


PROJECTS = """projectID;name;activityType;role
1;Atelier fictif;PUB;coordinator
2;Atelier fictif;PUB;coordinator
1;Musée fictif;PUB;participant
2;Guilde fictive;OTH;participant
1;Banque fictive;PRC;participant
"""


def test_types_of_partners_are_counted_once_each_and_chosen(tmp_path: Path) -> None:
    file = written(tmp_path / "organization.csv", PROJECTS)
    path = review(file)
    types = page(openpyxl.load_workbook(path), "Types")
    counts = {row[0]: row[1] for row in types.iter_rows(min_row=2, values_only=True)}
    assert counts == {"PUB": 2, "OTH": 1, "PRC": 1}
    choose(path, {"PUB": "Services publics", "OTH": "Pas un acteur"}, "Types")
    before, after = read_input(file), read_input(file, corrected=path)
    assert unclassified(before) == 3
    assert unclassified(after) == 0
    assert after["actors"]["model_basis"].tolist().count("mapped") == 2
    assert "guilde-fictive" not in after["actors"].index
    assert after["sources"][0]["aside"] == 1


def test_without_a_table_there_is_no_workbook_and_a_sentence_says_so(tmp_path: Path) -> None:
    file, path = written(tmp_path / "a.csv", "Couleur;Forme\nrouge;1\n"), tmp_path / "c.xlsx"
    result = run("check", file, "-o", path, "--lang", "fr")
    assert result.exit_code == 1
    assert "Couleur, Forme" in result.output
    assert "c.xlsx n’est pas écrit" in result.output
    assert not path.exists()
    listed = run("check", file, "--format", "json")
    assert '"code": "no_table"' in listed.output


def test_what_is_not_an_actor_is_left_out(sheet: Path) -> None:
    path = review(sheet)
    choose(path, {"Rencontre annuelle": "Pas un acteur"}, "Types")
    reading = read_input(sheet, corrected=path)
    assert "5" not in reading["actors"].index
    assert reading["sources"][0]["aside"] == 2


def test_a_column_chosen_is_read(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.csv", "name,Lieu-dit\nA,Ici\n")
    path = review(sheet)
    choose(path, {"Lieu-dit": "Territoire"}, "Colonnes")
    assert read_input(sheet, corrected=path)["actors"]["territory"].tolist() == ["Ici"]


def test_duplicates_are_joined_or_kept(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.csv", "name\nSecours Populaire\nLe Secours populaire\nBanque\n")
    path = review(sheet)
    rows = list(openpyxl.load_workbook(path)["Doublons probables"].iter_rows(values_only=True))
    assert rows[1][:2] == ("secours-populaire", "le-secours-populaire")
    choose(path, {"secours-populaire": "différents"}, "Doublons probables")
    assert len(read_input(sheet, corrected=path)["actors"]) == 3
    choose(path, {"secours-populaire": "même"}, "Doublons probables")
    assert read_input(sheet, corrected=path)["actors"].index.tolist() == [
        "secours-populaire",
        "banque",
    ]


def test_a_row_that_moved_is_found_and_one_that_changed_is_left(sheet: Path) -> None:
    path = review(sheet)
    book = openpyxl.load_workbook(path)
    for row in page(book, "Lignes 1").iter_rows(min_row=2):
        row[4].value = "99"
    book.save(path)
    moved = written(sheet, ROWS.replace("1,Ville,Commune,1000\n", "", 1) + "8,Neuf,Commune,1\n")
    reading = read_input(moved, corrected=path)
    assert reading["actors"].loc["2", "budget_eur"] == 99
    changed = written(sheet, ROWS.replace("12x", "13x"))
    reading = read_input(changed, corrected=path)
    assert "correction_stale" in [issue.code for issue in reading["issues"]]
    assert reading["actors"]["budget_eur"].loc["2"] != 99


def test_a_decision_that_means_nothing_is_told(sheet: Path) -> None:
    path = review(sheet)
    choose(path, {"Guilde": "peut-être"}, "Types")
    (said,) = [
        issue
        for issue in read_input(sheet, corrected=path)["issues"]
        if issue.code == "decision_unclear"
    ]
    assert (said.value, said.sheet, said.severity) == ("peut-être", "Types", "warning")


def test_another_workbook_is_refused(sheet: Path, tmp_path: Path) -> None:
    other = openpyxl.Workbook()
    other.active.append(["x"])
    other.save(tmp_path / "x.xlsx")
    with pytest.raises(SheetError) as stopped:
        read_input(sheet, corrected=tmp_path / "x.xlsx")
    assert stopped.value.issues[0].code == "not_corrections"


# --------------------------------------------------------------------------- the commands


def test_the_commands_write_and_apply_it(sheet: Path, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    assert run("check", sheet, "-o", path).exit_code == 1
    assert run("check", sheet, "-o", path).exit_code == 1, "never over what somebody filled in"
    book = openpyxl.load_workbook(path)
    for row in page(book, "Lignes 1").iter_rows(min_row=2):
        if row[0].value == "8":
            row[1].value = "9"
    book.save(path)
    done = run("check", sheet, "--with", path)
    assert done.exit_code == 0, done.output
    choose(path, {"Guilde": "Économie productive"}, "Types")
    for words in (
        ("import", sheet, "-o", tmp_path / "g.json"),
        ("metrics", sheet),
        ("export", sheet, "-o", tmp_path / "g.gexf"),
    ):
        done = run(*words, "--with", path)
        assert done.exit_code == 0, done.output
        assert "sans modèle connu 3" in done.stderr


def test_the_fault_of_each_cell_stays_one_of_check(tmp_path: Path) -> None:
    rows = "name,model\n" + "".join(f"A{n},Guilde\n" for n in range(300))
    sheet = written(tmp_path / "a.csv", rows)
    codes = [issue.code for issue in read_input(sheet)["issues"]]
    assert codes.count("unknown_model") == 300
