"""What would change: by hand on the worked example, and by its laws on any ecosystem."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomap.errors import GraphError
from ecomap.graph import alliances_of, from_tables, project, to_tables, validate_graph
from ecomap.measures.premium import interaction_value
from ecomap.measures.whatif import broken, compare, what_if, with_alliance, without
from ecomap.text import LANGUAGES, say
from ecomap.typology import standard


def recorded(G: nx.MultiDiGraph) -> tuple[Any, ...]:
    """Give all that a graph holds."""
    edges = sorted((*edge[:3], repr(edge[3])) for edge in G.edges(keys=True, data=True))
    nodes = [(node, repr(data)) for node, data in G.nodes(data=True)]
    return nodes, edges, repr(G.graph)


def listed(table: pd.DataFrame) -> list[list[Any]]:
    """Give the losses as plain rows, without the columns that are empty."""
    return [
        [cell for cell in row if not (isinstance(cell, float) and np.isnan(cell))]
        for row in table.drop(columns="name").to_numpy(dtype=object).tolist()
    ]


def value_of(G: nx.MultiDiGraph, other: nx.MultiDiGraph) -> dict[Hashable, float]:
    """Give the value of two ecosystems, and its change."""
    return compare(G, other).loc["value"].to_dict()


# --------------------------------------------------------------------------- by hand


@pytest.mark.parametrize(
    ("name", "loss"),
    [
        ("p", Fraction(8, 27)),
        ("q", Fraction(19, 54)),
        ("r", Fraction(13, 54)),
        ("s", Fraction(0)),
        ("mairie", Fraction(17, 54)),
        ("asso1", Fraction(11, 54)),
        ("asso2", Fraction(5, 18) + Fraction(5, 27)),
        ("entreprise", Fraction(1, 3) + Fraction(7, 54)),
        ("banque", Fraction(13, 54)),
        # both associations: only firm and bank are left in reach
        ("engagement_economy", Fraction(37, 54) - Fraction(1, 9)),
    ],
)
def test_losses_of_the_worked_example(worked: nx.MultiDiGraph, name: str, loss: Fraction) -> None:
    value = value_of(worked, without(worked, name))
    assert value["before"] == pytest.approx(Fraction(37, 54))
    assert value["change"] == pytest.approx(-loss, abs=1e-15)


def test_what_changes_without_an_actor(worked: nx.MultiDiGraph) -> None:
    table = compare(worked, without(worked, "asso2"))
    expected = {
        # steps 1 and 1 between mairie and asso1, entreprise and banque: 2 of 6 pairs
        "efficiency": (43 / 60, 1 / 3),
        "cut_actors": (2, 0),
        "actors": (5, 4),
        "places": (1, 1),
        "alliances": (4, 3),
        "ties": (5, 2),
        "isolates": (0, 0),
        "components": (1, 2),
        "largest_component": (5, 2),
        "density": (0.5, 1 / 3),
        "ei_index": (7 / 9, 1),
    }
    for indicator, values in expected.items():
        assert table.loc[indicator, ["before", "after"]].to_numpy().tolist() == pytest.approx(
            values
        )


def test_what_breaks_without_an_actor(worked: nx.MultiDiGraph) -> None:
    assert listed(broken(worked, without(worked, "asso2"))) == [
        ["models_parted", "public_action", "productive_economy", 1.0, 0.0],
        ["models_parted", "public_action", "financial_economy", 1.0, 0.0],
        ["models_parted", "productive_economy", "engagement_economy", 2.0, 0.0],
        ["models_parted", "financial_economy", "engagement_economy", 2.0, 0.0],
        ["actor_cut_off", "entreprise", 5.0, 2.0],
        ["actor_cut_off", "banque", 5.0, 2.0],
        ["alliance_ended", "q", 2.0, 1.0],
    ]


def test_what_breaks_without_an_alliance(worked: nx.MultiDiGraph) -> None:
    # asso2 is left with the firm and the bank; of two parts the larger is the main body
    assert listed(broken(worked, without(worked, "p"))) == [
        ["models_parted", "public_action", "productive_economy", 1.0, 0.0],
        ["models_parted", "public_action", "financial_economy", 1.0, 0.0],
        ["models_split", "public_action", "engagement_economy", 2.0, 1.0],
        ["models_split", "productive_economy", "engagement_economy", 2.0, 1.0],
        ["models_split", "financial_economy", "engagement_economy", 2.0, 1.0],
        ["actor_cut_off", "mairie", 5.0, 2.0],
        ["actor_cut_off", "asso1", 5.0, 2.0],
        ["alliance_ended", "p", 3.0, 0.0],
    ]


def test_paths_that_grow_longer_are_told() -> None:
    G = nx.MultiDiGraph([("a", "b", "ab"), ("b", "c", "bc"), ("a", "c", "ac")])
    nx.set_node_attributes(G, {"a": "people", "c": "public_action"}, "model")
    assert listed(broken(G, without(G, "ac"))) == [
        ["models_farther", "public_action", "people", 1.0, 2.0],
        ["alliance_ended", "ac", 2.0, 0.0],
    ]


def test_a_mean_of_steps_is_over_the_pairs_within_reach_in_both() -> None:
    # a–b stays at one step, a–d was at three and is lost: the mean has not grown shorter
    G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("c", "d", "3")])
    nx.set_node_attributes(G, {"a": "people", "b": "public_action", "d": "public_action"}, "model")
    losses = listed(broken(G, without(G, "3")))
    assert ["models_split", "public_action", "people", 2.0, 1.0] in losses
    assert "models_farther" not in [row[0] for row in losses]
    assert listed(broken(without(G, "3"), G)) == []


def test_an_alliance_more(worked: nx.MultiDiGraph) -> None:
    other = with_alliance(worked, "mairie", "banque")
    # by hand: mairie–banque 3 → 1, mairie–entreprise 2 → 2, asso1–banque 3 → 2
    gain = (Fraction(2, 3) + Fraction(1, 6)) / 9
    assert value_of(worked, other)["change"] == pytest.approx(gain)
    assert other.edges["mairie", "banque", "mairie--banque"] == {"evidence": "proposal"}
    table = what_if(worked, with_=[("mairie", "banque")])
    assert listed(table[table["what"] != "indicator"]) == [
        ["models_nearer", "public_action", "financial_economy", 3.0, 1.0, -2.0],
        ["models_nearer", "financial_economy", "engagement_economy", 2.5, 2.0, -0.5],
        ["alliance_made", "mairie--banque", 0.0, 2.0, 2.0],
    ]


def test_an_alliance_of_three_is_a_place(worked: nx.MultiDiGraph) -> None:
    other = with_alliance(worked, "mairie", "banque", "asso1", "mairie", name="Fonds commun")
    validate_graph(other)
    found = {a["id"]: set(a["members"]) for a in alliances_of(other)}
    assert found["fonds-commun"] == {"mairie", "banque", "asso1"}
    assert other.nodes["fonds-commun"]["name"] == "Fonds commun"
    again = from_tables(*to_tables(other))
    assert {a["id"]: set(a["members"]) for a in alliances_of(again)} == found


def test_removed_then_added(worked: nx.MultiDiGraph) -> None:
    table = what_if(worked, without=["q"], with_=[("asso2", "banque")])
    same = with_alliance(without(worked, "q"), "asso2", "banque")
    value = table[table["id"] == "value"].iloc[0]
    assert value["after"] == pytest.approx(value_of(worked, same)["after"])
    assert {"alliance_ended", "alliance_made"} <= set(table["what"])
    assert list(table.columns) == [
        *("what", "id", "name", "source_model", "target_model", "before", "after", "change")
    ]
    pd.testing.assert_frame_equal(what_if(worked, without="q"), what_if(worked, without=["q"]))


# --------------------------------------------------------------------------- names


def test_names_and_labels_are_understood(worked: nx.MultiDiGraph) -> None:
    worked.nodes["asso1"]["name"] = "Les Jardins d’Été"
    assert "asso1" not in without(worked, "les jardins d'ete")
    assert "banque" not in without(worked, "Économie financière")
    # « banque » is also an alias of a model: only its key or its label stands for it
    assert "entreprise" in without(worked, "banque")


def test_unknown_names_are_refused_with_the_nearest(worked: nx.MultiDiGraph) -> None:
    with pytest.raises(GraphError, match=r'"entrprise" is neither .* mean "entreprise"'):
        without(worked, "entrprise")
    with pytest.raises(GraphError, match=r'No actor has .* "asso9".* Did you mean "asso'):
        with_alliance(worked, "mairie", "asso9")
    with pytest.raises(GraphError, match='"p" is a meeting place'):
        with_alliance(worked, "mairie", "p")
    with pytest.raises(GraphError, match='only "mairie"'):
        with_alliance(worked, "mairie", "mairie")
    with pytest.raises(GraphError, match="only"):
        with_alliance(worked)


def test_what_may_be_two_things_is_refused(worked: nx.MultiDiGraph) -> None:
    worked.add_edge("asso1", "banque", key="mairie")
    with pytest.raises(GraphError, match="the right one: actor:mairie, alliance:mairie"):
        without(worked, "mairie")
    assert "mairie" not in without(worked, "actor:mairie")
    left = without(worked, "alliance:mairie")
    assert "mairie" in left
    assert not left.has_edge("asso1", "banque")
    worked.nodes["asso1"]["name"] = worked.nodes["asso2"]["name"] = "Association"
    with pytest.raises(GraphError, match="asso1, asso2"):
        with_alliance(worked, "Association", "banque")
    with pytest.raises(GraphError, match="actor:asso1, actor:asso2"):
        without(worked, "Association")


def test_an_id_with_a_colon_is_an_id(worked: nx.MultiDiGraph) -> None:
    worked.add_node("actor:banque", model="people")
    other = without(worked, "actor:banque")
    assert "banque" in other
    assert "actor:banque" not in other


def test_a_membership_takes_one_actor_out_of_one_place(worked: nx.MultiDiGraph) -> None:
    found = {a["id"]: a["members"] for a in alliances_of(without(worked, "p--asso1"))}
    assert found["p"] == ("mairie", "asso2")


# --------------------------------------------------------------------------- tables


TABLES = [
    pd.DataFrame({"partners": ["a|b|c|d"]}, index=pd.Index(["g"], name="id")),
    pd.DataFrame(
        {"source": ["a", "b", "c"], "target": ["b", "c", "d"], "alliance_group": ["g"] * 3},
        index=pd.Index(["1", "2", "3"], name="id"),
    ),
    pd.DataFrame(
        {"source": ["b", "b", "b"], "target": ["a", "c", "d"], "alliance_group": ["g"] * 3},
        index=pd.Index(["1", "2", "3"], name="id"),
    ),
    pd.DataFrame(
        {"partners": list("abcd"), "alliance_group": ["g"] * 4},
        index=pd.Index(["1", "2", "3", "4"], name="id"),
    ),
]


@pytest.mark.parametrize("alliances", TABLES, ids=["list", "chain", "star", "members"])
@pytest.mark.parametrize("gone", ["a", "b", "c", "d"])
def test_who_is_gone_is_gone_from_the_tables(alliances: pd.DataFrame, gone: str) -> None:
    actors = pd.DataFrame({"name": list("abcd")}, index=pd.Index(list("abcd"), name="id"))
    G = from_tables(actors, alliances)
    before = recorded(G)
    other = without(G, gone)
    assert recorded(G) == before
    left = tuple(sorted(set("abcd") - {gone}))
    assert [tuple(sorted(a["members"])) for a in alliances_of(other)] == [left]
    again = from_tables(*to_tables(other))
    assert sorted(again) == sorted(other)
    assert [tuple(sorted(a["members"])) for a in alliances_of(again)] == [left]


# --------------------------------------------------------------------------- undefined cases


@pytest.mark.parametrize(
    "G",
    [
        nx.MultiDiGraph(),
        nx.empty_graph(["a"], create_using=nx.MultiDiGraph),
        nx.MultiDiGraph([("a", "b", "1")]),
    ],
    ids=["empty", "alone", "unclassified"],
)
def test_small_and_unclassified_ecosystems(G: nx.MultiDiGraph) -> None:
    names = [*G, *(key for *_, key in G.edges(keys=True))]
    for name in names:
        table = what_if(G, without=[name])
        assert table.loc[table["id"] == "value", ["before", "after"]].isna().all(axis=None)
    assert what_if(G)["what"].eq("indicator").all()
    assert broken(G, G).empty


def test_an_ecosystem_that_loses_its_last_classified_actor(worked: nx.MultiDiGraph) -> None:
    value = value_of(worked, without(worked, *standard().models))
    assert value["after"] == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_finding_has_its_sentence(worked: nx.MultiDiGraph, lang: str) -> None:
    table = pd.concat([what_if(worked, without=["asso2"]), what_if(without(worked, "q", "s"))])
    for row in table.to_dict("records"):
        facts = {str(key): value for key, value in row.items()}
        sentence = say(f"whatif.{row['what']}", lang, label=row["id"], **facts)
        assert "{" not in sentence


# --------------------------------------------------------------------------- laws


@st.composite
def ecosystems(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Make a small ecosystem of pairs and places, with isolates, unclassified and hybrid actors."""
    actors = [f"a{n}" for n in range(draw(st.integers(2, 7)))]
    G = nx.MultiDiGraph()
    for actor in actors:
        model = draw(st.sampled_from([*standard().models, None]))
        G.add_node(actor, kind="organisation", **({"model": model} if model else {}))
    if draw(st.booleans()):
        G.nodes["a1"]["model"] = "people"
        G.nodes["a1"]["membership"] = "people:0.75|public_services:0.25"
    for n in range(draw(st.integers(0, 6))):
        ends = draw(st.lists(st.sampled_from(actors), min_size=2, max_size=4, unique=True))
        if len(ends) == 2:
            G.add_edge(*ends, key=f"e{n}")
        else:
            G.add_node(f"p{n}", kind="programme")
            G.add_edges_from((end, f"p{n}", f"{n}{end}") for end in ends)
    return G


@settings(max_examples=60)
@given(ecosystems(), st.data())
def test_removing_never_raises_value_and_adding_never_lowers_it(
    G: nx.MultiDiGraph, data: st.DataObject
) -> None:
    before = recorded(G)
    keys = [key for *_, key in G.edges(keys=True)]
    names = data.draw(st.lists(st.sampled_from([*G, *keys, *standard().models]), max_size=3))
    pair = data.draw(st.lists(st.sampled_from(list(project(G))), min_size=2, max_size=3))
    less = without(G, *names)
    validate_graph(less)
    change = value_of(G, less)["change"]
    assert change <= 1e-12 or np.isnan(change)
    gained = broken(less, G)["what"]
    assert not what_if(G, without=names)["what"].isin(["models_nearer", "models_joined"]).any()
    assert set(gained) <= {
        *("models_parted", "models_split", "models_farther", "actor_cut_off", "alliance_ended")
    }
    if len(set(pair)) > 1:
        more = with_alliance(G, *pair)
        validate_graph(more)
        change = value_of(G, more)["change"]
        assert change >= -1e-12 or np.isnan(change)
        assert broken(G, more).empty
    assert recorded(G) == before


@settings(max_examples=30)
@given(ecosystems())
def test_nothing_changes_between_an_ecosystem_and_itself(G: nx.MultiDiGraph) -> None:
    table = compare(G, G)
    assert table["change"].dropna().eq(0).all()
    assert table["change"].isna().equals(table["before"].isna())
    assert broken(G, G).empty
    pd.testing.assert_series_equal(
        compare(G, without(G))["after"], table["before"], check_names=False
    )


@settings(max_examples=40)
@given(ecosystems())
def test_parted_models_by_definition(G: nx.MultiDiGraph) -> None:
    H = project(G)

    def connected(K: nx.Graph) -> set[frozenset[str]]:
        return {
            frozenset((K.nodes[u]["model"], K.nodes[v]["model"]))
            for u, v in combinations(K, 2)
            if "model" in K.nodes[u] and "model" in K.nodes[v] and nx.has_path(K, u, v)
        }

    for actor in H:
        other = without(G, actor)
        lost = {pair for pair in connected(H) - connected(project(other)) if len(pair) == 2}
        table = broken(G, other)
        parted = table[table["what"] == "models_parted"]
        pairs = zip(parted["source_model"], parted["target_model"], strict=True)
        assert {frozenset(pair) for pair in pairs} == lost
        ended = set(table.loc[table["what"] == "alliance_ended", "id"])
        assert ended == {a["id"] for a in alliances_of(G)} - {a["id"] for a in alliances_of(other)}


def test_the_value_of_another_ecosystem_is_over_the_first(worked: nx.MultiDiGraph) -> None:
    # five pairs are left of nine: V over its own pairs would have risen
    other = without(worked, "banque")
    own_total = 5  # mairie–asso1, –asso2, –entreprise, asso1–entreprise, asso2–entreprise
    after = value_of(worked, other)["after"]
    assert after == pytest.approx(interaction_value(other) * own_total / 9)
    assert interaction_value(other) > interaction_value(worked) > after
