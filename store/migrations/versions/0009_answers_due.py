"""Expected answers and follow-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# On SQLite a row's key is its address only when the column is called INTEGER.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "expectations",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("met_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectations")),
        sa.UniqueConstraint("file", "kind", name=op.f("uq_expectations_file_kind")),
        *_points("expectations", ("account", "accounts", "slug"), ("file", "files", "id")),
    )
    op.create_index(op.f("ix_expectations_state_due_at"), "expectations", ["state", "due_at"])
    op.create_table(
        "followups",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("claim", KEY, nullable=False),
        sa.Column("inquiry", KEY),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger()),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("told_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
        sa.UniqueConstraint("claim", name=op.f("uq_followups_claim")),
        *_points(
            "followups", ("account", "accounts", "slug"), ("claim", "claims", "id"),
            ("inquiry", "inquiries", "id"),
        ),
    )
    op.create_index(op.f("ix_followups_account_id_state"), "followups", ["account", "id", "state"])
    op.create_index(op.f("ix_followups_state_next_at"), "followups", ["state", "next_at"])


def _points(table: str, *to: tuple[str, str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.{key}"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other, key in to
    ]
