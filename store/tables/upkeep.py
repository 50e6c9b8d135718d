"""What the store itself keeps: keys, accounts, numbers, runs, and the audit trail."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, String, Table

from store.columns import Instant, Json, key, maybe_number, number, text
from store.tables.schema import metadata

keyring = Table(
    "keyring", metadata,
    Column("key_id", String, primary_key=True),
    Column("secrets", LargeBinary, nullable=False),
    Column("made_at", Instant, nullable=False),
)

accounts = Table(
    "accounts", metadata,
    Column("slug", String, primary_key=True),
    text("name"),
    Column("made_at", Instant, nullable=False),
)

sequences = Table("sequences", metadata, Column("name", String, primary_key=True), number("last"))

control_numbers = Table(
    "control_numbers", metadata, Column("name", String, primary_key=True), number("last")
)

runs = Table(
    "runs", metadata,
    key(),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    text("actor"),
    text("outcome"),
    Column("summary", Json, nullable=False),
)

# The audit trail points at nothing by foreign key: it must be able to tell of anything, for ever.
events = Table(
    "events", metadata,
    key(),
    Column("account", String),
    text("thing"),
    number("thing_id"),
    number("count"),
    text("from_state"),
    text("to_state"),
    text("event"),
    Column("at", Instant, nullable=False),
    text("actor"),
    maybe_number("run"),
    text("detail"),
    Column("hash", LargeBinary, nullable=False),
)
Index(None, events.c.thing, events.c.thing_id)

chain = Table(
    "chain", metadata,
    Column("name", String, primary_key=True),
    number("last"),
    Column("hash", LargeBinary, nullable=False),
    Column("seal", LargeBinary, nullable=False),
)
