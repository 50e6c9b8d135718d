"""The words the tables of business edits are written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from edi.findings import Answer, Rule, Scope, Severity, Snip

Row = tuple[str, Severity, Scope, str, str, str]
"""Id, severity, scope, claim status (`A7:562:85`, `*` for the entity of the place), sentence, mend."""

Told = tuple[str, Severity, Scope, str, str]
"""A row that no acknowledgment answers: id, severity, scope, sentence, mend."""

Acknowledged = tuple[str, Severity, str, str, str]
"""A row that the set acknowledgment answers: id, severity, segment and code (`IK4 I12`), sentence, mend."""

E, W = Severity.ERROR, Severity.WARNING
SET, CLAIM, LINE = Scope.SET, Scope.CLAIM, Scope.LINE


class Release(NamedTuple):
    """Rules that come into force together: their release's name, and the first day they are asked."""

    name: str
    start: date


SECOND = Release("0.2", date(2027, 1, 1))
"""What comes next; try it on the claims at hand with `bitewing rules dry-run`."""


def answered(snip: Snip, *rows: Row) -> dict[str, Rule]:
    """Rules whose findings the claim acknowledgment (277CA) tells."""
    return {
        id_: Rule(id_, snip, severity, scope, Answer.STC, code, sentence, mend)
        for id_, severity, scope, code, sentence, mend in rows
    }


def told(snip: Snip, *rows: Told) -> dict[str, Rule]:
    """Rules for what payers send us: X12 has no answer to them, people are told."""
    return {
        id_: Rule(id_, snip, severity, scope, Answer.NONE, "", sentence, mend)
        for id_, severity, scope, sentence, mend in rows
    }


def acknowledged(snip: Snip, *rows: Acknowledged) -> dict[str, Rule]:
    """Rules whose findings the set acknowledgment (999) tells: an error rejects the set."""
    rules = {}
    for id_, severity, answer, sentence, mend in rows:
        segment, _, code = answer.partition(" ")
        rules[id_] = Rule(id_, snip, severity, SET, Answer(segment), code, sentence, mend)
    return rules


def released(release: Release, rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Rules that come with a release; before its day they find nothing."""
    return {id_: replace(rule, release=release.name, start=release.start) for id_, rule in rules.items()}
