"""Results given to a file or to the terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import click
import networkx as nx
import pandas as pd

from ecomap.cli.speech import fail, lang_under_way, refuse, tell, word
from ecomap.files import replacing, write_text
from ecomap.formats import io
from ecomap.formats.workbook import write_workbook
from ecomap.text import shield

TABLE_SUFFIXES: Final = (".csv", ".json", ".parquet", ".xlsx")


def claim(path: Path, *, force: bool, suffixes: Sequence[str] = ()) -> Path:
    """Check, before the work, that a file can be written."""
    if suffixes and path.suffix.lower() not in suffixes:
        refuse("suffix", suffix=path.suffix, known=", ".join(suffixes))
    if path.exists() and not force:
        fail("exists", path=path)
    if not path.parent.is_dir():
        fail("no_folder", folder=path.parent)
    return path


def claim_graph(path: Path, *, force: bool) -> Path:
    """Check, before the work, that every file of a graph can be written."""
    if io.suffix_of(path) not in io.WRITTEN_SUFFIXES:
        refuse("suffix", suffix=path.suffix, known=", ".join(io.WRITTEN_SUFFIXES))
    for file in io.files_of(path):
        claim(file, force=force)
    return path


def write_graph(G: nx.MultiDiGraph, path: Path) -> None:
    """Write a graph, and tell what its format cannot hold."""
    for issue in io.write(G, path):
        tell(issue.message(lang_under_way()))
    for file in io.files_of(path):
        tell(word("written", path=file))


def beside(path: Path) -> Path:
    """Give the page that stands beside an input."""
    whole = path.resolve()
    if whole.is_dir():
        return whole / f"{whole.name}.html"
    if whole.name == "ecomap.toml":
        return whole.with_name(f"{whole.parent.name}.html")
    return whole.with_suffix(".html")


def write_table(table: pd.DataFrame, path: Path, *, force: bool) -> None:
    """Write a table to a file; the format follows the suffix."""
    claim(path, force=force, suffixes=TABLE_SUFFIXES)
    if path.suffix.lower() == ".xlsx":
        with replacing(path) as beside:
            write_workbook({"Table": table}, beside)
    elif path.suffix.lower() == ".parquet":
        if find_spec("pyarrow") is None:
            fail("no_parquet", install='pip install "ecomap[parquet]"')
        with replacing(path) as beside:
            table.to_parquet(beside, index=False)
    else:
        form = path.suffix.lower().removeprefix(".")
        write_text(path, _as_text(table, form) + "\n")
    tell(word("written", path=path))


def _as_text(table: pd.DataFrame, form: str) -> str:
    """Write a table as text; unknown is empty in CSV and null in JSON."""
    if form == "csv":
        # a name may begin like a formula
        safe = table.map(lambda cell: shield(cell) if isinstance(cell, str) else cell)
        return str(safe.to_csv(index=False, lineterminator="\n")).rstrip("\n")
    if form == "json":
        records = table.astype(object).where(table.notna(), None).to_dict("records")
        return json.dumps(records, ensure_ascii=False, indent=1)
    if table.empty:
        return ""
    shown = table.astype(object).where(table.notna(), "–")
    return shown.to_string(index=False, float_format="{:.4g}".format, max_colwidth=60)


def give(table: pd.DataFrame, options: dict[str, Any]) -> None:
    """Give a result: to the file asked for, else on stdout."""
    if options["output"]:
        write_table(table, options["output"], force=options["force"])
    else:
        click.echo(_as_text(table, options["form"]))


def tell_withheld(withheld: dict[str, Any]) -> None:
    """Tell what was not published."""
    counts = {key: n for key, n in withheld.items() if key != "columns" and n}
    parts = [word(f"withheld_{key}", n=n) for key, n in counts.items()]
    if columns := ", ".join(withheld.get("columns", ())):
        parts.insert(bool(withheld.get("persons")), word("withheld_columns", columns=columns))
    if parts:
        tell(word("withheld", parts=word("part_break").join(parts)))
