"""
What an actors table and an alliances table are: each row judged, then used or set aside.

The two tables are DataFrames; this room knows no file. Columns are those of
``data/columns.csv``; cells come as text and leave in the canonical form of
their column. A row keeps its position until it is judged, so that whoever
read the file can say where a fault stands. What cannot be used is an error and
its row is set aside; what was repaired or is doubtful is a warning; nothing is
guessed.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Literal, TypedDict

import numpy as np
import pandas as pd

from ecomap.errors import Issue
from ecomap.reading import parties, rules
from ecomap.reading.forms import Table, cells_at, issue_at, read_cells, typed
from ecomap.reading.partners import ENDS, PAIR, partners_of
from ecomap.text import fold, join_values, slug, split_values
from ecomap.typology import standard
from ecomap.values import cells, ends
from ecomap.values.columns import PARTNERS, columns_of, personal_columns

__all__ = ["Fate", "Judgement", "judge", "normalise", "personal_columns"]

Fate = Literal["used", "aside", "merged"]


class Judgement(TypedDict):
    """
    What became of two tables.

    `actors` and `alliances` are normal; `issues` say what was found (`sheet` is
    the table, `row` the position in it, `heading` the column); `fates` tell for
    each position of each table whether its row was used, set aside or merged;
    `ids` give the position of the row behind an identifier; `made` is the number
    of actors that only the alliances name.
    """

    actors: pd.DataFrame
    alliances: pd.DataFrame
    issues: list[Issue]
    fates: dict[Table, dict[int, Fate]]
    ids: dict[Table, dict[str, int]]
    made: int


# --------------------------------------------------------------------------- the whole


def normalise(
    actors: pd.DataFrame | None, alliances: pd.DataFrame | None = None, *, lang: str = "en"
) -> tuple[pd.DataFrame, pd.DataFrame, list[Issue]]:
    """
    Bring two tables made by hand to the form that the graph is built from.

    Normal tables come back as they are.

    Parameters
    ----------
    actors
        One row per actor, with a column ``name`` or ``id``. None to make the
        actors from the ends of the alliances.
    alliances
        One row per alliance, with ``source`` and ``target``, or ``partners``.
    lang
        Language of the suggestions.

    Returns
    -------
    actors, alliances, issues
        Both tables indexed by ``id``, without the rows that have an error.

    Examples
    --------
    >>> actors = pd.DataFrame({"name": ["Ville", "École"], "model": ["commune", "école"]})
    >>> alliances = pd.DataFrame({"source": ["ville"], "target": ["Ecole"]})
    >>> actors, alliances, issues = normalise(actors, alliances)
    >>> actors["model"].to_dict()
    {'ville': 'public_action', 'ecole': 'knowledge_economy'}
    >>> alliances.index.tolist(), [issue.code for issue in issues]
    (['ville--ecole'], ['name_folded'])
    """
    judged = judge(_as_text(actors), _as_text(alliances), lang=lang)
    return judged["actors"], judged["alliances"], judged["issues"]


def _as_text(table: pd.DataFrame | None) -> pd.DataFrame | None:
    """Write every cell as text, the index as the column ``id``, rows numbered from 1."""
    if table is None:
        return None
    if table.index.name == "id" and "id" not in table.columns:
        table = table.reset_index()
    written = {
        str(column): [
            cells.text(value) if known else ""
            for value, known in zip(values.tolist(), values.notna(), strict=True)
        ]
        for column, values in table.items()
    }
    return pd.DataFrame(written, index=range(1, len(table) + 1), dtype="str")


def judge(
    actors: pd.DataFrame | None,
    alliances: pd.DataFrame | None,
    *,
    left_out: Mapping[Table, Collection[int]] | None = None,
    lang: str = "en",
) -> Judgement:
    """
    Judge every row of two tables of text.

    Parameters
    ----------
    actors, alliances
        Tables of text indexed by position; an empty cell is missing. None if
        there is no such table.
    left_out
        Positions of the rows that somebody declared to be no actors, by table.
    lang
        Language of the suggestions.

    Returns
    -------
    judgement
        The normal tables, the issues, and what became of each row.
    """
    all_actors, all_alliances = _filled(actors), _filled(alliances)
    out = {table: set(rows) for table, rows in (left_out or {}).items()}
    absent = all_actors.loc[all_actors.index.isin(out.get("actors", ()))]
    issues = [_left_out("actors", row) for row in absent.index]
    gone = all_alliances.loc[all_alliances.index.isin(out.get("alliances", ()))]
    issues += [_left_out("alliances", row) for row in gone.index]
    origins: dict[int, parties.Origin] = {}
    links = parties.spread(all_alliances.drop(gone.index), origins)
    listed = all_actors.drop(absent.index)
    told, links = parties.described(links, listed, origins, issues)
    who, merged = _judge_actors(_stacked(listed, told), issues, lang)

    listing = [column for column in who.columns if PARTNERS.fullmatch(column)]
    # a large table of actors alone needs no directory
    known = _directory(who if listing or len(links) else who[:0])
    more = parties.links_told(who, known, origins, issues)
    who = who.drop(columns=listing)
    directories = (known, _directory(absent))
    ties, made = _judge_alliances(_stacked(links, more), who, directories, issues, lang)
    who = _without_unused(who, set(told.index), ties)
    found = made.pop("issue").tolist() if len(made) else []
    described = int(who.index.isin(told.index).sum())
    rows = set(listed.index)
    if (actors is None and found) or described:
        # with nothing to compare to, one remark says as much as one per actor
        code, n = ("actors_described", described) if described else ("actors_made", len(found))
        said = Issue(code=code, severity="note", sheet="alliances", facts={"n": n})
        found = [said, *found] if described and actors is not None else [said]
    issues += found
    return Judgement(
        actors=_finished(rules.give_basis(_stacked(who, made)), "actors"),
        alliances=_finished(ties, "alliances"),
        issues=[_at_origin(issue, origins, rows) for issue in issues],
        fates={
            "actors": _fates(all_actors, who.index, merged),
            "alliances": _fates(all_alliances, _origin_rows(ties.index, origins), set()),
        },
        ids={
            "actors": {
                key: row
                for row, key in zip(who.index.tolist(), who["id"].tolist(), strict=True)
                if row in rows
            },
            "alliances": {
                key: origins[row].row if row in origins else row
                for row, key in cells_at(ties["id"], ties["id"].notna())
            },
        },
        made=len(made) + described,
    )


def _without_unused(who: pd.DataFrame, told: set[int], ties: pd.DataFrame) -> pd.DataFrame:
    """Leave out the actors that only links set aside tell of: one of them may be a total."""
    if not told:
        return who
    cells = [ties[column].dropna() for column in ENDS if column in ties]
    used = {key for column in cells for cell in column for key in split_values(cell)}
    return who[[row not in told or key in used for row, key in who["id"].items()]]


def _origin_rows(rows: Iterable[int], origins: Mapping[int, parties.Origin]) -> set[int]:
    """Give the rows of the sheet behind rows that were made."""
    return {origins[row].row if row in origins else row for row in rows}


def _at_origin(
    issue: Issue, origins: Mapping[int, parties.Origin], listed: Collection[int]
) -> Issue:
    """Say of the row of the sheet what is said of a row that was made of it."""
    if issue.row is None or issue.row not in origins:
        return issue
    origin = origins[issue.row]
    column = origin.column
    if issue.sheet == "actors":
        column = column if issue.heading == "name" else f"{column}.{issue.heading}"
    # a link that an actor tells of is not the actor's row, which stays
    severity = "warning" if origin.row in listed and issue.severity == "error" else issue.severity
    return dataclasses.replace(issue, row=origin.row, heading=column, severity=severity)


def _filled(table: pd.DataFrame | None) -> pd.DataFrame:
    """Make empty cells missing and let blank rows go: they are not rows."""
    if table is None:
        return pd.DataFrame()
    empty = table == ""
    return table.mask(empty).dropna(how="all") if empty.to_numpy().any() else table.copy()


def _fates(table: pd.DataFrame, used: Iterable[int], merged: set[int]) -> dict[int, Fate]:
    """Tell what became of each row."""
    kept = set(used)
    return {
        row: "used" if row in kept else "merged" if row in merged else "aside"
        for row in table.index.tolist()
    }


def _finished(table: pd.DataFrame, name: Table) -> pd.DataFrame:
    """Index a table by ``id``, without the columns that hold nothing."""
    always = {"actors": ["name", "kind"], "alliances": []}[name]
    table = table.reindex(columns=[*table.columns, *(c for c in always if c not in table)])
    if "id" not in table.columns:
        table = table.assign(id=pd.Series(dtype="str"))
    filled = [c for c in table.columns if c in always or table[c].notna().any() or c == "id"]
    cells = {column: typed(table[column], columns_of(name).get(column)) for column in filled}
    return pd.DataFrame(cells, index=table.index).set_index("id")


def _stacked(above: pd.DataFrame, below: pd.DataFrame) -> pd.DataFrame:
    """Put the rows that were made below those of the sheet."""
    if below.empty:
        return above
    return below if above.empty else pd.concat([above, below])


# --------------------------------------------------------------------------- issues


def _left_out(table: Table, row: int) -> Issue:
    """Say that a row was declared to be none of ours."""
    return issue_at(table, "left_out", "note", row)


# --------------------------------------------------------------------------- actors


def _judge_actors(
    raw: pd.DataFrame, issues: list[Issue], lang: str
) -> tuple[pd.DataFrame, set[int]]:
    """Judge the actors; give those used, with their ``id``, and the positions merged."""
    table = read_cells(rules.ruled(raw), "actors", issues, lang)
    for column in ("id", "name", "kind", "model"):
        if column not in table.columns:
            table[column] = pd.Series(np.nan, index=table.index, dtype="str")
    table["kind"] = table["kind"].fillna("organisation")
    table = _named(table, issues)
    table = _modelled(table, issues)
    return _identified(table, issues)


def _named(table: pd.DataFrame, issues: list[Issue]) -> pd.DataFrame:
    """Set aside the rows that name nobody; an identifier stands in for a name."""
    nameless = table["name"].isna()
    nobody = nameless & table["id"].isna()
    issues += [issue_at("actors", "no_name", "error", row, "name") for row in table.index[nobody]]
    issues += [
        issue_at("actors", "name_from_id", "note", row, "name", key)
        for row, key in cells_at(table["id"], nameless & ~nobody)
    ]
    return table.assign(name=table["name"].fillna(table["id"]))[~nobody]


def _modelled(table: pd.DataFrame, issues: list[Issue]) -> pd.DataFrame:
    """Take the model from the shares where there are shares, and none for a meeting place."""
    table = table.copy()
    if "membership" in table.columns:
        largest = table["membership"].dropna().map(_largest)
        given = table["model"].reindex(largest.index)
        issues += [
            issue_at("actors", "model_not_largest", "warning", row, "model", model)
            for row, model in cells_at(given, given.notna() & (given != largest))
        ]
        table["model"] = largest.astype("str").combine_first(table["model"])
    places = cells.by_value(table["kind"], standard().is_place).astype(bool)
    columns = [c for c in ("model", "model_secondary", "membership") if c in table.columns]
    issues += [
        issue_at("actors", "place_with_model", "warning", row, "model", model)
        for row, model in cells_at(table["model"], places & table["model"].notna())
    ]
    if "model_basis" in table.columns:
        table["model_basis"] = table["model_basis"].mask(places & table["model"].notna())
    table[columns] = table[columns].mask(places)
    return table


def _largest(membership: str) -> str:
    """Give the model with the largest share, the first written on a tie."""
    shares = standard().membership(membership)
    return max(shares, key=lambda model: shares[model])


def _identified(table: pd.DataFrame, issues: list[Issue]) -> tuple[pd.DataFrame, set[int]]:
    """Give each actor an identifier; merge identical rows that have none."""
    given = table["id"].notna()
    twice = given & table["id"].duplicated()
    # who has a name of his own is no copy of a row: comparing whole rows is for the others
    alike = table[~given & table["name"].duplicated(keep=False)]
    again = alike.duplicated().reindex(table.index, fill_value=False)
    barred = given & table["id"].str.contains("|", regex=False, na=False)
    issues += [
        issue_at("actors", "bad_id", "error", row, "id", key)
        for row, key in cells_at(table["id"], barred)
    ]
    twice &= ~barred
    table, agreed = _completed(table, twice)
    issues += [
        issue_at("actors", "same_id", "error", row, "id", key)
        for row, key in cells_at(table["id"], twice & ~agreed)
    ]
    issues += [
        issue_at("actors", "same_actor", "warning", row, "name", name, id=table.loc[row, "id"])
        for row, name in cells_at(table["name"], agreed)
    ]
    issues += [
        issue_at("actors", "identical_actor", "warning", row, "name", name)
        for row, name in cells_at(table["name"], again)
    ]
    kept = ~(barred | twice | again)
    table, given = table[kept].copy(), given[kept]
    table.loc[~given, "id"] = ends.unique_ids(
        map(slug, table.loc[~given, "name"].tolist()), table.loc[given, "id"].tolist()
    )
    folded = pd.Series([fold(name) for name in table["name"].tolist()], table.index, dtype="str")
    namesakes = ~given & folded.duplicated()
    issues += [
        issue_at("actors", "same_name", "warning", row, "name", name, id=table.loc[row, "id"])
        for row, name in cells_at(table["name"], namesakes)
    ]
    return table, {*again.index[again], *agreed.index[agreed]}


def _completed(table: pd.DataFrame, twice: pd.Series[bool]) -> tuple[pd.DataFrame, pd.Series[bool]]:
    """Complete each actor from later rows of its identifier that contradict nothing; give these."""
    agreed = pd.Series(data=False, index=table.index)
    if not twice.any():
        return table, agreed
    same = table[table["id"].isin(table.loc[twice, "id"])]
    loose = same.assign(name=[fold(name) for name in same["name"]])
    known = loose.groupby("id", sort=False).first().loc[loose["id"]].set_axis(loose.index)
    said = loose.drop(columns="id")
    clash = ((said != known) & said.notna() & known.notna()).any(axis="columns")
    agreed[same.index[twice[same.index] & ~clash]] = True
    whole = same[~clash].groupby("id", sort=False).first()
    first = same[~twice[same.index]].set_index("id", append=True)
    filled = first.fillna(whole.loc[first.index.get_level_values("id")].set_axis(first.index))
    kept = filled.reset_index("id").reindex(columns=table.columns)
    return pd.concat([kept, table.drop(index=kept.index)]).reindex(table.index), agreed


def _directory(table: pd.DataFrame) -> ends.Directory:
    """List actors by identifier and name; rows left out may have one without the other."""
    blank = pd.Series(np.nan, index=table.index, dtype="str")
    names = table["name"] if "name" in table.columns else blank
    keys = table["id"] if "id" in table.columns else blank
    keys = keys.fillna(names[keys.isna()].map(slug, na_action="ignore"))
    pairs = pd.DataFrame({"id": keys, "name": names.fillna(keys)}).dropna()
    return ends.list_actors(dict(zip(pairs["id"].tolist(), pairs["name"].tolist(), strict=True)))


# --------------------------------------------------------------------------- alliances


def _judge_alliances(
    raw: pd.DataFrame,
    who: pd.DataFrame,
    directories: tuple[ends.Directory, ends.Directory],
    issues: list[Issue],
    lang: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge the alliances; give those used, and the actors that only they name."""
    table = read_cells(raw, "alliances", issues, lang)
    for column in ("id", "name", "alliance_group", *ENDS):
        if column not in table.columns:
            table[column] = pd.Series(np.nan, index=table.index, dtype="str")
    twice = table["id"].notna() & table["id"].duplicated()
    issues += [
        issue_at("alliances", "same_id", "error", row, "id", key)
        for row, key in cells_at(table["id"], twice)
    ]
    known, absent = directories
    members, made = partners_of(table[~twice], known, absent, issues)
    places = _directory(who[cells.by_value(who["kind"], standard().is_place).astype(bool)])
    ties = _tied(table.loc[list(members)], members, places, issues)
    return ties, made


def _tied(
    table: pd.DataFrame,
    members: dict[int, list[str]],
    places: ends.Directory,
    issues: list[Issue],
) -> pd.DataFrame:
    """Write the partners of each row in canonical form, and give each row an identifier."""
    rows = table.index
    parties = list(members.values())
    pairs = [len(keys) == len(PAIR) for keys in parties]
    texts: dict[str, list[str | None]] = {
        "source": [keys[0] if pair else None for keys, pair in zip(parties, pairs, strict=True)],
        "target": [keys[1] if pair else None for keys, pair in zip(parties, pairs, strict=True)],
        "partners": [
            None if pair else join_values(keys) for keys, pair in zip(parties, pairs, strict=True)
        ],
    }
    table = table.assign(
        **{column: pd.Series(values, rows, dtype="str") for column, values in texts.items()}
    )
    table["alliance_group"] = _groups(table, places)
    given = table["id"].notna()
    again = ~given & table[~given].duplicated().reindex(rows, fill_value=False)
    issues += [issue_at("alliances", "identical_alliance", "warning", row) for row in rows[again]]
    titles = table["alliance_group"].fillna(table["name"]).tolist()
    unnamed = itertools.compress(zip(parties, titles, strict=True), (~given).tolist())
    wanted = itertools.starmap(_wanted_id, unnamed)
    table.loc[~given, "id"] = ends.unique_ids(wanted, table.loc[given, "id"].tolist())
    return table


def _groups(table: pd.DataFrame, places: ends.Directory) -> pd.Series[Any]:
    """Give the group of each row: of a lone member, the alliance it names; of a list, a place."""

    def named(name: str) -> str:
        found = ends.find(name, places)
        return found[0] if len(found) == 1 else slug(name)

    lists = table["partners"].notna()
    if not lists.any():
        return table["alliance_group"]
    alone = lists & ~table["partners"].fillna("").str.contains("|", regex=False)
    titles = table.loc[lists & table["alliance_group"].isna(), "name"].dropna().map(named)
    kept = titles[alone[titles.index] | titles.isin(list(places[0]))]
    return table["alliance_group"].fillna(kept)


def _wanted_id(members: list[str], title: object) -> str:
    """Give the identifier that an alliance would have if nobody else had it."""
    if len(members) == len(PAIR) or not isinstance(title, str):
        return "--".join(members)
    return slug(title) if len(members) > 1 else f"{slug(title)}--{members[0]}"
