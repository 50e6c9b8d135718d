"""A guide as a tree for people: its loops and slots a line each; of one loop also the elements."""

from __future__ import annotations

from collections.abc import Iterator

from edi.guide import Element, Guide, Loop, Slot
from mappings.guide_words import codes_of, conditions_of, form_of, place_of, repeat_of, usage_of


def loops_of(guide: Guide) -> dict[str, list[tuple[Loop, ...]]]:
    """Every loop by its id, as the chains from the top down to it: one for each parent it has."""
    found: dict[str, list[tuple[Loop, ...]]] = {}
    for above, row in guide.walk():
        if isinstance(row, Loop):
            found.setdefault(row.id, []).append((*above, row))
    return found


def tree_lines(guide: Guide) -> Iterator[str]:
    """All loops and slots of a guide."""
    yield heading(guide)
    for above, row in guide.walk():
        yield _line("  " * len(above), row)


def loop_lines(guide: Guide, loop_id: str) -> Iterator[str]:
    """One loop with the elements of its slots; loops inside it stand as one line."""
    chains = loops_of(guide)[loop_id]
    loop = chains[0][-1]
    yield heading(guide)
    yield _line("", loop)
    for place in places_of(chains) if len(chains) > 1 else ():
        yield f"  {place}"
    for row in loop.children:
        yield _line("  ", row)
        if isinstance(row, Slot):
            for element in row.elements:
                yield _element_line(place_of(row, element), element)
                for part in element.components:
                    yield _element_line("  " + place_of(row, element, part), part)
            if row.syntax:
                yield f"    syntax notes: {' '.join(row.syntax)}"
            yield from (f"    {condition}" for condition in conditions_of(row))


def places_of(chains: list[tuple[Loop, ...]]) -> list[str]:
    """Where a loop stands, and whether and how often it must come there: `required, once in 2000B`."""
    told = []
    for *above, loop in chains:
        where = f" in {above[-1].id}" if above else ""
        told.append(f"{usage_of(loop)}, {repeat_of(loop)}{where}")
    return list(dict.fromkeys(told))


def slots_of(guide: Guide) -> list[Slot]:
    """The slots of a guide; those of a loop with two parents once."""
    loops = [guide.root, *(chains[0][-1] for chains in loops_of(guide).values())]
    return [row for loop in loops for row in loop.children if isinstance(row, Slot)]


def heading(guide: Guide) -> str:
    """What a guide is, in a line."""
    return f"{guide.name} {guide.title}: {guide.version}, set {guide.set_id} in groups {guide.group_id}"


def _line(indent: str, row: Loop | Slot) -> str:
    name = row.id if isinstance(row, Loop) else row.ref
    return f"{indent + name:<32} {row.name:<40} {usage_of(row)}, {repeat_of(row)}"


def _element_line(place: str, row: Element) -> str:
    repeat = "" if row.repeat == 1 else f", {repeat_of(row)}"
    line = f"    {place:<12} {row.number:<6} {form_of(row):<12} {usage_of(row)}{repeat}"
    return f"{line}: {codes}" if (codes := codes_of(row)) else line
