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

_LEVELS = {"2000A": "billing", "2000B": "subscriber", "2000C": "patient"}


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
        self._billing: Unit | None = None
        self._shared: dict[str, int] = {}
        self._person: Patient | Subscriber | None = None
        self._hashes: dict[str, Any] = {}

    def row(
        self, claim: DentalClaim, facts: ClaimFacts, unit: Unit, *, set_key: int, ordinal: int, state: str,
        fingerprint: bytes | None,
    ) -> Claim:
        """The row of a claim that was read from that unit."""
        if unit.above is not self._above:
            self._above, self._spans = unit.above, self._spans_of(unit.above)
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
            fingerprint=fingerprint,
            **self._hashes,
            **self._spans,
        )

    def _spans_of(self, above: Unit | None) -> dict[str, int]:
        """Where the units stand that a claim stands in."""
        spans: dict[str, int] = {}
        while above is not None:
            name = _LEVELS.get(above.loop.id)
            if name == "billing":
                if above is not self._billing:
                    self._billing = above
                    self._shared = {**_span(name, above), **_span("header", above.above)}
                spans.update(self._shared)
                break
            if name:
                spans.update(_span(name, above))
            above = above.above
        return spans

    def _hashed(self, claim: DentalClaim) -> dict[str, Any]:
        patient = (claim.patient or claim.subscriber).name
        name = " ".join(part for part in (patient.last_name, patient.first_name) if part)
        member = claim.subscriber.name.id
        return {
            "member_index": self._store.blind(member) if member else None,
            "name_index": self._store.blind(name) if name else None,
        }



def _span(name: str, unit: Unit | None) -> dict[str, int]:
    if unit is None:
        return {}
    return {f"{name}_offset": unit.offset, f"{name}_length": unit.end - unit.offset}
