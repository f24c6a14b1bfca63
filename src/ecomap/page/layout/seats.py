"""Who stands where: members of a group exchange places until partners are near each other."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from itertools import chain
from typing import Final, NamedTuple

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from ecomap.page.layout.groups import PLACES, Grouping, Position
from ecomap.page.layout.marks import Floats, Indices, close, runs
from ecomap.page.layout.pulls import NAMED, unfold

__all__ = ["exchange", "gather", "numbered", "partners", "spread"]

# Beyond so many actors a place pulls by itself: its pairs would outweigh all else.
_MEETING: Final = 30
_TOGETHER: Final = 4  # marks that are not parted further before they exchange places
_AROUND: Final = 12.0  # marks that are near one, about
_SPARSE, _DENSE = 8.0, 20.0
_LOOKS: Final = 8
_GROWTH: Final = 1.4
_ROUNDS: Final = (110, 190)
_OFTEN: Final = 150_000  # ties × rounds: the fewest rounds are taken from some 1,400 ties on
_AHEAD: Final = 10  # rounds drawn at once
_IDLE: Final = 10  # rounds without an exchange, after which there are hardly any
_ASKED: Final = (0.15, 0.3)  # shares of the marks that a spot is proposed to in a round
_GAIN: Final = 1e-6
_LONG: Final = np.float32(0.2)  # what it is worth that long ties are less long

_Singles = NDArray[np.float32]


class _Circle(NamedTuple):
    """The partners of every mark, one after the other, and how many each has."""

    others: Indices
    first: Indices
    many: Indices


class _Crowd(NamedTuple):
    """
    The groups of those who may move, and the partners and the group around everyone.

    `kin` has the partners of another group, and further on those of one's own;
    `asking` are the places in it of those who may move, of each kind.
    """

    groups: Indices  # -1 who may not
    ties: _Circle
    shares: _Singles  # 1 over the number of partners
    peers: _Circle
    kin: _Circle
    asking: list[Indices]


class _Room(NamedTuple):
    """The spots, drawn so that one mark takes the room of a disc of radius 1; who is near."""

    points: _Singles
    near: _Circle


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
    ends = _tied(G, nodes)
    meets = np.array([grouping.of[node] == PLACES for node in nodes], dtype=bool)
    if not meets.any():
        return ends
    place, guest = np.concatenate([ends, ends[:, ::-1]]).T
    visits = meets[place] & ~meets[guest]
    visits[visits] = np.bincount(place[visits], minlength=len(nodes))[place[visits]] <= _MEETING
    place, guest = place[visits], guest[visits]
    order = np.argsort(place, kind="stable")
    place, guest = place[order], guest[order]
    one, other = runs(np.arange(1, len(place) + 1), np.searchsorted(place, place, "right"))
    return _distinct(
        np.concatenate([ends[:, 0], guest[one]]),
        np.concatenate([ends[:, 1], guest[other]]),
        len(nodes),
    )


def _tied(G: nx.Graph, nodes: list[str]) -> Indices:
    """Give each two nodes that an edge ties once, as places in `nodes`."""
    number = {node: i for i, node in enumerate(nodes)}
    around = dict(G.adjacency())
    counts = np.array([len(met) for met in around.values()], dtype=np.intp)
    one = np.repeat(np.array([number[node] for node in around], dtype=np.intp), counts)
    met = map(number.__getitem__, chain.from_iterable(around.values()))
    return _distinct(one, np.fromiter(met, dtype=np.intp, count=len(one)), len(nodes))


def _distinct(one: Indices, other: Indices, n: int) -> Indices:
    """Give each pair of two marks once, in order."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    pairs = np.unique((low * n + high)[low < high])
    return np.stack(np.divmod(pairs, max(1, n))).T.astype(np.intp, copy=False)


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
    >>> taken = gather(G, Grouping(dict.fromkeys("abcd", "x"), {"x": ["x"]}), pos, fixed=["a"])
    >>> taken["a"], taken["d"]
    ('a', 'b')
    """
    nodes = sorted(grouping.of)
    ends, groups = partners(G, grouping, nodes), numbered(grouping, nodes)
    shown = np.array([node in pos for node in nodes], dtype=bool)
    inner = (np.cumsum(shown) - 1)[ends[shown[ends].all(axis=1)]]
    standing = [node for node in nodes if node in pos]
    if not len(inner):
        return {node: node for node in standing}
    points, own = np.array([pos[node] for node in standing]), groups[shown]
    held = np.flatnonzero([node in fixed for node in standing])
    seat = None
    if len(nodes) > NAMED:  # fewer find each other by exchanges alone
        movers = np.setdiff1d(inner, held)
        seat = spread(unfold(ends, groups)[shown], points, own, movers)
    seat = exchange(points, inner, own, seat=seat, fixed=held)
    return {node: standing[i] for node, i in zip(standing, seat.tolist(), strict=True)}


def numbered(grouping: Grouping, nodes: Iterable[str]) -> Indices:
    """
    Give each group a number.

    Parameters
    ----------
    grouping
        What `ecomap.page.layout.groups.group` gives.
    nodes
        Some nodes.

    Returns
    -------
    groups
        The place of the group of each node among the groups of all families.

    Examples
    --------
    >>> numbered(Grouping({"a": "y", "b": "x"}, {"all": ["x", "y"]}), ["a", "b"]).tolist()
    [1, 0]
    """
    keys = [key for family in grouping.families.values() for key in family]
    place = {key: i for i, key in enumerate(keys)}
    return np.array([place[grouping.of[node]] for node in nodes], dtype=np.intp)


def spread(sheets: Floats, points: Floats, groups: Indices, movers: Indices) -> Indices:
    """
    Lay the sheet of each group on its spots: both are halved, and halved again.

    Parameters
    ----------
    sheets
        What `ecomap.page.layout.pulls.unfold` gives.
    points
        The spots, one row per mark.
    groups
        The group of each mark.
    movers
        The marks that share their spots out; the others keep their own.

    Returns
    -------
    seat
        For each mark the row of a spot of its group.

    Examples
    --------
    >>> line = np.arange(8.0)[:, None] * (1, 0)
    >>> spread(-line, line, np.zeros(8, dtype=np.intp), np.arange(8)).tolist()
    [7, 6, 5, 4, 3, 2, 1, 0]
    """
    ranks = [each.argsort(axis=0, kind="stable").argsort(axis=0) for each in (sheets, points)]
    marks = spots = movers[np.argsort(groups[movers], kind="stable")]
    ends = np.flatnonzero(np.diff(groups[marks], append=-1)) + 1
    while (size := np.diff(ends, prepend=0)).max(initial=0) > _TOGETHER:
        first = ends - size
        wide = np.maximum.reduceat(points[spots], first) - np.minimum.reduceat(points[spots], first)
        block = np.repeat(np.arange(len(size)), size)
        axis = wide.argmax(axis=1)[block]
        marks, spots = (
            each[np.argsort(block * len(points) + rank[each, axis], kind="stable")]
            for each, rank in zip((marks, spots), ranks, strict=True)
        )
        ends = np.union1d(ends, first + (size + 1) // 2)
    seat = np.arange(len(points))
    seat[marks] = spots
    return seat


def exchange(
    points: Floats,
    ends: Indices,
    groups: Indices,
    *,
    seat: Indices | None = None,
    fixed: Indices | None = None,
    seed: int = 0,
) -> Indices:
    """
    Let members of a group exchange places, as long as partners come nearer by it.

    What counts is whether a partner is among as many marks nearest to one as
    one has partners, and a little how long the other ties are. Each round
    proposes to many a spot near a partner, or any spot of their group if that
    is another's, and makes the exchanges that gain.

    Parameters
    ----------
    points
        The spots, one row per mark.
    ends
        Two partners per row.
    groups
        The group of each mark: spots stay with their group.
    seat
        For each mark the row of the spot where it stands at first; its own if
        None.
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
    seat = np.arange(n) if seat is None else seat.copy()
    if not len(ends):
        return seat
    crowd, room = _crowd(n, ends, groups, fixed), _room(points)
    if not len(room.near.others) or not any(map(len, crowd.asking)):
        return seat
    who = np.argsort(seat)
    chance = np.random.default_rng(seed)
    idle = 0
    for turn in range(int(np.clip(_OFTEN // len(ends), *_ROUNDS))):
        if turn % _AHEAD == 0:
            movers, partner = _asked(crowd, chance)
        asked = (movers[turn % _AHEAD], partner[turn % _AHEAD])
        one, other = _proposed(asked, crowd, room, (seat, who), chance)
        gains = _gain(one, other, seat, crowd, room) > _GAIN
        one, other = one[gains], other[gains]
        seat[one], seat[other] = seat[other], seat[one]
        who[seat[one]], who[seat[other]] = one, other
        idle = 0 if len(one) else idle + 1
        if idle == _IDLE:
            break
    return seat


def _crowd(n: int, ends: Indices, groups: Indices, fixed: Indices | None) -> _Crowd:
    """Look around everyone."""
    free = np.ones(n, dtype=bool)
    free[fixed if fixed is not None else []] = False
    ties = _circle(n, *ends.T)
    mover = np.repeat(np.arange(n), ties.many)
    place = mover + n * (groups[mover] == groups[ties.others])
    kin = _rows(2 * n, place, ties.others[np.argsort(place, kind="stable")])
    across, own = (kin.many > 0).reshape(2, n)
    sorted_ = np.argsort(groups, kind="stable")
    peers = _rows(int(groups.max()) + 1, groups[free], sorted_[free[sorted_]])
    return _Crowd(
        groups=np.where(free, groups, -1),
        ties=ties,
        shares=(1 / np.maximum(1, ties.many)).astype(np.float32),
        peers=_Circle(peers.others, peers.first[groups], peers.many[groups]),
        kin=kin,
        asking=[start + np.flatnonzero(free & some) for start, some in ((0, across), (n, own))],
    )


def _circle(n: int, one: Indices, other: Indices) -> _Circle:
    """Sort the two ends of pairs by mark."""
    ends = np.concatenate([one, other])
    order = np.argsort(ends, kind="stable")
    return _rows(n, ends, np.concatenate([other, one])[order])


def _rows(n: int, ends: Indices, others: Indices) -> _Circle:
    """Tell where the others of each mark are, one mark after the other."""
    count = np.bincount(ends, minlength=n)
    return _Circle(others, np.cumsum(count) - count, count)


def _room(points: Floats) -> _Room:
    """Look around every spot, as far as it takes to see some others."""
    n = len(points)
    across, along = np.maximum(1.0, np.ptp(points, axis=0))
    reach = float(np.sqrt(across * along * _AROUND / n / np.pi))
    for _ in range(_LOOKS):
        pairs = close(points, reach)
        around = 2 * len(pairs) / n
        if min(_SPARSE, n - 1) <= around <= _DENSE:
            break
        reach *= float(np.sqrt(_AROUND / max(1.0, around)))
    near = _circle(n, *pairs.T)
    room = reach / np.sqrt(max(1.0, float(np.median(near.many))))
    return _Room((points / room).T.astype(np.float32), near)


def _asked(crowd: _Crowd, chance: np.random.Generator) -> tuple[Indices, Indices]:
    """Draw who asks for a spot in the next rounds, one row each, and beside which partner."""
    n = len(crowd.groups)
    asked = np.concatenate(
        [
            asking[chance.integers(len(asking), size=(_AHEAD, math.ceil(share * n)))]
            for asking, share in zip(crowd.asking, _ASKED, strict=True)
            if len(asking)
        ],
        axis=1,
    )
    return asked % n, _drawn(crowd.kin, asked, chance)


def _proposed(
    asked: tuple[Indices, Indices],
    crowd: _Crowd,
    room: _Room,
    stands: tuple[Indices, Indices],
    chance: np.random.Generator,
) -> tuple[Indices, Indices]:
    """Propose to some the spot of one of their group, beside a partner if it is, nobody twice."""
    (movers, partner), (seat, who) = asked, stands
    others = who[_drawn(room.near, seat[partner], chance)]
    away = np.flatnonzero(crowd.groups[movers] != crowd.groups[others])
    others[away] = _drawn(crowd.peers, movers[away], chance)
    turn = np.arange(len(movers))
    heard = np.empty(len(seat), dtype=np.intp)
    # of several who ask for one spot the last is heard: partners of a group, who gain more often
    heard[others] = turn
    heard[movers] = turn
    once = (heard[movers] == turn) & (heard[others] == turn) & (movers != others)
    return movers[once], others[once]


def _drawn(circle: _Circle, of: Indices, chance: np.random.Generator) -> Indices:
    """Draw one of those around each."""
    place = (chance.random(of.shape, dtype=np.float32) * circle.many[of]).astype(np.intp)
    # of nobody, anybody
    drawn: Indices = circle.others[np.minimum(circle.first[of] + place, len(circle.others) - 1)]
    return drawn


def _gain(one: Indices, other: Indices, seat: Indices, crowd: _Crowd, room: _Room) -> Floats:
    """Tell what each exchange alone would gain."""
    movers, takers = np.concatenate([one, other]), np.concatenate([other, one])
    first, many = crowd.ties.first[movers], crowd.ties.many[movers]
    of, arc = runs(first, first + many)
    partner = crowd.ties.others[arc]
    x, y = room.points
    theirs = seat[partner]
    x_there, y_there = x[theirs], y[theirs]
    before, after = (
        (x[spot][of] - x_there) ** 2 + (y[spot][of] - y_there) ** 2
        for spot in (seat[movers], seat[takers])
    )
    # two partners that exchange their places stay as far from each other
    np.copyto(after, before, where=partner == takers[of])
    gain = np.zeros(len(of))
    for share in (crowd.shares[movers][of], crowd.shares[partner]):
        gain += share * (_worth(after * share) - _worth(before * share))
    total = np.bincount(of, weights=gain, minlength=len(movers))
    return (total[: len(one)] + total[len(one) :]).astype(float)


def _worth(rim: _Singles) -> _Singles:
    """
    Tell what a tie is worth to one of its ends: much if they touch, less and less.

    `rim` is 1 at the rim of the disc in which as many marks stand as one has
    partners. Nothing is computed here in which two processors differ.
    """
    worth = 1 / (1 + rim * rim) + _LONG / (1 + np.sqrt(rim))
    return worth.astype(np.float32, copy=False)
