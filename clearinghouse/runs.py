"""A run: every step once, in order, under one lock, with one record. Safe to kill and to run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from clearinghouse import collection, delivery, intake, matching, routing, validation
from clearinghouse.house import House
from store import runs

Step = Callable[[House, int], Counter[str]]

STEPS: dict[str, Step] = {
    "intake": intake.take_in,
    "collection": collection.collect,
    "validation": validation.validate,
    "matching": matching.match,
    "routing": routing.route,
    "delivery": delivery.deliver,
}
"""The steps in the order of a run: everything in, proven, answers tied, work sent out."""


@dataclass
class RunReport:
    """What a run did: for each step the counts it told."""

    run: int
    steps: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def unreachable(self) -> int:
        """Partners that could not be reached."""
        return sum(counts["unreachable"] for counts in self.steps.values())


def run(
    house: House, steps: list[str] | None = None, *, told: Callable[[str, Counter[str]], None] | None = None
) -> RunReport:
    """Execute steps (all by default) in their order. Raises RunInProgress while another run goes on."""
    wanted = [name for name in STEPS if steps is None or name in steps]
    with house.store.run_lock():
        with house.store.begin() as ledger:
            record = runs.start(ledger, at=house.now(), actor=house.actor)
        report = RunReport(record.id)
        outcome = "failed"
        try:
            for name in wanted:
                # Counts of nothing are not told.
                report.steps[name] = +STEPS[name](house, record.id)
                if told:
                    told(name, report.steps[name])
            outcome = "unreachable" if report.unreachable else "done"
        finally:
            with house.store.begin() as ledger:
                runs.end(
                    ledger,
                    record,
                    outcome=outcome,
                    at=house.now(),
                    summary={name: dict(counts) for name, counts in report.steps.items()},
                )
    return report
