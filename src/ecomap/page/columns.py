"""
What a page says of nodes and lines, column by column, written shortly.

The facts are those of the sheet, the numbers those of measures: nothing is
computed here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.page.findings import central
from ecomap.page.labels import Label, both, paint, term_label
from ecomap.typology import standard

__all__ = [
    "cells",
    "community_column",
    "community_terms",
    "facts",
    "family_column",
    "lines",
    "matrix",
    "numbers",
    "rounded",
    "steps",
    "terms",
]

Attributes = Mapping[str, Any]

# An alliance that rests on this alone is drawn with a broken line.
_UNPROVED: Final = frozenset({"inference", "proposal"})

# Attributes of G that are no column of a sheet.
_INNER: Final = frozenset({"alliance_group", "rows"})
_OF_ROWS: Final = _INNER | {"id", "source", "target", "partners"}


def facts(G: nx.MultiDiGraph, nodes: Sequence[str], label: str) -> list[dict[str, Any]]:
    """
    Give what the sheet says of nodes, but for their names.

    Parameters
    ----------
    G
        A graph under the contract.
    nodes
        Its nodes, in the order of the page.
    label
        Attribute that names them.

    Returns
    -------
    columns
        As the page reads them, those of the contract first.
    """
    hidden = _INNER | ({label, "name", "name_en"} if label == "name" else {label})
    told = dict(G.nodes(data=True))
    return _columns(
        [{key: value for key, value in told[n].items() if key not in hidden} for n in nodes]
    )


def lines(G: nx.MultiDiGraph, nodes: list[str]) -> dict[str, Any]:
    """
    Give the lines between nodes, and what the sheet says of each.

    Parameters
    ----------
    G
        A graph under the contract.
    nodes
        Its nodes, in the order of the page.

    Returns
    -------
    lines
        Places of their ends, of directed and of dashed ones, and their columns.
    """
    place = {node: i for i, node in enumerate(nodes)}
    hidden = _INNER | {"kind", "name", "name_en"}  # the name of an alliance is its node's already
    alliances = {
        node: {key: value for key, value in data.items() if key not in hidden}
        for node, data in G.nodes(data=True)
        if "rows" in data
    }
    edges = [(u, v, _said(alliances.get(v, {}), data)) for u, v, data in G.edges(data=True)]
    return {
        "from": [place[u] for u, _, _ in edges],
        "to": [place[v] for _, v, _ in edges],
        "directed": [i for i, (_, _, said) in enumerate(edges) if said.get("directed") is True],
        "dashed": [i for i, (_, _, said) in enumerate(edges) if said.get("evidence") in _UNPROVED],
        "columns": _columns([said for _, _, said in edges]),
    }


def _said(alliance: Attributes, data: Attributes) -> Attributes:
    """Give all that is said of a line: by its alliance, by itself, by each of its rows."""
    if not alliance and _INNER.isdisjoint(data):
        return data
    said = {**alliance, **{key: value for key, value in data.items() if key not in _INNER}}
    rows: dict[str, list[str]] = {}
    for row in data.get("rows", ()):
        for key, value in row.items():
            if key not in _OF_ROWS:
                rows.setdefault(key, []).append(str(value))
    return said | {key: "|".join(dict.fromkeys(values)) for key, values in rows.items()}


def family_column(G: nx.MultiDiGraph, nodes: list[str]) -> dict[str, Any]:
    """
    Give the family of each actor's model.

    Parameters
    ----------
    G
        A graph under the contract.
    nodes
        Its nodes, in the order of the page.

    Returns
    -------
    column
        As the page reads it.
    """
    models = nx.get_node_attributes(G, "model")
    families = {model: standard().family(model) for model in set(models.values())}
    told = [families[models[node]] if node in models else None for node in nodes]
    return {
        "key": "family",
        "label": both("family"),
        "type": "term",
        "vocabulary": "families",
        **cells(told),
    }


def community_column(found: list[set[str]], nodes: list[str]) -> dict[str, Any]:
    """
    Give the community of each actor.

    Parameters
    ----------
    found
        The communities, in the order of their numbers.
    nodes
        Its nodes, in the order of the page.

    Returns
    -------
    column
        As the page reads it.
    """
    of = {node: str(number) for number, part in enumerate(found, start=1) for node in part}
    return {
        "key": "community",
        "label": both("community"),
        "type": "term",
        "vocabulary": "communities",
        **cells([of.get(node) for node in nodes]),
    }


def community_terms(
    H: nx.Graph, found: list[set[str]], shown: Mapping[str, Sequence[str]]
) -> dict[str, Label]:
    """
    Name each community by its number and the member most linked inside.

    Parameters
    ----------
    H
        Who works with whom.
    found
        The communities.
    shown
        Names of each node, the English one last.

    Returns
    -------
    terms
        Labels by number.
    """
    first = [shown[central(H, part)[0]] for part in found]
    return {
        str(own): {"fr": f"{own} · {names[0]}…", "en": f"{own} · {names[-1] or names[0]}…"}
        for own, names in enumerate(first, start=1)
    }


def _columns(records: Sequence[Attributes]) -> list[dict[str, Any]]:
    """Turn records into columns, those of the contract first, in its order."""
    known = standard().terms("columns")
    order = {key: place for place, key in enumerate(known)}
    keys = dict.fromkeys(key for record in records for key in record)
    return [
        {**_column_words(key), **cells([record.get(key) for record in records])}
        for key in sorted(keys, key=lambda key: order.get(key, len(order)))
    ]


def _column_words(key: str) -> dict[str, Any]:
    """Give the label and the type of a column; those of an unknown one are its heading and text."""
    term = standard().terms("columns").get(key, {"type": "text", "vocabulary": ""})
    words_ = {"key": key, "label": term_label("columns", key), "type": term["type"]}
    return {**words_, "vocabulary": term["vocabulary"]} if term["vocabulary"] else words_


def cells(values: Sequence[object]) -> dict[str, Any]:
    """
    Write the cells of a column shortly.

    Parameters
    ----------
    values
        Of each row; None where there is none.

    Returns
    -------
    cells
        ``values``; ``at``, the places of the cells there are, if most are
        missing; ``of``, the distinct values that the others are numbers of, if
        they repeat much.

    Examples
    --------
    >>> cells(["a", "b", "a", "a"])
    {'of': ['a', 'b'], 'values': [0, 1, 0, 0]}
    """
    at = [i for i, value in enumerate(values) if value is not None]
    sparse = 2 * len(at) < len(values)
    kept = [values[i] for i in at] if sparse else list(values)
    kinds = set(map(type, kept)) - {type(None)}
    cells = kept if kinds <= {str} else [None if v is None else _plain(v) for v in kept]
    places = {"at": at} if sparse else {}
    # True and 1 are one key of a dict, not one cell
    keys = [(type(cell), cell) for cell in cells] if len(kinds) > 1 else cells
    distinct = {key: cell for key, cell in zip(keys, cells, strict=True) if cell is not None}
    if 2 * len(distinct) > len(at):
        return {**places, "values": cells}
    number = {key: n for n, key in enumerate(distinct)}
    return {
        **places,
        "of": list(distinct.values()),
        "values": [number.get(key) for key in keys],
    }


def _plain(value: object) -> str | float | bool:
    """Give a value as JSON knows it; what it does not know, as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def steps(places: Sequence[int]) -> list[int]:
    """
    Write rising places as steps from each to the next: alike, they take no room once packed.

    Parameters
    ----------
    places
        Rising numbers.

    Returns
    -------
    steps
        The first from 0.

    Examples
    --------
    >>> steps([4, 5, 6, 9])
    [4, 1, 1, 3]
    """
    return [place - before for before, place in pairwise((0, *places))]


def terms(columns: list[dict[str, Any]]) -> dict[str, dict[str, Label]]:
    """
    Give the labels of the terms that columns hold.

    Parameters
    ----------
    columns
        As the page reads them.

    Returns
    -------
    terms
        Labels by vocabulary, then by key.
    """
    held: dict[str, set[str]] = {}
    for column in columns:
        if "vocabulary" in column:
            cells = (str(cell) for cell in column.get("of", column["values"]) if cell is not None)
            parts = (part.partition(":")[0].strip() for cell in cells for part in cell.split("|"))
            held.setdefault(column["vocabulary"], set()).update(parts)
    held.pop("communities", None)
    types = standard()
    return {
        name: {key: term_label(name, key) for key in types.terms(name) if key in held[name]}
        for name in sorted(held)
    }


def numbers(G: nx.MultiDiGraph, scores: pd.DataFrame) -> dict[str, dict[str, float]]:
    """
    Give what a size may be.

    Parameters
    ----------
    G
        A graph under the contract.
    scores
        Measures of its actors.

    Returns
    -------
    numbers
        Columns of scores, then numeric attributes, by node.
    """
    numbers = scores.select_dtypes("number").astype(float)
    nodes = list(map(str, scores.index.tolist()))
    found: dict[str, dict[str, float]] = {
        str(key): {
            node: value
            for node, value in zip(nodes, numbers[key].tolist(), strict=True)
            if not math.isnan(value)
        }
        for key in numbers
    }
    for node, data in G.nodes(data=True):
        for key, value in data.items():
            if (
                isinstance(value, (int, float))
                and not isinstance(value, bool)
                and key not in numbers
            ):
                found.setdefault(key, {})[node] = value
    return found


def rounded(values: Mapping[str, float], nodes: list[str]) -> list[float | None]:
    """
    Give the values of nodes to six significant digits.

    Parameters
    ----------
    values
        By node.
    nodes
        In the order of the page.

    Returns
    -------
    values
        None where there is none.
    """
    known = [values[node] for node in nodes if node in values]
    # all at once: one by one takes twice as long
    written = ("%.6g " * len(known) % tuple(known)).split()
    short = map(float, written)
    return [next(short) if node in values else None for node in nodes]


def matrix(pairs: pd.DataFrame) -> dict[str, Any]:
    """
    Give the pairs of models as the page reads them: a list per column.

    Parameters
    ----------
    pairs
        What `ecomap.measures.meetings.model_matrix` gives.

    Returns
    -------
    matrix
        Models, the places of the two of each pair, and its numbers.
    """
    places = {model: i for i, model in enumerate(standard().models)}
    numbers = {
        key: [None if pd.isna(value) else float(f"{value:.4g}") for value in pairs[key]]
        for key in ("observed", "expected", "ratio", "p", "q")
    }
    return {
        "models": [
            {"key": model, "label": term_label("models", model), **paint(model)} for model in places
        ],
        "a": [places[model] for model in pairs["source_model"]],
        "b": [places[model] for model in pairs["target_model"]],
        **numbers,
        "draws": pairs.attrs["draws"],
        "left_out": int(pairs["left_out"].iloc[0]),
    }
