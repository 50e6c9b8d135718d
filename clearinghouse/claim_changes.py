"""Changes of a claim's elements by their paths: `2300/CLM02`, `2400#2/SV302` of the second line.

Paths are those of `mappings.paths`, as findings tell them. `#2` behind a loop, or behind the whole path,
says which one is meant where there are several. What is not there yet is put where the guide has it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from clearinghouse.claim_places import UnitPlan, new_segment
from clearinghouse.claim_text import OURS, ClaimText, OfUnit, Segment
from clearinghouse.errors import HouseError
from edi.errors import GuideError
from edi.guide import Guide, Loop
from mappings.paths import Path, Spot, find, parse_path
from transactions.rules.layout import value_at

LONGEST = 1_000
_COUNTED = re.compile(r"(.+?)#([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True)
class Change:
    """An element's new value (empty: it is taken away); None takes the segment or the loop away."""

    path: str
    value: str | None


def parse_change(told: str) -> Change:
    """A change told as PATH=VALUE. Raises HouseError."""
    path, equals, value = told.partition("=")
    if not equals or not path.strip():
        raise HouseError("a change is told as PATH=VALUE, like 2300/CLM02=100.00")
    return Change(path.strip(), value)


def change(text: ClaimText, guide: Guide, changes: list[Change]) -> None:
    """Make the changes in their order. Raises HouseError that names the path, never the value."""
    for one in changes:
        _Place(text, guide, one).make()


class _Place:
    """Where a change is to be made."""

    def __init__(self, text: ClaimText, guide: Guide, wanted: Change) -> None:
        self.wanted = wanted
        self.delimiters = text.delimiters
        self.path, self.counts, self.nth = _counted(wanted.path)
        try:
            self.spot: Spot = find(guide, self.path)
        except GuideError as problem:
            raise HouseError(str(problem)) from None
        units = [loop.id for loop in self.spot.loops if loop.unit]
        unit_id = units[-1] if units else ""
        self.chain: list[Loop] = _below(self.spot.loops, unit_id)
        unit = text.units.get(unit_id)
        if unit is None:
            raise self._refused(f"the claim stands in no {unit_id}: the subscriber is the patient")
        self.unit: OfUnit = unit
        self.loop_id = self.spot.loops[-1].id if self.spot.loops else ""
        if (self.spot.slot is not None and self.spot.slot.id in OURS) or not self.spot.loops:
            raise self._refused("this segment is ours: levels, counts and control numbers are written anew")
        for name in self.counts:
            if all(loop.id != name or loop.repeat == 1 for loop in self.chain):
                raise self._refused(f"{name} stands there once and is not counted")

    def make(self) -> None:
        """Make the change."""
        if self.wanted.value is None:
            self._take_away()
            return
        self._check(self.wanted.value)
        found = self._found()
        if not found and self.wanted.value:
            found = [self._put_in(self.wanted.value)]
        if found:
            self._set(found[0], self.wanted.value)

    def _refused(self, why: str) -> HouseError:
        return HouseError(f"{self.wanted.path[:100]}: {why}")

    def _check(self, value: str) -> None:
        spot, signs = self.spot, self.delimiters.all
        if spot.element is None:
            raise self._refused("a value belongs into an element: add its two digits, like 2300/CLM02")
        if spot.element.components and spot.component is None:
            raise self._refused(f"name one of its components, like {spot.path}-1")
        if any(ch in signs for ch in value):
            raise self._refused("the value contains a delimiter of the claim's file")
        if len(value) > LONGEST or not value.isprintable() or any(ch > "\xff" for ch in value):
            raise self._refused(f"a value has at most {LONGEST} printable characters of Latin-1")

    # What is there.

    def _inside(self, segment: Segment) -> bool:
        """Whether a segment stands in the loops that are counted as told."""
        repeated = [loop.id for loop in self.chain if loop.repeat != 1]
        told = zip(repeated, segment.repeats, strict=False)
        return all(self.counts.get(name, number) == number for name, number in told)

    def _found(self) -> list[Segment]:
        """The one segment meant, or none."""
        slot = self.spot.slot
        assert slot is not None
        found = [
            one for one in self.unit.segments
            if one.loop == self.loop_id and one.values[0] == slot.id and self._inside(one) and self._fits(one)
        ]
        if self.nth:
            if self.nth > len(found):
                raise self._refused(f"the claim has {len(found)} of them")
            return [found[self.nth - 1]]
        if len(found) > 1:
            raise self._refused(f"the claim has {len(found)} of them; say which: {self._counted_form()}")
        return found

    def _counted_form(self) -> str:
        repeated = [loop.id for loop in self.chain if loop.repeat != 1 and loop.id not in self.counts]
        if not repeated:
            return f"{self.path}#1"
        loops = tuple(f"{loop.id}#1" if loop.id in repeated else loop.id for loop in self.chain)
        return str(replace(self.path, loops=loops))

    def _fits(self, segment: Segment) -> bool:
        slot = self.spot.slot
        if slot is None or slot.key is None:
            return True
        position, component, codes = slot.key
        asked = [code for code in self.path.codes if code in codes] or codes
        return value_at(segment.values, position, component, self.delimiters.component) in asked

    def _set(self, segment: Segment, value: str) -> None:
        assert self.spot.element is not None
        position, part = self.spot.element.position, self.spot.component
        values, sign = segment.values, self.delimiters.component
        values += [""] * (position + 1 - len(values))
        if part is None:
            values[position] = value
        else:
            parts = values[position].split(sign)
            parts += [""] * (part.position - len(parts))
            parts[part.position - 1] = value
            values[position] = sign.join(parts).rstrip(sign)
        while len(values) > 1 and not values[-1]:
            values.pop()
        if len(values) == 1:
            self.unit.segments.remove(segment)

    # What is not.

    def _put_in(self, value: str) -> Segment:
        slot, plan = self.spot.slot, UnitPlan(self.unit.loop)
        assert slot is not None
        repeats = self._repeats(plan)
        values = new_segment(slot, self.path.codes, value, self.delimiters)
        if values is None:
            choices = " or ".join(f"{slot.id}[{code}]" for code in slot.codes)
            raise self._refused(f"say which one is to be put in: {choices}")
        made = Segment(self.loop_id, repeats, values)
        self.unit.segments.insert(plan.place_for(self.unit.segments, made, self.delimiters), made)
        return made

    def _repeats(self, plan: UnitPlan) -> tuple[int, ...]:
        """Which loop the new segment belongs into; a loop begins with its first segment."""
        there = plan.instances(self.unit.segments, self.loop_id)
        meant = sorted(one for one in there if self._inside(Segment(self.loop_id, one, [])))
        if len(meant) > 1:
            raise self._refused(f"the claim has {len(meant)} such loops; say which: {self._counted_form()}")
        if meant:
            return meant[0]
        loop = self.chain[-1]
        if self.spot.slot is not loop.first:
            raise self._refused(f"the claim has no such {loop.id}; begin it with its {loop.first.ref}")
        above = self.chain[-2].id if len(self.chain) > 1 else self.unit.loop.id
        around = [one for one in plan.instances(self.unit.segments, above)
                  if self._inside(Segment(above, one, []))]
        if len(around) != 1:
            raise self._refused(f"say in which {above} of {len(around)} it stands: {self._counted_form()}")
        if loop.repeat == 1:
            return around[0]
        before = [one for one in there if one[:-1] == around[0]]
        if self.counts.get(loop.id, len(before) + 1) != len(before) + 1:
            raise self._refused(f"the claim has {len(before)} of this loop; the next is counted one on")
        return (*around[0], len(before) + 1)

    def _take_away(self) -> None:
        if self.spot.element is not None:
            raise self._refused("an element is set to nothing to take it away; a drop takes segments")
        if self.spot.slot is not None:
            gone = self._found()
        else:
            if not self.chain:
                raise self._refused("this level holds the claim and cannot be taken away")
            gone = self._loop_segments()
        if not gone:
            raise self._refused("the claim has none")
        self.unit.segments = [one for one in self.unit.segments if not any(one is other for other in gone)]

    def _loop_segments(self) -> list[Segment]:
        plan = UnitPlan(self.unit.loop)
        meant = [one for one in plan.instances(self.unit.segments, self.loop_id)
                 if self._inside(Segment(self.loop_id, one, []))]
        if len(meant) > 1:
            raise self._refused(f"the claim has {len(meant)} of them; say which: {self._counted_form()}")
        return [
            one for one in self.unit.segments
            if meant and self.loop_id in plan.around(one.loop) and one.repeats[: len(meant[0])] == meant[0]
        ]


def _counted(told: str) -> tuple[Path, dict[str, int], int]:
    """A path without its counts; the counts of loops, and that of the segment (0: none)."""
    *loops, last = told.split("/")
    counts: dict[str, int] = {}
    nth, plain = 0, []
    for index, part in enumerate((*loops, last)):
        found = _COUNTED.fullmatch(part)
        name = found[1] if found else part
        if found and index == len(loops) and not re.match(r"[0-9]", name):
            nth = int(found[2])
        elif found:
            counts[name] = int(found[2])
        plain.append(name)
    try:
        return parse_path("/".join(plain)), counts, nth
    except GuideError as problem:
        raise HouseError(str(problem)) from None


def _below(loops: tuple[Loop, ...], unit_id: str) -> list[Loop]:
    """The loops inside the unit, from the outermost in."""
    ids = [loop.id for loop in loops]
    start = len(ids) - ids[::-1].index(unit_id) if unit_id else 0
    return list(loops[start:])
