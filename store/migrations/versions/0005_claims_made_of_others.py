"""Claims made of others, and what claims are looked for by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("claims", sa.Column("parent", sa.BigInteger()))
    op.add_column("claims", sa.Column("origin", sa.String()))
    filled = sa.text("parent IS NOT NULL")
    op.create_index("ix_claims_parent", "claims", ["parent"], sqlite_where=filled, postgresql_where=filled)
    op.create_index(op.f("ix_claims_service_from"), "claims", ["service_from"])
    op.create_index(op.f("ix_claims_charge_cents"), "claims", ["charge_cents"])
    op.create_index(
        "ix_claims_newest", "claims", ["id", "account", "state", "payer", "service_from", "charge_cents"]
    )
