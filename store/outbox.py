"""The outbox: answers for submitters. Each reader has a cursor of its own; collecting deletes nothing."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select, update

from store.errors import Conflict
from store.ledger import Ledger
from store.records import Shape
from store.tables import outbox, outbox_cursors


class Answer(Struct, frozen=True, kw_only=True, gc=False):
    """A file that waits for its submitter's readers; keys of later answers are always greater."""

    id: int = 0
    account: str
    file: int
    kind: str
    made_at: datetime


SHAPE = Shape(outbox, Answer)


def put(ledger: Ledger, account: str, file: int, kind: str, *, at: datetime) -> int:
    """Lay a file into an account's outbox, once; the answer's key."""
    for known in SHAPE.read_all(ledger, SHAPE.query(None, {"account": account, "file": file})):
        return known.id
    return SHAPE.insert(ledger, [Answer(account=account, file=file, kind=kind, made_at=at)])[0]


def waiting(ledger: Ledger, account: str, reader: str, *, limit: int | None = None) -> list[Answer]:
    """The answers a reader has not collected, the oldest first."""
    behind = _cursor(ledger, account, reader)
    return SHAPE.read_all(ledger, SHAPE.query(account, {}, after=behind, limit=limit))


def collected(ledger: Ledger, account: str, reader: str, through: int, *, at: datetime) -> None:
    """Move a reader's cursor behind the answer `through`; it never moves back.

    Raises Conflict when the account has no such answer.
    """
    if SHAPE.get(ledger, account, through) is None:
        raise Conflict("the account's outbox has no such answer")
    ledger.insert_if_absent(
        outbox_cursors, {"account": account, "reader": reader, "last": 0, "moved_at": at}
    )
    own = (outbox_cursors.c.account == account, outbox_cursors.c.reader == reader)
    forward = update(outbox_cursors).where(*own, outbox_cursors.c.last < through)
    ledger.write(forward.values(last=through, moved_at=at))


def _cursor(ledger: Ledger, account: str, reader: str) -> int:
    own = (outbox_cursors.c.account == account, outbox_cursors.c.reader == reader)
    row = ledger.row(select(outbox_cursors.c.last).where(*own))
    return 0 if row is None else int(row[0])
