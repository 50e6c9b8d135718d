"""Runs are sound: a file read in runs has the findings, counts and ends of the same file read unit by unit."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from damage import damage
from guide_instances import Instance, joined, wire

from edi.delimiters import DEFAULT
from edi.envelope import Closed, Run, Stray, TransactionSet, Unit
from edi.runs import run_acceptor
from edi.stream import read
from mappings.registry import guide_named
from mappings.tables import guide_tables

FILES = 100
CHANCES = {"837D": (0.0, 0.03, 0.08), "835": (0.2, 0.4), "999": (0.4, 0.7)}
"""Shares of the situational rows."""
BREADTH = {"837D": (2, 3), "835": (3, 6), "999": (10, 30)}
"""How many of each repeating unit a file has: enough for runs, little enough for the slow way."""


def told(data: bytes, *, runs: bool, fast: bool = True) -> tuple[list[Any], int]:
    """What is found, in order, with the counts of every set; and how many runs were taken."""
    found: list[Any] = []
    taken = count = 0
    for event in read(io.BytesIO(data), guide_tables(), runs=runs, fast=fast):
        if isinstance(event, Run):
            taken += 1
            assert event.segment == count + 1
            assert data[event.offset : event.offset + len(event.text)].decode("latin-1") == event.text
            count += event.count
        elif isinstance(event, Unit):
            assert event.segment == count + 1
            found += event.findings
            count += event.count
        elif isinstance(event, Closed):
            found += event.of.findings
            if isinstance(event.of, TransactionSet):
                found.append((event.of.segments, event.of.end, event.of.errors, event.of.warnings))
                count = 0
        elif isinstance(event, Stray):
            found.append(event.finding)
    return found, taken


@pytest.mark.parametrize("name", ["837D", "835", "999"])
def test_runs_find_what_units_find(name: str) -> None:
    guide = guide_named(name)
    rng = random.Random(f"runs {name}")
    runs = 0
    for _ in range(FILES):
        units = joined(Instance(guide, rng, rng.choice(CHANCES[name]), 1).make(rng.choice(BREADTH[name])))
        pool: dict[str, list[list[str]]] = {}
        for segment in (part.split("*") for unit in units for part in unit):
            pool.setdefault(segment[0], []).append(segment)
        for _ in range(rng.choice((0, 0, 1, 2))):
            at = rng.randrange(len(units))
            units[at : at + 1] = [damage(rng, units[at], pool)]
        data = wire(guide, units).encode("latin-1")
        by_runs, taken = told(data, runs=True)
        assert by_runs == told(data, runs=False, fast=False)[0]
        runs += taken
    assert runs > FILES // 4


def test_the_guides_with_many_units_have_runs() -> None:
    for name in ("837D", "835", "999"):
        assert run_acceptor(guide_tables().table_named(name), DEFAULT) is not None
