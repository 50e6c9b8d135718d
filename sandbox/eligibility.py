"""Eligibility: a question about one patient (270) and what the payer answers (271)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sandbox.benefits import Standing, tell_inactive
from sandbox.insured import Members
from sandbox.ledger import Ledger
from sandbox.patients import (
    BAD_PROVIDER,
    CORRECT,
    NOT_NOW,
    OTHER_PAYER,
    RETRY,
    Asked,
    Patient,
    Unfound,
    find_patient,
    has_npi,
)
from sandbox.plan import PlanFile
from transactions.binding import Period
from transactions.eligibility import CoverageDate, Identifier, Person, Trace
from transactions.eligibility_benefit import Benefit, Refusal
from transactions.eligibility_inquiry import EligibilityInquiry, Question
from transactions.eligibility_response import (
    DENTAL,
    AnsweredReceiver,
    CoveredPerson,
    EligibilityResponse,
    RespondingSource,
    ResponseHeading,
)
from transactions.parties import Contact, ContactWay, Name

ASKED_DAYS = "291"
STARTS, ENDS = "346", "347"
BORN_LATER, TOO_LONG_AGO, TOO_FAR_AHEAD = "60", "62", "63"
CANCELLED = "01"
"""BHT02 of a question that takes another back."""
ECHOED = "2"
TRACES = 3
PATIENT_NUMBER = "EJ"
"""What an asker calls the patient comes back as it was told."""
OTHER_RELATION = "G8"
"""What a 271 calls a relation that a 270 calls 34."""
DIFFERS = ("001", "25")


class EligibilityDesk:
    """Answers questions about eligibility, each by itself."""

    def __init__(self, file: PlanFile, members: Members, ledger: Ledger, moment: datetime) -> None:
        self.file = file
        self.members = members
        self.ledger = ledger
        self.moment = moment
        self.today = moment.date()
        payer = file.payer
        self._name = Name("2", payer.name, id_qualifier="PI", id=payer.id, role="PR")
        contact = Contact(payer.contact.name, (ContactWay("TE", payer.contact.telephone),))
        self._source = RespondingSource(self._name, contacts=(contact,))

    def answer(self, asked: EligibilityInquiry) -> EligibilityResponse:
        """What is told: it stops at the first level at which the question is wrong."""
        answer = EligibilityResponse(self._heading(asked), self._source)
        source = asked.source.name
        if (source.id or "").strip().upper() != self.file.payer.id:
            answer.source = RespondingSource(source, refusals=(_refusal(OTHER_PAYER),))
            return answer
        if not self.file.inquiries.answering:
            answer.source = RespondingSource(self._name, refusals=(_refusal(NOT_NOW),))
            return answer
        answer.receiver = AnsweredReceiver(asked.receiver.name)
        if not has_npi(asked.receiver.name):
            answer.receiver = AnsweredReceiver(asked.receiver.name, refusals=(_refusal(BAD_PROVIDER),))
            return answer
        answer.traces = self._traces(asked)
        self._tell_patient(asked, answer)
        return answer

    def _tell_patient(self, asked: EligibilityInquiry, answer: EligibilityResponse) -> None:
        subscriber, dependent = asked.subscriber, asked.dependent
        found = find_patient(self.members, Asked(
            subscriber.name, subscriber.birth_date,
            dependent.name if dependent else None, dependent.birth_date if dependent else None,
        ))
        if isinstance(found, Unfound):
            self._tell_unfound(asked, answer, found)
            return
        reason = self._bad_day(asked, found)
        refusals = (_refusal(reason),) if reason else ()
        insured, member, person = found.insured, found.member, found.person
        dates = [CoverageDate(STARTS, Period(insured.start))]
        if insured.until is not None:
            dates.append(CoverageDate(ENDS, Period(insured.until)))
        days = () if refusals else tuple(dates)
        if person is None or dependent is None:
            answer.subscriber = _known(
                subscriber, member.family, member.given, member.born, "18", refusals, days
            )
        else:
            answer.subscriber = _known(subscriber, member.family, member.given, member.born, None)
            relation = OTHER_RELATION if dependent.relation == "34" else dependent.relation
            answer.dependent = _known(
                dependent, person.family, person.given, person.born, relation, refusals, days
            )
        if not refusals:
            answer.benefits = list(dict.fromkeys(self._tell_benefits(asked, found)))

    def _tell_unfound(
        self, asked: EligibilityInquiry, answer: EligibilityResponse, found: Unfound
    ) -> None:
        """The refusal at the level that is wrong; nothing stands below it."""
        refusals = (_refusal(found.reason),)
        if asked.dependent is None or not found.of_dependent:
            answer.subscriber = _as_asked(asked.subscriber, refusals)
            return
        answer.subscriber = _as_asked(asked.subscriber)
        answer.dependent = _as_asked(asked.dependent, refusals)

    # Days.

    def _bad_day(self, asked: EligibilityInquiry, patient: Patient) -> str:
        """Why the days that are asked about cannot be told; empty if they can."""
        rules = self.file.inquiries
        for days in (self._days(asked, question) for question in asked.questions or [Question()]):
            if days.first < patient.birth_date:
                return BORN_LATER
            if days.first < self.today - timedelta(rules.days_back):
                return TOO_LONG_AGO
            if (days.last or days.first) > self.today + timedelta(rules.days_ahead):
                return TOO_FAR_AHEAD
        return ""

    def _days(self, asked: EligibilityInquiry, question: Question) -> Period:
        """Those of the question, else those of the patient, else today."""
        if question.days is not None:
            return question.days
        told = [one.days for one in asked.patient.dates if one.qualifier == ASKED_DAYS]
        return next((days for days in told if days is not None), Period(self.today))

    # Benefits.

    def _tell_benefits(self, asked: EligibilityInquiry, patient: Patient) -> Iterator[Benefit]:
        plan = self.file.plans[patient.insured.plan]
        used = self.ledger.used.get(patient.insured.key, {})
        for question in asked.questions or [Question()]:
            day = self._days(asked, question).first
            types = question.service_types or ([] if question.procedure else [DENTAL])
            if patient.insured.gap(day) is not None:
                for service_type in types or [DENTAL]:
                    yield tell_inactive(plan, service_type)
                continue
            standing = Standing(plan, used, day, asked.receiver.name.npi or "")
            for service_type in types:
                yield from standing.tell_type(service_type)
            if question.procedure:
                yield from standing.tell_procedure(question.procedure)

    # Whose answer it is.

    def _heading(self, asked: EligibilityInquiry) -> ResponseHeading:
        moment = self.moment.time().replace(second=0, microsecond=0, tzinfo=None)
        purpose = "06" if asked.heading.purpose == CANCELLED else "11"
        return ResponseHeading(self.today, moment, asked.heading.reference, purpose=purpose)

    def _traces(self, asked: EligibilityInquiry) -> list[Trace]:
        """The asker's own, and one of ours."""
        told = [Trace(one.number, one.originator, one.supplement, ECHOED) for one in asked.traces]
        ours = Trace(self.ledger.answer_number(), f"1{self.file.payer.tax_id}")
        return [*list(dict.fromkeys(told))[: TRACES - 1], ours]


def _refusal(reason: str) -> Refusal:
    return Refusal(reason == NOT_NOW, reason, RETRY if reason == NOT_NOW else CORRECT)


def _as_asked(person: Person, refusals: tuple[Refusal, ...] = ()) -> CoveredPerson:
    return CoveredPerson(
        person.name, _numbers(person), birth_date=person.birth_date, sex=person.sex, refusals=refusals
    )


def _known(
    asked: Person, family: str, given: str, born: date, relation: str | None,
    refusals: tuple[Refusal, ...] = (), dates: tuple[CoverageDate, ...] = (),
) -> CoveredPerson:
    """The person as the plan file has it; INS tells where the question said otherwise."""
    name = Name(
        "1", family, given, asked.name.middle_name, asked.name.suffix, asked.name.id_qualifier, asked.name.id
    )
    told = [(asked.name.last_name, family), (asked.name.first_name, given)]
    differs = any(said is not None and said.strip().upper() != known for said, known in told)
    change = DIFFERS if differs and relation else (None, None)
    return CoveredPerson(
        name, _numbers(asked), birth_date=born, sex=asked.sex, relation=relation, dates=dates,
        refusals=refusals, maintenance=change[0], maintenance_reason=change[1],
    )


def _numbers(person: Person) -> tuple[Identifier, ...]:
    return tuple(one for one in person.ids if one.qualifier == PATIENT_NUMBER)
