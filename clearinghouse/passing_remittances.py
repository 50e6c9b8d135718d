"""Payments passed on: every submitter gets an 835 with the claims that are its own, and nobody else's.

A payment that is wholly one submitter's goes to it as the payer wrote it; of any other each gets a part, an
advice whose BPR02 is the sum of its own claims and adjustments. See docs/decisions/0011.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from clearinghouse.cents import to_cents
from clearinghouse.fitting import by_fit
from clearinghouse.house import House
from clearinghouse.leaving import Content
from clearinghouse.partners import Submitter
from clearinghouse.parts import PART, Ownership, part_of
from clearinghouse.posts import HousePost
from clearinghouse.troubles import NO_PARTNER, trouble_with_file
from edi.delimiters import Delimiters
from edi.envelope import Closed, TransactionSet, Unit
from edi.stream import read
from edi.writer import Writer
from mappings.guides import REMITTANCE
from store import claims, files, remittances
from store.accounts import HOUSE
from store.files import File
from store.ledger import Ledger
from store.remittances import RemittanceClaim as Row
from transactions import remittance as typed
from transactions.bound import UnitReader
from transactions.set_writing import WrittenSet
from transactions.writing import write_remittance

_TYPES: dict[str, Any] = {
    "": typed.Remittance, "2000": typed.Batch, "2100": typed.RemittanceClaim,
    "TRAILER": typed.ProviderAdjustments,
}


@dataclass
class _Payment:
    """A payment of a file: what is waiting of it by account, and whether it is wholly one account's."""

    row: remittances.Remittance
    waiting: dict[str, list[Row]] = field(default_factory=dict)
    whole: bool = False


@dataclass
class _Told:
    """A payment as its payer wrote it, without claims nobody waits for; those by their first byte."""

    heading: typed.Remittance
    delimiters: Delimiters
    claims: dict[int, typed.RemittanceClaim] = field(default_factory=dict)
    others: list[typed.ProviderAdjustment] = field(default_factory=list)


def pass_remittances(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Make a file for every submitter with payments in a payer's file (at most so many); counts claims."""
    told: Counter[str] = Counter()
    for file, payments in _by_file(house)[:most]:
        if dry_run:
            told["payments would be passed on"] += sum(len(one.waiting) for one in payments)
            continue
        try:
            with house.store.begin() as ledger:
                told += _Passing(house, ledger, run, file, payments).run()
        except Exception as problem:
            told[trouble_with_file(file.id, problem)] += 1
    return told


def _by_file(house: House) -> list[tuple[File, list[_Payment]]]:
    """What waits, by the payer's file it came in."""
    found: dict[int, _Payment] = {}
    with house.store.read() as ledger:
        owners = Ownership(ledger)
        for row in remittances.to_pass_on(ledger):
            if row.account == HOUSE:
                continue
            if row.remittance not in found:
                payment = remittances.get(ledger, None, row.remittance)
                assert payment is not None
                found[row.remittance] = _Payment(payment)
            found[row.remittance].waiting.setdefault(row.account, []).append(row)
        for one in found.values():
            one.whole = _is_whole(ledger, one, owners)
            for adjustment in () if one.whole else remittances.adjustments_to_pass_on(ledger, one.row.id):
                if owner := owners.only(adjustment.provider):
                    one.waiting.setdefault(owner, [])
        for alone in remittances.without_claims(ledger):
            if owner := owners.only(alone.payee_npi):
                found[alone.id] = _Payment(alone, {owner: []}, whole=True)
        by_file: dict[int, list[_Payment]] = {}
        for key in sorted(found):
            by_file.setdefault(found[key].row.file, []).append(found[key])
        pairs = [(files.get(ledger, None, key), some) for key, some in by_file.items()]
    return [(file, some) for file, some in pairs if file is not None]


def _is_whole(ledger: Ledger, payment: _Payment, owners: Ownership) -> bool:
    """Whether everything in a payment is one account's, and nobody has got a part of it yet."""
    if len(payment.waiting) != 1 or remittances.passed_before(ledger, payment.row.id):
        return False
    ((account, waiting),) = payment.waiting.items()
    rows = remittances.search_claims(ledger, None, remittance=payment.row.id)
    adjusted = remittances.list_adjustments(ledger, None, payment.row.id)
    providers = {payment.row.payee_npi, *(one.provider for one in adjusted)} - {""}
    return len(rows) == len(waiting) and all(owners.of(one) <= {account} for one in providers)


class _Passing:
    """The payments of one payer's file on their way to their submitters."""

    def __init__(
        self, house: House, ledger: Ledger, run: int, file: File, payments: list[_Payment]
    ) -> None:
        self.house = house
        self.ledger = ledger
        self.run_id = run
        self.file = file
        self.payments = payments
        self.told: Counter[str] = Counter()
        self._owners = Ownership(ledger)

    def run(self) -> Counter[str]:
        """Write what can be written; one transaction."""
        known = {payment.row.id: told for payment, told in self._told_by_payer()}
        accounts = sorted({account for payment in self.payments for account in payment.waiting})
        for account in accounts:
            submitter = self.house.partners.submitters.get(account)
            if submitter is None:
                self.told[f"{account} {NO_PARTNER}"] += 1
                continue
            made = [
                (payment, advice, told.delimiters)
                for payment in self.payments
                if account in payment.waiting and (told := known.get(payment.row.id))
                for advice in self._advices(payment, account, told, submitter)
            ]
            self._post(account, submitter, made)
        return self.told

    def _told_by_payer(self) -> Iterator[tuple[_Payment, _Told]]:
        """The payments as they stand in the file, read once."""
        at = {row.offset: one for one in self.payments for some in one.waiting.values() for row in some}
        reader = UnitReader("835", _TYPES)
        told: _Told | None = None
        payment: _Payment | None = None
        with self.house.store.archive.open(self.file.sha256) as stream:
            for event in read(stream, self.house.tables(self.file.partner)):
                if isinstance(event, Unit) and event.set.id == "835":
                    made = reader.read(event)
                    if isinstance(made, typed.Remittance):
                        told, payment = _Told(made, event.set.delimiters), self._without_claims(made)
                    elif isinstance(made, typed.RemittanceClaim) and told and event.offset in at:
                        payment = at[event.offset]
                        told.claims[event.offset] = made
                    elif isinstance(made, typed.ProviderAdjustments) and told:
                        told.others += made.adjustments
                elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
                    if told and payment:
                        yield payment, told
                    told = payment = None

    def _without_claims(self, heading: typed.Remittance) -> _Payment | None:
        """The payment of nothing but adjustments that a heading is of."""
        amount = to_cents(heading.payment.amount)
        for one in self.payments:
            if not any(one.waiting.values()) and (one.row.trace_number, one.row.amount_cents) == (
                heading.trace_number, amount,
            ):
                return one
        return None

    def _advices(
        self, payment: _Payment, account: str, told: _Told, submitter: Submitter
    ) -> Iterator[typed.Remittance]:
        """What an account is told of a payment: all of it, or its parts by who is paid."""
        rows = payment.waiting[account]
        own = {one.id: one for one in claims.get_many(self.ledger, account, [row.claim or 0 for row in rows])}
        answers = [(own[row.claim or 0], told.claims[row.offset]) for row in rows]
        # Under the number its submitter gave it, whatever letters the payer writes it in.
        answers = [(claim, replace(answer, claim_id=claim.claim_id)) for claim, answer in answers]
        if payment.whole:
            yield replace(
                told.heading, claims=[answer for _, answer in answers], provider_adjustments=told.others
            )
            return
        waiting = remittances.adjustments_to_pass_on(self.ledger, payment.row.id)
        keys = {one.ordinal for one in waiting if self._owners.only(one.provider) == account}
        others = [one for ordinal, one in enumerate(told.others, 1) if ordinal in keys]
        payee = None if self._owners.of(payment.row.payee_npi) == {account} else submitter.name
        if payee is None:
            yield part_of(told.heading, [answer for _, answer in answers], others, None, "")
            return
        for npi in sorted({claim.billing_npi for claim, _ in answers} | {one.provider for one in others}):
            mine = [answer for claim, answer in answers if claim.billing_npi == npi]
            theirs = [one for one in others if one.provider == npi]
            yield part_of(told.heading, mine, theirs, payee, npi)

    def _post(
        self, account: str, submitter: Submitter, made: list[tuple[_Payment, typed.Remittance, Delimiters]]
    ) -> None:
        us = self.house.partners.house
        of_them = replace(self.file, account=account, partner=account)
        for fit in by_fit(made, REMITTANCE, write_remittances, us, submitter):
            if fit.delimiters is None:
                self.told["payments that cannot be written"] += 1
                continue
            post = HousePost(self.house, self.ledger, self.run_id, of_them, submitter)
            letter = post.letter(REMITTANCE.group_id, REMITTANCE.version, fit.delimiters)
            numbers = (f"{number:04d}" for number in range(1, len(fit.things) + 1))
            write_remittances(letter.writer, [advice for _, advice in fit.things], numbers, 1)
            payments = {payment.row.id: payment for payment, _ in fit.things}
            is_part = any(not payment.whole for payment in payments.values())
            count = sum(len(advice.claims) for _, advice in fit.things)
            cents = sum(to_cents(advice.payment.amount) for _, advice in fit.things)
            note = f"from {self.file.partner}" + (f", {PART}" if is_part else "")
            file = post.send(letter, "835", Content(count, cents, note))
            for payment in payments.values():
                self._record(payment, account, file.id)
            self.told["835 passed on"] += len(payments)

    def _record(self, payment: _Payment, account: str, file: int) -> None:
        waiting = remittances.adjustments_to_pass_on(self.ledger, payment.row.id)
        passed = [
            one.id for one in waiting if payment.whole or self._owners.only(one.provider) == account
        ]
        rows = [row.id for row in payment.waiting[account]]
        remittances.record_passed(self.ledger, rows, passed, file)


def write_remittances(
    writer: Writer, advices: Iterable[typed.Remittance], control_numbers: Iterable[str], most: int
) -> list[WrittenSet]:
    """Write payments, a set each."""
    written = []
    for advice, number in zip(advices, control_numbers, strict=False):
        write_remittance(writer, advice, number)
        written.append(WrittenSet(number, len(advice.claims)))
    return written
