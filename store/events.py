"""The audit trail: every change of state, append-only, each row chained to the one before it.

A row's hash is an HMAC over its content and the hash of the row before; the chain's head (last key and
hash) is sealed by another. Without the house's secret no row can be changed, taken out, added or cut
off without `verify` telling where.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, select, update

from store.columns import to_microseconds
from store.ledger import Ledger
from store.records import Shape
from store.tables import chain, events

_NAME = "events"
SPAN = 256
"""How many rows one event tells of at most; a search looks that far back."""

_START = bytes(32)
# Stands for the hash of the row before when the head's seal is broken: no chain can fit it, so the
# break is told for ever while the house goes on working.
_BROKEN = b"\xff" * 32


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """One change of state, by whom and in which run.

    It is that of `count` rows of the table `thing`: the row `thing_id` and those whose keys follow.
    """

    id: int
    account: str | None
    thing: str
    thing_id: int
    count: int
    from_state: str
    to_state: str
    event: str
    at: datetime
    actor: str
    run: int | None
    detail: str


class Break(Struct, frozen=True):
    """The first event at which the trail was tampered with, and how that shows."""

    event: int
    reason: str


SHAPE = Shape(events, Event)
_HEAD = select(chain).where(chain.c.name == _NAME).with_for_update()
_STEP = update(chain).where(chain.c.name == _NAME).values(
    {name: bindparam(f"new_{name}") for name in ("last", "hash", "seal")}
)


def start_chain(ledger: Ledger) -> None:
    """Begin the trail of a new store."""
    values = {"name": _NAME, "last": 0, "hash": _START, "seal": _seal(ledger.chain_key, 0, _START)}
    ledger.insert_if_absent(chain, values)


def write(
    ledger: Ledger,
    thing: str,
    changed: Iterable[tuple[str | None, int]],
    from_state: str,
    to_state: str,
    event: str,
    *,
    at: datetime,
    actor: str,
    run: int | None = None,
    detail: str = "",
) -> None:
    """Append the events of all rows, (account, key), that made the same change; in this transaction.

    Neighbouring keys of one account share an event, up to SPAN of them.
    """
    last, previous = _head(ledger)
    key, digest, names = ledger.chain_key, hmac.digest, dict[str | None, str]()
    told = (thing, from_state, to_state, event, to_microseconds(at), actor, run, detail)
    constant, rows = "," + _json(told)[1:], []
    for account, first, count in _neighbours(changed):
        last += 1
        name = names.get(account) or names.setdefault(account, _json(account))
        content = f"[{last},{name},{first},{count}{constant}".encode()
        previous = digest(key, previous + content, "sha256")
        moved = (from_state, to_state, event, at, actor, run, detail)
        rows.append((last, account, thing, first, count, *moved, previous))
    if not rows:
        return
    ledger.insert(events, rows)
    head = {"last": last, "hash": previous, "seal": _seal(key, last, previous)}
    ledger.write(_STEP, {f"new_{name}": value for name, value in head.items()})


def _neighbours(changed: Iterable[tuple[str | None, int]]) -> Iterator[tuple[str | None, int, int]]:
    """Account, first key and number of keys of each stretch of neighbouring keys."""
    account, first, count = None, 0, 0
    for owner, key in changed:
        if count and key == first + count and owner == account and count < SPAN:
            count += 1
            continue
        if count:
            yield account, first, count
        account, first, count = owner, key, 1
    if count:
        yield account, first, count


def audit(ledger: Ledger, account: str | None, actor: str | None, at: datetime | None, what: str) -> None:
    """Append that an operator listed things across all accounts; nothing for an account's own query.

    From a snapshot it is written in a transaction of its own, before anything is listed. ValueError
    when an actor comes without the time.
    """
    if account is not None or actor is None:
        return
    if at is None:
        raise ValueError("an audited query needs its time")
    if not ledger.writable:
        with ledger.writer() as writer:
            return audit(writer, account, actor, at, what)
    write(ledger, "queries", [(None, 0)], "", "", f"listed {what}", at=at, actor=actor)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    thing: str | None = None,
    thing_id: int | None = None,
    run: int | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Event]:
    """Events in the order they happened; those of one row when `thing` and `thing_id` name it."""
    query = SHAPE.query(account, {"thing": thing, "run": run}, after=after, limit=limit)
    if thing_id is not None:
        first = events.c.thing_id
        query = query.where(first.between(thing_id - SPAN + 1, thing_id), first + events.c.count > thing_id)
    return SHAPE.read_all(ledger, query)


def head(ledger: Ledger) -> tuple[int, str]:
    """The last event's key and hash (hex). Kept elsewhere, it also tells of a trail put back whole."""
    row = ledger.row(select(chain.c.last, chain.c.hash).where(chain.c.name == _NAME))
    return (0, _START.hex()) if row is None else (row.last, row.hash.hex())


def verify(ledger: Ledger) -> Break | None:
    """Read the whole trail; None when it is whole, otherwise the first event that is not as written."""
    last, previous = 0, _START
    for row in ledger.stream(select(events).order_by(events.c.id)):
        if row.id != last + 1:
            return Break(last + 1, "an event is missing")
        told = (row.thing, row.from_state, row.to_state, row.event, to_microseconds(row.at))
        content = (row.id, row.account, row.thing_id, row.count, *told, row.actor, row.run, row.detail)
        previous = hmac.digest(ledger.chain_key, previous + _json(content).encode(), "sha256")
        if not hmac.compare_digest(previous, row.hash):
            return Break(row.id, "an event or the one before it was changed")
        last = row.id
    end = ledger.row(select(chain).where(chain.c.name == _NAME))
    if end is None or not hmac.compare_digest(end.seal, _seal(ledger.chain_key, end.last, end.hash)):
        return Break(last + 1, "the chain's head was changed")
    if (end.last, end.hash) != (last, previous):
        return Break(last + 1, "events are missing at the end")
    return None


def _head(ledger: Ledger) -> tuple[int, bytes]:
    """The chain's last key and hash, whoever appends next waiting for us."""
    row = ledger.row(_HEAD)
    if row is not None and hmac.compare_digest(row.seal, _seal(ledger.chain_key, row.last, row.hash)):
        return row.last, row.hash
    newest = ledger.row(select(events.c.id).order_by(events.c.id.desc()).limit(1))
    return (newest[0] if newest else 0), _BROKEN


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _seal(key: bytes, last: int, previous: bytes) -> bytes:
    return hmac.digest(key, b"head" + last.to_bytes(8, "big") + previous, "sha256")
