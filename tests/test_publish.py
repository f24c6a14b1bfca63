"""What is published: nothing of what is withheld is in any file, packed or not."""

from __future__ import annotations

import contextlib
import re
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.cli import main
from ecomap.formats import io
from ecomap.graph import (
    from_networkx,
    from_tables,
    project,
    public,
    to_tables,
    unknown_columns,
    validate_graph,
)
from ecomap.page.packing import unpack
from ecomap.values.mentions import blotter

# A synthetic ecosystem in which whatever must not be published has a word of its own.
ACTORS = [
    {
        "name": "Mairie de Zorglub",
        "name_en": "Zorglub Town Hall",
        "model": "Action publique",
        "size_class": "ETI",
        "territory": "Zorglub",
        "description": "Présidée par Zoé Quillfeather.",
        "url": "https://zorglub.example/",
        "email": "a@zz.example",
        "Notes internes": "memo-un",
    },
    {
        "name": "Restos Wibble",
        "model": "Association",
        "size_class": "PME",
        "description": "Aidés par la mairie de Zorglub",
        "url": "https://wibble.example/quillfeather",
        "email": "b@zz.example",
        "Notes internes": "memo-deux",
    },
    {
        "name": "Boulangerie Xyzzy",
        "name_en": "Xyzzy Bakery",
        "model": "Entreprise",
        "size_class": "TPE",
        "siren": "732829320",
        "description": "Le pain de Xyzzy",
        "url": "https://xyzzy.example/",
        "email": "c@zz.example",
        "Notes internes": "memo-trois",
    },
    {"name": "Plugh & Fils", "model": "Entreprise", "size_class": "PME", "territory": "Plugh"},
    {"name": "Habitants Frobozz", "kind": "collectif", "model": "Les personnes"},
    {"name": "Zoé Quillfeather, maire", "kind": "personne", "model": "Les personnes"},
    {"name": "Salon Gruebleen", "kind": "événement", "description": "Chez Boulangerie Xyzzy"},
]
ALLIANCES = [
    {
        "source": "Mairie de Zorglub",
        "target": "Restos Wibble",
        "relation": "frotzes",
        "amount_eur": "7654321.09",
        "start": "2021-03-04",
        "reference": "Délibération signée Quillfeather",
        "said_by": "Zoé Quillfeather, maire",
    },
    {"source": "Restos Wibble", "target": "Boulangerie Xyzzy", "said_by": "Boulangerie Xyzzy"},
    {"source": "Boulangerie Xyzzy", "target": "Salon Gruebleen"},
    {"source": "Plugh & Fils", "target": "Salon Gruebleen"},
    {"source": "Habitants Frobozz", "target": "Restos Wibble"},
    {
        "name": "Pacte Quillfeather",
        "partners": "Mairie de Zorglub|Restos Wibble|Plugh & Fils|Zoé Quillfeather, maire",
    },
    {
        "source": "Plugh & Fils",
        "target": "Boulangerie Xyzzy",
        "alliance_group": "contrat-xyzzy-plugh",
    },
]

PERSON = ("quillfeather",)
PERSONAL = ("zz.example",)
EVERY_NAME = (
    "zorglub",
    "wibble",
    "xyzzy",
    "plugh",
    "frobozz",
    "gruebleen",
    "732829320",
    "7654321",
    "2021-03",
)

Withholding = tuple[str, tuple[str, ...]]
PROFILES: dict[str, Withholding] = {
    "by default": ("", PERSON + PERSONAL),
    "columns": ('drop = ["Notes internes", "montant"]', (*PERSON, "memo-", "7654321")),
    "kinds": ('kinds = ["collectif", "event"]', (*PERSON, "frobozz", "gruebleen")),
    "small": ('min_size = "PME"', (*PERSON, "xyzzy", "732829320", "memo-trois")),
    "far": ("min_degree = 2", (*PERSON, "frobozz")),
    "some names": ('pseudonyms = ["Entreprise"]', (*PERSON, "xyzzy", "plugh", "732829320")),
    "all names": ("pseudonyms = true", (*PERSON, *EVERY_NAME, "memo-", "frotzes")),
}


@pytest.fixture
def sheets(tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that writes the sheets and a project file with a way of publishing."""

    def write(publish: str) -> Path:
        folder = tmp_path / "sheets"
        folder.mkdir(exist_ok=True)
        for name, rows in (("actors", ACTORS), ("alliances", ALLIANCES)):
            pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False)
        project_file = f'title = "Essai"\nlang = "fr"\n[publish]\n{publish}\n'
        (folder / "ecomap.toml").write_text(project_file, encoding="utf-8")
        return folder

    return write


_PACKED = re.compile(r"(?<=>)[^<]{60,}?(?=</script>)")


def _unpacked(held: bytes) -> str:
    """Give all that a file holds: as it is, and what is packed in it."""
    if held.startswith(b"<!doctype"):
        return _PACKED.sub(_plain, held.decode("utf-8"))
    parts = [held]
    if held.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(held)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    parts += [
        _inflated(part) for part in re.findall(rb"stream\r?\n(.*?)endstream", held, re.DOTALL)
    ]
    return b"\n".join(parts).decode("utf-8", "replace")


def _plain(block: re.Match[str]) -> str:
    """Give what a block of a page holds, unpacked if it is packed."""
    with contextlib.suppress(ValueError):
        return unpack(block[0])
    return block[0]


def _inflated(packed: bytes) -> bytes:
    """Unpack a stream of a PDF; nothing if it is not packed."""
    with contextlib.suppress(zlib.error):
        return zlib.decompress(packed)
    return b""


def test_what_is_packed_is_looked_into(sheets: Callable[[str], Path], tmp_path: Path) -> None:
    page, paper = tmp_path / "m.html", tmp_path / "m.pdf"
    for path in (page, paper):
        assert main(["map", str(sheets("")), "-o", str(path), "-q"]) == 0
    for path in (page, paper):
        assert len(_unpacked(path.read_bytes())) > 2 * path.stat().st_size
    assert "function" in _unpacked(page.read_bytes())
    assert "memo-un" in _unpacked(page.read_bytes())


PAGES = (("map", "m.html", "canvas"), ("map", "m.svg", "auto"), ("export", "e.json", ""))
OTHERS = (
    ("map", "m.html", "vis"),
    ("map", "m.pdf", "auto"),
    ("map", "m.png", "auto"),
    *(("export", f"e{suffix}", "") for suffix in (".gexf", ".graphml", ".csv", ".cx2", ".xlsx")),
    ("report", "r.html", ""),
    ("report", "r.md", ""),
)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_withheld_is_in_no_file(
    sheets: Callable[[str], Path], tmp_path: Path, profile: str
) -> None:
    setting, secrets = PROFILES[profile]
    folder = sheets(setting)
    out = tmp_path / "out"
    # what holds for one format of G holds for all; once, each is looked into
    for verb, name, engine in PAGES + (OTHERS if profile == "some names" else ()):
        out.mkdir(exist_ok=True)
        more = ["--engine", engine] if engine else []
        args = [verb, str(folder), "-o", str(out / name), "--force", "-q", *more]
        assert main(args) == 0, args
        for file in out.iterdir():
            text = _unpacked(file.read_bytes()).casefold()
            assert not [secret for secret in secrets if secret in text], file.name
            file.unlink()


def test_internal_keeps_all_under_a_band(sheets: Callable[[str], Path], tmp_path: Path) -> None:
    folder = sheets('pseudonyms = true\ndrop = ["Notes internes"]')
    page = tmp_path / "internal.html"
    assert main(["map", str(folder), "-o", str(page), "--internal", "-q"]) == 0
    text = _unpacked(page.read_bytes()).casefold()
    assert not [secret for secret in (*PERSON, *EVERY_NAME, "memo-un") if secret not in text]
    assert '"internal":true' in text
    picture = tmp_path / "internal.svg"
    assert main(["map", str(folder), "-o", str(picture), "--internal", "-q"]) == 0
    assert "ne pas diffuser" in picture.read_text(encoding="utf-8")


# --------------------------------------------------------------------------- what is said


def test_what_is_left_out_is_told(
    sheets: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sheets('drop = ["Notes internes"]\nkinds = ["event"]\nmin_size = "PME"')
    page = tmp_path / "m.svg"
    assert main(["map", str(folder), "-o", str(page), "--lang", "en"]) == 0
    told = capsys.readouterr().err
    assert "Not published: persons 1; columns Notes internes, email;" in told
    assert "of a kind left out 1" in told
    assert "small actors 1" in told
    said = " ".join(re.findall(r">([^<]+)</t", page.read_text(encoding="utf-8")))
    assert "1 small actor left out of this page" in said
    assert "1 actor or place left out of this page" in said
    assert "1 natural person left out of this page" in said


def test_options_win_over_the_project_file(
    sheets: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sheets("pseudonyms = true")
    path = tmp_path / "e.json"
    told = ["--publish", "pseudonyms=false", "--publish", "drop=Notes internes,notez"]
    assert main(["export", str(folder), "-o", str(path), "--lang", "en", *told]) == 0
    assert 'No column "notez"' in capsys.readouterr().err
    G = io.read(path)
    assert "mairie-de-zorglub" in G
    assert "Notes internes" not in G.nodes["mairie-de-zorglub"]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('dorp = ["email"]', '"publish.dorp" is not a known setting'),
        ('drop = "email"', 'The setting "publish.drop" cannot be "email"'),
        ("min_degree = true", 'The setting "publish.min_degree" cannot be "True"'),
        ('kinds = ["colectif"]', '"colectif" is not known to "kinds", in [publish]'),
        ('min_size = "tiny"', '"tiny" is not known to "min_size"'),
        ('pseudonyms = ["asso x"]', '"asso x" is not known to "pseudonyms"'),
        ('drop = ["name"]', "write pseudonyms = true"),
    ],
)
def test_what_is_not_understood_publishes_nothing(
    sheets: Callable[[str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    told: str,
) -> None:
    for verb, name in (("map", "m.html"), ("export", "e.gexf")):
        path = tmp_path / name
        assert main([verb, str(sheets(setting)), "-o", str(path), "--lang", "en"]) == 1
        assert told in capsys.readouterr().err
        assert not path.exists()


@pytest.mark.parametrize("entry", ["dorp=x", "drop", "min_degree=two", "=x"])
def test_an_option_that_is_not_understood_is_misuse(
    sheets: Callable[[str], Path], tmp_path: Path, entry: str
) -> None:
    path = tmp_path / "m.svg"
    assert main(["map", str(sheets("")), "-o", str(path), "--publish", entry]) == 2
    assert not path.exists()


def test_a_misspelt_column_is_not_passed_over() -> None:
    G = nx.MultiDiGraph()
    G.add_node("a", notes="x", amount_eur=1.0)
    assert unknown_columns(G, ["notes", "NOTES", "Montant (€)", "remark", "note"]) == {
        "remark": "",
        "note": "notes",
    }


def test_source_date_method_and_licence_are_on_the_foot(
    sheets: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = sheets("")
    file = folder / "ecomap.toml"
    head = 'licence = "CC BY 4.0"\n[map]\nsource = "Enquête 2026"\ndate = "mars 2026"\n'
    file.write_text(head + 'color = "size_class"\n', encoding="utf-8")
    path = tmp_path / "m.svg"
    assert main(["map", str(folder), "-o", str(path), "-q", "--lang", "fr"]) == 0
    said = path.read_text(encoding="utf-8").replace("\u00a0", " ")
    assert "Source : Enquête 2026 · Date : mars 2026 · Licence : CC BY 4.0" in said
    assert "sans orientation" in said
    assert "Fait avec ecomap" in said


# --------------------------------------------------------------------------- pseudonyms


@pytest.fixture(name="G")
def ecosystem(sheets: Callable[[str], Path]) -> nx.MultiDiGraph:
    return io.read(sheets(""))


def test_pseudonyms_are_the_same_each_time_and_keep_the_shape(G: nx.MultiDiGraph) -> None:
    part, again = (public(G, pseudonyms=True) for _ in range(2))
    assert nx.utils.graphs_equal(part, again)
    validate_graph(part)
    known, veiled = project(public(G)), project(part)
    assert sorted(dict(known.degree()).values()) == sorted(dict(veiled.degree()).values())
    assert sorted(nx.get_node_attributes(veiled, "model").values()) == sorted(
        nx.get_node_attributes(known, "model").values()
    )
    assert {part.nodes[node]["name"] for node in part} >= {"Organisation 4", "Collectif 1"}
    assert {data.get("start") for *_, data in part.edges(data=True)} == {None, "2021"}


def test_years_of_an_alliance_keep_their_order() -> None:
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", "one", start="2021", end="2023")
    G.add_edge("a", "b", "two", end="2023", start="2021")
    kept = {tuple(data) for *_, data in public(G, pseudonyms=True).edges(data=True)}
    assert kept == {("start", "end"), ("end", "start")}


def test_numbers_do_not_follow_the_order_of_names() -> None:
    names = [f"actor{i:03}" for i in range(60)]
    G = from_networkx(nx.path_graph(names))
    part = public(G, pseudonyms=True)
    validate_graph(part)
    orders = set()
    for changed in ("one", "two"):
        G.nodes[names[0]]["description"] = changed  # not published, yet it deals the numbers
        orders.add(tuple(sorted(public(G, pseudonyms=True).edges())))
    assert len(orders) == 2
    steps = [int(a.rpartition("-")[2]) - int(b.rpartition("-")[2]) for a, b in part.edges()]
    assert sum(abs(step) == 1 for step in steps) < 10


def test_published_twice_is_published_once(G: nx.MultiDiGraph) -> None:
    once = public(G, ["Notes internes"], kinds=["event"], pseudonyms=["people"])
    twice = public(once)
    assert twice.graph["withheld"] == once.graph["withheld"]
    assert nx.utils.graphs_equal(once, twice)


def test_an_actor_of_unknown_size_is_kept(G: nx.MultiDiGraph) -> None:
    kept = public(G, min_size="large")
    sizes = {kept.nodes[node].get("size_class") for node in project(kept)}
    assert sizes == {None}
    assert "habitants-frobozz" in kept


def test_tables_come_back_from_what_is_published(G: nx.MultiDiGraph) -> None:
    from_graph = public(G, pseudonyms=["Entreprise"])
    keys = [key for *_, key in from_graph.edges(keys=True)]
    assert len(keys) == len(set(keys))
    from_tables(*to_tables(from_graph))


# --------------------------------------------------------------------------- names in texts


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Avec Jean Vilar.", "Avec […]."),
        ("JEAN VILAR, jean-vilar", "[…], […]"),
        ("Jean Vilarin et Jean", "Jean Vilarin et Jean"),
        ("L’Écluse et l'ecluse", "[…] et […]"),
        ("Jean Vilar L’Écluse", "[…] […]"),
    ],
)
def test_names_are_blotted_whole(text: str, left: str) -> None:
    assert blotter(["Jean Vilar", "L'Écluse"])(text) == left


def test_what_tells_nobody_is_not_blotted() -> None:
    assert blotter(["X", "&", ""])("x & X") == "x & X"
    G = nx.MultiDiGraph()
    G.add_node("12", name="Ada Lovelace", kind="person")
    G.add_node("13", name="Town", kind="organisation", description="Met Ada Lovelace on 12 May")
    part = public(G)
    assert part.nodes["13"]["description"] == "Met […] on 12 May"
    assert part.graph["withheld"]["mentions"] == 1


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=80))
def test_what_is_blotted_is_gone_and_the_rest_stays(names: list[str], text: str) -> None:
    blot = blotter(names)
    left = blot(text)
    assert blot(left.replace("[…]", "·")) == left.replace("[…]", "·")
    kept = left.split("[…]") if "[…]" not in text else []
    ends = [text.find(part) for part in kept]
    assert all(at >= 0 for at in ends)
    assert all(a <= b for a, b in pairwise(ends[1:-1])) or len(kept) < 4
