"""A report as lines of text: plain tables that fit a terminal, a pipe or a mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clearinghouse.house_reports.pages import head_line, row_words
from clearinghouse.house_reports.tables import Report, Table
from edi.describe import escape

_MARK = "!"


def write_lines(report: Report, write: Callable[[str], object]) -> None:
    """Write the report line by line; a row that something is wrong with has a mark in front."""
    write(f"{escape(head_line(report))}\n")
    for table in report.tables:
        write(f"\n{table.title}\n")
        if not table.rows:
            write("  nothing\n")
            continue
        for line in _lines(table):
            write(f"{line}\n")
        if table.says:
            write(f"  {escape(table.says)}\n")


def _lines(table: Table) -> Iterator[str]:
    columns = table.columns
    rows = [[escape(cell) for cell in row_words(row, columns)] for row in table.rows]
    total = table.total
    if total is not None:
        rows.append([escape(cell) for cell in row_words(total, columns)])
        rows[-1][0] = "total"
    titles = [column.title for column in columns]
    widths = [max(map(len, cells)) for cells in zip(titles, *rows, strict=True)]
    yield _line(" ", titles, widths, table)
    yield _line(" ", ["-" * width for width in widths], widths, table)
    for at, row in enumerate(rows):
        yield _line(_MARK if at in table.marked else " ", row, widths, table)


def _line(mark: str, cells: list[str], widths: list[int], table: Table) -> str:
    told = (
        cell.rjust(width) if column.is_numeric else cell.ljust(width)
        for cell, width, column in zip(cells, widths, table.columns, strict=True)
    )
    return f"{mark} {'  '.join(told)}".rstrip()
