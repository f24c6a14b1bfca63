"""What the report cannot say: who told the data, what they lack, what they do not weigh."""

from __future__ import annotations

from typing import Final

import networkx as nx
import pandas as pd

from ecomap.measures.limits import Limit, coverage, limits
from ecomap.report.parts import (
    Chapter,
    Fact,
    Label,
    Node,
    Percent,
    Sentence,
    Share,
    Table,
    Term,
    records,
)

__all__ = ["cautions", "chapter"]

# A limit so grave that it is said before any number.
_GRAVE: Final = frozenset({"most_present", "no_alliance"})


def cautions(G: nx.MultiDiGraph) -> list[Sentence]:
    """
    Give the limits that are said before anything else.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    sentences
        That one actor is in very many alliances, or that there is no alliance.

    Examples
    --------
    >>> [told.key for told in cautions(nx.MultiDiGraph())]
    ['limits.no_alliance']
    """
    return [_told(limit) for limit in limits(G) if limit["code"] in _GRAVE]


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter:
    """
    Tell what this report cannot say.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        There is always something that one cannot say.

    Examples
    --------
    >>> chapter(nx.MultiDiGraph()).key
    'report.limits'
    """
    del lang
    return Chapter(
        key="report.limits",
        sentences=[*map(_told, limits(G)), Sentence("report.limits_absent")],
        tables=[_table(coverage(G), withheld=bool(G.graph.get("withheld")))],
    )


def _told(limit: Limit) -> Sentence:
    """Say a limit, its actor as a link."""
    facts: dict[str, Fact] = dict(limit["facts"])
    if "models" in facts:
        facts["models"] = [Term("models", model) for model in limit["facts"]["models"]]
    if "total" in facts:
        facts["share"] = Share(limit["facts"]["n"], limit["facts"]["total"])
    if "actor" in facts:
        facts["name"] = Node(limit["facts"]["actor"])
    return Sentence(f"limits.{limit['code']}", facts)


def _table(table: pd.DataFrame, *, withheld: bool) -> Table:
    """Count what the data hold and lack; what nothing in the sheet says is left out."""
    whole = table[(table["group"] == "ecosystem") & table["count"].notna()]
    if withheld:  # persons are not here, and none is not their number
        whole = whole[whole["indicator"] != "persons"]
    rows: list[list[Fact]] = [
        [
            Label(f"limits.of_{row['indicator']}"),
            int(row["count"]),
            None if pd.isna(row["total"]) else int(row["total"]),
            None if pd.isna(row["share"]) else Percent(row["share"]),
        ]
        for row in records(whole)
    ]
    heads = [Label(f"report.{h}") for h in ("indicator", "count", "out_of", "share")]
    return Table(Sentence("report.limits_table"), heads, rows, shown=20)
