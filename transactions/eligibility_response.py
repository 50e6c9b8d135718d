"""The eligibility response (271, 005010X279A1) as business data: one patient, and what is told.

`EligibilityResponse` is what software has in hand; the levels (2000A to 2000D) are what it is read from
and written as.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Struct, field

from transactions.binding import Fact, Period, Record, above, at, loops, part
from transactions.eligibility import Heading, Person, Receiver, Source, Trace
from transactions.eligibility_benefit import Benefit, Refusal
from transactions.parties import Contact

DENTAL, PLAN = "35", "30"
"""Types of service: all dental care, and the whole plan."""


class ResponseHeading(Heading, frozen=True):
    """BHT of a 271. `purpose` is 11 for an answer, 06 for one that tells a question was taken back."""

    purpose: Annotated[str, at("HEADER/BHT02")] = "11"


class RespondingSource(Source, frozen=True):
    """2000A: who answers.

    `request_refusals` are of the request as a whole, before anybody is named; `refusals` the source's own.
    """

    request_refusals: Annotated[tuple[Refusal, ...], at("AAA")] = ()
    contacts: Annotated[tuple[Contact, ...], at("2100A/PER")] = ()
    refusals: Annotated[tuple[Refusal, ...], at("2100A/AAA")] = ()


class AnsweredReceiver(Receiver, frozen=True):
    """2000B: who asked, and why he gets no answer."""

    refusals: Annotated[tuple[Refusal, ...], at("2100B/AAA")] = ()


class MilitaryService(Fact, frozen=True):
    """MPI: service in the armed forces. `information` A now, P before; `employment` AE active, RE retired.

    `affiliation` is the force, `rank` and `description` the rank in it.
    """

    information: Annotated[str, at("01")]
    employment: Annotated[str, at("02")]
    affiliation: Annotated[str, at("03")]
    description: Annotated[str | None, at("04")] = None
    rank: Annotated[str | None, at("05")] = None
    days: Annotated[Period | None, at("07")] = None


class CoveredPerson(Person, frozen=True):
    """2100C or 2100D: a subscriber or a dependent as the payer knows them.

    `maintenance` 001 with `maintenance_reason` 25: it differs from what was asked.
    """

    refusals: Annotated[tuple[Refusal, ...], at("AAA")] = ()
    maintenance: Annotated[str | None, at("INS03")] = None
    maintenance_reason: Annotated[str | None, at("INS04")] = None
    military: Annotated[MilitaryService | None, at("MPI")] = None

    @property
    def is_changed(self) -> bool:
        """Whether the payer says that something told of the person in the question is not so."""
        return self.maintenance == "001"


class EligibilityResponse(Record):
    """What a payer tells of one patient's coverage; `dependent` is None where the subscriber is the patient.

    Refusals stand at the level they were told at; a response that was refused before the receiver or the
    subscriber was found has None for those. `unread` are the paths of what a response with faults, and the
    levels above it, did not tell readably.
    """

    heading: ResponseHeading
    source: RespondingSource
    receiver: AnsweredReceiver | None = None
    subscriber: CoveredPerson | None = None
    dependent: CoveredPerson | None = None
    traces: list[Trace] = field(default_factory=list)
    benefits: list[Benefit] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    @property
    def patient(self) -> CoveredPerson | None:
        """Whose coverage it tells of."""
        return self.dependent or self.subscriber

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals of all levels, the topmost first, then those of single benefits."""
        return tuple(self._refusals())

    @property
    def refusal_reasons(self) -> tuple[str, ...]:
        """The reasons of all refusals (AAA03), each once."""
        return tuple(dict.fromkeys(refusal.reason for refusal in self.refusals))

    @property
    def is_active(self) -> bool | None:
        """Whether the patient has active dental coverage; None where the payer tells neither.

        Only benefits that tell a state of coverage count (EB01 1 to 5 active, 6 to 8 inactive). Those of
        dental care as a whole (35) decide; where there are none, those of the whole plan (30, or without a
        type of service and a procedure); where there are none either, all the others. It is active if any
        of those that decide is, whatever the network, the day or the limits.
        """
        states = [one for one in self.benefits if one.is_active is not None]
        dental = [one for one in states if DENTAL in one.service_types]
        whole = [
            one for one in states
            if PLAN in one.service_types or not (one.service_types or one.procedure)
        ]
        deciding = dental or whole or states
        return any(one.is_active for one in deciding) if deciding else None

    def benefits_of(self, information: str, service_type: str | None = None) -> list[Benefit]:
        """The benefits with this EB01 (C deductible, F limitation ...), of one type of service if told."""
        return [
            one for one in self.benefits
            if one.information == information and (service_type is None or service_type in one.service_types)
        ]

    def _refusals(self) -> Iterator[Refusal]:
        yield from self.source.request_refusals
        for level in (self.source, self.receiver, self.subscriber, self.dependent, *self.benefits):
            if level is not None:
                yield from level.refusals


class ResponseSource(Fact, frozen=True):
    """2000A."""

    higher: Annotated[ResponseHeading, above("")]
    source: Annotated[RespondingSource, part()]
    unread: tuple[str, ...] = ()


class ResponseReceiver(Fact, frozen=True):
    """2000B."""

    higher: Annotated[ResponseSource, above("2000A")]
    receiver: Annotated[AnsweredReceiver, part()]
    unread: tuple[str, ...] = ()


class ResponseSubscriber(Record):
    """2000C."""

    higher: Annotated[ResponseReceiver, above("2000B")]
    subscriber: Annotated[CoveredPerson, part("2100C")]
    traces: Annotated[list[Trace], at("TRN")] = field(default_factory=list)
    benefits: Annotated[list[Benefit], loops("2100C/2110C")] = field(default_factory=list)
    unread: tuple[str, ...] = ()


class ResponseDependent(Record):
    """2000D."""

    higher: Annotated[ResponseSubscriber, above("2000C")]
    dependent: Annotated[CoveredPerson, part("2100D")]
    traces: Annotated[list[Trace], at("TRN")] = field(default_factory=list)
    benefits: Annotated[list[Benefit], loops("2100D/2110D")] = field(default_factory=list)
    unread: tuple[str, ...] = ()


LEVELS: dict[str, type[Struct]] = {
    "": ResponseHeading,
    "2000A": ResponseSource,
    "2000B": ResponseReceiver,
    "2000C": ResponseSubscriber,
    "2000D": ResponseDependent,
}
"""The types of the units of a 271."""
