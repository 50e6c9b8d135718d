"""Contacts: whom to call at a partner, in groups. Those of a submitter are its account's."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, structs

from store import events
from store.ledger import Ledger
from store.records import Shape
from store.tables import contacts


class Contact(Struct, frozen=True, kw_only=True):
    """A contact as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `partner` is the partner's name in the partners' file. States: listed, removed.
    """

    id: int = 0
    account: str
    partner: str
    name: str
    role: str = ""
    telephone: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()
    note: str = ""
    state: str = "listed"


SHAPE = Shape(contacts, Contact)
EDITED = ("name", "role", "telephone", "email", "groups", "note")


def record(ledger: Ledger, new: Contact, *, at: datetime, actor: str) -> Contact:
    """Record a contact."""
    key = SHAPE.insert(ledger, [new])[0]
    events.write(ledger, contacts.name, [(new.account, key)], "", new.state, "recorded", at=at, actor=actor)
    return structs.replace(new, id=key)


def get(ledger: Ledger, account: str | None, key: int) -> Contact | None:
    """The contact with that key, unless it is another account's."""
    found = SHAPE.get(ledger, account, key)
    return None if found is None else _read(found)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    partner: str | None = None,
    state: str | None = "listed",
    limit: int | None = None,
) -> list[Contact]:
    """Contacts by any of these, the oldest first; `actor` and `at` audit an operator's listing."""
    events.audit(ledger, account, actor, at, "contacts")
    query = SHAPE.query(account, {"partner": partner, "state": state}, limit=limit)
    return [_read(one) for one in SHAPE.read_all(ledger, query)]


def edit(ledger: Ledger, changed: Contact, *, at: datetime, actor: str) -> None:
    """Change what a contact says; the trail tells that it was changed, not what it says."""
    values = tuple(getattr(changed, name) for name in EDITED)
    ledger.change(contacts, EDITED, [(changed.id, *values)])
    told = [(changed.account, changed.id)]
    events.write(ledger, contacts.name, told, changed.state, changed.state, "edited", at=at, actor=actor)


def _read(row: Contact) -> Contact:
    return structs.replace(row, groups=tuple(row.groups))
