"""By when a batch is due (CAQH CORE), by the business days of the house's calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clearinghouse.calendar import Hours
from clearinghouse.house_reports.period import EASTERN

CUT_OFF = time(21)
"""Eastern: what comes by then is of that business day."""
DUE = time(7)
"""Eastern, on the next business day."""
_DAY = timedelta(days=1)


def batch_due(received: datetime, hours: Hours) -> datetime:
    """By when a batch that was received then is to be answered, in UTC.

    By 9 pm Eastern of a business day it is of that day; later, or on another day, of the next business day.
    It is due at 7 am Eastern of the business day behind its own.
    """
    zone = ZoneInfo(EASTERN)
    local = received.astimezone(zone)
    own = local.date()
    # Nine o'clock itself is in time.
    if local.replace(tzinfo=None) > datetime.combine(own, CUT_OFF):
        own += _DAY
    own = hours.first_business_day(own)
    return datetime.combine(hours.first_business_day(own + _DAY), DUE, zone).astimezone(UTC)
