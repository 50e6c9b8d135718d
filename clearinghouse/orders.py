"""The step that follows authorizations: what a payer decided on a 278 becomes an order of care, and the order
moves on as the claims under its number do.

A claim names the number in REF G1. The latest claim under a number decides where its order stands.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from msgspec.structs import replace

from clearinghouse.claim_facts import compared
from clearinghouse.house import House
from clearinghouse.lifecycle import ORDER, advance
from clearinghouse.restoring import restored_answers
from clearinghouse.review_questions import REVIEW
from clearinghouse.troubles import DAMAGED
from store import orders
from store.inquiries import Inquiry
from store.ledger import Ledger
from store.orders import Order, OrderAnswer
from transactions.review_response import Decision, ReviewedEvent, ReviewedService, ReviewResponse

CERTIFIED = ("A1", "A2", "A6")
_EVENTS = {**dict.fromkeys(CERTIFIED, "certified"), "A3": "not certified", "A4": "pended", "C": "cancelled"}
_BORN = {"certified": "issued", "not certified": "rejected", "pended": "suspended"}
BY_CLAIM = {
    **dict.fromkeys(
        ("accepted", "to approve", "on hold", "held", "routed", "sent", "acknowledged"), "claim taken in"
    ),
    "in process": "claim accepted by payer",
    "refused": "claim rejected by payer",
    "payer rejected": "claim rejected by payer",
    "paid": "claim paid",
    "denied": "claim denied",
    "reversed": "payment reversed",
}
"""What the state of a claim is to the order it was made under."""
_NOTHING = "none"
_MOST = 500
"""Answers looked at in one transaction."""
_NO_CLAIMS = ("rejected", "set rejected", "superseded", "voided")
"""Claims that say nothing to their order: those that never were, those another one was made of, and voids
that were carried out (the claim they took back says it)."""


def follow(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Look at new decisions (at most so many) and at claims made under earlier ones; counts orders by what
    became of them.
    """
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = orders.answers_to_look_at(ledger, REVIEW.name)[:most]
    for start in range(0, len(waiting), _MOST):
        told += _take_all(house, run, waiting[start : start + _MOST])
    with house.store.begin() as ledger:
        told += _follow_claims(house, ledger, run)
        told["orders expired"] += _expire(house, ledger, run)
    return +told


# Decisions.


def _take_all(house: House, run: int, some: list[Inquiry]) -> Counter[str]:
    told: Counter[str] = Counter()
    damaged: set[int] = set()
    with house.store.read() as ledger:
        answers = {key: answer for key, answer, _ in restored_answers(house, ledger, REVIEW, some, damaged)}
    for file in damaged:
        told[f"file {file} {DAMAGED}"] += 1
    with house.store.begin() as ledger:
        for inquiry in some:
            if not {inquiry.file, inquiry.answer_file} & damaged:
                event = _take(house, ledger, run, inquiry, answers.get(inquiry.id))
                told[f"authorizations {event}"] += event != _NOTHING
    return told


def _take(
    house: House, ledger: Ledger, run: int, inquiry: Inquiry, answer: ReviewResponse | None
) -> str:
    """Put a payer's decision on the order it is about; what was decided (`none`: nothing an order tells)."""
    event = _EVENTS.get(inquiry.outcome or "", _NOTHING) if answer else _NOTHING
    order = None
    if answer is not None and event != _NOTHING:
        told = _told(house, inquiry, answer)
        known = _known(ledger, inquiry, told, answer)
        order = known.id if known else None
        if known is not None:
            if event == "certified":
                orders.amend(ledger, known.id, told)
            advance(house, ledger, run, "orders", [known.id], known.state, event)
        elif event in _BORN:
            new = replace(told, state=_BORN[event])
            order = orders.record(ledger, new, actor=house.actor, run=run or None)
    assert inquiry.answer_file is not None
    orders.record_answer(
        ledger,
        OrderAnswer(account=inquiry.account, inquiry=inquiry.id, file=inquiry.answer_file, order=order),
    )
    return event


def _told(house: House, inquiry: Inquiry, answer: ReviewResponse) -> Order:
    """The order as an answer tells it."""
    of, decision = _decided(answer, inquiry.outcome or "")
    effective = of.effective if of else None
    last = (effective.last or effective.first) if effective else None
    certified = inquiry.outcome in CERTIFIED
    number = decision.authorization_number if decision and certified else None
    return Order(
        account=inquiry.account,
        inquiry=inquiry.id,
        payer=house.directory.payer_of(inquiry.payer, inquiry.account) or "",
        number=compared(number or ""),
        action=inquiry.outcome or "",
        state="",
        issued_on=of.issued if of else None,
        effective_from=effective.first if effective else None,
        effective_to=last,
        expires_on=(of.expires or last) if of else None,
        made_at=house.now(),
    )


def _decided(
    answer: ReviewResponse, action: str
) -> tuple[ReviewedEvent | ReviewedService | None, Decision | None]:
    """The event or service that carries the decision, a number rather than none."""
    every: list[Any] = [one for one in (answer.event, *answer.services) if one is not None and one.decision]
    every.sort(key=lambda one: (one.decision.authorization_number is None, one.decision.action != action))
    return (every[0], every[0].decision) if every else (None, None)


def _known(ledger: Ledger, inquiry: Inquiry, told: Order, answer: ReviewResponse) -> Order | None:
    """The order that an answer is about: the inquiry's own, or the one whose number it names."""
    for order in orders.search(ledger, inquiry.account, inquiry=inquiry.id):
        return order
    decision, event = answer.decision, answer.event
    named = [decision.authorization_number if decision else None]
    named.append(event.earlier_authorization if event else None)
    if inquiry.outcome not in (*CERTIFIED, "C"):
        return None
    for number in named:
        if number:
            found = orders.search(ledger, inquiry.account, number=compared(number), payer=told.payer)
            if found:
                return found[-1]
    return None


# Claims.


def _follow_claims(house: House, ledger: Ledger, run: int) -> Counter[str]:
    told: Counter[str] = Counter()
    tied: set[int] = set()
    for key, account, payer_id, order, payer in orders.claims_to_tie(ledger):
        if key not in tied and house.directory.payer_of(payer_id, account) == payer:
            orders.tie(ledger, key, order)
            tied.add(key)
    told["claims under orders"] += len(tied)
    events = set(BY_CLAIM.values())
    moves = [
        (state, of_claim)
        for state, event in ORDER if event in events
        for of_claim, means in BY_CLAIM.items() if means == event
    ]
    moved: dict[tuple[str, str], list[int]] = {}
    for order, state, of_claim in orders.latest_claims(ledger, "claim", _NO_CLAIMS, moves):
        moved.setdefault((state, BY_CLAIM[of_claim]), []).append(order)
    for (state, event), keys in moved.items():
        told[f"orders {ORDER[state, event]}"] += advance(house, ledger, run, "orders", keys, state, event)
    return told


def _expire(house: House, ledger: Ledger, run: int) -> int:
    keys = orders.overdue(ledger, "issued", house.today())
    return advance(house, ledger, run, "orders", keys, "issued", "expired")
