"""Payers' answers for people: what a 271, a 277 and a 278 say, as tables. Words are our own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from clearinghouse.asking import Answer
from clearinghouse.telling import Rows
from transactions.claim_status_response import ClaimStatusResponse, StatusReport
from transactions.eligibility_benefit import Benefit, Delivery
from transactions.eligibility_response import EligibilityResponse
from transactions.review_response import ReviewResponse

INFORMATION = {
    "1": "active", "2": "active, patient bears the risk", "3": "active, services capitated",
    "4": "active, capitated to a primary provider", "5": "active, still being looked into", "6": "inactive",
    "7": "inactive, still being updated", "8": "inactive, still being looked into", "A": "patient's share",
    "B": "co-payment", "C": "deductible", "CB": "basis of coverage", "D": "described", "E": "excluded",
    "F": "limit", "G": "patient pays at most", "I": "not covered", "J": "cost containment", "K": "reserve",
    "L": "primary care provider", "M": "condition before the coverage", "MC": "managed care coordinator",
    "N": "restricted to some providers", "R": "other payer", "U": "ask this party",
    "V": "cannot be processed", "W": "other source", "X": "facility", "Y": "spend down",
}
"""EB01 in words of ours; of the others the code is shown."""
PERIODS = {
    "6": "hour", "7": "day", "21": "years", "22": "service year", "23": "calendar year", "24": "year to date",
    "25": "contract", "26": "episode", "27": "visit", "28": "outlier", "29": "remaining", "30": "exceeded",
    "31": "not exceeded", "32": "lifetime", "33": "lifetime remaining", "34": "month", "35": "week",
    "36": "admission", "13": "24 hours",
}
UNITS = {
    "P6": "services", "VS": "visits", "DY": "days", "MN": "months", "FL": "units", "HS": "hours",
    "YY": "years", "S7": "years or older", "S8": "years or younger",
}
_NETWORKS = {"Y": "in", "N": "out", "W": "both", "U": "unknown"}
DECISIONS = {
    "A1": "certified", "A2": "certified in part", "A3": "not certified", "A4": "pended",
    "A6": "modified", "C": "cancelled", "CT": "contact the payer", "NA": "no review needed",
}


def answer_tables(answer: Answer) -> list[Rows]:
    """The tables of an answer: what became of the question, then what each response says."""
    head = Rows(
        "The question", ["inquiry", "state", "outcome", "what else"],
        [[answer.inquiry, answer.state, answer.outcome, answer.problem]],
    )
    return [head, *(table for one in answer.responses for table in _TABLES[type(one)](one))]


def _eligibility(told: EligibilityResponse) -> Iterable[Rows]:
    yield Rows("Eligibility", ["coverage", "why not, and what next"], [[coverage_of(told), _refused(told)]])
    columns = ["what", "of", "procedure", "network", "period", "amount", "share", "quantity", "message"]
    yield Rows("Benefits", columns, [_benefit_row(one) for one in told.benefits])


def coverage_of(told: EligibilityResponse) -> str:
    """Whether the patient is covered: eligible, eligible but not with this provider, not eligible.

    Eligible elsewhere only: active coverage is told for care outside of the network and none inside of it.
    """
    if told.is_active is None:
        return "not told"
    if not told.is_active:
        return "not eligible"
    states = [one for one in told.benefits if one.is_active]
    networks = {one.network for one in states}
    return "eligible, outside the network" if networks == {"N"} else "eligible"


def _refused(told: EligibilityResponse) -> str:
    return ", ".join(f"AAA {one.reason}, then {one.next_step}" for one in told.refusals)


def _benefit_row(one: Benefit) -> list[Any]:
    quantity = ""
    if one.quantity is not None:
        quantity = f"{one.quantity} {_unit(one.quantity_qualifier)}"
    often = "; ".join(map(_often, one.deliveries))
    return [
        INFORMATION.get(one.information, one.information),
        " ".join(one.service_types),
        one.procedure.code if one.procedure else "",
        _NETWORKS.get(one.network or "", ""),
        PERIODS.get(one.period or "", one.period or ""),
        _dollars(one.amount),
        "" if one.percentage is None else f"{(one.percentage * 100).normalize():f} %",
        "; ".join(filter(None, (quantity, often))),
        " ".join((one.plan or "", *one.messages)).strip(),
    ]


def _often(one: Delivery) -> str:
    """How often, and in what time."""
    period = PERIODS.get(one.period or "", one.period or one.unit or "")
    within = f" in {one.periods or one.every or 1} {period}" if period else ""
    return f"{'' if one.quantity is None else one.quantity} {_unit(one.quantity_qualifier)}{within}".strip()


def _unit(qualifier: str | None) -> str:
    return UNITS.get(qualifier or "", qualifier or "")


def _status(told: ClaimStatusResponse) -> Iterable[Rows]:
    columns = ["of", "status", "since", "charge", "paid", "decided", "check or EFT", "paid on"]
    yield Rows("Status", columns, [_report_row(what, report) for what, report in _reports(told)])


def _reports(told: ClaimStatusResponse) -> Iterator[tuple[str, StatusReport]]:
    """What is said, and of what: of the claim and its lines, else of all that was asked."""
    if told.claim is not None:
        for report in told.claim.reports:
            yield "claim", report
        for number, line in enumerate(told.claim.lines, 1):
            for report in line.reports:
                yield f"line {number} ({line.procedure.code})", report
        return
    for what, level in (("provider", told.provider), ("all that was asked", told.receiver)):
        if level is not None and level.reports:
            for report in level.reports:
                yield what, report
            return


def _report_row(what: str, report: StatusReport) -> list[Any]:
    statuses = " ".join(f"{status.category}:{status.code}" for status in report.statuses)
    return [
        what, statuses, report.effective, _dollars(report.charge), _dollars(report.paid), report.finalized,
        report.payment_number, report.paid_on,
    ]


def _review(told: ReviewResponse) -> Iterable[Rows]:
    decided = [("event", told.decision)]
    decided += [(f"service {number}", one.decision) for number, one in enumerate(told.services, 1)]
    rows = [
        [
            what, DECISIONS.get(decision.action, decision.action), decision.authorization_number,
            " ".join(decision.reasons),
        ]
        for what, decision in decided if decision is not None
    ]
    yield Rows("Decisions", ["of", "decision", "authorization", "reasons"], rows)
    refusals = [[f"AAA {one.reason}", one.action] for one in told.refusals]
    yield Rows("Refused", ["why", "what next"], refusals)


def _dollars(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


_TABLES: dict[type, Callable[[Any], Iterable[Rows]]] = {
    EligibilityResponse: _eligibility,
    ClaimStatusResponse: _status,
    ReviewResponse: _review,
}
