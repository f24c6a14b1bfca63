"""
Chapters into a page: one HTML file that loads nothing and needs no script, or Markdown.

The order of the chapters stands here. Each asks for its own numbers; what
several need is measured once, in `measured`. The page allows its own style
and nothing else; every name is a link to the list of the actors named, and
from there to the map, if one is given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypedDict
from urllib.parse import quote

import networkx as nx
import pandas as pd

from ecomap.graph import alliances_of, has_models, project, unchanged
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import ecosystem_table
from ecomap.report import paper
from ecomap.report.chapters import (
    among,
    catalysts,
    evolution,
    fragile,
    impacts,
    innovation,
    limits,
    meetings,
    method,
    missing,
    partnerships,
    pillars,
    premium,
    scenario,
    sizes,
    territories,
    trajectories,
    who,
)
from ecomap.report.parts import (
    Chapter,
    Fact,
    Label,
    Sentence,
    Table,
    Term,
    name_of,
    nodes_in,
    plain,
    text,
)
from ecomap.text import say
from ecomap.typology import standard

__all__ = ["Cover", "Measured", "chapters", "html", "markdown", "measured"]

# Signs that Markdown would read.
_SIGNS: Final = re.compile(r"([\\`*_\[\]<>#|~&])")

# What it would read as an item of a list, at the start of a line.
_ITEM: Final = re.compile(r"^([-+]|\d+[.)])(?= )")


# Random ecosystems that pairs of models are compared with, and memberships dealt in all:
# fewer draws where there are many memberships, never too few for a lone pair among 28.
_DRAWS: Final = (1999, 9999)
_DRAWN: Final = 4_000_000


class Measured(TypedDict):
    """What several chapters need, measured once; no pairs if nobody is classified."""

    indicators: pd.DataFrame
    pairs: pd.DataFrame | None


def measured(G: nx.MultiDiGraph, *, seed: int = 0) -> Measured:
    """
    Measure what several chapters need.

    Parameters
    ----------
    G
        A graph under the contract, as it is to be published.
    seed
        Seed of chance.

    Returns
    -------
    measured
        The ``indicators`` of the ecosystem, and its ``pairs`` of models.

    Examples
    --------
    >>> measured(nx.MultiDiGraph([("a", "b", "1")]))["pairs"] is None
    True
    """
    H = project(G)
    known = has_models(H)
    memberships = sum(len(alliance["members"]) for alliance in H.graph["alliances"])
    draws = min(max(_DRAWN // max(memberships, 1), _DRAWS[0]), _DRAWS[1])
    return {
        "indicators": ecosystem_table(G, seed=seed),
        "pairs": model_matrix(G, draws=draws, seed=seed) if known else None,
    }


def chapters(
    G: nx.MultiDiGraph, lang: str = "en", *, asked: Measured | None = None, seed: int = 0
) -> list[Chapter]:
    """
    Write the chapters of a report, in the order of reading.

    Parameters
    ----------
    G
        A graph under the contract, as it is to be published.
    lang
        ``"fr"`` or ``"en"``.
    asked
        What `measured` gave, if it is at hand.
    seed
        Seed of chance.

    Returns
    -------
    chapters
        Those that have something to say.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> [chapter.key for chapter in chapters(G)]
    ['report.who', 'report.limits', 'report.method']
    """
    with unchanged(G):
        asked = measured(G, seed=seed) if asked is None else asked
        found = _written(G, lang, asked, seed)
    return [chapter for chapter in found if chapter is not None]


def _written(G: nx.MultiDiGraph, lang: str, asked: Measured, seed: int) -> list[Chapter | None]:
    """Write all chapters; None for one that has nothing to say."""
    indicators, pairs = asked["indicators"], asked["pairs"]
    return [
        who.chapter(G, lang),
        None if pairs is None else meetings.chapter(G, lang, pairs),
        among.chapter(G, lang, indicators),
        catalysts.chapter(G, lang, seed=seed),
        fragile.chapter(G, lang),
        missing.chapter(G, lang),
        premium.chapter(G, lang, indicators),
        scenario.chapter(G, lang),
        trajectories.chapter(G, lang),
        innovation.chapter(G, lang, seed=seed),
        partnerships.chapter(G, lang),
        pillars.chapter(G, lang),
        impacts.chapter(G, lang),
        territories.chapter(G, lang),
        sizes.chapter(G, lang),
        evolution.chapter(G, lang),
        limits.chapter(G, lang),
        method.chapter(G, lang),
    ]


# --------------------------------------------------------------------------- HTML


class Cover(NamedTuple):
    """
    What stands around the chapters.

    `title` is that of G if empty; `source` and `date` say where the facts come
    from and of when; `map_page` is the address of the map of the same graph,
    seen from the report; `internal` says that the report holds persons.
    """

    title: str = ""
    source: str = ""
    date: str = ""
    licence: str = ""
    map_page: str = ""
    internal: bool = False


_PLAIN: Final = Cover()


def html(
    G: nx.MultiDiGraph, told: Sequence[Chapter], lang: str = "en", cover: Cover = _PLAIN
) -> str:
    """
    Write chapters as one page.

    Parameters
    ----------
    G
        The graph that the chapters speak of.
    told
        What `chapters` gave, in the same language.
    lang
        ``"fr"`` or ``"en"``.
    cover
        What stands around them.

    Returns
    -------
    html
        One document that loads nothing and runs no script.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> page = html(G, chapters(G))
    >>> page.startswith("<!doctype html>"), "<script" in page
    (True, False)
    """
    grave = Chapter("", limits.cautions(G))
    named = list(dict.fromkeys(node for chapter in (grave, *told) for node in nodes_in(chapter)))
    anchors = {node: f"a{place}" for place, node in enumerate(named, start=1)}

    style = paper.style("report.css", "figures.css")
    H, facts = project(G), _common(G, lang, cover)
    return paper.template("report.html.j2").render(
        **facts,
        style=style,
        policy=paper.policy(style),
        cover=cover,
        chapters=told,
        short=[chapter for chapter in told if chapter.key not in _NOT_SHORT],
        named=[_record(node, G, H, lang, (anchors[node], cover.map_page)) for node in named],
        named_heads=_NAMED_HEADS,
        named_note="report.named_note_map" if cover.map_page else "report.named_note",
        **paper.helpers(G, lang, _links(told, anchors, cover.map_page)),
    )


# Chapters whose first sentence is no finding.
_NOT_SHORT: Final = frozenset({"report.limits", "report.method"})

_NAMED_HEADS: Final = ("report.name", "report.kind", "report.model", "report.partners")


def _common(G: nx.MultiDiGraph, lang: str, cover: Cover) -> dict[str, Any]:
    """Give the words around the chapters."""
    counts = {"actors": len(project(G)), "alliances": len(alliances_of(G))}
    told = {name: Sentence(f"report.count_{name}", {"n": n}) for name, n in counts.items()}
    said = {"source": cover.source, "date": cover.date, "licence": cover.licence}
    return {
        "lang": lang,
        "title": plain(cover.title or G.graph.get("title") or say("report.untitled", lang)),
        "about": Sentence("report.about", told),
        "cautions": limits.cautions(G),
        "foot": [
            *(
                Sentence(f"report.cover_{name}", {"said": said[name]})
                for name in said
                if said[name]
            ),
            *paper.withheld(G),
            Sentence("report.made"),
        ],
    }


def _links(told: Sequence[Chapter], anchors: Mapping[str, str], map_page: str) -> dict[str, str]:
    """Lead from a name to the list of those named; from a table, where it is not, to the map."""
    listed = {node for chapter in told for node in nodes_in(chapter, tables=True)}
    links = {node: _on_map(node, map_page) for node in sorted(listed)} if map_page else {}
    return links | {node: f"#{anchor}" for node, anchor in anchors.items()}


def _on_map(node: str, map_page: str) -> str:
    """Give the address of a node on the map, if there is one."""
    return f"{map_page}#a={quote(node, safe='')}" if map_page else ""


def _record(
    node: str, G: nx.MultiDiGraph, H: nx.Graph, lang: str, led: tuple[str, str]
) -> dict[str, str]:
    """Tell of a node what its name does not; `led` holds its anchor and the map's address."""
    data = G.nodes[node]
    anchor, map_page = led
    model = data.get("model")
    return {
        "anchor": anchor,
        "name": name_of(node, G, lang),
        "kind": standard().label("kinds", data.get("kind", "organisation"), lang),
        "model": text(Term("models", model), G, lang) if model else "–",
        "partners": text(H.degree(node) if node in H else None, G, lang),
        "map": _on_map(node, map_page),
    }


# --------------------------------------------------------------------------- Markdown


def markdown(
    G: nx.MultiDiGraph, told: Sequence[Chapter], lang: str = "en", cover: Cover = _PLAIN
) -> str:
    """
    Write chapters in Markdown: the words and the tables, without the figures.

    Parameters
    ----------
    G
        The graph that the chapters speak of.
    told
        What `chapters` gave, in the same language.
    lang
        ``"fr"`` or ``"en"``.
    cover
        What stands around them.

    Returns
    -------
    markdown
        A text that ends with a line break.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> markdown(G, chapters(G), cover=Cover(title="Alliances")).splitlines()[0]
    '# Alliances'
    """

    def said(fact: Fact) -> str:
        return _ITEM.sub(_escaped, _SIGNS.sub(r"\\\1", text(fact, G, lang)))

    facts = _common(G, lang, cover)
    blocks = [f"# {said(facts['title'])}", said(facts["about"])]
    if cover.internal:
        blocks.append(f"**{said(Label('page.internal'))}**")
    blocks += [f"> {said(one)}" for one in facts["cautions"]]
    for chapter in told:
        blocks.append(f"## {said(Label(chapter.key))}")
        blocks += [_marked(one, said, lang) for one in chapter.sentences]
        for table in chapter.tables:
            blocks += [f"**{said(table.title)}**", _piped(table, said)]
        blocks += [f"*{_marked(one, said, lang)}*" for one in chapter.notes]
    blocks += [said(one) for one in facts["foot"]]
    return "\n\n".join(blocks) + "\n"


def _escaped(item: re.Match[str]) -> str:
    """Escape the sign that would make an item of a line."""
    return f"{item[0][:-1]}\\{item[0][-1]}"


def _marked(sentence: Sentence, said: Callable[[Fact], str], lang: str) -> str:
    """Write a sentence, and how it is known where that must be told."""
    if not sentence.basis:
        return said(sentence)
    return f"{said(sentence)} ({standard().label('evidence', sentence.basis, lang)})"


def _piped(table: Table, said: Callable[[Fact], str]) -> str:
    """Write a table with pipes."""
    numbers = paper.numeric(table)
    rules = ["---:" if place in numbers else "---" for place in range(len(table.headings))]
    lines = [[said(head) for head in table.headings], rules]
    lines += [[said(cell) for cell in row] for row in table.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
