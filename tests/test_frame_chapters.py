"""The chapters on the frame: what they say, of what, on whose word, and when they are silent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

import ecomap as em
from ecomap.frame import impacts as im
from ecomap.frame import pillars as pi
from ecomap.frame import trajectories as tr
from ecomap.graph import public
from ecomap.report.chapters import impacts, innovation, partnerships, pillars, trajectories
from ecomap.report.parts import Chapter, Fact, Percent, Sentence, text
from ecomap.text import LANGUAGES, words

ROOT = Path(__file__).parents[1]
ROOMS = (trajectories, innovation, partnerships, pillars, impacts)
Telling = Callable[[nx.MultiDiGraph, str], Chapter | None]
CHAPTERS: list[Telling] = [room.chapter for room in ROOMS]
NAMES = [room.__name__.rpartition(".")[2] for room in ROOMS]


@pytest.fixture(scope="module")
def synthetic() -> nx.MultiDiGraph:
    return public(em.read(ROOT / "datasets" / "synthetic_territory"))


@pytest.fixture(scope="module")
def notebook() -> nx.MultiDiGraph:
    return public(em.read(ROOT / "datasets" / "odd17"))


def keys(chapter: Chapter | None) -> list[str]:
    assert chapter is not None
    return [sentence.key.partition(".")[2] for sentence in chapter.sentences]


def every(chapter: Chapter) -> list[Sentence]:
    titles = [table.title for table in chapter.tables]
    captions = [figure.caption for figure in chapter.figures]
    return [*chapter.sentences, *chapter.notes, *titles, *captions]


@pytest.mark.parametrize("tell", CHAPTERS, ids=NAMES)
def test_no_data_no_chapter(tell: Telling, worked: nx.MultiDiGraph) -> None:
    assert tell(nx.MultiDiGraph(), "fr") is None
    assert tell(nx.MultiDiGraph([("a", "b", "1")]), "en") is None
    # the worked example states nothing of the frame
    assert tell(worked, "fr") is None


@pytest.mark.parametrize("tell", CHAPTERS, ids=NAMES)
def test_each_chapter_speaks_both_languages(tell: Telling, synthetic: nx.MultiDiGraph) -> None:
    told = {lang: tell(synthetic, lang) for lang in LANGUAGES}
    french, english = told["fr"], told["en"]
    assert french is not None
    assert english is not None
    assert [s.key for s in every(french)] == [s.key for s in every(english)]
    for left, right in zip(every(french), every(english), strict=True):
        in_french, in_english = text(left, synthetic, "fr"), text(right, synthetic, "en")
        assert in_french != in_english
        assert not re.search(r"[a-zàé] [:;?!%»]|« \w", in_french), in_french
        assert "{" not in in_french + in_english
    for chapter, lang in ((french, "fr"), (english, "en")):
        for table in chapter.tables:
            assert table.rows
            assert {len(row) for row in table.rows} == {len(table.headings)}
            assert all(text(heading, synthetic, lang) for heading in table.headings)
        assert all("<title>" in figure.svg for figure in chapter.figures)


@pytest.mark.parametrize("tell", CHAPTERS, ids=NAMES)
def test_what_is_ours_says_so(tell: Telling, synthetic: nx.MultiDiGraph) -> None:
    chapter = tell(synthetic, "en")
    assert chapter is not None
    ours = {
        *("traj_inferred", "traj_actors", "traj_lasting", "traj_note_default", "inno_by_step"),
        *("inno_conflict", "inno_note_steps", "part_maturity", "part_stages", "part_note_stages"),
        *("pill_lean", "pill_model", "pill_note_ranks", "pill_note_ratios", "pill_ternary"),
    }
    for sentence in every(chapter):
        key = sentence.key.partition(".")[2]
        assert (sentence.basis in {"inference", "proposal"}) == (
            key in ours | {"pill_heat", "pill_table", "pill_ratios", "traj_note_length"}
        ), key


def test_every_word_is_said_by_some_chapter() -> None:
    source = "".join(Path(str(room.__file__)).read_text(encoding="utf-8") for room in ROOMS)
    prefixes = ("inno_cycle_", "pill_ratio_")
    for key in words("report_frame"):
        name = key.removesuffix(".one")
        assert name in source or name.startswith(prefixes), key


def facts_of(chapter: Chapter | None, key: str) -> dict[str, Fact]:
    assert chapter is not None
    return next(dict(s.facts) for s in chapter.sentences if s.key == f"report_frame.{key}")


def test_the_numbers_said_are_those_of_the_frame(synthetic: nx.MultiDiGraph) -> None:
    chapter = trajectories.chapter(synthetic, "en")
    observed = tr.observed_matrix(tr.alliance_positions(synthetic))
    away = tr.matrix_distance(observed)
    said = facts_of(chapter, "traj_horizon")
    assert said["distance"] == Percent(away["tactical"])
    assert said["expected"] == Percent(0.6)
    assert said["observed"] == Percent(
        observed["tactical"]["regulation"] / observed["tactical"].sum()
    )
    effects = im.layers(synthetic)
    assert facts_of(impacts.chapter(synthetic), "impa_layers")["n"] == effects.attrs["alliances"]
    known = pi.pillars(synthetic)["people_share"].notna().sum()
    assert facts_of(pillars.chapter(synthetic), "pill_lean")["n"] == known


def test_the_notebooks_own_ecosystem_says_little(notebook: nx.MultiDiGraph) -> None:
    assert keys(trajectories.chapter(notebook, "fr")) == ["traj_lasting", "traj_actors"]
    assert keys(innovation.chapter(notebook, "fr")) == ["inno_cycles"]
    # no partnership is stated of it: what is proposed is compared with nothing
    chapter = partnerships.chapter(notebook, "fr")
    assert keys(chapter) == ["part_proposed", "part_degrees"]
    assert chapter is not None
    assert chapter.sentences[0].basis == "proposal"
    assert "54" not in chapter.figures[0].svg
    assert pillars.chapter(notebook) is None
    assert impacts.chapter(notebook) is None


def test_thin_data_give_fewer_sentences() -> None:
    G = nx.MultiDiGraph()
    for n in range(3):
        G.add_edge("a", f"b{n}", key=str(n), lever="regulation", horizon="tactical")
    nx.set_node_attributes(G, "public_action", "model")
    assert keys(trajectories.chapter(G)) == ["traj_centre", "traj_given", "traj_few"]
    G.edges["a", "b0", "0"]["partnership"] = "patronage"
    assert keys(partnerships.chapter(G)) == ["part_typed"]
    for n in range(3, 6):
        G.add_edge("a", f"b{n}", key=str(n), lever="regulation", horizon="tactical")
    assert "traj_horizon" in keys(trajectories.chapter(G))


def test_targets_are_compared_only_where_somebody_sets_them() -> None:
    G = nx.MultiDiGraph()
    for n in range(5):
        G.add_edge("a", f"b{n}", key=str(n), amount_eur=100.0, engineering_eur=10.0)
    assert keys(pillars.chapter(G)) == ["pill_ratio_alliances"]
    G.graph["targets"] = {"share_engineering": 0.25}
    chapter = pillars.chapter(G)
    assert chapter is not None
    assert keys(chapter) == ["pill_ratio_target"]
    assert text(chapter.sentences[0], G) == (
        "Share of engineering: 10% observed for a target of 25%, set in the project file."
    )
    assert len(chapter.tables[0].headings) == 4


def test_hostile_names_stay_text(synthetic: nx.MultiDiGraph) -> None:
    G = synthetic.copy()
    nx.set_node_attributes(G, "</svg><script>alert(1)</script>", "name")
    for tell in CHAPTERS:
        chapter = tell(G, "fr")
        assert chapter is not None
        assert not any("<script" in figure.svg for figure in chapter.figures)
