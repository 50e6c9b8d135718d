"""Commands that look for claims, and at one."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from commands.face import account_option, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_claim = click.argument("claim", type=_KEY)


def _looking(command: Any) -> Any:
    """The options of whoever looks for claims."""
    options = (
        click.option("--state", help="Only claims in this state."),
        click.option("--group", help="Only claims of this group: received, in-process or processed."),
        click.option("--payer", help="Only claims to this payer: its name in partners.toml, or an id."),
        click.option("--claim-id", help="Only claims with this patient control number (CLM01)."),
        click.option("--member", help="Only claims of this member id."),
        click.option("--name", help='Only claims of this patient: "FAMILY GIVEN".'),
        click.option("--payer-claim-number", help="Only the claim that the payer knows by this number."),
        click.option("--trace", help="Only claims that this check or transfer answers (TRN02)."),
        click.option("--from", "first", metavar="DAY", help="Served on this day or later (2026-03-02)."),
        click.option("--to", "last", metavar="DAY", help="Served on this day or before."),
        click.option("--amount", help="Only claims that charge this, in dollars."),
        click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _list(house: House, account: str | None, limit: int, as_json: bool, told: dict[str, Any]) -> None:
    from clearinghouse import claim_overview as overview

    amount = told.pop("amount")
    asked = overview.Asked(
        service_from=_day(told.pop("first"), "--from"), service_to=_day(told.pop("last"), "--to"),
        charge_cents=_cents(amount), **told,
    )
    answer, tables = overview.list_claims(house, account, asked, limit=limit)
    show(answer, as_json, *tables)


def _day(told: str | None, hint: str) -> date | None:
    if told is None:
        return None
    try:
        return datetime.strptime(told, "%Y-%m-%d").date()
    except ValueError:
        raise click.BadParameter("a day is told as 2026-03-02", param_hint=hint) from None


def _cents(told: str | None) -> int | None:
    from decimal import Decimal, InvalidOperation

    if told is None:
        return None
    try:
        cents = Decimal(told) * 100
        if cents != int(cents) or abs(cents) >= 10**15:
            raise ValueError
        return int(cents)
    except (InvalidOperation, ValueError, OverflowError):
        raise click.BadParameter("an amount is told in dollars, like 100.00", param_hint="--amount") from None


@click.command("look", hidden=True)
@click.argument("claim", type=_KEY, required=False)
@account_option
@_looking
@json_option
@house_command
def look(
    house: House, claim: int | None, account: str | None, limit: int, as_json: bool, **told: Any
) -> None:
    """List claims, or show the one of that number."""
    if claim is None:
        _list(house, account, limit, as_json, told)
    else:
        _show(house, claim, account, as_json)


@click.command("list", epilog="Example: bitewing claims list --group processed --from 2026-03-01")
@account_option
@_looking
@json_option
@house_command
def list_(house: House, account: str | None, limit: int, as_json: bool, **told: Any) -> None:
    """List the newest claims that fit all that is told of them.

    A member id or a name is found by a keyed hash: whole, in any capitals, not by its beginning.
    """
    _list(house, account, limit, as_json, told)


@click.command("show", epilog="Example: bitewing claims show 7")
@_claim
@account_option
@json_option
@house_command
def show_(house: House, claim: int, account: str | None, as_json: bool) -> None:
    """Show one claim: its timeline from bytes to bank, with the segments that moved it."""
    _show(house, claim, account, as_json)


def _show(house: House, claim: int, account: str | None, as_json: bool) -> None:
    from clearinghouse import claim_overview as overview

    answer, tables = overview.show_claim(house, account, claim)
    show(answer, as_json, *tables)


COMMANDS = (look, list_, show_)
