"""
The map of an ecosystem: one HTML file, offline, made through pyvis.

What is drawn is plain data first (`Map.data`): groups and their colours, nodes
and lines by columns, measures, layouts, words in both languages. The page
holds it as one block, next to scripts that are files of ``web``. This room
chooses visual variables; it computes no measure and no layout itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

import networkx as nx
import pandas as pd

from ecomap.errors import GraphError
from ecomap.garbage import later
from ecomap.graph import MEETING_MAX, alliances_of, project, public, unchanged
from ecomap.measures.communities import communities
from ecomap.measures.meetings import model_matrix
from ecomap.measures.metrics import ACTOR_MEASURES, actor_metrics
from ecomap.page import columns, pictures, positions
from ecomap.page import layout as layouts
from ecomap.page.document import document
from ecomap.page.findings import findings, portraits
from ecomap.page.frame import frame
from ecomap.page.geography import geography
from ecomap.page.labels import (
    both,
    family_label,
    group,
    measure_words,
    paint,
    same,
    sample_words,
    words_of_page,
)
from ecomap.page.positions import read_positions
from ecomap.text import LANGUAGES, say
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


# Beyond this many nodes the page opens on bubbles: a screen has no room for a mark of each.
_EACH_MOST: Final = 20_000

# Beyond this many names, a telephone shows the poster of a screen: one column has no end.
_COLUMN_MOST: Final = 10_000

# Random ecosystems that the page's matrix is compared with: enough to see, quick to draw;
# fewer where memberships are many.
_DRAWS: Final = (99, 1999)
_DRAWN: Final = 4_000_000

# Share of the actors that the map of France must place to be offered unasked.
_ON_MAP: Final = 0.1


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
        if self.size not in self.scores.select_dtypes("number"):
            known = columns.numbers(self.G, self.scores)
            _check_choice("size", self.size, [*known, "uniform"])
        if self.color != "model":
            there = {data for _, attributes in self.G.nodes(data=True) for data in attributes}
            _check_choice("color", self.color, sorted(there | set(self.scores.columns)))
        _check_choice("layout", self.layout, ["poster", "sectors", "network", "geography"])
        if self.layout == "geography" and geography(self.G) is None:
            msg = "No actor has coordinates, or a territory that the map of France knows."
            raise GraphError(msg)
        _check_choice("lang", self.lang, LANGUAGES)
        _check_choice("engine", self.engine, ["vis", "canvas"])
        if self.pos is not None:
            self.pos = layouts.keep(self.G, self.pos)

    @later()
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
        lines = columns.lines(self.G, nodes)
        facts = columns.facts(self.G, nodes, self.label)
        H = project(self.G)
        found = _communities(H, self.seed)
        facts += [columns.family_column(self.G, nodes), columns.community_column(found, nodes)]
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
            "title": both("untitled") if not self.title else same(self.title),
            "source": self.source,
            "date": self.date,
            "licence": self.licence,
            "internal": self.internal,
            "families": [
                {"key": key, "label": family_label(key), "groups": [groups.index(k) for k in keys]}
                for key, keys in grouping.families.items()
            ],
            "groups": [group(key, place, self.color) for place, key in enumerate(groups)],
            "color": self.color,
            "palette": [paint(model) for model in types.models],
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
            "matrix": None if pairs is None else columns.matrix(pairs),
            "findings": self._findings(nodes, pairs),
            "frame": frame(self.G, nodes, seed=self.seed),
            "terms": columns.terms([*facts, *lines["columns"]])
            | {"communities": columns.community_terms(H, found, shown)},
            "foot": foot,
            "words": words_of_page([note["key"] for note in foot["notes"]]),
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
        known = columns.numbers(self.G, self.scores)
        if self.size in known and self.size not in self.scores.columns:
            known = {self.size: known[self.size], **known}
        wanted = [key for key in known if key in self.scores.columns or key == self.size]
        samples = self.scores.attrs.get("sampled", {})
        return [
            {
                **measure_words(key),
                "values": columns.rounded(known[key], nodes),
                **({"sampled": sample_words(samples[key])} if key in samples else {}),
            }
            for key in wanted
        ]

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
        families = list(grouping.families)
        wide = layouts.poster(self.G, grouping, rank=rank, names=shown)
        many = len(nodes) > _COLUMN_MOST
        tall = (
            None
            if many
            else layouts.poster(
                self.G, grouping, order=wide["pos"], names=shown, narrow=True, width=374
            )
        )
        ring = layouts.sectors(self.G, grouping, rank=rank)
        net = layouts.network(self.G, grouping, seed=self.seed)
        named = {
            "poster": positions.posters(wide, tall, nodes, groups, families),
            "sectors": positions.ringed(ring, nodes, groups),
            "network": positions.tied(net, nodes, groups),
        }
        if where:
            named["geography"] = {**where, **positions.placed(where, nodes)}
            del named["geography"]["pos"]
        if self._opening() == "bubbles":
            named["bubbles"] = {"xy": [], "bounds": [0, 0, 1, 1]}  # the page makes it
        if self.pos is not None:
            named = {"given": positions.given(self.pos, nodes), **named}
        return [
            {"key": key, "label": both(f"layout_{key}"), **content}
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
                "nodes": columns.steps(sorted(place[node] for node in finding["nodes"])),
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
    if not drop:
        return
    for data in [d for _, d in G.nodes(data=True)] + [d for *_, d in G.edges(data=True)]:
        for column in set(drop) & set(data) - {"kind"}:
            del data[column]


def _communities(H: nx.Graph, seed: int) -> list[set[str]]:
    """Find the communities of more than one actor."""
    return [part for part in communities(H, seed=seed) if len(part) > 1]
