"""An empty workbook to fill in: headings, lists of allowed values, an example, how to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ecomap.files import replacing
from ecomap.text import say, words
from ecomap.typology import Term, standard
from ecomap.values.columns import columns_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_template"]

_COLUMNS: Final = {
    "actors": (
        "name", "model", "kind", "size_class", "territory", "territory_level", "tags", "sdg",
        "siren", "url", "description", "evidence", "confidence", "reference",
    ),
    "alliances": (
        "source", "target", "relation", "partnership", "alliance_group", "start", "end",
        "amount_eur", "description", "evidence", "confidence", "reference",
    ),
}  # fmt: skip

_REQUIRED: Final = frozenset({"name", "source", "target"})

# An example, plainly no real one: a word is a key of the vocabulary, or of the words of this room.
_EXAMPLE: Final[dict[str, list[dict[str, str]]]] = {
    "actors": [
        {"name": "commune", "model": "public_action"},
        {"name": "association", "model": "engagement_economy"},
        {"name": "company", "model": "productive_economy"},
    ],
    "alliances": [
        {"source": "commune", "target": "association", "relation": "funds"},
        {"source": "company", "target": "association", "relation": "partner_of"},
    ],
}

_HEADING_FILL: Final = "E8ECEF"
_EXAMPLE_INK: Final = "6B7280"

# Rows that offer the lists, and the width of a column that is to be read.
_ROWS: Final = 1000
_WIDTH: Final = 24

_MEANINGS: Final = {
    "number": "numbered",
    "date": "dated",
    "values": "several",
    "terms": "chosen",
    "term": "chosen",
    "term_or_text": "chosen",
    "url": "address",
}


def write_template(path: str | Path, lang: str = "en") -> None:
    """
    Write an empty workbook to fill in.

    Parameters
    ----------
    path
        The file to make or replace, ``.xlsx``.
    lang
        Language of its headings, lists and words.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "atlas.xlsx"
    >>> write_template(file, "fr")
    >>> file.stat().st_size > 0
    True
    """
    from openpyxl import Workbook  # noqa: PLC0415 - a tenth of a second that reading does not need

    workbook = Workbook()
    workbook.remove(workbook.active)
    sheets = {
        name: workbook.create_sheet(say(f"template.{name}_sheet", lang))
        for name in (*_COLUMNS, "lists", "read_me")
    }
    ranges = _fill_lists(sheets["lists"], lang)
    for table in _COLUMNS:
        _fill_table(sheets[table], table, ranges, lang)
    _fill_read_me(sheets["read_me"], lang)
    with replacing(Path(path)) as beside:
        workbook.save(beside)


def _fill_table(sheet: Worksheet, table: str, ranges: dict[str, str], lang: str) -> None:
    """Write the headings, the lists of allowed values and the example of one table."""
    from openpyxl.styles import Font, PatternFill  # noqa: PLC0415 - as in `write_template`
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    terms = [columns_of(table)[column] for column in _COLUMNS[table]]
    sheet.append([term[f"label_{lang}"] for term in terms])
    for row in _EXAMPLE[table]:
        sheet.append([_example(row, term, lang) for term in terms])
    for at, term in enumerate(terms, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDTH
        if term["vocabulary"] in ranges:
            # a warning, not a refusal: what is not in the list is reported by the reading
            offer = DataValidation("list", ranges[term["vocabulary"]], errorStyle="warning")
            offer.add(f"{letter}2:{letter}{_ROWS}")
            sheet.add_data_validation(offer)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_HEADING_FILL)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.font = Font(italic=True, color=_EXAMPLE_INK)
    sheet.freeze_panes = "A2"


def _example(row: dict[str, str], term: Term, lang: str) -> str | None:
    """Give a cell of an example."""
    column = term["key"]
    if column in {"territory", "reference"}:
        return say(f"template.{column}", lang)
    if column not in row:
        return None
    if term["vocabulary"]:
        return standard().label(term["vocabulary"], row[column], lang)
    return say(f"template.{row[column]}", lang)


def _fill_lists(sheet: Worksheet, lang: str) -> dict[str, str]:
    """Write the terms of each vocabulary in a column; give where each stands."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as in `write_template`

    terms = standard().terms("columns")
    used = {terms[c]["vocabulary"]: terms[c] for columns in _COLUMNS.values() for c in columns}
    used.pop("", None)
    ranges = {}
    for at, (vocabulary, term) in enumerate(used.items(), start=1):
        labels = [one[f"label_{lang}"] for one in standard().terms(vocabulary).values()]
        for row, text in enumerate([term[f"label_{lang}"], *labels], start=1):
            sheet.cell(row, at, text)
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDTH
        title = sheet.title.replace("'", "''")
        ranges[vocabulary] = f"'{title}'!${letter}$2:${letter}${len(labels) + 1}"
    return ranges


def _fill_read_me(sheet: Worksheet, lang: str) -> None:
    """Write how to fill the workbook in, and what each column holds."""
    lines = [key for key in words("template") if key.startswith("read_me_") and key[-1].isdigit()]
    for key in lines:
        sheet.append([say(f"template.{key}", lang)])
    for table, columns in _COLUMNS.items():
        sheet.append([])
        sheet.append([say(f"template.{table}_sheet", lang)])
        for column in columns:
            term = columns_of(table)[column]
            sheet.append([term[f"label_{lang}"], _meaning(term, lang)])
    sheet.column_dimensions["A"].width = _WIDTH * 2
    sheet.column_dimensions["B"].width = _WIDTH * 3


def _meaning(term: Term, lang: str) -> str:
    """Say what a column holds."""
    key = _MEANINGS.get(term["type"], "free")
    if term["key"] in _REQUIRED:
        key = "required"
    elif term["key"] == "alliance_group":
        key = "grouped"
    return say(f"template.{key}", lang)
