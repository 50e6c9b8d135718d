"""What all kinds of payers' answers do to the ledger: verdicts recorded, deliveries and claims moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from clearinghouse.house import House
from clearinghouse.lifecycle import advance, states_before
from clearinghouse.pages import pages
from clearinghouse.sending import record_answered
from store import acknowledgments, claims, deliveries
from store.accounts import HOUSE
from store.acknowledgments import Acknowledgment
from store.claims import Claim
from store.files import File
from store.ledger import Ledger
from store.sets import TransactionSet


class Ties:
    """One file of answers on its way into the store. `told` counts, `loose` tells what found nothing."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File) -> None:
        self.house = house
        self.ledger = ledger
        self.run = run
        self.file = file
        self._partner = house.partners.partner(file.partner)
        self.now = house.now()
        self.told: Counter[str] = Counter()
        self.loose: Counter[str] = Counter()
        self._answered: set[int] = set()

    def as_sent(self, claim_id: str) -> str:
        """A CLM01 as this partner was told it and tells it: in capitals, where it wants those."""
        return self._partner.writing.recast(claim_id) if self._partner else claim_id

    @property
    def in_capitals(self) -> bool:
        """Whether this partner is told CLM01s in capitals."""
        return self._partner is not None and self._partner.writing.upper_case

    def park(self, reason: str, count: int = 1) -> None:
        """Something in the file finds nothing, or counts for nothing: a person must look at it."""
        self.told["unmatched"] += count
        self.loose[reason] += count

    def record(
        self,
        kind: str,
        code: str,
        offset: int,
        detail: Mapping[str, Any],
        *,
        file: int | None = None,
        of: TransactionSet | None = None,
        claim: Claim | None = None,
    ) -> None:
        """Record a verdict on what it answers (nothing: it is kept with the reason in its detail)."""
        answer = Acknowledgment(
            account=claim.account if claim else HOUSE,
            kind=kind,
            code=code,
            file=self.file.id,
            out_file=file,
            out_set=of.id if of else None,
            set_control=of.set_control if of else "",
            claim=claim.id if claim else None,
            offset=offset,
            at=self.now,
            detail=detail,
        )
        acknowledgments.record_all(self.ledger, [answer])

    def record_loose(self, kind: str, code: str, offset: int, reason: str) -> None:
        """Keep a verdict that answers nothing we know of."""
        self.record(kind, code, offset, {"reason": reason})
        self.park(reason)

    def answered(self, file: int) -> None:
        """An outgoing file is answered, and so it was sent, whatever was told of it before."""
        if file not in self._answered:
            self._answered.add(file)
            record_answered(self.house, self.ledger, self.run, file)

    def answer_delivery(self, file: int, event: str) -> None:
        """The delivery of a file was acknowledged or rejected."""
        for delivery in deliveries.search(self.ledger, None, file=file):
            for state in states_before("deliveries", event):
                advance(self.house, self.ledger, self.run, "deliveries", [delivery.id], state, event)

    def move_claims(self, of: TransactionSet, event: str) -> None:
        """Move the claims of a set that we sent, as far as they are where the event can happen."""
        for state in states_before("claims", event):
            for some in pages(
                lambda after, size, state=state: claims.search(  # type: ignore[misc]
                    self.ledger, None, out_set=of.id, state=state, after=after, limit=size
                )
            ):
                self.advance_claims([claim.id for claim in some], state, event)

    def advance_claims(self, keys: Sequence[int], state: str, event: str) -> int:
        """Move claims that are in a state; how many were."""
        moved = advance(self.house, self.ledger, self.run, "claims", keys, state, event)
        if moved:
            self.told[f"claims {event}"] += moved
        return moved
