"""Commands that keep a house in order from one version of this program to the next."""

from __future__ import annotations

from pathlib import Path

import click

from commands.face import house_option, json_option, opened, show


@click.command(epilog="Example: bitewing upgrade --house my-house")
@house_option
@json_option
def upgrade(folder: Path, as_json: bool) -> None:
    """Bring a house that an older version made to this version's tables.

    Copy its store (ledger.db) to a safe place first, and let no run go on meanwhile. Killed half way,
    nothing is changed; a house that is up to date stays as it is.
    """
    from clearinghouse.expecting import expect_older
    from clearinghouse.group_shell import keep_from_groups
    from clearinghouse.house import upgrade_house

    keep_from_groups()
    before, after = upgrade_house(folder)
    with opened(folder) as house:
        expect_older(house)
    if as_json:
        show({"before": before, "after": after}, True)
    elif before == after:
        click.echo(f"Nothing to do: the tables are of version {after} already.")
    else:
        click.echo(f"The tables were of version {before} and are of version {after} now.")


COMMANDS = (upgrade,)
