"""
What is measured, as each library of the field does it best.

A step takes who works with whom, as `ecomap.project` gives it, and gives values
by actor, in the order of the graph; converting to the library's own graph is
part of it. Libraries are imported by the steps that use them: each step runs in
a process of its own. A part that would take minutes is done for a share of the
actors, timed, and said to be extrapolated.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any, Final, NamedTuple

import networkx as nx
import numpy as np
from graphs import made

__all__ = ["STEPS", "Clock", "Given", "Values"]

Values = dict[str, list[float]]

# Beyond so many actors, nobody draws a page with pyvis.
_DRAWN: Final = 30_000
_LINES: Final = 6_000  # that pyvis draws before the rest is extrapolated

# More actors than this, and betweenness is taken from a sample of them.
_EXACT: Final = 30_000
_SOURCES: Final = 1_024

# What networkx does before the rest is extrapolated: sources, unless they are few anyway,
# and alliances removed.
_WHOLE: Final = 3_000
_FOLLOWED: Final = 200
_REMOVED: Final = 4
_LEAST: Final = 300
_ROLES: Final = ("coordinator", "itinerant", "gatekeeper_representative", "liaison")


class Clock:
    """What a step must add to the time it took, for what it did in part only."""

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole
        self.missing = 0.0
        self.sampled = False
        self.began = time.process_time()

    def start(self) -> None:
        """Forget what was needed to prepare the step."""
        self.began = time.process_time()

    def took(self) -> float:
        """Give the time that the step took, or would have taken."""
        return time.process_time() - self.began + self.missing

    def share(self, part: float, of: float, most: float = _WHOLE) -> float:
        """Give the share of a work to do: all of it if it is small, or if all is asked for."""
        return 1.0 if self.whole or of <= max(part, most) else part / of

    @contextmanager
    def only(self, share: float) -> Iterator[None]:
        """Time a work that is done in part."""
        began = time.process_time()
        yield
        if share < 1:
            self.missing += (time.process_time() - began) * (1 / share - 1)
            self.sampled = True


class Given(NamedTuple):
    """Who works with whom; the workbook that says so; a folder to write in."""

    H: nx.Graph
    book: Path
    folder: Path


Step = Callable[[Given, Clock], Values]


def _listed(H: nx.Graph, scores: Any) -> list[float]:  # noqa: ANN401 - each library's own
    """Give scores by actor as a list in the order of the graph."""
    return [float(scores[node]) for node in H]


def _numbered(H: nx.Graph) -> tuple[list[tuple[int, int]], list[float]]:
    """Give the ties by number, and their weights."""
    number = {node: i for i, node in enumerate(H)}
    ties = [(number[u], number[v]) for u, v in H.edges()]
    return ties, [weight for *_, weight in H.edges(data="weight")]


# --------------------------------------------------------------------------- betweenness


def _ecomap_betweenness(it: Given, _: Clock) -> Values:
    from ecomap.measures.positions import betweenness, estimated_betweenness

    H = it.H
    if len(H) > _EXACT:
        estimated_betweenness(H, sources=_SOURCES)
        return {}
    return {"betweenness": _listed(H, betweenness(H))}


def _networkx_betweenness(it: Given, clock: Clock) -> Values:
    H = it.H
    wanted = len(H) if len(H) <= _EXACT else _SOURCES
    share = clock.share(_FOLLOWED, wanted, _WHOLE if len(H) <= _EXACT else 0)
    with clock.only(share):
        sources = round(share * wanted)
        scores = nx.betweenness_centrality(H, k=None if sources == len(H) else sources, seed=0)
    return {"betweenness": _listed(H, scores)} if share == 1 and wanted == len(H) else {}


def _igraph_betweenness(it: Given, _: Clock) -> Values:
    H = it.H
    g = _igraph(H)
    if len(H) > _EXACT:
        g.betweenness(directed=False, sources=_some(H))
        return {}
    pairs = (len(H) - 1) * (len(H) - 2) / 2
    return {"betweenness": [score / pairs for score in g.betweenness(directed=False)]}


def _networkit_betweenness(it: Given, _: Clock) -> Values:
    import networkit as nk

    H = it.H
    g = _networkit(H)
    if len(H) > _EXACT:
        nk.centrality.EstimateBetweenness(g, _SOURCES).run()
        return {}
    scores = nk.centrality.Betweenness(g).run().scores()
    pairs = (len(H) - 1) * (len(H) - 2)  # it counts both orders of each two actors
    return {"betweenness": [score / pairs for score in scores]}


def _rustworkx_betweenness(it: Given, _: Clock) -> Values:
    import rustworkx as rx

    H = it.H
    if len(H) > _EXACT:
        return {}
    scores = rx.graph_betweenness_centrality(_rustworkx(H))
    return {"betweenness": [scores[i] for i in range(len(H))]}


def _igraph(H: nx.Graph) -> Any:  # noqa: ANN401 - igraph has no types
    """Convert to igraph."""
    import igraph as ig

    ties, weights = _numbered(H)
    return ig.Graph(n=len(H), edges=ties, edge_attrs={"weight": weights})


def _networkit(H: nx.Graph) -> Any:  # noqa: ANN401 - networkit has no types
    """Convert to networkit, on one core."""
    import networkit as nk

    nk.setNumberOfThreads(1)
    ties, _ = _numbered(H)
    ends = np.array(ties, dtype=np.uint64).reshape(-1, 2)
    # it would take weights for distances
    return nk.GraphFromCoo((ends[:, 0], ends[:, 1]), n=len(H))


def _rustworkx(H: nx.Graph) -> Any:  # noqa: ANN401 - rustworkx has no types
    """Convert to rustworkx."""
    import rustworkx as rx

    ties, weights = _numbered(H)
    g = rx.PyGraph(multigraph=False)
    g.add_nodes_from(range(len(H)))
    g.add_edges_from([(u, v, w) for (u, v), w in zip(ties, weights, strict=True)])
    return g


def _some(H: nx.Graph) -> list[int]:
    """Draw some actors, by number."""
    drawn = np.random.default_rng(0).choice(len(H), _SOURCES, replace=False)
    return [int(i) for i in drawn]


# --------------------------------------------------------------------------- distances


def _ecomap_distances(it: Given, _: Clock) -> Values:
    from ecomap.measures.positions import harmonic

    H = it.H
    return _with_efficiency(_listed(H, harmonic(H)))


def _networkx_distances(it: Given, clock: Clock) -> Values:
    H = it.H
    share = clock.share(_FOLLOWED, len(H))
    some = list(H)[: round(share * len(H))]
    with clock.only(share):
        scores = nx.harmonic_centrality(H, some)
    scale = len(H) - 1
    return {} if share < 1 else _with_efficiency([v / scale for v in _listed(H, scores)])


def _igraph_distances(it: Given, clock: Clock) -> Values:
    H = it.H
    g = _igraph(H)
    share = clock.share(_FOLLOWED, len(H), _EXACT)
    with clock.only(share):
        scores = g.harmonic_centrality(vertices=range(round(share * len(H))))
    return {} if share < 1 else _with_efficiency(scores)


def _networkit_distances(it: Given, _: Clock) -> Values:
    import networkit as nk

    H = it.H
    if len(H) > _EXACT:
        return {}
    scores = nk.centrality.HarmonicCloseness(_networkit(H), normalized=True).run().scores()
    return _with_efficiency(scores)


def _with_efficiency(scores: list[float]) -> Values:
    """Add the global efficiency: the mean of what is divided by n - 1."""
    return {"harmonic": scores, "efficiency": [sum(scores) / len(scores)]}


# --------------------------------------------------------------------------- near at hand


def _ecomap_near(it: Given, _: Clock) -> Values:
    from ecomap.measures.positions import clustering, constraint, pagerank

    H = it.H
    found = {"constraint": constraint(H), "clustering": clustering(H), "pagerank": pagerank(H)}
    return {name: _listed(H, scores) for name, scores in found.items()}


def _networkx_near(it: Given, _: Clock) -> Values:
    H = it.H
    found = {
        "constraint": nx.constraint(H, weight="weight"),
        "clustering": nx.clustering(H),
        "pagerank": nx.pagerank(H, tol=1e-12 / len(H), max_iter=1000),
    }
    return {name: _listed(H, scores) for name, scores in found.items()}


def _igraph_near(it: Given, _: Clock) -> Values:
    H = it.H
    g = _igraph(H)
    return {
        "constraint": g.constraint(weights="weight"),
        "clustering": g.transitivity_local_undirected(mode="zero"),
        "pagerank": g.pagerank(directed=False, weights="weight"),
    }


# --------------------------------------------------------------------------- models


def _ecomap_models(it: Given, _: Clock) -> Values:
    from ecomap.measures.brokerage import brokerage_roles
    from ecomap.measures.mixing import mixing_matrix

    H = it.H
    roles = brokerage_roles(H)
    cells = mixing_matrix(H).to_numpy().ravel()
    return {
        **{role: roles[role].tolist() for role in _ROLES},  # in the order of H
        "mixing": [float(cell) for cell in cells if cell],
    }


def _networkx_models(it: Given, _: Clock) -> Values:
    """Walk over the partners of each actor, two by two."""
    from ecomap.typology import standard

    H = it.H
    model = dict(H.nodes(data="model"))
    found: Values = {role: [] for role in _ROLES}
    for node in H:
        counts = Counter(
            _role(model[u], model[node], model[v])
            for u, v in combinations(H[node], 2)
            if not H.has_edge(u, v)
        )
        for role in _ROLES:
            found[role].append(float(counts[role]))
    mixing: Counter[tuple[str, str]] = Counter()
    for u, v, weight in H.edges(data="weight"):
        mixing[model[u], model[v]] += weight / 2
        mixing[model[v], model[u]] += weight / 2
    ordered = ((a, b) for a in standard().models for b in standard().models)
    return {**found, "mixing": [float(mixing[pair]) for pair in ordered if pair in mixing]}


def _role(one: str, broker: str, other: str) -> str:
    """Name what an actor between two others is to them."""
    if one == other:
        return "coordinator" if broker == one else "itinerant"
    return "gatekeeper_representative" if broker in {one, other} else "liaison"


# --------------------------------------------------------------------------- premium


def _ecomap_premium(it: Given, _: Clock) -> Values:
    from ecomap.measures.premium import alliance_premium

    H = it.H
    premiums = alliance_premium(H)["premium"]
    return {"premium": [premiums[made[0]] for *_, made in H.edges(data="alliances")]}


def _networkx_premium(it: Given, clock: Clock) -> Values:
    """Remove each alliance in turn, and follow all paths again."""
    H, ties = it.H, list(it.H.edges())
    tried, followed = clock.share(_REMOVED, len(ties), _LEAST), clock.share(_FOLLOWED, len(H))
    value, lost = _value(H, followed), []
    with clock.only(tried * followed):
        for u, v in ties[: round(tried * len(ties))]:
            K = H.copy()
            K.remove_edge(u, v)
            lost.append(value - _value(K, followed))
    return {} if followed < 1 else {"premium": lost}


def _value(H: nx.Graph, share: float) -> float:
    """Add up 1 / d between actors of different models, over the number of such pairs."""
    model = dict(H.nodes(data="model"))
    some = list(H)[: round(share * len(H))]
    gained = sum(
        1 / steps
        for node in some
        for other, steps in nx.single_source_shortest_path_length(H, node).items()
        if model[other] != model[node]
    )
    sizes = Counter(model.values())
    return float(gained / (len(H) ** 2 - sum(size * size for size in sizes.values())))


# --------------------------------------------------------------------------- the page


def _ecomap_page(it: Given, clock: Clock) -> Values:
    """Write the page of a map whose measures and layouts are known."""
    from ecomap.graph import from_tables
    from ecomap.measures.metrics import actor_metrics
    from ecomap.page.map import Map

    G = from_tables(*made(len(it.H)))
    page = Map(G, scores=actor_metrics(G, ["degree", "strength"]), size="degree")
    data = page.data()
    page.__dict__["data"] = lambda: data
    clock.start()
    (it.folder / "ecomap.html").write_text(page.html(), encoding="utf-8")
    return {}


def _pyvis_page(it: Given, clock: Clock) -> Values:
    """Write the page of pyvis, which looks through all lines before it adds one."""
    K = _plain(it.H, "name")
    clock.start()
    _draw(K, clock, it.folder / "pyvis.html")
    return {}


def _plain(H: nx.Graph, name: str) -> nx.Graph:
    """Keep what pyvis can write."""
    K = nx.Graph()
    K.add_nodes_from((node, {"label": data[name]}) for node, data in H.nodes(data=True))
    K.add_weighted_edges_from(H.edges(data="weight"))
    return K


def _draw(K: nx.Graph, clock: Clock, path: Path) -> None:
    """Draw a graph, or a part of it: the time of pyvis grows as the square of the lines."""
    from pyvis.network import Network

    share = clock.share(_LINES, K.number_of_edges(), _LINES)
    part = K if share == 1 else nx.Graph(list(K.edges(data=True))[: round(share * len(K.edges))])
    with clock.only(share * share):
        net = Network(cdn_resources="in_line")
        net.from_nx(part)
        html = net.generate_html()
    path.write_text(html, encoding="utf-8")


# --------------------------------------------------------------------------- the whole chain


def _ecomap_chain(it: Given, _: Clock) -> Values:
    """Go from the workbook to measures and a page."""
    import ecomap as em
    from ecomap.measures.communities import communities

    G = em.read(it.book)
    H = em.project(G)
    names = ["degree", "strength", "betweenness", "harmonic", "pagerank", "core_number"]
    scores = em.actor_metrics(G, [*names, "clustering", "constraint"])
    communities(H)
    em.mixing_matrix(H)
    if len(H) <= _DRAWN:
        em.Map(G, scores=scores).save(it.folder / "ecomap.html")
    return {name: [float(v) for v in scores[name]] for name in ("degree", "core_number")}


def _networkx_chain(it: Given, clock: Clock) -> Values:
    import pandas as pd

    actors, alliances = _read(it.book)
    G = nx.from_pandas_edgelist(alliances, "source", "target", edge_attr="weight")
    H = nx.Graph()
    H.add_nodes_from((row["id"], row) for row in actors.to_dict("records"))
    H.add_edges_from(G.edges(data=True))
    given = it._replace(H=H)
    found = {
        "degree": _listed(H, H.degree),
        "strength": _listed(H, H.degree(weight="weight")),
        "core_number": _listed(H, nx.core_number(H)),
    }
    for step in (_networkx_betweenness, _networkx_distances, _networkx_near):
        found |= step(given, clock)
    nx.community.louvain_communities(H, seed=0)
    nx.attribute_mixing_matrix(H, "model")
    found.pop("efficiency", None)
    pd.DataFrame(found)
    _draw(_plain(H, "name"), clock, it.folder / "networkx.html")
    return {name: found[name] for name in ("degree", "core_number")}


def _igraph_chain(it: Given, clock: Clock) -> Values:
    import igraph as ig
    import pandas as pd

    actors, alliances = _read(it.book)
    links = alliances[["source", "target", "weight"]]
    actors = actors.rename(columns={"name": "label"})  # igraph's own name is the identifier
    g = ig.Graph.DataFrame(links, directed=False, vertices=actors, use_vids=False)
    found = {"degree": g.degree(), "strength": g.strength(weights="weight")}
    exact = g.vcount() <= _EXACT
    sources = None if exact else np.random.default_rng(0).choice(g.vcount(), _SOURCES).tolist()
    found["betweenness"] = g.betweenness(directed=False, sources=sources)
    share = clock.share(_FOLLOWED, g.vcount(), _EXACT)
    with clock.only(share):
        followed = g.harmonic_centrality(vertices=range(round(share * g.vcount())))
    if exact:
        found["harmonic"] = followed
    found["core_number"] = g.coreness()
    found["clustering"] = g.transitivity_local_undirected(mode="zero")
    found["pagerank"] = g.pagerank(directed=False, weights="weight")
    found["constraint"] = g.constraint(weights="weight")
    g.community_leiden(objective_function="modularity", weights="weight")
    pd.DataFrame(found)
    if g.vcount() <= _DRAWN:
        _draw(_plain(g.to_networkx(), "label"), clock, it.folder / "igraph.html")
    return {name: [float(v) for v in found[name]] for name in ("degree", "core_number")}


def _read(book: Path) -> tuple[Any, Any]:
    """Read the two sheets of a workbook with pandas and openpyxl."""
    import pandas as pd

    sheets = pd.read_excel(book, sheet_name=None, engine="openpyxl")
    return sheets["Actors"], sheets["Alliances"]


# --------------------------------------------------------------------------- all of them

# From the workbook: what a process costs that does nothing else, its start included.
CHAINS: Final[dict[str, Step]] = {
    "ecomap": _ecomap_chain,
    "networkx": _networkx_chain,
    "igraph": _igraph_chain,
}
STEPS: Final[dict[str, dict[str, Step]]] = {
    "chain": CHAINS,
    "betweenness": {
        "ecomap": _ecomap_betweenness,
        "networkx": _networkx_betweenness,
        "igraph": _igraph_betweenness,
        "networkit": _networkit_betweenness,
        "rustworkx": _rustworkx_betweenness,
    },
    "distances": {
        "ecomap": _ecomap_distances,
        "networkx": _networkx_distances,
        "igraph": _igraph_distances,
        "networkit": _networkit_distances,
    },
    "near": {"ecomap": _ecomap_near, "networkx": _networkx_near, "igraph": _igraph_near},
    "models": {"ecomap": _ecomap_models, "networkx": _networkx_models},
    "premium": {"ecomap": _ecomap_premium, "networkx": _networkx_premium},
    "page": {"ecomap": _ecomap_page, "pyvis": _pyvis_page},
}
