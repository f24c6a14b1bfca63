"""
Territories: levels, projects, regions, catalysts, their roles, the four C, skills held.

The research notebook gives territories three strategic roles: general interest
within reach, places to observe and experiment, and a space of trust where one
leaves one's own kind. It counts 833 projects of territory, 660 of one
intermunicipality and 173 of several, and 350 catalysts; it names four levers
of territorial innovation and eight professional situations, in three axes.

The indicators of this room are our proposals for these words. An alliance
belongs to a territory where at least two of its actors do. What a territory
lacks in the tables is unknown, not absent: an indicator without what it needs
is nan.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Mapping
from importlib.resources import files
from itertools import combinations
from math import comb
from typing import Any, Final

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.errors import GraphError
from ecomap.frame.statements import terms_of_actors, values
from ecomap.graph import alliances_of, project
from ecomap.measures.catalysts import catalyst
from ecomap.measures.mixing import ei_index
from ecomap.text import fold, split_values
from ecomap.typology import standard

__all__ = [
    "BY",
    "catalysts",
    "four_c",
    "projects",
    "region_of",
    "situations",
    "territories",
]

# The columns that gather actors by territory.
BY: Final = ("territory_region", "territory", "territory_level", "territory_project")

# The step of the process of innovation at which a solution is tried (`data/steps.csv`).
_TRIED: Final = "experimentation"

# A project is carried by those who act at this level (`data/territory_levels.csv`).
_CARRIERS: Final = "intercommunal"

# An actor of these levels is of no territory that could be compared with another.
_WIDER: Final = frozenset({"national", "european", "international", "multiple"})

_BEST: Final = 3.0


def region_of(data: Mapping[str, Any]) -> str | None:
    """
    Tell the region of an actor.

    Parameters
    ----------
    data
        Attributes of the actor.

    Returns
    -------
    region
        As given; else the French region that its territory is, or that of the
        department or town that its territory names, towns of the same name
        left out. None if it is not known.

    Examples
    --------
    >>> region_of({"territory": "Hérault"}), region_of({"territory": "France"})
    ('Occitanie', None)
    """
    if given := data.get("territory_region"):
        return str(given)
    named = {_regions().get(fold(part)) for part in split_values(str(data.get("territory", "")))}
    return named.pop() if len(named) == 1 else None


@functools.cache
def _regions() -> dict[str, str]:
    """Give the region behind the folded name of each region, department and town."""
    departments, towns = (_read(name) for name in ("departments", "towns"))
    region = {row["key"]: row["region"] for row in departments}
    known: dict[str, set[str]] = {}
    for row in towns:
        known.setdefault(fold(row["name"]), set()).add(region.get(row["department"], ""))
    names = {name: found.pop() for name, found in known.items() if len(found) == 1}
    names |= {fold(row["name"]): row["region"] for row in departments}
    names |= {fold(row["region"]): row["region"] for row in departments}
    return {name: found for name, found in names.items() if found}


def _read(name: str) -> list[dict[str, str]]:
    """Read one file of France."""
    source = files("ecomap") / "data" / "france" / f"{name}.csv"
    with source.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _of(H: nx.Graph, by: str) -> dict[str, str]:
    """Give the territory of each actor that has one."""
    if by not in BY:
        raise KeyError(by)
    found = {
        node: region_of(data) if by == "territory_region" else data.get(by)
        for node, data in H.nodes(data=True)
        if by != "territory" or data.get("territory_level") not in _WIDER
    }
    return {node: str(name) for node, name in found.items() if name is not None}


def _members(lands: Mapping[str, str]) -> dict[str, list[str]]:
    """Give the actors of each territory, territories in the order of their names."""
    found: dict[str, list[str]] = {}
    for node, name in lands.items():
        found.setdefault(name, []).append(node)
    levels = list(standard().terms("territory_levels"))
    order = {level: f"{n:02d}" for n, level in enumerate(levels)}
    return {
        name: found[name]
        for name in sorted(found, key=lambda key: (order.get(key, ""), _naturally(key), key))
    }


def _naturally(name: str) -> list[tuple[int, str]]:
    """Sort accents with their letters, and 2 before 12."""
    return [
        (int(part), "") if part.isdecimal() else (0, part)
        for part in re.split(r"(\d+)", fold(name))
    ]


def territories(G: nx.MultiDiGraph, by: str = "territory_region") -> pd.DataFrame:
    """
    Read the three strategic roles of each territory.

    Parameters
    ----------
    G
        A graph under the contract.
    by
        One of `BY`. By ``territory``, actors of a national or wider level are
        left out.

    Returns
    -------
    roles
        One row per territory: ``actors``; ``models``, how many are there;
        ``alliances``, those of at least two of its actors. First role,
        ``access``: the share of its actors in such an alliance (nan under two
        actors). Second, ``experiments``: how many of its alliances try a
        solution (nan if none says its step). Third, ``ei_index``: its E-I
        index, from -1 among one's own kind to 1, over the ties inside it (nan
        without such a tie between classified actors). Then two conditions of
        societal innovation: ``coherence`` of actions, the mean share of goals
        that two of its alliances have in common (nan under two alliances with
        goals), and ``cohesion`` of actors, the share of its pairs of actors
        that are tied (nan under two actors). Last, ``catalysts``: how many
        are declared (nan if nobody says).

    Raises
    ------
    KeyError
        If `by` is no column of territories.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> nx.set_node_attributes(G, {"a": "Lens", "b": "Lens"}, "territory")
    >>> territories(G, "territory")[["actors", "access", "cohesion"]].values.tolist()
    [[2.0, 1.0, 1.0]]
    """
    H = project(G)
    lands = _of(H, by)
    own = _own_alliances(G, lands)
    steps, goals = values(G, "step"), values(G, "sdg")
    rows = {}
    for name, members in _members(lands).items():
        told = own.get(name, {})
        rows[name] = {
            "actors": len(members),
            "models": len({H.nodes[node].get("model") for node in members} - {None}),
            "alliances": len(told),
            "access": _share(len(set().union(*told.values())), len(members), least=2),
            "experiments": _count([_TRIED in steps[key] for key in told if key in steps]),
            "ei_index": _ei(H, members),
            "coherence": _coherence([set(goals[key]) for key in told if key in goals]),
            "cohesion": nx.density(H.subgraph(members)) if len(members) > 1 else np.nan,
            "catalysts": _count(_said([H.nodes[node].get("is_catalyst") for node in members])),
        }
    columns = ["actors", "models", "alliances", "access", "experiments", "ei_index"]
    columns += ["coherence", "cohesion", "catalysts"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return table.rename_axis(by)


def _own_alliances(G: nx.MultiDiGraph, lands: Mapping[str, str]) -> dict[str, dict[str, set[str]]]:
    """Give the alliances of at least two actors of a territory, with those actors."""
    found: dict[str, dict[str, set[str]]] = {}
    for alliance in alliances_of(G):
        met: dict[str, set[str]] = {}
        for member in alliance["members"]:
            if member in lands:
                met.setdefault(lands[member], set()).add(member)
        for name, members in met.items():
            if len(members) > 1:
                found.setdefault(name, {})[alliance["id"]] = members
    return found


def _share(part: int, whole: int, *, least: int = 1) -> float:
    """Give a share; nan of too few."""
    return part / whole if whole >= least else np.nan


def _said(cells: list[Any]) -> list[bool]:
    """Keep the yes and the no."""
    return [cell for cell in cells if isinstance(cell, bool)]


def _count(told: list[bool]) -> float:
    """Count the yes; nan if nobody said yes or no."""
    return float(sum(told)) if told else np.nan


def _ei(H: nx.Graph, members: list[str]) -> float:
    """Give the E-I index of the ties inside a territory."""
    try:
        return ei_index(H.subgraph(members))
    except GraphError:  # nobody there is classified
        return np.nan


def _coherence(goals: list[set[str]]) -> float:
    """Give the mean, over pairs of alliances, of the share of goals in common."""
    shared = [len(a & b) / len(a | b) for a, b in combinations(goals, 2)]
    return sum(shared) / len(shared) if shared else np.nan


# --------------------------------------------------------------------------- projects


def projects(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    List the projects of territory, and how many territories carry each.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    projects
        One row per project: its ``actors``, its ``alliances``, and
        ``carriers``, the distinct territories of its actors at the
        intermunicipal level: one or several, as the notebook tells 660
        projects from 173. 0 if none of its actors is of that level.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> about = {"territory_project": "P", "territory_level": "intercommunal"}
    >>> G.add_node("a", territory="Lens", **about)
    >>> G.add_node("b", territory="Douai", **about)
    >>> projects(G).loc["P", "carriers"].item()
    2
    """
    H = project(G)
    lands = _of(H, "territory_project")
    own = _own_alliances(G, lands)
    rows = {
        name: {
            "actors": len(members),
            "alliances": len(own.get(name, ())),
            "carriers": len({_carrier(H.nodes[node]) for node in members} - {None}),
        }
        for name, members in _members(lands).items()
    }
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=["actors", "alliances", "carriers"]
    )
    return table.rename_axis("territory_project")


def _carrier(data: Mapping[str, Any]) -> str | None:
    """Give the territory that an actor of the level of projects stands for."""
    return data.get("territory") if data.get("territory_level") == _CARRIERS else None


# --------------------------------------------------------------------------- catalysts


def catalysts(G: nx.MultiDiGraph, *, draws: int = 999, seed: int = 0) -> pd.DataFrame:
    """
    Confront the catalysts that are declared with those that the ties show.

    Parameters
    ----------
    G
        A graph under the contract.
    draws
        Number of shufflings of the models, as `measures.catalysts.catalyst`.
    seed
        Seed of chance.

    Returns
    -------
    catalysts
        One row per actor that is declared or can be scored, the best first:
        ``score``, the mean of ranks of `measures.catalysts`; ``rank``;
        ``declared`` (True, False, nan if nobody says); ``detected``, whether
        it is among the first, as many as are declared and can be scored; and
        ``verdict``: ``both``, ``declared`` only, ``detected`` only,
        ``unscored`` (declared, under two ties) or ``neither``.
        ``catalysts.attrs`` has ``declared``, ``scored`` (how many of them),
        ``ranked``, ``agree``, ``expected`` (by chance, agree would be this on
        average) and ``p``, the chance of at least as many.

    Raises
    ------
    GraphError
        If no actor is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1"), ("b", "c", "2"), ("c", "d", "3")])
    >>> models = {"a": "people", "b": "public_action", "c": "people", "d": "public_services"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> G.nodes["c"]["is_catalyst"] = True
    >>> catalysts(G, draws=50)["verdict"].to_dict()
    {'c': 'both', 'b': 'neither'}
    """
    H = project(G)
    scores = catalyst(G, draws=draws, seed=seed)["catalyst"]
    said = pd.Series(
        {node: cell for node, cell in H.nodes(data="is_catalyst") if isinstance(cell, bool)},
        dtype=object,
    )
    declared = set(said.index[said == True])  # noqa: E712 - objects, some of them missing
    # beyond the twelfth decimal is the order of the sums
    table = pd.DataFrame({"score": scores}).round(12).rename_axis("id")
    table = table[table["score"].notna() | table.index.isin(list(declared))]
    table = table.sort_values("score", ascending=False, kind="stable", na_position="last")
    table["rank"] = table["score"].rank(ascending=False, method="min")
    table["declared"] = said.reindex(table.index)
    ranked = int(table["score"].notna().sum())
    scored = int((table["score"].notna() & table.index.isin(list(declared))).sum())
    first = set(table.index[:scored])
    table["detected"] = [node in first for node in table.index]
    table["verdict"] = [
        _verdict(node, declared, first, set(table.index[:ranked])) for node in table.index
    ]
    agree = len(first & declared)
    table.attrs = {
        "declared": len(declared),
        "scored": scored,
        "ranked": ranked,
        "agree": agree,
        "expected": scored**2 / ranked if ranked else np.nan,
        "p": _at_least(agree, scored, ranked),
    }
    return table


def _verdict(node: str, declared: set[str], first: set[str], ranked: set[str]) -> str:
    """Say whether what is declared and what is detected agree."""
    if node not in ranked:
        return "unscored"
    if node in declared:
        return "both" if node in first else "declared"
    return "detected" if node in first else "neither"


def _at_least(agree: int, drawn: int, whole: int) -> float:
    """Give the chance that two sets drawn of a whole share at least so many."""
    if not drawn:
        return np.nan
    ways = sum(comb(drawn, k) * comb(whole - drawn, drawn - k) for k in range(agree, drawn + 1))
    return ways / comb(whole, drawn)


# --------------------------------------------------------------------------- skills and levers


def situations(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Count who holds each of the eight professional situations.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    situations
        One row per situation of ``data/situations.csv``: its ``axis``;
        ``actors``, how many hold it; ``catalysts``, how many of the declared
        ones do; and ``territories``, in how many of the territories where
        somebody holds one it is held. ``situations.attrs`` has the same three
        as wholes: who says at least one.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("a", situations="linking|listening", is_catalyst=True, territory="Lens")
    >>> situations(G).loc[["linking"], "actors"].tolist()
    [1]
    """
    held = terms_of_actors(G, "situations")
    declared = {node for node, cell in G.nodes(data="is_catalyst") if cell is True}
    lands = {node: G.nodes[node]["territory"] for node in held if "territory" in G.nodes[node]}
    rows = {
        key: {
            "axis": term["parent"],
            **_holders({n for n in held if key in held[n]}, declared, lands),
        }
        for key, term in standard().terms("situations").items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("situation")
    table.attrs.update(_holders(set(held), declared, lands))
    return table


def _holders(who: set[str], declared: set[str], lands: Mapping[str, str]) -> dict[str, int]:
    """Count actors, the declared catalysts among them, and their territories."""
    return {
        "actors": len(who),
        "catalysts": len(who & declared),
        "territories": len({lands[node] for node in who if node in lands}),
    }


def four_c(G: nx.MultiDiGraph, by: str = "territory_region") -> pd.DataFrame:
    """
    Give the scores of the four levers of territorial innovation, and their gaps.

    Parameters
    ----------
    G
        A graph under the contract.
    by
        One of `BY`.

    Returns
    -------
    levers
        One row per territory that somebody scored: for each of the four C of
        ``data/four_c.csv``, the mean score from 0 to 3 of its actors that
        give one (nan if none does); ``raters``, how many give at least one;
        ``gap``, what the lowest score lacks to reach 3; and ``weakest``, the
        C that has it, the first on a tie.

    Raises
    ------
    KeyError
        If `by` is no column of territories.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("a", territory="Lens", knowledge_score="3", skills_score="1")
    >>> four_c(G, "territory")[["knowledge", "skills", "gap", "weakest"]].values.tolist()
    [[3.0, 1.0, 2.0, 'skills']]
    """
    H = project(G)
    terms = standard().terms("four_c")
    rows = {}
    for name, members in _members(_of(H, by)).items():
        given = {
            key: [
                float(H.nodes[node][term["column"]])
                for node in members
                if term["column"] in H.nodes[node]
            ]
            for key, term in terms.items()
        }
        means = {key: sum(told) / len(told) for key, told in given.items() if told}
        if means:
            weakest = min(means, key=lambda key: means[key])
            raters = {n for n in members for t in terms.values() if t["column"] in H.nodes[n]}
            rows[name] = {
                **means,
                "raters": len(raters),
                "gap": _BEST - means[weakest],
                "weakest": weakest,
            }
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=[*terms, "raters", "gap", "weakest"]
    )
    return table.rename_axis(by)
