"""Causes of tasks: rows where something must not stay as it is, and tasks whose rows no longer stand so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, CompoundSelect, and_, exists, select, union

from store.accounts import HOUSE
from store.ledger import Ledger
from store.tables import (
    claims,
    deliveries,
    expectations,
    files,
    findings,
    followups,
    inquiries,
    sets,
    tasks,
)

_TABLES = {table.name: table for table in (claims, deliveries, expectations, files, inquiries, sets)}
_STATE = {table.name: table.c.state for table in (claims, deliveries, expectations, files, inquiries)}
_STATE["sets"] = sets.c.verdict


_REPLACEMENTS = ("7", "8")
"""CLM05-3 of a replacement and a void."""
_FIX = "fix"
"""The origin of a claim that takes the place of another."""


class Cause(Struct, frozen=True):
    """Rows of a table in these states (of a set: with these verdicts) are the cause of one kind of task.

    `from_submitters`: only what a submitter sent; `faulty`: only files with errors outside their sets;
    `noted`: only deliveries that were tried and noted why in vain; `followed`: only claims whose follow-up is
    in one of these states and has no next question; `overdue`: only expected answers that are late;
    `succeeded_in`: only claims that were corrected, and what took their place is in one of these states;
    `unreplaced_but`: only claims that no replacement or void came after, but those in one of these states;
    `overpaid`: only claims that were paid more than they charge.
    """

    kind: str
    thing: Literal["claims", "deliveries", "expectations", "files", "inquiries", "sets"]
    states: tuple[str, ...]
    from_submitters: bool = False
    faulty: bool = False
    noted: bool = False
    followed: tuple[str, ...] = ()
    overdue: bool = False
    succeeded_in: tuple[str, ...] = ()
    unreplaced_but: tuple[str, ...] = ()
    overpaid: bool = False


def without_task(ledger: Ledger, cause: Cause, at: datetime) -> list[tuple[str, int]]:
    """Account and key of each row that is a cause now, without a task of that kind, in the order of keys."""
    table = _TABLES[cause.thing]
    known = select(tasks.c.id).where(tasks.c.kind == cause.kind, tasks.c.thing_id == table.c.id).exists()
    query = select(table.c.account, table.c.id).where(_holds(cause, at), ~known).order_by(table.c.id)
    return [(str(account), int(key)) for account, key in ledger.rows(query)]


def without_cause(
    ledger: Ledger, cause: Cause, at: datetime, states: Sequence[str]
) -> list[tuple[str, int]]:
    """State and key of each task in these states whose row is no cause any more."""
    return _tasks(ledger, cause, at, states, tasks.c.done_by == "", holds=False)


def with_cause_again(ledger: Ledger, cause: Cause, at: datetime, state: str) -> list[tuple[str, int]]:
    """State and key of each task that ended by itself and whose row is a cause again."""
    return _tasks(ledger, cause, at, [state], tasks.c.done_by == "", holds=True)


def _tasks(
    ledger: Ledger, cause: Cause, at: datetime, states: Sequence[str], more: ColumnElement[bool], *,
    holds: bool,
) -> list[tuple[str, int]]:
    table = _TABLES[cause.thing]
    here = select(table.c.id).where(table.c.id == tasks.c.thing_id, _holds(cause, at)).exists()
    query = select(tasks.c.state, tasks.c.id).where(
        tasks.c.state.in_(states), tasks.c.kind == cause.kind, more, here if holds else ~here
    )
    return [(str(state), int(key)) for state, key in ledger.rows(query.order_by(tasks.c.id))]


def _succeeded(states: Sequence[str]) -> CompoundSelect[Any]:
    """The keys of claims whose correction, or the correction of that, is in one of these states."""
    # Corrections are few, and stand in an index of their own; states are none by which to find them.
    child, grandchild = claims.alias(), claims.alias()
    corrections = child.c.parent.is_not(None), child.c.origin == _FIX
    again = select(grandchild.c.parent).where(
        grandchild.c.parent.is_not(None), grandchild.c.origin == _FIX,
        grandchild.c.state.concat("").in_(states),
    )
    return union(
        select(child.c.parent).where(*corrections, child.c.state.concat("").in_(states)),
        select(child.c.parent).where(*corrections, child.c.id.in_(again)),
    )


def _replaced(but: Sequence[str]) -> ColumnElement[bool]:
    """Whether a replacement or a void of a claim came after it that is in none of these states."""
    later = claims.alias()
    same = (getattr(later.c, name) == getattr(claims.c, name) for name in ("claim_id", "account", "payer"))
    return exists().where(
        *same, later.c.id > claims.c.id, later.c.frequency.in_(_REPLACEMENTS), later.c.state.not_in(but)
    )


def _holds(cause: Cause, at: datetime) -> ColumnElement[bool]:
    table = _TABLES[cause.thing]
    state = _STATE[cause.thing]
    if cause.succeeded_in:
        # They are few, and found by their corrections: an expression has no index.
        return and_(claims.c.id.in_(_succeeded(cause.succeeded_in)), state.concat("").in_(cause.states))
    if cause.overpaid:
        # Few as well, and in an index of their own.
        return and_(claims.c.paid_cents > claims.c.charge_cents, state.concat("").in_(cause.states))
    told: list[ColumnElement[bool]] = [state.in_(cause.states)]
    if cause.from_submitters:
        told.append(table.c.account != HOUSE)
    if cause.thing == "files":
        told.append(files.c.direction == "in")
    if cause.noted:
        told.append(deliveries.c.note != "")
    if cause.overdue:
        told.append(expectations.c.due_at <= at)
    if cause.followed:
        ended = followups.c.state.in_(cause.followed), followups.c.next_at.is_(None)
        told.append(select(followups.c.id).where(followups.c.claim == claims.c.id, *ended).exists())
    if cause.unreplaced_but:
        told.append(~_replaced(cause.unreplaced_but))
    if cause.faulty:
        outside = findings.c.set.is_(None), findings.c.claim.is_(None), findings.c.severity == "error"
        told.append(select(findings.c.id).where(findings.c.file == files.c.id, *outside).exists())
    return and_(*told)
