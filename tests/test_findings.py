"""Findings: the sentences of a map, on graphs worked out by hand."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import pytest

from ecomap.graph import from_networkx
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import actor_metrics
from ecomap.page.findings import Finding, findings
from ecomap.text import LANGUAGES

MODELS = ("public_action", "people", "productive_economy")


def _found(G: nx.MultiDiGraph) -> dict[str, Finding]:
    """Give the findings of a graph by key, measured as a map does."""
    scores = actor_metrics(G, ["cross_betweenness"])
    classified = nx.get_node_attributes(G, "model")
    pairs = model_matrix(G, draws=99, seed=0) if classified else None
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
    assert "100% of the shortest paths" in found["only_broker"]["text"]["en"]
    assert "hub" not in found


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


def test_no_sentence_lacks_a_word() -> None:
    G = _graph(("a", "b"), ("b", "c"), ("c", "a"), a="people", b="public_action", c="people")
    for finding in _found(G).values():
        for lang in LANGUAGES:
            assert finding["text"][lang].endswith(".")
            assert not set(finding["text"][lang]) & set("{}")
