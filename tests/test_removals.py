"""What a little less would change: draws by hand, and curves that start from the whole."""

from __future__ import annotations

from itertools import product
from math import isnan, nan

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from ecomap.errors import GraphError
from ecomap.graph import project
from ecomap.measures import removals
from ecomap.measures.engine import ties
from ecomap.measures.metrics import actor_metrics
from ecomap.measures.premium import actor_premium, interaction_value
from ecomap.measures.removals import rank_stability, robustness
from told import cells, ecosystems, tables

# --------------------------------------------------------------------------- ranks


def test_equal_scores_share_the_best_rank(worked: nx.MultiDiGraph) -> None:
    # degrees 2, 2, 3, 2, 1
    ranks = rank_stability(worked, "degree", keep=1)
    assert ranks["rank"].tolist() == [2, 2, 1, 2, 5]
    assert ranks["low"].tolist() == ranks["high"].tolist() == ranks["rank"].tolist()
    assert ranks["score"].tolist() == [2, 2, 3, 2, 1]
    assert ranks.attrs == {"measure": "degree", "draws": 1000, "keep": 1, "seed": 0}


def test_the_range_is_that_of_the_draws_listed_by_hand() -> None:
    # a – b, a – c: with one half each, the four cases are as likely
    G = tables(
        [{"id": "1", "source": "a", "target": "b"}, {"id": "2", "source": "a", "target": "c"}],
        "abc",
    )
    ranks = rank_stability(G, "strength", keep=0.5, seed=3)
    # a is first whatever is missing; b is second or ties for first, or third
    assert cells(ranks, "a", "low", "high") == [1, 1]
    assert cells(ranks, "b", "low", "high") == [1, 3]


@pytest.mark.parametrize("name", ["degree", "strength", "betweenness", "harmonic"])
def test_arrays_and_graphs_rank_the_same_draws_alike(name: str, worked: nx.MultiDiGraph) -> None:
    worked.edges["entreprise", "banque", "r"]["weight"] = 3.0
    H = project(worked)
    kept = np.array(list(product([True, False], repeat=4)))
    quick = removals._ranks(pd.DataFrame(removals._quick_scores(worked, H, name, kept)))
    slow = removals._ranks(pd.DataFrame(removals._slow_scores(worked, H, name, kept)))
    pd.testing.assert_frame_equal(quick, slow)


def test_a_whole_place_is_missing_at_once(worked: nx.MultiDiGraph) -> None:
    kept = np.array([[alliance["id"] != "p" for alliance in project(worked).graph["alliances"]]])
    scores = removals._quick_scores(worked, project(worked), "degree", kept)
    assert scores.tolist() == [[1, 1, 1, 2, 1]]


def test_a_measure_that_is_not_always_defined(worked: nx.MultiDiGraph) -> None:
    ranks = rank_stability(worked, "participation", draws=60, keep=0.6)
    assert ranks.attrs["draws"] == 60
    assert isnan(ranks["rank"]["banque"])
    assert ranks.loc["banque", "defined"] == 0
    assert 0 < ranks["defined"]["asso2"] < 1
    assert rank_stability(worked, "participation").attrs["draws"] == 100


def test_the_same_seed_gives_the_same_ranks(worked: nx.MultiDiGraph) -> None:
    for name in ("betweenness", "pagerank"):
        once = rank_stability(worked, name, draws=50, seed=7)
        pd.testing.assert_frame_equal(once, rank_stability(worked, name, draws=50, seed=7))
    again = [rank_stability(worked, "strength", draws=9, seed=seed) for seed in range(8)]
    assert len({tuple(ranks["high"]) for ranks in again}) > 1


def test_an_isolate_added_changes_no_range(worked: nx.MultiDiGraph) -> None:
    before = rank_stability(worked, "betweenness", draws=80)
    worked.add_node("alone", name="alone", kind="organisation")
    after = rank_stability(worked, "betweenness", draws=80)
    columns = ["rank", "low", "high"]
    pd.testing.assert_frame_equal(after.drop("alone")[columns], before[columns])


def test_large_graphs_get_fewer_draws() -> None:
    H = nx.gnm_random_graph(2000, 6000, seed=0)
    assert removals._enough("betweenness", H) == 125
    assert removals._enough("degree", H) == 1000
    assert removals._enough("pagerank", H) == 100


def test_wrong_questions_are_told() -> None:
    G = tables([{"id": "1", "source": "a", "target": "b"}])
    with pytest.raises(GraphError, match="0 is not a probability: it must be above 0"):
        rank_stability(G, keep=0)
    with pytest.raises(GraphError, match='"fame" is not one of'):
        rank_stability(G, "fame")


# --------------------------------------------------------------------------- robustness


def test_robustness_by_hand(worked: nx.MultiDiGraph) -> None:
    curve = robustness(worked, draws=30)
    assert len(curve) == 33
    assert curve["removed"].tolist()[:11] == [0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3]
    by = {removal: rows.set_index("share") for removal, rows in curve.groupby("removal")}
    for rows in by.values():
        assert rows.loc[0, "value"] == pytest.approx(37 / 54)
        assert rows.loc[0, "largest"] == 1
    # asso2 goes first: mairie – asso1 and entreprise – banque are left, 2 pairs of 9
    for removal in ("degree", "betweenness"):
        assert cells(by[removal], 0.1, "value", "largest") == pytest.approx([2 / 9, 2 / 5])
    # V less what each actor takes with it, on average
    losses = actor_premium(worked)["premium"]
    kept = 37 / 54 - losses
    random = by["random"].loc[0.1]
    assert kept.min() - 1e-12 <= random["value_low"] <= random["value"]
    assert random["value"] <= random["value_high"] <= kept.max() + 1e-12


def test_targets_are_measured_again() -> None:
    # the hub x goes first; then its leaves have nobody and the path d – e – f has a middle
    H = nx.star_graph(["x", "a", "b", "c"])
    nx.add_path(H, ["d", "e", "f"])
    pairs = ties(H).pairs
    nodes = list(H)
    for name in ("degree", "betweenness"):
        order = removals._targets(len(H), pairs, [0, 1, 2], name)
        assert [nodes[n] for n in order] == ["x", "e"]


def test_robustness_is_the_same_with_the_same_seed(worked: nx.MultiDiGraph) -> None:
    pd.testing.assert_frame_equal(robustness(worked, seed=1), robustness(worked, seed=1))
    assert not robustness(worked, seed=1).equals(robustness(worked, seed=2))


def test_robustness_without_models(worked: nx.MultiDiGraph) -> None:
    for _, data in worked.nodes(data=True):
        data.pop("model", None)
    curve = robustness(worked)
    assert curve["value"].isna().all()
    assert curve["largest"].notna().all()


# --------------------------------------------------------------------------- anything


@given(ecosystems())
@settings(max_examples=60)
def test_ranges_hold_what_they_are_the_ranges_of(G: nx.MultiDiGraph) -> None:
    before = nx.node_link_data(G, edges="edges")
    actors = [node for node in G if node.startswith("a")]
    ranks = rank_stability(G, "betweenness", draws=20)
    assert list(ranks.index) == actors
    assert (ranks["low"] <= ranks["high"]).all()
    assert ranks[["rank", "low", "high"]].isin(range(1, len(actors) + 1)).all(axis=None)
    curve = robustness(G, draws=3)
    for column in ("value", "largest"):
        assert (curve[f"{column}_low"] <= curve[column] + 1e-12).all() or curve[column].isna().all()
    assert nx.node_link_data(G, edges="edges") == before


@given(ecosystems())
@settings(max_examples=40)
def test_the_start_of_the_curve_is_the_whole(G: nx.MultiDiGraph) -> None:
    curve = robustness(G, draws=2)
    whole = curve[curve["share"] == 0]
    try:
        value = interaction_value(G)
    except GraphError:
        value = nan
    if not len(G):
        value = nan
    np.testing.assert_allclose(whole["value"], value)
    degrees = actor_metrics(G, ["degree"])["degree"]
    assert (whole["largest"].isna()).all() == degrees.empty
