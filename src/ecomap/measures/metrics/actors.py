"""The table of actors: where each stands, whom it meets, what it is worth to the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.graph import collapse, has_models, project
from ecomap.measures import brokerage, mixing, positions
from ecomap.measures.catalysts import catalyst
from ecomap.measures.metrics import asked
from ecomap.measures.metrics.asked import Sample, check_names
from ecomap.measures.premium import actor_premium
from ecomap.typology import standard

__all__ = ["ACTOR_GROUPS", "ACTOR_MEASURES", "actor_metrics"]

Scores = dict[str, float]
_Found = tuple[Scores, positions.Estimate | None]


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
    followed: dict[tuple[int, str | None], _Found]

    @property
    def projected(self) -> nx.Graph:
        """The projection by the stated strengths, read again only if `H` is another reading."""
        same = self.H.graph["reading"] == "project" and self.stated
        return self.H if same else self.G


_Measure = Callable[[_Asked], Mapping[str, float] | pd.DataFrame]


def _paths(a: _Asked, H: nx.Graph, by: str | None = None) -> _Found:
    """Measure or estimate betweenness, once for all that is made of it."""
    key = (id(H), by)
    if key not in a.followed:
        a.followed[key] = asked.betweenness(H, by, seed=a.seed, exact=a.exact)
    return a.followed[key]


def _betweenness(a: _Asked) -> Scores:
    """Measure betweenness by steps or by lengths."""
    if a.distance is not None:
        return positions.betweenness(a.H, distance=a.distance)
    return _noted(a, "betweenness", _paths(a, a.H))


def _cross_betweenness(a: _Asked, H: nx.Graph, name: str = "cross_betweenness") -> Scores:
    """Measure betweenness between models, whatever lengths the others count."""
    return _noted(a, name, _paths(a, H, "model"))


def _noted(a: _Asked, name: str, found: _Found) -> Scores:
    """Note that a measure rests on an estimate."""
    scores, estimate = found
    if estimate is not None:
        # what is made of betweenness is not off by as much
        known = name.endswith("betweenness")
        error = estimate.error if known else np.nan
        a.sampled[name] = Sample(sources=estimate.sources, error=error)
    return scores


def _bridging(a: _Asked) -> Mapping[str, float]:
    """Measure bridging, which counts steps whatever betweenness counts."""
    scores, estimate = _paths(a, a.H)
    if estimate is not None:
        # it is betweenness times what is known exactly: so is its error
        errors = positions.bridging(a.H, between=estimate.errors).values()
        largest = float(np.nanmax(list(errors), initial=0))
        a.sampled["bridging"] = Sample(sources=estimate.sources, error=largest)
    return positions.bridging(a.H, between=scores)


def _premium(a: _Asked) -> pd.DataFrame:
    """Measure premiums, or estimate them where that would take long."""
    sources = asked.sources(a.H, asked.VALUED, exact=a.exact)
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

# What is computed together, for whoever wants to show how far the work is.
ACTOR_GROUPS: Final = (*_POSITIONS, *_BY_MODEL)

# In the order of the contract; then what chance would give, and the parts of the scores.
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
    check_names(wanted, ACTOR_MEASURES)
    H = _read(G, reading, weight)
    strengths = None if weight is None else "weight"
    types = standard()
    table = pd.DataFrame(index=pd.Index(list(H), name="id", dtype="str"))
    table["name"] = [data.get("name", node) for node, data in H.nodes(data=True)]
    table["kind"] = [data.get("kind", "organisation") for _, data in H.nodes(data=True)]
    table["model"] = pd.Series([m for _, m in H.nodes(data="model")], table.index, dtype="str")
    families = {model: types.family(model) for model in types.models}
    table["family"] = table["model"].map(families).astype("str")
    a = _Asked(
        G=G,
        H=H,
        weight=strengths,
        distance=distance,
        seed=seed,
        stated=weight == "weight",
        exact=exact,
        sampled={},
        followed={},
    )
    table = table.join(_computed(a, wanted, table.index)[wanted])
    places = [types.is_place(kind) for kind in table["kind"]]
    table = table[~np.array(places, dtype=bool)]
    table.attrs["reading"] = reading
    table.attrs["sampled"] = {name: a.sampled[name] for name in wanted if name in a.sampled}
    return table


def _computed(a: _Asked, wanted: Collection[str], index: pd.Index) -> pd.DataFrame:
    """Compute the measures wanted, and those that come with them."""
    if not len(index):
        return pd.DataFrame(columns=list(wanted), index=index, dtype=float)
    known = has_models(a.H)
    columns: dict[str, object] = {}
    for names, measure in (_POSITIONS | _BY_MODEL).items():
        if wanted_here := set(names) & set(wanted):
            if names in _BY_MODEL and not known:
                columns |= dict.fromkeys(wanted_here, np.nan)
                continue
            scores = measure(a)
            if isinstance(scores, pd.DataFrame):
                columns |= {name: scores.iloc[:, n] for n, name in enumerate(names)}
            else:
                found = [scores.get(actor, np.nan) for actor in a.H]
                columns[names[0]] = pd.Series(found, index, dtype=object).infer_objects()
    return pd.DataFrame(columns, index=index)


def _read(G: nx.MultiDiGraph, reading: str, weight: str | None) -> nx.Graph:
    """Take the reading of that name."""
    readings = {"project": project, "collapse": collapse}
    check_names([reading], readings)
    return readings[reading](G, weight=weight)
