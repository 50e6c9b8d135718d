"""That a file has left the house, told everywhere at once: the delivery, its file, what it holds.

Known from the mailbox (the step delivery) or, after a kill between release and commit, from the payer's
answer to the file (the step matching).
"""

from __future__ import annotations

from clearinghouse.expecting import review_file
from clearinghouse.house import House
from clearinghouse.lifecycle import advance, states_before
from clearinghouse.pages import pages
from store import claims, deliveries, files, inquiries
from store.ledger import Ledger


def record_sent(house: House, ledger: Ledger, run: int, key: int) -> bool:
    """Tell that a delivery is done, if it was not told before."""
    delivery = deliveries.get(ledger, None, key)
    if delivery is None or delivery.state not in states_before("deliveries", "sent"):
        return False
    now = house.now()
    deliveries.record_attempt(ledger, key, at=now)
    advance(house, ledger, run, "deliveries", [key], delivery.state, "sent")
    deliveries.record_sent(ledger, delivery, at=now)
    advance_sent(house, ledger, run, delivery.file)
    return True


def advance_sent(house: House, ledger: Ledger, run: int, file: int) -> None:
    """Move an outgoing file, and the claims and inquiries in it, on to sent.

    One that holds any is news of its receiver: answers may find their questions in it.
    """
    moved = 0
    advance(house, ledger, run, "files", [file], "made", "sent")
    for some in pages(
        lambda after, size: claims.search(
            ledger, None, out_file=file, state="routed", after=after, limit=size
        )
    ):
        moved += advance(house, ledger, run, "claims", [claim.id for claim in some], "routed", "sent")
    for asked in pages(
        lambda after, size: inquiries.search(
            ledger, None, out_file=file, state="routed", after=after, limit=size
        )
    ):
        moved += advance(house, ledger, run, "inquiries", [one.id for one in asked], "routed", "sent")
    if moved:
        files.tell_news(ledger, file)
        review_file(house, ledger, run, file)


def record_answered(house: House, ledger: Ledger, run: int, file: int) -> None:
    """Tell that an outgoing file was sent, because its receiver has answered it."""
    for delivery in deliveries.search(ledger, None, file=file):
        record_sent(house, ledger, run, delivery.id)
