"""Levers and trajectories: efforts beside the matrix of the notebook."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from ecomap.frame.trajectories import (
    HORIZONS,
    LEVERS,
    actor_positions,
    alliance_positions,
    articulation,
    barycentre,
    durations,
    matrix_distance,
    observed_matrix,
    reference,
)
from ecomap.measures.limits import LEAST
from ecomap.report import figures
from ecomap.report.figures import Bar, Cell, Point
from ecomap.report.parts import (
    Chapter,
    Decimal,
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
    Tell where efforts stand between levers and horizons.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if no lever and no horizon is given, and too few alliances are dated.
    """
    positions, actors, lasting = alliance_positions(G), actor_positions(G), durations(G)
    stated = positions[positions["lever_basis"] == "given"]
    given = actors[actors["lever_basis"] == "given"]
    if stated.empty and given.empty and len(lasting) < LEAST:
        return None
    observed = observed_matrix(positions)
    aimed = observed.to_numpy().sum() > 0
    return Chapter(
        key="report_frame.trajectories",
        sentences=[
            *(_centre(stated) if len(stated) else []),
            *(_matrix(positions, observed) if aimed else []),
            *(_lasting(lasting) if len(lasting) >= LEAST else []),
            *_actors(actors),
        ],
        tables=[_table(observed)] if aimed else [],
        figures=[
            *([_heat(G, observed, lang)] if aimed else []),
            *([_ternary(G, stated, lang)] if len(stated) else []),
            *([_lengths(G, lasting, lang)] if len(lasting) >= LEAST else []),
        ],
        notes=_notes(len(stated), len(lasting)),
    )


def _matrix(positions: pd.DataFrame, observed: pd.DataFrame) -> list[Sentence]:
    """Compare the levers of each horizon with the matrix, where alliances are enough."""
    both = positions[(positions["lever_basis"] == "given") & positions[HORIZONS[0]].notna()]
    share = Share(len(both), len(positions))
    told = [Sentence("report_frame.traj_given", {"n": len(both), "share": share})]
    away, few = matrix_distance(observed), []
    for horizon in HORIZONS:
        if pd.isna(away[horizon]):
            few.append(Term("horizons", horizon))
            continue
        core = next(lever for lever in LEVERS if articulation(lever, horizon) == "core")
        facts: dict[str, Fact] = {
            "horizon": Term("horizons", horizon),
            "core": Term("levers", core),
            "expected": Percent(reference()[horizon][core]),
            "observed": Percent(observed[horizon][core] / observed[horizon].sum()),
            "distance": Percent(away[horizon]),
        }
        told.append(Sentence("report_frame.traj_horizon", facts))
    if few:
        told.append(Sentence("report_frame.traj_few", {"horizons": list(few), "least": LEAST}))
    inferred = int((positions["lever_basis"] == "inference").sum())
    if inferred:
        told.append(Sentence("report_frame.traj_inferred", {"n": inferred}, basis="inference"))
    return told


def _parts(shares: pd.Series) -> list[Fact]:
    """Say the share of each lever."""
    return [
        Sentence(
            "report_frame.traj_part",
            {"lever": Term("levers", lever), "share": Percent(shares[lever])},
        )
        for lever in LEVERS
    ]


def _called(centre: pd.Series) -> pd.Series:
    """Give the levers that the matrix calls for at the horizons of a centre."""
    return reference() @ centre[list(HORIZONS)].astype(float)


def _centre(stated: pd.DataFrame) -> list[Sentence]:
    """Say where the alliances are on the whole, and where the matrix would have them."""
    facts = {"n": len(stated), "shares": _parts(barycentre(stated))}
    told = [Sentence("report_frame.traj_centre", facts)]
    both = barycentre(stated[stated[HORIZONS[0]].notna()])
    if both["horizons"] >= LEAST:
        away = {"called": _parts(_called(both)), "distance": Percent(both["distance"])}
        told.append(Sentence("report_frame.traj_centre_away", away))
    return told


def _actors(actors: pd.DataFrame) -> list[Sentence]:
    """Say what actors say of their levers, and what follows from their models."""
    given = actors[actors["lever_basis"] == "given"]
    inferred = actors[actors["lever_basis"] == "inference"]
    told = []
    if len(given):
        told.append(Sentence("report_frame.traj_actors_given", {"n": len(given)}))
    if len(inferred) >= LEAST:
        facts = {"n": len(inferred), "shares": _parts(barycentre(inferred))}
        told.append(Sentence("report_frame.traj_actors", facts, basis="inference"))
    return told


def _lasting(lasting: pd.DataFrame) -> list[Sentence]:
    """Say how long the dated alliances last."""
    counts = lasting["within"].value_counts()
    facts: dict[str, Fact] = {name: int(counts.get(name, 0)) for name in HORIZONS}
    told = [Sentence("report_frame.traj_lasting", {"n": len(lasting), **facts}, basis="inference")]
    if beyond := int(counts.get("", 0)):
        told.append(Sentence("report_frame.traj_lasting_beyond", {"n": beyond}))
    return told


def _table(observed: pd.DataFrame) -> Table:
    """Give each cell of the matrix, observed and stated by the notebook."""
    heads = ["traj_horizon_head", "traj_lever", "traj_place", "alliances", "traj_observed"]
    rows: list[list[Fact]] = []
    for horizon in HORIZONS:
        total = observed[horizon].sum()
        for lever in LEVERS:
            number = observed[horizon][lever]
            rows.append(
                [
                    Term("horizons", horizon),
                    Term("levers", lever),
                    Term("articulations", articulation(lever, horizon)),
                    Decimal(number, 1),
                    Percent(number / total) if total >= LEAST else None,
                    Percent(reference()[horizon][lever]),
                ]
            )
    labels = [Label(f"report_frame.{head}") for head in [*heads, "reference"]]
    return Table(Sentence("report_frame.traj_table"), labels, rows)


def _heat(G: nx.MultiDiGraph, observed: pd.DataFrame, lang: str) -> Figure:
    """Draw the matrix observed, the notebook's beside it in each cell."""
    totals = observed.sum()
    cells = []
    for lever in LEVERS:
        row = []
        for horizon in HORIZONS:
            facts: dict[str, Fact] = {"expected": Percent(reference()[horizon][lever])}
            if totals[horizon] < LEAST:
                words = Sentence("report_frame.traj_cell_unknown", facts)
                row.append(Cell(None, text(words, G, lang)))
                continue
            share = observed[horizon][lever] / totals[horizon]
            words = Sentence("report_frame.traj_cell", {**facts, "observed": Percent(share)})
            row.append(Cell(share, text(words, G, lang)))
        cells.append(row)
    caption = Sentence("report_frame.traj_heat")
    svg = figures.heat(
        _labels("levers", LEVERS, lang),
        _labels("horizons", HORIZONS, lang),
        cells,
        title=text(caption, G, lang),
    )
    return Figure(caption, svg)


def _labels(vocabulary: str, keys: tuple[str, ...], lang: str) -> list[str]:
    """Label keys of a vocabulary."""
    return [standard().label(vocabulary, key, lang) for key in keys]


def _shares(row: pd.Series) -> tuple[float, float, float]:
    """Give the shares of the three levers, in their order."""
    first, second, third = (float(row[lever]) for lever in LEVERS)
    return first, second, third


def _ternary(G: nx.MultiDiGraph, stated: pd.DataFrame, lang: str) -> Figure:
    """Draw the alliances between the levers, their centre, and what the matrix calls for."""
    points = [Point("", _shares(row), shown=False) for _, row in stated.iterrows()]
    both = barycentre(stated[stated[HORIZONS[0]].notna()])
    called = None
    if both["horizons"] >= LEAST:
        called = (text(Label("report_frame.traj_called"), G, lang), _shares(_called(both)))
    caption = Sentence("report_frame.traj_ternary")
    first, second, third = _labels("levers", LEVERS, lang)
    svg = figures.ternary(
        points,
        (first, second, third),
        title=text(caption, G, lang),
        desc=text(Label("report_frame.traj_ternary_desc"), G, lang),
        barycentre=(
            text(Label("report_frame.traj_barycentre"), G, lang),
            _shares(barycentre(stated)),
        ),
        reference=called,
    )
    return Figure(caption, svg)


def _lengths(G: nx.MultiDiGraph, lasting: pd.DataFrame, lang: str) -> Figure:
    """Draw how many alliances last how long."""
    counts = lasting["within"].value_counts()
    names = [*_labels("horizons", HORIZONS, lang), text(Label("report_frame.traj_beyond"), G, lang)]
    numbers = [int(counts.get(key, 0)) for key in [*HORIZONS, ""]]
    rows = [Bar(name, n, text(n, G, lang)) for name, n in zip(names, numbers, strict=True)]
    caption = Sentence("report_frame.traj_length_figure")
    return Figure(caption, figures.bars(rows, title=text(caption, G, lang)))


def _notes(stated: int, lasting: int) -> list[Sentence]:
    """Say how it was counted, and what is ours."""
    commons = standard().terms("commons")
    pairs: list[Fact] = [
        Sentence(
            "report_frame.traj_pair",
            {"lever": Term("levers", term["parent"]), "commons": Term("commons", key)},
        )
        for key, term in commons.items()
    ]
    told = [Sentence("report_frame.traj_commons", {"pairs": pairs}, basis="stated")]
    if stated:
        told.append(Sentence("report_frame.traj_note"))
    told.append(Sentence("report_frame.traj_note_default", basis="inference"))
    if lasting >= LEAST:
        told.append(Sentence("report_frame.traj_note_length", basis="inference"))
    return told
