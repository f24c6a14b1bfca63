"""The communities beside the map: told, lit, found from a record, kept in the address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ecomap.formats import io
from ecomap.page.map import Map

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def drawn(odd17: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the map of the packaged data set."""
    path = tmp_path_factory.mktemp("portraits") / "map.html"
    Map(io.read(odd17), engine="canvas").save(path)
    return path


@pytest.fixture
def page(browser: Browser, drawn: Path) -> Iterator[Page]:
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(drawn.as_uri())
    page.wait_for_selector("body[data-ready='1']")
    yield page
    context.close()
    assert not faults


def _go(page: Page, hash_: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", hash_)
    page.wait_for_function("(hash) => location.hash === hash", arg=hash_)


def test_colours_by_community_come_with_their_portraits(page: Page) -> None:
    page.locator("#color").select_option("community")
    panel = page.locator("#record")
    expect(panel.locator("h3")).to_have_text("Communautés")
    first = panel.locator(".found").first.locator("button").first
    expect(first.locator("b")).to_have_text(page.evaluate("eco.term('communities', '1')"))
    expect(first).to_contain_text("Passerelles")
    expect(panel).to_contain_text("méthode de Louvain")
    page.locator("#lang").click()
    expect(first).to_contain_text("Bridges")
    expect(panel).to_contain_text("stated by nobody")


def test_a_portrait_lights_its_members_and_what_they_meet_at(page: Page) -> None:
    _go(page, "#findings=1")
    k = page.evaluate("eco.told.findIndex(({ key }) => key === '8')")
    page.locator(f"[data-finding='{k}']").click()
    near = page.evaluate("[...eco.focus()]")
    members = page.evaluate(f"eco.told[{k}].nodes")
    assert [i for i, is_near in enumerate(near) if is_near == 2] == members
    assert page.evaluate("eco.focused.lines.length") >= len(members) - 1
    lit = {i for i, is_near in enumerate(near) if is_near == 1}
    assert lit
    assert all(page.evaluate("eco.data.nodes.place")[i] for i in lit)
    # the address brings the same light back
    address = page.evaluate("eco.address()")
    page.reload()
    page.wait_for_selector("body[data-ready='1']")
    assert page.evaluate("eco.address()") == address
    expect(page.locator(f"[data-finding='{k}']")).to_have_attribute("aria-pressed", "true")
    _go(page, "#findings=1&finding=99")
    assert page.evaluate("eco.state.light") is None


def test_a_record_leads_to_the_community_of_its_actor(page: Page) -> None:
    _go(page, "#a=le_rameau")
    page.locator("#record dd button").click()
    expect(page.locator("#record h2")).to_have_text("À retenir")
    assert page.evaluate("document.activeElement.dataset.finding") == str(
        page.evaluate("eco.told.findIndex(({ key }) => key === '1')")
    )
    assert page.evaluate("eco.told[eco.state.light.k].nodes.includes(eco.index.get('le_rameau'))")


def test_the_record_of_an_actor_is_not_put_away_by_a_colour(page: Page) -> None:
    _go(page, "#a=le_rameau")
    page.locator("#color").select_option("community")
    expect(page.locator("#record h2")).to_have_text("Le RAMEAU")
