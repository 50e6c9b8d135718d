"""The claim status response (277, 005010X212) as business data: what has become of one claim, or why not.

A `ClaimStatusResponse` is the answer about one claim (2200), which its `trace_number` ties to the question.
A payer may stop further up: at the receiver (the inquiries of a file were not taken) or at a provider
(none of its inquiries was); then what is below is None. Amounts are dollars.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Struct, field

from transactions.adjustments import Procedure
from transactions.binding import Fact, Period, Record, at, fold, loops, part
from transactions.claim_status_inquiry import StatusHeading
from transactions.parties import Contact, Name
from transactions.statuses import STATUS_STARTS, Status

NOT_FOUND = "A4"


class StatusReport(Fact, frozen=True):
    """STC: up to three statuses and the day they were set.

    Only of claims: `charge`, `paid` (0 for nothing), `finalized` the day the payer was done with the claim,
    `paid_on` and `payment_number` the day and number of the check or transfer (TRN02 of its 835).
    """

    statuses: Annotated[tuple[Status, ...], fold("", STATUS_STARTS)]
    effective: Annotated[date | None, at("02")]
    charge: Annotated[Decimal | None, at("04")] = None
    paid: Annotated[Decimal | None, at("05")] = None
    finalized: Annotated[date | None, at("06")] = None
    paid_on: Annotated[date | None, at("08")] = None
    payment_number: Annotated[str | None, at("09")] = None


class AnsweringPayer(Fact, frozen=True):
    """2000A: the payer that answers, and whom to ask there."""

    name: Annotated[Name, at("2100A/NM1")]
    contact: Annotated[Contact | None, at("2100A/PER")] = None
    unread: tuple[str, ...] = ()


class AnsweredReceiver(Fact, frozen=True):
    """2000B: who asked. Where all inquiries of a file share a fate, `reports` tell it.

    Then `trace_number` is the BHT03 they came with.
    """

    name: Annotated[Name, at("2100B/NM1")]
    trace_number: Annotated[str | None, at("2200B/TRN02")] = None
    reports: Annotated[tuple[StatusReport, ...], at("2200B/STC")] = ()
    unread: tuple[str, ...] = ()


class AnsweredProvider(Fact, frozen=True):
    """2000C: whose claims were asked about. Where all those inquiries share a fate, `reports` tell it.

    Then there is a `trace_number` too, 0 for want of one.
    """

    names: Annotated[tuple[Name, ...], at("2100C/NM1")]
    trace_number: Annotated[str | None, at("2200C/TRN02")] = None
    reports: Annotated[tuple[StatusReport, ...], at("2200C/STC")] = ()
    unread: tuple[str, ...] = ()


class AnsweredPatient(Fact, frozen=True):
    """2000D or 2000E: the subscriber or a dependent."""

    name: Annotated[Name, at("2100/NM1")]


class AnsweredLine(Record):
    """2220: what has become of a service line."""

    procedure: Annotated[Procedure, at("SVC01")]
    charge: Annotated[Decimal, at("SVC02")]
    paid: Annotated[Decimal, at("SVC03")]
    reports: Annotated[list[StatusReport], at("STC")]
    revenue_code: Annotated[str | None, at("SVC04")] = None
    quantity: Annotated[Decimal | None, at("SVC07")] = None
    line_control_number: Annotated[str | None, at("REF[FJ]02")] = None
    service: Annotated[Period | None, at("DTP[472]03")] = None


class AnsweredClaim(Record):
    """2200: what has become of a claim; `trace_number` is that of the inquiry.

    A question may have several answers (a claim that the payer split), each with a `payer_claim_number` of
    its own. What the `is_...` ask is whether any status of any report says so.
    """

    trace_number: Annotated[str, at("TRN02")]
    reports: Annotated[list[StatusReport], at("STC")]
    payer_claim_number: Annotated[str | None, at("REF[1K]02")] = None
    bill_type: Annotated[str | None, at("REF[BLT]02")] = None
    patient_account: Annotated[str | None, at("REF[EJ]02")] = None
    prescription_number: Annotated[str | None, at("REF[XZ]02")] = None
    voucher_number: Annotated[str | None, at("REF[VV]02")] = None
    clearinghouse_number: Annotated[str | None, at("REF[D9]02")] = None
    service: Annotated[Period | None, at("DTP[472]03")] = None
    lines: Annotated[list[AnsweredLine], loops("2220")] = field(default_factory=list)

    @property
    def is_finalized(self) -> bool:
        """Whether the payer is done with it, paid or not (category F)."""
        return self._is("F")

    @property
    def is_pending(self) -> bool:
        """Whether the payer is still at it, or waits for something (category P)."""
        return self._is("P")

    @property
    def is_not_found(self) -> bool:
        """Whether the payer knows no such claim (category A4)."""
        return self._is(NOT_FOUND)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the payer speaks of its receipt (category A): also that it was refused, or not found."""
        return self._is("A")

    def _is(self, category: str) -> bool:
        return any(one.category.startswith(category) for one in statuses_of(self.reports))


def statuses_of(reports: Iterable[StatusReport]) -> Iterable[Status]:
    """All statuses of some reports, in their order."""
    return (status for report in reports for status in report.statuses)


class ClaimStatusResponse(Record):
    """An answer. `dependent` is None where the subscriber is the patient.

    What is below the level the payer stopped at is None. `unread` tells what of the subscriber, the
    dependent and all their claims could not be read.
    """

    heading: StatusHeading
    payer: AnsweringPayer
    receiver: AnsweredReceiver | None = None
    provider: AnsweredProvider | None = None
    subscriber: AnsweredPatient | None = None
    dependent: AnsweredPatient | None = None
    claim: AnsweredClaim | None = None
    unread: tuple[str, ...] = ()


class SubscriberAnswers(Record):
    """2000D as it stands in a file: the subscriber, and the claims whose patient this is."""

    patient: Annotated[AnsweredPatient, part()]
    claims: Annotated[list[AnsweredClaim], loops("2200")] = field(default_factory=list)
    unread: tuple[str, ...] = ()


class DependentAnswers(SubscriberAnswers):
    """2000E: the same of a dependent."""


LEVELS: dict[str, type[Struct]] = {
    "": StatusHeading,
    "2000A": AnsweringPayer,
    "2000B": AnsweredReceiver,
    "2000C": AnsweredProvider,
    "2000D": SubscriberAnswers,
    "2000E": DependentAnswers,
}
"""The types of the units of a 277, for a `UnitReader`, from the top down."""
