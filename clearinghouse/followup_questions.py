"""The questions of the follow-up: claims read again from the archive, told as a 276 in the house's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from itertools import count

from msgspec.structs import replace

from clearinghouse.fitting import by_fit
from clearinghouse.house import House
from clearinghouse.partners import Writing
from clearinghouse.posts import NoPost
from clearinghouse.status_making import question, trace_of
from clearinghouse.status_questions import CLAIM_STATUS
from clearinghouse.stored_claims import read_stored
from clearinghouse.validation import validate_file
from edi.delimiters import Delimiters
from edi.writer import Writer
from store import control_numbers, files, inquiries
from store.accounts import HOUSE
from store.claims import Claim
from store.files import File
from store.ledger import Ledger
from transactions.claim_status_inquiry import ClaimStatusInquiry


def ask_about(
    house: House, ledger: Ledger, run: int, account: str, slug: str, rows: list[Claim], damaged: set[int]
) -> dict[int, int | None]:
    """Take in a question about each of an account's claims: the inquiry's key by the claim's.

    None where it cannot be asked (our own edits refuse the question, or it cannot be written); a claim whose
    file the archive does not hold whole is left out, and the file joins `damaged`.
    """
    by_key = {one.id: one for one in rows}
    asked: dict[int, int | None] = {}
    questions = []
    for row, claim, delimiters in read_stored(house, ledger, slug, rows, damaged):
        asked[row.id] = None
        if claim is not None:
            questions.append((row.id, question(house, slug, row, claim), delimiters))
    us, payer = house.partners.house, house.partners.payers[slug]
    ourselves = replace(payer, id=us.id, qualifier=us.qualifier, writing=Writing())
    for fit in by_fit(questions, CLAIM_STATUS.head, CLAIM_STATUS.write, us, ourselves):
        if fit.delimiters is not None:
            asked |= _take_in(house, ledger, run, account, [by_key[key] for key, _ in fit.things],
                              [thing for _, thing in fit.things], fit.delimiters)
    return asked


def _take_in(
    house: House, ledger: Ledger, run: int, account: str, rows: list[Claim],
    questions: Iterable[ClaimStatusInquiry], delimiters: Delimiters,
) -> dict[int, int | None]:
    """Take questions in as if the account had sent them, each in a set of its own: the house's file."""
    us, now = house.partners.house, house.now()
    number = control_numbers.next_number(ledger, f"interchange:ask:{account}")
    content = _written(house, questions, number, now, delimiters)
    archived = house.store.archive.put(BytesIO(content))
    file, _ = files.record(
        ledger,
        File(
            account=account, direction="in", partner=HOUSE, name=f"followup-{account}-{number:09d}.edi",
            sha256=archived.sha256, size=archived.size, state="received", received_at=now, run=run or None,
            note="asked by the plan",
        ),
        actor=house.actor,
    )
    asker = replace(house.partners.submitters[account], id=us.id, qualifier=us.qualifier)
    validate_file(house, ledger, run, file, asker, post=NoPost(house, asker))
    taken = {one.trace_number: one.id for one in inquiries.search(ledger, account, file=file.id)}
    asked = {row.id: taken.get(trace_of(row.id)) for row in rows}
    inquiries.record_claims(ledger, [(key, claim) for claim, key in asked.items() if key is not None])
    return asked


def _written(
    house: House, questions: Iterable[ClaimStatusInquiry], number: int, now: datetime, delimiters: Delimiters
) -> bytes:
    us, head, sink = house.partners.house, CLAIM_STATUS.head, BytesIO()
    writer = Writer(sink, delimiters)
    with (
        writer.interchange(us.qualifier, us.id, us.qualifier, us.id, now, number, us.usage),
        writer.group(head.group_id, us.id, us.id, now, number, head.version),
    ):
        CLAIM_STATUS.write(writer, questions, (f"{one:04d}" for one in count(1)), 1)
    return sink.getvalue()
