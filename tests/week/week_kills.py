"""kill -9 during the simulated week: every run is killed again and again before it comes to its end."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from clearing_kills import Boundaries
from thoroughness import THOROUGH
from week_days import Week
from week_ledgers import Standing, wire

from clearinghouse import runs
from clearinghouse.house import open_house
from clearinghouse.runs import RunReport

Told = Callable[[str, Counter[str]], None]


class InStep(Boundaries):
    """Crossings of one step of a run; where it has fewer, the process dies at the end of the step."""

    def __init__(self, step: str, last: int) -> None:
        super().__init__(last)
        self.steps = list(runs.STEPS)
        self.wanted = step
        self.now = self.steps[0]

    def cross(self) -> None:
        if self.now == self.wanted:
            super().cross()

    def told(self, step: str, counts: Counter[str]) -> None:
        """A step has come to its end."""
        if step == self.wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        self.now = self.steps[self.steps.index(step) + 1]


def killed(week: Week, boundaries: Boundaries, told: Told | None = None) -> bool:
    """Run in a child that dies on its way; False where it came to its end."""
    week.house.close()
    child = os.fork()
    if child == 0:
        try:
            boundaries.guard()
            house = open_house(week.folder, clock=week.clock, actor="test")
            runs.run(house, told=told)
            house.close()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "the run failed"
    week.reopen()
    return os.WIFSIGNALED(status)


BUSY = (10, 14, 18, 22) if THOROUGH else (10, 18)
"""Hours at which there is most to do."""


class InEveryStep:
    """Runs that are killed once in each of their steps, somewhere in it, and then come to their end.

    At quiet hours one is killed in one of its steps.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.kills = 0

    def __call__(self, week: Week) -> RunReport:
        steps = list(runs.STEPS)
        for step in steps if _is_busy(week.clock.time) else [self.random.choice(steps)]:
            boundaries = InStep(step, self.random.randrange(1, 9))
            assert killed(week, boundaries, boundaries.told)
            self.kills += 1
        return runs.run(week.house)


def _is_busy(moment: datetime) -> bool:
    return moment.hour in BUSY and moment.weekday() < 5 and moment.day < 9


class AtEveryBoundary:
    """Runs that are killed at their first boundary, then at the second of what is left, and so on."""

    def __init__(self) -> None:
        self.kills = 0

    def __call__(self, week: Week) -> RunReport:
        boundary = 1
        while killed(week, Boundaries(boundary)):
            boundary += 1
            self.kills += 1
        return runs.run(week.house)


def ending(week: Week) -> dict[str, Any]:
    """How a week ended, in what nobody may see a difference in."""
    now = Standing(week)
    return {
        "claims": Counter(
            (one.account, one.claim_id, one.state, one.charge_cents, one.paid_cents, one.payer_claim_number)
            for one in now.claims
        ),
        "files": Counter((one.direction, one.partner, one.kind, one.state) for one in now.files),
        "payments": sorted((one.payer, one.trace_number, one.amount_cents) for one in now.remittances),
        "answers": sorted((one.payer_claim_number, one.paid_cents, one.state) for one in now.paid_claims),
        "inquiries": sorted((one.account, one.kind, one.state) for one in now.inquiries),
        "tasks": Counter((one.account, one.kind) for one in now.tasks),
        "offices": {
            slug: sorted(name for name, _ in got) for slug, got in week.taken.items()
        },
        "payers": {
            slug: sorted(sorted(one[1] for one in wire(*each).named("CLM")) for each in payer.taken)
            for slug, payer in week.payers.items()
        },
    }
