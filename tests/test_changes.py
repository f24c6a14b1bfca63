"""Two versions compared: what appeared, went, changed, and identifiers that stay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap import cli
from ecomap.formats.io import read
from ecomap.graph import from_tables
from ecomap.reading.changes import COLUMNS, Tables, carried, changes
from ecomap.reading.tables import normalise


def version(
    actors: Sequence[Mapping[str, object]], alliances: Sequence[Mapping[str, object]]
) -> Tables:
    """Make the normal tables of one version."""
    return normalise(pd.DataFrame(list(actors)), pd.DataFrame(list(alliances)))[:2]


OLD = version(
    [
        {"id": "1", "name": "Ville", "fte": 10},
        {"id": "2", "name": "École"},
        {"id": "3", "name": "Banque"},
    ],
    [
        {"source": "1", "target": "2", "amount_eur": 10},
        {"source": "1", "target": "3"},
    ],
)
NEW = version(
    [
        {"id": "1", "name": "Ville", "fte": 12},
        {"id": "9", "name": "ECOLE"},
        {"id": "4", "name": "Musée"},
    ],
    [
        {"source": "9", "target": "1", "amount_eur": 10},
        {"source": "1", "target": "4"},
    ],
)


def told(old: Tables, new: Tables) -> list[tuple[object, ...]]:
    """Give the changes as tuples."""
    return list(changes(old, new).itertuples(index=False, name=None))


def test_found_again_by_identifier_else_by_name() -> None:
    assert told(OLD, NEW) == [
        ("actors", "changed", "1", "Ville", "fte", 10.0, 12.0),
        ("actors", "changed", "9", "ECOLE", "name", "École", "ECOLE"),
        ("actors", "appeared", "4", "Musée", "", "", ""),
        ("actors", "gone", "3", "Banque", "", "", ""),
        ("alliances", "changed", "9--1", "ECOLE – Ville", "source", "1", "9"),
        ("alliances", "changed", "9--1", "ECOLE – Ville", "target", "9", "1"),
        ("alliances", "appeared", "1--4", "Ville – Musée", "", "", ""),
        ("alliances", "gone", "1--3", "Ville – Banque", "", "", ""),
    ]


def test_an_identifier_that_is_found_again_stays() -> None:
    actors, alliances = carried(OLD, NEW)
    assert list(actors.index) == ["1", "2", "4"]
    assert alliances[["source", "target"]].to_numpy().tolist() == [["2", "1"], ["1", "4"]]
    assert list(alliances.index) == ["1--2", "1--4"]
    from_tables(actors, alliances)


def test_one_more_parallel_alliance_shifts_none() -> None:
    rows: list[dict[str, object]] = [
        {"source": "1", "target": "2", "start": str(year)} for year in (2020, 2021)
    ]
    more: list[dict[str, object]] = [{"source": "1", "target": "2", "start": "2019"}, *rows]
    actors: list[dict[str, object]] = [{"id": "1", "name": "a"}, {"id": "2", "name": "b"}]
    found = told(version(actors, rows), version(actors, more))
    assert [row[1] for row in found] == ["appeared"]


def test_two_of_one_name_are_not_guessed() -> None:
    none: Sequence[Mapping[str, object]] = []
    before = version([{"id": "x", "name": "Ville"}], none)
    after = version([{"id": "y", "name": "Ville"}, {"id": "z", "name": "ville"}], none)
    assert {row[1] for row in told(before, after)} == {"appeared", "gone"}


KEYS = list("abcd")


@st.composite
def versions(draw: st.DrawFn) -> Tables:
    """Make one version of a small ecosystem."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=2, unique=True))
    names = st.sampled_from(["Ville", "VILLE", "École", "Musée", "Banque"])
    numbers = st.sampled_from([None, 1, 2])
    actors = [{"id": key, "name": draw(names), "fte": draw(numbers)} for key in keys]
    ends = st.lists(st.sampled_from(keys), min_size=2, max_size=4, unique=True)
    rows = [
        {"partners": "|".join(draw(ends)), "start": draw(st.sampled_from([None, "2020"]))}
        for _ in range(draw(st.integers(0, 4)))
    ]
    return version(actors, rows)


@given(versions())
def test_nothing_changes_from_a_version_to_itself(one: Tables) -> None:
    assert changes(one, one).empty
    assert list(changes(one, one).columns) == list(COLUMNS)


@given(versions(), versions())
def test_what_appears_one_way_goes_the_other(old: Tables, new: Tables) -> None:
    before = [table.copy(deep=True) for table in (*old, *new)]
    there, back = changes(old, new), changes(new, old)
    for frame, copy in zip((*old, *new), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
    for table in ("actors", "alliances"):
        counts = [
            found[(found["table"] == table) & (found["change"] == what)]["id"].nunique()
            for found, what in ((there, "appeared"), (back, "gone"))
        ]
        assert counts[0] == counts[1]


@given(versions(), versions())
def test_carrying_identifiers_keeps_every_row(old: Tables, new: Tables) -> None:
    actors, alliances = carried(old, new)
    assert [len(actors), len(alliances)] == [len(new[0]), len(new[1])]
    assert actors.index.is_unique
    assert alliances.index.is_unique
    from_tables(actors, alliances)
    again = changes((actors, alliances), new)
    assert not set(again["change"]) & {"appeared", "gone"} or not actors["name"].is_unique


# --------------------------------------------------------------------------- the commands

BEFORE = "Nom;Type\nVille;commune\nÉcole;\n"
AFTER = "Nom;Type\nVILLE;commune\nÉcole;école\nMusée;\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Write two versions of a synthetic sheet."""
    old, new = tmp_path / "before.csv", tmp_path / "after.csv"
    old.write_text(BEFORE, encoding="utf-8")
    new.write_text(AFTER, encoding="utf-8")
    return old, new


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_diff_lists_what_changed(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    words = ["diff", *map(str, files), "--format", "json", "--lang", lang]
    assert cli.main(words) == 0
    out, err = capsys.readouterr()
    found = {(row["change"], row["name"], row["column"], row["after"]) for row in json.loads(out)}
    assert ("appeared", "Musée", "", "") in found
    assert ("changed", "École", "model", "knowledge_economy") in found
    assert ("changed", "VILLE", "name", "VILLE") in found
    counts = {"fr": "apparus 1, disparus 0, changés 2", "en": "appeared 1, gone 0, changed 2"}
    assert counts[lang] in err


def test_diff_of_graph_files_and_into_a_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = files
    graph = tmp_path / "before.json"
    assert cli.main(["import", str(old), "-o", str(graph)]) == 0
    out = tmp_path / "changes.csv"
    assert cli.main(["diff", str(graph), str(new), "-o", str(out)]) == 0
    assert list(pd.read_csv(out).columns) == list(COLUMNS)
    assert cli.main(["diff", str(graph), str(new), "-o", str(out)]) == 1
    assert cli.main(["diff", str(graph), str(tmp_path / "absent.csv")]) == 1


def test_importing_again_says_what_changed_and_keeps_identifiers(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = files
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    old.write_text("id;Nom\nv1;Ville\ne1;École\n", encoding="utf-8")
    assert cli.main(["import", str(old), "-o", str(first)]) == 0
    capsys.readouterr()
    words = ["import", str(new), "-o", str(second), "--since", str(first), "--lang", "en"]
    assert cli.main(words) == 0
    assert "Actors: appeared 1, gone 0, changed 2." in capsys.readouterr().err
    G = read(second)
    assert sorted(G) == ["e1", "musee", "v1"]
    assert G.graph["sources"] == ["after.csv"]
