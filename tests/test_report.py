"""The report: sentences that come from rules, in two languages, in a page that asks for nothing."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

import ecomap.text
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
    Table,
    Term,
    nodes_in,
    runs,
    text,
)
from ecomap.text import LANGUAGES
from ecomap.typology import Typology, standard

ROOT = Path(__file__).parents[1]
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


def test_the_report_is_written_by_the_command(tmp_path: Path) -> None:
    sheet = tmp_path / "liens.csv"
    sheet.write_text("source,target\nVille,Asso\nAsso,Banque\n", encoding="utf-8")
    for name, start in (("r.html", "<!doctype html>"), ("r.md", "# ")):
        path = tmp_path / name
        done = CliRunner().invoke(cli, ["report", str(sheet), "-o", str(path)])
        assert done.exit_code == 0, done.output
        assert path.read_text(encoding="utf-8").startswith(start)
        again = CliRunner().invoke(cli, ["report", str(sheet), "-o", str(path)])
        assert again.exit_code == 1
        assert "--force" in again.output


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_reads_as_it_did(
    G: nx.MultiDiGraph, told: Told, lang: str, golden: Callable[[str, str], None]
) -> None:
    golden(f"report.{lang}.md", pages.markdown(G, told[lang], lang))


def test_the_synthetic_territory_is_told_in_every_chapter_in_its_own_words(
    odd17: Path, golden: Callable[[str, str], None]
) -> None:
    # one test, for its chapters cost more than all the others
    G = _nameless(public(io.read(odd17.parent / "synthetic_territory")))
    asked = pages.measured(G)
    told = {lang: pages.chapters(G, lang, asked=asked) for lang in LANGUAGES}
    rooms = {path.stem for path in (ROOT / "src/ecomap/report/chapters").glob("[a-z]*.py")}
    assert {chapter.anchor for chapter in told["fr"]} == rooms
    keys = {
        lang: [sentence.key for chapter in told[lang] for sentence in chapter.sentences]
        for lang in LANGUAGES
    }
    assert keys["fr"] == keys["en"]
    golden("report.synthetic.txt", "\n".join(keys["fr"]) + "\n")
    for lang, other in (("fr", "en"), ("en", "fr")):
        written = _words(pages.markdown(G, told[lang], lang))
        assert written & COMMON[lang], "the check reads nothing"
        assert not written & COMMON[other], lang


# --------------------------------------------------------------------------- languages

# Words that no sentence of the language can do without, and that the other has not.
COMMON = {
    "fr": {"le", "la", "les", "des", "une", "est", "sont", "dans", "pour", "avec", "qui", "que"},
    "en": {"the", "of", "and", "is", "are", "with", "which", "by", "from", "this", "that", "not"},
}
COMMON["fr"] |= {"par", "du", "pas", "chaque", "leurs", "aux", "et", "où", "ces", "elle"}
COMMON["en"] |= {"each", "their", "an", "to", "its", "it", "who", "whom", "these", "between"}

# A title, the name of those who made it, regions: proper names are the same in both languages.
THE_NOTEBOOK = re.compile(
    r"[“«]\s?ODD 17.*?[”»]|Institut pour .*? Dépôts|Le RAMEAU|Pays de la Loire|Grand Est"
)


def _nameless(G: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Give the ecosystem without a word of the user's: names are codes of two signs."""
    bare = G.copy()
    bare.graph["title"] = "T"
    for n, (_, data) in enumerate(bare.nodes(data=True)):
        for column in _WORDY & set(data):
            del data[column]
        data["name"] = f"X{n}"
    for n, (*_, data) in enumerate(bare.edges(data=True)):
        data["name"] = f"Z{n}"
    return bare


_WORDY = {"name_en", "description", "description_en", "note", "territory", "tags"}


@pytest.fixture(scope="module", name="bare")
def without_names(G: nx.MultiDiGraph) -> nx.MultiDiGraph:
    return _nameless(G)


@pytest.fixture(scope="module", name="bare_told")
def both_languages_without_names(bare: nx.MultiDiGraph) -> dict[str, list[Chapter]]:
    asked = pages.measured(bare)
    return {lang: pages.chapters(bare, lang, asked=asked) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reader_of_one_language_finds_no_word_of_the_other(
    bare: nx.MultiDiGraph, bare_told: Told, lang: str
) -> None:
    written = pages.markdown(bare, bare_told[lang], lang)
    assert _words(written) & COMMON[lang], "the check reads nothing"
    assert not _words(written) & COMMON["en" if lang == "fr" else "fr"]


def _words(written: str) -> set[str]:
    """Give the words of a text, the title of the notebook and its makers aside."""
    return set(re.findall(r"[^\W\d_]+", THE_NOTEBOOK.sub("", written).casefold()))


MARKED = re.compile("⟦[^⟦⟧]*⟧")


def test_each_word_of_the_page_is_of_the_words_or_of_the_data(
    bare: nx.MultiDiGraph, bare_told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, label = ecomap.text.words, Typology.label
    monkeypatch.setattr(
        ecomap.text,
        "words",
        lambda section: {
            key: {lang: f"⟦{said}⟧" for lang, said in texts.items()}
            for key, texts in words(section).items()
        },
    )
    monkeypatch.setattr(Typology, "label", lambda *args, **named: f"⟦{label(*args, **named)}⟧")
    page = pages.html(bare, bare_told["fr"], "fr")
    body = re.sub(r"<svg.*?</svg>", "", page.partition("<body")[2], flags=re.DOTALL)
    left = html.unescape(re.sub(r"<[^>]*>", " ", body.partition(">")[2]))
    while MARKED.search(left):
        left = MARKED.sub(" ", left)
    measures = standard().terms("measures").values()
    said = {term[column] for term in measures for column in ("sentence_fr", "trap_fr")}
    for sentence in said:
        left = left.replace(sentence, "")
    left = left.replace("actors.csv", "").replace("alliances.csv", "")
    assert "⟦" not in left
    assert re.findall(r"[^\W\d_]{2,}", left) == []


# --------------------------------------------------------------------------- anything at all

HOSTILE = "</title><script>x()</script>\" onload='x()' &amp; {{ 7*7 }} | `a` *b*\u2028\x00漢字"


def _hostile() -> nx.MultiDiGraph:
    """Make an ecosystem whose every cell means harm."""
    models = list(standard().models)
    G = nx.MultiDiGraph(title=HOSTILE)
    name = HOSTILE.replace("|", "")  # no identifier holds one: lists of them are written so
    for n in range(12):
        G.add_node(f"{name}{n}", name=f"{HOSTILE}{n}", model=models[n % 5], territory=HOSTILE)
    nodes = list(G)
    for n, node in enumerate(nodes):
        G.add_edge(node, nodes[(n * 5 + 1) % 12], key=f"{name}e{n}", name=HOSTILE, step=HOSTILE)
    return G


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_cells_stay_text(lang: str) -> None:
    G = _hostile()
    written = pages.chapters(G, lang)
    cover = pages.Cover(source=HOSTILE, date=HOSTILE, licence=HOSTILE, map_page="map.html")
    page = pages.html(G, written, lang, cover)
    assert "<script" not in page
    assert not re.search(r"<[^>]*\sonload", page)
    assert "\x00" not in page
    ET.fromstring(page[page.index("<body") : page.index("</html>")])  # noqa: S314 - our own
    marked = pages.markdown(G, written, lang, cover)
    assert "<script" not in marked.replace("\\<script", "")
    rows = [line for line in marked.splitlines() if line.startswith("|")]
    assert rows
    assert all(line.endswith("|") for line in rows)


ALWAYS = {"report.limits", "report.method"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_thin_data_give_fewer_sentences(lang: str) -> None:
    empty = nx.MultiDiGraph()
    one = nx.MultiDiGraph()
    one.add_node("a", model="people")
    two = nx.MultiDiGraph([("a", "b", "1")])
    pair = nx.MultiDiGraph([("a", "b", "1")])
    nx.set_node_attributes(pair, {"a": "people", "b": "public_action"}, "model")
    keys = []
    for G in (empty, one, two, pair):
        written = pages.chapters(G, lang)
        findings = [chapter for chapter in written if chapter.key not in ALWAYS]
        keys.append([sentence.key for chapter in findings for sentence in chapter.sentences])
        assert "nan" not in pages.markdown(G, written, lang).casefold().split()
        assert pages.html(G, written, lang)
    assert {key.partition("_")[0] for found in keys[:3] for key in found} == {"report.who"}
    assert "report.meetings_most" in keys[3]
    assert not [key for key in keys[3] if key.endswith(("_more", "_less", "_steady"))]


def test_names_lead_to_the_map_when_there_is_one(G: nx.MultiDiGraph, told: Told) -> None:
    page = pages.html(G, told["fr"], "fr", pages.Cover(map_page="../map.html"))
    assert 'href="../map.html#a=le_rameau"' in page
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    ids = set(re.findall(r' id="([^"]+)"', page))
    assert anchors <= ids


def test_the_one_who_told_is_said_before_any_number(G: nx.MultiDiGraph, told: Told) -> None:
    for lang, sign in (("fr", "prend part à 33 alliances sur 69"), ("en", "takes part in 33")):
        page = pages.html(G, told[lang], lang)
        assert sign in page[: page.index("<nav")]


def test_each_actor_that_a_finding_names_stands_in_a_table_of_its_chapter(told: Told) -> None:
    for chapter in told["fr"]:
        if not chapter.tables or chapter.key in {"report.limits", "report.meetings"}:
            continue
        named = set(nodes_in(Chapter("s", chapter.sentences)))
        assert named <= set(nodes_in(chapter, tables=True)), chapter.key


# --------------------------------------------------------------------------- in a browser


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_read_offline_without_a_word_on_the_console(
    G: nx.MultiDiGraph,
    told: Told,
    browser: Browser,
    tmp_path: Path,
    scheme: Literal["light", "dark"],
) -> None:
    path = tmp_path / "report.html"
    path.write_text(pages.html(G, told["fr"], "fr"), encoding="utf-8")
    context = browser.new_context(
        offline=True, color_scheme=scheme, viewport={"width": 390, "height": 800}
    )
    page, heard = context.new_page(), []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.click("nav a[href='#premium']")
    assert page.evaluate("document.querySelector(':target').id") == "premium"
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('.drawn text')).fill")
    assert (ground, ink) == GROUNDS[scheme]
    context.close()
    assert heard == []
    assert asked == [path.as_uri()]


GROUNDS = {
    "light": ("rgb(255, 255, 255)", "rgb(27, 27, 25)"),
    "dark": ("rgb(17, 22, 28)", "rgb(237, 240, 243)"),
}


@pytest.mark.browser
def test_the_report_prints_on_a4_with_its_words_and_figures(
    G: nx.MultiDiGraph, told: Told, browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_text(pages.html(G, told["fr"], "fr"), encoding="utf-8")
    context = browser.new_context(offline=True, color_scheme="dark")
    page = context.new_page()
    page.goto(path.as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert ground == "rgb(255, 255, 255)"
    sizes = {
        tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^]]+)\]", printed)
    }
    assert {(round(width), round(height)) for _, _, width, height in sizes} == {(595, 842)}
    drawn = b"".join(_streams(printed))
    assert len(re.findall(rb"\bT[jJ]\b", drawn)) > 1000
    assert len(re.findall(rb"\bre\b|\bc\b", drawn)) > 100


def _streams(pdf: bytes) -> Iterator[bytes]:
    """Give the streams of a PDF that say what is drawn."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(found[1])


def test_a_number_in_markdown_is_a_number_and_no_item_of_a_list() -> None:
    G = nx.MultiDiGraph()
    cells = [["0.75", "-1", "1. a", "- b", "+ c"]]
    told = [Chapter("report.who", [], tables=[Table(Sentence("report.named"), [""] * 5, cells)])]
    assert r"| 0.75 | -1 | 1\. a | \- b | \+ c |" in pages.markdown(G, told)
