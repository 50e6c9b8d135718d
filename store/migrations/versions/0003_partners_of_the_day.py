"""Enrolments, contacts, the route of a delivery, and why a claim is held."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# On SQLite a row's key is its address only when the column is called INTEGER.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("claims", sa.Column("reason", sa.String()))
    op.add_column("deliveries", sa.Column("route", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "enrolments",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("provider_npi", sa.String(), nullable=False),
        sa.Column("transaction", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolments")),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_enrolments_account_accounts")),
        sa.UniqueConstraint(
            "payer", "transaction", "provider_npi", "account",
            name=op.f("uq_enrolments_payer_transaction_provider_npi_account"),
        ),
    )
    op.create_index(op.f("ix_enrolments_account_id_state"), "enrolments", ["account", "id", "state"])
    op.create_table(
        "contacts",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f("fk_contacts_account_accounts")),
    )
    op.create_index(op.f("ix_contacts_account_id_state"), "contacts", ["account", "id", "state"])
    op.create_index(op.f("ix_contacts_partner"), "contacts", ["partner"])
