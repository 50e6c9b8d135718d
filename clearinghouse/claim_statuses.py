"""What an acknowledgment says of a claim for what was found in it: statuses, and a message in words."""

from __future__ import annotations

from collections.abc import Sequence

from clearinghouse.earlier import Repeated
from edi.findings import Answer, Finding
from transactions.rules.book import claim_status
from transactions.statuses import Status

OTHER_FAULT = Status("A3", "21")
"""For a business rule that has no claim status of its own."""
MAX_STATUSES = 9


def statuses_of(findings: Sequence[Finding]) -> list[Status]:
    """The claim statuses that refuse a claim; none where nothing does."""
    if not findings:
        return []
    told = dict.fromkeys(_status(finding) for finding in findings if finding.is_error)
    return list(told)[:MAX_STATUSES]


def message_of(findings: Sequence[Finding]) -> str:
    """What came before, in words (STC12); empty where nothing did."""
    told = (one.earlier for one in findings if isinstance(one, Repeated) and one.earlier)
    return next((f"DUPLICATE OF {earlier.in_words().upper()}" for earlier in told), "")


def _status(finding: Finding) -> Status:
    if finding.rule.answer is not Answer.STC:
        return OTHER_FAULT
    category, code, entity = claim_status(finding)
    return Status(category, code, entity or None)
