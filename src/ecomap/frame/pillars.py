"""
Socio-economic models: three pillars for each actor, four of valorisation, ratios of balance.

The notebook names the pillars: people, money, alliances. They have no common
unit. Ours is the rank: among the actors of whom all three are known, each has
on each pillar the share of the others that have less (ties count half); its
profile is these three, brought to sum to 1. It says on what an actor leans more
than the others do, and nothing of how large it is.

The notebook announces ratios of balance and the figure that held them is lost:
here are indicators, observed where the sheets tell, compared with targets only
where somebody sets some.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.frame.statements import actors, amounts, values
from ecomap.graph import alliances_of
from ecomap.measures.limits import LEAST
from ecomap.measures.mixing import entropy
from ecomap.typology import standard

__all__ = ["PILLARS", "exchanged", "hybrids", "pillars", "ratios", "valorisation"]

PILLARS: Final = tuple(standard().terms("pillars"))

_PEOPLE: Final = ("fte", "volunteers")

# Beyond it is the order of the sums.
_DIGITS: Final = 12


def pillars(G: nx.MultiDiGraph, *, least: int = LEAST) -> pd.DataFrame:
    """
    Tell on which pillars each actor stands.

    Parameters
    ----------
    G
        A graph under the contract.
    least
        Number of actors, of whom all three pillars are known, from which
        profiles are given.

    Returns
    -------
    pillars
        One row per actor: ``people`` (full-time equivalents and volunteers,
        added: what is known of the two), ``money`` (budget in euros, else the
        amounts of its alliances) and ``money_basis`` (``budget``,
        ``alliances``, empty if unknown), ``alliances`` (their number); then
        ``people_share``, ``money_share`` and ``alliances_share``, its profile,
        summing to 1, nan where a pillar is unknown.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", amount_eur=50.0)
    >>> G.nodes["a"].update(fte=2.0, volunteers=10.0)
    >>> pillars(G)[["people", "money_basis", "alliances"]].values.tolist()[0]
    [12.0, 'alliances', 1]
    """
    paid = amounts(G, "amount_eur")
    count: dict[str, int] = {}
    through: dict[str, float] = {}
    for alliance in alliances_of(G):
        for member in alliance["members"]:
            count[member] = count.get(member, 0) + 1
            if alliance["id"] in paid:
                through[member] = through.get(member, 0.0) + paid[alliance["id"]]
    rows = {}
    for node, data in actors(G).items():
        people = [float(data[column]) for column in _PEOPLE if column in data]
        money = data.get("budget_eur", through.get(node))
        basis = "budget" if "budget_eur" in data else "alliances" if node in through else ""
        rows[node] = {
            "people": sum(people) if people else np.nan,
            "money": np.nan if money is None else float(money),
            "money_basis": basis,
            "alliances": count.get(node, 0),
        }
    columns = ["people", "money", "money_basis", "alliances"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("id")
    kinds = {"people": "float64", "money": "float64", "money_basis": "str", "alliances": "int64"}
    return table.astype(kinds).join(_profiles(table, least))


def _profiles(table: pd.DataFrame, least: int) -> pd.DataFrame:
    """Bring the pillars of each actor to shares, by ranks among those of whom all are known."""
    known = table[list(PILLARS)].astype("float64").dropna()
    columns = [f"{pillar}_share" for pillar in PILLARS]
    if len(known) < max(least, 1):
        return pd.DataFrame(np.nan, index=table.index, columns=columns)
    # (rank - 1/2) / n: above 0 for the least, so that a profile always exists
    ranks = (known.rank(method="average") - 0.5) / len(known)
    profiles = ranks.div(ranks.sum(axis=1), axis=0)
    return profiles.set_axis(columns, axis=1).reindex(table.index)


def exchanged(G: nx.MultiDiGraph) -> pd.Series:
    """
    Count the alliances by the pillars that they strengthen.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    exchanged
        For each pillar, the number of alliances that say so; an alliance of
        several counts in each. ``exchanged.attrs["alliances"]`` is the number
        of alliances that say something.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", pillar="people|money")
    >>> exchanged(G).tolist()
    [1, 1, 0]
    """
    stated = values(G, "pillar")
    counts = pd.Series({key: sum(key in told for told in stated.values()) for key in PILLARS})
    counts.attrs["alliances"] = len(stated)
    return counts


def valorisation(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell by which of the four pillars each alliance makes its value known.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    valorisation
        One row per alliance that says something: a column per pillar, true or
        false, and ``valued``, how many, 1 to 4. An alliance that says nothing
        is absent: what is not told is not known to be nought.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", valorisation="evaluation|promotion")
    >>> valorisation(G).values.tolist()
    [[False, True, False, True, 2]]
    """
    stated = values(G, "valorisation")
    keys = list(standard().terms("valorisation"))
    rows = {one: [*(key in told for key in keys), len(told)] for one, told in stated.items()}
    columns = [*keys, "valued"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("id")
    return table.astype({**dict.fromkeys(keys, "bool"), "valued": "int64"})


def ratios(G: nx.MultiDiGraph, targets: Mapping[str, object] | None = None) -> pd.DataFrame:
    """
    Observe ratios of balance, and compare them with targets where there are some.

    Parameters
    ----------
    G
        A graph under the contract.
    targets
        A share from 0 to 1 by key of ``data/ratios.csv``, such as the section
        ``[targets]`` of ``ecomap.toml`` gives; ecomap has none of its own.
        What is no such share is left out.

    Returns
    -------
    ratios
        One row per ratio: ``observed``, ``n`` (alliances, or actors, that it is
        of), ``target`` and ``gap`` (observed less target), nan if unknown.
        Engineering, evaluation and capitalisation: their costs over the amounts
        of the alliances that state both. Own resources: theirs over the budgets
        of the actors that state both. First funder: for each actor that receives
        stated funds, the part of the largest funder; the median of these. Funds
        are what directed alliances of two whose relation is of the family of
        funding bring to their target.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", amount_eur=100.0, engineering_eur=10.0)
    >>> ratios(G, {"share_engineering": 0.25}).loc["share_engineering"].tolist()
    [0.1, 1.0, 0.25, -0.15]
    """
    wanted = targets or {}
    rows = {}
    for key, term in standard().terms("ratios").items():
        if key == "max_single_funder":
            parts = _first_funders(G)
            observed, n = (median(parts) if parts else float("nan")), len(parts)
        else:
            observed, n = _ratio(G, term["part"], term["whole"])
        target = _share(wanted.get(key))
        rows[key] = {"observed": observed, "n": n, "target": target, "gap": observed - target}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("ratio")


def _share(value: object) -> float:
    """Read a share from 0 to 1; nan if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        return float("nan")
    return float(value)


def _ratio(G: nx.MultiDiGraph, part: str, whole: str) -> tuple[float, int]:
    """Give a sum over another, of those that state both, and their number."""
    if standard().terms("columns")[part]["table"] == "actors":
        parts, wholes = (
            {node: float(data[column]) for node, data in actors(G).items() if column in data}
            for column in (part, whole)
        )
    else:
        parts, wholes = amounts(G, part), amounts(G, whole)
    both = [key for key in parts if key in wholes]
    total = sum(wholes[key] for key in both)
    return (sum(parts[key] for key in both) / total if total > 0 else float("nan")), len(both)


def _first_funders(G: nx.MultiDiGraph) -> list[float]:
    """Give, for each actor that receives stated funds, the part of its largest funder."""
    types = standard()
    received: dict[str, dict[str, float]] = {}
    paid = amounts(G, "amount_eur")
    relations = types.terms("relations")
    for u, v, key, data in G.edges(keys=True, data=True):
        family = relations.get(str(data.get("relation")), {}).get("parent")
        if data.get("directed") is True and family == "funding" and paid.get(key, 0) > 0:
            funders = received.setdefault(v, {})
            funders[u] = funders.get(u, 0.0) + paid[key]
    return [max(funders.values()) / sum(funders.values()) for funders in received.values()]


def hybrids(G: nx.MultiDiGraph) -> pd.Series:
    """
    Measure how hybrid the actors of several models are.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    hybrids
        For each actor that belongs to more than one model, the entropy of its
        shares: above 0, at most 1, the most hybrid first.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("a", membership="people:0.5|public_action:0.5")
    >>> round(float(hybrids(G)["a"]), 4)
    0.3562
    """
    several = [node for node, data in actors(G).items() if "membership" in data]
    scores = entropy(G.subgraph(several)) if several else {}
    # a part of a graph has its nodes in no order: those of G are given
    found = {node: round(scores[node], _DIGITS) for node in several if scores[node] > 0}
    return pd.Series(found, dtype="float64").sort_values(ascending=False, kind="stable")
