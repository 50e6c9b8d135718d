"""External codes of the transactions that are judged without types: check digits, lists, forms, days.

One check for each kind of segment, wherever in the guide it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from edi.values import read_date
from transactions.rules.addresses import (
    UNKNOWN_COUNTRY,
    UNKNOWN_STATE,
    WRONG_POSTAL_CODE,
    town_faults,
)
from transactions.rules.broken import Broken, Wrong
from transactions.rules.families import Family
from transactions.rules.forms import is_diagnosis, is_npi
from transactions.rules.layout import value_at
from transactions.rules.lists import PLACES_OF_SERVICE, Lists
from transactions.rules.sheet import Sheet
from transactions.rules.tables.segment_codes import (
    BIRTH,
    CATEGORY,
    COUNTRY,
    DIAGNOSIS,
    NPI,
    PLACE,
    POSTAL_CODE,
    PROCEDURE,
    SPAN,
    SPECIALTY,
    STATE,
    STATUS,
)

Fault = tuple[int, int, int]
"""The number of a rule, the element, the component."""
Check = Callable[[list[str]], Iterator[Fault]]

_TOWN = {UNKNOWN_STATE: (STATE, 2), WRONG_POSTAL_CODE: (POSTAL_CODE, 3), UNKNOWN_COUNTRY: (COUNTRY, 4)}
_LIMIT = 16384
"""Statuses remembered: a payer has some dozens of them."""
_ICD_10 = frozenset(("ABF", "ABJ", "ABK", "APR"))


class CodeCheck:
    """The codes of one guide's units; `today` is the day of the sender's clock."""

    def __init__(self, family: Family, today: date, lists: Lists) -> None:
        self.family = family
        self.today = today
        self.lists = lists
        self._component = ""
        self._right: set[str] = set()
        self._checks: dict[str, Check] = {
            "NM1": self._number, "PRV": self._specialty, "III": self._place, "N4": self._town,
            "DMG": self._birth, "DTP": self._span, "HI": self._diagnoses, "STC": self._statuses,
            "EQ": lambda values: self._procedure(values, 2),
            "EB": lambda values: self._procedure(values, 13),
            "SVC": lambda values: self._procedure(values, 1),
            "SV3": lambda values: self._procedure(values, 1),
        }

    def take(self, sheet: Sheet, broken: list[Broken | Wrong]) -> None:
        """The faults of all segments of a unit, in their order."""
        checks, segments = self._checks, sheet.segments
        if sheet.component != self._component:
            self._component = sheet.component
            self._right.clear()
        found: list[Wrong] = [
            Wrong(self.family.rule("X", number), index, element, component)
            for id_, indexes in sheet.indexes.items()
            if (check := checks.get(id_)) is not None
            for index in indexes
            for number, element, component in check(segments[index])
        ]
        found.sort(key=lambda wrong: wrong.segment)
        broken += found

    def _part(self, values: list[str], position: int, part: int = 0) -> str:
        return value_at(values, position, part, self._component)

    def _number(self, values: list[str]) -> Iterator[Fault]:
        if len(values) > 9 and values[8] == "XX" and not is_npi(values[9]):
            yield NPI, 9, 0

    def _specialty(self, values: list[str]) -> Iterator[Fault]:
        if len(values) > 3 and values[2] == "PXC" and not self.lists.is_specialty(values[3]):
            yield SPECIALTY, 3, 0

    def _place(self, values: list[str]) -> Iterator[Fault]:
        if len(values) > 2 and values[1] == "ZZ" and values[2] not in PLACES_OF_SERVICE:
            yield PLACE, 2, 0

    def _town(self, values: list[str]) -> Iterator[Fault]:
        state, postal_code, country = (self._part(values, position) for position in (2, 3, 4))
        for fault, _ in town_faults(state, postal_code, country or None, self._part(values, 7)):
            # What is missing the guide's own conditions tell.
            if fault in _TOWN:
                number, element = _TOWN[fault]
                yield number, element, 0

    def _birth(self, values: list[str]) -> Iterator[Fault]:
        day = read_date(self._part(values, 2))
        if day is not None and day > self.today:
            yield BIRTH, 2, 0

    def _span(self, values: list[str]) -> Iterator[Fault]:
        if len(values) > 3 and values[2] == "RD8":
            first, _, last = values[3].partition("-")
            if first > last:
                yield SPAN, 3, 0

    def _diagnoses(self, values: list[str]) -> Iterator[Fault]:
        for position in range(1, len(values)):
            kind, code = self._part(values, position, 1), self._part(values, position, 2)
            if kind in _ICD_10 and not is_diagnosis(code):
                yield DIAGNOSIS, position, 2

    def _procedure(self, values: list[str], position: int) -> Iterator[Fault]:
        if self._part(values, position, 1) == "AD" and not self.lists.is_procedure(
            self._part(values, position, 2), None
        ):
            yield PROCEDURE, position, 2

    def _statuses(self, values: list[str]) -> Iterator[Fault]:
        for position in (1, 10, 11):
            if position >= len(values):
                return
            if not (status := values[position]) or status in self._right:
                continue
            right = True
            if not self.lists.status_categories.contains(self._part(values, position, 1)):
                right = False
                yield CATEGORY, position, 1
            # Statuses of pharmacies (RX) are another list.
            other_list = self._part(values, position, 4)
            if not other_list and not self.lists.statuses.contains(self._part(values, position, 2)):
                right = False
                yield STATUS, position, 2
            if right and len(self._right) < _LIMIT:
                self._right.add(status)
