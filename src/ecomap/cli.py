"""
The commands: a verb, an input, ``-o``.

Results go to stdout, remarks to stderr. Every word is in
``data/words/commands.csv``, in French and English. Rooms that import pandas
are imported by the command that needs them: ``ecomap --help`` must be quick.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
import time
import webbrowser
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from ecomap import __version__
from ecomap.errors import SEVERITIES, EcomapError, Issue
from ecomap.pictures import SUFFIXES
from ecomap.text import LANGUAGES, say, shield, system_language

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from ecomap.sheets import Reading, Source

__all__ = ["cli", "main"]

Command = Callable[..., None]

_SHOWN_FAULTS: Final = 10

# Seconds after which a work shows how far it is.
_PATIENCE: Final = 2
_CHANGES: Final = ("appeared", "gone", "changed")
_TABLE_SUFFIXES: Final = (".csv", ".json", ".parquet", ".xlsx")
_CORRECTIONS: Final = (".xlsx", ".ods", ".toml")

# Options that say where a result goes, not what it is.
_UNTOLD: Final = frozenset(
    {
        *("actors", "alliances", "config", "force", "form", "inputs", "manifest", "merges"),
        *("output", "quiet", "rejects", "sheets", "types", "verbose"),
    }
)
_OF: Final = ("actors", "alliances", "models", "ecosystem", "coverage", "robustness")

# Those of `nulls.NULLS`, which the help must not wait for.
_NULLS: Final = ("degrees", "labels")


# --------------------------------------------------------------------------- words


def _language(args: Sequence[str]) -> str:
    """Tell the language asked for on the command line, else the system's."""
    for place, word in enumerate(args):
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or next(iter(args[place + 1 :]), "")
            if value in LANGUAGES:
                return value
    return system_language()


def _lang() -> str:
    """Tell the language of the command under way."""
    ctx = click.get_current_context(silent=True)
    return str((ctx and ctx.find_root().obj) or system_language())


def _say(key: str, /, **facts: object) -> str:
    """Say a sentence of the commands in the language under way."""
    return say(f"commands.{key}", _lang(), **facts)


def _tell(sentence: str) -> None:
    """Make a remark on stderr, unless the user asked for silence."""
    if not click.get_current_context().params.get("quiet"):
        click.echo(sentence, err=True)


def _progress(key: str) -> None:
    """Tell what takes time, to a person at a terminal only."""
    if sys.stderr.isatty():
        _tell(_say(key))


def _bar(stages: Sequence[Any]) -> Iterator[Any]:
    """Go through the stages of a work, with a bar at a terminal if it is long."""
    began = time.monotonic()
    for done, stage in enumerate(stages):
        if sys.stderr.isatty() and time.monotonic() - began > _PATIENCE:
            full = round(20 * done / len(stages))
            click.echo(
                f"\r[{'#' * full}{'-' * (20 - full)}] {done}/{len(stages)}", nl=False, err=True
            )
        yield stage
    if sys.stderr.isatty() and time.monotonic() - began > _PATIENCE:
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)


class _Option(click.Option):
    """An option whose help is a key of the words."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the option and its help in the language under way."""
        record = super().get_help_record(ctx)
        return (record[0], _say(self.help)) if record and self.help else record


class _Verb(click.Command):
    """A command whose help is in the words, under its name."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=_say("usage"))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sentence of the command and its example."""
        formatter.write_paragraph()
        formatter.write_text(_say(str(self.name)))
        if self.epilog:
            formatter.write_paragraph()
            formatter.write_text(f"{_say('example')} {ctx.command_path} {self.epilog}")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing more: the example stands with the sentence."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their heading."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [record for p in options if (record := p.get_help_record(ctx))]
        with formatter.section(_say("options")):
            formatter.write_dl(records)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the sentence whole: the list of commands has room for it."""
        del limit
        return _say(str(self.name))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give ``--help`` words of ours."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _say("help_help")
        return option


class _Verbs(_Verb, click.Group):
    """The commands; a file or a folder in their place means `open`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; ``ecomap INPUT`` draws the map and opens it."""
        if self.get_command(ctx, args[0]) is None:
            if not Path(args[0]).exists():
                near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
                _refuse("no_such_command", near, value=args[0])
            args = ["open", *args]
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        names = self.list_commands(ctx)
        verbs = [
            verb for name in names if (verb := self.get_command(ctx, name)) and not verb.hidden
        ]
        with formatter.section(_say("commands")):
            formatter.write_dl([(str(v.name), v.get_short_help_str()) for v in verbs])
        super().format_options(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of a first use."""
        del ctx
        return list(self.commands)


def _refuse(key: str, near: Sequence[str] = (), **facts: object) -> NoReturn:
    """End with a sentence about how the command was used."""
    sentence = _say(key, **facts)
    if near:
        sentence += " " + _say("did_you_mean", suggestion=near[0])
    raise click.UsageError(sentence)


def _fail(key: str, **facts: object) -> NoReturn:
    """End with a sentence about what could not be done."""
    raise click.ClickException(_say(key, **facts))


# --------------------------------------------------------------------------- options


def _option(*names: str, **settings: Any) -> Callable[[Command], Command]:  # noqa: ANN401 - click's
    """Declare an option whose help is a key of the words."""
    return click.option(*names, cls=_Option, **settings)


def _together(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Make one decorator of several."""
    return lambda command: reduce(
        lambda done, decorator: decorator(done), decorators[::-1], command
    )


_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_EXISTING: Final = click.Path(path_type=Path)

_sheets = _together(
    click.argument("inputs", nargs=-1, required=True, metavar="INPUT", type=_EXISTING),
    _option("--actors", type=_EXISTING, help="help_actors", metavar="FILE"),
    _option("--alliances", type=_EXISTING, help="help_alliances", metavar="FILE"),
    _option("--set", "sets", multiple=True, help="help_set", metavar="TABLE.HEADING=COLUMN"),
    _option(
        "--constant", "constants", multiple=True, help="help_constant", metavar="TABLE.COLUMN=VALUE"
    ),
    _option("--merges", type=_FILE, help="help_merges", metavar="FILE"),
    _option("--strict", is_flag=True, help="help_strict"),
    _option("--rejects", type=_FILE, help="help_rejects", metavar="FILE"),
    _option("--manifest", type=_FILE, help="help_manifest", metavar="FILE"),
)
_input = _together(
    _sheets,
    _option("--with", "corrections", type=_FILE, help="help_with_corrections", metavar="FILE"),
)
_spoken = _together(
    _option("--lang", type=click.Choice(LANGUAGES), help="help_lang"),
    _option("-v", "--verbose", is_flag=True, help="help_verbose"),
    _option("-q", "--quiet", is_flag=True, help="help_quiet"),
)
_output = _option("-o", "--output", type=_EXISTING, help="help_output", metavar="FILE")
_forced = _option("--force", is_flag=True, help="help_force")
_formatted = _option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="help_format",
)
_measured = _together(
    _option(
        "--reading",
        type=click.Choice(["project", "collapse"]),
        default="project",
        help="help_reading",
    ),
    _option("--weight", default="weight", help="help_weight", metavar="COLUMN"),
    _option("--distance", is_flag=True, help="help_distance"),
)
_drawn = _together(
    _option("--size", help="help_size", metavar="MEASURE"),
    _option(
        "--layout",
        type=click.Choice(["poster", "sectors", "network", "geography"]),
        help="help_layout",
    ),
    _option(
        "--engine", type=click.Choice(["auto", "vis", "canvas"]), default="auto", help="help_engine"
    ),
    _option("--positions", type=_FILE, help="help_positions", metavar="FILE"),
    _option("--internal", is_flag=True, help="help_internal"),
    _option("--seed", type=int, help="help_seed"),
    _option("--date", default="", help="help_date"),
)

_CONTEXT: Final = {"help_option_names": ["-h", "--help"]}


@click.group(
    "ecomap",
    cls=_Verbs,
    context_settings=_CONTEXT,
    invoke_without_command=True,
    # versions of click write this word differently, and docs/commands.md quotes it
    subcommand_metavar="[COMMAND] [ARGS]...",
)
@_option("--lang", type=click.Choice(LANGUAGES), help="help_lang")
@_option("--version", is_flag=True, help="help_version")
@click.pass_context
def cli(ctx: click.Context, lang: str | None, version: bool) -> None:
    """Map an ecosystem of actors and alliances."""
    del lang
    if version:
        click.echo(__version__)
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _verb(example: str = "", **settings: Any) -> Callable[[Command], click.Command]:  # noqa: ANN401 - click's
    """Declare a command with its example."""
    return cli.command(cls=_Verb, epilog=example, context_settings=_CONTEXT, **settings)


# --------------------------------------------------------------------------- reading


def _read(options: dict[str, Any]) -> tuple[nx.MultiDiGraph, dict[str, Any]]:
    """Read INPUT into G, tell what was read, and honour --rejects and --strict."""
    from ecomap import io  # noqa: PLC0415 - pandas

    _progress("reading")
    _check_inputs(options)
    first = options["inputs"][0]
    for path, suffixes in ((options["rejects"], _TABLE_SUFFIXES), (options["manifest"], [".json"])):
        if path:
            _claim(path, force=options["force"], suffixes=suffixes)
    if io.holds_graph(first):
        G, settings = io.read_graph(first), {}
    else:
        reading = options["sheets"] = _tables(options)
        G, settings = io.from_reading(reading), dict(reading["settings"])
        G.graph["manifest"] = _manifest(reading, options)
        _tell_sources(reading)
    issues = G.graph["issues"]
    _tell_issues(issues, verbose=options["verbose"])
    _tell_graph(G)
    if options["strict"] and any(issue.severity == "error" for issue in issues):
        _fail("strict")
    if options["manifest"]:
        _write_manifest(G.graph.get("manifest", {}), options["manifest"])
    return G, settings


def _manifest(reading: Reading, options: dict[str, Any]) -> dict[str, Any]:
    """Give the manifest of a reading: its files, and the options that can change a result."""
    from ecomap.manifest import manifest_of  # noqa: PLC0415 - quick help

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
    from ecomap import files as output  # noqa: PLC0415 - quick help

    output.write_text(path, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    _tell(_say("written", path=path))


def _check_inputs(options: dict[str, Any]) -> None:
    """Refuse an input that is not there, before anything else."""
    named = [options["actors"], options["alliances"], options["merges"], options.get("positions")]
    for path in [*options["inputs"], *filter(None, named)]:
        if not path.exists():
            _fail("no_input", path=path)


def _tables(options: dict[str, Any], *, merged: bool = True) -> Reading:
    """Read the sheets of INPUT; actors that somebody decided are one are made one."""
    from ecomap import sheets  # noqa: PLC0415 - pandas

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
        _write_table(reading["rejects"], options["rejects"], force=options["force"])
    return reading


def _tell_sources(reading: Reading) -> None:
    """Tell how many rows each sheet gave, and what each heading was read as."""
    for source in reading["sources"]:
        name = "!".join(filter(None, (source["file"], source["sheet"])))
        counts = {key: source[key] for key in ("rows", "used", "aside", "merged")}
        _tell(_say("read_source", source=name, **counts))
        _tell(_read_as(name, source))


def _read_as(name: str, source: Source) -> str:
    """Tell what each heading of a sheet is read as."""
    columns = {heading: names for heading, names in source["columns"].items() if names}
    read = ", ".join(f"{heading} → {' + '.join(names)}" for heading, names in columns.items())
    kept = ", ".join(heading for heading in source["columns"] if heading not in columns)
    facts = {"source": name, "table": source["table"], "columns": read or "–", "kept": kept}
    return _say("read_columns_kept" if kept else "read_columns", **facts)


def _tell_issues(issues: Iterable[Issue], *, verbose: bool) -> None:
    """Tell the worst faults first: all of them, or the first few, each value once."""
    ranked = sorted(issues, key=lambda issue: SEVERITIES.index(issue.severity))
    if not ranked:
        return
    _tell_counts(ranked)
    if verbose:
        for issue in ranked:
            _tell("  " + issue.message(_lang()))
        return
    alike: dict[tuple[str, str, str], list[Issue]] = defaultdict(list)
    for issue in ranked:
        # without a value it is the row that is at fault, and each row is told
        alike[issue.code, issue.heading, issue.value or issue.place].append(issue)
    told = list(alike.values())[:_SHOWN_FAULTS]
    for same in told:
        message = same[0].message(_lang())
        n = len(same) - 1
        _tell("  " + (_say("same_fault", message=message, n=n) if n else message))
    if left := len(ranked) - sum(map(len, told)):
        _tell("  " + _say("more_faults", n=left))


def _tell_counts(issues: Iterable[Issue]) -> None:
    """Tell how many faults there are of each severity."""
    counts = Counter(issue.severity for issue in issues)
    _tell(_say("faults", errors=counts["error"], warnings=counts["warning"], notes=counts["note"]))


def _tell_graph(G: nx.MultiDiGraph) -> None:
    """Tell what the graph holds, and what its default reading leaves out."""
    from ecomap.graph import MEETING_MAX, project  # noqa: PLC0415 - pandas

    H = project(G)
    classified = sum("model" in data for _, data in H.nodes(data=True))
    large = H.graph["left_out"]["large_places"]
    alliances = len(H.graph["alliances"]) + len(large)
    counts = {"actors": len(H), "places": len(G) - len(H), "alliances": alliances}
    _tell(_say("read_graph", **counts, unclassified=len(H) - classified))
    if large:
        _tell(_say("large_places", n=len(large), most=MEETING_MAX))


# --------------------------------------------------------------------------- writing


def _claim(path: Path, *, force: bool, suffixes: Sequence[str] = ()) -> Path:
    """Check, before the work, that a file can be written."""
    if suffixes and path.suffix.lower() not in suffixes:
        _refuse("suffix", suffix=path.suffix, known=", ".join(suffixes))
    if path.exists() and not force:
        _fail("exists", path=path)
    if not path.parent.is_dir():
        _fail("no_folder", folder=path.parent)
    return path


def _claim_graph(path: Path, *, force: bool) -> Path:
    """Check, before the work, that every file of a graph can be written."""
    from ecomap import io  # noqa: PLC0415 - pandas

    if io.suffix_of(path) not in io.WRITTEN_SUFFIXES:
        _refuse("suffix", suffix=path.suffix, known=", ".join(io.WRITTEN_SUFFIXES))
    for file in io.files_of(path):
        _claim(file, force=force)
    return path


def _write_graph(G: nx.MultiDiGraph, path: Path) -> None:
    """Write a graph, and tell what its format cannot hold."""
    from ecomap import io  # noqa: PLC0415 - pandas

    for issue in io.write(G, path):
        _tell(issue.message(_lang()))
    for file in io.files_of(path):
        _tell(_say("written", path=file))


def _beside(path: Path) -> Path:
    """Give the page that stands beside an input."""
    whole = path.resolve()
    if whole.is_dir():
        return whole / f"{whole.name}.html"
    if whole.name == "ecomap.toml":
        return whole.with_name(f"{whole.parent.name}.html")
    return whole.with_suffix(".html")


def _write_table(table: pd.DataFrame, path: Path, *, force: bool) -> None:
    """Write a table to a file; the format follows the suffix."""
    from ecomap import files as output  # noqa: PLC0415 - quick help

    _claim(path, force=force, suffixes=_TABLE_SUFFIXES)
    if path.suffix.lower() == ".xlsx":
        from ecomap.workbook import write_workbook  # noqa: PLC0415 - quick help

        with output.replacing(path) as beside:
            write_workbook({"Table": table}, beside)
    elif path.suffix.lower() == ".parquet":
        if find_spec("pyarrow") is None:
            _fail("no_parquet", install='pip install "ecomap[parquet]"')
        with output.replacing(path) as beside:
            table.to_parquet(beside, index=False)
    else:
        form = path.suffix.lower().removeprefix(".")
        output.write_text(path, _as_text(table, form) + "\n")
    _tell(_say("written", path=path))


def _as_text(table: pd.DataFrame, form: str) -> str:
    """Write a table as text; unknown is empty in CSV and null in JSON."""
    if form == "csv":
        # a name may begin like a formula
        safe = table.map(lambda cell: shield(cell) if isinstance(cell, str) else cell)
        return str(safe.to_csv(index=False, lineterminator="\n")).rstrip("\n")
    if form == "json":
        records = table.astype(object).where(table.notna(), None).to_dict("records")
        return json.dumps(records, ensure_ascii=False, indent=1)
    if table.empty:
        return ""
    shown = table.astype(object).where(table.notna(), "–")
    return shown.to_string(index=False, float_format="{:.4g}".format, max_colwidth=60)


def _give(table: pd.DataFrame, options: dict[str, Any]) -> None:
    """Give a result: to the file asked for, else on stdout."""
    if options["output"]:
        _write_table(table, options["output"], force=options["force"])
    else:
        click.echo(_as_text(table, options["form"]))


def _draw(
    G: nx.MultiDiGraph, path: Path, settings: dict[str, Any], options: dict[str, Any]
) -> None:
    """Draw the page of G."""
    from ecomap.map import Map, read_positions  # noqa: PLC0415 - pandas and pyvis

    _progress("measuring")
    drawing = settings.get("map", {})
    seed = options.get("seed")
    page = Map(
        G,
        color=drawing.get("color", "model"),
        size=options.get("size") or drawing.get("size", "betweenness"),
        layout=options.get("layout") or drawing.get("layout", "poster"),
        pos=read_positions(options["positions"]) if options.get("positions") else None,
        lang=options.get("lang") or G.graph.get("lang") or _lang(),
        title=G.graph.get("title") or path.stem,
        internal=options.get("internal", False),
        drop=settings.get("publish", {}).get("drop", ()),
        seed=settings.get("seed", 0) if seed is None else seed,
        engine=options.get("engine", "auto"),
        source=drawing.get("source") or _named(options.get("inputs", ())),
        date=options.get("date") or drawing.get("date", ""),
    )
    page.save(path, scale=options.get("scale", 2))
    _tell_withheld(page.G.graph.get("withheld", {}))
    _tell(_say("written", path=path))


def _named(inputs: Iterable[Path]) -> str:
    """Name what was read, without the folders it stands in."""
    whole = [path.resolve() for path in inputs]
    return ", ".join(p.parent.name if p.name == "ecomap.toml" else p.name for p in whole)


def _tell_withheld(withheld: dict[str, Any]) -> None:
    """Tell what was not published."""
    columns = ", ".join(withheld.get("columns", ()))
    if columns:
        _tell(_say("withheld", persons=withheld["persons"], columns=columns))
    elif withheld.get("persons"):
        _tell(_say("withheld_persons", persons=withheld["persons"]))


# --------------------------------------------------------------------------- verbs


@_verb("atlas.xlsx", name="open", hidden=True)
@_input
@_drawn
@_forced
@_spoken
def open_(**options: Any) -> None:  # noqa: ANN401 - click's options
    """Draw the map beside the sheet and open it."""
    path = _claim(_beside(options["inputs"][0]), force=options["force"])
    G, settings = _read(options)
    _draw(G, path, settings, options)
    if _has_screen():
        _tell(_say("opening"))
        webbrowser.open(path.as_uri())


def _has_screen() -> bool:
    """Tell whether a person is there to see a page opened."""
    graphical = sys.platform in {"win32", "darwin"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return sys.stdout.isatty() and graphical


@_verb("-o odd17.html")
@_output
@_drawn
@_forced
@_spoken
def demo(output: Path | None, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Draw the map of the packaged data set."""
    from ecomap import io  # noqa: PLC0415 - pandas

    path = _claim(output or Path("odd17.html"), force=options["force"], suffixes=[".html"])
    with as_file(files("ecomap.examples") / "odd17") as folder:
        G = io.read(folder)
    _tell_graph(G)
    _draw(G, path, {}, options)


@_verb("-o atlas.xlsx")
@_output
@_forced
@_spoken
def template(output: Path | None, force: bool, **_: Any) -> None:  # noqa: ANN401 - click's options
    """Write an empty workbook to fill in."""
    from ecomap import sheets  # noqa: PLC0415 - pandas

    path = _claim(output or Path("atlas.xlsx"), force=force, suffixes=[".xlsx"])
    sheets.write_template(path, _lang())
    _tell(_say("written", path=path))


@_verb("atlas.xlsx --format csv")
@_input
@_output
@_formatted
@_forced
@_spoken
def check(**options: Any) -> None:  # noqa: ANN401 - click's options
    """List every fault; exit code 1 if there is an error."""
    import pandas as pd  # noqa: PLC0415 - quick help

    from ecomap import review  # noqa: PLC0415 - pandas

    if options["output"]:
        _claim(options["output"], force=options["force"], suffixes=_TABLE_SUFFIXES)
    _check_inputs(options)
    reading = _tables(options)
    _tell_sources(reading)
    issues = reading["issues"]
    output = options["output"]
    if output and output.suffix.lower() == ".xlsx":
        review.write_review(reading, output, _lang())
        _tell(_say("written", path=output))
    elif options["form"] == "table" and not output:
        for issue in issues:
            click.echo(f"{issue.severity:<8} {issue.message(_lang())}")
    else:
        _give(pd.DataFrame([issue.as_dict(_lang()) for issue in issues]), options)
    _tell_counts(issues)
    if any(issue.severity == "error" for issue in issues):
        raise click.exceptions.Exit(1)


@_verb("atlas.xlsx -o merges.csv")
@_input
@_option("--threshold", type=click.IntRange(0, 100), help="help_threshold", metavar="SCORE")
@_output
@_formatted
@_forced
@_spoken
def match(threshold: int | None, **options: Any) -> None:  # noqa: ANN401 - click's options
    """List the actors that are probably the same; nothing is merged."""
    from ecomap import matching, merging  # noqa: PLC0415 - pandas

    output = options["output"]
    if output:
        _claim(output, force=options["force"], suffixes=[".csv"])
    _check_inputs(options)
    # what was decided before stands in the file that is written again
    before = options["merges"] or (output if output and output.exists() else None)
    decisions, doubts = merging.read_merges(before) if before else ([], [])
    reading = _tables(options, merged=False)
    _tell_sources(reading)
    _tell_issues([*reading["issues"], *doubts], verbose=options["verbose"])
    actors = reading["actors"]
    least = matching.THRESHOLD if threshold is None else threshold
    pairs = matching.match_actors(actors, threshold=least, lang=_lang())
    _tell(_say("matched", n=len(pairs), actors=len(actors)))
    if output:
        decided = [one for one in decisions if one.decision]
        merging.write_merges(pairs, actors, output, decided)
        _tell(_say("written", path=output))
        _tell(_say("decide", path=output))
    else:
        for side in ("left", "right"):
            pairs[f"{side}_name"] = pairs[side].map(actors["name"])
        _give(pairs, options)


@_verb("atlas.xlsx -o eco.json", name="import")
@_input
@_option("--save-config", "config", type=_FILE, help="help_save_config", metavar="FILE")
@_option("--since", type=_EXISTING, help="help_since", metavar="OLD")
@_option("--suggest-models", "types", type=_FILE, help="help_suggest_models", metavar="FILE")
@_output
@_forced
@_spoken
def import_(
    config: Path | None,
    types: Path | None,
    since: Path | None,
    **options: Any,  # noqa: ANN401 - click's options
) -> None:
    """Read sheets and write the graph."""
    path = options["output"] or options["inputs"][0].with_suffix(".json")
    # who asks which models to choose does not want the graph yet, unless it is named
    wanted = options["output"] or not types
    if wanted:
        _claim_graph(path, force=options["force"])
    for file in filter(None, (config, types)):
        _claim(file, force=options["force"], suffixes=[".toml"])
    before = _version(since) if since else None
    G, _ = _read(options)
    if before:
        G = _since(G, before)
    _write_configs(options, config, types)
    if wanted:
        _write_graph(G, path)


def _write_configs(options: dict[str, Any], config: Path | None, types: Path | None) -> None:
    """Write how the sheets were read, and the types that they hold."""
    from ecomap import files as output  # noqa: PLC0415 - quick help
    from ecomap import review  # noqa: PLC0415 - pandas

    for file, listed in ((config, False), (types, True)):
        if not file:
            continue
        if "sheets" not in options:
            _fail("no_sheet_read")
        folder = file.resolve().parent
        text = review.config_of(options["sheets"], folder, _lang(), types=listed)
        output.write_text(file, text)
        _tell(_say("written", path=file))


@_verb("atlas.xlsx --of models --format csv")
@_input
@_option("--of", type=click.Choice(_OF), default="actors", help="help_of")
@_measured
@_option("--null", type=click.Choice(_NULLS), default=_NULLS[0], help="help_null")
@_option("--draws", type=_FILE, help="help_draws", metavar="FILE")
@_option("--confirmed", is_flag=True, help="help_confirmed")
@_option("--without-provider", "provider", help="help_provider", metavar="ID")
@_option("--stability", help="help_stability", metavar="MEASURE")
@_option("--seed", type=int, default=0, help="help_seed")
@_output
@_formatted
@_forced
@_spoken
def metrics(of: str, draws: Path | None, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Measure the actors, the alliances, the pairs of models or the ecosystem."""
    for path in filter(None, (options["output"], draws)):
        _claim(path, force=options["force"], suffixes=_TABLE_SUFFIXES)
    G, _ = _read(options)
    G = _surer(G, options)
    _progress("measuring")
    weight = None if options["weight"] == "none" else options["weight"]
    table = _measured_table(G, of, weight, options)
    if draws:
        from ecomap import meetings  # noqa: PLC0415 - pandas

        drawn = meetings.meeting_draws(G, null=options["null"], seed=options["seed"])
        _write_table(drawn, draws, force=options["force"])
    if options["form"] == "table" and not options["output"]:
        table = _readable(table, of)
    _give(table, options)


def _surer(G: nx.MultiDiGraph, options: dict[str, Any]) -> nx.MultiDiGraph:
    """Keep what is confirmed, or what is known without the one who told it, if asked."""
    from ecomap import certainty  # noqa: PLC0415 - pandas

    if options["confirmed"]:
        G = certainty.confirmed(G)
        _tell(_say("unconfirmed", **G.graph["unconfirmed"]))
    if options["provider"]:
        G = certainty.without_provider(G, options["provider"])
    return G


def _measured_table(
    G: nx.MultiDiGraph, of: str, weight: str | None, options: dict[str, Any]
) -> pd.DataFrame:
    """Measure what was asked for, and say how much chance was asked."""
    from ecomap import certainty  # noqa: PLC0415 - pandas
    from ecomap import metrics as room  # noqa: PLC0415 - pandas

    seed = options["seed"]
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "actors": lambda: _actors(G, weight, options),
        "alliances": lambda: room.alliance_metrics(G, weight=weight, seed=seed).reset_index(),
        "models": lambda: _models(G, weight, options),
        "ecosystem": lambda: room.ecosystem_table(G, weight=weight, seed=seed),
        "coverage": lambda: _coverage(G),
        "robustness": lambda: certainty.robustness(G, seed=seed),
    }
    table = tables[of]()
    if of == "models":
        _tell(_say("drawn", n=table.attrs["draws"], null=options["null"]))
    if of == "alliances":
        orders = table.attrs.get("orders")
        _tell(_say("orders", n=orders) if orders is not None else _say("no_orders"))
    return table


def _models(G: nx.MultiDiGraph, weight: str | None, options: dict[str, Any]) -> pd.DataFrame:
    """Compare the 28 pairs with chance, and tell who holds two models together."""
    from ecomap import meetings  # noqa: PLC0415 - pandas

    pairs = meetings.model_matrix(G, null=options["null"], seed=options["seed"], weight=weight)
    held = meetings.model_fragility(G).rename(columns={"actors": "fragile_actors"})
    table = pairs.merge(held, on=["source_model", "target_model"], how="left")
    table.attrs["draws"] = pairs.attrs["draws"]
    return table


def _actors(G: nx.MultiDiGraph, weight: str | None, options: dict[str, Any]) -> pd.DataFrame:
    """Measure the actors, or the stability of their ranks."""
    from ecomap import certainty  # noqa: PLC0415 - pandas
    from ecomap import metrics as room  # noqa: PLC0415 - pandas

    if options["stability"]:
        ranks = certainty.rank_stability(G, options["stability"], seed=options["seed"])
        _tell(_say("stability", n=ranks.attrs["draws"]))
        return ranks.reset_index()
    settings = {
        "reading": options["reading"],
        "weight": weight,
        "distance": "distance" if options["distance"] else None,
        "seed": options["seed"],
    }
    # one group of measures after the other, so that a person can see how far it is
    table = room.actor_metrics(G, (), **settings)
    for names in _bar(room.ACTOR_GROUPS):
        table = table.join(room.actor_metrics(G, names, **settings)[list(names)])
    return table[[*table.columns[:4], *room.ACTOR_MEASURES]].reset_index()


def _coverage(G: nx.MultiDiGraph) -> pd.DataFrame:
    """Tell what the map covers, and on stderr what it cannot say."""
    from ecomap import certainty  # noqa: PLC0415 - pandas

    _tell(_say("limits"))
    for limit in certainty.limits(G):
        _tell("  " + certainty.tell_limit(limit, _lang()))
    return certainty.coverage(G)


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
        _tell(_say("more_columns", n=len(table.columns)))
    return table[list(_READABLE[of])]


def _verdict(q: float, ratio: float) -> str:
    """Say whether two models meet more or less than by chance, or that one cannot tell."""
    if not q < _RARE:
        return _say("untestable" if q != q else "as_chance")  # noqa: PLR0124 - nan
    return _say("more_than_chance" if ratio > 1 else "less_than_chance")


@_verb("atlas.xlsx --without le_rameau")
@_sheets
@_option("--without", multiple=True, help="help_without", metavar="ID")
@_option("--with", "with_", multiple=True, help="help_with", metavar="A,B")
@_output
@_formatted
@_forced
@_spoken
def whatif(without: Sequence[str], with_: Sequence[str], **options: Any) -> None:  # noqa: ANN401 - click's options
    """Tell what would change, and what would break."""
    from ecomap import whatif as room  # noqa: PLC0415 - pandas

    if not without and not with_:
        _refuse("missing", parameter="--without, --with")
    if options["output"]:
        _claim(options["output"], force=options["force"], suffixes=_TABLE_SUFFIXES)
    # here --with names partners; a workbook of corrections is told by its suffix
    files = [name for name in with_ if name.lower().endswith(_CORRECTIONS)]
    options["corrections"] = Path(files[-1]) if files else None
    G, _ = _read(options)
    named = [name for name in with_ if name not in files]
    added = [[name.strip() for name in partners.split(",")] for partners in named]
    table = _told(room.what_if(G, without=without, with_=added).reset_index(drop=True), "what")
    if options["form"] == "table" and not options["output"]:
        for sentence in table["sentence"]:
            click.echo(sentence)
        return
    _give(table, options)


@_verb("atlas.xlsx --most 10")
@_input
@_option("--most", type=click.IntRange(min=1), default=20, help="help_most")
@_option("--models", multiple=True, help="help_models", metavar="MODEL")
@_option("--territory", help="help_territory", metavar="NAME|same")
@_option("--introduced", is_flag=True, help="help_introduced")
@_option("--refused", type=_FILE, help="help_refused", metavar="FILE")
@_option("--reinforce", is_flag=True, help="help_reinforce")
@_output
@_formatted
@_forced
@_spoken
def suggest(**options: Any) -> None:  # noqa: ANN401 - click's options
    """Suggest missing alliances, each with its reason and who could introduce them."""
    if options["output"]:
        _claim(options["output"], force=options["force"], suffixes=_TABLE_SUFFIXES)
    G, _ = _read(options)
    _progress("measuring")
    table = _suggested(G, options).reset_index(drop=True)
    if options["form"] == "table" and not options["output"]:
        table = table[[c for c in _SUGGESTED if c in table.columns]]
    _give(table, options)


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
    import pandas as pd  # noqa: PLC0415 - quick help

    from ecomap import suggestions  # noqa: PLC0415 - pandas

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
        _tell(_say("refused_unknown", value=name))
    _tell(_say("examined", n=table.attrs["examined"], candidates=table.attrs["candidates"]))
    return _told(table.assign(n=list(map(_n, table["shared"], table["distance"]))), "reason").drop(
        columns="n"
    )


def _n(shared: float, steps: float) -> int:
    """Give the number that a reason speaks of: partners shared, else steps."""
    return int(shared) or (int(steps) if steps == steps else 0)  # noqa: PLR0124 - nan


def _told(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """Put a sentence at the end of each row, in the language under way."""
    from ecomap.typology import standard  # noqa: PLC0415 - quick help

    types, lang = standard(), _lang()
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


@_verb("atlas.xlsx -o map.html", name="map")
@_input
@_drawn
@_option("--scale", type=click.IntRange(1, 4), default=2, help="help_scale")
@_output
@_forced
@_spoken
def map_(**options: Any) -> None:  # noqa: ANN401 - click's options
    """Draw the interactive map, or its picture."""
    path = options["output"] or _beside(options["inputs"][0])
    _claim(path, force=options["force"], suffixes=[".html", *SUFFIXES])
    G, settings = _read(options)
    _draw(G, path, settings, options)


@_verb("atlas.xlsx -o atlas.gexf")
@_input
@_option(
    "--reading",
    type=click.Choice(["recorded", "project", "collapse"]),
    default="recorded",
    help="help_reading",
)
@_option("--internal", is_flag=True, help="help_internal")
@_output
@_forced
@_spoken
def export(reading: str, internal: bool, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Write the ecosystem for another program."""
    from ecomap import graph  # noqa: PLC0415 - pandas

    path = options["output"] or options["inputs"][0].with_suffix(".gexf")
    _claim_graph(path, force=options["force"])
    G, settings = _read(options)
    if not internal:
        G = graph.public(G, settings.get("publish", {}).get("drop", ()))
        _tell_withheld(G.graph["withheld"])
    if reading != "recorded":
        G = graph.from_networkx(getattr(graph, reading)(G))
    _write_graph(G, path)


def _since(G: nx.MultiDiGraph, before: tuple[pd.DataFrame, pd.DataFrame]) -> nx.MultiDiGraph:
    """Give what was found again the identifiers that it had, and tell what changed."""
    from ecomap import changes, graph  # noqa: PLC0415 - pandas

    after = changes.carried(before, graph.to_tables(G))
    _tell_changes(changes.changes(before, after))
    updated = graph.from_tables(*after)
    updated.graph.update({name: G.graph[name] for name in G.graph if name != "order"})
    return updated


@_verb("before.xlsx after.xlsx")
@click.argument("inputs", nargs=2, required=True, metavar="OLD NEW", type=_EXISTING)
@_output
@_formatted
@_forced
@_spoken
def diff(**options: Any) -> None:  # noqa: ANN401 - click's options
    """List what appeared, went or changed from one version to the next."""
    from ecomap import changes  # noqa: PLC0415 - pandas

    if options["output"]:
        _claim(options["output"], force=options["force"], suffixes=_TABLE_SUFFIXES)
    table = changes.changes(*[_version(path) for path in options["inputs"]])
    _tell_changes(table)
    _give(table, options)


def _version(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read one version of an ecosystem as its two tables."""
    from ecomap import graph, io  # noqa: PLC0415 - pandas

    if not path.exists():
        _fail("no_input", path=path)
    return graph.to_tables(io.read(path))


def _tell_changes(table: pd.DataFrame) -> None:
    """Tell how many actors and alliances appeared, went or changed."""
    for name in ("actors", "alliances"):
        rows = table[table["table"] == name]
        counts = {what: rows.loc[rows["change"] == what, "id"].nunique() for what in _CHANGES}
        _tell(_say(f"changed_{name}", **counts))


# --------------------------------------------------------------------------- entry


def main(args: Sequence[str] | None = None) -> int:
    """
    Run the command line.

    Parameters
    ----------
    args
        The words after the program's name; those of the process if None.

    Returns
    -------
    code
        0 done, 1 not done for what a file holds or cannot hold, 2 misuse.
    """
    words = list(sys.argv[1:] if args is None else args)
    lang = _language(words)
    for stream in (sys.stdout, sys.stderr):
        # names with accents must not crash on a terminal that cannot show them
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(words, prog_name="ecomap", obj=lang, standalone_mode=False)
    except click.UsageError as fault:
        click.echo(_usage_sentence(fault, lang), err=True)
        return 2
    except click.ClickException as fault:
        click.echo(fault.format_message(), err=True)
        return 1
    except EcomapError as fault:
        click.echo(fault.message(lang), err=True)
        return 1
    except (click.Abort, KeyboardInterrupt):
        return 1
    except OSError as fault:
        reason = fault.strerror or str(fault)
        click.echo(say("commands.cannot_write", lang, path=fault.filename, reason=reason), err=True)
        return 1
    return code if isinstance(code, int) else 0


def _usage_sentence(fault: click.UsageError, lang: str) -> str:
    """Say what was wrong with how a command was used, and where its help is."""
    command = fault.ctx.command_path if fault.ctx else "ecomap"
    return f"{_misuse(fault, lang)}\n{say('commands.try_help', lang, command=command)}"


def _misuse(fault: click.UsageError, lang: str) -> str:
    """Say what was wrong, in words of ours where click's are English only."""
    if isinstance(fault, click.NoSuchOption):
        sentence = say("commands.no_such_option", lang, option=fault.option_name)
        near = list(fault.possibilities or ())[:1]
        more = [say("commands.did_you_mean", lang, suggestion=name) for name in near]
        return " ".join([sentence, *more])
    if isinstance(fault, click.MissingParameter) and fault.param:
        return say("commands.missing", lang, parameter=fault.param.metavar or fault.param.opts[0])
    if isinstance(fault, click.BadParameter) and fault.param:
        name = fault.param.opts[0] if fault.param.opts[0].startswith("-") else "INPUT"
        reason = fault.message
        if isinstance(fault.param.type, click.Choice):
            reason = say("commands.one_of", lang, known=", ".join(fault.param.type.choices))
        return say("commands.bad_value", lang, parameter=name, reason=reason)
    return fault.format_message()
