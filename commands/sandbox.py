"""Commands of the sandbox payer by itself: no house needed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import BROKEN, CLEAN, FAULTY, USAGE, clean, json_option, show

if TYPE_CHECKING:
    from sandbox.payer import SandboxPayer

LARGEST = 16 * 1024 * 1024
"""Bytes of one question: far more than any interchange that is asked over a line."""


_folder = click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path),
    help="The payer's folder: its state is there, shared with the files it answers.",
)
_plan = click.option(
    "--plan", "plan_file", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="The plan file (docs/reference/sandbox.md).",
)
_seed = click.option(
    "--seed", type=click.IntRange(min=0), show_default="that of the folder, else 1",
    help="Where its control numbers begin.",
)


@click.command(
    epilog="Example: bitewing sandbox answer --folder payer/ --plan plan.toml < question.edi > answer.edi"
)
@_folder
@_plan
@_seed
@json_option
def answer(folder: Path, plan_file: Path, seed: int | None, as_json: bool) -> int:
    """Answer one interchange, standard input to standard output: TA1, 999, 271, 277, 278 ...

    The same bytes again are answered in the same words. The exit code is 1 for what no answer can speak of,
    2 for a plan file that cannot be used, 4 for a folder whose state is not this payer's.
    """
    from sandbox.ledger import LedgerError
    from sandbox.payer import LineError
    from sandbox.plan import PlanError

    data = sys.stdin.buffer.read(LARGEST + 1)
    if len(data) > LARGEST:
        return _refuse(f"the question is longer than {LARGEST} bytes; deliver it as a file", FAULTY)
    try:
        told = _payer(folder, plan_file, seed).answer_line(data)
    except LineError as problem:
        return _refuse(str(problem), FAULTY)
    except PlanError as problem:
        return _refuse(str(problem), USAGE)
    except LedgerError as problem:
        return _refuse(str(problem), BROKEN)
    if as_json:
        show({"answer": told.decode("latin-1")}, True)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(told)
    return CLEAN


@click.command(epilog="Example: bitewing sandbox run --folder my-house/payers/sandbox --plan plan.toml")
@_folder
@_plan
@_seed
@click.option("--withheld", is_flag=True, help="Offer what was never to be offered, as after a call.")
@json_option
def run(folder: Path, plan_file: Path, seed: int | None, withheld: bool, as_json: bool) -> int:
    """Answer what was delivered into FOLDER/to-payer since the last time; the answers wait in from-payer.

    The exit code is 1 where a delivered file cannot be answered, 2 for a plan file that cannot be used, 4 for
    a folder whose state is not this payer's.
    """
    from dataclasses import asdict

    from clearinghouse.telling import Rows
    from sandbox.ledger import LedgerError
    from sandbox.plan import PlanError

    try:
        done = _payer(folder, plan_file, seed).answer(withheld=withheld)
    except PlanError as problem:
        return _refuse(str(problem), USAGE)
    except LedgerError as problem:
        return _refuse(str(problem), BROKEN)
    told = asdict(done)
    rows = [[name.replace("_", " "), count] for name, count in told.items() if count and name != "files"]
    rows += [["answer", name] for name in done.files]
    show(told, as_json, Rows("The sandbox payer", ["what", "how many"], rows))
    return FAULTY if done.unreadable else CLEAN


def _payer(folder: Path, plan_file: Path, seed: int | None) -> SandboxPayer:
    """The payer in a folder. Raises PlanError, LedgerError."""
    from datetime import UTC, datetime

    from sandbox.ledger import seed_of
    from sandbox.payer import STATE, SandboxPayer

    known = seed_of(folder / STATE) if seed is None else seed
    return SandboxPayer(folder, plan_file, 1 if known is None else known, lambda: datetime.now(UTC))


def _refuse(why: str, code: int) -> int:
    click.echo(f"bitewing: {clean(why)}", err=True)
    return code


COMMANDS = (answer, run)
