"""The step that keeps the work queue: whatever stands where it should not stay becomes a task, once.

It looks at the ledger as it stands instead of being told by the other steps: so nothing is forgotten when a
run is killed, and a task goes by itself when its cause has gone.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from clearinghouse.calendar import Hours
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.task_kinds import KINDS
from store import task_causes, tasks
from store.ledger import Ledger
from store.task_causes import Cause
from store.tasks import Task

WAITING = ("open", "taken")
DONE = "done"


def due(kind: str, made: datetime, hours: Hours) -> date:
    """The last day on which a task of this kind is in time."""
    return hours.add_business_days(hours.day_of(made), KINDS[kind].days)


def refresh(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Make the tasks that are missing, and end those whose cause has gone; counts them.

    All of them whatever `most` says: nothing is read or sent here.
    """
    told: Counter[str] = Counter()
    for cause in (one.cause for one in KINDS.values()):
        with house.store.begin() as ledger:
            told["tasks made"] += _make(house, ledger, run, cause)
            told["tasks ended by themselves"] += _end(house, ledger, run, cause)
            told["tasks opened again"] += _open_again(house, ledger, run, cause)
    return +told


def _make(house: House, ledger: Ledger, run: int, cause: Cause) -> int:
    now = house.now()
    new = [
        Task(
            account=account, kind=cause.kind, thing=cause.thing, thing_id=key,
            due=due(cause.kind, now, house.calendar.house), made_at=now,
        )
        for account, key in task_causes.without_task(ledger, cause, now)
    ]
    tasks.record_all(ledger, new, at=now, actor=house.actor, run=run or None)
    return len(new)


def _end(house: House, ledger: Ledger, run: int, cause: Cause) -> int:
    found = task_causes.without_cause(ledger, cause, house.now(), WAITING)
    for state in WAITING:
        keys = [key for told, key in found if told == state]
        advance(house, ledger, run, "tasks", keys, state, "cause gone")
        tasks.record_done(ledger, keys, at=house.now(), by="")
    return len(found)


def _open_again(house: House, ledger: Ledger, run: int, cause: Cause) -> int:
    keys = [key for _, key in task_causes.with_cause_again(ledger, cause, house.now(), DONE)]
    advance(house, ledger, run, "tasks", keys, DONE, "cause back")
    tasks.record_done(ledger, keys, at=None, by="")
    return len(keys)
