"""
Names taken apart and compared: legal form, acronym, significant words.

A comparison gives a likeness of 0 to 100 and the differences that explain it.
Each difference has a cost of ours, chosen so that what changes only the
writing stays above 85 and what may change the actor falls below. Whether two
names are one actor is for a person to say.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA

from ecomap.text import fold
from ecomap.typology import standard

__all__ = ["Difference", "Name", "compare", "take_apart"]

# A difference between two names: a key of `data/words/matching.csv` and its facts.
Difference = tuple[str, dict[str, str]]

# What each difference takes away from 100. Above 15 in all, it may well be another actor.
_COSTS: Final = {
    "same_name": 0,
    "case": 1,
    "small_words": 1,
    "spaces": 2,
    "form_written": 2,
    "abbreviation": 2,
    "word_order": 3,
    "acronym_beside": 3,
    "legal_form": 5,
    "typing": 6,
    "typing_a_name": 11,
    "acronym_of": 8,
    "initials_of": 12,
    "acronyms_differ": 20,
    "legal_forms_differ": 30,
}

# An acronym that several names could bear says little; so do two or three letters by chance.
_AMBIGUOUS: Final = 20
_SURE_INITIALS: Final = 4
_ACRONYM: Final = range(2, 11)

# Shorter words differ by a letter because they are other words: Lens, Sens.
_TYPED: Final = 5
_LONG: Final = 9
_MOST_TYPING: Final = 2

# A legal form as long as this is one wherever it stands, and mistyped: Fonddation.
_PLAIN_FORM: Final = 9

# A misspelling is rare: two words that as many other names have are two words.
_COMMON: Final = 2
_RARER: Final = 20

_BRACKETS: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_DOTTED: Final = re.compile(r"\b(?:\w\.){2,}")
_WORD: Final = re.compile(r"[^\W_]+|&")
_BESIDE: Final = re.compile(r"\s+[-–—:/|]\s+|\s*[:,|]\s+")


class Name(NamedTuple):
    """
    A name taken apart.

    `written` is the name as it is, `plain` the same folded without punctuation,
    `words` what is left without legal form, acronym and small words,
    `small` those left out, `form` the key of the legal form, `acronym` the
    one written with the name, `initials` those that could be.
    """

    written: str
    plain: str
    words: tuple[str, ...]
    small: tuple[str, ...]
    form: str
    acronym: str
    initials: frozenset[str]
    shortened: bool


# --------------------------------------------------------------------------- apart


def take_apart(name: str) -> Name:
    """
    Take a name apart.

    Parameters
    ----------
    name
        A name as somebody wrote it.

    Returns
    -------
    parts
        Its legal form, its acronym, its words.

    Examples
    --------
    >>> parts = take_apart("Asso. St-Roch de l’Été (ASRE)")
    >>> parts.words, parts.acronym
    (('saint', 'roch', 'ete'), 'asre')
    >>> take_apart("DUPONT S.A.R.L.").form
    'sarl'
    """
    whole = _DOTTED.sub(lambda found: found[0].replace(".", ""), name)
    rest, acronym = _without_acronym(whole)
    tokens = _tokens(rest)
    body, form = _without_form(tokens)
    full = [_full_words().get(word, word) for word in body]
    words = tuple(word for word in full if word not in _small_words()) or tuple(full)
    return Name(
        written=name,
        plain=" ".join(_tokens(whole)),
        words=words,
        small=tuple(word for word in full if word in _small_words()),
        form=form,
        acronym=acronym,
        initials=frozenset(
            "".join(word[0] for word in some)
            for some in (tokens, words, [w for w in tokens if w not in _small_words()])
            if len(some) > 1
        ),
        shortened=full != body,
    )


def _tokens(text: str) -> list[str]:
    """Give the words of a text, folded."""
    return _WORD.findall(fold(text))


def _without_acronym(name: str) -> tuple[str, str]:
    """Take the acronym out of a name: in brackets, or beside it and short for it."""
    for found in _BRACKETS.finditer(name):
        inside = (found[1] or found[2] or "").strip()
        rest = f"{name[: found.start()]} {name[found.end() :]}"
        if _is_acronym(inside) and (inside.isupper() or _shortens(inside, rest)) and _tokens(rest):
            return rest, fold(inside)
    parts = _BESIDE.split(name)
    if len(parts) > 1:
        for at, rest in ((0, name[len(parts[0]) :]), (-1, name[: -len(parts[-1])])):
            if _is_acronym(parts[at]) and parts[at].isupper() and _shortens(parts[at], rest):
                return rest, fold(parts[at])
    words = name.split()
    for at, others in ((0, words[1:]), (-1, words[:-1])):
        if len(others) > 1 and _is_acronym(words[at]) and words[at].isupper():
            initials = "".join(w[0] for w in _tokens(" ".join(others)) if w not in _small_words())
            if fold(words[at]) == initials:
                return " ".join(others), initials
    return name, ""


def _is_acronym(text: str) -> bool:
    """Tell whether a text may be an acronym."""
    return len(text) in _ACRONYM and text.isalpha()


def _shortens(acronym: str, name: str) -> bool:
    """Tell whether a name begins as an acronym does and has its letters in their order."""
    letters = "".join(_tokens(name))
    short = fold(acronym)
    left = iter(letters)
    return letters[:1] == short[0] and all(letter in left for letter in short)


def _without_form(tokens: list[str]) -> tuple[list[str], str]:
    """Take the legal form off either end of a name, unless nothing else is left."""
    for size in range(min(len(tokens) - 1, _longest_form()), 0, -1):
        for form, rest in ((tokens[-size:], tokens[:-size]), (tokens[:size], tokens[size:])):
            if (key := _forms().get(tuple(form))) and set(rest) - _small_words():
                return rest, key
    for at, word in enumerate(tokens):
        rest = tokens[:at] + tokens[at + 1 :]
        if len(word) >= _PLAIN_FORM and (key := _form_of(word)) and set(rest) - _small_words():
            return rest, key
    return tokens, ""


@functools.cache
def _form_of(word: str) -> str:
    """Give the legal form that a long word is, a slip of typing allowed."""
    for form, key in _forms().items():
        if len(form) == 1 and len(form[0]) >= _PLAIN_FORM and OSA.distance(word, form[0]) <= 1:
            return key
    return ""


@functools.cache
def _forms() -> dict[tuple[str, ...], str]:
    """Give the words of each spelling of a legal form."""
    return {tuple(_tokens(alias)): key for alias, key in _aliases("name_forms").items()}


@functools.cache
def _longest_form() -> int:
    """Give the number of words of the longest spelling of a legal form."""
    return max(map(len, _forms()))


@functools.cache
def _full_words() -> dict[str, str]:
    """Give the word behind each abbreviation."""
    return {fold(alias): key for alias, key in _aliases("abbreviations").items()}


@functools.cache
def _small_words() -> frozenset[str]:
    """Give the words that names gain and lose without changing."""
    return frozenset(map(fold, _aliases("small_words")))


def _aliases(vocabulary: str) -> dict[str, str]:
    """Give the key of each spelling of a vocabulary, labels among them."""
    terms = standard().terms(vocabulary)
    spelled: dict[str, str] = {}
    for key, term in terms.items():
        for alias in (*term["aliases"].split("|"), term["label_fr"], term["label_en"]):
            spelled[alias] = key
    return spelled


# --------------------------------------------------------------------------- compared


def compare(
    left: Name, right: Name, common: Mapping[str, int], bearers: Mapping[str, Collection[object]]
) -> tuple[int, list[Difference]]:
    """
    Compare two names.

    Parameters
    ----------
    left, right
        Names taken apart.
    common
        In how many distinct names each word stands.
    bearers
        For each acronym, the distinct names that it could be short for.

    Returns
    -------
    likeness
        From 0 (nothing alike) to 100 (written alike).
    differences
        What explains it, a reason each.

    Examples
    --------
    >>> left, right = take_apart("SARL Les Amis"), take_apart("AMIS")
    >>> compare(left, right, {}, {})
    (94, [('legal_form', {'form': 'sarl'}), ('small_words', {})])
    """
    short = _as_acronym(left, right, bearers) or _as_acronym(right, left, bearers)
    if short:
        return short
    if left.plain == right.plain:
        same = left.written == right.written
        code = "same_name" if same else "case"
        return 100 - _COSTS[code], [(code, {})]
    found, cost = _words_differ(left, right, common)
    if found is None:
        return 0, [("names_differ", {})]
    around = _around(left, right)
    total = cost + sum(_COSTS[code] for code, _ in around)
    differences = around + found
    if not differences:
        # all that is left is a legal form written in two ways
        return 100 - _COSTS["form_written"], [("form_written", {})]
    return max(100 - total, 0), differences


def _as_acronym(
    short: Name, long: Name, bearers: Mapping[str, Collection[object]]
) -> tuple[int, list[Difference]] | None:
    """Compare a name that is nothing but an acronym with a name that it may be short for."""
    if len(short.words) != 1 or len(long.words) < _COMMON:
        return None
    acronym = short.words[0]
    if acronym == long.acronym:
        code = "acronym_of"
    elif acronym in long.initials and len(acronym) in _ACRONYM:
        code = "initials_of"
    else:
        return None
    # by chance, many things have the same two or three initials
    chance = code == "initials_of" and len(acronym) < _SURE_INITIALS
    doubt = _AMBIGUOUS if chance or len(bearers.get(acronym, ())) > 1 else 0
    return 100 - _COSTS[code] - doubt, [(code, {"acronym": acronym.upper()})]


def _around(left: Name, right: Name) -> list[Difference]:
    """Give the differences around the words: legal form, acronym, small words, abbreviations."""
    found: list[Difference] = []
    if left.form != right.form:
        shown = {"form": "|".join(filter(None, (left.form, right.form)))}
        both = left.form and right.form
        found.append(("legal_forms_differ" if both else "legal_form", shown))
    if left.acronym != right.acronym:
        both = left.acronym and right.acronym
        shown = {"acronym": " / ".join(filter(None, (left.acronym, right.acronym))).upper()}
        found.append(("acronyms_differ" if both else "acronym_beside", shown))
    if left.small != right.small:
        found.append(("small_words", {}))
    if left.shortened != right.shortened:
        found.append(("abbreviation", {}))
    return found


def _words_differ(
    left: Name, right: Name, common: Mapping[str, int]
) -> tuple[list[Difference] | None, int]:
    """Compare the words of two names; None if they are other words."""
    if left.words == right.words:
        return [], 0
    if sorted(left.words) == sorted(right.words):
        return [("word_order", {})], _COSTS["word_order"]
    if "".join(left.words) == "".join(right.words):
        return [("spaces", {})], _COSTS["spaces"]
    typed = _mistyped(left.words, right.words, common)
    if typed is None:
        return None, 0
    slips = sum(OSA.distance(one, other) * _slip(one, other, common) for one, other in typed)
    shown = ", ".join(f"{one} / {other}" for one, other in typed)
    found: list[Difference] = [("typing", {"words": shown})]
    if not _in_place(left.words, right.words, dict(typed)):
        found.insert(0, ("word_order", {}))
    return found, slips + _COSTS["word_order"] * (len(found) - 1)


def _slip(one: str, other: str, common: Mapping[str, int]) -> int:
    """Give the cost of a slip: of a word that others have too, or of one that might be a name."""
    known = max(common.get(one, 0), common.get(other, 0)) > _COMMON
    return _COSTS["typing" if known else "typing_a_name"]


def _in_place(left: tuple[str, ...], right: tuple[str, ...], typed: Mapping[str, str]) -> bool:
    """Tell whether the words stand in the same order, typing errors aside."""
    return [typed.get(word, word) for word in left] == list(right)


def _mistyped(
    left: tuple[str, ...], right: tuple[str, ...], common: Mapping[str, int]
) -> list[tuple[str, str]] | None:
    """Pair the words that differ, if each pair is probably one word typed in two ways."""
    if len(left) != len(right):
        return None
    mine, yours = _beyond(left, right), _beyond(right, left)
    if len(mine) != len(yours) or len(mine) > _MOST_TYPING:
        return None
    pairs = []
    for one in mine:
        other = min(yours, key=lambda word: (OSA.distance(one, word), word))
        if not _one_word(one, other, common):
            return None
        yours.remove(other)
        pairs.append((one, other))
    return pairs


def _beyond(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """Give the words that others lack, each as often as it is lacking."""
    left = list(others)
    lacking = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            lacking.append(word)
    return lacking


def _one_word(one: str, other: str, common: Mapping[str, int]) -> bool:
    """Tell whether two words are probably one, mistyped."""
    shortest = min(len(one), len(other))
    if shortest < _TYPED or not (one.isalpha() and other.isalpha()):
        return False
    rarest, commonest = sorted((common.get(one, 0), common.get(other, 0)))
    if rarest > _COMMON and rarest * _RARER > commonest:
        return False
    if commonest <= _COMMON:
        # two rare words are more often two names; a hand seldom slips on the first letter
        return one[0] == other[0] and OSA.distance(one, other) <= 1
    return OSA.distance(one, other) <= (2 if shortest >= _LONG else 1)
