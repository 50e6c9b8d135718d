"""External codes of a remittance (X2): numbers with check digits, code lists, dates that can be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from transactions.adjustments import Adjustment
from transactions.parties import Address
from transactions.remittance import Payee, Payment, Remittance, RemittanceClaim, RemittanceLine
from transactions.rules.addresses import address_faults
from transactions.rules.broken import Broken
from transactions.rules.forms import is_nine_digits, is_npi, is_routing_number
from transactions.rules.lists import CURRENCIES, Lists

_ADDRESS_RULES = ("C206", "C207", "X207", "X208", "X209")


def check_payment(remittance: Remittance, broken: list[Broken]) -> None:
    """Banks and currency (X213, X214)."""
    payment: Payment = remittance.payment
    if payment.payer_bank_qualifier == "01" and not is_routing_number(payment.payer_bank or ""):
        broken.append(Broken("X213", "HEADER/BPR07"))
    if payment.payee_bank_qualifier == "01" and not is_routing_number(payment.payee_bank or ""):
        broken.append(Broken("X213", "HEADER/BPR13"))
    if remittance.currency and remittance.currency not in CURRENCIES:
        broken.append(Broken("X214", "HEADER/CUR02"))


def check_payee(payee: Payee, broken: list[Broken]) -> None:
    """The payee's numbers (X201, X203)."""
    if payee.id_qualifier == "XX" and not is_npi(payee.id):
        broken.append(Broken("X201", "1000B/N1[PE]04"))
    if payee.id_qualifier == "FI" and not is_nine_digits(payee.id):
        broken.append(Broken("X203", "1000B/N1[PE]04"))
    for reference in payee.ids:
        if reference.qualifier == "TJ" and not is_nine_digits(reference.value):
            broken.append(Broken("X203", "1000B/REF[TJ]02"))


def check_address(address: Address | None, loop: str, broken: list[Broken]) -> None:
    """An address of the heading (C206, C207, X207 to X209)."""
    if address is not None:
        for fault, element in address_faults(address):
            broken.append(Broken(_ADDRESS_RULES[fault], f"{loop}/{element}"))


def check_claim_codes(
    claim: RemittanceClaim, paid_on: date | None, lists: Lists, broken: list[Broken]
) -> None:
    """Reasons, remarks and the rendering dentist of a claim and its lines (X201, X204 to X206, X210)."""
    rendering = claim.rendering
    if rendering is not None and rendering.id_qualifier == "XX" and not is_npi(rendering.id or ""):
        broken.append(Broken("X201", "2100/NM1[82]09"))
    if claim.adjustments:
        check_reasons(claim.adjustments, "2100/CAS", (), paid_on, lists, broken)
    if claim.outpatient is not None:
        _check_remarks(claim.outpatient.remarks, "2100/MOA", (), lists, broken)
    if claim.inpatient is not None:
        _check_remarks(claim.inpatient.remarks, "2100/MIA", (), lists, broken)
    for number, line in enumerate(claim.lines, 1):
        _check_line_codes(line, (number,), paid_on, lists, broken)


def _check_line_codes(
    line: RemittanceLine, at: tuple[int, ...], paid_on: date | None, lists: Lists, broken: list[Broken]
) -> None:
    procedure = line.procedure
    if procedure.qualifier == "AD" and not lists.is_procedure(procedure.code, None):
        broken.append(Broken("X210", "2110/SVC01-2", at))
    if line.adjustments:
        check_reasons(line.adjustments, "2110/CAS", at, paid_on, lists, broken)
    if line.remarks:
        _check_remarks(line.remarks, "2110/LQ", at, lists, broken)
    for reference in line.rendering_ids:
        if reference.qualifier == "HPI" and not is_npi(reference.value):
            broken.append(Broken("X201", "2110/REF[HPI]02", at))


def check_reasons(
    adjustments: Iterable[Adjustment], path: str, at: tuple[int, ...], decided: date | None, lists: Lists,
    broken: list[Broken], rules: tuple[str, str] = ("X204", "X205"),
) -> None:
    """Reasons that are in no list, or were no longer in it on the day of the decision (the two `rules`)."""
    codes = lists.adjustment_reasons.codes
    for adjustment in adjustments:
        reason = adjustment.reason
        known = codes.get(reason)
        if known is None:
            broken.append(Broken(rules[0], path, at, 1, reason))
        elif known.end is not None and decided is not None and known.end < decided:
            broken.append(Broken(rules[1], path, at, 1, reason))


def _check_remarks(
    remarks: Iterable[str], path: str, at: tuple[int, ...], lists: Lists, broken: list[Broken]
) -> None:
    for remark in remarks:
        if not lists.remarks.contains(remark):
            broken.append(Broken("X206", path, at, 1, remark))


def check_days(claim: RemittanceClaim, made_on: date | None, broken: list[Broken]) -> None:
    """Days of service that cannot be (X211, X212); `made_on` is the day of the remittance."""
    start, end = claim.service_start, claim.service_end
    if start is not None:
        if end is not None and end < start:
            broken.append(Broken("X212", "2100/DTM[233]02", trigger="2100/DTM[232]"))
        if made_on is not None and start > made_on:
            broken.append(Broken("X211", "2100/DTM[232]02"))
    for number, line in enumerate(claim.lines, 1):
        start, end = line.service_start, line.service_end
        if start is not None and end is not None and end < start:
            broken.append(Broken("X212", "2110/DTM[151]02", (number,), trigger="2110/DTM[150]"))
        day = line.service_date or start
        if day is not None and made_on is not None and day > made_on:
            qualifier = "472" if line.service_date else "150"
            broken.append(Broken("X211", f"2110/DTM[{qualifier}]02", (number,)))
