"""The behaviours of the map page, one test each, with either camera and in either language."""

from __future__ import annotations

import csv
import io as text
import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect

from ecomap.formats import io
from ecomap.graph import alliances_of, project, public
from ecomap.measures.meetings import model_matrix
from ecomap.page.map import Map, read_positions
from ecomap.typology import standard

pytestmark = pytest.mark.browser

# Until what was asked for is painted.
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

SEATS = [f"{engine}-{lang}" for engine, lang in product(("vis", "canvas"), ("fr", "en"))]


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return io.read(odd17)


@pytest.fixture(scope="module")
def part(G: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Give what a page shows of the ecosystem."""
    return public(G)


@pytest.fixture(scope="module", params=SEATS)
def seat(
    request: pytest.FixtureRequest,
    browser: Browser,
    G: nx.MultiDiGraph,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Page]:
    """Open one page for all the tests of a camera and a language; nothing may be asked for."""
    engine, lang = request.param.split("-")
    path = tmp_path_factory.mktemp("map") / f"{engine}.html"
    Map(G, engine=engine, lang=lang, source="odd17").save(path)
    context = browser.new_context(
        offline=True,
        reduced_motion="reduce",
        color_scheme="light",
        viewport={"width": 1440, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("request", lambda asked: faults.append(asked.url) if "http" in asked.url else None)
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready='1']")
    yield page
    context.close()
    assert not faults


@pytest.fixture
def page(seat: Page) -> Page:
    """Give the page as it opens."""
    _go(seat, "")
    seat.mouse.move(2, 2)
    seat.evaluate(
        """() => {
            document.activeElement?.blur();
            document.querySelectorAll("details").forEach((e) => { e.open = false; });
            document.getElementById("query").value = "";
            document.getElementById("whole").click();
        }"""
    )
    return seat


def _go(page: Page, at: str) -> None:
    """Go where an address says, as if it had been typed."""
    page.evaluate(
        """(at) => {
            history.pushState(null, "", at || location.pathname);
            dispatchEvent(new PopStateEvent("popstate"));
        }""",
        at,
    )


def _say(page: Page, key: str, **facts: Any) -> str:
    return str(page.evaluate("([key, facts]) => eco.say(key, facts)", [key, facts]))


def _plain(text_: str) -> str:
    return " ".join(text_.split())


def _where(page: Page, node: str) -> tuple[float, float]:
    """Give the place of a mark on the screen."""
    x, y = page.evaluate(
        """(id) => {
            const i = eco.index.get(id);
            const view = eco.camera.view();
            const frame = document.getElementById("map").getBoundingClientRect();
            return [
                (eco.xy[2 * i] - view.x) * view.scale + view.width / 2 + frame.left,
                (eco.xy[2 * i + 1] - view.y) * view.scale + view.height / 2 + frame.top,
            ];
        }""",
        node,
    )
    return x, y


def _shown(page: Page) -> set[str]:
    """List the actors that are shown."""
    return set(
        page.evaluate(
            "eco.data.nodes.id.filter((_, i) => eco.visible[i] && !eco.data.nodes.place[i])"
        )
    )


def _actors(part: nx.MultiDiGraph) -> dict[str, dict[str, Any]]:
    return {
        node: data for node, data in part.nodes(data=True) if not standard().is_place(data["kind"])
    }


def _lit(page: Page) -> set[str]:
    """List the nodes that are lit."""
    return set(page.evaluate("eco.data.nodes.id.filter((_, i) => eco.focus()?.[i])"))


def _downloaded(page: Page, button: str) -> str:
    with page.expect_download() as caught:
        page.locator(button).click()
    return Path(caught.value.path()).read_text(encoding="utf-8")


# ------------------------------------------------------------------ the 25 of the design


def test_01_it_opens_offline_and_settled(page: Page) -> None:
    shot = "[document.querySelector('#map canvas').toDataURL(), [...eco.xy].join()]"
    page.evaluate(FRAMES)
    first = page.evaluate(shot)
    for _ in range(10):
        page.evaluate(FRAMES)
    assert page.evaluate(shot) == first
    assert len(first[0]) > 20_000  # a blank canvas is some thousand
    named = page.evaluate("eco.nameBoxes.map(({ i }) => i)")
    assert set(page.evaluate("eco.byWeight.slice(0, 10)")) <= set(named)


def test_02_counts_are_those_of_the_graph(page: Page, part: nx.MultiDiGraph) -> None:
    actors = _actors(part)
    counts = {
        "actors": len(actors),
        "places": len(part) - len(actors),
        "alliances": len(alliances_of(part)),
    }
    said = ", ".join(_say(page, key, n=n) for key, n in counts.items())
    assert _plain(page.locator("#sum").inner_text()) == _plain(said)


def test_03_search_finds_without_accents_and_says_when_it_does_not(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("FEDERATION")
    hits = page.locator("#hits [role=option]")
    assert 0 < hits.count() <= 10
    expect(page.locator("#hits [aria-selected=true]")).to_have_count(1)
    expect(page.locator("#hits svg").first).to_be_visible()
    page.keyboard.press("Enter")
    title = page.locator("#record h2").inner_text()
    assert "federation" in page.evaluate("(t) => eco.fold(t)", title)
    page.keyboard.press("Control+k")
    expect(page.locator("#query")).to_be_focused()
    page.fill("#query", "zzzz")
    expect(page.locator("#said")).to_have_text(_say(page, "nothing_found"))
    page.keyboard.press("Escape")
    expect(page.locator("#query")).to_have_value("")


def test_04_hover_lights_a_neighbourhood_and_leaves(page: Page) -> None:
    _go(page, "#layout=network")
    x, y = _where(page, "fonds_odd17")
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    expect(page.locator("#tip")).to_be_visible()
    painted = """() => {
        const i = [...eco.focus().keys()].find((k) => !eco.focus()[k]);
        const seen = [];
        const c = new Proxy({}, { get: (kept, key) => kept[key] ?? (() => {
            if (key === "fill") seen.push(kept.globalAlpha);
        }) });
        eco.paintMark(c, i, { scale: 1, left: -1e6, right: 1e6, top: -1e6, bottom: 1e6 });
        return seen;
    }"""
    assert 0 < max(page.evaluate(painted)) <= 0.15
    page.mouse.move(2, 2)
    expect(page.locator("#tip")).to_be_hidden()
    assert page.evaluate("eco.focus()") is None


def test_05_a_click_opens_the_record_and_back_returns(page: Page, part: nx.MultiDiGraph) -> None:
    page.mouse.click(*_where(page, "fonds_odd17"))
    heading = page.locator("#record h2")
    expect(heading).to_be_focused()
    name = heading.inner_text()
    measures = _plain(page.locator("#record .measures").inner_text())
    assert re.search(r"\d+(?:ᵉ|ᵉʳ|st|nd|rd|th) (?:sur|of) \d+ ?: \w+", measures)
    own = [a for a in alliances_of(part) if "fonds_odd17" in a["members"]]
    expect(page.locator("[data-list=alliances_of] li")).to_have_count(len(own))
    partner = page.locator("#record .ties button").first
    other = partner.inner_text()
    partner.click()
    expect(heading).to_have_text(other)
    page.go_back()
    expect(heading).to_have_text(name)
    page.keyboard.press("Escape")
    expect(page.locator("#record")).to_be_hidden()
    expect(page.locator("#map")).to_be_focused()
    x, y = _where(page, "fonds_odd17")
    page.mouse.click(x + 40, y)  # its name is as good as its mark
    expect(heading).to_have_text(name)


def test_05_a_click_on_a_line_opens_the_alliance(page: Page) -> None:
    _go(page, "#layout=network")
    page.evaluate(FRAMES)  # a name is clicked where it is painted
    x, y, names = page.evaluate(
        """() => {
            const { from, to } = eco.data.lines;
            const view = eco.camera.view();
            const frame = document.getElementById("map").getBoundingClientRect();
            for (const line of from.keys()) {
                let middle;
                let start;
                eco.traceLine({
                    moveTo: (u, v) => { start = [u, v]; },
                    quadraticCurveTo: (p, q, u, v) => {
                        middle = [(start[0] + 2 * p + u) / 4, (start[1] + 2 * q + v) / 4];
                    },
                }, line);
                const [wx, wy] = middle;
                // a browser may round where it was clicked
                const near = [[0, 0], [-2, -2], [-2, 2], [2, -2], [2, 2]]
                    .map(([u, v]) => [wx + u, wy + v, view.scale]);
                if (near.some((at) => eco.pick(...at) >= 0)) continue;
                if (near.some((at) => eco.pickLine(...at) !== line)) continue;
                return [(wx - view.x) * view.scale + view.width / 2 + frame.left,
                    (wy - view.y) * view.scale + view.height / 2 + frame.top,
                    [from[line], to[line]].map(eco.nameOf)];
            }
        }"""
    )
    page.mouse.click(x, y)
    expect(page.locator("#record h2")).to_be_focused()
    assert page.locator("#record .ties button").all_inner_texts() == names
    assert page.locator("#record dl dt").count() > 0
    assert "tie=" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#record")).to_be_hidden()


def test_06_focus_is_the_ball_around_an_actor(page: Page, part: nx.MultiDiGraph) -> None:
    H = project(part)
    _go(page, "#a=fonds_odd17")
    page.locator("#map").focus()
    for key, degrees in (("f", 1), ("+", 2), ("3", 3), ("-", 2), ("0", 0)):
        page.keyboard.press(key)
        assert _shown(page) == set(nx.ego_graph(H, "fonds_odd17", degrees)), key
    page.keyboard.press("Escape")
    assert _shown(page) == set(H)


def test_07_the_legend_filters(page: Page, part: nx.MultiDiGraph) -> None:
    finance = {node for node, data in _actors(part).items() if data.get("model") == "people"}
    row = page.locator("[data-group=people]")
    expect(row.locator("i")).to_have_text(str(len(finance)))
    row.click()
    expect(row).to_have_attribute("aria-pressed", "false")
    assert not finance & _shown(page)
    assert "off=people" in page.url
    assert page.locator("#scale li").count() == 3
    assert page.locator("#strokes p").count() == 2
    only = page.locator("[data-only=public]")
    only.click()
    expect(only).to_have_text(_say(page, "all"))
    assert {data["model"] for n, data in _actors(part).items() if n in _shown(page)} == {
        "public_action"
    }
    only.click()
    assert _shown(page) == set(_actors(part))


def test_07_a_group_is_shown_alone_by_pointer_or_by_keys(page: Page, part: nx.MultiDiGraph) -> None:
    engaged = {n for n, data in _actors(part).items() if data.get("model") == "engagement_economy"}
    row = page.locator("[data-group=engagement_economy]")
    only = page.locator("[data-only='row engagement_economy']")
    assert only.get_attribute("aria-label") == _say(
        page, "pair", label=row.locator("b").inner_text(), value=_say(page, "only")
    )
    expect(only).to_have_css("opacity", "0")
    row.hover()
    expect(only).to_have_css("opacity", "1")
    only.click()
    assert _shown(page) == engaged
    expect(only).to_have_text(_say(page, "all"))
    page.mouse.move(2, 2)
    expect(only).to_have_css("opacity", "1")  # the way back stays in sight
    page.go_back()
    assert _shown(page) == set(_actors(part))
    row.focus()
    page.keyboard.press("Tab")
    expect(only).to_be_focused()
    expect(only).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    assert _shown(page) == engaged
    expect(only).to_be_focused()
    page.keyboard.press("Enter")
    assert _shown(page) == set(_actors(part))
    # of a family of one group, its own button says it
    assert page.locator("[data-family=public] .only").count() == 1
    page.locator("#color").select_option("territory_level")
    values = page.locator("[data-family=values]")
    assert values.locator(".only").count() == 1 + values.locator(".row").count()


def test_08_filters_combine_and_are_said(page: Page, part: nx.MultiDiGraph) -> None:
    page.locator("#filtering > summary").click()
    expect(page.locator("#filters .rule")).to_have_text(_say(page, "filter_rule"))
    for column, value in (("model", "public_action"), ("model", "people"), ("kind", "collective")):
        box = page.locator(f"[data-filter={column}]")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        box.locator(f"input[value='{value}']").click()
    kept = {
        node
        for node, data in _actors(part).items()
        if data.get("model") in {"public_action", "people"} and data["kind"] == "collective"
    }
    assert kept
    assert _shown(page) == kept
    chips = page.locator("#chips .chip")
    expect(chips).to_have_count(2)
    chips.first.click()
    expect(chips).to_have_count(1)
    page.locator("#tick_lone").click()
    expect(chips).to_have_count(2)
    page.locator("#clear").click()
    expect(page.locator("#chips")).to_be_hidden()
    assert _shown(page) == set(_actors(part))


def test_08_nothing_left_is_said_with_the_way_back(page: Page, part: nx.MultiDiGraph) -> None:
    _go(page, "#only.model=people&only.kind=network")
    expect(page.locator("#none p")).to_have_text(_say(page, "nothing_left"))
    expect(page.locator("#said")).to_have_text(_say(page, "nothing_left"))
    page.locator("#none button").click()
    assert _shown(page) == set(_actors(part))
    page.go_back()
    expect(page.locator("#none")).to_be_visible()
    page.go_forward()
    expect(page.locator("#none")).to_be_hidden()


def test_09_a_path_is_the_shortest_and_is_read_out(page: Page, part: nx.MultiDiGraph) -> None:
    _go(page, "#a=la_fonda")
    page.locator("#path_from").click()
    page.keyboard.type("renault")
    page.keyboard.press("Enter")
    length = nx.shortest_path_length(project(part), "la_fonda", "renault")
    expect(page.locator("#record .answer")).to_have_text(_say(page, "path_steps", n=length))
    expect(page.locator("#record .path li")).to_have_count(length + 1)
    assert {"la_fonda", "renault"} <= _lit(page)
    expect(page.locator("#said")).to_contain_text("La Fonda, ")
    _go(page, "#path=la_fonda,onu")
    expect(page.locator("#record .answer")).to_have_text(_say(page, "path_none"))


def test_10_colours_and_sizes_follow_any_column(page: Page) -> None:
    total = page.evaluate("eco.count")
    values = "(all) => all.map((option) => option.value)"
    for key in page.locator("#color option").evaluate_all(values):
        page.locator("#color").select_option(key)
        counts = page.locator("#legend .row i").all_inner_texts()
        assert sum(map(int, counts)) == total, key
    page.locator("#color").select_option("community")
    expect(page.locator("#legend")).to_contain_text(_say(page, "unknown"))
    for key in page.locator("#size option").evaluate_all(values)[:3]:
        page.locator("#size").select_option(key)
        most = page.evaluate("(key) => eco.numbers.find((n) => n.key === key).top", key)
        assert page.locator("#scale li span").all_inner_texts()[-1] == page.evaluate(
            "(n) => eco.measured(n)", most
        )


def test_11_the_matrix_and_the_tables_are_the_drawing(page: Page, part: nx.MultiDiGraph) -> None:
    _go(page, "#tab=matrix")
    pairs = model_matrix(part, null=None)
    cells = page.locator("#matrix td button")
    expect(cells).to_have_count(49)
    models = list(standard().models)
    for source, target, observed in zip(
        pairs["source_model"], pairs["target_model"], pairs["observed"], strict=True
    ):
        a, b = models.index(source), models.index(target)
        assert page.locator(f"[data-cell='{a}-{b}'] b").inner_text() == str(observed)
    cells.nth(6).press("Enter")
    expect(cells.nth(6)).to_have_attribute("aria-pressed", "true")
    assert page.locator("#cell .meetings li").count() == int(cells.nth(6).locator("b").inner_text())
    page.locator("#tab_matrix").press("ArrowRight")
    expect(page.locator("#actors_table tbody tr")).to_have_count(len(part))
    page.locator("[data-sort=name]").press("Enter")
    names = page.locator("#actors_table tbody th").all_inner_texts()
    assert names == page.evaluate(
        """(all) => [...all].sort(new Intl.Collator(eco.state.lang, {numeric: true}).compare)""",
        names,
    )
    page.locator("#tab_actors").press("ArrowRight")
    expect(page.locator("#alliances_table tbody tr")).to_have_count(len(alliances_of(part)))
    partner = page.locator("#alliances_table .who button").first
    name = partner.inner_text()
    partner.press("Enter")
    expect(page.locator("#record h2")).to_have_text(name)


def test_12_the_address_holds_the_whole_state(page: Page, browser: Browser) -> None:
    _go(
        page,
        "#a=fonds_odd17&f=2&off=people&off.kind=collective&only.territory_level=national"
        "&theme=dark&layout=sectors&color=kind&size=degree&tab=alliances&from=2010&to=2023"
        "&min=0.5&undated=0&sourced=1&lone=0&findings=1&shown=ratio&sort.actors=-degree&cell=0-6"
        "&nobody=1&__proto__=2&cam=12,-8,0.9",
    )
    state = """JSON.stringify({ ...eco.state, hover: 0, cursor: 0,
        off: [...eco.state.off].map(([k, v]) => [k, [...v]]),
        only: [...eco.state.only].map(([k, v]) => [k, [...v]]) })"""
    before = page.evaluate(state)
    assert all(
        part in before for part in ('"dark"', '"sectors"', '"kind"', "2010", '"cell"', '"x":12')
    )
    page.locator("#link").click()
    expect(page.locator("#said")).to_have_text(_say(page, "link_copied"))
    link = page.evaluate("navigator.clipboard.readText()")
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    again = context.new_page()
    again.goto(link)
    again.wait_for_selector("body[data-ready='1']")
    assert again.evaluate(state) == before
    assert again.evaluate("[...eco.visible].join('')") == page.evaluate("[...eco.visible].join('')")
    context.close()


def test_13_what_leaves_the_page_is_what_is_seen(page: Page) -> None:
    _go(page, "#off=places&layout=network")
    page.locator("#picture summary").click()
    source = _downloaded(page, "#svg")
    drawn = ET.fromstring(source)  # noqa: S314 - our own
    said = _plain(" ".join(drawn.itertext()))
    assert _plain(page.evaluate("eco.countsSaid(eco.shownCounts)")) in said
    assert _plain(page.evaluate("eco.activeFilters()[0].words")) in said
    for label in page.locator("#legend .row b").all_inner_texts():
        assert _plain(label) in said
    round_ = page.evaluate(
        "eco.visibleActors().filter((i) => eco.groupOf(i).shape === 'circle').length"
    )
    assert round_ <= source.count("<circle") / 2 <= round_ + 8  # each filled and outlined
    held = json.loads(_downloaded(page, "#json"))
    assert {node["id"] for node in held["nodes"]} == _shown(page)
    sizes = page.evaluate(
        """Promise.all([1, 2].map(async (k) => createImageBitmap(await eco.png(k))))
            .then((all) => all.map(({ width }) => width))"""
    )
    assert sizes[1] == pytest.approx(2 * sizes[0], abs=2)
    _go(page, "#tab=actors&off=places")
    written = _downloaded(page, "#csv")
    french = page.evaluate("eco.state.lang") == "fr"
    rows = list(
        csv.reader(text.StringIO(written.removeprefix("\ufeff")), delimiter=";" if french else ",")
    )
    assert written.startswith("\ufeff")
    assert {row[0] for row in rows[1:]} == _shown(page)


def test_14_the_print_is_one_page_that_is_not_blank(page: Page) -> None:
    held = page.pdf(format="A4", landscape=True)
    assert len(re.findall(rb"/Type\s*/Page\b", held)) == 1
    assert len(held) > 30_000


def _under_way(part: nx.MultiDiGraph, year: int) -> nx.MultiDiGraph:
    """Keep the dated lines under way in a year; one without an end lasts."""
    kept = part.copy()
    for u, v, key, data in part.edges(keys=True, data=True):
        told = [data, *data.get("rows", ()), part.nodes[v] if "rows" in part.nodes[v] else {}]
        starts = [int(str(each["start"])[:4]) for each in told if "start" in each]
        ends = [int(str(each["end"])[:4]) for each in told if "end" in each]
        if not (starts or ends) or not min(starts, default=0) <= year <= max(ends, default=9999):
            kept.remove_edge(u, v, key)
    return kept


def test_15_years_count_what_is_under_way(page: Page, part: nx.MultiDiGraph) -> None:
    _go(page, "#tab=timeline")
    for year in (2012, 2018, 2022):
        bar = page.locator(f"#bars [data-year='{year}']")
        assert bar.locator("b").inner_text() == str(len(alliances_of(_under_way(part, year))))
    page.locator("#bars [data-year='2018']").click()
    assert page.evaluate("eco.shownCounts.alliances") == len(alliances_of(_under_way(part, 2018)))
    page.locator("#filtering > summary").click()
    expect(page.locator("#undated")).not_to_be_checked()
    # a year passes when the test says so
    page.evaluate(
        """() => {
            window.clock = window.setInterval;
            window.setInterval = (year) => { window.nextYear = year; return 1; };
        }"""
    )
    page.locator("#play").click()
    for year in (2019, 2020):
        page.evaluate("nextYear()")
        assert page.evaluate("eco.state.to") == year
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_attribute("aria-label", _say(page, "play"))
    page.evaluate("() => { window.setInterval = window.clock; }")


def test_16_marks_are_moved_saved_and_put_back(page: Page, tmp_path: Path) -> None:
    _go(page, "#layout=network")
    x, y = _where(page, "onu")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20)
    page.evaluate(FRAMES)
    page.evaluate(
        """() => {
            const { paintLines, paintLifted } = eco;
            window.painted = { rest: 0, lifted: 0 };
            eco.paintLines = (...all) => { painted.rest += 1; paintLines(...all); };
            eco.paintLifted = (...all) => { painted.lifted += 1; paintLifted(...all); };
        }"""
    )
    page.mouse.move(x + 60, y + 40, steps=3)
    page.evaluate(FRAMES)
    assert page.evaluate("painted.rest") == 0  # what does not move is not painted again
    assert page.evaluate("painted.lifted") >= 1
    page.mouse.up()
    page.evaluate(FRAMES)
    assert page.evaluate("painted.rest") >= 1
    expect(page.locator("#map .lifted")).to_have_count(0)
    assert _where(page, "onu") == pytest.approx((x + 60, y + 40), abs=1.5)
    path = tmp_path / "positions.json"
    path.write_text(_downloaded(page, "#save"), encoding="utf-8")
    saved = read_positions(path)["onu"]
    assert saved == pytest.approx(
        page.evaluate("[0, 1].map((k) => eco.xy[2 * eco.index.get('onu') + k])"), abs=0.06
    )
    page.locator("#reset").click()
    assert _where(page, "onu") == pytest.approx((x, y), abs=1)


def test_17_everything_without_a_mouse(page: Page) -> None:
    page.locator(".skip").focus()
    seen = ["skip"]
    while len(seen) < 60 and "whole" not in seen:
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "document.activeElement.id || document.activeElement.dataset.key"
                " || document.activeElement.dataset.layout || document.activeElement.className"
            )
        )
    order = ["skip", "query", "link", "lang", "theme", "tab_map", "poster", "color", "size"]
    order += ["findings", "row public_action", "map", "save", "whole"]
    assert [stop for stop in seen if stop in order] == [s for s in order if s != "save"]
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("#said").inner_text()
    page.keyboard.press("ArrowDown")
    assert page.locator("#said").inner_text() != said
    page.keyboard.press("Enter")
    expect(page.locator("#record h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#map")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#notes")).to_contain_text(_say(page, "keys"))


def test_18_a_screen_reader_is_told(page: Page) -> None:
    assert page.locator("#map").get_attribute("aria-label") == _say(page, "map")
    assert page.locator("#keys").inner_text() == _say(page, "keys")
    expect(page.locator("#map")).to_have_accessible_description(
        re.compile(
            f"{re.escape(page.locator('#sum').inner_text())}.*{re.escape(_say(page, 'keys')[:20])}"
        )
    )
    assert page.locator("#said").get_attribute("role") == "status"
    page.locator("[data-group=people]").click()
    expect(page.locator("#sum")).to_have_attribute("role", "status")
    page.locator("#findings").click()
    page.locator("[data-finding='0']").click()
    expect(page.locator("#said")).to_contain_text(re.compile(r"\d+ "))


def test_20_no_word_of_the_other_language(page: Page) -> None:
    lang = page.evaluate("eco.state.lang")
    words = page.evaluate("eco.data.words")
    own, other = words[lang], words["en" if lang == "fr" else "fr"]
    assert set(own) == set(other)
    told = {w for key, w in other.items() if own[key] != w and len(w) > 4 and "{" not in w}
    told -= set(own.values())
    for at in ("#a=le_rameau", "#tab=matrix", "#tab=actors", "#tab=timeline", "#findings=1"):
        _go(page, at)
        page.evaluate("document.getElementById('filtering').open = true; eco.showFilters()")
        shown = page.locator("body").inner_text().split("\n")
        names = page.locator("[aria-label]").evaluate_all("(all) => all.map((e) => e.ariaLabel)")
        assert not told & {line.strip() for line in [*shown, *names]}, at
    number = page.evaluate("eco.number(1234.5)")
    assert number == ("1\u202f234,5" if lang == "fr" else "1,234.5")
    date = page.evaluate("eco.date('2023-10-18')")
    assert date == ("18 octobre 2023" if lang == "fr" else "October 18, 2023")


def test_21_the_theme_follows_the_system_until_one_chooses(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(ground) == "rgb(17, 22, 28)"
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    theme = page.locator("#theme")
    for chosen in ("dark", "contrast", "light"):
        assert theme.get_attribute("title") == _say(page, f"to_{chosen}")
        theme.click()
        assert page.evaluate("eco.state.theme") == chosen
    page.emulate_media(contrast="more")
    expect(page.locator("html")).to_have_attribute("data-contrast", "more")
    page.emulate_media(contrast="no-preference")
    moves = page.evaluate(
        """[...document.querySelectorAll("*")].map((e) => getComputedStyle(e))
            .filter(({ transitionDuration: t, animationName: a }) => t !== "0s" || a !== "none")
            .length"""
    )
    assert moves == 0  # less motion is asked for


def test_22_findings_light_whom_they_speak_of(page: Page) -> None:
    page.locator("#findings").click()
    found = page.locator("#record .found").first.locator("button")
    assert 5 <= found.count() <= 8
    for k in range(found.count()):
        found.nth(k).click()
        told = page.evaluate(
            "(k) => eco.data.findings[k].nodes.map((i) => eco.data.nodes.id[i])", k
        )
        assert set(told) <= _lit(page)
    page.go_back()
    assert f"finding={found.count() - 2}" in page.url
