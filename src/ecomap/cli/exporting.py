"""G for another program: ``export``."""

from __future__ import annotations

from typing import Any

import click

from ecomap import graph
from ecomap.cli.inputs import read_graph
from ecomap.cli.options import force_option, input_options, option, output_option, spoken, verb
from ecomap.cli.outputs import claim_graph, write_graph
from ecomap.cli.publishing import publish_option, published


@verb("atlas.xlsx -o atlas.gexf")
@input_options
@option(
    "--reading",
    type=click.Choice(["recorded", "project", "collapse"]),
    default="recorded",
    help="help_reading",
)
@option("--internal", is_flag=True, help="help_internal")
@publish_option
@output_option
@force_option
@spoken
def export(reading: str, **options: Any) -> None:
    """Write the ecosystem for another program."""
    path = options["output"] or options["inputs"][0].with_suffix(".gexf")
    claim_graph(path, force=options["force"])
    G, settings = read_graph(options)
    G = published(G, settings, options)
    if reading != "recorded":
        G = graph.from_networkx(getattr(graph, reading)(G))
    write_graph(G, path)
