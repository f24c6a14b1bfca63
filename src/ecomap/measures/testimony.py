"""
What was said of an ecosystem, who said it, and what is left without some of it.

Alliances are what somebody told: a row of the alliances table is a statement,
with its evidence, its reference and, where the sheet says so, who said it. An
alliance is what one or more statements make.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import compress
from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap.errors import GraphError, Issue
from ecomap.graph import Alliance, alliances_of, leave_out
from ecomap.text import split_values
from ecomap.typology import standard
from ecomap.values.ends import Directory, find, list_actors

__all__ = [
    "CHECKED",
    "Statement",
    "alliances_told",
    "answered_of_asked",
    "answers",
    "best_evidence",
    "confirmed",
    "response_rate",
    "without_provider",
]

Attributes = dict[str, Any]
Statement = dict[str, Any]
Edge = tuple[str, str, str]

# Evidence that somebody else can check.
CHECKED: Final = frozenset({"stated", "public_source"})


# --------------------------------------------------------------------------- what was said


def _own_columns(G: nx.MultiDiGraph, node: str) -> Attributes:
    """Give what an alliance of more than two says for all its rows."""
    data = G.nodes[node]
    own = {column: value for column, value in data.items() if column not in {"kind", "rows"}}
    return own if "rows" in data else {}


def _statements(G: nx.MultiDiGraph) -> dict[Edge, list[Statement]]:
    """List the rows behind each edge: its own, else those of its place that name the member."""
    told: dict[Edge, list[Statement]] = {}
    naming: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for node, data in G.nodes(data=True):
        for row in data.get("rows", ()):
            for end in _ends(row):
                naming[node, end].append({**_own_columns(G, node), **row})
    for u, v, key, data in G.edges(keys=True, data=True):
        said = {**_own_columns(G, v), **data}
        told[u, v, key] = [{**said, **row} for row in data.get("rows", [{}])]
        for row in data.get("rows", ()):
            for end in _ends(row):
                naming[v, end].append({**said, **row})
                naming[u, end].append({**said, **row})
    for u, v, key in [edge for edge, statements in told.items() if not statements]:
        told[u, v, key] = [*naming[v, u], *naming[u, v]]
    return told


def _ends(row: Statement) -> list[str]:
    """Give the partners that a row names."""
    pair = [row[column] for column in ("source", "target") if column in row]
    return pair or split_values(row.get("partners", ""))


def alliances_told(G: nx.MultiDiGraph) -> Iterator[tuple[Alliance, list[Statement]]]:
    """
    Give each alliance with all that is said of it.

    Parameters
    ----------
    G
        A graph under the contract.

    Yields
    ------
    alliance
        As `ecomap.graph.alliances_of` lists it.
    statements
        The rows that make it, with what its place says for all of them; a
        place's own row is included.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> G.edges["a", "b", "1"]["said_by"] = "a"
    >>> [(alliance["id"], told) for alliance, told in alliances_told(G)]
    [('1', [{'said_by': 'a'}])]
    """
    statements = _statements(G)
    edges = {edge[-1]: edge for edge in statements}
    for alliance in alliances_of(G):
        place = alliance["id"]
        if not alliance["place"]:
            yield alliance, statements[edges[place]]
            continue
        around = [*G.in_edges(place, keys=True), *G.out_edges(place, keys=True)]
        told = [one for edge in around for one in statements[edge]]
        yield alliance, [*told, dict(G.nodes[place])]


def _keep_statements(
    G: nx.MultiDiGraph, holds: Callable[[Statement], bool]
) -> tuple[nx.MultiDiGraph, int]:
    """Keep the rows that hold and what they make; count the alliances that are gone."""
    part = G.copy()
    firm: set[str] = set()
    implied = []
    for (u, v, key), told in _statements(G).items():
        good = [holds(statement) for statement in told]
        rows = G.edges[u, v, key].get("rows")
        if any(good):
            firm |= {u, v}
            if rows:
                part.edges[u, v, key]["rows"] = list(compress(rows, good))
        elif told:
            part.remove_edge(u, v, key)
        else:
            implied.append((u, v, key))
    firm |= {node for node in G if (said := _own_columns(G, node)) and holds(said)}
    # a member that no row names any more stays as long as its alliance does
    places = {node for node in firm if _is_place(G, node)}
    part.remove_edges_from([edge for edge in implied if not places & set(edge[:2])])
    for node, data in G.nodes(data=True):
        if data.get("rows"):
            said = _own_columns(G, node)
            part.nodes[node]["rows"] = [row for row in data["rows"] if holds({**said, **row})]
    part.remove_nodes_from(_lone_alliances(part))
    return part, len(_names(G) - _names(part))


def _is_place(G: nx.MultiDiGraph, node: str) -> bool:
    """Tell whether a node is a meeting place."""
    return standard().is_place(G.nodes[node].get("kind", "organisation"))


def _lone_alliances(G: nx.MultiDiGraph) -> list[str]:
    """List the nodes that were made for an alliance and join nobody any more."""
    met = {alliance["id"] for alliance in alliances_of(G) if alliance["place"]}
    return [node for node, data in G.nodes(data=True) if "rows" in data and node not in met]


def _names(G: nx.MultiDiGraph) -> set[tuple[str, bool]]:
    """Name the alliances of a graph; an edge and a place may bear the same name."""
    return {(alliance["id"], alliance["place"]) for alliance in alliances_of(G)}


def best_evidence(statements: Iterable[Statement]) -> str:
    """
    Give the best evidence of several statements.

    Parameters
    ----------
    statements
        What is said of an alliance.

    Returns
    -------
    evidence
        The first that some statement has, in the order of the vocabulary;
        ``"unknown"`` if none says.

    Examples
    --------
    >>> best_evidence([{"evidence": "proposal"}, {"evidence": "stated"}, {}])
    'stated'
    """
    given = {statement.get("evidence") for statement in statements}
    return next((key for key in standard().terms("evidence") if key in given), "unknown")


# --------------------------------------------------------------------------- what is left


def confirmed(G: nx.MultiDiGraph, *, unknown: bool = False) -> nx.MultiDiGraph:
    """
    Keep the alliances that are confirmed, so that anything can be measured on them alone.

    A row is confirmed if its evidence is ``stated`` or ``public_source`` and its
    confidence is not ``low``. An alliance is what its confirmed rows make: it
    may keep some of its partners only.

    Parameters
    ----------
    G
        A graph under the contract.
    unknown
        Keep also the rows that say nothing of their evidence. They are left
        out by default: not to know is not to confirm.

    Returns
    -------
    part
        A new graph with all the actors. ``part.graph["unconfirmed"]`` counts
        the alliances that are ``left_out``, and among those of G the ones of
        ``unknown`` evidence.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> G.edges["a", "b", "1"]["evidence"] = "stated"
    >>> part = confirmed(G)
    >>> list(part.edges(keys=True)), part.graph["unconfirmed"]
    ([('a', 'b', '1')], {'left_out': 1, 'unknown': 1})
    """

    def holds(statement: Statement) -> bool:
        evidence = statement.get("evidence")
        known = unknown if evidence is None else evidence in CHECKED
        return known and statement.get("confidence") != "low"

    part, lost = _keep_statements(G, holds)
    silent = sum(best_evidence(told) == "unknown" for _, told in alliances_told(G))
    part.graph["unconfirmed"] = {"left_out": lost, "unknown": silent}
    return part


def without_provider(G: nx.MultiDiGraph, actor: str) -> nx.MultiDiGraph:
    """
    Take away the actor that provided the data, with what only it said.

    Who tells a map stands in the middle of it. The actor goes, with its own
    alliances; where ``said_by`` tells who said an alliance, so do those of the
    others that nobody else said. The caller names the provider: it is never
    guessed.

    Parameters
    ----------
    G
        A graph under the contract.
    actor
        Identifier of an actor.

    Returns
    -------
    part
        A new graph; ``part.graph["without"]`` holds the ``actor``, the number
        of ``alliances`` that are gone, and how many of these were ``told`` by
        it about others. Measures of `part` are those of a smaller ecosystem:
        V is over its own pairs.

    Raises
    ------
    GraphError
        If G has no such actor.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("c", "d", "3")])
    >>> G.edges["b", "c", "2"]["said_by"] = "a"
    >>> part = without_provider(G, "a")
    >>> list(part.edges(keys=True)), part.graph["without"]
    ([('c', 'd', '3')], {'actor': 'a', 'alliances': 2, 'told': 1})
    """
    if actor not in G or _is_place(G, actor):
        issue = Issue(code="graph_no_actor", severity="error", value=actor)
        raise GraphError(issues=[issue])
    known = _directory(G)
    others, _ = _keep_statements(G, lambda one: _speakers([one], known) != {actor})
    part = leave_out(others, [actor])
    part.remove_nodes_from(_lone_alliances(part))
    alone = leave_out(G, [actor])
    part.graph["without"] = {
        "actor": actor,
        "alliances": len(_names(G) - _names(part)),
        "told": len(_names(alone) - _names(part)),
    }
    return part


# --------------------------------------------------------------------------- who answered


def _directory(G: nx.MultiDiGraph) -> Directory:
    """List the nodes by identifier and name."""
    return list_actors({node: str(data.get("name", node)) for node, data in G.nodes(data=True)})


def _speakers(statements: Iterable[Statement], known: Directory) -> set[str]:
    """Tell who said something; somebody who is not on the map speaks under the name written."""
    names = {name for one in statements for name in split_values(one.get("said_by", ""))}
    return {who for name in names for who in (find(name, known) or [name])}


def answers(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell who was asked, who answered, and whose alliances were said by both sides.

    Reads ``asked`` of the actors and ``said_by`` of the alliances. An actor
    that was asked and did not answer has no known alliance for want of an
    answer: it is not an isolate.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    table
        One row per actor, indexed by ``id``: ``name``; ``asked`` and
        ``answered`` (yes, no or unknown; who is named by any ``said_by`` has
        answered); its number of ``alliances``, and of these how many were said
        ``by_all`` their actors, ``by_some`` of them, or ``by_none`` (by somebody
        else, or nobody knows by whom). ``answered`` and the last three are
        unknown if no alliance has ``said_by``. ``table.attrs["alliances"]``
        counts the same three over the ecosystem.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> G.edges["a", "b", "1"]["said_by"] = "a|b"
    >>> G.nodes["c"]["asked"] = True
    >>> table = answers(G)
    >>> table.loc["b", ["alliances", "by_all", "by_none"]].tolist()
    [2, 1, 1]
    >>> table["answered"].tolist()
    [True, True, False]
    """
    known = _directory(G)
    actors = [node for node in G if not _is_place(G, node)]
    counts = {node: Counter[str]() for node in actors}
    whole, heard = Counter[str](), set[str]()
    for alliance, told in alliances_told(G):
        speakers = _speakers(told, known)
        heard |= speakers
        said = speakers & set(alliance["members"])
        sides = "by_none" if not said else "by_all" if len(said) == len(alliance["members"]) else ""
        whole[sides or "by_some"] += 1
        for node in alliance["members"]:
            counts[node].update(["alliances", sides or "by_some"])
    table = pd.DataFrame(index=pd.Index(actors, name="id", dtype="str"))
    table["name"] = pd.Series([G.nodes[node].get("name", node) for node in actors], table.index)
    asked = [G.nodes[node].get("asked") for node in actors]
    table["asked"] = pd.array(asked, dtype="boolean")
    table["answered"] = pd.array([node in heard if heard else None for node in actors], "boolean")
    table["alliances"] = pd.array([counts[node]["alliances"] for node in actors], "Int64")
    for sides in ("by_all", "by_some", "by_none"):
        told_by = [counts[node][sides] if heard else None for node in actors]
        table[sides] = pd.array(told_by, dtype="Int64")
    table.attrs["alliances"] = {
        sides: whole[sides] if heard else None for sides in ("by_all", "by_some", "by_none")
    }
    return table


def response_rate(G: nx.MultiDiGraph) -> float:
    """
    Give the share of the actors asked that answered.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    rate
        From 0 to 1; nan if nobody is known to have been asked, or no alliance
        has ``said_by``. Under five actors asked, say counts: `rate_or_count`.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> G.nodes["a"]["asked"] = G.nodes["b"]["asked"] = True
    >>> G.edges["a", "b", "1"]["said_by"] = "a"
    >>> response_rate(G)
    0.5
    """
    answered = answered_of_asked(answers(G))
    return float(answered.astype(float).mean()) if len(answered) else float("nan")


def answered_of_asked(table: pd.DataFrame) -> pd.Series[Any]:
    """
    Tell whether those who were asked answered.

    Parameters
    ----------
    table
        Rows of what `answers` gives.

    Returns
    -------
    answered
        One row per actor asked, without those of whom it is not known.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> G.nodes["a"]["asked"] = True
    >>> G.edges["a", "b", "1"]["said_by"] = "b"
    >>> answered_of_asked(answers(G)).to_dict()
    {'a': False}
    """
    asked = table["asked"].fillna(value=False)
    answered: pd.Series[Any] = table.loc[asked, "answered"]
    return answered.dropna()
