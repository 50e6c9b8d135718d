"""What people keep: enrolments, contacts, tasks and notices."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table, UniqueConstraint

from store.columns import Day, Instant, Json, account, key, number, row, text
from store.tables.schema import metadata

enrolments = Table(
    "enrolments", metadata,
    key(),
    account(),
    text("payer"),
    text("provider_npi"),
    text("transaction"),
    text("state"),
    Column("since", Day, nullable=False),
    text("note"),
    UniqueConstraint("payer", "transaction", "provider_npi", "account"),
)
Index(None, enrolments.c.account, enrolments.c.id, enrolments.c.state)

contacts = Table(
    "contacts", metadata,
    key(),
    account(),
    text("partner"),
    text("name"),
    text("role"),
    text("telephone"),
    text("email"),
    Column("groups", Json, nullable=False),
    text("note"),
    text("state"),
)
Index(None, contacts.c.account, contacts.c.id, contacts.c.state)
Index(None, contacts.c.partner)

# A task points at what it is about by table and key, as an event does.
tasks = Table(
    "tasks", metadata,
    key(),
    account(),
    text("kind"),
    text("thing"),
    number("thing_id"),
    text("state"),
    text("owner"),
    Column("due", Day, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("done_at", Instant),
    text("done_by"),
    UniqueConstraint("kind", "thing_id"),
)
Index(None, tasks.c.state, tasks.c.due)
Index(None, tasks.c.account, tasks.c.id, tasks.c.state)

task_notes = Table(
    "task_notes", metadata,
    key(),
    account(),
    row("task", "tasks"),
    Column("at", Instant, nullable=False),
    text("actor"),
    Column("sealed", LargeBinary, nullable=False),
)
Index(None, task_notes.c.task)

notices = Table(
    "notices", metadata,
    key(),
    account(),
    row("file", "files"),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    text("state"),
    Column("made_at", Instant, nullable=False),
)
Index(None, notices.c.account, notices.c.id, notices.c.state)
