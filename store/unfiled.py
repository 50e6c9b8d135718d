"""Claims that their payer has not taken in, by the day of service: what a filing limit runs against."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists

from store import claims as claims_of
from store.claims import Claim, Named
from store.ledger import Ledger
from store.tables import claims


def search(
    ledger: Ledger, account: str | None, payers: Sequence[Named], states: Sequence[str], until: date,
    *, refused: Sequence[str], limit: int | None = None,
) -> list[Claim]:
    """Claims in these states with a first day of service up to `until`, the oldest day first.

    Predeterminations are left out, and a claim that came again since: a later one of its account has its
    CLM01 and payer, and was not refused (is in none of the states `refused`).
    """
    later = claims.alias()
    again = exists().where(
        later.c.claim_id == claims.c.claim_id, later.c.id > claims.c.id,
        later.c.account == claims.c.account, later.c.payer == claims.c.payer,
        later.c.state.not_in(refused),
    )
    query = claims_of.SHAPE.query(account, {"state": states, "kind": "claim"})
    query = query.where(claims.c.service_from <= until, ~again, *claims_of.name_one_of(payers)).order_by(None)
    return claims_of.SHAPE.read_all(ledger, query.order_by(claims.c.service_from, claims.c.id).limit(limit))
