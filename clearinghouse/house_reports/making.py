"""Making a report: which there are, which days each is usually of, and a snapshot to read it from."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from clearinghouse.house import House
from clearinghouse.house_reports.aging import aging
from clearinghouse.house_reports.asked import Asked
from clearinghouse.house_reports.batches import batches
from clearinghouse.house_reports.conformance import core
from clearinghouse.house_reports.daily import daily
from clearinghouse.house_reports.period import period
from clearinghouse.house_reports.prices import load_prices
from clearinghouse.house_reports.rejections import rejections
from clearinghouse.house_reports.tables import Report
from clearinghouse.house_reports.usage import usage
from clearinghouse.overview import looking
from store.ledger import Ledger

Make = Callable[[House, Ledger, Asked], Report]


@dataclass(frozen=True, slots=True)
class Kind:
    """A report there is, and of how many days up to today it is where nobody says (None: of this month)."""

    make: Make
    days: int | None


KINDS: dict[str, Kind] = {
    "daily": Kind(lambda house, ledger, asked: daily(ledger, asked), 1),
    "batches": Kind(lambda house, ledger, asked: batches(ledger, asked), 1),
    "rejections": Kind(rejections, 28),
    "core": Kind(lambda house, ledger, asked: core(ledger, asked), None),
    "usage": Kind(
        lambda house, ledger, asked: usage(ledger, asked, load_prices(house.folder, house.partners)), None
    ),
    "aging": Kind(lambda house, ledger, asked: aging(ledger, asked), 1),
}


def make_report(
    house: House,
    name: str,
    *,
    account: str | None = None,
    day: date | None = None,
    since: date | None = None,
    until: date | None = None,
    holidays: Collection[date] = (),
    zone: str | None = None,
) -> Report:
    """One of KINDS, of some days, for an account (None: an operator's, which is audited).

    Days are those of the house's time zone, or another's; business days those of its calendar but for
    `holidays`.

    Raises HouseError for days that are none, or an account that is not there.
    """
    kind, now = KINDS[name], house.now()
    hours = house.calendar.house
    days = period(now, day, since, until, usual=kind.days, zone=zone or str(hours.zone))
    hours = replace(hours, holidays=hours.holidays | frozenset(holidays))
    with looking(house, account, f"report {name}") as ledger:
        return kind.make(house, ledger, Asked(days, account, now, hours))
