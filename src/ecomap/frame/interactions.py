"""
What the seven models exchange, two by two: the systemic view of the economy.

The research notebook says that the interactions of the seven models are
qualified in a figure, which is lost. It states in words that engagement meets
research, public action and economic actors. What goes from one model to another
(``data/interactions.csv``) is therefore our proposal, to be corrected there; the
table sets it beside the alliances observed.
"""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.graph import has_models, project
from ecomap.measures.meetings import model_matrix
from ecomap.typology import standard

__all__ = ["interactions"]


def interactions(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Set what two models exchange beside how often they meet.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    pairs
        28 rows, one per pair of models: ``source_model``, ``target_model``;
        ``status``, ``stated`` where the notebook says that the two meet, else
        ``proposal``; ``observed``, the number of alliances in which they do
        (nan if nobody is classified). Indexed by the key of the words.

    Examples
    --------
    >>> table = interactions(nx.MultiDiGraph())
    >>> len(table), table["status"].value_counts()["stated"].item()
    (28, 3)
    """
    terms = standard().terms("interactions")
    columns = ["source_model", "target_model", "status"]
    table = pd.DataFrame.from_dict(
        {key: [term[column] for column in columns] for key, term in terms.items()},
        orient="index",
        columns=columns,
    )
    known = has_models(project(G))
    table["observed"] = model_matrix(G, null=None)["observed"].to_numpy() if known else np.nan
    return table.rename_axis("interaction")
