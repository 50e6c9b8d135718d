"""What is due: answers that payers owe, since when they are late, what to do about it. A query, no more."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from msgspec import Struct

from clearinghouse.expecting import WAITING, next_answer
from clearinghouse.house import House
from store import expectations
from store.expectations import Expectation, Waiting
from store.ledger import Ledger

NEXT = {
    "999": "see with `bitewing files {file}` that it left, then ask {payer}'s EDI desk for its 999",
    "277CA": "ask {payer}'s EDI desk for its claim acknowledgment (277CA) of file {file}",
    "835": "ask about the claims: `bitewing followup plan --payer {payer}`; else call {payer}",
    "271": "ask {payer}'s EDI desk for its 271; what cannot wait is asked by telephone",
    "277": "ask {payer}'s EDI desk for its 277; what cannot wait is asked by telephone",
    "278": "ask {payer}'s EDI desk for its 278; what cannot wait is asked by telephone",
    "278 final": "call {payer}: it pended the review and has not decided it",
}
"""What to do when an answer is late."""


class Due(Struct, frozen=True, kw_only=True):
    """An answer that is expected to a file that was sent; `count` claims or inquiries wait for it.

    `charge_cents` is what the claims charge. `next_step` is empty while the answer is not late.
    """

    kind: str
    payer: str
    file: int
    sent_at: datetime
    due_at: datetime
    is_late: bool
    count: int
    charge_cents: int
    next_step: str


def answers_due(
    house: House,
    ledger: Ledger,
    account: str | None,
    *,
    late: bool = False,
    kind: str | None = None,
    payer: str | None = None,
    limit: int | None = None,
) -> list[Due]:
    """The answers that are expected, the longest due first; of an account those that it waits for itself."""
    now = house.now()
    rows = expectations.search(
        ledger, partner=payer, kind=kind, state="open", late_at=now if late else None
    )
    found: list[Due] = []
    known: dict[int, list[Waiting]] = {}
    for one in sorted(rows, key=lambda one: (one.due_at, one.id)):
        if limit is not None and len(found) >= limit:
            break
        if one.file not in known:
            known[one.file] = expectations.waiting(ledger, one.file, account, WAITING)
        count, cents = _waiting(house, one, known[one.file])
        if count:
            found.append(_due(one, count, cents, now))
    return found


def _waiting(house: House, one: Expectation, waiting: list[Waiting]) -> tuple[int, int]:
    """How many claims and inquiries of the file this answer comes next for, and what they charge."""
    payer = house.partners.payers.get(one.partner)
    if payer is None:
        return 0, 0
    told: Counter[str] = Counter()
    for some in waiting:
        if next_answer(some, payer.answers) == one.kind:
            told["count"] += some.count
            told["cents"] += some.charge_cents
    return told["count"], told["cents"]


def _due(one: Expectation, count: int, cents: int, now: datetime) -> Due:
    is_late = one.due_at <= now
    says = NEXT[one.kind].format(file=one.file, payer=one.partner) if is_late else ""
    return Due(
        kind=one.kind, payer=one.partner, file=one.file, sent_at=one.sent_at, due_at=one.due_at,
        is_late=is_late, count=count, charge_cents=cents, next_step=says,
    )
