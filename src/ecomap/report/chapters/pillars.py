"""Socio-economic models: pillars of actors, of valorisation, ratios, hybrid actors."""

from __future__ import annotations

from collections import Counter
from typing import Final

import networkx as nx
import pandas as pd

from ecomap.frame.pillars import PILLARS, exchanged, hybrids, pillars, ratios, valorisation
from ecomap.measures.limits import LEAST
from ecomap.report import figures
from ecomap.report.figures import Cell, Point
from ecomap.report.parts import (
    Chapter,
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

_NAMED: Final = 5
_SHARES: Final = [f"{pillar}_share" for pillar in PILLARS]


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell on what socio-economic models stand.

    Parameters
    ----------
    G
        A graph under the contract; ``G.graph["targets"]`` is what a project
        file sets.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if nothing of it is known.
    """
    table = pillars(G)
    profiles, models = table[_SHARES].dropna(), _by_model(G, table)
    balance = ratios(G, G.graph.get("targets"))
    balance = balance[balance["n"] >= LEAST]
    valued = valorisation(G)
    sentences = [
        *_profiles(table, models),
        *_exchanged(G),
        *_valued(valued),
        *_hybrids(G),
        *_ratios(balance),
    ]
    if not sentences:
        return None
    return Chapter(
        key="report_frame.pillars",
        sentences=sentences,
        tables=[
            *([_table(models)] if len(models) else []),
            *([_valued_table(valued)] if len(valued) else []),
            *([_ratios_table(balance)] if len(balance) else []),
        ],
        figures=[
            *([_ternary(G, profiles, lang)] if len(profiles) else []),
            *([_heat(G, models, lang)] if len(models) else []),
        ],
        notes=[
            *([Sentence("report_frame.pill_note_ranks", basis="proposal")] if len(models) else []),
            *(
                [Sentence("report_frame.pill_note_ratios", basis="proposal")]
                if len(balance)
                else []
            ),
        ],
    )


def _by_model(G: nx.MultiDiGraph, table: pd.DataFrame) -> pd.DataFrame:
    """Give the mean profile of each model that has enough known actors, and their number."""
    known = table.dropna(subset=_SHARES)
    of = known.index.map(lambda node: G.nodes[node].get("model", ""))
    means = known.groupby(of)[_SHARES].mean()
    means["n"] = known.groupby(of).size()
    order = [model for model in standard().models if model in means.index]
    means = means.loc[order]
    return means[means["n"] >= LEAST]


def _profiles(table: pd.DataFrame, models: pd.DataFrame) -> list[Sentence]:
    """Say on what actors lean, and which model leans most on alliances."""
    complete = table[["people", "money"]].notna().all(axis=1)
    if not complete.any():
        return []
    n = int(complete.sum())
    facts: dict[str, Fact] = {"n": n, "share": Share(n, len(table))}
    profiles = table[_SHARES].dropna()
    if profiles.empty:
        return [Sentence("report_frame.pill_few", {**facts, "least": LEAST})]
    lean = Counter(profiles.idxmax(axis=1))
    facts |= {pillar: lean[f"{pillar}_share"] for pillar in PILLARS}
    told = [Sentence("report_frame.pill_lean", facts, basis="proposal")]
    if len(models) > 1:
        most = str(models["alliances_share"].idxmax())
        share = Percent(models["alliances_share"][most])
        facts = {"model": Term("models", most), "share": share}
        told.append(Sentence("report_frame.pill_model", facts, basis="proposal"))
    return told


def _counts(numbers: pd.Series, vocabulary: str) -> list[Fact]:
    """Say how many alliances there are for each pillar."""
    return [
        Sentence("report_frame.pill_count", {"pillar": Term(vocabulary, str(key)), "count": int(n)})
        for key, n in numbers.items()
        if n
    ]


def _exchanged(G: nx.MultiDiGraph) -> list[Sentence]:
    """Say which pillars alliances strengthen."""
    numbers = exchanged(G)
    if not numbers.attrs["alliances"]:
        return []
    facts = {"n": numbers.attrs["alliances"], "pillars": _counts(numbers, "pillars")}
    return [Sentence("report_frame.pill_exchanged", facts)]


def _valued(valued: pd.DataFrame) -> list[Sentence]:
    """Say how alliances make their value known."""
    if valued.empty:
        return []
    keys = list(standard().terms("valorisation"))
    facts = {
        "n": len(valued),
        "counts": _counts(valued[keys].sum(), "valorisation"),
        "four": int((valued["valued"] == len(keys)).sum()),
    }
    return [Sentence("report_frame.pill_valued", facts)]


def _hybrids(G: nx.MultiDiGraph) -> list[Sentence]:
    """Name the most hybrid actors."""
    found = hybrids(G)
    if found.empty:
        return []
    names: list[Fact] = [Node(str(node)) for node in found.index[:_NAMED]]
    return [Sentence("report_frame.pill_hybrids", {"n": len(found), "names": names})]


def _whose(ratio: str) -> str:
    """Tell whether a ratio is of alliances or of actors."""
    part = standard().terms("ratios")[ratio]["part"]
    of_alliances = part and standard().terms("columns")[part]["table"] == "alliances"
    return "alliances" if of_alliances else "actors"


def _ratios(balance: pd.DataFrame) -> list[Sentence]:
    """Say the ratios observed, beside their targets where there are some."""
    told = []
    for row in balance.reset_index().to_dict("records"):
        facts: dict[str, Fact] = {
            "ratio": Term("ratios", row["ratio"]),
            "observed": Percent(row["observed"]),
        }
        if pd.isna(row["target"]):
            told.append(
                Sentence(
                    f"report_frame.pill_ratio_{_whose(row['ratio'])}", {**facts, "n": int(row["n"])}
                )
            )
        else:
            aim = {**facts, "target": Percent(row["target"])}
            told.append(Sentence("report_frame.pill_ratio_target", aim))
    return told


def _table(models: pd.DataFrame) -> Table:
    """Give the mean profile of each model."""
    rows: list[list[Fact]] = [
        [Term("models", model), int(n), *(Percent(share) for share in shares)]
        for model, *shares, n in models.reset_index().to_numpy().tolist()
    ]
    heads = [Label("report.model"), Label("report_frame.actors")]
    columns = [*heads, *(Term("pillars", pillar) for pillar in PILLARS)]
    return Table(Sentence("report_frame.pill_table", basis="proposal"), columns, rows)


def _valued_table(valued: pd.DataFrame) -> Table:
    """Give the alliances of each pillar of valorisation."""
    rows: list[list[Fact]] = [
        [
            Term("valorisation", key),
            int(valued[key].sum()),
            Share(int(valued[key].sum()), len(valued)),
        ]
        for key in standard().terms("valorisation")
    ]
    labels = [Label(f"report_frame.{head}") for head in ("pill_pillar", "alliances", "share")]
    return Table(Sentence("report_frame.pill_valued_table"), labels, rows)


def _ratios_table(balance: pd.DataFrame) -> Table:
    """Give the ratios, what they are of, and their targets."""
    aimed = balance["target"].notna().any()
    rows: list[list[Fact]] = []
    for row in balance.reset_index().to_dict("records"):
        target = None if pd.isna(row["target"]) else Percent(row["target"])
        told: list[Fact] = [Term("ratios", row["ratio"]), Percent(row["observed"]), int(row["n"])]
        rows.append([*told, target] if aimed else told)
    heads = ["pill_ratio_head", "pill_observed", "pill_of", *(["pill_target"] if aimed else [])]
    labels = [Label(f"report_frame.{head}") for head in heads]
    return Table(Sentence("report_frame.pill_ratios", basis="proposal"), labels, rows)


def _triple(shares: list[float]) -> tuple[float, float, float]:
    """Give three shares."""
    first, second, third = shares
    return first, second, third


def _ternary(G: nx.MultiDiGraph, profiles: pd.DataFrame, lang: str) -> Figure:
    """Draw the profile of each actor between the pillars, and their centre."""
    points = [
        Point("", _triple(shares), color=str(G.nodes[node].get("model", "")), shown=False)
        for node, *shares in profiles.reset_index().to_numpy().tolist()
    ]
    caption = Sentence("report_frame.pill_ternary", basis="proposal")
    first, second, third = (standard().label("pillars", pillar, lang) for pillar in PILLARS)
    svg = figures.ternary(
        points,
        (first, second, third),
        title=text(caption, G, lang),
        desc=text(Label("report_frame.pill_ternary_desc"), G, lang),
        barycentre=(text(Label("report_frame.whole"), G, lang), _triple(profiles.mean().tolist())),
    )
    return Figure(caption, svg)


def _heat(G: nx.MultiDiGraph, models: pd.DataFrame, lang: str) -> Figure:
    """Draw the mean profile of each model."""
    types = standard()
    rows = models[_SHARES].to_numpy().tolist()
    caption = Sentence("report_frame.pill_heat", {"least": LEAST}, basis="proposal")
    svg = figures.heat(
        [types.label("models", str(model), lang) for model in models.index],
        [types.label("pillars", pillar, lang) for pillar in PILLARS],
        [[Cell(share, text(Percent(share), G, lang)) for share in row] for row in rows],
        title=text(caption, G, lang),
    )
    return Figure(caption, svg)
