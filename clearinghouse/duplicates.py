"""Duplicates: what a partner sent before, by one rule for files, control numbers, sets and claims.

Each partner's settings say how far back is looked and what is done: reject, warn, or take without a word.
Only what came from the same account is looked at, and a verdict names it by its keys in the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from clearinghouse.earlier import Earlier, Repeated
from clearinghouse.entries import Entries
from clearinghouse.fingerprints import told_alike
from clearinghouse.house import House
from clearinghouse.partners import Payer, Submitter
from clearinghouse.proof import Proven
from edi.envelope import Unit
from edi.findings import Place
from edi.rulebook import RULES as SYNTAX
from store import claims, files, sets
from store.claims import Claim
from store.files import File
from store.ledger import Ledger
from transactions.dental_claim import DentalClaim
from transactions.rules.broken import Broken, findings_of
from transactions.rules.tables.duplicates import REFUSED, RULES, TOLD

NOT_WORKED_ON = ("rejected", "set rejected", "superseded", "refused", "payer rejected", "reversed")
"""States of claims that may come again as they were: nobody decides them, or it was taken back."""
PORTION = 200
"""Claims looked up at a time."""
PORTION_BYTES = 1 << 20
MOST_SETS = 500
"""Sets of one number that are looked at, the latest first."""
_RECENT = 4 * PORTION + 2000
"""More than the claims that wait to be written: what came earlier in the file is found in the store."""


class Numbers:
    """The control numbers a partner gave before, in other files or in this one."""

    def __init__(self, house: House, ledger: Ledger, file: File, partner: Submitter | Payer) -> None:
        self._ledger = ledger
        self._file = file
        self._settings = partner.duplicates
        self._since = partner.duplicates.since(house.now())

    def of_interchange(self, sender: str, number: str, place: Place) -> Repeated | None:
        """That an interchange of this number was taken before."""
        if self._settings.numbers == "take":
            return None
        earlier = self._earlier(sender, interchange_control=number)
        rule = SYNTAX["I125" if self._settings.numbers == "reject" else "I175"]
        return Repeated(rule, place, earlier=earlier) if earlier else None

    def of_set(self, sender: str, group: str, number: str, place: Place) -> Repeated | None:
        """That a set of this number was taken in a group of this number before."""
        if self._settings.sets == "take":
            return None
        earlier = self._earlier(sender, group_control=group, set_control=number)
        rule = SYNTAX["T124" if self._settings.sets == "reject" else "T174"]
        return Repeated(rule, place, earlier=earlier) if earlier else None

    def _earlier(self, sender: str, **numbers: Any) -> Earlier | None:
        """The latest file in which such a set was taken; what we made of sheets has numbers of ours."""
        tried: set[int] = set()
        for one in sets.search(
            self._ledger, self._file.account, sender=sender, descending=True, limit=MOST_SETS, **numbers
        ):
            if not one.verdict or one.file in tried:
                continue
            tried.add(one.file)
            file = files.get(self._ledger, None, one.file)
            if file and file.received_at >= self._since and files.source_of(self._ledger, file.id) is None:
                return Earlier(file.id, file.received_at.date())
        return None


class ClaimRepeats:
    """Looks up every claim of a submitter's file as it is proven.

    A claim made of another one is not that one again: `made_of` is its key.
    """

    def __init__(
        self, house: House, ledger: Ledger, file: File, partner: Submitter, entries: Entries,
        made_of: int | None = None,
    ) -> None:
        self._store = house.store
        self._ledger = ledger
        self._account = file.account
        self._entries = entries
        self._made_of = made_of
        # Where they are taken without a word, claims are known by it should the setting change.
        self._rule = {"reject": REFUSED, "warn": TOLD, "take": ""}[partner.duplicates.claims]
        self._since = partner.duplicates.since(house.now())
        # Fingerprints of claims that may not be in the store yet, the oldest first.
        self._recent: dict[bytes, None] = {}

    def judged(self, proof: Iterable[Proven]) -> Iterator[Proven]:
        """The proof with what came before told of each claim. What is no unit is passed on as it comes."""
        waiting: list[Proven] = []
        size = 0
        for proven in proof:
            if not self._rule:
                if proven.claim is not None:
                    proven.fingerprint = self._fingerprint(proven.claim)
                yield proven
                continue
            if proven.event.__class__ is not Unit:
                yield from self._judge(waiting)
                waiting, size = [], 0
                yield proven
                continue
            waiting.append(proven)
            size += len(proven.event.text)
            if len(waiting) >= PORTION or size >= PORTION_BYTES:
                yield from self._judge(waiting)
                waiting, size = [], 0
        yield from self._judge(waiting)

    def _judge(self, waiting: list[Proven]) -> Iterator[Proven]:
        for proven in waiting:
            if proven.claim is not None:
                proven.fingerprint = self._fingerprint(proven.claim)
        wanted = {one.fingerprint for one in waiting if one.fingerprint is not None}
        known = self._find(wanted) if wanted else {}
        for proven in waiting:
            if proven.fingerprint is not None:
                self._look_up(proven, proven.fingerprint, known)
            yield proven

    def _fingerprint(self, claim: DentalClaim) -> bytes | None:
        told = told_alike(claim)
        return None if told is None else self._store.fingerprint(told)

    def _find(self, wanted: Iterable[bytes]) -> dict[bytes, Claim]:
        return claims.find_by_fingerprint(
            self._ledger, self._account, list(wanted), since=self._since, but=NOT_WORKED_ON,
            but_claim=self._made_of,
        )

    def _look_up(self, proven: Proven, fingerprint: bytes, known: dict[bytes, Claim]) -> None:
        if fingerprint in self._recent:
            # It stands in this file, and what became of it only the store knows for certain.
            self._entries.flush()
            known |= self._find([fingerprint])
        earlier = known.get(fingerprint)
        if earlier is not None:
            assert proven.claim is not None
            assert isinstance(proven.event, Unit)
            (found,) = findings_of([Broken(self._rule, "2300/CLM01")], proven.event, RULES)
            told = Repeated(found.rule, found.place, earlier=_earlier(earlier, proven.claim))
            proven.findings = [*proven.findings, told]
        self._recent[fingerprint] = None
        if len(self._recent) > 2 * _RECENT:
            for old in list(self._recent)[:_RECENT]:
                del self._recent[old]


def _earlier(before: Claim, now: DentalClaim) -> Earlier:
    others = {
        "claim number CLM01": before.claim_id != now.claim_id,
        "frequency CLM05-3": before.frequency != (now.frequency or ""),
    }
    differs = tuple(what for what, is_other in others.items() if is_other)
    return Earlier(before.file, before.received_at.date(), before.id, differs)

