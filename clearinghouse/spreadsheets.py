"""Spreadsheets, without a house: a sheet read with what stands around it, its bad rows told and set aside."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from clearinghouse.conversion import harmless
from clearinghouse.errors import HouseError
from clearinghouse.reports.writing import opened
from transactions.dental_claim import DentalClaim
from transactions.document_text import to_json
from transactions.documents import ClaimDocument, Document, EligibilityInquiryDocument
from transactions.sheets.appointments import Appointment
from transactions.sheets.cells import Form
from transactions.sheets.claim_making import Making
from transactions.sheets.columns import Sheet
from transactions.sheets.fees import FEES, Fee, FeeSchedule
from transactions.sheets.inquiry_making import inquiries_of
from transactions.sheets.practice import Practice, read_practice
from transactions.sheets.reading import Row, SheetReader
from transactions.sheets.rejects import Rejects
from transactions.sheets.workbook import read_sheet

STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Asked:
    """What is to be read and how it is written; `rejects` is where bad rows go, `most` faults are kept."""

    file: str
    sheet: Sheet
    form: Form
    practice: Path | None = None
    fees: Path | None = None
    rejects: str | None = None
    most: int = 200


@dataclass
class Reading:
    """What came of a sheet: the things its good rows tell, and what is said of it and of its bad rows.

    `sender` and `receiver` are the ids the practice file tells, or the claims.
    """

    found: list[Any] = field(default_factory=list)
    rows: int = 0
    bad: int = 0
    bad_fees: int = 0
    untold: int = 0
    notes: list[str] = field(default_factory=list)
    faults: list[dict[str, Any]] = field(default_factory=list)
    sender: str = ""
    receiver: str = ""

    @property
    def clean(self) -> bool:
        """Whether every row was good."""
        return not self.bad and not self.bad_fees

    @property
    def summary(self) -> str:
        """How much of it was good."""
        fees = f"; bad rows in the fees: {self.bad_fees}" if self.bad_fees else ""
        return f"rows: {self.rows}, bad or left out: {self.bad}{fees}"


Say = Callable[[str], object]
"""Hears each line that is said of a sheet while it is read."""


def read_spreadsheet(asked: Asked, moment: datetime, say: Say) -> Reading:
    """Read a sheet. Raises SheetError, GuideError for the practice file, HouseError for a wrong --rejects."""
    files = (asked.file, asked.fees, asked.practice)
    if asked.rejects and any(_is_same(asked.rejects, one) for one in files):
        raise HouseError("--rejects names a file that is to be read: give another name")
    reading = Reading()
    practice = read_practice(asked.practice) if asked.practice else {}
    fees = _fees(asked, moment, reading, say)
    making = Making(moment, practice, fees)
    reading.found = _read(asked, asked.file, asked.sheet, making, reading, say, asked.rejects)
    reading.sender, reading.receiver = _parties(reading, practice)
    if reading.untold:
        say(f"{reading.untold} more faults")
    return reading


def _parties(reading: Reading, practice: Practice) -> tuple[str, str]:
    """The ids of who sends and who receives, empty where they are not told."""
    if reading.found and isinstance(reading.found[0], DentalClaim):
        submission = reading.found[0].submission
        return submission.submitter.id or "", submission.receiver.id or ""
    return practice.get("submitter_id", ""), practice.get("receiver_id", "")


def _fees(asked: Asked, moment: datetime, reading: Reading, say: Say) -> FeeSchedule | None:
    if asked.fees is None:
        return None
    schedule = FeeSchedule()
    fees: list[Fee] = _read(asked, str(asked.fees), FEES, Making(moment), reading, say, None)
    for fee in fees:
        schedule.add(fee)
    reading.rows, reading.bad, reading.bad_fees = 0, 0, reading.bad
    return schedule


def _read(
    asked: Asked, file: str, sheet: Sheet, making: Making, reading: Reading, say: Say, rejects: str | None
) -> list[Any]:
    with _bytes_in(file) as stream, ExitStack() as stack:
        reader = SheetReader(stream, sheet, asked.form, making.practice)
        for note in reader.notes:
            reading.notes.append(note)
            say(f"{file}: {note}")
        put = None
        if rejects:
            write = stack.enter_context(opened(rejects, private=True))
            put = Rejects(write, reader.header, reader.delimiter)

        def told(row: Row) -> None:
            _hear(asked, file, row, reading, say)
            if put:
                put.add(row)

        found = read_sheet(reader, told, making)
        reading.rows += reader.count
        return found


def _hear(asked: Asked, file: str, row: Row, reading: Reading, say: Say) -> None:
    reading.bad += 1
    for fault in row.faults:
        if len(reading.faults) == asked.most:
            reading.untold += 1
            continue
        reading.faults.append({
            "file": file, "row": row.number, "line": row.line, "last_line": row.last_line,
            "column": fault.column or None, "says": fault.says,
        })
        say(f"{file}: {row.where}: {fault}")


@contextmanager
def _bytes_in(path: str) -> Iterator[BinaryIO]:
    if path == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    with open(path, "rb") as stream:
        yield stream


def _is_same(path: str, other: str | Path | None) -> bool:
    there = other is not None and os.path.exists(path) and os.path.exists(other)
    return there and os.path.samefile(path, str(other))


def documents_of(reading: Reading, moment: datetime) -> list[Document]:
    """What was read as one document that can be written as X12; none where the sheet is of another kind."""
    found = reading.found
    if found and isinstance(found[0], DentalClaim):
        return [ClaimDocument(found)]
    if found and isinstance(found[0], Appointment):
        return [EligibilityInquiryDocument(inquiries_of(found, moment))]
    return []


def sheet_lines(reading: Reading, moment: datetime) -> Iterator[bytes]:
    """What was read as JSON, each a line: claims and appointments as one document, others one by one."""
    for thing in documents_of(reading, moment) or reading.found:
        yield harmless(to_json(thing))
