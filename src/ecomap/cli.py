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
import webbrowser
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from ecomap import __version__
from ecomap.errors import SEVERITIES, EcomapError, Issue
from ecomap.text import LANGUAGES, say, system_language

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from ecomap.sheets import Reading

__all__ = ["cli", "main"]

Command = Callable[..., None]

_SHOWN_FAULTS: Final = 10
_TABLE_SUFFIXES: Final = (".csv", ".json", ".xlsx")
_OF: Final = ("actors", "alliances", "models", "ecosystem")


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

_input = _together(
    click.argument("inputs", nargs=-1, required=True, metavar="INPUT", type=_EXISTING),
    _option("--actors", type=_EXISTING, help="help_actors", metavar="FILE"),
    _option("--alliances", type=_EXISTING, help="help_alliances", metavar="FILE"),
    _option("--set", "sets", multiple=True, help="help_set", metavar="TABLE.HEADING=COLUMN"),
    _option(
        "--constant", "constants", multiple=True, help="help_constant", metavar="TABLE.COLUMN=VALUE"
    ),
    _option("--strict", is_flag=True, help="help_strict"),
    _option("--rejects", type=_FILE, help="help_rejects", metavar="FILE"),
)
_spoken = _together(
    _option("--lang", type=click.Choice(LANGUAGES), help="help_lang"),
    _option("-v", "--verbose", is_flag=True, help="help_verbose"),
    _option("-q", "--quiet", is_flag=True, help="help_quiet"),
)
_output = _option("-o", "--output", type=_FILE, help="help_output", metavar="FILE")
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
    _option("--layout", type=click.Choice(["poster", "network"]), help="help_layout"),
    _option(
        "--engine", type=click.Choice(["auto", "vis", "canvas"]), default="auto", help="help_engine"
    ),
    _option("--internal", is_flag=True, help="help_internal"),
    _option("--seed", type=int, help="help_seed"),
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
    if first.suffix.lower() in io.GRAPH_SUFFIXES:
        G, settings = io.read_graph(first), {}
    else:
        reading = _tables(options)
        G, settings = io.from_reading(reading), dict(reading["settings"])
        _tell_sources(reading, verbose=options["verbose"])
    issues = G.graph["issues"]
    _tell_issues(issues, verbose=options["verbose"])
    _tell_graph(G)
    if options["strict"] and any(issue.severity == "error" for issue in issues):
        _fail("strict")
    return G, settings


def _check_inputs(options: dict[str, Any]) -> None:
    """Refuse an input that is not there, before anything else."""
    named = [options["actors"], options["alliances"]]
    for path in [*options["inputs"], *filter(None, named)]:
        if not path.exists():
            _fail("no_input", path=path)


def _tables(options: dict[str, Any]) -> Reading:
    """Read the sheets of INPUT."""
    from ecomap import sheets  # noqa: PLC0415 - pandas

    reading = sheets.read_input(
        *options["inputs"],
        actors=options["actors"],
        alliances=options["alliances"],
        sets=options["sets"],
        constants=options["constants"],
    )
    if options["rejects"]:
        _write_table(reading["rejects"], options["rejects"], force=options["force"])
    return reading


def _tell_sources(reading: Reading, *, verbose: bool) -> None:
    """Tell how many rows each sheet gave, and what each heading was read as."""
    for source in reading["sources"]:
        name = "!".join(filter(None, (source["file"], source["sheet"])))
        counts = {key: source[key] for key in ("rows", "used", "aside", "merged")}
        _tell(_say("read_source", source=name, **counts))
        if verbose:
            for heading, columns in source["columns"].items():
                read_as = ", ".join(columns)
                _tell("  " + _say("column_read", source=name, heading=heading, column=read_as))


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
        with output.replacing(path) as beside:
            table.to_excel(beside, index=False, freeze_panes=(1, 0))
    else:
        form = path.suffix.lower().removeprefix(".")
        output.write_text(path, _as_text(table, form) + "\n")
    _tell(_say("written", path=path))


def _as_text(table: pd.DataFrame, form: str) -> str:
    """Write a table as text; unknown is empty in CSV and null in JSON."""
    if form == "csv":
        return str(table.to_csv(index=False, lineterminator="\n")).rstrip("\n")
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
    from ecomap.map import Map  # noqa: PLC0415 - pandas and pyvis

    _progress("measuring")
    drawing = settings.get("map", {})
    seed = options.get("seed")
    page = Map(
        G,
        color=drawing.get("color", "model"),
        size=options.get("size") or drawing.get("size", "betweenness"),
        layout=options.get("layout") or drawing.get("layout", "poster"),
        lang=options.get("lang") or G.graph.get("lang") or _lang(),
        title=G.graph.get("title") or path.stem,
        internal=options.get("internal", False),
        drop=settings.get("publish", {}).get("drop", ()),
        seed=settings.get("seed", 0) if seed is None else seed,
        engine=options.get("engine", "auto"),
    )
    page.save(path)
    _tell_withheld(page.G.graph.get("withheld", {}))
    _tell(_say("written", path=path))


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

    if options["output"]:
        _claim(options["output"], force=options["force"], suffixes=_TABLE_SUFFIXES)
    _check_inputs(options)
    reading = _tables(options)
    _tell_sources(reading, verbose=options["verbose"])
    issues = reading["issues"]
    table = pd.DataFrame([issue.as_dict(_lang()) for issue in issues])
    if options["form"] == "table" and not options["output"]:
        for issue in issues:
            click.echo(f"{issue.severity:<8} {issue.message(_lang())}")
    else:
        _give(table, options)
    _tell_counts(issues)
    if any(issue.severity == "error" for issue in issues):
        raise click.exceptions.Exit(1)


@_verb("atlas.xlsx -o eco.json", name="import")
@_input
@_output
@_forced
@_spoken
def import_(**options: Any) -> None:  # noqa: ANN401 - click's options
    """Read sheets and write the graph."""
    from ecomap import io  # noqa: PLC0415 - pandas

    path = options["output"] or options["inputs"][0].with_suffix(".json")
    _claim(path, force=options["force"], suffixes=io.WRITTEN_SUFFIXES)
    G, _ = _read(options)
    io.write(G, path)
    _tell(_say("written", path=path))


@_verb("atlas.xlsx --of models --format csv")
@_input
@_option("--of", type=click.Choice(_OF), default="actors", help="help_of")
@_measured
@_output
@_formatted
@_forced
@_spoken
def metrics(of: str, reading: str, distance: bool, **options: Any) -> None:  # noqa: ANN401 - click's options
    """Measure the actors, the alliances, the pairs of models or the ecosystem."""
    from ecomap import metrics as room  # noqa: PLC0415 - pandas

    if options["output"]:
        _claim(options["output"], force=options["force"], suffixes=_TABLE_SUFFIXES)
    G, _ = _read(options)
    weight = None if options["weight"] == "none" else options["weight"]
    lengths = "distance" if distance else None
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "actors": lambda: room.actor_metrics(
            G, reading=reading, weight=weight, distance=lengths
        ).reset_index(),
        "alliances": lambda: room.alliance_metrics(G, weight=weight).reset_index(),
        "models": lambda: room.model_matrix(G, weight=weight),
        "ecosystem": lambda: room.ecosystem_metrics(G, weight=weight).reset_index(),
    }
    _give(tables[of](), options)


@_verb("atlas.xlsx -o map.html", name="map")
@_input
@_drawn
@_output
@_forced
@_spoken
def map_(**options: Any) -> None:  # noqa: ANN401 - click's options
    """Draw the interactive map."""
    path = options["output"] or _beside(options["inputs"][0])
    _claim(path, force=options["force"], suffixes=[".html"])
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
    from ecomap import graph, io  # noqa: PLC0415 - pandas

    path = options["output"] or options["inputs"][0].with_suffix(".gexf")
    _claim(path, force=options["force"], suffixes=io.WRITTEN_SUFFIXES)
    G, settings = _read(options)
    if not internal:
        G = graph.public(G, settings.get("publish", {}).get("drop", ()))
        _tell_withheld(G.graph["withheld"])
    if reading != "recorded":
        G = graph.from_networkx(getattr(graph, reading)(G))
    io.write(G, path)
    _tell(_say("written", path=path))


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
