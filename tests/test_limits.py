"""What a map holds, lacks and cannot say: counts by hand, and every sentence."""

from __future__ import annotations

import csv
import string
from importlib.resources import files
from itertools import product
from math import isnan
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from ecomap.formats.io import read
from ecomap.graph import alliances_of, public
from ecomap.measures import limits as room
from ecomap.measures.limits import (
    Limit,
    coverage,
    limits,
    rate_or_count,
    small_models,
    tell_limit,
)
from ecomap.text import LANGUAGES
from told import ROWS, asked_graph, cells, ecosystems, tables

# --------------------------------------------------------------------------- small numbers


def test_under_five_counts_are_written() -> None:
    assert rate_or_count(1, 4, "fr") == "1 sur 4"
    assert rate_or_count(0, 0, "fr") == "0 sur 0"
    assert rate_or_count(2, 5, "fr") == "40\u00a0%"
    assert rate_or_count(999, 1000, "fr") == "plus de 99\u00a0%"
    assert rate_or_count(1, 1000, "fr") == "moins de 1\u00a0%"
    assert [rate_or_count(n, 9) for n in (0, 9)] == ["0%", "100%"]
    assert rate_or_count(5, 9, least=10) == "5 of 9"


def test_small_models_have_no_share(odd17: Path) -> None:
    G = read(odd17)
    assert small_models(G) == {"people": 4}
    assert list(small_models(G, 10)) == ["people", "financial_economy", "public_services"]
    table = coverage(G)
    people = table[table["group"] == "people"]
    assert people["share"].isna().all()
    assert people.set_index("indicator").loc["actors", "count"] == 4
    public_action = table[table["group"] == "public_action"].set_index("indicator")
    assert public_action.loc["actors", "share"] == pytest.approx(0.23)


# --------------------------------------------------------------------------- coverage


def test_coverage_by_hand() -> None:
    rows: list[dict[str, object]] = [
        {**ROWS[0], "start": "2020", "reference": "a page"},
        {**ROWS[1], "end": "2021", "reference": "a page"},
        {**ROWS[2], "reference": "another"},
        ROWS[3],
        {"id": "5", "partners": "a|b|c", "evidence": "proposal", "start": "2022"},
    ]
    models = ["people", "people", "public_action", None, None]
    G = tables(rows, "abcde", model=models, reference=["here", None, None, None, None])
    G.nodes["e"]["kind"] = "person"
    G.nodes["a"]["model_evidence"] = "proposal"
    G.nodes["b"]["model_basis"] = "mapped"
    table = coverage(G).set_index(["group", "indicator"])
    counts = {
        indicator: cells(table, ("ecosystem", indicator), "count", "total")
        for group, indicator in table.index
        if group == "ecosystem"
    }
    shown = {name: pair for name, pair in counts.items() if not isnan(pair[1]) and pair[1] != 0}
    del shown["by_all"], shown["by_some"], shown["by_none"]
    assert shown == {
        "actors": [5, 5],
        "isolates": [1, 5],
        "alliances": [5, 5],
        "persons": [1, 5],
        "models_proposed": [2, 3],
        "actors_unsourced": [4, 5],
        "undated": [2, 5],
        "unsourced": [2, 5],
        "evidence:stated": [1, 5],
        "evidence:public_source": [1, 5],
        "evidence:inference": [1, 5],
        "evidence:proposal": [1, 5],
        "evidence:unknown": [1, 5],
        "most_present": [4, 5],
    }
    assert counts["references"][0] == 3
    assert table.loc[("people", "alliances"), "count"] == 4
    assert table.loc[("unclassified", "actors"), "count"] == 2
    assert cells(table, ("unclassified", "isolates"), "count", "total") == [1, 2]


def test_the_best_evidence_of_an_alliance_counts() -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "partners": "a", "alliance_group": "g", "evidence": "proposal"},
        {"id": "2", "partners": "b", "alliance_group": "g", "evidence": "stated"},
        {"id": "3", "partners": "c", "alliance_group": "g"},
    ]
    table = coverage(tables(rows)).set_index(["group", "indicator"])["count"]
    assert table["ecosystem", "evidence:stated"] == 1
    assert table["ecosystem", "evidence:proposal"] == 0


def test_coverage_adds_up(odd17: Path) -> None:
    G = read(odd17)
    table = coverage(G)
    groups = table[(table["group"] != "ecosystem") & (table["indicator"] == "actors")]
    whole = table.set_index(["group", "indicator"])["count"]
    assert groups["count"].sum() == whole["ecosystem", "actors"] == 100
    evidence = table[table["indicator"].str.startswith("evidence:")]
    assert evidence["count"].sum() == whole["ecosystem", "alliances"] == len(alliances_of(G))
    words = {row["key"] for row in _words()}
    assert {f"of_{indicator}" for indicator in table["indicator"]} <= words


def test_who_did_not_answer_is_not_an_isolate() -> None:
    table = coverage(asked_graph()).set_index(["group", "indicator"])
    # e was asked and is silent; f was not asked as far as one knows
    assert cells(table, ("ecosystem", "isolates"), "count", "total") == [1, 6]
    assert cells(table, ("ecosystem", "no_answer"), "count", "total") == [2, 4]
    assert isnan(table["share"]["ecosystem", "no_answer"])
    assert table.loc[("ecosystem", "by_some"), "count"] == 1
    said = [tell_limit(limit) for limit in limits(asked_graph()) if limit["code"] == "no_answer"]
    assert said == [
        "Of the 4 actors asked, 2 did not answer: their alliances are known through others only."
    ]


def test_without_the_two_columns_no_answer_is_missing(worked: nx.MultiDiGraph) -> None:
    worked.nodes["mairie"]["asked"] = True
    table = coverage(worked).set_index(["group", "indicator"])
    assert np.isnan(cells(table, ("ecosystem", "no_answer"), "count", "total", "share")).all()


# --------------------------------------------------------------------------- limits


def _words() -> list[dict[str, str]]:
    """Read the sentences on limits."""
    source = files("ecomap").joinpath("data", "words", "limits.csv")
    with source.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_limits_of_odd17(odd17: Path) -> None:
    G = read(odd17)
    assert [limit["code"] for limit in limits(G)] == [
        "most_present",
        "small_model",
        "models_proposed",
        "undated",
        "unweighted",
        "collectives",
    ]
    assert limits(public(G))[-1] == Limit(code="persons_withheld", facts={"n": 6})
    said = [tell_limit(limit, "fr") for limit in limits(G)]
    assert said[0].startswith("Le RAMEAU prend part à 35 alliances sur 76.")
    assert said[3].startswith("17 alliances (22\u00a0%) ne sont pas datées\u00a0:")


def test_every_limit_can_be_said_in_both_languages() -> None:
    facts = {"n": 2, "total": 8, "least": 5, "name": "A", "models": ["people", "public_action"]}
    codes = {code for code, *_ in room._LACKS}
    codes |= {"no_alliance", "most_present", "no_model", "small_model", "unweighted"}
    codes |= {"collectives", "persons_withheld"}
    keys = {row["key"] for row in _words()}
    assert codes <= keys
    for code, lang, n in product(sorted(codes), LANGUAGES, (1, 2)):
        sentence = tell_limit(Limit(code=code, facts={**facts, "n": n}), lang)
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_words_have_both_languages_and_the_same_placeholders() -> None:
    rows = _words()
    assert len({row["key"] for row in rows}) == len(rows)
    for row in rows:
        fields = {
            lang: {field for _, field, _, _ in string.Formatter().parse(row[lang]) if field}
            for lang in LANGUAGES
        }
        assert row["fr"], row["key"]
        assert row["en"], row["key"]
        assert fields["fr"] == fields["en"], row["key"]


def test_a_hostile_name_stays_text(worked: nx.MultiDiGraph) -> None:
    worked.nodes["mairie"]["name"] = "{n} <b>"
    for n in range(4):
        worked.add_edge("mairie", "banque", key=f"t{n}")
    said = [tell_limit(limit) for limit in limits(worked) if limit["code"] == "most_present"]
    assert said[0].startswith("{n} <b> takes part in 6 of the 8 alliances.")


def test_a_lack_is_said_from_one_in_ten_on() -> None:
    rows: list[dict[str, object]] = [
        {"id": str(n), "source": "a", "target": "b", "reference": "x", "start": "2020"}
        for n in range(11)
    ]
    rows[0] = {"id": "0", "source": "a", "target": "b", "start": "2020"}
    codes = {limit["code"] for limit in limits(tables(rows))}
    assert "unsourced" not in codes
    assert "unsourced" in {limit["code"] for limit in limits(tables(rows[:10]))}
    assert "undated" not in codes


# --------------------------------------------------------------------------- anything


@given(ecosystems())
@settings(max_examples=60)
def test_any_ecosystem_has_its_limits(G: nx.MultiDiGraph) -> None:
    before = nx.node_link_data(G, edges="edges")
    known = coverage(G).dropna()
    assert known["share"].between(0, 1).all()
    said = [tell_limit(limit, lang) for limit in limits(G) for lang in LANGUAGES]
    assert all(said)
    assert nx.node_link_data(G, edges="edges") == before
