"""A report as one page of HTML that needs nothing else: its charts, each figure of them in a table below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from clearinghouse.house_reports.charts import WIDTH, draw
from clearinghouse.house_reports.tables import Report, shown
from clearinghouse.reports.frame import framed, template


def write_page(report: Report, write: Callable[[str], object]) -> None:
    """Write the page, piece by piece."""
    stream = template("house_report.html").stream(
        **framed("page.css", "charts.css"),
        report=report,
        drawings=[draw(chart) for chart in report.charts],
        width=WIDTH,
        shown=shown,
        zone=report.period.zone.key,
        days=days_of(report),
        whose=whose(report),
    )
    stream.enable_buffering(500)
    for part in stream:
        write(part)


def days_of(report: Report) -> str:
    """The days of a report in words."""
    period = report.period
    if report.name == "aging":
        return f"at the end of {period.until}"
    return str(period.since) if period.since == period.until else f"{period.since} to {period.until}"


def whose(report: Report) -> str:
    """Whose it is, in words."""
    return "all accounts" if report.account is None else f"account {report.account}"


def head_line(report: Report) -> str:
    """A report's title, days and owner as a line."""
    return f"{report.title}: {days_of(report)} ({report.period.zone.key}), {whose(report)}"


def row_words(row: Any, report_columns: Any) -> list[str]:
    """A row for people."""
    return [shown(value, column.kind) for value, column in zip(row, report_columns, strict=True)]
