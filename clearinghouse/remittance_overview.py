"""What is asked of payments: those that came, and one with the proof of its sums.

A payment may be for many accounts: it is the house's own. An account sees the answers to its claims in it,
and nothing of the rest.
"""

from __future__ import annotations

from typing import Any

from msgspec import structs

from clearinghouse.house import House
from clearinghouse.overview import looking, nothing
from clearinghouse.telling import Rows, money
from store import remittances
from store.accounts import HOUSE
from store.remittances import Remittance, RemittanceAdjustment, RemittanceClaim

_OPERATORS = (None, HOUSE)


def list_remits(house: House, account: str | None, limit: int) -> tuple[Any, list[Rows]]:
    """The newest remittances: an operator sees payments, an account the answers to its claims."""
    with looking(house, account) as ledger:
        if account in _OPERATORS:
            found = remittances.search(
                ledger, account, actor=house.actor, at=house.now(), descending=True, limit=limit
            )
            return [structs.asdict(one) for one in found], [_payment_rows("Remittances", found)]
        answers = remittances.search_claims(ledger, account, descending=True, limit=limit)
    return [structs.asdict(one) for one in answers], [_answer_rows(answers)]


def show_remit(house: House, account: str | None, key: int) -> tuple[Any, list[Rows]]:
    """One remittance: its claims, its other money, and whether it all adds up; of an account its answers.

    Raises HouseError where there is none, or nothing in it is for the account.
    """
    whole = account in _OPERATORS
    with looking(house, account, f"remittance {key}") as ledger:
        remit = remittances.get(ledger, None, key)
        answers = remittances.search_claims(ledger, None if whole else account, remittance=key)
        others = remittances.list_adjustments(ledger, None, key) if whole else []
    if remit is None or not (whole or answers):
        raise nothing("remittance", key, account)
    if not whole:
        return [structs.asdict(one) for one in answers], [_answer_rows(answers)]
    proof = _proof(remit, answers, others)
    answer = {
        **structs.asdict(remit),
        "claims": [structs.asdict(one) for one in answers],
        "adjustments": [structs.asdict(one) for one in others],
        "proof": proof,
    }
    tables = [
        _payment_rows("Remittance", [remit]),
        _answer_rows(answers),
        Rows(
            "Other money (PLB)",
            ["provider", "code", "reference", "amount"],
            [[one.provider, one.code, one.reference, money(one.amount_cents)] for one in others],
        ),
        Rows(
            "Proof",
            ["paid to claims", "less PLB", "payment", "difference"],
            [[money(cents) for cents in proof.values()]],
        ),
    ]
    return answer, tables


def _proof(
    remit: Remittance, answers: list[RemittanceClaim], others: list[RemittanceAdjustment]
) -> dict[str, int]:
    paid = sum(one.paid_cents for one in answers)
    other = sum(one.amount_cents for one in others)
    return {
        "paid_to_claims_cents": paid,
        "provider_adjustments_cents": other,
        "payment_cents": remit.amount_cents,
        "difference_cents": remit.amount_cents - (paid - other),
    }


def _payment_rows(title: str, found: list[Remittance]) -> Rows:
    return Rows(
        title,
        ["remit", "payer", "trace", "method", "day", "amount", "state"],
        [
            [one.id, one.payer, one.trace_number, one.method, one.day, money(one.amount_cents), one.state]
            for one in found
        ],
    )


def _answer_rows(answers: list[RemittanceClaim]) -> Rows:
    return Rows(
        "Answers",
        ["claim", "claim row", "status", "charge", "paid", "patient", "adjusted", "state", "reason"],
        [
            [
                one.claim_id,
                one.claim,
                one.status_code,
                money(one.charge_cents),
                money(one.paid_cents),
                money(one.patient_cents),
                money(sum(one.adjustments.values())),
                one.state,
                one.reason,
            ]
            for one in answers
        ],
    )
