"""Families of rules: the ids that belong to a transaction, by its guide.

The digit behind the letter tells the transaction. The 278 has one for both its guides: the rules of a
response are numbered from 51.
"""

from __future__ import annotations

from dataclasses import dataclass

from mappings.guides import (
    ACKNOWLEDGMENT,
    CLAIM_ACKNOWLEDGMENT,
    DENTAL_CLAIM,
    ELIGIBILITY_INQUIRY,
    ELIGIBILITY_RESPONSE,
    REMITTANCE,
    REVIEW_REQUEST,
    REVIEW_RESPONSE,
    STATUS_INQUIRY,
    STATUS_RESPONSE,
)


@dataclass(frozen=True, slots=True)
class Family:
    """The ids of one guide's rules. A `request` is answered with a 999; to a response X12 has no answer.

    `samples` is how the names of its clean samples begin.
    """

    digit: str
    samples: str
    request: bool
    before: int = 0

    def rule(self, letter: str, number: int) -> str:
        """The id of the rule with this letter and number: C501."""
        return f"{letter}{self.digit}{self.before + number:02}"


FAMILIES = {
    ELIGIBILITY_INQUIRY.name: Family("5", "eligibility_inquiry", True),
    ELIGIBILITY_RESPONSE.name: Family("6", "eligibility_response", False),
    STATUS_INQUIRY.name: Family("7", "claim_status_inquiry", True),
    STATUS_RESPONSE.name: Family("8", "claim_status_response", False),
    REVIEW_REQUEST.name: Family("9", "review", True),
    REVIEW_RESPONSE.name: Family("9", "review", False, 50),
}
"""The families that are judged without types, by the name of the guide."""

_WITH_TYPES = {
    "1": DENTAL_CLAIM.name,
    "2": REMITTANCE.name,
    "3": CLAIM_ACKNOWLEDGMENT.name,
    "4": ACKNOWLEDGMENT.name,
}


def guide_of(rule: str) -> str:
    """The name of the guide whose sets a business rule is asked of, by the rule's id."""
    digit, number = rule[1], int(rule[2:])
    inside = [
        (family.before, name)
        for name, family in FAMILIES.items()
        if family.digit == digit and family.before < number
    ]
    return max(inside)[1] if inside else _WITH_TYPES[digit]
