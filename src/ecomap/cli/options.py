"""The options that commands share, and how a command is declared."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from ecomap import __version__
from ecomap.cli.speech import refuse, word
from ecomap.text import LANGUAGES

Command = Callable[..., None]

# In the order of a first use, each with the room that is imported when it is called.
ROOMS: Final = {
    "open": "drawing",
    "demo": "drawing",
    "template": "importing",
    "check": "importing",
    "match": "importing",
    "import": "importing",
    "metrics": "measuring",
    "whatif": "advising",
    "suggest": "advising",
    "map": "drawing",
    "report": "reporting",
    "cards": "reporting",
    "frame": "framing",
    "scenario": "supposing",
    "export": "exporting",
    "diff": "comparing",
}
VERBS: Final = tuple(name for name in ROOMS if name != "open")


class _Option(click.Option):
    """An option whose help is a key of the words."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the option and its help in the language under way."""
        record = super().get_help_record(ctx)
        return (record[0], word(self.help)) if record and self.help else record


class _Verb(click.Command):
    """A command whose help is in the words, under its name."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=word("usage"))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the sentence of the command and its example."""
        formatter.write_paragraph()
        formatter.write_text(word(str(self.name)))
        if self.epilog:
            formatter.write_paragraph()
            formatter.write_text(f"{word('example')} {ctx.command_path} {self.epilog}")

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write nothing more: the example stands with the sentence."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options under their heading."""
        options = [p for p in self.get_params(ctx) if isinstance(p, click.Option)]
        records = [record for p in options if (record := p.get_help_record(ctx))]
        with formatter.section(word("options")):
            formatter.write_dl(records)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Give the sentence whole: the list of commands has room for it."""
        del limit
        return word(str(self.name))

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give ``--help`` words of ours."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = word("help_help")
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
                refuse("no_such_command", near, value=args[0])
            args = ["open", *args]
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options."""
        with formatter.section(word("commands")):
            formatter.write_dl([(name, word(name)) for name in VERBS])
        super().format_options(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order of a first use."""
        del ctx
        return list(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the room of a command when it is called."""
        if cmd_name in ROOMS and cmd_name not in self.commands:
            import_module(f"ecomap.cli.{ROOMS[cmd_name]}")
        return super().get_command(ctx, cmd_name)


def option(*names: str, **settings: Any) -> Callable[[Command], Command]:
    """Declare an option whose help is a key of the words."""
    return click.option(*names, cls=_Option, **settings)


def _together(*decorators: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Make one decorator of several."""
    return lambda command: reduce(
        lambda done, decorator: decorator(done), decorators[::-1], command
    )


FILE: Final = click.Path(path_type=Path, dir_okay=False)


EXISTING: Final = click.Path(path_type=Path)


sheet_options = _together(
    click.argument("inputs", nargs=-1, required=True, metavar="INPUT", type=EXISTING),
    option("--actors", type=EXISTING, help="help_actors", metavar="FILE"),
    option("--alliances", type=EXISTING, help="help_alliances", metavar="FILE"),
    option("--set", "sets", multiple=True, help="help_set", metavar="TABLE.HEADING=COLUMN"),
    option(
        "--constant", "constants", multiple=True, help="help_constant", metavar="TABLE.COLUMN=VALUE"
    ),
    option("--merges", type=FILE, help="help_merges", metavar="FILE"),
    option("--strict", is_flag=True, help="help_strict"),
    option("--rejects", type=FILE, help="help_rejects", metavar="FILE"),
    option("--manifest", type=FILE, help="help_manifest", metavar="FILE"),
)


input_options = _together(
    sheet_options,
    option("--with", "corrections", type=FILE, help="help_with_corrections", metavar="FILE"),
)


spoken = _together(
    option("--lang", type=click.Choice(LANGUAGES), help="help_lang"),
    option("-v", "--verbose", is_flag=True, help="help_verbose"),
    option("-q", "--quiet", is_flag=True, help="help_quiet"),
)


output_option = option("-o", "--output", type=EXISTING, help="help_output", metavar="FILE")


force_option = option("--force", is_flag=True, help="help_force")


format_option = option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    help="help_format",
)


measure_options = _together(
    option(
        "--reading",
        type=click.Choice(["project", "collapse"]),
        default="project",
        help="help_reading",
    ),
    option("--weight", default="weight", help="help_weight", metavar="COLUMN"),
    option("--distance", is_flag=True, help="help_distance"),
    option("--exact", is_flag=True, help="help_exact"),
)


draw_options = _together(
    option("--color", help="help_color", metavar="COLUMN"),
    option("--size", help="help_size", metavar="MEASURE"),
    option(
        "--layout",
        type=click.Choice(["poster", "sectors", "network", "geography"]),
        help="help_layout",
    ),
    option(
        "--engine", type=click.Choice(["auto", "vis", "canvas"]), default="auto", help="help_engine"
    ),
    option("--positions", type=FILE, help="help_positions", metavar="FILE"),
    option("--internal", is_flag=True, help="help_internal"),
    option("--seed", type=int, help="help_seed"),
    option("--date", default="", help="help_date"),
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
@option("--lang", type=click.Choice(LANGUAGES), help="help_lang")
@option("--version", is_flag=True, help="help_version")
@click.pass_context
def cli(ctx: click.Context, lang: str | None, version: bool) -> None:
    """Map an ecosystem of actors and alliances."""
    del lang
    if version:
        click.echo(__version__)
    elif ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def verb(example: str = "", **settings: Any) -> Callable[[Command], click.Command]:
    """Declare a command with its example."""
    return cli.command(cls=_Verb, epilog=example, context_settings=_CONTEXT, **settings)
