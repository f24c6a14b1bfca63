"""Time: indicators year by year; and what a newer version of an ecosystem changed."""

from __future__ import annotations

from typing import Final

import networkx as nx
import pandas as pd

from ecomap.frame.evolution import by_year, compare, fragility, meetings
from ecomap.report import figures
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
    text,
)
from ecomap.text import split_values
from ecomap.typology import standard

__all__ = ["chapter", "versions"]

# Names of the measures of a version that the vocabulary of measures has.
_MEASURED: Final = ("actors", "alliances", "ties", "components", "ei_index", "value")


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell an ecosystem year by year.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if alliances start in fewer than two years.

    Examples
    --------
    >>> chapter(nx.MultiDiGraph()) is None
    True
    """
    table = by_year(G)
    if len(table) < 2:  # noqa: PLR2004 - one year is no evolution
        return None
    first, last = (int(table.index[end]) for end in (0, -1))
    facts = {
        "first": _year(first),
        "last": _year(last),
        "before": int(table["alliances"].iloc[0]),
        "after": int(table["alliances"].iloc[-1]),
    }
    told = [Sentence("report_more.years_alliances", facts), _most(table)]
    if table["value"].notna().any():
        told += [_value(table, first, last)]
    if undated := table.attrs["undated"]:
        told.append(Sentence("report_more.years_undated", {"n": undated}))
    return Chapter(
        key="report_more.evolution",
        sentences=told,
        tables=[_table(table)],
        figures=_figures(G, table, lang),
        notes=[Sentence("report_more.years_note"), Sentence("report_more.years_recorded")],
    )


def _year(year: int) -> str:
    """Write a year, which is no quantity."""
    return str(year)


def _most(table: pd.DataFrame) -> Sentence:
    """Say when most alliances started."""
    most = int(table["started"].max())
    years: list[Fact] = [_year(int(y)) for y in table.index[table["started"] == most]]
    return Sentence("report_more.years_most", {"years": years, "n": most})


def _value(table: pd.DataFrame, first: int, last: int) -> Sentence:
    """Say how the value of interactions moved."""
    start, end = (float(table["value"].iloc[place]) for place in (0, -1))
    move = "rose" if end > start else "fell" if end < start else "stayed"
    facts = {"before": Decimal(start, 3), "after": Decimal(end, 3)}
    years = {"first": _year(first), "last": _year(last)}
    return Sentence(f"report_more.years_value_{move}", {**facts, **years})


def _table(table: pd.DataFrame) -> Table:
    """Give the numbers of each year."""
    names = ("alliances", "started", "ended", "actors")
    rows: list[list[Fact]] = [
        [
            _year(int(year)),
            *(int(row[name]) for name in names),
            *(_known(row[name], 3) for name in ("ei_index", "value")),
        ]
        for year, row in zip(table.index, table.to_dict("records"), strict=True)
    ]
    heads = [Label(f"report_more.year_{head}") for head in ("year", *names)]
    heads += [Label("report_more.year_ei_index"), Label("report_more.year_value")]
    return Table(Sentence("report_more.years_table"), heads, rows, shown=20)


def _known(value: float, digits: int) -> Fact:
    """Write a number; None if it is unknown."""
    return None if pd.isna(value) else Decimal(float(value), digits)


def _figures(G: nx.MultiDiGraph, table: pd.DataFrame, lang: str) -> list[Figure]:
    """Draw the alliances and the value, each on its own scale."""
    found = []
    for key, names in (("alliances", ("alliances", "started")), ("value", ("value",))):
        series = {
            text(Label(f"report_more.year_{name}"), G, lang): [
                (year, None if pd.isna(value) else float(value))
                for year, value in zip(table.index.tolist(), table[name], strict=True)
            ]
            for name in names
            if table[name].notna().any()
        }
        if series:
            caption = Sentence(f"report_more.years_figure_{key}")
            svg = figures.lines(series, title=text(caption, G, lang), lang=lang)
            found.append(Figure(caption, svg))
    return found


# --------------------------------------------------------------------------- two versions


def versions(
    old: nx.MultiDiGraph, new: nx.MultiDiGraph, changes: pd.DataFrame, lang: str = "en"
) -> list[Chapter]:
    """
    Tell what a newer version of an ecosystem changed.

    Parameters
    ----------
    old, new
        Graphs under the contract, of the same identifiers.
    changes
        What `reading.changes.changes` gives of their tables.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapters
        What appeared, went or changed; then what it did to the indicators, to
        who meets whom and to the fragile pairs.

    Examples
    --------
    >>> from ecomap.reading.changes import COLUMNS
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> [chapter.key for chapter in versions(G, G, pd.DataFrame(columns=list(COLUMNS)))]
    ['report_more.versions', 'report_more.effects']
    """
    del lang  # nothing is drawn
    return [_changed(new, changes), _effects(old, new)]


def _changed(new: nx.MultiDiGraph, changes: pd.DataFrame) -> Chapter:
    """Say what appeared, went or changed."""
    told, tables = [], []
    for name in ("actors", "alliances"):
        rows = changes[changes["table"] == name]
        for what in ("appeared", "gone", "changed"):
            some = rows[rows["change"] == what]
            if n := int(some["id"].nunique()):
                told.append(Sentence(f"report_more.versions_{name}_{what}", {"n": n}))
                tables.append(_listed(new, name, what, some))
    retyped = changes[(changes["column"] == "model") & (changes["table"] == "actors")]
    if n := len(retyped):
        names: list[Fact] = [_name(new, str(key), "") for key in retyped["id"]]
        told.append(Sentence("report_more.versions_retyped", {"n": n, "names": names}))
    same = Sentence("report_more.versions_same")
    return Chapter(key="report_more.versions", sentences=told or [same], tables=tables)


def _name(new: nx.MultiDiGraph, key: str, name: str) -> Fact:
    """Name an actor of the newer version, which links to it; else write what it was called."""
    return Node(key) if key in new else name or key


def _listed(new: nx.MultiDiGraph, name: str, what: str, rows: pd.DataFrame) -> Table:
    """List what appeared, went or changed."""
    title = Sentence(f"report_more.versions_{name}_{what}_table")
    records = rows.to_dict("records")
    if what != "changed":
        cells: list[list[Fact]] = [[_name(new, str(r["id"]), str(r["name"]))] for r in records]
        return Table(title, [Label("report_more.name")], cells)
    cells = [
        [
            _name(new, str(r["id"]), str(r["name"])),
            Term("columns", str(r["column"])),
            *(_cell(str(r["column"]), r[end]) for end in ("before", "after")),
        ]
        for r in records
    ]
    heads = ("name", "column", "before", "after")
    return Table(title, [Label(f"report_more.{head}") for head in heads], cells)


def _cell(column: str, value: object) -> Fact:
    """Write a cell: keys of a vocabulary by their words, else as it is; None if it was empty."""
    vocabulary = standard().terms("columns").get(column, {}).get("vocabulary")
    if value == "":
        return None
    if not vocabulary or column == "membership":
        return value
    return [Term(vocabulary, key) for key in split_values(str(value))]


def _effects(old: nx.MultiDiGraph, new: nx.MultiDiGraph) -> Chapter:
    """Say what the changes did."""
    table = compare(old, new).to_dict("index")
    told = []
    common = table["value_common"]
    if not pd.isna(common["change"]):
        move = "rose" if common["change"] > 0 else "fell" if common["change"] < 0 else "stayed"
        facts = {end: Decimal(float(common[end]), 3) for end in ("before", "after")}
        told.append(Sentence(f"report_more.effects_value_{move}", facts))
    pairs, held = meetings(old, new), fragility(old, new)
    if len(pairs):
        told.append(_moved(pairs, "meetings"))
        told.append(_moved(held, "fragility"))
    rows: list[list[Fact]] = [
        [_indicator(str(name)), *(_known(row[end], 3) for end in ("before", "after", "change"))]
        for name, row in table.items()
    ]
    heads = [Label(f"report_more.{head}") for head in ("indicator", "before", "after", "change")]
    tables = [Table(Sentence("report_more.effects_table"), heads, rows)]
    tables += [_pairs(pairs, "meetings"), _pairs(held, "fragility")] if len(pairs) else []
    return Chapter(
        key="report_more.effects",
        sentences=told,
        tables=tables,
        notes=[Sentence("report_more.effects_note")],
    )


def _indicator(name: str) -> Fact:
    """Give the words of an indicator."""
    known = (*_MEASURED, "systemic_premium")
    return Term("measures", f"ecosystem:{name}") if name in known else Label(f"report_more.{name}")


def _moved(pairs: pd.DataFrame, name: str) -> Sentence:
    """Count the pairs of models that have more, and those that have less."""
    more, less = (int((pairs["change"] * sign > 0).sum()) for sign in (1, -1))
    return Sentence(f"report_more.effects_{name}", {"more": more, "less": less, "of": len(pairs)})


def _pairs(pairs: pd.DataFrame, name: str) -> Table:
    """Give the pairs of models that moved."""
    rows: list[list[Fact]] = [
        [
            Term("models", str(row["source_model"])),
            Term("models", str(row["target_model"])),
            *(_known(row[end], 0) for end in ("before", "after", "change")),
        ]
        for row in pairs[pairs["change"] != 0].to_dict("records")
    ]
    heads = ("model", "other_model", "before", "after", "change")
    title = Sentence(f"report_more.effects_{name}_table")
    return Table(title, [Label(f"report_more.{head}") for head in heads], rows)
