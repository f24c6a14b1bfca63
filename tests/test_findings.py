"""Findings: the sentences of a map, on graphs worked out by hand."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

from ecomap.graph import from_networkx, project
from ecomap.measures.communities import agreement, communities
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import actor_metrics
from ecomap.page.findings import Finding, _number, central, findings, portraits
from ecomap.text import LANGUAGES

MODELS = ("public_action", "people", "productive_economy")


def _found(G: nx.MultiDiGraph, draws: int = 199) -> dict[str, Finding]:
    """Give the findings of a graph by key, measured as a map does."""
    scores = actor_metrics(G, ["cross_betweenness"])
    classified = nx.get_node_attributes(G, "model")
    pairs = model_matrix(G, draws=draws, seed=0) if classified else None
    return {finding["key"]: finding for finding in findings(G, scores, pairs)}


def _graph(*edges: tuple[str, str], **models: str) -> nx.MultiDiGraph:
    G = from_networkx(nx.Graph(edges))
    nx.set_node_attributes(G, models, "model")
    return G


def test_no_actor_no_sentence() -> None:
    assert findings(nx.MultiDiGraph(), pd.DataFrame()) == []


def test_actors_without_alliances_are_said_at_once() -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from("abc", model="people", kind="organisation")
    found = _found(G)
    assert list(found) == ["all_alone"]
    assert found["all_alone"]["text"]["en"].startswith("None of the 3 actors has a known alliance")
    assert found["all_alone"]["text"]["fr"].startswith("Aucun des 3 acteurs")
    assert found["all_alone"]["nodes"] == ["a", "b", "c"]


def test_without_models_the_best_linked_is_told() -> None:
    found = _found(_graph(("hub", "a"), ("hub", "b"), ("hub", "c"), ("c", "d")))
    assert list(found) == ["all_linked", "hub", "held", "no_model"]
    assert found["hub"]["nodes"] == ["hub"]
    told = found["hub"]["text"]["en"]
    assert told == (
        "hub shares an alliance with 3 other actors; half of those who have any meet at most 1."
    )
    assert found["held"]["nodes"] == ["hub", "c"]


def test_nobody_is_best_linked_among_equals() -> None:
    assert "hub" not in _found(_graph(("a", "b"), ("b", "c"), ("c", "a")))


def test_who_stands_between_models_is_told_with_a_share() -> None:
    G = _graph(("a", "b"), ("b", "c"), a="people", b="public_action", c="productive_economy")
    found = _found(G)
    assert found["only_broker"]["nodes"] == ["b"]
    assert "sits on 100% of the shortest paths" in found["only_broker"]["text"]["en"]
    assert "hub" not in found


def test_a_share_that_was_estimated_is_told_as_one() -> None:
    G = _graph(("a", "b"), ("b", "c"), a="people", b="public_action", c="productive_economy")
    scores = actor_metrics(G, ["cross_betweenness"])
    scores.attrs["sampled"] = {"cross_betweenness": {"sources": 2, "error": 0.1}}
    found = {finding["key"]: finding for finding in findings(G, scores, None)}
    told = found["only_broker"]["text"]
    assert "sits on about 100% of the shortest paths" in told["en"]
    assert "se trouve sur environ 100\u202f% des plus courts chemins" in told["fr"]


@pytest.mark.parametrize(("unknown", "told"), [(0, None), (1, None), (2, "2 actors of 12 (17%)")])
def test_many_actors_without_a_model_are_told(unknown: int, told: str | None) -> None:
    names = [f"n{i:02}" for i in range(12)]
    models = {name: MODELS[i % 3] for i, name in enumerate(names[unknown:])}
    found = _found(_graph(*nx.path_graph(names).edges(), **models))
    assert ("unclassified" in found) is (told is not None)
    if told:
        assert found["unclassified"]["text"]["en"].startswith(told)
        assert found["unclassified"]["nodes"] == names[:unknown]


def test_almost_all_is_not_all() -> None:
    names = [f"n{i}" for i in range(400)]
    G = _graph(*nx.path_graph(names).edges())
    for number, (_, _, data) in enumerate(G.edges(data=True)):
        data["evidence"] = "proposal" if not number else "stated"
    (said,) = [finding for key, finding in _found(G).items() if key == "doubtful"]
    assert said["text"]["en"].startswith("99.7% of the ties")
    assert said["text"]["fr"].startswith("99,7\u202f% des liens")


def test_chance_is_told_with_the_pair_that_meets_most() -> None:
    G = _graph(
        *(("a", "b"), ("b", "c"), ("c", "d"), ("d", "e"), ("e", "a")),
        a="people",
        b="people",
        c="public_action",
        d="public_action",
        e="people",
    )
    told = _found(G)["most_met"]["text"]
    assert "pairs of models compared is clearly apart from chance" in told["en"]
    assert "ne s’écarte nettement du hasard" in told["fr"]
    # of three pairs compared, the rarest that 99 draws can show has q = 3 × 2 / 100
    few = _found(G, draws=99)
    assert "most_met" not in few
    assert "99 draws are too few" in few["most_met_few"]["text"]["en"]
    assert "99 tirages sont trop peu" in few["most_met_few"]["text"]["fr"]


def test_no_sentence_lacks_a_word() -> None:
    G = _graph(("a", "b"), ("b", "c"), ("c", "a"), a="people", b="public_action", c="people")
    for finding in _found(G).values():
        for lang in LANGUAGES:
            assert finding["text"][lang].endswith(".")
            assert not set(finding["text"][lang]) & set("{}")


def _two_cliques() -> nx.Graph:
    """Join two groups, of four and of three, by one tie between a and e."""
    four = [(u, v) for u in "abcd" for v in "abcd" if u < v]
    three = [("e", "f"), ("f", "g"), ("e", "g")]
    G = _graph(*four, *three, ("a", "e"), a="people", b="people", c="people", e="public_action")
    nx.set_node_attributes(G, {"e": "Lille", "f": "Lille | Roubaix", "a": "Paris"}, "territory")
    return project(G)


def test_a_community_is_told_by_hand() -> None:
    H = _two_cliques()
    told = portraits(H, communities(H))
    assert told is not None
    # 18 ends of 20 are on ties that stay; 12 of the 13 of the four, 6 of the 7 of the three
    assert told["whole"]["en"].startswith("The ties draw 2 communities")
    assert "90% of the weight" in told["whole"]["en"]
    assert told["each"]["1"]["en"] == (
        "4 actors: a, b, c and d.\nModels: People, 3 of 3 (75% over the whole map).\n"
        "Territories: Paris, 1 of 1 (33% over the whole map).\n"
        "92% of the weight of their ties stays among them.\nBridges: a (to 2)."
    )
    assert told["each"]["2"]["fr"] == (
        "3 acteurs\u00a0: e, f et g.\n"
        "Modèles\u00a0: Action publique, 1 sur 1 (25\u202f% sur toute la carte).\n"
        "Territoires\u00a0: Lille, 2 sur 2 (67\u202f% sur toute la carte)\u202f; Roubaix, 1.\n"
        "86\u202f% du poids de leurs liens reste entre eux.\nPasserelles\u00a0: e (vers 1)."
    )
    assert "9 other draws" in told["method"]["en"]
    assert "largest" not in told["whole"]["en"]


def test_a_community_that_nothing_leaves_has_no_bridge() -> None:
    H = project(_graph(("a", "b"), ("b", "c"), ("d", "e")))
    told = portraits(H, communities(H))
    assert told is not None
    assert told["each"]["1"]["en"] == "3 actors: b, a and c.\nNo known tie leaves it."
    assert list(told["each"]) == ["1"]  # a pair has no portrait
    assert told["whole"]["en"].endswith("Here is the largest; the others are in the filters.")
    assert "100% of the weight" in told["whole"]["en"]
    assert "Agreement" not in told["whole"]["en"]


def test_one_community_is_the_whole_map() -> None:
    H = project(_graph(("a", "b"), ("b", "c")))
    assert portraits(H, communities(H)) is None
    assert portraits(project(nx.MultiDiGraph()), []) is None


def test_models_that_are_no_community_agree_with_none() -> None:
    """Round what is nearly nothing to nothing, without a sign."""
    own = dict(zip("abcdefgh", ("people", "public_action") * 4, strict=True))
    four = [(u, v) for part in ("abcd", "efgh") for u in part for v in part if u < v]
    H = project(_graph(*four, ("a", "e"), **own))
    told = portraits(H, communities(H))
    assert told is not None
    assert "Agreement with the models: -0.17 (" in told["whole"]["en"]
    by_hand = {node: int(node > "d") for node in own}
    assert agreement(by_hand, own) == pytest.approx(-1 / 6)
    assert _number(-0.04) == {"fr": "0", "en": "0"}


def test_what_chance_alone_groups_is_called_fragile() -> None:
    ring = project(from_networkx(nx.relabel_nodes(nx.cycle_graph(30), str)))
    told = portraits(ring, communities(ring))
    assert told is not None
    assert any("Fragile outline" in text["en"] for text in told["each"].values())
    cliques = _two_cliques()
    sure = portraits(cliques, communities(cliques))
    assert sure is not None
    assert not any("Fragile" in text["en"] for text in sure["each"].values())


def test_members_are_ordered_by_their_ties_inside() -> None:
    H = project(_graph(("a", "b"), ("b", "c"), ("c", "x"), ("c", "y"), ("c", "z")))
    assert central(H, {"a", "b", "c"}) == ["b", "a", "c"]


def test_the_last_digit_of_a_sum_orders_nobody() -> None:
    H = nx.Graph()
    H.add_weighted_edges_from([("a", "x", 0.3), ("b", "y", 0.1), ("b", "z", 0.2)])
    assert 0.1 + 0.2 > 0.3
    assert central(H, H) == ["a", "b", "x", "z", "y"]


def test_a_portrait_is_said_in_both_languages() -> None:
    H = _two_cliques()
    told = portraits(H, communities(H))
    assert told is not None
    for label in (told["whole"], told["method"], *told["each"].values()):
        assert set(label) == set(LANGUAGES)
        assert label["fr"] != label["en"]
