"""
Compare the reading of a workbook of 100,000 rows with that of pandas and openpyxl, in one run.

CPU time of this process; the workbook is synthetic. Run it as
``python benchmarks/read_workbook.py [rows]``.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import openpyxl
import pandas as pd

from ecomap.reading.sheets import read_input
from ecomap.sources.grids import read_grids

HEADINGS: Final = ["Nom", "Type", "SIREN", "Budget", "Ville", "Note"]


def write(path: Path, rows: int) -> None:
    """Write a synthetic workbook."""
    chance = random.Random(0)  # noqa: S311 - the same figures at each run
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Acteurs")
    sheet.append(HEADINGS)
    for n in range(rows):
        kind, town = chance.choice(["Association", "Commune", "Banque"]), chance.choice(["A", "B"])
        budget = chance.randrange(10**6) / 100
        sheet.append([f"Structure fictive {n}", kind, "732829320", budget, town, f"note {n % 977}"])
    book.save(path)


def cost(read: Callable[[], object]) -> float:
    """Measure the CPU time of a reading, in seconds."""
    began = time.process_time()
    read()
    return time.process_time() - began


def main(rows: int = 100_000) -> None:
    """Print three times and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        write(path, rows)
        pandas = cost(lambda: pd.read_excel(path, engine="openpyxl", dtype=str))
        cells = cost(lambda: read_grids(path, len))
        tables = cost(lambda: read_input(path))
    print(f"{rows} rows of {len(HEADINGS)} columns, seconds of CPU")
    print(f"pandas with openpyxl, cells only   {pandas:6.1f}")
    print(f"ecomap, cells only                 {cells:6.1f}   {cells / pandas:.0%}")
    print(f"ecomap, tables judged, row by row  {tables:6.1f}   {tables / pandas:.0%}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
