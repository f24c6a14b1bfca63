"""Every system of the research notebook has its row, its place and its proof."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from ecomap.formats.io import read
from ecomap.frame.constants import constant
from ecomap.frame.territories import region_of
from ecomap.graph import project, public
from ecomap.measures.metrics import ACTOR_MEASURES
from ecomap.page.map import Map
from ecomap.reading.tables import normalise
from ecomap.report.pages import chapters
from ecomap.typology import standard
from ecomap.values.columns import columns_of

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "notebook-coverage.md"
SYSTEMS = 55


def rows() -> Iterator[tuple[int, str, list[str], list[str]]]:
    """Give the number, the name, the places and the tests of each row."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].isdecimal():
            number, name, *lists = cells
            places, tests = (re.findall("`([^`]+)`", cell) for cell in lists)
            yield int(number), name, places, tests


def test_no_system_is_missing() -> None:
    found = list(rows())
    assert [number for number, *_ in found] == list(range(1, SYSTEMS + 1))
    for number, name, places, tests in found:
        assert name, number
        assert places, number
        assert tests, number


@pytest.mark.parametrize(("number", "places"), [(row[0], row[2]) for row in rows()])
def test_each_place_is_there(number: int, places: list[str]) -> None:
    for place in places:
        inside = place.startswith(("docs/", "datasets/"))
        path = ROOT / place if inside else ROOT / "src" / "ecomap" / place
        assert path.is_file(), (number, place)


@pytest.mark.parametrize(("number", "tests"), [(row[0], row[3]) for row in rows()])
def test_each_proof_is_a_test(number: int, tests: list[str]) -> None:
    for name in tests:
        file, _, function = name.partition("::")
        tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
        named = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert function in named, (number, name)


# --------------------------------------------------------------------------- proved here


@pytest.mark.parametrize(
    ("key", "vocabulary"),
    [
        ("agenda_2030:goals", "goals"),
        ("levers", "levers"),
        ("commons", "commons"),
        ("impacts", "impacts"),
        ("innovation_strategies", "strategies"),
        ("process:phases", "phases"),
        ("process:steps", "steps"),
        ("triple_innovation", "innovation_parts"),
        ("valorisation_pillars", "valorisation"),
        ("model_pillars", "pillars"),
        ("premium:functions", "functions"),
        ("situations", "situations"),
        ("situation_axes", "axes"),
        ("partnership_stages", "stages"),
        ("four_c", "four_c"),
    ],
)
def test_vocabularies_have_as_many_terms_as_the_notebook_counts(key: str, vocabulary: str) -> None:
    assert len(standard().terms(vocabulary)) == constant(key)


@pytest.mark.parametrize(
    ("profile", "model"),
    [
        ("Collectivités territoriales", "public_action"),
        ("Entreprises", "productive_economy"),
        ("Associations", "engagement_economy"),
        ("Institutions académiques", "knowledge_economy"),
        # of public action or a public service: it is left to a person
        ("Institutions publiques", None),
    ],
)
def test_profiles_of_the_notebook_are_read_as_models(profile: str, model: str | None) -> None:
    assert standard().code("models", profile) == model


def test_there_are_thirteen_regions() -> None:
    departments = ROOT / "src" / "ecomap" / "data" / "france" / "departments.csv"
    france = pd.read_csv(departments, dtype=str)
    overseas = france["key"].str.startswith("97")
    regions = set(france.loc[~overseas, "region"])
    assert len(regions) == constant("impact_study:regions") == 13
    assert all(region_of({"territory": region}) == region for region in regions)


# Columns that are shown and filtered, and enter no measure: a value of each, and another.
DESCRIPTIVE = {
    "actors": {
        "societal_function": "societal_investor",
        **dict.fromkeys((c for c in columns_of("actors") if c.startswith("appropriation_")), "2"),
    },
    "alliances": {"complementarity": "talents|means"},
}


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table in DESCRIPTIVE for column in DESCRIPTIVE[table]]
)
def test_descriptive_columns_are_read_and_their_faults_told(table: str, column: str) -> None:
    value = DESCRIPTIVE[table][column]
    actors = {"name": ["A", "B"]}
    alliances = {"source": ["A", "B"], "target": ["B", "A"]}
    (actors if table == "actors" else alliances)[column] = [value, "no such value"]
    read_actors, read_alliances, issues = normalise(pd.DataFrame(actors), pd.DataFrame(alliances))
    cells = (read_actors if table == "actors" else read_alliances)[column].tolist()
    assert cells[0] == value
    assert pd.isna(cells[1])
    assert [(issue.code, issue.heading) for issue in issues] == [("unknown_value", column)]


def test_there_are_six_criteria_of_appropriation() -> None:
    assert sum(column.startswith("appropriation_") for column in DESCRIPTIVE["actors"]) == 6


def test_nothing_is_sized_by_money_unless_asked() -> None:
    size = inspect.signature(Map).parameters["size"].default
    assert size in ACTOR_MEASURES
    assert not any(name.endswith("_eur") for name in ACTOR_MEASURES)


def test_the_report_answers_the_questions_of_the_notebook() -> None:
    """Territories, process and balance; pillars, hybridisation, valorisation and the premium."""
    G = public(read(ROOT / "datasets" / "synthetic_territory"))
    part = G.subgraph([*list(project(G))[:60], *(n for n, d in G.nodes(data=True) if "rows" in d)])
    told = {chapter.anchor for chapter in chapters(part.copy(), "en")}
    asked = {"territories", "innovation", "pillars", "premium", "scenario", "trajectories"}
    assert asked <= told
