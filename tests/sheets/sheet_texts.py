"""CSV texts written by hand, and their reading."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from transactions.sheets.cells import PLAIN, Form
from transactions.sheets.claim_making import Making
from transactions.sheets.fees import FeeSchedule
from transactions.sheets.practice import Practice, parse_practice
from transactions.sheets.reading import Row, SheetReader
from transactions.sheets.workbook import SHEETS, read_sheet

MOMENT = datetime(2026, 3, 20, 9, 15, 30)
PRACTICE_FILE = """
[submitter]
name = "SUNNY HILL DENTAL"
id = "SUNNYHILL"
contact = "FRONT DESK"
telephone = "608-555-0101"
[receiver]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
[billing]
name = "SUNNY HILL DENTAL"
npi = "1382047169"
tax_id = "39-1234567"
specialty = "1223G0001X"
address = "12 SUNNY HILL ROAD"
city = "MADISON"
state = "WI"
postal_code = "53703-1234"
"""
PRACTICE = parse_practice(PRACTICE_FILE, "practice.toml")
NOTHING: Practice = {}


def read(
    sheet: str, told: str | bytes, form: Form = PLAIN, practice: Practice = NOTHING,
    fees: FeeSchedule | None = None,
) -> tuple[list[Any], list[str]]:
    """What the good rows of a sheet tell, and what is said of the bad ones."""
    data = told if isinstance(told, bytes) else told.encode()
    reader = SheetReader(io.BytesIO(data), SHEETS[sheet], form, practice)
    bad: list[Row] = []
    found = read_sheet(reader, bad.append, Making(MOMENT, practice, fees))
    return found, [line for row in bad for line in row.told()]


def notes(sheet: str, told: str) -> list[str]:
    """What is said of the header of a sheet."""
    return SheetReader(io.BytesIO(told.encode()), SHEETS[sheet]).notes
