"""Acceptors: one regular expression a unit, compiled from the guide's rows.

A unit (a claim with all its lines, an HL level's own part, a header) that the expression matches
is right; what it refuses, the walker and the checks decide. The expression is sound, not
complete: it never accepts what they would fault. All repeats are possessive and all segments
atomic, so that matching takes linear time.
"""

from __future__ import annotations

from edi.expressions import Alphabet, alternatives, slot_expression
from edi.guide import UNBOUNDED, Loop, Slot


def _times(expression: str, usage: str, repeat: int) -> str:
    """A slot or loop as often as it may come; what matched is never tried in another way."""
    low = 1 if usage == "R" else 0
    if (low, repeat) == (1, 1):
        return f"(?>{expression})"
    if repeat == UNBOUNDED:
        return f"(?:{expression})" + ("++" if low else "*+")
    if (low, repeat) == (0, 1):
        return f"(?:{expression})?+"
    return f"(?:{expression}){{{low},{repeat}}}+"


def _loop_expression(loop: Loop, a: Alphabet) -> str:
    parts = []
    for run in _runs(loop):
        if len(run) > 1:
            parts.append(_run_expression(run, a))
            continue
        child = run[0]
        if isinstance(child, Slot):
            capture = (1, 2, 4) if child.id == "HL" else ()
            # A loop exists by its first segment: there it must stand whatever its own usage says.
            usage = "R" if child is loop.children[0] else child.usage
            parts.append(_times(slot_expression(child, a, capture=capture), usage, child.repeat))
        elif not child.unit:
            parts.append(_times(_loop_expression(child, a), child.usage, child.repeat))
    return "".join(parts)


def _runs(loop: Loop) -> list[list[Slot | Loop]]:
    """The children in their order; neighbouring slots that only their first element tells apart together."""
    runs: list[list[Slot | Loop]] = []
    for index, child in enumerate(loop.children):
        before = runs[-1][-1] if index > 1 else None
        if isinstance(child, Slot) and isinstance(before, Slot) and child.id == before.id:
            taken = {code for slot in runs[-1] if isinstance(slot, Slot) for code in _first_codes(slot)}
            if taken and _first_codes(child) and taken.isdisjoint(_first_codes(child)):
                runs[-1].append(child)
                continue
        runs.append([child])
    return runs


def _first_codes(slot: Slot) -> tuple[str, ...]:
    key = slot.key
    return key[2] if key and key[:2] == (1, 0) else ()


def _run_expression(run: list[Slot | Loop], a: Alphabet) -> str:
    """Neighbouring slots of one segment id: in the guide's order, or else in any, each looked for first."""
    slots = [slot for slot in run if isinstance(slot, Slot)]
    ways = [slot_expression(slot, a) for slot in slots]
    in_order = "".join(_times(way, slot.usage, slot.repeat) for way, slot in zip(ways, slots, strict=True))
    start = f"{slots[0].id}{a.element}"
    rest = f"[^{a.segment}]*+{a.terminator}"
    guards = ""
    for slot in slots:
        own = f"{start}{alternatives(_first_codes(slot))}(?=[{a.element}{a.segment}])"
        others = f"(?:(?!{own}){start}{rest})*+"
        if slot.usage == "R":
            guards += f"(?={others}{own})"
        if slot.repeat != UNBOUNDED:
            guards += f"(?!(?:{others}{own}{rest}){{{slot.repeat + 1}}})"
    whole = f"(?>{in_order}(?!{start})|{guards}(?:{'|'.join(ways)})*+)"
    # Mostly none of them is there: one look instead of one for each.
    return whole if any(slot.usage == "R" for slot in slots) else f"(?:(?={start}){whole})?+"


def unit_expression(loop: Loop, a: Alphabet, next_ids: frozenset[str]) -> str:
    """A whole unit without the units inside it; what follows must start another unit or end the set.

    For an HL level groups 1 to 3 (as far as the guide uses them) hold HL01, HL02 and HL04.
    """
    follows = f"(?=(?:{'|'.join(sorted(next_ids))}){a.element})"
    return _loop_expression(loop, a) + follows


def unit_body(loop: Loop, a: Alphabet) -> str:
    """A whole unit without the units inside it, whatever follows."""
    return _loop_expression(loop, a)


def unit_start(slot: Slot, a: Alphabet) -> str | None:
    """What tells that a segment starts this unit: id and distinguishing code; None where that is deeper."""
    key = slot.key
    if key is None:
        return f"{slot.id}{a.element}"
    position, component, codes = key
    if component:
        return None
    before = f"(?:{a.element}{a.other}*+){{{position - 1}}}"
    return f"{slot.id}{before}{a.element}{alternatives(codes)}[{a.element}{a.segment}]"
