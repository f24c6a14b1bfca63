"""Measures: values by hand, published values, oracles and properties."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction
from importlib.resources import files
from itertools import combinations
from math import isnan, nan
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.cli import main
from ecomap.errors import GraphError
from ecomap.graph import from_networkx, project
from ecomap.measures import positions
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import (
    ACTOR_MEASURES,
    ALLIANCE_MEASURES,
    ECOSYSTEM_MEASURES,
    actor_metrics,
    alliance_metrics,
    asked,
    ecosystem_metrics,
    ecosystem_table,
)
from ecomap.measures.mixing import (
    actor_ei_index,
    ei_index,
    group_ei_index,
    mixing_matrix,
    participation,
)
from ecomap.measures.positions import betweenness, harmonic, pagerank, strength
from ecomap.measures.shuffles import mixing_by_chance
from ecomap.typology import standard

MODELS = ("mairie", "asso1", "asso2", "entreprise", "banque")


def test_worked_example_projection(worked: nx.MultiDiGraph) -> None:
    H = project(worked)
    assert {frozenset((u, v)): w for u, v, w in H.edges(data="weight")} == {
        frozenset(("mairie", "asso1")): 1.5,
        frozenset(("mairie", "asso2")): 0.5,
        frozenset(("asso1", "asso2")): 0.5,
        frozenset(("asso2", "entreprise")): 1.0,
        frozenset(("entreprise", "banque")): 1.0,
    }
    assert H.size(weight="weight") == 4.5
    assert strength(H) == dict(zip(MODELS, (2.0, 2.0, 2.0, 2.0, 1.0), strict=True))


def test_worked_example_measures(worked: nx.MultiDiGraph) -> None:
    H = project(worked)
    assert ei_index(H) == pytest.approx(Fraction(7, 9))
    assert ei_index(H, weight=None) == pytest.approx(Fraction(3, 5))
    # the example gives the formula's value for every actor, one tie or more
    raw = participation(H, min_ties=1)
    assert list(raw.values()) == pytest.approx([0, 3 / 8, 5 / 8, 1 / 2, 0])
    # raw betweenness 0, 0, 4, 3, 0 over the 6 pairs of the four others
    assert list(betweenness(H).values()) == pytest.approx([0, 0, 4 / 6, 3 / 6, 0])


def test_worked_example_with_a_hybrid_actor(worked: nx.MultiDiGraph) -> None:
    worked.nodes["asso1"]["membership"] = "engagement_economy:0.5|public_action:0.5"
    assert ei_index(project(worked)) == pytest.approx(Fraction(5, 9))


def test_worked_example_pairs_of_models(worked: nx.MultiDiGraph) -> None:
    pairs = model_matrix(worked).set_index(["source_model", "target_model"])
    assert len(pairs) == 28
    met = pairs[pairs["observed"] > 0]
    assert met["observed"].to_dict() == {
        ("public_action", "engagement_economy"): 2,
        ("productive_economy", "financial_economy"): 1,
        ("productive_economy", "engagement_economy"): 1,
        ("engagement_economy", "engagement_economy"): 1,
    }
    assert met["strength"].to_list() == [2.0, 1.0, 1.0, 0.5]
    assert set(pairs["left_out"]) == {0}


def test_participation_needs_two_ties(worked: nx.MultiDiGraph) -> None:
    scores = participation(project(worked))
    assert isnan(scores["banque"])
    assert scores["asso1"] == pytest.approx(3 / 8)


def test_unclassified_ends_are_left_out_and_counted(worked: nx.MultiDiGraph) -> None:
    del worked.nodes["entreprise"]["model"]
    H = project(worked)
    # only the triangle of alliances p and s is left: 2 external of 2.5
    assert ei_index(H) == pytest.approx((2.0 - 0.5) / 2.5)
    assert set(model_matrix(worked)["left_out"]) == {2}
    assert isnan(actor_ei_index(H)["entreprise"])
    assert isnan(actor_ei_index(H)["banque"])
    # but an unclassified actor still lies on paths
    assert betweenness(H)["entreprise"] == pytest.approx(0.5)


def test_ei_index_by_actor_and_by_model(worked: nx.MultiDiGraph) -> None:
    H = project(worked)
    assert actor_ei_index(H) == pytest.approx(
        dict(zip(MODELS, (1.0, 0.5, 0.5, 1.0, 1.0), strict=True))
    )
    by_model = group_ei_index(H)
    # engagement: 0.5 inside, 1.5 + 0.5 + 1 outside
    assert by_model["engagement_economy"] == pytest.approx((3.0 - 0.5) / 3.5)
    assert by_model["financial_economy"] == 1.0
    assert isnan(by_model["people"])


def test_families_follow_from_models(worked: nx.MultiDiGraph) -> None:
    # only the tie between the two associations and that of firm and bank stay in a family
    assert ei_index(project(worked), "family") == pytest.approx((3.0 - 1.5) / 4.5)


def test_no_value_to_group_by_is_a_sentence(worked: nx.MultiDiGraph) -> None:
    with pytest.raises(GraphError, match='None of the 5 actors has a value for "colour"'):
        ei_index(project(worked), "colour")


# --------------------------------------------------------------------------- published values

# Padgett's marriages of the Florentine families, 15 of them, as networkx carries them.
# Betweenness and degree computed with R igraph 1.3.5; Jackson (2008) prints 0.522, 0.255, 0.103.
FLORENTINE_BETWEENNESS = {
    "Acciaiuoli": 0,
    "Albizzi": 0.2124542,
    "Barbadori": 0.0934066,
    "Bischeri": 0.1043956,
    "Castellani": 0.0549451,
    "Ginori": 0,
    "Guadagni": 0.2545788,
    "Lamberteschi": 0,
    "Medici": 0.521978,
    "Pazzi": 0,
    "Peruzzi": 0.021978,
    "Ridolfi": 0.1135531,
    "Salviati": 0.1428571,
    "Strozzi": 0.1025641,
    "Tornabuoni": 0.0915751,
}


def test_florentine_families() -> None:
    G = from_networkx(nx.florentine_families_graph())
    scores = actor_metrics(G)
    assert scores["betweenness"].to_dict() == pytest.approx(FLORENTINE_BETWEENNESS, abs=1e-6)
    assert scores.loc[["Medici", "Strozzi", "Pazzi"], "degree"].to_list() == [6, 4, 1]
    assert scores["participation"].isna().all()
    assert scores["ei_index"].isna().all()


# --------------------------------------------------------------------------- small graphs


def test_harmonic_of_a_star_and_an_isolate() -> None:
    H = nx.Graph([("hub", leaf) for leaf in "xyz"])
    H.add_node("alone")
    scores = harmonic(H)
    assert scores["hub"] == pytest.approx(3 / 4)
    assert scores["x"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 4)
    assert scores["alone"] == 0.0
    lone = nx.Graph()
    lone.add_node("only")
    assert isnan(harmonic(lone)["only"])


def test_paths_never_take_strength_for_length() -> None:
    G = nx.Graph(
        [("a", "b", {"weight": 10.0}), ("b", "c", {"weight": 10.0}), ("a", "c", {"weight": 1.0})]
    )
    scores = actor_metrics(from_networkx(G), distance="distance")
    assert scores["betweenness"].to_list() == [0.0, 1.0, 0.0]
    assert actor_metrics(from_networkx(G))["betweenness"].to_list() == [0.0, 0.0, 0.0]


def test_parallel_alliances_against_networkx_on_the_summed_graph() -> None:
    rng = np.random.default_rng(7)
    for _ in range(100):
        n = int(rng.integers(3, 25))
        M = nx.MultiGraph()
        M.add_nodes_from(str(i) for i in range(n))
        for _ in range(int(rng.integers(0, 4 * n))):
            u, v = rng.choice(n, 2, replace=False)
            M.add_edge(str(u), str(v), weight=float(rng.integers(1, 6)))
        H = nx.Graph()
        H.add_nodes_from(M)
        for u, v, weight in M.edges(data="weight"):
            H.add_edge(u, v, weight=weight + H.get_edge_data(u, v, {"weight": 0})["weight"])
        scores = actor_metrics(from_networkx(M), ["strength", "betweenness", "constraint"])
        assert scores["strength"].to_dict() == dict(H.degree(weight="weight"))
        assert scores["betweenness"].to_dict() == pytest.approx(nx.betweenness_centrality(H))
        expected = nx.constraint(H, weight="weight")
        assert scores["constraint"].to_dict() == pytest.approx(expected, nan_ok=True)


def test_parallel_alliances_add_up() -> None:
    G = from_networkx(nx.MultiGraph([("a", "b"), ("a", "b"), ("b", "c")]))
    scores = actor_metrics(G)
    assert scores["degree"].to_list() == [1, 2, 1]
    assert scores["strength"].to_list() == [2.0, 3.0, 1.0]


def test_empty_and_lonely_ecosystems() -> None:
    nothing = nx.MultiDiGraph()
    assert actor_metrics(nothing).empty
    assert ecosystem_metrics(nothing)["actors"] == 0
    assert isnan(ecosystem_metrics(nothing)["density"])
    nothing.add_node("a", kind="organisation")
    assert actor_metrics(nothing).loc["a", "degree"] == 0


def test_alliance_metrics_has_a_row_per_alliance(worked: nx.MultiDiGraph) -> None:
    rows = alliance_metrics(worked)
    assert rows["partners"].to_dict()["p"] == "mairie|asso1|asso2"
    assert rows["k"].to_dict() == {"q": 2, "r": 2, "s": 2, "p": 3}
    assert rows["models"].to_dict() == {"q": 2, "r": 2, "s": 2, "p": 2}
    assert list(rows.index[rows["source"].isna()]) == ["p"]
    assert list(rows.columns) == [
        *("name", "kind", "source", "target", "partners"),
        *ALLIANCE_MEASURES,
    ]
    assert rows["tie_class"].to_dict() == {
        "q": "worlds",
        "r": "worlds",
        "s": "worlds",
        "p": "worlds",
    }
    assert rows["is_bridge"].to_dict() == {"q": True, "r": True, "s": False, "p": True}
    assert rows["uniqueness"].to_dict() == pytest.approx({"q": 1, "r": 1, "s": 0, "p": 2 / 3})
    # of the 10 pairs of actors 6 pass along q, and 1 + 1 + 2 + 2 along the three ties of p
    assert rows["edge_betweenness"].to_dict() == pytest.approx(
        {"q": 0.6, "r": 0.4, "s": 0.1, "p": 0.7}
    )


def test_actor_metrics_has_every_measure_of_the_contract(worked: nx.MultiDiGraph) -> None:
    scores = actor_metrics(worked)
    assert list(scores.columns) == ["name", "kind", "model", "family", *ACTOR_MEASURES]
    assert scores["liaison"].to_dict() == {
        **dict.fromkeys(MODELS, 0.0),
        "asso2": 1.0,
        "entreprise": 1.0,
    }
    assert scores["gatekeeper_representative"].to_list() == [0, 0, 1, 0, 0]
    assert scores["premium"].to_list() == pytest.approx(
        [17 / 54, 11 / 54, 25 / 54, 25 / 54, 13 / 54]
    )
    assert scores["is_articulation"].to_list() == [False, False, True, True, False]
    assert scores["multiplex"].isna().all()


def test_ecosystem_of_the_worked_example(worked: nx.MultiDiGraph) -> None:
    values = ecosystem_metrics(worked)
    assert list(values.index) == list(ECOSYSTEM_MEASURES)
    expected = {
        "value": 37 / 54,
        "value_direct": 4 / 9,
        "value_indirect": 13 / 54,
        "value_duplicated": 1 / 9,
        "systemic_premium": 7 / 54,
        "ei_index": 7 / 9,
        "assortativity": -0.2121212,
    }
    assert {name: values[name] for name in expected} == pytest.approx(expected, abs=1e-6)


def test_ecosystem_against_chance(worked: nx.MultiDiGraph) -> None:
    table = ecosystem_table(worked, draws=4000, seed=3).set_index("indicator")
    # 18/60 of the labellings of the example have the same assortativity or less, and so on:
    # here only what is known exactly, the mean of the shuffled index over 5 ties, 4/5
    drawn = mixing_by_chance(project(worked), draws=4000, seed=3, weight=None)
    assert drawn["ei_index"].mean() == pytest.approx(
        4 / 5, abs=5 * drawn["ei_index"].std() / 4000**0.5
    )
    assert table.loc["ei_index", "note"] == "labels, 4000"
    assert table.loc["systemic_premium", "note"] == "degrees, 4000"
    assert (table["low"] <= table["expected"] + 1e-12).sum() == table["expected"].notna().sum()
    again = ecosystem_table(worked, draws=4000, seed=3).set_index("indicator")
    pd.testing.assert_frame_equal(table, again)


def test_unknown_measure_is_named_with_the_known_ones(worked: nx.MultiDiGraph) -> None:
    with pytest.raises(GraphError, match='"closness" is not one of'):
        actor_metrics(worked, ["degree", "closness"])


def test_reading_with_places_gives_rows_to_actors_only() -> None:
    G = nx.MultiDiGraph([("a", "fair", "1"), ("b", "fair", "2")])
    G.nodes["fair"]["kind"] = "event"
    scores = actor_metrics(G, ["degree"], reading="collapse")
    assert list(scores.index) == ["a", "b"]
    assert scores.attrs["reading"] == "collapse"


def test_measures_are_described_in_data() -> None:
    with (files("ecomap") / "data" / "measures.csv").open(encoding="utf-8") as stream:
        rows = {row["key"]: row for row in csv.DictReader(stream)}
    for name in ACTOR_MEASURES:
        assert all(rows[name][column] for column in rows[name] if column not in {"low", "high"})


# --------------------------------------------------------------------------- properties


@st.composite
def readings(draw: st.DrawFn) -> nx.Graph:
    """Make a small reading: classified and unclassified actors, weighted ties, isolates."""
    n = draw(st.integers(2, 8))
    H = nx.Graph()
    H.add_nodes_from(range(n))
    for u, v in combinations(range(n), 2):
        if draw(st.booleans()):
            H.add_edge(u, v, weight=draw(st.sampled_from([1.0, 2.0, 5.0])))
    H.nodes[0]["model"] = standard().models[0]
    for node in range(1, n):
        if model := draw(st.sampled_from([None, *standard().models])):
            H.nodes[node]["model"] = model
    return H


def same(left: dict[str, float], right: dict[str, float]) -> bool:
    """Tell whether two scores are equal, nan included."""
    return left == pytest.approx(right, nan_ok=True)


MEASURES: list[Callable[..., dict[str, float]]] = [
    betweenness,
    harmonic,
    pagerank,
    participation,
    actor_ei_index,
]


@given(readings())
def test_renaming_permutes_every_measure(H: nx.Graph) -> None:
    names = {node: f"actor {node}" for node in H}
    for measure in MEASURES:
        expected = {names[node]: score for node, score in measure(H).items()}
        assert same(measure(nx.relabel_nodes(H, names)), expected)


@given(readings(), st.sampled_from([0.5, 3.0]))
def test_scaling_weights_changes_no_normalised_measure(H: nx.Graph, factor: float) -> None:
    scaled = H.copy()
    for _, _, tie in scaled.edges(data=True):
        tie["weight"] *= factor
    for measure in MEASURES:
        assert measure(scaled) == pytest.approx(measure(H), nan_ok=True, abs=1e-5)
    assert ei_index(scaled) == pytest.approx(ei_index(H), nan_ok=True)


@given(readings())
def test_ranges_and_sums(H: nx.Graph) -> None:
    known = set(nx.get_node_attributes(H, "model"))
    inside = sum(w for u, v, w in H.edges(data="weight") if {u, v} <= known)
    assert mixing_matrix(H).to_numpy().sum() == pytest.approx(inside)
    assert sum(pagerank(H).values()) == pytest.approx(1.0)
    for score in participation(H).values():
        assert isnan(score) or 0 <= score <= 1 - 1 / 7
    index = ei_index(H)
    assert isnan(index) or -1 <= index <= 1


@given(readings())
def test_participation_and_ei_by_their_definitions(H: nx.Graph) -> None:
    model = nx.get_node_attributes(H, "model")
    for actor, score in participation(H, min_ties=1).items():
        towards: dict[str, float] = {}
        for partner in H[actor]:
            if actor in model and partner in model:
                tie = H.edges[actor, partner]["weight"]
                towards[model[partner]] = towards.get(model[partner], 0) + tie
        total = sum(towards.values())
        expected = 1 - sum((s / total) ** 2 for s in towards.values()) if total else nan
        assert score == pytest.approx(expected, nan_ok=True)


@given(readings())
def test_an_isolate_changes_no_rank(H: nx.Graph) -> None:
    wider = H.copy()
    wider.add_node("alone")
    for measure in (betweenness, harmonic, participation, actor_ei_index):
        before, after = measure(H), measure(wider)
        for u, v in combinations(before, 2):
            if before[u] > before[v] + 1e-9:
                assert after[u] > after[v]


def test_large_ecosystems_are_sampled_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    G = from_networkx(nx.barabasi_albert_graph(120, 2, seed=1))
    models = list(standard().models)
    nx.set_node_attributes(G, {node: models[i % 7] for i, node in enumerate(G)}, "model")
    names = ["betweenness", "bridging", "cross_betweenness", "premium", "catalyst", "harmonic"]
    exact = actor_metrics(G, names)
    assert exact.attrs["sampled"] == {}
    monkeypatch.setattr(asked, "FOLLOWED", 0)
    monkeypatch.setattr(asked, "VALUED", 0)
    monkeypatch.setattr(positions, "SAMPLED", 60)
    pd.testing.assert_frame_equal(actor_metrics(G, names, exact=True), exact)
    guessed = actor_metrics(G, names)
    assert set(guessed.attrs["sampled"]) == set(names) - {"harmonic"}
    pd.testing.assert_series_equal(guessed["harmonic"], exact["harmonic"])
    for name in ("betweenness", "cross_betweenness", "bridging"):
        found = guessed.attrs["sampled"][name]
        assert found["sources"] == 60
        off = (guessed[name] - exact[name]).abs().max()
        assert 0 < off < 5 * found["error"]
    between = ["edge_betweenness", "cross_edge_betweenness"]
    alliances = alliance_metrics(G, [*between, "premium", "is_bridge"])
    right = alliance_metrics(G, [*between, "premium", "is_bridge"], exact=True)
    assert set(alliances.attrs["sampled"]) == {*between, "premium"}
    assert right.attrs["sampled"] == {}
    for name in between:
        off = (alliances[name] - right[name]).abs().max()
        assert 0 < off < 3 * alliances.attrs["sampled"][name]["error"] < 1
    total = right["edge_betweenness"].sum()
    assert alliances["edge_betweenness"].sum() == pytest.approx(total, rel=0.1)
    assert ecosystem_metrics(G).attrs["sampled"]["betweenness_centralisation"]["sources"] == 60


def test_bridges_among_alliances_of_two_and_of_many() -> None:
    G = nx.MultiDiGraph([("a", "b", "ab"), ("b", "c", "bc"), ("c", "a", "ca"), ("c", "d", "cd")])
    # p joins d, e and f; q joins a, b, d and e, of whom a and b, d and e are joined already
    places = {"p": "def", "q": "abde"}
    for place, members in places.items():
        G.add_node(place, kind="event")
        G.add_edges_from((member, place, member + place) for member in members)
    bridges = alliance_metrics(G, ["is_bridge"])["is_bridge"]
    assert bridges.to_dict() == {
        **dict.fromkeys(("ab", "bc", "ca", "cd"), False),
        "p": True,
        "q": False,
    }
    G.remove_edge("c", "d", "cd")
    assert alliance_metrics(G, ["is_bridge"])["is_bridge"].to_dict()["q"]


@given(st.integers(0, 300))
def test_an_alliance_is_a_bridge_if_partners_lose_every_path(seed: int) -> None:
    rng = np.random.default_rng(seed)
    G = nx.MultiDiGraph()
    G.add_nodes_from("abcdefgh")
    for place in range(4):
        G.add_node(f"p{place}", kind="event")
        for member in rng.choice(list("abcdefgh"), rng.integers(2, 5), replace=False):
            G.add_edge(str(member), f"p{place}", f"{member}{place}")
    for key in range(3):
        u, v = rng.choice(list("abcdefgh"), 2, replace=False)
        G.add_edge(str(u), str(v), f"e{key}")
    found = alliance_metrics(G, ["is_bridge"])["is_bridge"]
    H = project(G)
    for alliance in H.graph["alliances"]:
        rest = H.copy()
        alone = [(u, v) for u, v, by in H.edges(data="alliances") if set(by) == {alliance["id"]}]
        rest.remove_edges_from(alone)
        assert found[alliance["id"]] == any(not nx.has_path(rest, u, v) for u, v in alone)


def test_the_terminal_says_what_is_estimated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(asked, "FOLLOWED", 0)
    monkeypatch.setattr(positions, "SAMPLED", 2)
    sheet = tmp_path / "ties.csv"
    sheet.write_text("source,target\na,b\nb,c\nc,d\n", encoding="utf-8")
    commands = ["metrics", str(sheet), "--lang", "en", "--format", "csv"]
    assert main(commands) == 0
    told = capsys.readouterr().err
    assert "Estimated from the paths of 2 actors drawn by chance, to within 0." in told
    assert "betweenness. --exact follows them all." in told
    assert main([*commands, "--exact"]) == 0
    assert "Estimated" not in capsys.readouterr().err
