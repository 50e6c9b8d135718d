"""The forms a report is given in: text, CSV for spreadsheets, JSON, one page of HTML."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from clearinghouse.errors import HouseError
from clearinghouse.house_reports.lines import write_lines
from clearinghouse.house_reports.tables import Report, Table, plain_value
from clearinghouse.telling import plain
from transactions.sheets.rejects import safe_cell

Write = Callable[[str], object]


def write_report(form: str, report: Report, write: Write) -> None:
    """Write a report in a form: text, csv, json or html."""
    if form == "html":
        from clearinghouse.house_reports.pages import write_page

        write_page(report, write)
    elif form == "json":
        write(json.dumps(as_document(report), indent=2) + "\n")
    elif form == "csv":
        _write_csv(report.tables, write)
    else:
        write_lines(report, write)


def narrowed(report: Report, tables: Sequence[str]) -> Report:
    """A report of only some of its tables (all, where none is named), without charts.

    Raises HouseError for one that it does not have.
    """
    if not tables:
        return report
    known = {table.name: table for table in report.tables}
    for name in tables:
        if name not in known:
            raise HouseError(f"this report has no table {name!a}; it has {', '.join(known)}")
    return replace(report, tables=[known[name] for name in known if name in tables], charts=())


def as_document(report: Report) -> dict[str, Any]:
    """A report as JSON says it: money in whole cents, each row by the names of its columns."""
    period = report.period
    return {
        "report": report.name,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "zone": period.zone.key,
        "account": report.account,
        "made_at": report.made_at.isoformat(),
        "faults": report.faults,
        "tables": {
            table.name: {
                "rows": [_by_name(table, row) for row in table.rows],
                "total": None if table.total is None else _summed(table, table.total),
            }
            for table in report.tables
        },
    }


def _by_name(table: Table, row: Sequence[Any]) -> dict[str, Any]:
    return {column.name: plain(value) for column, value in zip(table.columns, row, strict=True)}


def _summed(table: Table, total: Sequence[Any]) -> dict[str, Any]:
    return {name: value for name, value in _by_name(table, total).items() if value is not None}


# CSV.


class _Sink:
    """What csv writes to."""

    def __init__(self, write: Write) -> None:
        self.write = write


def _write_csv(tables: Sequence[Table], write: Write) -> None:
    """One table with its header; of several each under a line with its name, an empty line between.

    Text that a spreadsheet would take for a formula gets an apostrophe in front. Numbers are our own sums and
    stay numbers, negative ones too.
    """
    writer = csv.writer(_Sink(write), lineterminator="\n")
    for at, table in enumerate(tables):
        if len(tables) > 1:
            if at:
                write("\n")
            writer.writerow([table.name])
        writer.writerow([column.name.replace("_cents", "_dollars") for column in table.columns])
        for row in table.rows:
            writer.writerow(
                told if column.is_numeric else safe_cell(told)
                for column, value in zip(table.columns, row, strict=True)
                for told in [plain_value(value, column.kind)]
            )
