"""Partnerships: several answers are no partition, seven steps, peers, worlds and all."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.frame.constants import constant, constants
from ecomap.frame.partnerships import DEGREES, degrees, maturity, practice
from ecomap.graph import alliances_of, from_tables
from ecomap.text import join_values
from ecomap.typology import standard

TYPES = tuple(standard().terms("partnerships"))
STAGES = tuple(standard().terms("stages"))


def ecosystem(partnerships: list[str]) -> nx.MultiDiGraph:
    """Make one alliance of the town and another actor per cell."""
    rows = {
        "source": ["Ville"] * len(partnerships),
        "target": [f"Asso {n}" for n in range(len(partnerships))],
        "partnership": partnerships,
    }
    return from_tables(pd.DataFrame({"name": ["Ville"]}), pd.DataFrame(rows))


def test_the_rates_of_the_notebook_are_no_partition() -> None:
    rates = constants("partnership")
    assert list(rates) == list(TYPES)
    assert list(rates.values()) == [0.54, 0.28, 0.26, 0.25]
    assert sum(rates.values()) == pytest.approx(1.33)
    for term in standard().terms("partnerships").values():
        assert all(
            term[f"{said}_{lang}"] for said in ("objective", "result") for lang in ("fr", "en")
        )


def test_practice_by_hand() -> None:
    both = "patronage|societal_innovation"
    G = ecosystem([both, "patronage", "patronage", "", "economic_cooperation", both])
    table = practice(G)
    assert table["alliances"].to_dict() == {
        "responsible_practices": 0,
        "economic_cooperation": 1,
        "societal_innovation": 2,
        "patronage": 4,
    }
    # five alliances are typed, one says nothing; of six actors with one, five have patronage
    assert table["alliance_rate"].tolist() == [0, 0.2, 0.4, 0.8]
    assert table["actors"].tolist() == [0, 2, 3, 5]
    assert table["actor_rate"].tolist() == pytest.approx([0, 2 / 6, 3 / 6, 5 / 6])
    assert table.attrs == {"alliances": 5, "actors": 6, "several": 2, "column": "partnership"}


def test_few_alliances_have_no_rate() -> None:
    table = practice(ecosystem(["patronage"] * 4))
    assert table["alliance_rate"].isna().all()
    assert table["actor_rate"].tolist() == [0, 0, 0, 1]
    nothing = practice(ecosystem([""]), least=0)
    assert nothing[["alliance_rate", "actor_rate"]].isna().all(axis=None)


def test_what_is_proposed_is_asked_for_by_name() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", partnership_proposed="patronage")
    assert practice(G)["alliances"].sum() == 0
    assert practice(G, column="partnership_proposed")["alliances"].sum() == 1


@given(st.lists(st.sets(st.sampled_from(TYPES)), max_size=12))
def test_each_rate_is_a_share_whatever_their_sum(cells: list[set[str]]) -> None:
    table = practice(ecosystem([join_values(sorted(cell)) for cell in cells]), least=1)
    typed = [cell for cell in cells if cell]
    rates = table[["alliance_rate", "actor_rate"]].to_numpy()
    assert ((rates >= 0) & (rates <= 1)).all() if typed else np.isnan(rates).all()
    assert table["alliances"].sum() == sum(map(len, typed))
    assert table.attrs["several"] == sum(len(cell) > 1 for cell in typed)


def test_seven_steps_in_order() -> None:
    assert len(STAGES) == constant("partnership_stages")
    assert {term["status"] for term in standard().terms("stages").values()} == {"proposal"}
    G = nx.MultiDiGraph()
    for n, stage in enumerate(["objectives", "contract", "contract", "evaluation"]):
        G.add_edge("a", "b", key=str(n), stage=stage)
    G.add_edge("a", "b", key="unknown")
    table = maturity(G)
    assert table["alliances"].tolist() == [1, 0, 0, 0, 2, 0, 1]
    assert table["reached"].tolist() == [4, 3, 3, 3, 3, 1, 1]


@given(st.lists(st.sampled_from(STAGES), max_size=10))
def test_who_reached_a_step_reached_those_before(stages: list[str]) -> None:
    G = nx.MultiDiGraph()
    G.add_edges_from(("a", "b", str(n), {"stage": stage}) for n, stage in enumerate(stages))
    reached = maturity(G)["reached"].tolist()
    assert reached == sorted(reached, reverse=True)
    assert reached[0] == len(stages)


def test_a_partnership_joins_peers_worlds_or_all(worked: nx.MultiDiGraph) -> None:
    worked.nodes["p"]["partnership"] = "patronage|economic_cooperation"
    worked.edges["entreprise", "banque", "r"]["partnership"] = "patronage"
    worked.add_edge("asso1", "asso2", key="peers")
    worked.add_edge("asso1", "nobody", key="?")
    table = degrees(worked)
    assert list(table.columns) == [*DEGREES, "unknown"]
    # p: town and two associations; r: a firm and a bank; s and q untyped, of two models each
    assert table.loc[["patronage"]].to_numpy().tolist() == [[0, 2, 0, 0]]
    assert table.loc[["economic_cooperation"]].to_numpy().tolist() == [[0, 1, 0, 0]]
    assert table.loc[["untyped"]].to_numpy().tolist() == [[1, 2, 0, 1]]
    worked.add_edge("banque", "p", key="p--banque")
    assert degrees(worked).loc["patronage", "all"] == 1
    assert len(alliances_of(worked)) == 6
