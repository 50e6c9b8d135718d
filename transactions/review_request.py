"""The request for a review of services (278, 005010X217) as business data: may this patient be treated so?

An authorization or a referral for one event of one patient, with the services it is made of. Codes are
those of the guide; what they mean is in the code lists.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from msgspec import Struct, field

from transactions.binding import Fact, Period, Record, above, at, fold, loops, part
from transactions.dental_claim import Tooth
from transactions.parties import Address, Contact, Name, Reference
from transactions.review import (
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
    Condition,
    Frequency,
    HospitalStay,
    OxygenAtHome,
    Review,
    ReviewAttachment,
    ReviewDiagnosis,
    ReviewTrace,
)
from transactions.review_service import DentalService, InstitutionalService, ProfessionalService


class ReviewRequestHeading(Fact, frozen=True):
    """BHT: the set. `reference` is the requester's own number for it; `kind` RU: services are reserved."""

    reference: Annotated[str, at("HEADER/BHT03")]
    created: Annotated[date | None, at("HEADER/BHT04")]
    created_at: Annotated[time | None, at("HEADER/BHT05")]
    kind: Annotated[str | None, at("HEADER/BHT06")] = None
    unread: tuple[str, ...] = ()


class Requester(Fact, frozen=True):
    """2000B: who asks. `name.role` is 1P for a provider, FA a facility."""

    name: Annotated[Name, at("2010B/NM1")]
    ids: Annotated[tuple[Reference, ...], at("2010B/REF")] = ()
    address: Annotated[Address | None, part("2010B")] = None
    contact: Annotated[Contact | None, at("2010B/PER")] = None
    specialty: Annotated[ReviewSpecialty | None, at("2010B/PRV")] = None
    unread: tuple[str, ...] = ()


class OtherReviewer(Fact, frozen=True):
    """2010EC: who denied the same before, when and for which reasons. `name.role` CA a carrier, GG, 00."""

    name: Annotated[Name, at("NM1")]
    reason: Annotated[str, at("REF[ZZ]02")]
    denied: Annotated[date | None, at("DTP[598]03")]
    second_reason: Annotated[str | None, at("REF[ZZ]04-2")] = None
    third_reason: Annotated[str | None, at("REF[ZZ]04-4")] = None
    fourth_reason: Annotated[str | None, at("REF[ZZ]04-6")] = None


class RequestedEvent(Record):
    """2000E: what shall happen to the patient. Days are those of an accident, an illness, a stay ...

    `conditions` of ambulances, equipment and so on are CRC 07, 08, 09, 11, 75, 76 and 77 by their names.
    """

    review: Annotated[Review, at("UM")]
    traces: Annotated[list[ReviewTrace], at("TRN")] = field(default_factory=list)
    earlier_authorization: Annotated[str | None, at("REF[BB]02")] = None
    earlier_review: Annotated[str | None, at("REF[NT]02")] = None
    accident_date: Annotated[date | None, at("DTP[439]03")] = None
    last_menstrual_period: Annotated[date | None, at("DTP[484]03")] = None
    birth_expected: Annotated[date | None, at("DTP[ABC]03")] = None
    illness_begun: Annotated[date | None, at("DTP[431]03")] = None
    days: Annotated[Period | None, at("DTP[AAH]03")] = None
    admission: Annotated[Period | None, at("DTP[435]03")] = None
    discharge: Annotated[date | None, at("DTP[096]03")] = None
    diagnoses: Annotated[list[ReviewDiagnosis], fold("HI", range(1, 13))] = field(default_factory=list)
    frequency: Annotated[Frequency | None, at("HSD")] = None
    ambulance_condition: Annotated[Condition | None, at("CRC[07]")] = None
    chiropractic_condition: Annotated[Condition | None, at("CRC[08]")] = None
    equipment_condition: Annotated[Condition | None, at("CRC[09]")] = None
    oxygen_condition: Annotated[Condition | None, at("CRC[11]")] = None
    functional_limits: Annotated[Condition | None, at("CRC[75]")] = None
    activities: Annotated[Condition | None, at("CRC[76]")] = None
    mental_status: Annotated[Condition | None, at("CRC[77]")] = None
    stay: Annotated[HospitalStay | None, at("CL1")] = None
    ambulance: Annotated[AmbulanceTransport | None, at("CR1")] = None
    chiropractic: Annotated[ChiropracticTreatment | None, at("CR2")] = None
    oxygen: Annotated[OxygenAtHome | None, at("CR5")] = None
    care_at_home: Annotated[CareAtHome | None, at("CR6")] = None
    attachments: Annotated[list[ReviewAttachment], at("PWK")] = field(default_factory=list)
    message: Annotated[str | None, at("MSG01")] = None
    providers: Annotated[list[ReviewProvider], loops("2010EA")] = field(default_factory=list)
    stops: Annotated[list[TransportStop], loops("2010EB")] = field(default_factory=list)
    other_reviewers: Annotated[list[OtherReviewer], loops("2010EC")] = field(default_factory=list)


class RequestedService(Record):
    """2000F: one service of the event: dental, professional or institutional.

    `review` tells where it is not that of the event; `days` are those of the service.
    """

    traces: Annotated[list[ReviewTrace], at("TRN")] = field(default_factory=list)
    review: Annotated[Review | None, at("UM")] = None
    earlier_authorization: Annotated[str | None, at("REF[BB]02")] = None
    earlier_review: Annotated[str | None, at("REF[NT]02")] = None
    days: Annotated[Period | None, at("DTP[472]03")] = None
    professional: Annotated[ProfessionalService | None, at("SV1")] = None
    institutional: Annotated[InstitutionalService | None, at("SV2")] = None
    dental: Annotated[DentalService | None, at("SV3")] = None
    teeth: Annotated[list[Tooth], at("TOO")] = field(default_factory=list)
    frequency: Annotated[Frequency | None, at("HSD")] = None
    attachments: Annotated[list[ReviewAttachment], at("PWK")] = field(default_factory=list)
    message: Annotated[str | None, at("MSG01")] = None
    providers: Annotated[list[ReviewProvider], loops("2010F")] = field(default_factory=list)
    unread: tuple[str, ...] = ()


class ReviewRequest(Record):
    """A request: one event of one patient. `dependent` is None where the subscriber is the patient.

    `unread` is what could not be read of the event; levels and services have their own.
    """

    heading: Annotated[ReviewRequestHeading, above("")]
    reviewer: Annotated[Reviewer, above("2000A")]
    requester: Annotated[Requester, above("2000B")]
    subscriber: Annotated[ReviewSubscriber, above("2000C")]
    event: Annotated[RequestedEvent, part()]
    dependent: Annotated[ReviewDependent | None, above("2000D")] = None
    services: list[RequestedService] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    @property
    def patient(self) -> ReviewSubscriber | ReviewDependent:
        """Who shall be treated."""
        return self.dependent or self.subscriber


LEVELS: dict[str, type[Struct]] = {"2000E": ReviewRequest, "2000F": RequestedService}
"""The types of the units of a request, for a `UnitReader`; those above an event are read with it."""
PLACES: dict[str, type[Struct]] = {
    "": ReviewRequestHeading, "2000A": Reviewer, "2000B": Requester, "2000C": ReviewSubscriber,
    "2000D": ReviewDependent, **LEVELS,
}
"""The types of all its loops."""
