"""
Text packed for a page: deflated, then written in the letters of ASCII.

Two letters of 91 say thirteen bits, where base64 needs a fifteenth more. What a
page holds so is safe in a file of any encoding, and nothing in it ends a script
or opens a tag. The page's loader reads it back.
"""

from __future__ import annotations

import zlib
from typing import Final

import numpy as np

__all__ = ["pack", "unpack"]

# Every sign of ASCII that can be seen, but for those that HTML could take for its own.
_LETTERS: Final = np.array(
    [code for code in range(ord("!"), ord("~") + 1) if chr(code) not in '"&<'], dtype=np.uint8
)
_BASE: Final = len(_LETTERS)
_BITS: Final = 13  # 91 * 91 is a little more than 2 ** 13
_DIGITS: Final = np.zeros(128, dtype=np.uint16)
_DIGITS[_LETTERS] = np.arange(_BASE)
_HIGH, _LOW = np.divmod(np.arange(1 << _BITS), _BASE)
_PAIRS: Final = np.stack((_LETTERS[_LOW], _LETTERS[_HIGH]), axis=1)
_PLACES: Final = 1 << np.arange(_BITS, dtype=np.uint16)


def pack(text: str, *, quick: bool = False) -> str:
    """
    Compress a text; the same text gives the same letters on any day.

    Parameters
    ----------
    text
        Any text; half a character, which no file can hold, becomes a question mark.
    quick
        Whether a text a seventh longer will do, if it takes a twentieth of the time.

    Returns
    -------
    letters
        What `unpack` and the page read.

    Examples
    --------
    >>> len(pack("an alliance, " * 1000)) < 100
    True
    """
    packed = zlib.compress(text.encode("utf-8", "replace"), 1 if quick else 9)
    bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), bitorder="little")
    rest = -len(bits) % _BITS
    words = np.pad(bits, (0, rest)).reshape(-1, _BITS) @ _PLACES
    letters: str = _PAIRS[words].tobytes().decode("ascii")
    # one letter says the last bits if they are few: no byte is read that was not written
    return letters[:-1] if rest >= 8 else letters  # noqa: PLR2004 - bits of a byte


def unpack(letters: str) -> str:
    """
    Read what was packed.

    Parameters
    ----------
    letters
        What stands in the page.

    Returns
    -------
    text
        What was packed.

    Raises
    ------
    ValueError
        If nothing was packed so.

    Examples
    --------
    >>> unpack(pack("alliée"))
    'alliée'
    """
    digits = _DIGITS[np.frombuffer((letters + "!" * (len(letters) % 2)).encode("ascii"), np.uint8)]
    words = digits[::2] + _BASE * digits[1::2]
    bits = (words[:, None] & _PLACES) > 0
    packed = np.packbits(bits, bitorder="little")[: len(letters) * _BITS // 16]
    try:
        return zlib.decompress(packed.tobytes()).decode("utf-8")
    except zlib.error as error:
        msg = "No packed text."
        raise ValueError(msg) from error
