"""Expecting answers: whatever was sent has a next expected answer, and a moment from which it is late.

What is expected follows from the states of the claims and inquiries in a sent file. A file has one row for
each kind of answer, however many claims wait for it. Looked at twice, nothing changes.
"""

from __future__ import annotations

from datetime import datetime

from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.partners import Payer
from clearinghouse.terms import Answers
from mappings.guides import ELIGIBILITY_INQUIRY, REVIEW_REQUEST, STATUS_INQUIRY
from store import deliveries, expectations, files
from store.accounts import HOUSE
from store.expectations import CLAIM, Expectation, Waiting
from store.files import File
from store.ledger import Ledger

SENT_KINDS = ("837D", ELIGIBILITY_INQUIRY.name, STATUS_INQUIRY.name, REVIEW_REQUEST.name)
"""What the files hold that are answered."""
_ANSWERS = {"270": "271", "276": "277", "278": "278"}
WAITING = ("sent", "acknowledged", "in process", "pending")
"""States of claims and inquiries in which an answer is expected."""
_CLAIM_ORDER = {"sent": ("999", "277CA", "835"), "acknowledged": ("277CA", "835"), "in process": ("835",)}


def next_answer(waiting: Waiting, answers: Answers) -> str | None:
    """The answer that comes next for what waits so; None where its payer gives none."""
    order = _order(waiting)
    return next((kind for kind in order if answers.term(kind) is not None), None)


def _order(waiting: Waiting) -> tuple[str, ...]:
    if waiting.kind == CLAIM:
        return _CLAIM_ORDER.get(waiting.state, ())
    answer = _ANSWERS[waiting.kind]
    if waiting.state == "pending":
        return (f"{answer} final",) if answer == "278" else (answer,)
    return ("999", answer) if waiting.state == "sent" else (answer,)


def review_file(
    house: House, ledger: Ledger, run: int, key: int, *, sent: datetime | None = None
) -> None:
    """See what is expected of a sent file now: open what comes next, close what nothing waits for.

    `sent` is when it was sent, where nobody has told it yet.
    """
    file = files.get(ledger, None, key)
    payer = house.partners.payers.get(file.partner) if file else None
    if file is None or payer is None:
        return
    known = {one.kind: one for one in expectations.search(ledger, file=key)}
    wanted = {
        kind for one in expectations.waiting(ledger, key, None, WAITING)
        if (kind := next_answer(one, payer.answers))
    }
    missing = sorted(wanted - known.keys())
    if missing:
        before = next((one.sent_at for one in known.values()), sent)
        _expect(house, ledger, run, file, payer, missing, before or _sent_at(house, ledger, key))
    met = [one.id for kind, one in known.items() if one.state == "open" and kind not in wanted]
    again = [one.id for kind, one in known.items() if one.state == "met" and kind in wanted]
    if advance(house, ledger, run, "expectations", met, "open", "answered"):
        expectations.record_met(ledger, met, at=house.now())
    if advance(house, ledger, run, "expectations", again, "met", "expected again"):
        expectations.record_met(ledger, again, at=None)


def _sent_at(house: House, ledger: Ledger, file: int) -> datetime:
    """When a file was sent; now where that is being told in this moment."""
    told = [one.sent_at for one in deliveries.search(ledger, None, file=file) if one.sent_at is not None]
    return told[0] if told else house.now()


def _expect(
    house: House, ledger: Ledger, run: int, file: File, payer: Payer, kinds: list[str], sent: datetime
) -> None:
    hours = house.calendar.hours(file.partner)
    new = [
        Expectation(
            account=HOUSE, file=file.id, partner=file.partner, kind=kind, sent_at=sent,
            due_at=hours.due(sent, term),
        )
        for kind in kinds
        if (term := payer.answers.term(kind)) is not None
    ]
    expectations.record(ledger, new, at=house.now(), actor=house.actor, run=run or None)


def expect_older(house: House) -> None:
    """Expect the answers to files that were sent before the house kept account of them."""
    with house.store.read() as ledger:
        older = expectations.unexpected(ledger, SENT_KINDS)
    for key, sent in older:
        with house.store.begin() as ledger:
            review_file(house, ledger, 0, key, sent=sent)
