"""What outboxes hold and how far their readers have come, as answers and tables."""

from __future__ import annotations

from typing import Any

from clearinghouse.handing_out import COLUMNS, Collection, check_account, check_reader, held
from clearinghouse.house import House
from clearinghouse.telling import Rows
from store import outbox

_SHOWN = ("answer", "account", "kind", "file", "answers", "claims", "amount", "size", "made_at", "note")


def list_outbox(
    house: House, account: str | None, reader: str | None, kind: str | None, limit: int
) -> tuple[Any, list[Rows]]:
    """The answers a reader has not collected, or all; and the readers. Raises HouseError."""
    if account is not None:
        check_account(house, account)
    with house.store.read() as ledger:
        behind = 0
        if account is not None and reader is not None:
            behind = outbox.cursor(ledger, account, check_reader(reader))
        found = held(
            ledger,
            outbox.search(
                ledger, account, actor=house.actor, at=house.now(), kind=kind, after=behind, limit=limit
            ),
        )
        readers = outbox.cursors(ledger, account)
    lines = [{"account": one.answer.account, **one.told()} for one in found]
    answer = {
        "answers": lines,
        "readers": [
            {"account": one.account, "reader": one.reader, "last": one.last, "moved_at": one.moved_at}
            for one in readers
        ],
    }
    return answer, [
        Rows("Outbox", list(_SHOWN), [[line[name] for name in _SHOWN] for line in lines]),
        Rows(
            "Readers", ["account", "reader", "collected through", "at"],
            [[one.account, one.reader, one.last, one.moved_at] for one in readers],
        ),
    ]


def tell_collection(collection: Collection) -> tuple[Any, list[Rows]]:
    """What was collected."""
    lines = [one.told() for one in collection.held]
    answer = {"manifest": str(collection.manifest), "cursor": collection.cursor, "files": lines}
    names = [name for name in COLUMNS if name not in ("sha256", "made_at")]
    return answer, [Rows("Collected", names, [[line[name] for name in names] for line in lines])]
