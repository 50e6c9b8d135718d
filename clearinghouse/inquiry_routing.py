"""Routing of inquiries: accepted questions go to their payer in batches by kind, under traces of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from clearinghouse.admission import NO_PAYER, obstacle_of
from clearinghouse.holding import Gate, Named, count_let, hold_all
from clearinghouse.house import House
from clearinghouse.inquiry_files import ROUTED, write_files
from clearinghouse.inquiry_kinds import InquiryKind
from clearinghouse.kinds_of_inquiries import KINDS
from clearinghouse.pages import bounded, within
from clearinghouse.troubles import DAMAGED
from store import deliveries, inquiries, waiting
from store.accounts import HOUSE
from store.deliveries import Delivery
from store.files import File
from store.inquiries import Inquiry
from store.ledger import Ledger

MAX_BATCH = 5_000
"""Questions of one outgoing file; what is more goes into the next file of the same run."""


def route_inquiries(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Write a batch for every payer and kind that is asked; hold what may not go to its payer now.

    `most`: at most so many questions of each kind to each payer.
    """
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        counted = waiting.count(ledger, "inquiries")
    ready: dict[tuple[str | None, str], dict[Named, int]] = {}
    for one in counted:
        slug = house.directory.payer_of(one.payer, one.account)
        ready.setdefault((slug, one.kind), {})[one.account, one.payer] = one.count
    for (slug, kind), named in ready.items():
        obstacle = NO_PAYER if slug is None else obstacle_of(house.partners.payers[slug], kind)
        if slug is None or obstacle:
            if dry_run:
                told["inquiries would be held"] += sum(named.values())
            else:
                held = hold_all(house, run, "inquiries", named, obstacle or NO_PAYER, kind)
                told["inquiries held"] += held
        elif dry_run:
            let, held = count_let(house, slug, kind, "inquiries", named, kind)
            told += Counter({
                "inquiries would be routed": bounded(let, most), "inquiries would be held": held,
            })
        else:
            told += _Routing(house, run, slug, KINDS[kind], named, most).route()
    return told


class _Routing:
    """The questions of one kind for one payer on their way into batches."""

    def __init__(
        self, house: House, run: int, slug: str, kind: InquiryKind, named: Collection[Named],
        most: int | None = None,
    ) -> None:
        self.house = house
        self.run = run
        self.slug = slug
        self.kind = kind
        self.payer = house.partners.payers[slug]
        self.told: Counter[str] = Counter()
        self._named = named
        self._behind = 0
        self._damaged: set[int] = set()
        self._left = most

    def route(self) -> Counter[str]:
        """Every question that waits, or so many, a batch at a time."""
        while self._left != 0 and self._route_some():
            pass
        for file in self._damaged:
            self.told[f"file {file} {DAMAGED}"] += 1
        return self.told

    def _route_some(self) -> bool:
        """Some questions, with the file, sets and delivery they go out in: one transaction."""
        with self.house.store.begin() as ledger:
            looked_at = self._next(ledger)
            let, is_cut = within(self._let_through(ledger, looked_at), self._left)
            self._behind = let[-1].id if is_cut else self._behind
            before = self.told[ROUTED]
            if let:
                for file in write_files(
                    self.house, ledger, self.run, self.slug, self.kind, let, self._damaged, self.told
                ):
                    self._deliver(ledger, file)
        if self._left is not None:
            self._left -= self.told[ROUTED] - before
        return bool(looked_at)

    def _let_through(self, ledger: Ledger, some: list[Inquiry]) -> list[Inquiry]:
        """The questions whose providers are enrolled, where the payer demands it; the others are held."""
        gate = Gate(self.house, ledger, self.run, self.slug, self.kind.name, "inquiries")
        theirs = [one for one in some if (one.account, one.payer) in self._named]
        let = [one for one in theirs if gate.lets(one, one.reason, one.provider_npi)]
        self.told["inquiries held"] += gate.close()
        return let

    def _next(self, ledger: Ledger) -> list[Inquiry]:
        """The next questions that wait, in the order they came; each is looked at once in a run."""
        ids = sorted({payer for _, payer in self._named})
        found = inquiries.search(
            ledger, None, state=waiting.STATES, kind=self.kind.name, payer=ids, after=self._behind,
            limit=MAX_BATCH,
        )
        self._behind = found[-1].id if found else self._behind
        return found

    def _deliver(self, ledger: Ledger, file: File) -> None:
        deliveries.make(
            ledger,
            Delivery(
                account=HOUSE, file=file.id, partner=self.slug, remote_name=file.name,
                made_at=file.received_at, route=self.payer.route,
            ),
            actor=self.house.actor,
            run=self.run or None,
        )
        self.told["inquiry batches"] += 1
