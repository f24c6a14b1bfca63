"""
What a map shows, in five to eight sentences that name the actors they speak of.

Thin data give fewer: a sentence without anything to say is not said.
Beside them stand the communities: what each is made of, how closed it is, who
links it to which others; and how they were found, and how surely.
Each finding is made of facts measured elsewhere and of a sentence of
``words/page.csv``; it says which actors it speaks of, or which two models, so
that a page can light them. Nothing is found that was not measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from statistics import median
from typing import Any, Final, NamedTuple, TypedDict

import networkx as nx
import pandas as pd

from ecomap.garbage import later
from ecomap.graph import alliances_of, project
from ecomap.measures.communities import agreement, recurrence
from ecomap.measures.positions import is_articulation
from ecomap.text import LANGUAGES, number, say
from ecomap.typology import standard

__all__ = ["Finding", "Portraits", "central", "findings", "portraits"]

# A discovery is called so at this false discovery rate.
_RARE: Final = 0.05

_MOST: Final = 8
_NAMED: Final = 4  # a sentence that names more is a list
_NEARLY: Final = 99.5  # percent that would be rounded to all
_MANY: Final = 0.1  # of the actors: fewer without a model do not change what is read
_PROVED: Final = frozenset({"stated", "public_source"})

# Smaller communities are in the filters and the records, without a portrait.
_PORTRAITS: Final = 9
_MEMBERS: Final = 3  # fewer are a pair; further names would be a list
_BRIDGES: Final = 2
_DIGITS: Final = 9
_FOUND_AGAIN: Final = 0.75  # the manual of R's fpc::clusterboot calls stable what reaches it
_DRAWS: Final = 9
_DRAWN: Final = 9000  # actors over all draws: a large map has fewer, for each takes longer

Label = dict[str, str]
# By actor, the weight of its ties to each community, by number; 0 is none.
Leads = dict[str, Counter[int]]


class _Cells(NamedTuple):
    """The cell of each actor in a column, the terms of each cell, how many actors have each."""

    of: dict[str, str]
    terms: dict[str, list[str]]
    whole: Counter[str]


class Finding(TypedDict):
    """A sentence in both languages, the nodes it speaks of, the two models if it does of two."""

    key: str
    text: Label
    nodes: list[str]
    models: list[str]


class Portraits(TypedDict):
    """Sentences on all communities, on each by its number, and on how they were found."""

    whole: Label
    each: dict[str, Label]
    method: Label


@later()
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
    return Finding(key=key, text=_sentence(key, facts), nodes=list(nodes), models=list(models))


def _sentence(key: str, facts: Mapping[str, Label | float] | None = None) -> Label:
    """Say a sentence in both languages."""

    def told(fact: Label | float, lang: str) -> object:
        return fact[lang] if isinstance(fact, dict) else fact

    return {
        lang: say(
            f"page.finding_{key}",
            lang,
            **{name: told(f, lang) for name, f in (facts or {}).items()},
        )
        for lang in LANGUAGES
    }


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
    share = _about if "cross_betweenness" in scores.attrs.get("sampled", {}) else _percent
    facts: dict[str, Label | float] = {
        "name": _name(G, first),
        "share": share(ranked.iloc[0]),
    }
    second = ranked.iloc[1:2]
    if not len(second) or not second.iloc[0]:
        return [_finding("only_broker", facts, [first])]
    facts |= {
        "second": _name(G, str(second.index[0])),
        "second_share": share(second.iloc[0]),
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
    cut = [node for node, holds in is_articulation(H).items() if holds]
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
        draws = int(pairs.attrs["draws"])
        # the rarest that so many draws can show, where a lone pair of all must pass
        if 2 * compared / (draws + 1) < _RARE:
            found.append(_pair("most_met", met.iloc[0], n=compared))
        else:
            found.append(_pair("most_met_few", met.iloc[0], draws=draws))
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
    alliances = {
        node: str(data["evidence"])
        for node, data in G.nodes(data=True)
        if "rows" in data and "evidence" in data
    }
    told = [
        (u, v, _proofs(data, alliances.get(v)))
        for u, met in G.adjacency()
        for v, between in met.items()
        for data in between.values()
    ]
    lines = [(u, v, proofs) for u, v, proofs in told if proofs]
    doubtful = [(u, v) for u, v, proofs in lines if not proofs <= _PROVED]
    if not lines:
        return []
    share = _percent(1 - len(doubtful) / len(lines))
    ends = sorted({node for line in doubtful for node in line})
    return [_finding("doubtful" if doubtful else "proved", {"share": share}, ends)]


def _proofs(data: Mapping[str, Any], alliance: str | None) -> set[str]:
    """Give the evidence of a line: its own, that of its rows, that of its alliance."""
    told = {str(each["evidence"]) for each in (data, *data.get("rows", ())) if "evidence" in each}
    return told if alliance is None else told | {alliance}


# --------------------------------------------------------------------------- communities


def central(H: nx.Graph, part: Iterable[str]) -> list[str]:
    """
    Order the members of a community.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    part
        Some of its actors.

    Returns
    -------
    members
        Those whose ties to the other members weigh most first.

    Examples
    --------
    >>> H = project(nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("c", "d", "3")]))
    >>> central(H, {"a", "b", "c"})
    ['b', 'a', 'c']
    """
    inside = set(part)
    strength = {n: sum(t["weight"] for v, t in H[n].items() if v in inside) for n in inside}
    return _strongest(strength)


def _strongest(weights: Mapping[str, float]) -> list[str]:
    """Order actors by weight; a last digit, which hangs on the order of a sum, tells nothing."""
    return sorted(weights, key=lambda node: (-round(weights[node], _DIGITS), node))


@later()
def portraits(H: nx.Graph, parts: Sequence[set[str]], *, seed: int = 0) -> Portraits | None:
    r"""
    Say what each community is made of.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    parts
        Communities of its actors, the largest first, as
        `ecomap.measures.communities.communities` gives them; each is called by
        its number, from 1.
    seed
        The seed that they were found with.

    Returns
    -------
    told
        The portraits of the largest; None for fewer than two communities.

    Examples
    --------
    >>> H = project(nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("d", "e", "3")]))
    >>> told = portraits(H, [{"a", "b", "c"}, {"d", "e"}])
    >>> told["each"]["1"]["en"] if told else None
    '3 actors: b, a and c.\nNo known tie leaves it.'
    """
    if len(parts) < 2:  # noqa: PLR2004 - one group is the whole
        return None
    of = {node: own for own, part in enumerate(parts, start=1) for node in part}
    leads = _leads(H, of)
    shown = [part for part in parts[:_PORTRAITS] if len(part) >= _MEMBERS]
    draws = max(1, min(_DRAWS, _DRAWN // len(H)))
    again = recurrence(H, shown, seeds=range(seed + 1, seed + 1 + draws))
    cells = {key: _cells(H, key) for key in ("model", "territory")}
    each = {}
    for own, (part, likeness) in enumerate(zip(shown, again, strict=True), start=1):
        first = _strongest({node: leads[node][own] for node in part})
        said = [*_members(H, first, cells), *_ways_out(H, leads, part, own), *_doubt(likeness)]
        each[str(own)] = _joined(said, _same("\n"))
    told = [_kept(leads, of, len(parts)), *_alike(H, of)]
    if 0 < len(shown) < len(parts):
        told.append(_sentence("groups_shown", {"n": len(shown)}))
    return Portraits(
        whole=_joined(told, _same(" ")), each=each, method=_sentence("groups_method", {"n": draws})
    )


def _leads(H: nx.Graph, of: Mapping[str, int]) -> Leads:
    """Add up the weight of each actor's ties to each community."""
    leads: Leads = {}
    for node, met in H.adjacency():
        own = leads[node] = Counter()
        for other, tie in met.items():
            to = of.get(other, 0)
            own[to] = own.get(to, 0) + tie["weight"]
    return leads


def _kept(leads: Leads, of: Mapping[str, int], n: int) -> Label:
    """Say how many communities there are, and what part of the ties stays in them."""
    kept = sum(leads[node][own] for node, own in of.items())
    share = kept / sum(ties.total() for ties in leads.values())
    return _sentence("groups", {"n": n, "share": _percent(share)})


def _alike(H: nx.Graph, of: Mapping[str, int]) -> list[Label]:
    """Say whether the communities are the models."""
    index = agreement(of, nx.get_node_attributes(H, "model"))
    return [] if isnan(index) else [_sentence("groups_models", {"value": _number(index, 2)})]


def _cells(H: nx.Graph, key: str) -> _Cells:
    """Read a column."""
    of = {node: str(cell) for node, cell in H.nodes(data=key) if cell is not None}
    counts = Counter(of.values())
    terms = {cell: [value.strip() for value in cell.split("|")] for cell in counts}
    whole: Counter[str] = Counter()
    for cell, n in counts.items():
        whole.update(dict.fromkeys(terms[cell], n))
    return _Cells(of, terms, whole)


def _members(H: nx.Graph, part: list[str], cells: Mapping[str, _Cells]) -> list[Label]:
    """Say how many, who first, of which models and territories."""
    told = [_sentence("group", {"n": len(part), "names": _listed(H, part, _MEMBERS)})]
    for key, sentence in (("model", "group_model"), ("territory", "group_territory")):
        if values := _most(part, key, cells[key]):
            told.append(_sentence(sentence, {"values": values}))
    return told


def _most(part: list[str], key: str, cells: _Cells) -> Label | None:
    """List what most members have in a column, with the share of the first over the map."""
    known = Counter(cells.of[node] for node in part if node in cells.of)
    here: Counter[str] = Counter()
    for cell, n in known.items():
        for value in cells.terms[cell]:
            here[value] += n
    if not here:
        return None
    first, *others = sorted(here, key=lambda value: (-here[value], value))
    share = _percent(cells.whole[first] / len(cells.of))
    facts = _term(key, first) | {"n": here[first], "of": known.total(), "share": share}
    told = [_sentence("group_most", facts)]
    named = others if len(others) == _MEMBERS else others[: _MEMBERS - 1]
    told += [_sentence("group_next", {**_term(key, value), "n": here[value]}) for value in named]
    if left := len(others) - len(named):
        told.append({lang: say("page.names_more", lang, n=left) for lang in LANGUAGES})
    return _joined(told, _sentence("group_then"))


def _term(key: str, value: str) -> dict[str, Label | float]:
    """Name a model in words; a territory names itself."""
    label = standard().label
    return {
        "name": {
            lang: label("models", value, lang) if key == "model" else value for lang in LANGUAGES
        }
    }


def _ways_out(H: nx.Graph, leads: Leads, part: set[str], own: int) -> list[Label]:
    """Say what part of the members' ties stays among them, and who leads out, and where to."""
    out = {node: leads[node].total() - leads[node][own] for node in part}
    if not any(out.values()):
        return [_sentence("group_closed")]
    share = 1 - sum(out.values()) / sum(leads[node].total() for node in part)
    told = []
    for node in _strongest(out)[:_BRIDGES]:
        met = sorted(to for to, weight in leads[node].items() if weight and to not in {0, own})
        if met:
            to = _enumerated([_same(str(other)) for other in met])
            told.append(_sentence("group_bridge", {"name": _name(H, node), "to": to}))
    bridges = (
        [_sentence("group_bridges", {"names": _joined(told, _sentence("group_then"))})]
        if told
        else []
    )
    return [_sentence("group_kept", {"share": _percent(share)}), *bridges]


def _doubt(likeness: float) -> list[Label]:
    """Say that other draws give another community, where they do."""
    stable = likeness >= _FOUND_AGAIN
    return [] if stable else [_sentence("group_fragile", {"share": _percent(likeness)})]


def _joined(parts: Sequence[Label], between: Label) -> Label:
    """Join sentences, or the parts of one."""
    return {lang: between[lang].join(part[lang] for part in parts) for lang in LANGUAGES}


# --------------------------------------------------------------------------- words


def _name(G: nx.Graph, node: str) -> Label:
    """Give the name of a node in both languages."""
    data = G.nodes[node]
    name = str(data.get("name", node))
    return {lang: str(data.get("name_en") or name) if lang == "en" else name for lang in LANGUAGES}


def _listed(G: nx.Graph, nodes: list[str], most: int = _NAMED) -> Label:
    """List names; beyond a few, say how many others there are."""
    return _enumerated([_name(G, node) for node in nodes], most)


def _enumerated(names: list[Label], most: int = _NAMED) -> Label:
    """List words; beyond a few, say how many others there are, unless it is one."""
    listed: Label = {}
    most = len(names) if len(names) == most + 1 else most
    for lang in LANGUAGES:
        words = [name[lang] for name in names[:most]]
        if len(names) > most:
            words.append(say("page.names_more", lang, n=len(names) - most))
        first, last = ", ".join(words[:-1]), words[-1]
        listed[lang] = say("page.and", lang, first=first, last=last) if first else last
    return listed


def _same(text: str) -> Label:
    """Give a text that is the same in both languages."""
    return dict.fromkeys(LANGUAGES, text)


def _percent(share: float) -> Label:
    """Write a share as each language does: less than all is not 100, more than nothing not 0."""
    percent = float(100 * share) if share == 1 else min(100 * float(share), 99.9)
    digits = 0 if 1 <= percent < _NEARLY or share == 1 else 1
    signs = {"fr": "\u202f%", "en": "%"}
    return {lang: number(percent, lang, digits) + signs[lang] for lang in LANGUAGES}


def _about(share: float) -> Label:
    """Write a share that was estimated."""
    exact = _percent(share)
    return {lang: say("page.finding_estimate", lang, share=exact[lang]) for lang in LANGUAGES}


def _number(value: float, digits: int = 1) -> Label:
    """Write a number with few decimals; what is nearly nothing has no sign."""
    return {lang: number(round(float(value), digits) + 0.0, lang, digits) for lang in LANGUAGES}
