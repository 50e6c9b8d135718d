"""The claim acknowledgment (277CA) we give a submitter: one set for each 837 set whose 999 accepts it.

A claim that broke a business rule is refused with the claim status its rule names; the others are taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from clearinghouse.cents import to_cents
from clearinghouse.claim_rows import service_days
from clearinghouse.proof import Proven
from edi.envelope import Closed, TransactionSet
from edi.findings import Answer, Finding
from edi.values import write_date, write_number
from edi.writer import Writer
from transactions.claim_acknowledgment import Status
from transactions.dental_claim import DentalClaim
from transactions.parties import Name
from transactions.rules.book import claim_status

if TYPE_CHECKING:
    from clearinghouse.acknowledgment import Party

VERSION = "005010X214"
TAKEN = Status("A1", "20")
RECEIVED = Status("A1", "19")
OTHER_FAULT = Status("A3", "21")
"""For a business rule that has no claim status of its own."""
MAX_STATUSES = 9
_GROUP = 3
"""Statuses that one STC holds."""


class _Told(NamedTuple):
    """What the acknowledgment says of one claim; money in cents."""

    billing: Name
    patient: Name
    member: str
    claim_id: str
    charge: int
    trace: str
    first: date | None
    last: date | None
    refusals: tuple[Status, ...]


class ClaimAnswers:
    """Fed with the proof of a file; writes a set for each accepted 837. The writer is in an open group HN."""

    def __init__(self, writer: Writer, us: Party, submitter: Party, now: datetime) -> None:
        self.writer = writer
        self.written = 0
        self._us = us
        self._submitter = submitter
        self._now = now
        self._claims: list[_Told] = []
        self._reference = ""

    def take(self, proven: Proven) -> None:
        """Take the next step of the proof."""
        if proven.claim is not None:
            self._claims.append(_told(proven.claim, proven.findings))
            self._reference = proven.claim.submission.reference
        elif isinstance(proven.event, Closed) and isinstance(proven.event.of, TransactionSet):
            of = proven.event.of
            if self._claims and not of.rejected and not of.group.rejected:
                self._write()
            self._claims = []

    def _write(self) -> None:
        writer, now, us = self.writer, self._now, self._us
        self.written += 1
        day, clock = f"{now:%Y%m%d}", f"{now:%H%M}"
        refused = [claim for claim in self._claims if claim.refusals]
        charge = sum(claim.charge for claim in self._claims)
        lost = sum(claim.charge for claim in refused)
        with writer.set("277", f"{self.written:04d}", VERSION):
            writer.segment(["BHT", "0085", "08", f"{us.id[:10]}{now:%y%m%d%H%M%S}", day, clock, "TH"])
            source = writer.level("20", None, True)
            writer.segment(["NM1", "AY", "2", us.name, "", "", "", "", "46", us.id])
            writer.segment(["TRN", "1", self._reference])
            writer.segment(["DTP", "050", "D8", day])
            writer.segment(["DTP", "009", "D8", day])
            receiver = writer.level("21", source, True)
            writer.segment(["NM1", "41", "2", self._submitter.name, "", "", "", "", "46", self._submitter.id])
            writer.segment(["TRN", "2", self._reference])
            writer.segment(["STC", _composite(RECEIVED), day, "WQ", _dollars(charge)])
            self._write_sums(len(self._claims) - len(refused), len(refused), charge - lost, lost)
            for billing, claims in groupby(self._claims, key=lambda claim: claim.billing):
                provider = writer.level("19", receiver, True)
                writer.segment(_name("85", billing))
                for (patient, member), theirs in groupby(claims, key=lambda c: (c.patient, c.member)):
                    writer.level("PT", provider, None)
                    writer.segment(_name("QC", patient, ("MI", member)))
                    for claim in theirs:
                        self._write_claim(claim, day)

    def _write_sums(self, taken: int, refused: int, taken_cents: int, refused_cents: int) -> None:
        writer = self.writer
        if taken:
            writer.segment(["QTY", "90", str(taken)])
        if refused:
            writer.segment(["QTY", "AA", str(refused)])
        if taken:
            writer.segment(["AMT", "YU", _dollars(taken_cents)])
        if refused:
            writer.segment(["AMT", "YY", _dollars(refused_cents)])

    def _write_claim(self, claim: _Told, day: str) -> None:
        writer = self.writer
        writer.segment(["TRN", "2", claim.claim_id])
        statuses = claim.refusals or (TAKEN,)
        action = "U" if claim.refusals else "WQ"
        for start in range(0, len(statuses), _GROUP):
            first, *more = statuses[start : start + _GROUP]
            others = [_composite(status) for status in more]
            writer.segment(
                ["STC", _composite(first), day, action, _dollars(claim.charge), *[""] * 5, *others]
            )
        if claim.trace:
            writer.segment(["REF", "D9", claim.trace])
        if claim.first:
            if claim.last and claim.last != claim.first:
                value = f"{write_date(claim.first)}-{write_date(claim.last)}"
                writer.segment(["DTP", "472", "RD8", value])
            else:
                writer.segment(["DTP", "472", "D8", write_date(claim.first)])


def _told(claim: DentalClaim, findings: Iterable[Finding]) -> _Told:
    patient = claim.patient or claim.subscriber
    first, last = service_days(claim)
    refusals = dict.fromkeys(_status(finding) for finding in findings if finding.is_error)
    return _Told(
        claim.billing.name,
        patient.name,
        claim.subscriber.name.id or "",
        claim.claim_id,
        to_cents(claim.charge),
        claim.clearinghouse_number or "",
        first,
        last,
        tuple(refusals)[:MAX_STATUSES],
    )


def _status(finding: Finding) -> Status:
    if finding.rule.answer is not Answer.STC:
        return OTHER_FAULT
    category, code, entity = claim_status(finding)
    return Status(category, code, entity or None)


def _composite(status: Status) -> list[str]:
    return [status.category, status.code, status.entity or ""]


def _name(role: str, name: Name, number: tuple[str, str] | None = None) -> list[str]:
    qualifier, value = number or (name.id_qualifier or "", name.id or "")
    return [
        "NM1",
        role,
        name.kind,
        name.last_name or "",
        name.first_name or "",
        name.middle_name or "",
        "",
        name.suffix or "",
        qualifier if value else "",
        value,
    ]


def _dollars(cents: int) -> str:
    return write_number(Decimal(cents) / 100)
