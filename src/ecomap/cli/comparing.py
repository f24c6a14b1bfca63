"""Two versions of an ecosystem: ``diff``."""

from __future__ import annotations

from typing import Any, Final

import click
import pandas as pd

from ecomap.cli.inputs import read_version
from ecomap.cli.options import EXISTING, force_option, format_option, output_option, spoken, verb
from ecomap.cli.outputs import TABLE_SUFFIXES, claim, give
from ecomap.cli.speech import tell, word
from ecomap.reading import changes

_CHANGES: Final = ("appeared", "gone", "changed")


@verb("before.xlsx after.xlsx")
@click.argument("inputs", nargs=2, required=True, metavar="OLD NEW", type=EXISTING)
@output_option
@format_option
@force_option
@spoken
def diff(**options: Any) -> None:
    """List what appeared, went or changed from one version to the next."""
    if options["output"]:
        claim(options["output"], force=options["force"], suffixes=TABLE_SUFFIXES)
    table = changes.changes(*[read_version(path) for path in options["inputs"]])
    tell_changes(table)
    give(table, options)


def tell_changes(table: pd.DataFrame) -> None:
    """Tell how many actors and alliances appeared, went or changed."""
    for name in ("actors", "alliances"):
        rows = table[table["table"] == name]
        counts = {what: rows.loc[rows["change"] == what, "id"].nunique() for what in _CHANGES}
        tell(word(f"changed_{name}", **counts))
