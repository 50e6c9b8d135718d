"""A run: every step once, in order, under one lock, with one record. Safe to kill and to run again."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Protocol

from clearinghouse import (
    collection,
    delivery,
    followup,
    intake,
    matching,
    office_files,
    orders,
    routing,
    staging,
    step_log,
    tasks,
    validation,
)
from clearinghouse.house import House
from clearinghouse.troubles import count_stopped, count_troubles
from store import runs
from store.errors import RunInProgress, StoreError
from store.runs import Run


class Step(Protocol):
    """One step of a run, at most so many files or claims of it; what it leaves, the next run goes on with."""

    def __call__(self, house: House, run: int, /, *, most: int | None = None) -> Counter[str]: ...


STEPS: dict[str, Step] = {
    "intake": intake.take_in,
    "collection": collection.collect,
    "conversion": office_files.convert,
    "validation": validation.validate,
    "matching": matching.match,
    "followup": followup.follow_up,
    "routing": routing.route,
    "delivery": delivery.deliver,
    "orders": orders.follow,
    "tasks": tasks.refresh,
}
"""The steps in the order of a run: everything in, proven, answers tied, work sent out, what is left told."""

SENDING: dict[str, Callable[[House, int | None], Counter[str]]] = {
    "matching": lambda house, most: matching.tell_submitters(house, 0, dry_run=True, most=most),
    "followup": lambda house, most: followup.follow_up(house, 0, dry_run=True, most=most),
    "routing": lambda house, most: routing.route(house, 0, dry_run=True, most=most),
    "delivery": lambda house, most: delivery.deliver(house, 0, dry_run=True, most=most),
}
"""What the dry run of each step that sends would send, as things stand now. Nothing is changed by it."""


@dataclass
class RunReport:
    """What a run did: for each step the counts it told."""

    run: int
    steps: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def unreachable(self) -> int:
        """How often a partner, or a file of it, could not be reached or was refused."""
        return sum(map(count_troubles, self.steps.values()))

    @property
    def stopped(self) -> int:
        """Files that the archive does not hold whole any more, or that we failed at: for the operator."""
        return sum(map(count_stopped, self.steps.values()))

    @property
    def outcome(self) -> str:
        """In one word, for the run's record."""
        return "files stopped" if self.stopped else "unreachable" if self.unreachable else "done"


def run(
    house: House,
    steps: list[str] | None = None,
    *,
    told: Callable[[str, Counter[str]], None] | None = None,
    most: int | None = None,
    wait: float = 0,
) -> RunReport:
    """Execute steps (all by default) in their order, each with at most so many files or claims.

    Raises RunInProgress where another run goes on for longer than `wait` seconds.
    """
    wanted = [name for name in STEPS if steps is None or name in steps]
    # What has no bounds is asked for none: a step may not know any.
    bounds = {} if most is None else {"most": most}
    with _locked(house, wait), _rare_collections():
        staging.clear(house.staging)
        with house.store.begin() as ledger:
            record = runs.start(ledger, at=house.now(), actor=house.actor)
        report = RunReport(record.id)
        step_log.tell("run started", run=record.id, steps=len(wanted))
        try:
            for name in wanted:
                began = monotonic()
                # Counts of nothing are not told.
                report.steps[name] = +STEPS[name](house, record.id, **bounds)
                _log(record.id, name, report.steps[name], monotonic() - began)
                if told:
                    told(name, report.steps[name])
        except BaseException:
            # What could not be done is raised, not that it cannot be written down either.
            with suppress(StoreError):
                _end(house, record, report, "failed")
            raise
        _end(house, record, report, report.outcome)
    return report


def rehearse(house: House, steps: list[str] | None = None, *, most: int | None = None) -> RunReport:
    """Tell what the steps would send as things stand: nothing is taken in, changed, sent or recorded."""
    report = RunReport(0)
    for name, would in SENDING.items():
        if steps is None or name in steps:
            report.steps[name] = +would(house, most)
    return report


@contextmanager
def _locked(house: House, wait: float) -> Iterator[None]:
    """The lock of runs, waited for as long as told."""
    until = monotonic() + wait
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(house.store.run_lock())
                break
            except RunInProgress:
                if monotonic() >= until:
                    raise
            sleep(min(1.0, max(until - monotonic(), 0.0)))
        yield


def alone(house: House, step: str, work: Callable[[int], Counter[str]]) -> Counter[str]:
    """Do one step's work in a run of its own. Raises RunInProgress while another run goes on."""
    with house.store.run_lock():
        with house.store.begin() as ledger:
            record = runs.start(ledger, at=house.now(), actor=house.actor)
        report = RunReport(record.id)
        try:
            report.steps[step] = +work(record.id)
        except BaseException:
            with suppress(StoreError):
                _end(house, record, report, "failed")
            raise
        _end(house, record, report, report.outcome)
    return report.steps[step]


def _log(run: int, step: str, counts: Counter[str], seconds: float) -> None:
    """One line of the log: the step, how long it took, what it counted."""
    step_log.tell(
        "step done", run=run, step=step, seconds=round(seconds, 3), counts=dict(sorted(counts.items())),
        troubles=count_troubles(counts), stopped=count_stopped(counts),
    )


def _end(house: House, record: Run, report: RunReport, outcome: str) -> None:
    step_log.tell("run ended", run=record.id, outcome=outcome)
    with house.store.begin() as ledger:
        runs.end(
            ledger,
            record,
            outcome=outcome,
            at=house.now(),
            summary={name: dict(counts) for name, counts in report.steps.items()},
        )


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Few collections of cycles: claims make none, and looking through thousands of them costs much."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
