"""What a map holds, what it lacks, and what it cannot say, in numbers and in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypedDict

import networkx as nx
import pandas as pd

from ecomap.graph import Alliance, alliances_of
from ecomap.measures.testimony import (
    CHECKED,
    Statement,
    alliances_told,
    answered_of_asked,
    answers,
    best_evidence,
)
from ecomap.text import number, say
from ecomap.typology import standard

__all__ = [
    "LEAST",
    "Limit",
    "coverage",
    "limits",
    "rate_or_count",
    "small_models",
    "tell_limit",
]

Count = tuple[str, float | None, float | None]

# Under as many actors a rate says more than is known.
LEAST: Final = 5

# A lack is worth a sentence from this share on; one actor in so many alliances
# is worth one too.
_WORTH_SAYING: Final = 0.1
_EVERYWHERE: Final = 1 / 3

# Sentences about a lack: code, group and indicators of `coverage` that are summed.
_LACKS: Final = (
    ("isolates", "ecosystem", "isolates"),
    ("no_answer", "ecosystem", "no_answer"),
    ("one_side", "ecosystem", "by_some"),
    ("unclassified", "unclassified", "actors"),
    ("models_proposed", "ecosystem", "models_proposed"),
    ("unconfirmed", "ecosystem", "evidence:inference", "evidence:proposal"),
    ("unsourced", "ecosystem", "unsourced"),
    ("undated", "ecosystem", "undated"),
    ("evidence_unknown", "ecosystem", "evidence:unknown"),
)


# --------------------------------------------------------------------------- small numbers


def small_models(G: nx.MultiDiGraph, least: int = LEAST) -> dict[str, int]:
    """
    Name the models that have too few actors for rates.

    Parameters
    ----------
    G
        A graph under the contract. A hybrid actor counts in its `model`.
    least
        Number of actors from which rates are shown.

    Returns
    -------
    models
        Those with fewer actors, none included, in the order of the vocabulary,
        each with its number of actors.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> G.nodes["a"]["model"] = "people"
    >>> small_models(G)["people"], len(small_models(G))
    (1, 7)
    """
    counts = Counter(data["model"] for _, data in G.nodes(data=True) if "model" in data)
    return {model: counts[model] for model in standard().models if counts[model] < least}


def rate_or_count(count: int, total: int, lang: str = "en", *, least: int = LEAST) -> str:
    """
    Write a share as a rate, or as a count where the total is small.

    Parameters
    ----------
    count
        How many.
    total
        Of how many.
    lang
        ``"fr"`` or ``"en"``.
    least
        Total from which a rate is written.

    Returns
    -------
    written
        A rate without decimals, never rounded to none or all; or two counts.

    Examples
    --------
    >>> rate_or_count(3, 4), rate_or_count(40, 100), rate_or_count(1, 1000)
    ('3 of 4', '40%', 'under 1%')
    """
    if total < least:
        return say("limits.count", lang, count=count, total=total)
    rate = 100 * count / total
    if 0 < rate < 1:
        return say("limits.rate_under", lang, rate=1)
    if 0 < 100 - rate < 1:
        return say("limits.rate_over", lang, rate=99)
    return say("limits.rate", lang, rate=number(round(rate), lang))


# --------------------------------------------------------------------------- coverage


def coverage(G: nx.MultiDiGraph, *, least: int = LEAST) -> pd.DataFrame:
    """
    Count what the map holds and what it lacks, by model and on the whole.

    Parameters
    ----------
    G
        A graph under the contract.
    least
        Under as many actors or alliances, no share is given.

    Returns
    -------
    table
        One row per ``group`` and ``indicator``, with its ``count``, the
        ``total`` that it is out of, and its ``share``, nan under `least` (of
        the total, or of the actors of the model). Groups are the seven models,
        ``unclassified`` and ``ecosystem``. Of a group: ``actors``, ``isolates``
        (no known alliance, those who did not answer aside), ``no_answer`` (out
        of those asked) and ``alliances`` in which it takes part. Of the
        ecosystem also: ``persons``, ``models_proposed`` (out of those
        classified), ``actors_unsourced``; among alliances ``undated``,
        ``unsourced`` (no reference), ``evidence:…`` (the best of each), and
        ``by_all``, ``by_some``, ``by_none`` as in `answers`; ``most_present``
        (alliances of the actor that has most) and the number of different
        ``references``. A count is nan if nothing in the sheet says.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> table = coverage(G).set_index(["group", "indicator"])
    >>> table.loc[("ecosystem", "undated"), ["count", "total"]].tolist()
    [1.0, 1.0]
    """
    asked = answers(G)
    alliances = list(alliances_told(G))
    small = small_models(G, least)
    rows = [
        (group, *row)
        for group in (*standard().models, "unclassified", "ecosystem")
        for row in _counts(G, asked, [alliance for alliance, _ in alliances], group)
    ]
    rows += [("ecosystem", *row) for row in _sources(G, asked, alliances)]
    table = pd.DataFrame(rows, columns=["group", "indicator", "count", "total"])
    table = table.astype({"group": "str", "indicator": "str", "count": float, "total": float})
    shown = (table["total"] >= least) & ~table["group"].isin(list(small))
    table["share"] = (table["count"] / table["total"]).where(shown & (table["total"] > 0))
    return table


def _counts(
    G: nx.MultiDiGraph, asked: pd.DataFrame, alliances: list[Alliance], group: str
) -> Iterator[Count]:
    """Count the actors of a group and their alliances."""
    groups = pd.Series(
        [G.nodes[node].get("model", "unclassified") for node in asked.index], asked.index, str
    )
    mine = asked if group == "ecosystem" else asked[groups == group]
    answered = answered_of_asked(mine)
    silent = answered.index[~answered.astype(bool)]
    lone = mine.index[(mine["alliances"] == 0).astype(bool)]
    members = set(mine.index)
    yield "actors", len(mine), len(asked)
    yield "isolates", len(lone.difference(silent)), len(mine)
    yield "no_answer", (len(silent), None)[answered.empty], (len(answered), None)[answered.empty]
    taking = sum(not members.isdisjoint(alliance["members"]) for alliance in alliances)
    yield "alliances", taking, len(alliances)


def _sources(
    G: nx.MultiDiGraph, asked: pd.DataFrame, alliances: list[tuple[Alliance, list[Statement]]]
) -> Iterator[Count]:
    """Count what actors and alliances rest on."""
    actors = [G.nodes[node] for node in asked.index]
    n, m = len(actors), len(alliances)
    told = [statements for _, statements in alliances]
    yield "persons", sum(data.get("kind") == "person" for data in actors), n
    classified = [data for data in actors if "model" in data]
    yield "models_proposed", sum(map(_is_proposed, classified)), len(classified)
    yield "actors_unsourced", sum("reference" not in data for data in actors), n
    yield "undated", sum(not _has(statements, "start", "end") for statements in told), m
    yield "unsourced", sum(not _has(statements, "reference") for statements in told), m
    evidence = Counter(map(best_evidence, told))
    for key in (*standard().terms("evidence"), "unknown"):
        yield f"evidence:{key}", evidence[key], m
    for sides, count in asked.attrs["alliances"].items():
        yield sides, count, m
    yield "most_present", int(asked["alliances"].max()) if n else 0, m
    everything = [*actors, *(one for statements in told for one in statements)]
    yield "references", len({data["reference"] for data in everything if "reference" in data}), None


def _has(statements: Iterable[Statement], *columns: str) -> bool:
    """Tell whether some statement has one of the columns."""
    return any(column in statement for statement in statements for column in columns)


def _is_proposed(data: dict[str, Any]) -> bool:
    """Tell whether the model of an actor is somebody's reading rather than a fact."""
    evidence = data.get("model_evidence")
    if evidence is not None:
        return evidence not in CHECKED
    return data.get("model_basis") in {"mapped", "rule"}


# --------------------------------------------------------------------------- limits


class Limit(TypedDict):
    """One thing that the map cannot say: a `code` of ``words/limits.csv``, and its `facts`."""

    code: str
    facts: dict[str, Any]


def limits(G: nx.MultiDiGraph, *, least: int = LEAST) -> list[Limit]:
    """
    List what the map cannot say.

    Parameters
    ----------
    G
        A graph under the contract.
    least
        Number of actors from which a model's rates are shown.

    Returns
    -------
    found
        The limits that concern this map, the gravest first; `tell_limit` says
        them. A lack is listed from one in ten on, an actor that takes part in
        many alliances from one in three on.

    Examples
    --------
    >>> [limit["code"] for limit in limits(nx.MultiDiGraph())]
    ['no_alliance', 'no_model']
    """
    return [*_bias(G), *_models(G, least), *_lacks(coverage(G, least=least)), *_cautions(G)]


def _bias(G: nx.MultiDiGraph) -> Iterator[Limit]:
    """Say that there is no alliance, or that one actor is in many of them."""
    alliances = alliances_of(G)
    total = len(alliances)
    if not total:
        yield Limit(code="no_alliance", facts={})
    if total < LEAST:
        return
    present = Counter(node for alliance in alliances for node in alliance["members"])
    actor, count = present.most_common(1)[0]
    if count / total >= _EVERYWHERE:
        name = G.nodes[actor].get("name", actor)
        facts = {"n": count, "total": total, "actor": actor, "name": name}
        yield Limit(code="most_present", facts=facts)


def _models(G: nx.MultiDiGraph, least: int) -> Iterator[Limit]:
    """Say which models have no actor, and which have few."""
    small = small_models(G, least)
    if empty := [model for model, count in small.items() if not count]:
        yield Limit(code="no_model", facts={"n": len(empty), "models": empty})
    if few := [model for model, count in small.items() if count]:
        yield Limit(code="small_model", facts={"n": len(few), "models": few, "least": least})


def _lacks(table: pd.DataFrame) -> Iterator[Limit]:
    """Say what is missing for many actors or alliances."""
    counts = table.set_index(["group", "indicator"])["count"].to_dict()
    totals = table.set_index(["group", "indicator"])["total"].to_dict()
    for code, group, *indicators in _LACKS:
        count = sum(counts[group, indicator] for indicator in indicators)
        total = totals[group, indicators[0]]
        # nan, what nothing in the sheet tells, is no lack
        if total > 0 and count / total >= _WORTH_SAYING:
            yield Limit(code=code, facts={"n": int(count), "total": int(total)})


def _cautions(G: nx.MultiDiGraph) -> Iterator[Limit]:
    """Say what the numbers do not weigh, and who is not there."""
    told = [statements for _, statements in alliances_told(G)]
    if told and not any(_has(statements, "weight", "amount_eur") for statements in told):
        yield Limit(code="unweighted", facts={})
    if collectives := sum(data.get("kind") == "collective" for _, data in G.nodes(data=True)):
        yield Limit(code="collectives", facts={"n": collectives})
    if persons := G.graph.get("withheld", {}).get("persons", 0):
        yield Limit(code="persons_withheld", facts={"n": persons})


def tell_limit(limit: Limit, lang: str = "en") -> str:
    """
    Say one thing that the map cannot say.

    Parameters
    ----------
    limit
        As `limits` lists it.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    sentence
        One or two sentences for people who know no statistics.

    Examples
    --------
    >>> tell_limit(Limit(code="no_alliance", facts={}))
    'No alliance is known: this map says nothing of interactions.'
    """
    facts = dict(limit["facts"])
    if "models" in facts:
        labels = [standard().label("models", model, lang) for model in facts["models"]]
        facts["models"] = ", ".join(labels)
    if "total" in facts:
        facts["share"] = rate_or_count(facts["n"], facts["total"], lang)
    return say(f"limits.{limit['code']}", lang, **facts)
