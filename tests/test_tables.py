"""The two tables: identity, partners, groups, and what each column admits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.errors import Issue
from ecomap.reading.tables import judge, normalise
from ecomap.values import ends
from ecomap.values.columns import match_columns, personal_columns


def said(issues: list[Issue]) -> list[tuple[str, str, int | None]]:
    return [(issue.severity, issue.code, issue.row) for issue in issues]


def actors(*names: str, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"name": list(names), **columns})


def links(*pairs: tuple[str, str], **columns: Any) -> pd.DataFrame:
    return pd.DataFrame(list(pairs), columns=["source", "target"]).assign(**columns)


# --------------------------------------------------------------------------- hand-made tables


def test_a_table_made_by_hand_keeps_its_values() -> None:
    who = pd.DataFrame(
        {
            "id": [1, 2],
            "name": ["A", "B"],
            "fte": [1.5, np.nan],
            "model": ["people", None],
            "notes": ["x", pd.NA],
        }
    )
    ties = links(("1", "2"), directed=[True], weight=[2], start=[pd.Timestamp("2020-05-01")])
    table, alliances, issues = normalise(who, ties)
    assert issues == []
    assert table.index.tolist() == ["1", "2"]
    assert table["fte"].tolist()[0] == 1.5
    assert table.loc["2"].isna().to_dict() == {
        "name": False,
        "fte": True,
        "model": True,
        "notes": True,
        "kind": False,
        "model_basis": False,
    }
    assert table["model_basis"].tolist() == ["given", "none"]
    assert alliances.loc["1--2"].to_dict() == {
        "source": "1",
        "target": "2",
        "directed": True,
        "weight": 2.0,
        "start": "2020-05-01",
    }


def test_the_arguments_are_left_as_they_are() -> None:
    who, ties = actors("A", "B"), links(("A", "C"))
    before = who.copy(), ties.copy()
    normalise(who, ties)
    pd.testing.assert_frame_equal(who, before[0])
    pd.testing.assert_frame_equal(ties, before[1])


@pytest.mark.parametrize("nothing", [None, pd.DataFrame()])
def test_no_alliances_is_no_fault(nothing: pd.DataFrame | None) -> None:
    table, alliances, issues = normalise(actors("A"), nothing)
    assert (len(table), len(alliances), issues) == (1, 0, [])
    assert alliances.index.name == "id"


_WORDS = st.sampled_from(["", "A", "a", "Á", "B", "C", "D | E", "people", "nobody", "1,5", "-"])


@given(
    who=st.lists(st.tuples(_WORDS, _WORDS, _WORDS), max_size=6),
    ties=st.lists(st.tuples(_WORDS, _WORDS, _WORDS, _WORDS), max_size=6),
)
def test_normal_tables_stay_as_they_are(who: list[Any], ties: list[Any]) -> None:
    first = normalise(
        pd.DataFrame(who, columns=["id", "name", "model"], dtype="str"),
        pd.DataFrame(ties, columns=["source", "target", "partners", "name"], dtype="str"),
    )
    second = normalise(*first[:2])
    pd.testing.assert_frame_equal(second[0], first[0])
    pd.testing.assert_frame_equal(second[1], first[1])
    ends_used = first[1].reindex(columns=["source", "target", "partners"], fill_value="").fillna("")
    known = set(first[0].index)
    assert {end for cell in ends_used.to_numpy().flat for end in cell.split("|")} <= known | {""}


@given(rows=st.lists(st.tuples(_WORDS, _WORDS, _WORDS), max_size=8))
def test_each_row_has_one_fate(rows: list[Any]) -> None:
    table = pd.DataFrame(rows, columns=["id", "name", "weight"], dtype="str")
    judged = judge(table, table.rename(columns={"id": "source", "name": "target"}))
    filled = int((table != "").any(axis=1).sum())
    for name in ("actors", "alliances"):
        fates = list(judged["fates"][name].values())
        assert len(fates) == filled
        errors = {i.row for i in judged["issues"] if i.severity == "error" and i.sheet == name}
        assert fates.count("aside") == len(errors)
    assert len(judged["actors"]) == judged["made"] + list(judged["fates"]["actors"].values()).count(
        "used"
    )


# --------------------------------------------------------------------------- identity


def test_identifiers_are_slugs_given_once() -> None:
    who = pd.DataFrame({"id": ["", "a", ""], "name": ["Á", "B", "A."]})
    table, _, issues = normalise(who, None)
    assert table.index.tolist() == ["a-2", "a", "a-3"]
    assert issues == []


def test_an_alliance_is_named_after_its_partners() -> None:
    ties = links(("A", "B"), ("B", "A"), ("A", "B"), note=["x", "y", "z"])
    assert normalise(actors("A", "B"), ties)[1].index.tolist() == ["a--b", "b--a", "a--b-2"]


def test_an_identifier_wins_over_a_name() -> None:
    who = pd.DataFrame({"id": ["A", "x"], "name": ["B", "A"]})
    _, alliances, issues = normalise(who, links(("A", "x")))
    assert alliances[["source", "target"]].to_numpy().tolist() == [["A", "x"]]
    assert issues == []


def test_a_fold_is_told_once_for_each_spelling() -> None:
    ties = links(("école", "B"), ("ÉCOLE", "B"), ("ECOLE", "B"), ("École ", "B"))
    _, alliances, issues = normalise(actors("École", "B"), ties)
    assert set(alliances["source"]) == {"ecole"}
    assert [issue.value for issue in issues if issue.code == "name_folded"] == [
        "école",
        "ÉCOLE",
        "ECOLE",
    ]


def test_a_missing_partner_is_added_with_the_nearest_name() -> None:
    table, _, issues = normalise(
        actors("Secours populaire", "B"), links(("Secour populaire", "B"), ("B", "Autre"))
    )
    assert table.index.tolist()[-2:] == ["secour-populaire", "autre"]
    assert [(issue.value, issue.suggestion) for issue in issues] == [
        ("Secour populaire", "Secours populaire"),
        ("Autre", ""),
    ]
    assert issues[0].message() == (
        'alliances!1: "Secour populaire" is not in the table of actors: an unclassified actor is '
        'added. Did you mean "Secours populaire"?'
    )


def test_a_partner_of_a_refused_row_only_is_not_added() -> None:
    who = pd.DataFrame({"id": ["1", "2"], "name": ["A", "a"]})
    table, alliances, issues = normalise(who, links(("A", "Nouveau")))
    assert table.index.tolist() == ["1", "2"]
    assert len(alliances) == 0
    assert said(issues) == [("error", "ambiguous_partner", 1)]


def test_an_unknown_actor_written_two_ways_is_one() -> None:
    table, alliances, _ = normalise(actors("B"), links(("Éa", "B"), ("EA", "B"), ("éa", "B")))
    assert table["name"].tolist() == ["B", "Éa"]
    assert set(alliances["source"]) == {"ea"}


def test_what_is_left_out_takes_its_alliances_with_it() -> None:
    who = pd.DataFrame({"name": ["A", "B", "Base"]}, index=[1, 2, 3], dtype="str")
    ties = pd.DataFrame({"source": ["A", "A"], "target": ["B", "base"]}, index=[4, 5], dtype="str")
    judged = judge(who, ties, left_out={"actors": [3]})
    assert judged["actors"].index.tolist() == ["a", "b"]
    assert judged["fates"] == {
        "actors": {1: "used", 2: "used", 3: "aside"},
        "alliances": {4: "used", 5: "aside"},
    }
    assert said(judged["issues"]) == [("note", "left_out", 3), ("note", "partner_left_out", 5)]


# --------------------------------------------------------------------------- partners


def test_a_list_of_two_is_a_pair() -> None:
    ties = pd.DataFrame({"partners": ["A | B"], "relation": ["finance"]})
    row = normalise(actors("A", "B"), ties)[1].iloc[0]
    assert row.to_dict() == {"relation": "funds", "source": "a", "target": "b"}


def test_a_list_counts_each_partner_once() -> None:
    ties = pd.DataFrame({"partners": ["A|a|B|C"]})
    assert normalise(actors("A", "B", "C"), ties)[1]["partners"].tolist() == ["a|b|c"]


def test_commas_part_only_known_partners() -> None:
    ties = pd.DataFrame({"name": ["x", "y"], "partners": ["A, B, C", "A, B et Cie"]})
    table, alliances, issues = normalise(actors("A", "B", "C"), ties)
    assert alliances["partners"].tolist() == ["a|b|c", "a-b-et-cie"]
    assert [issue.code for issue in issues] == ["partners_split", "partner_absent"]
    assert issues[0].message("fr") == (
        "alliances!1\u00a0: «\u00a0A, B, C\u00a0» est compris comme 3 partenaires\u00a0: A | B | C."
    )
    assert "a-b-et-cie" in table.index


def test_partners_and_ends_of_one_row_are_together() -> None:
    ties = pd.DataFrame({"source": ["A"], "target": [""], "partners": ["B|C"]})
    assert normalise(actors("A", "B", "C"), ties)[1]["partners"].tolist() == ["a|b|c"]


def test_members_of_a_named_place_meet_there() -> None:
    who = actors("A", "B", "Programme Exemple", kind=["", "", "programme"])
    ties = pd.DataFrame({"name": ["Programme exemple"] * 2, "partners": ["A", "B"]})
    assert normalise(who, ties)[1]["alliance_group"].unique().tolist() == ["programme-exemple"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"source": "A", "target": ""}, "no_partner", "target"),
        ({"source": "", "target": "A"}, "no_partner", "source"),
        ({"source": "", "target": "", "amount_eur": "5"}, "no_partner", "source"),
        ({"source": "A", "target": "a"}, "self_link", "target"),
        ({"partners": "A | a"}, "self_link", "partners"),
        ({"partners": "A"}, "lone_partner", "partners"),
        ({"source": "A", "target": "X | Y"}, "several_partners", "target"),
        ({"source": "A", "target": "B", "weight": "-1"}, "bad_weight", "weight"),
    ],
)
def test_a_row_that_joins_nobody_is_an_error(row: dict[str, str], code: str, column: str) -> None:
    _, alliances, issues = normalise(actors("A", "B"), pd.DataFrame([row]))
    assert alliances.empty
    assert [(issue.severity, issue.code, issue.heading) for issue in issues] == [
        ("error", code, column)
    ]


def test_many_missing_partners_stay_cheap() -> None:
    names = [f"Association numéro {n} de la ville" for n in range(5000)]
    directory = ends.list_actors({str(n): name for n, name in enumerate(names)})
    assert ends.nearest(directory)("Asociation numéro 17 de la vile") in names


# --------------------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("headings", "table", "expected"),
    [
        (["Raison sociale", "SIREN"], "actors", {0: ["name"], 1: ["siren"]}),
        (["nom", "Statut légal", "Nature"], "actors", {0: ["name"], 1: ["model"], 2: ["kind"]}),
        (["From", "To", "Type"], "alliances", {0: ["source"], 1: ["target"], 2: ["relation"]}),
        (["Nom", "Source"], "actors", {0: ["name"], 1: ["reference"]}),
        (["Partenaires", "Source"], "alliances", {0: ["partners"], 1: ["reference"]}),
        (["nomAttribuant", "nomBeneficiaire"], "alliances", {0: ["source"], 1: ["target"]}),
        (["TAILLE_ORGANISATION", " Montant (1)"], "actors", {}),
        (["  Budget (€)*", "size_class"], "actors", {0: ["budget_eur"], 1: ["size_class"]}),
    ],
)
def test_headings_find_their_columns(
    headings: list[str], table: str, expected: dict[int, list[str]]
) -> None:
    assert match_columns(headings, table)[0] == expected


def test_a_key_wins_over_a_label_and_a_label_over_an_alias() -> None:
    matching, issues = match_columns(["Structure", "Nom", "name"], "actors")
    assert matching == {2: ["name"]}
    assert [(issue.severity, issue.code, issue.heading) for issue in issues] == [
        ("note", "column_taken", "Nom"),
        ("note", "column_taken", "Structure"),
    ]


def test_two_names_of_the_same_rank_are_refused() -> None:
    _, issues = match_columns(["Structure", "Acteur"], "actors")
    assert [(issue.severity, issue.code) for issue in issues] == [("error", "ambiguous_column")]


def test_a_decision_ends_the_ambiguity() -> None:
    matching, issues = match_columns(["Structure", "Acteur"], "actors", {"structure": "name"})
    assert matching == {0: ["name"]}
    assert [issue.severity for issue in issues] == ["note"]


def test_source_is_a_partner_when_the_other_is_a_constant() -> None:
    assert match_columns(["Source"], "alliances", None, ["target"])[0] == {0: ["source"]}


# --------------------------------------------------------------------------- personal data


def test_personal_columns_are_found_by_heading_and_by_content() -> None:
    table = pd.DataFrame(
        {
            "name": ["a@example.org", "B", "C"],
            "Téléphone": ["", "", ""],
            "joindre": ["voir a.b@example.org", "", "rien"],
            "numéros": ["04 67 00 00 00", "+33 4 67 00 00 01 (soir)", "x"],
            "naissance": ["12/03/1987", "1990-01-02", ""],
            "siret": ["12345678200010", "", ""],
            "start": ["1987-03-12", "", ""],
            "code": ["0123", "0467", "12345678200010"],
            "remarques": ["x", "y", "a@example.org " * 50],
            "url": ["https://example.org", "", ""],
            "fte": [1.0, 2.0, 3.0],
        }
    )
    assert personal_columns(table) == ["Téléphone", "joindre", "numéros", "naissance", "remarques"]


def test_less_than_a_third_is_not_personal() -> None:
    table = pd.DataFrame({"note": ["a@example.org", "b", "c", "d"]})
    assert personal_columns(table) == []


# --------------------------------------------------------------------------- models and their basis


@pytest.mark.parametrize(
    ("row", "model", "basis"),
    [
        ({"model": "commune"}, "public_action", "given"),
        ({"model": "SARL"}, "productive_economy", "rule"),
        ({"model": "9220"}, "engagement_economy", "rule"),
        ({"model": "Guilde"}, "", "none"),
        ({"model": "Chambre consulaire"}, "", "none"),
        ({"legal_form": "7383"}, "knowledge_economy", "rule"),
        ({"legal_form": "7361"}, "public_services", "rule"),
        ({"legal_form": "5515"}, "", "none"),
        ({"legal_form": "5710", "activity_code": "64.19Z"}, "financial_economy", "rule"),
        ({"legal_form": "5710", "activity_code": "64.20Z"}, "productive_economy", "rule"),
        ({"legal_form": "9220", "activity_code": "64.92Z"}, "", "none"),
        ({"activity_code": "72.19Z"}, "knowledge_economy", "rule"),
        ({"activity_code": "47.11F"}, "", "none"),
        ({"model": "people", "legal_form": "5710"}, "people", "given"),
        ({"model": "people", "model_basis": "mapped"}, "people", "mapped"),
        ({"model": "people", "kind": "programme"}, "", ""),
        ({"legal_form": "5710", "kind": "événement"}, "", ""),
    ],
)
def test_each_model_has_its_basis(row: dict[str, str], model: str, basis: str) -> None:
    who = pd.DataFrame([{"name": "A", **row}, {"name": "Autre"}], dtype="str")
    table = normalise(who)[0].reindex(columns=["model", "model_basis"]).astype("object")
    told = table.fillna("").to_numpy().tolist()[0]
    # where nobody has a model, there is nothing to tell the basis of
    assert told in ([model, basis], ["", ""] if basis == "none" else [model, basis])


def test_a_rule_is_written_once() -> None:
    first = normalise(actors("A", "B", "C", model=["SARL", "x", "commune"]))
    second = normalise(*first[:2])
    pd.testing.assert_frame_equal(first[0], second[0])
    assert first[0]["model_basis"].tolist() == ["rule", "none", "given"]


# --------------------------------------------------------------------------- implied rows


def test_partners_listed_by_actors_are_links() -> None:
    who = pd.DataFrame(
        {
            "name": ["A", "B", "C", "D", "E"],
            "partners": ["B | C", "", "néant", "A, Autre, Encore", "E"],
            "partners.member_of": ["", "Réseau", "", "Sans objet", ""],
        }
    )
    table, alliances, issues = normalise(who)
    assert "partners" not in table
    assert table.index.tolist() == ["a", "b", "c", "d", "e", "autre", "encore", "reseau"]
    columns = ["source", "target", "relation", "said_by"]
    assert alliances[columns].fillna("").to_numpy().tolist() == [
        ["a", "b", "", "a"],
        ["a", "c", "", "a"],
        ["d", "a", "", "d"],
        ["d", "autre", "", "d"],
        ["d", "encore", "", "d"],
        ["b", "reseau", "member_of", "b"],
    ]
    # the row of an actor whose link is refused stays
    assert [(i.severity, i.code, i.row, i.heading) for i in issues if i.code == "self_link"] == [
        ("warning", "self_link", 5, "partners")
    ]
    assert [issue.value for issue in issues if issue.code == "partners_split"] == [
        "A, Autre, Encore"
    ]


def test_a_link_told_by_both_is_one() -> None:
    who = actors("A", "B", partners=["B", "a"])
    _, alliances, issues = normalise(who)
    assert alliances[["source", "target", "said_by"]].to_numpy().tolist() == [["a", "b", "a|b"]]
    assert said(issues) == [("note", "said_by_both", 2)]


def test_prose_names_no_partner() -> None:
    prose = "nous travaillons avec beaucoup de monde " * 4
    table, alliances, issues = normalise(actors("A", partners=[prose]))
    assert (len(table), len(alliances)) == (1, 0)
    assert said(issues) == [("warning", "partners_prose", 1)]


def test_links_tell_of_their_actors() -> None:
    ties = pd.DataFrame(
        {
            "source": ["Ville"] * 4,
            "target": ["Amis", "AMIS", "Amis", "Total"],
            "target.id": ["1", "1", "2", ""],
            "target.model": ["Association", "", "Guilde", ""],
            "weight": ["", "", "", "-1"],
        }
    )
    table, alliances, issues = normalise(actors("Ville"), ties)
    assert table.index.tolist() == ["ville", "1", "2"]
    assert table.loc["1", "model"] == "engagement_economy"
    assert alliances["target"].tolist() == ["1", "1", "2"]
    # a row set aside makes nobody, and the fault of an end is told of its column
    assert "total" not in table.index
    faults = [(issue.code, issue.row, issue.heading) for issue in issues]
    assert ("unknown_model", 3, "target.model") in faults


def test_an_actor_of_the_table_is_not_made_again() -> None:
    ties = pd.DataFrame({"source": ["Ville"], "target": ["amis"], "target.siret": ["1"]})
    table, _, issues = normalise(actors("Ville", "Amis"), ties)
    assert table.index.tolist() == ["ville", "amis"]
    assert issues == []


def test_links_told_and_described_are_written_once() -> None:
    who = pd.DataFrame({"name": ["A", "B"], "partners": ["B | C", "A"]})
    ties = pd.DataFrame({"source": ["A"], "target": ["D"], "target.territory": ["Ici"]})
    first = normalise(who, ties)
    second = normalise(*first[:2])
    pd.testing.assert_frame_equal(first[0], second[0])
    pd.testing.assert_frame_equal(first[1], second[1])
    assert first[0].loc["d", "territory"] == "Ici"


@given(
    who=st.lists(st.tuples(_WORDS, _WORDS), max_size=5),
    ties=st.lists(st.tuples(_WORDS, _WORDS, _WORDS, _WORDS), max_size=5),
)
def test_implied_rows_keep_the_account(who: list[Any], ties: list[Any]) -> None:
    table = pd.DataFrame(who, columns=["name", "partners"], dtype="str")
    links_ = pd.DataFrame(
        ties, columns=["source", "target", "target.id", "target.each"], dtype="str"
    )
    judged = judge(table, links_.set_axis(range(100, 100 + len(links_))))
    filled = (table != "").any(axis=1).sum(), (links_ != "").any(axis=1).sum()
    assert tuple(map(len, (judged["fates"]["actors"], judged["fates"]["alliances"]))) == filled
    first = judged["actors"], judged["alliances"]
    second = normalise(*first)
    pd.testing.assert_frame_equal(second[0], first[0])
    pd.testing.assert_frame_equal(second[1], first[1])
