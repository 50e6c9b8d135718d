"""Families of rules: the ids that belong to a transaction, by its guide.

The digit behind the letter tells the transaction. The 278 is one for requests and responses: those of a
response are numbered from 51.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """The ids of one guide's rules. A `request` is answered with a 999, to a response X12 has no answer."""

    digit: str
    name: str
    request: bool
    before: int = 0

    def rule(self, letter: str, number: int) -> str:
        """The id of the rule with this letter and number: C501."""
        return f"{letter}{self.digit}{self.before + number:02}"


FAMILIES = {
    "270": Family("5", "Eligibility inquiry (270)", True),
    "271": Family("6", "Eligibility response (271)", False),
    "276": Family("7", "Claim status inquiry (276)", True),
    "277": Family("8", "Claim status response (277)", False),
}
"""The families that are judged without types, by the name of the guide."""
