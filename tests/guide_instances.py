"""Valid instances of a guide, made from its rows: minimal, maximal or anything between, seeded.

A unit is a list of segments, a segment a list of its id and elements; the first unit is the header.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from edi.conditions import is_broken, open_conditions
from edi.guide import UNBOUNDED, Element, Guide, Loop, Slot
from edi.syntax_notes import broken_note, note_places

DAY, SPAN, MOMENT = "20240229", "20240101-20240131", "202401151230"
FORMATS = {"D8": DAY, "RD8": SPAN, "D6": "240115", "DT": MOMENT, "TM": "1230"}
WORDS = "MOLAR CROWN BRIDGE INLAY ENAMEL PULP ROOT CUSP"
HEAD = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*240115*1230*^*00501*000000001*0*P*:~"
)


@dataclass(slots=True)
class Instance:
    """One way to fill a guide. `chance` is that of a situational row, `most` the repeats of a row.

    `values` are what certain elements hold, by their number in the standard; `repetitions` whether elements
    that may be repeated are; `deep` is the least chance of a situational unit.
    """

    guide: Guide
    rng: random.Random
    chance: float = 1.0
    most: int = 2
    units: list[list[list[str]]] = field(default_factory=list)
    levels: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    repetitions: bool = True
    deep: float = 0.0

    def make(self, breadth: int = 2) -> list[list[list[str]]]:
        """The units of one set without SE; `breadth` instances of each unit loop that may be repeated."""
        self.units = [[]]
        for child in self.guide.root.children:
            if isinstance(child, Loop):
                if child.unit:
                    self._units(child, "", breadth)
                else:
                    self._fill(child, self.units[0])
        return self.units

    def _units(self, loop: Loop, parent: str, breadth: int) -> int:
        times = breadth if loop.repeat == UNBOUNDED else min(breadth, loop.repeat)
        if loop.usage != "R" and self.rng.random() >= max(self.chance, self.deep):
            times = 0
        for _ in range(times):
            unit: list[list[str]] = []
            self.units.append(unit)
            self._fill_own(loop, unit)
            level = loop.first.id == "HL"
            own = parent
            if level:
                self.levels += 1
                own = str(self.levels)
            below = 0
            for child in loop.children:
                if isinstance(child, Loop) and child.unit:
                    made = self._units(child, own, breadth)
                    below += made if child.first.id == "HL" else 0
            if level:
                head = ["HL", own, parent, unit[0][3], "1" if below else "0"]
                unit[0] = head if loop.first.element(4) else head[:4]
        return times

    def _fill(self, loop: Loop, into: list[list[str]]) -> None:
        if loop.usage != "R" and not self._wanted():
            return
        for _ in range(self._times(loop.repeat)):
            self._fill_own(loop, into)

    def _fill_own(self, loop: Loop, into: list[list[str]]) -> None:
        for index, child in enumerate(loop.children):
            if isinstance(child, Loop):
                if not child.unit:
                    self._fill(child, into)
            elif index == 0 or child.usage == "R" or self._wanted():
                for _ in range(self._times(child.repeat) if index else 1):
                    into.append(self.segment(child))

    def segment(self, slot: Slot) -> list[str]:
        """A valid segment of a slot."""
        size = max(element.position for element in slot.elements)
        values = [slot.id, *[""] * size]
        for element in slot.elements:
            if element.usage == "R" or self._wanted():
                values[element.position] = self._value(element)
        _qualify(values, slot.elements)
        _mend(values, slot.elements, slot.syntax)
        for position in _needed(values, slot):
            values[position] = self._value(next(row for row in slot.elements if row.position == position))
        _qualify(values, slot.elements)
        self._obey(values, slot)
        while values[-1] == "":
            values.pop()
        return values

    def _obey(self, values: list[str], slot: Slot) -> None:
        """Send what another element makes necessary, with what goes with it; leave out what it excludes."""
        rows = {row.position: row for row in slot.elements}
        for condition in open_conditions(slot):
            if not is_broken(condition, values):
                continue
            values[condition.position] = self._value(rows[condition.position]) if condition.needed else ""
            for rule, place in filter(None, (broken_note(note, values) for note in slot.syntax)):
                assert (rule, condition.needed) == ("E102", True), (slot.ref, values)
                values[place] = self._value(rows[place])

    def _value(self, element: Element) -> str:
        if not element.components:
            one = [self.text(element)]
            return "^".join(one * (self._times(element.repeat) if self.repetitions else 1))
        values = ["", *[""] * max(part.position for part in element.components)]
        for part in element.components:
            if part.usage == "R" or self._wanted():
                values[part.position] = self.text(part)
        _qualify(values, element.components)
        _mend(values, element.components, element.syntax)
        one = [":".join(values[1:]).rstrip(":")]
        return "^".join(one * (self._times(element.repeat) if self.repetitions else 1))

    def text(self, element: Element) -> str:
        """A valid value of a simple element."""
        if element.codes:
            return self.rng.choice(element.codes)
        if element.number in self.values:
            return self.values[element.number]
        if element.type == "DT":
            return DAY if element.max >= 8 else "240115"
        if element.type == "TM":
            return "1230"
        longest = min(element.max, max(element.min, self.rng.choice((1, 2, 3, element.max))))
        if element.type == "R" and element.min == 1 and longest > 3:
            return self.rng.choice(("12.5", "-3.25", ".5", "100", "7"))
        if element.type in ("R", "N0", "N2"):
            return "1" * max(element.min, min(longest, 5))
        return WORDS[: min(longest, len(WORDS))].strip().ljust(element.min, "X")

    def _wanted(self) -> bool:
        return self.rng.random() < self.chance

    def _times(self, repeat: int) -> int:
        return self.rng.randint(1, self.most if repeat == UNBOUNDED else min(repeat, self.most))


def _qualify(values: list[str], rows: tuple[Element, ...]) -> None:
    """Give what element 1251 holds the form that element 1250 before it names."""
    for before, element in pairwise(rows):
        if (before.number, element.number) == ("1250", "1251") and values[element.position]:
            values[before.position] = values[before.position] or before.codes[0]
            values[element.position] = FORMATS[values[before.position]]


def _needed(values: list[str], slot: Slot) -> set[int]:
    """Of elements that may be left out, but not all of them: those that must be filled after all."""
    needed = {note_places(note)[1][0] for note in slot.syntax if note[0] == "R" and broken_note(note, values)}
    if not needed and not any(values[1:]):
        first = slot.elements[0].position
        pairs = [note_places(note)[1] for note in slot.syntax if note[0] == "P"]
        needed = {first}.union(*(pair for pair in pairs if first in pair))
    return needed


def _mend(values: list[str], rows: tuple[Element, ...], notes: tuple[str, ...]) -> None:
    """Take out, or put back, what the syntax notes ask for."""
    usage = {row.position: row.usage for row in rows}
    for _ in range(len(notes) * 2):
        for note in notes:
            broken = broken_note(note, values)
            if broken is None:
                continue
            for place in reversed(note_places(note)[1]):
                if usage.get(place) != "R" and place < len(values) and values[place]:
                    values[place] = ""
                    if note[0] == "E" or broken_note(note, values) is None:
                        break


def wire(
    guide: Guide, units: list[list[str]], *, number: str = "0001", version: str = "", count: int | None = None
) -> str:
    """A whole file of one set: the envelope and SE around units of joined segments."""
    segments = [segment for unit in units for segment in unit]
    size = len(segments) + 1 if count is None else count
    return "".join((
        HEAD, f"GS*{guide.group_id}*SENDER*RECEIVER*20240115*1230*1*X*{version or guide.version}~",
        "~".join(segments), f"~SE*{size}*{number}~GE*1*1~IEA*1*000000001~",
    ))


def joined(units: list[list[list[str]]]) -> list[list[str]]:
    """The units with their segments as text, ST02 set to 0001."""
    texts = [["*".join(segment) for segment in unit] for unit in units]
    st = units[0][0]
    texts[0][0] = "*".join(["ST", st[1], "0001", *st[3:]])
    return texts
