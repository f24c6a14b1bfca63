"""The poster: families in columns, groups in boxes, the name of every node in a cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise, repeat
from typing import Final, NamedTuple, TypedDict

import networkx as nx
import numpy as np

from ecomap import letters
from ecomap.garbage import later
from ecomap.page.layout.groups import PLACES, UNKNOWN, Grouping, Position, group, ranked
from ecomap.page.layout.marks import Floats, Indices, runs
from ecomap.page.layout.seats import gather
from ecomap.text import LANGUAGES
from ecomap.typology import standard

__all__ = ["Box", "Head", "Poster", "poster"]

# Measures of the poster, in its units; the page's painters are told those they need.
_FONT: Final = 13.0
_SPACE: Final = letters.width(" ", _FONT)
_LINE: Final = 15.5
_INDENT: Final = 28.0  # from the left of a cell to its name: room for the largest mark
_HEAD: Final = 44.0
_TITLE: Final = 40.0
_FOOT: Final = 8.0
_GAP: Final = 14.0
_GUTTER: Final = 22.0
_MOST_LINES: Final = 4
_FINGER: Final = 44.0  # the least that a finger hits
_LEGIBLE: Final = 0.8  # scale under which headings must grow to be read
_PADDING: Final = 8.0
_STRETCH: Final = 1.35
_CELLS: Final = tuple(float(width) for width in range(150, 251, 20))
_HALVINGS: Final = 12
_SPARE: Final = 4  # columns that a family may have beyond those of a square of cells
_LONGEST: Final = 200  # letters of a name that its lines are counted of
_TRIED: Final = 1500  # beyond so many names, one width is tried
_CROWD: Final = 5000  # beyond so many, marks would touch in columns as wide as a name
_SQUARER: Final = 130.0


class Box(TypedDict):
    """
    The frame of a group on the poster.

    `text` is the width of its names; it is untitled where the heading of its
    family says its name already.
    """

    group: str
    x: float
    y: float
    width: float
    height: float
    text: float
    titled: bool


class Head(TypedDict):
    """The heading of a family on the poster."""

    family: str
    x: float
    y: float
    width: float


class Poster(TypedDict):
    """
    A poster: where each mark stands, what frames it, and how names are written.

    `lines` is the number of lines that a node's name may take, of the height
    `line` and in the size `font`; `indent` goes from the left of a cell to the
    name, with the mark in its middle. Headings are `large` times their size.
    """

    pos: Position
    lines: dict[str, int]
    boxes: list[Box]
    heads: list[Head]
    bounds: list[float]
    font: float
    line: float
    indent: float
    large: float


class _Cells(NamedTuple):
    """The nodes of a group in order, the lines of each, the height of its cell, of all up to it."""

    nodes: list[str]
    lines: Indices
    heights: Floats
    ends: Floats


class _Stack(NamedTuple):
    """Families one above the other, in columns of cells of one width."""

    families: list[str]
    columns: int
    cell: float
    height: float


class _Sheet(NamedTuple):
    """What a poster is made of; `large` enlarges the headings of one seen from afar."""

    grouping: Grouping
    cells: Mapping[float, Mapping[str, _Cells]]  # by width of a cell, then by group
    rows: Mapping[str, Floats]  # of a group: its height by width of a cell and by columns
    large: float = 1.0


@later()
def poster(
    G: nx.Graph,
    grouping: Grouping | None = None,
    *,
    rank: Mapping[str, float] | None = None,
    order: Iterable[str] | None = None,
    names: Mapping[str, Sequence[str]] | None = None,
    width: float = 1150,
    height: float = 790,
    narrow: bool = False,
) -> Poster:
    """
    Lay a graph out as a poster: families in columns, groups in boxes, names in cells.

    Parameters
    ----------
    G
        Actors and meeting places as nodes.
    grouping
        What `group` gives; by model if None.
    rank
        Importance of each node: the highest comes first in its box, and the
        others near those they work with; by importance where none does.
    order
        The nodes in the order in which to read each box, instead of by `rank`
        and partners; the positions of another poster have its own.
    names
        The names each node may be shown under, in one language or several; its
        ``name`` if None. A cell has room for the longest, up to four lines.
    width, height
        The window that the poster should fill, in units: it chooses the number
        of columns that lets it be drawn largest.
    narrow
        One column only, of `width`, as tall as it needs; for a telephone.

    Returns
    -------
    layout
        Positions and frames, in units.

    Examples
    --------
    >>> G = nx.Graph()
    >>> G.add_node("town", name="Town", model="public_action")
    >>> G.add_node("school", name="School", model="knowledge_economy")
    >>> [box["group"] for box in poster(G)["boxes"]]
    ['public_action', 'knowledge_economy']
    """
    grouping = grouping or group(G)
    if not len(G):
        return _place(_Sheet(grouping, {}, {}), [])
    names = names or {node: [str(G.nodes[node].get("name", node))] for node in G}
    if order is not None:
        rank = {node: -float(i) for i, node in enumerate(order)}
    members = ranked(G, grouping, rank or {})
    widths = (width,) if narrow else _widths(len(G))
    cells = _cells(members, names, widths, _FINGER if narrow else 0.0)
    most = 1 if narrow else math.ceil(math.sqrt(len(G) * width / height)) + _SPARE
    rows = {key: np.array([_heights(cells[w][key], most) for w in widths]) for key in members}
    sheet = _Sheet(grouping, cells, rows)
    if not narrow:
        sheet, stacks = _largest(sheet, width, height)
    else:
        stacks = [_narrowest(sheet, list(grouping.families), math.inf)]
    return _gathered(G, sheet, stacks) if order is None else _place(sheet, stacks)


def _largest(sheet: _Sheet, width: float, height: float) -> tuple[_Sheet, list[_Stack]]:
    """Find the columns that let a window show a poster largest, headings that can be read."""
    stacks = _fit(sheet, width / height)
    for _ in range(2):  # larger headings leave less room, hence a second look
        scale = min(width / max(_wide(sheet, stacks), 1.0), height / max(_high(stacks), 1.0))
        large = max(1.0, _LEGIBLE / scale)
        if large == sheet.large:
            break
        sheet = sheet._replace(large=large)
        stacks = _fit(sheet, width / height)
    return sheet, stacks


def _widths(names: int) -> tuple[float, ...]:
    """Give the widths that cells may have on a poster of so many names."""
    if names <= _TRIED:
        return _CELLS
    return _CELLS[2:3] if names <= _CROWD else (_SQUARER,)


def _cells(
    members: Mapping[str, list[str]],
    names: Mapping[str, Sequence[str]],
    widths: Sequence[float],
    least: float,
) -> dict[float, dict[str, _Cells]]:
    """Give the cells of each group, for each width that a cell may have."""
    order = [node for nodes in members.values() for node in nodes]
    texts = np.array([_text(cell) for cell in widths])
    lines = _lines([names[node] or ("",) for node in order], texts)
    cells: dict[float, dict[str, _Cells]] = {cell: {} for cell in widths}
    start = 0
    for key, nodes in members.items():
        for cell, counts in zip(widths, lines[:, start : start + len(nodes)], strict=True):
            heights = np.maximum(least, counts * _LINE + _PADDING)
            cells[cell][key] = _column(nodes, counts, heights)
        start += len(nodes)
    return cells


def _column(nodes: list[str], lines: Indices, heights: Floats) -> _Cells:
    """Stack the cells of some nodes."""
    return _Cells(nodes, lines, heights, np.concatenate([[0.0], np.cumsum(heights)]))


def _text(cell: float) -> float:
    """Give the width of a cell's text."""
    return cell - _INDENT - _FOOT


def _lines(names: Sequence[Sequence[str]], texts: Floats) -> Indices:
    """Count the lines that the longest name of each node takes, in texts of some widths."""
    count = [len(known) for known in names]
    words = [name[:_LONGEST].split() for known in names for name in known]
    longest = np.maximum.reduceat(_wrapped(words, texts), np.cumsum([0, *count[:-1]]), axis=1)
    return np.minimum(longest, _MOST_LINES)


def _wrapped(names: list[list[str]], texts: Floats) -> Indices:
    """Count the lines that names take by words, word after word of all of them."""
    count = np.array([len(words) for words in names], dtype=np.intp)
    if not count.any():
        return np.ones((len(texts), len(names)), dtype=np.intp)
    sizes, first = _sizes(list(chain.from_iterable(names))), np.cumsum(count) - count
    lines = np.ones((len(texts), len(names)), dtype=np.intp)
    used, text = np.zeros(lines.shape), texts[:, None]
    for place in range(count.max(initial=0)):
        left = np.flatnonzero(count > place)
        size, before = sizes[first[left] + place], used[:, left]
        after = before + (before > 0) * _SPACE + size
        breaks = (before > 0) & (after > text)
        after = np.where(breaks, size, after)
        # a word longer than a line is cut by the page
        more, used[:, left] = np.divmod(after, text)
        lines[:, left] += breaks + more.astype(np.intp)
    return lines


def _sizes(words: list[str]) -> Floats:
    """Give the widths of words; that of a letter is asked once."""
    letter, of = np.unique(
        np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32),
        return_inverse=True,
    )
    widths = np.array([letters.width(chr(code), _FONT) for code in letter.tolist()])[of]
    long = np.array([len(word) for word in words])
    return np.add.reduceat(widths, np.cumsum(long) - long)


def _arrangements(grouping: Grouping) -> list[list[list[str]]]:
    """Give the ways to stack families: each apart, or the unclassified over the places."""
    families = list(grouping.families)
    apart = [[family] for family in families]
    if not {UNKNOWN, PLACES} < set(families):
        return [apart]
    return [apart, [*apart[:-2], [UNKNOWN, PLACES]]]


def _fit(sheet: _Sheet, shape: float) -> list[_Stack]:
    """Find the arrangement and the columns that make a poster of a shape smallest."""
    halved = [_halve(sheet, stacks, shape) for stacks in _arrangements(sheet.grouping)]
    return min(halved, key=lambda stacks: max(_high(stacks), _wide(sheet, stacks) / shape))


def _halve(sheet: _Sheet, families: list[list[str]], shape: float) -> list[_Stack]:
    """Find the lowest poster that is not wider than its shape allows, by halving."""

    def fill(most: float) -> list[_Stack]:
        return [_narrowest(sheet, stacked, most) for stacked in families]

    low, high = 0.0, sum(stack.height for stack in fill(math.inf))
    best = fill(high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        tried = fill(middle)
        if max(_wide(sheet, tried) / shape, _high(tried)) <= middle:
            best, high = tried, middle
        else:
            low = middle
    return best


def _narrowest(sheet: _Sheet, families: list[str], most: float) -> _Stack:
    """Give the narrowest columns in which families are not higher than a limit."""
    heights = _stacked(sheet, families)
    fits = heights <= most
    # where nothing fits, all the columns that are known
    columns = np.where(fits.any(axis=1), fits.argmax(axis=1), heights.shape[1] - 1)
    found = heights[np.arange(len(heights)), columns]
    tried = zip((found > most).tolist(), (columns + 1).tolist(), sheet.cells, strict=True)
    higher = [(high, many * cell) for high, many, cell in tried]
    best = min(range(len(higher)), key=higher.__getitem__)
    return _Stack(families, int(columns[best]) + 1, [*sheet.cells][best], float(found[best]))


def _wide(sheet: _Sheet, stacks: list[_Stack]) -> float:
    """Give the width of stacks side by side."""
    between = _GUTTER * sheet.large * (len(stacks) - 1)
    return sum(stack.columns * stack.cell for stack in stacks) + between


def _high(stacks: list[_Stack]) -> float:
    """Give the height of the tallest stack."""
    return max((stack.height for stack in stacks), default=0.0)


def _stacked(sheet: _Sheet, families: list[str]) -> Floats:
    """Add up the heights of a stack of families, by width of a cell and by columns."""
    rows = [sheet.rows[key] for family in families for key in sheet.grouping.families[family]]
    high: Floats = np.sum(rows, axis=0) + _around(sheet, families)
    return high


def _around(sheet: _Sheet, families: list[str]) -> float:
    """Give the height of what a stack of families holds beside its cells."""
    boxes = [family for family in families for _ in sheet.grouping.families[family]]
    titles = sum(_title(sheet, family) for family in boxes)
    return titles + (_FOOT + _GAP) * len(boxes) + _HEAD * sheet.large * len(families)


def _height(sheet: _Sheet, stack: _Stack) -> float:
    """Give the height of a stack, of cells in the order that they have now."""
    return _cell_rows(sheet, stack) + _around(sheet, stack.families)


def _cell_rows(sheet: _Sheet, stack: _Stack) -> float:
    """Add up the heights of the cells of a stack, without what is around them."""
    keys = [key for family in stack.families for key in sheet.grouping.families[family]]
    return sum(_tallest(sheet.cells[stack.cell][key], stack.columns) for key in keys)


def _title(sheet: _Sheet, family: str) -> float:
    """Give the height of the title of a family's boxes: a name is not written twice."""
    return _TITLE * sheet.large if _is_titled(sheet.grouping, family) else _FOOT


def _is_titled(grouping: Grouping, family: str) -> bool:
    """Tell whether the boxes of a family need a title under its heading."""
    keys = grouping.families[family]
    types = standard()
    return keys != [family] and not (
        len(keys) == 1
        and all(
            types.label("families", family, lang) == types.label("models", keys[0], lang)
            for lang in LANGUAGES
        )
    )


def _breaks(cells: _Cells, columns: int) -> list[int]:
    """Cut a list of cells into columns of nearly equal heights, in reading order."""
    n = len(cells.nodes)
    if n <= columns:
        return [*range(n), n]
    shares = cells.ends[-1] * np.arange(1, columns) / columns
    middles = cells.ends[1:] - cells.heights / 2
    return [0, *np.searchsorted(middles, shares).tolist(), n]


def _tallest(cells: _Cells, columns: int) -> float:
    """Give the height of the tallest column."""
    ends = cells.ends[_breaks(cells, columns)]
    return float((ends[1:] - ends[:-1]).max())


def _heights(cells: _Cells, most: int) -> Floats:
    """Give the height of the tallest column, for each number of columns up to a limit."""
    n = len(cells.nodes)
    heights = np.full(most, cells.heights.max())
    tried = min(most, n - 1)
    of, cut = runs(np.ones(tried, dtype=np.intp), np.arange(tried) + 2)
    middles = cells.ends[1:] - cells.heights / 2
    place = np.searchsorted(middles, cells.ends[-1] * cut / (of + 1))
    ends = cells.ends[np.where(cut > of, n, place)]
    high = np.diff(ends, prepend=0.0)
    first = np.flatnonzero(cut == 1)
    high[first] = ends[first]
    if tried:
        heights[:tried] = np.maximum.reduceat(high, first)
    return heights


def _gathered(G: nx.Graph, sheet: _Sheet, stacks: list[_Stack]) -> Poster:
    """Place all, then once more with those who work together near each other."""
    groups = [cells for stack in stacks for cells in sheet.cells[stack.cell].values()]
    taken = gather(
        G,
        sheet.grouping,
        _place(sheet, stacks)["pos"],
        fixed={cells.nodes[0] for cells in groups},
    )
    cells = {
        stack.cell: {
            key: _exchanged(cells, taken) for key, cells in sheet.cells[stack.cell].items()
        }
        for stack in stacks
    }
    sheet = sheet._replace(cells=cells)
    return _place(sheet, [stack._replace(height=_height(sheet, stack)) for stack in stacks])


def _exchanged(cells: _Cells, taken: Mapping[str, str]) -> _Cells:
    """Put each node where the one stood whose place it takes."""
    place = {node: i for i, node in enumerate(cells.nodes)}
    order = sorted(range(len(cells.nodes)), key=lambda i: place[taken[cells.nodes[i]]])
    nodes = [cells.nodes[i] for i in order]
    return _column(nodes, cells.lines[order], cells.heights[order])


def _place(sheet: _Sheet, stacks: list[_Stack]) -> Poster:
    """Give every heading, box and mark its place."""
    layout = Poster(
        pos={},
        lines={},
        boxes=[],
        heads=[],
        bounds=[0, 0, 0, 0],
        font=_FONT,
        line=_LINE,
        indent=_INDENT,
        large=sheet.large,
    )
    x = 0.0
    for stack in stacks:
        y = 0.0
        stretch = _stretch(sheet, stack, _high(stacks))
        for family in stack.families:
            wide = stack.columns * stack.cell
            layout["heads"].append(Head(family=family, x=x, y=y, width=wide))
            y += _HEAD * sheet.large
            for key in sheet.grouping.families[family]:
                y += _box(layout, sheet, (family, key), stack, (x, y), stretch) + _GAP
        x += stack.columns * stack.cell + _GUTTER * sheet.large
    layout["bounds"] = _bounds(layout["heads"], layout["boxes"])
    return layout


def _stretch(sheet: _Sheet, stack: _Stack, bottom: float) -> float:
    """Let shorter stacks breathe more, so that the columns of a poster end together."""
    return min(_STRETCH, 1 + (bottom - stack.height) / _cell_rows(sheet, stack))


def _box(
    layout: Poster,
    sheet: _Sheet,
    named: tuple[str, str],
    stack: _Stack,
    corner: tuple[float, float],
    stretch: float,
) -> float:
    """Place a box of a family and its nodes, column after column; give its height."""
    family, key = named
    cells = sheet.cells[stack.cell][key]
    title = _title(sheet, family)
    x, y = corner
    high = title + _tallest(cells, stack.columns) * stretch + _FOOT
    for column, (first, last) in enumerate(pairwise(_breaks(cells, stack.columns))):
        heights = cells.heights[first:last] * stretch
        middles = y + title + np.cumsum(heights) - heights / 2
        spots = zip(repeat(x + column * stack.cell + _INDENT / 2), middles.tolist(), strict=False)
        layout["pos"].update(zip(cells.nodes[first:last], spots, strict=True))
    layout["lines"].update(zip(cells.nodes, cells.lines.tolist(), strict=True))
    layout["boxes"].append(
        Box(
            group=key,
            x=x,
            y=y,
            width=stack.columns * stack.cell,
            height=high,
            text=_text(stack.cell),
            titled=_is_titled(sheet.grouping, family),
        )
    )
    return high


def _bounds(heads: list[Head], boxes: list[Box]) -> list[float]:
    """Give the rectangle that holds everything: left, top, right, bottom."""
    if not boxes:
        return [0.0, 0.0, 1.0, 1.0]
    return [
        0.0,
        0.0,
        max(head["x"] + head["width"] for head in heads),
        max(box["y"] + box["height"] for box in boxes),
    ]
