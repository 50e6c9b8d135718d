"""Claim acknowledgments (277CA) of a payer: each verdict finds its claim in the batch it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clearinghouse.answering import Ties
from clearinghouse.cents import to_cents
from clearinghouse.lifecycle import CLAIM
from edi.envelope import Closed, TransactionSet, Unit
from store import claims, sets
from store.claims import Claim
from transactions.bound import UnitReader
from transactions.claim_acknowledgment import (
    GUIDE,
    LEVELS,
    AcknowledgedClaim,
    PatientLevel,
    ProviderLevel,
    ReceiverLevel,
    Verdict,
)

ACCEPTED, REJECTED = "accepted by payer", "rejected by payer"


class ClaimVerdicts:
    """Fed with a file's events; ties every level of a 277CA as it comes.

    Where the batch or a provider is refused as a whole, the levels below may be missing.
    """

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._reader = UnitReader(GUIDE, LEVELS)
        self._sent: sets.TransactionSet | None = None
        self._claims: list[Claim] = []
        self._states: dict[int, str] = {}
        self._unanswered: dict[str, list[Claim]] = {}

    def take(self, event: Unit | Closed) -> None:
        """Take the next event of a set."""
        if isinstance(event, Closed):
            if isinstance(event.of, TransactionSet):
                self._sent, self._claims, self._unanswered = None, [], {}
            return
        if event.set.id != "277":
            return
        level = self._reader.read(event)
        if isinstance(level, ReceiverLevel):
            self._open_batch(level.batch)
            self._refuse(self._claims, level.verdicts, event)
        elif isinstance(level, ProviderLevel):
            number = level.name.id
            theirs = [claim for claim in self._claims if number and claim.billing_npi == number]
            self._refuse(theirs, level.verdicts, event)
        elif isinstance(level, PatientLevel):
            for answer in level.claims:
                self._tie(answer, event)

    def _open_batch(self, batch: str) -> None:
        """The set we sent under this BHT03, and its claims by CLM01."""
        ties = self._ties
        self._claims, self._unanswered = [], {}
        found = sets.find_sent(ties.ledger, ties.file.partner, reference=batch) if batch else []
        self._sent = found[0] if found else None
        if self._sent is None:
            ties.record_loose("277CA", "", 0, "277CA for a batch we did not send")
            return
        ties.answered(self._sent.file)
        self._claims = claims.search(ties.ledger, None, out_set=self._sent.id)
        self._states = {claim.id: claim.state for claim in self._claims}
        for claim in self._claims:
            self._unanswered.setdefault(ties.as_sent(claim.claim_id), []).append(claim)

    def _refuse(self, theirs: list[Claim], verdicts: Sequence[Verdict], unit: Unit) -> None:
        """A verdict on the whole batch, or on a provider in it, that lets nothing through."""
        if self._sent is None or not any(verdict.is_refusal for verdict in verdicts):
            return
        statuses = _statuses(verdicts)
        for claim in theirs:
            if self._record(claim, statuses, unit):
                self._move(claim, REJECTED)

    def _tie(self, answer: AcknowledgedClaim, unit: Unit) -> None:
        ties = self._ties
        statuses = _statuses(answer.verdicts)
        claim = self._claim_of(answer)
        if claim is None:
            if self._sent is not None:
                ties.record_loose("277CA", _code(statuses), unit.offset, "277CA for a claim not in its batch")
            return
        if not self._record(claim, statuses, unit):
            return
        self._move(claim, REJECTED if answer.is_rejected else ACCEPTED)
        if answer.payer_claim_number and claim.payer_claim_number is None:
            # By it the 835 will find the claim; there is no money yet.
            claims.record_number(ties.ledger, claim.id, answer.payer_claim_number)

    def _record(self, claim: Claim, statuses: list[list[Any]], unit: Unit) -> bool:
        ties, detail = self._ties, {"statuses": statuses}
        is_new = ties.record("277CA", _code(statuses), unit.offset, detail, of=self._sent, claim=claim)
        ties.told["277CA matched"] += is_new
        return is_new

    def _claim_of(self, answer: AcknowledgedClaim) -> Claim | None:
        """The claim of this number; of several that of this charge and day, the first sent first."""
        found = self._unanswered.get(self._ties.as_sent(answer.claim_id), [])
        if len(found) < 2:
            return found[0] if found else None
        charge = next((verdict.charge for verdict in answer.verdicts if verdict.charge is not None), None)
        day = answer.service.first if answer.service else None
        best = max(
            found,
            key=lambda one: (
                charge is not None and one.charge_cents == to_cents(charge),
                day is not None and one.service_from == day,
                -one.id,
            ),
        )
        found.remove(best)
        return best

    def _move(self, claim: Claim, event: str) -> None:
        state = self._states[claim.id]
        if self._ties.advance_claims([claim.id], state, event):
            self._states[claim.id] = CLAIM[state, event]


def _statuses(verdicts: Sequence[Verdict]) -> list[list[Any]]:
    return [
        [status.category, status.code, status.entity or ""]
        for verdict in verdicts
        for status in verdict.statuses
    ]


def _code(statuses: list[list[Any]]) -> str:
    return str(statuses[0][0]) if statuses else ""
