"""What rows of a guide are called for people: usage, repeats, lengths, codes, conditions."""

from __future__ import annotations

from edi.conditions import open_conditions
from edi.guide import UNBOUNDED, Condition, Element, Loop, Slot

_USAGES = {"R": "required", "S": "situational", "N": "not used"}


def usage_of(row: Loop | Slot | Element) -> str:
    """Whether the row must be sent; where the sources disagree, a violation only warns."""
    return f"{_USAGES[row.usage]}, in doubt" if row.doubt else _USAGES[row.usage]


def repeat_of(row: Loop | Slot | Element) -> str:
    """How often the row may come."""
    return "any number" if row.repeat == UNBOUNDED else "once" if row.repeat == 1 else f"up to {row.repeat}"


def form_of(row: Element) -> str:
    """Type and lengths of an element: `AN 1-38`; a composite has none of its own."""
    if row.components:
        return "composite"
    return f"{row.type} {row.min}" if row.min == row.max else f"{row.type} {row.min}-{row.max}"


def codes_of(row: Element) -> str:
    """The values an element may have; empty where any will do."""
    parts = [" ".join(row.codes)]
    if row.code_list:
        parts.append(f"list {row.code_list}")
    if row.doubtful_codes:
        parts.append(f"with a warning {' '.join(row.doubtful_codes)}")
    return "; ".join(filter(None, parts))


def place_of(slot: Slot, row: Element, component: Element | None = None) -> str:
    """Where an element stands: `CLM05`, its component `CLM05-1`."""
    return f"{slot.id}{row.position:02}" + (f"-{component.position}" if component else "")


def conditions_of(slot: Slot) -> list[str]:
    """What elements of a slot make of one another, but for what its usages and codes settle already."""
    return [condition_of(slot, condition) for condition in open_conditions(slot)]


def condition_of(slot: Slot, condition: Condition) -> str:
    """One condition in words: `NM104 only if NM102 is 1 (U404)`."""
    by = f"{slot.id}{condition.by:02}"
    values = [value for value in condition.values if value]
    ways = [f"is {' or '.join(values)}"] if values else []
    if "" in condition.values:
        ways.insert(0, "is not sent")
    kind = "needed if" if condition.needed else "only if" if condition.but else "not sent if"
    instead = f", unless {slot.id}{condition.instead:02} is sent" if condition.instead else ""
    return f"{slot.id}{condition.position:02} {kind} {by} {' or '.join(ways)}{instead} ({condition.rule})"
