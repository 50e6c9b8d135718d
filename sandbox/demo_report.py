"""The demonstration as tables: each claim with its way, each payment, and the proof of the sums."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from clearinghouse.overview import claim_answer
from clearinghouse.telling import Rows, money
from sandbox.demo import Demonstration
from store.claims import Claim
from store.timeline import Moment


def report(shown: Demonstration) -> tuple[dict[str, Any], list[Rows], list[str]]:
    """What JSON says, the tables, and the closing sentences."""
    answer = {
        "server": shown.server,
        "complete": shown.complete,
        "claims": [
            {**claim_answer(claim), "timeline": [structs.asdict(moment) for moment in moments]}
            for claim, moments in shown.claims
        ],
        "remittances": [structs.asdict(payment) for payment, _ in shown.remittances],
        "money": vars(shown.money) | {"holds": shown.money.holds},
    }
    claims = Rows(
        "Claims, from their bytes to their money",
        ["account", "claim", "file@byte", "999", "277CA", "835", "state", "charge", "paid", "patient"],
        [_claim_row(claim, moments) for claim, moments in shown.claims],
    )
    payments = Rows(
        "Payments",
        ["remit", "payer", "trace", "method", "day", "claims", "amount"],
        [
            [p.id, p.payer, p.trace_number, p.method, p.day, len(answers), money(p.amount_cents)]
            for p, answers in shown.remittances
        ],
    )
    sums = shown.money
    proof = Rows(
        "The money",
        ["what", "amount"],
        [
            ["billed on the claims decided", money(sums.billed)],
            ["= paid", money(sums.paid)],
            ["+ adjusted", money(sums.adjusted)],
            ["payments received", money(sums.payments)],
            ["= paid to claims", money(sums.paid_to_claims)],
            ["- other adjustments (PLB)", money(sums.other)],
        ],
    )
    verdict = "adds up, to the cent" if sums.holds else "DOES NOT ADD UP"
    ends = "every claim reached its end" if shown.complete else "not every claim reached its end"
    return answer, [claims, payments, proof], [f"The money {verdict}; {ends}."]


def _claim_row(claim: Claim, moments: list[Moment]) -> list[Any]:
    def told(kind: str) -> str:
        return " ".join(
            dict.fromkeys(m.code for m in moments if m.source == "acknowledgment" and m.what == kind)
        )

    paid = " ".join(f"{m.code}@{m.offset}" for m in moments if m.source == "remittance")
    return [
        claim.account,
        claim.claim_id,
        f"{claim.file}@{claim.own_offset}",
        told("999"),
        told("277CA"),
        paid,
        claim.state,
        money(claim.charge_cents),
        money(claim.paid_cents),
        money(claim.patient_cents),
    ]
