"""The alliance premium: what interactions between models are worth, and what would be lost."""

from __future__ import annotations

from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.measures.metrics import alliance_metrics
from ecomap.measures.premium import actor_premium
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

Row = dict[str, Any]
Rows = dict[str, Row]

_RARE: Final = 0.05
_SHOWN: Final = 10
_SAID: Final = 3

_PARTS: Final = ("value", "value_direct", "value_indirect", "value_duplicated", "systemic_premium")
_ALLIANCE: Final = ("premium", "premium_relative", "premium_partners", "premium_others")


def chapter(G: nx.MultiDiGraph, lang: str, indicators: pd.DataFrame) -> Chapter | None:
    """
    Tell what interactions are worth.

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
        None if the value is not defined, or 0.
    """
    table = {row["indicator"]: row for row in records(indicators)}
    if "value" not in table or not table["value"]["value"] > 0:
        return None
    alliances = _by(alliance_metrics(G, list(_ALLIANCE)), "premium")
    actors = _by(actor_premium(G), "others")
    return Chapter(
        key="report.premium",
        sentences=[
            *_value(table),
            *_by_chance(table["systemic_premium"]),
            *_alliances(G, alliances),
            *_actors(actors, table["value"]["value"]),
        ],
        tables=[_parts_table(table), _alliance_table(G, alliances), _actor_table(actors)],
        figures=[_figure(G, alliances.head(_SHOWN), lang)],
        notes=[
            Sentence("report.premium_ours", basis="proposal"),
            Sentence("report.premium_note"),
            Sentence("report.premium_sum"),
        ],
    )


def _by(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Put the most first; what differs beyond the twelfth decimal is as much."""
    return table.sort_values(column, ascending=False, kind="stable", key=lambda it: it.round(12))


def _value(table: Rows) -> list[Sentence]:
    """Say what the interactions are worth, and how much of it is indirect."""
    value, indirect = table["value"]["value"], table["value_indirect"]["value"]
    facts = {"value": Decimal(value, 2), "indirect": Percent(indirect / value)}
    return [Sentence("report.premium_value", facts)]


def _by_chance(systemic: Row) -> list[Sentence]:
    """Compare the systemic premium with chance, or say that one cannot tell."""
    if pd.isna(systemic["p"]):
        return []
    facts = {
        "value": Decimal(systemic["value"], 2),
        "low": Decimal(systemic["low"], 2),
        "high": Decimal(systemic["high"], 2),
    }
    if systemic["p"] >= _RARE:
        return [Sentence("report.premium_cannot_tell", facts)]
    more = "more" if systemic["value"] > systemic["expected"] else "less"
    return [Sentence(f"report.premium_{more}", facts)]


def _alliance(G: nx.MultiDiGraph, row: Row) -> Fact:
    """Name an alliance: its place, or its two actors with the words of the sheet."""
    if row["id"] in G:
        return Node(row["id"])
    pair = {"a": Node(row["source"]), "b": Node(row["target"])}
    named = isinstance(row["name"], str) and row["name"] != row["id"]
    return Sentence(
        "report.alliance_named" if named else "report.alliance", pair | {"name": row["name"]}
    )


def _alliances(G: nx.MultiDiGraph, alliances: pd.DataFrame) -> list[Sentence]:
    """Say what would be lost without some alliances, and how many have a substitute."""
    told = []
    for row in records(alliances[alliances["premium_relative"] >= _WORTH].head(_SAID)):
        facts = {
            "share": Percent(row["premium_relative"]),
            "others": Percent(row["premium_others"] / row["premium"]),
        }
        name = _alliance(G, row)
        if isinstance(name, Sentence) and name.key == "report.alliance":
            told.append(Sentence("report.premium_pair", {**name.facts, **facts}))
        else:
            told.append(Sentence("report.premium_alliance", {"name": name, **facts}))
    if spare := int((alliances["premium"] <= _NOTHING).sum()):
        told.append(Sentence("report.premium_spare", {"n": spare, "of": len(alliances)}))
    return told


# Less than this share of the value is worth no sentence: the table has it.
_WORTH: Final = 0.02

# Less than this is what is left of a difference of two sums.
_NOTHING: Final = 1e-12


def _actors(actors: pd.DataFrame, value: float) -> list[Sentence]:
    """Say what others would lose without some actors."""
    needed = actors[actors["others"] / value >= _WORTH].head(_SAID)
    return [
        Sentence(
            "report.premium_actor",
            {"name": Node(row["id"]), "share": Percent(row["others"] / value)},
        )
        for row in records(needed)
    ]


def _parts_table(table: Rows) -> Table:
    """Give the value, its parts, and what chance would give."""
    rows: list[list[Fact]] = [
        [
            Term("measures", f"ecosystem:{part}"),
            *(Decimal(table[part][column], 3) for column in ("value", "low", "high", "p")),
        ]
        for part in _PARTS
    ]
    heads = ("indicator", "amount", "chance_low", "chance_high", "p")
    return Table(Sentence("report.premium_table"), [Label(f"report.{h}") for h in heads], rows)


def _alliance_table(G: nx.MultiDiGraph, alliances: pd.DataFrame) -> Table:
    """Give what would be lost without each alliance."""
    rows: list[list[Fact]] = [
        [
            _alliance(G, row),
            Percent(row["premium_relative"]),
            Decimal(row["premium_partners"], 4),
            Decimal(row["premium_others"], 4),
        ]
        for row in records(alliances[alliances["premium"] > _NOTHING])
    ]
    heads = [Label(f"report.{h}") for h in ("an_alliance", "lost", "for_partners", "for_others")]
    return Table(Sentence("report.premium_alliance_table"), heads, rows, shown=_SHOWN)


def _actor_table(actors: pd.DataFrame) -> Table:
    """Give what would be lost without each actor, those whom others need first."""
    rows: list[list[Fact]] = [
        [Node(row["id"]), Decimal(row["own"], 4), Decimal(row["others"], 4)]
        for row in records(actors[actors["others"] > _NOTHING])
    ]
    heads = [Label(f"report.{h}") for h in ("name", "own_part", "others_part")]
    return Table(Sentence("report.premium_actor_table"), heads, rows, shown=_SHOWN)


def _figure(G: nx.MultiDiGraph, alliances: pd.DataFrame, lang: str) -> Figure:
    """Draw the share of the value that would be lost without each alliance."""
    rows = [
        Bar(
            text(_alliance(G, row), G, lang),
            float(row["premium_relative"]),
            text(Percent(row["premium_relative"]), G, lang),
        )
        for row in records(alliances[alliances["premium"] > _NOTHING])
    ]
    caption = Sentence("report.premium_figure")
    return Figure(caption, figures.bars(rows, title=text(caption, G, lang)))
