"""
Impacts: three effects as layers of alliances, seventeen goals, resources to impacts.

The research notebook asks that the links be mapped which go from resources to
the impacts of what is done. They are read here from what each alliance says: the
pillars it draws on, the type of partnership, the effects. Nothing is supposed of
an alliance that does not say its effect; one that does not say its resource or
its type stands under an empty name, so that the flows are whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from itertools import product
from typing import Final

import networkx as nx
import pandas as pd

from ecomap.frame.statements import amounts, terms_of_actors, values
from ecomap.graph import alliances_of, has_models
from ecomap.measures.memberships import shares
from ecomap.typology import standard

__all__ = ["IMPACTS", "flows", "goals", "layers", "outcomes", "paths"]

# A resource, a type of partnership, an effect.
Path = tuple[str, str, str]

IMPACTS: Final = tuple(standard().terms("impacts"))


def layers(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Count the alliances and the actors of each effect.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    layers
        One row per effect: ``alliances`` that say it, ``actors`` that take part
        in one, ``alone`` the alliances that say no other. ``layers.attrs`` has
        ``alliances``, the number that say something, and ``every``, of those
        that say all three.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", impact="trust|innovation")
    >>> layers(G).loc["trust"].tolist()
    [1, 2, 0]
    """
    stated = values(G, "impact")
    members = {alliance["id"]: alliance["members"] for alliance in alliances_of(G)}
    rows = {}
    for key in IMPACTS:
        of_layer = [alliance for alliance, told in stated.items() if key in told]
        rows[key] = {
            "alliances": len(of_layer),
            "actors": len({actor for alliance in of_layer for actor in members[alliance]}),
            "alone": sum(len(stated[alliance]) == 1 for alliance in of_layer),
        }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("impact")
    every = sum(len(told) == len(IMPACTS) for told in stated.values())
    table.attrs.update(alliances=len(stated), every=every)
    return table


def goals(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Count the alliances and the actors that name each of the seventeen goals.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    goals
        17 rows, by number: ``alliances`` and ``actors`` that name it, and
        ``amount_eur``, what the alliances state that name it, each amount being
        shared evenly between the goals of its alliance; nan if none states one.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", sdg="4|17", amount_eur=10.0)
    >>> goals(G).loc["17"].tolist()
    [1.0, 0.0, 5.0]
    """
    stated, paid = values(G, "sdg"), amounts(G, "amount_eur")
    of_actors = terms_of_actors(G, "sdg")
    rows = {}
    for goal in standard().terms("goals"):
        naming = [alliance for alliance, told in stated.items() if goal in told]
        euros = [paid[alliance] / len(stated[alliance]) for alliance in naming if alliance in paid]
        rows[goal] = {
            "alliances": len(naming),
            "actors": sum(goal in told for told in of_actors.values()),
            "amount_eur": sum(euros) if euros else float("nan"),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("goal")


def outcomes(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Add up what alliances declare that they create and that they save.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    outcomes
        Two rows, ``value_created_eur`` and ``cost_saved_eur``: ``alliances``
        that declare it, ``euros`` in all, nan if none does. Declared by the
        sheets, not measured.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", cost_saved_eur=40.0)
    >>> outcomes(G).loc["cost_saved_eur"].tolist()
    [1.0, 40.0]
    """
    rows = {}
    for column in ("value_created_eur", "cost_saved_eur"):
        declared = amounts(G, column)
        euros = sum(declared.values()) if declared else float("nan")
        rows[column] = {"alliances": len(declared), "euros": euros}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("outcome")


def paths(G: nx.MultiDiGraph, *, resources: str = "pillar") -> pd.DataFrame:
    """
    Follow what goes from a resource, through a type of partnership, to an effect.

    Parameters
    ----------
    G
        A graph under the contract.
    resources
        ``"pillar"``: the pillars that alliances say they draw on. ``"model"``:
        the models of the actors that take part, by their shares.

    Returns
    -------
    paths
        One row per ``resource``, ``partnership`` and ``impact`` (keys, empty if
        not told) that some alliance goes through: ``alliances``, the number
        that do, and ``width``: each alliance that says an effect counts for
        one, shared evenly between what it says. In the order of the
        vocabularies. ``paths.attrs["alliances"]`` is the number of alliances
        that say an effect, the sum of widths.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> said = {"pillar": "money", "partnership": "patronage", "impact": "trust|innovation"}
    >>> G.add_edges_from([("a", "b", "1", said)])
    ['1']
    >>> paths(G)[["partnership", "impact", "alliances", "width"]].values.tolist()
    [['patronage', 'innovation', 1, 0.5], ['patronage', 'trust', 1, 0.5]]
    """
    ends, types = values(G, "impact"), values(G, "partnership")
    starts = _models(G, ends) if resources == "model" else _even(values(G, "pillar"))
    counts: Counter[Path] = Counter()
    widths: dict[Path, float] = defaultdict(float)
    for alliance, effects in ends.items():
        through = types.get(alliance, ("",))
        for (start, share), kind, effect in product(
            starts.get(alliance, {"": 1.0}).items(), through, effects
        ):
            counts[start, kind, effect] += 1
            widths[start, kind, effect] += share / len(through) / len(effects)
    order = product(
        [*standard().terms("models" if resources == "model" else "pillars"), ""],
        [*standard().terms("partnerships"), ""],
        IMPACTS,
    )
    rows = [(*path, counts[path], widths[path]) for path in order if path in counts]
    columns = ["resource", "partnership", "impact", "alliances", "width"]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs["alliances"] = len(ends)
    return table


def flows(ways: pd.DataFrame) -> pd.DataFrame:
    """
    Draw paths together into bands, from resources to types, from types to effects.

    Parameters
    ----------
    ways
        What `paths` gives.

    Returns
    -------
    flows
        One row per band: ``stage`` (0 from resources to types of partnership, 1
        from these to effects), ``source`` and ``target`` (keys, empty if not
        told) and ``alliances``, its width. As much comes into each type of
        partnership as goes out.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", pillar="money|people", impact="trust")
    >>> flows(paths(G)).values.tolist()
    [[0, 'people', '', 0.5], [0, 'money', '', 0.5], [1, '', 'trust', 1.0]]
    """
    bands = []
    for stage, ends in enumerate((["resource", "partnership"], ["partnership", "impact"])):
        summed = ways.groupby(ends, sort=False)["width"].sum().reset_index()
        summed.columns = pd.Index(["source", "target", "alliances"])
        summed.insert(0, "stage", stage)
        bands.append(summed)
    return pd.concat(bands, ignore_index=True)


def _even(stated: dict[str, tuple[str, ...]]) -> dict[str, dict[str, float]]:
    """Share one between what each says."""
    return {key: dict.fromkeys(told, 1 / len(told)) for key, told in stated.items()}


def _models(G: nx.MultiDiGraph, wanted: Container[str]) -> dict[str, dict[str, float]]:
    """Give the shares of models of the classified actors of some alliances."""
    found = {}
    for alliance in (one for one in alliances_of(G) if one["id"] in wanted):
        part = G.subgraph(alliance["members"])
        if has_models(part):
            rows, models = shares(part)
            totals = rows.sum(axis=0)
            found[alliance["id"]] = _positive(zip(models, totals / totals.sum(), strict=True))
    return found


def _positive(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Keep what is more than nothing."""
    return {key: float(value) for key, value in pairs if value > 0}
