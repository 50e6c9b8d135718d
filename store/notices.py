"""Notices: what submitters are told for some days. The text stands in the archive, as the file they get."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import notices


class Notice(Struct, frozen=True, kw_only=True, gc=False):
    """A notice for one account, from its first day to its last; `file` is the key of that it travels as."""

    id: int = 0
    account: str
    file: int
    first_day: date
    last_day: date
    state: str = "current"
    made_at: datetime


SHAPE = Shape(notices, Notice)


def record(ledger: Ledger, new: Notice, *, actor: str) -> int:
    """Record a notice with the event of its first state; its key."""
    key = SHAPE.insert(ledger, [new])[0]
    events.write(
        ledger, notices.name, [(new.account, key)], "", new.state, "recorded", at=new.made_at, actor=actor
    )
    return key


def get(ledger: Ledger, account: str | None, key: int) -> Notice | None:
    """The notice with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    state: str | Sequence[str] | None = None,
    on: date | None = None,
    not_before: date | None = None,
    descending: bool = False,
    limit: int | None = None,
) -> list[Notice]:
    """Notices by state, of a day (`on`), or not over on one (`not_before`).

    `actor` and `at` audit an operator's listing.
    """
    events.audit(ledger, account, actor, at, "notices")
    wanted: dict[str, Any] = {"state": state}
    query = SHAPE.query(account, wanted, descending=descending, limit=limit)
    if on is not None:
        query = query.where(notices.c.first_day <= on, notices.c.last_day >= on)
    if not_before is not None:
        query = query.where(notices.c.last_day >= not_before)
    return SHAPE.read_all(ledger, query)
