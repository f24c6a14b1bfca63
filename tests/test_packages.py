"""Workbooks and files that ask for too much: refused with the bound, before memory is spent."""

from __future__ import annotations

import builtins
import io
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from ecomap.errors import SheetError
from ecomap.reading.sheets import read_input, read_tables
from ecomap.sources import biff, grids, packages

SHEETS = Path(__file__).parent / "sheets"
SHEET = "xl/worksheets/sheet1.xml"
LANGUAGES = ("fr", "en")


def refused(path: Path, code: str) -> SheetError:
    with pytest.raises(SheetError) as caught:
        read_input(path)
    assert [issue.code for issue in caught.value.issues] == [code]
    assert all(caught.value.message(lang) for lang in LANGUAGES)
    return caught.value


def plain_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in (["Nom", "Type"], ["A fictif", "Association"], ["B fictif", "Commune"]):
        book.active.append(row)
    book.save(path)
    return path


def altered(path: Path, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> Path:
    """Write a workbook again with some of its parts changed or added."""
    with zipfile.ZipFile(path) as package:
        held = {name: package.read(name) for name in package.namelist()}
    for name, part in parts.items():
        held[name] = part(held[name]) if callable(part) else part
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in held.items():
            package.writestr(name, part)
    return path


def open_document(path: Path, rows: str) -> Path:
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="F">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("content.xml", content)
        package.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_row(*names: str, repeated: str = "", columns: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"{columns}><text:p>{name}</text:p>'
        "</table:table-cell>"
        for name in names
    )
    return f"<table:table-row{repeated}>{cells}</table:table-row>"


# --------------------------------------------------------------------------- far cells


def test_a_far_cell_is_refused_before_memory_is_spent(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Nom"
    book.active["XFD1048576"] = "loin"
    book.save(tmp_path / "a.xlsx")
    tracemalloc.start()
    error = refused(tmp_path / "a.xlsx", "too_many_cells")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**23
    assert "10,000,000 is the bound" in error.message("en")
    assert "10\u202f000\u202f000 est la borne" in error.message("fr")


@pytest.mark.parametrize(
    "cell",
    [
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c x=">" r = "XFD1048576" ><v>1</v></c>',
        b'<c\n\tr="xfd1048576"><v>1</v></c>',
        b'<c r="XFD1048576" x="/>"><v>1</v></c>',
        b'</row><row r="1048576">' + b"<c><v>1</v></c>" * 20,
        b'<c r="AAAA1048576"><v>1</v></c>',
    ],
)
def test_a_far_cell_does_not_hide(tmp_path: Path, cell: bytes) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    altered(
        path,
        {SHEET: lambda part: part.replace(b"</row></sheetData>", cell + b"</row></sheetData>")},
    )
    refused(path, "too_many_cells")


def test_a_far_cell_without_content_is_none(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["XFD1048576"].font = Font(bold=True)
    book.save(path)
    assert len(read_tables(path)[0]) == 2


def test_cells_without_a_place_are_read(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")

    def unplaced(part: bytes) -> bytes:
        for row in range(1, 4):
            part = part.replace(b' r="A%d"' % row, b"").replace(b' r="B%d"' % row, b"")
            part = part.replace(b'<row r="%d">' % row, b"<row>")
        return part

    assert len(read_tables(altered(path, {SHEET: unplaced}))[0]) == 2


@pytest.mark.parametrize(
    ("repeated", "columns", "code"),
    [
        ("1048576", "16384", "too_many_cells"),
        ("1000000", "11", "too_many_cells"),
        ("99999999999", "1", "package_odd"),
        ("1", "99999", "package_odd"),
        ("1", "x", "package_odd"),
        ("0", "1", "package_odd"),
    ],
)
def test_repeated_cells_are_counted(tmp_path: Path, repeated: str, columns: str, code: str) -> None:
    row = ods_row(
        "A",
        repeated=f' table:number-rows-repeated="{repeated}"',
        columns=f' table:number-columns-repeated="{columns}"',
    )
    refused(open_document(tmp_path / "a.ods", ods_row("Nom") + row), code)


def test_empty_cells_repeated_to_the_end_are_none(tmp_path: Path) -> None:
    empty = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = open_document(
        tmp_path / "a.ods", ods_row("Nom", "Type") + ods_row("A", "Commune") + empty
    )
    assert read_tables(path)[0]["name"].tolist() == ["A"]


def test_a_long_text_repeated_is_refused(tmp_path: Path) -> None:
    row = ods_row(
        "x" * 100_000,
        repeated=' table:number-rows-repeated="100"',
        columns=' table:number-columns-repeated="100"',
    )
    refused(open_document(tmp_path / "a.ods", ods_row("Nom") + row), "too_large_unpacked")


def test_a_far_cell_of_an_old_workbook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(biff, "MOST_CELLS", 10)
    refused(SHEETS / "old.xls", "too_many_cells")
    monkeypatch.setattr(biff, "MOST_BYTES", 10)
    refused(SHEETS / "old.xls", "file_too_large")


# --------------------------------------------------------------------------- bombs


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = altered(plain_book(tmp_path / "a.xlsx"), {"xl/more.xml": b" " * 40 * 2**20})
    assert path.stat().st_size < 2**17
    refused(path, "too_packed")


def test_the_unpacked_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = altered(plain_book(tmp_path / "a.xlsx"), {"xl/more.xml": b" " * 2**21})
    monkeypatch.setattr(packages, "MOST_UNPACKED", 2**20)
    assert "1 MB is the bound" in refused(path, "too_large_unpacked").message("en")


def test_the_number_of_members_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_MEMBERS", 3)
    refused(plain_book(tmp_path / "a.xlsx"), "too_many_members")


def test_a_size_that_lies_is_not_believed(tmp_path: Path) -> None:
    path = altered(plain_book(tmp_path / "a.xlsx"), {"xl/more.xml": b" " * 5000})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"xl/more.xml") - 46 + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    path.write_bytes(content)
    refused(path, "workbook_unreadable")


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("start", [LAUGHS, OUTSIDE])
def test_entities_are_refused(tmp_path: Path, start: bytes) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    altered(path, {SHEET: lambda part: start + part[part.index(b"<worksheet") :]})
    refused(path, "xml_entities")


def test_entities_do_not_hide_in_another_encoding(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    altered(path, {SHEET: lambda part: (LAUGHS.decode() + part.decode()).encode("utf-16")})
    refused(path, "package_odd")


@pytest.mark.parametrize("name", ["../../out.xml", "/out.xml", "xl/../../out.xml", "C:/out.xml"])
def test_a_member_that_would_leave_does_nothing(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in" / "side"
    folder.mkdir(parents=True)
    path = altered(plain_book(folder / "a.xlsx"), {name: b"<out/>"})
    refused(path, "package_odd")
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["a.xlsx"]


def test_a_member_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(SHEET, "<worksheet/>")
    refused(path, "package_odd")


def test_a_text_that_many_cells_share_is_counted(tmp_path: Path) -> None:
    path = plain_book(tmp_path / "a.xlsx")
    long = b"x" * 200_000
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % n for n in range(10, 4010))
    rows = b"<row>" + cells + b"</row></sheetData>"
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    rels = b'<Relationship Id="rIdS" Type="%s" Target="sharedStrings.xml"/></Relationships>' % kind
    altered(
        path,
        {
            SHEET: lambda part: part.replace(b"</sheetData>", rows),
            "xl/sharedStrings.xml": b"<sst><si><t>" + long + b"</t></si></sst>",
            "xl/_rels/workbook.xml.rels": lambda part: part.replace(b"</Relationships>", rels),
        },
    )
    refused(path, "too_large_unpacked")


def test_a_macro_is_not_even_handed_on(tmp_path: Path) -> None:
    path = altered(plain_book(tmp_path / "a.xlsx"), {"xl/vbaProject.bin": b"Sub Auto_Open"})
    path = path.rename(tmp_path / "a.xlsm")
    copy, _ = packages.look_at("a.xlsm", path.read_bytes())
    assert "xl/vbaProject.bin" not in zipfile.ZipFile(io.BytesIO(copy)).namelist()
    assert len(read_tables(path)[0]) == 2


# --------------------------------------------------------------------------- text and Parquet


def test_one_cell_is_bounded(tmp_path: Path) -> None:
    long = "x" * (packages.LONGEST_CELL + 1)
    refused(open_document(tmp_path / "a.ods", ods_row("Nom") + ods_row(long)), "cell_too_long")
    path = plain_book(tmp_path / "a.xlsx")
    inline = b'<c r="A9" t="inlineStr"><is><t>%s</t></is></c></row></sheetData>' % long.encode()
    altered(path, {SHEET: lambda part: part.replace(b"</row></sheetData>", inline)})
    refused(path, "cell_too_long")


def test_a_csv_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("name,note\nA,ok\n", encoding="utf-8")
    for name, value, code in [
        ("MOST_UNPACKED", 5, "file_too_large"),
        ("LONGEST_LINE", 5, "line_too_long"),
        ("MOST_CELLS", 3, "too_many_cells"),
        ("MOST_COLUMNS", 1, "too_many_columns"),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(grids, name, value)
            refused(path, code)
    assert len(read_tables(path)[0]) == 1


def test_a_cell_of_csv_is_bounded_and_its_row_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    long = "x" * (packages.LONGEST_CELL + 1)
    path.write_text(f"name,note\nA,{long}\nB,ok\n", encoding="utf-8")
    reading = read_input(path)
    assert reading["actors"]["name"].tolist() == ["B"]
    assert reading["sources"][0]["aside"] == 1


def test_parquet_without_its_extra_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    error = refused(tmp_path / "a.parquet", "extra_missing")
    assert 'pip install "ecomap[parquet]"' in error.message("en")


def test_parquet_is_read_as_a_sheet(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    pa = pytest.importorskip("pyarrow")
    pq.write_table(
        pa.table(
            {"Nom": ["A fictif", "B fictif"], "Type": ["Commune", None], "Budget": [1.5, None]}
        ),
        tmp_path / "a.parquet",
    )
    actors, _, issues = read_tables(tmp_path / "a.parquet")
    assert actors["budget_eur"].to_dict() == pytest.approx(
        {"a-fictif": 1.5, "b-fictif": float("nan")}, nan_ok=True
    )
    assert issues == []


def test_a_damaged_parquet_file_is_said(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    refused(tmp_path / "a.parquet", "file_unreadable")
