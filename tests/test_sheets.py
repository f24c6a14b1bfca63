"""Spreadsheets as people have them: what is read, what is said, and every row accounted for."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import fuzz_sheets
import openpyxl
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from ecomap.errors import Issue, SheetError
from ecomap.reading.sheets import Reading, read_input, read_tables, write_template
from ecomap.reading.tables import normalise
from ecomap.sources import damage
from ecomap.text import split_values, unshield

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


def test_a_table_that_is_none_below_another_loses_no_row(tmp_path: Path) -> None:
    # the headings of the second are damaged: the sheet is read as one table, whole
    lines = ["Acteurs;;", "Nom;Type;", "A;Commune;", "B;Association;", ";;", "Alliances;;"]
    lines += ["Source;Cances;;", "Source;Cible;Montaurce;Cible;Montant", "A;B;5"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    sources = read_input(path)["sources"]
    # a title stands alone in its row; the seventh and eighth rows are taken for headings over two
    assert sum(source["rows"] for source in sources) == 5
    assert all(
        source["rows"] == source["used"] + source["aside"] + source["merged"] for source in sources
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
    ["Ville", "Commune", "005520135"],
    ["Asso", "Association", 732829320.0],
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
    assert actors["siren"].to_dict() == {"ville": "005520135", "asso": "732829320"}
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
    rows = [[], ["", "Titre fictif"], [], ["", "Nom", "", "Modèle"], ["", "A", "note", "Étrange"]]
    reading = read_input(workbook(tmp_path / "a.xlsx", {"Feuil1": rows}))
    assert [(issue.code, issue.place) for issue in reading["issues"]] == [
        ("rows_above", "Feuil1!2"),
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


def test_candidates_are_named_by_their_sheet_and_hidden_ones_come_last(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"2022": ACTORS, "2023": ACTORS})
    book = openpyxl.load_workbook(path)
    book["2022"].sheet_state = "hidden"
    book.save(path)
    assert [source["sheet"] for source in read_input(path)["sources"]] == ["2023"]


def test_a_pivot_table_is_not_taken_for_the_table_it_sums() -> None:
    (source,) = read_input(SHEETS / "pivot_beside.xlsx")["sources"]
    assert source["sheet"] == "Données"


# --------------------------------------------------------------------------- where the table is


def test_a_total_never_becomes_an_actor_and_an_actor_never_a_total() -> None:
    reading = read_input(SHEETS / "totals.csv")
    assert reading["actors"]["name"].tolist() == [
        "A fictif",
        "B fictif",
        "Total",
        "Total Énergie fictive",
    ]
    assert reading["rejects"]["Nom"].tolist() == [
        "Total Associations",
        "Sous-total (2)",
        "Ensemble",
    ]


def test_blocks_are_read_as_one_table() -> None:
    reading = read_input(SHEETS / "blocks.csv")
    assert reading["actors"]["name"].str[0].tolist() == list("ABCDE")
    assert Counter(codes(reading)) == {
        "rows_above": 1,
        "total_row": 4,
        "block_title": 2,
        "repeated_headings": 2,
    }


def test_a_decimal_comma_shifts_nothing() -> None:
    reading = read_input(SHEETS / "decimal_comma.csv")
    assert reading["actors"]["budget_eur"].to_dict() == {"a-fictif": 100.0, "c-fictif": 7.0}
    assert [(issue.code, issue.row) for issue in reading["issues"]] == [("too_many_fields", 3)]


def test_tables_one_under_the_other_are_both_read() -> None:
    reading = read_input(SHEETS / "stacked_tables.csv")
    assert [(s["table"], s["header"], s["rows"]) for s in reading["sources"]] == [
        ("actors", 1, 2),
        ("alliances", 6, 2),
    ]
    assert reading["alliances"]["amount_eur"].tolist() == [10.0, 20.0]


def test_a_cross_table_is_its_memberships() -> None:
    reading = read_input(SHEETS / "crosstab.csv")
    assert reading["actors"]["name"].tolist() == [f"{letter} fictif" for letter in "ABCD"]
    alliances = reading["alliances"]
    assert alliances.groupby("alliance_group")["partners"].apply(list).to_dict() == {
        "projet-un": ["a-fictif", "b-fictif"],
        "projet-deux": ["b-fictif"],
        "projet-trois": ["a-fictif", "c-fictif"],
    }
    named = read_input(actors=SHEETS / "crosstab.csv")
    assert len(named["alliances"]) == 0
    assert named["actors"].loc["a-fictif", "Projet Un"] == "x"


def test_a_symmetric_matrix_counts_each_pair_once() -> None:
    alliances = read_input(SHEETS / "matrix.csv")["alliances"]
    ends = list(zip(alliances["source"], alliances["target"], strict=True))
    assert ends == [("a-fictif", "b-fictif"), ("b-fictif", "c-fictif")]
    assert alliances["weight"].fillna(1).tolist() == [2.0, 1.0]
    directed = read_input(SHEETS / "matrix_directed.csv")["alliances"]
    assert len(directed) == 4
    assert directed["directed"].all()


def test_network_files_are_their_actors_and_links() -> None:
    pajek = read_input(SHEETS / "pajek.net")
    assert pajek["actors"]["name"].tolist() == ["Alpha fictif", "Beta", "Gamma"]
    assert pajek["alliances"]["weight"].fillna(1).tolist() == [2.5, 1.0]
    assert pajek["alliances"]["directed"].tolist() == [True, False]
    matrix = read_input(SHEETS / "ucinet.dl")["alliances"]
    assert list(zip(matrix["source"], matrix["target"], strict=True)) == [
        ("alpha", "beta"),
        ("beta", "gamma-fictif"),
    ]
    listed = read_input(SHEETS / "ucinet_edges.dl")["alliances"]
    assert listed["source"].tolist() == ["alpha", "beta"]
    members = read_input(SHEETS / "ucinet_two_mode.dl")["alliances"]
    assert len(members) == 4


def test_merged_cells_hold_for_their_rows_but_numbers_count_once() -> None:
    actors = read_input(SHEETS / "merged.xlsx")["actors"]
    assert actors["model"].tolist() == ["engagement_economy"] * 2 + ["public_action"]
    assert actors["Budget 2022"].fillna("").tolist() == ["10", "", "7"]
    assert actors["Budget 2023"].tolist() == ["1", "2", "3"]


def test_an_old_workbook_is_read_like_a_new_one() -> None:
    reading = read_input(SHEETS / "old.xls")
    assert reading["actors"]["name"].tolist() == ["Été fictif", "B fictif", "C fictif"]
    assert [(issue.code, issue.place) for issue in reading["issues"]] == [
        ("hidden_rows", "Feuil1"),
        ("error_cell", "Feuil1!C2"),
    ]


@pytest.mark.parametrize(
    ("name", "encoding", "written"),
    [
        ("macroman.csv", "mac-roman", "Association fictive d’été"),
        ("latin1.csv", "latin-1", "Association créée \x81"),
        ("cp1252.csv", "cp1252", None),
        ("utf16.csv", "utf-16", None),
        ("two_encodings.csv", "utf-8", "École fictive"),
    ],
)
def test_the_encoding_is_found_and_told(name: str, encoding: str, written: str | None) -> None:
    reading = read_input(SHEETS / name)
    assert reading["sources"][0]["encoding"] == encoding
    assert written is None or written in reading["actors"]["name"].tolist()


def test_letters_misread_are_told_row_by_row_and_kept() -> None:
    reading = read_input(SHEETS / "misread.csv")
    told = [(issue.row, issue.code, issue.suggestion) for issue in reading["issues"]]
    assert told == [
        (3, "letters_misread", "Théâtre fictif"),
        (4, "letters_misread", "Double été"),
        (5, "letters_lost", ""),
    ]
    assert "ThÃ©Ã¢tre fictif" in reading["actors"]["name"].tolist()


def test_a_quotation_mark_left_open_swallows_no_row() -> None:
    reading = read_input(SHEETS / "several_quotes.csv")
    assert reading["actors"]["name"].tolist() == ["B fictif", "C fictif", "D fictif"]
    assert reading["rejects"][["row", "code"]].to_numpy().tolist() == [[2, "open_quote"]]


def test_identifiers_are_kept_as_they_are_when_damaged() -> None:
    actors = read_input(SHEETS / "identifiers.csv")["actors"]
    assert actors["siren"].tolist() == ["732829320", "5520135", "732829321", "73282"]
    assert actors["siret"].fillna("").tolist()[1] == "7,3283E+13"


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


def test_rows_of_one_identifier_complete_each_other_or_are_refused(tmp_path: Path) -> None:
    first = "id;Nom;Ville;Budget\n1;Asso fictive;Sète;\n2;Deux;Agde;5\n3;Trois;;\n"
    second = "id;Nom;Ville;Budget\n1;ASSO FICTIVE;;7\n2;Deux;Sète;5\n3;Trois;Lunel;\n3;trois;;9\n"
    for name, rows in (("a.csv", first), ("b.csv", second)):
        (tmp_path / name).write_text(rows, encoding="utf-8")
    files = '[actors]\nfiles = ["a.csv", "b.csv"]\n'
    (tmp_path / "ecomap.toml").write_text(files, encoding="utf-8")
    reading = read_input(tmp_path)
    assert reading["actors"][["name", "territory", "budget_eur"]].to_numpy().tolist() == [
        ["Asso fictive", "Sète", 7],
        ["Deux", "Agde", 5],
        ["Trois", "Lunel", 9],
    ]
    assert [(issue.code, issue.place) for issue in reading["issues"]] == [
        ("same_actor", "b.csv!B2"),
        ("same_id", "b.csv!A3"),
        ("same_actor", "b.csv!B4"),
        ("same_actor", "b.csv!B5"),
    ]
    assert (reading["sources"][1]["merged"], reading["sources"][1]["aside"]) == (3, 1)
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
        ["aides.csv", 4, "total_row"],
    ]
    assert rejects[["Raison", "Forme"]].iloc[0].tolist() == ["Trois", "Base de données"]
    assert rejects.loc[2, "Montant"] == "30"
    assert rejects["message"].iloc[2] == (
        "aides.csv!4: This row is a total (30): it is set aside. If it is an actor, write its "
        "full name, or fill another cell of its row (its type, for instance)."
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
).filter(
    # an apostrophe before a sign of formula is a shield, which reading takes away
    lambda name: (
        name == " ".join(name.split()) and name not in damage.ERRORS and unshield(name) == name
    )
)


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


# --------------------------------------------------------------------------- damaged files

_FILES = sorted(path for path in SHEETS.iterdir() if path.is_file())


@settings(max_examples=120)
@given(file=st.sampled_from(_FILES), seed=st.integers(0, 2**32))
def test_no_damage_makes_a_traceback_or_loses_a_row(
    tmp_path_factory: pytest.TempPathFactory, file: Path, seed: int
) -> None:
    content = fuzz_sheets.mutated(file.read_bytes(), random.Random(seed))  # noqa: S311
    path = tmp_path_factory.mktemp("damaged") / f"a{file.suffix}"
    path.write_bytes(content)
    try:
        reading = read_input(path)
    except SheetError as error:
        fuzz_sheets.speak(error.issues)
        return
    fuzz_sheets.check(reading, content)
