"""What was said and by whom: evidence row by row, the provider, who answered."""

from __future__ import annotations

from math import isnan
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings

from ecomap.errors import GraphError
from ecomap.formats.io import read
from ecomap.graph import alliances_of, from_tables, public, to_tables, validate_graph
from ecomap.measures.premium import actor_premium, interaction_value
from ecomap.measures.testimony import answers, confirmed, response_rate, without_provider
from told import ROWS, asked_graph, ecosystems, tables

# --------------------------------------------------------------------------- evidence


def test_confirmed_is_stated_or_public_and_not_doubtful() -> None:
    G = tables(ROWS)
    part = confirmed(G)
    assert list(part.edges(keys=True)) == [("a", "c", "2")]
    assert list(part) == list(G)
    assert part.graph["unconfirmed"] == {"left_out": 3, "unknown": 1}
    assert G.number_of_edges() == 4
    assert "unconfirmed" not in G.graph
    kept = confirmed(G, unknown=True)
    assert sorted(key for *_, key in kept.edges(keys=True)) == ["2", "4"]
    assert kept.graph["unconfirmed"] == {"left_out": 2, "unknown": 1}


@pytest.mark.parametrize("form", ["members", "list", "star"])
def test_an_alliance_of_several_keeps_its_confirmed_partners(form: str) -> None:
    names = "abcd"
    given_evidence = ["stated", "stated", "public_source", "proposal"]
    said = [{"evidence": evidence} for evidence in given_evidence]
    rows: list[dict[str, object]]
    if form == "members":
        rows = [
            {"id": f"r{n}", "alliance_group": "g", "partners": names[n], **said[n]}
            for n in range(4)
        ]
    elif form == "star":
        rows = [
            {"id": f"r{n}", "alliance_group": "g", "source": "a", "target": names[n], **said[n]}
            for n in range(1, 4)
        ]
    else:
        rows = [
            {"id": "r1", "alliance_group": "g", "partners": "a|b|c", "evidence": "stated"},
            {"id": "r2", "alliance_group": "g", "partners": "b|c|d", "evidence": "proposal"},
        ]
    part = confirmed(tables(rows))
    (alliance,) = alliances_of(part)
    assert alliance["members"] == ("a", "b", "c")
    assert part.graph["unconfirmed"] == {"left_out": 0, "unknown": 0}
    validate_graph(part)
    again = from_tables(*to_tables(part))
    assert [one["members"] for one in alliances_of(again)] == [("a", "b", "c")]


def test_an_alliance_without_confirmed_partners_is_no_node() -> None:
    rows: list[dict[str, object]] = [{"id": "g", "partners": "a|b|c", "evidence": "proposal"}]
    part = confirmed(tables(rows))
    assert list(part) == list("abcd")
    assert part.graph["unconfirmed"] == {"left_out": 1, "unknown": 0}


def test_a_declared_place_stays_without_its_members() -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "source": "a", "target": "d", "evidence": "stated"},
        {"id": "2", "source": "b", "target": "d", "evidence": "stated"},
        {"id": "3", "source": "c", "target": "d", "evidence": "inference"},
        {"id": "4", "alliance_group": "d", "partners": "a|b|c", "evidence": "proposal"},
    ]
    part = confirmed(tables(rows, kind=["organisation"] * 3 + ["event"]))
    assert "d" in part
    assert sorted(part.edges()) == [("a", "d"), ("b", "d")]


def test_nothing_is_confirmed_where_nothing_is_said(worked: nx.MultiDiGraph) -> None:
    assert not alliances_of(confirmed(worked))
    assert confirmed(worked).graph["unconfirmed"] == {"left_out": 4, "unknown": 4}
    assert len(alliances_of(confirmed(worked, unknown=True))) == 4


def test_confirmed_alliances_of_odd17(odd17: Path) -> None:
    G = read(odd17)
    part = confirmed(G)
    # two alliances are inferred: the README of the data set says so
    assert part.graph["unconfirmed"] == {"left_out": 2, "unknown": 0}
    validate_graph(part)
    # the other one is that of a person
    shown = public(G)
    lost = {a["id"] for a in alliances_of(shown)} - {
        a["id"] for a in alliances_of(confirmed(shown))
    }
    assert lost == {"AL024"}


# --------------------------------------------------------------------------- provider


def test_without_the_provider_goes_what_only_it_said() -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "source": "a", "target": "b", "said_by": "b"},
        {"id": "2", "source": "b", "target": "c", "said_by": "A"},
        {"id": "3", "source": "c", "target": "d", "said_by": "a|d"},
        {"id": "4", "source": "b", "target": "d"},
    ]
    G = tables(rows)
    part = without_provider(G, "a")
    assert sorted(key for *_, key in part.edges(keys=True)) == ["3", "4"]
    assert part.edges["c", "d", "3"]["said_by"] == "d"
    assert part.graph["without"] == {"actor": "a", "alliances": 2, "told": 1}
    assert len(G) == 4


def test_an_alliance_told_by_the_rows_of_the_provider_stays_with_the_others() -> None:
    rows: list[dict[str, object]] = [
        {"id": f"r{end}", "alliance_group": "g", "source": "a", "target": end} for end in "bcd"
    ]
    part = without_provider(tables(rows), "a")
    assert [one["members"] for one in alliances_of(part)] == [("b", "c", "d")]
    validate_graph(part)
    pair = without_provider(tables(rows[:2]), "a")
    assert [one["members"] for one in alliances_of(pair)] == [("b", "c")]


def test_the_provider_of_odd17(odd17: Path) -> None:
    G = read(odd17)
    part = without_provider(G, "le_rameau")
    validate_graph(part)
    own = sum("le_rameau" in alliance["members"] for alliance in alliances_of(G))
    assert 0 < part.graph["without"]["alliances"] < own
    # nearly half of the value goes with it, over the pairs of the whole
    loss = actor_premium(G)["premium"]["le_rameau"] / interaction_value(G)
    assert loss == pytest.approx(0.4855, abs=1e-4)
    # V over the pairs that are left is V less that loss, N being smaller
    assert interaction_value(part) > interaction_value(G) * (1 - loss)
    assert interaction_value(part) < interaction_value(G)


def test_the_provider_is_an_actor(worked: nx.MultiDiGraph) -> None:
    for node in ("p", "nobody"):
        with pytest.raises(GraphError, match=f'No actor has the identifier "{node}"'):
            without_provider(worked, node)


# --------------------------------------------------------------------------- answers


def test_who_answered_and_who_said_what() -> None:
    table = answers(asked_graph())
    assert table["asked"].tolist()[:5] == [True, True, False, True, True]
    assert table["asked"].isna().tolist() == [False] * 5 + [True]
    assert table["answered"].tolist() == [True, True, False, False, False, False]
    counts = table[["alliances", "by_all", "by_some", "by_none"]]
    assert counts.to_numpy().tolist() == [
        [1, 1, 0, 0],
        [2, 1, 1, 0],
        [2, 0, 1, 1],
        [1, 0, 0, 1],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
    ]
    assert table.attrs["alliances"] == {"by_all": 1, "by_some": 1, "by_none": 1}
    assert response_rate(asked_graph()) == 0.5


def test_without_the_two_columns_nothing_is_known(worked: nx.MultiDiGraph) -> None:
    table = answers(worked)
    assert table["asked"].isna().all()
    assert table[["answered", "by_all", "by_some", "by_none"]].isna().all(axis=None)
    assert table["alliances"].tolist() == [2, 2, 2, 2, 1]
    assert isnan(response_rate(worked))
    worked.nodes["mairie"]["asked"] = True
    assert isnan(response_rate(worked))


def test_the_columns_are_read_from_sheets(tmp_path: Path) -> None:
    actors, alliances = tmp_path / "acteurs.csv", tmp_path / "alliances.csv"
    actors.write_text("Nom;Interrogé\nVille;oui\nÉcole;non\n", encoding="utf-8")
    alliances.write_text("De;Vers;Déclaré par\nVille;École;Ville | École\n", encoding="utf-8")
    folder = tmp_path / "ecomap.toml"
    folder.write_text(
        '[actors]\nfile = "acteurs.csv"\n[alliances]\nfile = "alliances.csv"\n', encoding="utf-8"
    )
    G = read(folder)
    assert G.nodes["ville"]["asked"] is True
    table = answers(G)
    assert table["asked"].tolist() == [True, False]
    assert table["answered"].tolist() == [True, True]
    assert table["by_all"].tolist() == [1, 1]


# --------------------------------------------------------------------------- anything


@given(ecosystems())
@settings(max_examples=60)
def test_each_alliance_is_said_by_all_by_some_or_by_none(G: nx.MultiDiGraph) -> None:
    before = nx.node_link_data(G, edges="edges")
    sides = answers(G)
    known = sides[["by_all", "by_some", "by_none"]].dropna().sum(axis=1)
    assert (known == sides.loc[known.index, "alliances"]).all()
    assert nx.node_link_data(G, edges="edges") == before


@given(ecosystems())
@settings(max_examples=60)
def test_what_is_left_is_an_ecosystem(G: nx.MultiDiGraph) -> None:
    part = confirmed(G)
    validate_graph(part)
    names = {alliance["id"] for alliance in alliances_of(G)}
    left = {alliance["id"] for alliance in alliances_of(part)}
    assert left <= names
    assert part.graph["unconfirmed"]["left_out"] == len(names - left)
    again = confirmed(part)
    assert set(again.edges(keys=True)) == set(part.edges(keys=True))
    if "a0" in G:
        rest = without_provider(G, "a0")
        validate_graph(rest)
        assert "a0" not in rest
        shown = [data.get("said_by", "") for *_, data in rest.edges(data=True)]
        assert not any("a0" in said for said in shown)
