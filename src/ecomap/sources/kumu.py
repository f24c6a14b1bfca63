"""
Kumu, as its sheets and its JSON blueprints are written: elements and connections.

*Type* is there the kind of thing, of a link too, and *Direction* its arrow. A
blueprint is read as the two sheets that it stands for; what their headings mean
is found like that of any sheet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from ecomap.text import join_values, split_values
from ecomap.typology import standard

__all__ = ["WORDS", "blueprint", "elements_and_connections", "sheets_of"]

_LISTS: Final = frozenset({"tags", "sdg"})

_ELEMENT: Final = {"id": "ID", "name": "Label", "model": "Type"}
_CONNECTION: Final = {
    "id": "ID",
    "source": "From",
    "target": "To",
    "relation": "Type",
    "directed": "Direction",
    "name": "Label",
}
_SHARED: Final = {"description": "Description", "tags": "Tags", "url": "URL"}

# What Kumu takes for something else than a field of the user, whatever its case.
WORDS: Final = frozenset({"yes", "no", "on", "off", "true", "false"}) | {
    heading.lower() for heading in (*_ELEMENT.values(), *_CONNECTION.values())
}


def elements_and_connections(
    nodes: pd.DataFrame, ties: pd.DataFrame, lang: str = "en"
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Give two tables the headings and the words of Kumu.

    Parameters
    ----------
    nodes, ties
        What `elements.nodes_and_ties` gives.
    lang
        Language of the types.

    Returns
    -------
    elements, connections
        Kumu's own headings first, ``ID`` before all.
    """
    types = standard()
    elements = nodes.reset_index()
    connections = ties.reset_index()
    if "model" in elements:
        elements["model"] = elements["model"].map(
            lambda key: types.label("models", key, lang), na_action="ignore"
        )
    if "relation" in connections:
        connections["relation"] = connections["relation"].map(
            lambda key: types.label("relations", key, lang), na_action="ignore"
        )
    if "directed" in connections:
        arrows = {True: "directed", False: "undirected"}
        connections["directed"] = connections["directed"].map(arrows, na_action="ignore")
    return _headed(elements, _ELEMENT), _headed(connections, _CONNECTION)


def _headed(table: pd.DataFrame, headings: Mapping[str, str]) -> pd.DataFrame:
    """Put the headings of Kumu first."""
    names = {**headings, **_SHARED}
    first = [column for column in names if column in table.columns]
    rest = [column for column in table.columns if column not in names]
    return table[first + rest].rename(columns=names)


def blueprint(elements: pd.DataFrame, connections: pd.DataFrame) -> str:
    """
    Write a blueprint.

    Parameters
    ----------
    elements, connections
        Tables with the headings of Kumu.

    Returns
    -------
    text
        JSON, with fields in lower case and lists where Kumu wants them.
    """
    parts = {
        name: [_record(row) for row in table.astype(object).to_dict("records")]
        for name, table in (("elements", elements), ("connections", connections))
    }
    return json.dumps(parts, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _record(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Give the filled fields of a row."""
    ours = {*_ELEMENT.values(), *_CONNECTION.values(), *_SHARED.values()}
    record: dict[str, Any] = {}
    for heading, value in row.items():
        if pd.notna(value):
            name = heading.lower() if heading in ours else str(heading)
            record[name] = split_values(value) if name in _LISTS else value
    return record


# --------------------------------------------------------------------------- and back


def sheets_of(text: str) -> list[tuple[str, list[list[str]]]] | None:
    """
    Read a blueprint, or a full backup, as the sheets that it stands for.

    Parameters
    ----------
    text
        The text of a file.

    Returns
    -------
    sheets
        Name and rows of the elements and of the connections, headings first;
        None if the text is no blueprint.

    Examples
    --------
    >>> sheets_of('{"elements": [{"id": 1, "label": "A"}], "connections": []}')
    [('elements', [['id', 'label'], ['1', 'A']])]
    """
    if not text.lstrip("\ufeff \r\n\t").startswith("{") or '"elements"' not in text:
        return None
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("elements"), list):
        return None
    found = []
    for name in ("elements", "connections"):
        records = [one for one in data.get(name) or () if isinstance(one, dict)]
        flat = [_flattened(record) for record in records]
        headings = list(dict.fromkeys(heading for record in flat for heading in record))
        rows = [[record.get(heading, "") for heading in headings] for record in flat]
        if rows:
            found.append((name, [headings, *rows]))
    return found


def _flattened(record: Mapping[str, Any]) -> dict[str, str]:
    """Give the fields of a record as text; Kumu nests those of the user under *attributes*."""
    nested = record.get("attributes")
    fields = {**record, **nested} if isinstance(nested, dict) else dict(record)
    fields.pop("attributes", None)
    return {str(name): _cell(value) for name, value in fields.items() if value is not None}


def _cell(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Write a value as the text of a cell."""
    if isinstance(value, list):
        return join_values([_cell(one) for one in value])
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
