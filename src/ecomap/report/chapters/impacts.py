"""From resources to impacts: effects, goals, and what goes from one to the other."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from ecomap.frame.impacts import flows, goals, layers, outcomes, paths
from ecomap.frame.pillars import exchanged
from ecomap.graph import alliances_of
from ecomap.measures.limits import LEAST
from ecomap.report import figures
from ecomap.report.figures import Bar, Flow, Stop
from ecomap.report.parts import (
    Chapter,
    Decimal,
    Fact,
    Figure,
    Label,
    Sentence,
    Share,
    Table,
    Term,
    text,
)
from ecomap.typology import standard

__all__ = ["chapter"]

# Goals that a sentence names, and those not named that it lists at most.
_NAMED = 3


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell what goes from resources to impacts.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if no alliance states an effect, a goal, or what it creates or saves.
    """
    effects, aims, declared = layers(G), goals(G), outcomes(G)
    told = effects.attrs["alliances"]
    resources = "pillar" if exchanged(G).attrs["alliances"] else "model"
    ways = paths(G, resources=resources)
    bands = flows(ways)
    sentences = [
        *(_layers(G, effects) if told else []),
        *_path(ways, resources),
        *_goals(aims),
        *_declared(declared),
    ]
    if not sentences:
        return None
    named = aims["alliances"].sum() > 0
    return Chapter(
        key="report_frame.impacts",
        sentences=sentences,
        tables=[
            *([_effects_table(effects), _bands_table(bands, resources)] if told else []),
            *([_goals_table(aims)] if named else []),
        ],
        figures=[
            *([_flows(G, bands, resources, lang)] if told else []),
            *([_goals_figure(G, aims, lang)] if named else []),
        ],
        notes=[
            *([Sentence("report_frame.impa_note")] if told else []),
            Sentence("report_frame.impa_note_declared"),
        ],
    )


def _layers(G: nx.MultiDiGraph, effects: pd.DataFrame) -> list[Sentence]:
    """Say how many alliances state each effect."""
    counts: list[Fact] = [
        Sentence("report_frame.impa_effect", {"effect": Term("impacts", str(key)), "count": int(n)})
        for key, n in effects["alliances"].items()
    ]
    told = effects.attrs["alliances"]
    facts = {"n": told, "share": Share(told, len(alliances_of(G))), "effects": counts}
    every = effects.attrs["every"]
    key = "impa_every" if every else "impa_every_none"
    return [
        Sentence("report_frame.impa_layers", facts),
        Sentence(f"report_frame.{key}", {"n": every} if every else {}),
    ]


def _vocabularies(resources: str) -> tuple[str, str, str]:
    """Name the vocabularies of the three columns."""
    return ("models" if resources == "model" else "pillars"), "partnerships", "impacts"


def _path(ways: pd.DataFrame, resources: str) -> list[Sentence]:
    """Say which path most alliances go along, among those that tell all of it."""
    known = ways[(ways["resource"] != "") & (ways["partnership"] != "")]
    if known.empty or known["alliances"].max() < LEAST:
        return []
    most = known.sort_values("alliances", ascending=False, kind="stable").to_dict("records")[0]
    first, second, third = _vocabularies(resources)
    facts: dict[str, Fact] = {
        "n": int(most["alliances"]),
        "resource": Term(first, most["resource"]),
        "type": Term(second, most["partnership"]),
        "effect": Term(third, most["impact"]),
    }
    return [Sentence("report_frame.impa_path", facts)]


def _goals(aims: pd.DataFrame) -> list[Sentence]:
    """Say which goals alliances name."""
    counts = aims["alliances"].sort_values(ascending=False, kind="stable")
    named = counts[counts > 0]
    if named.empty:
        return []
    first: list[Fact] = [
        Sentence("report_frame.impa_goal", {"goal": Term("goals", str(key)), "count": int(n)})
        for key, n in named.head(_NAMED).items()
    ]
    facts: dict[str, Fact] = {"n": len(named), "total": len(counts), "goals": first}
    told = [Sentence("report_frame.impa_goals", facts)]
    silent: list[Fact] = [Term("goals", str(key)) for key in aims.index[aims["alliances"] == 0]]
    if silent:
        told.append(Sentence("report_frame.impa_goals_none", {"goals": silent}))
    return told


def _declared(declared: pd.DataFrame) -> list[Sentence]:
    """Say what alliances declare that they create and save."""
    keys = {"value_created_eur": "impa_created", "cost_saved_eur": "impa_saved"}
    return [
        Sentence(
            f"report_frame.{key}",
            {
                "n": int(declared["alliances"][column]),
                "euros": Decimal(declared["euros"][column], 0),
            },
        )
        for column, key in keys.items()
        if declared["alliances"][column]
    ]


def _effects_table(effects: pd.DataFrame) -> Table:
    """Give the alliances and actors of each effect."""
    rows: list[list[Fact]] = [
        [Term("impacts", key), *(int(number) for number in numbers)]
        for key, *numbers in effects.reset_index().to_numpy().tolist()
    ]
    labels = [
        Label(f"report_frame.{head}")
        for head in ("impa_effect_head", "alliances", "actors", "impa_alone")
    ]
    return Table(Sentence("report_frame.impa_table"), labels, rows)


def _term(vocabulary: str, key: str) -> Fact:
    """Say a stop of the flows, or that it is not told."""
    return Term(vocabulary, key) if key else Label("report_frame.not_stated")


def _bands_table(bands: pd.DataFrame, resources: str) -> Table:
    """Give each band of the flows."""
    names = _vocabularies(resources)
    rows: list[list[Fact]] = [
        [
            _term(names[band["stage"]], band["source"]),
            _term(names[band["stage"] + 1], band["target"]),
            Decimal(band["alliances"], 1),
        ]
        for band in bands.to_dict("records")
    ]
    labels = [Label(f"report_frame.{head}") for head in ("impa_from", "impa_to", "alliances")]
    return Table(Sentence("report_frame.impa_bands"), labels, rows)


def _flows(G: nx.MultiDiGraph, bands: pd.DataFrame, resources: str, lang: str) -> Figure:
    """Draw what goes from resources, through partnerships, to effects."""
    names = _vocabularies(resources)
    columns = [
        [
            Stop(
                f"{at}:{key}",
                text(_term(vocabulary, key), G, lang),
                color=key if vocabulary == "models" else "",
            )
            for key in [*standard().terms(vocabulary), ""]
        ]
        for at, vocabulary in enumerate(names)
    ]
    drawn = [
        Flow(f"{b['stage']}:{b['source']}", f"{b['stage'] + 1}:{b['target']}", b["alliances"])
        for b in bands.to_dict("records")
    ]
    first = "impa_resources_models" if resources == "model" else "impa_resources"
    heads = [
        text(Label(f"report_frame.{head}"), G, lang)
        for head in (first, "impa_types", "impa_effects")
    ]
    caption = Sentence("report_frame.impa_flows")
    svg = figures.flows(columns, drawn, title=text(caption, G, lang), heads=heads, lang=lang)
    return Figure(caption, svg)


def _goals_table(aims: pd.DataFrame) -> Table:
    """Give the alliances, the actors and the amounts of each goal."""
    rows: list[list[Fact]] = [
        [
            Term("goals", row["goal"]),
            int(row["alliances"]),
            int(row["actors"]),
            None if pd.isna(row["amount_eur"]) else Decimal(row["amount_eur"], 0),
        ]
        for row in aims.reset_index().to_dict("records")
    ]
    heads = ("impa_goal_head", "alliances", "actors", "impa_amount")
    labels = [Label(f"report_frame.{head}") for head in heads]
    return Table(Sentence("report_frame.impa_goals_table"), labels, rows, shown=17)


def _goals_figure(G: nx.MultiDiGraph, aims: pd.DataFrame, lang: str) -> Figure:
    """Draw how many alliances name each goal."""
    rows = [
        Bar(standard().label("goals", str(key), lang), int(n), text(int(n), G, lang))
        for key, n in aims["alliances"].items()
    ]
    caption = Sentence("report_frame.impa_goals_figure")
    return Figure(caption, figures.bars(rows, title=text(caption, G, lang)))
