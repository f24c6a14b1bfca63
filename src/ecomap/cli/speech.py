"""What the commands say to a person, in the language under way."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final, NoReturn

import click

from ecomap.text import LANGUAGES, say, system_language

# Seconds after which a work shows how far it is.
_PATIENCE: Final = 2


def language_of(args: Sequence[str]) -> str:
    """Tell the language asked for on the command line, else the system's."""
    for place, word in enumerate(args):
        name, _, value = word.partition("=")
        if name == "--lang":
            value = value or next(iter(args[place + 1 :]), "")
            if value in LANGUAGES:
                return value
    return system_language()


def lang_under_way() -> str:
    """Tell the language of the command under way."""
    ctx = click.get_current_context(silent=True)
    return str((ctx and ctx.find_root().obj) or system_language())


def word(key: str, /, **facts: object) -> str:
    """Say a sentence of the commands in the language under way."""
    return say(f"commands.{key}", lang_under_way(), **facts)


def tell(sentence: str) -> None:
    """Make a remark on stderr, unless the user asked for silence."""
    if not click.get_current_context().params.get("quiet"):
        click.echo(sentence, err=True)


def tell_progress(key: str) -> None:
    """Tell what takes time, to a person at a terminal only."""
    if sys.stderr.isatty():
        tell(word(key))


def progress_bar(stages: Sequence[Any]) -> Iterator[Any]:
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


def refuse(key: str, near: Sequence[str] = (), **facts: object) -> NoReturn:
    """End with a sentence about how the command was used."""
    sentence = word(key, **facts)
    if near:
        sentence += " " + word("did_you_mean", suggestion=near[0])
    raise click.UsageError(sentence)


def fail(key: str, **facts: object) -> NoReturn:
    """End with a sentence about what could not be done."""
    raise click.ClickException(word(key, **facts))
