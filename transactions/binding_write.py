"""The compiler of writers: a plan becomes one Python function from a type to the segments of its unit.

Segments come in the order of the guide's slots, whatever order the type's fields have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from types import CodeType
from typing import Any, TypeVar

from edi.errors import WriteError
from edi.guide import Loop, Slot
from edi.values import write_date
from edi.writer import Value
from transactions import binding_values as values
from transactions.binding import At, Field, fields_of
from transactions.binding_code import Code, sure
from transactions.binding_elements import Layout, added, refuse, wired
from transactions.binding_places import Folded, Group, LoopPlan, Owner, Paired, Repeated, Use
from transactions.fitting import Limits

UnitWriter = Callable[[Any, Callable[[list[Value]], None]], None]
"""From a unit's type and what takes its segments."""
MeasuredWriter = Callable[[Any, Callable[[list[Value], Limits], None]], None]
"""The same, with what the guide allows each of the segments."""

Item = TypeVar("Item")


class CompiledWriter:
    """The writer of one type bound to one loop; a `measured` one tells what the guide allows besides."""

    def __init__(self, plan: LoopPlan, *, measured: bool = False) -> None:
        assert plan.made is not None
        writing = _LoopCode(measured)
        writing.code.line(0, "def write(o, add):")
        writing.body(plan, "o", 1)
        self.source = "\n".join(writing.code.lines)
        code: CodeType = compile(self.source, f"<{plan.made.type.__name__}>", "exec")
        names: dict[str, Any] = {**_WORDS, **writing.code.names}
        exec(code, names)
        self.write: Any = names["write"]


class _LoopCode:
    """The code for loops: which object stands for each of them, and its segments in order."""

    def __init__(self, measured: bool) -> None:
        self.code = Code(careful=False, measured=measured)
        self.objects: dict[int, str] = {}

    def line(self, depth: int, text: str) -> None:
        self.code.line(depth, text)

    def body(self, plan: LoopPlan, name: str, depth: int) -> None:
        """A loop that an object stands for."""
        assert plan.made is not None
        self.own(plan.made, name, depth)
        self.children(plan, depth)

    def own(self, owner: Owner, name: str, depth: int) -> None:
        """Name an object and the parts it has."""
        self.objects[id(owner)] = name
        for part in owner.parts:
            assert part.field is not None
            inner = self.code.temporary("p")
            self.line(depth, f"{inner} = {name}.{part.field.name}")
            self.own(part, inner, depth)

    def children(self, plan: LoopPlan, depth: int) -> None:
        for owner, field in plan.lacking:
            if not self._is_told_elsewhere(field):
                there = self.objects[id(owner)]
                if owner.parent:
                    self.line(depth, f"if {there} is not None:")
                refuse(self.code, depth + bool(owner.parent), there, field, plan.loop.id)
        for index, child in enumerate(plan.loop.children):
            if isinstance(child, Loop):
                if index in plan.inner:
                    self.loop(plan.inner[index], depth)
            elif index in plan.uses:
                opens = index == 0 and (plan.made is not None or plan.loop.usage == "R")
                self.slot(child, plan.uses[index], opens, depth)

    def _is_told_elsewhere(self, field: Field) -> bool:
        return isinstance(field.tie, At) and field.tie.choice

    def loop(self, plan: LoopPlan, depth: int) -> None:
        if plan.made is None or plan.holder is None or plan.field is None:
            if not plan.uses and any(inner.holder for inner in plan.inner.values()):
                self.frame(plan, depth)
            else:
                self.children(plan, depth)
            return
        value = f"{self.objects[id(plan.holder)]}.{plan.field.name}"
        name = self.code.temporary("o")
        if plan.field.many:
            self.line(depth, f"for {name} in {value}:")
        elif plan.field.optional:
            self.line(depth, f"if ({name} := {value}) is not None:")
        else:
            self.line(depth, f"{name} = {value}")
            depth -= 1
        self.body(plan, name, depth + 1)

    def frame(self, plan: LoopPlan, depth: int) -> None:
        """Inner loops between segments that say nothing else (LS, LE): there where one of the loops is."""
        inside = [
            f"{self.objects[id(inner.holder)]}.{inner.field.name}"
            for inner in plan.inner.values() if inner.holder and inner.field
        ]
        self.line(depth, f"if {' or '.join(inside)}:")
        for index, child in enumerate(plan.loop.children):
            if isinstance(child, Slot):
                Layout(self.code, child, (), depth + 1).finish(always=True)
            elif index in plan.inner:
                self.loop(plan.inner[index], depth + 1)

    # Slots.

    def slot(self, slot: Slot, uses: list[Use], opens: bool, depth: int) -> None:
        """All segments of a slot: those that repeat one value each, and the one that has single values."""
        for codes in dict.fromkeys(use.codes for use in uses):
            alike = [use for use in uses if use.codes == codes]
            single = [use for use in alike if not _repeats(use)]
            if single:
                self.single(slot, single, codes, opens, depth)
            for use in alike:
                if _repeats(use):
                    self.repeated(slot, use, codes, depth)

    def single(self, slot: Slot, uses: list[Use], codes: tuple[str, ...], opens: bool, depth: int) -> None:
        """One segment of values that do not repeat."""
        owners = {id(use.owner): use.owner for use in uses}
        part = next((owner for owner in owners.values() if owner.parent), None)
        if part is not None and part.field is not None and part.field.optional:
            self.line(depth, f"if {self.objects[id(part)]} is not None:")
            depth += 1
        whole = uses[0].piece if len(uses) == 1 else None
        if isinstance(whole, Group) and not whole.composite:
            name = self.code.temporary("g")
            value = f"{self.objects[id(uses[0].owner)]}.{whole.field.name}"
            if whole.field.optional:
                self.line(depth, f"if ({name} := {value}) is not None:")
                depth += 1
            else:
                self.line(depth, f"{name} = {value}")
            layout = Layout(self.code, slot, codes, depth)
            layout.put(whole, name)
            layout.finish(always=sure(slot.elements) > 0)
            return
        layout = Layout(self.code, slot, codes, depth)
        for use in uses:
            layout.put(use.piece, layout.value(self.objects[id(use.owner)], use.piece.field))
        layout.finish(always=opens)

    def repeated(self, slot: Slot, use: Use, codes: tuple[str, ...], depth: int) -> None:
        """A segment for every value of a list or dict, or for every few of them."""
        piece = use.piece
        value = f"{self.objects[id(use.owner)]}.{piece.field.name}"
        if isinstance(piece, Paired):
            self.line(depth, f"for k, v in {value}.items():")
            self.line(depth + 1, added(self.code, slot, f"[{slot.id!r}, k, {wired(piece.value, 'v')}]"))
            return
        if isinstance(piece, Folded):
            self.folded(slot, piece, value, depth)
            return
        name = self.code.temporary("x")
        self.line(depth, f"for {name} in {value}:")
        layout = Layout(self.code, slot, codes, depth + 1)
        layout.put(piece, name)
        layout.finish(always=True)

    def folded(self, slot: Slot, folded: Folded, value: str, depth: int) -> None:
        """A list laid out in the groups of a segment, a new one for other values before the groups."""
        first = folded.items[0]
        shared = _shared(first) if isinstance(first, Group) else []
        size, most = len(folded.items), slot.repeat
        where = f"{slot.ref}{first.position:02}"
        key = attrgetter(*(field.name for field, _ in shared)) if shared else nothing_shared
        name = self.code.name(key, "shared")
        self.line(depth, f"for c in chunks({value}, {name}, {size}, {most}, {where!r}):")
        layout = Layout(self.code, slot, (), depth + 1)
        for field, piece in shared:
            layout.put(piece, layout.value("c[0]", field))
        layout.folds.append((folded, "c"))
        layout.finish(always=True)


def _shared(group: Group) -> list[tuple[Field, Any]]:
    """The fields of an item that stand before the groups, the same for all of a segment."""
    return [
        (field, piece)
        for field, piece in zip(fields_of(group.field.type), group.pieces, strict=True)
        if piece is not None and isinstance(field.tie, At) and not field.tie.path.startswith("+")
    ]


def _repeats(use: Use) -> bool:
    """Whether the field repeats the segment (a list inside one segment does not)."""
    piece = use.piece
    if isinstance(piece, Repeated):
        return False
    return not piece.position if isinstance(piece, Folded) else piece.field.many is not None


def chunks(
    items: Sequence[Item], shared: Callable[[Item], Any], size: int, most: int, where: str
) -> list[list[Item]]:
    """Items in runs with the same shared values, each at most `size`; `most` (0: any) runs may come.

    Where they would be more, those with the same shared values are brought together.
    """
    if len(items) < 2 and items.__class__ is list:
        return [items] if items else []
    made = _runs(items, shared, size)
    if most and len(made) > most:
        together: dict[Any, list[Item]] = {}
        for item in items:
            together.setdefault(shared(item), []).append(item)
        made = [run for alike in together.values() for run in _runs(alike, shared, size)]
        if len(made) > most:
            raise WriteError("there are more values than the guide has room for", where)
    return made


def _runs(items: Sequence[Item], shared: Callable[[Item], Any], size: int) -> list[list[Item]]:
    made: list[list[Item]] = []
    before: Any = None
    for item in items:
        now = shared(item)
        if made and now == before and len(made[-1]) < size:
            made[-1].append(item)
        else:
            made.append([item])
            before = now
    return made


def nothing_shared(item: Any) -> None:
    """What items share that have a segment for themselves alone."""


def fill(items: Sequence[Any], count: int, where: str, most: int = 0) -> list[Any]:
    """The items, with empty ones up to `count`; WriteError for more than there is room for."""
    if len(items) > (most or count):
        raise WriteError("there are more values than the guide has room for", where)
    return [*items, *[""] * (count - len(items))]


def repeat(items: Sequence[str], most: int, where: str) -> Value:
    """The repetitions of an element; WriteError for more than there is room for."""
    if isinstance(items, str):
        raise TypeError("not a list")
    if len(items) > most:
        raise WriteError("there are more values than the guide has room for", where)
    return items[0] if len(items) == 1 else [[item] for item in items]


def settle(
    items: Sequence[Any], places: Sequence[tuple[int, frozenset[str]]], name: str, where: str
) -> list[tuple[int, Any]]:
    """The items with the next start of a group that allows their code; WriteError where none is left."""
    settled: list[tuple[int, Any]] = []
    free = iter(places)
    for item in items:
        code = getattr(item, name)
        start = next((start for start, codes in free if not codes or code in codes), None)
        if start is None:
            raise WriteError("there are more values than the guide has room for", where)
        settled.append((start, item))
    return settled


def no_place(name: str, where: str) -> WriteError:
    """The refusal of a value that the guide has no place for."""
    return WriteError(f"the guide has no place for {name}", where)


def not_told(name: str, where: str) -> WriteError:
    """The refusal of an object that leaves the choice between several slots open."""
    return WriteError(f"{name} must be told", where)


def wire_int(value: int) -> str:
    """A whole number."""
    return f"{value:d}"


_WORDS: dict[str, Any] = {
    "chunks": chunks, "fill": fill, "no_place": no_place, "not_told": not_told,
    "repeat": repeat, "settle": settle, "wire_int": wire_int,
    "write_date": write_date, "wire_number": values.wire_number, "wire_period": values.wire_period,
    "wire_time": values.wire_time,
}
