"""The page alive: what a reader sees and does, in Chromium, offline, no word on the console."""

from __future__ import annotations

import csv
import io as text
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ecomap.formats import io
from ecomap.graph import alliances_of, public
from ecomap.measures.meetings import model_matrix
from ecomap.page.map import Map
from ecomap.text import number as written
from ecomap.typology import standard

pytestmark = pytest.mark.browser

HOSTILE = "</script><img src=x onerror=\"window.hurt='img'\"><b>{{ 7*7 }}\u2028__proto__'"

Open = Callable[..., Page]


@pytest.fixture(scope="session", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return io.read(odd17)


@pytest.fixture(scope="session")
def drawn(G: nx.MultiDiGraph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the map of the packaged data set, with either camera."""
    folder = tmp_path_factory.mktemp("map")
    paths = {engine: folder / f"{engine}.html" for engine in ("vis", "canvas")}
    Map(G, engine="vis").save(paths["vis"])
    Map(G, engine="canvas").save(paths["canvas"])
    return paths


@pytest.fixture
def look(browser: Browser, drawn: dict[str, Path]) -> Iterator[Open]:
    """Give a function that opens a page and notes whatever it should not do."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: Path | None = None, *, at: str = "", **settings: Any) -> Page:
        settings = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", **settings}
        context = browser.new_context(offline=True, reduced_motion="reduce", **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.on("request", lambda request: faults.extend(_remote(request.url)))
        page.on("websocket", lambda socket: faults.append(f"socket: {socket.url}"))
        page.goto((path or drawn["vis"]).as_uri() + at)
        page.wait_for_selector("body[data-ready='1']")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def _remote(url: str) -> list[str]:
    return [f"request: {url}"] if re.match(r"(?:https?|wss?):", url) else []


@pytest.fixture(params=["vis", "canvas"])
def page(request: pytest.FixtureRequest, look: Open, drawn: dict[str, Path]) -> Page:
    """Open the map of the packaged data set, with one camera and the other."""
    return look(drawn[request.param])


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


def _hover(page: Page, node: str) -> None:
    x, y = _where(page, node)
    page.mouse.move(x - 2, y - 2)
    page.mouse.move(x, y)


def _settled(page: Page, frames: int = 2) -> str:
    """Give what the canvas shows, once so many frames have passed."""
    return str(
        page.evaluate(
            """async (frames) => {
                for (let k = 0; k < frames; k += 1) {
                    await new Promise((done) => { requestAnimationFrame(done); });
                }
                return document.querySelector("#map canvas").toDataURL();
            }""",
            frames,
        )
    )


def _counts(page: Page) -> list[int]:
    return [
        int(text) for text in page.locator("#legend .row[aria-pressed=true] i").all_inner_texts()
    ]


def _sum(page: Page) -> list[int]:
    """Give the numbers of the summary: actors, meeting places, alliances."""
    return [int(number) for number in re.findall(r"\d+", page.locator("#sum").inner_text())]


# --------------------------------------------------------------------------- first sight


def test_it_opens_settled_and_painted(page: Page) -> None:
    first = _settled(page)
    assert _settled(page, frames=30) == first
    colours = page.evaluate(
        """() => {
            const canvas = document.querySelector("#map canvas");
            const copy = document.createElement("canvas");
            [copy.width, copy.height] = [canvas.width, canvas.height];
            const c = copy.getContext("2d", { willReadFrequently: true });
            c.drawImage(canvas, 0, 0);
            const { data } = c.getImageData(0, 0, copy.width, copy.height);
            const seen = new Set();
            for (let k = 0; k < data.length; k += 16) {
                seen.add(`${data[k]} ${data[k + 1]} ${data[k + 2]}`);
            }
            return seen.size;
        }"""
    )
    assert colours > 50


def test_the_document_is_well_made(page: Page) -> None:
    assert page.evaluate("document.compatMode") == "CSS1Compat"
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.title() == page.locator("h1").inner_text()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, [role=application]")]
            .filter((e) => !e.closest("[hidden]"))
            .filter((e) => !e.getAttribute("aria-label") && !e.textContent.trim())
            .filter((e) => !e.labels?.length)
            .map((e) => e.outerHTML)"""
    )
    assert nameless == []


def test_what_was_left_out_is_said_at_the_foot(page: Page, G: nx.MultiDiGraph) -> None:
    persons = sum(kind == "person" for _, kind in G.nodes(data="kind"))
    expect(page.locator("#gist")).to_contain_text(f"{persons} personnes physiques laissées hors")
    page.locator("#gist").click()
    expect(page.locator("#notes")).to_contain_text("sans orientation")
    expect(page.locator("#band")).to_be_hidden()


def test_names_stay_in_their_cells_and_hardly_any_is_cut(look: Open) -> None:
    page = look()
    cut, all_ = page.evaluate(
        """() => {
            const drawn = [];
            const c = document.createElement("canvas").getContext("2d");
            c.fillText = (text) => drawn.push(text);
            const { width, height, ...view } = eco.camera.view();
            eco.paintNames(c, { ...view, left: -1e6, right: 1e6, top: -1e6, bottom: 1e6 });
            return [drawn.filter((text) => text.endsWith("…")).length, eco.count];
        }"""
    )
    assert cut < 0.15 * all_


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_record_on_a_laptop_leaves_the_poster_and_its_titles_whole(
    look: Open, drawn: dict[str, Path], lang: str
) -> None:
    small = {"width": 1280, "height": 720}
    page = look(drawn["canvas"], at=f"#lang={lang}&a=fonds_odd17", viewport=small)
    assert not page.evaluate("eco.layout.scroll")
    for at in (f"#lang={lang}&a=fonds_odd17", f"#lang={lang}"):
        page.evaluate("(at) => { location.hash = at; }", at)
        page.wait_for_function(
            "(is) => document.getElementById('record').hidden === is", arg="a=" not in at
        )
        written = page.evaluate(
            """() => {
                const drawn = [];
                const c = document.createElement("canvas").getContext("2d");
                c.fillText = (text) => drawn.push(text);
                eco.paintGround(c, eco.sight());
                return drawn;
            }"""
        )
        heads = page.evaluate(
            """() => [...eco.layout.boxes.filter(({ titled }) => titled)
                .map(({ group }) => eco.data.groups[group]),
                ...eco.layout.heads.map(({ family }) => eco.data.families[family])]
                .map(({ label }) => eco.label(label))"""
        )
        assert set(heads) <= set(written)
    said = page.evaluate("eco.data.lines.from.map((_, line) => eco.tieWords(line))")
    assert not [words for words in said if re.search(r"«\s*«|“\s*“|»\s*»|”\s*”", words)]


# --------------------------------------------------------------------------- legend


def test_the_legend_counts_what_is_shown_and_filters(page: Page) -> None:
    actors, places, alliances = _sum(page)
    assert sum(_counts(page)) == actors + places
    row = page.locator("[data-group=public_action]")
    hidden = int(row.locator("i").inner_text())
    before = _settled(page)
    row.click()
    expect(row).to_have_attribute("aria-pressed", "false")
    assert _sum(page)[0] == actors - hidden
    assert _sum(page)[2] < alliances
    assert sum(_counts(page)) == actors + places - hidden
    assert "off=public_action" in page.url
    assert _settled(page) != before
    row.click()
    assert _sum(page) == [actors, places, alliances]
    assert "off" not in page.url


def test_only_keeps_one_family_and_all_brings_the_rest_back(look: Open) -> None:
    page = look()
    total = sum(_counts(page))
    only = page.locator("[data-only=hybrid]")
    only.click()
    family = page.locator("[data-family=hybrid] .row i").all_inner_texts()
    assert _counts(page) == [int(text) for text in family]
    assert len(_sum(page)) == 2
    expect(only).to_have_text("tout")
    expect(only).to_be_focused()
    only.click()
    assert sum(_counts(page)) == total


def test_hiding_the_places_hides_their_alliances(look: Open, G: nx.MultiDiGraph) -> None:
    page = look()
    page.locator("[data-group=places]").click()
    pairs = [alliance for alliance in alliances_of(public(G)) if not alliance["place"]]
    assert _sum(page)[-1] == len(pairs)


def test_the_size_scale_has_the_numbers_of_the_measure(look: Open) -> None:
    page = look()
    page.locator("#size").select_option("degree")
    expect(page.locator("#scale h2")).to_contain_text("Partenaires")
    most = page.evaluate("eco.measures.find(({ key }) => key === 'degree').top")
    assert page.locator("#scale li span").all_inner_texts()[-1] == str(most)
    assert "size=degree" in page.url
    page.locator("#size").select_option("uniform")
    expect(page.locator("#scale")).to_be_hidden()


# --------------------------------------------------------------------------- search


def test_search_is_a_combobox(look: Open) -> None:
    page = look()
    page.keyboard.press("/")
    query = page.locator("#query")
    expect(query).to_be_focused()
    page.keyboard.type("fondation")
    expect(query).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#hits [aria-selected=true]")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#hits [aria-selected=true]")
    expect(query).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    name = chosen.locator("span").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#record h2")).to_have_text(name)
    expect(page.locator("#record h2")).to_be_focused()
    assert "a=" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("#record")).to_be_hidden()
    expect(query).to_be_focused()


def test_search_ignores_case_and_accents(look: Open) -> None:
    page = look()
    found = page.evaluate(
        "['economie', 'ÉCONOMIE', 'Économie'].map((text) => eco.find(text).join())"
    )
    assert found[0]
    assert len(set(found)) == 1


def test_search_knows_english_names_initials_and_territories(look: Open) -> None:
    page = look()

    def first(text: str) -> str:
        return str(page.evaluate("(text) => eco.data.nodes.id[eco.find(text)[0]]", text))

    assert first("united nations") == "onu"
    assert first("onu") == "onu"
    assert first("UN ") == "onu"
    assert page.evaluate("eco.find('lille').length") > 0


def test_search_without_result_says_so(look: Open) -> None:
    page = look()
    page.fill("#query", "zzzz")
    expect(page.locator("#hits")).to_have_text("Aucun résultat")
    expect(page.locator("#said")).to_have_text("Aucun résultat")


# --------------------------------------------------------------------------- the record


def test_a_click_opens_the_record(page: Page, G: nx.MultiDiGraph) -> None:
    page.mouse.click(*_where(page, "le_rameau"))
    record = page.locator("#record")
    expect(record.locator("h2")).to_have_text(G.nodes["le_rameau"]["name"])
    expect(record.locator(".chips")).to_contain_text("modèle proposé")
    expect(record.locator(".measures")).to_contain_text("1ᵉʳ sur")
    own = [a for a in alliances_of(public(G)) if "le_rameau" in a["members"]]
    listed = record.locator("[data-list=alliances_of]")
    expect(listed.locator("h3 span").last).to_have_text(str(len(own)))
    expect(listed.locator("li")).to_have_count(len(own))
    expect(listed).to_contain_text("Énoncé par la source")
    expect(listed).to_contain_text("confiance élevée")
    expect(record.locator("p").first).to_contain_text(f"{len(own)} alliances")


def test_a_name_can_be_clicked_like_its_mark(page: Page) -> None:
    x, y = _where(page, "fonds_odd17")
    page.mouse.click(x + 40, y)
    expect(page.locator("#record h2")).to_have_text("Fonds ODD 17")


def test_a_partner_in_the_record_leads_to_its_own(look: Open) -> None:
    page = look(at="#a=le_rameau")
    partner = page.locator("#record .ties button").first
    name = partner.inner_text()
    partner.click()
    expect(page.locator("#record h2")).to_have_text(name)
    page.go_back()
    expect(page.locator("#record h2")).to_have_text("Le RAMEAU")


def test_the_record_of_a_place_lists_who_meets_there(look: Open, G: nx.MultiDiGraph) -> None:
    page = look(at="#a=programme_ecosysteme")
    place = next(a for a in alliances_of(public(G)) if a["id"] == "programme_ecosysteme")
    expect(page.locator("[data-list=members] li")).to_have_count(len(place["members"]))
    expect(page.locator("#record .measures")).to_have_count(0)


def test_every_record_can_be_shown_in_both_languages(look: Open) -> None:
    page = look()
    texts = page.evaluate(
        """() => ["fr", "en"].flatMap((lang) => eco.data.nodes.id.map((_, i) => {
            Object.assign(eco.state, { lang, actor: i });
            return eco.showRecord().textContent;
        }))"""
    )
    assert not [text for text in texts if re.search(r"undefined|NaN|null|\{\w+\}", text)]


# --------------------------------------------------------------------------- language, theme


def test_language_changes_everything_but_the_data(look: Open) -> None:
    page = look(at="#a=fonds_odd17")
    page.locator("#lang").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#record h2")).to_have_text("SDG 17 Fund")
    expect(page.locator("[data-layout=poster]")).to_have_text("Poster")
    expect(page.locator("[data-group=public_action]")).to_contain_text("Public action")
    expect(page.locator("#gist")).to_contain_text("natural persons left out")
    assert "lang=en" in page.url
    french = page.evaluate("eco.data.words.fr")
    english = page.evaluate("eco.data.words.en")
    same = {text for key, text in french.items() if english[key] == text}
    shown = page.locator("body").inner_text()
    assert not [text for text in set(french.values()) - same if len(text) > 6 and text in shown]
    page.locator("#lang").click()
    expect(page.locator("#record h2")).to_have_text("Fonds ODD 17")


def test_layouts_change_there_and_back(page: Page) -> None:
    poster = _settled(page)
    page.locator("[data-layout=network]").click()
    expect(page.locator("[data-layout=network]")).to_have_attribute("aria-checked", "true")
    assert _settled(page) != poster
    page.mouse.click(*_where(page, "la_fonda"))
    expect(page.locator("#record h2")).to_have_text("La Fonda")
    page.keyboard.press("Escape")
    page.locator("[data-layout=network]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-layout=sectors]")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-layout=poster]")).to_be_focused()
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    assert _settled(page) == poster


# --------------------------------------------------------------------------- keys


def test_keys_zoom_and_bring_the_whole_back(page: Page) -> None:
    page.locator("#map").focus()
    whole = page.evaluate("eco.camera.view().scale")
    page.keyboard.press("+")
    assert page.evaluate("eco.camera.view().scale") == pytest.approx(1.3 * whole)
    page.keyboard.press("-")
    assert page.evaluate("eco.camera.view().scale") == pytest.approx(whole)
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert page.evaluate("eco.camera.view().scale") == pytest.approx(whole)


def test_wheel_and_drag_move_the_camera(page: Page) -> None:
    before = page.evaluate("eco.camera.view()")
    page.mouse.move(800, 500)
    page.mouse.wheel(0, -300)
    page.wait_for_function("(scale) => eco.camera.view().scale > scale", arg=before["scale"])
    near = page.evaluate("eco.camera.view()")
    page.mouse.down()
    page.mouse.move(700, 500, steps=4)
    page.mouse.up()
    page.wait_for_function("(x) => eco.camera.view().x > x", arg=near["x"])
    expect(page.locator("#record")).to_be_hidden()


# --------------------------------------------------------------------------- the address


def test_the_address_brings_the_view_back(look: Open) -> None:
    page = look(at="#a=le_rameau&off=people,places&lang=en&theme=dark&layout=network&size=degree")
    assert page.locator("#record h2").inner_text().startswith("Le RAMEAU")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("[data-layout=network]")).to_have_attribute("aria-checked", "true")
    expect(page.locator("#size")).to_have_value("degree")
    expect(page.locator(".row[aria-pressed=false]")).to_have_count(2)
    page.evaluate("location.hash = '#a=onu'")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#record h2")).to_contain_text("Nations Unies")
    expect(page.locator(".row[aria-pressed=false]")).to_have_count(0)


def test_a_hostile_address_is_ignored(look: Open) -> None:
    page = look(
        at="#a=nobody&off=__proto__,%25,constructor&lang=xx&theme=%3Cb%3E"
        "&layout=__proto__&size=toString&more=1"
    )
    state = page.evaluate("({ ...eco.state, off: eco.state.off.size })")
    assert (state["actor"], state["off"], state["lang"]) == (-1, 0, "fr")
    assert (state["theme"], state["layout"], state["size"]) == ("auto", "poster", "betweenness")


# --------------------------------------------------------------------------- filters


def _cell(G: nx.MultiDiGraph, column: str, value: str) -> set[str]:
    """List the actors of the published graph with a value in a column."""
    part = public(G)
    return {
        node
        for node, data in part.nodes(data=True)
        if data.get(column) == value and not standard().is_place(data["kind"])
    }


def _shown(page: Page) -> set[str]:
    """List the actors that are shown."""
    return set(
        page.evaluate(
            "eco.data.nodes.id.filter((_, i) => eco.visible[i] && !eco.data.nodes.place[i])"
        )
    )


def _filter(page: Page, column: str, value: str) -> None:
    """Tick a value in the panel of filters."""
    if page.locator("#filtering").get_attribute("open") is None:
        page.locator("#filtering > summary").click()
    part = page.locator(f"[data-filter={column}]")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    part.locator(f"input[value='{value}']").click()


def test_filters_combine_and_say_so(page: Page, G: nx.MultiDiGraph) -> None:
    everything = _sum(page)
    _filter(page, "model", "public_action")
    assert _shown(page) == _cell(G, "model", "public_action")
    _filter(page, "model", "people")
    either = _cell(G, "model", "public_action") | _cell(G, "model", "people")
    assert _shown(page) == either
    _filter(page, "kind", "collective")
    both = either & _cell(G, "kind", "collective")
    assert both
    assert _shown(page) == both
    assert _sum(page)[0] == len(both)
    chips = page.locator("#chips .chip")
    expect(chips).to_have_count(2)
    expect(chips.first).to_contain_text("Action publique ou Les personnes")
    assert "only.model=public_action%2Cpeople" in page.url
    page.go_back()
    assert _shown(page) == either
    page.go_forward()
    assert _shown(page) == both
    chips.first.click()
    assert _shown(page) == _cell(G, "kind", "collective")
    page.locator("#clear").click()
    assert _sum(page) == everything
    expect(page.locator("#chips")).to_be_hidden()


def test_filters_of_alliances_leave_the_actors(look: Open, G: nx.MultiDiGraph) -> None:
    page = look()
    actors, _, alliances = _sum(page)
    page.locator("#filtering > summary").click()
    page.locator("#tick_sourced").click()
    lines = Map(G).data()["lines"]
    drawn = page.evaluate("eco.drawn.reduce((a, b) => a + b, 0)")
    assert lines["dashed"]
    assert drawn == len(lines["from"]) - len(lines["dashed"])
    assert _sum(page)[0] == actors
    assert _sum(page)[2] < alliances
    page.locator("#tick_lone").click()
    assert 0 < _sum(page)[0] < actors


def _under_way(G: nx.MultiDiGraph, year: int) -> set[tuple[str, str, str]]:
    """List the dated lines under way in a year; one without an end lasts."""
    found = set()
    for u, v, key, data in G.edges(keys=True, data=True):
        told = [data, *data.get("rows", ()), G.nodes[v] if "rows" in G.nodes[v] else {}]
        starts = [int(str(each["start"])[:4]) for each in told if "start" in each]
        ends = [int(str(each["end"])[:4]) for each in told if "end" in each]
        if (starts or ends) and min(starts, default=0) <= year <= max(ends, default=9999):
            found.add((u, v, key))
    return found


def test_years_count_what_is_under_way(look: Open, G: nx.MultiDiGraph) -> None:
    page = look(at="#from=2020&to=2020&undated=0")
    lines = [key for *_, key in public(G).edges(keys=True)]
    under_way = _under_way(public(G), 2020)
    assert 0 < len(under_way) < len(lines)
    assert page.evaluate("eco.drawn.reduce((a, b) => a + b, 0)") == len(under_way)
    places = page.evaluate("eco.xy.join()")
    page.locator("#filtering > summary").click()
    page.locator("#from").fill("2010")
    page.locator("#to").fill("2023")
    expect(page.locator("#chips")).to_contain_text("Années 2010 à 2023")
    assert page.evaluate("eco.xy.join()") == places
    page.locator("#from").fill("1990")
    page.locator("#to").fill("2022")
    # a year passes when the test says so
    page.evaluate("() => { window.setInterval = (year) => { window.nextYear = year; return 1; }; }")
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_attribute("aria-label", "Arrêter")
    page.evaluate("nextYear()")
    assert page.evaluate("eco.state.to") == 2023
    page.locator("#play").click()
    expect(page.locator("#play")).to_have_attribute("aria-label", "Dérouler les années")


def test_no_switch_changes_a_measure_or_a_rank(look: Open) -> None:
    page = look(at="#a=fonds_odd17")
    told = page.locator("#record .measures").inner_text()
    page.evaluate(
        """() => {
            eco.state.only.set("model", new Set(["engagement_economy"]));
            Object.assign(eco.state, { sourced: true, from: 2020, color: "family" });
            eco.regroup();
            eco.changed();
        }"""
    )
    assert page.locator("#record .measures").inner_text() == told


# --------------------------------------------------------------------------- colours


def test_the_legend_follows_the_colour(look: Open) -> None:
    page = look()
    total = sum(_counts(page))
    for key in page.locator("#color option").evaluate_all("(all) => all.map((o) => o.value)"):
        page.locator("#color").select_option(key)
        assert sum(_counts(page)) == total, key
        assert "undefined" not in page.locator("#legend").inner_text()
    page.locator("#color").select_option("degree")
    assert "color=degree" in page.url
    # real numbers, and a place is no number
    expect(page.locator("#legend .row b").first).to_have_text(re.compile(r"^\d"))
    row = page.locator("#legend .row").first
    hidden = int(row.locator("i").inner_text())
    row.click()
    assert sum(_counts(page)) == total - hidden
    page.locator("#color").select_option("territory_level")
    expect(page.locator("#chips .chip")).to_contain_text("Sans")


def test_colours_of_numbers_can_be_seen(look: Open) -> None:
    for theme, ground in (("light", "#ffffff"), ("dark", "#11161c")):
        page = look(at=f"#color=degree&theme={theme}")
        colours = page.evaluate("eco.groups.map(eco.colorOf)")
        assert len(set(colours)) >= 5
        assert min(_contrast(colour, ground) for colour in colours) >= 3


def _contrast(a: str, b: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, bright = sorted([light(a), light(b)])
    return (bright + 0.05) / (dark + 0.05)


# --------------------------------------------------------------------------- focus, path, findings


# --------------------------------------------------------------------------- views


def test_the_matrix_counts_and_lights_its_alliances(look: Open, G: nx.MultiDiGraph) -> None:
    page = look(at="#tab=matrix")
    part = public(G)
    pairs = model_matrix(part, null=None)
    expect(page.locator("#matrix td button")).to_have_count(49)
    observed = dict(
        zip(
            zip(pairs["source_model"], pairs["target_model"], strict=True),
            pairs["observed"],
            strict=True,
        )
    )
    models = list(standard().models)
    for a, b in ((0, 6), (2, 4), (6, 6), (0, 1)):
        cell = page.locator(f"[data-cell='{a}-{b}']")
        met = observed.get((models[a], models[b]), observed.get((models[b], models[a])))
        expect(cell.locator("b")).to_have_text(str(met))
    page.locator("[data-cell='0-6']").click()
    expect(page.locator("#cell .meetings li")).to_have_count(int(observed[models[0], models[6]]))
    page.locator("#see").click()
    assert page.evaluate("eco.focus().filter(Boolean).length") > 2
    page.go_back()
    expect(page.locator("[data-cell='0-6']")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-compared=true]").click()
    ratio = page.locator("[data-cell='6-6'] b").inner_text()
    assert float(ratio.replace(",", ".")) == pytest.approx(29 / 25.7, rel=0.05)
    draws = page.evaluate("eco.data.matrix.draws")
    assert draws >= 999
    said = page.locator(".method").inner_text()
    assert re.findall(r"\((.+?) tirages\)", said) == [written(draws, "fr")]


def test_tables_have_the_rows_that_are_visible(look: Open) -> None:
    page = look(at="#tab=actors&off=places")
    rows = page.locator("#actors_table tbody tr")
    expect(rows).to_have_count(_sum(page)[0])
    expect(rows.first).to_contain_text("Le RAMEAU")
    page.locator("[data-sort=name]").click()
    names = page.locator("#actors_table tbody th").all_inner_texts()
    assert names == page.evaluate(
        "(all) => [...all].sort(new Intl.Collator('fr', {numeric: true}).compare)", names
    )
    heading = page.locator("th:has([data-sort=name])")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    page.locator("[data-sort=name]").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(page.locator("[data-sort=name]")).to_be_focused()
    page.locator("#actors_table tbody button").first.click()
    expect(page.locator("#record h2")).to_have_text(names[-1])
    page.locator("#tabs [data-tab=alliances]").click()
    expect(page.locator("#alliances_table tbody tr")).to_have_count(_sum(page)[-1])
    page.locator("#tabs [data-tab=alliances]").press("ArrowRight")
    expect(page.locator("#tabs [data-tab=timeline]")).to_be_focused()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_view_can_be_shown_in_both_languages(look: Open, lang: str) -> None:
    for theme, width in (("light", 1440), ("dark", 390)):
        page = look(
            at=f"#lang={lang}&theme={theme}&findings=1", viewport={"width": width, "height": 844}
        )
        for tab in page.evaluate("eco.tabKeys()"):
            page.evaluate("(tab) => eco.setTab(tab)", tab)
            text = page.locator("body").inner_text()
            assert not re.search(r"undefined|NaN|null|\[object|\{\w+\}", text), (tab, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


# --------------------------------------------------------------------------- what leaves the page


def _downloaded(page: Page, button: str) -> str:
    with page.expect_download() as caught:
        page.locator(button).click()
    return Path(caught.value.path()).read_text(encoding="utf-8")


def test_the_csv_opens_in_a_french_spreadsheet(look: Open) -> None:
    page = look(at="#tab=actors&only.model=public_action&off=places")
    written = _downloaded(page, "#csv")
    assert written.startswith("\ufeffid;Acteur;")
    rows = list(csv.reader(text.StringIO(written.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 1 + _sum(page)[0]
    betweenness = rows[0].index("Intermédiarité")
    assert re.fullmatch(r"0(,\d+)?", rows[1][betweenness])
    page.locator("#lang").click()
    assert _downloaded(page, "#csv").startswith("\ufeffid,Actor,")
    assert page.evaluate("eco.csv(true).split('\\r\\n').length") == _sum(page)[-1] + 2


def test_a_cell_of_the_csv_is_no_formula(look: Open, hostile: Path) -> None:
    page = look(hostile)
    page.evaluate("eco.data.nodes.name[0] = '=1+1;\"x\"'")
    assert '"\'=1+1;""x"""' in page.evaluate("eco.csv(false)")


# --------------------------------------------------------------------------- pins


# --------------------------------------------------------------------------- hostile cells


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    G = nx.MultiDiGraph(title=HOSTILE)
    cells = {HOSTILE: HOSTILE, "territory": HOSTILE, "tags": f"{HOSTILE}|x", "description": HOSTILE}
    links = [
        "javascript:window.hurt='link'",
        "https://example.org/a?b=1&c=2",
        " data:text/html,<b>",
    ]
    for node, url in zip(("__proto__", "constructor", HOSTILE), links, strict=True):
        G.add_node(node, name=HOSTILE, name_en=HOSTILE, kind="organisation", url=url, **cells)
    G.add_node("fair", name=HOSTILE, kind="event", description=HOSTILE)
    for number, (u, v) in enumerate(
        [("__proto__", "constructor"), ("constructor", "fair"), (HOSTILE, "fair")]
    ):
        G.add_edge(
            u,
            v,
            key=f"{HOSTILE}{number}",
            name=HOSTILE,
            relation=HOSTILE,
            start=HOSTILE,
            reference=HOSTILE,
        )
    path = tmp_path_factory.mktemp("hostile") / "map.html"
    Map(G).save(path)
    return path


def test_hostile_cells_are_shown_as_text(look: Open, hostile: Path) -> None:
    page = look(hostile)
    assert page.title().startswith("</script><img")
    expect(page.locator("h1")).to_contain_text("<img src=x onerror=")
    for node in ("__proto__", "constructor", HOSTILE, "fair"):
        page.evaluate("(id) => eco.open(eco.index.get(id))", node)
        expect(page.locator("#record h2")).to_contain_text("{{ 7*7 }}")
        expect(page.locator("#record")).to_contain_text("onerror")
    page.fill("#query", "script")
    assert page.locator("#hits [role=option]").count() == 4
    _hover(page, "__proto__")
    assert page.locator("img, b b, #record b, iframe").count() == 0
    assert page.evaluate("window.hurt") is None


def test_only_safe_addresses_are_links(look: Open, hostile: Path) -> None:
    page = look(hostile)
    links = {}
    for node in ("__proto__", "constructor", HOSTILE):
        page.evaluate("(id) => eco.open(eco.index.get(id))", node)
        links[node] = page.locator("#record a").evaluate_all(
            "(all) => all.map((a) => [a.href, a.rel])"
        )
    assert links == {
        "__proto__": [],
        "constructor": [["https://example.org/a?b=1&c=2", "noopener noreferrer"]],
        HOSTILE: [],
    }


def test_the_policy_stops_what_would_get_in_anyway(
    browser: Browser, drawn: dict[str, Path]
) -> None:
    page = browser.new_page(offline=True)
    page.goto(drawn["vis"].as_uri())
    page.wait_for_selector("body[data-ready='1']")
    page.evaluate(
        """() => {
            const made = document.createElement("div");
            made.innerHTML = "<img src=x onerror='window.hurt = 1'>";
            const script = document.createElement("script");
            script.textContent = "window.hurt = 2";
            window.stopped = [];
            window.tried = new Promise((done) => {
                made.firstChild.addEventListener("error", done);
            });
            document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
                stopped.push(effectiveDirective);
            });
            document.body.append(made, script);
        }"""
    )
    page.evaluate("tried")  # the picture has failed, and what listens was called
    page.wait_for_function(
        "() => ['script-src-attr', 'script-src-elem'].every((way) => stopped.includes(way))"
    )
    assert page.evaluate("window.hurt") is None
    page.close()


# --------------------------------------------------------------------------- telephone, frame


@pytest.fixture
def phone(look: Open) -> Page:
    return look(viewport={"width": 390, "height": 844}, has_touch=True, device_scale_factor=2)


def test_a_telephone_shows_one_column_of_readable_names(phone: Page) -> None:
    assert phone.evaluate("eco.layout.scroll") is True
    assert phone.evaluate("eco.camera.view().scale * eco.layout.font") >= 12
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    small = phone.evaluate(
        """() => [...document.querySelectorAll("button, input, select, summary")]
            .map((e) => [e.id || e.className, e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
            .map(([name]) => name)"""
    )
    assert small == []


def test_it_lives_in_the_frame_of_a_notebook(
    look: Open, G: nx.MultiDiGraph, tmp_path: Path
) -> None:
    notebook = tmp_path / "notebook.html"
    frame_html = Map(G)._repr_html_()
    notebook.write_text(
        f"<!doctype html><meta charset=utf-8><body data-ready=1>{frame_html}", encoding="utf-8"
    )
    page = look(notebook)
    frame = page.frame_locator("iframe")
    expect(frame.locator("body[data-ready='1']")).to_be_visible()
    frame.locator("[data-group=people]").click()
    expect(frame.locator("[data-group=people]")).to_have_attribute("aria-pressed", "false")
    frame.locator("#query").fill("rameau")
    frame.locator("#query").press("Enter")
    expect(frame.locator("#record h2")).to_have_text("Le RAMEAU")


def test_print_hides_the_tools(look: Open) -> None:
    page = look(at="#a=le_rameau")
    page.emulate_media(media="print")
    for hidden in ("#search", "#tools", "#record", "#zoom"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator("#legend")).to_be_visible()
    expect(page.locator("#map canvas")).to_be_visible()


def test_internal_pages_say_so(look: Open, G: nx.MultiDiGraph, tmp_path: Path) -> None:
    path = tmp_path / "internal.html"
    Map(G, internal=True, engine="canvas", lang="en").save(path)
    page = look(path)
    expect(page.locator("#band")).to_have_text("Internal: do not circulate")
    expect(page.locator("#gist")).not_to_contain_text("left out")


def test_without_scripts_the_page_says_what_it_needs(
    browser: Browser, drawn: dict[str, Path]
) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(drawn["vis"].as_uri())
    expect(page.locator("#noscript")).to_contain_text("JavaScript")
    context.close()
