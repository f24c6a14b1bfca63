"""The page for everybody: axe and reading order in every view, a telephone by touch, a sandbox."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pandas as pd
import pytest
from playwright.sync_api import Browser, CDPSession, Frame, Page, expect

from ecomap.formats import io
from ecomap.page import map as maps
from ecomap.page.document import document
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
FORCED = {"forced_colors": "active"}
# Each camera, in each language.
SEATS = list(product(("vis", "canvas"), ("fr", "en")))
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
    # some rows are as good as all: axe looks at each cell
    "actors": "#tab=actors&only.model=public_action",
    "alliances": "#tab=alliances&only.model=public_action",
    "timeline": "#tab=timeline",
}
# What the synthetic territory has and the packaged data set has not.
TERRITORY_VIEWS = {"geography": "#layout=geography&color=territory", "frame": "#tab=frame"}

# What a sheet or a vocabulary calls a thing, that no reader should meet.
KEY = re.compile(r"\b[a-z]+_[a-z_]+\b")

FRAME = "new Promise((done) => { requestAnimationFrame(done); })"

Pages = dict[tuple[str, str], Path]


def _pages(data: dict[str, Any], folder: Path) -> Pages:
    """Write one page for each seat: what it shows is worked out once."""
    pages = {}
    for engine, lang in SEATS:
        path = pages[engine, lang] = folder / f"{engine}-{lang}.html"
        html = document({**data, "lang": lang}, lang=lang, engine=engine)
        path.write_text(html, encoding="utf-8", newline="\n")
    return pages


@pytest.fixture(scope="module")
def drawn(odd17: Path, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Write the map of the packaged data set."""
    return _pages(Map(io.read(odd17), source="odd17").data(), tmp_path_factory.mktemp("map"))


@pytest.fixture(scope="module")
def territory(odd17: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the map of a part of the synthetic territory: a geography, and the frame."""
    path = tmp_path_factory.mktemp("territory") / "map.html"
    G = io.read(odd17.parent / "synthetic_territory")
    Map(G.subgraph(list(G)[:90]).copy(), engine="canvas").save(path)
    return path


@pytest.fixture(scope="module")
def whole(odd17: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the map of the whole of it: hundreds of marks."""
    path = tmp_path_factory.mktemp("whole") / "map.html"
    Map(io.read(odd17.parent / "synthetic_territory"), engine="canvas").save(path)
    return path


def _seat(browser: Browser, path: Path, end: str = "", **settings: Any) -> Iterator[Page]:
    """Open a page that asks for nothing and complains of nothing."""
    context = browser.new_context(offline=True, reduced_motion="reduce", **settings)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.goto(path.as_uri() + end)
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


def _faults(page: Page) -> list[tuple[str, str]]:
    """List what axe finds: the rule, and where."""
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]


def _unseen(page: Page) -> list[str]:
    """
    List the texts that forced colours hide, of which axe says nothing.

    Where colours are forced, the browser lays a plate of the ground behind each text, unless a
    style says that it has seen to it. A text of the colour of what is behind it is not seen.
    """
    return list(
        page.evaluate(
            """() => {
                if (!matchMedia("(forced-colors: active)").matches) return [];
                const probe = document.body.appendChild(document.createElement("i"));
                probe.style.color = "Canvas";
                const ground = getComputedStyle(probe).color;
                probe.remove();
                const behind = (e) => {
                    if (!e || getComputedStyle(e).forcedColorAdjust === "auto") return ground;
                    const { backgroundColor } = getComputedStyle(e);
                    const clear = /^rgba.* 0.$/.test(backgroundColor);
                    return clear ? behind(e.parentElement) : backgroundColor;
                };
                return [...document.body.querySelectorAll("*")]
                    .filter((e) => [...e.childNodes].some((part) => part.nodeType === 3
                        && part.textContent.trim()))
                    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
                    .filter((e) => getComputedStyle(e).color === behind(e))
                    .map((e) => e.outerHTML);
            }"""
        )
    )


# The cameras differ by one canvas: each theme and each device has one or the other.
@pytest.mark.parametrize(
    ("engine", "lang", "theme", "settings"),
    [
        ("vis", "fr", "light", LAPTOP),
        ("canvas", "en", "dark", LAPTOP),
        ("canvas", "fr", "contrast", LAPTOP),
        ("canvas", "en", "light", PHONE),
        ("vis", "fr", "dark", PHONE),
        ("canvas", "fr", "contrast", PHONE),
        ("canvas", "fr", "auto", {**LAPTOP, **FORCED, "color_scheme": "light"}),
        ("canvas", "en", "auto", {**PHONE, **FORCED, "color_scheme": "dark"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value)),
)
def test_axe_finds_nothing_in_any_view(
    browser: Browser,
    drawn: Pages,
    axe: str,
    engine: str,
    lang: str,
    theme: str,
    settings: dict[str, Any],
) -> None:
    for page in _seat(browser, drawn[engine, lang], **settings):
        page.evaluate(axe)
        page.evaluate("document.getElementById('foot').open = true")
        for name, at in VIEWS.items():
            page.evaluate("(is) => { document.getElementById('filtering').open = is; }", not at)
            _go(page, f"{at or '#'}&theme={theme}")
            assert _faults(page) == [], name
            assert _unseen(page) == [], name
        _go(page, f"#theme={theme}")
        page.fill("#query", "fondation")
        expect(page.locator("#hits [aria-selected=true]")).to_be_visible()
        assert _faults(page) == [], "search"
        assert _unseen(page) == [], "search"
        page.locator("#picture > summary").press("Enter")
        page.locator("#frame").press("Enter")
        assert _faults(page) == [], "pictures"
        assert _unseen(page) == [], "pictures"


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_the_geography_or_the_frame(
    browser: Browser, territory: Path, axe: str, theme: str
) -> None:
    for page in _seat(browser, territory, **(PHONE if theme == "dark" else LAPTOP)):
        page.evaluate(axe)
        for name, at in TERRITORY_VIEWS.items():
            _go(page, f"{at}&theme={theme}&lang={'en' if theme == 'dark' else 'fr'}")
            assert page.evaluate("eco.layout.lands || eco.state.tab === 'frame'"), name
            assert _faults(page) == [], name


@pytest.mark.parametrize("end", ["?embed", "#embed=1&theme=dark"])
def test_axe_finds_nothing_in_a_page_that_is_embedded(
    browser: Browser, drawn: Pages, axe: str, end: str
) -> None:
    for page in _seat(browser, drawn["canvas", "en"], end, **LAPTOP):
        page.evaluate(axe)
        assert _faults(page) == []


def test_axe_would_find_a_fault(browser: Browser, drawn: Pages, axe: str) -> None:
    for page in _seat(browser, drawn["canvas", "fr"], **LAPTOP):
        page.evaluate(axe)
        page.evaluate("document.getElementById('map').removeAttribute('aria-label')")
        page.evaluate("document.getElementById('sum').style.color = '#ddd'")
        assert "color-contrast" in {rule for rule, _ in _faults(page)}


# ------------------------------------------------------------------ reading order


class Told(NamedTuple):
    """One thing of the page, as a screen reader is given it."""

    role: str
    name: str
    more: dict[str, Any]


LANDMARKS = {"banner", "search", "region", "complementary", "main", "contentinfo"}
CONTROLS = {
    "button",
    "link",
    "searchbox",
    "textbox",
    "combobox",
    "ComboBoxSelect",
    "checkbox",
    "radio",
    "tab",
    "slider",
    "spinbutton",
    "DisclosureTriangle",
    "application",
    "option",
}


def _told(page: Page) -> list[Told]:
    """List the accessibility tree of Chromium in the order in which it is read."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}

    def read(node: dict[str, Any]) -> Iterator[Told]:
        if not node["ignored"]:
            more = {prop["name"]: prop["value"].get("value") for prop in node["properties"]}
            role, name = (node.get(part, {}).get("value", "") for part in ("role", "name"))
            yield Told(role, " ".join(name.split()), more)
        for child in node["childIds"]:
            yield from read(by_id[child])

    return list(read(nodes[0]))


# Both languages and both cameras, each once: what is read is no canvas.
@pytest.mark.parametrize("seat", [("vis", "en"), ("canvas", "fr")], ids="-".join)
def test_18_every_view_is_read_in_order(
    browser: Browser, drawn: Pages, seat: tuple[str, str]
) -> None:
    for page in _seat(browser, drawn[seat], **LAPTOP):
        page.evaluate("document.getElementById('filtering').open = true")
        for name, at in VIEWS.items():
            _go(page, at)
            told = _told(page)
            say = page.evaluate("eco.data.words[eco.state.lang]")
            order = [thing for thing in told if thing.role in LANDMARKS]
            chips = [("region", say["active_filters"])] if "only." in at else []
            tables = [thing.name for thing in order if thing.role == "region"][1 + len(chips) :]
            record = page.locator("#record").is_visible()
            assert [(thing.role, thing.name) for thing in order if thing.name not in tables] == [
                ("banner", ""),
                ("search", ""),
                ("region", say["settings"]),
                ("complementary", say["legend"]),
                *chips,
                ("main", ""),
                *([("complementary", say["record"])] if record else []),
                ("contentinfo", ""),
            ], name
            levels = [thing.more["level"] for thing in told if thing.role == "heading"]
            assert levels[0] == 1, name
            assert levels.count(1) == 1, name
            assert all(b <= a + 1 for a, b in pairwise(levels)), name
            nameless = [t for t in told if t.role in CONTROLS and not t.name]
            assert nameless == [], name
            map_is_read = any(thing.role == "application" for thing in told)
            assert map_is_read == (page.evaluate("eco.state.tab") == "map"), name


@pytest.mark.parametrize("seat", [("vis", "fr"), ("canvas", "en")], ids="-".join)
def test_18_what_is_seen_of_a_control_is_in_its_name(
    browser: Browser, drawn: Pages, seat: tuple[str, str]
) -> None:
    """Who speaks to the page says what is written on the button (WCAG 2.5.3)."""
    for page in _seat(browser, drawn[seat], **LAPTOP):
        for name, at in VIEWS.items():
            _go(page, at)
            other = page.evaluate(
                """() => [...document.querySelectorAll("button[aria-label], a[aria-label]")]
                    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
                    .map((e) => [e.ariaLabel, [...e.childNodes].filter((part) => !part.ariaHidden)
                        .map((part) => part.textContent).join(" ")])
                    .filter(([name, seen]) => /\\p{L}/u.test(seen)
                        && !eco.fold(name).includes(eco.fold(seen)))"""
            )
            assert other == [], name


@pytest.mark.parametrize("seat", [("vis", "fr"), ("canvas", "en")], ids="-".join)
def test_11_the_tables_are_read_as_tables(
    browser: Browser, drawn: Pages, seat: tuple[str, str]
) -> None:
    for page in _seat(browser, drawn[seat], **LAPTOP):
        counts = page.evaluate("eco.shownCounts")
        rows = {
            "actors": counts["actors"] + counts["places"],
            "alliances": counts["alliances"],
            "matrix": 7,
        }
        for tab, many in rows.items():
            _go(page, f"#tab={tab}")
            told = _told(page)
            heads = [thing.name for thing in told if thing.role == "columnheader"]
            assert all(heads), tab
            assert len(set(heads)) == len(heads), tab
            names = [thing.name for thing in told if thing.role == "rowheader"]
            assert len(names) == many, tab
            assert all(names), tab
            cells = [thing for thing in told if thing.role in {"gridcell", "cell", "rowheader"}]
            blank = tab == "matrix"  # the corner
            assert len(cells) == many * (len(heads) + blank) + blank, tab
        models = page.evaluate("eco.data.matrix.models.map(({ label }) => eco.label(label))")
        said = [t.name for t in told if t.role == "button" and t.name.startswith(models[0])]
        assert all(f" {model}" in " ".join(said) for model in models)


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("which", ["odd17", "territory"])
def test_20_no_heading_is_the_key_of_a_column(
    browser: Browser, drawn: Pages, territory: Path, which: str, lang: str
) -> None:
    path = territory if which == "territory" else drawn["canvas", "fr"]
    for page in _seat(browser, path, f"#lang={lang}", **LAPTOP):
        told = page.evaluate(
            """() => {
                const { lines } = eco.data;
                const words = new Set(lines.from.map((_, line) => eco.lineFacts(line))
                    .flatMap((list) => [...list?.querySelectorAll("dt, dd") ?? []]
                        .map((e) => e.textContent)));
                for (let i = 0; i < eco.count; i += 1) {
                    eco.state.actor = i;
                    eco.showRecord().querySelectorAll("dt, dd, .proof").forEach((e) => {
                        words.add(e.textContent);
                    });
                }
                return [...words];
            }"""
        )
        _go(page, f"#lang={lang}")
        for tab in ("actors", "alliances"):
            page.evaluate("(tab) => eco.setTab(tab)", tab)
            told += page.locator("#view thead th").all_inner_texts()
        addresses = [text for text in told if "://" in text]
        keys = {key for text in told if text not in addresses for key in KEY.findall(text)}
        assert keys == set()
        assert len(told) > 40
        if which == "odd17":
            names = {"fr": "Confiance dans le modèle", "en": "Confidence in the model"}
            assert names[lang] in told


# ------------------------------------------------------------------ contrast and motion


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_reach_the_drawing(browser: Browser, drawn: Pages, scheme: str) -> None:
    settings = {**LAPTOP, "forced_colors": "active", "color_scheme": scheme}
    for page in _seat(browser, drawn["canvas", "fr"], **settings):
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


@pytest.fixture(scope="module", params=SEATS, ids="-".join)
def handset(request: pytest.FixtureRequest, browser: Browser, drawn: Pages) -> Iterator[Page]:
    """Open one page for all the tests of a camera and a language."""
    yield from _seat(browser, drawn[request.param], **PHONE)


@pytest.fixture
def phone(handset: Page) -> Page:
    """Give the page as it opens."""
    _go(handset, "")
    handset.evaluate(
        """() => {
            document.activeElement?.blur();
            document.querySelectorAll("details").forEach((e) => { e.open = false; });
            document.querySelectorAll("#bar, #side, #chips").forEach((e) => e.scrollTo(0, 0));
            document.getElementById("side").classList.remove("open");
            document.getElementById("whole").click();
        }"""
    )
    return handset


def _say(page: Page | Frame, key: str, **facts: Any) -> str:
    return str(page.evaluate("([key, facts]) => eco.say(key, facts)", [key, facts]))


def _where(page: Page | Frame, node: str) -> tuple[float, float]:
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


def _name(page: Page | Frame, node: str) -> str:
    """Give the name of a node as the page shows it."""
    return str(page.evaluate("(id) => eco.nameOf(eco.index.get(id))", node))


def _free(page: Page | Frame, across: int, high: int, points: int) -> list[tuple[float, float]]:
    """Give points side by side with no mark under them, however long a finger rests there."""
    found = page.evaluate(
        """([across, high, points]) => {
            const { x, y, scale, width, height } = eco.camera.view();
            const { left, top } = document.getElementById("map").getBoundingClientRect();
            const world = (px, py) => [(px - left - width / 2) / scale + x,
                (py - top - height / 2) / scale + y, scale];
            for (let py = high; py > high - 100; py -= 4) {
                const row = Array.from({ length: points }, (_, k) => [across + 90 * k, py]);
                if (row.every(([px, py]) => eco.pick(...world(px, py)) < 0)) return row;
            }
            return [];
        }""",
        [across, high, points],
    )
    assert found
    return [(x, y) for x, y in found]


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
    for _ in range(4):  # whatever follows from it is done
        phone.evaluate(FRAME)
    expect(phone.locator("#record")).to_be_hidden()
    x, y = _where(phone, "fonds_odd17")
    phone.touchscreen.tap(x + 3, y + 3)  # a finger is not exact
    expect(phone.locator("#record h2")).to_have_text(_name(phone, "fonds_odd17"))
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
    (a, y), (b, _) = _free(phone, 150, 460, 2)
    _touch(session, "touchStart", (a, y))
    _touch(session, "touchStart", (a, y), (b, y))
    for step in range(1, 7):
        _touch(session, "touchMove", (a - 10 * step, y), (b + 10 * step, y))
    _touch(session, "touchEnd")
    phone.wait_for_function("(scale) => eco.camera.view().scale > 1.2 * scale", arg=before)
    expect(phone.locator("#record")).to_be_hidden()


def test_16_a_finger_that_rests_takes_the_mark_along(phone: Page) -> None:
    _go(phone, "#layout=network")
    x, y = _where(phone, "fonds_odd17")
    session = phone.context.new_cdp_session(phone)
    _touch(session, "touchStart", (x, y))
    expect(phone.locator("#said")).to_contain_text(_name(phone, "fonds_odd17"))
    for step in (1, 2, 3):
        _touch(session, "touchMove", (x + 15 * step, y + 10 * step))
    _touch(session, "touchEnd")
    assert _where(phone, "fonds_odd17") == pytest.approx((x + 45, y + 30), abs=2)
    expect(phone.locator("#record")).to_be_hidden()
    phone.locator("#reset").tap()  # at once: what came before was no fling to be stopped
    expect(phone.locator("#reset")).to_be_hidden()
    assert _where(phone, "fonds_odd17") == pytest.approx((x, y), abs=2)
    phone.touchscreen.tap(x, y)  # and the camera still listens
    expect(phone.locator("#record h2")).to_have_text(_name(phone, "fonds_odd17"))


def test_19_what_is_lit_is_brought_into_sight(phone: Page) -> None:
    for at, nodes in {"#path=la_fonda,renault": ["la_fonda", "renault"], "#a=onu": ["onu"]}.items():
        _go(phone, at)
        panel = phone.locator("#record").bounding_box()
        top = phone.locator("main").bounding_box()
        assert panel
        assert top
        assert any(top["y"] < _where(phone, node)[1] < panel["y"] for node in nodes)


def test_19_every_target_is_large_and_nothing_overflows(phone: Page) -> None:
    for name, at in VIEWS.items():
        _go(phone, at)
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


@pytest.mark.parametrize("layout", ["network", "sectors"])
@pytest.mark.parametrize("width", [390, 1440])
def test_titles_of_groups_are_legible_and_stand_apart(
    browser: Browser, whole: Path, layout: str, width: int
) -> None:
    size = {"viewport": {"width": width, "height": 844}}
    for page in _seat(browser, whole, f"#layout={layout}", **{**PHONE, **size}):
        page.evaluate(FRAME)
        titles = page.evaluate(
            """() => {
                const names = eco.data.groups.map(eco.wordsOf);
                const words = new Set(names.flatMap((name) => name.split(" ")));
                const found = [];
                const c = document.createElement("canvas").getContext("2d");
                c.fillText = (text, x, y) => {
                    const [, bold, high] = /^(\\d+) ([\\d.]+)px/.exec(c.font);
                    const width = c.measureText(text).width;
                    const left = x - { left: 0, center: 0.5, right: 1 }[c.textAlign] * width;
                    if (bold > 600 && text.split(" ").every((word) => words.has(word))) {
                        const seen = high * eco.sight().scale;
                        found.push({ text, left, right: left + width, y, high: +high, seen });
                    }
                };
                const view = eco.sight();
                eco.paintGround(c, view);
                eco.paintNames(c, view);
                return found;
            }"""
        )
        assert len(titles) >= 8
        assert min(title["seen"] for title in titles) >= 9.9
        for a, b in combinations(titles, 2):
            apart = (
                a["right"] <= b["left"]
                or b["right"] <= a["left"]
                or abs(a["y"] - b["y"]) >= 0.99 * a["high"]
            )
            assert apart, (a, b)


def test_a_link_copied_by_hand_stays_on_the_telephone(phone: Page) -> None:
    phone.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    phone.locator("#link").tap()
    expect(phone.locator("#address")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.evaluate("() => { delete navigator.clipboard.writeText; }")


# ------------------------------------------------------------------ hostile, framed


HOSTILE = "</script><img src=x onerror=\"window.hurt='img'\">\u2028__proto__'"
LINKS = ["javascript:window.hurt='link'", "https://example.org/a?b=1&c=2"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Write the map of an ecosystem whose every cell means harm."""
    G = nx.MultiDiGraph(title=HOSTILE)
    for node, url in zip(("__proto__", "constructor"), LINKS, strict=True):
        G.add_node(
            node, name=HOSTILE, kind="organisation", url=url, tags=HOSTILE, **{HOSTILE: HOSTILE}
        )
    G.add_node("sum", name="=1+1", kind="organisation", model="people")
    G.add_edge("__proto__", "constructor", key=HOSTILE, name=HOSTILE, relation=HOSTILE)
    return _pages(Map(G).data(), tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("seat", SEATS, ids="-".join)
def test_24_hostile_cells_are_text_and_no_formula(
    browser: Browser, hostile: Pages, seat: tuple[str, str]
) -> None:
    for page in _seat(browser, hostile[seat], **LAPTOP):
        for at in ("#a=__proto__", "#a=constructor", "#tab=actors", "#tie=0", "#off=__proto__"):
            _go(page, at)
        page.fill("#query", "script")
        assert page.locator("#hits [role=option]").count() == 2
        _go(page, "#a=constructor")
        expect(page.locator("#record")).to_contain_text("onerror")
        found = page.locator("#record a").evaluate_all("(all) => all.map((a) => [a.href, a.rel])")
        assert found == [[LINKS[1], "noopener noreferrer"]]
        _go(page, "#a=__proto__")
        assert page.locator("#record a").count() == 0
        assert page.locator("img, iframe").count() == 0
        assert "'=1+1" in page.evaluate("eco.csv(false)")
        assert page.evaluate("window.hurt ?? ({}).hurt ?? null") is None
        assert json.loads(page.evaluate("eco.json()"))["title"] == HOSTILE


@pytest.mark.parametrize("seat", SEATS, ids="-".join)
def test_25_it_works_in_a_sandbox(
    browser: Browser, drawn: Pages, tmp_path: Path, seat: tuple[str, str]
) -> None:
    (tmp_path / "map.html").write_bytes(drawn[seat].read_bytes())
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
        expect(frame.locator("html")).to_have_attribute("lang", seat[1])
        frame.locator("[data-group=people]").click()
        expect(frame.locator("[data-group=people]")).to_have_attribute("aria-pressed", "false")
        page.mouse.move(500, 300)
        page.mouse.wheel(0, 300)
        page.wait_for_function("() => scrollY > 100")  # the page around it scrolls


@pytest.mark.parametrize("seat", SEATS, ids="-".join)
def test_25_one_finger_scrolls_the_page_around_and_two_move_the_map(
    browser: Browser, drawn: Pages, tmp_path: Path, seat: tuple[str, str]
) -> None:
    (tmp_path / "map.html").write_bytes(drawn[seat].read_bytes())
    around = tmp_path / "around.html"
    around.write_text(
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<body data-ready=1 style='height:3000px;margin:0'>"
        '<iframe src="map.html?embed#layout=network" width=390 height=700 title="map"'
        ' sandbox="allow-scripts allow-downloads" style="border:0"></iframe>',
        encoding="utf-8",
    )
    for page in _seat(browser, around, **PHONE):
        inside = page.frame_locator("iframe")
        expect(inside.locator("body[data-ready='1']")).to_be_visible()
        frame = page.frames[1]
        session = page.context.new_cdp_session(page)
        here = "(({ x, y, scale }) => [x, y, scale])(eco.camera.view())"
        stood = frame.evaluate(here)

        # two fingers that keep their distance
        (a, y), (b, _) = _free(frame, 120, 440, 2)
        _touch(session, "touchStart", (a, y))
        _touch(session, "touchStart", (a, y), (b, y))
        for step in range(1, 7):
            _touch(session, "touchMove", (a, y + 10 * step), (b, y + 10 * step))
        _touch(session, "touchEnd")
        moved = frame.evaluate(here)
        assert moved[1] == pytest.approx(stood[1] - 60 / stood[2], rel=0.05)
        assert moved[2] == pytest.approx(stood[2], rel=0.05)
        assert page.evaluate("scrollY") == 0
        expect(inside.locator("#tip")).to_be_hidden()

        # a finger that stays where it came down
        x, y = _where(frame, "fonds_odd17")
        page.touchscreen.tap(x, y)
        expect(inside.locator("#record h2")).to_have_text(_name(frame, "fonds_odd17"))
        inside.locator("#record .close").tap()
        expect(inside.locator("#record")).to_be_hidden()
        stood = frame.evaluate(here)

        # and one that goes
        frame.evaluate(
            """() => {
                const { setTimeout } = window; // what waits long waits for the test
                window.setTimeout = (act, wait) => (
                    wait > 1000 ? (window.later = act) : setTimeout(act, wait));
            }"""
        )
        [(x, y)] = _free(frame, 150, 450, 1)
        _touch(session, "touchStart", (x, y))
        for step in range(1, 11):
            _touch(session, "touchMove", (x, y - 20 * step))
        _touch(session, "touchEnd")
        page.wait_for_function("() => scrollY > 100")
        assert frame.evaluate(here) == stood
        expect(inside.locator("#record")).to_be_hidden()
        expect(inside.locator("#tip")).to_be_visible()
        expect(inside.locator("#tip")).to_have_text(_say(frame, "two_fingers"))
        frame.evaluate("() => { later(); }")
        expect(inside.locator("#tip")).to_be_hidden()


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


@pytest.fixture(scope="module")
def bubbles(crowd: nx.MultiDiGraph, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Write its map as if it were too large to draw each."""
    degree = {node: float(n) for node, n in crowd.degree()}
    scores = pd.DataFrame({"degree": degree, "betweenness": degree})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maps, "_EACH_MOST", 500)
        data = Map(crowd, scores=scores).data()
    return _pages(data, tmp_path_factory.mktemp("bubbles"))


@pytest.mark.parametrize("seat", SEATS, ids="-".join)
def test_23_too_many_to_draw_each_are_bubbles_that_open(
    browser: Browser, crowd: nx.MultiDiGraph, bubbles: Pages, seat: tuple[str, str]
) -> None:
    for page in _seat(browser, bubbles[seat], **LAPTOP):
        assert page.evaluate("eco.state.layout") == "bubbles"
        sizes = page.evaluate("eco.layout.bubbles.map(({ nodes }) => nodes.length)")
        assert sum(sizes) == len(crowd)
        assert len(sizes) < 100
        drawing = page.evaluate("eco.svg()")
        ties, met = page.evaluate("[eco.layout.ties.length, eco.layout.met]")
        told = _say(page, "bubbles_told", n=600, bubbles=len(sizes), ties=ties, of=met)
        assert told in drawing
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
