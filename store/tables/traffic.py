"""Files, sets, claims and inquiries, what was found in them, and their ways in and out."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from store.columns import (
    Day,
    Instant,
    Json,
    account,
    key,
    maybe_number,
    number,
    present,
    row,
    span,
    text,
    waiting,
)
from store.tables.schema import metadata

files = Table(
    "files", metadata,
    key(),
    account(),
    text("direction"),
    text("partner"),
    text("name"),
    text("sha256"),
    number("size"),
    text("kind"),
    text("state"),
    Column("received_at", Instant, nullable=False),
    row("run", "runs", nullable=True),
    text("note"),
    maybe_number("news"),
    maybe_number("looked"),
    maybe_number("source"),
    maybe_number("left_out"),
    CheckConstraint("direction IN ('in', 'out')", name="direction"),
    UniqueConstraint("direction", "partner", "name", "sha256"),
)
Index(None, files.c.account, files.c.id, files.c.state)
Index(None, files.c.state, files.c.id)
Index(None, files.c.sha256)
Index(None, files.c.partner, files.c.news)
present("ix_files_source", files.c.source)

sets = Table(
    "sets", metadata,
    key(),
    account(),
    row("file", "files"),
    number("ordinal"),
    text("sender"),
    text("receiver"),
    text("interchange_control"),
    text("group_control"),
    text("set_control"),
    text("reference"),
    text("guide"),
    text("delimiters"),
    text("verdict"),
    number("claims"),
    number("charge_cents"),
    number("offset"),
    number("length"),
    UniqueConstraint("file", "ordinal"),
)
Index(None, sets.c.group_control, sets.c.set_control)
Index(None, sets.c.interchange_control)
Index(None, sets.c.reference)

claims = Table(
    "claims", metadata,
    key(),
    account(),
    row("file", "files"),
    row("set", "sets"),
    number("ordinal"),
    text("claim_id"),
    text("payer"),
    text("billing_npi"),
    number("charge_cents"),
    Column("service_from", Day),
    Column("service_to", Day),
    text("kind"),
    text("frequency"),
    text("state"),
    Column("received_at", Instant, nullable=False),
    row("run", "runs", nullable=True),
    number("lines"),
    number("own_offset"),
    number("own_length"),
    *span("header"),
    *span("billing"),
    *span("subscriber"),
    *span("patient"),
    Column("member_index", LargeBinary),
    Column("name_index", LargeBinary),
    row("out_file", "files", nullable=True),
    row("out_set", "sets", nullable=True),
    Column("out_set_control", String),
    maybe_number("out_ordinal"),
    Column("sent_at", Instant),
    Column("payer_claim_number", String),
    maybe_number("paid_cents"),
    maybe_number("patient_cents"),
    maybe_number("adjusted_cents"),
    Column("answered_at", Instant),
    Column("reason", String),
    # Without a foreign key: SQLite would have to write a table of an older house anew.
    maybe_number("parent"),
    Column("origin", String),
    Column("fingerprint", LargeBinary),
)
Index(None, claims.c.set)
Index(None, claims.c.claim_id)
# Lists of an account or of a state come in the order of keys; what else is asked is read in the index.
Index(None, claims.c.account, claims.c.id, claims.c.state)
Index(None, claims.c.state, claims.c.id, claims.c.payer)
present("ix_claims_member_index", claims.c.member_index)
present("ix_claims_name_index", claims.c.name_index)
present("ix_claims_out_set", claims.c.out_set)
present("ix_claims_payer_claim_number", claims.c.payer_claim_number)
present("ix_claims_fingerprint", claims.c.fingerprint)
Index(None, claims.c.billing_npi, claims.c.account)
present("ix_claims_parent", claims.c.parent)
_OVER = claims.c.paid_cents > claims.c.charge_cents
Index("ix_claims_overpaid", claims.c.id, sqlite_where=_OVER, postgresql_where=_OVER)
Index(None, claims.c.service_from)
Index(None, claims.c.charge_cents)
# What is looked for in many ways at once is read here, the newest first, without the rows themselves.
Index(
    "ix_claims_newest", claims.c.id, claims.c.account, claims.c.state, claims.c.payer,
    claims.c.service_from, claims.c.charge_cents,
)

inquiries = Table(
    "inquiries", metadata,
    key(),
    account(),
    row("file", "files"),
    row("set", "sets"),
    number("ordinal"),
    text("kind"),
    text("trace_number"),
    text("payer"),
    text("provider_npi"),
    text("claim_id"),
    row("claim", "claims", nullable=True),
    maybe_number("charge_cents"),
    Column("service_from", Day),
    Column("service_to", Day),
    text("state"),
    Column("received_at", Instant, nullable=False),
    row("run", "runs", nullable=True),
    number("own_offset"),
    number("own_length"),
    Column("member_index", LargeBinary),
    Column("name_index", LargeBinary),
    row("out_file", "files", nullable=True),
    row("out_set", "sets", nullable=True),
    Column("out_trace", String),
    maybe_number("out_ordinal"),
    Column("sent_at", Instant),
    Column("answered_at", Instant),
    row("answer_file", "files", nullable=True),
    maybe_number("answer_offset"),
    Column("outcome", String),
    row("passed_file", "files", nullable=True),
    Column("reason", String),
    UniqueConstraint("out_trace"),
)
Index(None, inquiries.c.set)
Index(None, inquiries.c.trace_number)
Index(None, inquiries.c.account, inquiries.c.id, inquiries.c.state)
Index(None, inquiries.c.state, inquiries.c.id, inquiries.c.kind, inquiries.c.payer)
present("ix_inquiries_member_index", inquiries.c.member_index)
present("ix_inquiries_name_index", inquiries.c.name_index)
present("ix_inquiries_out_set", inquiries.c.out_set)
present("ix_inquiries_claim", inquiries.c.claim)
waiting("ix_inquiries_to_pass_on", inquiries.c.answer_file, inquiries.c.passed_file)

findings = Table(
    "findings", metadata,
    key(),
    account(),
    row("file", "files"),
    row("set", "sets", nullable=True),
    row("claim", "claims", nullable=True),
    text("rule"),
    text("severity"),
    Column("place", Json, nullable=False),
)
Index(None, findings.c.file)
present("ix_findings_claim", findings.c.claim)

deliveries = Table(
    "deliveries", metadata,
    key(),
    account(),
    row("file", "files"),
    text("partner"),
    text("remote_name"),
    text("state"),
    number("attempts"),
    Column("made_at", Instant, nullable=False),
    Column("tried_at", Instant),
    Column("sent_at", Instant),
    text("note"),
    text("route"),
    UniqueConstraint("partner", "remote_name"),
    UniqueConstraint("file"),
)
Index(None, deliveries.c.state, deliveries.c.partner)

outbox = Table(
    "outbox", metadata,
    key(),
    account(),
    row("file", "files"),
    text("kind"),
    Column("made_at", Instant, nullable=False),
    maybe_number("answers"),
    maybe_number("claims"),
    maybe_number("cents"),
    Column("note", String),
    UniqueConstraint("account", "file"),
)
Index(None, outbox.c.account, outbox.c.id)

outbox_cursors = Table(
    "outbox_cursors", metadata,
    Column("account", String, ForeignKey("accounts.slug"), primary_key=True),
    Column("reader", String, primary_key=True),
    number("last"),
    Column("moved_at", Instant, nullable=False),
)
