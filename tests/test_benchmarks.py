"""The benchmarks run, on ecosystems that are like real ones, and every library gives one result."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import graphs
import networkx as nx
import numpy as np
import peers
import pytest
from engines import STEPS, Clock

from ecomap.graph import from_tables, project

ACTORS = 40


@pytest.fixture(scope="module", name="H")
def synthetic() -> nx.Graph:
    return project(from_tables(*graphs.made(1000)))


def test_a_synthetic_ecosystem_is_like_a_real_one(H: nx.Graph) -> None:
    degrees = [degree for _, degree in H.degree()]
    assert H.number_of_edges() == 3 * len(H)
    assert degrees.count(0) >= 0.01 * len(H)
    assert max(degrees) > 10 * np.mean(degrees)
    assert len(set(dict(H.nodes(data="model")).values())) == 7
    assert {weight for *_, weight in H.edges(data="weight")} == set(range(1, 11))
    parts = nx.community.louvain_communities(H, seed=0)
    assert nx.community.modularity(H, parts) > 0.5


def test_the_same_seed_makes_the_same_ecosystem() -> None:
    actors, alliances = graphs.made(ACTORS)
    again, links = graphs.made(ACTORS)
    assert actors.equals(again)
    assert alliances.equals(links)
    assert not alliances.equals(graphs.made(ACTORS, seed=1)[1])


@pytest.mark.parametrize("step", [step for step in STEPS if step not in {"chain", "page"}])
def test_libraries_agree(step: str, tmp_path: Path) -> None:
    # networkit takes seconds to load; it is run with the benchmark itself
    libraries = [name for name in STEPS[step] if name != "networkit" and find_spec(name)]
    results = [peers._one(step, name, ACTORS, tmp_path, Clock(whole=True)) for name in libraries]
    assert len(results) >= 2
    assert all(result["values"] for result in results)
    assert peers.disagreements(results) == []


def test_a_wrong_value_is_found(tmp_path: Path) -> None:
    results = [peers._one("near", name, ACTORS, tmp_path, Clock()) for name in ("ecomap", "igraph")]
    results[1]["values"]["clustering"][3] += 1e-6
    [told] = peers.disagreements(results)
    assert told.startswith("near 40 igraph clustering")
    results[1]["values"]["clustering"][3] = float("nan")
    assert len(peers.disagreements(results)) == 1


def test_the_whole_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--sizes", str(ACTORS), "--libraries", "ecomap", "networkx", "pyvis", "--json"]
    assert peers.main([*asked, "--steps", "chain", "page"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(row["step"], row["library"]) for row in told["rows"]] == [
        ("chain", "ecomap"),
        ("chain", "networkx"),
        ("page", "ecomap"),
        ("page", "pyvis"),
    ]
    assert all(row["ratio"] > 0 and not row["extrapolated"] for row in told["rows"])
    assert told["disagreements"] == []
