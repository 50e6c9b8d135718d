"""`bitewing sheets`: what an office keeps in spreadsheets; templates, checks, conversion."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.face import CLEAN, FAULTY, choose, clean, json_option, show
from transactions.sheets.cells import DATES, DECIMALS, ENCODINGS, Form

if TYPE_CHECKING:
    from clearinghouse.spreadsheets import Reading
    from transactions.sheets.columns import Sheet

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
_sheet = click.option("--sheet", metavar="NAME", required=True,
                      help="What the file holds: claims, appointments, fees or members.")
_existing = click.Path(exists=True, dir_okay=False, path_type=Path)
_FORM = (
    click.option("--dates", type=click.Choice(list(DATES)), default="YYYY-MM-DD", show_default=True,
                 help="How days are written."),
    click.option("--decimal", type=click.Choice(DECIMALS), default=".", show_default=True,
                 help="What parts dollars from cents."),
    click.option("--delimiter", type=click.Choice(list(_DELIMITERS)), show_default="as the header shows",
                 help="What parts the cells."),
    click.option("--encoding", type=click.Choice(ENCODINGS), default="utf-8", show_default=True,
                 help="How characters are written."),
    click.option("--short-rows", is_flag=True,
                 help="Rows may leave out empty cells at their end, as Excel writes some."),
)
_AROUND = (
    click.option("--practice", type=_existing,
                 help="A practice file (TOML): who sends, bills and treats, where no column tells it."),
    click.option("--fees", type=_existing, help="A sheet of fees, for claims whose fee is empty."),
    click.option("--rejects", type=click.Path(dir_okay=False),
                 help="Write the bad rows there, with the reasons, to be corrected (PHI)."),
    click.option("--most", default=200, show_default=True, type=click.IntRange(min=0),
                 help="Tell at most so many faults."),
)


def _reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command that reads a sheet: how it is written, and what stands around it."""
    for option in reversed((_sheet, *_FORM, *_AROUND)):
        command = option(command)
    return _file(command)


@click.command("list", epilog="Example: bitewing sheets list")
@json_option
def list_(as_json: bool) -> None:
    """List the sheets that can be read."""
    from clearinghouse.telling import Rows
    from transactions.sheets.workbook import SHEETS

    rows = [[sheet.name, sheet.title, len(sheet.columns), sheet.about] for sheet in SHEETS.values()]
    columns = ["sheet", "what", "columns", "rows"]
    show([dict(zip(columns, row, strict=True)) for row in rows], as_json, Rows("Sheets", columns, rows))


@click.command(epilog="Example: bitewing sheets template claims > claims.csv")
@click.argument("name")
@click.option("--needed", is_flag=True, help="Only the columns that no sheet can do without.")
@click.option("--delimiter", type=click.Choice(list(_DELIMITERS)), default="comma", show_default=True,
              help="What parts the cells.")
@json_option
def template(name: str, needed: bool, delimiter: str, as_json: bool) -> None:
    """Print the header of a sheet, to be filled in a spreadsheet."""
    from transactions.sheets.reference import column_document

    sheet = _sheet_named(name, "NAME")
    columns = [
        column for column in sheet.columns if not needed or (column.required and not column.elsewhere)
    ]
    if as_json:
        show([column_document(column) for column in columns], True)
    else:
        click.echo(_DELIMITERS[delimiter].join(column.name for column in columns))


@click.command(epilog="Example: bitewing sheets check members.csv --sheet members --dates MM/DD/YYYY")
@_reading
@json_option
def check(file: str, sheet: str, as_json: bool, **said: Any) -> int:
    """Say which rows of a sheet are wrong, where, and what is expected; no cell is shown.

    The exit code is 0 if every row is good.
    """
    from clearinghouse.spreadsheets import Reading
    from transactions.sheets.rows import SheetError

    trouble, reading = "", Reading()
    try:
        reading = _read(file, sheet, quiet=as_json, **said)
    except SheetError as problem:
        if not as_json:
            raise
        trouble = str(problem)
    good = reading.clean and not trouble
    if as_json:
        show({
            "file": file, "sheet": sheet, "clean": good, "trouble": trouble, "rows": reading.rows,
            "bad": reading.bad, "bad_fees": reading.bad_fees, "notes": reading.notes,
            "faults": reading.faults, "untold": reading.untold,
        }, True)
    else:
        click.echo(f"{clean(file)}: {reading.summary}")
    return CLEAN if good else FAULTY


@click.command(
    epilog="Example: bitewing sheets convert claims.csv --sheet claims --to x12 --practice practice.toml"
)
@_reading
@click.option("--to", "form", type=click.Choice(["json", "x12"]), required=True, help="What to make of it.")
@click.option("--sender", show_default="the submitter's id", help="To x12: our interchange id (ISA06).")
@click.option("--receiver", show_default="the receiver's id", help="To x12: the receiver's (ISA08).")
@click.option("--control-number", type=click.IntRange(1, 999_999_999), default=1, show_default=True,
              help="To x12: ISA13 and GS06.")
@click.option("--production", is_flag=True, help="To x12: ISA15 is P instead of T.")
@click.option("--json", "as_json", is_flag=True, help="To json: everything as one JSON list.")
def convert(
    file: str, sheet: str, form: str, sender: str | None, receiver: str | None, control_number: int,
    production: bool, as_json: bool, **said: Any,
) -> int:
    """Turn the good rows of a sheet into JSON, claims into an 837D, and appointments into a 270.

    Bad rows are told on standard error, and a claim with one of them is left out whole (exit code 1). To
    json, claims and appointments are one document that `bitewing convert --to x12` reads; other rows are an
    object each.
    """
    from io import BytesIO

    from clearinghouse.conversion import Addresses, to_x12
    from clearinghouse.house import utc_now
    from clearinghouse.spreadsheets import documents_of, sheet_lines

    if form == "x12" and _sheet_named(sheet, "--sheet").name not in ("claims", "appointments"):
        raise click.BadParameter(
            "claims and appointments become X12; the other sheets become json", param_hint="--to"
        )
    reading, moment = _read(file, sheet, quiet=False, **said), utc_now()
    if form == "x12":
        documents = documents_of(reading, moment)
        if not documents:
            click.echo("bitewing: there is no good row to be written", err=True)
            return FAULTY
        sender, receiver = sender or reading.sender, receiver or reading.receiver
        if not (sender and receiver):
            raise click.UsageError(
                "name who sends and who receives: [submitter] and [receiver] in --practice, or --sender and "
                "--receiver"
            )
        whole = BytesIO()
        addresses = Addresses(sender, receiver, control_number, "P" if production else "T")
        to_x12(whole, documents, addresses, moment)
        sys.stdout.flush()
        sys.stdout.buffer.write(whole.getvalue() + b"\n")
    elif as_json:
        click.echo(b"[" + b",\n".join(sheet_lines(reading, moment)) + b"]")
    else:
        for line in sheet_lines(reading, moment):
            click.echo(line)
    click.echo(f"bitewing: {clean(file)}: {reading.summary}", err=True)
    return CLEAN if reading.clean else FAULTY


COMMANDS = (list_, template, check, convert)


def _sheet_named(name: str, hint: str) -> Sheet:
    from transactions.sheets.workbook import SHEETS

    return SHEETS[choose("sheet", name, SHEETS, hint)]


def _read(
    file: str, sheet: str, *, quiet: bool, practice: Path | None, fees: Path | None, rejects: str | None,
    most: int, delimiter: str | None, **form: Any,
) -> Reading:
    """Read a sheet as it was asked for; what is said of it goes to standard error, unless `quiet`."""
    from clearinghouse.house import utc_now
    from clearinghouse.spreadsheets import Asked, read_spreadsheet

    def say(line: str) -> None:
        if not quiet:
            click.echo(f"bitewing: {clean(line)}", err=True)

    stated = Form(delimiter=_DELIMITERS[delimiter] if delimiter else None, **form)
    asked = Asked(file, _sheet_named(sheet, "--sheet"), stated, practice, fees, rejects, most)
    return read_spreadsheet(asked, utc_now(), say)
