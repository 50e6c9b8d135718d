"""A rule broken, told by the functions that find it; and the findings made of it, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from edi.envelope import Unit
from edi.findings import Finding, Rule
from transactions.rules.places import Finder

_ELEMENT = "0123456789-"
MAX_FINDINGS = 1_000
"""Findings told of one unit; a claim with more is hopeless."""


class Broken(NamedTuple):
    """A rule's id and where it was broken.

    `path` is a place of the guide, `at` which of its repeating loops (from the unit's own down), `nth`
    which segment of that name in the loop, `value` one of its values to look for where the path alone
    does not tell (a reason among the many of CAS). `trigger` is the place that made it a fault.
    """

    rule: str
    path: str
    at: tuple[int, ...] = ()
    nth: int = 1
    value: str = ""
    trigger: str = ""


class Wrong(NamedTuple):
    """A rule's id and the segment of the unit in which it was broken, by its index in `unit.segments()`.

    `trigger` is the element that made it a fault: index and position.
    """

    rule: str
    segment: int
    element: int = 0
    component: int = 0
    repetition: int = 0
    trigger: tuple[int, int] | None = None


def findings_of(broken: Iterable[Broken | Wrong], unit: Unit, rules: Mapping[str, Rule]) -> list[Finding]:
    """The findings of one unit, in the order in which the rules told them; of `rules` alone.

    A rule that is not among them is not in force.
    """
    finder = Finder(unit)
    found = []
    for one in broken:
        rule = rules.get(one.rule)
        if rule is None:
            continue
        trigger = None
        if isinstance(one, Wrong):
            place = finder.place_at(one.segment, one.element, one.component, one.repetition)
            if one.trigger:
                trigger = finder.place_at(*one.trigger)
        else:
            place = finder.place(one.path, one.at, one.nth, one.value)
            if one.trigger:
                same = one.trigger.rstrip(_ELEMENT) == one.path.rstrip(_ELEMENT)
                trigger = finder.place(one.trigger, one.at, one.nth if same else 1)
        found.append(Finding(rule, place, trigger))
        if len(found) >= MAX_FINDINGS:
            break
    return found


def not_told(found: Sequence[Finding], unit: Unit, also: Iterable[Finding] = ()) -> Sequence[Finding]:
    """What was found without what lies where the guide has told an error: one place, one thing to mend.

    `also` is what a payer's guide has told beside that of the unit.
    """
    told = {(one.place.offset, one.place.path) for one in also if one.is_error}
    above: Unit | None = unit
    while above:
        told.update((one.place.offset, one.place.path) for one in above.findings if one.is_error)
        above = above.above
    return [one for one in found if (one.place.offset, one.place.path) not in told] if told else found
