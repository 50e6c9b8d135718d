"""What waits for a payer: claims and inquiries that are accepted or held, counted, held, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import func as sql
from sqlalchemy import or_, select, update

from store.ledger import Ledger, chunks
from store.tables import claims, inquiries

Kind = Literal["claims", "inquiries"]
STATES = ("accepted", "held")
"""The states in which something waits to be written."""
_TABLES = {"claims": claims, "inquiries": inquiries}
_PROVIDERS = {"claims": "billing_npi", "inquiries": "provider_npi"}
_OUT = {
    "claims": ("out_file", "out_set", "out_set_control", "out_ordinal"),
    "inquiries": ("out_file", "out_set", "out_trace", "out_ordinal"),
}


class Waiting(Struct, frozen=True):
    """How many claims or inquiries of a kind wait, by their account and the id they name their payer by."""

    account: str
    payer: str
    kind: str
    count: int


class ByProvider(Struct, frozen=True):
    """How many wait, by account, the payer's id they name and the NPI of who bills or asks."""

    account: str
    payer: str
    npi: str
    count: int


class Held(Struct, frozen=True):
    """Something that waits: its key, whose it is, the payer's id it names, its state."""

    id: int
    account: str
    payer: str
    state: str


def count(ledger: Ledger, what: Kind) -> list[Waiting]:
    """How many wait, by account, payer's id and kind."""
    table = _TABLES[what]
    by = table.c.account, table.c.payer, table.c.kind
    query = select(*by, sql.count()).where(table.c.state.in_(STATES))
    return [Waiting(*row) for row in ledger.rows(query.group_by(*by).order_by(*by))]


def count_by_provider(
    ledger: Ledger, what: Kind, payers: Sequence[str], kind: str | None = None
) -> list[ByProvider]:
    """How many wait for payers of these ids, by account, payer's id and provider."""
    table = _TABLES[what]
    by = table.c.account, table.c.payer, table.c[_PROVIDERS[what]]
    query = select(*by, sql.count()).where(table.c.state.in_(STATES), table.c.payer.in_(payers))
    if kind is not None:
        query = query.where(table.c.kind == kind)
    return [ByProvider(*row) for row in ledger.rows(query.group_by(*by).order_by(*by))]


def to_hold(
    ledger: Ledger,
    what: Kind,
    payers: Sequence[str],
    reason: str,
    *,
    kind: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Held]:
    """What waits for payers of these ids and is not held for this reason yet, in the order of keys."""
    table = _TABLES[what]
    other = or_(table.c.reason.is_(None), table.c.reason != reason, table.c.state != "held")
    query = select(table.c.id, table.c.account, table.c.payer, table.c.state).where(
        table.c.state.in_(STATES), table.c.payer.in_(payers), other, table.c.id > after
    )
    if kind is not None:
        query = query.where(table.c.kind == kind)
    return [Held(*row) for row in ledger.rows(query.order_by(table.c.id).limit(limit))]


def record_reason(ledger: Ledger, what: Kind, keys: Sequence[int], reason: str) -> None:
    """Tell why these wait (never a value from a file)."""
    ledger.change(_TABLES[what], ["reason"], [(key, reason) for key in keys])


def written_into(ledger: Ledger, what: Kind, file: int) -> list[int]:
    """The keys of what was written into an outgoing file."""
    table = _TABLES[what]
    query = select(table.c.id).where(table.c.out_file == file).order_by(table.c.id)
    return [key for (key,) in ledger.rows(query)]


def forget_written(ledger: Ledger, what: Kind, keys: Sequence[int]) -> None:
    """Tell that these stand in no outgoing file any more."""
    table = _TABLES[what]
    for some in chunks(keys):
        ledger.write(update(table).where(table.c.id.in_(some)).values(dict.fromkeys(_OUT[what])))
