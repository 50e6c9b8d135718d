"""The rules that are found without types: each is told where it is broken, and in its sample."""

from __future__ import annotations

import pytest
from rules_judging import judge
from segment_faults import FAULTS, Fault, file_of

from transactions.rules.book import RULES
from transactions.rules.tables import inquiries, reviews, segment_codes


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_a_change_breaks_its_rule_alone(fault: Fault) -> None:
    found = judge(fault.text.encode())
    assert [(one.rule.id, one.place.path, one.place.segment) for one in found] == [
        (fault.rule, fault.path, fault.segment)
    ]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_the_sample_is_that_change(fault: Fault) -> None:
    text = file_of(fault.rule).read_text()
    assert text == fault.text, "write it anew: python tests/segment_faults.py"


def test_every_rule_has_its_change() -> None:
    tables = (inquiries.RULES, reviews.RULES, segment_codes.RULES)
    assert {fault.rule for fault in FAULTS} == {"C139"}.union(*tables)
    assert len(FAULTS) == len({fault.rule for fault in FAULTS})
    assert all(RULES[fault.rule].id == fault.rule for fault in FAULTS)
