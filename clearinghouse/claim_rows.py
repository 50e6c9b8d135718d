"""A claim as the ledger keeps it: the few facts everybody asks for, and where its bytes stand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from clearinghouse.cents import to_cents
from edi.envelope import Unit
from store.claims import Claim
from store.opening import Store
from transactions.dental_claim import DentalClaim

_LEVELS = {"": "header", "2000A": "billing", "2000B": "subscriber", "2000C": "patient"}


def claim_row(
    claim: DentalClaim,
    unit: Unit,
    *,
    account: str,
    file: int,
    set_key: int,
    ordinal: int,
    state: str,
    store: Store,
    at: datetime,
    run: int,
) -> Claim:
    """The row of a claim; names and member ids only as keyed hashes by which they can be found."""
    spans: dict[str, Any] = {}
    above = unit.above
    while above is not None:
        if name := _LEVELS.get(above.loop.id):
            spans[f"{name}_offset"] = above.offset
            spans[f"{name}_length"] = len(above.text)
        above = above.above
    first, last = service_days(claim)
    patient = (claim.patient or claim.subscriber).name
    name = " ".join(part for part in (patient.last_name, patient.first_name) if part)
    member = claim.subscriber.name.id
    return Claim(
        account=account,
        file=file,
        set=set_key,
        ordinal=ordinal,
        claim_id=claim.claim_id,
        payer=claim.subscriber.payer.name.id or "",
        billing_npi=claim.billing.name.npi or "",
        charge_cents=to_cents(claim.charge),
        service_from=first,
        service_to=last,
        kind="predetermination" if claim.is_predetermination else "claim",
        frequency=claim.frequency or "",
        state=state,
        received_at=at,
        run=run or None,
        lines=len(claim.lines),
        own_offset=unit.offset,
        own_length=len(unit.text),
        member_index=store.blind(member) if member else None,
        name_index=store.blind(name) if name else None,
        **spans,
    )


def service_days(claim: DentalClaim) -> tuple[date | None, date | None]:
    """First and last day of service: the claim's own, else those of its lines; None where none is told."""
    if claim.service is not None:
        return claim.service.first, claim.service.last or claim.service.first
    days = [line.service_date for line in claim.lines if line.service_date]
    return (min(days), max(days)) if days else (None, None)
