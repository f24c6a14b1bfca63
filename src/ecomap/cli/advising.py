"""What would change, and what is missing: ``whatif`` and ``suggest``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click
import networkx as nx
import pandas as pd

from ecomap.cli.inputs import read_graph
from ecomap.cli.options import (
    FILE,
    force_option,
    format_option,
    input_options,
    option,
    output_option,
    sheet_options,
    spoken,
    verb,
)
from ecomap.cli.outputs import TABLE_SUFFIXES, claim, give
from ecomap.cli.speech import lang_under_way, refuse, tell, tell_progress, word
from ecomap.measures import suggestions
from ecomap.measures import whatif as room
from ecomap.text import say
from ecomap.typology import standard

_CORRECTIONS: Final = (".xlsx", ".ods", ".toml")


@verb("atlas.xlsx --without le_rameau")
@sheet_options
@option("--without", multiple=True, help="help_without", metavar="ID")
@option("--with", "with_", multiple=True, help="help_with", metavar="A,B")
@output_option
@format_option
@force_option
@spoken
def whatif(without: Sequence[str], with_: Sequence[str], **options: Any) -> None:
    """Tell what would change, and what would break."""
    if not without and not with_:
        refuse("missing", parameter="--without, --with")
    if options["output"]:
        claim(options["output"], force=options["force"], suffixes=TABLE_SUFFIXES)
    # here --with names partners; a workbook of corrections is told by its suffix
    files = [name for name in with_ if name.lower().endswith(_CORRECTIONS)]
    options["corrections"] = Path(files[-1]) if files else None
    G, _ = read_graph(options)
    named = [name for name in with_ if name not in files]
    added = [[name.strip() for name in partners.split(",")] for partners in named]
    table = _told(room.what_if(G, without=without, with_=added).reset_index(drop=True), "what")
    if options["form"] == "table" and not options["output"]:
        for sentence in table["sentence"]:
            click.echo(sentence)
        return
    give(table, options)


@verb("atlas.xlsx --most 10")
@input_options
@option("--most", type=click.IntRange(min=1), default=20, help="help_most")
@option("--models", multiple=True, help="help_models", metavar="MODEL")
@option("--territory", help="help_territory", metavar="NAME|same")
@option("--introduced", is_flag=True, help="help_introduced")
@option("--refused", type=FILE, help="help_refused", metavar="FILE")
@option("--reinforce", is_flag=True, help="help_reinforce")
@output_option
@format_option
@force_option
@spoken
def suggest(**options: Any) -> None:
    """Suggest missing alliances, each with its reason and who could introduce them."""
    if options["output"]:
        claim(options["output"], force=options["force"], suffixes=TABLE_SUFFIXES)
    G, _ = read_graph(options)
    tell_progress("measuring")
    table = _suggested(G, options).reset_index(drop=True)
    if options["form"] == "table" and not options["output"]:
        table = table[[c for c in _SUGGESTED if c in table.columns]]
    give(table, options)


# What a terminal has room for; csv and json have every column.
_SUGGESTED: Final = (
    *(
        "source_name",
        "target_name",
        "source_model",
        "target_model",
        "gain",
        "sentence",
        "protected",
    ),
)


def _suggested(G: nx.MultiDiGraph, options: dict[str, Any]) -> pd.DataFrame:
    """Find the alliances that would gain most, or that would leave no cut actor."""
    if options["reinforce"]:
        return suggestions.reinforce(G)
    refused: list[list[str]] = []
    if options["refused"]:
        pairs = pd.read_csv(options["refused"], dtype=str, sep=None, engine="python")
        refused = pairs.iloc[:, :2].dropna().to_numpy().tolist()
    place = options["territory"]
    table = suggestions.suggest(
        G,
        most=options["most"],
        models=options["models"] or None,
        territory=place == "same" or place or False,
        reasons=["shared_partners"] if options["introduced"] else None,
        refused=refused,
    )
    for name in table.attrs["unknown"]:
        tell(word("refused_unknown", value=name))
    tell(word("examined", n=table.attrs["examined"], candidates=table.attrs["candidates"]))
    return _told(table.assign(n=list(map(_n, table["shared"], table["distance"]))), "reason").drop(
        columns="n"
    )


def _n(shared: float, steps: float) -> int:
    """Give the number that a reason speaks of: partners shared, else steps."""
    return int(shared) or (int(steps) if steps == steps else 0)  # noqa: PLR0124 - nan


def _told(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put a sentence at the end of each row, in the language under way."""
    types, lang = standard(), lang_under_way()
    sentences = []
    for row in table.to_dict("records"):
        facts = {str(name): value for name, value in row.items()}
        for model in ("source_model", "target_model"):
            facts[model] = types.label("models", str(row[model]), lang)
        if "name" in row:
            facts["name"] = row["name"] if isinstance(row["name"], str) else row["id"]
        if row[key] == "indicator":
            facts["label"] = types.label("measures", f"ecosystem:{row['id']}", lang)
        sentences.append(say(f"whatif.{row[key]}", lang, **facts))
    return table.assign(sentence=sentences)
