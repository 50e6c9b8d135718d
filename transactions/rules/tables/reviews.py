"""The edits of services reviews: situations (SNIP type 4) and teeth (6).

C9 and D9; from 51 on those of a response, which has the same under the next fifty. The ids never change
their meaning; D9 has the numbers of the dental claim's D1. What a payer sends only warns.
"""

from __future__ import annotations

from edi.findings import Rule, Snip
from mappings.guides import REVIEW_REQUEST, REVIEW_RESPONSE
from transactions.rules.families import FAMILIES
from transactions.rules.tables import dental
from transactions.rules.tables.words import SET, E, W, acknowledged, told

REQUEST, RESPONSE = FAMILIES[REVIEW_REQUEST.name], FAMILIES[REVIEW_RESPONSE.name]
ASK = "Ask the payer what was meant."

TEETH = (1, 2, 3, 4, 5, 6, 7, 12, 13, 16, 17)
"""Rules of teeth that a line of a review can break as one of a claim can."""
_NO_SUCH = frozenset((1, 6))
"""Those of teeth and areas that do not exist: nothing can be reviewed."""


def _teeth(number: int) -> tuple[str, str]:
    """Sentence and mending, as the dental claim has them."""
    rule = dental.RULES[f"D1{number:02}"]
    return rule.sentence, rule.mend


RULES: dict[str, Rule] = {
    **acknowledged(
        Snip.SITUATIONS,
        ("C901", E, "IK3 I9",
         "An event stands under the subscriber although a dependent is sent.",
         "Send the event in loop 2000E under the dependent (2000D) who is the patient."),
        ("C902", W, "IK3 I9",
         "An earlier review is named twice, by its authorization (REF BB) and by another number (REF NT).",
         "Send REF NT only where no authorization is known."),
        ("C903", E, "IK3 I9",
         "A service is sent as more than one of professional (SV1), institutional (SV2) and dental (SV3).",
         "Send one of them, each further service in a loop 2000F of its own."),
        ("C904", E, "IK3 I9",
         "A tooth (TOO) is sent for a service that is not dental (SV3).",
         "Send the procedure in SV3, or leave TOO out."),
    ),
    **told(
        Snip.SITUATIONS,
        ("C951", W, SET, "An event stands under the subscriber although a dependent is sent.", ASK),
        ("C953", W, SET,
         "A service is told as more than one of professional (SV1), institutional (SV2) and dental (SV3).",
         ASK),
        ("C954", W, SET, "A tooth (TOO) is told of a service that is not dental (SV3).", ASK),
        ("C955", W, SET,
         "The answer ends at a level (HL04 0) that tells no reason (AAA).",
         "Ask the payer, or send the request again."),
        ("C956", W, SET,
         "Of an event and its services nothing is decided (HCR), and not why (AAA).",
         "Ask the payer, or wait for a later response."),
    ),
    **acknowledged(
        Snip.LINE_OF_SERVICE,
        *(
            (REQUEST.rule("D", number), E if number in _NO_SUCH else W, "IK4 I6", *_teeth(number))
            for number in TEETH
        ),
    ),
    **told(
        Snip.LINE_OF_SERVICE,
        *((RESPONSE.rule("D", number), W, SET, _teeth(number)[0], ASK) for number in TEETH),
    ),
}
"""The rules by id."""
