"""What leaves the page: without scripts, as a picture, on paper, inside another page."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from ecomap.formats import io
from ecomap.graph import public
from ecomap.page.map import Map

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", name="G")
def ecosystem(odd17: Path) -> nx.MultiDiGraph:
    return io.read(odd17)


@pytest.fixture(scope="module")
def drawn(G: nx.MultiDiGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "map.html"
    Map(G, engine="canvas", source="odd17", date="mars 2026").save(path)
    return path


@pytest.fixture
def still(browser: Browser, drawn: Path) -> Iterator[Page]:
    """Open the page where no script runs."""
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.goto(drawn.as_uri())
    yield page
    context.close()
    assert not faults


def _plain(text: str) -> str:
    return " ".join(text.split())


def test_without_scripts_the_drawing_has_every_name(still: Page, G: nx.MultiDiGraph) -> None:
    held = still.locator("#still text, #still title").all_text_contents()
    names = {_plain(str(name)) for _, name in public(G).nodes(data="name")}
    assert names <= {_plain(text) for text in held}
    written = still.locator("#still text").all_text_contents()
    cut = [text for text in written if "…" in text]
    assert len(cut) < len(names) / 5  # the others can be read without a pointer


def test_without_scripts_nothing_else_stands_in_the_way(still: Page) -> None:
    assert still.locator("h1").is_visible()
    assert still.locator("#still").is_visible()
    assert still.locator("#noscript").is_visible()
    for hidden in ("#side", "#map", "#tools", "footer", ".skip"):
        assert not still.locator(hidden).is_visible(), hidden
    box = still.locator("#still").bounding_box()
    assert box is not None
    assert box["width"] > 800
    assert "sans orientation" in still.locator("body").inner_text()


def test_without_scripts_a_large_map_names_its_actors(browser: Browser, tmp_path: Path) -> None:
    G = nx.MultiDiGraph()
    G.add_nodes_from(
        (f"a{i}", {"name": f"Acteur <b>{i}</b>", "kind": "organisation", "model": "people"})
        for i in range(5200)
    )
    path = tmp_path / "large.html"
    Map(G, engine="canvas").save(path)
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    said = page.locator("body").inner_text()
    assert len(re.findall(r"Acteur <b>\d+</b>", said)) == 5000
    assert "200 autres noms" in said
    context.close()


@pytest.fixture
def look(browser: Browser, drawn: Path) -> Iterator[Callable[..., Page]]:
    """Give a function that opens the page and notes whatever it should not do."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(path: Path = drawn, *, at: str = "", **settings: Any) -> Page:
        settings = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", **settings}
        context = browser.new_context(offline=True, reduced_motion="reduce", **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda message: faults.append(f"console: {message.text}"))
        page.goto(path.as_uri() + at)
        page.wait_for_selector("body[data-ready='1']")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not faults


def _downloaded(page: Page, button: str) -> bytes:
    page.locator("#picture summary").click()
    with page.expect_download() as download:
        page.locator(button).click()
    page.keyboard.press("Escape")
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("layout", ["poster", "sectors", "network"])
def test_the_svg_has_what_a_reader_must_know(look: Callable[..., Page], layout: str) -> None:
    page = look(at=f"#layout={layout}&off=people")
    source = _downloaded(page, "#svg").decode("utf-8")
    assert not re.search(r"NaN|undefined|\bnull\b|https?://(?!www\.w3\.org)", source)
    root = ET.fromstring(source)  # noqa: S314 - our own
    said = _plain(" ".join(root.itertext()))
    data = page.evaluate("eco.data")
    for word in (data["title"]["fr"], "Source : odd17", "mars 2026", "sans orientation"):
        assert _plain(word) in said
    for group in data["groups"]:
        assert group["label"]["fr"] in said
    assert _plain(page.evaluate("eco.activeFilters()[0].words")) in said
    shown = page.evaluate("eco.countsSaid(eco.shownCounts)")
    assert _plain(shown) in said
    hidden = [
        name
        for name, group in zip(data["nodes"]["name"], data["nodes"]["group"], strict=True)
        if data["groups"][group]["key"] == "people"
    ]
    assert "Jeunes de 18 à 25 ans" in hidden
    assert "Jeunes de 18 à 25 ans" not in said


def test_the_svg_of_the_poster_has_the_names(look: Callable[..., Page]) -> None:
    page = look()
    said = _plain(page.evaluate("eco.svg()"))
    for name in ("Le RAMEAU", "Fonds ODD 17", "Renault", "Musée du"):
        assert f">{name}<" in said
    marks = page.evaluate("eco.data.nodes.id.length")
    round_marks = page.evaluate(
        """eco.data.nodes.group.filter((g) => ["circle", "ring"].includes(eco.data.groups[g].shape))
            .length"""
    )
    drawn = said.count("<circle")
    assert 0 < round_marks < marks
    assert drawn >= 2 * round_marks  # each is filled, then outlined


@pytest.mark.parametrize("fineness", [1, 4])
def test_the_png_has_the_fineness_asked_for(look: Callable[..., Page], fineness: int) -> None:
    page = look()
    page.evaluate("(n) => { document.getElementById('fineness').value = n; }", str(fineness))
    held = _downloaded(page, "#png")
    assert held.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", held[16:24])
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', page.evaluate("eco.svg()"))
    assert box
    assert wide == pytest.approx(float(box[1]) * fineness, abs=fineness)
    assert high == pytest.approx(float(box[2]) * fineness, abs=fineness)
    assert wide >= 1200 * fineness


def test_drawing_leaves_the_page_as_it_was(look: Callable[..., Page]) -> None:
    page = look(at="#layout=network&theme=dark", viewport={"width": 390, "height": 844})
    shot = "document.querySelector('#map canvas').toDataURL()"
    frames = "new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))"
    page.evaluate(frames)
    before = page.evaluate(shot), page.evaluate("JSON.stringify([...eco.xy])"), page.url
    page.evaluate("eco.svg()")
    page.evaluate(frames)
    after = page.evaluate(shot), page.evaluate("JSON.stringify([...eco.xy])"), page.url
    assert after == before


def test_hostile_text_stays_text_in_the_svg(look: Callable[..., Page], tmp_path: Path) -> None:
    hostile = "</text><script>window.hurt=1</script>\x00&amp;"
    G = nx.MultiDiGraph()
    G.add_node("a", name=hostile, kind="organisation", model="people")
    path = tmp_path / "hostile.html"
    Map(G, title=hostile, source=hostile, engine="canvas").save(path)
    page = look(path)
    root = ET.fromstring(page.evaluate("eco.svg()"))  # noqa: S314 - our own
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert "</text><script>" in " ".join(root.itertext())
    page.emulate_media(media="print")
    page.pdf()
    assert page.evaluate("window.hurt") is None


@pytest.mark.parametrize(("paper", "wide"), [("A4", 842), ("A3", 1191)])
def test_the_print_is_one_page_lying_down_with_its_legend(
    look: Callable[..., Page], paper: str, wide: float
) -> None:
    page = look(at="#theme=dark&a=le_rameau")
    page.evaluate("addEventListener('afterprint', () => { window.printed = true; })")
    page.evaluate(
        """addEventListener('beforeprint', () => { window.paper = [
            document.querySelector('#paper svg').textContent,
            document.querySelector('#paper rect').getAttribute('fill')]; })"""
    )
    held = page.pdf(format=paper, landscape=True)
    assert len(re.findall(rb"/Type\s*/Page\b", held)) == 1
    box = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", held)
    assert box
    assert float(box[1]) == pytest.approx(wide, abs=2)
    assert len(held) > 30_000  # a blank page is some thousand
    text, ground = page.evaluate("window.paper")
    assert "Économie productive" in text
    assert "À retenir" in text
    first = page.evaluate("eco.data.findings[0].text.fr")
    assert "".join(first.split()) in "".join(text.split())  # over several lines
    assert "Le RAMEAU" in text
    assert ground == "#ffffff"
    page.wait_for_function("window.printed && !document.querySelector('#paper svg')")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_findings_of_the_whole_map_are_not_printed_under_a_filter(
    look: Callable[..., Page],
) -> None:
    page = look(at="#off=people")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    said = page.locator("#paper svg").text_content() or ""
    assert "Filtres" in said
    assert "À retenir" not in said
    page.evaluate("dispatchEvent(new Event('afterprint'))")


def test_on_paper_no_tool_is_left(look: Callable[..., Page]) -> None:
    page = look()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for tool in ("header", "#bar", "#side", "#map", "footer", "#picture"):
        assert not page.locator(tool).is_visible(), tool
    assert page.locator("#paper svg").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert page.locator("header").is_visible()
    assert page.locator("#map").is_visible()


@pytest.mark.parametrize("at", ["?embed", "?embed#layout=network", "#embed=1&layout=network"])
def test_an_embedded_page_has_neither_title_nor_tools(look: Callable[..., Page], at: str) -> None:
    page = look(at=at)
    assert not page.locator("header").is_visible()
    assert not page.locator("#bar").is_visible()
    assert page.locator("#legend").is_visible()
    assert page.locator("#map").is_visible()
    page.locator("#legend .row").first.click()
    assert "embed" in page.url  # what one chooses does not bring the tools back


def test_an_embedded_page_lets_the_page_around_it_scroll(look: Callable[..., Page]) -> None:
    page = look(at="?embed")
    page.mouse.move(800, 400)
    before = page.evaluate("eco.camera.view().scale")
    page.mouse.wheel(0, -400)
    assert page.evaluate("eco.camera.view().scale") == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    page.wait_for_function("(scale) => eco.camera.view().scale > scale", arg=before)


def test_the_snippet_frames_the_page_in_a_sandbox(
    look: Callable[..., Page], browser: Browser, drawn: Path, tmp_path: Path
) -> None:
    page = look(at="#layout=network")
    page.locator("#picture summary").click()
    page.locator("#frame").click()
    snippet = page.locator("#snippet").input_value()
    assert 'sandbox="allow-scripts allow-downloads"' in snippet
    assert f'src="{drawn.name}?embed#layout=network"' in snippet
    (tmp_path / drawn.name).write_bytes(drawn.read_bytes())
    around = tmp_path / "around.html"
    around.write_text(f"<!doctype html><meta charset=utf-8>{snippet}", encoding="utf-8")
    context = browser.new_context(offline=True, accept_downloads=True)
    outside = context.new_page()
    faults: list[str] = []
    outside.on("pageerror", lambda error: faults.append(str(error)))
    outside.on("console", lambda message: faults.append(message.text))
    outside.goto(around.as_uri())
    inside = outside.frame_locator("iframe")
    inside.locator("body[data-ready='1']").wait_for()
    assert not inside.locator("header").is_visible()
    inside.locator("#legend .row").first.click()
    frame = outside.frames[1]
    with outside.expect_download() as download:
        frame.evaluate("eco.download('a.svg', eco.svg(), 'image/svg+xml')")
    assert Path(download.value.path()).read_bytes().startswith(b"<svg")
    context.close()
    assert not faults


def test_the_page_of_vis_works_in_a_sandbox_too(
    browser: Browser, G: nx.MultiDiGraph, tmp_path: Path
) -> None:
    Map(G, engine="vis").save(tmp_path / "map.html")
    around = tmp_path / "around.html"
    around.write_text(
        "<!doctype html><meta charset=utf-8>"
        '<iframe src="map.html?embed" sandbox="allow-scripts allow-downloads" width="900"'
        ' height="600"></iframe>',
        encoding="utf-8",
    )
    context = browser.new_context(offline=True, accept_downloads=True)
    outside = context.new_page()
    faults: list[str] = []
    outside.on("pageerror", lambda error: faults.append(str(error)))
    outside.on("console", lambda message: faults.append(message.text))
    outside.goto(around.as_uri())
    inside = outside.frame_locator("iframe")
    inside.locator("body[data-ready='1']").wait_for()
    before = outside.frames[1].evaluate("eco.shownCounts.actors")
    inside.locator("#legend .row").first.click()
    assert outside.frames[1].evaluate("eco.shownCounts.actors") < before
    with outside.expect_download() as download:
        outside.frames[1].evaluate("eco.download('a.csv', eco.csv(false), 'text/csv')")
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
    context.close()
    assert not faults
