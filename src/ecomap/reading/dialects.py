"""
The dialects of other programs and schemas, recognised by their headings.

``data/dialects.csv`` lists them: the headings by which one knows each, what each
heading means (with its many spellings), and what goes without saying in it. A
decision of the user wins over the dialect, the dialect over the aliases.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import Final, TypedDict

from ecomap.text import fold, split_values
from ecomap.typology import standard

__all__ = ["Dialect", "find_dialect"]

# Words of a heading that tell no column from another.
_SMALL: Final = re.compile(r"\b(?:l'|d'|de|du|des|la|le|les|un|une|of|the)\s*")


class Dialect(TypedDict):
    """
    A dialect met in a sheet.

    `key` is its row of ``data/dialects.csv``; `columns` gives for each heading
    of the sheet the columns that it feeds (its own name to keep it as it is);
    `constants` are the values that every row has; `euros_if` is the heading
    whose cells must all be EUR for an amount to be one in euros.
    """

    key: str
    columns: dict[str, list[str]]
    constants: dict[str, str]
    euros_if: str


def find_dialect(headings: Sequence[str], table: str) -> Dialect | None:
    """
    Recognise the dialect of a sheet.

    Parameters
    ----------
    headings
        Headings as written.
    table
        ``"actors"`` or ``"alliances"``.

    Returns
    -------
    dialect
        None if the headings are no dialect's.

    Examples
    --------
    >>> found = find_dialect(["Nom de l'attribuant", "NOM_BENEFICIAIRE", "Montant"], "alliances")
    >>> found["key"], found["columns"]["NOM_BENEFICIAIRE"]
    ('scdl', ['target'])
    """
    there: dict[str, str] = {}
    for heading in headings:
        there.setdefault(_squashed(heading), heading)
    for key, term in standard().terms("dialects").items():
        spelled = _spelled(key)
        if term["table"] != table:
            continue
        found = {
            first: [there[one] for one in squashed if one in there]
            for first, (squashed, _) in spelled.items()
        }
        met = {first: same[0] for first, same in found.items() if same}
        if all(first in met for first in split_values(term["signature"])):
            return Dialect(
                key=key,
                columns={met[first]: spelled[first][1] or [met[first]] for first in met},
                constants=dict(pair.split("=") for pair in split_values(term["constants"])),
                euros_if=there.get(_squashed(term["euros_if"]), "") if term["euros_if"] else "",
            )
    return None


@functools.cache
def _spelled(key: str) -> dict[str, tuple[list[str], list[str]]]:
    """Give for each heading of a dialect its spellings, squashed, and its columns."""
    spelled = {}
    for entry in split_values(standard().terms("dialects")[key]["columns"]):
        written, _, columns = entry.partition("=")
        spellings = written.split("/")
        squashed = [_squashed(spelling) for spelling in spellings]
        spelled[spellings[0]] = (squashed, list(filter(None, columns.split("+"))))
    return spelled


def _squashed(heading: str) -> str:
    """Leave of a heading the letters and digits of the words that matter."""
    words = _SMALL.sub("", fold(heading.replace("_", " ")))
    return re.sub(r"[^a-z0-9%]", "", words)
