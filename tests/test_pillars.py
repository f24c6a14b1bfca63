"""Pillars: ranks brought to profiles, valorisation, ratios that ecomap has no target for."""

from __future__ import annotations

import math
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.formats import io
from ecomap.frame.constants import constant
from ecomap.frame.pillars import PILLARS, exchanged, hybrids, pillars, ratios, valorisation
from ecomap.graph import public
from ecomap.reading.sheets import read_input
from ecomap.typology import standard

SHARES = [f"{pillar}_share" for pillar in PILLARS]


@pytest.fixture
def star() -> nx.MultiDiGraph:
    """Make a star of five: the middle has least people and money, and most alliances."""
    G = nx.MultiDiGraph()
    for n, name in enumerate("mabcd"):
        G.add_node(name, fte=float(n), budget_eur=100.0 * n + 1)
    G.add_edges_from(("m", name, name) for name in "abcd")
    return G


def test_profiles_by_hand(star: nx.MultiDiGraph) -> None:
    table = pillars(star)
    assert table["alliances"].tolist() == [4, 1, 1, 1, 1]
    # ranks of people and money 1 to 5, less a half, over 5; alliances: 5, and 2.5 for the four
    middle = np.array([0.1, 0.1, 0.9])
    assert table.loc[["m"], SHARES].to_numpy()[0] == pytest.approx(middle / middle.sum())
    last = np.array([0.9, 0.9, 0.4])
    assert table.loc[["d"], SHARES].to_numpy()[0] == pytest.approx(last / last.sum())


def test_money_may_come_from_alliances(star: nx.MultiDiGraph) -> None:
    del star.nodes["a"]["budget_eur"], star.nodes["b"]["budget_eur"]
    star.edges["m", "a", "a"]["amount_eur"] = 30.0
    star.nodes["a"]["volunteers"] = 7.0
    table = pillars(star)
    assert table["money_basis"].tolist() == ["budget", "alliances", "", "budget", "budget"]
    assert table["money"].tolist()[:2] == [1, 30]
    assert table["people"].tolist()[:2] == [0, 8]
    # b has no money: four actors are left, too few for profiles
    assert table[SHARES].isna().all(axis=None)
    assert pillars(star, least=4)[SHARES].notna().all(axis=1).tolist() == [1, 1, 0, 1, 1]


@given(
    st.lists(st.tuples(*[st.floats(0, 1e9, allow_subnormal=False)] * 2), min_size=5, max_size=9),
    st.floats(0.01, 100),
)
def test_a_profile_sums_to_one_and_knows_no_unit(
    rows: list[tuple[float, float]], euros: float
) -> None:
    G = nx.MultiDiGraph()
    for n, (people, money) in enumerate(rows):
        G.add_node(str(n), fte=people, budget_eur=money)
    G.add_edges_from((str(n), str(n + 1), f"e{n}") for n in range(len(rows) - 1))
    table = pillars(G)
    assert table[SHARES].sum(axis=1).to_numpy() == pytest.approx(1)
    assert (table[SHARES] > 0).all(axis=None)
    budgets = {node: data["budget_eur"] * euros for node, data in G.nodes(data=True)}
    if len(set(budgets.values())) == len({budget for _, budget in rows}):
        nx.set_node_attributes(G, budgets, "budget_eur")
        pd.testing.assert_frame_equal(pillars(G)[SHARES], table[SHARES])


def test_three_pillars_and_four() -> None:
    assert len(PILLARS) == constant("model_pillars")
    assert len(standard().terms("valorisation")) == constant("valorisation_pillars")


def test_what_alliances_strengthen_and_how_they_are_valued() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", pillar="people", valorisation="evaluation")
    every = "capitalisation|evaluation|economic_modelling|promotion"
    G.add_edge("a", "c", key="2", pillar="people|alliances", valorisation=every)
    G.add_edge("a", "d", key="3")
    counts = exchanged(G)
    assert counts.to_dict() == {"people": 2, "money": 0, "alliances": 1}
    assert counts.attrs["alliances"] == 2
    assert valorisation(G)["valued"].to_dict() == {"1": 1, "2": 4}
    assert valorisation(nx.MultiDiGraph()).empty


def test_ratios_are_observed_and_have_no_target() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", amount_eur=100.0, engineering_eur=10.0)
    G.add_edge("a", "c", key="2", amount_eur=300.0, engineering_eur=50.0)
    G.add_edge("a", "d", key="3", amount_eur=1000.0)
    G.nodes["a"].update(own_resources_eur=40.0, budget_eur=100.0)
    G.nodes["b"].update(budget_eur=5000.0)
    table = ratios(G)
    assert table.loc[["share_engineering"], ["observed", "n"]].to_numpy().tolist() == [[0.15, 2]]
    assert table.loc[["own_resources"], ["observed", "n"]].to_numpy().tolist() == [[0.4, 1]]
    assert table.loc["share_evaluation", "n"] == 0
    assert table["target"].isna().all()
    assert table["gap"].isna().all()
    # no file of ours proposes a number that the notebook lost
    assert not any("target" in key for term in standard().terms("ratios").values() for key in term)


def test_the_first_funder_by_hand() -> None:
    G = nx.MultiDiGraph()
    funds = {"relation": "funds", "directed": True}
    G.add_edge("x", "a", key="1", amount_eur=75.0, **funds)
    G.add_edge("y", "a", key="2", amount_eur=25.0, **funds)
    G.add_edge("x", "b", key="3", amount_eur=10.0, **funds)
    G.add_edge("x", "c", key="4", **funds)
    G.add_edge("x", "d", key="5", amount_eur=9.0, relation="partner_of")
    observed, n = ratios(G).loc["max_single_funder", ["observed", "n"]]
    assert (observed, n) == ((0.75 + 1) / 2, 2)


@pytest.mark.parametrize(
    ("target", "kept"), [(0.2, 0.2), (0, 0), (1, 1), (20, None), ("0.2", None), (True, None)]
)
def test_targets_are_shares_that_somebody_sets(target: object, kept: float | None) -> None:
    table = ratios(nx.MultiDiGraph(), {"share_engineering": target, "unknown": 0.5})
    aims = table["target"].tolist()
    assert aims[0] == kept if kept is not None else math.isnan(aims[0])
    assert len(table) == len(standard().terms("ratios"))


def test_targets_come_from_the_project_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\nA\n", encoding="utf-8")
    text = '[actors]\nfile = "a.csv"\n[targets]\nshare_engineering = 0.1\n'
    (tmp_path / "ecomap.toml").write_text(text, encoding="utf-8")
    reading = read_input(tmp_path)
    assert reading["settings"]["targets"] == {"share_engineering": 0.1}
    assert not [issue for issue in reading["issues"] if issue.code == "unknown_setting"]
    G = public(io.read(tmp_path))
    assert ratios(G, G.graph["targets"])["target"].tolist()[0] == 0.1


def test_hybrid_actors_come_first_by_entropy() -> None:
    G = nx.MultiDiGraph()
    G.add_node("even", membership="people:0.5|public_action:0.5")
    G.add_node("three", membership="people:0.4|public_action:0.3|public_services:0.3")
    G.add_node("one", membership="people:1")
    G.add_node("plain", model="people")
    assert hybrids(G).index.tolist() == ["three", "even"]
    assert hybrids(nx.MultiDiGraph([("a", "b", "1")])).empty
    # as hybrid as each other: in the order of G
    equal = nx.MultiDiGraph()
    equal.add_nodes_from(map(str, range(30)), membership="people:0.7|public_action:0.3")
    equal.add_node("alone", model="people")
    equal.add_edges_from((str(n), "alone", str(n)) for n in range(30))
    assert hybrids(equal).index.tolist() == list(map(str, range(30)))
