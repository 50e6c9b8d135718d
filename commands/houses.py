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
    account_option,
    clean,
    house_command,
    json_option,
    show,
)

if TYPE_CHECKING:
    from clearinghouse.house import House

_KEY = click.IntRange(1, (1 << 63) - 1)
_limit = click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")


@click.command(epilog="Example: bitewing init my-house")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."))
@json_option
def init(folder: Path, as_json: bool) -> None:
    """Make a house in FOLDER (this folder by default): settings, a key, an empty store.

    Edit partners.toml in it afterwards: it holds one submitter and one payer as examples.
    """
    from clearinghouse.examples import PARTNERS_TEXT
    from clearinghouse.house import PARTNERS, create_house, utc_now

    create_house(folder, PARTNERS_TEXT, now=utc_now())
    if as_json:
        show({"house": str(folder), "partners": PARTNERS}, True)
        return
    click.echo(f"A house stands in {clean(str(folder.resolve()))}")
    click.echo(
        f"Next: name your submitters and payers in {PARTNERS}, then `bitewing submit` and `bitewing run`."
    )
    click.echo("Keep a copy of secrets/store.key elsewhere: without it the archive cannot be read.")


@click.command(epilog="Example: bitewing submit claims.edi --as harbor")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--as", "account", required=True, help="The submitter whose files these are.")
@json_option
@house_command
def submit(house: House, files: tuple[Path, ...], account: str, as_json: bool) -> int:
    """Hand files in for a submitter; the next `bitewing run` works on them.

    A file is archived before this command says so. The same bytes again are told as a duplicate.
    """
    from clearinghouse.receiving import accept_name, record
    from clearinghouse.telling import Rows

    if account not in house.partners.submitters:
        known = ", ".join(sorted(house.partners.submitters)) or "none"
        raise click.BadParameter(f"no submitter has this name; there are: {known}", param_hint="--as")
    rows: list[list[str]] = []
    try:
        for path in files:
            name = accept_name(path.name)
            rows.append([name, record(house, 0, account, account, name, path)])
    finally:
        # Also where one cannot be read: what was handed in before it is in the house.
        answer = [{"name": name, "outcome": outcome} for name, outcome in rows]
        show(answer, as_json, Rows("Submitted", ["name", "outcome"], rows))
    return CLEAN if all(outcome == "received" for _, outcome in rows) else FAULTY


@click.command(epilog="Example: bitewing run --step intake --step validation")
@click.option("--step", "steps", multiple=True, help="Only this step (may be given several times).")
@json_option
@house_command
def run(house: House, steps: tuple[str, ...], as_json: bool) -> int:
    """Run the steps once: intake, collection, conversion, validation, matching, routing, delivery.

    Safe to kill and to run again: nothing is lost, nothing is sent twice.
    """
    from clearinghouse import runs
    from clearinghouse.telling import Rows

    unknown = [name for name in steps if name not in runs.STEPS]
    if unknown:
        raise click.BadParameter(f"the steps are {', '.join(runs.STEPS)}", param_hint="--step")
    live = sys.stdout.isatty() and not as_json
    told = _progress if live else None
    report = runs.run(house, list(steps) or None, told=told)
    rows = [
        [name, what, count] for name, counts in report.steps.items() for what, count in sorted(counts.items())
    ]
    answer = {"run": report.run, "steps": {name: dict(counts) for name, counts in report.steps.items()}}
    show(answer, as_json, Rows(f"Run {report.run}", ["step", "what", "count"], rows))
    return BROKEN if report.stopped else UNREACHABLE if report.unreachable else CLEAN


def _progress(step: str, counts: Counter[str]) -> None:
    click.echo(f"{step}: {sum(counts.values())}", err=True)


@click.command(epilog="Example: bitewing demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@json_option
def demo(folder: Path | None, as_json: bool) -> int:
    """Show a clearinghouse's whole day in FOLDER (a temporary one by default).

    Makes a house with two submitters and a sandbox payer behind a real SFTP server on loopback, submits the
    sample batches, runs the steps until every answer is matched, and proves that the money adds up.
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


@click.command(epilog="Example: bitewing status --json")
@json_option
@house_command
def status(house: House, as_json: bool) -> None:
    """How things stand: claims, inquiries and files by state, deliveries that wait, the last runs."""
    from clearinghouse import overview

    answer, tables = overview.status(house)
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


@click.command(epilog="Example: bitewing claims --state paid; bitewing claims 7")
@click.argument("claim", type=_KEY, required=False)
@account_option
@click.option("--state", help="Only claims in this state.")
@click.option("--claim-id", help="Only claims with this patient control number (CLM01).")
@_limit
@json_option
@house_command
def claims(
    house: House,
    claim: int | None,
    account: str | None,
    state: str | None,
    claim_id: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """List the newest claims, or show one with its timeline from bytes to money."""
    from clearinghouse import overview

    if claim is None:
        answer, tables = overview.list_claims(house, account, state=state, claim_id=claim_id, limit=limit)
    else:
        answer, tables = overview.show_claim(house, account, claim)
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


COMMANDS = (init, submit, run, demo, status, files, claims, remits)
