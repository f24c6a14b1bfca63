"""Levers and horizons: the matrix of the notebook, positions worked by hand, what must hold."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.frame.constants import constants
from ecomap.frame.statements import amounts, dates, flags, keep_alliances, values
from ecomap.frame.trajectories import (
    HORIZONS,
    LEVERS,
    actor_positions,
    alliance_positions,
    articulation,
    barycentre,
    distance,
    durations,
    matrix_distance,
    observed_matrix,
    reference,
)
from ecomap.graph import alliances_of, from_tables
from ecomap.typology import standard

SHARES = {"core": 0.60, "downstream": 0.25, "upstream": 0.15}
# The shares of a day, of which no one is certain: three parts that sum to 1.
PARTS = st.tuples(*[st.integers(0, 20)] * 3).filter(any).map(lambda t: np.array(t) / sum(t))


def shares(table: pd.DataFrame, row: str, columns: tuple[str, ...]) -> list[float]:
    return [float(value) for value in table.loc[[row], list(columns)].to_numpy()[0]]


@pytest.fixture
def territory() -> nx.MultiDiGraph:
    """Make four alliances of five actors, one of them of three, one that says nothing."""
    actors = pd.DataFrame(
        {
            "name": ["Ville", "Asso", "Firme", "Habitants", "Inconnu"],
            "model": ["public_action", "engagement_economy", "productive_economy", "people", ""],
            "lever": ["", "shared_vision", "", "", ""],
            "horizon": ["", "", "prospective", "", ""],
        }
    )
    alliances = pd.DataFrame(
        {
            "source": ["Ville", "Ville", "Ville", "Asso", "Firme"],
            "target": ["Asso", "Asso", "Firme", "Firme", "Inconnu"],
            "alliance_group": ["", "g", "g", "", ""],
            "lever": ["regulation", "", "", "collective_action|shared_vision", ""],
            "horizon": ["tactical", "strategic", "strategic", "tactical|prospective", ""],
            "start": ["2020", "2019-01", "2019-01", "2021-03-15", ""],
            "end": ["2021-06", "2025", "2025", "", ""],
        }
    )
    return from_tables(actors, alliances)


def test_the_matrix_is_doubly_stochastic_and_circulant() -> None:
    matrix = reference().to_numpy()
    assert matrix.sum(axis=0) == pytest.approx([1, 1, 1])
    assert matrix.sum(axis=1) == pytest.approx([1, 1, 1])
    for row in range(3):
        assert np.roll(matrix[0], row).tolist() == matrix[row].tolist()
    assert sorted(set(matrix.ravel())) == [0.15, 0.25, 0.60]


def test_each_cell_says_whether_it_is_core_upstream_or_downstream() -> None:
    for lever in LEVERS:
        for horizon in HORIZONS:
            place = articulation(lever, horizon)
            assert reference().loc[lever, horizon] == SHARES[place]
    assert set(standard().terms("articulations")) == set(SHARES)


def test_levers_answer_commons_and_horizons_have_their_months() -> None:
    parents = [term["parent"] for term in standard().terms("commons").values()]
    assert parents == list(LEVERS)
    assert [constants("horizon")[name] for name in HORIZONS] == [18, 84, 336]
    models = [
        model for t in standard().terms("levers").values() for model in t["models"].split("|")
    ]
    assert sorted(models) == sorted(standard().models)


def test_actors_have_the_lever_they_name_else_that_of_their_model(
    territory: nx.MultiDiGraph,
) -> None:
    table = actor_positions(territory)
    bases = table[["lever_basis", "horizon_basis"]].to_numpy().tolist()
    assert bases == [
        ["inference", "alliances"],
        ["given", "alliances"],
        ["inference", "given"],
        ["inference", ""],
        ["", ""],
    ]
    assert shares(table, "ville", LEVERS) == [1, 0, 0]
    assert shares(table, "asso", LEVERS) == [0, 0, 1]
    assert table.loc["inconnu", list(LEVERS)].isna().all()
    # the town: one tactical alliance and one strategic
    assert shares(table, "ville", HORIZONS) == [0.5, 0.5, 0]
    # the association: tactical, strategic, half tactical and half prospective
    assert shares(table, "asso", HORIZONS) == [0.5, 1 / 3, 1 / 6]


def test_alliances_stand_at_a_distance_worked_by_hand(territory: nx.MultiDiGraph) -> None:
    table = alliance_positions(territory)
    first, third, silent, group = table.index
    assert table["lever_basis"].tolist() == ["given", "given", "inference", "inference"]
    # all regulation, where 60 / 15 / 25 is called for
    assert table.loc[first, "distance"] == pytest.approx(0.4)
    # no regulation, half and half; called for: the mean of the first and the third column
    called = [(0.60 + 0.15) / 2, (0.15 + 0.25) / 2, (0.25 + 0.60) / 2]
    away = (called[0] + abs(0.5 - called[1]) + abs(0.5 - called[2])) / 2
    assert table.loc[third, "distance"] == pytest.approx(away)
    # three partners: the town regulates, the association shares a vision, the firm acts
    assert shares(table, group, LEVERS) == pytest.approx([1 / 3] * 3)
    assert table.loc[group, "distance"] == pytest.approx(0.6 - 1 / 3)
    assert math.isnan(table.loc[silent, "distance"])


def test_the_observed_matrix_counts_alliances(territory: nx.MultiDiGraph) -> None:
    positions = alliance_positions(territory)
    given_only = observed_matrix(positions)
    assert given_only.to_numpy().tolist() == [[1, 0, 0], [0.25, 0, 0.25], [0.25, 0, 0.25]]
    everything = observed_matrix(positions, inferred=True)
    assert everything.to_numpy().sum() == pytest.approx(3)
    assert everything["strategic"].tolist() == pytest.approx([1 / 3] * 3)


def test_few_alliances_are_not_compared(territory: nx.MultiDiGraph) -> None:
    observed = observed_matrix(alliance_positions(territory))
    assert matrix_distance(observed).isna().all()
    away = matrix_distance(observed, least=1)
    # 1, 1/4, 1/4 of 3/2: two thirds, a sixth, a sixth
    assert away["tactical"] == pytest.approx((2 / 3 - 0.6 + 1 / 6 - 0.15 + 0.25 - 1 / 6) / 2)
    assert math.isnan(away["strategic"])


def test_the_centre_of_a_selection(territory: nx.MultiDiGraph) -> None:
    table = actor_positions(territory)
    centre = barycentre(table, ["ville", "asso", "inconnu"])
    assert centre[["levers", "horizons"]].tolist() == [2, 2]
    assert centre[list(LEVERS)].tolist() == [0.5, 0, 0.5]
    assert barycentre(table)["levers"] == 4
    assert math.isnan(barycentre(table, ["inconnu"])["distance"])


def test_lengths_are_counted_in_months(territory: nx.MultiDiGraph) -> None:
    table = durations(territory)
    assert table.to_numpy().tolist() == [[18, "tactical"], [84, "strategic"]]
    assert dates(territory)["asso--firme"] == ("2021-03-15", "")


def test_a_hybrid_actor_has_the_levers_of_its_models() -> None:
    G = nx.MultiDiGraph()
    G.add_node("h", membership="public_action:0.25|people:0.75", model="people")
    table = actor_positions(G)
    assert shares(table, "h", LEVERS) == [0.25, 0, 0.75]


def test_a_programme_says_what_its_rows_say() -> None:
    actors = pd.DataFrame({"name": ["A", "B", "P"], "kind": ["", "", "programme"]})
    rows = pd.DataFrame(
        {
            "source": ["A", "B"],
            "target": ["P", "P"],
            "horizon": ["tactical", "strategic"],
            "social_innovation": [False, True],
            "amount_eur": [10.0, 5.0],
            "start": ["2021", "2020-02"],
        }
    )
    G = from_tables(actors, rows)
    assert values(G, "horizon") == {"p": ("tactical", "strategic")}
    assert flags(G, "social_innovation") == {"p": True}
    assert amounts(G, "amount_eur") == {"p": 15.0}
    assert dates(G) == {"p": ("2020-02", "")}


def test_an_alliance_that_repeats_its_amount_has_it_once() -> None:
    rows = pd.DataFrame(
        {"source": ["A", "A"], "target": ["B", "C"], "alliance_group": "g", "amount_eur": 10.0}
    )
    G = from_tables(pd.DataFrame({"name": ["A", "B", "C"]}), rows)
    assert amounts(G, "amount_eur") == {"g": 10.0}


def test_keeping_alliances_keeps_actors(territory: nx.MultiDiGraph) -> None:
    part = keep_alliances(territory, ["g"])
    assert [alliance["id"] for alliance in alliances_of(part)] == ["g"]
    assert set(part) == set(territory)
    assert len(alliances_of(territory)) == 4


@given(PARTS, PARTS)
def test_a_distance_is_a_share_of_effort(levers: np.ndarray, horizons: np.ndarray) -> None:
    assert -1e-12 <= distance(levers, horizons) <= 0.85 + 1e-12
    # turning levers and horizons together turns nothing: the matrix is circulant
    turned = distance(np.roll(levers, 1), np.roll(horizons, 1))
    assert turned == pytest.approx(distance(levers, horizons))
    assert distance(reference().to_numpy() @ horizons, horizons) == pytest.approx(0)


def test_an_ecosystem_that_says_nothing_has_no_position() -> None:
    G = nx.MultiDiGraph([("a", "b", "1")])
    assert alliance_positions(G)["lever_basis"].tolist() == [""]
    assert actor_positions(G)[list(LEVERS)].isna().all(axis=None)
    assert durations(G).empty
    assert alliance_positions(nx.MultiDiGraph()).empty
