"""The answers to the inquiries of one interchange: a 271, a 277 and a 278, each an interchange of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import count

from mappings.guides import ELIGIBILITY_RESPONSE, REVIEW_RESPONSE, STATUS_RESPONSE
from sandbox.claim_status import StatusDesk
from sandbox.eligibility import EligibilityDesk
from sandbox.envelopes import Sender, correspondent
from sandbox.insured import Members
from sandbox.ledger import Correspondent, Ledger, Pended
from sandbox.plan import PlanFile
from sandbox.receiving import Received
from sandbox.reviewing import ReviewDesk
from transactions.claim_status_sets import write_status_responses
from transactions.eligibility_sets import write_eligibility_responses
from transactions.review_response import ReviewResponse
from transactions.review_sets import write_review_responses


@dataclass(frozen=True, slots=True)
class Payer:
    """Who answers, at which moment, and from what."""

    file: PlanFile
    members: Members
    ledger: Ledger
    moment: datetime

    @property
    def sender(self) -> Sender:
        return Sender(self.file.payer, self.ledger)


def write_eligibility(payer: Payer, received: Received) -> bytes:
    """The 271: a set for each set of a 270."""
    desk = EligibilityDesk(payer.file, payer.members, payer.ledger, payer.moment)
    head, stream, numbers = ELIGIBILITY_RESPONSE, BytesIO(), _set_numbers()
    to = received.interchange
    with payer.sender.envelope(stream, to, payer.moment, head.group_id, head.version) as writer:
        for asked in received.eligibility:
            told = map(desk.answer, asked)
            write_eligibility_responses(writer, told, numbers, patients_per_set=len(asked))
    return stream.getvalue()


def write_statuses(payer: Payer, received: Received) -> bytes:
    """The 277: a set for each set of a 276 that asks about a claim; nothing where none does."""
    desk = StatusDesk(payer.file, payer.members, payer.ledger, payer.moment)
    answers = []
    for asked in received.statuses:
        heading = desk.heading(f"{payer.file.payer.id}{payer.ledger.answer_number()}")
        told = [one for one in (desk.answer(question, heading) for question in asked) if one is not None]
        answers += [told] if told else []
    if not answers:
        return b""
    head, stream, numbers = STATUS_RESPONSE, BytesIO(), _set_numbers()
    to = received.interchange
    with payer.sender.envelope(stream, to, payer.moment, head.group_id, head.version) as writer:
        for told in answers:
            write_status_responses(writer, told, numbers, claims_per_set=len(told))
    return stream.getvalue()


def write_reviews(payer: Payer, received: Received) -> bytes:
    """The 278: a set for each request; the ledger keeps those that are pended."""
    desk = ReviewDesk(payer.file, payer.members, payer.ledger, payer.moment)
    to = correspondent(received.interchange)
    told = []
    for asked in (one for of_set in received.reviews for one in of_set):
        answer = desk.answer(asked)
        if answer.is_pended:
            payer.ledger.pended.append(Pended(to, payer.moment.date(), asked))
        told.append(answer)
    return _write_reviews(payer, to, told)


def decide_pended(payer: Payer) -> Iterator[tuple[int, bytes]]:
    """The decisions on requests that were pended and are due: how many, and a 278, for each who asked."""
    desk = ReviewDesk(payer.file, payer.members, payer.ledger, payer.moment)
    due = [one for one in payer.ledger.pended if desk.is_due(one)]
    payer.ledger.pended = [one for one in payer.ledger.pended if not desk.is_due(one)]
    for to in dict.fromkeys(one.to for one in due):
        told = [desk.decide(one) for one in due if one.to == to]
        yield len(told), _write_reviews(payer, to, told)


def _write_reviews(payer: Payer, to: Correspondent, told: Sequence[ReviewResponse]) -> bytes:
    head, stream = REVIEW_RESPONSE, BytesIO()
    with payer.sender.envelope(stream, to, payer.moment, head.group_id, head.version) as writer:
        write_review_responses(writer, told, _set_numbers(), events_per_set=1)
    return stream.getvalue()


def _set_numbers() -> Iterator[str]:
    return (f"{number:04d}" for number in count(1))
