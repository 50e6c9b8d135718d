"""Findings: what was wrong in a file, by which rule and where; never a value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import findings


class Finding(Struct, frozen=True, kw_only=True):
    """A finding as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `file`, `set` and `claim` are keys of rows (None: the finding is of something larger); `place` holds
    offset, segment, loop, path and what else tells where, as far as it is known.
    """

    id: int = 0
    account: str
    file: int
    set: int | None = None
    claim: int | None = None
    rule: str
    severity: str
    place: Mapping[str, str | int]


class RuleCount(Struct, frozen=True):
    """How often a rule was violated."""

    rule: str
    severity: str
    count: int


SHAPE = Shape(findings, Finding)


def record_all(ledger: Ledger, new: Sequence[Finding]) -> range:
    """Record findings in bulk; their keys, in the same order."""
    return SHAPE.insert(ledger, new)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    file: int | None = None,
    set: int | None = None,
    claim: int | None = None,
    rule: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Finding]:
    """Findings by any of these, as they were found; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "findings")
    wanted = {"file": file, "set": set, "claim": claim, "rule": rule}
    return SHAPE.read_all(ledger, SHAPE.query(account, wanted, after=after, limit=limit))


def count_by_rule(ledger: Ledger, account: str | None, file: int) -> list[RuleCount]:
    """How often each rule was violated in a file, the most frequent first."""
    count = func.count()
    query = select(findings.c.rule, findings.c.severity, count).where(findings.c.file == file)
    if account is not None:
        query = query.where(findings.c.account.concat("") == account)
    query = query.group_by(findings.c.rule, findings.c.severity).order_by(count.desc(), findings.c.rule)
    return [RuleCount(rule, severity, number) for rule, severity, number in ledger.rows(query)]
