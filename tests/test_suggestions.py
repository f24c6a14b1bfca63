"""Missing alliances: every gain by brute force, every plan without a passage left."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from itertools import combinations
from math import isnan, log
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomap.errors import GraphError
from ecomap.graph import from_networkx, project
from ecomap.measures import suggestions
from ecomap.measures.premium import interaction_value
from ecomap.measures.suggestions import REASONS, reinforce, suggest
from ecomap.measures.whatif import with_alliance
from ecomap.text import LANGUAGES, say
from ecomap.typology import standard


@st.composite
def readings(draw: st.DrawFn) -> nx.Graph:
    """Make a small reading: unclassified and hybrid actors, isolates, several components."""
    n = draw(st.integers(1, 8))
    H = nx.empty_graph(n)
    pairs = list(combinations(range(n), 2))
    H.add_edges_from(draw(st.lists(st.sampled_from(pairs), max_size=10)) if pairs else [])
    for node in H:
        if model := draw(st.sampled_from([None, *standard().models[:3]])):
            H.nodes[node]["model"] = model
    if draw(st.booleans()):
        H.nodes[0]["model"] = "people"
        H.nodes[0]["membership"] = "people:0.5|public_action:0.5"
    return H


def described(pairs: pd.DataFrame, source: str, target: str) -> dict[Hashable, Any]:
    """Give the row of a pair."""
    chosen = pairs[(pairs["source"] == source) & (pairs["target"] == target)]
    return chosen.to_dict("records")[0]


# --------------------------------------------------------------------------- suggest


def test_suggestions_of_the_worked_example(worked: nx.MultiDiGraph) -> None:
    pairs = suggest(worked)
    best = pairs.iloc[0]
    assert pairs.attrs == {"candidates": 5, "examined": 5, "unknown": []}
    # by hand: mairie–banque 3 → 1 and asso1–banque 3 → 2, over 9
    ends = [tuple(pair) for pair in pairs[["source", "target"]].to_numpy().tolist()]
    gains = dict(zip(ends, pairs["gain"], strict=True))
    assert gains["mairie", "banque"] == pytest.approx(Fraction(5, 54))
    assert best["gain"] == pytest.approx(max(gains.values()))
    row = described(pairs, "asso2", "banque")
    assert row["reason"] == "shared_partners"
    assert row["introducer"] == row["introducer_name"] == "entreprise"
    assert row["shared"] == 1
    assert row["shared_partners"] == "entreprise"
    assert row["distance"] == 2
    assert row["adamic_adar"] == pytest.approx(1 / log(2))
    far = pairs[pairs["reason"] == "far"]
    assert far["introducer"].isna().all()
    assert (far["adamic_adar"] == 0).all()


@settings(max_examples=80)
@given(readings())
def test_every_gain_by_brute_force(H: nx.Graph) -> None:
    if not any("model" in data for _, data in H.nodes(data=True)):
        with pytest.raises(GraphError, match="None of the"):
            suggest(from_networkx(H))
        return
    G = from_networkx(H)
    pairs = suggest(G, most=100)
    expected = {
        (str(u), str(v))
        for u, v in combinations(H, 2)
        if not H.has_edge(u, v)
        and H.nodes[u].get("model", 0) != H.nodes[v].get("model", 1)
        and "model" in H.nodes[u]
        and "model" in H.nodes[v]
    }
    assert set(zip(pairs["source"], pairs["target"], strict=True)) == expected
    assert len(pairs) == pairs.attrs["candidates"] == pairs.attrs["examined"]
    for row in pairs.to_dict("records"):
        u, v = row["source"], row["target"]
        change = interaction_value(with_alliance(G, u, v)) - interaction_value(G)
        assert row["gain"] == pytest.approx(change, abs=1e-12)
        assert row["partners"] + row["others"] == pytest.approx(row["gain"])
        assert row["partners"] > 0
        assert row["others"] >= -1e-12
        shared = set(project(G)[u]) & set(project(G)[v])
        assert row["shared"] == len(shared)
        assert (row["introducer"] in shared) == bool(shared)
        assert isnan(row["distance"]) == (row["reason"] == "no_path")
    ranks = [(-round(row["gain"], 12), -row["shared"]) for row in pairs.to_dict("records")]
    assert ranks == sorted(ranks)


def test_the_parts_of_a_gain_are_those_of_the_premium(worked: nx.MultiDiGraph) -> None:
    # mairie–banque: 2/3 between the two, and 1/6 between asso1 and the bank, half of it theirs
    row = described(suggest(worked), "mairie", "banque")
    assert row["partners"] == pytest.approx((Fraction(2, 3) + Fraction(1, 12)) / 9)
    assert row["others"] == pytest.approx(Fraction(1, 12) / 9)


def test_the_introducer_is_the_most_diverse_of_the_shared_partners() -> None:
    H = nx.Graph([("a", "hub"), ("b", "hub"), ("a", "bridge"), ("b", "bridge"), ("hub", "x")])
    H.add_edge("bridge", "y")
    models = dict.fromkeys("ax", "people") | {"b": "public_action", "y": "financial_economy"}
    models |= dict.fromkeys(("hub", "bridge"), "knowledge_economy")
    nx.set_node_attributes(H, models, "model")
    G = from_networkx(H)
    row = described(suggest(G), "a", "b")
    # hub knows two models, bridge three
    assert row["introducer"] == "bridge"
    assert row["shared_partners"] == "hub|bridge"
    # nobody knows how diverse an unclassified introducer is
    del G.nodes["bridge"]["model"]
    assert described(suggest(G), "a", "b")["introducer"] == "hub"


def test_constraints(worked: nx.MultiDiGraph) -> None:
    everyone = suggest(worked)
    for actor, where in {"mairie": "Lens", "banque": "LENS", "asso1": "Arras"}.items():
        worked.nodes[actor]["territory"] = where
    assert suggest(worked, territory=True)[["source", "target"]].to_numpy().tolist() == [
        ["mairie", "banque"]
    ]
    assert len(suggest(worked, territory="lens")) == 1
    assert suggest(worked, territory="Arras").empty
    with pytest.raises(GraphError, match=r'No actor has "Lenz" .* Did you mean "Lens"'):
        suggest(worked, territory="Lenz")
    for names in (["financial_economy"], "Financial economy"):
        chosen = suggest(worked, models=names)
        assert ((chosen["source"] == "banque") | (chosen["target"] == "banque")).all()
        assert len(chosen) == 3
    both = suggest(worked, models=["public_action", "financial_economy"])
    assert both[["source", "target"]].to_numpy().tolist() == [["mairie", "banque"]]
    with pytest.raises(GraphError, match='"finance econmy" is not one of'):
        suggest(worked, models=["finance econmy"])
    near = suggest(worked, reasons=["shared_partners"])
    assert set(near["reason"]) == {"shared_partners"}
    assert len(near) < len(everyone)
    with pytest.raises(GraphError, match='"close" is not one of: shared_partners, far, no_path'):
        suggest(worked, reasons=["close"])
    less = suggest(worked, refused=[("banque", "mairie"), ("asso1", "nobody")])
    assert less.attrs["unknown"] == ["nobody"]
    assert less.attrs["candidates"] == len(everyone) - 1
    assert ["mairie", "banque"] not in less[["source", "target"]].to_numpy().tolist()
    assert len(suggest(worked, most=2)) == 2
    assert suggest(worked, most=0).empty


def test_the_same_columns_with_nothing_to_suggest(worked: nx.MultiDiGraph) -> None:
    some, none = suggest(worked), suggest(worked, most=0)
    assert list(none.columns) == list(some.columns)
    assert list(none.dtypes) == list(some.dtypes)
    assert suggest(nx.MultiDiGraph()).empty
    assert reinforce(nx.MultiDiGraph()).empty
    for node, data in worked.nodes(data=True):
        if node != "p":
            data["model"] = "people"
    assert suggest(worked).empty


def test_preselection_keeps_the_best_of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(7)
    H = nx.barabasi_albert_graph(60, 2, seed=7)
    H.remove_edges_from(list(H.edges(5)))
    nx.set_node_attributes(H, {n: rng.choice(standard().models) for n in H}, "model")
    G = from_networkx(H)
    whole = suggest(G, most=5)
    assert whole.attrs["examined"] == 1_000 < whole.attrs["candidates"]
    monkeypatch.setattr(suggestions, "EXAMINED", 5_000)
    exact = suggest(G, most=5)
    assert exact.attrs["examined"] == exact.attrs["candidates"] == whole.attrs["candidates"]
    pd.testing.assert_frame_equal(whole, exact)


def test_own_gains_by_definition() -> None:
    H = nx.disjoint_union(nx.path_graph(7), nx.cycle_graph(4))
    nx.set_node_attributes(H, {n: standard().models[n % 4] for n in H if n != 2}, "model")
    H.nodes[0]["membership"] = "people:0.5|public_action:0.5"
    space = suggestions._space(H)
    own = suggestions._own_gains(space)
    for u, v in combinations(H, 2):
        if H.has_edge(u, v):
            continue
        K = H.copy()
        K.add_edge(u, v)
        old, new = (nx.single_source_shortest_path_length(graph, u) for graph in (H, K))
        saved = sum(
            space.contrast[space.kinds[u], space.kinds[j]]
            * (1 / new[j] - (1 / old[j] if j in old else 0))
            for j in new
            if j != u and space.kinds[u] >= 0 and space.kinds[j] >= 0
        )
        assert own[u, v] == pytest.approx(saved, abs=1e-5)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_reason_has_its_sentence(lang: str) -> None:
    for reason in REASONS:
        assert say(f"whatif.{reason}", lang, n=3, introducer_name="A")
    assert say("whatif.reinforces", lang, protects="A")


# --------------------------------------------------------------------------- reinforce


def added(H: nx.Graph, plan: pd.DataFrame) -> nx.Graph:
    """Give a graph of numbers with the ties of a plan."""
    K = H.copy()
    K.add_edges_from(zip(plan["source"].map(int), plan["target"].map(int), strict=True))
    return K


@settings(max_examples=120)
@given(readings())
def test_no_passage_is_left(H: nx.Graph) -> None:
    G = from_networkx(H)
    plan = reinforce(G)
    K = added(H, plan)
    assert not list(nx.articulation_points(K))
    assert K.number_of_edges() == H.number_of_edges() + len(plan)
    assert nx.number_connected_components(K) == nx.number_connected_components(H)
    assert len(plan) >= plan.attrs["at_least"]
    # each passage is spared at least once, and parts the two actors that spare it
    spared = [row.split("|") for row in plan["protects"]]
    assert {int(node) for row in spared for node in row} == set(nx.articulation_points(H))
    before = H.copy()
    for row in plan.to_dict("records"):
        assert row["protected"] == len(row["protects"].split("|"))
        for node in row["protects"].split("|"):
            rest = before.copy()
            rest.remove_node(int(node))
            assert not nx.has_path(rest, int(row["source"]), int(row["target"]))
        before.add_edge(int(row["source"]), int(row["target"]))
    if any("model" in data for _, data in H.nodes(data=True)):
        gains = interaction_value(from_networkx(K)) - interaction_value(G)
        assert plan["gain"].sum() == pytest.approx(0 if isnan(gains) else gains, abs=1e-12)
    else:
        assert plan["gain"].isna().all()


@settings(max_examples=25)
@given(readings())
def test_plans_of_small_graphs_are_the_shortest(H: nx.Graph) -> None:
    if len(H) > 6:
        return
    plan = reinforce(from_networkx(H))
    missing = [e for e in combinations(H, 2) if not H.has_edge(*e) and nx.has_path(H, *e)]
    for size in range(len(plan)):
        for chosen in combinations(missing, size):
            K = H.copy()
            K.add_edges_from(chosen)
            assert list(nx.articulation_points(K))
    assert plan.attrs["at_least"] <= len(plan)


def test_a_star_needs_a_tie_less_than_it_has_branches() -> None:
    H = nx.star_graph(5)
    nx.set_node_attributes(H, {n: standard().models[n % 2] for n in H}, "model")
    plan = reinforce(from_networkx(H))
    assert len(plan) == plan.attrs["at_least"] == 4
    assert plan["crosses"].all()
    assert (plan["protects"] == "0").all()


def test_ties_between_models_are_preferred() -> None:
    # three ends as far from the middle: the first is tied with one of another model
    H = nx.star_graph(3)
    models = {1: "people", 2: "people", 3: "public_action"}
    nx.set_node_attributes(H, models, "model")
    plan = reinforce(from_networkx(H))
    assert plan[["source", "target"]].to_numpy().tolist()[0] == ["1", "3"]
    assert plan["crosses"].tolist() == [True, True]


def test_the_same_plan_every_time(worked: nx.MultiDiGraph) -> None:
    pd.testing.assert_frame_equal(reinforce(worked), reinforce(worked.copy()))
    plan = reinforce(worked)
    assert plan["protects"].tolist() == ["asso2|entreprise"]
    assert plan.attrs == {"at_least": 1}
