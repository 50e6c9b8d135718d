"""Intake: what submitters left in their inboxes comes in. The one door for work."""

from __future__ import annotations

from collections import Counter

from clearinghouse.house import House
from clearinghouse.receiving import empty_mailboxes


def take_in(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Empty every submitter's inbox; each file belongs to the submitter's account."""
    return empty_mailboxes(house, run, {slug: slug for slug in house.partners.submitters}, most)
