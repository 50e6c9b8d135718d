"""The timely-filing clock: claims that no payer has taken in, by how long they may still be filed."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

from clearinghouse.house import House
from clearinghouse.terms import NEVER
from store import claims, unfiled
from store.claims import Claim
from store.ledger import Ledger

REFUSED = ("rejected", "set rejected", "refused", "payer rejected")
"""States of claims that have to come again."""
UNFILED = ("accepted", "to approve", "on hold", "held", "routed", *REFUSED)
"""States in which a claim is not filed."""
_CORRECT = "correct it (`bitewing claims show {claim}` tells what is wrong): `bitewing claims fix`"
NEXT = {
    "accepted": "send it: `bitewing run`",
    "routed": "send it: `bitewing run`; a delivery that fails is told by `bitewing status`",
    "to approve": "approve it: `bitewing claims approve {claim}`",
    "on hold": "release it: `bitewing claims release {claim}`",
    "held": "see with `bitewing claims show {claim}` why it is held; it goes when that is mended",
    **dict.fromkeys(REFUSED, _CORRECT),
}


class Filing(Struct, frozen=True, kw_only=True):
    """A claim that is not filed: the last day on which it may be, the days left (below 0: it is late)."""

    claim: int
    account: str
    payer: str
    state: str
    service_from: date
    last_day: date
    days_left: int
    charge_cents: int
    is_late: bool
    next_step: str


def filings_due(
    house: House,
    ledger: Ledger,
    account: str | None,
    *,
    late: bool = False,
    payer: str | None = None,
    limit: int | None = None,
) -> list[Filing]:
    """The claims whose limit is near or past, the oldest day of service first; `late`: those past it only."""
    found: list[Filing] = []
    named = house.directory.by_payer(claims.named(ledger, UNFILED))
    for slug, one in house.partners.payers.items():
        ids = named.get(slug)
        if one.timely_filing == NEVER or payer not in (None, slug) or not ids:
            continue
        today, limit_days = house.calendar.hours(slug).day_of(house.now()), int(one.timely_filing[:-1])
        ahead = -1 if late else int(one.filing_warning[:-1])
        until = today - timedelta(limit_days) + timedelta(ahead)
        rows = unfiled.search(ledger, account, ids, UNFILED, until, refused=REFUSED, limit=limit)
        found += [_filing(claim, slug, today, limit_days) for claim in rows]
    found.sort(key=lambda one: (one.last_day, one.claim))
    return found[:limit]


def _filing(claim: Claim, slug: str, today: date, limit_days: int) -> Filing:
    assert claim.service_from is not None
    last = claim.service_from + timedelta(limit_days)
    return Filing(
        claim=claim.id, account=claim.account, payer=slug, state=claim.state,
        service_from=claim.service_from, last_day=last, days_left=(last - today).days,
        charge_cents=claim.charge_cents, is_late=last < today,
        next_step=NEXT[claim.state].format(claim=claim.id),
    )
