"""A unit as the edits see it that need no types: its segments, found by their ids."""

from __future__ import annotations

from edi.envelope import Unit


class Sheet:
    """The segments of a unit; what is told of one is told by its index."""

    __slots__ = ("_by_id", "component", "repetition", "segments", "unit")

    def __init__(self, unit: Unit) -> None:
        delimiters = unit.set.delimiters
        self.unit = unit
        self.component = delimiters.component
        self.repetition = delimiters.repetition
        self.segments = unit.segments()
        self._by_id: dict[str, list[int]] | None = None

    def all(self, *ids: str) -> list[int]:
        """The indexes of the segments with one of these ids, in the order of the ids."""
        if self._by_id is None:
            self._by_id = {}
            for index, values in enumerate(self.segments):
                self._by_id.setdefault(values[0], []).append(index)
        return [index for id_ in ids for index in self._by_id.get(id_, ())]

    def value(self, index: int, position: int) -> str:
        """An element of a segment; empty where there is none."""
        values = self.segments[index]
        return values[position] if position < len(values) else ""

    @property
    def child_flag(self) -> str:
        """HL04: whether levels stand below the one this unit is."""
        return self.value(0, 4)
