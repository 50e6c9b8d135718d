"""Routing: accepted claims go into a new batch for their payer, their own segments carried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from clearinghouse.batches import Carried, Envelope, SetWritten, in_wire_order, write_batch
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.partners import Payer
from edi.delimiters import DEFAULT, Delimiters
from sftp_gateway.naming import remote_name
from store import claims, control_numbers, deliveries, files, sets
from store.accounts import HOUSE
from store.claims import Claim, Routed
from store.deliveries import Delivery
from store.files import File
from store.ledger import Ledger
from store.sets import TransactionSet

MAX_BATCH = 20_000
"""Claims of one outgoing file; what is more goes into the next file of the same run."""


def route(house: House, run: int, *, dry_run: bool = False) -> Counter[str]:
    """Write a batch for every payer that has accepted claims; hold those whose payer nobody knows."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = {
            total.value: total.count
            for state in ("accepted", "held")
            for total in claims.totals(ledger, None, "payer", state=state)
        }
    ready: dict[str, list[str]] = {}
    for payer_id in waiting:
        slug = house.partners.payer_of(payer_id)
        if slug is not None:
            ready.setdefault(slug, []).append(payer_id)
        elif not dry_run:
            told["held"] += _hold(house, run, payer_id)
    for slug, payer_ids in ready.items():
        if dry_run:
            told["would be routed"] += sum(waiting[payer_id] for payer_id in payer_ids)
            continue
        while count := _route_some(house, run, slug, payer_ids):
            told["routed"] += count
            told["batches"] += 1
    return told


def _hold(house: House, run: int, payer_id: str) -> int:
    with house.store.begin() as ledger:
        waiting = [claim.id for claim in claims.search(ledger, None, state="accepted", payer=payer_id)]
        return advance(house, ledger, run, "claims", waiting, "accepted", "no payer known")


def _route_some(house: House, run: int, slug: str, payer_ids: list[str]) -> int:
    """One outgoing file, its sets, its delivery and the claims' new state: one transaction."""
    payer = house.partners.payers[slug]
    with house.store.begin() as ledger:
        waiting: list[Claim] = []
        for payer_id in payer_ids:
            room = MAX_BATCH - len(waiting)
            if room:
                waiting += claims.search(ledger, None, state=["accepted", "held"], payer=payer_id, limit=room)
        if not waiting:
            return 0
        carried = in_wire_order(_carry(house, ledger, waiting))
        envelope = _envelope(house, ledger, slug)
        with house.store.archive.deposit() as deposit:
            written = write_batch(deposit, carried, house.partners.house, payer, envelope)
            archived = deposit.commit()
        now = envelope.moment
        name = remote_name("837D-{number}.edi", {"number": f"{envelope.interchange:09d}"})
        file, _ = files.record(
            ledger,
            File(
                account=HOUSE,
                direction="out",
                partner=slug,
                name=name,
                sha256=archived.sha256,
                size=archived.size,
                kind="837D",
                state="made",
                received_at=now,
                run=run or None,
            ),
            actor=house.actor,
        )
        keys = sets.record_all(ledger, _set_rows(house, payer, file, envelope, written))
        claims.record_routes(ledger, list(_routes(file, keys, written)))
        for state in ("accepted", "held"):
            moved = [claim.id for claim in waiting if claim.state == state]
            advance(house, ledger, run, "claims", moved, state, "routed")
        deliveries.make(
            ledger,
            Delivery(account=HOUSE, file=file.id, partner=slug, remote_name=name, made_at=now),
            actor=house.actor,
            run=run or None,
        )
    return len(waiting)


def _envelope(house: House, ledger: Ledger, slug: str) -> Envelope:
    def next_set() -> tuple[str, str]:
        number = control_numbers.next_number(ledger, f"set:{slug}")
        return f"{number:09d}", f"{house.partners.house.id[:10]}{number:09d}"

    return Envelope(
        house.now(),
        control_numbers.next_number(ledger, f"interchange:{slug}"),
        control_numbers.next_number(ledger, f"group:{slug}"),
        next_set,
    )


def _set_rows(
    house: House, payer: Payer, file: File, envelope: Envelope, written: Iterable[SetWritten]
) -> list[TransactionSet]:
    return [
        TransactionSet(
            account=HOUSE,
            file=file.id,
            ordinal=ordinal,
            sender=house.partners.house.id,
            receiver=payer.id,
            interchange_control=f"{envelope.interchange:09d}",
            group_control=str(envelope.group),
            set_control=one.control_number,
            reference=one.reference,
            guide="837D",
            delimiters=DEFAULT.all,
            claims=len(one.claims),
            charge_cents=one.charge_cents,
            offset=one.offset,
            length=one.length,
        )
        for ordinal, one in enumerate(written, 1)
    ]


def _routes(file: File, keys: range, written: Iterable[SetWritten]) -> Iterator[Routed]:
    for key, one in zip(keys, written, strict=True):
        for ordinal, claim in enumerate(one.claims, 1):
            yield Routed(claim, file.id, key, one.control_number, ordinal)


def _carry(house: House, ledger: Ledger, waiting: list[Claim]) -> Iterator[Carried]:
    """The claims with the wire text of their units, read from the archive."""
    source: _Source | None = None
    delimiters: dict[int, Delimiters] = {}
    for claim in sorted(waiting, key=lambda claim: (claim.file, claim.own_offset)):
        if source is None or source.file != claim.file:
            source = _Source(house, ledger, claim.file)
        if claim.set not in delimiters:
            row = sets.get(ledger, None, claim.set)
            assert row is not None
            delimiters[claim.set] = Delimiters(*row.delimiters)
        yield Carried(
            claim.id,
            source.level(claim.billing_offset, claim.billing_length),
            source.level(claim.subscriber_offset, claim.subscriber_length),
            source.level(claim.patient_offset, claim.patient_length),
            source.text(claim.own_offset, claim.own_length),
            delimiters[claim.set],
            claim.charge_cents,
        )


class _Source:
    """An archived file that claims are read from; the levels they share are read once."""

    def __init__(self, house: House, ledger: Ledger, file: int) -> None:
        row = files.get(ledger, None, file)
        assert row is not None
        self.file = file
        self._sha256 = row.sha256
        self._archive = house.store.archive
        self._levels: dict[int, str] = {}

    def text(self, offset: int, length: int) -> str:
        """Wire text of a byte range."""
        return self._archive.read(self._sha256, offset, length).decode("latin-1")

    def level(self, offset: int | None, length: int | None) -> str:
        """Wire text of a unit above claims; empty where there is none."""
        if offset is None or not length:
            return ""
        if offset not in self._levels:
            if len(self._levels) >= 1000:
                self._levels.clear()
            self._levels[offset] = self.text(offset, length)
        return self._levels[offset]
