"""Missing alliances: who could work together, why, and who could introduce them."""

from __future__ import annotations

from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.graph import has_models
from ecomap.measures.suggestions import reinforce, suggest
from ecomap.report.parts import Chapter, Decimal, Fact, Label, Node, Sentence, Table, Term, records

__all__ = ["chapter"]

Row = dict[str, Any]

# How many are examined, shown and said.
_ASKED: Final = 200
_MOST: Final = 12
_SAID: Final = 4


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell which alliances are missing.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if there is nothing to suggest.
    """
    del lang
    if not has_models(G):
        return None
    near = _once(suggest(G, most=_ASKED, reasons=["shared_partners"]))
    apart = _once(suggest(G, most=_ASKED, reasons=["no_path"]))
    first = reinforce(G)
    if not len(near) and not len(apart):
        return None
    return Chapter(
        key="report.missing",
        sentences=[*_introduced(near), *_apart(apart), *_reinforced(first)],
        tables=[*_near_table(near), *_apart_table(apart), *_first_table(first)],
        notes=[
            Sentence("report.missing_note"),
            *_examined(near),
            Sentence("report.missing_told"),
        ],
    )


def _examined(table: pd.DataFrame) -> list[Sentence]:
    """Say that not every pair was examined, if so."""
    facts = {"n": int(table.attrs["candidates"]), "examined": int(table.attrs["examined"])}
    return [Sentence("report.missing_examined", facts)] if facts["examined"] < facts["n"] else []


def _once(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the suggestions in which no actor comes back: else one actor could fill them all."""
    seen: set[str] = set()
    kept: list[int] = []
    for place, row in enumerate(records(table)):
        ends = {row["source"], row["target"]}
        if len(kept) < _MOST and not ends & seen:
            kept.append(place)
            seen |= ends
    chosen = table.iloc[kept]
    chosen.attrs = table.attrs
    return chosen


def _ends(row: Row) -> dict[str, Fact]:
    """Name the two actors of a suggestion."""
    return {"a": Node(row["source"]), "b": Node(row["target"])}


def _introduced(near: pd.DataFrame) -> list[Sentence]:
    """Say whom somebody could introduce."""
    if near.empty:
        return []
    told = [Sentence("report.missing_candidates", {"n": int(near.attrs["candidates"])})]
    for row in records(near.head(_SAID)):
        models = {
            "model_a": Term("models", row["source_model"]),
            "model_b": Term("models", row["target_model"]),
        }
        facts = {"n": int(row["shared"]), "introducer": Node(row["introducer"])}
        told.append(Sentence("report.missing_introduced", _ends(row) | models | facts))
    return told


def _apart(apart: pd.DataFrame) -> list[Sentence]:
    """Say that some actors are out of reach of others, and which tie would gain most."""
    if apart.empty:
        return []
    facts = {"n": int(apart.attrs["candidates"])} | _ends(records(apart)[0])
    return [Sentence("report.missing_apart", facts)]


def _reinforced(first: pd.DataFrame) -> list[Sentence]:
    """Say which tie would leave fewest only passages."""
    if first.empty:
        return []
    row = records(first)[0]
    facts = _ends(row) | {"n": int(row["protected"])}
    return [Sentence("report.missing_reinforced", facts)]


def _near_table(near: pd.DataFrame) -> list[Table]:
    """Give the suggestions with an introducer."""
    rows: list[list[Fact]] = [
        [
            *_ends(row).values(),
            Node(row["introducer"]),
            int(row["shared"]),
            Decimal(row["gain"], 4),
        ]
        for row in records(near)
    ]
    heads = (
        "report.name",
        "report.other_name",
        "report.introducer",
        "report.shared",
        "report.gain",
    )
    return (
        [Table(Sentence("report.missing_table"), [Label(h) for h in heads], rows)] if rows else []
    )


def _apart_table(apart: pd.DataFrame) -> list[Table]:
    """Give the suggestions between actors that no path joins."""
    rows: list[list[Fact]] = [
        [*_ends(row).values(), Decimal(row["gain"], 4)] for row in records(apart)
    ]
    heads = [Label(f"report.{key}") for key in ("name", "other_name", "gain")]
    return [Table(Sentence("report.missing_apart_table"), heads, rows, shown=5)] if rows else []


def _first_table(first: pd.DataFrame) -> list[Table]:
    """Give the ties that would spare actors from being the only passage."""
    rows: list[list[Fact]] = [
        [*_ends(row).values(), int(row["protected"])] for row in records(first)
    ]
    heads = [Label(f"report.{key}") for key in ("name", "other_name", "protected")]
    return [Table(Sentence("report.missing_first_table"), heads, rows, shown=5)] if rows else []
