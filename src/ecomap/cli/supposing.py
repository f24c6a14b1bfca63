"""What claims would mean in euros: ``scenario``."""

from __future__ import annotations

from typing import Any, Final, NoReturn

import click
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
from ecomap.cli.speech import lang_under_way, refuse, tell, word
from ecomap.frame import scenario as room
from ecomap.text import number, say, split_values
from ecomap.typology import standard

_SHOWN: Final = ("results", "parameters", "sensitivity", "grid")

_AXES: Final = 2  # a grid has rows and columns


@verb("atlas.xlsx --engineering 20000 --duration 3")
@input_options
@option("--engineering", type=float, help="help_engineering", metavar="EUR")
@option("--spent", type=float, help="help_spent", metavar="EUR")
@option("--alone", type=float, help="help_alone", metavar="EUR")
@option("--duration", type=float, help="help_duration", metavar="YEARS")
@option("--leverage", type=float, help="help_leverage", metavar="NUMBER")
@option("--frugality", type=float, help="help_frugality", metavar="NUMBER")
@option("--durability", type=float, help="help_durability", metavar="NUMBER")
@option("--show", type=click.Choice(_SHOWN), default=_SHOWN[0], help="help_show")
@option("--result", type=click.Choice(room.RESULTS), default="net", help="help_result")
@option("--across", default="leverage,engineering", help="help_across", metavar="A,B")
@option("--bounds", multiple=True, help="help_bounds", metavar="PARAMETER=LOW:HIGH")
@output_option
@format_option
@force_option
@spoken
def scenario(**options: Any) -> None:
    """Tell what the claims of the research notebook would mean in euros."""
    if options["output"]:
        claim(options["output"], force=options["force"], suffixes=TABLE_SUFFIXES)
    given = {key: options[key] for key in room.PARAMETERS if options[key] is not None}
    bounds = _bounds(options["bounds"])
    across = _across(options["across"])
    _check(given)
    G, _ = read_graph(options)
    table = room.parameters(G, given)
    values = room.known(table)
    results = room.scenario(values)
    _tell_unknown(results)
    plain = options["form"] == "table" and not options["output"]
    if plain:
        click.echo(_banner())
    shown = {
        "results": lambda: _results(results, plain=plain),
        "parameters": lambda: _parameters(table, plain=plain),
        "sensitivity": lambda: _sensitivity(values, options["result"], bounds, plain=plain),
        "grid": lambda: _grid(values, options["result"], across, bounds, plain=plain),
    }
    if plain and options["show"] == "results":
        click.echo()
        give(shown["parameters"](), options)
        click.echo()
    if plain and options["show"] in {"sensitivity", "grid"}:
        click.echo(_label("scenario_results", options["result"]))
    asked = shown[options["show"]]()
    give(asked if plain else asked.assign(banner=_banner()), options)


def _banner() -> str:
    """Say that this is a scenario, not a measure."""
    return say("report_more.scenario_banner", lang_under_way())


def _label(vocabulary: str, key: str) -> str:
    """Give the words for a key, in the language under way."""
    return standard().label(vocabulary, key, lang_under_way())


def _refuse(option_name: str, known: str) -> NoReturn:
    """Say what an option admits."""
    refuse("bad_value", parameter=option_name, reason=word("one_of", known=known))


def _check(given: dict[str, float]) -> None:
    """Refuse parameters that no scenario can have."""
    for key, value in given.items():
        if not 0 < value < float("inf"):
            _refuse(f"--{key}", "> 0")
    if "alone" in given and "spent" in given:
        refuse("scenario_both")


def _bounds(written: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Read bounds, ``leverage=1:9``."""
    found = {}
    for one in written:
        key, _, ends = one.partition("=")
        low, _, high = ends.partition(":")
        try:
            found[key] = (float(low), float(high))
        except ValueError:
            _refuse("--bounds", "leverage=1:9")
        if key not in room.PARAMETERS or not 0 < found[key][0] <= found[key][1]:
            _refuse("--bounds", "leverage=1:9")
    return found


def _across(written: str) -> tuple[str, str]:
    """Read the two parameters of a grid."""
    names = [name.strip() for name in written.split(",")]
    if len(names) != len(set(names) & set(room.PARAMETERS)) or len(names) != _AXES:
        _refuse("--across", ", ".join(room.PARAMETERS))
    return names[0], names[1]


def _tell_unknown(results: pd.DataFrame) -> None:
    """Ask for what is unknown; without any amount there is no scenario."""
    lacking = {name for cell in results["unknown"] for name in split_values(cell)}
    for name in room.PARAMETERS:
        if name in lacking:
            tell(word("scenario_unknown", parameter=_label("scenario", name), option=f"--{name}"))
    if (results["unknown"] != "").all():
        refuse("scenario_nothing")


# Decimals of a number of each unit; ratios keep two.
_DIGITS: Final = {"eur": 0, "years": 1, "ratio": 2}


def _written(value: float, unit: str) -> str:
    """Write a number with its unit."""
    shown = number(value, lang_under_way(), _DIGITS[unit])
    if value != value:  # noqa: PLR0124 - nan
        return shown
    # one year, but two years
    return word(f"unit_{unit}", number=shown, n=1 if value == 1 else 2)


def _parameters(table: pd.DataFrame, *, plain: bool) -> pd.DataFrame:
    """Give the parameters with their words, or as they are."""
    terms = standard().terms("scenario")
    labels = [_label("scenario", str(key)) for key in table.index]
    if not plain:
        return table.assign(label=labels).reset_index()
    rows = zip(table.index, table["value"], table["basis"], table["alliances"], strict=True)
    told = [
        (_written(value, terms[key]["unit"]), word(f"basis_{basis}", n=int(n)))
        for key, value, basis, n in rows
    ]
    return pd.DataFrame(told, columns=[word("value"), word("basis")]).set_axis(labels).pipe(_named)


def _results(table: pd.DataFrame, *, plain: bool) -> pd.DataFrame:
    """Give the results with their words, or as they are."""
    terms = standard().terms("scenario_results")
    labels = [_label("scenario_results", str(key)) for key in table.index]
    if not plain:
        return table.assign(label=labels, unit=[terms[str(k)]["unit"] for k in table.index]).pipe(
            pd.DataFrame.reset_index
        )
    columns = ["without", "allied", "difference"]
    told = {
        word(f"scenario_{column}"): [
            _written(value, terms[str(key)]["unit"]) for key, value in table[column].items()
        ]
        for column in columns
    }
    return pd.DataFrame(told, index=labels).pipe(_named)


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Make a column of the names of the rows, without a heading."""
    return table.rename_axis("").reset_index()


def _sensitivity(
    values: dict[str, float],
    result: str,
    bounds: dict[str, tuple[float, float]],
    *,
    plain: bool,
) -> pd.DataFrame:
    """Tell on what a result depends most, with words or as it is."""
    table = room.sensitivity(values, result, given=bounds)
    if table.empty:
        refuse("scenario_lacking", result=_label("scenario_results", result))
    if not plain:
        return table.reset_index()
    terms, unit = standard().terms("scenario"), _unit(result)
    rows = [
        [
            *(_written(row[end], terms[str(key)]["unit"]) for end in ("low", "high")),
            *(_written(row[end], unit) for end in ("at_low", "at_high")),
        ]
        for key, row in table.to_dict("index").items()
    ]
    columns = [word(f"bound_{end}") for end in ("low", "high", "at_low", "at_high")]
    labels = [_label("scenario", str(key)) for key in table.index]
    return pd.DataFrame(rows, columns=columns, index=labels).pipe(_named)


def _grid(
    values: dict[str, float],
    result: str,
    across: tuple[str, str],
    bounds: dict[str, tuple[float, float]],
    *,
    plain: bool,
) -> pd.DataFrame:
    """Tell a result for two parameters that change together, with words or as it is."""
    if not set(across) <= set(values):
        refuse("scenario_lacking", result=_label("scenario_results", result))
    grid = room.two_way(values, result, across, given=bounds)
    if not plain:
        return grid.set_axis([f"{across[1]}={end:g}" for end in grid.columns], axis=1).reset_index()
    click.echo(
        word("grid", rows=_label("scenario", across[0]), columns=_label("scenario", across[1]))
    )
    terms, unit = standard().terms("scenario"), _unit(result)
    rows, columns = (
        [_written(float(end), terms[key]["unit"]) for end in ends]
        for key, ends in zip(across, (grid.index, grid.columns), strict=True)
    )
    return (
        grid.map(lambda cell: _written(cell, unit))
        .set_axis(rows)
        .set_axis(columns, axis=1)
        .pipe(_named)
    )


def _unit(result: str) -> str:
    """Give the unit of a result."""
    return standard().terms("scenario_results")[result]["unit"]
