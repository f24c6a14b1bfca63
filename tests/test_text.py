"""Numbers with their words: in French whatever is under 2 is singular, in English 1 alone."""

from __future__ import annotations

import pytest

from ecomap.text import number, say

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("n", "fr", "en"),
    [
        (0, "0 acteur", "0 actors"),
        (0.7, "0,7 acteur", "0.7 actors"),
        (1, "1 acteur", "1 actor"),
        (1.5, "1,5 acteur", "1.5 actors"),
        (1.9996, "2 acteurs", "2 actors"),
        (2, "2 acteurs", "2 actors"),
        (10, "10 acteurs", "10 actors"),
        (1000, "1\u202f000 acteurs", "1,000 actors"),
    ],
)
def test_what_is_shown_chooses_the_singular(n: float, fr: str, en: str) -> None:
    assert (say("page.actors", "fr", n=n), say("page.actors", "en", n=n)) == (fr, en)


@pytest.mark.parametrize(
    ("expected", "fr", "en"),
    [
        (0.7, "3 alliances pour 0,7 attendue.", "3 alliances where 0.7 are expected."),
        (1, "3 alliances pour 1 attendue.", "3 alliances where 1 is expected."),
        (1.5, "3 alliances pour 1,5 attendue.", "3 alliances where 1.5 are expected."),
        (2, "3 alliances pour 2 attendues.", "3 alliances where 2 are expected."),
        (11, "3 alliances pour 11 attendues.", "3 alliances where 11 are expected."),
    ],
)
def test_each_number_of_a_sentence_has_its_own_word(expected: float, fr: str, en: str) -> None:
    for lang, end in (("fr", fr), ("en", en)):
        # a number, or what was written of it before
        for fact in (expected, number(expected, lang, 1)):
            facts = {"a": "A", "b": "B", "observed": 3, "expected": fact}
            assert say("page.finding_more", lang, **facts).replace(SPACE, " ").endswith(f": {end}")


def test_a_fact_that_is_missing_is_missed() -> None:
    with pytest.raises(KeyError, match="expected"):
        say("page.finding_more", "fr", a="A", b="B", observed=3)
