"""
The paper that reports and cards are written on: style, template, links, and what is allowed.

A page holds its style and nothing that runs; every cell is escaped on its way
in. Names become links where the page has somewhere to lead.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import networkx as nx
from jinja2 import Environment, FunctionLoader, Template
from markupsafe import Markup

from ecomap.report.marks import palette
from ecomap.report.parts import Decimal, Fact, Percent, Sentence, Share, Table, Term, runs
from ecomap.text import say
from ecomap.typology import standard

__all__ = ["helpers", "linked", "numeric", "policy", "style", "template", "withheld"]

_LINK: Final = Markup('<a href="{}"><bdi>{}</bdi></a>')
_NAME: Final = Markup("<bdi>{}</bdi>")

# Facts that are numbers, beside the plain ones.
_NUMBERS: Final = (Percent, Share, Decimal)


def linked(fact: Fact, G: nx.MultiDiGraph, lang: str, links: Mapping[str, str]) -> Markup:
    """
    Write a fact for a page, each node as a link where it has one.

    Parameters
    ----------
    fact
        A fact or a sentence.
    G
        The graph that names the nodes.
    lang
        ``"fr"`` or ``"en"``.
    links
        Where each node leads.

    Returns
    -------
    html
        Escaped text and links.

    Examples
    --------
    >>> str(linked("a < b", nx.MultiDiGraph(), "en", {}))
    'a &lt; b'
    """
    pieces: list[Markup] = []
    for run in runs(fact, G, lang):
        if isinstance(run, str):
            pieces.append(Markup.escape(run))
        elif run[0].id in links:
            pieces.append(_LINK.format(links[run[0].id], run[1]))
        else:
            pieces.append(_NAME.format(run[1]))
    return Markup("").join(pieces)


def helpers(G: nx.MultiDiGraph, lang: str, links: Mapping[str, str]) -> dict[str, Any]:
    """
    Give the functions that the templates write with.

    Parameters
    ----------
    G
        The graph that names the nodes.
    lang
        ``"fr"`` or ``"en"``.
    links
        Where each node leads.

    Returns
    -------
    functions
        ``said``, ``say``, ``label``, ``drawn`` and ``numeric``.

    Examples
    --------
    >>> helpers(nx.MultiDiGraph(), "en", {})["say"]("page.search")
    'Search'
    """
    return {
        "said": lambda fact: linked(fact, G, lang, links),
        "say": lambda key, **facts: say(key, lang, **facts),
        "label": lambda vocabulary, key: standard().label(vocabulary, key, lang),
        "drawn": _trusted,
        "numeric": numeric,
    }


def numeric(table: Table) -> set[int]:
    """
    Tell which columns of a table hold numbers: they are set to the right.

    Parameters
    ----------
    table
        A table of a chapter.

    Returns
    -------
    columns
        Their places, from 0.

    Examples
    --------
    >>> numeric(Table("t", ["a", "b"], [["x", 1], ["y", None]]))
    {1}
    """
    columns = zip(*table.rows, strict=True) if table.rows else ()
    return {
        place
        for place, cells in enumerate(columns)
        if all(_is_number(cell) for cell in cells) and any(cell is not None for cell in cells)
    }


def _is_number(cell: Fact) -> bool:
    """Tell whether a cell is a number, or unknown."""
    return cell is None or isinstance(cell, (int, float, *_NUMBERS))


def style(*names: str) -> Markup:
    """
    Put the style of a page together: the colours of the models, and files of ``web``.

    Parameters
    ----------
    *names
        Names of style sheets.

    Returns
    -------
    css
        One sheet, without comments.

    Examples
    --------
    >>> "--m-people:" in style("figures.css")
    True
    """
    dark = f"@media screen and (prefers-color-scheme:dark){{:root{{{palette('dark')}}}}}"
    marks = "".join(f".drawn .m-{m}{{fill:var(--m-{m})}}" for m in standard().models)
    own = "".join(map(_source, names))
    return _trusted(f":root{{{palette()}}}{dark}{own}{marks}")


def _source(name: str) -> str:
    """Read a file of the page, a style sheet without its comments."""
    source = (files("ecomap.report") / "web" / name).read_text(encoding="utf-8")
    if name.endswith(".css"):
        source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
        return re.sub(r"\s*([{};,])\s*|(?<=[a-z]):\s+", lambda m: m[1] or ":", source)
    return source


def template(name: str) -> Template:
    """
    Get a template of ``web``; every cell that enters it is escaped.

    Parameters
    ----------
    name
        Its file.

    Returns
    -------
    template
        A template of Jinja.

    Examples
    --------
    >>> template("report.html.j2").name
    'report.html.j2'
    """
    return Environment(autoescape=True, loader=FunctionLoader(_source)).get_template(name)


def _trusted(source: str) -> Markup:
    """Spare a source the escaping: one of our own files, or a figure of ours."""
    return Markup(source)  # noqa: S704 - figures escape every cell themselves


def policy(css: str) -> str:
    """
    Allow this style, and nothing else in the world.

    Parameters
    ----------
    css
        The style of the page.

    Returns
    -------
    policy
        A content security policy.

    Examples
    --------
    >>> policy("")[:45]
    "default-src 'none'; style-src 'sha256-47DEQpj"
    """
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def withheld(G: nx.MultiDiGraph) -> list[Sentence]:
    """
    Say what is not published of an ecosystem.

    Parameters
    ----------
    G
        What `ecomap.graph.public` left.

    Returns
    -------
    sentences
        None if nothing was left out.

    Examples
    --------
    >>> withheld(nx.MultiDiGraph(withheld={"persons": 1, "columns": []}))[0].facts["said"].key
    'page.persons_withheld'
    """
    told = dict(G.graph.get("withheld", {}))
    said = []
    if persons := told.pop("persons", 0):
        said.append(_stopped(Sentence("page.persons_withheld", {"n": persons})))
    if columns := told.pop("columns", ()):
        known = standard().terms("columns")
        names = [Term("columns", name) if name in known else name for name in columns]
        said.append(_stopped(Sentence("page.columns_withheld", {"n": len(names), "names": names})))
    return [*said, *(Sentence(f"page.withheld_{key}", {"n": n}) for key, n in told.items() if n)]


def _stopped(sentence: Sentence) -> Sentence:
    """End with a full stop what a list would not."""
    return Sentence("report.stopped", {"said": sentence})
