"""The federal holidays of the United States: the days on which banks and most payers do not work."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6


@lru_cache(maxsize=64)
def federal_holidays(year: int) -> frozenset[date]:
    """The days of a year that are kept as federal holidays: on Friday or Monday where they fall on a weekend.

    1 January of the next year may be kept on 31 December of this one.
    """
    fixed = [
        date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25),
    ]
    if year < date.max.year:
        fixed.append(date(year + 1, 1, 1))
    moving = [
        nth_weekday(year, 1, _MONDAY, 3),
        nth_weekday(year, 2, _MONDAY, 3),
        _last_monday_of_may(year),
        nth_weekday(year, 9, _MONDAY, 1),
        nth_weekday(year, 10, _MONDAY, 2),
        nth_weekday(year, 11, _THURSDAY, 4),
    ]
    return frozenset(day for day in (*map(_kept, fixed), *moving) if day.year == year)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The first, second ... Monday (0) to Sunday (6) of a month."""
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(last.weekday())


def _kept(day: date) -> date:
    """The day on which a holiday of a fixed date is kept."""
    moved = {_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0)
    return day + timedelta(moved)
