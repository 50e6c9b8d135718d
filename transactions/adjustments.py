"""Why less was paid than charged, and what it was charged for: parts of claims and remittances alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from transactions.binding import Fact, at, fold

ADJUSTMENT_STARTS = range(2, 18, 3)
"""Where the six triples of a CAS start."""


class Adjustment(Fact, frozen=True):
    """CAS: one reason. `amount` in dollars, positive where less is paid; 0 where only a quantity is told."""

    group: Annotated[str, at("01")]
    reason: Annotated[str, at("+0")]
    amount: Annotated[Decimal, at("+1")]
    quantity: Annotated[Decimal | None, at("+2")] = None


class Procedure(Fact, frozen=True):
    """C003: a procedure code (AD: a dental one) with up to four modifiers."""

    code: Annotated[str, at("-2")]
    qualifier: Annotated[str, at("-1")] = "AD"
    modifiers: Annotated[tuple[str, ...], fold("-", (3, 4, 5, 6))] = ()
    description: Annotated[str | None, at("-7")] = None


class OutpatientRemarks(Fact, frozen=True):
    """MOA: remark codes about a claim; the amounts (dollars) are Medicare's."""

    reimbursement_rate: Annotated[Decimal | None, at("01")] = None
    payable: Annotated[Decimal | None, at("02")] = None
    remarks: Annotated[tuple[str, ...], fold("", (3, 4, 5, 6, 7))] = ()
    renal_disease_payment: Annotated[Decimal | None, at("08")] = None
    professional_component: Annotated[Decimal | None, at("09")] = None
