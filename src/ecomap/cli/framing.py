"""The frame of the research notebook, as tables: ``frame``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import click
import networkx as nx
import pandas as pd

from ecomap.cli.inputs import read_graph
from ecomap.cli.options import (
    force_option,
    format_option,
    input_options,
    option,
    output_option,
    spoken,
    verb,
)
from ecomap.cli.outputs import TABLE_SUFFIXES, claim, give
from ecomap.cli.speech import fail, tell, tell_progress, word
from ecomap.frame import (
    evolution,
    impacts,
    innovation,
    interactions,
    partnerships,
    pillars,
    sizes,
    territories,
    trajectories,
)

# What is asked of each table: a graph, and how territories are gathered.
_Table = Callable[[nx.MultiDiGraph, str], pd.DataFrame]

_TABLES: Final[dict[str, _Table]] = {
    "trajectories": lambda G, _: trajectories.alliance_positions(G),
    "levers": lambda G, _: trajectories.actor_positions(G),
    "innovation": lambda G, _: innovation.innovations(G),
    "phases": lambda G, _: innovation.models_by_phase(G),
    "partnerships": lambda G, _: partnerships.practice(G),
    "stages": lambda G, _: partnerships.maturity(G),
    "pillars": lambda G, _: pillars.pillars(G),
    "valorisation": lambda G, _: pillars.valorisation(G),
    "impacts": lambda G, _: impacts.layers(G),
    "goals": lambda G, _: impacts.goals(G),
    "flows": lambda G, _: impacts.flows(impacts.paths(G)),
    "territories": territories.territories,
    "four_c": territories.four_c,
    "projects": lambda G, _: territories.projects(G),
    "catalysts": lambda G, _: territories.catalysts(G),
    "situations": lambda G, _: territories.situations(G),
    "years": lambda G, _: evolution.by_year(G),
    "interactions": lambda G, _: interactions.interactions(G),
}
_OF: Final = ("sizes", *_TABLES)


@verb("atlas.xlsx --of sizes --measure degree")
@input_options
@option("--of", type=click.Choice(_OF), default=_OF[0], help="help_frame_of")
@option("--measure", default="degree", help="help_measure", metavar="MEASURE")
@option("--least", type=click.IntRange(min=1), default=sizes.LEAST, help="help_least")
@option("--by", type=click.Choice(territories.BY), default=territories.BY[0], help="help_by")
@option("--seed", type=int, default=0, help="help_seed")
@output_option
@format_option
@force_option
@spoken
def frame(of: str, by: str, **options: Any) -> None:
    """Give a table of the notebook's frame."""
    if options["output"]:
        claim(options["output"], force=options["force"], suffixes=TABLE_SUFFIXES)
    G, _ = read_graph(options)
    tell_progress("measuring")
    if of != "sizes":
        give(_flat(_TABLES[of](G, by)), options)
        return
    table = sizes.size_table(G, options["measure"], least=options["least"], seed=options["seed"])
    counts = table["cell"].value_counts()
    hidden = {name: int(counts.get(name, 0)) for name in ("small", "complement")}
    tell(word("sizes_told", n=table.attrs["left_out"], least=options["least"], **hidden))
    plain = options["form"] == "table" and not options["output"]
    give(_crossed(table) if plain else table, options)


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """Make columns of the names of the rows, if they have any."""
    table = table.reset_index(drop=isinstance(table.index, pd.RangeIndex))
    return table.rename(columns={"index": "key"})


def _crossed(table: pd.DataFrame) -> pd.DataFrame:
    """Cross the sizes for a terminal: the mean and, in brackets, how many."""
    if not table["actors"].notna().any() or not table["actors"].iloc[-1]:
        fail("no_sizes")
    cells = [
        word("hidden_cell")
        if cell != "told"
        else f"{value:.4g} ({n:g})"
        if n and value == value  # noqa: PLR0124 - nan
        else f"– ({n:g})"
        for n, value, cell in zip(table["actors"], table["value"], table["cell"], strict=True)
    ]
    crossed = table.assign(cell=cells).set_index(["size_class", "territory_size"])["cell"]
    rows, columns = (list(dict.fromkeys(table[name])) for name in crossed.index.names)
    told = [[crossed[a, b] for b in columns] for a in rows]
    return pd.DataFrame(told, columns=columns, index=rows).rename_axis("size_class").reset_index()
