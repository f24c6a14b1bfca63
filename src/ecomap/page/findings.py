"""
What a map shows, in five to eight sentences that name the actors they speak of.

Thin data give fewer: a sentence without anything to say is not said.
Each finding is made of facts measured elsewhere and of a sentence of
``words/page.csv``; it says which actors it speaks of, or which two models, so
that a page can light them. Nothing is found that was not measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any, Final, TypedDict

import networkx as nx
import pandas as pd

from ecomap.graph import alliances_of, project
from ecomap.text import LANGUAGES, number, say
from ecomap.typology import standard

__all__ = ["Finding", "findings"]

# A discovery is called so at this false discovery rate.
_RARE: Final = 0.05

_MOST: Final = 8
_NAMED: Final = 4  # a sentence that names more is a list
_NEARLY: Final = 99.5  # percent that would be rounded to all
_MANY: Final = 0.1  # of the actors: fewer without a model do not change what is read
_PROVED: Final = frozenset({"stated", "public_source"})

Label = dict[str, str]


class Finding(TypedDict):
    """A sentence in both languages, the nodes it speaks of, the two models if it does of two."""

    key: str
    text: Label
    nodes: list[str]
    models: list[str]


def findings(
    G: nx.MultiDiGraph, scores: pd.DataFrame, pairs: pd.DataFrame | None = None
) -> list[Finding]:
    """
    Say what a map shows.

    Parameters
    ----------
    G
        A graph under the contract.
    scores
        What `ecomap.measures.metrics.actor_metrics` gives; a measure it lacks is not spoken of.
    pairs
        What `ecomap.measures.meetings.model_matrix` gives; None if no actor is classified.

    Returns
    -------
    sentences
        At most eight, the most general first; none for a graph without actors.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> findings(G, pd.DataFrame())[0]["text"]["en"]
    'All 2 actors are linked, from one alliance to the next.'
    """
    H = project(G)
    if not len(H):
        return []
    found = [
        *_whole(H),
        *(_broker(G, scores) or _hub(G, H)),
        *_held(G, H),
        *(_chance(pairs) if pairs is not None else []),
        *_place(G),
        *_unclassified(H),
        *_alone(H),
        *_evidence(G),
    ]
    return found[:_MOST]


def _finding(
    key: str,
    facts: Mapping[str, Label | float],
    nodes: Iterable[str] = (),
    models: Iterable[str] = (),
) -> Finding:
    """Say a finding in both languages."""
    text = {
        lang: say(
            f"page.finding_{key}",
            lang,
            **{
                name: fact[lang] if isinstance(fact, dict) else fact for name, fact in facts.items()
            },
        )
        for lang in LANGUAGES
    }
    return Finding(key=key, text=text, nodes=list(nodes), models=list(models))


# --------------------------------------------------------------------------- sentences


def _whole(H: nx.Graph) -> list[Finding]:
    """Say how many actors alliances link together."""
    parts: list[set[str]] = list(nx.connected_components(H))
    largest = sorted(max((len(part), min(part), part) for part in parts)[2])
    if len(largest) < 2:  # noqa: PLR2004 - one actor is linked to nobody
        return []
    if len(largest) == len(H):
        return [_finding("all_linked", {"n": len(H)}, largest)]
    share = _percent(len(largest) / len(H))
    return [_finding("linked", {"n": len(largest), "of": len(H), "share": share}, largest)]


def _broker(G: nx.MultiDiGraph, scores: pd.DataFrame) -> list[Finding]:
    """Say who stands most on the paths between models."""
    if "cross_betweenness" not in scores:
        return []
    ranked = scores["cross_betweenness"].dropna().sort_values(ascending=False, kind="stable")
    if not len(ranked) or not ranked.iloc[0]:
        return []
    first = str(ranked.index[0])
    facts: dict[str, Label | float] = {
        "name": _name(G, first),
        "share": _percent(ranked.iloc[0]),
    }
    second = ranked.iloc[1:2]
    if not len(second) or not second.iloc[0]:
        return [_finding("only_broker", facts, [first])]
    facts |= {
        "second": _name(G, str(second.index[0])),
        "second_share": _percent(second.iloc[0]),
    }
    return [_finding("broker", facts, [first, str(second.index[0])])]


def _hub(G: nx.MultiDiGraph, H: nx.Graph) -> list[Finding]:
    """Say who has most partners, where nothing says who stands between models."""
    degrees = sorted((degree for _, degree in H.degree() if degree), reverse=True)
    if len(degrees) < 3 or degrees[0] == degrees[1]:  # noqa: PLR2004 - two partners are even
        return []
    first = max(H, key=H.degree)
    facts: dict[str, Label | float] = {
        "name": _name(G, first),
        "n": degrees[0],
        "half": _number(median(degrees)),
    }
    return [_finding("hub", facts, [first])]


def _held(G: nx.MultiDiGraph, H: nx.Graph) -> list[Finding]:
    """Say without whom others would lose every path."""
    cut = set(nx.articulation_points(H))
    if not cut:
        return []
    ranked = sorted(cut, key=lambda node: (-H.degree(node), node))
    facts: dict[str, Label | float] = {"n": len(cut), "names": _listed(G, ranked)}
    return [_finding("held", facts, ranked)]


def _chance(pairs: pd.DataFrame) -> list[Finding]:
    """Say which models meet, which do not, and what chance would say of it."""
    found: list[Finding] = []
    met = pairs[pairs["observed"] > 0].sort_values("observed", ascending=False, kind="stable")
    surprising = pairs[pairs["q"] < _RARE].sort_values("q", kind="stable")
    for _, pair in surprising.head(2).iterrows():
        found.append(_pair("more" if pair["ratio"] > 1 else "less", pair))
    compared = int(pairs["p"].notna().sum())
    if len(met) and compared and not found:
        found.append(_pair("most_met", met.iloc[0], n=compared))
    apart = pairs[(pairs["observed"] == 0) & (pairs["expected"] > 0)]
    if len(apart):
        awaited = apart.sort_values("expected", ascending=False, kind="stable").iloc[0]
        found.append(_pair("never", awaited, n=len(apart)))
    return found


def _pair(key: str, pair: pd.Series, **facts: float) -> Finding:
    """Say something of two models."""
    models = [str(pair["source_model"]), str(pair["target_model"])]
    labels = [
        {lang: standard().label("models", model, lang) for lang in LANGUAGES} for model in models
    ]
    key = f"{key}_own" if models[0] == models[1] else key
    told: dict[str, Label | float] = {
        "a": labels[0],
        "b": labels[1],
        "observed": _number(pair["observed"]),
        "expected": _number(pair["expected"]),
        **facts,
    }
    return _finding(key, told, models=models)


def _place(G: nx.MultiDiGraph) -> list[Finding]:
    """Say where most models meet."""
    best: tuple[int, int, str, list[str]] | None = None
    for alliance in alliances_of(G):
        if not alliance["place"]:
            continue
        members = list(alliance["members"])
        models = {G.nodes[m]["model"] for m in members if "model" in G.nodes[m]}
        found = (len(models), len(members), str(alliance["id"]), members)
        if best is None or found[:2] > best[:2]:
            best = found
    if best is None or best[0] < 2:  # noqa: PLR2004 - one model meets no other
        return []
    count, size, place, members = best
    facts: dict[str, Label | float] = {"name": _name(G, place), "models": count, "n": size}
    return [_finding("place", facts, [place, *members])]


def _unclassified(H: nx.Graph) -> list[Finding]:
    """Say how many actors no comparison of models counts, where they are many."""
    unknown = sorted(node for node, data in H.nodes(data=True) if "model" not in data)
    if len(unknown) == len(H):
        return [_finding("no_model", {"n": len(H)}, unknown)]
    if len(unknown) < _MANY * len(H):
        return []
    facts: dict[str, Label | float] = {
        "n": len(unknown),
        "of": len(H),
        "share": _percent(len(unknown) / len(H)),
    }
    return [_finding("unclassified", facts, unknown)]


def _alone(H: nx.Graph) -> list[Finding]:
    """Say who has no alliance."""
    alone = sorted(nx.isolates(H))
    if not alone:
        return []
    return [_finding("alone" if len(alone) < len(H) else "all_alone", {"n": len(alone)}, alone)]


def _evidence(G: nx.MultiDiGraph) -> list[Finding]:
    """Say how much of the lines is proved."""
    told = [(u, v, _proofs(G, v, data)) for u, v, data in G.edges(data=True)]
    lines = [(u, v, proofs) for u, v, proofs in told if proofs]
    doubtful = [(u, v) for u, v, proofs in lines if not proofs <= _PROVED]
    if not lines:
        return []
    share = _percent(1 - len(doubtful) / len(lines))
    ends = sorted({node for line in doubtful for node in line})
    return [_finding("doubtful" if doubtful else "proved", {"share": share}, ends)]


def _proofs(G: nx.MultiDiGraph, target: str, data: Mapping[str, Any]) -> set[str]:
    """Give the evidence of a line: its own, that of its rows, that of its alliance."""
    alliance = [G.nodes[target]] if "rows" in G.nodes[target] else []
    told = [data, *data.get("rows", ()), *alliance]
    return {str(each["evidence"]) for each in told if "evidence" in each}


# --------------------------------------------------------------------------- words


def _name(G: nx.MultiDiGraph, node: str) -> Label:
    """Give the name of a node in both languages."""
    data = G.nodes[node]
    name = str(data.get("name", node))
    return {lang: str(data.get("name_en") or name) if lang == "en" else name for lang in LANGUAGES}


def _listed(G: nx.MultiDiGraph, nodes: list[str]) -> Label:
    """List names; beyond a few, say how many others there are."""
    names = [_name(G, node) for node in nodes[:_NAMED]]
    listed: Label = {}
    for lang in LANGUAGES:
        words = [name[lang] for name in names]
        if len(nodes) > _NAMED:
            words.append(say("page.names_more", lang, n=len(nodes) - _NAMED))
        first, last = ", ".join(words[:-1]), words[-1]
        listed[lang] = say("page.and", lang, first=first, last=last) if first else last
    return listed


def _percent(share: float) -> Label:
    """Write a share as each language does: less than all is not 100, more than nothing not 0."""
    percent = float(100 * share) if share == 1 else min(100 * float(share), 99.9)
    digits = 0 if 1 <= percent < _NEARLY or share == 1 else 1
    signs = {"fr": "\u202f%", "en": "%"}
    return {lang: number(percent, lang, digits) + signs[lang] for lang in LANGUAGES}


def _number(value: float) -> Label:
    """Write a number with one decimal at most."""
    return {lang: number(float(value), lang, 1) for lang in LANGUAGES}
