"""States: moving things from one to the next, guarded, in bulk, with the events that tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, select, update

from store import events
from store.errors import StateConflict
from store.ledger import Ledger, chunks
from store.tables import (
    claims,
    contacts,
    deliveries,
    enrolments,
    expectations,
    files,
    followups,
    inquiries,
    notices,
    orders,
    remittance_claims,
    remittances,
    tasks,
)

_LIVING = {
    table.name: table
    for table in (
        files, claims, inquiries, deliveries, remittances, remittance_claims, enrolments, contacts,
        expectations, followups,
        orders, tasks, notices,
    )
}


def move(
    ledger: Ledger,
    table: str,
    ids: Sequence[int],
    from_state: str,
    to_state: str,
    event: str,
    *,
    at: datetime,
    actor: str,
    run: int | None = None,
    detail: str = "",
    strict: bool = True,
) -> int:
    """Move the rows of `table` with those keys that are in `from_state`; how many were.

    Raises StateConflict when some were not; with `strict=False` those are left where they are. `table`
    is one whose things live (KeyError for another).
    """
    (query, step), moved = _moving(table), 0
    keys = sorted(set(ids))
    for some in chunks(keys):
        here = {"keys": some, "before": from_state}
        changed = [(account, key) for account, key in ledger.rows(query, here)]
        ledger.write(step, {**here, "after": to_state})
        events.write(
            ledger, table, changed, from_state, to_state, event, at=at, actor=actor, run=run, detail=detail
        )
        moved += len(changed)
    if strict and moved != len(keys):
        raise StateConflict(table, len(keys) - moved)
    return moved


@cache
def _moving(table: str) -> tuple[Select[Any], Update]:
    """The rows among `keys` in the state `before`, and their step to `after`; made once for a table."""
    living = _LIVING[table]
    here = living.c.id.in_(bindparam("keys", expanding=True)), living.c.state == bindparam("before")
    query = select(living.c.account, living.c.id).where(*here).order_by(living.c.id).with_for_update()
    return query, update(living).where(*here).values(state=bindparam("after"))
