"""
The alliance premium in euros: a scenario under stated hypotheses, never a measure.

The research notebook reports what the Fonds ODD 17 announced of the projects
that it supported: for one euro of alliance engineering seven came back, and the
projects were twice as frugal and three times as durable. Nothing here measures
these claims. This room says what they would mean for amounts that somebody
gives, or that the alliances state, and how much that depends on each of them.

Parameters, their bounds and the results are rows of ``data/scenario.csv`` and
``data/scenario_results.csv``; the claims are in ``data/notebook.csv``.

What is ours: amounts read in alliances are costs in alliance, so that the same
projects would have cost so many times more without; a year of effects costs
what is spent, engineering included, over the years that it lasts; bounds of
parameters. Return and saving are never added: they may be two views of one effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.frame.constants import constant
from ecomap.frame.statements import amounts
from ecomap.text import split_values
from ecomap.typology import standard

__all__ = [
    "PARAMETERS",
    "RESULTS",
    "bounds",
    "known",
    "parameters",
    "scenario",
    "sensitivity",
    "two_way",
]

PARAMETERS: Final = tuple(standard().terms("scenario"))
RESULTS: Final = tuple(standard().terms("scenario_results"))

Values = Mapping[str, float]


def parameters(G: nx.MultiDiGraph, given: Values | None = None) -> pd.DataFrame:
    """
    Gather the parameters of a scenario, each with where it comes from.

    Parameters
    ----------
    G
        A graph under the contract.
    given
        Parameters that somebody gives; they win.

    Returns
    -------
    parameters
        One row per parameter of ``data/scenario.csv``: its ``value`` in its
        unit, nan if unknown; its ``basis``: ``given``, ``alliances`` (the sum
        of what they state), ``claim`` (of the notebook), ``derived`` (from the
        cost of the projects on the other side and frugality) or ``unknown``;
        and ``alliances``, the number of alliances that state it. Where some
        state both their amount and their engineering, only those are summed,
        so that the two speak of the same projects.

    Raises
    ------
    KeyError
        If something given is no parameter.
    ValueError
        If a value is not above 0, or both costs of the projects are given.

    Examples
    --------
    >>> table = parameters(nx.MultiDiGraph(), {"engineering": 1000})
    >>> table.loc[["engineering", "duration", "leverage"], "basis"].tolist()
    ['given', 'unknown', 'claim']
    """
    asked = dict(given or {})
    _check(asked)
    terms = standard().terms("scenario")
    rows = dict.fromkeys(PARAMETERS, (np.nan, "unknown", 0))
    rows |= {key: (constant(terms[key]["notebook"]), "claim", 0) for key in _claims()}
    rows |= _stated(G, set(asked))
    rows |= {key: (float(value), "given", 0) for key, value in asked.items()}
    frugality = rows["frugality"][0]
    if "alone" in asked:
        rows["spent"] = (asked["alone"] / frugality, "derived", 0)
    else:
        basis = "derived" if rows["spent"][1] != "unknown" else "unknown"
        rows["alone"] = (rows["spent"][0] * frugality, basis, 0)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "basis", "alliances"])
    return table.rename_axis("parameter")


def _claims() -> list[str]:
    """Give the parameters that the notebook states."""
    return [key for key, term in standard().terms("scenario").items() if term["notebook"]]


def _check(values: Values) -> None:
    """Refuse what is no parameter, or could not be one."""
    for key, value in values.items():
        if key not in PARAMETERS:
            raise KeyError(key)
        if not 0 < value < np.inf:
            raise ValueError(key)
    if "alone" in values and "spent" in values:
        msg = "alone"
        raise ValueError(msg)


def _stated(G: nx.MultiDiGraph, asked: set[str]) -> dict[str, tuple[float, str, int]]:
    """Sum what the alliances state, over the same ones where two columns are read."""
    terms = standard().terms("scenario")
    wanted = [key for key in PARAMETERS if terms[key]["column"] and key not in asked]
    if "alone" in asked:
        wanted = [key for key in wanted if key != "spent"]
    told = {key: amounts(G, terms[key]["column"]) for key in wanted}
    told = {key: found for key, found in told.items() if sum(found.values()) > 0}
    if len(told) > 1 and (both := set.intersection(*map(set, told.values()))):
        told = {key: {one: found[one] for one in both} for key, found in told.items()}
    return {
        key: (float(sum(found.values())), "alliances", len(found)) for key, found in told.items()
    }


def known(table: pd.DataFrame) -> dict[str, float]:
    """
    Give the parameters that are known by themselves.

    Parameters
    ----------
    table
        What `parameters` gives.

    Returns
    -------
    values
        Without those that are unknown or derived from others.

    Examples
    --------
    >>> known(parameters(nx.MultiDiGraph(), {"alone": 8000}))["alone"]
    8000.0
    """
    own = table[~table["basis"].isin(["unknown", "derived"])]
    return {str(key): float(value) for key, value in own["value"].items()}


def _values(values: Values) -> dict[str, float]:
    """Give every parameter a value, nan if unknown; each cost of the projects from the other."""
    whole = {key: float(values.get(key, np.nan)) for key in PARAMETERS}
    if np.isnan(whole["spent"]):
        whole["spent"] = whole["alone"] / whole["frugality"]
    else:
        whole["alone"] = whole["spent"] * whole["frugality"]
    return whole


_FORMULAS: Final[Mapping[str, Callable[[Values], tuple[float, float]]]] = {
    # what happens without the alliance, and with it
    "return": lambda p: (0.0, p["leverage"] * p["engineering"]),
    "net": lambda p: (0.0, (p["leverage"] - 1) * p["engineering"]),
    "cost": lambda p: (p["alone"], p["spent"]),
    "years": lambda p: (p["duration"], p["duration"] * p["durability"]),
    "yearly": lambda p: (
        p["alone"] / p["duration"],
        (p["spent"] + p["engineering"]) / (p["duration"] * p["durability"]),
    ),
}


def scenario(values: Values) -> pd.DataFrame:
    """
    Tell what the claims would mean for some amounts.

    Parameters
    ----------
    values
        Parameters by key; those that are absent or nan are unknown.

    Returns
    -------
    results
        One row per result of ``data/scenario_results.csv``: ``without`` and
        ``allied``, in euros or years, ``difference``, the second less the
        first, and ``unknown``, the parameters that it lacks, joined by ``|``.
        nan where one is lacking.

    Examples
    --------
    >>> claims = {"leverage": 7, "frugality": 2, "durability": 3}
    >>> results = scenario({**claims, "engineering": 1000, "spent": 5000, "duration": 2})
    >>> results["allied"].tolist()
    [7000.0, 6000.0, 5000.0, 6.0, 1000.0]
    """
    whole = _values(values)
    rows = {}
    for key, term in standard().terms("scenario_results").items():
        lacking = [name for name in split_values(term["needs"]) if np.isnan(whole[name])]
        pair = (np.nan, np.nan) if lacking else _FORMULAS[key](whole)
        rows[key] = (*pair, pair[1] - pair[0], "|".join(lacking))
    columns = ["without", "allied", "difference", "unknown"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis("result")


def bounds(values: Values, given: Mapping[str, tuple[float, float]] | None = None) -> pd.DataFrame:
    """
    Give how low and how high each parameter may be.

    Parameters
    ----------
    values
        Parameters by key.
    given
        Bounds that somebody gives; they win.

    Returns
    -------
    bounds
        One row per parameter that is known: ``value``, ``low`` and ``high``.
        By default a claim goes from 1, no effect at all, to beyond what is
        claimed, and an amount from half to twice; a proposal of ecomap.

    Examples
    --------
    >>> bounds({"engineering": 1000, "leverage": 7})[["low", "high"]].values.tolist()
    [[500.0, 2000.0], [1.0, 10.0]]
    """
    rows = {}
    for key, term in standard().terms("scenario").items():
        value = float(values.get(key, np.nan))
        if np.isnan(value):
            continue
        times = value if term["scale"] == "factor" else 1.0
        low, high = (given or {}).get(
            key, (float(term["low"]) * times, float(term["high"]) * times)
        )
        rows[key] = (value, low, high)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])
    return table.rename_axis("parameter")


def sensitivity(
    values: Values,
    result: str,
    *,
    given: Mapping[str, tuple[float, float]] | None = None,
) -> pd.DataFrame:
    """
    Tell how much a result depends on each parameter, one at a time.

    Parameters
    ----------
    values
        Parameters by key; those that are absent are unknown.
    result
        A key of ``data/scenario_results.csv``.
    given
        Bounds of parameters, as `bounds`.

    Returns
    -------
    sensitivity
        One row per parameter that the result needs, the most decisive first:
        ``value``, ``low``, ``high``, then what the alliance changes in the
        result (in alliance less without) ``at_low`` and ``at_high``, and
        ``swing``, how far apart they are. No row if the result is unknown.

    Raises
    ------
    KeyError
        If there is no such result.

    Examples
    --------
    >>> table = sensitivity({"engineering": 1000, "leverage": 7}, "net")
    >>> table["swing"].tolist()
    [9000.0, 9000.0]
    """
    needs = split_values(standard().terms("scenario_results")[result]["needs"])
    if "spent" in needs and "spent" not in values:
        needs[needs.index("spent")] = "alone"
    table = bounds({key: values[key] for key in needs if key in values}, given)
    if len(table) < len(needs):
        return pd.DataFrame(columns=["value", "low", "high", "at_low", "at_high", "swing"])
    for end in ("low", "high"):
        table[f"at_{end}"] = [
            _change({**values, str(key): value}, result) for key, value in table[end].items()
        ]
    table["swing"] = (table["at_high"] - table["at_low"]).abs()
    return table.sort_values("swing", ascending=False, kind="stable")


def _change(values: Values, result: str) -> float:
    """Give what the alliance changes in a result."""
    without, allied = _FORMULAS[result](_values(values))
    return allied - without


def two_way(
    values: Values,
    result: str,
    across: tuple[str, str],
    *,
    given: Mapping[str, tuple[float, float]] | None = None,
    steps: int = 5,
) -> pd.DataFrame:
    """
    Tell a result for two parameters that change together.

    Parameters
    ----------
    values
        Parameters by key; those that are absent are unknown.
    result
        A key of ``data/scenario_results.csv``.
    across
        The parameter of the rows and that of the columns.
    given
        Bounds of parameters, as `bounds`.
    steps
        Number of values of each, from its low to its high bound.

    Returns
    -------
    grid
        What the alliance changes in the result; nan where it is unknown.

    Raises
    ------
    KeyError
        If there is no such result or parameter, or a parameter has no value.

    Examples
    --------
    >>> grid = two_way({"engineering": 1000, "leverage": 7}, "net", ("leverage", "engineering"))
    >>> grid.iloc[0].tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0]
    """
    ends = bounds({key: values[key] for key in across}, given).to_dict("index")
    first, second = (np.linspace(ends[key]["low"], ends[key]["high"], steps) for key in across)
    cells = [
        [_change({**values, across[0]: a, across[1]: b}, result) for b in second] for a in first
    ]
    return pd.DataFrame(
        cells, index=pd.Index(first, name=across[0]), columns=pd.Index(second, name=across[1])
    )
