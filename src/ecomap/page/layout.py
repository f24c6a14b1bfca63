"""
Where the actors stand: poster, sectors and network, as coordinates computed once and seeded.

A layout is plain data: ``pos``, a dict node to (x, y) with y growing downward as
on a page, and what is drawn behind the actors. The poster puts families in
columns and models in boxes, names and all; the sectors put families side by
side on a ring and meeting places inside it; the network lets alliances pull
partners together around one anchor per model. None knows colours or pixels:
a unit is about one pixel of a laptop's screen. Places of an older map can be
kept: only who is new is then given one.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypedDict

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull, QhullError, cKDTree

from ecomap import letters
from ecomap.errors import GraphError
from ecomap.text import LANGUAGES, fold
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
    "Sector",
    "Sectors",
    "group",
    "keep",
    "network",
    "poster",
    "sectors",
]

Position = dict[str, tuple[float, float]]
Polar = tuple[float, float]  # an angle and a radius
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
_INDENT: Final = 28.0  # from the left of a cell to its name: room for the largest mark
_HEAD: Final = 44.0
_TITLE: Final = 40.0
_FOOT: Final = 8.0
_GAP: Final = 14.0
_GUTTER: Final = 22.0
_MOST_LINES: Final = 4
_FINGER: Final = 44.0  # the least that a finger hits
_LEGIBLE: Final = 0.8  # scale under which headings must grow to be read
_PADDING: Final = 8.0
_STRETCH: Final = 1.35
_CELLS: Final = tuple(float(width) for width in range(150, 251, 10))
_TRIED: Final = 1500  # beyond so many names, one width is tried


class Grouping(NamedTuple):
    """
    Which group each node belongs to, and the groups of each family.

    `of` maps a node to its group; `families` maps a family to its groups, both
    in reading order. Groups without any node are absent.
    """

    of: dict[str, str]
    families: dict[str, list[str]]


class Box(TypedDict):
    """
    The frame of a group on the poster.

    `text` is the width of its names; it is untitled where the heading of its
    family says its name already.
    """

    group: str
    x: float
    y: float
    width: float
    height: float
    text: float
    titled: bool


class Head(TypedDict):
    """The heading of a family on the poster."""

    family: str
    x: float
    y: float
    width: float


class Poster(TypedDict):
    """
    A poster: where each mark stands, what frames it, and how names are written.

    `lines` is the number of lines that a node's name may take, of the height
    `line` and in the size `font`; `indent` goes from the left of a cell to the
    name, with the mark in its middle. Headings are `large` times their size.
    """

    pos: Position
    lines: dict[str, int]
    boxes: list[Box]
    heads: list[Head]
    bounds: list[float]
    font: float
    line: float
    indent: float
    large: float


class Hull(TypedDict):
    """The outline of most of a group on the network."""

    group: str
    points: list[tuple[float, float]]


class Network(TypedDict):
    """A network: where each mark stands, and the outline of each group."""

    pos: Position
    hulls: list[Hull]
    bounds: list[float]


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


# --------------------------------------------------------------------------- poster


class _Cells(NamedTuple):
    """The nodes of a group in order, and the height of each one's cell."""

    nodes: list[str]
    heights: Floats


class _Stack(NamedTuple):
    """Families one above the other, in columns of cells of one width."""

    families: list[str]
    columns: int
    cell: float
    height: float


class _Sheet(NamedTuple):
    """What a poster is made of; `large` enlarges the headings of one seen from afar."""

    grouping: Grouping
    names: Mapping[str, Sequence[str]]
    cells: Mapping[float, Mapping[str, _Cells]]  # by width of a cell, then by group
    heights: dict[tuple[tuple[str, ...], int, float], float]  # of the stacks tried so far
    large: float = 1.0


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
        ``name`` if None. A cell has room for the longest, up to four lines.
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
    names = names or {node: [str(G.nodes[node].get("name", node))] for node in G}
    members = _members(G, grouping, rank or {})
    widths = (width,) if narrow else _CELLS if len(G) <= _TRIED else _CELLS[5:6]
    least = _FINGER if narrow else 0.0
    sheet = _Sheet(
        grouping, names, {cell: _cells(members, names, cell, least) for cell in widths}, {}
    )
    if narrow:
        families = list(grouping.families)
        return _place(sheet, [_stack(sheet, families, width, math.inf)] if families else [])
    stacks = _fit(sheet, width / height)
    for _ in range(2):  # larger headings leave less room, hence a second look
        scale = min(width / max(_wide(sheet, stacks), 1.0), height / max(_high(stacks), 1.0))
        sheet = sheet._replace(large=max(1.0, _LEGIBLE / scale), heights={})
        stacks = _fit(sheet, width / height)
    return _place(sheet, stacks)


def _members(G: nx.Graph, grouping: Grouping, rank: Mapping[str, float]) -> dict[str, list[str]]:
    """Give the nodes of each group, the most important first; names break ties."""

    def order(node: str) -> tuple[float, str, str]:
        score = rank.get(node, 0.0)
        return (
            -score if math.isfinite(score) else 0.0,
            fold(str(G.nodes[node].get("name", ""))),
            node,
        )

    members: dict[str, list[str]] = {}
    for node in sorted(grouping.of, key=order):
        members.setdefault(grouping.of[node], []).append(node)
    return members


def _cells(
    members: Mapping[str, list[str]],
    names: Mapping[str, Sequence[str]],
    cell: float,
    least: float,
) -> dict[str, _Cells]:
    """Give the height that each node's name needs in cells of a width."""
    text = _text(cell)
    return {
        key: _Cells(
            nodes,
            np.array([max(least, _lines(names[node], text) * _LINE + _PADDING) for node in nodes]),
        )
        for key, nodes in members.items()
    }


def _text(cell: float) -> float:
    """Give the width of a cell's text."""
    return cell - _INDENT - _FOOT


def _lines(names: Sequence[str], text: float) -> int:
    """Count the lines that the longest of some names takes, by words."""
    return min(_MOST_LINES, max((_wrapped(name, text) for name in names), default=1))


def _wrapped(name: str, text: float) -> int:
    """Count the lines that a name takes."""
    lines, used = 1, 0.0
    for word in name[:200].split():
        size = letters.width(word, _FONT)
        if used and used + letters.width(" ", _FONT) + size > text:
            lines, used = lines + 1, size
        else:
            used += size + (letters.width(" ", _FONT) if used else 0.0)
        # a word longer than a line is cut by the page
        lines += int(used // text)
        used %= text
    return lines


def _arrangements(grouping: Grouping) -> list[list[list[str]]]:
    """Give the ways to stack families: each apart, or the unclassified over the places."""
    families = list(grouping.families)
    apart = [[family] for family in families]
    if not {UNKNOWN, PLACES} < set(families):
        return [apart]
    return [apart, [*apart[:-2], [UNKNOWN, PLACES]]]


def _fit(sheet: _Sheet, shape: float) -> list[_Stack]:
    """Find the arrangement and the columns that make a poster of a shape smallest."""
    halved = [_halve(sheet, stacks, shape) for stacks in _arrangements(sheet.grouping)]
    return min(halved, key=lambda stacks: max(_high(stacks), _wide(sheet, stacks) / shape))


def _halve(sheet: _Sheet, families: list[list[str]], shape: float) -> list[_Stack]:
    """Find the lowest poster that is not wider than its shape allows, by halving."""

    def fill(most: float) -> list[_Stack]:
        return [_narrowest(sheet, stacked, most) for stacked in families]

    low, high = 0.0, sum(stack.height for stack in fill(math.inf))
    best = fill(high)
    for _ in range(16):
        middle = (low + high) / 2
        tried = fill(middle)
        if max(_wide(sheet, tried) / shape, _high(tried)) <= middle:
            best, high = tried, middle
        else:
            low = middle
    return best


def _narrowest(sheet: _Sheet, families: list[str], most: float) -> _Stack:
    """Give the narrowest columns in which families are not higher than a limit."""
    return min(
        (_stack(sheet, families, cell, most) for cell in sheet.cells),
        key=lambda stack: (stack.height > most, stack.columns * stack.cell),
    )


def _stack(sheet: _Sheet, families: list[str], cell: float, most: float) -> _Stack:
    """Give the fewest columns of one width in which families are not higher than a limit."""
    keys = [key for family in families for key in sheet.grouping.families[family]]
    longest = max(len(sheet.cells[cell][key].nodes) for key in keys)
    choices = range(1, longest + 1)
    place = bisect_left(
        choices, x=True, key=lambda columns: _height(sheet, families, columns, cell) <= most
    )
    columns = choices[min(place, longest - 1)]
    return _Stack(families, columns, cell, _height(sheet, families, columns, cell))


def _wide(sheet: _Sheet, stacks: list[_Stack]) -> float:
    """Give the width of stacks side by side."""
    between = _GUTTER * sheet.large * (len(stacks) - 1)
    return sum(stack.columns * stack.cell for stack in stacks) + between


def _high(stacks: list[_Stack]) -> float:
    """Give the height of the tallest stack."""
    return max((stack.height for stack in stacks), default=0.0)


def _height(sheet: _Sheet, families: list[str], columns: int, cell: float) -> float:
    """Give the height of a stack of families; a search asks for the same ones again and again."""
    tried = (tuple(families), columns, cell)
    if tried not in sheet.heights:
        sheet.heights[tried] = _stacked(sheet, families, columns, cell)
    return sheet.heights[tried]


def _stacked(sheet: _Sheet, families: list[str], columns: int, cell: float) -> float:
    """Add up the height of a stack of families."""
    boxes = [(family, key) for family in families for key in sheet.grouping.families[family]]
    rows = sum(_tallest(sheet.cells[cell][key].heights, columns) for _, key in boxes)
    titles = sum(_title(sheet, family) for family, _ in boxes)
    return rows + titles + (_FOOT + _GAP) * len(boxes) + _HEAD * sheet.large * len(families)


def _title(sheet: _Sheet, family: str) -> float:
    """Give the height of the title of a family's boxes: a name is not written twice."""
    return _TITLE * sheet.large if _is_titled(sheet.grouping, family) else _FOOT


def _is_titled(grouping: Grouping, family: str) -> bool:
    """Tell whether the boxes of a family need a title under its heading."""
    keys = grouping.families[family]
    types = standard()
    return keys != [family] and not (
        len(keys) == 1
        and all(
            types.label("families", family, lang) == types.label("models", keys[0], lang)
            for lang in LANGUAGES
        )
    )


def _breaks(heights: Floats, columns: int) -> list[int]:
    """Cut a list of cells into columns of nearly equal heights, in reading order."""
    if len(heights) <= columns:
        return [*range(len(heights)), len(heights)]
    ends = np.cumsum(heights)
    shares = ends[-1] * np.arange(1, columns) / columns
    return [0, *(np.searchsorted(ends - heights / 2, shares)).tolist(), len(heights)]


def _tallest(heights: Floats, columns: int) -> float:
    """Give the height of the tallest column."""
    return max(float(heights[a:b].sum()) for a, b in pairwise(_breaks(heights, columns)))


def _place(sheet: _Sheet, stacks: list[_Stack]) -> Poster:
    """Give every heading, box and mark its place."""
    layout = Poster(
        pos={},
        lines={},
        boxes=[],
        heads=[],
        bounds=[0, 0, 0, 0],
        font=_FONT,
        line=_LINE,
        indent=_INDENT,
        large=sheet.large,
    )
    x = 0.0
    for stack in stacks:
        y = 0.0
        stretch = _stretch(sheet, stack, _high(stacks))
        for family in stack.families:
            wide = stack.columns * stack.cell
            layout["heads"].append(Head(family=family, x=x, y=y, width=wide))
            y += _HEAD * sheet.large
            for key in sheet.grouping.families[family]:
                y += _box(layout, sheet, (family, key), stack, (x, y), stretch) + _GAP
        x += stack.columns * stack.cell + _GUTTER * sheet.large
    layout["bounds"] = _bounds(layout["heads"], layout["boxes"])
    return layout


def _stretch(sheet: _Sheet, stack: _Stack, bottom: float) -> float:
    """Let shorter stacks breathe more, so that the columns of a poster end together."""
    keys = [key for family in stack.families for key in sheet.grouping.families[family]]
    cells = sheet.cells[stack.cell]
    rows = sum(_tallest(cells[key].heights, stack.columns) for key in keys)
    return min(_STRETCH, 1 + (bottom - stack.height) / rows)


def _box(
    layout: Poster,
    sheet: _Sheet,
    named: tuple[str, str],
    stack: _Stack,
    corner: tuple[float, float],
    stretch: float,
) -> float:
    """Place a box of a family and its nodes, column after column; give its height."""
    family, key = named
    cells = sheet.cells[stack.cell][key]
    title = _title(sheet, family)
    x, y = corner
    high = title + _tallest(cells.heights, stack.columns) * stretch + _FOOT
    for column, (first, last) in enumerate(pairwise(_breaks(cells.heights, stack.columns))):
        heights = cells.heights[first:last] * stretch
        middles = y + title + np.cumsum(heights) - heights / 2
        for node, middle in zip(cells.nodes[first:last], middles.tolist(), strict=True):
            layout["pos"][node] = (x + column * stack.cell + _INDENT / 2, middle)
            layout["lines"][node] = _lines(sheet.names[node], _text(stack.cell))
    layout["boxes"].append(
        Box(
            group=key,
            x=x,
            y=y,
            width=stack.columns * stack.cell,
            height=high,
            text=_text(stack.cell),
            titled=_is_titled(sheet.grouping, family),
        )
    )
    return high


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
    points = _settle(
        points, groups, anchors, ends, steps or max(60, min(240, 400_000 // len(nodes)))
    )
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
        # names are written on both sides of the marks
        bounds=[
            float(low[0]) - _SPACING,
            float(low[1]) - _HULL_MARGIN,
            float(high[0]) + _SPACING,
            float(high[1]),
        ],
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
    spread: Floats = radii[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    return anchors[groups] + spread


def _settle(points: Floats, groups: Indices, anchors: Floats, ends: Indices, steps: int) -> Floats:
    """Move the marks step by step, less and less far."""
    n = len(points)
    degree = np.maximum(1, np.bincount(ends.ravel(), minlength=n))
    # ties of hubs are slack, or all their partners would lie in one heap
    pull = 0.02 / np.sqrt(degree[ends[:, 0]] * degree[ends[:, 1]]) ** 0.5
    reach = _SPACING * _CUT_OFF
    for step in range(steps):
        force = 0.035 * (anchors[groups] - points)
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
    middle: Floats = (points.min(axis=0) + points.max(axis=0)) / 2
    return points - middle


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


# --------------------------------------------------------------------------- sectors

_ROW: Final = 40.0  # between two rows of marks, and two marks of a row
_HOLE: Final = 150.0  # the least radius of the hole: meeting places stand in it
_BETWEEN_MODELS: Final = 0.02  # radians
_BETWEEN_FAMILIES: Final = 0.09
_SWEEPS: Final = 12
_BESIDE: Final = 170.0  # room for the titles, which stand outside
_OVER: Final = 48.0


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
        Importance of each node: the highest stand on the innermost rows.

    Returns
    -------
    layout
        Positions and sectors, in units and radians. In its row an actor stands
        as near as can be to the direction of its partners.

    Examples
    --------
    >>> G = nx.Graph()
    >>> G.add_node("town", model="public_action")
    >>> G.add_node("fair", kind="event")
    >>> sectors(G)["pos"]["fair"]
    (0.0, 0.0)
    """
    grouping = grouping or group(G)
    members = _members(G, grouping, rank or {})
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
        for node, (angle, radius) in _seated(G, members, seats).items()
    }
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


def _seats(count: int, arc: tuple[float, float], hole: float, depth: float) -> list[list[Polar]]:
    """Give the angles and radii of the seats of a group, row by row, the innermost first."""
    start, end = arc
    rows: list[list[Polar]] = []
    wanted = max(1, round(depth / _ROW))
    while count:
        radius = hole + (len(rows) + 0.7) * _ROW
        room = max(1, int((end - start) * radius / _ROW))
        # the rows that are left share the nodes that are left: none stays nearly empty
        share = math.ceil(count / max(1, wanted - len(rows)))
        taken = min(room, share, count)
        step = (end - start) / taken
        rows.append([(start + (seat + 0.5) * step, radius) for seat in range(taken)])
        count -= taken
    return rows


def _seated(
    G: nx.Graph, members: Mapping[str, list[str]], seats: Mapping[str, list[list[Polar]]]
) -> dict[str, Polar]:
    """Seat the nodes, each row in the order of the mean directions of its nodes' partners."""
    rows = []
    for key, rings in seats.items():
        waiting = iter(members[key])
        rows += [(ring, [next(waiting) for _ in ring]) for ring in rings]
    seat = {node: at for ring, nodes in rows for node, at in zip(nodes, ring, strict=True)}
    near = {node: [other for other in others if other in seat] for node, others in _met(G).items()}
    for _ in range(_SWEEPS):
        for ring, nodes in rows:
            middle = (ring[0][0] + ring[-1][0]) / 2
            turned = {node: _turned([seat[n][0] for n in near[node]], middle) for node in nodes}
            nodes.sort(key=lambda node: (turned[node], node))
            seat |= zip(nodes, ring, strict=True)
    return seat


def _met(G: nx.Graph) -> dict[str, list[str]]:
    """Give the partners of each node, also those it meets at a place."""
    types = standard()
    near = {node: set(nx.all_neighbors(G, node)) for node in G}
    places = {node for node in G if types.is_place(G.nodes[node].get("kind", "organisation"))}
    met = {
        node: (others - places).union(*(near[place] for place in others & places)) - {node}
        for node, others in near.items()
    }
    return {node: sorted(others) for node, others in met.items()}


def _turned(angles: Sequence[float], middle: float) -> float:
    """Give the mean direction of some angles, as seen from a direction: 0 is straight ahead."""
    x = sum(math.cos(angle - middle) for angle in angles)
    y = sum(math.sin(angle - middle) for angle in angles)
    return math.atan2(y, x) if x or y else 0.0


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
    for _ in range(120):
        pairs = cKDTree(points).query_pairs(_ROW, output_type="ndarray")
        between = points[pairs[:, 0]] - points[pairs[:, 1]]
        apart = np.maximum(np.hypot(between[:, 0], between[:, 1]), 1e-6)
        push = 0.5 * (_ROW - apart) / apart
        points = points + _sum(len(points), pairs, between * push[:, None])
        far = np.hypot(points[:, 0], points[:, 1])
        points *= np.minimum(1, radius / np.maximum(far, 1e-9))[:, None]
    return {place: (x, y) for place, (x, y) in zip(places, points.tolist(), strict=True)}


# --------------------------------------------------------------------------- kept places


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
        return _SPACING
    return float(np.median(cKDTree(points).query(points, k=2)[0][:, 1])) or _SPACING


def _free_spot(wished: Floats, taken: Floats, step: float) -> tuple[float, float]:
    """Find the spot nearest to a point, along a spiral, that is a step from any other."""
    tree = cKDTree(taken)
    for turn in range(4 * len(taken) + 64):
        angle = turn * math.pi * (3 - math.sqrt(5))
        spot = wished + 0.5 * step * math.sqrt(turn) * np.array([math.cos(angle), math.sin(angle)])
        if tree.query(spot)[0] >= 0.8 * step:
            break
    return round(float(spot[0]), 1), round(float(spot[1]), 1)
