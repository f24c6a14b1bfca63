"""
Positions, mixing and indicators: the measures of an ecosystem.

Measures of one actor or tie are functions of H, a reading of G (`project` by
default), and return a dict by node as networkx does; tables of measures are
functions of G and have one row per actor, alliance, pair of models or
indicator. A measure that is not defined is ``nan``, never 0.

Path measures count steps; strength, PageRank, participation and mixing use the
attribute ``weight``. Statistics by model use memberships: an actor of one model
is wholly in it, a hybrid actor in several by its shares. Ties with an
unclassified end are left out of them, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import combinations, combinations_with_replacement
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap.errors import GraphError, Issue
from ecomap.graph import Alliance, alliances_of, collapse, project
from ecomap.text import join_values
from ecomap.typology import standard

__all__ = [
    "ACTOR_MEASURES",
    "actor_ei_index",
    "actor_metrics",
    "alliance_metrics",
    "betweenness",
    "degree",
    "ecosystem_metrics",
    "ei_index",
    "group_ei_index",
    "harmonic",
    "mixing_matrix",
    "model_matrix",
    "pagerank",
    "participation",
    "strength",
]

Scores = dict[str, float]
Matrix = NDArray[np.float64]


# --------------------------------------------------------------------------- positions


def degree(H: nx.Graph) -> Scores:
    """
    Count the partners of each actor.

    Parameters
    ----------
    H
        A reading of an ecosystem, simple and undirected.

    Returns
    -------
    scores
        Number of distinct partners, from 0.

    Examples
    --------
    >>> degree(nx.path_graph(["a", "b", "c"]))
    {'a': 1, 'b': 2, 'c': 1}
    """
    return dict(H.degree())


def strength(H: nx.Graph, *, weight: str | None = "weight") -> Scores:
    """
    Sum the strength of the ties of each actor.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        In `project`, the total strength of an actor's alliances: with every
        alliance of strength 1, their number.

    Examples
    --------
    >>> strength(nx.Graph([("a", "b", {"weight": 2.0})]))
    {'a': 2.0, 'b': 2.0}
    """
    return {node: float(total) for node, total in H.degree(weight=weight)}


def betweenness(H: nx.Graph, *, distance: str | None = None) -> Scores:
    """
    Measure how often an actor lies on the shortest paths between two others.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    distance
        Attribute of the ties read as length; None to count steps. Never a
        strength: with one, the strongest broker would be called worthless.

    Returns
    -------
    scores
        Share of the shortest paths between other actors, 0 to 1, over all
        (n - 1)(n - 2) / 2 pairs [1]_; 0 for isolates and below three actors.

    References
    ----------
    .. [1] Freeman, L. C. (1977). A set of measures of centrality based on
       betweenness. Sociometry, 40(1), 35-41. https://doi.org/10.2307/3033543

    Examples
    --------
    >>> betweenness(nx.path_graph(["a", "b", "c"]))
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    return dict(nx.betweenness_centrality(H, weight=distance))


def harmonic(H: nx.Graph, *, distance: str | None = None) -> Scores:
    """
    Measure how near an actor is to all others.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    distance
        Attribute of the ties read as length; None to count steps.

    Returns
    -------
    scores
        Mean of 1 / distance to the n - 1 others [1]_, an actor out of reach
        counting 0: 0 for isolates, 1 for a partner of everybody (in steps).
        nan if the actor is alone.

    References
    ----------
    .. [1] Rochat, Y. (2009). Closeness centrality extended to unconnected
       graphs: the harmonic centrality index. ASNA 2009, Zürich.

    Examples
    --------
    >>> harmonic(nx.path_graph(["a", "b", "c"]))
    {'a': 0.75, 'b': 1.0, 'c': 0.75}
    """
    others = len(H) - 1
    totals = nx.harmonic_centrality(H, distance=distance)
    return {node: total / others if others else float("nan") for node, total in totals.items()}


def pagerank(H: nx.Graph, *, weight: str | None = "weight") -> Scores:
    """
    Measure how often a walk from partner to partner stops at an actor.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    weight
        Attribute of the ties: a stronger tie is taken more often.

    Returns
    -------
    scores
        Shares that sum to 1, with a damping of 0.85 [1]_.

    References
    ----------
    .. [1] Brin, S. and Page, L. (1998). The anatomy of a large-scale
       hypertextual Web search engine. Computer Networks, 30, 107-117.
       https://doi.org/10.1016/S0169-7552(98)00110-X

    Examples
    --------
    >>> {actor: round(share, 3) for actor, share in pagerank(nx.path_graph("abc")).items()}
    {'a': 0.257, 'b': 0.486, 'c': 0.257}
    """
    return dict(nx.pagerank(H, weight=weight)) if len(H) else {}


# --------------------------------------------------------------------------- mixing


def _groups(H: nx.Graph, by: str) -> list[str]:
    """List the groups in the order of the vocabulary, or sorted where there is none."""
    types = standard()
    if by == "model":
        return list(types.models)
    if by == "family":
        return list(types.families)
    return sorted({str(value) for _, value in H.nodes(data=by) if value is not None})


def _shares(H: nx.Graph, by: str) -> tuple[Matrix, list[str]]:
    """Give the share of each actor (row) in each group (column); a row of zeros if unknown."""
    types = standard()
    groups = _groups(H, by)
    column = {group: m for m, group in enumerate(groups)}
    shares = np.zeros((len(H), len(groups)))
    for i, (_, data) in enumerate(H.nodes(data=True)):
        if by in {"model", "family"} and "membership" in data:
            for model, share in types.membership(data["membership"]).items():
                shares[i, column[model if by == "model" else types.family(model)]] += share
        elif by == "family" and "model" in data:
            shares[i, column[types.family(data["model"])]] = 1.0
        elif by in data:
            shares[i, column[str(data[by])]] = 1.0
    if len(H) and not shares.any():
        fact = Issue(code="graph_no_values", severity="error", value=by, facts={"n": len(H)})
        raise GraphError(issues=[fact])
    # shares written with two decimals may sum to 0.99
    sums = shares.sum(axis=1, keepdims=True)
    return np.divide(shares, sums, out=shares, where=sums > 0), groups


def _ties(H: nx.Graph, weight: str | None) -> tuple[NDArray[np.intp], Matrix]:
    """Give the ties as pairs of positions, and their weights."""
    position = {node: i for i, node in enumerate(H)}
    ties = [(position[u], position[v]) for u, v in H.edges()]
    weights = [1.0 if value is None else value for *_, value in H.edges(data=weight, default=1.0)]
    pairs = np.array(ties, dtype=np.intp).reshape(-1, 2)
    return pairs, np.ones(len(ties)) if weight is None else np.array(weights, dtype=float)


def _classified_ties(
    H: nx.Graph, shares: Matrix, weight: str | None
) -> tuple[NDArray[np.intp], Matrix]:
    """Give the ties whose two ends are classified, and their weights."""
    pairs, weights = _ties(H, weight)
    known = shares.sum(axis=1) > 0
    kept = known[pairs[:, 0]] & known[pairs[:, 1]]
    return pairs[kept], weights[kept]


def participation(
    H: nx.Graph, by: str = "model", *, weight: str | None = "weight", min_ties: int = 2
) -> Scores:
    """
    Measure how an actor's ties spread over the groups.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.
    min_ties
        Below as many ties the measure is undefined: with one tie it can only
        be 0.

    Returns
    -------
    scores
        1 - Σ_m (s_im / s_i)² [1]_, from 0 (all ties go to one group) to
        1 - 1/K for K groups; it follows degree, read it beside it. nan for
        unclassified actors and below `min_ties` ties with classified partners.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Guimerà, R. and Amaral, L. A. N. (2005). Functional cartography of
       complex metabolic networks. Nature, 433, 895-900.
       https://doi.org/10.1038/nature03288

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "x", "c": "y"}, "colour")
    >>> participation(H, "colour")["b"]
    0.5
    """
    shares, groups = _shares(H, by)
    pairs, weights = _classified_ties(H, shares, weight)
    towards = np.zeros((len(H), len(groups)))
    for end, other in ((0, 1), (1, 0)):
        np.add.at(towards, pairs[:, end], weights[:, None] * shares[pairs[:, other]])
    ties = np.bincount(pairs.ravel(), minlength=len(H))
    totals = np.where(ties >= max(min_ties, 1), towards.sum(axis=1), np.nan)
    spread = 1 - ((towards / totals[:, None]) ** 2).sum(axis=1)
    return dict(zip(H, spread.tolist(), strict=True))


def _crossing(shares: Matrix, pairs: NDArray[np.intp]) -> Matrix:
    """Give how much each tie crosses: 1 between two groups, 0 inside one, between for hybrids."""
    inside: Matrix = (shares[pairs[:, 0]] * shares[pairs[:, 1]]).sum(axis=1)
    return 1 - inside


def _ei(external: Matrix, internal: Matrix) -> Matrix:
    """Give (E - I) / (E + I); nan where there is no tie."""
    total = external + internal
    index: Matrix = np.full(total.shape, np.nan)
    np.divide(external - internal, total, out=index, where=total > 0)
    return index


def ei_index(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> float:
    """
    Compute the E-I index of an ecosystem: among themselves, or with all.

    The strength of the ties between groups minus that of the ties inside one,
    over their sum [1]_. A tie between hybrid actors counts by how much it
    crosses: two actors half and half in the same two models are half external.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    index
        From -1 (every tie stays within its group) to 1 (every tie crosses);
        nan if no tie has two classified ends. With seven groups most ties
        cross even at random: compare it with a null model, not with 0.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Krackhardt, D. and Stern, R. N. (1988). Informal Networks and
       Organizational Crises: An Experimental Simulation. Social Psychology
       Quarterly, 51(2), 123-140. https://doi.org/10.2307/2786835

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c"), ("c", "a")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> round(ei_index(H, "type"), 3)
    0.333
    """
    shares, _ = _shares(H, by)
    pairs, weights = _classified_ties(H, shares, weight)
    crossing = _crossing(shares, pairs)
    external = np.array([weights @ crossing])
    return float(_ei(external, np.array([weights.sum()]) - external)[0])


def actor_ei_index(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> Scores:
    """
    Compute the E-I index of each actor, over its own ties.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        From -1 to 1 as `ei_index`; nan for unclassified actors and for those
        without a classified partner.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> actor_ei_index(H, "type")
    {'a': -1.0, 'b': 0.0, 'c': 1.0}
    """
    shares, _ = _shares(H, by)
    pairs, weights = _classified_ties(H, shares, weight)
    outside = weights * _crossing(shares, pairs)
    external, total = np.zeros(len(H)), np.zeros(len(H))
    for end in (0, 1):
        np.add.at(external, pairs[:, end], outside)
        np.add.at(total, pairs[:, end], weights)
    return dict(zip(H, _ei(external, total - external).tolist(), strict=True))


def group_ei_index(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> Scores:
    """
    Compute the E-I index of each group, over the ties that touch it.

    Each tie inside the group and each tie that leaves it counts once.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        By group, from -1 to 1 as `ei_index`; nan for a group without ties.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> group_ei_index(H, "type")
    {'firm': 0.0, 'ngo': 1.0}
    """
    mixing = mixing_matrix(H, by, weight=weight)
    internal = np.diag(mixing.to_numpy()).copy()
    # between two groups the matrix holds half of the strength on each side
    external = 2 * (mixing.to_numpy().sum(axis=1) - internal)
    return dict(zip(mixing.index, _ei(external, internal).tolist(), strict=True))


def mixing_matrix(H: nx.Graph, by: str = "model", *, weight: str | None = "weight") -> pd.DataFrame:
    """
    Sum the strength of the ties between each two groups: who meets whom.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    mixing
        Square and symmetric, one row and one column per group. The diagonal
        holds the strength inside a group; a tie between two groups stands half
        on each side of it, so that the whole sums to the strength of the ties
        with two classified ends.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c")])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> mixing_matrix(H, "type").values.tolist()
    [[1.0, 0.5], [0.5, 0.0]]
    """
    shares, groups = _shares(H, by)
    pairs, weights = _classified_ties(H, shares, weight)
    half = (shares[pairs[:, 0]] * weights[:, None]).T @ shares[pairs[:, 1]] / 2
    return pd.DataFrame(half + half.T, index=groups, columns=groups)


# --------------------------------------------------------------------------- tables

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
    shares, models = _shares(H, "model")
    meetings = _meetings(H, H.graph["alliances"], shares)
    ties = mixing_matrix(H, weight=None).to_numpy()
    strengths = mixing_matrix(H, weight=None if weight is None else "weight").to_numpy()
    left_out = H.number_of_edges() - len(_classified_ties(H, shares, None)[0])
    rows = []
    for a, b in combinations_with_replacement(range(len(models)), 2):
        # off the diagonal the mixing matrix holds half on each side
        sides = 1 if a == b else 2
        rows.append(
            {
                "source_model": models[a],
                "target_model": models[b],
                "observed": meetings[a, b],
                "ties": sides * ties[a, b],
                "strength": sides * strengths[a, b],
                "left_out": left_out,
            }
        )
    pairs = pd.DataFrame(rows)
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
