"""Units to types: finds the compiled reader of each unit, and keeps the types of the units above it.

Readers and writers are compiled once per guide (an override makes another one), readers bound once per
set of delimiters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

from edi.delimiters import Delimiters
from edi.envelope import Event, Run, TransactionSet, Unit
from edi.guide import Loop
from transactions.binding import Above, fields_of
from transactions.binding_code import empty
from transactions.binding_order import Chart, order
from transactions.binding_places import plan_loop
from transactions.binding_read import CompiledReader, Reader
from transactions.binding_write import CompiledWriter, MeasuredWriter, UnitWriter
from transactions.bound_runs import RunUnits, UnitStart, UnitStarts, open_units

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
        write: UnitWriter = CompiledWriter(self.plan).write
        return write

    @cached_property
    def write_measured(self) -> MeasuredWriter:
        """Gives the segments of an object with what the guide allows each of them."""
        write: MeasuredWriter = CompiledWriter(self.plan, measured=True).write
        return write

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
        tokens, unread = order(self.chart, unit.segments(), delimiters)
        made: Struct = self.reader(delimiters, careful=True)(tokens, *above, unread)
        return made


def _never(text: str) -> Any:
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
        self._delimiters: Delimiters | None = None
        self._known: dict[str, _Level] = {}
        self._read: dict[str, tuple[Unit, Struct]] = {}
        self._separator = ""
        self._loop: Loop | None = None
        self._higher: Unit | None = None
        self._reader: Reader = _never
        self._args: tuple[Any, ...] = ()
        self._last: Unit | None = None
        self._starts: UnitStarts | None = None
        self._placed: dict[UnitStart, _Level | None] = {}

    def read(self, unit: Unit) -> Any:
        """The type of a unit, or None where there is none for its loop."""
        self._last = unit
        if unit.loop is self._loop and unit.above is self._higher and unit.accepted:
            # Claim after claim under one unit: the case that counts.
            return self._reader(unit.text, *self._args)
        if unit.set is not self._set:
            self._enter(unit.set)
        kind = self.types.get(unit.loop.id) if self._separator else None
        if kind is None:
            return None
        level = self._level(unit.loop, kind)
        args = self._above(unit, level) if level.above else ()
        if not unit.accepted:
            self._loop = None
            return level.bound.read_carefully(unit, args)
        self._loop, self._higher = unit.loop if unit.above else None, unit.above
        self._reader, self._args = level.reader, args
        return level.reader(unit.text, *args)

    def read_all(self, events: Iterable[Event]) -> Iterator[Any]:
        """The types of all units of these events that have one, those of runs among them."""
        read = self.read
        for event in events:
            if event.__class__ is Unit:
                made = read(event)
                if made is not None:
                    yield made
            elif event.__class__ is Run:
                yield from self.read_run(event)

    def read_run(self, run: Run) -> Iterator[Any]:
        """The types of the units of a run; the unit before it must have been given to `read`."""
        if run.set.guide is None or run.set.guide.name != self.guide:
            return
        for _, made in self.read_units(RunUnits(run, self._last)):
            yield made

    def read_units(self, units: RunUnits) -> Iterator[tuple[int, Any]]:
        """The types of the units of a run of this guide, each with which of them it is."""
        transaction = units.run.set
        if transaction is not self._set:
            self._enter(transaction)
        if units.starts is not self._starts:
            self._starts, self._placed = units.starts, {}
        opened = open_units(units.last)
        before: UnitStart | None = None
        reader: Reader | None = None
        args: tuple[Any, ...] = ()
        for index, (start, text) in enumerate(units.parts):
            if start is not before:
                # Units of one loop one after the other stand under the same ones.
                before, level = start, self._level_at(start)
                reader, args = None, ()
                if level is not None:
                    reader, args = level.reader, self._opened(opened, level)
            made = reader(text, *args) if reader else None
            if not start.is_leaf:
                while len(opened) > start.depth:
                    opened.popitem()
                opened[start.loop.id] = text if made is None else made
            if made is not None:
                yield index, made

    def _level_at(self, start: UnitStart) -> _Level | None:
        """The level of a unit of a run, or None where it has no type."""
        if start not in self._placed:
            kind = self.types.get(start.loop.id)
            self._placed[start] = self._level(start.loop, kind) if kind else None
        return self._placed[start]

    def _opened(self, opened: dict[str, Any], level: _Level) -> tuple[Any, ...]:
        """The objects of the units open at a place of a run, in the order of the fields that hold them.

        `opened` has the units above by the ids of their loops, each as it was told (or as text); once it was
        read its object stands there.
        """
        found = []
        for loop, kind in level.above.items():
            what = opened.get(loop)
            if what.__class__ is str:
                assert self._starts is not None
                own = self._level(self._starts.loops[loop], kind)
                what = opened[loop] = own.reader(what, *self._opened(opened, own))
            elif what.__class__ is Unit:
                what = opened[loop] = self._read_known(what, kind)
            found.append(level.absent[loop] if what is None else what)
        return tuple(found)

    def _enter(self, transaction: TransactionSet) -> None:
        self._set = transaction
        self._read = {}
        self._loop = None
        ours = transaction.guide is not None and transaction.guide.name == self.guide
        delimiters = transaction.delimiters
        if delimiters != self._delimiters:
            self._known, self._delimiters, self._starts = {}, delimiters, None
        self._separator = delimiters.element if ours else ""

    def _level(self, loop: Loop, kind: type[Struct]) -> _Level:
        known = self._known.get(loop.id)
        if known is None or known.bound.loop.children is not loop.children:
            assert self._set is not None
            there = bound(kind, loop)
            known = self._known[loop.id] = _Level(there, there.reader(self._set.delimiters))
        return known

    def _above(self, unit: Unit, level: _Level) -> tuple[Any, ...]:
        """The objects of the units above, in the order of the fields that hold them."""
        found: dict[str, Struct] = {}
        higher = unit.above
        while higher is not None:
            loop = higher.loop.id
            kind = level.above.get(loop)
            if kind is not None and loop not in found:
                found[loop] = self._read_known(higher, kind)
            higher = higher.above
        return level.arguments(found)

    def _read_known(self, unit: Unit, kind: type[Struct]) -> Struct:
        """The object of a unit that others stand in, read once."""
        known = self._read.get(unit.loop.id)
        if known is None or known[0] is not unit:
            level = self._level(unit.loop, kind)
            args = self._above(unit, level) if level.above else ()
            if unit.accepted:
                made: Struct = level.reader(unit.text, *args)
            else:
                made = level.bound.read_carefully(unit, args)
            known = self._read[unit.loop.id] = unit, made
        return known[1]


class _Level:
    """A loop of the set at hand: its type's reader, and the types it needs of the units above."""

    def __init__(self, there: Bound, reader: Reader) -> None:
        self.bound = there
        self.reader = reader
        ties = [(field, field.tie) for field in there.above]
        self.above = {tie.loop: field.type for field, tie in ties if isinstance(tie, Above)}
        self.absent = {
            tie.loop: None if field.optional else empty(field.type)
            for field, tie in ties if isinstance(tie, Above)
        }

    def arguments(self, found: Mapping[str, Struct]) -> tuple[Any, ...]:
        """What was found, and the absent value of what was not."""
        absent = self.absent
        return tuple([found[loop] if loop in found else absent[loop] for loop in absent])
