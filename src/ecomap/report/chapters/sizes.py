"""Sizes of organisations × sizes of territories: the programme's own question."""

from __future__ import annotations

from typing import Final

import networkx as nx
import pandas as pd

from ecomap.frame.sizes import TOTAL, size_table
from ecomap.frame.statements import values
from ecomap.report import figures
from ecomap.report.figures import Cell
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
    text,
)
from ecomap.typology import standard

__all__ = ["MEASURES", "chapter"]

# What the programme wants to know by size: alliances, their openness, their impacts.
MEASURES: Final = ("degree", "ei_index", "impact:performance", "impact:innovation", "impact:trust")

_IMPACTS: Final = {name: name.partition(":")[2] for name in MEASURES if ":" in name}

_SIZES: Final = {"size_class": "sizes", "territory_size": "territory_sizes"}


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell measures by size of organisation and of territory.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if fewer than two sizes of either can be told.

    Examples
    --------
    >>> chapter(nx.MultiDiGraph()) is None
    True
    """
    table = size_table(G, MEASURES[0])
    if not all(len(_told(table, side)) > 1 for side in _SIZES):
        return None
    others = [name for name in MEASURES[1:] if _has(G, name)]
    tables = {MEASURES[0]: table, **{name: size_table(G, name) for name in others}}
    tables = {
        name: found for name, found in tables.items() if all(_told(found, side) for side in _SIZES)
    }
    sentences = [_whole(table), *(_ends(MEASURES[0], table, side) for side in _SIZES)]
    sentences += [_most(name, found) for name, found in tables.items() if name in _IMPACTS]
    return Chapter(
        key="report_more.sizes",
        sentences=sentences,
        tables=[_table(name, found) for name, found in tables.items()],
        figures=[_figure(G, MEASURES[0], table, lang)],
        notes=[
            Sentence("report_more.sizes_protected", _hidden(table)),
            Sentence("report_more.sizes_no_cause"),
            Sentence("report_more.sizes_classes", basis="proposal"),
        ],
    )


def _has(G: nx.MultiDiGraph, name: str) -> bool:
    """Tell whether a measure can be taken at all."""
    if name in _IMPACTS:
        return bool(values(G, "impact"))
    return name != "ei_index" or any("model" in data for _, data in G.nodes(data=True))


def _label(name: str) -> Fact:
    """Give the words of a measure."""
    if name in _IMPACTS:
        return Sentence("report_more.sizes_impact", {"impact": Term("impacts", _IMPACTS[name])})
    return Term("measures", name)


def _told(table: pd.DataFrame, side: str) -> dict[str, tuple[float, float]]:
    """Give the mean of each class of one size, and its number of actors, where both are told."""
    other = next(name for name in _SIZES if name != side)
    rows = table[(table[other] == TOTAL) & (table[side] != TOTAL) & table["value"].notna()]
    return {
        str(key): (float(value), float(n))
        for key, value, n in zip(rows[side], rows["value"], rows["measured"], strict=True)
    }


def _whole(table: pd.DataFrame) -> Sentence:
    """Say how many actors have both sizes."""
    n = int(table["actors"].iloc[-1]) if pd.notna(table["actors"].iloc[-1]) else 0
    left = Sentence("report_more.sizes_left", {"n": int(table.attrs["left_out"])})
    return Sentence("report_more.sizes_known", {"n": n, "left": left})


def _ends(name: str, table: pd.DataFrame, side: str) -> Sentence:
    """Say which class has the highest mean, and which the lowest."""
    told = _told(table, side)
    low, high = min(told, key=lambda key: told[key]), max(told, key=lambda key: told[key])
    facts = {
        "measure": _label(name),
        "high": Term(_SIZES[side], high),
        "at_high": Decimal(told[high][0]),
        "of_high": int(told[high][1]),
        "low": Term(_SIZES[side], low),
        "at_low": Decimal(told[low][0]),
        "of_low": int(told[low][1]),
    }
    return Sentence(f"report_more.sizes_by_{side}", facts)


def _most(name: str, table: pd.DataFrame) -> Sentence:
    """Say for which sizes an impact is told most often."""
    size, land = (_told(table, side) for side in _SIZES)
    largest, widest = max(size, key=lambda key: size[key]), max(land, key=lambda key: land[key])
    facts = {
        "impact": Term("impacts", _IMPACTS[name]),
        "size": Term("sizes", largest),
        "at_size": Percent(size[largest][0]),
        "land": Term("territory_sizes", widest),
        "at_land": Percent(land[widest][0]),
    }
    return Sentence("report_more.sizes_impact_most", facts)


def _hidden(table: pd.DataFrame) -> dict[str, Fact]:
    """Count what is not told."""
    counts = table["cell"].value_counts()
    return {
        "least": int(table.attrs["least"]),
        "small": int(counts.get("small", 0)),
        "complement": int(counts.get("complement", 0)),
    }


def _classes(side: str) -> list[str]:
    """Give the classes of one size, then the total."""
    return [*standard().terms(_SIZES[side]), TOTAL]


def _class(side: str, key: str) -> Fact:
    """Give the words of a class, or of the total."""
    return Label("report_more.total") if key == TOTAL else Term(_SIZES[side], key)


def _cells(table: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float, str]]:
    """Give the number of actors, the mean and the state of each cell."""
    columns = ("size_class", "territory_size", "actors", "value", "cell")
    return {
        (a, b): (n, value, cell)
        for a, b, n, value, cell in zip(*(table[name] for name in columns), strict=True)
    }


def _written(name: str, actors: float, value: float, cell: str) -> Fact:
    """Write a cell: its mean and, in brackets, how many actors; or that it is hidden."""
    if cell != "told":
        return Label("report_more.hidden")
    if not actors:
        return ""
    mean = None if pd.isna(value) else Percent(value) if name in _IMPACTS else Decimal(value)
    return Sentence("report_more.sizes_cell", {"mean": mean, "count": Decimal(actors, 0)})


def _table(name: str, table: pd.DataFrame) -> Table:
    """Give the means and the counts."""
    cells = _cells(table)
    lands = _classes("territory_size")
    rows: list[list[Fact]] = [
        [_class("size_class", a), *(_written(name, *cells[a, b]) for b in lands)]
        for a in _classes("size_class")
    ]
    heads = [Label("report_more.size_class"), *(_class("territory_size", b) for b in lands)]
    return Table(Sentence("report_more.sizes_table", {"measure": _label(name)}), heads, rows)


def _shade(value: float, least: float, most: float) -> float:
    """Shade from the lowest mean to the highest: means of sizes are seldom far apart."""
    return 0.1 + 0.9 * (value - least) / ((most - least) or 1)


def _mean(actors: float, value: float, cell: str) -> Fact:
    """Write the mean alone."""
    if cell != "told":
        return Label("report_more.hidden")
    return Decimal(value, 1) if actors and not pd.isna(value) else ""


def _figure(G: nx.MultiDiGraph, name: str, table: pd.DataFrame, lang: str) -> Figure:
    """Draw the means as a heat map."""
    cells = _cells(table)
    caption = Sentence("report_more.sizes_figure", {"measure": _label(name)})
    least, most = table["value"].min(), table["value"].max()
    shaded = [
        [
            Cell(
                None if pd.isna(cells[a, b][1]) else _shade(cells[a, b][1], least, most),
                text(_mean(*cells[a, b]), G, lang),
            )
            for b in _classes("territory_size")
        ]
        for a in _classes("size_class")
    ]
    heads = {side: [text(_class(side, key), G, lang) for key in _classes(side)] for side in _SIZES}
    svg = figures.heat(
        heads["size_class"], heads["territory_size"], shaded, title=text(caption, G, lang)
    )
    return Figure(caption, svg)
