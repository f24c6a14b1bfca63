"""
Where the actors stand: poster, sectors and network, as coordinates computed once and seeded.

A layout is plain data: ``pos``, a dict node to (x, y) with y growing downward as
on a page, and what is drawn behind the actors. The poster puts families in
columns and models in boxes, names and all; the sectors put families side by
side on a ring and meeting places inside it; the network lets alliances pull
partners together, model by model. None knows colours or pixels: a unit is
about one pixel of a laptop's screen. Places of an older map can be kept: only
who is new is then given one.
"""

from __future__ import annotations

from ecomap.page.layout.boxes import Box, Head, Poster, poster
from ecomap.page.layout.forces import Hull, Network, network
from ecomap.page.layout.groups import OTHER, PLACES, UNKNOWN, Grouping, Position, group
from ecomap.page.layout.kept import keep
from ecomap.page.layout.ring import Sector, Sectors, sectors

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
