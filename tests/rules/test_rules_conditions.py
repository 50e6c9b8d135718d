"""The conditions of the guides: how many are held, that places and rules are there, that each is checked."""

from __future__ import annotations

import random
import re

import pytest
from guide_instances import Instance

from edi.alphabet import Alphabet
from edi.checks import SlotCheck
from edi.conditions import open_conditions
from edi.delimiters import Delimiters
from edi.expressions import slot_expression
from edi.findings import Snip
from edi.guide import Condition, Slot
from mappings.guide_tree import slots_of
from mappings.paths import find_all
from mappings.registry import guide_named, names
from transactions.rules import conditions
from transactions.rules.book import RULES
from transactions.rules.conditions import conditions_held

PLAIN = Delimiters()
LEAST = {
    "837D": 60, "835": 33, "999": 2, "277CA": 9, "270": 27, "271": 49, "276": 12, "277": 15,
    "278-request": 30, "278-response": 30,
}
"""By guide, the conditions that the public facts of it tell and a file alone can show, and some more."""
TRIES = 200


def test_how_many_are_held() -> None:
    counts = {name: len(conditions_held(name)) for name in names()}
    assert counts.keys() == LEAST.keys()
    assert {name: count for name, count in counts.items() if count < LEAST[name]} == {}
    assert sum(counts.values()) >= 300


@pytest.mark.parametrize("name", names())
def test_places_and_rules_are_there(name: str) -> None:
    held = conditions_held(name)
    assert len({one.path for one in held}) == len(held)
    for one in held:
        assert find_all(guide_named(name), one.path), one.path
        assert one.rules
        assert all(rule in RULES for rule in one.rules)


def in_rows() -> list[tuple[str, Slot, Condition]]:
    """Every open condition of every guide's rows."""
    return [
        (name, slot, condition)
        for name in names()
        for slot in slots_of(guide_named(name))
        for condition in open_conditions(slot)
    ]


def broken_on_purpose(instance: Instance, slot: Slot, condition: Condition) -> list[str]:
    """A segment with nothing wrong but this condition: the deciding value set, the element taken or given."""
    by, row = slot.element(condition.by), slot.element(condition.position)
    assert by is not None
    assert row is not None
    choices = [value for value in (*by.codes, *condition.values, "ZZ"[: by.max]) if condition.holds(value)]
    for _ in range(TRIES):
        values = instance.segment(slot)
        values += [""] * (max(element.position for element in slot.elements) + 1 - len(values))
        values[condition.by] = instance.rng.choice(choices)
        values[condition.position] = "" if condition.needed else instance._value(row)
        while values[-1] == "":
            values.pop()
        if [fault.rule for fault in SlotCheck(slot, {})(values, PLAIN)] == [condition.rule]:
            return values
    raise AssertionError(f"{slot.ref}: nothing breaks {condition} alone")


@pytest.mark.parametrize(("name", "slot", "condition"), in_rows())
def test_each_is_checked_by_both_ways_of_reading(name: str, slot: Slot, condition: Condition) -> None:
    instance = Instance(guide_named(name), random.Random(f"{name} {slot.ref}"), 0.3)
    values = broken_on_purpose(instance, slot, condition)
    assert RULES[condition.rule].snip is Snip.SITUATIONS
    (fault,) = SlotCheck(slot, {})(values, PLAIN)
    assert (fault.element, fault.trigger) == (condition.position, condition.by)
    assert re.fullmatch(slot_expression(slot, Alphabet.of(PLAIN)), "*".join(values) + "~") is None


def test_the_page_is_of_today() -> None:
    page = conditions.__file__.replace("transactions/rules/conditions.py", "docs/reference/conditions.md")
    with open(page, encoding="utf-8") as file:
        assert file.read() == conditions.write_page(), (
            "write it anew: python -m transactions.rules.conditions > docs/reference/conditions.md"
        )
