"""The X12 data types, both ways: what the wire carries, and what Python holds.

Inside `edi` a value is wire text: the file's bytes, one character per byte (latin-1).
`text` and `wire` cross to real text and back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
"""An R value: an optional sign, ASCII digits, at most one point. No exponent, no plus, no blanks."""

INTEGER = re.compile(r"-?[0-9]+")


def text(value: str) -> str:
    """Wire text as people write it: UTF-8 where the bytes are UTF-8, else as they stand."""
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def wire(value: str) -> str:
    """Text as the wire carries it: ASCII as it is, everything else as UTF-8 bytes."""
    return value if value.isascii() else value.encode("utf-8", "surrogatepass").decode("latin-1")


@lru_cache(maxsize=65536)
def read_number(value: str) -> Decimal | None:
    """An R or N0 value (money in dollars) as a Decimal, None if it is no number."""
    return Decimal(value) if NUMBER.fullmatch(value) else None


def write_number(value: Decimal) -> str:
    """A Decimal in X12's shortest form: no exponent, no trailing zeros, no leading zero before the point."""
    if not value.is_finite():
        raise ValueError("not a finite number")
    shown = format(value, "f")
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    if shown.startswith("0."):
        shown = shown[1:]
    elif shown.startswith("-0."):
        shown = "-" + shown[2:]
    return "0" if shown in ("", "-", "-0") else shown


@lru_cache(maxsize=65536)
def read_date(value: str) -> date | None:
    """CCYYMMDD or YYMMDD (19YY from 50 on, else 20YY) as a day, None if there is no such day."""
    if not (value.isascii() and value.isdigit()):
        return None
    if len(value) == 6:
        value = ("19" if value >= "50" else "20") + value
    if len(value) != 8:
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def read_time(value: str) -> time | None:
    """HHMM, HHMMSS, HHMMSSD or HHMMSSDD as a time of day, None if there is none."""
    if not (value.isascii() and value.isdigit()) or len(value) not in (4, 6, 7, 8):
        return None
    try:
        return time(
            int(value[:2]), int(value[2:4]), int(value[4:6] or 0),
            int(value[6:].ljust(2, "0")) * 10_000 if value[6:] else 0,
        )
    except ValueError:
        return None


def write_date(value: date) -> str:
    """A day as CCYYMMDD."""
    return f"{value.year:04d}{value.month:02d}{value.day:02d}"


def is_range(value: str) -> bool:
    """Whether this is CCYYMMDD-CCYYMMDD with two days that exist."""
    first, dash, last = value.partition("-")
    return bool(dash) and len(first) == 8 == len(last) and bool(read_date(first)) and bool(read_date(last))


def is_moment(value: str) -> bool:
    """Whether this is CCYYMMDDHHMM."""
    return len(value) == 12 and bool(read_date(value[:8])) and bool(read_time(value[8:]))


FORMATS: dict[str, Callable[[str], bool]] = {
    "D8": lambda value: len(value) == 8 and read_date(value) is not None,
    "D6": lambda value: len(value) == 6 and read_date(value) is not None,
    "RD8": is_range,
    "DT": is_moment,
    "TM": lambda value: read_time(value) is not None,
}
"""Tests for element 1251 by the qualifier that element 1250 names."""


def check_digit(npi: str) -> bool:
    """Whether a National Provider Identifier is ten digits with the right last one (Luhn, prefix 80840)."""
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()):
        return False
    total = 24
    for index, digit in enumerate(npi):
        number = int(digit)
        if index % 2 == 0:
            number = number * 2 - 9 if number > 4 else number * 2
        total += number
    return total % 10 == 0
