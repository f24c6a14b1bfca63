"""
The map of an ecosystem: one HTML file, offline, made through pyvis.

What is drawn is plain data first (`Map.data`): groups and their colours, nodes
and lines by columns, measures, layouts, words in both languages. The page
holds it as one block, next to scripts that are files of ``web``. This room
chooses visual variables; it computes no measure and no layout itself.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import networkx as nx
import pandas as pd

from ecomap.errors import GraphError
from ecomap.graph import MEETING_MAX, alliances_of, project, public, unchanged
from ecomap.measures.communities import communities
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import ACTOR_MEASURES, actor_metrics
from ecomap.page import layout as layouts
from ecomap.page import pictures
from ecomap.page.document import document, unpack
from ecomap.page.findings import central, findings, portraits
from ecomap.page.frame import frame
from ecomap.page.geography import geography
from ecomap.text import LANGUAGES, say, words
from ecomap.typology import standard

__all__ = ["VIS_MOST", "Engine", "Map", "read_positions"]

Engine = Literal["auto", "vis", "canvas"]
Attributes = Mapping[str, Any]
Label = dict[str, str]

# Beyond this many nodes vis-network spends its time on objects; our own canvas does not.
VIS_MOST: Final = 3000

# A record of fifty numbers tells nothing: these answer how many, how central, how diverse.
_MEASURES: Final = (
    "degree",
    "strength",
    "betweenness",
    "cross_betweenness",
    "harmonic",
    "pagerank",
    "participation",
    "ei_index",
)

# Colours of what is no value of the attribute: light theme, dark theme.
_GREY: Final = {
    layouts.UNKNOWN: ("#6f6c66", "#9aa3ad", "circle"),
    layouts.OTHER: ("#45433f", "#c5ccd3", "square"),
    layouts.PLACES: ("#6f6c66", "#9aa3ad", "ring"),
}

# Beyond this many nodes the page opens on bubbles: a screen has no room for a mark of each.
_EACH_MOST: Final = 20_000

# Random ecosystems that the page's matrix is compared with: enough to see, quick to draw;
# fewer where memberships are many.
_DRAWS: Final = (99, 999)
_DRAWN: Final = 4_000_000

# Share of the actors that the map of France must place to be offered unasked.
_ON_MAP: Final = 0.1

# An alliance that rests on this alone is drawn with a broken line.
_UNPROVED: Final = frozenset({"inference", "proposal"})

# Attributes of G that are no column of a sheet.
_INNER: Final = frozenset({"alliance_group", "rows"})
_OF_ROWS: Final = _INNER | {"id", "source", "target", "partners"}


class Map:
    """
    The map of an ecosystem, as one HTML page.

    In a notebook a map shows itself. G is not changed.

    Parameters
    ----------
    G
        A graph under the contract of `ecomap.graph.validate_graph`.
    color
        Node attribute, or column of `scores`, that groups and colours the actors.
    size
        Column of `scores`, or numeric node attribute, that the area of marks
        grows with; ``"uniform"`` for none.
    label
        Node attribute that names the nodes; their ``name``, else their
        identifier, where it is missing. ``name_en`` is used in English beside
        ``name``.
    layout
        What is shown first: ``"poster"``, ``"sectors"``, ``"network"`` or
        ``"geography"``; the page holds them all, the last if it places a tenth
        of the actors or is asked for.
    scores
        A table of `ecomap.measures.metrics.actor_metrics`, all shown; if None, those
        that a reader of maps expects, taken on what is drawn.
    pos
        Positions of some nodes, shown first, y growing downward: those of an
        older map, as `read_positions` gives them. A node without one is placed
        among its partners, and no other moves.
    lang
        Language shown first, ``"fr"`` or ``"en"``; the page speaks both.
    title
        Title of the page; that of G if None.
    internal
        Whether natural persons and personal columns are kept. They are removed
        before measures and layouts otherwise, and the page says how many.
    drop
        Further columns to leave out.
    seed
        Of the layouts: the same seed gives the same bytes.
    engine
        ``"vis"`` for vis-network as pyvis carries it, ``"canvas"`` for our own
        camera, lighter; ``"auto"`` chooses by the number of nodes.
    source, date, licence
        What the page and its drawings say of where the facts come from, of when,
        and of what one may do with them; nothing if empty.

    Raises
    ------
    GraphError
        If `color`, `size`, `layout` or `lang` is not one of those the map
        knows, or no node has a position in `pos`.

    Examples
    --------
    >>> G = nx.MultiDiGraph()
    >>> G.add_node("town", name="Town", kind="organisation", model="public_action")
    >>> "Town" in Map(G).html()
    True
    """

    def __init__(  # noqa: PLR0913 - one argument per visual variable, all but G by name
        self,
        G: nx.MultiDiGraph,
        *,
        color: str = "model",
        size: str = "betweenness",
        label: str = "name",
        layout: str = "poster",
        scores: pd.DataFrame | None = None,
        pos: Mapping[str, tuple[float, float]] | None = None,
        lang: str = "fr",
        title: str | None = None,
        internal: bool = False,
        drop: Collection[str] = (),
        seed: int = 0,
        engine: Engine = "auto",
        source: str = "",
        date: str = "",
        licence: str = "",
    ) -> None:
        self.G = G.copy() if internal else public(G, drop)
        _remove_columns(self.G, drop)
        self.scores = _measured(self.G, size) if scores is None else scores
        self.color, self.size, self.label, self.layout = color, size, label, layout
        self.pos, self.lang, self.title = pos, lang, title or G.graph.get("title")
        self.internal, self.seed = internal, seed
        self.source, self.date, self.licence = source, date, licence
        self.issues = list(G.graph.get("issues", ()))
        small = len(self.G) <= VIS_MOST
        self.engine = engine if engine != "auto" else "vis" if small else "canvas"
        self._check()

    def _check(self) -> None:
        """Refuse at once what could not be drawn."""
        numbers = _number_columns(self.G, self.scores)
        known = {data for _, attributes in self.G.nodes(data=True) for data in attributes}
        _check_choice("size", self.size, [*numbers, "uniform"])
        if self.color != "model":
            _check_choice("color", self.color, sorted(known | set(self.scores.columns)))
        _check_choice("layout", self.layout, ["poster", "sectors", "network", "geography"])
        if self.layout == "geography" and geography(self.G) is None:
            msg = "No actor has coordinates, or a territory that the map of France knows."
            raise GraphError(msg)
        _check_choice("lang", self.lang, LANGUAGES)
        _check_choice("engine", self.engine, ["vis", "canvas"])
        if self.pos is not None:
            self.pos = layouts.keep(self.G, self.pos)

    def data(self) -> dict[str, Any]:
        """
        Give what the page shows, as plain data.

        Returns
        -------
        data
            What the page's scripts read; made of dicts, lists, text and numbers.
        """
        with unchanged(self.G):
            return self._data()

    def _data(self) -> dict[str, Any]:
        """Give what the page shows, of a graph that is read once."""
        nodes = list(self.G)
        grouping = layouts.group(self._colored(), self.color)
        groups = [key for keys in grouping.families.values() for key in keys]
        measures = self._measures(nodes)
        lines = _lines(self.G, nodes)
        facts = _columns([_facts(self.G.nodes[node], self.label) for node in nodes])
        H = project(self.G)
        found = _communities(H, self.seed)
        facts += [_family_column(self.G, nodes), _community_column(found, nodes)]
        pairs = self._pairs()
        types = standard()
        # asked for, it is drawn for one actor; else it must tell of some
        where = geography(self.G, least=0.0 if self.layout == "geography" else _ON_MAP)
        foot = self._foot(outlined=where is not None)
        names, english = self._names(nodes), self._english(nodes)
        spoken = zip(names, english, strict=True) if english else zip(names, strict=True)
        shown = dict(zip(nodes, spoken, strict=True))
        return {
            "lang": self.lang,
            "title": _both("untitled") if not self.title else _same(self.title),
            "source": self.source,
            "date": self.date,
            "licence": self.licence,
            "internal": self.internal,
            "families": [
                {"key": key, "label": _family_label(key), "groups": [groups.index(k) for k in keys]}
                for key, keys in grouping.families.items()
            ],
            "groups": [_group(key, place, self.color) for place, key in enumerate(groups)],
            "color": self.color,
            "palette": [_paint(model) for model in types.models],
            # beside the names, which the sentences repeat: they pack together
            "communities": portraits(H, found, seed=self.seed),
            "nodes": {
                "id": nodes,
                "name": names,
                "name_en": english,
                "group": [groups.index(grouping.of[node]) for node in nodes],
                "place": [
                    int(types.is_place(self.G.nodes[node].get("kind", "organisation")))
                    for node in nodes
                ],
                "columns": facts,
            },
            "lines": lines,
            "measures": measures,
            "size": self.size,
            "meeting_max": MEETING_MAX,
            "layout": "given" if self.pos is not None else self._opening(),
            "layouts": self._layouts(grouping, groups, shown, measures, where),
            "matrix": None if pairs is None else _matrix(pairs),
            "findings": self._findings(nodes, pairs),
            "frame": frame(self.G, nodes, seed=self.seed),
            "terms": _terms([*facts, *lines["columns"]])
            | {"communities": _community_terms(H, found, shown)},
            "foot": foot,
            "words": _words([note["key"] for note in foot["notes"]]),
        }

    def html(self) -> str:
        """
        Give the page.

        Returns
        -------
        html
            One document that loads nothing.
        """
        return document(self.data(), lang=self.lang, engine=self.engine)

    def save(self, path: str | Path, *, scale: int = 2) -> None:
        """
        Write the page, or its picture, to a file.

        Parameters
        ----------
        path
            The file; one that exists is replaced, whole or not at all. A
            picture if it ends in ``.svg``, ``.png`` or ``.pdf``, else the page.
        scale
            Pixels of a PNG for one of a laptop's screen, 1 to 4.
        """
        path = Path(path)
        if path.suffix.lower() in pictures.SUFFIXES:
            pictures.write(self.data() | {"layout": self._drawn()}, path, scale=scale)
            return
        beside = path.with_name(f".{path.name}.part")
        try:
            beside.write_text(self.html(), encoding="utf-8", newline="\n")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def _repr_html_(self) -> str:
        """Show the map in a notebook, in a frame of its own."""
        title = escape(
            say("page.map_of", self.lang, title=self.title or say("page.untitled", self.lang))
        )
        return (
            f'<iframe srcdoc="{escape(self.html())}" title="{title}" width="100%" height="680"'
            ' sandbox="allow-scripts allow-downloads" style="border:0"></iframe>'
        )

    # ------------------------------------------------------------------ parts of the data

    def _names(self, nodes: list[str]) -> list[str]:
        """Give the names that the nodes are shown under."""
        told = dict(self.G.nodes(data=True))
        return [str(told[n].get(self.label, told[n].get("name", n))) for n in nodes]

    def _english(self, nodes: list[str]) -> list[str] | None:
        """Give the English names, empty where a node has none; None if no node has one."""
        if self.label != "name":
            return None
        names = [str(self.G.nodes[node].get("name_en", "")) for node in nodes]
        return names if any(names) else None

    def _colored(self) -> nx.MultiDiGraph:
        """Give the graph with the column of scores that colours it, if it is one, as attribute."""
        if self.color not in self.scores.columns or nx.get_node_attributes(self.G, self.color):
            return self.G
        G = self.G.copy()
        known = self.scores[self.color].dropna().to_dict()
        nx.set_node_attributes(G, {node: str(v) for node, v in known.items()}, self.color)
        return G

    def _measures(self, nodes: list[str]) -> list[dict[str, Any]]:
        """Give each measure: its words, and its value for each node."""
        columns = _number_columns(self.G, self.scores)
        if self.size not in self.scores.columns:
            columns = (
                {self.size: columns[self.size], **columns} if self.size in columns else columns
            )
        wanted = [key for key in columns if key in self.scores.columns or key == self.size]
        return [{**_measure_words(key), "values": _rounded(columns[key], nodes)} for key in wanted]

    def _layouts(
        self,
        grouping: layouts.Grouping,
        groups: list[str],
        shown: Mapping[str, Sequence[str]],
        measures: list[dict[str, Any]],
        where: Mapping[str, Any] | None,
    ) -> list[dict[str, Any]]:
        """Give each layout as the page reads it, the first one shown first."""
        nodes = list(shown)
        rank = dict(self.G.degree())
        for measure in measures:
            if measure["key"] == self.size:
                scored = zip(nodes, measure["values"], strict=True)
                rank |= {node: 1e6 * value for node, value in scored if value is not None}
        wide = layouts.poster(self.G, grouping, rank=rank, names=shown)
        tall = layouts.poster(self.G, grouping, rank=rank, names=shown, narrow=True, width=374)
        ring = layouts.sectors(self.G, grouping, rank=rank)
        net = layouts.network(self.G, grouping, seed=self.seed)
        families = list(grouping.families)
        poster = {
            **_poster(wide, nodes, groups, families),
            "narrow": {**_poster(tall, nodes, groups, families), "scroll": True},
        }
        network = {
            "xy": _flat(net["pos"], nodes),
            "bounds": _short(net["bounds"]),
            "hulls": [
                {"group": groups.index(hull["group"]), "points": [*map(_short, hull["points"])]}
                for hull in net["hulls"]
            ],
        }
        sectors = {
            "xy": _flat(ring["pos"], nodes),
            "bounds": _short(ring["bounds"]),
            "sectors": [_sector(sector, groups) for sector in ring["sectors"]],
        }
        named = {"poster": poster, "sectors": sectors, "network": network}
        if where:
            xy = _flat(where["pos"], nodes)
            named["geography"] = {**where, "xy": xy, "bounds": _short(where["bounds"])}
            del named["geography"]["pos"]
        if self._opening() == "bubbles":
            named["bubbles"] = {"xy": [], "bounds": [0, 0, 1, 1]}  # the page makes it
        if self.pos is not None:
            named = {"given": _given(self.pos, nodes), **named}
        return [
            {"key": key, "label": _both(f"layout_{key}"), **content}
            for key, content in named.items()
        ]

    def _pairs(self) -> pd.DataFrame | None:
        """Compare the meetings of models with chance; None if no actor has a model."""
        if not nx.get_node_attributes(self.G, "model"):
            return None
        memberships = sum(len(alliance["members"]) for alliance in alliances_of(self.G))
        draws = min(_DRAWS[1], max(_DRAWS[0], _DRAWN // max(1, memberships)))
        return model_matrix(self.G, draws=draws, seed=self.seed)

    def _findings(self, nodes: list[str], pairs: pd.DataFrame | None) -> list[dict[str, Any]]:
        """Give what the map shows in sentences, with the places of the nodes they speak of."""
        place = {node: i for i, node in enumerate(nodes)}
        return [
            {
                "text": finding["text"],
                "nodes": _steps(sorted(place[node] for node in finding["nodes"])),
                "models": finding["models"],
            }
            for finding in findings(self.G, self.scores, pairs)
        ]

    def _drawn(self) -> str:
        """Name the layout of a picture, which has no click to open a bubble with."""
        return "given" if self.pos is not None else self.layout

    def _opening(self) -> str:
        """Name the layout shown first: bubbles where nobody could look at every actor."""
        return "bubbles" if len(self.G) > _EACH_MOST else self.layout

    def _foot(self, *, outlined: bool) -> dict[str, Any]:
        """Give what the reader must know of the picture, as keys of sentences and their facts."""
        aside = {(i.file, i.sheet, i.row) for i in self.issues if i.severity == "error"}
        repaired = sum(issue.severity == "warning" for issue in self.issues)
        large = [a["id"] for a in alliances_of(self.G) if len(a["members"]) > MEETING_MAX]
        notes: list[dict[str, Any]] = [{"key": "reading"}]
        if large:
            notes.append({"key": "large_places", "n": len(large), "most": MEETING_MAX})
        if aside:
            notes.append({"key": "rows_set_aside", "n": len(aside)})
        if repaired:
            notes.append({"key": "rows_repaired", "n": repaired})
        if outlined:
            notes.append({"key": "outlines"})
        withheld = self.G.graph.get("withheld", {"persons": 0, "columns": []})
        counts = {key: n for key, n in withheld.items() if key not in {"persons", "columns"}}
        notes += [{"key": f"withheld_{key}", "n": n} for key, n in counts.items()]
        return {"notes": notes, "withheld": {key: withheld[key] for key in ("persons", "columns")}}


def read_positions(path: str | Path) -> layouts.Position:
    """
    Read the places of an older map.

    Parameters
    ----------
    path
        A page that a `Map` saved, or the positions that a page saved.

    Returns
    -------
    pos
        Places by identifier, in the layout that the page opened on; in the
        network if that was the poster.

    Raises
    ------
    GraphError
        If the file holds no positions.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "places.json"
    ...     _ = path.write_text('{"positions": {"town": [3, 4]}}', encoding="utf-8")
    ...     read_positions(path)
    {'town': (3.0, 4.0)}
    """
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    try:
        held = _held_positions(text)
        return {
            str(node): (float(x), float(y))
            for node, (x, y) in held.items()
            if math.isfinite(x) and math.isfinite(y)
        }
    except (ValueError, KeyError, TypeError, AttributeError, EOFError, OSError) as error:
        msg = f"{Path(path).name} holds no positions of a map."
        raise GraphError(msg) from error


def _held_positions(text: str) -> dict[str, Any]:
    """Find the positions in the text of a page, or of what it saved."""
    block = re.search(r'<script type="application/json" id="data"( [^>]*)?>([^<]*)<', text)
    if block is None:
        data = json.loads(text)
        found: dict[str, Any] = data.get("positions", data)
        return found
    data = json.loads(unpack(block[2]) if block[1] else block[2])
    chosen = {layout["key"]: layout["xy"] for layout in data["layouts"]}
    # a cell of the poster is no place: who comes moves those after it
    shown = data["layout"]
    xy = chosen["network" if shown in {"poster", "bubbles"} else shown]
    return dict(zip(data["nodes"]["id"], zip(xy[::2], xy[1::2], strict=True), strict=True))


# --------------------------------------------------------------------------- choices


def _check_choice(what: str, value: str, choices: Iterable[str]) -> None:
    """Raise if a choice is not one of those that there are."""
    if value not in choices:
        msg = f"{what}={value!r} is not one of: {', '.join(choices)}."
        raise GraphError(msg)


def _measured(G: nx.MultiDiGraph, size: str) -> pd.DataFrame:
    """Ask for the measures of a record, and for the one that gives the sizes."""
    wanted = dict.fromkeys([*_MEASURES, *({size} & set(ACTOR_MEASURES))])
    return actor_metrics(G, list(wanted))


def _remove_columns(G: nx.MultiDiGraph, drop: Collection[str]) -> None:
    """Remove columns from a graph of our own, also when persons are kept."""
    for data in [d for _, d in G.nodes(data=True)] + [d for *_, d in G.edges(data=True)]:
        for column in set(drop) & set(data) - {"kind"}:
            del data[column]


def _number_columns(G: nx.MultiDiGraph, scores: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Give what a size may be: columns of scores, then numeric attributes, by node."""
    numbers = scores.select_dtypes("number")
    found: dict[str, dict[str, float]] = {
        str(key): {str(node): float(v) for node, v in numbers[key].dropna().items()}
        for key in numbers
    }
    for node, data in G.nodes(data=True):
        for key, value in data.items():
            if (
                isinstance(value, (int, float))
                and not isinstance(value, bool)
                and key not in numbers
            ):
                found.setdefault(key, {})[node] = value
    return found


# --------------------------------------------------------------------------- words


# Words said in Python already, or at the foot of a page that has what they note.
_SAID: Final = (
    *("finding_", "layout_", "names_more", "more_names", "too_many_names", "still", "untitled"),
    *("unclassified", "pseudonym", "large_places", "outlines", "rows_re", "rows_set", "withheld_"),
)


def _words(notes: Collection[str]) -> dict[str, dict[str, str]]:
    """Give the words that the page's scripts may say, by language."""
    spoken = words("page") | words("pictures")
    read = [k for k in spoken if k.removesuffix(".one") in notes or not k.startswith(_SAID)]
    return {lang: {key: spoken[key][lang] for key in read} for lang in LANGUAGES}


def _both(key: str) -> Label:
    """Say a word of the page in both languages."""
    return {lang: say(f"page.{key}", lang) for lang in LANGUAGES}


def _same(text: str) -> Label:
    """Give a text of the user's, the same in both languages."""
    return dict.fromkeys(LANGUAGES, text)


def _term_label(vocabulary: str, key: str) -> Label:
    """Label a key of a vocabulary in both languages."""
    return {lang: standard().label(vocabulary, key, lang) for lang in LANGUAGES}


def _vocabulary(column: str) -> str:
    """Name the vocabulary of a column; empty if it has none."""
    return {"family": "families"}.get(column) or standard().terms("columns").get(column, {}).get(
        "vocabulary", ""
    )


def _family_label(key: str) -> Label:
    """Label a family of the legend."""
    if key == layouts.PLACES:
        return _both("places_group")
    if key == layouts.UNKNOWN:
        return _both("unclassified")
    vocabulary = "families" if key in standard().families else "columns"
    return _term_label(vocabulary, key)


def _group(key: str, place: int, color: str) -> dict[str, Any]:
    """Give the label, colours and shape of a group of the legend."""
    types = standard()
    if key in _GREY:
        light, dark, shape = _GREY[key]
        word = {layouts.PLACES: "places_group", layouts.OTHER: "other"}.get(key)
        word = word or ("unclassified" if color == "model" else "unknown")
        return {
            "key": key,
            "label": _both(word),
            "color": [light, dark],
            "shape": shape,
            "unknown": True,
        }
    model = key if color == "model" else types.models[place]
    value = key.removeprefix(f"{color}:")
    vocabulary = _vocabulary(color)
    return {
        "key": key,
        "label": _term_label(vocabulary, value) if vocabulary else _same(value),
        **_paint(model),
    }


def _paint(model: str) -> dict[str, Any]:
    """Give the colours and the shape of a model."""
    types = standard()
    term = types.terms("models")[model]
    return {
        "color": [term["color_light"], term["color_dark"]],
        "shape": types.terms("families")[term["parent"]]["shape"],
    }


def _measure_words(key: str) -> dict[str, Any]:
    """Give the label of a measure or a numeric column, and its sentence if it has one."""
    types = standard()
    term = types.terms("measures").get(key)
    if term is None:
        label = _term_label("columns", key)
        return {"key": key, "label": label, "sentence": label, "undefined": _both("unknown")}
    return {
        "key": key,
        **{
            part: {lang: term[f"{part}_{lang}"] for lang in LANGUAGES}
            for part in ("label", "sentence", "undefined")
        },
    }


def _terms(columns: list[dict[str, Any]]) -> dict[str, dict[str, Label]]:
    """Give the labels of the terms that the columns hold, by vocabulary."""
    held: dict[str, set[str]] = {}
    for column in columns:
        if "vocabulary" in column:
            cells = (str(cell) for cell in column.get("of", column["values"]) if cell is not None)
            parts = (part.partition(":")[0].strip() for cell in cells for part in cell.split("|"))
            held.setdefault(column["vocabulary"], set()).update(parts)
    held.pop("communities", None)
    types = standard()
    return {
        name: {key: _term_label(name, key) for key in types.terms(name) if key in held[name]}
        for name in sorted(held)
    }


# --------------------------------------------------------------------------- columns


def _family_column(G: nx.MultiDiGraph, nodes: list[str]) -> dict[str, Any]:
    """Give the family of each actor's model, as a column."""
    models = nx.get_node_attributes(G, "model")
    families = {model: standard().family(model) for model in set(models.values())}
    cells = _cells([families[models[node]] if node in models else None for node in nodes])
    return {
        "key": "family",
        "label": _both("family"),
        "type": "term",
        "vocabulary": "families",
        **cells,
    }


def _communities(H: nx.Graph, seed: int) -> list[set[str]]:
    """Find the communities of more than one actor."""
    return [part for part in communities(H, seed=seed) if len(part) > 1]


def _community_column(found: list[set[str]], nodes: list[str]) -> dict[str, Any]:
    """Give the community of each actor, as a column."""
    of = {node: str(number) for number, part in enumerate(found, start=1) for node in part}
    return {
        "key": "community",
        "label": _both("community"),
        "type": "term",
        "vocabulary": "communities",
        **_cells([of.get(node) for node in nodes]),
    }


def _community_terms(
    H: nx.Graph, found: list[set[str]], shown: Mapping[str, Sequence[str]]
) -> dict[str, Label]:
    """Name each community by its number and the member most linked inside."""
    first = [shown[central(H, part)[0]] for part in found]
    return {
        str(own): {"fr": f"{own} · {names[0]}…", "en": f"{own} · {names[-1] or names[0]}…"}
        for own, names in enumerate(first, start=1)
    }


def _facts(data: Attributes, label: str) -> dict[str, Any]:
    """Give the attributes of a node that are facts, in the order of the sheet."""
    shown = {label, "name", "name_en"} if label == "name" else {label}
    return {key: value for key, value in data.items() if key not in _INNER | shown}


def _columns(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Turn records into columns, those of the contract first, in its order."""
    known = standard().terms("columns")
    order = {key: place for place, key in enumerate(known)}
    keys = dict.fromkeys(key for record in records for key in record)
    return [
        {**_column_words(key), **_cells([record.get(key) for record in records])}
        for key in sorted(keys, key=lambda key: order.get(key, len(order)))
    ]


def _column_words(key: str) -> dict[str, Any]:
    """Give the label and the type of a column; those of an unknown one are its heading and text."""
    term = standard().terms("columns").get(key, {"type": "text", "vocabulary": ""})
    words_ = {"key": key, "label": _term_label("columns", key), "type": term["type"]}
    return {**words_, "vocabulary": term["vocabulary"]} if term["vocabulary"] else words_


def _cells(values: Sequence[object]) -> dict[str, Any]:
    """
    Write the cells of a column shortly; None where there is none.

    ``at`` gives the places of the cells there are, if most are missing; ``of``
    the distinct values that the others are numbers of, if they repeat much.
    """
    at = [i for i, value in enumerate(values) if value is not None]
    sparse = 2 * len(at) < len(values)
    kept = [values[i] for i in at] if sparse else values
    cells = [None if value is None else _plain(value) for value in kept]
    places = {"at": at} if sparse else {}
    # typed keys: True and 1 are one key of a dict, not one cell
    distinct = {(type(cell), cell): cell for cell in cells if cell is not None}
    if 2 * len(distinct) > len(at):
        return {**places, "values": cells}
    number = {key: n for n, key in enumerate(distinct)}
    numbers = [None if cell is None else number[type(cell), cell] for cell in cells]
    return {**places, "of": list(distinct.values()), "values": numbers}


def _steps(places: Sequence[int]) -> list[int]:
    """Write rising places as steps from each to the next: alike, they take no room once packed."""
    return [place - before for before, place in pairwise((0, *places))]


def _plain(value: object) -> str | float | bool:
    """Give a value as JSON knows it; what it does not know, as text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _lines(G: nx.MultiDiGraph, nodes: list[str]) -> dict[str, Any]:
    """Give the lines between nodes, and what the sheet says of each."""
    place = {node: i for i, node in enumerate(nodes)}
    hidden = _INNER | {"kind", "name", "name_en"}  # the name of an alliance is its node's already
    alliances = {
        node: {key: value for key, value in data.items() if key not in hidden}
        for node, data in G.nodes(data=True)
        if "rows" in data
    }
    edges = [(u, v, _said(alliances.get(v, {}), data)) for u, v, data in G.edges(data=True)]
    return {
        "from": [place[u] for u, _, _ in edges],
        "to": [place[v] for _, v, _ in edges],
        "directed": [i for i, (_, _, said) in enumerate(edges) if said.get("directed") is True],
        "dashed": [i for i, (_, _, said) in enumerate(edges) if said.get("evidence") in _UNPROVED],
        "columns": _columns([said for _, _, said in edges]),
    }


def _said(alliance: Attributes, data: Attributes) -> dict[str, Any]:
    """Give all that is said of a line: by its alliance, by itself, by each of its rows."""
    said = {**alliance, **{key: value for key, value in data.items() if key not in _INNER}}
    rows: dict[str, list[str]] = {}
    for row in data.get("rows", ()):
        for key, value in row.items():
            if key not in _OF_ROWS:
                rows.setdefault(key, []).append(str(value))
    return said | {key: "|".join(dict.fromkeys(values)) for key, values in rows.items()}


def _rounded(values: Mapping[str, float], nodes: list[str]) -> list[float | None]:
    """Give the values of the nodes to six significant digits; None where there is none."""
    return [float(f"{values[node]:.6g}") if node in values else None for node in nodes]


# --------------------------------------------------------------------------- layouts

# A span that differs less than so many times from that of a layout of ours is one of ours.
_SAME_UNIT: Final = 4.0


def _short(values: Iterable[float]) -> list[int]:
    """Round coordinates: half a unit is less than one sees."""
    return [round(value) for value in values]


def _flat(pos: layouts.Position, nodes: list[str]) -> list[int]:
    """Give positions as one list, x and y in turn."""
    return [round(value) for node in nodes for value in pos[node]]


def _poster(
    poster: layouts.Poster, nodes: list[str], groups: list[str], families: list[str]
) -> dict[str, Any]:
    """Give a poster as the page reads it: places in lists instead of names."""
    sides = ("x", "y", "width", "height", "text")

    def rounded(box: Mapping[str, Any]) -> dict[str, float]:
        return {side: round(float(box[side]), 1) for side in sides if side in box}

    return {
        "xy": _flat(poster["pos"], nodes),
        "lines": [poster["lines"][node] for node in nodes],
        "boxes": [
            {"group": groups.index(box["group"]), "titled": box["titled"], **rounded(box)}
            for box in poster["boxes"]
        ],
        "heads": [
            {"family": families.index(head["family"]), **rounded(head)} for head in poster["heads"]
        ],
        "bounds": _short(poster["bounds"]),
        "font": poster["font"],
        "line": poster["line"],
        "indent": poster["indent"],
        "large": round(poster["large"], 2),
    }


def _sector(sector: Mapping[str, Any], groups: list[str]) -> dict[str, float]:
    """Give a sector as the page reads it."""
    angles = {side: round(sector[side], 4) for side in ("start", "end")}
    radii = {side: round(sector[side], 1) for side in ("inner", "outer")}
    return {"group": groups.index(sector["group"]), **angles, **radii}


def _matrix(pairs: pd.DataFrame) -> dict[str, Any]:
    """Give the pairs of models as the page reads them: a list per column."""
    places = {model: i for i, model in enumerate(standard().models)}
    numbers = {
        key: [None if pd.isna(value) else float(f"{value:.4g}") for value in pairs[key]]
        for key in ("observed", "expected", "ratio", "p", "q")
    }
    return {
        "models": [
            {"key": model, "label": _term_label("models", model), **_paint(model)}
            for model in places
        ],
        "a": [places[model] for model in pairs["source_model"]],
        "b": [places[model] for model in pairs["target_model"]],
        **numbers,
        "draws": pairs.attrs["draws"],
        "left_out": int(pairs["left_out"].iloc[0]),
    }


def _given(pos: Mapping[str, tuple[float, float]], nodes: list[str]) -> dict[str, Any]:
    """
    Give the user's positions, in units: as wide as so many marks and names need.

    Positions of a page are in units already, and stay what they are: the same
    actor has the same numbers year after year.
    """
    points = [pos[node] for node in nodes] or [(0.0, 0.0)]
    low = [min(point[axis] for point in points) for axis in (0, 1)]
    span = max(*(max(p[axis] for p in points) - low[axis] for axis in (0, 1)), 1e-9)
    unit = 100 * math.sqrt(len(points)) / span
    if 1 / _SAME_UNIT < unit < _SAME_UNIT:
        low, unit = [0.0, 0.0], 1.0
    xy = [(pos[node][axis] - low[axis]) * unit for node in nodes for axis in (0, 1)]
    across, along = xy[::2] or [0.0], xy[1::2] or [0.0]
    bounds = [min(across) - 40, min(along) - 40, max(across) + 160, max(along) + 40]
    # a place of the user's is kept as closely as the page saves it
    return {"xy": [round(float(value), 1) for value in xy], "bounds": _short(bounds)}
