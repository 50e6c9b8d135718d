"""Inquiries, and what it takes to look at parked answers again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# On SQLite a row's key is its address only when the column is called INTEGER.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("files", sa.Column("news", sa.BigInteger()))
    op.add_column("files", sa.Column("looked", sa.BigInteger()))
    op.create_index(op.f("ix_files_partner_news"), "files", ["partner", "news"])
    op.add_column("acknowledgments", sa.Column("inquiry", sa.BigInteger()))
    _present("acknowledgments", "inquiry")
    op.create_table(
        "inquiries",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("set", KEY, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("trace_number", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("provider_npi", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("claim", KEY),
        sa.Column("charge_cents", sa.BigInteger()),
        sa.Column("service_from", sa.String(length=10)),
        sa.Column("service_to", sa.String(length=10)),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("run", KEY),
        sa.Column("own_offset", sa.BigInteger(), nullable=False),
        sa.Column("own_length", sa.BigInteger(), nullable=False),
        sa.Column("member_index", sa.LargeBinary()),
        sa.Column("name_index", sa.LargeBinary()),
        sa.Column("out_file", KEY),
        sa.Column("out_set", KEY),
        sa.Column("out_trace", sa.String()),
        sa.Column("out_ordinal", sa.BigInteger()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("answer_file", KEY),
        sa.Column("answer_offset", sa.BigInteger()),
        sa.Column("outcome", sa.String()),
        sa.Column("passed_file", KEY),
        sa.Column("reason", sa.String()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sa.UniqueConstraint("out_trace", name=op.f("uq_inquiries_out_trace")),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_inquiries_account_accounts")),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_inquiries_{name}_{table}"))
            for name, table in (
                ("file", "files"), ("set", "sets"), ("claim", "claims"), ("run", "runs"),
                ("out_file", "files"), ("out_set", "sets"), ("answer_file", "files"),
                ("passed_file", "files"),
            )
        ),
    )
    for columns in (
        ["set"], ["trace_number"], ["account", "id", "state"], ["state", "id", "kind", "payer"],
    ):
        op.create_index(op.f(f"ix_inquiries_{'_'.join(columns)}"), "inquiries", columns)
    for column in ("member_index", "name_index", "out_set", "claim"):
        _present("inquiries", column)
    unpassed = sa.text("answer_file IS NOT NULL AND passed_file IS NULL")
    op.create_index(
        "ix_inquiries_to_pass_on", "inquiries", ["answer_file"],
        sqlite_where=unpassed, postgresql_where=unpassed,
    )


def _present(table: str, column: str) -> None:
    """An index of the rows in which the column has a value."""
    filled = sa.text(f"{column} IS NOT NULL")
    op.create_index(
        f"ix_{table}_{column}", table, [column], sqlite_where=filled, postgresql_where=filled
    )
