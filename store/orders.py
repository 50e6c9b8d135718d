"""Orders of care: what a payer decided on a 278, and how far the claims made under it have come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, structs
from sqlalchemy import func, select, update

from store import events
from store.inquiries import SHAPE as INQUIRIES
from store.inquiries import Inquiry
from store.ledger import Ledger
from store.records import Shape
from store.tables import claim_authorizations, claims, inquiries, order_answers, orders


class Order(Struct, frozen=True, kw_only=True, gc=False):
    """An order as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `inquiry` is the 278 it began with, `payer` the partner that decided, `number` the authorization's (in
    capitals; empty until it is certified), `action` the decision's code (HCR01). The days are the payer's.
    """

    id: int = 0
    account: str
    inquiry: int
    payer: str
    number: str
    action: str
    state: str
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    expires_on: date | None = None
    made_at: datetime


class Authorized(Struct, frozen=True, kw_only=True, gc=False):
    """A claim that names an authorization (REF G1, in capitals), and the order that is, once it is known."""

    id: int = 0
    account: str
    claim: int
    number: str
    order: int | None = None


class OrderAnswer(Struct, frozen=True, kw_only=True, gc=False):
    """An answer to a 278 that was looked at: in which file it stands, which order it told of (or none)."""

    id: int = 0
    account: str
    inquiry: int
    file: int
    order: int | None


SHAPE = Shape(orders, Order)
CLAIMS = Shape(claim_authorizations, Authorized)
ANSWERS = Shape(order_answers, OrderAnswer)
_TOLD = ("number", "action", "issued_on", "effective_from", "effective_to", "expires_on")


def record(ledger: Ledger, new: Order, *, actor: str, run: int | None) -> int:
    """Record an order with the event of its first state; its key."""
    key = SHAPE.insert(ledger, [new])[0]
    made = [(new.account, key)]
    events.write(
        ledger, orders.name, made, "", new.state, "recorded", at=new.made_at, actor=actor, run=run
    )
    return key


def amend(ledger: Ledger, key: int, told: Order) -> None:
    """Put what a later answer tells in place of what an earlier one told."""
    values = structs.asdict(told)
    ledger.change(orders, _TOLD, [(key, *(values[name] for name in _TOLD))])


def get(ledger: Ledger, account: str | None, key: int) -> Order | None:
    """The order with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    inquiry: int | Sequence[int] | None = None,
    number: str | None = None,
    payer: str | None = None,
    state: str | Sequence[str] | None = None,
    descending: bool = False,
    limit: int | None = None,
) -> list[Order]:
    """Orders by any of these, in the order of their keys; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "orders")
    wanted: dict[str, Any] = {"inquiry": inquiry, "number": number, "payer": payer, "state": state}
    return SHAPE.read_all(ledger, SHAPE.query(account, wanted, descending=descending, limit=limit))


def overdue(ledger: Ledger, state: str, today: date) -> list[int]:
    """The orders in a state that ended before this day."""
    query = select(orders.c.id).where(orders.c.state == state, orders.c.expires_on < today)
    return [int(key) for (key,) in ledger.rows(query.order_by(orders.c.id))]


# The payers' answers.


def answers_to_look_at(ledger: Ledger, kind: str) -> list[Inquiry]:
    """The inquiries of a kind whose latest answer was not looked at yet, the oldest first."""
    seen = select(order_answers.c.id).where(
        order_answers.c.inquiry == inquiries.c.id, order_answers.c.file == inquiries.c.answer_file
    )
    new = inquiries.c.answer_file.is_not(None), ~seen.exists()
    return INQUIRIES.read_all(ledger, INQUIRIES.query(None, {"kind": kind}).where(*new))


def record_answer(ledger: Ledger, looked: OrderAnswer) -> None:
    """Tell that an answer was looked at."""
    ANSWERS.insert(ledger, [looked])


def answers(ledger: Ledger, account: str | None, order: int) -> list[OrderAnswer]:
    """The answers that told of an order, in the order they were looked at."""
    return ANSWERS.read_all(ledger, ANSWERS.query(account, {"order": order}))


# The claims under them.


def record_claims(ledger: Ledger, new: Sequence[Authorized]) -> None:
    """Record which authorizations claims name."""
    CLAIMS.insert(ledger, new)


def claims_to_tie(ledger: Ledger) -> list[tuple[int, str, str, int, str]]:
    """Of every claim that names the number of an order of its account and is tied to none: the row's key, the
    account, the id it names its payer by, the order's key and payer."""
    named, same = claim_authorizations, claim_authorizations.c.account == orders.c.account
    query = (
        select(named.c.id, claims.c.account, claims.c.payer, orders.c.id, orders.c.payer)
        .join(orders, same & (named.c.number == orders.c.number))
        .join(claims, claims.c.id == named.c.claim)
        .where(named.c.order.is_(None), orders.c.number != "")
        .order_by(named.c.id, orders.c.id)
    )
    return [
        (int(key), str(account), str(payer_id), int(order), str(payer))
        for key, account, payer_id, order, payer in ledger.rows(query)
    ]


def tie(ledger: Ledger, key: int, order: int) -> None:
    """Tell which order it is that a claim names."""
    ledger.write(update(claim_authorizations).where(claim_authorizations.c.id == key).values(order=order))


def claims_of(ledger: Ledger, account: str | None, order: int) -> list[int]:
    """Keys of the claims under an order."""
    return [one.claim for one in CLAIMS.read_all(ledger, CLAIMS.query(account, {"order": order}))]


def latest_claims(
    ledger: Ledger, kind: str, without: Sequence[str], moves: Sequence[tuple[str, str]]
) -> list[tuple[int, str, str]]:
    """Of each order its key, its state and that of its latest claim: of those in such a pair of states.

    `kind` is that of the claims, `without` the states of claims that count for nothing.
    """
    named = claim_authorizations
    latest = (
        select(named.c.order.label("key"), func.max(named.c.claim).label("claim"))
        .join(claims, claims.c.id == named.c.claim)
        .where(named.c.order.is_not(None), claims.c.kind == kind, claims.c.state.not_in(without))
        .group_by(named.c.order)
        .subquery()
    )
    query = (
        select(orders.c.id, orders.c.state, claims.c.state)
        .join(latest, latest.c.key == orders.c.id)
        .join(claims, claims.c.id == latest.c.claim)
        .order_by(orders.c.id)
    )
    wanted = {*moves}
    found = ((int(row[0]), str(row[1]), str(row[2])) for row in ledger.rows(query))
    return [one for one in found if one[1:] in wanted]
