"""
Levers and horizons: where efforts stand beside the matrix of trajectories.

The research notebook joins three levers of general interest and three horizons
in a matrix: for each horizon, the lever at the core has 60 % of the effort, the
one upstream 15 %, the one downstream 25 %. Rows and columns each sum to 1. An
effort shared between horizons thus calls for levers, ``reference @ effort``,
and the two can be compared.

What is ours: an alliance that names several levers or horizons is shared evenly
between them; an actor that names no lever has that of its model, by the matrix's
own words on who holds it, which is an inference and marked so; and the distance,
half the sum of absolute differences: the share of effort that stands elsewhere
than the reference has it, from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap.frame.constants import constants
from ecomap.frame.statements import actors, dates, spread, terms_of_actors, values
from ecomap.graph import alliances_of
from ecomap.measures.limits import LEAST
from ecomap.text import split_values
from ecomap.typology import standard

__all__ = [
    "HORIZONS",
    "LEVERS",
    "actor_positions",
    "alliance_positions",
    "articulation",
    "barycentre",
    "distance",
    "durations",
    "matrix_distance",
    "observed_matrix",
    "reference",
]

LEVERS: Final = tuple(standard().terms("levers"))
HORIZONS: Final = tuple(standard().terms("horizons"))

Shares = NDArray[np.float64]

_SHARES: Final = [*LEVERS, *HORIZONS]

# A month and a day that a date without them may be: the first for a start, the last for an end.
_MONTHS: Final = 12


def reference() -> pd.DataFrame:
    """
    Give the matrix of the research notebook.

    Returns
    -------
    matrix
        One row per lever, one column per horizon: the share of a lever in the
        effort towards a horizon. Rows and columns sum to 1.

    Examples
    --------
    >>> reference().loc["collective_action"].tolist()
    [0.15, 0.6, 0.25]
    """
    cells = constants("trajectory")
    rows = [[cells[f"{lever}:{horizon}"] for horizon in HORIZONS] for lever in LEVERS]
    return pd.DataFrame(rows, index=pd.Index(LEVERS), columns=pd.Index(HORIZONS))


def articulation(lever: str, horizon: str) -> str:
    """
    Tell what a lever is to a horizon.

    Parameters
    ----------
    lever, horizon
        Keys of their vocabularies.

    Returns
    -------
    place
        ``"core"``, ``"upstream"`` or ``"downstream"``.

    Examples
    --------
    >>> articulation("shared_vision", "prospective")
    'core'
    """
    return standard().terms("trajectories")[f"{lever}.{horizon}"]["articulation"]


def distance(levers: Collection[float], horizons: Collection[float]) -> float:
    """
    Measure how far an effort stands from the reference.

    Parameters
    ----------
    levers
        Shares of the three levers, summing to 1.
    horizons
        Shares of the three horizons, summing to 1.

    Returns
    -------
    distance
        Half the sum of absolute differences between the levers and those that
        the reference calls for, ``reference @ horizons``: 0 if they are the
        same, at most 0.85; nan if either is unknown.

    Examples
    --------
    >>> round(distance([0.6, 0.15, 0.25], [1, 0, 0]), 6)
    0.0
    >>> round(distance([1, 0, 0], [1, 0, 0]), 6)
    0.4
    """
    rows = [np.array([list(shares)], dtype=float) for shares in (levers, horizons)]
    return float(_distances(*rows)[0])


def _distances(levers: Shares, horizons: Shares) -> Shares:
    """Measure the distance of each row."""
    called = horizons @ reference().to_numpy().T
    away: Shares = np.abs(levers - called).sum(axis=1) / 2
    return away


def _default_lever(shares: Mapping[str, float]) -> dict[str, float]:
    """Give the levers of the models of an actor."""
    levers = standard().terms("levers")
    return {
        lever: sum(shares.get(model, 0.0) for model in split_values(term["models"]))
        for lever, term in levers.items()
    }


def _models(G: nx.MultiDiGraph) -> dict[str, dict[str, float]]:
    """Give the shares of models of each classified actor."""
    types = standard()
    return {
        node: types.membership(data["membership"]) if "membership" in data else {data["model"]: 1.0}
        for node, data in actors(G).items()
        if "membership" in data or "model" in data
    }


def _levers_of_actors(G: nx.MultiDiGraph) -> dict[str, tuple[dict[str, float], str]]:
    """Give the levers of each actor, and whether they are given or inferred from its model."""
    told = {node: (_default_lever(shares), "inference") for node, shares in _models(G).items()}
    for node, terms in terms_of_actors(G, "lever").items():
        told[node] = (spread(terms, "levers"), "given")
    return told


def alliance_positions(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Place each alliance by its levers and its horizons.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    positions
        One row per alliance: a share per lever and per horizon (nan if
        unknown); ``lever_basis``, ``given`` or ``inference`` (the mean of the
        levers of its partners, where it names none), empty if unknown; and
        ``distance`` to the reference.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", lever="regulation", horizon="tactical")
    >>> alliance_positions(G)[["lever_basis", "distance"]].values.tolist()
    [['given', 0.4]]
    """
    levers, horizons = values(G, "lever"), values(G, "horizon")
    of_actors = _levers_of_actors(G)
    rows = {}
    for alliance in alliances_of(G):
        key = alliance["id"]
        known = [of_actors[member][0] for member in alliance["members"] if member in of_actors]
        row: dict[str, object] = {}
        if key in levers:
            row = {**spread(levers[key], "levers"), "lever_basis": "given"}
        elif known:
            row = {**_mean(known), "lever_basis": "inference"}
        if key in horizons:
            row |= spread(horizons[key], "horizons")
        rows[key] = row
    return _positions(rows, ["lever_basis"])


def actor_positions(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Place each actor by its levers and its horizons.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    positions
        One row per actor: a share per lever and per horizon (nan if unknown);
        ``lever_basis``, ``given`` or ``inference`` (the lever of its model);
        ``horizon_basis``, ``given`` or ``alliances`` (the mean over those of
        its alliances that name one); each empty if unknown; and ``distance``
        to the reference.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", horizon="prospective")
    >>> G.nodes["a"]["model"] = "people"
    >>> actor_positions(G).loc["a", ["lever_basis", "horizon_basis"]].tolist()
    ['inference', 'alliances']
    """
    levers = _levers_of_actors(G)
    given = terms_of_actors(G, "horizon")
    stated = values(G, "horizon")
    met: dict[str, list[dict[str, float]]] = {}
    for alliance in alliances_of(G):
        if alliance["id"] in stated:
            for member in alliance["members"]:
                shares = spread(stated[alliance["id"]], "horizons")
                met.setdefault(member, []).append(shares)
    rows: dict[str, dict[str, object]] = {}
    for node in actors(G):
        row: dict[str, object] = {}
        if node in levers:
            row = {**levers[node][0], "lever_basis": levers[node][1]}
        if node in given:
            row |= {**spread(given[node], "horizons"), "horizon_basis": "given"}
        elif node in met:
            row |= {**_mean(met[node]), "horizon_basis": "alliances"}
        rows[node] = row
    return _positions(rows, ["lever_basis", "horizon_basis"])


def _mean(shares: list[dict[str, float]]) -> dict[str, float]:
    """Give the mean of shares of the same keys."""
    return {key: sum(one[key] for one in shares) / len(shares) for key in shares[0]}


def _positions(rows: Mapping[str, Mapping[str, object]], bases: list[str]) -> pd.DataFrame:
    """Make the table of positions, with the distance of each."""
    columns = [*_SHARES, *bases]
    table = pd.DataFrame.from_dict(dict(rows), orient="index", columns=columns).rename_axis("id")
    table = table.astype({**dict.fromkeys(_SHARES, "float64"), **dict.fromkeys(bases, "str")})
    table["distance"] = _distances(table[list(LEVERS)].to_numpy(), table[list(HORIZONS)].to_numpy())
    return table.fillna(dict.fromkeys(bases, ""))


def barycentre(positions: pd.DataFrame, selection: Collection[str] | None = None) -> pd.Series:
    """
    Find the centre of some alliances or actors.

    Parameters
    ----------
    positions
        What `alliance_positions` or `actor_positions` gives.
    selection
        Ids of rows; all if None.

    Returns
    -------
    centre
        The mean share of each lever over the rows that have one, ``levers`` of
        them, and of each horizon, ``horizons`` of them; and ``distance``
        between the two means, nan if either is unknown.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", lever="regulation", horizon="tactical")
    >>> _ = G.add_edge("a", "c", key="2", lever="shared_vision", horizon="tactical")
    >>> barycentre(alliance_positions(G))[["regulation", "shared_vision", "levers"]].tolist()
    [0.5, 0.5, 2.0]
    """
    rows = positions if selection is None else positions.loc[list(selection)]
    centre = rows[_SHARES].mean()
    centre["levers"] = rows[LEVERS[0]].count()
    centre["horizons"] = rows[HORIZONS[0]].count()
    centre["distance"] = distance(centre[list(LEVERS)], centre[list(HORIZONS)])
    return centre


def observed_matrix(positions: pd.DataFrame, *, inferred: bool = False) -> pd.DataFrame:
    """
    Count the efforts of an ecosystem by lever and horizon.

    Parameters
    ----------
    positions
        What `alliance_positions` gives.
    inferred
        Whether to count alliances whose lever is an inference too.

    Returns
    -------
    matrix
        One row per lever, one column per horizon: numbers of alliances, each
        counting for one, shared between its levers and its horizons.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", lever="regulation", horizon="tactical|strategic")
    >>> observed_matrix(alliance_positions(G)).loc["regulation"].tolist()
    [0.5, 0.5, 0.0]
    """
    bases = {"given", "inference"} if inferred else {"given"}
    rows = positions[positions["lever_basis"].isin(bases) & positions[HORIZONS[0]].notna()]
    cells = rows[list(LEVERS)].to_numpy().T @ rows[list(HORIZONS)].to_numpy()
    return pd.DataFrame(cells, index=pd.Index(LEVERS), columns=pd.Index(HORIZONS))


def matrix_distance(observed: pd.DataFrame, least: int = LEAST) -> pd.Series:
    """
    Compare the levers observed towards each horizon with those of the reference.

    Parameters
    ----------
    observed
        What `observed_matrix` gives.
    least
        Number of alliances from which a horizon is compared.

    Returns
    -------
    distances
        For each horizon, half the sum of absolute differences between shares of
        levers, 0 to 0.85; nan under `least` alliances.

    Examples
    --------
    >>> observed = pd.DataFrame({h: [6.0, 1.5, 2.5] for h in HORIZONS}, index=list(LEVERS))
    >>> float(matrix_distance(observed)["tactical"].round(6))
    0.0
    """
    totals = observed.sum()
    away = (observed / totals - reference()).abs().sum() / 2
    return away.where(totals >= max(least, 1))


def durations(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell how long dated alliances last, beside the three horizons.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    durations
        One row per alliance with a start and an end: ``months`` from the first
        month of the start to the last of the end, and ``within``, the first
        horizon that is as long (18, 84 or 336 months), empty if none is. A
        reading of ours: an alliance may aim further than it lasts.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", start="2020", end="2021-06")
    >>> durations(G).values.tolist()
    [[18, 'tactical']]
    """
    lengths = constants("horizon")
    rows = {}
    for key, (start, end) in dates(G).items():
        if start and end and (months := _month(end, _MONTHS) - _month(start, 1) + 1) > 0:
            within = next((name for name in HORIZONS if months <= lengths[name]), "")
            rows[key] = {"months": months, "within": within}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["months", "within"])
    return table.astype({"months": "int64", "within": "str"}).rename_axis("id")


def _month(date: str, unknown: int) -> int:
    """Give the number of the month of a date, which may be unknown."""
    year, _, rest = date.partition("-")
    return int(year) * _MONTHS + (int(rest[:2]) if rest else unknown)
