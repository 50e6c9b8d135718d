"""What the rule tests share: the samples' folder, and files judged whole."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from edi.envelope import Closed, Event, Stray, Unit
from edi.findings import Finding
from edi.stream import read
from mappings.tables import guide_tables
from transactions.dental_claim import DentalClaim
from transactions.reading import claim_reader
from transactions.rules.book import RULES
from transactions.rules.judge import Judge
from transactions.rules.lists import OURS, Lists

SAMPLES = Path(__file__).parents[2] / "samples"
TODAY = date(2026, 6, 1)


def events_of(data: bytes) -> list[Event]:
    """What the reading of a file tells."""
    return list(read(io.BytesIO(data), guide_tables()))


def guide_findings(events: list[Event]) -> list[Finding]:
    """What is wrong with a file by syntax and guide."""
    found: list[Finding] = []
    for event in events:
        if isinstance(event, Unit):
            found += event.findings
        elif isinstance(event, Closed):
            found += event.of.findings
        elif isinstance(event, Stray) and event.finding:
            found.append(event.finding)
    return found


def day_of(rule: str) -> date:
    """A day on which the rule is in force: today, or the first day of the release it is to come with."""
    start = RULES[rule].start
    return max(TODAY, start) if start else TODAY


def judge(data: bytes, lists: Lists = OURS, today: date = TODAY) -> list[Finding]:
    """What is wrong with a file by the business rules of a day."""
    judge = Judge(today, lists)
    return [finding for event in events_of(data) for finding in judge.take(event)]


def rules_of(data: bytes, lists: Lists = OURS) -> list[str]:
    """The rules a file breaks, in the order in which they were told."""
    return [finding.rule.id for finding in judge(data, lists)]


def sample(name: str) -> bytes:
    """A sample file by its path below `samples`, without the ending."""
    return (SAMPLES / f"{name}.edi").read_bytes()


def changed(data: bytes, *changes: tuple[str, str]) -> bytes:
    """A sample with other text in it (each once), its sets counted anew."""
    text = data.decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    lines = text.splitlines(keepends=True)
    start = next(index for index, line in enumerate(lines) if line.startswith("ST*"))
    end = next(index for index, line in enumerate(lines) if line.startswith("SE*"))
    lines[end] = f"SE*{end - start + 1}*0001~\n"
    return "".join(lines).encode()


def claims_of(data: bytes) -> Iterator[tuple[DentalClaim, Unit]]:
    """The claims of a file with their units."""
    reader = claim_reader()
    for event in events_of(data):
        if isinstance(event, Unit) and (claim := reader.read(event)) is not None:
            yield claim, event
