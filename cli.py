"""The command line: one command a task, plain tables, `--json`, exit codes by class. No decisions here.

Commands import what they need when they run, so that `--help` is quick.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from commands import alone, conversion, houses, inquiries, orders, trends, upkeep
from commands.claim_group import ClaimGroup
from commands.face import BROKEN, CLEAN, FAULTY, UNREACHABLE, USAGE, LateGroup, clean

_EPILOG = (
    "Exit codes: 0 clean, 1 the data has errors, 2 wrong usage, "
    "3 a partner cannot be reached, 4 a fault of this system or its settings."
)


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
    from edi.errors import EdiError, GuideError
    from sftp_gateway.errors import GatewayError, Unreachable
    from store.errors import StoreError

    if os.environ.get("BITEWING_DEBUG"):
        raise problem
    if isinstance(problem, EdiError):
        # What is wrong with a guide is an override, a map or a list that was asked for, not the data.
        message, code = str(problem), USAGE if isinstance(problem, GuideError) else FAULTY
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
    click.echo(f"bitewing: {clean(message)}", err=True)
    return code


for _command in (
    *houses.COMMANDS, *inquiries.COMMANDS, *orders.COMMANDS, *trends.COMMANDS, *alone.COMMANDS,
    *conversion.COMMANDS,
    *upkeep.COMMANDS,
):
    bitewing.add_command(_command)


@bitewing.command(hidden=True, epilog="Example: bitewing reference > docs/reference/commands.md")
def reference() -> None:
    """Print the page of all commands, for the docs."""
    from commands.reference import page

    click.echo(page(bitewing), nl=False)


# Groups of commands: each in a module of its own, loaded when one of them is asked for.


@bitewing.group(
    cls=LateGroup, module="commands.outbox",
    epilog="Example: bitewing outbox collect --account harbor --reader front-desk",
)
def outbox() -> None:
    """The outboxes of submitters: what waits for each reader, collecting it, having it again."""


@bitewing.group(
    cls=ClaimGroup, module="commands.claims",
    epilog="Example: bitewing claims; bitewing claims 7; bitewing claims list --state paid",
)
def claims() -> None:
    """Claims: look for them, show one from bytes to bank, hold, mend, replace, void, bill the next payer.

    Without a command they are listed; with a number alone that one is shown.
    """


@bitewing.group(cls=LateGroup, module="commands.rules", epilog="Example: bitewing rules show B101")
def rules() -> None:
    """The edits: list them, show one, try a coming release on the claims at hand."""


@bitewing.group(cls=LateGroup, module="commands.submitters", epilog="Example: bitewing submitters list")
def submitters() -> None:
    """The submitters: list them, add one, change its settings, take them out and in as TOML or CSV."""


@bitewing.group(
    cls=LateGroup, module="commands.payers",
    epilog="Example: bitewing payers switch delta upstream",
)
def payers() -> None:
    """The payers: list them, add one, change its settings, switch its route, hold its work."""


@bitewing.group(
    cls=LateGroup, module="commands.enrolments",
    epilog="Example: bitewing enrolments list --state draft",
)
def enrolments() -> None:
    """Providers' enrolments with payers, by transaction: draft, submitted, live or rejected."""


@bitewing.group(
    cls=LateGroup, module="commands.contacts",
    epilog="Example: bitewing contacts list --partner delta",
)
def contacts() -> None:
    """Whom to call at a partner, in groups."""


@bitewing.group(cls=LateGroup, module="commands.sheets", epilog="Example: bitewing sheets template claims")
def sheets() -> None:
    """Spreadsheets (CSV) of claims, appointments, fees and members: templates, checks, conversion."""


@bitewing.group(cls=LateGroup, module="commands.due", epilog="Example: bitewing due list --late")
def due() -> None:
    """What is due: late answers, filing limits, and what to do about them."""


@bitewing.group(cls=LateGroup, module="commands.followup", epilog="Example: bitewing followup plan")
def followup() -> None:
    """Claims without a decision: ask their payers what became of them, and see what they say."""


@bitewing.group(cls=LateGroup, module="commands.schedule", epilog="Example: bitewing schedule print")
def schedule() -> None:
    """When what is run: crontab lines or systemd timers for this house."""


@bitewing.group(cls=LateGroup, module="commands.guides", epilog="Example: bitewing guides show 837D")
def guides() -> None:
    """The implementation guides: list them, show one as a tree, write one out."""


@bitewing.group(
    cls=LateGroup, module="commands.asking", listed="ELIGIBILITY",
    epilog="Example: bitewing eligibility ask --help",
)
def eligibility() -> None:
    """Whether patients are covered: ask a payer while somebody waits."""


@bitewing.group(
    cls=LateGroup, module="commands.asking", listed="REVIEW", epilog="Example: bitewing review ask --help"
)
def review() -> None:
    """Authorizations of planned treatments: ask a payer while somebody waits."""


@bitewing.group(cls=LateGroup, module="commands.sandbox", epilog="Example: bitewing sandbox answer --help")
def sandbox() -> None:
    """The sandbox payer by itself: it answers what it is asked."""


@bitewing.group(cls=LateGroup, module="commands.report", epilog="Example: bitewing report daily --json")
def report() -> None:
    """Reports from the house's own log: days, batches, rejections, conformance, usage, aging."""


@bitewing.group(cls=LateGroup, module="commands.work", epilog="Example: bitewing work list --late")
def work() -> None:
    """The work queue: what has to be looked at, by whom, until when."""


@bitewing.group(
    cls=LateGroup, module="commands.notices", listed="NOTICES",
    epilog="Example: bitewing notices list --account harbor",
)
def notices() -> None:
    """Notices for submitters: told for some days, and sent to them."""


@bitewing.group(
    cls=LateGroup, module="commands.notices", listed="MESSAGE",
    epilog="Example: bitewing message send --to sandbox question.txt",
)
def message() -> None:
    """Messages to partners: a file that goes to them as it is."""
