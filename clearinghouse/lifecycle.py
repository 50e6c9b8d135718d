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
    ("made", "withdrawn"): "withdrawn",
}
"""A file. What comes in ends proven (claims), converted (sheets and documents, of which X12 was made),
matched or parked (a payer's answers); what goes out, sent, or withdrawn before it left."""

_OBSTACLES = ("no payer known", "payer paused", "not taken by payer", "not enrolled", "cannot be written")
"""Why something is held; what is held already may be held for another reason."""
_WAITING = {
    **{(state, event): "held" for state in ("accepted", "held") for event in _OBSTACLES},
    ("accepted", "routed"): "routed",
    ("held", "routed"): "routed",
    ("routed", "withdrawn"): "accepted",
}
"""From the door to the batch and, where that did not leave, back."""

_CORRECTABLE = ("rejected", "set rejected", "held", "on hold", "to approve", "refused", "payer rejected")

_DECISIONS = (("paid", "paid"), ("denied", "denied"), ("predetermined", "predetermined"))

CLAIM: dict[tuple[str, str], str] = {
    ("accepted", "set rejected"): "set rejected",
    ("rejected", "set rejected"): "set rejected",
    **_WAITING,
    ("to approve", "set rejected"): "set rejected",
    ("to approve", "approved"): "accepted",
    ("accepted", "put on hold"): "on hold",
    ("held", "put on hold"): "on hold",
    ("on hold", "released"): "accepted",
    **{(state, "corrected"): "superseded" for state in _CORRECTABLE},
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
    # The payer has it all the same; whoever corrected it must be told (see tasks).
    ("superseded", "paid"): "paid",
    ("paid", "paid"): "paid",
    ("paid", "reversed"): "reversed",
    ("denied", "paid"): "paid",
    ("denied", "denied"): "denied",
    ("denied", "reversed"): "reversed",
    ("predetermined", "predetermined"): "predetermined",
    ("reversed", "paid"): "paid",
    ("reversed", "denied"): "denied",
    # A void has no decision of its own: it is done when the payer takes back what it is the void of.
    **{(state, "carried out"): "voided" for state in ("sent", "acknowledged", "in process")},
}
"""A claim. It is born `accepted`, `to approve` (it charges more than may go without somebody's word),
`rejected` (an edit failed) or `set rejected` (its whole set failed). What a corrected claim took the place
of is `superseded`, a void that was carried out `voided`. `held` is by us and ends by itself; `on hold` is by
somebody, who releases it."""

_ASKED = ("sent", "acknowledged", "refused", "pending")

INQUIRY: dict[tuple[str, str], str] = {
    **_WAITING,
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
    **{(state, "withdrawn"): "withdrawn" for state in ("made", "failed")},
    ("sent", "acknowledged"): "acknowledged",
    ("sent", "rejected"): "rejected",
    ("acknowledged", "rejected"): "rejected",
}
"""A file on its way to a partner. What is staged stays so until its release is known to have happened:
sent again from the start it could arrive twice. What is not may be withdrawn, when its route is given up."""

_ENROLLED = ("draft", "submitted", "live", "rejected")

ENROLMENT: dict[tuple[str, str], str] = {
    ("draft", "submitted"): "submitted",
    ("rejected", "submitted"): "submitted",
    ("submitted", "accepted"): "live",
    ("submitted", "rejected"): "rejected",
    ("live", "rejected"): "rejected",
    **{
        (before, f"imported as {after}"): after
        for before in _ENROLLED
        for after in _ENROLLED
        if before != after
    },
}
"""The enrolment of a provider with a payer, for a transaction."""

CONTACT: dict[tuple[str, str], str] = {("listed", "removed"): "removed"}
"""Whom to call at a partner."""

EXPECTATION: dict[tuple[str, str], str] = {
    ("open", "answered"): "met",
    ("met", "expected again"): "open",
}
"""An answer that is expected. It is met when nothing in its file waits for it any more."""

_FOLLOWED = {
    "asked again": "asked",
    "payer works on it": "pending",
    "payer has no such claim": "not found",
    "payer has decided": "finalized",
    "payer sent it back": "returned",
    "payer wants to know more": "information wanted",
    "cannot be asked": "cannot be asked",
}
FOLLOWUP: dict[tuple[str, str], str] = {
    (state, event): after
    for state in ("asked", "pending", "not found", "finalized", "returned", "information wanted")
    for event, after in _FOLLOWED.items()
    if state != after or event == "asked again"
}
"""What the house knows of a claim it asks about. It is born `asked` or `cannot be asked`; the last word
counts."""
_BY_CLAIM = {
    "claim taken in": "in receipt verification",
    "claim accepted by payer": "validated for payment",
    "claim paid": "paid",
    "payment reversed": "validated for payment",
    "claim rejected by payer": "rejected",
    "claim denied": "rejected",
}
_CERTIFIED = (
    "issued", "expired", "in receipt verification", "validated for payment", "paid", "rejected"
)

ORDER: dict[tuple[str, str], str] = {
    ("suspended", "certified"): "issued",
    ("suspended", "not certified"): "rejected",
    ("expired", "certified"): "issued",
    ("issued", "expired"): "expired",
    **{(state, "cancelled"): "voided" for state in ("suspended", *_CERTIFIED)},
    # The latest claim under it decides: one that is corrected, or the next visit's, begins anew.
    **{
        (state, event): after
        for state in _CERTIFIED
        for event, after in _BY_CLAIM.items()
        if state != after
    },
}
"""An order of care. It is born `issued`, `suspended` (pended) or `rejected` (not certified)."""

TASK: dict[tuple[str, str], str] = {
    **{(state, event): "taken" for state in ("open", "taken") for event in ("taken", "given")},
    **{(state, event): "done" for state in ("open", "taken") for event in ("done", "cause gone")},
    ("done", "cause back"): "open",
}
"""A task. One that somebody has done stays so, one that went with its cause comes back with it."""

NOTICE: dict[tuple[str, str], str] = {("current", "ended"): "ended"}
"""A notice; after its last day it is `current` still, and shown no more."""

GROUPS = {
    "Received": ("accepted", "to approve", "on hold", "rejected", "set rejected", "held"),
    "In process": ("routed", "sent", "acknowledged", "in process"),
    "Processed": (
        "refused", "payer rejected", "superseded", "paid", "denied", "predetermined", "reversed",
        "voided",
    ),
}
"""The three groups a provider sees."""


TABLES = {
    "files": FILE, "claims": CLAIM, "inquiries": INQUIRY, "deliveries": DELIVERY,
    "enrolments": ENROLMENT, "contacts": CONTACT,
    "expectations": EXPECTATION, "followups": FOLLOWUP, "orders": ORDER, "tasks": TASK, "notices": NOTICE,
}
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
