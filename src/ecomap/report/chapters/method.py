"""Method and definitions: how the ecosystem was read, what each measure says, what it is not."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any, Final

import networkx as nx

from ecomap.graph import MEETING_MAX, project
from ecomap.report.parts import Chapter, Every, Fact, Label, Sentence, Table, Term
from ecomap.typology import standard

__all__ = ["chapter"]

# The measures that the chapters speak of, in the order of reading.
_MEASURES: Final = (
    "models:observed",
    "models:expected",
    "ei_index",
    "cross_betweenness",
    "catalyst",
    "is_articulation",
    "ecosystem:value",
    "ecosystem:systemic_premium",
    "alliances:premium",
    "alliances:premium_others",
    "premium_others",
)


def chapter(G: nx.MultiDiGraph, lang: str = "en") -> Chapter:
    """
    Tell how the report was made.

    Parameters
    ----------
    G
        A graph under the contract.
    lang
        ``"fr"`` or ``"en"``.

    Returns
    -------
    chapter
        The reading, the definitions, the models, the files.

    Examples
    --------
    >>> chapter(nx.MultiDiGraph()).key
    'report.method'
    """
    return Chapter(
        key="report.method",
        sentences=[
            Sentence("report.method_rules"),
            Sentence("report.method_reading"),
            *_left_out(G),
            Sentence("report.method_chance"),
            Sentence("report.method_ranks"),
            Sentence(
                "report.method_basis",
                {"kinds": Every([Term("evidence", k) for k in standard().terms("evidence")])},
            ),
            Sentence("report.method_notebook"),
            Sentence("report.method_version", {"version": version("ecomap")}),
        ],
        tables=[_models(), _definitions(lang), *_files(G)],
    )


def _left_out(G: nx.MultiDiGraph) -> list[Sentence]:
    """Say which places were too large to be read as working together."""
    large = project(G).graph["left_out"]["large_places"]
    return (
        [Sentence("report.method_large", {"n": len(large), "most": MEETING_MAX})] if large else []
    )


def _models() -> Table:
    """List the models and their families."""
    rows: list[list[Fact]] = [
        [Term("models", model), Term("families", standard().family(model))]
        for model in standard().models
    ]
    heads = [Label("report.model"), Label("report.family")]
    return Table(Sentence("report.method_models"), heads, rows)


def _definitions(lang: str) -> Table:
    """Say what each measure is, and what it is not."""
    terms = standard().terms("measures")
    rows: list[list[Fact]] = [
        [Term("measures", key), terms[key][f"sentence_{lang}"], terms[key][f"trap_{lang}"]]
        for key in _MEASURES
    ]
    heads = [Label(f"report.{h}") for h in ("measure", "definition", "trap")]
    return Table(Sentence("report.method_definitions"), heads, rows, shown=20)


def _files(G: nx.MultiDiGraph) -> list[Table]:
    """List the files that were read, if G remembers them."""
    sheets = G.graph.get("manifest", {}).get("sheets", [])
    rows: list[list[Fact]] = [
        [_sheet(sheet), *(int(sheet[count]) for count in _COUNTS)] for sheet in sheets
    ]
    heads = [Label(f"report.{h}") for h in ("file", *(f"rows_{count}" for count in _COUNTS))]
    return [Table(Sentence("report.method_files"), heads, rows)] if rows else []


_COUNTS: Final = ("rows", "used", "aside", "merged")


def _sheet(sheet: Mapping[str, Any]) -> str:
    """Name a sheet of a file."""
    return " – ".join(filter(None, (str(sheet["file"]), str(sheet["sheet"]))))
