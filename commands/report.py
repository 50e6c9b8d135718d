"""The commands `report ...`: what a house's own log says of its days, batches, payers and prices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from commands.face import CLEAN, FAULTY, account_option, clean, house_command

if TYPE_CHECKING:
    from clearinghouse.house import House

_DAY = click.DateTime(["%Y-%m-%d"])
_OPTIONS = (
    click.option("--day", type=_DAY, help="Of this day."),
    click.option("--since", type=_DAY, help="From this day on."),
    click.option("--until", type=_DAY, help="To this day; it is in the report."),
    account_option,
    click.option("--table", "tables", multiple=True, metavar="NAME",
                 help="Only this table (may be given several times)."),
    click.option("--zone", metavar="ZONE", help="Days are those of this time zone (by default the house's)."),
    click.option("--format", "form", type=click.Choice(["text", "csv", "json", "html"]), default="text",
                 show_default=True, help="How it is told; html is one page with charts."),
    click.option("--json", "as_json", is_flag=True, help="The same as --format json."),
    click.option("--out", type=click.Path(dir_okay=False), help="Write the report there."),
)


def _report_command(name: str, example: str) -> Callable[[Callable[..., Any]], click.Command]:
    """A command that makes one report, with the options that all have."""

    def made(call: Callable[..., Any]) -> click.Command:
        command = house_command(call)
        for option in reversed(_OPTIONS):
            command = option(command)
        return click.command(name, epilog=f"Example: bitewing report {name}{example}")(command)

    return made


def _report(
    house: House, name: str, *, day: datetime | None, since: datetime | None, until: datetime | None,
    account: str | None, tables: tuple[str, ...], zone: str | None, form: str, as_json: bool, out: str | None,
    holidays: tuple[datetime, ...] = (),
) -> int:
    """Make a report and write it where it is wanted."""
    from zoneinfo import available_timezones

    from clearinghouse.house_reports.forms import narrowed, write_report
    from clearinghouse.house_reports.making import make_report
    from clearinghouse.reports.writing import opened, refuse_place

    if as_json and form not in ("text", "json"):
        raise click.BadParameter("--json and --format exclude each other", param_hint="--format")
    if zone is not None and zone not in available_timezones():
        raise click.BadParameter("no time zone has this name; one is America/Chicago", param_hint="--zone")
    refuse_place(form, out)
    first, last, one = (None if told is None else told.date() for told in (since, until, day))
    report = make_report(
        house, name, account=account, day=one, since=first, until=last, zone=zone,
        holidays=[told.date() for told in holidays],
    )
    with opened(out, private=True) as write:
        write_report("json" if as_json else form, narrowed(report, tables), write)
    if out:
        click.echo(f"{report.title}; told in {clean(out)}")
    return FAULTY if report.faults else CLEAN


@_report_command("daily", " --day 2026-03-05")
def daily(house: House, **asked: Any) -> int:
    """Files, sets, claims, inquiries and dollars, in and out, by partner and verdict. Of today by default."""
    return _report(house, "daily", **asked)


@_report_command("batches", " --since 2026-03-01 --format csv --table outgoing")
def batches(house: House, **asked: Any) -> int:
    """Reconcile every batch: sent = accepted + rejected + pending, in count and dollars. Of today by default.

    What does not add up stands first, and makes the exit code 1.
    """
    return _report(house, "batches", **asked)


@_report_command("rejections", " --format html --out rejections.html")
def rejections(house: House, **asked: Any) -> int:
    """Why claims were rejected, here and by payers, and the clean-claim rate. Of 28 days by default."""
    return _report(house, "rejections", **asked)


@_report_command("core", " --since 2026-01-01 --holiday 2026-01-19")
@click.option("--holiday", "holidays", type=_DAY, multiple=True,
              help="No business day, beside those of calendar.toml (may be given several times).")
def core(house: House, **asked: Any) -> int:
    """Conformance with CAQH CORE's response times; our time apart from payers'. Of this month by default."""
    return _report(house, "core", **asked)


@_report_command("usage", " --since 2026-03-01 --until 2026-03-31 --account harbor")
def usage(house: House, **asked: Any) -> int:
    """Transactions by submitter, priced by the house's prices.toml. Of this month by default."""
    return _report(house, "usage", **asked)


@_report_command("aging", " --day 2026-03-31")
def aging(house: House, **asked: Any) -> int:
    """Claims sent and not decided on, by age and payer, at the end of the last day. As of now by default."""
    return _report(house, "aging", **asked)


COMMANDS = (daily, batches, rejections, core, usage, aging)
