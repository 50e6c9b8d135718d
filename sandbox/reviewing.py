"""Reviews of services: a request for one event of one patient (278), and what the payer answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar

from msgspec.structs import replace

from sandbox.certifying import (
    CANCELLED,
    CERTIFIED,
    DENIED,
    NUMBERED,
    PENDED,
    Certifier,
    Verdict,
    of_all,
)
from sandbox.insured import Members
from sandbox.ledger import Ledger, Pended
from sandbox.patients import (
    BAD_PROVIDER,
    CORRECT,
    NOT_NOW,
    OTHER_PAYER,
    Asked,
    Patient,
    Unfound,
    find_patient,
    has_npi,
)
from sandbox.plan import PlanFile
from transactions.binding import Period
from transactions.parties import Contact, ContactWay, Name
from transactions.review import Refusal, ReviewDependent, Reviewer, ReviewSubscriber
from transactions.review_event import Review, ReviewAttachment, ReviewTrace
from transactions.review_request import RequestedService, ReviewRequest
from transactions.review_response import (
    AnsweredParty,
    AnsweredRequester,
    Decision,
    ReviewedEvent,
    ReviewedService,
    ReviewResponse,
    ReviewResponseHeading,
)
from transactions.review_service import DentalService, InstitutionalService, ProfessionalService

Service = TypeVar("Service", DentalService, InstitutionalService, ProfessionalService)

CANCEL = "3"
"""UM02 of an event that shall not take place."""
UNKNOWN_AUTHORIZATION = "AA"
COMPLETE, MORE_FOLLOWS = "18", "19"
ECHOED, OURS = "2", "1"
WANTED = ReviewAttachment("RB", "EL")
"""What a pended service waits for: X-rays, electronically."""
DO_NOT, LATER = "N", "P"


class ReviewDesk:
    """Answers requests for a review, each by itself."""

    def __init__(self, file: PlanFile, members: Members, ledger: Ledger, moment: datetime) -> None:
        self.file = file
        self.members = members
        self.ledger = ledger
        self.moment = moment
        self.today = moment.date()

    def answer(self, asked: ReviewRequest) -> ReviewResponse:
        """What is decided now; it stops at the first level at which the request is wrong."""
        return self._answer(asked, PENDED)

    def is_due(self, pended: Pended) -> bool:
        """Whether a request that was pended is decided now, documents or not."""
        return pended.received + timedelta(self.file.reviews.wait_days) <= self.today

    def decide(self, pended: Pended) -> ReviewResponse:
        """The decision on a request that was pended, as the plan file says for want of documents."""
        is_certified = self.file.reviews.without_documents == "certified"
        return self._answer(pended.request, CERTIFIED if is_certified else DENIED)

    def _answer(self, asked: ReviewRequest, without: str) -> ReviewResponse:
        payer, reviewer = self.file.payer, asked.reviewer.name
        contact = Contact(payer.contact.name, (ContactWay("TE", payer.contact.telephone),))
        ours = Name("2", payer.name, id_qualifier=reviewer.id_qualifier, id=reviewer.id, role=reviewer.role)
        answer = ReviewResponse(self._heading(asked, COMPLETE), Reviewer(ours, contact))
        if (reviewer.id or "").strip().upper() != payer.id:
            refused = _refusal(OTHER_PAYER, DO_NOT)
            answer.reviewer = Reviewer(reviewer, name_refusals=(refused,))
            return answer
        if not self.file.inquiries.answering:
            answer.reviewer = Reviewer(ours, contact, name_refusals=(_refusal(NOT_NOW, LATER),))
            return answer
        refusals = () if has_npi(asked.requester.name) else (_refusal(BAD_PROVIDER),)
        answer.requester = AnsweredRequester((AnsweredParty(asked.requester.name, refusals=refusals),))
        if not refusals:
            self._review(asked, answer, without)
        return answer

    def _review(self, asked: ReviewRequest, answer: ReviewResponse, without: str) -> None:
        subscriber, dependent = asked.subscriber, asked.dependent
        found = find_patient(self.members, Asked(
            subscriber.name, subscriber.birth_date,
            dependent.name if dependent else None, dependent.birth_date if dependent else None,
        ))
        wrong = (_refusal(found.reason),) if isinstance(found, Unfound) else ()
        of_dependent = isinstance(found, Unfound) and found.of_dependent
        answer.subscriber = ReviewSubscriber(
            subscriber.name, birth_date=subscriber.birth_date, sex=subscriber.sex,
            refusals=() if of_dependent else wrong,
        )
        if dependent is not None and (of_dependent or not wrong):
            answer.dependent = ReviewDependent(
                dependent.name, birth_date=dependent.birth_date, sex=dependent.sex,
                relation=dependent.relation, refusals=wrong,
            )
        if isinstance(found, Patient):
            answer.event = self._event(asked)
            if asked.event.review.purpose == CANCEL:
                self._cancel(asked, found, answer.event)
            else:
                self._decide(asked, found, answer, without)

    # Deciding.

    def _cancel(self, asked: ReviewRequest, patient: Patient, event: ReviewedEvent) -> None:
        """An authorization of the same patient is taken back."""
        number = asked.event.earlier_authorization or ""
        if self.ledger.authorizations.get(number) != patient.insured.key:
            event.refusals = [_refusal(UNKNOWN_AUTHORIZATION)]
            return
        del self.ledger.authorizations[number]
        event.decision = Decision(CANCELLED, number)

    def _decide(
        self, asked: ReviewRequest, patient: Patient, answer: ReviewResponse, without: str
    ) -> None:
        event, insured = answer.event, patient.insured
        assert event is not None
        day = self._day(asked)
        certifier = Certifier(
            self.file.plans[insured.plan], self.ledger.used.get(insured.key, {}), day,
            covered=insured.gap(day) is None, documented=bool(asked.event.attachments), without=without,
        )
        verdicts = [certifier.decide(service) for service in asked.services]
        whole = of_all(verdicts) if verdicts else certifier.decide_type(asked.event.review.service_type)
        number = None
        if any(one.action in NUMBERED for one in (whole, *verdicts)):
            number = self.ledger.authorize(insured.key, self.today.year)
        event.decision = _decision(whole, number)
        if whole.action in NUMBERED:
            event.issued = self.today
            event.effective = Period(self.today, self.today + timedelta(self.file.reviews.valid_days))
        if whole.action == PENDED:
            answer.heading = self._heading(asked, MORE_FOLLOWS)
            event.attachments = [] if verdicts else [WANTED]
        answer.services = [
            self._service(service, verdict, number)
            for service, verdict in zip(asked.services, verdicts, strict=True)
        ]

    def _day(self, asked: ReviewRequest) -> date:
        """The day of the event, else the first that a service names, else today."""
        if asked.event.days is not None:
            return asked.event.days.first
        return min((one.days.first for one in asked.services if one.days), default=self.today)

    # Telling.

    def _heading(self, asked: ReviewRequest, kind: str) -> ReviewResponseHeading:
        time = self.moment.time().replace(second=0, microsecond=0, tzinfo=None)
        return ReviewResponseHeading(asked.heading.reference, self.today, time, kind)

    def _event(self, asked: ReviewRequest) -> ReviewedEvent:
        ours = ReviewTrace(self.ledger.answer_number(), f"1{self.file.payer.tax_id}", kind=OURS)
        return ReviewedEvent(
            _shortened(asked.event.review), [*_echoed(asked.event.traces), ours], days=asked.event.days
        )

    def _service(
        self, service: RequestedService, verdict: Verdict, number: str | None
    ) -> ReviewedService:
        return ReviewedService(
            traces=_echoed(service.traces),
            review=_shortened(service.review) if service.review else None,
            decision=_decision(verdict, number),
            days=service.days,
            professional=_answered(service.professional, "diagnosis_pointers", ()),
            institutional=_answered(service.institutional, "nursing_home_status", None),
            dental=_answered(verdict.dental or service.dental, "description", None),
            teeth=service.teeth if service.dental else [],
            attachments=[WANTED] if verdict.action == PENDED else [],
        )


def _refusal(reason: str, action: str = CORRECT) -> Refusal:
    return Refusal(reason == NOT_NOW, reason, action)


def _decision(verdict: Verdict, number: str | None) -> Decision:
    return Decision(
        verdict.action, number if verdict.action in NUMBERED else None,
        (verdict.reason,) if verdict.reason else (),
    )


def _echoed(traces: list[ReviewTrace]) -> list[ReviewTrace]:
    return [ReviewTrace(one.number, one.originator, one.supplement, ECHOED) for one in traces[:2]]


def _shortened(review: Review) -> Review:
    """As much of it as an answer tells."""
    return Review(
        review.category, review.purpose, review.service_type, review.facility, review.facility_kind,
        review.level_of_service,
    )


def _answered(service: Service | None, left_out: str, nothing: object) -> Service | None:
    """A service without what only requests tell."""
    return replace(service, **{left_out: nothing}) if service else None
