"""Cards: one page per actor, named safely, whole or not at all, nothing personal in them."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ecomap.cli import cli
from ecomap.formats import io
from ecomap.graph import project, public
from ecomap.report.cards import INDEX, cards, file_names, holds_cards, write_cards
from ecomap.text import say

HOSTILE = "</title><script>x()</script>\" onload='x()' {{ 7*7 }} ../..\\\x00"


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return public(io.read(odd17))


@pytest.fixture(scope="module", name="pages")
def written(G: nx.MultiDiGraph) -> dict[str, str]:
    return cards(G, "fr")


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8, unique=True))
def test_files_bear_names_that_any_system_takes(ids: list[str]) -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from(ids)
    names = list(file_names(G).values())
    assert len({name.lower() for name in names}) == len(ids)
    for name in names:
        assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,68})\.html", name)
        assert name.partition(".")[0] not in {"con", "nul", "aux", "prn", "com1", "index"}


def test_each_actor_has_its_card_and_the_index_leads_to_it(
    G: nx.MultiDiGraph, pages: dict[str, str]
) -> None:
    names = file_names(G)
    assert set(pages) == {*names.values(), INDEX}
    assert set(names) == set(project(G))
    assert set(re.findall(r'href="([^"]+)"', pages[INDEX])) == set(names.values())


def test_a_card_leads_to_cards_that_are_there(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert set(re.findall(r'(?:href|src)="([^"]+)"', page)) <= set(pages)


def test_a_card_says_partners_and_who_could_introduce(
    G: nx.MultiDiGraph, pages: dict[str, str]
) -> None:
    page = pages["fonds-odd17.html"]
    H = project(G)
    for partner in H["fonds_odd17"]:
        assert f'href="{file_names(G)[partner]}"' in page
    assert f"{H.degree('fonds_odd17')} partenaires" in page
    assert "Qui cet acteur pourrait rencontrer" in page
    assert "modèle proposé" in page


def test_no_person_and_no_personal_column_without_internal(odd17: Path) -> None:
    G = io.read(odd17)
    G.nodes["caisse_des_depots"]["email"] = "someone@example.org"
    person = next(node for node, kind in G.nodes(data="kind") if kind == "person")
    name = G.nodes[person]["name"]
    shown = cards(public(G), "fr")
    assert not [page for page in shown.values() if "example.org" in page or name in page]
    inside = cards(G, "fr", internal=True)
    assert name in inside[file_names(G)[person]]
    assert say("page.internal", "fr") in inside[INDEX]
    assert not [page for page in inside.values() if "example.org" in page]


def test_hostile_cells_stay_text() -> None:
    G = nx.MultiDiGraph([(HOSTILE, "b", "1")])
    G.nodes[HOSTILE].update(name=HOSTILE, territory=HOSTILE, model="people")
    G.edges[HOSTILE, "b", "1"]["name"] = HOSTILE
    G.graph["title"] = HOSTILE
    for page in cards(G, "en").values():
        assert "<script" not in page
        assert "default-src &#39;none&#39;; style-src" in page
        assert "{{ 7*7 }}" in page or "49" not in page


def test_an_actor_alone_is_not_said_to_have_no_alliance() -> None:
    G = nx.MultiDiGraph()
    G.add_node("a")
    assert "does not mean that it has none" in cards(G, "en")["a.html"]


def test_cards_replace_cards_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "fiches"
    write_cards(cards(nx.MultiDiGraph([("a", "b", "1")])), folder)
    assert holds_cards(folder)
    write_cards(cards(nx.MultiDiGraph([("a", "c", "1")])), folder)
    assert sorted(path.name for path in folder.iterdir()) == ["a.html", "c.html", INDEX]
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert not holds_cards(folder)


def test_the_command_keeps_a_folder_that_holds_something_else(odd17: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("my site", encoding="utf-8")
    command = ["cards", str(odd17), "-o", str(folder), "--force", "--lang", "en"]
    done = CliRunner().invoke(cli, command)
    assert done.exit_code == 1
    assert "is not a folder of cards" in done.output
    assert [path.name for path in folder.iterdir()] == ["index.html"]


def test_the_command_writes_the_folder(odd17: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fiches"
    done = CliRunner().invoke(cli, ["cards", str(odd17), "-o", str(folder), "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert len(list(folder.iterdir())) == 95
    assert "Whom this actor works with" in (folder / "le-rameau.html").read_text(encoding="utf-8")
