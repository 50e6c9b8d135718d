"""Figures on verdicts and money: what was found wrong, what payers refused, denied and paid, for reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import func, select

from store.ledger import Ledger, chunks
from store.tables import (
    acknowledgments,
    claims,
    events,
    files,
    findings,
    remittance_adjustments,
    remittance_claims,
    remittances,
)


class RuleFigure(Struct, frozen=True, gc=False):
    """How often a rule was violated in a file, and by how many claims."""

    file: int
    rule: str
    count: int
    claims: int


class VerdictFigure(Struct, frozen=True, kw_only=True, gc=False):
    """A verdict of a partner, when the file it stands in came, and the claim it is of with its charge."""

    id: int
    account: str
    kind: str
    code: str
    out_file: int | None
    out_set: int | None
    claim: int | None
    detail: Mapping[str, Any]
    partner: str
    came_at: datetime
    charge_cents: int | None


class PaymentFigure(Struct, frozen=True, gc=False):
    """A payment as it was told, and its money that is of no claim (PLB), in cents."""

    id: int
    file: int
    payer: str
    amount_cents: int
    received_at: datetime
    other_cents: int


class PaidFigure(Struct, frozen=True, gc=False):
    """The answers of one payment to the claims of one account, by status (CLP02) and how they matched."""

    remittance: int
    account: str
    status_code: str
    state: str
    count: int
    charge_cents: int
    paid_cents: int
    patient_cents: int


class Denial(Struct, frozen=True, gc=False):
    """Where a payer's answer to a claim lies: file, its address in the archive, byte range; its charge."""

    file: int
    sha256: str
    payer: str
    offset: int
    length: int
    charge_cents: int


def errors_of(ledger: Ledger, account: str | None, keys: Sequence[int]) -> list[RuleFigure]:
    """How often each rule was violated in these files; warnings reject nothing and are left out."""
    found: list[RuleFigure] = []
    alike = findings.c.file, findings.c.rule
    count = func.count(), func.count(findings.c.claim.distinct())
    for some in chunks(sorted({*keys})):
        query = select(*alike, *count).where(findings.c.file.in_(some), findings.c.severity == "error")
        if account is not None:
            query = query.where(findings.c.account.concat("") == account)
        found += [RuleFigure(*row) for row in ledger.rows(query.group_by(*alike).order_by(*alike))]
    return found


def verdicts_between(
    ledger: Ledger, account: str | None, since: datetime, until: datetime, kinds: Sequence[str]
) -> list[VerdictFigure]:
    """The verdicts of these kinds on what we sent, that came from a moment on and before another.

    An account's are those on its own claims.
    """
    mine = [acknowledgments.c[name] for name in VerdictFigure.__struct_fields__[:8]]
    query = (
        select(*mine, files.c.partner, files.c.received_at.label("came_at"), claims.c.charge_cents)
        .select_from(
            acknowledgments.join(files, files.c.id == acknowledgments.c.file).outerjoin(
                claims, claims.c.id == acknowledgments.c.claim
            )
        )
        .where(files.c.received_at >= since, files.c.received_at < until, acknowledgments.c.kind.in_(kinds))
        .where(acknowledgments.c.out_file.is_not(None) | acknowledgments.c.out_set.is_not(None))
        .order_by(acknowledgments.c.id)
    )
    if account is not None:
        query = query.where(acknowledgments.c.account == account)
    return [VerdictFigure(**row._mapping) for row in ledger.rows(query)]


def payments_between(ledger: Ledger, since: datetime, until: datetime) -> list[PaymentFigure]:
    """The payments that came from a moment on and before another: the house's, whoever is paid by them."""
    other = select(func.coalesce(func.sum(remittance_adjustments.c.amount_cents), 0)).where(
        remittance_adjustments.c.remittance == remittances.c.id
    )
    columns = [remittances.c[name] for name in PaymentFigure.__struct_fields__[:5]]
    query = select(*columns, other.scalar_subquery()).where(
        remittances.c.received_at >= since, remittances.c.received_at < until
    )
    rows = ledger.rows(query.order_by(remittances.c.id))
    return [PaymentFigure(*row[:5], *map(int, row[5:])) for row in rows]


def paid_of(ledger: Ledger, account: str | None, payments: Sequence[int]) -> list[PaidFigure]:
    """What these payments answer, by account and status."""
    found: list[PaidFigure] = []
    alike = [remittance_claims.c[name] for name in PaidFigure.__struct_fields__[:4]]
    sums = [func.sum(remittance_claims.c[name]) for name in PaidFigure.__struct_fields__[5:]]
    for some in chunks(sorted({*payments})):
        query = select(*alike, func.count(), *sums).where(remittance_claims.c.remittance.in_(some))
        if account is not None:
            query = query.where(remittance_claims.c.account.concat("") == account)
        rows = ledger.rows(query.group_by(*alike).order_by(*alike))
        found += [PaidFigure(*row[:5], *map(int, row[5:])) for row in rows]
    return found


def answers_of(
    ledger: Ledger, account: str | None, payments: Sequence[int], status_code: str
) -> list[Denial]:
    """Where the answers with this status (CLP02) in these payments lie in the archive, file by file."""
    found: list[Denial] = []
    answer = remittance_claims.c
    for some in chunks(sorted({*payments})):
        query = (
            select(
                remittances.c.file, files.c.sha256, remittances.c.payer, answer.offset, answer.length,
                answer.charge_cents,
            )
            .select_from(
                remittance_claims.join(remittances, remittances.c.id == answer.remittance).join(
                    files, files.c.id == remittances.c.file
                )
            )
            .where(answer.remittance.in_(some), answer.status_code == status_code)
            .order_by(remittances.c.file, answer.offset)
        )
        if account is not None:
            query = query.where(answer.account.concat("") == account)
        found += [Denial(*row) for row in ledger.rows(query)]
    return found


def moved_since(
    ledger: Ledger, thing: str, since: datetime, from_states: Sequence[str], to_states: Sequence[str]
) -> list[int]:
    """Keys of the things that went from one of some states to one of others since a moment."""
    query = select(events.c.thing_id, events.c.count).where(
        events.c.thing == thing, events.c.at >= since,
        events.c.from_state.in_(from_states), events.c.to_state.in_(to_states),
    )
    return [first + step for first, count in ledger.rows(query) for step in range(count)]
