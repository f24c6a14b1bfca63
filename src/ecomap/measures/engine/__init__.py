"""
H as flat arrays, and walks on them: what the measures are computed with.

Actors are numbered from 0 in the order of H; ties are rows of two numbers.
Nothing here knows models, tables or words. The walks are compiled where there
was a compiler (`_kernels.c`), else numpy's (`_plain`), and give the same results.
"""

from ecomap.measures.engine.ties import Ints, Matrix, Ties, ties
from ecomap.measures.engine.walks import closeness, distances, flows, reach

__all__ = [
    "Ints",
    "Matrix",
    "Ties",
    "closeness",
    "distances",
    "flows",
    "reach",
    "ties",
]
