"""
The nodes and ties of G as two plain tables, as programs that draw networks take them.

One row per node, one per edge. An alliance of more than two is a node there, as
it is in G; how its rows were written, pair by pair or in a list, is not told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

import networkx as nx
import pandas as pd

from ecomap.graph import alliances_of

__all__ = ["Elements", "nodes_and_ties", "renamed_apart"]

_ENDS: Final = frozenset({"id", "partners", "rows", "source", "target"})


class Elements(NamedTuple):
    """Two tables, and the number of ties of which several rows said different things."""

    nodes: pd.DataFrame
    ties: pd.DataFrame
    unsaid: int


def nodes_and_ties(G: nx.MultiDiGraph) -> Elements:
    """
    Give the nodes and the ties of a graph.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    elements
        ``nodes``, indexed by ``id``, each with a ``name`` and a ``kind``;
        ``ties``, indexed by ``id``, with ``source`` and ``target``.

    Examples
    --------
    >>> nodes_and_ties(nx.MultiDiGraph([("a", "b", "a--b")])).ties.values.tolist()
    [['a', 'b']]
    """
    unsaid = 0
    nodes = {}
    strengths = _strengths(G)
    for node, data in G.nodes(data=True):
        said, whole = _said(data)
        unsaid += not whole
        said.pop("directed", None)  # of a link only
        nodes[node] = {"name": node, "kind": "organisation", **said, **strengths.get(node, {})}
    ties = {}
    for source, target, key, data in G.edges(keys=True, data=True):
        said, whole = _said(data)
        unsaid += not whole
        ties[key] = {"source": source, "target": target, **said}
    # *sources* is a word of its own in sheets: where it is written
    return Elements(_table(nodes).rename(columns={"sources": "merged rows"}), _table(ties), unsaid)


def renamed_apart(
    table: pd.DataFrame, words: Collection[str]
) -> tuple[pd.DataFrame, frozenset[str]]:
    """
    Give other names to the columns that a program would take for its own.

    Parameters
    ----------
    table
        Nodes or ties.
    words
        The headings of the program, in lower case.

    Returns
    -------
    table
        Such columns, those that ecomap knows aside, behind the word *field*.
    renamed
        The columns.

    Examples
    --------
    >>> renamed_apart(pd.DataFrame(columns=["name", "Label"]), {"label"})[0].columns.tolist()
    ['name', 'field Label']
    """
    known = {"id", "kind", "source", "target", "weight"}
    odd = frozenset(
        str(column)
        for column in table.columns
        if str(column).lower() in words and column not in known
    )
    return table.rename(columns={column: f"field {column}" for column in odd}), odd


def _strengths(G: nx.MultiDiGraph) -> dict[str, dict[str, float]]:
    """Give the strength of each place that several rows tell of, if one of them states any."""
    found = {}
    for alliance in alliances_of(G):
        place = alliance["id"]
        if alliance["place"] and "weight" not in G.nodes[place]:
            ties = [*G.in_edges(place, data=True), *G.out_edges(place, data=True)]
            told = [G.nodes[place], *(data for *_, data in ties)]
            rows = [row for data in told for row in data.get("rows", ())]
            if rows and any("weight" in said for said in (*told, *rows)):
                found[place] = {"weight": alliance["weight"]}
    return found


def _said(data: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Give what all the rows behind a node or an edge say, and whether that is all they say."""
    said = {name: value for name, value in data.items() if name not in _ENDS}
    rows = [_beyond(row) for row in data.get("rows", ())]
    if len(rows) == 1:
        return {**said, **rows[0]}, True
    if weights := [row["weight"] for row in rows if "weight" in row]:
        # the strength of an alliance is the mean over its rows, 1 where they say none
        said["weight"] = (sum(weights) + len(rows) - len(weights)) / len(rows)
    return said, not any(set(row) for row in rows)


def _beyond(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a row says beyond who takes part."""
    return {name: value for name, value in row.items() if name not in _ENDS}


def _table(records: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Make a table of records, indexed by ``id``."""
    columns = list(dict.fromkeys(column for record in records.values() for column in record))
    data = {column: [record.get(column) for record in records.values()] for column in columns}
    return pd.DataFrame(data, index=pd.Index(list(records), name="id", dtype="str"))
