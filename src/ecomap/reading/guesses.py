"""
What a column or a type that nothing knows may be: proposals with their reason, never taken.

A person decides: on the command line, in ``ecomap.toml`` or in the workbook of
corrections. Words that only hint at a model are in ``data/hints.csv``.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from ecomap.errors import Issue
from ecomap.reading.rules import model_of_words
from ecomap.text import fold, split_values
from ecomap.typology import Term, standard
from ecomap.values import cells
from ecomap.values.columns import columns_of, fold_heading, quoted

__all__ = ["Guess", "Proposal", "guess_columns", "guessed", "propose_model"]

# At least this share of the cells must fit, and of the texts that name be different.
_FIT: Final = 0.8
_DISTINCT: Final = 0.8
_LIKE: Final = 0.85

# Rows that a guess is made on: a column shows what it is early.
_LOOKED_AT: Final = 500
_SHORTEST_WORD: Final = 3

# Spellings of columns and headings, of which each is compared with each.
_REMEMBERED: Final = 2**12

# Columns that are never guessed: what they say is ours, not a sheet's.
_OURS: Final = frozenset({"model_basis", "membership", "kind", "directed", "alliance_group"})

# Cells that can be nothing else: no heading is needed.
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "url": re.compile(r"(?:https?://|www\.)\S+"),
    "rna": re.compile(r"W\d{9}"),
    "siren": re.compile(r"\d{3} ?\d{3} ?\d{3}"),
    "siret": re.compile(r"\d{3} ?\d{3} ?\d{3} ?\d{5}"),
}
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")


class Guess(NamedTuple):
    """
    A column that a heading may be.

    `like` is the spelling that the heading recalls, if it does; `fit` and
    `distinct` are the shares of its cells that have the form of the column, and
    that differ.
    """

    heading: str
    column: str
    like: str
    fit: float
    distinct: float


class Proposal(NamedTuple):
    """A model that a type may be, the word that says so, and whether it is certain."""

    model: str
    word: str
    certain: bool


# --------------------------------------------------------------------------- columns


def guess_columns(
    headings: Sequence[str], rows: Sequence[Sequence[str]], table: str, taken: Iterable[str]
) -> list[Guess]:
    """
    Guess what the headings that nothing knows may be.

    Parameters
    ----------
    headings
        Headings as written; an empty one is passed over.
    rows
        The cells below them.
    table
        ``"actors"`` or ``"alliances"``.
    taken
        Headings that are known, and columns that have one.

    Returns
    -------
    guesses
        One per heading and column at most, in the order of the sheet.

    Examples
    --------
    >>> rows = [["Les Amis"], ["Le Cercle"], ["La Ligue"]]
    >>> [(guess.column, guess.like) for guess in guess_columns(["NomAsso"], rows, "actors", [])]
    [('name', 'Nom')]
    """
    gone = set(taken)
    found: list[Guess] = []
    contents = {
        heading: [row[at] for row in rows[:_LOOKED_AT] if at < len(row) and row[at]]
        for at, heading in enumerate(headings)
        if heading and heading not in gone
    }
    for heading, below in contents.items():
        guesses = [
            guess
            for column, term in columns_of(table).items()
            if column not in gone | _OURS and (guess := _guess(heading, below, term, table))
        ]
        if guesses:
            best = max(guesses, key=lambda guess: (bool(guess.like), len(guess.like), guess.fit))
            found.append(best)
            gone.add(best.column)
    if table == "actors" and not {"name", "id"} & gone:
        found += _best_name(contents, {guess.heading for guess in found})
    return found


def _guess(heading: str, below: list[str], term: Term, table: str) -> Guess | None:
    """Guess whether a heading is a column: by its words and its cells, or by cells alone."""
    if not below:
        return None
    column = term["key"]
    fit, distinct = _fit(below, term), len(set(below)) / len(below)
    if fit < _FIT or (column in {"name", "id"} and distinct < _DISTINCT):
        return None
    like = _like(heading, column, table)
    known_words = column == "model" and table == "actors"
    if like or column in _SHAPES or known_words:
        return Guess(heading, column, like, fit, distinct)
    return None


def _best_name(contents: Mapping[str, list[str]], known: set[str]) -> list[Guess]:
    """Guess which column names the actors, by its cells alone."""
    name = columns_of("actors")["name"]
    guesses = [
        Guess(heading, "name", "", _fit(below, name), len(set(below)) / len(below))
        for heading, below in contents.items()
        if heading not in known and below
    ]
    fit = [guess for guess in guesses if guess.fit >= _FIT and guess.distinct >= _DISTINCT]
    return sorted(fit, key=lambda guess: -guess.distinct)[:1]


def _fit(below: list[str], term: Term) -> float:
    """Give the share of cells that have the form of a column."""
    fits = _test(term)
    return sum(n for cell, n in Counter(below).items() if fits(cell)) / len(below)


def _test(term: Term) -> Callable[[str], bool]:
    """Give the test of a cell of a column."""
    column, kind = term["key"], term["type"]
    if column in _SHAPES:
        return lambda cell: _SHAPES[column].fullmatch(cell.strip()) is not None
    if kind == "term" or column == "partnership":
        return functools.partial(_is_term, vocabulary=term["vocabulary"])
    if kind == "number":
        return functools.partial(_reads, cells.number)
    if kind == "date":
        return functools.partial(_reads, cells.date)
    if column == "id":
        return lambda cell: " " not in cell
    return lambda cell: _LETTERS.search(cell) is not None


def _is_term(cell: str, *, vocabulary: str) -> bool:
    """Tell whether a cell is a word of a vocabulary, or a published legal form."""
    if standard().code(vocabulary, cell):
        return True
    return vocabulary == "models" and bool(model_of_words(cell))


def _reads(reader: Callable[[str], object], cell: str) -> bool:
    """Tell whether a cell can be read."""
    try:
        reader(cell)
    except ValueError:
        return False
    return True


def _like(heading: str, column: str, table: str) -> str:
    """Give the spelling of a column that a heading recalls; empty if it recalls none."""
    words = _words(heading)
    term = columns_of(table)[column]
    spellings = [term["label_fr"], term["label_en"], column.replace("_", " ")]
    spellings += split_values(term[f"aliases_{table}"]) + split_values(term["aliases"])
    recalled = [one for one in spellings if _recalls(words, _words(one))]
    return max(recalled, key=len, default="")


@functools.lru_cache(_REMEMBERED)
def _words(heading: str) -> tuple[str, ...]:
    """Part a heading in words: ``NomAsso`` is two."""
    parted = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ÿ])", " ", heading)
    return tuple(re.findall(r"\w+", fold_heading(parted)))


def _recalls(words: Sequence[str], known: Sequence[str]) -> bool:
    """Tell whether the words of a spelling are all in a heading, or nearly its whole."""
    long = [word for word in known if len(word) >= _SHORTEST_WORD]
    if long and set(long) <= set(words):
        return True
    near = difflib.SequenceMatcher(None, "".join(words), "".join(known))
    # bounds of the ratio, each much quicker than the next
    bounds = (near.real_quick_ratio, near.quick_ratio, near.ratio)
    return all(bound() >= _LIKE for bound in bounds)


def guessed(guess: Guess, table: str) -> Issue:
    """
    Say a guess, and how to take it.

    Parameters
    ----------
    guess
        As `guess_columns` gives it.
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    issue
        A note.
    """
    return Issue(
        code="column_guessed" if guess.like else "column_guessed_by_cells",
        severity="note",
        heading=guess.heading,
        facts={
            "column": guess.column,
            "like": guess.like,
            "fit": round(100 * guess.fit),
            "distinct": round(100 * guess.distinct),
            "option": f"--set {quoted(f'{table}.{guess.heading}={guess.column}')}",
        },
    )


# --------------------------------------------------------------------------- types


def propose_model(value: str) -> Proposal | None:
    """
    Propose a model for a type.

    Parameters
    ----------
    value
        A type as written.

    Returns
    -------
    proposal
        Certain for an alias or a published legal form; else by the words that it
        holds, if they all hint at one model; None if nothing does.

    Examples
    --------
    >>> propose_model("NGO or Association")
    Proposal(model='engagement_economy', word='association', certain=False)
    >>> propose_model("Trade Union") is None
    True
    """
    if model := standard().code("models", value) or model_of_words(value):
        return Proposal(model, value, certain=True)
    folded = f" {' '.join(re.findall(r'[a-z0-9]+', fold(value)))} "
    met = [(word, model) for word, model in _hints() if f" {word} " in folded]
    if len({model for _, model in met}) != 1:
        return None
    word, model = max(met, key=lambda hint: len(hint[0]))
    return Proposal(model, word, certain=False)


@functools.cache
def _hints() -> list[tuple[str, str]]:
    """List the words that hint at a model, folded, each with the model."""
    hints = []
    for vocabulary in ("models", "hints"):
        for key, term in standard().terms(vocabulary).items():
            for alias in split_values(term["aliases"]):
                word = " ".join(re.findall(r"[a-z0-9]+", fold(alias)))
                if len(word) >= _SHORTEST_WORD:
                    hints.append((word, key))
    return hints
