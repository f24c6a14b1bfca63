"""The measures: ``metrics``."""

from __future__ import annotations

from collections.abc import Callable
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
    measure_options,
    option,
    output_option,
    spoken,
    verb,
)
from ecomap.cli.outputs import TABLE_SUFFIXES, claim, give, write_table
from ecomap.cli.speech import lang_under_way, progress_bar, tell, tell_progress, word
from ecomap.measures import limits, meetings, removals, testimony
from ecomap.measures import metrics as room
from ecomap.measures.nulls import NULLS

_OF: Final = ("actors", "alliances", "models", "ecosystem", "coverage", "robustness")


@verb("atlas.xlsx --of models --format csv")
@input_options
@option("--of", type=click.Choice(_OF), default="actors", help="help_of")
@measure_options
@option("--null", type=click.Choice(NULLS), default=NULLS[0], help="help_null")
@option("--draws", type=FILE, help="help_draws", metavar="FILE")
@option("--confirmed", is_flag=True, help="help_confirmed")
@option("--without-provider", "provider", help="help_provider", metavar="ID")
@option("--stability", help="help_stability", metavar="MEASURE")
@option("--seed", type=int, default=0, help="help_seed")
@output_option
@format_option
@force_option
@spoken
def metrics(of: str, draws: Path | None, **options: Any) -> None:
    """Measure the actors, the alliances, the pairs of models or the ecosystem."""
    for path in filter(None, (options["output"], draws)):
        claim(path, force=options["force"], suffixes=TABLE_SUFFIXES)
    G, _ = read_graph(options)
    G = _surer(G, options)
    tell_progress("measuring")
    weight = None if options["weight"] == "none" else options["weight"]
    table = _measured_table(G, of, weight, options)
    if draws:
        drawn = meetings.meeting_draws(G, null=options["null"], seed=options["seed"])
        write_table(drawn, draws, force=options["force"])
    if options["form"] == "table" and not options["output"]:
        table = _readable(table, of)
    give(table, options)


def _surer(G: nx.MultiDiGraph, options: dict[str, Any]) -> nx.MultiDiGraph:
    """Keep what is confirmed, or what is known without the one who told it, if asked."""
    if options["confirmed"]:
        G = testimony.confirmed(G)
        tell(word("unconfirmed", **G.graph["unconfirmed"]))
    if options["provider"]:
        G = testimony.without_provider(G, options["provider"])
    return G


def _measured_table(
    G: nx.MultiDiGraph, of: str, weight: str | None, options: dict[str, Any]
) -> pd.DataFrame:
    """Measure what was asked for, and say how much chance was asked."""
    seed = options["seed"]
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "actors": lambda: _actors(G, weight, options),
        "alliances": lambda: room.alliance_metrics(
            G, weight=weight, seed=seed, exact=options["exact"]
        ).reset_index(),
        "models": lambda: _models(G, weight, options),
        "ecosystem": lambda: room.ecosystem_table(
            G, weight=weight, seed=seed, exact=options["exact"]
        ),
        "coverage": lambda: _coverage(G),
        "robustness": lambda: removals.robustness(G, seed=seed),
    }
    table = tables[of]()
    _tell_sampled(table.attrs.get("sampled", {}))
    if of == "models":
        tell(word("drawn", n=table.attrs["draws"], null=options["null"]))
    if of == "alliances":
        orders = table.attrs.get("orders")
        tell(word("orders", n=orders) if orders is not None else word("no_orders"))
    return table


def _tell_sampled(sampled: dict[str, room.Sample]) -> None:
    """Say which measures are estimates, from how many actors, and how far off they may be."""
    groups: dict[tuple[int, float], list[str]] = {}
    for name, found in sampled.items():
        groups.setdefault((found["sources"], found["error"]), []).append(name)
    for (n, error), names in groups.items():
        facts = {"n": n, "names": ", ".join(names)}
        known = error == error  # noqa: PLR0124 - nan
        tell(
            word("sampled", error=f"{error:.2g}", **facts)
            if known
            else word("sampled_alone", **facts)
        )


def _models(G: nx.MultiDiGraph, weight: str | None, options: dict[str, Any]) -> pd.DataFrame:
    """Compare the 28 pairs with chance, and tell who holds two models together."""
    pairs = meetings.model_matrix(G, null=options["null"], seed=options["seed"], weight=weight)
    held = meetings.model_fragility(G).rename(columns={"actors": "fragile_actors"})
    table = pairs.merge(held, on=["source_model", "target_model"], how="left")
    table.attrs["draws"] = pairs.attrs["draws"]
    return table


def _actors(G: nx.MultiDiGraph, weight: str | None, options: dict[str, Any]) -> pd.DataFrame:
    """Measure the actors, or the stability of their ranks."""
    if options["stability"]:
        ranks = removals.rank_stability(G, options["stability"], seed=options["seed"])
        tell(word("stability", n=ranks.attrs["draws"]))
        return ranks.reset_index()
    settings = {
        "reading": options["reading"],
        "weight": weight,
        "distance": "distance" if options["distance"] else None,
        "seed": options["seed"],
        "exact": options["exact"],
    }
    # one group of measures after the other, so that a person can see how far it is
    table = room.actor_metrics(G, (), **settings)
    sampled: dict[str, room.Sample] = {}
    for names in progress_bar(room.ACTOR_GROUPS):
        found = room.actor_metrics(G, names, **settings)
        sampled |= found.attrs["sampled"]
        table = table.join(found[list(names)])
    table = table[[*table.columns[:4], *room.ACTOR_MEASURES]].reset_index()
    table.attrs["sampled"] = sampled
    return table


def _coverage(G: nx.MultiDiGraph) -> pd.DataFrame:
    """Tell what the map covers, and on stderr what it cannot say."""
    tell(word("limits"))
    for limit in limits.limits(G):
        tell("  " + limits.tell_limit(limit, lang_under_way()))
    return limits.coverage(G)


# What a terminal has room for; csv and json have every column.
_READABLE: Final = {
    "actors": (
        *("name", "model", "degree", "strength", "betweenness", "cross_betweenness"),
        *("participation", "ei_index", "liaison", "premium", "catalyst"),
    ),
    "alliances": (
        *("id", "name", "k", "tie_class", "weight", "cross_edge_betweenness", "uniqueness"),
        *("premium", "premium_partners", "premium_others", "shapley"),
    ),
    "models": (
        *("source_model", "target_model", "observed", "expected", "ratio", "z", "p", "q"),
        *("left_out", "verdict"),
    ),
}


# A discovery is called so at this false discovery rate.
_RARE: Final = 0.05


def _readable(table: pd.DataFrame, of: str) -> pd.DataFrame:
    """Keep the columns that a terminal has room for, and say in words what chance says."""
    if of not in _READABLE or not set(_READABLE[of]) <= {*table.columns, "verdict"}:
        return table
    if of == "models":
        table = table.assign(
            verdict=[
                _verdict(q, ratio) for q, ratio in zip(table["q"], table["ratio"], strict=True)
            ]
        )
    else:
        tell(word("more_columns", n=len(table.columns)))
    return table[list(_READABLE[of])]


def _verdict(q: float, ratio: float) -> str:
    """Say whether two models meet more or less than by chance, or that one cannot tell."""
    if not q < _RARE:
        return word("untestable" if q != q else "as_chance")  # noqa: PLR0124 - nan
    return word("more_than_chance" if ratio > 1 else "less_than_chance")
