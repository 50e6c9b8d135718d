"""The eligibility inquiry (270, 005010X279A1) as business data: one patient, and what is asked.

`EligibilityInquiry` is what software has in hand; the levels (2000A to 2000D) are what it is read from
and written as. Amounts are dollars.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from msgspec import Struct, field

from transactions.adjustments import Procedure
from transactions.binding import Fact, Period, Record, above, at, fold, loops, part, repetitions
from transactions.eligibility import Heading, Person, Receiver, Source, Trace
from transactions.parties import Reference


class InquiryHeading(Heading, frozen=True):
    """BHT of a 270. `purpose` is 13 for a question, 01 for one that takes another back."""

    purpose: Annotated[str, at("HEADER/BHT02")] = "13"
    is_spend_down: Annotated[bool, at("HEADER/BHT06", yes="RT")] = False


class Question(Record):
    """2110: what is asked: of types of service (35 all dental care, 30 the whole plan), or of one procedure.

    `coverage_level` FAM asks of the subscriber's whole family; `spend_down` is what the patient has paid of
    the own share, `spend_down_billed` what was billed towards it. All three are asked of subscribers only.
    `authorization` is one of the patient's (G1) or a referral (9F); pointers count the patient's diagnoses
    from 1.
    """

    service_types: Annotated[list[str], repetitions("EQ01")] = field(default_factory=list)
    procedure: Annotated[Procedure | None, at("EQ02")] = None
    coverage_level: Annotated[str | None, at("EQ03")] = None
    diagnosis_pointers: Annotated[list[int], fold("EQ05", range(1, 5))] = field(default_factory=list)
    spend_down: Annotated[Decimal | None, at("AMT[R]02")] = None
    spend_down_billed: Annotated[Decimal | None, at("AMT[PB]02")] = None
    place: Annotated[str | None, at("III02")] = None
    authorization: Annotated[Reference | None, at("REF[9F,G1]")] = None
    days: Annotated[Period | None, at("DTP[291]03")] = None


class EligibilityInquiry(Record):
    """What is asked of one patient's coverage; `dependent` is None where the subscriber is the patient.

    `unread` are the paths of what an inquiry with faults, and the levels above it, did not tell readably.
    """

    heading: InquiryHeading
    source: Source
    receiver: Receiver
    subscriber: Person
    dependent: Person | None = None
    traces: list[Trace] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    @property
    def patient(self) -> Person:
        """Whose coverage is asked about."""
        return self.dependent or self.subscriber


class InquirySource(Fact, frozen=True):
    """2000A."""

    higher: Annotated[InquiryHeading, above("")]
    source: Annotated[Source, part()]
    unread: tuple[str, ...] = ()


class InquiryReceiver(Fact, frozen=True):
    """2000B."""

    higher: Annotated[InquirySource, above("2000A")]
    receiver: Annotated[Receiver, part()]
    unread: tuple[str, ...] = ()


class InquirySubscriber(Record):
    """2000C."""

    higher: Annotated[InquiryReceiver, above("2000B")]
    subscriber: Annotated[Person, part("2100C")]
    traces: Annotated[list[Trace], at("TRN")] = field(default_factory=list)
    questions: Annotated[list[Question], loops("2100C/2110C")] = field(default_factory=list)
    unread: tuple[str, ...] = ()


class InquiryDependent(Record):
    """2000D."""

    higher: Annotated[InquirySubscriber, above("2000C")]
    dependent: Annotated[Person, part("2100D")]
    traces: Annotated[list[Trace], at("TRN")] = field(default_factory=list)
    questions: Annotated[list[Question], loops("2100D/2110D")] = field(default_factory=list)
    unread: tuple[str, ...] = ()


LEVELS: dict[str, type[Struct]] = {
    "": InquiryHeading,
    "2000A": InquirySource,
    "2000B": InquiryReceiver,
    "2000C": InquirySubscriber,
    "2000D": InquiryDependent,
}
"""The types of the units of a 270."""
