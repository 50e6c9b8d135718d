"""Follow-ups: one row for each claim whose payer was asked by the house what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import exists, update

from store import claims as claims_of
from store import events
from store.claims import Claim, Named
from store.ledger import Ledger
from store.records import Shape
from store.tables import claims, followups


class Followup(Struct, frozen=True, kw_only=True, gc=False):
    """What is known of a claim's follow-up. `id`, the row's key, is 0 until it is recorded.

    `claim` is the claim's key, `inquiry` that of the last question about it, `step` how many were asked,
    `asked_at` when. `next_at` is when the next is due (None: none is), `outcome` what the last answer said
    in codes, told at `told_at`.
    """

    id: int = 0
    account: str
    claim: int
    inquiry: int | None = None
    step: int
    state: str
    asked_at: datetime
    next_at: datetime | None = None
    outcome: str = ""
    told_at: datetime | None = None


SHAPE = Shape(followups, Followup)


def record_all(
    ledger: Ledger, new: Sequence[Followup], *, at: datetime, actor: str, run: int | None
) -> range:
    """Record the first question about each of these claims; the keys of their rows."""
    keys = SHAPE.insert(ledger, new)
    by_state: dict[str, list[tuple[str | None, int]]] = {}
    for key, one in zip(keys, new, strict=True):
        by_state.setdefault(one.state, []).append((one.account, key))
    for state, made in by_state.items():
        events.write(ledger, followups.name, made, "", state, "asked first", at=at, actor=actor, run=run)
    return keys


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    claim: int | Sequence[int] | None = None,
    state: str | Sequence[str] | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[Followup]:
    """Follow-ups by any of these, in the order of keys; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "follow-ups")
    return SHAPE.read_all(
        ledger, SHAPE.query(account, {"claim": claim, "state": state}, after=after, limit=limit)
    )


Asked = tuple[int, int | None, int, datetime, datetime | None]
"""A question: the key of the row, the inquiry, the step, when it was asked and when the next is due."""


def record_asked(ledger: Ledger, asked: Sequence[Asked]) -> None:
    """Tell of questions that were asked again."""
    ledger.change(followups, ["inquiry", "step", "asked_at", "next_at"], asked)


def record_told(
    ledger: Ledger, key: int, outcome: str, *, at: datetime, next_at: datetime | None
) -> None:
    """Tell what a payer answered, and when it is asked again."""
    told = {"outcome": outcome, "told_at": at, "next_at": next_at}
    ledger.write(update(followups).where(followups.c.id == key).values(told))


def never_asked(
    ledger: Ledger, account: str | None, payers: Sequence[Named], states: Sequence[str],
    sent_before: datetime, *, after: int = 0, limit: int | None = None,
) -> list[Claim]:
    """Claims in these states whose payer, named so, got them before a moment and were never asked about."""
    wanted = {"state": states}
    query = claims_of.SHAPE.query(account, wanted, after=after, limit=limit)
    none, theirs = ~exists().where(followups.c.claim == claims.c.id), claims_of.name_one_of(payers)
    return claims_of.SHAPE.read_all(ledger, query.where(claims.c.sent_at < sent_before, none, *theirs))


def to_ask_again(
    ledger: Ledger, account: str | None, payers: Sequence[Named], states: Sequence[str], at: datetime,
    *, followed: Sequence[str], limit: int | None = None,
) -> list[Followup]:
    """Follow-ups in the states `followed` whose next question is due, of claims in `states`."""
    query = SHAPE.query(account, {"state": followed}, limit=limit)
    due = followups.c.next_at.is_not(None), followups.c.next_at <= at
    theirs = claims.c.state.in_(states), *claims_of.name_one_of(payers)
    return SHAPE.read_all(ledger, query.join(claims, claims.c.id == followups.c.claim).where(*due, *theirs))


def standing(
    ledger: Ledger, account: str | None, states: Sequence[str], claim_states: Sequence[str],
    *, limit: int | None = None,
) -> list[Followup]:
    """Follow-ups in these states of claims that are still without a decision."""
    query = SHAPE.query(account, {"state": states}, limit=limit)
    undecided = claims.c.state.in_(claim_states)
    return SHAPE.read_all(ledger, query.join(claims, claims.c.id == followups.c.claim).where(undecided))
