"""
H as flat arrays, and walks on them: what the measures are computed with.

Actors are numbered from 0 in the order of H; ties are rows of two numbers.
Nothing here knows models, tables or words. The walks are compiled where there
was a compiler (`_kernels.c`; `_dicts.c` reads H), else numpy's (`_plain`), and give
the same results.
"""

from ecomap.measures.engine.backend import Ints, Matrix
from ecomap.measures.engine.chance import louvain, meetings, trade
from ecomap.measures.engine.circles import (
    components,
    cores,
    cuts,
    holds,
    mixed,
    open_pairs,
    pagerank,
    triangles,
    triangles_of,
)
from ecomap.measures.engine.ties import Ties, labels, ties
from ecomap.measures.engine.walks import (
    closeness,
    distances,
    flows,
    flows_by_length,
    flows_from,
    lengths,
    losses,
    reach,
    sample,
    scaled,
)

__all__ = [
    "Ints",
    "Matrix",
    "Ties",
    "closeness",
    "components",
    "cores",
    "cuts",
    "distances",
    "flows",
    "flows_by_length",
    "flows_from",
    "holds",
    "labels",
    "lengths",
    "losses",
    "louvain",
    "meetings",
    "mixed",
    "open_pairs",
    "pagerank",
    "reach",
    "sample",
    "scaled",
    "ties",
    "trade",
    "triangles",
    "triangles_of",
]
