"""H as arrays: searches of many actors at once, compiled and not, against networkx."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from types import MappingProxyType
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomap.measures.engine import (
    Ties,
    backend,
    closeness,
    components,
    cores,
    cuts,
    distances,
    flows,
    flows_by_length,
    flows_from,
    holds,
    labels,
    losses,
    louvain,
    meetings,
    mixed,
    open_pairs,
    pagerank,
    reach,
    sample,
    ties,
    trade,
    triangles,
    triangles_of,
)

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


@either_engine
@given(graphs(most=40), st.integers(0, 100))
def test_flows_by_length_are_those_of_networkx(H: nx.Graph, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for *_, tie in H.edges(data=True):
        tie["length"] = rng.integers(1, 4) / 2
    through = flows_by_length(ties(H), ties(H).weights("length"))
    expected = nx.betweenness_centrality(H, normalized=False, weight="length")
    np.testing.assert_allclose(through, list(expected.values()), rtol=1e-9, atol=1e-9)


@either_engine
@given(graphs(most=40), st.integers(0, 100))
def test_estimates_from_everybody_are_exact(H: nx.Graph, seed: int) -> None:
    everyone = (np.zeros(len(H), dtype=int), np.ones((1, 1)))
    if len(H) < 2:
        return
    exact = flows(ties(H), [everyone])[0][0]
    through, error = flows_from(ties(H), everyone, np.arange(len(H)))
    np.testing.assert_allclose(through, exact, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(error, 0, atol=1e-6)
    some = sample(np.arange(len(H)), 1 + len(H) // 2, seed)
    assert some is not None or len(H) < 3


def test_estimates_are_right_on_average_and_as_far_off_as_they_say() -> None:
    H = nx.barabasi_albert_graph(200, 2, seed=4)
    T, everyone = ties(H), (np.zeros(200, dtype=int), np.ones((1, 1)))
    removed, members = [np.array([tie]) for tie in range(50)], [np.array([0, 1])] * 50
    exact = [flows(T, [everyone])[0][0], losses(T, everyone, removed, members)[0].sum(axis=1)]
    drawn: list[list[Any]] = [[], []]
    for seed in range(40):
        some = sample(np.arange(200), 60, seed)
        assert some is not None
        drawn[0].append(flows_from(T, everyone, some))
        guess, error = losses(T, everyone, removed, members, sources=some)
        drawn[1].append((guess.sum(axis=1), error.sum(axis=1)))
    for right, estimates in zip(exact, drawn, strict=True):
        # whoever is on few paths may be on none of a sample: only the first are judged
        first = np.argsort(-right)[:10]
        guesses, errors = np.array(estimates)[:, :, first].transpose(1, 0, 2)
        spread = guesses.std(axis=0)
        assert (np.abs(guesses.mean(axis=0) - right[first]) < 5 * spread / 40**0.5).all()
        assert ((errors**2).mean(axis=0) > 0.6 * spread**2).all()


@either_engine
@given(graphs(most=30), st.integers(0, 100), st.integers(0, 8))
def test_losses_are_those_of_measuring_again(H: nx.Graph, seed: int, most: int) -> None:
    rng = np.random.default_rng(seed)
    T = ties(H)
    kinds, table = rng.integers(-1, 3, T.n), rng.random((3, 3))
    table += table.T
    removed = [rng.permutation(len(T.pairs))[: rng.integers(0, most + 1)] for _ in range(5)]
    members = [rng.permutation(T.n)[: rng.integers(0, 4)] for _ in range(5)]
    worth = table[np.ix_(kinds, kinds)] * np.outer(kinds >= 0, kinds >= 0)
    np.fill_diagonal(worth, 0)

    def near(some: Ties) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        steps = distances(some)
        return np.divide(worth, steps, out=np.zeros_like(steps), where=steps > 0)

    lost, _ = losses(T, (kinds, table), removed, members)
    for found, gone, inside in zip(lost, removed, members, strict=True):
        kept = np.ones(len(T.pairs), dtype=bool)
        kept[gone] = False
        less = near(T) - near(T.only(kept))
        ends = np.zeros(T.n, dtype=int)
        ends[inside] = 1
        both = np.add.outer(ends, ends)
        expected = [less[both == count].sum() / 2 for count in (2, 1, 0)]
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@either_engine
@given(graphs())
def test_circles_are_those_of_networkx(H: nx.Graph) -> None:
    T = ties(H)
    assert triangles(T).tolist() == list(nx.triangles(H).values())
    assert sorted(map(sorted, triangles_of(T).tolist())) == sorted(
        sorted(clique) for clique in nx.enumerate_all_cliques(H) if len(clique) == 3
    )
    assert cores(T).tolist() == [nx.core_number(H)[v] for v in H]
    holding, bridges = cuts(T)
    assert set(np.flatnonzero(holding)) == set(nx.articulation_points(H))
    assert {frozenset(T.pairs[tie].tolist()) for tie in np.flatnonzero(bridges)} == {
        frozenset(pair) for pair in nx.bridges(H)
    }
    found = components(T)
    parts = [set(np.flatnonzero(found == part).tolist()) for part in np.unique(found)]
    assert sorted(map(sorted, parts)) == sorted(map(sorted, nx.connected_components(H)))


@either_engine
@given(graphs(most=40), st.integers(0, 100))
def test_holds_and_pagerank_are_those_of_networkx(H: nx.Graph, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for *_, tie in H.edges(data=True):
        tie["weight"] = float(rng.integers(1, 10))
    T = ties(H)
    constraint, effective = holds(T, T.weights("weight"))
    if not len(H):
        return
    expected = nx.constraint(H, weight="weight")
    tied = [v for v in H if H.degree(v)]
    np.testing.assert_allclose(constraint[tied], [expected[v] for v in tied], rtol=1e-9)
    # networkx 3.6.1 divides by the wrong strongest tie unless the nodes are named
    sizes = nx.effective_size(H, nodes=list(H), weight="weight")
    np.testing.assert_allclose(effective[tied], [sizes[v] for v in tied], rtol=1e-9)
    shares = nx.pagerank(H, weight="weight", tol=1e-14, max_iter=5000)
    np.testing.assert_allclose(pagerank(T, T.weights("weight")), list(shares.values()), atol=1e-9)


@either_engine
@given(graphs(most=25), st.integers(0, 100))
def test_open_pairs_are_counted_one_by_one(H: nx.Graph, seed: int) -> None:
    rows = np.random.default_rng(seed).dirichlet([0.3, 0.3, 0.3], len(H)).round(1)
    T = ties(H)
    expected = np.zeros((len(H), 4))
    for v in H:
        for a, c in combinations(H[v], 2):
            if not H.has_edge(a, c):
                alike = [
                    rows[v] * rows[a] * rows[c],
                    rows[a] * rows[c],
                    rows[v] * (rows[a] + rows[c]),
                ]
                expected[v] += [*np.sum(alike, axis=1), 1]
    np.testing.assert_allclose(open_pairs(T, triangles_of(T), rows), expected, atol=1e-9)


@either_engine
@given(graphs(), st.integers(0, 5), st.sampled_from([0.5, 1.0, 2.0]))
def test_louvain_is_that_of_networkx(H: nx.Graph, seed: int, resolution: float) -> None:
    rng = np.random.default_rng(seed)
    for *_, tie in H.edges(data=True):
        tie["weight"] = float(rng.integers(1, 5)) / 3
    groups = louvain(ties(H), ties(H).weights("weight"), resolution=resolution, seed=seed)
    parts = [set(np.flatnonzero(groups == group).tolist()) for group in np.unique(groups)]
    expected = nx.community.louvain_communities(H, resolution=resolution, seed=seed)
    assert sorted(map(sorted, parts)) == sorted(map(sorted, expected if len(H) else []))


def test_both_engines_deal_the_same_tables_and_count_the_same_meetings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(1)
    sizes = np.concatenate([rng.integers(1, 30, 40), np.full(60, 2)])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    members = np.concatenate([rng.choice(60, size, replace=False) for size in sizes])
    dealt = {}
    for name in ("compiled", "numpy"):
        monkeypatch.setenv("ECOMAP_ENGINE", name)
        backend.kernels.cache_clear()
        tables = np.tile(members.astype(np.int32)[:, None], (1, 7))
        deals = np.random.default_rng(2)
        for _ in range(5):
            trade(starts, tables, deals)
        mixed = np.random.default_rng(3).dirichlet([0.5, 0.5, 0.5], 60)
        plain = np.eye(3)[np.arange(60) % 3]
        dealt[name] = (
            tables,
            meetings(starts, tables, mixed),
            meetings(starts, tables, plain),
        )
    for left, right in zip(*dealt.values(), strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-12)


@pytest.mark.parametrize(("members", "ways"), [([0, 1, 2, 3], 6), ([0, 1, 2, 0], 2)])
def test_two_alliances_of_two_are_dealt_in_every_way_as_often(
    members: list[int], ways: int
) -> None:
    tables = np.tile(np.array(members, dtype=np.int32)[:, None], (1, 6000))
    trade(np.array([0, 2, 4]), tables, np.random.default_rng(4))
    dealt = Counter(tuple(sorted(first)) for first in tables[:2].T.tolist())
    assert len(dealt) == ways
    # five standard deviations
    expected = 6000 / ways
    spread = (expected * (1 - 1 / ways)) ** 0.5
    assert all(abs(count - expected) < 5 * spread for count in dealt.values())


def test_labels_are_numbered_and_no_others_are_known() -> None:
    actors: list[dict[str, Any]] = [
        {"kind": "x"},
        {"kind": None},
        {"share": 1},
        {"kind": "y", "share": 0},
    ]
    label, has = labels(actors, "kind", {"x": 4, "y": 2}, "share")
    assert (label.tolist(), has.tolist()) == ([4, -1, -1, 2], [False, False, True, True])
    views: Any = [MappingProxyType(actor) for actor in actors]
    again = labels(views, "kind", {"x": 4, "y": 2}, "share")
    assert [array.tolist() for array in again] == [label.tolist(), has.tolist()]
    with pytest.raises(KeyError, match="kind"):
        labels(actors, "kind", {"x": 4}, "share")
    with pytest.raises(TypeError, match="unhashable"):
        labels([{"kind": []}], "kind", {"x": 4}, "share")


def test_triangles_are_all_listed_where_there_are_more_than_ties() -> None:
    T = ties(nx.complete_graph(9))
    corners = np.sort(triangles_of(T), axis=1).tolist()
    assert sorted(corners) == [list(three) for three in combinations(range(9), 3)]


def test_kernels_refuse_arrays_of_another_kind(engine: str) -> None:
    if engine == "numpy":
        return
    right = [np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)]
    with pytest.raises(TypeError, match="type i"):
        backend.kernels().cores(right[0], right[0], right[2])
    with pytest.raises(TypeError, match="3 arguments"):
        backend.kernels().cores(*right[:2])
    backend.kernels().cores(*right)


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
    for count in (1, 3):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
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


@either_engine
@given(graphs(), st.integers(0, 100))
def test_mixed_sums_tie_by_tie(H: nx.Graph, seed: int) -> None:
    T, rng = ties(H), np.random.default_rng(seed)
    rows = rng.random((len(H), 3)) * (rng.random((len(H), 3)) < 0.5)
    weights = rng.random(len(T.pairs))
    sums = np.zeros((3, 3))
    for (u, v), weight in zip(T.pairs, weights, strict=True):
        sums += weight * (np.outer(rows[u], rows[v]) + np.outer(rows[v], rows[u])) / 2
    np.testing.assert_allclose(mixed(T, weights, rows), sums, atol=1e-12)


def test_ties_of_a_view_a_loop_and_weights_of_every_kind() -> None:
    H = nx.Graph([("a", "a"), ("c", "a"), ("a", "b", {"weight": 3}), ("b", "d")])
    H["b"]["d"]["weight"] = np.float32(0.5)
    for shown in (H, H.subgraph("abcd"), nx.restricted_view(H, [], [])):
        T = ties(shown)
        assert [[list(shown)[i] for i in pair] for pair in T.pairs.tolist()] == [
            list(edge) for edge in shown.edges if edge != ("a", "a")
        ]
        assert dict(zip(map(tuple, T.pairs.tolist()), T.weights("weight"), strict=True)) == {
            pair: float(shown.edges[[list(shown)[i] for i in pair]].get("weight", 1))
            for pair in map(tuple, T.pairs.tolist())
        }


def test_a_weight_that_is_no_number_is_refused() -> None:
    H = nx.Graph([("a", "b", {"weight": None})])
    with pytest.raises(TypeError):
        ties(H).weights("weight")


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
