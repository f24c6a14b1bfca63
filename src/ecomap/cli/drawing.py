"""The map: ``demo``, ``map``, and the sheet opened without a word."""

from __future__ import annotations

import os
import sys
import webbrowser
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import click
import networkx as nx

from ecomap.cli.inputs import name_inputs, read_graph, tell_graph
from ecomap.cli.options import (
    draw_options,
    force_option,
    input_options,
    option,
    output_option,
    spoken,
    verb,
)
from ecomap.cli.outputs import beside, claim
from ecomap.cli.publishing import publish_option, published
from ecomap.cli.speech import lang_under_way, tell, tell_progress, word
from ecomap.formats import io
from ecomap.page.map import Map, read_positions
from ecomap.page.pictures import SUFFIXES


def _draw(
    G: nx.MultiDiGraph, path: Path, settings: dict[str, Any], options: dict[str, Any]
) -> None:
    """Draw the page of G."""
    tell_progress("measuring")
    drawing = settings.get("map", {})
    G = published(G, settings, options)
    seed = options.get("seed")
    page = Map(
        G,
        color=options.get("color") or drawing.get("color", "model"),
        size=options.get("size") or drawing.get("size", "betweenness"),
        layout=options.get("layout") or drawing.get("layout", "poster"),
        pos=read_positions(options["positions"]) if options.get("positions") else None,
        lang=options.get("lang") or G.graph.get("lang") or lang_under_way(),
        title=G.graph.get("title") or path.stem,
        internal=options.get("internal", False),
        seed=settings.get("seed", 0) if seed is None else seed,
        engine=options.get("engine", "auto"),
        source=drawing.get("source") or name_inputs(options.get("inputs", ())),
        date=options.get("date") or drawing.get("date", ""),
        licence=settings.get("licence", ""),
    )
    page.save(path, scale=options.get("scale", 2))
    tell(word("written", path=path))


@verb("atlas.xlsx", name="open", hidden=True)
@input_options
@draw_options
@publish_option
@force_option
@spoken
def open_(**options: Any) -> None:
    """Draw the map beside the sheet and open it."""
    path = claim(beside(options["inputs"][0]), force=options["force"])
    G, settings = read_graph(options)
    _draw(G, path, settings, options)
    if _has_screen():
        tell(word("opening"))
        webbrowser.open(path.as_uri())


def _has_screen() -> bool:
    """Tell whether a person is there to see a page opened."""
    graphical = sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return sys.stdout.isatty() and graphical


@verb("-o odd17.html")
@output_option
@draw_options
@publish_option
@force_option
@spoken
def demo(output: Path | None, **options: Any) -> None:
    """Draw the map of the packaged data set."""
    path = claim(output or Path("odd17.html"), force=options["force"], suffixes=[".html"])
    with as_file(files("ecomap.examples") / "odd17") as folder:
        G = io.read(folder)
    tell_graph(G)
    _draw(G, path, {}, options)


@verb("atlas.xlsx -o map.html", name="map")
@input_options
@draw_options
@publish_option
@option("--scale", type=click.IntRange(1, 4), default=2, help="help_scale")
@output_option
@force_option
@spoken
def map_(**options: Any) -> None:
    """Draw the interactive map, or its picture."""
    path = options["output"] or beside(options["inputs"][0])
    claim(path, force=options["force"], suffixes=[".html", *SUFFIXES])
    G, settings = read_graph(options)
    _draw(G, path, settings, options)
