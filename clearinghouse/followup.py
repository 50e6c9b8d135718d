"""Follow-up: claims without a decision are asked about by the plan of their payer, each step once.

The step makes the questions (276) in the house's name; routing writes them to the payers, and what comes
back tells in which state the claim's follow-up is (`followup_answers`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from clearinghouse.admission import obstacle_of
from clearinghouse.calendar import Hours
from clearinghouse.followup_questions import ask_about
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.partners import Payer
from clearinghouse.troubles import DAMAGED, NO_PARTNER
from mappings.guides import STATUS_INQUIRY
from store import claims, followups
from store.claims import Claim, Named
from store.followups import Followup
from store.ledger import Ledger

UNDECIDED = ("sent", "acknowledged", "in process")
"""States in which a payer owes a decision on a claim."""
ASKED_AGAIN = ("asked", "pending")
"""States of a follow-up in which the plan goes on."""
FOR_A_PERSON = ("not found", "returned", "information wanted", "finalized", "cannot be asked")
"""States of a follow-up in which somebody has to do something."""
BATCH = 500
"""Claims asked about in one transaction."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A claim that is due to be asked about: by which step of its plan, and what is known of it so far."""

    claim: Claim
    step: int
    next_at: datetime | None
    known: Followup | None = None


def planned(
    house: House, ledger: Ledger, account: str | None, *, payer: str | None = None, most: int | None = None
) -> list[Planned]:
    """The claims that are due to be asked about now, those of one payer together; at most so many.

    A payer that is paused or takes no 276 is not asked now.
    """
    plans = {
        slug: one for slug, one in house.partners.payers.items()
        if one.status_plan and payer in (None, slug) and obstacle_of(one, STATUS_INQUIRY.name) is None
    }
    found: list[Planned] = []
    named = house.directory.by_payer(claims.named(ledger, UNDECIDED)) if plans else {}
    for slug, ids in named.items():
        left = None if most is None else most - len(found)
        if slug in plans and left != 0:
            found += _planned_of(house, ledger, account, slug, ids, left)
    return found


def _planned_of(
    house: House, ledger: Ledger, account: str | None, slug: str, ids: list[Named], most: int | None
) -> list[Planned]:
    hours, now, payer = house.calendar.hours(slug), house.now(), house.partners.payers[slug]
    due = followups.to_ask_again(
        ledger, account, ids, UNDECIDED, now, followed=ASKED_AGAIN, limit=most
    )
    rows = {one.id: one for one in claims.get_many(ledger, account, [one.claim for one in due])}
    known: list[tuple[Claim, Followup | None]] = [(rows[one.claim], one) for one in due]
    left = None if most is None else most - len(known)
    if left != 0:
        before = hours.sent_before(hours.day_of(now), payer.status_plan[0].term)
        never = followups.never_asked(ledger, account, ids, UNDECIDED, before, limit=left)
        known += [(claim, None) for claim in never]
    return [Planned(claim, *step_at(hours, payer, claim, now), known=before) for claim, before in known]


def step_at(hours: Hours, payer: Payer, claim: Claim, now: datetime) -> tuple[int, datetime | None]:
    """How many steps of its plan a claim has reached, and when it reaches the next (None: there is none)."""
    counts, today = hours.counts_on(claim.sent_at or now), hours.day_of(now)
    days = [hours.last_day(counts, step.term) for step in payer.status_plan]
    reached = sum(day <= today for day in days)
    later = [day for day in days if day > today]
    return max(reached, 1), hours.starts(later[0]) if later else None


def follow_up(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None, payer: str | None = None
) -> Counter[str]:
    """Ask about every claim that is due; counts them. Killed, what was asked is asked, and nothing twice."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        due = planned(house, ledger, None, payer=payer, most=most)
    if dry_run:
        told["claims would be asked about"] += len(due)
        return told
    for account, slug, some in _portions(house, due):
        if account not in house.partners.submitters:
            told[f"{account} {NO_PARTNER}"] += 1
            continue
        damaged: set[int] = set()
        with house.store.begin() as ledger:
            asked = ask_about(house, ledger, run, account, slug, [one.claim for one in some], damaged)
            told += _record(house, ledger, run, [one for one in some if one.claim.id in asked], asked)
        for file in damaged:
            told[f"file {file} {DAMAGED}"] += 1
    return told


def _portions(house: House, due: list[Planned]) -> Iterator[tuple[str, str, list[Planned]]]:
    """Account, payer and claims that are asked about in one file."""

    def place(one: Planned) -> tuple[str, str]:
        return one.claim.account, house.directory.payer_of(one.claim.payer, one.claim.account) or ""

    for (account, slug), theirs in groupby(sorted(due, key=place), place):
        rows = list(theirs)
        for start in range(0, len(rows), BATCH):
            yield account, slug, rows[start : start + BATCH]


def _record(
    house: House, ledger: Ledger, run: int, some: list[Planned], asked: dict[int, int | None]
) -> Counter[str]:
    """Tell which claims were asked about, by which inquiries; what could not be asked is for a person."""
    told: Counter[str] = Counter()
    now, new, again = house.now(), list[Followup](), list[Planned]()
    for one in some:
        inquiry = asked.get(one.claim.id)
        if one.known is None:
            new.append(
                Followup(
                    account=one.claim.account, claim=one.claim.id, inquiry=inquiry, step=one.step,
                    state="asked" if inquiry else "cannot be asked", asked_at=now,
                    next_at=one.next_at if inquiry else None,
                )
            )
        else:
            again.append(one)
        told["claims asked about" if inquiry else "claims that cannot be asked about"] += 1
    followups.record_all(ledger, new, at=now, actor=house.actor, run=run or None)
    for one in again:
        assert one.known is not None
        inquiry = asked.get(one.claim.id)
        event = "asked again" if inquiry else "cannot be asked"
        advance(house, ledger, run, "followups", [one.known.id], one.known.state, event)
        row = (one.known.id, inquiry, one.step, now, one.next_at if inquiry else None)
        followups.record_asked(ledger, [row])
    return told
