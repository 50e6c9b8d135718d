"""The outbox: answers for submitters. Each reader has a cursor of its own; collecting deletes nothing."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, select, update

from store import events
from store.errors import Conflict
from store.ledger import Ledger
from store.records import Shape
from store.tables import outbox, outbox_cursors


class Answer(Struct, frozen=True, kw_only=True, gc=False):
    """A file that waits for its submitter's readers; keys of later answers are always greater.

    `answers` is the key of the file it answers, or was passed on from; `claims` and `cents` count what it
    tells of (paid in an 835, charged in a 277CA), None where it tells of no claims.
    """

    id: int = 0
    account: str
    file: int
    kind: str
    made_at: datetime
    answers: int | None = None
    claims: int | None = None
    cents: int | None = None
    note: str | None = None


SHAPE = Shape(outbox, Answer)


class Cursor(Struct, frozen=True, kw_only=True, gc=False):
    """How far a reader of an account has come: `last` is the answer collected last."""

    account: str
    reader: str
    last: int
    moved_at: datetime


def put(ledger: Ledger, new: Answer) -> int:
    """Lay a file into an account's outbox, once; the answer's key."""
    for known in SHAPE.read_all(ledger, SHAPE.query(None, {"account": new.account, "file": new.file})):
        return known.id
    return SHAPE.insert(ledger, [new])[0]


def get(ledger: Ledger, account: str | None, key: int) -> Answer | None:
    """The answer with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Answer]:
    """Answers by any of these, the oldest first; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "outbox")
    query = SHAPE.query(account, {"kind": kind}, after=after, limit=limit)
    if since is not None:
        query = query.where(outbox.c.made_at >= since)
    return SHAPE.read_all(ledger, query)


def waiting(ledger: Ledger, account: str, reader: str, *, limit: int | None = None) -> list[Answer]:
    """The answers a reader has not collected, the oldest first."""
    behind = cursor(ledger, account, reader)
    return SHAPE.read_all(ledger, SHAPE.query(account, {}, after=behind, limit=limit))


def cursor(ledger: Ledger, account: str, reader: str) -> int:
    """The answer a reader collected last; 0 for one that has not come yet."""
    row = ledger.row(select(outbox_cursors.c.last).where(*_own(account, reader)))
    return 0 if row is None else int(row[0])


def has_come(ledger: Ledger, account: str, reader: str) -> bool:
    """Whether a reader has ever collected from an account's outbox."""
    return ledger.row(select(outbox_cursors.c.last).where(*_own(account, reader))) is not None


def cursors(ledger: Ledger, account: str | None) -> list[Cursor]:
    """The readers that have come, by account and name."""
    columns = outbox_cursors.c.account, outbox_cursors.c.reader, outbox_cursors.c.last
    query = select(*columns, outbox_cursors.c.moved_at).order_by(*columns[:2])
    if account is not None:
        query = query.where(outbox_cursors.c.account == account)
    names = Cursor.__struct_fields__
    return [Cursor(**dict(zip(names, row, strict=True))) for row in ledger.rows(query)]


def collected(
    ledger: Ledger, account: str, reader: str, through: int, *, at: datetime, actor: str
) -> None:
    """Move a reader's cursor behind the answer `through`; it never moves back.

    Raises Conflict when the account has no such answer.
    """
    if SHAPE.get(ledger, account, through) is None:
        raise Conflict("the account's outbox has no such answer")
    ledger.insert_if_absent(
        outbox_cursors, {"account": account, "reader": reader, "last": 0, "moved_at": at}
    )
    forward = update(outbox_cursors).where(*_own(account, reader), outbox_cursors.c.last < through)
    if ledger.write(forward.values(last=through, moved_at=at)):
        _tell(ledger, account, through, "collected", reader, at, actor)


def rewind(ledger: Ledger, account: str, reader: str, last: int, *, at: datetime, actor: str) -> bool:
    """Move a reader's cursor back to `last` (0: to the beginning); whether it stood behind it."""
    back = update(outbox_cursors).where(*_own(account, reader), outbox_cursors.c.last > last)
    moved = bool(ledger.write(back.values(last=last, moved_at=at)))
    if moved:
        _tell(ledger, account, last, "rewound", reader, at, actor)
    return moved


def _tell(
    ledger: Ledger, account: str, key: int, event: str, reader: str, at: datetime, actor: str
) -> None:
    detail = f"reader {reader}"
    events.write(ledger, outbox.name, [(account, key)], "", "", event, at=at, actor=actor, detail=detail)


def _own(account: str, reader: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return outbox_cursors.c.account == account, outbox_cursors.c.reader == reader
