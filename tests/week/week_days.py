"""The simulated week itself: a house on disk, its partners' hands, an operator, a clock that is moved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from clearing_places import Clock
from week_calendar import DAYS, Offices
from week_files import Dropped
from week_operator import Operator
from week_world import OPENING, Insurer, World

from clearinghouse import runs
from clearinghouse.house import create_house, open_house
from sandbox.payer import SandboxPayer

HOURS = 4
"""Between two runs of the week."""
LATER = (0, 8, 16)
"""Hours of the runs of a day behind it, counted from the opening."""
EVENING = 22
"""The hour after whose run `evening` looks at the house."""
DROPPED_AT = 10
"""The hour at which offices hand in."""


class Payer:
    """An insurer's side: its sandbox, and the files it has taken away once they were read."""

    def __init__(self, folder: Path, insurer: Insurer, world: World, clock: Clock) -> None:
        self.folder = folder / "payers" / insurer.slug
        self.insurer = insurer
        plan = folder / f"{insurer.slug}.toml"
        plan.write_text(world.plan(insurer))
        self.taken: list[tuple[str, bytes]] = []
        self.sandbox = SandboxPayer(self.folder, plan, world.seed, clock)

    def answer(self, withheld: bool = False) -> None:
        """Read what was delivered, and take it away."""
        self.sandbox.answer(withheld=withheld)
        inbox = self.folder / "to-payer"
        if inbox.exists():
            for path in sorted(inbox.glob("[!.]*")):
                self.taken.append((path.name, path.read_bytes()))
                path.unlink()


class Week:
    """Everything that happens, tick by tick; `run` executes the house's steps (tests kill it in there)."""

    def __init__(
        self, folder: Path, world: World, run: Callable[[Week], runs.RunReport] | None = None
    ) -> None:
        self.folder = folder
        self.world = world
        self.clock = Clock(OPENING)
        self.offices = Offices(world)
        create_house(folder, world.partners(), now=OPENING)
        (folder / "calendar.toml").write_text(world.calendar())
        self.payers = {one.slug: Payer(folder, one, world, self.clock) for one in world.insurers}
        self.house = open_house(folder, clock=self.clock, actor="test")
        self.operator = Operator(self)
        self.taken: dict[str, list[tuple[str, bytes]]] = defaultdict(list)
        self.troubles: Counter[str] = Counter()
        self._run = run or (lambda week: runs.run(week.house))
        self.evening: Callable[[Week], None] = lambda week: None

    def reopen(self) -> None:
        """Open the house again: its partners' file has changed."""
        self.house.close()
        self.house = open_house(self.folder, clock=self.clock, actor="test")

    def pass_by(self, days: int) -> None:
        """Let the days go by, from the first Monday on."""
        for moment in moments(days):
            self.tick(moment)

    def tick(self, moment: datetime) -> None:
        """Payers answer, offices hand in, the operator works, the house runs, all take what is theirs."""
        self.clock.time = moment
        for payer in self.payers.values():
            payer.answer()
        day = (moment - OPENING).days
        if day < len(DAYS) and moment.hour == DROPPED_AT:
            for dropped in self.offices.hand_in(DAYS[day]):
                self._drop(dropped)
        self.operator.work(moment)
        report = self._run(self)
        for counts in report.steps.values():
            self.troubles += Counter({what: count for what, count in counts.items() if "unreachable" in what})
        self._take()
        if moment.hour == EVENING:
            self.evening(self)

    def _drop(self, dropped: Dropped) -> None:
        path = self.folder / "offices" / dropped.office.slug / "in" / dropped.name
        path.write_bytes(dropped.content)

    def _take(self) -> None:
        for office in self.world.offices:
            for path in sorted((self.folder / "offices" / office.slug / "out").glob("[!.]*")):
                self.taken[office.slug].append((path.name, path.read_bytes()))
                path.unlink()

    def close(self) -> None:
        self.house.close()


def moments(days: int) -> Iterator[datetime]:
    """The moments at which something happens."""
    for day in range(days):
        hours = range(0, 24, HOURS) if day < 7 else LATER
        yield from map(partial(_after, day), hours)


def _after(day: int, hours: int) -> datetime:
    return OPENING + timedelta(days=day, hours=hours)
