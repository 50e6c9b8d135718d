"""A file as a page shows it: its segments with their loops, and the findings that lie on them.

A short file is shown whole. Of a long one only the units that findings lie on, what these stand in, and some
segments around: the page stays short however long the file is. The file is read a second time for it.
"""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from clearinghouse.reports.pieces import Piece, cut_into_pieces
from edi.delimiters import DEFAULT, Delimiters
from edi.describe import show
from edi.envelope import Closed, Group, Interchange, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Finding
from edi.placing import PlacedSegment, Placer
from edi.stream import Tables, read

WHOLE = 1 << 17
"""Bytes up to which a file is shown whole."""
MAX_ROWS = 4_000
"""Segments shown of one file, but for those that findings lie on."""
MAX_UNIT = 100
"""Segments up to which a unit of a long file is shown whole."""
CONTEXT = 3
"""Segments shown before and behind one that findings lie on, in a longer unit."""
_LONGEST = 4_096
"""Bytes looked at of a segment that stands in no unit."""
_DEPTHS = {"ISA": 0, "IEA": 0, "GS": 1, "GE": 1}


@dataclass(slots=True)
class Row:
    """A segment as it is shown, from byte `offset` to the one before `end`. `ordinal` counts in the set.

    `starts` is the name of the loop that it starts. `findings` are their numbers; `gap` tells how many bytes
    before it are left out.
    """

    offset: int
    end: int
    depth: int
    id: str
    pieces: list[Piece]
    findings: tuple[int, ...]
    ordinal: int = 0
    loop: str = ""
    starts: str = ""
    name: str = ""
    gap: int = 0


@dataclass(slots=True)
class View:
    """What is shown of a file. `left` bytes behind the last row are left out."""

    rows: list[Row] = field(default_factory=list)
    left: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return not self.left and not any(row.gap for row in self.rows)


def view_file(stream: BinaryIO, tables: Tables, findings: Sequence[Finding], stop: int | None = None) -> View:
    """The view of a file that has been read once; behind the byte `stop` nothing is looked at."""
    viewing = _Viewing(stream, tables, findings, stop)
    stream.seek(0)
    with suppress(NotX12):
        viewing.read()
    return viewing.finish()


class _Head(NamedTuple):
    """Where an interchange starts, the size of its ISA without the terminator, and its delimiters."""

    offset: int
    size: int
    delimiters: Delimiters


class _Viewing:
    """The rows of one file as it is read."""

    def __init__(
        self, stream: BinaryIO, tables: Tables, findings: Sequence[Finding], stop: int | None
    ) -> None:
        self._stream = stream
        self._tables = tables
        self._findings = findings
        self._size = os.fstat(stream.fileno()).st_size
        self._stop = self._size if stop is None else stop + 1
        self._whole = self._stop <= WHOLE
        self._at: dict[int, list[int]] = {}
        for number, finding in enumerate(findings):
            self._at.setdefault(finding.place.offset, []).append(number)
        self._marks = sorted(self._at)
        self._rows: dict[int, Row] = {}
        self._heads: list[_Head] = []
        self._envelopes: set[int] = set()
        self._placer: Placer | None = None
        self._placed: set[int] = set()

    # The second reading.

    def read(self) -> None:
        """Look at every event up to the last one that is shown."""
        before: Unit | None = None
        last = self._stop if self._whole else max(self._marks, default=-1) + 1
        for event in read(self._stream, self._tables):
            over = isinstance(event, (Interchange, Group, TransactionSet, Unit)) and event.offset >= last
            if over or len(self._rows) >= MAX_ROWS:
                break
            if isinstance(event, Unit):
                if self._whole or self._is_marked(event.offset, event.end):
                    if before and before is not event.above and event.offset in self._at:
                        # What is missing is told where the next thing starts.
                        self._show(before, tail=True)
                    self._show(event)
                before = event
            elif isinstance(event, Interchange):
                self._keep_head(event)
            elif isinstance(event, TransactionSet):
                self._start_set(event)
                before = None
            elif isinstance(event, Closed) and before and self._is_marked(before.end, _end(event)):
                self._show(before, tail=True)
                before = None

    def _is_marked(self, start: int, end: int) -> bool:
        """Whether findings lie between two bytes (the first included)."""
        return bisect_left(self._marks, start) < bisect_left(self._marks, end)

    def _keep_head(self, interchange: Interchange) -> None:
        """Remember how what stands from here on is cut; of interchanges not shown only the last one."""
        known, delimiters = self._heads, interchange.delimiters
        if known and not self._whole and not self._is_marked(known[-1].offset, interchange.offset):
            known.pop()
        size = len(delimiters.element.join(interchange.elements))
        known.append(_Head(interchange.offset, size, delimiters))

    def _start_set(self, of: TransactionSet) -> None:
        group = of.group
        table = self._tables.table(group.functional_id, group.version, of.id, of.version)
        self._placer = Placer(table, of) if table else None
        self._placed = set()

    # Units.

    def _show(self, unit: Unit, *, tail: bool = False) -> None:
        """Make rows of a unit (or of its last segments) and of those it stands in, each once."""
        chain: list[Unit] = []
        one: Unit | None = unit
        while one and one.offset not in self._placed:
            chain.insert(0, one)
            one = one.above
        for each in chain:
            self._placed.add(each.offset)
            placed = list(self._placer.place(each)) if self._placer else []
            ends = [*(one.offset for one in placed[1:]), each.end]
            shown = self._shown_of(placed, tail=tail and each is unit)
            for index in sorted(shown):
                self._add(placed[index], ends[index], each)
        group = unit.set.group
        self._envelopes |= {group.offset, group.interchange.offset}

    def _shown_of(self, placed: Sequence[PlacedSegment], *, tail: bool) -> set[int]:
        """Which segments of a unit are shown."""
        count = len(placed)
        if tail:
            return set(range(max(0, count - CONTEXT), count))
        if self._whole or count <= MAX_UNIT:
            return set(range(count))
        shown = {0}
        for index, one in enumerate(placed):
            if one.offset in self._at:
                shown.update(range(max(0, index - CONTEXT), min(count, index + CONTEXT + 1)))
        return shown

    def _add(self, placed: PlacedSegment, end: int, unit: Unit) -> None:
        row = self._row(placed.offset, end, placed.values, unit.set.delimiters)
        row.depth = placed.depth + 1
        row.ordinal = placed.ordinal
        row.loop = placed.loop.id
        row.starts = placed.loop.name if placed.starts else ""
        row.name = placed.slot.name if placed.slot else ""
        self._rows[placed.offset] = row

    def _row(self, offset: int, end: int, values: list[str], delimiters: Delimiters) -> Row:
        numbers = self._at.get(offset, [])
        lying = [(number, self._findings[number].place) for number in numbers]
        pieces = cut_into_pieces(values, delimiters, lying)
        return Row(offset, end, _DEPTHS.get(values[0], 2), show(values[0]), pieces, tuple(numbers))

    # What stands in no unit, and the end.

    def finish(self) -> View:
        """All rows in the order of the file, with what stands between units where it is shown."""
        alone = self._envelopes.union(self._marks)
        bounds = sorted({self._stop, *alone, *self._rows, *(head.offset for head in self._heads)})
        for offset in sorted(alone - self._rows.keys()):
            behind = bisect_right(bounds, offset)
            self._add_alone(offset, bounds[behind] if behind < len(bounds) else offset + _LONGEST)
        rows = self._filled() if self._whole else self._sorted()
        end = 0
        for row in rows:
            row.gap = max(row.offset - end, 0)
            end = row.end
        return View(rows, max(self._size - end, 0))

    def _sorted(self) -> list[Row]:
        return sorted(self._rows.values(), key=lambda row: row.offset)

    def _filled(self) -> list[Row]:
        """The rows with those of every segment between them."""
        at = 0
        for row in [*self._sorted(), None]:
            until = row.offset if row else self._stop
            while at < until and len(self._rows) < MAX_ROWS:
                at = self._add_alone(at, until)
            at = row.end if row else at
        return self._sorted()

    def _add_alone(self, offset: int, until: int) -> int:
        """Make a row of the segment at a byte, cut by its interchange's delimiters; the byte behind it."""
        size = min(until - offset, _LONGEST)
        text = os.pread(self._stream.fileno(), size, offset).decode("latin-1")
        before = bisect_right(self._heads, offset, key=lambda head: head.offset)
        head = self._heads[before - 1] if before else _Head(0, 0, DEFAULT)
        start = head.size if head.offset == offset else 0
        found = text.find(head.delimiters.segment, start)
        length = found if found >= 0 else len(text)
        behind = text[length + 1 :]
        end = offset + len(text) - len(behind.lstrip("\r\n"))
        values = text[:length].strip("\r\n").split(head.delimiters.element)
        if values != [""] or offset in self._at:
            self._rows[offset] = self._row(offset, end, values, head.delimiters)
        # A file that is cut while it is looked at must not keep anybody waiting.
        return max(end, offset + 1)


def _end(event: Closed) -> int:
    return event.of.end if isinstance(event.of, TransactionSet) else 0
