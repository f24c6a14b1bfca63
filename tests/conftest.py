"""
What the tests share: no network, one language, golden files, the packaged data set.

`pytest --golden` rewrites the golden files; their difference is then read like code.
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import networkx as nx
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
OFFICE = "apt-get install --no-install-recommends libreoffice-calc-nogui, or libreoffice.org"
WHERE = "python -m playwright install chromium, or your system's chromium package"

# Milliseconds that a page has to do what is expected of it, when much else runs.
PATIENCE = 30_000

# The machine that runs the tests may be busy: time is no fault of an example. Fifty examples
# a property keep the suite short; benchmarks/fuzz_sheets.py tries thousands.
# New examples at every run on a desk; in CI the same ones, so that what fails there fails here.
settings.register_profile("ecomap", deadline=None, max_examples=50)
settings.register_profile("ci", settings.get_profile("ecomap"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "ecomap")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the golden files")


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        yield


def _refuse(connection: socket.socket, address: Any) -> None:
    if connection.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = str(address[0])
    if host != "localhost" and not _is_loopback(host):
        msg = f"a test tried to reach {host}: ecomap and its tests work offline"
        raise RuntimeError(msg)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def english_system() -> Iterator[None]:
    """Speak English by default, whatever the system of the developer speaks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Give a function that compares a text with a file of tests/golden."""
    rewrite = request.config.getoption("--golden")

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{name} is not there yet: pytest --golden writes it"
        assert text == path.read_text(encoding="utf-8")

    return check


@pytest.fixture(scope="session")
def odd17() -> Path:
    """Give the folder of the packaged data set."""
    return ROOT / "datasets" / "odd17"


def _do_without(reason: str) -> NoReturn:
    """Skip what needs another program; where everything must run, its absence is a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def _chromium() -> str | None:
    """Find a Chromium: the environment's, the system's; None leaves it to Playwright."""
    named = os.environ.get("CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the one browser of all tests that look at a page."""
    with sync_playwright() as playwright:
        path = _chromium() or playwright.chromium.executable_path
        if not Path(path).exists():
            _do_without(f"no Chromium here; to have one: {WHERE}")
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Give a function that opens files in LibreOffice and saves them in another form."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        _do_without(f"no LibreOffice here; to have it: {OFFICE}")
    profile = tmp_path_factory.mktemp("office")

    def save_again(suffix: str, folder: Path, *files: Path, options: Iterable[str] = ()) -> Path:
        own = f"-env:UserInstallation={profile.as_uri()}"
        words = [program, own, "--headless", *options, "--convert-to", suffix]
        words += ["--outdir", str(folder), *map(str, files)]
        subprocess.run(words, check=True, capture_output=True, timeout=300)
        return folder

    return save_again


WORKED_MODELS = {
    "mairie": "public_action",
    "asso1": "engagement_economy",
    "asso2": "engagement_economy",
    "entreprise": "productive_economy",
    "banque": "financial_economy",
}


@pytest.fixture
def worked() -> nx.MultiDiGraph:
    """Make the worked example that the definitions of the measures end with."""
    G = nx.MultiDiGraph()
    for actor, model in WORKED_MODELS.items():
        G.add_node(actor, name=actor, kind="organisation", model=model)
    G.add_node("p", kind="alliance")
    G.add_edges_from((actor, "p", f"p--{actor}") for actor in ("mairie", "asso1", "asso2"))
    G.add_edge("asso2", "entreprise", key="q")
    G.add_edge("entreprise", "banque", key="r")
    G.add_edge("mairie", "asso1", key="s")
    return G
