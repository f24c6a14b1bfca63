"""
The network: alliances pull partners together, group by group.

The sheets of the groups, unfolded on one another, are laid side by side, and
who stood over whom can still be seen: partners of the same actors are
neighbours. At last members of a group exchange places, and partners of two
groups come to the side between.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple, TypedDict

import networkx as nx
import numpy as np

from ecomap.garbage import later
from ecomap.page.layout.groups import PLACES, Grouping, Position, group
from ecomap.page.layout.marks import GOLDEN, Floats, Indices, between, close, outline, push_apart
from ecomap.page.layout.pulls import NAMED, unfold
from ecomap.page.layout.seats import exchange, numbered, partners, spread

__all__ = ["SPACING", "Hull", "Network", "network"]

SPACING: Final = 62.0  # ideal distance between two neighbours, in units
_ROOM: Final = 0.56  # radius of the disc of a group, in spacings, by the root of its number
_LEAST: Final = 50.0  # between two marks: a name fits under each
_TOUCHING: Final = 30.0  # between two of many, whose names are not all written
_WIDER: Final = 1.35  # screens and names are wider than high
_HULL_SHARE: Final = 0.9
_HULL_MARGIN: Final = 30.0
_STRAYING: Final = 0.35
_TITLED: Final = 6  # marks whose disc has room for the title of a group, also of one

_NOTHING: Final = 1e-9

# Where all names can be read marks stand evenly. It parts neighbours, who find each other
# again when places are exchanged.
_RELAXED: Final = 40
_CUT_OFF: Final = 2.2  # in spacings: farther marks do not push each other
_REACH: Final = SPACING * _CUT_OFF
_LOOKED: Final = 4  # steps between two looks at who is near, or comes near meanwhile
_AHEAD: Final = 1.3


class Hull(TypedDict):
    """The outline of most of a group on the network."""

    group: str
    points: list[tuple[float, float]]


class Network(TypedDict):
    """A network: where each mark stands, and the outline of each group."""

    pos: Position
    hulls: list[Hull]
    bounds: list[float]


class _Ties(NamedTuple):
    """The ties between marks, and the group of every mark."""

    ends: Indices
    groups: Indices


@later()
def network(
    G: nx.Graph, grouping: Grouping | None = None, *, seed: int = 0, steps: int | None = None
) -> Network:
    """
    Lay a graph out as a network: alliances pull, neighbours push, groups stay together.

    The forces are those of `ecomap.page.layout.pulls.unfold`; a step costs no
    more than the number of nodes and of ties.

    Parameters
    ----------
    G
        Actors and meeting places as nodes, alliances as edges.
    grouping
        What `group` gives; by model if None. Meeting places stand in the
        middle, between the actors that meet there.
    seed
        Of chance; the same seed gives the same layout.
    steps
        Number of steps; by the size of the graph if None.

    Returns
    -------
    layout
        Positions, and the outline of the nine tenths of each group that stand
        nearest to its middle, in units. Who has no tie stands at the rim.

    Examples
    --------
    >>> sorted(network(nx.path_graph(["a", "b", "c"]))["pos"])
    ['a', 'b', 'c']
    """
    grouping = grouping or group(G)
    nodes = sorted(grouping.of)
    if not nodes:
        return Network(pos={}, hulls=[], bounds=[0.0, 0.0, 1.0, 1.0])
    keys = [key for family in grouping.families.values() for key in family]
    ends = partners(G, grouping, nodes)
    ties = _Ties(ends, numbered(grouping, nodes))
    sheets = unfold(ends, ties.groups, seed=seed, steps=steps)
    anchors = _anchors(np.bincount(ties.groups), keys)
    points = _side_by_side(sheets, ties, anchors)
    if named := len(nodes) <= NAMED:
        points = _relax(points, ties, anchors)
    points = push_apart(points * (_WIDER, 1.0), _LEAST if named else _TOUCHING)
    tied = np.bincount(ends.ravel(), minlength=len(nodes)) > 0
    seat = spread(sheets, points, ties.groups, np.flatnonzero(tied)) if named else None
    fixed = np.flatnonzero(~tied)
    points = points[exchange(points, ends, ties.groups, seat=seat, fixed=fixed, seed=seed)]
    points = np.round(points - (points.min(axis=0) + points.max(axis=0)) / 2, 1)
    low, high = points.min(axis=0) - _HULL_MARGIN, points.max(axis=0) + _HULL_MARGIN
    return Network(
        pos={node: (x, y) for node, (x, y) in zip(nodes, points.tolist(), strict=True)},
        hulls=[
            Hull(group=key, points=_hull(points[ties.groups == i]))
            for i, key in enumerate(keys)
            if key != PLACES
        ],
        # names are written on both sides of the marks
        bounds=[
            float(low[0]) - SPACING,
            float(low[1]) - _HULL_MARGIN,
            float(high[0]) + SPACING,
            float(high[1]),
        ],
    )


def _side_by_side(sheets: Floats, ties: _Ties, anchors: Floats) -> Floats:
    """Lay each sheet in a disc around its anchor, who has no tie at the rim."""
    tied = np.zeros(len(sheets), dtype=bool)
    tied[ties.ends] = True
    points = np.empty_like(sheets)
    for key, anchor in enumerate(anchors):
        inner, alone = (np.flatnonzero((ties.groups == key) & t) for t in (tied, ~tied))
        if len(inner):
            off = sheets[inner] - np.median(sheets[inner], axis=0)
            far = np.hypot(off[:, 0], off[:, 1]) + _NOTHING
            share = far / np.quantile(far, _HULL_SHARE)
            # who strays is drawn in: beside the others, not among another group
            drawn = np.where(share > 1, 1 + _STRAYING * np.log(np.maximum(share, 1)), share)
            wide = SPACING * _ROOM * math.sqrt(len(inner))
            points[inner] = anchor + off * (wide * drawn / far)[:, None]
        # as a sunflower's seeds, from where the others end
        seed = len(inner) + np.arange(len(alone)) + 0.5
        turned = np.column_stack([np.cos(seed * GOLDEN), np.sin(seed * GOLDEN)])
        points[alone] = anchor + SPACING * _ROOM * np.sqrt(seed)[:, None] * turned
    return points


def _anchors(counts: Indices, keys: list[str]) -> Floats:
    """Put the groups around a circle in reading order, meeting places in its middle."""
    radii = np.sqrt(np.maximum(_TITLED, counts)) * SPACING * _ROOM
    around = [i for i, key in enumerate(keys) if key != PLACES or len(keys) == 1]
    points = np.zeros((len(keys), 2))
    if len(around) > 1:
        arcs = radii[around] / radii[around].sum() * 2 * math.pi
        angles = np.cumsum(arcs) - arcs / 2 - math.pi / 2 - arcs[0] / 2
        ring = max(float(radii.sum()) / math.pi, float(radii.max()))
        points[around] = ring * np.column_stack([np.cos(angles), np.sin(angles)])
    for _ in range(100):  # push overlapping groups apart, pull all to the middle
        between = points[:, None] - points[None]
        apart = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(apart, np.inf)
        overlap = np.maximum(0, radii[:, None] + radii[None] - apart) / np.maximum(apart, 1e-9)
        points = (points + 0.1 * (between * overlap[..., None]).sum(axis=1)) * 0.99
    return points


def _relax(points: Floats, ties: _Ties, anchors: Floats) -> Floats:
    """Move each mark a little towards its anchor and its partners, and off its neighbours."""
    n, ends = len(points), ties.ends
    degree = np.maximum(1, np.bincount(ends.ravel(), minlength=n))
    # ties of hubs are slack, or all their partners would lie in one heap
    pull = 0.02 / np.sqrt(degree[ends[:, 0]] * degree[ends[:, 1]]) ** 0.5
    for step in range(_RELAXED):
        if step % _LOOKED == 0:
            pairs = close(points, _REACH * _AHEAD)
        gap = points[pairs[:, 0]] - points[pairs[:, 1]]
        far = np.hypot(gap[:, 0], gap[:, 1]) + _NOTHING
        push = 0.55 * SPACING * np.maximum(0, 1 - far / _REACH) / far
        force = 0.05 * (anchors[ties.groups] - points) + between(n, pairs, gap * push[:, None])
        force -= between(n, ends, (points[ends[:, 0]] - points[ends[:, 1]]) * pull[:, None])
        longest = 0.15 * SPACING * (2 - step / _RELAXED)
        length = np.hypot(force[:, 0], force[:, 1])
        points = points + force / np.maximum(1, length / longest)[:, None]
    return points


def _hull(points: Floats) -> list[tuple[float, float]]:
    """Outline the points nearest to their middle."""
    off = points - np.median(points, axis=0)
    near = points[np.argsort(np.hypot(off[:, 0], off[:, 1]), kind="stable")]
    return outline(near[: max(3, math.ceil(len(points) * _HULL_SHARE))], _HULL_MARGIN)
