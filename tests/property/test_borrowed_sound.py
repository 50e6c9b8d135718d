"""The guides borrowed from pyx12 are sound: whole units and runs tell what the slow way tells."""

from __future__ import annotations

import io
import random
from collections import Counter

import pytest
from damage import damage
from guide_instances import Instance, joined, wire
from test_acceptor_sound import shown
from test_runs_sound import told
from thoroughness import THOROUGH

from edi.delimiters import DEFAULT
from edi.envelope import Unit
from edi.runs import run_acceptor
from edi.stream import read
from mappings.registry import borrowed_names, guide_named
from mappings.tables import guide_tables

FILES = 160 if THOROUGH else 60
"""Damaged files of each guide."""
RICHNESS = (0.05, 0.1, 0.2, 0.4)
"""Shares of the situational rows."""


@pytest.mark.parametrize("name", borrowed_names())
def test_all_ways_tell_the_same(name: str) -> None:
    guide, tables = guide_named(name), guide_tables()
    rng = random.Random(f"borrowed {name}")
    tally: Counter[str] = Counter()
    for number in range(FILES):
        if number % 8 == 0:
            units = joined(Instance(guide, rng, rng.choice(RICHNESS), deep=0.5).make(2))
        harmed = [damage(rng, unit) if rng.random() < 0.3 else unit for unit in units]
        data = wire(guide, harmed).encode("latin-1")
        fast = list(read(io.BytesIO(data), tables))
        slow = list(read(io.BytesIO(data), tables, fast=False))
        assert list(map(shown, fast)) == list(map(shown, slow))
        assert told(data, runs=True)[0] == told(data, runs=False, fast=False)[0]
        for event in fast:
            if isinstance(event, Unit):
                tally["accepted" if event.accepted else "walked"] += 1
                tally["faulted"] += bool(event.findings)
    assert tally["faulted"] > FILES // 4
    assert tally["accepted"] > FILES


@pytest.mark.parametrize("name", ["837P", "837I", "834"])
def test_they_are_read_in_runs(name: str) -> None:
    assert run_acceptor(guide_tables().table_named(name), DEFAULT) is not None
    guide = guide_named(name)
    units = joined(Instance(guide, random.Random(name), 0.1, deep=0.9).make(3))
    found, taken = told(wire(guide, units).encode(), runs=True)
    assert taken
    assert len(found) == 1, "nothing but the set's counts"
