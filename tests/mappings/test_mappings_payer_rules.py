"""A payer's rules and weights as its override tells them, and what is wrong with bad ones."""

from __future__ import annotations

import pytest

from edi.errors import GuideError
from edi.findings import Severity
from mappings.code_lists import known
from mappings.overrides import apply_override, parse_override
from mappings.payer_rules import ANSWER, LONGEST, MOST, PayerRule
from mappings.registry import guide_named

NAMED = 'payer = "X"\nguide = "837D"\n'
RULE = {
    "id": '"P101"', "require": '"2300/PWK"', "says": '"It is missing."', "mend": '"Send it."',
}


def rule(**words: str | None) -> str:
    """A file of one rule with these words, in TOML, instead of its own (None: without them)."""
    told = {word: text for word, text in {**RULE, **words}.items() if text is not None}
    return NAMED + "[[rules]]\n" + "".join(f"{word} = {text}\n" for word, text in told.items())


def read(text: str) -> PayerRule:
    (one,) = parse_override(text, "x.toml").rules
    return one


def test_a_rule_is_read() -> None:
    assert read(rule()) == PayerRule(
        "P101", "2300/PWK", False, "", (), "It is missing.", "Send it.", Severity.ERROR, ANSWER
    )
    assert read(
        rule(
            require=None, forbid='"2310B"', when='"2400/SV301-2"', values='["D2740", "D2750"]',
            severity='"warning"', answer='"A6:489"', note='"page 3"',
        )
    ) == PayerRule(
        "P101", "2310B", True, "2400/SV301-2", ("D2740", "D2750"), "It is missing.", "Send it.",
        Severity.WARNING, "A6:489",
    )


def test_edits_of_rules_are_read() -> None:
    text = NAMED + "".join(
        f'[edits.{id_}]\nseverity = "{severity}"\n'
        for id_, severity in (("C116", "error"), ("B101", "warning"), ("X101", "off"))
    )
    override = parse_override(text, "x.toml")
    assert override.edits_of_rules == {"C116": Severity.ERROR, "B101": Severity.WARNING, "X101": None}
    assert (override.edits, override.rules) == ((), ())
    assert hash(override)


def test_the_answer_of_who_names_none_is_one_that_there_is() -> None:
    category, _, status = ANSWER.partition(":")
    assert category in (known("claim_status_category") or ())
    assert status in (known("claim_status") or ())


def test_sentences_are_shown_on_one_line_that_no_terminal_obeys() -> None:
    one = read(rule(says='"""A \\u001b[31mcrown\n  needs\\u202e it."""'))
    assert one.says == "A [31mcrown needs it."
    assert len(read(rule(mend=f'"{"x" * LONGEST}"')).mend) == LONGEST


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        (NAMED + "edits = 3", "edits must be tables"),
        (NAMED + "edits.C116 = 3", r"edits\.'C116': must be a table"),
        (NAMED + "edits.C116 = {}", 'severity must be "error", "warning" or "off"'),
        (NAMED + 'edits.C116.severity = "none"', 'severity must be "error", "warning" or "off"'),
        (NAMED + "edits.C116.severity = [1]", "severity must be"),
        (NAMED + 'edits.C116.sevrity = "off"', "did you mean severity"),
        (NAMED + 'edits.C116 = { severity = "off", note = 1 }', "note must be a line"),
        (NAMED + 'edit.C116.severity = "off"', "did you mean edits"),
        (NAMED + "rules = 3", "rules must be tables like"),
        (NAMED + "rules = [3]", "rule 1: must be a table"),
        (rule(id=None), 'rule 1: id must be P and three digits, like "P101"'),
        (rule(id='"P1"'), "id must be P and three digits"),
        (rule(id='"C116"'), "id must be P and three digits"),
        (rule(id="101"), "id must be P and three digits"),
        (rule() + rule().removeprefix(NAMED), "two rules are called P101"),
        (rule().replace("837D", "835"), "the guide must be 837D, not 835"),
        (rule(forbid='"2310B"'), "P101: say either require or forbid"),
        (rule(require=None), "P101: say either require or forbid"),
        (rule(when='"2400/SV301-2"'), "when and values belong together"),
        (rule(values='["A"]'), "when and values belong together"),
        (rule(when='"2400/SV301-2"', values="[]"), "values must be a list"),
        (rule(when='"2400/SV301-2"', values='"A"'), "values must be a list"),
        (rule(when='"2400/SV301-2"', values="[1]"), "every one of values must be text"),
        (rule(when='"2400/SV301-2"', values='[" A"]'), "every one of values must be text"),
        (rule(when="3", values='["A"]'), "when must be a line of text"),
        (rule(require='"what"'), "P101: require: 'what' is not a path"),
        (rule(says=None), "says must be a sentence"),
        (rule(says='"\\u0007"'), "says must be a sentence"),
        (rule(mend="3"), "mend must be a sentence"),
        (rule(mend=f'"{"x" * (LONGEST + 1)}"'), f"mend is longer than {LONGEST} characters"),
        (rule(severity='"off"'), 'severity must be "error" or "warning"'),
        (rule(answer='"A1:20"'), "categories that reject are A3, A6, A7, A8"),
        (rule(answer="489"), 'answer must be a category and a status like "A6:489"'),
        (rule(answer='"A6"'), "answer names no claim status"),
        (rule(answer='"A6:4890"'), "answer names no claim status that there is; did you mean A6:[0-9]+$"),
        (rule(requires='"2300/PWK"'), "did you mean require"),
        (rule(note="3"), "note must be a line"),
        (
            NAMED + "".join(
                rule(id=f'"P{number:03}"').removeprefix(NAMED) for number in range(MOST + 1)
            ),
            f"more than {MOST} rules",
        ),
    ],
)
def test_a_bad_file_is_told(text: str, tells: str) -> None:
    with pytest.raises(GuideError, match=tells) as problem:
        parse_override(text, "x.toml")
    assert str(problem.value).startswith("x.toml: ")


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        (rule(require='"2300/PWX"'), "P101: require: 837D has no 2300/PWX; the nearest is 2300/PWK"),
        (
            rule(require=None, forbid='"2310X"'),
            "P101: forbid: 837D has no 2310X; the nearest is 2310[A-E]",
        ),
        (
            rule(when='"2400/SV301-9"', values='["A"]'),
            "P101: when: 837D has no 2400/SV301-9; the nearest is 2400/SV301-",
        ),
        (rule(require='"2300/REF"'), "P101: require: 2300/REF is not clear in 837D"),
        (rule(require='"SE"'), "SE is no place of a claim"),
        (rule(when='"2300/PWK"', values='["A"]'), "name an element or a component"),
        (rule(when='"2400/SV301"', values='["A"]'), "name an element or a component"),
        (
            rule() + '[rows."2300/PWK"]\nusage = "N"\n',
            "P101: require: 837D has no 2300/PWK",
        ),
    ],
)
def test_a_place_that_no_claim_has_is_told(text: str, tells: str) -> None:
    with pytest.raises(GuideError, match=tells) as problem:
        apply_override(guide_named("837D"), parse_override(text, "x.toml"))
    assert str(problem.value).startswith("x.toml: ")
