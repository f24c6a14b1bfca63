"""
Where the actors stand: poster and network, as coordinates computed once and seeded.

A layout is plain data: ``pos``, a dict node to (x, y) with y growing downward as
on a page, and what is drawn behind the actors. The poster puts families in
columns and models in boxes, names and all; the network lets alliances pull
partners together around one anchor per model. Neither knows colours or pixels:
a unit is about one pixel of a laptop's screen.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypedDict

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError, cKDTree

from ecomap.text import fold
from ecomap.typology import standard

__all__ = [
    "OTHER",
    "PLACES",
    "UNKNOWN",
    "Box",
    "Grouping",
    "Head",
    "Hull",
    "Network",
    "Position",
    "Poster",
    "group",
    "network",
    "poster",
]

Position = dict[str, tuple[float, float]]
Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

# Groups that are no value of the attribute: meeting places, unknown, the rare values together.
PLACES: Final = "places"
UNKNOWN: Final = "unclassified"
OTHER: Final = "other"

# The palette tells seven colours apart, also for colour-blind readers; not eight.
_MOST_GROUPS: Final = 7

# Measures of the poster, in its units; the page's painters are told those they need.
_FONT: Final = 13.0
_LINE: Final = 15.5
_INDENT: Final = 26.0  # from the left of a cell to its name: room for the largest mark
_HEAD: Final = 44.0
_TITLE: Final = 40.0
_FOOT: Final = 8.0
_GAP: Final = 14.0
_GUTTER: Final = 22.0
_MOST_LINES: Final = 3
_CELLS: Final = (180.0, 200.0, 225.0)

# Width of a character as a share of the font's size, for a wide sans serif, so
# that names wrapped here also fit in the narrower fonts of other systems.
_NARROW: Final = frozenset("iljtfrI.,;:'’!|()[]/ \u00a0\u202f-")
_WIDE: Final = frozenset("mwMW@%—…œŒ")


class Grouping(NamedTuple):
    """
    Which group each node belongs to, and the groups of each family.

    `of` maps a node to its group; `families` maps a family to its groups, both
    in reading order. Groups without any node are absent.
    """

    of: dict[str, str]
    families: dict[str, list[str]]


class Box(TypedDict):
    """The frame of a group on the poster."""

    group: str
    x: float
    y: float
    width: float
    height: float


class Head(TypedDict):
    """The heading of a family on the poster."""

    family: str
    x: float
    y: float
    width: float


class Poster(TypedDict):
    """
    A poster: where each mark stands, what frames it, and how names are written.

    `lines` is the number of lines that a node's name may take, `text` the width
    of a line; `indent` goes from the left of a cell to the name, and the mark
    stands in the middle of it.
    """

    pos: Position
    lines: dict[str, int]
    boxes: list[Box]
    heads: list[Head]
    bounds: list[float]
    font: float
    line: float
    indent: float
    text: float


class Hull(TypedDict):
    """The outline of most of a group on the network."""

    group: str
    points: list[tuple[float, float]]


class Network(TypedDict):
    """A network: where each mark stands, and the outline of each group."""

    pos: Position
    hulls: list[Hull]
    bounds: list[float]


# --------------------------------------------------------------------------- groups


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
    values = {node: str(G.nodes[node][by]) for node in G if node not in places and by in G.nodes[node]}
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


# --------------------------------------------------------------------------- poster


class _Cells(NamedTuple):
    """The nodes of a group in order, and the height that each needs."""

    group: str
    nodes: list[str]
    heights: Floats


class _Stack(NamedTuple):
    """Families one above the other, and in how many columns of cells."""

    families: list[str]
    columns: int
    height: float


def poster(
    G: nx.Graph,
    grouping: Grouping | None = None,
    *,
    rank: Mapping[str, float] | None = None,
    names: Mapping[str, Sequence[str]] | None = None,
    width: float = 1150,
    height: float = 790,
    narrow: bool = False,
) -> Poster:
    """
    Lay a graph out as a poster: families in columns, groups in boxes, names in cells.

    Parameters
    ----------
    G
        Actors and meeting places as nodes.
    grouping
        What `group` gives; by model if None.
    rank
        Importance of each node: the highest comes first in its box.
    names
        The names each node may be shown under, in one language or several; its
        ``name`` if None. A cell has room for the longest, up to three lines.
    width, height
        The window that the poster should fill, in units: it chooses the number
        of columns that lets it be drawn largest.
    narrow
        One column only, of `width`, as tall as it needs; for a telephone.

    Returns
    -------
    layout
        Positions and frames, in units.

    Examples
    --------
    >>> G = nx.Graph()
    >>> G.add_node("town", name="Town", model="public_action")
    >>> G.add_node("school", name="School", model="knowledge_economy")
    >>> [box["group"] for box in poster(G)["boxes"]]
    ['public_action', 'knowledge_economy']
    """
    grouping = grouping or group(G)
    members = _members(G, grouping, rank or {})
    names = names or {node: [str(G.nodes[node].get("name", node))] for node in G}
    best: tuple[float, float, list[_Stack], dict[str, _Cells]] | None = None
    for cell in (width - 2 * _FOOT,) if narrow else _CELLS:
        cells = _cells(members, names, cell - _INDENT - _FOOT, least=44.0 if narrow else 0.0)
        for stacks in _arrangements(list(grouping.families), narrow=narrow):
            filled, scale = _fill(stacks, grouping, cells, cell, (width, height), narrow=narrow)
            if best is None or scale > best[0]:
                best = scale, cell, filled, cells
    return _place(best, grouping, names) if best else _place((1.0, 0.0, [], {}), grouping, names)


def _members(G: nx.Graph, grouping: Grouping, rank: Mapping[str, float]) -> dict[str, list[str]]:
    """Give the nodes of each group, the most important first; names break ties."""

    def order(node: str) -> tuple[float, str, str]:
        score = rank.get(node, 0.0)
        return (-score if math.isfinite(score) else 0.0, fold(str(G.nodes[node].get("name", ""))), node)

    members: dict[str, list[str]] = {}
    for node in sorted(grouping.of, key=order):
        members.setdefault(grouping.of[node], []).append(node)
    return members


def _cells(
    members: Mapping[str, list[str]],
    names: Mapping[str, Sequence[str]],
    text: float,
    least: float,
) -> dict[str, _Cells]:
    """Give the height that each node's name needs in lines of a width."""
    return {
        key: _Cells(
            key,
            nodes,
            np.array([max(least, _lines(names[node], text) * _LINE + 9.5) for node in nodes]),
        )
        for key, nodes in members.items()
    }


def _lines(names: Sequence[str], text: float) -> int:
    """Count the lines that the longest of some names takes, by words."""
    return min(_MOST_LINES, max((_wrapped(name, text) for name in names), default=1))


def _wrapped(name: str, text: float) -> int:
    """Count the lines that a name takes."""
    lines, used = 1, 0.0
    for word in name[:200].split():
        size = _width(word)
        if used and used + _width(" ") + size > text:
            lines, used = lines + 1, size
        else:
            used += size + (_width(" ") if used else 0.0)
        # a word longer than a line is cut by the page
        lines += int(used // text)
        used %= text
    return lines


def _width(word: str) -> float:
    """Estimate the width of a word, on the wide side."""
    shares = (
        0.37 if c in _NARROW else 0.96 if c in _WIDE else 0.72 if c.isupper() else 0.615 for c in word
    )
    return _FONT * sum(shares)


def _arrangements(families: list[str], *, narrow: bool) -> list[list[list[str]]]:
    """Give the ways to stack families: each in its own columns, or what has no model together."""
    if narrow:
        return [[families]] if families else []
    apart = [[family] for family in families]
    outside = [family for family in families if family in {UNKNOWN, PLACES}]
    if len(outside) < 2 or len(families) == len(outside):  # noqa: PLR2004 - both, beside others
        return [apart]
    inside = [[family] for family in families if family not in outside]
    return [apart, [*inside, outside]]


def _fill(
    stacks: list[list[str]],
    grouping: Grouping,
    cells: Mapping[str, _Cells],
    cell: float,
    window: tuple[float, float],
    *,
    narrow: bool,
) -> tuple[list[_Stack], float]:
    """Give columns to the tallest stack until the poster fits its window best."""

    def stack(families: list[str], columns: int) -> _Stack:
        return _Stack(families, columns, _height(families, columns, grouping, cells))

    filled = [stack(families, 1) for families in stacks]
    if narrow:
        return filled, 1.0
    best, scale = filled, 0.0
    while True:
        wide = sum(s.columns for s in filled) * cell + _GUTTER * (len(filled) - 1)
        fits = min(window[0] / wide, window[1] / max(s.height for s in filled))
        if fits > scale:
            best, scale = list(filled), fits
        if window[0] / wide < scale:  # wider only makes it smaller from here on
            return best, scale
        tallest = max(range(len(filled)), key=lambda i: filled[i].height)
        filled[tallest] = stack(filled[tallest].families, filled[tallest].columns + 1)


def _height(
    families: list[str], columns: int, grouping: Grouping, cells: Mapping[str, _Cells]
) -> float:
    """Give the height of a stack of families."""
    boxes = [cells[key] for family in families for key in grouping.families[family]]
    inner = sum(_tallest(box.heights, columns) + _TITLE + _FOOT for box in boxes)
    return _HEAD * len(families) + inner + _GAP * len(boxes)


def _breaks(heights: Floats, columns: int) -> list[int]:
    """Cut a list of cells into columns of nearly equal heights, in reading order."""
    ends = np.cumsum(heights)
    shares = ends[-1] * np.arange(1, columns) / columns
    return [0, *(np.searchsorted(ends - heights / 2, shares)).tolist(), len(heights)]


def _tallest(heights: Floats, columns: int) -> float:
    """Give the height of the tallest column."""
    return max(float(heights[a:b].sum()) for a, b in pairwise(_breaks(heights, columns)))


def _place(
    best: tuple[float, float, list[_Stack], dict[str, _Cells]],
    grouping: Grouping,
    names: Mapping[str, Sequence[str]],
) -> Poster:
    """Give every heading, box and mark its place."""
    _, cell, stacks, cells = best
    text = cell - _INDENT - _FOOT
    layout = Poster(
        pos={},
        lines={},
        boxes=[],
        heads=[],
        bounds=[0, 0, 0, 0],
        font=_FONT,
        line=_LINE,
        indent=_INDENT,
        text=text,
    )
    bottom = max((stack.height for stack in stacks), default=0.0)
    x = 0.0
    for stack in stacks:
        wide = stack.columns * cell
        rows = sum(
            _tallest(cells[key].heights, stack.columns)
            for family in stack.families
            for key in grouping.families[family]
        )
        # shorter stacks breathe more, so that the columns of a poster end together
        stretch = min(1.6, 1 + (bottom - stack.height) / max(rows, 1.0))
        y = 0.0
        for family in stack.families:
            layout["heads"].append(Head(family=family, x=x, y=y, width=wide))
            y += _HEAD
            for key in grouping.families[family]:
                high = _box(layout, cells[key], (x, y), cell, stack.columns, stretch)
                layout["boxes"].append(Box(group=key, x=x, y=y, width=wide, height=high))
                y += high + _GAP
        x += wide + _GUTTER
    layout["lines"] = {node: _lines(names[node], text) for node in layout["pos"]}
    layout["bounds"] = _bounds(layout["heads"], layout["boxes"])
    return layout


def _box(
    layout: Poster,
    cells: _Cells,
    corner: tuple[float, float],
    cell: float,
    columns: int,
    stretch: float,
) -> float:
    """Place the nodes of a box, column after column; give its height."""
    x, y = corner
    for column, (first, last) in enumerate(pairwise(_breaks(cells.heights, columns))):
        heights = cells.heights[first:last] * stretch
        middles = y + _TITLE + np.cumsum(heights) - heights / 2
        for node, middle in zip(cells.nodes[first:last], middles.tolist(), strict=True):
            layout["pos"][node] = (x + column * cell + _INDENT * 0.56, middle)
    return _TITLE + _tallest(cells.heights, columns) * stretch + _FOOT


def _bounds(heads: list[Head], boxes: list[Box]) -> list[float]:
    """Give the rectangle that holds everything: left, top, right, bottom."""
    if not boxes:
        return [0.0, 0.0, 1.0, 1.0]
    return [
        0.0,
        0.0,
        max(head["x"] + head["width"] for head in heads),
        max(box["y"] + box["height"] for box in boxes),
    ]


# --------------------------------------------------------------------------- network

_SPACING: Final = 62.0  # ideal distance between two neighbours, in units
_CUT_OFF: Final = 2.2  # in spacings: farther marks do not repel each other
_WIDER: Final = 1.35  # screens and names are wider than high
_HULL_SHARE: Final = 0.9
_HULL_MARGIN: Final = 30.0


def network(
    G: nx.Graph, grouping: Grouping | None = None, *, seed: int = 0, steps: int | None = None
) -> Network:
    """
    Lay a graph out as a network: alliances pull, neighbours push, groups stay together.

    Every group has an anchor, fixed before the first step, so that only local
    repulsion is needed: a step costs n log n.

    Parameters
    ----------
    G
        Actors and meeting places as nodes, alliances as edges.
    grouping
        What `group` gives; by model if None. Meeting places are anchored in
        the middle, between the actors that meet there.
    seed
        Of the first positions; the same seed gives the same layout.
    steps
        Number of steps; by the size of the graph if None.

    Returns
    -------
    layout
        Positions, and the outline of the nine tenths of each group that stand
        nearest to its middle, in units.

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
    index = {key: place for place, key in enumerate(keys)}
    groups = np.array([index[grouping.of[node]] for node in nodes])
    anchors = _anchors(np.bincount(groups, minlength=len(keys)), keys)
    ends = _ends(G, nodes)
    points = _start(groups, anchors, np.random.default_rng(seed))
    points = _settle(points, groups, anchors, ends, steps or max(60, min(240, 400_000 // len(nodes))))
    points[:, 0] *= _WIDER
    points = np.round(_spread(points), 1)
    low, high = points.min(axis=0) - _HULL_MARGIN, points.max(axis=0) + _HULL_MARGIN
    return Network(
        pos={node: (x, y) for node, (x, y) in zip(nodes, points.tolist(), strict=True)},
        hulls=[
            Hull(group=key, points=_hull(points[groups == i]))
            for i, key in enumerate(keys)
            if key != PLACES
        ],
        # names are written on the right of the marks
        bounds=[*low.tolist(), float(high[0]) + 2 * _SPACING, float(high[1])],
    )


def _ends(G: nx.Graph, nodes: list[str]) -> Indices:
    """Give the two ends of every tie once, as places in a list of nodes."""
    place = {node: i for i, node in enumerate(nodes)}
    ties = {(min(place[u], place[v]), max(place[u], place[v])) for u, v in G.edges() if u != v}
    return np.array(sorted(ties), dtype=np.intp).reshape(-1, 2)


def _anchors(counts: Indices, keys: list[str]) -> Floats:
    """Put the groups around a circle in reading order, meeting places in its middle."""
    radii = np.sqrt(np.maximum(1, counts)) * _SPACING * 0.56
    around = [i for i, key in enumerate(keys) if key != PLACES or len(keys) == 1]
    points = np.zeros((len(keys), 2))
    if len(around) > 1:
        arcs = radii[around] / radii[around].sum() * 2 * math.pi
        angles = np.cumsum(arcs) - arcs / 2 - math.pi / 2 - arcs[0] / 2
        ring = max(float(radii.sum()) / math.pi, float(radii.max()))
        points[around] = ring * np.column_stack([np.cos(angles), np.sin(angles)])
    for _ in range(200):  # push overlapping groups apart, pull all to the middle
        between = points[:, None] - points[None]
        apart = np.hypot(between[..., 0], between[..., 1])
        np.fill_diagonal(apart, np.inf)
        overlap = np.maximum(0, radii[:, None] + radii[None] - apart) / np.maximum(apart, 1e-9)
        points = (points + 0.1 * (between * overlap[..., None]).sum(axis=1)) * 0.99
    return points


def _start(groups: Indices, anchors: Floats, random: np.random.Generator) -> Floats:
    """Scatter each group evenly in a disc around its anchor."""
    n = len(groups)
    radii = np.sqrt(np.bincount(groups)[groups] * random.random(n)) * _SPACING * 0.56
    angles = random.random(n) * 2 * math.pi
    return anchors[groups] + radii[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])


def _settle(points: Floats, groups: Indices, anchors: Floats, ends: Indices, steps: int) -> Floats:
    """Move the marks step by step, less and less far."""
    n = len(points)
    degree = np.maximum(1, np.bincount(ends.ravel(), minlength=n))
    # ties of hubs are slack, or all their partners would lie in one heap
    pull = 0.02 / np.sqrt(degree[ends[:, 0]] * degree[ends[:, 1]]) ** 0.5
    reach = _SPACING * _CUT_OFF
    for step in range(steps):
        force = 0.025 * (anchors[groups] - points)
        pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
        between = points[pairs[:, 0]] - points[pairs[:, 1]]
        apart = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
        push = 0.55 * _SPACING * (1 - apart / reach) / apart
        force += _sum(n, pairs, between * push[:, None])
        force -= _sum(n, ends, (points[ends[:, 0]] - points[ends[:, 1]]) * pull[:, None])
        far = np.hypot(force[:, 0], force[:, 1])
        longest = _SPACING * (0.15 + 1 - step / steps)
        points = points + force / np.maximum(1, far / longest)[:, None]
    return points


def _sum(n: int, pairs: Indices, force: Floats) -> Floats:
    """Add up, for each mark, a force on the first of a pair and its opposite on the second."""
    total = np.empty((n, 2))
    for axis in (0, 1):
        total[:, axis] = np.bincount(pairs[:, 0], force[:, axis], n)
        total[:, axis] -= np.bincount(pairs[:, 1], force[:, axis], n)
    return total


def _spread(points: Floats, least: float = 34.0) -> Floats:
    """Push marks that touch apart, then centre the whole."""
    for _ in range(80):
        pairs = cKDTree(points).query_pairs(least, output_type="ndarray")
        if not len(pairs):
            break
        between = points[pairs[:, 0]] - points[pairs[:, 1]]
        apart = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
        push = 0.5 * (least + 0.5 - apart) / apart
        points = points + _sum(len(points), pairs, between * push[:, None])
    return points - (points.min(axis=0) + points.max(axis=0)) / 2


def _hull(points: Floats) -> list[tuple[float, float]]:
    """Outline the points nearest to their middle, with a margin and round corners."""
    off = points - np.median(points, axis=0)
    near = points[np.argsort(np.hypot(off[:, 0], off[:, 1]), kind="stable")]
    near = near[: max(3, math.ceil(len(points) * _HULL_SHARE))]
    angles = np.arange(24) * (2 * math.pi / 24)
    margin = _HULL_MARGIN * np.column_stack([np.cos(angles), np.sin(angles)])
    cloud = (near[:, None] + margin[None]).reshape(-1, 2)
    try:
        outline: Any = cloud[ConvexHull(cloud).vertices]
    except QhullError:  # cannot be for a margin's circle, but scipy promises nothing
        return []
    return [(x, y) for x, y in np.round(outline, 1).tolist()]
