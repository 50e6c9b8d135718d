"""Runs: one row for each time the steps were run, so that it can be told what happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import select, update

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import runs


class Run(Struct, frozen=True, kw_only=True):
    """A run. `outcome` is empty while it is under way, `killed` when it never told its end."""

    id: int = 0
    started_at: datetime
    ended_at: datetime | None = None
    actor: str
    outcome: str = ""
    summary: Mapping[str, Any] = {}


SHAPE = Shape(runs, Run)


def start(ledger: Ledger, *, at: datetime, actor: str) -> Run:
    """Begin a run; to be called while holding `Store.run_lock`.

    Who holds the lock is alone: runs that have not told their end were killed, and that is told here.
    """
    for (dead,) in ledger.rows(select(runs.c.id).where(runs.c.ended_at.is_(None)).order_by(runs.c.id)):
        _end(ledger, dead, "killed", {}, at, actor)
    run = Run(started_at=at, actor=actor)
    key = SHAPE.insert(ledger, [run])[0]
    events.write(ledger, runs.name, [(None, key)], "", "running", "started", at=at, actor=actor, run=key)
    return structs.replace(run, id=key)


def end(ledger: Ledger, run: Run, *, outcome: str, summary: Mapping[str, Any], at: datetime) -> None:
    """Tell how a run ended; `summary` is what JSON can say, without values from files."""
    _end(ledger, run.id, outcome, summary, at, run.actor)


def latest(ledger: Ledger, *, limit: int | None = 20) -> list[Run]:
    """The last runs, the newest first."""
    return SHAPE.read_all(ledger, SHAPE.query(None, {}, descending=True, limit=limit))


def _end(
    ledger: Ledger, key: int, outcome: str, summary: Mapping[str, Any], at: datetime, actor: str
) -> None:
    told = {"ended_at": at, "outcome": outcome, "summary": dict(summary)}
    ledger.write(update(runs).where(runs.c.id == key).values(told))
    ended = [(None, key)]
    events.write(ledger, runs.name, ended, "running", outcome, "ended", at=at, actor=actor, run=key)
