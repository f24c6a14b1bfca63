"""Map ecosystems of actors and alliances, and measure the value of their interactions."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ecomap.errors import EcomapError, GraphError, Issue, SheetError
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
    from ecomap.io import read, write
    from ecomap.map import Map
    from ecomap.metrics import actor_metrics, alliance_metrics, ecosystem_metrics, model_matrix
    from ecomap.mixing import ei_index, mixing_matrix, participation
    from ecomap.sheets import read_tables
    from ecomap.typology import Typology

__version__: Final = "0.1.0"

# Where each public name lives. They are imported when first used (PEP 562):
# `ecomap --help` must not pay for pandas.
_ROOMS: Final = {
    "errors": ("EcomapError", "GraphError", "Issue", "SheetError"),
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
    "io": ("read", "write"),
    "map": ("Map",),
    "metrics": ("actor_metrics", "alliance_metrics", "ecosystem_metrics", "model_matrix"),
    "mixing": ("ei_index", "mixing_matrix", "participation"),
    "sheets": ("read_tables",),
    "typology": ("Typology",),
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
    "collapse",
    "ecosystem_metrics",
    "ego",
    "ei_index",
    "from_networkx",
    "from_tables",
    "mixing_matrix",
    "model_matrix",
    "participation",
    "project",
    "public",
    "read",
    "read_tables",
    "select",
    "to_tables",
    "validate_graph",
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
