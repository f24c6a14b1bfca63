"""
What changed between two versions of the tables: what appeared, went, changed.

An actor is found again by its identifier, else by its name after folding, if
only one has it on either side. An alliance is found again by what it says, then
by its identifier, then by its partners.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final

import pandas as pd

from ecomap.text import fold, join_values, split_values

__all__ = ["COLUMNS", "Tables", "carried", "changes"]

# Actors and alliances, normal tables indexed by `id`.
Tables = tuple[pd.DataFrame, pd.DataFrame]

COLUMNS: Final = ("table", "change", "id", "name", "column", "before", "after")

_ENDS: Final = ("source", "target", "partners")

Row = dict[str, Any]
Rows = dict[str, Row]


def changes(old: Tables, new: Tables) -> pd.DataFrame:
    """
    List what changed from one version of the tables to the next.

    Parameters
    ----------
    old, new
        Actors and alliances of each version.

    Returns
    -------
    changes
        One row per actor or alliance that ``appeared`` or is ``gone``, and one
        per cell ``changed``: ``table``, ``change``, ``id`` (the new one, the
        old one of what is gone), ``name``, ``column``, ``before``, ``after``.

    Examples
    --------
    >>> def actors(**names):
    ...     return pd.DataFrame({"name": names.values()}, index=pd.Index(names, name="id"))
    >>> none = pd.DataFrame(index=pd.Index([], name="id"))
    >>> changes((actors(a="A", b="B"), none), (actors(a="A2", c="C"), none)).iloc[:, 1:].to_csv(
    ...     index=False, lineterminator=" ")
    'change,id,name,column,before,after changed,a,A2,name,A,A2 appeared,c,C,,, gone,b,B,,, '
    """
    who = _same_actors(_rows(old[0]), _rows(new[0]))
    was, now = _rows(old[0]), _rows(new[0])
    found = list(_told("actors", was, now, who, lambda key, rows: str(rows[key].get("name", key))))
    names = {
        **{key: str(row.get("name", key)) for key, row in was.items()},
        **{key: str(row.get("name", key)) for key, row in now.items()},
    }
    ties_were = {key: _moved(row, who) for key, row in _rows(old[1]).items()}
    ties_are = _rows(new[1])
    ties = _same_alliances(ties_were, ties_are)

    def title(key: str, rows: Rows) -> str:
        ends = [names.get(end, end) for end in _ends_of(rows[key])]
        return str(rows[key].get("name") or " – ".join(ends))

    found += _told("alliances", ties_were, ties_are, ties, title)
    return pd.DataFrame(found, columns=list(COLUMNS))


def carried(old: Tables, new: Tables) -> Tables:
    """
    Give a newer version the identifiers of the older one.

    Parameters
    ----------
    old, new
        Actors and alliances of each version.

    Returns
    -------
    tables
        The newer version; an actor or an alliance found again keeps the
        identifier that it had, so that whatever refers to it still does.
    """
    was, now = _rows(old[0]), _rows(new[0])
    who = _same_actors(was, now)
    names = _free({new_key: key for key, new_key in who.items()}, now)
    ties_were = {key: _moved(row, who) for key, row in _rows(old[1]).items()}
    ties = _same_alliances(ties_were, _rows(new[1]))
    keys = _free({new_key: key for key, new_key in ties.items()}, _rows(new[1]))
    alliances = new[1].rename(index=keys)
    for column in (*_ENDS, "alliance_group"):
        if column in alliances:
            alliances[column] = alliances[column].map(
                lambda cell: join_values([names.get(end, end) for end in split_values(cell)]),
                na_action="ignore",
            )
    return new[0].rename(index=names), alliances


def _free(names: Mapping[str, str], rows: Rows) -> dict[str, str]:
    """Keep a new identifier where the old one is another's by now."""
    staying = {key for key in rows if key not in names}
    return {key: old for key, old in names.items() if old not in staying}


def _rows(table: pd.DataFrame) -> Rows:
    """Give the filled cells of each row."""
    columns = [str(column) for column in table.columns]
    return {
        str(key): {c: v for c, v in zip(columns, cells, strict=True) if pd.notna(v)}
        for key, *cells in table.astype(object).itertuples(name=None)
    }


# --------------------------------------------------------------------------- found again


def _same_actors(old: Rows, new: Rows) -> dict[str, str]:
    """Give the new identifier of each old actor that is still there."""
    same = {key: key for key in old if key in new}
    before = _by_name({key: row for key, row in old.items() if key not in same})
    after = _by_name({key: row for key, row in new.items() if key not in same})
    for name, keys in before.items():
        if len(keys) == 1 and len(after.get(name, ())) == 1:
            same[keys[0]] = after[name][0]
    return same


def _by_name(rows: Rows) -> dict[str, list[str]]:
    """Give the identifiers behind each folded name."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, row in rows.items():
        found[fold(str(row.get("name", key)))].append(key)
    return found


def _moved(row: Row, who: Mapping[str, str]) -> Row:
    """Give an old alliance the new identifiers of its partners."""
    ends: Row = {
        column: join_values([who.get(end, end) for end in split_values(str(row[column]))])
        for column in _ENDS
        if column in row
    }
    return {**row, **ends}


def _ends_of(row: Row) -> list[str]:
    """Give the partners that a row names."""
    return [end for column in _ENDS for end in split_values(str(row.get(column, "")))]


def _same_alliances(old: Rows, new: Rows) -> dict[str, str]:
    """
    Give the new identifier of each old alliance that is still there.

    Identifiers made of names count parallel alliances (``a--b-2``): one more at
    the top shifts them all. What a row says comes first, therefore.
    """
    by: list[Callable[[str, Row], Hashable]] = [
        lambda key, row: (key, tuple(sorted(map(str, row.items())))),
        lambda _, row: tuple(sorted(map(str, row.items()))),
        lambda key, row: (key, frozenset(_ends_of(row))),
        lambda _, row: (frozenset(_ends_of(row)), row.get("alliance_group")),
        lambda key, _: key,
    ]
    same: dict[str, str] = {}
    left_old, left_new = dict(old), dict(new)
    for what in by:
        waiting: dict[Hashable, list[str]] = defaultdict(list)
        for key, row in left_new.items():
            waiting[what(key, row)].append(key)
        for key, row in list(left_old.items()):
            if keys := waiting.get(what(key, row)):
                same[key] = keys.pop(0)
                del left_old[key], left_new[same[key]]
    return same


# --------------------------------------------------------------------------- told


def _told(
    table: str,
    old: Rows,
    new: Rows,
    same: Mapping[str, str],
    title: Callable[[str, Rows], str],
) -> Iterator[tuple[Any, ...]]:
    """Tell what changed in one table, in the order of the new one, what is gone last."""
    before = {new_key: key for key, new_key in same.items()}
    for key, row in new.items():
        if key not in before:
            yield table, "appeared", key, title(key, new), "", "", ""
            continue
        was = old[before[key]]
        for column in dict.fromkeys([*row, *was]):
            if was.get(column) != row.get(column):
                values = (was.get(column, ""), row.get(column, ""))
                yield table, "changed", key, title(key, new), column, *values
    for key in old:
        if key not in same:
            yield table, "gone", key, title(key, old), "", "", ""
