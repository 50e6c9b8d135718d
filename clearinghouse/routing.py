"""Routing: accepted claims go into a new batch for their payer, their own segments carried; inquiries too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from clearinghouse.admission import NO_PAYER, Obstacle, obstacle_of
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
from clearinghouse.holding import Gate, Named, count_let, hold, hold_all
from clearinghouse.house import House
from clearinghouse.inquiry_routing import route_inquiries
from clearinghouse.lifecycle import advance
from clearinghouse.pages import bounded, within
from clearinghouse.partners import Payer
from clearinghouse.rerouting import withdraw_rerouted
from clearinghouse.troubles import DAMAGED
from edi.delimiters import Delimiters
from edi.errors import WriteError
from sftp_gateway.naming import remote_name
from store import claims, control_numbers, deliveries, files, sets, waiting
from store.accounts import HOUSE
from store.claims import Claim, Routed
from store.deliveries import Delivery
from store.files import File
from store.ledger import Ledger
from store.sets import TransactionSet

MAX_BATCH = 5_000
"""Claims of one outgoing file; what is more goes into the next file of the same run."""
TRANSACTION = "837D"


def route(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Write a batch for every payer that has accepted claims; hold those that may not go to theirs now.

    First what was made for a route that is not in use any more is taken back. `most`: at most so many
    claims, and as many inquiries of a kind, go to each payer.
    """
    told = Counter[str]() if dry_run else withdraw_rerouted(house, run)
    with house.store.read() as ledger:
        counted = waiting.count(ledger, "claims")
    ready: dict[str | None, dict[Named, int]] = {}
    for one in counted:
        theirs = ready.setdefault(house.directory.payer_of(one.payer, one.account), {})
        theirs[one.account, one.payer] = theirs.get((one.account, one.payer), 0) + one.count
    for slug, named in ready.items():
        obstacle = NO_PAYER if slug is None else obstacle_of(house.partners.payers[slug], TRANSACTION)
        if slug is None or obstacle:
            if dry_run:
                told["would be held"] += sum(named.values())
            else:
                told["held"] += hold_all(house, run, "claims", named, obstacle or NO_PAYER)
        elif dry_run:
            let, held = count_let(house, slug, TRANSACTION, "claims", named)
            told += Counter({"would be routed": bounded(let, most), "would be held": held})
        else:
            told += _Routing(house, run, slug, named, most).route()
    return told + route_inquiries(house, run, dry_run=dry_run, most=most)


class _Routing:
    """The claims of one payer on their way into batches."""

    def __init__(
        self, house: House, run: int, slug: str, named: Collection[Named], most: int | None = None
    ) -> None:
        self.house = house
        self.run = run
        self.slug = slug
        self.payer: Payer = house.partners.payers[slug]
        self.told: Counter[str] = Counter()
        self._named = named
        self._behind = 0
        self._damaged: set[int] = set()
        self._left = most

    def route(self) -> Counter[str]:
        """Every claim that waits, or so many, a batch at a time."""
        while self._left != 0 and self._route_some():
            pass
        for file in self._damaged:
            self.told[f"file {file} {DAMAGED}"] += 1
        return self.told

    def _route_some(self) -> bool:
        """Some claims, with the files, sets and deliveries they go out in: one transaction."""
        us, them = self.house.partners.house, self.payer
        ours = us.name + us.id + us.contact.name + them.name + them.id
        with self.house.store.begin() as ledger:
            looked_at = self._next_claims(ledger)
            let, is_cut = within(self._let_through(ledger, looked_at), self._left)
            self._behind = let[-1].id if is_cut else self._behind
            ready = {claim.id: claim for claim in let}
            texts = carry(self.house, ledger, list(ready.values()), self._damaged)
            carried = self._agreed(ledger, ready, texts)
            writing = them.writing
            wanted, choose = writing.wanted(), writing.clash == "choose"
            for delimiters, some in by_delimiters(in_wire_order(carried), ours, wanted, choose=choose):
                if delimiters is None:
                    clashes = [(ready[one.claim], _clash(one, wanted, choose)) for one in some]
                    self._hold_back(ledger, clashes)
                    continue
                for part in in_interchanges(some, them):
                    self._write(ledger, part, [ready[one.claim] for one in part], delimiters)
        return bool(looked_at)

    def _let_through(self, ledger: Ledger, some: list[Claim]) -> list[Claim]:
        """The claims whose providers are enrolled, where the payer demands it; the others are held."""
        gate = Gate(self.house, ledger, self.run, self.slug, TRANSACTION, "claims")
        theirs = [one for one in some if (one.account, one.payer) in self._named]
        let = [one for one in theirs if gate.lets(one, one.reason, one.billing_npi)]
        self.told["held"] += gate.close()
        return let

    def _agreed(
        self, ledger: Ledger, ready: dict[int, Claim], carried: Iterable[Carried]
    ) -> list[Carried]:
        """The claims as the payer is told them: under its own id, by its conventions; others are held."""
        conventions, known = self.payer.writing.conventions, dict[tuple[str, str], str]()
        renamed, told_to = dict[tuple[str, str], str](), self.house.directory.told_to
        found, reasons = list[Carried](), list[tuple[Claim, str]]()
        for claim in carried:
            payer_id = told_to(self.slug, ready[claim.claim].payer)
            try:
                if payer_id:
                    claim = claim.for_payer(payer_id, renamed)
                found.append(claim.agreed(conventions, known) if conventions.change_text else claim)
            except WriteError as problem:
                reasons.append((ready[claim.claim], str(problem)))
        self._hold_back(ledger, reasons)
        return found

    def _hold_back(self, ledger: Ledger, reasons: list[tuple[Claim, str]]) -> None:
        """Hold claims that cannot be written; the audit trail tells where and why, never what."""
        for reason in dict.fromkeys(reason for _, reason in reasons):
            known = "held", reason
            some = [one for one, told in reasons if told == reason and (one.state, one.reason) != known]
            hold(self.house, ledger, self.run, "claims", some, Obstacle("cannot be written", reason))
        if reasons:
            self.told["cannot be written"] += len(reasons)

    def _next_claims(self, ledger: Ledger) -> list[Claim]:
        """The next claims that wait, in the order they came; each is looked at once in a run."""
        ids = sorted({payer for _, payer in self._named})
        found = claims.search(
            ledger, None, state=waiting.STATES, payer=ids, after=self._behind, limit=MAX_BATCH
        )
        self._behind = found[-1].id if found else self._behind
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
        for state in waiting.STATES:
            keys_in = [claim.id for claim in theirs if claim.state == state]
            advance(house, ledger, self.run, "claims", keys_in, state, "routed")
        deliveries.make(
            ledger,
            Delivery(
                account=HOUSE, file=file.id, partner=self.slug, remote_name=name, made_at=envelope.moment,
                route=self.payer.route,
            ),
            actor=house.actor,
            run=self.run or None,
        )
        self.told["routed"] += len(theirs)
        self._left = None if self._left is None else self._left - len(theirs)
        self.told["batches"] += 1

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
