"""Conditions inside one segment: an element that another one makes necessary, or impossible.

They stand beside the syntax notes and are the guide's where those are the standard's. The slow path checks
them (`is_broken`); the expressions look ahead for what breaks them (`look_aheads`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from edi.alphabet import Alphabet
from edi.guide import Condition, Slot

START = 0
"""The place of a look-ahead that must be tried however short the segment is."""


def open_conditions(slot: Slot) -> tuple[Condition, ...]:
    """The conditions that the usages and codes of a slot's rows do not settle already."""
    rows = {row.position: row for row in slot.elements}

    def is_open(condition: Condition) -> bool:
        row, by = rows.get(condition.position), rows.get(condition.by)
        if row is None or (condition.needed and row.usage == "R"):
            return False
        if by is None or not by.codes:
            return by is not None or condition.holds("")
        possible = (*by.codes, *by.doubtful_codes, *(() if by.usage == "R" else ("",)))
        return any(map(condition.holds, possible))

    return tuple(filter(is_open, slot.conditions))


def is_broken(condition: Condition, values: list[str]) -> bool:
    """Whether a segment, given as its id and elements, breaks a condition."""
    size = len(values)
    there = condition.position < size and values[condition.position] != ""
    if there is condition.needed:
        return False
    instead = condition.instead
    if instead and instead < size and values[instead]:
        return False
    return condition.holds(values[condition.by] if condition.by < size else "")


def look_aheads(slot: Slot, a: Alphabet) -> dict[int, str]:
    """Negative look-aheads for what breaks the slot's conditions, by the place before whose separator each
    stands; conditions that one element decides in one way are looked for together."""

    def way(condition: Condition) -> tuple[bool, int, bool, tuple[str, ...], int]:
        return condition.needed, condition.by, condition.but, condition.values, condition.instead

    codes = {row.position: row.codes for row in slot.elements}
    plain = [_spelled_out(condition, codes.get(condition.by, ())) for condition in open_conditions(slot)]
    heads: dict[int, str] = {}
    for _, alike in groupby(sorted((one for one in plain if one.values), key=way), key=way):
        place, head = _look_ahead(tuple(alike), a)
        heads[place] = heads.get(place, "") + head
    return heads


def _spelled_out(condition: Condition, codes: tuple[str, ...]) -> Condition:
    """The condition by the codes of its deciding element, where these are all that is ever accepted."""
    if not codes:
        return condition
    return replace(condition, values=tuple(filter(condition.holds, ("", *codes))), but=False)


def _look_ahead(alike: tuple[Condition, ...], a: Alphabet) -> tuple[int, str]:
    first = alike[0]
    told = {condition.position for condition in alike}
    places = {*told, first.by, *((first.instead,) if first.instead else ())}
    start = min(places)
    if first.needed and first.holds(""):
        # Broken also by a segment that ends before any of its places.
        start = 1
    if not first.needed and first.by < min(told):
        return start, f"(?!{_decision(first, a)}{''.join(_any_of(told, first.by + 1, a))})"
    heads = "".join(f"(?!{''.join(_atoms(one, start, a))})" for one in alike)
    return START if first.needed and first.holds("") else start, heads


def _any_of(places: Iterable[int], start: int, a: Alphabet) -> Iterator[str]:
    """Any of some elements, read from the separator of `start`."""
    wanted = frozenset(places)
    last = max(wanted)
    for place in range(start, last):
        if place in wanted:
            # Where it is empty the next separator follows at once.
            yield f"{a.element}(?:[^{a.element}{a.segment}]|"
        else:
            yield f"{a.element}[^{a.element}{a.segment}]*+"
    yield f"{a.element}[^{a.element}{a.segment}]"
    yield ")" * (len(wanted) - 1)


def _atoms(condition: Condition, start: int, a: Alphabet) -> Iterator[str]:
    """A segment that breaks one condition, read from the separator of `start`."""
    ends, sent = f"[{a.element}{a.segment}]", f"{a.element}[^{a.element}{a.segment}]++"
    empty = f"(?:{a.element}(?={ends})|(?={a.segment}))"
    for place in range(start, max(condition.position, condition.by, condition.instead) + 1):
        if place == condition.by:
            yield _decision(condition, a)
        elif place == condition.position:
            yield empty if condition.needed else sent
        elif place == condition.instead:
            yield empty
        else:
            yield f"(?:{a.element}[^{a.element}{a.segment}]*+|(?={a.segment}))"


def _decision(condition: Condition, a: Alphabet) -> str:
    """The deciding element where its value makes the condition hold, read from its separator."""
    ends = f"(?=[{a.element}{a.segment}])"
    codes = "|".join(re.escape(value) for value in condition.values if value)
    if condition.but:
        return f"{a.element}(?!(?:{codes}){ends})[^{a.element}{a.segment}]++"
    if "" not in condition.values:
        return f"{a.element}(?:{codes}){ends}"
    empty = f"{a.element}{ends}|(?={a.segment})"
    return f"(?:{empty}|{a.element}(?:{codes}){ends})" if codes else f"(?:{empty})"
