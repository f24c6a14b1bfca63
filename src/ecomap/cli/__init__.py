"""
The commands: a verb, an input, ``-o``.

Results go to stdout, remarks to stderr. Every word is in
``data/words/commands.csv``, in French and English. A room of verbs is imported
when one of its verbs is called: ``ecomap --help`` must be quick.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from ecomap import garbage
from ecomap.cli.options import cli
from ecomap.cli.speech import language_of
from ecomap.errors import EcomapError
from ecomap.text import say

__all__ = ["cli", "main"]


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
    if args is None:
        garbage.seldom()
    words = list(sys.argv[1:] if args is None else args)
    lang = language_of(words)
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
