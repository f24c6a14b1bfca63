"""
Societal innovation: where alliances are on its way, and which models meet there.

From the research notebook: three phases, cycles of seven years, four strategies
in order, the two kilometres, the triple innovation, and that an innovation is
societal if it is social and territorial at once, and made by several. From one
public source: the names of five steps. Ours: which phase a step belongs to
(used only where no phase is given, and then marked an inference), and how the
models that meet are compared between phases.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations, combinations_with_replacement
from typing import Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap.frame.constants import constant
from ecomap.frame.statements import actors, dates, flags, values
from ecomap.graph import MEETING_MAX, Alliance, alliances_of, has_models
from ecomap.measures.limits import LEAST
from ecomap.measures.memberships import shares
from ecomap.text import join_values, split_values
from ecomap.typology import standard

__all__ = [
    "PHASES",
    "chains",
    "compare_phases",
    "cycles",
    "innovations",
    "is_societal",
    "meetings_by_alliance",
    "meetings_by_phase",
    "models_by_phase",
]

PHASES: Final = tuple(standard().terms("phases"))

# No innovation is societal but made by partners.
_PARTNERS: Final = 2

# Phases dealt again: how often, how often at least, and dealt alliances in all.
_DRAWS: Final = 999
_LEAST_DRAWS: Final = 199
_WORK: Final = 20_000_000

Matrix = NDArray[np.float64]

_TEXTS: Final = ["phase", "phase_basis", "step", "strategy", "kilometre", "parts"]
_FLAGS: Final = ["social", "territorial", "societal", "declared"]


def is_societal(*, social: bool | None, territorial: bool | None, actors: int) -> bool | None:
    """
    Tell whether an innovation is societal, as the research notebook defines it.

    Parameters
    ----------
    social
        Whether it answers a need that nobody meets; None if unknown.
    territorial
        Whether it is made again in its territory; None if unknown.
    actors
        Number of actors that make it.

    Returns
    -------
    societal
        True if it is both, and made by at least two actors; False as soon as
        one of the three fails; None if that cannot be told.

    Examples
    --------
    >>> [is_societal(social=True, territorial=True, actors=k) for k in (1, 2)]
    [False, True]
    """
    if social is False or territorial is False or actors < _PARTNERS:
        return False
    return True if social and territorial else None


def innovations(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell where each alliance is on the way of societal innovation.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    innovations
        One row per alliance: ``k`` (actors), ``phase`` (keys joined by ``|``)
        and ``phase_basis`` (``given``; ``inference`` if it comes from the step,
        ours), ``conflict`` (a step that belongs to none of the phases given),
        ``step``, ``strategy``, ``kilometre``, ``parts`` (of the triple
        innovation), each empty if unknown; ``social``, ``territorial``,
        ``societal`` (by `is_societal`) and ``declared`` (its partnership is of
        societal innovation), each None if unknown.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", step="modelling", social_innovation=False)
    >>> innovations(G).loc["1", ["phase", "phase_basis", "societal"]].tolist()
    ['qualification', 'inference', False]
    """
    steps = standard().terms("steps")
    told = {
        name: values(G, column)
        for name, column in {
            "phase": "phase",
            "step": "step",
            "strategy": "innovation_strategy",
            "kilometre": "kilometre",
            "parts": "triple_innovation",
            "partnership": "partnership",
        }.items()
    }
    social, territorial = flags(G, "social_innovation"), flags(G, "territorial_innovation")
    rows = {}
    for alliance in alliances_of(G):
        key, k = alliance["id"], len(alliance["members"])
        given = told["phase"].get(key, ())
        implied = [steps[step]["parent"] for step in told["step"].get(key, ())]
        types = told["partnership"].get(key)
        rows[key] = {
            "k": k,
            **{name: join_values(list(told[name].get(key, ()))) for name in _TEXTS if name in told},
            "phase": join_values(list(given or dict.fromkeys(implied))),
            "phase_basis": "given" if given else "inference" if implied else "",
            "conflict": bool(given) and not set(implied) <= set(given),
            "social": social.get(key),
            "territorial": territorial.get(key),
            "societal": is_societal(
                social=social.get(key), territorial=territorial.get(key), actors=k
            ),
            "declared": None if types is None else "societal_innovation" in types,
        }
    table = pd.DataFrame.from_dict(
        rows, orient="index", columns=["k", *_TEXTS, "conflict", *_FLAGS]
    )
    kinds = {"k": "int64", "conflict": "bool", **dict.fromkeys(_TEXTS, "str")}
    return table.astype({**kinds, **dict.fromkeys(_FLAGS, "object")}).rename_axis("id")


def cycles(G: nx.MultiDiGraph, at: int | None = None) -> pd.DataFrame:
    """
    Tell in which cycle of seven years each dated alliance is.

    Parameters
    ----------
    G
        A graph under the contract.
    at
        A year; None for the last one in which an alliance of G starts.

    Returns
    -------
    cycles
        One row per alliance under way in that year, with a known start:
        ``start`` (year), ``cycle`` (1 for its first seven years) and ``left``
        (years of it after this one). An alliance without an end is taken to
        last. ``cycles.attrs["at"]`` is the year, None if no start is known.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", start="2016")
    >>> cycles(G, at=2023).values.tolist()
    [[2016, 2, 6]]
    """
    length = int(constant("process:cycle"))
    spans = {
        key: (int(start[:4]), int(end[:4]) if end else None)
        for key, (start, end) in dates(G).items()
        if start
    }
    year = max((start for start, _ in spans.values()), default=None) if at is None else at
    rows = {}
    for key, (start, end) in spans.items():
        if year is not None and start <= year and (end is None or year <= end):
            age = year - start
            left = length - 1 - age % length
            rows[key] = {"start": start, "cycle": age // length + 1, "left": left}
    columns = ["start", "cycle", "left"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table = table.astype("int64").rename_axis("id")
    table.attrs["at"] = year
    return table


def chains(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find what joins the first kilometre of needs to the last one of solutions.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    chains
        One row per alliance of the first kilometre and alliance of the last
        that have an actor in common, or that are the same: ``first``, ``last``
        (ids) and ``actors`` (ids joined by ``|``).

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", kilometre="first")
    >>> _ = G.add_edge("b", "c", key="2", kilometre="last")
    >>> chains(G).values.tolist()
    [['1', '2', 'b']]
    """
    stated = values(G, "kilometre")
    met = {a["id"]: a["members"] for a in alliances_of(G) if a["id"] in stated}
    firsts = [key for key in met if "first" in stated[key]]
    lasts: dict[str, list[str]] = defaultdict(list)
    for key, members in met.items():
        if "last" in stated[key]:
            for actor in members:
                lasts[actor].append(key)
    rows = []
    for first in firsts:
        joined: dict[str, list[str]] = defaultdict(list)
        for actor in met[first]:
            for last in lasts[actor]:
                joined[last].append(actor)
        rows += [(first, last, join_values(shared)) for last, shared in joined.items()]
    return pd.DataFrame(rows, columns=["first", "last", "actors"], dtype="str")


def meetings_by_alliance(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Tell which models meet in each alliance.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    meetings
        One row per alliance read by `project`, one column per pair of models,
        ``source_model:target_model`` in the order of the contract: 1 if the two
        meet in it, as `model_matrix` counts, whose ``observed`` is the sum of
        the column. All 0 where nobody is classified.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b", "1")])
    >>> nx.set_node_attributes(G, {"a": "people", "b": "people"}, "model")
    >>> float(meetings_by_alliance(G).loc["1", "people:people"])
    1.0
    """
    models = standard().models
    cells = list(combinations_with_replacement(range(len(models)), 2))
    names = [f"{models[a]}:{models[b]}" for a, b in cells]
    read = [a for a in alliances_of(G) if len(a["members"]) <= MEETING_MAX]
    ids = pd.Index([alliance["id"] for alliance in read], name="id", dtype="str")
    members, starts = _members(G, read)
    if not len(members):
        return pd.DataFrame(0.0, index=ids, columns=names)
    present = np.add.reduceat(members, starts)
    found = np.empty((len(read), len(cells)))
    for at, (a, b) in enumerate(cells):
        # an actor does not meet itself
        own = np.add.reduceat(members[:, a] * members[:, b], starts)
        found[:, at] = (present[:, a] * present[:, b] - own) / (1 + (a == b))
    return pd.DataFrame(np.minimum(found, 1.0), index=ids, columns=names)


def _members(G: nx.MultiDiGraph, read: list[Alliance]) -> tuple[Matrix, NDArray[np.intp]]:
    """Give the shares of models of each member of each alliance, and where each starts."""
    of_actors = actors(G)
    position = {node: i for i, node in enumerate(of_actors)}
    part = G.subgraph(of_actors)
    rows = shares(part)[0] if has_models(part) else None
    if rows is None:
        return np.zeros((0, len(standard().models))), np.zeros(0, dtype=np.intp)
    # a subgraph has its nodes in an order of its own
    order = [position[node] for node in G.subgraph(of_actors)]
    placed = np.empty_like(rows)
    placed[order] = rows
    sizes = [len(alliance["members"]) for alliance in read]
    starts = np.concatenate([[0], np.cumsum(sizes, dtype=np.intp)])[:-1]
    return placed[[position[one] for a in read for one in a["members"]]], starts


def _incidence(G: nx.MultiDiGraph, meetings: pd.DataFrame) -> Matrix:
    """Tell which of the alliances are in which phases."""
    phases = innovations(G)["phase"].reindex(meetings.index).map(split_values)
    return np.array([[phase in told for phase in PHASES] for told in phases], dtype=float).reshape(
        len(meetings), len(PHASES)
    )


def meetings_by_phase(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Count the meetings of each two models in each phase.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    meetings
        28 rows, ``source_model`` and ``target_model`` then a column per phase:
        the number of alliances of that phase in which the two meet. An alliance
        of two phases counts in both. ``meetings.attrs["alliances"]`` is the
        number of alliances of each phase.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", phase="deployment")
    >>> nx.set_node_attributes(G, {"a": "people", "b": "people"}, "model")
    >>> float(meetings_by_phase(G)["deployment"].sum())
    1.0
    """
    meetings = meetings_by_alliance(G)
    incidence = _incidence(G, meetings)
    counts = pd.DataFrame(meetings.to_numpy().T @ incidence, columns=list(PHASES))
    pairs = [name.split(":") for name in meetings.columns]
    counts.insert(0, "source_model", [pair[0] for pair in pairs])
    counts.insert(1, "target_model", [pair[1] for pair in pairs])
    numbers = incidence.sum(axis=0).astype(int).tolist()
    counts.attrs["alliances"] = dict(zip(PHASES, numbers, strict=True))
    return counts


def models_by_phase(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Count the alliances of each phase in which a model takes part.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    presence
        One row per model, one column per phase: alliances of that phase with an
        actor of the model; a hybrid actor counts by its share.
        ``presence.attrs["alliances"]`` is as in `meetings_by_phase`.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> _ = G.add_edge("a", "b", key="1", phase="deployment")
    >>> G.nodes["a"]["model"] = "people"
    >>> models_by_phase(G).loc["people"].tolist()
    [0.0, 0.0, 1.0]
    """
    read = alliances_of(G)
    members, starts = _members(G, read)
    phases = innovations(G)["phase"].map(split_values)
    incidence = np.array([[phase in told for phase in PHASES] for told in phases], dtype=float)
    table = pd.DataFrame(0.0, index=pd.Index(standard().models), columns=list(PHASES))
    if len(members):
        present = np.minimum(np.add.reduceat(members, starts), 1.0)
        table += present.T @ incidence
    counts = incidence.sum(axis=0).astype(int).tolist() if len(incidence) else [0] * len(PHASES)
    table.attrs["alliances"] = dict(zip(PHASES, counts, strict=True))
    return table


def compare_phases(
    G: nx.MultiDiGraph, *, least: int = LEAST, draws: int | None = None, seed: int = 0
) -> pd.DataFrame:
    """
    Tell how far apart the models that meet are, from one phase to another.

    Parameters
    ----------
    G
        A graph under the contract.
    least
        Number of meetings that both phases must have.
    draws
        Number of times that phases are dealt again among the alliances that
        have one; None for 999, or fewer where they are more than 20,000 (then
        at least 199).
    seed
        Seed of chance.

    Returns
    -------
    distances
        One row per two phases: ``left``, ``right``; ``distance``, half the sum
        of absolute differences between the shares of the 28 pairs in their
        meetings, 0 to 1; ``expected``, its mean over the draws (few meetings
        are far apart by chance alone); ``p``, how rare as large a distance is
        among them. nan if a phase has fewer than `least` meetings.
        ``distances.attrs["draws"]`` is their number.

    Examples
    --------
    >>> compare_phases(nx.MultiDiGraph(), draws=9)["distance"].tolist()
    [nan, nan, nan]
    """
    meetings = meetings_by_alliance(G)
    incidence = _incidence(G, meetings)
    placed = incidence.any(axis=1)
    met, where = meetings.to_numpy()[placed], incidence[placed]
    if draws is None:
        draws = min(_DRAWS, max(_LEAST_DRAWS, _WORK // max(1, len(met))))
    rng = np.random.default_rng(seed)
    found = _apart(where.T @ met, least)
    drawn = np.array([_apart(rng.permutation(where).T @ met, least) for _ in range(draws)])
    rows = []
    for at, (left, right) in enumerate(combinations(PHASES, 2)):
        chance = drawn[:, at]
        kept = chance[~np.isnan(chance)]
        told = not np.isnan(found[at]) and len(kept) > 0
        above = 1 + int((kept >= found[at] - 1e-12).sum())
        rows.append(
            {
                "left": left,
                "right": right,
                "distance": found[at],
                "expected": float(kept.mean()) if told else np.nan,
                "p": above / (len(kept) + 1) if told else np.nan,
            }
        )
    table = pd.DataFrame(rows)
    table.attrs["draws"] = draws
    return table


def _apart(counts: Matrix, least: int) -> Matrix:
    """Measure the distances between rows of meetings; nan for a row of too few."""
    totals = counts.sum(axis=1, keepdims=True)
    parts = np.full(counts.shape, np.nan)
    np.divide(counts, totals, out=parts, where=totals >= max(least, 1))
    pairs = combinations(range(len(counts)), 2)
    return np.array([np.abs(parts[a] - parts[b]).sum() / 2 for a, b in pairs])
