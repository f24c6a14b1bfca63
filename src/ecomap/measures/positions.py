"""
Where an actor stands: measures of position in H, a reading of the ecosystem.

Each returns a dict by node, as networkx does. Path measures count steps unless
told to read an attribute as length; strengths are never lengths.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import networkx as nx
import numpy as np
import scipy

from ecomap.measures import engine
from ecomap.measures.engine import Matrix, Ties, flows, reach, ties
from ecomap.measures.memberships import contrasts, pair_worths

__all__ = [
    "SAMPLED",
    "Estimate",
    "betweenness",
    "bridging",
    "closeness",
    "clustering",
    "constraint",
    "core_number",
    "cross_betweenness",
    "degree",
    "effective_size",
    "eigenvector",
    "estimated_betweenness",
    "harmonic",
    "is_articulation",
    "pagerank",
    "strength",
]

# Up to as many actors a full eigenvalue problem is quick, and finds equal roots.
_DENSE: Final = 500

# Actors drawn where a measure cannot follow the paths of all.
SAMPLED: Final = 1024

# A share that rounding alone may leave.
_TRACE: Final = 1e-9

Scores = dict[str, float]


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
    T = ties(H)
    if distance is None:
        everyone = (np.zeros(T.n, dtype=np.intp), np.ones((1, 1)))
        through = flows(T, [everyone])[0][0]
    else:
        through = engine.flows_by_length(T, T.weights(distance))
    pairs = (T.n - 1) * (T.n - 2) / 2
    return _scores(H, through / max(pairs, 1))


class Estimate(NamedTuple):
    """Scores from the paths of some actors, how many, the largest standard error, and each."""

    scores: Scores
    sources: int
    error: float
    errors: Scores


def estimated_betweenness(
    H: nx.Graph, by: str | None = None, *, sources: int = SAMPLED, seed: int = 0
) -> Estimate:
    """
    Estimate betweenness from the paths of some actors, where all would take long.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups, for `cross_betweenness`; None for
        `betweenness`.
    sources
        Number of actors drawn, whose paths are followed [1]_.
    seed
        Seed of chance.

    Returns
    -------
    estimate
        Estimates without bias, the number of actors drawn, and the largest
        standard error of a score: nine estimates in ten of the highest scores
        are within twice theirs. Of actors on few paths it says little. Last,
        the standard error of each score.

    Raises
    ------
    GraphError
        If no actor has `by`.

    References
    ----------
    .. [1] Brandes, U. and Pich, C. (2007). Centrality estimation in large
       networks. International Journal of Bifurcation and Chaos, 17, 2303-2318.
       https://doi.org/10.1142/S0218127407018403

    Examples
    --------
    >>> estimated_betweenness(nx.path_graph(["a", "b", "c"]), sources=2).sources
    2
    """
    T = ties(H)
    everyone = (np.zeros(T.n, dtype=np.intp), np.ones((1, 1)))
    worth = everyone if by is None else contrasts(H, by)
    ends = np.flatnonzero(worth[0] >= 0)
    drawn = engine.sample(ends, sources, seed)
    drawn = ends if drawn is None else drawn
    through, error = engine.flows_from(T, worth, drawn)
    own, total = pair_worths(*worth)
    others = np.where(total - own > _TRACE * total, total - own, np.nan)
    if by is None:
        others = np.full(T.n, max((T.n - 1) * (T.n - 2) / 2, 1))
    errors = error / others
    largest = float(np.nanmax(errors, initial=0))
    return Estimate(_scores(H, through / others), len(drawn), largest, _scores(H, errors))


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
    T = ties(H)
    if distance is None:
        sums = reach(T, np.zeros(T.n, dtype=np.intp), 1)[:, 0]
    else:
        _, _, sums = _near(T, T.weights(distance))
    return _scores(H, sums / (T.n - 1 or np.nan))


def _scores(H: nx.Graph, values: Matrix) -> Scores:
    """Give each actor its score."""
    return dict(zip(H, values.tolist(), strict=True))


def _near(T: Ties, length: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Sum distances by length: their sum, the number of those in reach, the sum of 1 / distance."""
    total, met, inverse = np.zeros((3, T.n))
    for sources, far in engine.lengths(T, length):
        near = np.isfinite(far) & (far > 0)
        total[sources] = np.where(near, far, 0).sum(axis=1)
        met[sources] = near.sum(axis=1)
        inverse[sources] = np.divide(1.0, far, out=np.zeros_like(far), where=near).sum(axis=1)
    return total, met, inverse


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
    T = ties(H)
    return _scores(H, engine.pagerank(T, T.weights(weight)))


def cross_betweenness(
    H: nx.Graph, by: str = "model", *, source: str | None = None, target: str | None = None
) -> Scores:
    """
    Measure how often an actor lies on the shortest paths between different groups.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups; ``model`` reads memberships.
    source, target
        Two groups: count only the paths from one to the other. Both or neither.

    Returns
    -------
    scores
        Share of the shortest paths, in steps, between two other actors of
        different groups [1]_, 0 to 1: a pair counts by how different it is
        (1 between two models, 1 - Σ x_im x_jm for hybrids). Unclassified
        actors lie on paths and are never their ends. nan where there is no
        such pair.

    Raises
    ------
    GraphError
        If no actor has `by`, or `source` or `target` is not a group.

    References
    ----------
    .. [1] Brandes, U. (2008). On variants of shortest-path betweenness
       centrality and their generic computation. Social Networks, 30, 136-145.
       https://doi.org/10.1016/j.socnet.2007.11.001

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(H, {"a": "firm", "b": "firm", "c": "ngo"}, "type")
    >>> cross_betweenness(H, "type")
    {'a': 0.0, 'b': 1.0, 'c': nan}
    """
    kinds, contrast = contrasts(H, by, source=source, target=target)
    through, _ = flows(ties(H), [(kinds, contrast)])
    own, total = pair_worths(kinds, contrast)
    shares = np.full(len(H), np.nan)
    # rounding may leave a trace of a worth that is wholly the actor's own
    np.divide(through[0], total - own, out=shares, where=total - own > _TRACE * total)
    return _scores(H, shares)


def closeness(H: nx.Graph, *, distance: str | None = None) -> Scores:
    """
    Measure how near an actor is to those within its reach.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    distance
        Attribute of the ties read as length; None to count steps.

    Returns
    -------
    scores
        As networkx: the inverse of the mean distance to the r actors within
        reach, times r / (n - 1) [1]_; 0 to 1, 0 for isolates. Where the
        ecosystem is in pieces, `harmonic` compares actors better.

    References
    ----------
    .. [1] Wasserman, S. and Faust, K. (1994). Social Network Analysis.
       Cambridge University Press, p. 201.

    Examples
    --------
    >>> closeness(nx.path_graph(["a", "b", "c"]))["b"]
    1.0
    """
    T = ties(H)
    if distance is None:
        total, met = engine.closeness(T)
    else:
        total, met, _ = _near(T, T.weights(distance))
    scores = np.zeros(T.n)
    np.divide(met**2, total * max(T.n - 1, 1), out=scores, where=total > 0)
    return _scores(H, scores)


def eigenvector(H: nx.Graph, *, weight: str | None = "weight") -> Scores:
    """
    Measure how well an actor is tied to well-tied actors.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        The principal eigenvector of the ties [1]_, of length 1, from 0 to 1.
        It lives in the densest component: elsewhere it is 0. Where several
        components are equally dense, they share it. nan without any tie.

    References
    ----------
    .. [1] Bonacich, P. (1972). Factoring and weighting approaches to status
       scores and clique identification. Journal of Mathematical Sociology, 2,
       113-120. https://doi.org/10.1080/0022250X.1972.9989806

    Examples
    --------
    >>> {actor: round(x, 3) for actor, x in eigenvector(nx.path_graph("abc")).items()}
    {'a': 0.5, 'b': 0.707, 'c': 0.5}
    """
    A = ties(H).matrix(weight)
    if not A.nnz:
        return dict.fromkeys(H, float("nan"))
    if len(H) <= _DENSE:
        values, vectors = np.linalg.eigh(A.toarray())
        top = vectors[:, values >= values[-1] * (1 - 1e-9)]
        # of all the principal vectors, the one nearest to treating actors alike
        found = top @ top.sum(axis=0)
    else:
        found = scipy.sparse.linalg.eigsh(A, k=1, which="LA", v0=np.ones(len(H)))[1][:, 0]
    return _scores(H, np.abs(found) / np.linalg.norm(found))


def core_number(H: nx.Graph) -> Scores:
    """
    Tell how deep in the cohesive heart of the ecosystem an actor is.

    Parameters
    ----------
    H
        A reading of an ecosystem.

    Returns
    -------
    scores
        The largest k such that the actor is in a group where everybody has at
        least k partners in the group [1]_; 0 for isolates.

    References
    ----------
    .. [1] Seidman, S. B. (1983). Network structure and minimum degree. Social
       Networks, 5, 269-287. https://doi.org/10.1016/0378-8733(83)90028-X

    Examples
    --------
    >>> core_number(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))
    {'a': 2, 'b': 2, 'c': 2, 'd': 1}
    """
    return dict(zip(H, engine.cores(ties(H)).tolist(), strict=True))


def clustering(H: nx.Graph) -> Scores:
    """
    Tell how many of an actor's partners are partners of each other.

    Parameters
    ----------
    H
        A reading of an ecosystem.

    Returns
    -------
    scores
        Share of the pairs of partners that are tied [1]_, 0 to 1; 0 below two
        partners, as networkx.

    References
    ----------
    .. [1] Watts, D. J. and Strogatz, S. H. (1998). Collective dynamics of
       small-world networks. Nature, 393, 440-442. https://doi.org/10.1038/30918

    Examples
    --------
    >>> clustering(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]))
    {'a': 1.0, 'b': 1.0, 'c': 0.3333333333333333, 'd': 0.0}
    """
    T = ties(H)
    k = np.diff(T.starts).astype(float)
    scores = np.zeros(T.n)
    np.divide(2 * engine.triangles(T), k * (k - 1), out=scores, where=k > 1)
    return _scores(H, scores)


def constraint(H: nx.Graph, *, weight: str | None = "weight") -> Scores:
    """
    Measure how much an actor's partners hold it: Burt's constraint.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        Σ_j (p_ij + Σ_q p_iq p_qj)² over the partners j, p_ij being the share
        of i's strength that goes to j [1]_. Low for an actor between partners
        who do not know each other; it may exceed 1 for two or three actors
        closed on themselves. nan for isolates.

    References
    ----------
    .. [1] Burt, R. S. (2004). Structural holes and good ideas. American
       Journal of Sociology, 110, 349-399. https://doi.org/10.1086/421787

    Examples
    --------
    >>> constraint(nx.path_graph(["a", "b", "c"]))
    {'a': 1.0, 'b': 0.5, 'c': 1.0}
    """
    T = ties(H)
    return _where_tied(H, engine.holds(T, T.weights(weight))[0])


def effective_size(H: nx.Graph, *, weight: str | None = "weight") -> Scores:
    """
    Count an actor's partners less those that repeat each other: Burt's effective size.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    scores
        Σ_j (1 - Σ_q p_iq m_jq) over the partners j, q other than i and j, m_jq
        being j's tie with q over j's strongest tie [1]_; from 1 to the number
        of partners (lower where ties have very different strengths). nan for
        isolates. Note that networkx 3.6.1 divides by the strongest tie of q.

    References
    ----------
    .. [1] Burt, R. S. (1992). Structural Holes. Harvard University Press.

    Examples
    --------
    >>> effective_size(nx.path_graph(["a", "b", "c"]))
    {'a': 1.0, 'b': 2.0, 'c': 1.0}
    """
    T = ties(H)
    return _where_tied(H, engine.holds(T, T.weights(weight))[1])


def bridging(H: nx.Graph, *, between: Scores | None = None) -> Scores:
    """
    Find the small actors between large ones.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    between
        Betweenness, if it is known already.

    Returns
    -------
    scores
        `betweenness` times (1 / k_v) / Σ_u 1 / k_u over the partners u [1]_,
        from 0; nan for isolates.

    References
    ----------
    .. [1] Hwang, W., Kim, T., Ramanathan, M. and Zhang, A. (2008). Bridging
       centrality: graph mining from element level to group level. KDD 2008,
       336-344. https://doi.org/10.1145/1401890.1401934

    Examples
    --------
    >>> round(bridging(nx.path_graph("abcde"))["c"], 4)
    0.3333
    """
    through = np.array(list((betweenness(H) if between is None else between).values()))
    T = ties(H)
    k = np.diff(T.starts).astype(float)
    around = np.bincount(np.repeat(np.arange(T.n), np.diff(T.starts)), 1 / k[T.others], T.n)
    return _where_tied(H, np.divide(through, k * around, out=np.zeros(T.n), where=k > 0))


def is_articulation(H: nx.Graph) -> dict[str, bool]:
    """
    Tell which actors hold a component together.

    Parameters
    ----------
    H
        A reading of an ecosystem.

    Returns
    -------
    cut
        True if others lose every path between them when the actor goes.

    Examples
    --------
    >>> is_articulation(nx.path_graph(["a", "b", "c"]))
    {'a': False, 'b': True, 'c': False}
    """
    return dict(zip(H, engine.cuts(ties(H))[0].tolist(), strict=True))


def _where_tied(H: nx.Graph, scores: Matrix) -> Scores:
    """Give the scores; nan for isolates."""
    return _scores(H, np.where(np.diff(ties(H).starts) > 0, scores, np.nan))
