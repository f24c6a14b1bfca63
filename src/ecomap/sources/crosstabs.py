"""
Cross tables and square matrices, as the rows of actors and of alliances that they mean.

A cross table has an organisation per row, a project per column, and a mark
where the one takes part in the other: each mark is a membership row. Columns of
another kind (a town, a type) may stand beside; they describe the organisations.
A square matrix has the same names at its top and at its side: each mark is a
pair, counted once if the matrix is symmetric. Who has no mark stays an actor.
"""

from __future__ import annotations

import itertools
import operator
from typing import Final, NamedTuple

from ecomap.errors import Issue, Severity
from ecomap.sources.grids import Grid, plain_grid
from ecomap.sources.locate import Known, is_total, located, rows_above
from ecomap.text import fold
from ecomap.values import cells
from ecomap.values.columns import letters, suits, tier

__all__ = ["read_crosstab"]

# Marks that say no; those that were written, and do not merely fill a cell; those that say yes.
_NONE: Final = frozenset({"", "0", "non", "no", "n", "-", "–", "—", "0.0", "false", "faux"})
_NO: Final = _NONE - {"", "-", "–", "—"}
_MARKS: Final = frozenset(
    {"x", "xx", "oui", "yes", "o", "y", "1", "1.0", "✓", "✔", "☑", "vrai", "true"}
)

_LONGEST: Final = max(map(len, _MARKS))

# Two columns of marks may be two questions about each organisation; three are projects.
_COLUMNS: Final = 3
_NAMES: Final = 3

# Rows of the headings are looked for so far; a column of marks shows one in so many rows below.
_SEARCHED: Final = 5
_SHOWN: Final = 200

# Names that a sentence can hold.
_TOLD: Final = 8

_KNOWN_AS: Final = ("id", "name")
_UNKNOWN: Final = 3


# A row set aside, as `Grid` has them.
Aside = tuple[int, list[str], Issue]


class _Cross(NamedTuple):
    """A cross table: its rows, and which columns are projects, a name, an identifier, others."""

    grid: Grid
    header: int
    projects: list[int]
    name: int
    key: int | None
    others: list[int]


def read_crosstab(grid: Grid, known: Known, table: str = "") -> list[Grid] | None:
    """
    Read a cross table or a matrix.

    Parameters
    ----------
    grid
        A sheet; told what is doubtful about it, if it is neither.
    known
        Counts the headings that a row holds.
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
    for n, header in enumerate(filled[:_SEARCHED], start=1):
        top = [cell for cell in grid["rows"][header][1:] if cell]
        below = filled[n:]
        if len(top) >= _NAMES and len(below) > 1:
            if _is_matrix(grid, header, below):
                return _matrix(grid, header, below, links_only=links_only)
            if cross := _crossed(grid, header, below, known):
                return _crosstab(cross, links_only=links_only)
    return None


def _body(grid: Grid, below: list[int], width: int) -> list[list[str]]:
    """Give the rows below the names, all of one width."""
    return [[*grid["rows"][at], *[""] * width][:width] for at in below]


def _is_matrix(grid: Grid, header: int, below: list[int]) -> bool:
    """Tell whether the names at the top are those at the side, totals aside."""
    top = [fold(cell) for cell in grid["rows"][header][1:] if cell and not is_total(cell)]
    names = (cell for at in below if (cell := grid["rows"][at][0]) and not is_total(cell))
    # most tables are told from a matrix by their length alone
    written = list(itertools.islice(names, len(top) + 1))
    side = [fold(name) for name in written] if len(written) == len(top) else []
    return bool(top) and top == side and len(set(top)) == len(top)


def _crossed(grid: Grid, header: int, below: list[int], known: Known) -> _Cross | None:
    """Find the projects of a cross table below some headings; None if it is none."""
    first = [grid["rows"][at] for at in below[:_SHOWN]]
    width = len(grid["rows"][header])
    # most tables are told from a cross table by their first rows alone
    if sum(_is_marked(first, at, number=bool(grid["made"])) for at in range(width)) < _COLUMNS:
        return None
    inner = located(grid, known, header)
    top = inner["rows"][header]
    rows = [row for row in inner["rows"][header + 1 :] if any(row)]
    if any(any(row[width:]) for row in rows) or len(set(map(fold, top))) < width:
        return None
    if inner["made"]:  # a network file says that it is one
        marked = all(_is_mark(row[at], number=True) for row in rows for at in range(1, len(row)))
        projects = list(range(1, width))
        return _Cross(inner, header, projects, 0, None, []) if marked and not top[0] else None
    totals = [at for at in range(1, width) if is_total(top[at])]
    projects = _side_by_side(
        [_is_unknown(top[at]) and _is_column_of_marks(rows, at) for at in range(1, width)]
    )
    others = [at for at in range(width) if at not in projects and at not in totals]
    key, name = (
        next((at for at in others if tier(top[at], one, "actors") < _UNKNOWN), None)
        for one in _KNOWN_AS
    )
    name = 0 if name is None else name
    named = sum(bool("".join(row[name : name + 1])) for row in rows)
    if len(projects) < _COLUMNS or 2 * named <= len(rows):
        return None
    others = [at for at in others if at not in {name, key} and (top[at] or _column(rows, at))]
    if others and any(_column(rows, at) & _NO for at in projects):
        # where somebody wrote a no, they are more likely questions about each organisation
        grid["issues"] = [
            *grid["issues"],
            _told(grid, "crosstab_doubtful", "warning", top, projects),
        ]
        return None
    return _Cross(inner, header, projects, name, key, others)


def _is_marked(rows: list[list[str]], at: int, *, number: bool) -> bool:
    """Tell whether a column shows a mark, or a number."""
    written = {row[at] for row in rows if at < len(row)}
    # most cells are longer than a mark
    short = [cell for cell in written if not cell.isascii() or len(cell.strip()) <= _LONGEST]
    marked = not _MARKS.isdisjoint(map(fold, short))
    return marked or (number and any(map(_is_number, {fold(cell) for cell in written} - _NONE)))


def _is_mark(cell: str, *, number: bool) -> bool:
    """Tell whether a cell holds a mark, a number where one may stand, or nothing."""
    mark = fold(cell)
    return mark in _NONE or mark in _MARKS or (number and _is_number(mark))


def _column(rows: list[list[str]], at: int) -> set[str]:
    """Give the distinct cells of a column, folded."""
    return {fold(cell) for cell in {row[at] for row in rows if at < len(row)} if cell}


def _is_column_of_marks(rows: list[list[str]], at: int) -> bool:
    """Tell whether a column holds marks and nothing else."""
    found = _column(rows, at)
    return found <= _NONE | _MARKS and bool(found & _MARKS)


def _side_by_side(marked: list[bool]) -> list[int]:
    """Give the longest run of columns of marks: features of actors stand here and there."""
    runs = itertools.groupby(enumerate(marked, start=1), key=operator.itemgetter(1))
    return max(([at for at, _ in run] for is_marked, run in runs if is_marked), key=len, default=[])


def _is_unknown(heading: str) -> bool:
    """Tell whether a heading is the name of a project rather than that of a column of ours."""
    return bool(heading) and not any(suits([heading], table) for table in ("actors", "alliances"))


def _is_number(cell: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        cells.number(cell)
    except ValueError:
        return False
    return True


def _crosstab(cross: _Cross, *, links_only: bool) -> list[Grid]:
    """Make a membership row of each mark."""
    grid, header = cross.grid, cross.header
    top, width = grid["rows"][header], len(grid["rows"][header])
    below = [at for at in range(header + 1, len(grid["rows"])) if any(grid["rows"][at])]
    none = [*_titles(cross, below), *_nameless(cross, below)]
    grid["aside"] = sorted([*grid["aside"], *none], key=operator.itemgetter(0))
    gone = {line for line, *_ in none}
    below = [at for at in below if grid["lines"][at] not in gone]
    body = dict(zip(below, _body(grid, below, width), strict=True))
    links, lines = [["name", "partners"]], [0]
    for at, row in body.items():
        who = row[cross.name] if cross.key is None else row[cross.key] or row[cross.name]
        for project in cross.projects:
            if fold(row[project]) not in _NONE:
                links.append([top[project], who])
                lines.append(grid["lines"][at])
    kept = [at for at in (cross.key, cross.name, *cross.others) if at is not None]
    headings = ["name" if at == cross.name else top[at] for at in kept]
    people = [headings, *([row[at] for at in kept] for row in body.values())]
    if cross.others:
        said = [_told(grid, "crosstab_beside", "warning", top, cross.projects)]
    else:
        n, columns = len(links) - 1, len(cross.projects)
        said = [_said(grid, "crosstab_read", n=n, actors=len(body), columns=columns)]
    said += [*_unmarked(cross, body), *rows_above(grid, header)]
    actors = (people, [0, *(grid["lines"][at] for at in below)])
    return _tables(grid, actors, (links, lines), *said, links_only=links_only)


def _titles(cross: _Cross, below: list[int]) -> list[Aside]:
    """Find the titles of groups: a name alone, below a blank row and above a full one."""
    rows = cross.grid["rows"]
    return [
        _aside(cross.grid, at, "block_title", "note", rows[at][cross.name])
        for at, after in itertools.pairwise(below)
        if not any(rows[at - 1])
        and after == at + 1
        and _is_bare(rows[at], cross.name)
        and not _is_bare(rows[after], cross.name)
    ]


def _nameless(cross: _Cross, below: list[int]) -> list[Aside]:
    """Find the rows that name nobody."""
    rows = cross.grid["rows"]
    return [
        _aside(cross.grid, at, "no_name", "error")
        for at in below
        if not "".join(rows[at][cross.name : cross.name + 1])
    ]


def _aside(grid: Grid, at: int, code: str, severity: Severity, value: str = "") -> Aside:
    """Set a row aside, and say why."""
    line, file, sheet = grid["lines"][at], grid["file"], grid["sheet"]
    said = Issue(code=code, severity=severity, file=file, sheet=sheet, row=line, value=value)
    return line, grid["rows"][at], said


def _is_bare(row: list[str], name: int) -> bool:
    """Tell whether a row holds a name and nothing else."""
    return bool(row[name]) and sum(map(bool, row)) == 1


def _unmarked(cross: _Cross, body: dict[int, list[str]]) -> list[Issue]:
    """Say which rows have a name and no mark: an actor alone, or the title of a group."""
    bare = [row[cross.name] for row in body.values() if _is_bare(row, cross.name)]
    if not bare:
        return []
    names = ", ".join(bare[:_TOLD]) + (", …" if len(bare) > _TOLD else "")
    return [_said(cross.grid, "crosstab_unmarked", "warning", n=len(bare), names=names)]


def _told(grid: Grid, code: str, severity: Severity, top: list[str], projects: list[int]) -> Issue:
    """Say something of the columns of marks, named."""
    names = [f"{top[at]} ({letters(at)})" for at in projects[:_TOLD]]
    names += ["…"] if len(projects) > _TOLD else []
    return _said(grid, code, severity, columns=", ".join(names), n=len(projects))


def _matrix(grid: Grid, header: int, below: list[int], *, links_only: bool) -> list[Grid]:
    """Make a pair of each mark; of each two, if the matrix is symmetric."""
    top = grid["rows"][header]
    none = {at: odd for at in below if (odd := _no_row_of_matrix(grid, at, top))}
    grid["aside"] = [*grid["aside"], *none.values()]
    below = [at for at in below if at not in none]
    columns = [at for at in range(1, len(top)) if top[at] and not is_total(top[at])]
    body = [[row[0], *(row[at] for at in columns)] for row in _body(grid, below, len(top))]
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
    said = [_said(grid, code, n=len(rows) - 1, actors=n), *rows_above(grid, header)]
    if diagonal:
        said.append(_said(grid, "matrix_diagonal", n=diagonal))
    actors = ([["name"], *([name] for name in names)], [0, *(grid["lines"][at] for at in below)])
    return _tables(grid, actors, (rows, lines), *said, links_only=links_only)


def _no_row_of_matrix(grid: Grid, at: int, top: list[str]) -> Aside | None:
    """Set aside a row of sums, the names again, or a row without a name."""
    row = grid["rows"][at]
    if row == top:
        return _aside(grid, at, "repeated_headings", "note")
    if is_total(row[0]):
        return _aside(grid, at, "total_row", "warning", row[0])
    return None if row[0] else _aside(grid, at, "no_name", "error")


def _said(grid: Grid, code: str, severity: Severity = "note", **facts: object) -> Issue:
    """Say how the sheet was read."""
    return Issue(code=code, severity=severity, file=grid["file"], sheet=grid["sheet"], facts=facts)


def _tables(
    grid: Grid,
    actors: tuple[list[list[str]], list[int]],
    links: tuple[list[list[str]], list[int]],
    *said: Issue,
    links_only: bool,
) -> list[Grid]:
    """Make the two tables; what is said of the sheet goes with the alliances."""
    common = {
        "sheet": grid["sheet"],
        "made": grid["made"] or "crosstab",
        "encoding": grid["encoding"],
        "separator": grid["separator"],
        "hidden": grid["hidden"],
    }
    issues = [*grid["issues"], *said]
    own = plain_grid(grid["file"], actors[0], lines=actors[1], aside=grid["aside"], **common)
    alliances = plain_grid(grid["file"], links[0], lines=links[1], issues=issues, **common)
    if links_only:
        alliances["aside"] = grid["aside"]
        return [alliances]
    return [own, alliances]
