"""
Partnerships: what is practised beside the notebook's rates, how mature, who is joined.

The rates of the research notebook (54, 28, 26 and 25 %) come from a question of
several answers: they sum to 133 %, are no partition, and are never summed here.
They are those of the organisations that were asked; ours are those of whoever is
on the map and whose partnerships are typed: two populations, side by side.
"""

from __future__ import annotations

from typing import Final

import networkx as nx
import pandas as pd

from ecomap.frame.constants import constants
from ecomap.frame.statements import values
from ecomap.graph import alliances_of
from ecomap.measures.limits import LEAST
from ecomap.measures.metrics import alliance_metrics
from ecomap.typology import standard

__all__ = ["DEGREES", "degrees", "maturity", "practice"]

# Between peers, between worlds, between all: as `alliance_metrics` names them.
DEGREES: Final = ("peers", "worlds", "all")


def practice(
    G: nx.MultiDiGraph, *, column: str = "partnership", least: int = LEAST
) -> pd.DataFrame:
    """
    Tell which types of partnership are practised.

    Parameters
    ----------
    G
        A graph under the contract.
    column
        ``partnership``, or ``partnership_proposed`` for what somebody proposes.
    least
        Number of alliances, or of actors, from which a rate is given.

    Returns
    -------
    practice
        One row per type: ``alliances`` of that type and ``alliance_rate``,
        their share of the alliances that are typed; ``actors`` that have at
        least one and ``actor_rate``, their share of the actors that have a
        typed alliance, each 0 to 1, nan under `least`; ``reference``, the
        notebook's rate. Several types per alliance: neither column of rates
        sums to 1. ``practice.attrs`` has ``alliances`` and ``actors``, the
        numbers that the rates are of, ``several``, the alliances of more than
        one type, and the ``column``.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", partnership="patronage|economic_cooperation")
    >>> practice(G).loc["patronage", ["alliances", "actors", "reference"]].tolist()
    [1.0, 2.0, 0.25]
    """
    stated = values(G, column)
    members = {alliance["id"]: alliance["members"] for alliance in alliances_of(G)}
    everyone = {actor for key in stated for actor in members[key]}
    rows = {}
    for key in standard().terms("partnerships"):
        of_type = [alliance for alliance, types in stated.items() if key in types]
        actors = {actor for alliance in of_type for actor in members[alliance]}
        rows[key] = {
            "alliances": len(of_type),
            "alliance_rate": _rate(len(of_type), len(stated), least),
            "actors": len(actors),
            "actor_rate": _rate(len(actors), len(everyone), least),
            "reference": constants("partnership")[key],
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("partnership")
    several = sum(len(types) > 1 for types in stated.values())
    table.attrs.update(alliances=len(stated), actors=len(everyone), several=several, column=column)
    return table


def _rate(part: int, whole: int, least: int) -> float:
    """Give a share; nan where the whole is small."""
    return part / whole if whole >= max(least, 1) else float("nan")


def maturity(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell at which of the seven steps of a strategic partnership alliances are.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    maturity
        One row per step, in order: ``alliances`` at it, and ``reached``, those
        at it or beyond. An alliance whose rows differ is at the furthest of
        them. The names of the steps are a proposal of ecomap.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", stage="contract")
    >>> maturity(G)["reached"].tolist()
    [1, 1, 1, 1, 1, 0, 0]
    """
    furthest = [stages[-1] for stages in values(G, "stage").values()]
    steps = list(standard().terms("stages"))
    table = pd.DataFrame({"alliances": [furthest.count(step) for step in steps]})
    table.index = pd.Index(steps, name="stage")
    table["reached"] = table["alliances"][::-1].cumsum()[::-1]
    return table


def degrees(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell which types of partnership join peers, worlds, or all.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    degrees
        One row per type of partnership, then ``untyped``: the alliances that
        say none; one column per degree: numbers of alliances between actors of
        one model (``peers``), of two (``worlds``), of more (``all``), and
        ``unknown``, with fewer than two classified actors. An alliance of
        several types counts in each.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", partnership="patronage")
    >>> nx.set_node_attributes(G, {"a": "people", "b": "public_action"}, "model")
    >>> degrees(G).loc["patronage"].tolist()
    [0, 1, 0, 0]
    """
    stated = values(G, "partnership")
    types = [*standard().terms("partnerships"), "untyped"]
    columns = [*DEGREES, "unknown"]
    table = pd.DataFrame(0, index=pd.Index(types, name="partnership"), columns=columns)
    classes = alliance_metrics(G, ["tie_class"])["tie_class"].fillna("unknown")
    for alliance, degree in classes.items():
        for key in stated.get(str(alliance), ("untyped",)):
            table.loc[key, degree] += 1
    return table
