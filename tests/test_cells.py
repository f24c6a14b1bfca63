"""Cells: numbers, dates, answers and addresses as people write them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap import cells


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
    ],
)
def test_dates_keep_their_precision(cell: str, expected: str) -> None:
    assert cells.date(cell) == expected


@pytest.mark.parametrize(
    "cell", ["31/02/2021", "10/18/2023", "23", "2023-13", "0000", "avril 2023", "1/2/23"]
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
