"""Tables and other graphs into G, and G into tables, without loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Mapping
from itertools import compress
from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.errors import Issue
from ecomap.garbage import later
from ecomap.graph.contract import _TAKEN, Attributes, _edges, _is_place, validate_graph
from ecomap.reading import tables
from ecomap.text import split_values

# An alliance of as many actors is an edge; of more, a node.
_PAIR: Final = 2


# Columns that say who takes part; the others say something about the alliance.
_ENDS: Final = ("source", "target", "partners")


# Attributes with a meaning of their own on a node: a column of that name in the
# alliances table stays on the edges, where it cannot be taken for the node's.
_NODE_WORDS: Final = frozenset({"kind", "membership", "model", "rows"})


@later()
def from_tables(actors: pd.DataFrame, alliances: pd.DataFrame | None = None) -> nx.MultiDiGraph:
    """
    Build the graph of an ecosystem from its two tables.

    Parameters
    ----------
    actors
        One row per actor or meeting place, indexed by ``id``, columns of the
        contract; a table in another state is normalised first.
    alliances
        One row per alliance of two, per member, or per list of partners,
        indexed by ``id``. None if there are no alliances.

    Returns
    -------
    G
        The graph; faults found by normalising are in ``G.graph["issues"]``.

    Raises
    ------
    GraphError
        If the result breaks the contract of `validate_graph`.

    Examples
    --------
    >>> actors = pd.DataFrame({"name": ["Town", "Firm", "School"]})
    >>> alliances = pd.DataFrame({"source": ["Town", "Town"], "target": ["Firm", "School"]})
    >>> G = from_tables(actors, alliances)
    >>> sorted(G.edges(keys=True))
    [('town', 'firm', 'town--firm'), ('town', 'school', 'town--school')]
    """
    issues: list[Issue] = []
    if alliances is None:
        alliances = pd.DataFrame()
    actors, alliances = _yielding(actors), _yielding(alliances)
    if actors.index.name != "id" or (len(alliances) and alliances.index.name != "id"):
        actors, alliances, issues = tables.normalise(actors, alliances)
    G = nx.MultiDiGraph(
        issues=issues,
        # what a graph cannot hold of a table: the order of its rows and columns
        order={
            "actors": list(actors.columns),
            "alliances": list(alliances.columns),
            "rows": alliances.index.tolist(),
        },
    )
    G.add_nodes_from(_records(actors).items())
    # the same object wherever an actor is named: G is lighter, and quicker to read
    same: dict[str, str] = {node: node for node in G}
    groups: dict[str, list[Attributes]] = defaultdict(list)
    for key, row in _records(alliances).items():
        if "partners" in row or "alliance_group" in row:
            groups[row.get("alliance_group", key)].append({"id": key, **row})
        else:
            ends: tuple[str, str] = (row.pop("source"), row.pop("target"))
            _join(G, [same.get(end, end) for end in ends], key, row)
    for group, rows in groups.items():
        _add_group(G, group, rows)
    validate_graph(G)
    return G


def _yielding(table: pd.DataFrame) -> pd.DataFrame:
    """Give another name to the column that would be taken for what G says of itself."""
    if _TAKEN not in table.columns:
        return table
    return table.rename(columns={_TAKEN: _free(table.columns, f"{_TAKEN}_")})


def _records(table: pd.DataFrame) -> dict[str, Attributes]:
    """Give the cells of each row, without the empty ones."""
    records: dict[str, Attributes] = {}
    rows = [records.setdefault(key, {}) for key in table.index.tolist()]
    for name in table.columns:
        column = table[name]
        filled = column.notna()
        cells = column[filled].tolist()
        for record, cell in zip(compress(rows, filled.tolist()), cells, strict=True):
            record[name] = cell
    return records


def _add_group(G: nx.MultiDiGraph, group: str, rows: list[Attributes]) -> None:
    """Add an alliance written over several rows, or in a list of partners."""
    ends = [_ends(row) for row in rows]
    everyone = list(dict.fromkeys(end for row in ends for end in row))
    actors = [end for end in everyone if not _is_place(G, end)]
    places = [end for end in everyone if _is_place(G, end)]
    common = [end for end in places if all(end in row and len(row) > 1 for row in ends)]
    pairs = all("source" in row for row in rows)
    if not common and group in G and _is_place(G, group) and group not in everyone:
        common = [group]
    if common:
        _add_at_place(G, common[0], rows)
    elif len(actors) > _PAIR or (len(actors) < _PAIR and not pairs):
        _add_alliance(G, group, rows, everyone)
    elif pairs:
        for same in _by_ends(rows):
            _add_edge(G, _ends(same[0]), same)
    else:
        _add_edge(G, actors, rows)


def _ends(row: Attributes) -> list[str]:
    """Give the partners that a row names."""
    if "source" in row:
        return [row["source"], row["target"]]
    return split_values(row.get("partners", ""))


def _by_ends(rows: list[Attributes]) -> list[list[Attributes]]:
    """Put together the rows of the same two partners, in order."""
    together: dict[frozenset[str], list[Attributes]] = defaultdict(list)
    for row in rows:
        together[frozenset(_ends(row))].append(row)
    return list(together.values())


def _common(rows: list[Attributes]) -> Attributes:
    """Give the columns that say the same in every row."""
    return {
        column: value
        for column, value in rows[0].items()
        if column not in {"id", *_ENDS} and all(row.get(column) == value for row in rows)
    }


def _beyond(row: Attributes, said: Collection[str]) -> Attributes:
    """Give what a row says beyond what is already said."""
    return {column: row[column] for column in row if column not in said} if said else dict(row)


def _add_edge(G: nx.MultiDiGraph, ends: list[str], rows: list[Attributes]) -> None:
    """Add one edge for all the rows of two partners; a lone row of a pair needs no ``rows``."""
    said = _common(rows)
    plain = len(rows) == 1 and "source" in rows[0]
    kept = {} if plain else {"rows": [_beyond(row, said) for row in rows]}
    _join(G, ends, rows[0]["id"], {**said, **kept})


def _join(G: nx.MultiDiGraph, ends: list[str], key: str, data: Attributes) -> None:
    """
    Add an edge whose attributes may have any name, those of networkx's arguments too.

    `add_edges_from` makes three views per edge, which is most of what building
    costs. The edge keeps `data` itself.
    """
    source, target = ends
    after, before = G._succ, G._pred  # noqa: SLF001 - the dictionaries that it fills
    for end in ends:
        if end not in after:
            G.add_node(end)
    between = after[source].get(target)
    if between is None:
        between = after[source][target] = before[target][source] = {}
    if key in between:
        between[key].update(data)
    else:
        between[key] = data


def _add_at_place(G: nx.MultiDiGraph, place: str, rows: list[Attributes]) -> None:
    """Add the rows of a group that all meet at one place: the place is the alliance."""
    for row in rows:
        if "source" in row:
            _add_edge(G, _ends(row), [row])
            continue
        members = [end for end in _ends(row) if end != place]
        _add_edge(G, [members[0], place], [row])
        for member in members[1:]:
            _join(G, [member, place], f"{row['id']}--{member}", {"rows": []})


def _add_alliance(
    G: nx.MultiDiGraph, group: str, rows: list[Attributes], everyone: list[str]
) -> None:
    """Add a node for an alliance of more than two, and one membership edge per partner."""
    node = _free(G, group)
    said = _beyond(_common(rows), _NODE_WORDS)
    own = [_beyond(row, said) for row in rows]
    carried: dict[str, list[Attributes]] = {end: [] for end in everyone}
    lists: list[Attributes] = []
    for row in own:
        ends = _ends(row)
        # a row of a pair or of one member is told on the tie of its last partner
        (carried[ends[-1]] if "source" in row or len(ends) == 1 else lists).append(row)
    G.add_nodes_from([(node, {**said, "kind": "alliance", "rows": lists})])
    for end, told in carried.items():
        same = _common(told) if told else {}
        key = told[0]["id"] if told else f"{node}--{end}"
        _join(G, [end, node], key, {**same, "rows": [_beyond(row, same) for row in told]})


def _free(G: Container[str], name: str) -> str:
    """Give a node identifier, or a name of a column, that is not taken."""
    taken, n = name, 1
    while taken in G:
        n += 1
        taken = f"{name}-{n}"
    return taken


def to_tables(G: nx.MultiDiGraph) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Give the two tables of a graph; the inverse of `from_tables`.

    Parameters
    ----------
    G
        A graph under the contract of `validate_graph`.

    Returns
    -------
    actors
        One row per actor or declared meeting place, indexed by ``id``.
    alliances
        The rows that made the graph, indexed by ``id``.

    Examples
    --------
    >>> G = from_networkx(nx.path_graph(["a", "b", "c"]))
    >>> to_tables(G)[1][["source", "target"]].values.tolist()
    [['a', 'b'], ['b', 'c']]
    """
    order = G.graph.get("order", {})
    actors = {node: dict(data) for node, data in G.nodes(data=True) if "rows" not in data}
    rows = dict(_rows(G))
    known = {key: place for place, key in enumerate(order.get("rows", ()))}
    keys = sorted(rows, key=lambda key: known.get(key, len(known)))
    return (
        _table(actors, order.get("actors", ()), first=()),
        _table({key: rows[key] for key in keys}, order.get("alliances", ()), first=_ENDS[:2]),
    )


def _rows(G: nx.MultiDiGraph) -> Iterator[tuple[str, Attributes]]:
    """Give each row of the alliances table, with its id."""
    for node, data in G.nodes(data=True):
        for row in data.get("rows", ()):
            yield row["id"], {**_said(G, node), **_beyond(row, ("id",))}
    common = {node: _said(G, node) for node, data in G.nodes(data=True) if "rows" in data}
    for source, target, key, data in _edges(G):
        if "rows" in data:
            said = {**common.get(target, {}), **_beyond(data, ("rows",))}
            for row in data["rows"]:
                yield row["id"], {**said, **_beyond(row, ("id",))}
        elif target in common:
            # somebody has added a member to an alliance by hand
            yield key, {"partners": source, **common[target], **data}
        else:
            yield key, {"source": source, "target": target, **data}


def _said(G: nx.MultiDiGraph, node: str) -> Attributes:
    """Give the columns that an alliance of more than two says for all its rows."""
    data = G.nodes[node]
    return _beyond(data, ("kind", "rows")) if "rows" in data else {}


def _table(
    records: Mapping[str, Attributes], order: Collection[str], first: Collection[str]
) -> pd.DataFrame:
    """Make a table of records, its columns in a known order, new ones after."""
    seen = dict.fromkeys(column for record in records.values() for column in record)
    columns = [column for column in order if column in seen]
    rest = [column for column in seen if column not in columns]
    columns += [c for c in first if c in rest] + [c for c in rest if c not in first]
    data = {column: [record.get(column) for record in records.values()] for column in columns}
    return pd.DataFrame(data, index=pd.Index(list(records), name="id", dtype="str"))


def from_networkx(H: nx.Graph) -> nx.MultiDiGraph:
    """
    Bring any networkx graph under the contract of ecomap.

    Parameters
    ----------
    H
        Nodes of any type; attributes named as the columns of the contract are
        read as such (``label`` stands for an absent ``name``), others are kept.

    Returns
    -------
    G
        A new graph: identifiers as text, empty attributes dropped, an id per
        edge (its ``id``, its key if that is text, else ``source--target``),
        ``directed`` true on every edge if `H` is directed.

    Raises
    ------
    GraphError
        If the result breaks the contract, an unknown model for instance.

    Examples
    --------
    >>> G = from_networkx(nx.Graph([(1, 2), (2, 3)]))
    >>> sorted(G.edges(keys=True))
    [('1', '2', '1--2'), ('2', '3', '2--3')]
    """
    G = nx.MultiDiGraph(**{key: v for key, v in H.graph.items() if isinstance(v, (str, dict))})
    G.graph["issues"] = []
    for node, data in H.nodes(data=True):
        kept = _filled(data)
        label = str(kept.pop("label", node))
        kept.setdefault("name", label)
        G.add_nodes_from([(str(node), {"kind": "organisation", **kept})])
    keyed = H.edges(keys=True, data=True) if H.is_multigraph() else H.edges(data=True)
    taken: set[str] = set()
    for source, target, *key, data in keyed:
        kept = _filled(data)
        wished = kept.pop("id", key[0] if key and isinstance(key[0], str) else None)
        name = _untaken(str(wished or f"{source}--{target}"), taken)
        directed = {"directed": True} if H.is_directed() else {}
        _join(G, [str(source), str(target)], name, {**directed, **kept})
    validate_graph(G)
    return G


def _filled(data: Mapping[str, Any]) -> Attributes:
    """Give attributes as plain values, without the empty ones."""
    plain = {str(name): getattr(value, "item", lambda v=value: v)() for name, value in data.items()}
    if isinstance(plain.get(_TAKEN), list):
        del plain[_TAKEN]  # rows that a reading of G has left behind
    elif _TAKEN in plain:
        plain[_free(plain, f"{_TAKEN}_")] = plain.pop(_TAKEN)
    return {
        name: value
        for name, value in plain.items()
        if value is not None and value != "" and value == value  # noqa: PLR0124 - nan
    }


def _untaken(name: str, taken: set[str]) -> str:
    """Give a name not yet taken, and take it."""
    free, n = name, 1
    while free in taken:
        n += 1
        free = f"{name}-{n}"
    taken.add(free)
    return free
