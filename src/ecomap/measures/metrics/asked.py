"""What is asked of the tables: known measures only, and the paths of all actors or of some."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, TypedDict

import networkx as nx

from ecomap.errors import GraphError, Issue
from ecomap.measures import positions
from ecomap.measures.engine import ties

__all__ = ["FOLLOWED", "VALUED", "Sample", "betweenness", "check_names", "sources"]

# Actors × ties up to which the paths of all are followed, or valued: some ten seconds of work.
FOLLOWED: Final = 3_000_000_000
VALUED: Final = 100_000_000


class Sample(TypedDict):
    """How many actors a score was estimated from, and its largest standard error."""

    sources: int
    error: float


def check_names(wanted: Collection[str], known: Collection[str]) -> None:
    """
    Refuse names that are not known, all of them together.

    Parameters
    ----------
    wanted
        Names that were asked for.
    known
        Names that there are.

    Raises
    ------
    GraphError
        With one issue per name that is not known.

    Examples
    --------
    >>> check_names(["degree"], ["degree", "strength"])
    """
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


def sources(H: nx.Graph, limit: int, *, exact: bool = False) -> int | None:
    """
    Tell from how many actors paths are followed.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    limit
        Actors × ties up to which one waits for the paths of all.
    exact
        Wait however long it takes.

    Returns
    -------
    sources
        `positions.SAMPLED`, or None for all actors.

    Examples
    --------
    >>> H = nx.path_graph(3)
    >>> sources(H, limit=6) is None, sources(H, limit=5)
    (True, 1024)
    """
    return None if exact or len(H) * len(ties(H).pairs) <= limit else positions.SAMPLED


def betweenness(
    H: nx.Graph, by: str | None = None, *, seed: int = 0, exact: bool = False
) -> tuple[dict[str, float], positions.Estimate | None]:
    """
    Measure betweenness, or estimate it where that would take long.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups, for the paths between different ones.
    seed
        Seed of the actors drawn.
    exact
        Follow the paths of all actors however long it takes.

    Returns
    -------
    scores, estimate
        As `positions.betweenness` or `positions.cross_betweenness`; how they
        were estimated, None if they were not.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> betweenness(nx.path_graph(["a", "b", "c"]))
    ({'a': 0.0, 'b': 1.0, 'c': 0.0}, None)
    """
    drawn = sources(H, FOLLOWED, exact=exact)
    if drawn is not None:
        found = positions.estimated_betweenness(H, by, sources=drawn, seed=seed)
        return found.scores, found
    measured = positions.betweenness(H) if by is None else positions.cross_betweenness(H, by)
    return measured, None
