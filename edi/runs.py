"""Runs: many accepted units taken in one look, for whoever asks of a file only whether it is right.

One expression matches unit after unit, each before one that may follow it. What an expression cannot
know (HL numbers, parents and child flags, limited repeats) is checked on the run's HL segments
afterwards. A run ends before the last unit of its highest kind, so that all it leaves open stood open before
it. One that fails a check is not taken: its units are looked at one by one, as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from edi.acceptor import Alphabet, unit_body, unit_start
from edi.delimiters import Delimiters
from edi.envelope import Run
from edi.guide import UNBOUNDED
from edi.reader import Source
from edi.table import Move, Node, Table
from edi.walker import Walker

_SHORTEST = 10
"""Bytes: no unit is shorter."""


@dataclass(frozen=True)
class _Kind:
    """A unit as a run sees it: who holds it, the move that enters it, its HL code ("" if it is no level)."""

    holder: Node
    move: Move
    depth: int
    code: str
    parent: str


class RunAcceptor:
    """The expression of a guide's runs for a set of delimiters. `usable` is False where a guide has none."""

    def __init__(self, table: Table, delimiters: Delimiters) -> None:
        a = Alphabet.of(delimiters)
        self.terminator = delimiters.terminator
        self._element = delimiters.element
        self._kinds: list[_Kind] = []
        self._ways: dict[int, tuple[str, frozenset[str]]] = {}
        self.usable = self._gather(table.root, (), "", a) and bool(self._ways)
        units = "|".join(f"{body}(?={'|'.join(sorted(follow))})" for body, follow in self._ways.values())
        self._expression = re.compile(f"(?>{units})++" if self.usable else "(?!)")
        value = f"([^{a.element}{a.segment}]*)"
        self._heads = re.compile(
            f"{a.terminator}HL{a.element}{value}{a.element}{value}{a.element}{value}(?:{a.element}{value})?"
        )
        self._levels = {kind.code: kind for kind in self._kinds if kind.code}
        self._limited = [
            (kind.move.segment_id, kind.move.repeat)
            for kind in self._kinds
            if not kind.code and kind.move.repeat != UNBOUNDED
        ]

    # From the guide.

    def _gather(self, node: Node, chain: tuple[tuple[Node, Move], ...], parent: str, a: Alphabet) -> bool:
        """Collect the units below a node; False where a guide is built as no run can check."""
        for move in node.units:
            inner = move.node
            assert inner is not None
            code = ""
            if inner.is_level:
                known = {kind.code for kind in self._kinds}
                if len(move.codes) != 1 or move.repeat != UNBOUNDED or move.codes & known:
                    return False
                (code,) = move.codes
            elif move.repeat != UNBOUNDED and (not inner.is_leaf or not parent) and node.loop.id:
                return False
            neighbours = [other for other in node.units if other.rank == move.rank and other is not move]
            if unit_start(move.slot, a) is None or any(other.repeat != UNBOUNDED for other in neighbours):
                return False
            self._kinds.append(_Kind(node, move, len(chain), code, parent))
            here = (*chain, (node, move))
            follow = frozenset(_follow(inner, here, a))
            key = id(inner.loop.children)
            if self._ways.setdefault(key, (unit_body(inner.loop, a), follow))[1] != follow:
                return False
            if not self._gather(inner, here, code or parent, a):
                return False
        return True

    # On a text.

    def take(self, source: Source, walker: Walker, ordinal: int) -> tuple[Run | None, int]:
        """The run at the place of reading, and the byte offset up to which none need be tried again.

        The walker stands behind an accepted leaf. Where a run is taken, source and walker stand behind it.
        """
        text, start = source.text, source.pos
        found = self._expression.match(text, start)
        if found is None:
            return None, 0
        end = found.end()
        before = start - len(self.terminator)
        heads = list(self._heads.finditer(text, before, end))
        kind, cut = self._last(text, heads, walker, before, end)
        holder = next((i for i, f in enumerate(walker.frames) if kind and f.node is kind.holder), -1)
        if kind is None or cut <= start or holder < 0:
            return None, source.base + end
        heads = [head for head in heads if head.start() < cut]
        frame = walker.frames[holder]
        if (
            kind.move.rank < frame.rank
            or not self._are_complete(walker, holder)
            or not self._are_numbered(heads, walker, cut)
            or not self._are_within_limits(text, heads, walker, start, cut)
        ):
            return None, source.base + end
        run = Run(
            walker.set, text[start:cut], source.base + start, ordinal,
            text.count(self.terminator, start, cut),
        )
        # The head at the cut is read again, as the next unit's.
        walker.levels += sum(1 for head in heads if head.start() + len(self.terminator) < cut)
        frame.rank = max(frame.rank, kind.move.rank)
        if not (kind.move.node and kind.move.node.is_leaf):
            del walker.frames[holder + 1 :]
            frame.has_level_below = frame.has_level_below or (bool(kind.code) and frame.node.is_level)
        head = self.terminator + kind.move.segment_id + self._element
        frame.counts[kind.move.index] += text.count(head, before, cut) if not kind.code else 1
        source.pos = cut
        return run, 0

    def _last(
        self, text: str, heads: list[re.Match[str]], walker: Walker, before: int, end: int
    ) -> tuple[_Kind | None, int]:
        """The highest kind of unit in a stretch of text, and where the last one of it starts."""
        size = len(self.terminator)
        if heads:
            last = {head.group(3): head.start() + size for head in heads}
            levels = [self._levels[code] for code in last if code in self._levels]
            highest = min(levels, key=lambda kind: kind.depth, default=None)
            return highest, last[highest.code] if highest else 0
        nodes = [frame.node for frame in walker.frames]
        best: tuple[_Kind | None, int] = (None, 0)
        for kind in self._kinds:
            # A leaf that may stand under several levels stands under the one that is open.
            if kind.code or kind.holder not in nodes:
                continue
            at = text.rfind(self.terminator + kind.move.segment_id + self._element, before, end)
            if at >= 0 and (best[0] is None or best[0].move.node is None or best[0].move.node.is_leaf):
                best = kind, at + size
        return best

    def _are_complete(self, walker: Walker, holder: int) -> bool:
        """Whether the loops that a run closes miss nothing of what must stand in them."""
        for frame in walker.frames[holder + 1 :]:
            if not all(frame.counts[move.index] for move in frame.node.required_units):
                return False
        return True

    def _are_numbered(self, heads: list[re.Match[str]], walker: Walker, cut: int) -> bool:
        """Whether HL01, HL02 and HL04 of all levels fit; the head at the cut only closes what is above it."""
        number = walker.levels
        codes = {id(kind.move.node): kind.code for kind in self._kinds if kind.code}
        open_levels: list[list[str | bool]] = [
            [codes.get(id(frame.node), ""), frame.level, frame.child_flag, frame.has_level_below]
            for frame in walker.frames
            if frame.node.is_level
        ]
        for head in heads:
            own, parent, code, flag = head.groups()
            kind = self._levels.get(code)
            number += 1
            if kind is None or own != str(number):
                return False
            while open_levels and open_levels[-1][0] != kind.parent:
                _, _, says, has = open_levels.pop()
                if says in ("0", "1") and (says == "1") != has:
                    return False
            if kind.parent:
                if not open_levels or open_levels[-1][1] != parent:
                    return False
                open_levels[-1][3] = True
            open_levels.append([code, own, flag or "", False])
        return True

    def _are_within_limits(
        self, text: str, heads: list[re.Match[str]], walker: Walker, start: int, cut: int
    ) -> bool:
        """Whether no level holds more of a leaf than it may."""
        places = [start, *(head.end() for head in heads), cut]
        for segment_id, limit in self._limited:
            head = self.terminator + segment_id + self._element
            for first, last in pairwise(places):
                if first != start and last - first <= limit * _SHORTEST:
                    continue
                count = text.count(head, first - len(self.terminator), last)
                if first == start:
                    count += _held(walker, segment_id)
                if count > limit:
                    return False
        return True


def _held(walker: Walker, segment_id: str) -> int:
    """How many leaves of this id the innermost loop that can hold them holds."""
    for frame in reversed(walker.frames):
        for move in frame.node.units:
            if move.segment_id == segment_id:
                return frame.counts[move.index]
    return 0


def _follow(node: Node, chain: tuple[tuple[Node, Move], ...], a: Alphabet) -> Iterator[str]:
    """Expressions for the start of whatever may follow a unit."""
    required = min((move.rank for move in node.required_units), default=None)
    for move in node.units:
        if required is None or move.rank <= required:
            yield unit_start(move.slot, a) or ""
    if required is not None:
        return
    for holder, entered in reversed(chain):
        needed = [m.rank for m in holder.required_units if m.rank > entered.rank]
        for move in holder.units:
            again = move is not entered or move.repeat == UNBOUNDED or move.repeat > 1
            if move.rank >= entered.rank and again and (not needed or move.rank <= min(needed)):
                yield unit_start(move.slot, a) or ""
        if needed:
            return
    yield f"SE{a.element}"


@lru_cache(maxsize=64)
def run_acceptor(table: Table, delimiters: Delimiters) -> RunAcceptor | None:
    """The acceptor of a guide's runs for these delimiters, remembered; None where it can have none."""
    made = RunAcceptor(table, delimiters)
    return made if made.usable else None
