"""Commands on the schedule: the calendar's runs for the clock of the system."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import house_command, json_option, show

if TYPE_CHECKING:
    from clearinghouse.house import House


def this_program() -> str:
    """The path of the program that runs, whichever other of its name there may be."""
    found = Path(sys.argv[0]).resolve()
    if found.name == "bitewing" and found.exists():
        return str(found)
    return shutil.which("bitewing") or str(found)


@click.command("print", epilog="Example: bitewing schedule print --form systemd --to units --user bitewing")
@click.option(
    "--form", type=click.Choice(["crontab", "systemd"]), default="crontab", show_default=True,
    help="For cron, or for systemd.",
)
@click.option("--program", help="The program's path, where it is not this one.")
@click.option("--user", default="", help="systemd: the user whose house it is.")
@click.option(
    "--to", "target", type=click.Path(file_okay=False, path_type=Path),
    help="systemd: write the units as files into this folder.",
)
@json_option
@house_command
def print_(
    house: House, form: str, program: str | None, user: str, target: Path | None, as_json: bool
) -> None:
    """Print crontab lines, or systemd services and timers, for the calendar of this house.

    Intake every few minutes in its window, sending before each payer's cut-off, follow-up, reports, and
    everything once a night. Times stand in calendar.toml.
    """
    from clearinghouse.schedules import crontab, jobs, units

    for option, told in (("--to", target), ("--user", user)):
        if told and form != "systemd":
            raise click.BadParameter("is for --form systemd; a crontab is printed", param_hint=option)
    if not user.isprintable() or any(ch.isspace() for ch in user):
        raise click.BadParameter("is no name of a user", param_hint="--user")
    program = program or this_program()
    place, wanted = house.folder.resolve(), jobs(house.calendar)
    if form == "crontab":
        text = crontab(wanted, program, place)
        show({"crontab": text}, True) if as_json else click.echo(text, nl=False)
        return
    made = units(wanted, program, place, user)
    if target is not None:
        target.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (target / name).write_text(text, "utf-8")
    if as_json:
        show(made, True)
        return
    for name, text in made.items():
        click.echo(f"{target / name}" if target else f"# {name}\n{text}")


COMMANDS = (print_,)
