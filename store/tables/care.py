"""What is owed and promised: expected answers, follow-ups, authorizations and orders of care."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, UniqueConstraint

from store.columns import Day, Instant, account, key, maybe_number, number, present, row, text
from store.tables.schema import metadata

expectations = Table(
    "expectations", metadata,
    key(),
    account(),
    row("file", "files"),
    text("partner"),
    text("kind"),
    Column("sent_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    text("state"),
    Column("met_at", Instant),
    UniqueConstraint("file", "kind"),
)
Index(None, expectations.c.state, expectations.c.due_at)

followups = Table(
    "followups", metadata,
    key(),
    account(),
    row("claim", "claims"),
    row("inquiry", "inquiries", nullable=True),
    number("step"),
    text("state"),
    Column("asked_at", Instant, nullable=False),
    Column("next_at", Instant),
    text("outcome"),
    Column("told_at", Instant),
    UniqueConstraint("claim"),
)
Index(None, followups.c.account, followups.c.id, followups.c.state)
Index(None, followups.c.state, followups.c.next_at)
claim_authorizations = Table(
    "claim_authorizations", metadata,
    key(),
    account(),
    row("claim", "claims"),
    text("number"),
    # Without a foreign key: an order may come after its claim.
    maybe_number("order"),
    UniqueConstraint("claim", "number"),
)
Index(None, claim_authorizations.c.account, claim_authorizations.c.number)
present("ix_claim_authorizations_order", claim_authorizations.c.order)

orders = Table(
    "orders", metadata,
    key(),
    account(),
    row("inquiry", "inquiries"),
    text("payer"),
    text("number"),
    text("action"),
    text("state"),
    Column("issued_on", Day),
    Column("effective_from", Day),
    Column("effective_to", Day),
    Column("expires_on", Day),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("inquiry"),
)
Index(None, orders.c.account, orders.c.number)
Index(None, orders.c.state, orders.c.expires_on)

order_answers = Table(
    "order_answers", metadata,
    key(),
    account(),
    row("inquiry", "inquiries"),
    row("file", "files"),
    row("order", "orders", nullable=True),
    UniqueConstraint("inquiry", "file"),
)
present("ix_order_answers_order", order_answers.c.order)
