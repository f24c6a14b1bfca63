"""
A word or a sentence in French or English, by key; and the folding of words.

Words for people live in ``data/words``, one CSV file per place where they are
shown (``issues``, ``commands``, ``page``), with a column per language. A key
is ``file.name``. This room imports the standard library only.
"""

from __future__ import annotations

import csv
import functools
import locale
import os
import re
import unicodedata
from importlib.resources import files
from typing import Final

__all__ = [
    "LANGUAGES",
    "fold",
    "join_values",
    "number",
    "say",
    "shield",
    "slug",
    "split_values",
    "system_language",
    "unshield",
    "words",
]

LANGUAGES: Final = ("fr", "en")

# French typography wants a no-break space (narrow, U+202F) between thousands.
_THOUSANDS: Final = {"fr": "\u202f", "en": ","}
_DECIMAL: Final = {"fr": ",", "en": "."}

# Numbers that take a singular: all under 2 in French, 1 alone in English.
_SINGULAR: Final = {"fr": re.compile(r"-?[01](?:,\d+)?"), "en": re.compile("1")}

# Two words of a sentence, for one and for several: ``{n:alliance|alliances}``.
_CHOICE: Final = re.compile(r"\{(\w+):([^{}|]*)\|([^{}|]*)\}")


@functools.cache
def words(section: str) -> dict[str, dict[str, str]]:
    """
    Read one file of words.

    Parameters
    ----------
    section
        Name of a file of ``data/words``, without its suffix.

    Returns
    -------
    words
        For each key, its text by language.

    Examples
    --------
    >>> words("page")["search"]["en"]
    'Search'
    """
    source = files("ecomap") / "data" / "words" / f"{section}.csv"
    with source.open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream)
        return {row["key"]: {lang: row[lang] for lang in LANGUAGES} for row in rows}


def say(key: str, lang: str = "en", /, **facts: object) -> str:
    """
    Say a sentence in one language.

    A fact named ``n`` chooses between the plural, ``key``, and the singular,
    ``key.one``, where the file has one; any fact does between two words, as in
    ``{n:alliance|alliances}``. In French whatever is under 2 is singular.

    Parameters
    ----------
    key
        ``section.name``, such as ``"page.search"``.
    lang
        ``"fr"`` or ``"en"``.
    **facts
        What the sentence speaks of; numbers are written as the language does.

    Returns
    -------
    sentence
        The text with its facts filled in.

    Raises
    ------
    KeyError
        If the section has no such key, or the sentence wants a fact not given.

    Examples
    --------
    >>> say("page.actors", "en", n=1200)
    '1,200 actors'
    >>> say("page.actors", "en", n=1)
    '1 actor'
    >>> say("page.actors", "fr", n=1.5)
    '1,5 acteur'
    """
    section, _, name = key.partition(".")
    table = words(section)
    shown = {
        fact: number(value, lang)
        if isinstance(value, (int, float)) and not isinstance(value, bool)
        else value
        for fact, value in facts.items()
    }
    # what is shown chooses: 1.9996 is written 2
    one = _SINGULAR[lang].fullmatch
    if one(str(shown.get("n"))) and f"{name}.one" in table:
        name = f"{name}.one"
    text = table[name][lang]
    if "|" in text:
        text = _CHOICE.sub(lambda two: two[2 if one(str(shown[two[1]])) else 3], text)
    return text.format_map(shown)


def number(value: float, lang: str = "en", digits: int = 3) -> str:
    """
    Write a number as a language does.

    Parameters
    ----------
    value
        The number; ``nan`` is written as a dash.
    lang
        ``"fr"`` or ``"en"``.
    digits
        Most decimals kept; trailing zeros are dropped.

    Returns
    -------
    written
        For instance ``1 234,5`` in French, with no-break spaces.

    Examples
    --------
    >>> number(1234.5, "en")
    '1,234.5'
    >>> number(0.25, "fr")
    '0,25'
    """
    if value != value:  # noqa: PLR0124 - nan is the one value that differs from itself
        return "–"
    whole, _, part = f"{value:,.{digits}f}".partition(".")
    whole = whole.replace(",", _THOUSANDS[lang])
    part = part.rstrip("0")
    return f"{whole}{_DECIMAL[lang]}{part}" if part else whole


def system_language() -> str:
    """
    Tell the language of the system, for messages when nobody chose one.

    Returns
    -------
    lang
        ``"fr"`` if the system speaks French, else ``"en"``.

    Examples
    --------
    >>> system_language() in LANGUAGES
    True
    """
    # The variables first: on a POSIX system they are what the user set, and
    # `locale.getlocale` answers ("en_US", …) for a C locale on some of them.
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "fr" if value.lower().startswith("fr") else "en"
    name = (locale.getlocale()[0] or "").lower()
    return "fr" if name.startswith("fr") else "en"


# What NFKD parts from the letters of Latin words, and dashes.
_MARKS: Final = re.compile("[\u0300-\u034e\u0350-\u036f]+")
_DASHES: Final = re.compile("[\u2010-\u2014]")

# Words of this length come again: those of vocabularies, headings and names; so many are kept.
_SHORT: Final = 80
_REMEMBERED: Final = 2**16


def fold(text: str) -> str:
    r"""
    Fold case, accents, punctuation marks of typing, and spaces.

    Two spellings with the same fold are the same heading, code or name.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    folded
        Lower case, without accents, typographic apostrophes and dashes made
        plain, runs of white space as one space, none at the ends.

    Examples
    --------
    >>> fold("  École\u00a0d’Été ")
    "ecole d'ete"
    """
    if text.isascii():  # most cells are, and large files have many
        return " ".join(text.casefold().split())
    return _remembered(text) if len(text) <= _SHORT else _folded(text)


def _folded(text: str) -> str:
    """Fold a text that has more than ASCII."""
    text = text.replace("’", "'").replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae")
    text = _DASHES.sub("-", text)
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    if not plain.isascii():  # the marks of other alphabets
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


_remembered = functools.lru_cache(_REMEMBERED)(_folded)


# Whatever else ASCII has parts the words of an identifier.
_NO_LETTERS: Final = {code: " " for code in range(128) if not chr(code).isalnum()}


def slug(text: str) -> str:
    """
    Make an identifier out of a name.

    Parameters
    ----------
    text
        A display name.

    Returns
    -------
    identifier
        ASCII letters, digits and hyphens; ``"x"`` if nothing is left.

    Examples
    --------
    >>> slug("Association d'Éducation (AE)")
    'association-d-education-ae'
    """
    if text.isascii():  # quicker than folding, and the same
        plain = text.casefold()
    else:
        plain = fold(text).encode("ascii", "ignore").decode("ascii")
    return "-".join(plain.translate(_NO_LETTERS).split()) or "x"


def split_values(cell: str) -> list[str]:
    """
    Split a cell of several values, written ``a|b|c``.

    Parameters
    ----------
    cell
        A cell in its canonical form.

    Returns
    -------
    values
        The values, stripped, without the empty ones.

    Examples
    --------
    >>> split_values("water | air|")
    ['water', 'air']
    """
    return [value for part in cell.split("|") if (value := part.strip())]


def join_values(values: list[str]) -> str:
    """
    Write several values in one cell; the inverse of `split_values`.

    Parameters
    ----------
    values
        Values without ``|``.

    Returns
    -------
    cell
        The canonical form, ``a|b|c``.

    Examples
    --------
    >>> join_values(["water", "air"])
    'water|air'
    """
    return "|".join(values)


# A spreadsheet would run a cell that begins so. Quote marks before it are ours, one each time.
_FORMULA: Final = re.compile("'*[=+@\\-\t\r]")


def shield(cell: str) -> str:
    """
    Keep a spreadsheet from running a text as a formula.

    Parameters
    ----------
    cell
        The text of a cell, to be written in a CSV file.

    Returns
    -------
    shielded
        The text behind a quote mark, if it begins with ``=``, ``+``, ``-`` or
        ``@``; `unshield` takes it off again.

    Examples
    --------
    >>> shield("=1+1"), shield("'=1+1"), shield("l'été")
    ("'=1+1", "''=1+1", "l'été")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unshield(cell: str) -> str:
    """
    Take off the quote mark of `shield`.

    Parameters
    ----------
    cell
        The text of a cell, as a CSV file holds it.

    Returns
    -------
    text
        The text itself.

    Examples
    --------
    >>> unshield("'=1+1"), unshield("'été'")
    ('=1+1', "'été'")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
