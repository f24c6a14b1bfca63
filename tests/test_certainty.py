"""How sure a map is: draws by hand, evidence row by row, counts and sentences."""

from __future__ import annotations

import csv
import string
from importlib.resources import files
from itertools import product
from math import isnan, nan
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomap.errors import GraphError
from ecomap.formats.io import read
from ecomap.graph import alliances_of, from_tables, project, public, to_tables, validate_graph
from ecomap.measures import certainty
from ecomap.measures.certainty import (
    Limit,
    answers,
    confirmed,
    coverage,
    limits,
    rank_stability,
    rate_or_count,
    response_rate,
    robustness,
    small_models,
    tell_limit,
    without_provider,
)
from ecomap.measures.engine import ties
from ecomap.measures.metrics import actor_metrics
from ecomap.measures.premium import actor_premium, interaction_value
from ecomap.text import LANGUAGES
from ecomap.typology import standard


def tables(
    rows: list[dict[str, object]], actors: str = "abcd", **columns: list[Any]
) -> nx.MultiDiGraph:
    """Build a graph of organisations from the rows of its alliances."""
    who = pd.DataFrame(
        {"name": [actor.upper() for actor in actors], "kind": "organisation"} | columns,
        index=pd.Index(list(actors), name="id", dtype="str"),
    )
    ties = pd.DataFrame(rows).set_index("id")
    return from_tables(who, ties)


def cells(table: pd.DataFrame, row: Any, *columns: str) -> list[float]:
    """Give the cells of a row as numbers."""
    return [float(table[column][row]) for column in columns]


# --------------------------------------------------------------------------- ranks


def test_equal_scores_share_the_best_rank(worked: nx.MultiDiGraph) -> None:
    # degrees 2, 2, 3, 2, 1
    ranks = rank_stability(worked, "degree", keep=1)
    assert ranks["rank"].tolist() == [2, 2, 1, 2, 5]
    assert ranks["low"].tolist() == ranks["high"].tolist() == ranks["rank"].tolist()
    assert ranks["score"].tolist() == [2, 2, 3, 2, 1]
    assert ranks.attrs == {"measure": "degree", "draws": 1000, "keep": 1, "seed": 0}


def test_the_range_is_that_of_the_draws_listed_by_hand() -> None:
    # a – b, a – c: with one half each, the four cases are as likely
    G = tables(
        [{"id": "1", "source": "a", "target": "b"}, {"id": "2", "source": "a", "target": "c"}],
        "abc",
    )
    ranks = rank_stability(G, "strength", keep=0.5, seed=3)
    # a is first whatever is missing; b is second or ties for first, or third
    assert cells(ranks, "a", "low", "high") == [1, 1]
    assert cells(ranks, "b", "low", "high") == [1, 3]


@pytest.mark.parametrize("name", ["degree", "strength", "betweenness", "harmonic"])
def test_arrays_and_graphs_rank_the_same_draws_alike(name: str, worked: nx.MultiDiGraph) -> None:
    worked.edges["entreprise", "banque", "r"]["weight"] = 3.0
    H = project(worked)
    kept = np.array(list(product([True, False], repeat=4)))
    quick = certainty._ranks(pd.DataFrame(certainty._quick_scores(worked, H, name, kept)))
    slow = certainty._ranks(pd.DataFrame(certainty._slow_scores(worked, H, name, kept)))
    pd.testing.assert_frame_equal(quick, slow)


def test_a_whole_place_is_missing_at_once(worked: nx.MultiDiGraph) -> None:
    kept = np.array([[alliance["id"] != "p" for alliance in project(worked).graph["alliances"]]])
    scores = certainty._quick_scores(worked, project(worked), "degree", kept)
    assert scores.tolist() == [[1, 1, 1, 2, 1]]


def test_a_measure_that_is_not_always_defined(worked: nx.MultiDiGraph) -> None:
    ranks = rank_stability(worked, "participation", draws=60, keep=0.6)
    assert ranks.attrs["draws"] == 60
    assert isnan(ranks["rank"]["banque"])
    assert ranks.loc["banque", "defined"] == 0
    assert 0 < ranks["defined"]["asso2"] < 1
    assert rank_stability(worked, "participation").attrs["draws"] == 100


def test_the_same_seed_gives_the_same_ranks(worked: nx.MultiDiGraph) -> None:
    for name in ("betweenness", "pagerank"):
        once = rank_stability(worked, name, draws=50, seed=7)
        pd.testing.assert_frame_equal(once, rank_stability(worked, name, draws=50, seed=7))
    again = [rank_stability(worked, "strength", draws=9, seed=seed) for seed in range(8)]
    assert len({tuple(ranks["high"]) for ranks in again}) > 1


def test_an_isolate_added_changes_no_range(worked: nx.MultiDiGraph) -> None:
    before = rank_stability(worked, "betweenness", draws=80)
    worked.add_node("alone", name="alone", kind="organisation")
    after = rank_stability(worked, "betweenness", draws=80)
    columns = ["rank", "low", "high"]
    pd.testing.assert_frame_equal(after.drop("alone")[columns], before[columns])


def test_large_graphs_get_fewer_draws() -> None:
    H = nx.gnm_random_graph(2000, 6000, seed=0)
    assert certainty._enough("betweenness", H) == 125
    assert certainty._enough("degree", H) == 1000
    assert certainty._enough("pagerank", H) == 100


def test_wrong_questions_are_told() -> None:
    G = tables([{"id": "1", "source": "a", "target": "b"}])
    with pytest.raises(GraphError, match="0 is not a probability: it must be above 0"):
        rank_stability(G, keep=0)
    with pytest.raises(GraphError, match='"fame" is not one of'):
        rank_stability(G, "fame")


# --------------------------------------------------------------------------- evidence


ROWS: list[dict[str, object]] = [
    {"id": "1", "source": "a", "target": "b", "evidence": "stated", "confidence": "low"},
    {"id": "2", "source": "a", "target": "c", "evidence": "public_source", "confidence": "medium"},
    {"id": "3", "source": "b", "target": "c", "evidence": "inference", "confidence": "high"},
    {"id": "4", "source": "c", "target": "d"},
]


def test_confirmed_is_stated_or_public_and_not_doubtful() -> None:
    G = tables(ROWS)
    part = confirmed(G)
    assert list(part.edges(keys=True)) == [("a", "c", "2")]
    assert list(part) == list(G)
    assert part.graph["unconfirmed"] == {"left_out": 3, "unknown": 1}
    assert G.number_of_edges() == 4
    assert "unconfirmed" not in G.graph
    kept = confirmed(G, unknown=True)
    assert sorted(key for *_, key in kept.edges(keys=True)) == ["2", "4"]
    assert kept.graph["unconfirmed"] == {"left_out": 2, "unknown": 1}


@pytest.mark.parametrize("form", ["members", "list", "star"])
def test_an_alliance_of_several_keeps_its_confirmed_partners(form: str) -> None:
    names = "abcd"
    given_evidence = ["stated", "stated", "public_source", "proposal"]
    said = [{"evidence": evidence} for evidence in given_evidence]
    rows: list[dict[str, object]]
    if form == "members":
        rows = [
            {"id": f"r{n}", "alliance_group": "g", "partners": names[n], **said[n]}
            for n in range(4)
        ]
    elif form == "star":
        rows = [
            {"id": f"r{n}", "alliance_group": "g", "source": "a", "target": names[n], **said[n]}
            for n in range(1, 4)
        ]
    else:
        rows = [
            {"id": "r1", "alliance_group": "g", "partners": "a|b|c", "evidence": "stated"},
            {"id": "r2", "alliance_group": "g", "partners": "b|c|d", "evidence": "proposal"},
        ]
    part = confirmed(tables(rows))
    (alliance,) = alliances_of(part)
    assert alliance["members"] == ("a", "b", "c")
    assert part.graph["unconfirmed"] == {"left_out": 0, "unknown": 0}
    validate_graph(part)
    again = from_tables(*to_tables(part))
    assert [one["members"] for one in alliances_of(again)] == [("a", "b", "c")]


def test_an_alliance_without_confirmed_partners_is_no_node() -> None:
    rows: list[dict[str, object]] = [{"id": "g", "partners": "a|b|c", "evidence": "proposal"}]
    part = confirmed(tables(rows))
    assert list(part) == list("abcd")
    assert part.graph["unconfirmed"] == {"left_out": 1, "unknown": 0}


def test_a_declared_place_stays_without_its_members() -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "source": "a", "target": "d", "evidence": "stated"},
        {"id": "2", "source": "b", "target": "d", "evidence": "stated"},
        {"id": "3", "source": "c", "target": "d", "evidence": "inference"},
        {"id": "4", "alliance_group": "d", "partners": "a|b|c", "evidence": "proposal"},
    ]
    part = confirmed(tables(rows, kind=["organisation"] * 3 + ["event"]))
    assert "d" in part
    assert sorted(part.edges()) == [("a", "d"), ("b", "d")]


def test_nothing_is_confirmed_where_nothing_is_said(worked: nx.MultiDiGraph) -> None:
    assert not alliances_of(confirmed(worked))
    assert confirmed(worked).graph["unconfirmed"] == {"left_out": 4, "unknown": 4}
    assert len(alliances_of(confirmed(worked, unknown=True))) == 4


def test_confirmed_alliances_of_odd17(odd17: Path) -> None:
    G = read(odd17)
    part = confirmed(G)
    # two alliances are inferred: the README of the data set says so
    assert part.graph["unconfirmed"] == {"left_out": 2, "unknown": 0}
    validate_graph(part)
    # the other one is that of a person
    shown = public(G)
    lost = {a["id"] for a in alliances_of(shown)} - {
        a["id"] for a in alliances_of(confirmed(shown))
    }
    assert lost == {"AL024"}


# --------------------------------------------------------------------------- provider


def test_without_the_provider_goes_what_only_it_said() -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "source": "a", "target": "b", "said_by": "b"},
        {"id": "2", "source": "b", "target": "c", "said_by": "A"},
        {"id": "3", "source": "c", "target": "d", "said_by": "a|d"},
        {"id": "4", "source": "b", "target": "d"},
    ]
    G = tables(rows)
    part = without_provider(G, "a")
    assert sorted(key for *_, key in part.edges(keys=True)) == ["3", "4"]
    assert part.edges["c", "d", "3"]["said_by"] == "d"
    assert part.graph["without"] == {"actor": "a", "alliances": 2, "told": 1}
    assert len(G) == 4


def test_an_alliance_told_by_the_rows_of_the_provider_stays_with_the_others() -> None:
    rows: list[dict[str, object]] = [
        {"id": f"r{end}", "alliance_group": "g", "source": "a", "target": end} for end in "bcd"
    ]
    part = without_provider(tables(rows), "a")
    assert [one["members"] for one in alliances_of(part)] == [("b", "c", "d")]
    validate_graph(part)
    pair = without_provider(tables(rows[:2]), "a")
    assert [one["members"] for one in alliances_of(pair)] == [("b", "c")]


def test_the_provider_of_odd17(odd17: Path) -> None:
    G = read(odd17)
    part = without_provider(G, "le_rameau")
    validate_graph(part)
    own = sum("le_rameau" in alliance["members"] for alliance in alliances_of(G))
    assert 0 < part.graph["without"]["alliances"] < own
    # nearly half of the value goes with it, over the pairs of the whole
    loss = actor_premium(G)["premium"]["le_rameau"] / interaction_value(G)
    assert loss == pytest.approx(0.4855, abs=1e-4)
    # V over the pairs that are left is V less that loss, N being smaller
    assert interaction_value(part) > interaction_value(G) * (1 - loss)
    assert interaction_value(part) < interaction_value(G)


def test_the_provider_is_an_actor(worked: nx.MultiDiGraph) -> None:
    for node in ("p", "nobody"):
        with pytest.raises(GraphError, match=f'No actor has the identifier "{node}"'):
            without_provider(worked, node)


# --------------------------------------------------------------------------- answers


def asked_graph() -> nx.MultiDiGraph:
    """Ask a, b, d and e; a and b answer, somebody outside tells of c and d."""
    rows: list[dict[str, object]] = [
        {"id": "1", "source": "a", "target": "b", "said_by": "A|b"},
        {"id": "2", "source": "b", "target": "c", "said_by": "b"},
        {"id": "3", "source": "c", "target": "d", "said_by": "a journalist"},
    ]
    asked = [True, True, False, True, True, None]
    return tables(rows, "abcdef", asked=asked)


def test_who_answered_and_who_said_what() -> None:
    table = answers(asked_graph())
    assert table["asked"].tolist()[:5] == [True, True, False, True, True]
    assert table["asked"].isna().tolist() == [False] * 5 + [True]
    assert table["answered"].tolist() == [True, True, False, False, False, False]
    counts = table[["alliances", "by_all", "by_some", "by_none"]]
    assert counts.to_numpy().tolist() == [
        [1, 1, 0, 0],
        [2, 1, 1, 0],
        [2, 0, 1, 1],
        [1, 0, 0, 1],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
    ]
    assert table.attrs["alliances"] == {"by_all": 1, "by_some": 1, "by_none": 1}
    assert response_rate(asked_graph()) == 0.5


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


def test_without_the_two_columns_nothing_is_known(worked: nx.MultiDiGraph) -> None:
    table = answers(worked)
    assert table["asked"].isna().all()
    assert table[["answered", "by_all", "by_some", "by_none"]].isna().all(axis=None)
    assert table["alliances"].tolist() == [2, 2, 2, 2, 1]
    assert isnan(response_rate(worked))
    worked.nodes["mairie"]["asked"] = True
    assert isnan(response_rate(worked))
    table = coverage(worked).set_index(["group", "indicator"])
    assert np.isnan(cells(table, ("ecosystem", "no_answer"), "count", "total", "share")).all()


def test_the_columns_are_read_from_sheets(tmp_path: Path) -> None:
    actors, alliances = tmp_path / "acteurs.csv", tmp_path / "alliances.csv"
    actors.write_text("Nom;Interrogé\nVille;oui\nÉcole;non\n", encoding="utf-8")
    alliances.write_text("De;Vers;Déclaré par\nVille;École;Ville | École\n", encoding="utf-8")
    folder = tmp_path / "ecomap.toml"
    folder.write_text(
        '[actors]\nfile = "acteurs.csv"\n[alliances]\nfile = "alliances.csv"\n', encoding="utf-8"
    )
    G = read(folder)
    assert G.nodes["ville"]["asked"] is True
    table = answers(G)
    assert table["asked"].tolist() == [True, False]
    assert table["answered"].tolist() == [True, True]
    assert table["by_all"].tolist() == [1, 1]


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
    codes = {code for code, *_ in certainty._LACKS}
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


# --------------------------------------------------------------------------- robustness


def test_robustness_by_hand(worked: nx.MultiDiGraph) -> None:
    curve = robustness(worked, draws=30)
    assert len(curve) == 33
    assert curve["removed"].tolist()[:11] == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3]
    by = {removal: rows.set_index("share") for removal, rows in curve.groupby("removal")}
    for rows in by.values():
        assert rows.loc[0, "value"] == pytest.approx(37 / 54)
        assert rows.loc[0, "largest"] == 1
    # asso2 goes first: mairie – asso1 and entreprise – banque are left, 2 pairs of 9
    for removal in ("degree", "betweenness"):
        assert cells(by[removal], 0.1, "value", "largest") == pytest.approx([2 / 9, 2 / 5])
    # V less what each actor takes with it, on average
    losses = actor_premium(worked)["premium"]
    kept = 37 / 54 - losses
    random = by["random"].loc[0.1]
    assert kept.min() - 1e-12 <= random["value_low"] <= random["value"]
    assert random["value"] <= random["value_high"] <= kept.max() + 1e-12


def test_targets_are_measured_again() -> None:
    # the hub x goes first; then its leaves have nobody and the path d – e – f has a middle
    H = nx.star_graph(["x", "a", "b", "c"])
    nx.add_path(H, ["d", "e", "f"])
    pairs = ties(H).pairs
    nodes = list(H)
    for name in ("degree", "betweenness"):
        order = certainty._targets(len(H), pairs, [0, 1, 2], name)
        assert [nodes[n] for n in order] == ["x", "e"]


def test_robustness_is_the_same_with_the_same_seed(worked: nx.MultiDiGraph) -> None:
    pd.testing.assert_frame_equal(robustness(worked, seed=1), robustness(worked, seed=1))
    assert not robustness(worked, seed=1).equals(robustness(worked, seed=2))


def test_robustness_without_models(worked: nx.MultiDiGraph) -> None:
    for _, data in worked.nodes(data=True):
        data.pop("model", None)
    curve = robustness(worked)
    assert curve["value"].isna().all()
    assert curve["largest"].notna().all()


# --------------------------------------------------------------------------- anything


@st.composite
def ecosystems(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Make small ecosystems: isolates, unclassified actors, parallel alliances, places."""
    G = nx.MultiDiGraph()
    models = [None, *standard().models]
    evidence = st.sampled_from([None, *standard().terms("evidence")])
    n = draw(st.integers(0, 7))
    for node in range(n):
        model = draw(st.sampled_from(models))
        asked = draw(st.sampled_from([None, True, False]))
        given_values = {"model": model, "asked": asked}
        data = {key: value for key, value in given_values.items() if value is not None}
        G.add_node(f"a{node}", name=f"A{node}", kind="organisation", **data)
    for place in range(draw(st.integers(0, 2)) if n else 0):
        G.add_node(f"p{place}", kind="event")
        for member in draw(st.sets(st.integers(0, n - 1))):
            G.add_edge(f"a{member}", f"p{place}", key=f"{member}at{place}")
    for tie in range(draw(st.integers(0, 8)) if n > 1 else 0):
        u, v = draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True))
        G.add_edge(f"a{u}", f"a{v}", key=f"t{tie}")
    for *_, data in G.edges(data=True):
        if (found := draw(evidence)) is not None:
            data["evidence"] = found
        if draw(st.booleans()):
            data["said_by"] = draw(st.sampled_from(["a0", "A1|a0", "somebody"]))
    return G


@given(ecosystems())
@settings(max_examples=60)
def test_any_ecosystem_can_be_doubted(G: nx.MultiDiGraph) -> None:
    before = nx.node_link_data(G, edges="edges")
    actors = [node for node in G if node.startswith("a")]
    ranks = rank_stability(G, "betweenness", draws=20)
    assert list(ranks.index) == actors
    assert (ranks["low"] <= ranks["high"]).all()
    assert ranks[["rank", "low", "high"]].isin(range(1, len(actors) + 1)).all(axis=None)
    curve = robustness(G, draws=3)
    for column in ("value", "largest"):
        assert (curve[f"{column}_low"] <= curve[column] + 1e-12).all() or curve[column].isna().all()
    table = coverage(G)
    known = table.dropna()
    assert known["share"].between(0, 1).all()
    said = [tell_limit(limit, lang) for limit in limits(G) for lang in LANGUAGES]
    assert all(said)
    sides = answers(G)
    known_sides = sides[["by_all", "by_some", "by_none"]].dropna().sum(axis=1)
    assert (known_sides == sides.loc[known_sides.index, "alliances"]).all()
    assert nx.node_link_data(G, edges="edges") == before


@given(ecosystems())
@settings(max_examples=60)
def test_what_is_left_is_an_ecosystem(G: nx.MultiDiGraph) -> None:
    part = confirmed(G)
    validate_graph(part)
    names = {alliance["id"] for alliance in alliances_of(G)}
    left = {alliance["id"] for alliance in alliances_of(part)}
    assert left <= names
    assert part.graph["unconfirmed"]["left_out"] == len(names - left)
    again = confirmed(part)
    assert set(again.edges(keys=True)) == set(part.edges(keys=True))
    if "a0" in G:
        rest = without_provider(G, "a0")
        validate_graph(rest)
        assert "a0" not in rest
        shown = [data.get("said_by", "") for *_, data in rest.edges(data=True)]
        assert not any("a0" in said for said in shown)


@given(ecosystems())
@settings(max_examples=40)
def test_the_start_of_the_curve_is_the_whole(G: nx.MultiDiGraph) -> None:
    curve = robustness(G, draws=2)
    whole = curve[curve["share"] == 0]
    try:
        value = interaction_value(G)
    except GraphError:
        value = nan
    if not len(G):
        value = nan
    np.testing.assert_allclose(whole["value"], value)
    degrees = actor_metrics(G, ["degree"])["degree"]
    assert (whole["largest"].isna()).all() == degrees.empty
