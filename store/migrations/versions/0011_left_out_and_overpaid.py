"""How many claims of a sheet were left out; claims that were paid more than they charge, by index."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("files", sa.Column("left_out", sa.BigInteger()))
    over = sa.text("paid_cents > charge_cents")
    op.create_index(
        "ix_claims_overpaid", "claims", ["id"], sqlite_where=over, postgresql_where=over
    )
