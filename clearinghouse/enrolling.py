"""Enrolling providers with payers: recorded, moved on by the lifecycle, taken in and out as files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from msgspec import structs

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.lifecycle import ENROLMENT, advance
from clearinghouse.overview import looking
from clearinghouse.partner_forms import csv_text, prove_once, read_csv
from clearinghouse.partners import TRANSACTIONS
from clearinghouse.partners_file import read_toml
from clearinghouse.telling import Rows
from clearinghouse.toml_text import in_keys, in_toml
from edi.values import check_digit
from store import enrolments
from store.accounts import HOUSE
from store.enrolments import Enrolment
from store.ledger import Ledger

STATES = ("draft", "submitted", "live", "rejected")
COLUMNS = ("account", "payer", "provider_npi", "transaction", "state", "since", "note")
_NEEDED = COLUMNS[1:4]
_LONGEST = 500


def list_enrolments(
    house: House, account: str | None, limit: int | None, **wanted: Any
) -> tuple[Any, list[Rows]]:
    """Enrolments by any of payer, provider, transaction and state."""
    with looking(house, account) as ledger:
        found = enrolments.search(
            ledger, account, actor=house.actor, at=house.now(), limit=limit, **wanted
        )
    columns = ["enrolment", *COLUMNS]
    rows = [[one.id, *(getattr(one, name) for name in COLUMNS)] for one in found]
    return [structs.asdict(one) for one in found], [Rows("Enrolments", columns, rows)]


def add(
    house: House, account: str | None, payer: str, npi: str, transaction: str, note: str = ""
) -> Enrolment:
    """Record the draft of an enrolment; without an account it is the house's, and counts for everybody."""
    new = Enrolment(
        account=account or HOUSE, payer=payer, provider_npi=npi, transaction=transaction,
        since=house.today(), note=note,
    )
    _prove(house, new)
    with house.store.begin() as ledger:
        if _known(ledger, new):
            raise HouseError(
                f"{new.account} has an enrolment of this provider with {payer} for {transaction} already"
            )
        return enrolments.record(ledger, new, at=house.now(), actor=house.actor)


def move(
    house: House, account: str | None, key: int, event: str, *, since: date | None = None,
    note: str | None = None,
) -> Enrolment:
    """Move an enrolment by what happened to it: submitted, accepted or rejected. Raises HouseError."""
    with house.store.begin() as ledger:
        known = enrolments.get(ledger, account, key)
        if known is None:
            raise HouseError(f"there is no enrolment {key}" + (f" of account {account}" if account else ""))
        if not advance(house, ledger, 0, "enrolments", [key], known.state, event):
            before = " or ".join(state for state, name in ENROLMENT if name == event)
            raise HouseError(f"enrolment {key} is {known.state}; {event} can only be one that is {before}")
        enrolments.amend(ledger, key, since=since or house.today(), note=_fit(note))
        moved = enrolments.get(ledger, account, key)
    assert moved is not None
    return moved


def in_csv(found: list[dict[str, Any]]) -> str:
    """Enrolments as CSV."""
    return csv_text([COLUMNS, *(tuple(str(one[name]) for name in COLUMNS) for one in found)])


def in_toml_tables(found: list[dict[str, Any]]) -> str:
    """Enrolments as TOML: an array of tables."""
    tables = (
        "\n".join(["[[enrolments]]", *(f"{in_keys([name])} = {in_toml(str(one[name]))}" for name in COLUMNS)])
        for one in found
    )
    return "\n\n".join(tables) + "\n" if found else ""


def take_in(house: House, path: Path) -> dict[str, int]:
    """Take in a CSV or TOML file of enrolments, all or nothing; how many were added, changed, known."""
    told = {"added": 0, "changed": 0, "known": 0}
    places = _rows(path)
    rows = [_read(house, where, row) for where, row in places]
    prove_once(
        (where, (one.account, one.payer, one.provider_npi, one.transaction))
        for (where, _), (one, _) in zip(places, rows, strict=True)
    )
    with house.store.begin() as ledger:
        for new, given in rows:
            known = _known(ledger, new)
            if known is None:
                enrolments.record(ledger, new, at=house.now(), actor=house.actor)
                told["added"] += 1
                continue
            after = new.state if "state" in given else known.state
            since = new.since if "since" in given or after != known.state else known.since
            note = new.note if "note" in given else known.note
            if (known.state, known.since, known.note) == (after, since, note):
                told["known"] += 1
                continue
            advance(house, ledger, 0, "enrolments", [known.id], known.state, f"imported as {after}")
            enrolments.amend(ledger, known.id, since=since, note=note)
            told["changed"] += 1
    return told


def _rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    if path.suffix.lower() == ".csv":
        return [(f"{path.name}: line {number}", row) for number, row in read_csv(path, COLUMNS, _NEEDED)]
    told = read_toml(path, "name a file that is there").get("enrolments", [])
    if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
        raise HouseError(f"{path.name}: each enrolment is a table [[enrolments]]")
    return [(f"{path.name}: enrolments[{number}]", row) for number, row in enumerate(told)]


def _read(house: House, where: str, row: dict[str, Any]) -> tuple[Enrolment, set[str]]:
    strange = [name for name in row if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in row]
    if strange or missing:
        raise HouseError(
            f"{where}: {f'{strange[0]!a} is no column' if strange else f'{missing[0]} is missing'}; "
            f"there are {', '.join(COLUMNS)}"
        )
    texts = {name: str(value) for name, value in row.items()}
    try:
        since = date.fromisoformat(texts["since"]) if "since" in texts else house.today()
    except ValueError:
        raise HouseError(f"{where}: since is a day, like 2026-01-31") from None
    new = Enrolment(
        account=texts.get("account", HOUSE), payer=texts["payer"], provider_npi=texts["provider_npi"],
        transaction=texts["transaction"], state=texts.get("state", STATES[0]), since=since,
        note=texts.get("note", ""),
    )
    _prove(house, new, f"{where}: ")
    return new, set(row)


def _known(ledger: Ledger, new: Enrolment) -> Enrolment | None:
    found = enrolments.search(
        ledger, new.account, payer=new.payer, provider_npi=new.provider_npi, transaction=new.transaction
    )
    return found[0] if found else None


def _prove(house: House, new: Enrolment, where: str = "") -> None:
    """What an enrolment may be. Raises HouseError."""
    partners = house.partners
    if new.account != HOUSE and new.account not in partners.submitters:
        raise HouseError(f"{where}there is no account {new.account!a}")
    if new.payer not in partners.payers:
        raise HouseError(f"{where}there is no payer {new.payer!a}; there are: {', '.join(partners.payers)}")
    if new.transaction not in TRANSACTIONS:
        raise HouseError(f"{where}a transaction is one of {', '.join(TRANSACTIONS)}")
    if new.state not in STATES:
        raise HouseError(f"{where}a state is one of {', '.join(STATES)}")
    if not (len(new.provider_npi) == 10 and new.provider_npi.isascii() and check_digit(new.provider_npi)):
        raise HouseError(f"{where}provider_npi is ten digits with a right check digit")
    _fit(new.note, where)


def _fit(note: str | None, where: str = "") -> str | None:
    if note and (len(note) > _LONGEST or not note.isprintable()):
        raise HouseError(f"{where}a note is at most {_LONGEST} characters on one line")
    return note
