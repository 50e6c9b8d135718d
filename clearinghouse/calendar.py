"""The calendar: business days, cut-offs and windows of the house and its payers, each in its own time zone.

Nothing here reads the time: every function is told the moment it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clearinghouse.holidays import federal_holidays

TERM = r"\A[1-9][0-9]{0,3}[mhdb]\Z"
"""Minutes, hours, days, business days: 20m, 1h, 30d, 2b."""
ZONE = "America/New_York"
WORKDAYS = frozenset(range(5))
_DAY = timedelta(days=1)
_WEEK = 7
_MONTHS = 12


class Term(NamedTuple):
    """How long something may take: `unit` is m (minutes), h (hours), d (days) or b (business days)."""

    number: int
    unit: str

    @property
    def is_of_days(self) -> bool:
        """Whether it ends with a day, and not at a moment."""
        return self.unit in "db"


def parse_term(text: str) -> Term:
    """A term as it stands in the settings. Raises ValueError for what is none."""
    if not re.match(TERM, text):
        raise ValueError("a term is a number and m, h, d or b (minutes, hours, days, business days)")
    return Term(int(text[:-1]), text[-1])


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of some days of the week in which files are taken; `closes` None is the end of the day."""

    days: frozenset[int]
    opens: time
    closes: time | None


@dataclass(frozen=True)
class Hours:
    """When somebody works. `cut_off` is the time from which a file counts on the next business day.

    `holidays` are days of the calendar's own; `federal` adds those of the United States. Without
    `windows` files are taken at any time.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo(ZONE))
    weekdays: frozenset[int] = WORKDAYS
    holidays: frozenset[date] = frozenset()
    federal: bool = True
    cut_off: time | None = None
    windows: tuple[Window, ...] = ()

    # Days.

    def day_of(self, at: datetime) -> date:
        """The day it is here at a moment."""
        return at.astimezone(self.zone).date()

    def starts(self, day: date) -> datetime:
        """The moment, in UTC, at which a day begins here."""
        return datetime.combine(day, time(0), self.zone).astimezone(UTC)

    def is_business_day(self, day: date) -> bool:
        """Whether anybody works on that day."""
        if day.weekday() not in self.weekdays or day in self.holidays:
            return False
        return not (self.federal and day in federal_holidays(day.year))

    def first_business_day(self, day: date) -> date:
        """That day, or the first business day behind it."""
        while not self.is_business_day(day):
            day += _DAY
        return day

    def add_business_days(self, day: date, count: int) -> date:
        """The business day so many behind that day; for 0 that day, or the first behind it."""
        day = self.first_business_day(day)
        for _ in range(count):
            day = self.first_business_day(day + _DAY)
        return day

    def business_days_between(self, first: date, last: date) -> int:
        """How many business days lie behind `first`, up to `last` itself."""
        days = (last - first).days
        return sum(self.is_business_day(first + timedelta(n)) for n in range(1, days + 1))

    def counts_on(self, at: datetime) -> date:
        """The business day on which a file that came at that moment counts."""
        here = at.astimezone(self.zone)
        day = here.date()
        if self.cut_off is not None and here.time() >= self.cut_off:
            day += _DAY
        return self.first_business_day(day)

    # Terms.

    def due(self, sent: datetime, term: Term) -> datetime:
        """The moment, in UTC, from which an answer to something sent is late.

        Minutes and hours run from the sending or, where nothing was open then, from the next opening; days
        from the day on which it counts, to the end of a business day.
        """
        if term.is_of_days:
            return self.starts(self.last_day(self.counts_on(sent), term) + _DAY)
        length = timedelta(minutes=term.number) if term.unit == "m" else timedelta(hours=term.number)
        return self.next_opening(sent).astimezone(UTC) + length

    def last_day(self, day: date, term: Term) -> date:
        """The last day of a term of days that begins on that day: always a business day."""
        if term.unit == "b":
            return self.add_business_days(day, term.number)
        return self.first_business_day(day + timedelta(term.number))

    def sent_before(self, today: date, term: Term) -> datetime:
        """What was sent before this moment, in UTC, and nothing else, has had a term of days up to today."""
        day = today - timedelta(term.number)
        while not self.is_business_day(day) or self.last_day(day, term) > today:
            day -= _DAY
        if self.cut_off is None:
            return self.starts(day + _DAY)
        return datetime.combine(day, self.cut_off, self.zone).astimezone(UTC)

    # Windows.

    def is_open(self, at: datetime) -> bool:
        """Whether files are taken at that moment."""
        if not self.windows:
            return True
        here = at.astimezone(self.zone)
        return self.is_business_day(here.date()) and any(
            here.weekday() in one.days
            and one.opens <= here.time()
            and (one.closes is None or here.time() < one.closes)
            for one in self.windows
        )

    def next_opening(self, at: datetime) -> datetime:
        """That moment, or the next at which files are taken; without any in reach that moment."""
        if self.is_open(at):
            return at
        here = at.astimezone(self.zone)
        for ahead in range(_MONTHS * 31):
            day = here.date() + timedelta(ahead)
            if not self.is_business_day(day):
                continue
            opening = [
                datetime.combine(day, one.opens, self.zone).astimezone(UTC)
                for one in self.windows
                if day.weekday() in one.days
            ]
            later = [moment for moment in opening if moment > at]
            if later:
                return min(later)
        return at


class Schedule(NamedTuple):
    """When what is done, in the house's time zone; `every` in minutes."""

    every: int = 5
    opens: time = time(6)
    closes: time = time(22)
    nightly: time = time(18)
    followup: time = time(7)
    reports: time = time(6, 30)


@dataclass(frozen=True)
class Calendar:
    """The house's own hours, those of each payer that has some, and the days that reports close on."""

    house: Hours = field(default_factory=Hours)
    payers: Mapping[str, Hours] = field(default_factory=dict)
    reports: Mapping[str, int] = field(default_factory=dict)
    schedule: Schedule = field(default_factory=Schedule)

    def hours(self, partner: str) -> Hours:
        """The hours of a partner: the house's where it has none of its own."""
        return self.payers.get(partner, self.house)


def counted_month(sent: date, last_day: int) -> date:
    """The month (its first day) in which a report counts what was sent on a day.

    What is sent up to `last_day` of a month counts in the next one, what is later in the one behind that.
    """
    months = sent.year * _MONTHS + sent.month - 1 + (1 if sent.day <= last_day else 2)
    return date(months // _MONTHS, months % _MONTHS + 1, 1)
