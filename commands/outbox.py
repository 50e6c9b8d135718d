"""`bitewing outbox`: what waits for the readers of each account; collecting it, and having it again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import account_option, clean, house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_account = click.option("--account", required=True, help="The submitter whose outbox it is.")
_reader = click.option("--reader", required=True, help="Who reads: a name of your own, like front-desk.")
_since = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="Everything made since that day (UTC).",
)


@click.command("list", epilog="Example: bitewing outbox list --account harbor --reader front-desk")
@account_option
@click.option("--reader", help="Only what this reader has not collected; needs --account.")
@click.option("--all", "everything", is_flag=True, help="Also what the reader has collected.")
@click.option("--kind", help="Only answers of this kind: TA1, 999, 277CA, 835, 271 ...")
@click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")
@json_option
@house_command
def list_(
    house: House, account: str | None, reader: str | None, everything: bool, kind: str | None, limit: int,
    as_json: bool,
) -> None:
    """List the answers in the outboxes, the oldest first, and how far each reader has come."""
    from clearinghouse.outbox_overview import list_outbox

    if reader is not None and account is None:
        raise click.BadParameter("a reader is an account's: name it with --account", param_hint="--reader")
    answer, tables = list_outbox(house, account, None if everything else reader, kind, limit)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing outbox collect --account harbor --reader front-desk --to answers")
@_account
@_reader
@click.option("--to", "target", type=click.Path(file_okay=False, path_type=Path),
              show_default="collected/ACCOUNT/READER in the house", help="Where the files go (PHI).")
@click.option("--again", type=_KEY, multiple=True, help="This answer once more (may be given several times).")
@_since
@json_option
@house_command
def collect(
    house: House, account: str, reader: str, target: Path | None, again: tuple[int, ...],
    since: datetime | None, as_json: bool,
) -> None:
    """Write the answers a reader has not collected into a folder, with a manifest (JSON and CSV).

    Nothing is deleted, and other readers get everything too. With nothing new the manifest says so. With
    --again or --since the reader stays where it is.
    """
    from clearinghouse import handing_out
    from clearinghouse.outbox_overview import tell_collection

    if again and since:
        raise click.BadParameter("name answers or a day, not both", param_hint="--again")
    handing_out.check_account(house, account)
    place = target or house.folder / "collected" / account / handing_out.check_reader(reader)
    collection = handing_out.collect(house, account, reader, place, again=again, since=_utc(since))
    answer, tables = tell_collection(collection)
    show(answer, as_json, *tables)
    if not as_json:
        click.echo(f"Manifest: {clean(str(collection.manifest))}")


@click.command(epilog="Example: bitewing outbox rewind --account harbor --reader front-desk --to 0")
@_account
@_reader
@click.option("--to", type=click.IntRange(0, (1 << 63) - 1), help="Behind this answer; 0 is the beginning.")
@_since
@json_option
@house_command
def rewind(
    house: House, account: str, reader: str, to: int | None, since: datetime | None, as_json: bool
) -> None:
    """Move a reader back: what lies behind it is collected again."""
    from clearinghouse import handing_out

    if (to is None) == (since is None):
        raise click.BadParameter("name an answer or a day, one of both", param_hint="--to")
    last = handing_out.rewind(house, account, reader, to=to or 0, since=_utc(since))
    if as_json:
        show({"account": account, "reader": reader, "last": last}, True)
    else:
        click.echo(f"{clean(reader)} has collected through answer {last}.")


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day else None


COMMANDS = (list_, collect, rewind)
