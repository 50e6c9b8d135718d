"""Collection: what payers left for us comes home."""

from __future__ import annotations

from collections import Counter

from clearinghouse.house import House
from clearinghouse.receiving import empty_mailboxes
from store.accounts import HOUSE


def collect(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Empty every payer's mailbox. A payer's file may answer many accounts, so it belongs to the house."""
    return empty_mailboxes(house, run, dict.fromkeys(house.partners.payers, HOUSE), most)
