"""Balance of a dental claim (B1): its lines, and what other payers decided. To the cent; amounts are dollars.

A payer that decided line by line is balanced line by line: charge = payment + adjustments of the line; and
its payment for the claim is that of all lines less its adjustments of the claim. A payer that decided only
the claim is balanced there: charge = payment + adjustments.
"""

from __future__ import annotations

from transactions.dental_claim import DentalClaim, LineAdjudication, OtherPayer
from transactions.rules.broken import Broken
from transactions.rules.remittance_balance import NOTHING, add_up


def balance_lines(claim: DentalClaim, broken: list[Broken]) -> None:
    """The charges of the lines against the claim's (B101, B102). That there are none, the guide tells."""
    total = NOTHING
    told = bool(claim.lines)
    for number, line in enumerate(claim.lines, 1):
        if not line.procedure.code:
            # A line without its service (SV3): the guide tells that, and nobody knows its charge.
            told = False
        total += line.charge
        if line.charge < NOTHING:
            broken.append(Broken("B102", "2400/SV302", (number,)))
    if claim.charge < NOTHING:
        broken.append(Broken("B102", "2300/CLM02"))
    if total != claim.charge and told:
        broken.append(Broken("B101", "2300/CLM02"))


def balance_other_payers(claim: DentalClaim, broken: list[Broken]) -> None:
    """What other payers decided on the claim and its lines (B111 to B114)."""
    _balance_decided_lines(claim, broken)
    ids = [other.payer.name.id for other in claim.other_payers]
    for number, other in enumerate(claim.other_payers, 1):
        if other.noncovered is not None and other.noncovered != claim.charge:
            broken.append(Broken("B114", "2320/AMT[A8]02", (number,), trigger="2300/CLM02"))
        if other.paid is None or ids.count(other.payer.name.id) > 1:
            # Not decided yet, or nobody can tell whose the lines' results are.
            continue
        adjusted = add_up(other.adjustments)
        results = results_of(claim, other)
        if results:
            if other.paid != sum((result.paid for result in results), NOTHING) - adjusted:
                broken.append(Broken("B113", "2320/AMT[D]02", (number,)))
        elif other.paid + adjusted != claim.charge:
            broken.append(Broken("B111", "2320/AMT[D]02", (number,), trigger="2300/CLM02"))


def results_of(claim: DentalClaim, other: OtherPayer) -> list[LineAdjudication]:
    """What a payer decided on the lines of the claim."""
    payer = other.payer.name.id
    return [result for line in claim.lines for result in line.adjudications if result.payer_id == payer]


def _balance_decided_lines(claim: DentalClaim, broken: list[Broken]) -> None:
    for number, line in enumerate(claim.lines, 1):
        if not line.procedure.code:
            continue
        by_payer: dict[str, list[int]] = {}
        for index, result in enumerate(line.adjudications):
            by_payer.setdefault(result.payer_id, []).append(index)
        for indexes in by_payer.values():
            results = [line.adjudications[index] for index in indexes]
            if any(result.bundled_line for result in results):
                # Its charge went into another line; only the claim can be balanced.
                continue
            # A payer that split the line tells several results of it.
            told = sum((result.paid + add_up(result.adjustments) for result in results), NOTHING)
            if told != line.charge:
                broken.append(Broken("B112", "2430/SVD02", (number, indexes[0] + 1), trigger="2400/SV302"))
