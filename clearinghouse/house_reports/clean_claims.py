"""The clean-claim rate: how many of the claims received passed our edits and the payer's, over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from clearinghouse.house_reports.period import Period
from clearinghouse.house_reports.standing import AT_OUR_DOOR, AT_THE_PAYER, judged
from clearinghouse.house_reports.tables import Chart, Table, columns, percent
from store.figures import ClaimFigure, FileFigure, SetFigure

BY_DAY = 31
"""Days that are told one by one; of more, weeks are told."""


def clean_claims(
    period: Period, files: Sequence[FileFigure], sets: Sequence[SetFigure], found: Sequence[ClaimFigure]
) -> tuple[Table, Chart]:
    """The rate by day, or by week from Monday on where there are many days."""
    by_day = (period.until - period.since).days < BY_DAY
    days = {one.id: _first(period.day_of(one.received_at), by_day) for one in files}
    of_set = {one.id: days[one.file] for one in sets}
    told: dict[date, list[int]] = {_first(day, by_day): [0, 0, 0] for day in period.days()}
    for one in found:
        counts = told[of_set[one.set]]
        counts[0] += one.count
        counts[1] += one.count * (judged(one) in AT_OUR_DOOR)
        counts[2] += one.count * (judged(one) in AT_THE_PAYER)
    rows = [_row(day, *counts) for day, counts in sorted(told.items())]
    word = "day" if by_day else "week"
    table = Table(
        "clean_claims", f"Clean-claim rate by {word}",
        columns(
            f"{word}:day", "received:count", "rejected_here:count", "rejected_by_payers:count", "clean:count",
            "clean_percent:percent",
        ),
        rows,
        "Clean: received then, and rejected neither by our edits nor by the payer's, as far as is known now. "
        "A claim that was corrected was rejected; what it was corrected to counts by itself.",
    )
    bars = [(row[0].strftime("%m-%d"), row[-1]) for row in rows]
    return table, Chart(f"{table.title}, percent", "percent", bars, upright=True)


def _first(day: date, by_day: bool) -> date:
    return day if by_day else day - timedelta(days=day.weekday())


def _row(day: date, received: int, here: int, there: int) -> list[Any]:
    clean = received - here - there
    return [day, received, here, there, clean, percent(clean, received)]
