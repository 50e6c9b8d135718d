"""What a payer's answer to a question of ours makes of a claim's follow-up. The answer is the house's own."""

from __future__ import annotations

from clearinghouse.answering import Ties
from clearinghouse.lifecycle import advance
from store import followups, inquiries
from store.inquiries import Inquiry

NOT_FOUND = frozenset(("A4", "D0"))
"""Categories (STC01-1): the payer has no such claim."""
_BY_FIRST = {
    "A": "payer works on it",
    "P": "payer works on it",
    "F": "payer has decided",
    "R": "payer wants to know more",
}
_RETURNED = frozenset(("A3", "A6", "A7", "A8"))


def event_of(outcome: str) -> str | None:
    """What an outcome ("F1 65") does to a follow-up; None where it says nothing of the claim (an error)."""
    category = outcome.partition(" ")[0]
    if category in NOT_FOUND:
        return "payer has no such claim"
    if category in _RETURNED:
        return "payer sent it back"
    return _BY_FIRST.get(category[:1])


def take_answer(ties: Ties, inquiry: Inquiry, outcome: str) -> None:
    """Tell a claim's follow-up what its payer said. Nobody else asked: the answer is passed on to nobody."""
    inquiries.record_passed(ties.ledger, [inquiry.id], ties.file.id)
    rows = [] if inquiry.claim is None else followups.search(ties.ledger, None, claim=inquiry.claim)
    if not rows or rows[0].inquiry != inquiry.id:
        # An answer to a question that was asked again since.
        return
    known, event = rows[0], event_of(outcome)
    if event is None:
        hours = ties.house.calendar.house
        tomorrow = hours.starts(hours.add_business_days(hours.day_of(ties.now), 1))
        followups.record_told(ties.ledger, known.id, outcome, at=ties.now, next_at=tomorrow)
        ties.told["followups the payer could not answer"] += 1
        return
    advance(ties.house, ties.ledger, ties.run, "followups", [known.id], known.state, event, outcome)
    goes_on = event == "payer works on it"
    followups.record_told(
        ties.ledger, known.id, outcome, at=ties.now, next_at=known.next_at if goes_on else None
    )
    ties.told[f"followups {event}"] += 1
