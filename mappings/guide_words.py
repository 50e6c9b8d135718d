"""What rows of a guide are called for people: usage, repeats, lengths, codes."""

from __future__ import annotations

from edi.guide import UNBOUNDED, Element, Loop, Slot

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
