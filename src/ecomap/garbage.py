"""
When Python searches for cycles of objects that nothing uses any more.

It does so each time that some hundreds more have been made, and each time that
all there are have grown by a quarter. Sheets and graphs are many objects, made
at once, of which all stay: searching through them is a quarter of the time of
reading, and finds nothing. This room imports the standard library only.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

__all__ = ["later", "seldom"]

# Objects made between two searches; Python's 700 suit a process that lives long.
_SELDOM: Final = 1_000_000


@contextmanager
def later() -> Iterator[None]:
    """
    Search for cycles after a block, or a function that this decorates, not during it.

    Yields
    ------
    None
        Nothing. Where there was no search before there is none after.

    Examples
    --------
    >>> with later():
    ...     gc.isenabled()
    False
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def seldom() -> None:
    """
    Search for cycles seldom, and not at the end: for a process of ours, which is short.

    Nearly all that a command makes, and the libraries that it loads, is in use
    until it ends.
    """
    gc.set_threshold(_SELDOM)
    atexit.register(gc.freeze)
