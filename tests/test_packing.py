"""Text packed in a page: read back by Python and by the page itself."""

from __future__ import annotations

import json
import random
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from ecomap.page.packing import pack, unpack

WEB = files("ecomap.page") / "web"


@given(st.text())
def test_what_is_packed_is_read_back(text: str) -> None:
    packed = pack(text)
    assert unpack(packed) == text.encode("utf-8", "replace").decode("utf-8")
    assert re.fullmatch(r"[!-~]+", packed)
    assert not set(packed) & set('"&<')


def test_what_was_not_packed_is_refused() -> None:
    with pytest.raises(ValueError, match="No packed text"):
        unpack("nothing")


@pytest.fixture(scope="module")
def loader(browser: Browser) -> Page:
    """Open an empty page that unpacks as a map does."""
    page = browser.new_page()
    page.set_content('<script type="text/plain" id="parts"></script>')
    own = "".join((WEB / name).read_text("utf-8") for name in ("root.js", "lzma.js", "loader.js"))
    page.add_script_tag(content=f"{own}\nwindow.unpack = eco.unpack;")
    return page


def _texts() -> dict[str, str]:
    """Make texts that ask each branch of what reads them: synthetic, the same on any day."""
    chance = random.Random(17)  # noqa: S311 - no secret is drawn
    words = ["".join(chance.choices("abcdeé", k=chance.randint(1, 9))) for _ in range(300)]
    told = " ".join(chance.choices(words, k=9_000))
    return {
        "nothing": "",
        "one letter": "a",
        "one repetition": "a" * 5_000,
        "any sign": "".join(chr(chance.randrange(32, 0xD800)) for _ in range(4_000)) + "\U0001f331",
        "words": told,
        "from far back": told + "".join(chance.choices("01", k=60_000)) + told,
        "steps of two": "".join(f"{n % 7}{n % 11};" for n in range(20_000)),
        "numbers": json.dumps([chance.gauss(0, 100) for _ in range(5_000)]),
        "long": " ".join(chance.choices(words, k=60_000)),
    }


def test_the_page_reads_what_was_packed(loader: Page) -> None:
    texts = _texts()
    assert len(texts["long"]) > 200_000 > len(texts["from far back"])  # packed in both ways
    read = loader.evaluate(
        "(all) => Promise.all(all.map(window.unpack))", [pack(text) for text in texts.values()]
    )
    assert dict(zip(texts, read, strict=True)) == texts


def test_what_is_cut_in_the_page_comes_to_an_end(loader: Page) -> None:
    whole = pack(_texts()["words"])
    read = loader.evaluate("(text) => window.unpack(text)", whole[: len(whole) // 2])
    assert 0 < len(read) < len(_texts()["words"])
