"""Acceptance: of each file that submitters handed in, how many claims our own edits took and rejected."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import and_, case, exists, func, or_, select

from store.events import audit
from store.ledger import Ledger
from store.tables import claims, events, files, sets

_REJECTED = ("rejected", "set rejected")
_CLAIMS = "837D"


class Accepted(Struct, frozen=True, kw_only=True):
    """A file, and what became of its claims here: `rejected` of `claims`, money in cents.

    A sheet counts with the X12 that was made of it: the claims that were left out are rejected ones, of which
    nobody knows what they charge. `refused` tells that a whole interchange or set of claims was.
    """

    file: int
    account: str
    name: str
    kind: str
    state: str
    received_at: datetime
    claims: int
    rejected: int
    charge_cents: int
    rejected_cents: int
    refused: bool = False


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
    refused = or_(files.c.kind == "", and_(sets.c.guide == _CLAIMS, sets.c.verdict.in_(("R", ""))))
    query = (
        select(
            files.c.id, files.c.source, files.c.left_out, files.c.account, files.c.name, files.c.kind,
            files.c.state, files.c.received_at, func.count(claims.c.id), func.sum(case((lost, 1), else_=0)),
            func.sum(money), func.sum(case((lost, money), else_=0)), func.max(case((refused, 1), else_=0)),
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
    found: dict[int, Accepted] = {}
    for key, source, left_out, *told in ledger.rows(query):
        one = _accepted(key, left_out or 0, *told)
        if source is None:
            found[key] = one
        elif source in found:
            # It was handed in as the sheet; what that became says what became of it.
            found[source] = _together(found[source], one)
    return list(found.values())


def _accepted(
    key: int, left_out: int, account: str, name: str, kind: str, state: str, came: datetime, number: int,
    lost: int | None, cents: int | None, lost_cents: int | None, refused: int | None,
) -> Accepted:
    return Accepted(
        file=key, account=account, name=name, kind=kind, state=state, received_at=came,
        claims=number + left_out, rejected=int(lost or 0) + left_out, charge_cents=int(cents or 0),
        rejected_cents=int(lost_cents or 0), refused=bool(refused),
    )


def _together(sheet: Accepted, made: Accepted) -> Accepted:
    """A sheet with what was made of it."""
    return structs.replace(
        sheet, state=made.state, claims=sheet.claims + made.claims, rejected=sheet.rejected + made.rejected,
        charge_cents=sheet.charge_cents + made.charge_cents,
        rejected_cents=sheet.rejected_cents + made.rejected_cents, refused=made.refused,
    )
