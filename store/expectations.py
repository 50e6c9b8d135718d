"""Expected answers: one row for each file that was sent and each kind of answer its receiver owes next.

What in the file still waits is not told here: it is what is in the states in which that answer comes next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import case, exists, func, select

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import claims, deliveries, expectations, files, inquiries, sets


class Expectation(Struct, frozen=True, kw_only=True, gc=False):
    """An answer that is expected. `id`, the row's key, is 0 until it is recorded.

    `file` is the key of the file that was sent, `partner` who owes the answer, `kind` which one (999, 277CA,
    835, 271, 277, 278, 278 final). Terms run from `sent_at`; behind `due_at` the answer is late. `state` is
    open or met; `met_at` when nothing in the file waited for it any more.
    """

    id: int = 0
    account: str
    file: int
    partner: str
    kind: str
    sent_at: datetime
    due_at: datetime
    state: str = "open"
    met_at: datetime | None = None


class Waiting(Struct, frozen=True):
    """How many claims or inquiries of a file are in a state, and what they charge in cents."""

    file: int
    state: str
    kind: str
    count: int
    charge_cents: int


SHAPE = Shape(expectations, Expectation)
CLAIM = "claim"
"""The kind of what waits, where it is a claim; inquiries have kinds of their own."""


def record(ledger: Ledger, new: Sequence[Expectation], *, at: datetime, actor: str, run: int | None) -> None:
    """Record expectations, each with its event."""
    keys = SHAPE.insert(ledger, new)
    for one, key in zip(new, keys, strict=True):
        made = [(one.account, key)]
        events.write(
            ledger, expectations.name, made, "", one.state, f"{one.kind} expected", at=at, actor=actor,
            run=run,
        )


def search(
    ledger: Ledger,
    *,
    file: int | Sequence[int] | None = None,
    partner: str | None = None,
    kind: str | Sequence[str] | None = None,
    state: str | None = None,
    late_at: datetime | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Expectation]:
    """Expectations by any of these, in the order of their keys; `late_at`: only those late at that moment."""
    wanted = {"file": file, "partner": partner, "kind": kind, "state": state}
    query = SHAPE.query(None, wanted, after=after, limit=limit)
    if late_at is not None:
        query = query.where(expectations.c.due_at <= late_at)
    return SHAPE.read_all(ledger, query)


def record_met(ledger: Ledger, keys: Sequence[int], *, at: datetime | None) -> None:
    """Tell when nothing waited for these answers any more; None: something does again."""
    ledger.change(expectations, ["met_at"], [(key, at) for key in keys])


def waiting(ledger: Ledger, file: int, account: str | None, states: Sequence[str]) -> list[Waiting]:
    """What of a sent file is in these states: of an account, or of all."""
    return _claims_waiting(ledger, file, account, states) + _inquiries_waiting(ledger, file, account, states)


def _claims_waiting(
    ledger: Ledger, file: int, account: str | None, states: Sequence[str]
) -> list[Waiting]:
    state, count, money = claims.c.state, func.count(), func.sum(claims.c.charge_cents)
    query = select(state, count, money).where(
        claims.c.out_set.in_(_sets_of(ledger, file)), state.concat("").in_(states)
    )
    if account is not None:
        query = query.where(claims.c.account == account)
    rows = ledger.rows(query.group_by(state).order_by(state))
    return [Waiting(file, told, CLAIM, number, int(cents or 0)) for told, number, cents in rows]


def _inquiries_waiting(
    ledger: Ledger, file: int, account: str | None, states: Sequence[str]
) -> list[Waiting]:
    state, kind = inquiries.c.state, inquiries.c.kind
    query = select(state, kind, func.count()).where(
        inquiries.c.out_set.in_(_sets_of(ledger, file)), state.concat("").in_(states)
    )
    if account is not None:
        query = query.where(inquiries.c.account == account)
    rows = ledger.rows(query.group_by(state, kind).order_by(state, kind))
    return [Waiting(file, told, of, number, 0) for told, of, number in rows]


def _sets_of(ledger: Ledger, file: int) -> list[int]:
    # By these few the planner finds the rows; what stands before it as an expression it cannot begin with.
    return [key for (key,) in ledger.rows(select(sets.c.id).where(sets.c.file == file))]


def unexpected(ledger: Ledger, kinds: Sequence[str]) -> list[tuple[int, datetime]]:
    """Sent files of these kinds of which nothing was ever expected, and when each was sent.

    Such there are where a house is older than its expectations.
    """
    sent = func.coalesce(deliveries.c.sent_at, files.c.received_at)
    none = ~exists().where(expectations.c.file == files.c.id)
    query = (
        select(files.c.id, sent)
        .outerjoin(deliveries, deliveries.c.file == files.c.id)
        .where(files.c.direction == "out", files.c.state == "sent", files.c.kind.in_(kinds), none)
        .order_by(files.c.id)
    )
    return [(key, at) for key, at in ledger.rows(query)]


def punctuality(ledger: Ledger, since: datetime) -> list[tuple[str, str, int, int]]:
    """Partner, kind, how many answers to what was sent since then were met, and how many of these late."""
    late = func.sum(case((expectations.c.met_at > expectations.c.due_at, 1), else_=0))
    partner, kind = expectations.c.partner, expectations.c.kind
    query = (
        select(partner, kind, func.count(), late)
        .where(expectations.c.state == "met", expectations.c.sent_at >= since)
        .group_by(partner, kind)
        .order_by(partner, kind)
    )
    return [(told, of, number, int(behind or 0)) for told, of, number, behind in ledger.rows(query)]
