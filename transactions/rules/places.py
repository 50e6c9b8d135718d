"""Places of findings: from a path of the guide to the segment of a unit that it means.

The rules read typed objects, which know no offsets. Only when one of them is broken is the unit laid out
again to tell where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from edi.delimiters import Delimiters
from edi.envelope import Unit
from edi.errors import GuideError
from edi.findings import Place
from edi.guide import Guide
from mappings.paths import Path, find, parse_path
from transactions.rules.layout import Placed, chart_of, lay_out, value_at

_parsed = lru_cache(maxsize=1024)(parse_path)


class Sent(NamedTuple):
    """A place of a path where something was sent: its values (repetitions), and which of its loops it is."""

    place: Place
    repeats: tuple[int, ...]
    values: list[str]


class Finder:
    """Finds places in a unit and in the units above it; each unit is laid out once."""

    __slots__ = ("_laid_out", "unit")

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self._laid_out: dict[int, list[Placed]] = {}

    def place(self, path: str, at: tuple[int, ...] = (), nth: int = 1, value: str = "") -> Place:
        """The place a path of the guide means: `2400/SV302` with `at=(3,)` is the third line's charge.

        `at` counts the repeatable loops from the unit's own down to the path's, `nth` the segments of
        this name in the loop. With a `value` the segment is the first that holds it, and so is the
        element (`2320/CAS`, "45"). Where the segment was not sent, the place is that of its loop (or of
        the unit), with the path of what is missing.
        """
        wanted = _parsed(path)
        unit = self._unit_of(wanted.loops[-1])
        found, stand_in = self._search(unit, wanted, at, nth, value)
        if found and value:
            element, component = _holds(found.values, value, unit.set.delimiters) or (0, 0)
            wanted = replace(wanted, element=element, component=component)
        here = found or stand_in
        offset, ordinal = (here.offset, here.ordinal) if here else (unit.offset, unit.segment)
        return self._place(wanted, offset, ordinal, there=found is not None)

    def place_at(self, index: int, element: int = 0, component: int = 0, repetition: int = 0) -> Place:
        """The place of one of the unit's segments, by its index in `unit.segments()`."""
        here = self._segments(self.unit)[index]
        wanted = Path((here.loop,), here.values[0], here.key[2] if here.key else (), element, component)
        return replace(self._place(wanted, here.offset, here.ordinal, there=True), repetition=repetition)

    def reaches(self, path: str) -> bool:
        """Whether the unit stands in loops, or can have them in it, that the path names."""
        reached: set[str] = set()
        unit: Unit | None = self.unit
        while unit is not None:
            reached.update(chart_of(unit.loop).loops)
            unit = unit.above
        return reached.issuperset(_parsed(path).loops)

    def sent(self, path: str) -> Iterator[Sent]:
        """Every place that a path means where something was sent, in the unit that has its loop."""
        wanted = _parsed(path)
        unit = self._unit_of(wanted.loops[-1])
        delimiters = unit.set.delimiters
        for placed in self._segments(unit):
            if placed.loop != wanted.loops[-1] or placed.values[0] != wanted.segment:
                continue
            if not _chosen(placed, wanted, delimiters):
                continue
            whole = value_at(placed.values, wanted.element, 0, delimiters.component)
            repeated = whole.split(delimiters.repetition) if wanted.element else [whole]
            values = [value_at([one], 0, wanted.component, delimiters.component) for one in repeated]
            if any(values):
                place = self._place(wanted, placed.offset, placed.ordinal, there=True)
                yield Sent(place, placed.repeats, values)

    def _place(self, wanted: Path, offset: int, ordinal: int, *, there: bool) -> Place:
        """A place named as the guide names it; `there`: the segment was sent."""
        transaction = self.unit.set
        group = transaction.group
        name, number = _name(transaction.guide, wanted)
        return Place(
            offset=offset,
            segment_id=wanted.segment,
            segment=ordinal,
            loop=wanted.loops[-1],
            path=name,
            element=wanted.element if there else 0,
            component=wanted.component if there else 0,
            element_number=number if there else "",
            interchange=group.interchange.control_number,
            group=group.control_number,
            set=transaction.control_number,
        )

    def _unit_of(self, loop_id: str) -> Unit:
        """The unit that holds the loop: this one, or the nearest one above that can."""
        candidate: Unit | None = self.unit
        while candidate is not None:
            if loop_id in chart_of(candidate.loop).loops:
                return candidate
            candidate = candidate.above
        return self.unit

    def _search(
        self, unit: Unit, wanted: Path, at: tuple[int, ...], nth: int, value: str
    ) -> tuple[Placed | None, Placed | None]:
        """The segment a path means; and the first one of its loop, or of the nearest loop around it."""
        loop = wanted.loops[-1]
        chain = chart_of(unit.loop).loops.get(loop, (loop,))
        stand_in: Placed | None = None
        depth = -1
        seen = 0
        delimiters = unit.set.delimiters
        for placed in self._segments(unit):
            if placed.loop not in chain or placed.repeats != at[: len(placed.repeats)]:
                continue
            if chain.index(placed.loop) > depth:
                stand_in, depth = placed, chain.index(placed.loop)
            if placed.loop != loop or placed.values[0] != wanted.segment:
                continue
            if not _chosen(placed, wanted, delimiters):
                continue
            if value and not _holds(placed.values, value, delimiters):
                continue
            seen += 1
            if seen == nth:
                return placed, stand_in
        return None, stand_in

    def _segments(self, unit: Unit) -> list[Placed]:
        known = self._laid_out.get(id(unit))
        if known is None:
            known = self._laid_out[id(unit)] = lay_out(unit)
        return known


def _chosen(placed: Placed, wanted: Path, delimiters: Delimiters) -> bool:
    """Whether the segment has one of the path's codes at its key."""
    if not wanted.codes or placed.key is None:
        return True
    position, part, _ = placed.key
    return value_at(placed.values, position, part, delimiters.component) in wanted.codes


def _holds(values: list[str], value: str, delimiters: Delimiters) -> tuple[int, int] | None:
    """The element and component (0: the whole) that are this value, if there are."""
    for position, element in enumerate(values[1:], 1):
        if element == value:
            return position, 0
        parts = element.split(delimiters.component)
        if value in parts:
            return position, parts.index(value) + 1
    return None


_NAMES: dict[tuple[int, Path], tuple[Guide, str, str]] = {}
_LIMIT = 4096


def _name(guide: Guide | None, path: Path) -> tuple[str, str]:
    """The guide's full name of a path and the number of its element (or component); remembered."""
    if guide is None:
        return str(path), ""
    key = id(guide), path
    known = _NAMES.get(key)
    if known is None:
        if len(_NAMES) >= _LIMIT:
            _NAMES.clear()
        # The guide stays alive with its names, so that the id stays its own.
        known = _NAMES[key] = (guide, *_look_up(guide, path))
    return known[1], known[2]


def _look_up(guide: Guide, path: Path) -> tuple[str, str]:
    try:
        spot = find(guide, path)
    except GuideError:
        # An override took the place out of the guide.
        return str(path), ""
    row = spot.component or spot.element
    return spot.path, row.number if row else ""
