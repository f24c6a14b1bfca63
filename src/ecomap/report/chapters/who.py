"""Who is here: how many actors, of which models, and who is missing."""

from __future__ import annotations

import networkx as nx

from ecomap.measures.limits import LEAST, coverage
from ecomap.report import figures
from ecomap.report.figures import Bar
from ecomap.report.parts import Chapter, Fact, Figure, Label, Sentence, Share, Table, Term, text
from ecomap.typology import standard

__all__ = ["chapter"]


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter | None:
    """
    Tell who is here.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        None for a graph without actors.

    Examples
    --------
    >>> chapter(nx.MultiDiGraph()) is None
    True
    """
    table = coverage(G).set_index(["group", "indicator"])
    counts = table["count"].to_dict()
    actors = int(counts["ecosystem", "actors"])
    if not actors:
        return None
    models = {m: int(counts[m, "actors"]) for m in standard().models}
    classified = sum(models.values())
    sentences = [_whole(actors, int(counts["ecosystem", "alliances"]))]
    if classified:
        sentences += _models(models, classified)
    for code in ("isolates", "unclassified"):
        group = ("ecosystem", "isolates") if code == "isolates" else ("unclassified", "actors")
        if n := int(counts[group]):
            sentences.append(Sentence(f"report.who_{code}", {"n": n, "share": Share(n, actors)}))
    rows = [
        [Term("models", m), n, Share(n, classified), int(counts[m, "alliances"])]
        for m, n in models.items()
        if n
    ]
    return Chapter(
        key="report.who",
        sentences=sentences,
        tables=[_table(rows)] if classified else [],
        figures=[_figure(G, models, lang)] if classified else [],
    )


def _whole(actors: int, alliances: int) -> Sentence:
    """Say how many there are."""
    linked = Sentence("report.count_alliances", {"n": alliances})
    return Sentence("report.who_all", {"n": actors, "alliances": linked})


def _models(models: dict[str, int], classified: int) -> list[Sentence]:
    """Say which model has most actors, and which have none."""
    most = max(models.values())
    first = [model for model in models if models[model] == most]
    if len(first) > 1:
        facts = {"models": [Term("models", m) for m in first], "count": most}
        told = [Sentence("report.who_several_first", facts)]
    else:
        few = "_few" if classified < LEAST else ""
        facts = {"model": Term("models", first[0]), "share": Share(most, classified)}
        told = [Sentence(f"report.who_first{few}", {**facts, "count": most, "of": classified})]
    if none := [Term("models", model) for model, n in models.items() if not n]:
        told.append(Sentence("report.who_none", {"n": len(none), "models": none}))
    return told


def _table(rows: list[list[Fact]]) -> Table:
    """Give the numbers by model."""
    heads = ("report.model", "report.actors", "report.share_classified", "report.in_alliances")
    return Table(Sentence("report.who_table"), [Label(head) for head in heads], rows)


def _figure(G: nx.MultiDiGraph, models: dict[str, int], lang: str) -> Figure:
    """Draw how many actors each model has."""
    caption = Sentence("report.who_figure")
    rows = [
        Bar(text(Term("models", model), G, lang), n, text(n, G, lang), color=model)
        for model, n in models.items()
    ]
    return Figure(caption, figures.bars(rows, title=text(caption, G, lang)))
