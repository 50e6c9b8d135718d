"""Commands on enrolments: a provider, a payer, a transaction, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.face import account_option, house_command, json_option, show
from commands.partner_options import KEY, exporting, file_argument, limit_option, print_form, say

if TYPE_CHECKING:
    from clearinghouse.house import House

_filters = (
    click.option("--payer", help="Only with this payer (its name in partners.toml)."),
    click.option("--npi", help="Only this provider's."),
    click.option("--transaction", help="Only for this transaction: 837D, 270, 276, 278 or 835."),
    click.option("--state", type=click.Choice(["draft", "submitted", "live", "rejected"]),
                 help="Only in this state."),
)
_owner = click.option(
    "--account", envvar="BITEWING_ACCOUNT",
    help="Whose it is (by default BITEWING_ACCOUNT's, else the house's: it counts for every account).",
)
_note = click.option("--note", help="What is to be remembered of it.")
_since = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Since which day it is so (today by default)."
)


def _filtered(call: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed(_filters):
        call = option(call)
    return call


@click.command("list", epilog="Example: bitewing enrolments list --payer delta --state submitted")
@account_option
@_filtered
@limit_option
@json_option
@house_command
def list_(
    house: House, account: str | None, payer: str | None, npi: str | None, transaction: str | None,
    state: str | None, limit: int, as_json: bool,
) -> None:
    """List enrolments, the oldest first."""
    from clearinghouse.enrolling import list_enrolments

    answer, tables = list_enrolments(
        house, account, limit, payer=payer, provider_npi=npi, transaction=transaction, state=state
    )
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing enrolments add delta 1992000012 837D --account oak")
@click.argument("payer")
@click.argument("npi")
@click.argument("transaction")
@_owner
@click.option("--note", default="", help="What is to be remembered of it.")
@json_option
@house_command
def add(
    house: House, payer: str, npi: str, transaction: str, account: str | None, note: str, as_json: bool
) -> None:
    """Record the draft of an enrolment: a provider, with a payer, for a transaction."""
    from msgspec.structs import asdict

    from clearinghouse import enrolling

    made = enrolling.add(house, account, payer, npi, transaction, note)
    say(asdict(made), f"Enrolment {made.id} is a draft.", as_json)


@click.command(epilog="Example: bitewing enrolments submit 3 --note 'form sent by mail'")
@click.argument("enrolment", type=KEY)
@account_option
@_since
@_note
@json_option
@house_command
def submit(
    house: House, enrolment: int, account: str | None, since: datetime | None, note: str | None, as_json: bool
) -> None:
    """Tell that an enrolment was submitted to the payer."""
    _move(house, account, enrolment, "submitted", since, note, as_json)


@click.command(epilog="Example: bitewing enrolments accept 3 --since 2026-03-01")
@click.argument("enrolment", type=KEY)
@_since
@_note
@json_option
@house_command
def accept(
    house: House, enrolment: int, since: datetime | None, note: str | None, as_json: bool
) -> None:
    """Tell that the payer has accepted it: it is live, and the next run sends what was held for it."""
    _move(house, None, enrolment, "accepted", since, note, as_json)


@click.command(epilog="Example: bitewing enrolments reject 3 --note 'tax id does not fit'")
@click.argument("enrolment", type=KEY)
@_since
@_note
@json_option
@house_command
def reject(
    house: House, enrolment: int, since: datetime | None, note: str | None, as_json: bool
) -> None:
    """Tell that the payer has rejected it, or ended one that was live."""
    _move(house, None, enrolment, "rejected", since, note, as_json)


def _move(
    house: House, account: str | None, key: int, event: str, since: datetime | None, note: str | None,
    as_json: bool,
) -> None:
    from msgspec.structs import asdict

    from clearinghouse import enrolling

    day = since.date() if since else None
    moved = enrolling.move(house, account, key, event, since=day, note=note)
    say(asdict(moved), f"Enrolment {key} is {moved.state} since {moved.since}.", as_json)


@click.command(epilog="Example: bitewing enrolments export --csv --account oak > enrolments.csv")
@account_option
@_filtered
@exporting
@house_command
def export(
    house: House, account: str | None, payer: str | None, npi: str | None, transaction: str | None,
    state: str | None, as_csv: bool, as_json: bool,
) -> None:
    """Print enrolments as TOML or CSV, as `import` takes them."""
    from clearinghouse import enrolling

    answer, _ = enrolling.list_enrolments(
        house, account, None, payer=payer, provider_npi=npi, transaction=transaction, state=state
    )
    form = enrolling.in_csv if as_csv else enrolling.in_toml_tables
    print_form(answer, lambda: form(answer), as_json)


@click.command("import", epilog="Example: bitewing enrolments import enrolments.csv")
@file_argument
@json_option
@house_command
def import_(house: House, file: Path, as_json: bool) -> None:
    """Take in enrolments from a TOML or CSV file, all or none; states as the file tells them.

    Columns: account, payer, provider_npi, transaction, state, since, note. Payer, provider_npi and
    transaction are needed.
    """
    from clearinghouse.enrolling import take_in

    told = take_in(house, file)
    say(told, ", ".join(f"{count} {what}" for what, count in told.items()), as_json)


COMMANDS = (list_, add, submit, accept, reject, export, import_)
