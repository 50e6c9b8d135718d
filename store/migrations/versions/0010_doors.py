"""The two doors: what answers are, who was given which, and claims known again when they come twice."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

PASSED = ("acknowledgments", "remittance_claims", "remittance_adjustments")


def upgrade() -> None:
    op.add_column("files", sa.Column("source", sa.BigInteger()))
    _partial("files", "source", "source IS NOT NULL")
    op.add_column("claims", sa.Column("fingerprint", sa.LargeBinary()))
    _partial("claims", "fingerprint", "fingerprint IS NOT NULL")
    op.create_index(op.f("ix_claims_billing_npi_account"), "claims", ["billing_npi", "account"])
    op.add_column("outbox", sa.Column("answers", sa.BigInteger()))
    op.add_column("outbox", sa.Column("claims", sa.BigInteger()))
    op.add_column("outbox", sa.Column("cents", sa.BigInteger()))
    op.add_column("outbox", sa.Column("note", sa.String()))
    for table in PASSED:
        op.add_column(table, sa.Column("passed_file", sa.BigInteger()))
        # What payers said before is not passed on at once when an older house is upgraded.
        op.execute(sa.text(f"UPDATE {table} SET passed_file = 0"))
    _partial("acknowledgments", "claim", "claim IS NOT NULL AND passed_file IS NULL", "_to_pass_on")
    _partial("remittance_claims", "claim", "claim IS NOT NULL AND passed_file IS NULL", "_to_pass_on")
    _partial(
        "remittance_adjustments", "remittance", "remittance IS NOT NULL AND passed_file IS NULL",
        "_to_pass_on",
    )


def _partial(table: str, column: str, some: str, name: str = "") -> None:
    """An index of some of the rows."""
    where = sa.text(some)
    op.create_index(
        f"ix_{table}{name or f'_{column}'}", table, [column], sqlite_where=where, postgresql_where=where
    )
