"""Values: literal wire text against literal Python values, both ways; what is no value is none."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.values import (
    FORMATS,
    check_digit,
    is_moment,
    is_range,
    read_date,
    read_number,
    read_time,
    text,
    wire,
    write_date,
    write_number,
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0", "0"), ("12", "12"), ("-12.50", "-12.50"), (".5", "0.5"), ("-.5", "-0.5"), ("5.", "5"),
        ("007", "7"), ("123456789012345678.25", "123456789012345678.25"), ("-0", "-0"),
    ],
)
def test_numbers_are_read(value, number):
    assert read_number(value) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    ["", ".", "-", "-.", "+1", "1E5", "1e5", "NaN", "Infinity", "-inf", "1_000", "1,000", " 1", "1 ", "1\n",
     "--1", "1-", "1.2.3", "٣", "１２", "0x10", "½", "²"],
)
def test_what_is_no_number(value):
    assert read_number(value) is None


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("0", "0"), ("0.00", "0"), ("-0.00", "0"), ("100", "100"), ("1E+5", "100000"), ("12.50", "12.5"),
        ("12.00", "12"), ("0.05", ".05"), ("-0.05", "-.05"), ("-12.30", "-12.3"), ("1000", "1000"),
    ],
)
def test_numbers_are_written_in_the_shortest_form(number, value):
    assert write_number(Decimal(number)) == value


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_finite_number_is_not_written(number):
    with pytest.raises(ValueError, match="finite"):
        write_number(Decimal(number))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_numbers_come_back(number):
    assert read_number(write_number(number)) == number


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("20240229", date(2024, 2, 29)), ("19991231", date(1999, 12, 31)), ("240229", date(2024, 2, 29)),
        ("500101", date(1950, 1, 1)), ("491231", date(2049, 12, 31)), ("00010101", date(1, 1, 1)),
    ],
)
def test_days_are_read(value, day):
    assert read_date(value) == day


@pytest.mark.parametrize(
    "value",
    ["", "20230229", "19000229", "20241301", "20240001", "20240100", "20240431", "00000101", "2024022",
     "202402290", "2024-2-9", "2024 229", "٢٠٢٤٠٢٢٩", "+2024029", "2024022²"],
)
def test_what_is_no_day(value):
    assert read_date(value) is None


def test_days_are_written():
    assert write_date(date(2024, 2, 29)) == "20240229"
    assert write_date(date(7, 1, 2)) == "00070102"


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("0000", time(0, 0)), ("2359", time(23, 59)), ("123456", time(12, 34, 56)),
        ("1234567", time(12, 34, 56, 700_000)), ("12345678", time(12, 34, 56, 780_000)),
    ],
)
def test_times_are_read(value, moment):
    assert read_time(value) == moment


@pytest.mark.parametrize("value", ["", "2400", "2360", "235960", "12345", "123", "123456789", "12:3", "١٢٣٤"])
def test_what_is_no_time(value):
    assert read_time(value) is None


def test_spans_and_moments():
    assert is_range("20240101-20240131")
    assert is_range("20240131-20240101"), "the order of the days is no matter of syntax"
    assert not is_range("20240101-20240230")
    assert not is_range("240101-240131")
    assert not is_range("20240101")
    assert not is_range("20240101-20240131-")
    assert is_moment("202402291230")
    assert not is_moment("202402292460")
    assert not is_moment("20240229")


def test_the_formats_of_1251():
    right = {"D8": "19991231", "D6": "991231", "RD8": "20240101-20240131", "DT": "202401011230", "TM": "1230"}
    assert set(FORMATS) == set(right)
    for name, test in FORMATS.items():
        assert [other for other, value in right.items() if test(value)] == [name]


@pytest.mark.parametrize("npi", ["1382047169", "1597304827", "1234567893"])
def test_provider_identifiers(npi):
    assert check_digit(npi)
    for place in range(10):
        for digit in "0123456789":
            if digit != npi[place]:
                assert not check_digit(npi[:place] + digit + npi[place + 1 :]), "any wrong digit is noticed"


@pytest.mark.parametrize("npi", ["", "123456789", "12345678930", "123456789X", "١٢٣٤٥٦٧٨٩٣", "1234 67893"])
def test_what_is_no_provider_identifier(npi):
    assert not check_digit(npi)


def test_text_of_the_wire():
    assert text("PLAIN") == "PLAIN"
    assert text("MÃ¶LLER") == "MöLLER", "UTF-8 where the bytes are UTF-8"
    assert text("M\xf6LLER") == "MöLLER", "else the bytes as they stand"
    assert wire("MöLLER") == "MÃ¶LLER"
    assert wire("PLAIN") == "PLAIN"


@given(st.text())
def test_text_comes_back_from_the_wire(value):
    carried = wire(value)
    assert all(ch <= "\xff" for ch in carried)
    if not any("\ud800" <= ch <= "\udfff" for ch in value):
        assert text(carried) == value


@given(st.text())
def test_any_text_at_all_is_shown(value):
    assert isinstance(text(value), str)
