"""
How well layouts keep neighbours, and how fast, beside those of other libraries.

What is kept is the share of an actor's partners that are among as many marks
nearest to it, over the actors that have partners. The layouts of ecomap keep
the models apart: only partners of one model, and those who meet at the border
of two, can be neighbours. The share of those of one model is told. Run it as
``python benchmarks/layouts.py [actors or file ...]``: so many synthetic actors,
or an ecosystem of one's own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import networkx as nx
import numpy as np
from graphs import made
from scipy.spatial import cKDTree

from ecomap.formats.io import read
from ecomap.graph import from_tables, project
from ecomap.page import layout

__all__ = ["kept"]

# networkx follows every two actors at each step: beyond this it takes minutes.
_PATIENCE: Final = 2_000


def kept(H: nx.Graph, pos: Mapping[str, Any]) -> float:
    """Give the share of partners that are among the nearest marks."""
    nodes = list(H)
    points = np.array([pos[node] for node in nodes])
    most = max(dict(H.degree()).values())
    near = cKDTree(points).query(points, k=min(len(nodes), most + 1))[1]
    shares = []
    for place, node in enumerate(nodes):
        if partners := set(H[node]):
            marks = [nodes[i] for i in near[place].tolist() if i != place][: len(partners)]
            shares.append(len(partners.intersection(marks)) / len(partners))
    return float(np.mean(shares))


def _drawn(what: str) -> tuple[nx.Graph, dict[str, Callable[[], Mapping[str, Any]]]]:
    """Give an ecosystem, and the layouts of it."""
    import igraph as ig  # what is kept is told without it, too

    G = from_tables(*made(int(what))) if what.isdigit() else read(what)
    H = project(G)
    number = {node: i for i, node in enumerate(H)}
    g = ig.Graph(n=len(H), edges=[(number[u], number[v]) for u, v in H.edges()])

    def named(found: Any) -> dict[str, Any]:  # noqa: ANN401 - igraph has no types
        return dict(zip(H, found.coords, strict=True))

    layouts: dict[str, Callable[[], Mapping[str, Any]]] = {
        "ecomap network": lambda: layout.network(G)["pos"],
        "ecomap sectors": lambda: layout.sectors(G)["pos"],
        "ecomap poster": lambda: layout.poster(G)["pos"],
        "igraph UMAP, 200 epochs": lambda: named(g.layout_umap(epochs=200)),
        "igraph Fruchterman-Reingold": lambda: named(g.layout_fruchterman_reingold(grid=True)),
    }
    if len(H) <= _PATIENCE:
        layouts["networkx ForceAtlas2"] = lambda: nx.forceatlas2_layout(H, seed=0)
    return H, layouts


def main(*given: str) -> None:
    """Print what each layout keeps and what it costs."""
    for what in given or ("300", "1000", "2000", "20000"):
        H, layouts = _drawn(what)
        model = dict(H.nodes(data="model"))
        own = np.mean([np.mean([model[u] == model[v] for v in H[u]]) for u in H if H[u]])
        print(f"{what}: {len(H)} actors; partners of one model: {own:.0%}")
        for name, place in layouts.items():
            began = time.process_time()
            pos = place()
            cost = time.process_time() - began
            print(f"  {name:30}{kept(H, pos):6.3f} kept {cost:9.2f} s of CPU", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
