"""Commands on submitters: listing, adding and changing them in the partners' file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import account_option, house_command, json_option, show
from commands.partner_options import (
    add_partner,
    edit_partner,
    export_partners,
    exporting,
    file_argument,
    import_partners,
    limit_option,
    set_option,
    settings_given,
)

if TYPE_CHECKING:
    from clearinghouse.house import House


@click.command("list", epilog="Example: bitewing submitters list --group north")
@account_option
@click.option("--group", help="Only submitters of this group.")
@limit_option
@json_option
@house_command
def list_(house: House, account: str | None, group: str | None, limit: int, as_json: bool) -> None:
    """List the submitters with their interchange ids and groups."""
    from clearinghouse.partner_overview import list_submitters

    answer, tables = list_submitters(house, account, group, limit)
    show(answer, as_json, *tables)


@click.command("show", epilog="Example: bitewing submitters show harbor")
@click.argument("account", metavar="NAME")
@json_option
@house_command
def show_(house: House, account: str, as_json: bool) -> None:
    """Show a submitter: its settings as they count, and its contacts."""
    from clearinghouse.partner_overview import named, show_partner

    named(house, "submitters", account)
    answer, tables = show_partner(house, "submitters", account, account)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing submitters add oak --name 'OAK STREET' --id OAKSTREET --group north")
@click.argument("name_in_file", metavar="NAME")
@click.option("--name", required=True, help="Its name, told in its 277CA.")
@click.option("--id", "sender_id", required=True, help="The ISA06 it sends.")
@click.option("--group", default="", help="The group it belongs to.")
@click.option("--inbox", default="", help="Where its files are collected (submitters/NAME/in).")
@click.option("--outbox", default="", help="Where its answers are delivered (submitters/NAME/out).")
@set_option
@json_option
@house_command
def add(
    house: House, name_in_file: str, name: str, sender_id: str, group: str, inbox: str, outbox: str,
    given: tuple[str, ...], as_json: bool,
) -> None:
    """Add a submitter to partners.toml; its account and its folders are made."""
    place = f"submitters/{name_in_file}"
    told = {
        ("name",): name, ("id",): sender_id, ("group",): group,
        ("mailbox", "inbox"): inbox or f"{place}/in", ("mailbox", "outbox"): outbox or f"{place}/out",
    }
    add_partner(house, "submitters", name_in_file, told | settings_given(given), as_json)


@click.command(epilog="Example: bitewing submitters edit harbor --set group=north --set patients_per_set=500")
@click.argument("name_in_file", metavar="NAME")
@set_option
@click.option("--unset", multiple=True, metavar="NAME", help="A setting to be taken out (several times).")
@json_option
@house_command
def edit(
    house: House, name_in_file: str, given: tuple[str, ...], unset: tuple[str, ...], as_json: bool
) -> None:
    """Change settings of a submitter in partners.toml; comments and order stay."""
    edit_partner(house, "submitters", name_in_file, given, unset, as_json)


@click.command(epilog="Example: bitewing submitters export --csv > submitters.csv")
@click.argument("names", nargs=-1)
@exporting
@house_command
def export(house: House, names: tuple[str, ...], as_csv: bool, as_json: bool) -> None:
    """Print submitters (all by default) as TOML or CSV, as `import` takes them."""
    export_partners(house, "submitters", names, as_csv, as_json)


@click.command("import", epilog="Example: bitewing submitters import submitters.csv")
@file_argument
@json_option
@house_command
def import_(house: House, file: Path, as_json: bool) -> None:
    """Add and change the submitters of a TOML or CSV file, all or none; others stay."""
    import_partners(house, "submitters", file, as_json)


COMMANDS = (list_, show_, add, edit, export, import_)
