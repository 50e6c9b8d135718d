"""Whom the sandbox payer insures: the patient of a claim found among the members, or why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sandbox.adjudication import AFTER_COVERAGE, BEFORE_COVERAGE
from sandbox.plan import Member, Person, PlanFile


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a claim is not taken in: STC01 of its 277CA (category, status, entity or empty)."""

    category: str
    status: str
    entity: str = ""


UNKNOWN_MEMBER = Refusal("A7", "164", "IL")
UNKNOWN_DEPENDENT = Refusal("A3", "97", "PR")
OTHER_BIRTH_DATE = Refusal("A7", "158", "QC")
OTHER_PAYER = Refusal("A3", "116")
NO_NPI = Refusal("A7", "562", "85")
BAD_CHARGES = Refusal("A7", "178")
BAD_SERVICE_DATE = Refusal("A7", "187")
UNKNOWN_CLAIM = Refusal("A3", "35")
"""A replacement or void of a claim we do not have."""
INCOMPLETE = Refusal("A7", "21")
"""Of the share of claims that is refused though nothing is wrong with them."""


@dataclass(frozen=True, slots=True)
class Insured:
    """A patient: the plan, the days it covers (both included), and the key of the benefits used."""

    key: str
    plan: str
    start: date
    until: date | None

    def gap(self, day: date) -> tuple[str, str] | None:
        """Why a day is not covered, as group and reason; None if it is."""
        if day < self.start:
            return BEFORE_COVERAGE
        return AFTER_COVERAGE if self.until is not None and day > self.until else None


class Members:
    """The members of a plan file, found by their number."""

    def __init__(self, file: PlanFile) -> None:
        self._by_id = {member.id: member for member in file.members}

    def member(self, member_id: str) -> Member | None:
        """The member of that number."""
        return self._by_id.get(member_id.strip().upper())

    def insured(self, member: Member, person: Person | None = None) -> Insured:
        """A member, or one of the dependents, as a patient."""
        if person is None:
            return Insured(member.id, member.plan, member.start, member.until)
        start = max(member.start, person.start or member.start)
        ends = [day for day in (member.until, person.until) if day is not None]
        key = f"{member.id}/{person.given}/{person.born}"
        return Insured(key, member.plan, start, min(ends, default=None))

    def find(self, member_id: str, given: str, born: date | None, is_dependent: bool) -> Insured | Refusal:
        """The patient of a claim. A dependent is known by given name and birth date, in this order."""
        member = self.member(member_id)
        if member is None:
            return UNKNOWN_MEMBER
        if is_dependent:
            return self._find_dependent(member, given.strip().upper(), born)
        if born is not None and born != member.born:
            return OTHER_BIRTH_DATE
        return self.insured(member)

    def _find_dependent(self, member: Member, given: str, born: date | None) -> Insured | Refusal:
        named = [person for person in member.dependents if person.given == given]
        for person in named:
            if person.born == born:
                return self.insured(member, person)
        return OTHER_BIRTH_DATE if named else UNKNOWN_DEPENDENT
