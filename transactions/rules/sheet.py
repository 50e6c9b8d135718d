"""A unit as the edits see it that need no types: its segments, found by their ids."""

from __future__ import annotations

from collections.abc import Sequence

from edi.envelope import Unit

_NONE: Sequence[int] = ()


class Sheet:
    """The segments of a unit; what is told of one is told by its index. `indexes` are by segment id."""

    __slots__ = ("component", "indexes", "segments", "unit")

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.component = unit.set.delimiters.component
        self.segments = unit.segments()
        self.indexes: dict[str, list[int]] = {}
        for index, values in enumerate(self.segments):
            self.indexes.setdefault(values[0], []).append(index)

    def all(self, id_: str) -> Sequence[int]:
        """The indexes of the segments with this id, in their order."""
        return self.indexes.get(id_, _NONE)

    def value(self, index: int, position: int) -> str:
        """An element of a segment; empty where there is none."""
        values = self.segments[index]
        return values[position] if position < len(values) else ""

    @property
    def child_flag(self) -> str:
        """HL04: whether levels stand below the one this unit is."""
        return self.value(0, 4)
