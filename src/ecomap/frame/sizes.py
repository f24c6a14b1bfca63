"""
Sizes of organisations × sizes of territories: any measure, small cells protected.

The programme 2023-2027 that the research notebook opens asks how both sizes
weigh on alliances and gives no classes: those of organisations follow Insee,
those of territories are our proposal on bounds that Insee publishes
(``data/sizes.csv``, ``data/territory_sizes.csv``).

A cell of one or two actors is those actors. Below a least number of them
nothing of a cell is told: neither its count nor its value. Nor can it be worked
out: further cells are hidden until nobody who subtracts what is told from the
totals, knowing that no hidden cell is empty, finds a hidden count exactly. The
same cells hide the values, whose sums obey the same totals. The least number of
three is the rule of Insee for tables of enterprises [1]_. This is no rule of
dominance: in a sum of euros one large actor may still be most of a cell.

.. [1] Insee, Manuel de protection des données tabulées, rules of enterprise
   statistics, https://inseefrlab.github.io/manuel-protection-tableaux/
"""

from __future__ import annotations

from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap.errors import GraphError, Issue
from ecomap.frame.statements import values
from ecomap.graph import alliances_of, project
from ecomap.measures.metrics import ACTOR_MEASURES, actor_metrics
from ecomap.typology import standard

__all__ = ["LEAST", "TOTAL", "protected", "size_table", "sizes"]

LEAST: Final = 3

# The row and the column of totals.
TOTAL: Final = "total"

_IMPACT: Final = "impact:"

Counts = NDArray[np.float64]
Cells = NDArray[np.bool_]
Place = tuple[int, int]

# Each size, the number that tells it where no class is given, and its vocabulary.
_SIZES: Final = {
    "size_class": ("fte", "sizes"),
    "territory_size": ("territory_population", "territory_sizes"),
}


def sizes(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Give the size of each actor and of its territory.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    sizes
        One row per actor: ``size_class`` and ``territory_size``, as given,
        else by the bounds of the classes from ``fte`` and
        ``territory_population``; nan if neither is known. Employees counted in
        full-time equivalents stand for persons: an approximation.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("a", fte=12.0, territory_size="under_2000")
    >>> sizes(G).loc["a"].tolist()
    ['small_medium', 'under_2000']
    """
    H = project(G)
    rows = {
        node: {
            column: data.get(column) or _class_of(data.get(number), vocabulary)
            for column, (number, vocabulary) in _SIZES.items()
        }
        for node, data in H.nodes(data=True)
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(_SIZES), dtype="str")
    return table.rename_axis("id")


def _class_of(number: float | None, vocabulary: str) -> str | None:
    """Give the class whose bounds hold a number."""
    if number is None:
        return None
    for key, term in standard().terms(vocabulary).items():
        low, high = float(term["low"]), float(term["high"] or "inf")
        if low <= number < high or number == low == high:
            return key
    return None


def _scores(G: nx.MultiDiGraph, measure: str, seed: int) -> pd.Series[float]:
    """Give a measure, a column of numbers or an impact, by actor."""
    if measure in ACTOR_MEASURES:
        return actor_metrics(G, [measure], seed=seed)[measure].astype(float)
    impacts = standard().terms("impacts")
    if measure.removeprefix(_IMPACT) in impacts and measure.startswith(_IMPACT):
        return _impact_shares(G, measure.removeprefix(_IMPACT))
    cells = {node: data.get(measure) for node, data in project(G).nodes(data=True)}
    numbers = {node: cell for node, cell in cells.items() if isinstance(cell, (int, float))}
    if not numbers:
        known = [*ACTOR_MEASURES, *(f"{_IMPACT}{key}" for key in impacts)]
        raise GraphError(
            issues=[
                Issue(
                    code="unknown_measure",
                    severity="error",
                    value=measure,
                    expected=", ".join(known),
                )
            ]
        )
    return pd.Series(numbers, dtype=float)


def _impact_shares(G: nx.MultiDiGraph, impact: str) -> pd.Series[float]:
    """Give, among the alliances of each actor that state an impact, the share that state this."""
    stated = values(G, "impact")
    told: dict[str, list[bool]] = {}
    for alliance in alliances_of(G):
        if alliance["id"] in stated:
            for member in alliance["members"]:
                told.setdefault(member, []).append(impact in stated[alliance["id"]])
    return pd.Series({node: sum(said) / len(said) for node, said in told.items()}, dtype=float)


def size_table(
    G: nx.MultiDiGraph, measure: str = "degree", *, least: int = LEAST, seed: int = 0
) -> pd.DataFrame:
    """
    Take the mean of a measure by size of organisation and size of territory.

    Parameters
    ----------
    G
        A graph under the contract.
    measure
        A measure of actors, a column of numbers, or ``impact:trust`` and the
        like: the share, among the alliances of an actor that state an impact,
        of those that state this one.
    least
        Fewest actors of a cell that is told.
    seed
        Seed of measures that are compared with chance.

    Returns
    -------
    cells
        One row per class of size and class of territory, in their order, then
        the totals, under ``total``: ``actors``, how many; ``measured``, how
        many of them have the measure; ``value``, its mean over those;
        ``cell``, ``told``, ``small`` (hidden: fewer than `least`) or
        ``complement`` (hidden, lest a small one be worked out). Hidden cells
        have nan. ``cells.attrs`` has ``measure``, ``least``, and ``left_out``,
        the number of actors of whom a size is unknown.

    Raises
    ------
    GraphError
        If there is no such measure.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_nodes_from("abc", size_class="micro", territory_size="under_2000")
    >>> cells = size_table(G)
    >>> cells[cells["actors"] > 0]["value"].tolist(), set(cells["cell"])
    ([0.0, 0.0, 0.0, 0.0], {'told'})
    """
    known = sizes(G)
    scores = _scores(G, measure, seed).reindex(known.index)
    both = known.dropna()
    rows, columns = (list(standard().terms(vocabulary)) for _, vocabulary in _SIZES.values())
    actors = _pivot(pd.Series(1.0, both.index), both, rows, columns)
    measured = _pivot(scores[both.index].notna().astype(float), both, rows, columns)
    sums = _pivot(scores[both.index].fillna(0.0), both, rows, columns)
    small = ((actors > 0) & (actors < least)) | ((measured > 0) & (measured < least))
    counts = [actors] if np.array_equal(actors, measured) else [actors, measured]
    hidden = _closed(small, *counts)
    with np.errstate(invalid="ignore"):
        means = np.where(measured > 0, sums / measured, np.nan)
    table = pd.DataFrame(
        {
            "size_class": np.repeat([*rows, TOTAL], len(columns) + 1),
            "territory_size": [*columns, TOTAL] * (len(rows) + 1),
            "actors": np.where(hidden, np.nan, actors).ravel(),
            "measured": np.where(hidden, np.nan, measured).ravel(),
            "value": np.where(hidden, np.nan, means).ravel(),
            "cell": np.where(small, "small", np.where(hidden, "complement", "told")).ravel(),
        }
    )
    table.attrs = {"measure": measure, "least": least, "left_out": len(known) - len(both)}
    return table


def _pivot(
    numbers: pd.Series[float], both: pd.DataFrame, rows: list[str], columns: list[str]
) -> Counts:
    """Sum numbers by both sizes, with totals."""
    cells = np.zeros((len(rows), len(columns)))
    for row, column, number in zip(*(both[name] for name in _SIZES), numbers, strict=True):
        cells[rows.index(row), columns.index(column)] += number
    return _with_totals(cells)


def _with_totals(cells: Counts) -> Counts:
    """Add the totals of rows and columns."""
    whole = np.vstack([cells, cells.sum(axis=0)])
    return np.hstack([whole, whole.sum(axis=1, keepdims=True)])


# --------------------------------------------------------------------------- protection


def protected(counts: Counts, least: int = LEAST) -> Cells:
    """
    Tell which cells of a table of counts must be hidden.

    Parameters
    ----------
    counts
        Counts by row and column, without totals.
    least
        Fewest of a cell that is told. Empty cells are told.

    Returns
    -------
    hidden
        True where a cell must be hidden, totals being the last row and the
        last column.

    Examples
    --------
    >>> protected(np.array([[5.0, 1.0], [4.0, 6.0]])).astype(int).tolist()
    [[1, 1, 0], [1, 1, 0], [0, 0, 0]]
    """
    whole = _with_totals(np.asarray(counts, dtype=float))
    return _closed((whole > 0) & (whole < least), whole, whole)


def _closed(small: Cells, *counts: Counts) -> Cells:
    """Hide further cells until no hidden one can be worked out, in any of the counts."""
    hidden = small.copy()
    while True:
        exposed = [cell for table in counts for cell in _exposed(hidden, table)]
        if not exposed:
            return hidden
        wanted = _candidates(hidden, counts[0], exposed)
        if not wanted:
            return np.ones_like(hidden)
        hidden[wanted[0]] = True


def _candidates(hidden: Cells, counts: Counts, exposed: list[Place]) -> list[Place]:
    """Give the cells that could hide others, of their rows and columns: least loss first."""
    last = (hidden.shape[0] - 1, hidden.shape[1] - 1)
    lines = {(i, j) for i, _ in exposed for j in range(last[1] + 1)}
    lines |= {(i, j) for _, j in exposed for i in range(last[0] + 1)}
    free = {place for place in lines if not hidden[place] and counts[place] > 0}
    return sorted(
        free,
        key=lambda place: (place[0] == last[0] or place[1] == last[1], counts[place], place),
    )


def _exposed(hidden: Cells, counts: Counts) -> list[Place]:
    """Give the hidden cells whose count the totals leave no doubt about."""
    places = [(int(i), int(j)) for i, j in np.argwhere(hidden & (counts > 0))]
    if not places:
        return []
    equations, sums = _equations(hidden & (counts > 0), counts, places)
    return [place for n, place in enumerate(places) if _pinned(equations, sums, n)]


def _equations(hidden: Cells, counts: Counts, places: list[Place]) -> tuple[Counts, Counts]:
    """Write that rows and columns sum to their totals, for the hidden cells."""
    number = {place: n for n, place in enumerate(places)}
    height, width = hidden.shape
    lines = [[(i, j) for j in range(width)] for i in range(height)]
    lines += [[(i, j) for i in range(height)] for j in range(width)]
    rows, sums = [], []
    for line in lines:
        row, told = np.zeros(len(places)), 0.0
        for k, place in enumerate(line):
            sign = -1.0 if k == len(line) - 1 else 1.0  # the total stands last
            if place in number:
                row[number[place]] = sign
            else:
                told += sign * counts[place]
        if row.any():
            rows.append(row)
            sums.append(-told)
    return np.array(rows), np.array(sums)


def _pinned(equations: Counts, sums: Counts, n: int) -> bool:
    """Tell whether one unknown has one value only, none of them being under 1."""
    # A linear programme each way: whoever reads the table could solve them too. Loaded here,
    # for those who protect a table only.
    from scipy.optimize import linprog  # noqa: PLC0415

    wanted = np.zeros(equations.shape[1])
    wanted[n] = 1.0
    ends = [linprog(sign * wanted, A_eq=equations, b_eq=sums, bounds=(1, None)) for sign in (1, -1)]
    if any(end.status for end in ends):  # unbounded: in doubt
        return False
    return bool(abs(-ends[1].fun - ends[0].fun) < 1 - 1e-6)
