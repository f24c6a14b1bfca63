"""The house stands as it says: a light door, honest names, free dependencies, clean notebooks."""

from __future__ import annotations

import csv
import gc
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata, requires
from importlib.resources import files
from pathlib import Path

import pytest

import ecomap

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Names with hidden effects in vis-network, pyvis or GEXF.
RESERVED = {
    "color",
    "font",
    "group",
    "hidden",
    "label",
    "level",
    "mass",
    "physics",
    "shape",
    "size",
    "title",
    "value",
    "x",
    "y",
}


def _loaded_by(code: str) -> set[str]:
    """List the modules that a fresh interpreter holds after some code."""
    script = f"{code}\nimport sys; print(); print('loaded:', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True
    )
    return set(done.stdout.rsplit("loaded: ", 1)[1].split())


@pytest.mark.parametrize(
    "code",
    ["import ecomap", "from click.testing import CliRunner\nimport ecomap.cli"],
    ids=["library", "commands"],
)
def test_the_door_is_light(code: str) -> None:
    heavy = {"IPython", "networkx", "numpy", "openpyxl", "pandas", "pyvis", "scipy"}
    assert not heavy & _loaded_by(code)


@pytest.mark.parametrize("words", ["--help", "--version"])
def test_help_waits_for_nothing(words: str) -> None:
    code = f"from ecomap.cli import main\nmain({words.split()})"
    assert not {"jinja2", "networkx", "numpy", "pandas", "scipy"} & _loaded_by(code)


@pytest.mark.parametrize(("given", "seldom"), [("", True), ('["--version"]', False)])
def test_only_a_process_of_our_own_collects_seldom(given: str, *, seldom: bool) -> None:
    code = (
        "import gc, sys\nfrom ecomap.cli import main\nusual = gc.get_threshold()\n"
        f"sys.argv = ['ecomap', '--version']\nmain({given})\n"
        "print(gc.isenabled(), gc.get_threshold()[0] > usual[0])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert told.stdout.split()[-2:] == ["True", str(seldom)]


def test_reading_leaves_the_collector_as_it_was(tmp_path: Path) -> None:
    links = tmp_path / "links.csv"
    links.write_text("source,target\na,b\n", encoding="utf-8")
    for usual in (False, True):
        try:
            (gc.enable if usual else gc.disable)()
            ecomap.read(links)
            assert gc.isenabled() is usual
            with pytest.raises(ecomap.SheetError):
                ecomap.read(tmp_path / "absent.csv")
            assert gc.isenabled() is usual
        finally:
            gc.enable()


def test_a_map_loads_only_what_it_draws_with(tmp_path: Path) -> None:
    sheets, page = ROOT / "datasets" / "odd17", tmp_path / "map.html"
    asked = ["map", str(sheets), "-o", str(page), "--quiet"]
    loaded = _loaded_by(f"from ecomap.cli import main\nassert main({asked}) == 0")
    assert page.exists()
    assert {"pandas", "pyvis"} <= loaded
    heavy = {"IPython", "matplotlib", "openpyxl", "rapidfuzz.process", "scipy.spatial"}
    heavy |= {"asyncio", "multiprocessing", "ssl", "unittest"}
    if "ecomap.measures.engine._kernels" in loaded:  # else scipy's matrices do the work
        heavy |= {"scipy.optimize", "scipy.sparse", "scipy.stats"}
    assert not heavy & loaded


def test_public_names_are_sorted_and_real() -> None:
    assert ecomap.__all__ == sorted(ecomap.__all__)
    for name in ecomap.__all__:
        assert getattr(ecomap, name) is not None, name
    assert set(ecomap.__all__) <= set(dir(ecomap))


def test_no_room_hides_a_public_name() -> None:
    # importing a room sets its name on the package, over a function of the same name
    rooms = {path.stem for path in (ROOT / "src" / "ecomap").glob("*.py")}
    assert not rooms & set(ecomap.__all__)


def test_the_version_is_told_once() -> None:
    assert ecomap.__version__ == PROJECT["project"]["version"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {ecomap.__version__}\n" in citation


def test_no_column_has_a_name_that_renderers_steal() -> None:
    source = files("ecomap") / "data" / "columns.csv"
    with source.open(encoding="utf-8") as stream:
        keys = {row["key"] for row in csv.DictReader(stream)}
    assert not keys & RESERVED


def test_no_hard_dependency_is_under_the_gpl() -> None:
    seen: dict[str, str] = {}
    _walk("ecomap", seen)
    assert len(seen) > len(PROJECT["project"]["dependencies"])
    for name, licence in seen.items():
        assert licence, name
        assert not re.search(r"\bA?GPL|GNU (Affero )?General", licence), (name, licence)


def _walk(name: str, seen: dict[str, str]) -> None:
    """Note the licence of a distribution and of all that it requires on this machine."""
    if name in seen:
        return
    try:
        told = metadata(name)
    except PackageNotFoundError:  # asked for on other systems only
        return
    fields = [
        told.get_all(field) or [] for field in ("License-Expression", "License", "Classifier")
    ]
    lines = [line.split("\n")[0] for field in fields for line in field]
    seen[name] = " ".join(line for line in lines if line.startswith("License") or "::" not in line)
    for line in requires(name) or []:
        if "extra ==" not in line:
            _walk(re.split(r"[^\w.-]", line)[0].lower(), seen)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebooks_are_stored_without_outputs(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        assert not cell.get("outputs"), cell["source"]
        assert cell.get("execution_count") is None, cell["source"]


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.name)
def test_notebooks_project_before_networkx(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for call in re.findall(r"\bnx\.\w+\((\w+)", "\n".join(code)):
        assert call == "H", f"networkx is given {call}"


def test_the_runner_is_a_shell_script_for_any_machine() -> None:
    runner = (ROOT / ".ci" / "run").read_bytes()
    assert runner.startswith(b"#!/usr/bin/env bash\n")
    assert b"\r" not in runner
