"""Probable duplicates: what is found, what is left alone, what a decision does, and how fast."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from duplicates import WAYS, made, measured
from hypothesis import given
from hypothesis import strategies as st

from ecomap import cli
from ecomap.errors import SheetError
from ecomap.formats.io import read
from ecomap.graph import from_tables
from ecomap.reading.matching import THRESHOLD, match_actors
from ecomap.reading.merging import Decision, merge, merge_actors, read_merges, write_merges
from ecomap.reading.sheets import read_input
from ecomap.values.names import take_apart

SIREN = "732829320"
OTHER = "552032534"


def table(*rows: dict[str, str]) -> pd.DataFrame:
    """Make a table of actors from rows without ids."""
    index = pd.Index([f"a{n}" for n in range(len(rows))], name="id")
    columns = dict.fromkeys(["name", "kind", *(column for row in rows for column in row)])
    full = [{"kind": "organisation", **row} for row in rows]
    return pd.DataFrame(full, index=index, columns=list(columns))


def named(*names: str) -> pd.DataFrame:
    """Make a table of actors that have nothing but a name."""
    return table(*({"name": name} for name in names))


def reasons(left: str, right: str, lang: str = "en") -> list[tuple[float, str]]:
    """Give the score and the reason of two names."""
    found = match_actors(named(left, right), lang=lang)
    return list(zip(found["score"], found["reason"], strict=True))


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("Ville", "Ville", "same name"),
        ("École d’Été", "ECOLE D'ETE", "case, accents or punctuation"),
        ("Les Amis du Parc", "Amis Parc", "small words"),
        (
            "SARL Dupré Bois",
            "Dupré Bois",
            "legal form told by one only (Limited liability company)",
        ),
        ("S.A.R.L. Dupré", "Dupré", "legal form told by one only (Limited liability company)"),
        ("Parc naturel du Lubon", "Lubon parc naturel", "small words, word order"),
        ("Éco Citoyens", "Écocitoyens", "spaces"),
        ("Univ. de Lubon", "Université de Lubon", "abbreviation"),
        ("Office du livre (OL)", "Office du livre", "acronym told by one only (OL)"),
        ("ODL – Office du livre", "Office du livre", "acronym told by one only (ODL)"),
        ("Ligue ouverte des rivières (LOR)", "LOR", '"LOR" is the acronym of the other'),
        ("Ligue ouverte des rivières du Nord", "LORN", '"LORN" is made of the other’s initials'),
        ("Solidarité Lubon", "Solidraité Lubon", None),
        ("Association du Gué", "Asociation du Gué", "legal form written otherwise"),
    ],
)
def test_ways_of_writing_are_found_with_their_reason(
    left: str, right: str, reason: str | None
) -> None:
    found = reasons(left, right)
    assert found or reason is None
    if reason:
        assert reason in found[0][1]
        assert THRESHOLD <= found[0][0] <= 100
        assert reasons(right, left)[0][0] == found[0][0]


def test_reasons_are_said_in_french() -> None:
    assert reasons("SA Dupré", "Dupré", "fr") == [
        (95, "forme juridique dite par un seul (Société anonyme)")
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("École primaire Lubon 2", "École primaire Lubon 3"),
        ("Collège de Lens", "Collège de Sens"),
        ("Fondation Dupré", "Association Dupré"),
        ("Dupré SARL", "Dupré SAS"),
        ("Institut du bois (IB)", "Institut du bois (IDB)"),
        ("Maison de la culture", "Maison de la lecture"),
        ("Comité du Nord", "Comité du Sud"),
        ("CCI", "Comité des créateurs indépendants"),
        ("", "x"),
    ],
)
def test_what_only_looks_alike_is_left_alone(left: str, right: str) -> None:
    assert reasons(left, right) == []


def test_two_common_words_are_two_words() -> None:
    kinds = ("Club", "Ligue", "Union", "Foyer")
    places = [f"{kind} de {place}" for place in ("Marnay", "Marnaz") for kind in kinds]
    assert match_actors(named(*places)).empty


def test_an_acronym_that_several_could_bear_says_little() -> None:
    one = named("Réseau des jardins ouverts (RJO)", "RJO")
    several = named("Réseau des jardins ouverts (RJO)", "RJO", "Radio jeune de l’Ouest (RJO)")
    assert len(match_actors(one)) == 1
    assert match_actors(several).empty


def test_the_same_name_is_not_the_same_actor_when_identifiers_differ() -> None:
    rows = {"name": "Collège Saint-Joseph"}
    assert match_actors(table({**rows, "siren": SIREN}, {**rows, "siren": OTHER})).empty
    found = match_actors(
        table({**rows, "siren": SIREN}, {**rows, "siren": OTHER}), threshold=0, lang="fr"
    )
    assert found["score"].tolist() == [45]
    assert "SIREN différents" in found["reason"][0]


def test_identifiers_that_agree_bring_other_names_in() -> None:
    rows = ({"name": "Dupré", "siren": SIREN}, {"name": "Le Bois Vert", "siren": "732 829 320"})
    found = match_actors(table(*rows))
    assert found[["score", "reason"]].to_numpy().tolist() == [[88, "same SIREN, different names"]]
    # a SIRET holds the SIREN
    assert (
        len(match_actors(table(rows[0], {"name": "Le Bois Vert", "siret": "73282932000074"}))) == 1
    )


@pytest.mark.parametrize("damaged", ["732829321", "7,33E+08", "73282932", "000000000", "W12"])
def test_damaged_identifiers_are_never_used(damaged: str) -> None:
    same = table({"name": "Dupré", "siren": damaged}, {"name": "Le Bois", "siren": damaged})
    assert match_actors(same).empty
    clash = table({"name": "Dupré", "siren": damaged}, {"name": "Dupré", "siren": SIREN})
    assert match_actors(clash)["score"].tolist() == [100]


def test_another_territory_or_another_kind_puts_a_pair_out() -> None:
    same = {"name": "Maison pour tous"}
    places = table({**same, "territory": "Lubon"}, {**same, "territory": "Marnay"})
    kinds = table(same, {**same, "kind": "event"})
    assert match_actors(places).empty
    assert match_actors(kinds).empty
    assert len(match_actors(table({**same, "territory": "Lubon"}, same))) == 1


def test_a_crowd_of_one_name_is_paired_with_its_neighbours_only() -> None:
    assert len(match_actors(named(*["Ville"] * 150))) == 149
    assert len(match_actors(named(*["Ville"] * 20))) == 190


@given(st.lists(st.text(min_size=1, max_size=30), max_size=8))
def test_any_names_are_compared_without_fault(names: list[str]) -> None:
    actors = named(*names)
    before = actors.copy(deep=True)
    found = match_actors(actors, threshold=0)
    pd.testing.assert_frame_equal(actors, before)
    assert found["score"].between(0, 100).all()
    order = list(actors.index)
    assert all(
        order.index(a) < order.index(b) for a, b in zip(found["left"], found["right"], strict=True)
    )
    for name in names:
        assert take_apart(name).words or not any(letter.isalnum() for letter in name)


# --------------------------------------------------------------------------- against the truth


def test_ten_thousand_names_against_the_truth() -> None:
    truth = made(10_000)
    assert len(truth.pairs) == 1_500
    assert set(truth.pairs.values()) == set(WAYS)
    figures = measured(truth)
    assert figures["recall"] >= 0.98
    assert figures["precision"] >= 0.95


def test_above_ten_thousand_names_slips_are_still_found() -> None:
    figures = measured(made(14_000, seed=1))
    assert figures["recall"] >= 0.98
    assert figures["precision"] >= 0.95


# --------------------------------------------------------------------------- decisions

ACTORS = table(
    {"name": "Les Amis", "tags": "eau", "territory": "Lubon"},
    {"name": "AMIS", "tags": "air|eau", "model": "engagement_economy", "url": "https://a.example"},
    {"name": "Ville", "model": "public_action"},
    {"name": "Foire", "kind": "event"},
)
ALLIANCES = pd.DataFrame(
    {
        "source": ["a0", "a1", "a0", None, None],
        "target": ["a2", "a2", "a1", None, None],
        "partners": [None, None, None, "a0|a1|a2", "a1"],
        "alliance_group": [None, None, None, None, "g"],
        "said_by": ["AMIS|somebody", None, None, None, None],
    },
    index=pd.Index(["1", "2", "3", "4", "5"], name="id"),
)
PAIRS = pd.DataFrame({"left": ["a0"], "right": ["a1"]})


def test_merging_keeps_every_row_in_sources_and_fills_what_is_empty() -> None:
    actors, alliances = merge_actors(ACTORS, ALLIANCES, PAIRS)
    assert list(actors.index) == ["a0", "a2", "a3"]
    merged = actors.loc["a0"].to_dict()
    assert merged["sources"] == "a0|a1"
    assert merged["name"] == "Les Amis"
    assert merged["tags"] == "eau|air"
    assert merged["model"] == "engagement_economy"
    assert merged["url"] == "https://a.example"
    assert alliances.loc["2", "source"] == "a0"
    assert alliances.loc["1", "said_by"] == "a0|somebody"
    # three partners of whom two are one are a pair; the two with each other are nobody's alliance
    assert alliances.loc[["4"], ["source", "target"]].to_numpy().tolist() == [["a0", "a2"]]
    assert alliances.loc["5", "partners"] == "a0"
    assert "3" not in alliances.index
    assert merge(ACTORS, ALLIANCES, [Decision("a0", "a1", "same")])["alone"] == ["3"]
    from_tables(actors, alliances)


def test_merging_again_changes_nothing() -> None:
    once = merge_actors(ACTORS, ALLIANCES, PAIRS)
    twice = merge_actors(*once, PAIRS)
    for left, right in zip(once, twice, strict=True):
        pd.testing.assert_frame_equal(left, right)


WHO = st.sampled_from(["a0", "a1", "a2", "a3"])


@given(st.lists(st.tuples(WHO, WHO, st.sampled_from(["same", "different", ""]))))
def test_any_decisions_lose_no_row(decided: list[tuple[str, str, str]]) -> None:
    pairs = pd.DataFrame(decided, columns=["left", "right", "decision"], dtype="str")
    actors, alliances = merge_actors(ACTORS, ALLIANCES, pairs)
    stood = actors["sources"].dropna() if "sources" in actors else pd.Series(dtype="str")
    told = {key for cell in stood for key in cell.split("|")} | set(actors.index)
    assert told == set(ACTORS.index)
    from_tables(actors, alliances)
    again = merge_actors(actors, alliances, pairs)
    pd.testing.assert_frame_equal(again[0], actors)
    pd.testing.assert_frame_equal(again[1], alliances)


def test_a_decision_is_not_taken_against_another() -> None:
    decisions = [
        Decision("a0", "a1", "same"),
        Decision("a1", "a2", "same", row=3),
        Decision("a0", "a2", "different"),
    ]
    merged = merge(ACTORS, ALLIANCES, decisions)
    assert merged["kept"] == {"a1": "a0"}
    assert [issue.code for issue in merged["issues"]] == ["merge_contradicted", "merged_differing"]


def test_a_name_stands_in_for_an_identifier_that_is_gone_or_another_s() -> None:
    gone = Decision("x", "a1", "same", "les amis", "AMIS")
    assert merge(ACTORS, ALLIANCES, [gone])["kept"] == {"a1": "a0"}
    moved = Decision("a2", "a1", "same", "Les Amis", "AMIS")
    assert merge(ACTORS, ALLIANCES, [moved])["kept"] == {"a1": "a0"}
    unknown = Decision("x", "a1", "same", "Nobody", "AMIS")
    merged = merge(ACTORS, ALLIANCES, [unknown])
    assert [(issue.code, issue.value) for issue in merged["issues"]] == [
        ("merge_unknown", "Nobody")
    ]
    assert merged["kept"] == {}


# --------------------------------------------------------------------------- the file

HOSTILE = pd.DataFrame({"name": ['=1+1;\n"é"', "'=1+1"]}, index=pd.Index(["-1", "@b"], name="id"))
ASKED = pd.DataFrame([["-1", "@b", 90, "case"]], columns=["left", "right", "score", "reason"])


@pytest.mark.parametrize("saved", ["as written", "cp1252", "commas", "workbook"])
def test_decisions_are_read_as_excel_saves_them(tmp_path: Path, saved: str) -> None:
    file = tmp_path / "merges.csv"
    write_merges(ASKED, HOSTILE, file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfleft;right;decision;")
    frame = pd.read_csv(file, sep=";", dtype="str", keep_default_na=False)
    assert frame["left"][0] == "'-1", "a spreadsheet must not run it"
    frame["decision"] = "Même"
    if saved == "as written":
        frame.to_csv(file, sep=";", index=False, encoding="utf-8-sig")
    elif saved == "cp1252":
        frame.to_csv(file, sep=";", index=False, encoding="cp1252", lineterminator="\r\n")
    elif saved == "commas":
        frame.to_csv(file, index=False)
    else:
        file = tmp_path / "merges.xlsx"
        frame.map(lambda cell: cell.removeprefix("'")).to_excel(file, index=False)
    decisions, issues = read_merges(file)
    assert issues == []
    assert [one[:3] for one in decisions] == [("-1", "@b", "same")]
    if saved != "workbook":
        assert [one.left_name for one in decisions] == ['=1+1;\n"é"']


def test_a_file_without_decisions_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "merges.csv"
    file.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(SheetError) as caught:
        read_merges(file)
    assert "left, right and decision" in caught.value.message("en")
    assert "left, right et decision" in caught.value.message("fr")


def test_an_unknown_decision_is_told_by_row(tmp_path: Path) -> None:
    file = tmp_path / "merges.csv"
    file.write_text("left;right;decision\na;b;perhaps\nc;d;non\n", encoding="utf-8")
    decisions, issues = read_merges(file)
    assert [one.decision for one in decisions] == ["", "different"]
    assert [(issue.code, issue.place) for issue in issues] == [("merge_decision", "merges.csv!C2")]


# --------------------------------------------------------------------------- the command

SHEET = "Nom;Mots-clés\nLes Amis;eau\nAMIS;air\nVille;\n"
LINKS = "De;À\nVille;Les Amis\nVille;AMIS\nLes Amis;AMIS\n"


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Write synthetic sheets with a duplicate, in a folder of their own."""
    (tmp_path / "acteurs.csv").write_text(SHEET, encoding="utf-8")
    (tmp_path / "liens.csv").write_text(LINKS, encoding="utf-8")
    return tmp_path


def test_a_person_decides_and_the_next_reading_applies(sheets: Path) -> None:
    merges = sheets / "merges.csv"
    assert cli.main(["match", str(sheets), "-o", str(merges), "--lang", "fr"]) == 0
    assert sorted(read(sheets)) == ["amis", "les-amis", "ville"], "nothing is merged by itself"
    text = merges.read_text(encoding="utf-8-sig").replace("les-amis;amis;;", "les-amis;amis;même;")
    merges.write_text(text, encoding="cp1252")
    reading = read_input(sheets)
    assert list(reading["actors"].index) == ["les-amis", "ville"]
    assert reading["actors"].loc["les-amis", "sources"] == "les-amis|amis"
    accounts = [
        [source["rows"], source["used"], source["aside"], source["merged"]]
        for source in reading["sources"]
    ]
    assert accounts == [[3, 2, 0, 1], [3, 2, 1, 0]]
    assert reading["rejects"][["row", "code"]].to_numpy().tolist() == [[4, "merged_self_link"]]
    assert ("merged_differing", "merges.csv!2") in [(i.code, i.place) for i in reading["issues"]]


def test_what_was_decided_is_not_asked_again(sheets: Path) -> None:
    merges = sheets / "merges.csv"
    cli.main(["match", str(sheets), "-o", str(merges)])
    text = merges.read_text(encoding="utf-8-sig").replace(";amis;;", ";amis;different;")
    merges.write_text(text, encoding="utf-8")
    assert cli.main(["match", str(sheets), "-o", str(merges)]) == 1, "it would be overwritten"
    assert cli.main(["match", str(sheets), "-o", str(merges), "--force"]) == 0
    assert [one.decision for one in read_merges(merges)[0]] == ["different"]
    assert len(read(sheets)) == 3


def test_decisions_elsewhere_are_named(
    sheets: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("decisions") / "mine.csv"
    file.write_text("left,right,decision,reason\nles-amis,amis,same,\n", encoding="utf-8")
    out = sheets / "eco.json"
    assert cli.main(["import", str(sheets), "--merges", str(file), "-o", str(out)]) == 0
    assert sorted(read(out)) == ["les-amis", "ville"]
