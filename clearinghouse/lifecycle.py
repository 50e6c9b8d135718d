"""What can happen to each thing that lives: `{(state, event): next state}`. Nothing else moves a state.

A pair that is not here is not an error of the program: the event came late or twice, and the thing stays.
"""

from __future__ import annotations

FILE: dict[tuple[str, str], str] = {
    ("received", "proven"): "proven",
    ("received", "not X12"): "refused",
    ("received", "same bytes"): "duplicate",
    ("proven", "matched"): "matched",
    ("proven", "parked"): "parked",
    ("parked", "matched"): "matched",
}
"""A file that came in: claims files end proven, a payer's answers matched or parked."""

CLAIM: dict[tuple[str, str], str] = {
    ("accepted", "routed"): "routed",
    ("accepted", "no payer known"): "held",
    ("held", "routed"): "routed",
    ("routed", "sent"): "sent",
    ("sent", "taken by payer"): "acknowledged",
    ("sent", "set refused by payer"): "refused",
    ("sent", "accepted by payer"): "in process",
    ("acknowledged", "accepted by payer"): "in process",
    ("sent", "rejected by payer"): "payer rejected",
    ("acknowledged", "rejected by payer"): "payer rejected",
    **{
        (state, event): after
        for state in ("sent", "acknowledged", "in process")
        for event, after in (
            ("paid", "paid"),
            ("denied", "denied"),
            ("predetermined", "predetermined"),
        )
    },
    ("paid", "reversed"): "reversed",
    ("denied", "reversed"): "reversed",
    ("reversed", "paid"): "paid",
    ("reversed", "denied"): "denied",
}
"""A claim. It is born `accepted`, `rejected` (an edit failed) or `set rejected` (its whole set failed)."""

DELIVERY: dict[tuple[str, str], str] = {
    ("made", "sent"): "sent",
    ("made", "refused"): "failed",
    ("failed", "sent"): "sent",
    ("sent", "acknowledged"): "acknowledged",
    ("sent", "rejected"): "rejected",
}
"""A file on its way to a partner."""

GROUPS = {
    "Received": ("accepted", "rejected", "set rejected", "held"),
    "In process": ("routed", "sent", "acknowledged", "in process"),
    "Processed": ("refused", "payer rejected", "paid", "denied", "predetermined", "reversed"),
}
"""The three groups a provider sees."""


def next_state(table: dict[tuple[str, str], str], state: str, event: str) -> str | None:
    """The state after an event, None where the table has no such move."""
    return table.get((state, event))


def states_before(table: dict[tuple[str, str], str], event: str) -> dict[str, str]:
    """The states an event can happen in, each with the one that follows."""
    return {state: after for (state, name), after in table.items() if name == event}
