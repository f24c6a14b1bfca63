"""
Where the actors are: a map of France, without any tile from the network.

An actor stands at its coordinates, else in its territory if that is a region,
a department or a large town of France; a meeting place stands among its
actors. Whoever is national, or whose territory nobody recognises, is listed
beside the outlines, not put somewhere by guess. Outlines and their licence:
``data/france``.
"""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple, TypedDict

import networkx as nx

from ecomap.text import fold, split_values
from ecomap.typology import standard

__all__ = ["ASIDE", "Caption", "Geography", "geography"]

Point = tuple[float, float]

# Why an actor stands beside the outlines: key of the words of the page.
ASIDE: Final = ("wider", "unrecognised", "not_given")

# A conic projection with the parallels that maps of France are drawn with.
_PARALLELS: Final = (44.0, 49.0)
_MIDDLE: Final = (3.0, 46.5)
_UNITS: Final = 5600.0  # of the radius of the Earth: the country is some 750 units high

_BOUNDS: Final = (-6.0, 41.0, 10.5, 51.6)  # degrees: west, south, east, north
_SPACING: Final = 22.0  # between two actors of one territory
_LIST: Final = 250.0  # width of a column of actors beside the outlines
_ROW: Final = 25.0
_SCREEN: Final = (1150.0, 790.0)
_INSET: Final = 62.0  # side of the square of an overseas department
_WIDER_LEVELS: Final = frozenset({"national", "european", "international", "multiple"})
_COUNTRY: Final = frozenset({"france", "france entiere", "monde", "europe", "world"})
_GOLDEN: Final = math.pi * (3 - math.sqrt(5))


class Caption(TypedDict):
    """What stands over a list of actors beside the outlines: a key of `ASIDE`, and how many."""

    key: str
    count: int
    x: float
    y: float


class Geography(TypedDict):
    """A map: where each node stands, outlines of territories, and lists of those on none."""

    pos: dict[str, Point]
    lands: list[dict[str, Any]]
    captions: list[Caption]
    bounds: list[float]


class _France(NamedTuple):
    """The departments' outlines, and what names of territories mean: where they are."""

    outlines: dict[str, list[list[Point]]]
    names: dict[str, str]
    regions: dict[str, set[str]]
    anchors: dict[str, Point]


def geography(G: nx.MultiDiGraph, *, least: float = 0.0) -> Geography | None:
    """
    Lay a graph out on the map of France.

    Parameters
    ----------
    G
        Actors and meeting places, with ``latitude`` and ``longitude`` in degrees,
        or ``territory`` as text.
    least
        Share of the actors that must be on the map for it to be worth drawing,
        0 to 1.

    Returns
    -------
    layout
        Positions in units; None if too few actors, or none at all, can be placed.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("a", territory="Nord")
    >>> G.add_node("b", territory="Hérault")
    >>> pos = geography(G)["pos"]
    >>> pos["a"][1] < pos["b"][1]  # the north is above
    True
    """
    where = {node: _located(data) for node, data in G.nodes(data=True)}
    placed = {node: point for node, (point, _) in where.items() if point}
    if not placed or len(placed) < least * len(G):
        return None
    placed |= _among(G, placed, [node for node in G if node not in placed])
    pos = _spread(placed)
    lands = _lands()
    aside = {node: why for node, (point, why) in where.items() if not point and node not in placed}
    right = max(x for land in lands for ring in land["rings"] for x in ring[::2])
    low = min(y for land in lands for ring in land["rings"] for y in ring[1::2])
    high = max(y for land in lands for ring in land["rings"] for y in ring[1::2])
    left = min(x for land in lands for ring in land["rings"] for x in ring[::2])
    room = _room(len(aside), right - left, high - low)
    listed, captions, end = _listed(G, aside, (right + 40, low), room)
    return Geography(
        pos=pos | listed,
        lands=lands,
        captions=captions,
        bounds=[left - 20, low - 20, end, low + room + 20],
    )


# --------------------------------------------------------------------------- the country


@cache
def _france() -> _France:
    """Read the outlines and the names."""
    folder = files("ecomap") / "data" / "france"
    with (folder / "departments.csv").open(encoding="utf-8") as stream:
        departments = list(csv.DictReader(stream))
    with (folder / "towns.csv").open(encoding="utf-8") as stream:
        towns = [(row["name"], row["department"]) for row in csv.DictReader(stream)]
    outlines = {row["key"]: _rings(row["outline"]) for row in departments}
    regions: dict[str, set[str]] = defaultdict(set)
    for row in departments:
        regions[_typed(row["region"])].add(row["key"])
    # Paris is a town and a department; Saint-Denis is two towns: told by none
    found = Counter(_typed(name) for name, _ in towns)
    names = {_typed(name): key for name, key in towns if found[_typed(name)] == 1}
    names |= {_typed(row["name"]): row["key"] for row in departments}
    names |= {row["key"].lower(): row["key"] for row in departments}
    anchors = {key: _middle(rings) for key, rings in outlines.items() if rings}
    anchors |= _insets([row["key"] for row in departments if not row["outline"]])
    return _France(outlines, names, dict(regions), anchors)


def _typed(name: str) -> str:
    """Fold a name, hyphens and apostrophes too: they are typed as one likes."""
    return fold(name).replace("-", " ").replace("'", " ")


def _rings(outline: str) -> list[list[Point]]:
    """Read an outline in degrees as points in units."""
    rings = []
    for ring in outline.split("|") if outline else []:
        numbers = [int(part) / 100 for part in ring.split()]
        rings.append(
            [_project(lon, lat) for lon, lat in zip(numbers[::2], numbers[1::2], strict=True)]
        )
    return rings


def _project(longitude: float, latitude: float) -> Point:
    """Give the place of coordinates on the map, y growing downward (Lambert's conic)."""
    turn, scale, middle = _conic()
    radius = scale / _stretch(math.radians(latitude)) ** turn
    angle = turn * math.radians(longitude - _MIDDLE[0])
    return _UNITS * radius * math.sin(angle), -_UNITS * (middle - radius * math.cos(angle))


@cache
def _conic() -> tuple[float, float, float]:
    """Give how much the cone turns, its scale, and the radius of its middle."""
    first, second = (math.radians(parallel) for parallel in _PARALLELS)
    turn = math.log(math.cos(first) / math.cos(second)) / math.log(
        _stretch(second) / _stretch(first)
    )
    scale = math.cos(first) * _stretch(first) ** turn / turn
    return turn, scale, scale / _stretch(math.radians(_MIDDLE[1])) ** turn


def _stretch(latitude: float) -> float:
    """Give how far a parallel stands from the equator on a conic projection."""
    return math.tan(math.pi / 4 + latitude / 2)


def _middle(rings: Sequence[Sequence[Point]]) -> Point:
    """Give the centre of the largest ring of a territory."""
    ring = max(rings, key=lambda points: abs(_area(points)))
    area = _area(ring)
    x = y = 0.0
    for (a, b), (c, d) in zip(ring, [*ring[1:], ring[0]], strict=True):
        x += (a + c) * (a * d - c * b)
        y += (b + d) * (a * d - c * b)
    return x / (6 * area), y / (6 * area)


def _area(ring: Sequence[Point]) -> float:
    """Give the area of a ring, with its sign."""
    turns = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(a * d - c * b for (a, b), (c, d) in turns) / 2


def _insets(keys: Iterable[str]) -> dict[str, Point]:
    """Put the overseas departments in squares, one under the other in the ocean."""
    x, y = _project(-6.4, 46.6)
    return {key: (x, y + k * (_INSET + 26)) for k, key in enumerate(keys)}


def _lands() -> list[dict[str, Any]]:
    """Give the outlines as the page draws them: rings of x and y in turn, and a name if inset."""
    france = _france()
    half = _INSET / 2
    with (files("ecomap") / "data" / "france" / "departments.csv").open(encoding="utf-8") as stream:
        called = {row["key"]: row["name"] for row in csv.DictReader(stream)}
    lands = []
    for key, rings in france.outlines.items():
        x, y = france.anchors[key]
        square = [
            (x - half, y - half),
            (x + half, y - half),
            (x + half, y + half),
            (x - half, y + half),
        ]
        flat = [[round(side, 1) for point in ring for side in point] for ring in rings or [square]]
        lands.append({"rings": flat} if rings else {"rings": flat, "name": called[key]})
    return lands


# --------------------------------------------------------------------------- places


def _located(data: Mapping[str, Any]) -> tuple[Point | None, str]:
    """Tell where a node is, else why it is on no outline."""
    latitude, longitude = data.get("latitude"), data.get("longitude")
    if isinstance(latitude, (int, float)) and isinstance(longitude, (int, float)):
        west, south, east, north = _BOUNDS
        inside = west <= longitude <= east and south <= latitude <= north
        return (_project(longitude, latitude), "") if inside else (None, "wider")
    text = data.get("territory")
    if text is None:
        return None, "not_given"
    points = [point for value in split_values(str(text)) if (point := _named(value))]
    if len(points) == 1:
        return points[0], ""
    wide = data.get("territory_level") in _WIDER_LEVELS or fold(str(text)) in _COUNTRY
    return None, "wider" if wide or points else "unrecognised"


def _named(value: str) -> Point | None:
    """Tell where a territory is, by its name or number; None if nothing here is called so."""
    france, name = _france(), _typed(value)
    if name in france.regions:
        points = [france.anchors[key] for key in sorted(france.regions[name])]
        return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)
    return france.anchors.get(france.names.get(name, ""))


def _among(
    G: nx.MultiDiGraph, placed: Mapping[str, Point], others: Iterable[str]
) -> dict[str, Point]:
    """Put those of whom no territory is told, and that are places, among their actors."""
    found = {}
    for node in others:
        kind = str(G.nodes[node].get("kind", "organisation"))
        near = [placed[other] for other in nx.all_neighbors(G, node) if other in placed]
        if near and standard().is_place(kind) and "territory" not in G.nodes[node]:
            found[node] = (
                sum(x for x, _ in near) / len(near),
                sum(y for _, y in near) / len(near),
            )
    return found


def _spread(placed: Mapping[str, Point]) -> dict[str, Point]:
    """Set the nodes of one point around it, like the seeds of a sunflower."""
    together: dict[tuple[int, int], list[str]] = defaultdict(list)
    for node in sorted(placed):
        x, y = placed[node]
        together[round(x / 8), round(y / 8)].append(node)
    pos = {}
    for nodes in together.values():
        x = sum(placed[node][0] for node in nodes) / len(nodes)
        y = sum(placed[node][1] for node in nodes) / len(nodes)
        for k, node in enumerate(nodes):
            away, angle = _SPACING * math.sqrt(k) * 0.62, k * _GOLDEN
            pos[node] = (
                round(x + away * math.cos(angle), 1),
                round(y + away * math.sin(angle), 1),
            )
    return pos


def _room(count: int, wide: float, high: float) -> float:
    """Give the height of the lists that lets the whole be seen largest on a screen."""
    rows = count + 3 * len(ASIDE)

    def seen(columns: int) -> tuple[float, float]:
        height = max(high, math.ceil(rows / columns) * _ROW)
        return max((wide + columns * _LIST) / _SCREEN[0], height / _SCREEN[1]), height

    return min(seen(columns) for columns in range(1, 2 + rows // 10))[1]


def _listed(
    G: nx.MultiDiGraph, aside: Mapping[str, str], corner: Point, high: float
) -> tuple[dict[str, Point], list[Caption], float]:
    """List those on no outline in columns to the right, by reason, then by name."""
    pos: dict[str, Point] = {}
    captions: list[Caption] = []
    x, y = corner[0], corner[1] + 10
    for why in ASIDE:
        nodes = sorted(
            (node for node, reason in aside.items() if reason == why),
            key=lambda node: (fold(str(G.nodes[node].get("name", node))), node),
        )
        if not nodes:
            continue
        if y > corner[1] + high - 5 * _ROW:
            x, y = x + _LIST, corner[1] + 10
        captions.append(Caption(key=why, count=len(nodes), x=round(x, 1), y=round(y, 1)))
        y += 1.3 * _ROW
        for node in nodes:
            if y > corner[1] + high:
                x, y = x + _LIST, corner[1] + 10 + 1.3 * _ROW
            pos[node] = (round(x + 8, 1), round(y, 1))
            y += _ROW
        y += _ROW
    return pos, captions, x + _LIST + 70 if pos else corner[0]
