"""
Who are the catalysts: actors whose place is to link different models.

The research notebook counts territorial catalysts and describes what they do,
not how to find them. The score of this room is a proposal of ecomap, a mean of
ranks always shown with its four parts; no weighting is hidden in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import networkx as nx
import pandas as pd

from ecomap.graph import project
from ecomap.measures.brokerage import brokerage_by_chance
from ecomap.measures.mixing import participation
from ecomap.measures.positions import constraint, cross_betweenness
from ecomap.measures.shuffles import participation_by_chance

__all__ = ["PARTS", "catalyst"]

PARTS: Final = ("liaison_z", "participation_excess", "cross_betweenness", "constraint")

_LEAST_TIES: Final = 2


def catalyst(
    G: nx.Graph, *, draws: int = 999, seed: int = 0, cross: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """
    Score how much each actor links different models.

    Four ranks are averaged: more liaison than under shuffled models, more
    diverse partners than under them, more of the shortest paths between
    different models, fewer holds of its partners on it. Ranks are taken inside
    the same kind of actor: a collective of hundreds is not compared with one
    association.

    Parameters
    ----------
    G
        A graph under the contract, or its projection.
    draws
        Number of shufflings of the models.
    seed
        Seed of chance.
    cross
        Betweenness between models, if it is known already.

    Returns
    -------
    scores
        One row per actor: ``catalyst``, the mean of its four ranks, each from
        above 0 to 1 (the first) among the actors of its kind that can be
        ranked; then the four parts: ``liaison_z`` (0 where the count of
        liaisons never varies), ``participation_excess`` (participation less its
        mean under shuffled models), ``cross_betweenness`` and ``constraint``.
        nan for unclassified actors and below two ties with classified partners.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("c", "d", "3")])
    >>> models = {"a": "people", "b": "public_action", "c": "people", "d": "public_services"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> catalyst(G, draws=50)["catalyst"].notna().tolist()
    [False, True, True, False]
    """
    H = G if G.graph.get("reading") == "project" else project(G)
    spread = pd.Series(participation(H, min_ties=_LEAST_TIES))
    by_chance = pd.Series(participation_by_chance(H, draws=draws, seed=seed))
    liaison = brokerage_by_chance(H, draws=draws, seed=seed)["liaison_z"]
    parts = pd.DataFrame(
        {
            "liaison_z": liaison.fillna(0.0),
            "participation_excess": spread - by_chance,
            "cross_betweenness": pd.Series(cross_betweenness(H) if cross is None else cross),
            "constraint": pd.Series(constraint(H)),
        },
        index=pd.Index(list(H), name="id", dtype="str"),
    )
    ranked = parts[spread.notna() & parts.notna().all(axis=1)]
    kinds = pd.Series(dict(H.nodes(data="kind", default="organisation")), dtype="str")
    upwards = ranked.assign(constraint=-ranked["constraint"])
    ranks = upwards.groupby(kinds.reindex(ranked.index)).rank(pct=True)
    parts.insert(0, "catalyst", ranks.mean(axis=1).reindex(parts.index))
    return parts
