"""Chapters on euros, territories, sizes and time: each sentence has its rule and its numbers."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from ecomap.formats.io import read
from ecomap.graph import public, to_tables
from ecomap.reading.changes import changes
from ecomap.report.chapters import evolution, scenario, sizes, territories
from ecomap.report.parts import Chapter, Fact, Label, text
from ecomap.text import LANGUAGES, words

ROOT = Path(__file__).parents[1] / "datasets"
ROOMS = [evolution, scenario, sizes, territories]

NAMES = re.compile("Grand Est|Pays de la Loire")

Chapters = Callable[[nx.MultiDiGraph, str], Chapter | None]


@pytest.fixture(scope="module")
def synthetic() -> nx.MultiDiGraph:
    return public(read(ROOT / "synthetic_territory"))


@pytest.fixture(scope="module")
def told(synthetic: nx.MultiDiGraph) -> dict[tuple[str, str], Chapter]:
    """Write each chapter in each language, once."""
    return {
        (chapter.anchor, lang): chapter
        for room in ROOMS
        for lang in LANGUAGES
        if (chapter := room.chapter(synthetic, lang))
    }


def everything(chapter: Chapter, G: nx.MultiDiGraph, lang: str) -> list[str]:
    """List all the words of a chapter."""
    facts: list[Fact] = [Label(chapter.key), *chapter.sentences, *chapter.notes]
    for table in chapter.tables:
        facts += [table.title, *table.headings, *(cell for row in table.rows for cell in row)]
    facts += [figure.caption for figure in chapter.figures]
    return [text(fact, G, lang) for fact in facts]


# --------------------------------------------------------------------------- words


def test_words_have_both_languages_and_the_same_placeholders() -> None:
    for key, row in words("report_more").items():
        fields = {
            lang: {field for _, field, _, _ in string.Formatter().parse(row[lang]) if field}
            for lang in LANGUAGES
        }
        assert row["fr"], key
        assert row["en"], key
        assert fields["fr"] == fields["en"], key


def test_words_are_written_in_good_french() -> None:
    for key, row in words("report_more").items():
        wrong = re.search(r"[^\u00a0\u202f][;?!»%€]|[^\u00a0]:|«[^\u00a0]|'", row["fr"])
        assert wrong is None, (key, row["fr"])


def test_each_word_is_used() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT.parent / "src" / "ecomap").rglob("*.py")
    )
    made = re.findall(r"report_more\.(\w*)\{", source)
    for key in words("report_more"):
        plain = key.removesuffix(".one")
        known = f"report_more.{plain}" in source or f'"{plain}"' in source
        assert known or any(prefix and plain.startswith(prefix) for prefix in made), key


# --------------------------------------------------------------------------- on the data sets


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("room", ["evolution", "scenario", "sizes", "territories"])
def test_each_chapter_has_something_to_say_of_the_synthetic_territory(
    told: dict[tuple[str, str], Chapter], synthetic: nx.MultiDiGraph, room: str, lang: str
) -> None:
    chapter = told[room, lang]
    assert len(chapter.sentences) > 2
    assert chapter.tables
    assert chapter.figures
    assert chapter.notes
    for said in everything(chapter, synthetic, lang):
        assert "{" not in said
        assert "nan" not in said.split()
    for figure in chapter.figures:
        drawing = ET.fromstring(figure.svg)  # noqa: S314 - made here
        assert [child.tag for child in drawing][:2] == ["title", "desc"]
        assert "style=" not in figure.svg


def test_no_language_speaks_in_the_other(
    told: dict[tuple[str, str], Chapter], synthetic: nx.MultiDiGraph
) -> None:
    french = re.compile(r"\b(les|des|une|dans|est|pour|acteurs|montant)\b", re.IGNORECASE)
    english = re.compile(r"\b(the|of|is|for|which|actors|amount)\b", re.IGNORECASE)
    for (_, lang), chapter in told.items():
        other = english if lang == "fr" else french
        for said in everything(chapter, synthetic, lang):
            # names of projects and regions are the sheet's, in one language
            if "synthétique" not in said and not NAMES.search(said):
                assert not other.search(said), said


@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_said_of_nothing(room: object) -> None:
    chapter: Chapters = room.chapter  # type: ignore[attr-defined] # a module of chapters
    assert chapter(nx.MultiDiGraph(), "fr") is None


def test_thin_data_give_fewer_sentences(odd17: Path) -> None:
    G = public(read(odd17))
    # no amount, no size, and too few actors in any territory but the country
    assert scenario.chapter(G, "fr") is None
    assert sizes.chapter(G, "fr") is None
    assert territories.chapter(G, "fr") is None
    years = evolution.chapter(G, "fr")
    assert years
    assert len(years.sentences) == 4


def test_euros_of_the_sentences_are_in_the_tables(
    told: dict[tuple[str, str], Chapter], synthetic: nx.MultiDiGraph
) -> None:
    chapter = told["scenario", "en"]
    cells = {
        text(cell, synthetic) for table in chapter.tables for row in table.rows for cell in row
    }
    said = " ".join(text(sentence, synthetic) for sentence in chapter.sentences)
    amounts = set(re.findall(r"€[\d,]+\d", said))
    assert len(amounts) >= 5
    assert amounts - {"€7", "€1"} <= cells


def test_hidden_cells_show_no_number(
    told: dict[tuple[str, str], Chapter], synthetic: nx.MultiDiGraph
) -> None:
    table = told["sizes", "en"].tables[0]
    cells = [text(cell, synthetic) for row in table.rows for cell in row[1:]]
    counts = [int(found[1]) for cell in cells if (found := re.search(r"\((\d+)\)$", cell))]
    assert min(counts) >= 3
    assert "hidden" in cells
    assert "hidden" in told["sizes", "en"].figures[0].svg


# --------------------------------------------------------------------------- by hand


def test_amounts_of_two_alliances_by_hand() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", amount_eur=5000.0, engineering_eur=1000.0)
    G.add_edge("b", "c", key="2")
    chapter = scenario.chapter(G, "en")
    assert chapter
    said = [text(sentence, G) for sentence in chapter.sentences]
    assert said[1] == (
        "One of 2 alliances states both its amount and its engineering: €5,000 and €1,000."
    )
    assert "would return €7,000, or €6,000 less the engineering." in said[2]
    assert "would have cost €10,000 without alliance, instead of €5,000." in said[3]
    assert "20% of these amounts" in said[4]
    assert chapter.sentences[0].basis == "stated"
    assert {sentence.basis for sentence in chapter.sentences[2:4]} == {"inference"}


def test_amounts_without_engineering_are_no_return() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", amount_eur=5000.0)
    chapter = scenario.chapter(G, "fr")
    assert chapter
    assert not chapter.figures
    keys = [sentence.key.partition(".")[2] for sentence in chapter.sentences]
    assert keys == ["scenario_banner", "scenario_spent", "scenario_cost", "scenario_unknown"]


def test_two_versions_are_told(worked: nx.MultiDiGraph) -> None:
    new = worked.copy()
    new.remove_node("banque")
    new.remove_edge("asso2", "entreprise", "q")
    new.nodes["asso2"]["model"] = "people"
    table = changes(to_tables(worked), to_tables(new))
    first, second = evolution.versions(worked, new, table, "en")
    said = [text(sentence, new) for sentence in first.sentences]
    assert said[:2] == ["1 actor is gone.", "1 actor changed on the sheet."]
    changed = next(table for table in first.tables if "cells changed" in text(table.title, new))
    assert [text(cell, new) for cell in changed.rows[0]] == [
        "asso2",
        "Socio-economic model",
        "Economy of engagement",
        "People",
    ]
    alike, _ = evolution.versions(worked, worked, table.iloc[:0], "en")
    assert [text(sentence, new) for sentence in alike.sentences] == [
        "Nothing changed from one version to the other."
    ]
    assert said[-1] == "One actor changed model: asso2."
    effects = [text(sentence, new) for sentence in second.sentences]
    assert effects[0].startswith("Between the actors of both versions, the value of interactions")
    assert any("21 pairs of different models" in sentence for sentence in effects)
    gone = next(table for table in first.tables if "gone" in text(table.title, new))
    assert [[text(cell, new) for cell in row] for row in gone.rows] == [["banque"]]


def test_a_year_is_no_quantity() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", start="1999")
    G.add_edge("b", "c", key="2", start="2001")
    chapter = evolution.chapter(G, "en")
    assert chapter
    assert text(chapter.sentences[0], G) == (
        "From 1999 to 2001, the number of alliances under way goes from 1 to 2."
    )
