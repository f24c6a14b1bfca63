"""H as arrays: searches of many actors at once, compiled and not, against networkx."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomap.measures.engine import Ties, backend, closeness, distances, flows, reach, ties

either_engine = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["compiled", "numpy"], autouse=True)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("ECOMAP_ENGINE", request.param)
    backend.kernels.cache_clear()
    if request.param == "compiled" and backend.kernels().__name__.endswith("_plain"):
        pytest.skip("no compiler was there when ecomap was installed")
    yield str(request.param)
    backend.kernels.cache_clear()


@st.composite
def graphs(draw: st.DrawFn, most: int = 150) -> nx.Graph:
    """Make a graph of up to 150 actors, so that sources fill more than one word."""
    n = draw(st.integers(0, most))
    m = draw(st.integers(0, 2 * n))
    return nx.gnm_random_graph(n, m, seed=draw(st.integers(0, 10_000)))


def steps_of(H: nx.Graph) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Give the distances by networkx."""
    steps = np.full((len(H), len(H)), np.inf)
    for source, lengths in nx.all_pairs_shortest_path_length(H):
        for target, length in lengths.items():
            steps[source, target] = length
    return steps


@either_engine
@given(graphs())
def test_distances_are_those_of_networkx(H: nx.Graph) -> None:
    np.testing.assert_array_equal(distances(ties(H)), steps_of(H))


@either_engine
@given(graphs(), st.integers(0, 100), st.integers(1, 40))
def test_reach_sums_inverse_distances_by_group(H: nx.Graph, seed: int, k: int) -> None:
    groups = np.random.default_rng(seed).integers(-1, k, len(H))
    steps = steps_of(H)
    inverse = np.divide(1.0, steps, out=np.zeros_like(steps), where=steps > 0)
    expected = np.stack([inverse[:, groups == g].sum(axis=1) for g in range(k)], axis=1)
    np.testing.assert_allclose(reach(ties(H), groups, k), expected)


@either_engine
@given(graphs())
def test_reach_of_some_and_closeness(H: nx.Graph) -> None:
    steps = steps_of(H)
    inverse = np.divide(1.0, steps, out=np.zeros_like(steps), where=steps > 0)
    some = np.arange(0, len(H), 3)
    found = reach(ties(H), np.zeros(len(H), dtype=int), 1, sources=some)[:, 0]
    np.testing.assert_allclose(found, inverse[:, some].sum(axis=1))
    total, met = closeness(ties(H))
    near = np.isfinite(steps)
    np.testing.assert_array_equal(met, near.sum(axis=1) - 1)
    np.testing.assert_array_equal(total, np.where(near, steps, 0).sum(axis=1))


@either_engine
@given(graphs(most=40), st.integers(0, 100))
def test_flows_are_those_of_networkx(H: nx.Graph, seed: int) -> None:
    kinds = np.random.default_rng(seed).integers(-1, 2, len(H))
    apart = np.array([[0.0, 1.0], [1.0, 0.0]])
    everyone = (np.zeros(len(H), dtype=int), np.ones((1, 1)))
    through, along = flows(ties(H), [everyone, (kinds, apart)], along=True)
    nodes = nx.betweenness_centrality(H, normalized=False)
    edges = nx.edge_betweenness_centrality(H, normalized=False)
    np.testing.assert_allclose(through[0], list(nodes.values()), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(along[0], list(edges.values()), rtol=1e-9, atol=1e-9)
    across = np.equal.outer(kinds, 1 - kinds) & (kinds >= 0) & (kinds >= 0)[:, None]
    np.testing.assert_allclose(through[1], passing(H, across), rtol=1e-9, atol=1e-9)


def passing(H: nx.Graph, worth: np.ndarray[tuple[int, int], np.dtype[Any]]) -> list[float]:
    """
    Sum the share of shortest paths through each actor, by its definition.

    `nx.betweenness_centrality_subset` shares paths equally between predecessors,
    whatever their own number of paths: it is no oracle.
    """
    steps = steps_of(H)
    joined = nx.to_numpy_array(H)
    paths = np.eye(len(H))
    for level in range(1, len(H)):
        paths += np.where(steps == level, np.where(steps == level - 1, paths, 0) @ joined, 0)
    found = []
    for v in range(len(H)):
        on_path = np.add.outer(steps[:, v], steps[v]) == steps
        on_path &= np.isfinite(steps) & (steps > 0)
        on_path[v] = on_path[:, v] = False
        shares = np.outer(paths[:, v], paths[v]) / np.where(paths > 0, paths, 1)
        found.append(float((shares * on_path * worth).sum() / 2))
    return found


def test_searches_that_need_several_blocks() -> None:
    H = nx.path_graph(1500)
    sums = reach(ties(H), np.zeros(1500, dtype=np.intp), 1)[:, 0]
    expected = nx.harmonic_centrality(H, nbunch=[0, 700, 1499])
    assert sums[[0, 700, 1499]].tolist() == pytest.approx([expected[n] for n in (0, 700, 1499)])


def test_large_work_is_shared_and_sums_do_not_depend_on_the_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backend, "_LARGE", 1000)
    H = nx.gnm_random_graph(300, 900, seed=1)
    everyone = (np.zeros(300, dtype=int), np.ones((1, 1)))
    found = []
    for cores in (1, 3):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        found.append(flows(ties(H), [everyone], along=True))
    np.testing.assert_array_equal(found[0][0], found[1][0])
    np.testing.assert_array_equal(found[0][1], found[1][1])
    expected = nx.betweenness_centrality(H, normalized=False)
    np.testing.assert_allclose(found[0][0][0], list(expected.values()), rtol=1e-9)


def test_neighbours_are_sorted_and_isolates_have_none() -> None:
    T = Ties(4, np.array([[2, 0], [0, 1]]))
    around = [T.others[T.starts[i] : T.starts[i + 1]].tolist() for i in range(4)]
    assert around == [[1, 2], [0], [0], []]
    assert T.ties.tolist() == [1, 0, 1, 0]


def test_ties_are_in_the_order_of_networkx() -> None:
    H = nx.gnm_random_graph(40, 100, seed=3)
    assert ties(H).pairs.tolist() == [list(pair) for pair in H.edges()]


def test_weights_of_ties_are_read_anew() -> None:
    H = nx.Graph([("a", "b", {"weight": 2}), ("b", "c")])
    assert ties(H).weights("weight").tolist() == [2.0, 1.0]
    assert ties(H).weights(None).tolist() == [1.0, 1.0]
    H.edges["a", "b"]["weight"] = 5
    assert ties(H).weights("weight").tolist() == [5.0, 1.0]
    assert ties(H).matrix("weight").toarray().tolist() == [[0, 5, 0], [5, 0, 1], [0, 1, 0]]
    assert ties(nx.empty_graph(3)).pairs.shape == (0, 2)


def test_ties_are_read_once_and_again_when_they_change() -> None:
    H = nx.path_graph(4)
    first = ties(H)
    assert ties(H) is first
    H.remove_edge(0, 1)
    assert ties(H).pairs.tolist() == [[1, 2], [2, 3]]
    part = nx.subgraph_view(H, filter_node=lambda node: node != 3)
    assert ties(part).pairs.tolist() == [[1, 2]]
    H.add_edge(0, 1)
    assert len(ties(part).pairs) == 2
