"""The compiler: a guide's tree becomes a table of moves, and an acceptor for each unit.

A `Node` is a loop as the walker sees it: for every segment id the moves it allows, in guide
order. Neighbouring children that start with the same segment id share one rank: they may come in
any order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from edi.acceptor import unit_expression
from edi.alphabet import Alphabet
from edi.checks import SlotCheck
from edi.delimiters import Delimiters
from edi.errors import GuideError
from edi.expressions import slot_expression
from edi.guide import UNBOUNDED, Guide, Loop, SegmentDefinition, Slot


class Move:
    """One child of a loop: a slot, or an inner loop entered by its first slot."""

    __slots__ = (
        "check", "codes", "component", "index", "node", "position", "rank", "repeat", "segment_id", "slot",
        "usage",
    )

    def __init__(self, child: Slot | Loop, index: int, rank: int, sizes: Mapping[str, int]) -> None:
        self.index = index
        self.rank = rank
        self.node = Node(child, sizes) if isinstance(child, Loop) else None
        self.slot: Slot = child.first if isinstance(child, Loop) else child
        self.segment_id = self.slot.id
        self.usage = child.usage
        self.repeat = child.repeat
        self.check = SlotCheck(self.slot, sizes)
        self.position, self.component, codes = self.slot.key or (0, 0, ())
        self.codes = frozenset((*codes, *self.slot.doubtful_key))

    @property
    def doubt(self) -> bool:
        """Whether the child's usage and repeat are unsettled."""
        return self.node.loop.doubt if self.node else self.slot.doubt

    def fits(self, values: list[str], delimiters: Delimiters) -> bool:
        """Whether the distinguishing code of the slot stands in the segment (in its first repetition)."""
        if not self.position:
            return True
        if len(values) <= self.position:
            return False
        value = values[self.position]
        if delimiters.repetition in value:
            value = value.partition(delimiters.repetition)[0]
        if self.component:
            parts = value.split(delimiters.component)
            value = parts[self.component - 1] if len(parts) >= self.component else ""
        return value in self.codes


class Node:
    """A loop compiled: its `moves`, the `units` among them, `first_unit` the rank where these start.

    `again` is the id of its first segment where that may come more than once in it (PLB).
    """

    __slots__ = (
        "again", "by_id", "first_unit", "is_leaf", "is_level", "loop", "moves", "required", "required_own",
        "required_units", "unit", "units",
    )

    def __init__(self, loop: Loop, sizes: Mapping[str, int]) -> None:
        self.loop = loop
        self.unit = loop.unit
        self.moves: list[Move] = []
        rank, before = -1, ""
        for index, child in enumerate(loop.children):
            first = child.first.id if isinstance(child, Loop) else child.id
            if first != before:
                rank += 1
            self.moves.append(Move(child, index, rank, sizes))
            before = first
        self.is_level = self.moves[0].segment_id == "HL"
        self.units = [move for move in self.moves if move.node and move.node.unit]
        self.first_unit = min((move.rank for move in self.units), default=rank + 1)
        opening = self.moves[0]
        self.again = opening.segment_id if opening.node is None and opening.repeat != 1 else ""
        self.is_leaf = not self.units and not self.is_level
        # SE is the envelope's to miss.
        self.required = [m for m in self.moves if m.usage == "R" and m.segment_id != "SE"]
        self.required_own = [m for m in self.required if m.rank < self.first_unit]
        self.required_units = [m for m in self.required if m.rank >= self.first_unit]
        self.by_id: dict[str, list[Move]] = {}
        for move in self.moves:
            # A loop's first slot opens the loop; inside it only a repeatable one can come again.
            if move.index == 0 and move.node is None and move.repeat == 1 and loop.id:
                continue
            self.by_id.setdefault(move.segment_id, []).append(move)

    def check_order(self) -> None:
        """Units must be the last children of their loop (the root's SE aside): the walker relies on it."""
        for move in self.moves:
            inside = move.node is None or not move.node.unit
            if inside and move.rank >= self.first_unit and move.segment_id != "SE":
                raise GuideError(f"{self.loop.id or 'root'}: {move.slot.ref} stands after a unit")
            if inside and move.node and move.node.units:
                raise GuideError(f"{move.node.loop.id}: holds units without being one")
            if "[" in move.slot.ref and not move.position:
                place = f"{(move.node or self).loop.id}/{move.slot.ref}"
                raise GuideError(f"{place}: no element has the codes of the brackets")
            if move.node:
                move.node.check_order()

    def check_starts(self, unit_ids: frozenset[str]) -> None:
        """Inside a unit no segment may have an id that starts one: where a unit ends is told by the id."""
        for move in self.moves:
            starts = (move.index == 0 and self.unit) or (move.node is not None and move.node.unit)
            if move.segment_id in unit_ids and not starts and move.segment_id != "SE":
                raise GuideError(f"{self.loop.id or 'root'}: {move.slot.ref} would start a unit")


class SegmentAcceptors:
    """Expressions of single slots, for the segments of a unit that was refused as a whole.

    One is compiled when its slot has come often enough to be worth it.
    """

    __slots__ = ("_alphabet", "_known", "_seen", "_terminator")

    WORTH = 50

    def __init__(self, delimiters: Delimiters) -> None:
        self._alphabet = Alphabet.of(delimiters)
        self._terminator = delimiters.terminator
        self._seen: dict[Move, int] = {}
        self._known: dict[Move, re.Pattern[str]] = {}

    def accepts(self, move: Move, segment: str) -> bool:
        """Whether a segment without its terminator is surely right; if not, the checks decide."""
        pattern = self._known.get(move)
        if pattern is None:
            seen = self._seen[move] = self._seen.get(move, 0) + 1
            if seen < self.WORTH:
                return False
            pattern = self._known[move] = re.compile(slot_expression(move.slot, self._alphabet))
        return pattern.fullmatch(segment + self._terminator) is not None


class Table:
    """A guide compiled; `acceptor` adds the expressions for a set of delimiters."""

    def __init__(
        self,
        guide: Guide,
        segments: Mapping[str, SegmentDefinition],
        composites: Mapping[str, SegmentDefinition] | None = None,
    ) -> None:
        """`segments` and `composites` are the standard: it knows more than the guide uses."""
        self.guide = guide
        self.segments = segments
        known = {**segments, **(composites or {})}
        self.root = Node(guide.root, {name: len(row.elements) for name, row in known.items()})
        self.root.check_order()
        self.nodes: list[Node] = []
        self._collect(self.root)
        self.unit_ids = frozenset(
            {move.segment_id for node in self.nodes for move in node.units} | {"SE"}
        )
        for node in self.nodes:
            node.check_starts(self.unit_ids)
        self._literal = _literal(guide)
        self.used_ids = frozenset(move.segment_id for node in self.nodes for move in node.moves)
        self._acceptors: dict[Delimiters, dict[Node, re.Pattern[str]]] = {}
        self._segment_acceptors: dict[Delimiters, SegmentAcceptors] = {}

    def _collect(self, node: Node) -> None:
        self.nodes.append(node)
        for move in node.moves:
            if move.node:
                self._collect(move.node)

    def acceptors(self, delimiters: Delimiters) -> dict[Node, re.Pattern[str]]:
        """The expressions of all units (and of the root: the header) for these delimiters, remembered.

        Empty where a delimiter is a character that values are made of (the point of an amount): every segment
        must be walked then. A file with one delimiter set after another cannot fill the memory: sixteen
        sets are kept.
        """
        if not self._literal.isdisjoint(delimiters.all):
            return {}
        known = self._acceptors.get(delimiters)
        if known is None:
            alphabet = Alphabet.of(delimiters)
            known = {}
            by_loop: dict[int, re.Pattern[str]] = {}
            for node in self.nodes:
                if node.unit or node is self.root:
                    pattern = by_loop.get(id(node.loop.children))
                    if pattern is None:
                        pattern = re.compile(self._expression(node, alphabet))
                        by_loop[id(node.loop.children)] = pattern
                    known[node] = pattern
            if len(self._acceptors) >= 16:
                self._acceptors.clear()
                self._segment_acceptors.clear()
            self._acceptors[delimiters] = known
        return known

    def segment_acceptors(self, delimiters: Delimiters) -> SegmentAcceptors:
        """Those of single segments for delimiters that have acceptors, remembered with them."""
        known = self._segment_acceptors.get(delimiters)
        if known is None:
            known = self._segment_acceptors[delimiters] = SegmentAcceptors(delimiters)
        return known

    def _expression(self, node: Node, alphabet: Alphabet) -> str:
        if node is not self.root:
            return unit_expression(node.loop, alphabet, self.unit_ids - {node.again})
        header = Loop(
            "", "", "R", 1, tuple(c for c in node.loop.children if not isinstance(c, Slot)), doubt=False
        )
        return unit_expression(header, alphabet, self.unit_ids)

    def known_to_standard(self, segment_id: str) -> bool:
        """Whether the standard has the segment at all."""
        return segment_id in self.segments


def _literal(guide: Guide) -> frozenset[str]:
    """The characters that stand literally in the expressions: of numbers, spans of days, and all codes."""
    found = set("-.")
    for _, row in guide.walk():
        if isinstance(row, Slot):
            for element in row.elements:
                for part in (element, *element.components):
                    found.update(*part.codes)
    return frozenset(found)


def has_room(move: Move, count: int) -> bool:
    """Whether a child that came `count` times may come once more."""
    return move.repeat == UNBOUNDED or count < move.repeat
