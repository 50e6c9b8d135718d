"""What operators and accounts ask of the inquiries: a list, and one from its bytes to its answer."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.kinds_of_inquiries import KINDS
from clearinghouse.lifecycle import INQUIRY
from clearinghouse.overview import looking, nothing, timeline_rows
from clearinghouse.telling import Rows, money
from store import inquiries, timeline
from store.inquiries import Inquiry

STATES = tuple(dict.fromkeys(("accepted", *(state for state, _ in INQUIRY), *INQUIRY.values())))


def list_inquiries(
    house: House, account: str | None, *, kind: str | None, state: str | None, limit: int
) -> tuple[Any, list[Rows]]:
    """The newest inquiries, by kind or state. Raises HouseError for one that there is not."""
    if kind is not None and kind not in KINDS:
        raise HouseError(f"there are no inquiries of that kind; the kinds are: {', '.join(KINDS)}")
    if state is not None and state not in STATES:
        raise HouseError(f"no inquiry is ever in that state; the states are: {', '.join(STATES)}")
    with looking(house, account) as ledger:
        found = inquiries.search(
            ledger, account, actor=house.actor, at=house.now(), kind=kind, state=state, descending=True,
            limit=limit,
        )
    return [inquiry_answer(one) for one in found], [inquiry_rows(found)]


def show_inquiry(house: House, account: str | None, key: int) -> tuple[Any, list[Rows]]:
    """One inquiry with its timeline. Raises HouseError where there is none."""
    with looking(house, account, f"inquiry {key}") as ledger:
        inquiry = inquiries.get(ledger, account, key)
        if inquiry is None:
            raise nothing("inquiry", key, account)
        moments = timeline.inquiry_timeline(ledger, account, key)
    answer = {**inquiry_answer(inquiry), "timeline": [structs.asdict(moment) for moment in moments]}
    told = [[inquiry.file, inquiry.own_offset, inquiry.own_length, inquiry.answer_file, inquiry.passed_file]]
    tables = [
        inquiry_rows([inquiry]),
        Rows("Where it came from and went", ["file", "offset", "bytes", "answer in", "passed on in"], told),
        timeline_rows(moments),
    ]
    return answer, tables


def inquiry_answer(inquiry: Inquiry) -> dict[str, Any]:
    """An inquiry as JSON says it: without indexes that mean nothing outside the store."""
    answer = structs.asdict(inquiry)
    answer.pop("member_index", None)
    answer.pop("name_index", None)
    return answer


def inquiry_rows(found: list[Inquiry]) -> Rows:
    """Inquiries as a table."""
    columns = ["id", "account", "kind", "trace", "payer", "state", "outcome", "claim", "charge", "reason"]
    rows = [
        [
            one.id, one.account, one.kind, one.trace_number, one.payer, one.state, one.outcome, one.claim,
            money(one.charge_cents), one.reason,
        ]
        for one in found
    ]
    return Rows("Inquiries", columns, rows)
