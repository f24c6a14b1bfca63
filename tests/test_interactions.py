"""What two models exchange stands beside how often they meet; what is ours says so."""

from __future__ import annotations

from itertools import combinations_with_replacement

import networkx as nx

from ecomap.frame.interactions import interactions
from ecomap.measures.meetings import model_matrix
from ecomap.typology import standard


def test_every_pair_of_models_has_its_row_in_the_order_of_the_matrix() -> None:
    table = interactions(nx.MultiDiGraph())
    pairs = list(zip(table["source_model"], table["target_model"], strict=True))
    assert pairs == list(combinations_with_replacement(standard().models, 2))


def test_only_what_the_notebook_says_is_stated() -> None:
    table = interactions(nx.MultiDiGraph())
    stated = table[table["status"] == "stated"]
    # engagement meets research, public action and economic actors (l. 235)
    assert set(stated["target_model"]) == {"engagement_economy"}
    assert set(stated["source_model"]) == {
        "knowledge_economy",
        "public_action",
        "productive_economy",
    }
    assert set(table["status"]) == {"stated", "proposal"}
    for term in standard().terms("interactions").values():
        assert "proposal of ecomap" in term["source"]


def test_meetings_are_those_of_the_matrix(worked: nx.MultiDiGraph) -> None:
    observed = interactions(worked)["observed"].tolist()
    assert observed == model_matrix(worked, null=None)["observed"].tolist()
    assert sum(observed) > 0
    assert interactions(nx.MultiDiGraph())["observed"].isna().all()
