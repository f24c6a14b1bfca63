"""The commands: results on stdout, remarks on stderr, exit codes, and both languages."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from ecomap import cli
from ecomap.cli import outputs
from ecomap.cli.options import VERBS
from ecomap.formats.io import read

LINKS = "De;À;Montant\nVille;École;1 200,50 €\nVille;;3\nBanque;École;x\n"
PEOPLE = "id,name,kind,Courriel\na,Aa,organisation,a@example.org\np,Zoé Test,person,\n"


class Result(NamedTuple):
    """What a command gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in English unless it says otherwise."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def command(*words: object) -> Result:
        code = cli.main([str(word) for word in words])
        return Result(code, *capsys.readouterr())

    return command


@pytest.fixture
def links(tmp_path: Path) -> Path:
    """Write a synthetic file of links with a faulty row and a doubtful cell."""
    file = tmp_path / "liens.csv"
    file.write_text(LINKS, encoding="cp1252", newline="")
    return file


def test_map_draws_a_page_and_tells_what_was_read(run: Run, odd17: Path, tmp_path: Path) -> None:
    page = tmp_path / "odd17.html"
    result = run("map", odd17, "-o", page)
    assert result.code == 0
    assert result.out == ""
    assert "actors.csv: rows read 122, used 122, set aside 0, merged 0." in result.err
    assert "Not published: persons 6." in result.err
    assert 'lang="fr"' in page.read_text(encoding="utf-8")[:200]


def test_lang_of_the_command_wins_over_the_project_file(
    run: Run, odd17: Path, tmp_path: Path
) -> None:
    run("map", odd17, "-o", tmp_path / "en.html", "--lang", "en", "-q")
    assert 'lang="en"' in (tmp_path / "en.html").read_text(encoding="utf-8")[:200]


def test_input_alone_draws_the_map_beside_it(run: Run, links: Path) -> None:
    result = run(links, "--lang", "fr")
    assert result.code == 0
    assert links.with_suffix(".html").exists()
    assert "lignes lues 3, utilisées 2, mises de côté 1, fusionnées 0." in result.err


def test_nothing_is_overwritten_without_force(run: Run, links: Path) -> None:
    page = links.with_suffix(".html")
    page.write_text("mine", encoding="utf-8")
    result = run("map", links, "-o", page)
    assert result.code == 1
    assert result.err == f"{page} exists already. Add --force to replace it.\n"
    assert page.read_text(encoding="utf-8") == "mine"
    assert run("map", links, "-o", page, "--force").code == 0
    assert page.read_text(encoding="utf-8") != "mine"


def test_check_lists_faults_where_the_spreadsheet_shows_them(run: Run, links: Path) -> None:
    result = run("check", links, "--format", "json")
    assert result.code == 1
    faults = json.loads(result.out)
    assert set(faults[0]) == {
        *("code", "severity", "file", "sheet", "row", "column", "heading"),
        *("value", "expected", "suggestion", "message"),
    }
    errors = [fault for fault in faults if fault["severity"] == "error"]
    assert [(fault["row"], fault["column"]) for fault in errors] == [(3, "B")]


def test_check_of_a_sound_file_is_code_0(run: Run, odd17: Path) -> None:
    assert run("check", odd17).code == 0


def test_check_speaks_french(run: Run, links: Path) -> None:
    english = run("check", links).out
    french = run("check", links, "--lang", "fr").out
    assert english != french
    assert "liens.csv!B3\u00a0: " in french


def test_strict_writes_nothing(run: Run, links: Path, tmp_path: Path) -> None:
    result = run("import", links, "-o", tmp_path / "eco.json", "--strict")
    assert result.code == 1
    assert "nothing was written" in result.err
    assert not (tmp_path / "eco.json").exists()


def test_rejects_are_written(run: Run, links: Path, tmp_path: Path) -> None:
    run("import", links, "-o", tmp_path / "eco.json", "--rejects", tmp_path / "rejects.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "rejects.csv").read_text(encoding="utf-8"))))
    assert [row["row"] for row in rows] == ["3"]


def test_import_then_metrics_gives_what_metrics_of_the_sheets_gives(
    run: Run, odd17: Path, tmp_path: Path
) -> None:
    assert run("import", odd17, "-o", tmp_path / "eco.json").code == 0
    for of in ("actors", "alliances", "models", "ecosystem"):
        direct = run("metrics", odd17, "--of", of, "--format", "csv")
        again = run("metrics", tmp_path / "eco.json", "--of", of, "--format", "csv")
        assert direct.out == again.out
        assert len(direct.out.splitlines()) > 10


def rows_of(text: str) -> list[dict[str, str]]:
    """Read what a command printed as CSV."""
    return list(csv.DictReader(io.StringIO(text)))


def test_metrics_columns_are_those_of_the_contract(run: Run, odd17: Path) -> None:
    head = run("metrics", odd17, "--format", "csv").out.splitlines()[0].split(",")
    assert head[:31] == [
        *("id", "name", "kind", "model", "family", "degree", "strength", "betweenness"),
        *("cross_betweenness", "closeness", "harmonic", "pagerank", "eigenvector"),
        *("core_number", "clustering", "constraint", "effective_size", "participation"),
        *("rao_stirling", "ei_index", "coordinator", "itinerant"),
        *("gatekeeper_representative", "liaison", "bridging", "is_articulation"),
        *("entropy", "multiplex", "premium", "catalyst", "premium_own"),
    ]


def test_pairs_of_models_under_both_nulls(run: Run, odd17: Path, tmp_path: Path) -> None:
    found = {}
    for null in ("degrees", "labels"):
        result = run(
            *("metrics", odd17, "--of", "models", "--null", null, "--format", "csv"),
            *("--draws", tmp_path / f"{null}.csv"),
        )
        assert f"Compared with 9,999 random ecosystems ({null})." in result.err
        pairs = rows_of(result.out)
        assert list(pairs[0]) == [
            *("source_model", "target_model", "null", "observed", "ties", "strength"),
            *("expected", "ratio", "z", "p", "q", "left_out", "amount_eur"),
            *("fragility", "fragile_actors"),
        ]
        assert (pairs[0]["source_model"], pairs[1]["target_model"]) == ("public_action", "people")
        drawn = rows_of((tmp_path / f"{null}.csv").read_text(encoding="utf-8"))
        assert len(pairs) == 28
        assert len(drawn) == 9_999
        # anyone can compute what was printed again from the draws
        for pair in pairs:
            values = [int(row[f"{pair['source_model']}:{pair['target_model']}"]) for row in drawn]
            assert float(pair["expected"]) == pytest.approx(sum(values) / len(values))
        found[null] = pairs
    assert found["degrees"] != found["labels"]


def test_metrics_are_written_in_every_form(run: Run, odd17: Path, tmp_path: Path) -> None:
    forms = [".csv", ".json", ".xlsx"] + [".parquet"] * (find_spec("pyarrow") is not None)
    for suffix in forms:
        file = tmp_path / f"pairs{suffix}"
        assert run("metrics", odd17, "--of", "models", "-o", file).code == 0
        assert file.stat().st_size > 1000


def test_parquet_without_its_library_gives_the_line_to_install_it(
    run: Run, odd17: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "find_spec", lambda _: None)
    result = run("metrics", odd17, "--of", "models", "-o", tmp_path / "a.parquet")
    assert result.code == 1
    assert 'pip install "ecomap[parquet]"' in result.err


def test_chance_is_said_in_words_on_a_terminal(run: Run, odd17: Path) -> None:
    out = run("metrics", odd17, "--of", "models", "--lang", "fr").out
    assert "plus que le hasard" in out
    assert "on ne peut pas dire" in out


def test_whatif_says_what_breaks(run: Run, odd17: Path) -> None:
    result = run("whatif", odd17, "--without", "le_rameau", "--lang", "fr")
    assert result.code == 0
    assert "Acteurs isolés\u00a0: 1 → 9" in result.out
    table = rows_of(run("whatif", odd17, "--with", "finansol,cnam", "--format", "csv").out)
    value = next(row for row in table if row["id"] == "value")
    assert float(value["after"]) > float(value["before"])


def test_whatif_wants_something_to_change(run: Run, odd17: Path) -> None:
    assert run("whatif", odd17).code == 2
    wrong = run("whatif", odd17, "--without", "le_rameaux")
    assert wrong.code == 1
    assert "le_rameaux" in wrong.err


def test_suggest_gives_reasons_and_introducers(run: Run, odd17: Path, tmp_path: Path) -> None:
    first = rows_of(run("suggest", odd17, "--most", "3", "--introduced", "--format", "csv").out)
    assert len(first) == 3
    assert all(row["introducer"] and row["sentence"] for row in first)
    refused = tmp_path / "refused.csv"
    refused.write_text(
        f"left,right\n{first[0]['source']},{first[0]['target']}\nx,y\n", encoding="utf-8"
    )
    result = run(
        "suggest", odd17, "--most", "3", "--introduced", "--refused", refused, "--format", "csv"
    )
    assert 'Refusal ignored: no actor "x".' in result.err
    assert rows_of(result.out)[0] != first[0]


def test_suggest_reinforce(run: Run, odd17: Path) -> None:
    table = rows_of(run("suggest", odd17, "--reinforce", "--format", "csv").out)
    assert {"protected", "protects", "crosses"} <= set(table[0])


@pytest.mark.parametrize("of", ["coverage", "robustness"])
def test_how_sure(run: Run, odd17: Path, of: str) -> None:
    assert len(rows_of(run("metrics", odd17, "--of", of, "--format", "csv").out)) > 10


def test_limits_of_the_map_are_said(run: Run, odd17: Path) -> None:
    err = run("metrics", odd17, "--of", "coverage", "--lang", "fr").err
    assert "Le RAMEAU prend part à 35 alliances sur 76." in err


def test_ranks_if_one_alliance_in_ten_were_missing(run: Run, odd17: Path) -> None:
    table = rows_of(run("metrics", odd17, "--stability", "degree", "--format", "csv").out)
    first = next(row for row in table if row["id"] == "le_rameau")
    assert (first["rank"], first["low"], first["high"]) == ("1.0", "1.0", "1.0")


def test_confirmed_and_without_the_provider(run: Run, odd17: Path) -> None:
    kept = run("metrics", odd17, "--of", "ecosystem", "--confirmed", "--format", "csv")
    assert "Alliances left out, not confirmed: 2" in kept.err
    alone = run(
        "metrics", odd17, "--of", "ecosystem", "--without-provider", "le_rameau", "--format", "csv"
    )
    assert rows_of(alone.out)[0]["value"] == "99.0"


def test_unknown_is_null_in_json_and_empty_in_csv(run: Run, links: Path) -> None:
    record = json.loads(run("metrics", links, "--format", "json").out)[0]
    assert record["model"] is None
    assert record["participation"] is None


def test_export_leaves_persons_out_unless_asked(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "actors.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    run("export", file, "-o", tmp_path / "public.gexf")
    run("export", file, "-o", tmp_path / "internal.gexf", "--internal")
    public = (tmp_path / "public.gexf").read_text(encoding="utf-8")
    assert "Zoé" not in public
    assert "example.org" not in public
    assert "Zoé" in (tmp_path / "internal.gexf").read_text(encoding="utf-8")


@pytest.mark.parametrize("reading", ["recorded", "project", "collapse"])
def test_export_of_a_reading(run: Run, odd17: Path, tmp_path: Path, reading: str) -> None:
    file = tmp_path / f"{reading}.json"
    assert run("export", odd17, "-o", file, "--reading", reading).code == 0
    places = sum(data["kind"] == "event" for _, data in read(file).nodes(data=True))
    assert (places > 0) == (reading != "project")


def test_template_reads_back(run: Run, tmp_path: Path) -> None:
    for lang in ("fr", "en"):
        file = tmp_path / f"{lang}.xlsx"
        assert run("template", "-o", file, "--lang", lang).code == 0
        assert run("check", file).code == 0


def test_demo(run: Run, tmp_path: Path) -> None:
    assert run("demo", "-o", tmp_path / "demo.html").code == 0
    assert (tmp_path / "demo.html").stat().st_size > 100_000


# --------------------------------------------------------------------------- misuse


@pytest.mark.parametrize(
    ("words", "lang", "expected"),
    [
        (["mep"], "en", "neither a command, nor a file, nor a folder. Did you mean map?"),
        (["mep"], "fr", "ni une commande, ni un fichier, ni un dossier. Vouliez-vous dire map ?"),
        (["map"], "en", "Missing INPUT."),
        (["map"], "fr", "Il manque INPUT."),
        (["map", "x.csv", "--siz"], "en", "There is no option --siz. Did you mean --size?"),
        (
            ["map", "x.csv", "--layout", "z"],
            "en",
            "--layout: expected one of poster, sectors, network, geography.",
        ),
        (
            ["map", "x.csv", "--layout", "z"],
            "fr",
            "--layout : attendu : poster, sectors, network, geography.",
        ),
        (["map", "x.csv", "-o", "a.docx"], "en", "possible formats: .html, "),
    ],
)
def test_misuse_is_a_sentence_and_code_2(
    run: Run, words: list[str], lang: str, expected: str
) -> None:
    result = run(*words, "--lang", lang)
    assert result.code == 2
    assert expected in result.err.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_missing_input_is_a_sentence_and_code_1(run: Run) -> None:
    assert run("map", "absent.csv") == Result(1, "", "absent.csv does not exist.\n")


def test_a_folder_that_is_not_there_is_said_before_the_work(run: Run, links: Path) -> None:
    result = run("map", links, "-o", links.parent / "nowhere" / "a.html")
    assert result == Result(1, "", f"There is no folder {links.parent / 'nowhere'}.\n")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.ods", "a.json", "a.gexf", "ecomap.toml"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe\x01", b"hello", b"PK\x03\x04broken"])
def test_no_file_gives_a_traceback(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    for command in ("check", "map"):
        result = (
            run(command, file)
            if command == "check"
            else run(command, file, "-o", tmp_path / "m.html", "--force")
        )
        assert result.code in {0, 1}
        if result.code:
            assert result.err.strip()
        assert "Traceback" not in result.err


# --------------------------------------------------------------------------- help


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("verb", VERBS)
def test_every_command_has_help_with_an_example(run: Run, verb: str, lang: str) -> None:
    result = run(verb, "--help", "--lang", lang) if lang == "fr" else run(verb, "--help")
    assert result.code == 0
    assert f"ecomap {verb} " in result.out


def test_help_is_in_the_language_asked_for(run: Run) -> None:
    assert "Dessiner la carte interactive" in run("--lang", "fr", "--help").out
    assert "Draw the interactive map" in run("--help").out


def test_module_runs_and_help_loads_no_pandas(odd17: Path) -> None:
    code = "import sys, ecomap.cli as c; c.main(['--help']); print('pandas' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        cwd=odd17,
    )
    assert done.stdout.strip().endswith("False")
    assert done.stderr == ""
