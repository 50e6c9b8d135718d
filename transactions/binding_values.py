"""Values between wire and model, as the compiled readers and writers use them.

What an acceptor took is right: its values are converted as they are. What it refused is read with the
careful functions: they never raise, and note the path of what they could not read.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Context, Decimal
from typing import TypeVar

from edi.values import read_date, read_number, read_time, text, write_date, write_number
from transactions.binding import Period

MEMORY = 1024
"""Composites of one kind that are remembered; after as many different ones it starts anew."""

SHORT = 200
"""Characters of what is remembered by its text."""

ZERO = Decimal(0)

LONGEST = 40
"""Characters of a number or date worth looking at."""

Read = TypeVar("Read")

plain_number = Context(prec=100).create_decimal
"""A number known to be right, and far shorter than that: quicker than `Decimal` itself."""

plain_date = date.fromisoformat
"""CCYYMMDD known to be a day."""


class Counts(dict[str, Decimal]):
    """The usual quantities, ready made; others are made when asked for."""

    def __missing__(self, value: str) -> Decimal:
        return Decimal(value)


COUNTS = Counts({str(count): Decimal(count) for count in range(1000)})


def plain_period(value: str) -> Period:
    """A D8 or RD8 value known to be right."""
    if len(value) == 8:
        return Period(date.fromisoformat(value))
    return Period(date.fromisoformat(value[:8]), date.fromisoformat(value[9:]))


# Careful: for units with faults.


def careful_text(value: str, path: str, unread: list[str]) -> str | None:
    """Text as people write it."""
    return text(value) or None


def careful_number(value: str, path: str, unread: list[str]) -> Decimal | None:
    """An R or N0 value."""
    return _noted(read_number(_short(value)), value, path, unread)


def careful_int(value: str, path: str, unread: list[str]) -> int | None:
    """An N0 value."""
    number = _short(value)
    digits = number.removeprefix("-")
    right = digits.isascii() and digits.isdigit() and len(digits) <= 18
    return _noted(int(number) if right else None, value, path, unread)


def careful_date(value: str, path: str, unread: list[str]) -> date | None:
    """A day."""
    return _noted(read_date(_short(value)), value, path, unread)


def careful_time(value: str, path: str, unread: list[str]) -> time | None:
    """A time of day."""
    return _noted(read_time(_short(value)), value, path, unread)


def careful_period(value: str, path: str, unread: list[str]) -> Period | None:
    """A day or several."""
    first, _, last = _short(value).partition("-")
    start, end = read_date(first), read_date(last)
    made = Period(start, end) if start and (end or not last) else None
    return _noted(made, value, path, unread)


def _short(value: str) -> str:
    return value.strip() if len(value) <= LONGEST else ""


def _noted(made: Read | None, value: str, path: str, unread: list[str]) -> Read | None:
    """Note the path of a value that is there but could not be read."""
    if made is None and value:
        unread.append(path)
    return made


# To the wire.


def wire_period(value: Period) -> tuple[str, str]:
    """Format qualifier and value."""
    if value.last is None:
        return "D8", write_date(value.first)
    return "RD8", f"{write_date(value.first)}-{write_date(value.last)}"


def wire_time(value: time) -> str:
    """HHMM, with seconds and hundredths where there are some."""
    shown = f"{value.hour:02}{value.minute:02}"
    hundredths = value.microsecond // 10_000
    if value.second or hundredths:
        shown += f"{value.second:02}"
    return shown + f"{hundredths:02}" if hundredths else shown


def wire_number(value: Decimal) -> str:
    """A Decimal in X12's shortest form; raises ValueError for what is not finite."""
    if value.__class__ is not Decimal:
        raise TypeError("not a Decimal")
    shown = str(value)
    if "." not in shown and shown.isdigit():
        return shown
    if shown[-1] in "123456789" and shown[0] in "123456789" and "E" not in shown:
        return shown
    return write_number(value)
