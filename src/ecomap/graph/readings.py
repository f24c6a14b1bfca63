"""The readings of G that measures are given: its alliances, who works with whom, places kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final, TypedDict

import networkx as nx

from ecomap.garbage import later
from ecomap.graph.building import _said
from ecomap.graph.contract import Attributes, _edges
from ecomap.typology import standard

# Beyond this many actors a place says who attended, not who works together.
MEETING_MAX: Final = 200


# What was read of the graphs that somebody promised not to change, by the identity of each.
_Kept = dict[tuple[object, ...], Any]
_KEPT: Final[ContextVar[Mapping[int, _Kept]]] = ContextVar("kept", default=MappingProxyType({}))


@contextmanager
def unchanged(G: nx.MultiDiGraph) -> Iterator[None]:
    """
    Promise that a graph does not change within a block: what is read of it is read once.

    A page or a report asks `project` and `alliances_of` of the same graph many
    times. Outside of such a block each call reads G anew, since nothing tells
    that an attribute was edited.

    Parameters
    ----------
    G
        The graph; what `project` gives of it within the block is frozen, for
        all who ask share it.

    Yields
    ------
    None
        Nothing.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "a--b")])
    >>> with unchanged(G):
    ...     project(G) is project(G)
    True
    >>> project(G) is project(G)
    False
    """
    kept = _KEPT.get()
    before = _KEPT.set({**kept, id(G): kept.get(id(G), {})})
    try:
        yield
    finally:
        _KEPT.reset(before)


def _kept(G: nx.MultiDiGraph) -> _Kept | None:
    """Give what was read of a graph that does not change now; None if it may."""
    return _KEPT.get().get(id(G))


class Alliance(TypedDict):
    """
    One alliance: an edge between two actors, or a meeting place.

    Its `id` is the edge's key or the place's node, `members` its distinct
    actors, `weight` its strength (1 unless the sheet gives one, the mean over
    its rows), and `place` tells the two apart.
    """

    id: str
    members: tuple[str, ...]
    weight: float
    place: bool


def alliances_of(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> list[Alliance]:
    """
    List the alliances of a graph.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.

    Returns
    -------
    alliances
        One per edge between two actors, in the order of the graph, then one
        per meeting place with at least two actors. Every count of alliances
        shown by ecomap counts these.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "a--b"), ("a", "fair", "1"), ("b", "fair", "2")])
    >>> G.nodes["fair"]["kind"] = "event"
    >>> [(alliance["id"], alliance["members"]) for alliance in alliances_of(G)]
    [('a--b', ('a', 'b')), ('fair', ('a', 'b'))]
    """
    kept = _kept(G)
    if kept is not None and ("alliances", weight) in kept:
        return list(kept["alliances", weight])
    found = _alliances(G, weight)
    if kept is not None:
        kept["alliances", weight] = tuple(found)
    return found


@later()
def _alliances(G: nx.MultiDiGraph, weight: str | None) -> list[Alliance]:
    """List the alliances of a graph, whatever was listed before."""
    found: list[Alliance] = []
    places = _places(G)
    for source, target, key, data in _edges(G):
        if source not in places and target not in places:
            strength = _strength(data, weight) if data else 1.0
            found.append(
                {"id": key, "members": (source, target), "weight": strength, "place": False}
            )
    position = {node: n for n, node in enumerate(G)} if places else {}
    for place in places:
        # in the order of the nodes: the same ecosystem read from another file must
        # give the same numbers to the last digit
        met = {*G.pred[place], *G.succ[place]}.difference(places)
        members = tuple(sorted(met, key=position.__getitem__))
        if len(members) > 1:
            strength = _place_weight(G, place, weight)
            found.append({"id": place, "members": members, "weight": strength, "place": True})
    return found


def _places(G: nx.MultiDiGraph) -> dict[str, None]:
    """Give the meeting places, in the order of the graph."""
    is_place = cache(standard().is_place)
    kinds = G.nodes(data="kind", default="organisation")
    return {node: None for node, kind in kinds if is_place(kind)}


def _strength(data: Attributes, weight: str | None) -> float:
    """Give the strength of an edge: the mean over the rows behind it."""
    if "rows" in data or weight is None:
        return _mean(_weights(data, weight))
    return float(data.get(weight, 1.0))


def _weights(data: Attributes, weight: str | None) -> list[float]:
    """Give the strength that each row behind an edge or a place states, 1 by default."""
    if weight is None:
        return [1.0]
    default = data.get(weight, 1.0)
    rows = data.get("rows")
    if rows is None:
        return [float(default)]
    return [float(row.get(weight, default)) for row in rows]


def _place_weight(G: nx.MultiDiGraph, place: str, weight: str | None) -> float:
    """Give the strength of a place: its own, else the mean over its rows."""
    data = G.nodes[place]
    if weight is not None and weight in data:
        return float(data[weight])
    ties = [*G.in_edges(place, data=True), *G.out_edges(place, data=True)]
    stated = [value for *_, tie in ties for value in _weights(tie, weight)]
    return _mean(stated + (_weights(data, weight) if "rows" in data else []))


def _mean(values: list[float]) -> float:
    """Give the mean; 1 if nothing is stated."""
    return sum(values) / len(values) if values else 1.0


def project(
    G: nx.MultiDiGraph,
    *,
    weight: str | None = "weight",
    meeting_max: int = MEETING_MAX,
) -> nx.Graph:
    """
    Read a graph as who works with whom: the default reading of the measures.

    Actors that share an alliance are tied. An alliance of k actors and of
    strength W gives each of its pairs W / (k - 1), so that an actor's strength
    counts its alliances [1]_.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.
    meeting_max
        A place of more actors than this says who attended, not who works
        together: it ties nobody.

    Returns
    -------
    H
        Actors only, simple and undirected. Ties have ``weight``, ``distance``
        (1 / weight) and ``alliances`` (the ids of what they share).
        ``H.graph["alliances"]`` lists the alliances read, and
        ``H.graph["left_out"]`` counts what gives no tie: ``small_places``
        (fewer than two actors), ``place_ties`` (between two places), and
        ``large_places`` (ids).

    References
    ----------
    .. [1] Newman, M. E. J. (2001). Scientific collaboration networks. II.
       Shortest paths, weighted networks, and centrality. Physical Review E,
       64, 016132. https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> G = nx.MultiDiGraph([(name, "fair", name) for name in "abc"])
    >>> G.nodes["fair"]["kind"] = "event"
    >>> sorted(project(G).edges(data="weight"))
    [('a', 'b', 0.5), ('a', 'c', 0.5), ('b', 'c', 0.5)]
    """
    kept = _kept(G)
    if kept is None:
        return _projected(G, weight, meeting_max)
    asked = ("project", weight, meeting_max)
    if asked not in kept:
        kept[asked] = nx.freeze(_projected(G, weight, meeting_max))
    return kept[asked]


@later()
def _projected(G: nx.MultiDiGraph, weight: str | None, meeting_max: int) -> nx.Graph:
    """Read a graph as who works with whom, whatever was read before."""
    places = _places(G)
    H = _reading(G, "project", (node for node in G if node not in places))
    alliances = alliances_of(G, weight=weight)
    read = [alliance for alliance in alliances if len(alliance["members"]) <= meeting_max]
    _tie(
        H,
        (
            (u, v, alliance["weight"] / (len(alliance["members"]) - 1), alliance["id"])
            for alliance in read
            for u, v in combinations(alliance["members"], 2)
        ),
    )
    met = {alliance["id"] for alliance in alliances if alliance["place"]}
    H.graph["alliances"] = read
    H.graph["left_out"] = {
        "small_places": len(places.keys() - met),
        "place_ties": sum(v in places for _, v in G.out_edges(places)),
        "large_places": [a["id"] for a in alliances if len(a["members"]) > meeting_max],
    }
    return H


@later()
def collapse(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> nx.Graph:
    """
    Read a graph as it was recorded, orientation forgotten and parallel ties summed.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each edge once.

    Returns
    -------
    H
        Actors and meeting places, simple and undirected; ties have ``weight``,
        ``distance`` and ``alliances`` as in `project`.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "a", "2")])
    >>> collapse(G).edges["a", "b"]["weight"]
    2.0
    """
    H = _reading(G, "collapse", iter(G))
    _tie(
        H,
        ((u, v, _edge_weight(G, v, data, weight), key) for u, v, key, data in _edges(G)),
    )
    return H


def _edge_weight(G: nx.MultiDiGraph, target: str, data: Attributes, weight: str | None) -> float:
    """Give the strength of an edge as recorded, with what the alliance it leads to says."""
    if "rows" in data and not data["rows"]:
        return float(G.nodes[target].get(weight, 1.0) if weight else 1.0)
    return _strength({**_said(G, target), **data}, weight)


def _reading(G: nx.MultiDiGraph, name: str, nodes: Iterable[str]) -> nx.Graph:
    """Start a reading of G: its nodes with a copy of their attributes, no tie yet."""
    H = nx.Graph(reading=name)
    H.graph.update({key: G.graph[key] for key in ("title", "lang") if key in G.graph})
    H.add_nodes_from((node, G.nodes[node]) for node in nodes)
    return H


def _tie(H: nx.Graph, ties: Iterable[tuple[str, str, float, str]]) -> None:
    """Tie the ends of alliances, their strengths summed, with the length that it means."""
    between: dict[str, dict[str, Attributes]] = dict(H.adjacency())
    made: list[Attributes] = []
    for u, v, weight, alliance in ties:
        tie = between[u].get(v)
        if tie is None:
            tie = between[u][v] = between[v][u] = {"weight": weight, "alliances": (alliance,)}
            made.append(tie)
        else:
            tie["weight"] += weight
            tie["alliances"] += (alliance,)
    for tie in made:
        tie["distance"] = 1 / tie["weight"]
