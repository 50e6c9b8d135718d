"""Tasks: what somebody has to look at, one for each thing and reason, with notes sealed like the archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import update

from store import events
from store.ledger import Ledger, chunks
from store.records import Shape
from store.tables import task_notes, tasks


class Task(Struct, frozen=True, kw_only=True, gc=False):
    """A task as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `kind` tells why it was made, `thing` and `thing_id` of which row of which table. `owner` is who has taken
    it (empty: nobody yet), `done_by` who has done it (empty: nobody, or its cause went by itself).
    """

    id: int = 0
    account: str
    kind: str
    thing: str
    thing_id: int
    state: str = "open"
    owner: str = ""
    due: date
    made_at: datetime
    done_at: datetime | None = None
    done_by: str = ""


class Note(Struct, frozen=True, kw_only=True, gc=False):
    """What somebody wrote about a task: `sealed` is `Store.seal` of it."""

    id: int = 0
    account: str
    task: int
    at: datetime
    actor: str
    sealed: bytes


SHAPE = Shape(tasks, Task)
NOTES = Shape(task_notes, Note)


def record_all(ledger: Ledger, new: Sequence[Task], *, at: datetime, actor: str, run: int | None) -> range:
    """Record tasks in bulk, with the event of their first state; their keys, in the same order."""
    keys = SHAPE.insert(ledger, new)
    made = [(task.account, key) for key, task in zip(keys, new, strict=True)]
    events.write(ledger, tasks.name, made, "", "open", "made", at=at, actor=actor, run=run)
    return keys


def get(ledger: Ledger, account: str | None, key: int) -> Task | None:
    """The task with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    kind: str | None = None,
    state: str | Sequence[str] | None = None,
    owner: str | None = None,
    due_before: date | None = None,
    limit: int | None = None,
) -> list[Task]:
    """Tasks by any of these, those due first in front; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "tasks")
    wanted: dict[str, Any] = {"kind": kind, "state": state, "owner": owner}
    query = SHAPE.query(account, wanted, limit=limit)
    if due_before is not None:
        query = query.where(tasks.c.due < due_before)
    return SHAPE.read_all(ledger, query.order_by(None).order_by(tasks.c.due, tasks.c.id))


def record_owner(ledger: Ledger, key: int, owner: str) -> None:
    """Tell who has a task in hand."""
    ledger.write(update(tasks).where(tasks.c.id == key).values(owner=owner))


def record_done(ledger: Ledger, keys: Sequence[int], *, at: datetime | None, by: str) -> None:
    """Tell when tasks were done and by whom (empty: by themselves); `at` None: they are open again."""
    for some in chunks(keys):
        ledger.write(update(tasks).where(tasks.c.id.in_(some)).values(done_at=at, done_by=by))


def add_note(ledger: Ledger, note: Note) -> int:
    """Record a note; its key."""
    return NOTES.insert(ledger, [note])[0]


def notes(ledger: Ledger, account: str | None, task: int) -> list[Note]:
    """The notes about a task, the oldest first."""
    return NOTES.read_all(ledger, NOTES.query(account, {"task": task}))


