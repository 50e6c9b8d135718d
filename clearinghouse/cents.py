"""Dollars to whole cents: the one place where money changes its form."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

LARGEST = 10**13
"""Cents that no claim or payment reaches: so that no sum of them outgrows a column of the store."""


@lru_cache(maxsize=16384)
def to_cents(amount: Decimal | None) -> int:
    """Dollars as whole cents (None is none); a fraction of a cent is rounded half to even.

    What is LARGEST or more stands as LARGEST: the proof rejects it, and the store could not hold it.
    """
    if amount is None:
        return 0
    cents = int((amount * 100).to_integral_value(ROUND_HALF_EVEN))
    return max(-LARGEST, min(cents, LARGEST))

