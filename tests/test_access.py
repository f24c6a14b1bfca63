"""The page for everybody: axe in every view, high contrast, a telephone by touch, a sandbox."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from ecomap.formats import io
from ecomap.page import map as maps
from ecomap.page.map import Map
from ecomap.typology import standard

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "js" / "node_modules" / "axe-core" / "axe.min.js"
LAPTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
VIEWS = {
    "poster": "",
    "network": "#layout=network",
    "record": "#a=le_rameau&layout=sectors",
    "place": "#a=programme_ecosysteme",
    "findings": "#findings=1&finding=0",
    "path": "#path=la_fonda,renault",
    "tie": "#tie=3&layout=network",
    "filters": "#only.model=people&from=2015&to=2020",
    "nothing": "#only.model=people&only.kind=network",
    "matrix": "#tab=matrix&cell=0-6",
    "ratios": "#tab=matrix&shown=ratio",
    "actors": "#tab=actors",
    "alliances": "#tab=alliances",
    "timeline": "#tab=timeline",
}


@pytest.fixture(scope="module")
def drawn(odd17: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the map of the packaged data set, with either camera."""
    folder = tmp_path_factory.mktemp("map")
    G = io.read(odd17)
    paths = {engine: folder / f"{engine}.html" for engine in ("vis", "canvas")}
    Map(G, engine="vis", source="odd17").save(paths["vis"])
    Map(G, engine="canvas", source="odd17").save(paths["canvas"])
    return paths


def _seat(browser: Browser, path: Path, **settings: Any) -> Iterator[Page]:
    """Open a page that asks for nothing and complains of nothing."""
    context = browser.new_context(offline=True, reduced_motion="reduce", **settings)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.goto(path.as_uri())
    page.wait_for_selector("body[data-ready='1']")
    yield page
    context.close()
    assert not faults


def _go(page: Page, at: str) -> None:
    """Go where an address says, as if it had been typed."""
    page.evaluate(
        """(at) => {
            history.pushState(null, "", at || location.pathname);
            dispatchEvent(new PopStateEvent("popstate"));
        }""",
        at,
    )


# ------------------------------------------------------------------ axe


@pytest.fixture(scope="module")
def axe() -> str:
    """Read axe-core, which `npm ci` puts beside the tests."""
    if not AXE.exists():
        reason = "no axe-core here; to have it: npm --prefix tests/js ci"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("engine", "theme", "settings"),
    [
        ("vis", "light", LAPTOP),
        ("vis", "dark", LAPTOP),
        ("canvas", "light", LAPTOP),
        ("canvas", "dark", LAPTOP),
        ("canvas", "contrast", LAPTOP),
        ("vis", "light", PHONE),
        ("canvas", "dark", PHONE),
    ],
    ids=lambda value: "phone" if value is PHONE else "laptop" if value is LAPTOP else value,
)
def test_axe_finds_nothing_in_any_view(
    browser: Browser,
    drawn: dict[str, Path],
    axe: str,
    engine: str,
    theme: str,
    settings: dict[str, Any],
) -> None:
    for page in _seat(browser, drawn[engine], **settings):
        page.evaluate(axe)
        page.evaluate("document.getElementById('filtering').open = true")
        page.evaluate("document.getElementById('foot').open = true")
        for name, at in VIEWS.items():
            lang = "en" if name in {"record", "matrix"} else "fr"
            _go(page, f"{at or '#'}&theme={theme}&lang={lang}")
            found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
            told = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
            assert told == [], name


def test_axe_would_find_a_fault(browser: Browser, drawn: dict[str, Path], axe: str) -> None:
    for page in _seat(browser, drawn["canvas"], **LAPTOP):
        page.evaluate(axe)
        page.evaluate("document.getElementById('map').removeAttribute('aria-label')")
        page.evaluate("document.getElementById('sum').style.color = '#ddd'")
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        assert "color-contrast" in {fault["id"] for fault in found["violations"]}


# ------------------------------------------------------------------ contrast and motion


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_reach_the_drawing(
    browser: Browser, drawn: dict[str, Path], scheme: str
) -> None:
    settings = {**LAPTOP, "forced_colors": "active", "color_scheme": scheme}
    for page in _seat(browser, drawn["canvas"], **settings):
        ground, ink = page.evaluate("[eco.theme.ground, eco.theme.ink]")
        asked = page.evaluate(
            """["Canvas", "CanvasText"].map((name) => {
                const probe = document.body.appendChild(document.createElement("i"));
                probe.style.color = name;
                return getComputedStyle(probe).color;
            })"""
        )
        assert [ground, ink] == asked
        svg = page.evaluate("eco.svg()")
        assert "CanvasText" not in svg  # a name that another reader would not know
        assert page.evaluate("eco.theme.plain") is True


# ------------------------------------------------------------------ a telephone, by touch


@pytest.fixture(params=["vis", "canvas"])
def phone(
    request: pytest.FixtureRequest, browser: Browser, drawn: dict[str, Path]
) -> Iterator[Page]:
    yield from _seat(browser, drawn[request.param], **PHONE)


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


def _touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Put fingers on the screen, move them or lift them."""
    touching = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touching})


def test_19_a_tap_opens_and_a_drag_does_not(phone: Page) -> None:
    _go(phone, "#layout=network")
    x, y = _where(phone, "fonds_odd17")
    session = phone.context.new_cdp_session(phone)
    _touch(session, "touchStart", (x, y))
    _touch(session, "touchMove", (x + 30, y + 30))
    _touch(session, "touchEnd")
    phone.wait_for_timeout(120)
    expect(phone.locator("#record")).to_be_hidden()
    x, y = _where(phone, "fonds_odd17")
    phone.touchscreen.tap(x + 3, y + 3)  # a finger is not exact
    expect(phone.locator("#record h2")).to_have_text("Fonds ODD 17")
    box = phone.locator("#record").bounding_box()
    assert box
    assert box["y"] + box["height"] == pytest.approx(844)
    phone.locator("#record .close").tap()
    expect(phone.locator("#record")).to_be_hidden()
    row = phone.locator("[data-group=people]")
    expect(row).not_to_be_in_viewport()
    phone.locator("#drawer").tap()
    row.tap()
    expect(row).to_have_attribute("aria-pressed", "false")


def test_19_two_fingers_enlarge(phone: Page) -> None:
    _go(phone, "#layout=network")
    before = phone.evaluate("eco.camera.view().scale")
    session = phone.context.new_cdp_session(phone)
    _touch(session, "touchStart", (150, 400))
    _touch(session, "touchStart", (150, 400), (240, 460))
    for step in range(1, 7):
        _touch(session, "touchMove", (150 - 10 * step, 400), (240 + 10 * step, 460))
    _touch(session, "touchEnd")
    phone.wait_for_function("(scale) => eco.camera.view().scale > 1.2 * scale", arg=before)
    expect(phone.locator("#record")).to_be_hidden()


def test_16_a_finger_that_rests_takes_the_mark_along(phone: Page) -> None:
    _go(phone, "#layout=network")
    x, y = _where(phone, "fonds_odd17")
    session = phone.context.new_cdp_session(phone)
    _touch(session, "touchStart", (x, y))
    expect(phone.locator("#said")).to_contain_text("Fonds ODD 17")
    for step in (1, 2, 3):
        _touch(session, "touchMove", (x + 15 * step, y + 10 * step))
    _touch(session, "touchEnd")
    assert _where(phone, "fonds_odd17") == pytest.approx((x + 45, y + 30), abs=2)
    expect(phone.locator("#record")).to_be_hidden()
    phone.locator("#reset").tap()  # at once: what came before was no fling to be stopped
    expect(phone.locator("#reset")).to_be_hidden()
    assert _where(phone, "fonds_odd17") == pytest.approx((x, y), abs=2)
    phone.touchscreen.tap(x, y)  # and the camera still listens
    expect(phone.locator("#record h2")).to_have_text("Fonds ODD 17")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_19_every_target_is_large_and_nothing_overflows(phone: Page, lang: str) -> None:
    for name, at in VIEWS.items():
        _go(phone, f"{at or '#'}&lang={lang}")
        assert phone.evaluate("document.documentElement.scrollWidth") == 390, name
        small = phone.evaluate(
            """() => [...document.querySelectorAll("button, input, select, summary, [role=option]")]
                .filter((e) => e.checkVisibility({ visibilityProperty: true }))
                .filter((e) => !e.closest("label")) // the label is the target
                .map((e) => [e.id || e.className || e.textContent, e.getBoundingClientRect()])
                .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
                .map(([name, { width, height }]) => `${name} ${width} ${height}`)"""
        )
        assert small == [], name
        cut = phone.evaluate(
            """() => [...document.querySelectorAll("button:not(.name), select, summary:not(#gist)")]
                .filter((e) => e.checkVisibility({ visibilityProperty: true }))
                .filter((e) => e.scrollWidth > e.clientWidth + 1)
                .map((e) => e.id || e.className || e.textContent)"""
        )
        assert cut == [], name


def test_a_link_copied_by_hand_stays_on_the_telephone(phone: Page) -> None:
    phone.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    phone.locator("#link").tap()
    expect(phone.locator("#address")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


# ------------------------------------------------------------------ hostile, framed


@pytest.mark.parametrize("engine", ["vis", "canvas"])
def test_24_hostile_cells_are_text_and_no_formula(
    browser: Browser, tmp_path: Path, engine: Any
) -> None:
    hostile = "</script><img src=x onerror=\"window.hurt='img'\">\u2028__proto__'"
    G = nx.MultiDiGraph(title=hostile)
    links = ["javascript:window.hurt='link'", "https://example.org/a?b=1&c=2"]
    for node, url in zip(("__proto__", "constructor"), links, strict=True):
        G.add_node(
            node, name=hostile, kind="organisation", url=url, tags=hostile, **{hostile: hostile}
        )
    G.add_node("sum", name="=1+1", kind="organisation", model="people")
    G.add_edge("__proto__", "constructor", key=hostile, name=hostile, relation=hostile)
    path = tmp_path / "map.html"
    Map(G, engine=engine).save(path)
    for page in _seat(browser, path, **LAPTOP):
        for at in ("#a=__proto__", "#a=constructor", "#tab=actors", "#tie=0", "#off=__proto__"):
            _go(page, at)
        page.fill("#query", "script")
        assert page.locator("#hits [role=option]").count() == 2
        _go(page, "#a=constructor")
        expect(page.locator("#record")).to_contain_text("onerror")
        found = page.locator("#record a").evaluate_all("(all) => all.map((a) => [a.href, a.rel])")
        assert found == [[links[1], "noopener noreferrer"]]
        _go(page, "#a=__proto__")
        assert page.locator("#record a").count() == 0
        assert page.locator("img, iframe").count() == 0
        assert "'=1+1" in page.evaluate("eco.csv(false)")
        assert page.evaluate("window.hurt ?? ({}).hurt ?? null") is None
        assert json.loads(page.evaluate("eco.json()"))["title"] == hostile


@pytest.mark.parametrize("engine", ["vis", "canvas"])
def test_25_it_works_in_a_sandbox(
    browser: Browser, drawn: dict[str, Path], tmp_path: Path, engine: str
) -> None:
    (tmp_path / "map.html").write_bytes(drawn[engine].read_bytes())
    around = tmp_path / "around.html"
    around.write_text(
        "<!doctype html><meta charset=utf-8><body data-ready=1 style='height:3000px'>"
        '<iframe src="map.html?embed" sandbox="allow-scripts allow-downloads"'
        ' width=900 height=600 title="map"></iframe>',
        encoding="utf-8",
    )
    for page in _seat(browser, around, **LAPTOP):
        frame = page.frame_locator("iframe")
        expect(frame.locator("body[data-ready='1']")).to_be_visible()
        expect(frame.locator("header")).to_be_hidden()
        frame.locator("[data-group=people]").click()
        expect(frame.locator("[data-group=people]")).to_have_attribute("aria-pressed", "false")
        page.mouse.move(500, 300)
        page.mouse.wheel(0, 300)
        page.wait_for_function("() => scrollY > 100")  # the page around it scrolls


# ------------------------------------------------------------------ large


@pytest.fixture(scope="module")
def crowd() -> nx.MultiDiGraph:
    """Make a synthetic ecosystem with more rows than a page of a table."""
    G = nx.MultiDiGraph(title="Synthetic crowd")
    models = list(standard().models)
    for n in range(600):
        G.add_node(
            f"a{n}",
            name=f"Actor {n}",
            kind="organisation",
            model=models[n % 5],
            territory=f"Town {n % 31 // 2}",
        )
    G.add_edges_from((f"a{n}", f"a{(7 * n + 1) % 600}", f"e{n}") for n in range(500))
    return G


@pytest.mark.parametrize("engine", ["vis", "canvas"])
def test_23_too_many_to_draw_each_are_bubbles_that_open(
    browser: Browser,
    crowd: nx.MultiDiGraph,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine: Any,
) -> None:
    monkeypatch.setattr(maps, "_EACH_MOST", 500)
    path = tmp_path / "map.html"
    degree = {node: float(n) for node, n in crowd.degree()}
    scores = pd.DataFrame({"degree": degree, "betweenness": degree})
    Map(crowd, engine=engine, scores=scores).save(path)
    for page in _seat(browser, path, **LAPTOP):
        assert page.evaluate("eco.state.layout") == "bubbles"
        sizes = page.evaluate("eco.layout.bubbles.map(({ nodes }) => nodes.length)")
        assert sum(sizes) == len(crowd)
        assert len(sizes) < 100
        said = page.evaluate("eco.svg()")
        assert page.evaluate("eco.number(eco.layout.ties.length)") in said
        assert "600 acteurs et lieux" in said
        x, y, group, key, n = page.evaluate(
            """() => {
                const { x, y, group, key, nodes } = eco.layout.bubbles[1];
                const view = eco.camera.view();
                const frame = document.getElementById("map").getBoundingClientRect();
                return [(x - view.x) * view.scale + view.width / 2 + frame.left,
                    (y - view.y) * view.scale + view.height / 2 + frame.top,
                    eco.data.groups[group].key, key, nodes.length];
            }"""
        )
        page.mouse.click(x, y)
        held = page.evaluate("eco.visibleActors().map((i) => eco.data.nodes.id[i])")
        assert len(held) == n
        assert {(crowd.nodes[a]["model"], crowd.nodes[a]["territory"]) for a in held} == {
            (group, key)
        }
        assert page.evaluate("eco.state.layout") == "network"
        expect(page.locator("#chips .chip").first).to_be_visible()
        page.go_back()
        assert page.evaluate("[eco.state.layout, eco.shownCounts.actors]") == ["bubbles", 600]
        page.locator("#map").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#said")).to_contain_text("Town")
        page.keyboard.press("Enter")
        assert page.evaluate("eco.state.layout") == "network"
        page.fill("#query", "Actor 599")
        page.keyboard.press("Enter")
        expect(page.locator("#record h2")).to_have_text("Actor 599")


def test_11_a_long_table_is_turned_page_by_page(
    browser: Browser, crowd: nx.MultiDiGraph, tmp_path: Path
) -> None:
    path = tmp_path / "map.html"
    degree = {node: float(n) for node, n in crowd.degree()}
    Map(crowd, engine="canvas", scores=pd.DataFrame({"degree": degree}), size="degree").save(path)
    for page in _seat(browser, path, **LAPTOP):
        _go(page, "#tab=actors&sort.actors=name")
        rows = page.locator("#actors_table tbody tr")
        expect(rows).to_have_count(500)
        expect(page.locator("#actors_table")).to_have_attribute("aria-rowcount", "601")
        first = set(page.locator("#actors_table tbody th").all_inner_texts())
        page.locator("[data-key=rows_after]").press("Enter")
        expect(rows).to_have_count(100)
        expect(page.locator("#said")).to_have_text("Lignes 501 à 600 sur 600")
        last = set(page.locator("#actors_table tbody th").all_inner_texts())
        assert len(first | last) == 600
        expect(page.locator("[data-key=rows_after]")).to_be_disabled()
        page.locator("[data-group=public_action]").click()
        expect(rows).to_have_count(480)  # no empty page when fewer are left
