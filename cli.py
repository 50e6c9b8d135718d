"""The command line: one command a task, plain tables, `--json`, exit codes by class. No decisions here.

Commands import what they need when they run, so that `--help` is quick.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import click

from commands.face import BROKEN, CLEAN, FAULTY, UNREACHABLE, USAGE, LateGroup
from commands.face import account_option as _account
from commands.face import clean as _clean
from commands.face import codes_option as _codes
from commands.face import house_command as _house_command
from commands.face import json_option as _json
from commands.face import own_lists as _own_lists
from commands.face import show as _show

if TYPE_CHECKING:
    from clearinghouse.house import House
    from mappings.tables import GuideTables

_EPILOG = (
    "Exit codes: 0 clean, 1 the data has errors, 2 wrong usage, "
    "3 a partner cannot be reached, 4 a fault of this system or its settings."
)
_KEY = click.IntRange(1, (1 << 63) - 1)
_limit = click.option("--limit", type=_KEY, default=50, show_default=True, help="At most so many.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG)
@click.version_option(package_name="bitewing")
def bitewing() -> None:
    """A self-hosted X12 clearinghouse engine for dentistry."""


def main() -> NoReturn:
    """The entry point: every failure becomes one sentence and an exit code, never a traceback."""
    try:
        code = bitewing(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        code = BROKEN
    except click.ClickException as problem:
        problem.show()
        code = problem.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = CLEAN
    except Exception as problem:
        code = _told(problem)
    sys.exit(code if isinstance(code, int) else CLEAN)


def _told(problem: Exception) -> int:
    """Say what stopped the command; the exit code."""
    from clearinghouse.errors import HouseError, SettingsError
    from edi.errors import EdiError
    from sftp_gateway.errors import GatewayError, Unreachable
    from store.errors import StoreError

    if os.environ.get("BITEWING_DEBUG"):
        raise problem
    if isinstance(problem, EdiError):
        message, code = str(problem), FAULTY
    elif isinstance(problem, GatewayError):
        message, code = str(problem), UNREACHABLE if isinstance(problem, Unreachable) else BROKEN
    elif isinstance(problem, (HouseError, StoreError)):
        asked_wrongly = isinstance(problem, HouseError) and not isinstance(problem, SettingsError)
        message, code = str(problem), USAGE if asked_wrongly else BROKEN
    elif isinstance(problem, OSError):
        place = f"{os.fsdecode(problem.filename)}: " if problem.filename else ""
        message, code = place + (problem.strerror or type(problem).__name__), BROKEN
    else:
        message = f"a fault of this program ({type(problem).__name__}); BITEWING_DEBUG=1 shows where"
        code = BROKEN
    click.echo(f"bitewing: {_clean(message)}", err=True)
    return code


def _bytes_in(path: str) -> BinaryIO:
    return sys.stdin.buffer if path == "-" else Path(path).open("rb")


# A house: making it, feeding it, running it.


@bitewing.command(epilog="Example: bitewing init my-house")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("."))
@_json
def init(folder: Path, as_json: bool) -> None:
    """Make a house in FOLDER (this folder by default): settings, a key, an empty store.

    Edit partners.toml in it afterwards: it holds one submitter and one payer as examples.
    """
    from clearinghouse.examples import PARTNERS_TEXT
    from clearinghouse.house import PARTNERS, create_house, utc_now

    create_house(folder, PARTNERS_TEXT, now=utc_now())
    if as_json:
        _show({"house": str(folder), "partners": PARTNERS}, True)
        return
    click.echo(f"A house stands in {_clean(str(folder.resolve()))}")
    click.echo(
        f"Next: name your submitters and payers in {PARTNERS}, then `bitewing submit` and `bitewing run`."
    )
    click.echo("Keep a copy of secrets/store.key elsewhere: without it the archive cannot be read.")


@bitewing.command(epilog="Example: bitewing submit claims.edi --as harbor")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--as", "account", required=True, help="The submitter whose files these are.")
@_json
@_house_command
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
        _show(answer, as_json, Rows("Submitted", ["name", "outcome"], rows))
    return CLEAN if all(outcome == "received" for _, outcome in rows) else FAULTY


@bitewing.command(epilog="Example: bitewing run --step intake --step validation")
@click.option("--step", "steps", multiple=True, help="Only this step (may be given several times).")
@_json
@_house_command
def run(house: House, steps: tuple[str, ...], as_json: bool) -> int:
    """Run the steps once: intake, collection, validation, matching, routing, delivery.

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
    _show(answer, as_json, Rows(f"Run {report.run}", ["step", "what", "count"], rows))
    return BROKEN if report.stopped else UNREACHABLE if report.unreachable else CLEAN


def _progress(step: str, counts: Counter[str]) -> None:
    click.echo(f"{step}: {sum(counts.values())}", err=True)


@bitewing.command(epilog="Example: bitewing demo")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@_json
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
    _show(answer, as_json, *tables)
    if not as_json:
        for sentence in sentences:
            click.echo(sentence)
    return CLEAN if shown.complete else BROKEN


# Looking.


@bitewing.command(epilog="Example: bitewing status --json")
@_json
@_house_command
def status(house: House, as_json: bool) -> None:
    """How things stand: claims and files by state, deliveries that wait, the last runs."""
    from clearinghouse import overview

    answer, tables = overview.status(house)
    _show(answer, as_json, *tables)


@bitewing.command(epilog="Example: bitewing files --account harbor; bitewing files 12")
@click.argument("file", type=_KEY, required=False)
@_account
@_limit
@_json
@_house_command
def files(house: House, file: int | None, account: str | None, limit: int, as_json: bool) -> None:
    """List the newest files, or show one with its sets and findings."""
    from clearinghouse import overview

    if file is None:
        answer, tables = overview.list_files(house, account, limit)
    else:
        answer, tables = overview.show_file(house, account, file)
    _show(answer, as_json, *tables)


@bitewing.command(epilog="Example: bitewing claims --state paid; bitewing claims 7")
@click.argument("claim", type=_KEY, required=False)
@_account
@click.option("--state", help="Only claims in this state.")
@click.option("--claim-id", help="Only claims with this patient control number (CLM01).")
@_limit
@_json
@_house_command
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
    _show(answer, as_json, *tables)


@bitewing.command(epilog="Example: bitewing remits; bitewing remits 1 --json")
@click.argument("remit", type=_KEY, required=False)
@_account
@_limit
@_json
@_house_command
def remits(house: House, remit: int | None, account: str | None, limit: int, as_json: bool) -> None:
    """List the newest remittances, or show one with the proof that its money adds up.

    An account sees the answers to its own claims; the payment is the house's.
    """
    from clearinghouse import remittance_overview as overview

    if remit is None:
        answer, tables = overview.list_remits(house, account, limit)
    else:
        answer, tables = overview.show_remit(house, account, remit)
    _show(answer, as_json, *tables)


# Groups of commands: each in a module of its own, loaded when one of them is asked for.


@bitewing.group(cls=LateGroup, module="commands.rules", epilog="Example: bitewing rules show B101")
def rules() -> None:
    """The edits: list them, show one, try a coming release on the claims at hand."""


@bitewing.group(cls=LateGroup, module="commands.guides", epilog="Example: bitewing guides show 837D")
def guides() -> None:
    """The implementation guides: list them, show one as a tree, write one out."""


# Files by themselves: no house needed.

_override = click.option(
    "--override",
    "overrides",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A payer's companion guide (TOML); may be given several times.",
)


def _tables(overrides: tuple[Path, ...]) -> GuideTables:
    from mappings.overrides import read_override
    from mappings.tables import GuideTables, guide_tables

    return GuideTables(map(read_override, overrides)) if overrides else guide_tables()


class _Guided(click.Command):
    """A command whose help names the guides there are."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from mappings.guides import HEADS

        super().format_help_text(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(f"Guides: {', '.join(f'{head.name} ({head.version})' for head in HEADS)}.")


@bitewing.command(
    cls=_Guided,
    epilog="Example: bitewing validate claims.edi; bitewing validate in/ more/ --jobs 0 --json; "
    "bitewing validate claims.edi --format html --out report.html; bitewing validate - --stop-after 20"
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, readable=False, allow_dash=True)
)
@_override
@_codes
@click.option("--all", "take_all", is_flag=True, help="Every file of a folder, hidden ones too.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(min=0),
              help="Check so many files side by side; 0: as many as there are cores.")
@click.option("--most", default=200, show_default=True, type=click.IntRange(min=0),
              help="Show at most so many findings in all.")
@click.option("--stop-after", default=0, type=click.IntRange(min=0), show_default="never",
              help="Stop reading a file at so many findings: bounded work on a hopeless one.")
@click.option("--guide-only", is_flag=True, help="Syntax and guide (SNIP 1 and 2) only: the fastest way.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text",
              show_default=True, help="How it is told; html is one page that shows the files (PHI).")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--out", type=click.Path(dir_okay=False), help="Write the report there.")
def validate(
    files: tuple[str, ...], overrides: tuple[Path, ...], codes: tuple[str, ...], take_all: bool, jobs: int,
    most: int, stop_after: int, guide_only: bool, form: str, as_json: bool, out: str | None,
) -> int:
    """Prove X12 files by their guide and the business rules, or say what is wrong, where, and how to mend it.

    FILES are files, folders (searched for files that look like X12), or - for standard input.
    The exit code is 0 only if every file is clean; 4 if one could not be read.
    """
    from datetime import UTC, datetime

    from clearinghouse.reports import writing
    from clearinghouse.reports.gathering import gather
    from clearinghouse.reports.progress import watched
    from clearinghouse.reports.results import Asked, Outcome
    from clearinghouse.reports.running import run
    from mappings.overrides import read_override
    from transactions.rules.lists import with_own

    if as_json and form == "html":
        raise click.BadParameter("--json and --format html exclude each other", param_hint="--format")
    form = "json" if as_json else form
    gathered = gather(files, take_all=take_all)
    writing.refuse(form, out, gathered)
    page = form == "html"
    asked = Asked(
        datetime.now(UTC), tuple(map(read_override, overrides)), with_own(_own_lists(codes).values()),
        guide_only, most, stop_after, page,
    )
    with writing.opened(out, private=page) as write, watched(gathered) as read:
        report = writing.report_as(form, write, asked, gathered)
        totals = run(gathered, asked, jobs or os.cpu_count() or 1, report, read)
    if out:
        click.echo(f"{writing.totals_line(totals)}; told in {_clean(out)}")
    return BROKEN if totals.outcomes[Outcome.UNREAD] else CLEAN if totals.clean else FAULTY


@bitewing.command(epilog="Example: bitewing ack claims.edi --out answers/")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the answers into this folder, over those of before (by default to standard output).",
)
@_override
@_json
def ack(file: str, folder: Path | None, overrides: tuple[Path, ...], as_json: bool) -> None:
    """Write the TA1, 999 and 277CA that a file would be answered with."""
    from tempfile import TemporaryDirectory

    from clearinghouse.alone import answer
    from clearinghouse.house import utc_now

    with TemporaryDirectory() as place:
        target = folder or Path(place)
        target.mkdir(parents=True, exist_ok=True)
        with _bytes_in(file) as stream:
            written = answer(stream, _tables(overrides), utc_now(), target)
        if not written:
            click.echo("bitewing: nothing in this file is to be answered", err=True)
        if as_json:
            told = [
                {"name": path.name, "text": None if folder else path.read_text("latin-1")} for path in written
            ]
            _show(told, True)
        elif folder:
            for path in written:
                click.echo(_clean(str(path)))
        else:
            for path in written:
                sys.stdout.flush()
                sys.stdout.buffer.write(path.read_bytes() + b"\n")


@bitewing.command(epilog="Example: bitewing convert claims.edi --to json > claims.json")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--to", "form", type=click.Choice(["json", "x12"]), required=True, help="What to make of it.")
@click.option("--sender", default="SENDER", show_default=True, help="To x12: our interchange id (ISA06).")
@click.option("--receiver", default="RECEIVER", show_default=True, help="To x12: the receiver's (ISA08).")
@click.option(
    "--control-number",
    type=click.IntRange(1, 999_999_999),
    default=1,
    show_default=True,
    help="To x12: ISA13 and the first GS06.",
)
@click.option("--production", is_flag=True, help="To x12: ISA15 is P instead of T.")
@click.option("--json", "as_json", is_flag=True, help="To json: all documents as one JSON list.")
def convert(
    file: str, form: str, sender: str, receiver: str, control_number: int, production: bool, as_json: bool
) -> int:
    """Turn 837D, 835 and 277CA files into JSON documents (one transaction set a line), and back.

    A wrong document is refused with the path of what is wrong and what was expected. A set with faults is
    turned as far as it can be read (exit code 1): `unread` names what is missing in it.
    """
    from io import BytesIO

    from clearinghouse.conversion import Addresses, from_documents, to_x12
    from clearinghouse.house import utc_now

    with _bytes_in(file) as stream:
        if form == "json":
            return _convert_to_json(stream, as_json)
        wanted = from_documents(stream.read())
    addresses = Addresses(sender, receiver, control_number, "P" if production else "T")
    whole = BytesIO()
    to_x12(whole, wanted, addresses, utc_now())
    sys.stdout.flush()
    sys.stdout.buffer.write(whole.getvalue() + b"\n")
    return CLEAN


def _convert_to_json(stream: BinaryIO, as_json: bool) -> int:
    from clearinghouse.conversion import to_documents
    from mappings.tables import guide_tables

    told = Counter[str]()
    lines = to_documents(stream, guide_tables(), told)
    if as_json:
        click.echo(b"[" + b",\n".join(lines) + b"]")
    else:
        for line in lines:
            click.echo(line)
    for what, count in told.items():
        click.echo(f"bitewing: sets {what}: {count}", err=True)
    return FAULTY if told else CLEAN


@bitewing.command(epilog="Example: bitewing describe claims.edi --no-values")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--no-values", is_flag=True, help="Structure only: no value of the file is shown.")
@click.option("--summary", is_flag=True, help="Envelopes and counts only.")
@_codes
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, one object a line.")
def describe(file: str, no_values: bool, summary: bool, codes: tuple[str, ...], as_json: bool) -> int:
    """Tell what stands in an X12 file, segment by segment, in words.

    With --codes also what a code means, by the texts of your own lists.
    """
    from edi import describe as telling
    from edi.stream import read
    from mappings.tables import guide_tables

    tables, own = guide_tables(), _own_lists(codes)

    def meaning(which: str, code: str) -> str:
        return own[which].label(code) if which in own else ""

    with _bytes_in(file) as stream:
        if as_json:
            events = read(stream, tables)
            items = (
                telling.summarize_events(events, values=not no_values)
                if summary
                else telling.describe_events(events, tables, values=not no_values, code_name=meaning)
            )
            refused = False
            for item in items:
                refused = item["kind"] == "refused"
                click.echo(json.dumps(item))
            return FAULTY if refused else CLEAN
        line = ""
        for line in telling.describe(
            stream, tables, values=not no_values, summary=summary, code_name=meaning
        ):
            click.echo(line)
        return FAULTY if line.startswith("not X12") else CLEAN
