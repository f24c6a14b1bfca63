"""
Network files of two older programs: UCINET DL and Pajek, as the tables that they stand for.

Both are text. What they hold becomes the rows that a spreadsheet would hold,
actors and links or a matrix, each with the line of the file that it comes
from. Judging them is for others.
"""

from __future__ import annotations

import re
import shlex
from typing import Final, NamedTuple

__all__ = ["Rows", "read_network"]

_DL: Final = re.compile(r"\s*dl\b[\s,]*(?:n|nr|nc|nm|format)\s*=?", re.IGNORECASE)
_PAJEK: Final = re.compile(r"\s*\*(?:network|vertices)\b", re.IGNORECASE)
_SETTING: Final = re.compile(r"\b(nr|nc|nm|n|format)(?:\s*=\s*|\s+)(\w+)", re.IGNORECASE)
_KEYWORD: Final = re.compile(
    r"\s*(row labels|col(?:umn)? labels|labels|data)(\s+embedded)?\s*:?", re.IGNORECASE
)

_LINKS: Final = ["source", "target", "weight", "directed"]
_PAIR: Final = 2

# An announced size takes no memory by itself, but its labels do.
_MOST: Final = 100_000


class Rows(NamedTuple):
    """Rows of one table with their headings first, and the line that each comes from."""

    made: str
    rows: list[list[str]]
    lines: list[int]


def read_network(written: str) -> list[Rows] | None:
    r"""
    Read a network file.

    Parameters
    ----------
    written
        The text of a file.

    Returns
    -------
    tables
        Actors and links, or a matrix; None if the text is no such file.

    Raises
    ------
    ValueError
        If it begins as one and does not go on as one; its argument is the line.

    Examples
    --------
    >>> actors, links = read_network('*Vertices 2\n1 "A"\n2 B\n*Edges\n1 2 3\n')
    >>> actors.rows[1:], links.rows[1:]
    ([['1', 'A'], ['2', 'B']], [['1', '2', '3', 'false']])
    """
    if _PAJEK.match(written):
        return _pajek(written.splitlines())
    return _dl(written.splitlines()) if _DL.match(written) else None


def _words(text: str) -> list[str]:
    """Split a line into words; those between quotation marks hold together."""
    words = shlex.shlex(text, posix=True, punctuation_chars=False)
    words.whitespace += ","
    words.whitespace_split = True
    words.commenters = words.escape = ""
    words.quotes = '"'
    try:
        return list(words)
    except ValueError:
        return text.replace(",", " ").split()


# --------------------------------------------------------------------------- Pajek


def _pajek(lines: list[str]) -> list[Rows]:
    """Read a Pajek network."""
    actors = Rows("pajek", [["id", "name"]], [0])
    links = Rows("pajek", [_LINKS], [0])
    matrix: list[tuple[int, list[str]]] = []
    section = ""
    for line, text in enumerate(lines, start=1):
        plain = text.strip()
        if not plain or plain.startswith("%"):
            continue
        if plain.startswith("*"):
            section = plain.split()[0].lower()
            continue
        words = _words(plain)
        if section == "*vertices":
            actors.rows.append([words[0], (words[1:] or words)[0]])
            actors.lines.append(line)
        elif section == "*matrix":
            matrix.append((line, words))
        else:
            for row in _pajek_links(section, words):
                links.rows.append(row)
                links.lines.append(line)
    if not matrix:
        return [actors, links]
    labels = [name for _, name in actors.rows[1:]]
    return [_square("pajek", labels, labels, matrix)]


def _pajek_links(section: str, words: list[str]) -> list[list[str]]:
    """Give the links that a line holds: one, or those of a list."""
    directed = str(section.startswith("*arcs")).lower()
    first, *others = words
    if section.endswith("list"):
        return [[first, other, "", directed] for other in others]
    return [[first, *[*others, "", ""][:_PAIR], directed]]


def _square(
    made: str, labels: list[str], columns: list[str], data: list[tuple[int, list[str]]]
) -> Rows:
    """Make the matrix of labelled rows; each line is a row of it."""
    for line, words in data[: len(labels)]:
        if len(words) != len(columns):
            raise ValueError(line)
    if len(data) != len(labels):
        raise ValueError(data[-1][0] if data else 0)
    rows = [[label, *words] for label, (_, words) in zip(labels, data, strict=True)]
    return Rows(made, [["", *columns], *rows], [0, *(line for line, _ in data)])


# --------------------------------------------------------------------------- UCINET DL


def _dl(lines: list[str]) -> list[Rows]:
    """Read a DL file."""
    parts: dict[str, list[tuple[int, list[str]]]] = {"": []}
    part, embedded = "", False
    for line, text in enumerate(lines, start=1):
        if keyword := _KEYWORD.match(text):
            part = keyword[1].lower().replace("column", "col")
            embedded |= bool(keyword[2])
            parts.setdefault(part, [])
            text = text[keyword.end() :]  # noqa: PLW2901 - the rest of the line goes on
        if text.strip():
            parts[part].append((line, _words(text)))
    head = " ".join(" ".join(words) for _, words in parts[""])
    settings = {key.lower(): value.lower() for key, value in _SETTING.findall(head)}
    data = parts.get("data", [])
    form = settings.get("format", "fullmatrix")
    if form.startswith(("edgelist", "nodelist")):
        return _dl_lists(form, _labels(parts, "labels"), data, embedded=embedded)
    return [_dl_matrix(settings, parts, data, embedded=embedded)]


def _labels(parts: dict[str, list[tuple[int, list[str]]]], *names: str) -> list[str]:
    """Give the labels of the first part that has some."""
    found = next((parts[name] for name in names if parts.get(name)), [])
    return [word for _, words in found for word in words]


def _dl_matrix(
    settings: dict[str, str],
    parts: dict[str, list[tuple[int, list[str]]]],
    data: list[tuple[int, list[str]]],
    *,
    embedded: bool,
) -> Rows:
    """Read a full matrix; what is not labelled is numbered."""
    if embedded and data:
        columns = data[0][1]
        labels = [words[0] for _, words in data[1:]]
        return _square("dl", labels, columns, [(line, words[1:]) for line, words in data[1:]])
    n = settings.get("n", "0")
    high, wide = (int(settings.get(key, n)[:9].rjust(1, "0") or 0) for key in ("nr", "nc"))
    if not 0 < max(high, wide) <= _MOST:
        raise ValueError(1)
    square = "nr" not in settings and "nc" not in settings
    labels = _labels(parts, "row labels", "labels") or [str(i) for i in range(1, high + 1)]
    numbers = [str(i) if square else f"c{i}" for i in range(1, wide + 1)]
    columns = _labels(parts, "col labels", *(["labels"] if square else [])) or numbers
    flat = [(line, word) for line, words in data for word in words]
    if len(flat) != high * wide:
        raise ValueError(data[-1][0] if data else 1)
    rows = [flat[at : at + wide] for at in range(0, len(flat), wide)]
    return _square("dl", labels, columns, [(row[0][0], [word for _, word in row]) for row in rows])


def _dl_lists(
    form: str, labels: list[str], data: list[tuple[int, list[str]]], *, embedded: bool
) -> list[Rows]:
    """Read a list of links, or of neighbours."""
    actors = Rows("dl", [["name"]], [0])
    links = Rows("dl", [_LINKS[:3]], [0])

    def named(word: str) -> str:
        known = not embedded and word.isdigit() and 0 < int(word[:9]) <= len(labels)
        return labels[int(word) - 1] if known else word

    for label in dict.fromkeys(labels):
        actors.rows.append([label])
        actors.lines.append(0)
    for line, (first, *others) in data:
        ends = others if form.startswith("nodelist") else others[:1]
        weight = "" if form.startswith("nodelist") else " ".join(others[1:_PAIR])
        for other in ends:
            links.rows.append([named(first), named(other), weight])
            links.lines.append(line)
    return [actors, links] if labels else [links]
