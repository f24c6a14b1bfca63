"""
A card for each actor, to be handed out at a meeting of members.

Each is one page that loads nothing: who the actor works with, where that puts
it among the models, whom others could introduce to it and whom it could
introduce. An index leads to them all. Files bear the actors' identifiers.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, Final, NamedTuple

import networkx as nx
import pandas as pd

from ecomap.files import replacing_folder
from ecomap.graph import has_models, project, unchanged
from ecomap.measures.metrics import actor_metrics, alliance_metrics
from ecomap.measures.suggestions import EXAMINED, suggest
from ecomap.report import figures, paper
from ecomap.report.figures import Bar
from ecomap.report.parts import (
    Every,
    Fact,
    Figure,
    Label,
    Node,
    Percent,
    Sentence,
    Table,
    Term,
    name_of,
    records,
    text,
)
from ecomap.text import fold, slug
from ecomap.typology import standard

__all__ = ["INDEX", "cards", "file_names", "holds_cards", "write_cards"]

INDEX: Final = "index.html"

# What the index says of itself, so that a folder of cards is known for one.
_MADE_BY: Final = '<meta name="generator" content="ecomap cards">'

# Names that Windows keeps for itself, whatever their suffix.
_KEPT: Final = frozenset(
    {"aux", "con", "nul", "prn", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
)
_LONGEST: Final = 60

# Suggestions on a card: more is a list that nobody reads.
_MOST: Final = 4

_MEASURES: Final = ("degree", "ei_index", "is_articulation")

# From so many ties on, a share of them says something.
_TIES: Final = 5


class _Card(NamedTuple):
    """What a card shows."""

    name: str
    about: list[Fact]
    sentences: list[Sentence]
    meetings: list[Table]
    figures: list[Figure]
    partners: list[Table]


class _Known(NamedTuple):
    """What the cards share."""

    G: nx.MultiDiGraph
    H: nx.Graph
    lang: str
    scores: dict[str, dict[str, Any]]
    alliances: dict[str, Fact]
    meet: dict[str, list[dict[str, Any]]]
    introduce: dict[str, list[dict[str, Any]]]


def file_names(G: nx.MultiDiGraph) -> dict[str, str]:
    """
    Name the file of each actor after its identifier, safely on any system.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    names
        For each actor a name of ASCII letters, digits and hyphens, ending in
        ``.html``; all different, in any case of letters.

    Examples
    --------
    >>> file_names(nx.MultiDiGraph([("Été", "../con", "1"), ("ete", "con", "2")])).values()
    dict_values(['ete.html', 'con-2.html', 'ete-2.html', 'con-3.html'])
    """
    taken = {INDEX.removesuffix(".html"), *_KEPT}
    names = {}
    for actor in project(G):
        stem = slug(actor)[:_LONGEST].strip("-") or "x"
        name, n = stem, 1
        while name in taken:
            n += 1
            name = f"{stem}-{n}"
        taken.add(name)
        names[actor] = f"{name}.html"
    return names


def cards(G: nx.MultiDiGraph, lang: str = "en", *, internal: bool = False) -> dict[str, str]:
    """
    Write a card for each actor, and their index.

    Parameters
    ----------
    G
        A graph under the contract, as it is to be published.
    lang
        ``"fr"`` or ``"en"``.
    internal
        Whether the cards hold persons, and must say so.

    Returns
    -------
    pages
        The HTML of each file, by its name.

    Examples
    --------
    >>> sorted(cards(nx.MultiDiGraph([("a", "b", "1")])))
    ['a.html', 'b.html', 'index.html']
    """
    names = file_names(G)
    with unchanged(G):
        known = _known(G, lang)
    style = paper.style("report.css", "figures.css", "cards.css")
    common = {
        **paper.helpers(G, lang, names),
        "lang": lang,
        "title": text(str(G.graph.get("title") or "") or Label("report.untitled"), G, lang),
        "style": style,
        "policy": paper.policy(style),
        "internal": internal,
        "index": INDEX,
        "foot": [*paper.withheld(G), Sentence("report.card_foot")],
    }
    page = paper.template("card.html.j2")
    written = {
        name: page.render(**common, card=_card(actor, known)) for actor, name in names.items()
    }
    index = paper.template("cards.html.j2")
    written[INDEX] = index.render(**common, groups=_groups(known))
    return written


def write_cards(pages: dict[str, str], folder: Path) -> None:
    """
    Write the files of the cards, all of them or none.

    Parameters
    ----------
    pages
        What `cards` gave.
    folder
        The folder to make or replace.
    """
    with replacing_folder(folder) as beside:
        for name, content in pages.items():
            (beside / name).write_text(content, encoding="utf-8", newline="\n")


def holds_cards(folder: Path) -> bool:
    """
    Tell whether a folder holds nothing but cards, so that they may be replaced.

    Parameters
    ----------
    folder
        A folder.

    Returns
    -------
    answer
        True also if it is empty.
    """
    files = list(folder.iterdir())
    if not files:
        return True
    index = folder / INDEX
    ours = index.is_file() and _MADE_BY in index.read_text(encoding="utf-8", errors="replace")
    return ours and all(file.suffix == ".html" for file in files)


# --------------------------------------------------------------------------- what is known


def _known(G: nx.MultiDiGraph, lang: str) -> _Known:
    """Measure once what the cards share."""
    meet: dict[str, list[dict[str, Any]]] = defaultdict(list)
    introduce: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _suggestions(G):
        meet[row["source"]].append({**row, "other": row["target"]})
        meet[row["target"]].append({**row, "other": row["source"]})
        introduce[row["introducer"]].append(row)
    return _Known(
        G=G,
        H=project(G),
        lang=lang,
        scores={row["id"]: row for row in records(actor_metrics(G, _MEASURES))},
        alliances=_alliances(G),
        meet=meet,
        introduce=introduce,
    )


def _suggestions(G: nx.MultiDiGraph) -> list[dict[str, Any]]:
    """Give the alliances that somebody could introduce, best first."""
    if not has_models(project(G)):
        return []
    return records(suggest(G, most=EXAMINED, reasons=["shared_partners"]))


def _alliances(G: nx.MultiDiGraph) -> dict[str, Fact]:
    """Name the alliances that have a name."""
    return {
        row["id"]: Node(row["id"]) if row["id"] in G else row["name"]
        for row in records(alliance_metrics(G, ["k"]))
        if isinstance(row["name"], str) and row["name"] != row["id"]
    }


# --------------------------------------------------------------------------- one card


def _card(actor: str, known: _Known) -> _Card:
    """Make the card of an actor."""
    partners = sorted(known.H[actor], key=lambda other: _order(other, known))
    return _Card(
        name=name_of(actor, known.G, known.lang),
        about=_about(known.G.nodes[actor]),
        sentences=[
            *_partners(actor, partners, known),
            *_place(actor, known),
        ],
        meetings=[*_meet_table(actor, known), *_introduce_table(actor, known)],
        figures=_figure(partners, known),
        partners=_partner_table(actor, partners, known),
    )


def _order(actor: str, known: _Known) -> tuple[str, str]:
    """Order actors by name, as a reader of the language looks for them."""
    return fold(name_of(actor, known.G, known.lang)), actor


def _about(data: dict[str, Any]) -> list[Fact]:
    """Tell what an actor is: kind, model, size, territory."""
    told: list[Fact] = [Term("kinds", data.get("kind", "organisation"))]
    vocabularies = {"model": "models", "size_class": "sizes", "territory_level": "territory_levels"}
    told += [
        Term(vocabulary, data[column])
        for column, vocabulary in vocabularies.items()
        if data.get(column) in standard().terms(vocabulary)
    ]
    if "model" in data and data.get("model_evidence") in {"inference", "proposal"}:
        told.append(Label("page.model_proposed"))
    return [*told, *([str(data["territory"])] if "territory" in data else [])]


def _partners(actor: str, partners: list[str], known: _Known) -> list[Sentence]:
    """Say how many partners, through how many alliances, of how many models."""
    if not partners:
        return [Sentence("report.card_alone")]
    through = {id_ for other in partners for id_ in known.H.edges[actor, other]["alliances"]}
    facts = {
        "n": len(partners),
        "alliances": Sentence("report.count_alliances", {"n": len(through)}),
    }
    return [Sentence("report.card_partners", facts)]


def _place(actor: str, known: _Known) -> list[Sentence]:
    """Say where its ties put an actor among the models, and whether others need it to meet."""
    told = []
    score = known.scores[actor]
    if score["degree"] >= _TIES and pd.notna(score["ei_index"]):
        share = Percent((1 + score["ei_index"]) / 2)
        told.append(Sentence("report.card_crossing", {"share": share}))
    if score["is_articulation"]:
        told.append(Sentence("report.card_passage"))
    return told


def _figure(partners: list[str], known: _Known) -> list[Figure]:
    """Draw how many partners an actor has in each model."""
    counts = dict.fromkeys(standard().models, 0)
    for other in partners:
        if (model := known.G.nodes[other].get("model")) in counts:
            counts[model] += 1
    if not any(counts.values()):
        return []
    rows = [
        Bar(text(Term("models", model), known.G, known.lang), n, str(n), color=model)
        for model, n in counts.items()
    ]
    caption = Sentence("report.card_figure")
    return [Figure(caption, figures.bars(rows, title=text(caption, known.G, known.lang)))]


def _partner_table(actor: str, partners: list[str], known: _Known) -> list[Table]:
    """List the partners, their models, and the alliances shared."""
    rows: list[list[Fact]] = [
        [Node(other), _model(other, known), _shared(actor, other, known)] for other in partners
    ]
    heads = [Label(f"report.{h}") for h in ("name", "model", "alliances")]
    return [Table(Sentence("report.card_partner_table"), heads, rows, len(rows))] if rows else []


def _shared(actor: str, other: str, known: _Known) -> Fact:
    """Name the alliances of two actors; count those without a name."""
    shared = known.H.edges[actor, other]["alliances"]
    named = [known.alliances[one] for one in shared if one in known.alliances]
    rest = len(shared) - len(named)
    more = [Sentence("report.card_unnamed", {"n": rest})] if rest else []
    return Every([*named, *more])


def _model(actor: str, known: _Known) -> Fact:
    """Give the model of an actor."""
    model = known.G.nodes[actor].get("model")
    return Term("models", model) if model else None


def _meet_table(actor: str, known: _Known) -> list[Table]:
    """List whom the actor could meet, and through whom."""
    rows: list[list[Fact]] = [
        [Node(row["other"]), _model(row["other"], known), Node(row["introducer"])]
        for row in known.meet[actor][:_MOST]
    ]
    heads = [Label(f"report.{h}") for h in ("name", "model", "introducer")]
    return [Table(Sentence("report.card_meet_table"), heads, rows)] if rows else []


def _introduce_table(actor: str, known: _Known) -> list[Table]:
    """List whom the actor could introduce to each other."""
    rows: list[list[Fact]] = [
        [Node(row["source"]), Node(row["target"])] for row in known.introduce[actor][:_MOST]
    ]
    heads = [Label("report.name"), Label("report.other_name")]
    return [Table(Sentence("report.card_introduce_table"), heads, rows)] if rows else []


# --------------------------------------------------------------------------- index


def _groups(known: _Known) -> list[tuple[Fact, list[Node]]]:
    """Gather the actors by model, those without one last."""
    groups: dict[str, list[str]] = {model: [] for model in (*standard().models, "")}
    for actor in sorted(known.H, key=lambda one: _order(one, known)):
        groups[known.G.nodes[actor].get("model", "")].append(actor)
    return [
        (Term("models", model) if model else Label("page.unclassified"), [Node(a) for a in actors])
        for model, actors in groups.items()
        if actors
    ]
