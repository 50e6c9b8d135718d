"""Commands on inquiries: what was asked, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.face import account_option, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)


@click.command(epilog="Example: bitewing inquiries --kind 270 --state answered; bitewing inquiries 7")
@click.argument("inquiry", type=_KEY, required=False)
@account_option
@click.option("--kind", help="Only inquiries of this kind: 270, 276 or 278.")
@click.option("--state", help="Only inquiries in this state.")
@click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")
@json_option
@house_command
def inquiries(
    house: House,
    inquiry: int | None,
    account: str | None,
    kind: str | None,
    state: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the newest inquiries, or show one with its timeline from the question to the answer."""
    from clearinghouse import inquiry_overview as overview

    if inquiry is None:
        answer, tables = overview.list_inquiries(house, account, kind=kind, state=state, limit=limit)
    else:
        answer, tables = overview.show_inquiry(house, account, inquiry)
    show(answer, as_json, *tables)


COMMANDS = (inquiries,)
