"""The tables. Column names are the field names of the store's records, in the same order."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
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

SCHEMA = "0009"
"""The newest migration; the store refuses tables of another one."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

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
    CheckConstraint("direction IN ('in', 'out')", name="direction"),
    UniqueConstraint("direction", "partner", "name", "sha256"),
)
Index(None, files.c.account, files.c.id, files.c.state)
Index(None, files.c.state, files.c.id)
Index(None, files.c.sha256)
Index(None, files.c.partner, files.c.news)

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
present("ix_claims_parent", claims.c.parent)
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
)
Index(None, acknowledgments.c.file)
present("ix_acknowledgments_claim", acknowledgments.c.claim)
present("ix_acknowledgments_inquiry", acknowledgments.c.inquiry)
present("ix_acknowledgments_out_set", acknowledgments.c.out_set)
present("ix_acknowledgments_out_file", acknowledgments.c.out_file)

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
    UniqueConstraint("remittance", "ordinal"),
)
Index(None, remittance_claims.c.claim_id)
Index(None, remittance_claims.c.account, remittance_claims.c.id, remittance_claims.c.state)
present("ix_remittance_claims_claim", remittance_claims.c.claim)

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
    UniqueConstraint("remittance", "ordinal"),
)

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
