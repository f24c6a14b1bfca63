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

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Hashable, Iterable, Iterator, Mapping
from itertools import combinations
from math import isfinite
from typing import Any, Final, TypedDict

import networkx as nx
import pandas as pd

from ecomap.errors import GraphError, Issue
from ecomap.reading import tables
from ecomap.text import join_values, split_values
from ecomap.typology import standard
from ecomap.values.ends import Directory, find, list_actors

__all__ = [
    "MEETING_MAX",
    "Alliance",
    "alliances_of",
    "collapse",
    "ego",
    "from_networkx",
    "from_tables",
    "leave_out",
    "project",
    "public",
    "select",
    "to_tables",
    "validate_graph",
]

Attributes = dict[str, Any]

# Beyond this many actors a place says who attended, not who works together.
MEETING_MAX: Final = 200

# An alliance of as many actors is an edge; of more, a node.
_PAIR: Final = 2

# Columns that say who takes part; the others say something about the alliance.
_ENDS: Final = ("source", "target", "partners")

# Attributes with a meaning of their own on a node: a column of that name in the
# alliances table stays on the edges, where it cannot be taken for the node's.
_NODE_WORDS: Final = frozenset({"kind", "membership", "model", "rows"})


# What G says of itself under a name that a sheet may use too: the sheet's gets another.
_TAKEN: Final = "rows"


class Alliance(TypedDict):
    """
    One alliance: an edge between two actors, or a meeting place.

    Its `id` is the edge's key or the place's node, `members` its distinct
    actors, `weight` its strength (1 unless the sheet gives one, the mean over
    its rows), and `place` tells the two apart.
    """

    id: str
    members: tuple[str, ...]
    weight: float
    place: bool


# --------------------------------------------------------------------------- from tables


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
            "rows": list(alliances.index),
        },
    )
    G.add_nodes_from(_records(actors).items())
    groups: dict[str, list[Attributes]] = defaultdict(list)
    for key, row in _records(alliances).items():
        if "partners" in row or "alliance_group" in row:
            groups[row.get("alliance_group", key)].append({"id": key, **row})
        else:
            _join(G, [row.pop("source"), row.pop("target")], key, row)
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
    records: dict[str, Attributes] = {key: {} for key in table.index}
    for column in table.columns:
        cells = table[column]
        filled = cells.notna()
        for key, value in zip(table.index[filled], cells[filled].tolist(), strict=True):
            records[key][column] = value
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


def _is_place(G: nx.Graph, node: str) -> bool:
    """Tell whether a node is a meeting place."""
    return standard().is_place(G.nodes[node].get("kind", "organisation"))


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
    return {column: value for column, value in row.items() if column not in said}


def _add_edge(G: nx.MultiDiGraph, ends: list[str], rows: list[Attributes]) -> None:
    """Add one edge for all the rows of two partners; a lone row of a pair needs no ``rows``."""
    said = _common(rows)
    plain = len(rows) == 1 and "source" in rows[0]
    kept = {} if plain else {"rows": [_beyond(row, said) for row in rows]}
    _join(G, ends, rows[0]["id"], {**said, **kept})


def _join(G: nx.MultiDiGraph, ends: list[str], key: str, data: Attributes) -> None:
    """Add an edge whose attributes may have any name, those of networkx's arguments too."""
    G.add_edges_from([(*ends, key, data)])


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


# --------------------------------------------------------------------------- to tables


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
    for source, target, key, data in G.edges(keys=True, data=True):
        said = {**_said(G, target), **_beyond(data, ("rows",))}
        if "rows" not in data:
            # somebody may have added a member to an alliance by hand
            member = "rows" in G.nodes[target]
            ends = {"partners": source} if member else {"source": source, "target": target}
            yield key, {**ends, **said}
        for row in data.get("rows", ()):
            yield row["id"], {**said, **_beyond(row, ("id",))}


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


# --------------------------------------------------------------------------- contract


def validate_graph(G: nx.MultiDiGraph) -> None:
    """
    Check that a graph keeps the contract of ecomap.

    Parameters
    ----------
    G
        The graph to check.

    Raises
    ------
    GraphError
        With one issue per fault: not an `nx.MultiDiGraph`; an id or a key that
        is not text; a key used twice; a kind or a model that the vocabulary
        does not have; a model on a meeting place; shares that do not sum to 1;
        a weight that is not positive and finite; an attribute that is empty
        instead of absent; an edge from a node to itself.

    Examples
    --------
    >>> validate_graph(nx.MultiDiGraph([("a", "b", "a--b")]))
    """
    if not isinstance(G, nx.MultiDiGraph):
        raise GraphError(issues=[_fault("graph_class", value=type(G).__name__)])
    faults = [fault for node in G for fault in _node_faults(node, G.nodes[node])]
    faults += [fault for edge in G.edges(keys=True, data=True) for fault in _edge_faults(*edge)]
    counts = Counter(key for _, _, key in G.edges(keys=True))
    faults += [_fault("graph_key_twice", value=key) for key, n in counts.items() if n > 1]
    if faults:
        raise GraphError(issues=faults)


def _fault(code: str, value: object, **facts: object) -> Issue:
    """Make the issue of a broken contract."""
    return Issue(code=code, severity="error", value=str(value), facts=facts)


def _node_faults(node: Hashable, data: Attributes) -> Iterator[Issue]:
    """Find what is wrong with a node."""
    types = standard()
    if not isinstance(node, str) or not node:
        yield _fault("graph_id", value=node)
    kind = data.get("kind", "organisation")
    if kind not in types.terms("kinds"):
        yield _fault("graph_kind", value=kind, node=node)
    elif "model" in data and types.is_place(kind):
        yield _fault("graph_place_model", value=data["model"], node=node)
    if "model" in data and data["model"] not in types.terms("models"):
        yield _fault("graph_model", value=data["model"], node=node)
    if "membership" in data:
        try:
            types.membership(data["membership"])
        except ValueError:
            yield _fault("graph_membership", value=data["membership"], node=node)
    yield from _empty(node, data)


def _edge_faults(source: str, target: str, key: Hashable, data: Attributes) -> Iterator[Issue]:
    """Find what is wrong with an edge."""
    if not isinstance(key, str) or not key:
        yield _fault("graph_key", value=key, node=f"{source} – {target}")
    if source == target:
        yield _fault("graph_self_link", value=source, node=key)
    weight = data.get("weight", 1.0)
    if not isinstance(weight, (int, float)) or not isfinite(weight) or weight <= 0:
        yield _fault("graph_weight", value=weight, node=key)
    yield from _empty(key, data)


def _empty(owner: Hashable, data: Attributes) -> Iterator[Issue]:
    """Find attributes that are empty instead of absent."""
    rows = data.get("rows", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "id" in row for row in rows):
        yield _fault("graph_rows", value=owner)
    for name, value in data.items():
        if value is None or (isinstance(value, str) and not value) or value != value:  # noqa: PLR0124 - nan
            yield _fault("graph_empty", value=name, node=owner)


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


# --------------------------------------------------------------------------- readings


def alliances_of(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> list[Alliance]:
    """
    List the alliances of a graph.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.

    Returns
    -------
    alliances
        One per edge between two actors, in the order of the graph, then one
        per meeting place with at least two actors. Every count of alliances
        shown by ecomap counts these.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "a--b"), ("a", "fair", "1"), ("b", "fair", "2")])
    >>> G.nodes["fair"]["kind"] = "event"
    >>> [(alliance["id"], alliance["members"]) for alliance in alliances_of(G)]
    [('a--b', ('a', 'b')), ('fair', ('a', 'b'))]
    """
    found: list[Alliance] = []
    position = {node: n for n, node in enumerate(G)}
    for source, target, key, data in G.edges(keys=True, data=True):
        if not _is_place(G, source) and not _is_place(G, target):
            strength = _mean(_weights(data, weight))
            found.append(Alliance(id=key, members=(source, target), weight=strength, place=False))
    for place in G:
        if _is_place(G, place):
            # in the order of the nodes: the same ecosystem read from another file must
            # give the same numbers to the last digit
            met = {n for n in nx.all_neighbors(G, place) if not _is_place(G, n)}
            members = tuple(sorted(met, key=position.__getitem__))
            if len(members) > 1:
                strength = _place_weight(G, place, weight)
                found.append(Alliance(id=place, members=members, weight=strength, place=True))
    return found


def _weights(data: Attributes, weight: str | None) -> list[float]:
    """Give the strength that each row behind an edge or a place states, 1 by default."""
    if weight is None:
        return [1.0]
    default = data.get(weight, 1.0)
    rows = data.get("rows")
    if rows is None:
        return [float(default)]
    return [float(row.get(weight, default)) for row in rows]


def _place_weight(G: nx.MultiDiGraph, place: str, weight: str | None) -> float:
    """Give the strength of a place: its own, else the mean over its rows."""
    data = G.nodes[place]
    if weight is not None and weight in data:
        return float(data[weight])
    ties = [*G.in_edges(place, data=True), *G.out_edges(place, data=True)]
    stated = [value for *_, tie in ties for value in _weights(tie, weight)]
    return _mean(stated + (_weights(data, weight) if "rows" in data else []))


def _mean(values: list[float]) -> float:
    """Give the mean; 1 if nothing is stated."""
    return sum(values) / len(values) if values else 1.0


def project(
    G: nx.MultiDiGraph, *, weight: str | None = "weight", meeting_max: int = MEETING_MAX
) -> nx.Graph:
    """
    Read a graph as who works with whom: the default reading of the measures.

    Actors that share an alliance are tied. An alliance of k actors and of
    strength W gives each of its pairs W / (k - 1), so that an actor's strength
    counts its alliances [1]_.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.
    meeting_max
        A place of more actors than this says who attended, not who works
        together: it ties nobody.

    Returns
    -------
    H
        Actors only, simple and undirected. Ties have ``weight``, ``distance``
        (1 / weight) and ``alliances`` (the ids of what they share).
        ``H.graph["alliances"]`` lists the alliances read, and
        ``H.graph["left_out"]`` counts what gives no tie: ``small_places``
        (fewer than two actors), ``place_ties`` (between two places), and
        ``large_places`` (ids).

    References
    ----------
    .. [1] Newman, M. E. J. (2001). Scientific collaboration networks. II.
       Shortest paths, weighted networks, and centrality. Physical Review E,
       64, 016132. https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> G = nx.MultiDiGraph([(name, "fair", name) for name in "abc"])
    >>> G.nodes["fair"]["kind"] = "event"
    >>> sorted(project(G).edges(data="weight"))
    [('a', 'b', 0.5), ('a', 'c', 0.5), ('b', 'c', 0.5)]
    """
    H = _reading(G, "project", (node for node in G if not _is_place(G, node)))
    alliances = alliances_of(G, weight=weight)
    read = [alliance for alliance in alliances if len(alliance["members"]) <= meeting_max]
    for alliance in read:
        share = alliance["weight"] / (len(alliance["members"]) - 1)
        for u, v in combinations(alliance["members"], 2):
            _tie(H, u, v, share, alliance["id"])
    _add_distances(H)
    places = {node for node in G if _is_place(G, node)}
    met = {alliance["id"] for alliance in alliances if alliance["place"]}
    H.graph["alliances"] = read
    H.graph["left_out"] = {
        "small_places": len(places - met),
        "place_ties": sum(u in places and v in places for u, v in G.edges()),
        "large_places": [a["id"] for a in alliances if len(a["members"]) > meeting_max],
    }
    return H


def collapse(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> nx.Graph:
    """
    Read a graph as it was recorded, orientation forgotten and parallel ties summed.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each edge once.

    Returns
    -------
    H
        Actors and meeting places, simple and undirected; ties have ``weight``,
        ``distance`` and ``alliances`` as in `project`.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "a", "2")])
    >>> collapse(G).edges["a", "b"]["weight"]
    2.0
    """
    H = _reading(G, "collapse", iter(G))
    for u, v, key, data in G.edges(keys=True, data=True):
        if "rows" in data and not data["rows"]:
            said = G.nodes[v].get(weight, 1.0) if weight else 1.0
            _tie(H, u, v, float(said), key)
        else:
            _tie(H, u, v, _mean(_weights({**_said(G, v), **data}, weight)), key)
    _add_distances(H)
    return H


def _reading(G: nx.MultiDiGraph, name: str, nodes: Iterable[str]) -> nx.Graph:
    """Start a reading of G: its nodes with a copy of their attributes, no tie yet."""
    H = nx.Graph(reading=name)
    H.graph.update({key: G.graph[key] for key in ("title", "lang") if key in G.graph})
    H.add_nodes_from((node, dict(G.nodes[node])) for node in nodes)
    return H


def _tie(H: nx.Graph, u: str, v: str, weight: float, alliance: str) -> None:
    """Add strength to a tie."""
    if H.has_edge(u, v):
        tie = H.edges[u, v]
        tie["weight"] += weight
        tie["alliances"] += (alliance,)
    else:
        H.add_edge(u, v, weight=weight, alliances=(alliance,))


def _add_distances(H: nx.Graph) -> None:
    """Write on each tie the length that its strength means."""
    for _, _, tie in H.edges(data=True):
        tie["distance"] = 1 / tie["weight"]


# --------------------------------------------------------------------------- selections


def select(
    G: nx.MultiDiGraph, *, at: int | None = None, undated: bool = True, **where: object
) -> nx.MultiDiGraph:
    """
    Keep a part of a graph.

    Parameters
    ----------
    G
        A graph under the contract.
    at
        A year: keep the alliances under way in it. An alliance with a start
        and no end is taken to last.
    undated
        Whether alliances without dates are kept when `at` is given.
    **where
        Columns of the actors, ``family`` among them, each with a value or a
        collection of values; an actor must satisfy all of them.

    Returns
    -------
    part
        A new graph: the actors kept, the alliances between them, and the
        meeting places where at least one of them is. G is not changed.

    Examples
    --------
    >>> G = from_networkx(nx.path_graph(["a", "b", "c"]))
    >>> G.nodes["a"]["territory"] = G.nodes["b"]["territory"] = "Lens"
    >>> sorted(select(G, territory="Lens"))
    ['a', 'b']
    """
    part = G.copy()
    if at is not None:
        for u, v, key, data in G.edges(keys=True, data=True):
            if not _lasts({**_said(G, v), **data}, at, undated=undated):
                part.remove_edge(u, v, key)
    wanted = {name: _as_set(value) for name, value in where.items()}
    actors = {n for n in part if not _is_place(part, n) and _satisfies(part.nodes[n], wanted)}
    return _keep(part, actors, at_least=1 if where or at is not None else 0)


def _lasts(dates: Attributes, year: int, *, undated: bool) -> bool:
    """Tell whether an alliance is under way in a year."""
    if "start" not in dates and "end" not in dates:
        return undated
    return int(str(dates.get("start", "0"))[:4]) <= year <= int(str(dates.get("end", "9999"))[:4])


def _as_set(value: object) -> set[object]:
    """Give a value, or a collection of values, as a set."""
    return set(value) if isinstance(value, (set, frozenset, list, tuple)) else {value}


def _satisfies(data: Attributes, wanted: dict[str, set[object]]) -> bool:
    """Tell whether an actor has one of the values wanted in every column."""
    family = {"family": standard().family(data["model"])} if "model" in data else {}
    return all({**data, **family}.get(name) in values for name, values in wanted.items())


def _keep(G: nx.MultiDiGraph, actors: set[str], *, at_least: int) -> nx.MultiDiGraph:
    """Leave out the other actors, and the places where fewer than `at_least` actors are left."""
    gone = {node for node in G if not _is_place(G, node) and node not in actors}
    for place in G:
        if _is_place(G, place):
            met = {node for node in nx.all_neighbors(G, place) if not _is_place(G, node)}
            if len(met - gone) < at_least:
                gone.add(place)
    return leave_out(G, gone)


def ego(G: nx.MultiDiGraph, actor: str, radius: int = 1) -> nx.MultiDiGraph:
    """
    Keep the surroundings of an actor.

    Parameters
    ----------
    G
        A graph under the contract.
    actor
        Identifier of an actor.
    radius
        Steps of `project` around it.

    Returns
    -------
    part
        A new graph: the actors within `radius` steps, their alliances, and the
        places where at least two of them meet.

    Raises
    ------
    GraphError
        If G has no such actor.

    Examples
    --------
    >>> sorted(ego(from_networkx(nx.path_graph(["a", "b", "c", "d"])), "b"))
    ['a', 'b', 'c']
    """
    H = project(G)
    if actor not in H:
        raise GraphError(issues=[_fault("graph_no_actor", value=actor)])
    near = set(nx.single_source_shortest_path_length(H, actor, cutoff=radius))
    return _keep(G, near, at_least=2)


def public(G: nx.MultiDiGraph, drop: Collection[str] = ()) -> nx.MultiDiGraph:
    """
    Keep what a published page may hold.

    Natural persons are removed, with the ties that only they made, and so are
    the columns that hold personal data (`tables.personal_columns`).

    Parameters
    ----------
    G
        A graph under the contract.
    drop
        Further columns to remove.

    Returns
    -------
    part
        A new graph; ``part.graph["withheld"]`` says what it lacks: ``persons``
        (a number) and ``columns`` (names). It carries no issues, whose values
        could name persons.

    Examples
    --------
    >>> G = from_networkx(nx.path_graph(["a", "b"]))
    >>> G.nodes["b"]["kind"] = "person"
    >>> public(G).graph["withheld"]
    {'persons': 1, 'columns': []}
    """
    persons = {n for n in G if G.nodes[n].get("kind") == "person"}
    found = {column for table in to_tables(G) for column in tables.personal_columns(table)}
    columns = found | (set(drop) - {"kind"})
    part = leave_out(G, persons, columns)
    part.graph["issues"] = []
    part.graph["withheld"] = {"persons": len(persons), "columns": sorted(columns)}
    return part


def leave_out(
    G: nx.MultiDiGraph, actors: Collection[str], columns: Collection[str] = ()
) -> nx.MultiDiGraph:
    """
    Leave actors out, with the ties that only they made.

    An alliance of the others stays theirs, even if it was told by rows that
    name who is left out.

    Parameters
    ----------
    G
        A graph under the contract.
    actors
        Identifiers of the actors, or meeting places, to leave out.
    columns
        Columns to leave out too.

    Returns
    -------
    part
        A new graph. Its ``said_by`` name only actors that it has.

    Raises
    ------
    GraphError
        If G has no such actor.

    Examples
    --------
    >>> sorted(leave_out(from_networkx(nx.path_graph(["a", "b", "c"])), ["a"]).edges())
    [('b', 'c')]
    """
    gone = set(actors)
    if unknown := sorted(gone - set(G)):
        raise GraphError(issues=[_fault("graph_no_actor", value=actor) for actor in unknown])
    speakers = list_actors({node: str(data.get("name", node)) for node, data in G.nodes(data=True)})
    part = nx.MultiDiGraph(**G.graph)
    for node, data in G.nodes(data=True):
        if node not in gone:
            part.add_nodes_from([(node, _left(data, gone, columns, speakers))])
    for u, v, key, data in G.edges(keys=True, data=True):
        if u not in gone and v not in gone:
            kept = _left(data, gone, columns, speakers)
            if data.get("rows") and not kept["rows"]:
                # the tie was told by a row about somebody gone, whose name may be in its id
                key, kept = f"{v}--{u}", {"rows": []}  # noqa: PLW2901
            _join(part, [u, v], key, kept)
    if "order" in G.graph:
        told = {key for key, _ in _rows(part)}
        rows = [key for key in G.graph["order"]["rows"] if key in told]
        part.graph["order"] = {**G.graph["order"], "rows": rows}
    return part


def _left(
    data: Attributes, gone: set[str], columns: Collection[str], speakers: Directory
) -> Attributes:
    """Give attributes without some columns, and without what names those who are gone."""
    kept = _beyond(data, columns)
    if "said_by" in kept:
        # whoever is not an actor of the map may be a person
        heard = [who for name in split_values(kept["said_by"]) for who in find(name, speakers)]
        said = join_values([who for who in dict.fromkeys(heard) if who not in gone])
        kept = {**kept, "said_by": said} if said else _beyond(kept, ("said_by",))
    if "rows" in data:
        rows = [_left_row(row, gone) for row in data["rows"]]
        kept["rows"] = [_left(row, gone, columns, speakers) for row in rows if row]
    return kept


def _left_row(row: Attributes, gone: set[str]) -> Attributes:
    """Give a row without those who are gone; empty if it says nothing of others."""
    left = [end for end in _ends(row) if end not in gone]
    if len(left) < len(_ends(row)):
        if "source" in row or not left:
            return {}
        row = {**row, "partners": join_values(left)}
    return row
