"""Societal innovation: what makes one, phases, cycles, kilometres, who meets in which phase."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.frame.constants import constant
from ecomap.frame.innovation import (
    PHASES,
    chains,
    compare_phases,
    cycles,
    innovations,
    is_societal,
    meetings_by_alliance,
    meetings_by_phase,
)
from ecomap.frame.statements import keep_alliances
from ecomap.graph import from_tables
from ecomap.measures.meetings import model_matrix
from ecomap.typology import standard

MAYBE = st.sampled_from([True, False, None])


def ecosystem(rows: list[dict[str, Any]]) -> nx.MultiDiGraph:
    """Make alliances of two or three of six actors, two of a model."""
    models = ["public_action", "public_action", "people", "people", "public_services"]
    actors = pd.DataFrame({"name": list("abcde"), "model": models})
    return from_tables(actors, pd.DataFrame(rows))


@pytest.fixture
def process() -> nx.MultiDiGraph:
    """Make five alliances that go through the three phases."""
    return ecosystem(
        [
            {"source": "a", "target": "b", "phase": "societal_rd", "start": "2010"},
            {"source": "a", "target": "c", "step": "conception", "kilometre": "first"},
            {"source": "c", "target": "d", "phase": "deployment", "step": "conception"},
            {
                "partners": "a|c|e",
                "alliance_group": "g",
                "phase": "societal_rd|deployment",
                "kilometre": "last",
                "social_innovation": True,
                "territorial_innovation": True,
                "partnership": "patronage",
                "start": "2016-05",
                "end": "2030",
            },
            {"source": "d", "target": "e", "triple_innovation": "value_chain|value_proposition"},
        ]
    )


@pytest.mark.parametrize(
    ("social", "territorial", "actors", "societal"),
    [
        (True, True, 2, True),
        (True, True, 1, False),
        (True, False, 2, False),
        (None, False, 2, False),
        (True, None, 2, None),
        (None, None, 2, None),
        (None, True, 1, False),
    ],
)
def test_societal_is_social_and_territorial_and_made_by_several(
    *, social: bool | None, territorial: bool | None, actors: int, societal: bool | None
) -> None:
    assert is_societal(social=social, territorial=territorial, actors=actors) is societal


@given(MAYBE, MAYBE, st.integers(1, 5))
def test_no_societal_innovation_without_partners(
    social: bool | None,  # noqa: FBT001 - hypothesis gives them in order
    territorial: bool | None,  # noqa: FBT001
    actors: int,
) -> None:
    told = is_societal(social=social, territorial=territorial, actors=actors)
    assert told is not True or actors >= 2
    assert told == is_societal(social=territorial, territorial=social, actors=actors)


def test_the_process_has_three_phases_and_five_steps() -> None:
    steps = standard().terms("steps")
    assert len(PHASES) == constant("process:phases")
    assert len(steps) == constant("process:steps")
    # the names are public, where they belong is ours
    assert {(step["status"], step["parent_status"]) for step in steps.values()} == {
        ("public_source", "inference")
    }
    assert [step["parent"] for step in steps.values()] == sorted(
        [step["parent"] for step in steps.values()], key=PHASES.index
    )
    assert len(standard().terms("strategies")) == constant("innovation_strategies")
    assert len(standard().terms("innovation_parts")) == constant("triple_innovation")


def test_a_phase_that_is_not_given_follows_from_the_step(process: nx.MultiDiGraph) -> None:
    table = innovations(process)
    told = table[["phase", "phase_basis", "conflict"]].to_numpy().tolist()
    assert told == [
        ["societal_rd", "given", False],
        ["societal_rd", "inference", False],
        ["deployment", "given", True],
        ["", "", False],
        ["societal_rd|deployment", "given", False],
    ]


def test_what_is_declared_and_what_the_definition_says(process: nx.MultiDiGraph) -> None:
    table = innovations(process)
    assert table["societal"].tolist() == [None, None, None, None, True]
    assert table.loc["g", "declared"] is False
    assert table["declared"].tolist()[:4] == [None] * 4
    assert table["parts"].tolist()[3] == "value_proposition|value_chain"
    assert table.loc["g", "k"] == 3


def test_cycles_of_seven_years(process: nx.MultiDiGraph) -> None:
    table = cycles(process, at=2023)
    # 2010 is thirteen years before: the last year of the second cycle; 2016 seven: a new one
    assert table.to_numpy().tolist() == [[2010, 2, 0], [2016, 2, 6]]
    assert cycles(process).attrs["at"] == 2016
    assert cycles(process, at=2009).empty
    assert cycles(process, at=2031)["start"].tolist() == [2010]
    assert cycles(nx.MultiDiGraph()).attrs["at"] is None


@given(st.integers(1950, 2050), st.integers(0, 100))
def test_a_cycle_is_seven_years(start: int, age: int) -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", start=str(start))
    (row,) = cycles(G, at=start + age).to_numpy().tolist()
    assert row[0] + 7 * row[1] - 1 - row[2] == start + age
    assert 0 <= row[2] < 7


def test_chains_cover_both_kilometres(process: nx.MultiDiGraph) -> None:
    table = chains(process)
    assert table.to_numpy().tolist() == [["a--c", "g", "a|c"]]
    both = ecosystem([{"source": "a", "target": "b", "kilometre": "first|last"}])
    assert chains(both).to_numpy().tolist() == [["a--b", "a--b", "a|b"]]
    assert chains(ecosystem([{"source": "a", "target": "b"}])).empty


def test_meetings_of_each_phase_by_hand(process: nx.MultiDiGraph) -> None:
    table = meetings_by_phase(process).set_index(["source_model", "target_model"])
    assert table.attrs["alliances"] == {"societal_rd": 3, "qualification": 0, "deployment": 2}
    # a-b, a-c and the group of a, c and e
    assert table["societal_rd"][table["societal_rd"] > 0].to_dict() == {
        ("public_action", "public_action"): 1,
        ("public_action", "people"): 2,
        ("public_action", "public_services"): 1,
        ("people", "public_services"): 1,
    }
    # c-d and the group
    assert table["deployment"].sum() == 4
    assert table["qualification"].sum() == 0


def test_meetings_are_those_of_the_matrix_of_models(worked: nx.MultiDiGraph) -> None:
    for hybrid in ({}, {"membership": "engagement_economy:0.5|public_action:0.5"}):
        worked.nodes["asso1"].update(hybrid)
        meetings = meetings_by_alliance(worked)
        matrix = model_matrix(worked, null=None)
        assert meetings.sum().to_numpy() == pytest.approx(matrix["observed"].to_numpy())
        # and of one alliance alone
        alone = model_matrix(keep_alliances(worked, ["p"]), null=None)
        assert meetings.loc[["p"]].to_numpy()[0] == pytest.approx(alone["observed"].to_numpy())


def test_phases_of_few_meetings_are_not_compared(process: nx.MultiDiGraph) -> None:
    table = compare_phases(process, draws=9)
    assert table["distance"].isna().all()
    assert table[["expected", "p"]].isna().all(axis=None)
    near = compare_phases(process, least=1, draws=99)
    assert near[["left", "right"]].to_numpy().tolist()[1] == ["societal_rd", "deployment"]
    # of 5 meetings and of 4: 1/5 and 0, 2/5 and 1/4, 1/5 and 1/4, 1/5 and 1/4, 0 and 1/4
    by_hand = (0.2 + 0.15 + 0.05 + 0.05 + 0.25) / 2
    assert near.loc[1, "distance"] == pytest.approx(by_hand)
    assert near["p"].between(0, 1, inclusive="right")[1]


def test_phases_where_others_meet_are_told_from_chance() -> None:
    rows = [{"source": "a", "target": "b", "phase": "societal_rd"} for _ in range(8)]
    rows += [{"source": "c", "target": "d", "phase": "deployment"} for _ in range(8)]
    table = compare_phases(ecosystem(rows), draws=199, seed=1)
    distance, expected, p = table.loc[[1], ["distance", "expected", "p"]].to_numpy()[0]
    assert distance == 1
    assert expected < 0.5
    assert p <= 0.02
    assert table.loc[[0, 2], "distance"].isna().all()
    # the same meetings in both phases are at no distance
    for row in rows[1::2]:
        row["phase"] = "deployment" if row["phase"] == "societal_rd" else "societal_rd"
    mixed = compare_phases(ecosystem(rows), draws=99)
    assert mixed.loc[1, "distance"] == pytest.approx(0)
    assert mixed.loc[1, "p"] == 1


def test_an_ecosystem_that_says_nothing(worked: nx.MultiDiGraph) -> None:
    table = innovations(worked)
    assert (table["phase"] == "").all()
    assert table["societal"].isna().all()
    assert all(math.isnan(value) for value in compare_phases(worked, draws=9)["distance"])
    assert not meetings_by_phase(nx.MultiDiGraph())[list(PHASES)].to_numpy().any()
    assert not meetings_by_alliance(nx.MultiDiGraph([("a", "b", "1")])).to_numpy().any()
    assert np.isfinite(meetings_by_alliance(worked).to_numpy()).all()
