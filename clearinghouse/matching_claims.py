"""Claim acknowledgments (277CA) of a payer: each verdict finds its claim in the batch it answers."""

from __future__ import annotations

from collections import Counter

from clearinghouse.house import House
from clearinghouse.lifecycle import CLAIM, advance
from edi.envelope import Event, Unit
from store import acknowledgments, claims, sets
from store.acknowledgments import Acknowledgment
from store.claims import Claim, Paid
from store.files import File
from store.ledger import Ledger
from store.sets import TransactionSet
from transactions.bound import UnitReader
from transactions.claim_acknowledgment import GUIDE, LEVELS, AcknowledgedClaim, PatientLevel


class ClaimVerdicts:
    """Fed with a file's events; ties every 2200D as it comes."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File, told: Counter[str]) -> None:
        self.house = house
        self.ledger = ledger
        self.run = run
        self.file = file
        self.told = told
        self._reader = UnitReader(GUIDE, LEVELS)
        self._batch = ""
        self._sent: TransactionSet | None = None
        self._waiting: dict[str, list[Claim]] = {}

    def take(self, event: Event) -> None:
        """Take the next event of the file."""
        if not isinstance(event, Unit) or event.set.id != "277" or event.loop.id != "2000D":
            return
        level = self._reader.read(event)
        if not isinstance(level, PatientLevel) or level.receiver is None:
            return
        if level.receiver.batch != self._batch:
            self._open_batch(level.receiver.batch)
        for answer in level.claims:
            self._tie(answer, event)

    def _open_batch(self, batch: str) -> None:
        """The set we sent under this BHT03, and its claims by CLM01."""
        self._batch = batch
        self._waiting = {}
        self._sent = next(iter(sets.find_sent(self.ledger, self.file.partner, reference=batch)), None)
        if self._sent is not None:
            for claim in claims.search(self.ledger, None, out_set=self._sent.id):
                self._waiting.setdefault(claim.claim_id, []).append(claim)

    def _tie(self, answer: AcknowledgedClaim, unit: Unit) -> None:
        # Claims of one number in one batch are answered in the order they were sent in.
        found = self._waiting.get(answer.claim_id)
        if not found or self._sent is None:
            self.told["unmatched"] += 1
            return
        claim = found.pop(0) if len(found) > 1 else found[0]
        rejected = answer.is_rejected
        statuses = [
            [status.category, status.code, status.entity or ""]
            for verdict in answer.verdicts
            for status in verdict.statuses
        ]
        verdict = Acknowledgment(
            account=claim.account,
            kind="277CA",
            code=statuses[0][0] if statuses else "",
            file=self.file.id,
            out_set=self._sent.id,
            set_control=self._sent.set_control,
            claim=claim.id,
            offset=unit.offset,
            at=self.house.now(),
            detail={"statuses": statuses},
        )
        acknowledgments.record_all(self.ledger, [verdict])
        self.told["277CA matched"] += 1
        event = "rejected by payer" if rejected else "accepted by payer"
        if (claim.state, event) in CLAIM:
            advance(self.house, self.ledger, self.run, "claims", [claim.id], claim.state, event)
            self.told[f"claims {event}"] += 1
        if answer.payer_claim_number and claim.payer_claim_number is None:
            self._keep_number(claim, answer.payer_claim_number)

    def _keep_number(self, claim: Claim, number: str) -> None:
        """The payer's number, by which its 835 will find the claim; no money yet."""
        known = Paid(
            claim.id,
            number,
            claim.paid_cents or 0,
            claim.patient_cents or 0,
            claim.adjusted_cents or 0,
            claim.answered_at or self.house.now(),
        )
        claims.record_payments(self.ledger, [known])
