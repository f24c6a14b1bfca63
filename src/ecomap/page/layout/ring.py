"""The ring: families side by side, groups as sectors, meeting places inside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import chain
from typing import Final, TypedDict

import networkx as nx
import numpy as np

from ecomap.garbage import later
from ecomap.page.layout.groups import PLACES, Grouping, Position, group, ranked
from ecomap.page.layout.marks import push_apart
from ecomap.page.layout.seats import gather

__all__ = ["Sector", "Sectors", "sectors"]

_Polar = tuple[float, float]  # an angle and a radius

_ROW: Final = 40.0  # between two rows of marks, and two marks of a row
_HOLE: Final = 150.0  # the least radius of the hole: meeting places stand in it
_BETWEEN_MODELS: Final = 0.02  # radians
_BETWEEN_FAMILIES: Final = 0.09
_BESIDE: Final = 170.0  # room for the titles, which stand outside
_OVER: Final = 48.0


class Sector(TypedDict):
    """The part of the ring of a group: two angles, clockwise from the east, and two radii."""

    group: str
    start: float
    end: float
    inner: float
    outer: float


class Sectors(TypedDict):
    """A ring: where each mark stands, and the sector of each group."""

    pos: Position
    sectors: list[Sector]
    bounds: list[float]


@later()
def sectors(
    G: nx.Graph, grouping: Grouping | None = None, *, rank: Mapping[str, float] | None = None
) -> Sectors:
    """
    Lay a graph out as a ring: families side by side, models as sectors, places inside.

    Parameters
    ----------
    G
        Actors and meeting places as nodes.
    grouping
        What `group` gives; by model if None.
    rank
        Importance of each node: the highest of a group stands in the middle of
        the innermost row, where its name finds room.

    Returns
    -------
    layout
        Positions and sectors, in units and radians. In its sector an actor
        stands near its partners, else on the side that faces them.

    Examples
    --------
    >>> G = nx.Graph()
    >>> G.add_node("town", model="public_action")
    >>> G.add_node("fair", kind="event")
    >>> sectors(G)["pos"]["fair"]
    (0.0, 0.0)
    """
    grouping = grouping or group(G)
    members = ranked(G, grouping, rank or {})
    inside = members.pop(PLACES, [])
    counts = {key: len(nodes) for key, nodes in members.items()}
    arcs = _arcs(grouping, counts)
    hole = max(_HOLE, _ROW * 0.3 * math.sqrt(len(G)), _ROW * 0.62 * math.sqrt(len(inside)) + _ROW)
    # as deep as the area that the marks of the whole ring need
    depth = math.sqrt(hole**2 + 1.15 * _ROW**2 * sum(counts.values()) / math.pi) - hole
    seats = {key: _seats(counts[key], arcs[key], hole, depth) for key in arcs}
    rows = max((len(seat) for seat in seats.values()), default=1)
    outer = hole + (rows + 0.4) * _ROW
    points = {
        node: (radius * math.cos(angle), radius * math.sin(angle))
        for key in arcs
        for node, (angle, radius) in zip(members[key], chain(*seats[key]), strict=True)
    }
    first = {nodes[0] for nodes in members.values()}
    taken = gather(G, grouping, points, fixed=first)
    points = {node: points[other] for node, other in taken.items()}
    points |= _inside(G, inside, points, hole - _ROW * 0.8)
    return Sectors(
        pos={node: (round(x, 1), round(y, 1)) for node, (x, y) in points.items()},
        sectors=[
            Sector(group=key, start=start, end=end, inner=hole, outer=outer)
            for key, (start, end) in arcs.items()
        ],
        bounds=[-outer - _BESIDE, -outer - _OVER, outer + _BESIDE, outer + _OVER],
    )


def _arcs(grouping: Grouping, counts: Mapping[str, int]) -> dict[str, tuple[float, float]]:
    """Share the ring between the groups, the first family centred at the top."""
    families = [
        [key for key in keys if key in counts]
        for family, keys in grouping.families.items()
        if family != PLACES
    ]
    families = [keys for keys in families if keys]
    gaps = sum(_BETWEEN_FAMILIES + _BETWEEN_MODELS * (len(keys) - 1) for keys in families)
    # a group of one still needs room for its title
    unit = (2 * math.pi - gaps) / max(1, sum(n + 2 for n in counts.values()))
    arcs: dict[str, tuple[float, float]] = {}
    angle = 0.0
    for keys in families:
        for key in keys:
            arcs[key] = (angle, angle + unit * (counts[key] + 2))
            angle = arcs[key][1] + _BETWEEN_MODELS
        angle += _BETWEEN_FAMILIES - _BETWEEN_MODELS
    first = arcs[families[0][-1]][1] if families else 0.0
    turn = -math.pi / 2 - first / 2
    return {key: (start + turn, end + turn) for key, (start, end) in arcs.items()}


def _seats(count: int, arc: tuple[float, float], hole: float, depth: float) -> list[list[_Polar]]:
    """Give the angles and radii of the seats of a group, row by row, the innermost first."""
    start, end = arc
    rows: list[list[_Polar]] = []
    wanted = max(1, round(depth / _ROW))
    while count:
        radius = hole + (len(rows) + 0.7) * _ROW
        room = max(1, int((end - start) * radius / _ROW))
        # the rows that are left share the nodes that are left: none stays nearly empty
        share = math.ceil(count / max(1, wanted - len(rows)))
        taken = min(room, share, count)
        step = (end - start) / taken
        # from the middle of the row, for the first to have room on both sides
        row = sorted(range(taken), key=lambda seat: abs(2 * seat + 1 - taken))
        rows.append([(start + (seat + 0.5) * step, radius) for seat in row])
        count -= taken
    return rows


def _inside(
    G: nx.Graph, places: list[str], around: Position, radius: float
) -> dict[str, tuple[float, float]]:
    """Put the meeting places in the hole, each on the side of the actors that meet there."""
    if not places:
        return {}
    points = np.zeros((len(places), 2))
    for i, place in enumerate(places):
        met = [around[node] for node in set(nx.all_neighbors(G, place)) if node in around]
        if met:
            points[i] = 0.55 * np.mean(sorted(met), axis=0)
    # places of the same actors would share a point: a spiral tells them apart
    turn = np.arange(len(places)) * math.pi * (3 - math.sqrt(5))
    points += (
        2 * np.sqrt(np.arange(len(places)))[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    )
    points = push_apart(points, _ROW, within=radius)
    return {place: (x, y) for place, (x, y) in zip(places, points.tolist(), strict=True)}
