"""The edits of external codes (SNIP type 5) of the transactions that are judged without types.

X5 eligibility inquiry, X6 its response, X7 claim status inquiry, X8 its response, X9 services review (from
X951 its response): the same numbers mean the same in all of them. The ids never change their meaning.

What keeps no payer from answering only warns: an inquiry is answered, or not, by its payer.
"""

from __future__ import annotations

from edi.findings import Rule, Snip
from transactions.rules.families import FAMILIES, Family
from transactions.rules.tables.words import SET, E, W, acknowledged, told

(
    NPI, SPECIALTY, PLACE, BIRTH, SPAN, STATE, POSTAL_CODE, COUNTRY, PROCEDURE, DIAGNOSIS, CATEGORY, STATUS,
) = range(1, 13)

_ROWS = {
    NPI: (W, "I12", "The NPI is not ten digits with a right check digit.",
          "Send the NPI as the registry (NPPES) shows it.", "Match by the trace and the names."),
    SPECIALTY: (W, "I12", "The specialty (PRV03) has not the form of a taxonomy code.",
                "Send the ten characters of the taxonomy, 1223G0001X for a general dentist.",
                "Nothing is lost by it."),
    PLACE: (W, "I6", "The place of service (III02) is not in the list.",
            "Send a code of the CMS list, 11 for an office.", "Ask the payer where the benefit holds."),
    BIRTH: (E, "8", "The day of birth lies in the future.",
            "Correct DMG02.", "Compare with the day of birth that was sent."),
    SPAN: (E, "8", "A span of days ends before it begins.",
           "Send the earlier day first.", "Ask the payer for the days that were meant."),
    STATE: (W, "I6", "The state or province is not in the list.",
            "Send the two letters of the state.", "Nothing is lost by it."),
    POSTAL_CODE: (W, "I12", "The postal code has not the form of its country.",
                  "Send five or nine digits in the USA, without a hyphen.", "Nothing is lost by it."),
    COUNTRY: (W, "I6", "The country is not in the list.",
              "Send the two letters of ISO 3166.", "Nothing is lost by it."),
    PROCEDURE: (W, "I12", "The procedure has not the form of a code of dental terminology.",
                "Send D and four digits.", "Ask the payer for the procedure that was meant."),
    DIAGNOSIS: (W, "I12", "The diagnosis has not the form of an ICD-10-CM code.",
                "Send letter, digit and up to five more characters, without the point.",
                "Nothing is lost by it."),
    CATEGORY: (W, "I6", "The category of a status (STC01-1) is not in the list.",
               "Look it up in the newest list.", "Look it up in the newest list; load that list."),
    STATUS: (W, "I6", "The status (STC01-2) is not in the list.",
             "Look it up in the newest list.", "Look it up in the newest list; load that list."),
}
"""Severity in a request, code of the 999, sentence, mending in a request and in a response."""

USED = {
    "270": (NPI, SPECIALTY, PLACE, BIRTH, SPAN, STATE, POSTAL_CODE, COUNTRY, PROCEDURE, DIAGNOSIS),
    "271": (NPI, SPECIALTY, PLACE, BIRTH, SPAN, STATE, POSTAL_CODE, COUNTRY, PROCEDURE, DIAGNOSIS),
    "276": (NPI, BIRTH, SPAN, PROCEDURE),
    "277": (NPI, SPAN, PROCEDURE, CATEGORY, STATUS),
    "278-request": (NPI, SPECIALTY, BIRTH, SPAN, STATE, POSTAL_CODE, COUNTRY, PROCEDURE, DIAGNOSIS),
    "278-response": (NPI, SPECIALTY, BIRTH, SPAN, STATE, POSTAL_CODE, COUNTRY, PROCEDURE, DIAGNOSIS),
}
"""What the segments of each guide hold."""


def _rules(family: Family, used: tuple[int, ...]) -> dict[str, Rule]:
    rows = [(family.rule("X", number), *_ROWS[number]) for number in used]
    if family.request:
        return acknowledged(
            Snip.EXTERNAL_CODES,
            *((id_, severity, f"IK4 {code}", says, mend) for id_, severity, code, says, mend, _ in rows),
        )
    return told(Snip.EXTERNAL_CODES, *((id_, W, SET, says, mend) for id_, _, _, says, _, mend in rows))


RULES: dict[str, Rule] = {
    id_: rule for name, used in USED.items() for id_, rule in _rules(FAMILIES[name], used).items()
}
"""The rules by id."""
