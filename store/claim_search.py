"""Searching claims: by all that somebody may know of one, quickly whatever of it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, func, select

from store import events
from store.claims import SHAPE, Claim
from store.ledger import Ledger
from store.tables import claims, remittance_claims, remittances

FEW = 1_000
"""Claims that are quickly fetched and sorted; of what has more, the newest are soon found in key order."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What is known of the claims that are looked for; None is not known.

    `states` are those it may be in, `payers` the ids that name its payer, in capitals. A claim was served in
    the days from `service_from` to `service_to` where its first day was. `trace_number` is that of a check
    or transfer (TRN02).
    """

    states: tuple[str, ...] | None = None
    payers: tuple[str, ...] | None = None
    claim_id: str | None = None
    member_index: bytes | None = None
    name_index: bytes | None = None
    payer_claim_number: str | None = None
    trace_number: str | None = None
    service_from: date | None = None
    service_to: date | None = None
    charge_cents: int | None = None


_EXACT = ("claim_id", "member_index", "name_index", "payer_claim_number", "charge_cents")
Conditions = list[ColumnElement[bool]]


def find(
    ledger: Ledger, account: str | None, wanted: Wanted, *, actor: str, at: datetime, after: int = 0,
    limit: int = 50,
) -> list[Claim]:
    """The newest claims of which all that is wanted is true; an operator's search is audited.

    What finds few claims is asked first, by its index, and the rest of those.
    """
    events.audit(ledger, account, actor, at, "claims")
    # Columns of one index are all that is read until it is known which rows are to be.
    key = claims.c.id
    query = select(key).order_by(key.desc()).limit(limit)
    if after:
        query = query.where(key < after)
    keys = _fewest(ledger, account, wanted)
    if keys is not None:
        query = query.where(key.in_(keys))
    for conditions in _groups(account, wanted, plain=True):
        query = query.where(*conditions)
    found = [one for (one,) in ledger.rows(query)]
    return SHAPE.get_many(ledger, account, found)[::-1]


def _fewest(ledger: Ledger, account: str | None, wanted: Wanted) -> list[int] | None:
    """The keys that some part of what is wanted leaves; None where every part leaves many."""
    for conditions in _groups(account, wanted, plain=False):
        rows = ledger.rows(select(claims.c.id).where(*conditions).limit(FEW))
        if len(rows) < FEW:
            return [key for (key,) in rows]
    return None


def _groups(account: str | None, wanted: Wanted, *, plain: bool) -> Iterator[Conditions]:
    """What is wanted in parts that have an index each, those that find fewest first.

    `plain`: without the indexes, for rows that were found by another part.
    """

    def column(name: str) -> ColumnElement[Any]:
        # An expression has no index.
        return func.coalesce(claims.c[name], None) if plain else claims.c[name]

    owned: Conditions = []
    if account is not None:
        owned.append(column("account") == account)
    if wanted.states is not None:
        owned.append(column("state").in_(wanted.states))
    if owned and plain:
        # Told first, it spares the row the dearer looks.
        yield owned
    if wanted.trace_number is not None:
        yield [claims.c.id.in_(_paid_by(wanted.trace_number))]
    for name in _EXACT:
        if (value := getattr(wanted, name)) is not None:
            yield [column(name) == value]
    days: Conditions = []
    if wanted.service_from is not None:
        days.append(column("service_from") >= wanted.service_from)
    if wanted.service_to is not None:
        days.append(column("service_from") <= wanted.service_to)
    if days:
        yield days
    if wanted.payers is not None and plain:
        yield [func.upper(claims.c.payer).in_(wanted.payers)]
    if owned and not plain:
        yield owned


def _paid_by(trace_number: str) -> Select[Any]:
    """The keys of the claims that a check or transfer answers."""
    query = select(remittance_claims.c.claim).join(
        remittances, remittances.c.id == remittance_claims.c.remittance
    )
    return query.where(remittances.c.trace_number == trace_number, remittance_claims.c.claim.is_not(None))
