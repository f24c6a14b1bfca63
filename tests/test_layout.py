"""Layouts: every node has its place, names do not overlap, the same seed gives the same picture."""

from __future__ import annotations

import json
import math
from itertools import combinations, pairwise
from pathlib import Path

import graphs
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from layouts import kept
from scipy.spatial import ConvexHull, cKDTree

from ecomap import letters
from ecomap.errors import GraphError
from ecomap.formats import io
from ecomap.graph import from_tables, project
from ecomap.page import layout
from ecomap.page.layout import PLACES, UNKNOWN, Box, Poster, boxes, marks, pulls, seats


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return io.read(odd17)


@pytest.fixture(scope="module")
def wide(G: nx.MultiDiGraph) -> Poster:
    return layout.poster(G)


def test_models_stand_in_the_families_of_the_typology(G: nx.MultiDiGraph) -> None:
    families = layout.group(G).families
    assert list(families) == ["public", "private", "hybrid", UNKNOWN, PLACES]
    assert families["private"] == ["people", "productive_economy", "financial_economy"]


def test_places_and_unclassified_actors_are_told_apart() -> None:
    G = nx.MultiDiGraph()
    G.add_node("fair", kind="event")
    G.add_node("who", kind="organisation")
    assert layout.group(G).of == {"fair": PLACES, "who": UNKNOWN}


def test_another_attribute_makes_one_family_of_its_commonest_values() -> None:
    G = nx.MultiDiGraph()
    for number in range(20):
        G.add_node(str(number), kind="organisation", territory=f"town {number % 9}")
    families = layout.group(G, "territory").families
    assert list(families) == ["territory"]
    assert families["territory"][:2] == ["territory:town 0", "territory:town 1"]
    assert families["territory"][-1] == "other"
    assert len(families["territory"]) == 8


def test_every_node_has_a_place_on_every_layout(G: nx.MultiDiGraph, wide: Poster) -> None:
    assert set(wide["pos"]) == set(G)
    assert set(layout.poster(G, narrow=True, width=374)["pos"]) == set(G)
    assert set(layout.network(G)["pos"]) == set(G)


def test_marks_stand_in_the_box_of_their_group(G: nx.MultiDiGraph, wide: Poster) -> None:
    of = layout.group(G).of
    boxes = {box["group"]: box for box in wide["boxes"]}
    for node, (x, y) in wide["pos"].items():
        box = boxes[of[node]]
        assert box["x"] < x < box["x"] + box["width"]
        assert box["y"] < y < box["y"] + box["height"]


def test_boxes_do_not_overlap(wide: Poster) -> None:
    assert not [pair for pair in combinations(wide["boxes"], 2) if _overlap(*pair)]


def _overlap(a: Box, b: Box) -> bool:
    apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
    apart_y = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
    return not (apart_x or apart_y)


@pytest.mark.parametrize("narrow", [False, True])
def test_names_do_not_overlap(G: nx.MultiDiGraph, *, narrow: bool) -> None:
    poster = layout.poster(G, narrow=narrow, width=374 if narrow else 1150)
    columns: dict[float, list[tuple[float, float]]] = {}
    for node, (x, y) in poster["pos"].items():
        half = poster["lines"][node] * poster["line"] / 2
        columns.setdefault(round(x, 3), []).append((y - half, y + half))
    for spans in columns.values():
        spans.sort()
        assert all(above[1] <= below[0] for above, below in pairwise(spans))


def test_the_poster_fills_the_window_it_is_made_for(wide: Poster) -> None:
    _, _, width, height = wide["bounds"]
    scale = min(1150 / width, 790 / height)
    assert scale > 0.8, "names would be smaller than ten pixels"
    assert width * scale > 0.9 * 1150
    assert height * scale > 0.9 * 790


def test_a_telephone_gets_one_column_that_a_finger_can_hit(G: nx.MultiDiGraph) -> None:
    poster = layout.poster(G, narrow=True, width=374)
    assert len({x for x, _ in poster["pos"].values()}) == 1
    heights = sorted(y for _, y in poster["pos"].values())
    assert min(b - a for a, b in pairwise(heights)) >= 44
    assert poster["bounds"][2] == 374


def test_the_most_important_come_first() -> None:
    G = nx.MultiDiGraph()
    for name in "abc":
        G.add_node(name, name=name, kind="organisation")
    poster = layout.poster(G, rank={"b": 3.0, "c": 2.0}, narrow=True)
    assert sorted(G, key=lambda node: poster["pos"][node][1]) == ["b", "c", "a"]


def test_a_name_is_not_written_twice(wide: Poster) -> None:
    titled = {box["group"]: box["titled"] for box in wide["boxes"]}
    assert not titled["public_action"]
    assert not titled[PLACES]
    assert titled["people"]


def test_headings_grow_on_a_poster_seen_from_afar() -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from((str(n), {"name": f"Actor {n}", "kind": "organisation"}) for n in range(1600))
    poster = layout.poster(G)
    scale = min(1150 / poster["bounds"][2], 790 / poster["bounds"][3])
    assert 0.7 < poster["large"] * scale < 0.95


def test_marks_of_a_crowded_poster_stand_nearly_as_far_apart_down_as_across() -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from((str(n), {"name": f"Synthetic actor {n}"}) for n in range(6000))
    x, y = np.array(list(layout.poster(G)["pos"].values())).T
    across = np.diff(np.unique(x.round(3))).min()
    down = np.median(np.diff(np.sort(y[x == x.min()])))
    assert across < 4 * down


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("iamW«é \u00a0\n"), max_size=40), max_size=2), max_size=6
    )
)
def test_names_take_as_many_lines_as_word_after_word(names: list[list[str]]) -> None:
    texts = np.array([60.0, 114.0])
    spoken = [known or [""] for known in names]
    if not spoken:
        return
    plain = [
        [min(4, max(_wrapped(name.split(), text) for name in known)) for known in spoken]
        for text in texts.tolist()
    ]
    assert boxes._lines(spoken, texts).tolist() == plain


def _wrapped(words: list[str], text: float) -> int:
    lines, used, space = 1, 0.0, letters.width(" ", 13.0)
    for size in (letters.width(word, 13.0) for word in words):
        if used and used + space + size > text:
            lines, used = lines + 1, size
        else:
            used += size + (space if used else 0.0)
        lines += int(used // text)
        used %= text
    return lines


def test_the_same_seed_gives_the_same_bytes(G: nx.MultiDiGraph) -> None:
    assert json.dumps(layout.network(G, seed=3)) == json.dumps(layout.network(G, seed=3))
    assert json.dumps(layout.network(G, seed=3)) != json.dumps(layout.network(G, seed=4))
    assert json.dumps(layout.poster(G)) == json.dumps(layout.poster(G))


def test_marks_of_the_network_do_not_touch(G: nx.MultiDiGraph) -> None:
    points = layout.network(G)["pos"].values()
    assert all(
        (ax - bx) ** 2 + (ay - by) ** 2 > 30**2 for (ax, ay), (bx, by) in combinations(points, 2)
    )


def test_groups_stay_together_on_the_network(G: nx.MultiDiGraph) -> None:
    drawn, of = layout.network(G), layout.group(G).of
    for hull in drawn["hulls"]:
        own = [drawn["pos"][node] for node in of if of[node] == hull["group"]]
        inside = [point for point in own if _inside(point, hull["points"])]
        assert len(inside) >= 0.85 * len(own)
    assert {hull["group"] for hull in drawn["hulls"]} == set(of.values()) - {PLACES}


def _inside(point: tuple[float, float], outline: list[tuple[float, float]]) -> bool:
    x, y = point
    crossings = 0
    for (ax, ay), (bx, by) in zip(outline, [*outline[1:], outline[0]], strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossings += 1
    return crossings % 2 == 1


@given(st.integers(0, 40), st.integers(0, 60), st.integers(0, 10))
def test_any_graph_can_be_laid_out(n: int, m: int, seed: int) -> None:
    H = nx.gnm_random_graph(n, min(m, n * (n - 1) // 2), seed=seed)
    G = nx.MultiDiGraph(nx.relabel_nodes(H, str))
    assert set(layout.poster(G)["pos"]) == set(G)
    drawn = layout.network(G, seed=seed, steps=5)
    assert set(drawn["pos"]) == set(G)
    left, top, right, bottom = drawn["bounds"]
    assert all(left <= x <= right and top <= y <= bottom for x, y in drawn["pos"].values())


def test_partners_of_one_model_are_neighbours_on_a_large_network() -> None:
    G = from_tables(*graphs.made(1000))
    pos, of = layout.network(G)["pos"], layout.group(G).of
    # by chance a mark is among the ten nearest of another about once in a hundred
    assert _kept(G, pos, of) > 0.4
    placed = {node: pos[other] for node, other in zip(G, reversed(list(G)), strict=True)}
    assert _kept(G, placed, of) < 0.05


def _kept(G: nx.Graph, pos: layout.Position, of: dict[str, str]) -> float:
    nodes = list(G)
    _, near = cKDTree([pos[node] for node in nodes]).query([pos[node] for node in nodes], k=11)
    nearest = {
        node: {nodes[i] for i in row} for node, row in zip(nodes, near.tolist(), strict=True)
    }
    ties = [(u, v) for u, v in G.edges() if of[u] == of[v]]
    return sum(v in nearest[u] for u, v in ties) / len(ties)


@pytest.mark.parametrize("actors", [300, 1000])
def test_neighbours_are_kept_as_well_as_models_apart_allow(actors: int) -> None:
    G = from_tables(*graphs.made(actors))
    H, grouping = project(G), layout.group(G)
    own = [sum(grouping.of[v] == grouping.of[u] for v in H[u]) / len(H[u]) for u in H if H[u]]
    drawn = (layout.poster(G), layout.sectors(G), layout.network(G))
    shares = [kept(H, drawing["pos"]) for drawing in drawn]
    forces = kept(H, nx.forceatlas2_layout(H, seed=0, max_iter=100)) if actors == 300 else 0.0
    for share in shares:
        assert share > max(0.55 * sum(own) / len(own), forces)


def test_who_has_no_alliance_stands_at_the_rim() -> None:
    G = nx.MultiDiGraph(nx.relabel_nodes(nx.complete_graph(400), str))
    G.add_nodes_from(["alone", "too"])
    drawn = layout.network(G, steps=20)["pos"]
    far = {node: math.hypot(*spot) for node, spot in drawn.items()}
    assert sorted(far, key=lambda node: far[node])[-60:].count("alone") == 1


points_ = st.lists(
    st.tuples(st.integers(-30, 30), st.integers(-30, 30)), min_size=1, max_size=40
).map(lambda found: np.array(found, dtype=float))


@given(points_, st.sampled_from([0.5, 3.0, 7.0]))
def test_near_pairs_are_those_of_a_tree(points: marks.Floats, reach: float) -> None:
    found = {tuple(pair) for pair in marks.close(points, reach).tolist()}
    assert found == cKDTree(points).query_pairs(reach)


@given(points_)
def test_an_outline_is_a_convex_hull(points: marks.Floats) -> None:
    corners = np.array(marks.outline(points, 5.0))
    assert ConvexHull(corners).area == pytest.approx(ConvexHull(np.vstack([points, corners])).area)
    assert len(ConvexHull(corners).vertices) <= len(corners)


def test_marks_on_one_spot_part() -> None:
    points = marks.push_apart(np.zeros((5, 2)), 4.0)
    assert not len(marks.close(points, 3.9))


# --------------------------------------------------------------------------- sectors


def test_families_stand_side_by_side_on_the_ring(G: nx.MultiDiGraph) -> None:
    ring = layout.sectors(G)
    families = layout.group(G).families
    order = [sector["group"] for sector in ring["sectors"]]
    assert order == [key for keys in families.values() for key in keys if key != PLACES]
    for before, after in pairwise(ring["sectors"]):
        assert before["start"] < before["end"] < after["start"]
    assert ring["sectors"][-1]["end"] < ring["sectors"][0]["start"] + 2 * math.pi


def test_actors_stand_in_their_sector_and_places_inside(G: nx.MultiDiGraph) -> None:
    ring = layout.sectors(G)
    sectors = {sector["group"]: sector for sector in ring["sectors"]}
    assert set(ring["pos"]) == set(G)
    for node, key in layout.group(G).of.items():
        x, y = ring["pos"][node]
        far = math.hypot(x, y)
        if key == PLACES:
            assert far < ring["sectors"][0]["inner"]
            continue
        turn = (math.atan2(y, x) - sectors[key]["start"]) % (2 * math.pi)
        assert turn <= sectors[key]["end"] - sectors[key]["start"]
        assert sectors[key]["inner"] < far < sectors[key]["outer"]


def test_marks_of_the_ring_do_not_touch(G: nx.MultiDiGraph) -> None:
    points = list(layout.sectors(G)["pos"].values())
    assert min(math.dist(a, b) for a, b in combinations(points, 2)) > 20


def test_the_most_important_of_a_sector_stands_on_its_innermost_row() -> None:
    G = from_tables(*graphs.made(300))
    rank = dict(G.degree())
    pos, of = layout.sectors(G, rank=rank)["pos"], layout.group(G).of
    for key in set(of.values()):
        members = [node for node in of if of[node] == key]
        inner = min(math.hypot(*pos[node]) for node in members)
        on_it = [node for node in members if math.hypot(*pos[node]) < inner + 1]
        assert max(rank[node] for node in on_it) == max(rank[node] for node in members)


def test_actors_who_meet_at_a_place_face_each_other() -> None:
    G = nx.Graph()
    for number in range(12):
        G.add_node(f"a{number}", model="people")
        G.add_node(f"b{number}", model="public_action")
    G.add_node("fair", kind="event")
    met = ["a3", "a7", "b2", "b11"]
    G.add_edges_from((actor, "fair") for actor in met)
    pos = layout.sectors(G)["pos"]
    apart = [math.dist(pos[a], pos[b]) for a in met[:2] for b in met[2:]]
    others = [math.dist(pos[f"a{i}"], pos[f"b{j}"]) for i in range(12) for j in range(12)]
    assert max(apart) < sum(others) / len(others)


@given(st.lists(st.sampled_from([None, "people", "public_action", "public_services"]), max_size=30))
def test_any_ecosystem_has_a_ring(models: list[str | None]) -> None:
    G = nx.Graph()
    for i, model in enumerate(models):
        G.add_node(str(i), **({"model": model} if model else {"kind": "event"}))
    nx.add_path(G, sorted(G))
    assert set(layout.sectors(G)["pos"]) == set(G)


# --------------------------------------------------------------------------- who stands where


@given(points_, st.integers(0, 5), st.data())
def test_places_are_exchanged_within_groups(
    points: marks.Floats, seed: int, data: st.DataObject
) -> None:
    n = len(points)
    mark = st.integers(0, n - 1)
    groups = np.array(data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)))
    pairs = data.draw(st.lists(st.tuples(mark, mark).filter(lambda p: p[0] < p[1]), unique=True))
    ends = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    fixed = np.array(data.draw(st.lists(mark, unique=True)), dtype=np.intp)
    seat = seats.exchange(points, ends, groups, fixed=fixed, seed=seed)
    assert sorted(seat) == list(range(n))
    assert groups[seat].tolist() == groups.tolist()
    assert seat[fixed].tolist() == fixed.tolist()


def test_who_meets_at_a_place_works_together_unless_it_is_a_crowd() -> None:
    G = nx.Graph()
    for place, actors in (("fair", 3), ("congress", 31)):
        G.add_node(place, kind="event")
        G.add_edges_from((f"{place}{number}", place) for number in range(actors))
    nodes = list(G)
    ends = seats.partners(G, layout.group(G), nodes)
    found = {(nodes[one], nodes[other]) for one, other in ends.tolist()}
    met = {frozenset(pair) for pair in found if not {"fair", "congress"} & set(pair)}
    assert met == {frozenset(pair) for pair in combinations(["fair0", "fair1", "fair2"], 2)}
    assert len(found) == 3 + 3 + 31


def test_sheets_that_are_kept_stay_as_they_were() -> None:
    ends, groups = np.array([[0, 1], [1, 2]]), np.zeros(4, dtype=np.intp)
    sheets = pulls.unfold(ends, groups)
    found = sheets.tolist()
    sheets[:] = 0
    assert pulls.unfold(ends, groups).tolist() == found
    assert pulls.unfold(ends, groups, seed=1).tolist() != found


def test_the_first_of_a_box_stays_first_among_those_it_works_with() -> None:
    G = from_tables(*graphs.made(300))
    rank = dict(G.degree())
    pos, of = layout.poster(G, rank=rank)["pos"], layout.group(G).of
    for key in set(of.values()):
        members = [node for node in of if of[node] == key]
        first = min(members, key=lambda node: (pos[node][0], pos[node][1]))
        assert rank[first] == max(rank[node] for node in members)


def test_a_poster_is_read_in_the_order_of_another(G: nx.MultiDiGraph, wide: Poster) -> None:
    tall = layout.poster(G, order=wide["pos"], narrow=True, width=374)
    for box in wide["boxes"]:
        members = [node for node in wide["pos"] if layout.group(G).of[node] == box["group"]]
        assert sorted(members, key=lambda node: tall["pos"][node][1]) == members


# --------------------------------------------------------------------------- kept places


def test_three_new_actors_move_nobody(G: nx.MultiDiGraph) -> None:
    known = layout.network(G)["pos"]
    larger = G.copy()
    for number, partner in enumerate(("le_rameau", "fonds_odd17", "onu")):
        larger.add_node(f"new{number}", name="New", kind="organisation")
        larger.add_edge(f"new{number}", partner, key=f"N{number}")
    pos = layout.keep(larger, known)
    assert {node: pos[node] for node in G} == known
    new = [pos[f"new{number}"] for number in range(3)]
    assert all(math.dist(spot, known[node]) > 20 for spot in new for node in known)


def test_places_of_nobody_are_refused() -> None:
    with pytest.raises(GraphError, match="None of 1 nodes"):
        layout.keep(nx.Graph([("a", "a")]), {})
