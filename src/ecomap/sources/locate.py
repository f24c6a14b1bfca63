"""
Where the table is on a sheet: its headings, and the rows that are none of it.

Titles above, headings over two rows or repeated, titles of blocks, totals and
foot notes, several tables one under the other, a pivot table, a list of links
without headings: each is recognised by a rule that can be said in a sentence,
and said. A row is set aside only if it cannot be one of the table's.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Final

from ecomap.errors import Issue, Severity
from ecomap.sources.grids import Grid, plain_grid
from ecomap.text import fold
from ecomap.values import cells
from ecomap.values.columns import fold_heading

__all__ = ["Known", "is_data", "is_pivot", "is_total", "located", "rows_above", "sections"]

# Headings are looked for in the first rows that hold something: below, it is data.
SEARCHED: Final = 15

_TOTAL_WORD: Final = (
    r"(?:sous[- ]?total|total|totaux|grand total|sub[- ]?total|somme|cumul|ensemble)"
)
# These words alone, or with what can follow them in no name.
_TOTAL: Final = re.compile(
    rf"{_TOTAL_WORD}(?:\s+(?:general|generale|generaux|ht|ttc|partiel|global|\d{{4}}"
    r"|(?:de|des|du|par|of|for|by)\b.*|\(.*\)))?\s*(?::.*|=.*)?"
)
_TOTAL_OF: Final = re.compile(rf"{_TOTAL_WORD}\b.*")

_FOOTNOTE: Final = re.compile(
    r"\(\d{1,2}\)\s.*|\[\d{1,2}\]\s.*|\*{1,3}\s.*"
    r"|(?:sources?|notes?|nb|n\.b\.|champ|lecture|legende|key)\s*:.*"
    r"|\S{1,3}\s*=\s*\S.*"
    r"|(?:mise? a jour|donnees (?:au|du|arretees)|extraction du|document (?:etabli|edite))\b.*"
)
_PROSE: Final = 6

_PIVOT: Final = frozenset(
    {"etiquettes de lignes", "row labels", "etiquettes de colonnes", "column labels"}
)
_PIVOT_VALUE: Final = re.compile(r"(?:somme|nombre|moyenne|nb) de .+|(?:sum|count|average) of .+")
_PIVOT_TOTAL: Final = frozenset({"total general", "grand total"})

_YEAR: Final = re.compile(r"(?:19|20)\d\d")

# No heading of a first column is longer.
_HEAD: Final = 60

# Sums are made for so many rows that may be totals; a table with more has none.
_SUMMED: Final = 200
_ABOUT: Final = 0.005

# Known headings that make a row a second row of headings, below a blank one.
_HEADINGS: Final = 2

Known = Callable[[list[str]], int]


# --------------------------------------------------------------------------- several tables


def is_pivot(grid: Grid) -> bool:
    """
    Tell whether a sheet is a pivot table: sums of another, not a table of its own.

    Parameters
    ----------
    grid
        A sheet.

    Returns
    -------
    pivot
        By the words that spreadsheets put into one: two of its labels, its sums and
        its total, for somebody may be called like one.
    """
    words = {fold(cell) for row in grid["rows"][: SEARCHED * 2] for cell in row if cell}
    last = next((row for row in reversed(grid["rows"]) if any(row)), [""])
    marks = [
        bool(words & _PIVOT),
        any(_PIVOT_VALUE.fullmatch(word) for word in words),
        fold(next(filter(None, last), "")) in _PIVOT_TOTAL,
    ]
    return sum(marks) > 1


def sections(grid: Grid, known: Known) -> list[Grid]:
    """
    Part the tables that stand one under the other on a sheet.

    Another table begins below a blank row, perhaps with a title, with a row of
    words of which two or more, and half at least, are headings, other than those
    of the first table.

    Parameters
    ----------
    grid
        A sheet.
    known
        Counts the headings that a row holds.

    Returns
    -------
    tables
        At least one.
    """
    starts = [0]
    headings: set[tuple[str, ...]] = set()
    blank, first = True, 0
    for at, row in enumerate(grid["rows"]):
        if not any(row):
            blank = True
            continue
        first = at if blank and (at == 0 or not any(grid["rows"][at - 1])) else first
        if blank and _is_heading(row, known):
            folded = _folded(row)
            if headings and folded not in headings:
                starts.append(first)
            headings.add(folded)
        # the title of a table stands between the blank row and its headings
        blank = blank and sum(map(bool, row)) == 1
    bounds = [*starts, len(grid["rows"])]
    return [
        Grid(
            **{
                **grid,
                "rows": grid["rows"][first:last],
                "lines": grid["lines"][first:last],
                "issues": [
                    issue
                    for issue in grid["issues"]
                    if issue.row is None or issue.row in set(grid["lines"][first:last])
                ]
                if len(starts) > 1
                else grid["issues"],
            }
        )
        for first, last in itertools.pairwise(bounds)
    ]


def _is_heading(row: list[str], known: Known) -> bool:
    """Tell whether a row is surely one of headings."""
    words = [cell for cell in row if cell]
    count = known(row) if len(words) >= _HEADINGS else 0
    return count >= _HEADINGS and 2 * count >= len(words) and not any(map(_is_number, words))


def _folded(row: list[str]) -> tuple[str, ...]:
    """Fold a row of headings."""
    folded = [fold_heading(cell) for cell in row]
    while folded and not folded[-1]:
        folded.pop()
    return tuple(folded)


# --------------------------------------------------------------------------- one table


def located(grid: Grid, known: Known, header: int | None = None) -> Grid:
    """
    Find the table of a sheet, and set aside the rows that are none of it.

    Parameters
    ----------
    grid
        A sheet.
    known
        Counts the headings that a row holds.
    header
        Index of the row of the headings, where somebody told it.

    Returns
    -------
    grid
        The same without those rows, which are its `aside`.
    """
    told = header is not None
    if header is None:
        header = _header(grid, known)
    if header is None:
        return _edge_list(grid) or grid
    grid = Grid(**{**grid, "rows": list(grid["rows"]), "lines": list(grid["lines"])})
    if not told:
        header = _two_rows(grid, header, known)
    aside = dict(_repeated(grid, header))
    aside |= dict(_notes(grid, header, aside))
    aside |= dict(_totals(grid, header, aside))
    grid["aside"] = [(grid["lines"][at], grid["rows"][at], aside[at]) for at in sorted(aside)]
    if aside:
        kept = [at for at in range(len(grid["rows"])) if at not in aside]
        grid["rows"] = [grid["rows"][at] for at in kept]
        grid["lines"] = [grid["lines"][at] for at in kept]
    return grid


def _header(grid: Grid, known: Known) -> int | None:
    """Find the row of the headings: the first of those that know most columns."""
    best, most, seen = None, 0, 0
    for at, row in enumerate(grid["rows"]):
        if not any(row):
            continue
        seen += 1
        if seen > SEARCHED:
            break
        if (count := known(row)) > most:
            best, most = at, count
    return None if best is None or is_data(grid["rows"], best, known) else best


def is_data(rows: list[list[str]], at: int, known: Known) -> bool:
    """
    Tell whether a row is one of data of which a word happens to be a heading.

    Parameters
    ----------
    rows
        The rows of a sheet.
    at
        Index of the row that would be the headings.
    known
        Counts the headings that a row holds.

    Returns
    -------
    data
        True if one word alone is a heading, and stands again below, in its column
        and in another row than the same: ``Association`` is a heading and a type.

    Examples
    --------
    >>> rows = [["Les Amis", "Association"], ["Le Cercle", "Association"]]
    >>> is_data(rows, 0, lambda row: row.count("Association"))
    True
    """
    columns = [column for column, cell in enumerate(rows[at]) if cell and known([cell])]
    if len(columns) != 1:
        return False
    (column,) = columns
    below = (row for row in rows[at + 1 :] if row != rows[at] and column < len(row))
    return any(row[column] == rows[at][column] for row in below)


def _said(
    grid: Grid, at: int | None, code: str, severity: Severity = "note", **facts: object
) -> Issue:
    """Say something of a row."""
    row = None if at is None else grid["lines"][at]
    value = "" if at is None else next(filter(None, grid["rows"][at]), "")
    return Issue(
        code=code,
        severity=severity,
        file=grid["file"],
        sheet=grid["sheet"],
        row=row,
        value=value,
        facts=facts,
    )


def _edge_list(grid: Grid) -> Grid | None:
    """Read two columns as links if the first row is surely one: its two ends stand again below."""
    rows = [[cell for cell in row if cell] for row in grid["rows"] if any(row)]
    if len(rows) <= _HEADINGS or any(len(row) != len(("source", "target")) for row in rows):
        return None
    below = {cell for row in rows[1:] for cell in row}
    if not set(rows[0]) <= below:
        return None
    said = _said(grid, None, "no_headings_links", n=len(rows))
    return plain_grid(
        grid["file"],
        [["source", "target"], *grid["rows"]],
        lines=[0, *grid["lines"]],
        sheet=grid["sheet"],
        encoding=grid["encoding"],
        separator=grid["separator"],
        hidden=grid["hidden"],
        ragged=grid["ragged"],
        issues=[*grid["issues"], said],
    )


# --------------------------------------------------------------------------- headings


def _two_rows(grid: Grid, header: int, known: Known) -> int:
    """Join headings that stand over two rows; give the index of the joined row."""
    rows = grid["rows"]
    for upper in (header - 1, header):
        if not 0 <= upper < len(rows) - 1:
            continue
        if _is_double(rows[upper], rows[upper + 1], rows[upper + 2 :]):
            rows[upper + 1] = _joined(rows[upper], rows[upper + 1], known)
            grid["issues"] = [*grid["issues"], _said(grid, upper + 1, "two_heading_rows")]
            rows[upper] = [""] * len(rows[upper])
            return upper + 1
    return header


def _is_double(upper: list[str], lower: list[str], below: list[list[str]]) -> bool:
    """
    Tell whether two rows are headings over two rows.

    Each column has a heading above or below; some above alone, as merged cells
    have; those below stand under a heading that has blank ones to its right.
    """
    width = len(_folded(upper)) if len(upper) > len(lower) else len(_folded(lower))
    upper, lower = ([*row, *[""] * width][:width] for row in (upper, lower))
    lower = ["" if cell == above else cell for above, cell in zip(upper, lower, strict=True)]
    under = [at for at in range(width) if lower[at]]
    alone = [at for at in range(width) if upper[at] and not lower[at]]
    group = any(not upper[at] for at in under)
    if not (under and alone and group) or not upper[0] or not any(below):
        return False
    if any(not upper[at] and not lower[at] for at in range(width)):
        return False
    # a heading above the blank ones is that of their group, and has one below too
    if any(not upper[at] and not lower[at - 1] for at in under):
        return False
    return all(_YEAR.fullmatch(lower[at]) or not _is_number(lower[at]) for at in under)


def _joined(upper: list[str], lower: list[str], known: Known) -> list[str]:
    """Join each heading below with the heading of its group."""
    width = max(len(upper), len(lower))
    upper, lower = ([*row, *[""] * width][:width] for row in (upper, lower))
    groups: list[str] = []
    for above in upper:
        groups.append(above or (groups[-1] if groups else ""))
    joined = []
    for at, (above, below, group) in enumerate(zip(upper, lower, groups, strict=True)):
        if not below or below == above:
            joined.append(above)
        elif lower.count(below) > 1:
            first = above and known([above]) and lower[at - 1] != below
            joined.append(above if first else f"{group} {below}")
        else:
            joined.append(below if known([below]) else f"{group} {below}")
    return joined


def rows_above(grid: Grid, header: int) -> list[Issue]:
    """
    Say which rows stand above the headings, and are not read.

    Parameters
    ----------
    grid
        A sheet.
    header
        Index of the row of the headings.

    Returns
    -------
    issues
        One remark, if there are such rows.
    """
    rows = list(zip(grid["lines"][:header], grid["rows"][:header], strict=True))
    rows += [(line, row) for line, row, _ in grid["aside"] if line < grid["lines"][header]]
    above = sorted((line, sum(map(bool, row))) for line, row in rows if any(row))
    if not above:
        return []
    width = sum(map(bool, grid["rows"][header]))
    # as full as the headings, they may be rows of the table
    full = [line for line, filled in above if filled * 2 > max(width, 2)]
    lines = [line for line, _ in above]
    said = _said(
        grid,
        None,
        "rows_above",
        "warning" if full else "note",
        n=len(lines),
        rows=", ".join(map(str, lines)),
    )
    return [dataclasses.replace(said, row=(full or lines)[0])]


def _repeated(grid: Grid, header: int) -> Iterator[tuple[int, Issue]]:
    """Find the headings that are repeated, and the title of the block above each."""
    rows = grid["rows"]
    wanted = _folded(rows[header])
    first = next(at for at, cell in enumerate(rows[header]) if cell)
    words = set(wanted[first].split())
    heads = "\n".join([row[first] for row in rows[header + 1 :] if first < len(row)])
    # on most sheets no row begins with a word of the headings
    if words.isdisjoint(fold(heads).split()):
        return
    above: int | None = None
    for at in range(header + 1, len(rows)):
        row = rows[at]
        if not any(row):
            continue
        head = row[first] if first < len(row) else ""
        if len(head) <= _HEAD and words & set(fold(head).split()) and _is_again(row, wanted):
            yield at, _said(grid, at, "repeated_headings")
            if above is not None and sum(map(bool, rows[above])) == 1 and len(wanted) > 1:
                yield above, _said(grid, above, "block_title")
        above = at


def _is_again(row: list[str], wanted: tuple[str, ...]) -> bool:
    """Tell whether a row is the headings again: the same, or each a word of its own in common."""
    folded = _folded(row)
    if folded == wanted or len(folded) != len(wanted) or len(wanted) < _HEADINGS:
        return folded == wanted
    return all(
        set(one.split()) & set(other.split()) and not _is_number(one)
        for one, other in zip(folded, wanted, strict=True)
    )


# --------------------------------------------------------------------------- totals and notes


def _notes(grid: Grid, header: int, aside: dict[int, Issue]) -> Iterator[tuple[int, Issue]]:
    """Find the foot notes: lines of one cell that begin as notes do, or end the sheet as prose."""
    rows = grid["rows"]
    wide = sum(map(bool, rows[header])) > 1
    ended = True
    for at in range(len(rows) - 1, header, -1):
        row = rows[at]
        if at in aside or not any(row):
            continue
        if sum(map(bool, row)) > 1 or not wide:
            ended = ended and not wide and bool(_FOOTNOTE.fullmatch(fold(next(filter(None, row)))))
            if not ended:
                return
        text = next(filter(None, row))
        apart = at > 0 and not any(rows[at - 1])
        prose = apart and (len(text.split()) >= _PROSE or text.endswith("."))
        if _FOOTNOTE.fullmatch(fold(text)) or (prose and not _TOTAL_OF.fullmatch(fold(text))):
            yield at, _said(grid, at, "footnote", "warning")
        elif not _TOTAL.fullmatch(fold(text)):
            return


def _totals(grid: Grid, header: int, aside: dict[int, Issue]) -> Iterator[tuple[int, Issue]]:
    """Find the totals: a word for one or no word, beside nothing but numbers."""
    rows = grid["rows"]
    width = len(rows[header])
    summed = 0
    start = header + 1
    for at in range(header + 1, len(rows)):
        row = rows[at]
        if at in aside:
            start = at + 1 if aside[at].code == "repeated_headings" else start
            continue
        filled = len(row) - row.count("")
        if not filled or (filled >= width and "otal" not in "".join(row).lower()):
            continue
        texts = [cell for cell in row if cell and not _is_number(cell)]
        if len(texts) > 1:
            continue
        word = fold(texts[0]) if texts else ""
        if word and not _TOTAL_OF.fullmatch(word):
            continue
        if word and _TOTAL.fullmatch(word):
            yield at, _said(grid, at, "total_row", "warning")
            start = at + 1
            yield from _title_below(grid, at, aside)
        elif filled > len(texts) and summed < _SUMMED:
            summed += 1
            if _is_sum(rows, at, start, aside) or _is_sum(rows, at, header + 1, aside):
                yield at, _said(grid, at, "total_row", "warning")
                start = at + 1
            elif word:
                said = _said(grid, at, "perhaps_total", "warning")
                grid["issues"] = [*grid["issues"], said]


def is_total(heading: str) -> bool:
    """
    Tell whether a heading is that of sums.

    Parameters
    ----------
    heading
        A heading as written.

    Returns
    -------
    total
        True for ``Total``, ``Ensemble`` and their like.

    Examples
    --------
    >>> is_total("TOTAL 2023"), is_total("Ensemble vocal")
    (True, False)
    """
    return _TOTAL.fullmatch(fold(heading)) is not None


def _title_below(grid: Grid, total: int, aside: dict[int, Issue]) -> Iterator[tuple[int, Issue]]:
    """Find the title of the next block: the line of one cell between a total and fuller rows."""
    rows = grid["rows"]
    below = (at for at in range(total + 1, len(rows)) if any(rows[at]))
    title, after = next(below, None), next(below, None)
    if title is None or after is None or title in aside:
        return
    if len(list(filter(None, rows[title]))) == 1 < len(list(filter(None, rows[after]))):
        yield title, _said(grid, title, "block_title")


def _is_sum(rows: list[list[str]], at: int, start: int, aside: dict[int, Issue]) -> bool:
    """Tell whether each number of a row is the sum of those above it."""
    sums = []
    for column, cell in enumerate(rows[at]):
        if cell and _is_number(cell):
            above = [
                cells.number(row[column])
                for row in (rows[one] for one in range(start, at) if one not in aside)
                if column < len(row) and row[column] and _is_number(row[column])
            ]
            total = cells.number(cell)
            sums.append(
                len(above) > 1 and total != 0 and abs(sum(above) - total) <= abs(total) * _ABOUT
            )
    return any(sums) and sums[-1]


def _is_number(cell: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        cells.number(cell)
    except ValueError:
        return False
    return True
