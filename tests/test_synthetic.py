"""The synthetic data set is what its script draws, says that it is synthetic, and has few holes."""

from __future__ import annotations

import runpy
from importlib.resources import files
from pathlib import Path

import networkx as nx
import pytest

from ecomap.formats.io import read
from ecomap.graph import alliances_of, project
from ecomap.measures.meetings import model_matrix
from ecomap.text import fold
from ecomap.typology import standard
from ecomap.values.columns import columns_of

FOLDER = Path(__file__).parents[1] / "datasets" / "synthetic_territory"


@pytest.fixture(scope="module")
def ecosystem() -> nx.MultiDiGraph:
    return read(FOLDER)


def test_it_is_what_its_script_draws() -> None:
    drawn = runpy.run_path(str(FOLDER / "generate.py"))["tables"]()
    for name, text in drawn.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, name


def test_it_is_called_synthetic_everywhere(ecosystem: nx.MultiDiGraph) -> None:
    assert "synthetique" in fold(ecosystem.graph["title"])
    for _, data in ecosystem.nodes(data=True):
        if "rows" not in data and "name" in data:
            assert "synthetique" in fold(data["name"])
            assert "synthetic" in fold(data["name_en"])
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "**Synthetic data.**" in readme
    assert "**Données synthétiques.**" in readme


def test_it_has_the_rows_that_its_readme_announces(ecosystem: nx.MultiDiGraph) -> None:
    H = project(ecosystem)
    assert ecosystem.graph["issues"] == []
    assert (len(H), len(alliances_of(ecosystem))) == (420, 606)
    assert sum(data.get("is_catalyst") is True for _, data in H.nodes(data=True)) == 39
    for name, rows in (("actors.csv", 440), ("alliances.csv", 833)):
        lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
        assert len(lines) == rows + 1


# What only a real source could tell, or would say the same as another column.
UNTOLD = {
    "actors": """activity_code asked collective_count confidence description evidence horizon
        legal_form lever model_basis model_confidence model_evidence model_secondary partners rna
        siren siret societal_function tags territory_size url""",
    "alliances": """alliance_group confidence description directed evidence name
        partnership_proposed role said_by tags url weight""",
}


@pytest.mark.parametrize("table", UNTOLD)
def test_every_column_of_the_frame_is_filled(table: str) -> None:
    told = (FOLDER / f"{table}.csv").read_text(encoding="utf-8").partition("\n")[0].split(",")
    assert set(columns_of(table)) - set(told) == set(UNTOLD[table].split())


def test_every_model_region_and_term_is_there(ecosystem: nx.MultiDiGraph) -> None:
    actors = [data for _, data in project(ecosystem).nodes(data=True)]
    assert {data["model"] for data in actors if "model" in data} == set(standard().models)
    assert len({data.get("territory_region") for data in actors} - {None}) == 13
    assert any("membership" in data for data in actors)
    assert any("model" not in data for data in actors)


def test_some_models_meet_more_than_by_chance_and_some_less(ecosystem: nx.MultiDiGraph) -> None:
    pairs = model_matrix(ecosystem, draws=99)
    ratios = pairs.set_index(["source_model", "target_model"])["ratio"].to_dict()
    assert ratios["people", "financial_economy"] < 0.5
    assert ratios["public_action", "engagement_economy"] > 1


def test_the_installed_package_carries_it() -> None:
    packaged = files("ecomap.examples") / "synthetic_territory"
    for name in ("actors.csv", "alliances.csv", "ecomap.toml", "README.md"):
        assert (packaged / name).read_bytes() == (FOLDER / name).read_bytes(), name
