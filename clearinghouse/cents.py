"""Dollars to whole cents: the one place where money changes its form."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal


def to_cents(amount: Decimal | None) -> int:
    """Dollars as whole cents (None is none); a fraction of a cent is rounded half to even."""
    return 0 if amount is None else int((amount * 100).to_integral_value(ROUND_HALF_EVEN))
