"""
Photograph the views of the map page, for a person to look at.

    python docs/screens.py [FOLDER] [--lang en] [--engine vis] [--only phone]

One PNG for each view of the packaged data set, drawn by the Chromium of the system or of
Playwright; `build/screens` if no folder is given. Nothing is compared: one looks.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from ecomap.formats import io
from ecomap.page.map import Map

ROOT: Final = Path(__file__).parents[1]
LAPTOP: Final[dict[str, Any]] = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final[dict[str, Any]] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}

# Each view: what the address says, and what the reader has.
VIEWS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "poster": ("", LAPTOP),
    "network": ("#layout=network", LAPTOP),
    "sectors": ("#layout=sectors", LAPTOP),
    "geography": ("#layout=geography", LAPTOP),
    "record": ("#a=le_rameau", LAPTOP),
    "place": ("#a=programme_ecosysteme&layout=network", LAPTOP),
    "findings": ("#findings=1&finding=0&layout=network", LAPTOP),
    "focus": ("#a=fonds_odd17&f=1", LAPTOP),
    "path": ("#path=la_fonda,renault&layout=network", LAPTOP),
    "filters": ("#only.model=public_action,people&from=2015&to=2024", LAPTOP),
    "nothing": ("#only.model=people&only.kind=network", LAPTOP),
    "colours": ("#color=betweenness&size=degree&layout=sectors", LAPTOP),
    "matrix": ("#tab=matrix&cell=0-6", LAPTOP),
    "ratios": ("#tab=matrix&shown=ratio", LAPTOP),
    "actors": ("#tab=actors", LAPTOP),
    "alliances": ("#tab=alliances", LAPTOP),
    "timeline": ("#tab=timeline", LAPTOP),
    "dark": ("#layout=network&a=le_rameau", LAPTOP | {"color_scheme": "dark"}),
    "contrast": ("#layout=network&theme=contrast", LAPTOP),
    "contrast-dark": ("#theme=contrast&a=le_rameau", LAPTOP | {"color_scheme": "dark"}),
    "forced": ("#tab=matrix&cell=0-6", LAPTOP | {"forced_colors": "active"}),
    "forced-map": ("#layout=network", LAPTOP | {"forced_colors": "active", "color_scheme": "dark"}),
    "narrow": ("", {"viewport": {"width": 1024, "height": 700}}),
    "embed": ("?embed#layout=network", {"viewport": {"width": 760, "height": 480}}),
    "phone": ("", PHONE),
    "phone-network": ("#layout=network", PHONE),
    "phone-record": ("#a=le_rameau", PHONE),
    "phone-filters": ("#only.model=people", PHONE),
    "phone-matrix": ("#tab=matrix", PHONE),
    "phone-actors": ("#tab=actors", PHONE),
    "phone-timeline": ("#tab=timeline", PHONE | {"color_scheme": "dark"}),
}


@contextmanager
def _browser() -> Iterator[Browser]:
    """Start the browser that there is."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def _open(browser: Browser, path: Path, at: str, settings: dict[str, Any]) -> Page:
    """Open a view, offline, and wait until it is drawn."""
    context = browser.new_context(offline=True, reduced_motion="reduce", **settings)
    page = context.new_page()
    page.on("pageerror", lambda error: print(f"  {at}: {error}"))
    page.on("console", lambda message: print(f"  {at}: {message.text}"))
    page.goto(path.as_uri() + at)
    page.wait_for_selector("body[data-ready='1']")
    page.wait_for_timeout(150)
    return page


def main() -> None:
    """Photograph every view, or those asked for."""
    parser = argparse.ArgumentParser(description="Photograph the views of the map page.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "screens")
    parser.add_argument("--lang", default="fr", choices=["fr", "en"])
    parser.add_argument("--engine", default="canvas", choices=["vis", "canvas"])
    parser.add_argument("--only", nargs="*", help="names of views", default=list(VIEWS))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    path = asked.folder / "map.html"
    G = io.read(ROOT / "datasets" / "odd17")
    Map(G, engine=asked.engine, lang=asked.lang, source="odd17").save(path)
    with _browser() as browser:
        for name in asked.only:
            page = _open(browser, path, *VIEWS[name])
            page.screenshot(path=asked.folder / f"{name}.png")
            page.context.close()
    print(asked.folder)


if __name__ == "__main__":
    main()
