"""`bitewing sheets`: what an office keeps in spreadsheets; templates, checks, conversion."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from commands.face import CLEAN, FAULTY, choose, clean, json_option, show
from transactions.sheets.cells import DATES, DECIMALS, ENCODINGS, Form

if TYPE_CHECKING:
    from transactions.dental_claim import DentalClaim
    from transactions.sheets.claim_making import Making
    from transactions.sheets.columns import Sheet
    from transactions.sheets.reading import Row

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
def check(file: str, sheet: str, as_json: bool, **asked: Any) -> int:
    """Say which rows of a sheet are wrong, where, and what is expected; no cell is shown.

    The exit code is 0 if every row is good.
    """
    from transactions.sheets.rows import SheetError

    work = _Work(file, _sheet_named(sheet, "--sheet"), quiet=as_json, **asked)
    trouble = ""
    try:
        work.read()
    except SheetError as problem:
        if not as_json:
            raise
        trouble = str(problem)
    good = not trouble and work.clean
    if as_json:
        show({
            "file": file, "sheet": work.sheet.name, "clean": good, "trouble": trouble, "rows": work.count,
            "bad": work.bad, "bad_fees": work.bad_fees, "notes": work.notes, "faults": work.faults,
        }, True)
    else:
        click.echo(f"{clean(file)}: {work.summary}")
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
    production: bool, as_json: bool, **asked: Any,
) -> int:
    """Turn the good rows of a sheet into JSON, and claims into an 837D.

    Bad rows are told on standard error, and a claim with one of them is left out whole (exit code 1). To
    json, claims are one document that `bitewing convert --to x12` reads; other rows are an object each.
    """
    from clearinghouse.conversion import Addresses

    work = _Work(file, _sheet_named(sheet, "--sheet"), **asked)
    if form == "x12" and work.sheet.name != "claims":
        raise click.BadParameter("only claims can become X12; the other sheets become json",
                                 param_hint="--to")
    found = work.read()
    if form == "json":
        _write_json(found, work.sheet.name == "claims", as_json)
    elif not found:
        click.echo("bitewing: there is no claim to be written", err=True)
        return FAULTY
    else:
        parties = found[0].submission
        _write_x12(found, Addresses(
            sender or parties.submitter.id, receiver or parties.receiver.id, control_number,
            "P" if production else "T",
        ))
    click.echo(f"bitewing: {clean(file)}: {work.summary}", err=True)
    return CLEAN if work.clean else FAULTY


COMMANDS = (list_, template, check, convert)


class _Work:
    """A sheet that is read: what is told of it on the way."""

    def __init__(
        self, file: str, sheet: Sheet, *, practice: Path | None, fees: Path | None, rejects: str | None,
        most: int, delimiter: str | None, quiet: bool = False, **form: Any,
    ) -> None:
        self.sheet = sheet
        self.count = self.bad = self.bad_fees = 0
        self.notes: list[str] = []
        self.faults: list[dict[str, Any]] = []
        self._file = file
        self._form = Form(delimiter=_DELIMITERS[delimiter] if delimiter else None, **form)
        self._practice = practice
        self._fees = fees
        self._rejects = rejects
        self._most = most
        self._quiet = quiet
        self._left_over = 0
        if rejects and any(_same(rejects, one) for one in (file, fees, practice)):
            raise click.BadParameter("names a file that is to be read: give another name",
                                     param_hint="--rejects")

    @property
    def summary(self) -> str:
        """How much of it was good."""
        fees = f"; {self.bad_fees} bad rows in the fees" if self.bad_fees else ""
        return f"{self.count} rows, {self.bad} of them bad or left out{fees}"

    @property
    def clean(self) -> bool:
        """Whether every row was good."""
        return not self.bad and not self.bad_fees

    def read(self) -> list[Any]:
        """What the good rows tell. Raises SheetError."""
        making = self._making()
        found = self._read(self._file, self.sheet, making, self._rejects)
        if self._left_over and not self._quiet:
            click.echo(f"bitewing: {self._left_over} more faults", err=True)
        return found

    def _making(self) -> Making:
        from clearinghouse.house import utc_now
        from transactions.sheets.claim_making import Making
        from transactions.sheets.fees import FEES, Fee, FeeSchedule

        making = Making(utc_now(), _practice_of(self._practice))
        if self._fees is None:
            return making
        schedule = FeeSchedule()
        fees: list[Fee] = self._read(str(self._fees), FEES, making, None)
        for fee in fees:
            schedule.add(fee)
        self.count, self.bad, self.bad_fees = 0, 0, self.bad
        return Making(making.moment, making.practice, schedule)

    def _read(self, file: str, sheet: Sheet, making: Making, rejects: str | None) -> list[Any]:
        from clearinghouse.reports.writing import opened
        from transactions.sheets.reading import SheetReader
        from transactions.sheets.rejects import Rejects
        from transactions.sheets.workbook import read_sheet

        with _bytes_in(file) as stream, ExitStack() as stack:
            reader = SheetReader(stream, sheet, self._form, making.practice)
            for note in reader.notes:
                self._note(file, note)
            put = None
            if rejects:
                write = stack.enter_context(opened(rejects, private=True))
                put = Rejects(write, reader.header, reader.delimiter)

            def told(row: Row) -> None:
                self._hear(file, row)
                if put:
                    put.add(row)

            found = read_sheet(reader, told, making)
            self.count += reader.count
            return found

    def _note(self, file: str, note: str) -> None:
        self.notes.append(note)
        if not self._quiet:
            click.echo(f"bitewing: {clean(file)}: {note}", err=True)

    def _hear(self, file: str, row: Row) -> None:
        self.bad += 1
        for fault in row.faults:
            if len(self.faults) == self._most:
                self._left_over += 1
                continue
            self.faults.append({
                "file": file, "row": row.number, "line": row.line, "last_line": row.last_line,
                "column": fault.column or None, "says": fault.says,
            })
            if not self._quiet:
                click.echo(f"bitewing: {clean(file)}: {row.where}: {fault}", err=True)


def _sheet_named(name: str, hint: str) -> Sheet:
    from transactions.sheets.workbook import SHEETS

    return SHEETS[choose("sheet", name, SHEETS, hint)]


def _practice_of(file: Path | None) -> dict[str, Any]:
    from edi.errors import GuideError
    from transactions.sheets.practice import read_practice

    try:
        return dict(read_practice(file)) if file else {}
    except GuideError as problem:
        raise click.BadParameter(clean(str(problem)), param_hint="--practice") from None


@contextmanager
def _bytes_in(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as stream:
        yield stream


def _same(path: str, other: str | Path | None) -> bool:
    return bool(other) and os.path.exists(path) and os.path.exists(str(other)) and os.path.samefile(
        path, str(other)
    )


def _write_json(found: list[Any], are_claims: bool, as_json: bool) -> None:
    from clearinghouse.conversion import harmless
    from transactions.documents import ClaimDocument, to_json

    things = [ClaimDocument(found)] if are_claims and found else found
    lines = [harmless(to_json(thing)) for thing in things]
    if as_json:
        click.echo(b"[" + b",\n".join(lines) + b"]")
        return
    for line in lines:
        click.echo(line)


def _write_x12(claims: list[DentalClaim], addresses: Any) -> None:
    from io import BytesIO

    from clearinghouse.conversion import to_x12
    from clearinghouse.house import utc_now
    from transactions.documents import ClaimDocument

    whole = BytesIO()
    to_x12(whole, [ClaimDocument(claims)], addresses, utc_now())
    sys.stdout.flush()
    sys.stdout.buffer.write(whole.getvalue() + b"\n")
