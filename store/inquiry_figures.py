"""Figures on inquiries, for reports: when each was asked, sent, answered and passed on, and how many were."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy import BigInteger, func, select, type_coerce

from store.columns import from_microseconds
from store.ledger import Ledger
from store.tables import deliveries, files, inquiries

_SLOT = 15 * 60 * 1_000_000
"""Microseconds of a quarter of an hour: days of all time zones begin with one."""


class AskedFigure(Struct, frozen=True, kw_only=True, gc=False):
    """The way of an inquiry from its submitter to its payer and back; None: it has not come so far.

    `came_at` is when its file came, `back_at` when the payer's file with the answer did, `passed_at` when the
    file with the answer was delivered to the submitter. `note` is that of the file it came in.
    """

    id: int
    account: str
    kind: str
    state: str
    outcome: str | None
    out_file: int | None
    came_at: datetime
    note: str
    sent_at: datetime | None
    back_at: datetime | None
    passed_file: int | None
    passed_at: datetime | None


class SlotFigure(Struct, frozen=True, gc=False):
    """How many inquiries of an account, kind and outcome were sent, or answered, in a quarter of an hour."""

    account: str
    kind: str
    state: str
    outcome: str | None
    at: datetime
    count: int


def asked_between(
    ledger: Ledger, account: str | None, since: datetime, until: datetime
) -> list[AskedFigure]:
    """The inquiries whose files came from a moment on and before another."""
    came, back, delivery = files.alias("came"), files.alias("back"), deliveries.alias("passed")
    own = [inquiries.c[name] for name in ("id", "account", "kind", "state", "outcome", "out_file", "sent_at")]
    query = (
        select(
            *own, came.c.received_at.label("came_at"), came.c.note, back.c.received_at.label("back_at"),
            inquiries.c.passed_file, delivery.c.sent_at.label("passed_at"),
        )
        .select_from(
            inquiries.join(came, came.c.id == inquiries.c.file)
            .outerjoin(back, back.c.id == inquiries.c.answer_file)
            .outerjoin(delivery, delivery.c.file == inquiries.c.passed_file)
        )
        .where(came.c.received_at >= since, came.c.received_at < until)
        .order_by(inquiries.c.id)
    )
    if account is not None:
        query = query.where(inquiries.c.account == account)
    return [AskedFigure(**row._mapping) for row in ledger.rows(query)]


def slots_between(
    ledger: Ledger, account: str | None, by: Literal["sent_at", "answered_at"], since: datetime,
    until: datetime,
) -> list[SlotFigure]:
    """How many inquiries were sent, or answered, from a moment on and before another, in order of time."""
    moment = inquiries.c[by]
    slot = (type_coerce(moment, BigInteger) // _SLOT).label("slot")
    alike = inquiries.c.account, inquiries.c.kind, inquiries.c.state, inquiries.c.outcome
    query = select(*alike, slot, func.count()).where(moment >= since, moment < until)
    if account is not None:
        query = query.where(inquiries.c.account == account)
    return [
        SlotFigure(owner, kind, state, outcome, from_microseconds(int(number) * _SLOT), count)
        for owner, kind, state, outcome, number, count in ledger.rows(
            query.group_by(*alike, slot).order_by(slot, *alike)
        )
    ]
