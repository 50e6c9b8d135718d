"""The units of a run, told apart again: where each starts, and what is open above it.

`edi.stream.read(..., runs=True)` takes many units in one look and tells only their text. A run starts
behind a unit that was told by itself; what was open there stands above the run's first units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from edi.delimiters import Delimiters
from edi.envelope import Unit
from edi.guide import Guide, Loop


@dataclass(frozen=True, eq=False, slots=True)
class UnitStart:
    """A unit loop as its first segment tells it: `depth` counts the units above it, the header included."""

    loop: Loop
    depth: int
    is_leaf: bool


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
            is_leaf = not any(isinstance(child, Loop) and child.unit for child in row.children)
            start = UnitStart(row, 1 + sum(loop.unit for loop in above), is_leaf)
            if first.id == "HL" and first.key:
                known = self._levels.setdefault(first.key[2][0], start)
            else:
                known = leaves.setdefault(first.id, start)
            self.loops.setdefault(row.id, known.loop)
        names = [*leaves, "HL"] if self._levels else [*leaves]
        self._marks = [f"{self._terminator}{name}{self._element}" for name in names]
        self._width = 1 + min(map(len, names), default=0)
        self._leaves = {f"{name}{self._element}"[: self._width]: start for name, start in leaves.items()}

    def split(self, text: str) -> Iterator[tuple[UnitStart, str]]:
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
        element, segment = self._element, self._segment
        for end in ends:
            unit = text[start:end]
            start = end
            what = leaves.get(unit[:width])
            if what is None:
                # A level: HL03 tells which, and may be the last thing in its segment.
                code = unit.split(element, 4)[3]
                what = levels.get(code) or levels[code.partition(segment)[0]]
            yield what, unit


def open_units(last: Unit | None) -> dict[str, Any]:
    """The units open behind the last one told, by the ids of their loops: the header first."""
    chain = []
    while last is not None:
        chain.append(last)
        last = last.above
    return {unit.loop.id: unit for unit in reversed(chain)}
