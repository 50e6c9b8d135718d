"""The address book: contacts of partners in groups, listed, edited, taken in and out as files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec import structs

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.overview import looking, nothing
from clearinghouse.partner_forms import csv_text, prove_once, read_csv
from clearinghouse.partners import Slug
from clearinghouse.partners_file import read_toml
from clearinghouse.telling import Rows
from clearinghouse.toml_text import in_keys, in_toml
from store import contacts
from store.accounts import HOUSE
from store.contacts import EDITED, Contact
from store.ledger import Ledger

COLUMNS = ("account", "partner", *EDITED)
_NEEDED = ("partner", "name")
_LONGEST = 200
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ().x-]{5,29}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def list_contacts(
    house: House, account: str | None, limit: int | None, partner: str | None = None, group: str | None = None
) -> tuple[Any, list[Rows]]:
    """Contacts of a partner, of a group, or all."""
    with looking(house, account) as ledger:
        found = contacts.search(ledger, account, actor=house.actor, at=house.now(), partner=partner)
    found = [one for one in found if group is None or group in one.groups][:limit]
    columns = ["contact", *COLUMNS]
    rows = [[one.id, *(_cell(getattr(one, name)) for name in COLUMNS)] for one in found]
    return [structs.asdict(one) for one in found], [Rows("Contacts", columns, rows)]


def _cell(value: Any) -> Any:
    return ";".join(value) if isinstance(value, tuple) else value


def add(house: House, account: str | None, partner: str, told: dict[str, Any]) -> Contact:
    """Record a contact. That of a submitter is its account's; of others the account's that is named."""
    new = Contact(account=_owner(house, account, partner), partner=partner, **told)
    _prove(new)
    with house.store.begin() as ledger:
        if known := _known(ledger, new):
            raise HouseError(
                f"{new.account} has a contact of this name at {partner} already; "
                f"change it with `bitewing contacts edit {known.id}`"
            )
        return contacts.record(ledger, new, at=house.now(), actor=house.actor)


def edit(house: House, account: str | None, key: int, told: dict[str, Any]) -> Contact:
    """Change what a contact says. Raises HouseError where there is none."""
    with house.store.begin() as ledger:
        changed = structs.replace(_listed(ledger, account, key), **told)
        _prove(changed)
        other = _known(ledger, changed)
        if other and other.id != key:
            raise HouseError(f"{changed.account} has another contact of this name there, {other.id}")
        contacts.edit(ledger, changed, at=house.now(), actor=house.actor)
    return changed


def remove(house: House, account: str | None, key: int) -> Contact:
    """Take a contact off the list; its row stays. Raises HouseError where there is none."""
    with house.store.begin() as ledger:
        known = _listed(ledger, account, key)
        advance(house, ledger, 0, "contacts", [key], known.state, "removed")
    return known


def _known(ledger: Ledger, new: Contact) -> Contact | None:
    same = contacts.search(ledger, new.account, partner=new.partner)
    return next((one for one in same if one.name == new.name), None)


def _listed(ledger: Ledger, account: str | None, key: int) -> Contact:
    known = contacts.get(ledger, account, key)
    if known is None or known.state != "listed":
        raise nothing("contact", key, account)
    return known


def in_csv(found: list[dict[str, Any]]) -> str:
    """Contacts as CSV; groups have semicolons between."""
    return csv_text([COLUMNS, *(tuple(_cell(one[name]) for name in COLUMNS) for one in found)])


def in_toml_tables(found: list[dict[str, Any]]) -> str:
    """Contacts as TOML: an array of tables."""
    tables = (
        "\n".join(["[[contacts]]", *(f"{in_keys([name])} = {in_toml(one[name])}" for name in COLUMNS)])
        for one in found
    )
    return "\n\n".join(tables) + "\n" if found else ""


def take_in(house: House, account: str | None, path: Path) -> dict[str, int]:
    """Take in a CSV or TOML file, all or nothing. One of the same partner and name is changed."""
    told = {"added": 0, "changed": 0, "known": 0}
    places = _rows(path)
    rows = [_read(house, account, where, row) for where, row in places]
    prove_once(
        (where, (one.account, one.partner, one.name))
        for (where, _), (one, _) in zip(places, rows, strict=True)
    )
    with house.store.begin() as ledger:
        for new, given in rows:
            known = _known(ledger, new)
            if known is None:
                contacts.record(ledger, new, at=house.now(), actor=house.actor)
                told["added"] += 1
                continue
            changed = structs.replace(known, **{name: getattr(new, name) for name in given})
            if changed != known:
                contacts.edit(ledger, changed, at=house.now(), actor=house.actor)
            told["known" if changed == known else "changed"] += 1
    return told


def _rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    if path.suffix.lower() == ".csv":
        rows: list[tuple[str, dict[str, Any]]] = []
        for number, row in read_csv(path, COLUMNS, _NEEDED):
            groups = {"groups": row["groups"].split(";")} if "groups" in row else {}
            rows.append((f"{path.name}: line {number}", row | groups))
        return rows
    told = read_toml(path, "name a file that is there").get("contacts", [])
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise HouseError(f"{path.name}: each contact is a table [[contacts]]")
    return [(f"{path.name}: contacts[{number}]", row) for number, row in enumerate(told)]


def _read(
    house: House, account: str | None, where: str, row: dict[str, Any]
) -> tuple[Contact, set[str]]:
    strange = [name for name in row if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in row]
    if strange or missing:
        raise HouseError(
            f"{where}: {f'{strange[0]!a} is no column' if strange else f'{missing[0]} is missing'}; "
            f"there are {', '.join(COLUMNS)}"
        )
    groups = row.get("groups", [])
    if not isinstance(groups, list):
        raise HouseError(f"{where}: groups are a list")
    told: dict[str, Any] = {name: str(row[name]) for name in EDITED if name in row and name != "groups"}
    told["groups"] = tuple(str(one).strip() for one in groups)
    whose = account or (str(row["account"]) if "account" in row else None)
    try:
        owner = _owner(house, None if whose == HOUSE else whose, str(row["partner"]))
        new = Contact(account=owner, partner=str(row["partner"]), **told)
        _prove(new)
    except HouseError as problem:
        raise HouseError(f"{where}: {problem}") from None
    return new, set(row) & set(EDITED)


def _owner(house: House, account: str | None, partner: str) -> str:
    """Whose a contact is. Raises HouseError for a partner that is not there, or another account's."""
    partners = house.partners
    if account is not None and account not in partners.submitters:
        raise HouseError(f"there is no account {account!a}")
    is_payer = partner in partners.payers or partner == HOUSE
    if not is_payer and partner not in ([account] if account else partners.submitters):
        raise HouseError(f"there is no partner {partner!a}" + (f" of account {account}" if account else ""))
    return account or (HOUSE if is_payer else partner)


def _prove(new: Contact) -> None:
    for name in EDITED:
        values = new.groups if name == "groups" else (getattr(new, name),)
        if any(len(one) > _LONGEST or not one.isprintable() for one in values):
            raise HouseError(f"{name} is at most {_LONGEST} characters on one line")
    if not new.name.strip():
        raise HouseError("a contact has a name")
    if new.telephone and not _TELEPHONE.fullmatch(new.telephone):
        raise HouseError("a telephone is digits, with blanks, dots, hyphens or brackets between")
    if new.email and not _EMAIL.fullmatch(new.email):
        raise HouseError("an email is NAME@HOST")
    for group in new.groups:
        if not Slug.fullmatch(group):
            raise HouseError("a group is 1 to 32 small letters, digits and hyphens")
