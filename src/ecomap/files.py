"""Write files so that a crash, or a full disk, leaves the old one."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["replacing", "write_text"]


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """
    Give a path to write beside another, renamed over it at the end.

    Parameters
    ----------
    path
        The file to make or replace.

    Yields
    ------
    beside
        A path in the same folder with the same suffix, removed on failure.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing(folder / "a.txt") as beside:
    ...     _ = beside.write_text("done", encoding="utf-8")
    >>> [file.name for file in folder.iterdir()]
    ['a.txt']
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        # mkstemp makes files that only their owner can read; a map is meant to be shared
        mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
        beside.chmod(mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _umask() -> int:
    """Tell the permissions that new files lack; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str) -> None:
    r"""
    Write a text file in UTF-8 with plain newlines, at once or not at all.

    Parameters
    ----------
    path
        The file to make or replace.
    text
        Its content.

    Examples
    --------
    >>> file = Path(tempfile.mkdtemp()) / "é.txt"
    >>> write_text(file, "où")
    >>> file.read_bytes()
    b'o\xc3\xb9'
    """
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
