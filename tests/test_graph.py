"""Tables into G and back, the contract of G, its readings and selections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.errors import GraphError
from ecomap.graph import (
    alliances_of,
    collapse,
    ego,
    from_networkx,
    from_tables,
    has_models,
    leave_out,
    project,
    public,
    select,
    to_tables,
    unchanged,
    validate_graph,
)

Rows = Sequence[Mapping[str, object]]


def actors_of(*rows: tuple[str, str]) -> pd.DataFrame:
    """Make a table of actors from ids and kinds."""
    return pd.DataFrame(
        {"name": [key.title() for key, _ in rows], "kind": [kind for _, kind in rows]},
        index=pd.Index([key for key, _ in rows], name="id"),
    )


def alliances_from(rows: Rows) -> pd.DataFrame:
    """Make a table of alliances from rows that have an id."""
    return pd.DataFrame(rows).set_index("id")


ACTORS = actors_of(
    *[(key, "organisation") for key in ("a", "b", "c", "d")],
    ("fair", "event"),
    ("forum", "event"),
)

PAIRS = [
    {"id": "1", "source": "a", "target": "b", "alliance_group": "g", "role": "lead"},
    {"id": "2", "source": "c", "target": "a", "alliance_group": "g", "role": "member"},
]
MEMBERS = [{"id": str(n), "partners": key, "alliance_group": "g"} for n, key in enumerate("abc")]
LIST = [{"id": "g", "partners": "a|b|c"}]


@pytest.mark.parametrize(
    "said", [{"model": "people"}, {"membership": "people:0.5|public_services:0.5"}]
)
def test_one_actor_with_a_model_makes_a_graph_that_has_models(said: dict[str, str]) -> None:
    G = from_tables(ACTORS, alliances_from(PAIRS))
    assert not has_models(G)
    G.nodes["d"].update(said)
    assert has_models(G)
    assert has_models(project(G))


@pytest.mark.parametrize("rows", [PAIRS, MEMBERS, LIST])
def test_three_ways_of_writing_an_alliance_give_the_same_graph(
    rows: Rows,
) -> None:
    G = from_tables(ACTORS, alliances_from(rows))
    assert G.nodes["g"]["kind"] == "alliance"
    assert sorted(G.edges()) == [("a", "g"), ("b", "g"), ("c", "g")]
    assert sorted(project(G).edges(data="weight")) == [
        ("a", "b", 0.5),
        ("a", "c", 0.5),
        ("b", "c", 0.5),
    ]


AT_PLACE = [
    {"id": "1", "source": "a", "target": "fair", "alliance_group": "g"},
    {"id": "2", "source": "fair", "target": "b", "alliance_group": "g"},
    {"id": "3", "source": "c", "target": "fair", "alliance_group": "g"},
]
TWICE_THE_SAME_TWO = [
    {"id": "1", "source": "a", "target": "b", "alliance_group": "g", "weight": 1.0},
    {"id": "2", "source": "b", "target": "a", "alliance_group": "g", "weight": 3.0},
]
TWO_MEMBERS = [{"id": str(n), "partners": key, "alliance_group": "g"} for n, key in enumerate("ab")]
ONE_MEMBER = [{"id": "1", "partners": "a", "alliance_group": "g"}]
WITH_A_PLACE = [*PAIRS, {"id": "3", "source": "d", "target": "fair", "alliance_group": "g"}]
LIST_AT_PLACE = [{"id": "g", "partners": "a|fair|b|c"}]
MEMBERS_OF_A_PLACE = [
    {"id": str(n), "partners": k, "alliance_group": "fair"} for n, k in enumerate("abc")
]
PLAIN: Rows = [
    {"id": "1", "source": "a", "target": "b", "amount_eur": 10.0, "directed": True},
    {"id": "2", "source": "a", "target": "b", "amount_eur": None, "directed": None},
    {"id": "3", "source": "fair", "target": "forum", "amount_eur": None, "directed": False},
]
TWO_LISTS = [
    {"id": "1", "partners": "a|b|c", "alliance_group": "g", "role": "x"},
    {"id": "2", "partners": "b|c|d", "alliance_group": "g", "role": "y"},
]
NAMED_LIKE_AN_ACTOR = [{"id": "1", "partners": "a|b|c", "alliance_group": "d"}]

WRITTEN: dict[str, Rows] = {
    "pairs": PAIRS,
    "members": MEMBERS,
    "list": LIST,
    "at_place": AT_PLACE,
    "twice_the_same_two": TWICE_THE_SAME_TWO,
    "two_members": TWO_MEMBERS,
    "one_member": ONE_MEMBER,
    "with_a_place": WITH_A_PLACE,
    "list_at_place": LIST_AT_PLACE,
    "members_of_a_place": MEMBERS_OF_A_PLACE,
    "plain": PLAIN,
    "two_lists": TWO_LISTS,
    "named_like_an_actor": NAMED_LIKE_AN_ACTOR,
}


@pytest.mark.parametrize("name", WRITTEN)
def test_tables_to_graph_to_tables_loses_nothing(name: str) -> None:
    alliances = alliances_from(WRITTEN[name])
    again, rows = to_tables(from_tables(ACTORS, alliances))
    pd.testing.assert_frame_equal(again, ACTORS)
    pd.testing.assert_frame_equal(rows, alliances)


def test_a_group_that_meets_at_a_place_is_that_place() -> None:
    for rows in (AT_PLACE, LIST_AT_PLACE, MEMBERS_OF_A_PLACE):
        G = from_tables(ACTORS, alliances_from(rows))
        assert "g" not in G
        assert {a["id"] for a in alliances_of(G)} == {"fair"}
        assert set(alliances_of(G)[0]["members"]) == {"a", "b", "c"}


def test_two_rows_of_one_group_between_two_actors_are_one_alliance_of_mean_weight() -> None:
    G = from_tables(ACTORS, alliances_from(TWICE_THE_SAME_TWO))
    assert [(a["members"], a["weight"]) for a in alliances_of(G)] == [(("a", "b"), 2.0)]


def test_k_counts_actors_places_aside() -> None:
    G = from_tables(ACTORS, alliances_from(WITH_A_PLACE))
    assert len(alliances_of(G)[0]["members"]) == 4
    assert G.has_edge("fair", "g")
    assert project(G).graph["left_out"]["place_ties"] == 1


def test_common_columns_are_on_the_alliance_and_the_others_on_the_memberships() -> None:
    rows = [{**row, "start": "2020"} for row in PAIRS]
    G = from_tables(ACTORS, alliances_from(rows))
    assert G.nodes["g"]["start"] == "2020"
    assert G.edges["b", "g", "1"]["role"] == "lead"
    assert G.edges["b", "g", "1"]["rows"] == [{"id": "1", "source": "a", "target": "b"}]


def test_a_group_named_like_an_actor_gets_a_node_of_its_own() -> None:
    G = from_tables(ACTORS, alliances_from(NAMED_LIKE_AN_ACTOR))
    assert G.nodes["d"]["kind"] == "organisation"
    assert G.nodes["d-2"]["kind"] == "alliance"


def test_weights_of_an_alliance_are_the_mean_over_its_rows() -> None:
    rows = [{**row, "weight": weight} for row, weight in zip(MEMBERS, (1.0, 2.0, 6.0), strict=True)]
    G = from_tables(ACTORS, alliances_from(rows))
    assert alliances_of(G)[0]["weight"] == 3.0
    assert alliances_of(G, weight=None)[0]["weight"] == 1.0
    # strength counts alliances: each of the three actors has one, of strength 3
    assert dict(project(G).degree(weight="weight")) == {"a": 3.0, "b": 3.0, "c": 3.0, "d": 0}


def test_project_leaves_large_places_out_and_says_so() -> None:
    rows = [{"id": key, "source": key, "target": "fair"} for key in "abc"]
    H = project(from_tables(ACTORS, alliances_from(rows)), meeting_max=2)
    assert H.number_of_edges() == 0
    assert H.graph["left_out"] == {"small_places": 1, "place_ties": 0, "large_places": ["fair"]}


def test_project_adds_parallel_alliances_and_gives_lengths() -> None:
    rows = [{"id": "1", "source": "a", "target": "b"}, {"id": "2", "source": "b", "target": "a"}]
    H = project(from_tables(ACTORS, alliances_from(rows)))
    assert H.edges["a", "b"] == {"weight": 2.0, "distance": 0.5, "alliances": ("1", "2")}


def test_an_edit_of_an_attribute_is_read_at_once() -> None:
    G = from_tables(ACTORS, alliances_from([{"id": "1", "source": "a", "target": "b"}]))
    assert project(G).edges["a", "b"]["weight"] == 1
    G.edges["a", "b", "1"]["weight"] = 3.0
    G.nodes["c"]["kind"] = "event"
    assert project(G).edges["a", "b"]["weight"] == alliances_of(G)[0]["weight"] == 3
    assert "c" not in project(G)


def test_what_does_not_change_is_read_once() -> None:
    G = from_tables(ACTORS, alliances_from([{"id": "1", "source": "a", "target": "b"}]))
    with unchanged(G):
        H, found = project(G), alliances_of(G)
        with unchanged(G):
            assert project(G) is H
        found.clear()
        assert alliances_of(G)
        assert project(G, weight=None) is not H
        assert project(G.copy()) is not H
        with pytest.raises(nx.NetworkXError, match="Frozen graph"):
            H.add_edge("a", "c")
    assert project(G) is not H


def test_collapse_keeps_places() -> None:
    H = collapse(from_tables(ACTORS, alliances_from(AT_PLACE)))
    assert sorted(H["fair"]) == ["a", "b", "c"]
    assert H.graph["reading"] == "collapse"


# --------------------------------------------------------------------------- contract


def faults(G: nx.Graph) -> list[str]:
    """Give the codes of the faults of a graph."""
    with pytest.raises(GraphError) as caught:
        validate_graph(G)
    return [issue.code for issue in caught.value.issues]


def test_validate_finds_every_fault_at_once() -> None:
    G = nx.MultiDiGraph()
    G.add_node(1, model="wizardry")
    G.add_node("b", kind="castle", note=None)
    G.add_node("c", kind="event", model="people", membership="people:0.2")
    G.add_edge("b", "b", key="x", weight=0.0)
    G.add_edge("b", "c", key="x")
    assert faults(G) == [
        "graph_id",
        "graph_model",
        "graph_kind",
        "graph_empty",
        "graph_place_model",
        "graph_membership",
        "graph_self_link",
        "graph_weight",
        "graph_key_twice",
    ]


def test_validate_wants_a_multidigraph_and_says_what_to_do() -> None:
    with pytest.raises(GraphError, match=r"Try ecomap\.from_networkx"):
        validate_graph(nx.Graph())


def test_from_networkx_takes_any_graph_and_leaves_it_alone() -> None:
    H = nx.DiGraph([(1, 2, {"weight": 2, "note": None})])
    H.nodes[1]["label"] = "One"
    G = from_networkx(H)
    assert dict(G.nodes(data="name")) == {"1": "One", "2": "2"}
    assert G.edges["1", "2", "1--2"] == {"directed": True, "weight": 2}
    assert H.edges[1, 2] == {"weight": 2, "note": None}


def test_from_networkx_refuses_a_model_that_nobody_knows() -> None:
    H = nx.Graph()
    H.add_node("a", model="wizardry")
    with pytest.raises(GraphError, match='"wizardry" is not one of the seven models'):
        from_networkx(H)


# --------------------------------------------------------------------------- selections


def dated() -> nx.MultiDiGraph:
    """Make a graph of alliances with and without dates."""
    rows: Rows = [
        {"id": "1", "source": "a", "target": "b", "start": "2018", "end": "2020-06"},
        {"id": "2", "source": "b", "target": "c", "start": "2021", "end": None},
        {"id": "3", "source": "c", "target": "d", "start": None, "end": None},
        {"id": "4", "source": "a", "target": "fair", "start": "2019", "end": "2019"},
        {"id": "5", "source": "b", "target": "fair", "start": "2019", "end": "2019"},
    ]
    return from_tables(ACTORS, alliances_from(rows))


def test_select_by_year_keeps_what_is_under_way() -> None:
    G = dated()
    assert {key for *_, key in select(G, at=2019).edges(keys=True)} == {"1", "3", "4", "5"}
    assert {key for *_, key in select(G, at=2025, undated=False).edges(keys=True)} == {"2"}
    assert len(G.edges) == 5


def test_select_by_columns_and_family() -> None:
    G = dated()
    G.nodes["a"].update(model="people", territory="Lens")
    G.nodes["b"].update(model="productive_economy", territory="Lens")
    assert sorted(select(G, family="private", territory={"Lens", "Lille"})) == ["a", "b", "fair"]
    assert sorted(select(G, model="people")) == ["a", "fair"]


def test_ego_keeps_the_neighbourhood_and_its_places() -> None:
    assert sorted(ego(dated(), "a")) == ["a", "b", "fair"]
    with pytest.raises(GraphError, match='No actor has the identifier "zz"'):
        ego(dated(), "zz")


def test_public_removes_persons_everywhere() -> None:
    people = actors_of(*[(key, "organisation") for key in "abc"], ("jane-doe", "person"))
    people["Courriel"] = ["x@example.org", None, None, None]
    rows = [
        {"id": "jane-doe--a", "source": "a", "target": "jane-doe", "alliance_group": "g"},
        {"id": "2", "source": "jane-doe", "target": "b", "alliance_group": "g"},
        {"id": "3", "source": "b", "target": "c", "alliance_group": "g"},
        {"id": "4", "partners": "a|b|c|jane-doe"},
    ]
    G = from_tables(people, alliances_from(rows))
    part = public(G)
    shown = repr((dict(part.nodes(data=True)), list(part.edges(keys=True, data=True)), part.graph))
    assert "jane" not in shown
    assert "example.org" not in shown
    assert part.graph["withheld"] == {"persons": 1, "columns": ["Courriel"]}
    assert sorted(part["a"]) == ["4", "g"]
    assert "jane-doe" in G
    validate_graph(part)


def test_those_left_out_are_named_nowhere() -> None:
    people = actors_of(*[(key, "organisation") for key in "abcd"])
    people["name"] = ["Ada", "Bob", "Cid", "Dan"]
    rows: list[dict[str, object]] = [
        {"id": "1", "source": "b", "target": "c", "said_by": "Ada|b|somebody"},
        {"id": "2", "source": "c", "target": "d", "said_by": "a"},
        {"id": "3", "partners": "a|b|c"},
    ]
    part = leave_out(from_tables(people, alliances_from(rows)), ["a"])
    assert sorted(part) == ["3", "b", "c", "d"]
    assert part.edges["b", "c", "1"]["said_by"] == "b"
    assert "said_by" not in part.edges["c", "d", "2"]
    assert part.nodes["3"]["rows"] == [{"id": "3", "partners": "b|c"}]
    validate_graph(part)
    with pytest.raises(GraphError, match='No actor has the identifier "z"'):
        leave_out(part, ["b", "z"])


# --------------------------------------------------------------------------- properties

IDS = st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=6, unique=True)


@st.composite
def ecosystems(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make two normal tables: actors and places, pairs, members, lists and groups."""
    kinds = st.sampled_from(["organisation", "network", "event", "programme"])
    actors = actors_of(*[(key, draw(kinds)) for key in "abcdefgh"])
    rows: list[dict[str, object]] = []
    for n in range(draw(st.integers(1, 8))):
        ends = draw(IDS)
        group = draw(st.sampled_from([None, "g1", "g2", "a"]))
        row: dict[str, object] = {"id": f"r{n}", "alliance_group": group}
        if len(ends) > 2:
            row["partners"] = "|".join(ends)
        elif group and draw(st.booleans()):
            row["partners"] = ends[0]
        else:
            row["source"], row["target"] = ends
        row["role"] = draw(st.sampled_from([None, "lead", "member"]))
        row["weight"] = draw(st.sampled_from([None, 1.0, 2.5]))
        rows.append(row)
    return actors, alliances_from(rows).dropna(axis="columns", how="all")


@given(ecosystems())
def test_round_trip_of_any_tables(ecosystem: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    actors, alliances = ecosystem
    before = alliances.copy(deep=True)
    again, rows = to_tables(from_tables(actors, alliances))
    pd.testing.assert_frame_equal(again, actors)
    pd.testing.assert_frame_equal(rows, alliances, check_dtype=False)
    pd.testing.assert_frame_equal(alliances, before)


@given(ecosystems())
def test_total_weight_of_the_projection(ecosystem: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    G = from_tables(*ecosystem)
    total = sum(a["weight"] * len(a["members"]) / 2 for a in alliances_of(G))
    assert project(G).size(weight="weight") == pytest.approx(total)


@given(ecosystems())
def test_readings_leave_the_graph_as_it_was(
    ecosystem: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    G = from_tables(*ecosystem)
    before = repr((dict(G.nodes(data=True)), list(G.edges(keys=True, data=True)), G.graph))
    for reading in (project, collapse, public, select):
        reading(G)
    assert repr((dict(G.nodes(data=True)), list(G.edges(keys=True, data=True)), G.graph)) == before


def test_order_of_rows_survives_in_a_path() -> None:
    names = [f"n{i:02}" for i in range(12)]
    rows = [
        {"id": f"{u}-{v}", "source": u, "target": v} for u, v in reversed(list(pairwise(names)))
    ]
    actors = actors_of(*[(name, "organisation") for name in names])
    assert list(to_tables(from_tables(actors, alliances_from(rows)))[1].index) == [
        r["id"] for r in rows
    ]


@pytest.mark.parametrize("name", WRITTEN)
def test_a_selection_names_nobody_that_it_left_out(name: str) -> None:
    G = from_tables(ACTORS, alliances_from(WRITTEN[name]))
    G.nodes["a"]["territory"] = G.nodes["b"]["territory"] = "Lens"
    for part in (select(G, territory="Lens"), ego(G, "d")):
        _, rows = to_tables(part)
        ends = {
            end
            for column in ("source", "target", "partners")
            if column in rows
            for cell in rows[column].dropna()
            for end in cell.split("|")
        }
        assert ends <= set(part)
