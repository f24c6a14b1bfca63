"""
Synthetic ecosystems, on which ecomap and its peers are measured.

Nobody in them is real. As in ecosystems that were surveyed, a few actors have
many alliances and most have few, actors gather in communities, the models mix
otherwise in each, alliances have weights, and some actors have none. The same
size and seed give the same tables on every machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["made", "write_book"]

PER_ACTOR: Final = 3  # alliances

# Exponents of the power laws, as densities: of alliances by actor, of sizes of communities.
_DEGREES: Final = 2.5
_SIZES: Final = 2.0
_SMALLEST: Final = 20
_OUTSIDE: Final = 0.3  # share of alliances that leave the community of their first partner
_HEAVIEST: Final = 10
_MIXED: Final = 8.0  # concentration of the models of a community around those of all

# Shares of the seven models in all, from the commonest: synthetic as well.
_SHARES: Final = (0.42, 0.22, 0.12, 0.10, 0.05, 0.05, 0.04)

_Ints = NDArray[np.int64]
_Floats = NDArray[np.float64]


def made(actors: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make the two tables of a synthetic ecosystem of so many actors, every alliance of two."""
    from ecomap.typology import standard  # other libraries do without

    chance = np.random.default_rng([actors, seed])
    community = _communities(actors, chance)
    drawn = (1 - chance.random(actors)) ** (-1 / (_DEGREES - 1))
    eager = np.minimum(drawn, (2 * PER_ACTOR * actors) ** 0.5)
    ends = _alliances(community, eager, chance)
    # the order of the rows tells nothing of who belongs together
    place = chance.permutation(actors)
    ids = [f"A{number:06d}" for number in range(actors)]
    models = np.empty(actors, dtype=object)
    models[place] = np.array(standard().models, dtype=object)[_models(community, chance)]
    names = [f"Acteur synthétique {number}" for number in range(actors)]
    rows = pd.DataFrame({"id": ids, "name": names, "model": models, "kind": "organisation"})
    source, target = (np.array(ids, dtype=object)[place[ends[:, side]]] for side in (0, 1))
    weights = chance.integers(1, _HEAVIEST, len(ends), endpoint=True).astype(float)
    links = pd.DataFrame({"source": source, "target": target, "weight": weights})
    links.insert(0, "id", [f"L{number:06d}" for number in range(len(links))])
    return rows.set_index("id"), links.set_index("id")


def write_book(actors: int, path: Path, seed: int = 0) -> None:
    """Write the two tables as the two sheets of a workbook."""
    rows, links = made(actors, seed)
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        rows.to_excel(book, sheet_name="Actors")
        links.to_excel(book, sheet_name="Alliances")


def _communities(actors: int, chance: np.random.Generator) -> _Ints:
    """Give the community of each actor, those of one community side by side."""
    largest = max(3 * _SMALLEST, int(3 * actors**0.5))
    sizes: list[int] = []
    while sum(sizes) < actors:
        wished = _SMALLEST * (1 - chance.random()) ** (-1 / (_SIZES - 1))
        sizes.append(min(largest, int(wished), actors - sum(sizes)))
    return np.repeat(np.arange(len(sizes)), sizes)


def _alliances(community: _Ints, eager: _Floats, chance: np.random.Generator) -> _Ints:
    """Draw distinct pairs of actors, the more eager the more often."""
    actors = len(community)
    reach = np.concatenate([[0.0], np.cumsum(eager)])
    first, last = (np.searchsorted(community, community, side) for side in ("left", "right"))
    wanted = min(PER_ACTOR * actors, actors * (actors - 1) // 4)
    pairs = np.empty(0, dtype=np.int64)
    while len(pairs) < wanted:
        one = _chosen(reach, chance.random(wanted) * reach[-1])
        low, high = reach[first[one]], reach[last[one]]
        inside = chance.random(wanted) >= _OUTSIDE
        aim = chance.random(wanted)
        other = _chosen(reach, np.where(inside, low + aim * (high - low), aim * reach[-1]))
        low_, high_ = np.minimum(one, other), np.maximum(one, other)
        pairs = np.unique(np.concatenate([pairs, (low_ * actors + high_)[low_ < high_]]))
    kept = chance.permutation(pairs)[:wanted]
    return np.column_stack([kept // actors, kept % actors])


def _chosen(reach: _Floats, aims: _Floats) -> _Ints:
    """Give the actors at which aims fall."""
    return np.minimum(np.searchsorted(reach, aims, side="right") - 1, len(reach) - 2)


def _models(community: _Ints, chance: np.random.Generator) -> _Ints:
    """Draw the model of each actor, as its community mixes them."""
    mixes = chance.dirichlet(np.array(_SHARES) * _MIXED, community.max(initial=0) + 1)
    limits = np.cumsum(mixes, axis=1)[community]
    drawn = chance.random(len(community))[:, None] > limits
    models: _Ints = np.minimum(drawn.sum(axis=1), limits.shape[1] - 1)
    return models
