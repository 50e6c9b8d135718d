"""Claim acknowledgments passed on: every submitter gets a 277CA of its own claims, under its own batches.

What the payer said of a claim is its words; everything that names a claim, a patient, a provider or a batch
is taken from the claim as it was handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, groupby, islice

from msgspec.structs import replace

from clearinghouse.batch_verdicts import Answered, Levels, answers_of, written_for
from clearinghouse.fitting import by_fit
from clearinghouse.house import House
from clearinghouse.leaving import Content
from clearinghouse.posts import HousePost
from clearinghouse.troubles import NO_PARTNER, trouble_with_file
from edi.delimiters import Delimiters
from edi.envelope import Unit
from edi.stream import read
from edi.writer import Writer
from mappings.guides import CLAIM_ACKNOWLEDGMENT
from store import acknowledgments, claims, files
from store.acknowledgments import Acknowledgment
from store.claims import Claim
from store.files import File
from store.ledger import Ledger
from transactions.claim_acknowledgment import ClaimAcknowledgment
from transactions.dental_claim import DentalClaim
from transactions.reading import claim_reader
from transactions.set_writing import WrittenSet
from transactions.writing import write_claim_acknowledgment


@dataclass(frozen=True)
class _Own:
    """A claim as its submitter handed it in."""

    row: Claim
    claim: DentalClaim
    delimiters: Delimiters


def pass_verdicts(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Make a file for every submitter and payer's file (at most so many) with verdicts; counts claims."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = acknowledgments.to_pass_on(ledger)
    waiting.sort(key=lambda one: (one.file, one.account, one.id))
    levels = Levels(house)
    by_file = groupby(waiting, lambda one: (one.file, one.account))
    for (file, account), theirs in islice(by_file, most):
        if account not in house.partners.submitters:
            told[f"{account} {NO_PARTNER}"] += 1
            continue
        rows = list(theirs)
        if dry_run:
            told["verdicts would be passed on"] += len(rows)
            continue
        try:
            with house.store.begin() as ledger:
                told += _pass(house, ledger, run, file, account, rows, levels)
        except Exception as problem:
            told[trouble_with_file(file, problem)] += 1
    return told


def _pass(
    house: House, ledger: Ledger, run: int, key: int, account: str, rows: Sequence[Acknowledgment],
    levels: Levels,
) -> Counter[str]:
    """The verdicts of one payer's file on one submitter's claims; one transaction."""
    told: Counter[str] = Counter()
    us, submitter = house.partners.house, house.partners.submitters[account]
    file = files.get(ledger, None, key)
    assert file is not None
    payer = house.partners.payers.get(file.partner)
    known = {one.id: one for one in claims.get_many(ledger, account, [row.claim or 0 for row in rows])}
    own = {one.row.id: one for one in _handed_in(house, ledger, known.values())}
    answered = [
        Answered(own[claim].row, own[claim].claim, answer, source)
        for claim, answer, source in answers_of(payer, levels.of(file), rows, known)
    ]
    reference = f"{us.id[:10]}-{file.id}-{run}"
    made = [
        (number, one, own[some[0].row.id].delimiters)
        for number, (one, some) in enumerate(written_for(submitter, answered, reference, house.now()), 1)
    ]
    of_them = replace(file, account=account, partner=account)
    for fit in by_fit(made, CLAIM_ACKNOWLEDGMENT, write_acknowledgments, us, submitter):
        if fit.delimiters is None:
            told["verdicts that cannot be written"] += 1
            continue
        post = HousePost(house, ledger, run, of_them, submitter)
        letter = post.letter(CLAIM_ACKNOWLEDGMENT.group_id, CLAIM_ACKNOWLEDGMENT.version, fit.delimiters)
        numbers = (f"{number:04d}" for number in count(1))
        write_acknowledgments(letter.writer, [one for _, one in fit.things], numbers, 1)
        sent = post.send(letter, "277CA", _content(file, [one for _, one in fit.things]))
        acknowledgments.record_passed(ledger, [row.id for row in rows], sent.id)
        told["277CA passed on"] += len({one.row.id for one in answered})
    if not made:
        # Nothing of them can be read again: they are not asked for in every run.
        acknowledgments.record_passed(ledger, [row.id for row in rows], 0)
    return told


def _handed_in(house: House, ledger: Ledger, rows: Iterable[Claim]) -> Iterator[_Own]:
    """Claims as they stand in the files they came in; each file is read once."""
    in_order = sorted(rows, key=lambda row: (row.file, row.own_offset))
    for key, theirs in groupby(in_order, lambda row: row.file):
        wanted = {row.own_offset: row for row in theirs}
        file = files.get(ledger, None, key)
        assert file is not None
        reader = claim_reader()
        with house.store.archive.open(file.sha256) as stream:
            for event in read(stream, house.tables(file.partner)):
                if isinstance(event, Unit) and event.offset in wanted:
                    yield _Own(wanted.pop(event.offset), reader.read(event), event.set.delimiters)
                    if not wanted:
                        break


def _content(file: File, some: Iterable[ClaimAcknowledgment]) -> Content:
    receivers = [one.receiver for one in some if one.receiver]
    told = sum(int((one.claims_accepted or 0) + (one.claims_rejected or 0)) for one in receivers)
    cents = sum(int(100 * ((one.charge_accepted or 0) + (one.charge_rejected or 0))) for one in receivers)
    return Content(told, cents, f"from {file.partner}")


def write_acknowledgments(
    writer: Writer, some: Iterable[ClaimAcknowledgment], control_numbers: Iterable[str], most: int
) -> list[WrittenSet]:
    """Write claim acknowledgments, a set each."""
    written = []
    for one, number in zip(some, control_numbers, strict=False):
        write_claim_acknowledgment(writer, one, number)
        written.append(WrittenSet(number, 1))
    return written
