"""Partnerships: practice beside the notebook's rates, peers and worlds, maturity."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from ecomap.frame.partnerships import DEGREES, degrees, maturity, practice
from ecomap.frame.statements import values
from ecomap.graph import alliances_of
from ecomap.measures.limits import LEAST
from ecomap.measures.metrics import alliance_metrics
from ecomap.report import figures
from ecomap.report.figures import Bar
from ecomap.report.parts import (
    Chapter,
    Fact,
    Figure,
    Label,
    Percent,
    Sentence,
    Share,
    Table,
    Term,
    text,
)
from ecomap.typology import standard

__all__ = ["chapter"]


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell which partnerships there are.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if no alliance states a type or a step, and none has one proposed.
    """
    stated, steps = practice(G), maturity(G)
    proposed = practice(G, column="partnership_proposed")
    typed, staged = stated.attrs["alliances"], int(steps["alliances"].sum())
    if not (typed or staged or proposed.attrs["alliances"]):
        return None
    sentences, drawn, tables, notes = [], [], [], []
    if typed:
        sentences += [*_typed(G, stated), *_proposed_too(G)]
        drawn.append(_figure(G, stated, lang))
        tables += [_table(stated, lang), _degrees_table(G)]
        notes.append(Sentence("report_frame.part_note_rates"))
    elif proposed.attrs["alliances"]:
        sentences.append(_proposed(proposed))
        drawn.append(_counts_figure(G, proposed, lang))
        notes.append(Sentence("report_frame.part_note_proposed", basis="proposal"))
    sentences += _degrees(G)
    if staged:
        sentences.append(_maturity(steps))
        tables.append(_stages(steps))
        notes.append(Sentence("report_frame.part_note_stages", basis="proposal"))
    return Chapter("report_frame.partnerships", sentences, tables, drawn, notes)


def _typed(G: nx.MultiDiGraph, stated: pd.DataFrame) -> list[Sentence]:
    """Say what is practised most, and how it compares with the notebook."""
    typed, actors = stated.attrs["alliances"], stated.attrs["actors"]
    facts = {
        "n": typed,
        "share": Share(typed, len(alliances_of(G))),
        "several": stated.attrs["several"],
    }
    known = Sentence("report_frame.part_typed", facts)
    if actors < LEAST:
        return [known]
    rates = stated["actor_rate"].sort_values(ascending=False, kind="stable")
    first = str(rates.index[0])
    first_facts: dict[str, Fact] = {
        "type": Term("partnerships", first),
        "rate": Percent(rates[first]),
        "actors": actors,
        "reference": Percent(stated["reference"][first]),
    }
    told = [Sentence("report_frame.part_first", first_facts), known]
    ours = [Term("partnerships", str(key)) for key in rates.index]
    order = stated["reference"].sort_values(ascending=False, kind="stable").index
    theirs = [Term("partnerships", str(key)) for key in order]
    if rates.is_unique:
        facts_of_order: dict[str, Fact] = {"ours": list(ours), "theirs": list(theirs)}
        same = ours == theirs
        key = "part_order_same" if same else "part_order_other"
        told.append(Sentence(f"report_frame.{key}", {} if same else facts_of_order))
    if none := [Term("partnerships", str(key)) for key in stated.index[stated["alliances"] == 0]]:
        told.append(Sentence("report_frame.part_none", {"types": list(none)}))
    return told


def _proposed_too(G: nx.MultiDiGraph) -> list[Sentence]:
    """Say how many alliances without a type have one proposed."""
    more = set(values(G, "partnership_proposed")) - set(values(G, "partnership"))
    if not more:
        return []
    return [Sentence("report_frame.part_proposed_too", {"n": len(more)}, basis="proposal")]


def _proposed(proposed: pd.DataFrame) -> Sentence:
    """Say what is proposed, where nothing is stated."""
    counts: list[Fact] = [
        Sentence(
            "report_frame.part_count", {"type": Term("partnerships", str(key)), "count": int(n)}
        )
        for key, n in proposed["alliances"].items()
        if n
    ]
    facts = {"n": proposed.attrs["alliances"], "types": counts}
    return Sentence("report_frame.part_proposed", facts, basis="proposal")


def _degrees(G: nx.MultiDiGraph) -> list[Sentence]:
    """Say how many alliances join peers, worlds, or all."""
    counts = alliance_metrics(G, ["tie_class"])["tie_class"].value_counts()
    total = int(counts.sum())
    if total < LEAST:
        return []
    facts: dict[str, Fact] = {
        degree: Share(int(counts.get(degree, 0)), total) for degree in DEGREES
    }
    return [Sentence("report_frame.part_degrees", {"n": total, **facts})]


def _maturity(steps: pd.DataFrame) -> Sentence:
    """Say how far partnerships are."""
    facts = {
        "n": int(steps["alliances"].sum()),
        "contract": int(steps["reached"]["contract"]),
        "evaluation": int(steps["reached"]["evaluation"]),
    }
    return Sentence("report_frame.part_maturity", facts, basis="proposal")


def _rate(value: float) -> Fact:
    """Show a rate, or that there is none."""
    return None if pd.isna(value) else Percent(value)


def _table(stated: pd.DataFrame, lang: str) -> Table:
    """Give each type with its aim, its result, its practice."""
    terms = standard().terms("partnerships")
    rows: list[list[Fact]] = [
        [
            Term("partnerships", str(row["partnership"])),
            terms[row["partnership"]][f"objective_{lang}"],
            terms[row["partnership"]][f"result_{lang}"],
            int(row["alliances"]),
            _rate(row["alliance_rate"]),
            int(row["actors"]),
            _rate(row["actor_rate"]),
            Percent(row["reference"]),
        ]
        for row in stated.reset_index().to_dict("records")
    ]
    heads = [
        *("part_type", "part_aim", "part_result", "alliances", "part_alliance_rate"),
        *("actors", "part_actor_rate", "part_reference"),
    ]
    labels = [Label(f"report_frame.{head}") for head in heads]
    return Table(Sentence("report_frame.part_table"), labels, rows)


def _degrees_table(G: nx.MultiDiGraph) -> Table:
    """Give the types by whom they join."""
    rows: list[list[Fact]] = [
        [
            Label("report_frame.part_untyped") if key == "untyped" else Term("partnerships", key),
            *(int(number) for number in numbers),
        ]
        for key, *numbers in degrees(G).reset_index().to_numpy().tolist()
    ]
    heads = ["part_type", "part_peers", "part_worlds", "part_all", "part_unknown"]
    labels = [Label(f"report_frame.{head}") for head in heads]
    return Table(Sentence("report_frame.part_degrees_table"), labels, rows)


def _stages(steps: pd.DataFrame) -> Table:
    """Give the alliances at each of the seven steps."""
    rows: list[list[Fact]] = [
        [Term("stages", key), int(at), int(reached)]
        for key, at, reached in steps.reset_index().to_numpy().tolist()
    ]
    labels = [Label(f"report_frame.{head}") for head in ("part_stage", "part_at", "part_reached")]
    return Table(Sentence("report_frame.part_stages", basis="proposal"), labels, rows)


def _figure(G: nx.MultiDiGraph, stated: pd.DataFrame, lang: str) -> Figure:
    """Draw the rates of the actors beside those of the notebook."""
    if stated.attrs["actors"] < LEAST:
        return _counts_figure(G, stated, lang)
    rows = [
        Bar(
            standard().label("partnerships", str(key), lang),
            float(stated["actor_rate"][key]),
            text(Percent(stated["actor_rate"][key]), G, lang),
            reference=float(stated["reference"][key]),
        )
        for key in stated.index
    ]
    caption = Sentence("report_frame.part_figure")
    mark = text(Label("report_frame.part_mark"), G, lang)
    svg = figures.bars(rows, title=text(caption, G, lang), high=1.0, reference=mark)
    return Figure(caption, svg)


def _counts_figure(G: nx.MultiDiGraph, found: pd.DataFrame, lang: str) -> Figure:
    """Draw numbers of alliances, compared with nothing."""
    rows = [
        Bar(standard().label("partnerships", str(key), lang), int(n), text(int(n), G, lang))
        for key, n in found["alliances"].items()
    ]
    proposed = found.attrs["column"] == "partnership_proposed"
    key = "part_figure_counts" if proposed else "part_table"
    caption = Sentence(f"report_frame.{key}", basis="proposal" if proposed else "")
    return Figure(caption, figures.bars(rows, title=text(caption, G, lang)))
