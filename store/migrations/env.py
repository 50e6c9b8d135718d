"""What Alembic runs: the migrations, on the connection and inside the transaction handed in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from store.tables import metadata


def render_plain(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our kinds of columns as what they are in the database: a migration must not change with us."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_plain,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
