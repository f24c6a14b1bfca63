"""
Where an actor stands: measures of position in H, a reading of the ecosystem.

Each returns a dict by node, as networkx does. Path measures count steps unless
told to read an attribute as length; strengths are never lengths.
"""

from __future__ import annotations

import networkx as nx
import numpy as np

from ecomap.engine import reach, ties

__all__ = ["betweenness", "degree", "harmonic", "pagerank", "strength"]

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
    others = len(H) - 1 or np.nan
    if distance is None:
        sums = reach(len(H), ties(H)[0], np.zeros(len(H), dtype=np.intp), 1)[:, 0]
        return dict(zip(H, (sums / others).tolist(), strict=True))
    totals = nx.harmonic_centrality(H, distance=distance)
    return {node: totals[node] / others for node in H}


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
