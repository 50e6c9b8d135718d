"""The two shapes: which tags stand for the loops, segments, elements and components of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from edi.delimiters import Delimiters
from edi.guide import Guide, Loop, Slot
from edi.placing import PlacedSegment
from mappings.pyx12_maps.wrappers import ENVELOPE, outermost
from mappings.standard import COMPOSITES, SEGMENTS
from mappings.xml_documents.document import Characters, Row, Tag, segment_row

_COMPOSITES = {
    id_: frozenset(at for at, (number, _, _) in enumerate(row.elements, start=1) if number in COMPOSITES)
    for id_, row in SEGMENTS.items()
}
"""Segment id -> the positions of its composites."""

Content = str | list[tuple[Tag, str]]


class Shape(Protocol):
    """What a document is made of."""

    root: Tag

    def envelope(self, depth: int, guide: Guide | None = None) -> Tag:
        """The tag of an interchange (0), a group (1), or a set (2) by its guide."""

    def loops(self, chain: Sequence[Loop], placed: PlacedSegment) -> tuple[list[Tag], bool]:
        """The tags around a segment within its set, and whether the last of them starts with it.

        `chain` are the guide's loops from the top down to the innermost open one.
        """

    def segment(self, values: list[str], slot: Slot | None, delimiters: Delimiters | None) -> Row:
        """A segment; without delimiters (ISA) its elements are taken as they stand."""


class OwnShape:
    """Loops, segments, elements, repetitions and components, each by its name in the guide."""

    root: Tag = ("x12", {})

    def __init__(self, characters: Characters) -> None:
        self._text = characters.of

    def envelope(self, depth: int, guide: Guide | None = None) -> Tag:
        """The tag of an interchange, a group or a set."""
        if guide is None:
            return ("interchange", "group")[depth], {}
        return "set", {"guide": guide.name, "name": guide.title, "version": guide.version}

    def loops(self, chain: Sequence[Loop], placed: PlacedSegment) -> tuple[list[Tag], bool]:
        """The guide's own loops."""
        return [("loop", {"id": loop.id, "name": loop.name}) for loop in chain], placed.starts

    def segment(self, values: list[str], slot: Slot | None, delimiters: Delimiters | None) -> Row:
        """A segment by its slot; `unplaced` where it has none."""
        id_ = self._text(values[0])
        named = {"slot": slot.ref, "name": slot.name} if slot else {"unplaced": "true"}
        return segment_row(("segment", {"id": id_, **named}), self._elements(id_, values, delimiters))

    def _elements(
        self, id_: str, values: list[str], delimiters: Delimiters | None
    ) -> Iterator[tuple[Tag, Content]]:
        composites = _COMPOSITES.get(values[0], frozenset())
        for position, value in enumerate(values[1:], start=1):
            if not value:
                continue
            at = f"{id_}{position:02}"
            if delimiters is None:
                yield ("element", {"at": at}), self._text(value)
                continue
            several = value.split(delimiters.repetition)
            for number, one in enumerate(several, start=1):
                said = {"at": at, "repetition": str(number)} if len(several) > 1 else {"at": at}
                if position in composites:
                    yield ("element", said), self._components(at, one.split(delimiters.component))
                else:
                    yield ("element", said), self._text(one)

    def _components(self, at: str, parts: list[str]) -> list[tuple[Tag, str]]:
        return [
            (("component", {"at": f"{at}-{index}"}), self._text(part))
            for index, part in enumerate(parts, start=1) if part
        ]


class Pyx12Shape:
    """The shape of `pyx12.x12xml_simple`: `loop`, `seg`, `ele`, `comp` and `subele`, by their ids.

    Repetitions are left in the values: pyx12 does not know them.
    """

    root: Tag = ("x12simple", {})

    def __init__(self, characters: Characters) -> None:
        self._text = characters.of
        self._outermost: dict[int, tuple[str, ...]] = {}

    def envelope(self, depth: int, guide: Guide | None = None) -> Tag:
        """The tag of an interchange, a group or a set."""
        if guide is not None:
            self._outermost = outermost(guide)
        return _loop(ENVELOPE[depth])

    def loops(self, chain: Sequence[Loop], placed: PlacedSegment) -> tuple[list[Tag], bool]:
        """A wrapper with the guide's loops in it; none around ST.

        A loop whose first segment may be repeated starts with each of them.
        """
        if not chain or (placed.slot and placed.slot.id == "ST"):
            return [], False
        ids = (*self._outermost[id(chain[0])], *(loop.id for loop in chain[1:]))
        return [_loop(id_) for id_ in ids], placed.starts or placed.slot is placed.loop.first

    def segment(self, values: list[str], slot: Slot | None, delimiters: Delimiters | None) -> Row:
        """A segment by its id alone."""
        id_ = self._text(values[0])
        return segment_row(("seg", {"id": id_}), self._elements(id_, values, delimiters))

    def _elements(
        self, id_: str, values: list[str], delimiters: Delimiters | None
    ) -> Iterator[tuple[Tag, Content]]:
        composites = _COMPOSITES.get(values[0], frozenset()) if delimiters else frozenset()
        for position, value in enumerate(values[1:], start=1):
            at = f"{id_}{position:02}"
            if not value:
                continue
            if position not in composites:
                yield ("ele", {"id": at}), self._text(value)
            elif delimiters and value.strip(delimiters.component):
                parts = enumerate(value.split(delimiters.component), start=1)
                yield ("comp", {"id": id_}), [
                    (("subele", {"id": f"{at}-{index:02}"}), self._text(part)) for index, part in parts
                ]


def _loop(id_: str) -> Tag:
    return "loop", {"id": id_}
