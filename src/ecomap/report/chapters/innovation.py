"""The process of societal innovation: phases, definition, kilometres, cycles, who meets when."""

from __future__ import annotations

from collections import Counter
from typing import Final

import networkx as nx
import pandas as pd

from ecomap.frame.innovation import (
    PHASES,
    chains,
    compare_phases,
    cycles,
    innovations,
    meetings_by_phase,
    models_by_phase,
)
from ecomap.measures.limits import LEAST
from ecomap.measures.nulls import benjamini_hochberg
from ecomap.report import figures
from ecomap.report.figures import Cell
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
from ecomap.text import split_values
from ecomap.typology import standard

__all__ = ["chapter"]

# Under it a distance between phases is no likely work of chance.
_RARE: Final = 0.05

_NAMED: Final = 5
_CYCLES: Final = 3


def chapter(G: nx.MultiDiGraph, lang: str = "en", *, seed: int = 0) -> Chapter | None:
    """
    Tell where alliances are on the way of societal innovation.

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
        None if no alliance says anything of it, nor when it starts.
    """
    table = innovations(G)
    phased = table[table["phase"] != ""]
    apart = compare_phases(G, seed=seed) if len(phased) else pd.DataFrame()
    if len(apart):
        apart["q"] = benjamini_hochberg(apart["p"].to_numpy())
    sentences = [
        *_phases(table, phased),
        *_apart(apart),
        *_societal(table),
        *_strategies(table),
        *_kilometres(G, table),
        *_triple(table),
        *_cycles(G),
    ]
    if not sentences:
        return None
    steps = table[table["step"] != ""]
    return Chapter(
        key="report_frame.innovation",
        sentences=sentences,
        tables=[
            *([_steps(steps)] if len(steps) else []),
            *([_apart_table(apart)] if len(apart) and apart["distance"].notna().any() else []),
            *([_meetings(G)] if len(phased) else []),
        ],
        figures=[_models(G, lang)] if len(phased) else [],
        notes=_notes(table, apart),
    )


def _counted(cells: pd.Series, vocabulary: str, key: str, name: str) -> list[Fact]:
    """Say how many alliances state each term; several per alliance count in each."""
    counts = Counter(term for cell in cells for term in split_values(cell))
    return [
        Sentence(key, {name: Term(vocabulary, term), "count": counts[term]})
        for term in standard().terms(vocabulary)
        if counts[term]
    ]


def _phases(table: pd.DataFrame, phased: pd.DataFrame) -> list[Sentence]:
    """Say how many alliances are in which phase, and on whose word."""
    if phased.empty:
        return []
    facts = {
        "n": len(phased),
        "share": Share(len(phased), len(table)),
        "phases": _counted(phased["phase"], "phases", "report_frame.inno_phase", "phase"),
    }
    told = [Sentence("report_frame.inno_phases", facts)]
    if inferred := int((phased["phase_basis"] == "inference").sum()):
        told.append(Sentence("report_frame.inno_by_step", {"n": inferred}, basis="inference"))
    if conflicts := int(table["conflict"].sum()):
        told.append(Sentence("report_frame.inno_conflict", {"n": conflicts}, basis="inference"))
    return told


def _apart(apart: pd.DataFrame) -> list[Sentence]:
    """Say between which phases other models meet."""
    told = []
    for row in apart.dropna(subset=["distance"]).to_dict("records") if len(apart) else []:
        facts: dict[str, Fact] = {
            "left": Term("phases", row["left"]),
            "right": Term("phases", row["right"]),
            "distance": Percent(row["distance"]),
            "expected": Percent(row["expected"]),
        }
        key = "inno_differ" if row["q"] < _RARE else "inno_alike"
        told.append(Sentence(f"report_frame.{key}", facts))
    return told


def _societal(table: pd.DataFrame) -> list[Sentence]:
    """Say how many alliances are societal by the definition, and by their own word."""
    known = table["societal"].dropna()
    if known.empty:
        return []
    facts = {"n": int(known.sum()), "known": len(known)}
    told = [Sentence("report_frame.inno_societal", facts)]
    both = table.dropna(subset=["societal", "declared"])
    said, done = both["declared"].astype(bool), both["societal"].astype(bool)
    if (said != done).any():
        differing = {"only_said": int((said & ~done).sum()), "only_done": int((done & ~said).sum())}
        told.append(Sentence("report_frame.inno_declared", differing))
    return told


def _strategies(table: pd.DataFrame) -> list[Sentence]:
    """Say which strategies of innovation there are."""
    cells = table.loc[table["strategy"] != "", "strategy"]
    if cells.empty:
        return []
    counted = _counted(cells, "strategies", "report_frame.inno_strategy", "strategy")
    return [Sentence("report_frame.inno_strategies", {"n": len(cells), "strategies": counted})]


def _kilometres(G: nx.MultiDiGraph, table: pd.DataFrame) -> list[Sentence]:
    """Say which kilometres are worked on, and who joins them."""
    cells = table.loc[table["kilometre"] != "", "kilometre"].map(split_values)
    if cells.empty:
        return []
    first, last = (sum(end in cell for cell in cells) for end in ("first", "last"))
    both = sum({"first", "last"} <= set(cell) for cell in cells)
    told = [Sentence("report_frame.inno_kilometres", {"first": first, "last": last, "both": both})]
    found = chains(G)
    joining = Counter(actor for cell in found["actors"] for actor in split_values(cell))
    if joining:
        names: list[Fact] = [Node(actor) for actor, _ in joining.most_common(_NAMED)]
        told.append(Sentence("report_frame.inno_chains", {"n": len(joining), "names": names}))
    elif first and last:
        told.append(Sentence("report_frame.inno_no_chain"))
    return told


def _triple(table: pd.DataFrame) -> list[Sentence]:
    """Say how many alliances renew all three parts."""
    cells = table.loc[table["parts"] != "", "parts"].map(split_values)
    if cells.empty:
        return []
    three = sum(len(cell) == len(standard().terms("innovation_parts")) for cell in cells)
    return [Sentence("report_frame.inno_triple", {"n": len(cells), "three": three})]


def _cycles(G: nx.MultiDiGraph) -> list[Sentence]:
    """Say in which cycle of seven years the alliances under way are."""
    table = cycles(G)
    if len(table) < LEAST:
        return []
    counts = Counter(min(int(cycle), _CYCLES) for cycle in table["cycle"])
    parts: list[Fact] = [
        Sentence(f"report_frame.inno_cycle_{cycle}", {"count": n})
        for cycle, n in sorted(counts.items())
    ]
    # the year as a text: a number would be written with its thousands
    facts = {"year": str(table.attrs["at"]), "n": len(table), "cycles": parts}
    return [Sentence("report_frame.inno_cycles", facts)]


def _steps(steps: pd.DataFrame) -> Table:
    """Give the alliances at each step."""
    counts = Counter(step for cell in steps["step"] for step in split_values(cell))
    rows: list[list[Fact]] = [
        [Term("steps", key), Term("phases", term["parent"]), counts[key]]
        for key, term in standard().terms("steps").items()
    ]
    heads = ["inno_step", "inno_of_phase", "alliances"]
    labels = [Label(f"report_frame.{head}") for head in heads]
    return Table(Sentence("report_frame.inno_steps"), labels, rows)


def _apart_table(apart: pd.DataFrame) -> Table:
    """Give the distances between phases."""
    rows: list[list[Fact]] = [
        [
            Term("phases", row["left"]),
            Term("phases", row["right"]),
            *(None if pd.isna(row[key]) else Percent(row[key]) for key in ("distance", "expected")),
            None if pd.isna(row["q"]) else Decimal(row["q"], 3),
        ]
        for row in apart.to_dict("records")
    ]
    heads = ["inno_left", "inno_right", "inno_distance", "inno_expected", "inno_q"]
    labels = [Label(f"report_frame.{head}") for head in heads]
    return Table(Sentence("report_frame.inno_apart"), labels, rows)


def _meetings(G: nx.MultiDiGraph) -> Table:
    """Give the pairs of models that meet, by phase, those that meet most first."""
    table = meetings_by_phase(G)
    phases = [phase for phase in PHASES if table.attrs["alliances"][phase]]
    order = table[phases].sum(axis=1).sort_values(ascending=False, kind="stable")
    rows: list[list[Fact]] = [
        [
            Term("models", str(table.loc[at, "source_model"])),
            Term("models", str(table.loc[at, "target_model"])),
            *(Decimal(number, 1) for number in table.loc[[at], phases].to_numpy()[0]),
        ]
        for at in order[order > 0].index
    ]
    heads = [Label("report_frame.inno_one"), Label("report_frame.inno_other")]
    return Table(
        Sentence("report_frame.inno_meetings"), [*heads, *(Term("phases", p) for p in phases)], rows
    )


def _models(G: nx.MultiDiGraph, lang: str) -> Figure:
    """Draw in which share of the alliances of a phase each model is present."""
    table = models_by_phase(G)
    totals = table.attrs["alliances"]
    phases = [phase for phase in PHASES if totals[phase]]
    rows = []
    for model in table.index:
        cells = []
        for phase in phases:
            number = table.loc[[model], [phase]].to_numpy()[0][0]
            known = totals[phase] >= LEAST
            said = Percent(number / totals[phase]) if known else Decimal(number, 1)
            cells.append(Cell(number / totals[phase] if known else None, text(said, G, lang)))
        rows.append(cells)
    caption = Sentence("report_frame.inno_models_figure")
    svg = figures.heat(
        [standard().label("models", model, lang) for model in table.index],
        [standard().label("phases", phase, lang) for phase in phases],
        rows,
        title=text(caption, G, lang),
    )
    return Figure(caption, svg)


def _notes(table: pd.DataFrame, apart: pd.DataFrame) -> list[Sentence]:
    """Say where the words come from, and how phases were compared."""
    told = []
    if (table["step"] != "").any() or (table["phase"] != "").any():
        told.append(Sentence("report_frame.inno_note_steps", basis="inference"))
    if len(apart) and apart["distance"].notna().any():
        facts = {"draws": apart.attrs["draws"], "least": LEAST}
        told.append(Sentence("report_frame.inno_note_apart", facts))
    if table["societal"].notna().any():
        told.append(Sentence("report_frame.inno_note_unknown"))
    return told
