"""The units of a transaction set: whole by their acceptor, or segment by segment where it refuses.

Both ways give the same units with the same findings; only the speed differs.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from edi import isa
from edi.envelope import Run, TransactionSet, Unit
from edi.guide import Loop
from edi.reader import LOOKAHEAD, MAX_SEGMENT, PADDING, Source
from edi.runs import run_acceptor
from edi.table import Move, Node, Table
from edi.walker import Frame, Walker

ORPHAN = Loop("?", "segments that found no place", "S", 0, ())
"""The loop of a unit whose first segment could not be placed."""
MAX_UNIT = 1 << 22
"""Characters kept of one unit; what is longer is refused, but walked and checked to its end."""
OUTSIDE = frozenset(("ST", "SE", "GS", "GE", "ISA", "IEA"))
"""Segments that end a set where they stand."""

Acceptors = dict[Node, re.Pattern[str]]


def peek(source: Source, separator: str, terminator: str) -> str:
    """The id of the next segment, without moving; empty at the end of the file, `?` where there is none."""
    head = source.ahead(8)
    if head.startswith("ISA") and isa.starts_here(head):
        return "ISA"
    if not head.strip(PADDING) and not source.ahead(64).strip(PADDING):
        return ""
    return head.partition(terminator)[0].partition(separator)[0] or "?"


def read_units(
    source: Source, transaction: TransactionSet, table: Table, *, fast: bool, runs: bool = False
) -> Iterator[Unit | Run]:
    """The units of a set that starts at the place of reading, up to its SE (or to what ends it instead)."""
    delimiters = transaction.delimiters
    terminator, separator = delimiters.segment, delimiters.element
    walker = Walker(table, transaction)
    acceptors = table.acceptors(delimiters) if fast else {}
    if acceptors:
        walker.acceptors = table.segment_acceptors(delimiters)
    runner = run_acceptor(table, delimiters) if acceptors and runs else None
    next_run = matched = 0
    ordinal = 1
    source.ensure(LOOKAHEAD)
    if acceptors and (header := acceptors[table.root].match(source.text, source.pos)):
        unit = _accepted(source, transaction, table.root.loop, None, header.end(), 1)
        walker.accept_header(unit)
        ordinal += unit.count
        yield unit
    while True:
        source.ensure(LOOKAHEAD)
        if acceptors and ordinal > 1 and (taken := _match(source, walker, acceptors)):
            depth, move, end = taken
            above = walker.frames[depth].unit
            assert move.node is not None
            unit = _accepted(source, transaction, move.node.loop, above, end, ordinal)
            walker.accept(depth, move, unit)
            ordinal += unit.count
            yield unit
            if runner and move.node in runner.behind:
                if source.offset >= next_run:
                    source.ensure(LOOKAHEAD)
                    run, next_run, matched = runner.take(source, walker, ordinal, matched)
                    if run:
                        ordinal += run.count
                        yield run
            elif move.node.is_leaf:
                ordinal = yield from _leaves(source, walker, depth, move, acceptors[move.node], ordinal)
            continue
        kind = peek(source, separator, terminator)
        if (kind in OUTSIDE and (ordinal > 1 or kind != "ST")) or not kind:
            walker.finish((source.offset, ordinal), cut_off=not kind)
            transaction.findings += walker.take_findings()
            return
        unit = _walked(source, walker, table, ordinal)
        ordinal += unit.count
        yield unit


def _leaves(
    source: Source, walker: Walker, depth: int, move: Move, acceptor: re.Pattern[str], ordinal: int
) -> Generator[Unit, None, int]:
    """The accepted units that follow one of their own kind (most of a file is claim after claim); returns
    the ordinal behind them."""
    transaction, terminator = walker.set, walker.delimiters.terminator
    frame, index, limit, leaf = walker.frames[depth], move.index, move.repeat, walker.frames[-1]
    counts, above, loop, match = frame.counts, frame.unit, leaf.node.loop, acceptor.match
    while counts[index] < limit or not limit:
        text, start = source.text, source.pos
        if len(text) - start < LOOKAHEAD and not source.ended:
            source.ensure(LOOKAHEAD)
            text, start = source.text, source.pos
        found = match(text, start)
        if found is None:
            break
        source.pos = end = found.end()
        count = text.count(terminator, start, end)
        unit = Unit(transaction, loop, above, text[start:end], source.base + start, ordinal, count, True)
        counts[index] += 1
        leaf.unit = unit
        ordinal += count
        yield unit
    return ordinal


def _match(source: Source, walker: Walker, acceptors: Acceptors) -> tuple[int, Move, int] | None:
    """The unit that stands whole at the place of reading: depth of its parent, its move, its end.

    Its first segment alone says which loop is meant: if that one is faulty no other takes its place.
    """
    text, pos, delimiters = source.text, source.pos, walker.delimiters
    values = text[pos : text.find(delimiters.segment, pos)].split(delimiters.element)
    opening = walker.opening(values)
    if opening is None:
        return None
    depth, move = opening
    assert move.node is not None
    found = acceptors[move.node].match(text, pos)
    if found and (not move.node.is_level or walker.numbered(depth, found.groups())):
        return depth, move, found.end()
    return None


def _accepted(
    source: Source, transaction: TransactionSet, loop: Loop, above: Unit | None, end: int, ordinal: int
) -> Unit:
    start = source.pos
    source.pos = end
    text = source.text[start:end]
    count = text.count(transaction.delimiters.terminator)
    return Unit(transaction, loop, above, text, source.base + start, ordinal, count, True)


def _walked(source: Source, walker: Walker, table: Table, first: int) -> Unit:
    """One unit by the slow path: from its first segment to the next that starts a unit."""
    delimiters = walker.delimiters
    terminator, separator = delimiters.segment, delimiters.element
    begin, ordinal, size, kind = source.offset, first, 0, ""
    frame: Frame | None = walker.frames[0] if first == 1 else None
    kept = _Kept()
    while True:
        at = source.offset
        found = source.segment(terminator)
        if found is None:
            break
        segment, whole = found
        if not whole:
            if source.offset - at > MAX_SEGMENT:
                walker.tell("S110", None, walker.frames[-1].node.loop.id, "", (at, ordinal))
        elif (frame and not walker.is_full) or ordinal == first:
            # What follows a segment that started no unit is not looked at: only that start is wrong.
            move = walker.walk(segment.split(separator), at, ordinal, segment)
            if frame is None and move and move.node and move.node.unit:
                frame = walker.frames[-1]
        size += len(segment) + len(source.tail)
        if size <= MAX_UNIT:
            kept.add(segment, source.tail)
        ordinal += 1
        kind = peek(source, separator, terminator)
        starts = kind in table.unit_ids and not (frame and kind == frame.node.again)
        if starts or kind in OUTSIDE or not kind:
            break
    loop = frame.node.loop if frame else ORPHAN
    if size > MAX_UNIT:
        walker.tell("S111", None, loop.id, "", (begin, first))
    walker.seal((source.offset, ordinal), cut_off=not kind)
    unit = Unit(
        walker.set, loop, walker.unit_above(frame), kept.text(), begin, first, ordinal - first, False,
        walker.take_findings(), source.offset,
    )
    if frame:
        frame.unit = unit
    return unit


class _Kept:
    """The text of a unit being walked; very many very short segments are joined now and then."""

    __slots__ = ("blocks", "parts")

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.parts: list[str] = []

    def add(self, segment: str, tail: str) -> None:
        self.parts += segment, tail
        if len(self.parts) > 8_192:
            self.blocks.append("".join(self.parts))
            self.parts.clear()

    def text(self) -> str:
        return "".join((*self.blocks, *self.parts))
