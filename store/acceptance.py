"""Acceptance: of each file that submitters handed in, how many claims our own edits took and rejected."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import and_, case, exists, func, or_, select

from store.events import audit
from store.ledger import Ledger
from store.tables import claims, events, files, sets

_REJECTED = ("rejected", "set rejected")


class Accepted(Struct, frozen=True, kw_only=True):
    """A file, and what became of its claims here: `rejected` of `claims`, money in cents."""

    file: int
    account: str
    kind: str
    state: str
    received_at: datetime
    claims: int
    rejected: int
    charge_cents: int
    rejected_cents: int


def by_file(
    ledger: Ledger,
    account: str | None,
    partners: Collection[str],
    since: datetime,
    *,
    actor: str | None = None,
    at: datetime | None = None,
) -> list[Accepted]:
    """The files that these partners handed in since then, in the order they came.

    A claim that was corrected since counts as it came in; what was made of it was not handed in.
    """
    audit(ledger, account, actor, at, "acceptance of files")
    money = func.coalesce(claims.c.charge_cents, 0)
    corrected = exists().where(
        events.c.thing == "claims", events.c.thing_id == claims.c.id, events.c.event == "corrected",
        events.c.from_state.in_(_REJECTED),
    )
    lost = or_(claims.c.state.in_(_REJECTED), and_(claims.c.state == "superseded", corrected))
    query = (
        select(
            files.c.id, files.c.account, files.c.kind, files.c.state, files.c.received_at,
            func.count(claims.c.id), func.sum(case((lost, 1), else_=0)), func.sum(money),
            func.sum(case((lost, money), else_=0)),
        )
        .outerjoin(sets, sets.c.file == files.c.id)
        .outerjoin(claims, claims.c.set == sets.c.id)
        .where(claims.c.parent.is_(None))
        .where(files.c.direction == "in", files.c.partner.in_(partners), files.c.received_at >= since)
        .group_by(files.c.id)
        .order_by(files.c.id)
    )
    if account is not None:
        query = query.where(files.c.account == account)
    return [
        Accepted(
            file=key, account=owner, kind=kind, state=state, received_at=came, claims=number,
            rejected=int(lost or 0), charge_cents=int(cents or 0), rejected_cents=int(lost_cents or 0),
        )
        for key, owner, kind, state, came, number, lost, cents, lost_cents in ledger.rows(query)
    ]
