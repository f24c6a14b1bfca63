"""
Identifiers of French organisations: SIREN, SIRET and RNA, cleaned and checked, never repaired.

A spreadsheet takes an identifier for a number and damages it: a leading zero is
lost, fourteen digits become ``3,56E+13``, the last ones become zeros. Such a
cell is told from a sound one; what was there before is nobody's guess.
"""

from __future__ import annotations

import re
from typing import Final, Literal

__all__ = ["KEYS", "Fault", "check", "clean", "is_sound"]

KEYS: Final = ("siren", "siret", "rna")

Fault = Literal["", "scientific", "rounded", "leading_zero", "length", "shape", "check_digit"]

_LENGTHS: Final = {"siren": 9, "siret": 14}

# W, the number of the department (2A and 2B too) and of its office, then a number.
_RNA: Final = re.compile(r"W\d[0-9AB]\d{7}")

_SCIENTIFIC: Final = re.compile(r"\d+(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)

# The offices of La Poste are too many for a check digit: their digits sum to a multiple of five.
_LA_POSTE: Final = "356000000"
_FIVE: Final = 5

# The last five digits of a SIRET number an establishment, from 1; so many zeros were digits once.
_NO_OFFICE: Final = "00000"
# No number given begins with more zeros.
_LOST: Final = 3

_ZEROS: Final = "0000"

_TYPED: Final = re.compile(r"[\s'\"’\u2018“”`\u00b4\u2007\u200b\ufeff]+")


def clean(cell: str) -> str:
    """
    Take away what is typed around the digits: blanks and quotation marks.

    Parameters
    ----------
    cell
        An identifier as written.

    Returns
    -------
    identifier
        The same without them, in capitals.

    Examples
    --------
    >>> clean("'732 829 320"), clean(" w341000000 ")
    ('732829320', 'W341000000')
    """
    return _TYPED.sub("", cell).upper()


def check(key: str, identifier: str) -> Fault:  # noqa: PLR0911 - one answer per fault
    """
    Tell what is wrong with an identifier.

    Parameters
    ----------
    key
        ``"siren"``, ``"siret"`` or ``"rna"``.
    identifier
        A cell that `clean` has cleaned.

    Returns
    -------
    fault
        Empty if it is sound.

    Examples
    --------
    >>> check("siren", "732829320"), check("siren", "732829321"), check("siret", "3,56E+13")
    ('', 'check_digit', 'scientific')
    """
    if _SCIENTIFIC.fullmatch(identifier):
        return "scientific"
    if key == "rna":
        return "" if _RNA.fullmatch(identifier) else "shape"
    if not (identifier.isascii() and identifier.isdigit()):
        return "shape"
    length = _LENGTHS[key]
    if len(identifier) != length:
        lost = 0 < length - len(identifier) <= _LOST and _holds(identifier.zfill(length))
        return "leading_zero" if lost else "length"
    if key == "siret" and identifier.endswith(_NO_OFFICE):
        return "rounded"
    if _holds(identifier):
        return ""
    return "rounded" if identifier.endswith(_ZEROS) else "check_digit"


def is_sound(key: str, cell: str) -> bool:
    """
    Tell whether an identifier may be used to match.

    Parameters
    ----------
    key
        ``"siren"``, ``"siret"`` or ``"rna"``.
    cell
        A cell as written.

    Returns
    -------
    sound
        False for an empty or damaged cell.

    Examples
    --------
    >>> is_sound("siren", "732 829 320"), is_sound("siren", "5520135")
    (True, False)
    """
    return bool(cell) and not check(key, clean(cell))


def _holds(digits: str) -> bool:
    """Tell whether the check digit of a SIREN or a SIRET is right."""
    if digits.startswith(_LA_POSTE) and sum(map(int, digits)) % _FIVE == 0:
        return True
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
