"""The documentation is true: made pages are current, commands and words are documented."""

from __future__ import annotations

import csv
import re
import string
from importlib.resources import files
from pathlib import Path

import click
import networkx as nx
import pandas as pd
import pytest
import refresh

from ecomap.cli import cli
from ecomap.cli.options import VERBS
from ecomap.formats.io import read
from ecomap.graph import project
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import (
    ACTOR_MEASURES,
    ALLIANCE_MEASURES,
    actor_metrics,
    alliance_metrics,
    ecosystem_table,
)
from ecomap.measures.premium import alliance_premium
from ecomap.text import LANGUAGES, say
from ecomap.typology import standard

ROOT = Path(__file__).parents[1]
SECTIONS = ("commands", "issues", "limits", "page", "whatif")
COMMANDS = sorted(VERBS)


def _read(*path: str) -> list[dict[str, str]]:
    source = files("ecomap").joinpath("data", *path)
    with source.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    "page", [refresh.measures, refresh.columns, refresh.commands], ids=lambda page: page.__name__
)
def test_made_pages_are_current(page: object) -> None:
    assert callable(page)
    path = refresh.DOCS / f"{getattr(page, '__name__', '')}.md"
    assert path.read_text(encoding="utf-8") == page(), "python docs/refresh.py writes it"


@pytest.mark.parametrize(("name", "locale"), refresh.LOCALES.items())
def test_commands_of_the_readmes_print_what_they_say(name: str, locale: str) -> None:
    path = ROOT / name
    assert path.read_text(encoding="utf-8") == refresh.readme(path, locale), (
        "python docs/refresh.py writes it"
    )


def test_both_readmes_give_the_same_lines_and_run_the_same_commands() -> None:
    english, french = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.fr.md")
    )
    for pattern in (
        r"<!-- line: demo -->\n```sh\n(.+)\n```",
        r"<!-- line: test -->\n```sh\n(.+)\n```",
        r"<!-- run: (.+) -->",
        r"py -m .+",
    ):
        assert re.findall(pattern, english), pattern
        # the pages of the French README are in French: only the words "first … lines" are shared
        assert re.findall(pattern, english) == re.findall(pattern, french), pattern


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_a_sentence_and_an_example(name: str, lang: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command
    with (
        click.Context(cli, info_name="ecomap", obj=lang, **cli.context_settings) as root,
        click.Context(command, root, name) as context,
    ):
        told = _packed(context.get_help())
        assert _packed(command.get_short_help_str()) in told
        assert _packed(f"{say('commands.example', lang)} ecomap {name} ") in told


def _packed(text: str) -> str:
    """Forget white space, which help wraps as it needs."""
    return "".join(text.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_section(name: str) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"\n## {name}\n" in page


@pytest.mark.parametrize("section", SECTIONS)
def test_words_have_both_languages_and_the_same_placeholders(section: str) -> None:
    for row in _read("words", f"{section}.csv"):
        fields = {
            lang: {field for _, field, _, _ in string.Formatter().parse(row[lang]) if field}
            for lang in LANGUAGES
        }
        assert row["fr"], row["key"]
        assert row["en"], row["key"]
        assert fields["fr"] == fields["en"], row["key"]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_word_is_said_once(section: str) -> None:
    keys = [row["key"] for row in _read("words", f"{section}.csv")]
    assert len(keys) == len(set(keys))


def test_each_measure_says_what_it_is() -> None:
    told = ("label", "sentence", "undefined", "trap")
    for row in _read("measures.csv"):
        for column in (*(f"{name}_{lang}" for name in told for lang in LANGUAGES), "reference"):
            assert row[column], (row["key"], column)
        assert row["scale"] in refresh.SCALES, row["key"]
        assert row["question"] in refresh.QUESTIONS, row["key"]
        assert all(float(row[bound]) is not None for bound in ("low", "high") if row[bound])


def test_each_measure_has_a_name_elsewhere_or_says_that_it_has_none() -> None:
    for row in _read("measures.csv"):
        assert all(row[program] for program in ("ucinet", "sna", "igraph")), row["key"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_trap_is_one_sentence(lang: str) -> None:
    for row in _read("measures.csv"):
        ends = re.findall(r"[.!?](?=\s|$)", row[f"trap_{lang}"])
        assert ends == ["."], row["key"]
        assert row[f"trap_{lang}"].endswith("."), row["key"]


def test_measures_are_written_in_good_french() -> None:
    for row in _read("measures.csv"):
        for column in ("label_fr", "sentence_fr", "undefined_fr", "trap_fr"):
            # a no-break space before high punctuation and inside quotes, no straight apostrophe
            wrong = re.search(r"[^\u00a0][;?!»]|[^\u00a0]:|«[^\u00a0]|'", row[column])
            assert wrong is None, (row["key"], column)


@pytest.fixture(scope="module")
def odd17() -> nx.MultiDiGraph:
    return read(ROOT / "datasets" / "odd17")


@pytest.fixture(scope="module")
def measured(odd17: nx.MultiDiGraph) -> dict[str, pd.Series]:
    """Take every measure of the data set, under its key in the data file."""
    rows = ["source_model", "target_model", "null"]
    pairs = model_matrix(odd17, draws=99).drop(columns=rows)
    whole = ecosystem_table(odd17, draws=99).set_index("indicator")["value"]
    return {
        **{str(name): values for name, values in actor_metrics(odd17)[[*ACTOR_MEASURES]].items()},
        **{
            f"alliances:{name}": values
            for name, values in alliance_metrics(odd17)[[*ALLIANCE_MEASURES]].items()
        },
        **{f"models:{name}": values for name, values in pairs.items()},
        **{f"ecosystem:{name}": pd.Series([number]) for name, number in whole.items()},
    }


def test_each_measure_has_its_row(measured: dict[str, pd.Series]) -> None:
    rows = {row["key"]: row["of"] for row in _read("measures.csv")}
    # what changes without an actor is counted by `whatif`
    assert set(rows) == {*measured, "ecosystem:cut_actors"}
    for key, of in rows.items():
        assert of == (key.partition(":")[0] if ":" in key else "actors")


def test_measures_lie_in_their_range(measured: dict[str, pd.Series]) -> None:
    bounds = {row["key"]: (row["low"], row["high"]) for row in _read("measures.csv")}
    for key, values in measured.items():
        low, high = bounds[key]
        if low or high:
            known = values.dropna().astype(float)
            assert (known >= float(low or "-inf") - 1e-9).all(), key
            assert (known <= float(high or "inf") + 1e-9).all(), key


def test_the_worked_premiums_are_those_of_the_program(odd17: nx.MultiDiGraph) -> None:
    H = project(odd17)
    premiums = alliance_premium(odd17)
    members = {alliance["id"]: alliance["members"] for alliance in H.graph["alliances"]}
    whole = refresh.steps_apart(H)
    for key, row in premiums.nlargest(5, "premium").iterrows():
        left = refresh.without(H, str(key))
        after = refresh.value(refresh.steps_apart(left), whole.total())
        lost = refresh.value(whole, whole.total()) - after
        assert lost == pytest.approx(row["premium"])
        for ends, column in ((2, "both_ends"), (1, "one_end"), (0, "no_end")):
            before, then = (
                refresh.value(refresh.steps_apart(graph, members[str(key)], ends), whole.total())
                for graph in (H, left)
            )
            assert before - then == pytest.approx(row[column])


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http://", "https://")):
                assert (page.parent / target).exists(), (page.name, target)


def test_the_tour_visits_every_room() -> None:
    tour = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for room in (ROOT / "src" / "ecomap").rglob("[a-z]*.py"):
        assert f"`{room.stem}`" in tour, room.stem


@pytest.mark.parametrize("name", ["guide.md", "guide.fr.md"])
def test_the_guides_name_every_model(name: str) -> None:
    guide = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for key, term in standard().terms("models").items():
        assert f"`{key}`" in guide, key
        assert term["label_fr"] in guide, key
