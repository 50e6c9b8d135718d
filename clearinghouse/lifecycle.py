"""What can happen to each thing that lives: `{(state, event): next state}`. Nothing else moves a state.

A pair that is not here is not an error of the program: the event came late or twice, and the thing stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from store import states
from store.ledger import Ledger

if TYPE_CHECKING:
    from clearinghouse.house import House

FILE: dict[tuple[str, str], str] = {
    ("received", "proven"): "proven",
    ("received", "not X12"): "refused",
    ("received", "same bytes"): "duplicate",
    ("received", "converted"): "converted",
    ("received", "cannot be converted"): "refused",
    ("proven", "matched"): "matched",
    ("proven", "parked"): "parked",
    ("parked", "matched"): "matched",
    ("made", "sent"): "sent",
}
"""A file. What comes in ends proven (claims), converted (sheets and documents, of which X12 was made),
matched or parked (a payer's answers); what goes out, sent."""

_DECISIONS = (("paid", "paid"), ("denied", "denied"), ("predetermined", "predetermined"))

CLAIM: dict[tuple[str, str], str] = {
    ("accepted", "set rejected"): "set rejected",
    ("rejected", "set rejected"): "set rejected",
    ("accepted", "routed"): "routed",
    ("accepted", "no payer known"): "held",
    ("accepted", "cannot be written"): "held",
    ("held", "routed"): "routed",
    ("routed", "sent"): "sent",
    ("sent", "taken by payer"): "acknowledged",
    ("sent", "set refused by payer"): "refused",
    ("acknowledged", "set refused by payer"): "refused",
    ("sent", "accepted by payer"): "in process",
    ("acknowledged", "accepted by payer"): "in process",
    **{
        (state, "rejected by payer"): "payer rejected" for state in ("sent", "acknowledged", "in process")
    },
    # Money decides, whatever was said before: a payer may decide what its own gate had refused.
    **{
        (state, event): after
        for state in ("sent", "acknowledged", "in process", "refused", "payer rejected")
        for event, after in _DECISIONS
    },
    ("paid", "paid"): "paid",
    ("paid", "reversed"): "reversed",
    ("denied", "paid"): "paid",
    ("denied", "denied"): "denied",
    ("denied", "reversed"): "reversed",
    ("predetermined", "predetermined"): "predetermined",
    ("reversed", "paid"): "paid",
    ("reversed", "denied"): "denied",
}
"""A claim. It is born `accepted`, `rejected` (an edit failed) or `set rejected` (its whole set failed)."""

_ASKED = ("sent", "acknowledged", "refused", "pending")

INQUIRY: dict[tuple[str, str], str] = {
    ("accepted", "routed"): "routed",
    ("accepted", "no payer known"): "held",
    ("accepted", "cannot be written"): "held",
    ("held", "routed"): "routed",
    ("routed", "sent"): "sent",
    ("sent", "taken by payer"): "acknowledged",
    ("sent", "set refused by payer"): "refused",
    ("acknowledged", "set refused by payer"): "refused",
    # An answer counts, whatever the payer's gate had said before.
    **{(state, "pended by payer"): "pending" for state in _ASKED},
    **{(state, "answered by payer"): "answered" for state in _ASKED},
}
"""A question (270, 276, 278). It is born `accepted`: of a set that was rejected none is kept."""

DELIVERY: dict[tuple[str, str], str] = {
    **{(state, "staged"): "staged" for state in ("made", "failed")},
    **{(state, "sent"): "sent" for state in ("made", "failed", "staged")},
    ("made", "refused"): "failed",
    ("sent", "acknowledged"): "acknowledged",
    ("sent", "rejected"): "rejected",
    ("acknowledged", "rejected"): "rejected",
}
"""A file on its way to a partner. What is staged stays so until its release is known to have happened:
sent again from the start it could arrive twice."""

GROUPS = {
    "Received": ("accepted", "rejected", "set rejected", "held"),
    "In process": ("routed", "sent", "acknowledged", "in process"),
    "Processed": ("refused", "payer rejected", "paid", "denied", "predetermined", "reversed"),
}
"""The three groups a provider sees."""


TABLES = {"files": FILE, "claims": CLAIM, "inquiries": INQUIRY, "deliveries": DELIVERY}
"""The lifecycle of each table of the store that has one."""


def states_before(table: str, event: str) -> list[str]:
    """The states an event can happen in."""
    return [state for state, name in TABLES[table] if name == event]


def advance(
    house: House,
    ledger: Ledger,
    run: int,
    table: str,
    ids: Sequence[int],
    state: str,
    event: str,
    detail: str = "",
) -> int:
    """Move things that are in `state` by an event, with its audit rows; how many were still in it.

    None is moved by an event that cannot happen in that state: it came late or twice.
    """
    after = TABLES[table].get((state, event))
    if not ids or after is None:
        return 0
    return states.move(
        ledger,
        table,
        ids,
        state,
        after,
        event,
        at=house.now(),
        actor=house.actor,
        run=run or None,
        detail=detail,
        strict=False,
    )
