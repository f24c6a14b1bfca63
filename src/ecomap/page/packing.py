"""
Text packed for a page: compressed, then written in the letters of ASCII.

A short text is packed by LZMA, which makes it a tenth shorter than deflate does
and takes the page a few hundredths of a second to read; a long one is deflated,
which every browser reads by itself. Two letters of 91 say thirteen bits, where
base64 needs a fifteenth more. What a page holds so is safe in a file of any
encoding, and nothing in it ends a script or opens a tag. The page's loader reads
it back.
"""

from __future__ import annotations

import lzma
import zlib
from typing import Any, Final

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

# Characters beyond which the page should not have to read LZMA.
_LONG: Final = 200_000

# The one form that the page's lzma.js reads: of the settings tried, the shortest for
# the scripts and the data of datasets/odd17.
_LZMA: Final[list[dict[str, Any]]] = [
    {"id": lzma.FILTER_LZMA1, "preset": 6, "dict_size": 1 << 20, "lc": 2, "lp": 0, "pb": 0}
]
_LZMA_BEGINS: Final = b"\x02"  # by which the page tells it, too


def pack(text: str, *, quick: bool = False) -> str:
    """
    Compress a text; the same text gives the same letters on any day.

    Parameters
    ----------
    text
        Any text; half a character, which no file can hold, becomes a question mark.
    quick
        Whether a text that could be half as long again will do, if it takes a twentieth of the
        time.

    Returns
    -------
    letters
        What `unpack` and the page read.

    Examples
    --------
    >>> len(pack("an alliance, " * 1000)) < 100
    True
    """
    plain = text.encode("utf-8", "replace")
    if quick or len(text) > _LONG:
        packed = zlib.compress(plain, 1 if quick else 9)
    else:
        packed = lzma.compress(plain, lzma.FORMAT_ALONE, filters=_LZMA)
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
    packed = np.packbits(bits, bitorder="little")[: len(letters) * _BITS // 16].tobytes()
    try:
        if packed.startswith(_LZMA_BEGINS):
            return lzma.decompress(packed, lzma.FORMAT_ALONE).decode("utf-8")
        return zlib.decompress(packed).decode("utf-8")
    except (lzma.LZMAError, zlib.error) as error:
        msg = "No packed text."
        raise ValueError(msg) from error
