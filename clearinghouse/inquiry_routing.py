"""Routing of inquiries: accepted questions go to their payer in batches by kind, under traces of ours."""

from __future__ import annotations

from collections import Counter

from clearinghouse.house import House
from clearinghouse.inquiry_files import WAITING, write_files
from clearinghouse.inquiry_kinds import InquiryKind
from clearinghouse.kinds_of_inquiries import KINDS
from clearinghouse.lifecycle import advance
from clearinghouse.pages import bounded, pages
from clearinghouse.troubles import DAMAGED
from store import deliveries, inquiries
from store.accounts import HOUSE
from store.deliveries import Delivery
from store.files import File
from store.inquiries import Inquiry
from store.ledger import Ledger

MAX_BATCH = 5_000
"""Questions of one outgoing file; what is more goes into the next file of the same run."""
NO_PAYER = "no payer has this id"


def route_inquiries(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Write a batch for every payer and kind that is asked; hold what is for a payer nobody knows.

    `most`: at most so many questions of each kind to each payer.
    """
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = inquiries.waiting(ledger, WAITING)
    ready: dict[tuple[str, str], list[str]] = {}
    for one in waiting:
        slug = house.partners.payer_of(one.payer)
        if slug is None:
            told["inquiries held"] += 0 if dry_run else _hold(house, run, one.kind, one.payer)
        elif dry_run:
            told["inquiries would be routed"] += bounded(one.count, most)
        else:
            ready.setdefault((slug, one.kind), []).append(one.payer)
    for (slug, kind), payer_ids in ready.items():
        told += _Routing(house, run, slug, KINDS[kind], payer_ids, most).route()
    return told


def _hold(house: House, run: int, kind: str, payer_id: str) -> int:
    held = 0
    with house.store.begin() as ledger:
        for some in pages(
            lambda after, size: inquiries.search(
                ledger, None, state="accepted", kind=kind, payer=payer_id, after=after, limit=size
            )
        ):
            keys = [one.id for one in some]
            held += advance(house, ledger, run, "inquiries", keys, "accepted", "no payer known")
            inquiries.record_reason(ledger, keys, NO_PAYER)
    return held


class _Routing:
    """The questions of one kind for one payer on their way into batches."""

    def __init__(
        self, house: House, run: int, slug: str, kind: InquiryKind, payer_ids: list[str],
        most: int | None = None,
    ) -> None:
        self.house = house
        self.run = run
        self.slug = slug
        self.kind = kind
        self.payer = house.partners.payers[slug]
        self.told: Counter[str] = Counter()
        self._behind = dict.fromkeys(payer_ids, 0)
        self._damaged: set[int] = set()
        self._left = most

    def route(self) -> Counter[str]:
        """Every question that waits, a batch at a time."""
        while self._route_some():
            pass
        for file in self._damaged:
            self.told[f"file {file} {DAMAGED}"] += 1
        return self.told

    def _route_some(self) -> bool:
        """Some questions, with the file, sets and delivery they go out in: one transaction."""
        with self.house.store.begin() as ledger:
            waiting = self._next(ledger)
            if waiting:
                for file in write_files(
                    self.house, ledger, self.run, self.slug, self.kind, waiting, self._damaged, self.told
                ):
                    self._deliver(ledger, file)
        return bool(waiting)

    def _next(self, ledger: Ledger) -> list[Inquiry]:
        """The next questions that wait; each is looked at once in a run."""
        found: list[Inquiry] = []
        for payer_id, behind in self._behind.items():
            room = bounded(MAX_BATCH, self._left) - len(found)
            if room:
                some = inquiries.search(
                    ledger, None, state=WAITING, kind=self.kind.name, payer=payer_id, after=behind, limit=room
                )
                self._behind[payer_id] = some[-1].id if some else behind
                found += some
        if self._left is not None:
            self._left -= len(found)
        return found

    def _deliver(self, ledger: Ledger, file: File) -> None:
        deliveries.make(
            ledger,
            Delivery(
                account=HOUSE, file=file.id, partner=self.slug, remote_name=file.name,
                made_at=file.received_at,
            ),
            actor=self.house.actor,
            run=self.run or None,
        )
        self.told["inquiry batches"] += 1
