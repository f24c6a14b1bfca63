"""
Write the documents that are made from code and data, or check that they are current.

The pages of measures, columns and commands come from the files of `ecomap/data`
and from the commands' own help. The page of measures works out the largest
alliance premiums of the data set. In the READMEs, what stands between
``<!-- run: ... -->`` and ``<!-- end -->`` is the real output of the command.

Run `python docs/refresh.py` to write, `python docs/refresh.py --check` to check.
"""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable
from importlib.resources import files
from itertools import combinations
from math import inf
from pathlib import Path
from typing import Final

import click
import networkx as nx
import pandas as pd

from ecomap.cli import cli
from ecomap.cli.options import VERBS
from ecomap.formats.io import read
from ecomap.graph import project
from ecomap.measures.premium import alliance_premium
from ecomap.text import split_values

ROOT: Final = Path(__file__).parents[1]
DOCS: Final = ROOT / "docs"
LOCALES: Final = {"README.md": "en_GB.UTF-8", "README.fr.md": "fr_FR.UTF-8"}

# The comment may end with the number of lines that are shown.
_RUN: Final = re.compile(
    r"(?P<head><!-- run: (?P<command>[^\n]+?)(?: \(first (?P<lines>\d+) lines\))? -->\n)"
    r".*?(?P<tail><!-- end -->)",
    re.DOTALL,
)
_WRITTEN: Final = "<!-- Written by docs/refresh.py: edit {source} instead. -->\n"
_ON_MEASURES: Final = """\
Each measure is told in English, then in French: what it says, then its trap, how the number
misleads.

*Chaque mesure est dite en anglais, puis en français\u00a0: ce qu’elle dit, puis son piège,
comment ce nombre trompe.*

All are computed on `em.project(G)`: actors only, those who meet in a place are tied. Paths count
steps. An unclassified actor may lie on a path between two models; its ties are left out of what
counts ties by model. Undefined is `nan`, never 0.

*Toutes se prennent sur `em.project(G)`\u00a0: les acteurs seuls, ceux qui se rencontrent en un
lieu étant liés. Les chemins comptent des pas. Un acteur non classé peut être sur un chemin entre
deux modèles\u00a0; ses liens sont laissés hors de ce qui compte les liens par modèle. Non défini
est `nan`, jamais 0.*

Three limits hold for all of them. The map holds what was recorded: missing is not absent. Whoever
supplied the data looks central. Under five actors in a model, read the counts, not the rates.

*Trois limites valent pour toutes. La carte contient ce qui a été relevé\u00a0: manquant n’est pas
absent. Qui a fourni les données paraît central. Sous cinq acteurs dans un modèle, lire les
nombres, non les taux.*
"""
_ON_SCALES: Final = """\
What the line “Scale” says. The names in UCINET (under its menu Network), R sna and igraph (in R)
are those that we are sure of; what differs there is said in brackets.

*Ce que dit la ligne «\u00a0Scale\u00a0». Les noms dans UCINET (sous son menu Network), R sna et
igraph (en R) sont ceux dont nous sommes sûrs\u00a0; ce qui y diffère est dit entre parenthèses.*
"""
SCALES: Final = {
    "count": ("a number of things", "un nombre de choses"),
    "raw": (
        "in its own unit, not brought between fixed bounds",
        "dans son unité, non ramené entre des bornes fixes",
    ),
    "normalised": (
        "divided by the most it could be, or brought between fixed bounds",
        "divisé par le plus qu’il pourrait être, ou ramené entre des bornes fixes",
    ),
    "share": ("a part of a whole, or a probability", "une part d’un tout, ou une probabilité"),
    "score": (
        "a distance in standard deviations, or a mean of ranks",
        "un écart en écarts-types, ou une moyenne de rangs",
    ),
    "true_false": ("true or false", "vrai ou faux"),
    "class": ("one of a few names", "un nom parmi quelques-uns"),
}
QUESTIONS: Final = {
    "matter": ("Who matters?", "Qui compte\u00a0?"),
    "link": ("Who links worlds?", "Qui relie les mondes\u00a0?"),
    "cohesion": ("How cohesive is the whole?", "L’ensemble se tient-il\u00a0?"),
    "certainty": ("How sure is it?", "Est-ce sûr\u00a0?"),
}
_OF: Final = {
    "actors": ("actors", "des acteurs"),
    "alliances": ("alliances", "des alliances"),
    "models": ("pairs of models", "des paires de modèles"),
    "ecosystem": ("the ecosystem", "de l’écosystème"),
}
# How the data file says that a program has no such measure.
_NO_NAME: Final = "—"
_PROGRAMS: Final = {"ucinet": "UCINET", "sna": "R sna", "igraph": "igraph"}

_SHOWN: Final = 5
_ON_VALUE: Final = """\
The value V of the interactions looks at every two classified actors of different models. A pair
whose ends work together counts 1; two steps apart, 1/2; three, 1/3; without a path, 0. V is the sum
over the number of pairs, {pairs}, which does not change when an alliance goes. No actor of this
data set is of several models at once; where one is, its pairs count in part.

*La valeur V des interactions regarde chaque paire d’acteurs classés de modèles différents. Une
paire qui travaille ensemble compte 1\u00a0; à deux pas, 1/2\u00a0; à trois, 1/3\u00a0; sans
chemin, 0. V est la somme divisée par le nombre de paires, {pairs}, qui ne change pas quand une
alliance s’en va. Aucun acteur de ces données ne relève de plusieurs modèles\u00a0; sinon ses
paires comptent en partie.*

Number of pairs, by the fewest steps between the two (*nombre de paires, selon le moins de pas*):
"""
_ON_PREMIUMS: Final = """\
For the whole (*pour le tout*): V = ({sum}) / {pairs} = {value:.5f}.

The premium of an alliance is V before less V after. What is lost is sorted by the ends of the
pairs: both are partners of the alliance, one is, or none. Half of a pair belongs to each of its
ends, so that partners’ part = both + one / 2 and others’ part = none + one / 2. The two parts sum
to the premium. Premiums are not added up: two alliances that repeat each other both have 0.

*La prime d’une alliance est V avant moins V après. Ce qui est perdu se range selon les bouts des
paires\u00a0: les deux sont partenaires de l’alliance, un seul, ou aucun. La moitié d’une paire
revient à chacun de ses bouts\u00a0: part des partenaires = deux bouts + un bout / 2, part des
autres = aucun bout + un bout / 2. Les deux parts font la prime. Les primes ne s’additionnent
pas\u00a0: deux alliances qui font double emploi ont toutes deux 0.*
"""
_ON_FIRST: Final = """\
The first line in full, from the pairs sorted by their ends: **{name}**, {k} partners. Each loss is
the sum of pairs / steps before, less that sum after, over {pairs}.

*La première ligne en entier, les paires étant rangées selon leurs bouts. Chaque perte est la
somme des paires / pas avant, moins cette somme après, divisée par {pairs}.*
"""
_ON_VOCABULARIES: Final = """\
What the cells of a `term` column may say. Where a vocabulary has a status: `stated` by the
research notebook, from a `public_source`, our `inference` or our `proposal`.
"""

_ON_COLUMNS: Final = """\
A heading is recognised by its column's name, label or alias, whatever its case, accents and
spaces. Every other column is kept under its own heading.
"""


def documents() -> dict[Path, str]:
    """Give what each made document should hold."""
    made = {
        DOCS / "measures.md": measures(),
        DOCS / "columns.md": columns(),
        DOCS / "commands.md": commands(),
    }
    readmes = {ROOT / name: readme(ROOT / name, lang) for name, lang in LOCALES.items()}
    return made | readmes


def measures() -> str:
    """Write the page of measures, by the questions that they answer."""
    rows = _read("measures")
    scales = [(f"`{key}`", *meanings) for key, meanings in SCALES.items()]
    parts = [
        "# Measures\n",
        _WRITTEN.format(source="src/ecomap/data/measures.csv"),
        _ON_MEASURES,
        _ON_SCALES,
        _table(("Scale", "EN", "FR"), scales),
    ]
    for question, (title_en, title_fr) in QUESTIONS.items():
        parts.append(f"## {title_en} *{title_fr}*\n")
        asked = [row for row in rows if row["question"] == question]
        parts += [_measure(row) for of in _OF for row in asked if row["of"] == of]
    parts += [
        "## Alliance premiums by hand *Des primes à l’alliance, à la main*\n",
        worked(),
    ]
    return "\n".join(parts)


def _measure(row: dict[str, str]) -> str:
    """Write one measure: both languages, trap, scale, range, names elsewhere, reference."""
    of_en, of_fr = _OF[row["of"]]
    span = f"; range: {_bound(row['low']) or '-∞'} to {_bound(row['high']) or '∞'}"
    scale = row["scale"] + (span if row["scale"] not in {"true_false", "class"} else "")
    names = [
        f"{program} {row[column]}"
        for column, program in _PROGRAMS.items()
        if row[column] != _NO_NAME
    ]
    elsewhere = "; ".join(names) or "no name that we know"
    return (
        f"### `{row['key'].removeprefix(row['of'] + ':')}` of {of_en}, *{of_fr}*\n\n"
        f"**{row['label_en']}.** {row['sentence_en']} **Trap:** {row['trap_en']}\n\n"
        f"***{row['label_fr']}.*** *{row['sentence_fr']}* ***Piège\u00a0:*** *{row['trap_fr']}*\n\n"
        f"- Scale: {scale}\n"
        f"- Undefined: {row['undefined_en']} (*{row['undefined_fr']}*)\n"
        f"- Elsewhere: {elsewhere}\n"
        f"- Reference: {row['reference']}\n"
    )


def _bound(cell: str) -> str:
    """Write a bound in a few digits."""
    return f"{float(cell):.3g}" if cell else ""


def worked() -> str:
    """Work out the largest alliance premiums of the data set, to be followed by hand."""
    G = read(ROOT / "datasets" / "odd17")
    H = project(G)
    top = alliance_premium(G).nlargest(_SHOWN, "premium")
    members = {alliance["id"]: alliance["members"] for alliance in H.graph["alliances"]}
    names = {node: G.nodes[node].get("name", node) for node in G}
    names |= {key: data.get("name", key) for *_, key, data in G.edges(keys=True, data=True)}
    before = steps_apart(H)
    after = {key: steps_apart(without(H, key)) for key in top.index}
    pairs = before.total()
    longest = sorted({steps for counts in (before, *after.values()) for steps in counts})
    heads = [f"{steps} st." if steps < inf else "no path" for steps in longest]
    lines = {"the whole": before} | {f"without {names[key]}": after[key] for key in top.index}
    terms = " + ".join(f"{before[steps]}/{steps}" for steps in longest if steps < inf)
    return "\n".join(
        [
            _ON_VALUE.format(pairs=pairs),
            _table(
                ("", *heads, "V"),
                [
                    (name, *(str(counts[d]) for d in longest), f"{value(counts, pairs):.5f}")
                    for name, counts in lines.items()
                ],
            ),
            _ON_PREMIUMS.format(sum=terms, pairs=pairs, value=value(before, pairs)),
            _premiums(top, names, value(before, pairs)),
            _ON_FIRST.format(name=names[top.index[0]], k=len(members[top.index[0]]), pairs=pairs),
            _by_ends(H, top.index[0], members[top.index[0]], longest, pairs),
        ]
    )


def steps_apart(
    H: nx.Graph, inside: Collection[str] = (), ends: int | None = None
) -> Counter[float]:
    """Count the pairs of different models by steps; with `ends`, those with as many inside."""
    models = {node: model for node, model in H.nodes(data="model") if model is not None}
    reached = dict(nx.all_pairs_shortest_path_length(H))
    return Counter(
        reached[u].get(v, inf)
        for u, v in combinations(models, 2)
        if models[u] != models[v] and (ends is None or (u in inside) + (v in inside) == ends)
    )


def without(H: nx.Graph, alliance: str) -> nx.Graph:
    """Take away the ties that only one alliance makes."""
    left = H.copy()
    made = [(u, v) for u, v, makers in H.edges(data="alliances") if set(makers) == {alliance}]
    left.remove_edges_from(made)
    return left


def value(counts: Counter[float], pairs: int) -> float:
    """Give V from numbers of pairs by steps."""
    return sum(count / steps for steps, count in counts.items()) / pairs


def _premiums(top: pd.DataFrame, names: dict[str, str], before: float) -> str:
    """Write the premiums with their parts."""
    columns = ["premium", "both_ends", "one_end", "no_end", "partners", "others"]
    heads = ("alliance", "V before", "V after", "premium")
    return _table(
        (*heads, "both", "one", "none", "partners’ part", "others’ part"),
        [
            (
                names[str(row.name)],
                f"{before:.5f}",
                f"{before - row['premium']:.5f}",
                *(f"{row[column]:.5f}" for column in columns),
            )
            for _, row in top.iterrows()
        ],
    )


def _by_ends(
    H: nx.Graph, alliance: str, members: Collection[str], longest: list[float], pairs: int
) -> str:
    """Write what is lost without one alliance, by the ends of the pairs."""
    lines = []
    for ends, name in ((2, "both ends"), (1, "one end"), (0, "no end")):
        before = steps_apart(H, members, ends)
        after = steps_apart(without(H, alliance), members, ends)
        lost = value(before, pairs) - value(after, pairs)
        lines += [
            (f"{name}, before", *(str(before[steps]) for steps in longest), ""),
            (f"{name}, after", *(str(after[steps]) for steps in longest), f"{lost:.5f}"),
        ]
    heads = [f"{steps} st." if steps < inf else "no path" for steps in longest]
    return _table(("", *heads, "lost"), lines)


def columns() -> str:
    """Write the page of columns."""
    titles = {
        "both": "Of both tables",
        "actors": "Of actors",
        "alliances": "Of alliances",
    }
    parts = [
        "# Columns\n",
        _WRITTEN.format(source="src/ecomap/data/columns.csv"),
        _ON_COLUMNS,
    ]
    for table, title in titles.items():
        rows = [
            (
                f"`{row['key']}`",
                f"{row['label_en']} / {row['label_fr']}",
                row["type"] + (f": {row['vocabulary']}" if row["vocabulary"] else ""),
                ", ".join(split_values(row["aliases"])),
            )
            for row in _read("columns")
            if row["table"] == table
        ]
        parts += [f"## {title}\n", _table(("column", "label", "type", "also recognised"), rows)]
    parts += ["# Vocabularies\n", _ON_VOCABULARIES]
    names = {row["vocabulary"] for row in _read("columns") if row["vocabulary"]}
    for name in sorted(names):
        terms = _read(name)
        told = ["status"] if all("status" in term for term in terms) else []
        lines = [
            [
                f"`{term['key']}`",
                term["label_en"],
                term["label_fr"],
                ", ".join(split_values(term.get("aliases", ""))),
                *(term[key] for key in told),
            ]
            for term in terms
        ]
        parts += [f"## {name}\n", _table(["key", "EN", "FR", "also recognised", *told], lines)]
    return "\n".join(parts)


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Write a table."""
    names = list(headings)
    lines = [names, ["---"] * len(names), *rows]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


def commands() -> str:
    """Write the page of commands, from their own help."""
    parts = ["# Commands\n", _WRITTEN.format(source="src/ecomap/data/words/commands.csv")]
    with click.Context(
        cli, info_name="ecomap", obj="en", terminal_width=88, **cli.context_settings
    ) as context:
        parts.append(_help(context))
        for name in VERBS:
            parts.append(f"## {name}\n")
            command = cli.get_command(context, name)
            if command:
                with click.Context(command, context, name) as inner:
                    parts.append(_help(inner))
    return "\n".join(parts)


def _help(context: click.Context) -> str:
    """Give the help of a command as a block."""
    return f"```text\n{context.get_help()}\n```\n"


def readme(path: Path, locale: str) -> str:
    """Write a README again, with what its commands print today in a language."""
    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "datasets", folder / "datasets")
        return _RUN.sub(lambda block: _block(block, folder, locale), text)


def _block(block: re.Match[str], folder: Path, locale: str) -> str:
    """Run the command of a block and write the block again."""
    command = block["command"]
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=folder,
        env={**os.environ, "LC_ALL": locale, "COLUMNS": "100", "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=True,
    )
    lines = done.stdout.rstrip("\n").split("\n")
    if block["lines"] and len(lines) > int(block["lines"]):
        lines = [*lines[: int(block["lines"])], "…"]
    shown = "\n".join([f"$ {command}", *(line.rstrip() for line in lines)])
    return f"{block['head']}```console\n{shown}\n```\n{block['tail']}"


def _read(name: str) -> list[dict[str, str]]:
    """Read one data file of ecomap."""
    source = files("ecomap") / "data" / f"{name}.csv"
    with source.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def stale() -> list[Path]:
    """List the documents that are not what they should be."""
    return [
        path
        for path, text in documents().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main() -> None:
    """Write the documents; with ``--check``, only name those that are not current."""
    if "--check" in sys.argv[1:]:
        if behind := stale():
            sys.exit("Run python docs/refresh.py: " + ", ".join(path.name for path in behind))
        print("The documents are current.")
        return
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
