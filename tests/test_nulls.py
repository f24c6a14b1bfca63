"""Random ecosystems: the tables they may be, each as likely; p and q by hand."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise, product

import numpy as np
import pytest

from ecomap.measures import nulls
from ecomap.measures.nulls import benjamini_hochberg, degree_tables, label_orders, two_sided

# The worked example of the definitions: mairie 0, asso1 1, asso2 2, entreprise 3, banque 4.
STARTS = np.array([0, 3, 5, 7, 9])
MEMBERS = np.array([0, 1, 2, 2, 3, 3, 4, 0, 1])
MODELS = np.array([0, 1, 1, 2, 3])
Table = tuple[tuple[int, ...], ...]


def tables_of_the_example() -> set[Table]:
    """List every table with the margins of the worked example."""
    degrees = np.bincount(MEMBERS).tolist()
    choices = [list(combinations(range(5), k)) for k in np.diff(STARTS)]
    return {
        table
        for table in product(*choices)
        if np.bincount([actor for row in table for actor in row], minlength=5).tolist() == degrees
    }


def as_table(row: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Table:
    """Give a drawn row as a table."""
    cuts = pairwise(STARTS)
    return tuple(tuple(sorted(row[a:b].tolist())) for a, b in cuts)


def test_every_table_of_the_example_is_as_likely() -> None:
    possible = tables_of_the_example()
    assert len(possible) == 234
    drawn = Counter(
        as_table(row) for batch in degree_tables(STARTS, MEMBERS, 23_400, seed=5) for row in batch.T
    )
    assert set(drawn) == possible
    # χ² with 233 degrees of freedom: mean 233, standard deviation 21.6
    chi2 = sum((count - 100) ** 2 / 100 for count in drawn.values())
    assert 233 - 5 * 21.6 < chi2 < 233 + 5 * 21.6


def test_means_of_the_example_under_both_nulls() -> None:
    def meetings(table: Table, models: list[int]) -> int:
        return sum({0, 1} <= {models[actor] for actor in row} for row in table)

    every = [meetings(table, MODELS.tolist()) for table in tables_of_the_example()]
    assert np.mean(every) == pytest.approx(18 / 13)
    assert np.mean([n >= 2 for n in every]) == pytest.approx(17 / 39)
    observed = as_table(MEMBERS)
    drawn = [
        meetings(observed, MODELS[order].tolist())
        for batch in label_orders(np.ones(5, dtype=bool), 20_000, seed=1)
        for order in batch
    ]
    # labels: mean 11/10, P(≥ 2) = 3/10; five standard errors
    assert np.mean(drawn) == pytest.approx(11 / 10, abs=5 * np.std(drawn) / 20_000**0.5)
    assert np.mean([n >= 2 for n in drawn]) == pytest.approx(3 / 10, abs=5 * 0.46 / 20_000**0.5)


def test_margins_are_kept_and_seeds_decide() -> None:
    rng = np.random.default_rng(3)
    sizes = rng.integers(2, 9, 40)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    members = np.concatenate([rng.choice(50, size, replace=False) for size in sizes])
    batches = list(degree_tables(starts, members, 150, seed=2))
    drawn = np.concatenate(batches, axis=1).T
    assert drawn.shape == (150, len(members))
    for row in drawn:
        assert (
            np.bincount(row, minlength=50).tolist() == np.bincount(members, minlength=50).tolist()
        )
        for a, b in pairwise(starts):
            assert len(set(row[a:b])) == b - a
    again = np.concatenate(list(degree_tables(starts, members, 150, seed=2)), axis=1).T
    np.testing.assert_array_equal(drawn, again)


def test_unclassified_actors_keep_their_place() -> None:
    known = np.array([True, True, False, True])
    for batch in label_orders(known, 250, seed=0):
        assert (batch[:, 2] == 2).all()
        assert (np.sort(batch, axis=1) == np.arange(4)).all()


def test_p_by_hand() -> None:
    drawn = np.array([[0.0], [1.0], [1.0], [2.0]])
    # three of four at least as large, three at least as small: (1 + 3) / 5 on both sides
    assert two_sided(np.array([1.0]), drawn).tolist() == [1.0]
    assert two_sided(np.array([5.0]), drawn).tolist() == [pytest.approx(2 / 5)]


def test_q_by_hand() -> None:
    # 4 tests: 0.01·4/1, 0.02·4/2, 0.03·4/3, 0.5; the least of those after each
    assert benjamini_hochberg([0.03, 0.5, 0.01, 0.02, float("nan")]).tolist() == pytest.approx(
        [0.04, 0.5, 0.04, 0.04, float("nan")], nan_ok=True
    )


def test_the_size_of_batches_changes_no_order(monkeypatch: pytest.MonkeyPatch) -> None:
    known = np.arange(50) % 3 > 0
    whole = np.concatenate(list(label_orders(known, 120, seed=4)))
    monkeypatch.setattr(nulls, "_CELLS", 350)
    batches = list(label_orders(known, 120, seed=4))
    assert len(batches[0]) == 7
    np.testing.assert_array_equal(np.concatenate(batches), whole)
