"""Reading one segment: the code that turns its elements into values, written from a slot's uses.

A unit stands before the compiled reader as one flat list of tokens `t`, each segment closed by an `END`;
`i` is where the segment starts, `n` how many tokens it has. What the guide requires is taken as it
stands; what may be cut off at the end is asked for.
"""

from __future__ import annotations

from edi.guide import Element, Slot
from transactions.binding import Field, fields_of
from transactions.binding_code import Code, absent_value, convert, empty, neutral, sure
from transactions.binding_places import Folded, Group, Leaf, Paired, Piece, Repeated


class SegmentCode:
    """The code for one segment of a slot; `value` writes what is needed and gives the expression."""

    def __init__(self, code: Code, slot: Slot, depth: int, memories: list[str], reach: int) -> None:
        self.code = code
        self.slot = slot
        self.depth = depth
        self.memories = memories
        self.sure = reach
        self._split: dict[int, str] = {}

    def line(self, text: str, deeper: int = 0) -> None:
        self.code.line(self.depth + deeper, text)

    def value(self, piece: Piece, target: str) -> str:
        """The expression of a piece; a list or dict is put into `target` instead, which is its value."""
        if isinstance(piece, Leaf):
            return self._leaf(piece, self.sure)
        if isinstance(piece, Group):
            return self._composite(piece) if piece.composite else self._segment(piece)
        if isinstance(piece, Folded):
            return self._folded(piece, target)
        if isinstance(piece, Repeated):
            return self._repeated(piece.leaf, target)
        return self._paired(piece, target)

    # Elements and components.

    def _element(self, position: int) -> str:
        return f"t[i+{position}]"

    def _leaf(self, leaf: Leaf, reach: int) -> str:
        if leaf.component:
            return self._component(leaf, self._parts(leaf.position, leaf.path))
        known = leaf.position <= reach
        inner = convert(
            self.code, leaf, self._element(leaf.position), known=known and leaf.row.usage == "R"
        )
        if known:
            return inner
        return f"({inner}) if n > {leaf.position} else {absent_value(leaf.field)}"

    def _parts(self, position: int, path: str = "") -> str:
        """The name of a composite's components, split once. Of one that is repeated the first is read."""
        if position not in self._split:
            name = self._split[position] = self.code.temporary("c")
            value = self._element(position)
            row = self.slot.element(position)
            if path and row is not None and row.repeat != 1:
                self.line(f"if n > {position} and REPETITION in {value}: bad += ({path!r},)"
                          if position > self.sure else f"if REPETITION in {value}: bad += ({path!r},)")
                value = f"{value}.partition(REPETITION)[0]"
            if position > self.sure:
                self.line(f"{name} = {value}.split(COMPONENT) if n > {position} else ()")
            else:
                self.line(f"{name} = {value}.split(COMPONENT)")
        return self._split[position]

    def _component(self, leaf: Leaf, parts: str, reach: int = 0) -> str:
        if not reach:
            outer = self.slot.element(leaf.position)
            assert outer is not None
            always = outer.usage == "R" and leaf.position <= self.sure and not self.code.careful
            reach = sure(outer.components) if always else 0
        known = leaf.component <= reach
        value = f"{parts}[{leaf.component - 1}]"
        inner = convert(self.code, leaf, value, known=known and leaf.row.usage == "R")
        if known:
            return inner
        return f"({inner}) if len({parts}) > {leaf.component - 1} else {absent_value(leaf.field)}"

    # Types made of a composite, a segment, a group.

    def _composite(self, group: Group) -> str:
        """A type made of a composite; a type that never changes is remembered by its text."""
        code, position = self.code, group.position
        made, value, parts = code.temporary("x"), code.temporary("c"), code.temporary("c")
        row = self.slot.element(position)
        assert row is not None
        always = position <= self.sure and row.usage == "R" and not code.careful
        kind = group.field.type
        remembered = kind.__struct_config__.frozen and not code.careful
        depth = self.depth
        if always:
            code.line(depth, f"{value} = {self._element(position)}")
        else:
            absent = "None" if group.field.optional else code.name(empty(kind), "EMPTY")
            code.line(depth, f"{made} = {absent}")
            there = f"({value} := {self._element(position)})"
            code.line(depth, f"if {there}:" if position <= self.sure else f"if n > {position} and {there}:")
            depth += 1
        if remembered:
            memory = code.fresh("memory")
            self.memories.append(memory)
            code.line(depth, f"{made} = {memory}.get({value})")
            code.line(depth, f"if {made} is None:")
            depth += 1
        code.line(depth, f"{parts} = {value}.split(COMPONENT)")
        arguments = ", ".join(
            self._inside(piece, one, parts, row, depth)
            for one, piece in zip(fields_of(kind), group.pieces, strict=True)
        )
        code.line(depth, f"{made} = {code.name(kind, 'T')}({arguments})")
        if remembered:
            code.line(depth, f"if len({memory}) >= MEMORY: {memory}.clear()")
            code.line(depth, f"{memory}[{value}] = {made}")
        return made

    def _inside(self, piece: Piece | None, field: Field, parts: str, row: Element, depth: int) -> str:
        """A field of a type made of a composite."""
        reach = 0 if self.code.careful else sure(row.components)
        if isinstance(piece, Leaf):
            return self._component(piece, parts, reach)
        if isinstance(piece, Folded):
            name = self.code.temporary()
            self.code.line(depth, f"{name} = {neutral(piece.field)}")
            self._fold_components(piece, parts, name, depth)
            return name
        return neutral(field)

    def _segment(self, group: Group) -> str:
        """A type made of a segment: at once where it is as long as can be, else piece by piece."""
        ends = [
            piece.position for piece in group.pieces
            if isinstance(piece, Leaf) and not piece.component and piece.position > self.sure
        ]
        told = [piece for piece in group.pieces if piece is not None]
        plain = all(isinstance(piece, Leaf) and not piece.component for piece in told)
        if len(ends) < 3 or not plain:
            return self._made(group, self.sure, self.depth)
        made, last = self.code.temporary("x"), max(ends)
        self.line(f"if n > {last}:")
        self.line(f"{made} = {self._made(group, last, self.depth + 1)}", 1)
        self.line("else:")
        self.line(f"{made} = {self._made(group, self.sure, self.depth + 1)}", 1)
        return made

    def _made(self, group: Group, reach: int, depth: int) -> str:
        kind = group.field.type
        arguments = []
        for field, piece in zip(fields_of(kind), group.pieces, strict=True):
            if piece is None:
                arguments.append(neutral(field))
            elif isinstance(piece, Leaf):
                arguments.append(self._leaf(piece, reach))
            else:
                name = self.code.temporary()
                if isinstance(piece, Folded | Repeated):
                    self.code.line(depth, f"{name} = {neutral(field)}")
                arguments.append(self.value(piece, name))
        return f"{self.code.name(kind, 'T')}({', '.join(arguments)})"

    # Lists from one segment, dicts from many.

    def _folded(self, folded: Folded, target: str) -> str:
        if folded.position:
            if self._is_whole(folded):
                self._whole(folded, target)
                return target
            parts = self._parts(folded.position)
            self._fold_components(folded, parts, target, self.depth)
            return target
        depth = self.depth
        reach = self.sure
        for item in folded.items:
            start = item.position
            if start > reach:
                self.code.line(depth, f"if n > {start}:")
                depth, reach = depth + 1, start
            row = self.slot.element(start)
            assert row is not None
            deeper = depth
            if row.usage != "R" or self.code.careful:
                self.code.line(depth, f"if {self._element(start)}:")
                deeper += 1
            outer, self.depth, split = self.depth, deeper, dict(self._split)
            value = self._leaf(item, reach) if isinstance(item, Leaf) else self._made(item, reach, deeper)
            self._add(folded, target, value, deeper)
            self.depth, self._split = outer, split
        return target

    def _is_whole(self, folded: Folded) -> bool:
        """Whether the list holds all components of its composite, none of which needs care."""
        row = self.slot.element(folded.position)
        assert row is not None
        return not self.code.careful and len(folded.items) == len(row.components)

    def _whole(self, folded: Folded, target: str) -> None:
        there = f"(w := {self._element(folded.position)})"
        position = folded.position
        self.line(f"if {there}:" if position <= self.sure else f"if n > {position} and {there}:")
        values = "filter(None, w.split(COMPONENT))"
        if folded.field.type is int:
            values = f"map(int, {values})"
        self.line(f"{target} = {folded.field.many.__name__}({values})", 1)

    def _fold_components(self, folded: Folded, parts: str, target: str, depth: int) -> None:
        for item in folded.items:
            assert isinstance(item, Leaf)
            place = item.component - 1
            value = convert(self.code, item, f"{parts}[{place}]", known=True)
            self.code.line(depth, f"if len({parts}) > {place} and {parts}[{place}]:" if place
                           else f"if {parts} and {parts}[0]:")
            self._add(folded, target, value, depth + 1)

    def _add(self, folded: Folded, target: str, value: str, depth: int) -> None:
        add(self.code, folded.field, target, value, depth)

    def _repeated(self, leaf: Leaf, target: str) -> str:
        position = leaf.position
        there = f"(w := {self._element(position)})"
        self.line(f"if {there}:" if position <= self.sure else f"if n > {position} and {there}:")
        if self.code.careful or leaf.field.type is not str:
            self.line("for x in w.split(REPETITION):", 1)
            value = convert(self.code, leaf, "x", known=True)
            add(self.code, leaf.field, target, value, self.depth + 2)
        else:
            many = leaf.field.many
            values = "w.split(REPETITION)"
            self.line(f"{target} = {values if many is list else f'{many.__name__}({values})'}", 1)
        return target

    def _paired(self, paired: Paired, target: str) -> str:
        self.line(f"if (k := {self._element(paired.key.position)}) in {target}:")
        self.line(f"bad += ({paired.value.path!r},)", 1)
        self.line(f"elif (v := {self._leaf(paired.value, self.sure)}) is not None:")
        self.line(f"{target}[k] = v", 1)
        return target


def place_of(piece: Piece) -> int:
    """The element a piece is in; 0 where it is the whole segment."""
    if isinstance(piece, Repeated):
        return piece.leaf.position
    if isinstance(piece, Leaf | Folded):
        return piece.position
    return piece.position if isinstance(piece, Group) and piece.composite else 0


def add(code: Code, field: Field, target: str, value: str, depth: int) -> None:
    """Put one more value into a list or tuple; what could not be read is left out."""
    if code.careful and not field.is_struct:
        code.line(depth, f"if (v := {value}) is not None:")
        depth, value = depth + 1, "v"
    code.line(depth, f"{target} += ({value},)" if field.many is tuple else f"{target}.append({value})")
