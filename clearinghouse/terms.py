"""A payer's terms in the partners' file: how long answers take, when it is asked, until when one files."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

from clearinghouse.calendar import TERM, Term, parse_term

NEVER = "none"
Text = Annotated[str, Meta(pattern=TERM)]
MaybeText = Annotated[str, Meta(pattern=rf"\A{NEVER}\Z|{TERM}")]
DayText = Annotated[str, Meta(pattern=r"\A[1-9][0-9]{0,3}[db]\Z")]
"""A term of whole days."""

Limit = Annotated[str, Meta(pattern=rf"\A({NEVER}|[1-9][0-9]{{0,3}}d)\Z")]
"""Days of the calendar, or none."""
Notice = Annotated[str, Meta(pattern=r"\A[1-9][0-9]{0,2}d\Z")]


class Answers(Struct, forbid_unknown_fields=True, frozen=True):
    """How long each answer of a payer may take, from the sending; `none`: it never gives one."""

    set_999: MaybeText = "1h"
    claims_277ca: MaybeText = "1d"
    remittance: MaybeText = "30d"
    eligibility_271: MaybeText = "1b"
    status_277: MaybeText = "1b"
    review_278: MaybeText = "2b"
    review_final: MaybeText = "15d"

    def term(self, kind: str) -> Term | None:
        """The term of a kind of expected answer; None where none is given."""
        text: str = getattr(self, SETTINGS[kind])
        return None if text == NEVER else parse_term(text)


SETTINGS = {
    "999": "set_999", "277CA": "claims_277ca", "835": "remittance",
    "271": "eligibility_271", "277": "status_277", "278": "review_278", "278 final": "review_final",
}
"""The kinds of expected answers, and the setting that holds the term of each."""


class PlanStep(Struct, forbid_unknown_fields=True, frozen=True):
    """One step of the status-inquiry plan: how long after its sending a claim is asked about."""

    after: DayText

    @property
    def term(self) -> Term:
        return parse_term(self.after)


def plan_fault(plan: tuple[PlanStep, ...]) -> str:
    """What about a plan cannot be right; empty where nothing is."""
    steps = [step.term for step in plan]
    for before, after in pairwise(steps):
        if before.unit == after.unit and before.number >= after.number:
            return f"a step of {after.number}{after.unit} cannot follow one of {before.number}{before.unit}"
    return ""
