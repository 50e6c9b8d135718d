"""The edits of balance (SNIP type 3): amounts and counts that must agree.

B1 dental claim, B2 remittance, B3 claim acknowledgment, B4 set acknowledgment. The ids never change
their meaning.
"""

from __future__ import annotations

from edi.findings import Rule, Snip
from transactions.rules.tables.words import CLAIM, LINE, SET, E, W, answered, told

RULES: dict[str, Rule] = {
    **answered(
        Snip.BALANCING,
        ("B101", E, CLAIM, "A8:400",
         "The charges of the lines (SV302) do not add up to the claim's (CLM02).",
         "Send in CLM02 the sum of all SV302."),
        ("B102", E, CLAIM, "A7:178",
         "A charge (CLM02, SV302) is negative.",
         "Send charges of zero or more; to take a claim back send it with frequency 8."),
        ("B111", E, CLAIM, "A8:672",
         "What another payer paid (AMT D) and its adjustments (2320 CAS) do not add up to the charge "
         "(CLM02).",
         "Send AMT D and all CAS amounts as they stand in that payer's remittance."),
        ("B112", E, LINE, "A8:672",
         "What another payer paid for a line (SVD02) and its adjustments (2430 CAS) do not add up to the "
         "line's charge (SV302).",
         "Send SVD02 and all CAS amounts of the line as they stand in that payer's remittance."),
        ("B113", E, CLAIM, "A8:672",
         "Another payer's payments for the lines (SVD02), less its adjustments of the claim (2320 CAS), "
         "are not what it paid for the claim (AMT D).",
         "Send AMT D, the 2320 CAS and every SVD02 as they stand in that payer's remittance."),
        ("B114", W, CLAIM, "A8:596",
         "The amount not covered by another payer (AMT A8) is not the charge (CLM02).",
         "Send AMT A8 only where that payer covers nothing of the claim, with the amount of CLM02."),
    ),
    **told(
        Snip.BALANCING,
        ("B201", E, LINE,
         "The payment of a line (SVC03) and its adjustments (CAS) do not add up to its charge (SVC02).",
         "Ask the payer for a corrected remittance; post nothing of this claim by itself."),
        ("B202", E, CLAIM,
         "The payment of a claim (CLP04) and all its adjustments (CAS) do not add up to its charge "
         "(CLP03).",
         "Ask the payer for a corrected remittance; post nothing of this claim by itself."),
        ("B203", E, CLAIM,
         "The charges of the lines (SVC02) do not add up to the charge of the claim (CLP03).",
         "Ask the payer for a corrected remittance; post nothing of this claim by itself."),
        ("B204", E, SET,
         "The payment (BPR02) is not the sum of the claims' payments (CLP04) less the provider adjustments "
         "(PLB).",
         "Ask the payer for a corrected remittance before the deposit is posted."),
        ("B205", E, SET,
         "The payment method says that no money moves (BPR04 NON), but there is an amount (BPR02).",
         "Ask the payer how the amount was or will be paid."),
        ("B206", W, SET,
         "The amount (BPR02) is zero, but a payment method is named (BPR04).",
         "Expect no deposit; NON in BPR04 would say so."),
        ("B207", E, SET,
         "The payment (BPR02) is negative.",
         "Ask the payer to carry the balance forward in a PLB segment."),
        ("B208", W, CLAIM,
         "What the patient owes (CLP05) is not the sum of the adjustments that name the patient (CAS PR).",
         "Bill the patient by the adjustments, not by CLP05."),
        ("B209", E, CLAIM,
         "A reversal (CLP02 22) does not take back the amounts it reverses: one of them is positive.",
         "Ask the payer for a reversal with the signs of all amounts turned."),
        ("B210", W, CLAIM,
         "The charge of a claim that is no reversal (CLP03) is negative.",
         "Ask the payer whether CLP02 22 was meant."),
        ("B211", W, CLAIM,
         "A predetermination (CLP02 25) is paid.",
         "Ask the payer whether the claim was meant; a predetermination promises and pays nothing."),
        ("B212", W, CLAIM,
         "TS304 does not count the claims of its header number (LX).",
         "Count the claims that are there."),
        ("B213", W, CLAIM,
         "TS305 is not the sum of the charges (CLP03) of its header number (LX).",
         "Add up the charges that are there."),
        ("B301", W, SET,
         "The claims accepted (QTY 90, QTY QA) are not counted right.",
         "Trust the statuses of the claims."),
        ("B302", W, SET,
         "The claims rejected (QTY AA, QTY QC) are not counted right.",
         "Trust the statuses of the claims."),
        ("B303", W, SET,
         "The charges of the claims accepted (AMT YU) are not added up right.",
         "Trust the statuses of the claims."),
        ("B304", W, SET,
         "The charges of the claims rejected (AMT YY) are not added up right.",
         "Trust the statuses of the claims."),
        ("B401", W, SET,
         "The sets accepted (AK904) are not counted right.",
         "Trust the verdicts on the sets."),
        ("B402", W, SET,
         "Fewer sets were received (AK903) than verdicts are told.",
         "Trust the verdicts on the sets."),
        ("B403", W, SET,
         "The verdict on the group (AK901) does not agree with those on its sets (IK501).",
         "Trust the verdicts on the sets."),
    ),
}
"""The rules of balance by id."""
