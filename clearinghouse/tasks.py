"""The step that keeps the work queue: whatever stands where it should not stay becomes a task, once.

It looks at the ledger as it stands instead of being told by the other steps: so nothing is forgotten when a
run is killed, and a task goes by itself when its cause has gone.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from clearinghouse.calendar import Hours
from clearinghouse.followup import FOR_A_PERSON, UNDECIDED
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from store import task_causes, tasks
from store.ledger import Ledger
from store.task_causes import Cause
from store.tasks import Task

_STANDING = (
    "accepted", "to approve", "on hold", "held", "routed", "sent", "acknowledged", "in process", "paid",
    "predetermined",
)
"""States in which a claim may be paid yet, or was."""

CAUSES = (
    Cause("claim rejected", "claims", ("rejected",)),
    Cause("claim held", "claims", ("held",)),
    Cause("claim on hold", "claims", ("on hold",)),
    Cause("claim to approve", "claims", ("to approve",)),
    Cause("claim rejected by payer", "claims", ("payer rejected",)),
    Cause("claim refused by payer", "claims", ("refused",)),
    Cause("superseded claim paid", "claims", ("paid",), succeeded_in=_STANDING),
    Cause("set rejected", "sets", ("R",), from_submitters=True),
    Cause("file refused", "files", ("refused",)),
    Cause("file faulty", "files", ("proven",), from_submitters=True, faulty=True),
    Cause("answer parked", "files", ("parked",)),
    Cause("inquiry held", "inquiries", ("held",)),
    Cause("inquiry refused", "inquiries", ("refused",)),
    Cause("delivery failed", "deliveries", ("made", "staged", "failed"), noted=True),
    Cause("delivery rejected", "deliveries", ("rejected",)),
    Cause("answer late", "expectations", ("open",), overdue=True),
    Cause("claim at payer", "claims", UNDECIDED, followed=(*FOR_A_PERSON, "pending")),
)
"""Why tasks are made. Of a set that was refused as a whole its set is the task, not each of its claims; a
payer may refuse one of ours that has claims of several accounts, so there each claim is. A claim that is paid
after it was corrected may be paid twice: its correction stands, too."""

DAYS = {
    "claim rejected": 2,
    "claim held": 2,
    "claim on hold": 5,
    "claim to approve": 1,
    "claim rejected by payer": 3,
    "claim refused by payer": 1,
    "superseded claim paid": 1,
    "set rejected": 1,
    "file refused": 1,
    "file faulty": 1,
    "answer parked": 1,
    "inquiry held": 2,
    "inquiry refused": 1,
    "delivery failed": 1,
    "delivery rejected": 1,
    "answer late": 1,
    "claim at payer": 2,
}
"""Business days after which a task of each kind is late."""

WAITING = ("open", "taken")
DONE = "done"


def due(kind: str, made: datetime, hours: Hours) -> date:
    """The last day on which a task of this kind is in time."""
    return hours.add_business_days(hours.day_of(made), DAYS[kind])


def refresh(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Make the tasks that are missing, and end those whose cause has gone; counts them.

    All of them whatever `most` says: nothing is read or sent here.
    """
    told: Counter[str] = Counter()
    for cause in CAUSES:
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
