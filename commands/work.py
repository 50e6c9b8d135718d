"""Commands on the work queue: what has to be looked at, by whom, until when."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from commands.face import account_option, clean, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_task = click.argument("task", type=_KEY)
_by = click.option(
    "--by", envvar="BITEWING_OPERATOR", default="operator", show_default="operator, or BITEWING_OPERATOR",
    help="Who you are, as the owner of tasks and in the audit trail.",
)


@click.command("list", epilog="Example: bitewing work list --kind 'claim rejected' --mine")
@account_option
@click.option("--kind", help="Only tasks of this kind, as `claim held`.")
@click.option("--owner", help="Only tasks that this person has taken.")
@click.option("--mine", is_flag=True, help="Only tasks that you have taken.")
@click.option("--late", is_flag=True, help="Only tasks whose last day is over.")
@click.option("--done", is_flag=True, help="The tasks that are done, instead of those that wait.")
@click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")
@_by
@json_option
@house_command
def list_(
    house: House, account: str | None, kind: str | None, owner: str | None, mine: bool, late: bool,
    done: bool, limit: int, by: str, as_json: bool,
) -> None:
    """List the tasks that wait, those due first in front."""
    from clearinghouse import work

    if mine and owner not in (None, by):
        raise click.UsageError("--mine and --owner name two people; leave one of them off")
    answer, tables = work.list_tasks(
        replace(house, actor=by), account, kind=kind, owner=by if mine else owner, late=late, done=done,
        limit=limit,
    )
    show(answer, as_json, *tables)


@click.command("show", epilog="Example: bitewing work show 3")
@_task
@account_option
@_by
@json_option
@house_command
def show_(house: House, task: int, account: str | None, by: str, as_json: bool) -> None:
    """Show one task with its notes and its history."""
    from clearinghouse import work

    answer, tables = work.show_task(replace(house, actor=by), account, task)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing work take 3 --by ruth")
@_task
@account_option
@_by
@json_option
@house_command
def take(house: House, task: int, account: str | None, by: str, as_json: bool) -> None:
    """Take a task in hand, unless somebody else has it."""
    from clearinghouse import work

    _told(task, work.take_task(replace(house, actor=by), account, task), as_json)


@click.command(epilog="Example: bitewing work give 3 --to ruth")
@_task
@click.option("--to", required=True, help="Who shall have it.")
@account_option
@_by
@json_option
@house_command
def give(house: House, task: int, to: str, account: str | None, by: str, as_json: bool) -> None:
    """Give a task to somebody."""
    from clearinghouse import work

    _told(task, work.give_task(replace(house, actor=by), account, task, to), as_json)


@click.command(epilog="Example: bitewing work note 3 'called the plan, asked for the form'")
@_task
@click.argument("text")
@account_option
@_by
@json_option
@house_command
def note(house: House, task: int, text: str, account: str | None, by: str, as_json: bool) -> None:
    """Write a note about a task. Notes are sealed in the store, as archived files are."""
    from clearinghouse import work

    _told(task, work.note_task(replace(house, actor=by), account, task, text), as_json)


@click.command(epilog="Example: bitewing work done 3 --reason 'corrected and sent again'")
@_task
@click.option("--reason", help="Why, kept as a note.")
@account_option
@_by
@json_option
@house_command
def done(
    house: House, task: int, reason: str | None, account: str | None, by: str, as_json: bool
) -> None:
    """Tell that a task is done. It does not come back, even where its cause stays."""
    from clearinghouse import work

    _told(task, work.end_task(replace(house, actor=by), account, task, reason), as_json)


def _told(task: int, state: str, as_json: bool) -> None:
    if as_json:
        show({"task": task, "state": state}, True)
        return
    click.echo(f"task {task}: {clean(state)}")


COMMANDS = (list_, show_, take, give, note, done)
