"""The edits that need no types: told of the units of a set, one after the other, by what its guide is."""

from __future__ import annotations

from datetime import date

from edi.envelope import TransactionSet, Unit
from edi.findings import Finding
from mappings.guides import DENTAL_CLAIM
from transactions.bound_runs import RunUnits
from transactions.rules.broken import Broken, Wrong, findings_of
from transactions.rules.edits import Edits
from transactions.rules.empty_levels import EmptyLevels
from transactions.rules.families import FAMILIES
from transactions.rules.inquiry_situations import EDITS
from transactions.rules.lists import OURS, Lists
from transactions.rules.review_situations import ReviewCheck
from transactions.rules.segment_codes import CodeCheck
from transactions.rules.sheet import Sheet


class UnitEdits:
    """Fed with the units of a file in their order, and told of the end of each set.

    A unit with a fault of syntax or guide is not judged.
    """

    def __init__(self, edits: Edits, today: date, lists: Lists = OURS) -> None:
        """`edits` are those looked for."""
        self._rules = edits.rules
        self._codes = {name: CodeCheck(family, today, lists) for name, family in FAMILIES.items()}
        self._levels = EmptyLevels(edits)
        self._set: TransactionSet | None = None
        self._review: ReviewCheck | None = None

    def take(self, unit: Unit) -> list[Finding]:
        """The findings of a unit, and of those before it that are complete now."""
        name = unit.set.guide.name if unit.set.guide else ""
        if name == DENTAL_CLAIM.name:
            return self._levels.take(unit)
        codes = self._codes.get(name)
        if codes is None:
            return []
        if unit.set is not self._set:
            self._set = unit.set
            self._review = ReviewCheck(codes.family) if name not in EDITS else None
        sheet = Sheet(unit)
        broken: list[Broken | Wrong] = []
        found = self._late(self._review.take(sheet, broken)) if self._review else []
        if any(finding.is_error for finding in unit.findings):
            return found
        codes.take(sheet, broken)
        edit = EDITS.get(name, {}).get(unit.loop.id)
        if edit is not None:
            edit(sheet, broken)
        return found + findings_of(broken, unit, self._rules) if broken else found

    def concern(self, units: RunUnits) -> bool:
        """Whether the units of a run of dental claims must be taken one by one."""
        return self._levels.concerns(units)

    def end(self) -> list[Finding]:
        """What is complete at the end of a set."""
        found = self._levels.end()
        review, self._review = self._review, None
        return found + self._late(review.end()) if review else found

    def _late(self, told: list[tuple[Unit, Broken]]) -> list[Finding]:
        return [found for unit, one in told for found in findings_of([one], unit, self._rules)]
