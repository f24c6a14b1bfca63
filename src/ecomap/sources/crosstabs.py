"""
Cross tables and square matrices, as the rows of actors and of alliances that they mean.

A cross table has an organisation per row, a project per column, and a mark
where the one takes part in the other: each mark is a membership row. A square
matrix has the same names at its top and at its side: each mark is a pair,
counted once if the matrix is symmetric. Who has no mark stays an actor.
"""

from __future__ import annotations

import itertools
from typing import Final

from ecomap.errors import Issue
from ecomap.sources.grids import Grid, plain_grid
from ecomap.text import fold
from ecomap.values import cells
from ecomap.values.columns import suits

__all__ = ["read_crosstab"]

_NONE: Final = frozenset({"", "0", "non", "no", "n", "-", "–", "—", "0.0", "false", "faux"})
_MARKS: Final = frozenset(
    {"x", "xx", "oui", "yes", "o", "y", "1", "1.0", "✓", "✔", "☑", "vrai", "true"}
)

# Two columns of marks may be two questions about each organisation; three are projects.
_COLUMNS: Final = 3
_NAMES: Final = 3


def read_crosstab(grid: Grid, table: str = "") -> list[Grid] | None:
    """
    Read a cross table or a matrix.

    Parameters
    ----------
    grid
        A sheet.
    table
        ``"alliances"`` if somebody said that the sheet holds them: the actors are
        then in another one.

    Returns
    -------
    tables
        The actors and the alliances that it means; None if it is neither.
    """
    links_only = table == "alliances"
    filled = [at for at, row in enumerate(grid["rows"]) if any(row)]
    for n, header in enumerate(filled[:5], start=1):
        top = [cell for cell in grid["rows"][header][1:] if cell]
        below = filled[n:]
        if len(top) >= _NAMES and len(below) > 1:
            if _is_matrix(grid, header, below):
                return _matrix(grid, header, below, links_only=links_only)
            if _is_crosstab(grid, header, below):
                return _crosstab(grid, header, below, links_only=links_only)
    return None


def _body(grid: Grid, below: list[int], width: int) -> list[list[str]]:
    """Give the rows below the names, all of one width."""
    return [[*grid["rows"][at], *[""] * width][:width] for at in below]


def _is_matrix(grid: Grid, header: int, below: list[int]) -> bool:
    """Tell whether the names at the top are those at the side."""
    top = [fold(cell) for cell in grid["rows"][header][1:] if cell]
    names = (grid["rows"][at][0] for at in below if grid["rows"][at][0])
    # most tables are told from a matrix by their length alone
    written = list(itertools.islice(names, len(top) + 1))
    side = [fold(name) for name in written] if len(written) == len(top) else []
    return top == side and len(set(top)) == len(top)


def _is_crosstab(grid: Grid, header: int, below: list[int]) -> bool:
    """Tell whether each column but the first holds marks and nothing else."""
    top = grid["rows"][header]
    width = len(top)
    if width <= _COLUMNS or not all(top[1:]) or len({fold(cell) for cell in top}) < width:
        return False
    known = suits(top[1:], "actors") + suits(top[1:], "alliances")
    if top[0] if grid["made"] else known > 0:
        return False
    allowed = _NONE | _MARKS
    rows = _body(grid, below, width)
    wider = any(any(grid["rows"][at][width:]) for at in below)
    if wider or not all(row[0] for row in rows):
        return False
    marks = [fold(cell) for row in rows for cell in row[1:]]
    if grid["made"]:
        return all(mark in allowed or _is_number(mark) for mark in marks)
    return all(mark in allowed for mark in marks) and any(mark in _MARKS for mark in marks)


def _is_number(cell: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        cells.number(cell)
    except ValueError:
        return False
    return True


def _crosstab(grid: Grid, header: int, below: list[int], *, links_only: bool) -> list[Grid]:
    """Make a membership row of each mark."""
    top = grid["rows"][header]
    rows, lines = [["name", "partners"]], [0]
    for at in below:
        for project, mark in zip(top[1:], grid["rows"][at][1:], strict=False):
            if fold(mark) not in _NONE:
                rows.append([project, grid["rows"][at][0]])
                lines.append(grid["lines"][at])
    names = [grid["rows"][at][0] for at in below]
    said = _said(grid, "crosstab_read", n=len(rows) - 1, actors=len(names), columns=len(top) - 1)
    return _tables(grid, (names, below), (rows, lines), said, links_only=links_only)


def _matrix(grid: Grid, header: int, below: list[int], *, links_only: bool) -> list[Grid]:
    """Make a pair of each mark; of each two, if the matrix is symmetric."""
    body = _body(grid, below, len(below) + 1)
    names = [row[0] for row in body]
    values = [["" if fold(cell) in _NONE else cell for cell in row[1:]] for row in body]
    n = len(names)
    symmetric = all(fold(values[i][j]) == fold(values[j][i]) for i in range(n) for j in range(i))
    half = not any(values[i][j] for i in range(n) for j in range(i)) or not any(
        values[j][i] for i in range(n) for j in range(i)
    )
    directed = "false" if symmetric or half else "true"
    rows, lines = [["source", "target", "weight", "directed"]], [0]
    for i in range(n):
        for j in range(n):
            if values[i][j] and i != j and (i < j or not symmetric):
                weight = "" if fold(values[i][j]) in _MARKS else values[i][j]
                rows.append([names[i], names[j], weight, directed])
                lines.append(grid["lines"][below[i]])
    diagonal = sum(bool(values[i][i]) for i in range(n))
    code = "matrix_read" if directed == "false" else "matrix_read_directed"
    said = [_said(grid, code, n=len(rows) - 1, actors=n)]
    if diagonal:
        said.append(_said(grid, "matrix_diagonal", n=diagonal))
    del header
    return _tables(grid, (names, below), (rows, lines), *said, links_only=links_only)


def _said(grid: Grid, code: str, **facts: object) -> Issue:
    """Say how the sheet was read."""
    return Issue(code=code, severity="note", file=grid["file"], sheet=grid["sheet"], facts=facts)


def _tables(
    grid: Grid,
    actors: tuple[list[str], list[int]],
    links: tuple[list[list[str]], list[int]],
    *said: Issue,
    links_only: bool,
) -> list[Grid]:
    """Make the two tables; what is said of the sheet goes with the alliances."""
    names, below = actors
    rows, lines = links
    alliances = plain_grid(
        grid["file"],
        rows,
        lines=lines,
        sheet=grid["sheet"],
        made=grid["made"] or "crosstab",
        issues=[*grid["issues"], *said],
        encoding=grid["encoding"],
        separator=grid["separator"],
    )
    if links_only:
        return [alliances]
    own = plain_grid(
        grid["file"],
        [["name"], *([name] for name in names)],
        lines=[0, *(grid["lines"][at] for at in below)],
        sheet=grid["sheet"],
        made=grid["made"] or "crosstab",
        encoding=grid["encoding"],
        separator=grid["separator"],
    )
    return [own, alliances]
