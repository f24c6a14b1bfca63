"""
Which alliances are missing: those that would bring models nearer, or make paths safer.

`suggest` ranks the pairs of actors of different models by what V, the value of
interactions of the room `premium`, would gain from their alliance. `reinforce`
finds the alliances after which no actor's loss would part others. Both only
know ties: whether two actors have anything to do together is for people to say.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import Any, Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap.errors import GraphError, Issue
from ecomap.graph import has_models, project
from ecomap.measures.engine import Ints, Matrix, distances, ties
from ecomap.measures.memberships import contrasts, pair_worths
from ecomap.measures.mixing import participation
from ecomap.text import fold, join_values
from ecomap.typology import standard
from ecomap.values.ends import list_actors, nearest

__all__ = ["EXAMINED", "REASONS", "reinforce", "suggest"]

# Of more admissible pairs than this, those with most to gain for themselves are measured whole.
EXAMINED: Final = 1_000

# What speaks for a pair: someone between the two; a long way; no way at all.
REASONS: Final = ("shared_partners", "far", "no_path")

_ENDS: Final = (
    "source",
    "target",
    "source_name",
    "target_name",
    "source_model",
    "target_model",
)
_SUGGESTED: Final = (
    *_ENDS,
    "gain",
    "partners",
    "others",
    "distance",
    "shared",
    "shared_partners",
    "adamic_adar",
    "reason",
    "introducer",
    "introducer_name",
)
_REINFORCED: Final = (*_ENDS, "crosses", "gain", "protected", "protects")

# A gain is compared to the twelfth decimal: beyond it is the order of the sums.
_DIGITS: Final = 12

# At as many steps a tie is all that matters: longer paths are told apart only when measured whole.
_FAR: Final = 12

# Actors at as many steps share a partner.
_SHARED: Final = 2


Pairs = NDArray[np.bool_]


@dataclass(kw_only=True)
class _Space:
    """How far the actors of H are from one another, and what their pairs are worth."""

    steps: Ints  # n, the number of actors, stands for out of reach
    kinds: Ints
    contrast: Matrix
    total: float

    @property
    def n(self) -> int:
        """The number of actors, unclassified ones among them."""
        return len(self.kinds)

    def gain(self, u: int, v: int) -> tuple[float, float]:
        """Give what V gains from a tie of two actors, and the partners' part of it."""
        from_u, from_v = self._sides(u, v)
        known_u, known_v = from_u[self.kinds[from_u] >= 0], from_v[self.kinds[from_v] >= 0]
        old = self.steps[np.ix_(known_u, known_v)]
        new = np.minimum(old, self.steps[known_u, u][:, None] + 1 + self.steps[known_v, v])
        inverse = _inverse(self.n)
        worth = self.contrast[np.ix_(self.kinds[known_u], self.kinds[known_v])]
        gained = worth * (inverse[new] - inverse[old])
        # each pair belongs half to each of its ends
        own = (gained[known_u == u].sum() + gained[:, known_v == v].sum()) / 2
        total = self.total or np.nan
        return float(gained.sum() / total), float(own / total)

    def _sides(self, u: int, v: int) -> tuple[Ints, Ints]:
        """
        Give those nearer to u, and those nearer to v, by two steps.

        Only a path from one side to the other may be shortened by a tie of the
        two: anybody else already reaches v through u as fast as by the tie.
        """
        ahead = self.steps[v] - self.steps[u]
        return np.flatnonzero(ahead > 1), np.flatnonzero(ahead < -1)

    def tie(self, u: int, v: int) -> None:
        """Add a tie."""
        from_u, from_v = self._sides(u, v)
        through = self.steps[from_u, u][:, None] + 1 + self.steps[from_v, v]
        new = np.minimum(self.steps[np.ix_(from_u, from_v)], through)
        self.steps[np.ix_(from_u, from_v)] = new
        self.steps[np.ix_(from_v, from_u)] = new.T


def _inverse(n: int) -> Matrix:
    """Give 1 / steps for 0 to n steps; nothing at 0, an actor itself, and at n, out of reach."""
    inverse = np.zeros(n + 1)
    inverse[1:n] = 1 / np.arange(1, n)
    return inverse


def _space(H: nx.Graph) -> _Space:
    """Measure the steps and the contrasts of the actors of H."""
    steps = distances(ties(H))
    steps[np.isinf(steps)] = len(H)
    known = has_models(H)
    kinds, contrast = (
        contrasts(H) if known else (np.full(len(H), -1, dtype=np.intp), np.zeros((1, 1)))
    )
    total = pair_worths(kinds, contrast)[1]
    return _Space(steps=steps.astype(np.intp), kinds=kinds, contrast=contrast, total=total)


# --------------------------------------------------------------------------- missing alliances


def suggest(
    G: nx.MultiDiGraph,
    *,
    most: int = 20,
    models: Collection[str] | None = None,
    territory: str | bool = False,
    reasons: Collection[str] | None = None,
    refused: Collection[Sequence[str]] = (),
) -> pd.DataFrame:
    """
    Suggest alliances between actors of different models that have none.

    Parameters
    ----------
    G
        A graph under the contract.
    most
        Number of suggestions.
    models
        Models wanted, by key, label or alias: both actors are of these; with
        one model, one actor is.
    territory
        True for actors of one same `territory`, or a territory for both.
        Actors without one are then left out.
    reasons
        Only the pairs of these reasons: ``["shared_partners"]`` for those whom
        somebody can introduce. All of `REASONS` if None.
    refused
        Pairs of ids that are not to be suggested again, in either order.

    Returns
    -------
    pairs
        One row per pair of classified actors of different `model` that share
        no alliance, best first: by ``gain``, then by ``shared``, then in the
        order of G.

        - ``source``, ``target``, their names and models;
        - ``gain``: what V gains from an alliance of the two, exactly; its
          ``partners`` and ``others`` parts, as in `alliance_premium`;
        - ``distance``: steps between them now; nan if out of reach;
        - ``shared`` partners, their ids ``shared_partners`` joined by ``|``,
          and ``adamic_adar``, Σ 1 / ln(degree) over them [1]_;
        - ``reason``: ``no_path`` now, ``shared_partners``, or ``far`` (a path
          of three steps or more);
        - ``introducer``: of the shared partners the one whose own partners are
          spread most evenly over models (`participation`), then with most
          partners, then first in G; and ``introducer_name``. Missing if they
          share no partner.

        ``pairs.attrs`` has ``candidates``, the admissible pairs; ``examined``,
        those whose gain was computed: all of them up to `EXAMINED`, else the
        ones whose own paths would shorten most, so that a pair that would
        serve others only may be missed; and ``unknown``, ids of `refused` that
        G does not have.

    Raises
    ------
    GraphError
        If no actor is classified, or a model, territory or reason is not known.

    References
    ----------
    .. [1] Adamic, L. A. and Adar, E. (2003). Friends and neighbors on the Web.
       Social Networks, 25(3), 211-230.
       https://doi.org/10.1016/S0378-8733(03)00009-1

    Examples
    --------
    >>> G = nx.MultiDiGraph([("town", "firm", "1"), ("firm", "bank", "2")])
    >>> models = {"town": "people", "firm": "public_action", "bank": "productive_economy"}
    >>> nx.set_node_attributes(G, models, "model")
    >>> suggest(G)[["source", "target", "reason", "introducer"]].values.tolist()
    [['town', 'bank', 'shared_partners', 'firm']]
    """
    H = project(G)
    contrasts(H)  # says that nobody is classified
    space = _space(H)
    open_pairs = _admissible(H, _wanted_models(models), _territories(H, territory=territory))
    open_pairs &= _wanted_reasons(space, REASONS if reasons is None else reasons)
    unknown = _refuse(H, open_pairs, refused)
    candidates = np.argwhere(open_pairs)
    examined = _most_promising(space, candidates)
    shared = _shared_partners(H, examined)
    gains = [space.gain(u, v) for u, v in examined.tolist()]
    ranked = sorted(
        range(len(examined)),
        key=lambda i: (-round(gains[i][0], _DIGITS), -shared[i], *examined[i].tolist()),
    )[: max(most, 0)]
    diversity = participation(H) if ranked else {}
    rows = [_suggestion(H, space, diversity, examined[i].tolist(), gains[i]) for i in ranked]
    table = _table(rows, _SUGGESTED, numbers=("gain", "partners", "others", "distance"))
    table["adamic_adar"] = table["adamic_adar"].astype(float)
    table["shared"] = table["shared"].astype(int)
    table.attrs.update(candidates=len(candidates), examined=len(examined), unknown=unknown)
    return table


def _table(
    rows: list[dict[str, Any]], columns: Sequence[str], numbers: Collection[str]
) -> pd.DataFrame:
    """Make a table whose texts are texts even if there is no row."""
    texts = (*_ENDS, "shared_partners", "reason", "introducer", "introducer_name", "protects")
    table = pd.DataFrame(rows, columns=list(columns))
    types = {**dict.fromkeys(texts, "str"), **dict.fromkeys(numbers, "float")}
    return table.astype({name: types[name] for name in columns if name in types})


def _wanted_models(models: Collection[str] | None) -> list[str]:
    """Read the models wanted; all of them if None."""
    types = standard()
    if models is None:
        return list(types.models)
    asked = [models] if isinstance(models, str) else list(models)
    found = {name: types.code("models", name) for name in asked}
    issues = [
        Issue(
            code="unknown_measure",
            severity="error",
            value=name,
            expected=", ".join(types.models),
            suggestion=types.nearest("models", name),
        )
        for name, key in found.items()
        if key is None
    ]
    if issues:
        raise GraphError(issues=issues)
    return [key for key in found.values() if key is not None]


def _territories(H: nx.Graph, *, territory: str | bool) -> list[str] | None:
    """Give the territory of each actor, folded, empty where it is not wanted; None for any."""
    if territory is False:
        return None
    known = {node: str(where) for node, where in H.nodes(data="territory") if where is not None}
    if territory is True:
        return [fold(known.get(node, "")) for node in H]
    asked = fold(territory)
    if asked not in map(fold, known.values()):
        near = nearest(list_actors(dict(zip(known, known.values(), strict=True))))(territory)
        issue = Issue(code="suggest_territory", severity="error", value=territory, suggestion=near)
        raise GraphError(issues=[issue])
    return [asked if fold(known.get(node, "")) == asked else "" for node in H]


def _admissible(H: nx.Graph, models: list[str], territories: list[str] | None) -> Pairs:
    """Tell which pairs, the first before the second in H, may be suggested."""
    own = np.array([model or "" for _, model in H.nodes(data="model")], dtype=str)
    wanted = np.isin(own, models)
    ends = wanted[:, None] & wanted if len(models) > 1 else wanted[:, None] | wanted
    known = own != ""
    pairs = ends & known[:, None] & known & (own[:, None] != own)
    if territories is not None:
        where = np.array(territories, dtype=str)
        pairs &= (where[:, None] == where) & (where != "")
    tied = ties(H).pairs
    pairs[tied[:, 0], tied[:, 1]] = pairs[tied[:, 1], tied[:, 0]] = False
    return np.triu(pairs, 1)


def _wanted_reasons(space: _Space, reasons: Collection[str]) -> Pairs:
    """Tell which pairs are of the reasons wanted."""
    asked = [reasons] if isinstance(reasons, str) else list(reasons)
    issues = [
        Issue(code="unknown_measure", severity="error", value=name, expected=", ".join(REASONS))
        for name in asked
        if name not in REASONS
    ]
    if issues:
        raise GraphError(issues=issues)
    return np.isin(_reasons(space.steps, space.n), [REASONS.index(name) for name in asked])


def _reasons(steps: Ints, n: int) -> Ints:
    """Give the position in `REASONS` of what speaks for pairs at so many steps."""
    return np.where(steps == n, 2, np.where(steps == _SHARED, 0, 1))


def _refuse(H: nx.Graph, open_pairs: Pairs, refused: Collection[Sequence[str]]) -> list[str]:
    """Close the pairs refused; give the ids that H does not have."""
    position = {node: i for i, node in enumerate(H)}
    for u, v in refused:
        if u in position and v in position:
            i, j = sorted((position[u], position[v]))
            open_pairs[i, j] = False
    return sorted({name for pair in refused for name in pair if name not in position})


def _most_promising(space: _Space, candidates: Ints) -> Ints:
    """Keep the pairs whose own paths would shorten most, if there are too many to measure."""
    if len(candidates) <= EXAMINED:
        return candidates
    own = _own_gains(space)
    promise = own[candidates[:, 0], candidates[:, 1]] + own[candidates[:, 1], candidates[:, 0]]
    best = np.argsort(-np.round(promise, 6), kind="stable")[:EXAMINED]
    return candidates[np.sort(best)]


def _own_gains(space: _Space) -> Matrix:
    """
    Give Σ_j c_uj (1 / new - 1 / old) over the paths of u, were it tied to each v.

    By level: the actors at t steps from u, times what each step from v saves.
    """
    steps = np.where(space.steps < space.n, np.minimum(space.steps, _FAR), _FAR + 1)
    inverse = _inverse(_FAR + 1)
    kinds = space.kinds
    worth = space.contrast[np.ix_(kinds, kinds)] * np.outer(kinds >= 0, kinds >= 0)
    gains = np.zeros((space.n, space.n), dtype=np.float32)
    for level in range(2, _FAR + 2):
        here = np.where(steps == level, worth, 0).astype(np.float32)
        if here.any():
            after = np.maximum(0, 1 / (1 + np.arange(_FAR + 2)) - inverse[level])
            after[_FAR + 1] = 0  # what v does not reach is saved nothing
            gains += here @ after.astype(np.float32)[steps].T
    return gains.astype(float)


def _shared_partners(H: nx.Graph, pairs: Ints) -> list[int]:
    """Count the partners that each pair shares."""
    nodes = list(H)
    circles = [set(H[node]) for node in nodes]
    return [len(circles[u] & circles[v]) for u, v in pairs.tolist()]


def _suggestion(
    H: nx.Graph,
    space: _Space,
    diversity: dict[str, float],
    pair: list[int],
    gain: tuple[float, float],
) -> dict[str, Any]:
    """Describe a pair."""
    nodes = list(H)
    u, v = nodes[pair[0]], nodes[pair[1]]
    steps = int(space.steps[pair[0], pair[1]])
    shared = [node for node in nodes if node in H[u] and node in H[v]]
    # `max` takes the first of equals; nan, too few ties to tell, comes last
    introducer = max(
        shared, key=lambda w: (np.nan_to_num(diversity[w], nan=-1.0), H.degree(w)), default=None
    )
    return {
        **_ends(H, u, v),
        "gain": gain[0],
        "partners": gain[1],
        "others": gain[0] - gain[1],
        "distance": float("nan") if steps == space.n else steps,
        "shared": len(shared),
        "shared_partners": join_values(shared) or None,
        "adamic_adar": sum(1 / log(H.degree(w)) for w in shared),
        "reason": REASONS[int(_reasons(space.steps[pair[0], pair[1]], space.n))],
        "introducer": introducer,
        "introducer_name": H.nodes[introducer].get("name", introducer) if introducer else None,
    }


def _ends(H: nx.Graph, u: str, v: str) -> dict[str, Any]:
    """Describe the two actors of a pair."""
    return {
        "source": u,
        "target": v,
        "source_name": H.nodes[u].get("name", u),
        "target_name": H.nodes[v].get("name", v),
        "source_model": H.nodes[u].get("model"),
        "target_model": H.nodes[v].get("model"),
    }


# --------------------------------------------------------------------------- safer paths


def reinforce(G: nx.MultiDiGraph) -> pd.DataFrame:
    """
    Find alliances after which the loss of no single actor would part others.

    An actor is a passage when all paths between two others lead through it.
    The parts that no single loss can break, and the passages where they meet,
    form a tree [1]_. Each step ties two ends of the tree, in the longest way
    through the passage with most branches, and the parts along it become one.

    Parameters
    ----------
    G
        A graph under the contract.

    Returns
    -------
    additions
        One row per alliance to add, in order: the two actors, their names and
        models; ``crosses``, whether their models are known and differ, which
        is preferred among ends equally far; ``gain`` of V, each after those
        before it (nan if V is undefined); ``protected`` and ``protects``,
        number and ids of the passages without which the two would have been
        parted. Components are left apart, and those of one or two actors as
        they are. Of the actors at an end, the one with fewest partners is
        taken. ``additions.attrs["at_least"]`` is the number that no plan can
        go below; a greedy plan may be longer.

    References
    ----------
    .. [1] Eswaran, K. P. and Tarjan, R. E. (1976). Augmentation problems. SIAM
       Journal on Computing, 5(4), 653-665. https://doi.org/10.1137/0205044

    Examples
    --------
    >>> G = nx.MultiDiGraph([("town", "firm", "1"), ("firm", "bank", "2")])
    >>> reinforce(G)[["source", "target", "protects"]].values.tolist()
    [['town', 'bank', 'firm']]
    """
    read = project(G)
    space, forest = _space(read), _forest(read)
    H = read.copy()  # ties will be added
    position = {node: i for i, node in enumerate(H)}
    at_least = _at_least(forest)
    rows = []
    while passages := [node for node in forest if isinstance(node, str)]:
        start = max(passages, key=lambda node: (forest.degree(node), -position[node]))
        way = _longest_way(forest, start)
        u, v = _tied(H, forest.nodes[way[0]]["plain"], forest.nodes[way[-1]]["plain"])
        i, j = sorted((position[u], position[v]))
        spared = sorted((node for node in way if isinstance(node, str)), key=position.__getitem__)
        rows.append(
            {
                **_ends(H, *sorted((u, v), key=position.__getitem__)),
                "crosses": _crosses(_model(H, u), _model(H, v)),
                "gain": space.gain(i, j)[0],
                "protected": len(spared),
                "protects": join_values(spared),
            }
        )
        space.tie(i, j)
        H.add_edge(u, v)
        _merge(forest, way, H)
    table = _table(rows, _REINFORCED, numbers=("gain",))
    table = table.astype({"crosses": bool, "protected": int})
    table.attrs["at_least"] = at_least
    return table


def _forest(H: nx.Graph) -> nx.Graph:
    """
    Join the parts that no single loss breaks, by the passages where they meet.

    Parts are numbers, with the other actors they hold as ``plain`` and their
    models; passages are ids.
    """
    forest = nx.Graph()
    passages = set(nx.articulation_points(H))
    position = {node: i for i, node in enumerate(H)}
    for number, part in enumerate(nx.biconnected_components(H)):
        _add_part(forest, number, sorted(part - passages, key=position.__getitem__), H)
        forest.add_edges_from(
            (number, node) for node in sorted(part & passages, key=position.__getitem__)
        )
    return forest


def _add_part(forest: nx.Graph, number: int, plain: list[str], H: nx.Graph) -> None:
    """Add a part with the actors that only it holds."""
    forest.add_node(number, plain=plain, models={_model(H, node) for node in plain} - {""})


def _model(H: nx.Graph, node: str) -> str:
    """Give the model of an actor; empty if unclassified."""
    return str(H.nodes[node].get("model", ""))


def _crosses(a: str, b: str) -> bool:
    """Tell whether two models are known and differ."""
    return bool(a and b) and a != b


def _at_least(forest: nx.Graph) -> int:
    """Count the ties that no plan can do without: half the ends, or a passage's branches less 1."""
    count = 0
    for tree in nx.connected_components(forest):
        ends = sum(forest.degree(node) == 1 for node in tree)
        branches = max((forest.degree(node) for node in tree if isinstance(node, str)), default=1)
        count += max(ceil(ends / 2), branches - 1)
    return count


def _longest_way(forest: nx.Graph, start: str) -> list[int | str]:
    """
    Give the longest way between two ends of the tree that leads through a passage.

    Of two ends as far, one that holds another model than the first is taken.
    """
    depth: dict[int | str, int] = nx.single_source_shortest_path_length(forest, start)
    before = dict(nx.bfs_predecessors(forest, start))
    ends = [node for node in forest if node in depth and forest.degree(node) == 1]
    ways = {node: _back(node, before) for node in ends}
    first = max(ways, key=depth.__getitem__)
    branch = ways[first][-2]
    models = forest.nodes[first]["models"]

    def promise(node: int | str) -> tuple[int, bool]:
        others = forest.nodes[node]["models"]
        return depth[node], any(_crosses(a, b) for a in models for b in others)

    second = max((node for node in ways if ways[node][-2] != branch), key=promise)
    return [*ways[first], *reversed(ways[second][:-1])]


def _back(node: int | str, before: dict[int | str, int | str]) -> list[int | str]:
    """Give the way back from a node to where the search began."""
    way = [node]
    while way[-1] in before:
        way.append(before[way[-1]])
    return way


def _tied(H: nx.Graph, left: list[str], right: list[str]) -> tuple[str, str]:
    """Choose an actor on each side: of two models if possible, then with fewest partners."""
    pairs = [(u, v) for u in _lonely(H, left) for v in _lonely(H, right)]
    return min(
        pairs,
        key=lambda pair: (
            not _crosses(_model(H, pair[0]), _model(H, pair[1])),
            H.degree(pair[0]) + H.degree(pair[1]),
        ),
    )


def _lonely(H: nx.Graph, nodes: list[str]) -> list[str]:
    """Give of each model the actor with fewest partners."""
    found: dict[str, str] = {}
    for node in sorted(nodes, key=H.degree):
        found.setdefault(_model(H, node), node)
    return list(found.values())


def _merge(forest: nx.Graph, way: list[int | str], H: nx.Graph) -> None:
    """Make one part of those along a way; a passage left with that part only is none any more."""
    parts = [node for node in way if isinstance(node, int)]
    number = max(node for node in forest if isinstance(node, int)) + 1
    plain = [node for part in parts for node in forest.nodes[part]["plain"]]
    around = list(dict.fromkeys(node for part in parts for node in forest[part]))
    forest.remove_nodes_from(parts)
    inside = [node for node in around if not forest.degree(node)]
    forest.remove_nodes_from(inside)
    _add_part(forest, number, [*plain, *inside], H)
    forest.add_edges_from((number, node) for node in around if node in forest)
