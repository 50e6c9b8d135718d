"""Commands on the follow-up: claims without a decision, and what their payers say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.face import CLEAN, UNREACHABLE, account_option, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_MOST = click.IntRange(1, (1 << 63) - 1)
_payer = click.option("--payer", help="Only claims of this payer.")
_limit = click.option("--limit", type=_MOST, default=50, show_default=True, help="At most so many.")


@click.command(epilog="Example: bitewing followup plan --payer sandbox")
@_payer
@account_option
@_limit
@json_option
@house_command
def plan(house: House, payer: str | None, account: str | None, limit: int, as_json: bool) -> None:
    """List the claims that are due to be asked about (276) by the plan of their payer."""
    from clearinghouse import followup_overview as overview

    answer, tables = overview.show_plan(house, account, payer, limit)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing followup run --payer sandbox --most 100")
@_payer
@click.option("--most", type=_MOST, help="At most so many claims.")
@click.option("--dry-run", is_flag=True, help="Only tell how many would be asked about.")
@json_option
@house_command
def run(house: House, payer: str | None, most: int | None, dry_run: bool, as_json: bool) -> int:
    """Make the questions (276) about the claims that are due; the next `bitewing run` sends them.

    A run with the step followup does the same. Safe to kill and to run again: no claim is asked about twice.
    """
    from clearinghouse.followup import follow_up
    from clearinghouse.followup_overview import known_payer
    from clearinghouse.runs import alone
    from clearinghouse.telling import Rows
    from clearinghouse.troubles import count_troubles

    known_payer(house, payer)
    if dry_run:
        told = follow_up(house, 0, dry_run=True, most=most, payer=payer)
    else:
        told = alone(house, "followup", lambda run: follow_up(house, run, most=most, payer=payer))
    show(dict(told), as_json, Rows("Follow-up", ["what", "count"], sorted(told.items())))
    return UNREACHABLE if count_troubles(told) else CLEAN


@click.command("list", epilog="Example: bitewing followup list --state 'not found'")
@click.option("--state", help="Only those in this state: asked, pending, not found, finalized, returned ...")
@account_option
@_limit
@json_option
@house_command
def list_(house: House, state: str | None, account: str | None, limit: int, as_json: bool) -> None:
    """List the claims that were asked about: what the payer said, when it is asked next, what to do."""
    from clearinghouse import followup_overview as overview

    answer, tables = overview.list_followups(house, account, state, limit)
    show(answer, as_json, *tables)


COMMANDS = (plan, run, list_)
