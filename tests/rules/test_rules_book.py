"""The book of rules: ids, sentences, and answers that a 277CA can carry."""

from __future__ import annotations

import re

import pytest

from edi import rulebook
from edi.findings import Answer, Finding, Place, Rule, Severity, Snip
from edi.report import MEANINGS
from mappings.code_lists import known
from mappings.guides.x214 import CLAIM_ENTITIES
from mappings.paths import find_all
from mappings.registry import guide_named
from transactions.rules import reference
from transactions.rules.book import ENTITIES, RULES, claim_status
from transactions.rules.families import FAMILIES
from transactions.rules.tables import (
    balancing,
    dental,
    external_codes,
    inquiries,
    reviews,
    segment_codes,
    situations,
)

ROOMS = {
    ("B1", "B2", "B3", "B4"): balancing.RULES,
    ("C1", "C2", "C3", "C4"): situations.RULES,
    ("X1", "X2", "X3", "X4"): external_codes.RULES,
    ("D1",): dental.RULES,
    ("B7", "B8", "C5", "C6", "C7", "C8"): inquiries.RULES,
    ("C9", "D9"): reviews.RULES,
    ("X5", "X6", "X7", "X8", "X9"): segment_codes.RULES,
}
LETTERS = {
    Snip.BALANCING: "B", Snip.SITUATIONS: "C", Snip.EXTERNAL_CODES: "X", Snip.LINE_OF_SERVICE: "D",
}
BUSINESS = [rule for rule in RULES.values() if rule.snip in LETTERS and rule.id not in rulebook.RULES]
PAYERS = {"2", "3", *(family.digit for family in FAMILIES.values() if not family.request)} - {"9"}
"""What payers send, by the digit of its rules; of the 278 what stands from 51 on."""
INQUIRIES = {family.digit for family in FAMILIES.values() if family.request}


def is_of_a_payer(rule: Rule) -> bool:
    return rule.id[1] in PAYERS or (rule.id[1] == "9" and int(rule.id[2:]) > 50)


def test_the_book_holds_every_room() -> None:
    assert all(RULES[id_] is rule for room in ROOMS.values() for id_, rule in room.items())
    assert len(BUSINESS) == sum(len(room) for room in ROOMS.values())
    assert "E201" in RULES


@pytest.mark.parametrize("rule", BUSINESS, ids=lambda rule: rule.id)
def test_a_rule_is_written_like_the_others(rule: Rule) -> None:
    (room,) = (room for ids, room in ROOMS.items() if rule.id.startswith(ids))
    assert rule.id in room
    assert re.fullmatch(LETTERS[rule.snip] + "[1-9][0-9]{2}", rule.id)
    for text in (rule.sentence, rule.mend):
        assert text[0].isupper()
        assert text.endswith(".")
        assert "  " not in text
        assert len(text) < 160


@pytest.mark.parametrize("rule", BUSINESS, ids=lambda rule: rule.id)
def test_the_answer_can_be_given(rule: Rule) -> None:
    """Claims are answered with a status of the lists, requests by a 999; what payers send has no answer."""
    if rule.answer in (Answer.IK3, Answer.IK4):
        assert rule.id == "C139" or (rule.id[1] in INQUIRIES and not is_of_a_payer(rule))
        assert rule.code in MEANINGS[rule.answer]
        return
    if rule.id[1] != "1":
        assert rule.id[1] not in INQUIRIES or is_of_a_payer(rule)
        assert (rule.answer, rule.code) == (Answer.NONE, "")
        return
    assert rule.answer is Answer.STC
    category, status, *entity = rule.code.split(":")
    assert category in {"A6", "A7", "A8"}
    assert category in (known("claim_status_category") or ())
    assert status in (known("claim_status") or ())
    assert not entity or entity[0] in {"*", *CLAIM_ENTITIES.split()}


def test_whom_a_status_speaks_of() -> None:
    allowed = set(CLAIM_ENTITIES.split())
    for loop, entity in ENTITIES.items():
        assert entity in allowed
        assert find_all(guide_named("837D"), loop)
    assert claim_status(Finding(RULES["X101"], Place(loop="2310B"))) == ("A7", "562", "82")
    assert claim_status(Finding(RULES["X101"], Place(loop="2420D"))) == ("A7", "562", "77")
    assert claim_status(Finding(RULES["C115"], Place(loop="2010BA"))) == ("A6", "164", "IL")
    assert claim_status(Finding(RULES["B101"], Place(loop="2300"))) == ("A8", "400", "")
    with pytest.raises(ValueError, match="E201"):
        claim_status(Finding(RULES["E201"], Place()))


def test_what_payers_send_is_only_wrong_where_money_does_not_add_up() -> None:
    errors = {rule.id for rule in BUSINESS if is_of_a_payer(rule) and rule.severity is Severity.ERROR}
    assert errors == {"B201", "B202", "B203", "B204", "B205", "B207", "B209"}


def test_the_page_is_of_today() -> None:
    page = reference.__file__.replace("transactions/rules/reference.py", "docs/reference/rules.md")
    with open(page, encoding="utf-8") as file:
        assert file.read() == reference.write_page(), (
            "write it anew: python -m transactions.rules.reference > docs/reference/rules.md"
        )
