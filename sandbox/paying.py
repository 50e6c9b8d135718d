"""The sandbox payer's remittances: one payment for each payee, with what is owed from earlier ones."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from sandbox.adjudication import LineResult
from sandbox.ledger import Debt, Ledger, PersonName, Settled, SettledLine
from sandbox.ledger import Payee as PayeeKept
from sandbox.plan import PayerIdentity, PlanFile
from sandbox.settling import PREDETERMINED, REVERSED
from transactions.adjustments import Adjustment, Procedure
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.remittance import (
    Payee,
    Payer,
    Payment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
    RemittanceLine,
)

CARRIED_FORWARD = "FB"
"""PLB: a balance taken over from an earlier payment, or left to a later one."""


def pay(settled: Iterable[Settled], file: PlanFile, ledger: Ledger, today: date) -> list[Remittance]:
    """One remittance for each payee, in the order in which their claims were settled.

    Where reversals outweigh payments nothing is paid, and what is owed is taken from the next payment.
    """
    by_payee: dict[str, list[Settled]] = {}
    for claim in settled:
        by_payee.setdefault(claim.payee.npi, []).append(claim)
    return [_remittance(claims, file, ledger, today) for claims in by_payee.values()]


def dollars(cents: int) -> Decimal:
    """Cents as dollars."""
    return Decimal(cents).scaleb(-2)


def _remittance(claims: list[Settled], file: PlanFile, ledger: Ledger, today: date) -> Remittance:
    payee, trace_number = claims[-1].payee, ledger.trace_number()
    for claim in claims:
        if claim.status != REVERSED:
            kept = ledger.settled[claim.number]
            ledger.settled[claim.number] = replace(kept, trace_number=trace_number, paid_on=today)
    total = sum(claim.result.paid for claim in claims)
    carried = []
    debt = ledger.debts.pop(payee.npi, None)
    if debt is not None:
        carried.append((debt.cents, debt.trace_number))
        total -= debt.cents
    if total < 0:
        carried.append((total, trace_number))
        ledger.debts[payee.npi] = Debt(-total, trace_number)
        total = 0
    return Remittance(
        payment=_payment(total, payee.npi, file, today),
        trace_number=trace_number,
        payer_identifier=f"1{file.payer.tax_id}",
        payer=_payer(file.payer),
        payee=_payee(payee),
        produced=today,
        claims=[_claim(claim, file.payer.filing) for claim in claims],
        provider_adjustments=[
            ProviderAdjustment(
                provider=payee.npi, fiscal_year_end=date(today.year, 12, 31), reason=CARRIED_FORWARD,
                amount=dollars(cents), reference=reference,
            )
            for cents, reference in carried
        ],
    )


def _payment(total: int, npi: str, file: PlanFile, today: date) -> Payment:
    """BPR: by transfer where both accounts are known, else by cheque; nothing is paid by nothing."""
    amount, bank, account = dollars(total), file.payment.bank, file.payment.payees.get(npi)
    if total == 0:
        return Payment("H", amount, "C", "NON", today)
    if file.payment.method == "CHK" or bank is None or account is None:
        return Payment("I", amount, "C", "CHK", today)
    return Payment(
        "I", amount, "C", "ACH", today, "CCP", "01", bank.routing, "DA", bank.account,
        f"1{file.payer.tax_id}", None, "01", account.routing, "DA", account.account,
    )


def _payer(payer: PayerIdentity) -> Payer:
    phone = (ContactWay("TE", payer.contact.telephone),)
    contact = Contact(payer.contact.name, phone)
    return Payer(
        name=payer.name,
        address=Address(payer.street, None, payer.city, payer.state, payer.zip),
        ids=(Reference("2U", payer.id),),
        business_contact=contact,
        technical_contacts=(contact,),
    )


def _payee(payee: PayeeKept) -> Payee:
    address = Address(payee.street, None, payee.city, payee.state, payee.zip) if payee.street else None
    return Payee(payee.name, "XX", payee.npi, address, (Reference("TJ", payee.tax_id),))


def _claim(claim: Settled, filing: str) -> RemittanceClaim:
    result, days = claim.result, sorted(line.day for line in claim.lines if line.day is not None)
    reversal = claim.status == REVERSED
    told = RemittanceClaim(
        claim_id=claim.claim_id,
        status=claim.status,
        charge=dollars(result.charge),
        paid=dollars(result.paid),
        filing=filing,
        payer_claim_number=claim.number,
        patient_responsibility=dollars(result.left_to_patient) if result.left_to_patient else None,
        facility_code=claim.place,
        frequency=claim.frequency,
        patient=_person(claim.patient, claim.member_id),
        received=claim.received,
        lines=[_line(*both, reversal) for both in zip(claim.lines, result.lines, strict=True)],
    )
    if claim.is_dependent:
        told.subscriber = _person(claim.subscriber, claim.member_id)
    if claim.rendering is not None:
        one = claim.rendering
        told.rendering = _name(one.name, one.kind, "XX", one.npi)
    if claim.first_number and not reversal:
        told.references = [Reference("F8", claim.first_number)]
    if claim.status == PREDETERMINED:
        told.references = [Reference("G3", claim.number)]
    if days:
        told.service_start, told.service_end = days[0], days[-1]
    if result.allowed > 0:
        told.amounts = {"AU": dollars(result.allowed)}
    return told


def _line(line: SettledLine, result: LineResult, reversal: bool) -> RemittanceLine:
    return RemittanceLine(
        procedure=Procedure(line.code, "AD", line.modifiers),
        charge=dollars(result.charge),
        paid=dollars(result.paid),
        quantity=Decimal(line.units) if line.units else None,
        service_date=line.day,
        adjustments=[Adjustment(one.group, one.reason, dollars(one.cents)) for one in result.adjustments],
        line_control_number=line.control_number or None,
        amounts={"B6": dollars(result.allowed)} if result.allowed > 0 and not reversal else {},
        remarks=list(result.remarks),
    )


def _person(name: PersonName, member_id: str) -> Name:
    return _name(name, "1", "MI", member_id)


def _name(name: PersonName, kind: str, qualifier: str, number: str) -> Name:
    return Name(
        kind, name.family, name.given or None, name.middle or None, name.suffix or None, qualifier, number
    )
