"""
Which models meet, and whether more or less than by chance: the 28 pairs.

Two models meet in an alliance that has actors of both; a model meets itself in
an alliance that has two of its actors. What is observed is compared with the
two null models of `nulls`. With hybrid actors an alliance counts by the number
of its pairs of actors across the two models, by products of shares, and at
most for one: a convention of ecomap, which for plain actors is the count.
"""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement
from typing import Any, Final

import networkx as nx
import numpy as np
import pandas as pd
import scipy

from ecomap.errors import GraphError, Issue
from ecomap.graph import project
from ecomap.measures import engine
from ecomap.measures.engine import Ints, Matrix, ties
from ecomap.measures.memberships import classified_ties, shares
from ecomap.measures.mixing import mixing_matrix
from ecomap.measures.nulls import (
    DRAWS,
    NULLS,
    benjamini_hochberg,
    degree_tables,
    label_orders,
    two_sided,
)
from ecomap.text import join_values

__all__ = ["meeting_draws", "model_fragility", "model_graph", "model_matrix"]

# Under this expected number the distribution is too coarse for a z to mean anything.
_LEAST_EXPECTED: Final = 5

# Memberships × draws beyond which fewer tables are drawn, and how few at least.
_WORK: Final = 40_000_000
_LEAST_DRAWS: Final = 999


def model_matrix(
    G: nx.MultiDiGraph,
    *,
    null: str | None = "degrees",
    draws: int | None = None,
    seed: int = 0,
    weight: str | None = "weight",
) -> pd.DataFrame:
    """
    Count the meetings of each two models, and compare them with chance.

    Parameters
    ----------
    G
        A graph under the contract.
    null
        ``"degrees"``: who is in which alliance is drawn again, every actor
        keeping its number of alliances and every alliance its size.
        ``"labels"``: the models are shuffled among the classified actors. None
        for no test.
    draws
        Number of random ecosystems; None for 9,999, or fewer where there are
        more than 4,000 memberships (then at least 999).
    seed
        Seed of chance.
    weight
        Column read as strength; None to count each alliance once.

    Returns
    -------
    pairs
        28 rows in the order of the contract: ``source_model``,
        ``target_model``, ``null``; ``observed`` (alliances in which the two
        meet), ``ties`` (between their actors), ``strength`` (of those ties);
        ``expected`` and ``ratio`` (observed over it); ``z``, blank when fewer
        than 5 are expected; ``p``, two-sided; ``q``, Benjamini-Hochberg over
        the cells that can be tested; ``left_out`` (ties of the whole ecosystem
        with an unclassified end, the same in every row). A cell cannot be
        tested, and is nan, when its null never varies or a model has no actor,
        or on the diagonal fewer than two. ``pairs.attrs["draws"]`` is their
        number. Last, ``amount_eur``: the amounts of the alliances, each shared
        equally between its pairs of actors; nan where no alliance states one.

    Raises
    ------
    GraphError
        If no actor is classified, or there is no such null.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> nx.set_node_attributes(G, {"a": "people", "b": "public_action"}, "model")
    >>> pairs = model_matrix(G, draws=99)
    >>> pairs.loc[pairs["observed"] > 0, ["source_model", "target_model"]].values.tolist()
    [['public_action', 'people']]
    """
    H = project(G, weight=weight)
    rows, models = shares(H)
    cells = _cells(len(models))
    table = pd.DataFrame(
        {
            "source_model": [models[a] for a, _ in cells],
            "target_model": [models[b] for _, b in cells],
            "null": null or "",
            "observed": _observed(H, rows),
            "ties": _between(mixing_matrix(H, weight=None)),
            "strength": _between(mixing_matrix(H, weight=weight and "weight")),
        }
    )
    drawn = np.full((1, len(cells)), np.nan)
    if null is not None:
        drawn = _draws(H, rows, null, draws, seed)
    table = table.join(_test(table["observed"].to_numpy(), drawn, rows, cells))
    table["left_out"] = H.number_of_edges() - len(classified_ties(H, rows)[0])
    table["amount_eur"] = _amounts(G, H, rows)
    for column in ("observed", "ties"):
        if (table[column] % 1 == 0).all():
            table[column] = table[column].astype(int)
    table.attrs["draws"] = 0 if null is None else len(drawn)
    return table


def _amounts(G: nx.MultiDiGraph, H: nx.Graph, rows: Matrix) -> Matrix:
    """Share the amount of each alliance between its pairs of actors, by pair of models."""
    position = {node: i for i, node in enumerate(H)}
    total = np.zeros((rows.shape[1], rows.shape[1]))
    stated = False
    edges = {key: data for *_, key, data in G.edges(keys=True, data=True)}
    for alliance in H.graph["alliances"]:
        data = G.nodes[alliance["id"]] if alliance["place"] else edges[alliance["id"]]
        if (amount := data.get("amount_eur")) is None:
            continue
        stated = True
        pairs = list(combinations([position[node] for node in alliance["members"]], 2))
        for u, v in pairs:
            total += amount / len(pairs) * np.outer(rows[u], rows[v])
    both = total + total.T
    cells = [both[a, b] / (1 + (a == b)) for a, b in _cells(len(total))]
    return np.array(cells) if stated else np.full(len(cells), np.nan)


def meeting_draws(
    G: nx.MultiDiGraph, *, null: str = "degrees", draws: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """
    Give the meetings in each random ecosystem, so that anyone can test again.

    Parameters
    ----------
    G
        A graph under the contract.
    null, draws, seed
        As for `model_matrix`, whose draws these are.

    Returns
    -------
    drawn
        One row per random ecosystem, one column per pair of models, named
        ``source_model:target_model``.

    Raises
    ------
    GraphError
        If no actor is classified, or there is no such null.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> nx.set_node_attributes(G, {"a": "people", "b": "public_action"}, "model")
    >>> meeting_draws(G, draws=5)["public_action:people"].tolist()
    [1, 1, 1, 1, 1]
    """
    H = project(G)
    rows, models = shares(H)
    names = [f"{models[a]}:{models[b]}" for a, b in _cells(len(models))]
    table = pd.DataFrame(_draws(H, rows, null, draws, seed), columns=names)
    return table.astype(int) if (table % 1 == 0).all(axis=None) else table


def _cells(count: int) -> list[tuple[int, int]]:
    """List the unordered pairs of models, in the order of the contract."""
    return list(combinations_with_replacement(range(count), 2))


def _between(mixing: pd.DataFrame) -> list[float]:
    """Give what each pair of models shares; off the diagonal half stands on each side."""
    values = mixing.to_numpy()
    return [float(values[a, b] * (1 if a == b else 2)) for a, b in _cells(len(values))]


def _memberships(H: nx.Graph) -> tuple[Ints, Ints]:
    """Give the two-mode table: where the members of each alliance start, and the members."""
    position = {node: i for i, node in enumerate(H)}
    sizes = [len(alliance["members"]) for alliance in H.graph["alliances"]]
    members = [position[node] for a in H.graph["alliances"] for node in a["members"]]
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
    return starts, np.array(members, dtype=np.int64)


def _observed(H: nx.Graph, rows: Matrix) -> Matrix:
    """Count the meetings of each pair of models."""
    starts, members = _memberships(H)
    met: Matrix = engine.meetings(starts, members[:, None], rows)[0]
    return met


def _draws(H: nx.Graph, rows: Matrix, null: str, draws: int | None, seed: int) -> Matrix:
    """Count the meetings in random ecosystems."""
    if null not in NULLS:
        fault = Issue(
            code="unknown_measure", severity="error", value=null, expected=", ".join(NULLS)
        )
        raise GraphError(issues=[fault])
    starts, members = _memberships(H)
    if draws is None:
        draws = min(DRAWS, max(_LEAST_DRAWS, _WORK // max(1, len(members))))
    batches = (
        (orders.T[members] for orders in label_orders(rows.sum(axis=1) > 0, draws, seed))
        if null == "labels"
        else degree_tables(starts, members, draws, seed)
    )
    return np.concatenate([engine.meetings(starts, tables, rows) for tables in batches])


def _test(
    observed: Matrix, drawn: Matrix, rows: Matrix, cells: list[tuple[int, int]]
) -> pd.DataFrame:
    """Compare what is observed with what was drawn."""
    actors = (rows > 0).sum(axis=0)
    testable = np.array([actors[a] >= 1 + (a == b) and actors[b] >= 1 for a, b in cells])
    testable &= drawn.min(axis=0) < drawn.max(axis=0)
    expected = drawn.mean(axis=0)
    spread = drawn.std(axis=0)
    p = np.where(testable, two_sided(observed, drawn), np.nan)
    with_z = testable & (expected >= _LEAST_EXPECTED)
    nan = np.full(len(cells), np.nan)
    return pd.DataFrame(
        {
            "expected": expected,
            "ratio": np.divide(observed, expected, out=nan.copy(), where=expected > 0),
            "z": np.divide(observed - expected, spread, out=nan.copy(), where=with_z),
            "p": p,
            "q": benjamini_hochberg(p),
        }
    )


# --------------------------------------------------------------------------- the seven models


def model_graph(G: nx.MultiDiGraph, *, weight: str | None = "weight") -> nx.Graph:
    """
    Draw the ecosystem together into one node per model.

    Parameters
    ----------
    G
        A graph under the contract.
    weight
        Column read as strength; None to count each alliance once.

    Returns
    -------
    H
        One node per model that has an actor, with ``actors``, their number (by
        shares); an edge, or a loop, where two models meet, with ``weight``,
        the strength between them, and ``observed``, the number of alliances.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> nx.set_node_attributes(G, {"a": "people", "b": "public_action"}, "model")
    >>> list(model_graph(G).edges(data="weight"))
    [('public_action', 'people', 1.0)]
    """
    counts = shares(project(G))
    pairs = model_matrix(G, null=None, weight=weight)
    H = nx.Graph(reading="models")
    for model, actors in zip(counts[1], counts[0].sum(axis=0).tolist(), strict=True):
        if actors:
            H.add_node(model, actors=actors)
    for row in pairs[pairs["strength"] > 0].to_dict("records"):
        attributes: dict[str, Any] = {"weight": row["strength"], "observed": row["observed"]}
        H.add_edge(row["source_model"], row["target_model"], **attributes)
    return H


def model_fragility(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find how few actors hold two models within reach of one another.

    Parameters
    ----------
    G
        A graph under the contract. A hybrid actor counts in its ``model``.

    Returns
    -------
    pairs
        21 rows, one per two different models: ``source_model``,
        ``target_model``, ``fragility``, the fewest actors whose removal, their
        own actors included, leaves no path between the two (0 if there is
        none; nan if a model has no actor), and ``actors``, one such set (ids
        joined by ``|``, the nearest to the first model).

    Raises
    ------
    GraphError
        If no actor is classified.

    Notes
    -----
    By Menger's theorem it is the number of paths between the two models that
    share no actor, ends included; found as a flow through actors of capacity 1.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("b", "d", "3")])
    >>> models = {"a": "people", "c": "public_action", "d": "public_action"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> pairs = model_fragility(G).set_index(["source_model", "target_model"])
    >>> pairs.loc[("public_action", "people"), "actors"]
    'b'
    """
    H = project(G)
    _, models = shares(H)
    own = [data.get("model") for _, data in H.nodes(data=True)]
    members = {m: [i for i, model in enumerate(own) if model == m] for m in models}
    rows = []
    for a, b in _cells(len(models)):
        if a == b:
            continue
        left, right = members[models[a]], members[models[b]]
        cut = _least_cut(H, left, right) if left and right else None
        rows.append(
            {
                "source_model": models[a],
                "target_model": models[b],
                "fragility": np.nan if cut is None else float(len(cut)),
                "actors": join_values(cut) if cut else None,
            }
        )
    return pd.DataFrame(rows)


def _least_cut(H: nx.Graph, left: list[int], right: list[int]) -> list[str]:
    """Find the fewest actors on every path between two sets of actors."""
    n = len(H)
    nodes = list(H)
    pairs = ties(H).pairs
    # actor i is the arc i → n + i of capacity 1; ties lead from n + i to j
    source, sink, many = 2 * n, 2 * n + 1, n + 1
    actors = np.arange(n)
    tails = np.concatenate(
        [actors, n + pairs[:, 0], n + pairs[:, 1], np.full(len(left), source), n + np.array(right)]
    )
    heads = np.concatenate(
        [n + actors, pairs[:, 1], pairs[:, 0], np.array(left), np.full(len(right), sink)]
    )
    room = np.concatenate([np.ones(n), np.full(len(tails) - n, many)]).astype(np.int32)
    network = scipy.sparse.csr_array((room, (tails, heads)), shape=(2 * n + 2, 2 * n + 2))
    network.sort_indices()
    flow = scipy.sparse.csgraph.maximum_flow(network, source, sink)
    residual = scipy.sparse.csr_array(network - flow.flow)
    residual.data = np.maximum(residual.data, 0)
    residual.eliminate_zeros()
    reached = np.zeros(2 * n + 2, dtype=bool)
    found = scipy.sparse.csgraph.breadth_first_order(residual, source, return_predecessors=False)
    reached[found] = True
    return [nodes[i] for i in range(n) if reached[i] and not reached[n + i]]
