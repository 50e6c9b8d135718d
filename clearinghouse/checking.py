"""The check of a file alone, without a house: what is wrong in it, and what its sets were checked by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from clearinghouse.proof import Proven, prove
from edi.envelope import Closed, Group, Interchange, Run, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Finding, Place
from edi.rulebook import RULES
from edi.stream import Tables, read
from transactions.rules.lists import OURS, Lists
from transactions.rules.payer_rules import NO_PAYERS, PayerRules

MAX_SETS = 1_000
"""Sets of one file that are told one by one; of all others there are the counts."""


@dataclass(slots=True)
class CheckedSet:
    """A transaction set and the guide it was checked by; `guide` is None where the house has none.

    `place` tells its control numbers and the byte where it starts. `accepted` is what TA1 and 999 say of it,
    None where the reading stopped inside it; errors and warnings of business rules count too.
    """

    place: Place
    guide: str | None
    version: str
    accepted: bool | None = None
    errors: int = 0
    warnings: int = 0
    claims: int = 0
    segments: int = 0


@dataclass
class Verdict:
    """What the proof of a file came to. `sets` counts the transaction sets by guide and verdict.

    `note` says why a file is no X12 at all; `stopped` is the byte of the finding after which no more was
    read. The first sets stand in `checked`.
    """

    note: str = ""
    errors: int = 0
    warnings: int = 0
    interchanges: int = 0
    segments: int = 0
    claims: int = 0
    stopped: int | None = None
    sets: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    checked: list[CheckedSet] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing in the file would be rejected, and all of it was read."""
        return self.errors == 0 and self.stopped is None


def check(
    stream: BinaryIO,
    tables: Tables,
    now: datetime,
    told: Callable[[Finding], None],
    *,
    guide_only: bool = False,
    stop_after: int = 0,
    lists: Lists = OURS,
    payers: PayerRules = NO_PAYERS,
) -> Verdict:
    """Prove a file; `told` hears of every finding in the order of the file.

    `guide_only` leaves the business rules out. With `stop_after` the reading ends at that
    many findings: bounded work on a file that is hopeless.
    """
    checking = _Checking(told, stop_after)
    steps = (
        (Proven(event) for event in read(stream, tables, runs=True))
        if guide_only
        else prove(stream, tables, now.date(), lists, payers, runs=True)
    )
    try:
        for proven in steps:
            checking.take(proven)
    except NotX12 as problem:
        checking.verdict.note = problem.reason
        checking.refuse(problem.offset)
    except _Enough:
        pass
    return checking.verdict


class _Enough(Exception):
    """So much was found that no more is read."""


class _Checking:
    """The verdict on a file as it is read."""

    def __init__(self, told: Callable[[Finding], None], stop_after: int) -> None:
        self.verdict = Verdict()
        self._told = told
        self._stop_after = stop_after
        self._set: CheckedSet | None = None
        self._starts = {Group: 0, Interchange: 0}
        self._accepted: dict[type, Counter[str]] = {Group: Counter(), Interchange: Counter()}

    def take(self, proven: Proven) -> None:
        """Take the next step of the proof."""
        event, verdict = proven.event, self.verdict
        if isinstance(event, Unit):
            self._count(event.count, event.loop.id == CLAIM_LOOPS.get(event.set.id))
            self._find(event.findings)
            self._find(proven.findings)
        elif isinstance(event, Run):
            self._count(event.count, _claims_in(event))
        elif isinstance(event, TransactionSet):
            self._open_set(event)
        elif isinstance(event, Closed):
            self._find(event.of.findings)
            self._find(proven.findings)
            if isinstance(event.of, TransactionSet):
                self._close_set(event.of)
            else:
                self._close_envelope(event.of)
        elif isinstance(event, (Group, Interchange)):
            self._starts[event.__class__] = len(verdict.checked)
            self._accepted[event.__class__].clear()
        elif isinstance(event, Stray) and event.finding:
            self._find([event.finding])

    def refuse(self, offset: int) -> None:
        """The file is no X12 at all."""
        with suppress(_Enough):
            self._find([Finding(RULES["F102"], Place(offset=offset))])

    def _count(self, segments: int, claims: int) -> None:
        self.verdict.segments += segments
        self.verdict.claims += claims
        if self._set:
            self._set.segments += segments
            self._set.claims += claims

    def _open_set(self, of: TransactionSet) -> None:
        group = of.group
        place = Place(
            offset=of.offset, interchange=group.interchange.control_number, group=group.control_number,
            set=of.control_number,
        )
        guide = of.guide
        self._set = CheckedSet(place, guide.name if guide else None, guide.version if guide else "")
        if len(self.verdict.checked) < MAX_SETS:
            self.verdict.checked.append(self._set)

    def _close_set(self, of: TransactionSet) -> None:
        verdict, checked = self.verdict, self._set
        name = of.guide.name if of.guide else "unknown"
        verdict.sets[f"{name} {'rejected' if of.rejected else 'accepted'}"] += 1
        if not of.rejected:
            for accepted in self._accepted.values():
                accepted[name] += 1
        if checked:
            # SE, and what of a set without a guide came in no unit.
            verdict.segments += of.segments - checked.segments
            checked.accepted, checked.segments = not of.rejected, of.segments
        self._set = None

    def _close_envelope(self, of: Group | Interchange) -> None:
        """What a group or an interchange that is rejected takes along."""
        verdict = self.verdict
        verdict.interchanges += isinstance(of, Interchange)
        if not of.rejected:
            return
        for checked in verdict.checked[self._starts[of.__class__] :]:
            checked.accepted = False
        for name, count in self._accepted[of.__class__].items():
            verdict.sets[f"{name} accepted"] -= count
            verdict.sets[f"{name} rejected"] += count
            self._accepted[Interchange][name] -= count
        verdict.sets += Counter()

    def _find(self, findings: Iterable[Finding]) -> None:
        verdict, checked = self.verdict, self._set
        for finding in findings:
            verdict.rules[finding.rule.id] += 1
            if finding.is_error:
                verdict.errors += 1
            else:
                verdict.warnings += 1
            if checked:
                checked.errors += finding.is_error
                checked.warnings += not finding.is_error
            self._told(finding)
            if verdict.errors + verdict.warnings == self._stop_after:
                verdict.stopped = finding.place.offset
                raise _Enough


CLAIM_LOOPS = {"837": "2300", "835": "2100"}
"""The loop that is a claim, by transaction set."""


def _claims_in(run: Run) -> int:
    delimiters = run.set.delimiters
    claim = {"837": "CLM", "835": "CLP"}.get(run.set.id, "")
    if not claim:
        return 0
    start = claim + delimiters.element
    return run.text.count(delimiters.terminator + start) + run.text.startswith(start)
