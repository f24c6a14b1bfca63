"""Catalysts: who links the worlds, how steady that is, and how it is counted."""

from __future__ import annotations

from typing import Final

import networkx as nx
import pandas as pd

from ecomap.graph import has_models
from ecomap.measures.catalysts import catalyst
from ecomap.measures.limits import limits
from ecomap.measures.removals import rank_stability
from ecomap.report import figures
from ecomap.report.figures import Bar
from ecomap.report.parts import (
    Chapter,
    Decimal,
    Fact,
    Figure,
    Label,
    Node,
    Percent,
    Sentence,
    Table,
    Term,
    records,
    text,
)

__all__ = ["chapter"]

_PASSAGE: Final = "cross_betweenness"

# How many passages are shown, and how many of them may be named as steady.
_SHOWN: Final = 10
_FIRST: Final = 5

# A score that says three quarters of the way up on average; ours, as the score is.
_HIGH: Final = 0.75


def chapter(G: nx.MultiDiGraph, lang: str = "en", *, seed: int = 0) -> Chapter | None:
    """
    Tell who links the models.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.
    seed
        Seed of chance.

    Returns
    -------
    chapter
        None if no actor is on a path between actors of two models.
    """
    if not has_models(G):
        return None
    ranks = rank_stability(G, _PASSAGE, seed=seed)
    ranks = ranks[ranks["score"] > 0].sort_values("rank", kind="stable")
    if ranks.empty:
        return None
    scores = catalyst(G, seed=seed)
    return Chapter(
        key="report.catalysts",
        sentences=[*_first(ranks), *_steady(ranks), *_told(G, ranks), *_scored(scores)],
        tables=[_table(G, ranks.head(_SHOWN), scores), *_score_table(scores)],
        figures=[_figure(G, ranks.head(_SHOWN), lang)],
        notes=[
            Sentence("report.catalysts_note"),
            Sentence("report.ranks_note", {"n": int(ranks.attrs["draws"])}),
            Sentence("report.catalysts_score_note", basis="proposal"),
        ],
    )


def _first(ranks: pd.DataFrame) -> list[Sentence]:
    """Say who stands on most paths between models, and how far its rank would move."""
    first = records(ranks)[0]
    facts: dict[str, Fact] = {"name": Node(first["id"]), "share": Percent(first["score"])}
    if first["low"] == first["high"] == 1:
        return [Sentence("report.catalysts_first_steady", facts)]
    bounds = {"low": int(first["low"]), "high": int(first["high"])}
    return [Sentence("report.catalysts_first", facts | bounds)]


def _steady(ranks: pd.DataFrame) -> list[Sentence]:
    """Say who else would stay among the first, whichever alliance in ten were missing."""
    after = ranks.iloc[1:]
    steady = [Node(str(node)) for node in after.index[after["high"] <= _FIRST]]
    if steady:
        facts = {"n": len(steady), "names": steady, "first": _FIRST}
        return [Sentence("report.catalysts_steady", facts)]
    return [Sentence("report.catalysts_not_steady", {"first": _FIRST})] if len(after) else []


def _told(G: nx.MultiDiGraph, ranks: pd.DataFrame) -> list[Sentence]:
    """Say that the first passage is also the actor that the data speak of most."""
    present = [limit["facts"] for limit in limits(G) if limit["code"] == "most_present"]
    if not present or present[0]["actor"] != ranks.index[0]:
        return []
    facts = {"name": Node(present[0]["actor"]), "n": present[0]["n"], "total": present[0]["total"]}
    return [Sentence("report.catalysts_told", facts)]


def _scored(scores: pd.DataFrame) -> list[Sentence]:
    """Say whom four indices together point out."""
    high = scores.index[scores["catalyst"] >= _HIGH]
    if not len(high):
        return []
    facts = {"n": len(high), "least": Decimal(_HIGH), "names": [Node(str(node)) for node in high]}
    return [Sentence("report.catalysts_scored", facts, basis="proposal")]


def _table(G: nx.MultiDiGraph, ranks: pd.DataFrame, scores: pd.DataFrame) -> Table:
    """Give the passages between models, with the range of their ranks."""
    rows: list[list[Fact]] = [
        [
            Node(row["id"]),
            _model(G, row["id"]),
            Percent(row["score"]),
            int(row["rank"]),
            Sentence("report.range", {"low": int(row["low"]), "high": int(row["high"])}),
            Decimal(scores["catalyst"].get(row["id"], float("nan")), 2),
        ]
        for row in records(ranks)
    ]
    heads: list[Fact] = [Label("report.name"), Label("report.model"), Label("report.passages")]
    heads += [Label("report.rank"), Label("report.rank_range"), Term("measures", "catalyst")]
    return Table(Sentence("report.catalysts_table"), heads, rows)


def _model(G: nx.MultiDiGraph, node: str) -> Term | None:
    """Give the model of an actor."""
    model = G.nodes[node].get("model")
    return Term("models", model) if model else None


def _score_table(scores: pd.DataFrame) -> list[Table]:
    """Give the four parts of the score, for those whom it points out."""
    high = scores[scores["catalyst"] >= _HIGH]
    if high.empty:
        return []
    parts = ("liaison_z", "participation_excess", "cross_betweenness", "constraint")
    rows: list[list[Fact]] = [
        [Node(row["id"]), Decimal(row["catalyst"], 2), *(Decimal(row[part], 2) for part in parts)]
        for row in records(high)
    ]
    heads: list[Fact] = [Label("report.name"), Term("measures", "catalyst")]
    heads += [Term("measures", part) for part in parts]
    return [Table(Sentence("report.catalysts_score_table"), heads, rows)]


def _figure(G: nx.MultiDiGraph, ranks: pd.DataFrame, lang: str) -> Figure:
    """Draw the share of the paths between models that pass through each."""
    rows = [
        Bar(
            text(Node(row["id"]), G, lang),
            row["score"],
            text(Percent(row["score"]), G, lang),
            color=str(G.nodes[row["id"]].get("model", "")),
        )
        for row in records(ranks)
    ]
    caption = Sentence("report.catalysts_figure")
    return Figure(caption, figures.bars(rows, title=text(caption, G, lang)))
