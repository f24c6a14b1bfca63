"""Who meets whom: the pairs of models, what chance would give, what never meets."""

from __future__ import annotations

from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.measures.limits import small_models
from ecomap.measures.metrics import alliance_metrics
from ecomap.report import figures
from ecomap.report.figures import Cell
from ecomap.report.parts import (
    Chapter,
    Decimal,
    Fact,
    Figure,
    Label,
    Node,
    Sentence,
    Table,
    Term,
    records,
    text,
)

__all__ = ["chapter"]

Row = dict[str, Any]

# A discovery is called so at this false discovery rate.
_RARE: Final = 0.05

# A place where fewer models meet joins no worlds.
_WORLDS: Final = 2


def chapter(G: nx.MultiDiGraph, lang: str, pairs: pd.DataFrame) -> Chapter | None:
    """
    Tell who meets whom.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.
    pairs
        What `ecomap.measures.meetings.model_matrix` gave.

    Returns
    -------
    chapter
        None if no alliance joins two classified actors.
    """
    absent = {model for model, n in small_models(G, 1).items() if not n}
    here = pairs[~pairs["source_model"].isin(absent) & ~pairs["target_model"].isin(absent)]
    if not here["observed"].sum():
        return None
    others = here[here["source_model"] != here["target_model"]]
    return Chapter(
        key="report.meetings",
        sentences=[*_met(others), *_surprising(here), *_never(others), *_largest(G)],
        tables=[_table(here)],
        figures=[_figure(G, here, lang)] if len(others) else [],
        notes=_notes(here, int(pairs.attrs["draws"])),
    )


def _models(pair: Row) -> dict[str, Fact]:
    """Name the two models of a pair."""
    return {"a": Term("models", pair["source_model"]), "b": Term("models", pair["target_model"])}


def _met(others: pd.DataFrame) -> list[Sentence]:
    """Say which two models meet most, and how many pairs meet."""
    met = others[others["observed"] > 0]
    if not len(met):
        return [Sentence("report.meetings_none")]
    most = met[met["observed"] == met["observed"].max()]
    facts: dict[str, Fact] = {"n": _count(most["observed"].max())}
    told = [
        Sentence("report.meetings_most", _models(records(most)[0]) | facts)
        if len(most) == 1
        else Sentence(
            "report.meetings_several_most", facts | {"pairs": list(map(_pair, records(most)))}
        )
    ]
    key = "report.meetings_all_pairs" if len(met) == len(others) else "report.meetings_pairs"
    return [*told, Sentence(key, {"n": len(met), "of": len(others)})]


def _count(observed: float) -> Fact:
    """Give a number of meetings, whole unless actors are of several models."""
    return int(observed) if observed % 1 == 0 else Decimal(observed, 1)


def _pair(pair: Row) -> Sentence:
    """Name a pair of models."""
    return Sentence("report.pair", _models(pair))


def _surprising(here: pd.DataFrame) -> list[Sentence]:
    """Say which pairs chance would not make, or that one cannot tell."""
    tested = here[here["q"].notna()]
    rare = tested[tested["q"] < _RARE].sort_values("q", kind="stable")
    told = []
    for pair in records(rare):
        own = "_own" if pair["source_model"] == pair["target_model"] else ""
        more = "more" if pair["ratio"] > 1 else "less"
        numbers = {"n": _count(pair["observed"]), "expected": round(pair["expected"], 1)}
        told.append(Sentence(f"report.meetings_{more}{own}", _models(pair) | numbers))
    if len(tested) > len(rare):
        key = "report.meetings_others_by_chance" if told else "report.meetings_by_chance"
        told.append(Sentence(key, {"n": len(tested) - len(rare)}))
    return told


def _never(others: pd.DataFrame) -> list[Sentence]:
    """Say which models never meet, those that chance would have joined most often first."""
    never = others[others["observed"] == 0].sort_values("expected", ascending=False, kind="stable")
    if not len(never):
        return []
    facts = {"n": len(never), "pairs": [_pair(pair) for pair in records(never)]}
    return [Sentence("report.meetings_never", facts)]


def _largest(G: nx.MultiDiGraph) -> list[Sentence]:
    """Say where most models meet."""
    places = alliance_metrics(G, ["models", "k"])
    places = places[places.index.isin(list(G)) & (places["models"] > _WORLDS)]
    if not len(places):
        return []
    most = places[places["models"] == places["models"].max()]
    facts = {"n": int(most["models"].iloc[0]), "names": [Node(str(place)) for place in most.index]}
    if len(most) > 1:
        return [Sentence("report.meetings_places", facts | {"count": len(most)})]
    return [Sentence("report.meetings_place", facts | {"k": int(most["k"].iloc[0])})]


def _table(here: pd.DataFrame) -> Table:
    """Give the numbers by pair of models, those that meet most first."""
    ordered = here.sort_values(["observed", "expected"], ascending=False, kind="stable")
    rows: list[list[Fact]] = [
        [
            Term("models", pair["source_model"]),
            Term("models", pair["target_model"]),
            _count(pair["observed"]),
            Decimal(pair["expected"], 1),
            Decimal(pair["ratio"], 2),
            Decimal(pair["q"], 2),
        ]
        for pair in records(ordered)
    ]
    heads = [Label(f"report.{key}") for key in ("model", "other_model", "observed", "expected")]
    heads += [Label("report.ratio"), Label("report.q")]
    return Table(Sentence("report.meetings_table"), heads, rows)


def _figure(G: nx.MultiDiGraph, here: pd.DataFrame, lang: str) -> Figure:
    """Draw the pairs as a table whose shades are the numbers of alliances."""
    models = list(dict.fromkeys(here["source_model"]))
    found = {(p["source_model"], p["target_model"]): p for p in records(here)}
    caption = Sentence("report.meetings_figure")
    labels = [text(Term("models", model), G, lang) for model in models]
    cells = [[_cell(found.get((b, a)), G, lang) for b in models] for a in models]
    return Figure(caption, figures.heat(labels, labels, cells, title=text(caption, G, lang)))


def _cell(pair: Row | None, G: nx.MultiDiGraph, lang: str) -> Cell:
    """Write a cell: the number of alliances, and a sign where chance would not give it."""
    if pair is None:
        return Cell(None)
    sign = ""
    if pair["q"] < _RARE:
        sign = " ▲" if pair["ratio"] > 1 else " ▼"
    return Cell(float(pair["observed"]), text(_count(pair["observed"]), G, lang) + sign)


def _notes(here: pd.DataFrame, draws: int) -> list[Sentence]:
    """Say how meetings were counted and compared."""
    told = [Sentence("report.meetings_note", {"n": draws}), Sentence("report.meetings_q")]
    if (here["observed"] % 1 > 0).any():
        told.append(Sentence("report.meetings_shares"))
    if left := int(here["left_out"].iloc[0]):
        told.append(Sentence("report.meetings_left_out", {"n": left}))
    return told
