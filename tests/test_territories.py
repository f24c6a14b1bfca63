"""Territories by hand: roles, projects, catalysts declared and detected, skills, the four C."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.formats.io import read
from ecomap.frame.constants import constant, constants
from ecomap.frame.territories import (
    BY,
    catalysts,
    four_c,
    projects,
    region_of,
    situations,
    territories,
)
from ecomap.typology import standard
from ecomap.values.columns import columns_of

SYNTHETIC = Path(__file__).parents[1] / "datasets" / "synthetic_territory"


@pytest.fixture
def lands() -> nx.MultiDiGraph:
    """Make a town of four actors and three alliances, and a village of one actor."""
    G = nx.MultiDiGraph()
    models = {"t1": "public_action", "t2": "engagement_economy", "t3": "engagement_economy"}
    for node in ("t1", "t2", "t3", "t4"):
        G.add_node(node, territory="Town", is_catalyst=node == "t2")
    G.add_node("v", territory="Village", model="people")
    nx.set_node_attributes(G, models, "model")
    G.add_edge("t1", "t2", key="1", step="experimentation", sdg="3|4")
    G.add_edge("t2", "t3", key="2", step="modelling", sdg="4")
    G.add_edge("t3", "v", key="3", step="experimentation", sdg="9")
    return G


def rows(table: Any) -> dict[str, dict[str, Any]]:
    """Give the cells of a table by row and column."""
    return {str(key): row for key, row in table.to_dict("index").items()}


def test_the_three_roles_by_hand(lands: nx.MultiDiGraph) -> None:
    told = rows(territories(lands, "territory"))
    town = told["Town"]
    assert (town["actors"], town["models"], town["alliances"]) == (4, 2, 2)
    assert town["access"] == 3 / 4  # all but t4
    assert town["experiments"] == 1  # that with the village is not of the town alone
    assert town["ei_index"] == 0  # one tie crosses, one does not
    assert town["coherence"] == 1 / 2  # {3, 4} and {4}
    assert town["cohesion"] == 2 / 6
    assert town["catalysts"] == 1


def test_what_is_not_told_of_a_village_is_unknown(lands: nx.MultiDiGraph) -> None:
    village = rows(territories(lands, "territory"))["Village"]
    assert (village["actors"], village["models"], village["alliances"]) == (1, 1, 0)
    names = ("access", "experiments", "ei_index", "coherence", "cohesion", "catalysts")
    assert all(np.isnan(village[name]) for name in names)


def test_a_country_is_no_territory_among_others(lands: nx.MultiDiGraph) -> None:
    nx.set_node_attributes(lands, {"v": "national"}, "territory_level")
    assert list(territories(lands, "territory").index) == ["Town"]
    assert "national" in territories(lands, "territory_level").index


def test_a_territory_of_unclassified_actors_has_no_index() -> None:
    G = nx.MultiDiGraph([("a", "b", "1")])
    nx.set_node_attributes(G, "Lens", "territory")
    assert np.isnan(rows(territories(G, "territory"))["Lens"]["ei_index"])


def test_levels_stand_in_the_order_of_their_vocabulary() -> None:
    G = nx.MultiDiGraph()
    for n, level in enumerate(reversed(standard().terms("territory_levels"))):
        G.add_node(f"a{n}", territory_level=level)
    assert list(territories(G, "territory_level").index) == list(
        standard().terms("territory_levels")
    )


@pytest.mark.parametrize("read_by", [territories, four_c])
def test_only_columns_of_territories_gather(read_by: Any, lands: nx.MultiDiGraph) -> None:
    with pytest.raises(KeyError):
        read_by(lands, "model")
    assert set(BY) <= set(columns_of("actors"))


@pytest.mark.parametrize(
    ("about", "region"),
    [
        ({"territory_region": "Ailleurs", "territory": "Lens"}, "Ailleurs"),
        ({"territory": "OCCITANIE"}, "Occitanie"),
        ({"territory": "Pas-de-Calais"}, "Hauts-de-France"),
        ({"territory": "Lens"}, "Hauts-de-France"),
        ({"territory": "Lens|Douai"}, "Hauts-de-France"),
        ({"territory": "Lens|Montpellier"}, None),
        ({"territory": "Saint-Denis"}, None),  # two towns of that name
        ({"territory": "France"}, None),
        ({}, None),
    ],
)
def test_a_region_is_given_or_named_by_the_territory(
    about: dict[str, str], region: str | None
) -> None:
    assert region_of(about) == region


# --------------------------------------------------------------------------- projects


def test_projects_of_one_and_of_several(lands: nx.MultiDiGraph) -> None:
    nx.set_node_attributes(lands, "P", "territory_project")
    nx.set_node_attributes(lands, {"t1": "intercommunal", "t2": "intercommunal"}, "territory_level")
    assert rows(projects(lands))["P"] == {"actors": 5, "alliances": 3, "carriers": 1}
    lands.nodes["v"]["territory_level"] = "intercommunal"
    assert rows(projects(lands))["P"]["carriers"] == 2


def test_the_projects_of_the_synthetic_data_are_of_one_or_several_as_in_the_notebook() -> None:
    carriers = projects(read(SYNTHETIC))["carriers"]
    assert (carriers == 1).sum() + (carriers > 1).sum() == len(carriers) == 32
    share = constants("projects")["one"] / constants("projects")["perimeters"]
    assert (carriers == 1).mean() == pytest.approx(share, abs=0.1)


# --------------------------------------------------------------------------- catalysts


def star() -> nx.MultiDiGraph:
    """Make a hub between four models, and a chain of actors of one model."""
    G = nx.MultiDiGraph()
    models = dict(zip("abcd", list(standard().models)[:4], strict=True))
    G.add_nodes_from((node, {"model": model}) for node, model in models.items())
    G.add_node("hub", model=standard().models[4])
    G.add_nodes_from(("xyz"), model=standard().models[5])
    G.add_edges_from(("hub", node, f"h{node}") for node in "abcd")
    G.add_edges_from([("a", "b", "ab"), ("x", "y", "xy"), ("y", "z", "yz"), ("z", "d", "zd")])
    return G


def test_who_is_declared_and_detected_are_confronted() -> None:
    G = star()
    nx.set_node_attributes(G, {"hub": True, "y": True, "x": True, "a": False}, "is_catalyst")
    table = catalysts(G, draws=99)
    told = rows(table)
    assert told["hub"]["verdict"] == "both"
    assert told["y"]["verdict"] == "declared"
    assert told["x"]["verdict"] == "unscored"  # one tie only
    assert sum(row["detected"] for row in told.values()) == 2
    assert "detected" in {row["verdict"] for row in told.values()}
    facts = table.attrs
    assert (facts["declared"], facts["scored"], facts["agree"]) == (3, 2, 1)
    # two of the ranked are drawn: both sets share at least one
    n = facts["ranked"]
    assert facts["expected"] == 4 / n
    assert facts["p"] == pytest.approx(1 - (n - 2) * (n - 3) / (n * (n - 1)))


def test_without_a_declared_one_nobody_is_detected() -> None:
    table = catalysts(star(), draws=50)
    assert not table["detected"].any()
    assert table["declared"].isna().all()
    assert np.isnan(table.attrs["p"])


@given(st.sets(st.sampled_from(["a", "b", "c", "d", "hub", "x", "y", "z"])))
def test_agreement_lies_between_none_and_all(declared: set[str]) -> None:
    G = star()
    nx.set_node_attributes(G, dict.fromkeys(declared, True), "is_catalyst")
    table = catalysts(G, draws=20)
    assert 0 <= table.attrs["agree"] <= table.attrs["scored"] <= len(declared)
    assert table["detected"].sum() == table.attrs["scored"]
    assert set(table.index) >= declared


def test_declared_catalysts_of_the_synthetic_data_are_found_beyond_chance() -> None:
    facts = catalysts(read(SYNTHETIC), draws=99).attrs
    assert facts["declared"] == 39
    assert facts["p"] < 0.001
    assert facts["agree"] < facts["scored"]  # some were made not to link


# --------------------------------------------------------------------------- skills, four C


def test_there_are_eight_situations_in_three_axes() -> None:
    terms = standard().terms("situations")
    axes = [term["parent"] for term in terms.values()]
    assert len(terms) == constant("situations") == 8
    assert [axes.count(axis) for axis in standard().terms("axes")] == [3, 3, 2]
    assert len(standard().terms("axes")) == constant("situation_axes")


def test_skills_are_counted_by_who_holds_them() -> None:
    G = nx.MultiDiGraph()
    G.add_node("a", situations="linking|listening", is_catalyst=True, territory="Lens")
    G.add_node("b", situations="linking", territory="Lens")
    G.add_node("c", situations="linking", is_catalyst=False, territory="Douai")
    G.add_node("d")
    table = situations(G)
    told = rows(table)
    assert told["linking"] == {"axis": "relations", "actors": 3, "catalysts": 1, "territories": 2}
    assert told["listening"]["actors"] == 1
    assert told["funding"] == {"axis": "management", "actors": 0, "catalysts": 0, "territories": 0}
    assert table.attrs == {"actors": 3, "catalysts": 1, "territories": 2}


def test_the_four_c_are_means_with_their_gap() -> None:
    G = nx.MultiDiGraph()
    G.add_node("a", territory="Lens", knowledge_score="3", skills_score="1", investment_score="0")
    G.add_node("b", territory="Lens", knowledge_score="2", investment_score="1")
    G.add_node("c", territory="Douai")
    told = rows(four_c(G, "territory"))
    assert set(told) == {"Lens"}
    assert np.isnan(told["Lens"].pop("capitalisation"))
    assert told["Lens"] == {
        "knowledge": 2.5,
        "skills": 1.0,
        "investment": 0.5,
        "raters": 2,
        "gap": 2.5,
        "weakest": "investment",
    }


def test_the_four_c_are_columns_scored_from_0_to_3() -> None:
    terms = standard().terms("four_c")
    assert len(terms) == constant("four_c") == 4
    for term in terms.values():
        assert columns_of("actors")[term["column"]]["vocabulary"] == "scores"
    assert list(standard().terms("scores")) == ["0", "1", "2", "3"]
