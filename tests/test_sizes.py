"""Sizes of organisations × sizes of territories: by hand, and nothing hidden can be worked out."""

from __future__ import annotations

import json
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ecomap import cli
from ecomap.cli import framing
from ecomap.errors import GraphError
from ecomap.formats.io import read
from ecomap.frame.sizes import LEAST, TOTAL, protected, size_table, sizes
from ecomap.typology import standard

Counts = NDArray[np.float64]

SYNTHETIC = Path(__file__).parents[1] / "datasets" / "synthetic_territory"


@pytest.fixture
def sized() -> nx.MultiDiGraph:
    """Make 4 micro actors in a village, 3 in a town; a small firm in the town; one of no size."""
    G = nx.MultiDiGraph()
    for n in range(4):
        G.add_node(f"v{n}", size_class="micro", territory_size="under_2000", budget_eur=10.0 * n)
    for n in range(3):
        G.add_node(f"t{n}", fte=3.0, territory_population=5000.0)
    G.add_node("firm", fte=10.0, territory_population=5000.0)
    G.add_node("unknown", size_class="micro")
    G.add_edges_from([("v0", "v1", "1"), ("v0", "t0", "2"), ("t0", "firm", "3")])
    return G


def cells(
    G: nx.MultiDiGraph, measure: str = "degree", least: int = LEAST
) -> dict[str, tuple[Any, ...]]:
    """Give the cells that are not empty, by both sizes."""
    table = size_table(G, measure, least=least)
    rows = zip(*(table[name] for name in table.columns), strict=True)
    return {f"{a}/{b}": tuple(rest) for a, b, *rest in rows if rest[0] != 0}


def test_classes_follow_their_bounds(sized: nx.MultiDiGraph) -> None:
    known = sizes(sized).to_dict("index")
    assert list(known["firm"].values()) == ["small_medium", "2000_19999"]
    assert list(known["t0"].values()) == ["micro", "2000_19999"]
    assert sizes(sized)["territory_size"].isna().sum() == 1


@pytest.mark.parametrize(
    ("fte", "key"),
    [
        (0, "none"),
        (0.5, "micro"),
        (9.9, "micro"),
        (10, "small_medium"),
        (249, "small_medium"),
        (250, "intermediate"),
        (4999, "intermediate"),
        (5000, "large"),
        (1e6, "large"),
    ],
)
def test_each_number_of_employees_has_its_class(fte: float, key: str) -> None:
    G = nx.MultiDiGraph()
    G.add_node("a", fte=fte)
    assert sizes(G).loc["a", "size_class"] == key


@pytest.mark.parametrize("vocabulary", ["sizes", "territory_sizes"])
def test_classes_follow_each_other_without_a_gap(vocabulary: str) -> None:
    ends = [(term["low"], term["high"]) for term in standard().terms(vocabulary).values()]
    assert ends[0][0] == "0"
    assert ends[-1][1] == ""
    for (_, high), (low, _) in pairwise(ends):
        assert high == low


def test_by_hand_without_protection(sized: nx.MultiDiGraph) -> None:
    told = cells(sized, least=1)
    # degrees: v0 2, v1 1, v2 v3 0; t0 2, t1 t2 0; the firm 1
    assert told["micro/under_2000"] == (4, 4, 0.75, "told")
    assert told["micro/2000_19999"] == (3, 3, pytest.approx(2 / 3), "told")
    assert told["small_medium/2000_19999"] == (1, 1, 1.0, "told")
    assert told[f"{TOTAL}/{TOTAL}"] == (8, 8, 0.75, "told")
    assert size_table(sized).attrs == {"measure": "degree", "least": 3, "left_out": 1}


def test_one_firm_alone_is_hidden_and_cannot_be_found_again(sized: nx.MultiDiGraph) -> None:
    told = cells(sized)
    hidden = {name for name, (*_, cell) in told.items() if cell != "told"}
    # its cell and the total of its row are small; of its column, another must hide it
    assert told["small_medium/2000_19999"][-1] == "small"
    assert told[f"small_medium/{TOTAL}"][-1] == "small"
    assert "micro/2000_19999" in hidden
    assert f"micro/{TOTAL}" in hidden
    assert told[f"{TOTAL}/{TOTAL}"][:3] == (8, 8, 0.75)
    for name in hidden:
        assert np.isnan(told[name][:3]).all()


def test_a_measure_that_few_have_is_hidden_too(sized: nx.MultiDiGraph) -> None:
    for n in (2, 3):
        del sized.nodes[f"v{n}"]["budget_eur"]
    assert cells(sized, "budget_eur")["micro/under_2000"][-1] == "small"
    assert cells(sized, "budget_eur", least=1)["micro/under_2000"] == (4, 2, 5.0, "told")


def test_impacts_are_shares_of_the_alliances_that_state_one() -> None:
    G = nx.MultiDiGraph()
    for node in "abc":
        G.add_node(node, size_class="micro", territory_size="under_2000")
    G.add_edge("a", "b", key="1", impact="trust|innovation")
    G.add_edge("a", "c", key="2", impact="innovation")
    G.add_edge("a", "c", key="3")
    # a 1/2, b 1, c 0
    assert cells(G, "impact:trust")["micro/under_2000"] == (3, 3, 0.5, "told")


def test_an_unknown_measure_is_refused(sized: nx.MultiDiGraph) -> None:
    with pytest.raises(GraphError, match="greatness"):
        size_table(sized, "greatness")
    with pytest.raises(GraphError):
        size_table(sized, "impact:greatness")


# --------------------------------------------------------------------------- protection

tables = st.lists(
    st.lists(st.integers(0, 5), min_size=2, max_size=3), min_size=2, max_size=3
).filter(lambda rows: len({len(row) for row in rows}) == 1)


def _whole(counts: Counts) -> Counts:
    """Add totals."""
    rows = np.vstack([counts, counts.sum(axis=0)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


@settings(max_examples=25)
@given(tables)
def test_every_hidden_cell_has_another_possible_count(rows: list[list[int]]) -> None:
    """Try every table of counts that agrees with what is told: an oracle by enumeration."""
    counts = np.array(rows, dtype=float)
    hidden, whole = protected(counts), _whole(counts)
    assert (hidden | (whole == 0) | (whole >= LEAST)).all()
    inner = [tuple(place) for place in np.argwhere(hidden[:-1, :-1])]
    if not inner or hidden.all():
        return
    most = int(max(whole[~hidden].max(), 6))
    if (most + 1) ** len(inner) > 5_000:
        return
    seen: dict[tuple[int, int], set[float]] = {}
    for guess in product(range(1, most + 1), repeat=len(inner)):
        other = counts.copy()
        for (i, j), count in zip(inner, guess, strict=True):
            other[i, j] = count
        totals = _whole(other)
        if np.array_equal(totals[~hidden], whole[~hidden]):
            for i, j in np.argwhere(hidden):
                seen.setdefault((int(i), int(j)), set()).add(float(totals[i, j]))
    assert all(len(counts) > 1 for counts in seen.values())


@given(tables)
def test_what_has_no_small_cell_hides_nothing(rows: list[list[int]]) -> None:
    counts = np.array(rows, dtype=float) + LEAST
    assert not protected(counts).any()


def test_two_lone_actors_do_not_hide_each_other() -> None:
    # each row and column has two hidden cells of one actor: their sums of 2 would tell
    hidden = protected(np.array([[1.0, 1.0, 5.0], [1.0, 1.0, 7.0], [6.0, 4.0, 9.0]]))
    assert hidden[0].sum() > 2


def test_the_synthetic_territory_has_cells_to_show_and_to_hide() -> None:
    table = size_table(read(SYNTHETIC), "degree")
    kinds = table["cell"].value_counts()
    assert kinds["told"] > 20
    assert kinds["small"] >= 1


# --------------------------------------------------------------------------- the command


def test_every_table_of_the_frame_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    for of in framing._OF:
        words = ["frame", str(SYNTHETIC), "--of", of, "--format", "json", "-q"]
        assert cli.main(words) == 0, of
        table = json.loads(capsys.readouterr().out)
        assert len(table) > 1, of


def test_the_crossed_table_says_what_it_hides(
    capsys: pytest.CaptureFixture[str], odd17: Path
) -> None:
    words = ["frame", str(SYNTHETIC), "--measure", "impact:trust", "--lang", "en"]
    assert cli.main(words) == 0
    told = capsys.readouterr()
    assert "Actors without one of the two sizes: 39." in told.err
    assert "hidden" in told.out
    assert cli.main([*words, "--least", "1"]) == 0
    assert "hidden" not in capsys.readouterr().out
    assert cli.main(["frame", str(odd17), "--lang", "en"]) == 1
    assert "No actor has both sizes" in capsys.readouterr().err
    assert cli.main(["frame", str(SYNTHETIC), "--measure", "greatness", "--lang", "en"]) != 0
    assert "greatness" in capsys.readouterr().err
