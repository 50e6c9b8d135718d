"""Of each sheet how many of its claims were left out, for rows that are wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("files", sa.Column("left_out", sa.BigInteger()))
