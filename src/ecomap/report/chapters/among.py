"""Entre soi or entre tous: how much of the ties stays within a model, beside what chance gives."""

from __future__ import annotations

from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.measures.limits import LEAST, small_models
from ecomap.report import figures
from ecomap.report.figures import Bar
from ecomap.report.parts import (
    Chapter,
    Decimal,
    Fact,
    Figure,
    Label,
    Percent,
    Sentence,
    Table,
    Term,
    records,
    text,
)
from ecomap.typology import standard

__all__ = ["chapter"]

Row = dict[str, Any]

# Two-sided: beyond it chance is no likely reason.
_RARE: Final = 0.05


def chapter(G: nx.MultiDiGraph, lang: str, indicators: pd.DataFrame) -> Chapter | None:
    """
    Tell whether actors stay among themselves.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.
    indicators
        What `ecomap.measures.metrics.ecosystem_table` gave.

    Returns
    -------
    chapter
        None if no tie joins two classified actors.
    """
    rows = {row["indicator"]: row for row in records(indicators)}
    whole = rows.get("ei_index", {"value": float("nan")})
    if pd.isna(whole["value"]):
        return None
    own = {
        model: float(row["value"])
        for model in standard().models
        if (row := rows.get(f"ei_index:{model}")) and pd.notna(row["value"])
    }
    return Chapter(
        key="report.among",
        sentences=[
            Sentence("report.among_whole", {"share": _crossing(whole["value"])}),
            _by_chance(whole),
            *_inward(G, own),
        ],
        tables=[_table(whole, own)],
        figures=[_figure(G, whole, own, lang)],
        notes=[Sentence(f"report.among_{key}") for key in ("note", "both", "small")],
    )


def _crossing(index: float) -> Percent:
    """Give the share of the ties that cross: the E-I index on a scale from 0 to 1."""
    return Percent((1 + float(index)) / 2)


def _by_chance(whole: Row) -> Sentence:
    """Compare the whole with chance, or say that one cannot tell."""
    low, high, p = whole["low"], whole["high"], whole["p"]
    if pd.isna(p):
        return Sentence("report.among_untested")
    facts = {
        "low": _crossing(low),
        "high": _crossing(high),
        "expected": _crossing(whole["expected"]),
    }
    if p >= _RARE:
        return Sentence("report.among_cannot_tell", facts)
    return Sentence(
        "report.among_less" if whole["value"] < whole["expected"] else "report.among_more", facts
    )


def _inward(G: nx.MultiDiGraph, own: dict[str, float]) -> list[Sentence]:
    """Say which models keep more than half of their ties within, small ones aside."""
    small = small_models(G)
    large = {model: index for model, index in own.items() if model not in small}
    if not large:
        return []
    inward = [Term("models", model) for model, index in large.items() if index < 0]
    if not inward:
        return [Sentence("report.among_none_inward", {"least": LEAST})]
    return [Sentence("report.among_inward", {"n": len(inward), "models": inward})]


def _named(whole: Row, own: dict[str, float]) -> list[tuple[Label | Term, float]]:
    """Give the index of the whole, then of each model."""
    models = [(Term("models", model), index) for model, index in own.items()]
    return [(Label("report.whole"), float(whole["value"])), *models]


def _table(whole: Row, own: dict[str, float]) -> Table:
    """Give the share of the ties that cross, and the index, by model."""
    rows: list[list[Fact]] = [
        [name, _crossing(index), Decimal(index, 2)] for name, index in _named(whole, own)
    ]
    heads = [Label("report.model"), Label("report.crossing"), Term("measures", "ei_index")]
    return Table(Sentence("report.among_table"), heads, rows)


def _figure(G: nx.MultiDiGraph, whole: Row, own: dict[str, float], lang: str) -> Figure:
    """Draw the share of the ties that cross, by model, and the range of chance for the whole."""
    band = None
    if pd.notna(whole["low"]):
        band = (_crossing(whole["low"]).value, _crossing(whole["high"]).value)
    rows = [
        Bar(
            text(name, G, lang),
            _crossing(index).value,
            text(_crossing(index), G, lang),
            band=band if isinstance(name, Label) else None,
            color=name.key if isinstance(name, Term) else "",
        )
        for name, index in _named(whole, own)
    ]
    caption = Sentence("report.among_figure")
    chance = text(Label("report.among_band"), G, lang) if band else ""
    return Figure(caption, figures.bars(rows, title=text(caption, G, lang), high=1.0, band=chance))
