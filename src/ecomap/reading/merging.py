"""
Actors that are one, as somebody decided, made one; and the file of decisions.

``merges.csv`` holds pairs of actors (``left``, ``right``), what was decided
(``same``, ``different``, nothing yet), and why they were put to somebody.
A decision names actors by identifier; a name stands in where the identifier
has gone. The first row of the table stays, and tells in ``sources`` which rows
it stands for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypedDict

import pandas as pd

from ecomap import files
from ecomap.errors import Issue, SheetError
from ecomap.reading.plan import MERGES_FILE
from ecomap.sources.grids import read_grids
from ecomap.text import fold, join_values, shield, split_values
from ecomap.typology import standard
from ecomap.values.columns import columns_of, letters
from ecomap.values.ends import Directory, find, list_actors

__all__ = [
    "MERGES_FILE",
    "Decision",
    "Merged",
    "decided",
    "merge",
    "merge_actors",
    "read_merges",
    "write_merges",
]

_HEADINGS: Final = ("left", "right", "decision", "reason", "left_name", "right_name", "score")
_NEEDED: Final = frozenset({"left", "right", "decision"})

# Columns that make sense together only: taken from the first row that says any of them.
_MODEL: Final = ("model", "model_secondary", "membership", "model_basis", "model_evidence")

# Two partners are written as source and target.
_PAIR: Final = 2


class Decision(NamedTuple):
    """A row of the file of decisions; `decision` is ``same``, ``different`` or empty."""

    left: str
    right: str
    decision: str
    left_name: str = ""
    right_name: str = ""
    reason: str = ""
    score: str = ""
    file: str = MERGES_FILE
    row: int | None = None


class Merged(TypedDict):
    """
    Two tables after merging.

    `kept` gives for each actor that is gone the one that stands for it, `alone`
    the alliances left without a second partner, `issues` what there is to say
    (`value` an actor's id, ``facts["row"]`` none).
    """

    actors: pd.DataFrame
    alliances: pd.DataFrame
    kept: dict[str, str]
    alone: list[str]
    issues: list[Issue]


# --------------------------------------------------------------------------- the file


def write_merges(
    pairs: pd.DataFrame, actors: pd.DataFrame, path: Path, decisions: Iterable[Decision] = ()
) -> None:
    r"""
    Write pairs of actors for somebody to decide on.

    Parameters
    ----------
    pairs
        What `matching.match_actors` gives.
    actors
        The table of actors, for their names.
    path
        The file to make or replace: UTF-8 with its mark and ``;``, as a French
        Excel wants it.
    decisions
        What was decided before; it stands first, and is not asked again.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "merges.csv"
    >>> pairs = pd.DataFrame([["a", "b", 99, "case"]], columns=["left", "right", "score", "reason"])
    >>> write_merges(pairs, pd.DataFrame({"name": ["É", "E"]}, index=["a", "b"]), file)
    >>> file.read_bytes().splitlines()[1].decode()
    'a;b;;case;É;E;99'
    """
    before = list(decisions)
    asked = {frozenset(one[:2]) for one in before}
    names = actors["name"].to_dict()
    rows = [[getattr(one, heading) for heading in _HEADINGS] for one in before]
    rows += [
        [left, right, "", reason, names[left], names[right], str(score)]
        for left, right, score, reason in pairs.itertuples(index=False)
        if frozenset((left, right)) not in asked
    ]
    table = pd.DataFrame(rows, columns=list(_HEADINGS)).map(shield)
    written = table.to_csv(index=False, sep=";", lineterminator="\n")
    files.write_text(path, f"\ufeff{written}")


def read_merges(path: Path) -> tuple[list[Decision], list[Issue]]:
    """
    Read a file of decisions, as ecomap wrote it or as Excel saved it again.

    Parameters
    ----------
    path
        A CSV file in any usual encoding with any usual separator, or a workbook.

    Returns
    -------
    decisions
        Its rows, those not decided yet too.
    issues
        What could not be understood, by row.

    Raises
    ------
    SheetError
        If the file cannot be read, or lacks the columns of decisions.
    """
    grid = read_grids(path, lambda row: len({fold(cell) for cell in row} & set(_HEADINGS)))[0]
    rows = grid["rows"]
    header = next((at for at, row in enumerate(rows) if set(map(fold, row)) >= _NEEDED), None)
    if header is None:
        raise SheetError(issues=[Issue(code="merges_headings", severity="error", file=path.name)])
    headings = [fold(cell) for cell in rows[header]]
    decisions, issues = [], []
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = dict(zip(headings, row, strict=False))
        said = {heading: cells.get(heading, "") for heading in _HEADINGS}
        if not said["left"] and not said["right"]:
            continue
        code = standard().code("decisions", said["decision"]) if said["decision"] else ""
        if code is None:
            column = letters(headings.index("decision"))
            issues.append(_unclear(path.name, number, column, said["decision"]))
        decisions.append(Decision(**{**said, "decision": code or ""}, file=path.name, row=number))
    return decisions, issues


def _unclear(file: str, row: int, column: str, value: str) -> Issue:
    """Say that a decision is none."""
    return Issue(
        code="merge_decision",
        severity="warning",
        file=file,
        row=row,
        column=column,
        heading="decision",
        value=value,
        expected=" | ".join(standard().terms("decisions")),
    )


# --------------------------------------------------------------------------- who is one


def merge_actors(
    actors: pd.DataFrame, alliances: pd.DataFrame, pairs: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Make one of the actors that are the same.

    Parameters
    ----------
    actors, alliances
        Normal tables, indexed by ``id``; they are not changed.
    pairs
        ``left`` and ``right``, ids; with a column ``decision``, only the rows
        that say ``same`` count.

    Returns
    -------
    actors
        One row for each group: the first, its empty cells filled from the
        others, lists of values put together; ``sources`` names the rows it
        stands for. Merging again changes nothing.
    alliances
        With the ids that stayed. Those left without a second partner are gone.

    Examples
    --------
    >>> actors = pd.DataFrame(
    ...     {"name": ["A", "a", "B"], "kind": "organisation"},
    ...     index=pd.Index(["a", "a2", "b"], name="id"),
    ... )
    >>> alliances = pd.DataFrame(
    ...     {"source": ["a2"], "target": ["b"]}, index=pd.Index(["1"], name="id")
    ... )
    >>> pairs = pd.DataFrame({"left": ["a"], "right": ["a2"]})
    >>> actors, alliances = merge_actors(actors, alliances, pairs)
    >>> actors["sources"].to_dict(), alliances["source"].to_dict()
    ({'a': 'a|a2', 'b': nan}, {'1': 'a'})
    """
    decided_ = pairs["decision"] if "decision" in pairs.columns else ["same"] * len(pairs)
    decisions = [
        Decision(left, right, decision)
        for left, right, decision in zip(pairs["left"], pairs["right"], decided_, strict=True)
    ]
    merged = merge(actors, alliances, decisions)
    return merged["actors"], merged["alliances"]


def decided(
    actors: pd.DataFrame, decisions: Iterable[Decision]
) -> tuple[dict[str, str], list[tuple[Decision, str, str]], list[Issue]]:
    """
    Tell who stands for whom.

    Parameters
    ----------
    actors
        The table of actors.
    decisions
        What somebody decided.

    Returns
    -------
    kept
        For each actor that goes, the one that stays: the first of the table.
    applied
        Each decision that says ``same``, with the two actors that it names.
    issues
        Decisions that could not be applied.
    """
    decisions = [one for one in decisions if one.decision]
    if not decisions:
        return {}, [], []
    order = {key: at for at, key in enumerate(actors.index.tolist())}
    stands = {key: key for key in order}
    known = _known(actors)
    apart: list[tuple[str, str]] = []
    same: list[tuple[Decision, str, str]] = []
    issues: list[Issue] = []
    for one in decisions:
        ends = [_named(one, side, known, actors, issues) for side in ("left", "right")]
        if ends[0] and ends[1] and one.decision == "same":
            same.append((one, ends[0], ends[1]))
        elif ends[0] and ends[1]:
            apart.append((ends[0], ends[1]))
    applied = []
    for one, left, right in same:
        first, second = sorted((stands[left], stands[right]), key=order.__getitem__)
        trial = {key: first if who == second else who for key, who in stands.items()}
        if any(trial[a] == trial[b] and stands[a] != stands[b] for a, b in apart):
            issues.append(_said(one, "merge_contradicted", left, other=right))
            continue
        stands = trial
        applied.append((one, left, right))
    return {key: who for key, who in stands.items() if key != who}, applied, issues


def _known(actors: pd.DataFrame) -> dict[str, str]:
    """Give the actor behind each identifier, those merged before too."""
    known: dict[str, str] = {}
    if "sources" in actors.columns:
        for key, cell in actors["sources"].dropna().items():
            known |= dict.fromkeys(split_values(str(cell)), str(key))
    return known | {str(key): str(key) for key in actors.index}


def _named(
    one: Decision,
    side: str,
    known: Mapping[str, str],
    actors: pd.DataFrame,
    issues: list[Issue],
) -> str:
    """Give the actor that a decision names: by identifier, unless its name is now another's."""
    key, name = getattr(one, side), getattr(one, f"{side}_name")
    who = known.get(key, "")
    if who and (not name or key != who or fold(str(actors.loc[who, "name"])) == fold(name)):
        return who
    alike = find(name, _directory(actors)) if name else []
    if len(alike) == 1:
        return alike[0]
    if who:
        return who
    issues.append(_said(one, "merge_ambiguous" if alike else "merge_unknown", name or key))
    return ""


def _directory(actors: pd.DataFrame) -> Directory:
    """List actors by identifier and name."""
    return list_actors({str(key): str(name) for key, name in actors["name"].items()})


def _said(one: Decision, code: str, value: str, **facts: object) -> Issue:
    """Say what became of a decision."""
    return Issue(
        code=code, severity="warning", file=one.file, row=one.row, value=value, facts=facts
    )


# --------------------------------------------------------------------------- made one


def merge(actors: pd.DataFrame, alliances: pd.DataFrame, decisions: Iterable[Decision]) -> Merged:
    """
    Apply decisions to two tables, and say what was done.

    Parameters
    ----------
    actors, alliances
        Normal tables, indexed by ``id``; they are not changed.
    decisions
        What somebody decided.

    Returns
    -------
    merged
        Both tables, who stands for whom, and what there is to say.
    """
    decisions = list(decisions)
    kept, applied, issues = decided(actors, decisions)
    if not kept:
        return Merged(actors=actors, alliances=alliances, kept={}, alone=[], issues=issues)
    groups: dict[str, list[str]] = defaultdict(list)
    for gone, stays in kept.items():
        groups[stays].append(gone)
    issues += _told(actors, kept, applied)
    named = _directory(actors)
    ties = [(key, _moved(row, kept, named)) for key, row in _rows(alliances)]
    alone = [key for key, row in ties if row is None]
    columns = [*alliances.columns, *(c for c in ("source", "target") if c not in alliances)]
    return Merged(
        actors=_joined(actors, groups),
        alliances=_table([(k, row) for k, row in ties if row is not None], columns, alliances),
        kept=kept,
        alone=alone,
        issues=issues,
    )


def _told(
    actors: pd.DataFrame, kept: Mapping[str, str], applied: Iterable[tuple[Decision, str, str]]
) -> Iterator[Issue]:
    """Say which rows were merged, and where they differ."""
    records = actors.to_dict("index")
    for one, left, right in applied:
        stays, gone = (left, right) if right in kept else (right, left)
        if gone not in kept:
            continue
        differ = _differing(records[stays], records[gone])
        names = {"other": records[stays]["name"], "decided": one.file, "columns": ", ".join(differ)}
        said = _said(one, "merged_differing" if differ else "merged", "", **names)
        yield Issue(**{**vars(said), "severity": "note", "value": str(records[gone]["name"])})


def _differing(left: Mapping[Any, Any], right: Mapping[Any, Any]) -> list[str]:
    """List the columns in which two rows say different things; a list of values is put together."""
    several = _several()
    return [
        str(column)
        for column, value in left.items()
        if column not in {"sources", *several} and pd.notna(value) and pd.notna(right[column])
        and (fold(str(value)) != fold(str(right[column])))
    ]  # fmt: skip


def _several() -> set[str]:
    """List the columns of which a cell holds several values."""
    return {
        key for key, term in columns_of("actors").items() if term["type"] in {"values", "terms"}
    }


def _joined(actors: pd.DataFrame, groups: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """Make one row of each group, in the place of its first."""
    records = {str(key): row for key, row in _rows(actors)}
    gone = {key for others in groups.values() for key in others}
    for stays, others in groups.items():
        rows = [records[key] for key in (stays, *others)]
        records[stays] = _one_row(rows)
        told = [
            str(row.get("sources", key)) for key, row in zip((stays, *others), rows, strict=True)
        ]
        everyone = [key for cell in told for key in split_values(cell)]
        records[stays]["sources"] = join_values(list(dict.fromkeys(everyone)))
    columns = [*actors.columns, *(["sources"] if "sources" not in actors.columns else [])]
    rows_left = [(key, row) for key, row in records.items() if key not in gone]
    return _table(rows_left, columns, actors)


def _one_row(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Fill the first row with what the others say beyond it."""
    several = _several()
    one: dict[str, Any] = {}
    modelled = next((row for row in rows if any(column in row for column in _MODEL)), {})
    for row in rows:
        for column, value in row.items():
            if column in _MODEL:
                continue
            if column in several and column in one:
                both = [*split_values(str(one[column])), *split_values(str(value))]
                one[column] = join_values(list(dict.fromkeys(both)))
            one.setdefault(column, value)
    if not standard().is_place(str(one.get("kind", "organisation"))):
        one |= {column: modelled[column] for column in _MODEL if column in modelled}
    return one


def _rows(table: pd.DataFrame) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each row of a table without its empty cells."""
    columns = list(table.columns)
    for key, *cells in table.astype(object).itertuples(name=None):
        row = zip(columns, cells, strict=True)
        yield key, {column: value for column, value in row if pd.notna(value)}


def _table(
    rows: list[tuple[str, dict[str, Any]]], columns: list[str], like: pd.DataFrame
) -> pd.DataFrame:
    """Make a table of rows, in the forms of another."""
    data = {column: [row.get(column) for _, row in rows] for column in columns}
    index = pd.Index([key for key, _ in rows], name="id", dtype="str")
    table = pd.DataFrame(data, index=index, columns=columns)
    forms = {column: like[column].dtype for column in columns if column in like.columns}
    empty = [column for column in columns if table[column].isna().all()]
    return table.astype(forms).drop(columns=[c for c in empty if c not in {"name", "kind"}])


def _moved(row: dict[str, Any], kept: Mapping[str, str], named: Directory) -> dict[str, Any] | None:
    """Give an alliance its partners as they are now; None if it has one left."""
    row = dict(row)
    for column in ("source", "target", "alliance_group"):
        if column in row:
            row[column] = kept.get(row[column], row[column])
    if "source" in row and row["source"] == row["target"]:
        return None
    if "said_by" in row:
        heard = [find(who, named) for who in split_values(row["said_by"])]
        said = [
            kept.get(keys[0], who) if len(keys) == 1 else who
            for keys, who in zip(heard, split_values(row["said_by"]), strict=True)
        ]
        row["said_by"] = join_values(list(dict.fromkeys(said)))
    if "partners" in row:
        before = split_values(row["partners"])
        now = list(dict.fromkeys(kept.get(who, who) for who in before))
        if len(now) < len(before) and len(now) == 1:
            return None
        row["partners"] = join_values(now)
        if len(now) == _PAIR:
            del row["partners"]
            row["source"], row["target"] = now
    return row
