"""Reading the calendar (`calendar.toml`): holidays, business days, payers' hours, reports, the schedule."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, Struct

from clearinghouse.calendar import ZONE, Calendar, Hours, Schedule, Window
from clearinghouse.errors import SettingsError
from clearinghouse.partners_file import converted, read_toml

CALENDAR = "calendar.toml"
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Clock = Annotated[str, Meta(pattern=r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z")]
"""A time of day: 06:00, 17:30."""
Hour = Annotated[str, Meta(pattern=r"\A([01][0-9]|2[0-3]):00\Z")]
Closing = Annotated[str, Meta(pattern=r"\A(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)\Z")]
_END = "24:00"


class WindowSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """A stretch of the day in which a payer takes files; without `days` of every business day."""

    opens: Clock = "00:00"
    closes: Closing = _END
    days: tuple[Weekday, ...] = ()


class PayerHours(Struct, forbid_unknown_fields=True, frozen=True):
    """When a payer works, as far as it differs from the house; its holidays come to those of the house."""

    zone: str = ""
    business_days: tuple[Weekday, ...] = ()
    holidays: tuple[date, ...] = ()
    cut_off: Annotated[str, Meta(pattern=r"\A(([01][0-9]|2[0-3]):[0-5][0-9])?\Z")] = ""
    windows: tuple[WindowSettings, ...] = ()


class ReportSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """The last day of a month on which what is sent counts in the next month's report."""

    cut_off_day: Annotated[int, Meta(ge=1, le=31)]


class ScheduleSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """When the steps are run: intake every few minutes between full hours, all else once a day."""

    intake_every: Annotated[int, Meta(ge=1, le=30)] = 5
    intake_from: Hour = "06:00"
    intake_until: Hour = "22:00"
    nightly: Clock = "18:00"
    followup: Clock = "07:00"
    reports: Clock = "06:30"


class CalendarSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """The file without its payers and reports."""

    zone: str = ZONE
    business_days: tuple[Weekday, ...] = WEEKDAYS[:5]
    federal_holidays: bool = True
    holidays: tuple[date, ...] = ()
    schedule: ScheduleSettings = ScheduleSettings()


def load_calendar(path: Path, payers: Iterable[str] = ()) -> Calendar:
    """Read the calendar; without one the house works Monday to Friday. Raises SettingsError."""
    if not path.exists():
        return Calendar()
    told = read_toml(path, "it may be left out")
    theirs, reports = _tables(told, "payers", path.name), _tables(told, "reports", path.name)
    settings = converted(told, CalendarSettings, path.name, "calendar")
    own, known = _house_hours(settings, path.name), set(payers)
    hours = {}
    for slug, one in theirs.items():
        if slug not in known:
            raise SettingsError(f"{path.name}: payers.{slug!a} is no payer in partners.toml")
        where = f"payers.{slug}"
        hours[slug] = _payer_hours(
            own, converted(one, PayerHours, path.name, where), f"{path.name}: {where}"
        )
    days = {
        name: converted(one, ReportSettings, path.name, f"reports.{name}").cut_off_day
        for name, one in reports.items()
    }
    return Calendar(own, hours, days, _schedule(settings.schedule, path.name))


def _tables(told: dict[str, Any], name: str, file: str) -> dict[str, Any]:
    """Take the tables of one kind out of the file: each is told with its own name where it is wrong."""
    found = told.pop(name, {})
    if not isinstance(found, dict):
        raise SettingsError(f"{file}: {name} are tables, one for each, like [{name}.example]")
    return found


def _house_hours(settings: CalendarSettings, file: str) -> Hours:
    weekdays = _weekdays(settings.business_days)
    if not weekdays:
        raise SettingsError(f"{file}: business_days: on at least one day of the week somebody works")
    return Hours(
        _zone(settings.zone, f"{file}: zone"), weekdays, frozenset(settings.holidays),
        settings.federal_holidays,
    )


def _payer_hours(own: Hours, told: PayerHours, where: str) -> Hours:
    weekdays = _weekdays(told.business_days) or own.weekdays
    return Hours(
        _zone(told.zone, f"{where}.zone") if told.zone else own.zone,
        weekdays,
        own.holidays | frozenset(told.holidays),
        own.federal,
        _time(told.cut_off) if told.cut_off else None,
        tuple(_window(one, weekdays, f"{where}.windows") for one in told.windows),
    )


def _window(told: WindowSettings, weekdays: frozenset[int], where: str) -> Window:
    if told.closes != _END and told.opens >= told.closes:
        raise SettingsError(f"{where}: a window closes after it opens, on the same day ({_END} is its end)")
    days = _weekdays(told.days) or weekdays
    if not days & weekdays:
        raise SettingsError(f"{where}: its days are none of the business days")
    return Window(days, _time(told.opens), None if told.closes == _END else _time(told.closes))


def _schedule(told: ScheduleSettings, file: str) -> Schedule:
    if told.intake_from >= told.intake_until:
        raise SettingsError(f"{file}: schedule: intake_from lies before intake_until")
    return Schedule(
        told.intake_every, _time(told.intake_from), _time(told.intake_until), _time(told.nightly),
        _time(told.followup), _time(told.reports),
    )


def _weekdays(told: Iterable[Weekday]) -> frozenset[int]:
    return frozenset(map(WEEKDAYS.index, told))


def _time(told: str) -> time:
    return time.fromisoformat(told)


def _zone(name: str, where: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingsError(f"{where}: no time zone is called {name!a}; one is America/Chicago") from None
