"""What business rules find in inquiries and requests stands in their 999, which rejects what has an error."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest

from clearinghouse.alone import answer
from edi.envelope import Closed, TransactionSet, Unit
from edi.findings import Answer, Rule, Severity
from edi.stream import read
from mappings.tables import guide_tables
from transactions.rules.book import RULES
from transactions.rules.listing import folder_of, samples_of

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 6, 1, 9, 30)
ANSWERED = [
    rule for rule in RULES.values() if rule.answer in (Answer.IK3, Answer.IK4) and folder_of(rule) != "edi"
]


def answered(rule: Rule, folder: Path) -> str:
    """The one answer to the sample of a rule."""
    data = io.BytesIO((ROOT / samples_of(rule)[0]).read_bytes())
    made = answer(data, guide_tables(), NOW, folder)
    (file,) = (one for one in made if "999" in one.name)
    return file.read_text()


@pytest.mark.parametrize("rule", ANSWERED, ids=lambda rule: rule.id)
def test_a_sample_is_answered_by_its_rule(rule: Rule, tmp_path: Path) -> None:
    text = answered(rule, tmp_path)
    for event in read(io.BytesIO(text.encode()), guide_tables()):
        if isinstance(event, Unit):
            assert not event.findings
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            assert not event.of.findings
    rejected = rule.severity is Severity.ERROR
    assert ("~IK5*R" in text) is rejected
    segments = [segment.split("*") for segment in text.split("~")]
    codes = {values[4] for values in segments if values[0] == "IK3"}
    if rule.answer is Answer.IK4:
        codes = {values[3] for values in segments if values[0] == "IK4"}
    assert codes == ({rule.code} if rejected else set())


def test_there_are_some_of_both_kinds() -> None:
    assert {(rule.answer, rule.severity) for rule in ANSWERED} == {
        (way, how) for way in (Answer.IK3, Answer.IK4) for how in Severity
    }


def test_what_made_it_a_fault_and_whose_it_is_are_told(tmp_path: Path) -> None:
    text = answered(RULES["C501"], tmp_path)
    assert "~IK3*EQ*9*2110C*I6~CTX*SITUATIONAL TRIGGER*HL*7*2000C*4*736~CTX*TRN02:SH-E-1001~IK5*R*5~" in text
    assert "~IK5*A~AK9*P*2*2*1~" in text
