"""Order: the segments of a unit with faults put where its guide would have them.

What has a place goes there, whatever stood before it; what has none, or comes once too often, is
named by its path and left out. The careful readers then find every unit in guide order.
"""

from __future__ import annotations

from edi.delimiters import Delimiters
from edi.guide import UNBOUNDED, Loop, Slot
from transactions.binding_code import longest, sure
from transactions.binding_places import key_of


class Chart:
    """A loop's slots and inner loops (but for the units inside it), by segment id."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.places: list[Place] = []
        self.by_id: dict[str, list[Place]] = {}
        for child in loop.children:
            if child.unit if isinstance(child, Loop) else child.id == "SE":
                continue
            place = Place(child, len(self.places))
            self.places.append(place)
            opens = place.index == 0 and isinstance(child, Slot) and child.repeat == 1
            if not opens:
                self.by_id.setdefault(place.slot.id, []).append(place)

    def open(self) -> Opened:
        return Opened(self)


class Place:
    """A child of a loop: its first slot, the code that tells it, the inner loop it opens."""

    def __init__(self, child: Slot | Loop, index: int) -> None:
        self.index = index
        self.repeat = child.repeat
        self.slot = child.first if isinstance(child, Loop) else child
        self.chart = Chart(child) if isinstance(child, Loop) else None
        self.codes = frozenset(self.slot.key[2]) if self.slot.key else frozenset()
        self.position, self.component = key_of(self.slot)
        self.least = sure(self.slot.elements) + 1
        self.most = longest(self.slot.elements) + 1

    def fits(self, values: list[str], delimiters: Delimiters) -> bool:
        """Whether the segment has the code of the slot, in the first repetition of its element."""
        if not self.codes:
            return True
        value = values[self.position] if len(values) > self.position else ""
        if self.component:
            value = value.partition(delimiters.repetition)[0]
            value = [*value.split(delimiters.component), "", "", ""][self.component - 1]
        return value in self.codes

    def filled(self, values: list[str]) -> list[str]:
        """The segment as long as a reader may rely on, and no longer than the guide has it."""
        if len(values) < self.least:
            values = [*values, *[""] * (self.least - len(values))]
        return values[: self.most]


class Opened:
    """An instance of a loop: what came, by child."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.came: list[list[list[str] | Opened]] = [[] for _ in chart.places]

    def tokens(self, end: str) -> list[str]:
        """All its segments in guide order as one list, each followed by `end`."""
        told: list[str] = []
        for things in self.came:
            for thing in things:
                told += thing.tokens(end) if isinstance(thing, Opened) else [*thing, end]
        return told


def order(
    chart: Chart, segments: list[list[str]], delimiters: Delimiters
) -> tuple[list[str], list[str]]:
    """The tokens of a unit in guide order, and the paths of the segments that were left out."""
    opened = [chart.open()]
    left_out: list[str] = []
    for number, values in enumerate(segments):
        if not number and isinstance(chart.loop.children[0], Slot):
            opened[0].came[0].append(chart.places[0].filled(values))
        elif not _put(opened, values, delimiters):
            left_out.append(f"{opened[-1].chart.loop.id}/{values[0][:3]}")
    return [*opened[0].tokens(delimiters.segment), ""], left_out


def _put(opened: list[Opened], values: list[str], delimiters: Delimiters) -> bool:
    """Put a segment into the innermost open loop that has room for it."""
    for depth in range(len(opened) - 1, -1, -1):
        loop = opened[depth]
        for place in loop.chart.by_id.get(values[0], ()):
            came = loop.came[place.index]
            full = place.repeat != UNBOUNDED and len(came) >= place.repeat
            if full or not place.fits(values, delimiters):
                continue
            del opened[depth + 1 :]
            filled = place.filled(values)
            if place.chart is None:
                came.append(filled)
            else:
                inner = place.chart.open()
                inner.came[0].append(filled)
                came.append(inner)
                opened.append(inner)
            return True
    return False
