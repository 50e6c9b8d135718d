"""The demonstration as tables: each claim and inquiry with its way, each payment, and the proof."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from clearinghouse.inquiry_overview import inquiry_answer
from clearinghouse.overview import claim_answer
from clearinghouse.telling import Rows, money
from sandbox.demo import ANSWERS, Demonstration
from store.claims import Claim
from store.inquiries import Inquiry
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
        "inquiries": [
            {**inquiry_answer(inquiry), "timeline": [structs.asdict(moment) for moment in moments]}
            for inquiry, moments in shown.inquiries
        ],
        "answers": [one._asdict() for one in shown.told],
        "remittances": [structs.asdict(payment) for payment, _ in shown.remittances],
        "money": vars(shown.money) | {"holds": shown.money.holds},
    }
    claims = Rows(
        "Claims, from their bytes to their money",
        ["account", "claim", "file@byte", "999", "277CA", "835", "state", "charge", "paid", "patient"],
        [_claim_row(claim, moments) for claim, moments in shown.claims],
    )
    inquiries = Rows(
        "Inquiries, from the question to the answer",
        ["account", "kind", "trace", "file@byte", "999", "answers", "state", "answer in", "passed on in"],
        [_inquiry_row(inquiry, moments) for inquiry, moments in shown.inquiries],
    )
    answers = Rows(
        "What the submitters were told",
        ["account", "kind", "to", "says", "file"],
        [[one.account, one.kind, one.trace, one.says, one.file] for one in shown.told],
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
    asked = "every inquiry is answered" if shown.all_answered else "NOT EVERY INQUIRY IS ANSWERED"
    ends = "every claim reached its end" if shown.all_ended else "NOT EVERY CLAIM REACHED ITS END"
    return answer, [claims, inquiries, answers, payments, proof], [f"The money {verdict}; {ends}; {asked}."]


def _told(moments: list[Moment], *kinds: str) -> str:
    """What acknowledgments of some kinds said, each code once."""
    return " ".join(
        dict.fromkeys(m.code for m in moments if m.source == "acknowledgment" and m.what in kinds)
    )


def _inquiry_row(inquiry: Inquiry, moments: list[Moment]) -> list[Any]:
    return [
        inquiry.account,
        inquiry.kind,
        inquiry.trace_number,
        f"{inquiry.file}@{inquiry.own_offset}",
        _told(moments, "999"),
        _told(moments, *ANSWERS),
        inquiry.state,
        f"{inquiry.answer_file}@{inquiry.answer_offset}",
        inquiry.passed_file,
    ]


def _claim_row(claim: Claim, moments: list[Moment]) -> list[Any]:
    paid = " ".join(f"{m.code}@{m.offset}" for m in moments if m.source == "remittance")
    return [
        claim.account,
        claim.claim_id,
        f"{claim.file}@{claim.own_offset}",
        _told(moments, "999"),
        _told(moments, "277CA"),
        paid,
        claim.state,
        money(claim.charge_cents),
        money(claim.paid_cents),
        money(claim.patient_cents),
    ]
