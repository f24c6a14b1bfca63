"""Places of an older map, kept: only who is new is given one."""

from __future__ import annotations

import math
from collections.abc import Mapping

import networkx as nx
import numpy as np
import scipy

from ecomap.errors import GraphError
from ecomap.page.layout.forces import SPACING
from ecomap.page.layout.groups import Position
from ecomap.page.layout.marks import GOLDEN, Floats

__all__ = ["keep"]


def keep(G: nx.Graph, known: Mapping[str, tuple[float, float]]) -> Position:
    """
    Give the nodes of an older map their old places, and the new ones a place among them.

    Parameters
    ----------
    G
        Actors and meeting places as nodes.
    known
        Places of some nodes; those of nodes that are gone are not used.

    Returns
    -------
    pos
        A place for every node. A new one stands at the middle of its partners,
        moved to the nearest free spot; no other moves.

    Raises
    ------
    GraphError
        If no node has a known place.

    Examples
    --------
    >>> G = nx.Graph([("a", "b"), ("b", "new")])
    >>> pos = keep(G, {"a": (0.0, 0.0), "b": (100.0, 0.0)})
    >>> pos["a"], pos["b"]
    ((0.0, 0.0), (100.0, 0.0))
    """
    pos = {node: (float(known[node][0]), float(known[node][1])) for node in G if node in known}
    if not pos and len(G):
        msg = f"None of {len(G)} nodes has a position."
        raise GraphError(msg)
    new = sorted(node for node in G if node not in pos)
    if not new:
        return pos
    points = np.array(list(pos.values()))
    middle = points.mean(axis=0)
    step = _free(points)
    for node in sorted(new, key=lambda node: not pos.keys() & set(nx.all_neighbors(G, node))):
        near = [pos[other] for other in sorted(set(nx.all_neighbors(G, node))) if other in pos]
        wished = np.mean(near, axis=0) if near else middle
        pos[node] = _free_spot(wished, np.array(list(pos.values())), step)
    return pos


def _free(points: Floats) -> float:
    """Give the distance that neighbours usually keep."""
    if len(points) < 2:  # noqa: PLR2004 - one has no neighbour
        return SPACING
    return float(np.median(scipy.spatial.cKDTree(points).query(points, k=2)[0][:, 1])) or SPACING


def _free_spot(wished: Floats, taken: Floats, step: float) -> tuple[float, float]:
    """Find the spot nearest to a point, along a spiral, that is a step from any other."""
    tree = scipy.spatial.cKDTree(taken)
    for turn in range(4 * len(taken) + 64):
        angle = turn * GOLDEN
        spot = wished + 0.5 * step * math.sqrt(turn) * np.array([math.cos(angle), math.sin(angle)])
        if tree.query(spot)[0] >= 0.8 * step:
            break
    return round(float(spot[0]), 1), round(float(spot[1]), 1)
