"""The alliance premium: the worked example to the last fraction, and its laws."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from math import isnan

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomap.errors import GraphError
from ecomap.graph import from_networkx, project
from ecomap.measures.premium import (
    actor_premium,
    alliance_premium,
    interaction_value,
    model_premium,
    shapley_premium,
    systemic_premium,
)
from ecomap.typology import standard


def fractions(table: pd.DataFrame | pd.Series) -> dict[str, list[str]]:
    """Give the numbers of a table as fractions."""
    frame = table.to_frame() if isinstance(table, pd.Series) else table
    return {
        str(key): [str(Fraction(value).limit_denominator(3000)) for value in row]
        for key, row in zip(frame.index, frame.to_numpy().tolist(), strict=True)
    }


def test_value_and_its_parts(worked: nx.MultiDiGraph) -> None:
    assert interaction_value(worked) == pytest.approx(Fraction(37, 54), abs=1e-15)
    assert fractions(systemic_premium(worked)) == {
        "value": ["37/54"],
        "direct": ["4/9"],
        "indirect": ["13/54"],
        "duplicated": ["1/9"],
        "systemic": ["7/54"],
    }


def test_marginal_premium(worked: nx.MultiDiGraph) -> None:
    columns = ["premium", "both_ends", "one_end", "no_end", "partners", "others"]
    assert fractions(alliance_premium(worked)[columns]) == {
        "p": ["8/27", "1/9", "5/27", "0", "11/54", "5/54"],
        "q": ["19/54", "1/9", "1/6", "2/27", "7/36", "17/108"],
        "r": ["13/54", "1/9", "7/54", "0", "19/108", "7/108"],
        "s": ["0", "0", "0", "0", "0", "0"],
    }
    assert alliance_premium(worked).loc["p", "relative"] == pytest.approx(Fraction(16, 37))


def test_shared_premium_is_exact_up_to_eight_alliances(worked: nx.MultiDiGraph) -> None:
    shares = shapley_premium(worked)
    assert shares.attrs["orders"] == 0
    assert fractions(shares) == {
        "p": ["20/81", "67/324", "13/324", "0"],
        "q": ["71/324", "11/72", "43/648", "0"],
        "r": ["53/324", "89/648", "17/648", "0"],
        "s": ["1/18", "1/18", "0", "0"],
    }


def test_drawn_shares_are_within_their_error_of_the_exact_ones(worked: nx.MultiDiGraph) -> None:
    exact, drawn = shapley_premium(worked), shapley_premium(worked, orders=2000, seed=1)
    assert drawn.attrs["orders"] == 2000
    assert ((drawn["shapley"] - exact["shapley"]).abs() < 4 * drawn["error"]).all()
    assert ((drawn["partners"] - exact["partners"]).abs() < 4 * drawn["error"]).all()
    pd.testing.assert_frame_equal(drawn, shapley_premium(worked, orders=2000, seed=1))


def test_loss_of_actors_and_models(worked: nx.MultiDiGraph) -> None:
    assert fractions(actor_premium(worked)[["own", "others"]]) == {
        "mairie": ["17/54", "0"],
        "asso1": ["11/54", "0"],
        "asso2": ["5/18", "5/27"],
        "entreprise": ["1/3", "7/54"],
        "banque": ["13/54", "0"],
    }
    # by hand: without both associations only firm and bank are left in reach, 1/9 of 37/54
    models = model_premium(worked)
    assert models.loc["engagement_economy", "premium"] == pytest.approx(
        Fraction(37, 54) - Fraction(1, 9)
    )


def test_a_hybrid_actor_changes_neither_total_nor_value(worked: nx.MultiDiGraph) -> None:
    worked.nodes["asso1"]["membership"] = "engagement_economy:0.5|public_action:0.5"
    assert interaction_value(worked) == pytest.approx(Fraction(37, 54))


def test_unclassified_actors_carry_paths_and_are_no_ends(worked: nx.MultiDiGraph) -> None:
    del worked.nodes["asso2"]["model"]
    # ends: mairie, asso1, entreprise, banque, all different: N = 6; asso2 is on the way
    # mairie–asso1 1, mairie–entreprise 2, asso1–entreprise 2, and 3, 3, 1 to the bank
    expected = (1 + Fraction(1, 2) * 2 + Fraction(1, 3) * 2 + 1) / 6
    assert interaction_value(worked) == pytest.approx(expected)
    assert actor_premium(worked).loc["asso2", "own"] == 0


def test_undefined_cases(worked: nx.MultiDiGraph) -> None:
    for _, data in worked.nodes(data=True):
        if "model" in data:
            data["model"] = "people"
    assert isnan(interaction_value(worked))
    assert alliance_premium(worked)["premium"].isna().all()
    assert shapley_premium(worked)["shapley"].isna().all()
    assert systemic_premium(worked).isna().all()
    for _, data in worked.nodes(data=True):
        data.pop("model", None)
    with pytest.raises(GraphError, match='None of the 5 actors has a value for "model"'):
        interaction_value(worked)


# --------------------------------------------------------------------------- laws


@st.composite
def ecosystems(draw: st.DrawFn) -> nx.MultiDiGraph:
    """Make a small ecosystem of pairs and places, with unclassified and hybrid actors."""
    actors = [f"a{n}" for n in range(draw(st.integers(3, 7)))]
    G = nx.MultiDiGraph()
    models = [*standard().models, None]
    for n, actor in enumerate(actors):
        G.add_node(actor, kind="organisation")
        if n == 0 or (model := draw(st.sampled_from(models))):
            G.nodes[actor]["model"] = "people" if n == 0 else model
    if draw(st.booleans()):
        G.nodes["a1"]["model"] = "people"
        G.nodes["a1"]["membership"] = "people:0.75|public_services:0.25"
    for n in range(draw(st.integers(1, 6))):
        ends = draw(st.lists(st.sampled_from(actors), min_size=2, max_size=4, unique=True))
        if len(ends) == 2:
            G.add_edge(*ends, key=str(n))
        else:
            G.add_node(f"p{n}", kind="programme")
            G.add_edges_from((end, f"p{n}", f"{n}{end}") for end in ends)
    return G


def value_by_definition(G: nx.MultiDiGraph, kept: set[str], total: float) -> float:
    """Give V of a set of alliances, pair by pair."""
    H = project(G)
    paths = nx.Graph((u, v) for u, v, made in H.edges(data="alliances") if kept & set(made))
    value = 0.0
    for i, j in combinations(H, 2):
        if i in paths and j in paths and nx.has_path(paths, i, j):
            value += contrast(G, i, j) / nx.shortest_path_length(paths, i, j)
    return value / total


def contrast(G: nx.MultiDiGraph, i: str, j: str) -> float:
    """Give c of two actors by its definition."""
    shares = []
    for actor in (i, j):
        data = G.nodes[actor]
        if "model" not in data:
            return 0.0
        cell = data.get("membership", f"{data['model']}:1")
        shares.append(standard().membership(cell))
    return 1 - sum(share * shares[1].get(model, 0) for model, share in shares[0].items())


@settings(max_examples=50)
@given(ecosystems())
def test_premiums_by_their_definitions(G: nx.MultiDiGraph) -> None:
    H = project(G)
    names = {alliance["id"] for alliance in H.graph["alliances"]}
    total = sum(contrast(G, i, j) for i, j in combinations(H, 2))
    if not total:
        assert isnan(interaction_value(G))
        return
    whole = value_by_definition(G, names, total)
    assert interaction_value(G) == pytest.approx(whole)
    premiums = alliance_premium(G)
    for name in names:
        lost = whole - value_by_definition(G, names - {name}, total)
        assert premiums.loc[name, "premium"] == pytest.approx(lost, abs=1e-12)
    parts = premiums["partners"] + premiums["others"]
    assert parts.to_list() == pytest.approx(premiums["premium"].to_list(), abs=1e-12)
    terms = premiums[["both_ends", "one_end", "no_end"]].sum(axis=1)
    assert terms.to_list() == pytest.approx(premiums["premium"].to_list(), abs=1e-12)
    assert shapley_premium(G)["shapley"].sum() == pytest.approx(whole, abs=1e-12)


@settings(max_examples=15)
@given(ecosystems())
def test_shapley_by_every_order(G: nx.MultiDiGraph) -> None:
    H = project(G)
    names = [alliance["id"] for alliance in H.graph["alliances"]]
    total = sum(contrast(G, i, j) for i, j in combinations(H, 2))
    if not total or len(names) > 4:
        return
    gains = dict.fromkeys(names, 0.0)
    orders = list(permutations(names))
    for order in orders:
        for n, name in enumerate(order):
            before = value_by_definition(G, set(order[:n]), total)
            gains[name] += value_by_definition(G, set(order[: n + 1]), total) - before
    expected = [gain / len(orders) for gain in gains.values()]
    assert shapley_premium(G)["shapley"].to_list() == pytest.approx(expected, abs=1e-12)


@settings(max_examples=30)
@given(ecosystems())
def test_removing_an_actor_keeps_the_total(G: nx.MultiDiGraph) -> None:
    H = project(G)
    total = sum(contrast(G, i, j) for i, j in combinations(H, 2))
    if not total:
        return
    premiums = actor_premium(G)
    names = {alliance["id"] for alliance in H.graph["alliances"]}
    for actor in H:
        rest = G.copy()
        rest.remove_edges_from(
            list(G.in_edges(actor, keys=True)) + list(G.out_edges(actor, keys=True))
        )
        left = {alliance["id"] for alliance in project(rest).graph["alliances"]}
        lost = value_by_definition(G, names, total) - value_by_definition(rest, left, total)
        assert premiums.loc[actor, "premium"] == pytest.approx(lost, abs=1e-12)
        assert premiums.loc[actor, "own"] >= -1e-12


def test_the_loss_of_a_bridge_is_what_its_two_sides_lose() -> None:
    # two triangles and a bridge; removing it loses every pair across, by their distances
    H = nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (3, 5)])
    models = standard().models
    nx.set_node_attributes(H, {n: models[n] for n in H}, "model")
    G = from_networkx(H)
    across = sum(1 / nx.shortest_path_length(H, i, j) for i in (0, 1, 2) for j in (3, 4, 5))
    assert alliance_premium(G).loc["2--3", "premium"] == pytest.approx(across / 15)
