"""Outgoing files of inquiries: questions under traces of ours, archived, with their rows and sets told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clearinghouse.fitting import by_fit
from clearinghouse.house import House
from clearinghouse.inquiry_batches import (
    AskedSet,
    Numbers,
    Question,
    in_interchanges,
    write_questions,
)
from clearinghouse.inquiry_kinds import InquiryKind, Ours
from clearinghouse.lifecycle import advance
from clearinghouse.partners import HouseIds, Payer
from clearinghouse.rereading import read_again
from edi.delimiters import Delimiters
from sftp_gateway.naming import remote_name
from store import control_numbers, files, inquiries, sets
from store.accounts import HOUSE
from store.files import File
from store.inquiries import Asked, Inquiry
from store.ledger import Ledger
from store.sets import TransactionSet
from store.waiting import STATES
from transactions.parties import Name

ROUTED = "inquiries routed"
"""The count of what was written."""


def write_files(
    house: House,
    ledger: Ledger,
    run: int,
    slug: str,
    kind: InquiryKind,
    waiting: list[Inquiry],
    damaged: set[int],
    told: Counter[str],
) -> Iterator[File]:
    """Write questions into outgoing files, one for each set of delimiters they need; rows and sets told.

    What cannot be written is held, with the reason.
    """
    us, payer = house.partners.house, house.partners.payers[slug]
    rows = {one.id: one for one in waiting}
    traces = dict(zip(rows, next_traces(ledger, us, len(rows)), strict=True))
    told_to = house.directory.told_to
    asked = (
        (row.id, kind.asked(thing, ours(us, payer, traces[row.id], told_to(slug, row.payer))), delimiters)
        for row, thing, delimiters in read_again(house, ledger, waiting, damaged)
    )
    for fit in by_fit(asked, kind.head, kind.write, us, payer):
        theirs = [rows[key] for key, _ in fit.things]
        if fit.delimiters is None:
            keys = [one.id for one in theirs]
            advance(house, ledger, run, "inquiries", keys, "accepted", "cannot be written", fit.reason)
            inquiries.record_reason(ledger, keys, f"cannot be written: {fit.reason}")
            told["inquiries that cannot be written"] += len(keys)
            continue
        questions = [Question(key, traces[key], thing) for key, thing in fit.things]
        for some in in_interchanges(kind, questions, payer):
            yield _write_file(house, ledger, run, slug, kind, some, fit.delimiters)
        for state in STATES:
            keys = [one.id for one in theirs if one.state == state]
            advance(house, ledger, run, "inquiries", keys, state, "routed")
        told[ROUTED] += len(theirs)


def _write_file(
    house: House, ledger: Ledger, run: int, slug: str, kind: InquiryKind, questions: list[Question],
    delimiters: Delimiters,
) -> File:
    us, payer = house.partners.house, house.partners.payers[slug]
    numbers = _numbers(house, ledger, slug)
    with house.store.archive.deposit() as deposit:
        written = write_questions(deposit, kind, questions, us, payer, numbers, delimiters)
        archived = deposit.commit()
    file, _ = files.record(
        ledger,
        File(
            account=HOUSE,
            direction="out",
            partner=slug,
            name=remote_name(f"{kind.name}-{{number}}.edi", {"number": f"{numbers.interchange:09d}"}),
            sha256=archived.sha256,
            size=archived.size,
            kind=kind.head.name,
            state="made",
            received_at=numbers.moment,
            run=run or None,
        ),
        actor=house.actor,
    )
    keys = sets.record_all(ledger, _set_rows(us, payer, kind, file, numbers, written, delimiters))
    inquiries.record_asked(ledger, [
        Asked(one.inquiry, file.id, key, one.trace, ordinal)
        for key, of_set in zip(keys, written, strict=True)
        for ordinal, one in enumerate(of_set.questions, 1)
    ])
    return file


def _numbers(house: House, ledger: Ledger, slug: str) -> Numbers:
    mark, sharing = house.partners.house.id[:10], house.partners.sharing_id(slug)

    def next_number(sequence: str) -> int:
        alike = [f"{sequence}:{other}" for other in sharing]
        return control_numbers.next_number(ledger, f"{sequence}:{slug}", alike=alike)

    def next_set() -> tuple[str, str]:
        number = next_number("set")
        return f"{number:09d}", f"{mark}{number:09d}"

    return Numbers(house.now(), next_number("interchange"), next_number("group"), next_set)


def _set_rows(
    us: HouseIds, payer: Payer, kind: InquiryKind, file: File, numbers: Numbers, written: list[AskedSet],
    delimiters: Delimiters,
) -> list[TransactionSet]:
    return [
        TransactionSet(
            account=HOUSE,
            file=file.id,
            ordinal=ordinal,
            sender=us.id,
            receiver=payer.id,
            interchange_control=f"{numbers.interchange:09d}",
            group_control=str(numbers.group),
            set_control=one.control_number,
            reference=one.reference,
            guide=kind.head.name,
            delimiters=delimiters.all,
            offset=one.offset,
            length=one.length,
        )
        for ordinal, one in enumerate(written, 1)
    ]


def ours(house: HouseIds, payer: Payer, trace: str, payer_id: str = "") -> Ours:
    """What we write into a question to a payer."""
    name = Name(kind="2", last_name=house.name, id_qualifier="46", id=house.id)
    return Ours(trace, originator(house.id), name, payer.name, payer_id)


def originator(house_id: str) -> str:
    """TRN03 of our traces: 9 and our id, in the ten characters it has."""
    return "9" + house_id.replace(" ", "")[:9].ljust(9, "0")


def next_traces(ledger: Ledger, house: HouseIds, count: int) -> list[str]:
    """Traces that nothing of ours was ever sent under."""
    mark = house.id.replace(" ", "")
    return [f"{mark}{number:012d}" for number in control_numbers.next_block(ledger, "trace", count)]
