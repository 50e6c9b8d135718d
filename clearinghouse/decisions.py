"""What payers decided on a claim: the answers of their 835, read again from the archive by type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from edi.delimiters import Delimiters
from mappings.guides import REMITTANCE
from store import files, remittances, sets
from store.claims import Claim
from store.errors import ArchiveDamaged, NotArchived
from store.ledger import Ledger
from transactions.binding_order import order
from transactions.bound import bound
from transactions.remittance import Batch, RemittanceClaim
from transactions.set_writing import find_loop


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer to a claim: of which payer (its name in the partners' file), in which payment and when."""

    payer: str
    remittance: int
    trace_number: str
    day: date
    answer: RemittanceClaim


def read_decisions(house: House, ledger: Ledger, claim: Claim) -> list[Decision]:
    """All answers to a claim, in the order they came. Raises HouseError where one cannot be read any more."""
    found = remittances.search_claims(ledger, None, claim=claim.id)
    payments = {
        one.id: one
        for one in remittances.SHAPE.get_many(ledger, None, [one.remittance for one in found])
    }
    decided = []
    for row in found:
        payment = payments[row.remittance]
        answer = _read(house, ledger, payment, row)
        decided.append(Decision(payment.payer, payment.id, payment.trace_number, payment.day, answer))
    return decided


def standing(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that no reversal took back: each takes back one of the same amount, else the last."""
    kept: list[Decision] = []
    for one in decisions:
        if not one.answer.is_reversal:
            kept.append(one)
            continue
        same = [at for at, other in enumerate(kept) if other.answer.paid == -one.answer.paid]
        if kept:
            kept.pop(same[-1] if same else -1)
    return kept


def adjustment_reasons(decisions: Iterable[Decision]) -> set[str]:
    """The reasons of all adjustments of the decisions that stand, as group and reason: `CO-29`."""
    found = set()
    for one in standing(decisions):
        lines = (adjustment for line in one.answer.lines for adjustment in line.adjustments)
        for adjustment in (*one.answer.adjustments, *lines):
            found.add(f"{adjustment.group}-{adjustment.reason}")
    return found


def _read(
    house: House, ledger: Ledger, payment: remittances.Remittance, row: remittances.RemittanceClaim
) -> RemittanceClaim:
    file = files.get(ledger, None, payment.file)
    assert file is not None
    try:
        with house.store.archive.open(file.sha256) as stream:
            stream.seek(row.offset)
            text = stream.read(row.length).decode("latin-1")
    except (ArchiveDamaged, NotArchived):
        raise HouseError(f"the archive does not hold file {file.id} whole any more") from None
    delimiters = _delimiters(ledger, file.id, row.offset)
    guide = house.tables(payment.payer).table_named(REMITTANCE.name).guide
    there = bound(RemittanceClaim, find_loop(guide, "2100"))
    lines = [line.strip("\r\n") for line in text.split(delimiters.segment)]
    segments = [line.split(delimiters.element) for line in lines if line]
    tokens, unread = order(there.chart, segments, delimiters)
    made = there.reader(delimiters, careful=True)(tokens, Batch(), unread)
    assert isinstance(made, RemittanceClaim)
    return made


def _delimiters(ledger: Ledger, file: int, offset: int) -> Delimiters:
    """Those of the set that stands at a byte of a file."""
    before = [one for one in sets.search(ledger, None, file=file) if one.offset <= offset]
    return Delimiters(*before[-1].delimiters)
