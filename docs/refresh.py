"""
Write the documents that are made from code and data, or check that they are current.

The pages of measures, columns and commands come from the files of `ecomap/data`
and from the commands' own help. In the READMEs, what stands between
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
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

import click

from ecomap.cli import cli
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
All are computed on `em.project(G)`: actors only, those who meet in a place are tied. Paths count
steps. Ties with an unclassified end are left out of every measure by model. Undefined is `nan`,
never 0.
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
    """Write the page of measures."""
    rows = _read("measures")
    parts = [
        "# Measures\n",
        _WRITTEN.format(source="src/ecomap/data/measures.csv"),
        _ON_MEASURES,
    ]
    titles = {
        "actors": "Of actors",
        "alliances": "Of alliances",
        "models": "Of pairs of models",
        "ecosystem": "Of the ecosystem",
    }
    for of, title in titles.items():
        parts.append(f"## {title}\n")
        parts += [_measure(row) for row in rows if row["of"] == of]
    return "\n".join(parts)


def _measure(row: dict[str, str]) -> str:
    """Write one measure: both languages, range, undefined case, reference."""
    span = f"{row['low'] or '-∞'} to {row['high'] or '∞'}"
    return (
        f"### `{row['key'].removeprefix(row['of'] + ':')}`\n\n"
        f"**{row['label_en']}.** {row['sentence_en']}  \n"
        f"*{row['label_fr']}.* {row['sentence_fr']}\n\n"
        f"- Range: {span}\n"
        f"- Undefined: {row['undefined_en']}\n"
        f"- Reference: {row['reference']}\n"
    )


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
    parts += ["# Vocabularies\n", "What the cells of a `term` column may say.\n"]
    names = {row["vocabulary"] for row in _read("columns") if row["vocabulary"]}
    for name in sorted(names):
        rows = [
            (
                f"`{term['key']}`",
                term["label_en"],
                term["label_fr"],
                ", ".join(split_values(term.get("aliases", ""))),
            )
            for term in _read(name)
        ]
        parts += [f"## {name}\n", _table(("key", "EN", "FR", "also recognised"), rows)]
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
        for name, command in cli.commands.items():
            if not command.hidden:
                parts.append(f"## {name}\n")
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
