"""
What a chapter of the report is made of, and how its words are said.

A chapter is a function ``chapter(G, lang) -> Chapter | None``, one per room of
``chapters``; None when the data have nothing to say of its subject. It asks
`ecomap.measures` and `ecomap.frame` for numbers, computes none, and gives:

- sentences, each a key of ``data/words`` and its facts: a rule chose the key,
  the facts are its numbers and the actors that it names;
- tables, in which each number of the sentences can be found again;
- figures, made by `ecomap.report.figures` in the language asked for;
- notes: how it was counted, what it cannot say.

Facts are plain (a number, a text of the user's) or one of the kinds below. An
actor is a `Node`, so that its name becomes a link; a key of a vocabulary is a
`Term`, so that it is said in the reader's language. Nothing here knows HTML or
Markdown: `runs` gives texts and links, `pages` writes them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import networkx as nx
import pandas as pd

from ecomap.measures.limits import rate_or_count
from ecomap.text import number, say
from ecomap.typology import standard

__all__ = [
    "Chapter",
    "Decimal",
    "Every",
    "Fact",
    "Figure",
    "Label",
    "Node",
    "Percent",
    "Run",
    "Sentence",
    "Share",
    "Table",
    "Term",
    "name_of",
    "nodes_in",
    "plain",
    "records",
    "runs",
    "text",
]

# A sentence that names more than this is a list: the table has them all.
_NAMED: Final = 5

# Control characters and halves of characters: no page and no picture can hold them.
_UNWRITABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")

_SPACES: Final = re.compile(" {2,}")

# A node in a text being said; no text of the user's has this sign, see `plain`.
_MARK: Final = "\x00"


class Node(NamedTuple):
    """An actor, a meeting place: its name is shown, as a link."""

    id: str


class Term(NamedTuple):
    """A key of a vocabulary, or of the measures: its label is shown."""

    vocabulary: str
    key: str


class Percent(NamedTuple):
    """A share from 0 to 1, shown in percent; never rounded to none or to all."""

    value: float


class Share(NamedTuple):
    """So many of so many: a rate, or two counts where the total is small."""

    part: int
    whole: int


class Decimal(NamedTuple):
    """A number, with so many decimals."""

    value: float
    digits: int = 2


class Label(NamedTuple):
    """Words by their key, without facts: a heading, a unit."""

    key: str


class Every(NamedTuple):
    """Facts that are all listed, where a plain list would stop and say how many others."""

    facts: Sequence[Fact]


class Sentence(NamedTuple):
    """
    A sentence: a key of the words, its facts, and how it is known.

    `key` is ``section.name`` of ``data/words``. `basis` is a key of the
    vocabulary ``evidence`` where the reader must be told that this is no
    measure: what the notebook states, an inference, a proposal of ecomap.
    """

    key: str
    facts: Mapping[str, Fact] = {}
    basis: str = ""


# One of the kinds above, a list of facts, a number, None for unknown; else a text of the user's.
Fact = object


class Table(NamedTuple):
    """
    Numbers behind sentences: a title, headings, and rows of facts.

    A cell that is None is unknown, and shown as a dash. A table of more than
    `shown` rows is folded in the page, whole all the same.
    """

    title: Sentence
    headings: Sequence[Fact]
    rows: Sequence[Sequence[Fact]]
    shown: int = 12


class Figure(NamedTuple):
    """A picture: its caption, and an SVG that `ecomap.report.figures` made."""

    caption: Sentence
    svg: str


class Chapter(NamedTuple):
    """
    A chapter of the report.

    `key` is the key of its title in ``data/words``, such as
    ``"report.meetings"``; what follows the dot is its anchor.
    """

    key: str
    sentences: Sequence[Sentence]
    tables: Sequence[Table] = ()
    figures: Sequence[Figure] = ()
    notes: Sequence[Sentence] = ()

    @property
    def anchor(self) -> str:  # numpydoc ignore=RT01
        """Anchor of the chapter in the page."""
        return self.key.partition(".")[2]


# What `runs` gives: a text, or a node with the name that it is shown under.
Run = str | tuple[Node, str]


def plain(text: object) -> str:
    r"""
    Make a text of the user's fit to be shown on one line.

    Parameters
    ----------
    text
        A cell, or anything that has a text.

    Returns
    -------
    shown
        Without control characters, line breaks and halves of characters.

    Examples
    --------
    >>> plain("a\x00b\nc")
    'a b c'
    """
    # no-break spaces stay: they are good typography
    return _SPACES.sub(" ", _UNWRITABLE.sub(" ", str(text))).strip(" ")


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Give the rows of a table as facts by column.

    Parameters
    ----------
    table
        A table of measures; its index becomes a column if it has a name.

    Returns
    -------
    rows
        One dict per row, in order.

    Examples
    --------
    >>> records(pd.DataFrame({"score": [1.0]}, index=pd.Index(["a"], name="id")))
    [{'id': 'a', 'score': 1.0}]
    """
    whole = table.reset_index() if table.index.name else table
    return [{str(key): cell for key, cell in row.items()} for row in whole.to_dict("records")]


def name_of(node: str, G: nx.MultiDiGraph, lang: str = "en") -> str:
    """
    Name a node as a reader of a language knows it.

    Parameters
    ----------
    node
        Its identifier.
    G
        The graph that names it.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    name
        Its name, in English ``name_en`` if it has one; else its identifier.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("town", name="La Ville", name_en="The Town")
    >>> name_of("town", G, "en"), name_of("firm", G)
    ('The Town', 'firm')
    """
    data = G.nodes[node] if node in G else {}
    english = data.get("name_en") if lang == "en" else None
    return plain(english or data.get("name", node)) or plain(node)


def runs(said: Fact, G: nx.MultiDiGraph, lang: str = "en") -> list[Run]:
    """
    Say a fact or a sentence, as texts and links.

    Parameters
    ----------
    said
        What is to be said.
    G
        The graph that names the nodes.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    runs
        Texts, and nodes with the name that is shown; none empty.

    Raises
    ------
    KeyError
        If the words have no such key, or a sentence lacks a fact.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("town", name="The Town")
    >>> runs([Node("town"), "a firm"], G)
    [(Node(id='town'), 'The Town'), ' and a firm']
    """
    found: list[Node] = []
    pieces = _said(said, lang, found).split(_MARK)
    told: list[Run] = list(pieces)
    for place in range(1, len(pieces), 2):  # between two marks stands the number of a node
        node = found[int(pieces[place])]
        told[place] = (node, name_of(node.id, G, lang))
    return [run for run in told if run]


def text(said: Fact, G: nx.MultiDiGraph, lang: str = "en") -> str:
    """
    Say a fact or a sentence, as one text.

    Parameters
    ----------
    said
        What is to be said.
    G
        The graph that names the nodes.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    text
        The words, names among them.

    Examples
    --------
    >>> text(Percent(0.004), nx.MultiDiGraph()), text(Share(2, 3), nx.MultiDiGraph())
    ('under 1%', '2 of 3')
    """
    return "".join(run if isinstance(run, str) else run[1] for run in runs(said, G, lang))


def _said(fact: Fact, lang: str, found: list[Node]) -> str:
    """Say a fact, nodes being numbered among those found."""
    if isinstance(fact, Node):
        found.append(fact)
        return f"{_MARK}{len(found) - 1}{_MARK}"
    if isinstance(fact, Sentence):
        # `say` chooses between singular and plural by a number: it is given as it is
        facts = {
            name: one if isinstance(one, int) else _said(one, lang, found)
            for name, one in fact.facts.items()
        }
        return say(fact.key, lang, **facts)
    if isinstance(fact, (list, Every)):
        all_ = [_said(one, lang, found) for one in _members(fact)]
        return _joined(all_ if isinstance(fact, Every) else _few(all_, lang), lang)
    return _word(fact, lang)


def _members(facts: list[Fact] | Every) -> Sequence[Fact]:
    """Give the facts of a list."""
    return facts.facts if isinstance(facts, Every) else facts


def _word(fact: Fact, lang: str) -> str:
    """Say a fact that holds no other."""
    said: dict[type, Callable[[Any], str]] = {
        Share: lambda share: rate_or_count(share.part, share.whole, lang),
        Percent: lambda share: _percent(share.value, lang),
        Label: lambda label: say(label.key, lang),
        Term: lambda term: standard().label(term.vocabulary, term.key, lang),
        Decimal: lambda value: _decimal(value, lang),
        type(None): lambda _: "–",
    }
    if isinstance(fact, (int, float)):
        return number(fact, lang)
    return said.get(type(fact), plain)(fact)


def _decimal(value: Decimal, lang: str) -> str:
    """Write a number with all its decimals, so that those of a column stand below each other."""
    rounded = round(float(value.value), value.digits) + 0.0  # no minus before 0
    written = number(rounded, lang, value.digits)
    if not value.digits or not math.isfinite(rounded):
        return written
    sign = number(0.5, lang)[1]
    whole, _, part = written.partition(sign)
    return f"{whole}{sign}{part.ljust(value.digits, '0')}"


def _percent(value: float, lang: str) -> str:
    """Write a share in percent; none that is more than nothing becomes 0, less than all 100."""
    rate = 100 * float(value)
    if 0 < rate < 1:
        return say("limits.rate_under", lang, rate=1)
    if 0 < 100 - rate < 1:
        return say("limits.rate_over", lang, rate=99)
    return say("limits.rate", lang, rate=number(rate, lang, 0))


def _few(words: list[str], lang: str) -> list[str]:
    """Keep the first of many words, and say how many others there are."""
    if len(words) <= _NAMED + 1:
        return words
    return [*words[:_NAMED], say("report.others", lang, n=len(words) - _NAMED)]


def _joined(words: list[str], lang: str) -> str:
    """Join words as a sentence does."""
    first, last = ", ".join(words[:-1]), "".join(words[-1:])
    return say("report.and", lang, first=first, last=last) if first else last


def nodes_in(chapter: Chapter, *, tables: bool = False) -> Iterator[str]:
    """
    Give the nodes that a chapter names, in the order of reading.

    Parameters
    ----------
    chapter
        A chapter.
    tables
        Whether to give those of its tables, instead of those of its sentences.

    Yields
    ------
    node
        An identifier; the same one as often as it is named.

    Examples
    --------
    >>> told = Sentence("report.x", {"names": [Node("b"), Node("a")]})
    >>> list(nodes_in(Chapter("report.x", [told])))
    ['b', 'a']
    """
    if not tables:
        for sentence in (*chapter.sentences, *chapter.notes):
            yield from _nodes(sentence)
        return
    for table in chapter.tables:
        for row in table.rows:
            for cell in row:
                yield from _nodes(cell)


def _nodes(fact: Fact) -> Iterator[str]:
    """Give the nodes in a fact."""
    if isinstance(fact, Node):
        yield fact.id
    elif isinstance(fact, Sentence):
        for one in fact.facts.values():
            yield from _nodes(one)
    elif isinstance(fact, (list, Every)):
        for one in _members(fact):
            yield from _nodes(one)
