"""The work queue as people work on it: listed, shown, taken, given, noted, done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from msgspec import structs

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.overview import looking, nothing
from clearinghouse.task_kinds import KINDS
from clearinghouse.tasks import DONE, WAITING
from clearinghouse.telling import Rows
from store import events, tasks
from store.ledger import Ledger
from store.tasks import Note, Task

MAX_NOTE = 4_000
"""Characters of one note."""
OWNER = re.compile(r"[a-z0-9]([a-z0-9._-]{0,30}[a-z0-9])?")
"""What people are called in the queue: a short name, as they log in by."""


def list_tasks(
    house: House, account: str | None, *, kind: str | None, owner: str | None, late: bool, done: bool,
    limit: int,
) -> tuple[Any, list[Rows]]:
    """The tasks that wait (or those done), the ones due first in front.

    Raises HouseError for a kind that there is not.
    """
    if kind is not None and kind not in KINDS:
        raise HouseError(f"there are no tasks of that kind; the kinds are: {', '.join(KINDS)}")
    today = house.today()
    with looking(house, account) as ledger:
        found = tasks.search(
            ledger, account, actor=house.actor, at=house.now(), kind=kind, owner=owner,
            state=DONE if done else WAITING, due_before=today if late else None, limit=limit,
        )
    return [_answer(house, one) for one in found], [_rows(house, found)]


def show_task(house: House, account: str | None, key: int) -> tuple[Any, list[Rows]]:
    """One task with its notes and its history. Raises HouseError where there is none."""
    with looking(house, account, f"task {key}") as ledger:
        task = tasks.get(ledger, account, key)
        if task is None:
            raise nothing("task", key, account)
        notes = [
            {"at": one.at, "by": one.actor, "note": house.store.unseal(one.sealed)}
            for one in tasks.notes(ledger, account, key)
        ]
        moved = events.search(ledger, account, thing="tasks", thing_id=key)
    history = [{"at": one.at, "what": one.event, "state": one.to_state, "by": one.actor} for one in moved]
    answer = {**_answer(house, task), "notes": notes, "history": history}
    tables = [
        _rows(house, [task]),
        Rows("Notes", ["at", "by", "note"], [_dated(one) for one in notes]),
        Rows("History", ["at", "what", "state", "by"], [_dated(one) for one in history]),
    ]
    return answer, tables


def take_task(house: House, account: str | None, key: int) -> str:
    """Take a task in hand; its state. Raises HouseError for one that is done or that somebody else has."""
    with _changing(house, account, key) as (ledger, task):
        if task.owner and task.owner != house.actor:
            raise HouseError(f"task {key} is {task.owner}'s; `bitewing work give` hands it over")
        return _own(house, ledger, task, _name(house.actor), "taken")


def give_task(house: House, account: str | None, key: int, to: str) -> str:
    """Give a task to somebody; its state. Raises HouseError for one that is done."""
    with _changing(house, account, key) as (ledger, task):
        return _own(house, ledger, task, _name(to), "given")


def note_task(house: House, account: str | None, key: int, text: str) -> str:
    """Write a note about a task, done or not; its state. Raises HouseError for an empty or endless one."""
    with _changing(house, account, key, done_too=True) as (ledger, task):
        _note(house, ledger, task, text)
        return task.state


def end_task(house: House, account: str | None, key: int, reason: str | None) -> str:
    """Tell that a task is done, and perhaps why; its state. Raises HouseError for one that is done."""
    with _changing(house, account, key) as (ledger, task):
        if reason is not None:
            _note(house, ledger, task, reason)
        advance(house, ledger, 0, "tasks", [key], task.state, "done")
        tasks.record_done(ledger, [key], at=house.now(), by=house.actor)
        return DONE


@contextmanager
def _changing(
    house: House, account: str | None, key: int, *, done_too: bool = False
) -> Iterator[tuple[Ledger, Task]]:
    with house.store.begin() as ledger:
        task = tasks.get(ledger, account, key)
        if task is None:
            raise nothing("task", key, account)
        if task.state == DONE and not done_too:
            raise HouseError(f"task {key} is done already")
        yield ledger, task


def _own(house: House, ledger: Ledger, task: Task, owner: str, event: str) -> str:
    advance(house, ledger, 0, "tasks", [task.id], task.state, event)
    tasks.record_owner(ledger, task.id, owner)
    return "taken"


def _name(owner: str) -> str:
    if not OWNER.fullmatch(owner):
        raise HouseError("an owner is a short name in small letters and digits, as ruth or r.hartley")
    return owner


def _note(house: House, ledger: Ledger, task: Task, text: str) -> None:
    told = text.strip()
    if not told or len(told) > MAX_NOTE:
        raise HouseError(f"a note has 1 to {MAX_NOTE} characters")
    sealed = house.store.seal(told)
    tasks.add_note(
        ledger, Note(account=task.account, task=task.id, at=house.now(), actor=house.actor, sealed=sealed)
    )
    noted = [(task.account, task.id)]
    events.write(
        ledger, "tasks", noted, task.state, task.state, "noted", at=house.now(), actor=house.actor
    )


def _answer(house: House, task: Task) -> dict[str, Any]:
    return {**structs.asdict(task), "late": _is_late(house, task), "next_step": next_step(task)}


def _is_late(house: House, task: Task) -> bool:
    return task.state != DONE and task.due < house.today()


def next_step(task: Task) -> str:
    """What is to be done; nothing where it is done."""
    return "" if task.state == DONE else KINDS[task.kind].next_step.format(key=task.thing_id)


def _rows(house: House, found: list[Task]) -> Rows:
    columns = ["id", "account", "kind", "thing", "key", "state", "owner", "due", "late", "what to do"]
    rows = [
        [
            one.id, one.account, one.kind, one.thing, one.thing_id, one.state, one.owner, one.due,
            "late" if _is_late(house, one) else "", next_step(one),
        ]
        for one in found
    ]
    return Rows("Tasks", columns, rows)


def _dated(told: dict[str, Any]) -> list[Any]:
    return [f"{told['at']:%Y-%m-%d %H:%M:%S}", *list(told.values())[1:]]
