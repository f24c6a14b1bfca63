"""Two versions side by side, and year by year: worked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap import cli
from ecomap.formats.io import read
from ecomap.frame.evolution import aligned, by_year, compare, fragility, meetings
from ecomap.graph import from_tables
from ecomap.measures.premium import interaction_value

SYNTHETIC = Path(__file__).parents[1] / "datasets" / "synthetic_territory"


def rows(table: pd.DataFrame) -> dict[Any, dict[Any, Any]]:
    """Give the cells of a table by row and column."""
    return dict(table.to_dict("index"))


@pytest.fixture
def newer(worked: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Take the worked example; the bank is gone, a university works with the firm."""
    G = worked.copy()
    G.remove_node("banque")
    G.add_node("univ", name="univ", kind="organisation", model="knowledge_economy")
    G.add_edge("entreprise", "univ", key="u")
    return G


def test_indicators_by_hand(worked: nx.MultiDiGraph, newer: nx.MultiDiGraph) -> None:
    told = rows(compare(worked, newer))
    assert told["actors"] == {"before": 5, "after": 5, "change": 0}
    assert told["alliances"] == {"before": 4, "after": 4, "change": 0}
    assert told["ties"]["before"] == 5
    # the university stands where the bank stood: V is the same
    assert told["value"]["before"] == pytest.approx(37 / 54)
    assert told["value"]["after"] == pytest.approx(37 / 54)
    # on mairie, asso1, asso2, entreprise: 5 pairs, 1 + 1 + 1 + 1/2 + 1/2 in both
    assert told["value_common"]["before"] == pytest.approx(4 / 5)
    assert told["value_common"]["change"] == 0
    assert told["systemic_premium"]["before"] == pytest.approx(7 / 54)


def test_value_on_the_common_actors_is_not_lifted_by_a_smaller_map(
    worked: nx.MultiDiGraph,
) -> None:
    fewer = worked.copy()
    fewer.remove_node("banque")
    told = rows(compare(worked, fewer))
    assert told["value"]["change"] > 0  # a peripheral actor went: the mean rises
    assert told["value_common"]["change"] == 0  # nothing changed among those who stayed


def test_a_lost_alliance_lowers_the_value_of_those_who_stayed(worked: nx.MultiDiGraph) -> None:
    less = worked.copy()
    less.remove_edge("asso2", "entreprise", "q")
    told = rows(compare(worked, less))
    assert told["value_common"]["change"] == pytest.approx(-19 / 54)
    assert told["components"]["change"] == 1
    assert told["apart"]["change"] > 0


def test_meetings_and_fragile_pairs(worked: nx.MultiDiGraph, newer: nx.MultiDiGraph) -> None:
    met = {
        (row["source_model"], row["target_model"]): row["change"]
        for row in meetings(worked, newer).to_dict("records")
    }
    assert len(met) == 28
    assert met["productive_economy", "financial_economy"] == -1
    assert met["productive_economy", "knowledge_economy"] == 1
    assert sum(abs(change) for change in met.values()) == 2
    held = {
        (row["source_model"], row["target_model"]): (row["before"], row["after"])
        for row in fragility(worked, newer).to_dict("records")
    }
    assert held["public_action", "engagement_economy"] == (1, 1)
    assert held["public_action", "financial_economy"][0] == 1
    assert np.isnan(held["public_action", "financial_economy"][1])


def test_identifiers_are_carried_by_names() -> None:
    old = from_tables(pd.DataFrame({"id": ["1", "2"], "name": ["Ville", "École"]}))
    new = from_tables(
        pd.DataFrame({"id": ["x", "y"], "name": ["VILLE", "Banque"]}),
        pd.DataFrame({"source": ["x"], "target": ["y"]}),
    )
    new.graph["title"] = "Neuf"
    G = aligned(old, new)
    assert list(G) == ["1", "y"]
    assert list(G.edges()) == [("1", "y")]
    assert G.graph["title"] == "Neuf"


def test_nobody_classified_is_no_fault() -> None:
    G = nx.MultiDiGraph([("a", "b", "1")])
    told = rows(compare(G, G))
    assert told["ties"]["after"] == 1
    assert np.isnan(told["value"]["after"])
    assert np.isnan(told["value_common"]["after"])
    assert meetings(G, G).empty
    assert fragility(G, G).empty


@given(st.sets(st.sampled_from(["p", "q", "r", "s"])))
def test_nothing_changed_changes_nothing(gone: set[str]) -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from(
        (node, {"model": model})
        for node, model in {"a": "people", "b": "public_action", "c": "people"}.items()
    )
    ties = {"p": ("a", "b"), "q": ("b", "c"), "r": ("a", "c"), "s": ("a", "b")}
    G.add_edges_from((*ends, key) for key, ends in ties.items() if key not in gone)
    changes = compare(G, G)["change"]
    assert (changes.isna() | (changes == 0)).all()


# --------------------------------------------------------------------------- year by year


def test_years_by_hand(worked: nx.MultiDiGraph) -> None:
    worked.edges["asso2", "entreprise", "q"].update(start="2020-05", end="2021")
    worked.edges["entreprise", "banque", "r"].update(start="2022")
    worked.edges["mairie", "asso1", "s"].update(start="2019-01-01")
    table = by_year(worked)
    told = rows(table)
    assert list(told) == [2019, 2020, 2021, 2022]
    assert [told[year]["alliances"] for year in told] == [1, 2, 2, 2]
    assert [told[year]["started"] for year in told] == [1, 1, 0, 1]
    assert [told[year]["ended"] for year in told] == [0, 0, 1, 0]
    assert [told[year]["actors"] for year in told] == [2, 4, 4, 4]
    # over the nine pairs of the whole ecosystem
    assert [told[year]["value"] for year in told] == pytest.approx([1 / 9, 2 / 9, 2 / 9, 2 / 9])
    assert table.attrs["undated"] == 1  # p


def test_a_year_when_all_is_under_way_has_the_value_of_the_whole(worked: nx.MultiDiGraph) -> None:
    nx.set_edge_attributes(worked, "2020", "start")
    assert by_year(worked)["value"].tolist() == pytest.approx([interaction_value(worked)])


def test_without_dates_there_is_no_year(worked: nx.MultiDiGraph) -> None:
    assert by_year(worked).empty
    assert by_year(worked).attrs["undated"] == 4


def test_only_so_many_years_are_kept() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="1", start="1900")
    G.add_edge("a", "b", key="2", start="2020")
    assert list(by_year(G).index) == list(range(1981, 2021))


def test_the_synthetic_territory_has_a_history() -> None:
    table = by_year(read(SYNTHETIC))
    assert list(table.index) == list(range(2010, 2025))
    assert table["value"].iloc[-1] > table["value"].iloc[0]
    assert table.attrs["undated"] > 0


# --------------------------------------------------------------------------- the page of diff


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Write two versions: a bank went, a person came, an actor changed model."""
    about = "id,name,model,kind\n"
    before = "1,Ville,public_action,\n2,École,knowledge_economy,\n3,Banque,financial_economy,\n"
    after = "1,VILLE,public_action,\n2,École,public_services,\n4,Zoé Test,people,person\n"
    for name, rows in (("before", before), ("after", after)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "actors.csv").write_text(about + rows, encoding="utf-8")
        ties = "id,source,target\na,1,2\n" + ("b,2,3\n" if name == "before" else "c,1,4\n")
        (tmp_path / name / "alliances.csv").write_text(ties, encoding="utf-8")
        (tmp_path / name / "ecomap.toml").write_text(
            f'title = "{name} <b>"\n[actors]\nfile = "actors.csv"\n'
            '[alliances]\nfile = "alliances.csv"\n',
            encoding="utf-8",
        )
    return [tmp_path / "before", tmp_path / "after"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ["Ce qui a changé", "1\u00a0acteur a disparu.", "Ce que cela a fait", "Banque"]),
        ("en", ["What changed", "1 actor is gone.", "What it did", "One actor changed model"]),
    ],
)
def test_diff_writes_a_page(files: list[Path], tmp_path: Path, lang: str, words: list[str]) -> None:
    page = tmp_path / "diff.html"
    assert cli.main(["diff", *map(str, files), "-o", str(page), "--lang", lang]) == 0
    told = page.read_text(encoding="utf-8")
    for word in words:
        assert word.replace("\u00a0", " ") in told.replace("\u00a0", " ")
    assert "<script" not in told
    assert "after &lt;b&gt;" in told
    assert "Zoé" not in told  # persons are not published
    assert cli.main(["diff", *map(str, files), "-o", str(page)]) == 1  # nothing is overwritten


def test_diff_writes_markdown_and_keeps_persons_inside(files: list[Path], tmp_path: Path) -> None:
    page = tmp_path / "diff.md"
    words = ["diff", *map(str, files), "-o", str(page), "--lang", "en", "--internal"]
    assert cli.main(words) == 0
    assert "Zoé Test" in page.read_text(encoding="utf-8")


def test_pseudonyms_are_not_compared(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["diff", *map(str, files), "-o", str(tmp_path / "d.html"), "--lang", "en"]
    assert cli.main([*words, "--publish", "pseudonyms=true"]) == 1
    assert "cannot be compared" in capsys.readouterr().err
    assert not (tmp_path / "d.html").exists()
