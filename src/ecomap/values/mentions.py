"""Names in running text: found whatever their case, accents and hyphens, and blotted out."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from ecomap.text import fold

__all__ = ["BLOT", "blotter"]

# What stands in the place of a name, in either language.
BLOT: Final = "[…]"

# Identifiers part words by signs too: `la-fonda` names whom "La Fonda" names.
_WORD: Final = re.compile(r"[^\W_]+")


def blotter(names: Iterable[str]) -> Callable[[str], str]:
    """
    Make a function that blots names out of a text.

    Parameters
    ----------
    names
        As they are written; one without a word of two letters is not looked for.

    Returns
    -------
    blot
        Gives a text with `BLOT` in the place of each name, whole words only.

    Examples
    --------
    >>> blot = blotter(["La Fonda", "Jean Vilar"])
    >>> blot("Écrit par jean  VILAR (la-fonda), jeanne Vilar")
    'Écrit par […] ([…]), jeanne Vilar'
    """
    folded = functools.cache(fold)  # texts repeat their words
    known: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for name in names:
        words = tuple(folded(found) for found in _WORD.findall(name))
        if any(len(word) > 1 for word in words):
            known[words[0]].add(words)
    phrases = {first: sorted(found, key=len, reverse=True) for first, found in known.items()}

    @functools.cache
    def blot(text: str) -> str:
        words = [(found.start(), found.end(), folded(found[0])) for found in _WORD.finditer(text)]
        parts, at, i = [], 0, 0
        while i < len(words):
            same = next((p for p in phrases.get(words[i][2], ()) if _stands(p, words, i)), ())
            if same:
                parts += [text[at : words[i][0]], BLOT]
                at = words[i + len(same) - 1][1]
            i += len(same) or 1
        return "".join([*parts, text[at:]])

    return blot


def _stands(phrase: tuple[str, ...], words: list[tuple[int, int, str]], at: int) -> bool:
    """Tell whether a name stands at a word of a text."""
    return phrase == tuple(word for _, _, word in words[at : at + len(phrase)])
