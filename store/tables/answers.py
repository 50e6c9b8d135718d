"""What payers answered: acknowledgments and remittances."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, UniqueConstraint

from store.columns import Day, Instant, Json, account, key, maybe_number, number, present, row, text, waiting
from store.tables.schema import metadata

acknowledgments = Table(
    "acknowledgments", metadata,
    key(),
    account(),
    text("kind"),
    text("code"),
    row("file", "files"),
    row("out_file", "files", nullable=True),
    row("out_set", "sets", nullable=True),
    text("set_control"),
    row("claim", "claims", nullable=True),
    number("offset"),
    Column("at", Instant, nullable=False),
    Column("detail", Json, nullable=False),
    # Without a foreign key: SQLite would have to write a table of an older house anew.
    maybe_number("inquiry"),
    maybe_number("passed_file"),
)
Index(None, acknowledgments.c.file)
present("ix_acknowledgments_claim", acknowledgments.c.claim)
present("ix_acknowledgments_inquiry", acknowledgments.c.inquiry)
present("ix_acknowledgments_out_set", acknowledgments.c.out_set)
present("ix_acknowledgments_out_file", acknowledgments.c.out_file)
waiting("ix_acknowledgments_to_pass_on", acknowledgments.c.claim, acknowledgments.c.passed_file)

remittances = Table(
    "remittances", metadata,
    key(),
    account(),
    row("file", "files"),
    row("set", "sets", nullable=True),
    text("payer"),
    text("payee_npi"),
    text("trace_number"),
    text("method"),
    number("amount_cents"),
    Column("day", Day, nullable=False),
    text("sha256"),
    text("state"),
    Column("received_at", Instant, nullable=False),
    UniqueConstraint("payer", "trace_number", "amount_cents", "day", "sha256", name="uq_remittances_payment"),
)
Index(None, remittances.c.file)
Index(None, remittances.c.trace_number)
Index(None, remittances.c.state)

remittance_claims = Table(
    "remittance_claims", metadata,
    key(),
    account(),
    row("remittance", "remittances"),
    number("ordinal"),
    row("claim", "claims", nullable=True),
    text("claim_id"),
    text("payer_claim_number"),
    text("status_code"),
    number("charge_cents"),
    number("paid_cents"),
    number("patient_cents"),
    Column("adjustments", Json, nullable=False),
    number("offset"),
    number("length"),
    text("state"),
    text("reason"),
    maybe_number("passed_file"),
    UniqueConstraint("remittance", "ordinal"),
)
Index(None, remittance_claims.c.claim_id)
Index(None, remittance_claims.c.account, remittance_claims.c.id, remittance_claims.c.state)
present("ix_remittance_claims_claim", remittance_claims.c.claim)
waiting("ix_remittance_claims_to_pass_on", remittance_claims.c.claim, remittance_claims.c.passed_file)

remittance_adjustments = Table(
    "remittance_adjustments", metadata,
    key(),
    account(),
    row("remittance", "remittances"),
    number("ordinal"),
    text("provider"),
    Column("fiscal_day", Day),
    text("code"),
    text("reference"),
    number("amount_cents"),
    maybe_number("passed_file"),
    UniqueConstraint("remittance", "ordinal"),
)
waiting(
    "ix_remittance_adjustments_to_pass_on",
    remittance_adjustments.c.remittance, remittance_adjustments.c.passed_file,
)
