"""Write files so that a crash, or a full disk, leaves the old one."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

__all__ = ["replacing", "replacing_all", "replacing_folder", "write_text"]


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
    with replacing_all([path]) as (beside,):
        yield beside


@contextlib.contextmanager
def replacing_all(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """
    Give paths to write beside others, renamed over them once all are written.

    Parameters
    ----------
    paths
        The files to make or replace.

    Yields
    ------
    besides
        As many paths, each in the folder of its file with the same suffix,
        removed on failure.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> with replacing_all([folder / "a.csv", folder / "b.csv"]) as besides:
    ...     for beside in besides:
    ...         _ = beside.write_text("done", encoding="utf-8")
    >>> sorted(file.name for file in folder.iterdir())
    ['a.csv', 'b.csv']
    """
    besides: list[Path] = []
    try:
        for path in paths:
            handle, name = tempfile.mkstemp(
                prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
            )
            os.close(handle)
            besides.append(Path(name))
        yield besides
        for path, beside in zip(paths, besides, strict=True):
            # mkstemp makes files that only their owner can read; a map is meant to be shared
            mode = path.stat().st_mode if path.exists() else 0o666 & ~_umask()
            beside.chmod(mode)
        for path, beside in zip(paths, besides, strict=True):
            beside.replace(path)
    finally:
        for beside in besides:
            beside.unlink(missing_ok=True)


@contextlib.contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """
    Give a folder to fill beside another, which it replaces at the end.

    Parameters
    ----------
    path
        The folder to make or replace.

    Yields
    ------
    beside
        An empty folder, removed on failure; the old one then stays.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp()) / "tables"
    >>> with replacing_folder(folder) as beside:
    ...     _ = (beside / "a.txt").write_text("done", encoding="utf-8")
    >>> [file.name for file in folder.iterdir()]
    ['a.txt']
    """
    beside = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    old = beside.with_name(f"{beside.name}-old")
    try:
        yield beside
        beside.chmod(0o777 & ~_umask())
        if path.exists():
            path.replace(old)
        try:
            beside.replace(path)
        except OSError:
            if old.exists():
                old.replace(path)
            raise
    finally:
        for left in (beside, old):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink(missing_ok=True)


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
