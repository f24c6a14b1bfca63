"""H as arrays: searches of many actors at once, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.measures.engine import distances, neighbours, reach, ties


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Make a graph of up to 150 actors, so that sources fill more than one word."""
    n = draw(st.integers(1, 150))
    m = draw(st.integers(0, 2 * n))
    return nx.gnm_random_graph(n, m, seed=draw(st.integers(0, 10_000)))


def steps_of(H: nx.Graph) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Give the distances by networkx."""
    steps = np.full((len(H), len(H)), np.inf)
    for source, lengths in nx.all_pairs_shortest_path_length(H):
        for target, length in lengths.items():
            steps[source, target] = length
    return steps


@given(graphs())
def test_distances_are_those_of_networkx(H: nx.Graph) -> None:
    np.testing.assert_array_equal(distances(len(H), ties(H)[0]), steps_of(H))


@given(graphs(), st.integers(0, 100))
def test_reach_sums_inverse_distances_by_group(H: nx.Graph, seed: int) -> None:
    groups = np.random.default_rng(seed).integers(-1, 3, len(H))
    steps = steps_of(H)
    inverse = np.divide(1.0, steps, out=np.zeros_like(steps), where=steps > 0)
    expected = np.stack([inverse[:, groups == g].sum(axis=1) for g in range(3)], axis=1)
    np.testing.assert_allclose(reach(len(H), ties(H)[0], groups, 3), expected)


def test_searches_that_need_several_blocks() -> None:
    H = nx.path_graph(1500)
    sums = reach(len(H), ties(H)[0], np.zeros(1500, dtype=np.intp), 1)[:, 0]
    expected = nx.harmonic_centrality(H, nbunch=[0, 700, 1499])
    assert sums[[0, 700, 1499]].tolist() == pytest.approx([expected[n] for n in (0, 700, 1499)])


def test_neighbours_are_sorted_and_isolates_have_none() -> None:
    starts, others = neighbours(4, np.array([[2, 0], [0, 1]]))
    assert [others[starts[i] : starts[i + 1]].tolist() for i in range(4)] == [[1, 2], [0], [0], []]


def test_weights_of_ties() -> None:
    H = nx.Graph([("a", "b", {"weight": 2}), ("b", "c")])
    assert ties(H, "weight")[1].tolist() == [2.0, 1.0]
    assert ties(H)[1].tolist() == [1.0, 1.0]
    assert ties(nx.empty_graph(3))[0].shape == (0, 2)
