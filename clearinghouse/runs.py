"""A run: every step once, in order, under one lock, with one record. Safe to kill and to run again."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from clearinghouse import (
    collection,
    delivery,
    intake,
    matching,
    office_files,
    orders,
    routing,
    staging,
    tasks,
    validation,
)
from clearinghouse.house import House
from clearinghouse.troubles import count_stopped, count_troubles
from store import runs
from store.errors import StoreError
from store.runs import Run

Step = Callable[[House, int], Counter[str]]

STEPS: dict[str, Step] = {
    "intake": intake.take_in,
    "collection": collection.collect,
    "conversion": office_files.convert,
    "validation": validation.validate,
    "matching": matching.match,
    "routing": routing.route,
    "delivery": delivery.deliver,
    "orders": orders.follow,
    "tasks": tasks.refresh,
}
"""The steps in the order of a run: everything in, proven, answers tied, work sent out, what is left told."""


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
    house: House, steps: list[str] | None = None, *, told: Callable[[str, Counter[str]], None] | None = None
) -> RunReport:
    """Execute steps (all by default) in their order. Raises RunInProgress while another run goes on."""
    wanted = [name for name in STEPS if steps is None or name in steps]
    with house.store.run_lock(), _rare_collections():
        staging.clear(house.staging)
        with house.store.begin() as ledger:
            record = runs.start(ledger, at=house.now(), actor=house.actor)
        report = RunReport(record.id)
        try:
            for name in wanted:
                # Counts of nothing are not told.
                report.steps[name] = +STEPS[name](house, record.id)
                if told:
                    told(name, report.steps[name])
        except BaseException:
            # What could not be done is raised, not that it cannot be written down either.
            with suppress(StoreError):
                _end(house, record, report, "failed")
            raise
        _end(house, record, report, report.outcome)
    return report


def _end(house: House, record: Run, report: RunReport, outcome: str) -> None:
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
