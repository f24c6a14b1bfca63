"""
A page as one document: data, scripts and styles packed, let in by their hashes, through pyvis.

The template, the scripts and the styles are files of ``web``. What does not
depend on the data is made ready once a process.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from ecomap.page import frame, vis
from ecomap.page.packing import pack
from ecomap.page.still import still
from ecomap.text import LANGUAGES, say

__all__ = ["document"]

# Plain JSON can be read in the file; beyond this many characters it is worth packing.
_PACKED_FROM: Final = 60_000

# Beyond this many, most of them are digits: much effort would shorten them little.
_LARGE: Final = 150_000

_HALF: Final = re.compile("[\ud800-\udfff]")

# What resembles stands near: deflate looks no farther back than 32 kB.
_FIRST: Final = (
    *("matrix", "groups", "palette", "families", "terms"),
    *("communities", "lines", "nodes", "findings", "words"),
)

# What unpacks the others.
_LOADER: Final = ("root.js", "lzma.js", "loader.js")

_SCRIPTS: Final = (
    "data.js",
    "group.js",
    "state.js",
    "reduce.js",
    "filter.js",
    "light.js",
    "paint.js",
    "lands.js",
    "names.js",
    "pick.js",
    "legend.js",
    "filters.js",
    "search.js",
    "record.js",
    "panel.js",
    "matrix.js",
    "tables.js",
    "timeline.js",
    "views.js",
    "share.js",
    "pins.js",
    "export.js",
    "ui.js",
)
_STRICT: Final = '"use strict";'
_VIS: Final = "templates/lib/vis-9.1.2/vis-network.min.js"

# vis-network draws nodes through our painter and does nothing of its own accord.
_VIS_OPTIONS: Final[dict[str, Any]] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"shape": "custom"},
    "interaction": {
        "dragNodes": False,
        "hover": False,
        "keyboard": False,
        "selectable": False,
        "tooltipDelay": 1_000_000,
        "zoomSpeed": 0.7,
    },
}


def document(data: Mapping[str, Any], *, lang: str, engine: str) -> str:
    """
    Write a page.

    Parameters
    ----------
    data
        What the page shows, as `ecomap.page.map.Map.data` gives it.
    lang
        Language shown first.
    engine
        Who draws: ``"vis"`` or ``"canvas"``.

    Returns
    -------
    html
        One document that loads nothing.
    """
    net = copy(_network())
    # lines are ours to paint, many in one stroke: vis would make an object of each
    net.nodes = _vis_nodes(data) if engine == "vis" else []
    # of the attributes that pyvis hands to a template, the one for what its reader may set
    net.conf = _page(data, lang, engine)
    html: str = net.generate_html()
    return html


@cache
def _network() -> Any:  # noqa: ANN401 - pyvis has no types
    """Make the network of pyvis that pages copy, with our template."""
    net = vis.network()
    net.set_options(json.dumps(_VIS_OPTIONS))
    net.set_template_dir(str(files("ecomap.page") / "web"), "map.html.j2")
    net.templateEnv.autoescape = True
    return net


def _page(data: Mapping[str, Any], lang: str, engine: str) -> dict[str, Any]:
    """Give what the template needs: texts to escape, and sources with their hashes."""
    many = data["layout"] == "bubbles"
    told = [name for name, is_ in (("frame.js", data["frame"]), ("bubbles.js", many)) if is_]
    fixed = _fixed(engine, tuple(told))
    ordered = {key: data[key] for key in dict.fromkeys((*_FIRST, *data))}
    text = _json(ordered | {"words": _by_place(data["words"])})
    packed = len(text) > _PACKED_FROM
    return {
        "lang": lang,
        # half a character, in a title read from JSON, cannot be written
        "title": data["title"][lang].encode("utf-8", "replace").decode("utf-8"),
        "noscript": " / ".join(say("pictures.still", lang) for lang in LANGUAGES),
        "still": _trusted(still(data)),
        "still_style": _trusted(fixed.still),
        "policy": _trusted(fixed.policy),
        "style": _trusted(fixed.style),
        "parts": _trusted(fixed.parts),
        "loader": _trusted(fixed.loader),
        "engine": engine,
        "packed": packed,
        "data": _trusted(pack(text, quick=len(text) > _LARGE) if packed else text),
    }


class _Fixed(NamedTuple):
    """What the pages of an engine have in common."""

    style: str
    still: str
    loader: str
    parts: str
    policy: str


@cache
def _fixed(engine: str, told: tuple[str, ...]) -> _Fixed:
    """Make ready what does not depend on the data."""
    style, bare = _source("start.css"), _source("still.css")
    loader = _joined(_LOADER)
    dressed = _source("map.css") + _source("print.css")
    dressed += frame.style() if "frame.js" in told else ""
    library = [(files("pyvis") / _VIS).read_text(encoding="utf-8")] if engine == "vis" else []
    scripts = [*library, _script(engine, told)]
    policy = _policy([loader, *scripts], [style, bare, dressed])
    return _Fixed(style, bare, loader, pack("\0".join([dressed, *scripts])), policy)


def _vis_nodes(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the nodes as vis-network knows them: a number and a place."""
    xy = data["layouts"][0]["xy"]
    return [
        {"id": i, "x": x, "y": y} for i, (x, y) in enumerate(zip(xy[::2], xy[1::2], strict=True))
    ]


# Comments and spaces; or else a text, a template, a pattern: what holds spaces of its own.
_LOOSE: Final = re.compile(
    r"""((?://[^\n]*|/\*.*?\*/|\s)+)|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`"""
    # a pattern begins as a division does, but after no value and before no space
    r"|(?:(?<=[(=,:&|!?\[{;>])|(?:(?<=[(=,:&|!?\[{;>] )|(?<=return ))(?=/[^ ]))"
    r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/",
    re.DOTALL,
)


# Two signs that would become one: of two words, two pluses, two minuses.
_ONE: Final = re.compile(r"[\w$]{2}|\+\+|--")


def _source(name: str) -> str:
    """Read a file of the page, without what only those who read the file need."""
    text = (files("ecomap.page") / "web" / name).read_text(encoding="utf-8")
    if name.endswith(".js"):
        return _tight(text)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|(?<=[a-z]):\s+", lambda m: m[1] or ":", text)


def _tight(script: str) -> str:
    """Take comments, lines and spaces out of a script whose statements end with a semicolon."""
    return _LOOSE.sub(_needed, script.strip())


def _needed(found: re.Match[str]) -> str:
    """Keep what is no space, and the spaces that part two signs."""
    if not found[1]:
        return found[0]
    end = found.end()
    ends = found.string[found.start() - 1 : found.start()] + found.string[end : end + 1]
    return " " if _ONE.fullmatch(ends) else ""


def _script(engine: str, told: tuple[str, ...]) -> str:
    """Join the scripts of the page, the camera of its engine among them, and those told."""
    camera = "vis.js" if engine == "vis" else "camera.js"
    names = (*_SCRIPTS[:-1], *told, camera, _SCRIPTS[-1])
    return _joined(names)


def _by_place(words: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Write the keys of words once, not in each language."""
    keys = list(dict.fromkeys(key for table in words.values() for key in table))
    return {"keys": keys} | {lang: [table[key] for key in keys] for lang, table in words.items()}


def _joined(names: Iterable[str]) -> str:
    """Join scripts into one."""
    return _STRICT + "".join(_source(name).removeprefix(_STRICT) for name in names)


def _trusted(source: str) -> Markup:
    """Spare a source the escaping: one of our own files, or JSON made safe by `_json`."""
    return Markup(source)  # noqa: S704 - never given a cell as it is


def _json(data: object) -> str:
    """Write data so that nothing in it ends a script or a line of one, or stops the writing."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    # halves of characters are rare, and looking for them takes as long as writing them
    return _HALF.sub(lambda c: f"\\u{ord(c[0]):04x}", text) if _is_broken(text) else text


def _is_broken(text: str) -> bool:
    """Tell whether a text holds half a character, which no file can."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Allow these scripts and styles, and nothing else in the world."""
    allowed = " ".join(_digest(script) for script in scripts)
    dressed = " ".join(_digest(style) for style in styles)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {dressed};"
        " base-uri 'none'; form-action 'none'"
    )


def _digest(source: str) -> str:
    """Give the hash that a content security policy names a source by."""
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
