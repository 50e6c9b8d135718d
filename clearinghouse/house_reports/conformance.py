"""Conformance with CAQH CORE's response times, from our own log; our time apart from the payers'."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clearinghouse.asking import ASKED_BY_LINE
from clearinghouse.house_reports.asked import Asked
from clearinghouse.house_reports.business_days import batch_due
from clearinghouse.house_reports.period import Period
from clearinghouse.house_reports.tables import Chart, Report, Table, columns, percent
from clearinghouse.leaving import ANSWERS
from store import figures, inquiry_figures, verdict_figures
from store.accounts import HOUSE
from store.figures import FileFigure
from store.inquiry_figures import AskedFigure
from store.ledger import Ledger

GOAL = 90
"""Percent of a month's answers that have to be in time."""
WITHIN = timedelta(hours=1)
AT_ONCE = timedelta(seconds=20)
OUR_999, THEIR_999 = "our 999/TA1 within the hour", "payers' 999/TA1 within the hour"
BATCH, REAL_TIME = "batch by 7 am Eastern", "real time within 20 seconds"
_VERDICTS = ("TA1", "999")
_UNANSWERED_STATES = ("refused", "duplicate", "converted")
"""Files that get no acknowledgment: no X12 at all, the same bytes again, or a sheet (its X12 gets one)."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One answer that was due: whose it was, when it came in, by when it was due and when it was done.

    `ours` and `theirs` are how long it lay with us and with the payer, where it is done.
    """

    measure: str
    partner: str
    came_at: datetime
    due_at: datetime
    done_at: datetime | None
    ours: timedelta | None = None
    theirs: timedelta | None = None

    def verdict(self, now: datetime) -> int:
        """0 in time, 1 late, 2 open: not done, and not due yet."""
        if self.done_at is not None:
            return int(self.done_at > self.due_at)
        return 1 if now > self.due_at else 2


def core(ledger: Ledger, asked: Asked) -> Report:
    """The answers to what came, or was sent, on some days."""
    seen = [*own_acknowledgments(ledger, asked), *inquiry_answers(ledger, asked)]
    if asked.account is None:
        seen += payers_acknowledgments(ledger, asked)
    seen.sort(key=lambda one: (one.came_at, one.measure, one.partner))
    period, now = asked.period, asked.now
    months = _counted(seen, period, now, by_partner=False)
    tables = [
        _share("months", "Conformance by month", months, by_partner=False),
        _share("partners", "By partner", _counted(seen, period, now, by_partner=True), by_partner=True),
        _times(seen, period),
    ]
    charts = [
        Chart(
            f"{measure}: percent by month", "percent",
            [
                (key[0], percent(counts[0], counts[0] + counts[1]))
                for key, counts in months if key[1] == measure
            ],
            upright=True, goal=GOAL,
        )
        for measure in dict.fromkeys(key[1] for key, _ in months)
    ]
    return Report("core", "CAQH CORE conformance", period, asked.account, now, tables, charts)


# What was due.


def own_acknowledgments(ledger: Ledger, asked: Asked) -> Iterator[Observation]:
    """Our TA1 or 999 for each file that came in: delivered within the hour."""
    begins, ends = asked.period.begins, asked.period.ends
    came = figures.files_between(ledger, asked.account, begins, ends, direction="in")
    answers = figures.files_between(ledger, asked.account, begins, direction="out", kinds=_VERDICTS)
    first: dict[int, datetime] = {}
    for one in answers:
        number = one.note.removeprefix(ANSWERS)
        if number.isdecimal() and one.sent_at is not None:
            key = int(number)
            first[key] = min(first.get(key, one.sent_at), one.sent_at)
    for one in came:
        if _is_acknowledged(one):
            done = first.get(one.id)
            yield Observation(
                OUR_999, one.partner, one.received_at, one.received_at + WITHIN, done,
                ours=None if done is None else done - one.received_at,
            )


def _is_acknowledged(one: FileFigure) -> bool:
    """Whether its sender gets a TA1 or 999: what came down a line, or only acknowledges, gets none."""
    kinds = {kind for kind in one.kind.split("+") if kind}
    at_line = one.note == ASKED_BY_LINE or (one.account != HOUSE and one.partner != one.account)
    return one.state not in _UNANSWERED_STATES and not at_line and (not kinds or bool(kinds - {*_VERDICTS}))


def payers_acknowledgments(ledger: Ledger, asked: Asked) -> Iterator[Observation]:
    """A payer's TA1 or 999 for each file we sent it: with us within the hour."""
    begins, ends = asked.period.begins, asked.period.ends
    sent = figures.files_between(ledger, HOUSE, begins, ends, by="sent", direction="out")
    # A payer's own files are answered by files of the house, too: those hold no sets of ours.
    holding = {one.file for one in figures.sets_of(ledger, HOUSE, [one.id for one in sent])}
    first: dict[int, datetime] = {}
    for one in verdict_figures.verdicts_between(ledger, None, begins, asked.now + WITHIN, _VERDICTS):
        if one.out_file is not None:
            first[one.out_file] = min(first.get(one.out_file, one.came_at), one.came_at)
    for file in sent:
        if file.id in holding and file.sent_at is not None:
            done = first.get(file.id)
            yield Observation(
                THEIR_999, file.partner, file.sent_at, file.sent_at + WITHIN, done,
                theirs=None if done is None else done - file.sent_at,
            )


def inquiry_answers(ledger: Ledger, asked: Asked) -> Iterator[Observation]:
    """The answer to each inquiry: at once where it was asked at once, else with the submitter when due."""
    begins, ends = asked.period.begins, asked.period.ends
    for one in inquiry_figures.asked_between(ledger, asked.account, begins, ends):
        if one.note == ASKED_BY_LINE:
            yield _at_once(one)
        else:
            yield _by_batch(one, asked)


def _at_once(one: AskedFigure) -> Observation:
    done = one.back_at
    theirs = done - one.sent_at if done and one.sent_at else None
    ours = done - one.came_at - theirs if done and theirs is not None else None
    return Observation(REAL_TIME, one.account, one.came_at, one.came_at + AT_ONCE, done, ours, theirs)


def _by_batch(one: AskedFigure, asked: Asked) -> Observation:
    done = one.passed_at
    theirs = one.back_at - one.sent_at if done and one.back_at and one.sent_at else None
    ours = done - one.came_at - theirs if done and theirs is not None else None
    due = batch_due(one.came_at, asked.hours)
    return Observation(BATCH, one.account, one.came_at, due, done, ours, theirs)


# How it is told.

Counted = list[tuple[tuple[str, ...], list[int]]]


def _month(period: Period, moment: datetime) -> str:
    return f"{period.day_of(moment):%Y-%m}"


def _counted(seen: Iterable[Observation], period: Period, now: datetime, *, by_partner: bool) -> Counted:
    """In time, late and open, by month, measure and perhaps partner."""
    told: dict[tuple[str, ...], list[int]] = {}
    for one in seen:
        key: tuple[str, ...] = (_month(period, one.came_at), one.measure)
        counts = told.setdefault((*key, one.partner) if by_partner else key, [0, 0, 0])
        counts[one.verdict(now)] += 1
    return sorted(told.items())


def _share(name: str, title: str, counted: Counted, *, by_partner: bool) -> Table:
    rows: list[list[Any]] = []
    for key, (in_time, late, waiting) in counted:
        done = in_time + late
        reached = ("yes" if in_time * 100 >= GOAL * done else "no") if done else ""
        rows.append([*key, done, in_time, late, waiting, percent(in_time, done), GOAL, reached])
    owner = ("partner",) if by_partner else ()
    names = columns(
        "month", "measure", *owner, "due:count", "in_time:count", "late:count", "open:count",
        "percent:percent", "goal:number", "reached",
    )
    marked = frozenset(at for at, row in enumerate(rows) if row[-1] == "no")
    says = "By the month in which it came in or was sent. Open: neither done nor due, and in no percent."
    return Table(name, title, names, rows, says, has_total=False, marked=marked)


def _times(seen: Sequence[Observation], period: Period) -> Table:
    told: dict[tuple[str, str], tuple[list[float], list[float]]] = {}
    for one in seen:
        ours, theirs = told.setdefault((_month(period, one.came_at), one.measure), ([], []))
        ours += [one.ours.total_seconds()] if one.ours is not None else []
        theirs += [one.theirs.total_seconds()] if one.theirs is not None else []
    rows = [[*key, *_spread(ours), *_spread(theirs)] for key, (ours, theirs) in sorted(told.items())]
    return Table(
        "times", "Our time and the payers'",
        columns(
            "month", "measure", "ours_average:seconds", "ours_longest:seconds", "payers_average:seconds",
            "payers_longest:seconds",
        ),
        rows,
        "In seconds, of what is done. The payers' time is that between our sending and their answer.",
        has_total=False,
    )


def _spread(seconds: Sequence[float]) -> list[float | None]:
    if not seconds:
        return [None, None]
    return [round(sum(seconds) / len(seconds), 1), round(max(seconds), 1)]
