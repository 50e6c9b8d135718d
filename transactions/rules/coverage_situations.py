"""Situations of a claim's coverages (C118 to C125): whose turn it is, and what other payers decided."""

from __future__ import annotations

from transactions.dental_claim import DentalClaim
from transactions.rules.broken import Broken
from transactions.rules.claim_balance import results_of

MEDICARE = frozenset(("MA", "MB"))
FIRST, UNKNOWN = "P", "U"


def check_turn(claim: DentalClaim, broken: list[Broken]) -> None:
    """The turn of the payer the claim goes to (C119, C125)."""
    subscriber = claim.subscriber
    if subscriber.sequence == FIRST:
        return
    if not claim.other_payers and subscriber.sequence != UNKNOWN:
        broken.append(Broken("C119", "2000B/SBR01"))
    if subscriber.filing in MEDICARE and not subscriber.medicare_secondary:
        broken.append(Broken("C125", "2000B/SBR05", trigger="2000B/SBR01"))


def check_other_payers(claim: DentalClaim, broken: list[Broken]) -> None:
    """The other payers of a claim that has some (C118, C120 to C124)."""
    turns = {claim.subscriber.sequence}
    ids: set[str | None] = set()
    for number, other in enumerate(claim.other_payers, 1):
        at = (number,)
        if other.sequence in turns and other.sequence != UNKNOWN:
            broken.append(Broken("C118", "2320/SBR01", at))
        turns.add(other.sequence)
        if other.payer.name.id in ids:
            broken.append(Broken("C122", "2330B/NM1[PR]09", at))
        ids.add(other.payer.name.id)
        results = results_of(claim, other)
        if (other.paid is not None or other.adjustments) and other.payer.paid_on is None and not results:
            broken.append(Broken("C120", "2330B/DTP[573]", at))
        if other.paid is None and (other.adjustments or results):
            broken.append(Broken("C123", "2320/AMT[D]", at))
        if other.noncovered is not None and (other.paid is not None or other.adjustments):
            broken.append(Broken("C124", "2320/AMT[A8]", at))
    check_result_payers(claim, ids, broken)


def check_result_payers(claim: DentalClaim, ids: set[str | None], broken: list[Broken]) -> None:
    """Every result of a line is of one of the other payers (C121)."""
    for number, line in enumerate(claim.lines, 1):
        for index, result in enumerate(line.adjudications, 1):
            if result.payer_id not in ids:
                broken.append(Broken("C121", "2430/SVD01", (number, index)))
