"""What the map format calls things, for both directions."""

from __future__ import annotations

import re

from edi.guide import Element

LISTS = {
    "claim_status": "claim_status",
    "claim_status_category": "claim_status_cat",
    "countries": "country",
    "currencies": "currency",
    "place_of_service": "pos",
    "rarc": "remark_code",
    "states": "states",
}
"""Our external lists -> what pyx12 calls them; it knows no others of ours."""

_DIGITS = re.compile(r"\^\(\\D\*\\d\)\{([0-9]+),([0-9]+)\}\\D\*\$")
_CHARACTERS = re.compile(r"\^\.\{([0-9]+),([0-9]+)\}\$")


def length_pattern(row: Element) -> str:
    """An element's lengths as a regular expression: all that a map can say of them."""
    if row.type == "R" or row.type.startswith("N"):
        return rf"^(\D*\d){{{row.min},{row.max}}}\D*$"
    return f"^.{{{row.min},{row.max}}}$"


def pattern_lengths(pattern: str) -> tuple[int, int] | None:
    """The lengths that such an expression tells; None for an expression of another kind."""
    told = _DIGITS.fullmatch(pattern) or _CHARACTERS.fullmatch(pattern)
    return (int(told[1]), int(told[2])) if told else None
