"""
Read thousands of damaged files: no traceback, no lost row.

Each valid file of ``tests/sheets`` is mutated byte by byte or cell by cell, and
read. Whatever happens must be a table whose rows are all accounted for, or a
refusal in words. Run it as ``python benchmarks/fuzz_sheets.py [number] [seed]``.
"""

from __future__ import annotations

import csv
import io
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Final

from ecomap.errors import Issue, SheetError
from ecomap.reading.sheets import Reading, read_input

SHEETS: Final = Path(__file__).parents[1] / "tests" / "sheets"

HOSTILE: Final = (
    "", " ", "\u00a0", '"', "'", ";", ",", "\t", "|", "\n", "\r", "\0", "=1+1", "#REF!", "Total",
    "TOTAL", "-", "0", "1e999", "1,5", "Nom", "source", "Ã©", "\ufffd", "🜁", "x" * 5000, "sep=,",
    "*Vertices 2", "dl n=2", "../..", "<!DOCTYPE a>", "&lt;", "NaN", "2023-02-31",
)  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Damage a file: its bytes, or its cells where it has lines; in a package, one of its parts."""
    if content.startswith(b"PK") and chance.random() < 0.7:  # noqa: PLR2004 - mostly inside
        return _package(content, chance)
    return _cells(content, chance) if chance.random() < 0.5 else _bytes(content, chance)  # noqa: PLR2004


def _bytes(content: bytes, chance: random.Random) -> bytes:
    """Change, remove, repeat or add a few bytes."""
    held = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(held) + 1)
        much = chance.randint(1, 40)
        match chance.randrange(4):
            case 0:
                held[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del held[at : at + much]
            case 2:
                held[at:at] = held[at : at + much]
            case _:
                held[at:at] = chance.choice(HOSTILE).encode("utf-8", "surrogatepass")
    return bytes(held)


def _cells(content: bytes, chance: random.Random) -> bytes:
    """Change, remove, repeat, add or move a few cells and lines."""
    lines = content.split(b"\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        mark = max((b";", b",", b"\t", b"|"), key=lines[at].count)
        cells = lines[at].split(mark)
        one = chance.randrange(len(cells))
        match chance.randrange(6):
            case 0:
                cells[one] = chance.choice(HOSTILE).encode()
            case 1:
                del cells[one]
            case 2:
                cells[one:one] = [chance.choice(HOSTILE).encode()]
            case 3:
                lines.insert(chance.randrange(len(lines) + 1), lines[at])
            case 4:
                lines.insert(at, b"")
            case _:
                chance.shuffle(cells)
        if at < len(lines):
            lines[at] = mark.join(cells)
    return b"\n".join(lines)


def _package(content: bytes, chance: random.Random) -> bytes:
    """Damage one part of a package, whose frame stays whole."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice([name for name in parts if "sheet" in name] or list(parts))
    parts[name] = _bytes(parts[name], chance)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w") as package:
        for part, held in parts.items():
            package.writestr(part, held)
    return copy.getvalue()


def check(reading: Reading, content: bytes) -> None:
    """Fail if a row is lost or told twice, or if an issue has no sentence."""
    for source in reading["sources"]:
        parts = source["used"] + source["aside"] + source["merged"]
        demand(holds=source["rows"] == parts, what=source)
    aside = sum(source["aside"] for source in reading["sources"])
    demand(holds=aside == len(reading["rejects"]), what=(aside, len(reading["rejects"])))
    speak(reading["issues"])
    if (expected := _rows_below(reading, content)) is not None:
        source = reading["sources"][0]
        demand(holds=source["rows"] == expected, what=(expected, source))


def demand(*, holds: bool, what: object) -> None:
    """Fail unless something holds."""
    if not holds:
        raise AssertionError(what)


def speak(issues: list[Issue]) -> None:
    """Say every issue in both languages."""
    for issue in issues:
        demand(holds=bool(issue.message("fr") and issue.message("en")), what=issue)


def _rows_below(reading: Reading, content: bytes) -> int | None:
    """Count the rows below the headings as the csv module does; None where it cannot tell."""
    if len(reading["sources"]) != 1 or content.startswith((b"PK", b"\xd0\xcf", b"\xff", b"\xfe")):
        return None
    source = reading["sources"][0]
    codes = {issue.code for issue in reading["issues"]}
    if not source["separator"] or source["encoding"].startswith("utf-16") or b"\0" in content:
        return None
    if codes & {"open_quote", "row_encoding", "two_heading_rows", "crosstab_read", "matrix_read",
                "matrix_read_directed"}:  # fmt: skip
        return None
    text = content.decode("utf-8-sig" if source["encoding"] == "utf-8" else source["encoding"])
    if re.fullmatch(r"sep=.", text.partition("\n")[0].strip("\r\n "), re.IGNORECASE):
        text = text.partition("\n")[2]
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=source["separator"]))
    return sum(any(cell.strip() for cell in row) for row in rows[source["header"] :])


def main(number: int = 10_000, seed: int = 0) -> int:
    """Read so many damaged files; print what became of them; give the number of failures."""
    chance = random.Random(seed)  # noqa: S311 - damage that can be made again
    files = sorted(file for file in SHEETS.iterdir() if file.is_file())
    counts: Counter[str] = Counter()
    failures = 0
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for n in range(number):
            file = chance.choice(files)
            content = mutated(file.read_bytes(), chance)
            path = Path(folder) / f"a{file.suffix}"
            path.write_bytes(content)
            try:
                reading = read_input(path)
                check(reading, content)
                counts["read"] += 1
                for source in reading["sources"]:
                    for fate in ("rows", "used", "aside", "merged"):
                        counts[fate] += source[fate]
            except SheetError as error:
                speak(error.issues)
                counts["refused"] += 1
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001 - it is what we look for, panics too
                failures += 1
                kept = Path(tempfile.gettempdir()) / f"fuzz-{seed}-{n}-{file.name}"
                kept.write_bytes(content)
                print(f"{file.name}, {n}: {type(error).__name__}: {str(error)[:200]} ({kept.name})")
    print(f"{number} files, {failures} failures, {time.process_time() - began:.0f} s of CPU")
    print(", ".join(f"{count} {what}" for what, count in counts.items()))
    return failures


if __name__ == "__main__":
    sys.exit(bool(main(*map(int, sys.argv[1:]))))
