"""The acceptors are sound: what they take whole, the walk finds nothing wrong with.

Damaged units of every guide go through both paths; every event must be the same.
"""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from damage import damage
from guide_instances import Instance, joined, wire
from thoroughness import THOROUGH

from edi.envelope import Closed, Group, Interchange, Stray, TransactionSet, Unit
from edi.stream import read
from mappings.registry import guide_named, names
from mappings.tables import guide_tables

DAMAGED = 20_000 if THOROUGH else 3_000
"""Units damaged of every guide."""
RICHNESS = {
    "837D": (0.05, 0.1, 0.2), "835": (0.07, 0.15, 0.3), "999": (0.3, 0.6, 0.9), "277CA": (0.1, 0.3, 0.6),
    "270": (0.07, 0.15, 0.3), "271": (0.07, 0.15, 0.3), "276": (0.1, 0.2, 0.4), "277": (0.07, 0.15, 0.3),
    "278-request": (0.05, 0.1, 0.2), "278-response": (0.05, 0.1, 0.2),
}
"""Shares of the situational rows that the bases have; the maximal base is always among them."""
DEPTH = {"271": 0.8, "277": 0.8, "278-request": 0.8, "278-response": 0.8}
"""The least share of situational levels, where the levels that hold the most are situational."""


def shown(event: Any) -> tuple[Any, ...]:
    """An event by its values, but for whether a unit was accepted."""
    if isinstance(event, Unit):
        above = event.above.offset if event.above else None
        return (
            "unit", event.loop.id, event.offset, event.end, event.segment, event.count, event.text, above,
            event.findings,
        )
    if isinstance(event, Closed):
        of = event.of
        state: tuple[Any, ...] = (of.findings, of.complete)
        if isinstance(of, TransactionSet):
            state += (of.segments, of.end, of.errors, of.warnings)
        return ("closed", type(of).__name__, *state)
    if isinstance(event, Stray):
        return ("stray", event.finding, event.values)
    assert isinstance(event, Interchange | Group | TransactionSet)
    return ("opened", type(event).__name__, event.offset, list(event.findings))


def damaged_files(name: str) -> Iterator[tuple[str, int]]:
    """Files of one set each, with the number of their damaged units."""
    guide = guide_named(name)
    rng = random.Random(f"sound {name}")
    pool: dict[str, list[list[str]]] = {}
    for chance in (1.0, 1.0, 0.5, 0.5):
        for unit in Instance(guide, rng, chance, 3).make(1):
            for segment in unit:
                pool.setdefault(segment[0], []).append(segment)
    for rounds in count():
        chance = 1.0 if rounds % 200 == 0 else rng.choice(RICHNESS[name])
        most = 1 if chance == 1.0 else 2
        units = joined(Instance(guide, rng, chance, most, deep=DEPTH.get(name, 0)).make(3))
        # The same base many times over: what differs is the damage.
        for _ in range(8):
            harmed = [damage(rng, unit, pool) if rng.random() < 0.7 else unit for unit in units]
            number = sum(one is not other for one, other in zip(harmed, units, strict=True))
            yield wire(guide, harmed, count=7), number


@pytest.mark.parametrize("name", names())
def test_both_paths_tell_the_same(name: str) -> None:
    tables = guide_tables()
    tally: Counter[str] = Counter()
    for text, number in damaged_files(name):
        data = text.encode("latin-1")
        fast = list(read(io.BytesIO(data), tables))
        slow = list(read(io.BytesIO(data), tables, fast=False))
        for one, other in zip(fast, slow, strict=False):
            assert shown(one) == shown(other)
        assert len(fast) == len(slow)
        tally["damaged"] += number
        for event in fast:
            if isinstance(event, Unit):
                tally["accepted" if event.accepted else "walked"] += 1
                tally["faulted"] += bool(event.findings)
        if tally["damaged"] >= DAMAGED:
            break
    # Neither side of the comparison is empty: most damage is a fault, and much is left that is right.
    assert tally["faulted"] > DAMAGED // 3
    assert tally["accepted"] > DAMAGED // 10
