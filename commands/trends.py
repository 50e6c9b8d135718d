"""The command on the trend of acceptance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from commands.face import account_option, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House


@click.command(epilog="Example: bitewing trend --by week --days 90; bitewing trend --report quality")
@click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True, help="Received since.")
@click.option(
    "--by", type=click.Choice(["day", "week", "month"]), default="day", show_default=True,
    help="The length of a period.",
)
@click.option("--report", help="By the months of this report (its cut-off day stands in calendar.toml).")
@account_option
@click.option("--limit", type=click.IntRange(0, 1 << 31), default=20, show_default=True, help="Files shown.")
@json_option
@house_command
def trend(
    house: House, days: int, by: str, report: str | None, account: str | None, limit: int, as_json: bool
) -> None:
    """Which of the files handed in were accepted, how many of their claims were rejected, and the trend."""
    from clearinghouse import trend as overview

    answer, tables = overview.show_trend(house, account, days=days, by=by, report=report, limit=limit)
    show(answer, as_json, *tables)


COMMANDS = (trend,)
