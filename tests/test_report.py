"""The report: sentences that come from rules, in two languages, in a page that asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner

from ecomap.cli import cli
from ecomap.formats import io
from ecomap.graph import public
from ecomap.report import pages
from ecomap.report.parts import (
    Chapter,
    Label,
    Node,
    Percent,
    Sentence,
    Share,
    Term,
    nodes_in,
    runs,
    text,
)
from ecomap.text import LANGUAGES

EMPTY = nx.MultiDiGraph()


def test_facts_are_said_as_each_language_does() -> None:
    facts = [1234.5, Percent(0.125), Share(1, 3), Share(10, 40), Term("models", "people")]
    said = [[text(fact, EMPTY, lang) for fact in facts] for lang in ("fr", "en")]
    assert said == [
        ["1\u202f234,5", "12\u00a0%", "1 sur 3", "25\u00a0%", "Les personnes"],
        ["1,234.5", "12%", "1 of 3", "25%", "People"],
    ]


def test_unknown_is_a_dash_and_no_number_is_made_of_it() -> None:
    assert [text(fact, EMPTY, "fr") for fact in (None, float("nan"))] == ["–", "–"]


def test_a_share_is_never_rounded_to_none_or_all() -> None:
    assert text(Percent(0.001), EMPTY, "en") == "under 1%"
    assert text(Percent(0.999), EMPTY, "fr") == "plus de 99\u00a0%"
    assert [text(Percent(value), EMPTY) for value in (0, 1)] == ["0%", "100%"]


def test_a_long_list_says_how_many_others() -> None:
    names = [f"n{i}" for i in range(9)]
    assert text(names, EMPTY, "en") == "n0, n1, n2, n3, n4 and 4 others"
    assert text(names[:6], EMPTY, "fr") == "n0, n1, n2, n3, n4 et n5"
    assert text(names[:1], EMPTY) == "n0"


def test_a_node_in_a_sentence_is_a_link() -> None:
    G = nx.MultiDiGraph()
    G.add_node("town", name="La Ville", name_en="The Town")
    told = Sentence("report.and", {"first": Node("town"), "last": "x"})
    assert runs(told, G, "fr") == [(Node("town"), "La Ville"), " et x"]
    assert runs(told, G, "en") == [(Node("town"), "The Town"), " and x"]
    assert list(nodes_in(Chapter("report.who", [told]))) == ["town"]


def test_a_name_cannot_make_a_link() -> None:
    G = nx.MultiDiGraph()
    G.add_node("a", name="\x000\x00 b\nc")
    assert runs([Node("a"), "\x000\x00"], G) == [(Node("a"), "0 b c"), " and 0"]


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return public(io.read(odd17))


@pytest.fixture(scope="module", name="told")
def both_languages(G: nx.MultiDiGraph) -> dict[str, list[Chapter]]:
    """Write the chapters of the packaged data set, measured once."""
    asked = pages.measured(G)
    return {lang: pages.chapters(G, lang, asked=asked) for lang in LANGUAGES}


Told = dict[str, list[Chapter]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_sentence_of_a_chapter_is_said_in_the_markdown(
    G: nx.MultiDiGraph, told: Told, lang: str
) -> None:
    written = pages.markdown(G, told[lang], lang).replace("\\", "")
    for chapter in told[lang]:
        assert f"## {text(Label(chapter.key), G, lang)}\n" in written
        for sentence in (*chapter.sentences, *chapter.notes):
            assert text(sentence, G, lang) in written
        for table in chapter.tables:
            assert all(len(row) == len(table.headings) for row in table.rows)


def test_the_page_allows_its_own_style_and_nothing_else(G: nx.MultiDiGraph, told: Told) -> None:
    page = pages.html(G, told["fr"], "fr")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri" in html.unescape(page)
    assert "<script" not in page
    assert " style=" not in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)


def test_the_report_is_written_by_the_command(odd17: Path, tmp_path: Path) -> None:
    for name, start in (("r.html", "<!doctype html>"), ("r.md", "# ")):
        path = tmp_path / name
        done = CliRunner().invoke(cli, ["report", str(odd17), "-o", str(path)])
        assert done.exit_code == 0, done.output
        assert path.read_text(encoding="utf-8").startswith(start)
        again = CliRunner().invoke(cli, ["report", str(odd17), "-o", str(path)])
        assert again.exit_code == 1
        assert "--force" in again.output
