"""Aging: claims that were sent and are not decided on, by their age in days and by payer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clearinghouse.house_reports.asked import Asked
from clearinghouse.house_reports.standing import OPEN
from clearinghouse.house_reports.tables import Chart, Report, Table, columns
from clearinghouse.lifecycle import GROUPS
from store import figures, verdict_figures
from store.figures import OpenClaims
from store.ledger import Ledger

AGES = ((30, "0-30"), (60, "31-60"), (90, "61-90"), (None, "over 90"))
"""The last day of each age, and its name."""


def aging(ledger: Ledger, asked: Asked) -> Report:
    """What payers had not decided on at the end of the last day (or now, where that is not over)."""
    ends = asked.period.ends
    since: list[int] = []
    if ends < asked.now:
        # What was decided since was open then. No claim is ever opened again.
        since = verdict_figures.moved_since(ledger, "claims", ends, OPEN, GROUPS["Processed"])
    found = figures.open_claims(ledger, asked.account, OPEN, ends, since)
    partners = {one.id: one.partner for one in figures.files_with(ledger, [one.out_file for one in found])}
    tables = [
        _table(asked, kind, title, [one for one in found if one.kind == kind], partners)
        for kind, title in (("claim", "Claims unpaid"), ("predetermination", "Predeterminations waiting"))
    ]
    total = tables[0].total or [0] * (3 + 2 * len(AGES))
    bars = [(name, total[4 + 2 * at]) for at, (_, name) in enumerate(AGES)]
    return Report(
        "aging", "Aging", asked.period, asked.account, asked.now, tables,
        [Chart("Dollars unpaid, by days since they were sent", "money", bars)],
    )


def _table(
    asked: Asked, kind: str, title: str, found: Sequence[OpenClaims], partners: dict[int, str]
) -> Table:
    told: dict[str, list[int]] = {}
    for one in found:
        counts = told.setdefault(partners[one.out_file], [0] * (2 + 2 * len(AGES)))
        age = (asked.period.until - asked.period.day_of(one.sent_at)).days
        at = next(at for at, (last, _) in enumerate(AGES) if last is None or age <= last)
        for place in (0, 2 + 2 * at):
            counts[place] += one.count
            counts[place + 1] += one.charge_cents
    rows: list[list[Any]] = [[payer, *counts] for payer, counts in sorted(told.items())]
    names = ("0_30", "31_60", "61_90", "over_90")
    ages = [
        column
        for name, (_, heading) in zip(names, AGES, strict=True)
        for column in (f"claims_{name}:count:{heading}", f"charge_{name}_cents:money:{heading} dollars")
    ]
    return Table(
        kind + "s", title, columns("payer", "claims:count", "charge_cents", *ages), rows,
        "Sent, and neither paid, denied nor rejected, by days since they were sent.",
    )
