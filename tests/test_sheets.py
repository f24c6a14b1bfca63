"""Spreadsheets as people have them: what is read, what is said, and every row accounted for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from ecomap.errors import Issue, SheetError
from ecomap.sheets import Reading, read_input, read_tables, write_template
from ecomap.tables import normalise
from ecomap.text import split_values

SHEETS = Path(__file__).parent / "sheets"
MESSES = sorted(path.name for path in SHEETS.iterdir())
LANGUAGES = ("fr", "en")


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading["issues"]]


def spoken(issues: list[Issue]) -> None:
    assert all(issue.message(lang) for issue in issues for lang in LANGUAGES)


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


# --------------------------------------------------------------------------- workbooks


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def open_document(path: Path, sheets: dict[str, list[list[str | float]]]) -> Path:
    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                number = isinstance(value, float)
                kind = {"valuetype": "float", "value": value} if number else {"valuetype": "string"}
                cell = TableCell(**kind)
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


ACTORS: list[list[Any]] = [
    ["Nom", "Modèle", "SIREN"],
    ["Ville", "Commune", "000123456"],
    ["Asso", "Association", 123456782.0],
]
LINKS: list[list[Any]] = [
    ["Partenaire 1", "Partenaire 2", "Début", "Orienté", "Montant (€)"],
    ["Ville", "ASSO", dt.datetime(2020, 5, 1), True, 1500],  # noqa: DTZ001 - a cell has no zone
    ["Ville", "Asso", 2019, False, 0.1],
]


def test_a_workbook_is_read_by_the_names_of_its_sheets(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", {"Acteurs": ACTORS, "Notes": [["Nom"], ["x"]], "Alliances": LINKS}
    )
    reading = read_input(path)
    actors, alliances = reading["actors"], reading["alliances"]
    assert [source["sheet"] for source in reading["sources"]] == ["Acteurs", "Alliances"]
    assert actors["siren"].to_dict() == {"ville": "000123456", "asso": "123456782"}
    assert alliances["start"].tolist() == ["2020-05-01", "2019"]
    assert alliances["directed"].tolist() == [True, False]
    assert alliances["amount_eur"].tolist() == [1500.0, 0.1]
    assert [issue.place for issue in reading["issues"]] == ["Alliances!B2"]
    assert codes(reading) == ["name_folded"]


def test_sheets_without_a_name_are_recognised_by_their_columns(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Feuil1": ACTORS, "Feuil2": LINKS, "Feuil3": []})
    tables = {source["sheet"]: source["table"] for source in read_input(path)["sources"]}
    assert tables == {"Feuil1": "actors", "Feuil2": "alliances"}


def test_links_alone_make_their_actors(tmp_path: Path) -> None:
    reading = read_input(workbook(tmp_path / "a.xlsx", {"Feuil1": LINKS}))
    assert reading["made"] == len(reading["actors"]) == 2
    assert codes(reading) == ["actors_made", "name_folded"]


def test_nobody_chooses_between_two_sheets_alike(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"2022": ACTORS, "2023": ACTORS})
    with pytest.raises(SheetError) as caught:
        read_input(path)
    assert caught.value.message("en") == (
        'a.xlsx: Several sheets may be the table "actors": 2022, 2023. '
        'Write in ecomap.toml, under [actors]: sheet = "2022".'
    )
    (tmp_path / "ecomap.toml").write_text(
        '[actors]\nfile = "a.xlsx"\nsheet = "2023"\n', encoding="utf-8"
    )
    assert [source["sheet"] for source in read_input(tmp_path)["sources"]] == ["2023"]


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    workbook(tmp_path / "a.xlsx", {"2022": ACTORS})
    (tmp_path / "ecomap.toml").write_text(
        '[actors]\nfile = "a.xlsx"\nsheet = "2024"\n', encoding="utf-8"
    )
    with pytest.raises(SheetError, match=r'The workbook has no sheet "2024"\. Its sheets: 2022'):
        read_input(tmp_path)


def test_rows_and_columns_are_those_that_the_spreadsheet_shows(tmp_path: Path) -> None:
    rows = [[], ["", "Titre fictif"], [], ["", "Nom", "", "Modèle"], ["", "A", "note", "Inconnu"]]
    reading = read_input(workbook(tmp_path / "a.xlsx", {"Feuil1": rows}))
    assert [(issue.code, issue.place) for issue in reading["issues"]] == [
        ("no_heading", "Feuil1!C4"),
        ("unknown_model", "Feuil1!D5"),
    ]
    assert reading["actors"].loc["a", "C"] == "note"


def test_csv_xlsx_and_ods_give_the_same_tables(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [
        ["Nom", "Type", "Budget"],
        ["Été", "Association", 1200.5],
        ["B", "Banque", 3.0],
    ]
    (tmp_path / "a.csv").write_text(
        "\n".join(";".join(str(cell) for cell in row) for row in rows), encoding="cp1252"
    )
    expected = read_tables(tmp_path / "a.csv")[0]
    for path in (
        workbook(tmp_path / "a.xlsx", {"Feuil1": rows}),
        open_document(tmp_path / "a.ods", {"Feuille1": rows}),
    ):
        pd.testing.assert_frame_equal(read_tables(path)[0], expected)


def test_a_workbook_under_another_name_is_still_a_workbook(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"Feuil1": ACTORS}).rename(tmp_path / "a.csv")
    assert len(read_tables(path)[0]) == 2


@pytest.mark.parametrize("content", [b"PK\x03\x04 not a workbook", b"\xd0\xcf\x11\xe0 neither"])
def test_a_damaged_workbook_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(SheetError, match="This workbook cannot be read"):
        read_input(tmp_path / "a.xlsx")


def test_a_missing_file_is_said_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(SheetError) as caught:
        read_input(tmp_path / "rien.csv")
    assert caught.value.message("en") == (
        "rien.csv: There is no such file. Check its name and its folder."
    )
    assert caught.value.message("fr") == (
        "rien.csv\u00a0: Ce fichier n’existe pas. Vérifiez son nom et son dossier."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_reads_back_without_a_fault(tmp_path: Path, lang: str) -> None:
    write_template(tmp_path / "atlas.xlsx", lang)
    reading = read_input(tmp_path / "atlas.xlsx")
    assert reading["issues"] == []
    assert (len(reading["actors"]), len(reading["alliances"]), reading["made"]) == (3, 2, 0)
    assert reading["actors"]["model"].notna().all()
    book = openpyxl.load_workbook(tmp_path / "atlas.xlsx")
    for sheet in book.worksheets[:2]:
        assert sheet.freeze_panes == "A2"
        assert sheet.data_validations.dataValidation
        assert all(source["columns"].values() for source in reading["sources"])


# --------------------------------------------------------------------------- what was decided


def test_decisions_of_the_command_line_hold(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("NomAsso;Chose;Montant\nA;commune;10\n", encoding="utf-8")
    reading = read_input(
        tmp_path / "a.csv",
        sets=["actors.NomAsso=name", "actors.Chose=model,tags"],
        constants=["actors.territory=Ville = Exemple"],
    )
    actor = reading["actors"].loc["a"]
    assert (actor["model"], actor["tags"], actor["territory"]) == (
        "public_action",
        "commune",
        "Ville = Exemple",
    )
    assert reading["sources"][0]["columns"] == {
        "NomAsso": ["name"],
        "Chose": ["model", "tags"],
        "Montant": [],
    }


@pytest.mark.parametrize("entry", ["NomAsso=name", "people.a=b", "actors.name", "actors.=name"])
def test_a_decision_without_form_is_refused(tmp_path: Path, entry: str) -> None:
    with pytest.raises(SheetError, match=r"cannot be understood\. Write for instance actors"):
        read_input(tmp_path, sets=[entry])


def test_columns_are_given_flat_or_by_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("NomAsso\nA\n", encoding="utf-8")
    flat = read_tables(tmp_path / "a.csv", columns={"NomAsso": "name", "Ailleurs": "target"})
    nested = read_tables(tmp_path / "a.csv", columns={"actors": {"NomAsso": "name"}})
    assert flat[0].index.tolist() == nested[0].index.tolist() == ["a"]
    assert flat[2] == []


def test_named_files_are_what_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name,partners\nA,5\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("from,to\nA,B\n", encoding="utf-8")
    reading = read_input(actors=tmp_path / "a.csv", alliances=tmp_path / "b.csv")
    assert reading["actors"].index.tolist() == ["a", "b"]
    assert reading["actors"].loc["a", "partners (2)"] == "5"


def test_several_files_of_one_table_are_stacked(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n1,A\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("Nom;id\nB;1\nC;2\n", encoding="utf-8")
    (tmp_path / "ecomap.toml").write_text(
        '[actors]\nfiles = ["a.csv", "b.csv"]\n', encoding="utf-8"
    )
    reading = read_input(tmp_path)
    assert reading["actors"]["name"].to_dict() == {"1": "A", "2": "C"}
    assert [(issue.code, issue.place) for issue in reading["issues"]] == [("same_id", "b.csv!B2")]
    accounted(reading)


def test_the_project_file_gives_its_settings() -> None:
    reading = read_input(SHEETS / "project")
    assert reading["settings"] == {"title": "Écosystème fictif", "lang": "fr", "seed": 7}


def test_rejects_keep_the_rows_as_they_were_written() -> None:
    reading = read_input(SHEETS / "project", lang="en")
    rejects = reading["rejects"]
    assert rejects[["file", "row", "code"]].to_numpy().tolist() == [
        ["registre.csv", 5, "left_out"],
        ["aides.csv", 3, "partner_left_out"],
        ["aides.csv", 4, "no_partner"],
    ]
    assert rejects[["Raison", "Forme"]].iloc[0].tolist() == ["Trois", "Base de données"]
    assert rejects.loc[2, "Montant"] == "30"
    assert rejects["message"].iloc[2] == (
        'aides.csv!A4: A partner is missing in "Bénéf.": the alliance is set aside. '
        "If this row is a total, delete it."
    )


def test_the_three_ways_of_writing_a_group_join_the_same_partners() -> None:
    joined = []
    for way in ("pairs", "cell", "members"):
        _, alliances, issues = read_tables(SHEETS / f"group_{way}")
        assert issues == []
        ends = alliances.reindex(columns=["source", "target", "partners"], fill_value="").fillna("")
        joined.append({end for cell in ends.to_numpy().flat for end in split_values(cell)})
        assert alliances["alliance_group"].unique().tolist() == ["pact"]
    assert joined == [{"a", "b", "c"}] * 3


# --------------------------------------------------------------------------- whatever is written


def is_utf8(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


_NAMES = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), min_size=1
).filter(lambda name: name == " ".join(name.split()))


@given(
    names=st.lists(_NAMES, min_size=1, unique=True),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_names_come_back_as_written(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("names") / "a.csv"
    frame = pd.DataFrame({"id": [f"i{n}" for n in range(len(names))], "name": names})
    frame.to_csv(path, index=False, encoding=encoding, sep=";")
    # bytes that are valid UTF-8 by chance are UTF-8 to any reader
    assume(encoding != "cp1252" or not is_utf8(path) or all(map(str.isascii, names)))
    assert read_tables(path)[0]["name"].tolist() == names


_CELLS = st.sampled_from(
    [
        "",
        "a",
        "A",
        "b",
        "c|d",
        "a, b",
        "x;y",
        "commune",
        "Truc",
        "1,5",
        "1,234",
        "-",
        "0",
        '"',
        "\u00a0",
        "=1+1",
    ]
)
_HEADINGS = st.lists(
    st.sampled_from(
        [
            "id",
            "Nom",
            "name",
            "Type",
            "source",
            "target",
            "partners",
            "Poids",
            "Groupe",
            "kind",
            "x",
            "",
        ]
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=150)
@given(headings=_HEADINGS, rows=st.lists(st.lists(_CELLS, max_size=7), max_size=8))
def test_every_row_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, headings: list[str], rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "a.tsv"
    written = [headings, *rows]
    quoted = ["\t".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in written]
    path.write_text("\n".join(quoted) + "\n", encoding="utf-8")
    try:
        reading = read_input(path)
    except SheetError as error:
        spoken(error.issues)
        return
    accounted(reading)
    (source,) = reading["sources"]
    below = written[source["header"] :]
    assert source["rows"] == sum(any(cell.strip() for cell in row) for row in below)
    assert source["aside"] == len(reading["rejects"])
    spoken(reading["issues"])
    actors, alliances, issues = normalise(reading["actors"], reading["alliances"])
    pd.testing.assert_frame_equal(actors, reading["actors"])
    pd.testing.assert_frame_equal(alliances, reading["alliances"])
    assert not [issue for issue in issues if issue.severity == "error"]


@settings(max_examples=150)
@given(content=st.binary(max_size=200))
def test_no_bytes_make_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.csv"
    path.write_bytes(content)
    try:
        accounted(read_input(path))
    except SheetError as error:
        spoken(error.issues)
