"""The 28 pairs of models against chance, the quotient graph, and what holds two models together."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomap.errors import GraphError
from ecomap.graph import from_networkx, project
from ecomap.measures.meetings import meeting_draws, model_fragility, model_graph, model_matrix

PAIR = ("public_action", "engagement_economy")


def cell(table: pd.DataFrame, pair: tuple[str, str] = PAIR) -> dict[str, Any]:
    """Give the row of a pair of models."""
    rows = table.to_dict("records")
    (row,) = [r for r in rows if (r["source_model"], r["target_model"]) == pair]
    return {str(name): value for name, value in row.items()}


@pytest.mark.parametrize(
    ("null", "mean", "at_least"), [("labels", 11 / 10, 3 / 10), ("degrees", 18 / 13, 17 / 39)]
)
def test_worked_example_against_both_nulls(
    worked: nx.MultiDiGraph, null: str, mean: float, at_least: float
) -> None:
    draws = 20_000
    row = cell(model_matrix(worked, null=null, draws=draws, seed=4))
    assert row["observed"] == 2
    drawn = meeting_draws(worked, null=null, draws=draws, seed=4)[":".join(PAIR)]
    assert row["expected"] == drawn.mean()
    assert row["expected"] == pytest.approx(mean, abs=5 * drawn.std() / draws**0.5)
    assert (drawn >= 2).mean() == pytest.approx(at_least, abs=5 * 0.5 / draws**0.5)
    # fewer than five expected: no z
    assert np.isnan(row["z"])


def test_p_and_q_can_be_computed_again_from_the_draws(worked: nx.MultiDiGraph) -> None:
    table = model_matrix(worked, draws=999, seed=1)
    drawn = meeting_draws(worked, draws=999, seed=1).to_numpy()
    observed = table["observed"].to_numpy()
    above, below = (1 + (drawn >= observed).sum(axis=0)), (1 + (drawn <= observed).sum(axis=0))
    expected = np.minimum(1, 2 * np.minimum(above, below) / 1000)
    tested = table["p"].notna().to_numpy()
    assert table["p"].to_numpy()[tested].tolist() == expected[tested].tolist()
    assert (table["q"] >= table["p"])[tested].all()
    assert table.attrs["draws"] == 999


def test_cells_that_cannot_be_tested_are_blank(worked: nx.MultiDiGraph) -> None:
    table = model_matrix(worked, draws=200)
    # nobody is of the people, and there is one bank: it cannot meet itself
    assert np.isnan(cell(table, ("people", "people"))["p"])
    assert np.isnan(cell(table, ("financial_economy", "financial_economy"))["p"])
    assert cell(table, ("financial_economy", "financial_economy"))["observed"] == 0


def test_no_null_and_a_wrong_one(worked: nx.MultiDiGraph) -> None:
    table = model_matrix(worked, null=None)
    assert table["p"].isna().all()
    assert table.attrs["draws"] == 0
    with pytest.raises(GraphError, match='"ties" is not one of: degrees, labels'):
        model_matrix(worked, null="ties")


def test_hybrids_count_by_their_shares(worked: nx.MultiDiGraph) -> None:
    # asso1 meets the town hall in p and s: in p asso2 does too, so p counts for one;
    # in s only half of asso1 is of the engagement economy
    worked.nodes["asso1"]["membership"] = "engagement_economy:0.5|public_action:0.5"
    assert cell(model_matrix(worked, null=None))["observed"] == 1.5
    # half of asso1 meets the town hall as one public actor another, in p and in s
    assert (
        cell(model_matrix(worked, null=None), ("public_action", "public_action"))["observed"] == 1.0
    )


def test_hybrid_meetings_by_the_two_roads() -> None:
    # the general formula on plain actors written as memberships equals the count
    H = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")])
    models = {"a": "people", "b": "people", "c": "public_action", "d": "public_services"}
    nx.set_node_attributes(H, models, "model")
    plain = model_matrix(from_networkx(H), null=None)
    nx.set_node_attributes(
        H, {n: f"{m}:0.999|knowledge_economy:0.001" for n, m in models.items()}, "membership"
    )
    nearly = model_matrix(from_networkx(H), null=None)
    assert nearly["observed"].to_list() == pytest.approx(plain["observed"].to_list(), abs=0.02)


def test_amounts_are_shared_between_the_pairs_of_an_alliance(worked: nx.MultiDiGraph) -> None:
    assert model_matrix(worked, null=None)["amount_eur"].isna().all()
    worked.nodes["p"]["amount_eur"] = 300.0
    worked.edges["mairie", "asso1", "s"]["amount_eur"] = 50.0
    table = model_matrix(worked, null=None)
    # three pairs of 100 in p: two town hall – association, one between associations
    assert cell(table)["amount_eur"] == 250
    assert cell(table, ("engagement_economy", "engagement_economy"))["amount_eur"] == 100
    assert table["amount_eur"].sum() == 350


def test_isolates_and_no_alliance_at_all() -> None:
    G = nx.MultiDiGraph()
    G.add_node("a", model="people")
    table = model_matrix(G, draws=10)
    assert table["observed"].sum() == 0
    assert table["p"].isna().all()


def test_quotient_graph(worked: nx.MultiDiGraph) -> None:
    H = model_graph(worked)
    assert dict(H.nodes(data="actors")) == {
        "public_action": 1.0,
        "productive_economy": 1.0,
        "financial_economy": 1.0,
        "engagement_economy": 2.0,
    }
    assert H.edges[PAIR] == {"weight": 2.0, "observed": 2}
    assert H.edges["engagement_economy", "engagement_economy"]["weight"] == 0.5
    assert H.size(weight="weight") == project(worked).size(weight="weight")


# --------------------------------------------------------------------------- fragility


def test_fragility_of_the_worked_example(worked: nx.MultiDiGraph) -> None:
    table = model_fragility(worked)
    assert len(table) == 21
    # everything between the two associations' side and the bank passes the firm
    bank = cell(table, ("financial_economy", "engagement_economy"))
    assert bank["fragility"] == 1
    town = cell(table, PAIR)
    assert town["fragility"] == 1
    assert town["actors"] == "mairie"
    assert np.isnan(cell(table, ("public_action", "people"))["fragility"])


@st.composite
def two_models(draw: st.DrawFn) -> nx.Graph:
    """Make a small graph with actors of two models and some of none."""
    n = draw(st.integers(2, 7))
    H = nx.Graph()
    H.add_nodes_from(str(i) for i in range(n))
    H.add_edges_from(pair for pair in combinations(list(H), 2) if draw(st.booleans()))
    for node in H:
        if model := draw(st.sampled_from(["people", "public_action", None])):
            H.nodes[node]["model"] = model
    H.nodes["0"]["model"] = "people"
    return H


@settings(max_examples=80)
@given(two_models())
def test_fragility_by_trying_every_set(H: nx.Graph) -> None:
    own = nx.get_node_attributes(H, "model")
    left = {v for v in own if own[v] == "public_action"}
    right = {v for v in own if own[v] == "people"}
    row = cell(model_fragility(from_networkx(H)), ("public_action", "people"))
    if not left:
        assert np.isnan(row["fragility"])
        return

    def apart(gone: set[str]) -> bool:
        rest = H.subgraph(set(H) - gone)
        return not any(nx.has_path(rest, a, b) for a in left - gone for b in right - gone)

    least = next(k for k in range(len(H) + 1) if any(apart(set(s)) for s in combinations(H, k)))
    assert row["fragility"] == least
    if least:
        assert apart(set(str(row["actors"]).split("|")))
