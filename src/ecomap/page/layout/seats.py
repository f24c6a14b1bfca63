"""Who stands where: members of a group exchange places until partners are near each other."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ecomap.page.layout.groups import PLACES, Grouping, Position
from ecomap.page.layout.marks import Floats, Indices, close, runs

__all__ = ["exchange", "gather", "partners"]

# Beyond so many actors a place pulls by itself: its pairs would outweigh all else.
_MEETING: Final = 30
_AROUND: Final = 12.0  # marks that are near one, about
_SPARSE, _DENSE = 8.0, 20.0
_LOOKS: Final = 8
_GROWTH: Final = 1.4
_ROUNDS: Final = (100, 200)
_OFTEN: Final = 200_000  # ties × rounds: the fewest rounds are taken from some 2,000 ties on
_WORK: Final = 6_000_000  # ties × rounds at most
_TRIES: Final = 2  # spots proposed to each in a round: most are another group's
_AT_ONCE: Final = 0.7  # share of exchanges made: neighbours that all move spoil each other's gain
_GAIN: Final = 1e-9
_LONG: Final = 0.05  # what a long tie costs, beside what a short one is worth


class _Circle(NamedTuple):
    """The partners of every mark, one after the other, and how many each has."""

    others: Indices
    first: Indices
    many: Indices


class _Room(NamedTuple):
    """The spots, those near each one, and the room that a mark takes around each."""

    points: Floats
    near: _Circle
    area: Floats


class _Crowd(NamedTuple):
    """The group and the partners of everyone, and who may move."""

    groups: Indices
    ties: _Circle
    free: NDArray[np.bool_]


def partners(G: nx.Graph, grouping: Grouping, nodes: list[str]) -> Indices:
    """
    Find who works with whom.

    Parameters
    ----------
    G
        Actors and meeting places as nodes, alliances as edges.
    grouping
        What `ecomap.page.layout.groups.group` gives: it tells the meeting places.
    nodes
        The nodes of the graph.

    Returns
    -------
    ends
        Each pair once, as places in `nodes`: nodes that an edge ties, and
        actors that meet at a place of thirty actors at most.

    Examples
    --------
    >>> G = nx.Graph([("a", "fair"), ("b", "fair")])
    >>> G.nodes["fair"]["kind"] = "event"
    >>> partners(G, Grouping({"a": "x", "b": "x", "fair": PLACES}, {}), ["a", "b", "fair"]).tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    number = {node: i for i, node in enumerate(nodes)}
    ends = np.array([(number[u], number[v]) for u, v in G.edges()], dtype=np.intp).reshape(-1, 2)
    ends = _distinct(ends, len(nodes))
    meets = np.array([grouping.of[node] == PLACES for node in nodes], dtype=bool)
    visits = np.concatenate([ends, ends[:, ::-1]])
    visits = visits[meets[visits[:, 0]] & ~meets[visits[:, 1]]]
    count = np.bincount(visits[:, 0], minlength=len(nodes))
    visits = visits[count[visits[:, 0]] <= _MEETING]
    visits = visits[np.argsort(visits[:, 0], kind="stable")]
    one, other = runs(
        np.arange(1, len(visits) + 1), np.searchsorted(visits[:, 0], visits[:, 0], "right")
    )
    met = np.column_stack([visits[one, 1], visits[other, 1]])
    return _distinct(np.concatenate([ends, met]), len(nodes))


def _distinct(pairs: Indices, n: int) -> Indices:
    """Give each pair of two marks once, in order."""
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    one = np.unique((low * n + high)[low < high])
    return np.column_stack([one // max(1, n), one % max(1, n)])


def gather(
    G: nx.Graph, grouping: Grouping, pos: Position, *, fixed: Collection[str] = ()
) -> dict[str, str]:
    """
    Find a place beside its partners for everybody, among the places of its group.

    Parameters
    ----------
    G
        Actors and meeting places as nodes, alliances as edges.
    grouping
        What `ecomap.page.layout.groups.group` gives.
    pos
        Where nodes stand: all that are in it may move, and no other place is
        given.
    fixed
        The nodes that keep their places.

    Returns
    -------
    taken
        For each node the one whose place it takes, itself if it stays.

    Examples
    --------
    >>> G = nx.Graph([("a", "d"), ("b", "c")])
    >>> pos = {node: (float(i), 0.0) for i, node in enumerate("abcd")}
    >>> taken = gather(G, Grouping(dict.fromkeys("abcd", "x"), {}), pos, fixed=["a"])
    >>> taken["a"], taken["d"]
    ('a', 'b')
    """
    nodes = sorted(grouping.of)
    shown = np.array([node in pos for node in nodes], dtype=bool)
    number = np.cumsum(shown) - 1
    ends = partners(G, grouping, nodes)
    ends = number[ends[shown[ends].all(axis=1)]]
    standing = [node for node in nodes if node in pos]
    keys = {key: i for i, key in enumerate(dict.fromkeys(grouping.of.values()))}
    seat = exchange(
        np.array([pos[node] for node in standing]).reshape(-1, 2),
        ends,
        np.array([keys[grouping.of[node]] for node in standing], dtype=np.intp),
        fixed=np.flatnonzero([node in fixed for node in standing]),
    )
    return {node: standing[i] for node, i in zip(standing, seat.tolist(), strict=True)}


def exchange(
    points: Floats,
    ends: Indices,
    groups: Indices,
    *,
    fixed: Indices | None = None,
    seed: int = 0,
) -> Indices:
    """
    Let members of a group exchange places, as long as partners come nearer by it.

    What counts is whether a partner is among as many marks nearest to one as
    one has partners, and a little how long the other ties are. Each round
    proposes to everybody a spot near a partner, and makes the exchanges that
    gain.

    Parameters
    ----------
    points
        The spots, one row per mark; the mark of that row stands there at first.
    ends
        Two partners per row.
    groups
        The group of each mark: spots stay with their group.
    fixed
        The marks that keep their spots.
    seed
        Of chance; the same seed gives the same places.

    Returns
    -------
    seat
        For each mark the row of the spot where it stands at last.

    Examples
    --------
    >>> spots = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    >>> ends, nobody = np.array([[0, 3], [1, 2]]), np.zeros(4, dtype=np.intp)
    >>> seat = exchange(spots, ends, nobody)
    >>> abs(int(seat[0] - seat[3])), abs(int(seat[1] - seat[2]))
    (1, 1)
    """
    n = len(points)
    seat = np.arange(n)
    if not len(ends):
        return seat
    free = np.ones(n, dtype=bool)
    free[fixed if fixed is not None else []] = False
    crowd = _Crowd(groups, _circle(n, ends), free)
    room = _room(points)
    who = seat.copy()
    chance = np.random.default_rng(seed)
    active = np.tile(np.flatnonzero(free & (crowd.ties.many > 0)), _TRIES)
    rounds = min(int(np.clip(_OFTEN // len(ends), *_ROUNDS)), max(1, _WORK // len(ends)))
    for _ in range(rounds):
        one, other = _proposed(chance.permutation(active), seat, who, (crowd, room), chance)
        gains = _gain(one, other, seat, crowd, room) > _GAIN
        gains &= chance.random(len(one)) < _AT_ONCE
        one, other = one[gains], other[gains]
        seat[one], seat[other] = seat[other], seat[one]
        who[seat[one]], who[seat[other]] = one, other
    return seat


def _circle(n: int, pairs: Indices) -> _Circle:
    """Sort the two ends of pairs by mark."""
    one = np.concatenate([pairs[:, 0], pairs[:, 1]])
    others = np.concatenate([pairs[:, 1], pairs[:, 0]])[np.argsort(one, kind="stable")]
    count = np.bincount(one, minlength=n)
    return _Circle(others, np.cumsum(count) - count, count)


def _room(points: Floats) -> _Room:
    """Look around every spot, as far as it takes to see some others."""
    n = len(points)
    across, along = np.maximum(1.0, np.ptp(points, axis=0))
    reach = float(np.sqrt(across * along * _AROUND / n / np.pi))
    for _ in range(_LOOKS):
        pairs = close(points, reach)
        around = 2 * len(pairs) / n
        if around > _DENSE:
            reach /= _GROWTH
        elif around < min(_SPARSE, n - 1):
            reach *= _GROWTH
        else:
            break
    near = _circle(n, pairs)
    return _Room(points, near, reach * reach / np.maximum(1, near.many))


def _proposed(
    movers: Indices,
    seat: Indices,
    who: Indices,
    where: tuple[_Crowd, _Room],
    chance: np.random.Generator,
) -> tuple[Indices, Indices]:
    """Propose to each the spot of somebody of its group beside a partner, nobody twice."""
    (groups, ties, free), near = where[0], where[1].near
    partner = ties.others[_drawn(ties, movers, chance)]
    beside = seat[partner]
    seen = near.many[beside] > 0
    movers, beside = movers[seen], beside[seen]
    others = who[near.others[_drawn(near, beside, chance)]]
    fits = (groups[movers] == groups[others]) & (movers != others) & free[others]
    movers, others = movers[fits], others[fits]
    turn = np.arange(len(movers))
    asked = np.empty(len(seat), dtype=np.intp)
    # of several who ask for one spot the first is heard: written last, it remains
    asked[np.column_stack([movers, others]).ravel()[::-1]] = np.repeat(turn, 2)[::-1]
    once = (asked[movers] == turn) & (asked[others] == turn)
    return movers[once], others[once]


def _drawn(circle: _Circle, of: Indices, chance: np.random.Generator) -> Indices:
    """Draw one of those around each."""
    drawn: Indices = circle.first[of] + (chance.random(len(of)) * circle.many[of]).astype(np.intp)
    return drawn


def _gain(one: Indices, other: Indices, seat: Indices, crowd: _Crowd, room: _Room) -> Floats:
    """Tell what each exchange alone would gain."""
    movers, takers = np.concatenate([one, other]), np.concatenate([other, one])
    ties = crowd.ties
    of, arc = runs(ties.first[movers], ties.first[movers] + ties.many[movers])
    partner = ties.others[arc]
    old, new, theirs = seat[movers][of], seat[takers][of], seat[partner]
    # two partners that exchange their places stay as far from each other
    then = np.where(partner == takers[of], old, theirs)
    many = np.array([ties.many[movers][of], ties.many[partner]])
    after, before = _worth(room, np.array([[new, old], [then, theirs]]), many)
    total: Floats = np.bincount(of, after - before, len(movers)).reshape(2, -1).sum(axis=0)
    return total


def _worth(room: _Room, spots: Indices, many: Indices) -> Floats:
    """Tell what ties between spots are worth to both ends: much if they touch, less and less."""
    gap = room.points[spots[0]] - room.points[spots[1]]
    far = np.einsum("...i,...i", gap, gap)
    # 1 at the rim of the disc in which as many marks stand as one has partners
    rim = far / (room.area[spots] * many[:, None])
    worth = (1 / (1 + rim * rim) - _LONG * np.log1p(rim)) / many[:, None]
    total: Floats = worth.sum(axis=0)
    return total
