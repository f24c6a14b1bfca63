"""
Whom the ends of each row of alliances mean, among the actors known and those that they make.

An end is somebody by identifier or by name, several at once, somebody left
out, or nobody yet: then an actor is made, without a model. A row that joins
nobody is set aside, and why is said.
"""

from __future__ import annotations

import functools
from typing import Any, Final, NamedTuple

import pandas as pd

from ecomap.errors import Issue
from ecomap.reading.forms import SUGGESTED, issue_at
from ecomap.text import fold, slug, split_values
from ecomap.values import cells, ends

__all__ = ["ENDS", "PAIR", "partners_of"]

PAIR: Final = ("source", "target")
ENDS: Final = (*PAIR, "partners")


# A partner that is not one known actor: nobody yet, several candidates, or a row left out.
# The first character cannot come from a sheet that was read.
_NOBODY: Final = "\0"
_NEW: Final = f"{_NOBODY}new "
_SEVERAL: Final = f"{_NOBODY}several"
_ABSENT: Final = f"{_NOBODY}absent"


class Mention(NamedTuple):
    """A partner as a row names it, whom that means, and whether that is the actor's own name."""

    column: str
    written: str
    who: str
    candidates: tuple[str, ...]
    own: bool = False


def partners_of(
    table: pd.DataFrame, known: ends.Directory, absent: ends.Directory, issues: list[Issue]
) -> tuple[dict[int, list[str]], pd.DataFrame]:
    """
    Find the partners of each row, and make the actors that only the rows name.

    Parameters
    ----------
    table
        Alliances by position, with the columns of their ends, ``name`` and ``alliance_group``.
    known
        The directory of the actors.
    absent
        That of the actors who were left out.
    issues
        Where to add what is found.

    Returns
    -------
    members
        The identifiers of the partners of each row that can be used, by position.
    made
        The actors made: ``id``, ``name``, ``kind``, and the ``issue`` of each.

    Examples
    --------
    >>> row = {"source": "A", "target": "New", "partners": None, "name": None}
    >>> table = pd.DataFrame([row | {"alliance_group": None}])
    >>> members, made = partners_of(table, ends.list_actors({"a": "A"}), ends.list_actors({}), [])
    >>> members, made["name"].tolist()
    ({0: ['a', 'new']}, ['New'])
    """
    mentions = _joined(table, known, absent, issues)
    met = _first_met(mentions)
    made = _made(met, known)
    return _members(mentions, met, known, made, issues), made


def _joined(
    table: pd.DataFrame, known: ends.Directory, absent: ends.Directory, issues: list[Issue]
) -> dict[int, list[Mention]]:
    """Find the partners of each row; set aside the rows that do not join anybody."""
    joined = {}
    told = [_told(table[end], known, absent) for end in ENDS]
    others = [table[column].tolist() for column in ("partners", "name", "alliance_group")]
    rows = zip(table.index.tolist(), *told, *others, strict=True)
    for row, source, target, listed, partners, *names in rows:
        mentions = source + target + listed
        # two actors, both known: nothing to look into
        pair = not listed and _is_pair(source, target)
        if not pair and (fault := _unjoined(row, mentions, names)):
            issues.append(fault)
            continue
        joined[row] = mentions
        if listed:
            issues += _split(row, partners, mentions)
    return joined


def _told(
    column: pd.Series[Any], known: ends.Directory, absent: ends.Directory
) -> list[list[Mention]]:
    """Tell whom each cell of a column means, asking once of each distinct one."""
    name = str(column.name)
    codes, distinct = pd.factorize(column)
    whom: list[list[Mention]] = []
    for cell in distinct.tolist():
        # "na" says nothing, unless it is somebody
        blank = not ends.find(cell, known) and cells.is_blank(cell)
        partners = ends.split_partners(cell, known) if name == "partners" else [cell]
        whom.append([] if blank else [_look_up(name, one, known, absent) for one in partners])
    whom.append([])  # the last one is that of the code -1
    return [whom[code] for code in codes.tolist()]


def _is_pair(source: list[Mention], target: list[Mention]) -> bool:
    """Tell whether two ends are two known actors."""
    if not (source and target):
        return False
    one, other = source[0].who, target[0].who
    return one != other and not one.startswith(_NOBODY) and not other.startswith(_NOBODY)


def _look_up(column: str, partner: str, known: ends.Directory, absent: ends.Directory) -> Mention:
    """Tell whom a partner means, or with a mark that it is not one known actor."""
    candidates = tuple(ends.find(partner, known))
    if len(candidates) == 1:
        (key,) = candidates
        own = partner == key or " ".join(partner.split()) == " ".join(known[0][key].split())
        return Mention(column, partner, key, (), own)
    if candidates:
        return Mention(column, partner, _SEVERAL, candidates)
    if ends.find(partner, absent):
        return Mention(column, partner, _ABSENT, ())
    return Mention(column, partner, _NEW + fold(partner), ())


def _unjoined(row: int, mentions: list[Mention], names: list[object]) -> Issue | None:
    """Say why a row joins nobody, if it does not; a lone partner joins what the row names."""
    fault = functools.partial(issue_at, "alliances", row=row)
    for column, written, who, candidates, _ in mentions:
        if not who.startswith(_NOBODY):
            continue
        if who == _SEVERAL:
            expected = ", ".join(candidates)
            return fault(
                "ambiguous_partner", "error", column=column, value=written, expected=expected
            )
        if who == _ABSENT:
            return fault("partner_left_out", "note", column=column, value=written)
        if column in PAIR and len(split_values(written)) > 1:
            return fault("several_partners", "error", column=column, value=written)
    columns = [mention.column for mention in mentions]
    if len(columns) < len(PAIR) and "partners" not in columns:
        return fault("no_partner", "error", column=next(c for c in PAIR if c not in columns))
    named = any(isinstance(name, str) for name in names)
    if len({mention.who for mention in mentions}) > 1 or (named and len(mentions) == 1):
        return None
    code = "self_link" if len(mentions) > 1 else "lone_partner"
    return fault(code, "error", column=columns[-1], value=mentions[0].written)


def _split(row: int, cell: str, mentions: list[Mention]) -> list[Issue]:
    """Say how a cell was split, unless it was written with the mark of the contract."""
    parts = [mention.written for mention in mentions if mention.column == "partners"]
    if len(parts) < len(PAIR) or parts == split_values(cell):
        return []
    n, shown = len(parts), " | ".join(parts)
    return [
        issue_at("alliances", "partners_split", "note", row, "partners", cell, n=n, parts=shown)
    ]


def _first_met(mentions: dict[int, list[Mention]]) -> dict[Mention, int]:
    """Give the first row of each spelling that is no actor's own, in the order of the rows."""
    first: dict[Mention, int] = {}
    for row, partners in mentions.items():
        for mention in partners:
            if not mention.own:
                first.setdefault(mention, row)
    return first


def _made(met: dict[Mention, int], known: ends.Directory) -> pd.DataFrame:
    """Make an unclassified actor of each partner that no actor is; each with its issue."""
    first: dict[str, tuple[int, Mention]] = {}
    for mention, row in met.items():
        if mention.who.startswith(_NEW):
            first.setdefault(mention.who, (row, mention))
    if not first:
        return pd.DataFrame()
    suggest = ends.nearest(known)
    names = [" ".join(mention.written.split()) for _, mention in first.values()]
    found = [
        issue_at(
            "alliances",
            "partner_absent",
            "warning",
            row,
            mention.column,
            mention.written,
            suggestion=suggest(mention.written) if n < SUGGESTED else "",
        )
        for n, (row, mention) in enumerate(first.values())
    ]
    return pd.DataFrame(
        {
            "id": ends.unique_ids(map(slug, names), known[0]),
            "name": names,
            "kind": "organisation",
            "issue": found,
        },
        index=pd.Index(list(first)),
    )


def _members(
    mentions: dict[int, list[Mention]],
    met: dict[Mention, int],
    known: ends.Directory,
    made: pd.DataFrame,
    issues: list[Issue],
) -> dict[int, list[str]]:
    """Give the identifiers of the partners of each row; say once how each spelling was folded."""
    names = known[0] | ({} if made.empty else dict(zip(made["id"], made["name"], strict=True)))
    identifiers = {} if made.empty else made["id"].to_dict()
    told = set()
    for mention, row in met.items():
        if mention.written in told:
            continue
        told.add(mention.written)
        key = identifiers.get(mention.who, mention.who)
        written = " ".join(mention.written.split())
        if written not in {key, " ".join(names[key].split())}:
            place = (row, mention.column, written)
            issues.append(issue_at("alliances", "name_folded", "note", *place, name=names[key]))
    return {
        row: list(dict.fromkeys([identifiers.get(one.who, one.who) for one in partners]))
        for row, partners in mentions.items()
    }
