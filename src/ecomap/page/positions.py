"""
Where things stand on a page: its layouts as lists, and the positions of an older page.

The layouts compute places by node; the page reads them in the order of its
nodes, in whole units. Half a unit is less than one sees.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ecomap.errors import GraphError
from ecomap.page import layout as layouts
from ecomap.page.packing import unpack

__all__ = ["given", "placed", "posters", "read_positions", "ringed", "tied"]

# A span that differs less than so many times from that of a layout of ours is one of ours.
_SAME_UNIT: Final = 4.0


def posters(
    wide: layouts.Poster,
    tall: layouts.Poster | None,
    nodes: Sequence[str],
    groups: Sequence[str],
    families: Sequence[str],
) -> dict[str, Any]:
    """
    Give the poster, and that of a telephone.

    Parameters
    ----------
    wide, tall
        The two, as computed; None for no narrow one.
    nodes
        In the order of the page.
    groups
        Those of the legend.
    families
        Theirs.

    Returns
    -------
    layout
        As the page reads it.
    """
    poster = _poster(wide, nodes, groups, families)
    if tall is None:
        return poster
    return {**poster, "narrow": {**_poster(tall, nodes, groups, families), "scroll": True}}


def _poster(
    poster: layouts.Poster, nodes: Sequence[str], groups: Sequence[str], families: Sequence[str]
) -> dict[str, Any]:
    """Give a poster as the page reads it: places in lists instead of names."""
    sides = ("x", "y", "width", "height", "text")

    def rounded(box: Mapping[str, Any]) -> dict[str, float]:
        return {side: round(float(box[side]), 1) for side in sides if side in box}

    return {
        **placed(poster, nodes),
        "lines": [poster["lines"][node] for node in nodes],
        "boxes": [
            {"group": groups.index(box["group"]), "titled": box["titled"], **rounded(box)}
            for box in poster["boxes"]
        ],
        "heads": [
            {"family": families.index(head["family"]), **rounded(head)} for head in poster["heads"]
        ],
        "font": poster["font"],
        "line": poster["line"],
        "indent": poster["indent"],
        "large": round(poster["large"], 2),
    }


def ringed(ring: layouts.Sectors, nodes: Sequence[str], groups: Sequence[str]) -> dict[str, Any]:
    """
    Give the sectors.

    Parameters
    ----------
    ring
        As computed.
    nodes
        In the order of the page.
    groups
        Those of the legend.

    Returns
    -------
    layout
        As the page reads it.
    """
    return {
        **placed(ring, nodes),
        "sectors": [_sector(sector, groups) for sector in ring["sectors"]],
    }


def _sector(sector: Mapping[str, Any], groups: Sequence[str]) -> dict[str, float]:
    """Give a sector as the page reads it."""
    angles = {side: round(sector[side], 4) for side in ("start", "end")}
    radii = {side: round(sector[side], 1) for side in ("inner", "outer")}
    return {"group": groups.index(sector["group"]), **angles, **radii}


def tied(net: layouts.Network, nodes: Sequence[str], groups: Sequence[str]) -> dict[str, Any]:
    """
    Give the network.

    Parameters
    ----------
    net
        As computed.
    nodes
        In the order of the page.
    groups
        Those of the legend.

    Returns
    -------
    layout
        As the page reads it.
    """
    return {
        **placed(net, nodes),
        "hulls": [
            {"group": groups.index(hull["group"]), "points": [*map(_short, hull["points"])]}
            for hull in net["hulls"]
        ],
    }


def placed(layout: Mapping[str, Any], nodes: Sequence[str]) -> dict[str, Any]:
    """
    Give the places and the bounds of any layout.

    Parameters
    ----------
    layout
        With ``pos`` by node, and ``bounds``.
    nodes
        In the order of the page.

    Returns
    -------
    places
        ``xy``, x and y in turn, and ``bounds``.
    """
    xy = [round(value) for node in nodes for value in layout["pos"][node]]
    return {"xy": xy, "bounds": _short(layout["bounds"])}


def _short(values: Iterable[float]) -> list[int]:
    """Round coordinates: half a unit is less than one sees."""
    return [round(value) for value in values]


def given(pos: Mapping[str, tuple[float, float]], nodes: Sequence[str]) -> dict[str, Any]:
    """
    Give the user's positions, in units: as wide as so many marks and names need.

    Positions of a page are in units already, and stay what they are: the same
    actor has the same numbers year after year.

    Parameters
    ----------
    pos
        By node, in any unit.
    nodes
        In the order of the page.

    Returns
    -------
    layout
        As the page reads it.
    """
    points = [pos[node] for node in nodes] or [(0.0, 0.0)]
    low = [min(point[axis] for point in points) for axis in (0, 1)]
    span = max(*(max(p[axis] for p in points) - low[axis] for axis in (0, 1)), 1e-9)
    unit = 100 * math.sqrt(len(points)) / span
    if 1 / _SAME_UNIT < unit < _SAME_UNIT:
        low, unit = [0.0, 0.0], 1.0
    xy = [(pos[node][axis] - low[axis]) * unit for node in nodes for axis in (0, 1)]
    across, along = xy[::2] or [0.0], xy[1::2] or [0.0]
    bounds = [min(across) - 40, min(along) - 40, max(across) + 160, max(along) + 40]
    # a place of the user's is kept as closely as the page saves it
    return {"xy": [round(float(value), 1) for value in xy], "bounds": _short(bounds)}


def read_positions(path: str | Path) -> layouts.Position:
    """
    Read the places of an older map.

    Parameters
    ----------
    path
        A page that a `Map` saved, or the positions that a page saved.

    Returns
    -------
    pos
        Places by identifier, in the layout that the page opened on; in the
        network if that was the poster.

    Raises
    ------
    GraphError
        If the file holds no positions.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "places.json"
    ...     _ = path.write_text('{"positions": {"town": [3, 4]}}', encoding="utf-8")
    ...     read_positions(path)
    {'town': (3.0, 4.0)}
    """
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    try:
        held = _held_positions(text)
        return {
            str(node): (float(x), float(y))
            for node, (x, y) in held.items()
            if math.isfinite(x) and math.isfinite(y)
        }
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError) as error:
        msg = f"{Path(path).name} holds no positions of a map."
        raise GraphError(msg) from error


def _held_positions(text: str) -> dict[str, Any]:
    """Find the positions in the text of a page, or of what it saved."""
    block = re.search(r'<script type="application/json" id="data"( [^>]*)?>([^<]*)<', text)
    if block is None:
        data = json.loads(text)
        found: dict[str, Any] = data.get("positions", data)
        return found
    data = json.loads(unpack(block[2]) if block[1] else block[2])
    chosen = {layout["key"]: layout["xy"] for layout in data["layouts"]}
    # a cell of the poster is no place: who comes moves those after it
    shown = data["layout"]
    xy = chosen["network" if shown in {"poster", "bubbles"} else shown]
    return dict(zip(data["nodes"]["id"], zip(xy[::2], xy[1::2], strict=True), strict=True))
