"""
What the sheets say of each alliance in the columns of the frame.

An alliance of several rows, or a programme with a row per member, says what any
of its rows says: values add up in a set, and so does a yes. A column that no
row fills is unknown, never empty: the alliance is absent from what is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Any

import networkx as nx

from ecomap.graph import alliances_of
from ecomap.text import split_values
from ecomap.typology import standard

__all__ = [
    "actors",
    "amounts",
    "dates",
    "flags",
    "keep_alliances",
    "spread",
    "terms_of_actors",
    "values",
]

Attributes = Mapping[str, Any]

# Shares over the keys of a vocabulary.
Shares = dict[str, float]


def _sources(G: nx.MultiDiGraph) -> dict[str, list[Attributes]]:
    """List what speaks of each alliance: its own attributes first, then its rows."""
    edges = {key: data for *_, key, data in G.edges(keys=True, data=True)}
    told: dict[str, list[Attributes]] = {}
    for alliance in alliances_of(G):
        key = alliance["id"]
        if not alliance["place"]:
            told[key] = [edges[key], *edges[key].get("rows", ())]
            continue
        ties = [*G.in_edges(key, data=True), *G.out_edges(key, data=True)]
        told[key] = [G.nodes[key], *G.nodes[key].get("rows", ())]
        for *_, data in ties:
            told[key] += [data, *data.get("rows", ())]
    return told


def _is_filled(G: nx.MultiDiGraph, column: str) -> bool:
    """Tell whether anything fills a column: most sheets say nothing of most of the frame."""
    attributes = chain((data for _, data in G.nodes(data=True)), _edge_data(G))
    return any(
        column in data or any(column in row for row in data.get("rows", ())) for data in attributes
    )


def _edge_data(G: nx.MultiDiGraph) -> Iterator[Attributes]:
    """Give the attributes of each edge."""
    return (data for *_, data in G.edges(data=True))


def _stated(G: nx.MultiDiGraph, column: str) -> Iterator[tuple[str, list[Any]]]:
    """Give each alliance of which the column is filled, with all that is said."""
    if not _is_filled(G, column):
        return
    for key, told in _sources(G).items():
        if found := [source[column] for source in told if column in source]:
            yield key, found


def values(G: nx.MultiDiGraph, column: str) -> dict[str, tuple[str, ...]]:
    """
    Give what each alliance says in a column of a vocabulary.

    Parameters
    ----------
    G
        A graph under the contract.
    column
        A column of alliances whose cells hold keys of a vocabulary.

    Returns
    -------
    values
        For each alliance that says something, its keys in the order of the
        vocabulary; keys that it does not have are left out.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", impact="trust|performance")
    >>> values(G, "impact")
    {'1': ('performance', 'trust')}
    """
    known = list(standard().terms(standard().terms("columns")[column]["vocabulary"]))
    stated = {
        key: {part for cell in cells for part in split_values(str(cell))}
        for key, cells in _stated(G, column)
    }
    told = {key: tuple(term for term in known if term in said) for key, said in stated.items()}
    return {key: terms for key, terms in told.items() if terms}


def flags(G: nx.MultiDiGraph, column: str) -> dict[str, bool]:
    """
    Give what each alliance says in a column of yes or no.

    Parameters
    ----------
    G
        A graph under the contract.
    column
        A column of alliances.

    Returns
    -------
    flags
        For each alliance that says something, whether a row of it says yes.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", social_innovation=True)
    >>> flags(G, "social_innovation")
    {'1': True}
    """
    return {key: any(cell is True for cell in cells) for key, cells in _stated(G, column)}


def amounts(G: nx.MultiDiGraph, column: str) -> dict[str, float]:
    """
    Give the amount that each alliance states.

    Parameters
    ----------
    G
        A graph under the contract.
    column
        A column of numbers of alliances.

    Returns
    -------
    amounts
        For each alliance that states some: its own, which all its rows repeat;
        else the sum over the rows that differ.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", amount_eur=10.0)
    >>> amounts(G, "amount_eur")
    {'1': 10.0}
    """
    own = {key: told[0] for key, told in _sources(G).items()}
    return {
        key: float(own[key][column]) if column in own[key] else float(sum(cells))
        for key, cells in _stated(G, column)
    }


def dates(G: nx.MultiDiGraph) -> dict[str, tuple[str, str]]:
    """
    Give when each alliance starts and ends.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    dates
        For each alliance that states a start or an end, the earliest start and
        the latest end of its rows; an empty text for what none states.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", start="2020-05")
    >>> dates(G)
    {'1': ('2020-05', '')}
    """
    starts = {key: min(map(str, cells)) for key, cells in _stated(G, "start")}
    ends = {key: max(map(str, cells)) for key, cells in _stated(G, "end")}
    return {key: (starts.get(key, ""), ends.get(key, "")) for key in {**starts, **ends}}


def actors(G: nx.MultiDiGraph) -> dict[str, Attributes]:
    """
    Give the actors, meeting places aside, with their attributes.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    actors
        In the order of the graph.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "fair", "1")])
    >>> G.nodes["fair"]["kind"] = "event"
    >>> actors(G)
    {'a': {}}
    """
    types = standard()
    return {
        node: data
        for node, data in G.nodes(data=True)
        if not types.is_place(data.get("kind", "organisation"))
    }


def terms_of_actors(G: nx.MultiDiGraph, column: str) -> dict[str, tuple[str, ...]]:
    """
    Give what each actor says in a column of a vocabulary.

    Parameters
    ----------
    G
        A graph under the contract.
    column
        A column of actors whose cells hold keys of a vocabulary.

    Returns
    -------
    values
        For each actor that says something, its keys in the order of the
        vocabulary. Meeting places are no actors.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("a", lever="shared_vision")
    >>> terms_of_actors(G, "lever")
    {'a': ('shared_vision',)}
    """
    types = standard()
    known = list(types.terms(types.terms("columns")[column]["vocabulary"]))
    told = {
        node: set(split_values(str(data[column])))
        for node, data in actors(G).items()
        if column in data
    }
    found = {node: tuple(term for term in known if term in said) for node, said in told.items()}
    return {node: terms for node, terms in found.items() if terms}


def spread(terms: Collection[str], vocabulary: str) -> Shares:
    """
    Share one evenly between terms.

    Parameters
    ----------
    terms
        Keys of the vocabulary.
    vocabulary
        Its name.

    Returns
    -------
    shares
        For each key of the vocabulary, its share; they sum to 1. Cells do not
        say how much of each: even shares are a convention.

    Examples
    --------
    >>> spread(["trust"], "impacts")
    {'performance': 0.0, 'innovation': 0.0, 'trust': 1.0}
    """
    return {key: (1 / len(terms) if key in terms else 0.0) for key in standard().terms(vocabulary)}


def keep_alliances(G: nx.MultiDiGraph, kept: Collection[str]) -> nx.MultiDiGraph:
    """
    Keep some alliances, and every actor.

    Parameters
    ----------
    G
        A graph under the contract.
    kept
        Ids of alliances, as `alliances_of` gives them.

    Returns
    -------
    part
        A new graph without the other alliances.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> sorted(keep_alliances(G, ["2"]).edges(keys=True))
    [('b', 'c', '2')]
    """
    part = G.copy()
    others = [alliance for alliance in alliances_of(G) if alliance["id"] not in set(kept)]
    ends = {key: (u, v, key) for u, v, key in G.edges(keys=True)}
    part.remove_edges_from([ends[one["id"]] for one in others if not one["place"]])
    part.remove_nodes_from([one["id"] for one in others if one["place"]])
    return part
