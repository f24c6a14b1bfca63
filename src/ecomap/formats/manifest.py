"""
The manifest of a reading: from which files, by which program, with which options, and every row.

It holds nothing of the day or the machine: the same files give the same
manifest, to the byte, anywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ecomap.reading.plan import MERGES_FILE, PROJECT_FILE, make_plan

if TYPE_CHECKING:
    from ecomap.reading.sheets import Reading

__all__ = ["manifest_of"]

# What a reading depends on.
_PROGRAMS: Final = (
    "ecomap", "networkx", "numpy", "openpyxl", "pandas", "pyarrow", "python-calamine", "rapidfuzz",
)  # fmt: skip

_COUNTS: Final = ("rows", "used", "aside", "merged")

# Read in pieces: a file may be larger than memory.
_PIECE: Final = 1 << 20


def manifest_of(
    reading: Reading,
    paths: Iterable[Path],
    *,
    named: Mapping[str, Path | None] | None = None,
    merges: Path | None = None,
    more: Iterable[Path] = (),
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """
    Give the manifest of a reading.

    Parameters
    ----------
    reading
        What `sheets.read_input` gave.
    paths
        The files or folders that it was given.
    named
        Files whose table was known, by table.
    merges
        A file of decisions; None for those beside the files given.
    more
        Other files that it took into account.
    options
        Decisions that were made on the command line; a path is told by its name.

    Returns
    -------
    manifest
        ``inputs`` (name, size in bytes, SHA-256), ``options``, ``programs``
        (versions), ``sheets`` (rows in = used + set aside + merged), ``rows``
        (their sums), ``actors``, ``alliances`` and ``issues`` (counts).
    """
    sheets = [
        {key: source[key] for key in ("file", "sheet", "table", *_COUNTS)}
        for source in reading["sources"]
    ]
    severities = Counter(issue.severity for issue in reading["issues"])
    return {
        "inputs": [_about(file) for file in _inputs(list(paths), named or {}, merges)]
        + [_about(file) for file in more],
        "options": _plain(options or {}),
        "programs": _versions(),
        "sheets": sheets,
        "rows": {key: sum(sheet[key] for sheet in sheets) for key in _COUNTS},
        "actors": len(reading["actors"]),
        "alliances": len(reading["alliances"]),
        "issues": dict(sorted(severities.items())),
    }


def _inputs(paths: list[Path], named: Mapping[str, Path | None], merges: Path | None) -> list[Path]:
    """Give the files that were read, project files and decisions too, each once."""
    tables = [path for path, _ in make_plan(paths, named, {}, (), ())["inputs"]]
    given = [*paths, *(path for path in named.values() if path)]
    folders = [path if path.is_dir() else path.parent for path in given]
    projects = [path / PROJECT_FILE if path.is_dir() else path for path in paths]
    decisions = [merges] if merges else [folder / MERGES_FILE for folder in folders]
    found = dict.fromkeys([*projects, *tables, *decisions])
    return [file for file in found if file.is_file()]


def _about(file: Path) -> dict[str, Any]:
    """Give the name, the size and the SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    return {"file": file.name, "bytes": file.stat().st_size, "sha256": digest.hexdigest()}


def _plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """Give the options that say something, with the names of files only."""
    return {
        name: _named(value)
        for name, value in sorted(options.items())
        if value not in (None, False, "", ())
    }


def _named(value: Any) -> Any:  # noqa: ANN401 - an option
    """Give an option as JSON holds it."""
    if isinstance(value, (list, tuple)):
        return [_named(one) for one in value]
    return value.name if isinstance(value, Path) else value


def _versions() -> dict[str, str]:
    """Give the versions of the programs that are there."""
    found = {}
    for name in _PROGRAMS:
        try:
            found[name] = _version(name)
        except PackageNotFoundError:
            continue
    return found


def _version(name: str) -> str:
    """Give the version of a program, without parsing all that its package says as an e-mail."""
    package = distribution(name)
    said = re.search(r"^Version: (\S+)$", package.read_text("METADATA") or "", re.MULTILINE)
    return said[1] if said else package.version
