"""Measures of position: published values, other libraries, brute force, odd graphs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import isnan, nan

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomap.errors import GraphError
from ecomap.measures.positions import (
    betweenness,
    bridging,
    closeness,
    clustering,
    constraint,
    core_number,
    cross_betweenness,
    degree,
    effective_size,
    eigenvector,
    harmonic,
    is_articulation,
    pagerank,
    strength,
)

# Padgett's marriages of 15 Florentine families, in the order of their names.
FAMILIES = (
    *("Acciaiuoli", "Albizzi", "Barbadori", "Bischeri", "Castellani", "Ginori", "Guadagni"),
    *("Lamberteschi", "Medici", "Pazzi", "Peruzzi", "Ridolfi", "Salviati", "Strozzi"),
    "Tornabuoni",
)
# Computed with R igraph 1.3.5; betweenness equals Jackson (2008) to three digits, and Medici's
# effective size is printed in jfb-h/intro-to-sna, 08-structural-holes (its constraint is another
# formula: it normalises inside the ego network).
FLORENTINE: dict[Callable[..., dict[str, float]], tuple[float, ...]] = {
    degree: (1, 3, 2, 3, 3, 1, 4, 1, 6, 1, 3, 3, 2, 4, 3),
    betweenness: (
        *(0, 0.2124542, 0.0934066, 0.1043956, 0.0549451, 0, 0.2545788, 0),
        *(0.521978, 0, 0.021978, 0.1135531, 0.1428571, 0.1025641, 0.0915751),
    ),
    closeness: (
        *(0.3684211, 0.4827586, 0.4375, 0.4, 0.3888889, 0.3333333, 0.4666667, 0.3255814),
        *(0.56, 0.2857143, 0.3684211, 0.5, 0.3888889, 0.4375, 0.4827586),
    ),
    eigenvector: (
        *(0.1321543, 0.2439561, 0.2117053, 0.2828001, 0.2590262, 0.0749227, 0.2891156),
        *(0.0887919, 0.4303081, 0.0448134, 0.2757304, 0.3415526, 0.1459172, 0.3559804),
        0.3258423,
    ),
    pagerank: (
        *(0.0306574, 0.0791223, 0.050301, 0.0688618, 0.0693302, 0.032418, 0.0983978),
        *(0.0309095, 0.1458172, 0.0360539, 0.0678753, 0.0695743, 0.0613032, 0.0880984),
        0.0712797,
    ),
    clustering: (
        *(0, 0, 0, 1 / 3, 1 / 3, 0, 0, 0, 0.0666667, 0, 0.6666667, 1 / 3, 0, 1 / 3, 1 / 3),
    ),
    constraint: (
        *(1, 1 / 3, 0.5, 0.4822531, 0.4822531, 1, 0.25, 1, 0.2098765, 1, 0.6558642),
        *(0.4598765, 0.5, 0.4583333, 0.4598765),
    ),
}


@pytest.mark.parametrize("measure", FLORENTINE, ids=lambda measure: measure.__name__)
def test_florentine_families(measure: Callable[..., dict[str, float]]) -> None:
    scores = measure(nx.florentine_families_graph())
    expected = dict(zip(FAMILIES, FLORENTINE[measure], strict=True))
    assert scores == pytest.approx(expected, abs=1e-5)


def test_effective_size_of_the_medici() -> None:
    sizes = effective_size(nx.florentine_families_graph())
    assert sizes["Medici"] == pytest.approx(5.666667, abs=1e-6)
    assert sizes["Medici"] / 6 == pytest.approx(0.9444444, abs=1e-6)


# The network of figure 1 of Borgatti (1997), Unpacking Burt's redundancy measures, Connections
# 20(1):35-38. Its values by UCINET and igraph, with and without weights, are those that the tests
# of networkx quote (networkx/algorithms/tests/test_structuralholes.py).
BORGATTI = "A B 2, A F 3, A G 5, A E 2, E G 8, F G 3, B G 4, B D 1, D G 3, G C 10"
BORGATTI_VALUES = [
    (effective_size, None, {"G": 4.67, "A": 2.5, "C": 1}),
    (effective_size, "weight", {"G": 5.47, "A": 2.47, "C": 1}),
    (constraint, None, {"G": 0.4, "A": 0.595, "C": 1}),
    (constraint, "weight", {"G": 0.299, "A": 0.795, "C": 1}),
]


@pytest.mark.parametrize(("measure", "weight", "expected"), BORGATTI_VALUES)
def test_structural_holes_of_borgatti(
    measure: Callable[..., dict[str, float]], weight: str | None, expected: dict[str, float]
) -> None:
    H = nx.Graph()
    for tie in BORGATTI.split(", "):
        u, v, strong = tie.split()
        H.add_edge(u, v, weight=float(strong))
    scores = measure(H, weight=weight)
    digits = 0.005 if measure is effective_size else 0.0005
    assert {node: scores[node] for node in expected} == pytest.approx(expected, abs=digits)


def test_worked_example_constraint(worked: nx.MultiDiGraph) -> None:
    from ecomap.graph import project  # noqa: PLC0415 - the only one here that reads a G

    H = project(worked)
    assert list(constraint(H, weight=None).values()) == pytest.approx(
        [1.006944, 1.006944, 0.611111, 0.5, 1], abs=1e-6
    )
    assert list(constraint(H).values()) == pytest.approx(
        [0.851562, 0.851562, 0.632812, 0.5, 1], abs=1e-6
    )


# --------------------------------------------------------------------------- other libraries


def random_graphs(count: int = 100) -> list[nx.Graph]:
    """Make weighted graphs: sparse and dense, connected and not, with isolates."""
    graphs = []
    for seed in range(count):
        rng = np.random.default_rng(seed)
        n = int(rng.integers(2, 40))
        H = nx.relabel_nodes(nx.gnm_random_graph(n, int(rng.integers(0, 3 * n)), seed=seed), str)
        for u, v in H.edges():
            H.edges[u, v]["weight"] = float(rng.integers(1, 8))
            H.edges[u, v]["distance"] = 1 / H.edges[u, v]["weight"]
        graphs.append(H)
    return graphs


GRAPHS = random_graphs()


def test_agreement_with_networkx() -> None:
    for H in GRAPHS:
        everyone = list(H)
        pairs: list[tuple[dict[str, float], dict[str, float]]] = [
            (betweenness(H), nx.betweenness_centrality(H)),
            (closeness(H), nx.closeness_centrality(H)),
            (clustering(H), nx.clustering(H)),
            (core_number(H), nx.core_number(H)),
            (strength(H), dict(H.degree(weight="weight"))),
            (constraint(H), nx.constraint(H, weight="weight")),
            (constraint(H, weight=None), nx.constraint(H)),
            # with nodes=None networkx 3.6.1 takes a path that is wrong on weights
            (effective_size(H), nx.effective_size(H, nodes=everyone, weight="weight")),
            (effective_size(H, weight=None), nx.effective_size(H, nodes=everyone)),
            (
                betweenness(H, distance="distance"),
                nx.betweenness_centrality(H, weight="distance"),
            ),
            (closeness(H, distance="distance"), nx.closeness_centrality(H, distance="distance")),
        ]
        for ours, theirs in pairs:
            assert list(ours) == everyone
            assert ours == pytest.approx(theirs, nan_ok=True, abs=1e-12)


def test_agreement_with_igraph() -> None:
    for H in GRAPHS:
        other = igraph.Graph.from_networkx(H)
        names = other.vs["_nx_name"]
        n = len(H)
        if H.number_of_edges() == 0:
            continue
        norm = max((n - 1) * (n - 2) / 2, 1)
        assert betweenness(H) == pytest.approx(
            dict(zip(names, (x / norm for x in other.betweenness()), strict=True))
        )
        ours = harmonic(H)
        theirs = dict(zip(names, other.harmonic_centrality(), strict=True))
        # igraph leaves isolates undefined: they reach nobody
        assert ours == pytest.approx({k: 0 if isnan(v) else v for k, v in theirs.items()})
        assert pagerank(H) == pytest.approx(
            dict(zip(names, other.pagerank(weights="weight"), strict=True)), abs=1e-9
        )
        assert constraint(H) == pytest.approx(
            dict(zip(names, other.constraint(weights="weight"), strict=True)), nan_ok=True
        )
        assert core_number(H) == dict(zip(names, other.coreness(), strict=True))
        assert {v for v, cut in is_articulation(H).items() if cut} == {
            names[i] for i in other.articulation_points()
        }
        if nx.is_connected(H):
            vector = np.array(other.eigenvector_centrality(weights="weight"))
            vector /= np.linalg.norm(vector)
            assert eigenvector(H) == pytest.approx(dict(zip(names, vector, strict=True)), abs=1e-6)


# --------------------------------------------------------------------------- cross-model paths


@st.composite
def typed(draw: st.DrawFn) -> nx.Graph:
    """Make a small graph of three groups, some actors unclassified."""
    n = draw(st.integers(3, 8))
    H = nx.Graph()
    H.add_nodes_from(str(i) for i in range(n))
    for u, v in combinations(list(H), 2):
        if draw(st.booleans()):
            H.add_edge(u, v)
    for node in H:
        if group := draw(st.sampled_from(["x", "y", "z", None])):
            H.nodes[node]["group"] = group
    H.nodes["0"]["group"] = "x"
    return H


def by_enumeration(H: nx.Graph, actor: str, source: str | None, target: str | None) -> float:
    """Give cross-betweenness by listing every shortest path."""
    group = nx.get_node_attributes(H, "group")
    met = total = 0.0
    for s, t in combinations([v for v in group if v != actor], 2):
        pair = {group[s], group[t]}
        if (pair != {source, target}) if source else len(pair) == 1:
            continue
        total += 1
        if nx.has_path(H, s, t):
            paths = list(nx.all_shortest_paths(H, s, t))
            met += sum(actor in path for path in paths) / len(paths)
    return met / total if total else nan


@settings(max_examples=60)
@given(typed())
def test_cross_betweenness_by_enumeration(H: nx.Graph) -> None:
    scores = cross_betweenness(H, "group")
    assert scores == pytest.approx(
        {v: by_enumeration(H, v, None, None) for v in H}, nan_ok=True, abs=1e-9
    )
    groups = set(nx.get_node_attributes(H, "group").values())
    if {"x", "y"} <= groups:
        between = cross_betweenness(H, "group", source="x", target="y")
        expected = {v: by_enumeration(H, v, "x", "y") for v in H}
        assert between == pytest.approx(expected, nan_ok=True, abs=1e-9)


def test_cross_betweenness_refuses_a_group_that_is_not_there() -> None:
    H = nx.path_graph(["a", "b"])
    nx.set_node_attributes(H, "x", "group")
    with pytest.raises(GraphError, match='"w" is not one of: x'):
        cross_betweenness(H, "group", source="x", target="w")


def test_a_hybrid_end_counts_by_its_shares() -> None:
    H = nx.path_graph(["a", "b", "c"])
    nx.set_node_attributes(H, "people", "model")
    H.nodes["c"]["membership"] = "people:0.5|public_action:0.5"
    # the only pair around b differs by half, and half of it is all there is
    assert cross_betweenness(H)["b"] == 1.0
    assert isnan(cross_betweenness(H)["c"])


# --------------------------------------------------------------------------- odd graphs


def test_isolates_and_empty_graphs() -> None:
    alone = nx.empty_graph(["a", "b"])
    for measure in (constraint, effective_size, bridging, eigenvector):
        assert all(isnan(score) for score in measure(alone).values())
    for zero in (betweenness, closeness, clustering, core_number, harmonic):
        assert set(zero(alone).values()) == {0}
    for published in FLORENTINE:
        assert published(nx.Graph()) == {}


def test_eigenvector_of_two_equal_components_is_shared() -> None:
    H = nx.Graph([("a", "b"), ("c", "d")])
    assert eigenvector(H) == pytest.approx(dict.fromkeys("abcd", 0.5))
    H.add_edges_from([("c", "e"), ("d", "e")])
    assert eigenvector(H)["a"] == pytest.approx(0, abs=1e-9)


def test_large_graphs_take_the_sparse_eigenvector() -> None:
    H = nx.barabasi_albert_graph(600, 2, seed=1)
    theirs = nx.eigenvector_centrality_numpy(H)
    assert eigenvector(H, weight=None) == pytest.approx(theirs, abs=1e-6)


def test_bridging_of_a_chain() -> None:
    # betweenness 4/6 in the middle of five; two partners of two ties each
    scores = bridging(nx.path_graph(list("abcde")))
    assert scores["c"] == pytest.approx((4 / 6) * (1 / 2) / (1 / 2 + 1 / 2))
    assert scores["a"] == 0
