"""That a file has left the house, told everywhere at once: the delivery, its file, its claims.

Known from the mailbox (the step delivery) or, after a kill between release and commit, from the payer's
answer to the file (the step matching).
"""

from __future__ import annotations

from clearinghouse.house import House
from clearinghouse.lifecycle import advance, states_before
from clearinghouse.pages import pages
from store import claims, deliveries
from store.ledger import Ledger


def record_sent(house: House, ledger: Ledger, run: int, key: int) -> bool:
    """Tell that a delivery is done, if it was not told before."""
    delivery = deliveries.get(ledger, None, key)
    if delivery is None or delivery.state not in states_before("deliveries", "sent"):
        return False
    now = house.now()
    deliveries.record_attempt(ledger, key, at=now)
    advance(house, ledger, run, "deliveries", [key], delivery.state, "sent")
    advance(house, ledger, run, "files", [delivery.file], "made", "sent")
    deliveries.record_sent(ledger, delivery, at=now)
    for some in pages(lambda after, size: claims.search(
        ledger, None, out_file=delivery.file, state="routed", after=after, limit=size
    )):
        advance(house, ledger, run, "claims", [claim.id for claim in some], "routed", "sent")
    return True


def record_answered(house: House, ledger: Ledger, run: int, file: int) -> None:
    """Tell that an outgoing file was sent, because its receiver has answered it."""
    for delivery in deliveries.search(ledger, None, file=file):
        record_sent(house, ledger, run, delivery.id)
