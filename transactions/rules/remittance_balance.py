"""Balance of a remittance (B2): line, claim, header number, payment. To the cent; amounts are dollars."""

from __future__ import annotations

from decimal import Decimal

from transactions.adjustments import Adjustment
from transactions.remittance import Payment, RemittanceClaim
from transactions.rules.broken import Broken

NOTHING = Decimal(0)


def add_up(adjustments: list[Adjustment]) -> Decimal:
    """The sum of adjustments."""
    total = NOTHING
    for adjustment in adjustments:
        total += adjustment.amount
    return total


def balance_claim(claim: RemittanceClaim, broken: list[Broken]) -> None:
    """Lines, the claim, and what is left to the patient (B201, B202, B203, B208)."""
    adjusted = add_up(claim.adjustments) if claim.adjustments else NOTHING
    lines = claim.lines
    if lines:
        charge = NOTHING
        for number, line in enumerate(lines, 1):
            taken = add_up(line.adjustments) if line.adjustments else NOTHING
            if line.charge != line.paid + taken:
                broken.append(Broken("B201", "2110/SVC03", (number,)))
            adjusted += taken
            charge += line.charge
        if charge != claim.charge:
            broken.append(Broken("B203", "2100/CLP03"))
    if claim.charge != claim.paid + adjusted:
        broken.append(Broken("B202", "2100/CLP04"))
    if not claim.is_reversal and (claim.patient_responsibility or NOTHING) != _left_to_patient(claim):
        broken.append(Broken("B208", "2100/CLP05"))


def _left_to_patient(claim: RemittanceClaim) -> Decimal:
    total = NOTHING
    for adjustment in claim.adjustments:
        if adjustment.group == "PR":
            total += adjustment.amount
    for line in claim.lines:
        for adjustment in line.adjustments:
            if adjustment.group == "PR":
                total += adjustment.amount
    return total


def check_signs(claim: RemittanceClaim, broken: list[Broken]) -> None:
    """Reversals take back, predeterminations pay nothing, other charges are not negative (B209 to B211)."""
    if claim.is_reversal:
        if claim.charge > NOTHING:
            broken.append(Broken("B209", "2100/CLP03", trigger="2100/CLP02"))
        elif claim.paid > NOTHING:
            broken.append(Broken("B209", "2100/CLP04", trigger="2100/CLP02"))
    elif claim.charge < NOTHING:
        broken.append(Broken("B210", "2100/CLP03", trigger="2100/CLP02"))
    if claim.is_predetermination and claim.paid:
        broken.append(Broken("B211", "2100/CLP04", trigger="2100/CLP02"))


def check_amount(payment: Payment, broken: list[Broken]) -> None:
    """The amount of the payment and its method (B205 to B207)."""
    if payment.amount < 0:
        broken.append(Broken("B207", "HEADER/BPR02"))
    elif payment.method == "NON":
        if payment.amount:
            broken.append(Broken("B205", "HEADER/BPR04", trigger="HEADER/BPR02"))
    elif not payment.amount:
        broken.append(Broken("B206", "HEADER/BPR04", trigger="HEADER/BPR02"))
