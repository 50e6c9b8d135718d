"""The calendar by hand: weekends, holidays, changes of the clock, ends of months."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from clearing_places import Place

from clearinghouse.calendar import Calendar, Hours, Term, Window, counted_month, parse_term
from clearinghouse.calendar_file import load_calendar
from clearinghouse.errors import SettingsError
from clearinghouse.holidays import federal_holidays

EASTERN = Hours()
CHICAGO = Hours(
    zone=ZoneInfo("America/Chicago"), cut_off=time(17),
    windows=(Window(frozenset(range(5)), time(6), time(22)),),
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_federal_holidays_of_two_years() -> None:
    """As the government publishes them; Saturdays are kept on Friday, Sundays on Monday."""
    assert sorted(map(str, federal_holidays(2026))) == [
        "2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07",
        "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25",
    ]
    assert sorted(map(str, federal_holidays(2021))) == [
        "2021-01-01", "2021-01-18", "2021-02-15", "2021-05-31", "2021-06-18", "2021-07-05", "2021-09-06",
        "2021-10-11", "2021-11-11", "2021-11-25", "2021-12-24", "2021-12-31",
    ]
    assert date(2022, 1, 1) not in federal_holidays(2022)


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        ("2026-03-05", 0, "2026-03-05"),
        ("2026-03-05", 1, "2026-03-06"),
        ("2026-03-06", 1, "2026-03-09"),  # over a weekend
        ("2026-03-07", 0, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-10"),  # Saturday counts as Monday
        ("2026-11-25", 1, "2026-11-27"),  # over Thanksgiving
        ("2026-12-24", 1, "2026-12-28"),  # over Christmas and a weekend
        ("2026-12-31", 1, "2027-01-04"),  # over a year's end
        ("2026-01-30", 1, "2026-02-02"),  # over a month's end
    ],
)
def test_business_days(first: str, count: int, last: str) -> None:
    assert EASTERN.add_business_days(date.fromisoformat(first), count) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-03-05 22:59", "2026-03-05"),  # 16:59 in Chicago
        ("2026-03-05 23:00", "2026-03-06"),  # 17:00: behind the cut-off
        ("2026-03-06 23:30", "2026-03-09"),  # Friday evening counts on Monday
        ("2026-03-07 23:30", "2026-03-09"),  # Saturday evening too, not on Tuesday
        ("2026-03-09 21:59", "2026-03-09"),  # summer time has begun: 16:59
        ("2026-03-09 22:00", "2026-03-10"),
        ("2026-11-25 23:00", "2026-11-27"),
    ],
)
def test_a_file_behind_the_cut_off_counts_on_the_next_business_day(sent: str, day: str) -> None:
    assert CHICAGO.counts_on(utc(sent)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("hours", "sent", "term", "due"),
    [
        (EASTERN, "2026-03-05 09:30", "1h", "2026-03-05 10:30"),
        (EASTERN, "2026-03-08 06:30", "1h", "2026-03-08 07:30"),  # over the lost hour
        (EASTERN, "2026-03-05 09:30", "1d", "2026-03-07 05:00"),
        (EASTERN, "2026-03-06 15:00", "1d", "2026-03-10 04:00"),  # Saturday: to the end of Monday, in summer
        (EASTERN, "2026-03-06 15:00", "1b", "2026-03-10 04:00"),
        (EASTERN, "2026-10-30 15:00", "1b", "2026-11-03 05:00"),  # over the hour that comes twice
        (EASTERN, "2026-03-05 15:00", "30d", "2026-04-07 04:00"),  # 4 April is a Saturday
        (CHICAGO, "2026-03-05 23:30", "1b", "2026-03-10 05:00"),
        (CHICAGO, "2026-03-06 05:00", "1h", "2026-03-06 13:00"),  # 23:00 there: an hour from the opening at 6
        (CHICAGO, "2026-03-07 15:00", "1h", "2026-03-09 12:00"),  # Saturday: Monday at 7
        (CHICAGO, "2026-03-06 15:00", "20m", "2026-03-06 15:20"),
    ],
)
def test_deadlines(hours: Hours, sent: str, term: str, due: str) -> None:
    assert hours.due(utc(sent), parse_term(term)) == utc(due)


@pytest.mark.parametrize(
    ("hours", "today", "term", "before"),
    [
        (EASTERN, "2026-03-19", "14d", "2026-03-06 05:00"),  # 5 March is over in New York
        (EASTERN, "2026-03-22", "14d", "2026-03-07 05:00"),  # Sunday: the 7th is not over
        (CHICAGO, "2026-03-19", "14d", "2026-03-05 23:00"),  # what came behind 17:00 counts on the 6th
        (CHICAGO, "2026-03-23", "14d", "2026-03-09 22:00"),  # 17:00 in summer
        (CHICAGO, "2026-11-27", "1b", "2026-11-25 23:00"),
    ],
)
def test_what_a_term_is_over_for(hours: Hours, today: str, term: str, before: str) -> None:
    assert hours.sent_before(date.fromisoformat(today), parse_term(term)) == utc(before)


def test_windows() -> None:
    assert CHICAGO.is_open(utc("2026-03-05 12:00"))
    assert not CHICAGO.is_open(utc("2026-03-05 11:59"))
    assert not CHICAGO.is_open(utc("2026-03-06 04:00")), "22:00 the day before"
    assert not CHICAGO.is_open(utc("2026-11-26 15:00")), "Thanksgiving"
    assert EASTERN.is_open(utc("2026-11-26 15:00")), "nothing is told of windows"
    assert CHICAGO.next_opening(utc("2026-11-25 05:00")) == utc("2026-11-25 12:00")
    assert CHICAGO.next_opening(utc("2026-11-26 05:00")) == utc("2026-11-27 12:00")


@pytest.mark.parametrize(
    ("sent", "month"),
    [
        ("2026-03-24", "2026-04-01"), ("2026-03-25", "2026-05-01"), ("2026-03-01", "2026-04-01"),
        ("2026-11-25", "2027-01-01"), ("2026-12-24", "2027-01-01"), ("2026-12-25", "2027-02-01"),
    ],
)
def test_what_is_sent_by_the_24th_counts_next_month(sent: str, month: str) -> None:
    assert counted_month(date.fromisoformat(sent), 24) == date.fromisoformat(month)


def test_terms() -> None:
    assert parse_term("30d") == Term(30, "d")
    for wrong in ("", "0d", "3", "d", "1w", "12345d", "1d\n", "-1d"):
        with pytest.raises(ValueError, match="a term is"):
            parse_term(wrong)


CALENDAR = """\
zone = "America/Denver"
federal_holidays = false
holidays = [2026-03-09]

[payers.delta]
zone = "America/Chicago"
cut_off = "15:30"
holidays = ["2026-03-10"]
windows = [{ opens = "06:00", closes = "24:00", days = ["mon", "tue"] }]

[reports.quality]
cut_off_day = 24

[schedule]
intake_every = 10
nightly = "18:15"
"""


def test_a_house_reads_its_calendar(place: Place) -> None:
    place.close()
    (place.folder / "calendar.toml").write_text(CALENDAR)
    calendar = place.house.calendar
    assert calendar.hours("west") is calendar.house
    assert calendar.house.add_business_days(date(2026, 3, 6), 1) == date(2026, 3, 10)
    delta = calendar.hours("delta")
    assert (str(delta.zone), delta.cut_off) == ("America/Chicago", time(15, 30))
    assert delta.add_business_days(date(2026, 3, 6), 1) == date(2026, 3, 11)
    assert delta.is_open(utc("2026-03-17 04:59")), "24:00 is the end of the day"
    assert not delta.is_open(utc("2026-03-18 15:00"))
    assert calendar.reports == {"quality": 24}
    assert (calendar.schedule.every, calendar.schedule.nightly) == (10, time(18, 15))


def test_a_house_without_a_calendar_works_monday_to_friday(place: Place) -> None:
    assert place.house.calendar == Calendar()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("zone = 'Nowhere/Else'", "zone: no time zone is called 'Nowhere/Else'"),
        ("zone = '../../etc/passwd'", "no time zone is called"),
        ("business_days = []", "on at least one day"),
        ("business_days = ['someday']", "days of the week: mon tue"),
        ("holidays = ['christmas']", "holidays[0]"),
        ("[payers.nobody]", "payers.'nobody' is no payer in partners.toml"),
        ("[payers.delta]\ncut_off = '25:00'", "payers.delta.cut_off: expected a time of day"),
        ("[payers.delta]\nhours = 1", "payers.delta.hours is no setting"),
        ("[payers.delta]\nwindows = [{opens = '10:00', closes = '09:00'}]", "closes after it opens"),
        ("[payers.delta]\nwindows = [{days = ['sat']}]", "none of the business days"),
        ("[reports.quality]\ncut_off_day = 0", "reports.quality.cut_off_day"),
        ("reports = 1", "reports are tables"),
        ("[schedule]\nintake_from = '23:00'", "intake_from lies before"),
        ("zone = ", "is not TOML"),
    ],
)
def test_mistakes_in_the_calendar_are_told_with_their_place(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "calendar.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as told:
        load_calendar(path, ["delta"])
    assert "calendar.toml" in str(told.value)
    assert says in str(told.value)
