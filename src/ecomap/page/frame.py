"""
The frame of the research notebook beside the map: the chapters of the report on it.

The sentences and the figures are those of `ecomap.report.chapters`, said in both
languages; this room only puts them in the form that the page reads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import networkx as nx

from ecomap.report.chapters import (
    impacts,
    innovation,
    partnerships,
    pillars,
    scenario,
    territories,
    trajectories,
)
from ecomap.report.marks import palette
from ecomap.report.parts import Chapter, Label, Sentence, runs, text
from ecomap.text import LANGUAGES
from ecomap.typology import standard

__all__ = ["frame", "style"]

_CHAPTERS: Final = (
    *(trajectories, innovation, partnerships, pillars, impacts, territories, scenario),
)

# What a sheet states of the frame: without any, dates, models and proposals are no frame.
_COLUMNS: Final = frozenset(
    {
        *("lever", "horizon", "phase", "step", "stage", "innovation_strategy", "kilometre"),
        *("social_innovation", "territorial_innovation", "triple_innovation", "pillar"),
        *("partnership", "valorisation", "impact", "sdg", "engineering_eur"),
        *("is_catalyst", "situations", "territory_project", "territory_size"),
        *("knowledge_score", "skills_score", "capitalisation_score", "investment_score"),
    }
)


def frame(G: nx.MultiDiGraph, nodes: Sequence[str], *, seed: int = 0) -> list[dict[str, Any]]:
    """
    Tell what an ecosystem says of the notebook's frame.

    Parameters
    ----------
    G
        A graph under the contract, as it is shown.
    nodes
        Its nodes, in the order of the page.
    seed
        Seed of chance.

    Returns
    -------
    chapters
        Title, sentences, figures and notes, in both languages; none if no
        column of the frame is filled. A sentence is a list of texts and of
        places of nodes, each with its name.

    Examples
    --------
    >>> frame(nx.MultiDiGraph([("a", "b", "1")]), ["a", "b"])
    []
    """
    if not _is_told(G):
        return []
    place = {node: i for i, node in enumerate(nodes)}
    told = []
    for room in _CHAPTERS:
        more = {"seed": seed} if room is innovation else {}
        said = {lang: room.chapter(G, lang, **more) for lang in LANGUAGES}
        known = {lang: chapter for lang, chapter in said.items() if chapter is not None}
        if known:
            told.append(_chapter(known, G, place))
    return told


def _is_told(G: nx.MultiDiGraph) -> bool:
    """Tell whether a column of the frame is filled."""
    nodes = (data for _, data in G.nodes(data=True))
    edges = (data for *_, data in G.edges(data=True))
    return any(_says(data) for attributes in (nodes, edges) for data in attributes)


def _says(data: Mapping[str, Any]) -> bool:
    """Tell whether attributes, or a row behind them, fill a column of the frame."""
    return not _COLUMNS.isdisjoint(data) or any(
        not _COLUMNS.isdisjoint(row) for row in data.get("rows", ())
    )


def _chapter(
    said: Mapping[str, Chapter], G: nx.MultiDiGraph, place: Mapping[str, int]
) -> dict[str, Any]:
    """Give a chapter in both languages."""
    first = said[LANGUAGES[0]]

    def both(parts: Mapping[str, Sequence[Sentence]]) -> list[dict[str, Any]]:
        return [
            {
                **{
                    lang: [
                        run if isinstance(run, str) else [place[run[0].id], run[1]]
                        for run in runs(parts[lang][at], G, lang)
                    ]
                    for lang in said
                },
                "basis": _basis(sentence.basis),
            }
            for at, sentence in enumerate(parts[LANGUAGES[0]])
        ]

    return {
        "title": {lang: text(Label(first.key), G, lang) for lang in said},
        "sentences": both({lang: chapter.sentences for lang, chapter in said.items()}),
        "figures": [
            {
                "caption": {lang: text(figure.caption, G, lang) for lang in said},
                "svg": {lang: chapter.figures[at].svg for lang, chapter in said.items()},
            }
            for at, figure in enumerate(first.figures)
        ],
        "notes": both({lang: chapter.notes for lang, chapter in said.items()}),
    }


def _basis(key: str) -> dict[str, str] | None:
    """Say on whose word a sentence stands; None for a measure."""
    return {lang: standard().label("evidence", key, lang) for lang in LANGUAGES} if key else None


@cache
def style() -> str:
    """
    Give the style of the frame and of its figures, on the page's own colours.

    Returns
    -------
    css
        Rules, without comments.

    Examples
    --------
    >>> ".drawn .m-people{fill:var(--m-people)}" in style()
    True
    """
    sources = (
        files("ecomap.report") / "web" / "figures.css",
        files("ecomap.page") / "web" / "frame.css",
    )
    own = "".join(source.read_text(encoding="utf-8") for source in sources)
    own = re.sub(r"/\*.*?\*/", "", own, flags=re.DOTALL)
    tight = re.sub(r"\s*([{};,])\s*|(?<=[a-z]):\s+", lambda m: m[1] or ":", own)
    marks = "".join(f".drawn .m-{model}{{fill:var(--m-{model})}}" for model in standard().models)
    dark = f'[data-theme="dark"]{{{palette("dark")}}}'
    return f":root{{{palette()}}}{dark}{tight}{marks}"
