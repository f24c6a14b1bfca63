"""
Compare ecomap with the libraries of the field, on the same synthetic ecosystems, in one run.

Each step of each library runs in a process of its own, in turn, on one core;
what is compared is CPU time, which other work on the machine disturbs least.
Values must agree with those of networkx, or the run fails. Run it as
``python benchmarks/peers.py --sizes 1000 10000 --steps betweenness --json``;
the libraries come with ``pip install ecomap[bench]``.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, TypedDict

import networkx as nx
from engines import STEPS, Clock, Given, Values
from graphs import made, write_book

__all__ = ["Result", "disagreements", "main", "run"]

_SIZES: Final = (1_000, 10_000)
_AGREED: Final = 1e-9

# Short steps are run again, the shortest more often, and the middle time is kept.
_TIMES: Final = 3
_SHORT: Final = 2.0
_MORE_TIMES: Final = 15
_SHORTEST: Final = 0.3
_LONG: Final = 20.0  # what a step needs to prepare counts too

# One core: libraries that share work out would count twice.
_ALONE: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}


class Result(TypedDict):
    """What a step of a library took, in seconds of CPU, at first and usually, and what it gave."""

    step: str
    library: str
    actors: int
    cpu: float
    first: float
    extrapolated: bool
    mebibytes: int
    values: Values


def run(step: str, library: str, actors: int, folder: Path, *, whole: bool = False) -> Result:
    """Run a step of a library in a process of its own."""
    asked = [step, library, str(actors), str(folder), *(["--whole"] if whole else [])]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, __file__, "--one", *asked],
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | _ALONE,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    result: Result = json.loads(done.stdout)
    if step == "chain":  # from the start of the process, imports and all
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        result["cpu"] += spent
    return result


def _one(step: str, library: str, actors: int, folder: Path, clock: Clock) -> Result:
    """Run a step in this process: several times if it is short."""
    work, book = STEPS[step][library], folder / f"synthetic-{actors}.xlsx"
    times: list[float] = []
    values: Values = {}
    H = nx.Graph() if step == "chain" else _read(actors)
    began = time.process_time()
    while not times or (time.process_time() - began < _LONG and _again(times)):
        # what networkx and ecomap keep beside a graph stays with the copy
        given = Given(H.copy(), book, folder)
        clock.missing = 0.0
        clock.start()
        values = work(given, clock)
        times.append(clock.took())
        if step == "chain":
            times = [clock.missing]
            break
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Result(
        step=step,
        library=library,
        actors=actors,
        cpu=sorted(times)[len(times) // 2],
        first=times[0],
        extrapolated=clock.sampled,
        mebibytes=most,
        values=values,
    )


def _again(times: Sequence[float]) -> bool:
    """Tell whether a step is short enough to be run once more."""
    spent = sum(times)
    return (len(times) < _TIMES and spent < _SHORT) or (
        len(times) < _MORE_TIMES and spent < _SHORTEST
    )


def _read(actors: int) -> nx.Graph:
    """Make an ecosystem, read as who works with whom."""
    from ecomap.graph import from_tables, project

    return project(from_tables(*made(actors)))


# --------------------------------------------------------------------------- what they say


def disagreements(results: Sequence[Result]) -> list[str]:
    """Say where a library does not give the values of networkx, or of ecomap where it has none."""
    found = []
    for step, actors in dict.fromkeys((r["step"], r["actors"]) for r in results):
        same = [r for r in results if (r["step"], r["actors"]) == (step, actors)]
        known = {**_values(same, "ecomap"), **_values(same, "networkx")}
        for result in same:
            for name, values in result["values"].items():
                gap = _gap(values, known.get(name, values))
                if not gap <= _AGREED:
                    found.append(f"{step} {actors} {result['library']} {name}: {gap:.2g}")
    return found


def _values(results: Sequence[Result], library: str) -> Values:
    """Give the values of a library."""
    return {k: v for r in results if r["library"] == library for k, v in r["values"].items()}


def _gap(values: Sequence[float], known: Sequence[float]) -> float:
    """Give the largest difference, over the largest value; what is undefined for both is none."""
    scale = max((abs(v) for v in known if not math.isnan(v)), default=0.0) or 1.0
    # a part of the alliances is enough to agree on
    pairs = list(zip(values, known, strict=False))
    if any(math.isnan(a) != math.isnan(b) for a, b in pairs):
        return math.nan
    return max((abs(a - b) / scale for a, b in pairs if not math.isnan(a)), default=0.0)


def _rows(results: Sequence[Result], imports: dict[str, float]) -> list[dict[str, Any]]:
    """Set each result beside that of ecomap, and beside a size ten times smaller."""
    cpu = {(r["step"], r["library"], r["actors"]): r["cpu"] for r in results}
    firsts = {(r["step"], r["actors"]): r["first"] for r in results if r["library"] == "ecomap"}
    rows = []
    for r in results:
        own = cpu[r["step"], "ecomap", r["actors"]]
        first = firsts[r["step"], r["actors"]]
        smaller = max(
            (n for s, b, n in cpu if (s, b) == (r["step"], r["library"]) and n < r["actors"]),
            default=None,
        )
        extra = {"ratio": r["cpu"] / own if own else math.nan}
        if r["step"] != "chain":
            load, ours = imports[r["library"]], imports["ecomap"]
            extra["ratio_at_first"] = (r["first"] + load) / (first + ours)
        if smaller:
            before = cpu[r["step"], r["library"], smaller]
            extra["exponent"] = math.log(r["cpu"] / before) / math.log(r["actors"] / smaller)
        rows.append({**{k: v for k, v in r.items() if k != "values"}, **extra})
    return rows


def _print(rows: Sequence[dict[str, Any]], imports: dict[str, float]) -> None:
    """Print the rows, and what importing each library costs."""
    print(
        "Synthetic ecosystems, seconds of CPU, one core. ratio: the library's time over ecomap's."
    )
    print("at first: the same of a process that imports the library and does the step once.")
    print("~ extrapolated from a part; growth: the power of the size that the time grows with.\n")
    print(
        f"{'step':12}{'actors':>8}  {'library':10}{'CPU s':>11}{'ratio':>9}"
        f"{'at first':>9}{'growth':>8}{'MiB':>7}"
    )
    for row in rows:
        about = "~" if row["extrapolated"] else " "
        loaded = row.get("ratio_at_first")
        grown = row.get("exponent")
        print(
            f"{row['step']:12}{row['actors']:>8}  {row['library']:10}{about}{row['cpu']:>10.4g}"
            f"{row['ratio']:>9.3g}{'' if loaded is None else f'{loaded:.3g}':>9}"
            f"{'' if grown is None else f'{grown:.2f}':>8}{row['mebibytes']:>7}"
        )
    print("\nimports:", ", ".join(f"{name} {cpu:.2f}" for name, cpu in imports.items()))


# --------------------------------------------------------------------------- the command

_LOADED: Final = {
    "ecomap": "ecomap.measures.metrics",
    "networkx": "networkx",
    "igraph": "igraph",
    "networkit": "networkit",
    "rustworkx": "rustworkx",
    "pyvis": "pyvis.network",
}


def _imports(libraries: Sequence[str]) -> dict[str, float]:
    """Measure what a process costs that only imports a library."""
    costs = {}
    for name in libraries:
        times = []
        for _ in range(_TIMES):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", f"import {_LOADED[name]}"], check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        costs[name] = min(times)
    return costs


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--sizes", nargs="+", type=int, default=list(_SIZES), help="actors")
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=list(STEPS))
    parser.add_argument("--libraries", nargs="+", choices=_LOADED, default=list(_LOADED))
    parser.add_argument("--whole", action="store_true", help="extrapolate nothing: takes an hour")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run what is asked for; 1 if values disagree."""
    asked = _asked(words)
    if asked.one:
        step, library, actors, folder = asked.one
        clock = Clock(whole=asked.whole)
        print(json.dumps(_one(step, library, int(actors), Path(folder), clock)))
        return 0
    libraries = [name for name in asked.libraries if find_spec(_LOADED[name].split(".")[0])]
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for actors in asked.sizes:
            if "chain" in asked.steps:
                write_book(actors, Path(folder) / f"synthetic-{actors}.xlsx")
            for step in asked.steps:
                for library in [name for name in STEPS[step] if name in libraries]:
                    print(step, actors, library, file=sys.stderr)
                    results.append(run(step, library, actors, Path(folder), whole=asked.whole))
    imports = _imports(list(dict.fromkeys(r["library"] for r in results)))
    rows, wrong = _rows(results, imports), disagreements(results)
    if asked.json:
        print(json.dumps({"rows": rows, "imports": imports, "disagreements": wrong}, indent=1))
    else:
        _print(rows, imports)
    for line in wrong:
        print("values differ:", line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
