"""
Time: what a newer version of an ecosystem changed, and its indicators year by year.

Two versions are compared on the identifiers of the older one: an actor or an
alliance found again keeps its own (`reading.changes.carried`). The value V of
interactions is not comparable between two sets of actors: it is given for each
version, and again on the actors that both have, over the pairs of the older one.

Year by year, an alliance is under way from its start to its end; without an
end it lasts; without a date it is left out, and counted. Every year values the
same pairs, those of the whole ecosystem, so that its V can be compared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.frame.statements import dates, keep_alliances
from ecomap.graph import alliances_of, from_tables, has_models, leave_out, project, to_tables
from ecomap.measures.meetings import model_fragility, model_matrix
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.mixing import ei_index
from ecomap.measures.premium import interaction_value, systemic_premium
from ecomap.reading.changes import carried

__all__ = ["aligned", "by_year", "compare", "fragility", "meetings"]

# Years that a figure has room for; the last ones are kept.
_YEARS: Final = 40


def aligned(old: nx.MultiDiGraph, new: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """
    Give a newer version of an ecosystem the identifiers of the older one.

    Parameters
    ----------
    old, new
        Graphs under the contract.

    Returns
    -------
    new
        The newer version; what is found again bears its old identifier.

    Examples
    --------
    >>> old = from_tables(pd.DataFrame({"id": ["1"], "name": ["Town"]}))
    >>> new = from_tables(pd.DataFrame({"id": ["9"], "name": ["TOWN"]}))
    >>> list(aligned(old, new))
    ['1']
    """
    G = from_tables(*carried(to_tables(old), to_tables(new)))
    G.graph = {**G.graph, **new.graph, "order": G.graph["order"]}
    return G


def _pairs(G: nx.MultiDiGraph) -> float:
    """Give N, the number of pairs of actors of different models; 0 if there is none."""
    H = project(G)
    return pair_worths(*contrasts(H))[1] if has_models(H) else 0.0


def _value(G: nx.MultiDiGraph, total: float) -> float:
    """Give V over a given N."""
    own = _pairs(G)
    return (interaction_value(G) * own if own else 0.0) / total if total else np.nan


def _known(G: nx.MultiDiGraph, measure: Callable[[nx.MultiDiGraph], float]) -> float:
    """Take a measure by model; nan if nobody is classified."""
    return float(measure(G)) if has_models(project(G)) else np.nan


def _parted(G: nx.MultiDiGraph, most: int) -> float:
    """Count the pairs of models that so many actors, no fewer, could part."""
    return float((model_fragility(G)["fragility"] == most).sum())


_INDICATORS: Final[dict[str, Callable[[nx.MultiDiGraph], float]]] = {
    "actors": lambda G: float(len(project(G))),
    "alliances": lambda G: float(len(alliances_of(G))),
    "ties": lambda G: float(project(G).number_of_edges()),
    "components": lambda G: float(nx.number_connected_components(project(G))),
    "ei_index": lambda G: _known(G, lambda G: ei_index(project(G))),
    "value": lambda G: _known(G, interaction_value),
    "systemic_premium": lambda G: _known(G, lambda G: systemic_premium(G)["systemic"]),
    "fragile": lambda G: _known(G, lambda G: _parted(G, 1)),
    "apart": lambda G: _known(G, lambda G: _parted(G, 0)),
}


def compare(old: nx.MultiDiGraph, new: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Set the indicators of two versions side by side.

    Parameters
    ----------
    old, new
        Graphs under the contract, of the same identifiers (`aligned`).

    Returns
    -------
    indicators
        One row per indicator: ``before``, ``after``, ``change``. ``actors``,
        ``alliances``, ``ties``, ``components``; ``ei_index``; ``value``, V of
        each version over its own pairs; ``systemic_premium``; ``fragile``, the
        pairs of models that one actor alone could part, and ``apart``, those
        without a path; ``value_common``, V on the actors of both, over the
        pairs that these had in the older version. nan where undefined.

    Examples
    --------
    >>> old, new = nx.MultiDiGraph(), nx.MultiDiGraph([("a", "b", "1")])
    >>> old.add_nodes_from("ab")
    >>> compare(old, new).loc["ties"].tolist()
    [0.0, 1.0, 1.0]
    """
    rows = {name: [measure(old), measure(new)] for name, measure in _INDICATORS.items()}
    common = set(project(old)) & set(project(new))
    both = [_among(G, common) for G in (old, new)]
    total = _pairs(both[0])
    rows["value_common"] = [_value(G, total) for G in both]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["before", "after"])
    table["change"] = table["after"] - table["before"]
    return table.rename_axis("indicator")


def _among(G: nx.MultiDiGraph, actors: set[str]) -> nx.MultiDiGraph:
    """Keep some actors, and what they do together."""
    return leave_out(G, set(project(G)) - actors)


def meetings(old: nx.MultiDiGraph, new: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell where models meet more, or less, than they did.

    Parameters
    ----------
    old, new
        Graphs under the contract.

    Returns
    -------
    pairs
        One row per pair of models: ``source_model``, ``target_model``, then
        the number of alliances in which they meet, ``before``, ``after`` and
        ``change``. No row if one version has no classified actor.

    Examples
    --------
    >>> old = nx.MultiDiGraph([("a", "b", "1")])
    >>> nx.set_node_attributes(old, {"a": "people", "b": "public_action"}, "model")
    >>> new = nx.MultiDiGraph(old)
    >>> new.remove_edge("a", "b")
    >>> meetings(old, new)["change"].sum().item()
    -1
    """
    return _side_by_side(old, new, lambda G: model_matrix(G, null=None), "observed")


def fragility(old: nx.MultiDiGraph, new: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell which pairs of models hold by more actors, or by fewer, than they did.

    Parameters
    ----------
    old, new
        Graphs under the contract.

    Returns
    -------
    pairs
        One row per two different models: ``source_model``, ``target_model``,
        then the fewest actors whose loss would part them, ``before``,
        ``after`` and ``change``; nan if a model has no actor. No row if one
        version has no classified actor.

    Examples
    --------
    >>> old = nx.MultiDiGraph([("a", "b", "1")])
    >>> nx.set_node_attributes(old, {"a": "people", "b": "public_action"}, "model")
    >>> fragility(old, old)["after"].max().item()
    1.0
    """
    return _side_by_side(old, new, model_fragility, "fragility")


def _side_by_side(
    old: nx.MultiDiGraph,
    new: nx.MultiDiGraph,
    measure: Callable[[nx.MultiDiGraph], pd.DataFrame],
    column: str,
) -> pd.DataFrame:
    """Set a column of pairs of models beside itself."""
    ends = ["source_model", "target_model"]
    if not all(has_models(project(G)) for G in (old, new)):
        return pd.DataFrame(columns=[*ends, "before", "after", "change"])
    table = measure(old)[[*ends, column]].rename(columns={column: "before"})
    table["after"] = measure(new)[column].to_numpy()
    table["change"] = table["after"] - table["before"]
    return table


# --------------------------------------------------------------------------- year by year


def by_year(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Give the indicators of an ecosystem year by year.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    years
        One row per year from the first start to the last, the last forty at
        most: ``alliances`` under way; ``started`` and ``ended`` in it;
        ``actors`` in at least one; ``ei_index``; and ``value``, V over the
        pairs of the whole ecosystem. nan where undefined.
        ``years.attrs["undated"]`` counts the alliances without a start, left
        out. No row if none has one.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", start="2020", end="2021-06")
    >>> _ = G.add_edge("b", "c", key="2", start="2022")
    >>> by_year(G)["alliances"].to_dict()
    {2020: 1, 2021: 1, 2022: 1}
    """
    told = {key: (start[:4], end[:4] or "9999") for key, (start, end) in dates(G).items() if start}
    spans = {key: (int(start), int(end)) for key, (start, end) in told.items()}
    total = _pairs(G)
    starts = [start for start, _ in spans.values()]
    years = range(min(starts), max(starts) + 1) if starts else range(0)
    rows = {year: _year(G, spans, year, total) for year in years[-_YEARS:]}
    columns = ["alliances", "started", "ended", "actors", "ei_index", "value"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("year")
    table.attrs["undated"] = len(alliances_of(G)) - len(spans)
    return table


def _year(
    G: nx.MultiDiGraph, spans: dict[str, tuple[int, int]], year: int, total: float
) -> dict[str, float]:
    """Measure what is under way in a year."""
    part = keep_alliances(G, [key for key, (start, end) in spans.items() if start <= year <= end])
    H = project(part)
    return {
        "alliances": len(alliances_of(part)),
        "started": sum(start == year for start, _ in spans.values()),
        "ended": sum(end == year for _, end in spans.values()),
        "actors": sum(degree > 0 for _, degree in H.degree()),
        "ei_index": _known(part, lambda part: ei_index(project(part))),
        "value": _value(part, total),
    }
