"""The days a report is of: from one to another, both in it, by the calendar of one time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from clearinghouse.errors import HouseError

EASTERN = "America/New_York"
"""The time that CAQH CORE's rules are told in; reports count their days by it."""
MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `since` to `until`, both in it."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        """The first moment of it, in UTC."""
        return _midnight(self.since, self.zone)

    @property
    def ends(self) -> datetime:
        """The first moment behind it, in UTC."""
        return _midnight(self.until + timedelta(days=1), self.zone)

    def day_of(self, moment: datetime) -> date:
        """The day a moment is of."""
        return moment.astimezone(self.zone).date()

    def days(self) -> Iterator[date]:
        """Each day of it."""
        for step in range((self.until - self.since).days + 1):
            yield self.since + timedelta(days=step)


def period(
    now: datetime, day: date | None, since: date | None, until: date | None, *, usual: int | None, zone: str
) -> Period:
    """The period somebody asks for: a day, or from one to another; `usual` days up to today by default.

    `usual` None: from the first of this month. Raises HouseError for what is no period.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    if day is not None:
        if since is not None or until is not None:
            raise HouseError("give --day for one day, or --since and --until, not both")
        return _checked(day, day, place)
    last = until or max(today, since or today)
    first = since or (last.replace(day=1) if usual is None else last - timedelta(days=usual - 1))
    return _checked(first, last, place)


def _checked(first: date, last: date, zone: ZoneInfo) -> Period:
    if last < first:
        raise HouseError("--until is before --since: the first day must not come after the last")
    if (last - first).days >= MOST_DAYS or not 1971 <= first.year <= last.year <= 9000:
        raise HouseError(f"the days of a report lie in the years 1971 to 9000, at most {MOST_DAYS} of them")
    return Period(first, last, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
