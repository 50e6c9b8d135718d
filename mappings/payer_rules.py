"""A payer's own rules, and its weights of ours, as its override says them.

    [edits.C116]
    severity = "error"

    [[rules]]
    id = "P101"
    require = "2300/PWK"
    when = "2400/SV301-2"
    values = ["D2740", "D2750"]
    says = "A crown needs an attachment."
    mend = "Send PWK with the control number of the X-ray."
    severity = "error"
    answer = "A6:489"

Which business edits there are is known on the floor above (`transactions.rules.payer_rules`); here stand the
words, and the places are checked against the payer's guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from edi.errors import GuideError
from edi.findings import Severity
from edi.guide import Guide
from mappings.code_lists import known
from mappings.guides import DENTAL_CLAIM
from mappings.override_words import check_words, line_of
from mappings.paths import find, parse_path

LONGEST = 300
"""Characters a payer's sentence may have."""
MOST = 200
"""Rules a payer may have of its own in a file."""
ANSWER = "A8:21"
"""How the 277CA tells a payer's rule that names no answer: missing or invalid information."""

_ID = re.compile(r"P[0-9]{3}")
_WEIGHTS: dict[str, Severity | None] = {
    "error": Severity.ERROR, "warning": Severity.WARNING, "off": None,
}
_EDIT_WORDS = ("severity", "note")
_RULE_WORDS = (
    "id", "require", "forbid", "when", "values", "says", "mend", "severity", "answer", "note",
)
_REJECTIONS = ("A3", "A6", "A7", "A8")
"""Categories of a claim status that reject."""


@dataclass(frozen=True, slots=True)
class PayerRule:
    """A rule that a payer numbers itself (SNIP 7).

    The place at `path` is required, or (`forbids`) must not be sent: only where the place `when` holds one of
    `values`, if it is told. `answer` is category and status of the 277CA.
    """

    id: str
    path: str
    forbids: bool
    when: str
    values: tuple[str, ...]
    says: str
    mend: str
    severity: Severity
    answer: str


def read_edits(file: str, told: Any) -> dict[str, Severity | None]:
    """The weights of business edits in a file's `edits`, by id; None is off. Raises GuideError."""
    if not isinstance(told, dict):
        raise GuideError(f"{file}: edits must be tables like [edits.C116]")
    return {id_: _edit(f"{file}: edits.{id_!a}", edit) for id_, edit in told.items()}


def _edit(where: str, edit: Any) -> Severity | None:
    if not isinstance(edit, dict):
        raise GuideError(f"{where}: must be a table")
    check_words(where, edit, _EDIT_WORDS)
    if "note" in edit:
        line_of(where, edit, "note")
    return _weight(where, edit.get("severity"), tuple(_WEIGHTS))


def _weight(where: str, told: Any, words: tuple[str, ...]) -> Severity | None:
    if not isinstance(told, str) or told not in words:
        *others, last = (f'"{word}"' for word in words)
        raise GuideError(f"{where}: severity must be {', '.join(others)} or {last}")
    return _WEIGHTS[told]


def read_rules(file: str, guide: str, told: Any) -> tuple[PayerRule, ...]:
    """The payer's own rules in a file's `rules`. Raises GuideError."""
    if not isinstance(told, list):
        raise GuideError(f"{file}: rules must be tables like [[rules]]")
    if told and guide != DENTAL_CLAIM.name:
        raise GuideError(
            f"{file}: rules are asked of claims, so the guide must be {DENTAL_CLAIM.name}, not {guide}"
        )
    if len(told) > MOST:
        raise GuideError(f"{file}: more than {MOST} rules")
    rules: dict[str, PayerRule] = {}
    for number, one in enumerate(told, 1):
        rule = _rule(file, number, one)
        if rule.id in rules:
            raise GuideError(f"{file}: two rules are called {rule.id}; each needs a number of its own")
        rules[rule.id] = rule
    return tuple(rules.values())


def _rule(file: str, number: int, told: Any) -> PayerRule:
    where = f"{file}: rule {number}"
    if not isinstance(told, dict):
        raise GuideError(f"{where}: must be a table")
    id_ = told.get("id")
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise GuideError(f'{where}: id must be P and three digits, like "P101"')
    where = f"{file}: {id_}"
    check_words(where, told, _RULE_WORDS)
    if "note" in told:
        line_of(where, told, "note")
    if ("require" in told) == ("forbid" in told):
        raise GuideError(f"{where}: say either require or forbid")
    if ("when" in told) != ("values" in told):
        raise GuideError(f"{where}: when and values belong together")
    severity = _weight(where, told.get("severity", "error"), ("error", "warning"))
    assert severity
    return PayerRule(
        id=id_,
        path=_path(where, told, "forbid" if "forbid" in told else "require"),
        forbids="forbid" in told,
        when=_path(where, told, "when") if "when" in told else "",
        values=_values(where, told["values"]) if "values" in told else (),
        says=_sentence(where, told, "says"),
        mend=_sentence(where, told, "mend"),
        severity=severity,
        answer=_answer(where, told.get("answer", ANSWER)),
    )


def _path(where: str, told: dict[str, Any], word: str) -> str:
    path = line_of(where, told, word)
    try:
        parse_path(path)
    except GuideError as cause:
        raise GuideError(f"{where}: {word}: {cause}") from None
    return path


def _values(where: str, told: Any) -> tuple[str, ...]:
    if not isinstance(told, list) or not told:
        raise GuideError(f'{where}: values must be a list like ["D2740", "D2750"]')
    if not all(isinstance(one, str) and one and one == one.strip() for one in told):
        raise GuideError(f"{where}: every one of values must be text without blanks at its ends")
    return tuple(told)


def _sentence(where: str, told: dict[str, Any], word: str) -> str:
    """A sentence for people, on one line, without what a terminal would obey."""
    text = told.get(word)
    shown = text if isinstance(text, str) else ""
    line = " ".join("".join(ch if ch.isprintable() else " " for ch in shown).split())
    if not line:
        raise GuideError(f"{where}: {word} must be a sentence")
    if len(line) > LONGEST:
        raise GuideError(f"{where}: {word} is longer than {LONGEST} characters")
    return line


def _answer(where: str, told: Any) -> str:
    category, _, status = told.partition(":") if isinstance(told, str) else ("", "", "")
    if category not in _REJECTIONS:
        raise GuideError(
            f'{where}: answer must be a category and a status like "A6:489"; '
            f"categories that reject are {', '.join(_REJECTIONS)}"
        )
    statuses = known("claim_status") or frozenset()
    if status not in statuses:
        near = get_close_matches(status, sorted(statuses), n=1)
        hint = f"; did you mean {category}:{near[0]}" if near else ""
        raise GuideError(f"{where}: answer names no claim status that there is{hint}")
    return f"{category}:{status}"


def check_places(guide: Guide, rules: Iterable[PayerRule]) -> None:
    """Raises GuideError, with the nearest right path, for a rule about a place that no claim has."""
    for rule in rules:
        _check_place(guide, rule, "forbid" if rule.forbids else "require", rule.path)
        if rule.when:
            _check_place(guide, rule, "when", rule.when)


def _check_place(guide: Guide, rule: PayerRule, word: str, path: str) -> None:
    try:
        spot = find(guide, path)
    except GuideError as cause:
        raise GuideError(f"{rule.id}: {word}: {cause}") from None
    if not spot.loops:
        raise GuideError(f"{rule.id}: {word}: {path} is no place of a claim, or of what stands above it")
    if word == "when" and (spot.element is None or (spot.element.components and not spot.component)):
        raise GuideError(f"{rule.id}: when: {path} holds no single value; name an element or a component")
