"""A claim as the ledger keeps it: the few facts everybody asks for, and where its bytes stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from clearinghouse.claim_facts import ClaimFacts
from edi.envelope import Unit
from store.claims import Claim
from store.files import File
from store.opening import Store
from transactions.claim_parties import Patient, Subscriber
from transactions.dental_claim import DentalClaim

_LEVELS = {"": "header", "2000A": "billing", "2000B": "subscriber", "2000C": "patient"}


class ClaimRows:
    """Makes the rows of one file's claims, in the order of the file.

    Names and member ids go in only as keyed hashes by which they can be found.
    """

    def __init__(self, store: Store, file: File, *, at: datetime, run: int) -> None:
        self._store = store
        self._account = file.account
        self._file = file.id
        self._at = at
        self._run = run or None
        # Claims of one patient stand together: what they share is told once.
        self._above: Unit | None = None
        self._spans: dict[str, Any] = {}
        self._person: Patient | Subscriber | None = None
        self._hashes: dict[str, Any] = {}

    def row(
        self, claim: DentalClaim, facts: ClaimFacts, unit: Unit, *, set_key: int, ordinal: int, state: str
    ) -> Claim:
        """The row of a claim that was read from that unit."""
        if unit.above is not self._above:
            self._above, self._spans = unit.above, _spans(unit.above)
        person = claim.patient or claim.subscriber
        if person is not self._person:
            self._person, self._hashes = person, self._hashed(claim)
        return Claim(
            account=self._account,
            file=self._file,
            set=set_key,
            ordinal=ordinal,
            claim_id=claim.claim_id,
            payer=claim.subscriber.payer.name.id or "",
            billing_npi=claim.billing.name.npi or "",
            charge_cents=facts.charge_cents,
            service_from=facts.first,
            service_to=facts.last,
            kind="predetermination" if claim.is_predetermination else "claim",
            frequency=claim.frequency or "",
            state=state,
            received_at=self._at,
            run=self._run,
            lines=len(claim.lines),
            own_offset=unit.offset,
            own_length=unit.end - unit.offset,
            **self._hashes,
            **self._spans,
        )

    def _hashed(self, claim: DentalClaim) -> dict[str, Any]:
        patient = (claim.patient or claim.subscriber).name
        name = " ".join(part for part in (patient.last_name, patient.first_name) if part)
        member = claim.subscriber.name.id
        return {
            "member_index": self._store.blind(member) if member else None,
            "name_index": self._store.blind(name) if name else None,
        }


def _spans(above: Unit | None) -> dict[str, int]:
    """Where the units stand that a claim stands in."""
    spans: dict[str, int] = {}
    while above is not None:
        if name := _LEVELS.get(above.loop.id):
            spans[f"{name}_offset"] = above.offset
            spans[f"{name}_length"] = above.end - above.offset
        above = above.above
    return spans
