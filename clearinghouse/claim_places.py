"""Where a new segment of a claim stands: the guide's order inside one unit, and what the guide fills in."""

from __future__ import annotations

from collections.abc import Sequence

from clearinghouse.claim_text import Segment
from edi.delimiters import Delimiters
from edi.guide import Element, Loop, Slot
from transactions.rules.layout import value_at

Rank = tuple[tuple[int, int], ...]
_DAY, _PERIOD = "D8", "RD8"


class UnitPlan:
    """The loops of a unit as the guide orders them."""

    def __init__(self, unit: Loop) -> None:
        self.chains: dict[str, tuple[tuple[int, Loop], ...]] = {unit.id: ()}
        self._loops: dict[str, Loop] = {unit.id: unit}
        self._add(unit, ())

    def _add(self, loop: Loop, chain: tuple[tuple[int, Loop], ...]) -> None:
        for index, child in enumerate(loop.children):
            if isinstance(child, Loop) and not child.unit:
                self.chains[child.id] = (*chain, (index, child))
                self._loops[child.id] = child
                self._add(child, self.chains[child.id])

    def around(self, loop: str) -> list[str]:
        """The ids of a loop and of those it stands in, inside the unit."""
        return [one.id for _, one in self.chains[loop]]

    def instances(self, segments: Sequence[Segment], loop: str) -> list[tuple[int, ...]]:
        """Every one of a loop that is there, by the counts of the repeatable loops down to it."""
        if not self.chains[loop]:
            return [()]
        depth = sum(one.repeat != 1 for _, one in self.chains[loop])
        found = (one.repeats[:depth] for one in segments if loop in self.around(one.loop))
        return list(dict.fromkeys(found))

    def place_for(self, segments: Sequence[Segment], new: Segment, delimiters: Delimiters) -> int:
        """The index at which a segment is to be put in; one that has no place stays behind the one before."""
        wanted, before = self._rank(new, delimiters, ()), Rank()
        for index, segment in enumerate(segments):
            before = self._rank(segment, delimiters, before)
            if before > wanted:
                return index
        return len(segments)

    def _rank(self, segment: Segment, delimiters: Delimiters, otherwise: Rank) -> Rank:
        counts, rank = iter(segment.repeats), []
        for index, loop in self.chains[segment.loop]:
            rank.append((index, next(counts, 1) if loop.repeat != 1 else 1))
        for index, child in enumerate(self._loops[segment.loop].children):
            if not isinstance(child, Slot) or child.id != segment.values[0]:
                continue
            if _fits(child, segment, delimiters):
                return (*rank, (index, 0))
        return otherwise or tuple(rank)


def _fits(slot: Slot, segment: Segment, delimiters: Delimiters) -> bool:
    if slot.key is None:
        return True
    position, component, codes = slot.key
    return value_at(segment.values, position, component, delimiters.component) in codes


def new_segment(
    slot: Slot, codes: tuple[str, ...], value: str, delimiters: Delimiters
) -> list[str] | None:
    """The id and elements of a new segment with what the guide leaves no choice of.

    None where its code is to be chosen and `codes` names none; `value` is what it is put in for.
    """
    last = max((one.position for one in slot.elements), default=0)
    values = [slot.id, *[""] * last]
    for element in slot.elements:
        values[element.position] = _sure(element, delimiters)
    if slot.key is not None:
        position, component, allowed = slot.key
        asked = [code for code in codes if code in allowed] or list(allowed)
        if len(asked) != 1:
            return None
        parts = values[position].split(delimiters.component)
        parts += [""] * (component - len(parts))
        parts[max(component - 1, 0)] = asked[0]
        values[position] = delimiters.component.join(parts)
    form = slot.element(2) if slot.id == "DTP" else None
    if form is not None:
        period = "-" in value and _PERIOD in form.codes
        values[2] = _PERIOD if period or _DAY not in form.codes else _DAY
    return values


def _sure(element: Element, delimiters: Delimiters) -> str:
    """The one value an element can have where it must be sent; empty where there are several."""
    if element.usage != "R":
        return ""
    if element.components:
        parts = [_sure(part, delimiters) for part in element.components]
        return delimiters.component.join(parts).rstrip(delimiters.component)
    return element.codes[0] if len(element.codes) == 1 else ""
