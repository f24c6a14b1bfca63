"""
Measures as tables: one row per actor, alliance, pair of models or indicator.

The measures themselves are functions of `positions`, `mixing` and `premium`;
this room calls them on a reading of G and puts their results side by side,
under their own names. What is not defined is ``nan``, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import combinations, combinations_with_replacement
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.engine import Matrix
from ecomap.errors import GraphError, Issue
from ecomap.graph import Alliance, alliances_of, collapse, project
from ecomap.memberships import classified_ties, shares
from ecomap.mixing import (
    actor_ei_index,
    ei_index,
    group_ei_index,
    mixing_matrix,
    participation,
)
from ecomap.positions import betweenness, degree, harmonic, pagerank, strength
from ecomap.text import join_values
from ecomap.typology import standard

__all__ = [
    "ACTOR_MEASURES",
    "actor_metrics",
    "alliance_metrics",
    "ecosystem_metrics",
    "model_matrix",
]

Scores = dict[str, float]

# In the order of the contract. Each takes a reading, the attribute of strength
# and the attribute of length.
_Measure = Callable[[nx.Graph, str | None, str | None], Scores]
_MEASURES: Final[dict[str, _Measure]] = {
    "degree": lambda H, _weight, _distance: degree(H),
    "strength": lambda H, weight, _distance: strength(H, weight=weight),
    "betweenness": lambda H, _weight, distance: betweenness(H, distance=distance),
    "harmonic": lambda H, _weight, distance: harmonic(H, distance=distance),
    "pagerank": lambda H, weight, _distance: pagerank(H, weight=weight),
    "participation": lambda H, weight, _distance: participation(H, weight=weight),
    "ei_index": lambda H, weight, _distance: actor_ei_index(H, weight=weight),
}
ACTOR_MEASURES: Final = tuple(_MEASURES)
_BY_MODEL: Final = frozenset({"participation", "ei_index"})


def actor_metrics(
    G: nx.MultiDiGraph,
    names: Collection[str] | None = None,
    *,
    reading: str = "project",
    weight: str | None = "weight",
    distance: str | None = None,
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
        ``"distance"`` for paths by 1 / strength; None for steps.

    Returns
    -------
    scores
        One row per actor, indexed by ``id``: ``name``, ``kind``, ``model`` and
        ``family`` (nan if unclassified), then one column per measure.
        ``scores.attrs["reading"]`` names the reading.

    Raises
    ------
    GraphError
        If a measure or a reading is not known.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> scores = actor_metrics(from_networkx(nx.path_graph(["a", "b", "c"])))
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
    classified = bool(table["model"].notna().any())
    for name in wanted:
        if name in _BY_MODEL and not classified:
            table[name] = float("nan")
            continue
        scores = _MEASURES[name](H, strengths, distance)
        table[name] = [scores[node] for node in H]
    places = [types.is_place(kind) for kind in table["kind"]]
    table = table[~np.array(places, dtype=bool)]
    table.attrs["reading"] = reading
    return table


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


def alliance_metrics(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> pd.DataFrame:
    """
    List the alliances of an ecosystem with what each brings together.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.

    Returns
    -------
    alliances
        One row per edge between two actors and per meeting place with at least
        two: ``id`` (index), ``name``, ``kind``, ``source`` and ``target``
        (empty for a place), ``partners`` (ids joined by ``|``), ``k`` (number
        of actors), ``weight`` (its strength), ``models`` (number of models
        among its classified actors, 0 if none is classified).

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> alliance_metrics(from_networkx(nx.path_graph(["a", "b"])))["partners"].tolist()
    ['a|b']
    """
    found = alliances_of(G, weight=weight)
    edges = {key: data for _, _, key, data in G.edges(keys=True, data=True)}
    records = {}
    for alliance in found:
        key, members = alliance["id"], alliance["members"]
        data = G.nodes[key] if alliance["place"] else edges[key]
        records[key] = {
            "name": data.get("name"),
            "kind": data.get("kind") if alliance["place"] else "alliance",
            "source": None if alliance["place"] else members[0],
            "target": None if alliance["place"] else members[1],
            "partners": join_values(list(members)),
            "k": len(members),
            "weight": alliance["weight"],
            "models": len({G.nodes[m]["model"] for m in members if "model" in G.nodes[m]}),
        }
    columns = ["name", "kind", "source", "target", "partners", "k", "weight", "models"]
    table = pd.DataFrame.from_dict(records, orient="index", columns=columns)
    return table.astype(dict.fromkeys(columns[:5], "str")).rename_axis("id")


def model_matrix(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> pd.DataFrame:
    """
    Count the meetings of each two models: the 28 pairs.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.

    Returns
    -------
    pairs
        28 rows in the order of the contract: ``source_model``,
        ``target_model``, ``observed`` (alliances in which the two models meet;
        on the diagonal, in which two actors of the model meet), ``ties``
        (between actors of the two), ``strength`` (of those ties), and
        ``left_out`` (ties of the whole ecosystem with an unclassified end, the
        same in every row). With hybrid actors ties and strength count by
        products of shares, and an alliance by the greatest product among its
        pairs of actors (a convention of ecomap).

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> H = nx.Graph([("a", "b")])
    >>> nx.set_node_attributes(H, {"a": "people", "b": "public_action"}, "model")
    >>> pairs = model_matrix(from_networkx(H))
    >>> pairs.loc[pairs["observed"] > 0, ["source_model", "target_model"]].values.tolist()
    [['public_action', 'people']]
    """
    H = project(G, weight=weight)
    rows, models = shares(H)
    meetings = _meetings(H, H.graph["alliances"], rows)
    ties = mixing_matrix(H, weight=None).to_numpy()
    strengths = mixing_matrix(H, weight=None if weight is None else "weight").to_numpy()
    left_out = H.number_of_edges() - len(classified_ties(H, rows)[0])
    table = []
    for a, b in combinations_with_replacement(range(len(models)), 2):
        # off the diagonal the mixing matrix holds half on each side
        sides = 1 if a == b else 2
        table.append(
            {
                "source_model": models[a],
                "target_model": models[b],
                "observed": meetings[a, b],
                "ties": sides * ties[a, b],
                "strength": sides * strengths[a, b],
                "left_out": left_out,
            }
        )
    pairs = pd.DataFrame(table)
    for column in ("observed", "ties"):
        if (pairs[column] % 1 == 0).all():
            pairs[column] = pairs[column].astype(int)
    return pairs


def _meetings(H: nx.Graph, alliances: list[Alliance], shares: Matrix) -> Matrix:
    """Count the alliances in which each two groups meet."""
    position = {node: i for i, node in enumerate(H)}
    total = np.zeros((shares.shape[1], shares.shape[1]))
    for alliance in alliances:
        met = np.zeros_like(total)
        for u, v in combinations(alliance["members"], 2):
            product = np.outer(shares[position[u]], shares[position[v]])
            met = np.maximum(met, np.maximum(product, product.T))
        total += met
    return total


def ecosystem_metrics(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> pd.Series:
    """
    Measure the ecosystem as a whole.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.

    Returns
    -------
    indicators
        By name: counts (``actors``, ``places``, ``alliances``, ``ties``,
        ``isolates``, ``unclassified``, ``components``, ``largest_component``),
        ``density`` and ``mean_degree`` of `project`, ``ei_index`` and one
        ``ei_index:model`` per model. nan where undefined.

    Examples
    --------
    >>> from ecomap.graph import from_networkx
    >>> int(ecosystem_metrics(from_networkx(nx.path_graph(["a", "b", "c"])))["ties"])
    2
    """
    H = project(G, weight=weight)
    n, m = len(H), H.number_of_edges()
    components = [len(component) for component in nx.connected_components(H)]
    classified = sum("model" in data for _, data in H.nodes(data=True))
    strengths = None if weight is None else "weight"
    models = standard().models
    ei = group_ei_index(H, weight=strengths) if classified else dict.fromkeys(models, float("nan"))
    indicators = {
        "actors": n,
        "places": len(G) - n,
        "alliances": len(alliances_of(G)),
        "ties": m,
        "isolates": nx.number_of_isolates(H),
        "unclassified": n - classified,
        "components": len(components),
        "largest_component": max(components, default=0),
        "density": nx.density(H) if n > 1 else float("nan"),
        "mean_degree": 2 * m / n if n else float("nan"),
        "ei_index": ei_index(H, weight=strengths) if classified else float("nan"),
        **{f"ei_index:{model}": ei[model] for model in models},
    }
    return pd.Series(indicators, dtype=float, name="value").rename_axis("indicator")
