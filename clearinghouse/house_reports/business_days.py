"""Business days: Monday to Friday without holidays, and by when a batch is due (CAQH CORE)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clearinghouse.house_reports.period import EASTERN

CUT_OFF = time(21)
"""Eastern: what comes by then is of that business day."""
DUE = time(7)
"""Eastern, on the next business day."""
_SATURDAY = 5


def is_business_day(day: date, holidays: frozenset[date] = frozenset()) -> bool:
    """Whether it is a Monday to Friday, and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def next_business_day(day: date, holidays: frozenset[date] = frozenset()) -> date:
    """The first business day behind a day."""
    while True:
        day += timedelta(days=1)
        if is_business_day(day, holidays):
            return day


def batch_due(received: datetime, holidays: frozenset[date] = frozenset()) -> datetime:
    """By when a batch that was received then is to be answered, in UTC.

    By 9 pm Eastern of a business day it is of that day; later, or on another day, of the next business day.
    It is due at 7 am Eastern of the business day behind its own.
    """
    zone = ZoneInfo(EASTERN)
    local = received.astimezone(zone)
    own = local.date()
    # Nine o'clock itself is in time.
    if not is_business_day(own, holidays) or local.replace(tzinfo=None) > datetime.combine(own, CUT_OFF):
        own = next_business_day(own, holidays)
    return datetime.combine(next_business_day(own, holidays), DUE, zone).astimezone(UTC)
