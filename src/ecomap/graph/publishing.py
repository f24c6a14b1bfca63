"""
What a page, a report or an export may hold.

Natural persons and personal columns are left out, and what a publisher
withholds beside them (``[publish]`` in ``ecomap.toml``): before anything is
measured, so that no number tells of them. The names of those left out are
blotted out of what others say, and what is missing is counted.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

import networkx as nx

from ecomap.errors import GraphError, Issue
from ecomap.garbage import later
from ecomap.graph.building import _free, _join, _rows
from ecomap.graph.contract import Attributes
from ecomap.graph.parts import leave_out
from ecomap.graph.pseudonyms import give_pseudonyms, is_term
from ecomap.graph.readings import project
from ecomap.text import fold
from ecomap.typology import standard
from ecomap.values.columns import is_personal
from ecomap.values.mentions import blotter

__all__ = ["public", "unknown_columns"]

# What no one can be without: an identifier is made of the name, and pseudonyms hide both.
_NAMES: Final = frozenset({"id", "name"})

_OWN: Final = frozenset({"name", "name_en"})

# A number of as many digits, such as a SIREN, identifies.
_TELLING: Final = 9
_GROUP: Final = "alliance_group"

# Cells of a row that hold identifiers: what they name is left out or renamed, never blotted.
_IDS: Final = frozenset({"id", "source", "target", "partners", "said_by", _GROUP})


@later()
def public(
    G: nx.MultiDiGraph,
    drop: Collection[str] = (),
    *,
    kinds: Collection[str] = (),
    min_size: str = "",
    min_degree: int = 0,
    pseudonyms: bool | Collection[str] = False,
) -> nx.MultiDiGraph:
    """
    Keep what a published page may hold.

    Natural persons are removed, with the ties that only they made, and so are
    the columns that hold personal data (`columns.is_personal`). The other
    arguments are the keys of ``[publish]`` in ``ecomap.toml``. Where others
    name in a text who is left out or under a pseudonym, ``[…]`` stands
    instead; an actor that is kept keeps its own name.

    Parameters
    ----------
    G
        A graph under the contract.
    drop
        Further columns to remove.
    kinds
        Kinds of actors or of meeting places to leave out beside persons.
    min_size
        A size class: actors of a lower one are left out. An actor whose size
        is not given is kept.
    min_degree
        Actors with fewer partners than this, once the others are left out, are
        left out too.
    pseudonyms
        Whether all names become numbers ("Organisation 12"); or the kinds and
        models whose names do. An actor under a pseudonym keeps what is a word
        of a vocabulary (kind, model, size), an alliance of it its years.

    Returns
    -------
    part
        A new graph; ``part.graph["withheld"]`` says what it lacks: ``persons``
        (a number) and ``columns`` (names), and where there are any ``kinds``,
        ``small``, ``pseudonyms`` and ``mentions`` (numbers). It carries no
        issues, whose values could name persons.

    Raises
    ------
    GraphError
        If a kind, a size class or a model is not one of the vocabulary, or a
        name is dropped: nothing is published in the place of what was asked.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> G = from_networkx(nx.path_graph(["a", "b"]))
    >>> G.nodes["b"]["kind"] = "person"
    >>> public(G).graph["withheld"]
    {'persons': 1, 'columns': []}
    """
    if set(drop) & _NAMES:
        raise GraphError(issues=[Issue(code="publish_name", severity="error", value="name")])
    unwanted = {code for kind in kinds for code in _codes("kinds", kind, ("kinds",))}
    of = dict(G.nodes(data="kind", default="organisation"))
    persons = {node for node, kind in of.items() if kind == "person"}
    others = {node for node, kind in of.items() if kind in unwanted} - persons
    columns = _personal(G) | _named(G, drop)
    part = leave_out(G, persons | others, columns)
    small = _small(part, min_size, min_degree)
    part = leave_out(part, small) if small else part
    veiled = _veiled(part, pseudonyms)
    hidden = persons | others | small | veiled
    names = {name for node in hidden for name in _names_of(G, node)}
    if veiled:
        part = give_pseudonyms(part, veiled)
    part, mentions = _blot(part, names) if names else (part, 0)
    part.graph["issues"] = []
    counts = {"kinds": len(others), "small": len(small), "pseudonyms": len(veiled)}
    part.graph["withheld"] = _added(
        G.graph.get("withheld", {}),
        {"persons": len(persons), "columns": columns},
        {**counts, "mentions": mentions},
    )
    return part


def _kind(G: nx.MultiDiGraph, node: str) -> str:
    """Give the kind of a node."""
    return str(G.nodes[node].get("kind", "organisation"))


def _codes(key: str, value: str, vocabularies: Collection[str]) -> set[str]:
    """Find what a word of a setting means; raise if it means nothing."""
    found = {code for name in vocabularies if (code := standard().code(name, value))}
    if not found:
        known = [term for name in vocabularies for term in standard().terms(name)]
        near = difflib.get_close_matches(value, known, n=1)
        raise GraphError(
            issues=[
                Issue(
                    code="publish_unknown",
                    severity="error",
                    value=value,
                    expected=", ".join(known),
                    suggestion=near[0] if near else "",
                    facts={"key": key},
                )
            ]
        )
    return found


def _added(before: Attributes, told: Attributes, counts: dict[str, int]) -> Attributes:
    """Add what is withheld to what already was."""
    persons = before.get("persons", 0) + told["persons"]
    columns = sorted({*before.get("columns", ()), *told["columns"]})
    sums = {key: before.get(key, 0) + n for key, n in counts.items()}
    return {"persons": persons, "columns": columns} | {key: n for key, n in sums.items() if n}


# --------------------------------------------------------------------------- columns


def _tables(G: nx.MultiDiGraph) -> list[list[Attributes]]:
    """Give the rows of actors, then of alliances."""
    actors = [data for _, data in G.nodes(data=True) if "rows" not in data]
    return [actors, list(dict(_rows(G)).values())]


def _personal(G: nx.MultiDiGraph) -> set[str]:
    """Find the columns that hold personal data."""
    return {
        column
        for rows in _tables(G)
        for column in set().union(*rows)
        if is_personal(column, (row[column] for row in rows if column in row))
    }


def _columns(G: nx.MultiDiGraph) -> set[str]:
    """List the columns of a graph."""
    return {str(column) for rows in _tables(G) for row in rows for column in row}


def _named(G: nx.MultiDiGraph, drop: Collection[str]) -> set[str]:
    """Find the columns that a publisher names, as they are or by their heading."""
    if not drop:
        return set()
    there = _columns(G)
    folded = {fold(column): column for column in there}
    found = {_column(name, there, folded) for name in drop}
    return {column for column in found if column and column != "kind"}


def _column(name: str, there: Collection[str], folded: dict[str, str]) -> str | None:
    """Find a column by its name, its spelling or its label."""
    if name in there:
        return name
    code = standard().code("columns", name)
    return folded.get(fold(name)) or (code if code in there else None)


def unknown_columns(G: nx.MultiDiGraph, drop: Collection[str]) -> dict[str, str]:
    """
    Find the columns to drop that a graph has not: perhaps misspelt, perhaps gone.

    Parameters
    ----------
    G
        A graph under the contract.
    drop
        Columns, or their headings.

    Returns
    -------
    unknown
        For each the column that it resembles most, empty if none does.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("a", notes="secret")
    >>> unknown_columns(G, ["notes", "note"])
    {'note': 'notes'}
    """
    there = _columns(G)
    folded = {fold(column): column for column in there}
    missing = [name for name in drop if _column(name, there, folded) is None]
    return {
        name: next(iter(difflib.get_close_matches(name, sorted(there), n=1)), "")
        for name in missing
    }


# --------------------------------------------------------------------------- actors


def _small(G: nx.MultiDiGraph, min_size: str, min_degree: int) -> set[str]:
    """Find the actors that are too small to be shown."""
    small: set[str] = set()
    if min_size:
        order = list(standard().terms("sizes"))
        (least,) = _codes("min_size", min_size, ("sizes",))
        lower = set(order[: order.index(least)])
        small = {node for node in G if G.nodes[node].get("size_class") in lower}
    if min_degree > 0:
        H = project(leave_out(G, small))
        small |= {node for node, degree in H.degree() if degree < min_degree}
    return small


def _veiled(G: nx.MultiDiGraph, pseudonyms: bool | Collection[str]) -> set[str]:  # noqa: FBT001 - a setting
    """Find the nodes whose names become numbers."""
    if isinstance(pseudonyms, bool):
        return set(G) if pseudonyms else set()
    wanted = {
        code for word in pseudonyms for code in _codes("pseudonyms", word, ("kinds", "models"))
    }
    return {node for node in G if {_kind(G, node), G.nodes[node].get("model")} & wanted}


# --------------------------------------------------------------------------- texts


def _is_capital(word: str) -> bool:
    """Tell whether a word, longer than an initial, is in capitals."""
    return word.isupper() and len(word.strip(".")) > 1


def _names_of(G: nx.MultiDiGraph, node: str) -> Iterable[str]:
    """Give what a node is called: its names, and what of them stands before a title."""
    data = G.nodes[node]
    names = [str(data[key]) for key in ("name", "name_en") if key in data]
    heads = [words for name in names if len(words := re.split("[,(]", name)[0].split()) > 1]
    # a person is told of by the surname alone, which stands last, or in capitals
    alone = [
        word
        for words in heads
        for word in words
        if _kind(G, node) == "person" and (word == words[-1] or _is_capital(word))
    ]
    # a row number names nobody, and would be found in every date
    telling = [node] if len(node) >= _TELLING or not node.isdecimal() else []
    return [*telling, *names, *map(" ".join, heads), *alone]


def _blot(part: nx.MultiDiGraph, names: Collection[str]) -> tuple[nx.MultiDiGraph, int]:
    """Blot names out of the texts and identifiers of a graph of our own; count the texts."""
    blot = blotter(names)
    count = 0
    for _, data in part.nodes(data=True):
        # an actor keeps its own name, whomever it is called after
        count += _blot_cells(data, frozenset() if "rows" in data else _OWN, blot)
    for *_, data in part.edges(data=True):
        count += _blot_cells(data, _IDS, blot)
    return _renamed(part, blot), count


def _blot_cells(data: Attributes, spared: Collection[str], blot: Callable[[str], str]) -> int:
    """Blot names out of the cells of a node, an edge or a row; count those changed."""
    count = 0
    for key, value in list(data.items()):
        if key in spared or not isinstance(value, str) or is_term(key, value):
            continue
        if (left := blot(value)) != value:
            count += 1
            data[key] = left
            if standard().terms("columns").get(key, {}).get("type") == "url":
                del data[key]  # half an address leads nowhere
    return count + sum(_blot_cells(row, _IDS, blot) for row in data.get("rows", ()))


def _renamed(part: nx.MultiDiGraph, blot: Callable[[str], str]) -> nx.MultiDiGraph:
    """Give another identifier to alliances whose own tells a name."""
    ids = [node for node, data in part.nodes(data=True) if "rows" in data]
    held = [data for *_, data in [*part.nodes(data=True), *part.edges(data=True)]]
    ids += [key for *_, key in part.edges(keys=True)]
    ids += [row["id"] for data in held for row in data.get("rows", ())]
    ids += [row[_GROUP] for data in held for row in [data, *data.get("rows", ())] if _GROUP in row]
    taken, new = {*ids, *part}, {}
    for old in dict.fromkeys(ids):
        if blot(old) != old:
            new[old] = _free(taken, "alliance")
            taken.add(new[old])
    if not new:
        return part
    fresh = nx.MultiDiGraph(**part.graph)
    called = {
        node: new.get(node, node) if "rows" in data else node
        for node, data in part.nodes(data=True)
    }
    fresh.add_nodes_from((called[node], _under(data, new)) for node, data in part.nodes(data=True))
    for u, v, key, data in part.edges(keys=True, data=True):
        _join(fresh, [called[u], called[v]], new.get(key, key), _under(data, new))
    if "order" in fresh.graph:
        order = fresh.graph["order"]
        fresh.graph["order"] = {**order, "rows": [new.get(key, key) for key in order["rows"]]}
    return fresh


def _under(data: Attributes, new: dict[str, str]) -> Attributes:
    """Give attributes whose identifiers of alliances are the new ones."""
    called: Attributes = {
        key: new.get(data[key], data[key]) for key in ("id", _GROUP) if key in data
    }
    kept = {**data, **called}
    if "rows" in data:
        kept["rows"] = [_under(row, new) for row in data["rows"]]
    return kept
