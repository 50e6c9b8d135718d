"""The walker: gives each segment its place in the guide, and says what is missing or out of place.

Frames are the open loops. A unit that an acceptor took whole opens only its own frame. When a unit is
finished its frame is sealed: its own part is over, only units inside it may follow. Whether a unit was
accepted or walked, the frames are the same afterwards; that is what keeps both paths equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from edi.delimiters import Delimiters
from edi.envelope import TransactionSet, Unit
from edi.findings import Finding, Place, Severity
from edi.guide import Slot
from edi.rulebook import RULES
from edi.table import Move, Node, SegmentAcceptors, Table, has_room

MAX_FINDINGS = 1_000
"""Findings kept for one unit; a unit with more is hopeless and memory is not."""


class Frame:
    """An open loop: how far its children have come."""

    __slots__ = (
        "child_flag", "counts", "has_level_below", "level", "node", "rank", "sealed", "start", "unit"
    )

    def __init__(self, node: Node, start: tuple[int, int]) -> None:
        self.node = node
        self.rank = 0
        self.counts = [0] * len(node.moves)
        self.sealed = False
        self.unit: Unit | None = None
        self.start = start
        self.level = ""
        self.child_flag = ""
        self.has_level_below = False


class Walker:
    """The walk through one transaction set; `findings` collects until `take_findings`."""

    __slots__ = ("_at", "acceptors", "cut_off", "delimiters", "findings", "frames", "levels", "set", "table")

    def __init__(self, table: Table, transaction: TransactionSet) -> None:
        self.table = table
        self.set = transaction
        self.delimiters: Delimiters = transaction.delimiters
        self.frames = [Frame(table.root, (transaction.offset, 1))]
        self.acceptors: SegmentAcceptors | None = None
        self.levels = 0
        self.cut_off = False
        self.findings: list[Finding] = []
        self._at = (transaction.offset, 0)

    def take_findings(self) -> tuple[Finding, ...]:
        """What was found since the last call."""
        if not self.findings:
            return ()
        found, self.findings = tuple(self.findings), []
        return found

    @property
    def is_full(self) -> bool:
        """Whether so much was found, an error among it, that nothing more is told."""
        return len(self.findings) >= MAX_FINDINGS and self.findings[-1].is_error

    def tell(
        self, rule: str, slot: Slot | None, loop: str, segment_id: str, at: tuple[int, int] | None = None,
        element: int = 0, component: int = 0, repetition: int = 0, number: str = "", trigger: int = 0,
    ) -> None:
        """Note a finding at a segment (byte offset, ordinal), by default the one being walked.

        `trigger` is the element of the same segment that made it one.
        """
        if self.is_full:
            return
        if len(self.findings) >= MAX_FINDINGS:
            # A thousand warnings must not hide that there is an error.
            if RULES[rule].severity is not Severity.ERROR:
                return
            self.findings.pop()
        offset, ordinal = at or self._at
        path = f"{loop}/" if loop else ""
        path += slot.ref if slot else segment_id
        if element:
            path += f"{element:02d}" + (f"-{component}" if component else "")
        group = self.set.group
        place = Place(
            offset, segment_id, ordinal, loop, path, element, component, repetition, number,
            group.interchange.control_number, group.control_number, self.set.control_number,
        )
        self.findings.append(Finding(RULES[rule], place, _neighbour(place, slot, trigger)))

    # The slow path: one segment at a time.

    def walk(self, values: list[str], offset: int, ordinal: int, segment: str = "") -> Move | None:
        """Place a segment and check it; the move that took it, or None where nothing does.

        Its text (`segment`) lets an acceptor spare the checks, where the walker was given any.
        """
        self._at = (offset, ordinal)
        move = self._place(values)
        if move is None:
            return None
        if ordinal == 1 and self.set.findings:
            # ST: the envelope's rules have told what is wrong with it.
            return move
        if not (segment and self.acceptors and self.acceptors.accepts(move, segment)):
            loop = self.frames[-1].node.loop.id
            for fault in move.check(values, self.delimiters):
                self.tell(
                    fault.rule, move.slot, loop, values[0], None,
                    fault.element, fault.component, fault.repetition, fault.number, fault.trigger,
                )
        if move.segment_id == "HL" and move.node:
            self._enter_level(self.frames[-1], values)
        return move

    def _place(self, values: list[str]) -> Move | None:
        segment_id = values[0]
        full: tuple[int, Move] | None = None
        early: tuple[int, Move] | None = None
        past = False
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            for move in frame.node.by_id.get(segment_id, ()):
                if not move.fits(values, self.delimiters):
                    continue
                room = has_room(move, frame.counts[move.index])
                if frame.sealed and move.rank < frame.node.first_unit:
                    past = True
                elif move.rank < frame.rank:
                    early = early or (depth, move)
                elif room:
                    meant = self.opening(values) if segment_id == "HL" else None
                    return self._take(*(meant or (depth, move)))
                else:
                    full = full or (depth, move)
        if full:
            return self._take(*full, fault="U102" if full[1].doubt else "S204" if full[1].node else "S205")
        if early:
            return self._take(*early, fault="S107")
        if past:
            # It belongs to a part that is over: going back there would orphan all that follows.
            self.tell("S107", None, self.frames[-1].node.loop.id, segment_id)
            return None
        return self._place_by_id(segment_id)

    def _place_by_id(self, segment_id: str) -> Move | None:
        """No slot has the segment's qualifier: take the one slot it can only have meant, or tell."""
        loop = self.frames[-1].node.loop.id
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            moves = [m for m in frame.node.by_id.get(segment_id, ()) if m.rank >= frame.rank]
            if not moves:
                continue
            open_moves = [m for m in moves if has_room(m, frame.counts[m.index])]
            wanted = [m for m in open_moves if m.usage == "R" and not frame.counts[m.index]]
            meant = open_moves if len(open_moves) == 1 else wanted
            if len(meant) == 1 and segment_id != "HL":
                return self._take(depth, meant[0])
            self.tell("S214", None, loop, segment_id)
            return None
        if segment_id in self.table.used_ids:
            self.tell("S102", None, loop, segment_id)
        else:
            self.tell("S106" if self.table.known_to_standard(segment_id) else "S101", None, loop, segment_id)
        return None

    def _take(self, depth: int, move: Move, fault: str = "") -> Move:
        self.close_above(depth)
        frame = self.frames[depth]
        if fault:
            loop = move.node.loop.id if move.node else frame.node.loop.id
            self.tell(fault, move.slot, loop, move.segment_id)
        frame.rank = max(frame.rank, move.rank)
        frame.counts[move.index] += 1
        if move.node:
            inner = Frame(move.node, self._at)
            inner.counts[0] = 1
            self.frames.append(inner)
        return move

    # HL levels.

    def _enter_level(self, frame: Frame, values: list[str]) -> None:
        _, own, parent, _, flag = [*values, "", "", "", ""][:5]
        for element in self.enter_level(frame, own, parent, flag):
            self.tell("E212", frame.node.moves[0].slot, frame.node.loop.id, "HL", None, element)

    def enter_level(self, frame: Frame, own: str, parent: str, flag: str) -> list[int]:
        """Number a level; the positions of HL (1 or 2) that do not fit."""
        self.levels += 1
        wrong = []
        if own != str(self.levels):
            wrong.append(1)
            # Counting goes on from the number sent: one gap is one fault.
            self.levels = int(own) if 0 < len(own) < 10 and own.isascii() and own.isdigit() else self.levels
        above = self._level_above(frame)
        if above:
            above.has_level_below = True
            if parent and parent != above.level:
                wrong.append(2)
        frame.level = own
        frame.child_flag = flag
        return wrong

    def _level_above(self, frame: Frame) -> Frame | None:
        below = self.frames.index(frame) if frame in self.frames else len(self.frames)
        return self._level_from(below - 1)

    def _level_from(self, depth: int) -> Frame | None:
        """The innermost open level at this depth or above."""
        for candidate in reversed(self.frames[: depth + 1]):
            if candidate.node.is_level:
                return candidate
        return None

    # Closing.

    def close_above(self, depth: int) -> None:
        """Close the loops deeper than `depth`, telling what they miss."""
        while len(self.frames) > depth + 1:
            self._close(self.frames.pop())

    def _close(self, frame: Frame) -> None:
        node = frame.node
        self._miss(frame, node.required_units if frame.sealed else node.required)
        told = frame.child_flag in ("0", "1") and not self.cut_off
        if told and (frame.child_flag == "1") != frame.has_level_below:
            self.tell("E212", node.moves[0].slot, node.loop.id, "HL", frame.start, 4)

    def _miss(self, frame: Frame, required: list[Move]) -> None:
        if self.cut_off:
            # What the file's end took away is told once, by the envelope.
            return
        for move in required:
            if not frame.counts[move.index]:
                rule = "U101" if move.doubt else "S217" if move.node else "S203"
                loop = move.node.loop.id if move.node else frame.node.loop.id
                self.tell(rule, move.slot, loop, move.segment_id)

    def seal(self, at: tuple[int, int], *, cut_off: bool = False) -> None:
        """End the own part of the open unit (or header) because the segment at `at` starts another.

        `cut_off`: because the file ends there instead, and nothing can be said to be missing.
        """
        self._at = at
        self.cut_off = cut_off
        depth = len(self.frames) - 1
        while depth > 0 and not self.frames[depth].node.unit:
            depth -= 1
        self.close_above(depth)
        frame = self.frames[depth]
        if not frame.sealed:
            self._miss(frame, frame.node.required_own)
            frame.sealed = True
            frame.rank = frame.node.first_unit

    def finish(self, at: tuple[int, int], *, cut_off: bool = False) -> None:
        """End the set: close everything."""
        self.seal(at, cut_off=cut_off)
        self.close_above(0)
        self._close(self.frames[0])

    # The fast path: units taken whole.

    def opening(self, values: list[str]) -> tuple[int, Move] | None:
        """The unit a segment starts here: its depth and the move.

        Of the places a level may have (an event: under the dependent or the subscriber) it is the one that
        HL02 names, and the nearest where that names none.
        """
        nearest = None
        for place in self.openings(values):
            above = self._level_from(place[0]) if values[0] == "HL" else None
            if above is None or len(values) < 3 or values[2] == above.level:
                return place
            nearest = nearest or place
        return nearest

    def openings(self, values: list[str]) -> Iterator[tuple[int, Move]]:
        """The units a segment may start here, those of the nearest loop first: its depth and the move."""
        for depth in range(len(self.frames) - 1, -1, -1):
            frame = self.frames[depth]
            for move in frame.node.units:
                if (
                    move.segment_id == values[0]
                    and move.rank >= frame.rank
                    and move.fits(values, self.delimiters)
                    and has_room(move, frame.counts[move.index])
                ):
                    yield depth, move

    def numbered(self, depth: int, groups: tuple[str | None, ...]) -> bool:
        """Whether a level's HL01 and HL02 (first groups of its acceptor) are the ones that must come next."""
        if groups[0] != str(self.levels + 1):
            return False
        above = self._level_from(depth)
        return above is None or len(groups) < 2 or groups[1] is None or groups[1] == above.level

    def accept_header(self, unit: Unit) -> None:
        """Take the whole header (ST to the first unit)."""
        root = self.frames[0]
        root.sealed = True
        root.rank = root.node.first_unit
        root.unit = unit

    def accept(self, depth: int, move: Move, unit: Unit) -> None:
        """Take a whole unit below the frame at `depth`; findings of the loops it closes go to it."""
        frames = self.frames
        node = move.node
        assert node is not None
        self._at = (unit.offset, unit.segment)
        frame = frames[depth]
        frame.rank = max(frame.rank, move.rank)
        frame.counts[move.index] += 1
        if node.is_leaf and frames[-1].node is node:
            # The same again (a claim after a claim): the sealed frame of the last one serves.
            frames[-1].unit = unit
            return
        self.close_above(depth)
        inner = Frame(node, self._at)
        inner.sealed = True
        inner.rank = node.first_unit
        inner.unit = unit
        frames.append(inner)
        if node.is_level:
            values = unit.text[: unit.text.index(self.delimiters.segment)].split(self.delimiters.element)
            _, own, parent, _, flag = [*values, "", "", "", ""][:5]
            self.enter_level(inner, own, parent, flag)
        if self.findings:
            unit.findings = self.take_findings()

    def unit_above(self, frame: Frame | None) -> Unit | None:
        """The unit that holds the loop of `frame` (by default of whatever comes next)."""
        below = self.frames.index(frame) if frame in self.frames else len(self.frames)
        for candidate in reversed(self.frames[:below]):
            if candidate.unit:
                return candidate.unit
        return None


def _neighbour(place: Place, slot: Slot | None, element: int) -> Place | None:
    """The place of another element of the same segment; None for 0."""
    if not element or slot is None:
        return None
    row = slot.element(element)
    path = f"{place.loop}/{slot.ref}{element:02d}" if place.loop else f"{slot.ref}{element:02d}"
    return replace(
        place, path=path, element=element, component=0, repetition=0, element_number=row.number if row else ""
    )
