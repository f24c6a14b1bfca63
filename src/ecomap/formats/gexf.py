"""
GEXF 1.3, as Gephi opens it: colours, sizes, labels and dates beside the columns.

Colour is the model's, as on the maps; a mark's area grows with the number of
its neighbours. An alliance, or a meeting place, that has dates has them in
Gephi's form too, whole days from the first to the last; what the sheet says,
"2023" for instance, stays in the columns.
"""

from __future__ import annotations

import calendar
import json
import re
from math import sqrt
from pathlib import Path
from typing import Any, Final

import networkx as nx

from ecomap.formats.flat import Flat, facts_of, flat_copy, xml_text
from ecomap.typology import standard

__all__ = ["read_gexf", "write_gexf"]

# As on the maps: an actor without a known model is grey, a place is pale.
_UNKNOWN: Final = "#9aa0a6"
_PLACE: Final = "#d7dbde"
_SMALLEST: Final = 6.0

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_LAST_MONTH: Final = 12


def write_gexf(G: nx.MultiDiGraph, path: Path) -> Flat:
    """
    Write a graph in GEXF 1.3.

    Parameters
    ----------
    G
        A graph under the contract.
    path
        The file to write.

    Returns
    -------
    flat
        What was written, and what was lost.
    """
    flat = flat_copy(G)
    H = flat.H
    for node, data in H.nodes(data=True):
        data["label"] = data.get("name", node)
        data["viz"] = {"color": _colour(G.nodes[node]), "size": _SMALLEST * sqrt(1 + len(H[node]))}
        data.update(_days(G.nodes[node]))
    for *_, data in H.edges(data=True):
        known = {name: data.get(f"column:{name}") for name in ("start", "end")}
        data.update(_days(known))
        if relation := data.get("relation"):
            data["label"] = standard().label("relations", relation, G.graph.get("lang", "en"))
    # networkx keeps no attribute of the whole graph in GEXF: they travel on the first node
    for node in list(H)[:1]:
        H.nodes[node]["ecomap_graph"] = xml_text(json.dumps(facts_of(G), ensure_ascii=False))
    nx.write_gexf(H, path, encoding="utf-8", version="1.3")
    return flat


def read_gexf(path: Path) -> nx.Graph:
    """
    Read GEXF, of ecomap or of another program.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    H
        The graph; what ecomap said of it is in ``H.graph["ecomap"]``.
    """
    H = nx.read_gexf(path)
    for _, data in H.nodes(data=True):
        if "ecomap_graph" in data:
            H.graph["ecomap"] = data.pop("ecomap_graph")
    return H


def _colour(data: dict[str, Any]) -> dict[str, Any]:
    """Give the colour of a mark."""
    types = standard()
    if types.is_place(data.get("kind", "organisation")):
        code = _PLACE
    else:
        code = types.terms("models")[data["model"]]["color_light"] if "model" in data else _UNKNOWN
    red, green, blue = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return {"r": red, "g": green, "b": blue, "a": 1.0}


def _days(data: dict[str, Any]) -> dict[str, str]:
    """Give the first and the last day of what has dates; nothing if they are in disorder."""
    start, end = _day(data.get("start"), last=False), _day(data.get("end"), last=True)
    if start and end and start > end:
        return {}
    return {name: day for name, day in (("start", start), ("end", end)) if day}


def _day(date: object, *, last: bool) -> str:
    """Give the first or the last day of a year, a month or a day; empty if it is no date."""
    found = _DATE.fullmatch(str(date))
    if not found or found[1] == "0000":
        return ""
    year, month = int(found[1]), int(found[2] or (_LAST_MONTH if last else 1))
    if not 1 <= month <= _LAST_MONTH:
        return ""
    day = int(found[3] or (calendar.monthrange(year, month)[1] if last else 1))
    return f"{year:04}-{month:02}-{day:02}"
