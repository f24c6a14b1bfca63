"""
The dialects of other programs and schemas, recognised by their headings.

``data/dialects.csv`` lists them: the headings by which one knows each, what each
heading means (with its many spellings), and what goes without saying in it. A
decision of the user wins over the dialect, the dialect over the aliases.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, TypedDict

from ecomap.text import fold, split_values
from ecomap.typology import standard
from ecomap.values.columns import match_columns

__all__ = ["Dialect", "find_dialect", "two_mode"]

# Words of a heading that tell no column from another.
_SMALL: Final = re.compile(r"\b(?:l'|d'|de|du|des|la|le|les|un|une|of|the)\s*")


# Who take part in one project are that many at least.
_TOGETHER: Final = 2


class Dialect(TypedDict):
    """
    A dialect met in a sheet.

    `key` is its row of ``data/dialects.csv``; `columns` gives for each heading
    of the sheet the columns that it feeds (its own name to keep it as it is);
    `constants` are the values that every row has; `euros_if` is the heading
    whose cells must all be EUR for an amount to be one in euros.
    """

    key: str
    columns: dict[str, list[str]]
    constants: dict[str, str]
    euros_if: str


def find_dialect(headings: Sequence[str], table: str) -> Dialect | None:
    """
    Recognise the dialect of a sheet.

    Parameters
    ----------
    headings
        Headings as written.
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    dialect
        None if the headings are no dialect's.

    Examples
    --------
    >>> found = find_dialect(["Nom de l'attribuant", "NOM_BENEFICIAIRE", "Montant"], "alliances")
    >>> found["key"], found["columns"]["NOM_BENEFICIAIRE"]
    ('scdl', ['target'])
    """
    there: dict[str, str] = {}
    for heading in headings:
        there.setdefault(_squashed(heading), heading)
    for key, term in standard().terms("dialects").items():
        spelled = _spelled(key)
        if term["table"] != table:
            continue
        found = {
            first: [there[one] for one in squashed if one in there]
            for first, (squashed, _) in spelled.items()
        }
        met = {first: same[0] for first, same in found.items() if same}
        if all(first in met for first in split_values(term["signature"])):
            return Dialect(
                key=key,
                columns={met[first]: spelled[first][1] or [met[first]] for first in met},
                constants=dict(pair.split("=") for pair in split_values(term["constants"])),
                euros_if=there.get(_squashed(term["euros_if"]), "") if term["euros_if"] else "",
            )
    return None


@functools.cache
def _spelled(key: str) -> dict[str, tuple[list[str], list[str]]]:
    """Give for each heading of a dialect its spellings, squashed, and its columns."""
    spelled = {}
    for entry in split_values(standard().terms("dialects")[key]["columns"]):
        written, _, columns = entry.partition("=")
        spellings = written.split("/")
        squashed = [_squashed(spelling) for spelling in spellings]
        spelled[spellings[0]] = (squashed, list(filter(None, columns.split("+"))))
    return spelled


def _squashed(heading: str) -> str:
    """Leave of a heading the letters and digits of the words that matter."""
    words = _SMALL.sub("", fold(heading.replace("_", " ")))
    return re.sub(r"[^a-z0-9%]", "", words)


def two_mode(rows: Sequence[Sequence[str]], header: int) -> dict[str, list[str]]:
    """
    Recognise a list of who takes part in which project: one row per part taken.

    It has a heading that names an alliance and one that names an actor, and a
    project in which two take part: with one each, it describes actors.

    Parameters
    ----------
    rows
        The rows of a sheet.
    header
        Index of the row of the headings.

    Returns
    -------
    columns
        For the headings that tell of the actors, the columns that they feed; none
        if it is no such list.

    Examples
    --------
    >>> two_mode([["Projet", "Structure"], ["P", "A"], ["P", "B"]], 0)
    {'Structure': ['partners']}
    """
    headings = rows[header]
    links, actors = (match_columns(headings, table)[0] for table in ("alliances", "actors"))
    found = {column for columns in links.values() for column in columns}
    project, who = (
        [at for at, columns in matching.items() if columns == ["name"]]
        for matching in (links, actors)
    )
    if not project or not who or project == who or {"partners", "source", "target"} & found:
        return {}
    met: dict[str, set[str]] = defaultdict(set)
    for row in rows[header + 1 :]:
        if max(project[0], who[0]) < len(row) and row[project[0]] and row[who[0]]:
            met[fold(row[project[0]])].add(fold(row[who[0]]))
    if all(len(partners) < _TOGETHER for partners in met.values()):
        return {}
    told = {
        headings[at]: [f"partners.{columns[0]}"]
        for at, columns in actors.items()
        if at != who[0] and (at not in links or _tells_models(rows[header + 1 :], at, columns))
    }
    return {headings[who[0]]: ["partners"], **told}


def _tells_models(rows: Sequence[Sequence[str]], at: int, columns: list[str]) -> bool:
    """Tell whether a column *Type* holds types of actors rather than relations."""
    words = {row[at] for row in rows if at < len(row)}
    return "model" in columns and any(standard().code("models", word) for word in words)
