"""
Measures as tables: one row per actor, alliance or indicator.

The measures themselves are functions of `positions`, `mixing`, `premium` and
their neighbours; these rooms call them on a reading of G and put their results
side by side, under their own names. What is not defined is ``nan``, never 0.
"""

from ecomap.measures.metrics.actors import ACTOR_GROUPS, ACTOR_MEASURES, actor_metrics
from ecomap.measures.metrics.alliances import ALLIANCE_MEASURES, alliance_metrics
from ecomap.measures.metrics.asked import Sample
from ecomap.measures.metrics.ecosystem import (
    ECOSYSTEM_MEASURES,
    ecosystem_metrics,
    ecosystem_table,
)

__all__ = [
    "ACTOR_GROUPS",
    "ACTOR_MEASURES",
    "ALLIANCE_MEASURES",
    "ECOSYSTEM_MEASURES",
    "Sample",
    "actor_metrics",
    "alliance_metrics",
    "ecosystem_metrics",
    "ecosystem_table",
]
