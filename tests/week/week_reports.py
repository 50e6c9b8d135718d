"""The house's own reports of the simulated week: they say what both sides know."""

from __future__ import annotations

from datetime import date
from typing import Any

from week_calendar import charged
from week_days import Week
from week_ledgers import Standing
from week_world import MONDAY

from clearinghouse.house_reports.making import make_report
from clearinghouse.house_reports.tables import Report

SINCE, UNTIL = MONDAY, date(2026, 3, 31)


def rows(made: Report, table: str) -> list[dict[str, Any]]:
    """The rows of a table by the names of their columns."""
    (found,) = [one for one in made.tables if one.name == table]
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def prove_reports(week: Week) -> None:
    """Batches balance, days add up to what offices handed in, payments to what was paid."""
    now = Standing(week)
    batches = make_report(week.house, "batches", since=SINCE, until=UNTIL)
    assert batches.faults == 0
    left = rows(batches, "outgoing")
    of_claims = [one for one in left if one["kind"] == "837D"]
    assert sum(one["sent"] for one in of_claims) == len(now.sent)
    assert sum(one["sent_cents"] for one in of_claims) == sum(one.charge_cents for one in now.sent)
    for word, states in (
        ("rejected", ("refused", "payer rejected", "superseded")), ("pending", ("sent", "acknowledged")),
    ):
        standing = [one for one in now.sent if one.state in states]
        assert sum(one[word] for one in of_claims) == len(standing), word
        assert sum(one[f"{word}_cents"] for one in of_claims) == sum(one.charge_cents for one in standing)
    paid = rows(batches, "payments")
    assert sum(one["amount_cents"] for one in paid) == sum(one.amount_cents for one in now.remittances)
    assert sum(one["parked"] for one in paid) == 0
    daily = make_report(week.house, "daily", since=SINCE, until=UNTIL)
    came = rows(daily, "claims_in")
    kept = [
        one for dropped in week.offices.book for one in dropped.billed
        if dropped.fate in ("taken", "set refused", "ended wrong")
    ]
    children = [one for one in now.claims if one.parent is not None]
    assert sum(one["claims"] for one in came) == len(kept) + len(children)
    assert sum(one["charge_cents"] for one in came) == charged(kept) + sum(
        one.charge_cents for one in children
    )
