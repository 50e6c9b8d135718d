"""Addresses: what of N4 is missing or cannot be, the same for every party of every transaction."""

from __future__ import annotations

from functools import lru_cache

from transactions.parties import Address
from transactions.rules.forms import is_postal_code
from transactions.rules.lists import COUNTRIES, STATES

NO_STATE, NO_POSTAL_CODE, UNKNOWN_STATE, WRONG_POSTAL_CODE, UNKNOWN_COUNTRY = range(5)

_AT_HOME = frozenset((None, "", "US", "CA"))


def address_faults(address: Address) -> tuple[tuple[int, str], ...]:
    """The faults of an address with the element of N4 each lies in; none where only N3 was sent."""
    if not (address.city or address.state or address.postal_code or address.country):
        return ()
    return town_faults(address.state, address.postal_code, address.country, address.subdivision)


@lru_cache(maxsize=16384)
def town_faults(
    state: str | None, postal_code: str | None, country: str | None, subdivision: str | None
) -> tuple[tuple[int, str], ...]:
    """The same for N402, N403, N404 and N407 of a town that was sent."""
    if country not in _AT_HOME:
        return () if country in COUNTRIES else ((UNKNOWN_COUNTRY, "N404"),)
    faults = []
    if not state:
        # Element 407 takes the place of 402; the segment's own note forbids both.
        if not subdivision:
            faults.append((NO_STATE, "N402"))
    elif state not in STATES:
        faults.append((UNKNOWN_STATE, "N402"))
    if not postal_code:
        faults.append((NO_POSTAL_CODE, "N403"))
    elif not is_postal_code(postal_code, country):
        faults.append((WRONG_POSTAL_CODE, "N403"))
    return tuple(faults)
