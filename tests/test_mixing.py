"""Who meets whom: roles, diversity, assortativity and modularity by hand and by enumeration."""

from __future__ import annotations

from itertools import combinations, permutations
from math import isnan, log

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms.assortativity.correlation import attribute_ac

from ecomap.graph import from_networkx, project
from ecomap.measures.brokerage import ROLES, brokerage_by_chance, brokerage_roles
from ecomap.measures.catalysts import PARTS, catalyst
from ecomap.measures.communities import agreement, communities, recurrence, stability
from ecomap.measures.mixing import (
    assortativity,
    entropy,
    modularity,
    multiplex,
    participation,
    rao_stirling,
)
from ecomap.measures.shuffles import mixing_by_chance, participation_by_chance


@st.composite
def typed(draw: st.DrawFn) -> nx.Graph:
    """Make a small graph of three groups, some actors unclassified."""
    n = draw(st.integers(3, 8))
    H = nx.Graph()
    H.add_nodes_from(str(i) for i in range(n))
    H.add_edges_from(pair for pair in combinations(list(H), 2) if draw(st.booleans()))
    for node in H:
        if group := draw(st.sampled_from(["x", "y", "z", None])):
            H.nodes[node]["group"] = group
    H.nodes["0"]["group"] = "x"
    return H


def roles_by_enumeration(H: nx.Graph, broker: str) -> list[float]:
    """Count the roles of a broker from their definition."""
    group = nx.get_node_attributes(H, "group")
    counts = dict.fromkeys(ROLES, 0)
    for a, c in combinations([v for v in H[broker] if v in group], 2):
        if H.has_edge(a, c):
            continue
        ends, own = {group[a], group[c]}, group[broker]
        if ends == {own}:
            counts["coordinator"] += 1
        elif len(ends) == 1:
            counts["itinerant"] += 1
        elif own in ends:
            counts["gatekeeper_representative"] += 1
        else:
            counts["liaison"] += 1
    return [float(n) for n in counts.values()]


@settings(max_examples=60)
@given(typed())
def test_roles_by_enumeration(H: nx.Graph) -> None:
    roles = brokerage_roles(H, "group")
    for node, row in zip(roles.index, roles.to_numpy().tolist(), strict=True):
        if "group" in H.nodes[node]:
            assert row == roles_by_enumeration(H, str(node))
        else:
            assert all(isnan(count) for count in row)


def test_roles_of_the_worked_example(worked: nx.MultiDiGraph) -> None:
    roles = brokerage_roles(project(worked))
    counts = dict(zip(roles.index, roles.to_numpy().tolist(), strict=True))
    assert counts["asso2"] == [0, 0, 1, 1]
    assert counts["entreprise"] == [0, 0, 0, 1]
    assert roles.drop(["asso2", "entreprise"]).to_numpy().sum() == 0


def test_roles_by_chance_of_the_worked_example(worked: nx.MultiDiGraph) -> None:
    H = project(worked)
    # over the 60 labellings, by listing them
    models = [worked.nodes[v]["model"] for v in H]
    counted: dict[str, list[float]] = {v: [] for v in H}
    for order in set(permutations(models)):
        nx.set_node_attributes(H, dict(zip(H, order, strict=True)), "group")
        for v in H:
            counted[v].append(roles_by_enumeration(H, v)[3])
    chance = brokerage_by_chance(H, draws=5000, seed=2)
    for v in H:
        mean, spread = np.mean(counted[v]), np.std(counted[v])
        assert chance.loc[v, "liaison_expected"] == pytest.approx(mean, abs=5 * spread / 5000**0.5)
    observed = brokerage_roles(H)["liaison"]["asso2"]
    exact = (observed - np.mean(counted["asso2"])) / np.std(counted["asso2"])
    assert chance["liaison_z"]["asso2"] == pytest.approx(exact, abs=0.1)
    assert isnan(chance["liaison_z"]["banque"])


def test_a_hybrid_broker_plays_by_its_shares() -> None:
    H = nx.path_graph(["a", "b", "c"])
    nx.set_node_attributes(H, {"a": "people", "c": "people", "b": "people"}, "model")
    H.nodes["b"]["membership"] = "people:0.25|public_action:0.75"
    assert brokerage_roles(H).to_numpy().tolist()[1] == [0.25, 0.75, 0, 0]


@given(typed())
def test_assortativity_and_modularity_are_those_of_networkx(H: nx.Graph) -> None:
    known = [v for v in H if "group" in H.nodes[v]]
    part = H.subgraph(known)
    if not part.number_of_edges():
        assert isnan(modularity(H, "group"))
        return
    groups = [{v for v in known if H.nodes[v]["group"] == g} for g in "xyz"]
    expected = nx.community.modularity(part, [group for group in groups if group])
    assert modularity(H, "group", weight=None) == pytest.approx(expected, abs=1e-12)
    r = assortativity(H, "group")
    if not isnan(r):
        assert r == pytest.approx(nx.attribute_assortativity_coefficient(part, "group"), abs=1e-12)


def test_assortativity_of_a_table_of_newman() -> None:
    # couples by ethnic group, from Mixing patterns in networks (Newman 2003), as the tests of
    # networkx carry them: theirs is of the table as it stands, ours of undirected ties, so the
    # table is made symmetric for both
    couples = np.array(
        [
            [0.258, 0.016, 0.035, 0.013],
            [0.012, 0.157, 0.058, 0.019],
            [0.013, 0.023, 0.306, 0.035],
            [0.005, 0.007, 0.024, 0.016],
        ]
    )
    e = (couples + couples.T) / (2 * couples.sum())
    H = nx.Graph()
    H.add_nodes_from((f"{g}{n}", {"group": str(g)}) for g in range(4) for n in (0, 1))
    for a in range(4):
        H.add_edge(f"{a}0", f"{a}1", weight=e[a, a])
        H.add_weighted_edges_from((f"{a}0", f"{b}0", 2 * e[a, b]) for b in range(a))
    r = assortativity(H, "group", weight="weight")
    assert r == pytest.approx(attribute_ac(e))
    # made symmetric, the table loses next to nothing of the 0.623 that they print
    assert r == pytest.approx(0.623, abs=2e-3)


def test_shuffled_mixing_has_the_mean_of_the_formula() -> None:
    H = nx.gnm_random_graph(20, 40, seed=1)
    sizes = {"x": 8, "y": 7, "z": 5}
    labels = [g for g, n in sizes.items() for _ in range(n)]
    nx.set_node_attributes(H, dict(zip(H, labels, strict=True)), "group")
    drawn = mixing_by_chance(H, "group", draws=4000, weight=None)["ei_index"]
    mean = 1 - 2 * sum(n * (n - 1) for n in sizes.values()) / (20 * 19)
    assert drawn.mean() == pytest.approx(mean, abs=5 * drawn.std() / 4000**0.5)


def test_participation_by_chance_is_its_mean(worked: nx.MultiDiGraph) -> None:
    H = project(worked)
    models = [worked.nodes[v]["model"] for v in H]
    found: dict[str, list[float]] = {v: [] for v in H}
    for order in set(permutations(models)):
        nx.set_node_attributes(H, dict(zip(H, order, strict=True)), "group")
        for v, score in participation(H, "group").items():
            found[v].append(score)
    means = participation_by_chance(H, draws=4000, seed=1)
    for v in ("mairie", "asso2", "entreprise"):
        assert means[v] == pytest.approx(np.mean(found[v]), abs=0.02)
    assert isnan(means["banque"])


def test_rao_stirling_by_hand() -> None:
    H = nx.Graph([("a", "b"), ("a", "c"), ("a", "d")])
    models = ("people", "people", "financial_economy", "public_action")
    nx.set_node_attributes(H, dict(zip("abcd", models, strict=True)), "model")
    # thirds: people and finance are one family (1/2), public action another (1)
    assert rao_stirling(H)["a"] == pytest.approx(2 * (1 / 9) * (0.5 + 1 + 1))
    assert rao_stirling(H)["b"] == 0


def test_entropy_by_hand() -> None:
    H = nx.Graph()
    H.add_node("a", membership="people:0.5|public_action:0.5")
    H.add_node("b", model="people")
    H.add_node("c")
    assert entropy(H)["a"] == pytest.approx(log(2) / log(7))
    assert entropy(H)["b"] == 0
    assert isnan(entropy(H)["c"])


def test_multiplex_by_hand() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", partnership="patronage")
    G.add_edge("a", "c", key="2", partnership="patronage")
    G.add_edge("a", "d", key="3", partnership="economic_cooperation")
    G.add_edge("d", "e", key="4")
    # 4/3 · (1 - (2/3)² - (1/3)²)
    assert multiplex(G)["a"] == pytest.approx(4 / 3 * 4 / 9)
    assert multiplex(G)["b"] == 0
    assert isnan(multiplex(G)["e"])


def test_communities_agree_with_two_cliques() -> None:
    H = nx.barbell_graph(5, 0)
    H = nx.relabel_nodes(H, str)
    parts = communities(H, weight=None)
    assert [sorted(part) for part in parts] == [list("01234"), list("56789")]
    own = {node: node < "5" for node in H}
    labels = {node: i for i, part in enumerate(parts) for node in part}
    assert agreement(labels, own) == 1
    assert stability(H, weight=None, seeds=range(4)) == 1


def test_a_community_is_found_again_as_far_as_it_is_one() -> None:
    H = nx.relabel_nodes(nx.barbell_graph(5, 0), str)
    # one that is there, its half, and both together: 5/5, 2/5, 5/10
    parts = [set("01234"), set("01"), set("0123456789")]
    assert recurrence(H, parts, weight=None) == pytest.approx([1, 0.4, 0.5])
    assert isnan(recurrence(H, parts[:1], seeds=())[0])
    ring = nx.relabel_nodes(nx.cycle_graph(30), str)
    assert min(recurrence(ring, communities(ring))) < 0.75


def test_adjusted_rand_by_hand() -> None:
    # Hubert and Arabie: sums of pairs 2, by row 4, by column 4, of 15
    left = dict(zip("abcdef", (1, 1, 1, 2, 2, 3), strict=True))
    right = dict(zip("abcdef", (1, 1, 2, 2, 2, 3), strict=True))
    expected = (2 - 4 * 4 / 15) / (4 - 4 * 4 / 15)
    assert agreement(left, right) == pytest.approx(expected)
    assert isnan(agreement({"a": 1}, {"a": 1}))


def test_catalyst_is_the_mean_of_four_ranks(worked: nx.MultiDiGraph) -> None:
    scores = catalyst(worked, draws=500)
    assert list(scores.columns) == ["catalyst", *PARTS]
    ranked = scores.dropna(subset=["catalyst"])
    assert list(ranked.index) == ["mairie", "asso1", "asso2", "entreprise"]
    upwards = ranked[list(PARTS)].assign(constraint=-ranked["constraint"])
    expected = upwards.rank(pct=True).mean(axis=1)
    assert ranked["catalyst"].to_list() == pytest.approx(expected.to_list())
    assert ranked["catalyst"].idxmax() in {"asso2", "entreprise"}


def test_ranks_are_inside_a_kind() -> None:
    H = nx.Graph([(a, b) for a in "abc" for b in "xyz"])
    nx.set_node_attributes(
        H, dict.fromkeys("abc", "people") | dict.fromkeys("xyz", "public_action"), "model"
    )
    nx.set_node_attributes(H, dict.fromkeys("abc", "network"), "kind")
    scores = catalyst(from_networkx(H), draws=50)["catalyst"]
    # three equal actors of each kind: every one in the middle
    assert scores.to_list() == pytest.approx([2 / 3] * 6)
