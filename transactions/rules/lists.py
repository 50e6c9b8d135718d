"""The external lists the rules look values up in. Those that a house owns or renews can be its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from mappings.code_lists import CodeList, code_list, known

_LIMIT = 16384
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists that change from year to year. By default ours; of procedures and specialties only the form.

    A house loads its own with `mappings.code_lists.read_editions`, and joins them by `with_own`.
    """

    procedures: CodeList = field(default_factory=lambda: code_list("cdt"))
    specialties: CodeList = field(default_factory=lambda: code_list("taxonomy"))
    adjustment_reasons: CodeList = field(default_factory=lambda: code_list("carc"))
    remarks: CodeList = field(default_factory=lambda: code_list("rarc"))
    status_categories: CodeList = field(default_factory=lambda: code_list("claim_status_category"))
    statuses: CodeList = field(default_factory=lambda: code_list("claim_status"))
    _seen: set[tuple[str, date | None]] = field(default_factory=set, init=False, repr=False, compare=False)
    _seen_specialties: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def is_procedure(self, code: str, day: date | None) -> bool:
        """Whether this is a procedure on that day; remembers the right ones."""
        if not self.procedures.codes:
            # A form has no days.
            day = None
        if (code, day) in self._seen:
            return True
        return _remember(self._seen, (code, day), right=self.procedures.contains(code, day))

    def is_specialty(self, code: str) -> bool:
        """Whether this is a specialty; remembers the right ones."""
        if code in self._seen_specialties:
            return True
        return _remember(self._seen_specialties, code, right=self.specialties.contains(code))


def _remember(seen: set[T], value: T, *, right: bool) -> bool:
    if right:
        if len(seen) >= _LIMIT:
            seen.clear()
        seen.add(value)
    return right


OURS = Lists()
"""The lists that come with the house."""

OWN = {
    "cdt": "procedures",
    "taxonomy": "specialties",
    "carc": "adjustment_reasons",
    "rarc": "remarks",
    "claim_status_category": "status_categories",
    "claim_status": "statuses",
}
"""The lists that can be a user's own, by name, and what they are to the rules."""


def with_own(own: Iterable[CodeList]) -> Lists:
    """The lists with some of them a user's own."""
    return Lists(**{OWN[one.name]: one for one in own})


PLACES_OF_SERVICE = known("place_of_service") or frozenset()
FREQUENCIES = known("claim_frequency") or frozenset()
STATES = known("states") or frozenset()
COUNTRIES = known("countries") or frozenset()
CURRENCIES = known("currencies") or frozenset()
AREAS = known("oral_cavity") or frozenset()
