"""Commands on contacts: whom to call at a partner."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.face import account_option, house_command, json_option, show
from commands.partner_options import KEY, exporting, file_argument, limit_option, print_form, say

if TYPE_CHECKING:
    from clearinghouse.house import House

_FIELDS = {
    "role": "What they do there.",
    "telephone": "Their telephone.",
    "email": "Their e-mail.",
    "note": "What is to be remembered.",
}
_groups = click.option("--group", "groups", multiple=True, help="A group they are in (several times).")
_owner = click.option(
    "--account", envvar="BITEWING_ACCOUNT",
    help="Whose contact it is (by default BITEWING_ACCOUNT's, else the submitter's or the house's).",
)


def _fields(call: Callable[..., Any]) -> Callable[..., Any]:
    call = _groups(call)
    for name, says in reversed(_FIELDS.items()):
        call = click.option(f"--{name}", help=says)(call)
    return call


def _told(groups: tuple[str, ...], fields: dict[str, str | None]) -> dict[str, Any]:
    told: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    return told | ({"groups": groups} if groups else {})


@click.command("list", epilog="Example: bitewing contacts list --partner delta --group claims")
@account_option
@click.option("--partner", help="Only this partner's.")
@click.option("--group", help="Only those in this group.")
@limit_option
@json_option
@house_command
def list_(
    house: House, account: str | None, partner: str | None, group: str | None, limit: int, as_json: bool
) -> None:
    """List contacts, the oldest first."""
    from clearinghouse.address_book import list_contacts

    answer, tables = list_contacts(house, account, limit, partner, group)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing contacts add delta 'Ada' --telephone 5555550134 --group claims")
@click.argument("partner")
@click.argument("name")
@_owner
@_fields
@json_option
@house_command
def add(
    house: House, partner: str, name: str, account: str | None, groups: tuple[str, ...], as_json: bool,
    **fields: str | None,
) -> None:
    """Record a contact of a partner (a submitter, a payer, or `house`)."""
    from msgspec.structs import asdict

    from clearinghouse import address_book

    made = address_book.add(house, account, partner, {"name": name, **_told(groups, fields)})
    say(asdict(made), f"Contact {made.id} is on the list.", as_json)


@click.command(epilog="Example: bitewing contacts edit 4 --telephone 555-555-0135")
@click.argument("contact", type=KEY)
@account_option
@click.option("--name", help="Their name.")
@_fields
@json_option
@house_command
def edit(
    house: House, contact: int, account: str | None, groups: tuple[str, ...], as_json: bool,
    **fields: str | None,
) -> None:
    """Change what a contact says; groups that are told take the place of those it had."""
    from msgspec.structs import asdict

    from clearinghouse import address_book

    told = _told(groups, fields)
    if not told:
        raise click.UsageError("nothing to change: tell what is to be different")
    say(asdict(address_book.edit(house, account, contact, told)), f"Contact {contact} is changed.", as_json)


@click.command(epilog="Example: bitewing contacts remove 4")
@click.argument("contact", type=KEY)
@account_option
@json_option
@house_command
def remove(house: House, contact: int, account: str | None, as_json: bool) -> None:
    """Take a contact off the list."""
    from clearinghouse import address_book

    address_book.remove(house, account, contact)
    say({"removed": contact}, f"Contact {contact} is off the list.", as_json)


@click.command(epilog="Example: bitewing contacts export --csv > contacts.csv")
@account_option
@click.option("--partner", help="Only this partner's.")
@exporting
@house_command
def export(house: House, account: str | None, partner: str | None, as_csv: bool, as_json: bool) -> None:
    """Print contacts as TOML or CSV, as `import` takes them."""
    from clearinghouse import address_book

    answer, _ = address_book.list_contacts(house, account, None, partner)
    form = address_book.in_csv if as_csv else address_book.in_toml_tables
    print_form(answer, lambda: form(answer), as_json)


@click.command("import", epilog="Example: bitewing contacts import contacts.csv")
@file_argument
@_owner
@json_option
@house_command
def import_(house: House, file: Path, account: str | None, as_json: bool) -> None:
    """Take in contacts from a TOML or CSV file, all or none; one of the same partner and name is changed.

    Columns: account, partner, name, role, telephone, email, groups, note. Partner and name are needed.
    """
    from clearinghouse.address_book import take_in

    told = take_in(house, account, file)
    say(told, ", ".join(f"{count} {what}" for what, count in told.items()), as_json)


COMMANDS = (list_, add, edit, remove, export, import_)
