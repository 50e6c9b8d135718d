"""The sample files: every faulty one yields exactly the rule it is named after, every clean one nothing.

`samples/faulty/edi` stands for the rules of syntax and guide; the other folders for the business rules, whose
judging is tested in `tests/rules`: here, that syntax and guide find nothing in them.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from edi_faults import samples
from tiny_guides import told

from edi.rulebook import RULES
from mappings.tables import guide_tables
from transactions.rules.book import RULES as BUSINESS_RULES

SAMPLES = Path(__file__).parent.parent / "samples"
FAULTY = sorted((SAMPLES / "faulty" / "edi").glob("*.edi"))
OTHERS = sorted(file for file in (SAMPLES / "faulty").glob("*/*.edi") if file.parent.name != "edi")
CLEAN = sorted((SAMPLES / "clean").glob("*.edi"))


def rules_of(file: Path) -> list[str]:
    return [rule for rule, _, _ in told(guide_tables(), file.read_bytes().decode("latin-1"))]


@pytest.mark.parametrize("file", FAULTY, ids=lambda file: file.stem)
def test_a_faulty_file_yields_exactly_its_rule(file):
    assert rules_of(file) == [file.stem]


@pytest.mark.parametrize("file", [*OTHERS, *CLEAN], ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_other_files_are_right_in_syntax_and_guide(file):
    assert rules_of(file) == []


def test_every_rule_that_a_file_can_show_has_one():
    assert {file.stem for file in FAULTY} == set(samples())
    assert set(samples()) <= set(RULES)


def test_every_file_is_named_after_a_rule():
    assert {file.stem for file in OTHERS} <= set(BUSINESS_RULES)


def test_no_name_stands_in_two_folders():
    names = [file.stem for file in (*FAULTY, *OTHERS)]
    assert len(names) == len(set(names))
