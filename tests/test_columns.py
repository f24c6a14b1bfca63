"""What a column is: dialects, suggestions with a reason, decisions, the file that keeps them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ecomap.cli import cli, main
from ecomap.errors import SheetError
from ecomap.graph import from_tables
from ecomap.reading.dialects import find_dialect
from ecomap.reading.guesses import guess_columns, propose_model
from ecomap.reading.review import config_of
from ecomap.reading.sheets import Reading, read_input
from ecomap.text import LANGUAGES
from ecomap.values.columns import is_column, match_columns, quoted

SHEETS = Path(__file__).parent / "sheets"


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading["issues"]]


# --------------------------------------------------------------------------- dialects

SCDL = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,"
    "objet,montant,nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,"
    "pourcentageSubvention"
)
SCDL_ROWS = """
Ville Exemple,21340172201787,2020-05-01,D1,Les Amis,12345678200010,Fête,"1 200,50",n,unique,,,non,1
Ville Exemple,21340172201787,2020-06-01,D2,LES AMIS,12345678200010,Fête,100,n,unique,,,non,1
Ville Exemple,21340172201787,2020-07-01,D3,Les Amis,98765432100019,Bal,300,n,unique,,,non,1
Ville Exemple,21340172201787,2020-07-02,D4,Le Cercle,"2,18E+13",Bal,300,n,unique,,,non,1
TOTAL,,,,,,,1900.5,,,,,,
"""


def test_french_subsidies_are_read_without_any_configuration(tmp_path: Path) -> None:
    reading = read_input(written(tmp_path / "s.csv", SCDL + SCDL_ROWS))
    actors, alliances = reading["actors"], reading["alliances"]
    assert alliances["source"].unique().tolist() == ["21340172201787"]
    assert alliances["target"].tolist() == [
        "12345678200010",
        "12345678200010",
        "98765432100019",
        "le-cercle",
    ]
    assert alliances["amount_eur"].tolist() == [1200.5, 100, 300, 300]
    assert alliances["start"].tolist()[0] == "2020-05-01"
    assert alliances["directed"].all()
    assert alliances["relation"].unique().tolist() == ["funds"]
    assert {"nature", "pourcentageSubvention", "notificationUE"} <= set(alliances.columns)
    # the same name with another SIRET is another actor, and a damaged one identifies nobody
    assert actors["name"].tolist().count("Les Amis") == 2
    assert pd.isna(actors.loc["le-cercle"].get("id"))
    assert "damaged_end_id" in codes(reading)
    assert "TOTAL" not in actors["name"].tolist()


@pytest.mark.parametrize(
    "headings",
    [
        ["Nom de l'attribuant", "Nom du bénéficiaire", "Montant (€)"],
        ["NOM_ATTRIBUANT", "NOM_BENEFICIAIRE", "MONTANT"],
        ["nom attribuant", "Nom bénéficiaire", "Montant total"],
    ],
)
def test_french_subsidies_have_many_spellings(headings: list[str]) -> None:
    dialect = find_dialect(headings, "alliances")
    assert dialect is not None
    assert [dialect["columns"][heading] for heading in headings] == [
        ["source"],
        ["target"],
        ["amount_eur"],
    ]


def test_grants_are_in_euros_only_if_their_currency_is(tmp_path: Path) -> None:
    head = (
        "Identifier,Title,Currency,Amount Awarded,Award Date,Funding Org:Identifier,"
        "Funding Org:Name,Recipient Org:Identifier,Recipient Org:Name\n"
    )
    row = "360G-{n},Garden,{currency},500,2021-02-03,GB-1,Example Trust,GB-2,Example Garden\n"
    pounds = read_input(written(tmp_path / "a.csv", head + row.format(n=1, currency="GBP")))
    euros = read_input(written(tmp_path / "b.csv", head + row.format(n=1, currency="EUR")))
    assert "amount_eur" not in pounds["alliances"]
    assert pounds["alliances"].loc["360G-1", "Amount Awarded"] == "500"
    assert euros["alliances"].loc["360G-1", "amount_eur"] == 500
    assert euros["actors"]["name"].to_dict() == {"GB-1": "Example Trust", "GB-2": "Example Garden"}


def test_projects_and_organisations_meet_in_their_project(tmp_path: Path) -> None:
    rows = [
        "projectID;projectAcronym;organisationID;name;activityType;country;role;ecContribution",
        "1;ALPHA;10;University of Example;HES;FR;coordinator;1000",
        "1;ALPHA;20;Example SME;PRC;DE;participant;500",
        "1;ALPHA;30;Example Ministry;PUB;FR;participant;",
        "2;BETA;10;Univ. of Example;HES;FR;participant;10",
    ]
    reading = read_input(written(tmp_path / "organization.csv", "\n".join(rows) + "\n"))
    actors, alliances = reading["actors"], reading["alliances"]
    assert actors.index.tolist() == ["10", "20", "30"]
    assert actors["model"].fillna("").tolist() == ["knowledge_economy", "productive_economy", ""]
    assert actors["model_basis"].tolist() == ["rule", "rule", "none"]
    assert alliances["alliance_group"].tolist() == ["1", "1", "1", "2"]
    assert alliances["partners"].tolist() == ["10", "20", "30", "10"]


def test_projects_take_their_names_from_their_own_file(tmp_path: Path) -> None:
    rows = [
        "projectID;projectAcronym;organisationID;name;activityType;country;role;ecContribution",
        "1;ALPHA;10;University of Example;HES;FR;coordinator;1000",
        "1;ALPHA;20;Example SME;PRC;DE;participant;500",
        "1;ALPHA;30;Example Ministry;PUB;FR;participant;",
    ]
    projects = "id;acronym;title;frameworkProgramme;objective\n1;ALPHA;First example;HORIZON;Aim\n"
    links = written(tmp_path / "organization.csv", "\n".join(rows) + "\n")
    reading = read_input(links, written(tmp_path / "project.csv", projects))
    place = reading["actors"].loc["1"].to_dict()
    assert (place["name"], place["kind"]) == ("First example", "programme")
    assert place["description"] == "Aim"
    G = from_tables(reading["actors"], reading["alliances"])
    assert sorted(G.predecessors("1")) == ["10", "20", "30"]
    assert len(G) == 4


def test_a_heading_that_a_dialect_decides_is_not_guessed(tmp_path: Path) -> None:
    rows = [
        "projectID;projectAcronym;organisationID;name;activityType;organizationURL;role",
        *(f"1;ALPHA;{n};Example {n};PRC;https://example.org;participant" for n in range(9)),
    ]
    reading = read_input(written(tmp_path / "organization.csv", "\n".join(rows) + "\n"))
    assert not [code for code in codes(reading) if code.startswith("column_guessed")]


def test_kumu_lists_several_targets_in_a_cell(tmp_path: Path) -> None:
    file = written(tmp_path / "k.csv", "From,To,Type,Direction\nA,B|C,Funds,directed\n")
    reading = read_input(file)
    ties = reading["alliances"][["source", "target", "directed", "relation"]]
    assert ties.to_numpy().tolist() == [["a", "b", True, "funds"], ["a", "c", True, "funds"]]
    assert reading["sources"][0]["used"] == 1


def test_gephi_says_the_orientation_in_its_type(tmp_path: Path) -> None:
    rows = "Source,Target,Type,Kind,Weight,Label\nA,B,Directed,Funds,2,x\nB,C,Undirected,,1,y\n"
    alliances = read_input(written(tmp_path / "g.csv", rows))["alliances"]
    assert alliances["directed"].tolist() == [True, False]
    assert alliances["relation"].tolist()[0] == "funds"
    assert alliances["weight"].tolist() == [2.0, 1.0]


def test_a_decision_wins_over_a_dialect(tmp_path: Path) -> None:
    file = written(tmp_path / "s.csv", "nomAttribuant,nomBeneficiaire,montant\nA,B,5\n")
    alliances = read_input(file, sets=["alliances.montant=weight"])["alliances"]
    assert alliances["weight"].tolist() == [5.0]
    assert "amount_eur" not in alliances


# --------------------------------------------------------------------------- suggestions


def test_an_unknown_table_is_told_what_to_write(tmp_path: Path) -> None:
    rows = "NomAsso,Ville3\n" + "".join(f"Amicale numéro {n},x\n" for n in range(50))
    file = written(tmp_path / "a.csv", rows)
    with pytest.raises(SheetError) as stopped:
        read_input(file)
    message = stopped.value.message("en")
    assert '"NomAsso" may be the column "name"' in message
    assert 'recalls "Nom", 100 % of its cells have the form and 100 % differ' in message
    assert '--set "actors.NomAsso=name"' in message
    assert len(read_input(file, sets=["actors.NomAsso=name"])["actors"]) == 50


def test_nothing_is_taken_by_resemblance(tmp_path: Path) -> None:
    rows = "name,Site officiel\n" + "".join(f"A{n},https://example.org/{n}\n" for n in range(9))
    reading = read_input(written(tmp_path / "a.csv", rows))
    assert "url" not in reading["actors"]
    (guess,) = [issue for issue in reading["issues"] if issue.code.startswith("column_guessed")]
    assert (guess.severity, guess.heading, guess.facts["column"]) == (
        "note",
        "Site officiel",
        "url",
    )


@pytest.mark.parametrize(
    ("heading", "cells", "column"),
    [
        ("Immatriculation", ["123 456 782", "732829320"], "siren"),
        ("Registre", ["W343000001", "W343000002"], "rna"),
        ("Forme de la structure", ["SARL", "Association"], "model"),
        ("x", ["bleu", "vert"], ""),
        ("x", [], ""),
    ],
)
def test_a_column_is_guessed_by_its_cells(heading: str, cells: list[str], column: str) -> None:
    guesses = guess_columns(
        ["nom", heading], [["A", cell] for cell in cells], "actors", ["nom", "name"]
    )
    assert [guess.column for guess in guesses] == [column] * bool(column)


def test_an_ambiguous_column_names_the_candidates_and_the_lines(tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", "Structure,Acteur\nA,B\n")
    with pytest.raises(SheetError) as stopped:
        read_input(file)
    for lang in LANGUAGES:
        message = stopped.value.message(lang)
        for part in ("Structure", "Acteur", 'columns = { "Acteur" = "name" }', "--set"):
            assert part in message
    chosen = read_input(file, sets=["actors.Structure=name"])["actors"]
    assert chosen["name"].tolist() == ["A"]


def test_of_two_headings_alike_the_left_one_is_meant() -> None:
    assert match_columns(["X", "X"], "actors", {"X": "name"})[0] == {0: ["name"]}


@pytest.mark.parametrize(
    ("column", "table", "ours"),
    [
        ("target.siret", "alliances", True),
        ("target.siret", "actors", False),
        ("partners", "actors", True),
        ("partners.member_of", "actors", True),
        ("colour", "alliances", False),
    ],
)
def test_columns_of_ours(column: str, table: str, ours: bool) -> None:  # noqa: FBT001
    assert is_column(column, table) is ours


def test_proposals_are_not_certain_unless_published() -> None:
    sure = propose_model("SARL")
    assert sure is not None
    assert (sure.model, sure.certain) == ("productive_economy", True)
    hint = propose_model("NGO or Association")
    assert hint is not None
    assert (hint.model, hint.certain) == ("engagement_economy", False)
    # two models in the words of one type: nothing is proposed
    assert propose_model("University and bank") is None


# --------------------------------------------------------------------------- the file that keeps it


def same(left: Reading, right: Reading) -> None:
    for table in ("actors", "alliances"):
        pd.testing.assert_frame_equal(left[table], right[table])


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("accents.csv", {}),
        ("types.csv", {}),
        ("title_rows.csv", {}),
        ("two_codes.csv", {}),
        ("gephi_edges.csv", {}),
        ("kumu.csv", {}),
        ("project", {}),
        ("group_cell", {}),
        ("ambiguous.csv", {"sets": ["actors.Structure=name"]}),
        ("decimals.csv", {"constants": ["alliances.relation=finance"]}),
    ],
)
def test_the_saved_file_reads_the_same_way(
    name: str, options: dict[str, Any], tmp_path: Path
) -> None:
    reading = read_input(SHEETS / name, **options)
    text = config_of(reading, tmp_path)
    tomllib.loads(text)
    again = read_input(written(tmp_path / "ecomap.toml", text))
    same(reading, again)
    # and once more: nothing is added by going round
    assert config_of(again, tmp_path) == text


@given(st.text(max_size=20))
def test_any_heading_is_a_string_of_toml(heading: str) -> None:
    heading = heading.encode("utf-8", "ignore").decode("utf-8")
    assert tomllib.loads(f"{quoted(heading)} = {quoted(heading)}") == {heading: heading}


def test_import_writes_the_file_beside_and_not_twice(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.csv", "NomAsso,Type\nA,Guilde d'artisans\nB,SARL\n")
    config = tmp_path / "ecomap.toml"
    words = ["import", str(sheet), "--set", "actors.NomAsso=name", "--save-config", str(config)]
    done = CliRunner().invoke(cli, [*words, "-o", str(tmp_path / "a.json")], obj="en")
    assert done.exit_code == 0, done.output
    assert "NomAsso → name" in done.stderr
    assert tomllib.loads(config.read_text(encoding="utf-8"))["actors"] == {
        "file": "a.csv",
        "columns": {"NomAsso": "name", "Type": ["model", "kind"]},
    }
    assert main([*words, "-o", str(tmp_path / "b.json")]) == 1
    assert not (tmp_path / "b.json").exists()


def test_quiet_tells_no_mapping(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.csv", "name\nA\n")
    done = CliRunner().invoke(cli, ["check", str(sheet), "-q"], obj="en")
    assert done.stderr == ""


def test_types_are_listed_for_somebody_to_decide(tmp_path: Path) -> None:
    rows = "name,Type\nA,NGO or Association\nB,NGO or Association\nC,Guilde\nD,SARL\n"
    sheet, types = written(tmp_path / "a.csv", rows), tmp_path / "types.toml"
    words = ["import", str(sheet), "--suggest-models", str(types)]
    assert CliRunner().invoke(cli, words, obj="en").exit_code == 0
    text = types.read_text(encoding="utf-8")
    assert 'values.model."NGO or Association" = ""  # 2 times.' in text
    assert 'Proposal: engagement_economy (holds "association").' in text
    assert not (tmp_path / "a.json").exists()
    # nothing is decided until a person writes it
    assert read_input(types)["actors"]["model"].fillna("").tolist() == [
        "",
        "",
        "",
        "productive_economy",
    ]
    types.write_text(
        text.replace('Association" = ""', 'Association" = "engagement_economy"'), encoding="utf-8"
    )
    for reading in (read_input(types), read_input(sheet, corrected=types)):
        assert reading["actors"]["model_basis"].tolist() == ["mapped", "mapped", "none", "rule"]
