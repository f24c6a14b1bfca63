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
_PLACES: Final = 1 << np.arange(_BITS, dtype=np.uint16)


# Most of the data are numbers, of which no two are alike for long: to look only for what is
# alike for longer gives the same size in a third of the time.
_QUICK: Final = 4


def pack(text: str, *, quick: bool = False) -> str:
    """
    Compress a text; the same text gives the same letters on any day.

    Parameters
    ----------
    text
        Any text; half a character, which no file can hold, becomes a question mark.
    quick
        Whether it is mostly numbers, and long.

    Returns
    -------
    letters
        What `unpack` and the page read.

    Examples
    --------
    >>> len(pack("an alliance, " * 1000)) < 100
    True
    """
    squeeze = zlib.compressobj(
        _QUICK if quick else 9, strategy=zlib.Z_FILTERED if quick else zlib.Z_DEFAULT_STRATEGY
    )
    packed = squeeze.compress(text.encode("utf-8", "replace")) + squeeze.flush()
    bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), bitorder="little")
    rest = -len(bits) % _BITS
    words = np.pad(bits, (0, rest)).reshape(-1, _BITS) @ _PLACES
    high, low = np.divmod(words, _BASE)
    letters: str = _LETTERS[np.stack((low, high), axis=1)].tobytes().decode("ascii")
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
