"""What a page calls things, in both languages, and how groups look: words and colours are data."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any, Final

from ecomap.measures.metrics import Sample
from ecomap.page import layout as layouts
from ecomap.text import LANGUAGES, number, say, words
from ecomap.typology import standard

__all__ = [
    "GREY",
    "Label",
    "both",
    "family_label",
    "group",
    "measure_words",
    "paint",
    "same",
    "sample_words",
    "term_label",
    "vocabulary_of",
    "words_of_page",
]

Label = dict[str, str]

# Colours of what is no value of the attribute: light theme, dark theme.
GREY: Final = {
    layouts.UNKNOWN: ("#6f6c66", "#9aa3ad", "circle"),
    layouts.OTHER: ("#45433f", "#c5ccd3", "square"),
    layouts.PLACES: ("#6f6c66", "#9aa3ad", "ring"),
}

# Words said in Python already, or at the foot of a page that has what they note.
_SAID: Final = (
    *("finding_", "layout_", "names_more", "more_names", "too_many_names", "still", "untitled"),
    *(
        "sampled",
        "unclassified",
        "pseudonym",
        "large_places",
        "outlines",
        "rows_re",
        "rows_set",
        "withheld_",
    ),
)


def words_of_page(notes: Collection[str]) -> dict[str, dict[str, str]]:
    """
    Give the words that the page's scripts may say.

    Parameters
    ----------
    notes
        Keys of the notes at its foot.

    Returns
    -------
    words
        By language, then by key.
    """
    spoken = words("page") | words("pictures")
    read = [k for k in spoken if k.removesuffix(".one") in notes or not k.startswith(_SAID)]
    return {lang: {key: spoken[key][lang] for key in read} for lang in LANGUAGES}


def both(key: str) -> Label:
    """
    Say a word of the page in both languages.

    Parameters
    ----------
    key
        In ``words/page.csv``.

    Returns
    -------
    label
        The same in each language.
    """
    return {lang: say(f"page.{key}", lang) for lang in LANGUAGES}


def same(text: str) -> Label:
    """
    Give a text of the user's, the same in both languages.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    label
        The same in each language.
    """
    return dict.fromkeys(LANGUAGES, text)


def term_label(vocabulary: str, key: str) -> Label:
    """
    Label a key of a vocabulary in both languages.

    Parameters
    ----------
    vocabulary
        Its name.
    key
        One of its terms; another is its own label.

    Returns
    -------
    label
        The same in each language.
    """
    return {lang: standard().label(vocabulary, key, lang) for lang in LANGUAGES}


def vocabulary_of(column: str) -> str:
    """
    Name the vocabulary of a column.

    Parameters
    ----------
    column
        Its key.

    Returns
    -------
    vocabulary
        Empty if it has none.
    """
    return {"family": "families"}.get(column) or standard().terms("columns").get(column, {}).get(
        "vocabulary", ""
    )


def family_label(key: str) -> Label:
    """
    Label a family of the legend.

    Parameters
    ----------
    key
        A family, or what stands for those that are in none.

    Returns
    -------
    label
        The same in each language.
    """
    if key == layouts.PLACES:
        return both("places_group")
    if key == layouts.UNKNOWN:
        return both("unclassified")
    vocabulary = "families" if key in standard().families else "columns"
    return term_label(vocabulary, key)


def group(key: str, place: int, color: str) -> dict[str, Any]:
    """
    Give the label, colours and shape of a group of the legend.

    Parameters
    ----------
    key
        A value of the attribute that colours.
    place
        Its place in the legend.
    color
        The attribute.

    Returns
    -------
    group
        As the page reads it.
    """
    types = standard()
    if key in GREY:
        light, dark, shape = GREY[key]
        word = {layouts.PLACES: "places_group", layouts.OTHER: "other"}.get(key)
        word = word or ("unclassified" if color == "model" else "unknown")
        return {
            "key": key,
            "label": both(word),
            "color": [light, dark],
            "shape": shape,
            "unknown": True,
        }
    model = key if color == "model" else types.models[place]
    value = key.removeprefix(f"{color}:")
    vocabulary = vocabulary_of(color)
    return {
        "key": key,
        "label": term_label(vocabulary, value) if vocabulary else same(value),
        **paint(model),
    }


def paint(model: str) -> dict[str, Any]:
    """
    Give the colours and the shape of a model.

    Parameters
    ----------
    model
        Its key.

    Returns
    -------
    look
        ``color``, by day and by night, and ``shape``.
    """
    types = standard()
    term = types.terms("models")[model]
    return {
        "color": [term["color_light"], term["color_dark"]],
        "shape": types.terms("families")[term["parent"]]["shape"],
    }


def measure_words(key: str) -> dict[str, Any]:
    """
    Give the label of a measure or a numeric column, and its sentence if it has one.

    Parameters
    ----------
    key
        Name of the column.

    Returns
    -------
    words
        ``key``, ``label``, ``sentence`` and ``undefined``.
    """
    types = standard()
    term = types.terms("measures").get(key)
    if term is None:
        label = term_label("columns", key)
        return {"key": key, "label": label, "sentence": label, "undefined": both("unknown")}
    return {
        "key": key,
        **{
            part: {lang: term[f"{part}_{lang}"] for lang in LANGUAGES}
            for part in ("label", "sentence", "undefined")
        },
    }


def sample_words(sample: Sample) -> Label:
    """
    Say that a score is an estimate, from how many actors, and how far off it may be.

    Parameters
    ----------
    sample
        What `ecomap.measures.metrics.actor_metrics` notes of a measure.

    Returns
    -------
    label
        The same in each language; without the error where it is not known.

    Examples
    --------
    >>> sample_words({"sources": 1024, "error": 0.00123})["en"]
    'estimated from the paths of 1,024 actors drawn by chance, to within 0.0012 (standard error)'
    """
    error = sample["error"]
    if math.isnan(error):
        return {lang: say("page.sampled_alone", lang, n=sample["sources"]) for lang in LANGUAGES}
    # two digits that mean something, however small
    digits = 1 - math.floor(math.log10(error)) if error else 0
    return {
        lang: say("page.sampled", lang, n=sample["sources"], error=number(error, lang, digits))
        for lang in LANGUAGES
    }
