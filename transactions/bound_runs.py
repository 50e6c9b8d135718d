"""The units of a run, told apart again: where each starts, and what is open above it.

`edi.stream.read(..., runs=True)` takes many units in one look and tells only their text. A run starts
behind a unit that was told by itself; what was open there stands above the run's first units.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from msgspec import Struct

from edi.delimiters import Delimiters
from edi.envelope import Unit
from edi.guide import Guide, Loop


@dataclass(frozen=True, slots=True)
class UnitStart:
    """A unit loop as its first segment tells it: `depth` counts the units above it, the header included."""

    loop: Loop
    depth: int
    is_leaf: bool


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
            is_leaf = not any(isinstance(child, Loop) and child.unit for child in row.children)
            depth = 1 + sum(loop.unit for loop in above)
            self._known.setdefault(code, UnitStart(row, depth, is_leaf))
        names = sorted({start.loop.first.id for start in self._known.values()})
        self._marks = [(f"{self._terminator}{name}{self._element}", name) for name in names]

    def split(self, text: str) -> Iterator[tuple[UnitStart, str]]:
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
        for (start, name), (end, _) in pairwise(starts):
            unit = text[start:end]
            yield self._known[self._level(unit) if name == "HL" else name], unit

    def _level(self, unit: str) -> str:
        """HL03 of a level's text."""
        return unit.split(self._element, 4)[3].partition(self._segment)[0]


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
    while last is not None:
        chain.append(OpenUnit(last.loop, last))
        last = last.above
    return chain[::-1]
