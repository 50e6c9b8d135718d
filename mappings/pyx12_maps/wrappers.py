"""The loops that pyx12 puts around those of a guide: of the envelope, and of a set's parts."""

from __future__ import annotations

from edi.guide import UNBOUNDED, Guide, Loop, Slot

ENVELOPE = ("ISA_LOOP", "GS_LOOP", "ST_LOOP")
"""Interchange, functional group, transaction set."""
HEADER, DETAIL, FOOTER = "HEADER", "DETAIL", "FOOTER"


def wrapped(guide: Guide) -> tuple[Slot, tuple[Loop, ...], Slot]:
    """ST, the wrappers with what stands in each, and SE.

    HEADER is the heading with all before the first unit, DETAIL the units, FOOTER the trailer.
    """
    heading, *loops, trailer = guide.root.children
    assert isinstance(heading, Loop)
    assert isinstance(trailer, Slot)
    tables = [loop for loop in loops if isinstance(loop, Loop)]
    ending = tables.pop() if tables[-1].id == "TRAILER" else None
    first = next((at for at, loop in enumerate(tables) if loop.unit), len(tables))
    opening, *others = heading.children
    assert isinstance(opening, Slot)
    parts = [
        Loop(HEADER, heading.name, "R", 1, (*others, *tables[:first])),
        Loop(DETAIL, "detail", "S", UNBOUNDED, tuple(tables[first:])),
    ]
    if ending:
        repeat = UNBOUNDED if ending.first.repeat != 1 else 1
        parts.append(Loop(FOOTER, ending.name, ending.usage, repeat, ending.children))
    return opening, tuple(parts), trailer


def outermost(guide: Guide) -> dict[int, tuple[str, ...]]:
    """For each outermost loop of a guide, by its `id()`: the ids of what pyx12 has there, from the top down.

    Heading and trailer are wrappers themselves; the others stand in one.
    """
    heading, *loops = (row for row in guide.root.children if isinstance(row, Loop))
    found: dict[int, tuple[str, ...]] = {id(loop): (FOOTER,) for loop in loops}
    for part in wrapped(guide)[1]:
        found |= {id(row): (part.id, row.id) for row in part.children if isinstance(row, Loop)}
    return found | {id(heading): (HEADER,)}
