"""An ecosystem told: ``report`` and ``cards``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from ecomap.cli.inputs import name_inputs, read_graph
from ecomap.cli.options import (
    FILE,
    force_option,
    input_options,
    option,
    output_option,
    spoken,
    verb,
)
from ecomap.cli.outputs import beside, claim
from ecomap.cli.publishing import publish_option, published
from ecomap.cli.speech import fail, lang_under_way, tell, tell_progress, word
from ecomap.files import write_text
from ecomap.report import cards as sheets
from ecomap.report import pages

_SUFFIXES: Final = (".html", ".md")


@verb("atlas.xlsx -o report.html")
@input_options
@option("--map", "map_page", type=FILE, help="help_map", metavar="FILE")
@option("--internal", is_flag=True, help="help_internal")
@publish_option
@output_option
@force_option
@spoken
def report(map_page: Path | None, **options: Any) -> None:
    """Tell an ecosystem in words, tables and figures."""
    path = options["output"] or _default(options["inputs"][0])
    claim(path, force=options["force"], suffixes=_SUFFIXES)
    G, settings = read_graph(options)
    tell_progress("measuring")
    shown = published(G, settings, options)
    lang = options["lang"] or G.graph.get("lang") or lang_under_way()
    told = pages.chapters(shown, lang, seed=settings.get("seed", 0))
    cover = pages.Cover(
        title=str(G.graph.get("title") or ""),
        source=settings.get("map", {}).get("source") or name_inputs(options["inputs"]),
        date=settings.get("map", {}).get("date", ""),
        licence=settings.get("licence", ""),
        map_page=_address(map_page, path) if map_page else "",
        internal=options["internal"],
    )
    write = pages.markdown if path.suffix.lower() == ".md" else pages.html
    write_text(path, write(shown, told, lang, cover))
    tell(word("written", path=path))


def _default(source: Path) -> Path:
    """Give the report that stands beside an input, its name apart from that of the map."""
    page = beside(source)
    return page.with_name(f"{page.stem}.report.html")


def _address(map_page: Path, path: Path) -> str:
    """Give the address of the map, seen from the report."""
    try:
        return quote(Path(os.path.relpath(map_page, path.resolve().parent)).as_posix())
    except ValueError:  # on another drive of Windows there is no way from one to the other
        return map_page.resolve().as_uri()


@verb("atlas.xlsx -o fiches")
@input_options
@option("--internal", is_flag=True, help="help_internal")
@publish_option
@output_option
@force_option
@spoken
def cards(**options: Any) -> None:
    """Write a card for each actor, in a folder."""
    folder = options["output"] or beside(options["inputs"][0]).with_suffix(".cards")
    _claim_folder(folder, force=options["force"])
    G, settings = read_graph(options)
    tell_progress("measuring")
    shown = published(G, settings, options)
    lang = options["lang"] or G.graph.get("lang") or lang_under_way()
    written = sheets.cards(shown, lang, internal=options["internal"])
    sheets.write_cards(written, folder)
    tell(word("written", path=folder / sheets.INDEX))


def _claim_folder(folder: Path, *, force: bool) -> None:
    """Check, before the work, that a folder of cards can be written."""
    claim(folder, force=force)
    # it is replaced whole: what is not ours must not go with it
    if folder.exists() and not (folder.is_dir() and sheets.holds_cards(folder)):
        fail("not_cards", folder=folder)
