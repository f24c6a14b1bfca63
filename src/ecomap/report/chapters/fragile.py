"""Fragile pairs: which models hang together by few actors, and by whom."""

from __future__ import annotations

from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.graph import has_models
from ecomap.measures.meetings import model_fragility
from ecomap.measures.metrics import actor_metrics
from ecomap.report.parts import Chapter, Every, Fact, Label, Node, Sentence, Table, Term, records
from ecomap.text import split_values

__all__ = ["chapter"]

Row = dict[str, Any]

# A set of more actors is one among many.
_FEW: Final = 5


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell what hangs by a thread.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if no two models have actors.
    """
    del lang
    if not has_models(G):
        return None
    pairs = model_fragility(G).dropna(subset="fragility")
    if pairs.empty:
        return None
    cut = actor_metrics(G, ["is_articulation", "degree"])
    cut = cut[cut["is_articulation"].astype(bool)].sort_values(
        "degree", ascending=False, kind="stable"
    )
    return Chapter(
        key="report.fragile",
        sentences=[*_threads(pairs), *_parted(pairs), *_passages(cut)],
        tables=[_table(pairs), *_cut_table(cut)],
        notes=[Sentence("report.fragile_note")],
    )


def _threads(pairs: pd.DataFrame) -> list[Sentence]:
    """Say which pairs hang by one actor, gathered by actor."""
    single = pairs[pairs["fragility"] == 1]
    if single.empty:
        least = (
            int(pairs.loc[pairs["fragility"] > 0, "fragility"].min())
            if (pairs["fragility"] > 0).any()
            else 0
        )
        return [Sentence("report.fragile_none", {"n": least})] if least else []
    told = [Sentence("report.fragile_pairs", {"n": len(single), "of": len(pairs)})]
    for actor, alike in single.groupby("actors", sort=False):
        told.append(_thread(str(actor), records(alike)))
    return told


def _thread(actor: str, held: list[Row]) -> Sentence:
    """Say what hangs by an actor: one model from several others, or pairs."""
    sides = [{row["source_model"], row["target_model"]} for row in held]
    shared = set.intersection(*sides)
    if len(sides) > 1 and len(shared) == 1:
        model = shared.pop()
        others = [Term("models", other) for side in sides for other in side - {model}]
        facts = {"name": Node(actor), "model": Term("models", model), "others": Every(others)}
        return Sentence("report.fragile_model", facts)
    names = [_pair(row) for row in held]
    return Sentence("report.fragile_thread", {"n": len(names), "name": Node(actor), "pairs": names})


def _pair(row: Row) -> Sentence:
    """Name a pair of models."""
    facts = {"a": Term("models", row["source_model"]), "b": Term("models", row["target_model"])}
    return Sentence("report.pair", facts)


def _parted(pairs: pd.DataFrame) -> list[Sentence]:
    """Say which models no path joins today."""
    parted = [_pair(row) for row in records(pairs[pairs["fragility"] == 0])]
    if not parted:
        return []
    return [Sentence("report.fragile_parted", {"n": len(parted), "pairs": parted})]


def _passages(cut: pd.DataFrame) -> list[Sentence]:
    """Say who is the only passage towards others."""
    if cut.empty:
        return [Sentence("report.fragile_no_passage")]
    names = [Node(str(node)) for node in cut.index]
    return [Sentence("report.fragile_passages", {"n": len(names), "names": names})]


def _table(pairs: pd.DataFrame) -> Table:
    """Give, by pair of models, how few actors hold it and who."""
    ordered = pairs.sort_values("fragility", kind="stable")
    rows: list[list[Fact]] = [
        [
            Term("models", row["source_model"]),
            Term("models", row["target_model"]),
            int(row["fragility"]),
            _holders(row["actors"]),
        ]
        for row in records(ordered)
    ]
    heads = ("report.model", "report.other_model", "report.holders", "report.held_by")
    return Table(Sentence("report.fragile_table"), [Label(head) for head in heads], rows)


def _holders(actors: str | None) -> Fact:
    """Name the actors that hold a pair, if they are few: one set among many says nothing."""
    held = split_values(actors) if isinstance(actors, str) else []
    return Every([Node(node) for node in held]) if 0 < len(held) <= _FEW else None


def _cut_table(cut: pd.DataFrame) -> list[Table]:
    """Give the only passages, with their number of partners."""
    if cut.empty:
        return []
    rows: list[list[Fact]] = [[Node(row["id"]), int(row["degree"])] for row in records(cut)]
    heads: list[Fact] = [Label("report.name"), Label("report.partners")]
    return [Table(Sentence("report.fragile_cut_table"), heads, rows)]
