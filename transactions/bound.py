"""Units to types: finds the compiled reader of each unit, and keeps the types of the units above it.

Readers and writers are compiled once per guide (an override makes another one), readers bound once per
set of delimiters.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from msgspec import Struct

from edi.delimiters import Delimiters
from edi.envelope import TransactionSet, Unit
from edi.guide import Loop
from transactions.binding import Above, Field, fields_of
from transactions.binding_code import empty
from transactions.binding_order import Chart, order
from transactions.binding_places import plan_loop
from transactions.binding_read import CompiledReader, Reader
from transactions.binding_write import CompiledWriter, UnitWriter

REMEMBERED = 512
"""Types at a guide's loop remembered with what was compiled for them."""
DELIMITERS = 32
"""Sets of delimiters a type's readers are remembered for."""


class Bound:
    """A type bound to a guide's loop; its readers and its writer are compiled when first needed."""

    def __init__(self, kind: type[Struct], loop: Loop) -> None:
        self.loop = loop
        self.plan = plan_loop(kind, loop)
        self.above = tuple(field for field in fields_of(kind) if isinstance(field.tie, Above))
        self._readers: dict[tuple[Delimiters, bool], Reader] = {}

    @cached_property
    def plain(self) -> CompiledReader:
        """Reads what was accepted."""
        return CompiledReader(self.plan, careful=False)

    @cached_property
    def careful(self) -> CompiledReader:
        """Reads what has faults, once it is in order."""
        return CompiledReader(self.plan, careful=True)

    @cached_property
    def chart(self) -> Chart:
        """Puts the segments of what has faults in order."""
        return Chart(self.loop)

    @cached_property
    def write(self) -> UnitWriter:
        """Gives the segments of an object, one by one, to a function."""
        return CompiledWriter(self.plan).write

    def reader(self, delimiters: Delimiters, *, careful: bool = False) -> Reader:
        """The function for units that were accepted, or the careful one."""
        known = self._readers.get((delimiters, careful))
        if known is None:
            if len(self._readers) >= DELIMITERS:
                self._readers.clear()
            known = (self.careful if careful else self.plain).bind(delimiters)
            self._readers[delimiters, careful] = known
        return known

    def read_carefully(self, unit: Unit, above: tuple[Any, ...]) -> Struct:
        """The type of a unit with faults."""
        delimiters = unit.set.delimiters
        tokens, unread = order(self.chart, unit.segments(), delimiters.component, delimiters.segment)
        made: Struct = self.reader(delimiters, careful=True)(tokens, *above, unread)
        return made


def _never(tokens: list[str]) -> Any:
    raise AssertionError("no reader is known yet")


_BOUND: dict[tuple[int, type[Struct]], Bound] = {}


def bound(kind: type[Struct], loop: Loop) -> Bound:
    """A type at a guide's loop, always the same one."""
    key = (id(loop.children), kind)
    found = _BOUND.get(key)
    if found is None:
        if len(_BOUND) >= REMEMBERED:
            _BOUND.clear()
        found = _BOUND[key] = Bound(kind, loop)
    return found


class UnitReader:
    """Reads units of one guide, whose types are given by loop id; units of other loops or guides are None.

    Units come in the order of the file. The types of the units above are read when first asked for and
    shared by all units below. `read` never raises: what a unit with faults does not tell readably is
    None (or the empty value, where a field always has one), and its path stands in `unread`.
    """

    def __init__(self, guide: str, types: dict[str, type[Struct]]) -> None:
        self.guide = guide
        self.types = types
        self._set: TransactionSet | None = None
        self._known: dict[str, tuple[Bound, Reader]] = {}
        self._read: dict[str, tuple[Unit, Struct]] = {}
        self._separator = self._terminator = self._mark = ""
        self._loop: Loop | None = None
        self._higher: Unit | None = None
        self._reader: Reader = _never
        self._args: tuple[Any, ...] = ()

    def read(self, unit: Unit) -> Any:
        """The type of a unit, or None where there is none for its loop."""
        if unit.loop is self._loop and unit.above is self._higher and unit.accepted:
            # Claim after claim under one unit: the case that counts.
            tokens = unit.text.replace(self._terminator, self._mark).split(self._separator)
            return self._reader(tokens, *self._args)
        if unit.set is not self._set:
            self._enter(unit.set)
        kind = self.types.get(unit.loop.id) if self._separator else None
        if kind is None:
            return None
        made = self._made(unit, kind)
        self._loop = unit.loop if unit.accepted and unit.above else None
        self._higher = unit.above
        return made

    def _enter(self, transaction: TransactionSet) -> None:
        self._set = transaction
        self._known, self._read = {}, {}
        self._loop = None
        ours = transaction.guide is not None and transaction.guide.name == self.guide
        delimiters = transaction.delimiters
        self._separator = delimiters.element if ours else ""
        self._terminator = delimiters.terminator
        self._mark = delimiters.element + delimiters.segment + delimiters.element

    def _made(self, unit: Unit, kind: type[Struct]) -> Struct:
        known = self._known.get(unit.loop.id)
        if known is None:
            there = bound(kind, unit.loop)
            known = self._known[unit.loop.id] = there, there.reader(unit.set.delimiters)
        there, reader = known
        above = tuple([self._above(unit, field) for field in there.above])
        if unit.accepted:
            self._reader, self._args = reader, above
            tokens = unit.text.replace(self._terminator, self._mark).split(self._separator)
            made: Struct = reader(tokens, *above)
            return made
        return there.read_carefully(unit, above)

    def _above(self, unit: Unit, field: Field) -> Struct | None:
        assert isinstance(field.tie, Above)
        wanted = field.tie.loop
        higher = unit.above
        while higher is not None and higher.loop.id != wanted:
            higher = higher.above
        if higher is None:
            return None if field.optional else empty(field.type)
        known = self._read.get(wanted)
        if known is not None and known[0] is higher:
            return known[1]
        made = self._made(higher, field.type)
        self._read[wanted] = higher, made
        return made
