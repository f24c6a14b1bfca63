"""Which group each node belongs to, and the groups of each family, in reading order."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

import networkx as nx

from ecomap.text import fold
from ecomap.typology import standard

__all__ = ["OTHER", "PLACES", "UNKNOWN", "Grouping", "Position", "group", "ranked"]

Position = dict[str, tuple[float, float]]

# Groups that are no value of the attribute: meeting places, unknown, the rare values together.
PLACES: Final = "places"
UNKNOWN: Final = "unclassified"
OTHER: Final = "other"

# Names are sorted for two layouts of one map.
_folded = lru_cache(maxsize=1 << 15)(fold)

# The palette tells seven colours apart, also for colour-blind readers; not eight.
_MOST_GROUPS: Final = 7


class Grouping(NamedTuple):
    """
    Which group each node belongs to, and the groups of each family.

    `of` maps a node to its group; `families` maps a family to its groups, both
    in reading order. Groups without any node are absent.
    """

    of: dict[str, str]
    families: dict[str, list[str]]


def group(G: nx.Graph, by: str = "model") -> Grouping:
    """
    Sort the nodes of a graph into groups, and the groups into families.

    Parameters
    ----------
    G
        Actors and meeting places as nodes.
    by
        Node attribute. Groups of ``model`` stand in the families of the
        typology; those of another attribute make one family, named after it,
        in the order of its vocabulary, else the commonest first. The values
        beyond the seven commonest are put together.

    Returns
    -------
    grouping
        Meeting places are a family of their own, and so are actors whose
        attribute is unknown.

    Examples
    --------
    >>> G = nx.Graph()
    >>> G.add_node("town", model="public_action")
    >>> G.add_node("fair", kind="event")
    >>> group(G).families
    {'public': ['public_action'], 'places': ['places']}
    """
    types = standard()
    places = {node for node in G if types.is_place(G.nodes[node].get("kind", "organisation"))}
    values = {
        node: str(G.nodes[node][by]) for node in G if node not in places and by in G.nodes[node]
    }
    keys = _keys(values.values(), by)
    of = {
        node: PLACES if node in places else keys[values[node]] if node in values else UNKNOWN
        for node in G
    }
    families: dict[str, list[str]] = {}
    for value, key in keys.items():
        family = types.family(value) if by == "model" else by
        if key not in families.setdefault(family, []):
            families[family].append(key)
    present = set(of.values())
    families |= {key: [key] for key in (UNKNOWN, PLACES) if key in present}
    return Grouping(of, families)


def _keys(values: Iterable[str], by: str) -> dict[str, str]:
    """Give the key of the group of each value, in reading order."""
    counts = Counter(values)
    if by == "model":
        return {model: model for model in standard().models if model in counts}
    common = sorted(counts, key=lambda value: (-counts[value], fold(value), value))
    return {
        value: f"{by}:{value}" if place < _MOST_GROUPS else OTHER
        for place, value in enumerate(common)
    }


def ranked(G: nx.Graph, grouping: Grouping, rank: Mapping[str, float]) -> dict[str, list[str]]:
    """
    Sort the nodes of each group, the most important first.

    Parameters
    ----------
    G
        Actors and meeting places as nodes.
    grouping
        What `group` gives.
    rank
        Importance of each node; 0 where it is missing or no number.

    Returns
    -------
    members
        The nodes of each group that has some; names break ties.

    Examples
    --------
    >>> G = nx.empty_graph(["a", "b"])
    >>> ranked(G, group(G), {"b": 1.0})
    {'unclassified': ['b', 'a']}
    """
    scores = {node: rank.get(node, 0.0) for node in grouping.of}
    scores = {node: score if math.isfinite(score) else 0.0 for node, score in scores.items()}
    shared = Counter(scores.values())

    def order(node: str) -> tuple[float, str, str]:
        # a name is folded only where it decides
        tied = shared[scores[node]] > 1
        return -scores[node], _folded(str(G.nodes[node].get("name", ""))) if tied else "", node

    members: dict[str, list[str]] = {}
    for node in sorted(grouping.of, key=order):
        members.setdefault(grouping.of[node], []).append(node)
    return members
