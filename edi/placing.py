"""The segments of a unit, each with its place in the guide: for who shows a file to people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from edi.envelope import TransactionSet, Unit
from edi.guide import Loop, Slot
from edi.table import Table
from edi.walker import Walker


@dataclass(frozen=True, slots=True)
class PlacedSegment:
    """A segment as it stands, without its terminator: `values` are its id and elements, as wire text.

    `slot` is None where it has no place; `loop` is the innermost open one, `depth` counts those around it,
    and `starts` tells whether it opened its loop.
    """

    values: list[str]
    offset: int
    ordinal: int
    slot: Slot | None
    loop: Loop
    depth: int
    starts: bool


class Placer:
    """Walks the units of one set once more, in their order, to tell the place of every segment.

    Units may be left out as long as those a unit stands in (`Unit.above`) come before it.
    """

    def __init__(self, table: Table, transaction: TransactionSet) -> None:
        self._walker = Walker(table, transaction)

    def place(self, unit: Unit) -> Iterator[PlacedSegment]:
        """The segments of the next unit; they must all be taken."""
        walker, separator = self._walker, unit.set.delimiters.element
        ordinal = unit.segment - 1
        for line, at in _lines(unit):
            ordinal += 1
            values = line.split(separator)
            move = walker.walk(values, at, ordinal)
            walker.findings.clear()
            yield PlacedSegment(
                values, at, ordinal, move.slot if move else None, walker.frames[-1].node.loop,
                len(walker.frames) - 1, bool(move and move.node),
            )
        walker.seal((unit.end, ordinal + 1))
        walker.findings.clear()


def _lines(unit: Unit) -> Iterator[tuple[str, int]]:
    """The unit's segments as they stand, with the byte where each starts."""
    terminator, content = unit.set.delimiters.segment, unit.text
    start = 0
    while start < len(content):
        end = content.find(terminator, start)
        end = len(content) if end < 0 else end
        line = content[start:end].rstrip("\r") if terminator == "\n" else content[start:end]
        if line.strip("\r\n"):
            yield line, unit.offset + start
        start = end + 1
        while start < len(content) and content[start] in "\r\n":
            start += 1
