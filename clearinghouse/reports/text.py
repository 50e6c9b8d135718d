"""A report as lines for people: each file with its findings, what it was checked by, and its verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clearinghouse.checking import CheckedSet
from clearinghouse.reports.gathering import STANDARD_INPUT, Gathered
from clearinghouse.reports.results import Asked, Outcome, Result
from clearinghouse.reports.running import Totals
from clearinghouse.telling import finding_line
from clearinghouse.where import told_place
from edi.describe import escape

MAX_NUMBERS = 5
"""Control numbers told of the sets that were checked alike."""


class TextReport:
    """Tells each file as it comes; `say` takes a line."""

    def __init__(self, say: Callable[[str], object], asked: Asked, gathered: Gathered) -> None:
        self._say = say
        self._asked = asked
        self._gathered = gathered

    def tell(self, result: Result) -> None:
        """Tell a file: what was found, the sets, the verdict."""
        say, verdict = self._say, result.verdict
        say(name_of(result.name))
        for finding in result.findings:
            say(f"  {finding_line(finding)}")
        left = verdict.errors + verdict.warnings - len(result.findings)
        if left:
            say(f"  and {count(left, 'more finding')} (--most shows them)")
        if verdict.note:
            say(f"  {escape(verdict.note)}")
        for line in _set_lines(result, self._asked):
            say(f"  {line}")
        if verdict.stopped is not None:
            say(f"  {stopped_sentence(verdict.stopped)}")
        say(f"  {self._verdict_line(result)}")

    def _verdict_line(self, result: Result) -> str:
        verdict = result.verdict
        if result.trouble:
            return f"{result.outcome.value}: {escape(result.trouble)}"
        only = " by syntax and guide alone" if self._asked.guide_only else ""
        found = f"{count(verdict.errors, 'error')}, {count(verdict.warnings, 'warning')}"
        what = f"{count(verdict.claims, 'claim')}, {count(verdict.segments, 'segment')}"
        return f"{result.outcome.value}{only}: {found}; {what}"

    def end(self, totals: Totals) -> None:
        """Tell what was passed over, and the sum where there is one to tell."""
        for line in passed_over_lines(self._gathered):
            self._say(line)
        if totals.files > 1:
            self._say(totals_line(totals))


def name_of(name: str) -> str:
    """A file's name as it may be shown."""
    return "standard input" if name == STANDARD_INPUT else escape(name)


def count(number: int, word: str) -> str:
    """A number of things: `1 error`, `1,204 errors`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def stopped_sentence(byte: int) -> str:
    """What it means that the reading stopped."""
    return f"stopped at byte {byte} (--stop-after): what stands behind it was not looked at"


def totals_line(totals: Totals) -> str:
    """What all files came to."""
    outcomes = ", ".join(
        f"{totals.outcomes[outcome]:,} {outcome.value}" for outcome in Outcome if totals.outcomes[outcome]
    )
    found = f"{count(totals.errors, 'error')}, {count(totals.warnings, 'warning')}"
    what = f"{count(totals.claims, 'claim')}, {count(totals.segments, 'segment')}"
    return f"{count(totals.files, 'file')}: {outcomes}; {found}; {what}"


def passed_over_lines(gathered: Gathered) -> Iterator[str]:
    """What of the folders was not read, and why."""
    for name, reason in gathered.passed_over:
        yield f"passed over: {escape(name)}: {reason}"
    if gathered.more_passed_over:
        yield f"passed over: {gathered.more_passed_over:,} more"
    if gathered.others:
        looks = "does not look" if gathered.others == 1 else "do not look"
        yield f"passed over: {count(gathered.others, 'file')} that {looks} like X12 (--all takes all)"


def guide_of(checked: CheckedSet, asked: Asked) -> str:
    """What a set was checked by: guide, version, overrides."""
    if checked.guide is None:
        return "no guide"
    overrides = asked.overrides_of(checked)
    return f"{checked.guide} {checked.version}" + (f" with {', '.join(overrides)}" if overrides else "")


def accepted_word(checked: CheckedSet) -> str:
    """What the 999 says of a set."""
    return {True: "accepted", False: "rejected", None: "not read to its end"}[checked.accepted]


def _set_lines(result: Result, asked: Asked) -> Iterator[str]:
    """The sets, those alike together: by what they were checked, and their control numbers."""
    alike: dict[str, dict[str, list[str]]] = {}
    for checked in result.verdict.checked:
        number = str(told_place(checked.place).get("set", "?"))
        alike.setdefault(guide_of(checked, asked), {}).setdefault(accepted_word(checked), []).append(number)
    for guide, by_verdict in alike.items():
        yield escape(f"{guide}: " + ", ".join(
            f"{len(numbers):,} {verdict} ({', '.join(numbers[:MAX_NUMBERS])}"
            f"{', ...' if len(numbers) > MAX_NUMBERS else ''})"
            for verdict, numbers in by_verdict.items()
        ))
    if more := result.verdict.sets.total() - sum(one.accepted is not None for one in result.verdict.checked):
        yield f"and {count(more, 'more set')}"
