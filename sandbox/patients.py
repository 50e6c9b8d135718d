"""Of whom an inquiry asks: the patient found among the members, or which part of the question is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from edi.values import check_digit
from sandbox.insured import Insured, Members
from sandbox.plan import Member, Person
from transactions.parties import Name

BIRTH_DATE_MISSING = "58"
NAME_MISSING = "65"
PATIENT_NOT_FOUND = "67"
BIRTH_DATE_DIFFERS = "71"
BAD_MEMBER_ID = "72"
SUBSCRIBER_NOT_FOUND = "75"
CORRECT = "C"
"""What to do about all of these (AAA04): correct the question and ask again."""
RETRY = "R"
NOT_NOW, BAD_PROVIDER, OTHER_PAYER = "42", "43", "79"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a question names its patient; `dependent` is None where that is the subscriber."""

    subscriber: Name
    birth_date: date | None
    dependent: Name | None = None
    dependent_birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient we insure: `person` is None where the member is the patient."""

    member: Member
    person: Person | None
    insured: Insured

    @property
    def birth_date(self) -> date:
        return self.person.born if self.person else self.member.born


@dataclass(frozen=True, slots=True)
class Unfound:
    """Why no patient is found: the reason (AAA03), and whether it is the dependent that is wrong."""

    reason: str
    of_dependent: bool = False


def has_npi(name: Name) -> bool:
    """Whether a provider is named by an NPI that can be one."""
    return name.npi is not None and check_digit(name.npi)


def find_patient(members: Members, asked: Asked) -> Patient | Unfound:
    """The patient of a question, known by member number and birth date, a dependent by given name too."""
    number = (asked.subscriber.id or "").strip().upper()
    if not number.isalnum():
        return Unfound(BAD_MEMBER_ID)
    member = members.member(number)
    if member is None:
        return Unfound(SUBSCRIBER_NOT_FOUND)
    if asked.birth_date is not None and asked.birth_date != member.born:
        return Unfound(BIRTH_DATE_DIFFERS)
    if asked.dependent is not None:
        return _find_dependent(members, member, asked.dependent, asked.dependent_birth_date)
    if asked.birth_date is None:
        return Unfound(BIRTH_DATE_MISSING)
    return Patient(member, None, members.insured(member))


def _find_dependent(
    members: Members, member: Member, name: Name, born: date | None
) -> Patient | Unfound:
    given = (name.first_name or "").strip().upper()
    named = [person for person in member.dependents if person.given == given]
    if not given:
        return Unfound(NAME_MISSING, of_dependent=True)
    if not named:
        return Unfound(PATIENT_NOT_FOUND, of_dependent=True)
    if born is None:
        return Unfound(BIRTH_DATE_MISSING, of_dependent=True)
    for person in named:
        if person.born == born:
            return Patient(member, person, members.insured(member, person))
    return Unfound(BIRTH_DATE_DIFFERS, of_dependent=True)
