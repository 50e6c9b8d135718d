"""How claims and inquiries stand, in the three words that a batch is reconciled by."""

from __future__ import annotations

from typing import Literal

from clearinghouse.lifecycle import GROUPS
from store.figures import ClaimFigure

Standing = Literal["accepted", "rejected", "pending"]

AT_OUR_DOOR = frozenset(("rejected", "set rejected"))
"""Claims that our own edits rejected."""
AT_THE_PAYER = frozenset(("refused", "payer rejected"))
"""Claims that a payer rejected (TA1, 999 or 277CA): it never decided on them."""
_WAITING_HERE = frozenset(("accepted", "held", "to approve", "on hold"))
_CORRECTED = "superseded"
"""A claim that another one was made of; of those that were sent, one that its payer had rejected."""
_TAKEN = frozenset(("in process", *GROUPS["Processed"])) - AT_THE_PAYER - {_CORRECTED}
OPEN = tuple(state for state in GROUPS["In process"] if state != "routed")
"""Claims that a payer has and has not decided on."""


def judged(one: ClaimFigure) -> str:
    """The state claims are judged by: of those corrected after somebody rejected them, that they were in."""
    return one.corrected_in if one.corrected_in in AT_OUR_DOOR | AT_THE_PAYER else one.state


def at_our_door(state: str) -> str:
    """What our edits said of a claim, whatever came of it since."""
    return state if state in GROUPS["Received"] and state not in _WAITING_HERE else "accepted"


def incoming(state: str) -> Standing:
    """How a claim or an inquiry of a batch stands that came in: pending until it is written for its payer."""
    if state in _WAITING_HERE:
        return "pending"
    return "rejected" if at_our_door(state) != "accepted" else "accepted"


def outgoing(state: str) -> Standing:
    """How a claim of a batch stands that went out: pending until its payer says something of the claim."""
    if state in AT_THE_PAYER or state == _CORRECTED:
        return "rejected"
    return "accepted" if state in _TAKEN else "pending"


def asked(state: str) -> Standing:
    """How an inquiry of a batch stands that went out."""
    return {"refused": "rejected", "answered": "accepted"}.get(state, "pending")  # type: ignore[return-value]
