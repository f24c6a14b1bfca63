"""The numbers of the research notebook: each has a place in it, and the code uses no other."""

from __future__ import annotations

import re
from itertools import product

import pytest

from ecomap.frame.constants import constant, constants
from ecomap.typology import standard

ROWS = standard().terms("notebook")


@pytest.mark.parametrize("key", ROWS)
def test_a_number_has_a_unit_a_place_a_status_and_words(key: str) -> None:
    row = ROWS[key]
    assert constant(key) == float(row["value"])
    assert row["status"] in standard().terms("evidence")
    assert all(row[column] for column in ("unit", "label_fr", "label_en"))
    # a section and a line of the extracted text, or a note
    assert re.search(r", l\. \d+|^note \d+", row["place"]), row["place"]


def test_an_unknown_number_is_not_made_up() -> None:
    with pytest.raises(KeyError):
        constant("ratio:of_the_lost_figure")
    assert constants("ratios") == {}


def test_shares_are_shares() -> None:
    for key, row in ROWS.items():
        if row["unit"] == "share":
            assert 0 < constant(key) < 1, key


def test_projects_of_territory_sum_up() -> None:
    parts = constants("projects")
    assert parts["perimeters"] == parts["one"] + parts["several"] == 833


def test_the_matrix_of_trajectories_is_doubly_stochastic_and_circulant() -> None:
    matrix = constants("trajectory")
    levers, horizons = (list(dict.fromkeys(names)) for names in zip(*_cells(matrix), strict=True))
    rows = [[matrix[f"{lever}:{horizon}"] for horizon in horizons] for lever in levers]
    assert rows[0] == [0.60, 0.25, 0.15]
    assert all(sum(line) == pytest.approx(1) for line in [*rows, *zip(*rows, strict=True)])
    for i, j in product(range(3), repeat=2):
        assert rows[i][j] == rows[0][(j - i) % 3]


def _cells(matrix: dict[str, float]) -> list[tuple[str, str]]:
    return [(lever, horizon) for lever, _, horizon in (key.partition(":") for key in matrix)]


def test_horizons_are_as_many_months_as_years_say() -> None:
    assert constants("horizon")["strategic"] == 12 * constant("process:cycle")
    assert constants("horizon")["prospective"] == 12 * 28
    assert constants("horizon")["tactical"] == 18


def test_rates_of_practice_are_of_the_four_types_and_no_partition() -> None:
    rates = constants("partnership")
    assert list(rates) == list(standard().terms("partnerships"))
    assert list(rates.values()) == [0.54, 0.28, 0.26, 0.25]
    assert sum(rates.values()) > 1


@pytest.mark.parametrize(
    ("key", "vocabulary"),
    [("models", "models"), ("families", "families")],
)
def test_vocabularies_have_as_many_terms_as_the_notebook_says(key: str, vocabulary: str) -> None:
    assert len(standard().terms(vocabulary)) == constant(key)


def test_years_follow_each_other() -> None:
    for name in ("arpea", "phare", "impact", "ecosysteme"):
        assert constant(f"programme:{name}:start") < constant(f"programme:{name}:end")
    speech, since = constant("earth_summit:speech"), constant("earth_summit:years_since")
    assert speech + since == constant("agenda_2030:review") == 2023
