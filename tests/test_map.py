"""The map as a file and as data: nothing loaded, nothing leaked, the same bytes for a seed."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Callable
from html import unescape
from importlib.resources import files
from itertools import accumulate, combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser

from ecomap.errors import GraphError, Issue, Severity
from ecomap.formats import io
from ecomap.graph import alliances_of, from_networkx, from_tables, public
from ecomap.measures import positions
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import actor_metrics, asked
from ecomap.page import columns, layout
from ecomap.page import map as maps
from ecomap.page.labels import GREY
from ecomap.page.map import Map, read_positions
from ecomap.page.packing import unpack
from ecomap.text import LANGUAGES, words
from ecomap.typology import standard

HOSTILE = "</script><script>window.hurt=1</script>\u2028{{ 7*7 }}\"'"


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return io.read(odd17)


@pytest.fixture(scope="module")
def page(G: nx.MultiDiGraph) -> str:
    return Map(G).html()


@pytest.fixture
def small() -> nx.MultiDiGraph:
    """Make a synthetic ecosystem that holds one of everything."""
    actors = pd.DataFrame(
        {
            "name": [
                "Ville d’Essai",
                "École d’Essai",
                "Banque d’Essai",
                "Sans modèle",
                "Forum",
                "Ada",
            ],
            "name_en": ["Testville", None, "Test Bank", None, "Fair", None],
            "kind": ["organisation"] * 4 + ["event", "person"],
            "model": [
                "public_action",
                "knowledge_economy",
                "financial_economy",
                None,
                None,
                "people",
            ],
            "model_evidence": ["stated", "proposal", None, None, None, None],
            "tags": ["eau|air", None, None, None, None, None],
            "courriel": ["a@b.example", None, None, None, None, None],
        },
        index=pd.Index(["ville", "ecole", "banque", "qui", "forum", "ada"], name="id"),
    )
    alliances = pd.DataFrame(
        {
            "source": ["ville", "ville", None, "qui", "ada"],
            "target": ["ecole", "forum", None, "forum", "ville"],
            "partners": [None, None, "ville|ecole|banque", None, None],
            "relation": ["co_pilots", "autre lien", "funds", None, None],
            "start": ["2020-05", None, "2021", None, None],
            "evidence": ["stated", "inference", "proposal", None, None],
            "reference": ["page 3", None, None, None, None],
        },
        index=pd.Index(["A1", "A2", "A3", "A4", "A5"], name="id"),
    )
    return from_tables(actors, alliances)


# --------------------------------------------------------------------------- the file


def test_the_page_loads_nothing(page: str) -> None:
    assert not re.findall(r"<[^>]*\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)
    assert not re.findall(r"<(?:link|img|iframe|object|embed)\b", page)


def test_the_policy_names_every_script_and_the_style_by_its_hash(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    rules = dict(
        rule.strip().split(" ", 1) for rule in unescape(policy[1]).split(";") if " " in rule.strip()
    )
    style, *parts = _parts(page)
    loader = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    scripts = [*loader, *parts]
    styles = [*re.findall(r"<style>(.*?)</style>", page, re.DOTALL), style]
    assert [len(loader), len(parts)] == [1, 2]
    assert rules["script-src"].split() == [_digest(script) for script in scripts]
    assert rules["style-src"].split() == [_digest(style) for style in styles]
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy[1]


def _parts(page: str) -> list[str]:
    """Unpack the style and the scripts as the page does."""
    packed = re.search(r'id="parts">([^<]+)<', page)
    assert packed
    return unpack(packed[1]).split("\0")


def _block(page: str) -> Any:
    """Read the data of a page, packed or not; its words come with their keys once."""
    block = re.search(r'id="data"( data-packed)?>([^<]+)<', page)
    assert block
    data = json.loads(unpack(block[2]) if block[1] else block[2])
    keys = data["words"].pop("keys")
    told = {lang: dict(zip(keys, words, strict=True)) for lang, words in data["words"].items()}
    return data | {"words": told}


def _digest(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def test_no_element_carries_a_style_or_a_listener(page: str) -> None:
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.findall(r"\s(?:style|on\w+)=", body)


def test_vis_network_is_the_one_of_pyvis(page: str) -> None:
    library = files("pyvis") / "templates/lib/vis-9.1.2/vis-network.min.js"
    assert library.read_text(encoding="utf-8") in _parts(page)


def test_sizes_stay_in_their_budgets(G: nx.MultiDiGraph, page: str) -> None:
    assert len(page.encode()) < 300_000
    assert len(Map(G, engine="canvas").html().encode()) < 120_000


def test_the_same_seed_gives_the_same_bytes(G: nx.MultiDiGraph, page: str) -> None:
    assert Map(G).html() == page
    assert Map(G, seed=1).html() != page


def test_drawing_does_not_change_the_graph(G: nx.MultiDiGraph) -> None:
    before = json.dumps(nx.node_link_data(G, edges="edges"), sort_keys=True, default=str)
    Map(G, internal=True, drop=["note"]).html()
    assert json.dumps(nx.node_link_data(G, edges="edges"), sort_keys=True, default=str) == before


def test_save_replaces_the_file_and_leaves_nothing_beside(
    small: nx.MultiDiGraph, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    path.write_text("old", encoding="utf-8")
    drawn = Map(small)
    drawn.save(path)
    assert path.read_bytes() == drawn.html().encode()
    assert list(tmp_path.iterdir()) == [path]


def test_the_notebook_gets_a_frame_of_its_own(small: nx.MultiDiGraph) -> None:
    drawn = Map(small, title='A "map"')
    frame = drawn._repr_html_()
    assert re.match(r"<iframe srcdoc=\"[^\"<>]+\" title=\"[^\"<>]+\"", frame)
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    srcdoc = re.search(r'srcdoc="([^"]*)"', frame)
    assert srcdoc
    assert unescape(srcdoc[1]) == drawn.html()


def test_many_nodes_get_our_own_camera_and_packed_data() -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from(
        (
            str(n),
            {"name": f"Actor {n} of a packed page", "kind": "organisation", "note": f"{n} " * 20},
        )
        for n in range(maps.VIS_MOST + 1)
    )
    drawn = Map(G, scores=pd.DataFrame({"betweenness": dict.fromkeys(G, 0.0)}))
    assert drawn.engine == "canvas"
    page = drawn.html()
    assert not [text for text in _parts(page) if "vis-network" in text[:1000]]
    assert "data-packed>" in page
    block = _block(page)
    assert block == json.loads(json.dumps(drawn.data()))
    assert [layout["key"] for layout in block["layouts"] if "narrow" in layout] == ["poster"]


def test_a_telephone_gets_no_column_without_end(
    small: nx.MultiDiGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "_COLUMN_MOST", 1)
    assert not any("narrow" in layout for layout in Map(small).data()["layouts"])


# --------------------------------------------------------------------------- the data


def test_the_data_are_those_reviewed(
    small: nx.MultiDiGraph, golden: Callable[[str, str], None]
) -> None:
    data = Map(small, title="Essai").data()
    del data["words"]  # read from page.csv, as it is
    data["measures"] = [measure for measure in data["measures"] if measure["key"] == "degree"]
    network = next(layout for layout in data["layouts"] if layout["key"] == "network")
    for part in (
        "xy",
        "hulls",
        "bounds",
    ):  # sums of many floats: not the same to the last digit everywhere
        del network[part]
    golden("map_data.json", json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def test_everything_that_is_no_person_is_on_the_page(G: nx.MultiDiGraph) -> None:
    shown = Map(G).data()["nodes"]["id"]
    assert set(shown) == {node for node in G if G.nodes[node]["kind"] != "person"}


def test_persons_and_personal_columns_are_nowhere_in_the_page(small: nx.MultiDiGraph) -> None:
    page = Map(small).html()
    assert "a@b.example" not in page
    assert '"ada"' not in page.lower()
    foot = Map(small).data()["foot"]["withheld"]
    assert foot == {"persons": 1, "columns": ["courriel"]}


def test_no_person_of_the_data_set_is_named_in_its_page(G: nx.MultiDiGraph, page: str) -> None:
    persons = [data["name"] for _, data in G.nodes(data=True) if data["kind"] == "person"]
    assert len(persons) > 0
    ids = [f'"{node}"' for node in G if G.nodes[node]["kind"] == "person"]
    text = json.dumps(_block(page), ensure_ascii=False)
    assert '"le_rameau"' in text
    assert not [node for node in ids if node in text or node in page]


def test_internal_keeps_them_and_says_so(small: nx.MultiDiGraph) -> None:
    data = Map(small, internal=True).data()
    assert data["internal"]
    assert "ada" in data["nodes"]["id"]
    assert "courriel" in [column["key"] for column in data["nodes"]["columns"]]


def test_a_dropped_column_is_gone(small: nx.MultiDiGraph) -> None:
    for internal in (False, True):
        data = Map(small, internal=internal, drop=["tags", "reference"]).data()
        columns = [column["key"] for part in ("nodes", "lines") for column in data[part]["columns"]]
        assert not {"tags", "reference"} & set(columns)


def test_measures_are_taken_on_what_is_drawn(G: nx.MultiDiGraph) -> None:
    data = Map(G).data()
    degree = next(measure for measure in data["measures"] if measure["key"] == "degree")
    place = data["nodes"]["id"].index("le_rameau")
    assert degree["values"][place] == len(_partners(public(G), "le_rameau"))


def _partners(G: nx.MultiDiGraph, actor: str) -> set[str]:
    met = {m for a in alliances_of(G) if actor in a["members"] for m in a["members"]}
    return met - {actor}


def test_a_table_of_measures_may_be_given(small: nx.MultiDiGraph) -> None:
    scores = pd.DataFrame({"mine": {"ville": 2.5, "ecole": float("nan")}})
    data = Map(small, scores=scores, size="mine").data()
    assert data["measures"][0]["label"] == {"fr": "mine", "en": "mine"}
    values = dict(zip(data["nodes"]["id"], data["measures"][0]["values"], strict=True))
    assert values["ville"] == 2.5
    assert values["ecole"] is None


def test_a_numeric_column_may_be_the_size(small: nx.MultiDiGraph) -> None:
    small.nodes["ville"]["budget_eur"] = 1000.0
    first = Map(small, size="budget_eur").data()["measures"][0]
    assert first["label"]["fr"] == "Budget (€)"


def test_rows_set_aside_are_counted_at_the_foot(small: nx.MultiDiGraph) -> None:
    severities: list[tuple[Severity, int]] = [
        ("error", 3),
        ("error", 3),
        ("error", 4),
        ("warning", 5),
    ]
    small.graph["issues"] = [
        Issue(code="unknown", severity=severity, file="a.csv", row=row)
        for severity, row in severities
    ]
    notes = {note["key"]: note.get("n") for note in Map(small).data()["foot"]["notes"]}
    assert notes == {"reading": None, "rows_set_aside": 2, "rows_repaired": 1}


def test_what_rests_on_no_proof_is_drawn_broken(small: nx.MultiDiGraph) -> None:
    lines = Map(small).data()["lines"]
    # the inferred tie to the forum, and the three memberships of the proposed alliance
    assert len(lines["dashed"]) == 4


def test_parallel_alliances_all_stay() -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from((n, {"name": n, "kind": "organisation"}) for n in "ab")
    G.add_edges_from([("a", "b", "1"), ("b", "a", "2"), ("a", "b", "3")])
    assert Map(G).data()["lines"]["from"].count(0) == 2


@pytest.mark.parametrize(
    "values",
    [
        ["a", None, "a", "a", "a", True, 1, None],
        [None, None, None, None, "a", "a", None, "a"],
        ["a", "b", "c", None],
        [None, None],
        [],
    ],
)
def test_shortened_columns_can_be_read_back(values: list[object]) -> None:
    cells = columns.cells(values)
    read: list[object] = [None] * len(values)
    for k, value in enumerate(cells["values"]):
        shown = cells["of"][value] if "of" in cells and value is not None else value
        read[cells["at"][k] if "at" in cells else k] = shown
    assert read == values
    assert [type(value) for value in read] == [type(value) for value in values]


def test_given_positions_are_shown_first(small: nx.MultiDiGraph) -> None:
    part = public(small)
    data = Map(small, pos={node: (i, -i) for i, node in enumerate(part)}).data()
    assert data["layout"] == "given"
    assert [layout["key"] for layout in data["layouts"]] == [
        "given",
        "poster",
        "sectors",
        "network",
    ]


@pytest.mark.parametrize("engine", ["vis", "canvas"])
def test_last_years_places_are_kept_when_three_actors_come(
    G: nx.MultiDiGraph, tmp_path: Path, engine: maps.Engine
) -> None:
    old = Map(G, engine=engine)
    old.save(tmp_path / "old.html")
    pos = read_positions(tmp_path / "old.html")
    places = dict(zip(old.data()["nodes"]["id"], pos.values(), strict=True))
    assert places == pos
    larger = G.copy()
    for number, partner in enumerate(("le_rameau", "fonds_odd17", "onu")):
        larger.add_node(f"new{number}", name="New", kind="organisation", model="people")
        larger.add_edge(f"new{number}", partner, key=f"N{number}")
    page = Map(larger, pos=pos, engine="canvas")
    page.save(tmp_path / "new.html")
    given = page.data()["layouts"][0]
    left, _, right, _ = given["bounds"]
    again = read_positions(tmp_path / "new.html")
    assert len(again) == len(pos) + 3
    assert max(math.dist(again[node], pos[node]) for node in pos) < 0.01 * (right - left)


@pytest.mark.parametrize("text", ["", "{", "[]", "[1]", '{"positions": 3}', '{"a": [1]}', "<html>"])
def test_a_file_without_positions_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "places.html"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphError, match=r"places\.html holds no positions"):
        read_positions(path)


def test_findings_speak_of_actors_that_are_there(G: nx.MultiDiGraph) -> None:
    data = Map(G).data()
    assert 5 <= len(data["findings"]) <= 8
    for finding in data["findings"]:
        assert all(0 <= node < len(data["nodes"]["id"]) for node in accumulate(finding["nodes"]))
        assert not re.search(r"[{}]|\bnan\b", "".join(finding["text"].values()))
    scores = actor_metrics(public(G), ["cross_betweenness"])["cross_betweenness"]
    first = finding_of(data, "plus courts chemins")
    assert data["nodes"]["id"].index(str(scores.idxmax())) in [*accumulate(first["nodes"])]
    assert f"{100 * scores.max():.0f}" in first["text"]["fr"]


def finding_of(data: dict[str, Any], words_: str) -> dict[str, Any]:
    """Find the finding that has some words."""
    return next(f for f in data["findings"] if words_ in f["text"]["fr"])


def test_the_matrix_is_that_of_the_metrics(G: nx.MultiDiGraph) -> None:
    matrix = Map(G).data()["matrix"]
    pairs = model_matrix(public(G), draws=1999)
    assert matrix["observed"] == pairs["observed"].tolist()
    assert matrix["expected"] == pytest.approx(pairs["expected"].tolist(), rel=1e-3)
    assert matrix["draws"] == 1999


def test_without_a_model_there_is_no_matrix() -> None:
    G = nx.MultiDiGraph([("a", "b", "1")])
    nx.set_node_attributes(G, {"a": "A", "b": "B"}, "name")
    nx.set_node_attributes(G, "organisation", "kind")
    data = Map(G).data()
    assert data["matrix"] is None
    assert data["findings"]


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"size": "nonsense"}, "betweenness"),
        ({"color": "nonsense"}, "model"),
        ({"layout": "nonsense"}, "poster"),
        ({"lang": "de"}, "fr"),
        ({"engine": "webgl"}, "canvas"),
        ({"pos": {"nobody": (0.0, 0.0)}}, "position"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_once(
    small: nx.MultiDiGraph, wrong: dict[str, Any], word: str
) -> None:
    with pytest.raises(GraphError, match=word):
        Map(small, **wrong)


def test_an_empty_graph_has_a_page() -> None:
    assert "<html" in Map(nx.MultiDiGraph()).html()


def test_another_attribute_may_colour(small: nx.MultiDiGraph) -> None:
    small.nodes["ville"]["size_class"] = "large"
    groups = Map(small, color="size_class").data()["groups"]
    assert [group["key"] for group in groups] == ["size_class:large", "unclassified", "places"]
    assert groups[0]["label"]["en"] == "5,000 employees and more"
    assert groups[1]["label"]["en"] == "Not given"


def test_a_column_of_scores_may_colour(small: nx.MultiDiGraph) -> None:
    groups = Map(small, color="family").data()["groups"]
    assert {"fr": "Action publique", "en": "Public action"} in [group["label"] for group in groups]


# --------------------------------------------------------------------------- hostile cells


def test_hostile_cells_stay_data() -> None:
    G = nx.MultiDiGraph(title=HOSTILE)
    for node in ("__proto__", HOSTILE):
        G.add_node(node, name=HOSTILE, kind="organisation", **{HOSTILE: HOSTILE, "url": HOSTILE})
    G.add_edge("__proto__", HOSTILE, key=HOSTILE, name=HOSTILE, **{HOSTILE: HOSTILE})
    page = Map(G).html()
    assert page.count("<script>") == Map(nx.MultiDiGraph()).html().count("<script>")
    assert "window.hurt=1</script>" not in page
    assert "{{ 7*7 }}" in page
    block = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert block
    assert "\u2028" not in block[1]
    data = json.loads(block[1])
    assert data["nodes"]["name"] == [HOSTILE, HOSTILE]
    assert data["title"]["fr"] == HOSTILE


def test_half_a_character_does_not_stop_the_page(small: nx.MultiDiGraph, tmp_path: Path) -> None:
    small.nodes["ville"]["description"] = "broken \ud800 half"
    small.graph["title"] = "broken \ud800 title"
    # internal: what is withheld is looked for in tables, which may refuse such a text themselves
    Map(small, internal=True).save(tmp_path / "map.html")
    assert "broken" in (tmp_path / "map.html").read_text(encoding="utf-8")


@pytest.mark.browser
def test_what_was_sampled_is_said_beside_the_score(
    monkeypatch: pytest.MonkeyPatch, browser: Browser, tmp_path: Path
) -> None:
    G = from_networkx(nx.barabasi_albert_graph(120, 2, seed=1))
    assert not any("sampled" in measure for measure in Map(G).data()["measures"])
    monkeypatch.setattr(asked, "FOLLOWED", 0)
    monkeypatch.setattr(positions, "SAMPLED", 60)
    drawn = Map(G, engine="canvas", lang="fr")
    sample = drawn.scores.attrs["sampled"]["betweenness"]
    drawn.save(tmp_path / "map.html")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri() + "#a=0")
    page.wait_for_selector("body[data-ready='1']")
    said = page.locator("#record .sampled").all_inner_texts()
    assert len(said) == len(set(drawn.scores.attrs["sampled"]) & set(drawn.scores))
    assert said[0].startswith("estimé sur les chemins de 60 acteurs tirés au hasard, à 0,0")
    page.locator("#lang").click()
    told = page.locator("#record .sampled").first.inner_text()
    error = re.search(r"60 actors drawn by chance, to within (0\.\d+) ", told)
    assert error
    assert float(error[1]) == pytest.approx(sample["error"], rel=0.05)
    context.close()


# --------------------------------------------------------------------------- words and colours


def test_every_word_has_both_languages_and_the_same_facts() -> None:
    for key, text in words("page").items():
        assert all(text[lang] for lang in LANGUAGES), key
        facts = [set(re.findall(r"\{(\w+)\}", text[lang])) for lang in LANGUAGES]
        assert facts[0] == facts[1], key


def test_every_word_asked_for_exists_and_none_is_idle() -> None:
    web = files("ecomap.page") / "web"
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in web.iterdir()
        if path.name.endswith((".js", ".j2"))
    )
    scripts = sources
    for folder, room in (
        *(("page", room) for room in ("map", "labels", "columns", "findings")),
        *(("graph", "publishing"), ("graph", "pseudonyms")),
    ):
        sources += (files(f"ecomap.{folder}") / f"{room}.py").read_text(encoding="utf-8")
    known = {key.removesuffix(".one") for key in words("page")}
    asked = set(
        re.findall(r'(?:eco\.say\(|data-(?:say|name|hint)=|both\(|listed\()"(\w+)"', sources)
    )
    assert asked <= known | {key.removesuffix(".one") for key in words("pictures")}
    said = Map(nx.MultiDiGraph([("a", "b", "1")])).data()["words"]
    assert set(re.findall(r'(?:eco\.say\(|data-(?:say|name|hint)=)"(\w+)"', scripts)) <= set(
        said["fr"]
    )
    idle = {key for key in known if f'"{key}"' not in sources and f"page.{key}" not in sources}
    # said under a key made of a part and of what there is
    parts = {key for key in idle if re.match(r"(?:layout|tab|tells|to|finding|withheld)_\w+$", key)}
    assert idle - parts <= {"this_language"}
    lost = {key for key in parts if f'"{key.split("_", 1)[1].removesuffix("_own")}"' not in sources}
    assert not lost


@pytest.mark.parametrize(
    ("column", "ground"), [("color_light", "#ffffff"), ("color_dark", "#11161c")]
)
def test_colours_can_be_seen_and_told_apart(column: str, ground: str) -> None:
    colours = [term[column] for term in standard().terms("models").values()]
    grey = GREY[layout.UNKNOWN][column == "color_dark"]
    for colour in [*colours, grey]:
        assert _contrast(colour, ground) >= 2.95, colour
    for name, vision in VISIONS.items():
        labs = [_lab(np.clip(vision @ _linear(colour), 0, 1)) for colour in colours]
        least = min(_difference(a, b) for a, b in combinations(labs, 2))
        assert least >= 15, name


def test_grounds_of_the_colours_are_those_of_the_page() -> None:
    style = (files("ecomap.page") / "web" / "map.css").read_text(encoding="utf-8")
    assert re.findall(r"--ground: (#\w+);", style) == ["#ffffff", "#11161c"]


Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes (2009), full severity, https://doi.org/10.1109/TVCG.2009.113
VISIONS: dict[str, Floats] = {
    "all colours": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def _linear(colour: str) -> Floats:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _contrast(a: str, b: str) -> float:
    light = sorted(float(_linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (a, b))
    return (light[1] + 0.05) / (light[0] + 0.05)


def _lab(linear: Floats) -> Floats:
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x, y, z = (
        np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116
        for v in to_xyz @ linear / [0.95047, 1, 1.08883]
    )
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _difference(p: Floats, q: Floats) -> float:
    """Measure CIEDE2000 (Sharma, Wu and Dalal 2005, https://doi.org/10.1002/col.20070)."""
    chroma = (np.hypot(*p[1:]) + np.hypot(*q[1:])) / 2
    g = 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25**7)))
    (c1, h1), (c2, h2) = (
        (np.hypot(a * (1 + g), b), np.degrees(np.arctan2(b, a * (1 + g))) % 360)
        for _, a, b in (p, q)
    )
    turn = (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = q[0] - p[0], c2 - c1, 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    light, c = (p[0] + q[0]) / 2, (c1 + c2) / 2
    h = (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * _cos(h - 30)
        + 0.24 * _cos(2 * h)
        + 0.32 * _cos(3 * h + 6)
        - 0.2 * _cos(4 * h - 63)
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    blue = 60 * np.exp(-(((h - 275) / 25) ** 2))
    rt = -2 * np.sqrt(c**7 / (c**7 + 25**7)) * np.sin(np.radians(blue))
    x, y, z = dl / sl, dc / sc, dh / sh
    return float(np.sqrt(x * x + y * y + z * z + rt * y * z))


def _cos(degrees: float) -> float:
    return float(np.cos(np.radians(degrees)))
