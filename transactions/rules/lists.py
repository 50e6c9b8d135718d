"""The external lists the rules look values up in. Those that a house owns or renews can be its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from mappings.code_lists import CodeList, code_list, known

_LIMIT = 16384


@dataclass(frozen=True, slots=True)
class Lists:
    """Lists that change from year to year. By default ours; of procedures and specialties only the form.

    A house loads its own with `mappings.code_lists.read_code_list`.
    """

    procedures: CodeList = field(default_factory=lambda: code_list("cdt"))
    specialties: CodeList = field(default_factory=lambda: code_list("taxonomy"))
    adjustment_reasons: CodeList = field(default_factory=lambda: code_list("carc"))
    remarks: CodeList = field(default_factory=lambda: code_list("rarc"))
    status_categories: CodeList = field(default_factory=lambda: code_list("claim_status_category"))
    statuses: CodeList = field(default_factory=lambda: code_list("claim_status"))
    _seen: set[tuple[str, date | None]] = field(default_factory=set, init=False, repr=False, compare=False)

    def is_procedure(self, code: str, day: date | None) -> bool:
        """Whether this is a procedure on that day; remembers the right ones."""
        if not self.procedures.codes:
            # A form has no days.
            day = None
        return (code, day) in self._seen or self._remembered(self.procedures, code, day)

    def is_specialty(self, code: str) -> bool:
        """Whether this is a specialty; remembers the right ones."""
        return (code, None) in self._seen or self._remembered(self.specialties, code, None)

    def _remembered(self, of: CodeList, code: str, day: date | None) -> bool:
        right = of.contains(code, day)
        if right:
            if len(self._seen) >= _LIMIT:
                self._seen.clear()
            self._seen.add((code, day))
        return right


OURS = Lists()
"""The lists that come with the house."""

PLACES_OF_SERVICE = known("place_of_service") or frozenset()
FREQUENCIES = known("claim_frequency") or frozenset()
STATES = known("states") or frozenset()
COUNTRIES = known("countries") or frozenset()
CURRENCIES = known("currencies") or frozenset()
AREAS = known("oral_cavity") or frozenset()
