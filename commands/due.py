"""Commands on what is due: late answers, filing limits, and how punctual payers are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.face import account_option, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_MOST = click.IntRange(1, (1 << 63) - 1)


@click.command("list", epilog="Example: bitewing due list --late; bitewing due list --kind filing")
@click.option("--late", is_flag=True, help="Only what is late already.")
@click.option("--kind", help="999, 277CA, 835, 271, 277, 278, 278 final, filing or status.")
@click.option("--payer", help="Only this payer's.")
@account_option
@click.option("--limit", type=_MOST, default=50, show_default=True, help="At most so many of each.")
@json_option
@house_command
def list_(
    house: House, late: bool, kind: str | None, payer: str | None, account: str | None, limit: int,
    as_json: bool,
) -> None:
    """List what payers owe us and what we owe them: since when it is late, and what to do.

    Answers to what was sent (999 to 835), claims whose filing limit is near (filing), and claims of which a
    payer said something that needs a person (status).
    """
    from clearinghouse import due_overview as overview

    answer, tables = overview.list_due(house, account, late=late, kind=kind, payer=payer, limit=limit)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing due payers --days 90")
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="Sent since.")
@json_option
@house_command
def payers(house: House, days: int, as_json: bool) -> None:
    """How often each payer answered in time."""
    from clearinghouse import due_overview as overview

    answer, tables = overview.show_punctuality(house, days)
    show(answer, as_json, *tables)


COMMANDS = (list_, payers)
