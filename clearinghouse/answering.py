"""What all kinds of payers' answers do to the ledger: verdicts recorded, what they answer moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clearinghouse.house import House
from clearinghouse.lifecycle import advance, states_before
from clearinghouse.pages import pages
from clearinghouse.refusals import Refusals
from clearinghouse.sending import record_answered
from store import acknowledgments, claims, deliveries, inquiries
from store.accounts import HOUSE
from store.acknowledgments import Acknowledgment
from store.claims import Claim
from store.files import File
from store.inquiries import Inquiry
from store.ledger import Ledger
from store.sets import TransactionSet

REFUSED = "set refused by payer"


class Ties:
    """One file of answers on its way into the store. `told` counts, `loose` tells what found nothing.

    Looked at `again`, what it told before is known by the verdicts that were recorded: it is not told, and
    nothing is moved by it, a second time.
    """

    def __init__(
        self, house: House, ledger: Ledger, run: int, file: File, *, again: bool = False
    ) -> None:
        self.house = house
        self.ledger = ledger
        self.run = run
        self.file = file
        self._partner = house.partners.partner(file.partner)
        self.now = house.now()
        self.told: Counter[str] = Counter()
        self.loose: Counter[str] = Counter()
        self.remarks: dict[str, None] = {}
        self.again = again
        self.curable = False
        self.refusals = Refusals()
        self._answered: set[int] = set()
        self.verdicts_before = acknowledgments.search(ledger, None, file=file.id) if again else []
        self._before = KnownVerdicts(self.verdicts_before)

    def as_sent(self, claim_id: str) -> str:
        """A CLM01 as this partner was told it and tells it: in capitals, where it wants those."""
        return self._partner.writing.recast(claim_id) if self._partner else claim_id

    @property
    def in_capitals(self) -> bool:
        """Whether this partner is told CLM01s in capitals."""
        return self._partner is not None and self._partner.writing.upper_case

    def park(self, reason: str, count: int = 1, *, curable: bool = False) -> None:
        """Something in the file finds nothing, or counts for nothing: a person must look at it.

        `curable`: it may find what it answers when more was sent or has come.
        """
        if not self.again:
            self.told["unmatched"] += count
        self.loose[reason] += count
        self.curable = self.curable or curable

    def remark(self, told: str) -> None:
        """Something to be told of the file that keeps nothing waiting."""
        self.remarks[told] = None

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
        inquiry: Inquiry | None = None,
    ) -> bool:
        """Record a verdict on what it answers (nothing: it is kept with the reason in its detail).

        Whether it is new; what is not moved all it moves when it came.
        """
        answer = self.verdict(kind, code, offset, detail, file=file, of=of, claim=claim, inquiry=inquiry)
        if self._before.has(answer):
            return False
        self.record_all([answer])
        return True

    def verdict(
        self,
        kind: str,
        code: str,
        offset: int,
        detail: Mapping[str, Any],
        *,
        file: int | None = None,
        of: TransactionSet | None = None,
        claim: Claim | None = None,
        inquiry: Inquiry | None = None,
    ) -> Acknowledgment:
        """A verdict of this file on what it answers."""
        owner = claim or inquiry
        return Acknowledgment(
            account=owner.account if owner else HOUSE,
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
            inquiry=inquiry.id if inquiry else None,
        )

    def record_all(self, verdicts: Sequence[Acknowledgment]) -> None:
        """Record new verdicts; one that was kept as answering nothing is told what it answers."""
        fresh = []
        for one in verdicts:
            loose = self._before.take_loose(one)
            if loose is None:
                fresh.append(one)
            else:
                acknowledgments.settle(self.ledger, loose, one)
        acknowledgments.record_all(self.ledger, fresh)

    def record_loose(
        self, kind: str, code: str, offset: int, reason: str, *, curable: bool = True
    ) -> None:
        """Keep a verdict that answers nothing we know of."""
        self.record(kind, code, offset, {"reason": reason})
        self.park(reason, curable=curable)

    def answered(self, file: int) -> None:
        """An outgoing file is answered, and so it was sent, whatever was told of it before."""
        if file not in self._answered:
            self._answered.add(file)
            record_answered(self.house, self.ledger, self.run, file)

    @property
    def answered_files(self) -> list[int]:
        """The outgoing files that this one answers."""
        return sorted(self._answered)

    def answer_delivery(self, file: int, event: str) -> None:
        """The delivery of a file was acknowledged or rejected."""
        for delivery in deliveries.search(self.ledger, None, file=file):
            for state in states_before("deliveries", event):
                advance(self.house, self.ledger, self.run, "deliveries", [delivery.id], state, event)

    def move_asked(self, of: TransactionSet, event: str) -> None:
        """Move the claims and inquiries of a set that we sent, as far as the event can happen to them."""
        for state in states_before("claims", event):
            for some in pages(
                lambda after, size, state=state: claims.search(  # type: ignore[misc]
                    self.ledger, None, out_set=of.id, state=state, after=after, limit=size
                )
            ):
                moved = self.advance_claims([claim.id for claim in some], state, event)
                if moved and event == REFUSED:
                    self.refusals.add_claims(some)
        for state in states_before("inquiries", event):
            for asked in pages(
                lambda after, size, state=state: inquiries.search(  # type: ignore[misc]
                    self.ledger, None, out_set=of.id, state=state, after=after, limit=size
                )
            ):
                moved = self.advance_inquiries([one.id for one in asked], state, event)
                if moved and event == REFUSED:
                    self.refusals.add_inquiries(asked)

    def advance_claims(self, keys: Sequence[int], state: str, event: str) -> int:
        """Move claims that are in a state; how many were."""
        moved = advance(self.house, self.ledger, self.run, "claims", keys, state, event)
        if moved:
            self.told[f"claims {event}"] += moved
        return moved

    def advance_inquiries(self, keys: Sequence[int], state: str, event: str) -> int:
        """Move inquiries that are in a state; how many were."""
        moved = advance(self.house, self.ledger, self.run, "inquiries", keys, state, event)
        if moved:
            self.told[f"inquiries {event}"] += moved
        return moved


class KnownVerdicts:
    """The verdicts of a file that were recorded when it was looked at before."""

    def __init__(self, known: Iterable[Acknowledgment]) -> None:
        self._tied: Counter[tuple[Any, ...]] = Counter()
        self._loose: dict[tuple[str, str, int], list[int]] = {}
        for one in known:
            if _is_loose(one):
                self._loose.setdefault((one.kind, one.code, one.offset), []).append(one.id)
            else:
                self._tied[_key(one)] += 1

    def has(self, verdict: Acknowledgment) -> bool:
        """Whether it was recorded as it stands; each record counts once."""
        if _is_loose(verdict):
            return self.take_loose(verdict) is not None
        key = _key(verdict)
        if self._tied[key]:
            self._tied[key] -= 1
            return True
        return False

    def take_loose(self, verdict: Acknowledgment) -> int | None:
        """The row of the same verdict from when it answered nothing."""
        rows = self._loose.get((verdict.kind, verdict.code, verdict.offset))
        return rows.pop(0) if rows else None


def _is_loose(verdict: Acknowledgment) -> bool:
    return "reason" in verdict.detail


def _key(verdict: Acknowledgment) -> tuple[Any, ...]:
    told = verdict.kind, verdict.code, verdict.offset
    return *told, verdict.out_file, verdict.out_set, verdict.claim, verdict.inquiry
