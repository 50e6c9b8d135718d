"""Every state of a claim in the three words a batch is reconciled by: as it came in, and as it went out."""

from __future__ import annotations

import pytest

from clearinghouse.house_reports.standing import incoming, outgoing
from clearinghouse.lifecycle import CLAIM

CAME_IN = {
    "accepted": "pending", "held": "pending", "to approve": "pending", "on hold": "pending",
    "rejected": "rejected", "set rejected": "rejected",
}
"""All others were written for their payer, or another claim was made of them."""
WENT_OUT = {
    "in process": "accepted", "paid": "accepted", "denied": "accepted", "predetermined": "accepted",
    "reversed": "accepted", "refused": "rejected", "payer rejected": "rejected", "superseded": "rejected",
    "voided": "accepted",
}
"""Of all others the payer has said nothing yet."""
STATES = sorted({state for state, _ in CLAIM} | set(CLAIM.values()))


@pytest.mark.parametrize("state", STATES)
def test_how_a_claim_stands(state: str) -> None:
    assert incoming(state) == CAME_IN.get(state, "accepted")
    assert outgoing(state) == WENT_OUT.get(state, "pending")


def test_a_claim_that_was_sent_is_corrected_only_after_its_payer_rejected_it() -> None:
    sent = {"sent", "acknowledged", "in process", "refused", "payer rejected", "paid", "denied", "reversed"}
    assert {state for state, event in CLAIM if event == "corrected"} & sent == {"refused", "payer rejected"}
