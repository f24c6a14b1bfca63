"""INPUT read into tables or G, and what is told about it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import networkx as nx
import pandas as pd

from ecomap import graph
from ecomap.cli.outputs import TABLE_SUFFIXES, claim, write_table
from ecomap.cli.speech import fail, lang_under_way, tell, tell_progress, word
from ecomap.errors import SEVERITIES, Issue
from ecomap.files import write_text
from ecomap.formats import io
from ecomap.formats.manifest import manifest_of
from ecomap.graph import MEETING_MAX, project
from ecomap.reading import sheets
from ecomap.reading.sheets import Reading, Source

_SHOWN_FAULTS: Final = 10


# Options that say where a result goes, not what it is.
_UNTOLD: Final = frozenset(
    {
        *("actors", "alliances", "config", "force", "form", "inputs", "manifest", "merges"),
        *("output", "quiet", "rejects", "sheets", "types", "verbose"),
    }
)


def read_graph(options: dict[str, Any]) -> tuple[nx.MultiDiGraph, dict[str, Any]]:
    """Read INPUT into G, tell what was read, and honour --rejects and --strict."""
    tell_progress("reading")
    check_inputs(options)
    first = options["inputs"][0]
    for path, suffixes in ((options["rejects"], TABLE_SUFFIXES), (options["manifest"], [".json"])):
        if path:
            claim(path, force=options["force"], suffixes=suffixes)
    if io.holds_graph(first):
        G, settings = io.read_graph(first), {}
    else:
        reading = options["sheets"] = read_sheets(options)
        G, settings = io.from_reading(reading), dict(reading["settings"])
        G.graph["manifest"] = _manifest(reading, options)
        tell_sources(reading)
    issues = G.graph["issues"]
    tell_issues(issues, verbose=options["verbose"])
    tell_graph(G)
    if options["strict"] and any(issue.severity == "error" for issue in issues):
        fail("strict")
    if options["manifest"]:
        _write_manifest(G.graph.get("manifest", {}), options["manifest"])
    return G, settings


def _manifest(reading: Reading, options: dict[str, Any]) -> dict[str, Any]:
    """Give the manifest of a reading: its files, and the options that can change a result."""
    told = {name: value for name, value in options.items() if name not in _UNTOLD}
    named = {table: options[table] for table in ("actors", "alliances")}
    more = [options["corrections"]] if options["corrections"] else []
    return manifest_of(
        reading,
        options["inputs"],
        named=named,
        merges=options["merges"],
        more=more,
        options=told,
    )


def _write_manifest(manifest: dict[str, Any], path: Path) -> None:
    """Write the manifest of a reading."""
    write_text(path, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    tell(word("written", path=path))


def check_inputs(options: dict[str, Any]) -> None:
    """Refuse an input that is not there, before anything else."""
    named = [options["actors"], options["alliances"], options["merges"], options.get("positions")]
    for path in [*options["inputs"], *filter(None, named)]:
        if not path.exists():
            fail("no_input", path=path)


def name_inputs(inputs: Iterable[Path]) -> str:
    """Name what was read, without the folders it stands in."""
    whole = [path.resolve() for path in inputs]
    return ", ".join(p.parent.name if p.name == "ecomap.toml" else p.name for p in whole)


def read_sheets(options: dict[str, Any], *, merged: bool = True) -> Reading:
    """Read the sheets of INPUT; actors that somebody decided are one are made one."""
    merges = [options["merges"]] if options["merges"] else None
    reading = sheets.read_input(
        *options["inputs"],
        actors=options["actors"],
        alliances=options["alliances"],
        sets=options["sets"],
        constants=options["constants"],
        merges=merges if merged else (),
        corrected=options["corrections"],
        lang=options["lang"],
    )
    if options["rejects"]:
        write_table(reading["rejects"], options["rejects"], force=options["force"])
    return reading


def tell_sources(reading: Reading) -> None:
    """Tell how many rows each sheet gave, and what each heading was read as."""
    for source in reading["sources"]:
        name = "!".join(filter(None, (source["file"], source["sheet"])))
        counts = {key: source[key] for key in ("rows", "used", "aside", "merged")}
        tell(word("read_source", source=name, **counts))
        tell(_read_as(name, source))


def _read_as(name: str, source: Source) -> str:
    """Tell what each heading of a sheet is read as."""
    columns = {heading: names for heading, names in source["columns"].items() if names}
    read = ", ".join(f"{heading} → {' + '.join(names)}" for heading, names in columns.items())
    kept = ", ".join(heading for heading in source["columns"] if heading not in columns)
    facts = {"source": name, "table": source["table"], "columns": read or "–", "kept": kept}
    return word("read_columns_kept" if kept else "read_columns", **facts)


def tell_issues(issues: Iterable[Issue], *, verbose: bool) -> None:
    """Tell the worst faults first: all of them, or the first few, each value once."""
    ranked = sorted(issues, key=lambda issue: SEVERITIES.index(issue.severity))
    if not ranked:
        return
    tell_counts(ranked)
    if verbose:
        for issue in ranked:
            tell("  " + issue.message(lang_under_way()))
        return
    alike: dict[tuple[str, str, str], list[Issue]] = defaultdict(list)
    for issue in ranked:
        # without a value it is the row that is at fault, and each row is told
        alike[issue.code, issue.heading, issue.value or issue.place].append(issue)
    told = list(alike.values())[:_SHOWN_FAULTS]
    for same in told:
        message = same[0].message(lang_under_way())
        n = len(same) - 1
        tell("  " + (word("same_fault", message=message, n=n) if n else message))
    if left := len(ranked) - sum(map(len, told)):
        tell("  " + word("more_faults", n=left))


def tell_counts(issues: Iterable[Issue]) -> None:
    """Tell how many faults there are of each severity."""
    counts = Counter(issue.severity for issue in issues)
    tell(word("faults", errors=counts["error"], warnings=counts["warning"], notes=counts["note"]))


def tell_graph(G: nx.MultiDiGraph) -> None:
    """Tell what the graph holds, and what its default reading leaves out."""
    H = project(G)
    classified = sum("model" in data for _, data in H.nodes(data=True))
    large = H.graph["left_out"]["large_places"]
    alliances = len(H.graph["alliances"]) + len(large)
    counts = {"actors": len(H), "places": len(G) - len(H), "alliances": alliances}
    tell(word("read_graph", **counts, unclassified=len(H) - classified))
    if large:
        tell(word("large_places", n=len(large), most=MEETING_MAX))


def read_version(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read one version of an ecosystem as its two tables."""
    if not path.exists():
        fail("no_input", path=path)
    return graph.to_tables(io.read(path))
