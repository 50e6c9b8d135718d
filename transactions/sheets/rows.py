"""Rows of a CSV file: bytes to lines to cells, one row at a time, whatever stands there.

A row keeps the number a spreadsheet shows it under, and the lines of the file it stands on: cells in
quotation marks may hold line breaks. What cannot be cut into cells is a row with a `trouble`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from edi.errors import EdiError
from transactions.sheets.cells import Form

LONGEST = 1 << 16
"""Characters a row may have."""
MOST_LINES = 50
"""Lines a row may stand on."""

_FOREIGN = (
    (b"PK\x03\x04", "a workbook (.xlsx, .ods)"), (b"\xd0\xcf\x11\xe0", "a workbook (.xls)"),
    (b"\xff\xfe", "Unicode text (UTF-16)"), (b"\xfe\xff", "Unicode text (UTF-16)"), (b"%PDF", "a PDF"),
)
_UTF_8_MARK = b"\xef\xbb\xbf"
_OPEN = "a quotation mark opens a cell that is not closed; none of these lines was read"
_MISQUOTED = "after a cell in quotation marks there must be the delimiter or the end of the row"
_TOO_LONG = f"the row is longer than {LONGEST} characters"


class SheetError(EdiError):
    """A file that is no sheet of the kind it should be; the text names columns, never a cell."""


@dataclass(frozen=True, slots=True)
class CutRow:
    """A row as it stands there."""

    number: int
    line: int
    last_line: int
    cells: tuple[str, ...]
    trouble: str = ""


Line = tuple[int, str, bool]
"""A line's number, its text, and whether it was cut short for its length."""


class SheetFile:
    """The lines of a CSV file, and its rows by a delimiter. Bytes of another encoding become surrogates."""

    def __init__(self, stream: BinaryIO, form: Form) -> None:
        """Reads the first line that is not empty; raises SheetError for what is no text."""
        codec = "utf-8-sig" if form.encoding == "utf-8" else form.encoding
        self._text = io.TextIOWrapper(stream, codec, "surrogateescape", newline=None)
        self._lines = self._read()
        self.skipped = 0
        self.told_delimiter: str | None = None
        self.first = self._first_line(form)

    def rows(self, delimiter: str) -> Iterator[CutRow]:
        """The rows from the first that is not empty; the first line of Excel's `sep=` is no row."""
        lines = chain([self.first], self._lines)
        number = self.skipped
        for line in lines:
            number += 1
            yield _cut(number, line, lines, delimiter)

    def detach(self) -> None:
        """Leave the stream to whoever opened it."""
        self._text.detach()

    def _first_line(self, form: Form) -> Line:
        for number, line, short in self._lines:
            if number == 1:
                self._refuse(line.encode(form.encoding, "surrogateescape")[:4], form)
                if line.casefold().startswith("sep=") and len(line) == 5:
                    self.told_delimiter = line[4]
                    continue
            if line or short:
                return number, line, short
            self.skipped += 1
        raise SheetError("the file is empty")

    def _refuse(self, start: bytes, form: Form) -> None:
        for magic, what in _FOREIGN:
            if start.startswith(magic):
                raise SheetError(f"this is {what}, not CSV: save the sheet as CSV UTF-8")
        if form.encoding != "utf-8" and start.startswith(_UTF_8_MARK):
            raise SheetError(f"the file says that it is UTF-8, not {form.encoding}")

    def _read(self) -> Iterator[Line]:
        number = 0
        while line := self._text.readline(LONGEST + 1):
            number += 1
            short = len(line) > LONGEST and not line.endswith("\n")
            while len(line) > LONGEST and not line.endswith("\n"):
                line = self._text.readline(LONGEST + 1) or "\n"
            yield number, "" if short else line.removesuffix("\n"), short


def _cut(number: int, first: Line, more: Iterator[Line], delimiter: str) -> CutRow:
    """One row, from its first line and as many more as its quotation marks need."""
    line, text, short = first
    if short:
        return CutRow(number, line, line, (), _TOO_LONG)
    if '"' not in text:
        return CutRow(number, line, line, tuple(text.split(delimiter)))
    cells, last, size = _Cells(delimiter), line, len(text)
    try:
        whole = cells.feed(text)
        while not whole:
            following = next(more, None) if last - line < MOST_LINES - 1 else None
            if following is None:
                return CutRow(number, line, last, (), _OPEN)
            last, text, short = following
            size += len(text) + 1
            if short or size > LONGEST:
                return CutRow(number, line, last, (), _TOO_LONG)
            whole = cells.feed(text)
    except ValueError:
        return CutRow(number, line, last, (), _MISQUOTED)
    return CutRow(number, line, last, tuple(cells.cells))


class _Cells:
    """The cells of one row, fed with its lines. A quotation mark inside a plain cell is a character."""

    def __init__(self, delimiter: str) -> None:
        self.cells: list[str] = []
        self._delimiter = delimiter
        self._held: list[str] | None = None

    def feed(self, line: str) -> bool:
        """Take the next line; whether the row ends with it. Raises ValueError after a misplaced mark."""
        at = 0
        if self._held is not None:
            self._held.append("\n")
        while True:
            if self._held is None and line.startswith('"', at):
                self._held = []
                at += 1
            if self._held is not None:
                at = self._quoted(self._held, line, at)
                if at < 0:
                    return False
                if at == len(line):
                    return True
                if line[at] != self._delimiter:
                    raise ValueError
            else:
                end = line.find(self._delimiter, at)
                if end < 0:
                    self.cells.append(line[at:])
                    return True
                self.cells.append(line[at:end])
                at = end
            at += 1

    def _quoted(self, held: list[str], line: str, at: int) -> int:
        """What stands up to the closing mark; where the line goes on after it, -1 if it is not there."""
        while True:
            end = line.find('"', at)
            if end < 0:
                held.append(line[at:])
                return -1
            if not line.startswith('"', end + 1):
                held.append(line[at:end])
                self.cells.append("".join(held))
                self._held = None
                return end + 1
            held.append(line[at : end + 1])
            at = end + 2
