"""Deliveries: an outgoing file on its way to a partner, from made to acknowledged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, structs
from sqlalchemy import update

from store import claims, events, inquiries
from store.ledger import Ledger
from store.records import Shape
from store.tables import deliveries


class Delivery(Struct, frozen=True, kw_only=True, gc=False):
    """A delivery as the store knows it. `id`, the row's key, is 0 until it is made.

    `file` is the key of the outgoing file's row, `remote_name` its name at the partner (one name is
    used once). `route` is the payer's route it was made for (empty: its only one). States: made, staged,
    sent, acknowledged, rejected, failed, withdrawn. `note` tells why the last attempt failed.
    """

    id: int = 0
    account: str
    file: int
    partner: str
    remote_name: str
    state: str = "made"
    attempts: int = 0
    made_at: datetime
    tried_at: datetime | None = None
    sent_at: datetime | None = None
    note: str = ""
    route: str = ""


SHAPE = Shape(deliveries, Delivery)


def make(ledger: Ledger, new: Delivery, *, actor: str, run: int | None = None) -> Delivery:
    """Record a delivery to be made. Raises Conflict when the file or the remote name has one."""
    key = SHAPE.insert(ledger, [new])[0]
    made = [(new.account, key)]
    events.write(ledger, deliveries.name, made, "", new.state, "made", at=new.made_at, actor=actor, run=run)
    return structs.replace(new, id=key)


def get(ledger: Ledger, account: str | None, key: int) -> Delivery | None:
    """The delivery with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    partner: str | None = None,
    state: str | Sequence[str] | None = None,
    file: int | None = None,
    remote_name: str | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Delivery]:
    """Deliveries by any of these, the oldest first; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "deliveries")
    wanted = {"partner": partner, "state": state, "file": file, "remote_name": remote_name}
    return SHAPE.read_all(ledger, SHAPE.query(account, wanted, after=after, limit=limit))


def record_attempt(ledger: Ledger, key: int, *, at: datetime, note: str = "") -> None:
    """Count an attempt; `note` tells why it failed (empty: it did not)."""
    told = {"attempts": deliveries.c.attempts + 1, "tried_at": at, "note": note}
    ledger.write(update(deliveries).where(deliveries.c.id == key).values(told))


def record_sent(ledger: Ledger, delivery: Delivery, *, at: datetime) -> int:
    """Tell that the partner has the file: on the delivery, its claims and inquiries; how many these are."""
    ledger.write(update(deliveries).where(deliveries.c.id == delivery.id).values(sent_at=at))
    sent = claims.record_sent(ledger, delivery.file, at=at)
    return sent + inquiries.record_sent(ledger, delivery.file, at=at)
