"""
Which actors are probably the same, each pair with a score and a reason.

Names are compared after folding what people write differently (`names`);
identifiers that agree bring a pair in, identifiers that clash put it out.
Nothing is merged here: a person decides (`merging`).

Up to 10,000 distinct names every pair is compared. Above, the pairs compared
are those whose words are the same in any order, or the same but one whose
first two or last two letters are: no single slip of typing escapes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from ecomap.text import fold, say
from ecomap.typology import standard
from ecomap.values import identifiers
from ecomap.values.names import Difference, Name, compare, take_apart

__all__ = ["ALL_PAIRS", "THRESHOLD", "match_actors"]

# Names of which every pair is compared; above, only those that share most words.
ALL_PAIRS: Final = 10_000

# Below, it is more often another actor than another spelling.
THRESHOLD: Final = 85

# Names less alike than this, letter by letter, are no slip of typing.
_ALIKE: Final = 86

# Rows compared at once: the scores of a block are all in memory.
_BLOCK: Final = 1_000

# So many actors of one name are compared to the next one only: every pair would be a million.
_CROWD: Final = 100

# What identifiers and places say. An identifier that agrees is the best reason there is.
_SAME_IDENTIFIER: Final = {"siret": 99, "rna": 97, "siren": 95}
_OTHER_NAME: Final = 7
_CLASH: Final = 45
_OTHER_PLACE: Final = 20

Pair = tuple[int, int]


def match_actors(
    actors: pd.DataFrame, *, threshold: float = THRESHOLD, lang: str = "en"
) -> pd.DataFrame:
    """
    List the pairs of actors that are probably the same.

    Parameters
    ----------
    actors
        A normal table of actors, indexed by ``id``.
    threshold
        Least score of a pair listed, 0 to 100.
    lang
        Language of the reasons.

    Returns
    -------
    pairs
        ``left`` and ``right`` (ids, in the order of the table), ``score`` (0 to
        100; a likeness, not a probability) and ``reason``; the best first. Two
        actors whose identifiers differ score 45 at most, whatever their names.

    Examples
    --------
    >>> actors = pd.DataFrame(
    ...     {"name": ["Les Amis de l’Été", "SARL AMIS ÉTÉ", "Autre"]},
    ...     index=pd.Index(["a", "b", "c"], name="id"),
    ... )
    >>> match_actors(actors).values.tolist()
    [['a', 'b', 94, 'legal form told by one only (Limited liability company), small words']]
    """
    parts = [take_apart(name) for name in actors["name"].tolist()]
    facts = _facts(actors)
    common = Counter(word for words in {name.words for name in parts} for word in words)
    bearers = _bearers(parts)
    rows = []
    for left, right in sorted(_candidates(parts, facts)):
        score, why = compare(parts[left], parts[right], common, bearers)
        score, why = _weighed(score, why, facts[left], facts[right])
        if score >= threshold:
            reason = ", ".join(_reason(code, said, lang) for code, said in why)
            rows.append((actors.index[left], actors.index[right], score, reason))
    rows.sort(key=lambda row: -row[2])
    return pd.DataFrame(rows, columns=["left", "right", "score", "reason"])


def _reason(code: str, facts: Mapping[str, str], lang: str) -> str:
    """Say a difference in words."""
    if forms := facts.get("form"):
        labels = [standard().label("name_forms", form, lang) for form in forms.split("|")]
        facts = {"form": " / ".join(labels)}
    return say(f"matching.{code}", lang, **facts)


# --------------------------------------------------------------------------- facts


def _facts(actors: pd.DataFrame) -> list[dict[str, str]]:
    """Give the sound identifiers, the territory and the role of each actor."""
    facts: list[dict[str, str]] = [{} for _ in range(len(actors))]
    readers: dict[str, Callable[[str], str]] = {
        **{key: _sound(key) for key in identifiers.KEYS},
        "territory": fold,
        "kind": lambda kind: "place" if standard().is_place(kind) else "actor",
    }
    for column, read in readers.items():
        if column in actors.columns:
            for fact, cell in zip(facts, actors[column].tolist(), strict=True):
                if isinstance(cell, str) and (value := read(cell)):
                    fact[column] = value
    for fact in facts:
        if "siret" in fact:
            fact.setdefault("siren", fact["siret"][:9])
    return facts


def _sound(key: str) -> Callable[[str], str]:
    """Give the reader of an identifier: empty for a damaged one, or for nothing but zeros."""

    def read(cell: str) -> str:
        value = identifiers.clean(cell)
        return value if identifiers.is_sound(key, cell) and value.strip("0") else ""

    return read


def _bearers(parts: Iterable[Name]) -> dict[str, set[tuple[str, ...]]]:
    """Give, for each acronym, the names that it could be short for."""
    bearers: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in parts:
        for acronym in {name.acronym, *name.initials} - {""}:
            bearers[acronym].add(name.words)
    return bearers


def _weighed(
    score: int, why: list[Difference], left: Mapping[str, str], right: Mapping[str, str]
) -> tuple[int, list[Difference]]:
    """Weigh the likeness of two names with what else is known of the actors."""
    both = [column for column in ("siret", "siren", "rna") if column in left and column in right]
    agree = [column for column in both if left[column] == right[column]]
    clash = [column for column in both if left[column] != right[column]]
    if agree:
        least = _SAME_IDENTIFIER[agree[0]] - (_OTHER_NAME if score < THRESHOLD else 0)
        score = max(score, least)
    elif clash:
        score = min(score, _CLASH)
    why = [(f"same_{column}", {}) for column in agree[:1]] + why
    why += [(f"{column}_differ", {}) for column in clash[:1]]
    for column, code in (("territory", "territories_differ"), ("kind", "kinds_differ")):
        if left.get(column, "") and right.get(column, "") and left[column] != right[column]:
            why = [*why, (code, {})]
            score -= 0 if agree else _OTHER_PLACE
    return max(score, 0), why


# --------------------------------------------------------------------------- candidates


def _candidates(parts: list[Name], facts: list[dict[str, str]]) -> set[Pair]:
    """Give the pairs worth comparing closely."""
    pairs = set(_sharing(_keys(name, fact) for name, fact in zip(parts, facts, strict=True)))
    pairs |= _acronyms(parts)
    spelled: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(parts):
        spelled[" ".join(sorted(name.words))].append(at)
    if len(spelled) <= ALL_PAIRS:
        for one, other in _alike(sorted(spelled, key=lambda text: (len(text), text))):
            pairs |= {
                (min(pair), max(pair)) for a in spelled[one] for b in spelled[other]
                for pair in [(a, b)]
            }  # fmt: skip
    return pairs


def _keys(name: Name, fact: Mapping[str, str]) -> Iterator[Hashable]:
    """Give what two actors must share, any of it, to be compared."""
    yield name.plain
    yield "".join(name.words)
    yield tuple(sorted(name.words))
    for at, word in enumerate(name.words):
        rest = tuple(sorted(name.words[:at] + name.words[at + 1 :]))
        yield rest, word[:2], ""
        yield rest, "", word[-2:]
    for column in identifiers.KEYS:
        if column in fact:
            yield column, fact[column]


def _sharing(keys: Iterable[Iterable[Hashable]]) -> Iterator[Pair]:
    """Give the pairs that share a key, each pair of a small company, neighbours in a crowd."""
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for at, some in enumerate(keys):
        for key in dict.fromkeys(some):
            holders[key].append(at)
    for company in holders.values():
        if len(company) > 1:
            yield from combinations(company, 2) if len(company) <= _CROWD else pairwise(company)


def _acronyms(parts: list[Name]) -> set[Pair]:
    """Give the pairs of an acronym and a name that it may be short for."""
    alone: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(parts):
        if len(name.words) == 1:
            alone[name.words[0]].append(at)
    return {
        (min(short, at), max(short, at))
        for at, name in enumerate(parts)
        for acronym in {name.acronym, *name.initials}
        for short in alone.get(acronym, ())
        if short != at
    }


def _alike(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Give the pairs of texts, sorted by length, that are alike letter by letter."""
    lengths = np.array([len(text) for text in texts])
    for start in range(0, len(texts), _BLOCK):
        block = texts[start : start + _BLOCK]
        # a text much longer than another cannot be alike: what it has more is different
        longest = len(block[-1]) * (200 - _ALIKE) / _ALIKE
        end = int(np.searchsorted(lengths, longest, side="right"))
        scores = process.cdist(
            block,
            texts[start:end],
            scorer=fuzz.ratio,
            score_cutoff=_ALIKE,
            dtype=np.uint8,
            workers=1,
        )
        for row, column in np.argwhere(scores).tolist():
            if column > row:
                yield block[row], texts[start + column]
