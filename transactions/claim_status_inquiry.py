"""The claim status inquiry (276, 005010X212) as business data: one claim asked about, and who asks whom.

A `ClaimStatusInquiry` is one claim (2200), not one patient: a claim asked about has a trace number of its
own, and whoever gets an answer finds its question by that number. Those above it are shared by all
inquiries of a file; writing brings the claims of a patient together again. Amounts are dollars.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Annotated

from msgspec import Struct, field

from transactions.adjustments import Procedure
from transactions.binding import Fact, Period, Record, at, loops, part
from transactions.parties import Name


class StatusHeading(Fact, frozen=True):
    """BHT: the sender's number for the inquiries or responses of a set, and when it made them."""

    reference: Annotated[str, at("HEADER/BHT03")]
    created: Annotated[date | None, at("HEADER/BHT04")]
    created_at: Annotated[time | None, at("HEADER/BHT05")]
    unread: tuple[str, ...] = ()


class AskedPayer(Fact, frozen=True):
    """2000A: the payer that is asked (NM109 its PI or, of a health plan, XV number)."""

    name: Annotated[Name, at("2100A/NM1")]
    unread: tuple[str, ...] = ()


class AskingReceiver(Fact, frozen=True):
    """2000B: who gets the answer: the practice itself, a billing service, a clearinghouse."""

    name: Annotated[Name, at("2100B/NM1")]
    unread: tuple[str, ...] = ()


class AskingProvider(Fact, frozen=True):
    """2000C: whose claims are asked about, perhaps twice: by NPI (XX) and tax id (FI) or payer's number."""

    names: Annotated[tuple[Name, ...], at("2100C/NM1")]
    unread: tuple[str, ...] = ()


class AskedPatient(Fact, frozen=True):
    """2000D or 2000E: the subscriber or a dependent; a dependent is always told with the day of birth."""

    name: Annotated[Name, at("2100/NM1")]
    birth_date: Annotated[date | None, at("DMG02")] = None
    sex: Annotated[str | None, at("DMG03")] = None


class AskedLine(Record):
    """2210: a service line asked about; `line_control_number` is the one it was sent with."""

    procedure: Annotated[Procedure, at("SVC01")]
    charge: Annotated[Decimal, at("SVC02")]
    revenue_code: Annotated[str | None, at("SVC04")] = None
    quantity: Annotated[Decimal | None, at("SVC07")] = None
    line_control_number: Annotated[str | None, at("REF[FJ]02")] = None
    service: Annotated[Period | None, at("DTP[472]03")] = None


class AskedClaim(Record):
    """2200: what is known of the claim; `trace_number` comes back in the answer.

    `patient_account` is the claim's own number (CLM01), `location` where the claim was handled.
    """

    trace_number: Annotated[str, at("TRN02")]
    payer_claim_number: Annotated[str | None, at("REF[1K]02")] = None
    bill_type: Annotated[str | None, at("REF[BLT]02")] = None
    location: Annotated[str | None, at("REF[LU]02")] = None
    group_number: Annotated[str | None, at("REF[6P]02")] = None
    patient_account: Annotated[str | None, at("REF[EJ]02")] = None
    prescription_number: Annotated[str | None, at("REF[XZ]02")] = None
    clearinghouse_number: Annotated[str | None, at("REF[D9]02")] = None
    charge: Annotated[Decimal | None, at("AMT[T3]02")] = None
    service: Annotated[Period | None, at("DTP[472]03")] = None
    lines: Annotated[list[AskedLine], loops("2210")] = field(default_factory=list)


class ClaimStatusInquiry(Record):
    """A claim asked about. `dependent` is None where the subscriber is the patient.

    `claim` is None only of a patient of whom nothing is asked, or nothing readably; `unread` tells what of
    the subscriber, the dependent and all their claims could not be read.
    """

    heading: StatusHeading
    payer: AskedPayer
    receiver: AskingReceiver
    provider: AskingProvider
    subscriber: AskedPatient
    dependent: AskedPatient | None = None
    claim: AskedClaim | None = None
    unread: tuple[str, ...] = ()


class SubscriberQuestions(Record):
    """2000D as it stands in a file: the subscriber, and the claims asked about whose patient this is."""

    patient: Annotated[AskedPatient, part()]
    claims: Annotated[list[AskedClaim], loops("2200")] = field(default_factory=list)
    unread: tuple[str, ...] = ()


class DependentQuestions(SubscriberQuestions):
    """2000E: the same of a dependent."""


LEVELS: dict[str, type[Struct]] = {
    "": StatusHeading,
    "2000A": AskedPayer,
    "2000B": AskingReceiver,
    "2000C": AskingProvider,
    "2000D": SubscriberQuestions,
    "2000E": DependentQuestions,
}
"""The types of the units of a 276, for a `UnitReader`, from the top down."""
