"""What is told of a rule beside its sentence: answer, days, samples; and rules chosen from the book."""

from __future__ import annotations

from typing import Any

from edi import rulebook
from edi.findings import Answer, Rule, Snip
from transactions.rules.book import RULES
from transactions.rules.families import FAMILIES

FOLDERS = {
    Snip.BALANCING: "balancing",
    Snip.SITUATIONS: "situations",
    Snip.EXTERNAL_CODES: "external_codes",
    Snip.LINE_OF_SERVICE: "dental",
    Snip.PAYER: "payers",
}
"""The folder of the samples that break a business rule, by its SNIP type; of all others `edi`."""

_ACKNOWLEDGMENTS = {
    Answer.TA1: ("TA1", "TA105"),
    Answer.AK9: ("999", "AK905"),
    Answer.IK5: ("999", "IK502"),
    Answer.IK3: ("999", "IK304"),
    Answer.IK4: ("999", "IK403"),
    Answer.STC: ("277CA", "STC01"),
}
"""The acknowledgment that tells a rule, and the element in it that holds its code."""

_CLEAN = {
    "1": "claim_*", "2": "remittance_*", "3": "acknowledgment", "4": "set_acknowledgment",
    **{family.digit: f"{family.samples}_*" for family in FAMILIES.values()},
}
"""Clean samples by the first digit of a business rule's number: its transaction."""


def choose_rules(
    snip: int | None = None, scope: str | None = None, release: str | None = None
) -> list[Rule]:
    """The rules of a SNIP type, of a scope and of a release (None: of any), in the order of the book."""
    return [
        rule
        for rule in RULES.values()
        if snip in (None, rule.snip) and scope in (None, rule.scope) and release in (None, rule.release)
    ]


def releases() -> list[str]:
    """The releases there are, in the order of their first days."""
    starts = {rule.release: rule.start for rule in RULES.values()}
    return sorted(starts, key=lambda name: str(starts[name] or ""))


def days_of(rule: Rule) -> str:
    """The days of a rule in words; empty where it is always in force."""
    parts = (("from", rule.start), ("to", rule.end))
    return " ".join(f"{word} {day.isoformat()}" for word, day in parts if day)


def answer_of(rule: Rule) -> str:
    """The answer a rule causes in words: `277CA STC01 A8:400`; empty where X12 has none."""
    return " ".join((*_ACKNOWLEDGMENTS.get(rule.answer, ()), *filter(None, (rule.code,))))


def samples_of(rule: Rule) -> tuple[str, str]:
    """The file that breaks a rule (some of syntax have none), and those that do not, as a pattern."""
    folder = folder_of(rule)
    clean = _CLEAN.get(rule.id[1], "*") if folder != "edi" else "*"
    return f"samples/faulty/{folder}/{rule.id}.edi", f"samples/clean/{clean}.edi"


def folder_of(rule: Rule) -> str:
    """The folder of the sample that breaks a rule: `edi` for what the reading of a file finds."""
    return "edi" if rule.id in rulebook.RULES else FOLDERS[rule.snip]


def rule_entry(rule: Rule) -> dict[str, Any]:
    """A rule as JSON says it; `acknowledgment` and `element` tell where its `code` stands."""
    acknowledgment, element = _ACKNOWLEDGMENTS.get(rule.answer, ("", ""))
    return {
        "rule": rule.id,
        "snip": int(rule.snip),
        "severity": rule.severity.value,
        "scope": rule.scope.value,
        "says": rule.sentence,
        "mend": rule.mend,
        "acknowledgment": acknowledgment,
        "element": element,
        "code": rule.code,
        "release": rule.release,
        "start": rule.start,
        "end": rule.end,
    }
