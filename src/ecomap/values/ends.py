"""
Who a partner is: the texts at the ends of alliances, found among the actors.

A partner is found by exact identifier, else by name after folding case,
accents and spaces. Two actors may answer: that is told, never decided. What
merely resembles is suggested, never taken.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from ecomap.text import fold
from ecomap.values.cells import split_list

__all__ = ["Directory", "find", "list_actors", "nearest", "split_partners", "unique_ids"]

# The identifiers known, each with its name, and the identifiers behind each folded name.
Directory = tuple[dict[str, str], dict[str, list[str]]]

_COMMA: Final = re.compile(",")
_COMMA_OR_AND: Final = re.compile(r",|\s(?:et|and|&)\s")

# Names compared to a missing one, at most: suggesting must stay cheap on thousands of actors.
_COMPARED: Final = 30
_LIKE: Final = 0.75


def list_actors(names: dict[str, str]) -> Directory:
    """
    Make the directory in which partners are looked up.

    Parameters
    ----------
    names
        The name of each actor, by identifier.

    Returns
    -------
    directory
        What `find` reads.
    """
    by_name: dict[str, list[str]] = defaultdict(list)
    for key, name in names.items():
        by_name[fold(name)].append(key)
    return names, by_name


def find(partner: str, directory: Directory) -> list[str]:
    """
    Find the actors that a text may mean.

    Parameters
    ----------
    partner
        An identifier or a name, as written.
    directory
        The actors.

    Returns
    -------
    candidates
        Identifiers; one if the actor is known, none if it is not.

    Examples
    --------
    >>> directory = list_actors({"m": "École de Montpellier", "m2": "M"})
    >>> find("m", directory), find("ecole de  montpellier", directory), find("École", directory)
    (['m'], ['m'], [])
    """
    names, by_name = directory
    return [partner] if partner in names else by_name.get(fold(partner), [])


def nearest(directory: Directory) -> Callable[[str], str]:
    """
    Prepare to suggest the name that a text resembles most.

    Only names that share a rare word with it, or their first letters, are compared.

    Parameters
    ----------
    directory
        The actors.

    Returns
    -------
    suggest
        A function from a text to a name; to an empty text if nothing is near.

    Examples
    --------
    >>> nearest(list_actors({"a": "Secours populaire"}))("Secour populaire")
    'Secours populaire'
    """
    names, by_name = directory
    holders: dict[str, list[str]] = defaultdict(list)
    for folded in by_name:
        for piece in _pieces(folded):
            holders[piece].append(folded)

    @functools.cache
    def suggest(partner: str) -> str:
        folded = fold(partner)
        seen: Counter[str] = Counter()
        for piece in sorted(_pieces(folded), key=lambda piece: len(holders.get(piece, ()))):
            seen.update(holders.get(piece, ())[:_COMPARED])
            if len(seen) >= _COMPARED:
                break
        close = difflib.get_close_matches(folded, list(seen), n=1, cutoff=_LIKE)
        return names[by_name[close[0]][0]] if close else ""

    return suggest


def _pieces(folded: str) -> list[str]:
    """Give the words of a name, and its first letters."""
    return sorted({*folded.split(), f"^{folded[:3]}"})


def split_partners(cell: str, directory: Directory) -> list[str]:
    """
    Split a cell that lists partners.

    ``|``, ``;`` and line breaks part them, unless the whole is one actor. A comma
    or an *et* does only if every part is an actor: names hold them too.

    Parameters
    ----------
    cell
        The cell as written.
    directory
        The actors.

    Returns
    -------
    partners
        At least one text if the cell is not empty.

    Examples
    --------
    >>> directory = list_actors({"a": "A", "b": "B"})
    >>> split_partners("A; C", directory), split_partners("a, B", directory)
    (['A', 'C'], ['a', 'B'])
    >>> split_partners("Martin, Bernard et Cie", directory)
    ['Martin, Bernard et Cie']
    """
    if find(cell, directory):
        return [cell]
    parts = split_list(cell)
    if len(parts) == 1:
        for mark in (_COMMA, _COMMA_OR_AND):
            named = [part.strip() for part in mark.split(cell)]
            if len(named) > 1 and all(find(part, directory) for part in named):
                return list(dict.fromkeys(named))
    return parts


def unique_ids(wanted: Iterable[str], taken: Iterable[str]) -> list[str]:
    """
    Give each an identifier of its own: the one wanted, else with ``-2``, ``-3``.

    Parameters
    ----------
    wanted
        Identifiers wanted, in order.
    taken
        Identifiers already given.

    Returns
    -------
    identifiers
        As many as wanted, all different, none taken.

    Examples
    --------
    >>> unique_ids(["a", "a", "b"], ["b"])
    ['a', 'a-2', 'b-2']
    """
    used, wanted = set(taken), list(wanted)
    if used.isdisjoint(wanted) and len(set(wanted)) == len(wanted):
        return wanted
    next_number: dict[str, int] = {}
    given = []
    for base in wanted:
        key, number = base, next_number.get(base, 1)
        while key in used:
            number += 1
            key = f"{base}-{number}"
        next_number[base] = number
        used.add(key)
        given.append(key)
    return given
