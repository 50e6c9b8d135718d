"""What operators and accounts ask of the follow-up: who is due to be asked about, and what payers said."""

from __future__ import annotations

from typing import Any

from msgspec import structs

from clearinghouse.errors import HouseError
from clearinghouse.followup import UNDECIDED, planned
from clearinghouse.house import House
from clearinghouse.lifecycle import FOLLOWUP
from clearinghouse.overview import looking
from clearinghouse.telling import Rows, money
from store import claims, followups
from store.followups import Followup
from store.ledger import Ledger

STATES = tuple(dict.fromkeys(("asked", "cannot be asked", *FOLLOWUP.values())))
NEXT = {
    "not found": "the payer has no such claim: send it again, then tell the payer",
    "returned": "the payer sent it back: correct it and send it again",
    "information wanted": "send what the payer wants to know (the 277 tells what)",
    "finalized": "decided, but no 835 yet: ask the payer for its remittance",
    "cannot be asked": "a 276 of it fails our edits: ask by telephone",
    "asked": "asked by every step of the plan without an answer: call the payer",
    "pending": "the plan is at its end: call the payer",
}
"""What a person has to do where the plan does nothing more."""


def show_plan(
    house: House, account: str | None, payer: str | None, limit: int
) -> tuple[Any, list[Rows]]:
    """The claims that are due to be asked about now."""
    known_payer(house, payer)
    with looking(house, account, "claims to follow up") as ledger:
        due = planned(house, ledger, account, payer=payer, most=limit)
    answer: list[dict[str, Any]] = [
        {
            "claim": one.claim.id, "account": one.claim.account, "claim_id": one.claim.claim_id,
            "payer": house.directory.payer_of(one.claim.payer, one.claim.account), "state": one.claim.state,
            "sent_at": one.claim.sent_at, "step": one.step, "next_at": one.next_at,
            "outcome": one.known.outcome if one.known else "", "charge_cents": one.claim.charge_cents,
        }
        for one in due
    ]
    columns = ["id", "account", "claim", "payer", "state", "sent", "step", "last answer", "charge"]
    rows = [
        [
            one["claim"], one["account"], one["claim_id"], one["payer"], one["state"],
            f"{one['sent_at']:%Y-%m-%d}", one["step"], one["outcome"], money(one["charge_cents"]),
        ]
        for one in answer
    ]
    return answer, [Rows("To be asked about: `bitewing followup run`", columns, rows)]


def list_followups(
    house: House, account: str | None, state: str | None, limit: int
) -> tuple[Any, list[Rows]]:
    """The claims that were asked about and are without a decision; those for a person say what to do."""
    if state is not None and state not in STATES:
        raise HouseError(f"no follow-up is ever in that state; the states are: {', '.join(STATES)}")
    with looking(house, account, "follow-ups") as ledger:
        found = standing(house, ledger, account, (state,) if state else STATES, limit=limit)
    return found, [followup_rows(found)]


def standing(
    house: House, ledger: Ledger, account: str | None, states: tuple[str, ...], *, payer: str | None = None,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Follow-ups in these states of claims without a decision, as JSON says them."""
    # Which payer it is, only the partners' file knows: with one the limit counts behind it.
    rows = followups.standing(ledger, account, states, UNDECIDED, limit=None if payer else limit)
    theirs = {one.id: one for one in claims.get_many(ledger, account, [row.claim for row in rows])}
    told = [
        {
            **structs.asdict(row),
            "payer": house.directory.payer_of(theirs[row.claim].payer, theirs[row.claim].account),
            "claim_id": theirs[row.claim].claim_id, "charge_cents": theirs[row.claim].charge_cents,
            "next_step": next_step(row),
        }
        for row in rows
    ]
    return [one for one in told if payer in (None, one["payer"])][:limit]


def next_step(row: Followup) -> str:
    """What a person has to do about a claim; empty where the plan goes on."""
    return "" if row.next_at is not None else NEXT[row.state]


def followup_rows(found: list[dict[str, Any]], title: str = "Followed up") -> Rows:
    """Follow-ups as a table."""
    columns = ["id", "account", "claim", "payer", "state", "answer", "asked", "next", "charge", "what to do"]
    return Rows(title, columns, [
        [
            one["claim"], one["account"], one["claim_id"], one["payer"], one["state"], one["outcome"],
            f"{one['asked_at']:%Y-%m-%d}", f"{one['next_at']:%Y-%m-%d}" if one["next_at"] else "",
            money(one["charge_cents"]), one["next_step"],
        ]
        for one in found
    ])


def known_payer(house: House, payer: str | None) -> None:
    """Raises HouseError for a payer that there is not."""
    if payer is not None and payer not in house.partners.payers:
        known = ", ".join(house.partners.payers) or "none"
        raise HouseError(f"there is no payer of that name; there are: {known}")
