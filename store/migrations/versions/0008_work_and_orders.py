"""The work queue, notices, and orders of care that follow authorizations."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0005"
branch_labels = None
depends_on = None

# On SQLite a row's key is its address only when the column is called INTEGER.
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _authorizations()
    _work()


def _authorizations() -> None:
    _table(
        "claim_authorizations",
        sa.Column("claim", KEY, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("order", sa.BigInteger()),
        sa.UniqueConstraint("claim", "number", name=op.f("uq_claim_authorizations_claim_number")),
        targets={"claim": "claims"},
    )
    _index("claim_authorizations", ["account", "number"])
    _present("claim_authorizations", "order")
    _table(
        "orders",
        sa.Column("inquiry", KEY, nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("issued_on", sa.String(length=10)),
        sa.Column("effective_from", sa.String(length=10)),
        sa.Column("effective_to", sa.String(length=10)),
        sa.Column("expires_on", sa.String(length=10)),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint("inquiry", name=op.f("uq_orders_inquiry")),
        targets={"inquiry": "inquiries"},
    )
    _index("orders", ["account", "number"])
    _index("orders", ["state", "expires_on"])
    _table(
        "order_answers",
        sa.Column("inquiry", KEY, nullable=False),
        sa.Column("file", KEY, nullable=False),
        sa.Column("order", KEY),
        sa.UniqueConstraint("inquiry", "file", name=op.f("uq_order_answers_inquiry_file")),
        targets={"inquiry": "inquiries", "file": "files", "order": "orders"},
    )
    _present("order_answers", "order")


def _work() -> None:
    _table(
        "tasks",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger()),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.UniqueConstraint("kind", "thing_id", name=op.f("uq_tasks_kind_thing_id")),
        targets={},
    )
    _index("tasks", ["state", "due"])
    _index("tasks", ["account", "id", "state"])
    _table(
        "task_notes",
        sa.Column("task", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        targets={"task": "tasks"},
    )
    _index("task_notes", ["task"])
    _table(
        "notices",
        sa.Column("file", KEY, nullable=False),
        sa.Column("first_day", sa.String(length=10), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        targets={"file": "files"},
    )
    _index("notices", ["account", "id", "state"])


def _table(name: str, *parts: sa.schema.SchemaItem, targets: dict[str, str]) -> None:
    """A table of things: its key, whose each row is, and what it points at."""
    op.create_table(
        name,
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.ForeignKeyConstraint(["account"], ["accounts.slug"], name=op.f(f"fk_{name}_account_accounts")),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}_{table}"))
            for column, table in targets.items()
        ),
    )


def _index(table: str, columns: Sequence[str]) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _present(table: str, column: str) -> None:
    """An index of the rows in which the column has a value."""
    filled = sa.text(f'"{column}" IS NOT NULL')
    op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=filled, postgresql_where=filled)
