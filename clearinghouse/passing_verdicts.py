"""Claim acknowledgments passed on: every submitter gets a 277CA of its own claims, under its own batches.

What the payer said of a claim is its words; everything that names a claim, a patient, a provider or a batch
is taken from the claim as it was handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby, islice

from msgspec.structs import replace

from clearinghouse.batch_verdicts import Answered, Levels, answers_of, written_for
from clearinghouse.fitting import Fit, by_fit
from clearinghouse.house import House
from clearinghouse.leaving import Content
from clearinghouse.partners import Submitter
from clearinghouse.posts import HousePost
from clearinghouse.troubles import NO_PARTNER, trouble_with_file
from edi.delimiters import Delimiters
from edi.envelope import Unit
from edi.stream import read
from edi.writer import Writer
from mappings.guides import CLAIM_ACKNOWLEDGMENT
from store import acknowledgments, claims, events, files
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


_Made = tuple[Sequence[Answered], ClaimAcknowledgment, Delimiters]
"""An acknowledgment, the answers it is made of, and the delimiters it had best."""


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
    left = {row.id: row.claim for row in rows}
    of_them = replace(file, account=account, partner=account)
    for fit in _fits(house, submitter, answered, reference, own):
        theirs = {one.row.id for some, _ in fit.things for one in some}
        keys = [key for key, claim in left.items() if claim in theirs]
        if fit.delimiters is None:
            told["verdicts that cannot be written"] += len(theirs)
            _tell_unwritten(house, ledger, run, account, theirs, fit.reason)
            continue
        post = HousePost(house, ledger, run, of_them, submitter)
        letter = post.letter(CLAIM_ACKNOWLEDGMENT.group_id, CLAIM_ACKNOWLEDGMENT.version, fit.delimiters)
        numbers = (f"{number:04d}" for number in count(1))
        write_acknowledgments(letter.writer, [one for _, one in fit.things], numbers, 1)
        sent = post.send(letter, "277CA", _content(file, [one for _, one in fit.things]))
        acknowledgments.record_passed(ledger, keys, sent.id)
        left = {key: claim for key, claim in left.items() if claim not in theirs}
        told["277CA passed on"] += len(theirs)
    # What cannot be written, or not be read again, is not asked for in every run.
    acknowledgments.record_passed(ledger, [*left], 0)
    return told


def _fits(
    house: House, submitter: Submitter, answered: Sequence[Answered], reference: str, own: Mapping[int, _Own]
) -> Iterator[Fit[Sequence[Answered]]]:
    """Acknowledgments by batch; a batch that cannot be written is told without the claims it fails for."""

    def fits(made: Iterable[_Made]) -> Iterator[Fit[Sequence[Answered]]]:
        return by_fit(made, CLAIM_ACKNOWLEDGMENT, write_acknowledgments, house.partners.house, submitter)

    def made(some: Sequence[Answered], name: str, delimiters: Delimiters | None = None) -> Iterator[_Made]:
        for one, theirs in written_for(submitter, some, name, house.now()):
            yield theirs, one, delimiters or own[theirs[0].row.id].delimiters

    apart: list[Answered] = []
    for fit in fits(made(answered, reference)):
        if fit.delimiters is None and len(fit.things[0][0]) > 1:
            apart += fit.things[0][0]
        else:
            yield fit
    alone = (each for one in apart for each in made([one], reference))
    for number, fit in enumerate(list(fits(alone)), 1):
        if fit.delimiters is None:
            yield fit
            continue
        together = [one for theirs, _ in fit.things for one in theirs]
        yield from fits(made(together, f"{reference}-R{number}", fit.delimiters))


def _tell_unwritten(
    house: House, ledger: Ledger, run: int, account: str, keys: Iterable[int], reason: str
) -> None:
    """Say on the claims why their submitter was not given the verdict."""
    changed = [(account, key) for key in sorted(keys)]
    events.write(
        ledger, "claims", changed, "", "", "277CA cannot be passed on", at=house.now(), actor=house.actor,
        run=run or None, detail=reason,
    )


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
