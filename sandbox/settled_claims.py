"""The claims a payer settled, as questions find them, and what is told of each in status codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sandbox.adjudication import (
    AFTER_COVERAGE,
    BEFORE_COVERAGE,
    DUPLICATE,
    NOT_COVERED,
    USED_UP,
    LineResult,
)
from sandbox.claims import to_cents
from sandbox.ledger import Ledger, Settled, SettledLine
from sandbox.settling import DENIED, PREDETERMINED
from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.claim_status_inquiry import AskedLine
from transactions.claim_status_response import AnsweredLine, StatusReport
from transactions.statuses import Status

PAID = Status("F1", "65")
NOTHING_TO_PAY = Status("F4", "9")
WAITING = Status("P1", "20")
"""Settled, and told in the next payment only."""
REVISED = Status("F3", "101")
PREPARED = Status("F0", "37")
"""A predetermination: it is on file until the services are done."""
DENIALS = {
    DUPLICATE: ("54", None), BEFORE_COVERAGE: ("89", "QC"), AFTER_COVERAGE: ("89", "QC"),
    NOT_COVERED: ("585", None), USED_UP: ("483", None),
}
"""Status code and entity by the reason (CAS) of what is denied."""
OTHER_DENIAL = ("9", None)


class SettledClaims:
    """A ledger's claims by what they are asked for by; the order is that in which they were settled."""

    def __init__(self, ledger: Ledger) -> None:
        self._by_number = ledger.settled
        self._by_member: dict[str, list[Settled]] = defaultdict(list)
        self._by_account: dict[tuple[str, str], list[Settled]] = defaultdict(list)
        for one in ledger.settled.values():
            member_id = one.patient_key.partition("/")[0]
            self._by_member[member_id].append(one)
            self._by_account[member_id, one.claim_id].append(one)

    def numbered(self, number: str) -> list[Settled]:
        """The one of our own number."""
        found = self._by_number.get(number)
        return [found] if found else []

    def of_account(self, member_id: str, account: str) -> list[Settled]:
        """Those of a member under the provider's number for the patient's account (CLM01)."""
        return self._by_account.get((member_id, account), [])

    def of_member(self, member_id: str) -> list[Settled]:
        """All those under a member number."""
        return self._by_member.get(member_id, [])


def days_of(claim: Settled) -> list[date]:
    """The days of its services, in order."""
    return sorted(line.day for line in claim.lines if line.day is not None)


def is_waiting(claim: Settled) -> bool:
    """Whether no payment or advice has told it yet."""
    return not claim.trace_number and not claim.reversed


def status_of(claim: Settled) -> Status:
    """What has become of the whole claim."""
    if claim.reversed:
        return REVISED
    if is_waiting(claim):
        return WAITING
    if claim.status == PREDETERMINED:
        return PREPARED
    if claim.status == DENIED:
        return _denied(claim.result.lines)
    return PAID if claim.result.paid else NOTHING_TO_PAY


def tell_lines(claim: Settled, asked: Iterable[AskedLine]) -> list[AnsweredLine]:
    """The lines asked for; one that is not of the claim, or has no day, is left out; none while it waits."""
    told: list[AnsweredLine] = []
    if is_waiting(claim):
        return told
    for question in asked:
        for line, result in zip(claim.lines, claim.result.lines, strict=True):
            if line.day is not None and _is_asked(question, line, result):
                told.append(_tell_line(claim, line, result))
                break
    return told


def _is_asked(question: AskedLine, line: SettledLine, result: LineResult) -> bool:
    if question.line_control_number and line.control_number:
        return question.line_control_number == line.control_number
    return (question.procedure.code, to_cents(question.charge)) == (line.code, result.charge)


def _tell_line(claim: Settled, line: SettledLine, result: LineResult) -> AnsweredLine:
    paid = 0 if claim.reversed else result.paid
    if claim.reversed:
        status = REVISED
    elif paid:
        status = PAID
    else:
        whole = any((one.group, one.reason) in DENIALS for one in result.adjustments)
        status = _denied([result]) if whole else NOTHING_TO_PAY
    return AnsweredLine(
        Procedure(line.code, modifiers=line.modifiers), Decimal(result.charge).scaleb(-2),
        Decimal(paid).scaleb(-2), [StatusReport((status,), claim.received)],
        quantity=Decimal(line.units) if line.units else None,
        line_control_number=line.control_number or None,
        service=Period(line.day) if line.day else None,
    )


def _denied(lines: Iterable[LineResult]) -> Status:
    """The denial by the first reason that has a status code of its own."""
    for line in lines:
        for one in line.adjustments:
            if told := DENIALS.get((one.group, one.reason)):
                return Status("F2", *told)
    return Status("F2", *OTHER_DENIAL)
