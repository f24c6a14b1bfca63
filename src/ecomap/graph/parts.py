"""Parts of G: a selection, a neighbourhood, what is left without some of it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection

import networkx as nx

from ecomap.errors import GraphError
from ecomap.garbage import later
from ecomap.graph.building import _beyond, _ends, _join, _said
from ecomap.graph.contract import Attributes, _edges, _fault, _is_place
from ecomap.graph.readings import project
from ecomap.text import join_values, split_values
from ecomap.typology import standard
from ecomap.values.ends import Directory, find, list_actors


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
    >>> from ecomap.graph import from_networkx
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
    >>> from ecomap.graph import from_networkx
    >>> sorted(ego(from_networkx(nx.path_graph(["a", "b", "c", "d"])), "b"))
    ['a', 'b', 'c']
    """
    H = project(G)
    if actor not in H:
        raise GraphError(issues=[_fault("graph_no_actor", value=actor)])
    near = set(nx.single_source_shortest_path_length(H, actor, cutoff=radius))
    return _keep(G, near, at_least=2)


@later()
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
    >>> from ecomap.graph import from_networkx
    >>> sorted(leave_out(from_networkx(nx.path_graph(["a", "b", "c"])), ["a"]).edges())
    [('b', 'c')]
    """
    gone = set(actors)
    if unknown := sorted(gone - set(G)):
        raise GraphError(issues=[_fault("graph_no_actor", value=actor) for actor in unknown])
    speakers = functools.cache(functools.partial(_speakers, G))
    part = nx.MultiDiGraph(**G.graph)
    part.add_nodes_from(
        (node, _left(data, gone, columns, speakers))
        for node, data in G.nodes(data=True)
        if node not in gone
    )
    told = {row["id"] for _, data in part.nodes(data=True) for row in data.get("rows", ())}
    for u, v, key, data in _edges(G):
        if u not in gone and v not in gone:
            kept = _left(data, gone, columns, speakers) if data else {}
            if data.get("rows") and not kept["rows"]:
                # the tie was told by a row about somebody gone, whose name may be in its id
                key, kept = f"{v}--{u}", {"rows": []}  # noqa: PLW2901
            _join(part, [u, v], key, kept)
            told.update([row["id"] for row in kept["rows"]] if "rows" in kept else [key])
    if "order" in G.graph:
        rows = [key for key in G.graph["order"]["rows"] if key in told]
        part.graph["order"] = {**G.graph["order"], "rows": rows}
    return part


def _speakers(G: nx.MultiDiGraph) -> Directory:
    """List who may have said something."""
    return list_actors({node: str(data.get("name", node)) for node, data in G.nodes(data=True)})


def _left(
    data: Attributes, gone: set[str], columns: Collection[str], speakers: Callable[[], Directory]
) -> Attributes:
    """Give attributes without some columns, and without what names those who are gone."""
    kept = _beyond(data, columns)
    if "said_by" in kept:
        # whoever is not an actor of the map may be a person
        heard = [who for name in split_values(kept["said_by"]) for who in find(name, speakers())]
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
