"""The sheets an office keeps, by name, and their reading."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from transactions.sheets.appointments import APPOINTMENTS, read_appointments
from transactions.sheets.claim_columns import CLAIMS
from transactions.sheets.claim_making import Making
from transactions.sheets.claims import read_claims
from transactions.sheets.columns import Sheet
from transactions.sheets.fees import FEES, read_fees
from transactions.sheets.members import MEMBERS, read_members
from transactions.sheets.reading import SheetReader, Told

SHEETS: dict[str, Sheet] = {sheet.name: sheet for sheet in (CLAIMS, APPOINTMENTS, FEES, MEMBERS)}


def read_sheet(reader: SheetReader, told: Told, making: Making) -> list[Any]:
    """What the good rows of a sheet tell; `told` hears of the bad ones."""
    found: list[Struct]
    if reader.sheet is CLAIMS:
        found = [*read_claims(reader, told, making)]
    elif reader.sheet is APPOINTMENTS:
        found = [*read_appointments(reader, told, making.practice)]
    elif reader.sheet is FEES:
        found = [*read_fees(reader, told).fees()]
    else:
        found = [*read_members(reader, told).members()]
    return found
