"""
Tables into G and back, the contract of G, and its readings.

G is an `nx.MultiDiGraph`: actors and meeting places are nodes, an alliance of
two is an edge whose key is the alliance's id, an alliance of more than two is
a node of kind ``alliance`` with one membership edge per actor. Orientation is
storage: measures are never given G but one of its readings, `project` (who
works with whom) or `collapse` (places kept), both simple and undirected.

An edge that does not stand for exactly one row of a pair, and every node made
from the alliances table, carries ``rows``: what each row of the table has
beyond the columns already written on the edge, and on the alliance it leads
to. That makes tables → G → tables lossless while common columns are written
once; an edge whose ``rows`` is empty is implied by the other rows of its group.
"""

from __future__ import annotations

from ecomap.graph.building import from_networkx, from_tables, to_tables
from ecomap.graph.contract import has_models, validate_graph
from ecomap.graph.parts import ego, leave_out, select
from ecomap.graph.publishing import public, unknown_columns
from ecomap.graph.readings import (
    MEETING_MAX,
    Alliance,
    alliances_of,
    collapse,
    project,
    unchanged,
)

__all__ = [
    "MEETING_MAX",
    "Alliance",
    "alliances_of",
    "collapse",
    "ego",
    "from_networkx",
    "from_tables",
    "has_models",
    "leave_out",
    "project",
    "public",
    "select",
    "to_tables",
    "unchanged",
    "unknown_columns",
    "validate_graph",
]
