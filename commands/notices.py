"""Commands that tell partners something: notices for submitters, messages to anybody."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

import click

from commands.face import account_option, bytes_in, clean, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(epilog="Example: bitewing notices add --account all --until 2026-12-26 'Closed on the 25th.'")
@click.argument("text")
@click.option("--account", required=True, help="The submitter it is for, or `all`.")
@click.option("--from", "first", type=_DAY, help="Its first day (by default today).")
@click.option("--until", "last", type=_DAY, required=True, help="Its last day.")
@json_option
@house_command
def add(
    house: House, text: str, account: str, first: datetime | None, last: datetime, as_json: bool
) -> None:
    """Tell submitters something: shown to them on these days, and sent to them with the next run.

    What is told all goes to the submitters there are now.
    """
    from clearinghouse import notices

    begins = first.date() if first else house.today()
    keys = notices.add_notice(house, account, begins, last.date(), text)
    if as_json:
        show({"notices": keys}, True)
        return
    told = f"{len(keys)} told, notices {', '.join(map(str, keys))}"
    click.echo(told if keys else "nobody is there to tell")


@click.command("list", epilog="Example: bitewing notices list --account harbor")
@account_option
@click.option("--past", is_flag=True, help="Also those that are over or were ended.")
@click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")
@json_option
@house_command
def list_(house: House, account: str | None, past: bool, limit: int, as_json: bool) -> None:
    """List the notices that are not over."""
    from clearinghouse import notices

    answer, tables = notices.list_notices(house, account, past=past, limit=limit)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing notices end 3")
@click.argument("notice", type=_KEY)
@account_option
@json_option
@house_command
def end(house: House, notice: int, account: str | None, as_json: bool) -> None:
    """Show a notice no more; what was sent of it stays sent."""
    from clearinghouse import notices

    notices.end_notice(house, account, notice)
    if as_json:
        show({"notice": notice, "state": "ended"}, True)
        return
    click.echo(f"notice {notice}: ended")


@click.command(epilog="Example: bitewing message send --to sandbox question.txt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--to", "partner", required=True, help="The submitter or payer it is for.")
@json_option
@house_command
def send(house: House, file: str, partner: str, as_json: bool) -> None:
    """Send a file (`-`: standard input) to a partner as it is: it goes out with the next run, once.

    Of the file's name only the ending goes along.
    """
    from clearinghouse.messages import send_message

    with nullcontext(bytes_in(file)) if file == "-" else bytes_in(file) as content:
        sent = send_message(house, partner, content, file)
    if as_json:
        show({"file": sent.id, "name": sent.name, "partner": sent.partner, "size": sent.size}, True)
        return
    click.echo(f"file {sent.id}, {clean(sent.name)}, goes to {clean(sent.partner)} with the next run")


NOTICES = (add, list_, end)
MESSAGE = (send,)
