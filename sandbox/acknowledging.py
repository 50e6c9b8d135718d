"""The sandbox payer's claim acknowledgment (277CA): which claims of a set it took in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sandbox.claims import service_days
from sandbox.insured import Refusal
from sandbox.plan import PayerIdentity
from sandbox.settling import Outcome
from transactions.binding import Period
from transactions.claim_acknowledgment import (
    AcknowledgedClaim,
    ClaimAcknowledgment,
    PatientLevel,
    ProviderLevel,
    ReceiverLevel,
    SourceLevel,
    Verdict,
)
from transactions.claim_parties import BillingProvider, Submission
from transactions.dental_claim import DentalClaim
from transactions.parties import Name
from transactions.statuses import Status

RECEIVED = Refusal("A1", "19", "PR")
"""STC01 of what was taken in: the payer tells that it has it."""
TAKEN, REFUSED = "WQ", "U"


def acknowledge(
    outcomes: Sequence[Outcome], payer: PayerIdentity, reference: str, trace: str, moment: datetime
) -> ClaimAcknowledgment:
    """The acknowledgment of one set of claims, in their order; `reference` and `trace` are ours."""
    submission = outcomes[0].claim.submission
    day = moment.date()
    return ClaimAcknowledgment(
        reference=reference,
        created=day,
        created_at=moment.time().replace(second=0, microsecond=0, tzinfo=None),
        source=SourceLevel(
            name=Name(kind="2", last_name=payer.name, id_qualifier="PI", id=payer.id, role="PR"),
            trace_number=trace,
            received=day,
            processed=day,
        ),
        receiver=_receiver(outcomes, submission, moment),
        providers=[
            _provider(billing, list(theirs), moment)
            for billing, theirs in groupby(outcomes, key=lambda outcome: outcome.claim.billing)
        ],
    )


def _receiver(outcomes: Sequence[Outcome], submission: Submission, moment: datetime) -> ReceiverLevel:
    accepted, rejected = _apart(outcomes)
    return ReceiverLevel(
        name=submission.submitter,
        batch=submission.reference,
        verdicts=(_verdict(RECEIVED, TAKEN, _charge(outcomes), moment),),
        claims_accepted=_count(accepted),
        claims_rejected=_count(rejected),
        charge_accepted=_charge(accepted) if accepted else None,
        charge_rejected=_charge(rejected) if rejected else None,
    )


def _provider(billing: BillingProvider, outcomes: Sequence[Outcome], moment: datetime) -> ProviderLevel:
    accepted, rejected = _apart(outcomes)
    name = billing.name
    number = ("XX", name.npi) if name.npi else ("FI", billing.tax_id.value)
    return ProviderLevel(
        name=Name(name.kind, name.last_name, name.first_name, name.middle_name, name.suffix, *number),
        trace_number=outcomes[0].claim.submission.reference,
        claims_accepted=_count(accepted),
        claims_rejected=_count(rejected),
        charge_accepted=_charge(accepted) if accepted else None,
        charge_rejected=_charge(rejected) if rejected else None,
        patients=tuple(
            PatientLevel(name=patient, claims=[_claim(outcome, moment) for outcome in theirs])
            for patient, theirs in groupby(outcomes, key=lambda outcome: _patient(outcome.claim))
        ),
    )


def _patient(claim: DentalClaim) -> Name:
    """The patient, by the number of the subscriber."""
    of = claim.patient.name if claim.patient else claim.subscriber.name
    number = claim.subscriber.name.id or "UNKNOWN"
    return Name("1", of.last_name, of.first_name, of.middle_name, of.suffix, "MI", number)


def _claim(outcome: Outcome, moment: datetime) -> AcknowledgedClaim:
    claim, days = outcome.claim, service_days(outcome.claim)
    action = REFUSED if outcome.refusal else TAKEN
    return AcknowledgedClaim(
        claim_id=claim.claim_id,
        verdicts=[_verdict(outcome.refusal or RECEIVED, action, claim.charge, moment)],
        payer_claim_number=outcome.number or None,
        clearinghouse_number=claim.clearinghouse_number,
        service=Period(days[0], days[-1] if days[-1] != days[0] else None) if days else None,
    )


def _verdict(told: Refusal, action: str, charge: Decimal, moment: datetime) -> Verdict:
    status = Status(told.category, told.status, told.entity or None)
    return Verdict(statuses=(status,), action=action, effective=moment.date(), charge=charge)


def _apart(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    accepted = [outcome for outcome in outcomes if outcome.refusal is None]
    return accepted, [outcome for outcome in outcomes if outcome.refusal is not None]


def _count(outcomes: Sequence[Outcome]) -> Decimal | None:
    return Decimal(len(outcomes)) if outcomes else None


def _charge(outcomes: Sequence[Outcome]) -> Decimal:
    return sum((outcome.claim.charge for outcome in outcomes), Decimal())
