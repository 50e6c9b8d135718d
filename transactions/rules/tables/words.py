"""The words the tables of business edits are written in."""

from __future__ import annotations

from edi.findings import Answer, Rule, Scope, Severity, Snip

Row = tuple[str, Severity, Scope, str, str, str]
"""Id, severity, scope, claim status (`A7:562:85`, `*` for the entity of the place), sentence, mend."""

Told = tuple[str, Severity, Scope, str, str]
"""A row that no acknowledgment answers: id, severity, scope, sentence, mend."""

Acknowledged = tuple[str, Severity, str, str, str]
"""A row that the set acknowledgment answers: id, severity, segment and code (`IK4 I12`), sentence, mend."""

E, W = Severity.ERROR, Severity.WARNING
SET, CLAIM, LINE = Scope.SET, Scope.CLAIM, Scope.LINE


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
