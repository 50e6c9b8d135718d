"""Routing: accepted claims go into a new batch for their payer, their own segments carried; inquiries too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from clearinghouse.batches import (
    Carried,
    Envelope,
    SetWritten,
    by_delimiters,
    in_interchanges,
    in_wire_order,
    write_batch,
)
from clearinghouse.carrying import carry
from clearinghouse.house import House
from clearinghouse.inquiry_routing import route_inquiries
from clearinghouse.lifecycle import advance
from clearinghouse.pages import bounded, pages
from clearinghouse.partners import Payer
from clearinghouse.troubles import DAMAGED
from edi.delimiters import Delimiters
from edi.errors import WriteError
from sftp_gateway.naming import remote_name
from store import claims, control_numbers, deliveries, files, sets
from store.accounts import HOUSE
from store.claims import Claim, Routed
from store.deliveries import Delivery
from store.files import File
from store.ledger import Ledger
from store.sets import TransactionSet

MAX_BATCH = 5_000
"""Claims of one outgoing file; what is more goes into the next file of the same run."""
_WAITING = ("accepted", "held")


def route(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Write a batch for every payer that has accepted claims; hold those whose payer nobody knows.

    `most`: at most so many claims, and as many inquiries of a kind, to each payer.
    """
    told: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    with house.store.read() as ledger:
        for state in _WAITING:
            waiting.update(
                {total.value: total.count for total in claims.totals(ledger, None, "payer", state=state)}
            )
    ready: dict[str, list[str]] = {}
    for payer_id in waiting:
        slug = house.partners.payer_of(payer_id)
        if slug is not None:
            ready.setdefault(slug, []).append(payer_id)
        elif not dry_run:
            told["held"] += _hold(house, run, payer_id)
    for slug, payer_ids in ready.items():
        if dry_run:
            told["would be routed"] += bounded(sum(waiting[payer_id] for payer_id in payer_ids), most)
        else:
            told += _Routing(house, run, slug, payer_ids, most).route()
    return told + route_inquiries(house, run, dry_run=dry_run, most=most)


def _hold(house: House, run: int, payer_id: str) -> int:
    held = 0
    with house.store.begin() as ledger:
        for some in pages(
            lambda after, size: claims.search(
                ledger, None, state="accepted", payer=payer_id, after=after, limit=size
            )
        ):
            keys = [claim.id for claim in some]
            held += advance(house, ledger, run, "claims", keys, "accepted", "no payer known")
    return held


class _Routing:
    """The claims of one payer on their way into batches."""

    def __init__(
        self, house: House, run: int, slug: str, payer_ids: list[str], most: int | None = None
    ) -> None:
        self.house = house
        self.run = run
        self.slug = slug
        self.payer: Payer = house.partners.payers[slug]
        self.told: Counter[str] = Counter()
        self._behind = dict.fromkeys(payer_ids, 0)
        self._damaged: set[int] = set()
        self._left = most

    def route(self) -> Counter[str]:
        """Every claim that waits, a batch at a time."""
        while self._route_some():
            pass
        for file in self._damaged:
            self.told[f"file {file} {DAMAGED}"] += 1
        return self.told

    def _route_some(self) -> bool:
        """Some claims, with the files, sets and deliveries they go out in: one transaction."""
        us, them = self.house.partners.house, self.payer
        ours = us.name + us.id + us.contact.name + them.name + them.id
        with self.house.store.begin() as ledger:
            waiting = {claim.id: claim for claim in self._next_claims(ledger)}
            carried = self._agreed(ledger, carry(self.house, ledger, list(waiting.values()), self._damaged))
            writing = them.writing
            wanted, choose = writing.wanted(), writing.clash == "choose"
            for delimiters, some in by_delimiters(in_wire_order(carried), ours, wanted, choose=choose):
                if delimiters is None:
                    self._hold_back(ledger, {one.claim: _clash(one, wanted, choose) for one in some})
                    continue
                for part in in_interchanges(some, them):
                    self._write(ledger, part, [waiting[one.claim] for one in part], delimiters)
        return bool(waiting)

    def _agreed(self, ledger: Ledger, carried: Iterable[Carried]) -> list[Carried]:
        """The claims by the payer's conventions; those it could not take are held."""
        conventions, known = self.payer.writing.conventions, dict[tuple[str, str], str]()
        if not conventions.change_text:
            return list(carried)
        found, reasons = list[Carried](), dict[int, str]()
        for claim in carried:
            try:
                found.append(claim.agreed(conventions, known))
            except WriteError as problem:
                reasons[claim.claim] = str(problem)
        self._hold_back(ledger, reasons)
        return found

    def _hold_back(self, ledger: Ledger, reasons: dict[int, str]) -> None:
        """Hold claims that cannot be written; the audit trail tells where and why, never what."""
        if not reasons:
            return
        for reason in dict.fromkeys(reasons.values()):
            keys = [key for key, told in reasons.items() if told == reason]
            self._advance(ledger, keys, "accepted", "cannot be written", reason)
        self.told["cannot be written"] += len(reasons)

    def _next_claims(self, ledger: Ledger) -> list[Claim]:
        """The next claims that wait; each is looked at once in a run."""
        found: list[Claim] = []
        for payer_id, behind in self._behind.items():
            room = bounded(MAX_BATCH, self._left) - len(found)
            if room:
                some = claims.search(
                    ledger, None, state=_WAITING, payer=payer_id, after=behind, limit=room
                )
                self._behind[payer_id] = some[-1].id if some else behind
                found += some
        if self._left is not None:
            self._left -= len(found)
        return found

    def _write(
        self, ledger: Ledger, carried: list[Carried], theirs: list[Claim], delimiters: Delimiters
    ) -> None:
        house = self.house
        envelope = self._envelope(ledger)
        with house.store.archive.deposit() as deposit:
            written = write_batch(deposit, carried, house.partners.house, self.payer, envelope, delimiters)
            archived = deposit.commit()
        name = remote_name("837D-{number}.edi", {"number": f"{envelope.interchange:09d}"})
        file, _ = files.record(
            ledger,
            File(
                account=HOUSE,
                direction="out",
                partner=self.slug,
                name=name,
                sha256=archived.sha256,
                size=archived.size,
                kind="837D",
                state="made",
                received_at=envelope.moment,
                run=self.run or None,
            ),
            actor=house.actor,
        )
        keys = sets.record_all(ledger, self._set_rows(file, envelope, written, delimiters))
        claims.record_routes(ledger, list(_routes(file, keys, written)))
        for state in _WAITING:
            self._advance(ledger, [claim.id for claim in theirs if claim.state == state], state, "routed")
        deliveries.make(
            ledger,
            Delivery(
                account=HOUSE, file=file.id, partner=self.slug, remote_name=name, made_at=envelope.moment
            ),
            actor=house.actor,
            run=self.run or None,
        )
        self.told["routed"] += len(theirs)
        self.told["batches"] += 1

    def _advance(self, ledger: Ledger, keys: list[int], state: str, event: str, detail: str = "") -> None:
        advance(self.house, ledger, self.run, "claims", keys, state, event, detail)

    def _envelope(self, ledger: Ledger) -> Envelope:
        ours = self.house.partners.house.id[:10]

        sharing = self.house.partners.sharing_id(self.slug)

        def next_number(sequence: str) -> int:
            alike = [f"{sequence}:{slug}" for slug in sharing]
            return control_numbers.next_number(ledger, f"{sequence}:{self.slug}", alike=alike)

        def next_set() -> tuple[str, str]:
            number = next_number("set")
            return f"{number:09d}", f"{ours}{number:09d}"

        return Envelope(self.house.now(), next_number("interchange"), next_number("group"), next_set)

    def _set_rows(
        self, file: File, envelope: Envelope, written: Iterable[SetWritten], delimiters: Delimiters
    ) -> list[TransactionSet]:
        return [
            TransactionSet(
                account=HOUSE,
                file=file.id,
                ordinal=ordinal,
                sender=self.house.partners.house.id,
                receiver=self.payer.id,
                interchange_control=f"{envelope.interchange:09d}",
                group_control=str(envelope.group),
                set_control=one.control_number,
                reference=one.reference,
                guide="837D",
                delimiters=delimiters.all,
                claims=len(one.claims),
                charge_cents=one.charge_cents,
                offset=one.offset,
                length=one.length,
            )
            for ordinal, one in enumerate(written, 1)
        ]


def _clash(claim: Carried, wanted: Delimiters, choose: bool) -> str:
    """Why a claim cannot be written."""
    if choose:
        return "the data leaves no characters to be delimiters"
    place = claim.place_of(wanted.all)
    return f"{place}: the value contains a delimiter of the interchange to be written"


def _routes(file: File, keys: range, written: Iterable[SetWritten]) -> Iterator[Routed]:
    for key, one in zip(keys, written, strict=True):
        for ordinal, claim in enumerate(one.claims, 1):
            yield Routed(claim, file.id, key, one.control_number, ordinal)
