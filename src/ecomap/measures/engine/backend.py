"""
Who does the work: the compiled kernels, or numpy, and on how many cores.

`kernels()` is a namespace of functions that fill the arrays they are given;
`_kernels.c` and `_plain` both hold them, under the same names and arguments.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Final

import numpy as np

from ecomap.measures.engine import _plain
from ecomap.measures.engine._plain import Ints, Matrix

__all__ = ["Ints", "Matrix", "kernels", "share_out"]

# Asked for in the environment: `ECOMAP_ENGINE=numpy` does without the compiled kernels.
_VARIABLE: Final = "ECOMAP_ENGINE"

# Large work is cut in as many parts whatever the machine, so that sums are
# taken in the same order on one core and on many.
_PARTS: Final = 8
_LARGE: Final = 20_000_000


@cache
def kernels() -> ModuleType:
    """
    Choose who does the work.

    Returns
    -------
    kernels
        The compiled functions if they are there and not declined, else numpy's.
    """
    if os.environ.get(_VARIABLE) != "numpy":
        try:
            return import_module("ecomap.measures.engine._kernels")
        except ImportError:
            # there was no compiler when ecomap was installed
            pass
    return _plain


def share_out(
    work: Callable[..., None], sources: Ints, shapes: Sequence[tuple[int, ...] | None], cost: int
) -> list[Matrix | None]:
    """
    Let cores share the sources of a search, and sum what they find.

    Parameters
    ----------
    work
        Called with some of the sources and one array per shape, to add to.
    sources
        All of them.
    shapes
        Shape of each array; None for one that is not wanted.
    cost
        Ties looked at from one source.

    Returns
    -------
    sums
        One array per shape.
    """
    parts = _PARTS if len(sources) * cost > _LARGE else 1

    def run(share: Ints) -> list[Matrix | None]:
        arrays = [None if shape is None else np.zeros(shape) for shape in shapes]
        work(share, *arrays)
        return arrays

    if parts == 1:
        return run(sources)
    with ThreadPoolExecutor(os.cpu_count()) as cores:
        # in the order of the parts, each forgotten once it is added
        done = cores.map(run, np.array_split(sources, parts))
        sums = next(done)
        for arrays in done:
            for total, array in zip(sums, arrays, strict=True):
                if total is not None and array is not None:
                    np.add(total, array, out=total)
    return sums
