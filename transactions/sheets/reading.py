"""Sheets read: the header is recognised, every cell becomes a value, or the row tells what was expected.

Columns come in any order; capitals, blanks and punctuation in a header make no difference. A fault names
row, line and column, never what stands in the cell: it may be a patient's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from edi.describe import escape
from transactions.sheets.cells import DELIMITERS, PLAIN, Form, Misread, plain
from transactions.sheets.columns import Column, Sheet
from transactions.sheets.rows import CutRow, SheetError, SheetFile

LONGEST_HEADER = 40
"""Characters shown of the header of a column nobody knows."""
MOST_NOTES = 20
"""Columns nobody knows that are told one by one."""
MOST_SEEN = 4_096
"""Different cells of one column that are remembered."""
REJECTED = ("rejected_row", "rejected_line", "rejected_because")
"""Columns that a file of rejects has beside the sheet's own; passed over without a word."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: in one column (by number and name), or with the row itself."""

    says: str
    column: str = ""
    number: int | None = None

    def __str__(self) -> str:
        if not self.column:
            return self.says
        place = f"column {self.number} ({self.column})" if self.number else f"column {self.column}"
        return f"{place}: {self.says}"


@dataclass(slots=True)
class Row:
    """A row of a sheet: its values by column (only what is not empty), or its faults."""

    number: int
    line: int
    last_line: int
    cells: tuple[str, ...]
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The row, and its lines where they are counted otherwise."""
        if self.line == self.last_line:
            return f"row {self.number}" + (f" (line {self.line})" if self.line != self.number else "")
        return f"row {self.number} (lines {self.line} to {self.last_line})"

    def told(self) -> list[str]:
        """Its faults, one a line."""
        return [f"{self.where}: {fault}" for fault in self.faults]


Told = Callable[[Row], None]
"""Hears of every row that is bad."""


class SheetReader:
    """A sheet being read, once: `notes` are what its header gives cause to say, `header` its own words."""

    def __init__(
        self, stream: BinaryIO, sheet: Sheet, form: Form = PLAIN, given: Collection[str] = ()
    ) -> None:
        """Reads the header; raises SheetError. `given` are columns whose values stand elsewhere."""
        self.sheet = sheet
        self.form = form
        self.notes: list[str] = []
        self.count = 0
        self._given = given
        self._file = SheetFile(stream, form)
        self.delimiter = self._delimiter()
        self._rows = self._file.rows(self.delimiter)
        first = next(self._rows)
        if first.trouble:
            raise SheetError(f"the header (line {first.line}) cannot be read: {first.trouble}")
        self.header = first.cells
        self._columns = self._recognise(first.cells)
        self._numbers = {column.name: at + 1 for at, column, _ in self._columns}
        self._width = len(first.cells)

    def rows(self) -> Iterator[Row]:
        """The rows that are not empty, good or not."""
        try:
            for cut in self._rows:
                if cut.trouble or any(map(str.strip, cut.cells)):
                    self.count += 1
                    yield self._row(cut)
        finally:
            self._file.detach()

    def fault(self, row: Row, says: str, column: str = "") -> None:
        """Say what is wrong with a row, or with one of its columns."""
        row.faults.append(Fault(says, column, self._numbers.get(column)))

    # The header.

    def _delimiter(self) -> str:
        """The one that was stated, or the one by which most columns of the header are known."""
        stated = self.form.delimiter or self._file.told_delimiter
        if stated is not None:
            if stated not in DELIMITERS:
                raise SheetError("the delimiter must be a comma, a semicolon or a tab")
            return stated
        return max(DELIMITERS, key=self._known_by)

    def _known_by(self, delimiter: str) -> int:
        cells = self._file.first[1].split(delimiter)
        return sum(plain(cell) in self.sheet.known for cell in cells)

    def _recognise(self, cells: tuple[str, ...]) -> list[tuple[int, Column, dict[str, Any]]]:
        found: dict[str, int] = {}
        columns: list[tuple[int, Column, dict[str, Any]]] = []
        unknown = []
        for at, cell in enumerate(cells):
            column = self.sheet.known.get(plain(cell))
            if column is None:
                if cell.strip() and plain(cell) not in _PASSED_OVER:
                    unknown.append(at)
                continue
            if column.name in found:
                raise SheetError(
                    f"columns {found[column.name] + 1} and {at + 1} are both {column.name}: leave one out"
                )
            found[column.name] = at
            columns.append((at, column, {}))
        self._judge(found, unknown, cells)
        return columns

    def _judge(self, found: dict[str, int], unknown: list[int], cells: tuple[str, ...]) -> None:
        """Refuse what is no header of this sheet. Only beside a whole header are unknown words shown."""
        if not found:
            raise SheetError(
                f"the first row is not the header of a sheet of {self.sheet.name}: none of its cells names a "
                f"column (bitewing sheets template {self.sheet.name} shows one)"
            )
        missing = [
            f"{column.name} (or {column.elsewhere})" if column.elsewhere else column.name
            for column in self.sheet.columns
            if column.required and column.name not in found and column.name not in self._given
        ]
        if missing:
            numbers = ", ".join(str(at + 1) for at in unknown[:MOST_NOTES])
            rest = f"; unknown are the columns {numbers}" if unknown else ""
            raise SheetError(f"the header lacks {', '.join(missing)}{rest}")
        for at in unknown[:MOST_NOTES]:
            shown = escape(cells[at].strip()[:LONGEST_HEADER])
            self.notes.append(f"column {at + 1} ({shown}) is unknown and was not read")

        if len(unknown) > MOST_NOTES:
            self.notes.append(f"{len(unknown) - MOST_NOTES} more columns are unknown and were not read")

    # The rows.

    def _row(self, cut: CutRow) -> Row:
        row = Row(cut.number, cut.line, cut.last_line, cut.cells)
        trouble = cut.trouble or self._misshapen(cut.cells)
        if trouble:
            self.fault(row, trouble)
            return row
        for at, column, seen in self._columns:
            cell = cut.cells[at].strip() if at < len(cut.cells) else ""
            if not cell:
                self._miss(row, column)
                continue
            value = seen.get(cell, seen)
            if value is seen:
                value = self._value(column, cell, seen)
            if value is Misread:
                self.fault(row, f"expected {column.kind.expected(self.form)}", column.name)
            else:
                row.values[column.name] = value
        return row

    def _misshapen(self, cells: tuple[str, ...]) -> str:
        """Why nothing can be read from a row that was cut into cells."""
        if len(cells) > self._width and any(map(str.strip, cells[self._width :])):
            return (
                f"has {len(cells)} cells, the header {self._width}: a cell with the delimiter in it must "
                "stand in quotation marks"
            )
        if len(cells) < self._width and not self.form.short_rows:
            return (
                f"has {len(cells)} cells, the header {self._width}: add the empty ones, or state that rows "
                "leave out empty cells at their end (--short-rows)"
            )
        text = "".join(cells)
        if not text.isascii() and any("\ud800" <= ch <= "\udfff" for ch in text):
            other = "cp1252" if self.form.encoding == "utf-8" else "utf-8"
            return f"holds what is not {self.form.encoding}: save as CSV UTF-8, or try --encoding {other}"
        if "\0" in text:
            return "holds a NUL character: save the sheet as CSV again"
        return ""

    def _miss(self, row: Row, column: Column) -> None:
        if column.required and not column.once and column.name not in self._given:
            self.fault(row, missing(column, self.form), column.name)

    def _value(self, column: Column, cell: str, seen: dict[str, Any]) -> Any:
        """What a cell tells, or Misread: kept, for most columns repeat themselves."""
        try:
            value = column.kind.read(cell, self.form)
        except Misread:
            value = Misread
        if len(seen) == MOST_SEEN:
            seen.clear()
        seen[cell] = value
        return value


def missing(column: Column, form: Form) -> str:
    """What is said where nothing stands in a column that is needed."""
    says = f"is empty; expected {column.kind.expected(form)}"
    return f"{says} (or tell {column.elsewhere})" if column.elsewhere else says


_PASSED_OVER = frozenset(map(plain, REJECTED))
