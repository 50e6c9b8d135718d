"""Accounts: whose a file, a claim, an answer is. The house has one of its own."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select

from store import events
from store.ledger import Ledger, Line
from store.tables import accounts

HOUSE = "house"
"""The account of what belongs to no single submitter: batches to payers, the files payers send."""


class Account(Struct, frozen=True):
    """A submitter's account, known by a short name that never changes."""

    slug: str
    name: str
    made_at: datetime


def add(ledger: Ledger, slug: str, name: str, *, at: datetime, actor: str) -> Account:
    """Make an account, or return the one of that slug as it is."""
    known = get(ledger, slug)
    if known:
        return known
    ledger.insert(accounts, [(slug, name, at)])
    events.write(ledger, "accounts", [(slug, 0)], "", "open", "made", at=at, actor=actor)
    return Account(slug, name, at)


def get(ledger: Ledger, slug: str) -> Account | None:
    """The account of that slug."""
    row = ledger.row(select(accounts).where(accounts.c.slug == slug))
    return None if row is None else _read(row)


def list_all(ledger: Ledger, *, actor: str | None = None, at: datetime | None = None) -> list[Account]:
    """All accounts by slug; an operator's listing is audited."""
    events.audit(ledger, None, actor, at, "accounts")
    return [_read(row) for row in ledger.rows(select(accounts).order_by(accounts.c.slug))]


def _read(row: Line) -> Account:
    return Account(row.slug, row.name, row.made_at)
