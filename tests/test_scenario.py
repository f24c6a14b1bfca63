"""The premium in euros: what claims would mean for amounts, worked by hand; never a measure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap import cli
from ecomap.frame.constants import constants
from ecomap.frame.scenario import (
    PARAMETERS,
    RESULTS,
    bounds,
    known,
    parameters,
    scenario,
    sensitivity,
    two_way,
)
from ecomap.text import say, split_values
from ecomap.typology import standard

CLAIMS = {"leverage": 7.0, "frugality": 2.0, "durability": 3.0}
WHOLE = {**CLAIMS, "engineering": 1000.0, "spent": 5000.0, "duration": 2.0}


def rows(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Give the cells of a table by row and column."""
    return {
        str(key): {str(name): cell for name, cell in row.items()}
        for key, row in table.to_dict("index").items()
    }


numbers = st.floats(0.01, 1e9, allow_nan=False)


@pytest.fixture
def funded() -> nx.MultiDiGraph:
    """Make three alliances: one states both amounts, one its amount only, one nothing."""
    G = nx.MultiDiGraph()
    G.add_edge("a", "b", key="both", amount_eur=5000.0, engineering_eur=1000.0)
    G.add_edge("b", "c", key="amount", amount_eur=900.0)
    G.add_edge("c", "a", key="none")
    return G


def test_by_hand() -> None:
    results = scenario(WHOLE)
    # alone: 5000 × 2 = 10000 over 2 years; allied: (5000 + 1000) / (2 × 3)
    assert results["without"].tolist() == [0, 0, 10_000, 2, 5000]
    assert results["allied"].tolist() == [7000, 6000, 5000, 6, 1000]
    assert results["difference"].tolist() == [7000, 6000, -5000, 4, -4000]
    assert (results["unknown"] == "").all()


def test_defaults_are_the_claims_of_the_notebook() -> None:
    table = parameters(nx.MultiDiGraph())
    claimed = table[table["basis"] == "claim"]["value"].to_dict()
    assert claimed == CLAIMS
    assert claimed.items() <= constants("scenario").items()
    assert set(table.index[table["basis"] == "unknown"]) == set(PARAMETERS) - set(CLAIMS)


def test_amounts_come_from_the_alliances_that_state_both(funded: nx.MultiDiGraph) -> None:
    table = parameters(funded)
    told = {key: tuple(row.values()) for key, row in rows(table).items()}
    assert told["spent"] == (5000.0, "alliances", 1)
    assert told["engineering"] == (1000.0, "alliances", 1)
    assert told["alone"] == (10_000.0, "derived", 0)


def test_amounts_alone_are_all_summed(funded: nx.MultiDiGraph) -> None:
    del funded.edges["a", "b", "both"]["engineering_eur"]
    spent = rows(parameters(funded))["spent"]
    assert tuple(spent.values()) == (5900.0, "alliances", 2)
    assert rows(parameters(funded, {"engineering": 10}))["engineering"]["basis"] == "given"


def test_what_is_given_wins_and_the_two_costs_agree(funded: nx.MultiDiGraph) -> None:
    table = parameters(funded, {"alone": 4000, "frugality": 4})
    assert tuple(rows(table)["spent"].values()) == (1000.0, "derived", 0)
    assert rows(scenario(known(table)))["cost"]["difference"] == -3000


def test_unknown_stays_unknown_and_is_named() -> None:
    results = rows(scenario({**CLAIMS, "engineering": 1000.0}))
    assert results["net"]["allied"] == 6000
    assert np.isnan(results["cost"]["allied"])
    assert results["yearly"]["unknown"] == "spent|duration"
    assert sensitivity({**CLAIMS, "engineering": 1000.0}, "yearly").empty


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"ratio": 1.0}, KeyError),
        ({"leverage": 0.0}, ValueError),
        ({"leverage": -2.0}, ValueError),
        ({"spent": float("nan")}, ValueError),
        ({"spent": float("inf")}, ValueError),
        ({"spent": 1.0, "alone": 1.0}, ValueError),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, float], error: type[Exception]) -> None:
    with pytest.raises(error):
        parameters(nx.MultiDiGraph(), values)


@given(st.fixed_dictionaries({key: numbers for key in PARAMETERS if key != "alone"}))
def test_without_effect_an_alliance_only_costs_its_engineering(values: dict[str, float]) -> None:
    none = {**values, "leverage": 1.0, "frugality": 1.0, "durability": 1.0}
    results = rows(scenario(none))
    assert results["net"]["allied"] == 0
    assert results["cost"]["difference"] == 0
    assert results["years"]["difference"] == 0
    lost = results["yearly"]["difference"]
    assert lost == pytest.approx(values["engineering"] / values["duration"], rel=1e-6, abs=1e-3)


@given(st.fixed_dictionaries({key: numbers for key in PARAMETERS if key != "alone"}))
def test_euros_may_be_counted_in_cents(values: dict[str, float]) -> None:
    cents = {k: v * 100 if k in {"engineering", "spent"} else v for k, v in values.items()}
    for result in ("return", "cost", "yearly"):
        euros = rows(scenario(values))[result]["allied"]
        assert rows(scenario(cents))[result]["allied"] == pytest.approx(100 * euros)


def test_sensitivity_by_hand() -> None:
    table = sensitivity(WHOLE, "yearly")
    # allied (5000 + 1000) / (2 × 3) = 1000, less alone 10000 / 2 = 5000
    ends = {key: [row["at_low"], row["at_high"]] for key, row in rows(table).items()}
    assert ends["durability"] == [3000 - 5000, 600 - 5000]
    assert ends["engineering"] == [5500 / 6 - 5000, 7000 / 6 - 5000]
    assert ends["spent"] == [3500 / 6 - 2500, 11_000 / 6 - 10_000]
    assert ends["duration"] == [2000 - 10_000, 500 - 2500]
    assert ends["frugality"] == [1000 - 2500, 1000 - 7500]
    assert table.index[0] == "spent"
    assert table["swing"].is_monotonic_decreasing


def test_the_cost_that_is_known_is_the_one_that_varies(funded: nx.MultiDiGraph) -> None:
    values = known(parameters(funded, {"alone": 10_000, "engineering": 1000, "duration": 2}))
    assert "spent" not in values
    table = rows(sensitivity(values, "cost"))
    # in alliance 10000 / frugality, less 10000
    assert (table["frugality"]["at_low"], table["alone"]["at_low"]) == (0, -2500)
    assert table["frugality"]["at_high"] == 10_000 / 3 - 10_000
    assert table["alone"]["at_high"] == -10_000


def test_bounds_can_be_given() -> None:
    table = rows(sensitivity(WHOLE, "net", given={"leverage": (2.0, 3.0)}))
    assert (table["leverage"]["at_low"], table["leverage"]["at_high"]) == (1000, 2000)
    assert tuple(rows(bounds(WHOLE))["leverage"].values()) == (7, 1, 10)


def test_two_ways_by_hand() -> None:
    grid = two_way(WHOLE, "net", ("leverage", "engineering"), steps=3)
    assert grid.index.tolist() == [1, 5.5, 10]
    assert list(map(float, grid.columns)) == [500, 1250, 2000]
    assert grid.to_numpy().tolist() == [
        [0, 0, 0],
        [2250, 5625, 9000],
        [4500, 11_250, 18_000],
    ]


def test_formulas_and_data_name_the_same_things() -> None:
    for key, term in standard().terms("scenario_results").items():
        assert set(split_values(term["needs"])) <= set(PARAMETERS)
        assert key in RESULTS
        assert rows(scenario(WHOLE))[key]["unknown"] == ""


# --------------------------------------------------------------------------- the command


def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: object
) -> tuple[int, str, str]:
    """Run `ecomap scenario` in English."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    code = cli.main(["scenario", *map(str, words)])
    return (code, *capsys.readouterr())


@pytest.mark.parametrize("show", ["results", "parameters", "sensitivity", "grid"])
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_every_result_stands_under_the_banner(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    odd17: Path,
    show: str,
    form: str,
) -> None:
    words = [odd17, "--engineering", 100, "--show", show, "--format", form]
    code, out, _ = run(capsys, monkeypatch, *words)
    banner = say("report_more.scenario_banner", "en")
    assert code == 0
    assert out.startswith(banner) if form == "table" else out.count(banner) >= 2


def test_unknown_amounts_are_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, odd17: Path
) -> None:
    code, out, err = run(capsys, monkeypatch, odd17)
    assert (code, out) == (2, "")
    for option in ("--engineering", "--spent", "--duration"):
        assert f"Give it with {option}." in err
    assert "nothing to compute" in err


@pytest.mark.parametrize(
    "words",
    [
        ["--leverage", "-1"],
        ["--spent", "1", "--alone", "1"],
        ["--bounds", "leverage=9:1"],
        ["--bounds", "ratio=1:2"],
        ["--across", "leverage"],
        ["--show", "sensitivity", "--result", "yearly"],
        ["--show", "grid", "--across", "duration,leverage"],
    ],
)
def test_misuse_is_told(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    odd17: Path,
    words: list[str],
) -> None:
    code, out, err = run(capsys, monkeypatch, odd17, "--engineering", 100, *words)
    assert code == 2
    assert "--help" in err
    assert not out or out.count("\n") <= 2


def test_amounts_of_the_sheet_are_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sheet = tmp_path / "links.csv"
    sheet.write_text("source,target,amount_eur,engineering_eur\na,b,5000,1000\n", encoding="utf-8")
    code, out, _ = run(capsys, monkeypatch, sheet, "--format", "json", "--duration", 2)
    told = {row["result"]: row for row in json.loads(out)}
    assert code == 0
    assert told["yearly"]["allied"] == 1000
