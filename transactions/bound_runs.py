"""The units of a run, told apart again: where each starts, and what is open above it.

`edi.stream.read(..., runs=True)` takes many units in one look and tells only their text. A run starts
behind a unit that was told by itself; what was open there stands above the run's first units.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

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
        self._known: dict[str, UnitStart] = {}
        self._element = delimiters.element
        self._segment = delimiters.segment
        self._terminator = delimiters.terminator
        for above, row in guide.walk():
            if not isinstance(row, Loop) or not row.unit:
                continue
            first = row.first
            code = first.key[2][0] if first.id == "HL" and first.key else first.id
            is_leaf = not _holds_units(row)
            depth = 1 + sum(loop.unit for loop in above)
            known = self._known.setdefault(code, UnitStart(row, (), is_leaf))
            known.depths = tuple(sorted({*known.depths, depth}, reverse=True))
        names = sorted({start.loop.first.id for start in self._known.values()})
        self._marks = [(f"{self._terminator}{name}{self._element}", name) for name in names]

    def split(self, text: str) -> list[tuple[UnitStart, str]]:
        """The units of a run, each with what it is."""
        size = len(self._terminator)
        starts = [(0, text[: text.index(self._element)])]
        for mark, name in self._marks:
            at = text.find(mark)
            while at >= 0:
                starts.append((at + size, name))
                at = text.find(mark, at + size)
        starts.sort()
        starts.append((len(text), ""))
        known, units = self._known, []
        for (start, name), (end, _) in pairwise(starts):
            unit = text[start:end]
            units.append((known[self._level(unit) if name == "HL" else name], unit))
        return units

    def _level(self, unit: str) -> str:
        """HL03 of a level's text."""
        return unit.split(self._element, 4)[3].partition(self._segment)[0]


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
        self.parts = unit_starts(run.set.guide, run.set.delimiters).split(run.text)

    def __getitem__(self, index: int) -> Unit:
        return self.unfolded[index]

    @cached_property
    def unfolded(self) -> list[Unit]:
        """The units as they are told to who did not ask for runs."""
        run, terminator = self.run, self.run.set.delimiters.terminator
        opened = [unit.what for unit in open_units(self.last) if isinstance(unit.what, Unit)]
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


class OpenUnit:
    """A unit that others stand in: as it was told, or its text inside a run; `made` once it was read."""

    __slots__ = ("loop", "made", "what")

    def __init__(self, loop: Loop, what: Unit | str, made: Struct | None = None) -> None:
        self.loop = loop
        self.what = what
        self.made = made


def open_units(last: Unit | None) -> list[OpenUnit]:
    """The units open behind the last one told: the header first, the innermost at the end."""
    chain = []
    if last is not None and last.above is not None and not _holds_units(last.loop):
        last = last.above
    while last is not None:
        chain.append(OpenUnit(last.loop, last))
        last = last.above
    return chain[::-1]
