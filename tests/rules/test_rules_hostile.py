"""Whatever stands in a file: the rules never raise, and both ways of reading it find the same."""

from __future__ import annotations

import io
import random
from datetime import date
from pathlib import Path

import pytest
from damage import damage
from rules_judging import SAMPLES, TODAY, guide_findings

from edi.findings import Finding
from edi.stream import read
from mappings.tables import guide_tables
from transactions.rules.judge import Judge

FILES = [
    pytest.param(file, id=file.stem)
    for folder in ("clean", "faulty/situations")
    for file in sorted((SAMPLES / folder).glob("*.edi"))
]


def found_in(data: bytes, *, fast: bool) -> list[Finding]:
    """What the business rules find."""
    judge = Judge(TODAY)
    events = read(io.BytesIO(data), guide_tables(), fast=fast)
    return [finding for event in events for finding in judge.take(event)]


@pytest.mark.parametrize("file", FILES)
def test_damaged_files(file: Path) -> None:
    data = file.read_bytes()
    lines = data.decode().split("~\n")
    start = next(index for index, line in enumerate(lines) if line.startswith("ST*"))
    end = next(index for index, line in enumerate(lines) if line.startswith("SE*"))
    rng = random.Random(file.stem)
    for _ in range(12):
        body = damage(rng, lines[start : end + 1])
        damaged = "~\n".join([*lines[:start], *body, *lines[end + 1 :]]).encode("latin-1", "replace")
        fast = found_in(damaged, fast=True)
        for finding in fast:
            assert 0 <= finding.place.offset < len(damaged)
            assert finding.place.segment > 0
        assert [f.rule.id for f in fast] == [f.rule.id for f in found_in(damaged, fast=False)]


@pytest.mark.parametrize("file", FILES)
def test_both_ways_of_reading_find_the_same(file: Path) -> None:
    data = file.read_bytes()
    assert found_in(data, fast=True) == found_in(data, fast=False)


def test_a_clock_that_is_wrong_raises_nothing() -> None:
    data = (SAMPLES / "clean" / "claim_fillings.edi").read_bytes()
    for today in (date.min, date.max):
        judge = Judge(today)
        events = list(read(io.BytesIO(data), guide_tables()))
        assert not guide_findings(events)
        rules = {finding.rule.id for event in events for finding in judge.take(event)}
        assert rules == (set() if today is date.max else {"X120", "X122"})
