"""The units of a run, told apart again: where each starts, and what is open above it.

`edi.stream.read(..., runs=True)` takes many units in one look and tells only their text. A run starts
behind a unit that was told by itself; what was open there stands above the run's first units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from edi.delimiters import Delimiters
from edi.envelope import Run, Unit
from edi.guide import Guide, Loop

REMEMBERED = 64
"""Guides and delimiters that the starts of units are remembered for."""


@dataclass(slots=True, eq=False)
class UnitStart:
    """A unit loop as its first segment tells it. `depths` counts the units above it, the header included:
    a loop may stand under several others, the deepest comes first."""

    loop: Loop
    depths: tuple[int, ...]
    is_leaf: bool

    @property
    def depth(self) -> int:
        """How many units stand above it at least."""
        return self.depths[-1]


class UnitStarts:
    """Where units start in the text of runs, for a guide and a set of delimiters."""

    def __init__(self, guide: Guide, delimiters: Delimiters) -> None:
        self.guide = guide
        self._element = delimiters.element
        self._segment = delimiters.segment
        self._terminator = delimiters.terminator
        self._levels: dict[str, UnitStart] = {}
        leaves: dict[str, UnitStart] = {}
        self.loops: dict[str, Loop] = {}
        for above, row in guide.walk():
            if not isinstance(row, Loop) or not row.unit:
                continue
            first = row.first
            start = UnitStart(row, (), not _holds_units(row))
            if first.id == "HL" and first.key:
                known = self._levels.setdefault(first.key[2][0], start)
            else:
                known = leaves.setdefault(first.id, start)
            depth = 1 + sum(loop.unit for loop in above)
            known.depths = tuple(sorted({*known.depths, depth}, reverse=True))
            self.loops.setdefault(row.id, known.loop)
        names = [*leaves, "HL"] if self._levels else [*leaves]
        self._marks = [f"{self._terminator}{name}{self._element}" for name in names]
        self._width = 1 + min(map(len, names), default=0)
        self._leaves = {f"{name}{self._element}"[: self._width]: start for name, start in leaves.items()}

    def split(self, text: str) -> list[tuple[UnitStart, str]]:
        """The units of a run, each with what it is."""
        size, find = len(self._terminator), text.find
        ends = []
        for mark in self._marks:
            at = find(mark)
            while at >= 0:
                ends.append(at + size)
                at = find(mark, at + size)
        if len(self._marks) > 1:
            ends.sort()
        ends.append(len(text))
        leaves, levels, width, start = self._leaves, self._levels, self._width, 0
        element, segment, units = self._element, self._segment, []
        for end in ends:
            unit = text[start:end]
            start = end
            what = leaves.get(unit[:width])
            if what is None:
                # A level: HL03 tells which, and may be the last thing in its segment.
                code = unit.split(element, 4)[3]
                what = levels.get(code) or levels[code.partition(segment)[0]]
            units.append((what, unit))
        return units


def _holds_units(loop: Loop) -> bool:
    return any(isinstance(child, Loop) and child.unit for child in loop.children)


_STARTS: dict[tuple[int, Delimiters], tuple[Guide, UnitStarts]] = {}


def unit_starts(guide: Guide, delimiters: Delimiters) -> UnitStarts:
    """Where units of a guide start, made once."""
    key = id(guide), delimiters
    known = _STARTS.get(key)
    if known is None:
        if len(_STARTS) >= REMEMBERED:
            _STARTS.clear()
        # The guide stays alive with its starts, so that the id stays its own.
        known = _STARTS[key] = guide, UnitStarts(guide, delimiters)
    return known[1]


class RunUnits:
    """The units of a run, in order: what each is and its text, and, for who asks, the units themselves.

    `last` is the unit told before the run; what was open there stands above the run's first units.
    """

    def __init__(self, run: Run, last: Unit | None) -> None:
        assert run.set.guide is not None
        self.run = run
        self.last = last
        self.starts = unit_starts(run.set.guide, run.set.delimiters)
        self.parts = self.starts.split(run.text)

    def __getitem__(self, index: int) -> Unit:
        return self.unfolded[index]

    @cached_property
    def unfolded(self) -> list[Unit]:
        """The units as they are told to who did not ask for runs."""
        run, terminator = self.run, self.run.set.delimiters.terminator
        opened = [*open_units(self.last).values()]
        offset, ordinal, units = run.offset, run.segment, []
        for start, text in self.parts:
            depth = next(depth for depth in start.depths if depth <= len(opened))
            count = text.count(terminator)
            unit = Unit(run.set, start.loop, opened[depth - 1], text, offset, ordinal, count, accepted=True)
            units.append(unit)
            if not start.is_leaf:
                opened[depth:] = [unit]
            offset += len(text)
            ordinal += count
        return units


def open_units(last: Unit | None) -> dict[str, Any]:
    """The units open behind the last one told, by the ids of their loops: the header first."""
    chain = []
    if last is not None and last.above is not None and not _holds_units(last.loop):
        last = last.above
    while last is not None:
        chain.append(last)
        last = last.above
    return {unit.loop.id: unit for unit in reversed(chain)}
