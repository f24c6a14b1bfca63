"""The ecosystem as a whole: one row per indicator, compared with chance where it can be."""

from __future__ import annotations

from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.graph import alliances_of, has_models, project
from ecomap.measures import mixing, positions
from ecomap.measures.communities import agreement, communities, stability
from ecomap.measures.metrics.asked import Sample, betweenness
from ecomap.measures.nulls import DRAWS, two_sided
from ecomap.measures.premium import systemic_draws, systemic_premium
from ecomap.measures.shuffles import mixing_by_chance
from ecomap.typology import standard

__all__ = ["ECOSYSTEM_MEASURES", "ecosystem_metrics", "ecosystem_table"]

ECOSYSTEM_MEASURES: Final = (
    *("actors", "places", "alliances", "ties", "isolates", "unclassified", "components"),
    *("largest_component", "density", "mean_degree", "efficiency", "degree_centralisation"),
    *("betweenness_centralisation", "value", "value_direct", "value_indirect"),
    *("value_duplicated", "systemic_premium", "ei_index"),
    *(f"ei_index:{model}" for model in standard().models),
    *("assortativity", "modularity", "communities", "community_agreement"),
)

# Actors of the smallest star.
_STAR: Final = 3

_ROUNDING: Final = 1e-9


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
    scores, drawn = betweenness(H, exact=exact)
    between = np.array(list(scores.values()))
    shape = {
        "density": nx.density(H) if n > 1 else nan,
        "mean_degree": degrees.mean() if n else nan,
        "efficiency": float(np.mean(list(positions.harmonic(H).values()))) if n > 1 else nan,
        # a star has the most: (n - 1)(n - 2) of degrees, n - 1 of betweenness
        "degree_centralisation": (degrees.max() - degrees).sum() / ((n - 1) * (n - 2))
        if n >= _STAR
        else nan,
        "betweenness_centralisation": (between.max() - between).sum() / (n - 1)
        if n >= _STAR
        else nan,
    }
    if drawn is None:
        return shape, {}
    # what is made of betweenness is not off by as much
    estimate = Sample(sources=drawn.sources, error=np.nan)
    return shape, {"betweenness_centralisation": estimate}


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
    if has_models(H):
        shuffled = mixing_by_chance(H, draws=draws or DRAWS, seed=seed, weight=strengths)
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
