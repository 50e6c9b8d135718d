"""The words a guide is written in: elements, slots, loops, and the guide itself.

A guide is a tree of frozen rows. Everything that is known of a transaction (reading,
validation, the 999, writing, the reference pages) is compiled from this one tree.
A loop that has two parents in the guide stands in the tree twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Usage = Literal["R", "S", "N"]
"""R required, S situational, N not used."""

UNBOUNDED = 0
"""A repeat without a limit (`>1` in X12's tables)."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a slot, or one component of a composite element.

    `position` counts from 1 inside the segment (or composite). `type` is one of AN ID R N0..N9
    DT TM B, or empty for a composite. `codes` are the values allowed (empty: any); `code_list`
    names an external list (`place_of_service`). `doubt`: no source settles this row, so a
    violation of its usage, length or repeat only warns; `doubtful_codes` are accepted with a warning.
    """

    position: int
    usage: Usage
    number: str
    type: str
    min: int
    max: int
    codes: tuple[str, ...] = ()
    code_list: str = ""
    repeat: int = 1
    components: tuple[Element, ...] = ()
    syntax: tuple[str, ...] = ()
    doubt: bool = False
    doubtful_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One use of a segment in a guide: `REF[G1]` in loop 2300.

    `ref` is the segment id, plus its distinguishing codes in brackets where it has some.
    `elements` lists what is used; a position left out is not used. `repeat` 0 is unbounded.
    """

    ref: str
    name: str
    usage: Usage
    repeat: int
    elements: tuple[Element, ...]
    syntax: tuple[str, ...] = ()
    doubt: bool = False

    @property
    def id(self) -> str:
        """The segment id: `REF` of `REF[G1]`."""
        return self.ref.partition("[")[0]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the brackets of its ref."""
        bracket = self.ref.partition("[")[2].rstrip("]")
        return tuple(bracket.split(",")) if bracket else ()

    @property
    def key(self) -> tuple[int, int, tuple[str, ...]] | None:
        """What tells this slot from its look-alikes: (position, component or 0, codes), if anything."""
        place = self._key_place()
        return (place[0].position, place[1].position if place[1] else 0, self.codes) if place else None

    @property
    def doubtful_key(self) -> tuple[str, ...]:
        """The codes by which some call this slot besides: its segment is known by them, and warned of."""
        place = self._key_place()
        return (place[1] or place[0]).doubtful_codes if place else ()

    def _key_place(self) -> tuple[Element, Element | None] | None:
        """The element, and its component, whose codes stand in the brackets."""
        wanted = set(self.codes)
        for element in self.elements if wanted else ():
            if wanted <= set(element.codes):
                return element, None
            for part in element.components:
                if wanted <= set(part.codes):
                    return element, part
        return None

    def element(self, position: int) -> Element | None:
        """The row of a position, or None where the guide does not use it."""
        for element in self.elements:
            if element.position == position:
                return element
        return None


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop: `children` are its slots and inner loops in guide order; the first is a slot.

    `unit` marks a loop that is accepted as a whole with all its inner loops that are not
    units themselves (a claim, an HL level). `repeat` 0 is unbounded.
    """

    id: str
    name: str
    usage: Usage
    repeat: int
    children: tuple[Slot | Loop, ...]
    unit: bool = False
    doubt: bool = False

    @property
    def first(self) -> Slot:
        """The slot that starts the loop."""
        child = self.children[0]
        return child if isinstance(child, Slot) else child.first


@dataclass(frozen=True, slots=True)
class Guide:
    """An implementation guide: `837D` is 005010X224A2 of transaction set 837 in groups HC.

    `root` is a loop with id `""`: HEADER, the loops of the guide, TRAILER where there is one, and
    the slot SE. `also` are versions read as this one (the guide without its errata suffix).
    """

    name: str
    title: str
    version: str
    set_id: str
    group_id: str
    root: Loop
    also: tuple[str, ...] = ()

    def walk(self) -> Iterator[tuple[tuple[Loop, ...], Slot | Loop]]:
        """Every row with the loops above it, in guide order."""

        def down(above: tuple[Loop, ...], loop: Loop) -> Iterator[tuple[tuple[Loop, ...], Slot | Loop]]:
            for child in loop.children:
                yield above, child
                if isinstance(child, Loop):
                    yield from down((*above, child), child)

        return down((), self.root)


@dataclass(frozen=True, slots=True)
class SegmentDefinition:
    """A segment of the standard: its elements as (number, requirement M/O/X, repeat), its syntax notes."""

    id: str
    elements: tuple[tuple[str, str, int], ...]
    syntax: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
