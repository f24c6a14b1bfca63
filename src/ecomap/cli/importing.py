"""Sheets prepared, judged and read: ``template``, ``check``, ``match``, ``import``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import networkx as nx
import pandas as pd

from ecomap import graph
from ecomap.cli.comparing import tell_changes
from ecomap.cli.inputs import (
    check_inputs,
    read_graph,
    read_sheets,
    read_version,
    tell_counts,
    tell_issues,
    tell_sources,
)
from ecomap.cli.options import (
    EXISTING,
    FILE,
    force_option,
    format_option,
    input_options,
    option,
    output_option,
    spoken,
    verb,
)
from ecomap.cli.outputs import TABLE_SUFFIXES, claim, claim_graph, give, write_graph
from ecomap.cli.speech import fail, lang_under_way, tell, word
from ecomap.errors import Issue, SheetError
from ecomap.files import write_text
from ecomap.reading import changes, matching, merging, review, sheets
from ecomap.reading.sheets import Reading


@verb("-o atlas.xlsx")
@output_option
@force_option
@spoken
def template(output: Path | None, force: bool, **_: Any) -> None:
    """Write an empty workbook to fill in."""
    path = claim(output or Path("atlas.xlsx"), force=force, suffixes=[".xlsx"])
    sheets.write_template(path, lang_under_way())
    tell(word("written", path=path))


@verb("atlas.xlsx --format csv")
@input_options
@output_option
@format_option
@force_option
@spoken
def check(**options: Any) -> None:
    """List every fault; exit code 1 if there is an error."""
    if options["output"]:
        claim(options["output"], force=options["force"], suffixes=TABLE_SUFFIXES)
    check_inputs(options)
    reading, issues = _read_or_faults(options)
    output = options["output"]
    if output and output.suffix.lower() == ".xlsx":
        if reading is None:
            told = [issue.message(lang_under_way()) for issue in issues]
            fail("no_review", faults="\n".join(told), path=output)
        review.write_review(reading, output, lang_under_way())
        tell(word("written", path=output))
    elif options["form"] == "table" and not output:
        for issue in issues:
            click.echo(f"{issue.severity:<8} {issue.message(lang_under_way())}")
    else:
        give(pd.DataFrame([issue.as_dict(lang_under_way()) for issue in issues]), options)
    tell_counts(issues)
    if any(issue.severity == "error" for issue in issues):
        raise click.exceptions.Exit(1)


def _read_or_faults(options: dict[str, Any]) -> tuple[Reading | None, list[Issue]]:
    """Read the sheets; give what is wrong even where no table can be read."""
    try:
        reading = read_sheets(options)
    except SheetError as error:
        return None, error.issues
    tell_sources(reading)
    return reading, reading["issues"]


@verb("atlas.xlsx -o merges.csv")
@input_options
@option("--threshold", type=click.IntRange(0, 100), help="help_threshold", metavar="SCORE")
@output_option
@format_option
@force_option
@spoken
def match(threshold: int | None, **options: Any) -> None:
    """List the actors that are probably the same; nothing is merged."""
    output = options["output"]
    if output:
        claim(output, force=options["force"], suffixes=[".csv"])
    check_inputs(options)
    # what was decided before stands in the file that is written again
    before = options["merges"] or (output if output and output.exists() else None)
    decisions, doubts = merging.read_merges(before) if before else ([], [])
    reading = read_sheets(options, merged=False)
    tell_sources(reading)
    tell_issues([*reading["issues"], *doubts], verbose=options["verbose"])
    actors = reading["actors"]
    least = matching.THRESHOLD if threshold is None else threshold
    pairs = matching.match_actors(actors, threshold=least, lang=lang_under_way())
    tell(word("matched", n=len(pairs), actors=len(actors)))
    if output:
        decided = [one for one in decisions if one.decision]
        merging.write_merges(pairs, actors, output, decided)
        tell(word("written", path=output))
        tell(word("decide", path=output))
    else:
        for side in ("left", "right"):
            pairs[f"{side}_name"] = pairs[side].map(actors["name"])
        give(pairs, options)


@verb("atlas.xlsx -o eco.json", name="import")
@input_options
@option("--save-config", "config", type=FILE, help="help_save_config", metavar="FILE")
@option("--since", type=EXISTING, help="help_since", metavar="OLD")
@option("--suggest-models", "types", type=FILE, help="help_suggest_models", metavar="FILE")
@output_option
@force_option
@spoken
def import_(
    config: Path | None,
    types: Path | None,
    since: Path | None,
    **options: Any,
) -> None:
    """Read sheets and write the graph."""
    path = options["output"] or options["inputs"][0].with_suffix(".json")
    # who asks which models to choose does not want the graph yet, unless it is named
    wanted = options["output"] or not types
    if wanted:
        claim_graph(path, force=options["force"])
    for file in filter(None, (config, types)):
        claim(file, force=options["force"], suffixes=[".toml"])
    before = read_version(since) if since else None
    G, _ = read_graph(options)
    if before:
        G = _since(G, before)
    _write_configs(options, config, types)
    if wanted:
        write_graph(G, path)


def _write_configs(options: dict[str, Any], config: Path | None, types: Path | None) -> None:
    """Write how the sheets were read, and the types that they hold."""
    for file, listed in ((config, False), (types, True)):
        if not file:
            continue
        if "sheets" not in options:
            fail("no_sheet_read")
        folder = file.resolve().parent
        text = review.config_of(options["sheets"], folder, lang_under_way(), types=listed)
        write_text(file, text)
        tell(word("written", path=file))


def _since(G: nx.MultiDiGraph, before: tuple[pd.DataFrame, pd.DataFrame]) -> nx.MultiDiGraph:
    """Give what was found again the identifiers that it had, and tell what changed."""
    after = changes.carried(before, graph.to_tables(G))
    tell_changes(changes.changes(before, after))
    updated = graph.from_tables(*after)
    updated.graph.update({name: G.graph[name] for name in G.graph if name != "order"})
    return updated
