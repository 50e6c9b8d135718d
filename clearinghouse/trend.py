"""The trend of acceptance: of the files handed in, how many were taken, by day, week, month or report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from msgspec import structs

from clearinghouse.calendar import Hours, counted_month
from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.overview import looking
from clearinghouse.telling import Rows, money
from store import acceptance
from store.acceptance import Accepted

ACCEPTED, PARTLY, REJECTED, DUPLICATE, WAITING, EMPTY = (
    "accepted", "partly", "rejected", "duplicate", "waiting", "no claims",
)
PERIODS = ("day", "week", "month")


def verdict(file: Accepted) -> str:
    """What became of a file as a whole."""
    if file.state in ("received", "duplicate", "refused"):
        return {"received": WAITING, "duplicate": DUPLICATE, "refused": REJECTED}[file.state]
    if not file.claims:
        return REJECTED if file.refused else EMPTY
    return ACCEPTED if not file.rejected else REJECTED if file.rejected == file.claims else PARTLY


@dataclass(slots=True)
class Period:
    """The files of one day, week, month or report. `rate` is the share of claims rejected, in per cent."""

    start: date
    files: int = 0
    accepted: int = 0
    partly: int = 0
    rejected: int = 0
    claims: int = 0
    rejected_claims: int = 0
    rejected_cents: int = 0

    @property
    def rate(self) -> float | None:
        return _rate(self.rejected_claims, self.claims)


def _rate(rejected: int, claims: int) -> float | None:
    return 100 * rejected / claims if claims else None


def _percent(rate: float | None) -> str:
    return "" if rate is None else f"{rate:.1f}"


def start_of(day: date, period: str) -> date:
    """The first day of the day's, week's (Monday) or month's stretch that a day lies in."""
    if period == "week":
        return day - timedelta(day.weekday())
    return day.replace(day=1) if period == "month" else day


def trend(files: Iterable[Accepted], hours: Hours, start: Callable[[date], date]) -> list[Period]:
    """The files by periods, the earliest first; duplicates and files that wait count in none."""
    found: dict[date, Period] = {}
    for file in files:
        said = verdict(file)
        if said in (DUPLICATE, WAITING, EMPTY):
            continue
        day = start(hours.day_of(file.received_at))
        period = found.setdefault(day, Period(day))
        period.files += 1
        period.accepted += said == ACCEPTED
        period.partly += said == PARTLY
        period.rejected += said == REJECTED
        period.claims += file.claims
        period.rejected_claims += file.rejected
        period.rejected_cents += file.rejected_cents
    return [found[day] for day in sorted(found)]


def show_trend(
    house: House, account: str | None, *, days: int, by: str, report: str | None, limit: int
) -> tuple[dict[str, Any], list[Rows]]:
    """The trend of the last days and the newest files in it. Raises HouseError for a report there is not.

    By `report`, what was sent by its cut-off day counts in the next month, what is later in the one behind.
    """
    hours, start = house.calendar.house, _starting(house, by, report)
    since = hours.starts(hours.day_of(house.now()) - timedelta(days))
    with looking(house, account) as ledger:
        files = acceptance.by_file(
            ledger, account, list(house.partners.submitters), since, actor=house.actor, at=house.now()
        )
    periods = trend(files, hours, start)
    newest = files[: -limit - 1 : -1]
    answer = {
        "periods": [
            {
                "start": one.start, "files": one.files, "accepted": one.accepted, "partly": one.partly,
                "rejected": one.rejected, "claims": one.claims, "rejected_claims": one.rejected_claims,
                "rejected_cents": one.rejected_cents, "rate": one.rate, "change": change,
            }
            for one, change in _with_change(periods)
        ],
        "files": [_file_answer(one) for one in newest],
    }
    return answer, [_period_rows(periods, report or by), _file_rows(newest)]


def _starting(house: House, by: str, report: str | None) -> Callable[[date], date]:
    if report is None:
        return lambda day: start_of(day, by)
    last = house.calendar.reports.get(report)
    if last is None:
        known = ", ".join(house.calendar.reports) or "none"
        raise HouseError(f"calendar.toml has no report of that name; there are: {known}")
    return lambda day: counted_month(day, last)


def _with_change(periods: list[Period]) -> list[tuple[Period, float | None]]:
    """Each period with how its rate differs from that of the last one before it that has a rate."""
    found: list[tuple[Period, float | None]] = []
    before: float | None = None
    for one in periods:
        rate = one.rate
        found.append((one, None if rate is None or before is None else rate - before))
        before = before if rate is None else rate
    return found


def _period_rows(periods: list[Period], name: str) -> Rows:
    columns = ["from", "files", "accepted", "partly", "rejected", "claims", "rejected claims", "amount",
               "rate %", "change"]
    return Rows(f"Acceptance by {name}", columns, [
        [
            one.start, one.files, one.accepted, one.partly, one.rejected, one.claims, one.rejected_claims,
            money(one.rejected_cents), _percent(one.rate),
            "" if change is None else f"{change:+.1f}",
        ]
        for one, change in _with_change(periods)
    ])


def _file_answer(one: Accepted) -> dict[str, Any]:
    told = structs.asdict(one)
    del told["refused"]
    return {**told, "rate": _rate(one.rejected, one.claims), "verdict": verdict(one)}


def _file_rows(files: Iterable[Accepted]) -> Rows:
    columns = ["file", "account", "name", "kind", "received", "verdict", "claims", "rejected", "rate %",
               "charge"]
    return Rows("Newest files", columns, [
        [
            one.file, one.account, one.name, one.kind, f"{one.received_at:%Y-%m-%d %H:%M}", verdict(one),
            one.claims, one.rejected, _percent(_rate(one.rejected, one.claims)), money(one.charge_cents),
        ]
        for one in files
    ])
