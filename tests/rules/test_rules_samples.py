"""Every business rule has a file that breaks it and nothing else; clean files break none."""

from __future__ import annotations

from pathlib import Path

import pytest
from rules_judging import SAMPLES, TODAY, day_of, events_of, guide_findings, judge

from edi import rulebook
from edi.envelope import Unit
from edi.findings import Snip
from transactions.rules.book import RULES

FOLDERS = {
    Snip.BALANCING: "balancing",
    Snip.SITUATIONS: "situations",
    Snip.EXTERNAL_CODES: "external_codes",
    Snip.LINE_OF_SERVICE: "dental",
}
BUSINESS = {id_: rule for id_, rule in RULES.items() if rule.snip in FOLDERS and id_ not in rulebook.RULES}
FAULTY = [pytest.param(file, id=file.stem) for folder in FOLDERS.values()
          for file in sorted((SAMPLES / "faulty" / folder).glob("*.edi"))]
COMING = sorted({rule.start for rule in BUSINESS.values() if rule.start and rule.start > TODAY})
CLEAN = [pytest.param(file, id=file.stem) for file in sorted((SAMPLES / "clean").glob("*.edi"))]


def test_every_business_rule_has_its_sample() -> None:
    there = {param.id for param in FAULTY}
    assert there == set(BUSINESS)
    assert CLEAN


@pytest.mark.parametrize("file", FAULTY)
def test_a_faulty_sample_breaks_its_rule_alone(file: Path) -> None:
    data = file.read_bytes()
    assert not guide_findings(events_of(data))
    found = judge(data, today=day_of(file.stem))
    assert {finding.rule.id for finding in found} == {file.stem}
    assert file.parent.name == FOLDERS[found[0].rule.snip]


@pytest.mark.parametrize("file", FAULTY)
def test_a_finding_stands_at_its_segment(file: Path) -> None:
    data = file.read_bytes()
    starts = [0]
    while (end := data.find(b"~\n", starts[-1])) >= 0:
        starts.append(end + 2)
    sets = [index for index, start in enumerate(starts) if data.startswith(b"ST*", start)]
    for finding in judge(data, today=day_of(file.stem)):
        for place in (finding.place, finding.trigger or finding.place):
            # What was not sent has no place of its own: its loop's first segment stands for it.
            missing = not place.element
            at = starts.index(place.offset)
            first = max(index for index in sets if index <= at)
            assert at - first + 1 == place.segment
            assert missing or data.startswith(f"{place.segment_id}*".encode(), place.offset)
            assert place.path.startswith(f"{place.loop}/{place.segment_id}")
            assert data.startswith(b"*" + place.set.encode(), starts[first] + len("ST*270"))


@pytest.mark.parametrize("file", CLEAN)
def test_a_clean_sample_breaks_nothing(file: Path) -> None:
    data = file.read_bytes()
    assert not guide_findings(events_of(data))
    for day in (TODAY, *COMING):
        assert not judge(data, today=day)


@pytest.mark.parametrize("file", [*FAULTY, *CLEAN])
def test_samples_are_read_as_a_whole(file: Path) -> None:
    """Their units are taken by the acceptors: what is wrong in them is not of syntax or guide."""
    events = events_of(file.read_bytes())
    assert all(event.accepted for event in events if isinstance(event, Unit))
