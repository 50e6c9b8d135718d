"""Acceptors: one regular expression a unit, compiled from the guide's rows.

A unit (a claim with all its lines, an HL level's own part, a header) that the expression matches
is right; what it refuses, the walker and the checks decide. The expression is sound, not
complete: it never accepts what they would fault. All repeats are possessive and all segments
atomic, so that matching takes linear time.
"""

from __future__ import annotations

from edi.alphabet import Alphabet, alternatives
from edi.expressions import slot_expression
from edi.guide import UNBOUNDED, Loop, Slot

_FEW = 4
"""Neighbours that are passed over in one look."""


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


def _loop_expression(loop: Loop, a: Alphabet, heads: bool = False) -> str:
    """`heads`: with what a level tells of itself as groups."""
    parts: list[str] = []
    absent: list[tuple[str, str]] = []
    for run in _runs(loop):
        child = run[0]
        if isinstance(child, Loop) and child.unit:
            continue
        # A loop exists by its first segment: there it must stand whatever its own usage says.
        usage = "R" if child is loop.children[0] or any(one.usage == "R" for one in run) else child.usage
        if len(run) > 1:
            expression = _run_expression(run, a)
        elif isinstance(child, Slot):
            capture = (1, 2, 4) if heads and child.id == "HL" else ()
            expression = _times(slot_expression(child, a, capture=capture), usage, child.repeat)
        else:
            expression = _times(_loop_expression(child, a), usage, child.repeat)
        if usage == "R":
            parts += _skipped(absent), expression
            absent = []
        else:
            absent.append((child.id if isinstance(child, Slot) else child.first.id, expression))
    return "".join((*parts, _skipped(absent)))


def _skipped(absent: list[tuple[str, str]]) -> str:
    """Neighbours that may all be absent, by the id they start with.

    Mostly they are: a few at a time are passed over at the first two characters of what stands there instead.
    """
    whole = ""
    for start in range(0, len(absent), _FEW):
        some = absent[start : start + _FEW]
        expressions = "".join(expression for _, expression in some)
        if len(some) > 2:
            first, second = (alternatives({id[place] for id, _ in some}) for place in (0, 1))
            expressions = f"(?:(?={first}{second}){expressions})?+"
        whole += expressions
    return whole


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
    """Neighbouring slots of one segment id, in any order.

    Where one may come only so often, each of its segments looks whether too many more follow.
    """
    slots = [slot for slot in run if isinstance(slot, Slot)]
    start = f"{slots[0].id}{a.element}"
    ways, needed = [], ""
    for slot in slots:
        own = f"{alternatives(_first_codes(slot))}(?=[{a.element}{a.segment}])"
        rest = f"[^{a.segment}]*+{a.terminator}"
        later = f"{start}(?:(?!{own}){rest}{start})*+{own}"
        if slot.usage == "R":
            needed += f"(?={later})"
        way = slot_expression(slot, a)
        if slot.repeat == 1:
            way += f"(?!{later})"
        elif slot.repeat != UNBOUNDED:
            way += f"(?!(?:{later}{rest}){{{slot.repeat}}})"
        ways.append(way)
    return f"{needed}(?:{'|'.join(ways)})" + ("++" if needed else "*+")


def unit_expression(loop: Loop, a: Alphabet, next_ids: frozenset[str]) -> str:
    """A whole unit without the units inside it; what follows must start another unit or end the set.

    For an HL level groups 1 to 3 (as far as the guide uses them) hold HL01, HL02 and HL04.
    """
    follows = f"(?=(?:{'|'.join(sorted(next_ids))}){a.element})"
    return _loop_expression(loop, a, heads=True) + follows


def unit_body(loop: Loop, a: Alphabet) -> str:
    """A whole unit without the units inside it, whatever follows.

    Without groups: an expression carries those of all that it took along through every repeat and choice.
    """
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
