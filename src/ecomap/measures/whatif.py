"""
What would change: the ecosystem less an actor, an alliance or a model, or with an alliance more.

`without` and `with_alliance` make another ecosystem and leave the first alone.
`compare` sets their indicators side by side, `broken` lists what the second
has lost: paths between models, actors of the main body, alliances. `what_if`
does all of it in one table. Values are read with N of the first ecosystem, as
the alliance premium is: removing an actor nobody meets cannot raise V.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations
from typing import Any, Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap.errors import GraphError, Issue
from ecomap.graph import alliances_of, has_models, project
from ecomap.measures.engine import Matrix, distances, reach, ties
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.metrics import ecosystem_metrics
from ecomap.measures.premium import interaction_value
from ecomap.text import join_values, slug, split_values
from ecomap.typology import standard
from ecomap.values.ends import find, list_actors, nearest

__all__ = ["broken", "compare", "what_if", "with_alliance", "without"]

# What a name may mean, and the prefix that says which: ``alliance:p``.
_SORTS: Final = ("actor", "alliance", "model")

# What `broken` finds, and what the same finding is called when it was gained.
_MENDED: Final = {
    "models_parted": "models_joined",
    "models_split": "models_reached",
    "models_farther": "models_nearer",
    "actor_cut_off": "actor_joined",
    "alliance_ended": "alliance_made",
}

_COLUMNS: Final = ["what", "id", "name", "source_model", "target_model", "before", "after"]

# Two means of steps that differ by less are one.
_TINY: Final = 1e-9

Row = dict[str, Any]


# --------------------------------------------------------------------------- another ecosystem


def without(G: nx.MultiDiGraph, *names: str) -> nx.MultiDiGraph:
    """
    Take actors, alliances or models out of an ecosystem.

    Parameters
    ----------
    G
        A graph under the contract.
    *names
        What goes. Each is the id of an actor, the id of an alliance (an edge,
        or a meeting place with its memberships), the key of a model (with all
        its actors, hybrid ones by their `model`), or a name or label of these.
        An exact id or key is taken before a name. What may be two things is
        refused: ``actor:``, ``alliance:`` or ``model:`` before it says which.
        The key of a membership takes one actor out of one place.

    Returns
    -------
    other
        A new graph. Places left with one actor stay, as nodes.

    Raises
    ------
    GraphError
        If a name is unknown (the nearest known one is suggested) or may be
        several things (all are listed).

    Examples
    --------
    >>> G = nx.MultiDiGraph([("town", "firm", "1"), ("firm", "bank", "2")])
    >>> sorted(without(G, "firm")), sorted(without(G, "2").edges(keys=True))
    (['bank', 'town'], [('town', 'firm', '1')])
    """
    found = [_find(G, name) for name in names]
    keys = {key: (u, v) for u, v, key in G.edges(keys=True)}
    nodes: set[str] = set()
    edges: set[tuple[str, str, str]] = set()
    for sort, name in found:
        if sort == "model":
            nodes.update(node for node, model in G.nodes(data="model") if model == name)
        elif name in G and _is_place(G, name) == (sort == "alliance"):
            nodes.add(name)
        else:
            edges.add((*keys[name], name))
    edges.update(edge for edge in G.edges(keys=True) if nodes.intersection(edge[:2]))
    other = _copy(G)
    other.remove_edges_from(edges)
    other.remove_nodes_from(nodes)
    _forget(other, edges)
    return other


def _copy(G: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Copy a graph with the list of its issues, which is changed in place by others."""
    other = G.copy()
    other.graph["issues"] = list(G.graph.get("issues", ()))
    return other


def _is_place(G: nx.MultiDiGraph, node: str) -> bool:
    """Tell whether a node is a meeting place."""
    return standard().is_place(G.nodes[node].get("kind", "organisation"))


def _find(G: nx.MultiDiGraph, name: str) -> tuple[str, str]:
    """Find the one thing that a name means: its sort, and its id or key."""
    sort, _, rest = name.partition(":")
    found = _exact(G, name)
    if not found and sort in _SORTS:
        found = [thing for thing in _exact(G, rest) if thing[0] == sort]
        found = found or [thing for thing in _named(G, rest) if thing[0] == sort]
    found = found or _named(G, name)
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(":".join(thing) for thing in found)
        raise GraphError(issues=[_fault("whatif_ambiguous", name, expected=choices)])
    known = [text for thing in _things(G) for text in thing[1:]]
    near = nearest(list_actors({str(n): text for n, text in enumerate(known)}))
    raise GraphError(issues=[_fault("whatif_unknown", name, suggestion=near(rest or name))])


def _fault(code: str, value: str, **facts: str) -> Issue:
    """Make the issue of a question that cannot be answered."""
    return Issue(code=code, severity="error", value=value, **facts)  # type: ignore[arg-type]


def _things(G: nx.MultiDiGraph) -> Iterator[tuple[str, str, str]]:
    """Give all that may be removed: its sort, its id or key, and its name or labels."""
    for node, data in G.nodes(data=True):
        yield "alliance" if _is_place(G, node) else "actor", node, str(data.get("name", node))
    for *_, key, data in G.edges(keys=True, data=True):
        if key not in G or not _is_place(G, key):
            # of a place and an edge with one id, the place is the alliance
            yield "alliance", key, str(data.get("name", key))
    for model in standard().models:
        yield from (("model", model, standard().label("models", model, x)) for x in ("fr", "en"))


def _exact(G: nx.MultiDiGraph, name: str) -> list[tuple[str, str]]:
    """List what has exactly this id or key."""
    return list(dict.fromkeys((sort, key) for sort, key, _ in _things(G) if key == name))


def _named(G: nx.MultiDiGraph, name: str) -> list[tuple[str, str]]:
    """List what bears this name, case and accents folded."""
    things = list(_things(G))
    found = find(name, list_actors({f"{n}:": text for n, (*_, text) in enumerate(things)}))
    return list(dict.fromkeys(things[int(n[:-1])][:2] for n in found))


def _forget(other: nx.MultiDiGraph, removed: Collection[tuple[str, str, str]]) -> None:
    """
    Take those who left a place out of the rows that made it.

    Else `to_tables` would tell of them. A member whom no row names any more is
    told by its own edge.
    """
    left: dict[str, set[str]] = {}
    for u, v, _ in removed:
        for place, actor in ((v, u), (u, v)):
            if place in other and _is_place(other, place):
                left.setdefault(place, set()).add(actor)
    for place in sorted(left):
        data = other.nodes[place]
        edges = [*other.in_edges(place, data=True), *other.out_edges(place, data=True)]
        gone = left[place].difference(*(edge[:2] for edge in edges))
        told = {end for tie in (data, *(tie for *_, tie in edges)) for end in _tell(tie, gone)}
        for u, v, tie in edges:
            member = u if v == place else v
            if "rows" in tie and not tie["rows"] and member not in told:
                del tie["rows"]
                if "rows" in data:
                    data.setdefault("alliance_group", place)


def _tell(data: Row, gone: set[str]) -> set[str]:
    """Take some out of the rows of a place or an edge; give the ends still named."""
    if "rows" not in data:
        return set()
    rows = []
    for row in data["rows"]:
        if "source" in row:
            if not gone.intersection((row["source"], row["target"])):
                rows.append(row)
        elif ends := [end for end in split_values(row.get("partners", "")) if end not in gone]:
            rows.append({**row, "partners": join_values(ends)})
    data["rows"] = rows
    return {end for row in rows for end in _row_ends(row)}


def _row_ends(row: Row) -> list[str]:
    """Give the partners that a row names."""
    return [row["source"], row["target"]] if "source" in row else split_values(row["partners"])


def with_alliance(G: nx.MultiDiGraph, *actors: str, name: str | None = None) -> nx.MultiDiGraph:
    """
    Add an alliance to an ecosystem.

    Parameters
    ----------
    G
        A graph under the contract.
    *actors
        Its partners, by id or by name: an edge for two, a node of kind
        ``alliance`` for more. Partners already allied get one alliance more.
    name
        Name of the alliance.

    Returns
    -------
    other
        A new graph. The alliance has a free id made of its name or its
        partners, strength 1, and ``proposal`` as its `evidence`.

    Raises
    ------
    GraphError
        If there are fewer than two different actors, or one is unknown (the
        nearest is suggested), is a meeting place, or may be several.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("town", "firm", "1")])
    >>> G.add_node("bank")
    >>> sorted(with_alliance(G, "town", "bank").edges(keys=True))
    [('town', 'bank', 'town--bank'), ('town', 'firm', '1')]
    """
    partners = list(dict.fromkeys(_actor(G, actor) for actor in actors))
    if len(partners) < 2:  # noqa: PLR2004 - an alliance is of two
        raise GraphError(issues=[_fault("whatif_partners", join_values(partners))])
    other = _copy(G)
    taken = {*G, *(key for *_, key in G.edges(keys=True))}
    own = _free(slug(name) if name else "--".join(partners), taken)
    said = {"evidence": "proposal", **({"name": name} if name else {})}
    if len(partners) == 2:  # noqa: PLR2004
        other.add_edges_from([(*partners, own, said)])
        return other
    # as `from_tables` makes it of a row that lists its partners
    row = {"id": own, "partners": join_values(partners)}
    other.add_nodes_from([(own, {**said, "kind": "alliance", "rows": [row]})])
    for partner in partners:
        key = _free(f"{own}--{partner}", taken)
        other.add_edges_from([(partner, own, key, {"rows": []})])
    return other


def _actor(G: nx.MultiDiGraph, name: str) -> str:
    """Find an actor by its id or name."""
    if name in G and not _is_place(G, name):
        return name
    if name in G:
        raise GraphError(issues=[_fault("whatif_place", name)])
    names = {node: str(data.get("name", node)) for node, data in G.nodes(data=True)}
    directory = list_actors({node: names[node] for node in names if not _is_place(G, node)})
    found = find(name, directory)
    if len(found) == 1:
        return found[0]
    if found:
        raise GraphError(issues=[_fault("whatif_ambiguous", name, expected=", ".join(found))])
    near = nearest(list_actors({**{f"{n}:": n for n in directory[0]}, **directory[0]}))
    raise GraphError(issues=[_fault("graph_no_actor", name, suggestion=near(name))])


def _free(name: str, taken: set[str]) -> str:
    """Give an id not yet taken, and take it."""
    free, n = name, 1
    while free in taken:
        n += 1
        free = f"{name}-{n}"
    taken.add(free)
    return free


# --------------------------------------------------------------------------- what changes


def compare(G: nx.MultiDiGraph, other: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Set the indicators of two ecosystems side by side.

    Parameters
    ----------
    G
        The ecosystem as it is.
    other
        The same, changed.

    Returns
    -------
    indicators
        One row per indicator, indexed by ``indicator``: ``before``, ``after``
        and ``change``, after less before. ``value`` is V with N of `G` held
        fixed in both; ``efficiency`` is the mean of 1 / distance over all
        pairs of actors [1]_ and ``cut_actors`` the number of those whose loss
        would part others; the rest is `ecosystem_metrics`. All but ``value``
        count the actors present: fewer actors may raise a mean. nan where
        undefined.

    References
    ----------
    .. [1] Latora, V. and Marchiori, M. (2001). Efficient behavior of
       small-world networks. Physical Review Letters, 87, 198701.
       https://doi.org/10.1103/PhysRevLett.87.198701

    Examples
    --------
    >>> G = nx.MultiDiGraph([("town", "firm", "1"), ("firm", "bank", "2")])
    >>> compare(G, without(G, "2")).loc[["components", "isolates"]].astype(int)
                before  after  change
    indicator
    components       1      2       1
    isolates         0      1       1
    """
    total = _total(G)
    table = pd.DataFrame({"before": _indicators(G, total), "after": _indicators(other, total)})
    table["change"] = table["after"] - table["before"]
    return table.rename_axis("indicator")


def _total(G: nx.MultiDiGraph) -> float:
    """Give N of an ecosystem; 0 if nobody is classified."""
    H = project(G)
    known = has_models(H)
    return pair_worths(*contrasts(H))[1] if known else 0.0


def _indicators(G: nx.MultiDiGraph, total: float) -> pd.Series:
    """Measure an ecosystem as a whole, its value over a given N."""
    H = project(G)
    n, own = len(H), _total(G)
    everyone = reach(ties(H), np.zeros(n, dtype=np.intp), 1).sum()
    first = {
        "value": (interaction_value(G) * own if own else 0.0) / (total or np.nan),
        "efficiency": everyone / (n * (n - 1)) if n > 1 else np.nan,
        "cut_actors": len(set(nx.articulation_points(H))),
    }
    rest = ecosystem_metrics(G)
    return pd.concat([pd.Series(first, dtype=float), rest.drop(list(first), errors="ignore")])


# --------------------------------------------------------------------------- what breaks


def broken(G: nx.MultiDiGraph, other: nx.MultiDiGraph) -> pd.DataFrame:
    """
    List what a changed ecosystem has lost.

    Parameters
    ----------
    G
        The ecosystem as it is.
    other
        The same, changed.

    Returns
    -------
    losses
        One row per loss: ``what``, ``id`` and ``name`` of the actor or the
        alliance, or ``source_model`` and ``target_model``, ``before`` and
        ``after``. In order:

        - ``models_parted``: no path is left between two models; pairs of
          their actors within reach before, and 0;
        - ``models_split``: some pairs of actors lose their path, of those who
          are in both ecosystems; pairs within reach;
        - ``models_farther``: mean steps, over the pairs of actors within
          reach of one another in both;
        - ``actor_cut_off``: no longer with the main body, that is the part
          that holds most of the actors of the former largest component (of
          two as large, the one of the first actor); actors of its component;
        - ``alliance_ended``: fewer than two actors are left in it; its actors,
          0 if the alliance itself was removed.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("town", "firm", "1"), ("firm", "bank", "2")])
    >>> broken(G, without(G, "bank"))[["what", "id", "before", "after"]].values.tolist()
    [['alliance_ended', '2', 2.0, 1.0]]
    """
    rows = [*_lost_paths(G, other), *_cut_off(G, other), *_ended(G, other)]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.astype({**dict.fromkeys(_COLUMNS[:5], "str"), "before": float, "after": float})


def _lost_paths(G: nx.MultiDiGraph, other: nx.MultiDiGraph) -> list[Row]:
    """Find the pairs of models between which paths are lost or longer, by what happens."""
    H = project(G)
    old, new, here = _steps(H, project(other))
    models = [model for _, model in H.nodes(data="model")]
    members = {m: np.flatnonzero([own == m for own in models]) for m in standard().models}
    rows = [
        {"what": what, "source_model": a, "target_model": b, "before": before, "after": after}
        for a, b in combinations(members, 2)
        for what, before, after in _losses(
            old[np.ix_(members[a], members[b])],
            new[np.ix_(members[a], members[b])],
            np.outer(here[members[a]], here[members[b]]),
        )
    ]
    return sorted(rows, key=lambda row: list(_MENDED).index(row["what"]))


def _steps(H: nx.Graph, K: nx.Graph) -> tuple[Matrix, Matrix, NDArray[np.bool_]]:
    """Give the steps between the actors of H, in H and in K, and which of them K has."""
    old = distances(ties(H))
    new = np.full_like(old, np.inf)
    position = {node: i for i, node in enumerate(K)}
    here = np.array([node in position for node in H], dtype=bool)
    there = np.array([position[node] for node in H if node in position], dtype=np.intp)
    new[np.ix_(here, here)] = distances(ties(K))[np.ix_(there, there)]
    return old, new, here


def _losses(
    old: Matrix, new: Matrix, stayed: NDArray[np.bool_]
) -> Iterator[tuple[str, float, float]]:
    """Compare the steps between the actors of two models; what has gone is out of reach."""
    met, left = np.isfinite(old), np.isfinite(new)
    if met.any() and not left.any():
        yield "models_parted", met.sum(), 0
        return
    if (met & stayed & ~left).any():
        yield "models_split", (met & stayed).sum(), left.sum()
    both = met & left
    if both.any() and new[both].mean() > old[both].mean() + _TINY:
        yield "models_farther", old[both].mean(), new[both].mean()


def _cut_off(G: nx.MultiDiGraph, other: nx.MultiDiGraph) -> list[Row]:
    """Find the actors that are no longer with the main body."""
    H = project(G)
    parts: list[set[str]] = list(nx.connected_components(project(other)))
    body: set[str] = max(nx.connected_components(H), key=len, default=set())
    # `max` takes the first of two as large, and components come in the order of the actors
    main: set[str] = max(parts, key=lambda part: len(part & body), default=set())
    part_of = {node: part for part in parts for node in part}
    return [
        {
            "what": "actor_cut_off",
            "id": node,
            "name": data.get("name", node),
            "before": len(body),
            "after": len(part_of[node]),
        }
        for node, data in H.nodes(data=True)
        if node in body and node in part_of and node not in main
    ]


def _ended(G: nx.MultiDiGraph, other: nx.MultiDiGraph) -> Iterator[Row]:
    """Find the alliances that are no longer of two."""
    names = {key: data.get("name") for *_, key, data in G.edges(keys=True, data=True)}
    names.update(G.nodes(data="name"))
    going = {alliance["id"] for alliance in alliances_of(other)}
    for alliance in alliances_of(G):
        if alliance["id"] in going:
            continue
        stayed = [member for member in alliance["members"] if member in other]
        yield {
            "what": "alliance_ended",
            "id": alliance["id"],
            "name": names[alliance["id"]],
            "before": len(alliance["members"]),
            # all partners are still there: it is the alliance that was removed
            "after": len(stayed) if len(stayed) < len(alliance["members"]) else 0,
        }


def what_if(
    G: nx.MultiDiGraph,
    *,
    without: Collection[str] = (),
    with_: Collection[Sequence[str]] = (),
) -> pd.DataFrame:
    """
    Tell in one table what would change, what would break and what would be gained.

    Parameters
    ----------
    G
        A graph under the contract; it is not changed.
    without
        What is taken out, as the function `without` reads it.
    with_
        Alliances added next, each by its partners, as `with_alliance` reads them.

    Returns
    -------
    changes
        One row per indicator of `compare` (``what`` is ``indicator`` and
        ``id`` its key), then one per loss of `broken`, then one per gain, what
        `broken` would call a loss on the way back: ``models_joined``,
        ``models_reached``, ``models_nearer``, ``actor_joined``,
        ``alliance_made``. Columns of `broken`, and ``change``, after less
        before.

    Raises
    ------
    GraphError
        If a name is unknown or may be several things, or an alliance has fewer
        than two partners.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("town", "firm", "1"), ("firm", "bank", "2")])
    >>> changes = what_if(G, without=["2"])
    >>> changes.loc[changes["what"] != "indicator", ["what", "id"]].values.tolist()
    [['actor_cut_off', 'bank'], ['alliance_ended', '2']]
    """
    other = _changed(G, without, with_)
    indicators = compare(G, other).rename_axis("id").reset_index().assign(what="indicator")
    gains = broken(other, G).rename(columns={"before": "after", "after": "before"})
    gains["what"] = gains["what"].map(_MENDED).astype("str")
    tables = [table for table in (indicators, broken(G, other), gains) if len(table)]
    table = pd.concat(tables, ignore_index=True).reindex(columns=_COLUMNS)
    table = table.astype(dict.fromkeys(_COLUMNS[:5], "str"))
    table["change"] = table["after"] - table["before"]
    return table


def _changed(
    G: nx.MultiDiGraph, removed: Collection[str], added: Collection[Sequence[str]]
) -> nx.MultiDiGraph:
    """Remove, then add."""
    other = without(G, *([removed] if isinstance(removed, str) else removed))
    for partners in added:
        other = with_alliance(other, *partners)
    return other
