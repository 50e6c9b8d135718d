"""What operators ask about partners: who they are, how each is reached, what each gets."""

from __future__ import annotations

from typing import Any

import msgspec

from clearinghouse.errors import HouseError
from clearinghouse.house import PARTNERS, House
from clearinghouse.overview import looking
from clearinghouse.partners import Payer, Submitter
from clearinghouse.partners_change import Kind
from clearinghouse.partners_file import read_toml
from clearinghouse.telling import Rows
from clearinghouse.toml_text import in_toml
from store import contacts, enrolments, waiting

HELD = "held"
"""What is told in the place of a paused payer's route."""


def list_submitters(
    house: House, account: str | None, group: str | None, limit: int | None
) -> tuple[Any, list[Rows]]:
    """The submitters, by name: of an account, of a group, or all (then it is audited)."""
    with looking(house, account, "submitters"):
        pass
    answer = [
        {
            "account": slug, "name": one.name, "id": one.id, "qualifier": one.qualifier, "group": one.group,
            "also": [msgspec.to_builtins(other) for other in one.also], "mailbox": one.mailbox.kind,
        }
        for slug, one in sorted(house.partners.submitters.items())
        if account in (None, slug) and group in (None, one.group)
    ][:limit]
    columns = ["account", "name", "id", "qualifier", "group", "mailbox"]
    return answer, [Rows("Submitters", columns, [[one[name] for name in columns] for one in answer])]


def list_payers(house: House, transaction: str | None, limit: int | None) -> tuple[Any, list[Rows]]:
    """The payers, by name, with the route in use and what waits for each."""
    with looking(house, None, "payers") as ledger:
        waits: dict[str, int] = {}
        for what in ("claims", "inquiries"):
            for one in waiting.count(ledger, what):
                slug = house.directory.payer_of(one.payer, one.account)
                waits[slug or ""] = waits.get(slug or "", 0) + one.count
    answer = [
        {
            "payer": slug, "name": one.name, "ids": list(one.ids), "id": one.id,
            "route": HELD if one.paused else one.route, "routes": list(one.routes),
            "transactions": list(one.transactions), "enrolment": list(one.enrolment),
            "waiting": waits.get(slug, 0),
        }
        for slug, one in sorted(house.partners.payers.items())
        if transaction is None or transaction in one.transactions
    ][:limit]
    columns = ["payer", "name", "ids", "id", "route", "transactions", "enrolment", "waiting"]
    rows = [[_cell(one[name]) for name in columns] for one in answer]
    return answer, [Rows("Payers", columns, rows)]


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value


def show_partner(house: House, kind: Kind, slug: str, account: str | None) -> tuple[Any, list[Rows]]:
    """A partner's settings as they count, its contacts, a payer's enrolments by state."""
    partner = named(house, kind, slug)
    with looking(house, account, f"{kind} {slug}") as ledger:
        people = contacts.search(ledger, account, partner=slug)
        enrolled = enrolments.search(ledger, None, payer=slug) if isinstance(partner, Payer) else []
    settings = msgspec.to_builtins(partner)
    by_state: dict[str, dict[str, int]] = {}
    for one in enrolled:
        states = by_state.setdefault(one.transaction, {})
        states[one.state] = states.get(one.state, 0) + 1
    answer = {
        "name_in_file": slug, "settings": settings, "contacts": [msgspec.to_builtins(one) for one in people],
        "enrolments": by_state,
    }
    tables = [
        Rows(slug, ["setting", "value"], [[name, in_toml(value)] for name, value in settings.items()
                                          if value is not None]),
        Rows("Contacts", ["contact", "name", "role", "telephone", "email", "groups"], [
            [one.id, one.name, one.role, one.telephone, one.email, " ".join(one.groups)] for one in people
        ]),
        Rows("Enrolments", ["transaction", "state", "count"], [
            [name, state, count] for name, states in by_state.items() for state, count in states.items()
        ]),
    ]
    return answer, tables


def named(house: House, kind: Kind, slug: str) -> Submitter | Payer:
    """A partner by its name in the file. Raises HouseError."""
    known: dict[str, Any] = getattr(house.partners, kind)
    if slug not in known:
        raise _none_called(kind, slug, known)
    partner: Submitter | Payer = known[slug]
    return partner


def _none_called(kind: Kind, slug: str, known: dict[str, Any]) -> HouseError:
    return HouseError(f"{PARTNERS} has no {kind}.{slug}; there are: {', '.join(known) or 'none'}")


def settings_of(house: House, kind: Kind, slugs: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Partners' settings as the file tells them, without what is not said there; all of them by default."""
    told: dict[str, dict[str, Any]] = read_toml(house.folder / PARTNERS, "run `bitewing init`").get(kind, {})
    for slug in slugs:
        if slug not in told:
            raise _none_called(kind, slug, told)
    return {slug: one for slug, one in told.items() if not slugs or slug in slugs}
