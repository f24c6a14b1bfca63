"""The premium in euros: what the claims of the notebook would mean here, never a measure."""

from __future__ import annotations

from typing import Final

import networkx as nx
import pandas as pd

from ecomap.frame.scenario import known, parameters, scenario, sensitivity, two_way
from ecomap.graph import alliances_of
from ecomap.report import figures
from ecomap.report.figures import Bar, Cell
from ecomap.report.parts import (
    Chapter,
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

__all__ = ["chapter"]

# Most decimals of a number of each unit.
_DIGITS: Final = {"eur": 0, "years": 1, "ratio": 2}


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell what the claims of the notebook would mean for the amounts of the alliances.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None if no alliance states an amount: none is made up.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", engineering_eur=1000.0)
    >>> [sentence.key for sentence in chapter(G).sentences][-1]
    'report_more.scenario_unknown'
    """
    table = parameters(G)
    values = known(table)
    if not {"engineering", "spent"} & set(values):
        return None
    results = scenario(values)
    found = _figures(G, values, lang) if "engineering" in values else []
    return Chapter(
        key="report_more.scenario",
        sentences=[
            Sentence("report_more.scenario_banner", basis="stated"),
            *_stated(G, table),
            *_supposed(values, results),
            *_lacking(results),
        ],
        tables=[_parameters(table), _results(results), *_sensitivities(values)],
        figures=found,
        notes=[
            Sentence("report_more.scenario_not_added"),
            Sentence("report_more.scenario_bounds", basis="proposal"),
            Sentence("report_more.scenario_command"),
        ],
    )


def _eur(value: float) -> Sentence:
    """Write euros."""
    return Sentence("report_more.eur", {"number": round(float(value))})


def _amount(value: float, unit: str) -> Fact:
    """Write a number with its unit; None if unknown."""
    if pd.isna(value):
        return None
    shown = round(float(value), _DIGITS[unit])
    # one year, but two years
    return Sentence(f"report_more.{unit}", {"number": shown, "n": 1 if shown == 1 else 2})


def _stated(G: nx.MultiDiGraph, table: pd.DataFrame) -> list[Sentence]:
    """Say what the alliances state."""
    told = table[table["basis"] == "alliances"].to_dict("index")
    amounts = {str(key): _eur(row["value"]) for key, row in told.items()}
    key = "both" if len(told) > 1 else next(iter(amounts))
    n = max(int(row["alliances"]) for row in told.values())
    facts = {"n": n, "of": len(alliances_of(G)), **amounts}
    return [Sentence(f"report_more.scenario_{key}", facts)]


def _supposed(values: dict[str, float], results: pd.DataFrame) -> list[Sentence]:
    """Say what the claims would mean."""
    told, rows = [], results.to_dict("index")
    if "engineering" in values:
        facts = {
            "leverage": round(values["leverage"], 2),
            "engineering": _eur(values["engineering"]),
            "amount": _eur(rows["return"]["allied"]),
            "net": _eur(rows["net"]["allied"]),
        }
        told.append(Sentence("report_more.scenario_return", facts, basis="inference"))
    if "spent" in values:
        facts = {
            "frugality": round(values["frugality"], 2),
            "alone": _eur(rows["cost"]["without"]),
            "spent": _eur(rows["cost"]["allied"]),
        }
        told.append(Sentence("report_more.scenario_cost", facts, basis="inference"))
    if {"engineering", "spent"} <= set(values):
        share = values["engineering"] / values["spent"]
        facts = {"share": Percent(share), "times": round(1 + share, 2)}
        told.append(Sentence("report_more.scenario_even", facts))
    return told


def _lacking(results: pd.DataFrame) -> list[Sentence]:
    """Say what is not known, rather than suppose it."""
    lacking = {name for cell in results["unknown"] for name in cell.split("|") if name}
    names = [Term("scenario", key) for key in standard().terms("scenario") if key in lacking]
    if not names:
        return []
    return [Sentence("report_more.scenario_unknown", {"names": names, "n": len(names)})]


# --------------------------------------------------------------------------- tables


def _parameters(table: pd.DataFrame) -> Table:
    """Give the parameters, each with where it comes from."""
    terms = standard().terms("scenario")
    rows: list[list[Fact]] = [
        [
            Term("scenario", str(key)),
            _amount(row["value"], terms[str(key)]["unit"]),
            Label(f"report_more.basis_{row['basis']}"),
        ]
        for key, row in table.to_dict("index").items()
    ]
    heads = ("parameter", "value", "basis")
    return Table(
        Sentence("report_more.scenario_parameters"),
        [Label(f"report_more.{h}") for h in heads],
        rows,
    )


def _results(results: pd.DataFrame) -> Table:
    """Give what can be computed."""
    terms = standard().terms("scenario_results")
    rows: list[list[Fact]] = [
        [
            Term("scenario_results", str(key)),
            *(
                _amount(row[name], terms[str(key)]["unit"])
                for name in ("without", "allied", "difference")
            ),
        ]
        for key, row in results.to_dict("index").items()
    ]
    heads = ("result", "without", "allied", "difference")
    return Table(
        Sentence("report_more.scenario_results"), [Label(f"report_more.{h}") for h in heads], rows
    )


def _sensitivities(values: dict[str, float]) -> list[Table]:
    """Give, for each result that is known, how much it depends on each parameter."""
    terms, found = standard().terms("scenario"), []
    for result in ("net", "cost"):
        unit = standard().terms("scenario_results")[result]["unit"]
        rows: list[list[Fact]] = [
            [
                Term("scenario", str(key)),
                *(_amount(row[end], terms[str(key)]["unit"]) for end in ("low", "high")),
                *(_amount(row[end], unit) for end in ("at_low", "at_high")),
            ]
            for key, row in sensitivity(values, result).to_dict("index").items()
        ]
        if rows:
            heads = ("parameter", "low", "high", "at_low", "at_high")
            title = Sentence(
                "report_more.scenario_sensitivity", {"result": Term("scenario_results", result)}
            )
            found.append(Table(title, [Label(f"report_more.{h}") for h in heads], rows))
    return found


# --------------------------------------------------------------------------- figures


def _figures(G: nx.MultiDiGraph, values: dict[str, float], lang: str) -> list[Figure]:
    """Draw on what the return depends: one parameter at a time, then both."""
    return [_tornado(G, values, lang), _grid(G, values, lang)]


def _tornado(G: nx.MultiDiGraph, values: dict[str, float], lang: str) -> Figure:
    """Draw how far each parameter moves the return."""
    base = scenario(values).to_dict("index")["net"]["difference"]
    rows = [
        Bar(
            text(Term("scenario", str(key)), G, lang),
            None,
            reference=base,
            band=(min(row["at_low"], row["at_high"]), max(row["at_low"], row["at_high"])),
        )
        for key, row in sensitivity(values, "net").to_dict("index").items()
    ]
    caption = Sentence("report_more.scenario_tornado", {"base": _eur(base)})
    svg = figures.bars(
        rows,
        title=text(caption, G, lang),
        reference=text(Label("report_more.scenario_as_claimed"), G, lang),
        band=text(Label("report_more.scenario_from_low_to_high"), G, lang),
    )
    return Figure(caption, svg)


def _grid(G: nx.MultiDiGraph, values: dict[str, float], lang: str) -> Figure:
    """Draw the return by leverage and engineering together."""
    grid = two_way(values, "net", ("leverage", "engineering"))
    caption = Sentence(
        "report_more.scenario_grid",
        {"rows": Term("scenario", "leverage"), "columns": Term("scenario", "engineering")},
    )
    cells = [
        [Cell(float(value), text(_eur(value), G, lang)) for value in row]
        for row in grid.to_numpy().tolist()
    ]
    rows = [text(_amount(float(end), "ratio"), G, lang) for end in grid.index]
    columns = [text(_eur(float(end)), G, lang) for end in grid.columns]
    return Figure(caption, figures.heat(rows, columns, cells, title=text(caption, G, lang)))
