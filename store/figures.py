"""Figures: counts and sums over files, sets, claims and inquiries, for reports; never a value from a file.

What is asked of a span of time begins with its files; sets, claims and inquiries are counted by theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, case, func, select

from store.ledger import Ledger, chunks
from store.tables import claims, deliveries, events, files, inquiries, sets

Side = Literal["set", "out_set"]
"""Whether things are counted by the set they came in, or by that they went out in."""


_SUPERSEDED = "superseded"


class FileFigure(Struct, frozen=True, kw_only=True, gc=False):
    """A file, and when and how it was delivered where it goes out."""

    id: int
    account: str
    direction: str
    partner: str
    kind: str
    state: str
    size: int
    received_at: datetime
    note: str
    delivery: str | None
    sent_at: datetime | None


class SetFigure(Struct, frozen=True, gc=False):
    """A transaction set, and what was counted in it when it was read or written; money in cents."""

    id: int
    file: int
    account: str
    guide: str
    verdict: str
    claims: int
    charge_cents: int


class ClaimFigure(Struct, frozen=True, gc=False):
    """The claims of one set, account, kind and state as they stand in the store; money in cents.

    `corrected_in` is the state in which they were corrected, where another claim took their place.
    """

    set: int
    account: str
    kind: str
    state: str
    corrected_in: str
    count: int
    charge_cents: int
    paid_cents: int


class InquiryFigure(Struct, frozen=True, gc=False):
    """The inquiries of one set, account, kind and state; `last` is the greatest ordinal they went out by."""

    set: int
    account: str
    kind: str
    state: str
    count: int
    last: int


def files_between(
    ledger: Ledger,
    account: str | None,
    since: datetime,
    until: datetime | None = None,
    *,
    by: Literal["received", "sent"] = "received",
    direction: str | None = None,
    kinds: Sequence[str] | None = None,
) -> list[FileFigure]:
    """The files received or made, or else sent, from a moment on and before another, in key order."""
    moment = files.c.received_at if by == "received" else deliveries.c.sent_at
    query = _files().where(moment >= since).order_by(files.c.id)
    if until is not None:
        query = query.where(moment < until)
    if account is not None:
        query = query.where(files.c.account == account)
    if direction is not None:
        query = query.where(files.c.direction == direction)
    if kinds is not None:
        query = query.where(files.c.kind.in_(kinds))
    return [FileFigure(**row._mapping) for row in ledger.rows(query)]


def files_with(ledger: Ledger, keys: Sequence[int]) -> list[FileFigure]:
    """The files with these keys."""
    found: list[FileFigure] = []
    for some in chunks(sorted({*keys})):
        query = _files().where(files.c.id.in_(some)).order_by(files.c.id)
        found += [FileFigure(**row._mapping) for row in ledger.rows(query)]
    return found


def _files() -> Select[Any]:
    columns = [files.c[name] for name in FileFigure.__struct_fields__[:-2]]
    query = select(*columns, deliveries.c.state.label("delivery"), deliveries.c.sent_at)
    return query.select_from(files.outerjoin(deliveries, deliveries.c.file == files.c.id))


def sets_of(ledger: Ledger, account: str | None, keys: Sequence[int]) -> list[SetFigure]:
    """The sets of these files."""
    columns = [sets.c[name] for name in SetFigure.__struct_fields__]
    return [SetFigure(*row) for row in _by(ledger, account, sets.c.file, keys, columns, [])]


def claims_of(ledger: Ledger, account: str | None, side: Side, keys: Sequence[int]) -> list[ClaimFigure]:
    """How many claims of these sets are in each state, and what they charge and were paid."""
    alike = [*(claims.c[name] for name in (side, "account", "kind", "state")), _corrected_in()]
    sums = [
        func.count(), func.sum(claims.c.charge_cents), func.coalesce(func.sum(claims.c.paid_cents), 0),
    ]
    rows = _by(ledger, account, claims.c[side], keys, [*alike, *sums], alike)
    return [ClaimFigure(*row[:6], *map(int, row[6:])) for row in rows]


def _corrected_in() -> ColumnElement[Any]:
    """The state a superseded claim was in before, by its event; empty for any other claim."""
    before = select(events.c.from_state).where(
        events.c.thing == claims.name, events.c.thing_id == claims.c.id, events.c.to_state == _SUPERSEDED
    )
    told = case((claims.c.state == _SUPERSEDED, before.limit(1).scalar_subquery()), else_="")
    return func.coalesce(told, "").label("corrected_in")


def inquiries_of(
    ledger: Ledger, account: str | None, side: Side, keys: Sequence[int]
) -> list[InquiryFigure]:
    """How many inquiries of these sets are in each state."""
    alike = [inquiries.c[name] for name in (side, "account", "kind", "state")]
    counts = [func.count(), func.coalesce(func.max(inquiries.c.out_ordinal), 0)]
    rows = _by(ledger, account, inquiries.c[side], keys, [*alike, *counts], alike)
    return [InquiryFigure(*row) for row in rows]


def _by(
    ledger: Ledger,
    account: str | None,
    owner: ColumnElement[Any],
    keys: Sequence[int],
    columns: Sequence[ColumnElement[Any]],
    alike: Sequence[ColumnElement[Any]],
) -> list[Any]:
    """Rows of a table by the keys of what owns them, in portions; grouped where `alike` says by what."""
    found: list[Any] = []
    for some in chunks(sorted({*keys})):
        query = select(*columns).where(owner.in_(some)).group_by(*alike).order_by(*columns[:4])
        if account is not None:
            # An expression has no index: so the rows are found by what owns them.
            query = query.where(owner.table.c.account.concat("") == account)
        found += ledger.rows(query)
    return found


class OpenClaims(Struct, frozen=True, gc=False):
    """Claims of one outgoing file, account and kind that nobody has decided on; money in cents."""

    out_file: int
    account: str
    kind: str
    sent_at: datetime
    count: int
    charge_cents: int


def open_claims(
    ledger: Ledger, account: str | None, states: Sequence[str], before: datetime, also: Sequence[int] = ()
) -> list[OpenClaims]:
    """The claims sent before a moment that are in these states, or are among those with the keys `also`."""
    alike = claims.c.out_file, claims.c.account, claims.c.kind, claims.c.sent_at
    sums = func.count(), func.sum(claims.c.charge_cents)
    base = select(*alike, *sums).where(claims.c.sent_at < before, claims.c.out_file.is_not(None))
    if account is not None:
        base = base.where(claims.c.account == account)
    base = base.group_by(*alike).order_by(*alike)
    rows = ledger.rows(base.where(claims.c.state.in_(states)))
    for some in chunks(sorted({*also})):
        rows += ledger.rows(base.where(claims.c.id.in_(some), claims.c.state.not_in(states)))
    return [OpenClaims(*row[:5], *map(int, row[5:])) for row in rows]
