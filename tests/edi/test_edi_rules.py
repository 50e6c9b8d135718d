"""Every rule of syntax and guide: a literal change of a correct file yields exactly its finding."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from edi_faults import ACKNOWLEDGMENT, CLAIM, FAULTS, MORE_FAULTS, REVIEW, TRAILERS
from tiny_guides import all_findings, told

from edi.rulebook import RULES
from edi.stream import read
from mappings.tables import guide_tables

ROOM = Path(__file__).parent
ELSEWHERE = {
    "F102": "raised as NotX12 by the reading: there is no interchange to tell it of",
    "F103": "the house knows the bytes it received",
    "F153": "the house knows the bytes it received",
    "I109": "the house knows the receivers",
    "I125": "the house knows the numbers it received",
    "I175": "the house knows the numbers it received",
    "T124": "the house knows the numbers it received",
    "T174": "the house knows the numbers it received",
    "S110": "tests/property: its file is a quarter of a megabyte",
    "S111": "tests/property: its file is four megabytes",
}
"""Rules that no small file shows, and where they are told."""
MISSING = ("S203", "S217", "U101")
"""Rules whose place is where the missing segment should have stood by."""


@pytest.mark.parametrize("text", [CLAIM, ACKNOWLEDGMENT, REVIEW])
def test_a_correct_file_has_no_findings(text):
    assert told(guide_tables(), text) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_a_change_breaks_its_rule_alone(fault):
    text = fault.text.encode("utf-8").decode("latin-1")
    assert told(guide_tables(), text) == [(fault.rule, fault.path, fault.segment)]


@pytest.mark.parametrize("fault", MORE_FAULTS, ids=lambda fault: fault.rule)
def test_a_number_that_is_malformed_in_header_and_trailer(fault):
    text = fault.text.replace(*TRAILERS[fault.rule])
    assert told(guide_tables(), text) == [(fault.rule, fault.path, fault.segment)]


@pytest.mark.parametrize("fault", [*FAULTS, *MORE_FAULTS], ids=lambda fault: fault.rule)
def test_the_place_of_a_finding_is_where_its_segment_starts(fault):
    data = fault.text.encode("utf-8")
    (finding, *_) = all_findings(list(read(io.BytesIO(data), guide_tables())))
    at = finding.place.offset
    if fault.rule[0] in "SEU":
        start = data.rindex(b"\nST*", 0, at) + 1 if fault.segment > 1 else at
        assert data[start:at].count(b"~\n") + 1 == finding.place.segment
    if fault.rule not in MISSING:
        assert data.startswith(finding.place.segment_id.encode(), at)


def test_no_rule_is_without_a_case():
    shown = {fault.rule for fault in (*FAULTS, *MORE_FAULTS)}
    assert shown | set(ELSEWHERE) == set(RULES)
    assert not shown & set(ELSEWHERE)


def test_every_rule_that_the_code_names_is_in_the_book():
    house = ROOM.parent.parent
    rooms = [path for path in (house / "edi").glob("*.py") if path.stem != "rulebook"]
    rooms += (house / "mappings" / "guides").glob("*.py")
    named = {rule for path in rooms for rule in re.findall(r'"([FIGTSEU][0-9]{3})"', path.read_text())}
    assert named <= set(RULES)
    assert set(RULES) - named <= {rule for rule, why in ELSEWHERE.items() if "house" in why} | {"F102"}


def test_rules_speak_plainly():
    for rule in RULES.values():
        for text in (rule.sentence, rule.mend):
            assert text.endswith("."), rule.id
            assert len(text) < 110, rule.id
