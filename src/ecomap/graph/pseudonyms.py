"""
Numbered names in the place of names, with no way back in what is published.

Numbers are dealt in an order that only the whole of what is *not* published
gives: the same sheets give the same names in every page and export, and who
has only the page cannot tell in which order the names stood. A node under a
pseudonym keeps what is a word of a vocabulary (its kind, model, size…), its
alliances their numbers of year, strength and kind: free text, addresses,
identifiers and amounts would name it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import Final

import networkx as nx

from ecomap.graph.building import _free, _join
from ecomap.graph.contract import Attributes
from ecomap.text import LANGUAGES, join_values, say, slug, split_values
from ecomap.typology import standard

__all__ = ["give_pseudonyms", "is_term"]

# What an alliance under a pseudonym keeps beside words of vocabularies; a date, by its year.
_NUMBERS: Final = frozenset({"directed", "weight"})
_DATES: Final = frozenset({"start", "end"})


def give_pseudonyms(G: nx.MultiDiGraph, nodes: Iterable[str]) -> nx.MultiDiGraph:
    """
    Give some nodes a numbered name.

    Parameters
    ----------
    G
        A graph under the contract.
    nodes
        Actors or meeting places.

    Returns
    -------
    part
        A new graph, in which they come last, by number. Others may still name
        them in their texts (`values.mentions.blotter`).

    Examples
    --------
    >>> G = nx.MultiDiGraph(lang="en")
    >>> G.add_node("town", name="Town", kind="organisation", url="https://town.example")
    >>> give_pseudonyms(G, ["town"]).nodes(data=True)
    NodeDataView({'organisation-1': {'kind': 'organisation', 'name': 'Organisation 1'}})
    """
    ranked = _dealt(G, sorted(set(nodes)))
    names = _numbered(G, ranked)
    new = {node: _free(G, slug(names[node]["en"])) for node in ranked}
    lang = G.graph.get("lang", "fr")
    part = nx.MultiDiGraph(**{key: value for key, value in G.graph.items() if key != "manifest"})
    part.add_nodes_from(
        (node, _told(data, new)) for node, data in G.nodes(data=True) if node not in new
    )
    taken = _told_ids(G)
    for node in ranked:
        kept = _bare(G.nodes[node], new) | {"name": names[node][lang]}
        _number_rows(kept, new[node], taken)
        both = {"name_en": names[node]["en"]} if names[node]["en"] != kept["name"] else {}
        part.add_nodes_from([(new[node], kept | both)])
    _add_edges(part, G, new, taken)
    if "order" in part.graph:
        part.graph["order"] = {**part.graph["order"], "rows": []}
    return part


def _dealt(G: nx.MultiDiGraph, nodes: list[str]) -> list[str]:
    """Deal nodes in an order drawn from all that G holds, which is not published."""
    held = [sorted(G.nodes(data=True), key=lambda item: item[0]), sorted(G.edges(keys=True))]
    secret = hashlib.sha256(json.dumps(held, default=str).encode("ascii")).digest()
    return sorted(
        nodes, key=lambda node: hashlib.sha256(secret + json.dumps(node).encode()).digest()
    )


def _numbered(G: nx.MultiDiGraph, ranked: list[str]) -> dict[str, dict[str, str]]:
    """Name each node by its kind and its number in it, in both languages."""
    count: Counter[str] = Counter()
    names = {}
    for node in ranked:
        kind = G.nodes[node].get("kind", "organisation")
        count[kind] += 1
        names[node] = {
            lang: say(
                "page.pseudonym", lang, kind=standard().label("kinds", kind, lang), n=count[kind]
            )
            for lang in LANGUAGES
        }
    return names


def _add_edges(
    part: nx.MultiDiGraph, G: nx.MultiDiGraph, new: dict[str, str], taken: set[str]
) -> None:
    """Add the edges; those that touch a pseudonym last, in no order of the sheet."""
    veiled = []
    for u, v, key, data in G.edges(keys=True, data=True):
        if u in new or v in new:
            veiled.append((new.get(u, u), new.get(v, v), _bare(data, new)))
        else:
            _join(part, [u, v], key, _told(data, new))
    for u, v, kept in sorted(veiled, key=lambda edge: (edge[0], edge[1], json.dumps(edge[2]))):
        key = _free(taken, f"{u}--{v}")
        _number_rows(kept, key, taken)
        taken.add(key)
        _join(part, [u, v], key, kept)


def _told_ids(G: nx.MultiDiGraph) -> set[str]:
    """List the identifiers that alliances and their rows have."""
    held = [data for *_, data in [*G.nodes(data=True), *G.edges(data=True)]]
    rows = {row["id"] for data in held for row in data.get("rows", ())}
    return rows | {key for *_, key in G.edges(keys=True)}


def _number_rows(kept: Attributes, key: str, taken: set[str]) -> None:
    """Give the rows of a node or an edge under a pseudonym identifiers of their own."""
    for row in kept.get("rows", ()):
        row["id"] = _free(taken, key)
        taken.add(row["id"])


def _bare(data: Attributes, new: dict[str, str]) -> Attributes:
    """Keep what is a word of a vocabulary, or a number that names nobody; rows without ids."""
    kept = {key: value for key, value in data.items() if key in _NUMBERS or is_term(key, value)}
    kept |= {key: str(data[key])[:4] for key in data if key in _DATES}
    if "rows" in data:
        kept["rows"] = [{**_bare(row, new), **_ends_of(row, new)} for row in data["rows"]]
    return kept


def is_term(column: str, value: object) -> bool:
    """
    Tell whether a cell is made of words of the vocabulary of its column.

    Parameters
    ----------
    column
        Name of the column.
    value
        The cell.

    Returns
    -------
    is_term
        False for free text, and for a column without a vocabulary.

    Examples
    --------
    >>> is_term("model", "public_action"), is_term("relation", "sings with")
    (True, False)
    """
    vocabulary = standard().terms("columns").get(column, {}).get("vocabulary")
    if not vocabulary or not isinstance(value, str):
        return False
    keys = standard().terms(vocabulary)
    return all(part.partition(":")[0] in keys for part in split_values(value))


def _told(data: Attributes, new: dict[str, str]) -> Attributes:
    """Give attributes that tell of others under their new names."""
    kept = {**data, **_ends_of(data, new)}
    if "rows" in data:
        kept["rows"] = [_told(row, new) for row in data["rows"]]
    return kept


def _ends_of(row: Attributes, new: dict[str, str]) -> Attributes:
    """Give the cells of a row that name actors by their identifier."""
    lists = {key: row[key] for key in ("partners", "said_by", "source", "target") if key in row}
    return {
        key: join_values([new.get(end, end) for end in split_values(str(cell))])
        for key, cell in lists.items()
    }
