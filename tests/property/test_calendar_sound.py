"""Properties of business-day arithmetic, whatever the holidays, hours and time zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from clearinghouse.calendar import Hours, Term, Window, counted_month

FIRST, LAST = date(2020, 1, 1), date(2032, 12, 31)
days = some.dates(FIRST, LAST)
moments = some.datetimes(
    datetime(2020, 1, 1), datetime(2032, 12, 31), timezones=some.just(UTC)
)
zones = some.sampled_from(
    ["America/New_York", "America/Phoenix", "Pacific/Honolulu", "Pacific/Apia", "Europe/London", "UTC"]
).map(ZoneInfo)
weekdays = some.frozensets(some.integers(0, 6), min_size=1)
times = some.times().map(lambda one: one.replace(microsecond=0))
windows = some.builds(Window, weekdays, times, some.none())
hours = some.builds(
    Hours, zones, weekdays, some.frozensets(days, max_size=40), some.booleans(), some.none() | times,
    some.lists(windows, max_size=2).map(tuple),
)
terms = some.builds(Term, some.integers(1, 400), some.sampled_from("mhdb"))


@given(hours, days, some.integers(0, 60))
def test_a_sum_of_business_days_counts_back(hours: Hours, day: date, count: int) -> None:
    last = hours.add_business_days(day, count)
    assert hours.is_business_day(last)
    first = hours.first_business_day(day)
    assert hours.business_days_between(first, last) == count


@given(hours, days, some.integers(0, 30), some.integers(0, 30))
def test_sums_of_business_days_add_up(hours: Hours, day: date, one: int, other: int) -> None:
    assert hours.add_business_days(hours.add_business_days(day, one), other) == hours.add_business_days(
        day, one + other
    )


@given(hours, moments, moments, terms)
def test_what_is_sent_later_is_never_due_earlier(
    hours: Hours, one: datetime, other: datetime, term: Term
) -> None:
    first, second = sorted((one, other))
    assert hours.due(first, term) <= hours.due(second, term)


@given(hours, moments, terms)
def test_a_deadline_lies_behind_the_sending(hours: Hours, sent: datetime, term: Term) -> None:
    due = hours.due(sent, term)
    assert due > sent
    assert due.tzinfo is UTC
    if term.is_of_days:
        last = due.astimezone(hours.zone) - timedelta(seconds=1)
        assert hours.is_business_day(last.date())


@given(hours, moments)
def test_what_counts_on_a_day_came_before_its_end(hours: Hours, at: datetime) -> None:
    day = hours.counts_on(at)
    assert hours.is_business_day(day)
    assert day >= hours.day_of(at)
    assert hours.is_open(hours.next_opening(at)) or hours.next_opening(at) == at


@given(days, days, some.integers(1, 31))
def test_reports_count_one_or_two_months_later(one: date, other: date, last: int) -> None:
    first, second = sorted((one, other))
    assert counted_month(first, last) <= counted_month(second, last)
    month = counted_month(one, last)
    ahead = (month.year - one.year) * 12 + month.month - one.month
    assert ahead == (1 if one.day <= last else 2)
    assert month.day == 1


@given(hours, days, moments, some.builds(Term, some.integers(1, 60), some.sampled_from("db")))
def test_a_term_is_over_for_what_was_sent_before_a_moment(
    hours: Hours, today: date, sent: datetime, term: Term
) -> None:
    over = hours.last_day(hours.counts_on(sent), term) <= today
    assert over == (sent < hours.sent_before(today, term))
