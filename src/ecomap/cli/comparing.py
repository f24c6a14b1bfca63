"""Two versions of an ecosystem: ``diff``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click
import networkx as nx
import pandas as pd

from ecomap.cli.inputs import name_inputs, read_version
from ecomap.cli.options import (
    EXISTING,
    force_option,
    format_option,
    option,
    output_option,
    spoken,
    verb,
)
from ecomap.cli.outputs import TABLE_SUFFIXES, claim, give
from ecomap.cli.publishing import publish_option, published
from ecomap.cli.speech import fail, lang_under_way, tell, tell_progress, word
from ecomap.files import write_text
from ecomap.formats import io
from ecomap.frame.evolution import aligned
from ecomap.graph import to_tables
from ecomap.reading import changes, sheets
from ecomap.report import pages
from ecomap.report.chapters.evolution import versions

_CHANGES: Final = ("appeared", "gone", "changed")

_PAGES: Final = (".html", ".md")


@verb("before.xlsx after.xlsx")
@click.argument("inputs", nargs=2, required=True, metavar="OLD NEW", type=EXISTING)
@option("--internal", is_flag=True, help="help_internal")
@publish_option
@output_option
@format_option
@force_option
@spoken
def diff(**options: Any) -> None:
    """List what appeared, went or changed from one version to the next."""
    path = options["output"]
    if path:
        claim(path, force=options["force"], suffixes=[*TABLE_SUFFIXES, *_PAGES])
    if path and path.suffix.lower() in _PAGES:
        _write_page(path, options)
        return
    table = changes.changes(*[read_version(path) for path in options["inputs"]])
    tell_changes(table)
    give(table, options)


def tell_changes(table: pd.DataFrame) -> None:
    """Tell how many actors and alliances appeared, went or changed."""
    for name in ("actors", "alliances"):
        rows = table[table["table"] == name]
        counts = {what: rows.loc[rows["change"] == what, "id"].nunique() for what in _CHANGES}
        tell(word(f"changed_{name}", **counts))


def _write_page(path: Path, options: dict[str, Any]) -> None:
    """Write what changed, and what it did, as a page."""
    (old, _), (new, settings) = (_version(source) for source in options["inputs"])
    tell_progress("measuring")
    # found again by their names, before any is withheld
    old, new = (published(G, settings, options) for G in (old, aligned(old, new)))
    if any("pseudonyms" in G.graph.get("withheld", {}) for G in (old, new)):
        fail("diff_pseudonyms")
    lang = options["lang"] or new.graph.get("lang") or lang_under_way()
    table = changes.changes(to_tables(old), to_tables(new))
    tell_changes(table)
    named = " → ".join(name_inputs([source]) for source in options["inputs"])
    title = str(new.graph.get("title") or named)
    cover = pages.Cover(title=title, source=named, internal=options["internal"])
    write = pages.markdown if path.suffix.lower() == ".md" else pages.html
    write_text(path, write(new, versions(old, new, table, lang), lang, cover))
    tell(word("written", path=path))


def _version(path: Path) -> tuple[nx.MultiDiGraph, dict[str, Any]]:
    """Read one version, with the settings of its project."""
    if not path.exists():
        fail("no_input", path=path)
    if io.holds_graph(path):
        return io.read_graph(path), {}
    reading = sheets.read_input(path)
    return io.from_reading(reading), dict(reading["settings"])
