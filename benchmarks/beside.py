"""
The page of ecomap beside the one of tareco, from the same two tables: facts by row.

Both pages are made, opened in Chromium without a network and used in the same
ways; what is printed is what was counted, for the table of docs/comparison.md.
Install tareco in an environment of its own and run it as ``python
benchmarks/beside.py path/to/tareco [folder]``: the pages, the pictures and the
PDF files stay in the folder. axe-core is that of ``npm --prefix tests/js ci``.
"""

from __future__ import annotations

import csv
import gzip
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

__all__ = ["hostile"]

ROOT: Final = Path(__file__).parents[1]
_TABLES: Final = ROOT / "datasets" / "odd17"
_AXE: Final = ROOT / "tests/js/node_modules/axe-core/axe.min.js"
_LAPTOP: Final = {"width": 1440, "height": 900}
_PHONE: Final = {"width": 390, "height": 844}

# What a cell may hold against its reader; each tells which field let it through.
_ATTACKS: Final = (
    "<img src=x onerror=\"window.hurt=(window.hurt||'')+' {field}'\">",
    "</script><script>window.hurt=(window.hurt||'')+' {field}'</script>",
    "\"><svg onload=\"window.hurt=(window.hurt||'')+' {field}'\">\u2028",
    "javascript:window.hurt='{field}'",
    '=HYPERLINK("http://example.org","{field}")',
    "__proto__",
)

# Every text drawn since the canvas was last wiped: itself, its place and its size in pixels.
_DRAWN: Final = """
(() => {
  const own = CanvasRenderingContext2D.prototype;
  const { fillText, clearRect } = own;
  window.drawn = [];
  own.fillText = function (text, x, y) {
    const m = this.getTransform();
    const size = this.measureText(text);
    const left = { center: 0.5, right: 1, end: 1 }[this.textAlign] || 0;
    const [px, py] = [m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f];
    const top = py - size.actualBoundingBoxAscent * m.d;
    window.drawn.push([String(text), px - left * size.width * m.a, top,
      px + (1 - left) * size.width * m.a, py + size.actualBoundingBoxDescent * m.d]);
    return fillText.apply(this, arguments);
  };
  own.clearRect = function () { window.drawn = []; return clearRect.apply(this, arguments); };
})()
"""


# What would follow if a fault let markup through: a script, and a request that carries data off.
_BREACH: Final = """document.body.insertAdjacentHTML("beforeend",
  '<img src="data:," onerror="window.breach = 1"><img src="https://example.org/leak">')"""
_WAYS: Final = {"http:", "https:", "mailto:", "file:"}  # the last is this page
# The data as the page holds them, also where they lead back to themselves.
_DATA: Final = """(() => { const seen = new WeakSet();
  return JSON.stringify(typeof eco === "undefined" ? window.__TARECO__ : eco.data,
    (key, v) => (v && typeof v === "object" && (seen.has(v) || !seen.add(v)) ? null : v)); })()"""


class Tool(NamedTuple):
    """How one page is used: where its parts are."""

    name: str
    search: str
    hits: str
    group: str
    counts: str
    panel: str
    ready: str


ECOMAP: Final = Tool(
    "ecomap",
    "#query",
    "#hits [role=option]",
    "#legend [data-group]",
    "#sum",
    "#record",
    "body[data-ready='1']",
)
TARECO: Final = Tool(
    "tareco", "#search", "#results li", "#legend .legend-item", "#counts", "#panel", "canvas"
)


@dataclass
class Bench:
    """A browser, the folder of what is made, and the requests that any page made."""

    browser: Browser
    folder: Path
    requests: list[str]

    def path(self, tool: Tool, what: str = "page", suffix: str = "html") -> Path:
        """Name a file of a tool."""
        return self.folder / f"{tool.name}-{what}.{suffix}"

    def _note(self, request: Request) -> None:
        """Keep the address of a request, unless the page's own policy stopped it."""
        if "csp" not in str(request.failure).lower() and request.url.startswith("http"):
            self.requests.append(request.url)

    @contextmanager
    def open(
        self,
        tool: Tool,
        what: str = "page",
        *,
        at: str = "",
        drawn: bool = False,
        **settings: Any,  # noqa: ANN401 - as Playwright's
    ) -> Iterator[Page]:
        """Open the page of a tool, without a network."""
        settings = {"viewport": _LAPTOP, **settings}
        context: BrowserContext = self.browser.new_context(offline=True, **settings)
        page = context.new_page()
        page.on("requestfailed", self._note)
        page.on("requestfinished", self._note)
        page.on("dialog", lambda dialog: dialog.dismiss())
        if drawn:
            page.add_init_script(_DRAWN)
        page.goto(self.path(tool, what).as_uri() + at)
        if settings.get("java_script_enabled", True):
            page.wait_for_selector(tool.ready)
            page.wait_for_timeout(1500)
        yield page
        context.close()


# --------------------------------------------------------------------------- what is made


def hostile(folder: Path) -> list[str]:
    """
    Write two tables whose every field holds an attack.

    Parameters
    ----------
    folder
        Where ``actors.csv`` and ``alliances.csv`` are written.

    Returns
    -------
    fields
        The columns, headings of the user's own among them.
    """
    own = "<img src=x onerror=\"window.hurt=(window.hurt||'')+' heading'\">"
    actors = [
        "name",
        "name_en",
        "territory",
        "description",
        "tags",
        "website",
        "email",
        "note",
        own,
    ]
    links = ["name", "reference", "note", "relation", own]
    with (folder / "actors.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "kind", "model", *actors])
        for n, attack in enumerate(_ATTACKS):
            told = [attack.format(field=f"actors:{field[:9]}") for field in actors]
            table.writerow([f"a{n}", "organisation", "public_action", *told])
        table.writerow(["=1+1", "organisation", "people", "+1 then", *["@x"] * (len(actors) - 1)])
    with (folder / "alliances.csv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "source", "target", *links])
        for n, attack in enumerate(_ATTACKS):
            told = [attack.format(field=f"alliances:{field[:9]}") for field in links]
            table.writerow([f"t{n}", f"a{n}", f"a{(n + 1) % len(_ATTACKS)}", *told])
        table.writerow(["t9", "=1+1", "a0", *["-1"] * len(links)])
    title = _ATTACKS[1].format(field="title")
    (folder / "ecomap.toml").write_text(f"title = '''{title}'''\n", encoding="utf-8")
    return [*actors, *links]


def _run(*command: str | Path) -> None:
    """Run a command, and stop where it fails."""
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


def _make(bench: Bench, tareco: str) -> None:
    """Make the pages of the data set, and those of the hostile tables."""
    evil = bench.folder / "hostile"
    evil.mkdir(exist_ok=True)
    hostile(evil)
    for what, tables in (("page", _TABLES), ("hostile", evil)):
        ecomap = (sys.executable, "-m", "ecomap", "map", tables, "--engine", "canvas", "--force")
        _run(*ecomap, "-o", bench.path(ECOMAP, what))
        columns = ("--source", "source", "--target", "target", "--label", "name")
        looks = ("--color", "model", "--size", "betweenness", "--title", _ATTACKS[1])
        files = (tables / "alliances.csv", "--nodes", tables / "actors.csv", *columns)
        _run(tareco, *files, *looks[: 4 if what == "page" else 6], "-o", bench.path(TARECO, what))


# --------------------------------------------------------------------------- the rows


def _type(page: Page, tool: Tool, words: str) -> int:
    """Search as a reader does, and count the answers."""
    page.keyboard.press("/")
    page.fill(tool.search, "")
    page.keyboard.type(words)
    page.wait_for_timeout(400)
    return page.locator(tool.hits).locator("visible=true").count()


def _open(page: Page, tool: Tool, name: str) -> str:
    """Open a record by the search alone, and give its words."""
    _type(page, tool, name)
    page.keyboard.press("Enter")
    page.wait_for_timeout(900)
    return page.locator(tool.panel).inner_text()


def _findable(bench: Bench, tool: Tool) -> Iterator[str]:
    """Count what searches give: without accents, in English, by place, by initials."""
    with bench.open(tool) as page:
        for words in ("federation", "sdg 17", "hauts-de-france", "onu"):
            yield f"{words!r}: {_type(page, tool, words)}"


def _readable(bench: Bench, tool: Tool) -> Iterator[str]:
    """Count the texts that nobody has to move anything to read, on a laptop and a telephone."""
    for where, window in (("laptop", _LAPTOP), ("telephone", _PHONE)):
        with bench.open(tool, drawn=True, viewport=window) as page:
            page.wait_for_timeout(2500)
            boxes = [box for box in page.evaluate("drawn") if box[0].strip()]
            seen = {tuple(box) for box in boxes if box[1] >= 0 and box[3] <= window["width"]}
            apart = [box for box in seen if not any(_over(box, other) for other in seen)]
            yield f"{where}: {len(boxes)} texts drawn, {len(apart)} whole and clear of others"
            before = page.screenshot()
            page.wait_for_timeout(1000)
            still = page.screenshot() == before
            yield f"{where}, still after 4 s: {_yes(still)}"


def _over(box: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Tell whether two texts overlap by more than a pixel."""
    apart = (
        other[3] - 1 < box[1],
        box[3] - 1 < other[1],
        other[4] - 1 < box[2],
        box[4] - 1 < other[2],
    )
    return box is not other and not any(apart)


def _filterable(bench: Bench, tool: Tool) -> Iterator[str]:
    """Hide a model, and read what the page says that is left."""
    with bench.open(tool) as page:
        yield f"before: {_line(page.inner_text(tool.counts))}"
        page.locator(tool.group).first.click()
        page.wait_for_timeout(500)
        yield f"the first group hidden: {_line(page.inner_text(tool.counts))}"
        page.evaluate("document.querySelector('#filtering')?.setAttribute('open', '')")
        page.wait_for_timeout(300)
        yield f"columns to filter by: {page.locator('#filters details').count() or 1}"


def _explainable(bench: Bench, tool: Tool) -> Iterator[str]:
    """Quote what is said of one measure and of one group, and of how the groups were found."""
    with bench.open(tool) as page:
        told = _open(page, tool, "le rameau")
        said = re.search(
            r"(?m)^(?:betweenness|Intermédiarité)\s.*(?:\n.*){0,2}", told, re.IGNORECASE
        )
        yield f"a measure: {_line(said[0] if said else '-')}"
        page.keyboard.press("Escape")
        page.locator("#findings, #btn-insights").first.click()
        page.wait_for_timeout(500)
        groups = page.locator(tool.panel).inner_text()
        first = re.search(r"(?:Group 1 \(|26 acteurs)[^•]*?(?=\n\n|Group 2|2 · |$)", groups)
        yield f"a group: {_line(first[0] if first else '-')}"
        yield f"method of the groups named: {_yes('Louvain' in groups)}"
        yield f"inference told from fact: {_yes('Déduites' in groups or 'inferred' in groups)}"


def _shareable(bench: Bench, tool: Tool) -> Iterator[str]:
    """Hide a group, open a record, and follow the address elsewhere."""
    with bench.open(tool) as page:
        page.locator(tool.group).nth(1).click()
        _open(page, tool, "finansol")
        address = page.evaluate("location.hash")
    with bench.open(tool, at=address) as page:
        panel = page.locator(tool.panel)
        same = panel.is_visible() and "Finansol" in panel.inner_text()
        yield f"address {address or '(unchanged)'}; the same view again: {_yes(same)}"


def _printable(bench: Bench, tool: Tool) -> Iterator[str]:
    """Print to A4 lying down; the file is there to be looked at."""
    with bench.open(tool) as page:
        paper = page.pdf(landscape=True, format="A4", print_background=False)
        bench.path(tool, "print", "pdf").write_bytes(paper)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        buttons = page.locator("button:visible").count()
        pages = len(re.findall(rb"/Type\s*/Page\b", paper))
        yield f"{pages} page, {buttons} buttons on it"


def _accessible(bench: Bench, tool: Tool) -> Iterator[str]:
    """Ask axe-core, the Tab key, and a browser without JavaScript."""
    for scheme in ("light", "dark"):
        with bench.open(tool, color_scheme=scheme) as page:
            if _AXE.exists():
                page.evaluate(_AXE.read_text(encoding="utf-8"))
                page.evaluate("axe.run().then(({ violations }) => { window.found = violations; })")
                found = page.evaluate(
                    "window.found.map((v) => `${v.id} (${v.impact}, ${v.nodes.length})`)"
                )
                yield f"axe, {scheme}: {', '.join(found) or 'nothing'}"
    with bench.open(tool) as page:
        name = "(e) => e.closest('[role][aria-label]')?.getAttribute('aria-label') ?? 'none'"
        yield f"name of the drawing: {page.locator('canvas').first.evaluate(name)}"
        stops = []
        for _ in range(80):
            page.keyboard.press("Tab")
            stops.append(
                page.evaluate("document.activeElement.id || document.activeElement.tagName")
            )
            if stops[-1] == "map" or stops.count(stops[0]) > 1:
                break
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        panel = page.locator(f"{tool.panel} h2").first
        opened = panel.inner_text() if stops[-1] == "map" and panel.is_visible() else "none"
        yield f"{len(stops)} stops of Tab; the record that an arrow and Enter open then: {opened}"
    names = _names()
    with bench.open(tool, java_script_enabled=False) as page:
        left = "".join(page.locator("body").inner_text().split())
        held = [name for name in names if "".join(name.split()) in left]
        yield f"whole names without JavaScript: {len(held)} of {len(names)}"


def _french(bench: Bench, tool: Tool) -> Iterator[str]:
    """Read the language of the page, and its first words."""
    with bench.open(tool) as page:
        yield f"lang={page.locator('html').get_attribute('lang')}"
        yield f"groups: {_line(' / '.join(page.locator(tool.group).all_inner_texts()))[:200]}"


def _all(page: Page) -> str:
    """Give all that a page holds, its data unpacked."""
    return page.content() + str(page.evaluate(_DATA))


def _safe(bench: Bench, tool: Tool) -> Iterator[str]:
    """Open hostile tables, look for persons, then break one wall to see whether another stands."""
    with bench.open(tool, "hostile") as page:
        for words in ("img", "script", "svg", "javascript", "HYPERLINK", "proto", "then"):
            _open(page, tool, words)
        page.locator("#findings, #btn-insights").first.click()
        ways = set(page.evaluate("[...document.links].map(({ protocol }) => protocol)"))
        ran = page.evaluate("window.hurt") or "none"
        yield f"scripts that ran: {ran}; other links than web and mail: {_yes(bool(ways - _WAYS))}"
        yield f"column of e-mails in the file: {_yes('actors:email' in _all(page))}"
    bench.requests.clear()
    with bench.open(tool) as page:
        people = _names("person")
        named = sum(person in _all(page) for person in people)
        yield f"natural persons in the file: {named} of {len(people)}"
        yield f"requests while opening: {len(bench.requests)}"
        policy = page.locator("meta[http-equiv=Content-Security-Policy]")
        yield f"policy: {str(policy.get_attribute('content'))[:60] if policy.count() else 'none'}"
        page.evaluate(_BREACH)
        page.wait_for_timeout(600)
        ran, left = page.evaluate("window.breach === 1"), bool(bench.requests)
        yield f"markup put in by hand: its script runs: {_yes(ran)}; its request goes: {_yes(left)}"


def _size(bench: Bench, tool: Tool) -> Iterator[str]:
    """Weigh the file."""
    held = bench.path(tool).read_bytes()
    yield f"{len(held):,} bytes, {len(gzip.compress(held)):,} compressed"


_ROWS: Final[dict[str, Callable[[Bench, Tool], Iterator[str]]]] = {
    "findable": _findable,
    "readable": _readable,
    "filterable": _filterable,
    "explainable": _explainable,
    "shareable": _shareable,
    "printable": _printable,
    "accessible": _accessible,
    "French": _french,
    "safe": _safe,
    "size": _size,
}


def _names(kind: str = "") -> list[str]:
    """Give the names of the data set: of one kind, or of all who are no natural person."""
    with (_TABLES / "actors.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        row["name"] for row in rows if (row["kind"] == kind if kind else row["kind"] != "person")
    ]


def _line(text: str) -> str:
    """Put a text on one line."""
    return " ".join(text.split())


def _yes(is_so: bool) -> str:  # noqa: FBT001 - what is asked
    """Say yes or no."""
    return "yes" if is_so else "no"


def main(tareco: str, folder: str = "") -> None:
    """Make the pages, and print the facts of each row."""
    place = Path(folder or tempfile.mkdtemp())
    place.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        bench = Bench(browser, place, [])
        _make(bench, tareco)
        for tool in (ECOMAP, TARECO):
            with bench.open(tool) as page:
                page.screenshot(path=bench.path(tool, "laptop", "png"))
        for row, facts in _ROWS.items():
            print(f"\n{row}")
            for tool in (ECOMAP, TARECO):
                for fact in facts(bench, tool):
                    print(f"  {tool.name:7} {fact}", flush=True)
        browser.close()
    print(f"\nMade in {place}.")


if __name__ == "__main__":
    main(*sys.argv[1:3])
