"""Situations of a remittance (C2): what the payment's method or a claim's status asks for."""

from __future__ import annotations

from transactions.remittance import Payment, Remittance, RemittanceClaim
from transactions.rules.broken import Broken

TRANSFERS = frozenset(("ACH", "BOP", "FWT"))
"""Methods that move money between banks."""
FORWARDED = frozenset(("19", "20", "21"))
DENIED = "4"


def check_banks(remittance: Remittance, broken: list[Broken]) -> None:
    """The accounts of a payment (C201 to C205)."""
    payment = remittance.payment
    if payment.method not in TRANSFERS:
        sent = (payment.format, *_payer_parts(payment), payment.originator_supplement, *_payee_parts(payment))
        if any(sent):
            broken.append(Broken("C204", "HEADER/BPR04"))
        return
    if payment.method == "ACH" and not payment.format:
        broken.append(Broken("C201", "HEADER/BPR05", trigger="HEADER/BPR04"))
    if not all(_payer_parts(payment)):
        missing = 6 + [bool(one) for one in _payer_parts(payment)].index(False)
        broken.append(Broken("C202", f"HEADER/BPR{missing:02}", trigger="HEADER/BPR04"))
    elif payment.originator != remittance.payer_identifier:
        broken.append(Broken("C205", "HEADER/BPR10", trigger="HEADER/TRN03"))
    if not all(_payee_parts(payment)):
        missing = 12 + [bool(one) for one in _payee_parts(payment)].index(False)
        broken.append(Broken("C203", f"HEADER/BPR{missing:02}", trigger="HEADER/BPR04"))


def _payer_parts(payment: Payment) -> tuple[str | None, ...]:
    """BPR06 to BPR10."""
    return (
        payment.payer_bank_qualifier, payment.payer_bank, payment.payer_account_qualifier,
        payment.payer_account, payment.originator,
    )


def _payee_parts(payment: Payment) -> tuple[str | None, ...]:
    """BPR12 to BPR15."""
    return (
        payment.payee_bank_qualifier, payment.payee_bank, payment.payee_account_qualifier,
        payment.payee_account,
    )


def check_decision(claim: RemittanceClaim, broken: list[Broken]) -> None:
    """What the status of a claim asks for (C211, C212)."""
    if claim.status == DENIED and claim.paid:
        broken.append(Broken("C211", "2100/CLP04", trigger="2100/CLP02"))
    elif claim.status in FORWARDED and claim.crossover_payer is None:
        broken.append(Broken("C212", "2100/NM1[TT]", trigger="2100/CLP02"))


def check_lines(claim: RemittanceClaim, broken: list[Broken]) -> None:
    """Quantities and days of the lines (C209, C210)."""
    undated = claim.service_start is None and not claim.is_predetermination
    told = bool(claim.lines)
    for number, line in enumerate(claim.lines, 1):
        if line.submitted_quantity is not None and line.submitted_quantity == line.quantity:
            broken.append(Broken("C209", "2110/SVC07", (number,)))
        if undated and line.service_date is None and line.service_start is None:
            told = False
    if undated and not told:
        broken.append(Broken("C210", "2100/DTM[232]"))
