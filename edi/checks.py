"""The checks of one placed segment: elements, composites, repetitions and syntax notes.

This is the slow path's half: it decides and names the faults. What it finds nothing in, the
acceptor may accept; nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from edi.conditions import is_broken, open_conditions
from edi.delimiters import Delimiters
from edi.errors import GuideError
from edi.guide import UNBOUNDED, Element, Slot
from edi.syntax_notes import broken_note
from edi.values import FORMATS, INTEGER, NUMBER, read_date, read_time, text


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule broken inside a segment: positions count from 1, 0 is "the whole".

    `trigger` is the element that made it one.
    """

    rule: str
    element: int
    component: int = 0
    repetition: int = 0
    number: str = ""
    trigger: int = 0


def _length(element: Element, size: int) -> str:
    if element.min <= size <= element.max:
        return ""
    if element.doubt:
        return "U205"
    return "E104" if size < element.min else "E105"


def _in_text(element: Element, value: str) -> str:
    if not value.isascii():
        shown = text(value)
        if any(ch < " " or "\x7f" <= ch <= "\x9f" for ch in shown):
            return "E106"
        return _length(element, len(shown)) or "E151"
    if not value.isprintable() or not value.strip(" "):
        return "E106"
    return _length(element, len(value))


def _in_number(element: Element, value: str) -> str:
    if not NUMBER.fullmatch(value):
        return "E106"
    return _length(element, sum(ch.isdigit() for ch in value))


def _in_integer(element: Element, value: str) -> str:
    if not INTEGER.fullmatch(value):
        return "E106"
    return _length(element, len(value.lstrip("-")))


def _in_date(element: Element, value: str) -> str:
    return _length(element, len(value)) or ("" if read_date(value) else "E108")


def _in_time(element: Element, value: str) -> str:
    return _length(element, len(value)) or ("" if read_time(value) else "E109")


_TYPES: dict[str, Callable[[Element, str], str]] = {
    "AN": _in_text, "ID": _in_text, "B": _in_text, "R": _in_number, "DT": _in_date, "TM": _in_time,
    **{f"N{digits}": _in_integer for digits in range(10)},
}


def check_value(element: Element, value: str) -> str:
    """The rule a simple value breaks against its row, or an empty string."""
    if element.codes:
        if value in element.codes:
            return ""
        if value in element.doubtful_codes:
            return "U207"
        # Only what is worse than a wrong code is told in its place: a warning never is.
        rule = _TYPES[element.type](element, value)
        return rule if rule in ("E104", "E105", "E106") else "E207"
    return _TYPES[element.type](element, value)


@lru_cache(maxsize=4096)
def is_required(row: Element | None) -> bool:
    """Whether a position must always be filled."""
    return row is not None and row.usage == "R"


class SlotCheck:
    """The checks of one slot, compiled from its rows.

    `sizes` are the standard's: elements by segment id, components by composite element.
    """

    __slots__ = (
        "by_position", "conditions", "formats", "inner_formats", "last_required", "notes", "size", "sizes"
    )

    def __init__(self, slot: Slot, sizes: Mapping[str, int]) -> None:
        for element in slot.elements:
            if any(row.type not in _TYPES for row in element.components or (element,)):
                raise GuideError(f"{slot.ref}{element.position:02}: has neither a type nor components")
        self.by_position = {element.position: element for element in slot.elements}
        self.size = max(sizes.get(slot.id, 0), max(self.by_position, default=0))
        self.sizes = {
            element.position: max(
                sizes.get(element.number, 0), max(part.position for part in element.components)
            )
            for element in slot.elements
            if element.components
        }
        self.notes = slot.syntax
        self.conditions = open_conditions(slot)
        self.last_required = max((e.position for e in slot.elements if e.usage == "R"), default=0)
        self.formats = _formats(slot.elements)
        self.inner_formats = {
            element.position: formats
            for element in slot.elements
            if (formats := _formats(element.components))
        }

    def __call__(self, values: list[str], delimiters: Delimiters) -> list[Fault]:
        """The faults of a segment given as its id and elements."""
        faults: list[Fault] = []
        last = len(values) - 1
        if last < self.last_required:
            values = [*values, *[""] * (self.last_required - last)]
        rows, separators = self.by_position, (delimiters.component, delimiters.repetition)
        for position in range(1, len(values)):
            value, element = values[position], rows.get(position)
            if element is None:
                if value:
                    faults.append(Fault("E210" if position <= self.size else "E103", position))
            elif not value:
                if element.usage == "R":
                    faults.append(Fault("U201" if element.doubt else "E201", position, number=element.number))
            elif element.components or separators[0] in value or separators[1] in value:
                size, formats = self.sizes.get(position, 0), self.inner_formats.get(position, ())
                _check_parts(element, value, delimiters, size, formats, faults)
            elif rule := check_value(element, value):
                faults.append(Fault(rule, position, number=element.number))
        for note in self.notes:
            broken = broken_note(note, values)
            # An element that must always be there has been told already.
            if broken and not (broken[0] == "E102" and is_required(rows.get(broken[1]))):
                row = rows.get(broken[1])
                faults.append(Fault(*broken, number=row.number if row else ""))
        for condition in self.conditions:
            if is_broken(condition, values) and all(f.element != condition.position for f in faults):
                number = rows[condition.position].number
                faults.append(
                    Fault(condition.rule, condition.position, number=number, trigger=condition.by)
                )
        for position in self.formats:
            if rule := _misformed(values, position):
                faults.append(Fault(rule, position, number="1251"))
        if not any(values[1:]) and not any(fault.rule[0] == "E" for fault in faults):
            faults.append(Fault("S112", 0))
        if last and not values[last]:
            faults.append(Fault("E152", last))
        return faults


def _formats(rows: tuple[Element, ...]) -> tuple[int, ...]:
    """Where elements 1251 stand: dates, times or ranges, and the element 1250 before each says which."""
    return tuple(
        row.position
        for before, row in pairwise(rows)
        if (before.number, row.number) == ("1250", "1251") and row.position == before.position + 1
    )


def _misformed(values: list[str], position: int) -> str:
    """The rule that an element 1251 breaks which has not the format its qualifier names."""
    qualifier, value = values[position - 1 : position + 1] if position < len(values) else ("", "")
    if value and qualifier in FORMATS and not FORMATS[qualifier](value):
        return "E109" if qualifier == "TM" else "E108"
    return ""


def _check_parts(
    element: Element, value: str, delimiters: Delimiters, size: int, formats: tuple[int, ...],
    faults: list[Fault],
) -> None:
    """An element that has components, or whose value has one of their separators, or repetitions."""
    parts = value.split(delimiters.repetition)
    if len(parts) > element.repeat != UNBOUNDED:
        rule = "U212" if element.doubt else "E112"
        faults.append(Fault(rule, element.position, number=element.number))
        if element.repeat == 1:
            return
    for index, part in enumerate(parts, 1):
        repetition = index if len(parts) > 1 else 0
        rule = ""
        if element.components:
            _check_composite(element, part.split(delimiters.component), repetition, size, formats, faults)
        elif delimiters.component in part:
            rule = "E113"
        else:
            rule = check_value(element, part) if part else "E152"
        if rule:
            faults.append(Fault(rule, element.position, 0, repetition, element.number))


def _check_composite(
    element: Element, parts: list[str], repetition: int, size: int, formats: tuple[int, ...],
    faults: list[Fault],
) -> None:
    values = ["", *parts]
    rows = {row.position: row for row in element.components}
    last = len(values) - 1
    for position in range(1, max(last, *rows) + 1):
        row = rows.get(position)
        part = values[position] if position <= last else ""
        rule = ""
        if row is None:
            if part:
                rule = "E210" if position <= size else "E113"
        elif not part:
            if row.usage == "R":
                rule = "U201" if row.doubt else "E201"
        else:
            rule = check_value(row, part)
        if rule:
            number = row.number if row else ""
            faults.append(Fault(rule, element.position, position, repetition, number))
    for note in element.syntax:
        broken = broken_note(note, values)
        if broken and not (broken[0] == "E102" and is_required(rows.get(broken[1]))):
            faults.append(Fault(broken[0], element.position, broken[1], repetition))
    for position in formats:
        if rule := _misformed(values, position):
            faults.append(Fault(rule, element.position, position, repetition, "1251"))
    if last > 1 and not values[last]:
        faults.append(Fault("E152", element.position, last, repetition))
