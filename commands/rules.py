"""`bitewing rules`: the book of edits, one edit, and the dry run of a release that is to come."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import (
    BROKEN,
    CLEAN,
    FAULTY,
    account_option,
    choose,
    house_command,
    json_option,
    show,
)

if TYPE_CHECKING:
    from clearinghouse.house import House

_DAYS = re.compile(r"([0-9]{1,5})d")


@click.command("list", epilog="Example: bitewing rules list --snip 6 --release 0.2")
@click.option("--snip", type=click.IntRange(1, 7), help="Only rules of this SNIP type.")
@click.option("--scope", help="Only rules that condemn this: file, interchange, group, set, claim, line.")
@click.option("--release", help="Only rules that came, or are to come, with this release.")
@json_option
def list_(snip: int | None, scope: str | None, release: str | None, as_json: bool) -> None:
    """List the edits: number, severity, answer, release and days, what is wrong."""
    from clearinghouse.rule_book import list_rules
    from edi.findings import Scope
    from transactions.rules.listing import choose_rules, releases

    if scope is not None:
        scope = choose("scope", scope, [one.value for one in Scope], "--scope")
    if release is not None:
        release = choose("release", release, releases(), "--release")
    chosen = choose_rules(snip, scope, release)
    answer, tables = list_rules(chosen)
    show(answer, as_json, *tables)
    if not chosen and not as_json:
        click.echo("no rules")


@click.command("show", epilog="Example: bitewing rules show B101")
@click.argument("rule")
@json_option
def show_(rule: str, as_json: bool) -> None:
    """Show one edit: what is wrong, what to do, the answer it causes, its days and its samples."""
    from clearinghouse.rule_book import show_rule
    from transactions.rules.book import RULES

    found = RULES[choose("rule", rule, RULES, "RULE")]
    answer, tables = show_rule(found, Path(__file__).parent.parent)
    show(answer, as_json, *tables)


@click.command("dry-run", epilog="Example: bitewing rules dry-run --release 0.2 --since 90d")
@click.option("--release", required=True, help="The release whose rules are tried.")
@click.option(
    "--since",
    default="90d",
    show_default=True,
    help="Only claims received since then: so many days (90d) or a day (2026-01-31).",
)
@account_option
@click.option("--most", default=200, show_default=True, help="Show at most so many claims.")
@json_option
@house_command
def dry_run(
    house: House, release: str, since: str, account: str | None, most: int, as_json: bool
) -> int:
    """Tell which stored claims a release would newly reject, by rule and submitter. Nothing is changed.

    A claim is tried by the rules that were not in force when it came; those rejected then are left out.
    """
    from clearinghouse.rule_book import run_dry
    from transactions.rules.listing import releases

    chosen = choose("release", release, releases(), "--release")
    trial, answer, tables = run_dry(house, chosen, _moment(since, house.now()), account, most)
    show(answer, as_json, *tables)
    if not as_json:
        left = trial.rejected - len(trial.caught)
        if left:
            click.echo(f"and {left} more claims (--most shows them)")
        click.echo(
            f"release {chosen}: {trial.rejected} of {trial.claims} claims in {trial.files} files "
            "would newly be rejected"
        )
    if trial.unread:
        names = ", ".join(map(str, trial.unread))
        click.echo(f"not tried, for the archive cannot give them back: files {names}", err=True)
        return BROKEN
    return FAULTY if trial.rejected else CLEAN


def _moment(since: str, now: datetime) -> datetime:
    """The moment that `90d` or a day means; a usage error for anything else."""
    try:
        if told := _DAYS.fullmatch(since):
            return now - timedelta(days=int(told[1]))
        return datetime.strptime(since, "%Y-%m-%d").replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise click.BadParameter(
            "say a number of days, like 90d, or a day, like 2026-01-31", param_hint="--since"
        ) from None


COMMANDS = (list_, show_, dry_run)
