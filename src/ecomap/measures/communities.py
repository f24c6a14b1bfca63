"""
Groups that the ties themselves make, to compare with the models.

Communities are found by Louvain's method, whose answer depends on chance: their
stability over seeds is told beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from itertools import combinations

import networkx as nx
import numpy as np

from ecomap.measures.engine import Matrix, louvain, ties

__all__ = ["agreement", "communities", "recurrence", "stability"]


def communities(
    H: nx.Graph, *, seed: int = 0, resolution: float = 1.0, weight: str | None = "weight"
) -> list[set[str]]:
    """
    Find the communities of an ecosystem.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    seed
        Seed of chance.
    resolution
        Above 1 for smaller communities, below for larger ones.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    parts
        Disjoint sets of actors, the largest first; an isolate is one alone.
        By Louvain's method [1]_.

    References
    ----------
    .. [1] Blondel, V. D., Guillaume, J.-L., Lambiotte, R. and Lefebvre, E.
       (2008). Fast unfolding of communities in large networks. Journal of
       Statistical Mechanics, P10008.
       https://doi.org/10.1088/1742-5468/2008/10/P10008

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e")])
    >>> [sorted(part) for part in communities(H)]
    [['a', 'b', 'c'], ['d', 'e']]
    """
    T = ties(H)
    parts: dict[int, set[str]] = {}
    groups = louvain(T, T.weights(weight), resolution=resolution, seed=seed)
    for node, group in zip(H, groups.tolist(), strict=True):
        parts.setdefault(group, set()).add(node)
    # of two as large, the one of the first actor, which was met first
    return sorted(parts.values(), key=len, reverse=True)


def agreement(left: Mapping[str, Hashable], right: Mapping[str, Hashable]) -> float:
    """
    Tell how much two ways of grouping the same actors agree.

    Parameters
    ----------
    left, right
        The group of each actor; actors that are not in both are left out.

    Returns
    -------
    index
        The adjusted Rand index [1]_: 1 for the same groups, about 0 by chance,
        at worst -1/2; nan for fewer than two actors, or where both put all of
        them together, or each apart.

    References
    ----------
    .. [1] Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of
       Classification, 2, 193-218. https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> agreement({"a": 1, "b": 1, "c": 2}, {"a": "x", "b": "x", "c": "y"})
    1.0
    """
    both = [node for node in left if node in right]
    rows = {group: i for i, group in enumerate(dict.fromkeys(left[node] for node in both))}
    columns = {group: i for i, group in enumerate(dict.fromkeys(right[node] for node in both))}
    counts = np.zeros((len(rows), len(columns)))
    for node in both:
        counts[rows[left[node]], columns[right[node]]] += 1
    together = _pairs(counts).sum()
    by_row, by_column = _pairs(counts.sum(axis=1)).sum(), _pairs(counts.sum(axis=0)).sum()
    total = _pairs(np.array([float(len(both))]))[0]
    if not total:
        return float("nan")
    expected = by_row * by_column / total
    most = (by_row + by_column) / 2
    return float((together - expected) / (most - expected)) if most != expected else float("nan")


def _pairs(counts: Matrix) -> Matrix:
    """Give the number of pairs in groups of these sizes."""
    return counts * (counts - 1) / 2


def stability(
    H: nx.Graph, *, seeds: Collection[int] = range(10), weight: str | None = "weight"
) -> float:
    """
    Tell how much the communities depend on chance.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    seeds
        Seeds to compare.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    index
        Mean `agreement` between the communities of every two seeds: near 1 if
        they are always the same; nan where it is undefined for all.

    Examples
    --------
    >>> stability(nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e")]), seeds=range(3))
    1.0
    """
    found = [_labels(communities(H, seed=seed, weight=weight)) for seed in seeds]
    scores = [agreement(left, right) for left, right in combinations(found, 2)]
    known = [score for score in scores if score == score]  # noqa: PLR0124 - nan
    return sum(known) / len(known) if known else float("nan")


def recurrence(
    H: nx.Graph,
    parts: Sequence[Collection[str]],
    *,
    seeds: Collection[int] = range(1, 10),
    weight: str | None = "weight",
) -> list[float]:
    """
    Tell how well each community is found again when chance is asked again.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    parts
        Communities of `H`.
    seeds
        Seeds of the draws that they are looked for in.
    weight
        Attribute of the ties; None to count each once.

    Returns
    -------
    likeness
        For each community, its Jaccard index with the most alike community of
        a draw, 0 to 1, in the mean over the draws [1]_; nan without a draw.
        The manual of R's ``fpc::clusterboot`` calls stable what data drawn
        again give at 0.75 or more; here only the seed is drawn again, which
        moves less.

    References
    ----------
    .. [1] Hennig, C. (2007). Cluster-wise assessment of cluster stability.
       Computational Statistics and Data Analysis, 52, 258-271.
       https://doi.org/10.1016/j.csda.2006.11.025

    Examples
    --------
    >>> H = nx.Graph([("a", "b"), ("b", "c"), ("c", "a"), ("d", "e")])
    >>> recurrence(H, [{"a", "b", "c"}, {"d"}])
    [1.0, 0.5]
    """
    total = [0.0] * len(parts)
    for seed in seeds:
        drawn = communities(H, seed=seed, weight=weight)
        of = _labels(drawn)
        for place, part in enumerate(parts):
            shared = Counter(of[node] for node in part)
            alike = (n / (len(part) + len(drawn[at]) - n) for at, n in shared.items())
            total[place] += max(alike)
    return [sum_ / len(seeds) if seeds else float("nan") for sum_ in total]


def _labels(parts: list[set[str]]) -> dict[str, int]:
    """Give the community of each actor."""
    return {node: i for i, part in enumerate(parts) for node in part}
