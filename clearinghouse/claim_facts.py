"""What the ledger and the claim acknowledgment both ask of a claim, taken from it once."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from clearinghouse.cents import to_cents
from transactions.dental_claim import DentalClaim


class ClaimFacts(NamedTuple):
    """Total charge in cents; first and last day of service, None where none is told."""

    charge_cents: int
    first: date | None
    last: date | None


def claim_facts(claim: DentalClaim) -> ClaimFacts:
    """The facts of a claim; the days are the claim's own, else those of its lines."""
    if claim.service is not None:
        first = claim.service.first
        return ClaimFacts(to_cents(claim.charge), first, claim.service.last or first)
    days = [line.service_date for line in claim.lines if line.service_date is not None]
    if not days:
        return ClaimFacts(to_cents(claim.charge), None, None)
    return ClaimFacts(to_cents(claim.charge), min(days), max(days))


def authorizations_of(claim: DentalClaim) -> list[str]:
    """The numbers of the authorizations a claim was made under (REF G1), its own and those of its lines.

    Another payer's are none of its.
    """
    told = [claim.prior_authorization or ""]
    told += [
        number.value for line in claim.lines for number in line.prior_authorizations
        if not number.other_payer
    ]
    return list(dict.fromkeys(filter(None, map(compared, told))))


def compared(number: str) -> str:
    """An authorization's number as it is compared: payers may be told it, and tell it, in capitals."""
    return number.strip().upper()
