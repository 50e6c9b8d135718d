"""Claim status: a question about one claim (276), and what the payer answers (277)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sandbox.claims import to_cents
from sandbox.insured import Members
from sandbox.ledger import Ledger, Settled
from sandbox.patients import (
    BAD_MEMBER_ID,
    BIRTH_DATE_DIFFERS,
    BIRTH_DATE_MISSING,
    NAME_MISSING,
    PATIENT_NOT_FOUND,
    SUBSCRIBER_NOT_FOUND,
    Asked,
    Patient,
    find_patient,
    has_npi,
)
from sandbox.plan import PlanFile
from sandbox.settled_claims import SettledClaims, days_of, is_waiting, status_of, tell_lines
from transactions.binding import Period
from transactions.claim_status_inquiry import AskedClaim, ClaimStatusInquiry, StatusHeading
from transactions.claim_status_response import (
    AnsweredClaim,
    AnsweredPatient,
    AnsweredProvider,
    AnsweredReceiver,
    AnsweringPayer,
    ClaimStatusResponse,
    StatusReport,
)
from transactions.parties import Contact, ContactWay, Name
from transactions.statuses import Status

TAX_ID = "FI"
CLAIM_NOT_FOUND = Status("A4", "35")
NOT_NOW = Status("E1", "0")
OTHER_PAYER = Status("E0", "116")
TOO_LITTLE = Status("E0", "21")
"""Neither a number of the claim, nor its charge and days."""
NO_PROVIDER = Status("E0", "562", "1P")
UNFOUND = {
    BAD_MEMBER_ID: Status("E0", "164", "IL"),
    SUBSCRIBER_NOT_FOUND: Status("D0", "33"),
    BIRTH_DATE_DIFFERS: Status("D0", "158", "QC"),
    BIRTH_DATE_MISSING: Status("E0", "158", "QC"),
    NAME_MISSING: Status("E0", "125", "QC"),
    PATIENT_NOT_FOUND: Status("D0", "97", "IN"),
}
"""By the reason of an eligibility refusal (AAA03)."""


class StatusDesk:
    """Answers questions about claims that were settled, each by itself."""

    def __init__(self, file: PlanFile, members: Members, ledger: Ledger, moment: datetime) -> None:
        self.file = file
        self.members = members
        self.today = moment.date()
        self.time = moment.time().replace(second=0, microsecond=0, tzinfo=None)
        self.claims = SettledClaims(ledger)
        payer = file.payer
        contact = Contact(payer.contact.name, (ContactWay("TE", payer.contact.telephone),))
        self._payer = AnsweringPayer(Name("2", payer.name, id_qualifier="PI", id=payer.id), contact)

    def heading(self, reference: str) -> StatusHeading:
        """That of a set of answers, under a number of ours."""
        return StatusHeading(reference, self.today, self.time)

    def answer(self, asked: ClaimStatusInquiry, heading: StatusHeading) -> ClaimStatusResponse | None:
        """What has become of the claim; None where none is asked about."""
        claim = asked.claim
        if claim is None:
            return None
        found = self._find(asked, claim)
        told = self._tell_error(claim, found) if isinstance(found, Status) else self._tell(claim, found)
        dependent = asked.dependent
        return ClaimStatusResponse(
            heading, self._payer, AnsweredReceiver(asked.receiver.name),
            AnsweredProvider(asked.provider.names), AnsweredPatient(asked.subscriber.name),
            AnsweredPatient(dependent.name) if dependent else None, told,
        )

    def _find(self, asked: ClaimStatusInquiry, claim: AskedClaim) -> Settled | Status:
        if (asked.payer.name.id or "").strip().upper() != self.file.payer.id:
            return OTHER_PAYER
        if not self.file.inquiries.answering:
            return NOT_NOW
        subscriber, dependent = asked.subscriber, asked.dependent
        patient = find_patient(self.members, Asked(
            subscriber.name, subscriber.birth_date,
            dependent.name if dependent else None, dependent.birth_date if dependent else None,
        ))
        if not isinstance(patient, Patient):
            return UNFOUND[patient.reason]
        npis = {name.npi for name in asked.provider.names if has_npi(name)}
        tax_ids = {name.id for name in asked.provider.names if name.id_qualifier == TAX_ID}
        if not npis and not tax_ids:
            return NO_PROVIDER
        if not (claim.payer_claim_number or claim.patient_account or (claim.charge and claim.service)):
            return TOO_LITTLE
        fit = [
            one for one in self._candidates(claim, patient)
            if one.patient_key == patient.insured.key
            and (one.payee.npi in npis if npis else one.payee.tax_id in tax_ids)
        ]
        standing = [one for one in fit if not one.reversed] or fit
        return standing[-1] if standing else CLAIM_NOT_FOUND

    def _candidates(self, claim: AskedClaim, patient: Patient) -> Iterable[Settled]:
        """By our own number, else by the patient's account, with charge and days where they are told."""
        if claim.payer_claim_number:
            return self.claims.numbered(claim.payer_claim_number)
        known = (
            self.claims.of_account(patient.member.id, claim.patient_account) if claim.patient_account
            else self.claims.of_member(patient.member.id)
        )
        return [one for one in known if _fits(one, claim)]

    # Telling.

    def _tell_error(self, claim: AskedClaim, status: Status) -> AnsweredClaim:
        return AnsweredClaim(
            claim.trace_number, [StatusReport((status,), self.today)], patient_account=claim.patient_account,
            clearinghouse_number=claim.clearinghouse_number, service=claim.service,
        )

    def _tell(self, claim: AskedClaim, found: Settled) -> AnsweredClaim:
        result, days = found.result, days_of(found)
        waiting = is_waiting(found)
        paid = 0 if found.reversed or waiting else result.paid
        report = StatusReport(
            (status_of(found),), found.received, charge=Decimal(result.charge).scaleb(-2),
            paid=None if waiting else Decimal(paid).scaleb(-2),
            finalized=None if waiting else found.received,
            paid_on=found.paid_on if paid else None,
            payment_number=(found.trace_number or None) if paid else None,
        )
        return AnsweredClaim(
            claim.trace_number, [report], payer_claim_number=found.number, patient_account=found.claim_id,
            clearinghouse_number=claim.clearinghouse_number,
            service=Period(days[0], days[-1] if days[-1] != days[0] else None) if days else None,
            lines=tell_lines(found, claim.lines),
        )


def _fits(one: Settled, claim: AskedClaim) -> bool:
    """Whether neither charge nor days, where both sides tell them, differ."""
    if claim.charge is not None and to_cents(claim.charge) != one.result.charge:
        return False
    days = days_of(one)
    if claim.service is None or not days:
        return True
    return claim.service.first <= days[-1] and days[0] <= (claim.service.last or claim.service.first)
