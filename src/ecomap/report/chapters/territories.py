"""Territories: their three roles, projects, catalysts, the four C, the skills held."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.frame.constants import constants
from ecomap.frame.territories import catalysts, four_c, projects, situations, territories
from ecomap.graph import project
from ecomap.report import figures
from ecomap.report.figures import Bar, Cell
from ecomap.report.parts import (
    Chapter,
    Decimal,
    Fact,
    Figure,
    Label,
    Node,
    Percent,
    Sentence,
    Share,
    Table,
    Term,
    text,
)
from ecomap.typology import standard

__all__ = ["chapter"]

# Under so many actors or pairs, a territory is not compared with others.
_LEAST: Final = 5

# The sentence on those of one verdict.
_ONLY: Final = {"detected": "detected", "declared": "declared_only"}

# A figure with more rows than this is a table.
_MOST: Final = 20

Rows = dict[str, dict[str, Any]]


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell territories.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if fewer than two territories are named, and nothing else of them
        is told.

    Examples
    --------
    >>> chapter(nx.MultiDiGraph()) is None
    True
    """
    by = _by(G)
    parts = [_roles(G, by, lang), _projects(G), _catalysts(G), _four_c(G, by, lang), _skills(G)]
    told = [part for part in parts if part]
    if not told:
        return None
    return Chapter(
        key="report_more.territories",
        sentences=[sentence for part in told for sentence in part.sentences],
        tables=[table for part in told for table in part.tables],
        figures=[figure for part in told for figure in part.figures],
        notes=[note for part in told for note in part.notes],
    )


def _by(G: nx.MultiDiGraph) -> str:
    """Choose regions if two are large enough, else the territories themselves."""
    return "territory_region" if len(_large(_rows(territories(G)))) > 1 else "territory"


def _large(rows: Rows) -> Rows:
    """Keep the territories of which a rate can be told."""
    return {name: row for name, row in rows.items() if row["actors"] >= _LEAST}


def _rows(table: pd.DataFrame) -> Rows:
    """Give the cells of a table by row and column."""
    return {
        str(key): {str(name): cell for name, cell in row.items()}
        for key, row in table.to_dict("index").items()
    }


def _part(**content: Sequence[Any]) -> Chapter:
    """Give a part of the chapter."""
    return Chapter(key="report_more.territories", **{"sentences": [], **content})


def _number(value: float, digits: int = 2) -> Fact:
    """Write a number; None if it is unknown."""
    return None if pd.isna(value) else Decimal(float(value), digits)


def _rate(value: float) -> Fact:
    """Write a share; None if it is unknown."""
    return None if pd.isna(value) else Percent(float(value))


# --------------------------------------------------------------------------- roles


def _roles(G: nx.MultiDiGraph, by: str, lang: str) -> Chapter | None:
    """Tell the three roles of the territories."""
    rows = _rows(territories(G, by))
    if len(_large(rows)) < 2:  # noqa: PLR2004 - one territory is compared with none
        return None
    placed = sum(row["actors"] for row in rows.values())
    facts = {"n": len(rows), "placed": placed, "of": len(project(G))}
    told = [Sentence(f"report_more.territories_named_{by}", facts)]
    told += _extremes(rows, "access", "territories_access", _rate)
    told += _experiments(rows)
    told += _extremes(rows, "ei_index", "territories_open", _number)
    drawn = _access(G, rows, lang) if len(rows) <= _MOST else []
    return _part(
        sentences=told,
        tables=[
            _about(rows, by, "territories_table", ("actors", "alliances", *_ROLES)),
            _about(rows, by, "territories_conditions", ("models", *_CONDITIONS)),
        ],
        figures=drawn,
        notes=[Sentence("report_more.territories_note", basis="proposal")],
    )


_ROLES: Final = ("access", "experiments", "ei_index")
_CONDITIONS: Final = ("coherence", "cohesion", "catalysts")


def _about(rows: Rows, by: str, title: str, names: Sequence[str]) -> Table:
    """Give some of the numbers of each territory."""
    heads = [Label(f"report_more.{by}"), *(Label(f"report_more.role_{name}") for name in names)]
    cells: list[list[Fact]] = [
        [land, *(_cell(row, name) for name in names)] for land, row in rows.items()
    ]
    return Table(Sentence(f"report_more.{title}"), heads, cells, shown=20)


def _cell(row: Mapping[str, Any], name: str) -> Fact:
    """Write one number about a territory."""
    if name == "access":
        return _of(row[name], row["actors"])
    if name in {"coherence", "cohesion"}:
        return _rate(row[name])
    return _number(row[name], 2 if name == "ei_index" else 0)


def _of(share: float, whole: int) -> Fact:
    """Write a share of the actors of a territory, as two counts where they are few."""
    return None if pd.isna(share) else Share(round(share * whole), whole)


def _extremes(rows: Rows, name: str, key: str, write: Callable[[float], Fact]) -> list[Sentence]:
    """Say where a role is strongest and where it is weakest, among territories large enough."""
    known = {land: row[name] for land, row in _large(rows).items() if not pd.isna(row[name])}
    if len(known) < 2 or len(set(known.values())) < 2:  # noqa: PLR2004 - nothing to compare
        return []
    high, low = max(known, key=lambda k: known[k]), min(known, key=lambda k: known[k])
    facts = {"high": high, "at_high": write(known[high]), "low": low, "at_low": write(known[low])}
    return [Sentence(f"report_more.{key}", facts)]


def _experiments(rows: Rows) -> list[Sentence]:
    """Say how many experiments there are, and where most."""
    known = {name: row["experiments"] for name, row in rows.items() if row["experiments"] > 0}
    if not known:
        return []
    most = max(known.values())
    first: list[Fact] = [name for name, count in known.items() if count == most]
    facts = {"n": int(sum(known.values())), "where": first, "most": int(most)}
    return [Sentence("report_more.territories_experiments", {**facts, "lands": len(known)})]


def _access(G: nx.MultiDiGraph, rows: Rows, lang: str) -> list[Figure]:
    """Draw the first role."""
    large = _large(rows)
    known = {name: row["access"] for name, row in large.items() if not pd.isna(row["access"])}
    if len(known) < 2:  # noqa: PLR2004 - one bar compares nothing
        return []
    caption = Sentence("report_more.territories_figure")
    bars = [
        Bar(name, share, text(Percent(share), G, lang))
        for name, share in sorted(known.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    svg = figures.bars(bars, title=text(caption, G, lang), high=1.0)
    return [Figure(caption, svg)]


# --------------------------------------------------------------------------- projects


def _projects(G: nx.MultiDiGraph) -> Chapter | None:
    """Tell the projects of territory beside those that the notebook counts."""
    rows = _rows(projects(G))
    carried = {name: row for name, row in rows.items() if row["carriers"]}
    if not carried:
        return None
    one = sum(row["carriers"] == 1 for row in carried.values())
    counted = constants("projects")
    facts = {
        "n": len(carried),
        "share": Share(one, len(carried)),
        "perimeters": int(counted["perimeters"]),
        "rate": Percent(counted["one"] / counted["perimeters"]),
    }
    cells: list[list[Fact]] = [
        [name, row["carriers"], row["actors"], row["alliances"]] for name, row in rows.items()
    ]
    heads = ("territory_project", "role_carriers", "role_actors", "role_alliances")
    return _part(
        sentences=[Sentence("report_more.projects", facts)],
        tables=[
            Table(
                Sentence("report_more.projects_table"),
                [Label(f"report_more.{head}") for head in heads],
                cells,
            )
        ],
    )


# --------------------------------------------------------------------------- catalysts


def _catalysts(G: nx.MultiDiGraph) -> Chapter | None:
    """Confront the catalysts declared with those that the ties show."""
    declared = [node for node, cell in G.nodes(data="is_catalyst") if cell is True]
    if not declared or not any("model" in data for _, data in G.nodes(data=True)):
        return None
    table = catalysts(G)
    facts, rows = table.attrs, _rows(table)
    shown = {verdict: _named(rows, verdict) for verdict in ("detected", "declared")}
    told = [Sentence("report_more.catalysts_declared", {"n": facts["declared"]})]
    if facts["scored"]:
        agree = {
            "agree": facts["agree"],
            "scored": facts["scored"],
            "expected": Decimal(facts["expected"], 1),
        }
        key = "catalysts_agree" if facts["p"] < 0.05 else "catalysts_as_chance"  # noqa: PLR2004
        told.append(Sentence(f"report_more.{key}", agree))
    told += [
        Sentence(f"report_more.catalysts_{_ONLY[verdict]}", {"names": names, "n": len(names)})
        for verdict, names in shown.items()
        if names
    ]
    cells: list[list[Fact]] = [
        [
            Node(node),
            _number(row["rank"], 0),
            _number(row["score"]),
            Label(f"report_more.verdict_{row['verdict']}"),
        ]
        for node, row in rows.items()
        if row["verdict"] != "neither"
    ]
    heads = ("actor", "rank", "score", "verdict")
    return _part(
        sentences=told,
        tables=[
            Table(
                Sentence("report_more.catalysts_table"),
                [Label(f"report_more.{head}") for head in heads],
                cells,
            )
        ],
        notes=[Sentence("report_more.catalysts_note", basis="proposal")],
    )


def _named(rows: Rows, verdict: str) -> list[Fact]:
    """Name those of a verdict."""
    return [Node(node) for node, row in rows.items() if row["verdict"] == verdict]


# --------------------------------------------------------------------------- four C, skills


def _four_c(G: nx.MultiDiGraph, by: str, lang: str) -> Chapter | None:
    """Tell the scores of the four C, and their gaps."""
    rows = _rows(four_c(G, by))
    if not rows:
        return None
    terms = list(standard().terms("four_c"))
    weakest = {key: sum(row["weakest"] == key for row in rows.values()) for key in terms}
    most = max(weakest, key=lambda key: weakest[key])
    widest = max(rows, key=lambda name: rows[name]["gap"])
    told = [
        Sentence(
            "report_more.four_c_weakest",
            {"lever": Term("four_c", most), "share": Share(weakest[most], len(rows))},
        ),
        Sentence(
            "report_more.four_c_widest",
            {
                "name": widest,
                "gap": Decimal(rows[widest]["gap"], 1),
                "lever": Term("four_c", rows[widest]["weakest"]),
            },
        ),
    ]
    cells: list[list[Fact]] = [
        [
            name,
            *(_number(row[key], 1) for key in terms),
            _number(row["gap"], 1),
            Term("four_c", row["weakest"]),
            row["raters"],
        ]
        for name, row in rows.items()
    ]
    heads = [
        Label(f"report_more.{by}"),
        *(Term("four_c", key) for key in terms),
        *(Label(f"report_more.four_c_{head}") for head in ("gap", "lowest", "raters")),
    ]
    return _part(
        sentences=told,
        tables=[Table(Sentence("report_more.four_c_table"), heads, cells, shown=20)],
        figures=[_map_of_c(G, rows, lang)] if 1 < len(rows) <= _MOST else [],
        notes=[Sentence("report_more.four_c_note", basis="proposal")],
    )


def _map_of_c(G: nx.MultiDiGraph, rows: Rows, lang: str) -> Figure:
    """Draw the scores as a heat map."""
    terms = list(standard().terms("four_c"))
    caption = Sentence("report_more.four_c_figure")
    cells = [
        [
            Cell(None if pd.isna(row[key]) else row[key], text(_number(row[key], 1), G, lang))
            for key in terms
        ]
        for row in rows.values()
    ]
    heads = [text(Term("four_c", key), G, lang) for key in terms]
    return Figure(caption, figures.heat(list(rows), heads, cells, title=text(caption, G, lang)))


def _skills(G: nx.MultiDiGraph) -> Chapter | None:
    """Tell which of the eight professional situations are held."""
    table = situations(G)
    if not table.attrs["actors"]:
        return None
    rows, whole = _rows(table), table.attrs
    most = max(rows, key=lambda key: rows[key]["actors"])
    least = min(rows, key=lambda key: rows[key]["actors"])
    facts = {
        "n": whole["actors"],
        "most": Term("situations", most),
        "at_most": Share(rows[most]["actors"], whole["actors"]),
        "least": Term("situations", least),
        "at_least": Share(rows[least]["actors"], whole["actors"]),
    }
    cells: list[list[Fact]] = [
        [
            Term("axes", row["axis"]),
            Term("situations", key),
            row["actors"],
            row["catalysts"],
            Share(row["territories"], whole["territories"]),
        ]
        for key, row in rows.items()
    ]
    heads = ("axis", "situation", "holders", "catalyst_holders", "territories_held")
    return _part(
        sentences=[Sentence("report_more.situations", facts)],
        tables=[
            Table(
                Sentence("report_more.situations_table"),
                [Label(f"report_more.{head}") for head in heads],
                cells,
            )
        ],
    )
