"""The units of a transaction set: whole by their acceptor, or segment by segment where it refuses.

Both ways give the same units with the same findings; only the speed differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from edi import isa
from edi.envelope import TransactionSet, Unit
from edi.guide import Loop
from edi.reader import LOOKAHEAD, Source
from edi.table import Move, Node, Table, has_room
from edi.walker import Frame, Walker

ORPHAN = Loop("?", "segments that found no place", "S", 0, ())
"""The loop of a unit whose first segment could not be placed."""
MAX_UNIT = 1 << 22
"""Characters kept of one unit; what is longer is walked and checked, but not kept."""
OUTSIDE = frozenset(("ST", "SE", "GS", "GE", "ISA", "IEA"))
"""Segments that end a set where they stand."""


def peek(source: Source, separator: str, terminator: str) -> str:
    """The id of the next segment, without moving; empty at the end of the file, `?` where there is none."""
    head = source.ahead(8)
    if head.startswith("ISA") and isa.starts_here(head):
        return "ISA"
    if not head.strip("\r\n\x1a \x00") and not source.ahead(64).strip("\r\n\x1a \x00"):
        return ""
    return head.partition(terminator)[0].partition(separator)[0] or "?"


def read_units(source: Source, transaction: TransactionSet, table: Table, *, fast: bool) -> Iterator[Unit]:
    """The units of a set that starts at the place of reading, up to its SE (or to what ends it instead)."""
    delimiters = transaction.delimiters
    terminator, separator = delimiters.terminator, delimiters.element
    walker = Walker(table, transaction)
    frames = walker.frames
    acceptors = table.acceptors(delimiters) if fast else {}
    ordinal = 1
    if acceptors:
        source.ahead(LOOKAHEAD)
        header = acceptors[table.root].match(source.text, source.pos)
        if header:
            unit = _accepted(source, transaction, table.root.loop, None, header.end(), 1)
            walker.accept_header(unit)
            ordinal += unit.count
            yield unit
    while True:
        if not source.ended and len(source.text) - source.pos < LOOKAHEAD:
            source.ahead(LOOKAHEAD)
        if acceptors and ordinal > 1 and (taken := _match(source, walker, acceptors)):
            depth, move, end = taken
            above = frames[depth].unit
            assert move.node is not None
            unit = _accepted(source, transaction, move.node.loop, above, end, ordinal)
            walker.accept(depth, move, unit)
            ordinal += unit.count
            yield unit
            if move.node.is_leaf:
                # Most of a file is claim after claim: this is the loop that its speed hangs on.
                frame, index, limit = frames[depth], move.index, move.repeat
                counts, match = frame.counts, acceptors[move.node].match
                leaf, loop = frames[-1], move.node.loop
                while counts[index] < limit or not limit:
                    text, start = source.text, source.pos
                    if len(text) - start < LOOKAHEAD and not source.ended:
                        source.ahead(LOOKAHEAD)
                        text, start = source.text, source.pos
                    found = match(text, start)
                    if found is None:
                        break
                    source.pos = end = found.end()
                    count = text.count(terminator, start, end)
                    whole = text[start:end]
                    unit = Unit(transaction, loop, above, whole, source.base + start, ordinal, count, True)
                    counts[index] += 1
                    leaf.unit = unit
                    ordinal += count
                    yield unit
            continue
        kind = peek(source, separator, delimiters.segment)
        if (kind in OUTSIDE and (ordinal > 1 or kind != "ST")) or not kind:
            walker.finish((source.offset, ordinal))
            transaction.findings += walker.take_findings()
            return
        unit = _walked(source, walker, table, ordinal)
        ordinal += unit.count
        yield unit

def _match(
    source: Source, walker: Walker, acceptors: dict[Node, re.Pattern[str]]
) -> tuple[int, Move, int] | None:
    """The unit that stands whole at the place of reading: depth of its parent, its move, its end."""
    text, pos = source.text, source.pos
    for depth in range(len(walker.frames) - 1, -1, -1):
        frame = walker.frames[depth]
        for move in frame.node.units:
            if move.rank < frame.rank or not has_room(move, frame.counts[move.index]):
                continue
            assert move.node is not None
            match = acceptors[move.node].match(text, pos)
            if match and (not move.node.is_level or walker.numbered(depth, match.groups())):
                return depth, move, match.end()
    return None

def _accepted(
    source: Source, transaction: TransactionSet, loop: Loop, above: Unit | None, end: int, ordinal: int
) -> Unit:
    start = source.pos
    source.pos = end
    text = source.text[start:end]
    count = text.count(transaction.delimiters.terminator)
    return Unit(transaction, loop, above, text, source.base + start, ordinal, count, True)

def _walked(source: Source, walker: Walker, table: Table, ordinal: int) -> Unit:
    """One unit by the slow path: from its first segment to the next that starts a unit."""
    transaction = walker.set
    delimiters = transaction.delimiters
    terminator = delimiters.segment
    begin, first = source.offset, ordinal
    frame: Frame | None = None
    kept: list[str] = []
    size = 0
    while True:
        at = source.offset
        found = source.segment(terminator)
        if found is None:
            break
        segment, whole = found
        if not whole:
            walker.tell("S110", None, walker.frames[-1].node.loop.id, segment[:3].strip(), (at, ordinal))
        else:
            move = walker.walk(segment.split(delimiters.element), at, ordinal)
            if ordinal == first and (first == 1 or (move and move.node and move.node.unit)):
                frame = walker.frames[0 if first == 1 else -1]
        size += len(segment)
        if size <= MAX_UNIT:
            kept.append(segment)
        ordinal += 1
        kind = peek(source, delimiters.element, terminator)
        if kind in table.unit_ids or kind in OUTSIDE or not kind:
            break
    walker.seal((source.offset, ordinal))
    text = "".join(segment + delimiters.terminator for segment in kept)
    above = walker.unit_above(frame)
    unit = Unit(
        transaction, frame.node.loop if frame else ORPHAN, above, text, begin, first,
        ordinal - first, False, walker.take_findings(),
    )
    if frame:
        frame.unit = unit
    return unit
