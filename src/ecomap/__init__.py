"""Map ecosystems of actors and alliances, and measure the value of their interactions."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ecomap.errors import EcomapError, GraphError, Issue, SheetError
    from ecomap.formats.io import read, write
    from ecomap.graph import (
        collapse,
        ego,
        from_networkx,
        from_tables,
        project,
        public,
        select,
        to_tables,
        validate_graph,
    )
    from ecomap.measures.brokerage import brokerage_roles
    from ecomap.measures.catalysts import catalyst
    from ecomap.measures.limits import coverage
    from ecomap.measures.meetings import model_fragility, model_graph, model_matrix
    from ecomap.measures.metrics import (
        actor_metrics,
        alliance_metrics,
        ecosystem_metrics,
        ecosystem_table,
    )
    from ecomap.measures.mixing import ei_index, mixing_matrix, participation
    from ecomap.measures.premium import alliance_premium, interaction_value, shapley_premium
    from ecomap.measures.removals import rank_stability, robustness
    from ecomap.measures.suggestions import reinforce, suggest
    from ecomap.measures.testimony import confirmed
    from ecomap.measures.whatif import what_if, with_alliance, without
    from ecomap.page.map import Map
    from ecomap.reading.sheets import read_tables
    from ecomap.typology import Typology

__version__: Final = "0.1.0"

# Where each public name lives. They are imported when first used (PEP 562):
# `ecomap --help` must not pay for pandas.
_ROOMS: Final = {
    "measures.brokerage": ("brokerage_roles",),
    "measures.catalysts": ("catalyst",),
    "errors": (
        "EcomapError",
        "GraphError",
        "Issue",
        "SheetError",
    ),
    "graph": (
        "collapse",
        "ego",
        "from_networkx",
        "from_tables",
        "project",
        "public",
        "select",
        "to_tables",
        "validate_graph",
    ),
    "formats.io": (
        "read",
        "write",
    ),
    "page.map": ("Map",),
    "measures.limits": ("coverage",),
    "measures.meetings": (
        "model_fragility",
        "model_graph",
        "model_matrix",
    ),
    "measures.metrics": (
        "actor_metrics",
        "alliance_metrics",
        "ecosystem_metrics",
        "ecosystem_table",
    ),
    "measures.mixing": (
        "ei_index",
        "mixing_matrix",
        "participation",
    ),
    "measures.premium": (
        "alliance_premium",
        "interaction_value",
        "shapley_premium",
    ),
    "reading.sheets": ("read_tables",),
    "measures.removals": (
        "rank_stability",
        "robustness",
    ),
    "measures.suggestions": (
        "reinforce",
        "suggest",
    ),
    "measures.testimony": ("confirmed",),
    "typology": ("Typology",),
    "measures.whatif": (
        "what_if",
        "with_alliance",
        "without",
    ),
}
_HOME: Final = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "EcomapError",
    "GraphError",
    "Issue",
    "Map",
    "SheetError",
    "Typology",
    "__version__",
    "actor_metrics",
    "alliance_metrics",
    "alliance_premium",
    "brokerage_roles",
    "catalyst",
    "collapse",
    "confirmed",
    "coverage",
    "ecosystem_metrics",
    "ecosystem_table",
    "ego",
    "ei_index",
    "from_networkx",
    "from_tables",
    "interaction_value",
    "mixing_matrix",
    "model_fragility",
    "model_graph",
    "model_matrix",
    "participation",
    "project",
    "public",
    "rank_stability",
    "read",
    "read_tables",
    "reinforce",
    "robustness",
    "select",
    "shapley_premium",
    "suggest",
    "to_tables",
    "validate_graph",
    "what_if",
    "with_alliance",
    "without",
    "write",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public name, of any type
    """Import a public name when it is first used."""
    if name not in _HOME:
        msg = f"module 'ecomap' has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(importlib.import_module(f"ecomap.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
