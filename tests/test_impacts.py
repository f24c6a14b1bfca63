"""Impacts: three layers, seventeen goals, what goes from resources to impacts."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.frame.constants import constant
from ecomap.frame.impacts import IMPACTS, flows, goals, layers, outcomes, paths
from ecomap.text import join_values
from ecomap.typology import standard

SAID = {
    "pillar": standard().terms("pillars"),
    "partnership": standard().terms("partnerships"),
    "impact": standard().terms("impacts"),
}


def test_three_effects_and_seventeen_goals() -> None:
    assert len(IMPACTS) == constant("impacts")
    numbers = list(standard().terms("goals"))
    assert numbers == [str(n) for n in range(1, int(constant("agenda_2030:goals")) + 1)]


def test_layers_by_hand() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", impact="trust")
    G.add_edge("a", "c", key="2", impact="performance|innovation|trust")
    G.add_edge("c", "d", key="3")
    table = layers(G)
    assert table.loc[["trust"]].to_numpy().tolist() == [[2, 3, 1]]
    assert table.loc[["performance"]].to_numpy().tolist() == [[1, 2, 0]]
    assert table.attrs == {"alliances": 2, "every": 1}


def test_goals_share_the_amount_of_their_alliance() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", sdg="4|11|17", amount_eur=90.0)
    G.add_edge("a", "c", key="2", sdg="17", amount_eur=10.0)
    G.add_edge("a", "d", key="3", sdg="4")
    G.nodes["a"]["sdg"] = "1|17"
    table = goals(G)
    assert len(table) == 17
    assert table.loc[["17"]].to_numpy().tolist() == [[2, 1, 40]]
    assert table.loc[["4"]].to_numpy().tolist() == [[2, 0, 30]]
    assert table["amount_eur"].sum() == 100
    assert table.loc[["1"], "amount_eur"].isna().all()


def test_what_is_declared_is_added_up() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", value_created_eur=5.0)
    G.add_edge("a", "c", key="2", value_created_eur=7.0)
    table = outcomes(G)
    assert table.loc[["value_created_eur"]].to_numpy().tolist() == [[2, 12]]
    assert table["euros"].isna().tolist() == [False, True]


def test_flows_from_models_by_hand(worked: nx.MultiDiGraph) -> None:
    worked.nodes["p"].update(partnership="patronage", impact="trust")
    table = flows(paths(worked, resources="model"))
    assert table.to_numpy().tolist() == [
        [0, "public_action", "patronage", pytest.approx(1 / 3)],
        [0, "engagement_economy", "patronage", pytest.approx(2 / 3)],
        [1, "patronage", "trust", 1],
    ]
    (way,) = paths(worked)[["alliances", "width"]].to_numpy().tolist()
    assert way == [1, 1]


def test_flows_keep_what_is_not_told() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", impact="trust")
    assert flows(paths(G)).to_numpy().tolist() == [[0, "", "", 1], [1, "", "trust", 1]]
    assert flows(paths(G, resources="model")).to_numpy().tolist()[0] == [0, "", "", 1]
    G.edges["a", "b", "1"].pop("impact")
    assert flows(paths(G)).empty


ALLIANCE = st.fixed_dictionaries(
    {column: st.sets(st.sampled_from(list(terms))) for column, terms in SAID.items()}
)


@given(st.lists(ALLIANCE, max_size=8))
def test_as_much_comes_in_as_goes_out(alliances: list[dict[str, set[str]]]) -> None:
    G = nx.MultiDiGraph()
    for n, said in enumerate(alliances):
        cells = {column: join_values(sorted(told)) for column, told in said.items() if told}
        G.add_edge("a", f"b{n}", key=str(n), **cells)
    table = flows(paths(G))
    told = sum(bool(said["impact"]) for said in alliances)
    comes = table[table["stage"] == 0].groupby("target")["alliances"].sum()
    goes = table[table["stage"] == 1].groupby("source")["alliances"].sum()
    assert comes.to_dict() == pytest.approx(goes.to_dict())
    assert comes.sum() == pytest.approx(told)
    ways = paths(G)
    assert ways.attrs["alliances"] == told
    assert ways["width"].sum() == pytest.approx(told)
    assert (ways["alliances"] >= ways["width"] - 1e-9).all()
    assert layers(G)["alliances"].sum() == sum(len(said["impact"]) for said in alliances)
