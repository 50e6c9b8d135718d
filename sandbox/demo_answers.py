"""What the demonstration's submitters find in their outboxes: the answers to what they asked, in short."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from edi.stream import read
from mappings.tables import own_tables
from sandbox.benefits import DEDUCTIBLE, LIMITATION, REMAINING
from transactions.claim_status_response import ClaimStatusResponse
from transactions.claim_status_sets import read_status_responses
from transactions.eligibility_response import EligibilityResponse
from transactions.eligibility_sets import read_eligibility_responses
from transactions.review_response import Decision, ReviewResponse
from transactions.review_sets import read_review_responses

ECHOED = "2"


class Told(NamedTuple):
    """One answer: in whose outbox, in which file, of which kind, to the question of which trace."""

    account: str
    file: str
    kind: str
    trace: str
    says: str


def read_told(submitters: Path) -> Iterator[Told]:
    """The answers in all outboxes, file by file."""
    for path in sorted(submitters.glob("*/out/*")):
        account = path.parent.parent.name
        with path.open("rb") as stream:
            events = list(read(stream, own_tables()))
        for eligibility in read_eligibility_responses(events):
            yield Told(account, path.name, "271", _own(eligibility.traces), _say_eligibility(eligibility))
        for status in read_status_responses(events):
            trace = status.claim.trace_number if status.claim else ""
            yield Told(account, path.name, "277", trace, _say_status(status))
        for review in read_review_responses(events):
            # One that was refused above its event tells the asker's number of the set only.
            trace = _own(review.event.traces) if review.event else review.heading.reference
            yield Told(account, path.name, "278", trace, _say_review(review))


def _own(traces: list[Any]) -> str:
    """The first trace of the asker."""
    return next((one.number for one in traces if one.kind == ECHOED), "")


def _say_eligibility(told: EligibilityResponse) -> str:
    if told.refusals:
        return "refused: " + ", ".join(f"AAA {reason}" for reason in told.refusal_reasons)
    if not told.is_active:
        return "not active"
    says = ["active"]
    for word, information in (("deductible", DEDUCTIBLE), ("maximum", LIMITATION)):
        left = [
            one.amount for one in told.benefits_of(information)
            if one.period == REMAINING and one.amount is not None
        ]
        says += [f"{word} left {min(left):,.2f}"] if left else []
    shares = {one.percentage for one in told.benefits_of("A") if one.percentage is not None}
    says += [f"patient's share {_range(shares)}"] if shares else []
    missing = [one.procedure.code for one in told.benefits_of("I") if one.procedure]
    says += [f"not covered {' '.join(missing)}"] if missing else []
    return "; ".join(says)


def _range(shares: set[Decimal]) -> str:
    low, high = (int(share * 100) for share in (min(shares), max(shares)))
    return f"{low} %" if low == high else f"{low} to {high} %"


def _say_status(told: ClaimStatusResponse) -> str:
    if told.claim is None:
        return "nothing"
    report = told.claim.reports[0]
    says = [f"{one.category} {one.code}" for one in report.statuses]
    if report.paid is not None:
        says.append(f"paid {report.paid:,.2f} of {report.charge or 0:,.2f}")
    if report.payment_number:
        says.append(f"by {report.payment_number}")
    says += [f"line {line.procedure.code} paid {line.paid:,.2f}" for line in told.claim.lines]
    return "; ".join(says)


def _say_review(told: ReviewResponse) -> str:
    if told.refusals:
        return "refused: " + ", ".join(f"AAA {refusal.reason}" for refusal in told.refusals)
    says = [_say_decision(told.decision)]
    if told.authorization_number:
        says.append(f"number {told.authorization_number}")
    for service in told.services:
        if service.dental is not None:
            count = int(service.dental.quantity)
            code = service.dental.procedure.code
            says.append(f"{count} x {code} {_say_decision(service.decision)}")
    return "; ".join(says)


def _say_decision(decision: Decision | None) -> str:
    return " ".join((decision.action, *decision.reasons)) if decision else "undecided"
