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

from edi.acceptor import unit_body, unit_start
from edi.alphabet import Alphabet
from edi.delimiters import Delimiters
from edi.envelope import Run
from edi.guide import UNBOUNDED
from edi.reader import Source
from edi.table import Move, Node, Table
from edi.walker import Walker


@dataclass(frozen=True)
class _Kind:
    """A unit as a run sees it: who holds it, the move that enters it, its HL code ("" if it is no level)."""

    holder: Node
    move: Move
    depth: int
    code: str
    parent: str


class RunAcceptor:
    """The expression of a guide's runs for a set of delimiters. `usable` is False where a guide has none.

    `behind` are the units behind which a run may start: the leaves, or, in a guide of nothing but levels,
    those that need none below them.
    """

    def __init__(self, table: Table, delimiters: Delimiters) -> None:
        a = Alphabet.of(delimiters)
        self.terminator = delimiters.terminator
        self._element = delimiters.element
        self._kinds: list[_Kind] = []
        self._ways: dict[int, tuple[str, frozenset[str]]] = {}
        self.usable = self._gather(table.root, (), "", a) and bool(self._ways)
        units = "|".join(self._ways_of_a_unit())
        nodes = {kind.move.node for kind in self._kinds if kind.move.node}
        leaves = {node for node in nodes if node.is_leaf}
        self.behind = leaves or {node for node in nodes if not node.required_units}
        self._expression = re.compile(f"(?>{units})++" if self.usable else "(?!)")
        value = f"([^{a.element}{a.segment}]*)"
        self._heads = re.compile(
            f"{a.terminator}HL{a.element}{value}{a.element}{value}{a.element}{value}(?:{a.element}{value})?"
        )
        self._head = f"{self.terminator}HL{self._element}"
        levels = [kind for kind in self._kinds if kind.code]
        self._levels = {kind.code: kind for kind in levels}
        depths: dict[str, int] = {"": -1}
        for kind in levels:
            depths[kind.code] = depths[kind.parent] + 1
        self._depths = {code: depth for code, depth in depths.items() if code}
        self._parents = {kind.code: kind.parent for kind in levels}
        self._codes = {id(kind.move.node): kind.code for kind in levels}
        self._steps = frozenset(self._allowed_steps())
        self._limited = [
            (kind.move.segment_id, kind.move.repeat)
            for kind in self._kinds
            if not kind.code and kind.move.repeat != UNBOUNDED
        ]

    def _allowed_steps(self) -> Iterator[tuple[str, str, str]]:
        """What may stand in two heads in a row: HL03 and HL04 of the first, HL03 of the second."""
        for code, depth in self._depths.items():
            for after, next_depth in self._depths.items():
                if next_depth <= depth or self._parents[after] == code:
                    yield code, "", after
                    yield code, "1" if next_depth > depth else "0", after

    def _ways_of_a_unit(self) -> Iterator[str]:
        """One way to go on for each kind of unit; leaves of a limited number come all at once."""
        limits = {id(k.move.node.loop.children): k for k in self._kinds if k.move.node and not k.code}
        for key, (body, follow) in self._ways.items():
            after = f"(?={'|'.join(sorted(follow))})"
            kind = limits.get(key)
            if kind is None or kind.move.repeat == UNBOUNDED:
                yield f"{body}{after}"
            else:
                again = f"(?!{kind.move.segment_id}{re.escape(self._element)})"
                yield f"(?:{body}{after}){{1,{kind.move.repeat}}}+{again}"

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

    def take(
        self, source: Source, walker: Walker, ordinal: int, matched: int = 0
    ) -> tuple[Run | None, int, int]:
        """The run at the place of reading, and the byte offset up to which none need be tried again.

        The walker stands behind an accepted unit of `behind`. Where a run is taken, source and walker stand
        behind it. The last of the three is the offset up to which unit after unit is known to match from
        here; given back as `matched` at a later unit, it saves a second look at the same text.
        """
        text, start = source.text, source.pos
        end = matched - source.base
        if end <= start:
            found = self._expression.match(text, start)
            if found is None:
                return None, 0, 0
            end = found.end()
        before = start - len(self.terminator)
        heads = self._heads.findall(text, before, end) if self._levels else []
        kind, cut = self._last(text, heads, walker, before, end)
        holder = next((i for i, f in enumerate(walker.frames) if kind and f.node is kind.holder), -1)
        if kind is None or holder < 0:
            return None, source.base + end, 0
        if cut <= start:
            # One level above all others: behind it there may be a run of those.
            return None, 0, source.base + end
        frame = walker.frames[holder]
        if heads:
            # The levels up to the one at the cut; those behind it are read again.
            heads = heads[: len(heads) - text.count(self._head, cut, end)]
        if (
            kind.move.rank < frame.rank
            or not self._may_come(text, walker, start)
            or not self._are_complete(walker, holder)
            or not self._are_numbered(heads, walker)
            or not self._are_within_limits(text, walker, start, cut)
        ):
            return None, source.base + end, 0
        run = Run(
            walker.set, text[start:cut], source.base + start, ordinal,
            text.count(self.terminator, start, cut),
        )
        # The level at the cut is the next unit's to count.
        walker.levels += len(heads) - bool(kind.code)
        frame.rank = max(frame.rank, kind.move.rank)
        if not (kind.move.node and kind.move.node.is_leaf):
            del walker.frames[holder + 1 :]
            frame.has_level_below = frame.has_level_below or (bool(kind.code) and frame.node.is_level)
        frame.counts[kind.move.index] += self._count(kind, text, before, cut)
        source.pos = cut
        return run, 0, source.base + end

    def _last(
        self, text: str, heads: list[tuple[str, str, str, str]], walker: Walker, before: int, end: int
    ) -> tuple[_Kind | None, int]:
        """The highest kind of unit in a stretch of text, and where the last one of it starts."""
        size = len(self.terminator)
        if heads:
            codes = {head[2] for head in heads}
            known = [self._levels[code] for code in codes if code in self._levels]
            highest = min(known, key=lambda kind: kind.depth, default=None)
            if highest is None:
                return None, 0
            at = end
            for head in reversed(heads):
                at = text.rfind(self._head, before, at)
                if head[2] == highest.code:
                    break
            return highest, at + size
        nodes = [frame.node for frame in walker.frames]
        best: tuple[_Kind | None, int] = (None, 0)
        for kind in self._kinds:
            # A leaf that may stand under several levels stands under the one that is open.
            if kind.code or kind.holder not in nodes:
                continue
            # What comes later in the guide cannot stand before what was found.
            start = self.terminator + kind.move.segment_id + self._element
            low = max(before, best[1] - size)
            at = text.rfind(start, low, end)
            while at > low and kind.move.node and kind.move.node.again:
                # The unit has its first segment more than once (PLB): it starts with the first of them.
                earlier = text.rfind(self.terminator, low, at)
                if earlier < 0 or not text.startswith(start, earlier):
                    break
                at = earlier
            if at >= 0 and (best[0] is None or best[0].move.node is None or best[0].move.node.is_leaf):
                best = kind, at + size
        return best

    def _may_come(self, text: str, walker: Walker, start: int) -> bool:
        """Whether the first unit of a run may come where the walker is; the others are the expression's."""
        values = text[start : text.index(self.terminator, start)].split(self._element)
        return next(walker.openings(values), None) is not None

    def _count(self, kind: _Kind, text: str, before: int, cut: int) -> int:
        """How many units of a kind a run holds; where any number may come, that there are some."""
        if kind.code or kind.move.repeat == UNBOUNDED:
            return 1
        return text.count(self.terminator + kind.move.segment_id + self._element, before, cut)

    def _are_complete(self, walker: Walker, holder: int) -> bool:
        """Whether the loops that a run closes miss nothing of what must stand in them."""
        for frame in walker.frames[holder + 1 :]:
            if not all(frame.counts[move.index] for move in frame.node.required_units):
                return False
        return True

    def _are_numbered(self, heads: list[tuple[str, str, str, str]], walker: Walker) -> bool:
        """Whether HL01, HL02 and HL04 of all levels fit; the last head only closes what stands above it."""
        if not heads:
            return True
        owns, parents, codes, flags = zip(*heads, strict=True)
        numbers = map(str, range(walker.levels + 1, walker.levels + 1 + len(heads)))
        if codes[0] not in self._depths or owns != tuple(numbers):
            return False
        # What may follow what is looked up for all at once: there are only a few different triples.
        if not self._steps.issuperset(zip(codes, flags, codes[1:], strict=False)):
            return False
        last = self._open_levels(self._depths[codes[0]], walker)
        if last is None:
            return False
        for own, parent, depth in zip(owns, parents, map(self._depths.__getitem__, codes), strict=True):
            if depth and last[depth - 1] != parent:
                return False
            last[depth] = own
        return True

    def _open_levels(self, depth: int, walker: Walker) -> list[str] | None:
        """The numbers of the open levels by depth; None where one does not fit what comes at `depth`."""
        last, top = [""] * len(self._depths), -1
        for frame in walker.frames:
            if frame.node.is_level:
                top = self._depths[self._codes[id(frame.node)]]
                last[top] = frame.level
                has = top < depth or frame.has_level_below
                if frame.child_flag and (frame.child_flag == "1") != has:
                    return None
        return last if top >= depth - 1 else None

    def _are_within_limits(self, text: str, walker: Walker, start: int, cut: int) -> bool:
        """Whether the innermost open level has room for the leaves that a run starts with.

        Of all later leaves the expression itself counts how many come together.
        """
        for segment_id, limit in self._limited:
            head = segment_id + self._element
            if not text.startswith(head, start):
                continue
            first = text.find(self._head, start, cut)
            stop = cut if first < 0 else first
            come = 1 + text.count(self.terminator + head, start, stop)
            if come + _held(walker, segment_id) > limit:
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
