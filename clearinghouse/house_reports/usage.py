"""Usage: the transactions of each submitter, counted and priced month by month, in cents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from clearinghouse.house_reports.asked import Asked
from clearinghouse.house_reports.daily import added
from clearinghouse.house_reports.period import Period
from clearinghouse.house_reports.prices import CLAIM, PAYMENT, Charged, Price, Prices, Tier
from clearinghouse.house_reports.tables import Chart, Report, Table, columns
from store import figures, inquiry_figures, verdict_figures
from store.accounts import HOUSE
from store.ledger import Ledger

_REFUSALS = ("AAA", "A4", "D0", "E")
"""How outcomes begin that hold no data: a refusal (AAA), not found (A4, D0), an error of the payer's (E)."""
_BASES: tuple[Charged, ...] = ("sent", "answered", "data")
Owner = tuple[str, str]
"""Account and transaction."""


@dataclass(slots=True)
class Line:
    """What is charged at one price: how many of them, at how many cents."""

    month: str
    account: str
    transaction: str
    since: date
    tier: Tier
    count: int = 0

    @property
    def amount_cents(self) -> int:
        return self.count * self.tier.cents


@dataclass(slots=True)
class Metered:
    """How many transactions there were on each day, by account and transaction, sent, answered, with data."""

    counts: dict[Owner, dict[Charged, Counter[date]]] = field(
        default_factory=lambda: defaultdict(lambda: {base: Counter() for base in _BASES})
    )

    def add(self, owner: Owner, day: date, count: int, *bases: Charged) -> None:
        for base in bases:
            self.counts[owner][base][day] += count


def usage(ledger: Ledger, asked: Asked, prices: Prices | None) -> Report:
    """What was used on some days, and what it costs. Tiers count from the first of each month."""
    period = asked.period
    whole = Period(period.since.replace(day=1), period.until, period.zone)
    metered = meter(ledger, asked.account, whole)
    lines = [
        line for owner in sorted(metered.counts) for line in charged(metered, owner, whole, period, prices)
    ]
    used = _used(metered, period, lines)
    tables = [used, _lines(lines)]
    bars = added(((row[1],), (row[-1],)) for row in used.rows)
    chart = Chart("Charged, by account", "money", [(str(name), cents) for name, cents in bars])
    if prices is None:
        told = added(((row[1],), (row[3] + row[4],)) for row in used.rows)
        chart = Chart("Transactions, by account", "count", [(str(name), count) for name, count in told])
    return Report("usage", "Usage", period, asked.account, asked.now, tables, [chart])


# Counting.


def meter(ledger: Ledger, account: str | None, period: Period) -> Metered:
    """The transactions of some days: claims and inquiries sent, inquiries and claims answered."""
    told = Metered()
    begins, ends = period.begins, period.ends
    _meter_claims(ledger, account, period, told)
    for one in inquiry_figures.slots_between(ledger, account, "sent_at", begins, ends):
        told.add((one.account, one.kind), period.day_of(one.at), one.count, "sent")
    for one in inquiry_figures.slots_between(ledger, account, "answered_at", begins, ends):
        # A review that is pended is answered when it is decided, and counts once.
        if one.state == "answered":
            empty = (one.outcome or "").startswith(_REFUSALS)
            bases: tuple[Charged, ...] = ("answered",) if empty else ("answered", "data")
            told.add((one.account, one.kind), period.day_of(one.at), one.count, *bases)
    payments = verdict_figures.payments_between(ledger, begins, ends)
    days = {one.id: period.day_of(one.received_at) for one in payments}
    for paid in verdict_figures.paid_of(ledger, account, list(days)):
        if paid.state != "parked":
            told.add((paid.account, PAYMENT), days[paid.remittance], paid.count, "answered")
    return told


def _meter_claims(ledger: Ledger, account: str | None, period: Period, told: Metered) -> None:
    files = figures.files_between(ledger, HOUSE, period.begins, period.ends, by="sent", direction="out")
    days = {one.id: period.day_of(one.sent_at) for one in files if one.sent_at is not None}
    of_set = {one.id: days[one.file] for one in figures.sets_of(ledger, HOUSE, list(days))}
    for one in figures.claims_of(ledger, account, "out_set", list(of_set)):
        told.add((one.account, CLAIM), of_set[one.set], one.count, "sent")


# Charging.


def charged(
    metered: Metered, owner: Owner, whole: Period, period: Period, prices: Prices | None
) -> Iterator[Line]:
    """What one account is charged for one transaction: each in its tier, by the price of its day."""
    account, transaction = owner
    found: dict[tuple[str, date, Tier], Line] = {}
    number, month = 0, ""
    for day in whole.days():
        if f"{day:%Y-%m}" != month:
            number, month = 0, f"{day:%Y-%m}"
        price = prices.in_force(transaction, account, day) if prices else None
        if price is None:
            continue
        count = metered.counts[owner][_basis(price)][day]
        for tier, some in _split(price, number, count):
            if day >= period.since:
                line = found.setdefault(
                    (month, price.from_, tier), Line(month, account, transaction, price.from_, tier)
                )
                line.count += some
        number += count
    yield from found.values()


def _basis(price: Price) -> Charged:
    return "sent" if price.transaction == CLAIM else price.charged


def _split(price: Price, before: int, count: int) -> Iterator[tuple[Tier, int]]:
    """How many of the next `count` transactions of a month lie in each tier, `before` having been."""
    steps = price.steps
    ends = [tier.above for tier in steps[1:]] + [before + count]
    for tier, end in zip(steps, ends, strict=True):
        some = min(end, before + count) - max(tier.above, before)
        if some > 0:
            yield tier, some


# How it is told.


def _used(metered: Metered, period: Period, lines: list[Line]) -> Table:
    cost: Counter[tuple[str, str, str]] = Counter()
    units: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        cost[line.month, line.account, line.transaction] += line.amount_cents
        units[line.month, line.account, line.transaction] += line.count
    told: list[tuple[tuple[Any, ...], tuple[int, ...]]] = []
    for (account, transaction), bases in metered.counts.items():
        for at, base in enumerate(_BASES):
            for day, count in bases[base].items():
                if day >= period.since:
                    key = f"{day:%Y-%m}", account, transaction
                    told.append((key, tuple(count * (at == place) for place in range(len(_BASES)))))
    rows = [[*row, units[tuple(row[:3])], cost[tuple(row[:3])]] for row in added(told)]
    return Table(
        "used", "Transactions",
        columns(
            "month", "account", "transaction", "sent:count", "answered:count", "with_data:count",
            "charged:count", "amount_cents",
        ),
        rows,
        "837D: claims sent to payers. 835: answers to claims in payments. Others: inquiries.",
    )


def _lines(lines: list[Line]) -> Table:
    rows = [
        [
            one.month, one.account, one.transaction, one.since, one.tier.above, one.count, one.tier.cents,
            one.amount_cents,
        ]
        for one in lines
    ]
    rows.sort(key=lambda row: row[:5])
    names = columns(
        "month", "account", "transaction", "price_from:day", "above:number", "charged:count",
        "each_cents:price", "amount_cents",
    )
    says = "Each price and tier by itself; tiers count from the first of a month."
    return Table("lines", "Charges", names, rows, says)
