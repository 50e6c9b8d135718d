"""Forms of numbers and codes: check digits, postal codes, telephone numbers, diagnoses."""

from __future__ import annotations

import re
from functools import lru_cache

from edi.values import check_digit

_ICD_10 = re.compile(r"[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}")
_USA = re.compile(r"[0-9]{5}(?:[0-9]{4})?")
_CANADA = re.compile(r"[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]")

is_npi = lru_cache(maxsize=16384)(check_digit)
"""Whether a National Provider Identifier has ten digits and the right last one; remembers what it saw."""


def is_nine_digits(value: str) -> bool:
    """Whether this is a tax number or social security number as X12 carries it."""
    return len(value) == 9 and value.isascii() and value.isdigit()


def is_telephone(value: str) -> bool:
    """Whether this is a North American number with its area code."""
    return len(value) == 10 and value.isascii() and value.isdigit()


def is_diagnosis(code: str) -> bool:
    """Whether a code has the form of ICD-10-CM, without the point."""
    return _ICD_10.fullmatch(code) is not None


@lru_cache(maxsize=16384)
def is_postal_code(code: str, country: str | None) -> bool:
    """Whether a postal code has the form of its country: the USA where none is told; others have none."""
    if country in (None, "US"):
        return _USA.fullmatch(code) is not None or _CANADA.fullmatch(code) is not None
    return country != "CA" or _CANADA.fullmatch(code) is not None


def is_routing_number(number: str) -> bool:
    """Whether a bank's number (ABA) has nine digits that weigh out: 3, 7, 1 in turn, a multiple of ten."""
    if not is_nine_digits(number):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, (3, 7, 1) * 3, strict=True)) % 10 == 0
