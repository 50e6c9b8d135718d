"""The response to a request for a review of services (278, 005010X217): what was decided, or why nothing was.

A request that is refused stops at the level it is refused at (AAA): what would stand below is None. An
event that was reviewed has a decision of its own (HCR), or one for each of its services, or both.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from enum import StrEnum
from typing import Annotated

from msgspec import Struct, field

from transactions.binding import Fact, Period, Record, above, at, fold, loop, loops, part, repetitions
from transactions.dental_claim import Tooth
from transactions.parties import Address, Contact, Name, Reference
from transactions.review import (
    Refusal,
    ReviewDependent,
    Reviewer,
    ReviewProvider,
    ReviewSpecialty,
    ReviewSubscriber,
    TransportStop,
)
from transactions.review_event import (
    AmbulanceTransport,
    CareAtHome,
    ChiropracticTreatment,
    Frequency,
    HospitalStay,
    OxygenAtHome,
    Review,
    ReviewAttachment,
    ReviewDiagnosis,
    ReviewTrace,
)
from transactions.review_service import DentalService, InstitutionalService, ProfessionalService


class ReviewStatus(StrEnum):
    """How far a review has come."""

    PENDING = "pending"
    """It is not decided yet (A4)."""
    DETERMINED = "determined"
    """It is decided: certified (A1, A2, A6), not certified (A3) or cancelled (C)."""
    NOT_APPLICABLE = "not applicable"
    """Nothing is decided here: no review is needed (NA), or the payer must be asked (CT)."""


_STATUSES = {"A4": ReviewStatus.PENDING, "CT": ReviewStatus.NOT_APPLICABLE, "NA": ReviewStatus.NOT_APPLICABLE}


class Decision(Fact, frozen=True):
    """HCR: what was decided.

    `action` A1 certified in total, A2 partial (services tell which), A3 not certified, A4 pended, A6
    modified, C cancelled, CT contact payer, NA no action required. `second_opinion`: ask another surgeon.
    """

    action: Annotated[str, at("01")]
    authorization_number: Annotated[str | None, at("02")] = None
    reasons: Annotated[tuple[str, ...], repetitions("03")] = ()
    second_opinion: Annotated[bool | None, at("04", yes="Y", no="N")] = None

    @property
    def status(self) -> ReviewStatus:
        """How far the review has come."""
        return _STATUSES.get(self.action, ReviewStatus.DETERMINED)

    @property
    def is_certified(self) -> bool:
        """Whether all that was asked for is certified as it was asked for."""
        return self.action == "A1"


class ReviewResponseHeading(Fact, frozen=True):
    """BHT: the set. `reference` is that of the request it answers.

    `kind` 18 the last response to it, 19 more will follow, AT of an administrator, RU services are reserved.
    """

    reference: Annotated[str, at("HEADER/BHT03")]
    created: Annotated[date | None, at("HEADER/BHT04")]
    created_at: Annotated[time | None, at("HEADER/BHT05")]
    kind: Annotated[str, at("HEADER/BHT06")]
    unread: tuple[str, ...] = ()


class AnsweredParty(Fact, frozen=True):
    """2010B: one who asked. `name.role` is 1P for a provider, FA a facility."""

    name: Annotated[Name, at("NM1")]
    ids: Annotated[tuple[Reference, ...], at("REF")] = ()
    refusals: Annotated[tuple[Refusal, ...], at("AAA")] = ()
    specialty: Annotated[ReviewSpecialty | None, at("PRV")] = None


class AnsweredRequester(Fact, frozen=True):
    """2000B: who asked: one party, or two (the provider and the facility)."""

    parties: Annotated[tuple[AnsweredParty, ...], loops("2010B")]
    unread: tuple[str, ...] = ()

    @property
    def name(self) -> Name | None:
        """The name of the first of them."""
        return self.parties[0].name if self.parties else None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Those of all of them."""
        return tuple(refusal for party in self.parties for refusal in party.refusals)


class Inquirer(Fact, frozen=True):
    """2010EB, 2010FB: whom to tell more before there is a decision."""

    name: Annotated[Name, at("NM1")]
    address: Annotated[Address | None, part()] = None
    contact: Annotated[Contact | None, at("PER")] = None


class ReviewQuestion(Fact, frozen=True):
    """One composite of HI[LOI]: what must be told before there is a decision (a LOINC code)."""

    code: Annotated[str, at("+0-2")]


class ReviewedEvent(Record):
    """2000E: what shall happen to the patient, and what was decided.

    `issued`, `expires` and `effective` are the days of the decision. Diagnoses of the qualifier LOI are
    questions; whom to tell stands in `inquirer`.
    """

    review: Annotated[Review, at("UM")]
    traces: Annotated[list[ReviewTrace], at("TRN")] = field(default_factory=list)
    refusals: Annotated[list[Refusal], at("AAA")] = field(default_factory=list)
    decision: Annotated[Decision | None, at("HCR")] = None
    earlier_authorization: Annotated[str | None, at("REF[BB]02")] = None
    earlier_review: Annotated[str | None, at("REF[NT]02")] = None
    accident_date: Annotated[date | None, at("DTP[439]03")] = None
    last_menstrual_period: Annotated[date | None, at("DTP[484]03")] = None
    birth_expected: Annotated[date | None, at("DTP[ABC]03")] = None
    illness_begun: Annotated[date | None, at("DTP[431]03")] = None
    days: Annotated[Period | None, at("DTP[AAH]03")] = None
    admission: Annotated[Period | None, at("DTP[435]03")] = None
    discharge: Annotated[date | None, at("DTP[096]03")] = None
    issued: Annotated[date | None, at("DTP[102]03")] = None
    expires: Annotated[date | None, at("DTP[036]03")] = None
    effective: Annotated[Period | None, at("DTP[007]03")] = None
    diagnoses: Annotated[list[ReviewDiagnosis], fold("HI", range(1, 13))] = field(default_factory=list)
    frequency: Annotated[Frequency | None, at("HSD")] = None
    stay: Annotated[HospitalStay | None, at("CL1")] = None
    ambulance: Annotated[AmbulanceTransport | None, at("CR1")] = None
    chiropractic: Annotated[ChiropracticTreatment | None, at("CR2")] = None
    oxygen: Annotated[OxygenAtHome | None, at("CR5")] = None
    care_at_home: Annotated[CareAtHome | None, at("CR6")] = None
    attachments: Annotated[list[ReviewAttachment], at("PWK")] = field(default_factory=list)
    message: Annotated[str | None, at("MSG01")] = None
    providers: Annotated[list[ReviewProvider], loops("2010EA")] = field(default_factory=list)
    inquirer: Annotated[Inquirer | None, loop("2010EB")] = None
    stops: Annotated[list[TransportStop], loops("2010EC")] = field(default_factory=list)


class ReviewedService(Record):
    """2000F: one service of the event and what was decided of it, as in `ReviewedEvent`.

    `questions` must be answered (to the `inquirer`) before there is a decision.
    """

    traces: Annotated[list[ReviewTrace], at("TRN")] = field(default_factory=list)
    refusals: Annotated[list[Refusal], at("AAA")] = field(default_factory=list)
    review: Annotated[Review | None, at("UM")] = None
    decision: Annotated[Decision | None, at("HCR")] = None
    earlier_authorization: Annotated[str | None, at("REF[BB]02")] = None
    earlier_review: Annotated[str | None, at("REF[NT]02")] = None
    days: Annotated[Period | None, at("DTP[472]03")] = None
    issued: Annotated[date | None, at("DTP[102]03")] = None
    expires: Annotated[date | None, at("DTP[036]03")] = None
    effective: Annotated[Period | None, at("DTP[007]03")] = None
    questions: Annotated[list[ReviewQuestion], fold("HI[LOI]", range(1, 13))] = field(default_factory=list)
    professional: Annotated[ProfessionalService | None, at("SV1")] = None
    institutional: Annotated[InstitutionalService | None, at("SV2")] = None
    dental: Annotated[DentalService | None, at("SV3")] = None
    teeth: Annotated[list[Tooth], at("TOO")] = field(default_factory=list)
    frequency: Annotated[Frequency | None, at("HSD")] = None
    attachments: Annotated[list[ReviewAttachment], at("PWK")] = field(default_factory=list)
    message: Annotated[str | None, at("MSG01")] = None
    providers: Annotated[list[ReviewProvider], loops("2010FA")] = field(default_factory=list)
    inquirer: Annotated[Inquirer | None, loop("2010FB")] = None
    unread: tuple[str, ...] = ()


class ReviewResponse(Record):
    """A response about one event of one patient, or about none where the request was refused before.

    Levels a refusal did not come to are None. `dependent` is None where the subscriber is the patient.
    `unread` is what could not be read of the event; levels and services have their own.
    """

    heading: Annotated[ReviewResponseHeading, above("")]
    reviewer: Annotated[Reviewer, above("2000A")]
    requester: Annotated[AnsweredRequester | None, above("2000B")] = None
    subscriber: Annotated[ReviewSubscriber | None, above("2000C")] = None
    dependent: Annotated[ReviewDependent | None, above("2000D")] = None
    event: Annotated[ReviewedEvent | None, part()] = None
    services: list[ReviewedService] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """Why there is no review, as any level down to the event tells it; services have their own."""
        return tuple(self._refusals())

    @property
    def is_refused(self) -> bool:
        """Whether the request was sent back: there are refusals, and nothing at all is decided."""
        return bool(self.refusals) and not any(self._decisions())

    @property
    def decision(self) -> Decision | None:
        """The decision on the event as a whole, where there is one."""
        return self.event.decision if self.event else None

    @property
    def status(self) -> ReviewStatus | None:
        """How far the review of the event as a whole has come; None where that is not told."""
        return self.decision.status if self.decision else None

    @property
    def is_certified(self) -> bool:
        """Whether all is certified as asked for: by the decision on the event, or on each of its services."""
        if self.decision:
            return self.decision.is_certified
        told = [service.decision for service in self.services]
        return bool(told) and all(one is not None and one.is_certified for one in told)

    @property
    def is_pended(self) -> bool:
        """Whether anything, the event or one of its services, is still to be decided."""
        return any(one.status is ReviewStatus.PENDING for one in self._decisions())

    @property
    def authorization_number(self) -> str | None:
        """The number of the event's authorization; services may have their own."""
        return self.decision.authorization_number if self.decision else None

    def _decisions(self) -> Iterator[Decision]:
        for told in (self.decision, *(service.decision for service in self.services)):
            if told is not None:
                yield told

    def _refusals(self) -> Iterator[Refusal]:
        yield from self.reviewer.refusals
        yield from self.reviewer.name_refusals
        if self.requester is not None:
            yield from self.requester.refusals
        for person in (self.subscriber, self.dependent):
            if person is not None:
                yield from person.refusals
        if self.event is not None:
            yield from self.event.refusals
            for provider in self.event.providers:
                yield from provider.refusals
            for stop in self.event.stops:
                yield from stop.refusals


LEVELS: dict[str, type[Struct]] = {
    "": ReviewResponseHeading,
    "2000A": Reviewer,
    "2000B": AnsweredRequester,
    "2000C": ReviewSubscriber,
    "2000D": ReviewDependent,
    "2000E": ReviewResponse,
    "2000F": ReviewedService,
}
"""The types of the units of a response, for a `UnitReader`."""
