"""The edits of inquiries and their responses: situations (SNIP type 4) and balance (3).

C5 eligibility inquiry, C6 its response, C7 and B7 claim status inquiry, C8 and B8 its response. The ids never
change their meaning. An inquiry that cannot be answered is rejected; what a payer sends only warns.
"""

from __future__ import annotations

from edi.findings import Rule, Snip
from transactions.rules.tables.words import CLAIM, SET, E, W, acknowledged, told

RULES: dict[str, Rule] = {
    **acknowledged(
        Snip.SITUATIONS,
        # Eligibility inquiry.
        ("C501", E, "IK3 I6",
         "Of a subscriber who is the patient nothing is asked.",
         "Send EQ in loop 2110C, or the dependent in loop 2000D and HL04 1."),
        ("C502", W, "IK4 I12",
         "Two traces (TRN) of a person have the same number and the same owner.",
         "Give every inquiry a number of its own: its answer comes back by it."),
        # Claim status inquiry.
        ("C701", E, "IK3 I6",
         "A subscriber who is the patient has no day of birth.",
         "Send DMG in loop 2000D."),
        ("C702", E, "IK3 I6",
         "Of a subscriber who is the patient no claim is asked for.",
         "Send TRN in loop 2200D, or the dependent in loop 2000E and HL04 1."),
        ("C703", E, "IK3 I9",
         "A claim is asked for at a subscriber who is not the patient (HL04 1).",
         "Send the claim in loop 2200E of its patient."),
        ("C704", W, "IK4 I12",
         "Two claims of a patient are asked for by the same trace number (TRN02).",
         "Give every claim a number of its own: its answer comes back by it."),
        ("C705", W, "IK3 I6",
         "A claim is asked for without a day of service, its own or of a line.",
         "Send DTP 472 in loop 2200: most payers find no claim without it."),
    ),
    **acknowledged(
        Snip.BALANCING,
        ("B701", W, "IK4 I12",
         "The charges of the lines (SVC02) are more than that of the claim (AMT T3).",
         "Send the claim's whole charge in AMT T3."),
    ),
    **told(
        Snip.SITUATIONS,
        # Eligibility response.
        ("C601", W, SET,
         "The source answers nothing (HL04 0) and does not say why (AAA).",
         "Ask the payer, or send the inquiry again."),
        ("C602", W, SET,
         "The receiver is told nothing (HL04 0), and not why (AAA).",
         "Ask the payer, or send the inquiry again."),
        ("C603", W, SET,
         "A subscriber who is the patient is told neither of benefits (EB) nor why not (AAA).",
         "Ask the payer; do not take it for no coverage."),
        ("C604", W, SET,
         "A dependent is told neither of benefits (EB) nor why not (AAA).",
         "Ask the payer; do not take it for no coverage."),
        ("C605", W, SET,
         "Others who have to do with a benefit are announced (LS), and nobody is named.",
         "Nothing is lost by it."),
        ("C606", W, SET,
         "Two traces (TRN) of a person have the same number and the same owner.",
         "Match the answer by the names."),
        # Claim status response.
        ("C801", W, SET,
         "The receiver is told nothing of claims (HL04 0), and not why (2200B).",
         "Ask the payer, or send the inquiry again."),
        ("C802", W, SET,
         "The provider is told nothing of claims (HL04 0), and not why (2200C).",
         "Ask the payer, or send the inquiry again."),
        ("C803", W, SET,
         "A subscriber who is the patient has no answer (2200D).",
         "Ask the payer, or send the inquiry again."),
        ("C804", W, CLAIM,
         "A claim is denied (STC01-1 F2) and paid all the same (STC05).",
         "Wait for the remittance, or ask the payer."),
    ),
    **told(
        Snip.BALANCING,
        ("B801", W, CLAIM,
         "More is paid (STC05) than was charged (STC04).",
         "Wait for the remittance, or ask the payer."),
        ("B802", W, CLAIM,
         "More is paid for a line (SVC03) than was charged (SVC02).",
         "Wait for the remittance, or ask the payer."),
        ("B803", W, CLAIM,
         "The charges of the lines (SVC02) are more than that of the claim (STC04).",
         "Match the lines by their control numbers (REF FJ)."),
    ),
}
"""The rules by id."""
