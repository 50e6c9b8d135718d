"""What people read: findings, money and tables as plain rows, safe to print. No decisions.

Whatever comes from a file passes `edi.describe.escape` before it reaches a terminal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from clearinghouse.where import told_place
from edi.describe import escape
from edi.findings import Finding


@dataclass(frozen=True, slots=True)
class Rows:
    """A table to be shown: a title, column names, and rows of plain values."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def money(cents: int | None) -> str:
    """Cents as dollars with two places; empty for None."""
    if cents is None:
        return ""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as JSON says it; empty places are left out."""
    rule = finding.rule
    return {
        "rule": rule.id,
        "severity": rule.severity.value,
        "snip": int(rule.snip),
        "scope": rule.scope.value,
        "says": rule.sentence,
        "mend": rule.mend,
        "answer": rule.answer.value,
        "code": rule.code,
        "place": told_place(finding.place),
    }


def finding_line(finding: Finding) -> str:
    """A finding as one line: where, which rule, what is wrong, what to do."""
    place = told_place(finding.place)
    where = f"byte {place['offset']}"
    if "segment" in place:
        where += f", segment {place['segment']}"
    if "path" in place:
        where += f", {place['path']}"
    rule = finding.rule
    return escape(f"{rule.severity.value} {rule.id} at {where}: {rule.sentence} {rule.mend}")


def plain(value: Any) -> Any:
    """A value as JSON can say it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        return [plain(inner) for inner in value]
    return value
