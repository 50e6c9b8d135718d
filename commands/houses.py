"""Commands on a house: making it, feeding it, running it, looking into it."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import (
    BROKEN,
    CLEAN,
    FAULTY,
    UNREACHABLE,
    LateGroup,
    account_option,
    clean,
    house_command,
    house_option,
    json_option,
    opened_for,
    show,
)

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_limit = click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")


@click.command(epilog="Example: bitewing init my-house; bitewing init practice --plan plan.toml")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."))
@click.option(
    "--plan", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its payer shall be the sandbox payer with this plan file, and have a line to be asked by.",
)
@json_option
def init(folder: Path, plan: Path | None, as_json: bool) -> None:
    """Make a house in FOLDER (this folder by default): settings, a key, an empty store.

    Edit partners.toml in it afterwards: it holds one submitter and one payer as examples.
    """
    from clearinghouse.examples import PARTNERS_TEXT, SANDBOX_FOLDER, partners_with_line
    from clearinghouse.house import PARTNERS, create_house, utc_now

    text = PARTNERS_TEXT
    if plan is not None:
        command = [*_this_program(), "sandbox", "answer", "--folder", SANDBOX_FOLDER]
        text = partners_with_line([*command, "--plan", str(plan.resolve())])
    create_house(folder, text, now=utc_now())
    if as_json:
        show({"house": str(folder), "partners": PARTNERS}, True)
        return
    click.echo(f"A house stands in {clean(str(folder.resolve()))}")
    click.echo(
        f"Next: name your submitters and payers in {PARTNERS}, then `bitewing submit` and `bitewing run`."
    )
    click.echo("Keep a copy of secrets/store.key elsewhere: without it the archive cannot be read.")


def _this_program() -> list[str]:
    """How this command line is started by another program."""
    script = Path(sys.executable).with_name("bitewing")
    return [str(script)] if script.exists() else [sys.executable, "-c", "import cli; cli.main()"]


@click.command(epilog="Example: bitewing submit claims.edi --as harbor")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--as", "account", required=True, envvar="BITEWING_ACCOUNT",
    help="The submitter whose files these are (by default BITEWING_ACCOUNT).",
)
@json_option
@house_command
def submit(house: House, files: tuple[Path, ...], account: str, as_json: bool) -> int:
    """Hand files in for a submitter; the next `bitewing run` works on them.

    A file is archived before this command says so. The same bytes again are told as a duplicate, with the
    file they came in before.
    """
    from clearinghouse.receiving import Receipt, hand_in
    from clearinghouse.telling import Rows

    if account not in house.partners.submitters:
        known = ", ".join(sorted(house.partners.submitters)) or "none"
        raise click.BadParameter(f"no submitter has this name; there are: {known}", param_hint="--as")
    done: list[tuple[str, Receipt]] = []
    try:
        for path in files:
            done.append(hand_in(house, account, path))
    finally:
        # Also where one cannot be read: what was handed in before it is in the house.
        answer = [
            {
                "name": name, "outcome": one.outcome, "file": one.file,
                "earlier": one.earlier.told() if one.earlier else None,
            }
            for name, one in done
        ]
        rows = [
            [name, one.outcome, one.file, one.earlier.in_words() if one.earlier else ""]
            for name, one in done
        ]
        show(answer, as_json, Rows("Submitted", ["name", "outcome", "file", "came before as"], rows))
    return CLEAN if all(one.outcome == "received" for _, one in done) else FAULTY


@click.command(epilog="Example: bitewing run --step intake --step validation")
@click.option("--step", "steps", multiple=True, help="Only this step (may be given several times).")
@click.option("--dry-run", is_flag=True, help="Only tell what would be sent now; changes nothing.")
@click.option(
    "--most", type=_KEY, help="At most so many files or claims of each partner in each step; run it again."
)
@click.option("--wait", type=click.IntRange(0, 86400), default=0, help="Seconds to wait for another run.")
@click.option("--log", metavar="FILE", help="Add a line of JSON for every step to FILE (-: standard error).")
@json_option
@house_command
def run(
    house: House, steps: tuple[str, ...], dry_run: bool, most: int | None, wait: int, log: str | None,
    as_json: bool,
) -> int:
    """Run the steps once: each has its turn, in order.

    intake, collection, conversion, validation, matching, followup, routing, delivery, orders, tasks.

    Safe to kill and to run again: nothing is lost, nothing is sent twice.
    """
    from clearinghouse import runs, step_log
    from clearinghouse.telling import Rows

    unknown = [name for name in steps if name not in runs.STEPS]
    if unknown:
        raise click.BadParameter(f"the steps are {', '.join(runs.STEPS)}", param_hint="--step")
    live = sys.stdout.isatty() and not as_json
    told = _progress if live else None
    with step_log.logged(log):
        if dry_run:
            report = runs.rehearse(house, list(steps) or None, most=most)
        else:
            report = runs.run(house, list(steps) or None, told=told, most=most, wait=wait)
    rows = [
        [name, what, count] for name, counts in report.steps.items() for what, count in sorted(counts.items())
    ]
    answer = {"run": report.run, "steps": {name: dict(counts) for name, counts in report.steps.items()}}
    title = "Would be sent" if dry_run else f"Run {report.run}"
    show(answer, as_json, Rows(title, ["step", "what", "count"], rows))
    return BROKEN if report.stopped else UNREACHABLE if report.unreachable else CLEAN


def _progress(step: str, counts: Counter[str]) -> None:
    click.echo(f"{step}: {sum(counts.values())}", err=True)


@click.command(epilog="Example: bitewing demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@json_option
def demo(folder: Path | None, as_json: bool) -> int:
    """Show a clearinghouse's whole day in FOLDER (a temporary one by default).

    Makes a house with two submitters and a sandbox payer behind a real SFTP server on loopback, submits the
    sample batches and inquiries, runs the steps until every answer is matched, and proves that the money adds
    up and that every inquiry is answered.
    """
    from contextlib import nullcontext

    from sandbox.demo import demonstrate, temporary_folder
    from sandbox.demo_report import report

    with nullcontext(folder) if folder else temporary_folder() as place:
        quiet = (lambda line: None) if as_json else click.echo
        shown = demonstrate(place, quiet)
        answer, tables, sentences = report(shown)
    show(answer, as_json, *tables)
    if not as_json:
        for sentence in sentences:
            click.echo(sentence)
    return CLEAN if shown.complete else BROKEN


# Looking.


@click.group(
    cls=LateGroup,
    module="commands.asking",
    listed="STATUS",
    invoke_without_command=True,
    epilog="Example: bitewing status --json",
)
@house_option
@account_option
@json_option
@click.pass_context
def status(context: click.Context, folder: Path, account: str | None, as_json: bool) -> None:
    """How things stand: claims, inquiries and files by state, deliveries that wait, the last runs.

    Of an account its notices stand in front. With `ask`: what has become of one claim, asked of its payer;
    with `plan` and `run`: of all those that are due by the plan of their payer (as `followup` does).
    """
    if context.invoked_subcommand is not None:
        return
    from clearinghouse import notices, overview

    with opened_for(folder, account) as house:
        answer, tables = overview.status(house, account)
        if account is not None:
            told, rows = notices.list_today(house, account)
            answer, tables = {"notices": told, **answer}, [rows, *tables]
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing files --account harbor; bitewing files 12")
@click.argument("file", type=_KEY, required=False)
@account_option
@_limit
@json_option
@house_command
def files(house: House, file: int | None, account: str | None, limit: int, as_json: bool) -> None:
    """List the newest files, or show one with its sets and findings."""
    from clearinghouse import overview

    if file is None:
        answer, tables = overview.list_files(house, account, limit)
    else:
        answer, tables = overview.show_file(house, account, file)
    show(answer, as_json, *tables)


@click.command(epilog="Example: bitewing remits; bitewing remits 1 --json")
@click.argument("remit", type=_KEY, required=False)
@account_option
@_limit
@json_option
@house_command
def remits(house: House, remit: int | None, account: str | None, limit: int, as_json: bool) -> None:
    """List the newest remittances, or show one with the proof that its money adds up.

    An account sees the answers to its own claims; the payment is the house's.
    """
    from clearinghouse import remittance_overview as overview

    if remit is None:
        answer, tables = overview.list_remits(house, account, limit)
    else:
        answer, tables = overview.show_remit(house, account, remit)
    show(answer, as_json, *tables)


COMMANDS = (init, submit, run, demo, status, files, remits)
