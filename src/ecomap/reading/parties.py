"""
Rows that other rows imply: links told by actors, actors told by links, one link per target.

An actor's row may list its partners; a link's row may say more of its ends than
their names (``target.siret``, ``partners.model``); one cell may hold the targets
of several links. Each becomes plain rows here, before they are judged. A row so
made has a negative position, and `Origin` says which row of the sheet it is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pandas as pd

from ecomap.errors import Issue
from ecomap.reading.forms import cells_at, issue_at
from ecomap.text import fold, join_values, split_values
from ecomap.typology import standard
from ecomap.values import cells, ends
from ecomap.values.columns import PARTNERS, end_column

__all__ = ["Origin", "described", "links_told", "spread"]

# "2,33E+13": a number that a spreadsheet rounded identifies nobody.
_DAMAGED: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")

# A list by commas alone is one if it has three parts, none of them a sentence.
_COMMA_PARTS: Final = 3
_LONGEST_PART: Final = 60

# What is longer without any mark between partners is prose, and names nobody.
_LONGEST_NAME: Final = 120

_EACH: Final = "target.each"


class Origin(NamedTuple):
    """The row that a made row comes from, and the column of it that says so."""

    row: int
    column: str


# --------------------------------------------------------------------------- several targets


def spread(alliances: pd.DataFrame, origins: dict[int, Origin]) -> pd.DataFrame:
    """
    Make one link per target where a dialect lists the targets of several (Kumu).

    Parameters
    ----------
    alliances
        Links as text, perhaps with a column ``target.each``.
    origins
        Where to add the origin of each row made.

    Returns
    -------
    alliances
        Without that column; the first target keeps its row.

    Examples
    --------
    >>> links = pd.DataFrame({"source": ["A"], "target": ["B|C"], "target.each": ["B|C"]})
    >>> spread(links, {})["target"].tolist()
    ['B', 'C']
    """
    if _EACH not in alliances:
        return alliances
    table = alliances.drop(columns=_EACH)
    several = {
        row: parts
        for row, cell in cells_at(alliances[_EACH], alliances[_EACH].notna())
        if len(parts := split_values(cell)) > 1
    }
    positions = _positions(origins)
    indices, targets, numbers = [], [], []
    for row, target in zip(table.index.tolist(), table["target"], strict=True):
        for n, part in enumerate(several.get(row, [target]), start=1):
            indices.append(row if n == 1 else next(positions))
            targets.append(part)
            numbers.append(n)
            if n > 1:
                origins[indices[-1]] = Origin(row, "target")
    parents = [origins[at].row if at in origins else at for at in indices]
    made = table.loc[parents].set_axis(indices)
    made["target"] = pd.Series(targets, index=indices, dtype="str")
    if "id" in made:
        again = pd.Series(numbers, index=indices)
        made["id"] = made["id"].mask(again > 1, made["id"] + "-" + again.astype("str"))
    return made


def _positions(origins: dict[int, Origin]) -> Iterator[int]:
    """Give positions that no row has."""
    return itertools.count(-1 - len(origins), -1)


# --------------------------------------------------------------------------- links told by actors


def links_told(
    who: pd.DataFrame,
    known: ends.Directory,
    origins: dict[int, Origin],
    issues: list[Issue],
) -> pd.DataFrame:
    """
    Make a link of each partner that the row of an actor lists.

    A link told by both its actors, without a relation, is one link said by both.
    A cell that says there is none gives none; prose is refused, with a warning.

    Parameters
    ----------
    who
        Actors with their ``id``; columns ``partners`` and ``partners.<relation>``.
    known
        The directory of these actors.
    origins
        Where to add the origin of each row made.
    issues
        Where to add what is found.

    Returns
    -------
    links
        Rows of alliances, with ``said_by``.
    """
    positions = _positions(origins)
    told: dict[int, dict[str, str | None]] = {}
    first: dict[frozenset[str], int] = {}
    for column in (c for c in who.columns if PARTNERS.fullmatch(c)):
        relation = column.partition(".")[2] or None
        for row, actor, cell in zip(who.index, who["id"], who[column], strict=True):
            for partner in _listed(cell, known, row, column, issues):
                found = ends.find(partner, known)
                pair = frozenset([actor, found[0] if len(found) == 1 else "\0" + fold(partner)])
                other = None if relation or len(pair) == 1 else first.get(pair)
                if other is not None and told[other]["source"] != actor:
                    told[other]["said_by"] = join_values([str(told[other]["source"]), actor])
                    issues.append(issue_at("actors", "said_by_both", "note", row, column, partner))
                    continue
                at = next(positions)
                origins[at] = Origin(row, column)
                first.setdefault(pair, at)
                told[at] = {
                    "source": actor,
                    "target": partner,
                    "relation": relation,
                    "said_by": actor,
                }
    return pd.DataFrame.from_dict(told, orient="index", dtype="str") if told else pd.DataFrame()


def _listed(
    cell: object, known: ends.Directory, row: int, column: str, issues: list[Issue]
) -> list[str]:
    """Split the partners that an actor lists; say how, or why not."""
    if not isinstance(cell, str) or _is_none(cell):
        return []
    parts = ends.split_partners(cell, known)
    if len(parts) == 1 and not ends.find(cell, known):
        by_comma = [part.strip(" .") for part in cell.split(",")]
        if len(by_comma) >= _COMMA_PARTS and max(map(len, by_comma)) <= _LONGEST_PART:
            parts = list(dict.fromkeys(filter(None, by_comma)))
    long = [part for part in parts if len(part) > _LONGEST_NAME]
    issues += [issue_at("actors", "partners_prose", "warning", row, column, part) for part in long]
    parts = [part for part in parts if part not in long and not _is_none(part)]
    if len(parts) > 1 and parts != split_values(cell):
        n, shown = len(parts), " | ".join(parts)
        issues.append(
            issue_at("actors", "partners_split", "note", row, column, cell, n=n, parts=shown)
        )
    return parts


def _is_none(cell: str) -> bool:
    """Tell whether a cell of partners says that there is none."""
    (term,) = standard().terms("no_partners").values()
    words = [term["label_fr"], term["label_en"], *split_values(term["aliases"])]
    folded = fold(cell)
    return cells.is_blank(cell) or any(
        folded == fold(word) or folded.startswith(fold(word) + " ") for word in words
    )


# --------------------------------------------------------------------------- actors told by links


def described(
    alliances: pd.DataFrame,
    actors: pd.DataFrame,
    origins: dict[int, Origin],
    issues: list[Issue],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Make an actor of each end of which the links tell more than the name.

    An end that has an identifier is who has that identifier; else, who has its
    name. An identifier that a spreadsheet rounded is told and not used.

    Parameters
    ----------
    alliances
        Links as text, perhaps with columns such as ``target.siret``.
    actors
        The actors of their own table, as text.
    origins
        Where to add the origin of each row made.
    issues
        Where to add what is found.

    Returns
    -------
    actors, alliances
        The rows of the actors that their own table lacks; and the links, without
        those columns, their ends written as identifiers where they have one.
    """
    told = [column for column in alliances.columns if end_column(column)]
    if not told:
        return pd.DataFrame(), alliances
    table = alliances.drop(columns=told)
    people = _People(actors)
    # those with an identifier first: a name alone then finds them
    for with_id in (True, False):
        for end in dict.fromkeys(column.partition(".")[0] for column in told):
            if end in table:
                about = alliances[[end, *(c for c in told if c.startswith(f"{end}."))]]
                table[end] = _met(about, table[end], people, with_id=with_id, issues=issues)
    positions = _positions(origins)
    rows: dict[int, dict[str, str]] = {}
    for record, row, end in people.made:
        at = next(positions)
        origins[at] = Origin(row, end)
        rows[at] = {column: value for column, value in record.items() if value}
    made = pd.DataFrame.from_dict(rows, orient="index", dtype="str") if rows else pd.DataFrame()
    return made, table


class _People:
    """Who is known so far, by identifier and by folded name, and who was made."""

    def __init__(self, actors: pd.DataFrame) -> None:
        blank = pd.Series(index=actors.index, dtype="str")
        keys = actors.get("id", blank).fillna("").tolist()
        names = actors.get("name", blank).fillna("").tolist()
        self.ids = set(filter(None, keys))
        self.names: dict[str, list[str]] = {}
        for key, name in zip(keys, names, strict=True):
            self.names.setdefault(fold(name), []).append(key)
        self.made: list[tuple[dict[str, str], int, str]] = []

    def add(self, record: dict[str, str], row: int, end: str) -> None:
        """Make an actor."""
        self.ids |= {record["id"]} - {""}
        self.names.setdefault(fold(record["name"]), []).append(record["id"])
        self.made.append((record, row, end))


def _met(
    about: pd.DataFrame,
    written: pd.Series[Any],
    people: _People,
    *,
    with_id: bool,
    issues: list[Issue],
) -> pd.Series[Any]:
    """Meet the ends of one column; give them as identifiers where they have one."""
    end = str(about.columns[0])
    columns = [str(column).partition(".")[2] for column in about.columns[1:]]
    met = []
    for row, cell, now, *values in zip(
        about.index, about[end], written, *(about[c] for c in about.columns[1:]), strict=True
    ):
        record = {c: v for c, v in zip(columns, values, strict=True) if isinstance(v, str)}
        key = _sound(record.get("id", ""), row, f"{end}.id", issues if with_id else [])
        name = cell if isinstance(cell, str) else key
        if not name or bool(key) != with_id or len(split_values(name)) > 1:
            met.append(now)
            continue
        namesakes = people.names.get(fold(name), [])
        # an actor of the table that has no identifier may well be this one
        if key and key not in people.ids and "" in namesakes and len(namesakes) == 1:
            met.append(name)
            continue
        if (key and key not in people.ids) or not (key or namesakes):
            people.add(record | {"id": key, "name": name}, row, end)
        met.append(key or name)
    return pd.Series(met, index=about.index, dtype="str")


def _sound(key: str, row: int, column: str, issues: list[Issue]) -> str:
    """Clean an identifier of an end; say so if it is damaged, and do not use it."""
    plain = "".join(key.split()).strip("'\"")
    if not plain or cells.is_blank(plain):
        return ""
    if _DAMAGED.fullmatch(plain) or "|" in plain:
        issues.append(issue_at("alliances", "damaged_end_id", "warning", row, column, key))
        return ""
    return plain
