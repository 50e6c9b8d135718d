"""Transaction sets: one row for each set (ST to SE) that was read from a file or written into one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import update

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import files, sets


class TransactionSet(Struct, frozen=True, kw_only=True, gc=False):
    """A transaction set as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `file` is the key of its file's row, `ordinal` its place in that file (1 first), `sender` and
    `receiver` ISA06 and ISA08, the control numbers ISA13, GS06 and ST02 as written, `reference` BHT03.
    `delimiters` are element, component, repetition separator and terminator. `offset` and `length` are its
    byte range in the file; money is in cents.
    """

    id: int = 0
    account: str
    file: int
    ordinal: int
    sender: str
    receiver: str
    interchange_control: str
    group_control: str
    set_control: str
    reference: str = ""
    guide: str
    delimiters: str = ""
    verdict: str = ""
    claims: int = 0
    charge_cents: int = 0
    offset: int = 0
    length: int = 0


SHAPE = Shape(sets, TransactionSet)


def record_all(ledger: Ledger, new: Sequence[TransactionSet]) -> range:
    """Record transaction sets in bulk; their keys, in the same order."""
    return SHAPE.insert(ledger, new)


def close(
    ledger: Ledger, key: int, *, verdict: str, claims: int, charge_cents: int, length: int
) -> None:
    """Tell of a set what is known only at its SE."""
    told = {"verdict": verdict, "claims": claims, "charge_cents": charge_cents, "length": length}
    ledger.write(update(sets).where(sets.c.id == key).values(told))


def get(ledger: Ledger, account: str | None, key: int) -> TransactionSet | None:
    """The set with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    file: int | None = None,
    sender: str | None = None,
    interchange_control: str | None = None,
    group_control: str | None = None,
    set_control: str | None = None,
    reference: str | None = None,
    after: int = 0,
    descending: bool = False,
    limit: int | None = None,
) -> list[TransactionSet]:
    """Sets by any of these, in the order of their keys; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "sets")
    wanted = {
        "file": file, "sender": sender, "interchange_control": interchange_control,
        "group_control": group_control, "set_control": set_control, "reference": reference,
    }
    query = SHAPE.query(account, wanted, after=after, descending=descending, limit=limit)
    return SHAPE.read_all(ledger, query)


def find_sent(
    ledger: Ledger,
    partner: str,
    *,
    interchange_control: str | None = None,
    group_control: str | None = None,
    set_control: str | None = None,
    reference: str | None = None,
) -> list[TransactionSet]:
    """The sets written for a partner under these numbers, the newest first (numbers come round again)."""
    wanted = {
        "interchange_control": interchange_control, "group_control": group_control,
        "set_control": set_control, "reference": reference,
    }
    query = SHAPE.query(None, wanted, descending=True).join(files, files.c.id == sets.c.file)
    return SHAPE.read_all(ledger, query.where(files.c.direction == "out", files.c.partner == partner))
