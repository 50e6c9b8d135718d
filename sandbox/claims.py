"""A delivered claim as the plan sees it: the patient found, amounts in cents, what payers before us did."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sandbox.adjudication import Asked, Prior, Service, Treatment
from sandbox.insured import (
    BAD_CHARGES,
    BAD_SERVICE_DATE,
    NO_NPI,
    OTHER_PAYER,
    Insured,
    Members,
    Refusal,
)
from sandbox.plan import LARGEST, PayerIdentity
from transactions.adjustments import Adjustment
from transactions.dental_claim import DentalClaim, OtherPayer, ServiceLine

PAYER_ORDER = "PSTABCDEFGH"
REDUCTIONS = frozenset(("CO", "PI", "CR"))
"""Groups of adjustments that nobody may be billed for."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A claim that can be adjudicated. `print` is the same for two claims that ask for the same."""

    claim: DentalClaim
    insured: Insured
    asked: Asked
    print: str


def take_in(
    claim: DentalClaim, payer: PayerIdentity, members: Members, today: date
) -> TakenIn | Refusal:
    """A claim made ready for its plan, or the status it is refused with. `today` prices predeterminations."""
    subscriber, patient = claim.subscriber, claim.patient
    if (subscriber.payer.name.id or "").strip().upper() != payer.id:
        return OTHER_PAYER
    if claim.billing.name.npi is None:
        return NO_NPI
    insured = members.find(
        subscriber.name.id or "",
        (patient.name.first_name if patient else subscriber.name.first_name) or "",
        patient.birth_date if patient else subscriber.birth_date,
        patient is not None,
    )
    if isinstance(insured, Refusal):
        return insured
    charges = [to_cents(line.charge) for line in claim.lines]
    days = [_service_day(claim, line, today) for line in claim.lines]
    known = [charge for charge in charges if charge is not None]
    if len(known) < len(charges) or sum(known) != to_cents(claim.charge):
        return BAD_CHARGES
    dated = [day for day in days if day is not None and day <= today]
    if len(dated) < len(days):
        return BAD_SERVICE_DATE
    asked = Asked(
        _services(claim, insured, known, dated), _treatment(claim), claim.is_predetermination,
        claim.billing.name.npi,
    )
    return TakenIn(claim, insured, asked, _print(claim, insured, known, dated))


def to_cents(amount: Decimal) -> int | None:
    """Dollars as cents; None for what no payment can hold (negative, fractions of a cent, too much)."""
    cents = amount * 100
    return int(cents) if 0 <= cents <= LARGEST and cents == cents.to_integral_value() else None


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """A total cut in parts that stand to each other as the weights do, and add up to it."""
    whole, parts, so_far, given = sum(weights), [], 0, 0
    for weight in weights:
        so_far += weight
        upto = total * so_far // whole if whole else 0
        parts.append(upto - given)
        given = upto
    return parts


def service_days(claim: DentalClaim) -> list[date]:
    """Every day the claim names a service on, in order."""
    days = {line.service_date for line in claim.lines}
    if claim.service is not None:
        days |= {claim.service.first, claim.service.last}
    return sorted(day for day in days if day is not None)


def _service_day(claim: DentalClaim, line: ServiceLine, today: date) -> date | None:
    if claim.is_predetermination:
        return today
    return line.service_date or (claim.service.first if claim.service else None)


def _services(
    claim: DentalClaim, insured: Insured, charges: list[int], days: list[date]
) -> tuple[Service, ...]:
    priors = _priors(claim, charges)
    return tuple(
        Service(
            line.procedure.code, charge, day, max(1, int(line.quantity or 1)), prior, insured.gap(day)
        )
        for line, charge, day, prior in zip(claim.lines, charges, days, priors, strict=True)
    )


def _treatment(claim: DentalClaim) -> Treatment | None:
    told = claim.orthodontics
    if told is None or told.months is None or told.months < 1:
        return None
    left = told.months_remaining
    return Treatment(int(told.months), None if left is None else int(left))


def _priors(claim: DentalClaim, charges: list[int]) -> list[Prior | None]:
    """What the payers before us did, line by line; what they told for the claim only is spread over it."""
    before = _payers_before(claim)
    if not before:
        return [None] * len(charges)
    paid, reduced = [0] * len(charges), [0] * len(charges)
    for other in before:
        on_lines = 0
        for index, line in enumerate(claim.lines):
            for decided in line.adjudications:
                if decided.payer_id == other.payer.name.id:
                    on_lines += _told(decided.paid)
                    paid[index] += _told(decided.paid)
                    reduced[index] += _reductions(decided.adjustments)
        on_claim = max(0, _told(other.paid) - on_lines)
        shares = zip(spread(on_claim, charges), spread(_reductions(other.adjustments), charges), strict=True)
        for index, (more, less) in enumerate(shares):
            paid[index] += more
            reduced[index] += less
    return [Prior(*both) for both in zip(paid, reduced, strict=True)]


def _payers_before(claim: DentalClaim) -> list[OtherPayer]:
    """The other payers whose turn was before ours and who decided."""
    decided = {one.payer_id for line in claim.lines for one in line.adjudications}
    return [
        other
        for other in claim.other_payers
        if _turn(other.sequence) < _turn(claim.subscriber.sequence)
        and (other.paid is not None or other.adjustments or other.payer.name.id in decided)
    ]


def _turn(sequence: str) -> int:
    return PAYER_ORDER.find(sequence) if sequence else -1


def _reductions(adjustments: Sequence[Adjustment]) -> int:
    return sum(_told(one.amount) for one in adjustments if one.group in REDUCTIONS)


def _told(amount: Decimal | None) -> int:
    """Another payer's amount in cents: half a cent counts as one, less than nothing as nothing."""
    return 0 if amount is None else max(0, int((amount * 100).to_integral_value(ROUND_HALF_UP)))


def _print(claim: DentalClaim, insured: Insured, charges: list[int], days: list[date]) -> str:
    """A hash of what is asked for: patient, payee, and each line's day, procedure, places and charge."""
    lines = sorted(
        f"{day}/{line.procedure.code}/{charge}/{','.join(line.oral_cavity)}/"
        + ",".join(f"{tooth.tooth}{''.join(sorted(tooth.surfaces))}" for tooth in line.teeth)
        for line, charge, day in zip(claim.lines, charges, days, strict=True)
    )
    told = "\n".join([insured.key, claim.billing.name.npi or "", *lines])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
