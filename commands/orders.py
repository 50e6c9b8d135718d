"""Commands on authorizations and on the orders of care that follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.face import account_option, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_limit = click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")


@click.command(epilog="Example: bitewing authorizations --group pending; bitewing authorizations 7")
@click.argument("authorization", type=_KEY, required=False)
@account_option
@click.option(
    "--group", type=click.Choice(["pending", "determined", "not-applicable"]),
    help="Only those that are not decided yet, decided, or nothing to decide.",
)
@_limit
@json_option
@house_command
def authorizations(
    house: House, authorization: int | None, account: str | None, group: str | None, limit: int, as_json: bool
) -> None:
    """List the newest requests for authorizations (278) by group, or show one with its decision."""
    from clearinghouse import order_overview as overview

    if authorization is None:
        answer, tables = overview.list_authorizations(house, account, group=group, limit=limit)
    else:
        answer, tables = overview.show_authorization(house, account, authorization)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing orders --tray to-manage; bitewing orders 2")
@click.argument("order", type=_KEY, required=False)
@account_option
@click.option(
    "--tray", type=click.Choice(["to-manage", "in-process", "worked"]),
    help="Only those that wait for somebody, that are on their way, or that are over.",
)
@_limit
@json_option
@house_command
def orders(
    house: House, order: int | None, account: str | None, tray: str | None, limit: int, as_json: bool
) -> None:
    """List the newest orders of care by tray, or show one with its claims and its history.

    An order follows an authorization: it moves on as the claims under its number do.
    """
    from clearinghouse import order_overview as overview

    if order is None:
        answer, tables = overview.list_orders(house, account, tray=tray, limit=limit)
    else:
        answer, tables = overview.show_order(house, account, order)
    show(answer, as_json, *tables)


COMMANDS = (authorizations, orders)
