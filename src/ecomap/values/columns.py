"""
What a column is: headings in French or English, matched to the columns of the tables.

A heading is matched by key, label or alias of ``data/columns.csv``, whatever
its case, accents and spaces; nothing is matched by resemblance. A heading that
loses its column to a better one is kept under its own name, and that is said.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import pandas as pd

from ecomap.errors import Issue
from ecomap.text import fold, split_values
from ecomap.typology import Term, standard

__all__ = [
    "PARTNERS",
    "TABLES",
    "Matching",
    "columns_of",
    "end_column",
    "fold_heading",
    "is_column",
    "letters",
    "match_columns",
    "personal_columns",
    "quoted",
    "suits",
    "tier",
]

TABLES: Final = ("actors", "alliances")

# For each heading, by its position, the columns of ours that it feeds.
Matching = dict[int, list[str]]

# Taking the wrong one of these would change who is tied to whom: never chosen between two aliases.
_DECISIVE: Final = frozenset({"id", "name", "source", "target", "partners"})

_ENDS: Final = frozenset({"source", "target"})

_ALIAS: Final = 2

# Partners that the row of an actor lists, perhaps with the relation: ``partners.member_of``.
PARTNERS: Final = re.compile(r"partners(?:\..+)?")

# What the row of a link says of an actor at its end: ``target.siret``.
_END_COLUMN: Final = re.compile(r"(source|target|partners)\.(.+)")

# "Montant (1)", "Nom *": marks of foot notes.
_FOOTNOTE: Final = re.compile(r"\s*(?:\(\d{1,2}\)|\*{1,3})$")

# At least this share of the cells must be shaped like personal data (contract section 4).
_PERSONAL_SHARE: Final = 0.3

# Long cells are prose; an address or a telephone number that identifies a column comes early.
_LOOKED_AT: Final = 200

_PERSONAL_SHAPES: Final = (
    # e-mail address
    r"[^@\s]{1,64}@[^@\s.]{1,64}(?:\.[^@\s.]{1,64}){1,5}",
    # French telephone number
    r"(?<!\d)(?:(?:\+|00)33|0)[\s.-]?[1-9](?:[\s.-]?\d\d){4}(?!\d)",
    # full date on which a living adult may be born
    r"^(?:(?:19\d\d|200\d)-\d\d-\d\d|\d\d?[/.-]\d\d?[/.-](?:19\d\d|200\d))(?:[T ].*)?$",
)

# What people type freely; the other columns have a form of their own that no person's data has.
_FREE: Final = frozenset({"text", "values", "url", "term_or_text"})


def letters(position: int) -> str:
    """
    Give the letters of a column as a spreadsheet shows them.

    Parameters
    ----------
    position
        Number of the column, from 0.

    Returns
    -------
    letters
        ``A`` to ``Z``, then ``AA``.

    Examples
    --------
    >>> letters(0), letters(25), letters(26), letters(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


@functools.cache
def columns_of(table: str) -> dict[str, Term]:
    """
    Give the columns of one table.

    Parameters
    ----------
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    columns
        For each column, its row of ``data/columns.csv``.

    Examples
    --------
    >>> "siren" in columns_of("actors"), "siren" in columns_of("alliances")
    (True, False)
    """
    terms = standard().terms("columns")
    return {key: term for key, term in terms.items() if term["table"] in {"both", table}}


def end_column(column: str) -> tuple[str, str] | None:
    """
    Take apart the name of a column that says something of an actor at an end of a link.

    Parameters
    ----------
    column
        Name of a column of alliances.

    Returns
    -------
    end, column
        Which end, and which column of the actor; None for any other column.

    Examples
    --------
    >>> end_column("target.siret"), end_column("target")
    (('target', 'siret'), None)
    """
    found = _END_COLUMN.fullmatch(column)
    return (found[1], found[2]) if found else None


def is_column(column: str, table: str) -> bool:
    """
    Tell whether a column is one that we read.

    Parameters
    ----------
    column
        Name of a column.
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    ours
        True for the columns of the table, for those of an actor at the end of a
        link, and for the partners that an actor lists.

    Examples
    --------
    >>> is_column("siren", "actors"), is_column("target.siren", "alliances")
    (True, True)
    >>> is_column("partners.member_of", "actors"), is_column("colour", "actors")
    (True, False)
    """
    if table == "actors" and PARTNERS.fullmatch(column):
        return True
    more = table == "alliances" and end_column(column) is not None
    return more or column in columns_of(table)


@functools.cache
def _spellings(table: str) -> dict[str, list[tuple[int, int, str]]]:
    """Map each folded spelling to its columns, as (tier, rank, column): key, label, alias."""
    known: dict[str, list[tuple[int, int, str]]] = {}
    for key, term in columns_of(table).items():
        aliases = split_values(term[f"aliases_{table}"]) + split_values(term["aliases"])
        tiers = [
            (0, [key]),
            (1, [term["label_fr"], term["label_en"]]),
            (_ALIAS, aliases),
        ]
        met: set[str] = set()
        for tier, spelled in tiers:
            for rank, spelling in enumerate(spelled):
                folded = fold_heading(spelling)
                if folded not in met:
                    met.add(folded)
                    known.setdefault(folded, []).append((tier, rank, key))
    return known


@functools.lru_cache(maxsize=10_000)  # each way of reading a file asks for the same ones
def fold_heading(heading: str) -> str:
    """
    Fold a heading: as `fold`, without underscores and marks of foot notes.

    Parameters
    ----------
    heading
        A heading as written.

    Returns
    -------
    folded
        Two headings with the same fold are the same.

    Examples
    --------
    >>> fold_heading(" Taille_Organisation (1)")
    'taille organisation'
    """
    return _FOOTNOTE.sub("", fold(heading.replace("_", " ")))


def tier(heading: str, column: str, table: str) -> int:
    """
    Tell how surely a heading names a column.

    Parameters
    ----------
    heading
        A heading as written.
    column
        A column of the table.
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    tier
        0 for its key, 1 for its label, 2 for an alias, 3 if it does not.

    Examples
    --------
    >>> tier("id", "id", "actors"), tier("Code", "id", "actors"), tier("Code", "id", "alliances")
    (0, 2, 3)
    """
    known = _spellings(table).get(fold_heading(heading), ())
    return next((tier for tier, _, key in known if key == column), _ALIAS + 1)


def suits(headings: Iterable[str], table: str) -> int:
    """
    Count the headings that a table knows.

    Parameters
    ----------
    headings
        The cells of one row.
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    count
        Number of columns of the table that stand among them.

    Examples
    --------
    >>> suits(["Nom", "Ville", "Couleur"], "actors")
    2
    """
    known = _spellings(table)
    return len(
        {column for heading in headings for _, _, column in known.get(fold_heading(heading), ())}
    )


def match_columns(
    headings: Sequence[str],
    table: str,
    given: Mapping[str, str | Sequence[str]] | None = None,
    constants: Iterable[str] = (),
) -> tuple[Matching, list[Issue]]:
    """
    Match the headings of a sheet to the columns of a table.

    A key of ``data/columns.csv`` wins over a label, a label over an alias, an
    earlier alias over a later one, a heading to the left over one to the right.
    Where that order would choose between two aliases of a name, an identifier or
    a partner, it does not: the fault is an error, ``ambiguous_column``.

    Parameters
    ----------
    headings
        Headings as written, in the order of the sheet.
    table
        ``"actors"`` or ``"alliances"``.
    given
        Headings whose columns are already decided; they win.
    constants
        Columns that have a constant: *Source* is a partner if the target is one.

    Returns
    -------
    matching, issues
        Columns by position of heading, and what there is to say about it.

    Examples
    --------
    >>> match_columns(["Structure", "Type", "Couleur"], "actors")[0]
    {0: ['name'], 1: ['model', 'kind']}
    """
    matching, issues = _given(headings, table, given or {})
    taken = {column for columns in matching.values() for column in columns}
    claims = sorted(
        (tier, rank, position, column)
        for position, heading in enumerate(headings)
        if position not in matching
        for tier, rank, column in _spellings(table).get(fold_heading(heading), ())
    )
    if table == "alliances":
        claims = _partners_in_pairs(claims, taken | set(constants))
    winners: dict[str, tuple[int, int]] = {}
    losers: list[tuple[int, int, str]] = []
    for tier, _, position, column in claims:
        if position in matching:
            continue
        if column in taken:
            losers.append((tier, position, column))
            continue
        # *Type* says the model of an actor, or that it is no organisation but an event
        wide = column == "model" and tier == _ALIAS and not _has(claims, "kind", taken)
        matching[position] = ["model", "kind"] if wide else [column]
        taken.add(column)
        winners[column] = (tier, position)
    for tier, position, column in losers:
        if position not in matching:
            issues.append(_lost(headings, table, position, column, tier, winners.get(column)))
    return dict(sorted(matching.items())), issues


def _has(claims: list[tuple[int, int, int, str]], column: str, taken: set[str]) -> bool:
    """Tell whether a column has a heading of its own."""
    return column in taken or any(claim[3] == column for claim in claims)


def _given(
    headings: Sequence[str], table: str, given: Mapping[str, str | Sequence[str]]
) -> tuple[Matching, list[Issue]]:
    """Apply the mapping that somebody wrote; say where it fits nothing."""
    matching: Matching = {}
    issues: list[Issue] = []
    # of two headings alike, the one to the left is meant, as for an alias
    places = list(enumerate(headings))[::-1]
    by_fold = {fold_heading(heading): position for position, heading in places}
    by_text = {heading: position for position, heading in places}
    for heading, wanted in given.items():
        position = by_text.get(heading, by_fold.get(fold_heading(heading)))
        if position is None:
            near = difflib.get_close_matches(heading, headings, n=1)
            issues.append(
                Issue(
                    code="heading_absent",
                    severity="warning",
                    value=heading,
                    expected=", ".join(filter(None, headings)),
                    suggestion=near[0] if near else "",
                )
            )
            continue
        matching[position] = [wanted] if isinstance(wanted, str) else list(wanted)
        issues.extend(
            _unknown_column(headings[position], column, table)
            for column in matching[position]
            if not is_column(column, table) and column != headings[position]
        )
    return matching, issues


def _unknown_column(heading: str, column: str, table: str) -> Issue:
    """Say that a heading was mapped to a column that we do not have."""
    near = difflib.get_close_matches(column, columns_of(table), n=1)
    return Issue(
        code="unknown_column",
        severity="warning",
        heading=heading,
        value=column,
        expected=", ".join(columns_of(table)),
        suggestion=near[0] if near else "",
    )


def _partners_in_pairs(
    claims: list[tuple[int, int, int, str]], constant: set[str]
) -> list[tuple[int, int, int, str]]:
    """Take *Source* for a reference where nothing stands as the other partner."""
    there = {column for *_, column in claims} | constant
    return claims if there >= _ENDS else [claim for claim in claims if claim[3] != "source"]


def _lost(
    headings: Sequence[str],
    table: str,
    position: int,
    column: str,
    tier: int,
    winner: tuple[int, int] | None,
) -> Issue:
    """Say that a heading could have been a column that another heading is."""
    if winner and winner[0] == tier and column in _DECISIVE:
        first, second = headings[winner[1]], headings[position]
        return Issue(
            code="ambiguous_column",
            severity="error",
            heading=second,
            facts={
                "column": column,
                "first": first,
                "second": second,
                "table": table,
                "line": f'columns = {{ {quoted(first)} = "{column}" }}',
                "option": f"--set {quoted(f'{table}.{first}={column}')}",
            },
        )
    return Issue(
        code="column_taken",
        severity="note",
        heading=headings[position],
        facts={"column": column, "winner": headings[winner[1]] if winner else column},
    )


def quoted(words: str) -> str:
    r"""
    Write words as a string of TOML, for a line that people can copy.

    Parameters
    ----------
    words
        Any text, such as a heading.

    Returns
    -------
    string
        The words between quotation marks, on one line.

    Examples
    --------
    >>> print(quoted('Nom\n"usuel"'))
    "Nom\n\"usuel\""
    """
    # JSON leaves as it is the one control character that TOML wants escaped
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007F")


def personal_columns(table: pd.DataFrame) -> list[str]:
    """
    Find the columns that hold personal data.

    Parameters
    ----------
    table
        Actors or alliances.

    Returns
    -------
    columns
        Those whose heading is in ``data/personal.csv``, or of whose cells at
        least 30 % are shaped like an e-mail address, a French telephone number
        or a birth date.

    Examples
    --------
    >>> personal_columns(pd.DataFrame({"Mél": [""], "note": ["a@example.org"], "name": ["A"]}))
    ['Mél', 'note']
    """
    return [column for column in table.columns if is_personal(column, table[column].dropna())]


def is_personal(column: str, cells: Iterable[object]) -> bool:
    """
    Tell whether a column holds personal data.

    Parameters
    ----------
    column
        Its name.
    cells
        Its cells, without those that are missing.

    Returns
    -------
    personal
        As for `personal_columns`; a column whose form no person's data has is not.

    Examples
    --------
    >>> is_personal("note", ["a@example.org", "b"]), is_personal("note", [1980, 1981])
    (True, False)
    """
    return _is_personal_heading(column) or _is_personal_content(column, cells)


@functools.cache
def _personal_headings() -> frozenset[str]:
    """Fold the headings of personal columns."""
    return frozenset(
        fold_heading(spelling)
        for key, term in standard().terms("personal").items()
        for spelling in [
            key,
            term["label_fr"],
            term["label_en"],
            *split_values(term["aliases"]),
        ]
    )


def _is_personal_heading(column: str) -> bool:
    """Tell whether a heading names personal data."""
    return fold_heading(column) in _personal_headings()


def _is_personal_content(column: str, cells: Iterable[object]) -> bool:
    """Tell whether enough cells of a column are shaped like personal data."""
    term = standard().terms("columns").get(column)
    if column == "name" or (term and term["type"] not in _FREE):
        return False
    written = list(cells)
    if all(isinstance(cell, (int, float)) for cell in written):
        return False
    filled = [text for cell in written if (text := str(cell).strip()[:_LOOKED_AT])]
    if not filled:
        return False
    return any(
        sum(map(bool, map(re.compile(shape).search, filled))) / len(filled) >= _PERSONAL_SHARE
        for shape in _PERSONAL_SHAPES
    )
