"""The packaged data set keeps its promises: evidence everywhere, known codes, nothing copied."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from ecomap.text import split_values
from ecomap.typology import Typology, standard

Rows = list[dict[str, str]]


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def actors(odd17: Path) -> Rows:
    return _rows(odd17 / "actors.csv")


@pytest.fixture(scope="module")
def alliances(odd17: Path) -> Rows:
    return _rows(odd17 / "alliances.csv")


def test_it_has_the_rows_that_its_readme_announces(actors: Rows, alliances: Rows) -> None:
    assert (len(actors), len(alliances)) == (122, 170)
    assert sum(row["evidence"] == "public_source" for row in actors) == 55
    assert sum(row["evidence"] == "public_source" for row in alliances) == 88
    assert [row["id"] for row in alliances if row["evidence"] == "inference"] == ["AL024", "AL063"]
    assert sum(row["model_evidence"] == "proposal" for row in actors) == 93
    assert sum(row["model_basis"] == "given" for row in actors) == 5


def test_every_row_says_where_it_comes_from(actors: Rows, alliances: Rows) -> None:
    for row in actors + alliances:
        assert all(row[column] for column in ("id", "evidence", "confidence", "reference")), row


def test_every_code_is_known(actors: Rows, alliances: Rows) -> None:
    vocabularies = {
        "evidence": "evidence",
        "confidence": "confidence",
        "kind": "kinds",
        "model": "models",
        "model_secondary": "models",
        "model_basis": "model_bases",
        "model_evidence": "evidence",
        "territory_level": "territory_levels",
        "relation": "relations",
        "partnership_proposed": "partnerships",
    }
    for row in actors + alliances:
        for column, vocabulary in vocabularies.items():
            if value := row.get(column):
                assert value in standard().terms(vocabulary), (row["id"], column)


def test_ids_are_unique_and_ends_exist(actors: Rows, alliances: Rows) -> None:
    ids = {row["id"] for row in actors}
    assert len(ids) == len(actors)
    assert len({row["id"] for row in alliances}) == len(alliances)
    assert {row[end] for row in alliances for end in ("source", "target")} <= ids
    # a group becomes a node: its id must not be an actor's
    assert not ids & {row["alliance_group"] for row in alliances}


def test_only_actors_have_a_model_and_it_is_marked_as_ours(actors: Rows) -> None:
    types = standard()
    for row in actors:
        if types.is_place(row["kind"]):
            assert not row["model"], row["id"]
        if row["model"]:
            assert (row["model_basis"], row["model_evidence"]) in {
                ("given", "stated"),
                ("mapped", "proposal"),
            }, row["id"]


def test_partnerships_are_proposals_and_quotes_stay_out(alliances: Rows) -> None:
    assert not {"partnership", "quote", "quote_fr"} & set(alliances[0])
    proposed = {value for row in alliances for value in split_values(row["partnership_proposed"])}
    assert proposed <= set(standard().terms("partnerships"))
    assert proposed


def test_the_installed_package_carries_the_same_files(odd17: Path) -> None:
    packaged = files("ecomap.examples") / "odd17"
    for name in ("actors.csv", "alliances.csv", "ecomap.toml", "README.md"):
        assert (packaged / name).read_bytes() == (odd17 / name).read_bytes(), name


@pytest.mark.parametrize("vocabulary", ["relations", "relation_families", "kinds", "models"])
def test_a_spelling_means_one_key(vocabulary: str) -> None:
    types = Typology()
    seen: dict[str, str] = {}
    for key, term in types.terms(vocabulary).items():
        spellings = [term["label_fr"], term["label_en"], *split_values(term.get("aliases", ""))]
        for spelling in spellings:
            assert types.code(vocabulary, spelling) == key, (key, spelling)
            assert seen.setdefault(spelling, key) == key, (key, spelling)


def test_every_relation_has_a_family_and_both_languages() -> None:
    families = standard().terms("relation_families")
    for key, term in standard().terms("relations").items():
        assert term["parent"] in families, key
        assert term["label_fr"], key
        assert term["label_en"], key
