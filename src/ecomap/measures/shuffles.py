"""
What mixing would be if models fell on actors by chance, each alliance left as it is.

The null model is ``labels`` of `nulls`: groups are shuffled among the
classified actors, and measured as `mixing` measures them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
import scipy

from ecomap.measures.engine import Ints, Matrix, ties
from ecomap.measures.memberships import shares
from ecomap.measures.nulls import label_orders

__all__ = ["mixing_by_chance", "participation_by_chance"]

# Cells of shuffled memberships that are held at once: 16 MB.
_CELLS: Final = 2_000_000

Scores = dict[str, float]


def mixing_by_chance(
    H: nx.Graph,
    by: str = "model",
    *,
    draws: int = 999,
    seed: int = 0,
    weight: str | None = "weight",
) -> pd.DataFrame:
    """
    Give the mixing that shuffled groups would show.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups.
    draws
        Number of shufflings of the groups among the classified actors.
    seed
        Seed of chance.
    weight
        Attribute of the ties for the E-I index and the modularity.

    Returns
    -------
    drawn
        One row per shuffling: ``ei_index``, ``assortativity`` (each tie
        counting once) and ``modularity``.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Notes
    -----
    Each tie counting once, the E-I index is 1 - 2 Σ n_k (n_k - 1) / (n (n - 1))
    on average over all shufflings, n_k being the sizes of the groups.

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "x", "c": "y"}, "type")
    >>> sorted(set(mixing_by_chance(H, "type", draws=50)["ei_index"]))
    [0.0, 1.0]
    """
    rows, groups = shares(H, by)
    known = rows.sum(axis=1) > 0
    kept = scipy.sparse.diags_array(known.astype(float))
    read = [scipy.sparse.csr_array(kept @ ties(H).matrix(name) @ kept) for name in (weight, None)]
    found: list[Matrix] = []
    for orders in _held(label_orders(known, draws, seed), rows.size):
        drawn = rows[orders]
        weighted, plain = (_mixed(A, drawn, len(groups)) for A in read)
        inside = np.einsum("bkk->b", weighted)
        squares = (weighted.sum(axis=2) ** 2).sum(axis=1)
        plain_squares = (plain.sum(axis=2) ** 2).sum(axis=1)
        excess = np.einsum("bkk->b", plain) - plain_squares
        r = np.full(len(orders), np.nan)
        np.divide(excess, 1 - plain_squares, out=r, where=plain_squares < 1)
        found.append(np.column_stack([1 - 2 * inside, r, inside - squares]))
    columns = ["ei_index", "assortativity", "modularity"]
    return pd.DataFrame(np.concatenate(found), columns=columns)


def _held(batches: Iterator[Ints], cells: int) -> Iterator[Ints]:
    """Cut batches of orders so that what is drawn with them, so many cells each, can be held."""
    for orders in batches:
        yield from np.array_split(orders, len(orders) * cells // _CELLS + 1)


def _mixed(A: scipy.sparse.csr_array, drawn: Matrix, count: int) -> Matrix:
    """Give the mixing matrix of each shuffling, summing to 1; nan without ties."""
    n = A.shape[0]
    flat = drawn.transpose(1, 0, 2).reshape(n, -1)
    towards = (A @ flat).reshape(n, len(drawn), count)
    e = np.einsum("bik,ibl->bkl", drawn, towards)
    total = A.sum() or np.nan
    mixed: Matrix = e / total
    return mixed


def participation_by_chance(
    H: nx.Graph, by: str = "model", *, draws: int = 999, seed: int = 0
) -> Scores:
    """
    Give the participation that shuffled groups would give each actor.

    Parameters
    ----------
    H
        A reading of an ecosystem.
    by
        Attribute that holds the groups.
    draws
        Number of shufflings of the groups among the classified actors.
    seed
        Seed of chance.

    Returns
    -------
    scores
        Mean of `mixing.participation` over the draws; nan where it is undefined.

    Raises
    ------
    GraphError
        If no actor has `by`.

    Examples
    --------
    >>> H = nx.path_graph(["a", "b", "c"])
    >>> nx.set_node_attributes(H, {"a": "x", "b": "y", "c": "z"}, "type")
    >>> participation_by_chance(H, "type", draws=10)["b"]
    0.5
    """
    rows, groups = shares(H, by)
    known = rows.sum(axis=1) > 0
    A = ties(H).matrix("weight")
    kept = scipy.sparse.diags_array(known.astype(float))
    A = scipy.sparse.csr_array(kept @ A @ kept)
    totals = np.asarray(A.sum(axis=1)).ravel()
    partners = np.asarray((A > 0).sum(axis=1)).ravel()
    totals[partners < 2] = np.nan  # noqa: PLR2004 - undefined below two ties
    spread = np.zeros(len(H))
    for orders in _held(label_orders(known, draws, seed), rows.size):
        drawn = rows[orders].transpose(1, 0, 2).reshape(len(H), -1)
        towards = (A @ drawn).reshape(len(H), len(orders), len(groups))
        spread += (1 - ((towards / totals[:, None, None]) ** 2).sum(axis=2)).sum(axis=1)
    return dict(zip(H, (spread / draws).tolist(), strict=True))
