"""Cells: numbers, dates, answers and addresses as people write them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.sources.damage import unscrambled
from ecomap.values import cells, identifiers


def refused(read: Callable[[str], object], cell: str) -> bool:
    try:
        read(cell)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("12\u00a0350\u202f000 €", 12_350_000),
        ("24 975,00", 24_975),
        ("1,234,567.5", 1_234_567.5),
        ("1.234.567,5", 1_234_567.5),
        ("1.234.567", 1_234_567),
        ("1,234", 1234),
        ("0,125", 0.125),
        ("\u22123,5", -3.5),
        ("1’234", 1234),
        ("50 %", 0.5),
        ("€ 12", 12),
        ("12 EUR", 12),
        ("1e3", 1000),
    ],
)
def test_numbers_are_read_in_french_and_in_english(cell: str, expected: float) -> None:
    assert cells.number(cell) == expected


@pytest.mark.parametrize(
    "cell", ["", "abc", "12 350 k€", "1,2,3", "inf", "nan", "1_000", "--1", "9e999"]
)
def test_what_is_no_number_is_refused(cell: str) -> None:
    assert refused(cells.number, cell)


def test_the_column_decides_on_the_comma() -> None:
    column = ["1,234", "2,5"]
    mark = cells.decimal_mark(column)
    assert [cells.number(cell, mark) for cell in column] == [1.234, 2.5]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_from_its_text(value: float) -> None:
    assert cells.number(cells.text(value)) == value


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 2)))
def test_french_numbers_come_back(value: float) -> None:
    written = f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert math.isclose(cells.number(written), value, abs_tol=1e-9)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2023", "2023"),
        ("2023-1", "2023-01"),
        ("1/2/2023", "2023-02-01"),
        ("18.10.2023", "2023-10-18"),
        ("2023-10-18T09:30:00Z", "2023-10-18"),
        ("2023/10/18", "2023-10-18"),
        ("18 octobre 2023", "2023-10-18"),
        ("mercredi 18\u00a0oct. 2023", "2023-10-18"),
        ("1er août 2023", "2023-08-01"),
        ("AVRIL 2023", "2023-04"),
        ("Oct 18, 2023", "2023-10-18"),
        ("October 18th, 2023", "2023-10-18"),
        ("18 Oct 2023", "2023-10-18"),
        ("18-févr.-2023", "2023-02-18"),
        ("February 2023", "2023-02"),
    ],
)
def test_dates_keep_their_precision(cell: str, expected: str) -> None:
    assert cells.date(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "31/02/2021",
        "10/18/2023",
        "23",
        "2023-13",
        "0000",
        "1/2/23",
        "mars",
        "32 mai 2023",
        "18 brumaire 2023",
        "Oct 32, 2023",
        "2022-2023",
        "oct-23",
    ],
)
def test_what_is_no_date_is_refused(cell: str) -> None:
    assert refused(cells.date, cell)


@given(st.dates())
def test_every_day_comes_back(day: dt.date) -> None:
    assert cells.date(cells.text(day)) == day.isoformat()
    assert cells.date(f"{day:%d/%m}/{day.year:04}") == day.isoformat()


@pytest.mark.parametrize(
    "cell",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//x",
        "http://",
        "a b.org",
        "ftp://a.org",
        "https://[::1",
    ],
)
def test_what_no_page_may_link_to_is_refused(cell: str) -> None:
    assert refused(cells.url, cell)


@given(st.text(max_size=50))
def test_a_link_is_always_http(cell: str) -> None:
    try:
        address = cells.url(cell)
    except ValueError:
        return
    assert address.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12345.0, "12345"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (True, "true"),
        (None, ""),
        (float("nan"), ""),
        (dt.date(2020, 5, 1), "2020-05-01"),
        (dt.datetime(2020, 5, 1, 9, 30), "2020-05-01T09:30:00"),  # noqa: DTZ001 - a cell has no zone
        (dt.time(9, 30), "09:30:00"),
        ("\u00a0x ", "x"),
    ],
)
def test_cells_are_written_as_typed(value: object, expected: str) -> None:
    assert cells.text(value) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("43,611", 43.611),
        ("43.611", 43.611),
        ("-3,5", -3.5),
        ("43°36'36\"N", 43.61),
        ("3° 30\u2032 W", -3.5),
        ("3°30'O", -3.5),
    ],
)
def test_coordinates_are_read_in_degrees(cell: str, expected: float) -> None:
    assert math.isclose(cells.coordinate(cell), expected)


@pytest.mark.parametrize("cell", ["Montpellier", "43°36'36\"X", "°", "43,6,1"])
def test_what_is_no_coordinate_is_refused(cell: str) -> None:
    assert refused(cells.coordinate, cell)


@pytest.mark.parametrize("cell", ["Sans objet", "NÉANT", "-", "–", "n/a", "Aucune", "(vide)", "…"])
def test_what_says_nothing_is_blank(cell: str) -> None:
    assert cells.is_blank(cell)


@pytest.mark.parametrize(
    ("cell", "expected"), [("OUI", True), ("✓", True), ("x", True), ("faux", False), ("☐", False)]
)
def test_answers_are_read(cell: str, *, expected: bool) -> None:
    assert cells.boolean(cell) is expected


@pytest.mark.parametrize(
    ("key", "cell", "fault"),
    [
        ("siren", "732829320", ""),
        ("siren", "\u00a0'732 829 320'", ""),
        ("siren", "356000000", ""),
        ("siren", "005520135", ""),
        ("siren", "5520135", "leading_zero"),
        ("siren", "732829321", "check_digit"),
        ("siren", "732820000", "rounded"),
        ("siren", "7,3283E+08", "scientific"),
        ("siren", "73282932", "length"),
        ("siren", "73282932X", "shape"),
        ("siren", "\uff17\uff13\uff12\uff18\uff12\uff19\uff13\uff12\uff10", "shape"),
        ("siret", "73282932000074", ""),
        ("siret", "35600000049837", ""),
        ("siret", "35600000049838", "check_digit"),
        ("siret", "7.3282932000074E+13", "scientific"),
        ("siret", "73282932000000", "rounded"),
        ("siret", "732829320", "length"),
        ("rna", "w343000001", ""),
        ("rna", "W2A1000001", ""),
        ("rna", "343000001", "shape"),
    ],
)
def test_identifiers_are_checked(key: str, cell: str, fault: str) -> None:
    assert identifiers.check(key, identifiers.clean(cell)) == fault
    assert identifiers.is_sound(key, cell) is not bool(fault)


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_a_wrong_digit_is_seen(start: int, place: int, more: int) -> None:
    (sound,) = (
        (
            number
            for digit in range(10)
            if not identifiers.check("siren", number := f"{start:08}{digit}")
        )
        if not f"{start:08}".startswith("356000")
        else ("732829320",)
    )
    wrong = (int(sound[place]) + more) % 10
    assert identifiers.check("siren", f"{sound[:place]}{wrong}{sound[place + 1 :]}")


_WORDS = st.text(st.sampled_from("abc éèàçôïûœÉÀ«»’ñü°"), min_size=1)


@given(_WORDS)
def test_letters_misread_are_told(word: str) -> None:
    misread = "".join(
        bytes([byte]).decode("latin-1" if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else "cp1252")
        for byte in word.encode()
    )
    assert unscrambled(misread) == ("" if word.isascii() else word)


@given(_WORDS)
def test_french_is_not_taken_for_misread(word: str) -> None:
    assert unscrambled(word) == ""
