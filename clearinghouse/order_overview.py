"""What operators and accounts ask of authorizations (278) and of the orders of care that follow them."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from clearinghouse import inquiry_overview
from clearinghouse.house import House
from clearinghouse.overview import claim_answer, claim_rows, looking, nothing
from clearinghouse.review_questions import REVIEW
from clearinghouse.telling import Rows
from store import claims, events, inquiries, orders
from store.inquiries import Inquiry
from store.orders import Order

AUTHORIZATIONS = {
    "pending": ("A4",),
    "determined": ("A1", "A2", "A3", "A6", "C"),
    "not-applicable": ("NA", "CT"),
}
"""The three groups of authorizations by the code of the decision (HCR01)."""
TRAYS = {
    "to-manage": ("suspended", "rejected"),
    "in-process": ("issued", "in receipt verification", "validated for payment"),
    "worked": ("paid", "expired", "voided"),
}
"""The three trays of orders: somebody must act, the claim is on its way, nothing more is to come."""
_GROUP_OF = {code: group for group, codes in AUTHORIZATIONS.items() for code in codes}
_TRAY_OF = {state: tray for tray, states in TRAYS.items() for state in states}


def list_authorizations(
    house: House, account: str | None, *, group: str | None, limit: int
) -> tuple[Any, list[Rows]]:
    """The newest requests for authorizations, of one group or all."""
    with looking(house, account) as ledger:
        found = inquiries.search(
            ledger, account, actor=house.actor, at=house.now(), kind=REVIEW.name,
            outcome=AUTHORIZATIONS[group] if group else None, descending=True, limit=limit,
        )
        known = orders.search(ledger, account, inquiry=[one.id for one in found]) if found else []
    by_inquiry = {one.inquiry: one for one in known}
    answers = [_authorization(one, by_inquiry.get(one.id)) for one in found]
    columns = ["id", "account", "trace", "payer", "state", "group", "decision", "number", "order"]
    rows = [
        [
            one.id, one.account, one.trace_number, one.payer, one.state, _group(one), one.outcome,
            order.number if order else "", order.id if order else "",
        ]
        for one in found for order in [by_inquiry.get(one.id)]
    ]
    return answers, [Rows("Authorizations", columns, rows)]


def show_authorization(house: House, account: str | None, key: int) -> tuple[Any, list[Rows]]:
    """One request for an authorization, its decision and its timeline.

    Raises HouseError where there is none.
    """
    answer, tables = inquiry_overview.show_inquiry(house, account, key)
    if answer["kind"] != REVIEW.name:
        raise nothing("authorization", key, account)
    with looking(house, account) as ledger:
        known = orders.search(ledger, account, inquiry=key)
    group = _GROUP_OF.get(answer["outcome"] or "", "")
    answer.update(group=group, order=_order(known[0]) if known else None)
    return answer, [Rows("Group", ["group"], [[group]] if group else []), *tables, order_rows(known)]


def list_orders(
    house: House, account: str | None, *, tray: str | None, limit: int
) -> tuple[Any, list[Rows]]:
    """The newest orders of care, of one tray or all."""
    with looking(house, account) as ledger:
        found = orders.search(
            ledger, account, actor=house.actor, at=house.now(), state=TRAYS[tray] if tray else None,
            descending=True, limit=limit,
        )
    return [_order(one) for one in found], [order_rows(found)]


def show_order(house: House, account: str | None, key: int) -> tuple[Any, list[Rows]]:
    """One order, the answers that told of it, the claims under it, its history.

    Raises HouseError where there is none.
    """
    with looking(house, account, f"order {key}") as ledger:
        order = orders.get(ledger, account, key)
        if order is None:
            raise nothing("order", key, account)
        answered = orders.answers(ledger, account, key)
        under = claims.get_many(ledger, account, orders.claims_of(ledger, account, key))
        moved = events.search(ledger, account, thing="orders", thing_id=key)
    history = [{"at": one.at, "what": one.event, "state": one.to_state, "run": one.run} for one in moved]
    answer = {
        **_order(order),
        "answers": [{"inquiry": one.inquiry, "file": one.file} for one in answered],
        "claims": [claim_answer(one) for one in under],
        "history": history,
    }
    shown = [[f"{one.at:%Y-%m-%d %H:%M:%S}", one.event, one.to_state, one.run] for one in moved]
    tables = [
        order_rows([order]),
        Rows("Answers", ["authorization", "answer in"], [[one.inquiry, one.file] for one in answered]),
        claim_rows(under),
        Rows("History", ["at", "what", "state", "run"], shown),
    ]
    return answer, tables


def order_rows(found: list[Order]) -> Rows:
    """Orders as a table."""
    columns = [
        "id", "account", "authorization", "payer", "number", "decision", "state", "tray", "issued", "from",
        "until", "expires",
    ]
    rows = [
        [
            one.id, one.account, one.inquiry, one.payer, one.number, one.action, one.state,
            _TRAY_OF[one.state], one.issued_on, one.effective_from, one.effective_to, one.expires_on,
        ]
        for one in found
    ]
    return Rows("Orders", columns, rows)


def _group(one: Inquiry) -> str:
    return _GROUP_OF.get(one.outcome or "", "")


def _authorization(one: Inquiry, order: Order | None) -> dict[str, Any]:
    told = {**inquiry_overview.inquiry_answer(one), "group": _group(one)}
    return {**told, "order": _order(order) if order else None}


def _order(order: Order) -> dict[str, Any]:
    return {**structs.asdict(order), "tray": _TRAY_OF[order.state]}
