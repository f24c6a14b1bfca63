"""
Measure what a map page costs a browser: its size, its first paint, a frame of a pan.

    python benchmarks/pan_map.py [ACTORS] [LAYOUT]

The ecosystem is synthetic. CPU time of the page's own thread, which other work on the machine
does not lengthen as it does the clock's. Budgets: 2,000 actors, 12 ms a frame and a second to
the first paint; 20,000 actors, 30 ms a frame and 1.2 MB.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import networkx as nx
import pandas as pd
from playwright.sync_api import CDPSession, sync_playwright

from ecomap.page.map import Map
from ecomap.typology import standard

FRAMES: Final = 60
SEED: Final = 0
TIES: Final = 1.9  # alliances for one actor

# A drag of sixty steps, one a frame, from where no mark is.
PAN: Final = """(frames) => new Promise((done) => {
    const c = document.querySelector("#map canvas");
    c.setPointerCapture = () => {};
    eco.pick = () => -1;
    const send = (type, x) => c.dispatchEvent(new PointerEvent(type, {
        bubbles: true, pointerId: 1, pointerType: "mouse", clientX: 700 + x, clientY: 450,
        buttons: 1,
    }));
    let k = 0;
    send("pointerdown", 0);
    (function step() {
        k += 1;
        send("pointermove", 3 * k);
        if (k < frames) requestAnimationFrame(step);
        else done();
    })();
})"""


def synthetic(actors: int) -> nx.MultiDiGraph:
    """Make an ecosystem of so many actors, in forty towns, tied by chance."""
    draw = random.Random(SEED)  # noqa: S311 - a drawing, not a secret
    models = list(standard().models)
    G = nx.MultiDiGraph(title=f"Synthetic ecosystem of {actors} actors")
    for n in range(actors):
        name = f"Acteur n° {n} – Fédération {n % 97}"
        town = f"Ville {int(40 * draw.random() ** 2)}"
        G.add_node(
            f"a{n}", name=name, kind="organisation", model=draw.choice(models), territory=town
        )
    for n in range(int(TIES * actors)):
        a, b = draw.sample(range(actors), 2)
        G.add_edge(f"a{a}", f"a{b}", key=f"e{n}")
    return G


def _spent(session: CDPSession) -> float:
    """Give the seconds of CPU that the page's thread has used."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def main(actors: int = 2000, layout: str = "network") -> None:
    """Draw the page and pan it."""
    G = synthetic(actors)
    degree = {node: float(n) for node, n in G.degree()}
    scores = pd.DataFrame({"degree": degree, "betweenness": degree})
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "map.html"
        Map(G, scores=scores, engine="canvas").save(path)
        print(f"{actors} actors: {path.stat().st_size / 1000:.0f} kB")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(f"{path.as_uri()}#layout={layout}")
        page.wait_for_selector("body[data-ready='1']", timeout=120_000)
        page.wait_for_timeout(300)
        before = _spent(session)
        print(f"first paint: {before:.2f} s of CPU")
        page.evaluate(PAN, FRAMES)
        print(f"a frame of a pan: {1000 * (_spent(session) - before) / FRAMES:.1f} ms of CPU")
        browser.close()


if __name__ == "__main__":
    main(*(int(word) if word.isdigit() else word for word in sys.argv[1:]))  # type: ignore[arg-type]
