"""Commands on payers: listing, adding and changing them in the partners' file, their routes and pauses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import house_command, json_option, show
from commands.partner_options import (
    add_partner,
    edit_partner,
    export_partners,
    exporting,
    file_argument,
    import_partners,
    limit_option,
    say,
    set_option,
    settings_given,
)

if TYPE_CHECKING:
    from clearinghouse.house import House


@click.command("list", epilog="Example: bitewing payers list --transaction 270")
@click.option("--transaction", help="Only payers that take it: 837D, 270, 276, 278 or 835.")
@limit_option
@json_option
@house_command
def list_(house: House, transaction: str | None, limit: int, as_json: bool) -> None:
    """List the payers: ids, the route in use, what each takes, and what waits for it."""
    from clearinghouse.partner_overview import list_payers

    answer, tables = list_payers(house, transaction, limit)
    show(answer, as_json, *tables)


@click.command("show", epilog="Example: bitewing payers show delta --json")
@click.argument("name_in_file", metavar="NAME")
@json_option
@house_command
def show_(house: House, name_in_file: str, as_json: bool) -> None:
    """Show a payer: its settings as they count, its contacts, its enrolments by state."""
    from clearinghouse.partner_overview import show_partner

    answer, tables = show_partner(house, "payers", name_in_file, None)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing payers add north --name NORTH --id NORTHPLAN --payer-id N0001")
@click.argument("name_in_file", metavar="NAME")
@click.option("--name", required=True, help="Its name, told in NM1*40.")
@click.option("--id", "receiver_id", required=True, help="Its interchange id.")
@click.option("--payer-id", "ids", multiple=True, required=True, help="What claims name it by.")
@click.option("--inbox", default="", help="Where its answers are collected (payers/NAME/in).")
@click.option("--outbox", default="", help="Where its batches are delivered (payers/NAME/out).")
@set_option
@json_option
@house_command
def add(
    house: House, name_in_file: str, name: str, receiver_id: str, ids: tuple[str, ...], inbox: str,
    outbox: str, given: tuple[str, ...], as_json: bool,
) -> None:
    """Add a payer to partners.toml; its folders are made."""
    place = f"payers/{name_in_file}"
    told = {
        ("name",): name, ("ids",): list(ids), ("id",): receiver_id,
        ("mailbox", "inbox"): inbox or f"{place}/in", ("mailbox", "outbox"): outbox or f"{place}/out",
    }
    add_partner(house, "payers", name_in_file, told | settings_given(given), as_json)


@click.command(epilog="Example: bitewing payers edit delta --set 'transactions=[\"837D\", \"270\"]'")
@click.argument("name_in_file", metavar="NAME")
@set_option
@click.option("--unset", multiple=True, metavar="NAME", help="A setting to be taken out (several times).")
@json_option
@house_command
def edit(
    house: House, name_in_file: str, given: tuple[str, ...], unset: tuple[str, ...], as_json: bool
) -> None:
    """Change settings of a payer in partners.toml; comments and order stay."""
    edit_partner(house, "payers", name_in_file, given, unset, as_json)


@click.command(epilog="Example: bitewing payers switch delta upstream")
@click.argument("name_in_file", metavar="NAME")
@click.argument("route")
@json_option
@house_command
def switch(house: House, name_in_file: str, route: str, as_json: bool) -> None:
    """Send by another of a payer's routes from the next run on.

    What was made for the route before and not sent goes out anew on this one, once.
    """
    from clearinghouse.partners_change import switch_route

    before = switch_route(house, name_in_file, route)
    answer = {"payer": name_in_file, "before": before, "route": route}
    say(answer, f"{name_in_file} goes by {route} from the next run on (it went by {before}).", as_json)


@click.command(epilog="Example: bitewing payers pause delta")
@click.argument("name_in_file", metavar="NAME")
@json_option
@house_command
def pause(house: House, name_in_file: str, as_json: bool) -> None:
    """Hold everything for a payer from the next run on; its answers are collected all the same."""
    _pause(house, name_in_file, True, as_json)


@click.command(epilog="Example: bitewing payers resume delta")
@click.argument("name_in_file", metavar="NAME")
@json_option
@house_command
def resume(house: House, name_in_file: str, as_json: bool) -> None:
    """Let a payer's work go again: the next run sends what was held, in the order it came."""
    _pause(house, name_in_file, False, as_json)


def _pause(house: House, slug: str, paused: bool, as_json: bool) -> None:
    from clearinghouse import partners_change

    fresh = partners_change.pause(house, slug, paused)
    state = "paused" if paused else "not paused"
    say(
        {"payer": slug, "paused": paused, "changed": fresh},
        f"{slug} is {state} from the next run on." if fresh else f"Nothing to do: {slug} is {state}.",
        as_json,
    )


@click.command(epilog="Example: bitewing payers export > payers.toml")
@click.argument("names", nargs=-1)
@exporting
@house_command
def export(house: House, names: tuple[str, ...], as_csv: bool, as_json: bool) -> None:
    """Print payers (all by default) as TOML or CSV, as `import` takes them.

    CSV holds no routes, lines or SFTP settings.
    """
    export_partners(house, "payers", names, as_csv, as_json)


@click.command("import", epilog="Example: bitewing payers import payers.toml")
@file_argument
@json_option
@house_command
def import_(house: House, file: Path, as_json: bool) -> None:
    """Add and change the payers of a TOML or CSV file, all or none; others stay."""
    import_partners(house, "payers", file, as_json)


COMMANDS = (list_, show_, add, edit, switch, pause, resume, export, import_)
