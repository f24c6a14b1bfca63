"""
How sure a map is: what it rests on, what it lacks, and what would change with a little less.

Alliances are what somebody told: a row of the alliances table is a statement,
with its evidence, its reference and, where the sheet says so, who said it. An
alliance is what one or more statements make. This room takes statements,
alliances or actors away and measures again, and counts what is not known.
Nothing here is a confidence interval: a map is no random sample of alliances.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, compress
from typing import Any, Final, TypedDict

import networkx as nx
import numpy as np
import pandas as pd
import scipy
from numpy.typing import NDArray

from ecomap.errors import GraphError, Issue
from ecomap.graph import Alliance, alliances_of, leave_out, project
from ecomap.measures.engine import Ints, Matrix, Ties, flows, reach, ties
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.metrics import actor_metrics
from ecomap.text import number, say, split_values
from ecomap.typology import standard
from ecomap.values.ends import Directory, find, list_actors

__all__ = [
    "LEAST",
    "Limit",
    "answers",
    "confirmed",
    "coverage",
    "limits",
    "rank_stability",
    "rate_or_count",
    "response_rate",
    "robustness",
    "small_models",
    "tell_limit",
    "without_provider",
]

Attributes = dict[str, Any]
Statement = dict[str, Any]
Edge = tuple[str, str, str]
Booleans = NDArray[np.bool_]

# Under as many actors a rate says more than is known.
LEAST: Final = 5

# Evidence that somebody else can check.
_CHECKED: Final = frozenset({"stated", "public_source"})

# Measured again from arrays; any other measure goes through a graph at each draw.
_QUICK: Final = frozenset({"betweenness", "degree", "harmonic", "strength"})
_WALKS: Final = frozenset({"betweenness", "harmonic"})

# Draws, the fewest of them, and how much may be walked in all: draws × actors × ties.
_DRAWS: Final = 1000
_FEWEST: Final = 100
_LOAD: Final = 1_500_000_000

# The range of ranks or values that is shown.
_LOW: Final = 0.05
_HIGH: Final = 0.95

# Two scores are a tie if they agree to as many digits of the largest: sums of
# the same terms in another order differ in the last ones.
_DIGITS: Final = 10

_STEPS: Final = 10
_STEP: Final = 0.05

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


# --------------------------------------------------------------------------- ranks


def rank_stability(
    G: nx.MultiDiGraph,
    name: str = "betweenness",
    *,
    draws: int | None = None,
    keep: float = 0.9,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Tell how the ranks would move if one alliance in ten were missing.

    Each draw keeps every alliance (an edge between two actors, or a whole
    meeting place) with probability `keep`, measures again and ranks. The range
    holds the ranks of nine draws in ten. It is no confidence interval: it says
    what hangs on single alliances, not what the map has missed.

    Parameters
    ----------
    G
        A graph under the contract.
    name
        A measure of `metrics.actor_metrics`.
    draws
        Number of draws. None for 1,000; for 100 at least where a draw is slow,
        that is on large graphs and for measures other than betweenness,
        degree, harmonic and strength.
    keep
        Probability that an alliance is kept, above 0, up to 1.
    seed
        Seed of chance.

    Returns
    -------
    ranks
        One row per actor, indexed by ``id``: ``name``, ``score``, ``rank``,
        ``low`` and ``high`` (the 5th and 95th of 100 ranks, the wider where
        they fall between two), ``defined`` (share of the draws in which the
        measure is defined for the actor). Rank 1 is the highest score; equal
        scores share the best rank and the next ones are skipped: 1, 2, 2, 4. nan
        where the score is. ``ranks.attrs`` holds ``measure``, ``draws``, ``keep``
        and ``seed``.

    Raises
    ------
    GraphError
        If the measure is not known, or `keep` is no probability.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> ranks = rank_stability(from_networkx(nx.star_graph(list("abcdef"))), "degree")
    >>> ranks.loc["a", ["rank", "low", "high"]].tolist()
    [1.0, 1.0, 1.0]
    >>> ranks.loc["b", ["rank", "low", "high"]].tolist()
    [2.0, 2.0, 6.0]
    """
    if not 0 < keep <= 1:
        raise GraphError(issues=[_fault("bad_probability", keep)])
    H = project(G)
    measured = actor_metrics(G, [name])
    draws = draws or _enough(name, H)
    rng = np.random.default_rng(seed)
    kept = rng.random((draws, len(H.graph["alliances"]))) < keep
    again = _quick_scores if name in _QUICK else _slow_scores
    drawn = _ranks(pd.DataFrame(again(G, H, name, kept), columns=measured.index))
    table = pd.DataFrame(
        {
            "name": measured["name"],
            "score": measured[name].astype(float),
            "rank": _ranks(measured[[name]].T).iloc[0],
            "low": drawn.quantile(_LOW, interpolation="lower"),
            "high": drawn.quantile(_HIGH, interpolation="higher"),
            "defined": drawn.notna().mean(),
        },
        index=measured.index,
    )
    table.attrs = {"measure": name, "draws": draws, "keep": keep, "seed": seed}
    return table


def _fault(code: str, value: object) -> Issue:
    """Make the issue of a wrong question."""
    return Issue(code=code, severity="error", value=str(value))


def _enough(name: str, H: nx.Graph) -> int:
    """Give the number of draws that can be waited for."""
    if name not in _QUICK:
        return _FEWEST
    walked = len(H) * H.number_of_edges() if name in _WALKS else 0
    return int(np.clip(_LOAD // max(walked, 1), _FEWEST, _DRAWS))


def _ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """Rank each row, the highest first, ties on the best of their ranks."""
    values = scores.to_numpy(dtype=float)
    known = np.abs(values[np.isfinite(values)])
    largest = known.max(initial=0) or 1.0
    rounded = pd.DataFrame(np.round(values / largest, _DIGITS), scores.index, scores.columns)
    return rounded.rank(axis="columns", method="min", ascending=False)


def _quick_scores(_: nx.MultiDiGraph, H: nx.Graph, name: str, kept: Booleans) -> Matrix:
    """Measure the actors of each draw from arrays; in proportion, which is all that ranks need."""
    n, pairs = len(H), ties(H).pairs
    parts = _shares_of_ties(H)
    made = parts.astype(bool).astype(float)
    ends = scipy.sparse.csr_array(
        (np.ones(2 * len(pairs)), (pairs.T.ravel(), np.tile(np.arange(len(pairs)), 2))),
        shape=(n, len(pairs)),
    )
    scores = np.zeros((len(kept), n))
    for draw, chosen in enumerate(kept.astype(float)):
        left = made @ chosen > 0
        if name == "degree":
            scores[draw] = ends @ left.astype(float)
        elif name == "strength":
            scores[draw] = ends @ (parts @ chosen)
        else:
            scores[draw] = _walked(n, pairs[left], name)
    return scores


def _shares_of_ties(H: nx.Graph) -> scipy.sparse.csr_array:
    """Give what each alliance (column) adds to the strength of each tie (row)."""
    position = {frozenset(pair): tie for tie, pair in enumerate(H.edges())}
    entries = [
        (position[frozenset(pair)], column, alliance["weight"] / (len(alliance["members"]) - 1))
        for column, alliance in enumerate(H.graph["alliances"])
        for pair in combinations(alliance["members"], 2)
    ]
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    shape = (len(position), len(H.graph["alliances"]))
    places = (np.array(rows, dtype=np.intp), np.array(columns, dtype=np.intp))
    return scipy.sparse.csr_array((np.array(values, dtype=float), places), shape=shape)


def _walked(n: int, pairs: Ints, name: str) -> Matrix:
    """Measure every actor by its shortest paths, in proportion."""
    everyone = np.zeros(n, dtype=np.intp)
    if name == "betweenness":
        through: Matrix = flows(Ties(n, pairs), [(everyone, np.ones((1, 1)))])[0][0]
        return through
    return reach(Ties(n, pairs), everyone, 1)[:, 0]


def _slow_scores(G: nx.MultiDiGraph, H: nx.Graph, name: str, kept: Booleans) -> Matrix:
    """Measure the actors of each draw on a graph without the alliances that are missing."""
    alliances: list[Alliance] = H.graph["alliances"]
    edges = {key: (u, v, key) for u, v, key in G.edges(keys=True)}
    scores = np.zeros((len(kept), len(H)))
    for draw, chosen in enumerate(kept):
        part = G.copy()
        missing = [alliance for alliance, here in zip(alliances, chosen, strict=True) if not here]
        part.remove_edges_from([edges[a["id"]] for a in missing if not a["place"]])
        part.remove_nodes_from([a["id"] for a in missing if a["place"]])
        scores[draw] = actor_metrics(part, [name])[name]
    return scores


# --------------------------------------------------------------------------- what was said


def _own_columns(G: nx.MultiDiGraph, node: str) -> Attributes:
    """Give what an alliance of more than two says for all its rows."""
    data = G.nodes[node]
    own = {column: value for column, value in data.items() if column not in {"kind", "rows"}}
    return own if "rows" in data else {}


def _statements(G: nx.MultiDiGraph) -> dict[Edge, list[Statement]]:
    """List the rows behind each edge: its own, else those of its place that name the member."""
    told: dict[Edge, list[Statement]] = {}
    naming: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for node, data in G.nodes(data=True):
        for row in data.get("rows", ()):
            for end in _ends(row):
                naming[node, end].append({**_own_columns(G, node), **row})
    for u, v, key, data in G.edges(keys=True, data=True):
        said = {**_own_columns(G, v), **data}
        told[u, v, key] = [{**said, **row} for row in data.get("rows", [{}])]
        for row in data.get("rows", ()):
            for end in _ends(row):
                naming[v, end].append({**said, **row})
                naming[u, end].append({**said, **row})
    for u, v, key in [edge for edge, statements in told.items() if not statements]:
        told[u, v, key] = [*naming[v, u], *naming[u, v]]
    return told


def _ends(row: Statement) -> list[str]:
    """Give the partners that a row names."""
    pair = [row[column] for column in ("source", "target") if column in row]
    return pair or split_values(row.get("partners", ""))


def _by_alliance(G: nx.MultiDiGraph) -> Iterator[tuple[Alliance, list[Statement]]]:
    """Give each alliance with all that is said of it, a place's own row included."""
    statements = _statements(G)
    edges = {edge[-1]: edge for edge in statements}
    for alliance in alliances_of(G):
        place = alliance["id"]
        if not alliance["place"]:
            yield alliance, statements[edges[place]]
            continue
        around = [*G.in_edges(place, keys=True), *G.out_edges(place, keys=True)]
        told = [one for edge in around for one in statements[edge]]
        yield alliance, [*told, dict(G.nodes[place])]


def _keep_statements(
    G: nx.MultiDiGraph, holds: Callable[[Statement], bool]
) -> tuple[nx.MultiDiGraph, int]:
    """Keep the rows that hold and what they make; count the alliances that are gone."""
    part = G.copy()
    firm: set[str] = set()
    implied = []
    for (u, v, key), told in _statements(G).items():
        good = [holds(statement) for statement in told]
        rows = G.edges[u, v, key].get("rows")
        if any(good):
            firm |= {u, v}
            if rows:
                part.edges[u, v, key]["rows"] = list(compress(rows, good))
        elif told:
            part.remove_edge(u, v, key)
        else:
            implied.append((u, v, key))
    firm |= {node for node in G if (said := _own_columns(G, node)) and holds(said)}
    # a member that no row names any more stays as long as its alliance does
    places = {node for node in firm if _is_place(G, node)}
    part.remove_edges_from([edge for edge in implied if not places & set(edge[:2])])
    for node, data in G.nodes(data=True):
        if data.get("rows"):
            said = _own_columns(G, node)
            part.nodes[node]["rows"] = [row for row in data["rows"] if holds({**said, **row})]
    part.remove_nodes_from(_lone_alliances(part))
    return part, len(_names(G) - _names(part))


def _is_place(G: nx.MultiDiGraph, node: str) -> bool:
    """Tell whether a node is a meeting place."""
    return standard().is_place(G.nodes[node].get("kind", "organisation"))


def _lone_alliances(G: nx.MultiDiGraph) -> list[str]:
    """List the nodes that were made for an alliance and join nobody any more."""
    met = {alliance["id"] for alliance in alliances_of(G) if alliance["place"]}
    return [node for node, data in G.nodes(data=True) if "rows" in data and node not in met]


def _names(G: nx.MultiDiGraph) -> set[tuple[str, bool]]:
    """Name the alliances of a graph; an edge and a place may bear the same name."""
    return {(alliance["id"], alliance["place"]) for alliance in alliances_of(G)}


def confirmed(G: nx.MultiDiGraph, *, unknown: bool = False) -> nx.MultiDiGraph:
    """
    Keep the alliances that are confirmed, so that anything can be measured on them alone.

    A row is confirmed if its evidence is ``stated`` or ``public_source`` and its
    confidence is not ``low``. An alliance is what its confirmed rows make: it
    may keep some of its partners only.

    Parameters
    ----------
    G
        A graph under the contract.
    unknown
        Keep also the rows that say nothing of their evidence. They are left
        out by default: not to know is not to confirm.

    Returns
    -------
    part
        A new graph with all the actors. ``part.graph["unconfirmed"]`` counts
        the alliances that are ``left_out``, and among those of G the ones of
        ``unknown`` evidence.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> G.edges["a", "b", "1"]["evidence"] = "stated"
    >>> part = confirmed(G)
    >>> list(part.edges(keys=True)), part.graph["unconfirmed"]
    ([('a', 'b', '1')], {'left_out': 1, 'unknown': 1})
    """

    def holds(statement: Statement) -> bool:
        evidence = statement.get("evidence")
        known = unknown if evidence is None else evidence in _CHECKED
        return known and statement.get("confidence") != "low"

    part, lost = _keep_statements(G, holds)
    silent = sum(_evidence(told) == "unknown" for _, told in _by_alliance(G))
    part.graph["unconfirmed"] = {"left_out": lost, "unknown": silent}
    return part


def _evidence(statements: Iterable[Statement]) -> str:
    """Give the best evidence of several statements, in the order of the vocabulary."""
    given = {statement.get("evidence") for statement in statements}
    return next((key for key in standard().terms("evidence") if key in given), "unknown")


def without_provider(G: nx.MultiDiGraph, actor: str) -> nx.MultiDiGraph:
    """
    Take away the actor that provided the data, with what only it said.

    Who tells a map stands in the middle of it. The actor goes, with its own
    alliances; where ``said_by`` tells who said an alliance, so do those of the
    others that nobody else said. The caller names the provider: it is never
    guessed.

    Parameters
    ----------
    G
        A graph under the contract.
    actor
        Identifier of an actor.

    Returns
    -------
    part
        A new graph; ``part.graph["without"]`` holds the ``actor``, the number
        of ``alliances`` that are gone, and how many of these were ``told`` by
        it about others. Measures of `part` are those of a smaller ecosystem:
        V is over its own pairs.

    Raises
    ------
    GraphError
        If G has no such actor.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("c", "d", "3")])
    >>> G.edges["b", "c", "2"]["said_by"] = "a"
    >>> part = without_provider(G, "a")
    >>> list(part.edges(keys=True)), part.graph["without"]
    ([('c', 'd', '3')], {'actor': 'a', 'alliances': 2, 'told': 1})
    """
    if actor not in G or _is_place(G, actor):
        raise GraphError(issues=[_fault("graph_no_actor", actor)])
    known = _directory(G)
    others, _ = _keep_statements(G, lambda one: _speakers([one], known) != {actor})
    part = leave_out(others, [actor])
    part.remove_nodes_from(_lone_alliances(part))
    alone = leave_out(G, [actor])
    part.graph["without"] = {
        "actor": actor,
        "alliances": len(_names(G) - _names(part)),
        "told": len(_names(alone) - _names(part)),
    }
    return part


# --------------------------------------------------------------------------- who answered


def _directory(G: nx.MultiDiGraph) -> Directory:
    """List the nodes by identifier and name."""
    return list_actors({node: str(data.get("name", node)) for node, data in G.nodes(data=True)})


def _speakers(statements: Iterable[Statement], known: Directory) -> set[str]:
    """Tell who said something; somebody who is not on the map speaks under the name written."""
    names = {name for one in statements for name in split_values(one.get("said_by", ""))}
    return {who for name in names for who in (find(name, known) or [name])}


def answers(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell who was asked, who answered, and whose alliances were said by both sides.

    Reads ``asked`` of the actors and ``said_by`` of the alliances. An actor
    that was asked and did not answer has no known alliance for want of an
    answer: it is not an isolate.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    table
        One row per actor, indexed by ``id``: ``name``; ``asked`` and
        ``answered`` (yes, no or unknown; who is named by any ``said_by`` has
        answered); its number of ``alliances``, and of these how many were said
        ``by_all`` their actors, ``by_some`` of them, or ``by_none`` (by somebody
        else, or nobody knows by whom). ``answered`` and the last three are
        unknown if no alliance has ``said_by``. ``table.attrs["alliances"]``
        counts the same three over the ecosystem.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> G.edges["a", "b", "1"]["said_by"] = "a|b"
    >>> G.nodes["c"]["asked"] = True
    >>> table = answers(G)
    >>> table.loc["b", ["alliances", "by_all", "by_none"]].tolist()
    [2, 1, 1]
    >>> table["answered"].tolist()
    [True, True, False]
    """
    known = _directory(G)
    actors = [node for node in G if not _is_place(G, node)]
    counts = {node: Counter[str]() for node in actors}
    whole, heard = Counter[str](), set[str]()
    for alliance, told in _by_alliance(G):
        speakers = _speakers(told, known)
        heard |= speakers
        said = speakers & set(alliance["members"])
        sides = "by_none" if not said else "by_all" if len(said) == len(alliance["members"]) else ""
        whole[sides or "by_some"] += 1
        for node in alliance["members"]:
            counts[node].update(["alliances", sides or "by_some"])
    table = pd.DataFrame(index=pd.Index(actors, name="id", dtype="str"))
    table["name"] = pd.Series([G.nodes[node].get("name", node) for node in actors], table.index)
    asked = [G.nodes[node].get("asked") for node in actors]
    table["asked"] = pd.array(asked, dtype="boolean")
    table["answered"] = pd.array([node in heard if heard else None for node in actors], "boolean")
    table["alliances"] = pd.array([counts[node]["alliances"] for node in actors], "Int64")
    for sides in ("by_all", "by_some", "by_none"):
        told_by = [counts[node][sides] if heard else None for node in actors]
        table[sides] = pd.array(told_by, dtype="Int64")
    table.attrs["alliances"] = {
        sides: whole[sides] if heard else None for sides in ("by_all", "by_some", "by_none")
    }
    return table


def response_rate(G: nx.MultiDiGraph) -> float:
    """
    Give the share of the actors asked that answered.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    rate
        From 0 to 1; nan if nobody is known to have been asked, or no alliance
        has ``said_by``. Under five actors asked, say counts: `rate_or_count`.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> G.nodes["a"]["asked"] = G.nodes["b"]["asked"] = True
    >>> G.edges["a", "b", "1"]["said_by"] = "a"
    >>> response_rate(G)
    0.5
    """
    answered = _answered_of_asked(answers(G))
    return float(answered.astype(float).mean()) if len(answered) else float("nan")


def _answered_of_asked(table: pd.DataFrame) -> pd.Series[Any]:
    """Give whether those asked answered, without those of whom it is not known."""
    asked = table["asked"].fillna(value=False)
    answered: pd.Series[Any] = table.loc[asked, "answered"]
    return answered.dropna()


# --------------------------------------------------------------------------- coverage


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
    alliances = list(_by_alliance(G))
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


Count = tuple[str, float | None, float | None]


def _counts(
    G: nx.MultiDiGraph, asked: pd.DataFrame, alliances: list[Alliance], group: str
) -> Iterator[Count]:
    """Count the actors of a group and their alliances."""
    groups = pd.Series(
        [G.nodes[node].get("model", "unclassified") for node in asked.index], asked.index, str
    )
    mine = asked if group == "ecosystem" else asked[groups == group]
    answered = _answered_of_asked(mine)
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
    evidence = Counter(map(_evidence, told))
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


def _is_proposed(data: Attributes) -> bool:
    """Tell whether the model of an actor is somebody's reading rather than a fact."""
    evidence = data.get("model_evidence")
    if evidence is not None:
        return evidence not in _CHECKED
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
    told = [statements for _, statements in _by_alliance(G)]
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


# --------------------------------------------------------------------------- robustness


def robustness(G: nx.MultiDiGraph, *, draws: int = 20, seed: int = 0) -> pd.DataFrame:
    """
    Follow what is left of an ecosystem as its actors go, one in twenty at each step.

    Actors go at random; or those of most partners first; or those on most
    shortest paths first. The last two are measured again at each step among
    the actors that are left; equal ones go in the order of the graph.

    Parameters
    ----------
    G
        A graph under the contract.
    draws
        Number of random orders.
    seed
        Seed of chance.

    Returns
    -------
    curve
        One row per ``removal`` (``random``, ``degree``, ``betweenness``) and per
        ``share`` of the actors removed, 0 to 0.5: how many are ``removed``; the
        ``value`` V of what is left, N being that of the whole ecosystem
        (`premium.interaction_value`), nan where V is; the ``largest``
        component, as a share of all the actors. Of the random orders these are
        means, with ``value_low``, ``value_high``, ``largest_low`` and
        ``largest_high``, the range of nine orders in ten; of the others low and
        high are the number itself. ``curve.attrs`` holds ``draws`` and ``seed``.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> curve = robustness(from_networkx(nx.star_graph(list("abcdefghij"))))
    >>> curve[curve["removal"] == "degree"]["largest"].iloc[:3].tolist()
    [1.0, 0.1, 0.1]
    """
    H = project(G)
    n, pairs = len(H), ties(H).pairs
    value = _valuing(H)
    steps = [round(step * _STEP, 2) for step in range(_STEPS + 1)]
    numbers = [int(share * n + 0.5) for share in steps]
    rng = np.random.default_rng(seed)
    orders = {
        "random": [rng.permutation(n) for _ in range(draws)],
        "degree": [_targets(n, pairs, numbers, "degree")],
        "betweenness": [_targets(n, pairs, numbers, "betweenness")],
    }
    rows = []
    for removal, chosen in orders.items():
        for share, count in zip(steps, numbers, strict=True):
            left = [_left_pairs(n, pairs, order[:count]) for order in chosen]
            values = _summary("value", [value(rest) for rest in left])
            sizes = _summary("largest", [_largest(n, rest, n - count) for rest in left])
            rows.append({"removal": removal, "share": share, "removed": count, **values, **sizes})
    curve = pd.DataFrame(rows)
    curve.attrs = {"draws": draws, "seed": seed}
    return curve


def _valuing(H: nx.Graph) -> Callable[[Ints], float]:
    """Give the function that values what is left, over the pairs of the whole."""
    n = len(H)
    if not any("model" in data or "membership" in data for _, data in H.nodes(data=True)):
        return lambda _: float("nan")
    kinds, contrast = contrasts(H)
    total = pair_worths(kinds, contrast)[1]

    def value(pairs: Ints) -> float:
        worth = (contrast[kinds] * reach(Ties(n, pairs), kinds, len(contrast))).sum(axis=1)
        return float(worth[kinds >= 0].sum() / (2 * total)) if total else float("nan")

    return value


def _left_pairs(n: int, pairs: Ints, gone: Ints) -> Ints:
    """Give the ties that are left without some actors."""
    here = np.ones(n, dtype=bool)
    here[gone] = False
    return pairs[here[pairs].all(axis=1)]


def _targets(n: int, pairs: Ints, numbers: list[int], name: str) -> Ints:
    """Choose who goes at each step: the first of a measure taken among those left."""
    gone: list[int] = []
    for count in numbers:
        if count == len(gone):
            continue
        left = _left_pairs(n, pairs, np.array(gone, dtype=np.intp))
        degree = np.bincount(left.ravel(), minlength=n).astype(float)
        scores = degree if name == "degree" else _walked(n, left, name)
        scores = np.round(scores, _DIGITS)
        scores[gone] = -1
        first = np.argsort(-scores, kind="stable")
        gone += first[: count - len(gone)].tolist()
    return np.array(gone, dtype=np.intp)


def _largest(n: int, pairs: Ints, left: int) -> float:
    """Give the share of all the actors in the largest component of those left."""
    if not n or not left:
        return float("nan") if not n else 0.0
    ones = np.ones(len(pairs))
    joined = scipy.sparse.csr_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, labels = scipy.sparse.csgraph.connected_components(joined, directed=False)
    return float(np.bincount(labels).max() / n)


def _summary(name: str, values: list[float]) -> dict[str, float]:
    """Give the mean and the range of what several orders leave."""
    if not values:
        return dict.fromkeys((name, f"{name}_low", f"{name}_high"), float("nan"))
    return {
        name: float(np.mean(values)),
        f"{name}_low": float(np.quantile(values, _LOW, method="lower")),
        f"{name}_high": float(np.quantile(values, _HIGH, method="higher")),
    }
