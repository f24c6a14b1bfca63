"""
Measures as tables: one row per actor, alliance, pair of models or indicator.

The measures themselves are functions of `positions`, `mixing` and `premium`;
this room calls them on a reading of G and puts their results side by side,
under their own names. What is not defined is ``nan``, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypedDict

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.errors import GraphError, Issue
from ecomap.graph import alliances_of, collapse, project
from ecomap.measures import brokerage, mixing, positions
from ecomap.measures.catalysts import catalyst
from ecomap.measures.communities import agreement, communities, stability
from ecomap.measures.engine import Ints, Ties, components, cuts, flows, sample, ties
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.nulls import DRAWS, two_sided
from ecomap.measures.premium import (
    EXACT_UP_TO,
    actor_premium,
    alliance_premium,
    shapley_premium,
    systemic_draws,
    systemic_premium,
)
from ecomap.text import join_values
from ecomap.typology import standard

__all__ = [
    "ACTOR_GROUPS",
    "ACTOR_MEASURES",
    "ALLIANCE_MEASURES",
    "ECOSYSTEM_MEASURES",
    "actor_metrics",
    "alliance_metrics",
    "ecosystem_metrics",
    "ecosystem_table",
]


class Sample(TypedDict):
    """How many actors a score was estimated from, and its largest standard error."""

    sources: int
    error: float


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What measures are asked of: a graph, one reading of it, and how to read its ties."""

    G: nx.MultiDiGraph
    H: nx.Graph
    weight: str | None
    distance: str | None
    seed: int
    stated: bool
    exact: bool
    sampled: dict[str, Sample]

    @property
    def projected(self) -> nx.Graph:
        """The projection by the stated strengths, read again only if `H` is another reading."""
        same = self.H.graph["reading"] == "project" and self.stated
        return self.H if same else self.G


_Measure = Callable[[_Asked], Mapping[str, float] | pd.DataFrame]

# Actors × ties up to which the paths of all are followed: some ten seconds of work.
_FOLLOWED: Final = 3_000_000_000
_VALUED: Final = 100_000_000


def _betweenness(a: _Asked, name: str = "betweenness") -> dict[str, float]:
    """Measure betweenness, or estimate it where that would take long."""
    if a.distance is not None or not _sampling(a, _FOLLOWED):
        return positions.betweenness(a.H, distance=a.distance)
    return _estimated(a, a.H, None, name)


def _cross_betweenness(a: _Asked, H: nx.Graph, name: str = "cross_betweenness") -> dict[str, float]:
    """Measure betweenness between models, or estimate it where that would take long."""
    if not _sampling(a, _FOLLOWED):
        return positions.cross_betweenness(H)
    return _estimated(a, H, "model", name)


def _sampling(a: _Asked, limit: int) -> bool:
    """Tell whether following the paths of all would take longer than one waits for."""
    return not a.exact and len(a.H) * a.H.number_of_edges() > limit


def _estimated(a: _Asked, H: nx.Graph, by: str | None, name: str) -> dict[str, float]:
    """Estimate betweenness, and note that a measure rests on it."""
    found = positions.estimated_betweenness(H, by, sources=positions.SAMPLED, seed=a.seed)
    # what is made of betweenness is not off by as much
    known = name.endswith("betweenness")
    a.sampled[name] = Sample(sources=found.sources, error=found.error if known else np.nan)
    return found.scores


def _bridging(a: _Asked) -> Mapping[str, float]:
    """Measure bridging, which counts steps whatever betweenness counts."""
    return positions.bridging(a.H, between=_betweenness(replace(a, distance=None), "bridging"))


def _premium(a: _Asked) -> pd.DataFrame:
    """Measure premiums, or estimate them where that would take long."""
    sources = positions.SAMPLED if _sampling(a, _VALUED) else None
    table = actor_premium(a.projected, sources=sources)
    if sources is not None:
        found = Sample(sources=sources, error=table.attrs["error"])
        a.sampled.update(dict.fromkeys(("premium", "premium_own", "premium_others"), found))
    return table


def _catalyst(a: _Asked) -> pd.DataFrame:
    """Score catalysts, their paths between models estimated where these are."""
    H = a.projected if a.projected.graph.get("reading") else project(a.G)
    cross = _cross_betweenness(a, H, "catalyst")
    return catalyst(H, seed=a.seed, cross=cross)[["catalyst", "participation_excess"]]


# Measures that are computed together stand together, under the names of the contract.
_POSITIONS: Final[dict[tuple[str, ...], _Measure]] = {
    ("degree",): lambda a: positions.degree(a.H),
    ("strength",): lambda a: positions.strength(a.H, weight=a.weight),
    ("betweenness",): _betweenness,
    ("closeness",): lambda a: positions.closeness(a.H, distance=a.distance),
    ("harmonic",): lambda a: positions.harmonic(a.H, distance=a.distance),
    ("pagerank",): lambda a: positions.pagerank(a.H, weight=a.weight),
    ("eigenvector",): lambda a: positions.eigenvector(a.H, weight=a.weight),
    ("core_number",): lambda a: positions.core_number(a.H),
    ("clustering",): lambda a: positions.clustering(a.H),
    ("constraint",): lambda a: positions.constraint(a.H, weight=a.weight),
    ("effective_size",): lambda a: positions.effective_size(a.H, weight=a.weight),
    ("bridging",): _bridging,
    ("is_articulation",): lambda a: positions.is_articulation(a.H),
    ("multiplex",): lambda a: mixing.multiplex(a.G),
}

# These need somebody to be classified; else they are nan.
_BY_MODEL: Final[dict[tuple[str, ...], _Measure]] = {
    ("cross_betweenness",): lambda a: _cross_betweenness(a, a.H),
    ("participation",): lambda a: mixing.participation(a.H, weight=a.weight),
    ("rao_stirling",): lambda a: mixing.rao_stirling(a.H, weight=a.weight),
    ("ei_index",): lambda a: mixing.actor_ei_index(a.H, weight=a.weight),
    ("entropy",): lambda a: mixing.entropy(a.H),
    brokerage.ROLES: lambda a: brokerage.brokerage_roles(a.H),
    ("premium", "premium_own", "premium_others"): _premium,
    ("catalyst", "participation_excess"): _catalyst,
    tuple(f"{role}_{part}" for role in brokerage.ROLES for part in ("expected", "z")): (
        lambda a: brokerage.brokerage_by_chance(a.H, seed=a.seed)
    ),
}

# In the order of the contract; then what chance would give, and the parts of the scores.
# What is computed together, for whoever wants to show how far the work is.
ACTOR_GROUPS: Final = (*_POSITIONS, *_BY_MODEL)
ACTOR_MEASURES: Final = (
    *("degree", "strength", "betweenness", "cross_betweenness", "closeness", "harmonic"),
    *("pagerank", "eigenvector", "core_number", "clustering", "constraint", "effective_size"),
    *("participation", "rao_stirling", "ei_index"),
    *brokerage.ROLES,
    *("bridging", "is_articulation", "entropy", "multiplex", "premium", "catalyst"),
    *("premium_own", "premium_others", "participation_excess"),
    *(f"{role}_{part}" for role in brokerage.ROLES for part in ("expected", "z")),
)


def actor_metrics(
    G: nx.MultiDiGraph,
    names: Collection[str] | None = None,
    *,
    reading: str = "project",
    weight: str | None = "weight",
    distance: str | None = None,
    seed: int = 0,
    exact: bool = False,
) -> pd.DataFrame:
    """
    Measure every actor of an ecosystem.

    Parameters
    ----------
    G
        A graph under the contract.
    names
        Measures wanted, named as the functions; all of `ACTOR_MEASURES` if None.
    reading
        ``"project"`` (who works with whom) or ``"collapse"`` (places kept on
        the paths, though only actors get a row).
    weight
        Column read as strength; None to count each alliance once.
    distance
        ``"distance"`` for paths by 1 / strength; None for steps. Only
        betweenness, closeness and harmonic have a version by lengths.
    seed
        Seed of what is compared with chance.
    exact
        Follow the paths of all actors however long it takes. By default
        betweenness and premiums of large ecosystems are estimated from the
        paths of 1,024 actors.

    Returns
    -------
    scores
        One row per actor, indexed by ``id``: ``name``, ``kind``, ``model`` and
        ``family`` (nan if unclassified), then one column per measure.
        ``scores.attrs["reading"]`` names the reading, ``scores.attrs["sampled"]``
        the measures that are estimates, each with the number of actors drawn
        (``sources``) and the largest standard error of a score (``error``).

    Raises
    ------
    GraphError
        If a measure or a reading is not known.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> scores = actor_metrics(from_networkx(nx.path_graph(["a", "b", "c"])), ["betweenness"])
    >>> scores["betweenness"].tolist()
    [0.0, 1.0, 0.0]
    """
    wanted = list(ACTOR_MEASURES if names is None else names)
    _check_names(wanted, ACTOR_MEASURES)
    H = _read(G, reading, weight)
    strengths = None if weight is None else "weight"
    types = standard()
    table = pd.DataFrame(index=pd.Index(list(H), name="id", dtype="str"))
    table["name"] = [data.get("name", node) for node, data in H.nodes(data=True)]
    table["kind"] = [data.get("kind", "organisation") for _, data in H.nodes(data=True)]
    table["model"] = pd.Series([m for _, m in H.nodes(data="model")], table.index, dtype="str")
    families = {model: types.family(model) for model in types.models}
    table["family"] = table["model"].map(families).astype("str")
    asked = _Asked(
        G=G,
        H=H,
        weight=strengths,
        distance=distance,
        seed=seed,
        stated=weight == "weight",
        exact=exact,
        sampled={},
    )
    found = _computed(asked, wanted)
    table = table.join(found[wanted])
    places = [types.is_place(kind) for kind in table["kind"]]
    table = table[~np.array(places, dtype=bool)]
    table.attrs["reading"] = reading
    table.attrs["sampled"] = {name: asked.sampled[name] for name in wanted if name in asked.sampled}
    return table


def _computed(asked: _Asked, wanted: Collection[str]) -> pd.DataFrame:
    """Compute the measures wanted, and those that come with them."""
    index = pd.Index(list(asked.H), name="id", dtype="str")
    if not len(index):
        return pd.DataFrame(columns=list(wanted), index=index, dtype=float)
    known = any("model" in data or "membership" in data for _, data in asked.H.nodes(data=True))
    columns: dict[str, object] = {}
    for names, measure in (_POSITIONS | _BY_MODEL).items():
        if wanted_here := set(names) & set(wanted):
            if names in _BY_MODEL and not known:
                columns |= dict.fromkeys(wanted_here, np.nan)
                continue
            scores = measure(asked)
            if isinstance(scores, pd.DataFrame):
                columns |= {name: scores.iloc[:, n] for n, name in enumerate(names)}
            else:
                columns[names[0]] = pd.Series(scores, dtype=object).infer_objects()
    return pd.DataFrame(columns, index=index)


def _check_names(wanted: Collection[str], known: Collection[str]) -> None:
    """Refuse names that are not measures, all of them together."""
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise GraphError(
            issues=[
                Issue(
                    code="unknown_measure",
                    severity="error",
                    value=name,
                    expected=", ".join(known),
                )
                for name in unknown
            ]
        )


def _read(G: nx.MultiDiGraph, reading: str, weight: str | None) -> nx.Graph:
    """Take the reading of that name."""
    readings = {"project": project, "collapse": collapse}
    _check_names([reading], readings)
    return readings[reading](G, weight=weight)


def alliance_metrics(
    G: nx.MultiDiGraph,
    names: Collection[str] | None = None,
    *,
    weight: str | None = "weight",
    seed: int = 0,
    exact: bool = False,
) -> pd.DataFrame:
    """
    Measure every alliance of an ecosystem.

    Parameters
    ----------
    G
        A graph under the contract.
    names
        Measures wanted; all of `ALLIANCE_MEASURES` if None.
    weight
        Column read as strength; None to count each alliance once.
    seed
        Seed of the orders drawn for the shared premium.
    exact
        As for `actor_metrics`.

    Returns
    -------
    alliances
        One row per edge between two actors and per meeting place with at least
        two: ``id`` (index), ``name``, ``kind``, ``source`` and ``target``
        (empty for a place), ``partners`` (ids joined by ``|``), then the
        measures: ``k`` (number of actors), ``weight`` (its strength),
        ``models`` (among its classified actors), ``tie_class`` (``peers`` one
        model, ``worlds`` two, ``all`` more; empty if fewer than two actors are
        classified), ``edge_betweenness`` and ``cross_edge_betweenness`` (share
        of the shortest paths that pass along the ties it makes), ``is_bridge``
        (without it partners lose every path between them), ``uniqueness``
        (share of its pairs of partners that no other alliance joins), and the
        premiums of `premium`. A place too large to be read as working together
        has its counts only. ``alliances.attrs["orders"]`` is the number of
        orders drawn for the shared premium, 0 if it is exact, None if it was
        too long to compute and is left nan; ``alliances.attrs["sampled"]`` is as
        in `actor_metrics`.

    Raises
    ------
    GraphError
        If a measure is not known.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> G = from_networkx(nx.path_graph(["a", "b"]))
    >>> alliance_metrics(G, ["k"])["partners"].tolist()
    ['a|b']
    """
    wanted = list(ALLIANCE_MEASURES if names is None else names)
    _check_names(wanted, ALLIANCE_MEASURES)
    table = _alliance_table(G, weight)
    H = project(G, weight=weight)
    sampled: dict[str, Sample] = {}
    if set(wanted) & {"edge_betweenness", "cross_edge_betweenness", "is_bridge", "uniqueness"}:
        drawn = _drawn(H, _FOLLOWED, seed, exact=exact)
        table = table.join(_on_ties(H, drawn))
        if drawn is not None:
            between = ("edge_betweenness", "cross_edge_betweenness")
            sampled |= dict.fromkeys(between, Sample(sources=len(drawn), error=np.nan))
    known = any("model" in data or "membership" in data for _, data in H.nodes(data=True))
    if known and set(wanted) & set(_MARGINAL):
        some = _drawn(H, _VALUED, seed, exact=exact)
        premiums = alliance_premium(G, sources=None if some is None else len(some))
        table = table.join(premiums.set_axis(_MARGINAL, axis=1))
        if some is not None:
            found = Sample(sources=len(some), error=premiums.attrs["error"])
            sampled |= dict.fromkeys(_MARGINAL, found)
    orders = None
    if known and set(wanted) & set(_SHARED):
        shared = _shared_premium(G, H, seed)
        orders = shared.attrs.get("orders")
        table = table.join(shared)
    table = table.reindex(columns=[*table.columns[:5], *wanted])
    table.attrs["orders"] = orders
    table.attrs["sampled"] = {name: sampled[name] for name in wanted if name in sampled}
    return table


def _drawn(H: nx.Graph, limit: int, seed: int, *, exact: bool) -> Ints | None:
    """Draw actors where following the paths of all would take long."""
    if exact or len(H) * H.number_of_edges() <= limit:
        return None
    return sample(np.arange(len(H)), positions.SAMPLED, seed)


_MARGINAL: Final = [
    *("premium", "premium_relative", "premium_partners", "premium_others"),
    *("both_ends", "one_end", "no_end"),
]
_SHARED: Final = ["shapley", "shapley_partners", "shapley_others", "shapley_error"]
ALLIANCE_MEASURES: Final = (
    *("k", "weight", "models", "tie_class", "edge_betweenness", "cross_edge_betweenness"),
    *("is_bridge", "uniqueness", *_MARGINAL, *_SHARED),
)

# Cells of distances that the shared premium may go through, some ten seconds of
# work, and the fewest orders that are worth an average.
_SHARED_WORK: Final = 3_000_000_000
_LEAST_ORDERS: Final = 50


def _alliance_table(G: nx.MultiDiGraph, weight: str | None) -> pd.DataFrame:
    """List the alliances with their partners and what can be counted."""
    edges = {key: data for _, _, key, data in G.edges(keys=True, data=True)}
    records = {}
    for alliance in alliances_of(G, weight=weight):
        key, members = alliance["id"], alliance["members"]
        data = G.nodes[key] if alliance["place"] else edges[key]
        models = [G.nodes[m]["model"] for m in members if "model" in G.nodes[m]]
        records[key] = {
            "name": data.get("name"),
            "kind": data.get("kind") if alliance["place"] else "alliance",
            "source": None if alliance["place"] else members[0],
            "target": None if alliance["place"] else members[1],
            "partners": join_values(list(members)),
            "tie_class": _tie_class(models),
            "k": len(members),
            "weight": alliance["weight"],
            "models": len(set(models)),
        }
    texts = ["name", "kind", "source", "target", "partners", "tie_class"]
    columns = [*texts[:5], "k", "weight", "models", "tie_class"]
    table = pd.DataFrame.from_dict(records, orient="index", columns=columns)
    return table.astype(dict.fromkeys(texts, "str")).rename_axis("id")


def _tie_class(models: list[str]) -> str | None:
    """Tell whether an alliance is between peers, between worlds or between all."""
    if len(models) <= 1:
        return None
    return {1: "peers", 2: "worlds"}.get(len(set(models)), "all")


def _on_ties(H: nx.Graph, drawn: Ints | None) -> pd.DataFrame:
    """Measure alliances by the ties they make, from the paths of all or of those drawn."""
    everyone = (np.zeros(len(H), dtype=np.intp), np.ones((1, 1)))
    known = any("model" in data or "membership" in data for _, data in H.nodes(data=True))
    worths = [everyone, contrasts(H)] if known else [everyone]
    _, along = flows(ties(H), worths, along=True, sources=drawn)
    totals = [pair_worths(*worth)[1] or np.nan for worth in worths]
    shares = [flow / total for flow, total in zip(along, totals, strict=True)]
    made: dict[str, list[int]] = {alliance["id"]: [] for alliance in H.graph["alliances"]}
    alone: dict[str, list[int]] = {key: [] for key in made}
    for tie, (_, _, makers) in enumerate(H.edges(data="alliances")):
        for key in set(makers):
            made[key].append(tie)
        if len(set(makers)) == 1:
            alone[makers[0]].append(tie)
    bridges = _bridges(ties(H), alone)
    rows = {
        key: {
            "edge_betweenness": shares[0][own].sum(),
            "cross_edge_betweenness": shares[1][own].sum() if known else np.nan,
            "is_bridge": key in bridges,
            "uniqueness": len(alone[key]) / len(own),
        }
        for key, own in made.items()
    }
    return pd.DataFrame.from_dict(
        rows,
        orient="index",
        columns=["edge_betweenness", "cross_edge_betweenness", "is_bridge", "uniqueness"],
    )


def _bridges(T: Ties, alone: dict[str, list[int]]) -> set[str]:
    """
    Find the alliances without which partners lose every path between them.

    `alone` lists the ties that only an alliance makes. If they hang together,
    they join as an actor would who is tied to all of them: the alliance is a
    bridge if that actor holds a component together.
    """
    shared = np.ones(len(T.pairs), dtype=bool)
    spokes: list[tuple[int, int]] = []
    hubs: dict[str, int] = {}
    found: set[str] = set()
    for key, own in alone.items():
        ends, numbered = np.unique(T.pairs[own], return_inverse=True)
        one = len(own) == 1 or not components(Ties(len(ends), numbered.reshape(-1, 2))).any()
        if own and one:
            hubs[key] = T.n + len(hubs)
            spokes += [(hubs[key], end) for end in ends.tolist()]
            shared[own] = False
        elif own:
            left = np.ones(len(T.pairs), dtype=bool)
            left[own] = False
            rest = components(T.only(left))[T.pairs[own]]
            found |= {key} if (rest[:, 0] != rest[:, 1]).any() else set()
    pairs = np.concatenate([T.pairs[shared], np.array(spokes, dtype=np.intp).reshape(-1, 2)])
    holding, _ = cuts(Ties(T.n + len(hubs), pairs))
    return found | {key for key, hub in hubs.items() if holding[hub]}


def _shared_premium(G: nx.MultiDiGraph, H: nx.Graph, seed: int) -> pd.DataFrame:
    """Share the value between the alliances, in as many orders as time allows."""
    count = len(H.graph["alliances"])
    orders = min(500, _SHARED_WORK // max(1, count * len(H) ** 2))
    if count > EXACT_UP_TO and orders < _LEAST_ORDERS:
        return pd.DataFrame(columns=_SHARED, dtype=float)
    shared = shapley_premium(G, seed=seed, orders=None if count <= EXACT_UP_TO else orders)
    return shared.set_axis(_SHARED, axis=1)


def ecosystem_metrics(
    G: nx.MultiDiGraph, *, weight: str | None = "weight", exact: bool = False
) -> pd.Series:
    """
    Measure the ecosystem as a whole.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.
    exact
        As for `actor_metrics`.

    Returns
    -------
    indicators
        By name. Counts: ``actors``, ``places``, ``alliances``, ``ties``,
        ``isolates``, ``unclassified``, ``components``, ``largest_component``.
        Shape of `project`: ``density``, ``mean_degree``, ``efficiency`` (mean
        of 1 / distance), ``degree_centralisation``,
        ``betweenness_centralisation``. Value: ``value`` and its parts
        ``value_direct``, ``value_indirect``, ``value_duplicated``,
        ``systemic_premium``. Mixing: ``ei_index`` and one ``ei_index:model``
        per model, ``assortativity`` (ties counted once), ``modularity`` of the
        models; ``communities`` and ``community_agreement`` of the models with
        them. nan where undefined.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> int(ecosystem_metrics(from_networkx(nx.path_graph(["a", "b", "c"])))["ties"])
    2
    """
    H = project(G, weight=weight)
    strengths = None if weight is None else "weight"
    shape, sampled = _shape(H, exact=exact)
    indicators = _counts(G, H) | shape
    classified = indicators["unclassified"] < len(H)
    models = standard().models
    if classified:
        parts = systemic_premium(G)
        by_model = mixing.group_ei_index(H, weight=strengths)
        indicators |= {
            "value": parts["value"],
            "value_direct": parts["direct"],
            "value_indirect": parts["indirect"],
            "value_duplicated": parts["duplicated"],
            "systemic_premium": parts["systemic"],
            "ei_index": mixing.ei_index(H, weight=strengths),
            **{f"ei_index:{model}": by_model[model] for model in models},
            "assortativity": mixing.assortativity(H),
            "modularity": mixing.modularity(H, weight=strengths),
        }
    found = communities(H, weight=strengths) if len(H) else []
    labels = {node: i for i, part in enumerate(found) for node in part}
    own = {node: model for node, model in H.nodes(data="model") if model is not None}
    indicators |= {"communities": len(found), "community_agreement": agreement(labels, own)}
    table = pd.Series(indicators, dtype=float, name="value").reindex(list(ECOSYSTEM_MEASURES))
    table.attrs["sampled"] = sampled
    return table.rename_axis("indicator")


ECOSYSTEM_MEASURES: Final = (
    *("actors", "places", "alliances", "ties", "isolates", "unclassified", "components"),
    *("largest_component", "density", "mean_degree", "efficiency", "degree_centralisation"),
    *("betweenness_centralisation", "value", "value_direct", "value_indirect"),
    *("value_duplicated", "systemic_premium", "ei_index"),
    *(f"ei_index:{model}" for model in standard().models),
    *("assortativity", "modularity", "communities", "community_agreement"),
)


def _counts(G: nx.MultiDiGraph, H: nx.Graph) -> dict[str, float]:
    """Count what the ecosystem holds."""
    components = [len(component) for component in nx.connected_components(H)]
    classified = sum("model" in data or "membership" in data for _, data in H.nodes(data=True))
    return {
        "actors": len(H),
        "places": len(G) - len(H),
        "alliances": len(alliances_of(G)),
        "ties": H.number_of_edges(),
        "isolates": nx.number_of_isolates(H),
        "unclassified": len(H) - classified,
        "components": len(components),
        "largest_component": max(components, default=0),
    }


def _shape(H: nx.Graph, *, exact: bool) -> tuple[dict[str, float], dict[str, Sample]]:
    """Measure how dense, how near and how centralised H is, and what of it is estimated."""
    n = len(H)
    nan = float("nan")
    degrees = np.array([k for _, k in H.degree()], dtype=float)
    asked = _Asked(
        G=H, H=H, weight=None, distance=None, seed=0, stated=False, exact=exact, sampled={}
    )
    between = np.array(list(_betweenness(asked, "betweenness_centralisation").values()))
    shape = {
        "density": nx.density(H) if n > 1 else nan,
        "mean_degree": degrees.mean() if n else nan,
        "efficiency": float(np.mean(list(positions.harmonic(H).values()))) if n > 1 else nan,
        # a star has the most: (n - 1)(n - 2) of degrees, n - 1 of betweenness
        "degree_centralisation": (degrees.max() - degrees).sum() / ((n - 1) * (n - 2))
        if n > _TRIANGLE - 1
        else nan,
        "betweenness_centralisation": (between.max() - between).sum() / (n - 1)
        if n > _TRIANGLE - 1
        else nan,
    }
    return shape, asked.sampled


_TRIANGLE: Final = 3


def ecosystem_table(
    G: nx.MultiDiGraph,
    *,
    weight: str | None = "weight",
    draws: int | None = None,
    seed: int = 0,
    exact: bool = False,
) -> pd.DataFrame:
    """
    Measure the ecosystem as a whole, and compare with chance what can be.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.
    draws
        Number of random ecosystems; None for 9,999 where models are shuffled,
        and for 999, or fewer on large graphs, where alliances are dealt again.
    seed
        Seed of chance.
    exact
        As for `actor_metrics`.

    Returns
    -------
    indicators
        One row per indicator of `ecosystem_metrics` and one for the stability
        of the communities: ``indicator``, ``value``, then under its null the
        range ``low`` to ``high`` that holds 95 % of the draws, ``expected``,
        ``z`` and two-sided ``p``, and ``note``, which names the null
        (``labels`` or ``degrees``) and the number of draws. nan where nothing
        is compared.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2")])
    >>> nx.set_node_attributes(G, {"a": "people", "b": "people", "c": "public_action"}, "model")
    >>> table = ecosystem_table(G, draws=99).set_index("indicator")
    >>> table.loc["ei_index", "note"]
    'labels, 99'
    """
    H = project(G, weight=weight)
    strengths = None if weight is None else "weight"
    measured = ecosystem_metrics(G, weight=weight, exact=exact)
    table = measured.reset_index()
    for column in ("low", "high", "expected", "z", "p"):
        table[column] = np.nan
    table["note"] = pd.Series(np.nan, table.index, dtype="str")
    table.loc[len(table), "indicator"] = "community_stability"
    if len(H):
        table.loc[table.index[-1], "value"] = stability(H, weight=strengths)
    table = table.set_index("indicator")
    if any("model" in data or "membership" in data for _, data in H.nodes(data=True)):
        shuffled = mixing.mixing_by_chance(H, draws=draws or DRAWS, seed=seed, weight=strengths)
        _compare(table, shuffled, "labels")
        _compare(table, systemic_draws(G, draws=draws, seed=seed), "degrees")
    table.attrs["sampled"] = measured.attrs["sampled"]
    return table.reset_index()


def _compare(table: pd.DataFrame, drawn: pd.DataFrame, null: str) -> None:
    """Fill in what was drawn beside what is observed."""
    for name in drawn.columns.intersection(table.index):
        values = drawn[name].to_numpy()
        observed = table["value"].to_dict()[name]
        if np.isnan(observed) or np.isnan(values).any():
            continue
        spread = values.std()
        varies = spread > _ROUNDING * (1 + abs(values.mean()))
        table.loc[name, ["low", "high"]] = np.quantile(values, [0.025, 0.975])
        table.loc[name, "expected"] = values.mean()
        if varies:
            table.loc[name, "z"] = (observed - values.mean()) / spread
            # a value that rounding sets apart from an equal one is no rarer
            step = _ROUNDING * (1 + abs(observed))
            p = two_sided(np.array([0.0]), np.round((values - observed) / step)[:, None])
            table.loc[name, "p"] = p[0]
        table.loc[name, "note"] = f"{null}, {len(values)}"


_ROUNDING: Final = 1e-9
