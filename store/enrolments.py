"""Enrolments: a provider that a payer takes a transaction of, or not yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct, structs
from sqlalchemy import update

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import enrolments


class Enrolment(Struct, frozen=True, kw_only=True):
    """An enrolment as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `payer` is its name in the partners' file, `since` the day of the last change of state. Those of the
    house's own account count for every submitter.
    """

    id: int = 0
    account: str
    payer: str
    provider_npi: str
    transaction: str
    state: str = "draft"
    since: date
    note: str = ""


SHAPE = Shape(enrolments, Enrolment)


def record(ledger: Ledger, new: Enrolment, *, at: datetime, actor: str) -> Enrolment:
    """Record an enrolment. Raises Conflict where the account has it already."""
    key = SHAPE.insert(ledger, [new])[0]
    events.write(ledger, enrolments.name, [(new.account, key)], "", new.state, "recorded", at=at, actor=actor)
    return structs.replace(new, id=key)


def get(ledger: Ledger, account: str | None, key: int) -> Enrolment | None:
    """The enrolment with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    payer: str | None = None,
    provider_npi: str | None = None,
    transaction: str | None = None,
    state: str | Sequence[str] | None = None,
    limit: int | None = None,
) -> list[Enrolment]:
    """Enrolments by any of these, the oldest first; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "enrolments")
    wanted = {"payer": payer, "provider_npi": provider_npi, "transaction": transaction, "state": state}
    return SHAPE.read_all(ledger, SHAPE.query(account, wanted, limit=limit))


def amend(ledger: Ledger, key: int, *, since: date, note: str | None = None) -> None:
    """Tell since when an enrolment is in its state, and what is to be said of it (None: as before)."""
    values: dict[str, object] = {"since": since} if note is None else {"since": since, "note": note}
    ledger.write(update(enrolments).where(enrolments.c.id == key).values(values))
