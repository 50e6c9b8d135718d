"""Rejects: the bad rows of a sheet as a sheet, with the reasons beside them, to be corrected and read again.

The file is opened in a spreadsheet, so a cell that one would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
from collections.abc import Callable

from transactions.sheets.reading import REJECTED, Row

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def safe_cell(told: str) -> str:
    """A cell as a spreadsheet shows it and does not obey it; bytes that were no text are marked."""
    told = "".join("\ufffd" if "\ud800" <= ch <= "\udfff" or ch == "\0" else ch for ch in told)
    return f"'{told}" if told.lstrip(" ").startswith(_FORMULA) else told


class Rejects:
    """Writes rejects: row, line and reasons, then the row as it stood there, however many cells it has."""

    def __init__(self, write: Callable[[str], object], header: tuple[str, ...], delimiter: str) -> None:
        self._own = {at for at, cell in enumerate(header) if cell.strip() in REJECTED}
        self._writer = csv.writer(_Sink(write), delimiter=delimiter, lineterminator="\r\n")
        self._put(REJECTED, header)

    def add(self, row: Row) -> None:
        """Write a bad row; one that could not be cut into cells has none."""
        self._put((str(row.number), str(row.line), "; ".join(map(str, row.faults))), row.cells)

    def _put(self, front: tuple[str, ...], cells: tuple[str, ...]) -> None:
        kept = (cell for at, cell in enumerate(cells) if at not in self._own)
        self._writer.writerow([*front, *map(safe_cell, kept)])


class _Sink:
    """What csv writes to."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write
