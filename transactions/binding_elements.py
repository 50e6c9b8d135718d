"""Writing one segment: the code that lays values out as elements, written from a slot's uses.

What the guide leaves no choice in is filled in: a qualifier with one code, the format of a date, the
code that tells a slot from its look-alikes.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from edi.errors import GuideError
from edi.guide import Element, Slot
from transactions.binding import At, Field, Period, fields_of
from transactions.binding_code import Code, longest
from transactions.binding_places import Folded, Group, Leaf, Piece, Repeated, key_of
from transactions.fitting import limits_of

_WIRE = {Decimal: "wire_number", date: "write_date", time: "wire_time", int: "wire_int"}


def told(field: Field, value: str) -> str:
    """The condition that a value is there."""
    if field.many is not None or field.type is str or (field.type is bool and not field.optional):
        return value
    return f"{value} is not None"


def wired(leaf: Leaf, value: str) -> str:
    """The expression of a value's wire text; empty where it is absent."""
    field = leaf.field
    if isinstance(field.tie, At) and field.type is bool:
        shown = f"({field.tie.yes!r} if {value} else {field.tie.no!r})"
        return f"('' if {value} is None else {shown})" if field.optional else shown
    if field.type is str:
        return f"({value} or '')" if field.optional else value
    if field.type is Period:
        return f"('' if {value} is None else wire_period({value})[1])"
    if field.type not in _WIRE:
        raise GuideError(f"{leaf.path}: a value of the type of {field.name} cannot be written")
    shown = f"{_WIRE[field.type]}({value})"
    always = not field.optional and field.type in (Decimal, int)
    return shown if always else f"('' if {value} is None else {shown})"


def added(code: Code, slot: Slot, shown: str) -> str:
    """The call that takes a segment; where it is to be measured, with what its slot allows."""
    return f"add({shown}, {code.name(limits_of(slot), 'limits')})" if code.measured else f"add({shown})"


class Layout:
    """The elements of one segment of a slot; `codes` are those that the segment is narrowed to."""

    def __init__(self, code: Code, slot: Slot, codes: tuple[str, ...], depth: int) -> None:
        self.code = code
        self.slot = slot
        self.codes = codes
        self.depth = depth
        self.elements = [""] * (longest(slot.elements) + 1)
        self.components: dict[int, list[str]] = {}
        self.conditions: list[str] = []
        self.told: dict[int, str] = {}
        self.parts_told: dict[tuple[int, int], str] = {}
        self.formats: dict[int, str] = {}
        self.folds: list[tuple[Folded, str]] = []

    def line(self, text: str, deeper: int = 0) -> None:
        self.code.line(self.depth + deeper, text)

    def value(self, owner: str, field: Field) -> str:
        """The variable of a field's value, taken from its owner."""
        name = self.code.temporary()
        self.line(f"{name} = {owner}.{field.name}")
        return name

    def put(self, piece: Piece, value: str) -> None:
        """Lay out a piece whose value is in the variable."""
        if isinstance(piece, Leaf):
            self._put_leaf(piece, value)
        elif isinstance(piece, Group):
            self._put_group(piece, value)
        elif isinstance(piece, Folded):
            self.conditions.append(value)
            if piece.position:
                self._put_components(piece, value)
            else:
                self.folds.append((piece, value))
        elif isinstance(piece, Repeated):
            self._put_repetitions(piece.leaf, value)

    def _put_leaf(self, leaf: Leaf, value: str) -> None:
        condition = told(leaf.field, value)
        self.conditions.append(condition)
        shown = wired(leaf, value)
        if leaf.component:
            self._parts(leaf.position)[leaf.component - 1] = shown
            self.told[leaf.position] = _either(self.told.get(leaf.position), condition)
            self.parts_told[leaf.position, leaf.component] = condition
            return
        if isinstance(leaf.field.tie, At) and leaf.field.tie.choice and leaf.row.usage == "R":
            self.line(f"if not {value}: raise not_told({leaf.field.name!r}, {leaf.path!r})")
        self.elements[leaf.position] = shown
        self.told[leaf.position] = condition
        if leaf.field.type is Period:
            self.formats[leaf.position - 1] = f"('' if {value} is None else wire_period({value})[0])"

    def _put_repetitions(self, leaf: Leaf, value: str) -> None:
        self.conditions.append(value)
        self.told[leaf.position] = value
        if leaf.field.type is not str:
            raise GuideError(f"{leaf.path}: repetitions of the type of {leaf.field.name} cannot be written")
        shown = f"repeat({value}, {leaf.row.repeat}, {leaf.path!r})"
        self.elements[leaf.position] = f"({shown} if {value} else '')"

    def _parts(self, position: int) -> list[str]:
        if position not in self.components:
            row = self.slot.element(position)
            assert row is not None
            self.components[position] = ["''"] * longest(row.components)
        return self.components[position]

    def _put_group(self, group: Group, value: str) -> None:
        if group.composite:
            self._put_composite(group, value)
            return
        for field, piece in zip(fields_of(group.field.type), group.pieces, strict=True):
            self._put_field(value, field, piece)

    def _put_field(self, owner: str, field: Field, piece: Piece | None) -> None:
        if piece is not None:
            self.put(piece, self.value(owner, field))
        elif not (isinstance(field.tie, At) and field.tie.choice):
            refuse(self.code, self.depth, owner, field, self.slot.ref)

    def _put_composite(self, group: Group, value: str) -> None:
        """A composite made of a type of its own."""
        position = group.position
        depth = self.depth
        if group.field.optional:
            made = self.code.temporary()
            self.line(f"{made} = ''")
            self.line(f"if {value} is not None:")
            depth += 1
        inner = Layout(self.code, self.slot, (), depth)
        for field, piece in zip(fields_of(group.field.type), group.pieces, strict=True):
            inner._put_field(value, field, piece)
        inner._fill_components(position, always=True)
        self.elements[position] = inner.elements[position]
        if group.field.optional:
            self.code.line(depth, f"{made} = {inner.elements[position]}")
            self.elements[position] = made
        self.told[position] = f"{value} is not None"
        self.conditions.append(f"{value} is not None")

    def _put_components(self, folded: Folded, value: str) -> None:
        """Values of a list side by side in a composite."""
        places = [item.component - 1 for item in folded.items if isinstance(item, Leaf)]
        item = folded.items[0]
        assert isinstance(item, Leaf)
        if places != list(range(places[0], places[0] + len(places))):
            raise GuideError(f"{item.path}: the components of {folded.field.name} are not neighbours")
        parts = self._parts(folded.position)
        shown = f"[wire_int(x) for x in {value}]" if folded.field.type is int else value
        parts[places[0]] = f"*fill({shown}, {len(places)}, {item.path!r})"
        for place in places[1:]:
            parts[place] = ""
        self.told[folded.position] = _either(self.told.get(folded.position), value)

    # What the guide fills in.

    def finish(self, *, always: bool) -> None:
        """Write the segment; unless it must be there `always`, only if one of its values is there."""
        self._fill_constants()
        if not always and self.conditions:
            self.line(f"if {' or '.join(dict.fromkeys(self.conditions))}:")
            self.depth += 1
        shown = ", ".join([repr(self.slot.id), *(element or "''" for element in self.elements[1:])])
        if not self.folds:
            self.line(added(self.code, self.slot, f"[{shown}]"))
            return
        self.line(f"e = [{shown}]")
        for folded, value in self.folds:
            self._spread(folded, value)
        self.line(added(self.code, self.slot, "e"))

    def _fill_constants(self) -> None:
        for position in self.components:
            row = self.slot.element(position)
            assert row is not None
            self._fill_components(position, always=row.usage == "R")
        key = key_of(self.slot)
        for row in self.slot.elements:
            if self.elements[row.position]:
                continue
            if self.codes and key == (row.position, 0):
                self.elements[row.position] = repr(self.codes[0])
            elif row.position in self.formats and len(row.codes) != 1:
                self.elements[row.position] = self.formats[row.position]
            elif len(row.codes) == 1:
                self.elements[row.position] = self._constant(row)
            elif row.usage == "R" and _is_settled(row):
                self._fill_components(row.position, always=True)

    def _constant(self, row: Element) -> str:
        """A code without a choice: always, or beside the element it explains."""
        code = repr(row.codes[0])
        if row.usage == "R":
            return code
        for note in self.slot.syntax:
            places = [int(note[index : index + 2]) for index in range(1, len(note), 2)]
            if row.position in {"P": places, "C": places[1:]}.get(note[0], ()):
                wanting = places if note[0] == "P" else places[:1]
                beside = [self.told[place] for place in wanting if place in self.told]
                if beside:
                    return f"({code} if {' or '.join(beside)} else '')"
        return ""

    def _fill_components(self, position: int, *, always: bool) -> None:
        row = self.slot.element(position)
        assert row is not None
        parts = self.components.setdefault(position, ["''"] * longest(row.components))
        for part in row.components:
            if parts[part.position - 1] != "''" or len(part.codes) != 1:
                continue
            code = repr(part.codes[0])
            explained = self.parts_told.get((position, part.position + 1))
            if part.usage == "R":
                parts[part.position - 1] = code
            elif explained:
                parts[part.position - 1] = f"({code} if {explained} else '')"
        shown = f"[{', '.join(part for part in parts if part)}]"
        condition = self.told.get(position)
        self.elements[position] = shown if always or not condition else f"({shown} if {condition} else '')"

    # Groups of elements.

    def _spread(self, folded: Folded, value: str) -> None:
        """Put the items of a list at the positions of their groups."""
        first = folded.items[0]
        where = first.path if isinstance(first, Leaf) else f"{self.slot.ref}{first.position:02}"
        starts = tuple(item.position for item in folded.items)
        choices = [_choice(item) for item in folded.items]
        if len(set(choices)) > 1 and isinstance(first, Group):
            named = self.code.name(tuple(zip(starts, choices, strict=True)), "places")
            name = fields_of(first.field.type)[0].name
            self.line(f"for a, x in settle({value}, {named}, {name!r}, {where!r}):")
        else:
            self.line(f"for a, x in zip({starts!r}, fill({value}, 0, {where!r}, {len(starts)})):")
        for position, shown in self.group_items(folded, "x", self.depth + 1).items():
            self.line(f"e[a + {position}] = {shown}", 1)

    def group_items(self, folded: Folded, item: str, depth: int) -> dict[int, str]:
        """Distance from the group's start -> expression, for one item; absolute elements are left out."""
        first = folded.items[0]
        if isinstance(first, Leaf):
            return {0: wired(first, item)}
        inner = Layout(self.code, self.slot, (), depth)
        for field, piece in zip(fields_of(first.field.type), first.pieces, strict=True):
            if not (isinstance(field.tie, At) and not field.tie.path.startswith("+")):
                inner._put_field(item, field, piece)
        for position in inner.components:
            inner._fill_components(position, always=True)
        start = first.position
        return {
            position - start: shown for position, shown in enumerate(inner.elements) if shown and position
        }


def refuse(code: Code, depth: int, owner: str, field: Field, where: str) -> None:
    """A value that has no place here cannot be written."""
    code.line(depth, f"if {told(field, f'{owner}.{field.name}')}: raise no_place({field.name!r}, {where!r})")


def _choice(item: Leaf | Group) -> frozenset[str]:
    """The codes that the first value of a group may have at its place; empty: any."""
    first = item.pieces[0] if isinstance(item, Group) else item
    return frozenset(first.codes) if isinstance(first, Leaf) and not first.component else frozenset()


def _is_settled(row: Element) -> bool:
    """Whether a composite must hold nothing but codes without a choice."""
    needed = [part for part in row.components if part.usage == "R"]
    return bool(needed) and all(len(part.codes) == 1 for part in needed)


def _either(one: str | None, other: str) -> str:
    return f"{one} or {other}" if one else other
