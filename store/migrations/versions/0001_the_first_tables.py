"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# On SQLite a row's key is its address only when the column is called INTEGER.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_accounts")),
    )
    op.create_table(
        "chain",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain")),
    )
    op.create_table(
        "control_numbers",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_control_numbers")),
    )
    op.create_table(
        "events",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_thing_thing_id"), ["thing", "thing_id"], unique=False)

    op.create_table(
        "keyring",
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_keyring")),
    )
    op.create_table(
        "runs",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "sequences",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequences")),
    )
    op.create_table(
        "files",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("run", KEY, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_files_direction")),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_files_account")),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_files_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint(
            "direction", "partner", "name", "sha256", name=op.f("uq_files_direction_partner_name_sha256")
        ),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_files_account_id_state"), ["account", "id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_files_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_state_id"), ["state", "id"], unique=False)

    op.create_table(
        "outbox_cursors",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_outbox_cursors_account")),
        sa.PrimaryKeyConstraint("account", "reader", name=op.f("pk_outbox_cursors")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("remote_name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_deliveries_account")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_deliveries_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("file", name=op.f("uq_deliveries_file")),
        sa.UniqueConstraint("partner", "remote_name", name=op.f("uq_deliveries_partner_remote_name")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_state_partner"), ["state", "partner"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_outbox_account")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_outbox_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("account", "file", name=op.f("uq_outbox_account_file")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_account_id"), ["account", "id"], unique=False)

    op.create_table(
        "sets",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("interchange_control", sa.String(), nullable=False),
        sa.Column("group_control", sa.String(), nullable=False),
        sa.Column("set_control", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("guide", sa.String(), nullable=False),
        sa.Column("delimiters", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("claims", sa.BigInteger(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_sets_account")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_sets_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sets")),
        sa.UniqueConstraint("file", "ordinal", name=op.f("uq_sets_file_ordinal")),
    )
    with op.batch_alter_table("sets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sets_group_control_set_control"), ["group_control", "set_control"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sets_interchange_control"), ["interchange_control"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sets_reference"), ["reference"], unique=False)

    op.create_table(
        "claims",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("set", KEY, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("billing_npi", sa.String(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("service_from", sa.String(length=10), nullable=True),
        sa.Column("service_to", sa.String(length=10), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("run", KEY, nullable=True),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("own_offset", sa.BigInteger(), nullable=False),
        sa.Column("own_length", sa.BigInteger(), nullable=False),
        sa.Column("header_offset", sa.BigInteger(), nullable=True),
        sa.Column("header_length", sa.BigInteger(), nullable=True),
        sa.Column("billing_offset", sa.BigInteger(), nullable=True),
        sa.Column("billing_length", sa.BigInteger(), nullable=True),
        sa.Column("subscriber_offset", sa.BigInteger(), nullable=True),
        sa.Column("subscriber_length", sa.BigInteger(), nullable=True),
        sa.Column("patient_offset", sa.BigInteger(), nullable=True),
        sa.Column("patient_length", sa.BigInteger(), nullable=True),
        sa.Column("member_index", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("out_file", KEY, nullable=True),
        sa.Column("out_set", KEY, nullable=True),
        sa.Column("out_set_control", sa.String(), nullable=True),
        sa.Column("out_ordinal", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("payer_claim_number", sa.String(), nullable=True),
        sa.Column("paid_cents", sa.BigInteger(), nullable=True),
        sa.Column("patient_cents", sa.BigInteger(), nullable=True),
        sa.Column("adjusted_cents", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_claims_account")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_claims_file")),
        sa.ForeignKeyConstraint(["out_file"], ["files.id"], name=op.f("fk_claims_out_file")),
        sa.ForeignKeyConstraint(["out_set"], ["sets.id"], name=op.f("fk_claims_out_set")),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_claims_run")),
        sa.ForeignKeyConstraint(["set"], ["sets.id"], name=op.f("fk_claims_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_claims_account_id_state"), ["account", "id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_claims_claim_id"), ["claim_id"], unique=False)
        batch_op.create_index(
            "ix_claims_member_index",
            ["member_index"],
            unique=False,
            sqlite_where=sa.text("member_index IS NOT NULL"),
            postgresql_where=sa.text("member_index IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_claims_name_index",
            ["name_index"],
            unique=False,
            sqlite_where=sa.text("name_index IS NOT NULL"),
            postgresql_where=sa.text("name_index IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_claims_out_set",
            ["out_set"],
            unique=False,
            sqlite_where=sa.text("out_set IS NOT NULL"),
            postgresql_where=sa.text("out_set IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_claims_payer_claim_number",
            ["payer_claim_number"],
            unique=False,
            sqlite_where=sa.text("payer_claim_number IS NOT NULL"),
            postgresql_where=sa.text("payer_claim_number IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_claims_set"), ["set"], unique=False)
        batch_op.create_index(batch_op.f("ix_claims_state_id_payer"), ["state", "id", "payer"], unique=False)

    op.create_table(
        "remittances",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("set", KEY, nullable=True),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("payee_npi", sa.String(), nullable=False),
        sa.Column("trace_number", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_remittances_account")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_remittances_file")),
        sa.ForeignKeyConstraint(["set"], ["sets.id"], name=op.f("fk_remittances_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittances")),
        sa.UniqueConstraint(
            "payer", "trace_number", "amount_cents", "day", "sha256", name="uq_remittances_payment"
        ),
    )
    with op.batch_alter_table("remittances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remittances_file"), ["file"], unique=False)
        batch_op.create_index(batch_op.f("ix_remittances_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_remittances_trace_number"), ["trace_number"], unique=False)

    op.create_table(
        "acknowledgments",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("out_file", KEY, nullable=True),
        sa.Column("out_set", KEY, nullable=True),
        sa.Column("set_control", sa.String(), nullable=False),
        sa.Column("claim", KEY, nullable=True),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_acknowledgments_account")),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_acknowledgments_claim")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_acknowledgments_file")),
        sa.ForeignKeyConstraint(["out_file"], ["files.id"], name=op.f("fk_acknowledgments_out_file")),
        sa.ForeignKeyConstraint(["out_set"], ["sets.id"], name=op.f("fk_acknowledgments_out_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgments")),
    )
    with op.batch_alter_table("acknowledgments", schema=None) as batch_op:
        batch_op.create_index(
            "ix_acknowledgments_claim",
            ["claim"],
            unique=False,
            sqlite_where=sa.text("claim IS NOT NULL"),
            postgresql_where=sa.text("claim IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_acknowledgments_file"), ["file"], unique=False)
        batch_op.create_index(
            "ix_acknowledgments_out_file",
            ["out_file"],
            unique=False,
            sqlite_where=sa.text("out_file IS NOT NULL"),
            postgresql_where=sa.text("out_file IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_acknowledgments_out_set",
            ["out_set"],
            unique=False,
            sqlite_where=sa.text("out_set IS NOT NULL"),
            postgresql_where=sa.text("out_set IS NOT NULL"),
        )

    op.create_table(
        "findings",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("set", KEY, nullable=True),
        sa.Column("claim", KEY, nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_findings_account")),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_findings_claim")),
        sa.ForeignKeyConstraint(["file"], ["files.id"], name=op.f("fk_findings_file")),
        sa.ForeignKeyConstraint(["set"], ["sets.id"], name=op.f("fk_findings_set")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_findings_claim",
            ["claim"],
            unique=False,
            sqlite_where=sa.text("claim IS NOT NULL"),
            postgresql_where=sa.text("claim IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_findings_file"), ["file"], unique=False)

    op.create_table(
        "remittance_adjustments",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("remittance", KEY, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("fiscal_day", sa.String(length=10), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.slug"], name=op.f("fk_remittance_adjustments_account")
        ),
        sa.ForeignKeyConstraint(
            ["remittance"], ["remittances.id"], name=op.f("fk_remittance_adjustments_remittance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittance_adjustments")),
        sa.UniqueConstraint(
            "remittance", "ordinal", name=op.f("uq_remittance_adjustments_remittance_ordinal")
        ),
    )
    op.create_table(
        "remittance_claims",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("remittance", KEY, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("claim", KEY, nullable=True),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("payer_claim_number", sa.String(), nullable=False),
        sa.Column("status_code", sa.String(), nullable=False),
        sa.Column("charge_cents", sa.BigInteger(), nullable=False),
        sa.Column("paid_cents", sa.BigInteger(), nullable=False),
        sa.Column("patient_cents", sa.BigInteger(), nullable=False),
        sa.Column("adjustments", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_remittance_claims_account")),
        sa.ForeignKeyConstraint(["claim"], ["claims.id"], name=op.f("fk_remittance_claims_claim")),
        sa.ForeignKeyConstraint(
            ["remittance"], ["remittances.id"], name=op.f("fk_remittance_claims_remittance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittance_claims")),
        sa.UniqueConstraint("remittance", "ordinal", name=op.f("uq_remittance_claims_remittance_ordinal")),
    )
    with op.batch_alter_table("remittance_claims", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_remittance_claims_account_id_state"), ["account", "id", "state"], unique=False
        )
        batch_op.create_index(
            "ix_remittance_claims_claim",
            ["claim"],
            unique=False,
            sqlite_where=sa.text("claim IS NOT NULL"),
            postgresql_where=sa.text("claim IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_remittance_claims_claim_id"), ["claim_id"], unique=False)
