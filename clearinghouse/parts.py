"""A part of a payment for one of several submitters, and who the providers of a payment belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from store import claims
from store.ledger import Ledger
from transactions.remittance import (
    Batch,
    Payee,
    Payment,
    ProviderAdjustment,
    Remittance,
    RemittanceClaim,
)

PART = "part of a payment"
FORWARD = "FB"
"""PLB03 of what a part would be paid less than nothing: in the whole payment it is set against others."""
_NOTHING = Decimal(0)


class Ownership:
    """The accounts that billing providers belong to: those that have handed in claims of theirs."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, set[str]] = {}

    def of(self, npi: str) -> set[str]:
        """The accounts of a provider."""
        if npi not in self._known:
            self._known[npi] = claims.accounts_billing(self._ledger, npi) if npi else set()
        return self._known[npi]

    def only(self, npi: str) -> str | None:
        """The one account of a provider; None where it has none or several."""
        found = self.of(npi)
        return next(iter(found)) if len(found) == 1 else None


def own_amount(answers: Sequence[RemittanceClaim], others: Sequence[ProviderAdjustment]) -> Decimal:
    """What these claims and adjustments make of a payment: the amounts of all parts add up to it."""
    paid = sum((answer.paid for answer in answers), _NOTHING)
    return paid - sum((one.amount for one in others), _NOTHING)


def part_of(
    heading: Remittance,
    answers: Sequence[RemittanceClaim],
    others: Sequence[ProviderAdjustment],
    payee: str | None,
    npi: str,
) -> Remittance:
    """An advice of some of a payment's claims and adjustments, balanced by itself, under the payment's trace.

    `payee` is told where the one who is paid is not its receiver's: then it stands there instead, with the
    NPI that billed, and no account of a bank. Totals of providers (TS3, TS2) are of the whole, and left out.
    """
    amount = own_amount(answers, others)
    adjustments = list(others)
    if amount < 0:
        provider = npi or heading.payee.id
        year_end = next((one.fiscal_year_end for one in others), None) or _year_end(heading)
        adjustments.append(
            ProviderAdjustment(provider, year_end, FORWARD, amount, heading.trace_number)
        )
        amount = _NOTHING
    return replace(
        heading,
        payment=_payment(heading.payment, amount, payee is not None),
        payee=heading.payee if payee is None else Payee(payee, "XX", npi),
        receiver=None,
        claims=[replace(one, batch=Batch(one.batch.number)) for one in answers],
        provider_adjustments=adjustments,
    )


def _payment(whole: Payment, amount: Decimal, is_foreign: bool) -> Payment:
    """BPR of a part: information only, as its money comes with the whole."""
    if not amount:
        return Payment("H", _NOTHING, "C", "NON", whole.effective_date)
    if is_foreign:
        return replace(whole, handling="I", amount=amount, payee_bank_qualifier=None, payee_bank=None,
                       payee_account_qualifier=None, payee_account=None)
    return replace(whole, handling="I", amount=amount)


def _year_end(heading: Remittance) -> date | None:
    day = heading.payment.effective_date or heading.produced
    return day.replace(month=12, day=31) if day else None
