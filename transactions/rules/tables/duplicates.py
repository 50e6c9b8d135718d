"""The edits of what came before (SNIP type 7): the same claim again. Only a house can find them.

H1 dental claim; from 51 on those that only warn. The ids never change their meaning. Which of the two is
asked, and how far back, stands in the sender's settings.
"""

from __future__ import annotations

from edi.findings import Rule, Snip
from transactions.rules.tables.words import CLAIM, E, W, answered

REFUSED, TOLD = "H101", "H151"

RULES: dict[str, Rule] = answered(
    Snip.PAYER,
    (REFUSED, E, CLAIM, "A3:54",
     "The same claim came before: provider, patient, payer, days, lines and charges are the same.",
     "Send a correction with CLM05-3 7 or 8 and the payer's claim number (REF F8), or nothing."),
    (TOLD, W, CLAIM, "A3:54",
     "The same claim came before, and payers may deny it as a duplicate.",
     "Send a correction with CLM05-3 7 or 8 and the payer's claim number (REF F8), or nothing."),
)
"""The rules of claims that came before, by id."""
