"""Graphs of what was told, for the tests of several rooms: from rows, or drawn by hypothesis."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd
from hypothesis import strategies as st

from ecomap.graph import from_tables
from ecomap.typology import standard

# Alliances of each confidence, the last of neither confidence nor evidence.
ROWS: list[dict[str, object]] = [
    {"id": "1", "source": "a", "target": "b", "evidence": "stated", "confidence": "low"},
    {"id": "2", "source": "a", "target": "c", "evidence": "public_source", "confidence": "medium"},
    {"id": "3", "source": "b", "target": "c", "evidence": "inference", "confidence": "high"},
    {"id": "4", "source": "c", "target": "d"},
]


def tables(
    rows: list[dict[str, object]], actors: str = "abcd", **columns: list[Any]
) -> nx.MultiDiGraph:
    """Build a graph of organisations from the rows of its alliances."""
    who = pd.DataFrame(
        {"name": [actor.upper() for actor in actors], "kind": "organisation"} | columns,
        index=pd.Index(list(actors), name="id", dtype="str"),
    )
    ties = pd.DataFrame(rows).set_index("id")
    return from_tables(who, ties)


def cells(table: pd.DataFrame, row: Any, *columns: str) -> list[float]:
    """Give the cells of a row as numbers."""
    return [float(table[column][row]) for column in columns]


def asked_graph() -> nx.MultiDiGraph:
    """Ask a, b, d and e; a and b answer, somebody outside tells of c and d."""
    rows: list[dict[str, object]] = [
        {"id": "1", "source": "a", "target": "b", "said_by": "A|b"},
        {"id": "2", "source": "b", "target": "c", "said_by": "b"},
        {"id": "3", "source": "c", "target": "d", "said_by": "a journalist"},
    ]
    asked = [True, True, False, True, True, None]
    return tables(rows, "abcdef", asked=asked)


@st.composite
def ecosystems(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Make small ecosystems: isolates, unclassified actors, parallel alliances, places."""
    G = nx.MultiDiGraph()
    models = [None, *standard().models]
    evidence = st.sampled_from([None, *standard().terms("evidence")])
    n = draw(st.integers(0, 7))
    for node in range(n):
        model = draw(st.sampled_from(models))
        asked = draw(st.sampled_from([None, True, False]))
        given_values = {"model": model, "asked": asked}
        data = {key: value for key, value in given_values.items() if value is not None}
        G.add_node(f"a{node}", name=f"A{node}", kind="organisation", **data)
    for place in range(draw(st.integers(0, 2)) if n else 0):
        G.add_node(f"p{place}", kind="event")
        for member in draw(st.sets(st.integers(0, n - 1))):
            G.add_edge(f"a{member}", f"p{place}", key=f"{member}at{place}")
    for tie in range(draw(st.integers(0, 8)) if n > 1 else 0):
        u, v = draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=2, unique=True))
        G.add_edge(f"a{u}", f"a{v}", key=f"t{tie}")
    for *_, data in G.edges(data=True):
        if (found := draw(evidence)) is not None:
            data["evidence"] = found
        if draw(st.booleans()):
            data["said_by"] = draw(st.sampled_from(["a0", "A1|a0", "somebody"]))
    return G
